#include "store/inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// A run of puts is written table by table, each in the order in which its rows stand in the file:
//
//   keys       sorted: every page of the index is visited once. A put whose object has no other
//              version, here or in the run, is `alone`: all about it is known now.
//   others     one by one (puts_known.c): what they are depends on the versions there are
//   versions, members                    in order of arrival, at the end of their tables
//   observables, references              sorted
//   named, ends, leaves of the log       in order of arrival
//
// Measured for a million indicators: 26,000 objects/s row by row, three times that in this order.

struct order {
    uint64_t head; // first bytes of the id: decides nearly every comparison
    const struct put *put;
    uint32_t at; // position in order of arrival
};

struct run {
    struct rows *rows;
    struct db *db;
    struct put_row *items; // in order of arrival
    size_t count;
    int64_t base_version;
    struct order *order; // sorted by key
    struct group {
        int64_t place;       // where its first version stands in the file, to visit them in order
        size_t first, count; // in `order`
    } * groups; // those of one put alone are written with their keys; what stays are the others
    size_t other_count;
};

// ---- order ----

static uint64_t head_of(const uint8_t bytes[8]) {
    uint64_t head = 0;
    for (int i = 0; i < 8; i++) head = head << 8 | bytes[i];
    return head;
}

static int compare_i64(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_objects(const struct order *a, const struct order *b) {
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    int order = memcmp(a->put->id.bytes, b->put->id.bytes, sizeof a->put->id.bytes);
    return order ? order : compare_i64(a->put->kind, b->put->kind);
}

static int compare_keys(const void *left, const void *right) {
    const struct order *a = left, *b = right;
    int order = compare_objects(a, b);
    if (!order) order = compare_i64(a->put->stamp, b->put->stamp);
    if (!order) order = compare_i64(a->put->spec, b->put->spec);
    return order ? order : compare_i64(a->at, b->at);
}

static int compare_arrival(const void *left, const void *right) {
    const struct order *a = left, *b = right;
    return compare_i64(a->at, b->at);
}

static int compare_places(const void *left, const void *right) {
    const struct group *a = left, *b = right;
    return compare_i64(a->place, b->place);
}

// ---- keys ----

#define SQL_KEY_INSERT                                                                             \
    "INSERT INTO version_key (id, kind, stamp, spec, version_no) VALUES ($1, $2, $3, $4, $5)"

static void bind_key(struct db_query *query, const struct put_row *row) {
    db_bind_blob(query, 1, row->put->id.bytes, sizeof row->put->id.bytes);
    db_bind_i64(query, 2, row->put->kind);
    db_bind_i64(query, 3, row->stamp);
    db_bind_i64(query, 4, row->put->spec);
    db_bind_i64(query, 5, row->version_no);
}

enum status puts_keys(struct rows *rows, struct put_row *const *list, size_t count,
                      struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db, SQL_KEY_INSERT, fault));
    for (size_t i = 0; i < count; i++) {
        bind_key(query, list[i]);
        TRY(db_again(query, fault));
    }
    return OK;
}

// Some groups in the order of keys. Each question is about `per_question` of them, and where that
// is more than one many questions are asked ahead.
struct asking {
    const struct run *run;
    struct group *groups;
    size_t count, per_question;
};

#define SQL_LAST                                                                                   \
    "(SELECT k.version_no FROM version_key k WHERE k.id = %s AND k.kind = %s"                      \
    " ORDER BY k.stamp DESC, k.spec DESC LIMIT 1)"

// A few are asked about one by one, ahead.
static size_t per_question(const struct db *db, size_t group_count) {
    return group_count < db_batch(db) / 8 ? 1 : db_batch(db);
}

static void write_question(struct buf *sql, size_t per_question) {
    buf_init(sql, SIZE_MAX);
    if (per_question == 1) {
        buf_addf(sql, "SELECT 0, " SQL_LAST, "$1", "$2");
    } else {
        buf_add(sql, STR("WITH o (at, id, kind) AS (VALUES "));
        for (size_t i = 0; i < per_question; i++)
            buf_addf(sql, "%s(%zu, $%zu, $%zu)", i ? "," : "", i, 2 * i + 1, 2 * i + 2);
        buf_addf(sql, ") SELECT o.at, " SQL_LAST " FROM o", "o.id", "o.kind");
    }
    buf_add_byte(sql, '\0');
}

