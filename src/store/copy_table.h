// copy_table.h - what copy.c must know of each table, and the digest of its rows.
#pragma once

#include "base/buf.h"
#include "base/vec.h"
#include "store/copy.h"
#include "store/db.h"

struct copy_table {
    const char *name;
    const char *columns; // as SQL lists them, the primary key first
    const char *types;   // a letter for each: i number, t text, b bytes
    int key_count;
    // Goes over whole, in one transaction with all the others, each time anew: so rows may point at
    // each other.
    bool is_small;
    // The key is text, which two engines may not order alike: its digest is of the sorted rows.
    bool sorts;
    const char *counted; // has as many rows, and is counted faster; NULL: itself
};
// In an order in which no row points at one of a later table; small ones first. A test holds that
// these are the tables and columns that the migrations make.
extern const struct copy_table copy_tables[];
extern const size_t copy_table_count;

// What of `setting` is the copy's own, and neither goes over nor counts.
#define COPY_OWN "SUBSTR(name, 1, 5) = 'copy.'"

// SQL in `out`, ended by NUL. Rows in order of key, behind the key $1, $2 ... with `is_behind`.
const char *copy_select(struct buf *out, const struct copy_table *table, bool is_behind);
const char *copy_insert(struct buf *out, const struct copy_table *table);
const char *copy_last_key(struct buf *out, const struct copy_table *table);

// Binds the row of `from` to the parameters of an insert.
void copy_bind(struct db_query *to, struct db_query *from, const struct copy_table *table);
// Binds the key of the row of `from`, copied into `arena`.
void copy_bind_key(struct db_query *to, struct db_query *from, const struct copy_table *table,
                   struct arena *arena);

// A chain: rows, each value with its type and size before it, fill pieces of 1 MiB; each piece's
// BLAKE2b is keyed by that of the piece before.
struct copy_digest {
    const struct copy_table *table;
    uint8_t chain[STORE_COPY_DIGEST_SIZE];
    bool has_chain;
    struct buf piece;
    int64_t rows;
    int64_t key_last;  // the first column, where it is a number
    bool is_rising;    // so far, strictly
    struct arena kept; // of a table that sorts
    VEC_OF(struct str) sorted;
};
void copy_digest_init(struct copy_digest *digest, const struct copy_table *table);
void copy_digest_close(struct copy_digest *digest);
size_t copy_digest_add(struct copy_digest *digest, struct db_query *row); // bytes of the row
void copy_digest_end(struct store_copy_table *out, struct copy_digest *digest);
