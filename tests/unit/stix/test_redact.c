#include "stix/redact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"
#include "stix/sco_id.h"

#define MARK "marking-definition--"
#define CLEAR MARK "94868c89-83c2-464b-929b-a1a8aa3c8487"
#define GREEN MARK "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define AMBER MARK "55d920b0-5e8b-4f79-9ee9-91f868d9b421"
#define STRICT MARK "939a9414-2ddd-4d32-a0cd-375ea402b003"
#define RED MARK "e828b379-4e03-4974-9ac4-e53a884c97c1"
#define STATEMENT MARK "79e2fa14-02c6-40d7-aa4b-ebf281dd78ef"
#define UUID "ee916c28-c7a4-4d0d-ad56-a8d357f89fef"

// With ' for ".
static struct str quoted(const char *text) {
    char *out = arena_take(&arena, strlen(text) + 1);
    strcpy(out, text);
    for (char *at = out; *at; at++)
        if (*at == '\'') *at = '"';
    return str_of(out);
}

static struct json read_text(struct str text) {
    struct json json;
    struct fault fault = {""};
    if (json_read(&json, reader, text, &JSON_LIMITS, &arena, &fault) != OK)
        fail_msg("%.*s: %s", STR_ARG(text), fault.text);
    return json;
}

static void expect_view(const char *object, unsigned hidden, const char *view) {
    struct str out = STR_NONE;
    struct fault fault = {""};
    enum status status = redact_write(&out, read_text(quoted(object)), hidden, &arena, &fault);
    if (status != OK) fail_msg("%s\n%s", object, fault.text);
    assert_string_equal(arena_text(&arena, out), quoted(view).data);
}

static void expect_refusal(const char *object, enum status expected, const char *why) {
    struct str out;
    struct fault fault = {""};
    assert_int_equal(redact_write(&out, read_text(quoted(object)), ~0u, &arena, &fault), expected);
    assert_string_equal(fault.text, quoted(why).data);
}

// The example of 7.2.3, with TLP:GREEN on the whole.
#define EXAMPLE(markings)                                                                          \
    "{'id':'vulnerability--" UUID "','spec_version':'2.1','created':'2016-02-14T00:00:00.000Z',"   \
    "'modified':'2016-02-14T00:00:00.000Z','type':'vulnerability','name':'CVE-2014-0160',"         \
    "'object_marking_refs':['" GREEN "'],'description':'The (1) TLS...',"                          \
    "'external_references':[{'source_name':'cve','external_id':'CVE-2014-0160'}],"                 \
    "'labels':['heartbleed','has-logo']" markings "}"
#define HEAD                                                                                       \
    "{'id':'vulnerability--" UUID "','spec_version':'2.1','created':'2016-02-14T00:00:00.000Z',"   \
    "'modified':'2016-02-14T00:00:00.000Z','type':'vulnerability','name':'CVE-2014-0160',"         \
    "'object_marking_refs':['" GREEN "']"
#define DESCRIPTION ",'description':'The (1) TLS...'"
#define REFERENCES ",'external_references':[{'source_name':'cve','external_id':'CVE-2014-0160'}]"
#define LABELS ",'labels':['heartbleed','has-logo']"
#define ROW(label, selectors) "{'marking_ref':'" label "','selectors':[" selectors "]}"
#define ROWS(rows) ",'granular_markings':[" rows "]"

