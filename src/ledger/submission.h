// submission.h - what a witness is sent: C2SP tlog-witness, add-checkpoint.
//
//     old 20852014
//     PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=      a consistency proof, a hash a line
//
//     example.com/behind-the-sofa ...                   a checkpoint
#pragma once

#include "ledger/checkpoint.h"

#define SUBMISSION_BYTES_MAX (CHECKPOINT_BYTES_MAX + ((size_t)4 << 10))
#define SUBMISSION_HASHES_MAX 63 // "The client MUST NOT send more than 63"

struct submission {
    uint64_t old_size;
    struct merkle_proof proof;
    struct str checkpoint; // as it was signed
};
// Borrows. MALFORMED with the line; LIMIT. The checkpoint is not looked into.
MUST_USE enum status submission_read(struct submission *out, struct str text, struct fault *fault);
void submission_write(struct buf *out, const struct submission *submission);
