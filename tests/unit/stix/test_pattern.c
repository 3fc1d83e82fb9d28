#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "stix/observable.h"
#include "stix/pattern.h"

static struct arena arena;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

// STIX 2.1, chapter 9: every whole pattern of the text.
static const char *const GOOD[] = {
    "[file:size = 25536]",
    "[ipv4-addr:value = '203.0.113.1' OR ipv4-addr:value = '203.0.113.2']",
    "([ipv4-addr:value = '198.51.100.5'] FOLLOWEDBY [ipv4-addr:value = '198.51.100.10'])",
    "([ipv4-addr:value = '198.51.100.5' ] AND [ipv4-addr:value = '198.51.100.10']) WITHIN 300 "
    "SECONDS",
    "[file:name = 'foo.dll'] START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'",
    "[ipv4-addr:value = '198.51.100.5'] AND [ ipv4-addr:value = '198.51.100.10']",
    "[ipv4-addr:value = '198.51.100.1/32']",
    "[ipv4-addr:value = '198.51.100.1/32' OR ipv4-addr:value = '203.0.113.33/32' OR "
    "ipv6-addr:value = '2001:0db8:dead:beef:dead:beef:dead:0001/128'] REPEATS 5 TIMES",
    "([ipv4-addr:value = '198.51.100.1/32' OR ipv6-addr:value = "
    "'2001:0db8:dead:beef:dead:beef:dead:0001/128'] FOLLOWEDBY [domain-name:value = "
    "'example.com']) WITHIN 600 SECONDS",
    "[(type-a:property_j = 'W' AND type-a:property_k = 'X') OR (type-b:property_m = 'Y' AND "
    "type-b:property_n = 'Z')]",
    "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
    "[email-message:from_ref.value MATCHES '.+\\\\@example\\\\.com$' AND "
    "email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final Report.+\\\\.exe$']",
    "[file:hashes.'SHA-256' = 'bf07a7fbb825fc0aae7bf4a1177b2b31fcf8a3feeaf7092761e18c859ee52a9c' "
    "OR "
    "file:hashes.MD5 = 'cead3f77f6cda6ec00f57d76c9a6879f']\nAND [file:hashes.'SHA-256' = "
    "'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
    "([file:hashes.MD5 = '79054025255fb1a26e4bc422aef54eb4'] FOLLOWEDBY [windows-registry-key:key "
    "= "
    "'HKEY_LOCAL_MACHINE\\\\foo\\\\bar']) WITHIN 300 SECONDS",
    "[user-account:account_type = 'unix' AND user-account:user_id = '1007' AND "
    "user-account:account_login = 'Peter'] AND [user-account:user_id = '1008']",
    "[artifact:mime_type = 'application/vnd.tcpdump.pcap' AND artifact:payload_bin MATCHES "
    "'\\\\xd4\\\\xc3\\\\xb2\\\\xa1\\\\x02\\\\x00\\\\x04\\\\x00']",
    "[file:name = 'foo.dll' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32']",
    "[file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]",
    "[file:mime_type = 'image/bmp' AND file:magic_number_hex = h'ffd8']",
    "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = "
    "'203.0.113.33/32']",
    "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = "
    "'example.com'] REPEATS 5 TIMES WITHIN 1800 SECONDS",
    "[domain-name:value = 'www.5z8.info' AND domain-name:resolves_to_refs[*].value = "
    "'198.51.100.1/32']",
    "[x509-certificate:issuer = 'CN=WEBMAIL' AND x509-certificate:serial_number = "
    "'4c:0b:1d:19:74:86:a7:66:b4:1a:bf:40:27:21:76:28']",
    "[(file:name = 'pdf.exe' OR file:size = 371712) AND file:created = t'2014-01-13T07:03:17Z']",
    "[email-message:sender_ref.value = 'jdoe@example.com' AND email-message:subject = 'Conference "
    "Info']",
    "[x-usb-device:usbdrive.serial_number = '575833314133343231313937']",
    "[process:command_line MATCHES '^.+>-add GlobalSign.cer -c -s -r localMachine Root$'] "
    "FOLLOWEDBY "
    "[process:command_line MATCHES'^.+>-add GlobalSign.cer -c -s -r "
    "localMachineTrustedPublisher$'] WITHIN 300 SECONDS",
    "[network-traffic:dst_ref.value ISSUBSET '2001:0db8:dead:beef:0000:0000:0000:0000/64']",
    "([file:name = 'foo.dll'] AND [windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\foo\\\\bar']) "
    "OR "
    "[process:image_ref.name = 'fooproc' OR process:image_ref.name = 'procfoo']",
    "[process:name IN ('proccy', 'proximus', 'badproc')]",
    "[EXISTS windows-registry-key:values]",
    "[NOT EXISTS windows-registry-key:values]",
    "[directory:path LIKE 'C:\\\\Windows\\\\%\\\\foo']",
    "[artifact:payload_bin = b'dGhpcyBpcyBhIHRlc3Q=']",
    "[ipv4-addr:value ISSUPERSET '198.51.100.0/24']",
    "[file:size NOT = 4112 AND file:size <= 25145 AND file:size >= -3 AND file:x_y != 1.5]",
    "[network-traffic:protocols[0] == 'tcp' OR file:x <> true]",
    "[\xE3\x80\x80"
    "file:name\xC2\xA0=\xE2\x80\x83'\xE5\x90\x8D']",
    "[file:name = 'it\\'s' AND file:x = '\\\\']",
    "[file:name = ''] WITHIN 0.5 SECONDS",
};

