#include "match/classify.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// What one block of 64 bytes consists of.
struct block {
    uint64_t name, dot, hex, colon, slash, open, hyphen, v;
};

// The bits of the block before that reach into the next one.
struct carry {
    uint64_t label, dot, hex_colon, colon, word, v;
};

// clang-format off
// One letter for each mix of classes that occurs.
enum {
    S = CLASS_SPACE | CLASS_URL_END | CLASS_HOST_END,
    A = CLASS_URL_SOFT | CLASS_LOCAL,
    B = CLASS_URL_END | CLASS_HOST_END,
    E = CLASS_URL_END | CLASS_HOST_END | CLASS_LOCAL,
    F = CLASS_LOCAL,
    G = CLASS_URL_SOFT | CLASS_HOST_END | CLASS_LOCAL,
    I = CLASS_OPEN | CLASS_URL_SOFT | CLASS_HOST_END,
    J = CLASS_URL_SOFT | CLASS_HOST_END,
    N = CLASS_NAME_OTHER | CLASS_LOCAL,
    K = CLASS_SLASH | CLASS_HOST_END | CLASS_LOCAL,
    D = CLASS_DIGIT | CLASS_HEX | CLASS_LOCAL,
    C = CLASS_COLON,
    M = CLASS_HOST_END | CLASS_LOCAL,
    H = CLASS_LETTER | CLASS_HEX | CLASS_LOCAL,
    L = CLASS_LETTER | CLASS_LOCAL,
    O = CLASS_OPEN | CLASS_URL_SOFT,
    P = CLASS_SLASH | CLASS_URL_END | CLASS_HOST_END,
    Q = CLASS_URL_SOFT,
    R = CLASS_OPEN | CLASS_URL_SOFT | CLASS_HOST_END | CLASS_LOCAL,
};
const uint16_t CLASS[256] = {
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    S, A, B, E, F, F, F, G, I, J, A, F, J, N, N, K, // space !"#$%&'()*+,-./
    D, D, D, D, D, D, D, D, D, D, C, J, B, F, B, M, // 0-9 :;<=>?
    0, H, H, H, H, H, H, L, L, L, L, L, L, L, L, L, // @A-O
    L, L, L, L, L, L, L, L, L, L, L, O, P, Q, E, N, // P-Z [\]^_
    E, H, H, H, H, H, H, L, L, L, L, L, L, L, L, L, // `a-o
    L, L, L, L, L, L, L, L, L, L, L, R, G, G, F, S, // p-z {|}~
};
// clang-format on

// What stood `by` bytes before.
static inline uint64_t up(uint64_t mask, unsigned by, uint64_t before) {
    return mask << by | before >> (64 - by);
}

// A bit at the start of each aligned 16 bytes that are all hexadecimal digits.
static inline uint64_t hex_lanes(uint64_t hex) {
    hex &= hex >> 1;
    hex &= hex >> 2;
    hex &= hex >> 4;
    hex &= hex >> 8;
    return hex & UINT64_C(0x0001000100010001);
}

static inline void block_put(const struct class_masks *out, size_t at, const struct block *block,
                             struct carry *carry) {
    uint64_t label = block->name & ~block->dot;
    uint64_t hex_colon = block->hex | block->colon;
    uint64_t word = label & ~block->hyphen;
    uint64_t dots = up(block->dot, 1, carry->dot) & label & up(label, 2, carry->label);
    uint64_t after_colon = up(block->colon, 1, carry->colon);
    uint64_t colons = after_colon & hex_colon & up(hex_colon, 2, carry->hex_colon);
    uint64_t urls = after_colon & block->slash & up(word, 2, carry->word);
    uint64_t cves = block->hyphen & up(block->v, 2, carry->v);
    out->name[at] = block->name;
    out->trigger[at] = dots | colons | urls | cves | hex_lanes(block->hex);
    out->open[at] = block->open;
    *carry = (struct carry){label, block->dot, hex_colon, block->colon, word, block->v};
}

