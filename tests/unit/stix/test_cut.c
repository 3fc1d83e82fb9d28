#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "stix/cut.h"

// What came out, as text: each object in a line, then the status, the form and the outer part.
static void cut_in_pieces(struct buf *out, struct str text, const size_t *ends, size_t end_count) {
    SCOPED(cut_close) struct cutter *cutter = cut_open(2000);
    size_t at = 0, piece = 0;
    for (;;) {
        struct str object;
        struct fault fault;
        enum status status = cut_take(&object, cutter, &fault);
        if (status == OK) {
            buf_addf(out, "%zu@%llu %.*s\n", cut_index(cutter),
                     (unsigned long long)cut_byte(cutter), STR_ARG(object));
            continue;
        }
        if (status != ABSENT && cut_goes_on(cutter)) {
            buf_addf(out, "%zu: line %llu, %s: %s\n", cut_index(cutter),
                     (unsigned long long)cut_line(cutter), status_name(status), fault.text);
            continue;
        }
        if (status != ABSENT) {
            buf_addf(out, "%s %s\n", status_name(status), fault.text);
            assert_int_equal(cut_take(&object, cutter, &fault), status); // stays so
            return;
        }
        if (at == text.size && piece > end_count) break;
        size_t end = piece < end_count ? ends[piece] : text.size;
        piece++;
        size_t capacity;
        char *room = cut_room(cutter, &capacity);
        assert_true(capacity >= 64 * 1024 && end - at <= capacity);
        memcpy(room, text.data + at, end - at);
        cut_grow(cutter, end - at);
        at = end;
        if (at == text.size && piece > end_count) cut_end(cutter);
    }
    struct str outer = cut_outer(cutter);
    buf_addf(out, "form %d outer %.*s\n", cut_form(cutter), STR_ARG(outer));
}

static void expect(const char *text, const char *expected) {
    struct buf out;
    buf_init(&out, 1 << 20);
    cut_in_pieces(&out, str_of(text), NULL, 0);
    buf_add_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_close(&out);
}

static void a_bundle_is_cut_into_its_objects(void **state) {
    (void)state;
    expect("{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{\"a\":1}, {\"b\":[{}]}]}\n",
           "0@45 {\"a\":1}\n1@54 {\"b\":[{}]}\n"
           "form 1 outer {\"type\":\"bundle\",\"id\":\"bundle--1\"}\n");
}

static void objects_may_stand_before_the_other_members(void **state) {
    (void)state;
    expect(" {\"objects\" : [ {\"a\":1} ] , \"type\":\"bundle\", \"x\":{\"objects\":[1]} } ",
           "0@16 {\"a\":1}\nform 1 outer {\"type\":\"bundle\", \"x\":{\"objects\":[1]}}\n");
    expect("{\"id\":\"x\",\"objects\":[{}],\"type\":\"bundle\"}",
           "0@21 {}\nform 1 outer {\"id\":\"x\",\"type\":\"bundle\"}\n");
}

static void an_envelope_is_told_from_a_bundle(void **state) {
    (void)state;
    expect("{\"more\":true,\"next\":\"n\",\"objects\":[{\"a\":1}]}",
           "0@35 {\"a\":1}\nform 2 outer {\"more\":true,\"next\":\"n\"}\n");
    expect("{}", "form 2 outer {}\n");
    expect("{\"more\": false}", "form 2 outer {\"more\": false}\n");
}

static void nothing_comes_out_of_empty_input(void **state) {
    (void)state;
    expect("", "form 0 outer \n");
    expect(" \r\n\t", "form 0 outer \n");
    expect("{\"type\":\"bundle\",\"objects\":[]}", "form 1 outer {\"type\":\"bundle\"}\n");
    expect("{\"type\":\"bundle\"}", "form 1 outer {\"type\":\"bundle\"}\n");
    expect("[ ]", "form 3 outer \n");
}

static void json_lines_arrays_and_single_objects_are_cut(void **state) {
    (void)state;
    expect("{\"type\":\"a\"}\n{\"b\":2,\"type\":\"c\"}\n",
           "0@0 {\"type\":\"a\"}\n1@13 {\"b\":2,\"type\":\"c\"}\nform 4 outer \n");
    expect("[{\"type\":\"a\"},\n{\"x\":null}]",
           "0@1 {\"type\":\"a\"}\n1@15 {\"x\":null}\nform 3 outer \n");
    expect("{\"name\":\"x\"}{}", "0@0 {\"name\":\"x\"}\n1@12 {}\nform 4 outer \n");
}

