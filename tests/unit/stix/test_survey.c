// Each finding at its place in the text, in whatever form and pieces the text comes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stix/survey.h"

#define ID "tool--11111111-1111-4111-8111-11111111111"
#define WHEN "\"2020-01-01T00:00:00.000Z\""
#define HEAD(id)                                                                                   \
    "\"spec_version\": \"2.1\", \"type\": \"tool\", \"id\": \"" ID id                             \
    "\", \"created\": " WHEN ", \"modified\": " WHEN ", "
#define GOOD(id) "{" HEAD(id) "\"lang\": \"en\", \"name\": \"x\"}"

struct heard {
    struct str text;
    char said[4096];
    size_t size;
};

// "INDEX PATH RULE|what stands at the place", a line a finding.
static void on_told(void *context, const struct survey_told *told) {
    struct heard *heard = context;
    for (size_t i = 0; i < told->report->count; i++) {
        const struct finding *finding = &told->report->findings[i];
        struct survey_place at = survey_place(told, finding);
        if (conform_rule_severity(finding->rule) != CONFORM_MUST) continue;
        assert_true(at.byte + at.size <= heard->text.size);
        struct str shown = str_cut(heard->text, at.byte, at.byte + (at.size ? at.size : 4));
        heard->size += (size_t)snprintf(
            heard->said + heard->size, sizeof heard->said - heard->size, "%lld %.*s %s|%.*s\n",
            (long long)told->index, STR_ARG(finding->path), conform_rule_name(finding->rule),
            STR_ARG(str_cut(shown, 0, shown.size < 30 ? shown.size : 4)));
    }
}

static enum status survey_text(struct heard *heard, const char *text, size_t piece,
                               struct fault *fault) {
    struct survey *survey =
        survey_open(&(struct survey_options){.seed = 1}, (struct survey_sink){on_told, heard});
    *heard = (struct heard){.text = str_of(text)};
    struct str rest = heard->text;
    enum status status = OK;
    for (bool is_end = false; status == OK && !is_end;) {
        size_t capacity;
        char *room = survey_room(survey, &capacity);
        size_t size = rest.size < piece ? rest.size : piece;
        if (size > 0) memcpy(room, rest.data, size);
        rest = str_cut(rest, size, rest.size);
        status = survey_grow(survey, size, fault);
        is_end = size == 0;
    }
    if (status != OK) heard->size = survey_damage(survey);
    survey_close(&survey);
    return status;
}

static void holds(const char *text, const char *said) {
    for (size_t piece = 1; piece < 2000; piece *= 7) {
        struct heard heard;
        struct fault fault = {""};
        if (survey_text(&heard, text, piece, &fault) != OK) fail_msg("%s: %s", text, fault.text);
        assert_string_equal(heard.said, said);
    }
}

static void a_finding_stands_where_its_value_begins(void **state) {
    (void)state;
    holds("{" HEAD("1") "\"name\": 7, \"labels\":\n [\"a\", {\"b\": 1}]}",
          "0 name string|7\n"
          "0 labels[1] string|{\"b\": 1}\n");
    holds("  {" HEAD("1") "\"x_y\": 1}\n", "0  required|{\"sp\n");
}

static void objects_of_a_bundle_and_the_bundle_have_their_places(void **state) {
    (void)state;
    holds(" { \"type\": \"bundle\",\n \"objects\": [" GOOD("1") ",\n " GOOD("2") ", {" HEAD("3")
          "\"name\": null}, 7],  \"id\": \"bundle--no\" , \"spec_version\": 2 } ",
          "2 name no-null|null\n"
          "3  object|7\n"
          "-1 id identifier|\"bundle--no\"\n"
          "-1 spec_version not-applicable|2\n");
    holds("{\"type\": \"bundle\", \"objects\": [" GOOD("1") "]}", "-1  required|{\"ty\n");
    holds("{\"objects\": [" GOOD("1") "], \"type\": \"bundle\", \"id\": 8, \"type\": 1}",
          "-1  json|1}\n");
}

static void what_is_no_json_is_told_at_its_byte_and_the_rest_is_checked(void **state) {
    (void)state;
    holds("[" GOOD("1") ", {\"type\": tru}, {" HEAD("2") "\"name\": 1}]",
          "1  json|tru}\n"
          "2 name string|1\n");
    holds(GOOD("1") "\n{\"type\": \"tool\"\n{" HEAD("2") "\"name\": 1}\n",
          "1  json|\n{\"s\n"
          "2 name string|1\n");
}

static void damage_ends_it_with_its_place(void **state) {
    (void)state;
    struct heard heard;
    struct fault fault;
    const char *text = "{\"type\": \"bundle\", \"objects\": [" GOOD("1") " " GOOD("2") "]}";
    assert_int_equal(survey_text(&heard, text, 100, &fault), MALFORMED);
    assert_int_equal(heard.size, strstr(text, "} {") + 2 - text);
    assert_int_equal(survey_text(&heard, "", 100, &fault), MALFORMED);
    assert_int_equal(survey_text(&heard, "one.example\n", 100, &fault), MALFORMED);
}

static void a_place_that_is_too_long_to_tell_is_that_of_what_holds_it(void **state) {
    (void)state;
    size_t size = CONFORM_PATH_BYTES_MAX;
    char *text = memory_take(size + 1000);
    int at = sprintf(text, "{" HEAD("1") "\"name\": \"x\", \"x_a\": {\"");
    memset(text + at, 'k', size);
    sprintf(text + at + size, "\": [null, null]}}");
    struct heard heard;
    struct fault fault;
    assert_int_equal(survey_text(&heard, text, 5000, &fault), OK);
    assert_non_null(strstr(heard.said, "0 x_a no-null|{\"kk\n0 x_a no-null|{\"kk\n"));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_stands_where_its_value_begins),
        cmocka_unit_test(objects_of_a_bundle_and_the_bundle_have_their_places),
        cmocka_unit_test(what_is_no_json_is_told_at_its_byte_and_the_rest_is_checked),
        cmocka_unit_test(damage_ends_it_with_its_place),
        cmocka_unit_test(a_place_that_is_too_long_to_tell_is_that_of_what_holds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
