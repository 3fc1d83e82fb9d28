// evaluate_line.c - the usual patterns, in polynomial time: a chain of groups of slots.
//
//     [a] AND [b] REPEATS 5 TIMES                                      one group
//     [a] REPEATS 5 TIMES WITHIN 60 SECONDS                            one group in a span
//     ([a] FOLLOWEDBY [b] AND [c] WITHIN 9 SECONDS) WITHIN 60 SECONDS  two groups, all in a span
//
// One group: if there is a witness, there is one whose last instant is the `lo` of an entry (move
// all instants as early as they go). So a span that ends at each `lo` in turn is tried, as long as
// its slots could be satisfied one by one (sums that slide along); then they are filled.
//
// A chain: each group is satisfied as early as possible, beginning with the first. That loses
// nothing: a witness in which a group ends later can be changed to one in which it ends as early as
// possible, since what it takes then lies before all that later groups take, or at that very
// instant, where the groups are filled together. It could lose something only where an observation
// that lasts is wanted by two groups (is_exact); then a NO is left to search_try.
#include <stdlib.h>

#include "stix/evaluate_inside.h"

// Slots that stand in a span together.
struct group {
    size_t begin, end;  // slots
    int64_t width;      // FORM_ANY_WIDTH: any
    size_t entry_count; // all entries of these slots:
    struct entry **by_lo, **by_hi;
    int64_t *sums; // of each slot: what there is in the span
};
struct line {
    struct problem *problem;
    struct group *groups;
    size_t group_count;
    struct group all; // of the whole chain
    stamp reached;    // the end of the group that was satisfied last
};

// ---- is it one? ----

static bool is_unordered(const struct plan_node *node) {
    if (node->kind == FORM_SLOT) return true;
    if (node->kind != FORM_ALL) return false;
    for (const struct plan_node *child = node->first; child; child = child->next)
        if (!is_unordered(child)) return false;
    return true;
}

static const struct plan_node *skip_spans(int64_t *width, const struct plan_node *node) {
    for (*width = FORM_ANY_WIDTH; node->kind == FORM_WITHIN; node = node->first)
        if (node->width < *width) *width = node->width;
    return node;
}

static bool gather(struct line *line, const struct plan_node *node) {
    if (node->kind == FORM_CHAIN) {
        for (const struct plan_node *child = node->first; child; child = child->next)
            if (!gather(line, child)) return false;
        return true;
    }
    int64_t width;
    node = skip_spans(&width, node);
    if (!is_unordered(node)) return false;
    line->groups[line->group_count++] =
        (struct group){.begin = node->slot_begin, .end = node->slot_end, .width = width};
    return true;
}

// ---- making it ----

static int by_lo(const void *a, const void *b) {
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    if (x->lo != y->lo) return x->lo < y->lo ? -1 : 1;
    return x < y ? -1 : x > y;
}

static int by_hi(const void *a, const void *b) {
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    if (x->hi != y->hi) return x->hi < y->hi ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void group_make(struct problem *p, struct group *group) {
    size_t begin = p->slots[group->begin].begin, end = p->slots[group->end - 1].end;
    group->entry_count = end - begin;
    group->by_lo = arena_array(p->arena, group->entry_count, struct entry *);
    group->by_hi = arena_array(p->arena, group->entry_count, struct entry *);
    group->sums = arena_array(p->arena, group->end - group->begin, int64_t);
    for (size_t i = begin; i < end; i++)
        group->by_lo[i - begin] = group->by_hi[i - begin] = &p->entries[i];
    if (begin == end) return;
    qsort(group->by_lo, group->entry_count, sizeof *group->by_lo, by_lo);
    qsort(group->by_hi, group->entry_count, sizeof *group->by_hi, by_hi);
}

// ---- sliding ----

// Where the entries begin that may reach `floor`; those before end before it.
static size_t first_by_lo(const struct line *line, const struct group *group, stamp floor) {
    size_t begin = 0, end = group->entry_count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        bool is_before = group->by_lo[middle]->lo < floor - line->problem->longest;
        if (is_before) begin = middle + 1;
        if (!is_before) end = middle;
    }
    return begin;
}

static size_t first_by_hi(const struct group *group, stamp floor) {
    size_t begin = 0, end = group->entry_count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        bool is_before = group->by_hi[middle]->hi < floor;
        if (is_before) begin = middle + 1;
        if (!is_before) end = middle;
    }
    return begin;
}

// A span that slides along: which slots lack something in it.
struct sliding {
    const struct line *line;
    struct group *group;
    size_t in, out; // next to come in, by lo; next to go out, by hi
    size_t lacking;
};

static void slide_sum(struct sliding *s, const struct entry *entry, int64_t sign) {
    const struct problem *p = s->line->problem;
    int64_t *sum = &s->group->sums[entry->slot - s->group->begin];
    int64_t demand = p->slots[entry->slot].form->demand;
    s->lacking -= *sum < demand;
    *sum += sign * p->seen[entry->seen].number;
    s->lacking += *sum < demand;
}

