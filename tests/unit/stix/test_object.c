#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "stix/marking.h"
#include "stix/object.h"

#include "reading.h"

#define UUID "6a2eab9c-9789-4437-812b-d74323fa3bca"
#define ID(type) "\"type\":\"" type "\",\"id\":\"" type "--" UUID "\""

static enum status read(struct object *out, const char *text, struct fault *fault) {
    struct json json;
    enum status status = json_read(&json, reader, str_of(text), &JSON_LIMITS, &arena, fault);
    if (status != OK) fail_msg("%s: %s", text, fault->text);
    return object_read(out, json, &arena, fault);
}

static struct object good(const char *text) {
    struct object object;
    struct fault fault = {""};
    if (read(&object, text, &fault) != OK) fail_msg("%s: %s", text, fault.text);
    return object;
}

static void assert_text(struct str text, const char *expected) {
    if (!str_equal(text, str_of(expected))) fail_msg("\"%.*s\" != %s", STR_ARG(text), expected);
}

static void an_object_is_addressed_and_ordered(void **state) {
    (void)state;
    struct object o = good("{" ID(
        "campaign") ",\"spec_version\":\"2.1\",\"created\":"
                    "\"2016-04-06T20:03:00.000Z\",\"modified\":\"2016-04-06T20:03:48.123456Z\","
                    "\"revoked\":true,\"name\":\"Green\"}");
    assert_text(o.id.type, "campaign");
    assert_text(o.id_text, "campaign--" UUID);
    assert_int_equal(o.kind->number, 2);
    assert_int_equal(o.spec, 21);
    assert_true(o.revoked && o.has_created && o.has_modified);
    assert_true(o.modified - o.created == 48123456 && o.version == o.modified);
    assert_text(o.version_text, "2016-04-06T20:03:48.123456Z");
    assert_text(o.title, "Green");
}

static void the_version_is_modified_else_created_else_nothing(void **state) {
    (void)state;
    struct object o =
        good("{" ID("marking-definition") ",\"created\":\"2017-01-20T00:00:00.000Z\"}");
    assert_true(o.version == o.created);
    assert_text(o.version_text, "2017-01-20T00:00:00.000Z");
    o = good("{" ID("campaign") "}");
    assert_true(o.version == 0 && !o.version_text.data);
    o = good("{" ID("file") ",\"created\":\"yesterday\",\"modified\":\"2017-01-20T00:00:00Z\"}");
    assert_true(o.version == 0 && !o.version_text.data);
    o = good("{" ID(
        "tool") ",\"created\":\"2018-01-20T00:00:00Z\",\"modified\":\"2017-01-20T00:00:00Z\"}");
    assert_true(o.modified < o.created && o.version == o.modified); // kept, though it should not be
}

static void the_version_of_the_standard_is_that_of_taxii(void **state) {
    (void)state;
    assert_int_equal(good("{" ID("file") "}").spec, 21);
    assert_int_equal(good("{" ID("tool") "}").spec, 20);
    assert_int_equal(good("{" ID("tool") ",\"spec_version\":\"2.0\"}").spec, 20);
    assert_int_equal(good("{" ID("x-mine") ",\"spec_version\":\"2.1\"}").spec, 21);
}

