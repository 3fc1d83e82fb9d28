// sight.h - what a viewer may see, class by class. Internal to release and pages.
//
// The decision function is asked once for each audience class of the store; the answer is kept
// until rights or classes change.
#pragma once

#include "exchange/opening.h"

struct release_sight {
    struct sight sight;
    uint64_t digest; // equal for viewers who see the same: part of the key of cached pages
    const struct audience_class *classes; // all of the store, by number
    size_t class_count;
};

// Held until given back.
MUST_USE enum status sight_take(const struct release_sight **out, const struct visit *visit);
void sight_give(struct exchange *exchange, const struct release_sight **sight);
const struct audience_class *sight_class(const struct release_sight *sight, int64_t no);
