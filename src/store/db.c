#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/engine.h"

#define QUERIES_KEPT_MAX ((size_t)200)

// ---- opening ----

static const struct engine *engine_of(const char *path) {
    struct str text = str_of(path);
    bool is_url = str_starts(text, STR("postgresql://")) || str_starts(text, STR("postgres://"));
    return is_url ? &postgres_engine : &sqlite_engine;
}

const char *db_name(const struct db *db) {
    return db->path;
}

const struct dialect *db_dialect(const char *path) {
    return engine_of(path)->dialect;
}

bool db_is_file(const char *path) {
    return db_dialect(path)->is_file;
}

size_t db_reads(const char *out[DB_READS_MAX], const char *path, struct arena *arena) {
    return db_is_file(path) ? 0 : postgres_reads(out, str_of(path), arena);
}

void db_init(struct db *db, const struct engine *engine, const char *path, bool is_writer) {
    size_t size = strlen(path) + 1;
    db->engine = engine;
    db->path = memcpy(memory_take(size), path, size);
    db->is_writer = is_writer;
    map_init(&db->queries, 0);
}

enum status db_open(struct db **out, const struct db_options *options, struct fault *fault) {
    return engine_of(options->path)->open(out, options, fault);
}

static void forget_query(struct db_query *query) {
    struct db *db = query->db;
    *(query->newer ? &query->newer->older : &db->newest) = query->older;
    *(query->older ? &query->older->newer : &db->oldest) = query->newer;
    map_remove(&db->queries, str_of(query->sql));
    free(query->sql);
    db->engine->unprepare(query);
}

void db_close(struct db **db) {
    if (!*db) return;
    while ((*db)->newest) forget_query((*db)->newest);
    map_close(&(*db)->queries);
    free((*db)->path);
    (*db)->engine->close(*db);
    *db = NULL;
}

// ---- queries ----

static void put_first(struct db_query *query) {
    struct db *db = query->db;
    query->newer = NULL;
    query->older = db->newest;
    *(db->newest ? &db->newest->newer : &db->oldest) = query;
    db->newest = query;
}

static void move_first(struct db_query *query) {
    if (!query->newer) return;
    query->newer->older = query->older;
    *(query->older ? &query->older->newer : &query->db->oldest) = query->newer;
    put_first(query);
}

// Of those not in use the oldest are forgotten until `kept` are left.
static void make_room(struct db *db, size_t kept) {
    struct db_query *query = db->oldest;
    while (query && db->queries.count > kept) {
        struct db_query *next = query->newer;
        if (!query->in_use) forget_query(query);
        query = next;
    }
}

static enum status prepare(struct db_query **out, struct db *db, struct str sql,
                           struct fault *fault) {
    struct db_query *query;
    TRY(db->engine->prepare(&query, db, sql, fault));
    make_room(db, QUERIES_KEPT_MAX - 1);
    query->db = db;
    query->sql = memcpy(memory_take(sql.size + 1), sql.data, sql.size + 1);
    map_put(&db->queries, sql, (uint64_t)(uintptr_t)query);
    put_first(query);
    *out = query;
    return OK;
}

enum status db_query(struct db_query **out, struct db *db, const char *sql, struct fault *fault) {
    uint64_t found;
    struct db_query *query;
    if (map_find(&found, &db->queries, str_of(sql))) {
        query = (struct db_query *)(uintptr_t)found;
        assert(!query->in_use);
        move_first(query);
    } else {
        TRY(prepare(&query, db, str_of(sql), fault));
    }
    query->in_use = true;
    *out = query;
    return OK;
}

void db_bind_i64(struct db_query *query, int index, int64_t value) {
    query->db->engine->bind_i64(query, index, value);
}

void db_bind_text(struct db_query *query, int index, struct str text) {
    query->db->engine->bind_text(query, index, text);
}

void db_bind_blob(struct db_query *query, int index, const void *bytes, size_t size) {
    query->db->engine->bind_blob(query, index, bytes, size);
}

void db_bind_null(struct db_query *query, int index) {
    query->db->engine->bind_null(query, index);
}

void db_walk(struct db_query *query) {
    query->db->engine->walk(query);
}

