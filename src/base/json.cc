// json.cc - the reader of json.h. The only file that names simdjson, and the only C++.
//
// simdjson's first stage finds where each token starts and checks UTF-8, control characters and
// closing quotes for the whole text at once, with SIMD; it costs next to nothing. Its second stage
// and its On-Demand interface both give numbers as machine numbers and do not say where a value
// ends, and On-Demand does not check what is not visited. So the tokens are walked here, which is
// the grammar of RFC 8259 and no more:
//  1. From the start of a token to the start of the next there is one token and white space.
//     For strings the first stage promises it; for all others it is checked.
//  2. Every node is written once, in the order of the text; parents are closed when their end is
//     read, and only then are duplicate keys looked for.
//  3. The copy of the text is followed by SIMDJSON_PADDING zeroes, so scanning needs no bound.
#include "base/json.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

#include <simdjson.h>

extern "C" {
#include "base/map.h"
#include "base/text.h"
}

// Readers keep their memory between texts, but not that of a giant.
static const size_t TEXT_KEPT = size_t{1} << 20;
static const uint32_t MEMBERS_QUADRATIC = 16; // from here on duplicate keys are found by hashing

const struct json_limits JSON_LIMITS = {size_t{64} << 20, 64, 16000000};

struct frame {
    json_node *parent;
    json_node *last; // child
};

struct json_reader {
    simdjson::dom::parser parser;
    frame *frames = nullptr;
    size_t frame_capacity = 0;
    const json_node **table = nullptr; // of the object whose keys are compared right now
    size_t table_capacity = 0;
};

