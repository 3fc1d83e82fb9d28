// How observations must stand to each other: STIX 2.1, 9.5, rule by rule.
#include <stdlib.h>

#include "evaluate_help.h"

// Observations by letters: "a 3" is [x:a = 1] at second 3, "ab 3-5 x4" has both, 4 times in 3 to 5.
static struct evaluate_result on(const char *pattern, const char *letters) {
    struct seen_text seen[64];
    size_t count = 0;
    for (struct str rest = str_of(letters), one; str_take(&one, &rest, ',');) {
        char names[16] = "", text[32];
        struct seen_text *s = &seen[count++];
        int first = 0, last = -1, number = 1;
        snprintf(text, sizeof text, "%.*s", STR_ARG(str_trim(one)));
        const char *times = strchr(text, 'x'), *to = strchr(text, '-');
        sscanf(text, "%15[a-w] %d", names, &first);
        if (to) last = atoi(to + 1);
        if (times) number = atoi(times + 1);
        struct buf objects;
        buf_init(&objects, 4096);
        buf_add(&objects, STR("{\"0\":{\"type\":\"x\""));
        for (const char *name = names; *name; name++) buf_addf(&objects, ",\"%c\":1", *name);
        buf_add(&objects, STR("}}"));
        *s = (struct seen_text){number, first, last < 0 ? first : last,
                                arena_text(&arena, buf_str(&objects))};
        buf_close(&objects);
    }
    // [a] stands for [x:a = 1].
    struct buf whole;
    buf_init(&whole, 65536);
    for (const char *at = pattern; *at; at++) {
        if (*at == '[')
            buf_addf(&whole, "[x:%c = 1", *++at);
        else
            buf_add_byte(&whole, *at);
    }
    struct evaluate_result result =
        evaluate_many(arena_text(&arena, buf_str(&whole)), seen, letters[0] ? count : 0);
    buf_close(&whole);
    return result;
}

#define yes(pattern, letters) assert_int_equal(on(pattern, letters).answer, EVALUATE_YES)
#define no(pattern, letters) assert_int_equal(on(pattern, letters).answer, EVALUATE_NO)

static void and_is_satisfied_by_different_observations_9_5_2(void **state) {
    (void)state;
    yes("[a] AND [b]", "a 1, b 2");
    yes("[a] AND [b]", "b 1, a 2");
    no("[a] AND [b]", "ab 1");
    yes("[a] AND [b]", "ab 1, ab 1");
    no("[a] AND [a]", "a 1");
    yes("[a] AND [a]", "a 1, a 1");
    // Whoever takes the first that fits is wrong: c is only in the first, b only in the second.
    yes("[a] AND [b] AND [c]", "abc 1, ab 2, a 3");
    no("[a] AND [b] AND [c]", "abc 1, a 2, a 3");
    no("[a] AND [b]", "");
}

static void an_observed_data_is_as_many_observations_as_it_says_9_1(void **state) {
    (void)state;
    yes("[a] AND [b]", "ab 1 x2");
    yes("[a] REPEATS 5 TIMES", "a 1 x5");
    no("[a] REPEATS 5 TIMES", "a 1 x4");
    yes("[a] REPEATS 5 TIMES", "a 1 x3, a 2 x2");
    no("[a] REPEATS 5 TIMES AND [b]", "ab 1 x3, a 2 x2");
    yes("[a] REPEATS 5 TIMES AND [b]", "ab 1 x3, a 2 x3");
    yes("[a] REPEATS 999999999 TIMES", "a 1 x999999999");
    no("[a] REPEATS 9007199254740991 TIMES", "a 1 x999999999");
}

