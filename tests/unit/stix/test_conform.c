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

static bool is_said[SAYING_COUNT];

// What is kept or told as a sentence is said in another language by reading it back.
static void a_sentence_reads_back(const struct finding *finding) {
    enum conform_saying saying;
    struct str values[CONFORM_VALUES_MAX];
    is_said[finding->saying] = true;
    if (!conform_saying_read(&saying, values, finding->rule, finding->sentence))
        fail_msg("%.*s: not read", STR_ARG(finding->sentence));
    assert_string_equal(conform_saying_code(saying), conform_saying_code(finding->saying));
    for (size_t i = 0; i < conform_saying_values(saying); i++)
        if (!str_equal(values[i], finding->values[i]))
            fail_msg("%.*s: \"%.*s\"", STR_ARG(finding->sentence), STR_ARG(values[i]));
}

static void checked_close(struct checked *checked) {
    for (size_t i = 0; i < checked->report.count; i++)
        a_sentence_reads_back(&checked->report.findings[i]);
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
    if (status != OK) {
        conform_unreadable(&checked->report, &fault, &checked->arena);
        return;
    }
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
    if (model ? model->group == MODEL_SCO : strstr(members, "'new-sco'") != NULL) return "sco";
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
    assert_ptr_equal(conform_find(checked.json, finding->path).node, finding->node);
    if (severity == CONFORM_MUST) assert_false(conform_passes(&checked.report, CONFORM_STANDARD));
    if (severity == CONFORM_SHOULD || severity == CONFORM_VOCABULARY)
        assert_false(conform_passes(&checked.report, CONFORM_STRICT));
    free(text);
    checked_close(&checked);
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

// ---- bundles, pairs and what is no object ----

#define BUNDLE_ID "{'type':'bundle','id':'bundle--" U "'"
#define FIRST                                                                                      \
    "'name':'x','created':'2020-01-01T00:00:00.000Z','modified':'2020-01-01T00:00:00.000Z'"
#define SECOND(members)                                                                            \
    "'name':'y','modified':'2021-01-01T00:00:00.000Z','created':'2020-01-01T00:00:00.00" members
#define TRANSLATED FIRST ",'aliases':['a','b'],'confidence':1"
#define TO_TOOL "'object_ref':'" TOOL "','object_modified':'2020-01-01T00:00:00.000Z',"
#define GERMAN(members) TO_TOOL "'contents':{'de':{" members "}}"

enum other_kind { OTHER_TEXT, OTHER_BUNDLE, OTHER_TWICE, OTHER_SUCCESSION, OTHER_TRANSLATION };
static const struct other_case {
    int number;
    const char *rule;
    enum conform_rule finds;
    enum other_kind kind;
    const char *first; // the version before, or what is translated
    const char *keeps, *breaks, *place;
} OTHER_CASES[] = {
    {36, "what is read is JSON", RULE_JSON, OTHER_TEXT, NULL, "{'a':1}", "{'a':}", ""},
    {36, "a member has a name of its own", RULE_JSON, OTHER_TEXT, NULL, "{'a':1}", "{'a':1,'a':1}",
     ""},
    {90, "what is in a bundle is an object", RULE_OBJECT, OTHER_TEXT, NULL, "{'type':'x'}", "[1]",
     ""},
    {90, "a bundle has the type bundle", RULE_BUNDLE, OTHER_BUNDLE, NULL, BUNDLE_ID "}",
     "{'type':'tool','id':'bundle--" U "'}", ""},
    {90, "a bundle has an id of a bundle", RULE_IDENTIFIER_TYPE, OTHER_BUNDLE, NULL, BUNDLE_ID "}",
     "{'type':'bundle','id':'tool--" U "'}", "id"},
    {90, "a bundle has an id", RULE_REQUIRED, OTHER_BUNDLE, NULL, BUNDLE_ID "}",
     "{'type':'bundle'}", ""},
    {90, "a bundle of 2.1 has no version", RULE_NOT_APPLICABLE, OTHER_BUNDLE, NULL, BUNDLE_ID "}",
     BUNDLE_ID ",'spec_version':'2.0'}", "spec_version"},
    {90, "a bundle without objects has none", RULE_LIST, OTHER_BUNDLE, NULL, BUNDLE_ID "}",
     BUNDLE_ID ",'objects':[]}", "objects"},
    {91, "a version comes once in a bundle", RULE_BUNDLE_TWICE, OTHER_TWICE, NULL, NAMED, NAMED,
     ""},
    {37, "a new version is modified later", RULE_FIRST_VERSION, OTHER_SUCCESSION, FIRST,
     SECOND("0Z'"), FIRST, NULL},
    {37, "created stays", RULE_FIRST_VERSION, OTHER_SUCCESSION, FIRST, SECOND("0Z'"), SECOND("1Z'"),
     NULL},
    {37, "created_by_ref stays", RULE_FIRST_VERSION, OTHER_SUCCESSION, FIRST, SECOND("0Z'"),
     SECOND("0Z','created_by_ref':'" IDENTITY "'"), NULL},
    {38, "nothing comes after revoked", RULE_FIRST_VERSION, OTHER_SUCCESSION, FIRST,
     SECOND("0Z','revoked':true"), NULL, NULL},
    {81, "a translation of a text is a text", RULE_TRANSLATION, OTHER_TRANSLATION, TRANSLATED,
     GERMAN("'name':'W','none':7,'confidence':'x'"), GERMAN("'name':['W']"), "contents.de.name"},
    {81, "a translation of a list has as many", RULE_TRANSLATION, OTHER_TRANSLATION, TRANSLATED,
     GERMAN("'aliases':['','y']"), GERMAN("'aliases':['a']"), "contents.de.aliases"},
    {81, "a translation of a list holds texts", RULE_TRANSLATION, OTHER_TRANSLATION, TRANSLATED,
     GERMAN("'aliases':['','y']"), GERMAN("'aliases':['a',7]"), "contents.de.aliases[1]"},
    {81, "a translation names its object", RULE_TRANSLATION, OTHER_TRANSLATION, TRANSLATED,
     GERMAN("'name':'W'"), "'object_ref':'" IDENTITY "','contents':{'de':{'name':'W'}}",
     "object_ref"},
    {81, "a translation names its version exactly", RULE_TRANSLATION, OTHER_TRANSLATION, TRANSLATED,
     GERMAN("'name':'W'"),
     "'object_ref':'" TOOL "','object_modified':'2020-01-01T00:00:00Z',"
     "'contents':{'de':{'name':'W'}}",
     "object_modified"},
};

// As object_text, for what is no object of two apostrophes.
static char *plain_text(const char *text) {
    char *copy = malloc(strlen(text) + 1);
    strcpy(copy, text);
    for (char *at = copy; *at; at++) *at = *at == '\'' ? '"' : *at;
    return copy;
}

// Only what two objects say to each other is in the report of `after`.
static void check_pair(struct checked *after, const struct other_case *other, const char *members) {
    struct checked before;
    bool is_translation = other->kind == OTHER_TRANSLATION;
    bool is_revoked = !other->breaks && members != other->keeps;
    char *one = object_text("tool", is_revoked ? FIRST ",'revoked':true" : other->first);
    char *two = object_text(is_translation ? "language-content" : "tool",
                            is_revoked ? other->keeps : members);
    check_text(&before, one);
    check_text(after, two);
    after->report = (struct conform_report){.is_usable = true};
    if (is_translation)
        conform_translation(&after->report, after->json, before.json, &after->arena);
    else
        conform_succession(&after->report, before.json, after->json, &after->arena);
    checked_close(&before);
    free(one);
    free(two);
}

static void check_other(struct checked *checked, const struct other_case *other,
                        const char *members) {
    if (other->kind == OTHER_SUCCESSION || other->kind == OTHER_TRANSLATION) {
        check_pair(checked, other, members);
        return;
    }
    bool is_object = other->kind == OTHER_TWICE;
    char *text = is_object ? object_text("tool", members) : plain_text(members);
    check_text(checked, text);
    if (other->kind == OTHER_BUNDLE)
        conform_bundle(&checked->report, checked->json, &checked->arena);
    free(text);
}

static void another_is_kept(void **state) {
    const struct other_case *other = *state;
    struct checked checked;
    check_other(&checked, other, other->keeps);
    if (find(&checked, other->finds, other->place)) fail_msg("%s", other->keeps);
    checked_close(&checked);
}

static void another_is_broken(void **state) {
    const struct other_case *other = *state;
    struct checked checked;
    check_other(&checked, other, other->breaks);
    if (other->kind == OTHER_TWICE) conform_twice(&checked.report, checked.json, &checked.arena);
    if (!find(&checked, other->finds, other->place)) {
        print_findings(&checked);
        fail_msg("%s is not found", conform_rule_name(other->finds));
    }
    assert_false(conform_passes(&checked.report, CONFORM_STRICT));
    checked_close(&checked);
}

static void a_few_selectors_are_looked_up(void **state) {
    (void)state;
    struct checked checked;
    char *text = object_text(
        "tool", NAMED ",'labels':['a'],'granular_markings':[{'selectors':['labels'],'lang':'ja'}]");
    check_text(&checked, text);
    assert_null(find(&checked, RULE_UNCHECKED, NULL));
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

static void a_value_that_looks_like_a_sentence_stays_a_value(void **state) {
    (void)state;
    const struct str VALUES[] = {STR("x\": an even count"), STR("a\" is not in b")};
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(VALUES); i++) {
        struct str given[CONFORM_VALUES_MAX] = {VALUES[i], str_of(conform_rule_text(RULE_HEX))};
        struct str text = conform_saying_text(SAYING_FORM, given, &arena);
        struct str values[CONFORM_VALUES_MAX];
        enum conform_saying saying;
        assert_true(conform_saying_read(&saying, values, RULE_HEX, text));
        assert_int_equal(saying, SAYING_FORM);
        assert_true(str_equal(values[0], VALUES[i]));
    }
    arena_close(&arena);
}

static void what_a_pattern_holds_is_no_place(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct str given[CONFORM_VALUES_MAX] = {STR("1"), STR("7"), STR("a constant"),
                                            STR(", column 3: expected x, found \"y")};
    struct str values[CONFORM_VALUES_MAX];
    enum conform_saying saying;
    struct str text = conform_saying_text(SAYING_PATTERN_EXPECTED, given, &arena);
    assert_true(conform_saying_read(&saying, values, RULE_PATTERN, text));
    assert_int_equal(saying, SAYING_PATTERN_EXPECTED);
    for (size_t i = 0; i < COUNT(values); i++) assert_true(str_equal(values[i], given[i]));
    arena_close(&arena);
}

static void a_sentence_of_none_is_not_read(void **state) {
    (void)state;
    enum conform_saying saying;
    struct str values[CONFORM_VALUES_MAX];
    // {why} alone takes any: only for a rule that says so.
    assert_false(conform_saying_read(&saying, values, RULE_STRING, STR("a word of yore")));
    assert_true(conform_saying_read(&saying, values, RULE_JSON, STR("byte 3: not UTF-8")));
}

// ---- all of them ----

#define OTHER_COUNT 12
static struct CMUnitTest tests[2 * (COUNT(CONFORM_CASES) + COUNT(OTHER_CASES) + 1) + OTHER_COUNT];
static size_t test_count;

// "8 hash-value: a digest has the length of its algorithm: broken"
static void add_tests(int number, enum conform_rule rule, const char *sentence,
                      const CMUnitTestFunction functions[2], const void *state) {
    for (int i = 0; i < 2; i++) {
        char *name = malloc(250);
        snprintf(name, 250, "%d %s: %s: %s", number, conform_rule_name(rule), sentence,
                 i ? "broken" : "kept");
        tests[test_count++] =
            (struct CMUnitTest){name, functions[i], NULL, NULL, (void *)(uintptr_t)state};
    }
}

static bool has_test(const char *begin, const char *inside, const char *end) {
    for (size_t i = 0; i < test_count; i++) {
        struct str name = str_of(tests[i].name);
        if (str_starts(name, str_of(begin)) && str_find(name, str_of(inside)) != SIZE_MAX &&
            str_ends(name, str_of(end)))
            return true;
    }
    return false;
}

static void each_rule_has_a_test_that_keeps_and_one_that_breaks_it(void **state) {
    (void)state;
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        char name[100];
        snprintf(name, sizeof name, " %s: ", conform_rule_name((enum conform_rule)rule));
        if (!has_test("", name, ": kept") || !has_test("", name, ": broken"))
            fail_msg("%s has no test", name);
    }
}