static void bundles_may_follow_each_other(void **state) {
    (void)state;
    expect("{\"objects\":[{\"a\":1}]}\n{\"type\":\"bundle\",\"objects\":[{\"b\":1}]}",
           "0@12 {\"a\":1}\n1@50 {\"b\":1}\nform 1 outer {\"type\":\"bundle\"}\n");
    expect("[{\"type\":\"bundle\",\"objects\":[{\"b\":1}]},{\"type\":\"bundle\",\"objects\":[{}]}]",
           "0@29 {\"b\":1}\n1@67 {}\nform 1 outer {\"type\":\"bundle\"}\n");
}

static void observed_data_of_2_0_is_a_single_object(void **state) {
    (void)state;
    expect("{\"type\":\"observed-data\",\"objects\":{\"0\":{\"type\":\"file\"}}}",
           "0@0 {\"type\":\"observed-data\",\"objects\":{\"0\":{\"type\":\"file\"}}}\n"
           "form 4 outer \n");
    expect("{\"objects\":{\"0\":{}},\"type\":\"observed-data\"}",
           "0@0 {\"objects\":{\"0\":{}},\"type\":\"observed-data\"}\nform 4 outer \n");
    expect("{\"type\":\"x-list\",\"objects\":[{}]}",
           "0@0 {\"type\":\"x-list\",\"objects\":[{}]}\nform 4 outer \n");
}

static void brackets_and_quotes_in_strings_mean_nothing(void **state) {
    (void)state;
    expect("{\"objects\":[{\"a\":\"}]\\\"}\\\\\",\"b\":\"[{\"},{\"c\":\"\\\\\\\"]\"}]}",
           "0@12 {\"a\":\"}]\\\"}\\\\\",\"b\":\"[{\"}\n1@37 {\"c\":\"\\\\\\\"]\"}\n"
           "form 2 outer {}\n");
}

static void a_byte_order_mark_is_skipped(void **state) {
    (void)state;
    expect("\xEF\xBB\xBF{\"type\":\"a\"}", "0@3 {\"type\":\"a\"}\nform 4 outer \n");
    expect("\xEF\xBB", "malformed objects[0], byte 2: the text ends too early\n");
}

// So that it is refused alone.
static void what_is_no_object_in_an_array_comes_out_like_one(void **state) {
    (void)state;
    expect("{\"objects\":[{\"a\":1},7 , \"],\\\"\",[[{}],1],null,{}],\"more\":false}",
           "0@12 {\"a\":1}\n1@20 7\n2@24 \"],\\\"\"\n3@31 [[{}],1]\n4@40 null\n5@45 {}\n"
           "form 2 outer {\"more\":false}\n");
    expect("[{\"a\":1},3, \"x\", [] ,{}]",
           "0@1 {\"a\":1}\n1@9 3\n2@12 \"x\"\n3@17 []\n4@21 {}\nform 3 outer \n");
    expect("[{\"type\":\"bundle\",\"objects\":[1]},2]",
           "0@29 1\n1@33 2\nform 1 outer {\"type\":\"bundle\"}\n");
    expect("{\"objects\":[5", "malformed objects[0], byte 13: the text ends too early\n");
}

static void damage_is_named_and_what_stood_before_is_whole(void **state) {
    (void)state;
    expect("{\"objects\":[{\"a\":1},]}",
           "0@12 {\"a\":1}\nmalformed objects[1], byte 20: an object is expected\n");
    expect("{\"objects\":[{\"a\":1}{}]}",
           "0@12 {\"a\":1}\nmalformed objects[1], byte 19: a comma or ] is expected\n");
    expect("{\"objects\":[{}],\"objects\":[{}]}",
           "0@12 {}\nmalformed objects[1], byte 26: `objects` stands here a second time\n");
    expect("{\"a\" 1}", "malformed objects[0], byte 5: a colon is expected\n");
    expect("{\"a\":}", "malformed objects[0], byte 5: a value is expected\n");
    expect("{\"a\":1 \"b\"}", "malformed objects[0], byte 7: a comma or } is expected\n");
    expect("{1}", "malformed objects[0], byte 1: the name of a member is expected\n");
    expect("[{},]", "0@1 {}\nmalformed objects[1], byte 4: an object is expected\n");
    expect("{\"objects\":[7 8]}",
           "0@12 7\nmalformed objects[1], byte 14: a comma or ] is expected\n");
    expect("{\"objects\":[x]}", "malformed objects[0], byte 12: an object is expected\n");
    expect("<html>", "malformed objects[0], byte 0: an object or an array is expected\n");
}

