// proving.h - what a reader takes home to prove what it read: evidence of an entry of the log.
//
// Given only of a row that was released whole. Of one from which parts were cut out, the salt would
// let its reader try guesses of these parts against the log (docs/decisions/0028). The checkpoint
// in it is the newest one that has cosignatures, when that is of this entry, too; otherwise the
// newest.
#pragma once

#include "exchange/release.h"
#include "ledger/evidence.h"

// Of one moment. Holds two readers of the store until closed.
struct proving;
MUST_USE enum status proving_open(struct proving **out, const struct visit *visit);
void proving_close(struct proving **proving);
// Adds the file. `row`: its `added` and whether it is cut. ABSENT when it was taken out meanwhile;
// DENIED when parts of it are hidden.
MUST_USE enum status proving_evidence(struct buf *out, struct proving *proving,
                                      const struct released *row);
// The same of a record of an act (audit_read.h), which its reader was shown.
MUST_USE enum status proving_record(struct buf *out, const struct visit *visit, stamp added);
