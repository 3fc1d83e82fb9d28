// Patterns written again: in the usual spelling, and in the normal form that decides equality.
#include "pattern_help.h"

static void prints(const char *text, const char *expected) {
    struct pattern_options lenient = {.is_lenient = true};
    struct pattern *pattern = read_with(str_of(text), lenient);
    struct str once = printed(pattern);
    assert_str(once, expected);
    assert_int_equal(pattern_compare(read_with(once, lenient), pattern), 0);
}

static void same(const char *a, const char *b) {
    struct str x = normal_text(a), y = normal_text(b);
    if (!str_equal(x, y)) fail_msg("%s\nis %.*s\nand not %.*s", a, STR_ARG(x), STR_ARG(y));
    if (!str_equal(normal_text(x.data), x)) fail_msg("%.*s is not its own normal form", STR_ARG(x));
}

static void differ(const char *a, const char *b) {
    struct str x = normal_text(a), y = normal_text(b);
    if (str_equal(x, y)) fail_msg("%s\nand %s\nare both %.*s", a, b, STR_ARG(x));
}

// ---- printing ----

static void words_are_parted_by_one_blank(void **state) {
    (void)state;
    prints("  [ file : name='x'\n\tAND file:size  IN( 1,2 )]AND[a:b=1]",
           "[file:name = 'x' AND file:size IN (1, 2)] AND [a:b = 1]");
}

static void names_are_in_quotes_where_they_need_them(void **state) {
    (void)state;
    prints("[file:'name' = 1]", "[file:name = 1]");
    prints("[file:hashes.'SHA-256' = 1]", "[file:hashes.'SHA-256' = 1]");
    prints("[file:'a.b'.'it\\'s'.'IN'.IN.7zip.'7zip' = 1]",
           "[file:'a.b'.'it\\'s'.'IN'.'IN'.'7zip'.'7zip' = 1]");
}

static void constants_have_one_spelling(void **state) {
    (void)state;
    prints("[a:b = '\\\\ \\' \xE5\x90\x8D']", "[a:b = '\\\\ \\' \xE5\x90\x8D']");
    prints("[a:b = 7.0]", "[a:b = 7.0]");
    prints("[a:b = 7.50]", "[a:b = 7.5]");
    prints("[a:b = .5]", "[a:b = 0.5]");
    prints("[a:b = -0.000000123]", "[a:b = -0.000000123]");
    prints("[a:b = 1234567890123456789012345.5]", "[a:b = 1234567890123456800000000.0]");
    prints("[a:b = -0]", "[a:b = 0]");
    prints("[a:b = b'cmVu\na2U=']", "[a:b = b'cmVua2U=']");
    prints("[a:b = b'']", "[a:b = b'']");
    prints("[a:b = h'FF00']", "[a:b = h'ff00']");
    prints("[a:b = t'2020-01-01T00:00:00.500Z']", "[a:b = t'2020-01-01T00:00:00.500Z']");
    prints("[a:b = true OR a:b = false]", "[a:b = true OR a:b = false]");
    prints("[NOT EXISTS a:b[*].c[3]]", "[NOT EXISTS a:b[*].c[3]]");
}

static void parentheses_stand_only_where_the_tree_needs_them(void **state) {
    (void)state;
    prints("[(a:b=1 AND a:c=1) OR a:d=1]", "[a:b = 1 AND a:c = 1 OR a:d = 1]");
    prints("[(a:b=1 OR a:c=1) AND a:d=1]", "[(a:b = 1 OR a:c = 1) AND a:d = 1]");
    prints("[(a:b=1 OR a:c=1) OR a:d=1]", "[(a:b = 1 OR a:c = 1) OR a:d = 1]");
    prints("([a:b=1] FOLLOWEDBY [a:c=1]) AND [a:d=1]",
           "([a:b = 1] FOLLOWEDBY [a:c = 1]) AND [a:d = 1]");
    prints("([a:b=1] AND [a:c=1]) FOLLOWEDBY ([a:d=1])",
           "[a:b = 1] AND [a:c = 1] FOLLOWEDBY [a:d = 1]");
    prints("[a:b=1] WITHIN 12345678901234567890.5 SECONDS",
           "[a:b = 1] WITHIN 12345678901234567000.0 SECONDS");
    prints("([a:b=1] OR [a:c=1]) WITHIN 5.0 SECONDS", "([a:b = 1] OR [a:c = 1]) WITHIN 5 SECONDS");
}

