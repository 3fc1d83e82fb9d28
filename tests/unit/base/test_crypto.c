#include "base/crypto.h"

#include "check.h"

static int start(void **state) {
    (void)state;
    return crypto_start() ? 0 : 1;
}

static void assert_hex(const void *bytes, size_t size, const char *expected) {
    char text[200];
    assert_string_equal(hex_write(text, bytes, size), expected);
}

static void digests_are_those_of_the_standards(void **state) {
    (void)state;
    uint8_t out[64];
    digest_sha256(out, STR("abc"));
    assert_hex(out, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256(out, STR_NONE);
    assert_hex(out, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest_sha256(out, STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
    assert_hex(out, 32, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    digest_sha512(out, STR("abc"));
    assert_hex(out, 64,
               "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    digest_blake2b(out, 64, STR("abc"), STR_NONE);
    assert_hex(out, 64,
               "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
               "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    digest_sha1(out, STR("abc"));
    assert_hex(out, 20, "a9993e364706816aba3e25717850c26c9cd0d89d");
    digest_sha1_two(out, STR("a"), STR("bc"));
    assert_hex(out, 20, "a9993e364706816aba3e25717850c26c9cd0d89d");
    digest_md5(out, STR("abc"));
    assert_hex(out, 16, "900150983cd24fb0d6963f7d28e17f72");
    digest_md5(out, STR_NONE);
    assert_hex(out, 16, "d41d8cd98f00b204e9800998ecf8427e");
}

static void blake2b_takes_any_size_and_a_key(void **state) {
    (void)state;
    uint8_t one[1], plain[32], keyed[32];
    digest_blake2b(one, 1, STR("x"), STR_NONE);
    digest_blake2b(plain, 32, STR("x"), STR_NONE);
    digest_blake2b(keyed, 32, STR("x"), STR("k"));
    assert_memory_not_equal(plain, keyed, 32);
}

// RFC 8032, 7.1, tests 1 to 3.
static void signatures_are_those_of_rfc_8032(void **state) {
    (void)state;
    static const struct {
        const char *seed, *public_key, *signature;
        struct str message;
    } cases[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
         "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
         {"", 0}},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
         "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
         {"\x72", 1}},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
         "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
         {"\xaf\x82", 2}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t seed[32], public_key[SIGN_PUBLIC_SIZE], secret_key[SIGN_SECRET_SIZE];
        uint8_t signature[SIGN_SIZE];
        assert_true(hex_read(seed, sizeof seed, str_of(cases[i].seed)));
        sign_keys(public_key, secret_key, seed);
        assert_hex(public_key, sizeof public_key, cases[i].public_key);
        sign_make(signature, cases[i].message, secret_key);
        assert_hex(signature, sizeof signature, cases[i].signature);
        assert_true(sign_check(signature, cases[i].message, public_key));
        assert_false(sign_check(signature, STR("other"), public_key));
        for (size_t at = 0; at < SIGN_SIZE; at += 9) {
            signature[at] ^= 1;
            assert_false(sign_check(signature, cases[i].message, public_key));
            signature[at] ^= 1;
        }
    }
}

static void passwords_match_only_themselves(void **state) {
    (void)state;
    const uint8_t salt[16] = "0123456789abcde", other_salt[16] = "x";
    char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];
    struct fault fault = {""};
    assert_int_equal(password_hash(hash, STR("correct horse"), salt, &fault), OK);
    assert_int_equal(password_hash(again, STR("correct horse"), salt, &fault), OK);
    assert_int_equal(password_hash(other, STR("correct horse"), other_salt, &fault), OK);
    assert_true(strncmp(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31) == 0);
    assert_string_equal(hash, again);
    assert_string_not_equal(hash, other);
    assert_true(password_check(hash, STR("correct horse")));
    assert_true(password_check(other, STR("correct horse")));
    assert_false(password_check(hash, STR("correct horsf")));
    assert_false(password_check(hash, STR_NONE));
    assert_false(password_check("", STR("")));
    assert_false(password_check("$argon2id$v=19$m=65536,t=2,p=1$", STR("")));
}

#define GIVEN_END "HkLe2ozVjBQ94qwhCWrNf/B9HyXCoBnxAlLpM6sdNvI"
#define GIVEN_HASH "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR5c2FsdC4uIQ$" GIVEN_END

static void a_hash_of_a_password_is_known_by_its_form_and_its_cost(void **state) {
    (void)state;
    // From the program `argon2` of the reference implementation: -id -t 2 -k 65536 -p 1 -e.
    assert_true(password_is_hash(STR(GIVEN_HASH)));
    assert_true(password_check(GIVEN_HASH, STR("one long password")));
    static const char *const OTHERS[] = {
        "", "$", "$$", "one long password", GIVEN_HASH "=", GIVEN_HASH "A", GIVEN_HASH "$",
        "$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHR5c2FsdC4uIQ$" GIVEN_END,
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHR5c2FsdC4uIQ$" GIVEN_END,
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHR5c2FsdC4uIQ$" GIVEN_END,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" GIVEN_END,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR5c2FsdC4uIQ$c29tZXNhbHQ",
        "$argon2id$v=19$m=65536,t=2,p=1$$" GIVEN_END,
    };
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        assert_false(password_is_hash(str_of(OTHERS[i])));
}

static void secrets_are_compared_and_wiped(void **state) {
    (void)state;
    char a[] = "secret", b[] = "secret";
    assert_true(secret_equal(a, b, sizeof a));
    b[5] = 'x';
    assert_false(secret_equal(a, b, sizeof a));
    assert_true(secret_equal(a, b, 5));
    secret_wipe(a, sizeof a);
    for (size_t i = 0; i < sizeof a; i++) assert_int_equal(a[i], 0);
}

// RFC 4648, 10.
static void base64_is_that_of_rfc_4648(void **state) {
    (void)state;
    const char *const padded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    const char *const bare[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};
    for (size_t size = 0; size <= 6; size++) {
        char text[16], bytes[6];
        assert_string_equal(base64url_write(text, "foobar", size), bare[size]);
        assert_string_equal(base64_write(text, "foobar", size), padded[size]);
        assert_int_equal(base64_read(bytes, sizeof bytes, str_of(padded[size])), size);
        assert_memory_equal(bytes, "foobar", size);
        assert_int_equal(base64_read(bytes, size, str_of(bare[size])), size);
        assert_memory_equal(bytes, "foobar", size);
    }
    char text[8];
    uint8_t bytes[3];
    assert_string_equal(base64url_write(text, "\xfb\xff\xfe", 3), "-__-");
    assert_string_equal(base64_write(text, "\xfb\xff\xfe", 3), "+//+");
    assert_int_equal(base64_read(bytes, 3, STR("+//+")), 3);
    assert_memory_equal(bytes, "\xfb\xff\xfe", 3);
    assert_int_equal(base64_read(bytes, 3, STR("-__-")), 3);
}

static void base64_refuses_the_rest(void **state) {
    (void)state;
    const char *const bad[] = {"A", "Zg=", "Zg===", "=", "====", "Zm9v====", "Z g=", "Zg==Zg==",
                               "Zh==", "Zm9=", "Zm8==", "Zm9v\n", "Zm.v", "Zm9vYmFyYQ"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        uint8_t bytes[6];
        assert_true(base64_read(bytes, sizeof bytes, str_of(bad[i])) == SIZE_MAX);
    }
    assert_int_equal(base64_read(NULL, 0, STR_NONE), 0);
}

static void hex_reads_what_it_writes(void **state) {
    (void)state;
    uint8_t bytes[256], back[256];
    char text[513];
    for (size_t i = 0; i < 256; i++) bytes[i] = (uint8_t)i;
    assert_true(hex_read(back, 256, (struct str){hex_write(text, bytes, 256), 512}));
    assert_memory_equal(bytes, back, 256);
    assert_true(hex_read(back, 2, STR("aBCd")) && back[0] == 0xab && back[1] == 0xcd);
    assert_false(hex_read(back, 2, STR("abc")));
    assert_false(hex_read(back, 2, STR("abcdef")));
    assert_false(hex_read(back, 2, STR("ab g")));
    assert_true(hex_read(back, 0, STR("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standards),
        cmocka_unit_test(blake2b_takes_any_size_and_a_key),
        cmocka_unit_test(signatures_are_those_of_rfc_8032),
        cmocka_unit_test(passwords_match_only_themselves),
        cmocka_unit_test(a_hash_of_a_password_is_known_by_its_form_and_its_cost),
        cmocka_unit_test(secrets_are_compared_and_wiped),
        cmocka_unit_test(base64_is_that_of_rfc_4648),
        cmocka_unit_test(base64_refuses_the_rest),
        cmocka_unit_test(hex_reads_what_it_writes),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
