// The normal form, and the order of trees that it sorts by. Children are sorted by merging, so that
// each comparison costs no more than the child that it puts in its place.
#include <string.h>

#include "stix/observable.h"
#include "stix/pattern.h"

#define WHOLE_MAX 9007199254740991.0 // up to here a double holds each integer (2.10)

// ---- order ----

static int order_of(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_constants(const struct pattern_constant *a, const struct pattern_constant *b) {
    if (a->kind != b->kind) return order_of(a->kind, b->kind);
    switch (a->kind) {
    case PATTERN_INTEGER: return order_of(a->integer, b->integer);
    case PATTERN_FLOAT: return (a->real > b->real) - (a->real < b->real);
    case PATTERN_BOOLEAN: return order_of(a->boolean, b->boolean);
    default: return str_compare(a->text, b->text);
    }
}

static int compare_paths(const struct pattern_path *a, const struct pattern_path *b) {
    int order = str_compare(a->type, b->type);
    for (size_t i = 0; order == 0 && i < a->step_count && i < b->step_count; i++) {
        const struct pattern_step *x = &a->steps[i], *y = &b->steps[i];
        order = order_of(x->kind, y->kind);
        if (order == 0 && x->kind == PATTERN_STEP_NAME) order = str_compare(x->name, y->name);
        if (order == 0 && x->kind == PATTERN_STEP_INDEX) order = order_of(x->index, y->index);
    }
    return order ? order : order_of((int64_t)a->step_count, (int64_t)b->step_count);
}

static int compare_tests(const struct pattern_test *a, const struct pattern_test *b) {
    int order = compare_paths(&a->path, &b->path);
    if (order == 0) order = order_of(a->operator, b->operator);
    if (order == 0) order = order_of(a->is_negated, b->is_negated);
    for (size_t i = 0; order == 0 && i < a->constant_count && i < b->constant_count; i++)
        order = compare_constants(&a->constants[i], &b->constants[i]);
    return order ? order : order_of((int64_t)a->constant_count, (int64_t)b->constant_count);
}

int pattern_compare(const struct pattern *a, const struct pattern *b) {
    int order = order_of(a->kind, b->kind);
    if (order) return order;
    if (a->kind == PATTERN_TEST) return compare_tests(&a->test, &b->test);
    const struct pattern *x = a->first, *y = b->first;
    for (; order == 0 && x && y; x = x->next, y = y->next) order = pattern_compare(x, y);
    if (order == 0) order = order_of(x != NULL, y != NULL);
    if (order) return order;
    switch (a->kind) {
    case PATTERN_WITHIN: return (a->seconds > b->seconds) - (a->seconds < b->seconds);
    case PATTERN_REPEATS: return order_of(a->times, b->times);
    case PATTERN_START_STOP:
        order = compare_constants(&a->start, &b->start);
        return order ? order : compare_constants(&a->stop, &b->stop);
    default: return 0;
    }
}

// ---- constants ----

// Without zeros at the end of the fraction, and without a fraction that is zero.
static struct str normal_timestamp(struct str text, struct arena *arena) {
    size_t size = text.size - 1; // without Z
    if (str_find_byte(text, '.') == SIZE_MAX) return text;
    while (text.data[size - 1] == '0') size--;
    if (text.data[size - 1] == '.') size--;
    if (size == text.size - 1) return text;
    struct str out = arena_copy(arena, str_cut(text, 0, size + 1));
    ((char *)out.data)[size] = 'Z';
    return out;
}

static bool is_whole(const struct pattern_constant *constant) {
    if (constant->kind == PATTERN_INTEGER) return true;
    return constant->kind == PATTERN_FLOAT && constant->real >= -WHOLE_MAX &&
           constant->real <= WHOLE_MAX && (double)(int64_t)constant->real == constant->real;
}

static struct pattern_constant normal_number(const struct pattern_constant *constant, bool whole) {
    struct pattern_constant out = {.kind = whole ? PATTERN_INTEGER : PATTERN_FLOAT};
    bool is_float = constant->kind == PATTERN_FLOAT;
    if (whole)
        out.integer = is_float ? (int64_t)constant->real : constant->integer;
    else
        out.real = is_float ? constant->real + 0.0 : (double)constant->integer;
    return out;
}

// `whole`: all numbers of the test are.
static struct pattern_constant normal_constant(const struct pattern_constant *constant, bool whole,
                                               struct arena *arena) {
    struct pattern_constant out = *constant;
    switch (constant->kind) {
    case PATTERN_INTEGER:
    case PATTERN_FLOAT: return normal_number(constant, whole);
    case PATTERN_TIMESTAMP: out.text = normal_timestamp(constant->text, arena); break;
    case PATTERN_BINARY: out.kind = PATTERN_HEX; break;
    default: break;
    }
    return out;
}

// Sorts what `order` compares, by merging from the bottom up; `spare` is as long.
static void sort_constants(struct pattern_constant *items, size_t count,
                           struct pattern_constant *spare) {
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * run) {
            size_t middle = begin + run < count ? begin + run : count;
            size_t end = begin + 2 * run < count ? begin + 2 * run : count;
            size_t a = begin, b = middle;
            for (size_t at = begin; at < end; at++) {
                bool is_first =
                    a < middle && (b >= end || compare_constants(&items[a], &items[b]) <= 0);
                spare[at] = is_first ? items[a++] : items[b++];
            }
        }
        memcpy(items, spare, count * sizeof *items);
    }
}

