#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "stix/observable.h"

#include "reading.h"

static const struct {
    enum observable_kind kind;
    const char *text;
    const char *canonical; // NULL: refused
    enum observable_kind made;
} VALUES[] = {
    {OBSERVABLE_IPV4, "192.0.2.1", "192.0.2.1", OBSERVABLE_IPV4},
    {OBSERVABLE_IPV4, " 192.0.2.1/32\n", "192.0.2.1", OBSERVABLE_IPV4},
    {OBSERVABLE_IPV4, "192.0.2.77/24", "192.0.2.0/24", OBSERVABLE_IPV4_NET},
    {OBSERVABLE_IPV4, "10.1.2.3/0", "0.0.0.0/0", OBSERVABLE_IPV4_NET},
    {OBSERVABLE_IPV4_NET, "10.255.2.3/9", "10.128.0.0/9", OBSERVABLE_IPV4_NET},
    {OBSERVABLE_IPV4, "192[.]0[.]2[.]1", "192.0.2.1", OBSERVABLE_IPV4},
    {OBSERVABLE_IPV4, "1.2.3", NULL, 0},
    {OBSERVABLE_IPV4, "1.2.3.4.5", NULL, 0},
    {OBSERVABLE_IPV4, "256.0.0.1", NULL, 0},
    {OBSERVABLE_IPV4, "01.2.3.4", NULL, 0},
    {OBSERVABLE_IPV4, "1.2.3.4/33", NULL, 0},
    {OBSERVABLE_IPV4, "1.2.3.4/", NULL, 0},
    {OBSERVABLE_IPV4, "", NULL, 0},
    // RFC 5952, 4 and 5.
    {OBSERVABLE_IPV6, "2001:0DB8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1",
     OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "2001:0:0:1:0:0:0:1", "2001:0:0:1::1", OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "0:0:0:0:0:0:0:0", "::", OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "::1/128", "::1", OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "fe80::1%eth0", "fe80::1", OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::", OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "::ffff:c000:0201", "::ffff:192.0.2.1", OBSERVABLE_IPV6},
    {OBSERVABLE_IPV6, "2001:db8:ffff::/33", "2001:db8:8000::/33", OBSERVABLE_IPV6_NET},
    {OBSERVABLE_IPV6, "1:2:3", NULL, 0},
    {OBSERVABLE_IPV6, "192.0.2.1", NULL, 0},
    {OBSERVABLE_IPV6, "::1/129", NULL, 0},
    {OBSERVABLE_DOMAIN, "WWW.Example.COM.", "www.example.com", OBSERVABLE_DOMAIN},
    {OBSERVABLE_DOMAIN, "_dmarc.example.com", "_dmarc.example.com", OBSERVABLE_DOMAIN},
    {OBSERVABLE_DOMAIN, "localhost", "localhost", OBSERVABLE_DOMAIN},
    {OBSERVABLE_DOMAIN, "\xE4\xBE\x8B\xE3\x81\x88.JP", "\xE4\xBE\x8B\xE3\x81\x88.jp",
     OBSERVABLE_DOMAIN},
    {OBSERVABLE_DOMAIN, "evil[.]example(.)com", "evil.example.com", OBSERVABLE_DOMAIN},
    {OBSERVABLE_DOMAIN, "1.2.3.4", "1.2.3.4", OBSERVABLE_IPV4},
    {OBSERVABLE_DOMAIN, "::1", "::1", OBSERVABLE_IPV6},
    {OBSERVABLE_DOMAIN, "1.2.3", NULL, 0},
    {OBSERVABLE_DOMAIN, "a..b", NULL, 0},
    {OBSERVABLE_DOMAIN, "a b.example", NULL, 0},
    {OBSERVABLE_DOMAIN, "*.example.com", NULL, 0},
    {OBSERVABLE_DOMAIN, "example.com/path", NULL, 0},
    {OBSERVABLE_URL, "HTTP://User@EXAMPLE.com:80", "http://User@example.com/", OBSERVABLE_URL},
    {OBSERVABLE_URL, "https://example.com:443/A/b?Q=%2f#top", "https://example.com/A/b?Q=%2f",
     OBSERVABLE_URL},
    {OBSERVABLE_URL, "https://example.com:80/", "https://example.com:80/", OBSERVABLE_URL},
    {OBSERVABLE_URL, "http://example.com?x", "http://example.com/?x", OBSERVABLE_URL},
    {OBSERVABLE_URL, "http://[2001:DB8::0:1]:8080/x", "http://[2001:db8::1]:8080/x",
     OBSERVABLE_URL},
    {OBSERVABLE_URL, "http://192.0.2.1:/x", "http://192.0.2.1/x", OBSERVABLE_URL},
    {OBSERVABLE_URL, "hxxps://evil[.]example/x", "https://evil.example/x", OBSERVABLE_URL},
    {OBSERVABLE_URL, "hxxp://evil.example/x", "http://evil.example/x", OBSERVABLE_URL},
    {OBSERVABLE_URL, "evil.example/x", "http://evil.example/x", OBSERVABLE_URL},
    {OBSERVABLE_URL, "evil.example/x?to=http://a.example",
     "http://evil.example/x?to=http://a.example", OBSERVABLE_URL},
    {OBSERVABLE_URL, "http://a.example/x #y", "http://a.example/x", OBSERVABLE_URL},
    {OBSERVABLE_URL, "http:///x", NULL, 0},
    {OBSERVABLE_URL, "http://a b/x", NULL, 0},
    {OBSERVABLE_URL, "http://a.example:99999/", NULL, 0},
    {OBSERVABLE_URL, "http://[::1/", NULL, 0},
    {OBSERVABLE_URL, "word", NULL, 0},
    {OBSERVABLE_URL, "http://a.example/\x01", NULL, 0},
    {OBSERVABLE_EMAIL, "Bob@Example.COM", "bob@example.com", OBSERVABLE_EMAIL},
    {OBSERVABLE_EMAIL, "Bob B <bob@example.com>", "bob@example.com", OBSERVABLE_EMAIL},
    {OBSERVABLE_EMAIL, "bob[at]example[.]com", "bob@example.com", OBSERVABLE_EMAIL},
    {OBSERVABLE_EMAIL, "bob@1.2", NULL, 0},
    {OBSERVABLE_EMAIL, "@example.com", NULL, 0},
    {OBSERVABLE_EMAIL, "b ob@example.com", NULL, 0},
    {OBSERVABLE_MD5, "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e",
     OBSERVABLE_MD5},
    {OBSERVABLE_MD5, "d41d8cd98f00b204e9800998ecf8427", NULL, 0},
    {OBSERVABLE_MD5, "z41d8cd98f00b204e9800998ecf8427e", NULL, 0},
    {OBSERVABLE_SHA1, "d41d8cd98f00b204e9800998ecf8427e", NULL, 0},
    {OBSERVABLE_MAC, "00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e", OBSERVABLE_MAC},
    {OBSERVABLE_MAC, "001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e", OBSERVABLE_MAC},
    {OBSERVABLE_MAC, "001A2B3C4D5E", "00:1a:2b:3c:4d:5e", OBSERVABLE_MAC},
    {OBSERVABLE_MAC, "0:01a:2b:3c:4d:5e", NULL, 0},
    {OBSERVABLE_MAC, "00:1a:2b:3c:4d", NULL, 0},
    {OBSERVABLE_FILE_NAME, "Evil.EXE", "Evil.EXE", OBSERVABLE_FILE_NAME},
    {OBSERVABLE_FILE_NAME, "  ", NULL, 0},
    {OBSERVABLE_REGISTRY_KEY, "HKLM\\Software\\X\\", "hkey_local_machine\\software\\x",
     OBSERVABLE_REGISTRY_KEY},
    {OBSERVABLE_REGISTRY_KEY, "HKEY_CURRENT_USER\\\\Run", "hkey_current_user\\run",
     OBSERVABLE_REGISTRY_KEY},
    {OBSERVABLE_REGISTRY_KEY, "\\\\", NULL, 0},
    {OBSERVABLE_ASN, "AS 64500", "as64500", OBSERVABLE_ASN},
    {OBSERVABLE_ASN, "064500", "as64500", OBSERVABLE_ASN},
    {OBSERVABLE_ASN, "4294967296", NULL, 0},
    {OBSERVABLE_CVE, "cve-2020-0601", "CVE-2020-0601", OBSERVABLE_CVE},
    {OBSERVABLE_CVE, "CVE-2020-601", NULL, 0},
    {OBSERVABLE_CVE, "CVE-20200-0601", NULL, 0},
    {OBSERVABLE_JA4, "T13D1516H2_8DAAF6152771_b186095e22b6", "t13d1516h2_8daaf6152771_b186095e22b6",
     OBSERVABLE_JA4},
    {OBSERVABLE_JA4, "t13d1516h2-8daaf6152771-b186095e22b6", NULL, 0},
    {OBSERVABLE_CERTIFICATE, "00:AB:cd", "abcd", OBSERVABLE_CERTIFICATE},
    {OBSERVABLE_CERTIFICATE, "0xabc", "0abc", OBSERVABLE_CERTIFICATE},
    {OBSERVABLE_CERTIFICATE, "00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff",
     OBSERVABLE_CERTIFICATE},
    {OBSERVABLE_CERTIFICATE, "CN=x", NULL, 0},
    {OBSERVABLE_CRYPTO_ADDRESS, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
     "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", OBSERVABLE_CRYPTO_ADDRESS},
    {OBSERVABLE_CRYPTO_ADDRESS, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
     "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", OBSERVABLE_CRYPTO_ADDRESS},
    {OBSERVABLE_CRYPTO_ADDRESS, "short", NULL, 0},
    {OBSERVABLE_SSDEEP, "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C",
     "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C", OBSERVABLE_SSDEEP},
    {OBSERVABLE_SSDEEP, "x:y:z", NULL, 0},
    {OBSERVABLE_FILE_NAME, "a\xff.exe", NULL, 0}, // no UTF-8
    {OBSERVABLE_SSDEEP, "3:AXGB:AXGH'", NULL, 0},
    {OBSERVABLE_NONE, "x", NULL, 0},
};

static void a_value_has_no_nul_and_is_bounded(void **state) {
    struct observable made;
    (void)state;
    assert_false(observable_make(&made, OBSERVABLE_MUTEX, STR("a\0b"), &arena));
    char *text = arena_take(&arena, 64 * 1024 + 1);
    memset(text, 'x', 64 * 1024 + 1);
    assert_true(observable_make(&made, OBSERVABLE_MUTEX, (struct str){text, 64 * 1024}, &arena));
    assert_false(
        observable_make(&made, OBSERVABLE_MUTEX, (struct str){text, 64 * 1024 + 1}, &arena));
}

static void each_kind_has_one_canonical_form(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        struct observable made = {OBSERVABLE_NONE, STR_NONE}, again;
        bool is_made = observable_make(&made, VALUES[i].kind, str_of(VALUES[i].text), &arena);
        bool is_right = is_made == (VALUES[i].canonical != NULL) &&
                        (!is_made || (made.kind == VALUES[i].made &&
                                      str_equal(made.value, str_of(VALUES[i].canonical))));
        if (!is_right)
            fail_msg("%s: \"%.*s\" (%s)", VALUES[i].text, STR_ARG(made.value),
                     observable_kind_name(made.kind));
        if (!is_made) continue;
        assert_true(observable_make(&again, made.kind, made.value, &arena));
        assert_true(again.kind == made.kind && str_equal(again.value, made.value));
    }
}

