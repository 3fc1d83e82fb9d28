// sighting.h - how often, when and by whom something was seen, as far as a viewer may know.
//
// A sighting (STIX 2.1, 5.2) tells of an object when it is one of it (sighting_of_ref), or when the
// object is, or is held by, the observed data that it rests on (observed_data_refs). Those in
// where_sighted_refs are who saw it, not what was seen. What is revoked tells nothing.
#pragma once

#include "exchange/release.h"

#define SIGHTINGS_COUNTED 100 // of each object: of more the newest, and all counts are lower bounds
#define SIGHTINGS_SHOWN 5

struct sightings {
    struct released *rows; // newest first, at most SIGHTINGS_SHOWN
    size_t row_count;
    size_t count;
    // How often it was seen: the sum of `count`, of which one without it says 1; but no less than
    // one that sums up others (`summary`) says.
    uint64_t number;
    stamp first, last; // seen; STAMP_MIN when none says
    bool is_exact;     // otherwise there is at least as much
};

// An object, and to which of several answers what was seen of it belongs.
struct sighted {
    size_t group;
    struct find_id id;
};
// Answers in `out`, which has a place for each group; a sighting of several objects of a group
// counts once. `objects` come by group.
MUST_USE enum status sightings_find(struct sightings *out, const struct visit *visit,
                                    const struct sighted *objects, size_t count);
