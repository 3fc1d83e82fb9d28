#include "base/otp.h"

#include "base/crypto.h"
#include "check.h"

#define RFC_SECRET STR("12345678901234567890")

// RFC 2202, 3, of which each case is another length of key or text.
static void hmac_sha1_is_that_of_rfc_2202(void **state) {
    (void)state;
    char aa[80], dd[50], cd[50];
    memset(aa, 0xaa, sizeof aa);
    memset(dd, 0xdd, sizeof dd);
    memset(cd, 0xcd, sizeof cd);
    const struct str b20 =
        STR("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
            "\x0b\x0b\x0b");
    char rising[25];
    for (size_t i = 0; i < sizeof rising; i++) rising[i] = (char)(i + 1);
    const struct {
        struct str key, text;
        const char *mac;
    } cases[] = {
        {b20, STR("Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00"},
        {STR("Jefe"), STR("what do ya want for nothing?"),
         "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {{aa, 20}, {dd, 50}, "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
        {{rising, 25}, {cd, 50}, "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
        {{aa, 80},
         STR("Test Using Larger Than Block-Size Key - Hash Key First"),
         "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
        {{aa, 80},
         STR("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"),
         "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t mac[20];
        char text[41];
        digest_hmac_sha1(mac, cases[i].key, cases[i].text);
        assert_string_equal(hex_write(text, mac, 20), cases[i].mac);
    }
}

static void counters_give_the_codes_of_rfc_4226(void **state) {
    (void)state;
    // Appendix D.
    const char *const codes[] = {"755224", "287082", "359152", "969429", "338314",
                                 "254676", "287922", "162583", "399871", "520489"};
    for (size_t i = 0; i < COUNT(codes); i++) {
        char code[9];
        assert_string_equal(otp_write(code, RFC_SECRET, i, 6), codes[i]);
    }
}

static void times_give_the_codes_of_rfc_6238(void **state) {
    (void)state;
    // Appendix B, the rows of SHA1.
    static const struct {
        int64_t seconds, step;
        const char *code;
    } rows[] = {
        {59, 0x1, "94287082"},
        {1111111109, 0x23523EC, "07081804"},
        {1111111111, 0x23523ED, "14050471"},
        {1234567890, 0x273EF07, "89005924"},
        {2000000000, 0x3F940AA, "69279037"},
        {20000000000, 0x27BC86AA, "65353130"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char code[9];
        assert_int_equal(otp_step(rows[i].seconds * STAMP_SECOND), rows[i].step);
        assert_string_equal(otp_write(code, RFC_SECRET, (uint64_t)rows[i].step, 8), rows[i].code);
    }
}

static void a_code_is_good_one_step_before_and_after_its_own(void **state) {
    (void)state;
    const stamp at = 1111111111 * STAMP_SECOND, step = OTP_STEP_SECONDS * STAMP_SECOND;
    int64_t now = otp_step(at);
    for (int64_t by = -3; by <= 3; by++) {
        char code[9];
        otp_write(code, RFC_SECRET, (uint64_t)(now + by), 6);
        assert_int_equal(otp_find(RFC_SECRET, str_of(code), at, -1),
                         by >= -1 && by <= 1 ? now + by : -1);
    }
    // Where a step ends.
    stamp first = now * step;
    char code[9];
    otp_write(code, RFC_SECRET, (uint64_t)now, 6);
    assert_int_equal(otp_find(RFC_SECRET, str_of(code), first - step, -1), now);
    assert_int_equal(otp_find(RFC_SECRET, str_of(code), first - step - 1, -1), -1);
    assert_int_equal(otp_find(RFC_SECRET, str_of(code), first + 2 * step - 1, -1), now);
    assert_int_equal(otp_find(RFC_SECRET, str_of(code), first + 2 * step, -1), -1);
    assert_int_equal(otp_find(RFC_SECRET, STR("755224"), 0, -1), 0); // nothing is before the first
}

// RFC 6238, 5.2: the verifier MUST NOT accept the second attempt of the OTP.
static void no_code_is_taken_twice_nor_one_before_it(void **state) {
    (void)state;
    const stamp at = 1234567890 * STAMP_SECOND;
    int64_t now = otp_step(at);
    char code[9], next[9];
    otp_write(code, RFC_SECRET, (uint64_t)now, 6);
    otp_write(next, RFC_SECRET, (uint64_t)now + 1, 6);
    assert_int_equal(otp_find(RFC_SECRET, str_of(code), at, now - 1), now);
    assert_int_equal(otp_find(RFC_SECRET, str_of(code), at, now), -1);
    assert_int_equal(otp_find(RFC_SECRET, str_of(code), at, now + 1), -1);
    assert_int_equal(otp_find(RFC_SECRET, str_of(next), at, now), now + 1);
}

static void codes_are_read_as_people_write_them(void **state) {
    (void)state;
    const stamp at = 59 * STAMP_SECOND; // 94287082: the last six
    static const char *const good[] = {"287082", "287 082", " 287082 ", "2 8 7 0 8 2"};
    static const char *const bad[] = {"",        "28708",   "2870822", "0287082",      "287082a",
                                      "287-082", "28708\n", "+287082", "２８７０８２", "287083"};
    for (size_t i = 0; i < COUNT(good); i++)
        assert_int_equal(otp_find(RFC_SECRET, str_of(good[i]), at, -1), 1);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(otp_find(RFC_SECRET, str_of(bad[i]), at, -1), -1);
}

static void base32_is_that_of_rfc_4648(void **state) {
    (void)state;
    char text[OTP_SECRET_TEXT_SIZE];
    assert_string_equal(base32_write(text, (const uint8_t *)"fooba", 5), "MZXW6YTB"); // section 10
    assert_string_equal(base32_write(text, (const uint8_t *)"", 0), "");
    assert_string_equal(otp_secret_write(text, (const uint8_t *)RFC_SECRET.data),
                        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_string_equal(
        base32_write(text, (const uint8_t *)"\0\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf", 10),
        "ABCDEFGHIJKLMNOP");
    assert_string_equal(base32_write(text,
                                     (const uint8_t *)"\x84\x65\x3a\x56\xd7\xc6\x75\xbe\x77"
                                                      "\xdf",
                                     10),
                        "QRSTUVWXYZ234567");
}

static int start(void **state) {
    (void)state;
    return crypto_start() ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_sha1_is_that_of_rfc_2202),
        cmocka_unit_test(counters_give_the_codes_of_rfc_4226),
        cmocka_unit_test(times_give_the_codes_of_rfc_6238),
        cmocka_unit_test(a_code_is_good_one_step_before_and_after_its_own),
        cmocka_unit_test(no_code_is_taken_twice_nor_one_before_it),
        cmocka_unit_test(codes_are_read_as_people_write_them),
        cmocka_unit_test(base32_is_that_of_rfc_4648),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