static void kinds_have_names_that_find_them(void **state) {
    (void)state;
    for (int kind = 1; kind < OBSERVABLE_KIND_COUNT; kind++)
        assert_int_equal(
            observable_kind_find(str_of(observable_kind_name((enum observable_kind)kind))), kind);
    assert_int_equal(observable_kind_find(STR("")), OBSERVABLE_NONE);
    assert_int_equal(observable_kind_find(STR("nothing")), OBSERVABLE_NONE);
    assert_string_equal(observable_kind_name(OBSERVABLE_KIND_COUNT), "");
}

static void expect_pattern(enum observable_kind kind, const char *text, const char *expected) {
    struct observable value;
    assert_true(observable_make(&value, kind, str_of(text), &arena));
    struct str pattern = observable_pattern(&value, &arena);
    if (!str_equal(pattern, str_of(expected))) fail_msg("%.*s", STR_ARG(pattern));
}

static void a_value_has_a_pattern_that_it_satisfies(void **state) {
    (void)state;
    expect_pattern(OBSERVABLE_DOMAIN, "evil.example", "[domain-name:value = 'evil.example']");
    expect_pattern(OBSERVABLE_IPV4, "192.0.2.0/24", "[ipv4-addr:value ISSUBSET '192.0.2.0/24']");
    expect_pattern(OBSERVABLE_ASN, "as5", "[autonomous-system:number = 5]");
    expect_pattern(OBSERVABLE_FILE_NAME, "it's\\", "[file:name = 'it\\'s\\\\']");
    expect_pattern(OBSERVABLE_SHA1, "d41d8cd98f00b204e9800998ecf8427e00000000",
                   "[file:hashes.'SHA-1' = 'd41d8cd98f00b204e9800998ecf8427e00000000']");
    struct observable nothing = {OBSERVABLE_NONE, STR_NONE};
    assert_null(observable_pattern(&nothing, &arena).data);
}

