#include "ledger/merkle.h"

#include <assert.h>
#include <string.h>

#include "base/digest.h"

void merkle_leaf(struct merkle_hash *out, struct str entry) {
    char bytes[1 + MERKLE_ENTRY_MAX];
    assert(entry.size <= MERKLE_ENTRY_MAX);
    bytes[0] = 0;
    if (entry.size) memcpy(bytes + 1, entry.data, entry.size);
    digest_sha256(out->bytes, (struct str){bytes, 1 + entry.size});
}

void merkle_node(struct merkle_hash *out, const struct merkle_hash *left,
                 const struct merkle_hash *right) {
    char bytes[1 + 2 * sizeof left->bytes];
    bytes[0] = 1;
    memcpy(bytes + 1, left->bytes, sizeof left->bytes);
    memcpy(bytes + 1 + sizeof left->bytes, right->bytes, sizeof right->bytes);
    digest_sha256(out->bytes, (struct str){bytes, sizeof bytes});
}

void merkle_empty(struct merkle_hash *out) {
    digest_sha256(out->bytes, STR(""));
}

bool merkle_equal(const struct merkle_hash *a, const struct merkle_hash *b) {
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

// ---- the edge ----

size_t merkle_edge_count(uint64_t size) {
    size_t count = 0;
    for (; size; size &= size - 1) count++;
    return count;
}

size_t merkle_edge_add(struct merkle_edge *edge, const struct merkle_hash *leaf,
                       struct merkle_hash tiles[MERKLE_TILE_LEVELS]) {
    assert(edge->size < MERKLE_SIZE_MAX);
    struct merkle_hash hash = *leaf;
    size_t count = merkle_edge_count(edge->size), levels = 0;
    unsigned height = 0;
    for (uint64_t bits = edge->size; bits & 1; bits >>= 1) {
        merkle_node(&hash, &edge->hashes[--count], &hash);
        if (++height % MERKLE_TILE_HEIGHT == 0) tiles[levels++] = hash;
    }
    edge->hashes[count] = hash;
    edge->size++;
    return levels;
}

static void fold(struct merkle_hash *out, const struct merkle_hash *hashes, size_t count) {
    *out = hashes[count - 1];
    for (size_t i = count - 1; i-- > 0;) merkle_node(out, &hashes[i], out);
}

void merkle_edge_root(struct merkle_hash *out, const struct merkle_edge *edge) {
    if (edge->size)
        fold(out, edge->hashes, merkle_edge_count(edge->size));
    else
        merkle_empty(out);
}

// ---- making proofs ----

// MTH(D[begin:end]) of a part as the recursion of RFC 6962, 2.1 cuts it: `begin` is a multiple of a
// power of two that is not smaller than the part. So the part is full subtrees, one a bit.
static enum status read_part(struct merkle_hash *out, const struct merkle_source *source,
                             uint64_t begin, uint64_t end, struct fault *fault) {
    struct merkle_hash hashes[MERKLE_EDGE_MAX];
    size_t count = 0;
    for (unsigned height = MERKLE_EDGE_MAX; height-- > 0;) {
        uint64_t width = (uint64_t)1 << height;
        if (!((end - begin) & width)) continue;
        TRY(source->read(&hashes[count++], source->context, height, begin >> height, fault));
        begin += width;
    }
    fold(out, hashes, count);
    return OK;
}

// The largest power of two smaller than `size`, which is more than one.
static uint64_t split_of(uint64_t size) {
    uint64_t split = 1;
    while (split < size - split) split *= 2;
    return split;
}

// Proofs are found from the root down and written from the leaf up.
static void reverse(struct merkle_proof *proof) {
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct merkle_hash hash = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = hash;
    }
}

enum status merkle_root(struct merkle_hash *out, const struct merkle_source *source, uint64_t size,
                        struct fault *fault) {
    if (size) return read_part(out, source, 0, size, fault);
    merkle_empty(out);
    return OK;
}