static void a_text_that_ends_too_early_is_refused_with_the_byte(void **state) {
    (void)state;
    expect("{\"objects\":[{\"a\":1},{\"b\"",
           "0@12 {\"a\":1}\nmalformed objects[1], byte 24: the text ends too early\n");
    expect("{\"objects\":[{\"a\":1}]",
           "0@12 {\"a\":1}\nmalformed objects[1], byte 20: the text ends too early\n");
    expect("[{}", "0@1 {}\nmalformed objects[1], byte 3: the text ends too early\n");
}

static void a_bad_line_of_many_is_lost_alone(void **state) {
    (void)state;
    expect("{\"type\":\"a\"}\n\noops\n{\"type\":\"b\"}\n",
           "0@0 {\"type\":\"a\"}\n"
           "1: line 3, malformed: byte 0: an object or an array is expected\n"
           "2@19 {\"type\":\"b\"}\nform 4 outer \n");
    expect("{\"a\":1}\n {\"b\" "
           "1}\r\n42\n\"x\"\n[1\n{\"type\":\"c\",\"d\":[\n{\"e\":\"f}\n{\"g\":1} tail\n",
           "0@0 {\"a\":1}\n"
           "1: line 2, malformed: byte 6: a colon is expected\n"
           "2: line 3, malformed: byte 0: an object or an array is expected\n"
           "3: line 4, malformed: byte 0: an object or an array is expected\n"
           "4: line 5, malformed: byte 2: the line ends too early\n"
           "5: line 6, malformed: byte 17: the line ends too early\n"
           "6: line 7, malformed: byte 8: the line ends too early\n"
           "7@55 {\"g\":1}\n"
           "8: line 8, malformed: byte 8: an object or an array is expected\nform 4 outer \n");
}

static void the_last_line_may_end_too_early(void **state) {
    (void)state;
    expect("{\"type\":\"a\"}\n{\"type\":\"b\",\"c\":",
           "0@0 {\"type\":\"a\"}\n1: line 2, malformed: byte 16: the text ends too early\n"
           "form 4 outer \n");
}

static void a_first_line_that_is_bad_is_lost_alone_when_an_object_follows(void **state) {
    (void)state;
    expect("{\"type\":\"a\",\"b\":[1}\n\n{\"type\":\"b\"}\n{\"c\"\n",
           "0: line 1, malformed: byte 19: the line ends too early\n"
           "1@21 {\"type\":\"b\"}\n2: line 4, malformed: byte 4: the line ends too early\n"
           "form 4 outer \n");
    expect("{\"type\" \"a\"}\n{}\n", "0: line 1, malformed: byte 8: a colon is expected\n"
                                     "1@13 {}\nform 4 outer \n");
    expect("null\n{\"a\":1}", "0: line 1, malformed: byte 0: an object or an array is expected\n"
                              "1@5 {\"a\":1}\nform 4 outer \n");
}

// What stands in lines of its own inside a bundle is no line of many.
static void damage_of_one_text_is_not_taken_for_a_line(void **state) {
    (void)state;
    expect("{\"id\":\"x\" \"objects\":[\n{\"a\":1},\n{\"b\":1}\n]}\n",
           "malformed objects[0], byte 10: a comma or } is expected\n");
    expect("{\n\"type\":\"a\",\n\"b\":[1\n}\n",
           "malformed objects[0], byte 23: the text ends too early\n");
    expect("{\"objects\":[\n{\"a\":1},\n{\"b\":1} x\n{\"c\":1}\n]}",
           "0@13 {\"a\":1}\n1@22 {\"b\":1}\n"
           "malformed objects[2], byte 30: a comma or ] is expected\n");
    expect("[{\"a\":1},\n{\"b\":1} x\n]",
           "0@1 {\"a\":1}\n1@10 {\"b\":1}\n"
           "malformed objects[2], byte 18: a comma or ] is expected\n");
    expect("{\"a\":\n1}\n{\"b\":1\n x}\n{}\n",
           "0@0 {\"a\":\n1}\nmalformed objects[1], byte 17: a comma or } is expected\n");
}