static struct sliding slide_begin(const struct line *line, struct group *group, stamp floor) {
    struct sliding s = {.line = line, .group = group, .lacking = group->end - group->begin};
    for (size_t i = 0; i < s.lacking; i++) group->sums[i] = 0;
    s.in = first_by_lo(line, group, floor);
    s.out = first_by_hi(group, floor);
    return s;
}

// Takes in what begins at the next instant, not before `floor`. False: there is none.
static bool slide_in(struct sliding *s, stamp floor, stamp ceiling, stamp *end) {
    const struct group *group = s->group;
    if (s->in == group->entry_count || group->by_lo[s->in]->lo > ceiling) return false;
    *end = group->by_lo[s->in]->lo < floor ? floor : group->by_lo[s->in]->lo;
    for (; s->in < group->entry_count && group->by_lo[s->in]->lo <= *end; s->in++)
        if (group->by_lo[s->in]->hi >= floor) slide_sum(s, group->by_lo[s->in], 1);
    return true;
}

static void slide_out(struct sliding *s, stamp begin) {
    const struct group *group = s->group;
    for (; s->out < group->entry_count && group->by_hi[s->out]->hi < begin; s->out++)
        slide_sum(s, group->by_hi[s->out], -1);
}

// The first span for which `attempt` does not say NO.
static enum evaluate_answer
slide(struct line *line, struct group *group, stamp floor, stamp ceiling,
      enum evaluate_answer (*attempt)(struct line *, struct group *, stamp begin, stamp end)) {
    struct sliding s = slide_begin(line, group, floor);
    stamp end;
    while (slide_in(&s, floor, ceiling, &end)) {
        stamp begin = group->width == FORM_ANY_WIDTH ? floor : end - group->width;
        if (begin < floor) begin = floor;
        slide_out(&s, begin);
        if (!problem_spend(line->problem, 1)) return EVALUATE_UNDECIDED;
        if (s.lacking > 0) continue;
        enum evaluate_answer answer = attempt(line, group, begin, end);
        if (answer != EVALUATE_NO) return answer;
    }
    return EVALUATE_NO;
}

static enum evaluate_answer attempt_group(struct line *line, struct group *group, stamp begin,
                                          stamp end) {
    for (size_t i = group->begin; i < group->end; i++) {
        line->problem->slots[i].lo = begin;
        line->problem->slots[i].hi = end;
    }
    line->reached = end;
    return problem_fill(line->problem, group->begin, group->end);
}

static enum evaluate_answer attempt_chain(struct line *line, struct group *all, stamp begin,
                                          stamp end) {
    problem_empty(line->problem, all->begin, all->end);
    line->reached = begin;
    for (size_t i = 0; i < line->group_count; i++) {
        enum evaluate_answer answer =
            slide(line, &line->groups[i], line->reached, end, attempt_group);
        if (answer != EVALUATE_YES) return answer;
    }
    return EVALUATE_YES;
}

// ---- answering ----

// No observation that lasts is wanted by two groups.
static bool is_exact(const struct line *line) {
    const struct problem *p = line->problem;
    for (size_t i = 0; i < p->seen_count; i++) {
        size_t group = SIZE_MAX;
        bool is_lasting = false, is_shared = false;
        for (size_t at = p->seen_begin[i]; at < p->seen_begin[i + 1]; at++) {
            const struct entry *entry = &p->entries[p->of_seen[at]];
            if (entry->slot < line->all.begin || entry->slot >= line->all.end) continue;
            is_shared |= group != SIZE_MAX && group != p->slots[entry->slot].group;
            is_lasting |= entry->lo < entry->hi;
            group = p->slots[entry->slot].group;
        }
        if (is_shared && is_lasting) return false;
    }
    return true;
}

static void line_make(struct line *line) {
    struct problem *p = line->problem;
    for (size_t i = 0; i < line->group_count; i++) {
        group_make(p, &line->groups[i]);
        for (size_t at = line->groups[i].begin; at < line->groups[i].end; at++)
            p->slots[at].group = i;
    }
}

bool line_try(enum evaluate_answer *out, struct problem *p, const struct plan_node *node) {
    struct line line = {.problem = p};
    line.all = (struct group){.begin = node->slot_begin, .end = node->slot_end};
    node = skip_spans(&line.all.width, node);
    line.groups = arena_array(p->arena, line.all.end - line.all.begin, struct group);
    if (!gather(&line, node)) return false;
    line_make(&line);
    if (line.group_count == 1) {
        struct group *only = &line.groups[0];
        if (line.all.width < only->width) only->width = line.all.width;
        *out = slide(&line, only, STAMP_MIN, STAMP_MAX, attempt_group);
        return true;
    }
    if (line.all.width == FORM_ANY_WIDTH) {
        *out = attempt_chain(&line, &line.all, STAMP_MIN, STAMP_MAX);
    } else {
        group_make(p, &line.all);
        *out = slide(&line, &line.all, STAMP_MIN, STAMP_MAX, attempt_chain);
    }
    if (*out != EVALUATE_NO || is_exact(&line)) return true;
    problem_empty(p, line.all.begin, line.all.end);
    return false;
}
