// What the tree of a pattern looks like, a rule each.
#include "pattern_help.h"

static const struct pattern_test *test_of(const char *text) {
    const struct pattern *pattern = read_text(text);
    assert_int_equal(pattern->kind, PATTERN_OBSERVATION);
    assert_int_equal(pattern->first->kind, PATTERN_TEST);
    return &pattern->first->test;
}

static const struct pattern_constant *constant_of(const char *constant) {
    struct str text = arena_format(&arena, "[a:b = %s]", constant);
    const struct pattern_test *test = test_of(text.data);
    assert_int_equal(test->constant_count, 1);
    return test->constants;
}

// ---- 9.5.3 precedence ----

static void and_binds_closer_than_or_within_an_observation(void **state) {
    (void)state;
    const struct pattern *p = read_text("[a:b = 1 OR a:c = 2 AND a:d = 3]")->first;
    assert_int_equal(p->kind, PATTERN_OR);
    assert_int_equal(p->first->kind, PATTERN_TEST);
    assert_int_equal(p->first->next->kind, PATTERN_AND);
    assert_null(p->first->next->next);
}

static void and_binds_closer_than_or_and_or_than_followedby_between_observations(void **state) {
    (void)state;
    const struct pattern *p =
        read_text("[a:b=1] FOLLOWEDBY [a:b=2] OR [a:b=3] AND [a:b=4] FOLLOWEDBY [a:b=5]");
    assert_int_equal(p->kind, PATTERN_FOLLOWED_BY);
    assert_int_equal(p->first->kind, PATTERN_OBSERVATION);
    const struct pattern *any = p->first->next;
    assert_int_equal(any->kind, PATTERN_ANY);
    assert_int_equal(any->first->next->kind, PATTERN_ALL);
    assert_int_equal(any->next->kind, PATTERN_OBSERVATION);
    assert_null(any->next->next);
}

static void a_chain_of_one_operator_is_one_node(void **state) {
    (void)state;
    const struct pattern *p = read_text("[a:b=1 AND a:c=2 AND a:d=3]")->first;
    size_t count = 0;
    for (const struct pattern *child = p->first; child; child = child->next) count++;
    assert_int_equal(p->kind, PATTERN_AND);
    assert_int_equal(count, 3);
}

static void parentheses_that_change_nothing_leave_no_trace(void **state) {
    (void)state;
    assert_int_equal(pattern_compare(read_text("(([((a:b=1 AND a:c=2)) OR (a:d=3)]))"),
                                     read_text("[a:b=1 AND a:c=2 OR a:d=3]")),
                     0);
    assert_int_not_equal(pattern_compare(read_text("[a:b=1 AND (a:c=2 AND a:d=3)]"),
                                         read_text("[a:b=1 AND a:c=2 AND a:d=3]")),
                         0);
}

// ---- 9.5.1 qualifiers ----

static void a_qualifier_binds_to_the_last_observation(void **state) {
    (void)state;
    const struct pattern *p = read_text("[a:b=1] FOLLOWEDBY [a:c=1] REPEATS 5 TIMES");
    assert_int_equal(p->kind, PATTERN_FOLLOWED_BY);
    assert_int_equal(p->first->kind, PATTERN_OBSERVATION);
    assert_int_equal(p->first->next->kind, PATTERN_REPEATS);
    assert_int_equal(p->first->next->times, 5);
}

static void a_later_qualifier_holds_the_earlier(void **state) {
    (void)state;
    const struct pattern *p = read_text("([a:b=1] AND [a:c=1]) REPEATS 5 TIMES WITHIN 1.5 SECONDS");
    assert_int_equal(p->kind, PATTERN_WITHIN);
    assert_true(p->seconds > 1.4 && p->seconds < 1.6);
    assert_int_equal(p->first->kind, PATTERN_REPEATS);
    assert_int_equal(p->first->first->kind, PATTERN_ALL);
}

static void qualifiers_of_all_three_kinds_stand_in_any_order(void **state) {
    (void)state;
    const struct pattern *p = read_text("[a:b=1] START t'2016-06-01T00:00:00Z' STOP "
                                        "t'2016-07-01T00:00:00.25Z' WITHIN 5 SECONDS "
                                        "REPEATS 2 TIMES");
    assert_int_equal(p->kind, PATTERN_REPEATS);
    const struct pattern *when = p->first->first;
    assert_int_equal(when->kind, PATTERN_START_STOP);
    assert_int_equal(when->stop.at - when->start.at, 30 * 86400 * STAMP_SECOND + STAMP_SECOND / 4);
    assert_str(when->stop.text, "2016-07-01T00:00:00.25Z");
}

static void an_expression_in_parentheses_has_qualifiers_of_its_own(void **state) {
    (void)state;
    const struct pattern *p = read_text("([a:b=1] REPEATS 2 TIMES) REPEATS 3 TIMES");
    assert_int_equal(p->times, 3);
    assert_int_equal(p->first->times, 2);
}