namespace {

struct walk {
    json_reader *reader;
    arena *memory;
    const json_limits *limits;
    struct fault *fault;
    const char *text;
    size_t size;
    const uint32_t *tokens;
    size_t token_count;
    size_t at; // token read next
    size_t nodes;
    size_t depth;
};

str view(const char *from, const char *to) {
    return {from, static_cast<size_t>(to - from)};
}

bool is_white(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// '\0' after the last token.
char token_char(const walk &w) {
    return w.at < w.token_count ? w.text[w.tokens[w.at]] : '\0';
}

size_t token_begin(const walk &w) {
    return w.at < w.token_count ? w.tokens[w.at] : w.size;
}

size_t token_end(const walk &w) {
    return w.at + 1 < w.token_count ? w.tokens[w.at + 1] : w.size;
}

status malformed(const walk &w, size_t byte, const char *what) {
    return fault_set(w.fault, MALFORMED, "byte %zu: %s", byte, what);
}

status unexpected(const walk &w, const char *expected) {
    if (w.at >= w.token_count)
        return fault_set(w.fault, MALFORMED, "byte %zu: the text ends where %s should be", w.size,
                         expected);
    return fault_set(w.fault, MALFORMED, "byte %zu: expected %s", token_begin(w), expected);
}

// ---- strings ----

bool read_hex4(uint32_t *out, const char *at, const char *end) {
    if (end - at < 4) return false;
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        if (!ascii_is_hex(at[i])) return false;
        char c = ascii_lower(at[i]);
        value = value << 4 | static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    *out = value;
    return true;
}

// What follows "\u"; moves `at` past it, and past the second half of a pair.
bool read_code_point(uint32_t *out, const char *&at, const char *end) {
    uint32_t first, second;
    if (!read_hex4(&first, at, end)) return false;
    at += 4;
    *out = first;
    if (first < 0xd800 || first > 0xdfff) return true;
    if (first > 0xdbff || end - at < 6 || at[0] != '\\' || at[1] != 'u') return false;
    if (!read_hex4(&second, at + 2, end) || second < 0xdc00 || second > 0xdfff) return false;
    at += 6;
    *out = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    return true;
}

char unescape_short(char c) {
    switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
    }
}

// No escape is shorter than what it stands for, so the result fits where the text did.
status unescape(walk &w, str *out, str raw) {
    char *unescaped = static_cast<char *>(arena_take(w.memory, raw.size));
    char *to = unescaped;
    const char *at = raw.data, *end = raw.data + raw.size;
    while (at < end) {
        const void *found = memchr(at, '\\', static_cast<size_t>(end - at));
        const char *slash = found ? static_cast<const char *>(found) : end;
        memcpy(to, at, static_cast<size_t>(slash - at));
        to += slash - at;
        if (slash == end) break;
        size_t byte = static_cast<size_t>(slash - w.text);
        at = slash + 2; // a backslash is never last: the quote would have been escaped
        if (at > end) return malformed(w, byte, "not an escape");
        if (slash[1] == 'u') {
            uint32_t code_point;
            if (!read_code_point(&code_point, at, end))
                return malformed(w, byte, "not a \\u escape of a character (surrogates in pairs)");
            size_t size;
            text_put(to, &size, code_point);
            to += size;
        } else {
            *to = unescape_short(slash[1]);
            if (*to++ == '\0') return malformed(w, byte, "not an escape");
        }
    }
    *out = view(unescaped, to);
    return OK;
}

// The string at the current token, which is a quote. `source` is with the quotes.
status read_string(walk &w, str *out, str *source) {
    const char *begin = w.text + token_begin(w), *end = w.text + token_end(w);
    while (is_white(end[-1])) end--;
    *source = view(begin, end);
    if (end - begin < 2 || end[-1] != '"') return malformed(w, token_begin(w), "not a string");
    *out = view(begin + 1, end - 1);
    if (out->size && memchr(out->data, '\\', out->size)) TRY(unescape(w, out, *out));
    w.at++;
    return OK;
}

// ---- numbers and words ----

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// One past the number at `at`, or NULL. `*plain` when it is surely a finite double.
const char *number_end(const char *at, bool *plain) {
    const char *begin = at;
    if (*at == '-') at++;
    if (!is_digit(*at)) return nullptr;
    if (*at == '0')
        at++;
    else
        while (is_digit(*at)) at++;
    *plain = at - begin < 300;
    if (*at == '.') {
        if (!is_digit(*++at)) return nullptr;
        while (is_digit(*at)) at++;
    }
    if (*at == 'e' || *at == 'E') {
        *plain = false;
        at++;
        if (*at == '+' || *at == '-') at++;
        if (!is_digit(*at)) return nullptr;
        while (is_digit(*at)) at++;
    }
    return at;
}

// True when the number is so small that it is zero and not so large that it is none: from_chars
// says only that it does not fit. Looks where its first digit stands.
bool is_tiny(str number) {
    long long exponent = 0, point = 0;
    bool seen = false, after_point = false;
    size_t i = number.data[0] == '-';
    for (; i < number.size && number.data[i] != 'e' && number.data[i] != 'E'; i++) {
        if (number.data[i] == '.')
            after_point = true;
        else if (number.data[i] != '0')
            seen = true;
        if (seen && !after_point) point++;
        if (!seen && after_point) point--;
    }
    if (i < number.size) {
        bool negative = number.data[++i] == '-';
        if (negative || number.data[i] == '+') i++;
        for (; i < number.size && exponent < (1LL << 40); i++)
            exponent = exponent * 10 + (number.data[i] - '0');
        if (negative) exponent = -exponent;
    }
    return !seen || exponent + point < 0;
}

bool to_double(double *out, str number) {
    double value = 0;
    auto [end, error] = std::from_chars(number.data, number.data + number.size, value);
    (void)end;
    if (error != std::errc() || !std::isfinite(value)) {
        if (!is_tiny(number)) return false;
        value = number.data[0] == '-' ? -0.0 : 0.0;
    }
    *out = value;
    return true;
}

status read_number(walk &w, json_node *node) {
    const char *begin = w.text + token_begin(w);
    bool plain = false;
    const char *end = number_end(begin, &plain);
    const char *rest = end;
    while (rest && is_white(*rest)) rest++;
    if (rest != w.text + token_end(w)) return malformed(w, token_begin(w), "not a number");
    node->kind = JSON_NUMBER;
    node->text = node->source = view(begin, end);
    double value;
    if (!plain && !to_double(&value, node->text))
        return malformed(w, token_begin(w), "a number too large for a double");
    w.at++;
    return OK;
}

status read_word(walk &w, json_node *node, enum json_kind kind, const char *word, size_t size) {
    const char *begin = w.text + token_begin(w);
    if (memcmp(begin, word, size) != 0) return unexpected(w, "a value");
    const char *rest = begin + size;
    while (is_white(*rest)) rest++;
    if (rest != w.text + token_end(w)) return unexpected(w, "a value");
    node->kind = kind;
    node->source = view(begin, begin + size);
    w.at++;
    return OK;
}

// ---- duplicate keys ----

status duplicate(const walk &w, const json_node *member) {
    char shown[65];
    size_t size = 0;
    for (; size < member->key.size && size < sizeof shown - 1; size++) {
        char c = member->key.data[size];
        shown[size] = c >= ' ' && c <= '~' ? c : '?';
    }
    shown[size] = '\0';
    return fault_set(w.fault, MALFORMED, "byte %zu: a second member named \"%s\"",
                     static_cast<size_t>(member->source.data - w.text), shown);
}

bool stands_before(const json_node *object, const json_node *member) {
    for (const json_node *other = object->first; other != member; other = other->next)
        if (str_equal(other->key, member->key)) return true;
    return false;
}

// A set of 64 marks tells most keys apart, so that few are compared.
status check_keys_few(const walk &w, const json_node *object) {
    uint64_t marks = 0;
    for (const json_node *m = object->first; m; m = m->next) {
        size_t size = m->key.size;
        unsigned mark = static_cast<unsigned>(size);
        if (size)
            mark = mark * 7 + static_cast<unsigned char>(m->key.data[0]) * 3u +
                   static_cast<unsigned char>(m->key.data[size - 1]);
        uint64_t bit = uint64_t{1} << (mark & 63);
        if ((marks & bit) && stands_before(object, m)) return duplicate(w, m);
        marks |= bit;
    }
    return OK;
}

status check_keys_many(const walk &w, const json_node *object) {
    json_reader *reader = w.reader;
    size_t capacity = 64;
    while (capacity < size_t{object->count} * 2) capacity *= 2;
    if (capacity > reader->table_capacity) {
        reader->table = static_cast<const json_node **>(
            memory_resize(reader->table, capacity, sizeof *reader->table));
        reader->table_capacity = capacity;
    }
    memset(reader->table, 0, capacity * sizeof *reader->table);
    // Keyed, because strangers choose the keys. Where the reader lies they do not know.
    uint64_t seed = reinterpret_cast<uintptr_t>(reader) * UINT64_C(0x9e3779b97f4a7c15);
    for (const json_node *m = object->first; m; m = m->next) {
        size_t at = hash_keyed(m->key, seed) & (capacity - 1);
        for (; reader->table[at]; at = (at + 1) & (capacity - 1))
            if (str_equal(reader->table[at]->key, m->key)) return duplicate(w, m);
        reader->table[at] = m;
    }
    return OK;
}

// ---- the tree ----

status node_new(walk &w, json_node **out) {
    if (w.nodes >= w.limits->nodes_max)
        return fault_set(w.fault, LIMIT, "more than %zu values", w.limits->nodes_max);
    w.nodes++;
    *out = static_cast<json_node *>(arena_take(w.memory, sizeof(json_node)));
    **out = json_node{};
    return OK;
}

// Reads a whole scalar, or the opening bracket of an array or object.
status value_begin(walk &w, json_node *node) {
    switch (token_char(w)) {
    case '"': node->kind = JSON_STRING; return read_string(w, &node->text, &node->source);
    case '{':
    case '[':
        node->kind = token_char(w) == '{' ? JSON_OBJECT : JSON_ARRAY;
        node->source.data = w.text + token_begin(w);
        w.at++;
        return OK;
    case 't': return read_word(w, node, JSON_TRUE, "true", 4);
    case 'f': return read_word(w, node, JSON_FALSE, "false", 5);
    case 'n': return read_word(w, node, JSON_NULL, "null", 4);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return read_number(w, node);
    default: return unexpected(w, "a value");
    }
}

status frame_push(walk &w, json_node *parent) {
    if (w.depth >= w.limits->depth_max)
        return fault_set(w.fault, LIMIT, "nested deeper than %zu", w.limits->depth_max);
    json_reader *reader = w.reader;
    if (w.depth == reader->frame_capacity) {
        reader->frame_capacity = reader->frame_capacity ? reader->frame_capacity * 2 : 64;
        reader->frames = static_cast<frame *>(
            memory_resize(reader->frames, reader->frame_capacity, sizeof(frame)));
    }
    reader->frames[w.depth++] = {parent, nullptr};
    return OK;
}

// Makes the next child of the innermost parent, with its key when that is an object.
status child_begin(walk &w, json_node **out) {
    frame *top = &w.reader->frames[w.depth - 1];
    json_node *child = nullptr;
    TRY(node_new(w, &child));
    if (top->parent->kind == JSON_OBJECT) {
        if (token_char(w) != '"') return unexpected(w, "a key");
        str source;
        TRY(read_string(w, &child->key, &source));
        if (token_char(w) != ':') return unexpected(w, "':'");
        w.at++;
    }
    if (top->last)
        top->last->next = child;
    else
        top->parent->first = child;
    top->last = child;
    top->parent->count++;
    *out = child;
    return OK;
}

// The closing bracket of the innermost parent was read.
status parent_end(walk &w) {
    json_node *parent = w.reader->frames[--w.depth].parent;
    parent->source = view(parent->source.data, w.text + token_begin(w) + 1);
    w.at++;
    if (parent->kind != JSON_OBJECT || parent->count < 2) return OK;
    return parent->count < MEMBERS_QUADRATIC ? check_keys_few(w, parent)
                                             : check_keys_many(w, parent);
}

// After a value: closes parents that end here and begins the next child, or sets `*out` to NULL
// at the end of all.
status value_end(walk &w, json_node **out) {
    *out = nullptr;
    while (w.depth > 0) {
        bool object = w.reader->frames[w.depth - 1].parent->kind == JSON_OBJECT;
        char c = token_char(w);
        if (c == ',') {
            w.at++;
            return child_begin(w, out);
        }
        if (c != (object ? '}' : ']')) return unexpected(w, object ? "',' or '}'" : "',' or ']'");
        TRY(parent_end(w));
    }
    return OK;
}

status walk_all(walk &w, json_node **root) {
    TRY(node_new(w, root));
    for (json_node *node = *root; node;) {
        TRY(value_begin(w, node));
        if (node->kind != JSON_OBJECT && node->kind != JSON_ARRAY) {
            TRY(value_end(w, &node));
            continue;
        }
        TRY(frame_push(w, node));
        if (token_char(w) == (node->kind == JSON_OBJECT ? '}' : ']')) {
            TRY(parent_end(w));
            TRY(value_end(w, &node));
        } else {
            TRY(child_begin(w, &node));
        }
    }
    if (w.at != w.token_count) return malformed(w, token_begin(w), "something after the end");
    return OK;
}

// simdjson says what is wrong with the bytes but not where, so the place is looked for again.
status bytes_malformed(const walk &w, simdjson::error_code error) {
    str text = {w.text, w.size};
    size_t at = 0, begin = 0;
    if (error == simdjson::UTF8_ERROR) {
        while (at < w.size) {
            size_t before = at;
            if (text_next(text, &at) == 0xfffd && at == before + 1)
                return malformed(w, before, "not UTF-8");
        }
    }
    bool inside = false;
    for (at = 0; at < w.size; at++) {
        char c = w.text[at];
        if (inside && static_cast<unsigned char>(c) < 0x20)
            return malformed(w, at, "a control character in a string");
        if (c == '"' && !inside) begin = at;
        if (c == '"')
            inside = !inside;
        else if (c == '\\')
            at++;
    }
    if (inside) return malformed(w, begin, "a string without an end");
    return malformed(w, 0, simdjson::error_message(error));
}

status tokens_find(walk &w) {
    simdjson::dom::parser &parser = w.reader->parser;
    if (!parser.implementation || parser.implementation->capacity() < w.size) {
        size_t capacity = w.size < 4096 ? 4096 : w.size + w.size / 2;
        if (parser.allocate(capacity, 16) != simdjson::SUCCESS) abort();
    }
    const uint8_t *bytes = reinterpret_cast<const uint8_t *>(w.text);
    auto error = parser.implementation->stage1(bytes, w.size, simdjson::stage1_mode::regular);
    if (error == simdjson::EMPTY) return malformed(w, 0, "there is no value");
    if (error != simdjson::SUCCESS) return bytes_malformed(w, error);
    w.tokens = parser.implementation->structural_indexes.get();
    w.token_count = parser.implementation->n_structural_indexes;
    return OK;
}

} // namespace

