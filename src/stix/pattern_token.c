#include "stix/pattern_token.h"

#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

#define FOUND_SIZE_MAX 48                    // of what is shown of a token
#define INTEGER_MAX ((INT64_C(1) << 53) - 1) // 2.10

// ---- faults ----

struct pattern_place pattern_place_at(struct str text, size_t at) {
    struct text_place place = TEXT_PLACE_BEGIN;
    text_place_move(&place, text, at);
    return (struct pattern_place){.at = at, .line = place.line, .column = place.column};
}

static struct pattern_place put_place(const struct pattern_scanner *s, size_t at) {
    struct pattern_place place = pattern_place_at(s->text, at);
    if (s->options->place) *s->options->place = place;
    return place;
}

enum status scan_expected_at(struct pattern_scanner *s, size_t at, const char *what,
                             struct str found) {
    struct pattern_place place = put_place(s, at);
    struct str shown = STR_NONE;
    if (found.size > 0) shown = text_excerpt(s->arena, found, FOUND_SIZE_MAX);
    if (s->options->place) s->options->place->expected = what;
    if (s->options->place) s->options->place->found = shown;
    if (found.size == 0)
        return fault_set(s->fault, MALFORMED, "line %zu, column %zu: expected %s, found the end",
                         place.line, place.column, what);
    return fault_set(s->fault, MALFORMED, "line %zu, column %zu: expected %s, found \"%.*s\"",
                     place.line, place.column, what, STR_ARG(shown));
}

enum status scan_expected(struct pattern_scanner *s, const char *what) {
    return scan_expected_at(s, s->begin, what, scan_source(s));
}

enum status scan_limit(struct pattern_scanner *s, size_t at, const char *what, long limit) {
    struct pattern_place place = put_place(s, at);
    return fault_set(s->fault, LIMIT, "line %zu, column %zu: more than %ld %s", place.line,
                     place.column, limit, what);
}

enum status scan_deviates(struct pattern_scanner *s, enum pattern_deviation one, size_t at,
                          const char *what, struct str found) {
    if (!s->options->is_lenient) return scan_expected_at(s, at, what, found);
    s->deviations |= one;
    return OK;
}

struct str scan_source(const struct pattern_scanner *s) {
    return str_cut(s->text, s->begin, s->end);
}

// ---- white space and comments ----

static char byte_at(const struct pattern_scanner *s, size_t at) {
    return at < s->text.size ? s->text.data[at] : '\0';
}

// Unicode White_Space (9.1): ASCII ones, U+0085, U+00A0, U+1680, U+2000 to 200A, U+2028, 2029,
// 202F, 205F, 3000. The size of the one at `at`, or 0.
static size_t space_at(struct str text, size_t at) {
    unsigned char c = (unsigned char)text.data[at];
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (c < 0x80) return 0;
    size_t end = at;
    uint32_t code = text_next(text, &end);
    bool is_space = code == 0x85 || code == 0xA0 || code == 0x1680 ||
                    (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
                    code == 0x202F || code == 0x205F || code == 0x3000;
    return is_space ? end - at : 0;
}

// At "/*" or "//". A comment that has no end would hide the rest.
static enum status skip_comment(struct pattern_scanner *s, size_t *at) {
    size_t begin = *at;
    struct str opening = str_cut(s->text, begin, begin + 2);
    TRY(scan_deviates(s, PATTERN_COMMENT, begin, "no comment", opening));
    bool is_line = opening.data[1] == '/';
    for (*at = begin + 2; *at < s->text.size; ++*at) {
        char c = s->text.data[*at];
        if (is_line && (c == '\n' || c == '\r')) return OK;
        if (is_line || c != '*' || byte_at(s, *at + 1) != '/') continue;
        *at += 2;
        return OK;
    }
    return is_line ? OK : scan_expected_at(s, begin, "a comment that ends in */", opening);
}

static enum status skip(struct pattern_scanner *s) {
    size_t at = s->last_end = s->end;
    while (at < s->text.size) {
        size_t size = space_at(s->text, at);
        at += size;
        if (size > 0) continue;
        char next = byte_at(s, at + 1);
        if (s->text.data[at] != '/' || (next != '*' && next != '/')) break;
        TRY(skip_comment(s, &at));
    }
    s->begin = s->end = at;
    return OK;
}

// ---- constants (9.2) ----

// Reads '...' from the opening quote at `at` to s->end. Only \' and \\ are escapes.
static enum status read_quoted(struct str *out, struct pattern_scanner *s, size_t at) {
    size_t begin = ++at, escapes = 0;
    unsigned char high = 0;
    for (; at < s->text.size && s->text.data[at] != '\''; at++) {
        high |= (unsigned char)s->text.data[at];
        if (s->text.data[at] != '\\') continue;
        escapes++;
        at++;
        if (byte_at(s, at) != '\'' && byte_at(s, at) != '\\')
            return scan_expected_at(s, at, "' or \\ after a backslash",
                                    str_cut(s->text, at, at + 1));
    }
    struct str value = str_cut(s->text, begin, at);
    s->end = at + 1;
    if (at >= s->text.size)
        return scan_expected_at(s, s->begin, "a string that ends in an apostrophe",
                                str_cut(s->text, s->begin, at));
    if (high >= 0x80 && !text_is_utf8(value))
        return scan_expected_at(s, s->begin, "a string in UTF-8", value);
    *out = value;
    if (escapes == 0) return OK;
    char *plain = arena_take(s->arena, value.size - escapes);
    size_t size = 0;
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '\\') i++;
        plain[size++] = value.data[i];
    }
    *out = (struct str){plain, size};
    return OK;
}