#define CHECKLIST_COUNT 100 // of ../shared/spec/STIX.md
static void each_line_of_the_checklist_has_a_test_that_keeps_and_one_that_breaks_it(void **state) {
    (void)state;
    for (int line = 1; line <= CHECKLIST_COUNT; line++) {
        char number[20];
        snprintf(number, sizeof number, "%d ", line);
        if (!has_test(number, ": ", ": kept") || !has_test(number, ": ", ": broken"))
            fail_msg("line %d has no test", line);
    }
}

static void each_sentence_is_said_of_an_object(void **state) {
    (void)state;
    static const char *const REST[] = {
        "{'type':'tool','external_references':[7],"
        "'extensions':{'extension-definition--x':{'extension_type':'property-extension'}}}",
        "{'type':'observed-data','objects':{'0':{'x':1}}}",
        "{'type':'marking-definition','definition_type':'tlp','definition':{'tlp':'pink'}}",
        "{'type':'indicator','pattern_type':'stix','pattern':'["
        "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((('}",
    };
    for (size_t i = 0; i < COUNT(REST); i++) {
        struct checked checked;
        char *text = plain_text(REST[i]);
        check_text(&checked, text);
        free(text);
        checked_close(&checked);
    }
    is_said[SAYING_UNCHECKED] = true;   // stands behind more findings than are kept
    is_said[SAYING_OTHER_GIVER] = true; // test_strength says it
    char missing[4000] = "";
    for (int i = 0; i < SAYING_COUNT; i++)
        if (!is_said[i]) {
            strcat(missing, " ");
            strcat(missing, conform_saying_code((enum conform_saying)i));
        }
    assert_string_equal(missing, "");
}

