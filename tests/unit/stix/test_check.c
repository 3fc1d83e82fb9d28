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

static void what_would_mislead_the_exchange_is_refused(void **state) {
    static const char *const rows[][3] = {
        {"indicator", "\"revoked\":true", ""},
        {"x-ours", "\"revoked\":1", "revoked: true or false is expected, not a number"},
        {"indicator", "\"revoked\":\"yes\"", "revoked: true or false is expected, not a string"},
        {"indicator", "\"spec_version\":\"2.0\"", ""},
        {"indicator", "\"spec_version\":\"9.9\"", "spec_version: \"2.1\" or \"2.0\" is expected"},
        {"indicator", "\"spec_version\":2.1", "spec_version: \"2.1\" or \"2.0\" is expected"},
        {"indicator", "\"extensions\":[]", "extensions: an object is expected, not an array"},
        {"indicator", "\"valid_from\":\"2020-03-01T00:00:00Z\",\"valid_until\":null", ""},
        {"indicator", "\"valid_until\":5", "valid_until: a string is expected, not a number"},
        {"indicator", "\"created_by_ref\":\"" WHO "\"", ""},
        {"indicator", "\"created_by_ref\":\"identity--zz\"",
         "created_by_ref: not of the form type--UUID"},
        {"relationship", "\"source_ref\":5", "source_ref: a string is expected, not a number"},
        {"relationship", "\"target_ref\":\"0\"", "target_ref: not of the form type--UUID"},
        {"sighting", "\"sighting_of_ref\":{}",
         "sighting_of_ref: a string is expected, not an object"},
        {"sighting", "\"observed_data_refs\":[\"0\"]",
         "observed_data_refs[0]: not of the form type--UUID"},
        {"sighting", "\"where_sighted_refs\":\"" WHO "\"",
         "where_sighted_refs: a list is expected, not a string"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(rows[i][0], rows[i][1], rows[i][2]);
}

static void what_misleads_nobody_is_kept_in_any_shape(void **state) {
    static const char *const members[] = {
        "\"name\":5,\"description\":[],\"aliases\":{},\"labels\":[\"a\",5]",
        "\"confidence\":101",
        "\"lang\":[]",
        "\"external_references\":[null,\"a\",5]",
        "\"pattern\":5,\"pattern_type\":{}",
        "\"hashes\":[]",
        "\"any_ref\":5,\"sample_refs\":[\"0\"],\"object_refs\":7",
        "\"source_ref\":5,\"valid_until\":5", // of other types, where it means nothing
    };
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        expect("tool", members[i], "");
        expect("x-ours", members[i], "");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_in_a_wrong_shape_is_not_taken_for_none),
        cmocka_unit_test(what_would_mislead_the_exchange_is_refused),
        cmocka_unit_test(what_misleads_nobody_is_kept_in_any_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
