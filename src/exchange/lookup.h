// lookup.h - what is known about values, to somebody.
#pragma once

#include "exchange/release.h"

#define LOOKUP_VALUES_MAX 10000
#define LOOKUP_SHOWN 10 // objects for each value and relation

enum lookup_relation { LOOKUP_SAME, LOOKUP_PARENT, LOOKUP_NETWORK, LOOKUP_HOST };
const char *lookup_relation_name(enum lookup_relation relation);

// One known value: the asked one, a parent domain, a network that holds it, the host of a URL.
struct lookup_match {
    size_t value; // position in what was asked
    enum lookup_relation relation;
    struct observable observable;
    struct released *rows; // newest first, at most LOOKUP_SHOWN
    size_t row_count;
    bool is_exact; // otherwise there are more
};
struct lookup {
    struct observable *asked; // the most likely reading of each value; kind NONE when it has none
    struct lookup_match *matches; // by value, in the order same, parent, network, host
    size_t match_count;
};
// De-fanged forms are understood. LIMIT beyond LOOKUP_VALUES_MAX. All in the visit's arena.
MUST_USE enum status lookup_run(struct lookup *out, const struct visit *visit,
                                const struct str *values, size_t count);