static void bind_question(struct db_query *query, size_t at, const void *context) {
    const struct asking *asking = context;
    for (size_t i = 0; i < asking->per_question; i++) {
        // Where there are not enough the last one is asked about again.
        size_t one = at * asking->per_question + i;
        if (one >= asking->count) one = asking->count - 1;
        const struct put *put = asking->run->order[asking->groups[one].first].put;
        db_bind_blob(query, (int)(2 * i + 1), put->id.bytes, sizeof put->id.bytes);
        db_bind_i64(query, (int)(2 * i + 2), put->kind);
    }
}

// What place each of the groups has.
static enum status ask_places(struct db_query *query, const struct asking *asking,
                              struct fault *fault) {
    size_t count = (asking->count + asking->per_question - 1) / asking->per_question;
    enum status status = ABSENT;
    db_ahead(query, count, bind_question, asking);
    for (size_t at = 0; at < count && status == ABSENT; at++) {
        db_next(query);
        while ((status = db_step(query, fault)) == OK) {
            size_t one = at * asking->per_question + (size_t)db_i64(query, 0);
            if (one < asking->count) asking->groups[one].place = db_i64(query, 1);
        }
    }
    db_rewind(query);
    return status == ABSENT ? OK : status;
}

static size_t object_end(const struct run *run, size_t first) {
    size_t end = first + 1;
    while (end < run->count && compare_objects(&run->order[first], &run->order[end]) == 0) end++;
    return end;
}

// Writes the keys of those that are alone, and keeps the others at the front of the groups.
static enum status write_key_group(struct run *run, struct group group, struct db_query *insert,
                                   struct fault *fault) {
    struct put_row *row = &run->items[run->order[group.first].at];
    if (group.place || group.count > 1) {
        if (!group.place) group.place = row->version_no;
        run->groups[run->other_count++] = group;
        return OK;
    }
    row->is_new = row->is_alone = true;
    row->stamp = row->put->stamp ? row->put->stamp : row->added;
    bind_key(insert, row);
    return db_again(insert, fault);
}

// A file is asked about one and that is written: its page is at hand. A server is asked about all
// first: rows to write would have to go out before each question.
static enum status write_key_groups(struct run *run, size_t group_count, struct db_query *query,
                                    struct fault *fault) {
    struct asking asking = {.run = run, .per_question = per_question(run->db, group_count)};
    size_t at_once = db_batch(run->db) == 1 ? 1 : group_count;
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, run->db, SQL_KEY_INSERT, fault));
    for (size_t first = 0; first < group_count; first += at_once) {
        asking.groups = &run->groups[first];
        asking.count = at_once;
        TRY(ask_places(query, &asking, fault));
        for (size_t i = 0; i < at_once; i++)
            TRY(write_key_group(run, run->groups[first + i], insert, fault));
    }
    return OK;
}

static enum status write_keys(struct run *run, struct fault *fault) {
    size_t group_count = 0;
    for (size_t i = 0, end; i < run->count; i = end) {
        end = object_end(run, i);
        run->groups[group_count++] = (struct group){0, i, end - i};
    }
    struct buf sql;
    write_question(&sql, per_question(run->db, group_count));
    struct db_query *query = NULL;
    enum status status = db_query(&query, run->db, sql.data, fault);
    if (status == OK) status = write_key_groups(run, group_count, query, fault);
    db_let_go(&query);
    buf_close(&sql);
    return status;
}

static enum status write_at_once(struct run *run, struct fault *fault) {
    struct put_row **list = arena_take(&run->rows->arena, run->other_count * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < run->other_count; i++) {
        const struct group *group = &run->groups[i];
        if (group->count == 1) list[count++] = &run->items[run->order[group->first].at];
    }
    return puts_at_once(run->rows, list, count, fault);
}

static enum status write_others(struct run *run, struct fault *fault) {
    if (!run->other_count) return OK;
    qsort(run->groups, run->other_count, sizeof run->groups[0], compare_places);
    TRY(write_at_once(run, fault));
    struct puts_pending pending = {run->items, run->count, run->base_version};
    for (size_t i = 0; i < run->other_count; i++) {
        struct order *first = &run->order[run->groups[i].first];
        size_t count = run->groups[i].count;
        qsort(first, count, sizeof *first, compare_arrival);
        for (size_t k = 0; k < count; k++) {
            struct put_row *row = &run->items[first[k].at];
            if (!row->is_settled) TRY(puts_known(run->rows, &pending, row, fault));
        }
    }
    return OK;
}