static void every_pattern_of_the_standard_is_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        struct pattern *pattern;
        struct fault fault;
        if (pattern_read(&pattern, str_of(GOOD[i]), &arena, &fault) != OK)
            fail_msg("%s: %s", GOOD[i], fault.text);
    }
}

static void a_pattern_that_is_none_is_refused_with_its_column(void **state) {
    static const struct {
        const char *pattern, *fault;
    } BAD[] = {
        {"", "column 1: [ or ( is expected"},
        {"file:name = 'x'", "column 1: [ or ( is expected"},
        {"[file:name = ]", "column 14: a constant is expected"},
        {"[file:name 'x']", "column 12: an operator is expected"},
        {"[file:name = 'x'", "column 17: ] is expected"},
        {"[file:name = 'x]", "column 14: the string has no end"},
        {"[file:name = 'x'] AND", "column 22: [ or ( is expected"},
        {"[file:name = 'x'] OR OR [a:b = 1]", "column 22: [ or ( is expected"},
        {"[file:name = 'x'] [a:b = 1]", "column 19: the pattern should end here"},
        {"[file:name = 'C:\\Windows']",
         "column 18: after a backslash only ' or another backslash may stand"},
        {"[file:hashes.SHA-256 = 'x']",
         "column 14: a property with a hyphen stands in apostrophes"},
        {"[file = 'x']", "column 7: a colon is expected after the type"},
        {"[file:name = +1]", "column 14: this character has no meaning here"},
        {"[file:size = 01]", "column 14: a number begins with 0"},
        {"[file:size = 1.]", "column 14: not a number"},
        {"[file:x = h'abc']", "column 11: an odd number of hex digits"},
        {"[file:x = h'xy']", "column 11: not a hex digit in h'...'"},
        {"[file:x = b'*']", "column 11: not base64 in b'...'"},
        {"[file:x = t'2016-02-30T00:00:00Z']", "column 11: not a timestamp"},
        {"[file:x > true]", "column 11: a constant that has an order is expected"},
        {"[file:x IN ('a', 1)]", "column 18: the constants of a set are of one kind"},
        {"[file:x IN ('a' 'b')]", "column 17: a comma or ) is expected"},
        {"[file:x LIKE 5]", "column 14: a string is expected"},
        {"[file:x[a] = 5]", "column 9: an index or * is expected"},
        {"[NOT file:x = 5]", "column 6: NOT stands before EXISTS or behind a path"},
        {"[a:b = 1] WITHIN 0 SECONDS", "column 18: a positive number is expected"},
        {"[a:b = 1] WITHIN -1 SECONDS", "column 18: a positive number is expected"},
        {"[a:b = 1] WITHIN 5 MINUTES", "column 20: SECONDS is expected"},
        {"[a:b = 1] REPEATS 1.5 TIMES", "column 19: a positive number is expected"},
        {"[a:b = 1] REPEATS 2 TIMES REPEATS 2 TIMES",
         "column 27: a second qualifier of the same kind"},
        {"[a:b = 1] START t'2016-06-01T00:00:00Z'", "column 40: STOP is expected"},
        {"[a:b = 1] START '2016-06-01T00:00:00Z' STOP t'2016-06-01T00:00:00Z'",
         "column 17: a timestamp t'...' is expected"},
        {"[a:b = '\xE5\x90\x8D' x]", "column 12: ] is expected"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct pattern *pattern = NULL;
        struct fault fault = {""};
        assert_int_equal(pattern_read(&pattern, str_of(BAD[i].pattern), &arena, &fault), MALFORMED);
        assert_string_equal(fault.text, BAD[i].fault);
        assert_null(pattern);
    }
}

static void nesting_size_and_tests_are_bounded(void **state) {
    (void)state;
    for (int depth = PATTERN_DEPTH_MAX; depth <= PATTERN_DEPTH_MAX + 1; depth++) {
        struct buf text;
        struct pattern *pattern;
        buf_init(&text, 1 << 16);
        buf_add_byte(&text, '[');
        for (int i = 1; i < depth; i++) buf_add_byte(&text, '(');
        buf_add(&text, STR("a:b = 1"));
        for (int i = 1; i < depth; i++) buf_add_byte(&text, ')');
        buf_add_byte(&text, ']');
        enum status expected = depth <= PATTERN_DEPTH_MAX ? OK : LIMIT;
        assert_int_equal(pattern_read(&pattern, buf_str(&text), &arena, NULL), expected);
        buf_close(&text);
    }
    for (int tests = PATTERN_TESTS_MAX; tests <= PATTERN_TESTS_MAX + 1; tests++) {
        struct buf text;
        struct pattern *pattern;
        buf_init(&text, 2 << 20);
        buf_add(&text, STR("[a:b=1"));
        for (int i = 1; i < tests; i++) buf_add(&text, STR(" OR a:b=1"));
        buf_add_byte(&text, ']');
        enum status expected = tests <= PATTERN_TESTS_MAX ? OK : LIMIT;
        assert_int_equal(pattern_read(&pattern, buf_str(&text), &arena, NULL), expected);
        while (text.size < PATTERN_SIZE_MAX + 1) buf_add_byte(&text, ' ');
        assert_int_equal(pattern_read(&pattern, buf_str(&text), &arena, NULL), LIMIT);
        buf_close(&text);
    }
}

static void and_binds_closer_than_or_and_qualifiers_bind_to_the_last(void **state) {
    struct pattern *p;
    (void)state;
    assert_int_equal(pattern_read(&p, STR("[a:b = 1 OR a:c = 2 AND a:d = 3]"), &arena, NULL), OK);
    assert_int_equal(p->kind, PATTERN_OBSERVATION);
    assert_int_equal(p->first->kind, PATTERN_OR);
    assert_int_equal(p->first->first->kind, PATTERN_TEST);
    assert_int_equal(p->first->first->next->kind, PATTERN_AND);
    assert_int_equal(
        pattern_read(&p, STR("[a:b=1] FOLLOWEDBY [a:c=1] REPEATS 5 TIMES"), &arena, NULL), OK);
    assert_int_equal(p->kind, PATTERN_FOLLOWED_BY);
    assert_int_equal(p->first->kind, PATTERN_OBSERVATION);
    assert_int_equal(p->first->next->kind, PATTERN_REPEATS);
    assert_true(p->first->next->amount > 4.5 && p->first->next->amount < 5.5);
}

static void a_test_keeps_path_and_constants(void **state) {
    struct pattern *p;
    (void)state;
    assert_int_equal(
        pattern_read(&p, STR("[ file:hashes . 'SHA-256'  NOT IN ('a\\'b', 'c') ]"), &arena, NULL),
        OK);
    struct pattern *test = p->first;
    assert_true(str_equal(test->object_type, STR("file")));
    assert_true(str_equal(test->path, STR("hashes . 'SHA-256'")));
    assert_true(test->is_negated && test->operator == PATTERN_IN && test->constant_count == 2);
    assert_true(str_equal(test->constants[0].text, STR("a'b")));
}

static void expect(const char *text, const char *expected) {
    struct pattern *pattern;
    struct observable_found *found;
    struct buf out;
    struct fault fault;
    if (pattern_read(&pattern, str_of(text), &arena, &fault) != OK)
        fail_msg("%s: %s", text, fault.text);
    size_t count = pattern_observables(&found, pattern, &arena);
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < count; i++)
        buf_addf(&out, "%s%s=%.*s%s", i > 0 ? " " : "",
                 observable_kind_name(found[i].observable.kind),
                 STR_ARG(found[i].observable.value), found[i].is_enough ? "!" : "");
    buf_add_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_close(&out);
}

