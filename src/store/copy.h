// copy.h - a whole store, moved to another place, whatever engine stands there.
//
//  1. The source is read in one snapshot and never changed. Of a file nobody else may be the owner.
//  2. Every row goes over as it is: numbers, `added`, names, the store's id. What can be made anew,
//     full-text search, is not taken along.
//  3. Rows go over in the order of their keys, batch by batch, each in one transaction. So how far
//     a copy is stands in the target's own tables, and a copy that ended anywhere goes on there.
//  4. From its first transaction to its last the target carries a mark, and store_open refuses it.
//  5. The mark goes when every table has been read back: as many rows, and the same digest.
//     A table of which a part went over earlier, and which the source has changed since, goes over
//     again.
#pragma once

#include "base/stamp.h"
#include "sys/chance.h"

#define STORE_COPY_TABLES_MAX 60
#define STORE_COPY_DIGEST_SIZE 32

struct store_copy_progress {
    const char *table;
    bool is_checking;          // reads what was written; otherwise writes
    uint64_t rows, rows_total; // written and read back; 0: not known how many
};
struct store_copy_options {
    const char *from, *to; // as store_options.path
    struct chance *chance; // NULL: the system's
    size_t batch_bytes;    // of one transaction; 0: 4 MiB
    // Now and then; false ends it in order. May be NULL.
    bool (*on_progress)(void *context, const struct store_copy_progress *progress);
    void *context;
};
struct store_copy_report {
    struct store_copy_table {
        const char *name;
        int64_t rows;
        uint8_t digest[STORE_COPY_DIGEST_SIZE]; // BLAKE2b, chained over the rows in order of key
    } tables[STORE_COPY_TABLES_MAX];
    size_t table_count;
    int64_t rows, objects; // of all tables; members of collections
    bool was_continued;    // a copy that had ended before it was finished
};
// OK; ABSENT when there is no source; BUSY when another program owns one of the two; CLOSED when
// stopped by `on_progress`; CONFLICT when the target is no empty place, nor an unfinished copy of
// this source, or the source was written to meanwhile; FULL when the disk is.
MUST_USE enum status store_copy(struct store_copy_report *out,
                                const struct store_copy_options *options, struct fault *fault);
