// One case for each row of lift_table.c, in both directions where both have one. A backquote
// stands for a quotation mark, so that JSON can be read here.
#include <stdio.h>
#include <string.h>

#include "base/canon.h"
#include "stix/lift.h"
#include "stix/conditions.h"
#include "stix/lift_table.h"
#include "stix/marking.h"

#include "reading.h"

#define ID "--00000000-0000-4000-8000-000000000001`"
#define VERSION "`created`:`2020-01-01T00:00:00.000Z`,`modified`:`2020-01-01T00:00:00.000Z`"
#define HEAD(type) "`type`:`" type "`,`id`:`" type ID "," VERSION
#define HEAD_21(type) "`spec_version`:`2.1`," HEAD(type)
#define OBSERVED "`first_observed`:`2020-01-01T00:00:00Z`,`number_observed`:1,"
#define OF_TLP_2 "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421" // AMBER
#define OF_TLP_1 "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82" // AMBER
#define STRICT "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"   // AMBER+STRICT
#define RED "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
#define GREEN "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"

static struct str quoted(const char *text) {
    struct str out = arena_copy(&arena, str_of(text));
    for (char *c = (char *)(uintptr_t)out.data; *c; c++)
        if (*c == '`') *c = '"';
    return out;
}

static struct json read_json(struct str text) {
    struct json json;
    struct fault fault = {""};
    enum status status = json_read(&json, reader, text, &JSON_LIMITS, &arena, &fault);
    if (status != OK) print_error("%.*s: %s\n", STR_ARG(text), fault.text);
    assert_int_equal(status, OK);
    return json;
}

static struct str written(struct lift_report *report, struct str text, enum lift_spec spec) {
    SCOPED(buf_close) struct buf out;
    buf_init(&out, 1 << 24);
    assert_int_equal(lift_write(&out, report, read_json(text), spec, NULL, &arena), OK);
    assert_true(report->is_sent == (out.size > 0));
    return arena_copy(&arena, buf_str(&out));
}

static bool same(struct str a, struct str b) {
    bool is_same = canon_equal(a, b, reader, &arena);
    if (!is_same) print_error("got  %.*s\nnot  %.*s\n", STR_ARG(a), STR_ARG(b));
    return is_same;
}

static bool says(const struct lift_report *report, enum lift_what what, const char *path) {
    for (size_t i = 0; i < report->count; i++)
        if (report->changes[i].what == what && str_equal(report->changes[i].path, str_of(path)))
            return true;
    for (size_t i = 0; i < report->count; i++)
        print_error("%s %.*s\n", lift_what_name(report->changes[i].what),
                    STR_ARG(report->changes[i].path));
    return false;
}

// ---- there and back ----

#define WITH_TYPES(type, property)                                                                 \
    {                                                                                              \
        "{" HEAD(type) ",`name`:`n`,`labels`:[`b`,`a`]}",                                          \
            "{" HEAD_21(type) ",`name`:`n`,`" property "`:[`b`,`a`]}", "labels", LIFT_RENAMED      \
    }
#define IN_CONTAINER(type, old, new, path, what)                                                   \
    {                                                                                              \
        "{" HEAD("observed-data") "," OBSERVED "`objects`:{`0`:{`type`:`" type "`," old "}}}",     \
            "{" HEAD_21("observed-data") "," OBSERVED "`objects`:{`0`:{`type`:`" type              \
                                         "`," new "}}}",                                           \
            "objects.0." path, what                                                                \
    }

