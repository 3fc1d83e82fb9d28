#include "base/uuid.h"

#include "check.h"

static void uuid_v5_is_that_of_rfc_9562(void **state) {
    (void)state;
    struct uuid dns;
    char text[UUID_TEXT_SIZE];
    assert_true(uuid_read(&dns, STR("6ba7b810-9dad-11d1-80b4-00c04fd430c8")));
    struct uuid named = uuid_v5(&dns, STR("www.example.com"));
    assert_string_equal(uuid_write(text, &named), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    assert_true(uuid_is_standard(&named));
}

static void uuid_v4_has_version_and_variant(void **state) {
    (void)state;
    uint8_t random[16];
    char text[UUID_TEXT_SIZE];
    memset(random, 0xff, sizeof random);
    struct uuid ones = uuid_v4(random);
    assert_string_equal(uuid_write(text, &ones), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    memset(random, 0, sizeof random);
    struct uuid zeroes = uuid_v4(random);
    assert_string_equal(uuid_write(text, &zeroes), "00000000-0000-4000-8000-000000000000");
    assert_true(uuid_is_standard(&ones) && uuid_is_standard(&zeroes));
    assert_false(uuid_equal(&ones, &zeroes));
}

static void uuid_reads_either_case_and_nothing_else(void **state) {
    (void)state;
    struct uuid lower, upper, untouched = {{7}};
    assert_true(uuid_read(&lower, STR("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")));
    assert_true(uuid_read(&upper, STR("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6")));
    assert_true(uuid_equal(&lower, &upper));
    const char *const bad[] = {
        "", "f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf66", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bfg", "f81d4fae-7dec-11d0-a765+00a0c91e6bf6",
        "f81d4fae_7dec-11d0-a765-00a0c91e6bf6", "f81d4fa-e7dec-11d0-a765-00a0c91e6bf6",
    };
    for (size_t i = 0; i < COUNT(bad); i++) assert_false(uuid_read(&untouched, str_of(bad[i])));
    assert_int_equal(untouched.bytes[0], 7);
}

static void uuid_of_no_version_is_not_standard(void **state) {
    (void)state;
    const struct {
        const char *text;
        bool standard;
    } cases[] = {
        {"00000000-0000-0000-0000-000000000000", false},
        {"00000000-0000-0000-8000-000000000000", false},
        {"00000000-0000-1000-8000-000000000000", true},
        {"00000000-0000-8000-b000-000000000000", true},
        {"00000000-0000-9000-8000-000000000000", false},
        {"00000000-0000-4000-7000-000000000000", false},
        {"00000000-0000-4000-c000-000000000000", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct uuid uuid;
        assert_true(uuid_read(&uuid, str_of(cases[i].text)));
        assert_int_equal(uuid_is_standard(&uuid), cases[i].standard);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uuid_v5_is_that_of_rfc_9562),
        cmocka_unit_test(uuid_v4_has_version_and_variant),
        cmocka_unit_test(uuid_reads_either_case_and_nothing_else),
        cmocka_unit_test(uuid_of_no_version_is_not_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
