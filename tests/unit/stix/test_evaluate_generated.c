// Thousands of generated patterns on generated observations, beside the plain reference.
#include "agree.h"
#include "pattern_help.h"

static uint64_t random_state = 20200401;

static uint8_t random_byte(void) {
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint8_t)(z >> 56);
}

static void evaluation_agrees_with_the_plain_reference(void **state) {
    (void)state;
    size_t count[3] = {0}, tried = 0, rounds = dice_rounds(60000);
    struct buf pattern, data;
    buf_init(&pattern, SIZE_MAX);
    buf_init(&data, SIZE_MAX);
    for (size_t i = 0; i < rounds; i++) {
        uint8_t bytes[256];
        struct agreement agreement;
        for (size_t j = 0; j < sizeof bytes; j++) bytes[j] = random_byte();
        struct dice dice = {bytes, sizeof bytes, 0};
        buf_clear(&pattern);
        buf_clear(&data);
        arena_reset(&arena);
        dice_make(&dice, &pattern, &data);
        if (!agree(&agreement, buf_str(&pattern), buf_str(&data), &arena))
            fail_msg("%.*s\non %.*s\nis %s, and should be %s", STR_ARG(buf_str(&pattern)),
                     STR_ARG(buf_str(&data)), evaluate_answer_name(agreement.answer),
                     agreement.is_expected ? "yes, with a witness that holds" : "no");
        tried += agreement.is_tried;
        count[agreement.answer] += agreement.is_tried;
    }
    buf_close(&pattern);
    buf_close(&data);
    print_message("%zu tried: %zu yes, %zu no, %zu undecided\n", tried, count[EVALUATE_YES],
                  count[EVALUATE_NO], count[EVALUATE_UNDECIDED]);
    // What is generated must be worth it: mostly tried, both answers common, hardly any given up.
    assert_true(tried > rounds / 2);
    assert_true(count[EVALUATE_YES] > tried / 5 && count[EVALUATE_NO] > tried / 5);
    assert_true(count[EVALUATE_UNDECIDED] <= tried / 100000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(evaluation_agrees_with_the_plain_reference, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