static void what_cannot_be_addressed_or_ordered_is_refused_with_the_place(void **state) {
    static const struct {
        const char *text, *fault;
    } BAD[] = {
        {"[]", "not an object but an array"},
        {"{\"Event\":{\"info\":\"x\"}}",
         "this is a MISP event, not STIX: export it from MISP as STIX 2.1"},
        {"{\"response\":[{\"Event\":{}}]}",
         "this is a MISP event, not STIX: export it from MISP as STIX 2.1"},
        {"{\"Event\":5}", "type: a string is needed"},
        {"{}", "type: a string is needed"},
        {"{\"type\":5}", "type: a string is needed"},
        {"{\"type\":\"\"}", "type: a type is needed"},
        {"{\"type\":\"a b\"}", "type: a type has only letters, digits, - and _"},
        {"{\"type\":\"bundle\",\"id\":\"bundle--" UUID "\"}", "type: a bundle inside a bundle"},
        {"{\"type\":\"tool\"}", "id: a string is needed"},
        {"{\"type\":\"tool\",\"id\":\"tool\"}", "id: not of the form type--UUID"},
        {"{\"type\":\"tool\",\"id\":\"tool--6a2eab9c-9789-4437-812b-d74323fa3bcz\"}",
         "id: the part after -- is not a UUID"},
        {"{\"type\":\"tool\",\"id\":\"malware--" UUID "\"}",
         "id: begins with another type than `tool`"},
        {"{" ID("tool") ",\"created\":5}", "created: a timestamp is a string, not a number"},
        {"{" ID("tool") ",\"modified\":null}", "modified: a timestamp is a string, not null"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct object object = {.spec = 7};
        struct fault fault = {""};
        assert_int_equal(read(&object, BAD[i].text, &fault), MALFORMED);
        assert_string_equal(fault.text, BAD[i].fault);
        assert_int_equal(object.spec, 7);
    }
    struct object object;
    struct fault fault = {""};
    assert_int_equal(
        read(&object, "{" ID("tool") ",\"modified\":\"2016-13-01T00:00:00Z\"}", &fault), MALFORMED);
    assert_true(str_starts(str_of(fault.text), STR("modified: ")));
}

static void a_type_may_be_250_bytes_and_not_one_more(void **state) {
    (void)state;
    for (int size = 250; size <= 251; size++) {
        char type[300], id[400];
        struct object_id out;
        memset(type, 'x', sizeof type);
        snprintf(id, sizeof id, "%.*s--" UUID, size, type);
        assert_int_equal(object_id_read(&out, str_of(id), NULL), size == 250 ? OK : MALFORMED);
    }
}

static void an_id_is_written_as_it_was_read(void **state) {
    struct object_id id;
    (void)state;
    assert_int_equal(object_id_read(&id, STR("x-a--b--" UUID), NULL), OK);
    assert_text(object_id_write(&arena, id.type, &id.uuid), "x-a--b--" UUID);
    assert_int_equal(object_id_read(&id, STR("--" UUID), NULL), MALFORMED);
    assert_int_equal(object_id_read(&id, STR("tool--6A2EAB9C-9789-4437-812B-D74323FA3BCA"), NULL),
                     OK);
}

// An id that ends in `digit`, in quotes.
#define REF(type, digit) "\"" type "--6a2eab9c-9789-4437-812b-d74323fa3bc" digit "\""
#define MARK(digit) REF("marking-definition", digit)

// clang-format off: it breaks the strings between the macros into pieces of a word.
static void references_have_roles_and_no_doubles(void **state) {
    static const enum object_role ROLES[] = {
        ROLE_SOURCE, ROLE_TARGET, ROLE_CREATOR, ROLE_MARKING, ROLE_MARKING, ROLE_OTHER, ROLE_OTHER,
    };
    (void)state;
    struct object o = good(
        "{" ID("relationship") ",\"relationship_type\":\"indicates\""
        ",\"source_ref\":" REF("indicator", "1") ",\"target_ref\":" REF("malware", "2")
        ",\"created_by_ref\":" REF("identity", "3")
        ",\"object_marking_refs\":[" MARK("4") "," MARK("4") "]"
        ",\"granular_markings\":[{\"marking_ref\":" MARK("5") "}]"
        ",\"extensions\":{\"x\":{\"deep_refs\":[" REF("tool", "6") ",7]"
        ",\"source_ref\":" REF("tool", "1") "}}"
        ",\"x_ref\":\"not an id\",\"ref\":" REF("tool", "9") "}");
    assert_int_equal(o.ref_count, 7);
    for (size_t i = 0; i < 7; i++) assert_int_equal(o.refs[i].role, ROLES[i]);
    assert_text(o.refs[0].id.type, "indicator");
    assert_text(o.title, "indicator indicates malware");
}

static void who_may_read_an_object_is_not_what_it_refers_to(void **state) {
    (void)state;
    struct object o = good("{" ID("note") ",\"content\":\"x\",\"object_refs\":[" REF("tool", "1")
                           "],\"extensions\":{\"" RECIPIENTS_EXTENSION "\":{\"extension_type\":"
                           "\"property-extension\",\"recipient_refs\":[" REF("identity", "2")
                           "]}}}");
    assert_int_equal(o.ref_count, 1);
    assert_int_equal(o.refs[0].role, ROLE_MEMBER);
}

static void a_sighting_says_what_was_seen_where(void **state) {
    (void)state;
    struct object o = good(
        "{" ID("sighting") ",\"sighting_of_ref\":" REF("indicator", "1")
        ",\"observed_data_refs\":[" REF("observed-data", "2") "]"
        ",\"where_sighted_refs\":[" REF("identity", "3") "]}");
    assert_int_equal(o.ref_count, 3);
    assert_int_equal(o.refs[0].role, ROLE_SOURCE);
    assert_int_equal(o.refs[1].role, ROLE_OBSERVED);
    assert_int_equal(o.refs[2].role, ROLE_SIGHTED);
    assert_text(o.title, "sighting of indicator");
}
// clang-format on

static void references_in_containers_of_2_0_are_no_ids(void **state) {
    (void)state;
    struct object o = good("{" ID(
        "observed-data") ",\"objects\":{\"0\":{\"type\":\"file\",\"name\":"
                         "\"x\",\"parent_directory_ref\":\"1\",\"contains_refs\":[\"2\"]}}}");
    assert_int_equal(o.ref_count, 0);
}

static void a_million_references_are_read_in_linear_time(void **state) {
    struct buf text;
    struct json json;
    struct object object;
    (void)state;
    buf_init(&text, 128 << 20);
    buf_add(&text, STR("{" ID("report") ",\"object_refs\":["));
    for (unsigned i = 0; i < OBJECT_REFS_MAX + 1; i++)
        buf_addf(&text, "%s\"indicator--%08x-9789-4437-812b-d74323fa3bca\"", i ? "," : "", i);
    buf_add(&text, STR("]}"));
    assert_int_equal(json_read(&json, reader, buf_str(&text), &JSON_LIMITS, &arena, NULL), OK);
    assert_int_equal(object_read(&object, json, &arena, NULL), OK);
    assert_int_equal(object.ref_count, OBJECT_REFS_MAX);
    assert_int_equal(object.refs[999].role, ROLE_MEMBER);
    buf_close(&text);
}

static void doubles_in_a_long_list_are_dropped_in_order(void **state) {
    struct buf text;
    (void)state;
    buf_init(&text, 1 << 20);
    buf_add(&text, STR("{" ID("report") ",\"object_refs\":["));
    for (unsigned i = 0; i < 1000; i++)
        buf_addf(&text, "%s\"tool--%08x-9789-4437-812b-d74323fa3bca\"", i ? "," : "", i % 300);
    buf_add(&text, STR("]}"));
    buf_add_byte(&text, '\0');
    struct object object = good(text.data);
    assert_int_equal(object.ref_count, 300);
    for (unsigned i = 0; i < 300; i++)
        assert_int_equal(object.refs[i].id.uuid.bytes[2] << 8 | object.refs[i].id.uuid.bytes[3], i);
    buf_close(&text);
}

static void the_title_is_what_a_person_would_say(void **state) {
    (void)state;
    assert_text(good("{" ID("indicator") ",\"pattern\":\"[a:b = 1]\",\"description\":\"d\"}").title,
                "[a:b = 1]");
    assert_text(good("{" ID("url") ",\"value\":\"http://x\"}").title, "http://x");
    assert_text(good("{" ID("note") ",\"content\":\"c\",\"abstract\":\"a\"}").title, "a");
    assert_text(good("{" ID("file") ",\"hashes\":{\"MD5\":\"ff\"}}").title, "ff");
    assert_text(good("{" ID("opinion") ",\"opinion\":\"agree\"}").title, "agree");
    assert_text(good("{" ID("autonomous-system") ",\"number\":5}").title, "AS5");
    assert_text(good("{" ID("marking-definition") ",\"definition\":{\"statement\":\"s\"}}").title,
                "s");
    assert_text(good("{" ID("x-mine") ",\"name\":\" \"}").title, "x-mine");
}

static void a_long_title_is_cut_between_characters(void **state) {
    char text[1000];
    size_t size = (size_t)snprintf(text, sizeof text, "{" ID("tool") ",\"name\":\"a");
    (void)state;
    for (int i = 0; i < 100; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "\xE5\x90\x8D");
    snprintf(text + size, sizeof text - size, "\"}");
    assert_int_equal(good(text).title.size, 199);
}

static void words_are_what_a_person_would_look_for(void **state) {
    (void)state;
    struct object o = good("{" ID(
        "malware") ",\"name\":\"Cryptolocker\",\"aliases\":[\"A\",\"B\"],"
                   "\"created\":\"2016-04-06T20:03:00.000Z\",\"labels\":[\"ransomware\"],"
                   "\"external_references\":[{\"source_name\":\"cve\",\"external_id\":\"CVE-1\"}],"
                   "\"x\":{\"hashes\":{\"MD5\":\"ff\"}},\"confidence\":5}");
    assert_text(object_words(o.json, &arena), "Cryptolocker A B ransomware CVE-1 ff");
    assert_int_equal(object_words((struct json){NULL}, &arena).size, 0);
}

static void words_are_bounded(void **state) {
    struct buf text;
    struct json json;
    (void)state;
    buf_init(&text, 8 << 20);
    buf_add(&text, STR("{\"name\":\"first\",\"description\":\""));
    for (int i = 0; i < OBJECT_WORDS_MAX; i++) buf_add_byte(&text, 'x');
    buf_add(&text, STR("\",\"value\":\"last\"}"));
    assert_int_equal(json_read(&json, reader, buf_str(&text), &JSON_LIMITS, &arena, NULL), OK);
    assert_text(object_words(json, &arena), "first last");
    buf_close(&text);
}

static void kinds_are_found_by_name_and_number(void **state) {
    (void)state;
    for (size_t i = 0; i < kind_count(); i++) {
        const struct kind *kind = kind_at(i);
        assert_ptr_equal(kind_find(str_of(kind->name)), kind);
        assert_ptr_equal(kind_by_number(kind->number), kind);
        assert_true(kind->number > 0 && kind->number < KIND_CUSTOM_FIRST);
        assert_true(kind->group != KIND_SCO || !kind->has_modified);
    }
    assert_null(kind_at(kind_count()));
    assert_null(kind_find(STR("")));
    assert_null(kind_find(STR("indicators")));
    assert_null(kind_by_number(KIND_CUSTOM_FIRST));
    // Stored in databases.
    assert_int_equal(kind_find(STR("indicator"))->number, 7);
    assert_int_equal(kind_find(STR("relationship"))->number, 50);
    assert_int_equal(kind_find(STR("x509-certificate"))->number, 77);
    assert_int_equal(kind_find(STR("key-issue"))->number, 201);
}

static void a_type_that_is_misspelt_is_told_from_what_is_near(void **state) {
    (void)state;
    static const struct {
        const char *type, *near;
    } rows[] = {{"indicatr", "indicator "},
                {"Indicators", "indicator "},
                {"mal", "malware malware-analysis "},
                {"threat actor", "threat-actor "},
                {"ipv4", "ipv4-addr "},
                {"zebra", ""},
                {"to", ""},
                {"bundle", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct kind *near[KIND_NEAR_MAX];
        char told[200] = "";
        size_t count = kind_near(near, str_of(rows[i].type));
        for (size_t k = 0; k < count; k++) strcat(strcat(told, near[k]->name), " ");
        assert_string_equal(told, rows[i].near);
    }
    char many[300];
    memset(many, 'a', sizeof many);
    const struct kind *near[KIND_NEAR_MAX];
    assert_int_equal(kind_near(near, (struct str){many, sizeof many}), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_type_that_is_misspelt_is_told_from_what_is_near),
        cmocka_unit_test(an_object_is_addressed_and_ordered),
        cmocka_unit_test(the_version_is_modified_else_created_else_nothing),
        cmocka_unit_test(the_version_of_the_standard_is_that_of_taxii),
        cmocka_unit_test(what_cannot_be_addressed_or_ordered_is_refused_with_the_place),
        cmocka_unit_test(a_type_may_be_250_bytes_and_not_one_more),
        cmocka_unit_test(an_id_is_written_as_it_was_read),
        cmocka_unit_test(references_have_roles_and_no_doubles),
        cmocka_unit_test(who_may_read_an_object_is_not_what_it_refers_to),
        cmocka_unit_test(a_sighting_says_what_was_seen_where),
        cmocka_unit_test(references_in_containers_of_2_0_are_no_ids),
        cmocka_unit_test(a_million_references_are_read_in_linear_time),
        cmocka_unit_test(doubles_in_a_long_list_are_dropped_in_order),
        cmocka_unit_test(the_title_is_what_a_person_would_say),
        cmocka_unit_test(a_long_title_is_cut_between_characters),
        cmocka_unit_test(words_are_what_a_person_would_look_for),
        cmocka_unit_test(words_are_bounded),
        cmocka_unit_test(kinds_are_found_by_name_and_number),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
