// Signing on by a provider that stands in this process, so that the clock is ours.
#include <stdatomic.h>

#include "doors.h"
#include "exchange/factor.h"
#include "exchange/party.h"
#include "exchange/provider_talk.h"
#include "exchange/session.h"
#include "exchange/sign_on.h"
#include "http/server.h"

#define HOME "192.0.2.1"
#define SECONDS(n) ((n)*STAMP_SECOND)

struct counterpart {
    struct http_handler handler; // first
    struct doors *doors;
    struct http_server *server;
    char issuer[64];
    char key; // of which it signs; its keys are this one
    char nonce[64];
    const char *subject, *more; // claims
    atomic_int asked_metadata, asked_keys;
    struct reach reach;
};
static struct counterpart there;

// ---- the provider ----

static void keys_of(uint8_t public_key[32], uint8_t secret[64], char name) {
    uint8_t seed[32];
    memset(seed, name, sizeof seed);
    sign_keys(public_key, secret, seed);
}

static struct str metadata(struct arena *arena) {
    there.asked_metadata++;
    return arena_format(arena,
                        "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/a\","
                        "\"token_endpoint\":\"%s/t\",\"jwks_uri\":\"%s/k\"}",
                        there.issuer, there.issuer, there.issuer, there.issuer);
}

static struct str key_set(struct arena *arena) {
    uint8_t public_key[32], secret[64];
    char text[48];
    there.asked_keys++;
    keys_of(public_key, secret, there.key);
    return arena_format(arena,
                        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%c\","
                        "\"x\":\"%s\"}]}",
                        there.key, base64url_write(text, public_key, 32));
}

static const char *packed(struct arena *arena, struct str text) {
    return base64url_write(arena_take(arena, text.size * 2 + 8), text.data, text.size);
}

static struct str id_token(struct arena *arena) {
    uint8_t public_key[32], secret[64], signature[SIGN_SIZE];
    long long now = (long long)(clock_now(&there.doors->clock.clock) / STAMP_SECOND);
    struct str header = arena_format(arena, "{\"alg\":\"EdDSA\",\"kid\":\"%c\"}", there.key);
    struct str claims =
        arena_format(arena,
                     "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"renkei\","
                     "\"exp\":%lld,\"iat\":%lld,\"nonce\":\"%s\"%s}",
                     there.issuer, there.subject, now + 300, now, there.nonce, there.more);
    struct str said = arena_format(arena, "%s.%s", packed(arena, header), packed(arena, claims));
    keys_of(public_key, secret, there.key);
    sign_make(signature, said, secret);
    return arena_format(arena, "{\"id_token\":\"%.*s.%s\"}", STR_ARG(said),
                        packed(arena, (struct str){(const char *)signature, sizeof signature}));
}

static void provide(struct http_handler *handler, struct http_request *request,
                    struct http_response *response) {
    (void)handler;
    struct arena *arena = request->arena;
    struct str path = request->path;
    struct str body = str_equal(path, STR("/k"))   ? key_set(arena)
                      : str_equal(path, STR("/t")) ? id_token(arena)
                                                   : metadata(arena);
    http_respond(response, 200, "application/json", body);
}

static int open_place(void **state) {
    if (doors_open(state) != 0) return -1;
    struct doors *doors = *state;
    struct viewer operator= viewer_operator();
    there = (struct counterpart){
        .handler = {provide}, .doors = doors, .key = 'a', .subject = "s1", .more = ""};
    struct http_server_options options = {.address = "127.0.0.1", .workers = 2};
    expect_ok(doors, http_server_open(&there.server, &options, &there.handler, &doors->fault));
    snprintf(there.issuer, sizeof there.issuer, "http://127.0.0.1:%u",
             http_server_port(there.server));
    expect_ok(doors, reach_read(&there.reach, STR("127.0.0.1"), &doors->fault));
    provider_desk_allow(doors->exchange, &(struct provider_desk_options){.reach = &there.reach});
    struct visit visit = *as(doors, "ann");
    visit.viewer = &operator;
    struct provider wish = {.slug = STR("city"),
                            .issuer = str_of(there.issuer),
                            .client = STR("renkei"),
                            .here = STR("https://renkei.example"),
                            .strong = STR("otp")};
    expect_ok(doors, provider_set(&visit, &wish));
    return 0;
}

static int close_place(void **state) {
    http_server_close(&there.server, 1000);
    return doors_close(state);
}

// ---- there and back ----

