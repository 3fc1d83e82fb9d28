#include "base/stamp.h"

#include "check.h"

static stamp read_ok(const char *text) {
    stamp at = 12345;
    struct fault fault = {""};
    if (stamp_read(&at, str_of(text), &fault) != OK) fail_msg("%s: %s", text, fault.text);
    return at;
}

static void stamp_reads_what_rfc_3339_gives_as_examples(void **state) {
    (void)state;
    assert_int_equal(read_ok("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(read_ok("1985-04-12T23:20:50.52Z"), INT64_C(482196050520000));
    assert_int_equal(read_ok("1969-12-31T23:59:59.999999Z"), -1);
    assert_int_equal(read_ok("2000-02-29T00:00:00Z"), INT64_C(951782400000000));
}

static void stamp_reads_its_limits_and_not_one_past(void **state) {
    (void)state;
    assert_int_equal(read_ok("0001-01-01T00:00:00Z"), STAMP_MIN);
    assert_int_equal(read_ok("9999-12-31T23:59:59.999999Z"), STAMP_MAX);
    stamp at = 5;
    assert_int_equal(stamp_read(&at, STR("0000-12-31T23:59:59Z"), NULL), MALFORMED);
    assert_int_equal(stamp_read(&at, STR("9999-12-31T23:59:60Z"), NULL), MALFORMED);
    assert_int_equal(at, 5);
}

static void stamp_cuts_more_than_six_digits(void **state) {
    (void)state;
    assert_int_equal(read_ok("1970-01-01T00:00:00.1234569999999999999999999Z"), 123456);
    assert_int_equal(read_ok("1970-01-01T00:00:00.1Z"), 100000);
}

static void stamp_takes_a_leap_second_as_the_next_second(void **state) {
    (void)state;
    assert_int_equal(read_ok("2016-12-31T23:59:60Z"), read_ok("2017-01-01T00:00:00Z"));
    assert_int_equal(read_ok("1990-12-31T23:59:60.5Z"), read_ok("1991-01-01T00:00:00.5Z"));
}

static void stamp_refuses_everything_else(void **state) {
    (void)state;
    const char *const bad[] = {
        "", "2020-01-01", "2020-01-01T00:00Z", "2020-01-01t00:00:00Z", "2020-01-01T00:00:00z",
        "2020-01-01 00:00:00Z", "2020-01-01T00:00:00", "2020-01-01T00:00:00+00:00",
        "2020-01-01T00:00:00.Z", "2020-01-01T00:00:00,5Z", "2020-02-30T00:00:00Z",
        "2021-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2020-04-31T00:00:00Z",
        "2020-00-01T00:00:00Z", "2020-13-01T00:00:00Z", "2020-01-00T00:00:00Z",
        "2020-01-32T00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:60:00Z",
        "2020-01-01T00:00:61Z", "2020-01-01T12:00:60Z", "20200-01-01T00:00:00Z",
        "-020-01-01T00:00:00Z", "2020-01-01T00:00:-1Z", "2020-01-01T00:00:00.12x4Z",
        "2020-01-01T00:00:00ZZ", " 2020-01-01T00:00:00Z", "2020-01-01T00:00:00.1234567xZ",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        stamp at = 5;
        struct fault fault = {""};
        if (stamp_read(&at, str_of(bad[i]), &fault) != MALFORMED) fail_msg("took %s", bad[i]);
        assert_int_equal(at, 5);
        assert_true(fault.text[0] != '\0');
    }
    stamp at;
    assert_int_equal(stamp_read(&at, STR_NONE, NULL), MALFORMED);
}

static void stamp_writes_the_digits_asked_for(void **state) {
    (void)state;
    char text[STAMP_TEXT_SIZE];
    stamp at = read_ok("2026-11-23T03:53:07.123456Z");
    assert_string_equal(stamp_write(text, at, 0), "2026-11-23T03:53:07Z");
    assert_string_equal(stamp_write(text, at, 3), "2026-11-23T03:53:07.123Z");
    assert_string_equal(stamp_write(text, at, 6), "2026-11-23T03:53:07.123456Z");
    assert_string_equal(stamp_write(text, STAMP_MIN, 6), "0001-01-01T00:00:00.000000Z");
    assert_string_equal(stamp_write(text, STAMP_MAX, 6), "9999-12-31T23:59:59.999999Z");
    assert_string_equal(stamp_write(text, -1, 3), "1969-12-31T23:59:59.999Z");
}

static void stamp_knows_the_weekday(void **state) {
    (void)state;
    assert_int_equal(stamp_split(read_ok("1970-01-01T00:00:00Z")).weekday, 3);
    assert_int_equal(stamp_split(read_ok("2024-02-29T12:00:00Z")).weekday, 3);
    assert_int_equal(stamp_split(read_ok("2026-11-23T00:00:00Z")).weekday, 0);
    assert_int_equal(stamp_split(STAMP_MIN).weekday, 0);
    assert_int_equal(stamp_split(STAMP_MAX).weekday, 4);
}

static void stamp_parts_join_to_what_was_split(void **state) {
    (void)state;
    // A step of about 1.7 days, odd in all units, from end to end.
    const stamp step = INT64_C(149999999999);
    for (stamp at = STAMP_MIN; at < STAMP_MAX - step; at += step) {
        struct stamp_parts parts = stamp_split(at);
        if (stamp_join(&parts) != at) fail_msg("%lld", (long long)at);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stamp_reads_what_rfc_3339_gives_as_examples),
        cmocka_unit_test(stamp_reads_its_limits_and_not_one_past),
        cmocka_unit_test(stamp_cuts_more_than_six_digits),
        cmocka_unit_test(stamp_takes_a_leap_second_as_the_next_second),
        cmocka_unit_test(stamp_refuses_everything_else),
        cmocka_unit_test(stamp_writes_the_digits_asked_for),
        cmocka_unit_test(stamp_knows_the_weekday),
        cmocka_unit_test(stamp_parts_join_to_what_was_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