int main(void) {
    static const struct CMUnitTest OTHERS[OTHER_COUNT] = {
        cmocka_unit_test(each_rule_has_a_test_that_keeps_and_one_that_breaks_it),
        cmocka_unit_test(each_line_of_the_checklist_has_a_test_that_keeps_and_one_that_breaks_it),
        cmocka_unit_test(every_type_needs_its_required_properties),
        cmocka_unit_test(the_required_members_are_those_of_the_checklist),
        cmocka_unit_test(what_is_no_object_is_found),
        cmocka_unit_test(lenient_refuses_what_cannot_be_addressed_ordered_or_marked),
        cmocka_unit_test(findings_are_counted_past_the_limit),
        cmocka_unit_test(a_path_finds_its_value_whatever_its_names),
        cmocka_unit_test(a_value_that_looks_like_a_sentence_stays_a_value),
        cmocka_unit_test(what_a_pattern_holds_is_no_place),
        cmocka_unit_test(a_sentence_of_none_is_not_read),
        cmocka_unit_test(each_sentence_is_said_of_an_object),
    };
    static const CMUnitTestFunction RULE[] = {a_rule_is_kept, a_rule_is_broken};
    static const CMUnitTestFunction ANOTHER[] = {another_is_kept, another_is_broken};
    static const CMUnitTestFunction LOOKED_AT[] = {a_few_selectors_are_looked_up,
                                                   selectors_are_looked_up_within_a_limit};
    for (size_t i = 0; i < COUNT(CONFORM_CASES); i++) {
        const struct conform_case *rule = &CONFORM_CASES[i];
        add_tests(rule->number, rule->finds, rule->rule, RULE, rule);
    }
    for (size_t i = 0; i < COUNT(OTHER_CASES); i++) {
        const struct other_case *other = &OTHER_CASES[i];
        add_tests(other->number, other->finds, other->rule, ANOTHER, other);
    }
    add_tests(85, RULE_UNCHECKED, "selectors are looked up within a limit", LOOKED_AT, NULL);
    size_t named = test_count;
    memcpy(tests + named, OTHERS, sizeof OTHERS);
    size_t all = named + OTHER_COUNT;
    assert_int_equal(all, COUNT(tests));
    int failed = _cmocka_run_group_tests("conform", tests, all, NULL, NULL);
    for (size_t i = 0; i < named; i++) free((void *)(uintptr_t)tests[i].name);
    return failed;
}