struct way {
    char cookie[CREDENTIAL_TEXT_SIZE];
    struct str url;
};

static struct str of_url(const struct way *way, const char *name) {
    size_t at = str_find(way->url, str_of(name));
    assert_int_not_equal(at, SIZE_MAX);
    struct str rest = str_cut(way->url, at + strlen(name), way->url.size), value;
    str_take(&value, &rest, '&');
    return value;
}

static void begin_from(struct way *way, const struct visit *visit, enum sign_on_aim aim,
                       const char *from) {
    struct sign_on_wish wish = {.slug = STR("city"), .aim = aim, .place = str_of(from)};
    expect_ok(there.doors, sign_on_begin(way->cookie, &way->url, visit, &wish));
    struct str nonce = of_url(way, "&nonce=");
    snprintf(there.nonce, sizeof there.nonce, "%.*s", STR_ARG(nonce));
}

static enum status end(struct sign_on *out, const struct visit *visit, const struct way *way) {
    struct sign_on_back back = {.cookie = str_of(way->cookie),
                                .code = STR("c"),
                                .state = of_url(way, "&state="),
                                .place = STR(HOME)};
    return sign_on_end(out, visit, &back);
}

// Ann, signed in with a browser, in another moment than before.
static struct visit signed_in(struct viewer *viewer) {
    struct doors *doors = there.doors;
    char text[CREDENTIAL_TEXT_SIZE];
    struct session_wish wish = {.address = STR(HOME), .device = STR("a")};
    struct visit visit = *as(doors, "ann");
    expect_ok(doors, session_begin(text, doors->exchange, visit.viewer, &wish, &doors->fault));
    expect_ok(doors, viewer_of_session(viewer, doors->exchange, str_of(text), true, &doors->arena,
                                       &doors->fault));
    visit.viewer = viewer;
    return visit;
}

static void link_ann(void) {
    struct viewer viewer;
    struct visit visit = signed_in(&viewer);
    struct way way;
    struct sign_on came;
    begin_from(&way, &visit, SIGN_ON_LINK, HOME);
    expect_ok(there.doors, end(&came, &visit, &way));
    assert_int_equal(came.aim, SIGN_ON_LINK);
}

static struct visit stranger(struct viewer *viewer) {
    struct visit visit = *as(there.doors, "bob");
    *viewer = viewer_stranger();
    visit.viewer = viewer;
    return visit;
}

static enum status enter(struct sign_on *came) {
    struct viewer viewer;
    struct visit visit = stranger(&viewer);
    struct way way;
    begin_from(&way, &visit, SIGN_ON_ENTER, HOME);
    return end(came, &visit, &way);
}

static void a_trip_is_over_after_ten_minutes_and_is_used_once(void **state) {
    struct doors *doors = *state;
    struct viewer viewer;
    struct sign_on came;
    struct way way;
    link_ann();
    struct visit visit = stranger(&viewer);
    begin_from(&way, &visit, SIGN_ON_ENTER, HOME);
    clock_fake_move(&doors->clock, SECONDS(SIGN_ON_SECONDS) - 1);
    expect_ok(doors, end(&came, &visit, &way));
    assert_string_equal(came.viewer.label, "ann@alder");
    assert_int_equal(end(&came, &visit, &way), ABSENT);
    begin_from(&way, &visit, SIGN_ON_ENTER, HOME);
    clock_fake_move(&doors->clock, SECONDS(SIGN_ON_SECONDS));
    assert_int_equal(end(&came, &visit, &way), ABSENT);
}

static void an_answer_that_is_wrong_uses_the_trip_up(void **state) {
    struct doors *doors = *state;
    struct viewer viewer;
    struct sign_on came;
    struct way way;
    link_ann();
    struct visit visit = stranger(&viewer);
    begin_from(&way, &visit, SIGN_ON_ENTER, HOME);
    there.more = ",\"azp\":\"other\"";
    assert_int_equal(end(&came, &visit, &way), DENIED);
    assert_true(came.is_failure);
    there.more = "";
    assert_int_equal(end(&came, &visit, &way), ABSENT);
    (void)doors;
}

