#include "store/inside.h"

#include <string.h>

// An embargo that ends. To everybody but its giver the object comes in at that moment: so its row
// gets the class that it waited for, and a stamp of now, by which whoever follows a cursor meets
// it. In the log it is an act of its own: the old row is taken out, the new one taken.
//
// Relationships and sightings that were hidden because the object was come in with it, for the same
// reason: they keep their class and get a stamp.

#define ENDING_MAX 2000 // of one transaction

#define HELD_COLUMNS                                                                               \
    "m.added, m.version_no, m.collection_no, m.class_no, m.giver_no, m.kind, m.latest, m.look,"    \
    " v.id, v.spec, v.stamp, v.json"
#define HELD_COLUMN_COUNT 12

struct held_row {
    stamp added, stamp;
    int64_t version_no, collection_no, class_no, giver_no;
    int kind, spec, look;
    bool latest;
    struct uuid id;
    uint8_t digest[ENTRY_DIGEST_SIZE];
    int64_t next_class; // that it waits for
};
struct held_rows {
    struct held_row *items;
    size_t count, capacity;
};

static void held_close(struct held_rows *rows) {
    vec_close(rows);
}

static enum status take_held(struct held_row *out, struct rows *rows, struct db_query *query,
                             struct fault *fault) {
    *out = (struct held_row){.added = db_i64(query, 0),
                             .version_no = db_i64(query, 1),
                             .collection_no = db_i64(query, 2),
                             .class_no = db_i64(query, 3),
                             .giver_no = db_i64(query, 4),
                             .kind = (int)db_i64(query, 5),
                             .latest = db_i64(query, 6) != 0,
                             .look = (int)db_i64(query, 7),
                             .spec = (int)db_i64(query, 9),
                             .stamp = db_i64(query, 10)};
    out->next_class = out->class_no;
    struct str id = db_blob(query, 8);
    if (id.size == sizeof out->id.bytes) memcpy(out->id.bytes, id.data, id.size);
    return leaves_digest(out->digest, rows, db_text(query, 11), fault);
}

// The row as if it had come now.
static enum status come_in(struct rows *rows, const struct held_row *row, struct fault *fault) {
    struct leaf_new acts[2];
    acts[0] = (struct leaf_new){.act = ENTRY_REMOVED,
                                .added = rows_stamp(rows),
                                .version = row->stamp,
                                .removed = row->added,
                                .kind = row->kind,
                                .spec = row->spec,
                                .id = row->id,
                                .collection_no = row->collection_no,
                                .giver_no = row->giver_no};
    acts[1] = acts[0];
    acts[1].act = ENTRY_TAKEN;
    acts[1].added = rows_stamp(rows);
    acts[1].removed = 0;
    acts[1].object = row->digest;
    struct db_query *query;
    TRY(db_query(&query, rows->db, "UPDATE member SET added = $1, class_no = $2 WHERE added = $3",
                 fault));
    db_bind_i64(query, 1, acts[1].added);
    db_bind_i64(query, 2, row->next_class);
    db_bind_i64(query, 3, row->added);
    TRY(db_finish(query, fault));
    struct tally_row counted = {row->class_no, row->kind, row->added, row->latest, row->look};
    tally_take(&rows->tally, &counted);
    counted.class_no = row->next_class;
    counted.added = acts[1].added;
    tally_add(&rows->tally, &counted);
    if (!rows->taken++) rows->first = acts[1].added;
    rows->last = acts[1].added;
    return leaves_add(rows, acts, 2, fault);
}

// ---- what was hidden with it ----

static enum status is_shown_already(bool *out, struct rows *rows, const struct held_row *row,
                                    struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT 1 FROM version_key k CROSS JOIN member m WHERE k.id = $1 AND k.kind = $2"
                 " AND m.version_no = k.version_no AND m.class_no = $3 LIMIT 1",
                 fault));
    db_bind_blob(query, 1, row->id.bytes, sizeof row->id.bytes);
    db_bind_i64(query, 2, row->kind);
    db_bind_i64(query, 3, row->next_class);
    enum status status = db_step(query, fault);
    *out = status == OK;
    return status == ABSENT ? OK : status;
}

