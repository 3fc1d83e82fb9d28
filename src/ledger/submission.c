#include "ledger/submission.h"

#include "ledger/proof.h"

#define OLD "old "

static enum status is_bad(size_t line, const char *what, struct fault *fault) {
    return fault_set(fault, MALFORMED, "line %zu: %s", line, what);
}

enum status submission_read(struct submission *out, struct str text, struct fault *fault) {
    struct submission it = {.old_size = 0};
    struct str line = STR_NONE, rest = text;
    size_t number = 2;
    if (text.size > SUBMISSION_BYTES_MAX)
        return fault_set(fault, LIMIT, "a request of more than %zu bytes", SUBMISSION_BYTES_MAX);
    if (!str_take(&line, &rest, '\n') || !str_starts(line, STR(OLD)) ||
        !checkpoint_size_read(&it.old_size, str_cut(line, sizeof OLD - 1, line.size)))
        return is_bad(1, "\"old\", a space and a size are expected", fault);
    for (; str_take(&line, &rest, '\n') && line.size; number++) {
        if (it.proof.count == SUBMISSION_HASHES_MAX)
            return fault_set(fault, LIMIT, "a proof with more than %d hashes",
                             SUBMISSION_HASHES_MAX);
        struct merkle_hash *hash = &it.proof.hashes[it.proof.count++];
        if (!note_base64_read(hash->bytes, sizeof hash->bytes, line))
            return is_bad(number, "not a hash in base64", fault);
    }
    if (!rest.size) return is_bad(number, "an empty line and a checkpoint are expected", fault);
    it.checkpoint = rest;
    *out = it;
    return OK;
}

void submission_write(struct buf *out, const struct submission *submission) {
    buf_addf(out, OLD "%llu\n", (unsigned long long)submission->old_size);
    for (size_t i = 0; i < submission->proof.count; i++)
        proof_hash_write(out, &submission->proof.hashes[i]);
    buf_add_byte(out, '\n');
    buf_add(out, submission->checkpoint);
}
