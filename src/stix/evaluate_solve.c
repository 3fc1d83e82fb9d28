// evaluate_solve.c - from what was seen to an answer and a witness.
//
// All ways through the ORs are taken in turn, the first alternatives first (9.5: "evaluation MUST
// terminate" with the first that is true). Each is a plan of slots; what they may take are its
// entries. First only hits that are certain count; if that gives no witness, all of them do, and a
// witness that rests on one that is not makes the answer undecided.
#include <stdlib.h>

#include "stix/evaluate_inside.h"

const char *evaluate_answer_name(enum evaluate_answer answer) {
    static const char *const NAMES[] = {"no", "yes", "undecided"};
    return NAMES[answer];
}

// ---- plans ----

// One way through the ORs: a number for each that is met, counted up like digits.
struct planning {
    struct arena *arena;
    const struct form **slots;
    size_t slot_count, node_count;
    uint32_t *digits, *bases;
    size_t digit_count, met;
};

static struct plan_node *plan(struct planning *planning, const struct form *form);

static const struct form *choose(struct planning *planning, const struct form *form) {
    uint32_t count = 0;
    for (const struct form *child = form->first; child; child = child->next) count++;
    size_t at = planning->met++;
    if (at == planning->digit_count) planning->digits[planning->digit_count++] = 0;
    planning->bases[at] = count;
    const struct form *child = form->first;
    for (uint32_t i = 0; i < planning->digits[at]; i++) child = child->next;
    return child;
}

static struct plan_node *plan_node(struct planning *planning, enum form_kind kind) {
    if (++planning->node_count > EVALUATE_PARTS_MAX) return NULL;
    struct plan_node *node = arena_new(planning->arena, struct plan_node);
    node->kind = kind;
    node->slot_begin = planning->slot_count;
    return node;
}

static bool plan_children(struct planning *planning, struct plan_node *node,
                          const struct form *form) {
    struct plan_node **end = &node->first;
    bool is_copies = form->kind == FORM_COPIES;
    const struct form *child = form->first;
    for (int64_t i = 0; is_copies ? i < form->demand : child != NULL; i++) {
        *end = plan(planning, child);
        if (!*end) return false;
        end = &(*end)->next;
        if (!is_copies) child = child->next;
    }
    return true;
}

// NULL: more than EVALUATE_PARTS_MAX nodes.
static struct plan_node *plan(struct planning *planning, const struct form *form) {
    if (form->kind == FORM_ANY) {
        if (++planning->node_count > EVALUATE_PARTS_MAX) return NULL;
        return plan(planning, choose(planning, form));
    }
    struct plan_node *node = plan_node(planning, form->kind == FORM_COPIES ? FORM_ALL : form->kind);
    if (!node) return NULL;
    node->width = form->width;
    if (form->kind == FORM_SLOT)
        planning->slots[planning->slot_count++] = form;
    else if (!plan_children(planning, node, form))
        return NULL;
    node->slot_end = planning->slot_count;
    return node;
}

static bool next_way(struct planning *planning) {
    planning->digit_count = planning->met;
    while (planning->digit_count > 0) {
        size_t last = planning->digit_count - 1;
        if (++planning->digits[last] < planning->bases[last]) return true;
        planning->digit_count--;
    }
    return false;
}

// ---- problems ----

struct solving {
    const struct evaluator *evaluator;
    const struct seen *seen;
    size_t seen_count;
    bool needs_certain;
    // Hits by leaf: of leaf i from leaf_begin[i] on. `by_seen` says whose they are.
    size_t *leaf_begin;
    const struct seen_hit **hits;
    uint32_t *by_seen;
    struct problem problem;
};

static bool counts(const struct solving *s, const struct seen_hit *hit) {
    return hit->is_certain || !s->needs_certain;
}

static void sort_hits(struct solving *s, struct arena *arena) {
    uint32_t leaves = s->evaluator->leaf_count;
    size_t count = 0;
    s->leaf_begin = arena_array(arena, (size_t)leaves + 2, size_t);
    for (size_t i = 0; i < s->seen_count; i++)
        for (size_t at = 0; at < s->seen[i].hit_count; at++)
            if (counts(s, &s->seen[i].hits[at])) {
                s->leaf_begin[s->seen[i].hits[at].leaf + 2]++;
                count++;
            }
    for (uint32_t i = 2; i < leaves + 2; i++) s->leaf_begin[i] += s->leaf_begin[i - 1];
    s->hits = arena_array(arena, count, const struct seen_hit *);
    s->by_seen = arena_array(arena, count, uint32_t);
    for (size_t i = 0; i < s->seen_count; i++)
        for (size_t at = 0; at < s->seen[i].hit_count; at++) {
            const struct seen_hit *hit = &s->seen[i].hits[at];
            if (!counts(s, hit)) continue;
            size_t place = s->leaf_begin[hit->leaf + 1]++;
            s->hits[place] = hit;
            s->by_seen[place] = (uint32_t)i;
        }
}

