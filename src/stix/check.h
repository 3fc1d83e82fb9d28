// check.h - what the exchange cannot do without, in a shape that would mislead it.
//
// Lenient keeps what can be kept safely. Not safe is a label that cannot be read (it would be taken
// for none), who made it (new versions are theirs alone), whether it was revoked, until when an
// indicator holds, which two objects a relationship or a sighting ties (it is hidden with them),
// and `extensions`, where recipients and votes stand. Nothing else is looked at: a name that is a
// number is kept, and told by conform.h. null counts as absent.
#pragma once

#include "stix/object.h"

// OK, or MALFORMED with the place (`revoked: true or false is expected, not a number`).
MUST_USE enum status object_check(const struct object *object, struct fault *fault);
