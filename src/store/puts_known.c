#include "store/inside.h"

// One put whose object has other versions, in the store or before it in the same run.

static enum status compare_content(bool *same, struct rows *rows,
                                   const struct puts_pending *pending, int64_t version_no,
                                   struct put *put, struct fault *fault) {
    if (version_no >= pending->base_version) {
        size_t index = (size_t)(version_no - pending->base_version);
        *same = puts_is_same(rows, put, pending->rows[index].put->json);
        return OK;
    }
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db, "SELECT json FROM version WHERE no = $1", fault));
    db_bind_i64(query, 1, version_no);
    TRY(db_step(query, fault));
    *same = puts_is_same(rows, put, db_text(query, 0));
    return OK;
}

struct known {
    int64_t version_no; // 0: there is none
    bool same;
    stamp stamp; // only looked for when the put has none
};

// By its key.
static enum status find_stamped(struct known *known, struct rows *rows,
                                const struct puts_pending *pending, struct put *put,
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
    return compare_content(&known->same, rows, pending, known->version_no, put, fault);
}

// By its content: without a stamp that is all that tells versions apart.
static enum status find_unstamped(struct known *known, struct rows *rows,
                                  const struct puts_pending *pending, struct put *put,
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
        TRY(compare_content(&known->same, rows, pending, version_no, put, fault));
        if (!known->same) continue;
        known->version_no = version_no;
        known->stamp = db_i64(query, 1);
        return OK;
    }
    return status == ABSENT ? OK : status;
}

// Whatever version of the object is in the collection: for what is made anew from the same line of
// a list each time, with the time of its making.
#define SQL_HERE                                                                                   \
    "SELECT k.version_no, k.stamp, m.added FROM version_key k CROSS JOIN member m"                 \
    " WHERE m.version_no = k.version_no AND k.id = $1 AND k.kind = $2"                             \
    " AND m.collection_no = $3 ORDER BY k.stamp DESC, k.spec DESC LIMIT 1"

static void bind_here(struct db_query *query, const struct put *put) {
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
    db_bind_i64(query, 3, put->collection_no);
}

static enum status take_here(struct put_row *row, struct db_query *query, struct fault *fault) {
    struct put *put = row->put;
    TRY(db_step(query, fault));
    row->version_no = db_i64(query, 0);
    put->version = db_i64(query, 1);
    put->added = db_i64(query, 2);
    put->outcome = PUT_KNOWN;
    return OK;
}

static enum status find_here(struct put_row *row, struct rows *rows, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db, SQL_HERE, fault));
    bind_here(query, row->put);
    return take_here(row, query, fault);
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

// What there is of the object before a put.
struct before {
    bool has_any, has_latest;
    int64_t class_no; // of any row: bits of `look` that are not set say that all are like this one
    int look, spec;
    stamp stamp, added; // of the last in the collection
    int64_t latest_class;
    int latest_look, latest_spec;
};

#define SQL_ANY                                                                                    \
    "SELECT m.look, m.class_no, k.spec FROM version_key k CROSS JOIN member m"                     \
    " WHERE m.version_no = k.version_no AND k.id = $1 AND k.kind = $2 LIMIT 1"
#define SQL_LATEST                                                                                 \
    "SELECT k.stamp, k.spec, m.added, m.class_no, m.look FROM version_key k CROSS JOIN member m"   \
    " WHERE m.version_no = k.version_no AND k.id = $1 AND k.kind = $2"                             \
    " AND m.collection_no = $3 AND m.latest = 1 ORDER BY k.stamp DESC, k.spec DESC LIMIT 1"

static void bind_object(struct db_query *query, const struct put *put) {
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
}

static enum status take_any(struct before *before, struct db_query *query, struct fault *fault) {
    enum status status = db_step(query, fault);
    if (status != OK) return status == ABSENT ? OK : status;
    before->has_any = true;
    before->look = (int)db_i64(query, 0);
    before->class_no = db_i64(query, 1);
    before->spec = (int)db_i64(query, 2);
    return OK;
}