static void who_begins_without_end_pushes_out_only_what_began_there(void **state) {
    struct doors *doors = *state;
    struct viewer viewer;
    struct sign_on came;
    struct way other, first, way;
    link_ann();
    struct visit visit = stranger(&viewer);
    begin_from(&other, &visit, SIGN_ON_ENTER, "192.0.2.9");
    char nonce[sizeof there.nonce];
    memcpy(nonce, there.nonce, sizeof nonce);
    begin_from(&first, &visit, SIGN_ON_ENTER, HOME);
    for (int i = 0; i < SIGN_ON_TRIPS_OF_ONE; i++) {
        clock_fake_move(&doors->clock, 1000);
        begin_from(&way, &visit, SIGN_ON_ENTER, HOME);
    }
    assert_int_equal(end(&came, &visit, &first), ABSENT);
    memcpy(there.nonce, nonce, sizeof nonce);
    expect_ok(doors, end(&came, &visit, &other));
}

static void what_a_provider_says_of_itself_is_kept_for_an_hour(void **state) {
    struct doors *doors = *state;
    struct sign_on came;
    link_ann();
    for (int i = 0; i < 3; i++) expect_ok(doors, enter(&came));
    assert_int_equal(there.asked_metadata, 1);
    assert_int_equal(there.asked_keys, 1);
    clock_fake_move(&doors->clock, PROVIDER_KEPT_US);
    expect_ok(doors, enter(&came));
    assert_int_equal(there.asked_metadata, 2);
    assert_int_equal(there.asked_keys, 2);
}

static void keys_are_read_again_for_one_that_is_not_known_once_a_minute(void **state) {
    struct doors *doors = *state;
    struct sign_on came;
    link_ann();
    there.key = 'b'; // it has been changed within the minute
    for (int i = 0; i < 3; i++) assert_int_equal(enter(&came), DENIED);
    assert_int_equal(there.asked_keys, 1);
    clock_fake_move(&doors->clock, PROVIDER_KEYS_PAUSE_US);
    for (int i = 0; i < 3; i++) expect_ok(doors, enter(&came));
    assert_int_equal(there.asked_keys, 2);
}

static void a_sign_on_is_a_proof_from_when_the_provider_asked(void **state) {
    struct doors *doors = *state;
    struct sign_on came;
    struct viewer viewer;
    char text[CREDENTIAL_TEXT_SIZE], more[64];
    link_ann();
    for (int age = 0; age <= SESSION_PROOF_SECONDS; age += SESSION_PROOF_SECONDS) {
        long long seen = (long long)(clock_now(&doors->clock.clock) / STAMP_SECOND) - age;
        snprintf(more, sizeof more, ",\"auth_time\":%lld", seen);
        there.more = more;
        expect_ok(doors, enter(&came));
        struct session_wish wish = {.provider_no = came.provider.no,
                                    .provider = came.provider.slug,
                                    .proved = came.authenticated};
        expect_ok(doors, session_begin(text, doors->exchange, &came.viewer, &wish, &doors->fault));
        expect_ok(doors, viewer_of_session(&viewer, doors->exchange, str_of(text), true,
                                           &doors->arena, &doors->fault));
        assert_int_equal(session_is_proved(doors->exchange, &viewer), age == 0);
    }
    // Asked again, it must say that it did.
    struct visit visit = *as(doors, "ann");
    visit.viewer = &viewer;
    struct way way;
    begin_from(&way, &visit, SIGN_ON_PROVE, HOME);
    assert_int_equal(end(&came, &visit, &way), DENIED);
    begin_from(&way, &visit, SIGN_ON_PROVE, HOME);
    snprintf(more, sizeof more, ",\"auth_time\":%lld",
             (long long)(clock_now(&doors->clock.clock) / STAMP_SECOND));
    expect_ok(doors, end(&came, &visit, &way));
    expect_ok(doors, viewer_of_session(&viewer, doors->exchange, str_of(text), true, &doors->arena,
                                       &doors->fault));
    assert_true(session_is_proved(doors->exchange, &viewer));
    there.more = "";
}

static void a_second_factor_that_is_vouched_for_is_as_good_as_one_here(void **state) {
    struct doors *doors = *state;
    struct viewer operator= viewer_operator(), viewer;
    struct sign_on came;
    char text[CREDENTIAL_TEXT_SIZE];
    link_ann();
    expect_ok(doors, factor_require(doors->exchange, &operator, 0, true, &doors->fault));
    for (int is_strong = 0; is_strong < 2; is_strong++) {
        there.more = is_strong ? ",\"amr\":[\"pwd\",\"otp\"]" : ",\"amr\":[\"pwd\"]";
        expect_ok(doors, enter(&came));
        assert_int_equal(came.is_strong, is_strong);
        struct session_wish wish = {.provider_no = came.provider.no,
                                    .provider = came.provider.slug,
                                    .is_strong = came.is_strong};
        expect_ok(doors, session_begin(text, doors->exchange, &came.viewer, &wish, &doors->fault));
        expect_ok(doors, viewer_of_session(&viewer, doors->exchange, str_of(text), true,
                                           &doors->arena, &doors->fault));
        assert_int_equal(viewer.must_enrol, !is_strong);
    }
    there.more = "";
}

