// intake.h - the one door in.
//
// From a file, a list, TAXII, a form or the browser, what somebody says enters here: it is read,
// asked whether this giver may put this into this collection under this marking, and stored in
// transactions of the one writer. What was counted as taken is durable.
//
// A stream is cut into objects on the way, so memory does not grow with it; objects are read and
// checked in the caller's thread while the writer stores what came before.
#pragma once

#include "base/compress.h"
#include "exchange/world.h"

#define INTAKE_REFUSALS_SHOWN 1000

enum intake_form { INTAKE_STIX, INTAKE_LIST };

// How strictly by the rules of STIX 2.1 (exchange/deviation.h).
enum intake_strength {
    INTAKE_USUAL,    // standard for what its creator gives, lenient for what came from others
    INTAKE_STRICT,   // every MUST and SHOULD
    INTAKE_STANDARD, // every MUST
    INTAKE_LENIENT,  // kept with what it breaks
};
bool intake_strength_read(enum intake_strength *out, struct str text); // "strict", ...

struct intake_refusal {
    uint64_t index; // of the object in the stream, from 0
    uint64_t line;  // of a list, from 1; 0 otherwise
    struct str id;  // "" when it has none
    struct str reason;
};

struct intake_report {
    uint64_t taken; // new here
    uint64_t known; // held already
    uint64_t
        differs; // same id and version with other content; the first is kept; counted in refused
    uint64_t refused;   // with differs
    uint64_t deviating; // of `taken`, those that break a rule
    uint64_t bytes;     // of the stream, unpacked
    const char *form;   // "bundle", "envelope", "objects", "array", "list", "csv", ...
    bool is_damaged;
    struct str damage;               // the place and what is wrong; what came before it was taken
    struct intake_refusal *refusals; // the first INTAKE_REFUSALS_SHOWN
    size_t refusal_count;
    stamp first_added, last_added; // of what was taken, 0 when nothing
};

// One outcome per object, for TAXII's status resource. Borrowed texts live during the call.
struct intake_outcome {
    struct str id, version; // version verbatim, or as the server orders it
    enum status status;     // OK, or why it was refused
    struct str reason;
    stamp version_at; // the instant of its version; 0 when refused
};

struct intake_options {
    const struct viewer *giver;
    const struct collection *collection;
    struct str name; // of the file: the source of a list's indicators
    enum intake_strength strength;
    bool all_or_nothing;
    bool envelope_only; // TAXII: anything but an envelope is MALFORMED, before anything is taken
    size_t object_bytes_max; // 0: 64 MiB
    // Called now and then, and at the end. May be NULL.
    void (*on_progress)(void *context, const struct intake_report *so_far);
    void (*on_outcome)(void *context, const struct intake_outcome *outcome);
    void *context;
};

// Takes everything that `source` gives (packed or not). OK when something could be read, even if
// damaged later or refused in part: see the report. DENIED when the giver may not write there;
// MALFORMED when nothing of it can be read; LIMIT, BUSY, FAILED from the store: the report then
// tells what was taken before. `report` is always filled.
MUST_USE enum status intake_stream(struct intake_report *report, struct exchange *exchange,
                                   const struct intake_options *options,
                                   struct compress_source source, struct arena *arena,
                                   struct fault *fault);
// The same for one object made by the program itself (a question, a vote). `added` may be NULL.
// CONFLICT when this version is held already with other content.
MUST_USE enum status intake_object(stamp *added, const struct visit *giver,
                                   const struct collection *collection, struct str json);
// The same for the version after `last`, out of which it was made: CONFLICT as well when that is
// not the last one any more.
MUST_USE enum status intake_next(const struct visit *giver, const struct collection *collection,
                                 struct str json, stamp last);

// Removes versions of an object from a collection (TAXII 2.1, 5.7). ABSENT when there is none.
struct intake_removal {
    struct find_id id;
    const stamp *stamps; // NULL: all
    size_t stamp_count;
    int spec; // only versions of this one; 0: any
};
MUST_USE enum status intake_remove(size_t *removed, const struct visit *giver,
                                   const struct collection *collection,
                                   const struct intake_removal *removal);

// The name of the list that an indicator was made from, NONE for what came in otherwise. It is said
// in the object itself: a claim, like all of it.
struct str intake_list_name(struct json object);

// The extension that makes an opinion a vote (schemas/vote.json).
