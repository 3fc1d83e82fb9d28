// What one observation satisfies: STIX 2.1, 9.2, 9.6 and 9.7, rule by rule.
#include "evaluate_help.h"

#define FILE_IS(properties) "{\"0\":{\"type\":\"file\"," properties "}}"

static void strings_are_compared_by_code_points_without_normalisation_9_6_2(void **state) {
    (void)state;
    // 'o' < 'oz' < 'o' U+0300 < 'z' < U+00F2, as the text has it.
    assert_yes("[file:name < 'oz']", FILE_IS("\"name\":\"o\""));
    assert_yes("[file:name < 'o\xCC\x80']", FILE_IS("\"name\":\"oz\""));
    assert_yes("[file:name < 'z']", FILE_IS("\"name\":\"o\xCC\x80\""));
    assert_yes("[file:name < '\xC3\xB2']", FILE_IS("\"name\":\"z\""));
    assert_no("[file:name = '\xC3\xB2']", FILE_IS("\"name\":\"o\xCC\x80\""));
    assert_yes("[file:name > 'o']", FILE_IS("\"name\":\"oz\""));
    assert_yes("[file:name >= 'oz']", FILE_IS("\"name\":\"oz\""));
    assert_no("[file:name <= 'o']", FILE_IS("\"name\":\"oz\""));
    assert_no("[file:name = 'FOO.dll']", FILE_IS("\"name\":\"foo.dll\""));
    // U+FF5E is below U+1F600, though its first UTF-16 unit is above.
    assert_yes("[file:name < '\xF0\x9F\x98\x80']", FILE_IS("\"name\":\"\xEF\xBD\x9E\""));
}

static void the_operators_of_the_table_say_what_their_examples_say_9_6_1(void **state) {
    (void)state;
    assert_yes("[file:name = 'foo.dll']", FILE_IS("\"name\":\"foo.dll\""));
    assert_yes("[file:size != 4112]", FILE_IS("\"size\":4113"));
    assert_no("[file:size != 4112]", FILE_IS("\"size\":4112"));
    assert_yes("[file:size > 256]", FILE_IS("\"size\":257"));
    assert_no("[file:size > 256]", FILE_IS("\"size\":256"));
    assert_yes("[file:size < 1024]", FILE_IS("\"size\":1023"));
    assert_no("[file:size < 1024]", FILE_IS("\"size\":1024"));
    assert_yes("[file:size <= 25145]", FILE_IS("\"size\":25145"));
    assert_no("[file:size <= 25145]", FILE_IS("\"size\":25146"));
    assert_yes("[file:size >= 33312]", FILE_IS("\"size\":33312"));
    assert_no("[file:size >= 33312]", FILE_IS("\"size\":33311"));
    const char *in = "[process:name IN ('proccy', 'proximus', 'badproc')]";
    assert_yes(in, "{\"0\":{\"type\":\"process\",\"name\":\"proximus\"}}");
    assert_no(in, "{\"0\":{\"type\":\"process\",\"name\":\"prox\"}}");
    const char *like = "[directory:path LIKE 'C:\\\\Windows\\\\%\\\\foo']";
    assert_yes(like,
               "{\"0\":{\"type\":\"directory\",\"path\":\"C:\\\\Windows\\\\a\\\\b\\\\foo\"}}");
    assert_no(like, "{\"0\":{\"type\":\"directory\",\"path\":\"C:\\\\Windows\\\\foo\"}}");
    const char *matches = "[directory:path MATCHES '^C:\\\\\\\\Windows\\\\\\\\\\\\w+$']";
    assert_yes(matches, "{\"0\":{\"type\":\"directory\",\"path\":\"C:\\\\Windows\\\\temp\"}}");
    assert_no(matches, "{\"0\":{\"type\":\"directory\",\"path\":\"C:\\\\Windows\\\\a b\"}}");
    const char *exists = "[EXISTS windows-registry-key:values]";
    assert_yes(exists, "{\"0\":{\"type\":\"windows-registry-key\",\"values\":[]}}");
    assert_no(exists, "{\"0\":{\"type\":\"windows-registry-key\",\"key\":\"k\"}}");
}

