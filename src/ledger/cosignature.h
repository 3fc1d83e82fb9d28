// cosignature.h - what a witness says of a checkpoint: C2SP tlog-cosignature, with Ed25519.
//
// "A v1 cosignature is a statement that, as of the specified time, the consistent tree head with
// the largest size the cosigner has observed for the log identified by the origin line has the
// specified root hash." It stands as one more line below the checkpoint:
//
//     — name base64(key id ‖ time, 8 bytes, big-endian ‖ signature)
//
// and signs "cosignature/v1", the line "time N" and the text of the checkpoint. Keys are of
// NOTE_COSIGNATURE: the same key under another type has another id.
#pragma once

#include "ledger/checkpoint.h"

// Adds the line. `text`: of the checkpoint, with its last newline. Time: seconds since 1970.
void cosignature_make(struct buf *out, struct str text, uint64_t time_s, const struct note_key *key,
                      const uint8_t secret_key[SIGN_SECRET_SIZE]);
// The latest time at which the key cosigned the text of the note. ABSENT when no line is by the
// key; DENIED when one that is does not hold: "If the key name and ID match a known key, verifiers
// MUST verify the signature."
MUST_USE enum status cosignature_check(uint64_t *time_s, const struct note *note,
                                       const struct note_key *key, struct fault *fault);
// The same of one line, which is by the key.
bool cosignature_holds(uint64_t *time_s, const struct note_signature *line, struct str text,
                       const struct note_key *key);
