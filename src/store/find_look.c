#include "store/find.h"

#include <stdlib.h>
#include <string.h>

#include "store/find_list.h"
#include "store/inside.h"

// Short answers about one thing: the versions of an object, who holds a value, who points at an
// object. Each reads one snapshot, and copies into the caller's arena.

#define POINTERS_SORTED_FACTOR 10 // asking is dear: a row of three tables for each that is passed
#define ROLES_MAX 8
#define LOOKED_BYTES_MAX ((size_t)128 << 20) // of JSON in one answer
// Of find_pointed: beyond these it says that there may be more.
#define POINTED_BYTES_MAX ((size_t)32 << 20)
#define POINTED_PASSED_MAX 1000  // rows of `ref`, for an object
#define POINTED_PASSED_ALL 50000 // and for all

struct looking {
    struct store *store;
    struct plan plan; // its db is ours
    size_t bytes;     // of JSON copied so far
};

static enum status open_looking(struct looking *looking, const struct sight *sight,
                                const struct find *find, struct arena *arena, struct fault *fault) {
    TRY(plan_make(&looking->plan, looking->store, sight, find, arena, fault));
    looking->plan.db = store_reader_take(looking->store);
    return reader_begin(looking->store, looking->plan.db, sight->rights, fault);
}

static void close_looking(struct looking *looking) {
    if (looking->plan.db) store_reader_give(looking->store, looking->plan.db);
}

static enum status keep_json(struct found *found, struct looking *looking, struct fault *fault) {
    looking->bytes += found->json.size;
    if (looking->bytes > LOOKED_BYTES_MAX)
        return fault_set(fault, LIMIT, "more than %zu MiB of objects: ask for fewer",
                         LOOKED_BYTES_MAX >> 20);
    found_keep(found, looking->plan.arena);
    return OK;
}

static int64_t as_limit(size_t limit) {
    return limit && limit < INT64_MAX ? (int64_t)limit : INT64_MAX;
}

// ---- versions ----

struct founds {
    struct found *items;
    size_t count, capacity;
};

static void close_founds(struct founds *founds) {
    vec_close(founds);
}

static void bind_version(struct db_query *query, size_t at, const void *context) {
    const struct found *founds = context;
    db_bind_i64(query, 1, founds[at].version_no);
}

// The rest of rows that were read, with their JSON in the arena.
static enum status fetch_versions(struct founds *founds, struct looking *looking,
                                  struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, looking->plan.db, FOUND_VERSION_SQL, fault));
    db_ahead(query, founds->count, bind_version, founds->items);
    for (size_t i = 0; i < founds->count; i++) {
        db_next(query);
        TRY(db_step(query, fault));
        found_read_version(&founds->items[i], query, 0);
        TRY(keep_json(&founds->items[i], looking, fault));
    }
    return OK;
}

static enum status read_versions(struct founds *founds, struct looking *looking, struct sql *sql,
                                 struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, sql, looking->plan.db, fault));
    db_walk(query);
    enum status status;
    while ((status = db_step(query, fault)) == OK) {
        struct found found;
        found_read(&found, query);
        vec_add(founds, found);
    }
    if (status != ABSENT) return status;
    return fetch_versions(founds, looking, fault);
}

enum status find_versions(struct found **out, size_t *count, const struct finder *finder,
                          struct find_id id, size_t limit) {
    struct find find = {.versions = FIND_ALL, .revoked = -1};
    SCOPED(close_looking) struct looking looking = {.store = finder->store};
    SCOPED(close_founds) struct founds founds = {0};
    TRY(open_looking(&looking, finder->sight, &find, finder->arena, finder->fault));
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, finder->arena);
    sql_add(&sql, "SELECT " FOUND_COLUMNS " FROM version_key lead CROSS JOIN member m"
                  " WHERE lead.id = ");
    sql_blob(&sql, id.id.bytes, sizeof id.id.bytes);
    sql_add(&sql, " AND lead.kind = ");
    sql_i64(&sql, id.kind);
    sql_add(&sql, " AND m.version_no = lead.version_no AND ");
    sql_visible(&sql, &looking.plan.asked);
    sql_add(&sql, " ORDER BY lead.stamp DESC, lead.spec DESC, m.added LIMIT ");
    sql_i64(&sql, as_limit(limit));
    TRY(read_versions(&founds, &looking, &sql, finder->fault));
    *out = arena_array(finder->arena, founds.count, struct found);
    if (founds.count) memcpy(*out, founds.items, founds.count * sizeof **out);
    *count = founds.count;
    return OK;
}