void classify_portable(const struct class_masks *out, const char *text, size_t size) {
    struct carry carry = {0};
    for (size_t at = 0; at * 64 < size; at++) {
        struct block block = {0};
        for (unsigned i = 0; i < 64; i++) {
            unsigned char byte = (unsigned char)text[at * 64 + i];
            unsigned class = CLASS[byte];
            block.name |= (uint64_t)((class & CLASS_NAME) != 0) << i;
            block.hex |= (uint64_t)(class >> 3 & 1) << i;
            block.colon |= (uint64_t)(class >> 4 & 1) << i;
            block.slash |= (uint64_t)(class >> 5 & 1) << i;
            block.open |= (uint64_t)(class >> 6 & 1) << i;
            block.dot |= (uint64_t)(byte == '.') << i;
            block.hyphen |= (uint64_t)(byte == '-') << i;
            block.v |= (uint64_t)((byte | 0x20) == 'v') << i;
        }
        block_put(out, at, &block, &carry);
    }
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,bmi")))

AVX2 static inline uint64_t mask_of(__m256i a, __m256i b) {
    return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

AVX2 static inline uint64_t equal_mask(__m256i a, __m256i b, char byte) {
    __m256i wanted = _mm256_set1_epi8(byte);
    return mask_of(_mm256_cmpeq_epi8(a, wanted), _mm256_cmpeq_epi8(b, wanted));
}

// Each bit stands for a rectangle of high and low nibbles; a byte is in it when both tables say so.
//   1 digits   2 letters of columns 4 and 6   4 letters of columns 5 and 7   8 '_'   16 '-' and '.'
//   32 hexadecimal letters   64 ':'
AVX2 static inline __m256i rectangles(__m256i bytes) {
    const __m256i low = _mm256_setr_epi8(5, 39, 39, 39, 39, 39, 39, 7, 7, 7, 70, 2, 2, 18, 18, 10,
                                         5, 39, 39, 39, 39, 39, 39, 7, 7, 7, 70, 2, 2, 18, 18, 10);
    const __m256i high = _mm256_setr_epi8(0, 0, 16, 65, 34, 12, 34, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                          16, 65, 34, 12, 34, 4, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
    return _mm256_and_si256(_mm256_shuffle_epi8(low, bytes), _mm256_shuffle_epi8(high, upper));
}

// Which bytes have one of `bits`.
AVX2 static inline uint64_t any_mask(__m256i a, __m256i b, char bits) {
    __m256i wanted = _mm256_set1_epi8(bits), zero = _mm256_setzero_si256();
    return ~mask_of(_mm256_cmpeq_epi8(_mm256_and_si256(a, wanted), zero),
                    _mm256_cmpeq_epi8(_mm256_and_si256(b, wanted), zero));
}

AVX2 static void classify_avx2(const struct class_masks *out, const char *text, size_t size) {
    struct carry carry = {0};
    const __m256i fold = _mm256_set1_epi8(0x20);
    for (size_t at = 0; at * 64 < size; at++) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(text + at * 64));
        __m256i b = _mm256_loadu_si256((const __m256i *)(text + at * 64 + 32));
        __m256i class_a = rectangles(a), class_b = rectangles(b);
        __m256i folded_a = _mm256_or_si256(a, fold), folded_b = _mm256_or_si256(b, fold);
        struct block block = {
            .name = any_mask(class_a, class_b, 31),
            .hex = any_mask(class_a, class_b, 33),
            .dot = equal_mask(a, b, '.'),
            .colon = equal_mask(a, b, ':'),
            .slash = equal_mask(a, b, '/') | equal_mask(a, b, '\\'),
            .open = equal_mask(folded_a, folded_b, '{') | equal_mask(a, b, '('),
            .hyphen = equal_mask(a, b, '-'),
            .v = equal_mask(folded_a, folded_b, 'v'),
        };
        block_put(out, at, &block, &carry);
    }
}

void classify(const struct class_masks *out, const char *text, size_t size) {
    if (__builtin_cpu_supports("avx2"))
        classify_avx2(out, text, size);
    else
        classify_portable(out, text, size);
}
#else
void classify(const struct class_masks *out, const char *text, size_t size) {
    classify_portable(out, text, size);
}
#endif
