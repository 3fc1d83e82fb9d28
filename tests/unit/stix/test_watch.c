// Patterns on observations without end: nothing is missed, and memory has its bounds.
#include "stix/watch.h"

#include "agree.h"
#include "evaluate_help.h"

struct told {
    size_t count;
    struct {
        size_t pattern, at; // the observation that was pushed
        enum evaluate_answer answer;
        size_t parts, first; // observation of the first part
    } matches[256];
    size_t pushing;
};

static void on_match(void *context, const struct watch_match *match) {
    struct told *told = context;
    assert_true(told->count < COUNT(told->matches));
    size_t at = told->count++;
    told->matches[at].pattern = match->pattern;
    told->matches[at].at = told->pushing;
    told->matches[at].answer = match->result->answer;
    told->matches[at].parts = match->result->part_count;
    told->matches[at].first = match->result->part_count ? match->result->parts[0].observation : 0;
}

static void push(struct watch *watch, struct told *told, const char *letter, int64_t number,
                 double first, double last) {
    struct seen_text seen = {1, 0, 0, NULL};
    seen.objects =
        arena_text(&arena, arena_format(&arena, "{\"0\":{\"type\":\"x\",\"%s\":1}}", letter));
    struct observation observation = observation_of(&seen);
    observation.number = number;
    observation.first = (stamp)(first * 1e6);
    observation.last = (stamp)(last * 1e6);
    watch_push(watch, &observation, (struct watch_sink){on_match, told});
    told->pushing++;
}

static struct watch *watch_of(const char *pattern, struct watch_options options) {
    struct fault fault = {""};
    struct watch *watch = watch_open(&options);
    if (watch_add(watch, read_text(pattern), &fault) != OK) fail_msg("%s: %s", pattern, fault.text);
    return watch;
}

static void a_match_is_told_when_its_last_observation_comes(void **state) {
    (void)state;
    struct told told = {0};
    struct watch *watch = watch_of("[x:a = 1] FOLLOWEDBY [x:b = 1]", (struct watch_options){0});
    push(watch, &told, "b", 1, 0, 0);
    push(watch, &told, "c", 1, 0, 0);
    push(watch, &told, "a", 1, 1, 1);
    assert_int_equal(told.count, 0);
    push(watch, &told, "b", 1, 2, 2);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.matches[0].answer, EVALUATE_YES);
    assert_int_equal(told.matches[0].parts, 2);
    assert_int_equal(told.matches[0].first, 2);
    // What served one match serves no other.
    assert_int_equal(watch_held(watch), 0);
    push(watch, &told, "b", 1, 3, 3);
    assert_int_equal(told.count, 1);
    push(watch, &told, "a", 1, 4, 4);
    push(watch, &told, "b", 1, 4, 4);
    assert_int_equal(told.count, 2);
    watch_close(&watch);
}

static void what_is_past_the_span_is_forgotten(void **state) {
    (void)state;
    struct told told = {0};
    struct watch *watch =
        watch_of("[x:a = 1] REPEATS 3 TIMES WITHIN 10 SECONDS", (struct watch_options){0});
    for (int i = 0; i < 10000; i++) {
        push(watch, &told, "a", 1, i * 6, i * 6);
        assert_true(watch_held(watch) <= 2);
    }
    assert_int_equal(told.count, 0);
    push(watch, &told, "a", 2, 60000, 60000);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.matches[0].answer, EVALUATE_YES);
    watch_close(&watch);
}

static void what_lasts_is_past_the_span_only_after_its_end(void **state) {
    (void)state;
    struct told told = {0};
    struct watch *watch =
        watch_of("([x:a = 1] AND [x:b = 1]) WITHIN 2 SECONDS", (struct watch_options){0});
    push(watch, &told, "a", 1, 0, 5);
    push(watch, &told, "a", 1, 6, 6);
    assert_int_equal(watch_held(watch), 2);
    push(watch, &told, "a", 1, 7, 7); // one that lasted until 5 is 2 seconds before
    assert_int_equal(watch_held(watch), 2);
    watch_close(&watch);
    watch = watch_of("([x:a = 1] AND [x:b = 1]) WITHIN 2 SECONDS", (struct watch_options){0});
    told = (struct told){0};
    push(watch, &told, "a", 1, 0, 5);
    push(watch, &told, "b", 1, 6, 6);
    assert_int_equal(told.count, 1);
    watch_close(&watch);
}