static const struct {
    const char *old, *new, *path;
    enum lift_what what;
} BOTH_WAYS[] = {
    {"{" HEAD("campaign") ",`name`:`n`,`x_own`:[1,{`a`:null}]}",
     "{" HEAD_21("campaign") ",`name`:`n`,`x_own`:[1,{`a`:null}]}", "spec_version", LIFT_ADDED},
    {"{" HEAD("x-own-type") ",`labels`:[`a`]}", "{" HEAD_21("x-own-type") ",`labels`:[`a`]}",
     "spec_version", LIFT_ADDED},
    {"{" HEAD("indicator") ",`labels`:[`b`,`a`],`pattern`:`[a:b = 1] START '2020-01-01T00:00:00Z' "
                           "STOP '2020-01-02T00:00:00Z'`}",
     "{" HEAD_21("indicator") ",`indicator_types`:[`b`,`a`],`pattern_type`:`stix`,"
                              "`pattern_version`:`2.1`,`pattern`:`[a:b = 1] START "
                              "t'2020-01-01T00:00:00Z' STOP t'2020-01-02T00:00:00Z'`}",
     "pattern", LIFT_CHANGED},
    {"{" HEAD("malware") ",`name`:`n`,`labels`:[`b`,`a`]}",
     "{" HEAD_21("malware") ",`name`:`n`,`is_family`:true,`malware_types`:[`b`,`a`]}", "is_family",
     LIFT_ADDED},
    WITH_TYPES("report", "report_types"),
    WITH_TYPES("threat-actor", "threat_actor_types"),
    WITH_TYPES("tool", "tool_types"),
    {"{`type`:`marking-definition`,`id`:`" RED "`,`created`:`2017-01-20T00:00:00.000Z`,"
     "`definition_type`:`tlp`,`definition`:{`tlp`:`red`}}",
     "{`type`:`marking-definition`,`spec_version`:`2.1`,`id`:`" RED "`,`name`:`TLP:RED`,"
     "`created`:`2017-01-20T00:00:00.000Z`,`definition_type`:`tlp`,`definition`:{`tlp`:`red`}}",
     "name", LIFT_ADDED},
    {"{`type`:`marking-definition`,`id`:`marking-definition" ID
     ",`created`:`2017-01-20T00:00:00.123456Z`,`definition_type`:`statement`,"
     "`definition`:{`statement`:`s`}}",
     "{`type`:`marking-definition`,`spec_version`:`2.1`,`id`:`marking-definition" ID
     ",`created`:`2017-01-20T00:00:00.123456Z`,`definition_type`:`statement`,"
     "`definition`:{`statement`:`s`}}",
     "spec_version", LIFT_ADDED},
    {"{" HEAD("campaign") ",`external_references`:[{`source_name`:`s`,`url`:`u`,"
                          "`hashes`:{`ssdeep`:`1`,`MD5`:`2`}}]}",
     "{" HEAD_21("campaign") ",`external_references`:[{`source_name`:`s`,`url`:`u`,"
                             "`hashes`:{`SSDEEP`:`1`,`MD5`:`2`}}]}",
     "external_references.[0].hashes.ssdeep", LIFT_RENAMED},
    IN_CONTAINER("directory", "`path`:`p`,`created`:`c`,`modified`:`m`,`accessed`:`a`",
                 "`path`:`p`,`ctime`:`c`,`mtime`:`m`,`atime`:`a`", "modified", LIFT_RENAMED),
    IN_CONTAINER("file", "`created`:`c`,`modified`:`m`,`accessed`:`a`,`hashes`:{`ssdeep`:`1`}",
                 "`ctime`:`c`,`mtime`:`m`,`atime`:`a`,`hashes`:{`SSDEEP`:`1`}", "hashes.ssdeep",
                 LIFT_RENAMED),
    IN_CONTAINER("file", "`is_encrypted`:true,`encryption_algorithm`:`e`,`decryption_key`:`k`",
                 "`is_encrypted`:true,`encryption_algorithm`:`e`,`decryption_key`:`k`",
                 "encryption_algorithm", LIFT_KEPT),
    IN_CONTAINER("file", "`extensions`:{`archive-ext`:{`version`:`1`}}",
                 "`extensions`:{`archive-ext`:{`version`:`1`}}", "extensions.archive-ext.version",
                 LIFT_KEPT),
    IN_CONTAINER("file", "`extensions`:{`raster-image-ext`:{`image_compression_algorithm`:`1`}}",
                 "`extensions`:{`raster-image-ext`:{`image_compression_algorithm`:`1`}}",
                 "extensions.raster-image-ext.image_compression_algorithm", LIFT_KEPT),
    IN_CONTAINER("file",
                 "`extensions`:{`windows-pebinary-ext`:{`file_header_hashes`:{`ssdeep`:`1`},"
                 "`sections`:[{`name`:`n`},{`hashes`:{`ssdeep`:`2`}}]}}",
                 "`extensions`:{`windows-pebinary-ext`:{`file_header_hashes`:{`SSDEEP`:`1`},"
                 "`sections`:[{`name`:`n`},{`hashes`:{`SSDEEP`:`2`}}]}}",
                 "extensions.windows-pebinary-ext.sections.[1].hashes.ssdeep", LIFT_RENAMED),
    IN_CONTAINER("network-traffic", "`extensions`:{`socket-ext`:{`protocol_family`:`PF_INET`}}",
                 "`extensions`:{`socket-ext`:{`protocol_family`:`PF_INET`}}",
                 "extensions.socket-ext.protocol_family", LIFT_KEPT),
    IN_CONTAINER("process", "`created`:`c`,`binary_ref`:`1`,`name`:`n`,`arguments`:[`a`]",
                 "`created_time`:`c`,`image_ref`:`1`,`name`:`n`,`arguments`:[`a`]", "binary_ref",
                 LIFT_RENAMED),
    IN_CONTAINER("user-account", "`password_last_changed`:`p`", "`credential_last_changed`:`p`",
                 "password_last_changed", LIFT_RENAMED),
    IN_CONTAINER("windows-registry-key", "`modified`:`m`", "`modified_time`:`m`", "modified",
                 LIFT_RENAMED),
    IN_CONTAINER("x-own", "`created`:`c`,`x`:[{`created`:1}]", "`created`:`c`,`x`:[{`created`:1}]",
                 "", LIFT_KEPT), // nothing of it is said: only the container is
    {"{" HEAD("indicator") ",`labels`:[`a`,`b`],`pattern`:`p`,`granular_markings`:["
                           "{`marking_ref`:`" GREEN "`,`selectors`:[`labels.[1]`,`pattern`]}]}",
     "{" HEAD_21("indicator") ",`indicator_types`:[`a`,`b`],`pattern`:`p`,`pattern_type`:`stix`,"
                              "`pattern_version`:`2.0`,`granular_markings`:[{`marking_ref`:`" GREEN
                              "`,`selectors`:[`indicator_types.[1]`,`pattern`]}]}",
     "granular_markings.[0]", LIFT_CHANGED},
    {"{" HEAD("observed-data") ",`objects`:{`a`:{`type`:`file`,`created`:`c`,`hashes`:{`ssdeep`:"
                               "`1`}}},`granular_markings`:[{`marking_ref`:`" GREEN
                               "`,`selectors`:[`objects.a.created`,`objects.a.hashes.ssdeep`,"
                               "`objects.b.created`]}]}",
     "{" HEAD_21("observed-data") ",`objects`:{`a`:{`type`:`file`,`ctime`:`c`,`hashes`:{`SSDEEP`:"
                                  "`1`}}},`granular_markings`:[{`marking_ref`:`" GREEN
                                  "`,`selectors`:[`objects.a.ctime`,`objects.a.hashes.SSDEEP`,"
                                  "`objects.b.created`]}]}",
     "granular_markings.[0]", LIFT_CHANGED},
};
#define BOTH_COUNT (sizeof BOTH_WAYS / sizeof *BOTH_WAYS)

