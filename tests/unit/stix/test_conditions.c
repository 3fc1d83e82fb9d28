// For whom an object is beyond its label, as it stands in the object and as one text.
#include "stix/conditions.h"

#include "reading.h"

#define ONE "identity--11111111-1111-4111-8111-000000000001"
#define TWO "identity--11111111-1111-4111-8111-000000000002"

static struct fault fault;

static struct json read_json(const char *text) {
    struct json json;
    assert_int_equal(json_read(&json, reader, str_of(text), &JSON_LIMITS, &arena, &fault), OK);
    return json;
}

static enum status read_it(struct conditions *out, const char *text) {
    struct json json = read_json(text);
    return conditions_read(out, json, &arena, &fault);
}

static void what_means_the_same_is_one_text(void **state) {
    (void)state;
    struct conditions a, b;
    assert_int_equal(read_it(&a, "{\"only\":{\"sectors\":[\"state\",\"private\",\"state\"],"
                                 "\"countries\":[\"jp\"]},\"embargo_until\":"
                                 "\"2030-01-01T00:00:00Z\",\"embargo_except_refs\":[\"" TWO
                                 "\",\"" ONE "\"]}"),
                     OK);
    assert_int_equal(read_it(&b, "{\"extension_type\":\"property-extension\","
                                 "\"embargo_except_refs\":[\"" ONE "\",\"" TWO "\"],"
                                 "\"embargo_until\":\"2031-01-01T00:00:00Z\",\"only\":"
                                 "{\"countries\":[\"JP\"],\"sectors\":[\"private\",\"state\"]}}"),
                     OK);
    assert_true(str_equal(conditions_write(&a, &arena), conditions_write(&b, &arena)));
    assert_int_not_equal(a.embargo, b.embargo);
}

static void what_was_written_is_read_as_the_same(void **state) {
    (void)state;
    struct conditions a, b;
    assert_int_equal(read_it(&a, "{\"sharing_group_ref\":\"" ONE "\",\"never\":{\"countries\":"
                                 "[\"DE\"]},\"embargo_until\":\"2030-01-01T00:00:00Z\"}"),
                     OK);
    struct str text = conditions_write(&a, &arena);
    assert_int_equal(read_it(&b, text.data), OK);
    assert_true(str_equal(text, conditions_write(&b, &arena)));
    assert_true(b.has_group && b.never.country_count == 1 && b.embargo > a.embargo);
}

static void nothing_said_is_no_text(void **state) {
    (void)state;
    struct conditions none;
    assert_int_equal(conditions_of(&none, read_json("{\"type\":\"x\"}"), &arena, &fault), OK);
    assert_false(conditions_any(&none));
    assert_null(conditions_write(&none, &arena).data);
    assert_int_equal(read_it(&none, "{\"extension_type\":\"property-extension\"}"), OK);
    assert_null(conditions_write(&none, &arena).data);
}

// One past the limit, and of each shape one that is wrong.
static void what_cannot_be_understood_is_refused(void **state) {
    static const char *const WRONG[] = {
        "[]",
        "{\"until\":\"2030-01-01T00:00:00Z\"}",
        "{\"extension_type\":\"toplevel-property-extension\"}",
        "{\"embargo_until\":5}",
        "{\"embargo_except_refs\":[\"" ONE "\"]}",
        "{\"sharing_group_ref\":\"x\"}",
        "{\"only\":{}}",
        "{\"only\":{\"regions\":[\"asia\"]}}",
        "{\"only\":{\"sectors\":[]}}",
        "{\"only\":{\"sectors\":[\"a b\"]}}",
        "{\"only\":{\"sectors\":\"state\"}}",
        "{\"never\":{\"countries\":[\"1A\"]}}",
        "{\"never\":{\"countries\":[\"@[\"]}}",
    };
    (void)state;
    struct conditions out;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        if (read_it(&out, WRONG[i]) != MALFORMED) fail_msg("%s", WRONG[i]);
}

static void a_list_has_a_limit(void **state) {
    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        struct buf buf;
        struct conditions out;
        buf_init(&buf, SIZE_MAX);
        buf_add(&buf, STR("{\"only\":{\"sectors\":["));
        for (int i = 0; i < CONDITIONS_LIST_MAX + extra; i++)
            buf_addf(&buf, "%s\"s%d\"", i ? "," : "", i);
        buf_add(&buf, STR("]}}"));
        buf_add_byte(&buf, 0);
        assert_int_equal(read_it(&out, buf.data), extra ? LIMIT : OK);
        buf_close(&buf);
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        T(what_means_the_same_is_one_text),
        T(what_was_written_is_read_as_the_same),
        T(nothing_said_is_no_text),
        T(what_cannot_be_understood_is_refused),
        T(a_list_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