static void subsets_of_addresses_are_by_bits_for_both_families_9_6_1(void **state) {
    (void)state;
    const char *in24 = "[ipv4-addr:value ISSUBSET '198.51.100.0/24']";
    const char *over27 = "[ipv4-addr:value ISSUPERSET '198.51.100.0/27']";
#define IPV4(value) "{\"0\":{\"type\":\"ipv4-addr\",\"value\":\"" value "\"}}"
#define IPV6(value) "{\"0\":{\"type\":\"ipv6-addr\",\"value\":\"" value "\"}}"
    assert_yes(in24, IPV4("198.51.100.0/27"));
    assert_yes(in24, IPV4("198.51.100.0/24"));
    assert_yes(in24, IPV4("198.51.100.255"));
    assert_no(in24, IPV4("198.51.101.0"));
    assert_no(in24, IPV4("198.51.100.0/23"));
    assert_no(in24, IPV4("198.51.100.256"));
    assert_no(in24, IPV6("::198.51.100.1"));
    assert_yes(over27, IPV4("198.51.100.0/24"));
    assert_yes(over27, IPV4("198.51.100.0/27"));
    assert_no(over27, IPV4("198.51.100.0/28"));
    assert_no(over27, IPV4("198.51.100.0"));
    assert_yes("[ipv4-addr:value ISSUBSET '198.51.100.7/32']", IPV4("198.51.100.7"));
    assert_yes("[ipv4-addr:value ISSUPERSET '198.51.100.7']", IPV4("198.51.100.7/32"));
    assert_yes("[ipv4-addr:value ISSUBSET '0.0.0.0/0']", IPV4("203.0.113.1"));
    assert_yes("[ipv4-addr:value NOT ISSUBSET '10.0.0.0/8']", IPV4("203.0.113.1"));
    assert_yes("[ipv6-addr:value ISSUBSET '2001:db8::/33']", IPV6("2001:DB8:0:1::/64"));
    assert_no("[ipv6-addr:value ISSUBSET '2001:db8::/33']", IPV6("2001:db8:8000::1"));
    assert_yes("[ipv6-addr:value ISSUPERSET '2001:db8::1']", IPV6("2001:db8::/127"));
    assert_no("[ipv6-addr:value ISSUBSET '::/0']", IPV4("203.0.113.1"));
}

static void numbers_are_compared_whole_and_never_rounded_9_2(void **state) {
    (void)state;
    assert_no("[file:x = 1]", FILE_IS("\"x\":1.5"));
    assert_yes("[file:x < 1.5]", FILE_IS("\"x\":1"));
    assert_yes("[file:x = 1]", FILE_IS("\"x\":1.0"));
    assert_yes("[file:x = 1.0]", FILE_IS("\"x\":1"));
    assert_yes("[file:x = 1000]", FILE_IS("\"x\":1e3"));
    assert_yes("[file:x > -1.5]", FILE_IS("\"x\":-1"));
    assert_yes("[file:x < -1]", FILE_IS("\"x\":-1.5"));
    // 2^53 + 1 is no double: as a double it would be 2^53.
    assert_no("[file:x = 9007199254740992.0]", FILE_IS("\"x\":9007199254740993"));
    assert_yes("[file:x > 9007199254740992.0]", FILE_IS("\"x\":9007199254740993"));
    assert_yes("[file:x > 9007199254740991]", FILE_IS("\"x\":9223372036854775807"));
    assert_yes("[file:x < 9223372036854775808.0]", FILE_IS("\"x\":9223372036854775807"));
    assert_yes("[file:x > 9007199254740991]", FILE_IS("\"x\":1e300"));
}

static void types_that_cannot_be_compared_are_false_but_for_unequal_9_6_1(void **state) {
    (void)state;
    const char *file =
        FILE_IS("\"size\":25,\"name\":\"25\",\"x_b\":true,\"x_l\":[25],\"x_d\":{\"a\":1}");
    assert_no("[file:size = '25']", file);
    assert_yes("[file:size != '25']", file);
    assert_no("[file:name = 25]", file);
    assert_yes("[file:name != 25]", file);
    assert_yes("[file:name NOT = 25]", file);
    assert_no("[file:name NOT != 25]", file);
    assert_no("[file:name < 26]", file);
    assert_yes("[file:name NOT < 26]", file);
    assert_no("[file:x_b = 'true']", file);
    assert_yes("[file:x_b = true]", file);
    assert_yes("[file:x_b != false]", file);
    assert_no("[file:x_b = 1]", file);
    assert_no("[file:x_l = 25]", file);
    assert_yes("[file:x_l != 25]", file);
    assert_no("[file:x_d = 1]", file);
    assert_no("[file:size LIKE '%']", file);
    assert_yes("[file:size NOT LIKE '%']", file);
    assert_no("[file:size MATCHES '2']", file);
    assert_no("[file:size IN ('25', '26')]", file);
    assert_yes("[file:size NOT IN ('25', '26')]", file);
}