static int by_time(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    if (x->lo != y->lo) return x->lo < y->lo ? -1 : 1;
    if (x->hi != y->hi) return x->hi < y->hi ? -1 : 1;
    if (x->seen != y->seen) return x->seen < y->seen ? -1 : 1;
    return (x->hit->leaf > y->hit->leaf) - (x->hit->leaf < y->hit->leaf);
}

static void add_choice(struct solving *s, uint32_t slot, const struct form_choice *choice) {
    struct problem *p = &s->problem;
    for (size_t i = s->leaf_begin[choice->leaf]; i < s->leaf_begin[choice->leaf + 1]; i++) {
        const struct seen *seen = &s->seen[s->by_seen[i]];
        struct entry entry = {.slot = slot, .seen = s->by_seen[i], .hit = s->hits[i]};
        entry.lo = seen->first > choice->from ? seen->first : choice->from;
        entry.hi = seen->last < choice->to ? seen->last : choice->to;
        if (entry.lo > entry.hi) continue;
        if (entry.hi - entry.lo > p->longest) p->longest = entry.hi - entry.lo;
        p->entries[p->entry_count++] = entry;
    }
}

static void index_by_seen(struct problem *p) {
    p->seen_begin = arena_array(p->arena, p->seen_count + 2, size_t);
    p->of_seen = arena_array(p->arena, p->entry_count, uint32_t);
    for (size_t i = 0; i < p->entry_count; i++) p->seen_begin[p->entries[i].seen + 2]++;
    for (size_t i = 2; i < p->seen_count + 2; i++) p->seen_begin[i] += p->seen_begin[i - 1];
    for (size_t i = 0; i < p->entry_count; i++)
        p->of_seen[p->seen_begin[p->entries[i].seen + 1]++] = (uint32_t)i;
}

static size_t count_entries(const struct solving *s, const struct planning *planning) {
    size_t count = 0;
    for (size_t i = 0; i < planning->slot_count; i++)
        for (size_t at = 0; at < planning->slots[i]->choice_count; at++) {
            uint32_t leaf = planning->slots[i]->choices[at].leaf;
            count += s->leaf_begin[leaf + 1] - s->leaf_begin[leaf];
        }
    return count;
}

// False: a slot has nothing that it could take, or the work is used up.
static bool make_problem(struct solving *s, const struct planning *planning) {
    struct problem *p = &s->problem;
    struct arena *arena = p->arena;
    size_t room = count_entries(s, planning);
    if (!problem_spend(p, room + planning->node_count)) return false;
    p->slot_count = planning->slot_count;
    p->slots = arena_array(arena, p->slot_count, struct slot);
    p->entries = arena_array(arena, room, struct entry);
    p->entry_count = 0;
    p->longest = 0;
    for (size_t i = 0; i < p->slot_count; i++) {
        struct slot *slot = &p->slots[i];
        slot->form = planning->slots[i];
        slot->begin = p->entry_count;
        for (size_t at = 0; at < slot->form->choice_count; at++)
            add_choice(s, (uint32_t)i, &slot->form->choices[at]);
        slot->end = p->entry_count;
        if (slot->begin == slot->end) return false;
        qsort(p->entries + slot->begin, slot->end - slot->begin, sizeof *p->entries, by_time);
    }
    index_by_seen(p);
    p->free = arena_array(arena, p->seen_count, int64_t);
    for (size_t i = 0; i < p->seen_count; i++) p->free[i] = p->seen[i].number;
    p->round = 0;
    p->seen_mark = arena_array(arena, p->seen_count, uint32_t);
    p->slot_mark = arena_array(arena, p->slot_count, uint32_t);
    p->queue = arena_array(arena, p->slot_count, uint32_t);
    p->seen_by = arena_array(arena, p->seen_count, struct entry *);
    p->slot_by = arena_array(arena, p->slot_count, struct entry *);
    return true;
}

// ---- solving ----

// Parts that have no observation in common do not stand in each other's way.
static bool are_apart(const struct problem *p, const struct plan_node *node) {
    uint32_t *child_of = arena_array(p->arena, p->slot_count, uint32_t);
    uint32_t number = 0;
    for (const struct plan_node *child = node->first; child; child = child->next, number++)
        for (size_t i = child->slot_begin; i < child->slot_end; i++) child_of[i] = number;
    for (size_t i = 0; i < p->seen_count; i++) {
        uint32_t owner = UINT32_MAX;
        for (size_t at = p->seen_begin[i]; at < p->seen_begin[i + 1]; at++) {
            uint32_t slot = p->entries[p->of_seen[at]].slot;
            if (slot < node->slot_begin || slot >= node->slot_end) continue;
            if (owner != UINT32_MAX && owner != child_of[slot]) return false;
            owner = child_of[slot];
        }
    }
    return true;
}

