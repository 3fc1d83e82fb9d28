#include "sys/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void system_bytes_differ_every_time(void **state) {
    (void)state;
    uint8_t a[64] = {0}, b[64] = {0};
    chance_fill(chance_system(), a, sizeof a);
    chance_fill(chance_system(), b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    assert_true(chance_u64(chance_system()) != chance_u64(chance_system()));
}

static void a_fake_repeats_itself_from_the_same_seed(void **state) {
    (void)state;
    struct chance_fake a, b;
    chance_fake_init(&a, 0);
    chance_fake_init(&b, 0);
    // The first value of SplitMix64 from 0, as its authors publish it.
    assert_true(chance_u64(&a.chance) == UINT64_C(0xe220a8397b1dcdaf));
    chance_u64(&b.chance);
    uint8_t x[13], y[13];
    chance_fill(&a.chance, x, sizeof x);
    chance_fill(&b.chance, y, sizeof y);
    assert_memory_equal(x, y, sizeof x);
}

static void a_uuid_is_of_version_4(void **state) {
    (void)state;
    struct uuid uuid = chance_uuid(chance_system());
    assert_true(uuid_is_standard(&uuid));
    assert_int_equal(uuid.bytes[6] >> 4, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(system_bytes_differ_every_time),
        cmocka_unit_test(a_fake_repeats_itself_from_the_same_seed),
        cmocka_unit_test(a_uuid_is_of_version_4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
