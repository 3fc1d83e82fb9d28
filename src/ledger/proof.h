// proof.h - that an entry stands in a log, to be checked by anybody without the log: C2SP
// tlog-proof.
//
//     c2sp.org/tlog-proof@v1
//     index 73894
//     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=      hashes beside the way from leaf to root
//
//     example.com/log ...                               a checkpoint
#pragma once

#include "ledger/checkpoint.h"

#define PROOF_BYTES_MAX (CHECKPOINT_BYTES_MAX + ((size_t)16 << 10))

struct proof {
    struct str extra; // base64, that nobody here reads; STR_NONE: none
    uint64_t index;
    struct merkle_proof path;
    struct str checkpoint; // as it was signed
};
// Borrows. MALFORMED with the line; LIMIT. The checkpoint is not looked into.
MUST_USE enum status proof_read(struct proof *out, struct str text, struct fault *fault);
void proof_write(struct buf *out, const struct proof *proof);
// Whether it proves the leaf by a checkpoint of the log that `key` is of; `head` is then that of
// the checkpoint. MALFORMED; DENIED.
MUST_USE enum status proof_check(struct merkle_head *head, const struct proof *proof,
                                 const struct merkle_hash *leaf, const struct note_key *key,
                                 struct fault *fault);
// A line with a hash in base64, as proofs of both kinds have them.
void proof_hash_write(struct buf *out, const struct merkle_hash *hash);
