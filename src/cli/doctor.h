// doctor.h - what is looked at in an installation, one by one.
//
// Nothing is changed, owned or stopped: it looks at a store beside the server that runs on it. What
// it may not look at is UNKNOWN, never well.
#pragma once

#include "base/vec.h"
#include "app/options.h"

enum doctor_state {
    DOCTOR_WELL,
    DOCTOR_MEND,    // something is wrong
    DOCTOR_UNKNOWN, // it could not be looked at
};
struct doctor_finding {
    const char *name; // of the check: one word
    enum doctor_state state;
    struct str found;  // what is so
    struct str remedy; // what to do; STR_NONE when all is well
};
struct doctor_findings {
    struct doctor_finding *items;
    size_t count, capacity;
};
// Everything that concerns the installation which `options` (those of serve) describe; in `arena`.
// MALFORMED when they describe none. The list is freed by vec_close.
MUST_USE enum status doctor_look(struct doctor_findings *out, const struct options *options,
                                 struct arena *arena, struct fault *fault);
