// evaluate_search.c - finds a witness by trying, for patterns that are no line.
//
// Every observation that is needed becomes an instance with an instant. Instants are bounded by
// differences: t >= s and s >= t - width for a span that begins at s, t <= c <= u for each cut c of
// a chain. Such bounds are drawn together until nothing moves; as no cycle of them is negative,
// what is left is not empty only if there are instants that satisfy them all. Instances take
// entries in turn, those of one slot in rising order since they are alike; an instance with nothing
// left to take ends the try.
#include <string.h>

#include "stix/evaluate_inside.h"

struct bound { // the instant of `to` is at least that of `from` plus `add`
    uint32_t from, to;
    int64_t add;
};
struct searching {
    struct problem *problem;
    uint32_t *slot_of; // of each instance
    size_t instance_count;
    size_t *first_of;  // the first instance of each slot
    stamp *low, *high; // of each instance, then of each cut and beginning of a span
    uint32_t instant_count;
    VEC_OF(struct bound) bounds;
    struct entry **taken; // by each instance
    stamp **kept;         // what low and high were before it
};

static uint32_t instant_new(struct searching *s) {
    uint32_t at = s->instant_count++;
    s->low[at] = STAMP_MIN;
    s->high[at] = STAMP_MAX;
    return at;
}

static void bound_add(struct searching *s, size_t from, size_t to, int64_t add) {
    vec_add(&s->bounds, (struct bound){(uint32_t)from, (uint32_t)to, add});
}

static void bind_span(struct searching *s, const struct plan_node *node) {
    uint32_t begin = instant_new(s);
    for (size_t i = s->first_of[node->slot_begin]; i < s->first_of[node->slot_end]; i++) {
        bound_add(s, begin, i, 0);
        bound_add(s, i, begin, -node->width);
    }
}

static void bind_cut(struct searching *s, const struct plan_node *before) {
    uint32_t cut = instant_new(s);
    const struct plan_node *after = before->next;
    for (size_t i = s->first_of[before->slot_begin]; i < s->first_of[before->slot_end]; i++)
        bound_add(s, i, cut, 0);
    for (size_t i = s->first_of[after->slot_begin]; i < s->first_of[after->slot_end]; i++)
        bound_add(s, cut, i, 0);
}

static void bind(struct searching *s, const struct plan_node *node) {
    if (node->kind == FORM_WITHIN && node->width != FORM_ANY_WIDTH) bind_span(s, node);
    for (const struct plan_node *child = node->first; child; child = child->next) {
        if (node->kind == FORM_CHAIN && child->next) bind_cut(s, child);
        bind(s, child);
    }
}

// False: an instant has no place left, or the work is used up.
static bool draw_together(struct searching *s) {
    for (bool moved = true; moved;) {
        moved = false;
        if (!problem_spend(s->problem, s->bounds.count / 4 + 1)) return false;
        for (size_t i = 0; i < s->bounds.count; i++) {
            const struct bound *bound = &s->bounds.items[i];
            stamp *low = &s->low[bound->to], *high = &s->high[bound->from];
            if (s->low[bound->from] + bound->add > *low) {
                *low = s->low[bound->from] + bound->add;
                moved = true;
            }
            if (s->high[bound->to] - bound->add < *high) {
                *high = s->high[bound->to] - bound->add;
                moved = true;
            }
            if (*low > s->high[bound->to] || s->low[bound->from] > *high) return false;
        }
    }
    return true;
}

static bool can_take(const struct searching *s, const struct entry *entry, size_t instance) {
    return s->problem->free[entry->seen] > 0 && entry->lo <= s->high[instance] &&
           entry->hi >= s->low[instance];
}

static bool has_entry(struct searching *s, size_t instance) {
    const struct problem *p = s->problem;
    const struct slot *slot = &p->slots[s->slot_of[instance]];
    for (size_t i = slot_from(p, slot, s->low[instance]); i < slot->end; i++) {
        if (p->entries[i].lo > s->high[instance]) return false;
        if (!problem_spend(s->problem, 1)) return false;
        if (can_take(s, &p->entries[i], instance)) return true;
    }
    return false;
}

static bool looks_possible(struct searching *s, size_t from) {
    if (!draw_together(s)) return false;
    for (size_t i = from; i < s->instance_count; i++)
        if ((i == from || s->slot_of[i] != s->slot_of[i - 1]) && !has_entry(s, i)) return false;
    return true;
}

