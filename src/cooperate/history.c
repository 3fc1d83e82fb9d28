#include "cooperate/history.h"

#include <stdlib.h>
#include <string.h>

#include "exchange/account.h"

#define IDS_AT_ONCE 128
#define ROWS_AT_ONCE 500
#define POINTERS_AT_ONCE 1000
#define MILLISECOND INT64_C(1000)

void givers_open(struct givers *givers, const struct visit *visit) {
    *givers = (struct givers){.visit = visit, .reader = json_reader_open()};
    map_init(&givers->places, 0);
}

void givers_close(struct givers *givers) {
    map_close(&givers->places);
    free(givers->rows);
    json_reader_close(&givers->reader);
}

enum status givers_find(struct giver *out, struct givers *givers, int64_t account_no) {
    struct giver fresh = {.no = account_no, .is_operator = account_no == 0};
    struct str key = {(const char *)&account_no, sizeof account_no};
    uint64_t index;
    if (map_find(&index, &givers->places, key)) {
        *out = givers->rows[index];
        return OK;
    }
    if (account_no) {
        const struct visit *visit = givers->visit;
        struct viewer viewer = {.account_no = account_no};
        struct account account;
        enum status status =
            account_of(&account, visit->exchange, &viewer, visit->arena, visit->fault);
        if (status != OK && status != ABSENT) return status;
        if (status == OK) {
            fresh.is_operator = account.is_operator;
            fresh.is_administrator = account.is_administrator;
            fresh.identity = account.identity;
            fresh.organisation = account.organisation.identity;
        }
    }
    if (givers->count == givers->capacity) {
        givers->capacity = givers->capacity ? givers->capacity * 2 : 16;
        givers->rows = memory_resize(givers->rows, givers->capacity, sizeof *givers->rows);
    }
    map_put(&givers->places, key, givers->count);
    givers->rows[givers->count++] = *out = fresh;
    return OK;
}

struct giver giver_of_viewer(const struct viewer *viewer) {
    struct giver giver = {.no = viewer->account_no,
                          .is_operator = viewer->is_operator,
                          .is_administrator = viewer->is_administrator};
    if (viewer->identity.type.size) giver.identity = viewer->identity.uuid;
    if (viewer->organisation_no) giver.organisation = viewer->organisation_identity.uuid;
    return giver;
}

static bool holds(const struct uuid *list, size_t count, const struct uuid *uuid) {
    static const struct uuid nobody = {{0}};
    if (uuid_equal(uuid, &nobody)) return false;
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&list[i], uuid)) return true;
    return false;
}

bool giver_may_edit(const struct giver *giver, const struct dialogue *dialogue) {
    return giver->is_operator ||
           holds(dialogue->organisers, dialogue->organiser_count, &giver->organisation);
}

bool giver_may_moderate(const struct giver *giver, const struct dialogue *dialogue) {
    return giver->is_operator ||
           holds(dialogue->moderators, dialogue->moderator_count, &giver->identity) ||
           (giver->is_administrator && giver_may_edit(giver, dialogue));
}

static bool runs(const struct giver *giver, const struct dialogue *dialogue) {
    return giver_may_edit(giver, dialogue) || giver_may_moderate(giver, dialogue);
}

bool giver_may_name(const struct giver *giver, const struct dialogue *dialogue,
                    struct json object) {
    struct json named = json_member(object, STR("created_by_ref"));
    if (json_kind(named) == JSON_ABSENT || runs(giver, dialogue)) return true;
    struct object_id id;
    if (object_id_read(&id, json_text(named), NULL) != OK) return false;
    return holds(&giver->identity, 1, &id.uuid) || holds(&giver->organisation, 1, &id.uuid);
}

// ---- reading ----

struct raw_row {
    size_t index;
    int64_t giver_no;
    stamp version;
    enum tlp tlp;
    const struct collection *collection;
    struct str text;
};
struct reading {
    struct givers *givers;
    const struct history_ask *ask;
    struct map indexes; // uuid -> index
    struct arena page, tree;
    struct json_reader *reader;
    struct raw_row rows[ROWS_AT_ONCE];
    size_t row_count;
};

// A page is read whole before anybody is looked up, so that no thread holds two readers of the
// store.
static enum status read_page(struct reading *reading, struct filter *filter) {
    const struct visit *visit = reading->givers->visit;
    struct release *release;
    arena_reset(&reading->page);
    reading->row_count = 0;
    TRY(release_open(&release, visit, filter));
    struct released row;
    enum status status;
    while ((status = release_next(&row, release, visit->fault)) == OK) {
        uint64_t index = 0;
        map_find(&index, &reading->indexes,
                 (struct str){(const char *)row.found.id.bytes, sizeof row.found.id.bytes});
        reading->rows[reading->row_count++] = (struct raw_row){
            .index = index,
            .giver_no = row.found.giver_no,
            .version = row.found.stamp,
            .tlp = row.tlp,
            .collection = row.collection,
            .text = arena_copy(&reading->page, row.found.json),
        };
        filter->cursor = row.found.added;
    }
    release_close(&release);
    return status == ABSENT ? OK : status;
}