static void a_row_is_read_in_both_directions(void **state) {
    (void)state;
    for (size_t i = 0; i < BOTH_COUNT; i++) {
        struct str old = quoted(BOTH_WAYS[i].old), new = quoted(BOTH_WAYS[i].new);
        struct lift_report up, down;
        assert_true(same(written(&up, old, LIFT_21), new));
        assert_true(same(written(&down, new, LIFT_20), old));
        if (!str_ends(str_of(BOTH_WAYS[i].path), STR(".")))
            assert_true(says(&up, BOTH_WAYS[i].what, BOTH_WAYS[i].path));
        for (size_t n = 0; n < down.count; n++) assert_true(down.changes[n].what != LIFT_DROPPED);
    }
}

static void an_object_of_the_wanted_version_is_given_back_byte_for_byte(void **state) {
    (void)state;
    for (size_t i = 0; i < BOTH_COUNT; i++) {
        struct lift_report report;
        struct str old = quoted(BOTH_WAYS[i].old), new = quoted(BOTH_WAYS[i].new);
        assert_true(str_equal(written(&report, old, LIFT_20), old));
        assert_int_equal(report.total, 0);
        assert_true(str_equal(written(&report, new, LIFT_21), new));
        assert_int_equal(report.total, 0);
        assert_true(str_equal(written(&report, new, LIFT_AS_IS), new));
    }
}

// ---- what 2.0 cannot carry ----

