// A pattern in words.
#include "pattern_help.h"

#include "stix/pattern_explain.h"

static void explains(const char *text, const char *expected) {
    struct pattern_line *lines;
    struct buf out;
    size_t count = pattern_explain(&lines, read_text(text), &arena);
    buf_init(&out, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        for (unsigned depth = 0; depth < lines[i].depth; depth++) buf_add(&out, STR("  "));
        buf_add(&out, pattern_line_text(&lines[i], &arena));
        buf_add_byte(&out, '\n');
    }
    buf_add_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_close(&out);
}

static void a_test_is_a_sentence(void **state) {
    (void)state;
    explains("[file:name = 'foo.dll']",
             "an observation that holds an object of which this is true:\n"
             "  file:name is 'foo.dll'\n");
}

static void qualifiers_and_operators_hold_what_stands_below_them(void **state) {
    (void)state;
    explains("([ipv4-addr:value = '198.51.100.1' OR ipv4-addr:value ISSUBSET '203.0.113.0/24'] "
             "FOLLOWEDBY [domain-name:value LIKE '%.example'] REPEATS 5 TIMES) WITHIN 600 SECONDS",
             "in less than 600 seconds from the first observation to the last:\n"
             "  one after the other, each at the time of the one before it or later:\n"
             "    an observation that holds an object of which this is true:\n"
             "      any one of these:\n"
             "        ipv4-addr:value is '198.51.100.1'\n"
             "        ipv4-addr:value lies in the network '203.0.113.0/24'\n"
             "    5 times or more, each time by other observations:\n"
             "      an observation that holds an object of which this is true:\n"
             "        domain-name:value looks like '%.example', where % is any text and _ any one "
             "character\n");
}

static void steps_of_a_path_are_told_below_the_test(void **state) {
    (void)state;
    explains("[email-message:body_multipart[*].body_raw_ref.name NOT IN ('a', 'b') AND "
             "email-message:to_refs[0].value = 'x']",
             "an observation that holds an object of which this is true:\n"
             "  all of these:\n"
             "    email-message:body_multipart[*].body_raw_ref.name is there and is none of 'a', "
             "'b'\n"
             "      (body_multipart is a list: any item of it will do)\n"
             "      (body_raw_ref leads to another object of the observation)\n"
             "    email-message:to_refs[0].value is 'x'\n"
             "      (to_refs leads to another object of the observation)\n"
             "      (to_refs is a list: only item number 1 counts)\n");
}

static void a_span_of_no_time_is_named(void **state) {
    (void)state;
    explains("[a:b = 1] START t'2020-01-02T00:00:00Z' STOP t'2020-01-01T00:00:00Z'",
             "observed at 2020-01-02T00:00:00Z or later, and before 2020-01-01T00:00:00Z:\n"
             "  (no time lies between the two, so this never happens)\n"
             "  an observation that holds an object of which this is true:\n"
             "    a:b is 1\n");
}

static void every_saying_has_a_name_of_its_own_and_a_sentence(void **state) {
    (void)state;
    for (int i = 0; i < PATTERN_SAYING_COUNT; i++) {
        struct pattern_line line = {.saying = (enum pattern_saying)i,
                                    .arguments = {STR("X"), STR("Y")}};
        assert_true(pattern_line_text(&line, &arena).size > 0);
        assert_true(strlen(pattern_saying_name(line.saying)) > 0);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(pattern_saying_name((enum pattern_saying)i),
                                    pattern_saying_name((enum pattern_saying)j));
    }
}

static void every_operator_has_its_sentence_with_and_without_not(void **state) {
    static const struct {
        const char *text, *sentence;
    } ROWS[] = {
        {"[a:b != 1]", "a:b is there and is not 1"},
        {"[a:b > 1]", "a:b is greater than 1"},
        {"[a:b < 1]", "a:b is less than 1"},
        {"[a:b >= 1]", "a:b is 1 or greater"},
        {"[a:b <= 1]", "a:b is 1 or less"},
        {"[a:b IN (1, 2)]", "a:b is one of 1, 2"},
        {"[a:b MATCHES '^x']", "the regular expression '^x' is found in a:b"},
        {"[ipv4-addr:value ISSUPERSET '1.2.3.0/24']",
         "ipv4-addr:value is a network that holds all of '1.2.3.0/24'"},
        {"[EXISTS a:b]", "a:b is there, whatever it says"},
        {"[NOT EXISTS a:b]", "a:b is not there"},
        {"[a:b NOT > 1]", "a:b is there and is not greater than 1"},
        {"[a:b NOT MATCHES '^x']",
         "a:b is there, and the regular expression '^x' is not found in it"},
        {"[ipv4-addr:value NOT ISSUBSET '1.2.3.0/24']",
         "ipv4-addr:value is there and does not lie in the network '1.2.3.0/24'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct pattern_line *lines;
        assert_int_equal(pattern_explain(&lines, read_text(ROWS[i].text), &arena), 2);
        assert_str(pattern_line_text(&lines[1], &arena), ROWS[i].sentence);
    }
}

static void a_line_says_of_what_part_of_the_text_it_speaks(void **state) {
    (void)state;
    struct pattern_line *lines;
    const char *text = "[a:b = 1] OR [a:c = 2]";
    assert_int_equal(pattern_explain(&lines, read_text(text), &arena), 5);
    assert_str(str_cut(str_of(text), lines[4].begin, lines[4].end), "a:c = 2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_test_is_a_sentence),
        cmocka_unit_test(qualifiers_and_operators_hold_what_stands_below_them),
        cmocka_unit_test(steps_of_a_path_are_told_below_the_test),
        cmocka_unit_test(a_span_of_no_time_is_named),
        cmocka_unit_test(every_saying_has_a_name_of_its_own_and_a_sentence),
        cmocka_unit_test(every_operator_has_its_sentence_with_and_without_not),
        cmocka_unit_test(a_line_says_of_what_part_of_the_text_it_speaks),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