static void add_all(struct buf *out, const struct observable *items, size_t count) {
    for (size_t i = 0; i < count; i++)
        buf_addf(out, "%s%s=%.*s", i > 0 ? " " : "", observable_kind_name(items[i].kind),
                 STR_ARG(items[i].value));
    buf_add_byte(out, '\0');
}

static void expect_guess(const char *text, const char *expected) {
    struct observable out[4];
    struct buf all;
    buf_init(&all, 1 << 16);
    add_all(&all, out, observable_guess(out, str_of(text), &arena));
    assert_string_equal(all.data, expected);
    buf_close(&all);
}

static void a_fuzzy_hash_is_no_value_and_is_called_by_its_name(void **state) {
    (void)state;
    static const char *const fuzzy[] = {
        "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C", "ssdeep: 96:abc/+1:xyz9",
        "T1A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3"};
    for (size_t i = 0; i < sizeof fuzzy / sizeof *fuzzy; i++)
        assert_non_null(strstr(observable_why_not(str_of(fuzzy[i])), "ssdeep"));
    static const char *const others[] = {"", "hello", "12:30:45", "a:b:c", "3:abc", "T1A1"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(strstr(observable_why_not(str_of(others[i])), "ssdeep"));
}

static void a_bare_value_is_guessed_most_likely_first(void **state) {
    (void)state;
    expect_guess("192.0.2.1", "ipv4-addr=192.0.2.1");
    expect_guess("192[.]0[.]2[.]0/24", "ipv4-net=192.0.2.0/24");
    expect_guess("2001:db8::1", "ipv6-addr=2001:db8::1");
    expect_guess("hxxps://evil[.]example/x", "url=https://evil.example/x");
    expect_guess("evil.example/x", "url=http://evil.example/x");
    expect_guess("a@b.example", "email-addr=a@b.example");
    expect_guess("<a@b.example>", "email-addr=a@b.example");
    expect_guess("evil[.]example", "domain-name=evil.example");
    expect_guess(
        "aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f",
        "file-sha256=aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f "
        "x509-certificate=aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f");
    expect_guess("d41d8cd98f00b204e9800998ecf8427e",
                 "file-md5=d41d8cd98f00b204e9800998ecf8427e ja3=d41d8cd98f00b204e9800998ecf8427e");
    expect_guess("cve-2020-0601", "cve=CVE-2020-0601");
    expect_guess("AS64500", "autonomous-system=as64500");
    expect_guess("invoice.exe", "domain-name=invoice.exe file-name=invoice.exe");
    expect_guess("HKLM\\Software", "windows-registry-key=hkey_local_machine\\software");
    expect_guess("\u533b\u7642.example", "domain-name=\u533b\u7642.example");
    expect_guess("support\u00acforum.example", "");
    expect_guess("evil\u200b.exa\u00admple", "domain-name=evil.example");
    expect_guess("https://evil.exa\u00admple/\u00ad", "url=https://evil.example/\u00ad");
    expect_guess("a@evil.exa\u00admple", "email-addr=a@evil.example");
    expect_guess("localhost", "");
    expect_guess("1.2.3", "");
    expect_guess("just words", "");
    expect_guess("", "");
}

static void expect_wider(enum observable_kind kind, const char *text, const char *expected) {
    struct observable value, *wider;
    struct buf all;
    assert_true(observable_make(&value, kind, str_of(text), &arena));
    buf_init(&all, 1 << 16);
    size_t count = observable_wider(&wider, &value, &arena);
    add_all(&all, wider, count);
    assert_string_equal(all.data, expected);
    buf_close(&all);
}

static void what_holds_a_value_is_wider(void **state) {
    struct observable value, *wider;
    (void)state;
    expect_wider(OBSERVABLE_DOMAIN, "a.b.example.com",
                 "domain-name=b.example.com domain-name=example.com");
    expect_wider(OBSERVABLE_DOMAIN, "example.com", "");
    expect_wider(OBSERVABLE_URL, "http://www.example.com:8080/x",
                 "domain-name=www.example.com domain-name=example.com");
    expect_wider(OBSERVABLE_EMAIL, "a@mail.example.com",
                 "domain-name=mail.example.com domain-name=example.com");
    expect_wider(OBSERVABLE_IPV4, "255.255.255.255/3", "ipv4-net=192.0.0.0/2 ipv4-net=128.0.0.0/1");
    expect_wider(OBSERVABLE_MD5, "d41d8cd98f00b204e9800998ecf8427e", "");
    assert_true(observable_make(&value, OBSERVABLE_IPV4, STR("192.0.2.1"), &arena));
    assert_int_equal(observable_wider(&wider, &value, &arena), 31);
    assert_true(str_equal(wider[7].value, STR("192.0.2.0/24")));
    assert_true(observable_make(&value, OBSERVABLE_URL, STR("http://[2001:db8::1]/"), &arena));
    assert_int_equal(observable_wider(&wider, &value, &arena), 128);
    assert_true(str_equal(wider[0].value, STR("2001:db8::1")));
}

static void the_hash_is_the_stored_one(void **state) {
    (void)state;
    uint64_t a = observable_hash(OBSERVABLE_DOMAIN, STR("example.com"));
    // BLAKE2b-64 of the byte 5 and "example.com", little-endian; written in databases.
    assert_int_equal(a, UINT64_C(0x413eb1090ad66000));
    assert_true(a != observable_hash(OBSERVABLE_URL, STR("example.com")));
    char large[2000] = {0};
    assert_true(observable_hash(OBSERVABLE_PROCESS, (struct str){large, 1999}) !=
                observable_hash(OBSERVABLE_PROCESS, (struct str){large, 2000}));
}

static void expect_found(const char *text, const char *expected) {
    struct json json;
    struct object object;
    struct observable_found *found;
    struct fault fault = {""};
    struct buf out;
    if (json_read(&json, reader, str_of(text), &JSON_LIMITS, &arena, &fault) != OK ||
        object_read(&object, json, &arena, &fault) != OK)
        fail_msg("%s", fault.text);
    size_t count = observable_of_object(&found, &object, &arena);
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < count; i++)
        buf_addf(&out, "%s%s=%.*s%s", i > 0 ? " " : "",
                 observable_kind_name(found[i].observable.kind), STR_ARG(found[i].observable.value),
                 found[i].is_enough ? "!" : "");
    buf_add_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_close(&out);
}
#define ID "--6a2eab9c-9789-4437-812b-d74323fa3bca\","

