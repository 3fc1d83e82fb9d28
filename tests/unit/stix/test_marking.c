#include "stix/marking.h"

#include "reading.h"

#define MARK "marking-definition--"
// STIX 2.1, 7.2.1.4, and the OASIS definitions of TLP 2.0.
static const struct {
    enum tlp tlp;
    const char *first, *second;
} IDS[] = {
    {TLP_CLEAR, MARK "613f2e26-407d-48c7-9eca-b8e91df99dc9",
     MARK "94868c89-83c2-464b-929b-a1a8aa3c8487"},
    {TLP_GREEN, MARK "34098fce-860f-48ae-8e50-ebd3cc5e41da",
     MARK "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"},
    {TLP_AMBER, MARK "f88d31f6-486f-44da-b317-01333bde0b82",
     MARK "55d920b0-5e8b-4f79-9ee9-91f868d9b421"},
    {TLP_AMBER_STRICT, "", MARK "939a9414-2ddd-4d32-a0cd-375ea402b003"},
    {TLP_RED, MARK "5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
     MARK "e828b379-4e03-4974-9ac4-e53a884c97c1"},
};

static void both_versions_of_the_labels_are_known_by_id(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++) {
        if (IDS[i].first[0]) assert_int_equal(tlp_of_marking(str_of(IDS[i].first)), IDS[i].tlp);
        assert_int_equal(tlp_of_marking(str_of(IDS[i].second)), IDS[i].tlp);
        assert_string_equal(tlp_marking_id(IDS[i].tlp), IDS[i].second);
    }
    assert_int_equal(tlp_of_marking(STR(MARK "E828B379-4E03-4974-9AC4-E53A884C97C1")), TLP_RED);
    assert_int_equal(tlp_of_marking(STR(MARK "e828b379-4e03-4974-9ac4-e53a884c97c2")), TLP_NONE);
    assert_int_equal(tlp_of_marking(STR("identity--e828b379-4e03-4974-9ac4-e53a884c97c1")),
                     TLP_NONE);
    assert_int_equal(tlp_of_marking(STR_NONE), TLP_NONE);
    assert_string_equal(tlp_marking_id(TLP_NONE), "");
}

static void labels_are_read_in_any_case(void **state) {
    enum tlp tlp;
    (void)state;
    for (int i = TLP_CLEAR; i <= TLP_RED; i++) {
        assert_true(tlp_read(&tlp, str_of(tlp_name((enum tlp)i))));
        assert_int_equal(tlp, i);
    }
    assert_true(tlp_read(&tlp, STR(" amber+strict ")) && tlp == TLP_AMBER_STRICT);
    assert_true(tlp_read(&tlp, STR("Tlp: White")) && tlp == TLP_CLEAR);
    assert_false(tlp_read(&tlp, STR("")));
    assert_false(tlp_read(&tlp, STR("TLP:")));
    assert_false(tlp_read(&tlp, STR("TLP:PINK")));
    assert_string_equal(tlp_name(TLP_NONE), "");
}

static enum tlp effective(const char *text) {
    struct json json;
    struct object object;
    assert_int_equal(json_read(&json, reader, str_of(text), &JSON_LIMITS, &arena, NULL), OK);
    assert_int_equal(object_read(&object, json, &arena, NULL), OK);
    return marking_effective(&object);
}

#define TOOL "\"type\":\"tool\",\"id\":\"tool--6a2eab9c-9789-4437-812b-d74323fa3bca\""
#define GREEN "\"" MARK "34098fce-860f-48ae-8e50-ebd3cc5e41da\""
#define AMBER "\"" MARK "55d920b0-5e8b-4f79-9ee9-91f868d9b421\""
#define RED "\"" MARK "5e57c739-391a-4eb3-b6be-7d15ca92d5ed\""

static void the_strictest_label_counts_also_on_a_part(void **state) {
    (void)state;
    assert_int_equal(effective("{" TOOL "}"), TLP_NONE);
    assert_int_equal(effective("{" TOOL ",\"object_marking_refs\":[" AMBER "," GREEN "]}"),
                     TLP_AMBER);
    assert_int_equal(
        effective("{" TOOL ",\"object_marking_refs\":[" GREEN "],\"granular_markings\":["
                  "{\"lang\":\"de\"},{\"marking_ref\":" RED ",\"selectors\":[\"x\"]}]}"),
        TLP_RED);
    assert_int_equal(effective("{" TOOL ",\"object_marking_refs\":" RED "}"), TLP_RED);
    assert_int_equal(
        effective("{" TOOL ",\"object_marking_refs\":[7,\"x\"],\"granular_markings\":7}"),
        TLP_NONE);
}

// Neither by its id nor by what it says: the definition of a policy of IEP names a colour, and one
// of ACS a release to the public. A label beside them stays what it is.
static void a_marking_that_is_no_label_opens_nothing(void **state) {
    (void)state;
#define OTHER "\"" MARK "20864905-06a0-47be-a04c-2164af17d635\""
    assert_int_equal(effective("{" TOOL ",\"object_marking_refs\":[" OTHER "]}"), TLP_NONE);
    assert_int_equal(effective("{" TOOL ",\"object_marking_refs\":[" OTHER "," AMBER "]}"),
                     TLP_AMBER);
    assert_int_equal(effective("{" TOOL ",\"object_marking_refs\":[" RED "," OTHER "]}"), TLP_RED);
    assert_int_equal(effective("{" TOOL ",\"object_marking_refs\":[" AMBER
                               "],\"granular_markings\":[{\"marking_ref\":" OTHER
                               ",\"selectors\":[\"type\"]}]}"),
                     TLP_AMBER);
}

static void a_label_does_not_restrict_its_own_definition(void **state) {
    (void)state;
    assert_int_equal(effective("{\"type\":\"marking-definition\",\"id\":" RED
                               ",\"definition_type\":\"tlp\",\"definition\":{\"tlp\":\"red\"}}"),
                     TLP_NONE);
    assert_int_equal(
        effective("{\"type\":\"marking-definition\",\"id\":\"" MARK
                  "6a2eab9c-9789-4437-812b-d74323fa3bca\",\"object_marking_refs\":[" GREEN "]}"),
        TLP_GREEN);
}

static void recipients_are_read_from_the_extension(void **state) {
    struct json json;
    struct object_id *ids;
    (void)state;
    const char *text = "{\"extensions\":{\"" RECIPIENTS_EXTENSION "\":{\"extension_type\":"
                       "\"property-extension\",\"recipient_refs\":["
                       "\"identity--6a2eab9c-9789-4437-812b-d74323fa3bca\",7,\"nobody\"]}}}";
    assert_int_equal(json_read(&json, reader, str_of(text), &JSON_LIMITS, &arena, NULL), OK);
    assert_int_equal(marking_recipients(&ids, json, &arena), 1);
    assert_true(str_equal(ids[0].type, STR("identity")));
    assert_int_equal(marking_recipients(&ids, (struct json){NULL}, &arena), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_versions_of_the_labels_are_known_by_id),
        cmocka_unit_test(labels_are_read_in_any_case),
        cmocka_unit_test(the_strictest_label_counts_also_on_a_part),
        cmocka_unit_test(a_marking_that_is_no_label_opens_nothing),
        cmocka_unit_test(a_label_does_not_restrict_its_own_definition),
        cmocka_unit_test(recipients_are_read_from_the_extension),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
