// db.h - a connection to the database, whatever engine it is. One thread at a time uses one.
//
// SQL is written once, for SQLite 3.40 and PostgreSQL 15: parameters are $1, $2 ... in the order of
// their first appearance. Statements are prepared once for each connection and text and kept (the
// 200 last used). Nothing above this header knows the engine.
//
//     struct db_query *q;
//     TRY(db_query(&q, db, "SELECT name FROM account WHERE no = $1", fault));
//     db_bind_i64(q, 1, no);
//     enum status status = db_step(q, fault);      // OK: a row; ABSENT: no more
//     if (status == OK) name = arena_copy(arena, db_text(q, 0));
//     db_done(q);                                  // always, before the next use of the same text
#pragma once

#include "base/arena.h"

struct db;
struct db_query;
struct dialect;

struct db_options {
    const char *path;   // of the SQLite file, or "postgresql://..."
    bool is_writer;     // otherwise the connection cannot change anything
    size_t cache_bytes; // 0: 8 MiB
    const char *attach; // a second file seen as schema `search`, or NULL
    bool passes_once;   // reads most pages, but each only once
    bool is_derived;    // its content can be made again: a commit need not wait for the disk
    bool may_be_away;   // a server that cannot be reached makes BUSY of questions, not of db_open
};
// Makes the file when it is missing and a writer asks. MALFORMED when it belongs to something else.
MUST_USE enum status db_open(struct db **out, const struct db_options *options,
                             struct fault *fault);
void db_close(struct db **db);
// What is said differently there; and whether a path is of a file, and not of a database server.
const struct dialect *db_dialect(const char *path);
bool db_is_file(const char *path);
// Files that are read to reach it, beside itself.
#define DB_READS_MAX 32
size_t db_reads(const char *out[DB_READS_MAX], const char *path, struct arena *arena);
const char *db_name(const struct db *db); // path or address for sentences, without a password

// MALFORMED never: SQL is ours, and a mistake in it aborts with the text. FAILED with the engine's
// sentence; BUSY when locked too long; FULL when the disk is, or the file cannot grow.
MUST_USE enum status db_query(struct db_query **out, struct db *db, const char *sql,
                              struct fault *fault);
void db_bind_i64(struct db_query *query, int index, int64_t value);
void db_bind_text(struct db_query *query, int index, struct str text); // borrowed until db_done
void db_bind_blob(struct db_query *query, int index, const void *bytes, size_t size);
void db_bind_null(struct db_query *query, int index);
// After the binds of a query whose rows may be many: they are fetched piece by piece. Within a
// transaction only.
void db_walk(struct db_query *query);
// Instead of the binds of one question those of `count`, when no answer decides what the next one
// is: where each would cost a round trip many go out at once, as many as their answers have room.
// `bind` binds the one numbered `at`; what it binds is borrowed until the next call of it, and it
// may be called early, and again. Then for each question db_next, and db_step for its rows; db_done
// at the end, or db_rewind. Within a transaction, or to read.
void db_ahead(struct db_query *query, size_t count,
              void (*bind)(struct db_query *query, size_t at, const void *context),
              const void *context);
void db_next(struct db_query *query); // rows of the last question are gone
// The same for statements without rows: asks all, and is done with the query.
MUST_USE enum status db_all(struct db_query *query, size_t count,
                            void (*bind)(struct db_query *query, size_t at, const void *context),
                            const void *context, struct fault *fault);
MUST_USE enum status db_step(struct db_query *query, struct fault *fault);
int64_t db_i64(struct db_query *query, int column);
struct str db_text(struct db_query *query, int column); // valid until the next step
struct str db_blob(struct db_query *query, int column);
bool db_is_null(struct db_query *query, int column);
void db_done(struct db_query *query);
void db_let_go(struct db_query **query); // db_done for SCOPED; accepts NULL

MUST_USE enum status db_run(struct db *db, const char *sql,
                            struct fault *fault); // no rows, no binds
// Tables and indexes, written in the types of SQLite.
MUST_USE enum status db_make(struct db *db, const char *sql, struct fault *fault);
// Runs a statement that was bound, to its end, and is done with it.
MUST_USE enum status db_finish(struct db_query *query, struct fault *fault);
// The same, but keeps the query for the next binds: for long rows of inserts.
MUST_USE enum status db_again(struct db_query *query, struct fault *fault);
// Lets go of the row, and keeps the query for the next binds. (A step after ABSENT asks once more.)
void db_rewind(struct db_query *query);
// How many questions are best asked in one: 1 where asking costs nothing but the answer.
size_t db_batch(const struct db *db);
int64_t db_changes(struct db *db);

// A connection that broke is made anew where a transaction begins, and by a reader's question.
// Of a writer: at once exclusive.
MUST_USE enum status db_begin(struct db *db, struct fault *fault);
MUST_USE enum status db_begin_read(struct db *db,
                                   struct fault *fault); // one snapshot until db_end_read
void db_end_read(struct db *db);
MUST_USE enum status db_commit(struct db *db, struct fault *fault); // durable when it says OK
void db_rollback(struct db *db);
bool db_is_within(struct db *db); // false when a failure has undone the whole transaction
void db_interrupt(struct db *db); // any thread: a running step ends with CLOSED

// The number of the last migration that the file has seen; 0 when it is new.
MUST_USE enum status db_schema(int64_t *number, struct db *db, struct fault *fault);
MUST_USE enum status db_schema_set(struct db *db, int64_t number, struct fault *fault);

// A table was filled from elsewhere: what the engine keeps beside it follows. With `has_no` its
// rows brought their own number in column `no`, and the next one given is higher.
MUST_USE enum status db_filled(struct db *db, const char *table, bool has_no, struct fault *fault);

// Moves what was committed from the journal into the file, as far as readers allow. Outside of
// transactions. With `cuts` the journal is cut to nothing: BUSY when a reader still needs it.
enum status db_settle(struct db *db, bool cuts, struct fault *fault);
uint64_t db_journal_bytes(struct db *db); // that stand in the journal since the last commit, about
void db_shrink(struct db *db);            // gives back memory that only makes it faster
// Of a file: what its snapshot (db_begin_read) holds, page by page into the empty file at `to`,
// which is whole then without any other beside it. Others may write meanwhile; their journal grows
// until the end. `on_progress` may be NULL; false ends it with CLOSED. FULL when there is no room
// for it.
struct db_pages {
    bool (*on_progress)(void *context, uint64_t bytes, uint64_t bytes_total);
    void *context;
};
MUST_USE enum status db_copy_pages(struct db *db, const char *to, const struct db_pages *pages,
                                   struct fault *fault);
// The engine's own check of every page and index. Quick: without comparing indexes with their
// tables.
MUST_USE enum status db_verify(struct db *db, bool is_quick, struct fault *fault);
