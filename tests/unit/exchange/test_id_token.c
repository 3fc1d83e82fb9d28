#include "exchange/id_token.h"

#include <stdio.h>

#include "../base/check.h"

// OpenID Connect Core 1.0, 2 and 3.1.3.7, a claim at a time.
#define NOW (1800000000 * STAMP_SECOND)
#define BASE "\"iss\":\"https://login.example\",\"sub\":\"24400320\""
#define AUD "\"aud\":\"renkei\""
#define TIMES "\"exp\":1800000300,\"iat\":1800000000"
#define NONCE "\"nonce\":\"n-0S6_WzA2Mj\""
#define GOOD BASE "," AUD "," TIMES "," NONCE

static const struct id_token_wish WISH = {.issuer = {"https://login.example", 21},
                                          .client = {"renkei", 6},
                                          .nonce = {"n-0S6_WzA2Mj", 12},
                                          .now = NOW};

struct reading {
    struct arena arena;
    struct id_token token;
    struct fault fault;
};

static enum status read_as(struct reading *it, const char *claims,
                           const struct id_token_wish *wish) {
    arena_init(&it->arena);
    struct jose jose = {.payload = arena_format(&it->arena, "{%s}", claims)};
    it->fault.text[0] = '\0';
    return id_token_read(&it->token, &jose, wish, &it->arena, &it->fault);
}

static void expect(enum status status, const char *claims, const struct id_token_wish *wish) {
    struct reading it;
    enum status found = read_as(&it, claims, wish);
    if (found != status) fail_msg("%s: %s %s", claims, status_name(found), it.fault.text);
    arena_close(&it.arena);
}

static void a_token_for_this_sign_in_is_taken(void **state) {
    (void)state;
    static const char *const claims[] = {
        GOOD,
        GOOD ",\"azp\":\"renkei\"",
        BASE ",\"aud\":[\"renkei\"]," TIMES "," NONCE,
        BASE "," AUD "," NONCE ",\"exp\":1799999950.5,\"iat\":1800000050", // clocks differ
        GOOD ",\"nbf\":1800000000,\"more\":{\"a\":[1]}",
    };
    for (size_t i = 0; i < COUNT(claims); i++) expect(OK, claims[i], &WISH);
}

static void a_token_that_is_not_for_this_sign_in_is_refused(void **state) {
    (void)state;
    static const char *const claims[] = {
        AUD "," TIMES "," NONCE, // no iss, no sub
        "\"iss\":\"https://login.example/\",\"sub\":\"1\"," AUD "," TIMES "," NONCE, // another
        "\"iss\":\"HTTPS://login.example\",\"sub\":\"1\"," AUD "," TIMES "," NONCE,
        BASE "," TIMES "," NONCE,
        BASE ",\"aud\":\"other\"," TIMES "," NONCE,
        BASE ",\"aud\":[]," TIMES "," NONCE,
        BASE ",\"aud\":[\"other\"]," TIMES "," NONCE,
        BASE ",\"aud\":[\"renkei\",\"other\"]," TIMES "," NONCE, // somebody who is not trusted
        BASE ",\"aud\":[\"renkei\",\"other\"],\"azp\":\"renkei\"," TIMES "," NONCE,
        BASE ",\"aud\":[[\"renkei\"]]," TIMES "," NONCE,
        GOOD ",\"azp\":\"other\"",
        GOOD ",\"azp\":7",
        BASE "," AUD "," TIMES,
        BASE "," AUD "," TIMES ",\"nonce\":\"\"",
        BASE "," AUD "," TIMES ",\"nonce\":\"n-0S6_WzA2Mk\"",
        BASE "," AUD "," TIMES ",\"nonce\":7",
        BASE "," AUD "," NONCE ",\"iat\":1800000000",
        BASE "," AUD "," NONCE ",\"exp\":1800000300",
        BASE "," AUD "," NONCE ",\"exp\":\"1800000300\",\"iat\":1800000000",
        BASE "," AUD "," NONCE ",\"exp\":1799999940,\"iat\":1799999900", // over
        BASE "," AUD "," NONCE ",\"exp\":1800000300,\"iat\":1799999399", // made long ago
        BASE "," AUD "," NONCE ",\"exp\":1800000300,\"iat\":1800000061", // to be made
        BASE "," AUD "," NONCE ",\"exp\":1e300,\"iat\":1800000000",
        BASE "," AUD "," NONCE ",\"exp\":-1,\"iat\":1800000000",
        GOOD ",\"nbf\":1800000061",
        GOOD ",\"nbf\":\"now\"",
        "\"iss\":\"https://login.example\"," AUD "," TIMES "," NONCE,
        "\"iss\":\"https://login.example\",\"sub\":\"\"," AUD "," TIMES "," NONCE,
        "\"iss\":\"https://login.example\",\"sub\":7," AUD "," TIMES "," NONCE,
        "\"iss\":\"https://login.example\",\"sub\":\"a\\u0000\"," AUD "," TIMES "," NONCE,
        "\"iss\":\"https://login.example\",\"sub\":\"\xe3\x81\x82\"," AUD "," TIMES "," NONCE,
    };
    for (size_t i = 0; i < COUNT(claims); i++) expect(DENIED, claims[i], &WISH);
    expect(MALFORMED, GOOD ",\"sub\":\"other\"", &WISH); // twice: which?
}