static bool has_any(const struct pattern_path *path) {
    for (size_t i = 0; i < path->step_count; i++)
        if (path->steps[i].kind == PATTERN_STEP_ANY) return true;
    return false;
}

// `a NOT = b` and `a != b` are both true where a is there and is not b, unlike types included.
static void turn_negation(struct pattern_test *test) {
    bool is_equality = test->operator== PATTERN_EQUAL || test->operator== PATTERN_NOT_EQUAL;
    if (!test->is_negated || !is_equality || has_any(&test->path)) return;
    test->is_negated = false;
    test->operator= test->operator== PATTERN_EQUAL ? PATTERN_NOT_EQUAL : PATTERN_EQUAL;
}

static void normal_network(struct pattern_test *test, struct pattern_constant *constant,
                           struct arena *arena) {
    struct observable network;
    bool is_net = test->operator== PATTERN_IS_SUBSET || test->operator== PATTERN_IS_SUPERSET;
    if (!is_net) return;
    bool has_colon = str_find_byte(constant->text, ':') != SIZE_MAX;
    enum observable_kind kind = has_colon ? OBSERVABLE_IPV6 : OBSERVABLE_IPV4;
    if (observable_make(&network, kind, constant->text, arena)) constant->text = network.value;
}

static void normal_test(struct pattern_test *test, struct arena *arena) {
    size_t count = test->constant_count, kept = 0;
    struct pattern_constant *items = arena_array(arena, count, struct pattern_constant);
    bool whole = true;
    for (size_t i = 0; i < count; i++) whole = whole && is_whole(&test->constants[i]);
    for (size_t i = 0; i < count; i++)
        items[i] = normal_constant(&test->constants[i], whole, arena);
    if (count > 1) sort_constants(items, count, arena_array(arena, count, struct pattern_constant));
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_constants(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    test->constants = items;
    test->constant_count = kept;
    if (kept == 1) normal_network(test, items, arena);
    if (test->operator== PATTERN_IN && kept == 1) test->operator= PATTERN_EQUAL;
    turn_negation(test);
}

// ---- chains ----

static struct pattern *merge(struct pattern *a, struct pattern *b) {
    struct pattern *first = NULL, **end = &first;
    while (a && b) {
        struct pattern **least = pattern_compare(a, b) <= 0 ? &a : &b;
        *end = *least;
        end = &(*least)->next;
        *least = (*least)->next;
    }
    *end = a ? a : b;
    return first;
}

// Lists of 1, 2, 4, ... children wait to be merged with the next of their length.
static struct pattern *sort_children(struct pattern *first) {
    struct pattern *waiting[32] = {NULL}, *all = NULL;
    while (first) {
        struct pattern *run = first;
        first = first->next;
        run->next = NULL;
        size_t level = 0;
        for (; waiting[level]; level++) {
            run = merge(waiting[level], run);
            waiting[level] = NULL;
        }
        waiting[level] = run;
    }
    for (size_t level = 0; level < 32; level++)
        if (waiting[level]) all = all ? merge(waiting[level], all) : waiting[level];
    return all;
}

static void drop_doubles(struct pattern *child) {
    while (child && child->next) {
        if (pattern_compare(child, child->next) == 0)
            child->next = child->next->next;
        else
            child = child->next;
    }
}

static bool is_chain(enum pattern_kind kind) {
    return kind == PATTERN_AND || kind == PATTERN_OR || kind == PATTERN_ALL ||
           kind == PATTERN_ANY || kind == PATTERN_FOLLOWED_BY;
}

static struct pattern *normal_of(const struct pattern *node, struct arena *arena);

// The normal forms of the children, those of a child of the same kind in its place. FOLLOWEDBY goes
// from left to right, so only what stands first may be opened.
static struct pattern *normal_children(const struct pattern *node, struct arena *arena) {
    struct pattern *first = NULL, **end = &first;
    for (const struct pattern *child = node->first; child; child = child->next) {
        struct pattern *normal = normal_of(child, arena);
        bool may_open = node->kind != PATTERN_FOLLOWED_BY || child == node->first;
        bool is_same = normal->kind == node->kind && is_chain(node->kind);
        *end = may_open && is_same ? normal->first : normal;
        while (*end) end = &(*end)->next;
    }
    return first;
}

static struct pattern *normal_of(const struct pattern *node, struct arena *arena) {
    struct pattern *out = arena_new(arena, struct pattern);
    *out = *node;
    out->next = NULL;
    if (out->kind == PATTERN_TEST) {
        normal_test(&out->test, arena);
        return out;
    }
    out->first = normal_children(node, arena);
    if (out->kind == PATTERN_REPEATS && out->times == 1) return out->first;
    if (out->kind == PATTERN_START_STOP) {
        out->start = normal_constant(&node->start, true, arena);
        out->stop = normal_constant(&node->stop, true, arena);
    }
    if (!is_chain(out->kind) || out->kind == PATTERN_FOLLOWED_BY) return out;
    out->first = sort_children(out->first);
    if (out->kind != PATTERN_ALL) drop_doubles(out->first);
    return out->first->next ? out : out->first;
}

struct pattern *pattern_normal(const struct pattern *pattern, struct arena *arena) {
    struct pattern *normal = normal_of(pattern, arena);
    normal->deviations = pattern->deviations;
    return normal;
}
