// A pattern is read or refused with its place. What was read is the same tree when it is printed
// and read again, and yields the same values; its normal form is its own normal form, also when all
// operands stand the other way round; each tree can be explained. The memory is linear.
#include "stix/observable.h"
#include "stix/pattern_explain.h"

#include <string.h>

#include "fuzz.h"

static struct pattern *read_again(const struct pattern *pattern, bool is_lenient,
                                  struct arena *arena) {
    struct pattern_options options = {.is_lenient = is_lenient};
    struct pattern *again = NULL;
    struct fault fault = {""};
    struct buf text;
    buf_init(&text, SIZE_MAX);
    pattern_print(&text, pattern);
    struct str kept = arena_copy(arena, buf_str(&text));
    buf_close(&text);
    enum status status = pattern_read(&again, kept, &options, arena, &fault);
    HOLDS(status == OK || (status == LIMIT && kept.size > PATTERN_SIZE_MAX));
    return again;
}

static bool is_symmetric(enum pattern_kind kind) {
    return kind == PATTERN_AND || kind == PATTERN_OR || kind == PATTERN_ALL || kind == PATTERN_ANY;
}

static struct pattern *turned(const struct pattern *node, struct arena *arena) {
    struct pattern *out = arena_new(arena, struct pattern), *first = NULL, **end = &first;
    *out = *node;
    out->next = NULL;
    for (const struct pattern *child = node->first; child; child = child->next) {
        struct pattern *other = turned(child, arena);
        if (is_symmetric(node->kind)) {
            other->next = first;
            first = other;
        } else {
            *end = other;
            end = &other->next;
        }
    }
    out->first = first;
    if (node->kind != PATTERN_TEST) return out;
    size_t count = node->test.constant_count;
    struct pattern_constant *constants = arena_array(arena, count, struct pattern_constant);
    for (size_t i = 0; i < count; i++) constants[i] = node->test.constants[count - 1 - i];
    out->test.constants = constants;
    return out;
}

static void compare_values(const struct pattern *a, const struct pattern *b, struct arena *arena) {
    struct observable_found *x, *y;
    size_t count = pattern_observables(&x, a, arena);
    HOLDS(pattern_observables(&y, b, arena) == count);
    for (size_t i = 0; i < count; i++) {
        HOLDS(x[i].is_enough == y[i].is_enough && x[i].is_needed == y[i].is_needed);
        HOLDS(x[i].observable.kind == y[i].observable.kind);
        HOLDS(str_equal(x[i].observable.value, y[i].observable.value));
    }
}

static void explain(const struct pattern *pattern, struct arena *arena) {
    struct pattern_line *lines;
    size_t count = pattern_explain(&lines, pattern, arena);
    HOLDS(count > 1);
    for (size_t i = 0; i < count; i++) HOLDS(pattern_line_text(&lines[i], arena).size > 0);
}

static void check_tree(const struct pattern *pattern, bool is_lenient, struct arena *arena) {
    struct pattern *again = read_again(pattern, is_lenient, arena);
    if (again) HOLDS(pattern_compare(pattern, again) == 0);
    if (again) compare_values(pattern, again, arena);
    struct pattern *normal = pattern_normal(pattern, arena);
    HOLDS(pattern_compare(normal, pattern_normal(normal, arena)) == 0);
    HOLDS(pattern_compare(normal, pattern_normal(turned(pattern, arena), arena)) == 0);
    again = read_again(normal, is_lenient, arena);
    if (again) HOLDS(pattern_compare(normal, again) == 0);
    explain(pattern, arena);
}

// The first byte chooses the version and whether to be lenient, unless it begins a pattern.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pattern_place place = {0};
    struct pattern_options options = {.place = &place};
    struct arena arena;
    struct pattern *pattern = NULL;
    struct fault fault = {""};
    if (size > 0 && data[0] < 4) {
        options.version = data[0] & 1 ? PATTERN_2_0 : PATTERN_2_1;
        options.is_lenient = data[0] & 2;
        data++;
        size--;
    }
    arena_init(&arena);
    struct str text = fuzz_text(data, size);
    enum status status = pattern_read(&pattern, text, &options, &arena, &fault);
    HOLDS((status == OK) == (fault.text[0] == '\0') && (status == OK) == (pattern != NULL));
    HOLDS(status == OK || status == MALFORMED || status == LIMIT);
    if (status == MALFORMED) HOLDS(strstr(fault.text, ": expected ") && place.at <= size);
    if (status == OK) HOLDS(options.is_lenient || pattern->deviations == 0);
    if (status == OK) check_tree(pattern, options.is_lenient, &arena);
    HOLDS(fuzz_is_linear(arena.bytes_total, size));
    arena_close(&arena);
    return 0;
}
