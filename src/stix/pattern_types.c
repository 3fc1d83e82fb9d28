// Each expression can be satisfied by objects of some types: a test by those of one, OR by those of
// any part, AND by those that every part has. Sets are sorted; the work is that of sorting them, at
// each of PATTERN_DEPTH_MAX levels.
#include "stix/pattern_types.h"

#include <stdlib.h>

#include "base/text.h"
#include "base/vec.h"

#define TYPE_SHOWN_MAX 48

struct types {
    struct str *items;
    size_t count;
};

static int compare(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void sort(struct types *types) {
    size_t count = 0;
    qsort(types->items, types->count, sizeof *types->items, compare);
    for (size_t i = 0; i < types->count; i++)
        if (count == 0 || !str_equal(types->items[i], types->items[count - 1]))
            types->items[count++] = types->items[i];
    types->count = count;
}

// What is in both, in the place of `types`.
static void intersect(struct types *types, const struct types *other) {
    size_t count = 0;
    for (size_t i = 0, j = 0; i < types->count && j < other->count;) {
        int order = str_compare(types->items[i], other->items[j]);
        if (order == 0) types->items[count++] = types->items[i];
        i += order <= 0;
        j += order >= 0;
    }
    types->count = count;
}

static enum status refuse(struct pattern_scanner *s, const struct pattern *operand,
                          struct str type) {
    while (operand->kind != PATTERN_TEST) operand = operand->first;
    struct str shown = text_excerpt(s->arena, type, TYPE_SHOWN_MAX);
    struct str what = arena_format(s->arena, "a path of %.*s, as beside the AND", STR_ARG(shown));
    return scan_deviates(s, PATTERN_TYPES_APART, operand->begin, what.data,
                         operand->test.path.type);
}

static enum status types_of(struct types *out, struct pattern_scanner *s,
                            const struct pattern *node);

static enum status types_of_or(struct types *out, struct pattern_scanner *s,
                               const struct pattern *node) {
    VEC_OF(struct str) all = {0};
    enum status status = OK;
    for (const struct pattern *child = node->first; child && status == OK; child = child->next) {
        struct types types = {0};
        status = types_of(&types, s, child);
        for (size_t i = 0; i < types.count; i++) vec_add(&all, types.items[i]);
    }
    struct types both = {all.items, all.count};
    if (both.count > 0) sort(&both);
    out->count = both.count;
    out->items = arena_array(s->arena, both.count, struct str);
    for (size_t i = 0; i < both.count; i++) out->items[i] = both.items[i];
    vec_close(&all);
    return status;
}

static enum status types_of_and(struct types *out, struct pattern_scanner *s,
                                const struct pattern *node) {
    struct types types;
    TRY(types_of(&types, s, node->first));
    for (const struct pattern *child = node->first->next; child; child = child->next) {
        struct types other;
        struct str before = types.items[0];
        TRY(types_of(&other, s, child));
        intersect(&types, &other);
        if (types.count > 0) continue;
        TRY(refuse(s, child, before));
        types = (struct types){&types.items[0], 1}; // went on leniently: with what was there
        types.items[0] = before;
    }
    *out = types;
    return OK;
}

static enum status types_of(struct types *out, struct pattern_scanner *s,
                            const struct pattern *node) {
    if (node->kind == PATTERN_AND) return types_of_and(out, s, node);
    if (node->kind == PATTERN_OR) return types_of_or(out, s, node);
    struct str *type = arena_new(s->arena, struct str);
    *type = node->test.path.type;
    *out = (struct types){type, 1};
    return OK;
}

enum status pattern_types_check(struct pattern_scanner *s, const struct pattern *node) {
    struct types types;
    return types_of(&types, s, node);
}