static void or_is_satisfied_by_one_9_5_2(void **state) {
    (void)state;
    yes("[a] OR [b]", "b 1");
    no("[a] OR [b]", "c 1");
    no("([a] OR [b]) AND [c]", "ac 1");
    yes("([a] OR [b]) AND [c]", "ac 1, b 1");
    yes("([a] AND [b]) OR ([c] AND [d])", "a 1, c 2, d 3");
    // "If the first evaluates to true, evaluation must terminate": it is the witness.
    struct evaluate_result result = on("([a] AND [b]) OR [c]", "c 1, b 2, a 3");
    assert_int_equal(result.part_count, 2);
    assert_int_equal(result.parts[0].observation, 1);
}

static void followedby_is_in_order_or_at_the_same_instant_9_5_2(void **state) {
    (void)state;
    yes("[a] FOLLOWEDBY [b]", "a 1, b 2");
    yes("[a] FOLLOWEDBY [b]", "b 2, a 1");
    no("[a] FOLLOWEDBY [b]", "a 2, b 1");
    yes("[a] FOLLOWEDBY [b]", "a 1, b 1");
    no("[a] FOLLOWEDBY [b]", "ab 1");
    yes("[a] FOLLOWEDBY [b] FOLLOWEDBY [c]", "c 3, b 2, a 1");
    no("[a] FOLLOWEDBY [b] FOLLOWEDBY [c]", "c 3, b 4, a 1");
    // The first a cannot be spent on [a]: the instants are one, and [b] needs it.
    yes("[a] FOLLOWEDBY [b]", "ab 1, a 1");
    no("([a] AND [b]) FOLLOWEDBY [c]", "a 1, b 3, c 2");
    yes("([a] AND [b]) FOLLOWEDBY [c]", "a 1, b 3, c 2, b 0");
}

static void repeats_is_shorthand_for_and_9_5_1(void **state) {
    (void)state;
    yes("[a] REPEATS 3 TIMES", "a 1, a 1, a 9");
    no("[a] REPEATS 3 TIMES", "a 1, a 2");
    // "b plus 5 c's where all 5 c's were observed after the b."
    yes("[b] FOLLOWEDBY [c] REPEATS 5 TIMES", "b 1, c 2 x2, c 3 x2, c 4");
    no("[b] FOLLOWEDBY [c] REPEATS 5 TIMES", "b 2, c 1, c 2 x2, c 3 x2");
    yes("([a] FOLLOWEDBY [c]) REPEATS 2 TIMES", "a 1, a 3, c 2, c 4");
    no("([a] FOLLOWEDBY [c]) REPEATS 2 TIMES", "a 1, a 4, c 2, c 3");
    assert_int_equal(on("([a] FOLLOWEDBY [c]) REPEATS 5 TIMES", "a 1 x5, c 2 x5").part_count, 2);
    yes("([a] AND [b]) REPEATS 5 TIMES WITHIN 300 SECONDS", "a 1 x5, b 9 x5");
    no("([a] AND [b]) REPEATS 5 TIMES WITHIN 300 SECONDS", "a 1 x5, b 9 x4");
    yes("([a] AND [b] REPEATS 5 TIMES) WITHIN 300 SECONDS", "a 1, b 9 x5");
}

static void within_excludes_its_end_9_5_1(void **state) {
    (void)state;
    yes("([a] AND [b]) WITHIN 5 SECONDS", "a 1, b 5");
    no("([a] AND [b]) WITHIN 5 SECONDS", "a 1, b 6");
    yes("([a] AND [b]) WITHIN 5.000001 SECONDS", "a 1, b 6");
    no("([a] AND [b]) WITHIN 0.5 SECONDS", "a 1, b 2");
    yes("[a] WITHIN 0.000001 SECONDS", "a 1");
    yes("[a] REPEATS 3 TIMES WITHIN 3 SECONDS", "a 1, a 4, a 5, a 6");
    no("[a] REPEATS 3 TIMES WITHIN 3 SECONDS", "a 1, a 2, a 4, a 6");
    // The first a that fits [a] is too early; a later one is not.
    yes("([a] FOLLOWEDBY [b]) WITHIN 3 SECONDS", "a 1, a 7, b 8");
    no("([a] FOLLOWEDBY [b]) WITHIN 3 SECONDS", "a 1, b 8, a 9");
    yes("[a] REPEATS 2 TIMES WITHIN 2 SECONDS FOLLOWEDBY [b]", "a 1, a 3, a 4, b 5");
    no("[a] REPEATS 2 TIMES WITHIN 2 SECONDS FOLLOWEDBY [b]", "a 1, a 3, b 4, a 5");
}

