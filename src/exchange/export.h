// export.h - what a viewer may see, as a stream of bytes: bundles, lines, tables, lists.
//
// Made piece by piece: memory does not grow with the size of the export. One thread at a time.
#pragma once

#include "exchange/release.h"

enum export_format {
    EXPORT_STIX,   // one STIX 2.1 bundle
    EXPORT_JSONL,  // an object a line, as it came
    EXPORT_CSV,    // RFC 4180 with a header
    EXPORT_LIST,   // a value a line: what one sight of decides, and SCOs
    EXPORT_VALUES, // the same as JSON lines with what they mean, for `renkei match`
};
bool export_format_read(enum export_format *out, struct str name);
const char *export_media_type(enum export_format format);
const char *export_suffix(enum export_format format); // "json", "jsonl", "csv", "txt", "jsonl"

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
                                 enum export_format format, struct fault *fault);
// Up to `capacity` bytes; `*size` 0 at the end.
MUST_USE enum status export_read(size_t *size, struct export *export, void *bytes, size_t capacity);
void export_close(struct export **export);