struct json_reader *json_reader_open(void) {
    json_reader *reader = new (std::nothrow) json_reader;
    if (!reader) abort();
    return reader;
}

void json_reader_close(struct json_reader **reader) {
    if (!*reader) return;
    free((*reader)->frames);
    free((*reader)->table);
    delete *reader;
    *reader = nullptr;
}

enum status json_read(struct json *out, struct json_reader *reader, struct str text,
                      const struct json_limits *limits, struct arena *arena, struct fault *fault) {
    // Positions are 32 bits wide in simdjson.
    if (text.size > limits->size_max || text.size > simdjson::SIMDJSON_MAXSIZE_BYTES / 2)
        return fault_set(fault, LIMIT, "larger than %zu bytes", limits->size_max);
    if (text.size == 0) return fault_set(fault, MALFORMED, "byte 0: there is no value");
    char *copy = static_cast<char *>(arena_take(arena, text.size + simdjson::SIMDJSON_PADDING));
    memcpy(copy, text.data, text.size);
    memset(copy + text.size, 0, simdjson::SIMDJSON_PADDING);
    walk w = {reader, arena, limits, fault, copy, text.size, nullptr, 0, 0, 0, 0};
    json_node *root = nullptr;
    enum status status = tokens_find(w);
    if (status == OK) status = walk_all(w, &root);
    if (text.size > TEXT_KEPT) {
        reader->parser = simdjson::dom::parser();
        free(reader->table);
        reader->table = nullptr;
        reader->table_capacity = 0;
    }
    if (status == OK) out->node = root;
    return status;
}

