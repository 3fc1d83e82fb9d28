// The second factor over HTTP: what is asked of whom, and which acts want a fresh proof.
#include "../exchange/doors.h"

#include "api/api.h"
#include "api/qr.h"
#include "exchange/factor.h"
#include "exchange/session.h"

#define PASSWORD "one long password"
#define STEP (OTP_STEP_SECONDS * STAMP_SECOND)

struct desk {
    struct doors *doors;
    struct api *api;
    struct http_request request;
    struct http_response response;
    struct http_body_text body;
    struct http_pair headers[8];
    const char *cookie;
    uint8_t secret[OTP_SECRET_SIZE];
};

static int setup(void **state) {
    struct desk *desk = memory_take(sizeof *desk);
    memset(desk, 0, sizeof *desk);
    void *doors;
    if (doors_open(&doors) != 0) return -1;
    desk->doors = doors;
    struct setup_report report;
    expect_ok(desk->doors,
              setup_apply(&report, desk->doors->exchange,
                          STR("{\"accounts\": [{\"name\": \"ann\", \"administrator\": true,"
                              " \"organisation\": \"alder\", \"password\": \"" PASSWORD "\"},"
                              " {\"name\": \"bob\", \"organisation\": \"alder\","
                              " \"password\": \"" PASSWORD "\"}]}"),
                          &desk->doors->arena, &desk->doors->fault));
    desk->api = api_open(&(struct api_options){.exchange = desk->doors->exchange});
    *state = desk;
    return 0;
}

static int teardown(void **state) {
    struct desk *desk = *state;
    http_response_close(&desk->response);
    api_close(&desk->api);
    void *doors = desk->doors;
    int code = doors_close(&doors);
    free(desk);
    return code;
}

static void head(struct desk *desk, const char *name, const char *value) {
    desk->headers[desk->request.header_count++] =
        (struct http_pair){str_of(name), arena_copy(&desk->doors->arena, str_of(value))};
}

// By the cookie, when there is one, from a page.
static int ask(struct desk *desk, const char *method, const char *path, const char *body) {
    http_response_close(&desk->response);
    desk->response = (struct http_response){0};
    desk->request = (struct http_request){.arena = &desk->doors->arena,
                                          .headers = desk->headers,
                                          .body = &desk->body.body,
                                          .peer = STR("127.0.0.1"),
                                          .method = str_of(method),
                                          .path = str_of(path)};
    head(desk, "Renkei-Request", "1");
    bool is_cookie = desk->cookie && !strncmp(desk->cookie, "renkei=", 7);
    if (desk->cookie) head(desk, is_cookie ? "Cookie" : "Authorization", desk->cookie);
    http_body_text_init(&desk->body, str_of(body));
    struct http_handler *handler = api_handler(desk->api);
    handler->handle(handler, &desk->request, &desk->response);
    return desk->response.code;
}

static bool says(const struct desk *desk, const char *text) {
    return str_find(desk->response.body, str_of(text)) != SIZE_MAX;
}

static const char *words(struct desk *desk, const char *name, const char *code) {
    return arena_format(&desk->doors->arena,
                        "{\"name\":\"%s\",\"password\":\"" PASSWORD "\",\"code\":\"%s\"}", name,
                        code)
        .data;
}

static void sign_in(struct desk *desk, const char *name, const char *code) {
    desk->cookie = NULL;
    assert_int_equal(ask(desk, "POST", "/api/v1/session", words(desk, name, code)), 200);
    struct str made = http_response_header(&desk->response, STR("Set-Cookie"));
    desk->cookie = arena_text(&desk->doors->arena, str_cut(made, 0, str_find_byte(made, ';')));
}

static const char *shown(struct desk *desk) {
    char code[9];
    otp_write(code, (struct str){(const char *)desk->secret, sizeof desk->secret},
              (uint64_t)otp_step(clock_now(&desk->doors->clock.clock)), 6);
    return arena_text(&desk->doors->arena, str_of(code));
}

static const char *code_body(struct desk *desk, const char *code) {
    return arena_format(&desk->doors->arena, "{\"code\":\"%s\"}", code).data;
}

