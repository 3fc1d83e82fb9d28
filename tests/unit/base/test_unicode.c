#include "base/unicode.h"

#include <stdlib.h>

#include "check.h"

static struct str nfc(struct arena *arena, struct str text) {
    struct str out;
    struct fault fault = {0};
    if (unicode_nfc(&out, text, arena, &fault) != OK) fail_msg("%s", fault.text);
    return out;
}

// Examples of Unicode Standard Annex #15: table 1, figures 3 to 6, section 9.
static const struct {
    const char *from, *to;
} PAIRS[] = {
    {"", ""},
    {"evil.example", "evil.example"},
    {"A\xcc\x8a", "\xc3\x85"},                         // A, ring above
    {"\xe2\x84\xab", "\xc3\x85"},                      // ANGSTROM SIGN
    {"\xe2\x84\xa6", "\xce\xa9"},                      // OHM SIGN
    {"s\xcc\x87\xcc\xa3", "\xe1\xb9\xa9"},             // dots in the wrong order
    {"D\xcc\xa3\xcc\x87", "\xe1\xb8\x8c\xcc\x87"},     // dot below joins, dot above stays
    {"q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87"},        // only sorted
    {"\xef\xac\x81", "\xef\xac\x81"},                  // the ligature fi is compatible, not equal
    {"2\xe2\x81\xb5", "2\xe2\x81\xb5"},                // so is a raised five
    {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xed\x95\x9c"}, // Hangul
    {"\xe3\x81\x8b\xe3\x82\x99", "\xe3\x81\x8c"},      // か with a voiced mark
    {"\xe0\xa5\x98", "\xe0\xa4\x95\xe0\xa4\xbc"},      // excluded from composition
    {"\xf0\x9d\x85\x9e", "\xf0\x9d\x85\x97\xf0\x9d\x85\xa5"}, // beyond the first plane
};

static void normal_form_c_is_that_of_uax_15(void **state) {
    for (size_t i = 0; i < COUNT(PAIRS); i++)
        assert_str(nfc(*state, str_of(PAIRS[i].from)), PAIRS[i].to);
}

static void what_is_in_normal_form_stays_where_it_is(void **state) {
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        struct str once = nfc(*state, str_of(PAIRS[i].from));
        struct str twice = nfc(*state, once);
        assert_ptr_equal(twice.data, once.data);
    }
}

static void text_within_text_is_composed_in_its_place(void **state) {
    assert_str(nfc(*state, STR("C:\\re\xcc\x81sume\xcc\x81.doc")), "C:\\r\xc3\xa9sum\xc3\xa9.doc");
}

static void text_may_hold_nuls(void **state) {
    struct str out = nfc(*state, (struct str){"e\0e\xcc\x81", 5});
    assert_true(str_equal(out, ((struct str){"e\0\xc3\xa9", 4})));
}

static void broken_and_long_text_is_refused(void **state) {
    struct str out = STR("untouched");
    assert_int_equal(unicode_nfc(&out, STR("a\xff"), *state, NULL), MALFORMED);
    assert_int_equal(unicode_nfc(&out, STR("\xed\xa0\x80"), *state, NULL), MALFORMED);
    char *many = memory_take(UNICODE_BYTES_MAX + 1);
    memset(many, 'a', UNICODE_BYTES_MAX + 1);
    assert_int_equal(
        unicode_nfc(&out, (struct str){many, UNICODE_BYTES_MAX + 1}, *state, NULL), LIMIT);
    assert_str(out, "untouched");
    assert_int_equal(unicode_nfc(&out, (struct str){many, UNICODE_BYTES_MAX}, *state, NULL), OK);
    free(many);
}

static void labels_have_letters_of_any_script_and_no_other_signs(void **state) {
    (void)state;
    static const char *const labels[] = {"", "plain", "b\u00fccher", "\u533b\u7642",
                                         "\u30db\u30fc\u30e0", "l\u00b7l",
                                         "\u0e17\u0e35\u0e48"};
    static const char *const others[] = {
        "support\u00acforum", "\u201cevil\u201d", "a\u00a0b", "a\u3002", "a\u202e", "\U0001f600",
        "a\xff",              "\xe5\x8c"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        assert_true(unicode_is_label(str_of(labels[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(unicode_is_label(str_of(others[i])));
}

static void what_uts_46_ignores_is_taken_out(void **state) {
    static const struct {
        const char *text, *out;
    } rows[] = {{"", ""},
                {"plain.example", "plain.example"},
                {"web\u00adflow.\u200bexample\ufeff", "webflow.example"},
                {"\u202e\u2066x\u2069", "x"},
                {"\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"},
                {"b\u00fccher", "b\u00fccher"},
                {"a\u00ad\xff", "a\u00ad\xff"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str(unicode_without_ignored(str_of(rows[i].text), *state), rows[i].out);
    struct str same = STR("b\u00fccher");
    assert_ptr_equal(unicode_without_ignored(same, *state).data, same.data);
}

static int arena_up(void **state) {
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int arena_down(void **state) {
    arena_close(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_form_c_is_that_of_uax_15),
        cmocka_unit_test(what_is_in_normal_form_stays_where_it_is),
        cmocka_unit_test(text_within_text_is_composed_in_its_place),
        cmocka_unit_test(text_may_hold_nuls),
        cmocka_unit_test(broken_and_long_text_is_refused),
        cmocka_unit_test(what_uts_46_ignores_is_taken_out),
        cmocka_unit_test(labels_have_letters_of_any_script_and_no_other_signs),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
