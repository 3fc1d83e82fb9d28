// opening.h - the decision for a whole audience class, from which lists are made. Pure: the world
// is as it stands. Internal to sight.
#pragma once

#include "exchange/world.h"

struct audience_class {
    int64_t no, collection_no;
    enum tlp tlp;
    bool is_vote;
    unsigned parts; // labels of parts that can be cut out; mostly none
    int64_t conditions_no;
    // Of these, as this viewer sees it: those to be cut out of every row, and of rows that the
    // viewer gave or is named in.
    unsigned hidden, hidden_if_named;
};
// Rows of a class are seen by nobody, by its viewer, or by whom they name or who gave them.
enum opening { SHUT, OPEN, OPEN_TO_NAMED };
enum opening opening_of(const struct audience_class *class, const struct viewer *viewer,
                        const struct world *world);
// Fills `hidden` and `hidden_if_named`.
void opening_parts(struct audience_class *class, enum opening opening, const struct viewer *viewer,
                   const struct world *world);
// What the decision function is told of an object in such a class, but who is named. False when the
// world does not know its conditions: then nobody but the operator reads it.
bool opening_audience(struct audience *out, const struct audience_class *class,
                      const struct viewer *viewer, const struct world *world);