#define LOST(type, property)                                                                       \
    { "{" HEAD_21(type) ",`x`:1,`" property "`:[`v`]}", property }
#define LOST_INSIDE(type, property)                                                                \
    {                                                                                              \
        "{" HEAD_21("observed-data") ",`x`:1,`objects`:{`0`:{`type`:`" type "`,`" property         \
                                     "`:[`v`]}}}",                                                 \
            "objects.0." property                                                                  \
    }
static const struct {
    const char *new, *path;
} LOSSES[] = {
    LOST("campaign", "confidence"),
    LOST("campaign", "lang"),
    LOST("campaign", "extensions"),
    LOST("attack-pattern", "aliases"),
    LOST("identity", "roles"),
    LOST("malware", "aliases"),
    LOST("malware", "first_seen"),
    LOST("malware", "last_seen"),
    LOST("malware", "operating_system_refs"),
    LOST("malware", "architecture_execution_envs"),
    LOST("malware", "implementation_languages"),
    LOST("malware", "capabilities"),
    LOST("malware", "sample_refs"),
    LOST("threat-actor", "first_seen"),
    LOST("threat-actor", "last_seen"),
    LOST("tool", "aliases"),
    LOST("relationship", "start_time"),
    LOST("relationship", "stop_time"),
    LOST("sighting", "description"),
    LOST("malware", "is_family"),
    LOST("marking-definition", "name"),
    LOST_INSIDE("file", "id"),
    LOST_INSIDE("file", "spec_version"),
    LOST_INSIDE("file", "defanged"),
    LOST_INSIDE("file", "object_marking_refs"),
    LOST_INSIDE("file", "granular_markings"),
    LOST_INSIDE("artifact", "encryption_algorithm"),
    LOST_INSIDE("artifact", "decryption_key"),
    LOST_INSIDE("email-message", "message_id"),
    LOST_INSIDE("software", "swid"),
    LOST_INSIDE("user-account", "credential"),
    {"{" HEAD_21("observed-data") ",`x`:1,`objects`:{},`object_refs`:[]}", "object_refs"},
    {"{" HEAD_21("observed-data") ",`x`:1,`objects`:{`0`:{`type`:`process`,`extensions`:{"
                                  "`windows-process-ext`:{`integrity_level`:1}}}}}",
     "objects.0.extensions.windows-process-ext.integrity_level"},
};
#define LOSS_COUNT (sizeof LOSSES / sizeof *LOSSES)

static void what_two_zero_lacks_is_dropped_and_said(void **state) {
    (void)state;
    for (size_t i = 0; i < LOSS_COUNT; i++) {
        struct lift_report report;
        struct str out = written(&report, quoted(LOSSES[i].new), LIFT_20);
        assert_true(says(&report, LIFT_DROPPED, LOSSES[i].path));
        size_t dot = str_find_byte_last(str_of(LOSSES[i].path), '.');
        const char *name = LOSSES[i].path + (dot == SIZE_MAX ? 0 : dot + 1);
        struct str key = arena_format(&arena, "\"%s\"", name);
        // Of the observable; the object has an id, too, and is marked as its parts were.
        bool is_of_both = !strcmp(name, "id") || !strcmp(name, "object_marking_refs");
        if (!is_of_both) assert_int_equal(str_find(out, key), SIZE_MAX);
        assert_true(str_find(out, STR("\"x\":1")) != SIZE_MAX);
    }
}

