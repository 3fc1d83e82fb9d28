// show.h - what of a row its viewer is shown: parts that are marked too strictly are cut out.
// Internal to release, which hands every row through here: the one place where parts are hidden.
//
// What is shown of TLP:RED is told to the visit (audit.h).
//
// The decision was made for the row's class (sight.h); most classes have no parts, and their rows
// are not even read.
#pragma once

#include "exchange/release.h"
#include "exchange/sight.h"

struct show {
    const struct visit *visit;
    const struct release_sight *sight;
    unsigned labels;            // a list by labels shows no part under others; 0: all labels
    struct json_reader *reader; // opened when there is something to cut
    struct arena tree;          // of one row
    struct arena *texts;        // of the rows
};
void show_open(struct show *show, const struct visit *visit, const struct release_sight *sight,
               struct arena *texts);
void show_close(struct show *show);
// FAILED when what must be hidden cannot be cut out; the row is not to be shown then.
MUST_USE enum status show_row(struct released *out, struct show *show, const struct found *found,
                              struct fault *fault);