// Who is signed in gets a device; a step later its next code is good.
static void enrol(struct desk *desk, const char *name) {
    assert_int_equal(ask(desk, "POST", "/api/v1/factor", ""), 201);
    expect_ok(desk->doors, factor_offered(desk->secret, desk->doors->exchange,
                                          as(desk->doors, name)->viewer, &desk->doors->fault));
    doors_leave(desk->doors);
    char text[OTP_SECRET_TEXT_SIZE];
    assert_true(says(desk, otp_secret_write(text, desk->secret)));
    assert_true(says(
        desk,
        arena_format(&desk->doors->arena, "otpauth://totp/renkei:%s?secret=%s", name, text).data));
    assert_int_equal(ask(desk, "PUT", "/api/v1/factor", code_body(desk, shown(desk))), 200);
    clock_fake_move(&desk->doors->clock, STEP);
}

static void a_device_is_shown_as_text_and_picture_and_then_asked_for(void **state) {
    struct desk *desk = *state;
    sign_in(desk, "ann", "");
    assert_int_equal(ask(desk, "GET", "/api/v1/factor/picture", ""), 404);
    assert_int_equal(ask(desk, "PUT", "/api/v1/factor", code_body(desk, "123456")), 404);
    assert_int_equal(ask(desk, "POST", "/api/v1/factor", ""), 201);
    assert_true(
        str_equal(http_response_header(&desk->response, STR("Cache-Control")), STR("no-store")));
    assert_int_equal(ask(desk, "GET", "/api/v1/factor/picture", ""), 200);
    assert_true(str_equal(desk->response.type, STR("image/svg+xml")));
    assert_true(says(desk, "<svg ") && !says(desk, "style"));
    assert_int_equal(ask(desk, "PUT", "/api/v1/factor", code_body(desk, "12345")), 403);
    assert_true(says(desk, "problem.code"));
    enrol(desk, "ann");
    assert_int_equal(ask(desk, "POST", "/api/v1/factor", ""), 409);
    assert_int_equal(ask(desk, "GET", "/api/v1/factor/picture", ""), 404);
    desk->cookie = NULL;
    static const char *const wrong[] = {"", "000000"};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(ask(desk, "POST", "/api/v1/session", words(desk, "ann", wrong[i])), 401);
        assert_true(says(desk, "problem.sign_in\""));
        assert_null(http_response_header(&desk->response, STR("Set-Cookie")).data);
    }
    sign_in(desk, "ann", shown(desk));
    assert_int_equal(ask(desk, "GET", "/api/v1/factor", ""), 200);
    assert_true(says(desk, "\"is_on\":true") && says(desk, "\"codes_left\":10"));
}

// The sentence is one, so that it tells nobody who has a second factor.
static void basic_with_a_password_is_refused_with_the_way_and_a_token_goes_on(void **state) {
    struct desk *desk = *state;
    sign_in(desk, "ann", "");
    assert_int_equal(ask(desk, "POST", "/api/v1/tokens", "{\"label\":\"a\"}"), 201);
    size_t at = str_find(desk->response.body, STR("rk_"));
    struct str token = str_cut(desk->response.body, at, at + CREDENTIAL_TEXT_SIZE - 1);
    const char *bearer = arena_format(&desk->doors->arena, "Bearer %.*s", STR_ARG(token)).data;
    enrol(desk, "ann");
    static const char *const basics[] = {"Basic YW5uOm9uZSBsb25nIHBhc3N3b3Jk", // ann, right
                                         "Basic YW5uOndyb25n", "Basic Ym9iOndyb25n",
                                         "Basic bm9ib2R5Ondyb25n"};
    char said[400];
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++) {
        desk->cookie = basics[i];
        assert_int_equal(ask(desk, "GET", "/taxii2/", ""), 401);
        assert_true(says(desk, "uses a token here"));
        struct str body = desk->response.body;
        if (i) assert_memory_equal(said, body.data, body.size);
        assert_true(body.size < sizeof said);
        memcpy(said, body.data, body.size);
    }
    desk->cookie = bearer;
    assert_int_equal(ask(desk, "GET", "/api/v1/me", ""), 200);
    assert_true(says(desk, "\"name\":\"ann\""));
}

