#include "base/str.h"

#include <string.h>

// ASCII only and without the locale, unlike tolower().
static unsigned char fold(char byte) {
    unsigned char c = (unsigned char)byte;
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : c;
}

static bool is_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct str str_of(const char *text) {
    return text ? (struct str){text, strlen(text)} : STR_NONE;
}

// memcmp and memchr may not be given NULL, not even with size 0.
bool str_equal(struct str a, struct str b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool str_equal_fold(struct str a, struct str b) {
    return a.size == b.size && str_starts_fold(a, b);
}

int str_compare(struct str a, struct str b) {
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.data, b.data, size);
    if (order != 0) return order;
    return (a.size > b.size) - (a.size < b.size);
}

bool str_starts(struct str text, struct str prefix) {
    return str_equal(str_cut(text, 0, prefix.size), prefix);
}

bool str_ends(struct str text, struct str suffix) {
    return text.size >= suffix.size &&
           str_equal(str_cut(text, text.size - suffix.size, text.size), suffix);
}

bool str_starts_fold(struct str text, struct str prefix) {
    if (text.size < prefix.size) return false;
    for (size_t i = 0; i < prefix.size; i++)
        if (fold(text.data[i]) != fold(prefix.data[i])) return false;
    return true;
}

size_t str_find(struct str text, struct str part) {
    if (part.size == 0) return 0;
    if (text.size < part.size) return SIZE_MAX;
    const char *at = memmem(text.data, text.size, part.data, part.size);
    return at ? (size_t)(at - text.data) : SIZE_MAX;
}

size_t str_find_byte(struct str text, char byte) {
    const char *at = text.size ? memchr(text.data, byte, text.size) : NULL;
    return at ? (size_t)(at - text.data) : SIZE_MAX;
}

size_t str_find_byte_last(struct str text, char byte) {
    const char *at = text.size ? memrchr(text.data, byte, text.size) : NULL;
    return at ? (size_t)(at - text.data) : SIZE_MAX;
}

struct str str_cut(struct str text, size_t begin, size_t end) {
    if (!text.data) return text;
    if (end > text.size) end = text.size;
    if (begin > end) begin = end;
    return (struct str){text.data + begin, end - begin};
}

struct str str_trim(struct str text) {
    size_t begin = 0, end = text.size;
    while (begin < end && is_space(text.data[begin])) begin++;
    while (end > begin && is_space(text.data[end - 1])) end--;
    return str_cut(text, begin, end);
}

bool str_take(struct str *part, struct str *rest, char separator) {
    if (!rest->data) return false;
    size_t at = str_find_byte(*rest, separator);
    *part = str_cut(*rest, 0, at);
    *rest = at == SIZE_MAX ? STR_NONE : str_cut(*rest, at + 1, rest->size);
    return true;
}

bool str_read_u64(uint64_t *out, struct str text) {
    if (text.size == 0) return false;
    uint64_t value = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = (unsigned)(unsigned char)text.data[i] - '0';
        if (digit > 9) return false;
        if (__builtin_mul_overflow(value, 10u, &value)) return false;
        if (__builtin_add_overflow(value, digit, &value)) return false;
    }
    *out = value;
    return true;
}

bool str_read_i64(int64_t *out, struct str text) {
    bool negative = text.size > 0 && text.data[0] == '-';
    uint64_t value;
    if (!str_read_u64(&value, negative ? str_cut(text, 1, text.size) : text)) return false;
    if (value > (uint64_t)INT64_MAX + negative) return false;
    // Negated as unsigned, so that INT64_MIN never stands as a positive number.
    *out = (int64_t)(negative ? 0 - value : value);
    return true;
}
