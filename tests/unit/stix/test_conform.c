// Each rule of the checklist, once kept and once broken: a test of its own, named by the rule.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conform_cases.h"
#include "stix/model.h"

#define COUNT(array) (sizeof array / sizeof *array)

struct checked {
    struct arena arena;
    struct json_reader *reader;
    struct buf scratch;
    struct json json;
    struct conform_report report;
};

static void checked_close(struct checked *checked) {
    arena_close(&checked->arena);
    json_reader_close(&checked->reader);
    buf_close(&checked->scratch);
}

static void check_text(struct checked *checked, const char *text) {
    struct fault fault = {""};
    arena_init(&checked->arena);
    checked->reader = json_reader_open();
    buf_init(&checked->scratch, 1 << 20);
    enum status status = json_read(&checked->json, checked->reader, str_of(text), &JSON_LIMITS,
                                   &checked->arena, &fault);
    if (status != OK) fail_msg("%s: %s", text, fault.text);
    conform_object(&checked->report, checked->json, &checked->scratch, &checked->arena);
}

static const struct finding *find(const struct checked *checked, enum conform_rule rule,
                                  const char *path) {
    for (size_t i = 0; i < checked->report.count; i++) {
        const struct finding *finding = &checked->report.findings[i];
        if (finding->rule == rule && (!path || str_equal(finding->path, str_of(path))))
            return finding;
    }
    return NULL;
}

static void print_findings(const struct checked *checked) {
    for (size_t i = 0; i < checked->report.count; i++) {
        const struct finding *finding = &checked->report.findings[i];
        print_message("%s [%s] %.*s: %.*s\n", conform_rule_name(finding->rule), finding->section,
                      STR_ARG(finding->path), STR_ARG(finding->sentence));
    }
}

// ---- objects of a few members ----

static bool has_member(const char *members, const char *name) {
    char quoted[64];
    snprintf(quoted, sizeof quoted, "'%s':", name);
    return strstr(members, quoted) != NULL;
}

static void add(char *text, const char *members, const char *name, const char *value) {
    if (!has_member(members, name)) sprintf(text + strlen(text), ",'%s':'%s'", name, value);
}

static const char *group_of(const char *type, const char *members) {
    const struct model_type *model = model_type_find(str_of(type));
    if (model && model->group == MODEL_SCO) return "sco";
    if (model && model->group == MODEL_MARKING_DEFINITION) return "marking";
    bool has_lang = !model || model->group == MODEL_SDO;
    return has_lang && !has_member(members, "LANG") ? "sdo" : "meta";
}

static char *object_text(const char *type, const char *members) {
    char *text = calloc(1, strlen(members) + 1000);
    char id[100];
    const char *group = group_of(type, members);
    snprintf(id, sizeof id, "%s--%s", type, U);
    text[0] = '{';
    strcat(text, members);
    if (strncmp(members, "'type'", 6) != 0) add(text, "", "type", type); // others stand deeper
    add(text, members, "id", id);
    if (strcmp(group, "sco") != 0) {
        add(text, members, "spec_version", "2.1");
        add(text, members, "created", "2020-01-01T00:00:00.000Z");
    }
    if (strcmp(group, "sdo") == 0) add(text, members, "lang", "en");
    bool has_modified = strcmp(group, "sdo") == 0 || strcmp(group, "meta") == 0;
    if (has_modified && !has_member(members, "MODIFIED"))
        add(text, members, "modified",
            has_member(members, "created") ? "2021-01-01T00:00:00.000Z"
                                           : "2020-01-01T00:00:00.000Z");
    strcat(text, "}");
    for (char *at = text; *at; at++) *at = *at == '\'' ? '"' : *at == '`' ? '\'' : *at;
    return text;
}

// ---- a rule ----

