#include "exchange/credential.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"

static void what_is_made_is_read_as_what_it_is_and_as_nothing_else(void **state) {
    (void)state;
    struct chance_fake chance;
    chance_fake_init(&chance, 3);
    for (int i = 0; i < 100; i++) {
        char text[CREDENTIAL_TEXT_SIZE];
        uint8_t digest[32], expected[32];
        enum credential_kind kind = i % 2 ? CREDENTIAL_SESSION : CREDENTIAL_TOKEN;
        credential_make(text, kind, &chance.chance);
        assert_int_equal(strlen(text), CREDENTIAL_TEXT_SIZE - 1);
        assert_true(credential_read(digest, kind, str_of(text)));
        digest_sha256(expected, str_of(text));
        assert_memory_equal(digest, expected, sizeof digest);
        assert_false(credential_read(
            digest, kind == CREDENTIAL_TOKEN ? CREDENTIAL_SESSION : CREDENTIAL_TOKEN,
            str_of(text)));
    }
}

static void what_nobody_made_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "rk_",
        "rk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",   // one short
        "rk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // one long
        "rk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",  // bits that no writer sets
        "rk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A",  // the other alphabet
        "rk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "RK_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "rk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA A",
    };
    uint8_t digest[32];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(credential_read(digest, CREDENTIAL_TOKEN, str_of(texts[i])));
    assert_true(credential_read(digest, CREDENTIAL_TOKEN,
                                STR("rk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_made_is_read_as_what_it_is_and_as_nothing_else),
        cmocka_unit_test(what_nobody_made_is_refused),
    };
    return crypto_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
