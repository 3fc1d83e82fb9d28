// ballot.h - counts votes, and shows nothing but the count.
//
// A vote is an opinion with VOTE_EXTENSION that only its author reads. It is read here as the tally
// (policy.h) and nowhere else, and summed by what was voted on; sums are kept and brought up to
// date with what came in since, so that asking costs no reading while nobody votes.
//
//  1. A vote's id is UUIDv5(UUID of what is voted on, text of the voter's identity UUID): whoever
//     votes again makes a version of the same object.
//  2. The voter is the account that gave the version (the operator at the machine, who restores
//     what others said, may give it for the person in `created_by_ref`). A version whose id is not
//     that of its giver's vote does not count, so nobody votes twice, or for another, or takes
//     another's away.
//  3. Of the versions that count the last one decides.
#pragma once

#include "exchange/world.h"

#define BALLOT_BOXES_MAX 64      // collections whose sums are kept at once
#define BALLOT_VOTES_MAX 4000000 // in one collection

struct ballot {
    size_t votes;
    bool is_own; // the visit's viewer is among them
};
// A sum for each of `ids`, in the visit's arena. LIMIT when there are more votes than can be kept.
MUST_USE enum status ballot_count(struct ballot **out, const struct visit *visit,
                                  const struct collection *collection, const struct object_id *ids,
                                  size_t count);
// After something was taken out of the collection: it is counted anew.
void ballot_forget(struct exchange *exchange, int64_t collection_no);
