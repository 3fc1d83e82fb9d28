// A tree as text, in one spelling: the shortest that reads as the same tree.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "stix/pattern_token.h"

#define INTEGER_MAX 9007199254740991.0 // of an integer (2.10); what is larger is a float

// ---- constants ----

void pattern_print_string(struct buf *out, struct str text) {
    buf_add_byte(out, '\'');
    size_t begin = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '\'' && text.data[i] != '\\') continue;
        buf_add(out, str_cut(text, begin, i));
        buf_add_byte(out, '\\');
        begin = i;
    }
    buf_add(out, str_cut(text, begin, text.size));
    buf_add_byte(out, '\'');
}

// "1.5e-7" is "0.00000015": the language has no exponents (9.2).
void pattern_print_number(struct buf *out, double value) {
    char text[JSON_DOUBLE_SIZE], digits[JSON_DOUBLE_SIZE];
    json_double_text(text, value);
    char *e = strchr(text, 'e');
    if (!e) {
        buf_add(out, str_of(text));
        return;
    }
    int point = 1 + atoi(e + 1), count = 0; // digits before the point; digits
    for (char *c = text; c < e; c++)
        if (*c >= '0' && *c <= '9') digits[count++] = *c;
    if (text[0] == '-') buf_add_byte(out, '-');
    if (point <= 0) buf_add(out, STR("0."));
    for (int i = point; i < 0; i++) buf_add_byte(out, '0');
    for (int i = 0; i < count || i < point; i++) {
        if (i == point && i > 0) buf_add_byte(out, '.');
        buf_add_byte(out, i < count ? digits[i] : '0');
    }
}

// A point, so that it is read as a float again.
static void print_float(struct buf *out, double value) {
    size_t begin = out->size;
    pattern_print_number(out, value);
    struct str written = str_cut(buf_str(out), begin, out->size);
    if (str_find_byte(written, '.') == SIZE_MAX) buf_add(out, STR(".0"));
}

static void print_hex(struct buf *out, struct str bytes) {
    buf_add(out, STR("h'"));
    for (size_t i = 0; i < bytes.size; i++) {
        char two[3];
        buf_add(out, str_of(hex_write(two, bytes.data + i, 1)));
    }
    buf_add_byte(out, '\'');
}

static void print_base64(struct buf *out, struct str bytes) {
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    buf_add(out, STR("b'"));
    for (size_t at = 0; at < bytes.size; at += 3) {
        size_t left = bytes.size - at;
        uint32_t bits = (uint32_t)(unsigned char)bytes.data[at] << 16;
        if (left > 1) bits |= (uint32_t)(unsigned char)bytes.data[at + 1] << 8;
        if (left > 2) bits |= (unsigned char)bytes.data[at + 2];
        buf_add_byte(out, DIGITS[bits >> 18]);
        buf_add_byte(out, DIGITS[bits >> 12 & 63]);
        buf_add_byte(out, left > 1 ? DIGITS[bits >> 6 & 63] : '=');
        buf_add_byte(out, left > 2 ? DIGITS[bits & 63] : '=');
    }
    buf_add_byte(out, '\'');
}

void pattern_print_constant(struct buf *out, const struct pattern_constant *constant) {
    switch (constant->kind) {
    case PATTERN_STRING: pattern_print_string(out, constant->text); return;
    case PATTERN_INTEGER: buf_add_i64(out, constant->integer); return;
    case PATTERN_FLOAT: print_float(out, constant->real); return;
    case PATTERN_BOOLEAN: buf_add(out, constant->boolean ? STR("true") : STR("false")); return;
    case PATTERN_TIMESTAMP:
        buf_add_byte(out, 't');
        pattern_print_string(out, constant->text);
        return;
    case PATTERN_HEX: print_hex(out, constant->text); return;
    case PATTERN_BINARY: print_base64(out, constant->text); return;
    }
}

// ---- tests ----

void pattern_print_path(struct buf *out, const struct pattern_path *path) {
    buf_add(out, path->type);
    for (size_t i = 0; i < path->step_count; i++) {
        const struct pattern_step *step = &path->steps[i];
        if (step->kind == PATTERN_STEP_ANY) {
            buf_add(out, STR("[*]"));
            continue;
        }
        if (step->kind == PATTERN_STEP_INDEX) {
            buf_add_byte(out, '[');
            buf_add_i64(out, step->index);
            buf_add_byte(out, ']');
            continue;
        }
        buf_add_byte(out, i == 0 ? ':' : '.');
        if (pattern_name_is_plain(step->name))
            buf_add(out, step->name);
        else
            pattern_print_string(out, step->name);
    }
}