static enum status tell_page(struct reading *reading) {
    for (size_t i = 0; i < reading->row_count; i++) {
        const struct raw_row *raw = &reading->rows[i];
        struct history_row row = {.index = raw->index,
                                  .version = raw->version,
                                  .tlp = raw->tlp,
                                  .collection = raw->collection,
                                  .text = raw->text};
        arena_reset(&reading->tree);
        // What was stored could be read once; were it otherwise, it says nothing.
        if (json_read(&row.json, reading->reader, raw->text, &JSON_LIMITS, &reading->tree, NULL))
            continue;
        TRY(givers_find(&row.giver, reading->givers, raw->giver_no));
        reading->ask->hear(reading->ask->context, &row);
    }
    return OK;
}

static enum status read_ids(struct reading *reading, const struct object_id *ids, size_t count) {
    const struct collection *collection = reading->ask->collection;
    struct filter filter = {
        .collections = &collection,
        .collection_count = collection ? 1 : 0,
        .ids = (struct object_id *)ids, // only read
        .id_count = count,
        .revoked = -1,
        .all_versions = true,
        .oldest_first = true,
        .limit = ROWS_AT_ONCE,
    };
    do {
        TRY(read_page(reading, &filter));
        TRY(tell_page(reading));
    } while (reading->row_count == ROWS_AT_ONCE);
    return OK;
}

enum status history_read(struct givers *givers, const struct history_ask *ask) {
    struct reading *reading = memory_take(sizeof *reading);
    *reading = (struct reading){.givers = givers, .ask = ask, .reader = json_reader_open()};
    arena_init(&reading->page);
    arena_init(&reading->tree);
    map_init(&reading->indexes, 0);
    for (size_t i = 0; i < ask->id_count; i++)
        map_put(&reading->indexes,
                (struct str){(const char *)ask->ids[i].uuid.bytes, sizeof ask->ids[i].uuid.bytes},
                i);
    enum status status = OK;
    for (size_t at = 0; status == OK && at < ask->id_count; at += IDS_AT_ONCE) {
        size_t left = ask->id_count - at;
        status = read_ids(reading, ask->ids + at, left < IDS_AT_ONCE ? left : IDS_AT_ONCE);
    }
    map_close(&reading->indexes);
    arena_close(&reading->tree);
    arena_close(&reading->page);
    json_reader_close(&reading->reader);
    free(reading);
    return status;
}

void kept_hear(struct kept *kept, const struct history_row *row, const struct dialogue *dialogue,
               struct arena *arena) {
    if (!kept->is_founded) {
        kept->is_founded = true;
        kept->founder_no = row->giver.no;
        kept->is_named_well = giver_may_name(&row->giver, dialogue, row->json);
    }
    if (row->giver.no != kept->founder_no && !runs(&row->giver, dialogue)) return;
    kept->count++;
    if (kept->text.data && row->version < kept->version) return;
    kept->version = row->version;
    kept->giver = row->giver;
    kept->is_named_well = kept->is_named_well && giver_may_name(&row->giver, dialogue, row->json);
    kept->text = arena_copy(arena, row->text);
}

// ---- what points at a dialogue ----

static void add_pointing(struct object_id *ids, size_t *count, const struct dialogue *dialogue,
                         const struct pointing *pointing, const struct release_pointer *pointer) {
    const struct released *row = &pointer->row;
    if (!str_equal(row->type, pointing->type) || row->collection != dialogue->collection ||
        str_find(row->found.json, pointing->extension) == SIZE_MAX)
        return;
    // An object that points by two properties comes twice, one after the other.
    for (size_t i = *count; i > 0 && i + 4 > *count; i--)
        if (uuid_equal(&ids[i - 1].uuid, &row->found.id)) return;
    ids[(*count)++] = (struct object_id){pointing->type, row->found.id};
}

enum status history_pointing(struct object_id **out, size_t *count, const struct visit *visit,
                             const struct dialogue *dialogue, const struct pointing *pointing) {
    struct object_id *ids = arena_array(visit->arena, pointing->most + 1, struct object_id);
    struct release_pointer *pointers;
    size_t page = 0;
    stamp before = 0;
    *count = 0;
    // The objects are read again with all their versions, so these need not stay.
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct visit looking = *visit;
    looking.arena = &arena;
    do {
        arena_reset(&arena);
        TRY(release_pointers(&pointers, &page, &looking, &dialogue->id, before, POINTERS_AT_ONCE));
        for (size_t i = 0; i < page && *count < pointing->most; i++)
            add_pointing(ids, count, dialogue, pointing, &pointers[i]);
        if (page) before = pointers[page - 1].row.found.added;
    } while (page >= POINTERS_AT_ONCE && *count < pointing->most);
    for (size_t i = 0; i < *count / 2; i++) {
        struct object_id swap = ids[i];
        ids[i] = ids[*count - 1 - i];
        ids[*count - 1 - i] = swap;
    }
    *out = ids;
    return OK;
}

enum status history_parse(struct json *out, struct givers *givers, struct str text) {
    const struct visit *visit = givers->visit;
    enum status status =
        json_read(out, givers->reader, text, &JSON_LIMITS, visit->arena, visit->fault);
    return status == OK ? OK : FAILED;
}

stamp history_next(const struct visit *visit, stamp last) {
    stamp now = clock_now(store_clock(visit->exchange->store));
    now -= now % MILLISECOND;
    if (now > last) return now;
    // Somebody's clock was ahead. At the end of time there is no later one, and intake says so.
    return last > STAMP_MAX - MILLISECOND ? STAMP_MAX : last - last % MILLISECOND + MILLISECOND;
}

struct json history_extension(struct json object, const char *id) {
    return json_member(json_member(object, STR("extensions")), str_of(id));
}
