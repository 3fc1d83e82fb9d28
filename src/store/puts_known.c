#include "store/inside.h"

#include "base/canon.h"

// One put whose object has other versions, in the store or before it in the same run.

// ---- the same content ----

static bool canon_add(struct buf *out, struct rows *rows, struct str json) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct json value;
    return json_read(&value, rows->json, json, &JSON_LIMITS, &arena, NULL) == OK &&
           canon_write(out, value, NULL) == OK;
}

static bool is_same_json(struct rows *rows, struct str a, struct str b) {
    if (str_equal(a, b)) return true;
    SCOPED(buf_close) struct buf first;
    SCOPED(buf_close) struct buf second;
    buf_init(&first, SIZE_MAX);
    buf_init(&second, SIZE_MAX);
    return canon_add(&first, rows, a) && canon_add(&second, rows, b) &&
           str_equal(buf_str(&first), buf_str(&second));
}

static enum status compare_content(bool *same, struct rows *rows,
                                   const struct puts_pending *pending, int64_t version_no,
                                   struct str json, struct fault *fault) {
    if (version_no >= pending->base_version) {
        size_t index = (size_t)(version_no - pending->base_version);
        *same = is_same_json(rows, pending->rows[index].put->json, json);
        return OK;
    }
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db, "SELECT json FROM version WHERE no = $1", fault));
    db_bind_i64(query, 1, version_no);
    TRY(db_step(query, fault));
    *same = is_same_json(rows, db_text(query, 0), json);
    return OK;
}

struct known {
    int64_t version_no; // 0: there is none
    bool same;
    stamp stamp; // only looked for when the put has none
};

// By its key.
static enum status find_stamped(struct known *known, struct rows *rows,
                                const struct puts_pending *pending, const struct put *put,
                                struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT version_no FROM version_key"
                 " WHERE id = $1 AND kind = $2 AND stamp = $3 AND spec = $4",
                 fault));
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
    db_bind_i64(query, 3, put->stamp);
    db_bind_i64(query, 4, put->spec);
    enum status status = db_step(query, fault);
    if (status == ABSENT) return OK;
    TRY(status);
    known->version_no = db_i64(query, 0);
    return compare_content(&known->same, rows, pending, known->version_no, put->json, fault);
}

// By its content: without a stamp that is all that tells versions apart.
static enum status find_unstamped(struct known *known, struct rows *rows,
                                  const struct puts_pending *pending, const struct put *put,
                                  struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT version_no, stamp FROM version_key WHERE id = $1 AND kind = $2"
                 " ORDER BY stamp DESC, spec DESC",
                 fault));
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
    enum status status;
    while ((status = db_step(query, fault)) == OK) {
        int64_t version_no = db_i64(query, 0);
        TRY(compare_content(&known->same, rows, pending, version_no, put->json, fault));
        if (!known->same) continue;
        known->version_no = version_no;
        known->stamp = db_i64(query, 1);
        return OK;
    }
    return status == ABSENT ? OK : status;
}

// Whatever version of the object is in the collection: for what is made anew from the same line of
// a list each time, with the time of its making.
static enum status find_here(struct put_row *row, struct rows *rows, struct fault *fault) {
    struct put *put = row->put;
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT k.version_no, k.stamp, m.added FROM version_key k CROSS JOIN member m"
                 " WHERE m.version_no = k.version_no AND k.id = $1 AND k.kind = $2"
                 " AND m.collection_no = $3 ORDER BY k.stamp DESC, k.spec DESC LIMIT 1",
                 fault));
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
    db_bind_i64(query, 3, put->collection_no);
    TRY(db_step(query, fault));
    row->version_no = db_i64(query, 0);
    put->version = db_i64(query, 1);
    put->added = db_i64(query, 2);
    put->outcome = PUT_KNOWN;
    return OK;
}

// ---- the object's rows ----

struct member_row {
    stamp added;
    int64_t class_no;
    bool latest;
    int look;
};

