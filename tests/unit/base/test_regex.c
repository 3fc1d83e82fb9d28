#include "base/regex.h"

#include <stdlib.h>

#include "base/arena.h"
#include "check.h"

static enum status find(const char *pattern, enum regex_kind kind, struct str subject) {
    SCOPED(regex_close) struct regex *regex = NULL;
    struct fault fault = {0};
    if (regex_open(&regex, str_of(pattern), kind, NULL, &fault) != OK) fail_msg("%s", fault.text);
    return regex_find(regex, subject, &fault);
}

static void what_is_searched_may_stand_anywhere(void **state) {
    (void)state;
    assert_int_equal(find("b+", REGEX_TEXT, STR("aabbcc")), OK);
    assert_int_equal(find("^b+", REGEX_TEXT, STR("aabbcc")), ABSENT);
    assert_int_equal(find("c$", REGEX_TEXT, STR("aabbcc")), OK);
    assert_int_equal(find("", REGEX_TEXT, STR_NONE), OK);
    assert_int_equal(find("^C:\\\\Windows\\\\\\w+$", REGEX_TEXT, STR("C:\\Windows\\system32")), OK);
}

// STIX 2.1, 9.6.1: "The DOTALL option MUST be specified."
static void a_dot_is_a_line_end_as_well(void **state) {
    (void)state;
    assert_int_equal(find("a.b", REGEX_TEXT, STR("a\nb")), OK);
    assert_int_equal(find("^b", REGEX_TEXT, STR("a\nb")), ABSENT);
}

static void text_is_read_by_characters_and_bytes_by_bytes(void **state) {
    (void)state;
    struct str e_acute = STR("\xc3\xa9");
    assert_int_equal(find("^.$", REGEX_TEXT, e_acute), OK);
    assert_int_equal(find("^\\w$", REGEX_TEXT, e_acute), OK);
    assert_int_equal(find("^..$", REGEX_BYTES, e_acute), OK);
    assert_int_equal(find("^\\xff\\x00$", REGEX_BYTES, ((struct str){"\xff\0", 2})), OK);
    assert_int_equal(find("\\d", REGEX_TEXT, STR("\xd9\xa3")), OK); // ARABIC-INDIC DIGIT THREE
}

static void broken_text_is_told_and_never_found(void **state) {
    (void)state;
    assert_int_equal(find(".", REGEX_TEXT, STR("\xff")), MALFORMED);
    assert_int_equal(find("a", REGEX_TEXT, STR("a\xc3")), MALFORMED);
}

static void a_search_without_end_is_undecided(void **state) {
    (void)state;
    static char many[40000];
    memset(many, 'a', sizeof many);
    struct str subject = {many, sizeof many};
    assert_int_equal(find("^(a+)+$", REGEX_TEXT, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")),
                     LIMIT);
    assert_int_equal(find("(x+x+)+[yz]", REGEX_BYTES, STR("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")),
                     LIMIT);
    // Many steps that are needed are taken, also where the stack of compiled code ends.
    assert_int_equal(find("^(?:a|b)*$", REGEX_TEXT, subject), OK);
    assert_int_equal(find("^(?:(a)|b)*c", REGEX_TEXT, subject), ABSENT);
}

static void its_own_bounds_cannot_be_raised_from_within(void **state) {
    (void)state;
    assert_int_equal(find("(*LIMIT_MATCH=4000000000)^(a+)+$", REGEX_TEXT,
                          STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")),
                     LIMIT);
}

static void a_mistake_is_told_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        enum regex_kind kind;
        enum status status;
        const char *sentence;
    } all[] = {
        {"a(b", REGEX_TEXT, MALFORMED, "regular expression, byte 3: missing closing parenthesis"},
        {"a[z-a]", REGEX_TEXT, MALFORMED,
         "regular expression, byte 4: range out of order in character class"},
        {"\\C", REGEX_TEXT, MALFORMED,
         "regular expression, byte 2: using \\C is disabled by the application"},
        {"(*UTF)a", REGEX_BYTES, MALFORMED,
         "regular expression, byte 6: using UTF is disabled by the application"},
        {"((a{1,60000}){1,60000}){1,60000}", REGEX_TEXT, LIMIT, NULL},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        struct regex *regex = NULL;
        struct fault fault = {0};
        size_t at;
        enum status status = regex_open(&regex, str_of(all[i].pattern), all[i].kind, &at, &fault);
        assert_int_equal(status, all[i].status);
        assert_null(regex);
        if (!all[i].sentence) continue;
        assert_string_equal(fault.text, all[i].sentence);
        assert_int_equal(at, strtoul(strstr(fault.text, "byte ") + 5, NULL, 10));
    }
}

// `one` so many times, then `other` so many times.
static enum status open_long(char one, char other, size_t count) {
    SCOPED(regex_close) struct regex *regex = NULL;
    char *pattern = memory_take(2 * count);
    memset(pattern, one, count);
    memset(pattern + count, other, count);
    struct str text = {pattern, 2 * count};
    enum status status = regex_open(&regex, text, REGEX_TEXT, NULL, NULL);
    free(pattern);
    return status;
}

static void long_and_deep_ones_are_refused_one_past_the_limit(void **state) {
    (void)state;
    assert_int_equal(open_long('a', 'b', REGEX_PATTERN_BYTES_MAX / 2), OK);
    assert_int_equal(open_long('a', 'b', REGEX_PATTERN_BYTES_MAX / 2 + 1), LIMIT);
    assert_int_equal(open_long('(', ')', 100), OK);
    assert_int_equal(open_long('(', ')', 101), LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_searched_may_stand_anywhere),
        cmocka_unit_test(a_dot_is_a_line_end_as_well),
        cmocka_unit_test(text_is_read_by_characters_and_bytes_by_bytes),
        cmocka_unit_test(broken_text_is_told_and_never_found),
        cmocka_unit_test(a_search_without_end_is_undecided),
        cmocka_unit_test(its_own_bounds_cannot_be_raised_from_within),
        cmocka_unit_test(a_mistake_is_told_with_its_place),
        cmocka_unit_test(long_and_deep_ones_are_refused_one_past_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
