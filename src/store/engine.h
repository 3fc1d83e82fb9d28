// engine.h - what stands behind db.h: one table of functions for each engine. For db.c and the
// engines' own files only.
#pragma once

#include "base/map.h"
#include "store/db.h"
#include "store/dialect.h"

struct engine {
    const struct dialect *dialect;
    size_t batch;
    // `*out` is the engine's own struct, which begins with a struct db that db_init has filled.
    enum status (*open)(struct db **out, const struct db_options *options, struct fault *fault);
    void (*close)(struct db *db);

    // The same for queries: `*out` begins with a struct db_query, which db.c fills.
    enum status (*prepare)(struct db_query **out, struct db *db, struct str sql,
                           struct fault *fault);
    void (*unprepare)(struct db_query *query); // frees it
    void (*bind_i64)(struct db_query *query, int index, int64_t value);
    void (*bind_text)(struct db_query *query, int index, struct str text);
    void (*bind_blob)(struct db_query *query, int index, const void *bytes, size_t size);
    void (*bind_null)(struct db_query *query, int index);
    void (*walk)(struct db_query *query);
    enum status (*step)(struct db_query *query, struct fault *fault);
    enum status (*again)(struct db_query *query, struct fault *fault);
    void (*rewind)(struct db_query *query);
    void (*next)(struct db_query *query); // to the question `ahead.at`, which is counted then
    int64_t (*i64)(struct db_query *query, int column);
    struct str (*text)(struct db_query *query, int column);
    struct str (*blob)(struct db_query *query, int column);
    bool (*is_null)(struct db_query *query, int column);

    enum status (*run)(struct db *db, const char *sql, struct fault *fault);
    enum status (*make)(struct db *db, const char *sql, struct fault *fault);
    int64_t (*changes)(struct db *db);
    enum status (*begin)(struct db *db, struct fault *fault);
    enum status (*begin_read)(struct db *db, struct fault *fault);
    enum status (*commit)(struct db *db, struct fault *fault);
    void (*rollback)(struct db *db);
    bool (*is_within)(struct db *db);
    void (*interrupt)(struct db *db);

    enum status (*schema)(int64_t *number, struct db *db, struct fault *fault);
    enum status (*schema_set)(struct db *db, int64_t number, struct fault *fault);
    enum status (*filled)(struct db *db, const char *table, bool has_no, struct fault *fault);
    enum status (*settle)(struct db *db, bool cuts, struct fault *fault);
    uint64_t (*journal_bytes)(struct db *db);
    void (*shrink)(struct db *db);
    enum status (*copy_pages)(struct db *db, const char *to, const struct db_pages *pages,
                              struct fault *fault); // NULL: there is no file
    enum status (*verify)(struct db *db, bool is_quick, struct fault *fault);
};
extern const struct engine sqlite_engine;
extern const struct engine postgres_engine;
size_t postgres_reads(const char *out[DB_READS_MAX], struct str url, struct arena *arena);

// No value that is bound may be larger, on any engine.
#define DB_VALUE_BYTES_MAX ((size_t)256 << 20)
#define DB_VALUE_SENTENCE "%s: a value is larger than 256 MiB"

struct db_ahead {
    size_t count, at; // 0: nothing is asked ahead; how many were come to
    void (*bind)(struct db_query *query, size_t at, const void *context);
    const void *context;
};

struct db_query {
    struct db *db;
    char *sql;
    bool in_use;
    struct db_ahead ahead;
    struct db_query *newer, *older;
};

struct db {
    const struct engine *engine;
    char *path; // as sentences say it: without a password
    bool is_writer;
    struct map queries; // text to struct db_query
    struct db_query *newest, *oldest;
};
// First of all when an engine opens one: db_close takes it from then on.
void db_init(struct db *db, const struct engine *engine, const char *path, bool is_writer);