// ---- 9.6 tests ----

static void every_operator_is_known(void **state) {
    static const struct {
        const char *text;
        enum pattern_operator operator;
    } ROWS[] = {
        {"[a:b = 1]", PATTERN_EQUAL},
        {"[a:b != 1]", PATTERN_NOT_EQUAL},
        {"[a:b > 1]", PATTERN_GREATER},
        {"[a:b < 1]", PATTERN_LESS},
        {"[a:b >= 1]", PATTERN_GREATER_EQUAL},
        {"[a:b <= 1]", PATTERN_LESS_EQUAL},
        {"[a:b IN (1)]", PATTERN_IN},
        {"[a:b LIKE 'x%']", PATTERN_LIKE},
        {"[a:b MATCHES '^x']", PATTERN_MATCHES},
        {"[ipv4-addr:value ISSUBSET '198.51.100.0/24']", PATTERN_IS_SUBSET},
        {"[ipv6-addr:value ISSUPERSET '2001:db8::/32']", PATTERN_IS_SUPERSET},
        {"[EXISTS a:b]", PATTERN_EXISTS},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        assert_int_equal(test_of(ROWS[i].text)->operator, ROWS[i].operator);
        assert_false(test_of(ROWS[i].text)->is_negated);
    }
}

static void not_stands_before_the_operator(void **state) {
    (void)state;
    assert_true(test_of("[a:b NOT = 1]")->is_negated);
    assert_true(test_of("[a:b NOT IN (1, 2)]")->is_negated);
    assert_true(test_of("[a:b NOT LIKE 'x']")->is_negated);
    const struct pattern_test *exists = test_of("[NOT EXISTS a:b]");
    assert_true(exists->is_negated);
    assert_int_equal(exists->constant_count, 0);
}

static void a_set_keeps_its_constants_in_order(void **state) {
    (void)state;
    const struct pattern_test *test = test_of("[a:b IN ('y', 'x', 'x', 'z', 'w')]");
    assert_int_equal(test->constant_count, 5);
    assert_str(test->constants[0].text, "y");
    assert_str(test->constants[4].text, "w");
}

// ---- 9.2 constants ----

static void constants_are_of_their_kind(void **state) {
    (void)state;
    assert_int_equal(constant_of("-25")->integer, -25);
    assert_int_equal(constant_of("-0")->integer, 0);
    assert_int_equal(constant_of("9007199254740991")->integer, INT64_C(9007199254740991));
    assert_true(constant_of("-7.25")->real < -7.2 && constant_of("-7.25")->real > -7.3);
    assert_true(constant_of(".5")->kind == PATTERN_FLOAT && constant_of(".5")->real > 0.4);
    assert_true(constant_of("true")->kind == PATTERN_BOOLEAN && constant_of("true")->boolean);
    assert_false(constant_of("false")->boolean);
    const struct pattern_constant *at = constant_of("t'1970-01-01T00:00:01.123456789Z'");
    assert_int_equal(at->at, 1123456);
    assert_str(at->text, "1970-01-01T00:00:01.123456789Z");
}

static void apostrophes_and_backslashes_are_escaped_in_strings(void **state) {
    (void)state;
    assert_str(constant_of("'it\\'s \\\\ here'")->text, "it's \\ here");
    assert_str(constant_of("''")->text, "");
    assert_str(constant_of("'\"%_\n'")->text, "\"%_\n");
    assert_str(constant_of("'\xE5\x90\x8D'")->text, "\xE5\x90\x8D");
}

static void hex_and_base64_are_bytes(void **state) {
    (void)state;
    assert_str(constant_of("h'72656e6b6569'")->text, "renkei");
    assert_str(constant_of("h''")->text, "");
    assert_str(constant_of("b'cmVua2Vp'")->text, "renkei");
    assert_str(constant_of("b'cmVu\na2U='")->text, "renke");
    assert_str(constant_of("b'cmVuaw=='")->text, "renk");
}

// ---- 9.7 paths ----

static void a_path_has_a_type_and_steps(void **state) {
    (void)state;
    const struct pattern_path *path =
        &test_of("[ file : extensions . 'windows-pebinary-ext'.sections [*].x[ 3 ] = 1]")->path;
    assert_str(path->type, "file");
    assert_int_equal(path->step_count, 6);
    assert_str(path->steps[0].name, "extensions");
    assert_str(path->steps[1].name, "windows-pebinary-ext");
    assert_int_equal(path->steps[3].kind, PATTERN_STEP_ANY);
    assert_int_equal(path->steps[5].kind, PATTERN_STEP_INDEX);
    assert_int_equal(path->steps[5].index, 3);
}

