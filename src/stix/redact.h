// redact.h - an object without the parts that are marked too strictly (STIX 2.1, 7.2.3).
//
// A granular marking names parts by selectors: `labels.[0]`, `external_references.[1].url`. What a
// viewer may not see under its label is cut out of the text, and with it
//
//   - what is empty afterwards: a list, a dictionary, an object;
//   - the marking that named it, and of other markings (also of languages) what pointed there;
//   - of TLP:RED, the persons named for it (`recipients`).
//
// Items that stay move up, and the selectors of the markings that stay follow them. All other
// values stay byte for byte. Some parts cannot be cut: redact_is_possible says so, and such an
// object is as restricted as the strictest of them.
//
// What always holds:
//  1. A view is marked with none of the labels that were hidden, and holds no value that stands in
//     such a part alone.
//  2. With the same labels hidden a view of a view is that view; with none, the object is as it
//  was.
//  3. A view breaks no rule of STIX 2.1 that the object keeps.
//  4. What could be cut once can be cut: rows in stores were given out on the strength of it.
#pragma once

#include "stix/marking.h"

#define REDACT_WORK_MAX ((size_t)1 << 20)  // steps of selectors, of an object
#define REDACT_BYTES_MAX ((size_t)1 << 20) // of an object from which parts are cut out

// The text of `object` without the parts under one of the labels `hidden`, in `arena`. `object` was
// read from a text without white space. DENIED with the place of a selector that points to nothing
// or to what no object can be without; LIMIT.
MUST_USE enum status redact_write(struct str *out, struct json object, unsigned hidden,
                                  struct arena *arena, struct fault *fault);
// The labels on parts that somebody may have to be shown the object without: stricter than its own,
// and than TLP:CLEAR, which a collection may give to what has none.
unsigned redact_labels(struct json object);

// What judging takes; borrowed.
struct redact_tools {
    struct json_reader *reader;
    struct buf *scratch;
    struct arena *arena;
    bool is_strict; // views break no SHOULD either
};
// Whether every view of the object can be given: it is not too large, each can be cut, is taken by
// object_read and object_check, breaks no rule that the object keeps, and has an id of which
// nothing that was cut is a part. Never of STIX 2.0, of whose rules none is known here, nor where
// nothing is to be cut.
bool redact_is_possible(struct json object, const struct redact_tools *tools);
// What everybody who sees the object at all is shown of it, in the arena of `tools`; absent when
// that is the object itself, or cannot be cut out.
struct json redact_smallest(struct json object, struct json_reader *reader, struct arena *arena);
// Whether `view` says what the object says without the parts of some labels.
bool redact_is_view(struct json object, struct json view, struct json_reader *reader);