// Common properties that a row leaves out on purpose are written in capitals, so as to be none.
static void a_rule_is_kept(void **state) {
    const struct conform_case *rule = *state;
    struct checked checked;
    char *text = object_text(rule->type, rule->keeps);
    check_text(&checked, text);
    if (find(&checked, rule->finds, rule->place) ||
        !conform_passes(&checked.report, CONFORM_STANDARD)) {
        print_findings(&checked);
        fail_msg("does not pass: %s", text);
    }
    free(text);
    checked_close(&checked);
}

static void a_rule_is_broken(void **state) {
    const struct conform_case *rule = *state;
    struct checked checked;
    char *text = object_text(rule->type, rule->breaks);
    check_text(&checked, text);
    const struct finding *finding = find(&checked, rule->finds, rule->place);
    if (!finding) {
        print_findings(&checked);
        fail_msg("%s is not found in %s", conform_rule_name(rule->finds), text);
        return;
    }
    enum conform_severity severity = conform_rule_severity(rule->finds);
    assert_true(finding->section[0] != '\0');
    assert_true(finding->sentence.size > 0);
    assert_ptr_equal(conform_find(checked.json, finding->path).node, finding->node);
    if (severity == CONFORM_MUST) assert_false(conform_passes(&checked.report, CONFORM_STANDARD));
    if (severity == CONFORM_SHOULD || severity == CONFORM_VOCABULARY)
        assert_false(conform_passes(&checked.report, CONFORM_STRICT));
    free(text);
    checked_close(&checked);
}

static struct CMUnitTest test_of(const struct conform_case *rule, const char *what,
                                 CMUnitTestFunction function) {
    char *name = malloc(200);
    snprintf(name, 200, "%d %s: %s", rule->number, rule->rule, what);
    return (struct CMUnitTest){name, function, NULL, NULL, (void *)(uintptr_t)rule};
}

// ---- rules without a row ----

static void every_rule_is_broken_somewhere(void **state) {
    (void)state;
    // Of bundles, of pairs of objects, and those that never refuse.
    static const enum conform_rule ELSEWHERE[] = {
        RULE_BUNDLE, RULE_BUNDLE_TWICE, RULE_FIRST_VERSION, RULE_TRANSLATION,    RULE_JSON,
        RULE_OBJECT, RULE_DEPRECATED,   RULE_UNCHECKED,     RULE_SUFFIX_PROMISE,
    };
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        bool is_tested = false;
        for (size_t i = 0; i < COUNT(CONFORM_CASES); i++)
            is_tested |= CONFORM_CASES[i].finds == (enum conform_rule)rule;
        for (size_t i = 0; i < COUNT(ELSEWHERE); i++)
            is_tested |= ELSEWHERE[i] == (enum conform_rule)rule;
        if (!is_tested) fail_msg("%s has no test", conform_rule_name((enum conform_rule)rule));
    }
}

static void every_type_needs_its_required_properties(void **state) {
    (void)state;
    const struct model_type *type;
    for (size_t i = 0; (type = model_type_at(i)); i++) {
        if (type->group == MODEL_BUNDLE) continue;
        struct checked checked;
        char *text = object_text(type->name, "'x_none':1");
        check_text(&checked, text);
        size_t missing = 0, required = 0;
        for (size_t row = 0; row < type->count; row++)
            required += (type->rows[row].flags & MODEL_REQUIRED) != 0;
        for (size_t at = 0; at < checked.report.count; at++)
            missing += checked.report.findings[at].rule == RULE_REQUIRED &&
                       checked.report.findings[at].path.size == 0;
        assert_int_equal(missing - (type->group == MODEL_EXTENSION_DEFINITION), required);
        free(text);
        checked_close(&checked);
    }
}

static const struct needed {
    const char *type, *properties;
} NEEDED[] = {
    {"attack-pattern", "name"},
    {"campaign", "name"},
    {"course-of-action", "name"},
    {"grouping", "context object_refs"},
    {"identity", "name"},
    {"incident", "name"},
    {"indicator", "pattern pattern_type valid_from"},
    {"infrastructure", "name"},
    {"intrusion-set", "name"},
    {"malware-analysis", "product"},
    {"note", "content object_refs"},
    {"observed-data", "first_observed last_observed number_observed"},
    {"opinion", "opinion object_refs"},
    {"report", "name published object_refs"},
    {"threat-actor", "name"},
    {"tool", "name"},
    {"vulnerability", "name"},
    {"relationship", "relationship_type source_ref target_ref"},
    {"sighting", "sighting_of_ref"},
};

