#include "stix/bracket.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define BLOCK 64

// A bit for each byte of a block.
struct block {
    uint64_t quote, backslash, open, close;
};

// '[' and '{' differ from each other only in bit 0x20, and so do ']' and '}'.
#if defined(__SSE2__)
static uint64_t bits(__m128i equal) {
    return (uint64_t)(uint32_t)_mm_movemask_epi8(equal);
}

static struct block block_read(const char *text) {
    struct block block = {0, 0, 0, 0};
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
    const __m128i open = _mm_set1_epi8('{'), close = _mm_set1_epi8('}');
    const __m128i fold = _mm_set1_epi8(0x20);
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        __m128i folded = _mm_or_si128(bytes, fold);
        block.quote |= bits(_mm_cmpeq_epi8(bytes, quote)) << i;
        block.backslash |= bits(_mm_cmpeq_epi8(bytes, backslash)) << i;
        block.open |= bits(_mm_cmpeq_epi8(folded, open)) << i;
        block.close |= bits(_mm_cmpeq_epi8(folded, close)) << i;
    }
    return block;
}
#else
static struct block block_read(const char *text) {
    struct block block = {0, 0, 0, 0};
    for (int i = 0; i < BLOCK; i++) {
        block.quote |= (uint64_t)(text[i] == '"') << i;
        block.backslash |= (uint64_t)(text[i] == '\\') << i;
        block.open |= (uint64_t)((text[i] | 0x20) == '{') << i;
        block.close |= (uint64_t)((text[i] | 0x20) == '}') << i;
    }
    return block;
}
#endif

// Bit i is the parity of the bits 0 to i.
static uint64_t parity_up_to(uint64_t word) {
    for (int shift = 1; shift < BLOCK; shift *= 2) word ^= word << shift;
    return word;
}

// The bytes that stand after a backslash which is not itself escaped. Only `count` bytes are real.
static uint64_t escaped_bytes(bool *is_escaped, uint64_t backslash, size_t count) {
    uint64_t escaped = *is_escaped ? 1 : 0;
    bool is_next = false;
    backslash &= ~escaped;
    while (backslash != 0) {
        int at = __builtin_ctzll(backslash);
        is_next = at == BLOCK - 1;
        if (is_next) break;
        escaped |= UINT64_C(2) << at;
        backslash &= ~(UINT64_C(3) << at);
    }
    *is_escaped = count < BLOCK ? (escaped >> count & 1) != 0 : is_next;
    return escaped;
}

// Position of the closing bracket, or BLOCK.
static int walk(uint64_t *depth, uint64_t open, uint64_t close) {
    for (uint64_t both = open | close; both != 0; both &= both - 1) {
        int at = __builtin_ctzll(both);
        if (open >> at & 1)
            ++*depth;
        else if (--*depth == 0)
            return at;
    }
    return BLOCK;
}

size_t bracket_close(struct bracket *bracket, struct str text) {
    char padded[BLOCK];
    for (size_t at = 0; at < text.size; at += BLOCK) {
        size_t count = text.size - at < BLOCK ? text.size - at : BLOCK;
        const char *bytes = text.data + at;
        if (count < BLOCK) {
            memset(padded, 0, sizeof padded);
            bytes = memcpy(padded, bytes, count);
        }
        struct block block = block_read(bytes);
        if (block.backslash != 0 || bracket->is_escaped)
            block.quote &= ~escaped_bytes(&bracket->is_escaped, block.backslash, count);
        uint64_t strings = parity_up_to(block.quote) ^ bracket->in_string;
        bracket->in_string = strings >> 63 ? ~UINT64_C(0) : 0;
        block.open &= ~strings;
        block.close &= ~strings;
        // Deep inside, most blocks cannot close the value: then counting is enough.
        uint64_t closes = (uint64_t)__builtin_popcountll(block.close);
        if (closes < bracket->depth) {
            bracket->depth += (uint64_t)__builtin_popcountll(block.open) - closes;
            continue;
        }
        int end = walk(&bracket->depth, block.open, block.close);
        if (end == BLOCK) continue;
        *bracket = (struct bracket){0, 0, false};
        return at + (size_t)end + 1;
    }
    return SIZE_MAX;
}

// Backslashes that end at `end`, with the one before `text` when they reach its beginning.
static size_t backslashes_before(struct str text, size_t end, bool is_escaped) {
    size_t begin = end;
    while (begin > 0 && text.data[begin - 1] == '\\') begin--;
    return end - begin + (begin == 0 && is_escaped);
}

size_t bracket_quote(bool *is_escaped, struct str text) {
    for (size_t at = 0; at < text.size;) {
        const char *quote = memchr(text.data + at, '"', text.size - at);
        if (!quote) break;
        at = (size_t)(quote - text.data);
        if (backslashes_before(text, at++, *is_escaped) % 2 == 0) {
            *is_escaped = false;
            return at;
        }
    }
    *is_escaped = backslashes_before(text, text.size, *is_escaped) % 2 == 1;
    return SIZE_MAX;
}
