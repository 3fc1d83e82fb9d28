// audit_read.h - the one door to the record: who may read of it, and how it is searched.
//
// The operator reads all. An administrator reads what persons of the own organisation did, and what
// was done to its things by others, but not what others read. Nobody else reads anything. That a
// record stands in the log is proven as of objects (proving.h).
#pragma once

#include "exchange/audit.h"

#define AUDIT_PAGE_MAX 1000
#define AUDIT_LOOKED_AT_MAX 50000 // records that one page looks through for words

struct audit_filter {
    stamp since, until; // when it was done; since inclusive, until exclusive; 0: no bound
    struct str act;     // of audit_act.h
    struct str person;  // name of an account
    struct str place;   // exactly, as it stands there
    struct object_id object;
    bool has_object;
    struct str words; // each of them stands somewhere in the record, whatever the case
    stamp cursor;     // goes on behind it; 0: from the start
    bool oldest_first;
    size_t limit; // 0: AUDIT_PAGE_MAX
};
struct audit_row {
    stamp added;
    struct str json; // as it is committed to
};
struct audit_page {
    struct audit_row *rows; // in the visit's arena
    size_t count;
    stamp next; // cursor, when there may be more; 0: there is not
};
// DENIED; MALFORMED for an act or a person that there is not.
MUST_USE enum status audit_list(struct audit_page *out, const struct visit *visit,
                                const struct audit_filter *filter);
// One, by the stamp of its id. ABSENT also when it is not for the viewer.
MUST_USE enum status audit_one(struct audit_row *out, const struct visit *visit, stamp added);
// "audit--..."; false when it is none.
bool audit_id_read(stamp *out, struct str id);
