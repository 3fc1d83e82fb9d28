// lookup.h - what is known about values, to somebody.
#pragma once

#include "exchange/sighting.h"

#define LOOKUP_VALUES_MAX 10000
#define LOOKUP_SHOWN 10 // objects for each value and relation
// Sightings are asked for with fewer values, and by themselves only with few: each value costs
// more.
#define LOOKUP_SIGHTED_MAX 1000
#define LOOKUP_SIGHTED_USUAL 100

enum lookup_relation { LOOKUP_SAME, LOOKUP_PARENT, LOOKUP_NETWORK, LOOKUP_HOST };
const char *lookup_relation_name(enum lookup_relation relation);

// One known value: the asked one, a parent domain, a network that holds it, the host of a URL.
struct lookup_match {
    size_t value; // position in what was asked
    enum lookup_relation relation;
    struct observable observable;
    struct released *rows; // newest first, at most LOOKUP_SHOWN
    size_t row_count;
    bool is_exact;              // otherwise there are more
    struct sightings sightings; // of these rows, when they were asked for
};
struct lookup {
    struct observable *asked; // the most likely reading of each value; kind NONE when it has none
    struct lookup_match *matches; // by value, in the order same, parent, network, host
    size_t match_count;
    bool has_sightings;
};
enum lookup_sightings { LOOKUP_SIGHTINGS_IF_FEW, LOOKUP_SIGHTINGS_NO, LOOKUP_SIGHTINGS_YES };
// Whether sightings are asked for with so many values. LIMIT beyond LOOKUP_VALUES_MAX, or
// LOOKUP_SIGHTED_MAX with YES.
MUST_USE enum status lookup_wish(bool *with_sightings, size_t count,
                                 enum lookup_sightings sightings, struct fault *fault);
// De-fanged forms are understood. All is in the visit's arena.
MUST_USE enum status lookup_run(struct lookup *out, const struct visit *visit,
                                const struct str *values, size_t count, bool with_sightings);