// ---- rows in order of arrival ----

static enum status write_versions(struct run *run, struct buf *keys, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, run->db,
                 "INSERT INTO version (no, kind, id, stamp, spec, revoked, json, keys, deviations)"
                 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                 fault));
    for (size_t i = 0; i < run->count; i++) {
        const struct put_row *row = &run->items[i];
        if (!row->is_new) continue;
        const struct put *put = row->put;
        db_bind_i64(insert, 1, row->version_no);
        db_bind_i64(insert, 2, put->kind);
        db_bind_blob(insert, 3, put->id.bytes, sizeof put->id.bytes);
        db_bind_i64(insert, 4, row->stamp);
        db_bind_i64(insert, 5, put->spec);
        db_bind_i64(insert, 6, put->revoked);
        db_bind_text(insert, 7, put->json);
        struct str packed = keys_write(keys, put);
        if (packed.data)
            db_bind_blob(insert, 8, packed.data, packed.size);
        else
            db_bind_null(insert, 8);
        if (put->deviations.size)
            db_bind_text(insert, 9, put->deviations);
        else
            db_bind_null(insert, 9);
        TRY(db_again(insert, fault));
        if (row->version_no > run->rows->version_last) run->rows->version_last = row->version_no;
    }
    return OK;
}

bool puts_has_ends(const struct rows *rows, const struct put *put) {
    if (put->kind != rows->kind_relationship && put->kind != rows->kind_sighting) return false;
    for (size_t i = 0; i < put->ref_count; i++)
        if (put->refs[i].is_end) return true;
    return false;
}

#define SQL_MEMBER_INSERT                                                                          \
    "INSERT INTO member (added, version_no, collection_no, class_no, kind, giver_no, latest, "     \
    "look)"                                                                                        \
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"

static enum status insert_embargo(struct rows *rows, const struct put_row *row,
                                  struct fault *fault) {
    struct db_query *insert;
    TRY(db_query(&insert, rows->db,
                 "INSERT INTO embargo (added, until, class_no) VALUES ($1, $2, $3)", fault));
    db_bind_i64(insert, 1, row->added);
    db_bind_i64(insert, 2, row->put->embargo);
    db_bind_i64(insert, 3, row->put->embargo_class_no);
    return db_finish(insert, fault);
}

static enum status insert_member(struct rows *rows, struct db_query *insert,
                                 const struct put_row *row, bool latest, int look,
                                 struct fault *fault) {
    const struct put *put = row->put;
    db_bind_i64(insert, 1, row->added);
    db_bind_i64(insert, 2, row->version_no);
    db_bind_i64(insert, 3, put->collection_no);
    db_bind_i64(insert, 4, put->class_no);
    db_bind_i64(insert, 5, put->kind);
    db_bind_i64(insert, 6, put->giver_no);
    db_bind_i64(insert, 7, latest);
    db_bind_i64(insert, 8, look);
    TRY(db_again(insert, fault));
    if (put->embargo) TRY(insert_embargo(rows, row, fault));
    struct tally_row counted = {put->class_no, put->kind, row->added, latest, look};
    tally_add(&rows->tally, &counted);
    if (!rows->taken++ || row->added < rows->first) rows->first = row->added;
    if (row->added > rows->last) rows->last = row->added;
    return OK;
}

enum status puts_members(struct rows *rows, struct put_row *const *list, size_t count,
                         const struct puts_look *looks, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, rows->db, SQL_MEMBER_INSERT, fault));
    for (size_t i = 0; i < count; i++) {
        struct put_row *row = list[i];
        TRY(insert_member(rows, insert, row, looks[i].latest, looks[i].look, fault));
        row->put->outcome = PUT_TAKEN;
        row->put->added = row->added;
        row->put->version = row->stamp;
    }
    return OK;
}

static enum status write_members(struct run *run, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, run->db, SQL_MEMBER_INSERT, fault));
    for (size_t i = 0; i < run->count; i++) {
        struct put_row *row = &run->items[i];
        if (!row->is_alone) continue;
        int look = row->put->is_named ? LOOK_NAMED : 0;
        if (puts_has_ends(run->rows, row->put)) look |= LOOK_ENDS;
        TRY(insert_member(run->rows, insert, row, true, look, fault));
        row->put->outcome = PUT_TAKEN;
        row->put->added = row->added;
        row->put->version = row->stamp;
    }
    return OK;
}

