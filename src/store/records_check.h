// records_check.h - records held against their entries (internal to verifying the log).
//
// A record is read by the stamp of its entry; whoever asks makes the commitment from it and
// compares. Then the columns beside it are held against what it says, and at the end as many as the
// log notes must be there, and no index row that none of them names.
#pragma once

#include "store/leaves_inside.h"
#include "store/records.h"

struct records_check {
    struct db *db;
    struct json_reader *json;
    struct arena *arena; // of one entry
    struct db_query *record, *object, *objects;
    uint64_t named; // objects, of all records
};
MUST_USE enum status records_check_begin(struct records_check *out, struct db *db,
                                         struct json_reader *json, struct arena *arena,
                                         struct fault *fault);
// The record of that stamp. ABSENT; MALFORMED. Until the next one.
MUST_USE enum status records_check_read(struct json *out, stamp *at, struct records_check *check,
                                        stamp added, struct fault *fault);
// `*wrong`: what of its columns is not what it says; NULL: nothing.
MUST_USE enum status records_check_columns(const char **wrong, struct records_check *check,
                                           struct json record, struct fault *fault);
// FAILED when there are more records than `noted` entries, or index rows that no record names.
MUST_USE enum status records_check_end(struct records_check *check, uint64_t noted,
                                       struct fault *fault);
void records_check_close(struct records_check *check);
