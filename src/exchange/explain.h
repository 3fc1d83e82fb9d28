// explain.h - who can see an object, and why; and why a person cannot.
//
// It is told to who sees the object, about the collections in which they see it, and names only
// organisations that they know: their own, and those of communities that they share. That there are
// others is said, and not how many. The decision function is asked for each; nothing is kept.
#pragma once

#include "exchange/release.h"

// One collection in which the asker sees the newest version that they see.
struct explain_place {
    const struct collection *collection;
    enum tlp tlp;
    struct conditions conditions;      // `embargo`: when it ends; 0: there is none
    const struct sharing_group *group; // NULL: none, or none that the asker may know
};
enum explain_whom {
    WHOM_ALL,   // every person of the organisation
    WHOM_ROLE,  // some, by their role
    WHOM_NAMED, // some, who are named in the object
};
struct explain_reader {
    const struct organisation *organisation;
    enum explain_whom whom;
    const char *why; // rule_sentence
};
struct explain {
    struct explain_place *places;
    struct explain_reader *readers; // by name
    size_t place_count, reader_count;
    bool is_public;    // anybody reads it, signed in or not
    bool is_for_named; // in some place it is RED: read by who gave it, and the named
    bool needs_ends;   // it connects others: read by who may see these, too
    bool has_others;   // organisations that the asker does not know read it
};
// In the visit's arena. ABSENT when the asker does not see the object.
MUST_USE enum status explain_object(struct explain *out, const struct visit *visit,
                                    const struct object_id *id);

struct explain_person {
    bool may_read;
    const char *why;
    stamp until; // of an embargo that keeps it from them; 0
};
// Asked by the operator of anybody, and by administrators of persons of their own organisation;
// DENIED of others, whether they exist or not. ABSENT first of all when the asker does not see the
// object.
MUST_USE enum status explain_person(struct explain_person *out, const struct visit *visit,
                                    const struct object_id *id, struct str name);