static enum status take_latest(struct before *before, struct db_query *query, struct fault *fault) {
    enum status status = db_step(query, fault);
    if (status != OK) return status == ABSENT ? OK : status;
    before->has_latest = true;
    before->stamp = db_i64(query, 0);
    before->latest_spec = (int)db_i64(query, 1);
    before->added = db_i64(query, 2);
    before->latest_class = db_i64(query, 3);
    before->latest_look = (int)db_i64(query, 4);
    return OK;
}

static enum status read_before(struct before *before, struct rows *rows, const struct put *put,
                               struct fault *fault) {
    SCOPED(db_let_go) struct db_query *any = NULL;
    SCOPED(db_let_go) struct db_query *latest = NULL;
    *before = (struct before){0};
    TRY(db_query(&any, rows->db, SQL_ANY, fault));
    bind_object(any, put);
    TRY(take_any(before, any, fault));
    TRY(db_query(&latest, rows->db, SQL_LATEST, fault));
    bind_here(latest, put);
    return take_latest(before, latest, fault);
}

// What the new row has in common with all others of the object.
static enum status share_look(int *shared, struct rows *rows, const struct put *put, bool ends,
                              struct before *before, struct fault *fault) {
    *shared = ends ? LOOK_ENDS : 0;
    if (!before->has_any) return OK;
    int was = before->look & LOOK_SHARED;
    *shared |= was;
    if (before->class_no != put->class_no || before->look & LOOK_NAMED || put->is_named)
        *shared |= LOOK_CLASS;
    if (before->spec != put->spec) *shared |= LOOK_SPEC;
    if (*shared == was) return OK;
    before->latest_look |= *shared;
    return look_closer(rows, put, *shared, fault);
}

// Whether the new row is the last in its collection. The one that was is to be told so.
static bool moves_latest(struct rows *rows, const struct put_row *row, int spec,
                         const struct before *before) {
    if (!before->has_latest) return true;
    if (before->stamp > row->stamp || (before->stamp == row->stamp && before->latest_spec > spec))
        return false;
    struct tally_row counted = {before->latest_class, row->put->kind, before->added, true,
                                before->latest_look};
    tally_take(&rows->tally, &counted);
    counted.latest = false;
    tally_add(&rows->tally, &counted);
    return true;
}

static void bind_added(struct db_query *query, size_t at, const void *context) {
    const stamp *added = context;
    db_bind_i64(query, 1, added[at]);
}

static enum status tell_former(struct rows *rows, const stamp *added, size_t count,
                               struct fault *fault) {
    struct db_query *update;
    TRY(db_query(&update, rows->db, "UPDATE member SET latest = 0 WHERE added = $1", fault));
    return db_all(update, count, bind_added, added, fault);
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

// A version has one spec, whatever the put says that brings it into another collection.
static enum status look_at(struct puts_look *out, struct rows *rows, const struct put_row *row,
                           const struct version_row *version, struct before *before,
                           struct fault *fault) {
    struct put put = *row->put;
    put.spec = version->spec;
    TRY(share_look(&out->look, rows, &put, version->has_ends, before, fault));
    if (put.is_named) out->look |= LOOK_NAMED;
    out->latest = moves_latest(rows, row, version->spec, before);
    return OK;
}

static enum status add_row(struct rows *rows, struct put_row *row,
                           const struct version_row *version, struct fault *fault) {
    struct before before;
    struct puts_look look;
    TRY(read_before(&before, rows, row->put, fault));
    TRY(look_at(&look, rows, row, version, &before, fault));
    TRY(tell_former(rows, &before.added, before.has_latest && look.latest, fault));
    return puts_members(rows, &row, 1, &look, fault);
}

// A version that is known enters another collection. What it may be found by was written when it
// first came: where that is more than its smallest view says, it is held back whole here, too.
static enum status fit_class(struct rows *rows, const struct puts_pending *pending, struct put *put,
                             int64_t version_no, struct fault *fault) {
    if (!put->whole_class_no) return OK;
    SCOPED(buf_close) struct buf mine;
    SCOPED(buf_close) struct buf theirs;
    SCOPED(db_let_go) struct db_query *query = NULL;
    buf_init(&mine, SIZE_MAX);
    buf_init(&theirs, SIZE_MAX);
    struct str held;
    if (version_no >= pending->base_version) {
        held = keys_write(&theirs, pending->rows[version_no - pending->base_version].put);
    } else {
        TRY(db_query(&query, rows->db, "SELECT keys FROM version WHERE no = $1", fault));
        db_bind_i64(query, 1, version_no);
        TRY(db_step(query, fault));
        held = db_is_null(query, 0) ? STR_NONE : db_blob(query, 0);
    }
    if (str_equal(keys_write(&mine, put), held)) return OK;
    put->class_no = put->whole_class_no;
    put->embargo_class_no = put->embargo_whole_class_no;
    put->is_named = put->is_whole_named;
    put->whole_class_no = 0;
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
        TRY(puts_judge(rows, pending, &row, 1, fault));
        if (!row->is_new) return OK;
        TRY(puts_keys(rows, &row, 1, fault));
        version = (struct version_row){row->stamp, put->spec, puts_has_ends(rows, put)};
        return add_row(rows, row, &version, fault);
    }
    row->version_no = known.version_no;
    put->outcome = known.same ? PUT_KNOWN : PUT_DIFFERS;
    put->version = put->stamp ? put->stamp : known.stamp;
    TRY(find_added(&put->added, rows, known.version_no, put->collection_no, fault));
    if (!known.same || put->added) return OK;
    TRY(find_version(&version, rows, put, known.version_no, fault));
    TRY(fit_class(rows, pending, put, known.version_no, fault));
    row->stamp = version.stamp;
    row->spec = version.spec;
    return add_row(rows, row, &version, fault);
}