static const struct {
    const char *new, *old;
} WANTED[] = {
    {"{" HEAD_21("identity") "}", "{" HEAD("identity") ",`identity_class`:`unknown`}"},
    {"{" HEAD_21("indicator") "}", "{" HEAD("indicator") ",`labels`:[`unknown`]}"},
    {"{" HEAD_21("malware") "}", "{" HEAD("malware") ",`labels`:[`unknown`],`name`:`unknown`}"},
    {"{" HEAD_21("report") "}", "{" HEAD("report") ",`labels`:[`threat-report`]}"},
    {"{" HEAD_21("threat-actor") "}", "{" HEAD("threat-actor") ",`labels`:[`unknown`]}"},
    {"{" HEAD_21("tool") "}", "{" HEAD("tool") ",`labels`:[`unknown`]}"},
    {"{`type`:`marking-definition`,`spec_version`:`2.1`,`id`:`" STRICT "`,`name`:`N`,"
     "`extensions`:{`extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d`:{}}}",
     "{`type`:`marking-definition`,`id`:`" STRICT "`,`definition_type`:`statement`,"
     "`definition`:{`statement`:`N`}}"},
    {"{`type`:`marking-definition`,`spec_version`:`2.1`,`id`:`" STRICT "`}",
     "{`type`:`marking-definition`,`id`:`" STRICT "`,`definition_type`:`statement`,"
     "`definition`:{`statement`:`" STRICT "`}}"},
    // Types and labels beside each other: one list, in which selectors find them again.
    {"{" HEAD_21("tool") ",`labels`:[`c`],`tool_types`:[`a`,`b`],`granular_markings`:["
                         "{`marking_ref`:`" GREEN "`,`selectors`:[`labels.[0]`,`tool_types.[1]`]}]"
                         "}",
     "{" HEAD("tool") ",`labels`:[`a`,`b`,`c`],`granular_markings`:[{`marking_ref`:`" GREEN
                      "`,`selectors`:[`labels.[2]`,`labels.[1]`]}]}"},
    {"{" HEAD_21("tool") ",`labels`:[`c`]}", "{" HEAD("tool") ",`labels`:[`c`]}"},
    {"{`type`:`campaign`,`spec_version`:`2.1`,`id`:`campaign" ID
     ",`created`:`2020-01-01T00:00:00Z`,`modified`:`2020-01-01T00:00:00.1234567Z`}",
     "{`type`:`campaign`,`id`:`campaign" ID
     ",`created`:`2020-01-01T00:00:00.000Z`,`modified`:`2020-01-01T00:00:00.123Z`}"},
    {"{" HEAD_21("indicator") ",`indicator_types`:[`a`],`pattern`:`[a:b = 'START t\\\\'x'] START "
                              "t'2020-01-01T00:00:00Z' STOP  t'2020-01-02T00:00:00Z'`}",
     "{" HEAD("indicator") ",`labels`:[`a`],`pattern`:`[a:b = 'START t\\\\'x'] START "
                           "'2020-01-01T00:00:00Z' STOP  '2020-01-02T00:00:00Z'`}"},
    {"{" HEAD_21("sighting") ",`where_sighted_refs`:[`identity" ID ",`location" ID "]}",
     "{" HEAD("sighting") ",`where_sighted_refs`:[`identity" ID "]}"},
};
#define WANTED_COUNT (sizeof WANTED / sizeof *WANTED)

static void what_two_zero_asks_for_is_added_and_said(void **state) {
    (void)state;
    for (size_t i = 0; i < WANTED_COUNT; i++) {
        struct lift_report report;
        assert_true(same(written(&report, quoted(WANTED[i].new), LIFT_20), quoted(WANTED[i].old)));
        assert_true(report.total > 0);
    }
}

#define ENDS_AT(end)                                                                               \
    "{" HEAD_21("relationship") ",`source_ref`:`malware" ID ",`target_ref`:`" end ID "}"
static const char *const UNSENT[] = {
    "{" HEAD_21("grouping") "}",
    "{" HEAD_21("incident") "}",
    "{" HEAD_21("infrastructure") "}",
    "{" HEAD_21("location") "}",
    "{" HEAD_21("malware-analysis") "}",
    "{" HEAD_21("note") "}",
    "{" HEAD_21("opinion") "}",
    "{" HEAD_21("language-content") "}",
    "{" HEAD_21("extension-definition") "}",
    "{`type`:`ipv4-addr`,`id`:`ipv4-addr" ID ",`value`:`192.0.2.1`}",
    "{" HEAD_21("dialogue") ",`extensions`:{`extension-definition" ID
                            ":{`extension_type`:`new-sdo`}}}",
    "{" HEAD_21("indicator") ",`pattern_type`:`yara`,`pattern`:`rule`}",
    "{" HEAD_21("indicator") ",`pattern_type`:`stix`,`pattern`:`[EXISTS file:size] START "
                             "t'2020-01-01T00:00:00Z' STOP t'2020-01-02T00:00:00Z'`}",
    "{" HEAD_21("observed-data") ",`object_refs`:[`ipv4-addr" ID "]}",
    // For whom it is would be lost; what cannot be read of that, too.
    "{" HEAD_21("malware") ",`extensions`:{`" CONDITIONS_EXTENSION
                           "`:{`only`:{`countries`:[`JP`]}}}}",
    "{" HEAD_21("malware") ",`extensions`:{`" CONDITIONS_EXTENSION "`:{`soon`:true}}}",
    ENDS_AT("location"),
    ENDS_AT("url"),
    "{" HEAD_21("sighting") ",`sighting_of_ref`:`infrastructure" ID "}",
};