static enum status write_ends(struct run *run, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, run->db,
                 "INSERT INTO ends (version_no, id, kind) VALUES ($1, $2, $3)"
                 " ON CONFLICT DO NOTHING",
                 fault));
    for (size_t i = 0; i < run->count; i++) {
        const struct put_row *row = &run->items[i];
        if (!row->is_new || !puts_has_ends(run->rows, row->put)) continue;
        for (size_t k = 0; k < row->put->ref_count; k++) {
            const struct put_ref *ref = &row->put->refs[k];
            if (!ref->is_end) continue;
            db_bind_i64(insert, 1, row->version_no);
            db_bind_blob(insert, 2, ref->id.bytes, sizeof ref->id.bytes);
            db_bind_i64(insert, 3, ref->kind);
            TRY(db_again(insert, fault));
        }
    }
    return OK;
}

static enum status write_named(struct run *run, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, run->db,
                 "INSERT INTO named (version_no, identity) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                 fault));
    for (size_t i = 0; i < run->count; i++) {
        const struct put_row *row = &run->items[i];
        // Who is named by one that is known already and enters another collection is named too.
        if (row->put->outcome != PUT_TAKEN) continue;
        for (size_t k = 0; k < row->put->named_count; k++) {
            db_bind_i64(insert, 1, row->version_no);
            db_bind_blob(insert, 2, row->put->named[k].bytes, sizeof row->put->named[k].bytes);
            TRY(db_again(insert, fault));
        }
    }
    return OK;
}

// What came in before anything was kept beside it, or under another rule, gets it when it comes
// again.
static enum status write_deviations(struct run *run, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *update = NULL;
    for (size_t i = 0; i < run->count; i++) {
        const struct put_row *row = &run->items[i];
        const struct put *put = row->put;
        if (!put->deviations.size || put->outcome != PUT_KNOWN || put->only_new) continue;
        if (!update)
            TRY(db_query(&update, run->db,
                         "UPDATE version SET deviations = $1 WHERE no = $2 AND deviations IS NULL",
                         fault));
        db_bind_text(update, 1, put->deviations);
        db_bind_i64(update, 2, row->version_no);
        TRY(db_again(update, fault));
    }
    return OK;
}

// ---- observables and references, sorted ----

struct observable_row {
    int64_t hash, version_no;
    int32_t kind;
    bool is_enough;
};

static int compare_observables(const void *left, const void *right) {
    const struct observable_row *a = left, *b = right;
    int order = compare_i64(a->hash, b->hash);
    if (!order) order = compare_i64(a->version_no, b->version_no);
    if (!order) order = compare_i64(a->kind, b->kind);
    return order ? order : compare_i64(b->is_enough, a->is_enough); // of doubles the stronger stays
}

static enum status write_observables(struct run *run, struct fault *fault) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i < run->count; i++)
        if (run->items[i].is_new) count += run->items[i].put->observable_count;
    if (!count) return OK;
    struct observable_row *sorted =
        arena_take(&run->rows->arena, count * sizeof(struct observable_row));
    for (size_t i = 0; i < run->count; i++) {
        const struct put_row *row = &run->items[i];
        for (size_t k = 0; row->is_new && k < row->put->observable_count; k++) {
            const struct put_observable *it = &row->put->observables[k];
            sorted[at++] = (struct observable_row){(int64_t)it->hash, row->version_no, it->kind,
                                                   it->is_enough};
        }
    }
    qsort(sorted, count, sizeof sorted[0], compare_observables);
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, run->db,
                 "INSERT INTO observable (hash, version_no, kind, is_enough)"
                 " VALUES ($1, $2, $3, $4)",
                 fault));
    for (size_t i = 0; i < count; i++) {
        const struct observable_row *last = i ? &sorted[i - 1] : NULL;
        if (last && last->hash == sorted[i].hash && last->version_no == sorted[i].version_no &&
            last->kind == sorted[i].kind)
            continue;
        db_bind_i64(insert, 1, sorted[i].hash);
        db_bind_i64(insert, 2, sorted[i].version_no);
        db_bind_i64(insert, 3, sorted[i].kind);
        db_bind_i64(insert, 4, sorted[i].is_enough);
        TRY(db_again(insert, fault));
    }
    return OK;
}