enum status merkle_inclusion(struct merkle_proof *out, const struct merkle_source *source,
                             uint64_t index, uint64_t size, struct fault *fault) {
    if (index >= size || size > MERKLE_SIZE_MAX)
        return fault_set(fault, ABSENT, "a log of %llu entries has none at %llu",
                         (unsigned long long)size, (unsigned long long)index);
    struct merkle_proof proof = {.count = 0};
    for (uint64_t begin = 0, end = size; end - begin > 1;) {
        uint64_t middle = begin + split_of(end - begin);
        struct merkle_hash *beside = &proof.hashes[proof.count++];
        if (index < middle) {
            TRY(read_part(beside, source, middle, end, fault));
            end = middle;
        } else {
            TRY(read_part(beside, source, begin, middle, fault));
            begin = middle;
        }
    }
    reverse(&proof);
    *out = proof;
    return OK;
}

enum status merkle_consistency(struct merkle_proof *out, const struct merkle_source *source,
                               uint64_t first, uint64_t size, struct fault *fault) {
    if (first > size || size > MERKLE_SIZE_MAX)
        return fault_set(fault, ABSENT, "a log of %llu entries had no %llu",
                         (unsigned long long)size, (unsigned long long)first);
    struct merkle_proof proof = {.count = 0};
    uint64_t begin = 0, end = size;
    bool is_known = true; // the part that is left begins with the first leaf: b of SUBPROOF
    while (first && first != end) {
        uint64_t middle = begin + split_of(end - begin);
        struct merkle_hash *beside = &proof.hashes[proof.count++];
        if (first <= middle) {
            TRY(read_part(beside, source, middle, end, fault));
            end = middle;
        } else {
            TRY(read_part(beside, source, begin, middle, fault));
            begin = middle;
            is_known = false;
        }
    }
    if (!is_known) TRY(read_part(&proof.hashes[proof.count++], source, begin, end, fault));
    reverse(&proof);
    *out = proof;
    return OK;
}

// ---- checking them ----

// RFC 9162, 2.1.3.2.
bool merkle_inclusion_holds(const struct merkle_proof *proof, const struct merkle_hash *leaf,
                            uint64_t index, uint64_t size, const struct merkle_hash *root) {
    if (index >= size || proof->count > MERKLE_PROOF_MAX) return false;
    uint64_t fn = index, sn = size - 1;
    struct merkle_hash r = *leaf;
    for (size_t i = 0; i < proof->count; i++, fn >>= 1, sn >>= 1) {
        if (!sn) return false;
        if (!(fn & 1) && fn != sn) {
            merkle_node(&r, &r, &proof->hashes[i]);
            continue;
        }
        merkle_node(&r, &proof->hashes[i], &r);
        for (; !(fn & 1) && fn; fn >>= 1) sn >>= 1;
    }
    return !sn && merkle_equal(&r, root);
}

// RFC 9162, 2.1.4.2, with `hashes` behind its first step.
static bool follow(const struct merkle_hash *hashes, size_t count, const struct merkle_head *first,
                   const struct merkle_head *second) {
    uint64_t fn = first->size - 1, sn = second->size - 1;
    for (; fn & 1; fn >>= 1) sn >>= 1;
    struct merkle_hash fr = hashes[0], sr = hashes[0];
    for (size_t i = 1; i < count; i++, fn >>= 1, sn >>= 1) {
        if (!sn) return false;
        if (!(fn & 1) && fn != sn) {
            merkle_node(&sr, &sr, &hashes[i]);
            continue;
        }
        merkle_node(&fr, &hashes[i], &fr);
        merkle_node(&sr, &hashes[i], &sr);
        for (; !(fn & 1) && fn; fn >>= 1) sn >>= 1;
    }
    return !sn && merkle_equal(&fr, &first->root) && merkle_equal(&sr, &second->root);
}

bool merkle_consistency_holds(const struct merkle_proof *proof, const struct merkle_head *first,
                              const struct merkle_head *second) {
    if (first->size > second->size || proof->count > MERKLE_PROOF_MAX) return false;
    if (first->size == second->size)
        return !proof->count && merkle_equal(&first->root, &second->root);
    struct merkle_hash empty;
    merkle_empty(&empty);
    if (!first->size) return !proof->count && merkle_equal(&first->root, &empty);
    if (!proof->count) return false;
    struct merkle_hash hashes[1 + MERKLE_PROOF_MAX] = {first->root};
    memcpy(&hashes[1], proof->hashes, proof->count * sizeof hashes[1]);
    bool is_power = !(first->size & (first->size - 1)); // then the proof leaves its root out
    return follow(hashes + !is_power, proof->count + is_power, first, second);
}