static void what_two_zero_cannot_say_is_not_sent_and_says_why(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof UNSENT / sizeof *UNSENT; i++) {
        struct lift_report report;
        written(&report, quoted(UNSENT[i]), LIFT_20);
        assert_false(report.is_sent);
        assert_true(strlen(report.why) > 10);
    }
}

// ---- markings ----

static enum tlp label_of(struct str text) {
    struct object object = {.json = read_json(text)};
    return marking_effective(&object);
}

static const struct {
    const char *new, *old;
} MARKED[] = {
    // Each label of TLP 2.0 has one of TLP 1.0 beside it that is as strict, or stricter.
    {"{" HEAD_21("campaign") ",`object_marking_refs`:[`" OF_TLP_2 "`]}",
     "{" HEAD("campaign") ",`object_marking_refs`:[`" OF_TLP_2 "`,`" OF_TLP_1 "`]}"},
    {"{" HEAD_21("campaign") ",`object_marking_refs`:[`" STRICT "`]}",
     "{" HEAD("campaign") ",`object_marking_refs`:[`" STRICT "`,`" RED "`]}"},
    {"{" HEAD_21("campaign") ",`object_marking_refs`:[`" GREEN "`]}",
     "{" HEAD("campaign") ",`object_marking_refs`:[`" GREEN "`]}"},
    {"{" HEAD_21("campaign") ",`name`:`n`,`granular_markings`:[{`marking_ref`:`" OF_TLP_2
                             "`,`selectors`:[`name`]}]}",
     "{" HEAD("campaign") ",`name`:`n`,`granular_markings`:[{`marking_ref`:`" OF_TLP_2
                          "`,`selectors`:[`name`]},{`marking_ref`:`" OF_TLP_1
                          "`,`selectors`:[`name`]}]}"},
    // What it marked is not there: it marks the whole.
    {"{" HEAD_21("campaign") ",`confidence`:1,`granular_markings`:[{`marking_ref`:`" RED
                             "`,`selectors`:[`confidence`]}]}",
     "{" HEAD("campaign") ",`object_marking_refs`:[`" RED "`]}"},
    {"{" HEAD_21("campaign") ",`confidence`:1,`name`:`n`,`granular_markings`:[{`marking_ref`:`" RED
                             "`,`selectors`:[`confidence`,`name`]}],`object_marking_refs`:[`" GREEN
                             "`]}",
     "{" HEAD("campaign") ",`name`:`n`,`granular_markings`:[{`marking_ref`:`" RED
                          "`,`selectors`:[`name`]}],`object_marking_refs`:[`" GREEN "`,`" RED
                          "`]}"},
    {"{" HEAD_21("observed-data") ",`objects`:{`0`:{`type`:`file`,`name`:`n`,"
                                  "`object_marking_refs`:[`" RED "`]}}}",
     "{" HEAD("observed-data") ",`objects`:{`0`:{`type`:`file`,`name`:`n`}},"
                               "`object_marking_refs`:[`" RED "`]}"},
    {"{" HEAD_21("observed-data") ",`objects`:{`0`:{`type`:`file`,`name`:`n`,"
                                  "`granular_markings`:[{`marking_ref`:`" RED
                                  "`,`selectors`:[`name`]}]}}}",
     "{" HEAD("observed-data") ",`objects`:{`0`:{`type`:`file`,`name`:`n`}},"
                               "`object_marking_refs`:[`" RED "`]}"},
    {"{" HEAD_21("sighting") ",`where_sighted_refs`:[`location" ID "],`granular_markings`:["
                             "{`marking_ref`:`" RED "`,`selectors`:[`where_sighted_refs.[0]`]}]}",
     "{" HEAD("sighting") ",`where_sighted_refs`:[],`object_marking_refs`:[`" RED "`]}"},
    // A language marks nothing that a reader must be kept from.
    {"{" HEAD_21("campaign") ",`name`:`n`,`granular_markings`:[{`lang`:`ja`,"
                             "`selectors`:[`name`]}]}",
     "{" HEAD("campaign") ",`name`:`n`}"},
};

