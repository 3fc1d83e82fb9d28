// What was seen, as patterns meet it: STIX 2.1, 4.14 and 9.7.4.
#include "evaluate_help.h"

#define HEAD                                                                                       \
    "{\"type\":\"observed-data\",\"id\":\"observed-data--1\",\"first_observed\":"                  \
    "\"2020-01-01T00:00:01Z\",\"last_observed\":\"2020-01-01T00:00:02.5Z\""
#define ONE ",\"objects\":{\"0\":{\"type\":\"file\",\"name\":\"a\"}}}"

static bool find(struct json *out, void *context, struct str id) {
    (*(size_t *)context)++;
    char text[128];
    snprintf(text, sizeof text, "{\"type\":\"%.*s\",\"id\":\"%.*s\"}", (int)str_find(id, STR("--")),
             id.data, STR_ARG(id));
    if (str_ends(id, STR("missing"))) return false;
    *out = json_of(text);
    return true;
}

static void its_times_and_number_are_read(void **state) {
    struct observation o;
    (void)state;
    assert_int_equal(
        observation_read(&o, json_of(HEAD ",\"number_observed\":7" ONE), NULL, &arena, NULL), OK);
    assert_str(o.id, "observed-data--1");
    assert_int_equal(o.number, 7);
    assert_int_equal(o.last - o.first, 1500000);
    assert_int_equal(o.object_count, 1);
    assert_str(o.objects[0].type, "file");
    assert_str(o.objects[0].key, "0");
    assert_int_equal(observation_read(&o, json_of(HEAD ONE), NULL, &arena, NULL), OK);
    assert_int_equal(o.number, 1);
}

static void what_is_no_observation_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        {"{\"type\":\"file\"}", "type: not observed-data"},
        {"{\"type\":\"observed-data\"}", "first_observed: a timestamp is expected, not nothing"},
        {HEAD ",\"number_observed\":0" ONE,
         "number_observed: not a whole number from 1 to 999999999"},
        {HEAD ",\"number_observed\":1000000000" ONE,
         "number_observed: not a whole number from 1 to 999999999"},
        {HEAD ",\"number_observed\":1.5" ONE,
         "number_observed: not a whole number from 1 to 999999999"},
        {HEAD "}", "neither objects nor object_refs"},
        {HEAD ",\"objects\":[]}",
         "objects: an object that holds objects is expected, not an array"},
        {HEAD ",\"objects\":{}}",
         "objects: an object that holds objects is expected, not an object"},
        {HEAD ",\"object_refs\":[]}", "object_refs: a list of ids is expected, not an array"},
        {"{\"type\":\"observed-data\",\"first_observed\":\"2020-01-01T00:00:01Z\","
         "\"last_observed\":\"2020-01-01T00:00:00Z\"}",
         "last_observed: before first_observed"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct observation o;
        struct fault fault = {""};
        assert_int_equal(observation_read(&o, json_of(cases[i].text), NULL, &arena, &fault),
                         MALFORMED);
        assert_string_equal(fault.text, cases[i].sentence);
    }
}

static void objects_that_are_named_are_fetched_once_and_no_others_are_found_9_7_4(void **state) {
    (void)state;
    struct observation o;
    size_t asked = 0;
    struct observation_source source = {find, &asked};
    const char *text =
        HEAD ",\"object_refs\":[\"file--1\",\"file--missing\",\"file--1\",\"url--2\","
             "\"relationship--3\",5]}";
    assert_int_equal(observation_read(&o, json_of(text), &source, &arena, NULL), OK);
    assert_int_equal(o.object_count, 2);
    assert_int_equal(asked, 4);
    assert_non_null(observation_find(&o, STR("url--2")));
    assert_null(observation_find(&o, STR("file--missing")));
    assert_null(observation_find(&o, STR("file--9")));
    assert_null(observation_find(&o, STR("relationship--3")));
}

