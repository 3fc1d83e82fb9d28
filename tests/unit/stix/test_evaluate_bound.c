// What an evaluation may take of its caller, and expressions that are none.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evaluate_help.h"

#define SEEN "{\"0\":{\"type\":\"a\",\"b\":1,\"c\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}}"

struct patience {
    int asked, most;
};

static bool is_over(void *context) {
    struct patience *patience = context;
    return ++patience->asked > patience->most;
}

static struct evaluate_result evaluate_within(const char *pattern, int times,
                                              const struct evaluate_bound *bound) {
    struct evaluate_result result;
    struct evaluator *evaluator = evaluator_of(pattern);
    struct evaluation *evaluation = evaluation_open(evaluator);
    struct observation observation = observation_of(&(struct seen_text){1, 0, 0, SEEN});
    evaluation_bind(evaluation, bound);
    for (int i = 0; i < times; i++) evaluation_add(evaluation, &observation);
    evaluation_end(&result, evaluation, &arena);
    evaluation_close(&evaluation);
    evaluator_close(&evaluator);
    return result;
}

static void what_is_over_is_undecided_whatever_was_seen(void **state) {
    (void)state;
    for (int most = 0; most < 12; most++) {
        struct patience patience = {0, most};
        struct evaluate_bound bound = {is_over, &patience, 0};
        struct evaluate_result result = evaluate_within("[a:b = 1]", 10, &bound);
        // Asked before each observation, and at the end.
        assert_int_equal(result.answer, most < 11 ? EVALUATE_UNDECIDED : EVALUATE_YES);
        assert_int_equal(result.why != NULL, most < 11);
    }
}

static void it_is_asked_while_one_observation_is_looked_at(void **state) {
    (void)state;
    struct patience patience = {0, 1};
    struct evaluate_bound bound = {is_over, &patience, 0};
    struct buf pattern;
    buf_init(&pattern, SIZE_MAX);
    // Each costs what a search without an end costs, ten times what is asked after.
    buf_add(&pattern, STR("[a:c MATCHES '(a+)+(a+)+$'"));
    for (int i = 0; i < 20; i++) buf_add(&pattern, STR(" OR a:c MATCHES '(a+)+(a+)+$'"));
    buf_add_byte(&pattern, ']');
    struct evaluate_result result =
        evaluate_within(arena_text(&arena, buf_str(&pattern)), 1, &bound);
    buf_close(&pattern);
    assert_int_equal(result.answer, EVALUATE_UNDECIDED);
    assert_true(patience.asked > 2);
}

static void one_past_the_hits_that_are_kept_is_undecided(void **state) {
    (void)state;
    struct evaluate_bound bound = {.hits_max = 8};
    const char *pattern = "[a:b = 1] AND [a:b < 2]";
    assert_int_equal(evaluate_within(pattern, 4, &bound).answer, EVALUATE_YES);
    assert_int_equal(evaluate_within(pattern, 5, &bound).answer, EVALUATE_UNDECIDED);
}

static void an_expression_that_does_not_compile_is_told_where_it_breaks(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        enum status status;
        uint32_t at;
    } ROWS[] = {
        {"[a:b MATCHES '^x+$']", OK, 0},
        {"[a:b MATCHES '(']", MALFORMED, 15},
        {"[a:b MATCHES 'a(b|c']", MALFORMED, 19},
        {"[a:'b-c' MATCHES '\\\\d\\'[z-a]']", MALFORMED, 26}, // behind \\ and \'
        {"[a:b = '(' OR a:b LIKE '(' OR a:c_hex NOT MATCHES '[z-a]']", MALFORMED, 30},
        {"[a:b MATCHES 'x'] FOLLOWEDBY ([a:b = 1] OR [a:b MATCHES '*'])", MALFORMED, 57},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        uint32_t at = 0;
        struct fault fault = {""};
        struct pattern *pattern = read_text(ROWS[i].pattern);
        assert_int_equal(evaluate_check(pattern, str_of(ROWS[i].pattern), &at, &fault),
                         ROWS[i].status);
        if (ROWS[i].status == OK) continue;
        assert_int_equal(at, ROWS[i].at);
        assert_non_null(strstr(fault.text, "regular expression, byte "));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_over_is_undecided_whatever_was_seen),
        TEST(it_is_asked_while_one_observation_is_looked_at),
        TEST(one_past_the_hits_that_are_kept_is_undecided),
        TEST(an_expression_that_does_not_compile_is_told_where_it_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