static enum status list_ends_here(struct held_rows *out, struct rows *rows,
                                  const struct held_row *row, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT " HELD_COLUMNS " FROM ref r CROSS JOIN member m CROSS JOIN version v"
                 " WHERE r.id = $1 AND r.kind = $2 AND m.version_no = r.version_no"
                 " AND v.no = m.version_no AND EXISTS (SELECT 1 FROM ends e"
                 " WHERE e.version_no = r.version_no AND e.id = r.id AND e.kind = r.kind)"
                 " AND NOT EXISTS (SELECT 1 FROM embargo w WHERE w.added = m.added)"
                 " ORDER BY m.added",
                 fault));
    db_bind_blob(query, 1, row->id.bytes, sizeof row->id.bytes);
    db_bind_i64(query, 2, row->kind);
    enum status status;
    stamp last = STAMP_MIN; // it may point there in two roles
    while ((status = db_step(query, fault)) == OK) {
        struct held_row end;
        if (db_i64(query, 0) == last) continue;
        last = db_i64(query, 0);
        TRY(take_held(&end, rows, query, fault));
        vec_add(out, end);
    }
    return status == ABSENT ? OK : status;
}

static enum status bring_ends(struct rows *rows, const struct held_row *row, struct fault *fault) {
    SCOPED(held_close) struct held_rows ends = {0};
    TRY(list_ends_here(&ends, rows, row, fault));
    for (size_t i = 0; i < ends.count; i++) TRY(come_in(rows, &ends.items[i], fault));
    return OK;
}

// ---- the whole ----

static enum status list_due(struct held_rows *out, struct rows *rows, stamp now,
                            struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT " HELD_COLUMNS ", e.class_no FROM embargo e CROSS JOIN member m"
                 " CROSS JOIN version v WHERE e.until <= $1 AND m.added = e.added"
                 " AND v.no = m.version_no ORDER BY e.until, e.added LIMIT $2",
                 fault));
    db_bind_i64(query, 1, now);
    db_bind_i64(query, 2, ENDING_MAX);
    enum status status;
    while ((status = db_step(query, fault)) == OK) {
        struct held_row row;
        TRY(take_held(&row, rows, query, fault));
        row.next_class = db_i64(query, HELD_COLUMN_COUNT);
        vec_add(out, row);
    }
    return status == ABSENT ? OK : status;
}

static enum status end_one(struct rows *rows, const struct held_row *row, struct fault *fault) {
    bool is_shown;
    arena_reset(&rows->arena);
    TRY(is_shown_already(&is_shown, rows, row, fault));
    TRY(embargo_forget(rows->db, row->added, fault));
    TRY(come_in(rows, row, fault));
    TRY(rows_look_again(rows, &row->id, row->kind, fault));
    return is_shown ? OK : bring_ends(rows, row, fault);
}

struct ending {
    stamp now;
    size_t count;
};

static enum status end_due(struct rows *rows, void *context, struct fault *fault) {
    struct ending *ending = context;
    SCOPED(held_close) struct held_rows due = {0};
    tally_clear(&rows->tally);
    TRY(list_due(&due, rows, ending->now, fault));
    for (size_t i = 0; i < due.count; i++) TRY(end_one(rows, &due.items[i], fault));
    ending->count = due.count;
    return tally_flush(&rows->tally, rows->db, fault);
}

enum status embargo_forget(struct db *db, stamp added, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, "DELETE FROM embargo WHERE added = $1", fault));
    db_bind_i64(query, 1, added);
    return db_finish(query, fault);
}

enum status store_embargo_end(bool *more, struct store *store, stamp now, struct fault *fault) {
    struct ending ending = {.now = now};
    TRY(writer_change(store, end_due, &ending, fault));
    *more = ending.count == ENDING_MAX;
    return OK;
}

enum status store_embargo_next(stamp *out, struct store *store, struct fault *fault) {
    struct db *db = store_reader_take(store);
    struct db_query *query;
    enum status status = db_query(&query, db, "SELECT MIN(until) FROM embargo", fault);
    *out = 0;
    if (status == OK) {
        status = db_step(query, fault);
        if (status == OK && !db_is_null(query, 0)) *out = db_i64(query, 0);
        db_done(query);
    }
    store_reader_give(store, db);
    return status;
}

static enum status time_of(stamp *out, struct store *store, stamp added, struct fault *fault) {
    struct db *db = store_reader_take(store);
    struct db_query *query;
    enum status status = db_query(&query, db, "SELECT until FROM embargo WHERE added = $1", fault);
    if (status == OK) {
        db_bind_i64(query, 1, added);
        status = db_step(query, fault);
        if (status == OK) *out = db_i64(query, 0);
        db_done(query);
    }
    store_reader_give(store, db);
    return status;
}

enum status store_embargo_of(stamp *out, struct store *store, stamp added, struct fault *fault) {
    *out = 0;
    enum status status = time_of(out, store, added, fault);
    return status == ABSENT ? OK : status;
}
