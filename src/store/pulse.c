#include "store/inside.h"

#include <stdio.h>

// What a program keeps in memory about the store hangs on a few counters. The owner of a file
// counts for itself. Programs that share a database count in the table `pulse`:
//
//  1. A writer reads the pulse under the lock that it holds until its commit, so that numbers and
//     stamps go on where the last writer ended, whoever that was.
//  2. What it changes it counts in the same transaction: who sees the change sees the count.
//  3. A reader follows before it answers from memory, and again in its snapshot. The counters in
//     memory never run ahead of the names there: names are loaded first.
//  4. Beside it stands the schema. A newer program may bring that further than this one knows while
//     this one runs; from then on this one neither reads nor writes (docs/decisions/0025).

// Each with the number of the schema in place of %s.
#define SQL_BYTES 700
#define COLUMNS "SELECT generation, rights, names, removals, added, version"
#define READ COLUMNS ", %s FROM pulse WHERE no = 1"
#define LOAD                                                                                       \
    COLUMNS ", (SELECT COALESCE(MAX(added), 0) FROM member),"                                      \
            " (SELECT COALESCE(MAX(no), 0) FROM version),"                                         \
            " (SELECT COALESCE(MAX(CAST(value AS BIGINT)), 0) FROM setting"                        \
            " WHERE name = 'store.added_top'),"                                                    \
            " (SELECT COALESCE(MAX(CAST(value AS BIGINT)), 0) FROM setting"                        \
            " WHERE name = 'store.version_top'), %s,"                                              \
            " (SELECT COALESCE(MAX(added), 0) FROM audit) FROM pulse WHERE no = 1"

static void take_pulse(struct pulse *out, struct db_query *query) {
    *out = (struct pulse){
        .generation = (uint64_t)db_i64(query, 0),
        .rights = (uint64_t)db_i64(query, 1),
        .names = (uint64_t)db_i64(query, 2),
        .removals = (uint64_t)db_i64(query, 3),
        .added = db_i64(query, 4),
        .version = db_i64(query, 5),
    };
}

static enum status check_schema(int64_t schema, struct fault *fault) {
    if (schema <= store_schema_known()) return OK;
    return fault_set(fault, BUSY,
                     "the store was brought to schema %lld by a newer renkei, and this one knows "
                     "%lld: it has to be replaced",
                     (long long)schema, (long long)store_schema_known());
}

static enum status read_pulse(struct pulse *out, struct db *db, const struct dialect *dialect,
                              struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    char sql[SQL_BYTES];
    snprintf(sql, sizeof sql, READ, dialect->schema_number);
    TRY(db_query(&query, db, sql, fault));
    enum status status = db_step(query, fault);
    if (status == ABSENT) return fault_set(fault, MALFORMED, "%s: no store", db_name(db));
    TRY(status);
    take_pulse(out, query);
    return check_schema(db_i64(query, 6), fault);
}

enum status pulse_check(struct store *store, struct db *db, struct fault *fault) {
    struct pulse pulse;
    return store->is_shared ? read_pulse(&pulse, db, store->dialect, fault) : OK;
}

// Threads tell what they saw in any order.
static void raise_u64(_Atomic uint64_t *at, uint64_t to) {
    uint64_t was = atomic_load(at);
    while (was < to && !atomic_compare_exchange_weak(at, &was, to)) {
    }
}

static bool raise_i64(_Atomic int64_t *at, int64_t to) {
    int64_t was = atomic_load(at);
    while (was < to && !atomic_compare_exchange_weak(at, &was, to)) {
    }
    return was < to;
}

static enum status follow(struct store *store, const struct pulse *pulse, struct db *db,
                          struct fault *fault) {
    if (atomic_load(&store->names) < pulse->names) {
        TRY(intern_load(&store->intern, db, fault));
        raise_u64(&store->names, pulse->names);
    }
    raise_i64(&store->newest, pulse->added);
    if (raise_i64(&store->newest_version, pulse->version)) search_tell(store);
    raise_u64(&store->removals, pulse->removals);
    raise_u64(&store->rights_generation, pulse->rights);
    raise_u64(&store->generation, pulse->generation);
    return OK;
}

// ---- the writer ----

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

// What was removed last may have been the newest (remove.c); what was copied in counted nowhere.
enum status pulse_load(struct rows *rows, struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    char sql[SQL_BYTES];
    snprintf(sql, sizeof sql, LOAD, rows->store->dialect->schema_number);
    TRY(db_query(&query, db, sql, fault));
    enum status status = db_step(query, fault);
    if (status == ABSENT) return fault_set(fault, MALFORMED, "%s: no store", db_name(db));
    TRY(status);
    TRY(check_schema(db_i64(query, 10), fault));
    struct pulse *pulse = &rows->pulse;
    take_pulse(pulse, query);
    pulse->added = larger(pulse->added, larger(db_i64(query, 6), db_i64(query, 8)));
    pulse->added = larger(pulse->added, db_i64(query, 11)); // of the newest record
    pulse->version = larger(pulse->version, larger(db_i64(query, 7), db_i64(query, 9)));
    rows->added_last = pulse->added;
    rows->version_last = pulse->version;
    return OK;
}

enum status pulse_begin(struct rows *rows, struct fault *fault) {
    TRY(pulse_load(rows, rows->db, fault));
    return follow(rows->store, &rows->pulse, rows->db, fault);
}

enum status pulse_raise(struct rows *rows, bool rights, struct fault *fault) {
    struct pulse *pulse = &rows->pulse;
    bool changed = rows->taken || rows->removed || rights;
    if (!changed && !rows->has_name) return OK;
    pulse->generation += changed;
    pulse->rights += rights || rows->has_class;
    pulse->names += rows->has_name;
    pulse->removals += rows->removed > 0;
    pulse->added = rows->added_last;
    pulse->version = rows->version_last;
    struct db_query *query;
    TRY(db_query(&query, rows->db,
                 "UPDATE pulse SET generation = $1, rights = $2, names = $3, removals = $4,"
                 " added = $5, version = $6 WHERE no = 1",
                 fault));
    db_bind_i64(query, 1, (int64_t)pulse->generation);
    db_bind_i64(query, 2, (int64_t)pulse->rights);
    db_bind_i64(query, 3, (int64_t)pulse->names);
    db_bind_i64(query, 4, (int64_t)pulse->removals);
    db_bind_i64(query, 5, pulse->added);
    db_bind_i64(query, 6, pulse->version);
    return db_finish(query, fault);
}

void pulse_told(struct rows *rows) {
    // When the names cannot be read now, whoever follows next reads them.
    enum status status = follow(rows->store, &rows->pulse, rows->db, NULL);
    (void)status;
}

// ---- readers ----

enum status store_follow(struct store *store, struct fault *fault) {
    if (!store->is_shared) return OK;
    struct db *db = store_reader_take(store);
    struct pulse pulse;
    enum status status = read_pulse(&pulse, db, store->dialect, fault);
    if (status == OK) status = follow(store, &pulse, db, fault);
    store_reader_give(store, db);
    return status;
}

enum status reader_begin(struct store *store, struct db *db, uint64_t rights, struct fault *fault) {
    TRY(db_begin_read(db, fault));
    struct pulse pulse = {.rights = store_rights_generation(store)};
    if (store->is_shared) {
        TRY(read_pulse(&pulse, db, store->dialect, fault));
        TRY(follow(store, &pulse, db, fault));
    }
    if (!rights || rights == pulse.rights) return OK;
    return fault_set(fault, CONFLICT, "rights have changed meanwhile");
}
