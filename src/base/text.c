#include "base/text.h"

#include <string.h>

#define REPLACEMENT UINT32_C(0xFFFD)

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

// Size of the whole and valid code point at `at`, 0 when it is broken.
static size_t code_point_read(uint32_t *out, const char *at, size_t left) {
    unsigned char lead = (unsigned char)at[0];
    if (lead < 0x80) {
        *out = lead;
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) return 0;
    size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (left < size) return 0;
    uint32_t value = lead & (0xffu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation(at[i])) return 0;
        value = value << 6 | ((unsigned char)at[i] & 0x3f);
    }
    static const uint32_t smallest[] = {[2] = 0x80, [3] = 0x800, [4] = 0x10000};
    if (value < smallest[size] || value > 0x10ffff) return 0;
    if (value >= 0xd800 && value <= 0xdfff) return 0;
    *out = value;
    return size;
}

bool text_is_utf8(struct str text) {
    for (size_t at = 0; at < text.size;) {
        uint64_t word;
        if (text.size - at >= sizeof word) {
            memcpy(&word, text.data + at, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof word;
                continue;
            }
        }
        uint32_t code_point;
        size_t size = code_point_read(&code_point, text.data + at, text.size - at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

bool text_is_storable(struct str text) {
    return str_find_byte(text, '\0') == SIZE_MAX && text_is_utf8(text);
}

struct str text_head(struct str text, size_t size_max) {
    if (text.size <= size_max) return text;
    size_t end = size_max;
    while (end > 0 && is_continuation(text.data[end])) end--;
    return str_cut(text, 0, end);
}

char ascii_lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

bool ascii_is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

bool ascii_is_alpha(char byte) {
    char lower = ascii_lower(byte);
    return lower >= 'a' && lower <= 'z';
}

bool ascii_is_alnum(char byte) {
    return ascii_is_digit(byte) || ascii_is_alpha(byte);
}

bool ascii_is_hex(char byte) {
    char lower = ascii_lower(byte);
    return ascii_is_digit(byte) || (lower >= 'a' && lower <= 'f');
}

bool ascii_is_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct str text_fold(struct arena *arena, struct str text) {
    size_t at = 0;
    while (at < text.size && ascii_lower(text.data[at]) == text.data[at]) at++;
    if (at == text.size) return text;
    char *folded = arena_take(arena, text.size);
    memcpy(folded, text.data, at);
    for (; at < text.size; at++) folded[at] = ascii_lower(text.data[at]);
    return (struct str){folded, text.size};
}

// ---- refang ----
// The output is a stack: a closing bracket looks at what lies on top of it, "[" and a known word,
// and takes both off for the sign they stand for. So "[[.]]" ends as "." in one pass over the
// text, and what comes out has nothing left to undo.

static char bracket_opening(char closing) {
    return closing == ']' ? '[' : closing == ')' ? '(' : closing == '}' ? '{' : '\0';
}

// Ends `out` with "://" after a spoilt "http" or "https"? Then mends it in place.
static void scheme_mend(char *out, size_t size) {
    if (size < 3 || memcmp(out + size - 3, "://", 3) != 0) return;
    size_t end = size - 3;
    if (end > 0 && ascii_lower(out[end - 1]) == 's') end--;
    if (end < 4) return;
    char *scheme = out + end - 4;
    if (ascii_lower(scheme[0]) != 'h' || ascii_lower(scheme[3]) != 'p') return;
    if (scheme != out && ascii_is_alnum(scheme[-1])) return;
    for (size_t i = 1; i <= 2; i++)
        if (scheme[i] != '*' && ascii_lower(scheme[i]) != 'x' && ascii_lower(scheme[i]) != 't')
            return;
    for (size_t i = 1; i <= 2; i++)
        if (ascii_lower(scheme[i]) != 't') scheme[i] = scheme[0] == 'H' ? 'T' : 't';
}

// Takes "[dot]" and its kin off the end of `out`, whose last byte is a closing bracket.
static size_t bracket_undo(char *out, size_t size) {
    static const struct {
        struct str word, sign;
        bool square_only;
    } words[] = {
        {{".", 1}, {".", 1}, false},  {{"dot", 3}, {".", 1}, false}, {{"@", 1}, {"@", 1}, false},
        {{"at", 2}, {"@", 1}, false}, {{":", 1}, {":", 1}, true},    {{"://", 3}, {"://", 3}, true},
    };
    char opening = bracket_opening(out[size - 1]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct str word = words[i].word;
        if (size < word.size + 2 || out[size - word.size - 2] != opening) continue;
        if (words[i].square_only && opening != '[') continue;
        if (!str_equal_fold((struct str){out + size - word.size - 1, word.size}, word)) continue;
        size -= word.size + 2;
        memcpy(out + size, words[i].sign.data, words[i].sign.size);
        return size + words[i].sign.size;
    }
    return size;
}

struct str text_refang(struct arena *arena, struct str text) {
    bool suspicious = false;
    for (size_t i = 0; i < text.size && !suspicious; i++)
        suspicious = bracket_opening(text.data[i]) || text.data[i] == '/';
    if (!suspicious) return text;
    char *out = arena_take(arena, text.size);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        out[size++] = text.data[i];
        if (bracket_opening(text.data[i])) size = bracket_undo(out, size);
        if (out[size - 1] == '/') scheme_mend(out, size);
    }
    struct str refanged = {out, size};
    return str_equal(refanged, text) ? text : refanged;
}

// ---- defang ----

struct defanged {
    char *data;
    size_t size;
};

static void defanged_add(struct defanged *out, struct str text) {
    if (text.size) memcpy(out->data + out->size, text.data, text.size);
    out->size += text.size;
}

// `word` has no white space: a host name, an address, a URL, or nothing of the kind.
static void word_defang(struct defanged *out, struct str word) {
    size_t host = 0;
    size_t colon = str_find(word, STR("://"));
    if (colon != SIZE_MAX) {
        size_t begin = colon;
        while (begin > 0 && ascii_is_alnum(word.data[begin - 1])) begin--;
        struct str scheme = str_cut(word, begin, colon);
        defanged_add(out, str_cut(word, 0, begin));
        if (str_equal_fold(scheme, STR("http")) || str_equal_fold(scheme, STR("https"))) {
            defanged_add(out, str_cut(scheme, 0, 1));
            defanged_add(out, scheme.data[0] == 'H' ? STR("XX") : STR("xx"));
            begin += 3;
        }
        host = colon + 3;
        defanged_add(out, str_cut(word, begin, host));
    }
    size_t end = host;
    while (end < word.size && !memchr("/?#", word.data[end], 3)) end++;
    for (size_t i = host; i < end; i++) {
        char c = word.data[i];
        bool inside = i > 0 && i + 1 < word.size;
        bool done = inside && word.data[i - 1] == '[' && word.data[i + 1] == ']';
        // A dot at the end of a word ends a sentence.
        if (inside && !done && (c == '.' || c == '@'))
            defanged_add(out, c == '.' ? STR("[.]") : STR("[@]"));
        else
            defanged_add(out, (struct str){&c, 1});
    }
    defanged_add(out, str_cut(word, end, word.size));
}

struct str text_defang(struct arena *arena, struct str text) {
    bool suspicious = false;
    for (size_t i = 0; i < text.size && !suspicious; i++)
        suspicious = text.data[i] == '.' || text.data[i] == '@' || text.data[i] == '/';
    if (!suspicious) return text;
    struct defanged out = {arena_take(arena, text.size * 3), 0};
    for (size_t at = 0; at < text.size;) {
        size_t end = at;
        while (end < text.size && !ascii_is_space(text.data[end])) end++;
        word_defang(&out, str_cut(text, at, end));
        for (at = end; at < text.size && ascii_is_space(text.data[at]); at++)
            defanged_add(&out, str_cut(text, at, at + 1));
    }
    struct str defanged = {out.data, out.size};
    return str_equal(defanged, text) ? text : defanged;
}

uint32_t text_next(struct str text, size_t *at) {
    uint32_t code_point = REPLACEMENT;
    size_t size = code_point_read(&code_point, text.data + *at, text.size - *at);
    *at += size ? size : 1;
    return size ? code_point : REPLACEMENT;
}

void text_put(char out[4], size_t *size, uint32_t code_point) {
    uint32_t c = code_point;
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = REPLACEMENT;
    if (c < 0x80) {
        out[0] = (char)c;
        *size = 1;
        return;
    }
    *size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = *size - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(0xf00u >> *size | c);
}

// ---- excerpts ----

bool text_is_shown(uint32_t c) {
    bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    bool is_break = c == 0x2028 || c == 0x2029;
    bool is_turn = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
                   (c >= 0x2066 && c <= 0x2069);
    return !is_control && !is_break && !is_turn && c != REPLACEMENT;
}

struct str text_excerpt(struct arena *arena, struct str text, size_t size_max) {
    static const struct str CUT = {"...", 3};
    char *out = arena_take(arena, size_max + CUT.size);
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        bool shown = text_is_shown(text_next(text, &at));
        struct str part = shown ? str_cut(text, begin, at) : STR("?");
        if (size + part.size > size_max) {
            memcpy(out + size, CUT.data, CUT.size);
            return (struct str){out, size + CUT.size};
        }
        memcpy(out + size, part.data, part.size);
        size += part.size;
    }
    return (struct str){out, size};
}

void text_place_move(struct text_place *place, struct str text, size_t to) {
    if (to < place->at) *place = TEXT_PLACE_BEGIN;
    size_t end = to < text.size ? to : text.size;
    for (size_t i = place->at; i < end; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool is_pair = c == '\r' && i + 1 < text.size && text.data[i + 1] == '\n';
        if (c == '\n' || (c == '\r' && !is_pair)) {
            place->line++;
            place->column = 1;
        } else {
            place->column += (c & 0xC0) != 0x80;
        }
    }
    place->at = end;
}
