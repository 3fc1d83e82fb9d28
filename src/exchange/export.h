// export.h - what a viewer may see, as a stream of bytes: bundles, lines, tables, lists.
//
// Made piece by piece: memory does not grow with the size of the export. One thread at a time.
#pragma once

#include "exchange/release.h"
#include "stix/lift.h"

enum export_format {
    EXPORT_STIX,    // one STIX bundle
    EXPORT_JSONL,   // an object a line, as it came
    EXPORT_CSV,     // RFC 4180 with a header
    EXPORT_LIST,    // a value a line: what one sight of decides, and SCOs
    EXPORT_VALUES,  // the same as JSON lines with what they mean, for `renkei match`
    EXPORT_CHANGES, // a JSON line for each object that is not what came, or is left out
};
bool export_format_read(enum export_format *out, struct str name);
const char *export_suffix(enum export_format format); // "json", "jsonl", "csv", "txt", "jsonl"

// Objects go out as they came, or all of them in one version of STIX (lift.h): of what that version
// cannot say, nothing goes out, and EXPORT_CHANGES tells of it.
struct export_form {
    enum export_format format;
    enum lift_spec spec;
};
// OK; MALFORMED: STIX and JSONL alone may have a spec, CHANGES needs one.
MUST_USE enum status export_form_check(const struct export_form *form, struct fault *fault);
const char *export_media_type(const struct export_form *form);

// Each holds a reader of the store and a snapshot until its client has read it: more are BUSY.
#define EXPORTS_MAX 16

// Search follows the store: an export by words waits for it so long, and then says how far it is
// behind. No more than so many wait, so that others find a worker; the rest is told at once.
#define SEARCH_WAIT_MS 3000
#define SEARCH_WAITERS_MAX 2
uint64_t export_wait_for_search(struct exchange *exchange); // versions that it does not know

struct export;
// Copies the viewer; `filter` is borrowed until closed. Takes a visit of its own.
MUST_USE enum status export_open(struct export **out, struct exchange *exchange,
                                 const struct viewer *viewer, const struct filter *filter,
                                 const struct export_form *form, struct fault *fault);
// Up to `capacity` bytes; `*size` 0 at the end.
MUST_USE enum status export_read(size_t *size, struct export *export, void *bytes, size_t capacity);
void export_close(struct export **export);