// ---- many at once ----

// Most of what comes again is known as it is: where asking costs a round trip, a question for each
// would be all that an import does.

#define UNSTAMPED_MAX 8 // versions of an object that are compared here; of more one by one
#define LIMIT_TEXT "9"  // one more

struct looking {
    struct rows *rows;
    struct before *before; // of new versions
    struct put_row **list;
    size_t count;
};

static const struct put *put_at(const void *context, size_t at) {
    const struct looking *looking = context;
    return looking->list[at]->put;
}

static void ask_here(struct db_query *query, size_t at, const void *context) {
    bind_here(query, put_at(context, at));
}

static void ask_unstamped(struct db_query *query, size_t at, const void *context) {
    const struct put *put = put_at(context, at);
    db_bind_i64(query, 1, put->collection_no);
    db_bind_blob(query, 2, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 3, put->kind);
}

static void ask_stamped(struct db_query *query, size_t at, const void *context) {
    const struct put *put = put_at(context, at);
    ask_unstamped(query, at, context);
    db_bind_i64(query, 4, put->stamp);
    db_bind_i64(query, 5, put->spec);
}

#define SQL_VERSIONS                                                                               \
    "SELECT k.version_no, k.stamp, v.json, (SELECT m.added FROM member m"                          \
    " WHERE m.version_no = k.version_no AND m.collection_no = $1)"                                 \
    " FROM version_key k CROSS JOIN version v"                                                     \
    " WHERE k.id = $2 AND k.kind = $3 AND v.no = k.version_no"

static enum status take_row_here(struct looking *looking, size_t at, struct db_query *query,
                                 struct fault *fault) {
    struct put_row *row = looking->list[at];
    enum status status = take_here(row, query, fault);
    row->is_settled = status == OK;
    return status == ABSENT ? OK : status;
}

// One that is known but not in the collection is left to puts_known.
static void settle(struct put_row *row, struct db_query *query, bool same) {
    struct put *put = row->put;
    stamp added = db_i64(query, 3);
    if (same && !added) return;
    row->version_no = db_i64(query, 0);
    row->is_settled = true;
    put->outcome = same ? PUT_KNOWN : PUT_DIFFERS;
    put->version = db_i64(query, 1);
    put->added = added;
}

static enum status take_versions(struct looking *looking, size_t at, struct db_query *query,
                                 struct fault *fault) {
    struct put_row *row = looking->list[at];
    struct put *put = row->put;
    size_t count = 0;
    enum status status;
    while ((status = db_step(query, fault)) == OK && count++ < UNSTAMPED_MAX) {
        bool same = puts_is_same(looking->rows, put, db_text(query, 2));
        if (!same && !put->stamp) continue;
        settle(row, query, same);
        return OK;
    }
    row->is_new = status == ABSENT;
    return status == ABSENT ? OK : status;
}

