#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stix/form.h"

// Lists end with NULL.
static void hold(bool (*is_right)(struct str), const char *const *right, const char *const *wrong) {
    for (; *right; right++)
        if (!is_right(str_of(*right))) fail_msg("refused: %s", *right);
    for (; *wrong; wrong++)
        if (is_right(str_of(*wrong))) fail_msg("taken: %s", *wrong);
}
#define LIST(...)                                                                                  \
    (const char *const[]) {                                                                        \
        __VA_ARGS__, NULL                                                                          \
    }

static void languages_are_those_of_rfc_5646(void **state) {
    (void)state;
    hold(form_is_language,
         LIST("en", "ja", "de-CH-1996", "zh-cmn-Hans-CN", "sl-rozaj-biske", "es-419", "x-whatever",
              "en-US-u-islamcal", "i-klingon", "de-Latn-DE-1996-x-a-b", "hy-Latn-IT-arevela",
              "sgn-BE-FR"),
         LIST("", "e", "english", "en_US", "en-", "-en", "en--US", "a-DE", "en-u", "x-", "en-x",
              "de-419-DE", "en-abcdefghi", "e n"));
}

static void uris_are_those_of_rfc_3986(void **state) {
    (void)state;
    hold(form_is_uri,
         LIST("https://a.example", "ftp://ftp.is.co.za/rfc/rfc1808.txt",
              "ldap://[2001:db8::7]/c=GB?objectClass?one", "mailto:John.Doe@example.com",
              "news:comp.infosystems.www.servers.unix", "tel:+1-816-555-1212",
              "telnet://192.0.2.16:80/", "urn:oasis:names:specification:docbook", "http://a/%7Ex#y",
              "http://u:p@h:/x", "a:"),
         LIST("", "a.example/x", "//a.example", ":x", "1a:x", "http://a b", "http://a/%7",
              "http://a/%zz", "http://a/#b#c", "http://a/[x]", "http://\xe4.example/",
              "http://h:8x/", "http://[::1", "http://a:1:2/", "x:y[z]", "http://a/\"b\""));
}

static void addresses_are_exact(void **state) {
    (void)state;
    hold(form_is_ipv4, LIST("1.2.3.4", "0.0.0.0/0", "10.2.4.5/24", "255.255.255.255/32"),
         LIST("", "1.2.3", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/024", "01.2.3.4", "1.2.3.256",
              "1.2.3.4.5", " 1.2.3.4", "::1"));
    hold(form_is_ipv6,
         LIST("::", "::1", "2001:db8::/96", "::ffff:1.2.3.4", "2001:0db8:85a3:0:0:8a2e:0370:7334"),
         LIST("", ":::", "1::2::3", "::/129", "12345::", "1.2.3.4", "fe80::1%eth0"));
    hold(form_is_mac, LIST("00:00:ab:cd:ef:01"),
         LIST("", "0:0:ab:cd:ef:1", "00-00-ab-cd-ef-01", "00:00:AB:CD:EF:01",
              "00:00:ab:cd:ef:01:02"));
}

static void names_of_hosts_and_mailboxes_are_exact(void **state) {
    (void)state;
    hold(form_is_domain,
         LIST("example.com", "a", "xn--bcher-kva.example", "_dmarc.example.com", "example.com.",
              "b\xc3\xbc"
              "cher.example"),
         LIST("", ".", "a..b", ".a", "-a.b", "a-.b", "a b.c", "a/b", "a:80",
              "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl.example"));
    hold(form_is_email,
         LIST("a@b", "jane.smith@example.com", "\"a b\"@c.d", "a+b@[192.0.2.1]", "x@\xe4.de"),
         LIST("", "a", "@b", "a@", "J <j@b.c>", "a..b@c", "a b@c", "a@b@c", "a@b c", "\"a@b"));
}

static void other_forms_are_exact(void **state) {
    (void)state;
    hold(form_is_charset, LIST("utf-8", "US-ASCII", "windows-1252", "Shift_JIS", "EUC-JP"),
         LIST("", "utf8", "latin1", "cp1252", "ascii"));
    hold(form_is_media_type,
         LIST("text/html", "text/html; charset=UTF-8", "application/vnd.ms-excel", "a/b+xml"),
         LIST("", "text", "/html", "text/", "te xt/html", "-a/b"));
    hold(form_is_cpe,
         LIST("cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*", "cpe:2.3:o:a:b\\:c:-:*:*:*:*:*:*:*"),
         LIST("", "cpe:2.3:", "cpe:2.3:a:b:c", "cpe:2.3:x:a:b:c:*:*:*:*:*:*:*", "cpe:/a:b:c",
              "cpe:2.3:a:a::c:*:*:*:*:*:*:*", "cpe:2.3:a:a:b:c:*:*:*:*:*:*:*:*"));
    hold(form_is_base64, LIST("", "VGVzdA==", "AAAA", "AAA="),
         LIST("A", "AA", "A===", "A=AA", "AA A"));
    hold(form_is_hex, LIST("", "00ff"), LIST("0", "FF", "0x", "g0"));
    hold(form_is_country, LIST("JP", "us", "TW"), LIST("", "JPN", "XX", "UK", "J"));
    hold(form_is_area, LIST("JP-13", "US-CA", "gb-eng"),
         LIST("", "JP", "Tokyo", "JP-", "XX-1", "JP-1234"));
    hold(form_is_registry_key, LIST("HKEY_USERS", "hkey_local_machine\\system"),
         LIST("", "HKLM\\x", "HKEY_NONE", "HKEY_USERS/x"));
    hold(form_is_lower, LIST("a", "a-b", "\xe3\x81\x82"), LIST("", "A", "a b", "a_b"));
}

