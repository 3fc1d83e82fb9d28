#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stix/check.h"

#define RED "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
#define WHO "identity--e828b379-4e03-4974-9ac4-e53a884c97c1"

// Of an object of `type` with one member more; "" when nothing is wrong.
static void expect(const char *type, const char *member, const char *sentence) {
    char text[1024];
    snprintf(text, sizeof text,
             "{\"type\":\"%s\",\"id\":\"%s--e828b379-4e03-4974-9ac4-e53a884c97c1\",%s}", type, type,
             member);
    struct arena arena;
    arena_init(&arena);
    struct json_reader *reader = json_reader_open();
    struct fault fault = {""};
    struct json json;
    struct object object;
    assert_int_equal(OK, json_read(&json, reader, str_of(text), &JSON_LIMITS, &arena, &fault));
    assert_int_equal(OK, object_read(&object, json, &arena, &fault));
    assert_int_equal(*sentence ? MALFORMED : OK, object_check(&object, &fault));
    assert_string_equal(sentence, fault.text);
    json_reader_close(&reader);
    arena_close(&arena);
}

static void a_label_in_a_wrong_shape_is_not_taken_for_none(void **state) {
    static const char *const rows[][2] = {
        {"\"object_marking_refs\":[\"" RED "\"]", ""},
        {"\"object_marking_refs\":null", ""},
        {"\"object_marking_refs\":[]", ""},
        {"\"object_marking_refs\":\"" RED "\"",
         "object_marking_refs: a list is expected, not a string"},
        {"\"object_marking_refs\":[\"" RED "\",[\"" RED "\"]]",
         "object_marking_refs[1]: a string is expected, not an array"},
        {"\"object_marking_refs\":[null]",
         "object_marking_refs[0]: a string is expected, not null"},
        {"\"object_marking_refs\":[\"" RED " \"]",
         "object_marking_refs[0]: not of the form type--UUID"},
        {"\"object_marking_refs\":[\"" WHO "\"]",
         "object_marking_refs[0]: the id of a marking-definition is expected"},
        {"\"granular_markings\":[{\"marking_ref\":\"" RED "\"},{\"lang\":\"ja\"}]", ""},
        {"\"granular_markings\":{\"marking_ref\":\"" RED "\"}",
         "granular_markings: a list is expected, not an object"},
        {"\"granular_markings\":[5]", "granular_markings[0]: an object is expected, not a number"},
        {"\"granular_markings\":[{\"marking_ref\":[\"" RED "\"]}]",
         "granular_markings[0].marking_ref: a string is expected, not an array"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect("indicator", rows[i][0], rows[i][1]);
        expect("x-ours", rows[i][0], rows[i][1]);
    }
}

static void properties_of_the_standard_have_their_types(void **state) {
    static const char *const rows[][2] = {
        {"\"revoked\":true", ""},
        {"\"revoked\":\"yes\"", "revoked: true or false is expected, not a string"},
        {"\"confidence\":100", ""},
        {"\"confidence\":101", "confidence: a whole number from 0 to 100 is expected"},
        {"\"confidence\":\"high\"", "confidence: a whole number from 0 to 100 is expected"},
        {"\"spec_version\":\"2.0\"", ""},
        {"\"spec_version\":\"9.9\"", "spec_version: \"2.1\" or \"2.0\" is expected"},
        {"\"spec_version\":2.1", "spec_version: \"2.1\" or \"2.0\" is expected"},
        {"\"labels\":[\"a\",5]", "labels[1]: a string is expected, not a number"},
        {"\"external_references\":[\"a\"]",
         "external_references[0]: an object is expected, not a string"},
        {"\"extensions\":[]", "extensions: an object is expected, not an array"},
        {"\"pattern\":5", "pattern: a string is expected, not a number"},
        {"\"valid_from\":\"2020-03-01T00:00:00Z\",\"valid_until\":null", ""},
        {"\"valid_until\":5", "valid_until: a string is expected, not a number"},
        {"\"created_by_ref\":\"" WHO "\",\"sample_refs\":[\"" WHO "\"]", ""},
        {"\"created_by_ref\":\"identity--zz\"", "created_by_ref: not of the form type--UUID"},
        {"\"any_ref\":5", "any_ref: a string is expected, not a number"},
        {"\"any_refs\":[\"0\"]", "any_refs[0]: not of the form type--UUID"},
        {"\"x_any_ref\":5,\"x_labels\":1,\"other\":{}", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect("indicator", rows[i][0], rows[i][1]);
}

static void of_other_types_only_what_all_have_is_known(void **state) {
    (void)state;
    expect("x-ours", "\"name\":5,\"valid_from\":5,\"any_ref\":5,\"labels\":1", "");
    expect("x-ours", "\"revoked\":1", "revoked: true or false is expected, not a number");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_in_a_wrong_shape_is_not_taken_for_none),
        cmocka_unit_test(properties_of_the_standard_have_their_types),
        cmocka_unit_test(of_other_types_only_what_all_have_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
