// Which values a pattern hands on, and when one alone decides.
#include "pattern_help.h"

// Each value as kind=value, with ! when it is enough and, if asked for, * when it is needed.
static void expect_with(const char *text, const char *expected, bool shows_needed) {
    struct observable_found *found;
    struct buf out;
    struct pattern_options lenient = {.is_lenient = true};
    size_t count = pattern_observables(&found, read_with(str_of(text), lenient), &arena);
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < count; i++)
        buf_addf(&out, "%s%s=%.*s%s%s", i > 0 ? " " : "",
                 observable_kind_name(found[i].observable.kind), STR_ARG(found[i].observable.value),
                 found[i].is_enough ? "!" : "", shows_needed && found[i].is_needed ? "*" : "");
    buf_add_byte(&out, '\0');
    if (strcmp(out.data, expected) != 0)
        fail_msg("%s\nyields %s\nand not %s", text, out.data, expected);
    buf_close(&out);
}

static void expect(const char *text, const char *expected) {
    expect_with(text, expected, false);
}

static void expect_needed(const char *text, const char *expected) {
    expect_with(text, expected, true);
}

static void values_tested_for_by_equality_are_found(void **state) {
    (void)state;
    expect("[domain-name:value = 'EVIL.example.']", "domain-name=evil.example!");
    expect("[ipv4-addr:value IN ('1.2.3.4', '5.6.7.0/24')]",
           "ipv4-addr=1.2.3.4! ipv4-net=5.6.7.0/24!");
    expect("[ipv4-addr:value ISSUBSET '198.51.100.7/24']", "ipv4-net=198.51.100.0/24!");
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

// Each value looks at all that stand beside it, so that many beside many would be a product.
static void beside_more_than_16_parts_no_value_is_enough(void **state) {
    (void)state;
    for (int parts = 16; parts <= 17; parts++) {
        struct buf text;
        buf_init(&text, SIZE_MAX);
        buf_add_byte(&text, '[');
        for (int i = 1; i < parts; i++)
            buf_add(&text, STR("email-message:from_ref.type = "
                               "'email-addr' AND "));
        buf_add(&text, STR("email-message:from_ref.value = 'a@b.example']"));
        buf_add_byte(&text, '\0');
        expect(text.data, parts == 16 ? "email-addr=a@b.example!" : "email-addr=a@b.example");
        buf_close(&text);
    }
}

static void what_every_match_holds_is_needed(void **state) {
    (void)state;
    expect_needed("[file:name = 'a' AND file:size = 5]", "file-name=a*");
    expect_needed("[file:name = 'a'] AND ([file:name = 'b'] OR [file:name = 'c'])",
                  "file-name=a* file-name=b file-name=c");
    expect_needed("([file:name = 'a'] FOLLOWEDBY [file:name = 'b']) WITHIN 5 SECONDS",
                  "file-name=a* file-name=b*");
    expect_needed("[file:name IN ('a', 'b') AND file:name = 'c']",
                  "file-name=a file-name=b file-name=c*");
    expect_needed("[file:name IN ('a')] REPEATS 3 TIMES", "file-name=a*");
    expect_needed("[domain-name:value = 'a.example']", "domain-name=a.example!*");
    expect_needed("[file:name = 'a' OR file:name = 'b']", "file-name=a! file-name=b!");
}

static void a_constant_of_another_type_is_no_value(void **state) {
    (void)state;
    expect("[file:hashes.MD5 = h'cead3f77f6cda6ec00f57d76c9a6879f']", "");
    expect("[file:name = 5.5]", "");
    expect("[file:name = true]", "");
    expect("[file:name = t'2020-01-01T00:00:00Z']", "");
}

static void what_is_written_leniently_is_known_but_decides_nothing_alone(void **state) {
    (void)state;
    expect("[domain-name:value = 'evil.example' AND network-traffic:dst_port = 8443]",
           "domain-name=evil.example");
    expect("[domain-name:value == 'evil.example'] // as said on the phone",
           "domain-name=evil.example!");
}

static void indexes_and_stars_do_not_hide_a_value(void **state) {
    (void)state;
    expect("[email-message:to_refs[0].value = 'c@d.example']", "email-addr=c@d.example!");
    expect("[email-message:'to_refs'[*].'value' = 'c@d.example']", "email-addr=c@d.example!");
    expect("[file:'hashes.MD5' = 'cead3f77f6cda6ec00f57d76c9a6879f']", "");
    expect("[network-traffic:encapsulates_refs[*].dst_ref.type = 'ipv4-addr' AND "
           "network-traffic:encapsulates_refs[*].dst_ref.value = '1.2.3.4']",
           "ipv4-addr=1.2.3.4!");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_tested_for_by_equality_are_found),
        cmocka_unit_test(a_value_is_enough_only_where_nothing_else_is_asked),
        cmocka_unit_test(a_test_of_the_type_beside_a_value_says_nothing_more),
        cmocka_unit_test(beside_more_than_16_parts_no_value_is_enough),
        cmocka_unit_test(what_every_match_holds_is_needed),
        cmocka_unit_test(a_constant_of_another_type_is_no_value),
        cmocka_unit_test(what_is_written_leniently_is_known_but_decides_nothing_alone),
        cmocka_unit_test(indexes_and_stars_do_not_hide_a_value),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
