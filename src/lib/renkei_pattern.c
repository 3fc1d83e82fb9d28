// Patterns, as renkei.h offers them.
#include <stdlib.h>

#include "base/vec.h"
#include "lib/lib_inside.h"
#include "stix/evaluate.h"
#include "stix/pattern_explain.h"

struct renkei_pattern {
    struct arena arena;
    struct pattern *tree;
};

// ---- reading and writing ----

static int fail_at(struct renkei_error *error, enum status status, const struct fault *fault,
                   const struct pattern_place *place) {
    int code = lib_fail(error, status, fault, place->at);
    if (error) error->line = place->line;
    if (error) error->column = place->column;
    return code;
}

LIB_PUBLIC int renkei_pattern_read(struct renkei_pattern **out, struct renkei_text text,
                                   int reading, struct renkei_error *error) {
    struct renkei_pattern *pattern = memory_take(sizeof *pattern);
    struct pattern_place place = {.at = 0};
    struct fault fault = {""};
    struct pattern_options options = {
        .version = reading & RENKEI_PATTERN_2_0 ? PATTERN_2_0 : PATTERN_2_1,
        .is_lenient = (reading & RENKEI_PATTERN_LENIENT) != 0,
        .place = &place,
    };
    uint32_t at = 0;
    lib_no_error(error);
    arena_init(&pattern->arena);
    struct str own = arena_copy(&pattern->arena, lib_str(text)); // the tree views it
    enum status status = pattern_read(&pattern->tree, own, &options, &pattern->arena, &fault);
    if (status == OK) {
        status = evaluate_check(pattern->tree, own, &at, &fault);
        if (status == LIMIT) status = OK; // it can be read, and not be tried
        if (status != OK) place = pattern_place_at(own, at);
    }
    int code = status == OK ? RENKEI_OK : fail_at(error, status, &fault, &place);
    if (status == OK)
        *out = pattern;
    else
        renkei_pattern_close(pattern);
    return code;
}

LIB_PUBLIC void renkei_pattern_close(struct renkei_pattern *pattern) {
    if (!pattern) return;
    arena_close(&pattern->arena);
    free(pattern);
}

static char *text_of(const struct pattern *tree) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    pattern_print(&buf, tree);
    char *text = lib_text(buf_str(&buf));
    buf_close(&buf);
    return text;
}

LIB_PUBLIC char *renkei_pattern_text(const struct renkei_pattern *pattern) {
    return text_of(pattern->tree);
}

LIB_PUBLIC char *renkei_pattern_normal(const struct renkei_pattern *pattern) {
    struct arena arena;
    arena_init(&arena);
    char *text = text_of(pattern_normal(pattern->tree, &arena));
    arena_close(&arena);
    return text;
}

LIB_PUBLIC char *renkei_pattern_explain(const struct renkei_pattern *pattern) {
    struct arena arena;
    struct buf buf;
    struct pattern_line *lines;
    arena_init(&arena);
    buf_init(&buf, SIZE_MAX);
    size_t count = pattern_explain(&lines, pattern->tree, &arena);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&buf, "%*s", (int)(2 * lines[i].depth), "");
        buf_add(&buf, pattern_line_text(&lines[i], &arena));
        buf_add_byte(&buf, '\n');
    }
    char *text = lib_text(buf_str(&buf));
    buf_close(&buf);
    arena_close(&arena);
    return text;
}

// ---- trying ----

struct trying {
    struct renkei_tried out;
    struct shelf *shelf;
    struct json_reader *reader;
    struct arena arena;
    VEC_OF(size_t) indexes; // on the shelf, of what was tried
    enum status full;       // LIMIT: the shelf takes no more
    struct fault fault;
    void (*matched)(void *context, const struct renkei_match *match);
    void *context;
};

static bool take_object(void *context, struct str text, const struct cutter *cutter) {
    struct trying *trying = context;
    struct json json;
    (void)cutter;
    arena_reset(&trying->arena);
    enum status status =
        json_read(&json, trying->reader, text, &JSON_LIMITS, &trying->arena, &trying->fault);
    if (status != OK) {
        trying->out.refused++;
        return true;
    }
    status = shelf_add(trying->shelf, json, &trying->fault);
    if (status == LIMIT) trying->full = LIMIT;
    trying->out.refused += status == MALFORMED;
    return status != LIMIT;
}

static void refuse_line(void *context, const struct cutter *cutter, const struct fault *fault) {
    (void)cutter;
    (void)fault;
    ((struct trying *)context)->out.refused++;
}

static void add_all(struct trying *trying, struct evaluation *evaluation) {
    for (size_t i = 0; i < shelf_count(trying->shelf); i++) {
        struct observation observation;
        arena_reset(&trying->arena);
        enum status status =
            shelf_read(&observation, trying->shelf, i, &trying->arena, &trying->fault);
        trying->out.refused += status != OK && status != ABSENT;
        if (status != OK) continue;
        evaluation_add(evaluation, &observation);
        vec_add(&trying->indexes, i);
    }
    trying->out.observations = trying->indexes.count;
}

static void tell(struct trying *trying, const struct evaluate_part *part) {
    struct observation observation;
    size_t index = trying->indexes.items[part->observation];
    arena_reset(&trying->arena);
    if (shelf_read(&observation, trying->shelf, index, &trying->arena, NULL) != OK) return;
    struct renkei_match match = {
        .observation = arena_text(&trying->arena, observation.id),
        .index = part->observation,
        .object = arena_text(&trying->arena, observation.objects[part->object].key),
        .begin = part->begin,
        .end = part->end,
        .times = part->times,
    };
    trying->matched(trying->context, &match);
}

static enum status evaluate(struct trying *trying, const struct renkei_pattern *pattern,
                            struct arena *witness) {
    SCOPED(evaluator_close) struct evaluator *evaluator = NULL;
    struct evaluate_result result;
    TRY(evaluator_open(&evaluator, pattern->tree, &trying->fault));
    struct evaluation *evaluation = evaluation_open(evaluator);
    add_all(trying, evaluation);
    evaluation_end(&result, evaluation, witness);
    evaluation_close(&evaluation);
    trying->out.answer = (int)result.answer;
    for (size_t i = 0; i < result.part_count && trying->matched; i++)
        tell(trying, &result.parts[i]);
    return OK;
}

LIB_PUBLIC int renkei_pattern_try(struct renkei_tried *out, const struct renkei_pattern *pattern,
                                  struct renkei_text data,
                                  void (*matched)(void *context, const struct renkei_match *match),
                                  void *context, struct renkei_error *error) {
    struct trying trying = {.shelf = shelf_open(0),
                            .reader = json_reader_open(),
                            .matched = matched,
                            .context = context};
    struct arena witness;
    arena_init(&trying.arena);
    arena_init(&witness);
    lib_no_error(error);
    int code = lib_walk(data, &(struct lib_walk){&trying, take_object, refuse_line}, error);
    enum status status = trying.full;
    if (code == RENKEI_OK && status == OK) status = evaluate(&trying, pattern, &witness);
    if (code == RENKEI_OK && status != OK) code = lib_fail(error, status, &trying.fault, 0);
    if (code == RENKEI_OK) *out = trying.out;
    arena_close(&witness);
    arena_close(&trying.arena);
    json_reader_close(&trying.reader);
    shelf_close(&trying.shelf);
    vec_close(&trying.indexes);
    return code;
}