static void what_is_there_often_enough_is_not_kept(void **state) {
    (void)state;
    struct told told = {0};
    struct watch *watch = watch_of("[x:a = 1] REPEATS 3 TIMES AND [x:b = 1]",
                                   (struct watch_options){.window_max = 10});
    for (int i = 0; i < 1000; i++) push(watch, &told, "a", 1, i, i);
    assert_int_equal(watch_held(watch), 4);
    push(watch, &told, "b", 1, 2000, 2000);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.matches[0].answer, EVALUATE_YES);
    watch_close(&watch);
}

static void one_past_the_window_the_answer_is_undecided_and_never_no(void **state) {
    (void)state;
    struct told told = {0};
    const char *pattern = "([x:a = 1] FOLLOWEDBY [x:b = 1]) AND ([x:c = 1] FOLLOWEDBY [x:b = 1])";
    struct watch *watch = watch_of(pattern, (struct watch_options){.window_max = 10});
    push(watch, &told, "c", 1, 0, 0);
    for (int i = 1; i < 10; i++) push(watch, &told, "a", 1, i, i);
    push(watch, &told, "b", 2, 10, 10);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.matches[0].answer, EVALUATE_YES);
    push(watch, &told, "c", 1, 20, 20);
    for (int i = 1; i < 11; i++) push(watch, &told, "a", 1, 20 + i, 20 + i);
    assert_int_equal(watch_held(watch), 10);
    assert_int_equal(told.count, 1); // without a b nothing can match, whatever was forgotten
    push(watch, &told, "b", 2, 40, 40);
    assert_int_equal(told.count, 2);
    assert_int_equal(told.matches[1].answer, EVALUATE_UNDECIDED);
    push(watch, &told, "c", 1, 50, 50);
    push(watch, &told, "b", 2, 51, 51);
    assert_int_equal(told.matches[told.count - 1].answer, EVALUATE_YES);
    watch_close(&watch);
}

static void all_patterns_together_hold_no_more_than_allowed(void **state) {
    (void)state;
    struct told told = {0};
    struct watch *watch =
        watch_of("[x:a = 1] FOLLOWEDBY [x:b = 1]", (struct watch_options){.held_max = 5});
    for (int i = 0; i < 3; i++)
        assert_int_equal(watch_add(watch, read_text("[x:a = 1] FOLLOWEDBY [x:c = 1]"), NULL), OK);
    for (int i = 0; i < 100; i++) {
        push(watch, &told, "a", 1, i, i);
        assert_true(watch_held(watch) <= 5);
    }
    assert_int_equal(told.count, 0);
    push(watch, &told, "c", 1, 200, 200);
    assert_int_equal(told.count, 3);
    watch_close(&watch);
}

static void one_that_comes_late_is_tried_and_what_it_may_have_missed_is_undecided(void **state) {
    (void)state;
    struct told told = {0};
    struct watch *watch =
        watch_of("([x:a = 1] AND [x:b = 1]) WITHIN 10 SECONDS", (struct watch_options){0});
    push(watch, &told, "a", 1, 0, 0);
    push(watch, &told, "a", 1, 100, 100);
    push(watch, &told, "b", 1, 99, 99);
    assert_int_equal(watch_late(watch), 1);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.matches[0].answer, EVALUATE_YES);
    push(watch, &told, "a", 1, 200, 200);
    push(watch, &told, "a", 1, 300, 300); // forgets that at 200
    push(watch, &told, "b", 1, 201, 201);
    assert_int_equal(told.count, 2);
    assert_int_equal(told.matches[1].answer, EVALUATE_UNDECIDED);
    watch_close(&watch);
}

// ---- generated ----

static uint64_t random_state = 20200402;

static uint8_t random_byte(void) {
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint8_t)(z >> 56);
}

