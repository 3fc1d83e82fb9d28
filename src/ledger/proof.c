#include "ledger/proof.h"

#define FIRST_LINE STR("c2sp.org/tlog-proof@v1")

static bool read_index(uint64_t *out, struct str line) {
    struct str text = str_cut(line, sizeof "index " - 1, line.size);
    if (!str_starts(line, STR("index ")) || (text.size > 1 && text.data[0] == '0')) return false;
    return str_read_u64(out, text);
}

static enum status line_is_bad(size_t number, const char *what, struct fault *fault) {
    return fault_set(fault, MALFORMED, "line %zu of the proof: %s", number, what);
}

enum status proof_read(struct proof *out, struct str text, struct fault *fault) {
    struct proof it = {.extra = STR_NONE};
    struct str line = STR_NONE, rest = text;
    size_t number = 2;
    if (text.size > PROOF_BYTES_MAX)
        return fault_set(fault, LIMIT, "a proof of more than %zu bytes", PROOF_BYTES_MAX);
    if (!str_take(&line, &rest, '\n') || !str_equal(line, FIRST_LINE))
        return line_is_bad(1, "not c2sp.org/tlog-proof@v1", fault);
    if (str_starts(rest, STR("extra "))) {
        str_take(&line, &rest, '\n');
        it.extra = str_cut(line, sizeof "extra " - 1, line.size);
        if (!note_is_base64(it.extra)) return line_is_bad(number, "not base64", fault);
        number++;
    }
    if (!str_take(&line, &rest, '\n') || !read_index(&it.index, line))
        return line_is_bad(number, "not the index of an entry", fault);
    for (number++; str_take(&line, &rest, '\n') && line.size; number++) {
        if (it.path.count == MERKLE_PROOF_MAX)
            return fault_set(fault, LIMIT, "a proof with more than %d hashes", MERKLE_PROOF_MAX);
        struct merkle_hash *hash = &it.path.hashes[it.path.count++];
        if (!note_base64_read(hash->bytes, sizeof hash->bytes, line))
            return line_is_bad(number, "not a hash in base64", fault);
    }
    if (!rest.size) return line_is_bad(number, "no checkpoint follows", fault);
    it.checkpoint = rest;
    *out = it;
    return OK;
}

void proof_hash_write(struct buf *out, const struct merkle_hash *hash) {
    char base64[sizeof hash->bytes / 3 * 4 + 5];
    buf_addf(out, "%s\n", base64_write(base64, hash->bytes, sizeof hash->bytes));
}

void proof_write(struct buf *out, const struct proof *proof) {
    buf_add(out, FIRST_LINE);
    if (proof->extra.data) buf_addf(out, "\nextra %.*s", STR_ARG(proof->extra));
    buf_addf(out, "\nindex %llu\n", (unsigned long long)proof->index);
    for (size_t i = 0; i < proof->path.count; i++) proof_hash_write(out, &proof->path.hashes[i]);
    buf_add_byte(out, '\n');
    buf_add(out, proof->checkpoint);
}

enum status proof_check(struct merkle_head *head, const struct proof *proof,
                        const struct merkle_hash *leaf, const struct note_key *key,
                        struct fault *fault) {
    struct checkpoint checkpoint;
    TRY(checkpoint_open(&checkpoint, proof->checkpoint, key, fault));
    const struct merkle_head *said = &checkpoint.head;
    if (!merkle_inclusion_holds(&proof->path, leaf, proof->index, said->size, &said->root))
        return fault_set(fault, DENIED,
                         "entry %llu of the log of %llu is not this: the proof does not lead to "
                         "the root that was signed",
                         (unsigned long long)proof->index, (unsigned long long)said->size);
    *head = *said;
    return OK;
}