static void bind_object(struct db_query *query, size_t at, const void *context) {
    const struct find_id *ids = context;
    db_bind_blob(query, 1, ids[at].id.bytes, sizeof ids[at].id.bytes);
    db_bind_i64(query, 2, ids[at].kind);
}

enum status find_lasts(struct found **out, const struct finder *finder, const struct find_id *ids,
                       size_t id_count) {
    struct find find = {.versions = FIND_ALL, .revoked = -1};
    SCOPED(close_looking) struct looking looking = {.store = finder->store};
    TRY(open_looking(&looking, finder->sight, &find, finder->arena, finder->fault));
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, finder->arena);
    sql_add(&sql, "SELECT " FOUND_COLUMNS ", " FOUND_VERSION_COLUMNS
                  " FROM version_key lead CROSS JOIN member m CROSS JOIN version v"
                  " WHERE lead.id = ");
    sql_blob(&sql, "", 0);
    sql_add(&sql, " AND lead.kind = ");
    sql_i64(&sql, 0);
    sql_add(&sql, " AND m.version_no = lead.version_no AND v.no = m.version_no AND ");
    sql_visible(&sql, &looking.plan.asked);
    sql_add(&sql, " ORDER BY lead.stamp DESC, lead.spec DESC, m.added LIMIT 1");
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, &sql, looking.plan.db, finder->fault));
    struct found *found = arena_array(finder->arena, id_count + 1, struct found);
    db_ahead(query, id_count, bind_object, ids);
    for (size_t i = 0; i < id_count; i++) {
        db_next(query);
        enum status status = db_step(query, finder->fault);
        if (status == ABSENT) continue;
        TRY(status);
        found_read(&found[i], query);
        found_read_version(&found[i], query, FOUND_COLUMN_COUNT);
        TRY(keep_json(&found[i], &looking, finder->fault));
    }
    *out = found;
    return OK;
}

// ---- observables ----

struct matches {
    struct find_match *items;
    size_t count, capacity;
};

static void close_matches(struct matches *matches) {
    vec_close(matches);
}

// Those who hold the hash come by the age of the version: that is the order of the table, so that a
// value that very many hold costs no more than its answer.
static enum status read_matches(struct matches *matches, struct looking *looking,
                                struct db_query *query, size_t hash_index, struct fault *fault) {
    enum status status;
    while ((status = db_step(query, fault)) == OK) {
        struct find_match match = {.hash_index = hash_index,
                                   .observable_kind = (int)db_i64(query, FOUND_COLUMN_COUNT),
                                   .is_enough = db_i64(query, FOUND_COLUMN_COUNT + 1) != 0};
        found_read(&match.found, query);
        found_read_version(&match.found, query, FOUND_COLUMN_COUNT + 2);
        TRY(keep_json(&match.found, looking, fault));
        vec_add(matches, match);
    }
    return status == ABSENT ? OK : status;
}

struct hash_place {
    int64_t hash;
    size_t index;
};

static int compare_hashes(const void *left, const void *right) {
    const struct hash_place *a = left, *b = right;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static int compare_matches(const void *left, const void *right) {
    const struct find_match *a = left, *b = right;
    if (a->hash_index != b->hash_index) return a->hash_index < b->hash_index ? -1 : 1;
    return (a->found.version_no < b->found.version_no) -
           (a->found.version_no > b->found.version_no);
}

static void bind_hash(struct db_query *query, size_t at, const void *context) {
    const struct hash_place *places = context;
    db_bind_i64(query, 1, places[at].hash);
}

// In the order of the table, which touches each page once.
static enum status look_up(struct matches *matches, struct looking *looking, struct sql *sql,
                           const struct hash_place *places, size_t count, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, sql, looking->plan.db, fault));
    db_ahead(query, count, bind_hash, places);
    for (size_t i = 0; i < count; i++) {
        db_next(query);
        TRY(read_matches(matches, looking, query, places[i].index, fault));
    }
    return OK;
}