static void what_is_not_there_is_false_whatever_the_operator_9_6(void **state) {
    (void)state;
    const char *file = FILE_IS("\"name\":\"a\",\"x_null\":null,\"x_list\":[1]");
    const char *const patterns[] = {
        "[file:size = 1]",         "[file:size != 1]",         "[file:size NOT = 1]",
        "[file:size NOT != 1]",    "[file:size NOT IN (1)]",   "[file:size NOT LIKE 'a']",
        "[file:size < 1]",         "[file:size NOT < 1]",      "[file:size NOT MATCHES 'a']",
        "[file:x_null != 1]",      "[file:name.x != 1]",       "[file:name[0] != 'a']",
        "[file:x_list[1] != 1]",   "[file:x_list[1] NOT = 1]", "[file:x_list.x != 1]",
        "[EXISTS file:size]",      "[EXISTS file:x_null]",     "[EXISTS file:x_list[1]]",
        "[directory:name != 'a']",
    };
    for (size_t i = 0; i < COUNT(patterns); i++) assert_no(patterns[i], file);
    assert_yes("[NOT EXISTS file:size]", file);
    assert_no("[NOT EXISTS file:name]", file);
    assert_no("[NOT EXISTS directory:size]", file);
}

static void any_item_of_a_list_will_do_and_not_turns_the_whole_9_7_2(void **state) {
    (void)state;
    const char *file = FILE_IS("\"x\":[1,2,3],\"y\":[{\"z\":1},{\"z\":2},{\"w\":1}],\"e\":[]");
    assert_yes("[file:x[*] = 2]", file);
    assert_no("[file:x[*] = 4]", file);
    assert_yes("[file:x[*] != 2]", file);
    assert_no("[file:x[*] NOT = 2]", file);
    assert_yes("[file:x[*] NOT = 4]", file);
    assert_yes("[file:x[0] = 1]", file);
    assert_yes("[file:x[2] = 3]", file);
    assert_no("[file:x[3] = 3]", file);
    assert_yes("[file:y[*].z = 2]", file);
    assert_no("[file:y[2].z != 9]", file);
    assert_yes("[EXISTS file:y[*].w]", file);
    assert_no("[file:e[*] != 1]", file);
    assert_no("[file:e[*] NOT = 1]", file);
    assert_yes("[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]",
               FILE_IS("\"extensions\":{\"windows-pebinary-ext\":{\"sections\":[{\"entropy\":1.5},"
                       "{\"entropy\":7.25}]}}"));
    assert_yes("[network-traffic:protocols[0] = 'tcp']",
               "{\"0\":{\"type\":\"network-traffic\",\"protocols\":[\"tcp\",\"http\"]}}");
}

static void dictionaries_are_entered_by_key_9_7_3(void **state) {
    (void)state;
    const char *file = FILE_IS("\"hashes\":{\"ssdeep\":\"3:a:b\",\"SHA-256\":\"00\"},"
                               "\"extensions\":{\"raster-image-ext\":{\"image_height\":480}}");
    assert_yes("[file:hashes.ssdeep = '3:a:b']", file);
    assert_yes("[file:hashes.'SHA-256' = '00']", file);
    assert_yes("[file:extensions.'raster-image-ext'.image_height = 480]", file);
    assert_no("[file:hashes.MD5 != '00']", file);
}