static void the_required_members_are_those_of_the_checklist(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(NEEDED); i++) {
        const struct model_type *type = model_type_find(str_of(NEEDED[i].type));
        assert_non_null(type);
        for (size_t row = 0; row < type->count; row++) {
            bool is_needed = (type->rows[row].flags & MODEL_REQUIRED) != 0;
            if (is_needed != model_list_has(NEEDED[i].properties, type->rows[row].name))
                fail_msg("%s.%s", type->name, type->rows[row].name.data);
        }
    }
}

static void what_is_no_object_is_found(void **state) {
    (void)state;
    struct checked checked;
    check_text(&checked, "[1]");
    assert_non_null(find(&checked, RULE_OBJECT, ""));
    assert_false(conform_passes(&checked.report, CONFORM_LENIENT));
    checked_close(&checked);
}

static void lenient_refuses_what_cannot_be_addressed_ordered_or_marked(void **state) {
    (void)state;
    static const char *const REFUSED[] = {
        "'name':'x','id':7",
        "'name':'x','created':'yesterday'",
        "'name':'x','modified':9",
        "'name':'x','object_marking_refs':'TLP:RED'",
        "'name':'x','created_by_ref':'me'",
        "'name':'x','revoked':'yes'",
        "'name':'x','extensions':[]",
        "'name':'x','object_marking_refs':['TLP:RED']",
        "'name':'x','granular_markings':[{'selectors':['name'],'marking_ref':'red'}]",
    };
    static const char *const TAKEN[] = {
        "'name':'x','object_marking_refs':null",
        "'name':'x','created_by_ref':null",
        "'name':7",
        "'labels':[]",
        "'x y':null",
        "'confidence':900",
        "'external_references':7",
    };
    for (size_t i = 0; i < COUNT(REFUSED) + COUNT(TAKEN); i++) {
        bool is_taken = i >= COUNT(REFUSED);
        struct checked checked;
        char *text = object_text("tool", is_taken ? TAKEN[i - COUNT(REFUSED)] : REFUSED[i]);
        check_text(&checked, text);
        assert_int_equal(conform_passes(&checked.report, CONFORM_LENIENT), is_taken);
        assert_false(conform_passes(&checked.report, CONFORM_STANDARD));
        free(text);
        checked_close(&checked);
    }
}

static void findings_are_counted_past_the_limit(void **state) {
    (void)state;
    struct checked checked;
    char *text = calloc(1, 8000);
    strcat(text, "{\"type\":\"tool\",\"labels\":[0");
    for (int i = 0; i < CONFORM_FINDINGS_MAX; i++) strcat(text, ",0");
    strcat(text, "]}");
    check_text(&checked, text);
    assert_int_equal(checked.report.count, CONFORM_FINDINGS_MAX);
    assert_true(conform_left_out(&checked.report) > 0);
    free(text);
    checked_close(&checked);
}

static void selectors_are_looked_up_within_a_limit(void **state) {
    (void)state;
    struct checked checked;
    size_t size = 0, items = 20000, selectors = 300;
    char *text = malloc(items * 3 + selectors * 20 + 200);
    size += (size_t)sprintf(text, "{\"type\":\"tool\",\"labels\":[0");
    for (size_t i = 1; i < items; i++) size += (size_t)sprintf(text + size, ",0");
    size += (size_t)sprintf(text + size, "],\"granular_markings\":[{\"selectors\":[\"name\"");
    for (size_t i = 0; i < selectors; i++)
        size += (size_t)sprintf(text + size, ",\"labels.[19999]\"");
    sprintf(text + size, "]}]}");
    check_text(&checked, text);
    assert_int_equal(checked.report.counts[CONFORM_CUSTOM], 1); // not-looked-at, said once
    free(text);
    checked_close(&checked);
}