static void cyber_observables_yield_their_values(void **state) {
    (void)state;
    expect_found("{\"type\":\"file\",\"id\":\"file" ID "\"name\":\"foo.dll\",\"hashes\":{\"MD5\":"
                 "\"D41D8CD98F00B204E9800998ECF8427E\",\"SHA-3\":\"x\",\"sha1\":\"z\"}}",
                 "file-md5=d41d8cd98f00b204e9800998ecf8427e! file-name=foo.dll!");
    expect_found("{\"type\":\"autonomous-system\",\"id\":\"autonomous-system" ID
                 "\"number\":15139}",
                 "autonomous-system=as15139!");
    expect_found("{\"type\":\"network-traffic\",\"id\":\"network-traffic" ID
                 "\"extensions\":{\"http-request-ext\":{\"request_header\":{\"User-Agent\":[\"a\","
                 "\"b\"]}}}}",
                 "user-agent=a! user-agent=b!");
    expect_found("{\"type\":\"hostname\",\"id\":\"hostname" ID "\"value\":\"A.example\"}",
                 "domain-name=a.example!");
    expect_found("{\"type\":\"email-message\",\"id\":\"email-message" ID
                 "\"from_ref\":\"email-addr--6a2eab9c-9789-4437-812b-d74323fa3bca\"}",
                 "");
    expect_found("{\"type\":\"ipv4-addr\",\"id\":\"ipv4-addr" ID "\"value\":\"nonsense\"}", "");
}