static enum status suspend(struct db *db, void *context, struct fault *fault) {
    (void)context;
    return party_run(db, "UPDATE account SET state = 2 WHERE name = 'ann'", NULL, 0, fault);
}

static void an_account_that_is_suspended_does_not_come_in_by_it(void **state) {
    struct doors *doors = *state;
    struct sign_on came;
    link_ann();
    expect_ok(doors, store_change(doors->store, suspend, NULL, &doors->fault));
    assert_int_equal(enter(&came), DENIED);
}

static void a_provider_that_is_removed_ends_its_links_and_sessions(void **state) {
    struct doors *doors = *state;
    struct viewer operator= viewer_operator(), viewer;
    struct sign_on came;
    struct provider_link *links;
    size_t count;
    char text[CREDENTIAL_TEXT_SIZE];
    link_ann();
    expect_ok(doors, enter(&came));
    struct session_wish wish = {.provider_no = came.provider.no, .provider = came.provider.slug};
    expect_ok(doors, session_begin(text, doors->exchange, &came.viewer, &wish, &doors->fault));
    struct visit visit = *as(doors, "ann");
    visit.viewer = &operator;
    expect_ok(doors, provider_drop(&visit, STR("city")));
    assert_int_equal(provider_drop(&visit, STR("city")), ABSENT);
    assert_int_equal(viewer_of_session(&viewer, doors->exchange, str_of(text), true, &doors->arena,
                                       &doors->fault),
                     DENIED);
    expect_ok(doors, provider_links(&links, &count, doors->exchange, &came.viewer, &doors->arena,
                                    &doors->fault));
    assert_int_equal(count, 0);
}

static void so_many_wait_for_providers_at_once_and_fewer_for_one(void **state) {
    struct doors *doors = *state;
    struct provider providers[] = {{.issuer = STR("https://a.example")},
                                   {.issuer = STR("https://b.example")},
                                   {.issuer = STR("https://c.example")}};
    struct provider_talk talks[PROVIDER_TALKS_MAX], more;
    for (size_t i = 0; i < PROVIDER_TALKS_MAX; i++) {
        talks[i] = (struct provider_talk){.exchange = doors->exchange,
                                          .provider = &providers[i / PROVIDER_TALKS_OF_ONE],
                                          .arena = &doors->arena,
                                          .fault = &doors->fault};
        expect_ok(doors, provider_talk_open(&talks[i]));
        more = talks[i];
        more.is_open = false;
        if (i % PROVIDER_TALKS_OF_ONE) assert_int_equal(provider_talk_open(&more), BUSY);
    }
    more.provider = &providers[2];
    assert_int_equal(provider_talk_open(&more), BUSY);
    provider_talk_close(&more); // which was never open
    provider_talk_close(&talks[0]);
    expect_ok(doors, provider_talk_open(&more));
    assert_int_equal(provider_talk_open(&talks[0]), BUSY);
    provider_talk_close(&more);
    for (size_t i = 1; i < PROVIDER_TALKS_MAX; i++) provider_talk_close(&talks[i]);
}

static void there_are_so_many_providers_and_no_more(void **state) {
    struct doors *doors = *state;
    struct viewer operator= viewer_operator();
    struct visit visit = *as(doors, "ann");
    assert_int_equal(provider_set(&visit, &(struct provider){.slug = STR("mine")}), DENIED);
    visit.viewer = &operator;
    for (int i = 1; i <= PROVIDERS_MAX; i++) { // one is there already
        char slug[16], issuer[64];
        snprintf(slug, sizeof slug, "p%d", i);
        snprintf(issuer, sizeof issuer, "https://p%d.example", i);
        struct provider wish = {.slug = str_of(slug),
                                .issuer = str_of(issuer),
                                .client = STR("renkei"),
                                .here = STR("https://renkei.example")};
        assert_int_equal(provider_set(&visit, &wish), i < PROVIDERS_MAX ? OK : LIMIT);
    }
    expect_ok(doors, provider_set(&visit, &(struct provider){.slug = STR("p1"), .name = STR("P")}));
}