// ---- bundles and pairs ----

static void bundle_of(struct checked *checked, const char *text) {
    check_text(checked, text);
    conform_bundle(&checked->report, checked->json, &checked->arena);
}

static void a_bundle_has_type_id_and_objects(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum conform_rule rule;
        const char *path;
    } BUNDLES[] = {
        {"{\"type\":\"bundle\",\"id\":\"bundle--" U "\"}", RULE_COUNT, ""},
        {"{\"type\":\"bundle\",\"id\":\"tool--" U "\"}", RULE_IDENTIFIER_TYPE, "id"},
        {"{\"type\":\"bundle\"}", RULE_REQUIRED, ""},
        {"{\"type\":\"tool\",\"id\":\"bundle--" U "\"}", RULE_BUNDLE, ""},
        {"{\"type\":\"bundle\",\"id\":\"bundle--" U "\",\"spec_version\":\"2.0\"}",
         RULE_NOT_APPLICABLE, "spec_version"},
        {"{\"type\":\"bundle\",\"id\":\"bundle--" U "\",\"objects\":[]}", RULE_LIST, "objects"},
    };
    for (size_t i = 0; i < COUNT(BUNDLES); i++) {
        struct checked checked;
        bundle_of(&checked, BUNDLES[i].text);
        if (BUNDLES[i].rule == RULE_COUNT)
            assert_true(conform_passes(&checked.report, CONFORM_STRICT));
        else
            assert_non_null(find(&checked, BUNDLES[i].rule, BUNDLES[i].path));
        checked_close(&checked);
    }
}

struct pair {
    struct checked a, b;
};

static void pair_of(struct pair *pair, const char *a, const char *b) {
    char *one = object_text("tool", a),
         *two = object_text(strstr(b, "contents") ? "language-content" : "tool", b);
    check_text(&pair->a, one);
    check_text(&pair->b, two);
    pair->b.report.count = 0;
    free(one);
    free(two);
}

static void pair_close(struct pair *pair) {
    checked_close(&pair->a);
    checked_close(&pair->b);
}

#define FIRST                                                                                      \
    "'name':'x','created':'2020-01-01T00:00:00.000Z','modified':'2020-01-01T00:00:00.000Z'"

static void a_new_version_keeps_what_does_not_change(void **state) {
    (void)state;
    static const struct {
        const char *before, *after;
        size_t findings;
    } PAIRS[] = {
        {FIRST,
         "'name':'y','created':'2020-01-01T00:00:00.000Z','modified':'2020-01-01T00:00:00.001Z'",
         0},
        {FIRST, FIRST, 1},
        {FIRST ",'revoked':true",
         "'name':'y','created':'2020-01-01T00:00:00.000Z','modified':'2021-01-01T00:00:00.000Z'",
         1},
        {FIRST,
         "'name':'y','created':'2020-01-01T00:00:00.001Z','modified':'2021-01-01T00:00:00.000Z'",
         1},
        {FIRST,
         "'name':'y','created':'2020-01-01T00:00:00.000Z','modified':'2021-01-01T00:00:00.000Z',"
         "'created_by_ref':'" IDENTITY "'",
         1},
    };
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        struct pair pair;
        pair_of(&pair, PAIRS[i].before, PAIRS[i].after);
        conform_succession(&pair.b.report, pair.a.json, pair.b.json, &pair.b.arena);
        assert_int_equal(pair.b.report.count, PAIRS[i].findings);
        if (PAIRS[i].findings) assert_non_null(find(&pair.b, RULE_FIRST_VERSION, NULL));
        pair_close(&pair);
    }
}

#define TO_TOOL "'object_ref':'" TOOL "','object_modified':'2020-01-01T00:00:00.000Z',"

