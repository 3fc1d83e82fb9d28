// merkle.h - the arithmetic of an append-only log: RFC 6962, 2.1, and RFC 9162, 2.1.
//
// The hash of a leaf is SHA-256(0x00 ‖ entry), that of a node SHA-256(0x01 ‖ left ‖ right), that of
// an empty tree SHA-256(). A tree of n leaves splits at the largest power of two smaller than n, so
// everything to the left of its right edge stays as it is for ever.
//
//  1. The edge is one hash for each bit that is set in the size: the full subtrees of which the
//  tree
//     is made, the largest first. That is all that appending needs.
//  2. Proofs are made from full subtrees, which a `merkle_source` knows how to find, and checked
//     without any tree, by the algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2.
#pragma once

#include "base/status.h"
#include "base/str.h"

#define MERKLE_SIZE_MAX ((uint64_t)INT64_MAX) // leaves: a size is a number of the store, too
#define MERKLE_EDGE_MAX 63                    // hashes: bits of a size
#define MERKLE_PROOF_MAX 64                   // hashes: the longest consistency proof
#define MERKLE_TILE_HEIGHT 8                  // of a tile, as C2SP tlog-tiles has it
#define MERKLE_TILE_LEVELS 8                  // of tiles that a tree of that size can have

struct merkle_hash {
    uint8_t bytes[32];
};
void merkle_leaf(struct merkle_hash *out, struct str entry); // at most MERKLE_ENTRY_MAX bytes
#define MERKLE_ENTRY_MAX 65535                               // the length is a uint16 in a bundle
void merkle_node(struct merkle_hash *out, const struct merkle_hash *left,
                 const struct merkle_hash *right);
void merkle_empty(struct merkle_hash *out);
bool merkle_equal(const struct merkle_hash *a, const struct merkle_hash *b);

struct merkle_edge {
    uint64_t size; // leaves
    struct merkle_hash hashes[MERKLE_EDGE_MAX];
};
// How many hashes the edge of a tree of `size` has.
size_t merkle_edge_count(uint64_t size);
// One leaf more. `tiles[k]` is then the hash of the full tile of level k that ends with this leaf;
// returns how many there are.
size_t merkle_edge_add(struct merkle_edge *edge, const struct merkle_hash *leaf,
                       struct merkle_hash tiles[MERKLE_TILE_LEVELS]);
void merkle_edge_root(struct merkle_hash *out, const struct merkle_edge *edge);

// Where the hashes of full subtrees are found: that of the 2^height leaves from index * 2^height.
struct merkle_source {
    enum status (*read)(struct merkle_hash *out, void *context, unsigned height, uint64_t index,
                        struct fault *fault);
    void *context;
};
struct merkle_proof {
    struct merkle_hash hashes[MERKLE_PROOF_MAX];
    size_t count;
};
// The root of the tree of the first `size` leaves.
MUST_USE enum status merkle_root(struct merkle_hash *out, const struct merkle_source *source,
                                 uint64_t size, struct fault *fault);
// PATH(index, D[size]); ABSENT unless index < size.
MUST_USE enum status merkle_inclusion(struct merkle_proof *out, const struct merkle_source *source,
                                      uint64_t index, uint64_t size, struct fault *fault);
// PROOF(first, D[size]); ABSENT unless first <= size. Empty for a first of 0 or `size`.
MUST_USE enum status merkle_consistency(struct merkle_proof *out,
                                        const struct merkle_source *source, uint64_t first,
                                        uint64_t size, struct fault *fault);

// Whether the leaf stands at `index` of the tree of that size and root.
bool merkle_inclusion_holds(const struct merkle_proof *proof, const struct merkle_hash *leaf,
                            uint64_t index, uint64_t size, const struct merkle_hash *root);
struct merkle_head {
    uint64_t size;
    struct merkle_hash root;
};
// Whether the first tree is the beginning of the second.
bool merkle_consistency_holds(const struct merkle_proof *proof, const struct merkle_head *first,
                              const struct merkle_head *second);
