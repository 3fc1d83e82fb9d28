// fingerprint.h - 64-bit hashes of the values that the set holds, made so that a scan is cheap.
//
// A name is hashed label by label from the right, so that one pass over `www.evil.example` gives
// the hash of each parent domain on its way. Letters are folded by setting bit 5 of every byte:
// within names, hexadecimal digits and CVE ids this joins nothing but the two cases of a letter.
//
// Text is read in words of eight bytes that end where the label ends: eight readable bytes must
// stand before it.
#pragma once

#include "base/str.h"

#include <string.h>

#define FINGERPRINT_GUARD 8 // readable bytes before any text that is hashed here

// What a hash is of. Values of different classes never meet.
enum fingerprint_seed {
    SEED_DOMAIN = 0x11,
    SEED_IPV4 = 0x22,
    SEED_IPV6 = 0x33,
    SEED_HEX = 0x44,
    SEED_CVE = 0x55,
    SEED_URL = 0x66,
    SEED_EMAIL = 0x77,
    SEED_URL_HOST = 0x88,     // filter only: hosts of which a URL is known
    SEED_EMAIL_DOMAIN = 0x99, // filter only: domains of which a mail address is known
    SEED_IPV4_NET = 0x100,    // plus the prefix length
    SEED_IPV6_NET = 0x200,
};

// For a given `hash`, different words give different results.
static inline uint64_t fingerprint_mix(uint64_t hash, uint64_t word) {
    uint64_t product = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return product ^ (product >> 32);
}

static inline uint64_t fingerprint_begin(unsigned seed) {
    return fingerprint_mix(seed, UINT64_C(0x72656e6b65690001));
}

static inline uint64_t fingerprint_word(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

// The high bit of each byte that is a dot; exact for every byte.
static inline uint64_t fingerprint_dots(uint64_t word) {
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t other = word ^ UINT64_C(0x2E2E2E2E2E2E2E2E);
    return ~(((other & low) + low) | other | low);
}

// Hashes the label that ends at `end`, going left as far as a dot or `floor`. Returns its first
// byte, which is `end` for an empty label.
static inline const char *fingerprint_label(uint64_t *hash, const char *end, const char *floor) {
    uint64_t h = *hash;
    const char *at = end;
    for (;;) {
        uint64_t word = fingerprint_word(at - 8);
        uint64_t dots = fingerprint_dots(word);
        size_t keep = dots ? (size_t)__builtin_clzll(dots) / 8 : 8;
        size_t room = (size_t)(at - floor);
        if (keep > room) keep = room;
        if (keep > 0) {
            word = (word | UINT64_C(0x2020202020202020)) >> (8 * (8 - keep));
            h = fingerprint_mix(h, word);
        }
        at -= keep;
        if (keep < 8 || at == floor) break;
    }
    *hash = fingerprint_mix(h, (uint64_t)(end - at));
    return at;
}

// All labels of a name, from the right.
static inline uint64_t fingerprint_name(unsigned seed, const char *begin, const char *end) {
    uint64_t hash = fingerprint_begin(seed);
    for (const char *at = end;;) {
        const char *left = fingerprint_label(&hash, at, begin);
        if (left <= begin + 1) return hash;
        at = left - 1;
    }
}

// Words of hexadecimal digits, letters and hyphens: one label.
static inline uint64_t fingerprint_term(unsigned seed, const char *begin, const char *end) {
    uint64_t hash = fingerprint_begin(seed);
    fingerprint_label(&hash, end, begin);
    return hash;
}

static inline uint64_t fingerprint_ipv4(unsigned seed, uint32_t address) {
    return fingerprint_mix(fingerprint_mix(fingerprint_begin(seed), address), seed);
}

static inline uint64_t fingerprint_ipv6(unsigned seed, const uint8_t address[16]) {
    uint64_t hash = fingerprint_begin(seed);
    hash = fingerprint_mix(hash, fingerprint_word((const char *)address));
    return fingerprint_mix(hash, fingerprint_word((const char *)address + 8) + 1);
}

// Hosts in brackets have many spellings: they share one place in the filter.
static inline uint64_t fingerprint_bracket_host(void) {
    return fingerprint_mix(fingerprint_begin(SEED_URL_HOST), '[');
}
