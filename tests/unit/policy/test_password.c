#include "policy/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct str NAMES[] = {{"hanako", 6}, {"Hanako Yamada", 13}, {"City Hospital", 13}};

static enum password_fault judge(const char *password) {
    return password_judge(str_of(password), NAMES, sizeof NAMES / sizeof *NAMES);
}

static void what_is_left_when_all_that_is_guessed_is_taken_out_is_enough(void **state) {
    (void)state;
    static const char *const good[] = {
        "correct horse battery staple", "one long password",      "k9#mVq!x2LpR",
        "さくらのきのしたでまつ人々",   "tea at noon, then rain", "f7d2-9xkq-m4wz-h8vt",
        "hanako likes red wagons",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (judge(good[i]) != PASSWORD_FINE) fail_msg("%s: %d", good[i], judge(good[i]));
}

static void what_anybody_would_try_is_told_with_its_reason(void **state) {
    (void)state;
    static const struct {
        const char *password;
        enum password_fault fault;
    } bad[] = {
        {"", PASSWORD_SHORT},
        {"k9#mVq!x2Lp", PASSWORD_SHORT},      // 11 characters
        {"さくらのきのした", PASSWORD_SHORT}, // 24 bytes
        {"hanakohanakohanako", PASSWORD_NAMES},
        {"Yamada.Hanako1", PASSWORD_NAMES},
        {"city-hospital-1", PASSWORD_NAMES},
        {"H4n4k0Y4m4d4!!", PASSWORD_NAMES}, // in disguise
        {"PasswordPassword", PASSWORD_COMMON},
        {"P@ssw0rd2024!!", PASSWORD_COMMON},
        {"Welcome-2025-Summer", PASSWORD_COMMON},
        {"changeme-renkei", PASSWORD_COMMON},
        {"qwertyuiop1234", PASSWORD_ROWS},
        {"abcdefghijklmnop", PASSWORD_ROWS},
        {"zyxwvutsrq98765", PASSWORD_ROWS},
        {"aaaaaaaaaaaaaaaaaaaa", PASSWORD_ROWS},
        {"x7q!x7q!x7q!x7q!", PASSWORD_ROWS},
        {"abababababababab", PASSWORD_ROWS},
        {"k2k3m2m3k3m3k2m2", PASSWORD_ROWS}, // four different characters
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (judge(bad[i].password) != bad[i].fault)
            fail_msg("%s: %d instead of %d", bad[i].password, judge(bad[i].password), bad[i].fault);
}

static void whose_names_they_are_decides(void **state) {
    (void)state;
    struct str other[] = {STR("bob")};
    assert_int_equal(password_judge(STR("yamada hanako 7"), other, 1), PASSWORD_FINE);
    assert_int_equal(judge("yamada hanako 7"), PASSWORD_NAMES);
    assert_int_equal(password_judge(STR("yamada hanako 7"), NULL, 0), PASSWORD_FINE);
}

static void a_password_has_an_end(void **state) {
    (void)state;
    static const char letters[] = "kqzvwxjb4mrtpdnls7yghc2f";
    char text[PASSWORD_SIZE_MAX + 1];
    uint32_t dice = 7;
    for (size_t i = 0; i < sizeof text; i++) {
        dice = dice * 1664525u + 1013904223u;
        text[i] = letters[(dice >> 16) % (sizeof letters - 1)];
    }
    assert_int_equal(password_judge((struct str){text, PASSWORD_SIZE_MAX}, NULL, 0), PASSWORD_FINE);
    assert_int_equal(password_judge((struct str){text, PASSWORD_SIZE_MAX + 1}, NULL, 0),
                     PASSWORD_LONG);
}

static void more_of_the_same_kind_never_makes_a_good_one_of_rows(void **state) {
    (void)state;
    char text[PASSWORD_SIZE_MAX];
    for (size_t period = 1; period <= 7; period++) {
        for (size_t size = PASSWORD_CHARACTERS_MIN; size <= sizeof text; size++) {
            for (size_t i = 0; i < size; i++) text[i] = "k!7Qz@4"[i % period];
            if (size < 2 * period + 3) continue;
            assert_int_not_equal(password_judge((struct str){text, size}, NULL, 0), PASSWORD_FINE);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_when_all_that_is_guessed_is_taken_out_is_enough),
        cmocka_unit_test(what_anybody_would_try_is_told_with_its_reason),
        cmocka_unit_test(whose_names_they_are_decides),
        cmocka_unit_test(a_password_has_an_end),
        cmocka_unit_test(more_of_the_same_kind_never_makes_a_good_one_of_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