static void binary_properties_are_compared_in_their_bytes_9_6_4(void **state) {
    (void)state;
    const char *artifact =
        "{\"0\":{\"type\":\"artifact\",\"mime_type\":\"application/octet-stream\","
        "\"payload_bin\":\"dGhpcyBpcyBhIHRlc3Q=\"}}";
    assert_no("[artifact:payload_bin = 'dGhpcyBpcyBhIHRlc3Q=']", artifact);
    assert_yes("[artifact:payload_bin = 'this is a test']", artifact);
    assert_yes("[artifact:payload_bin = b'dGhpcyBpcyBhIHRlc3Q=']", artifact);
    assert_yes("[artifact:payload_bin = h'7468697320697320612074657374']", artifact);
    assert_yes("[artifact:payload_bin LIKE 'this%_est']", artifact);
    assert_yes("[artifact:payload_bin MATCHES '^this.*test$']", artifact);
    const char *file = FILE_IS("\"magic_number_hex\":\"ffd8\",\"x_bin\":\"!\",\"x_hex\":\"f\"");
    assert_yes("[file:magic_number_hex = h'ffd8']", file);
    assert_yes("[file:magic_number_hex = '\xC3\xBF\xC3\x98']", file);
    assert_yes("[file:magic_number_hex = b'/9g=']", file);
    assert_no("[file:magic_number_hex = 'ffd8']", file);
    // 9.6.4: a code point above U+00FF cannot be a byte.
    assert_no("[file:magic_number_hex = '\xE2\x82\xAC']", file);
    assert_no("[file:magic_number_hex < '\xE2\x82\xAC']", file);
    assert_yes("[file:magic_number_hex != '\xE2\x82\xAC']", file);
    assert_no("[file:magic_number_hex LIKE '%\xE2\x82\xAC%']", file);
    assert_no("[file:magic_number_hex MATCHES '\xE2\x82\xAC|.']", file);
    // 9.6.3: unsigned, and the longer is greater.
    assert_yes("[file:magic_number_hex > h'7f']", file);
    assert_yes("[file:magic_number_hex > h'ff']", file);
    assert_yes("[file:magic_number_hex < h'ffd800']", file);
    // What cannot be decoded cannot be obtained (9.6).
    assert_no("[file:x_bin != 'a']", file);
    assert_no("[file:x_hex NOT = 'a']", file);
    assert_yes("[EXISTS file:x_hex]", file);
}

static void bytes_are_compared_with_a_string_by_its_code_points_9_2(void **state) {
    (void)state;
    assert_yes("[file:name = h'61ff']", FILE_IS("\"name\":\"a\xC3\xBF\""));
    assert_yes("[file:name = b'Yf8=']", FILE_IS("\"name\":\"a\xC3\xBF\""));
    assert_no("[file:name > h'61']", FILE_IS("\"name\":\"\xE2\x82\xAC\""));
    assert_yes("[file:name != h'61']", FILE_IS("\"name\":\"\xE2\x82\xAC\""));
}

static void timestamps_are_compared_as_instants_with_all_their_digits_9_2(void **state) {
    (void)state;
    const char *file =
        FILE_IS("\"ctime\":\"2014-01-13T07:03:17.10Z\",\"x_t\":\"2014-01-13T07:03:17."
                "1234567Z\",\"name\":\"no time\"");
    assert_yes("[file:ctime = t'2014-01-13T07:03:17.1Z']", file);
    assert_yes("[file:ctime > t'2014-01-13T07:03:17Z']", file);
    assert_yes("[file:x_t > t'2014-01-13T07:03:17.123456Z']", file);
    assert_yes("[file:x_t < t'2014-01-13T07:03:17.1234568Z']", file);
    assert_yes("[file:x_t = t'2014-01-13T07:03:17.12345670Z']", file);
    assert_no("[file:name = t'2014-01-13T07:03:17Z']", file);
    assert_yes("[file:name != t'2014-01-13T07:03:17Z']", file);
    // A string is not compared with a timestamp.
    assert_no("[file:ctime = '2014-01-13T07:03:17.10Z']", file);
    assert_yes("[file:ctime != '2014-01-13T07:03:17.10Z']", file);
    assert_no("[file:ctime LIKE '2014%']", file);
    assert_yes("[file:x_t LIKE '2014%']", file);
}

static void like_and_matches_see_normal_form_c_9_6_2(void **state) {
    (void)state;
    const char *apart = FILE_IS("\"name\":\"caffe\xCC\x81.exe\""),
               *composed = FILE_IS("\"name\":\"caff\xC3\xA9.exe\"");
    assert_yes("[file:name LIKE 'caff_.exe']", apart);
    assert_yes("[file:name LIKE '%\xC3\xA9%']", apart);
    assert_yes("[file:name LIKE '%e\xCC\x81%']", composed);
    assert_yes("[file:name MATCHES '^caff.\\\\.exe$']", apart);
    assert_yes("[file:name MATCHES '\xC3\xA9']", apart);
    assert_no("[file:name = 'caff\xC3\xA9.exe']", apart);
}

