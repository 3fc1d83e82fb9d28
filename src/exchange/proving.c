#include "exchange/proving.h"

#include <string.h>

#include "store/leaves.h"

static enum status write(struct buf *out, struct leaves_view *view, const struct visit *visit,
                         const struct released *row) {
    struct leaf leaf;
    struct evidence evidence = {.key = *leaves_key(view)};
    TRY(leaves_find(&leaf, view, row->found.added, visit->fault));
    TRY(leaves_entry(&evidence.entry, view, &leaf, visit->arena, visit->fault));
    memcpy(evidence.salt, leaf.salt, sizeof evidence.salt);
    SCOPED(buf_close) struct buf checkpoint;
    SCOPED(buf_close) struct buf text;
    buf_init(&checkpoint, CHECKPOINT_BYTES_MAX);
    buf_init(&text, PROOF_BYTES_MAX);
    leaves_checkpoint(&checkpoint, view);
    struct proof proof = {.extra = STR_NONE, .index = leaf.no, .checkpoint = buf_str(&checkpoint)};
    TRY(leaves_inclusion(&proof.path, view, leaf.no, visit->fault));
    proof_write(&text, &proof);
    evidence.proof = buf_str(&text);
    evidence_write(out, &evidence);
    return OK;
}

enum status proving_evidence(struct buf *out, const struct visit *visit,
                             const struct released *row) {
    if (row->is_cut)
        return fault_set(visit->fault, DENIED,
                         "parts of the object were cut out by their marking: evidence is of the "
                         "whole, and is given to those who may read that");
    struct leaves_view *view;
    TRY(leaves_open(&view, visit->exchange->store, visit->fault));
    enum status status = write(out, view, visit, row);
    leaves_close(&view);
    return status;
}
