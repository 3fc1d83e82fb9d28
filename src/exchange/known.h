// known.h - everything that a viewer knows to be bad, compiled for scanning.
//
// Built from the indicators in the viewer's sight when asked for, and kept for those who see the
// same until the store changes or nobody has used it for a while. One set is kept at a time.
#pragma once

#include "exchange/release.h"
#include "match/set.h"

#define KNOWN_IDLE_US (120 * STAMP_SECOND)

struct set_held;
struct known {
    const struct set *set;
    struct set_held *held; // of known.c
};
// Held until given back.
MUST_USE enum status known_take(struct known *out, const struct visit *visit);
void known_give(struct exchange *exchange, struct known *known);
// Where an indicator came from, for a person: its collection, and the list that it was made from.
struct str known_source(const struct released *row, struct json object, struct arena *arena);
// Frees a set that was not used for KNOWN_IDLE_US. Called now and then by who keeps time.
void known_tick(struct exchange *exchange);
