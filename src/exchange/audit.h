// audit.h - the record of acts: who did what, to what, from where, and what came of it.
//
//  1. A change and its record are one transaction: audit_note_within, in the `run` that changes.
//  2. What is read of TLP:RED is answered after its record is durable: a visit gathers what it
//     released (audit_reads), and audit_reads_note writes one record for all of it.
//  3. Refusals, and whatever strangers can bring about, are written behind and merged: what one
//     party (an account, or an address without one) was refused within a minute is one record with
//     a count. Of these there is a budget; beyond it refusals are only counted (AUDIT_LEFT_OUT). So
//     nobody can fill the disk.
//  4. A record never holds a password, a token, a cookie or a code, nor a name that somebody typed
//     and no account has: people type their password there.
//
// Every record is an entry of the log (store/records.h); docs/decisions/0038 says what it tells.
#pragma once

#include "exchange/audit_act.h"
#include "exchange/world.h"

#define AUDIT_GATHER_US (60 * STAMP_SECOND)
#define AUDIT_BUDGET_MAX 500     // merged records that may be written at once,
#define AUDIT_BUDGET_MINUTE 10   // and that many more each minute
#define AUDIT_WAITING_MAX 2000   // that wait to be written
#define AUDIT_OBJECTS_MAX 100    // that one record names; of more it says how many
#define AUDIT_TEXT_BYTES_MAX 200 // of each text that comes from outside
#define AUDIT_MORE_BYTES_MAX 4096

struct audit_party {
    int64_t no;
    const struct uuid *identity;
};
struct audit_note {
    enum audit_act act;
    const struct viewer *viewer; // who did it
    struct str place;            // from where; STR_NONE: viewer->place
    const char *kind;            // of what it was done to beside objects: "token", "account", ...
    struct str name;             // and how that is called
    struct audit_party concerns; // the organisation whose things it was done to; no 0: none
    const struct object_id *objects;
    size_t object_count;   // at most AUDIT_OBJECTS_MAX are named
    uint64_t object_total; // when there are more than are listed
    struct str more;       // what else: members of a JSON object, which are ours
};
// Within a `run` of the store's writer.
MUST_USE enum status audit_note_within(struct exchange *exchange, struct db *db,
                                       const struct audit_note *note, struct fault *fault);
// Alone; durable when it says OK.
MUST_USE enum status audit_note(struct exchange *exchange, const struct audit_note *note,
                                struct fault *fault);
// Written behind, and merged with what the same party did alike within the minute. Copies.
void audit_count(struct exchange *exchange, const struct audit_note *note);
// Written behind, but as a record of its own.
void audit_later(struct exchange *exchange, const struct audit_note *note);
// Writes what waits. The thread does it by itself each minute, and the end of the exchange.
MUST_USE enum status audit_write(struct exchange *exchange, struct fault *fault);

// ---- what was read of TLP:RED ----

// Of one request, by whatever threads.
struct audit_reads {
    struct lock lock;
    struct object_id ids[AUDIT_OBJECTS_MAX]; // each once; types live as long as the store
    size_t count;
    uint64_t total; // rows
    bool is_noted;
};
void audit_reads_open(struct audit_reads *reads);
void audit_reads_close(struct audit_reads *reads);
void audit_reads_add(struct audit_reads *reads, struct str type, const struct uuid *id);
// One record of what was added, if anything was, and nothing the second time. `what`: for which
// request, as members of JSON.
MUST_USE enum status audit_reads_note(struct audit_reads *reads, struct exchange *exchange,
                                      const struct viewer *viewer, struct str more,
                                      struct fault *fault);
