// backup.h - a store in a file as one other file, made while programs use it; and the way back.
//
//  1. A backup is one snapshot: all that was acknowledged before it began, and nothing half.
//  2. Whoever writes goes on meanwhile, and is not waited for.
//  3. It is written beside its place, read whole and compared with the snapshot there, and only
//  then
//     gets its name: whatever ends it, no half backup ever has the name of one.
//  4. It holds all but what can be made anew, full-text search; so it holds what nobody else may
//     read, the digests of passwords, and the key and the salts of the log.
//  5. Nothing in it is changed by what reads it: not its schema, not its journal.
#pragma once

#include "store/survey.h"

struct store_backup_options {
    const char *from, *to;
    bool may_replace; // a backup that stands at `to`; never a store that is restored
    // Now and then; false ends it. May be NULL. `bytes_total` 0: it is being read whole.
    bool (*on_progress)(void *context, uint64_t bytes, uint64_t bytes_total);
    void *context;
};
struct store_backup_report {
    struct store_survey store;
    uint64_t bytes;
};
// `from` is a store, used or not, and `to` a file. OK; ABSENT when there is no store; CONFLICT when
// something stands at `to` that may not be replaced, or `from` is of a newer program; DENIED when
// `from` is a copy that is not finished; BUSY when another backup is written there; FULL when there
// is no room; FAILED when it is damaged; CLOSED when stopped by `on_progress`.
MUST_USE enum status store_backup(struct store_backup_report *out,
                                  const struct store_backup_options *options, struct fault *fault);
// `from` is a backup, `to` where a store shall be. The same; BUSY when a program owns a store
// there, CONFLICT when one stands there, or what is left of one.
MUST_USE enum status store_restore(struct store_backup_report *out,
                                   const struct store_backup_options *options, struct fault *fault);