static const char *const DOCUMENTS[] = {
    "{\"a\":1}\r\n {\"b\" 1}\n7\n[1,\"\n{\"c\":[\n {\"objects\":[{},{}]} x\n{\"d\":\"\n",
    "{\"a\":[1}\n \n{\"b\":1}\n{\"c\"",
    "null \n{\"b\":1}\n",
    "{\"a\" 1,\n{\"b\":1}\n",
    "\xEF\xBB\xBF {\"type\":\"bundle\" , \"id\":\"b\\\"\",\"objects\" : [ {\"a\":\"}\\\\\"} , "
    "{\"b\":[{},{}]} "
    "] , \"m\" : [1,{\"objects\":[]}] } ",
    "{\"more\":true,\"objects\":[{\"a\":\"\\\\\\\\\\\"\"},{}]}",
    "[ {\"type\":\"x\",\"objects\":{\"0\":{}}} , {\"n\":-1.5e3,\"type\":\"y\"} ]",
    "{\"type\":\"a\"}\n{\"b\":\"\\\\\",\"c\":true}\r\n",
    "{\"objects\":[{\"a\":1},{\"b\":2}x",
    "{\"objects\":[{\"a\":1}, 12 ,\"]\\\"\",[[0],{}],true]} [-1,\"x\",[],{}]",
    "{\"type\":\"bundle\",\"objects\":[{\"a\":1},{\"unfinished\":\"",
};

static void expect_same_in_pieces(struct str text) {
    struct buf whole, parts;
    buf_init(&whole, 1 << 20);
    buf_init(&parts, 1 << 20);
    cut_in_pieces(&whole, text, NULL, 0);
    for (size_t i = 0; i <= text.size; i++) {
        for (size_t j = i; j <= text.size; j++) {
            size_t ends[2] = {i, j};
            buf_clear(&parts);
            cut_in_pieces(&parts, text, ends, 2);
            if (!str_equal(buf_str(&whole), buf_str(&parts)))
                fail_msg("%.*s: pieces end at %zu and %zu", STR_ARG(text), i, j);
        }
    }
    buf_close(&whole);
    buf_close(&parts);
}

static void where_the_pieces_end_changes_nothing(void **state) {
    (void)state;
    for (size_t d = 0; d < sizeof DOCUMENTS / sizeof *DOCUMENTS; d++)
        expect_same_in_pieces(str_of(DOCUMENTS[d]));
}

static void expect_sizes(const char *before, size_t size, const char *after, enum status expected) {
    struct buf text, out;
    buf_init(&text, 8 << 20);
    buf_init(&out, 8 << 20);
    buf_addf(&text, "%s\"", before);
    for (size_t i = 0; i < size; i++) buf_add_byte(&text, '[');
    buf_addf(&text, "\"%s", after);
    size_t ends[64], count = 0;
    for (size_t at = 60000; at < text.size && count < 64; at += 60000) ends[count++] = at;
    cut_in_pieces(&out, buf_str(&text), ends, count);
    bool has_limit = str_find(buf_str(&out), STR("limit objects[")) != SIZE_MAX;
    assert_int_equal(has_limit, expected == LIMIT);
    buf_close(&text);
    buf_close(&out);
}

static void an_object_may_be_as_large_as_said_and_not_a_byte_larger(void **state) {
    (void)state;
    expect_sizes("{\"objects\":[{\"a\":", 2000 - 8, "}]}", OK);
    expect_sizes("{\"objects\":[{\"a\":", 2001 - 8, "}]}", LIMIT);
    expect_sizes("{\"objects\":[", 2000 - 2, "]}", OK);
    expect_sizes("{\"objects\":[", 2001 - 2, "]}", LIMIT);
    expect_sizes("{\"a\":", 2000 - 8, "}", OK);
    expect_sizes("{\"a\":", 2001 - 8, "}", LIMIT);
}

