#include "exchange/proving.h"

#include <string.h>

#include "exchange/cosigner.h"
#include "store/leaves.h"

struct proving {
    const struct visit *visit;
    struct leaves_view *newest, *cosigned; // `cosigned` NULL: nobody has
    struct cosigner *cosigners;
    size_t cosigner_count;
};

static enum status find_cosigned(struct proving *proving) {
    const struct visit *visit = proving->visit;
    TRY(cosigner_list(&proving->cosigners, &proving->cosigner_count, visit->exchange, visit->arena,
                      visit->fault));
    uint64_t size = cosigner_newest(proving->cosigners, proving->cosigner_count,
                                    leaves_head(proving->newest)->size);
    if (!size) return OK;
    TRY(leaves_open(&proving->cosigned, visit->exchange->store, visit->fault));
    return leaves_narrow(proving->cosigned, size, visit->fault);
}

enum status proving_open(struct proving **out, const struct visit *visit) {
    struct proving *proving = arena_array(visit->arena, 1, struct proving);
    *proving = (struct proving){.visit = visit};
    TRY(leaves_open(&proving->newest, visit->exchange->store, visit->fault));
    enum status status = find_cosigned(proving);
    if (status == OK)
        *out = proving;
    else
        proving_close(&proving);
    return status;
}

void proving_close(struct proving **proving) {
    if (!*proving) return;
    leaves_close(&(*proving)->newest);
    leaves_close(&(*proving)->cosigned);
    *proving = NULL;
}

static void add_witnesses(struct evidence *out, const struct proving *proving,
                          const struct merkle_head *head) {
    for (size_t i = 0; i < proving->cosigner_count; i++) {
        const struct cosigner *it = &proving->cosigners[i];
        bool is_here = it->line.data && it->head.size == head->size &&
                       merkle_equal(&it->head.root, &head->root);
        if (is_here && note_key_read(&out->witnesses[out->witness_count], it->key, NOTE_COSIGNATURE,
                                     NULL) == OK)
            out->witness_count++;
    }
}

static enum status write(struct buf *out, struct proving *proving, const struct leaf *leaf) {
    const struct visit *visit = proving->visit;
    bool is_cosigned = proving->cosigned && leaves_head(proving->cosigned)->size > leaf->no;
    struct leaves_view *view = is_cosigned ? proving->cosigned : proving->newest;
    struct evidence evidence = {.key = *leaves_key(view)};
    TRY(leaves_entry(&evidence.entry, view, leaf, visit->arena, visit->fault));
    memcpy(evidence.salt, leaf->salt, sizeof evidence.salt);
    add_witnesses(&evidence, proving, leaves_head(view));
    SCOPED(buf_close) struct buf checkpoint;
    SCOPED(buf_close) struct buf text;
    buf_init(&checkpoint, CHECKPOINT_BYTES_MAX);
    buf_init(&text, PROOF_BYTES_MAX);
    leaves_checkpoint(&checkpoint, view);
    cosigner_lines(&checkpoint, proving->cosigners, proving->cosigner_count, leaves_head(view));
    struct proof proof = {.extra = STR_NONE, .index = leaf->no, .checkpoint = buf_str(&checkpoint)};
    TRY(leaves_inclusion(&proof.path, view, leaf->no, visit->fault));
    proof_write(&text, &proof);
    evidence.proof = buf_str(&text);
    evidence_write(out, &evidence);
    return OK;
}

enum status proving_evidence(struct buf *out, struct proving *proving, const struct released *row) {
    const struct visit *visit = proving->visit;
    struct leaf leaf;
    if (row->is_cut)
        return fault_set(visit->fault, DENIED,
                         "parts of the object were cut out by their marking: evidence is of the "
                         "whole, and is given to those who may read that");
    TRY(leaves_find(&leaf, proving->newest, row->found.added, visit->fault));
    return write(out, proving, &leaf);
}

enum status proving_record(struct buf *out, const struct visit *visit, stamp added) {
    struct proving *proving;
    struct leaf leaf;
    TRY(proving_open(&proving, visit));
    enum status status = leaves_find(&leaf, proving->newest, added, visit->fault);
    if (status == OK) status = write(out, proving, &leaf);
    proving_close(&proving);
    return status;
}
