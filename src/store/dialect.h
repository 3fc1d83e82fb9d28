// dialect.h - what SQLite and PostgreSQL say differently: one table for each, in one small file for
// each (dialect_sqlite.c, dialect_postgres.c).
//
// Everything else is one SQL text for both, in the types of SQLite; upserts too, since both know ON
// CONFLICT. No other file asks which engine it is, nor says a word that one engine alone knows;
// tests/tidy holds that. How an engine is spoken to (connections, transactions, COPY) is no matter
// of words, and stands in its own files behind engine.h.
#pragma once

#include "base/arena.h"
#include "base/buf.h"

struct db;
struct search;
struct search_match;
struct search_terms;
struct sql;

struct dialect {
    // A file has one owner; otherwise the store is a database that several programs share.
    bool is_file;
    // The number of the schema, as a column to ask for beside others.
    const char *schema_number;
    // Tables and indexes, written in the types of SQLite, in those of the engine. NULL: as written.
    void (*types)(struct buf *out, struct str sql);

    // Full-text search (search.c). Its place is named as the store's, with `search_end` behind it.
    const char *search_end;
    void (*search_remove)(const char *search_path); // the files there, when nobody has them open
    const char *search_drop;                        // and what of it stands in the store itself
    // What the dialect keeps for itself in `search->own`; NULL: nothing.
    enum status (*search_open)(struct search *search, struct fault *fault);
    void (*search_close)(struct search *search);

    // Within a transaction: the tables of words, whatever was there; and the same, emptied.
    enum status (*make)(struct search *search, struct fault *fault);
    enum status (*empty)(struct search *search, struct fault *fault);
    // The words of a version in, and the same words out again.
    enum status (*add)(struct search *search, int64_t no, struct str words, struct fault *fault);
    enum status (*remove)(struct search *search, int64_t no, struct str words, struct fault *fault);

    enum status (*ask)(struct search_match *out, const struct search *search,
                       const struct search_terms *terms, struct arena *arena, struct fault *fault);
    // A table `words` to name in FROM, whose `rowid` is the number of a version; and the condition
    // on it. No more than `max` rows are needed.
    void (*add_table)(struct sql *sql, const struct search_match *match, size_t max);
    void (*add_condition)(struct sql *sql, const struct search_match *match);

    void (*settle)(struct search *search); // there is nothing to do for now
    enum status (*check)(struct db *reader, struct fault *fault);
};
extern const struct dialect dialect_sqlite, dialect_postgres;