static enum status read_timestamp(struct pattern_scanner *s) {
    struct fault why;
    if (stamp_read(&s->constant.at, s->constant.text, &why) == OK) return OK;
    struct str what = arena_format(s->arena, "a timestamp (%s)", why.text);
    return scan_expected(s, what.data);
}

static enum status read_hex(struct pattern_scanner *s) {
    struct str digits = s->constant.text;
    bool has_capital = false;
    for (size_t i = 0; i < digits.size; i++)
        has_capital |= ascii_lower(digits.data[i]) != digits.data[i];
    char *bytes = arena_take(s->arena, digits.size / 2);
    if (digits.size % 2 != 0) return scan_expected(s, "an even number of hex digits");
    if (!hex_read(bytes, digits.size / 2, digits))
        return scan_expected(s, "hex digits from 0 to 9 and a to f");
    s->constant.text = (struct str){bytes, digits.size / 2};
    if (!has_capital) return OK;
    return scan_deviates(s, PATTERN_HEX_CAPITAL, s->begin, "hex digits in small letters",
                         scan_source(s));
}

static int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

// RFC 4648, 4: padded, and the bits behind the last byte are zero (3.2, 3.5). Line feeds are
// ignored (9.2).
static enum status read_base64(struct pattern_scanner *s) {
    struct str digits = s->constant.text;
    char *bytes = arena_take(s->arena, digits.size);
    size_t size = 0, count = 0, padding = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < digits.size; i++) {
        char c = digits.data[i];
        if (c == '\n') continue;
        int digit = base64_digit(c);
        padding += c == '=';
        if (c != '=' && (digit < 0 || padding > 0)) return scan_expected(s, "base64");
        bits = bits << 6 | (c == '=' ? 0 : (uint32_t)digit);
        if (++count % 4 != 0) continue;
        for (int shift = 16; shift >= 0; shift -= 8) bytes[size++] = (char)(bits >> shift & 0xFF);
        bits = 0;
        if (padding > 0) break;
    }
    bool is_whole = count % 4 == 0 && padding <= 2;
    for (size_t i = 0; is_whole && i < padding; i++) is_whole = bytes[--size] == 0;
    size_t read = 0;
    for (size_t i = 0; i < digits.size; i++) read += digits.data[i] != '\n';
    if (!is_whole || read != count) return scan_expected(s, "base64 with its padding");
    s->constant.text = (struct str){bytes, size};
    return OK;
}

