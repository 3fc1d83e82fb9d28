#include "stix/notice.h"

#include <string.h>

#include "reading.h"

#define MARK "marking-definition--"
#define OWN MARK "0d5b6c3e-2f0a-4c52-9a54-1f1f6f9f1c11"
#define ACS "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce"
#define CUI "extension-definition--dff17fb3-edcb-4f99-ad1b-4b751c95738a"
#define IEP "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"
#define PAP "extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b"

static struct notice read_text(struct str text) {
    struct json json;
    struct notice notice;
    assert_int_equal(json_read(&json, reader, text, &JSON_LIMITS, &arena, NULL), OK);
    notice_read(&notice, json, &arena);
    return notice;
}

// Of a definition with these members.
static struct notice read(const char *members) {
    return read_text(
        arena_format(&arena, "{\"type\":\"marking-definition\",\"id\":\"" OWN "\",%s}", members));
}

static void expect(struct notice notice, const char *kind, const char *text, const char *detail) {
    assert_string_equal(notice_kind_name(notice.kind), kind);
    assert_string_equal(arena_text(&arena, notice.text), text);
    assert_string_equal(arena_text(&arena, notice.detail), detail);
    assert_false(notice.has_more);
}

static void labels_of_tlp_and_pap_are_known_by_id_alone(void **state) {
    (void)state;
    struct notice notice;
    assert_true(notice_of_id(&notice, STR(MARK "f88d31f6-486f-44da-b317-01333bde0b82")));
    expect(notice, "tlp", "TLP:AMBER", "");
    assert_true(notice_of_id(&notice, STR(MARK "939a9414-2ddd-4d32-a0cd-375ea402b003")));
    expect(notice, "tlp", "TLP:AMBER+STRICT", "");
    static const struct {
        const char *id, *name;
    } paps[] = {
        {MARK "a3bea94c-b469-41dc-9cfe-d6e7daba7730", "PAP:WHITE"},
        {MARK "ad15a0cd-55b6-4588-a14c-a66105329b92", "PAP:CLEAR"},
        {MARK "c43594d1-4b11-4c59-93ab-1c9b14d53ce9", "PAP:GREEN"},
        {MARK "60f8932b-e51e-4458-b265-a2e8be9a80ab", "PAP:AMBER"},
        {MARK "740D36E5-7714-4C30-961A-3AE632CEEE0E", "PAP:RED"},
    };
    for (size_t i = 0; i < sizeof paps / sizeof *paps; i++) {
        assert_true(notice_of_id(&notice, str_of(paps[i].id)));
        expect(notice, "pap", paps[i].name, "");
    }
    assert_false(notice_of_id(&notice, STR(OWN)));
    assert_false(notice_of_id(&notice, STR_NONE));
}

static void a_definition_does_not_rename_a_label_that_is_known(void **state) {
    (void)state;
    expect(read_text(STR("{\"id\":\"" MARK "5e57c739-391a-4eb3-b6be-7d15ca92d5ed\","
                         "\"name\":\"TLP:WHITE\",\"definition_type\":\"statement\","
                         "\"definition\":{\"statement\":\"take it\"}}")),
           "tlp", "TLP:RED", "");
}

static void a_statement_is_its_text(void **state) {
    (void)state;
    expect(read("\"definition_type\":\"statement\","
                "\"definition\":{\"statement\":\" Copyright 2019, Example \"}"),
           "statement", "Copyright 2019, Example", "");
    expect(read("\"name\":\"ours\",\"definition\":{\"statement\":\"\\u5f15\\u7528\\u53ef\"}"),
           "statement", "\xE5\xBC\x95\xE7\x94\xA8\xE5\x8F\xAF", "");
}

static void a_policy_of_iep_is_its_name_and_the_colour_that_it_names(void **state) {
    (void)state;
    expect(read("\"name\":\"FIRST IEP-SIG TLP-AMBER\",\"extensions\":{\"" IEP
                "\":{\"tlp\":\"amber\",\"description\":\"d\"}}"),
           "iep", "FIRST IEP-SIG TLP-AMBER", "amber");
    expect(read("\"extensions\":{\"" IEP "\":{\"description\":\"d\"}}"), "iep", "d", "");
}