static void qualifiers_are_parted_by_parentheses_where_one_stands_twice(void **state) {
    (void)state;
    prints("(([a:b=1] REPEATS 2 TIMES) WITHIN 3 SECONDS)",
           "[a:b = 1] REPEATS 2 TIMES WITHIN 3 SECONDS");
    prints("([a:b=1] REPEATS 2 TIMES WITHIN 3 SECONDS) REPEATS 4 TIMES",
           "([a:b = 1] REPEATS 2 TIMES WITHIN 3 SECONDS) REPEATS 4 TIMES");
    prints("(([a:b=1] REPEATS 2 TIMES) REPEATS 3 TIMES) REPEATS 4 TIMES",
           "(([a:b = 1] REPEATS 2 TIMES) REPEATS 3 TIMES) REPEATS 4 TIMES");
}

// ---- the normal form ----

static void order_and_doubles_within_an_observation_do_not_count(void **state) {
    (void)state;
    same("[a:b = 1 AND a:c = 2]", "[a:c = 2 AND a:b = 1]");
    same("[a:b = 1 OR a:b = 1]", "[a:b = 1]");
    same("[(a:b = 1 OR a:c = 2) AND (a:c = 2 OR a:b = 1)]", "[a:c = 2 OR a:b = 1]");
    same("[a:b = 1 AND (a:c = 2 AND (a:d = 3 AND a:b = 1))]", "[a:d = 3 AND a:c = 2 AND a:b = 1]");
    same("[a:b = 1 OR (a:c = 2 AND (a:d = 3 OR a:d = 3))]", "[a:d = 3 AND a:c = 2 OR a:b = 1]");
    differ("[a:b = 1 AND a:c = 2]", "[a:b = 1 OR a:c = 2]");
}

// Nothing is distributed.
static void what_only_means_the_same_by_distribution_stays(void **state) {
    (void)state;
    differ("[a:b = 1 AND (a:c = 2 OR a:d = 3)]", "[a:b = 1 AND a:c = 2 OR a:b = 1 AND a:d = 3]");
    differ("[a:b = 1] OR [a:c = 2]", "[a:b = 1 OR a:c = 2]");
}

static void between_observations_or_loses_doubles_and_and_does_not(void **state) {
    (void)state;
    same("[a:b = 1] OR [a:c = 1] OR [a:b = 1]", "[a:c = 1] OR [a:b = 1]");
    same("[a:c = 1] AND [a:b = 1]", "[a:b = 1] AND [a:c = 1]");
    same("[a:c = 1] AND ([a:b = 1] AND [a:d = 1])", "[a:b = 1] AND [a:c = 1] AND [a:d = 1]");
    differ("[a:b = 1] AND [a:b = 1]", "[a:b = 1]");
}

static void followedby_keeps_its_order(void **state) {
    (void)state;
    differ("[a:b = 1] FOLLOWEDBY [a:c = 1]", "[a:c = 1] FOLLOWEDBY [a:b = 1]");
    differ("[a:b = 1] FOLLOWEDBY [a:b = 1]", "[a:b = 1]");
    same("([a:b = 1] FOLLOWEDBY [a:c = 1]) FOLLOWEDBY [a:d = 1]",
         "[a:b = 1] FOLLOWEDBY [a:c = 1] FOLLOWEDBY [a:d = 1]");
    differ("[a:b = 1] FOLLOWEDBY ([a:c = 1] FOLLOWEDBY [a:d = 1])",
           "[a:b = 1] FOLLOWEDBY [a:c = 1] FOLLOWEDBY [a:d = 1]");
}

static void a_qualified_group_is_not_opened(void **state) {
    (void)state;
    differ("([a:b = 1] AND [a:c = 1]) WITHIN 5 SECONDS AND [a:d = 1]",
           "([a:b = 1] AND [a:c = 1] AND [a:d = 1]) WITHIN 5 SECONDS");
    same("[a:d = 1] AND ([a:c = 1] AND [a:b = 1]) WITHIN 5 SECONDS",
         "([a:b = 1] AND [a:c = 1]) WITHIN 5.0 SECONDS AND [a:d = 1]");
    differ("[a:b = 1] REPEATS 2 TIMES WITHIN 5 SECONDS",
           "[a:b = 1] WITHIN 5 SECONDS REPEATS 2 TIMES");
    differ("[a:b = 1] REPEATS 2 TIMES", "[a:b = 1] REPEATS 3 TIMES");
}

static void once_or_more_is_what_it_is_without_saying(void **state) {
    (void)state;
    same("[a:b = 1] REPEATS 1 TIMES", "[a:b = 1]");
    same("([a:b = 1] AND [a:c = 1]) REPEATS 1 TIMES AND [a:d = 1]",
         "[a:d = 1] AND [a:c = 1] AND [a:b = 1]");
}