// Asks for all that are listed.
static enum status look(struct looking *looking, const char *sql,
                        void (*bind)(struct db_query *query, size_t at, const void *context),
                        enum status (*take)(struct looking *looking, size_t at,
                                            struct db_query *query, struct fault *fault),
                        struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, looking->rows->db, sql, fault));
    db_ahead(query, looking->count, bind, looking);
    for (size_t i = 0; i < looking->count; i++) {
        db_next(query);
        TRY(take(looking, i, query, fault));
    }
    return OK;
}

static void choose(struct looking *looking, struct put_row *const *list, size_t count,
                   bool (*is_wanted)(const struct put_row *row)) {
    looking->count = 0;
    for (size_t i = 0; i < count; i++)
        if (is_wanted(list[i])) looking->list[looking->count++] = list[i];
}

static bool is_only_new(const struct put_row *row) {
    return row->put->only_new;
}

static bool is_stamped(const struct put_row *row) {
    return !row->is_settled && row->put->stamp;
}

static bool is_unstamped(const struct put_row *row) {
    return !row->is_settled && !row->put->stamp;
}

static bool is_new(const struct put_row *row) {
    return row->is_new;
}

static enum status settle_known(struct looking *looking, struct put_row *const *list, size_t count,
                                struct fault *fault) {
    choose(looking, list, count, is_only_new);
    TRY(look(looking, SQL_HERE, ask_here, take_row_here, fault));
    choose(looking, list, count, is_stamped);
    TRY(look(looking, SQL_VERSIONS " AND k.stamp = $4 AND k.spec = $5", ask_stamped, take_versions,
             fault));
    choose(looking, list, count, is_unstamped);
    return look(looking, SQL_VERSIONS " ORDER BY k.stamp DESC, k.spec DESC LIMIT " LIMIT_TEXT,
                ask_unstamped, take_versions, fault);
}

static void ask_any(struct db_query *query, size_t at, const void *context) {
    bind_object(query, put_at(context, at));
}

static enum status take_any_of(struct looking *looking, size_t at, struct db_query *query,
                               struct fault *fault) {
    return take_any(&looking->before[at], query, fault);
}

static enum status take_latest_of(struct looking *looking, size_t at, struct db_query *query,
                                  struct fault *fault) {
    return take_latest(&looking->before[at], query, fault);
}

// New versions of objects that have others: what was is asked before anything is written.
static enum status write_new(struct looking *looking, struct fault *fault) {
    struct rows *rows = looking->rows;
    size_t count = looking->count, former_count = 0;
    struct puts_look *looks = arena_array(&rows->arena, count + 1, struct puts_look);
    stamp *former = arena_array(&rows->arena, count + 1, stamp);
    looking->before = arena_array(&rows->arena, count + 1, struct before);
    TRY(look(looking, SQL_ANY, ask_any, take_any_of, fault));
    TRY(look(looking, SQL_LATEST, ask_here, take_latest_of, fault));
    for (size_t i = 0; i < count; i++) {
        struct put_row *row = looking->list[i];
        struct before *before = &looking->before[i];
        const struct put *put = row->put;
        row->is_settled = true;
        row->stamp = put->stamp ? put->stamp : row->added;
        struct version_row version = {row->stamp, put->spec, puts_has_ends(rows, put)};
        TRY(look_at(&looks[i], rows, row, &version, before, fault));
        if (before->has_latest && looks[i].latest) former[former_count++] = before->added;
    }
    TRY(tell_former(rows, former, former_count, fault));
    TRY(puts_keys(rows, looking->list, count, fault));
    return puts_members(rows, looking->list, count, looks, fault);
}

enum status puts_at_once(struct rows *rows, struct put_row *const *list, size_t count,
                         struct fault *fault) {
    struct looking looking = {.rows = rows};
    looking.list = arena_take(&rows->arena, (count + 1) * sizeof *looking.list);
    TRY(settle_known(&looking, list, count, fault));
    TRY(puts_judge(rows, NULL, list, count, fault));
    choose(&looking, list, count, is_new);
    return write_new(&looking, fault);
}