enum status find_observables(struct find_match **out, size_t *count, const struct finder *finder,
                             const uint64_t *hashes, size_t hash_count, size_t limit_each) {
    struct find find = {.versions = FIND_LAST, .revoked = -1};
    SCOPED(close_looking) struct looking looking = {.store = finder->store};
    SCOPED(close_matches) struct matches matches = {0};
    TRY(open_looking(&looking, finder->sight, &find, finder->arena, finder->fault));
    struct hash_place *places = arena_array(finder->arena, hash_count, struct hash_place);
    for (size_t i = 0; i < hash_count; i++) places[i] = (struct hash_place){(int64_t)hashes[i], i};
    if (hash_count) qsort(places, hash_count, sizeof places[0], compare_hashes);
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, finder->arena);
    sql_add(&sql, "SELECT " FOUND_COLUMNS ", lead.kind, lead.is_enough, " FOUND_VERSION_COLUMNS
                  " FROM observable lead CROSS JOIN member m CROSS JOIN version v"
                  " WHERE lead.hash = ");
    sql_i64(&sql, 0);
    sql_add(&sql, " AND m.version_no = lead.version_no AND v.no = m.version_no AND ");
    sql_visible(&sql, &looking.plan.asked);
    sql_chosen(&sql, &looking.plan.asked);
    sql_add(&sql, " ORDER BY lead.version_no DESC LIMIT ");
    sql_i64(&sql, as_limit(limit_each));
    TRY(look_up(&matches, &looking, &sql, places, hash_count, finder->fault));
    if (matches.count)
        qsort(matches.items, matches.count, sizeof matches.items[0], compare_matches);
    *out = arena_array(finder->arena, matches.count, struct find_match);
    if (matches.count) memcpy(*out, matches.items, matches.count * sizeof **out);
    *count = matches.count;
    return OK;
}

// ---- pointers ----

struct pointers {
    struct find_pointer *items;
    size_t count, capacity;
};

static void close_pointers(struct pointers *pointers) {
    vec_close(pointers);
}

static void add_pointing(struct sql *sql, const struct find_id *id) {
    sql_add(sql, " lead.id = ");
    sql_blob(sql, id->id.bytes, sizeof id->id.bytes);
    sql_add(sql, " AND lead.kind = ");
    sql_i64(sql, id->kind);
}

// Few are sorted; of many the newest members are walked until enough are found.
static enum status is_few(bool *few, struct looking *looking, const struct find_id *id,
                          struct fault *fault) {
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, looking->plan.arena);
    sql_add(&sql, "SELECT 1 FROM ref lead WHERE");
    add_pointing(&sql, id);
    size_t count, max = looking->store->sorted_max * POINTERS_SORTED_FACTOR;
    TRY(plan_count(&count, &sql, looking->plan.db, max + 1, fault));
    *few = count <= max;
    return OK;
}

// Rows of one member stand together and stay together: so the last may go beyond the limit.
static enum status list_pointers(struct pointers *pointers, struct founds *founds,
                                 struct looking *looking, struct sql *sql, size_t limit,
                                 struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(sql_query(&query, sql, looking->plan.db, fault));
    enum status status;
    while ((status = db_step(query, fault)) == OK) {
        struct find_pointer pointer = {.role = (enum object_role)db_i64(query, FOUND_COLUMN_COUNT)};
        found_read(&pointer.found, query);
        if (!founds->count || founds->items[founds->count - 1].added != pointer.found.added) {
            if (limit && pointers->count >= limit) return OK;
            vec_add(founds, pointer.found);
        }
        vec_add(pointers, pointer);
    }
    return status == ABSENT ? OK : status;
}

static enum status read_pointers(struct pointers *pointers, struct looking *looking,
                                 struct sql *sql, size_t limit, struct fault *fault) {
    SCOPED(close_founds) struct founds founds = {0};
    TRY(list_pointers(pointers, &founds, looking, sql, limit, fault));
    TRY(fetch_versions(&founds, looking, fault));
    for (size_t i = 0, at = 0; i < pointers->count; i++) {
        while (founds.items[at].added != pointers->items[i].found.added) at++;
        pointers->items[i].found = founds.items[at];
    }
    return OK;
}