static void a_view_is_marked_as_its_object_is_or_stricter(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof MARKED / sizeof *MARKED; i++) {
        struct lift_report report;
        struct str new = quoted(MARKED[i].new);
        struct str out = written(&report, new, LIFT_20);
        assert_true(same(out, quoted(MARKED[i].old)));
        assert_true(label_of(out) >= label_of(new));
    }
}

static void selectors_that_cost_too_much_mark_the_whole(void **state) {
    (void)state;
    SCOPED(buf_close) struct buf text;
    buf_init(&text, 1 << 24);
    buf_add(&text, quoted("{" HEAD("observed-data") ",`objects`:{"));
    for (int i = 0; i < 20000; i++) buf_addf(&text, "\"k%d\":{\"type\":\"file\",\"size\":1},", i);
    buf_add(&text, quoted("`l`:{}},`granular_markings`:[{`marking_ref`:`" RED "`,`selectors`:["));
    for (int i = 0; i < 2000; i++) buf_addf(&text, "\"objects.k%d.size\",", 19999 - i);
    buf_add(&text, STR("\"type\"]}]}"));
    struct lift_report report;
    struct str out = written(&report, arena_copy(&arena, buf_str(&text)), LIFT_21);
    struct json refs = json_member(read_json(out), STR("object_marking_refs"));
    assert_int_equal(json_count(refs), 1);
    assert_int_equal(label_of(out), TLP_RED);
}

// ---- bounds and strange shapes ----

static const char *const STRANGE[] = {
    "{`type`:`tool`,`labels`:`a`,`tool_types`:[`b`]}",
    "{`type`:`tool`,`labels`:[`a`],`tool_types`:{`b`:1},`spec_version`:`2.1`}",
    "{`type`:`tool`,`labels`:1,`tool_types`:2,`spec_version`:`2.1`}",
    "{`type`:`file`,`spec_version`:`2.0`,`hashes`:{`ssdeep`:`1`,`SSDEEP`:`2`}}",
    "{`type`:`observed-data`,`spec_version`:`2.1`,`objects`:{`0`:{`type`:`file`,`ctime`:1,"
    "`created`:2,`hashes`:{`ssdeep`:`1`,`SSDEEP`:`2`}},`1`:[],`2`:{`type`:3}}}",
    "{`type`:`observed-data`,`objects`:[1]}",
    "{`type`:`campaign`,`granular_markings`:[1,{},{`selectors`:1},{`selectors`:[1,[]],"
    "`marking_ref`:2}],`object_marking_refs`:`" STRICT "`,`spec_version`:`2.1`}",
    "{`type`:`campaign`,`granular_markings`:{`a`:{`selectors`:[]}},`object_marking_refs`:{`a`:1}}",
    "{`type`:`campaign`,`granular_markings`:[{`marking_ref`:`" RED
    "`,`selectors`:[``,`.`,`[`,`[]`,`[x]`,`[0]`,`name.[1].x`]}]}",
    "{`type`:`indicator`,`pattern`:`t'`,`spec_version`:`2.1`}",
    "{`type`:`indicator`,`pattern`:`START t'`,`spec_version`:`2.1`}",
    "{`type`:`indicator`,`pattern`:`'\\\\`,`spec_version`:`2.1`}",
    "{`type`:`campaign`,`created`:`2020-01-01T00:00:00.`,`modified`:1,`spec_version`:`2.1`}",
    "{`type`:`campaign`,`spec_version`:2}",
    "{`type`:`campaign`,`spec_version`:`2.2`}",
    "{`type`:`bundle`,`objects`:[]}",
    "{`a`:1}",
    "[1]",
};

static void strange_shapes_give_json_and_a_second_time_the_same(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof STRANGE / sizeof *STRANGE; i++) {
        static const enum lift_spec SPECS[] = {LIFT_20, LIFT_21};
        for (size_t s = 0; s < 2; s++) {
            struct lift_report report;
            struct str once = written(&report, quoted(STRANGE[i]), SPECS[s]);
            if (!report.is_sent) continue;
            assert_true(str_equal(written(&report, once, SPECS[s]), once));
        }
    }
}

