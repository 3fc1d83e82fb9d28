#include "sys/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_system_clock_runs(void **state) {
    (void)state;
    struct clock *clock = clock_system();
    int64_t before = clock_steady_us(clock);
    assert_true(clock_now(clock) > INT64_C(1700000000) * STAMP_SECOND);
    assert_true(clock_steady_us(clock) >= before);
}

static void a_fake_clock_stands_until_it_is_moved(void **state) {
    (void)state;
    struct clock_fake fake;
    clock_fake_init(&fake, 1000);
    assert_int_equal(clock_now(&fake.clock), 1000);
    assert_int_equal(clock_now(&fake.clock), 1000);
    clock_fake_move(&fake, 5 * STAMP_SECOND);
    assert_int_equal(clock_now(&fake.clock), 5001000);
    assert_int_equal(clock_steady_us(&fake.clock), 5001000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_system_clock_runs),
        cmocka_unit_test(a_fake_clock_stands_until_it_is_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
