// conditions.h - for whom an object is beyond its label: embargo, sharing group, release rules.
//
// They stand in a property extension of the object (schemas/conditions.json) and can only narrow
// what its label and the collection allow. What is not understood in them is refused and never
// passed over: it could be for fewer eyes than anybody here would know.
#pragma once

#include "stix/object.h"

#define CONDITIONS_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c08"
#define CONDITIONS_LIST_MAX 256 // items of a list
#define CONDITIONS_WORD_MAX 64  // bytes of a sector

// Organisations by what they are. Both empty: nothing is said.
struct conditions_parties {
    struct str *sectors, *countries; // countries: ISO 3166-1 alpha-2, upper case; both rising
    size_t sector_count, country_count;
};
struct conditions {
    stamp embargo;      // before it only its giver's organisation reads it; 0: none
    struct uuid *early; // and these, by their identities; rising
    size_t early_count;
    bool has_group;
    struct uuid group; // the identity of a sharing group: only its organisations read it
    struct conditions_parties only, never;
};
// Of an object; all zero when it says none. MALFORMED with the place within the object.
MUST_USE enum status conditions_of(struct conditions *out, struct json object, struct arena *arena,
                                   struct fault *fault);
// Of the extension itself, or of what conditions_write wrote. Texts are borrowed from `value`.
MUST_USE enum status conditions_read(struct conditions *out, struct json value, struct arena *arena,
                                     struct fault *fault);
// As one text that is the same for the same conditions, but for the time of the embargo: that there
// is one is said by a time that never comes. STR_NONE when there are none.
struct str conditions_write(const struct conditions *conditions, struct arena *arena);
bool conditions_any(const struct conditions *conditions);