enum status find_pointers(struct find_pointer **out, size_t *count, const struct finder *finder,
                          struct find_id id, stamp added_before, size_t limit) {
    struct find find = {.versions = FIND_LAST, .revoked = -1};
    SCOPED(close_looking) struct looking looking = {.store = finder->store};
    SCOPED(close_pointers) struct pointers pointers = {0};
    TRY(open_looking(&looking, finder->sight, &find, finder->arena, finder->fault));
    bool few;
    TRY(is_few(&few, &looking, &id, finder->fault));
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, finder->arena);
    sql_addf(&sql, "SELECT " FOUND_COLUMNS ", lead.role FROM %s WHERE",
             few ? "ref lead CROSS JOIN member m" : "member m CROSS JOIN ref lead");
    add_pointing(&sql, &id);
    sql_add(&sql, " AND m.version_no = lead.version_no");
    if (added_before) {
        sql_addf(&sql, " AND %sm.added < ", few ? "+" : "");
        sql_i64(&sql, added_before);
    }
    sql_add(&sql, " AND ");
    sql_visible(&sql, &looking.plan.asked);
    sql_chosen(&sql, &looking.plan.asked);
    sql_add(&sql, " ORDER BY m.added DESC, lead.role LIMIT ");
    sql_i64(&sql, limit && limit < INT64_MAX - ROLES_MAX ? (int64_t)limit + ROLES_MAX : INT64_MAX);
    TRY(read_pointers(&pointers, &looking, &sql, limit, finder->fault));
    *out = arena_array(finder->arena, pointers.count, struct find_pointer);
    if (pointers.count) memcpy(*out, pointers.items, pointers.count * sizeof **out);
    *count = pointers.count;
    return OK;
}

// ---- pointers of many ----

// A row of `ref`, passed on the way.
struct passed {
    size_t id_index;
    int64_t version_no;
    bool is_asked; // it has one of the roles, and is the first such row of its version
};
struct pointing {
    struct looking *looking;
    const struct find_pointing *asked;
    struct db_query *refs, *rows;
    VEC_OF(struct passed) rows_passed; // of some ids
    VEC_OF(int64_t) versions;          // those of them that are asked for, in that order
    size_t passed, bytes;
    struct {
        struct find_pointed *items;
        size_t count, capacity;
    } found;
};

static void close_pointing(struct pointing *pointing) {
    db_let_go(&pointing->refs);
    db_let_go(&pointing->rows);
    vec_close(&pointing->rows_passed);
    vec_close(&pointing->versions);
    vec_close(&pointing->found);
}

// What points at the ids from `first` to `end`, seen or not. An object at which nothing points
// costs no more than that.
static enum status list_passed(struct pointing *pointing, size_t first, size_t end,
                               struct fault *fault) {
    vec_clear(&pointing->rows_passed);
    vec_clear(&pointing->versions);
    // The last of them says that there are more.
    bool is_enough = pointing->passed >= POINTED_PASSED_ALL;
    db_bind_i64(pointing->refs, 3, is_enough ? 1 : POINTED_PASSED_MAX + 1);
    db_ahead(pointing->refs, end - first, bind_object, pointing->asked->ids + first);
    for (size_t i = first; i < end; i++) {
        enum status status;
        int64_t last = 0;
        db_next(pointing->refs);
        while ((status = db_step(pointing->refs, fault)) == OK) {
            struct passed passed = {i, db_i64(pointing->refs, 0), false};
            bool has_role = pointing->asked->roles >> db_i64(pointing->refs, 1) & 1;
            passed.is_asked = has_role && passed.version_no != last;
            if (passed.is_asked) last = passed.version_no;
            if (passed.is_asked) vec_add(&pointing->versions, last);
            vec_add(&pointing->rows_passed, passed);
        }
        if (status != ABSENT) return status;
    }
    db_rewind(pointing->refs);
    return OK;
}