static void values_tested_for_by_equality_are_found(void **state) {
    (void)state;
    expect("[domain-name:value = 'EVIL.example.']", "domain-name=evil.example!");
    expect("[ipv4-addr:value IN ('1.2.3.4', '5.6.7.0/24')]",
           "ipv4-addr=1.2.3.4! ipv4-net=5.6.7.0/24!");
    expect("[ipv4-addr:value ISSUBSET '198.51.100.7/24']", "ipv4-net=198.51.100.0/24!");
    expect("[domain-name:value ISSUBSET 'evil.example']", "");
    expect("[file:hashes.MD5 = 'CEAD3F77F6CDA6EC00F57D76C9A6879F']",
           "file-md5=cead3f77f6cda6ec00f57d76c9a6879f!");
    expect(
        "[file:hashes.sha256 = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
        "file-sha256=aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f!");
    expect("[file:hashes.'SHA3-256' = "
           "'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
           "");
    expect("[email-message:from_ref.value = 'A@B.example' OR email-message:to_refs[*].value = "
           "'c@d.example']",
           "email-addr=a@b.example! email-addr=c@d.example!");
    expect("[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'x y']",
           "user-agent=x y!");
    expect("[autonomous-system:number = 64500]", "autonomous-system=as64500!");
    expect("[windows-registry-key:key = 'HKLM\\\\Software\\\\X']",
           "windows-registry-key=hkey_local_machine\\software\\x!");
    expect("[network-traffic:extensions.'tls-ext'.ja3 = 'CEAD3F77F6CDA6EC00F57D76C9A6879F']",
           "ja3=cead3f77f6cda6ec00f57d76c9a6879f!");
    expect("[file:name = 'a' OR file:name = 'a']", "file-name=a!");
    expect("[domain-name:value LIKE '%.example']", "");
    expect("[domain-name:value != 'evil.example']", "");
    expect("[file:size = 5]", "");
}

