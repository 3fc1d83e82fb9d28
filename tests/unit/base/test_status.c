#include "base/status.h"

#include "check.h"

static enum status fails_within(struct fault *fault) {
    TRY(fault_set(fault, MALFORMED, "created: not a timestamp"));
    return OK;
}

static void fault_names_the_place_from_the_outside_in(void **state) {
    (void)state;
    struct fault fault = {""};
    assert_int_equal(fails_within(&fault), MALFORMED);
    assert_int_equal(fault_within(&fault, MALFORMED, "objects[%d]", 3), MALFORMED);
    assert_string_equal(fault.text, "objects[3].created: not a timestamp");
    fault_set(&fault, LIMIT, "byte 7: expected a value");
    fault_within(&fault, LIMIT, "objects[3]");
    assert_string_equal(fault.text, "objects[3]: byte 7: expected a value");
    assert_int_equal(fault_set(NULL, BUSY, "x"), BUSY);
    assert_int_equal(fault_within(NULL, BUSY, "x"), BUSY);
}

static void the_name_of_a_file_stands_before_a_sentence(void **state) {
    (void)state;
    struct fault fault = {"collection: no such collection"};
    assert_int_equal(fault_within(&fault, ABSENT, "l.txt:"), ABSENT);
    assert_string_equal(fault.text, "l.txt: collection: no such collection");
    fault_set(&fault, MALFORMED, "[3]: bad");
    fault_within(&fault, MALFORMED, "l.txt:");
    assert_string_equal(fault.text, "l.txt: [3]: bad");
}

static void fault_sentences_are_cut_and_still_end(void **state) {
    (void)state;
    struct fault fault = {""};
    fault_set(&fault, FAILED, "%400d", 1);
    assert_int_equal(strlen(fault.text), sizeof fault.text - 1);
    fault_within(&fault, FAILED, "place");
    assert_int_equal(strlen(fault.text), sizeof fault.text - 1);
    assert_int_equal(strncmp(fault.text, "place: ", 7), 0);
}

static void status_has_a_word_for_each(void **state) {
    (void)state;
    for (int i = OK; i <= CLOSED; i++) assert_true(strlen(status_name((enum status)i)) > 0);
    assert_string_equal(status_name(DENIED), "denied");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_names_the_place_from_the_outside_in),
        cmocka_unit_test(the_name_of_a_file_stands_before_a_sentence),
        cmocka_unit_test(fault_sentences_are_cut_and_still_end),
        cmocka_unit_test(status_has_a_word_for_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