// Nor does it help who has found the token to what its person has by heart.
static void a_token_neither_makes_a_second_factor_nor_goes_round_it(void **state) {
    struct desk *desk = *state;
    sign_in(desk, "ann", "");
    enrol(desk, "ann");
    assert_int_equal(
        ask(desk, "POST", "/api/v1/tokens", "{\"label\":\"a\",\"scopes\":[\"admin\"]}"), 201);
    size_t at = str_find(desk->response.body, STR("rk_"));
    struct str token = str_cut(desk->response.body, at, at + CREDENTIAL_TEXT_SIZE - 1);
    struct arena *arena = &desk->doors->arena;
    desk->cookie = arena_format(arena, "Bearer %.*s", STR_ARG(token)).data;
    assert_int_equal(ask(desk, "GET", "/api/v1/factor", ""), 200);
    assert_int_equal(ask(desk, "POST", "/api/v1/factor", ""), 403);
    assert_int_equal(ask(desk, "POST", "/api/v1/factor/end", code_body(desk, shown(desk))), 403);
    assert_int_equal(ask(desk, "POST", "/api/v1/factor/codes", code_body(desk, shown(desk))), 403);
    const char *without = "{\"current\":\"" PASSWORD "\",\"password\":\"tea at noon, then rain\"}";
    assert_int_equal(ask(desk, "PUT", "/api/v1/password", without), 403);
    assert_true(says(desk, "problem.password\""));
    struct str with = arena_format(arena,
                                   "{\"current\":\"" PASSWORD "\",\"code\":\"%s\","
                                   "\"password\":\"tea at noon, then rain\"}",
                                   shown(desk));
    assert_int_equal(ask(desk, "PUT", "/api/v1/password", with.data), 204);
}

static void dangerous_acts_want_a_proof_that_is_not_old(void **state) {
    struct desk *desk = *state;
    static const char *const acts[][3] = {
        {"POST", "/api/v1/tokens", "{\"label\":\"a\"}"},
        {"PUT", "/api/v1/password", "{}"},
        {"DELETE", "/api/v1/sessions", ""},
        {"DELETE", "/api/v1/sessions/00000000-0000-4000-8000-000000000001", ""},
        {"POST", "/api/v1/factor", ""},
        {"PUT", "/api/v1/factor", "{}"},
        {"GET", "/api/v1/factor/picture", ""},
        {"POST", "/api/v1/factor/codes", "{}"},
        {"POST", "/api/v1/factor/end", "{}"},
        {"PUT", "/api/v1/factor/required", "{\"is_required\":true}"},
        {"POST", "/api/v1/recoveries/00000000-0000-4000-8000-000000000001/confirmation", ""},
    };
    sign_in(desk, "ann", "");
    enrol(desk, "ann");
    clock_fake_move(&desk->doors->clock, SESSION_PROOF_SECONDS * STAMP_SECOND);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        assert_int_equal(ask(desk, acts[i][0], acts[i][1], acts[i][2]), 403);
        assert_true(says(desk, "\"code\":\"problem.prove\""));
    }
    assert_int_equal(ask(desk, "GET", "/api/v1/tokens", ""), 200); // to look is not dangerous
    static const char *const wrong[] = {"{\"password\":\"" PASSWORD "\"}",
                                        "{\"password\":\"x\",\"code\":\"000000\"}", "{}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(ask(desk, "POST", "/api/v1/session/proof", wrong[i]), 403);
        assert_true(says(desk, "problem.not_proved"));
    }
    assert_int_equal(ask(desk, "POST", "/api/v1/tokens", "{\"label\":\"a\"}"), 403);
    assert_int_equal(ask(desk, "POST", "/api/v1/session/proof", words(desk, "bob", shown(desk))),
                     204);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        ask(desk, acts[i][0], acts[i][1], acts[i][2]);
        assert_false(says(desk, "problem.prove"));
    }
}