static void a_line_that_is_too_large_is_lost_alone(void **state) {
    (void)state;
    struct buf text, out;
    buf_init(&text, 1 << 20);
    buf_init(&out, 1 << 20);
    for (int first = 0; first < 2; first++) {
        buf_clear(&text);
        buf_clear(&out);
        if (!first) buf_addf(&text, "{}{\"a\":1}\n");
        buf_addf(&text, "{\"b\":\"%*s\"}\n{\"c\":1}\n", 2000, "x");
        size_t ends[] = {1000, 2005, 2015};
        cut_in_pieces(&out, buf_str(&text), ends, 3);
        buf_add_byte(&out, '\0');
        assert_string_equal(out.data,
                            first ? "0: line 1, limit: byte 0: larger than an object may be\n"
                                    "1@2009 {\"c\":1}\nform 4 outer \n"
                                  : "0@2 {\"a\":1}\n"
                                    "1: line 2, limit: byte 0: larger than an object may be\n"
                                    "2@2019 {\"c\":1}\nform 2 outer {}\n");
    }
    buf_close(&text);
    buf_close(&out);
}

static void the_outer_part_is_bounded(void **state) {
    (void)state;
    size_t max = 1024 * 1024;
    expect_sizes("{\"objects\":[],\"a\":", max - 8, "}", OK);
    expect_sizes("{\"objects\":[],\"a\":", max + 1 - 8, "}", LIMIT);
}

// Blocks of 64 bytes meet strings, escapes and brackets at every offset.
static void long_objects_are_found_at_every_offset(void **state) {
    (void)state;
    for (size_t pad = 0; pad < 130; pad++) {
        struct buf text, out, expected;
        buf_init(&text, 1 << 16);
        buf_init(&out, 1 << 16);
        buf_init(&expected, 1 << 16);
        buf_addf(&text, "[{\"p\":\"%*s\",\"q\":\"\\\\\\\"}{]\",\"r\":[[{}],\"\\\\\"]},{\"s\":1}]",
                 (int)pad, "");
        struct str first = str_cut(buf_str(&text), 1, text.size - 9);
        buf_addf(&expected, "0@1 %.*s\n1@%zu {\"s\":1}\nform 3 outer \n", STR_ARG(first),
                 text.size - 8);
        cut_in_pieces(&out, buf_str(&text), NULL, 0);
        assert_true(str_equal(buf_str(&out), buf_str(&expected)));
        buf_close(&text);
        buf_close(&out);
        buf_close(&expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bundle_is_cut_into_its_objects),
        cmocka_unit_test(objects_may_stand_before_the_other_members),
        cmocka_unit_test(an_envelope_is_told_from_a_bundle),
        cmocka_unit_test(nothing_comes_out_of_empty_input),
        cmocka_unit_test(json_lines_arrays_and_single_objects_are_cut),
        cmocka_unit_test(bundles_may_follow_each_other),
        cmocka_unit_test(observed_data_of_2_0_is_a_single_object),
        cmocka_unit_test(brackets_and_quotes_in_strings_mean_nothing),
        cmocka_unit_test(a_byte_order_mark_is_skipped),
        cmocka_unit_test(what_is_no_object_in_an_array_comes_out_like_one),
        cmocka_unit_test(damage_is_named_and_what_stood_before_is_whole),
        cmocka_unit_test(a_text_that_ends_too_early_is_refused_with_the_byte),
        cmocka_unit_test(a_bad_line_of_many_is_lost_alone),
        cmocka_unit_test(the_last_line_may_end_too_early),
        cmocka_unit_test(a_first_line_that_is_bad_is_lost_alone_when_an_object_follows),
        cmocka_unit_test(damage_of_one_text_is_not_taken_for_a_line),
        cmocka_unit_test(a_line_that_is_too_large_is_lost_alone),
        cmocka_unit_test(where_the_pieces_end_changes_nothing),
        cmocka_unit_test(an_object_may_be_as_large_as_said_and_not_a_byte_larger),
        cmocka_unit_test(the_outer_part_is_bounded),
        cmocka_unit_test(long_objects_are_found_at_every_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
