// checkpoint.h - what a log says of itself: C2SP tlog-checkpoint, a signed note of three lines.
#pragma once

#include "ledger/merkle.h"
#include "ledger/note.h"

#define CHECKPOINT_BYTES_MAX NOTE_BYTES_MAX

struct checkpoint {
    struct str origin; // the log's name
    struct merkle_head head;
    struct str extensions; // lines that mean nothing here; STR_NONE: none
};
// A size as it is written: decimal digits "with no leading zeroes".
bool checkpoint_size_read(uint64_t *out, struct str text);
// The text alone, whoever signed it. Borrows. MALFORMED.
MUST_USE enum status checkpoint_read(struct checkpoint *out, struct str text, struct fault *fault);
void checkpoint_write(struct buf *out, const struct checkpoint *checkpoint);

// A whole one: a note that `key` signed, of the log that has the key's name. Borrows `bytes`.
// MALFORMED; LIMIT; DENIED.
MUST_USE enum status checkpoint_open(struct checkpoint *out, struct str bytes,
                                     const struct note_key *key, struct fault *fault);
// Adds one whose origin is the key's name.
void checkpoint_sign(struct buf *out, const struct merkle_head *head, const struct note_key *key,
                     const uint8_t secret_key[SIGN_SECRET_SIZE]);
