// The examples of STIX 2.1, 9.6.1, 9.6.4 and 9.8, on observations that match and that do not.
#include <stdlib.h>

#include "evaluate_help.h"

static struct json vector_of(const char *name, const char *member) {
    char path[4096];
    const char *folder = getenv("RENKEI_VECTORS");
    assert_non_null(folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t capacity = 1 << 20;
    char *text = arena_take(&arena, capacity);
    size_t size = fread(text, 1, capacity - 1, file);
    fclose(file);
    text[size] = '\0';
    return json_member(json_of(text), str_of(member));
}

static void on(struct json one, struct json observed, enum evaluate_answer expected) {
    struct evaluate_result result;
    struct str pattern = json_text(json_member(one, STR("pattern")));
    struct evaluator *evaluator = evaluator_of(arena_text(&arena, pattern));
    struct evaluation *evaluation = evaluation_open(evaluator);
    for (struct json each = json_first(observed); each.node; each = json_next(each)) {
        struct observation observation;
        struct fault fault = {""};
        if (observation_read(&observation, each, NULL, &arena, &fault) != OK)
            fail_msg("%.*s: %s", STR_ARG(json_source(each)), fault.text);
        evaluation_add(evaluation, &observation);
    }
    evaluation_end(&result, evaluation, &arena);
    evaluation_close(&evaluation);
    evaluator_close(&evaluator);
    if (result.answer != expected)
        fail_msg("%.*s\non %.*s\nis %s, and should be %s", STR_ARG(pattern),
                 STR_ARG(json_source(observed)), evaluate_answer_name(result.answer),
                 evaluate_answer_name(expected));
}

static void every_example_matches_what_it_is_for_and_nothing_beside_it(void **state) {
    (void)state;
    size_t count = 0;
    struct json cases = vector_of("stix-evaluate.json", "cases");
    for (struct json one = json_first(cases); one.node; one = json_next(one), count++) {
        struct json yes = json_member(one, STR("yes")), no = json_member(one, STR("no"));
        for (struct json each = json_first(yes); each.node; each = json_next(each))
            on(one, each, EVALUATE_YES);
        for (struct json each = json_first(no); each.node; each = json_next(each))
            on(one, each, EVALUATE_NO);
        assert_true(json_count(no) > 0);
    }
    assert_true(count > 30);
}

static bool is_in(struct json cases, struct json example) {
    struct str text = json_text(json_member(example, STR("text")));
    struct str as = json_text(json_member(example, STR("as")));
    if (str_equal(as, STR("comparison"))) text = arena_format(&arena, "[%.*s]", STR_ARG(text));
    for (struct json one = json_first(cases); one.node; one = json_next(one))
        if (str_equal(json_text(json_member(one, STR("pattern"))), text)) return true;
    return false;
}

static void no_example_of_these_sections_is_left_out(void **state) {
    (void)state;
    size_t count = 0;
    struct json cases = vector_of("stix-evaluate.json", "cases");
    struct json examples = vector_of("stix-pattern.json", "examples");
    for (struct json one = json_first(examples); one.node; one = json_next(one)) {
        struct str section = json_text(json_member(one, STR("section")));
        struct str as = json_text(json_member(one, STR("as")));
        bool is_whole = str_equal(as, STR("pattern")) || str_equal(as, STR("comparison"));
        bool is_here = str_equal(section, STR("9.8")) || str_equal(section, STR("9.6.1")) ||
                       str_equal(section, STR("9.6.4"));
        if (!is_whole || !is_here || json_member(one, STR("fault")).node) continue;
        count++;
        if (!is_in(cases, one)) fail_msg("%.*s is not tried", STR_ARG(json_source(one)));
    }
    assert_true(count > 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_example_matches_what_it_is_for_and_nothing_beside_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_example_of_these_sections_is_left_out, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