// Sets the bits on all rows of the object, and has the tallies follow.
static enum status look_closer(struct rows *rows, const struct put *put, int bits,
                               struct fault *fault) {
    SCOPED(db_let_go) struct db_query *list = NULL;
    TRY(db_query(&list, rows->db,
                 "SELECT m.added, m.class_no, m.latest, m.look FROM version_key k"
                 " CROSS JOIN member m WHERE m.version_no = k.version_no AND k.id = $1"
                 " AND k.kind = $2 AND m.look & $3 <> $3",
                 fault));
    db_bind_blob(list, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(list, 2, put->kind);
    db_bind_i64(list, 3, bits);
    VEC_OF(struct member_row) found = {0};
    enum status status;
    while ((status = db_step(list, fault)) == OK)
        vec_add(&found, (struct member_row){db_i64(list, 0), db_i64(list, 1), db_i64(list, 2) != 0,
                                            (int)db_i64(list, 3)});
    struct db_query *update = NULL;
    if (status == ABSENT)
        status = db_query(&update, rows->db, "UPDATE member SET look = $1 WHERE added = $2", fault);
    for (size_t i = 0; i < found.count && status == OK; i++) {
        const struct member_row *row = &found.items[i];
        db_bind_i64(update, 1, row->look | bits);
        db_bind_i64(update, 2, row->added);
        status = db_again(update, fault);
        struct tally_row counted = {row->class_no, put->kind, row->added, row->latest, row->look};
        tally_take(&rows->tally, &counted);
        counted.look |= bits;
        tally_add(&rows->tally, &counted);
    }
    db_let_go(&update);
    vec_close(&found);
    return status;
}

// What the new row has in common with all others of the object.
static enum status share_look(int *shared, struct rows *rows, const struct put *put, bool ends,
                              struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    // Any row will do: bits that are not set yet say that all others are like this one.
    TRY(db_query(&query, rows->db,
                 "SELECT m.look, m.class_no, k.spec FROM version_key k CROSS JOIN member m"
                 " WHERE m.version_no = k.version_no AND k.id = $1 AND k.kind = $2 LIMIT 1",
                 fault));
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
    *shared = ends ? LOOK_ENDS : 0;
    enum status status = db_step(query, fault);
    if (status == ABSENT) return OK;
    TRY(status);
    int look = (int)db_i64(query, 0);
    int before = look & LOOK_SHARED;
    *shared |= before;
    if (db_i64(query, 1) != put->class_no || look & LOOK_NAMED || put->is_named)
        *shared |= LOOK_CLASS;
    if (db_i64(query, 2) != put->spec) *shared |= LOOK_SPEC;
    return *shared == before ? OK : look_closer(rows, put, *shared, fault);
}

// Whether the new row is the last in its collection; the one that was is told so.
static enum status move_latest(bool *latest, struct rows *rows, const struct put_row *row, int spec,
                               struct fault *fault) {
    const struct put *put = row->put;
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT k.stamp, k.spec, m.added, m.class_no, m.look FROM version_key k"
                 " CROSS JOIN member m WHERE m.version_no = k.version_no AND k.id = $1"
                 " AND k.kind = $2 AND m.collection_no = $3 AND m.latest = 1"
                 " ORDER BY k.stamp DESC, k.spec DESC LIMIT 1",
                 fault));
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
    db_bind_i64(query, 3, put->collection_no);
    *latest = true;
    enum status status = db_step(query, fault);
    if (status == ABSENT) return OK;
    TRY(status);
    stamp theirs = db_i64(query, 0);
    if (theirs > row->stamp || (theirs == row->stamp && db_i64(query, 1) > spec)) {
        *latest = false;
        return OK;
    }
    struct tally_row counted = {db_i64(query, 3), put->kind, db_i64(query, 2), true,
                                (int)db_i64(query, 4)};
    tally_take(&rows->tally, &counted);
    counted.latest = false;
    tally_add(&rows->tally, &counted);
    struct db_query *update;
    TRY(db_query(&update, rows->db, "UPDATE member SET latest = 0 WHERE added = $1", fault));
    db_bind_i64(update, 1, db_i64(query, 2));
    return db_finish(update, fault);
}

struct version_row {
    stamp stamp;
    int spec;
    bool has_ends; // and is new
};

// Of a version that is in the store, in whatever collection.
static enum status find_version(struct version_row *out, struct rows *rows, const struct put *put,
                                int64_t version_no, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT k.stamp, k.spec FROM member m CROSS JOIN version_key k"
                 " WHERE m.version_no = $1 AND k.id = $2 AND k.kind = $3"
                 " AND k.version_no = m.version_no LIMIT 1",
                 fault));
    db_bind_i64(query, 1, version_no);
    db_bind_blob(query, 2, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 3, put->kind);
    TRY(db_step(query, fault));
    // That it has ends is known of its object already.
    *out = (struct version_row){db_i64(query, 0), (int)db_i64(query, 1), false};
    return OK;
}

static enum status find_added(stamp *added, struct rows *rows, int64_t version_no,
                              int64_t collection_no, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT added FROM member WHERE version_no = $1 AND collection_no = $2", fault));
    db_bind_i64(query, 1, version_no);
    db_bind_i64(query, 2, collection_no);
    *added = 0;
    enum status status = db_step(query, fault);
    if (status == OK) *added = db_i64(query, 0);
    return status == ABSENT ? OK : status;
}

static enum status add_row(struct rows *rows, struct put_row *row,
                           const struct version_row *version, struct fault *fault) {
    int look;
    bool latest;
    // A version has one spec, whatever the put says that brings it into another collection.
    struct put put = *row->put;
    put.spec = version->spec;
    TRY(share_look(&look, rows, &put, version->has_ends, fault));
    TRY(move_latest(&latest, rows, row, version->spec, fault));
    if (put.is_named) look |= LOOK_NAMED;
    TRY(puts_member(rows, row, latest, look, fault));
    row->put->outcome = PUT_TAKEN;
    row->put->added = row->added;
    row->put->version = row->stamp;
    return OK;
}

enum status puts_known(struct rows *rows, const struct puts_pending *pending, struct put_row *row,
                       struct fault *fault) {
    struct put *put = row->put;
    struct known known = {0};
    if (put->only_new) {
        enum status status = find_here(row, rows, fault);
        if (status != ABSENT) return status;
    }
    if (put->stamp)
        TRY(find_stamped(&known, rows, pending, put, fault));
    else
        TRY(find_unstamped(&known, rows, pending, put, fault));
    struct version_row version;
    if (!known.version_no) {
        row->is_new = true;
        row->stamp = put->stamp ? put->stamp : row->added;
        TRY(puts_key(rows, row, fault));
        version = (struct version_row){row->stamp, put->spec, puts_has_ends(rows, put)};
        return add_row(rows, row, &version, fault);
    }
    row->version_no = known.version_no;
    put->outcome = known.same ? PUT_KNOWN : PUT_DIFFERS;
    put->version = put->stamp ? put->stamp : known.stamp;
    TRY(find_added(&put->added, rows, known.version_no, put->collection_no, fault));
    if (!known.same || put->added) return OK;
    TRY(find_version(&version, rows, put, known.version_no, fault));
    row->stamp = version.stamp;
    return add_row(rows, row, &version, fault);
}
