// Each code is reached by a real refusal, so that a sentence that changes does not lose it in
// silence.
#include "exchange/refusal.h"

#include "exchange/intake.h"
#include "stream.h"

#define GOOD_ID "\"id\":\"tool--00000000-0000-4000-8000-000000000001\""
#define TOOL "{\"type\":\"tool\",\"spec_version\":\"2.1\"," GOOD_ID ",\"name\":\"x\","
#define DATED TOOL "\"created\":\"2024-01-01T00:00:00Z\",\"modified\":\"2024-01-01T00:00:00Z\""

static void expect_words(struct str reason, const char *code, const char *place,
                         const char *value) {
    struct refusal_words words = refusal_read(reason);
    if (!words.code || strcmp(words.code, code) != 0 || !str_equal(words.place, str_of(place)) ||
        !str_equal(words.value, str_of(value)))
        fail_msg("%.*s: %s, place \"%.*s\", value \"%.*s\"; expected %s, \"%s\", \"%s\"",
                 STR_ARG(reason), words.code ? words.code : "no code", STR_ARG(words.place),
                 STR_ARG(words.value), code, place, value);
}

// The last of the refusals, or the damage.
static void expect_refused(struct doors *doors, const char *text, const char *code,
                           const char *place, const char *value) {
    struct intake_report report;
    enum status status = take_text(&report, doors, "ann", str_of(text), false);
    assert_true(status == OK || status == MALFORMED);
    assert_true(report.refusal_count || report.is_damaged);
    expect_words(report.refusal_count ? report.refusals[report.refusal_count - 1].reason
                                      : report.damage,
                 code, place, value);
}

static void each_refusal_of_an_object_has_a_code(void **state) {
    static const struct {
        const char *object, *code, *place, *value;
    } cases[] = {
        {"{\"a\":truth}", "json-expected", "byte 5", "a value"},
        {"{\"a\":1,\"a\":2}", "json-twice", "byte 11", "a"},
        {"{\"a\":\"\xFF\"}", "json-utf8", "byte 6", ""},
        {"{\"a\":\"\x01\"}", "json-string", "byte 6", ""},
        {"{\"a\":\"\\q\"}", "json-string", "byte 6", ""},
        {"{\"a\":1e999}", "json-number", "byte 5", ""},
        {"7", "not-an-object", "", ""},
        {"{\"Event\":{}}", "misp", "", ""},
        {"{\"type\":\"\"}", "type-missing", "type", ""},
        {"{\"type\":\"a b\"}", "type-form", "type", ""},
        {"{\"type\":\"bundle\"}", "type-bundle", "type", ""},
        {"{\"type\":7}", "string-needed", "type", ""},
        {"{\"type\":\"tool\"}", "string-needed", "id", ""},
        {"{\"type\":\"tool\",\"id\":\"tool\"}", "id-form", "id", ""},
        {"{\"type\":\"tool\",\"id\":\"tool--00000000-0000-4000-8000-00000000000x\"}", "id-uuid",
         "id", ""},
        {"{\"type\":\"malware\"," GOOD_ID "}", "id-type", "id", "malware"},
        {TOOL "\"created\":7}", "stamp-kind", "created", ""},
        {TOOL "\"created\":\"today\"}", "stamp-form", "created", ""},
        {TOOL "\"created\":\"2024-13-01T00:00:00Z\"}", "stamp-range", "created", ""},
        {TOOL "\"created\":\"2024-02-30T00:00:00Z\"}", "stamp-range", "created", ""},
        {TOOL "\"created\":\"2024-01-01T24:00:00Z\"}", "stamp-range", "created", ""},
        {DATED ",\"object_marking_refs\":[7]}", "string-expected", "object_marking_refs[0]", ""},
        {DATED ",\"object_marking_refs\":\"a\"}", "list-expected", "object_marking_refs", ""},
        {DATED ",\"extensions\":[]}", "object-expected", "extensions", ""},
        {DATED ",\"revoked\":1}", "yes-no-expected", "revoked", ""},
        {DATED ",\"object_marking_refs\":[\"tool--00000000-0000-4000-8000-000000000001\"]}",
         "marking-id", "object_marking_refs[0]", ""},
    };
    struct doors *doors = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text =
            arena_format(&doors->arena, "{\"type\":\"bundle\",\"objects\":[%s]}", cases[i].object);
        expect_refused(doors, arena_text(&doors->arena, text), cases[i].code, cases[i].place,
                       cases[i].value);
    }
    expect_refused(doors, "{\"type\":\"bundle\",\"objects\":[" DATED "}," DATED ",\"x_a\":1}]}",
                   "other-content", "", "");
    struct buf deep;
    buf_init(&deep, 1 << 20);
    buf_add(&deep, STR("{\"type\":\"bundle\",\"objects\":["));
    for (int i = 0; i < 500; i++) buf_add(&deep, STR("{\"a\":"));
    buf_add(&deep, STR("1"));
    for (int i = 0; i < 500; i++) buf_add(&deep, STR("}"));
    buf_add(&deep, STR("]}"));
    struct intake_report report;
    expect_ok(doors, take_text(&report, doors, "ann", buf_str(&deep), false));
    assert_string_equal(refusal_read(report.refusals[0].reason).code, "json-depth");
    buf_close(&deep);
}

static void each_refusal_of_a_list_and_of_a_file_has_a_code(void **state) {
    static const struct {
        const char *text, *code, *place, *value;
    } cases[] = {
        {"evil.example\nhello\n", "list-value", "", "hello"},
        {"evil.example\n3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C\n", "list-fuzzy-hash", "",
         "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C"},
        {"hello\n{\"type\":\"tool\"}\n", "list-json", "", "{\"type\":\"tool\"}"},
        {"||evil.example^\n@@||good.example^\n", "list-exception", "", "@@||good.example^"},
        {"0.0.0.0 evil.example\n127.0.0.1 localhost\n", "list-own-name", "", "127.0.0.1 localhost"},
        {"value,valid_from\na.example,13/02/2024\n", "list-date", "", "13/02/2024"},
        {"value,confidence\na.example,often\n", "list-confidence", "", "often"},
        {"value,tlp\na.example,pink\n", "list-marking", "", "pink"},
        {"\xFF\xFE\x61", "file-utf16", "", ""},
        {"{\"type\":\"bundle\",\"objects\":[{\"a\"", "json-cut", "objects[0], byte 32", ""},
    };
    struct doors *doors = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refused(doors, cases[i].text, cases[i].code, cases[i].place, cases[i].value);
    expect_refused(doors, "{\"type\":\"x\"}\n{\"b\":", "json-cut", "byte 5", "");
    expect_refused(doors, "{\"type\":\"x\"}\noops", "json-shape", "byte 0", "");
}

static void what_has_no_code_has_none(void **state) {
    (void)state;
    static const char *const unknown[] = {
        "",
        ": ",
        "%",
        "something new",
        "id: something new",
        "expected",
        "a type ha",
        "byte 7: something new",
        "not an object but",
        "nested deeper than",
    };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_null(refusal_read(str_of(unknown[i])).code);
    expect_words(STR("gzip: damaged"), "packed-damaged", "", "gzip");
    expect_words(STR("a.b[2]: more than 7 values"), "json-values", "a.b[2]", "7");
    expect_words(STR("not a domain, address, URL, hash or mail address: \"a: \"b\"\""),
                 "list-value", "", "a: \"b\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(each_refusal_of_an_object_has_a_code),
        T(each_refusal_of_a_list_and_of_a_file_has_a_code),
        T(what_has_no_code_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
