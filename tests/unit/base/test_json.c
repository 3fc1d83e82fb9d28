#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

struct bench {
    struct arena arena;
    struct json_reader *reader;
    struct fault fault;
};

static int bench_up(void **state) {
    static struct bench bench;
    arena_init(&bench.arena);
    bench.reader = json_reader_open();
    *state = &bench;
    return 0;
}

static int bench_down(void **state) {
    struct bench *b = *state;
    json_reader_close(&b->reader);
    assert_null(b->reader);
    json_reader_close(&b->reader);
    arena_close(&b->arena);
    return 0;
}

static enum status try_read(struct bench *b, struct json *out, struct str text) {
    b->fault.text[0] = '\0';
    return json_read(out, b->reader, text, &JSON_LIMITS, &b->arena, &b->fault);
}

static struct json read_ok(struct bench *b, const char *text) {
    struct json value = {NULL};
    if (try_read(b, &value, str_of(text)) != OK) fail_msg("%s: %s", text, b->fault.text);
    return value;
}

// Handed over in memory of exactly its size, so that reading past it is seen by ASan.
static void read_bad(struct bench *b, struct str text, const char *sentence) {
    struct json value = {NULL};
    char *copy = memory_take(text.size);
    if (text.size) memcpy(copy, text.data, text.size);
    enum status status = try_read(b, &value, (struct str){copy, text.size});
    free(copy);
    if (status != MALFORMED) fail_msg("took %.*s", STR_ARG(text));
    assert_null(value.node);
    if (sentence) assert_string_equal(b->fault.text, sentence);
    assert_true(strncmp(b->fault.text, "byte ", 5) == 0);
}

static void json_reads_every_kind(void **state) {
    struct json root = read_ok(
        *state, " {\"a\": [1, -2.5e+3, true, false, null, \"x\"], \"b\": {}} ");
    assert_int_equal(json_kind(root), JSON_OBJECT);
    assert_int_equal(json_count(root), 2);
    struct json a = json_member(root, STR("a"));
    const enum json_kind kinds[] = {JSON_NUMBER, JSON_NUMBER, JSON_TRUE,
                                    JSON_FALSE,  JSON_NULL,   JSON_STRING};
    size_t count = 0;
    for (struct json item = json_first(a); item.node; item = json_next(item))
        assert_int_equal(json_kind(item), kinds[count++]);
    assert_int_equal(count, 6);
    assert_int_equal(json_count(a), 6);
    assert_str(json_number(json_item(a, 1)), "-2.5e+3");
    assert_str(json_text(json_item(a, 5)), "x");
    assert_true(json_true(json_item(a, 2)));
    assert_str(json_key(json_next(json_first(root))), "b");
    assert_int_equal(json_kind(read_ok(*state, "null")), JSON_NULL);
    assert_int_equal(json_kind(read_ok(*state, "[]")), JSON_ARRAY);
}

static void json_sources_are_the_bytes_of_the_value(void **state) {
    struct json root = read_ok(*state, " { \"k\" : [ 1 , {\"s\": \"a\\nb\" } ] , \"n\" : 1.50 } ");
    assert_str(json_source(root), "{ \"k\" : [ 1 , {\"s\": \"a\\nb\" } ] , \"n\" : 1.50 }");
    struct json k = json_member(root, STR("k"));
    assert_str(json_source(k), "[ 1 , {\"s\": \"a\\nb\" } ]");
    assert_str(json_source(json_item(k, 1)), "{\"s\": \"a\\nb\" }");
    assert_str(json_source(json_member(json_item(k, 1), STR("s"))), "\"a\\nb\"");
    assert_str(json_source(json_member(root, STR("n"))), "1.50");
    assert_str(json_source(json_item(read_ok(*state, "[ true , {} ]"), 0)), "true");
    assert_str(json_source(json_item(read_ok(*state, "[ true , {} ]"), 1)), "{}");
}