static void sets_are_sorted_without_doubles(void **state) {
    (void)state;
    same("[a:b IN ('y', 'x', 'y')]", "[a:b IN ('x', 'y')]");
    same("[a:b IN (30, 4, 4, 200)]", "[a:b IN (200, 30, 4)]");
    same("[a:b IN ('x', 'x')]", "[a:b = 'x']");
    same("[a:b NOT IN ('x')]", "[a:b != 'x']");
    assert_str(normal_text("[a:b IN (2.5, 1.0, 2.5)]"), "[a:b IN (1.0, 2.5)]");
}

static void not_equal_has_two_spellings_but_for_lists(void **state) {
    (void)state;
    same("[a:b NOT = 1]", "[a:b != 1]");
    same("[a:b NOT != 1]", "[a:b = 1]");
    differ("[a:b[*] NOT = 1]", "[a:b[*] != 1]"); // none is; one is not
    differ("[a:b NOT > 1]", "[a:b <= 1]");       // of another type: true; false
}

static void numbers_and_times_have_one_form(void **state) {
    (void)state;
    same("[a:b = 7.0]", "[a:b = 7]");
    same("[a:b = -0.0]", "[a:b = 0]");
    same("[a:b = 0.50]", "[a:b = .5]");
    differ("[a:b = 7.5]", "[a:b = 7]");
    same("[a:b = t'2020-01-01T00:00:00.500Z']", "[a:b = t'2020-01-01T00:00:00.5Z']");
    same("[a:b = t'2020-01-01T00:00:00.000Z']", "[a:b = t'2020-01-01T00:00:00Z']");
    differ("[a:b = t'2020-01-01T00:00:00.0000001Z']", "[a:b = t'2020-01-01T00:00:00Z']");
    same("[a:b = 1] START t'2020-01-01T00:00:00.0Z' STOP t'2020-01-02T00:00:00.10Z'",
         "[a:b = 1] START t'2020-01-01T00:00:00Z' STOP t'2020-01-02T00:00:00.1Z'");
}

static void bytes_and_networks_have_one_form(void **state) {
    (void)state;
    same("[a:b = b'/9g=']", "[a:b = h'ffd8']");
    differ("[a:b = 'ffd8']", "[a:b = h'ffd8']");
    same("[ipv4-addr:value ISSUBSET '198.51.100.7/24']",
         "[ipv4-addr:value ISSUBSET '198.51.100.0/24']");
    same("[ipv6-addr:value ISSUPERSET '2001:DB8:0::1/128']",
         "[ipv6-addr:value ISSUPERSET '2001:db8::1']");
    differ("[ipv4-addr:value = '198.51.100.7/24']", "[ipv4-addr:value = '198.51.100.0/24']");
}

static void case_and_blanks_in_strings_count(void **state) {
    (void)state;
    differ("[a:b = 'X']", "[a:b = 'x']");
    differ("[a:b = 'x ']", "[a:b = 'x']");
}

// Long lists and the deepest nesting, in an order that sorting likes least.
static void large_patterns_are_normal_in_little_time(void **state) {
    struct buf text;
    (void)state;
    buf_init(&text, SIZE_MAX);
    buf_add_byte(&text, '[');
    for (int i = 50000; i > 0; i--) buf_addf(&text, "a:b=%d%s", i % 1000, i > 1 ? " OR " : "]");
    buf_add_byte(&text, '\0');
    struct str normal = normal_text(text.data);
    assert_true(str_starts(normal, STR("[a:b = 0 OR a:b = 1 OR ")));
    assert_true(str_ends(normal, STR(" OR a:b = 999]")));
    assert_true(normal.size < 20000);
    buf_close(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_parted_by_one_blank),
        cmocka_unit_test(names_are_in_quotes_where_they_need_them),
        cmocka_unit_test(constants_have_one_spelling),
        cmocka_unit_test(parentheses_stand_only_where_the_tree_needs_them),
        cmocka_unit_test(qualifiers_are_parted_by_parentheses_where_one_stands_twice),
        cmocka_unit_test(order_and_doubles_within_an_observation_do_not_count),
        cmocka_unit_test(what_only_means_the_same_by_distribution_stays),
        cmocka_unit_test(between_observations_or_loses_doubles_and_and_does_not),
        cmocka_unit_test(followedby_keeps_its_order),
        cmocka_unit_test(a_qualified_group_is_not_opened),
        cmocka_unit_test(once_or_more_is_what_it_is_without_saying),
        cmocka_unit_test(sets_are_sorted_without_doubles),
        cmocka_unit_test(not_equal_has_two_spellings_but_for_lists),
        cmocka_unit_test(numbers_and_times_have_one_form),
        cmocka_unit_test(bytes_and_networks_have_one_form),
        cmocka_unit_test(case_and_blanks_in_strings_count),
        cmocka_unit_test(large_patterns_are_normal_in_little_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
