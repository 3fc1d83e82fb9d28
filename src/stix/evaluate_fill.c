// evaluate_fill.c - gives observations to slots: a matching, or rather a flow, since an observation
// may be there several times and a slot may need several.
//
// Slots take what is free in the order of time. A slot that still lacks something looks, breadth
// first, for a way over what other slots took: they give it up and take something else. So what was
// satisfied stays so. When there is no such way there is no matching (Ford and Fulkerson).
#include "stix/evaluate_inside.h"

bool problem_spend(struct problem *p, uint64_t steps) {
    p->work += steps;
    if (p->work <= EVALUATE_WORK_MAX) return true;
    p->why = "the search for a witness takes too long";
    return false;
}

size_t slot_from(const struct problem *p, const struct slot *slot, stamp lo) {
    size_t begin = slot->begin, end = slot->end;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (p->entries[middle].lo < lo - p->longest)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

static bool meets(const struct entry *entry, const struct slot *slot) {
    return entry->lo <= slot->hi && entry->hi >= slot->lo;
}

static void take(struct problem *p, struct entry *entry, int64_t count) {
    entry->taken += count;
    p->slots[entry->slot].taken += count;
    p->free[entry->seen] -= count;
}

void problem_empty(struct problem *p, size_t begin, size_t end) {
    for (size_t at = begin; at < end; at++) {
        struct slot *slot = &p->slots[at];
        for (size_t i = slot->begin; i < slot->end && slot->taken > 0; i++)
            take(p, &p->entries[i], -p->entries[i].taken);
    }
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static bool take_free(struct problem *p, struct slot *slot) {
    for (size_t i = slot_from(p, slot, slot->lo); i < slot->end; i++) {
        struct entry *entry = &p->entries[i];
        if (slot->taken == slot->form->demand || entry->lo > slot->hi) break;
        if (!problem_spend(p, 1)) return false;
        if (!meets(entry, slot)) continue;
        take(p, entry, least(slot->form->demand - slot->taken, p->free[entry->seen]));
    }
    return true;
}

// The slots that took `seen` may give it up.
static void queue_takers(struct problem *p, uint32_t seen, size_t *queued) {
    for (size_t i = p->seen_begin[seen]; i < p->seen_begin[seen + 1]; i++) {
        struct entry *taken = &p->entries[p->of_seen[i]];
        if (taken->taken == 0 || p->slot_mark[taken->slot] == p->round) continue;
        p->slot_mark[taken->slot] = p->round;
        p->slot_by[taken->slot] = taken;
        p->queue[(*queued)++] = taken->slot;
    }
}

// A free observation that a slot of the queue can take; UINT32_MAX when there is none, or no time.
static uint32_t find_free(struct problem *p, uint32_t from) {
    size_t queued = 1;
    p->round++;
    p->queue[0] = from;
    p->slot_mark[from] = p->round;
    for (size_t at = 0; at < queued; at++) {
        const struct slot *slot = &p->slots[p->queue[at]];
        for (size_t i = slot_from(p, slot, slot->lo); i < slot->end; i++) {
            struct entry *entry = &p->entries[i];
            if (entry->lo > slot->hi) break;
            if (!problem_spend(p, 1)) return UINT32_MAX;
            if (!meets(entry, slot) || p->seen_mark[entry->seen] == p->round) continue;
            p->seen_mark[entry->seen] = p->round;
            p->seen_by[entry->seen] = entry;
            if (p->free[entry->seen] > 0) return entry->seen;
            queue_takers(p, entry->seen, &queued);
        }
    }
    return UINT32_MAX;
}

// Each slot on the way gives up what the one before it takes.
static void move_along(struct problem *p, uint32_t from, uint32_t seen) {
    int64_t count = least(p->slots[from].form->demand - p->slots[from].taken, p->free[seen]);
    struct entry *entry = p->seen_by[seen];
    for (; entry->slot != from; entry = p->seen_by[p->slot_by[entry->slot]->seen])
        count = least(count, p->slot_by[entry->slot]->taken);
    for (entry = p->seen_by[seen]; entry->slot != from;) {
        struct entry *given = p->slot_by[entry->slot];
        take(p, given, -count);
        take(p, entry, count);
        entry = p->seen_by[given->seen];
    }
    take(p, entry, count);
}

enum evaluate_answer problem_fill(struct problem *p, size_t begin, size_t end) {
    problem_empty(p, begin, end);
    for (size_t at = begin; at < end; at++)
        if (!take_free(p, &p->slots[at])) return EVALUATE_UNDECIDED;
    for (size_t at = begin; at < end; at++) {
        while (p->slots[at].taken < p->slots[at].form->demand) {
            uint32_t seen = find_free(p, (uint32_t)at);
            if (p->why) return EVALUATE_UNDECIDED;
            if (seen == UINT32_MAX) return EVALUATE_NO;
            move_along(p, (uint32_t)at, seen);
        }
    }
    return EVALUATE_YES;
}
