#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "store/inside.h"

#define QUEUE_BYTES ((size_t)64 << 20)
#define COMMIT_BYTES ((size_t)48 << 20)
#define READERS 8

static char *path_with(const char *path, const char *end) {
    size_t size = strlen(path), more = strlen(end) + 1;
    char *text = memory_take(size + more);
    memcpy(text, path, size);
    memcpy(text + size, end, more);
    return text;
}

static struct store *store_make(const struct store_options *options) {
    struct store *store = memory_take(sizeof *store);
    *store = (struct store){.options = *options};
    struct store_options *all = &store->options;
    if (!all->clock) all->clock = clock_system();
    if (!all->chance) all->chance = chance_system();
    if (!all->queue_bytes_max) all->queue_bytes_max = QUEUE_BYTES;
    if (!all->commit_bytes_max) all->commit_bytes_max = COMMIT_BYTES;
    if (!all->readers_max) all->readers_max = READERS;
    store->path = path_with(options->path, "");
    store->dialect = db_dialect(options->path);
    store->is_shared = !store->dialect->is_file;
    atomic_store(&store->generation, 1);
    atomic_store(&store->rights_generation, 1);
    store->search_path = path_with(options->path, store->dialect->search_end);
    all->path = store->path;
    store->sorted_max = SORTED_MAX;
    intern_open(&store->intern, chance_u64(all->chance));
    readers_open(&store->readers);
    rows_open(&store->writer.rows, store);
    return store;
}

static void store_free(struct store **store) {
    if (!*store) return;
    struct store *it = *store;
    rows_close(&it->writer.rows);
    readers_close(&it->readers);
    db_close(&it->writer.rows.db);
    intern_close(&it->intern);
    file_lock_close(&it->file_lock);
    free(it->path);
    free(it->search_path);
    free(it);
    *store = NULL;
}

// The number that stands before the name of a migration: 1 of "0001_start.sql".
static int64_t migration_number(const char *path) {
    uint64_t number;
    bool is_number = str_read_u64(&number, str_cut(str_of(path), 0, 4));
    assert(is_number);
    return is_number ? (int64_t)number : 0;
}

// One migration, or none when another program was faster. `*at` is how far the store is then.
static enum status migrate_to(int64_t *at, struct db *db, const struct embedded *file,
                              struct fault *fault) {
    int64_t number = migration_number(file->path);
    TRY(db_schema(at, db, fault));
    if (number <= *at) return OK;
    TRY(db_make(db, (const char *)file->bytes, fault));
    TRY(db_schema_set(db, number, fault));
    *at = number;
    return OK;
}

int64_t store_schema_known(void) {
    return migration_number(schema_files[schema_files_count - 1].path);
}

enum status store_schema(int64_t *out, struct db *db, struct fault *fault) {
    TRY(db_schema(out, db, fault));
    int64_t known = store_schema_known();
    if (*out <= known) return OK;
    return fault_set(fault, CONFLICT,
                     "%s was written by a newer renkei (schema %lld, this one knows %lld)",
                     db_name(db), (long long)*out, (long long)known);
}

enum status store_migrate_within(struct db *db, struct fault *fault) {
    int64_t at;
    for (size_t i = 0; i < schema_files_count; i++)
        TRY(migrate_to(&at, db, &schema_files[i], fault));
    return OK;
}

static enum status migrate(struct db *db, struct fault *fault) {
    int64_t at;
    TRY(store_schema(&at, db, fault));
    int64_t known = store_schema_known();
    for (size_t i = 0; i < schema_files_count && at < known; i++) {
        if (migration_number(schema_files[i].path) <= at) continue;
        TRY(db_begin(db, fault));
        enum status status = migrate_to(&at, db, &schema_files[i], fault);
        if (status == OK) status = db_commit(db, fault);
        db_rollback(db);
        TRY(status);
    }
    return OK;
}