static void json_answers_absent_about_absent_values(void **state) {
    struct json root = read_ok(*state, "{\"a\":1}");
    struct json none = json_member(json_item(json_member(root, STR("x")), 3), STR("y"));
    int64_t number = 7;
    double real = 7;
    assert_int_equal(json_kind(none), JSON_ABSENT);
    assert_null(json_text(none).data);
    assert_null(json_number(none).data);
    assert_null(json_source(none).data);
    assert_null(json_key(none).data);
    assert_null(json_first(none).node);
    assert_null(json_next(none).node);
    assert_int_equal(json_count(none), 0);
    assert_false(json_true(none));
    assert_false(json_i64(&number, none) || json_double(&real, none));
    assert_null(json_member(json_member(root, STR("a")), STR("b")).node);
    assert_null(json_item(root, 0).node);
    assert_null(json_item(read_ok(*state, "[1]"), 1).node);
    assert_null(json_text(json_member(root, STR("a"))).data);
    for (int i = JSON_ABSENT; i <= JSON_OBJECT; i++)
        assert_non_null(json_kind_name((enum json_kind)i));
}

static void json_unescapes_strings(void **state) {
    assert_str(json_text(read_ok(*state, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")), "\"\\/\b\f\n\r\t");
    assert_str(json_text(read_ok(*state, "\"\\u0041\\u00e9\\u9023\\uD83D\\ude00!\"")),
               "A\xc3\xa9\xe9\x80\xa3\xf0\x9f\x98\x80!");
    struct str zero = json_text(read_ok(*state, "\"a\\u0000b\""));
    assert_int_equal(zero.size, 3);
    assert_memory_equal(zero.data, "a\0b", 3);
    struct str empty = json_text(read_ok(*state, "\"\""));
    assert_int_equal(empty.size, 0);
    assert_non_null(empty.data);
    assert_non_null(json_member(read_ok(*state, "{\"\\u0061\":1}"), STR("a")).node);
}

static void json_refuses_bad_strings(void **state) {
    read_bad(*state, STR("\"\\ud800\""), NULL);
    read_bad(*state, STR("\"\\ud800\\n\""), NULL);
    read_bad(*state, STR("\"\\ud800\\ud800\""), NULL);
    read_bad(*state, STR("\"\\udc00\""), NULL);
    read_bad(*state, STR("\"\\ud83d\\u\""), NULL);
    read_bad(*state, STR("\"\\u12g4\""), NULL);
    read_bad(*state, STR("\"\\u123\""), NULL);
    read_bad(*state, STR("\"\\x\""), "byte 1: not an escape");
    read_bad(*state, STR("\"\\"), NULL);
    read_bad(*state, STR("\"abc\\\""), "byte 0: a string without an end");
    read_bad(*state, STR("[1, \"abc"), "byte 4: a string without an end");
    read_bad(*state, STR("\"a\nb\""), "byte 2: a control character in a string");
    read_bad(*state, STR("\"a\0b\""), "byte 2: a control character in a string");
    read_bad(*state, STR("[\"\xff\"]"), "byte 2: not UTF-8");
    read_bad(*state, STR("[\"\xed\xa0\x80\"]"), "byte 2: not UTF-8");
    read_bad(*state, STR("\xff"), "byte 0: not UTF-8");
    read_bad(*state, STR("'a'"), NULL);
}

static void json_refuses_what_rfc_8259_does_not_allow(void **state) {
    const char *const texts[] = {
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",
        "{\"a\":1,}", "{,}", "{1:2}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "[1}", "1 2",
        "[]]", "{}}", "[][]", "tru", "truex", "True", "nul", "nulll", "false1", "NaN", "Infinity",
        "undefined", "/* */1", "1//x", "\"a\"b", "\"a\"\"b\"", "123\"a\"", "[1\"a\"]", ",", ":",
        "\xef\xbb\xbf[]", "[\"a\":1]", "{\"a\":1:2}", "a", "\\", "[\\\"a\"]", "{\"a\",1}", "[\f1]",
        "[true\"a\"]", "{\"a\"\"b\":1}", "{\"a\":1,2}",
    };
    for (size_t i = 0; i < COUNT(texts); i++) read_bad(*state, str_of(texts[i]), NULL);
    read_bad(*state, STR("[1]\0"), NULL);
    read_bad(*state, STR("[1\0]"), NULL);
    read_bad(*state, STR_NONE, "byte 0: there is no value");
    read_bad(*state, STR("[1] x"), "byte 4: something after the end");
    read_bad(*state, STR("{\"a\":1,"), "byte 7: the text ends where a key should be");
    read_bad(*state, STR("[1 2]"), "byte 3: expected ',' or ']'");
}

static void json_refuses_bad_numbers(void **state) {
    const char *const texts[] = {"-", "+1", "01", "-01", "1.", ".5", "-.5", "1e", "1e+", "1.e5",
                                 "0x1", "1_0", "1,5", "--1", "1-", "1e5.5", "00", "1a", "1.2.3"};
    for (size_t i = 0; i < COUNT(texts); i++) read_bad(*state, str_of(texts[i]), NULL);
    read_bad(*state, STR("1e999"), "byte 0: a number too large for a double");
    read_bad(*state, STR("[-1e309]"), "byte 1: a number too large for a double");
    read_bad(*state, STR("1.7976931348623159e308"), NULL);
    char digits[400];
    memset(digits, '9', sizeof digits);
    read_bad(*state, (struct str){digits, sizeof digits}, NULL);
    read_bad(*state, (struct str){digits, 310}, NULL);
}

static void json_takes_numbers_that_are_very_small(void **state) {
    double value = 1;
    assert_true(json_double(&value, read_ok(*state, "1e-999")) && value == 0);
    assert_true(json_double(&value, read_ok(*state, "5e-324")) && value > 0);
    assert_true(json_double(&value, read_ok(*state, "0e99999999999999999999")) && value == 0);
    assert_true(json_double(&value, read_ok(*state, "0.00001e-400")) && value == 0);
    assert_true(json_double(&value, read_ok(*state, "1.7976931348623157e308")) && value > 1e308);
    assert_true(json_double(&value, read_ok(*state, "-0.1")) && value == -0.1);
}

static void json_i64_is_exact(void **state) {
    static const struct {
        const char *text;
        bool whole;
        int64_t value;
    } cases[] = {
        {"0", true, 0}, {"-0", true, 0}, {"0.0", true, 0}, {"0e5", true, 0}, {"1.0", true, 1},
        {"1e3", true, 1000}, {"10e-1", true, 1}, {"1.50e1", true, 15}, {"-1.5e1", true, -15},
        {"100e-2", true, 1}, {"0.001E3", true, 1}, {"1.5", false, 0}, {"1e-1", false, 0},
        {"9223372036854775807", true, INT64_MAX}, {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0}, {"-9223372036854775809", false, 0},
        {"9007199254740993", true, INT64_C(9007199254740993)},
        {"9223372036854775807.0", true, INT64_MAX}, {"9223372036854775807.5", false, 0},
        {"922337203685477580.7e1", true, INT64_MAX}, {"1e18", true, INT64_C(1000000000000000000)},
        {"1e19", false, 0}, {"1e300", false, 0}, {"1e-300", false, 0},
        {"18446744073709551617", false, 0}, {"1e-99999999999999999999", false, 0},
        {"0.00000000000000000000000000000000000000000", true, 0},
        {"10000000000000000000000000000000000000000e-40", true, 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t value = 77;
        bool whole = json_i64(&value, read_ok(*state, cases[i].text));
        if (whole != cases[i].whole || value != (whole ? cases[i].value : 77))
            fail_msg("%s gave %d, %lld", cases[i].text, whole, (long long)value);
    }
    int64_t value = 0;
    assert_false(json_i64(&value, read_ok(*state, "\"1\"")));
}

static void json_refuses_duplicate_keys(void **state) {
    read_bad(*state, STR("{\"a\":1,\"b\":2,\"a\":3}"), "byte 17: a second member named \"a\"");
    read_bad(*state, STR("{\"a\":1,\"\\u0061\":2}"), "byte 16: a second member named \"a\"");
    read_bad(*state, STR("[{\"\":1,\"\":2}]"), NULL);
    read_ok(*state, "{\"a\":{\"a\":1},\"b\":{\"a\":1}}");
    read_ok(*state, "{\"ab\":1,\"ba\":1,\"aab\":2,\"A\":3,\"a\":4}");
}

// Around the number of members from which keys are hashed, with every member doubled in turn.
static void json_refuses_duplicate_keys_in_objects_of_any_size(void **state) {
    struct buf text;
    buf_init(&text, 1 << 20);
    for (int count = 2; count < 40; count++) {
        for (int doubled = -1; doubled < count; doubled++) {
            buf_clear(&text);
            for (int i = 0; i < count; i++)
                buf_addf(&text, "%c\"key%d\":{\"key0\":%d}", i ? ',' : '{', i, i);
            if (doubled >= 0) buf_addf(&text, ",\"key%d\":0", doubled);
            buf_add_byte(&text, '}');
            struct json value;
            enum status status = try_read(*state, &value, buf_str(&text));
            assert_int_equal(status, doubled < 0 ? OK : MALFORMED);
        }
    }
    buf_close(&text);
}

static void json_keeps_each_limit(void **state) {
    struct bench *b = *state;
    const struct json_limits limits = {.size_max = 20, .depth_max = 3, .nodes_max = 5};
    const struct {
        const char *text;
        enum status status;
    } cases[] = {
        {"\"345678901234567890\"", OK},     {"\"3456789012345678901\"", LIMIT},
        {"[[[]]]", OK},                     {"[[[[]]]]", LIMIT},
        {"{\"a\":{\"b\":[1]}}", OK},        {"{\"a\":{\"b\":[{}]}}", LIMIT},
        {"[1,2,3,4]", OK},                  {"[1,2,3,4,5]", LIMIT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json value;
        assert_int_equal(json_read(&value, b->reader, str_of(cases[i].text), &limits, &b->arena,
                                   &b->fault),
                         cases[i].status);
    }
}

static void json_refuses_the_65th_level(void **state) {
    char text[130];
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    struct json value;
    assert_int_equal(try_read(*state, &value, (struct str){text + 1, 128}), OK);
    assert_int_equal(try_read(*state, &value, (struct str){text, 130}), LIMIT);
}

static void json_reader_goes_on_after_large_and_bad_texts(void **state) {
    struct bench *b = *state;
    struct buf text;
    buf_init(&text, (size_t)8 << 20);
    buf_add_byte(&text, '[');
    for (int i = 0; i < 300000; i++) buf_addf(&text, "{\"n\":%d},", i);
    buf_add(&text, STR("0]"));
    for (int round = 0; round < 2; round++) {
        struct json value;
        assert_int_equal(try_read(b, &value, buf_str(&text)), OK);
        assert_int_equal(json_count(value), 300001);
        int64_t number = 0;
        assert_true(json_i64(&number, json_member(json_item(value, 299999), STR("n"))));
        assert_int_equal(number, 299999);
        read_bad(b, STR("[1"), NULL);
        read_ok(b, "[1]");
        arena_reset(&b->arena);
    }
    buf_close(&text);
}

static void json_borrows_the_text_only_while_reading(void **state) {
    struct bench *b = *state;
    char text[] = "{\"key\":\"value\"}";
    struct json value;
    assert_int_equal(try_read(b, &value, str_of(text)), OK);
    memset(text, 'x', sizeof text);
    assert_str(json_text(json_member(value, STR("key"))), "value");
}

static void json_compact_removes_white_space_outside_strings(void **state) {
    struct bench *b = *state;
    assert_str(json_compact(&b->arena, STR(" { \"a b\" : [ 1 , \"\\\" \\\\\" , \"x\ty\" ] }\r\n")),
               "{\"a b\":[1,\"\\\" \\\\\",\"x\ty\"]}");
    assert_str(json_compact(&b->arena, STR("1")), "1");
    struct buf text;
    buf_init(&text, 4096);
    for (size_t size = 1; size < 300; size++) {
        buf_clear(&text);
        buf_addf(&text, "[%*d,\"%*s\"]", (int)size, 1, (int)size, " ");
        struct str compact = json_compact(&b->arena, buf_str(&text));
        assert_int_equal(compact.size, size + 6);
    }
    buf_close(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_reads_every_kind),
        cmocka_unit_test(json_sources_are_the_bytes_of_the_value),
        cmocka_unit_test(json_answers_absent_about_absent_values),
        cmocka_unit_test(json_unescapes_strings),
        cmocka_unit_test(json_refuses_bad_strings),
        cmocka_unit_test(json_refuses_what_rfc_8259_does_not_allow),
        cmocka_unit_test(json_refuses_bad_numbers),
        cmocka_unit_test(json_takes_numbers_that_are_very_small),
        cmocka_unit_test(json_i64_is_exact),
        cmocka_unit_test(json_refuses_duplicate_keys),
        cmocka_unit_test(json_refuses_duplicate_keys_in_objects_of_any_size),
        cmocka_unit_test(json_keeps_each_limit),
        cmocka_unit_test(json_refuses_the_65th_level),
        cmocka_unit_test(json_reader_goes_on_after_large_and_bad_texts),
        cmocka_unit_test(json_borrows_the_text_only_while_reading),
        cmocka_unit_test(json_compact_removes_white_space_outside_strings),
    };
    return cmocka_run_group_tests(tests, bench_up, bench_down);
}