static void a_value_is_enough_only_where_nothing_else_is_asked(void **state) {
    (void)state;
    expect("[file:name = 'a' AND file:size = 5]", "file-name=a");
    expect("[file:name = 'a' OR file:size = 5]", "file-name=a!");
    expect("[(file:name = 'a' OR file:name = 'b') AND file:size = 5]", "file-name=a file-name=b");
    expect("[file:name = 'a' AND file:size = 5 OR file:name = 'c']", "file-name=a file-name=c!");
    expect("[file:name NOT = 'a']", "");
    expect("[domain-name:value = 'a.b' AND domain-name:resolves_to_refs[*].value = '1.2.3.4']",
           "domain-name=a.b ipv4-addr=1.2.3.4");
    expect("[domain-name:resolves_to_refs[*].value = '1.2.3.4']", "ipv4-addr=1.2.3.4");
    expect("[file:name = 'a'] AND [file:name = 'b']", "file-name=a file-name=b");
    expect("[file:name = 'a'] OR [file:name = 'b']", "file-name=a! file-name=b!");
    expect("([file:name = 'a'] AND [file:name = 'b']) OR [file:name = 'a']",
           "file-name=a! file-name=b");
    expect("[file:name = 'a'] FOLLOWEDBY [file:name = 'b']", "file-name=a file-name=b");
    expect("[file:name = 'a'] REPEATS 1 TIMES WITHIN 5 SECONDS", "file-name=a!");
    expect("[file:name = 'a'] REPEATS 2 TIMES", "file-name=a");
    expect("[file:name = 'a'] START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'",
           "file-name=a");
}

static void a_test_of_the_type_beside_a_value_says_nothing_more(void **state) {
    (void)state;
    expect("[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = "
           "'1.2.3.4']",
           "ipv4-addr=1.2.3.4!");
    expect("[network-traffic:dst_ref.type = 'ipv4-addr' AND (network-traffic:dst_ref.value = "
           "'1.2.3.4' "
           "OR network-traffic:dst_ref.value = '1.2.3.0/24')]",
           "ipv4-addr=1.2.3.4! ipv4-net=1.2.3.0/24!");
    expect("[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = "
           "'1.2.3.4']",
           "ipv4-addr=1.2.3.4");
    expect("[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = "
           "'1.2.3.4']",
           "ipv4-addr=1.2.3.4");
    expect("[network-traffic:dst_ref.type != 'ipv4-addr' AND network-traffic:dst_ref.value = "
           "'1.2.3.4']",
           "ipv4-addr=1.2.3.4");
    expect(
        "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '1.2.3.4' "
        "AND network-traffic:dst_port = 443]",
        "ipv4-addr=1.2.3.4");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pattern_of_the_standard_is_read),
        cmocka_unit_test(a_pattern_that_is_none_is_refused_with_its_column),
        cmocka_unit_test(nesting_size_and_tests_are_bounded),
        cmocka_unit_test(and_binds_closer_than_or_and_qualifiers_bind_to_the_last),
        cmocka_unit_test(a_test_keeps_path_and_constants),
        cmocka_unit_test(values_tested_for_by_equality_are_found),
        cmocka_unit_test(a_value_is_enough_only_where_nothing_else_is_asked),
        cmocka_unit_test(a_test_of_the_type_beside_a_value_says_nothing_more),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
