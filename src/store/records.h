// records.h - records of acts: what was done by whom, each an entry of the log.
//
//  1. A record is written within the transaction of what it is about, with its entry (leaves.h),
//  and
//     is never changed. It is a JSON object; its id is "audit--" and the stamp of the entry.
//  2. What acts there are, and who may read of them, is decided in exchange/. Here a record is
//     text, and columns to find it by. Verifying holds these against the text: `act` is its member
//     of that name, `place` is `from`, the account is who.id, the organisation is who.organisation,
//     the other one is `concerns`; and each object named in `objects` is in the index.
//
// Numbers are those of the store's rows and never change; 0: none.
#pragma once

#include "store/store.h"

#define RECORD_BYTES_MAX ((size_t)32 << 10)
#define RECORD_ID_SIZE 32

struct record_put {
    stamp at;
    struct str act, place;
    int64_t account_no, organisation_no, other_no;
    const struct uuid *objects; // each once
    size_t object_count;
    struct str members; // of the JSON object, behind its id: "\"act\":...,..."
    stamp added;        // written
};
// Within a `run` of this store's writer (store_job), and nowhere else. LIMIT when it is too large.
MUST_USE enum status record_add(struct store *store, struct db *db, struct record_put *put,
                                struct fault *fault);
char *record_id(char out[RECORD_ID_SIZE], stamp added);

// What a reader asks for; 0 and STR_NONE: any.
struct record_find {
    stamp since, until; // on `at`; since inclusive, until exclusive
    struct str act, place;
    int64_t account_no;
    const struct uuid *object;
    // Of one organisation: what was done for it, and to its things but for reading them.
    int64_t organisation_no;
    const struct str *reading; // acts that are reading
    size_t reading_count;
    stamp after, before; // on `added`, exclusive
    bool oldest_first;
};
struct record {
    stamp added, at;
    struct str json; // until the next one
};
struct records;
// A snapshot.
MUST_USE enum status records_open(struct records **out, struct store *store,
                                  const struct record_find *find, struct fault *fault);
MUST_USE enum status records_next(struct record *out, struct records *records,
                                  struct fault *fault); // ABSENT at the end
void records_close(struct records **records);
