// Every example of STIX 2.1, chapter 9 (tests/vector/stix-pattern.json).
#include "pattern_help.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

static struct json examples(void) {
    char path[4096];
    struct json root;
    const char *folder = getenv("RENKEI_VECTORS");
    assert_non_null(folder);
    snprintf(path, sizeof path, "%s/stix-pattern.json", folder);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t capacity = 1 << 20;
    char *text = arena_take(&arena, capacity);
    size_t size = fread(text, 1, capacity, file);
    fclose(file);
    assert_true(size > 0 && size < capacity);
    struct json_reader *reader = json_reader_open();
    assert_int_equal(json_read(&root, reader, (struct str){text, size}, &JSON_LIMITS, &arena, NULL),
                     OK);
    json_reader_close(&reader);
    return json_member(root, STR("examples"));
}

// The example where it stands in a pattern.
static struct str whole(struct json example) {
    struct str text = json_text(json_member(example, STR("text")));
    struct str as = json_text(json_member(example, STR("as")));
    const char *before = "", *after = "";
    if (str_equal(as, STR("comparison"))) before = "[", after = "]";
    if (str_equal(as, STR("path"))) before = "[EXISTS ", after = "]";
    if (str_equal(as, STR("constant"))) before = "[a:b = ", after = "]";
    return arena_format(&arena, "%s%.*s%s", before, STR_ARG(text), after);
}

static void every_example_of_the_standard_is_read_or_is_a_shape(void **state) {
    size_t count = 0;
    (void)state;
    struct json list = examples();
    for (struct json one = json_first(list); one.node; one = json_next(one), count++) {
        struct str sentence = json_text(json_member(one, STR("fault")));
        if (sentence.data)
            refused(whole(one).data, arena_text(&arena, sentence));
        else
            read_with(whole(one), (struct pattern_options){0});
    }
    assert_true(count > 70);
}

static void every_example_is_the_same_tree_when_it_is_printed_and_read_again(void **state) {
    (void)state;
    struct json list = examples();
    for (struct json one = json_first(list); one.node; one = json_next(one)) {
        if (json_text(json_member(one, STR("fault"))).data) continue;
        struct pattern *first = read_with(whole(one), (struct pattern_options){0});
        struct pattern *again = read_with(printed(first), (struct pattern_options){0});
        assert_int_equal(pattern_compare(first, again), 0);
        struct pattern *normal = pattern_normal(first, &arena);
        assert_int_equal(pattern_compare(normal, pattern_normal(normal, &arena)), 0);
        assert_int_equal(
            pattern_compare(normal, read_with(printed(normal), (struct pattern_options){0})), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_of_the_standard_is_read_or_is_a_shape),
        cmocka_unit_test(every_example_is_the_same_tree_when_it_is_printed_and_read_again),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
