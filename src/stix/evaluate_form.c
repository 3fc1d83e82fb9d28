// evaluate_form.c - how observations must stand to each other (9.5.1, 9.5.2).
#include <float.h>
#include <math.h>

#include "stix/evaluate_inside.h"

struct making {
    struct arena *arena;
    uint32_t leaf_count;
};
// What qualifiers above say of all that is below.
struct above {
    stamp from, to;
    int64_t times;
};

static struct form *form_new(struct making *m, enum form_kind kind) {
    struct form *form = arena_new(m->arena, struct form);
    form->kind = kind;
    form->demand = 1;
    return form;
}

static int64_t product(int64_t a, int64_t b) {
    int64_t result;
    return __builtin_mul_overflow(a, b, &result) ? INT64_MAX : result;
}

// The longest span of whole microseconds that is less than `seconds`.
static int64_t width_of(double seconds) {
    double width = seconds * 1e6, whole = nearbyint(width);
    // 0.3 is a little less than three tenths: what was written is meant.
    if (fabs(width - whole) <= 4 * DBL_EPSILON * whole) width = whole;
    if (width > (double)(STAMP_MAX - STAMP_MIN)) return FORM_ANY_WIDTH;
    return (int64_t)ceil(width) - 1;
}

static bool is_finer(struct str time) {
    size_t dot = str_find_byte(time, '.');
    for (size_t i = dot == SIZE_MAX ? time.size : dot + 7; i < time.size; i++)
        if (time.data[i] >= '1' && time.data[i] <= '9') return true;
    return false;
}

// START is inclusive and STOP is not; instants are whole microseconds.
static struct above cut(struct above above, const struct pattern *pattern) {
    stamp from = pattern->start.at + is_finer(pattern->start.text);
    stamp to = pattern->stop.at - 1 + is_finer(pattern->stop.text);
    if (from > above.from) above.from = from;
    if (to < above.to) above.to = to;
    return above;
}

static struct form *make(struct making *m, const struct pattern *pattern, struct above above);

static struct form *make_slot(struct making *m, struct above above) {
    struct form *form = form_new(m, FORM_SLOT);
    struct form_choice *choice = arena_new(m->arena, struct form_choice);
    *choice = (struct form_choice){m->leaf_count++, above.from, above.to};
    form->demand = above.times;
    form->choices = choice;
    form->choice_count = 1;
    return form;
}

static struct form *make_children(struct making *m, enum form_kind kind,
                                  const struct pattern *pattern, struct above above) {
    struct form *form = form_new(m, kind), **end = &form->first;
    for (const struct pattern *child = pattern->first; child; child = child->next) {
        *end = make(m, child, above);
        end = &(*end)->next;
    }
    return form;
}

static struct form *copies_of(struct making *m, struct form *form, int64_t times) {
    if (times == 1) return form;
    struct form *copies = form_new(m, FORM_COPIES);
    copies->first = form;
    copies->demand = times;
    return copies;
}

static bool is_single(const struct form *form) {
    return form->kind == FORM_SLOT && form->demand == 1;
}

// [a] OR [b] is a slot for which either will do.
static struct form *make_any(struct making *m, const struct pattern *pattern, struct above above) {
    int64_t times = above.times;
    above.times = 1;
    struct form *form = make_children(m, FORM_ANY, pattern, above);
    size_t count = 0;
    for (struct form *child = form->first; child; child = child->next) {
        if (!is_single(child)) return copies_of(m, form, times);
        count += child->choice_count;
    }
    struct form_choice *choices = arena_array(m->arena, count, struct form_choice);
    for (struct form *child = form->first; child; child = child->next)
        for (size_t i = 0; i < child->choice_count; i++)
            choices[form->choice_count++] = child->choices[i];
    form->kind = FORM_SLOT;
    form->first = NULL;
    form->choices = choices;
    form->demand = times;
    return form;
}

static struct form *make_within(struct making *m, const struct pattern *pattern,
                                struct above above) {
    int64_t times = above.times;
    above.times = 1;
    struct form *child = make(m, pattern->first, above);
    if (is_single(child)) { // one observation is within any span
        child->demand = times;
        return child;
    }
    struct form *form = form_new(m, FORM_WITHIN);
    form->first = child;
    form->width = width_of(pattern->seconds);
    return copies_of(m, form, times);
}

static struct form *make_chain(struct making *m, const struct pattern *pattern,
                               struct above above) {
    int64_t times = above.times;
    above.times = 1;
    return copies_of(m, make_children(m, FORM_CHAIN, pattern, above), times);
}

static struct form *make(struct making *m, const struct pattern *pattern, struct above above) {
    switch (pattern->kind) {
    case PATTERN_ALL: return make_children(m, FORM_ALL, pattern, above);
    case PATTERN_ANY: return make_any(m, pattern, above);
    case PATTERN_FOLLOWED_BY: return make_chain(m, pattern, above);
    case PATTERN_WITHIN: return make_within(m, pattern, above);
    case PATTERN_START_STOP: return make(m, pattern->first, cut(above, pattern));
    case PATTERN_REPEATS:
        above.times = product(above.times, pattern->times);
        return make(m, pattern->first, above);
    case PATTERN_OBSERVATION:
    case PATTERN_TEST:
    case PATTERN_AND:
    case PATTERN_OR: break;
    }
    return make_slot(m, above);
}

struct form *form_make(const struct pattern *pattern, uint32_t *leaf_count, struct arena *arena) {
    struct making m = {.arena = arena};
    struct form *form = make(&m, pattern, (struct above){STAMP_MIN, STAMP_MAX, 1});
    *leaf_count = m.leaf_count;
    return form;
}

static bool slot_is_possible(const struct form *form, const int64_t *leaf_counts, int64_t times) {
    int64_t sum = 0;
    for (size_t i = 0; i < form->choice_count; i++)
        if (__builtin_add_overflow(sum, leaf_counts[form->choices[i].leaf], &sum)) return true;
    return sum >= product(form->demand, times);
}

static bool is_possible(const struct form *form, const int64_t *leaf_counts, int64_t times) {
    if (form->kind == FORM_SLOT) return slot_is_possible(form, leaf_counts, times);
    bool is_any = form->kind == FORM_ANY;
    if (is_any) times = 1; // each copy may choose another
    times = product(times, form->demand);
    for (const struct form *child = form->first; child; child = child->next)
        if (is_possible(child, leaf_counts, times) == is_any) return is_any;
    return !is_any;
}

bool form_is_possible(const struct form *form, const int64_t *leaf_counts) {
    return is_possible(form, leaf_counts, 1);
}
