#include "stix/watch.h"

#include <stdlib.h>
#include <string.h>

#include "stix/watch_index.h"

struct watched {
    struct evaluator *evaluator;
    uint32_t first_leaf; // among those of all patterns
    stamp *from, *to;    // of each leaf: START and STOP above it
    stamp width;         // of WITHIN around the whole
    int64_t demand;      // without WITHIN and FOLLOWEDBY: all that is needed; otherwise 0
    int64_t *ever;       // of each leaf: how many satisfied it since the last match
    int64_t *kept;       // and how many of them are in the window
    VEC_OF(struct seen) window;
    stamp closed_before; // what begins earlier may lack something that was forgotten
    bool lacks;          // something that was needed was forgotten
};
struct watch {
    struct watch_options options;
    struct watch_index *index;
    VEC_OF(struct watched) patterns;
    VEC_OF(uint32_t) pattern_of; // each leaf
    VEC_OF(struct seen_hit) hits;
    struct arena scratch;
    stamp now;
    size_t pushed, late, held;
};

struct watch *watch_open(const struct watch_options *options) {
    struct watch *watch = memory_take(sizeof *watch);
    *watch = (struct watch){.options = *options, .now = STAMP_MIN};
    if (!watch->options.window_max) watch->options.window_max = WATCH_WINDOW_MAX;
    if (!watch->options.held_max) watch->options.held_max = WATCH_HELD_MAX;
    watch->index = watch_index_open();
    arena_init(&watch->scratch);
    return watch;
}

static void forget_from(struct watch *watch, struct watched *w, size_t begin, size_t end) {
    for (size_t i = begin; i < end; i++) {
        const struct seen *seen = &w->window.items[i];
        for (size_t at = 0; at < seen->hit_count; at++)
            w->kept[seen->hits[at].leaf] -= seen->number;
        free((void *)(uintptr_t)seen->hits);
    }
    memmove(w->window.items + begin, w->window.items + end,
            (w->window.count - end) * sizeof *w->window.items);
    w->window.count -= end - begin;
    watch->held -= end - begin;
}

void watch_close(struct watch **watch) {
    if (!*watch) return;
    watch_index_close(&(*watch)->index);
    for (size_t i = 0; i < (*watch)->patterns.count; i++) {
        struct watched *w = &(*watch)->patterns.items[i];
        if (w->window.count) forget_from(*watch, w, 0, w->window.count);
        vec_close(&w->window);
        evaluator_close(&w->evaluator);
    }
    vec_close(&(*watch)->patterns);
    vec_close(&(*watch)->pattern_of);
    vec_close(&(*watch)->hits);
    arena_close(&(*watch)->scratch);
    free(*watch);
    *watch = NULL;
}

// ---- patterns ----

// Of any two observations of a witness.
static stamp width_of(const struct form *form) {
    stamp width = FORM_ANY_WIDTH;
    if (form->kind == FORM_WITHIN) return form->width;
    if (form->kind != FORM_ANY) return width;
    width = 0;
    for (const struct form *child = form->first; child; child = child->next) {
        stamp of_child = width_of(child);
        if (of_child > width) width = of_child;
    }
    return width;
}

