#include "base/jose.h"

#include "base/crypto.h"
#include "check.h"

// RFC 7515, A.1 to A.3 and A.5; RFC 8037, A.4.
#define HS256                                                                                      \
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODA"         \
    "sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_w"         \
    "W1gFWFOEjXk"
#define RS256                                                                                      \
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF"         \
    "tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu"         \
    "3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdi"         \
    "uB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--x"         \
    "i12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5A"         \
    "XLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define RS256_N                                                                                    \
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz"         \
    "P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6"         \
    "3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw"         \
    "Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"         \
    "yuXpoQ"
#define ES256                                                                                      \
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF"         \
    "tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw"         \
    "5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define NONE                                                                                       \
    "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"         \
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
#define EDDSA                                                                                      \
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7"         \
    "-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
// Made with openssl: a salt of 32 bytes, as RFC 7518, 3.5 says, and one of 20; a key of 1024 bits.
#define PS256                                                                                      \
    "eyJhbGciOiJQUzI1NiIsImtpZCI6InR3byJ9.eyJpc3MiOiJqb2UifQ.RyU5mf0XVw7anRzSIuJZAvFlH-7F"         \
    "FXzqDn06oDx2sRE0bpZu8b5ngqdEZZi9O5bmP4gdBixYPYJYvIZS0ZKUqpm-3wPmEM-rFFFBlIjBZCf62dzk"         \
    "KrKJA4dkAgNtAjmhSUYVSobaKKiA35NJ3eCf8bm9MDtwzF2_ocOutmfZKTyYK-LLFEb_Q5ZPsQKLvL36r8Ff"         \
    "Ty-DrEtMoNajNapCmnGhZ5HKR3bIOW2QuYxCDLYWg6P_bRJAwDI97zS0DGPJMmthc53RdtpNKeCc_KqGqoYa"         \
    "8p8AjPmv1KRhPpXpVwKsPobW3G3Olovh6cLw81ZKYL2FURboTMDclCDAbrzD_g"
#define PS256_SHORT_SALT                                                                           \
    "eyJhbGciOiJQUzI1NiIsImtpZCI6InR3byJ9.eyJpc3MiOiJqb2UifQ.EdScqRcRbt8GPHyEbV2vyvRaYpoh"         \
    "sH4FP8mg1i0KBDiJifYIp-7Zmt5H0tZnmzmCbRE5jJJ__F3GtWdUD-WCmDZqTgLoilN93lFgtVnj2-zG9RQK"         \
    "WGSQ6zQ4Bka8x4NW3vrevispCNiNEUaMN0HKJm_XvXYzTe-cUXGYzQnUJ6W36UyJD290i_AwtAPjAh3wNMei"         \
    "C6eX3gz5L-_7o_fkSfE_4IEiSo2kjSW617mV8ygM_9SLg4-TXowBwemRdHoAe09T6GelmVQfAs2BwJdM5oCQ"         \
    "Hbqn6XqRHGDvHpntf83-le5xr384VornWO2hq1UafMDge4Q0DRkWZjzBPFM13g"
#define PS256_N                                                                                    \
    "nEvdCBIfdqH_HMAep_4DrgJTafU18ZRRK99BA_NU52IVy5DHtpUOUKjwoey7z42Ri_wZK7AeThkUf8gpbWsU"         \
    "ldd2NPZaRjmDuqlIXzqLZcorIfODLvGXIAltPky0luuic_MxguFa5BWzvOazW6twzKt13_Kiv402fbkwbq0P"         \
    "78_nUU1ZYv-TZMq7xHBFpqsOwjmYR6TTKunJj3YIZ8y7u1K9OCJAPDL3dH8C2IrOa02qs1jiVYAzlyd_xqTT"         \
    "DBBrvNH9TSNrDeK-d1uXsxkcAZ0mn1_QCtK_eis4-DyJRVf6o4u-ScK_d3jQ9bhNNdqiGU-LREEquWZeCnP5"         \
    "W6InvQ"
#define SMALL_N                                                                                    \
    "3dhN9ImEXT8CM-1IJYuAsEVwgI9hXyKOLor7L7tsVTmycUgBJ18qJUaQhRLAFJLXo1fNbFCRiZl_0uoPa3Ad"         \
    "_8Uc2r7VB6VF5UBCz1lAQLfMh_WQh8ZjS3Sa4b_rzFpBZHSToIrpTPscdo1Y3DfwrTAHOyfM8rEredJLYeD6"         \
    "Ss0"
#define RSA(n, more) "{\"kty\":\"RSA\",\"n\":\"" n "\",\"e\":\"AQAB\"" more "}"
#define EC                                                                                         \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","     \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define OKP                                                                                        \
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
#define SET(keys) "{\"keys\":[" keys "]}"
#define ALL SET(RSA(RS256_N, "") "," RSA(PS256_N, ",\"kid\":\"two\"") "," EC "," OKP)