static void like_has_two_wildcards_and_no_escape_9_6_1(void **state) {
    (void)state;
    assert_yes("[file:name LIKE '']", FILE_IS("\"name\":\"\""));
    assert_no("[file:name LIKE '']", FILE_IS("\"name\":\"a\""));
    assert_yes("[file:name LIKE '%%']", FILE_IS("\"name\":\"\""));
    assert_no("[file:name LIKE '_']", FILE_IS("\"name\":\"\""));
    assert_yes("[file:name LIKE '_']", FILE_IS("\"name\":\"\xF0\x9F\x98\x80\""));
    assert_yes("[file:name LIKE '%ab%abc']", FILE_IS("\"name\":\"xababababc\""));
    assert_no("[file:name LIKE 'a\\\\%']", FILE_IS("\"name\":\"a%\""));
    assert_no("[file:name LIKE 'A%']", FILE_IS("\"name\":\"abc\""));
    assert_no("[file:name LIKE 'b']", FILE_IS("\"name\":\"abc\""));
}

static void matches_searches_and_a_dot_is_any_character_9_6_1(void **state) {
    (void)state;
    assert_yes("[file:name MATCHES 'b']", FILE_IS("\"name\":\"abc\""));
    assert_no("[file:name MATCHES '^b']", FILE_IS("\"name\":\"abc\""));
    assert_yes("[file:name MATCHES 'a.b']", FILE_IS("\"name\":\"a\\nb\""));
    assert_yes("[file:name MATCHES '^.$']", FILE_IS("\"name\":\"\xF0\x9F\x98\x80\""));
    // Without the UNICODE flag each byte is one.
    assert_yes("[file:x_hex MATCHES '^..$']", FILE_IS("\"x_hex\":\"c3b6\""));
    assert_no("[file:x_hex MATCHES '^.$']", FILE_IS("\"x_hex\":\"c3b6\""));
}

static void an_expression_that_is_no_regular_expression_is_refused_9_4(void **state) {
    (void)state;
    struct evaluator *evaluator = NULL;
    struct fault fault = {""};
    assert_int_equal(
        evaluator_open(&evaluator, read_text("[a:b = 1] AND [a:b MATCHES '(']"), &fault),
        MALFORMED);
    assert_null(evaluator);
    assert_string_equal(fault.text,
                        "byte 15: regular expression, byte 1: missing closing parenthesis");
}

static void a_search_without_end_is_undecided_and_never_no(void **state) {
    (void)state;
    char data[256] = "{\"0\":{\"type\":\"file\",\"size\":1,\"name\":\"", *at = data + strlen(data);
    for (int i = 0; i < 60; i++) *at++ = 'a';
    strcpy(at, "!\"}}");
    const char *endless = "file:name MATCHES '^(a+)+$'";
    struct {
        const char *format;
        enum evaluate_answer answer;
    } cases[] = {
        {"[%s]", EVALUATE_UNDECIDED},
        {"[%s OR file:size = 1]", EVALUATE_YES},
        {"[file:size = 1 AND %s]", EVALUATE_UNDECIDED},
        {"[file:size = 2 AND %s]", EVALUATE_NO},
        {"[%s] OR [file:size = 1]", EVALUATE_YES},
        {"[%s] AND [file:size = 2]", EVALUATE_NO},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char pattern[256];
        snprintf(pattern, sizeof pattern, "%s", cases[i].format);
        char *place = strstr(pattern, "%s");
        char rest[128];
        snprintf(rest, sizeof rest, "%s", place + 2);
        snprintf(place, (size_t)(pattern + sizeof pattern - place), "%s%s", endless, rest);
        assert_answer(pattern, data, cases[i].answer);
    }
}

static void references_lead_to_objects_of_the_same_observation_9_7_4(void **state) {
    (void)state;
    const char *objects =
        "{\"0\":{\"type\":\"directory\",\"path\":\"C:\\\\Windows\\\\System32\",\"contains_refs\":["
        "\"1\",\"9\"]},"
        "\"1\":{\"type\":\"file\",\"name\":\"foo.dll\",\"parent_directory_ref\":\"0\"},"
        "\"2\":{\"type\":\"file\",\"name\":\"lost\",\"parent_directory_ref\":\"7\"},"
        "\"3\":{\"type\":\"file\",\"name\":\"odd\",\"parent_directory_ref\":[\"0\"]}}";
    assert_yes(
        "[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']",
        objects);
    assert_yes("[directory:contains_refs[*].name = 'foo.dll']", objects);
    assert_yes("[directory:contains_refs[0].type = 'file']", objects);
    assert_no("[directory:contains_refs[1].type != 'x']", objects);
    assert_yes(
        "[directory:contains_refs[*].parent_directory_ref.contains_refs[0].name = 'foo.dll']",
        objects);
    assert_yes("[file:parent_directory_ref = '0']", objects);
    assert_no("[file:name = 'lost' AND file:parent_directory_ref.path != 'x']", objects);
    assert_no("[file:name = 'odd' AND EXISTS file:parent_directory_ref.path]", objects);
}

