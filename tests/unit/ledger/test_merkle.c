#include "plain.h"

// The inputs and roots that the reference implementation of RFC 6962 publishes (testdata of
// certificate-transparency and transparency-dev/merkle).
static const struct {
    const char *bytes;
    size_t size;
} INPUTS[] = {{"", 0},         {"\x00", 1},     {"\x10", 1},
              {"\x20\x21", 2}, {"\x30\x31", 2}, {"\x40\x41\x42\x43", 4},
              {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
              {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};
static const char *const ROOTS[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static struct merkle_hash input_leaf(size_t at) {
    struct merkle_hash leaf;
    merkle_leaf(&leaf, (struct str){INPUTS[at].bytes, INPUTS[at].size});
    return leaf;
}

static struct merkle_proof proof_of(const char *const *hashes, size_t count) {
    struct merkle_proof proof = {.count = count};
    for (size_t i = 0; i < count; i++) proof.hashes[i] = hash_of(hashes[i]);
    return proof;
}

static void roots_are_those_published_for_rfc_6962(void **state) {
    (void)state;
    struct merkle_edge edge = {0};
    struct merkle_hash root, leaf, tiles[MERKLE_TILE_LEVELS];
    for (size_t size = 0; size < COUNT(ROOTS); size++) {
        assert_int_equal(edge.size, size);
        merkle_edge_root(&root, &edge);
        assert_hash(&root, ROOTS[size]);
        if (size == COUNT(INPUTS)) break;
        leaf = input_leaf(size);
        assert_int_equal(merkle_edge_add(&edge, &leaf, tiles), 0);
    }
}

static void proofs_published_for_rfc_6962_hold(void **state) {
    (void)state;
    static const char *const first[] = {
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"};
    static const char *const fifth[] = {
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"};
    static const char *const six[] = {
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"};
    static const char *const two[] = {
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"};
    struct merkle_head heads[COUNT(ROOTS)];
    for (size_t i = 0; i < COUNT(ROOTS); i++)
        heads[i] = (struct merkle_head){i, hash_of(ROOTS[i])};
    struct merkle_hash leaf = input_leaf(0);
    struct merkle_proof proof = proof_of(first, COUNT(first));
    assert_true(merkle_inclusion_holds(&proof, &leaf, 0, 8, &heads[8].root));
    assert_true(merkle_consistency_holds(&proof, &heads[1], &heads[8]));
    leaf = input_leaf(5);
    proof = proof_of(fifth, COUNT(fifth));
    assert_true(merkle_inclusion_holds(&proof, &leaf, 5, 8, &heads[8].root));
    assert_false(merkle_inclusion_holds(&proof, &leaf, 4, 8, &heads[8].root));
    proof = proof_of(six, COUNT(six));
    assert_true(merkle_consistency_holds(&proof, &heads[6], &heads[8]));
    assert_false(merkle_consistency_holds(&proof, &heads[5], &heads[8]));
    proof = proof_of(two, COUNT(two));
    assert_true(merkle_consistency_holds(&proof, &heads[2], &heads[5]));
}

static void the_edge_gives_the_root_of_a_plain_tree(void **state) {
    (void)state;
    struct merkle_edge edge = {0};
    struct merkle_hash tiles[MERKLE_TILE_LEVELS];
    for (size_t size = 0; size < PLAIN_MAX; size++) {
        struct merkle_hash root, plain = plain_root(0, size), read;
        merkle_edge_root(&root, &edge);
        assert_true(merkle_equal(&root, &plain));
        if (size % 37 == 0) {
            assert_int_equal(merkle_root(&read, &plain_source, size, NULL), OK);
            assert_true(merkle_equal(&read, &plain));
        }
        size_t levels = merkle_edge_add(&edge, &plain_leaves[size], tiles);
        assert_int_equal(levels, (size + 1) % 256 == 0);
        if (!levels) continue;
        plain = plain_root(size + 1 - 256, size + 1);
        assert_true(merkle_equal(&tiles[0], &plain));
    }
}

// 65,536 leaves: the first tile of level 1 is full, and its hash is of two levels at once.
static void a_tile_of_the_second_level_is_told_when_it_is_full(void **state) {
    (void)state;
    struct merkle_edge edge = {0};
    struct merkle_hash tiles[MERKLE_TILE_LEVELS], root;
    for (size_t i = 1; i < 65536; i++)
        assert_true(merkle_edge_add(&edge, &plain_leaves[i % PLAIN_MAX], tiles) < 2);
    assert_int_equal(merkle_edge_add(&edge, &plain_leaves[0], tiles), 2);
    merkle_edge_root(&root, &edge);
    assert_true(merkle_equal(&root, &tiles[1]));
    assert_int_equal(merkle_edge_count(65536), 1);
    assert_int_equal(merkle_edge_count(MERKLE_SIZE_MAX), MERKLE_EDGE_MAX);
}

// With one bit of one hash turned, one hash more, one less.
static void spoil(struct merkle_proof *proof, size_t way) {
    size_t hash = way / 3 % (proof->count ? proof->count : 1);
    if (way % 3 == 0 && proof->count) {
        proof->hashes[hash].bytes[way % 32] ^= (uint8_t)(1 << way % 8);
    } else if (way % 3 == 1 && proof->count) {
        proof->count--;
    } else {
        memset(proof->hashes[proof->count++].bytes, (int)way, 32);
    }
}

static void inclusion_is_proven_for_every_leaf_and_nothing_else(void **state) {
    (void)state;
    for (uint64_t size = 1; size <= 70; size++) {
        struct merkle_hash root = plain_root(0, (size_t)size);
        for (uint64_t index = 0; index < size; index++) {
            struct merkle_proof proof, bad;
            const struct merkle_hash *leaf = &plain_leaves[index];
            assert_int_equal(merkle_inclusion(&proof, &plain_source, index, size, NULL), OK);
            assert_true(merkle_inclusion_holds(&proof, leaf, index, size, &root));
            assert_false(merkle_inclusion_holds(&proof, &plain_leaves[index + 1], index, size,
                                                &root));
            for (uint64_t other = 0; other < size + 2; other++)
                assert_true(other == index ||
                            !merkle_inclusion_holds(&proof, leaf, other, size, &root));
            for (size_t way = 0; way < 12; way++) {
                bad = proof;
                spoil(&bad, way);
                assert_false(merkle_inclusion_holds(&bad, leaf, index, size, &root));
            }
        }
        assert_int_equal(merkle_inclusion(&(struct merkle_proof){0}, &plain_source, size, size,
                                          NULL),
                         ABSENT);
    }
}

static void consistency_is_proven_for_every_beginning_and_nothing_else(void **state) {
    (void)state;
    for (uint64_t size = 1; size <= 70; size++) {
        struct merkle_head second = {size, plain_root(0, (size_t)size)};
        for (uint64_t begin = 0; begin <= size; begin++) {
            struct merkle_head first = {begin, plain_root(0, (size_t)begin)};
            struct merkle_proof proof;
            assert_int_equal(merkle_consistency(&proof, &plain_source, begin, size, NULL), OK);
            assert_true(merkle_consistency_holds(&proof, &first, &second));
            for (size_t way = 0; way < 12; way++) {
                struct merkle_proof bad = proof;
                spoil(&bad, way);
                assert_false(merkle_consistency_holds(&bad, &first, &second));
            }
            // A fork: the same size with another last leaf.
            struct merkle_head forked = first;
            forked.root.bytes[31] ^= 1;
            assert_false(merkle_consistency_holds(&proof, &forked, &second));
            struct merkle_head shrunk = {size + 1, second.root};
            assert_false(merkle_consistency_holds(&proof, &shrunk, &second));
        }
        assert_int_equal(merkle_consistency(&(struct merkle_proof){0}, &plain_source, size + 1,
                                            size, NULL),
                         ABSENT);
    }
}

static void proofs_reach_across_tiles(void **state) {
    (void)state;
    static const uint64_t sizes[] = {255, 256, 257, 511, 512, 513, 1000, 1024};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct merkle_head second = {sizes[i], plain_root(0, (size_t)sizes[i])};
        for (uint64_t at = 0; at < sizes[i]; at += 101) {
            struct merkle_proof proof;
            assert_int_equal(merkle_inclusion(&proof, &plain_source, at, sizes[i], NULL), OK);
            assert_true(merkle_inclusion_holds(&proof, &plain_leaves[at], at, sizes[i],
                                               &second.root));
            struct merkle_head first = {at, plain_root(0, (size_t)at)};
            assert_int_equal(merkle_consistency(&proof, &plain_source, at, sizes[i], NULL), OK);
            assert_true(merkle_consistency_holds(&proof, &first, &second));
        }
    }
}

static int start(void **state) {
    (void)state;
    plain_fill();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_published_for_rfc_6962),
        cmocka_unit_test(proofs_published_for_rfc_6962_hold),
        cmocka_unit_test(the_edge_gives_the_root_of_a_plain_tree),
        cmocka_unit_test(a_tile_of_the_second_level_is_told_when_it_is_full),
        cmocka_unit_test(inclusion_is_proven_for_every_leaf_and_nothing_else),
        cmocka_unit_test(consistency_is_proven_for_every_beginning_and_nothing_else),
        cmocka_unit_test(proofs_reach_across_tiles),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
