// succession.h - new versions of objects that have others: who may make one, and what must hold
// between them (STIX 2.1, 3.6). Internal to intake.
//
// Only the creator of an object, one to whom it delegated that, or the operator at the machine
// makes versions of it. Who is the creator stands in `created_by_ref` of what is held, and is known
// here when it is the identity of an organisation or of a person with an account. Of an object
// whose creator is not known here, who gave it before goes on giving it; another one is taken for a
// second carrier of the same feed, and that is kept beside the version. What names no creator
// belongs to the organisation that gave it first. Where the versions contradict each other
// (`created` changed, something after `revoked`) the strength of deviation.h decides. Where parts
// of the version before are hidden from the giver, a new one has parts under the same labels, or a
// label as strict on the whole: what was given out cut does not come back as a new version.
//
// The judge is asked in the writer's thread, so it has a reader and memory of its own. It may be
// told of versions that its giver may not read: what it says names none of what stands in them.
#pragma once

#include "exchange/deviation.h"
#include "exchange/world.h"

struct succession {
    struct put_judge judge; // for struct put
    struct exchange *exchange;
    const struct viewer *giver;
    const struct world *world; // held until closed
    struct json_reader *reader;
    struct arena scratch;
};
MUST_USE enum status succession_open(struct succession *succession, struct exchange *exchange,
                                     const struct viewer *giver, struct fault *fault);
void succession_close(struct succession *succession); // nothing is done when it was not opened