static void a_name_in_quotes_may_hold_anything(void **state) {
    (void)state;
    const struct pattern_path *path = &test_of("[a:'b.c-d \\' \xE5\x90\x8D'.'AND' = 1]")->path;
    assert_str(path->steps[0].name, "b.c-d ' \xE5\x90\x8D");
    assert_str(path->steps[1].name, "AND");
}

// "If the property name contains a hyphen-minus or a full stop, it MUST be enclosed" (9.7): others
// need not be, be they keywords or begin with a digit.
static void keywords_and_digits_are_names_in_a_path(void **state) {
    (void)state;
    const struct pattern_path *path = &test_of("[a:AND.7zip[0].5.t = 1]")->path;
    assert_str(path->steps[0].name, "AND");
    assert_str(path->steps[1].name, "7zip");
    assert_str(path->steps[3].name, "5");
    assert_str(path->steps[4].name, "t");
}

static void references_are_marked_where_the_path_goes_on(void **state) {
    (void)state;
    const struct pattern_path *path =
        &test_of("[email-message:body_multipart[*].body_raw_ref.x_refs[*].name_ref = 1]")->path;
    assert_false(path->steps[0].is_reference);
    assert_true(path->steps[2].is_reference);
    assert_true(path->steps[3].is_reference);
    assert_false(path->steps[5].is_reference); // its own value is asked for
}

static void long_paths_are_kept_whole(void **state) {
    (void)state;
    struct buf text;
    buf_init(&text, SIZE_MAX);
    buf_add(&text, STR("[a:s"));
    for (int i = 1; i < 1000; i++) buf_addf(&text, ".s%d", i);
    buf_add(&text, STR(" = 1]"));
    buf_add_byte(&text, '\0');
    const struct pattern_path *path = &test_of(text.data)->path;
    assert_int_equal(path->step_count, 1000);
    assert_str(path->steps[999].name, "s999");
    buf_close(&text);
}

// ---- the rest ----

static void white_space_of_unicode_stands_between_any_parts(void **state) {
    (void)state;
    assert_int_equal(pattern_compare(read_text("\t[\xE3\x80\x80"
                                               "file:name\xC2\xA0=\r\n\xE2\x80\x83'\xE5\x90\x8D']"),
                                     read_text("[file:name='\xE5\x90\x8D']")),
                     0);
    assert_int_equal(pattern_compare(read_text("[a:b MATCHES'x'AND a:c='y']AND[a:d=1]"),
                                     read_text("[a:b MATCHES 'x' AND a:c = 'y'] AND [a:d = 1]")),
                     0);
}

static void each_node_says_where_it_stands(void **state) {
    (void)state;
    const char *text = "[a:b = 1 AND a:c = 2] REPEATS 2 TIMES OR [a:d = 3]";
    const struct pattern *any = read_text(text), *repeats = any->first;
    struct str all = str_of(text);
    assert_str(str_cut(all, any->begin, any->end), text);
    assert_str(str_cut(all, repeats->begin, repeats->end), "[a:b = 1 AND a:c = 2] REPEATS 2 TIMES");
    const struct pattern *and = repeats->first->first;
    assert_str(str_cut(all, and->begin, and->end), "a:b = 1 AND a:c = 2");
    assert_str(str_cut(all, and->first->next->begin, and->first->next->end), "a:c = 2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(and_binds_closer_than_or_within_an_observation),
        cmocka_unit_test(and_binds_closer_than_or_and_or_than_followedby_between_observations),
        cmocka_unit_test(a_chain_of_one_operator_is_one_node),
        cmocka_unit_test(parentheses_that_change_nothing_leave_no_trace),
        cmocka_unit_test(a_qualifier_binds_to_the_last_observation),
        cmocka_unit_test(a_later_qualifier_holds_the_earlier),
        cmocka_unit_test(qualifiers_of_all_three_kinds_stand_in_any_order),
        cmocka_unit_test(an_expression_in_parentheses_has_qualifiers_of_its_own),
        cmocka_unit_test(every_operator_is_known),
        cmocka_unit_test(not_stands_before_the_operator),
        cmocka_unit_test(a_set_keeps_its_constants_in_order),
        cmocka_unit_test(constants_are_of_their_kind),
        cmocka_unit_test(apostrophes_and_backslashes_are_escaped_in_strings),
        cmocka_unit_test(hex_and_base64_are_bytes),
        cmocka_unit_test(a_path_has_a_type_and_steps),
        cmocka_unit_test(a_name_in_quotes_may_hold_anything),
        cmocka_unit_test(keywords_and_digits_are_names_in_a_path),
        cmocka_unit_test(references_are_marked_where_the_path_goes_on),
        cmocka_unit_test(long_paths_are_kept_whole),
        cmocka_unit_test(white_space_of_unicode_stands_between_any_parts),
        cmocka_unit_test(each_node_says_where_it_stands),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
