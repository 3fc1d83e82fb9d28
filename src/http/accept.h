// accept.h - media types: RFC 9110 12.5.1 (Accept) and 8.3 (Content-Type).
#pragma once

#include "http/message.h"

// A media type taken apart; names are folded to lower case, quoted values unquoted.
struct media_type {
    struct str type, subtype;   // "application", "taxii+json"; may be "*"
    struct http_pair params[8]; // without q
    size_t param_count;
    int q_thousandths; // 0 to 1000
};
// MALFORMED when it cannot be read.
MUST_USE enum status media_type_read(struct media_type *out, struct str text, struct arena *arena);
struct str media_param(const struct media_type *type, struct str name); // STR_NONE when absent
// The position in `offers` (media types as text) that the Accept header likes best, the earlier at
// a draw, or SIZE_MAX when none is acceptable. A missing header accepts everything.
size_t accept_choose(struct str accept, const struct str *offers, size_t count,
                     struct arena *arena);
