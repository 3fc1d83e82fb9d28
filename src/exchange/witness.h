// witness.h - what this server is for other logs: a witness (C2SP tlog-witness, tlog-cosignature).
//
// It cosigns the checkpoints of logs that the operator named to it by their keys, each only when
// it follows from the last one that it cosigned. So who compares cosignatures sees whether a log
// shows different trees to different people.
//
//  1. The largest tree that was cosigned is durable before anybody hears of its cosignature.
//  2. It is compared and replaced in one statement of the writer's transaction: of two requests
//     that both follow from the same tree one is told the new size.
//  3. What was cosigned of a log is never forgotten, not even when the log is dropped.
#pragma once

#include "exchange/exchange.h"
#include "ledger/cosignature.h"

#define WITNESSED_MAX 1000    // logs
#define WITNESS_AT_ONCE_MAX 4 // requests that are worked on; each may wait for the disk

// Of this witness: "renkei/", the id of the store and "/witness". Made when it is first asked for.
MUST_USE enum status witness_key(struct note_key *out, struct exchange *exchange,
                                 struct arena *arena, struct fault *fault);

enum witness_verdict {
    WITNESS_COSIGNED,
    WITNESS_OTHER_TREE, // the old size, or the root of the same size, is not what was cosigned last
    WITNESS_NO_PROOF,   // the checkpoint does not follow
};
struct witness_answer {
    enum witness_verdict verdict;
    uint64_t size;    // of what is cosigned now
    struct str lines; // of WITNESS_COSIGNED: cosignatures, a line each
};
// `body`: a submission. ABSENT for a log that is not known here; DENIED when its key has not
// signed; MALFORMED; LIMIT; BUSY.
MUST_USE enum status witness_add_checkpoint(struct witness_answer *out, struct exchange *exchange,
                                            struct str body, struct arena *arena,
                                            struct fault *fault);

struct witnessed {
    struct str origin, key; // of the log
    uint64_t size;
    bool has_root; // something was cosigned
    struct merkle_hash root;
    stamp added, cosigned;
};
// By its key, as the log shows it. CONFLICT when another key of that name is known; LIMIT;
// MALFORMED.
MUST_USE enum status witnessed_add(struct exchange *exchange, struct str key, struct fault *fault);
MUST_USE enum status witnessed_drop(struct exchange *exchange, struct str origin,
                                    struct fault *fault);
MUST_USE enum status witnessed_list(struct witnessed **out, size_t *count,
                                    struct exchange *exchange, struct arena *arena,
                                    struct fault *fault);
