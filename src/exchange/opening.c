#include "exchange/opening.h"

// Of an embargo the class knows that it has not ended: its time is a column (store/embargo.c), and
// when that has come the row leaves the class.
#define ANY_TIME 0

bool opening_audience(struct audience *out, const struct audience_class *class,
                      const struct viewer *viewer, const struct world *world) {
    *out = (struct audience){.tlp = class->tlp, .is_vote = class->is_vote};
    if (!class->conditions_no) return true;
    const struct world_conditions *row = world_conditions(world, class->conditions_no);
    if (!row) return viewer->is_operator;
    out->conditions = &row->it;
    out->is_givers = row->organisation_no && row->organisation_no == viewer->organisation_no;
    return true;
}

enum opening opening_of(const struct audience_class *class, const struct viewer *viewer,
                        const struct world *world) {
    const struct collection *collection = world_collection(world, class->collection_no);
    struct audience audience;
    enum rule why;
    if (!collection || !opening_audience(&audience, class, viewer, world)) return SHUT;
    struct standing standing = world_standing(world, viewer, collection);
    struct place place = world_place(collection);
    if (policy_may_read(&why, viewer, &standing, &place, &audience, ANY_TIME)) return OPEN;
    audience.is_author = true;
    if (policy_may_read(&why, viewer, &standing, &place, &audience, ANY_TIME)) return OPEN_TO_NAMED;
    return SHUT;
}

void opening_parts(struct audience_class *class, enum opening opening, const struct viewer *viewer,
                   const struct world *world) {
    class->hidden = class->hidden_if_named = class->parts;
    if (!class->parts || opening != OPEN) return;
    const struct collection *collection = world_collection(world, class->collection_no);
    struct standing standing = world_standing(world, viewer, collection);
    struct place place = world_place(collection);
    class->hidden = policy_hidden(viewer, &standing, &place, class->parts, false);
    class->hidden_if_named = policy_hidden(viewer, &standing, &place, class->parts, true);
}
