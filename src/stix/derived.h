// derived.h - ids that follow from what an object is about, as the extensions of this project have
// it (schemas/): there is one of each, however often and from wherever it is sent. UUIDv5, for
// which STIX 2.1, 2.9 asks for a namespace that guarantees uniqueness: it is the UUID of that
// object.
#pragma once

#include "stix/object.h"

#define VOTE_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c05"
#define MODERATION_EXTENSION "extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c04"

struct uuid derived_vote(const struct uuid *voted, const struct uuid *voter);
struct uuid derived_moderation(const struct uuid *question);

// Whether the object has one of these extensions and the id that follows.
bool derived_holds(struct json object, const struct object_id *id);
