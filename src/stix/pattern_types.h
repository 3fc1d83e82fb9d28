// pattern_types.h - within stix: whether one object can satisfy what AND joins (9.5).
#pragma once

#include "stix/pattern_token.h"

// "All operands of AND in an Observation Expression MUST be satisfiable with the same object." OK,
// or the fault of `s` at the first operand that no object of the types before it can satisfy.
MUST_USE enum status pattern_types_check(struct pattern_scanner *s, const struct pattern *node);