static void digests_have_the_form_of_their_algorithm(void **state) {
    (void)state;
    static const struct {
        const char *algorithm, *digest;
        bool is_right;
    } DIGESTS[] = {
        {"MD5", "d41d8cd98f00b204e9800998ecf8427e", true},
        {"MD5", "D41D8CD98F00B204E9800998ECF8427E", true},
        {"MD5", "d41d8cd98f00b204e9800998ecf8427", false},
        {"MD5", "d41d8cd98f00b204e9800998ecf8427g", false},
        {"SSDEEP", "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C", true},
        {"SSDEEP", "3:a", false},
        {"SSDEEP", "x:a:b", false},
        {"TLSH", "6FF02BEF718027B0160B4391212923ED7F1A463D563B1549B86CF62973B197AD2731F8", true},
        {"TLSH", "T16FF02BEF718027B0160B4391212923ED7F1A463D563B1549B86CF62973B197AD2731F8", true},
        {"TLSH", "6FF02BEF", false},
        {"x_own", "anything", true},
    };
    for (size_t i = 0; i < sizeof DIGESTS / sizeof *DIGESTS; i++)
        assert_int_equal(form_is_hash(str_of(DIGESTS[i].algorithm), str_of(DIGESTS[i].digest)),
                         DIGESTS[i].is_right);
}

static void names_have_3_to_250_letters(void **state) {
    (void)state;
    char name[252];
    for (size_t i = 0; i < sizeof name; i++) name[i] = 'a';
    assert_true(form_is_name((struct str){name, 250}, '_'));
    assert_false(form_is_name((struct str){name, 251}, '_'));
    assert_true(form_is_name(STR("x_a"), '_'));
    assert_false(form_is_name(STR("x-a"), '_'));
    assert_false(form_is_name(STR("ab"), '_'));
    assert_false(form_is_name(STR("1ab"), '_'));
    assert_false(form_is_name(STR("Abc"), '_'));
}

static void forms_of_published_extensions_are_exact(void **state) {
    (void)state;
#define UUID_4 "3bda2f6e-cedc-4c0f-a756-c03d6b586917"
#define POLICY "urn:isa:policy:acs:ns:v3.0?privdefault=deny&sharedefault=permit"
    assert_true(form_is_random_uuid(STR(UUID_4)));
    assert_true(form_is_random_uuid(STR("28bb3599-77cd-5a82-a950-b5bc3caf07c4")));
    assert_false(form_is_random_uuid(STR("28bb3599-77cd-1a82-a950-b5bc3caf07c4")));
    assert_false(form_is_random_uuid(STR("")));
    assert_true(form_is_year(STR("2014")));
    assert_false(form_is_year(STR("201")) || form_is_year(STR("20145")) ||
                 form_is_year(STR("2o14")));
    assert_true(form_is_acs_identifier(STR("isa:guide.19001.ACS3-" UUID_4)));
    assert_true(form_is_acs_identifier(STR("ISA:GUIDE.999191." UUID_4)));
    assert_false(form_is_acs_identifier(STR("isa:guide.19001.-" UUID_4)));
    assert_false(form_is_acs_identifier(STR("isa:guide.19001.A_C-" UUID_4)));
    assert_false(form_is_acs_identifier(STR("isa:guide.19001." UUID_4 "0")));
    assert_false(form_is_acs_identifier(STR("isa:guide.19001.")));
    assert_true(form_is_acs_custodian(STR("USA.DHS.US-CERT")));
    assert_false(form_is_acs_custodian(STR("USA.")) || form_is_acs_custodian(STR("usa.dhs")));
    assert_true(form_is_acs_authority(STR("urn:isa:authority:ais_1")));
    assert_false(form_is_acs_authority(STR("urn:isa:authority:")) ||
                 form_is_acs_authority(STR("urn:isa:authority:a b")));
    assert_true(form_is_acs_policy(STR(POLICY)));
    assert_true(form_is_acs_policy(STR(POLICY " " POLICY)));
    assert_false(form_is_acs_policy(STR("")) || form_is_acs_policy(STR(POLICY "ted")) ||
                 form_is_acs_policy(STR("urn:isa:policy:acs:ns:v3.0?privdefault=deny")));
}

// What ends where it should go on is read no further: each text stands alone in memory.
static void no_form_reads_past_its_text(void **state) {
    (void)state;
    static const char *const TEXTS[] = {
        "cpe:2.3:a",        "cpe:2.3:a:\\",       "a:%4", "\"a\\", "T1", "a-",
        "isa:guide.19001.", "urn:isa:authority:", "A."};
    bool (*const FORMS[])(struct str) = {
        form_is_cpe,           form_is_uri,       form_is_email,          form_is_language,
        form_is_media_type,    form_is_area,      form_is_acs_identifier, form_is_acs_custodian,
        form_is_acs_authority, form_is_acs_policy};
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        for (size_t f = 0; f < sizeof FORMS / sizeof *FORMS; f++) {
            struct str text = str_of(TEXTS[i]);
            char *alone = test_malloc(text.size);
            for (size_t at = 0; at < text.size; at++) alone[at] = text.data[at];
            assert_int_equal(FORMS[f]((struct str){alone, text.size}), FORMS[f](text));
            test_free(alone);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_are_those_of_rfc_5646),
        cmocka_unit_test(uris_are_those_of_rfc_3986),
        cmocka_unit_test(addresses_are_exact),
        cmocka_unit_test(names_of_hosts_and_mailboxes_are_exact),
        cmocka_unit_test(other_forms_are_exact),
        cmocka_unit_test(digests_have_the_form_of_their_algorithm),
        cmocka_unit_test(names_have_3_to_250_letters),
        cmocka_unit_test(forms_of_published_extensions_are_exact),
        cmocka_unit_test(no_form_reads_past_its_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