bool json_double(double *out, struct json value) {
    return json_kind(value) == JSON_NUMBER && to_double(out, value.node->text);
}

// std::to_chars gives the shortest digits; ECMAScript says how they stand (RFC 8785, 3.2.2.3).
char *json_double_text(char out[JSON_DOUBLE_SIZE], double value) {
    char digits[JSON_DOUBLE_SIZE];
    char *to = out;
    if (value < 0) *to++ = '-';
    auto [end, error] = std::to_chars(digits, digits + sizeof digits, std::fabs(value),
                                      std::chars_format::scientific);
    (void)error; // 24 characters are the most there can be
    char *e = static_cast<char *>(memchr(digits, 'e', static_cast<size_t>(end - digits)));
    *end = '\0';
    int exponent = atoi(e + 1);
    int count = 1; // of digits; "d.ddd" becomes "dddd"
    for (char *c = digits + 2; c < e; c++) digits[count++] = *c;
    int point = exponent + 1; // digits before the point
    if (value == 0) {
        *to++ = '0';
    } else if (point > 21 || point < -5) {
        *to++ = digits[0];
        if (count > 1) *to++ = '.';
        for (int i = 1; i < count; i++) *to++ = digits[i];
        *to++ = 'e';
        *to++ = exponent < 0 ? '-' : '+';
        to = std::to_chars(to, out + JSON_DOUBLE_SIZE, std::abs(exponent)).ptr;
    } else {
        if (point <= 0) {
            *to++ = '0';
            *to++ = '.';
            for (int i = point; i < 0; i++) *to++ = '0';
        }
        for (int i = 0; i < count || i < point; i++) {
            if (i == point && i > 0) *to++ = '.';
            *to++ = i < count ? digits[i] : '0';
        }
    }
    *to = '\0';
    return out;
}

struct str json_compact(struct arena *arena, struct str text) {
    char *compact = static_cast<char *>(arena_take(arena, text.size + simdjson::SIMDJSON_PADDING));
    size_t size = 0;
    if (text.size && simdjson::minify(text.data, text.size, compact, size) != simdjson::SUCCESS)
        abort(); // not JSON: our own mistake
    return {compact, size};
}