static int by_first(const void *a, const void *b) {
    const struct observation *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

static enum evaluate_answer answer_on(const struct evaluator *evaluator,
                                      const struct observation *observations, size_t count) {
    struct evaluate_result result;
    struct evaluation *evaluation = evaluation_open(evaluator);
    for (size_t i = 0; i < count; i++) evaluation_add(evaluation, &observations[i]);
    evaluation_end(&result, evaluation, &arena);
    evaluation_close(&evaluation);
    return result.answer;
}

// The first match is told with the observation after which evaluation says yes. True: it matched.
static bool compare_one(const struct pattern *pattern, struct world *w, struct str text) {
    struct observation observations[8];
    struct told told = {0};
    struct evaluator *evaluator = NULL;
    size_t expected = SIZE_MAX;
    for (size_t i = 0; i < w->count; i++)
        if (!world_observation(&observations[i], w, i)) return false;
    if (w->count) qsort(observations, w->count, sizeof *observations, by_first);
    struct watch *watch = watch_open(&(struct watch_options){0});
    assert_int_equal(watch_add(watch, pattern, NULL), OK);
    assert_int_equal(evaluator_open(&evaluator, pattern, NULL), OK);
    for (size_t i = 0; i < w->count; i++, told.pushing++) {
        watch_push(watch, &observations[i], (struct watch_sink){on_match, &told});
        if (expected == SIZE_MAX && answer_on(evaluator, observations, i + 1) == EVALUATE_YES)
            expected = i;
    }
    size_t first = told.count ? told.matches[0].at : SIZE_MAX;
    if (first != expected)
        fail_msg("%.*s: told with %zd, and should be with %zd", STR_ARG(text), (ssize_t)first,
                 (ssize_t)expected);
    for (size_t i = 0; i < told.count; i++) assert_int_equal(told.matches[i].answer, EVALUATE_YES);
    watch_close(&watch);
    evaluator_close(&evaluator);
    return expected != SIZE_MAX;
}

static void a_stream_matches_as_soon_as_all_so_far_do(void **state) {
    (void)state;
    size_t matched = 0, rounds = dice_rounds(5000);
    struct buf text, data;
    buf_init(&text, SIZE_MAX);
    buf_init(&data, SIZE_MAX);
    for (size_t i = 0; i < rounds; i++) {
        uint8_t bytes[256];
        struct pattern *pattern;
        struct world w;
        struct pattern_options options = {.is_lenient = true};
        for (size_t j = 0; j < sizeof bytes; j++) bytes[j] = random_byte();
        struct dice dice = {bytes, sizeof bytes, 0};
        buf_clear(&text);
        buf_clear(&data);
        arena_reset(&arena);
        dice_make(&dice, &text, &data);
        if (pattern_read(&pattern, buf_str(&text), &options, &arena, NULL) != OK) continue;
        if (!world_open(&w, buf_str(&data), &arena)) continue;
        matched += compare_one(pattern, &w, buf_str(&text));
    }
    buf_close(&text);
    buf_close(&data);
    assert_true(matched > rounds / 10);
}

#define MANY 200

static void among_many_patterns_none_that_matches_is_passed_over(void **state) {
    (void)state;
    struct evaluator *evaluators[MANY];
    size_t count = 0, matched = 0, rounds = dice_rounds(300);
    struct watch *watch = watch_open(&(struct watch_options){0});
    struct buf text, data;
    buf_init(&text, SIZE_MAX);
    buf_init(&data, SIZE_MAX);
    for (size_t i = 0; i < rounds + MANY * 3; i++) {
        uint8_t bytes[256];
        struct pattern *pattern;
        struct world w;
        struct pattern_options options = {.is_lenient = true};
        for (size_t j = 0; j < sizeof bytes; j++) bytes[j] = random_byte();
        struct dice dice = {bytes, sizeof bytes, 0};
        buf_clear(&text);
        buf_clear(&data);
        arena_reset(&arena);
        dice_alone(&dice, &text, &data);
        if (i < MANY * 3) {
            if (count == MANY ||
                pattern_read(&pattern, buf_str(&text), &options, &arena, NULL) != OK)
                continue;
            assert_int_equal(watch_add(watch, pattern, NULL), OK);
            assert_int_equal(evaluator_open(&evaluators[count++], pattern, NULL), OK);
            continue;
        }
        struct told told = {0};
        struct observation observation;
        bool is_told[MANY] = {false};
        if (!world_open(&w, buf_str(&data), &arena)) continue;
        assert_true(world_observation(&observation, &w, 0));
        watch_push(watch, &observation, (struct watch_sink){on_match, &told});
        for (size_t at = 0; at < told.count; at++) is_told[told.matches[at].pattern] = true;
        for (size_t at = 0; at < count; at++) {
            bool is_match = answer_on(evaluators[at], &observation, 1) == EVALUATE_YES;
            assert_int_equal(is_told[at], is_match);
            matched += is_match;
        }
    }
    assert_int_equal(count, MANY);
    assert_true(matched > rounds * MANY / 20);
    for (size_t i = 0; i < count; i++) evaluator_close(&evaluators[i]);
    watch_close(&watch);
    buf_close(&text);
    buf_close(&data);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_match_is_told_when_its_last_observation_comes),
        TEST(what_is_past_the_span_is_forgotten),
        TEST(what_lasts_is_past_the_span_only_after_its_end),
        TEST(what_is_there_often_enough_is_not_kept),
        TEST(one_past_the_window_the_answer_is_undecided_and_never_no),
        TEST(all_patterns_together_hold_no_more_than_allowed),
        TEST(one_that_comes_late_is_tried_and_what_it_may_have_missed_is_undecided),
        TEST(a_stream_matches_as_soon_as_all_so_far_do),
        TEST(among_many_patterns_none_that_matches_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