static enum status check(const char *token, const char *set, struct fault *fault) {
    struct arena arena;
    struct jose jose;
    struct jose_keys keys;
    arena_init(&arena);
    enum status status = jose_keys_read(&keys, str_of(set), &arena, fault);
    if (status == OK) status = jose_read(&jose, str_of(token), &arena, fault);
    if (status == OK) status = jose_check(&jose, &keys, fault);
    arena_close(&arena);
    return status;
}

static void what_the_rfcs_signed_is_found_good(void **state) {
    (void)state;
    struct fault fault;
    assert_int_equal(check(RS256, SET(RSA(RS256_N, "")), &fault), OK);
    assert_int_equal(check(ES256, ALL, &fault), OK);
    assert_int_equal(check(EDDSA, ALL, &fault), OK);
    assert_int_equal(check(PS256, ALL, &fault), OK);
    assert_int_equal(check(RS256, SET(RSA(RS256_N, ",\"alg\":\"RS256\",\"use\":\"sig\"")), &fault),
                     OK);
}

static void what_is_signed_is_read(void **state) {
    (void)state;
    struct arena arena;
    struct jose jose;
    struct fault fault;
    arena_init(&arena);
    assert_int_equal(jose_read(&jose, STR(EDDSA), &arena, &fault), OK);
    assert_true(str_equal(jose.payload, STR("Example of Ed25519 signing")));
    assert_null(jose.kid.data);
    assert_string_equal(jose_algorithm_name(jose.algorithm), "EdDSA");
    assert_int_equal(jose_read(&jose, STR(PS256), &arena, &fault), OK);
    assert_true(str_equal(jose.kid, STR("two")));
    arena_close(&arena);
}

static void algorithms_that_are_not_in_the_list_are_refused(void **state) {
    (void)state;
    struct fault fault;
    assert_int_equal(check(NONE, ALL, &fault), DENIED);
    assert_string_equal(fault.text, "alg: RS256, PS256, ES256 or EdDSA is expected");
    assert_int_equal(check(HS256, ALL, &fault), DENIED);
    // A key of another kind never checks it, and a key for another algorithm does not either.
    assert_int_equal(check(ES256, SET(RSA(RS256_N, "") "," OKP), &fault), ABSENT);
    assert_int_equal(check(RS256, SET(RSA(RS256_N, ",\"alg\":\"PS256\"")), &fault), ABSENT);
}

static void a_salt_of_another_length_does_not_fit(void **state) {
    (void)state;
    struct fault fault;
    assert_int_equal(check(PS256_SHORT_SALT, ALL, &fault), DENIED);
}

static void every_changed_letter_is_noticed(void **state) {
    (void)state;
    const char *const tokens[] = {RS256, ES256, EDDSA, PS256};
    struct fault fault;
    for (size_t i = 0; i < COUNT(tokens); i++) {
        char text[2000];
        size_t size = strlen(tokens[i]);
        for (size_t at = 0; at < size; at += size / 23) {
            memcpy(text, tokens[i], size + 1);
            text[at] = text[at] == 'A' ? 'B' : 'A';
            if (text[at] == tokens[i][at]) continue;
            assert_int_not_equal(check(text, ALL, &fault), OK);
        }
    }
}

static void a_key_is_found_by_its_name_and_two_of_one_name_are_none(void **state) {
    (void)state;
    struct fault fault;
#define TWO RSA(PS256_N, ",\"kid\":\"two\"")
    assert_int_equal(check(PS256, SET(TWO), &fault), OK);
    assert_int_equal(check(PS256, SET(TWO "," TWO), &fault), ABSENT);
    assert_int_equal(check(PS256, SET(RSA(PS256_N, ",\"kid\":\"three\"")), &fault), ABSENT);
    assert_int_equal(check(PS256, SET(RSA(PS256_N, "")), &fault), ABSENT);
    // Without a name it is the only one that can be meant, or none.
    assert_int_equal(check(RS256, SET(RSA(RS256_N, "") "," TWO), &fault), ABSENT);
}

