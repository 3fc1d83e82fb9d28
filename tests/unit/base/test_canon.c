#include "base/canon.h"

#include <stdlib.h>

#include "check.h"

struct bench {
    struct arena arena;
    struct json_reader *reader;
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
    arena_close(&b->arena);
    return 0;
}

// The numbers of RFC 8785, appendix B.
static void canon_writes_the_numbers_of_rfc_8785(void **state) {
    (void)state;
    static const struct {
        uint64_t bits;
        const char *text;
    } cases[] = {
        {UINT64_C(0x0000000000000000), "0"},
        {UINT64_C(0x8000000000000000), "0"},
        {UINT64_C(0x0000000000000001), "5e-324"},
        {UINT64_C(0x8000000000000001), "-5e-324"},
        {UINT64_C(0x7fefffffffffffff), "1.7976931348623157e+308"},
        {UINT64_C(0xffefffffffffffff), "-1.7976931348623157e+308"},
        {UINT64_C(0x4340000000000000), "9007199254740992"},
        {UINT64_C(0xc340000000000000), "-9007199254740992"},
        {UINT64_C(0x4430000000000000), "295147905179352830000"},
        {UINT64_C(0x44b52d02c7e14af5), "9.999999999999997e+22"},
        {UINT64_C(0x44b52d02c7e14af6), "1e+23"},
        {UINT64_C(0x44b52d02c7e14af7), "1.0000000000000001e+23"},
        {UINT64_C(0x444b1ae4d6e2ef4e), "999999999999999700000"},
        {UINT64_C(0x444b1ae4d6e2ef4f), "999999999999999900000"},
        {UINT64_C(0x444b1ae4d6e2ef50), "1e+21"},
        {UINT64_C(0x3eb0c6f7a0b5ed8c), "9.999999999999997e-7"},
        {UINT64_C(0x3eb0c6f7a0b5ed8d), "0.000001"},
        {UINT64_C(0x41b3de4355555553), "333333333.3333332"},
        {UINT64_C(0x41b3de4355555554), "333333333.33333325"},
        {UINT64_C(0x41b3de4355555555), "333333333.3333333"},
        {UINT64_C(0x41b3de4355555556), "333333333.3333334"},
        {UINT64_C(0x41b3de4355555557), "333333333.33333343"},
        {UINT64_C(0xbecbf647612f3696), "-0.0000033333333333333333"},
        {UINT64_C(0x43143ff3c1cb0959), "1424953923781206.2"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double value;
        char text[JSON_DOUBLE_SIZE];
        memcpy(&value, &cases[i].bits, sizeof value);
        assert_string_equal(json_double_text(text, value), cases[i].text);
    }
}

static void canon_numbers_read_back_the_same(void **state) {
    (void)state;
    uint64_t bits = 1;
    for (int i = 0; i < 200000; i++) {
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double value;
        char text[JSON_DOUBLE_SIZE];
        memcpy(&value, &bits, sizeof value);
        if ((bits >> 52 & 0x7ff) == 0x7ff) continue;
        json_double_text(text, value);
        assert_true(strlen(text) < JSON_DOUBLE_SIZE);
        double back = strtod(text, NULL);
        if (memcmp(&back, &value, sizeof back) != 0) fail_msg("%s", text);
    }
}

static const struct {
    const char *from, *to;
} samples[] = {
    // RFC 8785, 3.2.2
    {"{\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
     " \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
     " \"literals\": [null, true, false]}",
     "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
     "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"},
    // 3.2.3
    {"{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\","
     " \"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"1\": \"One\","
     " \"\\ud83d\\ude00\": \"Emoji: Grinning Face\", \"\\u0080\": \"Control\","
     " \"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}",
     "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
     "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
     "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
     "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}"},
    // The samples published beside the RFC: arrays, french, structures, unicode, weird.
    {"[ 56, { \"d\": true, \"10\": null, \"1\": [ ] } ]",
     "[56,{\"1\":[],\"10\":null,\"d\":true}]"},
    {"{\"peach\": \"This sorting order\", \"p\xc3\xa9" "ch\xc3\xa9\": \"is wrong according to "
     "French\", \"p\xc3\xaa" "che\": \"but canonicalization MUST\", \"sin\": \"ignore locale\"}",
     "{\"peach\":\"This sorting order\",\"p\xc3\xa9" "ch\xc3\xa9\":\"is wrong according to "
     "French\",\"p\xc3\xaa" "che\":\"but canonicalization MUST\",\"sin\":\"ignore locale\"}"},
    {"{\"1\": {\"f\": {\"f\": \"hi\", \"F\": 5}, \"\\n\": 56.0}, \"10\": {}, \"\": \"empty\","
     " \"a\": {}, \"111\": [{\"e\": \"yes\", \"E\": \"no\"}], \"A\": {}}",
     "{\"\":\"empty\",\"1\":{\"\\n\":56,\"f\":{\"F\":5,\"f\":\"hi\"}},\"10\":{},"
     "\"111\":[{\"E\":\"no\",\"e\":\"yes\"}],\"A\":{},\"a\":{}}"},
    {"{\"Unnormalized Unicode\":\"A\\u030a\"}", "{\"Unnormalized Unicode\":\"A\xcc\x8a\"}"},
    {"{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\", \"\\u000a\": \"Newline\","
     " \"1\": \"One\", \"\\u0080\": \"Control\\u007f\", \"\\ud83d\\ude02\": \"Smiley\","
     " \"\\u00f6\": \"Latin Small Letter O With Diaeresis\","
     " \"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"</script>\": \"Browser Challenge\"}",
     "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\","
     "\"</script>\":\"Browser Challenge\",\"\xc2\x80\":\"Control\x7f\","
     "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
     "\"\xf0\x9f\x98\x82\":\"Smiley\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}"},
    {"-0", "0"},
    {" \"x\" ", "\"x\""},
};

static void canon_writes_the_samples_of_rfc_8785(void **state) {
    struct bench *b = *state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        struct json value;
        struct fault fault = {""};
        struct buf out;
        buf_init(&out, 4096);
        assert_int_equal(json_read(&value, b->reader, str_of(samples[i].from), &JSON_LIMITS,
                                   &b->arena, &fault),
                         OK);
        assert_int_equal(canon_write(&out, value, &fault), OK);
        assert_str(buf_str(&out), samples[i].to);
        buf_close(&out);
    }
}