static bool is_word_byte(char c) {
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static enum status read_float(struct pattern_scanner *s, struct str digits) {
    struct json_node node = {.kind = JSON_NUMBER, .text = digits};
    s->constant.kind = PATTERN_FLOAT;
    if (json_double(&s->constant.real, (struct json){&node})) return OK;
    return scan_expected(s, "a number that a double can hold");
}

static enum status read_integer(struct pattern_scanner *s, struct str digits) {
    int64_t value;
    s->constant.kind = PATTERN_INTEGER;
    if (!str_read_i64(&value, digits)) return scan_expected(s, "an integer of at most 64 bits");
    s->constant.integer = value;
    if (value >= -INTEGER_MAX && value <= INTEGER_MAX) return OK;
    return scan_deviates(s, PATTERN_WIDE_INTEGER, s->begin, "an integer of at most 54 bits",
                         digits);
}

// "123", "-123.456", ".5": no plus sign and no exponent, and no zeros before other digits.
static enum status read_number(struct pattern_scanner *s) {
    size_t at = s->begin + (s->text.data[s->begin] == '-'), first = at, digits = 0;
    bool is_float = false;
    for (; ascii_is_digit(byte_at(s, at)); at++) digits++;
    bool has_zero = digits > 1 && s->text.data[first] == '0';
    if (byte_at(s, at) == '.') {
        is_float = true;
        for (at++, digits = 0; ascii_is_digit(byte_at(s, at)); at++) digits++;
    }
    bool is_number = digits > 0 && !is_word_byte(byte_at(s, at));
    while (is_word_byte(byte_at(s, at))) at++;
    s->end = at;
    s->token = TOKEN_CONSTANT;
    if (!is_number) return scan_expected(s, "a number, without exponent");
    if (has_zero) return scan_expected(s, "a number that does not begin with 0");
    return is_float ? read_float(s, scan_source(s)) : read_integer(s, scan_source(s));
}

static enum status read_text(struct pattern_scanner *s, enum pattern_constant_kind kind) {
    s->token = TOKEN_CONSTANT;
    s->constant.kind = kind;
    TRY(read_quoted(&s->constant.text, s, s->begin + (kind != PATTERN_STRING)));
    switch (kind) {
    case PATTERN_TIMESTAMP: return read_timestamp(s);
    case PATTERN_HEX: return read_hex(s);
    case PATTERN_BINARY: return read_base64(s);
    default: return OK;
    }
}

// ---- words and marks ----

static const char *const WORDS[] = {
    [WORD_AND] = "AND",
    [WORD_OR] = "OR",
    [WORD_NOT] = "NOT",
    [WORD_EXISTS] = "EXISTS",
    [WORD_FOLLOWEDBY] = "FOLLOWEDBY",
    [WORD_WITHIN] = "WITHIN",
    [WORD_SECONDS] = "SECONDS",
    [WORD_REPEATS] = "REPEATS",
    [WORD_TIMES] = "TIMES",
    [WORD_START] = "START",
    [WORD_STOP] = "STOP",
    [WORD_TRUE] = "true",
    [WORD_FALSE] = "false",
    [WORD_IN] = "IN",
    [WORD_LIKE] = "LIKE",
    [WORD_MATCHES] = "MATCHES",
    [WORD_ISSUBSET] = "ISSUBSET",
    [WORD_ISSUPERSET] = "ISSUPERSET",
};

enum pattern_word pattern_word_find(struct str text) {
    char first = text.size > 0 ? text.data[0] : '\0';
    if ((first < 'A' || first > 'Z') && first != 't' && first != 'f') return WORD_NONE;
    for (size_t i = 1; i < sizeof WORDS / sizeof *WORDS; i++)
        if (WORDS[i][0] == first && str_equal(str_of(WORDS[i]), text)) return (enum pattern_word)i;
    return WORD_NONE;
}

bool pattern_name_is_plain(struct str name) {
    if (name.size == 0 || ascii_is_digit(name.data[0])) return false;
    for (size_t i = 0; i < name.size; i++)
        if (!is_word_byte(name.data[i]) || name.data[i] == '-') return false;
    return pattern_word_find(name) == WORD_NONE;
}

static enum status read_word(struct pattern_scanner *s) {
    while (is_word_byte(byte_at(s, s->end))) s->end++;
    s->token = TOKEN_WORD;
    s->word = pattern_word_find(scan_source(s));
    return OK;
}

static void read_operator(struct pattern_scanner *s, enum pattern_operator operator, size_t size) {
    s->token = TOKEN_OPERATOR;
    s->operator= operator;
    s->end = s->begin + size;
}

static enum status read_mark(struct pattern_scanner *s) {
    char c = s->text.data[s->begin], after = byte_at(s, s->begin + 1);
    bool is_twice = after == '=';
    switch (c) {
    case '<':
        if (after == '>') break;
        read_operator(s, is_twice ? PATTERN_LESS_EQUAL : PATTERN_LESS, 1 + is_twice);
        return OK;
    case '>':
        read_operator(s, is_twice ? PATTERN_GREATER_EQUAL : PATTERN_GREATER, 1 + is_twice);
        return OK;
    case '=':
        if (is_twice) break;
        read_operator(s, PATTERN_EQUAL, 1);
        return OK;
    case '!':
        if (!is_twice) break;
        read_operator(s, PATTERN_NOT_EQUAL, 2);
        return OK;
    default: break;
    }
    if (c == '=' || c == '<') {
        read_operator(s, c == '=' ? PATTERN_EQUAL : PATTERN_NOT_EQUAL, 2);
        return scan_deviates(s, PATTERN_OTHER_SIGN, s->begin,
                             c == '=' ? "=" : "!=", scan_source(s));
    }
    s->mark = c;
    s->token = c != '\0' && strchr("[]().,:*", c) ? TOKEN_MARK : TOKEN_OTHER;
    text_next(s->text, &s->end);
    return OK;
}

// Behind a name or ] a point goes on in the path, elsewhere it may begin a number.
static bool begins_number(const struct pattern_scanner *s, bool is_in_path) {
    char c = s->text.data[s->begin];
    if (ascii_is_digit(c) || c == '-') return true;
    return c == '.' && !is_in_path && ascii_is_digit(byte_at(s, s->begin + 1));
}

enum status scan_next(struct pattern_scanner *s) {
    bool is_in_path = (s->token == TOKEN_WORD && s->word == WORD_NONE) ||
                      s->token == TOKEN_CONSTANT || (s->token == TOKEN_MARK && s->mark == ']');
    TRY(skip(s));
    s->token = TOKEN_END;
    s->word = WORD_NONE;
    s->mark = '\0';
    if (s->begin >= s->text.size) return OK;
    char c = s->text.data[s->begin];
    if (c == '\'') return read_text(s, PATTERN_STRING);
    if (byte_at(s, s->begin + 1) == '\'') {
        if (c == 't') return read_text(s, PATTERN_TIMESTAMP);
        if (c == 'h') return read_text(s, PATTERN_HEX);
        if (c == 'b') return read_text(s, PATTERN_BINARY);
    }
    if (ascii_is_alpha(c) || c == '_') return read_word(s);
    return begins_number(s, is_in_path) ? read_number(s) : read_mark(s);
}

enum status scan_name(struct pattern_scanner *s) {
    size_t before = s->end;
    TRY(skip(s));
    char c = byte_at(s, s->begin);
    if (!ascii_is_alnum(c) && c != '_') {
        s->end = before;
        return scan_next(s);
    }
    s->mark = '\0';
    s->word = WORD_NONE;
    s->token = TOKEN_WORD;
    while (is_word_byte(byte_at(s, s->end))) s->end++;
    if (str_find_byte(scan_source(s), '-') != SIZE_MAX)
        return scan_expected(s, "a name in apostrophes, for it has a hyphen");
    return OK;
}

enum status scan_begin(struct pattern_scanner *s, struct str text,
                       const struct pattern_options *options, struct arena *arena,
                       struct fault *fault) {
    *s = (struct pattern_scanner){.text = text, .options = options, .arena = arena, .fault = fault};
    if (text.size > PATTERN_SIZE_MAX) {
        put_place(s, PATTERN_SIZE_MAX);
        return fault_set(fault, LIMIT, "longer than %d bytes", PATTERN_SIZE_MAX);
    }
    return scan_next(s);
}
