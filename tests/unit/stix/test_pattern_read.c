// What is no pattern is refused at its place, with what was expected there: a rule each.
#include "pattern_help.h"

struct row {
    const char *text, *sentence;
};

static void refuse_all(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) refused(rows[i].text, rows[i].sentence);
}

static void an_observation_stands_in_brackets(void **state) {
    static const struct row ROWS[] = {
        {"", "line 1, column 1: expected [ or (, found the end"},
        {"  \n ", "line 2, column 2: expected [ or (, found the end"},
        {"file:name = 'x'", "line 1, column 1: expected [ or (, found \"file\""},
        {"[]", "line 1, column 2: expected the type of an object, found \"]\""},
        {"[file:name = 'x'", "line 1, column 17: expected AND, OR or ], found the end"},
        {"[file:name = 'x')", "line 1, column 17: expected AND, OR or ], found \")\""},
        {"[(file:name = 'x']", "line 1, column 18: expected AND, OR or ), found \"]\""},
        {"([file:name = 'x']",
         "line 1, column 19: expected AND, OR, FOLLOWEDBY, a qualifier or ), found the end"},
        {"()", "line 1, column 2: expected [ or (, found \")\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void between_two_observations_stands_an_operator(void **state) {
    static const struct row ROWS[] = {
        {"[a:b = 1] AND", "line 1, column 14: expected [ or (, found the end"},
        {"[a:b = 1] OR OR [a:b = 1]", "line 1, column 14: expected [ or (, found \"OR\""},
        {"[a:b = 1] [a:b = 1]", "line 1, column 11: expected AND, OR, FOLLOWEDBY, a qualifier or "
                                "the end, found \"[\""},
        {"[a:b = 1] and [a:b = 1]", "line 1, column 11: expected AND, OR, FOLLOWEDBY, a qualifier "
                                    "or the end, found \"and\""},
        {"[a:b = 1 FOLLOWEDBY a:c = 1]",
         "line 1, column 10: expected AND, OR or ], found \"FOLLOWEDBY\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void a_comparison_is_a_path_an_operator_and_a_constant(void **state) {
    static const struct row ROWS[] = {
        {"[file:name ~ 'x']", "line 1, column 12: expected a comparison operator, found \"~\""},
        {"[file:name 'x']", "line 1, column 12: expected a comparison operator, found \"'x'\""},
        {"[file:name like 'x']",
         "line 1, column 12: expected a comparison operator, found \"like\""},
        {"[file:name NOT 'x']", "line 1, column 16: expected a comparison operator, found \"'x'\""},
        {"[file:name = ]", "line 1, column 14: expected a constant, found \"]\""},
        {"[file:name = x]", "line 1, column 14: expected a constant, found \"x\""},
        {"[file:name = file:x]", "line 1, column 14: expected a constant, found \"file\""},
        {"['x' = file:name]", "line 1, column 2: expected the type of an object, found \"'x'\""},
        {"[NOT file:x = 5]",
         "line 1, column 6: expected EXISTS after NOT before a path, found \"file\""},
        {"[file:x NOT EXISTS]",
         "line 1, column 13: expected a comparison operator, found \"EXISTS\""},
        {"[file:x == 5]", "line 1, column 9: expected =, found \"==\""},
        {"[file:x <> 5]", "line 1, column 9: expected !=, found \"<>\""},
        {"[a:b = 'x' b:c = 'y']", "line 1, column 12: expected AND, OR or ], found \"b\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void operators_take_the_constants_that_they_can_compare(void **state) {
    static const struct row ROWS[] = {
        {"[file:x > true]",
         "line 1, column 11: expected a constant that has an order, found \"true\""},
        {"[file:x LIKE 5]", "line 1, column 14: expected a string, found \"5\""},
        {"[file:x MATCHES h'ff']", "line 1, column 17: expected a string, found \"h'ff'\""},
        {"[ipv4-addr:value ISSUBSET 5]", "line 1, column 27: expected a string, found \"5\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void a_set_has_constants_of_one_kind(void **state) {
    static const struct row ROWS[] = {
        {"[file:x IN 'a']", "line 1, column 12: expected ( after IN, found \"'a'\""},
        {"[file:x IN ()]", "line 1, column 13: expected a constant, found \")\""},
        {"[file:x IN ('a',)]", "line 1, column 17: expected a constant, found \")\""},
        {"[file:x IN ('a' 'b')]", "line 1, column 17: expected a comma or ), found \"'b'\""},
        {"[file:x IN ('a', 1)]", "line 1, column 18: expected a constant of the same kind as the "
                                 "others of the set, found \"1\""},
        {"[file:x IN (1, true)]", "line 1, column 16: expected a constant of the same kind as the "
                                  "others of the set, found \"true\""},
        {"[file:x IN (1, 2.5)]", "line 1, column 16: expected a constant of the same kind as the "
                                 "others of the set, found \"2.5\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void networks_are_compared_with_the_value_of_an_address_alone(void **state) {
    static const struct row ROWS[] = {
        {"[domain-name:value ISSUBSET '198.51.100.0/24']",
         "line 1, column 29: expected networks only of the value of an address, found "
         "\"'198.51.100.0/24'\""},
        {"[network-traffic:dst_ref.x ISSUBSET '198.51.100.0/24']",
         "line 1, column 37: expected networks only of the value of an address, found "
         "\"'198.51.100.0/24'\""},
        {"[ipv4-addr:value ISSUBSET '198.51.100.0/33']",
         "line 1, column 27: expected an IP address or network, found \"'198.51.100.0/33'\""},
        {"[ipv4-addr:value ISSUBSET 'evil.example']",
         "line 1, column 27: expected an IP address or network, found \"'evil.example'\""},
        {"[ipv4-addr:value ISSUBSET '198[.]51.100.0']",
         "line 1, column 27: expected an IP address or network, found \"'198[.]51.100.0'\""},
        {"[ipv4-addr:value ISSUBSET '2001:db8::/32']",
         "line 1, column 27: expected an IPv4 address or network, found \"'2001:db8::/32'\""},
        {"[ipv6-addr:value ISSUPERSET '198.51.100.0/24']",
         "line 1, column 29: expected an IPv6 address or network, found \"'198.51.100.0/24'\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
    read_text("[network-traffic:dst_ref.value ISSUBSET '2001:db8::/32']");
    read_text("[domain-name:resolves_to_refs[*].value ISSUPERSET '198.51.100.1']");
}

static void numbers_are_written_in_one_usual_fashion(void **state) {
    static const struct row ROWS[] = {
        {"[a:b = +1]", "line 1, column 8: expected a constant, found \"+\""},
        {"[a:b = 01]", "line 1, column 8: expected a number that does not begin with 0, found "
                       "\"01\""},
        {"[a:b = 1.]", "line 1, column 8: expected a number, without exponent, found \"1.\""},
        {"[a:b = 1e5]", "line 1, column 8: expected a number, without exponent, found \"1e5\""},
        {"[a:b = -]", "line 1, column 8: expected a number, without exponent, found \"-\""},
        {"[a:b = 9007199254740992]",
         "line 1, column 8: expected an integer of at most 54 bits, found \"9007199254740992\""},
        {"[a:b = 9223372036854775808]",
         "line 1, column 8: expected an integer of at most 64 bits, found \"9223372036854775808\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
    struct buf text;
    struct fault fault;
    struct pattern *pattern;
    buf_init(&text, SIZE_MAX);
    buf_add(&text, STR("[a:b = 1"));
    for (int i = 0; i < 309; i++) buf_add_byte(&text, '0');
    buf_add(&text, STR(".5]"));
    assert_int_equal(
        pattern_read(&pattern, buf_str(&text), &(struct pattern_options){0}, &arena, &fault),
        MALFORMED);
    assert_true(str_starts(str_of(fault.text),
                           STR("line 1, column 8: expected a number that a double can hold")));
    buf_close(&text);
}

static void strings_end_and_escape_only_two_characters(void **state) {
    static const struct row ROWS[] = {
        {"[a:b = 'x]",
         "line 1, column 8: expected a string that ends in an apostrophe, found \"'x]\""},
        {"[a:b = 'C:\\Windows']",
         "line 1, column 12: expected ' or \\ after a backslash, found \"W\""},
        {"[a:b = 'x\\", "line 1, column 11: expected ' or \\ after a backslash, found the end"},
        {"[a:b = '\xFF']", "line 1, column 8: expected a string in UTF-8, found \"?\""},
        {"[a:b = \"x\"]", "line 1, column 8: expected a constant, found \"\"\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void bytes_are_whole(void **state) {
    static const struct row ROWS[] = {
        {"[a:b = h'abc']", "line 1, column 8: expected an even number of hex digits, found "
                           "\"h'abc'\""},
        {"[a:b = h'xy']", "line 1, column 8: expected hex digits from 0 to 9 and a to f, found "
                          "\"h'xy'\""},
        {"[a:b = h'FF']", "line 1, column 8: expected hex digits in small letters, found "
                          "\"h'FF'\""},
        {"[a:b = b'*']", "line 1, column 8: expected base64, found \"b'*'\""},
        {"[a:b = b'cm-_']", "line 1, column 8: expected base64, found \"b'cm-_'\""},
        {"[a:b = b'cmVua']", "line 1, column 8: expected base64 with its padding, found "
                             "\"b'cmVua'\""},
        {"[a:b = b'cmVua2U']", "line 1, column 8: expected base64 with its padding, found "
                               "\"b'cmVua2U'\""},
        {"[a:b = b'cmVua2V=']", "line 1, column 8: expected base64 with its padding, found "
                                "\"b'cmVua2V='\""},
        {"[a:b = b'====']", "line 1, column 8: expected base64 with its padding, found "
                            "\"b'===='\""},
        {"[a:b = b'cmVua2U=cmVu']", "line 1, column 8: expected base64 with its padding, found "
                                    "\"b'cmVua2U=cmVu'\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void timestamps_are_real_and_in_utc(void **state) {
    static const struct row ROWS[] = {
        {"[a:b = t'2016-02-30T00:00:00Z']",
         "line 1, column 8: expected a timestamp (there is no day 30 in month 2016-02), found "
         "\"t'2016-02-30T00:00:00Z'\""},
        {"[a:b = t'2016-02-03']",
         "line 1, column 8: expected a timestamp (not an RFC 3339 timestamp in UTC (too short)), "
         "found \"t'2016-02-03'\""},
        {"[a:b = t'2016-02-03T00:00:00.Z']",
         "line 1, column 8: expected a timestamp (not an RFC 3339 timestamp in UTC (something "
         "else than a digit)), found \"t'2016-02-03T00:00:00.Z'\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void a_path_is_a_type_a_colon_and_names(void **state) {
    static const struct row ROWS[] = {
        {"[file = 'x']", "line 1, column 7: expected : after the type of the object, found \"=\""},
        {"[file: = 'x']", "line 1, column 8: expected the name of a property, found \"=\""},
        {"[file:'' = 'x']", "line 1, column 7: expected the name of a property, found \"''\""},
        {"[file:a. = 'x']", "line 1, column 10: expected the name of a property, found \"=\""},
        {"[file:a..b = 'x']", "line 1, column 9: expected the name of a property, found \".\""},
        {"[file:hashes.SHA-256 = 'x']", "line 1, column 14: expected a name in apostrophes, for "
                                        "it has a hyphen, found \"SHA-256\""},
        {"['file':a = 'x']", "line 1, column 2: expected the type of an object, found \"'file'\""},
        {"[file:x[a] = 5]", "line 1, column 9: expected an index from 0 or *, found \"a\""},
        {"[file:x[-1] = 5]", "line 1, column 9: expected an index from 0 or *, found \"-1\""},
        {"[file:x[1.5] = 5]", "line 1, column 9: expected an index from 0 or *, found \"1.5\""},
        {"[file:x[*.y = 5]", "line 1, column 10: expected ], found \".\""},
        {"[file:[0] = 5]", "line 1, column 7: expected the name of a property, found \"[\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void qualifiers_have_positive_numbers_and_their_words(void **state) {
    static const struct row ROWS[] = {
        {"[a:b = 1] WITHIN 0 SECONDS", "line 1, column 18: expected a number above 0, found \"0\""},
        {"[a:b = 1] WITHIN 0.0 SECONDS",
         "line 1, column 18: expected a number above 0, found \"0.0\""},
        {"[a:b = 1] WITHIN -1 SECONDS",
         "line 1, column 18: expected a number above 0, found \"-1\""},
        {"[a:b = 1] WITHIN SECONDS",
         "line 1, column 18: expected a number above 0, found \"SECONDS\""},
        {"[a:b = 1] WITHIN 5 MINUTES", "line 1, column 20: expected SECONDS, found \"MINUTES\""},
        {"[a:b = 1] REPEATS 1.5 TIMES",
         "line 1, column 19: expected an integer above 0, found \"1.5\""},
        {"[a:b = 1] REPEATS 0 TIMES",
         "line 1, column 19: expected an integer above 0, found \"0\""},
        {"[a:b = 1] REPEATS 5", "line 1, column 20: expected TIMES, found the end"},
        {"[a:b = 1] START t'2016-06-01T00:00:00Z'",
         "line 1, column 40: expected STOP, found the end"},
        {"[a:b = 1] START 5 STOP 6", "line 1, column 17: expected a timestamp t'...', found \"5\""},
        {"[a:b = 1] STOP t'2016-06-01T00:00:00Z'",
         "line 1, column 11: expected AND, OR, FOLLOWEDBY, a qualifier or the end, found "
         "\"STOP\""},
        {"WITHIN 5 SECONDS", "line 1, column 1: expected [ or (, found \"WITHIN\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

static void no_two_qualifiers_of_a_kind_stand_on_one_expression(void **state) {
    static const struct row ROWS[] = {
        {"[a:b = 1] REPEATS 2 TIMES REPEATS 2 TIMES",
         "line 1, column 27: expected no qualifier that stands here already, found \"REPEATS\""},
        {"[a:b = 1] WITHIN 2 SECONDS REPEATS 2 TIMES WITHIN 2 SECONDS",
         "line 1, column 44: expected no qualifier that stands here already, found \"WITHIN\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
}

// "All operands of AND in an Observation Expression MUST be satisfiable with the same object."
static void and_joins_what_one_object_can_satisfy(void **state) {
    static const struct row ROWS[] = {
        {"[file:name = 'x' AND mutex:name = 'y']",
         "line 1, column 22: expected a path of file, as beside the AND, found \"mutex\""},
        {"[(a:b = 1 OR c:d = 2) AND (e:f = 3 OR g:h = 4)]",
         "line 1, column 28: expected a path of a, as beside the AND, found \"e\""},
        {"[i:j = 1 OR (a:b = 1 AND a:c = 1 AND EXISTS d:e)]",
         "line 1, column 38: expected a path of a, as beside the AND, found \"d\""},
    };
    (void)state;
    refuse_all(ROWS, COUNT(ROWS));
    read_text("[file:name = 'x' OR mutex:name = 'y']");
    read_text("[(a:b = 1 OR c:d = 2) AND (c:f = 3 OR g:h = 4)]");
    read_text("[a:b = 1] AND [c:d = 2]");
}

static void places_count_lines_and_code_points(void **state) {
    (void)state;
    refused("[a:b = '\xE5\x90\x8D' x]", "line 1, column 12: expected AND, OR or ], found \"x\"");
    refused("[a:b = 1]\nOR\r\n[a:b ~ 1]",
            "line 3, column 6: expected a comparison operator, found \"~\"");
    refused("[a:b = 1]\r\r OR ~", "line 3, column 5: expected [ or (, found \"~\"");
    struct pattern_place place = {0};
    struct pattern_options options = {.place = &place};
    refused_with("[a:b = '\xE5\x90\x8D'\nx]", options,
                 "line 2, column 1: expected AND, OR or ], found \"x\"");
    assert_int_equal(place.at, 13);
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 1);
}

static void what_was_found_is_shown_without_harm(void **state) {
    (void)state;
    refused("[a:b \x1B[2J 1]", "line 1, column 6: expected a comparison operator, found \"?\"");
    refused("[a:b \xE2\x80\xAE 1]",
            "line 1, column 6: expected a comparison operator, found \"?\"");
    refused("[a:b xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]",
            "line 1, column 6: expected a comparison operator, found "
            "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\"");
}

// ---- versions and leniency ----

static void start_and_stop_take_strings_in_2_0_alone(void **state) {
    const char *strings = "[a:b = 1] START '2016-06-01T00:00:00Z' STOP '2016-07-01T00:00:00Z'";
    const char *stamps = "[a:b = 1] START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'";
    struct pattern_options old = {.version = PATTERN_2_0};
    (void)state;
    refused(strings, "line 1, column 17: expected a timestamp t'...', found "
                     "\"'2016-06-01T00:00:00Z'\"");
    struct pattern *pattern = read_with(str_of(strings), old);
    assert_int_equal(pattern->deviations, 0);
    assert_str(printed(pattern), stamps);
    assert_int_equal(pattern_compare(pattern, read_with(str_of(stamps), old)), 0);
    refused_with("[a:b = 1] START '2016' STOP '2017'", old,
                 "line 1, column 17: expected a timestamp t'...', found \"'2016'\"");
}

static void exists_came_with_2_1(void **state) {
    (void)state;
    refused_with("[EXISTS a:b]", (struct pattern_options){.version = PATTERN_2_0},
                 "line 1, column 2: expected a path, for STIX 2.0 has no EXISTS, found \"EXISTS\"");
}

static void the_version_is_that_of_the_pattern_or_else_of_the_object(void **state) {
    (void)state;
    assert_int_equal(pattern_version_of(STR_NONE, STR("2.1")), PATTERN_2_1);
    assert_int_equal(pattern_version_of(STR_NONE, STR_NONE), PATTERN_2_0);
    assert_int_equal(pattern_version_of(STR("2.0"), STR("2.1")), PATTERN_2_0);
    assert_int_equal(pattern_version_of(STR("2.1"), STR_NONE), PATTERN_2_1);
}

static void comments_are_not_of_the_standard(void **state) {
    (void)state;
    refused("[a:b = 1] // x", "line 1, column 11: expected no comment, found \"//\"");
    refused("/* x */ [a:b = 1]", "line 1, column 1: expected no comment, found \"/*\"");
    refused_with("[a:b = 1] /* x * /", (struct pattern_options){.is_lenient = true},
                 "line 1, column 11: expected a comment that ends in */, found \"/*\"");
}

static void leniently_deviations_are_taken_and_named(void **state) {
    static const struct {
        const char *text;
        unsigned deviations;
        const char *same;
    } ROWS[] = {
        {"[a:b == 1]", PATTERN_OTHER_SIGN, "[a:b = 1]"},
        {"[a:b <> 1]", PATTERN_OTHER_SIGN, "[a:b != 1]"},
        {"/**/[a:b /* ' ] */ = 1] // [ \n AND [a:c = 1]//", PATTERN_COMMENT,
         "[a:b = 1] AND [a:c = 1]"},
        {"[a:b = h'FFc3']", PATTERN_HEX_CAPITAL, "[a:b = h'ffc3']"},
        {"[a:b = -9223372036854775808]", PATTERN_WIDE_INTEGER, "[a:b = -9223372036854775808]"},
        {"[a:b = 1] START '2016-06-01T00:00:00Z' STOP '2016-07-01T00:00:00Z'",
         PATTERN_OTHER_VERSION,
         "[a:b = 1] START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'"},
        {"[x-a:ip ISSUBSET '10.0.0.0/8']", PATTERN_NO_ADDRESS, "[x-a:ip ISSUBSET '10.0.0.0/8']"},
        {"[a:b IN (1, 2.5)]", PATTERN_MIXED_NUMBERS, "[a:b IN (1, 2.5)]"},
        {"[a:b = 1 AND c:d = 2 AND a:e == 3]", PATTERN_TYPES_APART | PATTERN_OTHER_SIGN,
         "[a:b = 1 AND c:d = 2 AND a:e = 3]"},
        {"[a:b = 1]", 0, "[a:b = 1]"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct pattern_options lenient = {.is_lenient = true};
        struct pattern *pattern = read_with(str_of(ROWS[i].text), lenient);
        assert_int_equal(pattern->deviations, ROWS[i].deviations);
        assert_str(printed(pattern), ROWS[i].same);
        assert_int_equal(pattern_normal(pattern, &arena)->deviations, ROWS[i].deviations);
    }
    for (int i = 0; i < PATTERN_DEVIATION_COUNT; i++) {
        assert_true(strlen(pattern_deviation_name((enum pattern_deviation)(1 << i))) > 0);
        assert_true(strlen(pattern_deviation_sentence((enum pattern_deviation)(1 << i))) > 0);
    }
}

// ---- limits ----

static enum status read_status(const struct buf *text, struct fault *fault) {
    struct pattern *pattern;
    struct pattern_options options = {.is_lenient = false};
    return pattern_read(&pattern, buf_str(text), &options, &arena, fault);
}

static void brackets_lie_64_deep_and_no_deeper(void **state) {
    struct fault fault;
    (void)state;
    for (int depth = PATTERN_DEPTH_MAX; depth <= PATTERN_DEPTH_MAX + 1; depth++) {
        struct buf text;
        buf_init(&text, SIZE_MAX);
        for (int i = 1; i < depth / 2; i++) buf_add_byte(&text, '(');
        buf_add_byte(&text, '[');
        for (int i = depth / 2; i < depth; i++) buf_add_byte(&text, '(');
        buf_add(&text, STR("a:b = 1"));
        for (int i = depth / 2; i < depth; i++) buf_add_byte(&text, ')');
        buf_add_byte(&text, ']');
        for (int i = 1; i < depth / 2; i++) buf_add_byte(&text, ')');
        assert_int_equal(read_status(&text, &fault), depth <= PATTERN_DEPTH_MAX ? OK : LIMIT);
        buf_close(&text);
    }
    assert_string_equal(fault.text, "line 1, column 65: more than 64 brackets inside each other");
}

static void parts_are_bounded(void **state) {
    struct fault fault;
    (void)state;
    for (int extra = 0; extra <= 1; extra++) {
        struct buf text; // an observation, a test and a step are the other three parts
        buf_init(&text, SIZE_MAX);
        buf_add(&text, STR("[a:b IN (1"));
        for (int i = 4; i < PATTERN_PARTS_MAX + extra; i++) buf_add(&text, STR(",1"));
        buf_add(&text, STR(")]"));
        assert_int_equal(read_status(&text, &fault), extra ? LIMIT : OK);
        buf_close(&text);
    }
    assert_true(str_ends(str_of(fault.text), STR("more than 300000 parts")));
}

static void a_pattern_is_a_mebibyte_and_no_longer(void **state) {
    struct fault fault;
    struct buf text;
    (void)state;
    buf_init(&text, SIZE_MAX);
    buf_add(&text, STR("[a:b = 1]"));
    while (text.size < PATTERN_SIZE_MAX) buf_add_byte(&text, ' ');
    assert_int_equal(read_status(&text, &fault), OK);
    buf_add_byte(&text, ' ');
    assert_int_equal(read_status(&text, &fault), LIMIT);
    assert_string_equal(fault.text, "longer than 1048576 bytes");
    buf_close(&text);
}

// The longest chain of objects of different types that fits, so that a quadratic step would show.
static void many_types_of_objects_are_checked_in_one_go(void **state) {
    struct fault fault;
    struct buf text;
    (void)state;
    buf_init(&text, SIZE_MAX);
    buf_add_byte(&text, '[');
    for (int i = 0; i < 2; i++) {
        buf_add(&text, i ? STR(" AND (") : STR("("));
        for (int j = 0; j < 30000; j++)
            buf_addf(&text, "%st%d:b=1", j ? " OR " : "", i ? 30000 - j : j);
        buf_add_byte(&text, ')');
    }
    buf_add_byte(&text, ']');
    assert_int_equal(read_status(&text, &fault), OK);
    buf_close(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_observation_stands_in_brackets),
        cmocka_unit_test(between_two_observations_stands_an_operator),
        cmocka_unit_test(a_comparison_is_a_path_an_operator_and_a_constant),
        cmocka_unit_test(operators_take_the_constants_that_they_can_compare),
        cmocka_unit_test(a_set_has_constants_of_one_kind),
        cmocka_unit_test(networks_are_compared_with_the_value_of_an_address_alone),
        cmocka_unit_test(numbers_are_written_in_one_usual_fashion),
        cmocka_unit_test(strings_end_and_escape_only_two_characters),
        cmocka_unit_test(bytes_are_whole),
        cmocka_unit_test(timestamps_are_real_and_in_utc),
        cmocka_unit_test(a_path_is_a_type_a_colon_and_names),
        cmocka_unit_test(qualifiers_have_positive_numbers_and_their_words),
        cmocka_unit_test(no_two_qualifiers_of_a_kind_stand_on_one_expression),
        cmocka_unit_test(and_joins_what_one_object_can_satisfy),
        cmocka_unit_test(places_count_lines_and_code_points),
        cmocka_unit_test(what_was_found_is_shown_without_harm),
        cmocka_unit_test(start_and_stop_take_strings_in_2_0_alone),
        cmocka_unit_test(exists_came_with_2_1),
        cmocka_unit_test(the_version_is_that_of_the_pattern_or_else_of_the_object),
        cmocka_unit_test(comments_are_not_of_the_standard),
        cmocka_unit_test(leniently_deviations_are_taken_and_named),
        cmocka_unit_test(brackets_lie_64_deep_and_no_deeper),
        cmocka_unit_test(parts_are_bounded),
        cmocka_unit_test(a_pattern_is_a_mebibyte_and_no_longer),
        cmocka_unit_test(many_types_of_objects_are_checked_in_one_go),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