static void an_account_has_so_many_links_and_no_more(void **state) {
    struct doors *doors = *state;
    struct viewer viewer;
    struct visit visit = signed_in(&viewer);
    struct sign_on came;
    struct provider_link *links;
    size_t count;
    for (int i = 0; i <= PROVIDER_LINKS_MAX; i++) {
        char subject[16];
        struct way way;
        snprintf(subject, sizeof subject, "s%d", i);
        there.subject = subject;
        begin_from(&way, &visit, SIGN_ON_LINK, HOME);
        assert_int_equal(end(&came, &visit, &way), i < PROVIDER_LINKS_MAX ? OK : LIMIT);
    }
    there.subject = "s1";
    expect_ok(doors, provider_links(&links, &count, doors->exchange, &viewer, &doors->arena,
                                    &doors->fault));
    assert_int_equal(count, PROVIDER_LINKS_MAX);
    // Without a password the last one stays.
    for (size_t i = 0; i < count; i++)
        assert_int_equal(provider_link_remove(&visit, &links[i].id), i + 1 < count ? OK : CONFLICT);
    assert_int_equal(provider_link_remove(&visit, &links[0].id), ABSENT);
}

static void nobody_is_asked_beside_a_server(void **state) {
    struct doors *doors = *state;
    struct viewer viewer;
    struct visit visit = stranger(&viewer);
    struct sign_on_wish wish = {.slug = STR("city"), .aim = SIGN_ON_ENTER};
    char cookie[CREDENTIAL_TEXT_SIZE];
    struct str url;
    provider_desk_allow(doors->exchange, &(struct provider_desk_options){.reach = NULL});
    assert_int_equal(sign_on_begin(cookie, &url, &visit, &wish), DENIED);
    assert_int_equal(there.asked_metadata, 0);
}

static void addresses_that_may_be_asked_are_https_or_of_this_machine(void **state) {
    (void)state;
    static const char *const good[] = {
        "https://login.example",      "https://login.example:8443/a/b?c=d",
        "http://localhost:1/a",       "http://127.0.0.1",
        "http://[::1]:9/x",           "https://[2001:db8::1]/",
        "https://login.example/%20a",
    };
    static const char *const bad[] = {
        "",
        "https://",
        "http://login.example",
        "http://127.0.0.1.example",
        "http://localhost.example/",
        "http://localhost@login.example/",
        "https://a@login.example/",
        "https://login.example/#a",
        "https://login.example/ a",
        "https://login.example/\n",
        "https://login.example?x",
        "ftp://login.example",
        "HTTPS://login.example",
        "https:/login.example",
        "http://[::1",
        "https://login.example/\xc3\xa9",
        "file:///etc/passwd",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!provider_url_is_good(str_of(good[i]))) fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (provider_url_is_good(str_of(bad[i]))) fail_msg("%s", bad[i]);
    char text[PROVIDER_URL_BYTES_MAX + 2];
    memset(text, 'a', sizeof text);
    memcpy(text, "https://", 8);
    assert_true(provider_url_is_good((struct str){text, PROVIDER_URL_BYTES_MAX}));
    assert_false(provider_url_is_good((struct str){text, PROVIDER_URL_BYTES_MAX + 1}));
}

#define PLACED(test) cmocka_unit_test_setup_teardown(test, open_place, close_place)

int main(void) {
    const struct CMUnitTest tests[] = {
        PLACED(a_trip_is_over_after_ten_minutes_and_is_used_once),
        PLACED(an_answer_that_is_wrong_uses_the_trip_up),
        PLACED(who_begins_without_end_pushes_out_only_what_began_there),
        PLACED(what_a_provider_says_of_itself_is_kept_for_an_hour),
        PLACED(keys_are_read_again_for_one_that_is_not_known_once_a_minute),
        PLACED(a_sign_on_is_a_proof_from_when_the_provider_asked),
        PLACED(a_second_factor_that_is_vouched_for_is_as_good_as_one_here),
        PLACED(an_account_that_is_suspended_does_not_come_in_by_it),
        PLACED(a_provider_that_is_removed_ends_its_links_and_sessions),
        PLACED(so_many_wait_for_providers_at_once_and_fewer_for_one),
        PLACED(there_are_so_many_providers_and_no_more),
        PLACED(an_account_has_so_many_links_and_no_more),
        PLACED(nobody_is_asked_beside_a_server),
        cmocka_unit_test(addresses_that_may_be_asked_are_https_or_of_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