// One version that points, when it is seen and of a kind that is wanted. Few are: so the probe of
// `ref` stands alone.
static enum status take_pointed(bool *is_full, struct pointing *pointing, size_t index,
                                struct fault *fault) {
    struct db_query *query = pointing->rows;
    struct find_pointed pointed = {.id_index = index};
    enum status status = db_step(query, fault);
    if (status == ABSENT) return OK;
    TRY(status);
    found_read(&pointed.found, query);
    found_read_version(&pointed.found, query, FOUND_COLUMN_COUNT);
    pointing->bytes += pointed.found.json.size;
    *is_full = pointing->bytes > POINTED_BYTES_MAX;
    if (*is_full) return OK;
    found_keep(&pointed.found, pointing->looking->plan.arena);
    vec_add(&pointing->found, pointed);
    return OK;
}

static void bind_pointing(struct db_query *query, size_t at, const void *context) {
    const int64_t *versions = context;
    db_bind_i64(query, 1, versions[at]);
}

// The rows that were passed, in order, up to what is enough for each id.
static enum status take_passed(bool *cut, struct pointing *pointing, struct fault *fault) {
    const struct find_pointing *asked = pointing->asked;
    size_t before = 0, passed = 0, id = SIZE_MAX;
    db_ahead(pointing->rows, pointing->versions.count, bind_pointing, pointing->versions.items);
    for (size_t i = 0; i < pointing->rows_passed.count; i++) {
        const struct passed *row = &pointing->rows_passed.items[i];
        if (row->is_asked) db_next(pointing->rows);
        if (row->id_index != id) {
            before = pointing->found.count;
            passed = 0;
        }
        id = row->id_index;
        if (cut[id]) continue;
        cut[id] = pointing->found.count - before == asked->limit_each ||
                  passed++ == POINTED_PASSED_MAX || pointing->passed++ >= POINTED_PASSED_ALL;
        if (cut[id] || !row->is_asked) continue;
        TRY(take_pointed(&cut[id], pointing, id, fault));
    }
    db_rewind(pointing->rows);
    return OK;
}

static enum status open_pointing(struct pointing *pointing, struct sql *sql, struct fault *fault) {
    struct plan *plan = &pointing->looking->plan;
    TRY(db_query(&pointing->refs, plan->db,
                 "SELECT version_no, role FROM ref WHERE id = $1 AND kind = $2"
                 " ORDER BY version_no DESC LIMIT $3",
                 fault));
    sql_add(sql, "SELECT " FOUND_COLUMNS ", " FOUND_VERSION_COLUMNS
                 " FROM member m CROSS JOIN version v WHERE m.version_no = ");
    sql_i64(sql, 0);
    sql_add(sql, " AND v.no = m.version_no AND ");
    sql_visible(sql, &plan->asked);
    sql_chosen(sql, &plan->asked);
    return sql_query(&pointing->rows, sql, plan->db, fault);
}

enum status find_pointed(struct find_pointed **out, size_t *count, bool **is_cut,
                         const struct finder *finder, const struct find_pointing *asked) {
    struct find find = {.versions = FIND_LAST,
                        .revoked = -1,
                        .kinds = asked->kinds,
                        .kind_count = asked->kind_count};
    SCOPED(close_looking) struct looking looking = {.store = finder->store};
    SCOPED(sql_close) struct sql sql;
    sql_init(&sql, finder->arena);
    SCOPED(close_pointing) struct pointing pointing = {.looking = &looking, .asked = asked};
    TRY(open_looking(&looking, finder->sight, &find, finder->arena, finder->fault));
    TRY(open_pointing(&pointing, &sql, finder->fault));
    bool *cut = arena_array(finder->arena, asked->id_count + 1, bool);
    size_t group = db_batch(looking.plan.db);
    for (size_t i = 0, end; i < asked->id_count; i = end) {
        end = asked->id_count - i < group ? asked->id_count : i + group;
        TRY(list_passed(&pointing, i, end, finder->fault));
        TRY(take_passed(cut, &pointing, finder->fault));
    }
    *count = pointing.found.count;
    *out = arena_array(finder->arena, *count + 1, struct find_pointed);
    if (*count) memcpy(*out, pointing.found.items, *count * sizeof **out);
    *is_cut = cut;
    return OK;
}