static void observed_data_of_2_0_yields_what_its_container_holds(void **state) {
    (void)state;
    expect_found("{\"type\":\"observed-data\",\"id\":\"observed-data" ID
                 "\"objects\":{\"0\":{\"type\":\"domain-name\",\"value\":\"a.example\"},"
                 "\"1\":{\"type\":\"domain-name\",\"value\":\"A.EXAMPLE\"},"
                 "\"2\":{\"type\":\"network-traffic\",\"dst_ref\":\"0\"},\"3\":7}}",
                 "domain-name=a.example");
}

static void indicators_yield_what_their_pattern_tests(void **state) {
    (void)state;
    expect_found("{\"type\":\"indicator\",\"id\":\"indicator" ID
                 "\"pattern_type\":\"stix\",\"pattern\":\"[url:value = 'http://a.example']\"}",
                 "url=http://a.example/!");
    expect_found("{\"type\":\"indicator\",\"id\":\"indicator" ID
                 "\"pattern\":\"[url:value = 'http://a.example']\"}",
                 "url=http://a.example/!");
    expect_found("{\"type\":\"indicator\",\"id\":\"indicator" ID
                 "\"pattern_type\":\"yara\",\"pattern\":\"[url:value = 'http://a.example']\"}",
                 "");
    expect_found("{\"type\":\"indicator\",\"id\":\"indicator" ID
                 "\"pattern_type\":\"stix\",\"pattern\":\"[url:value = \"}",
                 "");
}

