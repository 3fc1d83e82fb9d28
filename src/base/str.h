// str.h - a view of text: a pointer and a size, passed by value, owning nothing.
//
// The bytes need not end in NUL and may hold any value. `STR_NONE` (NULL, 0) means "not given";
// an empty text that was given has a pointer. All comparisons are by bytes; "fold" means ASCII
// letters without regard to case.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *data;
    size_t size; // bytes
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})
#define STR_ARG(s) (int)(s).size, (s).data // for "%.*s"

struct str str_of(const char *text); // NUL-terminated; NULL gives STR_NONE
bool str_equal(struct str a, struct str b);
bool str_equal_fold(struct str a, struct str b);
int str_compare(struct str a, struct str b); // like memcmp, the shorter first
bool str_starts(struct str text, struct str prefix);
bool str_ends(struct str text, struct str suffix);
bool str_starts_fold(struct str text, struct str prefix);

// Position of the first / last occurrence, or SIZE_MAX.
size_t str_find(struct str text, struct str part);
size_t str_find_byte(struct str text, char byte);
size_t str_find_byte_last(struct str text, char byte);

// Part of `text` from `begin` to `end` (one past), both cut to its size.
struct str str_cut(struct str text, size_t begin, size_t end);
struct str str_trim(struct str text); // without ASCII white space at both ends

// Takes the part before the first `separator` off the front of `*rest`. False when `*rest` is
// STR_NONE, so that `while (str_take(&part, &rest, ','))` sees "a,,b" as three parts.
bool str_take(struct str *part, struct str *rest, char separator);

// Decimal digits only, no sign, no space, no overflow. `*out` is written only on true.
bool str_read_u64(uint64_t *out, struct str text);
bool str_read_i64(int64_t *out, struct str text); // with an optional '-'