static void the_list_of_changes_is_bounded_and_counts_on(void **state) {
    (void)state;
    SCOPED(buf_close) struct buf text;
    buf_init(&text, 1 << 24);
    buf_add(&text, quoted("{" HEAD("observed-data") ",`objects`:{"));
    for (int i = 0; i <= LIFT_CHANGES_MAX; i++)
        buf_addf(&text, "\"%d\":{\"type\":\"file\",\"created\":1},", i);
    buf_add(&text, STR("\"x\":{}}}"));
    struct lift_report report;
    written(&report, arena_copy(&arena, buf_str(&text)), LIFT_21);
    assert_int_equal(report.count, LIFT_CHANGES_MAX);
    assert_int_equal(report.total, LIFT_CHANGES_MAX + 3); // and spec_version, objects
}

static void versions_are_read_by_their_names(void **state) {
    (void)state;
    enum lift_spec spec;
    assert_true(lift_spec_read(&spec, STR("2.0")) && spec == LIFT_20);
    assert_true(lift_spec_read(&spec, STR("2.1")) && spec == LIFT_21);
    assert_false(lift_spec_read(&spec, STR("2")));
    assert_false(lift_spec_read(&spec, STR("")));
    assert_string_equal(lift_spec_name(LIFT_20), "2.0");
    assert_string_equal(lift_spec_name(LIFT_AS_IS), "");
}

// ---- the table ----

static bool is_met(const struct lift_row *row, const struct lift_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        const struct lift_change *change = &report->changes[i];
        size_t dot = str_find_byte_last(change->path, '.');
        struct str name = str_cut(change->path, dot == SIZE_MAX ? 0 : dot + 1, change->path.size);
        bool is_named = (row->old && str_equal(name, str_of(row->old))) ||
                        (row->new &&str_equal(name, str_of(row->new)));
        if (is_named && change->why == row->why && change->section == row->section) return true;
    }
    return false;
}

static bool has_case(const struct lift_row *row) {
    struct lift_report report;
    bool is_found = false;
    for (size_t i = 0; i < BOTH_COUNT && !is_found; i++) {
        written(&report, quoted(BOTH_WAYS[i].old), LIFT_21);
        is_found = is_met(row, &report);
    }
    for (size_t i = 0; i < LOSS_COUNT && !is_found; i++) {
        written(&report, quoted(LOSSES[i].new), LIFT_20);
        is_found = is_met(row, &report);
    }
    for (size_t i = 0; i < WANTED_COUNT && !is_found; i++) {
        written(&report, quoted(WANTED[i].new), LIFT_20);
        is_found = is_met(row, &report);
    }
    struct str type = arena_format(&arena, "`type`:`%s`", row->type ? row->type : "");
    for (size_t i = 0; i < sizeof UNSENT / sizeof *UNSENT && row->act == LIFT_NO_TYPE; i++)
        is_found |= str_find(str_of(UNSENT[i]), type) != SIZE_MAX;
    return is_found;
}

static void every_row_of_the_table_has_a_case_here(void **state) {
    (void)state;
    for (size_t i = 0; i < lift_row_count(); i++) {
        const struct lift_row *row = lift_row_at(i);
        bool is_found = has_case(row);
        if (!is_found)
            print_error("%s %s %s\n", row->type ? row->type : "-", row->old ? row->old : "-",
                        row->new ? row->new : "-");
        assert_true(is_found);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_read_in_both_directions),
        cmocka_unit_test(an_object_of_the_wanted_version_is_given_back_byte_for_byte),
        cmocka_unit_test(what_two_zero_lacks_is_dropped_and_said),
        cmocka_unit_test(what_two_zero_asks_for_is_added_and_said),
        cmocka_unit_test(what_two_zero_cannot_say_is_not_sent_and_says_why),
        cmocka_unit_test(a_view_is_marked_as_its_object_is_or_stricter),
        cmocka_unit_test(selectors_that_cost_too_much_mark_the_whole),
        cmocka_unit_test(strange_shapes_give_json_and_a_second_time_the_same),
        cmocka_unit_test(the_list_of_changes_is_bounded_and_counts_on),
        cmocka_unit_test(versions_are_read_by_their_names),
        cmocka_unit_test(every_row_of_the_table_has_a_case_here),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
