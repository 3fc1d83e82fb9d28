// check.h - what the exchange does not rely on to keep an object, but would be misled by.
//
// Of the types of the standard: the properties that every object may have (STIX 2.1, 3.2), those
// that say how long and how surely something holds, and all references at the top. Of all types:
// the markings, since a label in the wrong shape must not be taken for none. No other property is
// looked at; null counts as absent.
#pragma once

#include "stix/object.h"

// OK, or MALFORMED with the place (`labels[2]: a string is expected, not a number`).
MUST_USE enum status object_check(const struct object *object, struct fault *fault);
