#include <math.h>

#include "base/json.h"
#include "check.h"

static void json_writer_puts_the_commas(void **state) {
    (void)state;
    struct buf buf;
    struct json_writer w;
    buf_init(&buf, 4096);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "type", STR("bundle"));
    json_key_array(&w, "objects");
    json_open_object(&w);
    json_close_object(&w);
    json_put_i64(&w, -5);
    json_put_null(&w);
    json_open_array(&w);
    json_close_array(&w);
    json_put_bool(&w, true);
    json_put_raw(&w, STR("{\"x\":1}"));
    json_close_array(&w);
    json_key_object(&w, "more");
    json_key_i64(&w, "i", INT64_MIN);
    json_key_bool(&w, "b", false);
    json_key_stamp(&w, "s", 0);
    json_key_raw(&w, "r", STR("[1,2]"));
    json_put_key(&w, STR("d"));
    json_put_double(&w, 0.1);
    json_close_object(&w);
    json_close_object(&w);
    assert_int_equal(buf.status, OK);
    assert_str(buf_str(&buf),
               "{\"type\":\"bundle\",\"objects\":[{},-5,null,[],true,{\"x\":1}],\"more\":{"
               "\"i\":-9223372036854775808,\"b\":false,\"s\":\"1970-01-01T00:00:00.000000Z\","
               "\"r\":[1,2],\"d\":0.1}}");
    buf_close(&buf);
}

static void json_writer_goes_63_levels_deep(void **state) {
    (void)state;
    struct buf buf;
    struct json_writer w;
    buf_init(&buf, 4096);
    json_begin(&w, &buf);
    for (int i = 0; i < 63; i++) json_open_array(&w);
    json_put_i64(&w, 1);
    json_put_i64(&w, 2);
    for (int i = 0; i < 63; i++) json_close_array(&w);
    assert_int_equal(buf.size, 63 * 2 + 3);
    assert_true(str_find(buf_str(&buf), STR("[1,2]")) != SIZE_MAX);
    buf_close(&buf);
}

static void json_writer_escapes_what_must_be_and_mends_utf8(void **state) {
    (void)state;
    static const struct {
        struct str text;
        const char *json;
    } cases[] = {
        {{"", 0}, "\"\""},
        {{NULL, 0}, "\"\""},
        {{"a\"b\\c/", 6}, "\"a\\\"b\\\\c/\""},
        {{"\b\t\n\f\r", 5}, "\"\\b\\t\\n\\f\\r\""},
        {{"\0\x01\x1f\x7f", 4}, "\"\\u0000\\u0001\\u001f\x7f\""},
        {{"\xc3\xa9\xf0\x9f\x98\x80", 6}, "\"\xc3\xa9\xf0\x9f\x98\x80\""},
        {{"a\xff" "b\xe2\x82", 5}, "\"a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\""},
        {{"\xef\xbf\xbd", 3}, "\"\xef\xbf\xbd\""},
        {{"\xed\xa0\x80", 3}, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf buf;
        struct json_writer w;
        buf_init(&buf, 100);
        json_begin(&w, &buf);
        json_put_text(&w, cases[i].text);
        assert_str(buf_str(&buf), cases[i].json);
        buf_close(&buf);
    }
}

static void json_writer_has_no_number_for_infinity(void **state) {
    (void)state;
    struct buf buf;
    struct json_writer w;
    buf_init(&buf, 100);
    json_begin(&w, &buf);
    json_open_array(&w);
    json_put_double(&w, (double)INFINITY);
    json_put_double(&w, (double)NAN);
    json_put_double(&w, -0.0);
    json_close_array(&w);
    assert_str(buf_str(&buf), "[null,null,0]");
    buf_close(&buf);
}

static void json_writer_reports_the_limit_at_the_end(void **state) {
    (void)state;
    struct buf buf;
    struct json_writer w;
    buf_init(&buf, 10);
    json_begin(&w, &buf);
    json_open_array(&w);
    for (int i = 0; i < 100; i++) json_put_text(&w, STR("x"));
    json_close_array(&w);
    assert_int_equal(buf.status, LIMIT);
    assert_true(buf.size <= 10);
    buf_close(&buf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_writer_puts_the_commas),
        cmocka_unit_test(json_writer_goes_63_levels_deep),
        cmocka_unit_test(json_writer_escapes_what_must_be_and_mends_utf8),
        cmocka_unit_test(json_writer_has_no_number_for_infinity),
        cmocka_unit_test(json_writer_reports_the_limit_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
