// evaluate_help.h - what the tests of evaluation share: an answer from texts.
#pragma once

#include <stdio.h>

#include "pattern_help.h"
#include "stix/evaluate.h"

// JSON with the number, the seconds of first_observed and last_observed (0 to 59), and `objects`.
struct seen_text {
    int number, first, last;
    const char *objects;
};

static inline struct json json_of(const char *text) {
    struct json json;
    struct fault fault = {""};
    struct json_reader *reader = json_reader_open();
    if (json_read(&json, reader, str_of(text), &JSON_LIMITS, &arena, &fault) != OK)
        fail_msg("%s: %s", text, fault.text);
    json_reader_close(&reader);
    return json;
}

static inline struct observation observation_of(const struct seen_text *seen) {
    struct observation observation;
    struct fault fault = {""};
    struct str text = arena_format(
        &arena,
        "{\"type\":\"observed-data\",\"first_observed\":\"2020-01-01T00:00:%02dZ\","
        "\"last_observed\":\"2020-01-01T00:00:%02dZ\",\"number_observed\":%d,\"objects\":%s}",
        seen->first, seen->last, seen->number, seen->objects);
    if (observation_read(&observation, json_of(arena_text(&arena, text)), NULL, &arena, &fault) !=
        OK)
        fail_msg("%.*s: %s", STR_ARG(text), fault.text);
    return observation;
}

static inline struct evaluator *evaluator_of(const char *pattern) {
    struct evaluator *evaluator = NULL;
    struct fault fault = {""};
    if (evaluator_open(&evaluator, read_text(pattern), &fault) != OK)
        fail_msg("%s: %s", pattern, fault.text);
    return evaluator;
}

static inline struct evaluate_result evaluate_many(const char *pattern,
                                                   const struct seen_text *seen, size_t count) {
    struct evaluate_result result;
    struct evaluator *evaluator = evaluator_of(pattern);
    struct evaluation *evaluation = evaluation_open(evaluator);
    for (size_t i = 0; i < count; i++) {
        struct observation observation = observation_of(&seen[i]);
        evaluation_add(evaluation, &observation);
    }
    evaluation_end(&result, evaluation, &arena);
    evaluation_close(&evaluation);
    evaluator_close(&evaluator);
    return result;
}

// One observation of these objects.
static inline void assert_answer(const char *pattern, const char *objects,
                                 enum evaluate_answer expected) {
    struct seen_text seen = {1, 0, 0, objects};
    enum evaluate_answer answer = evaluate_many(pattern, &seen, 1).answer;
    if (answer != expected)
        fail_msg("%s\non %s\nis %s, and should be %s", pattern, objects,
                 evaluate_answer_name(answer), evaluate_answer_name(expected));
}

#define assert_yes(pattern, objects) assert_answer(pattern, objects, EVALUATE_YES)
#define assert_no(pattern, objects) assert_answer(pattern, objects, EVALUATE_NO)
