#include "check.h"

static void str_takes_the_empty_parts_between_separators(void **state) {
    (void)state;
    struct str rest = STR("a,,b,"), part;
    const char *const expected[] = {"a", "", "b", ""};
    size_t count = 0;
    while (str_take(&part, &rest, ',')) assert_str(part, expected[count++]);
    assert_int_equal(count, 4);
    assert_false(str_take(&part, &rest, ','));
}

static void str_reads_numbers_up_to_the_limits_and_no_further(void **state) {
    (void)state;
    uint64_t u = 7;
    int64_t i = 7;
    assert_true(str_read_u64(&u, STR("18446744073709551615")) && u == UINT64_MAX);
    assert_true(str_read_i64(&i, STR("-9223372036854775808")) && i == INT64_MIN);
    assert_true(str_read_i64(&i, STR("9223372036854775807")) && i == INT64_MAX);
    u = 7;
    i = 7;
    const char *const bad[] = {"", "18446744073709551616", "-1", "+1", " 1", "1 ", "0x1", "1.0"};
    for (size_t n = 0; n < COUNT(bad); n++) assert_false(str_read_u64(&u, str_of(bad[n])));
    const char *const bad_signed[] = {"", "-", "--1", "9223372036854775808",
                                      "-9223372036854775809"};
    for (size_t n = 0; n < COUNT(bad_signed); n++)
        assert_false(str_read_i64(&i, str_of(bad_signed[n])));
    assert_false(str_read_u64(&u, STR_NONE));
    assert_int_equal(u, 7);
    assert_int_equal(i, 7);
}

static void str_finds_parts(void **state) {
    (void)state;
    assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
    assert_true(str_find(STR("abc"), STR("abcd")) == SIZE_MAX);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_true(str_find(STR_NONE, STR("a")) == SIZE_MAX);
    assert_int_equal(str_find_byte(STR("a\0b"), 'b'), 2);
    assert_int_equal(str_find_byte_last(STR("a.b.c"), '.'), 3);
    assert_true(str_find_byte_last(STR("abc"), '.') == SIZE_MAX);
}

static void str_compares_by_bytes_and_the_shorter_first(void **state) {
    (void)state;
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("\xff"), STR("a")) > 0);
    assert_int_equal(str_compare(STR(""), STR_NONE), 0);
    assert_true(str_equal(STR_NONE, STR("")));
    assert_true(str_equal_fold(STR("Host"), STR("hOST")));
    assert_false(str_equal_fold(STR("@"), STR("`")));
    assert_false(str_equal_fold(STR("ab"), STR("abc")));
    assert_true(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
    assert_true(str_starts_fold(STR("BEARER x"), STR("bearer ")));
}

static void str_cuts_stay_inside(void **state) {
    (void)state;
    assert_str(str_cut(STR("abc"), 1, 99), "bc");
    assert_str(str_cut(STR("abc"), 9, 99), "");
    assert_str(str_cut(STR("abc"), 2, 1), "");
    assert_null(str_cut(STR_NONE, 0, 3).data);
    assert_str(str_trim(STR(" \t\r\n a b \v\f")), "a b");
    assert_str(str_trim(STR("  ")), "");
    assert_null(str_of(NULL).data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str_takes_the_empty_parts_between_separators),
        cmocka_unit_test(str_reads_numbers_up_to_the_limits_and_no_further),
        cmocka_unit_test(str_finds_parts),
        cmocka_unit_test(str_compares_by_bytes_and_the_shorter_first),
        cmocka_unit_test(str_cuts_stay_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
