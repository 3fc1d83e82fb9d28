// bracket.h - finds where a JSON value or string closes, without reading it. Used by cut.c only.
//
// Input may come in pieces of any size: the state says all that has to be known of what
// came before.
#pragma once

#include "base/str.h"

struct bracket {
    uint64_t depth;     // open brackets, at least 1 before the call
    uint64_t in_string; // all ones inside a string, else 0
    bool is_escaped;    // the next byte stands after a backslash
};

// Behind the bracket that brings `depth` to 0, or SIZE_MAX when it is not in `text` (all was seen).
size_t bracket_close(struct bracket *bracket, struct str text);

// Behind the quote that ends a string whose inside `text` is, or SIZE_MAX. `*is_escaped` is false
// at the beginning of the string.
size_t bracket_quote(bool *is_escaped, struct str text);