static enum evaluate_answer search_from(struct searching *s, size_t instance);

static enum evaluate_answer take_and_go_on(struct searching *s, size_t instance,
                                           struct entry *entry) {
    struct problem *p = s->problem;
    size_t size = s->instant_count * sizeof *s->low;
    memcpy(s->kept[instance], s->low, size);
    memcpy(s->kept[instance] + s->instant_count, s->high, size);
    if (entry->lo > s->low[instance]) s->low[instance] = entry->lo;
    if (entry->hi < s->high[instance]) s->high[instance] = entry->hi;
    p->free[entry->seen]--;
    entry->taken++;
    s->taken[instance] = entry;
    enum evaluate_answer answer = EVALUATE_NO;
    if (looks_possible(s, instance + 1)) answer = search_from(s, instance + 1);
    if (p->why) answer = EVALUATE_UNDECIDED;
    if (answer == EVALUATE_YES) return answer;
    p->free[entry->seen]++;
    entry->taken--;
    memcpy(s->low, s->kept[instance], size);
    memcpy(s->high, s->kept[instance] + s->instant_count, size);
    return answer;
}

static enum evaluate_answer search_from(struct searching *s, size_t instance) {
    struct problem *p = s->problem;
    if (instance == s->instance_count) return EVALUATE_YES;
    const struct slot *slot = &p->slots[s->slot_of[instance]];
    struct entry *entry = &p->entries[slot->begin];
    if (instance > s->first_of[s->slot_of[instance]]) entry = s->taken[instance - 1];
    for (; entry < p->entries + slot->end && entry->lo <= s->high[instance]; entry++) {
        if (!problem_spend(p, 1)) return EVALUATE_UNDECIDED;
        if (!can_take(s, entry, instance)) continue;
        enum evaluate_answer answer = take_and_go_on(s, instance, entry);
        if (answer != EVALUATE_NO) return answer;
    }
    return EVALUATE_NO;
}

static size_t count_instants(const struct plan_node *node) {
    size_t count = 1;
    for (const struct plan_node *child = node->first; child; child = child->next)
        count += 1 + count_instants(child);
    return count;
}

static void search_make(struct searching *s, const struct plan_node *node) {
    struct problem *p = s->problem;
    size_t instants = s->instance_count + count_instants(node);
    s->slot_of = arena_array(p->arena, s->instance_count, uint32_t);
    s->first_of = arena_array(p->arena, p->slot_count + 1, size_t);
    s->low = arena_array(p->arena, instants, stamp);
    s->high = arena_array(p->arena, instants, stamp);
    s->taken = arena_array(p->arena, s->instance_count, struct entry *);
    s->kept = arena_array(p->arena, s->instance_count, stamp *);
    for (size_t at = node->slot_begin; at < node->slot_end; at++) {
        s->first_of[at] = s->instant_count;
        for (int64_t i = 0; i < p->slots[at].form->demand; i++)
            s->slot_of[instant_new(s)] = (uint32_t)at;
    }
    s->first_of[node->slot_end] = s->instant_count;
    bind(s, node);
    for (size_t i = 0; i < s->instance_count; i++)
        s->kept[i] = arena_array(p->arena, (size_t)s->instant_count * 2, stamp);
}

// Without regard to time: what fails here fails.
static enum evaluate_answer fill_all(struct problem *p, const struct plan_node *node) {
    for (size_t at = node->slot_begin; at < node->slot_end; at++) {
        p->slots[at].lo = STAMP_MIN;
        p->slots[at].hi = STAMP_MAX;
    }
    enum evaluate_answer answer = problem_fill(p, node->slot_begin, node->slot_end);
    problem_empty(p, node->slot_begin, node->slot_end);
    return answer;
}

enum evaluate_answer search_try(struct problem *p, const struct plan_node *node) {
    enum evaluate_answer answer = fill_all(p, node);
    if (answer != EVALUATE_YES) return answer;
    int64_t count = 0;
    for (size_t at = node->slot_begin; at < node->slot_end; at++) {
        int64_t demand = p->slots[at].form->demand;
        if (demand > EVALUATE_INSTANCES_MAX - count) {
            p->why = "too many observations are needed for a search";
            return EVALUATE_UNDECIDED;
        }
        count += demand;
    }
    struct searching s = {.problem = p, .instance_count = (size_t)count};
    search_make(&s, node);
    answer = search_from(&s, 0);
    vec_close(&s.bounds);
    return answer;
}