static void a_translation_mirrors_its_object(void **state) {
    (void)state;
    static const struct {
        const char *content, *path;
    } PAIRS[] = {
        {TO_TOOL "'contents':{'de':{'name':'W','aliases':['','y'],'none':7,'confidence':'x'}}",
         NULL},
        {TO_TOOL "'contents':{'de':{'name':['W']}}", "contents.de.name"},
        {TO_TOOL "'contents':{'de':{'aliases':['a']}}", "contents.de.aliases"},
        {TO_TOOL "'contents':{'de':{'aliases':['a',7]}}", "contents.de.aliases[1]"},
        {"'object_ref':'" IDENTITY "','contents':{'de':{'name':'W'}}", "object_ref"},
        {"'object_ref':'" TOOL "','object_modified':'2020-01-01T00:00:00Z',"
         "'contents':{'de':{'name':'W'}}",
         "object_modified"},
    };
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        struct pair pair;
        pair_of(&pair, FIRST ",'aliases':['a','b'],'confidence':1", PAIRS[i].content);
        conform_translation(&pair.b.report, pair.b.json, pair.a.json, &pair.b.arena);
        if (PAIRS[i].path)
            assert_non_null(find(&pair.b, RULE_TRANSLATION, PAIRS[i].path));
        else
            assert_int_equal(pair.b.report.count, 0);
        pair_close(&pair);
    }
}

static void a_version_comes_once_in_a_bundle(void **state) {
    (void)state;
    struct checked checked;
    char *text = object_text("tool", NAMED);
    check_text(&checked, text);
    assert_true(conform_passes(&checked.report, CONFORM_STRICT));
    conform_twice(&checked.report, checked.json, &checked.arena);
    assert_true(conform_passes(&checked.report, CONFORM_STANDARD));
    assert_false(conform_passes(&checked.report, CONFORM_STRICT));
    free(text);
    checked_close(&checked);
}

static void a_path_finds_its_value_whatever_its_names(void **state) {
    (void)state;
    struct checked checked;
    check_text(&checked, "{\"a.b\":{\"it's\":[{\"c\\\\d\":1,\"\":2}]}}");
    static const char *const PATHS[] = {"'a.b'", "'a.b'.'it\\'s'[0].'c\\\\d'",
                                        "'a.b'.'it\\'s'[0].''"};
    for (size_t i = 0; i < COUNT(PATHS); i++)
        assert_non_null(conform_find(checked.json, str_of(PATHS[i])).node);
    assert_null(conform_find(checked.json, STR("'a.b'.'it\\'s'[1]")).node);
    assert_null(conform_find(checked.json, STR("a.b")).node);
    checked_close(&checked);
}

int main(void) {
    static const struct CMUnitTest OTHERS[] = {
        cmocka_unit_test(every_rule_is_broken_somewhere),
        cmocka_unit_test(every_type_needs_its_required_properties),
        cmocka_unit_test(the_required_members_are_those_of_the_checklist),
        cmocka_unit_test(what_is_no_object_is_found),
        cmocka_unit_test(lenient_refuses_what_cannot_be_addressed_ordered_or_marked),
        cmocka_unit_test(findings_are_counted_past_the_limit),
        cmocka_unit_test(selectors_are_looked_up_within_a_limit),
        cmocka_unit_test(a_bundle_has_type_id_and_objects),
        cmocka_unit_test(a_new_version_keeps_what_does_not_change),
        cmocka_unit_test(a_translation_mirrors_its_object),
        cmocka_unit_test(a_version_comes_once_in_a_bundle),
        cmocka_unit_test(a_path_finds_its_value_whatever_its_names),
    };
    static struct CMUnitTest tests[2 * COUNT(CONFORM_CASES) + COUNT(OTHERS)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(CONFORM_CASES); i++) {
        tests[count++] = test_of(&CONFORM_CASES[i], "kept", a_rule_is_kept);
        tests[count++] = test_of(&CONFORM_CASES[i], "broken", a_rule_is_broken);
    }
    memcpy(tests + count, OTHERS, sizeof OTHERS);
    int failed = cmocka_run_group_tests_name("conform", tests, NULL, NULL);
    for (size_t i = 0; i < count; i++) free((void *)(uintptr_t)tests[i].name);
    return failed;
}