static void acs_tells_its_classification(void **state) {
    (void)state;
    expect(read("\"name\":\"outer\",\"extensions\":{\"" ACS
                "\":{\"name\":\"For the hunt\",\"control_set\":{\"classification\":\"U\"}}}"),
           "acs", "For the hunt", "U");
    expect(read("\"extensions\":{\"" ACS "\":{}}"), "acs", "", "");
}

static void the_banner_of_cui_is_control_categories_and_who_may_have_it(void **state) {
    (void)state;
    expect(read("\"extensions\":{\"" CUI
                "\":{\"control\":\"CUI\",\"categories\":[\"SP-CTI\",\"PRVCY\"],"
                "\"disseminations\":[\"NOFORN\",\"FEDCON\"]}}"),
           "cui", "CUI//SP-CTI/PRVCY//NOFORN/FEDCON", "");
    expect(read("\"extensions\":{\"" CUI "\":{\"control\":\"CONTROLLED\"}}"), "cui", "CONTROLLED",
           "");
    expect(read("\"extensions\":{\"" CUI "\":{\"categories\":[7,\" \",\"CTI\"]}}"), "cui",
           "CUI//CTI", "");
}

static void pap_in_a_definition_with_another_id_is_its_label(void **state) {
    (void)state;
    expect(read("\"name\":\"x\",\"extensions\":{\"" PAP "\":{\"pap\":\"amber\"}}"), "pap",
           "PAP:AMBER", "");
    expect(read("\"name\":\"x\",\"extensions\":{\"" PAP "\":{\"pap\":\"pink\"}}"), "pap", "x", "");
}

static void anything_else_is_its_name_or_its_type_or_nothing(void **state) {
    (void)state;
    // An id that no text of TLP defines is no label of TLP, whatever the definition says.
    expect(read("\"name\":\"TLP:CLEAR\",\"definition_type\":\"tlp\",\"definition\":{\"tlp\":"
                "\"clear\"}"),
           "other", "TLP:CLEAR", "");
    expect(read("\"definition_type\":\"x-house\",\"definition\":{\"level\":3}"), "other", "x-house",
           "");
    struct notice none = read("\"name\":7,\"extensions\":{\"" IEP "\":[]},\"definition\":[]");
    assert_int_equal(none.kind, NOTICE_OTHER);
    assert_null(none.text.data);
    assert_null(none.detail.data);
}

static void a_long_text_is_cut_at_a_whole_letter_and_says_so(void **state) {
    (void)state;
    char statement[NOTICE_BYTES_MAX + 1] = {0};
    memset(statement, 'a', NOTICE_BYTES_MAX);
    struct str members = arena_format(&arena, "\"definition\":{\"statement\":\"%s\"}", statement);
    expect(read(arena_text(&arena, members)), "statement", statement, "");
    members =
        arena_format(&arena, "\"definition\":{\"statement\":\"%s\xE3\x81\x82\"}", statement + 1);
    struct notice notice = read(arena_text(&arena, members));
    assert_true(notice.has_more);
    assert_int_equal(notice.text.size, NOTICE_BYTES_MAX - 1);
    members = arena_format(&arena, "\"extensions\":{\"" CUI "\":{\"categories\":[\"A\",\"%s\"]}}",
                           statement);
    notice = read(arena_text(&arena, members));
    assert_true(notice.has_more);
    assert_true(str_starts(notice.text, STR("CUI//A")));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(labels_of_tlp_and_pap_are_known_by_id_alone),
        TEST(a_definition_does_not_rename_a_label_that_is_known),
        TEST(a_statement_is_its_text),
        TEST(a_policy_of_iep_is_its_name_and_the_colour_that_it_names),
        TEST(acs_tells_its_classification),
        TEST(the_banner_of_cui_is_control_categories_and_who_may_have_it),
        TEST(pap_in_a_definition_with_another_id_is_its_label),
        TEST(anything_else_is_its_name_or_its_type_or_nothing),
        TEST(a_long_text_is_cut_at_a_whole_letter_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