const char *pattern_operator_text(enum pattern_operator operator) {
    static const char *const TEXTS[] = {
        [PATTERN_EQUAL] = "=",
        [PATTERN_NOT_EQUAL] = "!=",
        [PATTERN_GREATER] = ">",
        [PATTERN_LESS] = "<",
        [PATTERN_GREATER_EQUAL] = ">=",
        [PATTERN_LESS_EQUAL] = "<=",
        [PATTERN_IN] = "IN",
        [PATTERN_LIKE] = "LIKE",
        [PATTERN_MATCHES] = "MATCHES",
        [PATTERN_IS_SUBSET] = "ISSUBSET",
        [PATTERN_IS_SUPERSET] = "ISSUPERSET",
        [PATTERN_EXISTS] = "EXISTS",
    };
    return TEXTS[operator];
}

static void print_test(struct buf *out, const struct pattern_test *test) {
    if (test->operator== PATTERN_EXISTS) {
        buf_add(out, test->is_negated ? STR("NOT EXISTS ") : STR("EXISTS "));
        pattern_print_path(out, &test->path);
        return;
    }
    pattern_print_path(out, &test->path);
    buf_add(out, test->is_negated ? STR(" NOT ") : STR(" "));
    buf_add(out, str_of(pattern_operator_text(test->operator)));
    buf_add_byte(out, ' ');
    if (test->operator== PATTERN_IN) buf_add_byte(out, '(');
    for (size_t i = 0; i < test->constant_count; i++) {
        if (i > 0) buf_add(out, STR(", "));
        pattern_print_constant(out, &test->constants[i]);
    }
    if (test->operator== PATTERN_IN) buf_add_byte(out, ')');
}

// ---- expressions ----

// How closely a node binds (9.5.3); qualifiers and brackets bind closest.
static int closeness(const struct pattern *node) {
    switch (node->kind) {
    case PATTERN_FOLLOWED_BY: return 0;
    case PATTERN_OR:
    case PATTERN_ANY: return 1;
    case PATTERN_AND:
    case PATTERN_ALL: return 2;
    default: return 3;
    }
}

static void print_group(struct buf *out, const struct pattern *node, bool is_group) {
    if (is_group) buf_add_byte(out, '(');
    pattern_print(out, node);
    if (is_group) buf_add_byte(out, ')');
}

static void print_chain(struct buf *out, const struct pattern *node, struct str word) {
    for (const struct pattern *child = node->first; child; child = child->next) {
        if (child != node->first) buf_add(out, word);
        print_group(out, child, closeness(child) <= closeness(node));
    }
}

static void print_qualifier(struct buf *out, const struct pattern *node) {
    if (node->kind == PATTERN_WITHIN) {
        buf_add(out, STR(" WITHIN "));
        if (node->seconds <= INTEGER_MAX)
            pattern_print_number(out, node->seconds);
        else
            print_float(out, node->seconds);
        buf_add(out, STR(" SECONDS"));
        return;
    }
    if (node->kind == PATTERN_REPEATS) {
        buf_add(out, STR(" REPEATS "));
        buf_add_i64(out, node->times);
        buf_add(out, STR(" TIMES"));
        return;
    }
    buf_add(out, STR(" START "));
    pattern_print_constant(out, &node->start);
    buf_add(out, STR(" STOP "));
    pattern_print_constant(out, &node->stop);
}

// Qualifiers follow each other until one comes that stands there already: then what is before it
// goes into parentheses. Returns which stand at the end of what was written.
static unsigned print_qualified(struct buf *out, const struct pattern *node) {
    const struct pattern *child = node->first;
    size_t begin = out->size;
    unsigned seen = 0;
    if (child->kind >= PATTERN_WITHIN)
        seen = print_qualified(out, child);
    else
        print_group(out, child, closeness(child) < 3);
    if (seen & 1u << node->kind) {
        char *room = buf_room(out, 2);
        if (!room) return seen;
        memmove(out->data + begin + 1, out->data + begin, out->size - begin);
        out->data[begin] = '(';
        out->data[out->size + 1] = ')';
        buf_grow(out, 2);
        seen = 0;
    }
    print_qualifier(out, node);
    return seen | 1u << node->kind;
}

void pattern_print(struct buf *out, const struct pattern *node) {
    switch (node->kind) {
    case PATTERN_TEST: print_test(out, &node->test); return;
    case PATTERN_AND:
    case PATTERN_ALL: print_chain(out, node, STR(" AND ")); return;
    case PATTERN_OR:
    case PATTERN_ANY: print_chain(out, node, STR(" OR ")); return;
    case PATTERN_FOLLOWED_BY: print_chain(out, node, STR(" FOLLOWEDBY ")); return;
    case PATTERN_OBSERVATION:
        buf_add_byte(out, '[');
        pattern_print(out, node->first);
        buf_add_byte(out, ']');
        return;
    case PATTERN_WITHIN:
    case PATTERN_REPEATS:
    case PATTERN_START_STOP: print_qualified(out, node); return;
    }
}