static void all_tests_start_from_one_object_9_5(void **state) {
    (void)state;
    const char *pattern = "[ network-traffic:src_ref.value = '203.0.113.10' AND "
                          "network-traffic:dst_ref.value = '198.51.100.58' ]";
    assert_no(pattern,
              "{\"0\":{\"type\":\"network-traffic\",\"src_ref\":\"1\"},\"1\":{\"type\":"
              "\"ipv4-addr\",\"value\":\"203.0.113.10\"},\"2\":{\"type\":\"network-traffic\","
              "\"dst_ref\":\"3\"},\"3\":{\"type\":\"ipv4-addr\",\"value\":\"198.51.100.58\"}}");
    assert_yes(pattern,
               "{\"0\":{\"type\":\"network-traffic\",\"src_ref\":\"1\",\"dst_ref\":\"3\"},\"1\":"
               "{\"type\":\"ipv4-addr\",\"value\":\"203.0.113.10\"},\"3\":{\"type\":"
               "\"ipv4-addr\",\"value\":\"198.51.100.58\"}}");
    const char *two =
        "[(type-a:j = 'W' AND type-a:k = 'X') OR (type-b:m = 'Y' AND type-b:n = 'Z')]";
    assert_yes(two, "{\"0\":{\"type\":\"type-b\",\"m\":\"Y\",\"n\":\"Z\"}}");
    assert_no(two,
              "{\"0\":{\"type\":\"type-a\",\"j\":\"W\"},\"1\":{\"type\":\"type-b\",\"n\":\"Z\"}}");
    const char *three = "[type-a:j = 'W' AND type-a:k = 'X' OR type-a:l = 'Z']";
    assert_yes(three, "{\"0\":{\"type\":\"type-a\",\"l\":\"Z\"}}");
    assert_no(three, "{\"0\":{\"type\":\"type-a\",\"j\":\"W\"}}");
}

static void an_address_with_its_prefix_is_another_string_9_6_2(void **state) {
    (void)state;
    assert_no("[ipv4-addr:value = '198.51.100.1/32']", IPV4("198.51.100.1"));
    assert_yes("[ipv4-addr:value = '198.51.100.1/32']", IPV4("198.51.100.1/32"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(strings_are_compared_by_code_points_without_normalisation_9_6_2),
        TEST(the_operators_of_the_table_say_what_their_examples_say_9_6_1),
        TEST(subsets_of_addresses_are_by_bits_for_both_families_9_6_1),
        TEST(numbers_are_compared_whole_and_never_rounded_9_2),
        TEST(types_that_cannot_be_compared_are_false_but_for_unequal_9_6_1),
        TEST(what_is_not_there_is_false_whatever_the_operator_9_6),
        TEST(any_item_of_a_list_will_do_and_not_turns_the_whole_9_7_2),
        TEST(dictionaries_are_entered_by_key_9_7_3),
        TEST(binary_properties_are_compared_in_their_bytes_9_6_4),
        TEST(bytes_are_compared_with_a_string_by_its_code_points_9_2),
        TEST(timestamps_are_compared_as_instants_with_all_their_digits_9_2),
        TEST(like_and_matches_see_normal_form_c_9_6_2),
        TEST(like_has_two_wildcards_and_no_escape_9_6_1),
        TEST(matches_searches_and_a_dot_is_any_character_9_6_1),
        TEST(an_expression_that_is_no_regular_expression_is_refused_9_4),
        TEST(a_search_without_end_is_undecided_and_never_no),
        TEST(references_lead_to_objects_of_the_same_observation_9_7_4),
        TEST(all_tests_start_from_one_object_9_5),
        TEST(an_address_with_its_prefix_is_another_string_9_6_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