static void many_objects_are_found_by_their_keys(void **state) {
    (void)state;
    struct observation o;
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    buf_add(&buf, STR(HEAD ",\"objects\":{"));
    for (int i = 0; i < 5000; i++)
        buf_addf(&buf, "%s\"k%d\":{\"type\":\"file\",\"size\":%d}", i ? "," : "", i, i);
    buf_add(&buf, STR("}}"));
    struct json json = json_of(arena_text(&arena, buf_str(&buf)));
    assert_int_equal(observation_read(&o, json, NULL, &arena, NULL), OK);
    for (int64_t i = 0, size; i < 5000; i++) {
        const struct observation_object *object =
            observation_find(&o, arena_format(&arena, "k%d", (int)i));
        assert_non_null(object);
        assert_true(json_i64(&size, json_member(object->json, STR("size"))) && size == i);
    }
    assert_null(observation_find(&o, STR("k5000")));
    buf_close(&buf);
}

static enum status put(struct shelf *shelf, const char *text, struct fault *fault) {
    return shelf_add(shelf, json_of(text), fault);
}

static void a_shelf_joins_what_comes_in_any_order(void **state) {
    (void)state;
    struct observation o;
    struct shelf *shelf = shelf_open(0);
    assert_int_equal(put(shelf, HEAD ",\"object_refs\":[\"file--1\"]}", NULL), OK);
    assert_int_equal(put(shelf, "{\"type\":\"file\",\"id\":\"file--1\",\"name\":\"a\"}", NULL), OK);
    assert_int_equal(put(shelf, "{\"type\":\"file\",\"id\":\"file--2\",\"name\":\"b\"}", NULL), OK);
    assert_int_equal(put(shelf, "{\"type\":\"indicator\",\"id\":\"indicator--2\"}", NULL), ABSENT);
    assert_int_equal(put(shelf, "{\"id\":\"x\"}", NULL), MALFORMED);
    assert_int_equal(shelf_count(shelf), 1);
    assert_int_equal(shelf_read(&o, shelf, 0, &arena, NULL), OK);
    assert_int_equal(o.object_count, 1);
    assert_str(json_text(json_member(o.objects[0].json, STR("name"))), "a");
    shelf_close(&shelf);
}

static void of_versions_the_newest_counts_and_none_when_it_is_revoked_3_6(void **state) {
    (void)state;
    struct observation o;
    struct shelf *shelf = shelf_open(0);
#define VERSION(second, more) HEAD ",\"modified\":\"2020-02-01T00:00:0" second "Z\"" more ONE
    assert_int_equal(put(shelf, VERSION("1", ",\"number_observed\":1"), NULL), OK);
    assert_int_equal(put(shelf, VERSION("3", ",\"number_observed\":3"), NULL), OK);
    assert_int_equal(put(shelf, VERSION("2", ",\"number_observed\":2"), NULL), OK);
    assert_int_equal(shelf_count(shelf), 1);
    assert_int_equal(shelf_read(&o, shelf, 0, &arena, NULL), OK);
    assert_int_equal(o.number, 3);
    assert_int_equal(put(shelf, VERSION("4", ",\"revoked\":true"), NULL), OK);
    assert_int_equal(shelf_read(&o, shelf, 0, &arena, NULL), ABSENT);
    shelf_close(&shelf);
}

static void one_byte_past_its_limit_a_shelf_takes_nothing(void **state) {
    (void)state;
    const char *file = "{\"type\":\"file\",\"id\":\"file--1\"}";
    struct fault fault = {""};
    struct shelf *shelf = shelf_open(strlen(file));
    assert_int_equal(put(shelf, file, &fault), OK);
    shelf_close(&shelf);
    shelf = shelf_open(strlen(file) - 1);
    assert_int_equal(put(shelf, file, &fault), LIMIT);
    assert_string_equal(fault.text, "more than 0 MiB of observations");
    shelf_close(&shelf);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(its_times_and_number_are_read),
        TEST(what_is_no_observation_is_refused_with_its_place),
        TEST(objects_that_are_named_are_fetched_once_and_no_others_are_found_9_7_4),
        TEST(many_objects_are_found_by_their_keys),
        TEST(a_shelf_joins_what_comes_in_any_order),
        TEST(of_versions_the_newest_counts_and_none_when_it_is_revoked_3_6),
        TEST(one_byte_past_its_limit_a_shelf_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
