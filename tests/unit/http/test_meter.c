#include "http/meter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static const struct meter_limits LIMITS = {
    .requests = 10, .bytes = 6000, .most = {[METER_WORK] = 2, [METER_STREAMS] = 1}};
static const int64_t BEGIN_US = 1000 * STAMP_SECOND;

static int open_meter(void **state) {
    uint8_t key[32] = {7};
    *state = meter_open(key);
    return 0;
}

static int close_meter(void **state) {
    struct meter *meter = *state;
    meter_close(&meter);
    assert_null(meter);
    return 0;
}

static int64_t ask_at(struct meter *meter, const char *name, int64_t now_us) {
    struct meter_hold hold;
    int64_t wait_us =
        meter_begin(&hold, meter, &(struct meter_ask){'p', str_of(name), &LIMITS, {false}, now_us});
    if (!wait_us) meter_end(meter, &hold, &LIMITS, 0, now_us);
    return wait_us;
}

static void requests_are_limited_by_their_rate(void **state) {
    size_t taken = 0;
    while (taken < 1000 && !ask_at(*state, "a", BEGIN_US)) taken++;
    assert_int_equal(taken, 10 * METER_BURST_S + 1); // one past what is saved up
    int64_t wait_us = ask_at(*state, "a", BEGIN_US);
    assert_int_equal(wait_us, STAMP_SECOND / 10);
    assert_int_not_equal(ask_at(*state, "a", BEGIN_US + wait_us - 1), 0);
    assert_int_equal(ask_at(*state, "a", BEGIN_US + wait_us), 0);
    assert_int_not_equal(ask_at(*state, "a", BEGIN_US + wait_us), 0);
}

static void one_is_not_limited_by_what_another_asks(void **state) {
    while (!ask_at(*state, "a", BEGIN_US)) {
    }
    assert_int_equal(ask_at(*state, "b", BEGIN_US), 0);
    struct meter_hold hold;
    struct meter_ask like_it = {'o', STR("a"), &LIMITS, {false}, BEGIN_US};
    assert_int_equal(meter_begin(&hold, *state, &like_it), 0); // an organisation of that name
}

static void what_goes_on_at_once_is_limited_until_it_ends(void **state) {
    struct meter_hold holds[3];
    struct meter_ask ask = {'p', STR("a"), &LIMITS, {[METER_WORK] = true}, BEGIN_US};
    assert_int_equal(meter_begin(&holds[0], *state, &ask), 0);
    assert_int_equal(meter_begin(&holds[1], *state, &ask), 0);
    assert_int_equal(meter_begin(&holds[2], *state, &ask), STAMP_SECOND);
    struct meter_ask stream = {'p', STR("a"), &LIMITS, {[METER_STREAMS] = true}, BEGIN_US};
    assert_int_equal(meter_begin(&holds[2], *state, &stream), 0);
    meter_end(*state, &holds[0], &LIMITS, 0, BEGIN_US);
    assert_int_equal(meter_begin(&holds[0], *state, &ask), 0);
    for (size_t i = 0; i < 3; i++) meter_end(*state, &holds[i], &LIMITS, 0, BEGIN_US);
    meter_end(*state, &holds[0], &LIMITS, 0, BEGIN_US); // ended already: nothing more
    assert_int_equal(meter_begin(&holds[0], *state, &ask), 0);
    assert_int_equal(meter_begin(&holds[1], *state, &ask), 0);
    assert_int_equal(meter_begin(&holds[2], *state, &ask), STAMP_SECOND);
}

static int64_t send_at(struct meter *meter, uint64_t bytes, int64_t now_us) {
    struct meter_hold hold;
    struct meter_ask ask = {'p', STR("a"), &LIMITS, {[METER_UPLOADS] = true}, now_us};
    int64_t wait_us = meter_begin(&hold, meter, &ask);
    if (!wait_us) meter_end(meter, &hold, &LIMITS, bytes, now_us);
    return wait_us;
}

static void an_upload_is_paid_off_afterwards_within_a_minute(void **state) {
    assert_int_equal(send_at(*state, 6000, BEGIN_US), 0);
    assert_int_equal(send_at(*state, 1, BEGIN_US), 0);
    assert_int_not_equal(send_at(*state, 1, BEGIN_US), 0); // one past it
    assert_int_equal(ask_at(*state, "a", BEGIN_US), 0);    // who sends nothing may
    int64_t later_us = BEGIN_US + 300 * STAMP_SECOND;
    assert_int_equal(send_at(*state, UINT64_MAX, later_us), 0);
    assert_int_equal(send_at(*state, 1, later_us), 60 * STAMP_SECOND);
    assert_int_equal(send_at(*state, 1, later_us + 60 * STAMP_SECOND), 0);
}

static void nothing_is_limited_by_0(void **state) {
    static const struct meter_limits none = {0};
    struct meter_hold hold;
    for (size_t i = 0; i < 100000; i++) {
        struct meter_ask ask = {'p', STR("a"), &none, {true, true, true}, BEGIN_US};
        assert_int_equal(meter_begin(&hold, *state, &ask), 0);
        meter_end(*state, &hold, &none, UINT64_MAX, BEGIN_US);
    }
}

static void many_strangers_end_nobodys_count_and_keep_nobody_out(void **state) {
    struct meter_hold own, other;
    struct meter_limits one = {.most = {[METER_WORK] = 1}};
    struct meter_ask ask = {'p', STR("a"), &one, {[METER_WORK] = true}, BEGIN_US};
    assert_int_equal(meter_begin(&own, *state, &ask), 0);
    for (int i = 0; i < 4 * METER_PARTIES_MAX; i++) {
        char name[32];
        snprintf(name, sizeof name, "stranger %d", i);
        assert_int_equal(ask_at(*state, name, BEGIN_US + i), 0);
    }
    assert_int_not_equal(meter_begin(&other, *state, &ask), 0);
    meter_end(*state, &own, &one, 0, BEGIN_US);
    assert_int_equal(meter_begin(&other, *state, &ask), 0);
    // Where everybody has something going on a newcomer is not measured.
    for (int i = 0; i < 4 * METER_PARTIES_MAX; i++) {
        char name[32];
        snprintf(name, sizeof name, "busy %d", i);
        struct meter_ask busy = {'p', str_of(name), &one, {[METER_WORK] = true}, BEGIN_US};
        struct meter_hold kept;
        assert_int_equal(meter_begin(&kept, *state, &busy), 0);
    }
    struct meter_hold unmeasured;
    struct meter_ask last = {'p', STR("last"), &one, {[METER_WORK] = true}, BEGIN_US};
    assert_int_equal(meter_begin(&unmeasured, *state, &last), 0);
    assert_int_equal(meter_begin(&unmeasured, *state, &last), 0);
    assert_int_equal(unmeasured.place, 0);
    meter_end(*state, &unmeasured, &one, 1, BEGIN_US);
}

int main(void) {
#define WITH_METER(test) cmocka_unit_test_setup_teardown(test, open_meter, close_meter)
    const struct CMUnitTest tests[] = {
        WITH_METER(requests_are_limited_by_their_rate),
        WITH_METER(one_is_not_limited_by_what_another_asks),
        WITH_METER(what_goes_on_at_once_is_limited_until_it_ends),
        WITH_METER(an_upload_is_paid_off_afterwards_within_a_minute),
        WITH_METER(nothing_is_limited_by_0),
        WITH_METER(many_strangers_end_nobodys_count_and_keep_nobody_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