static int64_t sum_of(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static int64_t demand_of(const struct form *form) {
    if (form->kind == FORM_SLOT) return form->demand;
    int64_t demand = 0;
    for (const struct form *child = form->first; child; child = child->next) {
        int64_t of_child =
            child->kind == FORM_SLOT || child->kind == FORM_ALL ? demand_of(child) : 0;
        if (of_child == 0) return 0;
        demand = sum_of(demand, of_child);
    }
    return form->kind == FORM_ALL ? demand : 0;
}

static void note_times(struct watched *w, const struct form *form) {
    for (size_t i = 0; i < form->choice_count; i++) {
        w->from[form->choices[i].leaf] = form->choices[i].from;
        w->to[form->choices[i].leaf] = form->choices[i].to;
    }
    for (const struct form *child = form->first; child; child = child->next) note_times(w, child);
}

enum status watch_add(struct watch *watch, const struct pattern *pattern, struct fault *fault) {
    struct watched w = {.first_leaf = (uint32_t)watch->pattern_of.count};
    TRY(evaluator_open(&w.evaluator, pattern, fault));
    struct evaluator *evaluator = w.evaluator;
    w.from = arena_array(&evaluator->arena, evaluator->leaf_count, stamp);
    w.to = arena_array(&evaluator->arena, evaluator->leaf_count, stamp);
    w.ever = arena_array(&evaluator->arena, evaluator->leaf_count, int64_t);
    w.kept = arena_array(&evaluator->arena, evaluator->leaf_count, int64_t);
    w.width = width_of(evaluator->form);
    w.demand = demand_of(evaluator->form);
    w.closed_before = STAMP_MIN;
    note_times(&w, evaluator->form);
    for (uint32_t i = 0; i < evaluator->leaf_count; i++) {
        watch_index_add(watch->index, &evaluator->leaves[i]);
        vec_add(&watch->pattern_of, (uint32_t)watch->patterns.count);
    }
    vec_add(&watch->patterns, w);
    return OK;
}

// ---- windows ----

// What lies too far back for whatever comes now.
static void expire(struct watch *watch, struct watched *w) {
    if (w->width == FORM_ANY_WIDTH) return;
    for (size_t i = 0; i < w->window.count;) {
        stamp end = w->window.items[i].last + w->width;
        if (end >= watch->now) {
            i++;
            continue;
        }
        if (end >= w->closed_before) w->closed_before = end + 1;
        forget_from(watch, w, i, i + 1);
    }
}

// A witness never takes more of one [ ] than all [ ] take together.
static bool is_needed(const struct watched *w, const struct seen *seen) {
    if (w->demand == 0) return true;
    for (size_t i = 0; i < seen->hit_count; i++)
        if (!seen->hits[i].is_certain || w->kept[seen->hits[i].leaf] < w->demand) return true;
    return false;
}

static void keep(struct watch *watch, struct watched *w, const struct seen *seen) {
    struct seen copy = *seen;
    if (!is_needed(w, seen)) return;
    bool is_full = w->window.count >= watch->options.window_max;
    if (is_full || watch->held >= watch->options.held_max) {
        w->lacks = true;
        if (w->window.count == 0) return;
        forget_from(watch, w, 0, 1);
    }
    size_t size = seen->hit_count * sizeof *seen->hits;
    struct seen_hit *hits = memory_take(size);
    memcpy(hits, seen->hits, size);
    copy.hits = hits;
    for (size_t i = 0; i < seen->hit_count; i++) w->kept[seen->hits[i].leaf] += seen->number;
    vec_add(&w->window, copy);
    watch->held++;
}

static void begin_anew(struct watch *watch, struct watched *w) {
    if (w->window.count) forget_from(watch, w, 0, w->window.count);
    memset(w->ever, 0, w->evaluator->leaf_count * sizeof *w->ever);
    w->lacks = false;
    w->closed_before = STAMP_MIN;
}

static struct evaluate_result evaluate_window(struct watch *watch, const struct watched *w,
                                              const struct seen *seen) {
    struct evaluate_result result;
    struct seen *all = arena_array(&watch->scratch, w->window.count + 1, struct seen);
    for (size_t i = 0; i < w->window.count; i++) all[i] = w->window.items[i];
    all[w->window.count] = *seen;
    solve(&result, w->evaluator, all, w->window.count + 1, &watch->scratch);
    bool may_lack = w->lacks || seen->first < w->closed_before;
    if (result.answer == EVALUATE_NO && may_lack) {
        result.answer = EVALUATE_UNDECIDED;
        result.why = "observations that may be needed were forgotten";
    }
    return result;
}

static void watch_pattern(struct watch *watch, uint32_t pattern, const struct seen *seen,
                          struct watch_sink sink) {
    struct watched *w = &watch->patterns.items[pattern];
    expire(watch, w);
    for (size_t i = 0; i < seen->hit_count; i++) {
        int64_t *ever = &w->ever[seen->hits[i].leaf];
        *ever = sum_of(*ever, seen->number);
    }
    if (!form_is_possible(w->evaluator->form, w->ever)) {
        keep(watch, w, seen);
        return;
    }
    struct evaluate_result result = evaluate_window(watch, w, seen);
    if (result.answer == EVALUATE_YES)
        begin_anew(watch, w);
    else
        keep(watch, w, seen);
    struct watch_match match = {pattern, &result};
    if (result.answer != EVALUATE_NO && sink.match) sink.match(sink.context, &match);
}

// ---- pushing ----

static void try_leaf(struct watch *watch, uint32_t number, const struct observation *observation) {
    const struct watched *w = &watch->patterns.items[watch->pattern_of.items[number]];
    uint32_t leaf = number - w->first_leaf;
    size_t object;
    if (observation->last < w->from[leaf] || observation->first > w->to[leaf]) return;
    enum evaluate_answer answer =
        leaf_try(&object, &w->evaluator->leaves[leaf], observation, NULL, &watch->scratch);
    if (answer != EVALUATE_NO)
        vec_add(&watch->hits, (struct seen_hit){leaf, answer == EVALUATE_YES, object});
}

void watch_push(struct watch *watch, const struct observation *observation,
                struct watch_sink sink) {
    const uint32_t *leaves;
    arena_reset(&watch->scratch);
    struct seen seen = {
        observation->first, observation->last, observation->number, watch->pushed++, NULL, 0};
    if (observation->first < watch->now)
        watch->late++;
    else
        watch->now = observation->first;
    size_t count = watch_index_find(&leaves, watch->index, observation, &watch->scratch);
    for (size_t i = 0; i < count;) {
        uint32_t pattern = watch->pattern_of.items[leaves[i]];
        vec_clear(&watch->hits);
        for (; i < count && watch->pattern_of.items[leaves[i]] == pattern; i++)
            try_leaf(watch, leaves[i], observation);
        seen.hits = watch->hits.items;
        seen.hit_count = watch->hits.count;
        if (seen.hit_count > 0) watch_pattern(watch, pattern, &seen, sink);
    }
}

size_t watch_late(const struct watch *watch) {
    return watch->late;
}

size_t watch_held(const struct watch *watch) {
    return watch->held;
}
