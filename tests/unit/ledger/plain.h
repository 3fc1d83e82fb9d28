// plain.h - what the tests of the ledger share: hashes as text, and a tree as RFC 6962, 2.1 says
// it, without a thought for speed.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "ledger/merkle.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define PLAIN_MAX 1100

__attribute__((unused)) static struct merkle_hash plain_leaves[PLAIN_MAX];

// Different leaves, from their number.
__attribute__((unused)) static void plain_fill(void) {
    for (size_t i = 0; i < PLAIN_MAX; i++) {
        char text[32];
        snprintf(text, sizeof text, "leaf %zu", i);
        merkle_leaf(&plain_leaves[i], str_of(text));
    }
}

__attribute__((unused)) static size_t plain_split(size_t size) {
    size_t k = 1;
    while (k * 2 < size) k *= 2;
    return k;
}

// MTH(D[begin:end]).
__attribute__((unused)) static struct merkle_hash plain_root(size_t begin, size_t end) {
    struct merkle_hash out;
    if (begin == end) {
        digest_sha256(out.bytes, STR(""));
        return out;
    }
    if (end - begin == 1) return plain_leaves[begin];
    size_t k = plain_split(end - begin);
    struct merkle_hash left = plain_root(begin, begin + k), right = plain_root(begin + k, end);
    uint8_t bytes[65] = {1};
    memcpy(bytes + 1, left.bytes, 32);
    memcpy(bytes + 33, right.bytes, 32);
    digest_sha256(out.bytes, (struct str){(const char *)bytes, sizeof bytes});
    return out;
}

__attribute__((unused)) static enum status plain_read(struct merkle_hash *out, void *context,
                                                      unsigned height, uint64_t index,
                                                      struct fault *fault) {
    (void)context, (void)fault;
    size_t width = (size_t)1 << height;
    *out = plain_root((size_t)index * width, ((size_t)index + 1) * width);
    return OK;
}

__attribute__((unused)) static const struct merkle_source plain_source = {plain_read, NULL};

__attribute__((unused)) static struct merkle_hash hash_of(const char *hex) {
    struct merkle_hash hash;
    assert_true(hex_read(hash.bytes, sizeof hash.bytes, str_of(hex)));
    return hash;
}

__attribute__((unused)) static void assert_hash(const struct merkle_hash *hash, const char *hex) {
    char text[65];
    assert_string_equal(hex_write(text, hash->bytes, sizeof hash->bytes), hex);
}
