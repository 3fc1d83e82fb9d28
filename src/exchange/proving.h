// proving.h - what a reader takes home to prove what it read: evidence of an entry of the log.
//
// Given only of a row that was released whole. Of one from which parts were cut out, the salt would
// let its reader try guesses of these parts against the log (docs/decisions/0028).
#pragma once

#include "exchange/release.h"
#include "ledger/evidence.h"

// Adds the file. ABSENT when the row was taken out meanwhile; DENIED when parts of it are hidden.
MUST_USE enum status proving_evidence(struct buf *out, const struct visit *visit,
                                      const struct released *row);