static void keys_that_are_weak_or_for_something_else_are_passed_over(void **state) {
    (void)state;
    static const char *const sets[] = {
        SET(""),
        SET(RSA(SMALL_N, "")),
        SET(RSA(RS256_N, ",\"use\":\"enc\"")),
        SET(RSA(RS256_N, ",\"key_ops\":[\"sign\"]")),
        SET(RSA(RS256_N, ",\"kid\":7")),
        SET("{\"kty\":\"RSA\",\"n\":\"" RS256_N "\",\"e\":\"AQ\"}"),
        SET("{\"kty\":\"RSA\",\"n\":\"" RS256_N "\",\"e\":\"AAAAAAAAAAAB\"}"),
        SET("{\"kty\":\"RSA\",\"n\":\"" RS256_N "=\",\"e\":\"AQAB\"}"),
        SET("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
            "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
            "\"y\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}"),
        SET("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_"
            "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"),
        SET("{\"kty\":\"oct\",\"k\":\"AAAA\"}"),
        SET("7, null, [], \"key\""),
    };
    struct arena arena;
    struct jose_keys keys;
    struct fault fault;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(sets); i++) {
        assert_int_equal(jose_keys_read(&keys, str_of(sets[i]), &arena, &fault), OK);
        assert_int_equal(keys.count, 0);
    }
    assert_int_equal(jose_keys_read(&keys, STR(ALL), &arena, &fault), OK);
    assert_int_equal(keys.count, 4);
    assert_int_equal(jose_keys_read(&keys, STR("{}"), &arena, &fault), MALFORMED);
    assert_int_equal(jose_keys_read(&keys, STR("[]"), &arena, &fault), MALFORMED);
    arena_close(&arena);
}

static struct str many_keys(struct arena *arena, size_t count) {
    struct buf buf;
    buf_init(&buf, JOSE_KEYS_BYTES_MAX * 2);
    buf_add(&buf, STR("{\"keys\":["));
    for (size_t i = 0; i < count; i++) buf_add(&buf, i ? STR("," OKP) : STR(OKP));
    buf_add(&buf, STR("]}"));
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}

static void one_more_than_the_limit_is_refused(void **state) {
    (void)state;
    struct arena arena;
    struct jose_keys keys;
    struct jose jose;
    struct fault fault;
    arena_init(&arena);
    assert_int_equal(jose_keys_read(&keys, many_keys(&arena, JOSE_KEYS_MAX), &arena, &fault), OK);
    assert_int_equal(jose_keys_read(&keys, many_keys(&arena, JOSE_KEYS_MAX + 1), &arena, &fault),
                     LIMIT);
    char *deep = arena_take(&arena, 200);
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_int_equal(jose_keys_read(&keys, (struct str){deep, 200}, &arena, &fault), LIMIT);
    char *wide = arena_take(&arena, JOSE_KEYS_BYTES_MAX + 1);
    memset(wide, ' ', JOSE_KEYS_BYTES_MAX + 1);
    assert_int_equal(
        jose_keys_read(&keys, (struct str){wide, JOSE_KEYS_BYTES_MAX + 1}, &arena, &fault), LIMIT);
    memset(wide, 'A', JOSE_TOKEN_BYTES_MAX + 1);
    assert_int_equal(jose_read(&jose, (struct str){wide, JOSE_TOKEN_BYTES_MAX + 1}, &arena, &fault),
                     LIMIT);
    arena_close(&arena);
}

static void what_is_no_token_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum status status;
    } cases[] = {
        {"", MALFORMED},
        {".", MALFORMED},
        {"..", MALFORMED},
        {"a.b", MALFORMED},
        {"e30.e30.e30.e30", MALFORMED},
        {"e30.e30.", MALFORMED},                                       // {}: no algorithm
        {"eyJhbGciOjd9.e30.AA", MALFORMED},                            // {"alg":7}
        {"eyJhbGciOiJlczI1NiJ9.e30.AA", DENIED},                       // es256
        {"eyJhbGciOiJFUzI1NiIsImNyaXQiOlsiYiJdfQ.e30.AA", DENIED},     // crit
        {"eyJhbGciOiJFUzI1NiIsImtpZCI6N30.e30.AA", MALFORMED},         // kid: 7
        {"eyJhbGciOiJFUzI1NiIsImFsZyI6IkVTMjU2In0.e30.AA", MALFORMED}, // alg twice
        {"eyJhbGciOiJFUzI1NiJ9.e30=.AA", MALFORMED},
        {"eyJhbGciOiJFUzI1NiJ9.e30.A+==", MALFORMED},
        {"eyJhbGciOiJFUzI1NiJ9.e30.AB", MALFORMED}, // bits that nobody sets
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena;
        struct jose jose;
        struct fault fault;
        arena_init(&arena);
        enum status status = jose_read(&jose, str_of(cases[i].text), &arena, &fault);
        if (status != cases[i].status) fail_msg("%s: %s", cases[i].text, status_name(status));
        arena_close(&arena);
    }
}

static int start(void **state) {
    (void)state;
    return crypto_start() ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_rfcs_signed_is_found_good),
        cmocka_unit_test(what_is_signed_is_read),
        cmocka_unit_test(algorithms_that_are_not_in_the_list_are_refused),
        cmocka_unit_test(a_salt_of_another_length_does_not_fit),
        cmocka_unit_test(every_changed_letter_is_noticed),
        cmocka_unit_test(a_key_is_found_by_its_name_and_two_of_one_name_are_none),
        cmocka_unit_test(keys_that_are_weak_or_for_something_else_are_passed_over),
        cmocka_unit_test(one_more_than_the_limit_is_refused),
        cmocka_unit_test(what_is_no_token_is_refused),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
