// canon.h - the JSON Canonicalization Scheme, RFC 8785.
//
// Members sorted by their UTF-16 code units, numbers as ECMAScript writes them, strings with the
// fewest escapes, no white space. Two texts that say the same have the same canonical form.
#pragma once

#include "base/json.h"

// Adds the canonical form of `value` to `out`. OK; MALFORMED for a number outside IEEE 754 doubles;
// LIMIT from the buffer.
MUST_USE enum status canon_write(struct buf *out, struct json value, struct fault *fault);

// True when both are JSON and have the same canonical form. Takes scratch from `arena`.
bool canon_equal(struct str a, struct str b, struct json_reader *reader, struct arena *arena);
