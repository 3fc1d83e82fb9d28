// agree.h - one pattern and its observations, tried by src/stix/evaluate and by the reference.
#pragma once

#include "dice.h"
#include "reference.h"
#include "stix/evaluate.h"

struct agreement {
    bool is_tried; // false: the pattern is refused, or too much for the reference
    enum evaluate_answer answer;
    bool is_expected;
};

static inline bool shelf_find(struct json *out, void *context, struct str id) {
    const struct world *w = context;
    for (struct json o = json_first(w->shelf); o.node; o = json_next(o)) {
        if (!str_equal(json_text(json_member(o, STR("id"))), id)) continue;
        *out = o;
        return true;
    }
    return false;
}

static inline bool world_open(struct world *w, struct str data, struct arena *arena) {
    struct json root;
    struct json_reader *reader = json_reader_open();
    enum status status = json_read(&root, reader, data, &JSON_LIMITS, arena, NULL);
    json_reader_close(&reader);
    if (status != OK) return false;
    *w = (struct world){.arena = arena, .shelf = json_member(root, STR("shelf"))};
    struct json all = json_member(root, STR("observed"));
    for (struct json one = json_first(all); one.node && w->count < 8; one = json_next(one))
        w->observed[w->count++] = one;
    return world_points(w);
}

static inline bool world_observation(struct observation *out, struct world *w, size_t index) {
    struct observation_source source = {shelf_find, w};
    return observation_read(out, w->observed[index], &source, w->arena, NULL) == OK;
}

static inline bool has_choice(const struct pattern *p) {
    if (p->kind == PATTERN_ANY) return true;
    for (const struct pattern *child = p->kind == PATTERN_OBSERVATION ? NULL : p->first; child;
         child = child->next)
        if (has_choice(child)) return true;
    return false;
}

// The observations of the witness alone satisfy the pattern, and none of them can be left out (but
// for another alternative of an OR).
static inline bool witness_holds(struct world *w, const struct pattern *pattern,
                                 const struct evaluate_result *result) {
    struct world only = *w;
    int64_t times[8] = {0};
    for (size_t i = 0; i < result->part_count; i++)
        times[result->parts[i].observation] += result->parts[i].times;
    for (size_t left = 0; left <= w->count; left++) { // w->count: none is left out
        only.count = 0;
        if (left < w->count && (times[left] == 0 || has_choice(pattern))) continue;
        for (size_t i = 0; i < w->count; i++) {
            int64_t number = times[i] - (i == left);
            if (number <= 0) continue;
            only.number[only.count] = number;
            only.observed[only.count++] = w->observed[i];
        }
        if (!world_points(&only)) return false;
        if (world_matches(&only, pattern) != (left == w->count)) return false;
    }
    return true;
}

static inline bool agree(struct agreement *out, struct str text, struct str data,
                         struct arena *arena) {
    struct pattern *pattern;
    struct world w;
    SCOPED(evaluator_close) struct evaluator *evaluator = NULL;
    *out = (struct agreement){false, EVALUATE_NO, false};
    if (pattern_read(&pattern, text, &(struct pattern_options){.is_lenient = true}, arena, NULL))
        return true;
    if (!world_open(&w, data, arena) || evaluator_open(&evaluator, pattern, NULL)) return true;
    SCOPED(evaluation_close) struct evaluation *evaluation = evaluation_open(evaluator);
    for (size_t i = 0; i < w.count; i++) {
        struct observation observation;
        if (!world_observation(&observation, &w, i)) return true;
        evaluation_add(evaluation, &observation);
    }
    struct evaluate_result result;
    evaluation_end(&result, evaluation, arena);
    *out = (struct agreement){true, result.answer, world_matches(&w, pattern)};
    if (result.answer == EVALUATE_UNDECIDED) return true;
    if ((result.answer == EVALUATE_YES) != out->is_expected) return false;
    return result.answer == EVALUATE_NO || witness_holds(&w, pattern, &result);
}
