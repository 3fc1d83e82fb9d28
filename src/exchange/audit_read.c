#include "exchange/audit_read.h"

#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "store/records.h"

#define WORDS_MAX 16

// ---- who may read ----

static enum status may_read(struct record_find *find, struct str reading[AUDIT_ACT_COUNT],
                            const struct visit *visit) {
    const struct viewer *viewer = visit->viewer;
    if (viewer->is_operator) return OK;
    if (!viewer->is_administrator || !viewer->organisation_no)
        return fault_set(visit->fault, DENIED,
                         "the record is read by the operator, and by administrators as far as it "
                         "concerns their organisation");
    find->organisation_no = viewer->organisation_no;
    find->reading = reading;
    for (int act = 0; act < AUDIT_ACT_COUNT; act++) {
        const struct audit_act_row *row = audit_act_row((enum audit_act)act);
        if (row->is_reading) reading[find->reading_count++] = str_of(row->name);
    }
    return OK;
}

// ---- what is asked for ----

static enum status find_person(int64_t *out, const struct visit *visit, struct str name) {
    struct store *store = visit->exchange->store;
    struct db_query *query;
    if (!text_is_storable(name)) return ABSENT;
    struct db *db = store_reader_take(store);
    enum status status =
        db_query(&query, db, "SELECT no FROM account WHERE name = $1", visit->fault);
    if (status == OK) {
        db_bind_text(query, 1, name);
        status = db_step(query, visit->fault);
        if (status == OK) *out = db_i64(query, 0);
        db_done(query);
    }
    store_reader_give(store, db);
    return status;
}

static enum status find_of(struct record_find *find, const struct visit *visit,
                           const struct audit_filter *filter) {
    find->since = filter->since;
    find->until = filter->until;
    find->oldest_first = filter->oldest_first;
    if (filter->has_object) find->object = &filter->object.uuid;
    if (filter->oldest_first)
        find->after = filter->cursor;
    else
        find->before = filter->cursor;
    if (filter->act.size) {
        if (!audit_act_named(filter->act))
            return fault_set(visit->fault, MALFORMED, "act: there is no act of this name");
        find->act = filter->act;
    }
    if (filter->place.size) {
        if (!text_is_storable(filter->place))
            return fault_set(visit->fault, MALFORMED, "place: UTF-8 without U+0000 is expected");
        find->place = filter->place;
    }
    if (!filter->person.size) return OK;
    // Whether there is such an account, an administrator of another organisation is not told.
    enum status status = find_person(&find->account_no, visit, filter->person);
    if (status == ABSENT) find->account_no = -1;
    return status == ABSENT ? OK : status;
}

// ---- words ----

struct words {
    struct str items[WORDS_MAX]; // folded
    size_t count;
    struct arena *arena; // of one record
};

static enum status words_read(struct words *out, const struct visit *visit, struct str text) {
    struct str rest = text, word;
    if (!text.data) return OK;
    if (!text_is_utf8(text)) return fault_set(visit->fault, MALFORMED, "q: UTF-8 is expected");
    while (str_take(&word, &rest, ' ')) {
        if (!word.size) continue;
        if (out->count == WORDS_MAX)
            return fault_set(visit->fault, MALFORMED, "q: more than %d words", WORDS_MAX);
        out->items[out->count++] = text_fold(visit->arena, word);
    }
    return OK;
}

static bool words_stand_in(const struct words *words, struct str json) {
    if (!words->count) return true;
    arena_reset(words->arena);
    struct str folded = text_fold(words->arena, json);
    for (size_t i = 0; i < words->count; i++)
        if (str_find(folded, words->items[i]) == SIZE_MAX) return false;
    return true;
}

// ---- a page ----

static enum status read_page(struct audit_page *out, const struct visit *visit,
                             struct records *records, const struct words *words, size_t limit) {
    struct record record;
    enum status status;
    size_t seen = 0;
    stamp last = 0;
    *out = (struct audit_page){.rows = arena_array(visit->arena, limit, struct audit_row)};
    while ((status = records_next(&record, records, visit->fault)) == OK) {
        if (out->count == limit || seen == AUDIT_LOOKED_AT_MAX) {
            out->next = last;
            return OK;
        }
        seen++;
        last = record.added;
        if (words_stand_in(words, record.json))
            out->rows[out->count++] =
                (struct audit_row){record.added, arena_copy(visit->arena, record.json)};
    }
    return status == ABSENT ? OK : status;
}

enum status audit_list(struct audit_page *out, const struct visit *visit,
                       const struct audit_filter *filter) {
    SCOPED(arena_close) struct arena scratch;
    struct str reading[AUDIT_ACT_COUNT];
    struct record_find find = {.organisation_no = 0};
    struct words words = {.arena = &scratch};
    struct records *records;
    arena_init(&scratch);
    TRY(may_read(&find, reading, visit));
    TRY(find_of(&find, visit, filter));
    TRY(words_read(&words, visit, filter->words));
    size_t limit = filter->limit && filter->limit < AUDIT_PAGE_MAX ? filter->limit : AUDIT_PAGE_MAX;
    TRY(records_open(&records, visit->exchange->store, &find, visit->fault));
    enum status status = read_page(out, visit, records, &words, limit);
    records_close(&records);
    return status;
}

enum status audit_one(struct audit_row *out, const struct visit *visit, stamp added) {
    struct str reading[AUDIT_ACT_COUNT];
    struct record_find find = {.after = added - 1, .before = added + 1};
    struct words words = {.count = 0};
    struct records *records;
    struct audit_page page;
    TRY(may_read(&find, reading, visit));
    TRY(records_open(&records, visit->exchange->store, &find, visit->fault));
    enum status status = read_page(&page, visit, records, &words, 1);
    records_close(&records);
    TRY(status);
    if (!page.count) return fault_set(visit->fault, ABSENT, "there is no such record");
    *out = page.rows[0];
    return OK;
}

bool audit_id_read(stamp *out, struct str id) {
    char text[RECORD_ID_SIZE];
    int64_t added;
    if (!str_starts(id, STR("audit--")) || !str_read_i64(&added, str_cut(id, 7, id.size)))
        return false;
    if (added <= 1 || added >= INT64_MAX || !str_equal(str_of(record_id(text, added)), id))
        return false;
    *out = added;
    return true;
}