static enum evaluate_answer solve_plan(struct problem *p, const struct plan_node *node) {
    enum evaluate_answer answer = EVALUATE_YES;
    if (line_try(&answer, p, node)) return answer;
    if (node->kind != FORM_ALL || !are_apart(p, node)) return search_try(p, node);
    for (const struct plan_node *child = node->first; child; child = child->next) {
        answer = solve_plan(p, child);
        if (answer != EVALUATE_YES) return answer;
    }
    return answer;
}

static int by_observation(const void *a, const void *b) {
    const struct evaluate_part *x = a, *y = b;
    if (x->observation != y->observation) return x->observation < y->observation ? -1 : 1;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

static void write_witness(struct evaluate_result *out, const struct solving *s,
                          struct arena *arena) {
    const struct problem *p = &s->problem;
    size_t count = 0;
    struct evaluate_part *parts = arena_array(arena, p->entry_count, struct evaluate_part);
    for (size_t i = 0; i < p->entry_count; i++) {
        const struct entry *entry = &p->entries[i];
        const struct leaf *leaf = &s->evaluator->leaves[entry->hit->leaf];
        if (entry->taken == 0) continue;
        parts[count++] = (struct evaluate_part){leaf->begin, leaf->end, p->seen[entry->seen].tag,
                                                entry->hit->object, entry->taken};
    }
    if (count > 0) qsort(parts, count, sizeof *parts, by_observation);
    size_t kept = 0; // copies of one [ ] may have taken the same observed-data
    for (size_t i = 1; i < count; i++) {
        if (by_observation(&parts[kept], &parts[i]) == 0)
            parts[kept].times += parts[i].times;
        else
            parts[++kept] = parts[i];
    }
    out->parts = parts;
    out->part_count = count > 0 ? kept + 1 : 0;
}

// One way after the other.
static enum evaluate_answer solve_ways(struct evaluate_result *out, struct solving *s,
                                       struct arena *arena) {
    uint32_t digits[EVALUATE_PARTS_MAX], bases[EVALUATE_PARTS_MAX];
    const struct form *slots[EVALUATE_PARTS_MAX];
    struct planning planning = {.slots = slots, .digits = digits, .bases = bases};
    struct problem *p = &s->problem;
    const char *why = NULL;
    planning.arena = p->arena;
    do {
        arena_reset(p->arena);
        planning.slot_count = planning.node_count = planning.met = 0;
        p->why = NULL;
        enum evaluate_answer answer = EVALUATE_NO;
        const struct plan_node *node = plan(&planning, s->evaluator->form);
        if (!node) p->why = "too many parts when REPEATS is written out";
        if (node && make_problem(s, &planning)) answer = solve_plan(p, node);
        if (p->why) why = p->why;
        if (answer == EVALUATE_YES) {
            write_witness(out, s, arena);
            return answer;
        }
    } while (p->work <= EVALUATE_WORK_MAX && next_way(&planning));
    p->why = why;
    return why ? EVALUATE_UNDECIDED : EVALUATE_NO;
}

// Whether sums alone exclude a witness.
static bool may_match(const struct solving *s, struct arena *arena) {
    int64_t *sums = arena_array(arena, s->evaluator->leaf_count, int64_t);
    for (uint32_t leaf = 0; leaf < s->evaluator->leaf_count; leaf++)
        for (size_t i = s->leaf_begin[leaf]; i < s->leaf_begin[leaf + 1]; i++)
            sums[leaf] += s->seen[s->by_seen[i]].number;
    return form_is_possible(s->evaluator->form, sums);
}

static bool has_doubt(const struct seen *seen, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < seen[i].hit_count; at++)
            if (!seen[i].hits[at].is_certain) return true;
    return false;
}

static enum evaluate_answer solve_with(struct evaluate_result *out, struct solving *s,
                                       struct arena *arena) {
    struct arena lists;
    arena_init(&lists);
    sort_hits(s, &lists);
    enum evaluate_answer answer = may_match(s, &lists) ? solve_ways(out, s, arena) : EVALUATE_NO;
    arena_close(&lists);
    return answer;
}

void solve(struct evaluate_result *out, const struct evaluator *evaluator, const struct seen *seen,
           size_t count, struct arena *arena) {
    struct arena scratch;
    arena_init(&scratch);
    struct solving s = {.evaluator = evaluator, .seen = seen, .seen_count = count};
    s.problem = (struct problem){.seen = seen, .seen_count = count, .arena = &scratch};
    s.needs_certain = true;
    *out = (struct evaluate_result){.answer = EVALUATE_NO};
    out->answer = solve_with(out, &s, arena);
    if (out->answer == EVALUATE_UNDECIDED) out->why = s.problem.why;
    if (out->answer == EVALUATE_NO && has_doubt(seen, count)) {
        struct evaluate_result doubtful = {.answer = EVALUATE_NO};
        s.needs_certain = false;
        if (solve_with(&doubtful, &s, arena) != EVALUATE_NO) {
            out->answer = EVALUATE_UNDECIDED;
            out->why = "a test of one observation comes to no end";
        }
    }
    arena_close(&scratch);
}