void db_ahead(struct db_query *query, size_t count,
              void (*bind)(struct db_query *query, size_t at, const void *context),
              const void *context) {
    query->ahead = (struct db_ahead){.count = count, .bind = bind, .context = context};
}

void db_next(struct db_query *query) {
    assert(query->ahead.at < query->ahead.count);
    query->db->engine->next(query);
    query->ahead.at++;
}

enum status db_all(struct db_query *query, size_t count,
                   void (*bind)(struct db_query *query, size_t at, const void *context),
                   const void *context, struct fault *fault) {
    enum status status = ABSENT;
    db_ahead(query, count, bind, context);
    for (size_t i = 0; i < count && status == ABSENT; i++) {
        db_next(query);
        do status = db_step(query, fault);
        while (status == OK);
    }
    db_done(query);
    return status == ABSENT ? OK : status;
}

enum status db_step(struct db_query *query, struct fault *fault) {
    return query->db->engine->step(query, fault);
}

int64_t db_i64(struct db_query *query, int column) {
    return query->db->engine->i64(query, column);
}

struct str db_text(struct db_query *query, int column) {
    return query->db->engine->text(query, column);
}

struct str db_blob(struct db_query *query, int column) {
    return query->db->engine->blob(query, column);
}

bool db_is_null(struct db_query *query, int column) {
    return query->db->engine->is_null(query, column);
}

void db_done(struct db_query *query) {
    db_rewind(query);
    query->in_use = false;
}

void db_let_go(struct db_query **query) {
    if (*query) db_done(*query);
    *query = NULL;
}

enum status db_again(struct db_query *query, struct fault *fault) {
    return query->db->engine->again(query, fault);
}

void db_rewind(struct db_query *query) {
    query->ahead = (struct db_ahead){0};
    query->db->engine->rewind(query);
}

enum status db_finish(struct db_query *query, struct fault *fault) {
    enum status status = db_again(query, fault);
    db_done(query);
    return status;
}

// ---- the connection ----

enum status db_run(struct db *db, const char *sql, struct fault *fault) {
    return db->engine->run(db, sql, fault);
}

enum status db_make(struct db *db, const char *sql, struct fault *fault) {
    return db->engine->make(db, sql, fault);
}

size_t db_batch(const struct db *db) {
    return db->engine->batch;
}

int64_t db_changes(struct db *db) {
    return db->engine->changes(db);
}

enum status db_begin(struct db *db, struct fault *fault) {
    return db->engine->begin(db, fault);
}

enum status db_begin_read(struct db *db, struct fault *fault) {
    return db->engine->begin_read(db, fault);
}

void db_end_read(struct db *db) {
    db->engine->rollback(db);
}

enum status db_commit(struct db *db, struct fault *fault) {
    return db->engine->commit(db, fault);
}

void db_rollback(struct db *db) {
    db->engine->rollback(db);
}

bool db_is_within(struct db *db) {
    return db->engine->is_within(db);
}

void db_interrupt(struct db *db) {
    db->engine->interrupt(db);
}

enum status db_schema(int64_t *number, struct db *db, struct fault *fault) {
    return db->engine->schema(number, db, fault);
}

enum status db_schema_set(struct db *db, int64_t number, struct fault *fault) {
    return db->engine->schema_set(db, number, fault);
}

enum status db_filled(struct db *db, const char *table, bool has_no, struct fault *fault) {
    return db->engine->filled(db, table, has_no, fault);
}

enum status db_settle(struct db *db, bool cuts, struct fault *fault) {
    return db->engine->settle(db, cuts, fault);
}

uint64_t db_journal_bytes(struct db *db) {
    return db->engine->journal_bytes(db);
}

void db_shrink(struct db *db) {
    make_room(db, 0);
    db->engine->shrink(db);
}

enum status db_copy_pages(struct db *db, const char *to, const struct db_pages *pages,
                          struct fault *fault) {
    assert(db->engine->copy_pages && db_is_within(db));
    return db->engine->copy_pages(db, to, pages, fault);
}

enum status db_verify(struct db *db, bool is_quick, struct fault *fault) {
    return db->engine->verify(db, is_quick, fault);
}