static void canon_sorts_objects_of_any_size(void **state) {
    struct bench *b = *state;
    struct buf up, down, out;
    buf_init(&up, 1 << 16);
    buf_init(&down, 1 << 16);
    buf_init(&out, 1 << 16);
    for (int count = 1; count < 60; count++) {
        buf_clear(&up);
        buf_clear(&down);
        buf_clear(&out);
        for (int i = 0; i < count; i++) {
            buf_addf(&up, "%c\"k%03d\":%d", i ? ',' : '{', i, i);
            buf_addf(&down, "%c\"k%03d\":%d", i ? ',' : '{', count - 1 - i, count - 1 - i);
        }
        buf_add_byte(&up, '}');
        buf_add_byte(&down, '}');
        struct json value;
        assert_int_equal(
            json_read(&value, b->reader, buf_str(&down), &JSON_LIMITS, &b->arena, NULL), OK);
        assert_int_equal(canon_write(&out, value, NULL), OK);
        assert_true(str_equal(buf_str(&out), buf_str(&up)));
    }
    buf_close(&up);
    buf_close(&down);
    buf_close(&out);
}

static void canon_stops_at_the_limit_of_the_buffer(void **state) {
    struct bench *b = *state;
    struct json value;
    struct buf out;
    struct fault fault = {""};
    buf_init(&out, 6);
    assert_int_equal(
        json_read(&value, b->reader, STR("[1,2,3]"), &JSON_LIMITS, &b->arena, NULL), OK);
    assert_int_equal(canon_write(&out, value, &fault), LIMIT);
    buf_close(&out);
    buf_init(&out, 7);
    assert_int_equal(canon_write(&out, value, &fault), OK);
    assert_int_equal(canon_write(&out, (struct json){NULL}, &fault), MALFORMED);
    buf_close(&out);
}

static void canon_refuses_a_number_that_is_no_double(void **state) {
    (void)state;
    struct json_node huge = {.kind = JSON_NUMBER, .text = STR("1e999")};
    struct buf out;
    struct fault fault = {""};
    buf_init(&out, 100);
    assert_int_equal(canon_write(&out, (struct json){&huge}, &fault), MALFORMED);
    buf_close(&out);
}

static void canon_equal_sees_through_the_spelling(void **state) {
    struct bench *b = *state;
    assert_true(canon_equal(STR("{\"a\":1.0,\"b\":\"\\u0041\"}"), STR(" {\"b\":\"A\", \"a\":1} "),
                            b->reader, &b->arena));
    assert_false(canon_equal(STR("{\"a\":1}"), STR("{\"a\":\"1\"}"), b->reader, &b->arena));
    assert_false(canon_equal(STR("[1,2]"), STR("[2,1]"), b->reader, &b->arena));
    assert_false(canon_equal(STR("x"), STR("x"), b->reader, &b->arena));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canon_writes_the_numbers_of_rfc_8785),
        cmocka_unit_test(canon_numbers_read_back_the_same),
        cmocka_unit_test(canon_writes_the_samples_of_rfc_8785),
        cmocka_unit_test(canon_sorts_objects_of_any_size),
        cmocka_unit_test(canon_stops_at_the_limit_of_the_buffer),
        cmocka_unit_test(canon_refuses_a_number_that_is_no_double),
        cmocka_unit_test(canon_equal_sees_through_the_spelling),
    };
    return cmocka_run_group_tests(tests, bench_up, bench_down);
}