static void start_is_inclusive_and_stop_is_not_9_5_1(void **state) {
    (void)state;
#define FROM_2_TO_4 "START t'2020-01-01T00:00:02Z' STOP t'2020-01-01T00:00:04Z'"
    no("[a] " FROM_2_TO_4, "a 1");
    yes("[a] " FROM_2_TO_4, "a 2");
    yes("[a] " FROM_2_TO_4, "a 3");
    no("[a] " FROM_2_TO_4, "a 4");
    no("([a] AND [b]) " FROM_2_TO_4, "a 3, b 4");
    yes("[a] AND [b] " FROM_2_TO_4, "a 9, b 3");
    yes("[a] START t'2020-01-01T00:00:00.9999999Z' STOP t'2020-01-01T00:00:01.0000001Z'", "a 1");
    no("[a] START t'2020-01-01T00:00:01.0000001Z' STOP t'2020-01-01T00:00:02Z'", "a 1");
}

static void an_instant_that_is_not_defined_is_any_between_first_and_last_9_1(void **state) {
    (void)state;
    yes("[a] FOLLOWEDBY [b]", "b 1-5, a 3");
    no("[a] FOLLOWEDBY [b]", "b 1-2, a 3");
    yes("([a] AND [b]) WITHIN 2 SECONDS", "a 1-5, b 6");
    no("([a] AND [b]) WITHIN 2 SECONDS", "a 1-4, b 6");
    yes("[a] START t'2020-01-01T00:00:05Z' STOP t'2020-01-01T00:00:06Z'", "a 1-5");
    // One instant each, and all of them at once: c is either before 3 or after 5.
    no("([a] FOLLOWEDBY [c]) AND ([c] FOLLOWEDBY [b])", "c 1-9, a 5, b 3");
    yes("[a] FOLLOWEDBY [c] FOLLOWEDBY [b]", "c 1-9, a 3, b 5");
    no("[a] FOLLOWEDBY [c] FOLLOWEDBY [b]", "c 1-9, a 5, b 3");
    // The lasting one is needed in the middle, and greed would spend it at the beginning.
    yes("[a] FOLLOWEDBY [b] FOLLOWEDBY [c]", "ab 1-9, a 2, c 3");
}

static void the_witness_names_the_brackets_and_objects_and_is_the_same_each_time(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct evaluate_result result =
            on("[a] REPEATS 3 TIMES AND [b]", "c 1, a 5 x2, b 4, a 3 x2, b 2, a 9");
        assert_int_equal(result.answer, EVALUATE_YES);
        assert_int_equal(result.part_count, 3);
        // Earliest first: b at 2, then a at 3 and one of those at 5.
        assert_int_equal(result.parts[0].observation, 1);
        assert_int_equal(result.parts[0].times, 1);
        assert_int_equal(result.parts[0].begin, 0);
        assert_int_equal(result.parts[1].observation, 3);
        assert_int_equal(result.parts[1].times, 2);
        assert_int_equal(result.parts[2].observation, 4);
        assert_int_equal(result.parts[2].begin, strlen("[x:a = 1] REPEATS 3 TIMES AND "));
        assert_int_equal(result.parts[2].end, strlen("[x:a = 1] REPEATS 3 TIMES AND [x:b = 1]"));
    }
}