static void what_a_selector_selects_is_cut_out(void **state) {
    static const struct {
        const char *object, *view;
    } cases[] = {
        {EXAMPLE(ROWS(ROW(AMBER, "'description'"))), HEAD REFERENCES LABELS "}"},
        {EXAMPLE(ROWS(ROW(AMBER, "'external_references.[0].external_id'"))),
         HEAD DESCRIPTION ",'external_references':[{'source_name':'cve'}]" LABELS "}"},
        {EXAMPLE(ROWS(ROW(AMBER, "'labels.[0]'"))),
         HEAD DESCRIPTION REFERENCES ",'labels':['has-logo']}"},
        // "Due to the recursive nature of the selector, that includes all items in the list."
        {EXAMPLE(ROWS(ROW(AMBER, "'labels'"))), HEAD DESCRIPTION REFERENCES "}"},
        {EXAMPLE(ROWS(ROW(AMBER, "'external_references'"))), HEAD DESCRIPTION LABELS "}"},
        {EXAMPLE(ROWS(ROW(AMBER, "'labels','description'"))), HEAD REFERENCES "}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_view(cases[i].object, TLP_BIT(TLP_AMBER), cases[i].view);
}

static void what_is_empty_afterwards_goes_too(void **state) {
    (void)state;
    expect_view(EXAMPLE(ROWS(ROW(RED, "'labels.[0]','labels.[1]'"))), TLP_BIT(TLP_RED),
                HEAD DESCRIPTION REFERENCES "}");
    expect_view(EXAMPLE(ROWS(ROW(RED, "'external_references.[0].source_name',"
                                      "'external_references.[0].external_id'"))),
                TLP_BIT(TLP_RED), HEAD DESCRIPTION LABELS "}");
    // What was empty before is nobody's secret.
    expect_view("{'a':{},'b':[],'c':[1,{'d':2}]" ROWS(ROW(RED, "'c.[1].d'")) "}", TLP_BIT(TLP_RED),
                "{'a':{},'b':[],'c':[1]}");
}

static void only_parts_under_a_hidden_label_are_cut_and_the_strictest_counts(void **state) {
    const char *object = EXAMPLE(
        ROWS(ROW(AMBER, "'description','labels.[1]'") "," ROW(RED, "'labels.[1]','labels.[0]'")));
    (void)state;
    expect_view(object, 0, object);
    expect_view(object, TLP_BIT(TLP_CLEAR) | TLP_BIT(TLP_GREEN), object);
    // The marking that stays says nothing of what went.
    expect_view(object, TLP_BIT(TLP_RED),
                HEAD DESCRIPTION REFERENCES ROWS(ROW(AMBER, "'description'")) "}");
    expect_view(object, TLP_BIT(TLP_AMBER),
                HEAD REFERENCES ",'labels':['heartbleed']" ROWS(ROW(RED, "'labels.[0]'")) "}");
    expect_view(object, TLP_BIT(TLP_AMBER) | TLP_BIT(TLP_RED), HEAD REFERENCES "}");
}

static void selectors_follow_the_items_that_move_up(void **state) {
#define ITEMS "{'k':[[0,1],[2,3,4],{'a':5},6]"
    (void)state;
    expect_view(
        ITEMS ROWS(ROW(RED, "'k.[0]','k.[1].[1]'") "," ROW(
            AMBER, "'k.[1].[2]','k.[2].a','k.[1].[1]','k.[0].[1]'") ",{'selectors':["
                                                                    "'k.[3]','k','k.[9]'],'lang':'"
                                                                    "de'},{'lang':'ja','selectors':"
                                                                    "['k.[0]']}") "}",
        TLP_BIT(TLP_RED),
        "{'k':[[2,4],{'a':5},6]" ROWS(
            ROW(AMBER, "'k.[0].[1]','k.[1].a'") ",{'selectors':["
                                                "'k.[2]','k','k.[9]'],'lang':'de'}") "}");
    // What does not move stays as it is written.
    expect_view(ITEMS ROWS(ROW(RED, "'k.[3]'") "," ROW(AMBER, "'k.[02].a'")) "}", TLP_BIT(TLP_RED),
                "{'k':[[0,1],[2,3,4],{'a':5}]" ROWS(ROW(AMBER, "'k.[02].a'")) "}");
    // The list of markings is another one.
    expect_view("{'a':1,'b':2" ROWS(
                    ROW(RED, "'a'") "," ROW(GREEN, "'granular_markings.[0].selectors','b'")) "}",
                TLP_BIT(TLP_RED), "{'b':2" ROWS(ROW(GREEN, "'b'")) "}");
}

static void marks_that_are_no_labels_cut_nothing(void **state) {
    const char *object = EXAMPLE(ROWS(ROW(STATEMENT, "'description'") ",{'lang':'de','selectors':["
                                                                      "'description']}"));
    (void)state;
    expect_view(object, ~0u, object);
    assert_int_equal(marking_parts(read_text(quoted(object))), 0);
}

static void those_named_for_what_is_red_go_with_it(void **state) {
#define NAMED(rest)                                                                                \
    "{'extensions':{'" RECIPIENTS_EXTENSION "':{'extension_type':'property-extension',"            \
    "'recipient_refs':['identity--" UUID "']}" rest "},'a':1,'b':2"
#define WITH_NAMED                                                                                 \
    "{'extensions':{'" RECIPIENTS_EXTENSION "':{'extension_type':'property-extension',"            \
    "'recipient_refs':['identity--" UUID "']}},'b':2}"
    (void)state;
    expect_view(NAMED("") ROWS(ROW(RED, "'a'")) "}", TLP_BIT(TLP_RED), "{'b':2}");
    expect_view(NAMED(",'x-ext':{'y':1}") ROWS(ROW(RED, "'a'")) "}", TLP_BIT(TLP_RED),
                "{'extensions':{'x-ext':{'y':1}},'b':2}");
    expect_view(NAMED("") ROWS(ROW(AMBER, "'a'")) "}", TLP_BIT(TLP_AMBER), WITH_NAMED);
}

static void some_things_cannot_be_cut_out(void **state) {
    static const char *const tops[] = {
        "type",           "id",      "spec_version",        "created",          "modified",
        "created_by_ref", "revoked", "object_marking_refs", "granular_markings"};
    (void)state;
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
        struct str text =
            arena_format(&arena,
                         "{'type':'x','id':'x','spec_version':'x','created':'x','modified':'x',"
                         "'created_by_ref':'x','revoked':true,'object_marking_refs':[],"
                         "'granular_markings':[{'lang':'de','selectors':['type']},"
                         "{'marking_ref':'" RED "','selectors':['%s']}]}",
                         tops[i]);
        struct str why = arena_format(
            &arena, "granular_markings[1].selectors[0]: `%s` cannot be cut out", tops[i]);
        expect_refusal(text.data, DENIED, why.data);
    }
    expect_refusal("{'type':'sighting','where_sighted_refs':['a','b']" ROWS(
                       ROW(RED, "'where_sighted_refs.[1]'")) "}",
                   DENIED,
                   "granular_markings[0].selectors[0]: `where_sighted_refs` cannot be cut out");
    expect_refusal("{'type':'relationship','source_ref':'a'" ROWS(ROW(RED, "'source_ref'")) "}",
                   DENIED, "granular_markings[0].selectors[0]: `source_ref` cannot be cut out");
    expect_refusal("{'type':'tool','extensions':{'a':{'extension_type':'x','b':1}}" ROWS(
                       ROW(RED, "'extensions.a.extension_type'")) "}",
                   DENIED, "granular_markings[0].selectors[0]: `extensions` cannot be cut out");
    expect_refusal(
        "{'type':'x-own','extensions':{'a':{'b':1}}" ROWS(ROW(RED, "'extensions.a.b'")) "}", DENIED,
        "granular_markings[0].selectors[0]: `extensions` cannot be cut out");
}

static void a_selector_that_points_to_nothing_hides_nothing_so_nothing_is_given(void **state) {
    // Those that 7.2.3 calls invalid, and others.
    static const char *const selectors[] = {"'pattern'",
                                            "'external_references.[3]'",
                                            "'description.[0]'",
                                            "'labels.name'",
                                            "''",
                                            "'labels.[-1]'",
                                            "'labels.[0'",
                                            "'labels[0]'",
                                            "'labels.0'",
                                            "'.labels'",
                                            "'labels.'",
                                            "'labels.[0].[0]'",
                                            "7",
                                            "'external_references.[0].source_name.x'",
                                            "'labels.[18446744073709551616]'"};
    (void)state;
    for (size_t i = 0; i < sizeof selectors / sizeof *selectors; i++) {
        struct str text = arena_format(
            &arena, EXAMPLE(ROWS("{'marking_ref':'" RED "','selectors':['description',%s]}")),
            selectors[i]);
        expect_refusal(text.data, DENIED,
                       "granular_markings[0].selectors[1]: it points to nothing that could be cut "
                       "out");
    }
    expect_refusal(EXAMPLE(ROWS("{'marking_ref':'" RED "'}")), DENIED,
                   "granular_markings[0]: a marking without selectors");
    expect_refusal(EXAMPLE(ROWS("{'marking_ref':'" RED "','selectors':[]}")), DENIED,
                   "granular_markings[0]: a marking without selectors");
    expect_refusal(EXAMPLE(ROWS("{'marking_ref':'" RED "','selectors':'name'}")), DENIED,
                   "granular_markings[0]: a marking without selectors");
}

// A list of `items`, of which the last is selected `times` over: each costs its length.
static struct str long_way(size_t items, size_t times) {
    struct buf text;
    buf_init(&text, SIZE_MAX);
    buf_add(&text, STR("{\"a\":[0"));
    for (size_t i = 1; i < items; i++) buf_add(&text, STR(",0"));
    buf_add(&text, STR("],\"granular_markings\":[{\"marking_ref\":\"" RED "\",\"selectors\":["));
    for (size_t i = 0; i < times; i++) buf_addf(&text, "%s\"a.[%zu]\"", i ? "," : "", items - 1);
    buf_add(&text, STR("]}]}"));
    struct str out = arena_copy(&arena, buf_str(&text));
    buf_close(&text);
    return out;
}

static void selectors_are_followed_so_far_and_no_further(void **state) {
    // Two steps each: one of two members and one of `items`, each with one for itself.
    size_t items = 1020, times = REDACT_WORK_MAX / (items + 4);
    struct str out;
    struct fault fault = {""};
    (void)state;
    assert_int_equal(REDACT_WORK_MAX % (items + 4), 0);
    assert_int_equal(redact_write(&out, read_text(long_way(items, times)), ~0u, &arena, &fault),
                     OK);
    assert_int_equal(redact_write(&out, read_text(long_way(items, times + 1)), ~0u, &arena, &fault),
                     LIMIT);
    assert_non_null(strstr(fault.text, "the selectors take too long to follow"));
}

static bool is_possible(const char *object, bool is_strict) {
    SCOPED(buf_close) struct buf scratch;
    buf_init(&scratch, SIZE_MAX);
    struct redact_tools tools = {reader, &scratch, &arena, is_strict};
    return redact_is_possible(read_text(quoted(object)), &tools);
}

static void parts_can_be_cut_where_every_view_keeps_the_rules(void **state) {
    (void)state;
    assert_true(is_possible(EXAMPLE(ROWS(ROW(AMBER, "'description'"))), false));
    assert_true(is_possible(EXAMPLE(ROWS(ROW(RED, "'labels'"))), false));
    // Required (4.18.1, 2.5.2), and what needs one of its properties (2.5.2).
    assert_false(is_possible(EXAMPLE(ROWS(ROW(AMBER, "'name'"))), false));
    assert_false(
        is_possible(EXAMPLE(ROWS(ROW(AMBER, "'external_references.[0].source_name'"))), false));
    assert_false(
        is_possible(EXAMPLE(ROWS(ROW(AMBER, "'external_references.[0].external_id'"))), false));
    // One part that cannot be cut is enough, under whatever label.
    assert_false(
        is_possible(EXAMPLE(ROWS(ROW(AMBER, "'description'") "," ROW(RED, "'name'"))), false));
    assert_false(is_possible(EXAMPLE(ROWS(ROW(AMBER, "'pattern'"))), false));
    // Nothing is stricter than the whole.
    assert_false(is_possible(EXAMPLE(ROWS(ROW(GREEN, "'description'"))), false));
    assert_false(is_possible(EXAMPLE(""), false));
}

static void what_depends_on_another_property_keeps_it(void **state) {
#define FILE_OF(rest) "{'type':'file','spec_version':'2.1','id':'file--" UUID "'" rest "}"
    (void)state;
    // A file has hashes or a name (6.7.1).
    const char *both = FILE_OF(",'name':'a','hashes':{'MD5':'"
                               "d41d8cd98f00b204e9800998ecf8427e'}" ROWS(ROW(RED, "'name'")));
    const char *one = FILE_OF(",'name':'a','size':1" ROWS(ROW(RED, "'name'")));
    assert_true(is_possible(both, false));
    assert_false(is_possible(one, false));
    // Under each label alone it would do; under both nothing is left.
    assert_false(
        is_possible(FILE_OF(",'name':'a','hashes':{'MD5':'d41d8cd98f00b204e9800998ecf8427e'}" ROWS(
                        ROW(RED, "'name'") "," ROW(AMBER, "'hashes.MD5'"))),
                    false));
}

// STIX 2.1, 2.9: whoever knows the other values could try names until the id comes out.
static void an_id_that_is_made_of_a_part_gives_the_part_away(void **state) {
    (void)state;
#define MAIL(id)                                                                                   \
    "{'type':'file','spec_version':'2.1','id':'file--" id "','name':'a','hashes':{"                \
    "'MD5':'d41d8cd98f00b204e9800998ecf8427e'}" ROWS(ROW(RED, "'name'")) "}"
    struct uuid made;
    SCOPED(buf_close) struct buf scratch;
    buf_init(&scratch, SIZE_MAX);
    assert_int_equal(sco_id_make(&made, STR("file"), read_text(quoted(MAIL(UUID))), &scratch),
                     SCO_ID_MADE);
    char text[UUID_TEXT_SIZE];
    struct str object = arena_format(&arena, MAIL("%s"), uuid_write(text, &made));
    assert_true(is_possible(MAIL(UUID), false));
    assert_false(is_possible(object.data, false));
}

static void of_an_object_that_is_too_large_nothing_is_cut(void **state) {
    (void)state;
    const char *object = EXAMPLE(ROWS(ROW(AMBER, "'description'")));
    size_t room = REDACT_BYTES_MAX - strlen(object) + strlen("The (1) TLS...");
    for (size_t over = 0; over < 2; over++) {
        char *filler = arena_take(&arena, room + over + 1);
        memset(filler, 'a', room + over);
        filler[room + over] = '\0';
        struct str before = str_cut(str_of(object), 0, str_find(str_of(object), STR("The (1)")));
        struct str after =
            str_cut(str_of(object), before.size + strlen("The (1) TLS..."), SIZE_MAX);
        struct str text =
            arena_format(&arena, "%.*s%s%.*s", STR_ARG(before), filler, STR_ARG(after));
        assert_int_equal(text.size, REDACT_BYTES_MAX + over);
        assert_int_equal(is_possible(text.data, false), over == 0);
    }
}

static void of_stix_2_0_nothing_is_cut(void **state) {
    (void)state;
    const char *object =
        "{'type':'tool','id':'tool--" UUID "','created':'2016-02-14T00:00:00.000Z',"
        "'modified':'2016-02-14T00:00:00.000Z','name':'a','description':'b',"
        "'labels':['c']" ROWS(ROW(RED, "'description'")) "}";
    assert_false(is_possible(object, false));
    assert_null(redact_smallest(read_text(quoted(object)), reader, &arena).node);
}

static void labels_narrow_an_object_and_what_a_collection_may_give_it(void **state) {
    static const struct {
        const char *object;
        unsigned labels;
    } cases[] = {
        {EXAMPLE(ROWS(ROW(CLEAR, "'name'") "," ROW(GREEN, "'name'"))), 0},
        {EXAMPLE(ROWS(ROW(RED, "'name'") "," ROW(STRICT, "'name'"))),
         TLP_BIT(TLP_RED) | TLP_BIT(TLP_AMBER_STRICT)},
        // Without a label of its own it may be in a collection of TLP:CLEAR.
        {"{'type':'tool'" ROWS(ROW(CLEAR, "'name'") "," ROW(GREEN, "'name'")) "}",
         TLP_BIT(TLP_GREEN)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(redact_labels(read_text(quoted(cases[i].object))), cases[i].labels);
}

static void a_view_is_known_as_one(void **state) {
    const char *object = EXAMPLE(ROWS(ROW(AMBER, "'description'") "," ROW(RED, "'labels.[0]'")));
    const unsigned sets[] = {TLP_BIT(TLP_AMBER), TLP_BIT(TLP_RED),
                             TLP_BIT(TLP_AMBER) | TLP_BIT(TLP_RED)};
    (void)state;
    struct json whole = read_text(quoted(object));
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct str view;
        assert_int_equal(redact_write(&view, whole, sets[i], &arena, NULL), OK);
        assert_true(redact_is_view(whole, read_text(view), reader));
        assert_false(redact_is_view(read_text(view), whole, reader));
    }
    assert_false(redact_is_view(whole, whole, reader));
    assert_false(redact_is_view(whole, read_text(quoted(HEAD "}")), reader));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_selector_selects_is_cut_out),
        cmocka_unit_test(what_is_empty_afterwards_goes_too),
        cmocka_unit_test(only_parts_under_a_hidden_label_are_cut_and_the_strictest_counts),
        cmocka_unit_test(selectors_follow_the_items_that_move_up),
        cmocka_unit_test(marks_that_are_no_labels_cut_nothing),
        cmocka_unit_test(those_named_for_what_is_red_go_with_it),
        cmocka_unit_test(some_things_cannot_be_cut_out),
        cmocka_unit_test(a_selector_that_points_to_nothing_hides_nothing_so_nothing_is_given),
        cmocka_unit_test(selectors_are_followed_so_far_and_no_further),
        cmocka_unit_test(parts_can_be_cut_where_every_view_keeps_the_rules),
        cmocka_unit_test(what_depends_on_another_property_keeps_it),
        cmocka_unit_test(an_id_that_is_made_of_a_part_gives_the_part_away),
        cmocka_unit_test(of_an_object_that_is_too_large_nothing_is_cut),
        cmocka_unit_test(of_stix_2_0_nothing_is_cut),
        cmocka_unit_test(labels_narrow_an_object_and_what_a_collection_may_give_it),
        cmocka_unit_test(a_view_is_known_as_one),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