static void a_subject_of_256_letters_is_refused(void **state) {
    (void)state;
    char sub[ID_TOKEN_SUBJECT_BYTES_MAX + 2], claims[1000];
    memset(sub, 'a', sizeof sub);
    for (size_t size = ID_TOKEN_SUBJECT_BYTES_MAX; size < sizeof sub; size++) {
        snprintf(claims, sizeof claims,
                 "\"iss\":\"https://login.example\",\"sub\":\"%.*s\"," AUD "," TIMES "," NONCE,
                 (int)size, sub);
        expect(size == ID_TOKEN_SUBJECT_BYTES_MAX ? OK : DENIED, claims, &WISH);
    }
}

static void a_fresh_proof_wants_to_know_when_they_were_asked(void **state) {
    (void)state;
    struct id_token_wish wish = WISH;
    wish.seen_after = NOW - 100 * STAMP_SECOND;
    expect(DENIED, GOOD, &wish);
    expect(DENIED, GOOD ",\"auth_time\":1799999839", &wish);
    expect(OK, GOOD ",\"auth_time\":1799999840", &wish); // clocks differ by a minute
    expect(OK, GOOD ",\"auth_time\":1800000000", &wish);
    expect(DENIED, GOOD ",\"auth_time\":1800000061", &wish);
    expect(DENIED, GOOD ",\"auth_time\":\"1800000000\"", &wish);
    struct reading it;
    assert_int_equal(read_as(&it, GOOD ",\"auth_time\":1800000030", &wish), OK);
    assert_true(it.token.authenticated == NOW); // never in the time to come
    arena_close(&it.arena);
    assert_int_equal(read_as(&it, GOOD, &WISH), OK);
    assert_true(it.token.authenticated == 0);
    arena_close(&it.arena);
}

static void names_are_what_may_be_shown_of_them(void **state) {
    (void)state;
    struct reading it;
    assert_int_equal(read_as(&it,
                             GOOD ",\"name\":\"Hana\\u202eko\\u0007\",\"preferred_username\":"
                                  "\"hanako@login.example\",\"email\":\"h@example.org\"",
                             &WISH),
                     OK);
    assert_true(str_equal(it.token.name, STR("Hanako")));
    assert_true(str_equal(it.token.login, STR("hanako")));
    assert_null(it.token.mail.data); // nobody verified it
    arena_close(&it.arena);
    assert_int_equal(
        read_as(&it, GOOD ",\"email\":\"h@example.org\",\"email_verified\":true", &WISH), OK);
    assert_true(str_equal(it.token.mail, STR("h@example.org")));
    assert_true(str_equal(it.token.login, STR("h")));
    arena_close(&it.arena);
    assert_int_equal(
        read_as(&it, GOOD ",\"email\":\"h@example.org\",\"email_verified\":\"true\"", &WISH), OK);
    assert_null(it.token.mail.data);
    arena_close(&it.arena);
    assert_int_equal(read_as(&it, GOOD, &WISH), OK);
    assert_true(str_equal(it.token.name, STR("24400320")));
    arena_close(&it.arena);
}

static void a_second_factor_counts_in_the_words_that_were_named(void **state) {
    (void)state;
    struct reading it;
    assert_int_equal(read_as(&it, GOOD ",\"acr\":\"urn:mfa\",\"amr\":[\"pwd\",\"otp\",7]", &WISH),
                     OK);
    assert_true(id_token_is_strong(&it.token, STR("urn:mfa")));
    assert_true(id_token_is_strong(&it.token, STR("hwk otp")));
    assert_false(id_token_is_strong(&it.token, STR("")));
    assert_false(id_token_is_strong(&it.token, STR("hwk urn:mf")));
    arena_close(&it.arena);
    assert_int_equal(read_as(&it, GOOD ",\"acr\":\"\",\"amr\":\"otp\"", &WISH), OK);
    assert_false(id_token_is_strong(&it.token, STR("otp  ")));
    arena_close(&it.arena);
}

static void a_claim_is_a_text_a_list_or_true(void **state) {
    (void)state;
    struct reading it;
    assert_int_equal(
        read_as(&it, GOOD ",\"hd\":\"example.org\",\"groups\":[\"a\",\"b\"],\"staff\":true", &WISH),
        OK);
    assert_true(id_token_claims(&it.token, STR("hd=example.org")));
    assert_true(id_token_claims(&it.token, STR("groups=b")));
    assert_true(id_token_claims(&it.token, STR("staff=true")));
    assert_false(id_token_claims(&it.token, STR("hd=example")));
    assert_false(id_token_claims(&it.token, STR("groups=c")));
    assert_false(id_token_claims(&it.token, STR("staff=yes")));
    assert_false(id_token_claims(&it.token, STR("none=")));
    assert_false(id_token_claims(&it.token, STR("hd")));
    arena_close(&it.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_for_this_sign_in_is_taken),
        cmocka_unit_test(a_token_that_is_not_for_this_sign_in_is_refused),
        cmocka_unit_test(a_subject_of_256_letters_is_refused),
        cmocka_unit_test(a_fresh_proof_wants_to_know_when_they_were_asked),
        cmocka_unit_test(names_are_what_may_be_shown_of_them),
        cmocka_unit_test(a_second_factor_counts_in_the_words_that_were_named),
        cmocka_unit_test(a_claim_is_a_text_a_list_or_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
