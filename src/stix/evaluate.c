#include "stix/evaluate.h"

#include <stdlib.h>

#include "stix/evaluate_inside.h"

static enum status open_leaves(struct evaluator *evaluator, const struct pattern *pattern,
                               uint32_t *at, struct fault *fault) {
    if (pattern->kind == PATTERN_OBSERVATION)
        return leaf_open(&evaluator->leaves[(*at)++], pattern, &evaluator->arena, fault);
    for (const struct pattern *child = pattern->first; child; child = child->next)
        TRY(open_leaves(evaluator, child, at, fault));
    return OK;
}

enum status evaluator_open(struct evaluator **out, const struct pattern *pattern,
                           struct fault *fault) {
    SCOPED(evaluator_close) struct evaluator *evaluator = memory_take(sizeof *evaluator);
    *evaluator = (struct evaluator){.leaves = NULL};
    arena_init(&evaluator->arena);
    evaluator->form = form_make(pattern, &evaluator->leaf_count, &evaluator->arena);
    evaluator->leaves = arena_array(&evaluator->arena, evaluator->leaf_count, struct leaf);
    uint32_t at = 0;
    TRY(open_leaves(evaluator, pattern, &at, fault));
    *out = evaluator;
    evaluator = NULL;
    return OK;
}

void evaluator_close(struct evaluator **evaluator) {
    if (!*evaluator) return;
    for (uint32_t i = 0; i < (*evaluator)->leaf_count; i++) leaf_close(&(*evaluator)->leaves[i]);
    arena_close(&(*evaluator)->arena);
    free(*evaluator);
    *evaluator = NULL;
}

// Where the byte `offset` of a constant, the last of its test, stands in the text: its apostrophe
// is the first from the right that no backslash is before, since those inside have one (9.2).
static uint32_t place_in_constant(struct str text, const struct pattern *test, size_t offset) {
    size_t end = test->end - 1, at = end;
    while (at > test->begin && (text.data[at - 1] != '\'' || text.data[at - 2] == '\\')) at--;
    for (; offset > 0 && at < end; offset--) at += text.data[at] == '\\' ? 2 : 1;
    return (uint32_t)at;
}

static enum status check_test(const struct pattern *pattern, struct str text, uint32_t *at,
                              struct arena *arena, struct fault *fault) {
    struct value_test test = {.regex = NULL};
    *at = pattern->begin;
    if (pattern->test.path.step_count > EVALUATE_PATH_STEPS_MAX)
        return fault_set(fault, LIMIT, "an object path of more than %d steps",
                         EVALUATE_PATH_STEPS_MAX);
    if (pattern->test.operator!= PATTERN_MATCHES) return OK;
    arena_reset(arena);
    enum status status = value_test_open(&test, &pattern->test, arena, fault);
    if (status == MALFORMED && test.regex_at != SIZE_MAX)
        *at = place_in_constant(text, pattern, test.regex_at);
    value_test_close(&test);
    return status;
}

static enum status check_tests(const struct pattern *pattern, struct str text, uint32_t *at,
                               struct arena *arena, struct fault *fault) {
    if (pattern->kind == PATTERN_TEST) return check_test(pattern, text, at, arena, fault);
    for (const struct pattern *child = pattern->first; child; child = child->next)
        TRY(check_tests(child, text, at, arena, fault));
    return OK;
}

enum status evaluate_check(const struct pattern *pattern, struct str text, uint32_t *at,
                           struct fault *fault) {
    struct arena arena;
    arena_init(&arena);
    enum status status = check_tests(pattern, text, at, &arena, fault);
    arena_close(&arena);
    return status;
}

struct evaluation {
    const struct evaluator *evaluator;
    struct arena hits, scratch;
    VEC_OF(struct seen) seen;
    size_t added;
    struct evaluate_bound bound;
    size_t hit_count;
    bool is_over; // nothing is looked at any more
};

struct evaluation *evaluation_open(const struct evaluator *evaluator) {
    struct evaluation *evaluation = memory_take(sizeof *evaluation);
    *evaluation = (struct evaluation){.evaluator = evaluator};
    arena_init(&evaluation->hits);
    arena_init(&evaluation->scratch);
    return evaluation;
}

void evaluation_bind(struct evaluation *evaluation, const struct evaluate_bound *bound) {
    evaluation->bound = *bound;
}

static bool is_over(struct evaluation *evaluation) {
    const struct evaluate_bound *bound = &evaluation->bound;
    if (bound->hits_max > 0 && evaluation->hit_count > bound->hits_max) evaluation->is_over = true;
    if (bound->is_over && bound->is_over(bound->context)) evaluation->is_over = true;
    return evaluation->is_over;
}

void evaluation_close(struct evaluation **evaluation) {
    if (!*evaluation) return;
    vec_close(&(*evaluation)->seen);
    arena_close(&(*evaluation)->hits);
    arena_close(&(*evaluation)->scratch);
    free(*evaluation);
    *evaluation = NULL;
}

void evaluation_add(struct evaluation *evaluation, const struct observation *observation) {
    const struct evaluator *evaluator = evaluation->evaluator;
    struct seen seen = {
        observation->first, observation->last, observation->number, evaluation->added++, NULL, 0};
    if (evaluation->is_over || is_over(evaluation)) return;
    arena_reset(&evaluation->scratch);
    struct seen_hit *hits =
        arena_array(&evaluation->scratch, evaluator->leaf_count, struct seen_hit);
    for (uint32_t i = 0; i < evaluator->leaf_count; i++) {
        size_t object;
        enum evaluate_answer answer = leaf_try(&object, &evaluator->leaves[i], observation,
                                               &evaluation->bound, &evaluation->scratch);
        if (answer == EVALUATE_NO) continue;
        hits[seen.hit_count++] = (struct seen_hit){i, answer == EVALUATE_YES, object};
    }
    if (seen.hit_count == 0) return;
    struct seen_hit *kept = arena_array(&evaluation->hits, seen.hit_count, struct seen_hit);
    for (size_t i = 0; i < seen.hit_count; i++) kept[i] = hits[i];
    seen.hits = kept;
    evaluation->hit_count += seen.hit_count;
    vec_add(&evaluation->seen, seen);
}

void evaluation_end(struct evaluate_result *out, struct evaluation *evaluation,
                    struct arena *arena) {
    if (evaluation->is_over || is_over(evaluation)) {
        *out = (struct evaluate_result){.answer = EVALUATE_UNDECIDED,
                                        .why = "there is too much to look at"};
        return;
    }
    solve(out, evaluation->evaluator, evaluation->seen.items, evaluation->seen.count, arena);
}
