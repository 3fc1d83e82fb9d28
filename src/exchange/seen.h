// seen.h - what the reader of a view may see of the objects that it names (lift.h), through the
// door.
//
//     struct seen seen;
//     seen_open(&seen, visit, arena, row->tlp);
//     TRY(lift_write(..., &seen.source, arena));
//     seen_close(&seen);
#pragma once

#include "exchange/release.h"
#include "stix/lift.h"

struct seen {
    struct lift_source source;
    struct visit visit;         // as the one that was given, with an arena of its own
    struct json_reader *reader; // once something was asked for
    enum tlp tlp;               // of what is viewed
};
// `visit` is borrowed; what is found is in `arena`. What is marked more strictly than `tlp` brings
// its label with it, whatever it got it from.
void seen_open(struct seen *seen, const struct visit *visit, struct arena *arena, enum tlp tlp);
void seen_close(struct seen *seen);
