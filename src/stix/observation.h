// observation.h - what was seen: observed-data (STIX 2.1, 4.14; 2.0, 2.8), for patterns to be tried
// on (9.1).
//
// One observed-data is `number` observations, each at an instant between `first` and `last`, both
// included; the standard does not say at which (9.1). Its objects stand in `objects`, with keys of
// their own ("0", "1"), or are named in `object_refs` and stand beside it: then those that are
// named may be found from each other, and no others (9.7.4).
#pragma once

#include "base/json.h"

#define OBSERVATION_NUMBER_MAX 999999999 // 4.14

struct observation_object {
    struct str key, type; // the key in `objects`, or the id
    struct json json;
};
struct observation {
    struct str id;
    stamp first, last; // whole microseconds: what is finer is cut
    int64_t number;    // 1 where the object does not say
    const struct observation_object *objects;
    size_t object_count;
    const uint32_t *slots; // object + 1 by the hash of its key, 0 empty; NULL where there are few
    size_t slot_mask;
};

// Where the objects that `object_refs` names are taken from. False when there is none of that id.
struct observation_source {
    bool (*find)(struct json *out, void *context, struct str id);
    void *context; // `find` NULL: there are none
};
// OK; MALFORMED with the place: no observed-data, or without the times and objects that it must
// have. Views `observed` and what the source gives. Objects that are not there, and those that are
// no cyber-observables (relationships), are left out.
MUST_USE enum status observation_read(struct observation *out, struct json observed,
                                      const struct observation_source *source, struct arena *arena,
                                      struct fault *fault);

// Of `key`; NULL when it is not among the objects.
const struct observation_object *observation_find(const struct observation *observation,
                                                  struct str key);

// ---- a shelf: all observations of a file, in any order, within bounds ----
//
// Objects are put in as they come. Of several versions of one observed-data the newest counts, and
// none when that one is revoked (3.6). Holds their text, not trees.
struct shelf;
#define SHELF_BYTES_MAX ((size_t)1 << 30)

struct shelf *shelf_open(size_t bytes_max); // 0: SHELF_BYTES_MAX
void shelf_close(struct shelf **shelf);
// OK; ABSENT: of a type that has no part in observations; MALFORMED with the place; LIMIT. Copies.
MUST_USE enum status shelf_add(struct shelf *shelf, struct json object, struct fault *fault);
size_t shelf_count(const struct shelf *shelf); // of observed-data, in the order in which they came
// ABSENT for one that was replaced by a newer version or revoked. `out` is in `arena`.
MUST_USE enum status shelf_read(struct observation *out, struct shelf *shelf, size_t index,
                                struct arena *arena, struct fault *fault);
