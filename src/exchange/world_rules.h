// world_rules.h - the part of the world that says for whom something is: sharing groups, grants of
// collections, conditions. Internal to world.
#pragma once

#include "exchange/world.h"

// When organisations and collections are there.
MUST_USE enum status world_rules_load(struct world *world, struct db *db, struct arena *arena,
                                      struct fault *fault);
