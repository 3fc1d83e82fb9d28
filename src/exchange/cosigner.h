// cosigner.h - who is asked to cosign the log of this store, and what each said last.
//
// Witnesses are named by the operator, with key and address. Who asks them is cosigning.h.
#pragma once

#include "exchange/exchange.h"
#include "ledger/cosignature.h"

#define COSIGNERS_MAX 16 // "Verifiers MUST accept at least up to 16 signatures"
#define COSIGNER_URL_MAX 1000

struct cosigner {
    struct str name, key; // of the witness
    struct str url;       // its submission prefix: "https://renkei.example/log/witness"
    stamp added;
    struct merkle_head head; // what it cosigned last; of size 0: nothing yet
    struct str line;         // its cosignature, or STR_NONE
    stamp cosigned;          // when, as it says
    struct str fault;        // why it did not when it was asked last, or ""
    stamp failed;            // since when; 0: it did
};
// CONFLICT when one of that name is asked already; LIMIT; MALFORMED.
MUST_USE enum status cosigner_add(struct exchange *exchange, struct str key, struct str url,
                                  struct fault *fault);
MUST_USE enum status cosigner_drop(struct exchange *exchange, struct str name, struct fault *fault);
MUST_USE enum status cosigner_list(struct cosigner **out, size_t *count, struct exchange *exchange,
                                   struct arena *arena, struct fault *fault);
// What came of asking one: head, line and times, or fault. ABSENT when it was dropped meanwhile.
MUST_USE enum status cosigner_note(struct exchange *exchange, const struct cosigner *cosigner,
                                   struct fault *fault);

// The largest tree that somebody cosigned, of at most `size`; 0 when there is none.
uint64_t cosigner_newest(const struct cosigner *cosigners, size_t count, uint64_t size);
// Adds the lines of all who cosigned this tree. They stand below its checkpoint.
void cosigner_lines(struct buf *out, const struct cosigner *cosigners, size_t count,
                    const struct merkle_head *head);