static void vulnerabilities_yield_their_cve(void **state) {
    (void)state;
    expect_found("{\"type\":\"vulnerability\",\"id\":\"vulnerability" ID
                 "\"name\":\"cve-2016-1234\",\"external_references\":[{\"source_name\":\"cve\","
                 "\"external_id\":\"CVE-2016-1234\"},{\"external_id\":\"CVE-2017-0144\"},{}]}",
                 "cve=CVE-2016-1234 cve=CVE-2017-0144");
}

static void many_values_are_found_in_linear_time(void **state) {
    struct buf text;
    struct json json;
    struct object object;
    struct observable_found *found;
    (void)state;
    buf_init(&text, 64 << 20);
    buf_add(&text, STR("{\"type\":\"observed-data\",\"id\":\"observed-data" ID "\"objects\":{"));
    for (int i = 0; i < 200000; i++)
        buf_addf(&text, "%s\"%d\":{\"type\":\"mutex\",\"name\":\"m%d\"}", i ? "," : "", i, i / 2);
    buf_add(&text, STR("}}"));
    assert_int_equal(json_read(&json, reader, buf_str(&text), &JSON_LIMITS, &arena, NULL), OK);
    assert_int_equal(object_read(&object, json, &arena, NULL), OK);
    assert_int_equal(observable_of_object(&found, &object, &arena), 100000);
    assert_true(str_equal(found[99999].observable.value, STR("m99999")));
    buf_close(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_one_canonical_form),
        cmocka_unit_test(a_value_has_no_nul_and_is_bounded),
        cmocka_unit_test(kinds_have_names_that_find_them),
        cmocka_unit_test(a_value_has_a_pattern_that_it_satisfies),
        cmocka_unit_test(a_fuzzy_hash_is_no_value_and_is_called_by_its_name),
        cmocka_unit_test(a_bare_value_is_guessed_most_likely_first),
        cmocka_unit_test(what_holds_a_value_is_wider),
        cmocka_unit_test(the_hash_is_the_stored_one),
        cmocka_unit_test(cyber_observables_yield_their_values),
        cmocka_unit_test(observed_data_of_2_0_yields_what_its_container_holds),
        cmocka_unit_test(indicators_yield_what_their_pattern_tests),
        cmocka_unit_test(vulnerabilities_yield_their_cve),
        cmocka_unit_test(many_values_are_found_in_linear_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