struct ref_row {
    const struct put_ref *ref;
    int64_t version_no;
};

static int compare_refs(const void *left, const void *right) {
    const struct ref_row *a = left, *b = right;
    int order = memcmp(a->ref->id.bytes, b->ref->id.bytes, sizeof a->ref->id.bytes);
    if (!order) order = compare_i64(a->ref->kind, b->ref->kind);
    if (!order) order = compare_i64(a->version_no, b->version_no);
    return order ? order : compare_i64(a->ref->role, b->ref->role);
}

static enum status write_refs(struct run *run, struct fault *fault) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i < run->count; i++)
        if (run->items[i].is_new) count += run->items[i].put->ref_count;
    if (!count) return OK;
    struct ref_row *sorted = arena_take(&run->rows->arena, count * sizeof(struct ref_row));
    for (size_t i = 0; i < run->count; i++) {
        const struct put_row *row = &run->items[i];
        for (size_t k = 0; row->is_new && k < row->put->ref_count; k++)
            sorted[at++] = (struct ref_row){&row->put->refs[k], row->version_no};
    }
    qsort(sorted, count, sizeof sorted[0], compare_refs);
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, run->db,
                 "INSERT INTO ref (id, kind, version_no, role) VALUES ($1, $2, $3, $4)", fault));
    for (size_t i = 0; i < count; i++) {
        if (i && compare_refs(&sorted[i - 1], &sorted[i]) == 0) continue;
        db_bind_blob(insert, 1, sorted[i].ref->id.bytes, sizeof sorted[i].ref->id.bytes);
        db_bind_i64(insert, 2, sorted[i].ref->kind);
        db_bind_i64(insert, 3, sorted[i].version_no);
        db_bind_i64(insert, 4, sorted[i].ref->role);
        TRY(db_again(insert, fault));
    }
    return OK;
}

// ---- the whole ----

static void lay_out(struct run *run, struct store_job *const *jobs, size_t job_count) {
    struct rows *rows = run->rows;
    stamp now = clock_now(rows->store->options.clock);
    stamp added = now > rows->added_last ? now : rows->added_last + 1;
    run->base_version = rows->version_last + 1;
    size_t at = 0;
    for (size_t i = 0; i < job_count; i++) {
        for (size_t k = 0; k < jobs[i]->put_count; k++, at++) {
            struct put *put = &jobs[i]->puts[k];
            run->items[at] = (struct put_row){.put = put,
                                              .version_no = run->base_version + (int64_t)at,
                                              .added = added + (stamp)at,
                                              .spec = put->spec};
            run->order[at] = (struct order){head_of(put->id.bytes), put, (uint32_t)at};
        }
    }
    rows->added_last = added + (stamp)at - 1;
    qsort(run->order, run->count, sizeof run->order[0], compare_keys);
}

enum status puts_write(struct rows *rows, struct store_job *const *jobs, size_t count,
                       struct fault *fault) {
    struct run run = {.rows = rows, .db = rows->db};
    for (size_t i = 0; i < count; i++) run.count += jobs[i]->put_count;
    if (!run.count) return OK;
    if (run.count > UINT32_MAX)
        return fault_set(fault, LIMIT, "more than 4 billion objects at once");
    arena_reset(&rows->arena);
    tally_clear(&rows->tally);
    run.items = arena_take(&rows->arena, run.count * sizeof *run.items);
    run.order = arena_take(&rows->arena, run.count * sizeof *run.order);
    run.groups = arena_take(&rows->arena, run.count * sizeof *run.groups);
    lay_out(&run, jobs, count);
    SCOPED(buf_close) struct buf keys;
    buf_init(&keys, SIZE_MAX);
    TRY(write_keys(&run, fault));
    TRY(write_others(&run, fault));
    TRY(write_versions(&run, &keys, fault));
    TRY(write_members(&run, fault));
    TRY(write_observables(&run, fault));
    TRY(write_refs(&run, fault));
    TRY(write_named(&run, fault));
    TRY(write_deviations(&run, fault));
    TRY(write_ends(&run, fault));
    TRY(leaves_put(rows, run.items, run.count, fault));
    return tally_flush(&rows->tally, rows->db, fault);
}