// Each of `count` observations is what `letter` says, a second apart.
static struct evaluate_result on_many(const char *pattern, size_t count, char letter_of(size_t)) {
    struct evaluate_result result;
    struct evaluator *evaluator = evaluator_of(pattern);
    struct evaluation *evaluation = evaluation_open(evaluator);
    for (size_t i = 0; i < count; i++) {
        struct seen_text seen = {1, 0, 0, NULL};
        char objects[64];
        snprintf(objects, sizeof objects, "{\"0\":{\"type\":\"x\",\"%c\":1}}", letter_of(i));
        seen.objects = objects;
        struct observation observation = observation_of(&seen);
        observation.first = observation.last = (stamp)i * STAMP_SECOND;
        evaluation_add(evaluation, &observation);
    }
    evaluation_end(&result, evaluation, &arena);
    evaluation_close(&evaluation);
    evaluator_close(&evaluator);
    return result;
}

static char a_then_b(size_t i) {
    return i % 2 ? 'b' : 'a';
}

static char b_then_a(size_t i) {
    return i < 1500 ? 'b' : 'a';
}

static void the_usual_patterns_are_decided_on_many_observations(void **state) {
    (void)state;
    const char *chain = "([x:a = 1] FOLLOWEDBY [x:b = 1] FOLLOWEDBY [x:a = 1]) WITHIN 2 SECONDS";
    assert_int_equal(on_many(chain, 3000, a_then_b).answer, EVALUATE_NO);
    assert_int_equal(on_many("[x:a = 1] FOLLOWEDBY [x:b = 1]", 3000, b_then_a).answer, EVALUATE_NO);
    const char *many = "[x:a = 1] REPEATS 60 TIMES WITHIN 119 SECONDS";
    assert_int_equal(on_many(many, 3000, a_then_b).answer, EVALUATE_YES);
    many = "[x:a = 1] REPEATS 60 TIMES WITHIN 118 SECONDS";
    assert_int_equal(on_many(many, 3000, a_then_b).answer, EVALUATE_NO);
    many = "([x:a = 1] REPEATS 1500 TIMES FOLLOWEDBY [x:b = 1]) WITHIN 100000 SECONDS";
    assert_int_equal(on_many(many, 3000, a_then_b).answer, EVALUATE_YES);
}

static void past_the_limit_of_work_the_answer_is_undecided(void **state) {
    (void)state;
    const char *pairs = "([x:a = 1] FOLLOWEDBY [x:b = 1]) REPEATS 12 TIMES AND [x:a = 1]";
    struct evaluate_result result = on_many(pairs, 3000, b_then_a);
    assert_int_equal(result.answer, EVALUATE_NO); // no a is before any b: seen at once
    result = on_many("(([x:a = 1] FOLLOWEDBY [x:b = 1]) AND [x:b = 1]) REPEATS 129 TIMES", 3000,
                     a_then_b);
    assert_int_equal(result.answer, EVALUATE_UNDECIDED);
    assert_string_equal(result.why, "too many observations are needed for a search");
    result = on_many("([x:a = 1] FOLLOWEDBY [x:b = 1]) REPEATS 2000 TIMES AND [x:a = 1]", 9000,
                     a_then_b);
    assert_int_equal(result.answer, EVALUATE_UNDECIDED);
    assert_string_equal(result.why, "too many parts when REPEATS is written out");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(and_is_satisfied_by_different_observations_9_5_2),
        TEST(an_observed_data_is_as_many_observations_as_it_says_9_1),
        TEST(or_is_satisfied_by_one_9_5_2),
        TEST(followedby_is_in_order_or_at_the_same_instant_9_5_2),
        TEST(repeats_is_shorthand_for_and_9_5_1),
        TEST(within_excludes_its_end_9_5_1),
        TEST(start_is_inclusive_and_stop_is_not_9_5_1),
        TEST(an_instant_that_is_not_defined_is_any_between_first_and_last_9_1),
        TEST(the_witness_names_the_brackets_and_objects_and_is_the_same_each_time),
        TEST(the_usual_patterns_are_decided_on_many_observations),
        TEST(past_the_limit_of_work_the_answer_is_undecided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
