// draft.h - a file that is written beside its place, and put there when it is whole.
//
// It is `path` with "-unfinished" behind, of mode 0600, empty at first. Whoever writes it opens it
// by name, and may lock its bytes but for the last one that a file can have: that is locked here,
// so that one process writes it at a time. What a process that was killed left of it is emptied by
// the next one; so there is never more than one, and nobody takes it for whole.
#pragma once

#include <stdbool.h>

#include "base/status.h"

struct draft;
// BUSY when another process writes the draft of this path.
MUST_USE enum status draft_open(struct draft **out, const char *path, struct fault *fault);
const char *draft_path(const struct draft *draft);
// Puts it into its place, once nobody has it open: durable when OK, and the draft is done with.
// CONFLICT when something stands there, unless it `may_replace` that.
MUST_USE enum status draft_place(struct draft *draft, bool may_replace, struct fault *fault);
void draft_close(struct draft **draft); // removes one that was not placed; accepts NULL