static void who_has_yet_to_set_one_up_does_that_and_nothing_else(void **state) {
    struct desk *desk = *state;
    sign_in(desk, "ann", "");
    assert_int_equal(ask(desk, "PUT", "/api/v1/factor/required",
                         "{\"organisation\":\"alder\",\"is_required\":true}"),
                     204);
    static const struct {
        const char *method, *path;
        int code;
    } asked[] = {
        {"GET", "/api/v1/tokens", 403},     {"POST", "/api/v1/tokens", 403},
        {"GET", "/api/v1/sessions", 403},   {"PUT", "/api/v1/password", 403},
        {"POST", "/api/v1/dialogues", 403}, {"PUT", "/api/v1/factor/required", 403},
        {"GET", "/api/v1/recoveries", 403}, {"GET", "/api/v1/me", 200},
        {"GET", "/api/v1/factor", 200},     {"GET", "/api/v1/collections", 200},
    };
    for (int who = 0; who < 2; who++) {
        if (who) sign_in(desk, "bob", "");
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
            int code = ask(desk, asked[i].method, asked[i].path, "{}");
            if (code != asked[i].code) fail_msg("%s %s: %d", asked[i].method, asked[i].path, code);
            assert_int_equal(says(desk, "problem.enrol_first"), code == 403);
        }
        assert_false(says(desk, "Ring")); // collections: what a stranger sees
        ask(desk, "GET", "/api/v1/me", "");
        assert_true(says(desk, "\"must_enrol\":true"));
    }
    desk->cookie = "Basic Ym9iOm9uZSBsb25nIHBhc3N3b3Jk"; // bob, by the password
    assert_int_equal(ask(desk, "GET", "/taxii2/", ""), 403);
    assert_true(says(desk, "problem.enrol_first"));
    sign_in(desk, "bob", "");
    enrol(desk, "bob");
    assert_int_equal(ask(desk, "GET", "/api/v1/tokens", ""), 200);
    ask(desk, "GET", "/api/v1/me", "");
    assert_true(says(desk, "\"must_enrol\":false"));
    assert_int_equal(ask(desk, "GET", "/api/v1/collections", ""), 200);
    assert_true(says(desk, "Ring"));
}

static void an_administrator_asks_it_of_the_own_organisation_alone(void **state) {
    struct desk *desk = *state;
    static const struct {
        const char *name, *body;
        int code;
    } asked[] = {
        {"bob", "{\"organisation\":\"alder\",\"is_required\":true}", 403},
        {"ann", "{\"organisation\":\"birch\",\"is_required\":true}", 403},
        {"ann", "{\"is_required\":true}", 403},
        {"ann", "{\"organisation\":null,\"is_required\":true}", 403},
        {"ann", "{\"organisation\":\"nowhere\",\"is_required\":true}", 404},
        {"ann", "{\"organisation\":\"alder\"}", 400},
        {"ann", "{\"organisation\":\"alder\",\"is_required\":1}", 400},
        {"ann", "{\"organisation\":\"alder\",\"is_required\":false}", 204},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        sign_in(desk, asked[i].name, "");
        assert_int_equal(ask(desk, "PUT", "/api/v1/factor/required", asked[i].body), asked[i].code);
    }
}

// Rows of modules as ISO/IEC 18004 has them: three finder patterns stand in every code.
static void a_picture_has_its_three_corners_and_light_around_it(void **state) {
    (void)state;
    struct buf buf;
    struct fault fault;
    buf_init(&buf, 100000);
    assert_int_equal(qr_write(&buf, STR("HELLO"), &fault), OK);
    struct str svg = buf_str(&buf);
    assert_true(str_find(svg, STR("viewBox=\"0 0 29 29\"")) != SIZE_MAX); // 21 and twice 4
    static const char *const bars[] = {"M4 4h7v1h-7z",  "M18 4h7v1h-7z", "M4 10h7v1h-7z",
                                       "M4 24h7v1h-7z", "M6 6h3v1h-3z",  "M20 6h3v1h-3z"};
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++)
        assert_true(str_find(svg, str_of(bars[i])) != SIZE_MAX);
    buf_clear(&buf);
    char text[QR_TEXT_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    assert_int_equal(qr_write(&buf, (struct str){text, QR_TEXT_BYTES_MAX}, &fault), OK);
    assert_int_equal(qr_write(&buf, (struct str){text, sizeof text}, &fault), LIMIT);
    buf_close(&buf);
}

#define D(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        D(a_device_is_shown_as_text_and_picture_and_then_asked_for),
        D(basic_with_a_password_is_refused_with_the_way_and_a_token_goes_on),
        D(a_token_neither_makes_a_second_factor_nor_goes_round_it),
        D(dangerous_acts_want_a_proof_that_is_not_old),
        D(who_has_yet_to_set_one_up_does_that_and_nothing_else),
        D(an_administrator_asks_it_of_the_own_organisation_alone),
        cmocka_unit_test(a_picture_has_its_three_corners_and_light_around_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