// A store's own name, so that no other's search file is taken for its own.
static enum status name_store(struct store *store, struct db *db, struct fault *fault) {
    struct uuid id = chance_uuid(store->options.chance);
    char text[UUID_TEXT_SIZE];
    struct db_query *query;
    TRY(db_query(&query, db,
                 "INSERT INTO setting (name, value) VALUES ('store.id', $1)"
                 " ON CONFLICT DO NOTHING",
                 fault));
    db_bind_text(query, 1, str_of(uuid_write(text, &id)));
    return db_finish(query, fault);
}

// Of a file there is one owner; a database server has many, who write one after the other.
static enum status lock_file(struct store *store, struct fault *fault) {
    if (!db_is_file(store->path)) return OK;
    char *lock_path = path_with(store->path, "-lock");
    enum status status = file_lock_take(&store->file_lock, lock_path, fault);
    free(lock_path);
    return status;
}

// An empty database becomes a store only where one may be made. (Of a file that was asked before.)
static enum status check_is_store(struct store *store, struct db *db, struct fault *fault) {
    int64_t at = 1;
    if (!store->options.may_create && !db_is_file(store->path)) TRY(db_schema(&at, db, fault));
    return at ? OK : fault_set(fault, ABSENT, "%s: there is no store", db_name(db));
}

static enum status store_start(struct store *store, struct fault *fault) {
    TRY(lock_file(store, fault));
    struct rows *rows = &store->writer.rows;
    struct db_options options = {
        .path = store->path, .is_writer = true, .cache_bytes = (size_t)64 << 20};
    TRY(db_open(&rows->db, &options, fault));
    TRY(check_is_store(store, rows->db, fault));
    TRY(store_check_finished(rows->db, fault));
    TRY(migrate(rows->db, fault));
    TRY(name_store(store, rows->db, fault));
    TRY(pulse_load(rows, rows->db, fault));
    TRY(intern_load(&store->intern, rows->db, fault));
    TRY(leaves_start(rows, fault));
    if (store->is_shared) pulse_told(rows);
    atomic_store(&store->newest, rows->added_last);
    atomic_store(&store->newest_version, rows->version_last);
    bool searches = !store->options.without_search;
    if (searches) TRY(search_open(store, fault));
    enum status status = readers_start(store, fault);
    if (status != OK && searches) search_close(store);
    TRY(status);
    writer_open(store);
    if (searches) search_start(store);
    return OK;
}

enum status store_open(struct store **out, const struct store_options *options,
                       struct fault *fault) {
    if (!options->may_create && db_is_file(options->path) && !file_exists(options->path))
        return fault_set(fault, ABSENT, "%s: there is no store", options->path);
    struct store *store = store_make(options);
    enum status status = store_start(store, fault);
    if (status != OK) {
        store_free(&store);
        return status;
    }
    *out = store;
    return OK;
}

void store_close(struct store **store) {
    if (!*store) return;
    bool searches = !(*store)->options.without_search;
    if (searches) search_stop(*store);
    writer_close(*store);
    if (searches) search_close(*store);
    readers_close(&(*store)->readers);
    (void)db_settle((*store)->writer.rows.db, true, NULL); // the journal holds it otherwise
    store_free(store);
}

const char *store_name(struct store *store) {
    return db_name(store->writer.rows.db);
}

size_t store_reads(const char *out[STORE_READS_MAX], const char *path, struct arena *arena) {
    return db_reads(out, path, arena);
}

bool store_is_file(const char *path) {
    return db_is_file(path);
}

bool store_is_shared(const struct store *store) {
    return store->is_shared;
}

uint64_t store_generation(struct store *store) {
    return atomic_load(&store->generation);
}

uint64_t store_rights_generation(struct store *store) {
    return atomic_load(&store->rights_generation);
}

uint64_t store_removals(struct store *store) {
    return atomic_load(&store->removals);
}

stamp store_newest(struct store *store) {
    return atomic_load(&store->newest);
}

struct clock *store_clock(struct store *store) {
    return store->options.clock;
}

struct chance *store_chance(struct store *store) {
    return store->options.chance;
}
