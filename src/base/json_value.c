// json_value.c - asking the tree that json.cc made.
#include "base/json.h"

enum json_kind json_kind(struct json value) {
    return value.node ? value.node->kind : JSON_ABSENT;
}

struct json json_member(struct json object, struct str key) {
    if (json_kind(object) != JSON_OBJECT) return (struct json){NULL};
    const struct json_node *member = object.node->first;
    while (member && !str_equal(member->key, key)) member = member->next;
    return (struct json){member};
}

struct json json_item(struct json array, size_t index) {
    if (json_kind(array) != JSON_ARRAY || index >= array.node->count) return (struct json){NULL};
    const struct json_node *item = array.node->first;
    while (index-- > 0) item = item->next;
    return (struct json){item};
}

struct json json_first(struct json parent) {
    return (struct json){parent.node ? parent.node->first : NULL};
}

struct json json_next(struct json value) {
    return (struct json){value.node ? value.node->next : NULL};
}

size_t json_count(struct json parent) {
    return parent.node ? parent.node->count : 0;
}

struct str json_key(struct json member) {
    return member.node ? member.node->key : STR_NONE;
}

struct str json_text(struct json value) {
    return json_kind(value) == JSON_STRING ? value.node->text : STR_NONE;
}

struct str json_number(struct json value) {
    return json_kind(value) == JSON_NUMBER ? value.node->text : STR_NONE;
}

struct str json_source(struct json value) {
    return value.node ? value.node->source : STR_NONE;
}

bool json_true(struct json value) {
    return json_kind(value) == JSON_TRUE;
}

// A number as digits without zeroes at either end, and the power of ten they stand at.
struct decimal {
    uint64_t digits;
    int64_t exponent;
    bool fits; // the digits do
};

static int64_t exponent_read(struct str text) {
    bool negative = text.data[0] == '-';
    size_t at = negative || text.data[0] == '+';
    int64_t value = 0;
    for (; at < text.size && value < INT64_C(1) << 40; at++)
        value = value * 10 + (text.data[at] - '0');
    return negative ? -value : value;
}

static struct decimal decimal_read(struct str number) {
    struct decimal d = {.fits = true};
    int64_t zeroes = 0; // seen since the last other digit
    bool fraction = false;
    for (size_t i = 0; i < number.size; i++) {
        char c = number.data[i];
        if (c == 'e' || c == 'E') {
            d.exponent += exponent_read(str_cut(number, i + 1, number.size));
            break;
        }
        if (c == '.') fraction = true;
        if (c < '0' || c > '9') continue;
        if (fraction) d.exponent--;
        if (c == '0') {
            zeroes += d.digits != 0;
            continue;
        }
        for (; zeroes >= 0 && d.fits; zeroes--)
            d.fits = !__builtin_mul_overflow(d.digits, 10u, &d.digits);
        d.fits = d.fits && !__builtin_add_overflow(d.digits, (unsigned)(c - '0'), &d.digits);
        if (!d.fits) break;
        zeroes = 0;
    }
    d.exponent += zeroes;
    return d;
}

bool json_i64(int64_t *out, struct json value) {
    struct str number = json_number(value);
    if (number.size == 0) return false;
    struct decimal d = decimal_read(number);
    // Digits too many for 64 bits that end in another than 0: too large, or not whole.
    if (!d.fits) return false;
    if (d.digits != 0) {
        if (d.exponent < 0 || d.exponent > 19) return false;
        for (; d.exponent > 0; d.exponent--)
            if (__builtin_mul_overflow(d.digits, 10u, &d.digits)) return false;
    }
    bool negative = number.data[0] == '-';
    if (d.digits > (uint64_t)INT64_MAX + negative) return false;
    *out = (int64_t)(negative ? 0 - d.digits : d.digits);
    return true;
}

const char *json_kind_name(enum json_kind kind) {
    static const char *const names[] = {
        [JSON_ABSENT] = "nothing", [JSON_NULL] = "null",        [JSON_FALSE] = "false",
        [JSON_TRUE] = "true",      [JSON_NUMBER] = "a number",  [JSON_STRING] = "a string",
        [JSON_ARRAY] = "an array", [JSON_OBJECT] = "an object",
    };
    return names[kind];
}
