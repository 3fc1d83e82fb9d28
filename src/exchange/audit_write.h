// audit_write.h - a record made from a note (internal to audit.c and audit_behind.c).
#pragma once

#include "exchange/audit.h"

// When, and how often until when: a merged one has a count.
struct audit_times {
    stamp at, until;
    uint64_t count; // 0: it is one
};
MUST_USE enum status audit_write_within(struct exchange *exchange, struct db *db,
                                        const struct audit_note *note,
                                        const struct audit_times *times, struct fault *fault);
