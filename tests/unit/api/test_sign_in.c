// Who asks, by the handler's seam: ways in, what a browser may be made to send, what a token is
// for.
#include "../exchange/doors.h"

#include "api/api.h"
#include "exchange/session.h"

#define PASSWORD "one long password"

struct desk {
    struct doors *doors;
    struct api *api;
    struct http_request request;
    struct http_response response;
    struct http_body_text body;
    struct http_pair headers[8];
};

static int open_desk(void **state, bool is_secure) {
    struct desk *desk = memory_take(sizeof *desk);
    memset(desk, 0, sizeof *desk);
    void *doors;
    if (doors_open(&doors) != 0) return -1;
    desk->doors = doors;
    struct setup_report report;
    expect_ok(desk->doors,
              setup_apply(&report, desk->doors->exchange,
                          STR("{\"accounts\": [{\"name\": \"ann\","
                              " \"organisation\": \"alder\", \"password\": \"" PASSWORD "\"}]}"),
                          &desk->doors->arena, &desk->doors->fault));
    desk->api =
        api_open(&(struct api_options){.exchange = desk->doors->exchange, .is_secure = is_secure});
    *state = desk;
    return 0;
}

static int setup_plain(void **state) {
    return open_desk(state, false);
}

static int setup_secure(void **state) {
    return open_desk(state, true);
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

// A request begins: `peer` is who sends it.
static void from(struct desk *desk, const char *peer) {
    desk->request = (struct http_request){.arena = &desk->doors->arena,
                                          .headers = desk->headers,
                                          .body = &desk->body.body,
                                          .peer = str_of(peer)};
}

static void head(struct desk *desk, const char *name, const char *value) {
    desk->headers[desk->request.header_count++] =
        (struct http_pair){str_of(name), arena_copy(&desk->doors->arena, str_of(value))};
}

static int ask(struct desk *desk, const char *method, const char *path, const char *body) {
    http_response_close(&desk->response);
    desk->response = (struct http_response){0};
    http_body_text_init(&desk->body, str_of(body));
    desk->request.method = str_of(method);
    desk->request.path = str_of(path);
    struct http_handler *handler = api_handler(desk->api);
    handler->handle(handler, &desk->request, &desk->response);
    return desk->response.code;
}

static bool says(const struct desk *desk, const char *text) {
    return str_find(desk->response.body, str_of(text)) != SIZE_MAX;
}

#define WORDS "{\"name\":\"ann\",\"password\":\"" PASSWORD "\"}"

// Signs in; the cookie as a browser sends it back.
static const char *sign_in(struct desk *desk, const char *peer) {
    from(desk, peer);
    head(desk, "Renkei-Request", "1");
    head(desk, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0");
    assert_int_equal(ask(desk, "POST", "/api/v1/session", WORDS), 200);
    struct str made = http_response_header(&desk->response, STR("Set-Cookie"));
    return arena_text(&desk->doors->arena, str_cut(made, 0, str_find_byte(made, ';')));
}

static void over_plain_http_only_the_same_machine_signs_in(void **state) {
    struct desk *desk = *state;
    const char *cookie = sign_in(desk, "127.0.0.1");
    sign_in(desk, "::1");
    static const char *const far[] = {"192.0.2.1", "2001:db8::1", "10.0.0.1", "::", "1.127.0.0"};
    const char *const ways[][2] = {{"Cookie", cookie},
                                   {"Authorization", "Basic YW5uOm9uZSBsb25nIHBhc3N3b3Jk"},
                                   {"Authorization", "Bearer rk_any"}};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        from(desk, far[i]);
        head(desk, "Renkei-Request", "1");
        assert_int_equal(ask(desk, "POST", "/api/v1/session", WORDS), 403);
        assert_true(says(desk, "problem.plain"));
        assert_null(http_response_header(&desk->response, STR("Set-Cookie")).data);
        for (size_t way = 0; way < 3; way++) {
            from(desk, far[i]);
            head(desk, ways[way][0], ways[way][1]);
            assert_int_equal(ask(desk, "GET", "/api/v1/me", ""), 403);
            assert_true(says(desk, "problem.plain"));
        }
        from(desk, far[i]);
        assert_int_equal(ask(desk, "GET", "/api/v1/me", ""), 200); // as a stranger
    }
}

static void over_tls_everybody_signs_in_and_the_cookie_is_the_host_s_own(void **state) {
    struct desk *desk = *state;
    const char *cookie = sign_in(desk, "192.0.2.1");
    assert_int_equal(strncmp(cookie, "__Host-renkei=rs_", 17), 0);
    struct str made = http_response_header(&desk->response, STR("Set-Cookie"));
    assert_true(str_ends(made, STR("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure")));
    from(desk, "192.0.2.1");
    head(desk, "Cookie", cookie);
    assert_int_equal(ask(desk, "GET", "/api/v1/me", ""), 200);
    assert_true(says(desk, "\"name\":\"ann\""));
    from(desk, "192.0.2.1");
    head(desk, "Cookie", cookie + strlen("__Host-")); // a neighbour could set that one
    assert_int_equal(ask(desk, "GET", "/api/v1/me", ""), 200);
    assert_true(says(desk, "\"name\":null"));
}

// What a page of another site can make a browser send, and what a script of it could if it were
// let.
static void what_another_site_makes_a_browser_send_changes_nothing(void **state) {
    struct desk *desk = *state;
    const char *cookie = sign_in(desk, "127.0.0.1");
    static const char *const acts[][2] = {
        {"POST", "/api/v1/tokens"},
        {"DELETE", "/api/v1/sessions"},
        {"DELETE", "/api/v1/session"},
        {"POST", "/api/v1/import"},
        {"DELETE", "/api/v1/tokens/a"},
        {"POST", "/api/v1/dialogues"},
        {"PUT", "/api/v1/dialogues/dialogue--00000000-0000-4000-8000-000000000001/agenda/x"},
    };
    static const struct {
        const char *mark, *site;
        bool is_taken;
    } ways[] = {
        {NULL, NULL, false},        {NULL, "cross-site", false}, {NULL, "same-origin", false},
        {"1", "cross-site", false}, {"1", "same-site", false},   {"1", "none", false},
        {"1", "same-origin", true}, {"1", NULL, true},
    };
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
        for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
            if (ways[way].is_taken) continue;
            from(desk, "127.0.0.1");
            head(desk, "Cookie", cookie);
            if (ways[way].mark) head(desk, "Renkei-Request", ways[way].mark);
            if (ways[way].site) head(desk, "Sec-Fetch-Site", ways[way].site);
            assert_int_equal(ask(desk, acts[i][0], acts[i][1], "{\"label\":\"a\"}"), 403);
            assert_true(says(desk, "problem.not_from_page"));
        }
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        from(desk, "127.0.0.1");
        head(desk, "Cookie", cookie);
        if (ways[way].mark) head(desk, "Renkei-Request", ways[way].mark);
        if (ways[way].site) head(desk, "Sec-Fetch-Site", ways[way].site);
        char body[40];
        snprintf(body, sizeof body, "{\"label\":\"way %zu\"}", way);
        assert_int_equal(ask(desk, "POST", "/api/v1/tokens", body), ways[way].is_taken ? 201 : 403);
        // Nor is a browser signed in as somebody else.
        from(desk, "127.0.0.1");
        if (ways[way].mark) head(desk, "Renkei-Request", ways[way].mark);
        if (ways[way].site) head(desk, "Sec-Fetch-Site", ways[way].site);
        assert_int_equal(ask(desk, "POST", "/api/v1/session", WORDS),
                         ways[way].is_taken ? 200 : 403);
    }
}

static const char *token_for(struct desk *desk, unsigned acts) {
    char text[CREDENTIAL_TEXT_SIZE];
    struct token made;
    struct token_wish wish = {.label = arena_format(&desk->doors->arena, "for %u", acts),
                              .acts = acts};
    expect_ok(desk->doors, token_make(text, &made, desk->doors->exchange,
                                      as(desk->doors, "ann")->viewer, &wish, &desk->doors->fault));
    doors_leave(desk->doors);
    return arena_format(&desk->doors->arena, "Bearer %s", text).data;
}

static void a_token_opens_what_it_is_for_and_nothing_else(void **state) {
    struct desk *desk = *state;
    static const struct {
        const char *method, *path, *body;
        unsigned acts;
    } doors[] = {
        {"GET", "/api/v1/me", "", ACT_ALL},
        {"GET", "/api/v1/collections", "", ACT_ALL},
        {"GET", "/api/v1/objects", "", ACT_READ},
        {"GET", "/api/v1/facets", "", ACT_READ},
        {"GET", "/api/v1/overview", "", ACT_READ},
        {"GET", "/api/v1/dialogues", "", ACT_READ},
        {"GET", "/api/v1/objects/tool--00000000-0000-4000-8000-000000000001", "", ACT_READ},
        {"GET", "/taxii2/", "", ACT_ALL},
        {"POST", "/api/v1/lookup", "{\"values\":[\"a.example\"]}", ACT_READ | ACT_MATCH},
        {"POST", "/api/v1/match", "a.example", ACT_READ | ACT_MATCH},
        {"POST", "/api/v1/import", "{}", ACT_WRITE},
        {"POST", "/api/v1/dialogues", "{}", ACT_WRITE},
        {"GET", "/api/v1/tokens", "", ACT_ADMIN},
        {"GET", "/api/v1/sessions", "", ACT_ADMIN},
        {"POST", "/api/v1/tokens", "{}", ACT_ADMIN},
    };
    for (unsigned acts = 1; acts <= ACT_ALL; acts++) {
        const char *token = token_for(desk, acts);
        for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
            from(desk, "127.0.0.1");
            head(desk, "Authorization", token);
            head(desk, "Accept", "application/taxii+json;version=2.1");
            ask(desk, doors[i].method, doors[i].path, doors[i].body);
            bool is_refused =
                desk->response.code == 403 && says(desk, "this token is not for that");
            if (is_refused == ((doors[i].acts & acts) != 0))
                fail_msg("%s %s by a token for %u: %d", doors[i].method, doors[i].path, acts,
                         desk->response.code);
        }
    }
}

static void a_token_for_matching_exports_values_and_nothing_more(void **state) {
    struct desk *desk = *state;
    const char *token = token_for(desk, ACT_MATCH);
    static const struct {
        const char *format;
        int code;
    } asked[] = {{"values", 200}, {"list", 200}, {"stix", 403}, {"jsonl", 403}, {"csv", 403}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct http_pair query = {STR("format"), str_of(asked[i].format)};
        from(desk, "127.0.0.1");
        head(desk, "Authorization", token);
        desk->request.query = &query;
        desk->request.query_count = 1;
        assert_int_equal(ask(desk, "GET", "/api/v1/export", ""), asked[i].code);
    }
}

// Otherwise a session, which is for everything, could be had for a token that is not.
static void no_session_is_made_by_a_token(void **state) {
    struct desk *desk = *state;
    const char *token = token_for(desk, ACT_MATCH);
    struct arena *arena = &desk->doors->arena;
    from(desk, "127.0.0.1");
    head(desk, "Renkei-Request", "1");
    struct str body =
        arena_format(arena, "{\"name\":\"ann\",\"password\":\"%s\"}", token + strlen("Bearer "));
    assert_int_equal(ask(desk, "POST", "/api/v1/session", body.data), 401);
    from(desk, "127.0.0.1");
    struct str cookie = arena_format(arena, "renkei=%s", token + strlen("Bearer "));
    head(desk, "Cookie", cookie.data);
    assert_int_equal(ask(desk, "GET", "/api/v1/me", ""), 200);
    assert_true(says(desk, "\"name\":null"));
}

static void who_guesses_is_told_when_to_come_again(void **state) {
    struct desk *desk = *state;
    for (int i = 0; i <= DOORKEEPER_TRIES_MAX; i++) {
        from(desk, "127.0.0.1");
        head(desk, "Renkei-Request", "1");
        int code = ask(desk, "POST", "/api/v1/session", "{\"name\":\"ann\",\"password\":\"x\"}");
        assert_int_equal(code, i < DOORKEEPER_TRIES_MAX ? 401 : 429);
    }
    assert_true(str_equal(http_response_header(&desk->response, STR("Retry-After")), STR("60")));
    assert_true(says(desk, "problem.too_many_tries"));
    from(desk, "127.0.0.1");
    head(desk, "Authorization", "Basic YW5uOm9uZSBsb25nIHBhc3N3b3Jk");
    assert_int_equal(ask(desk, "GET", "/taxii2/", ""), 429);
    assert_true(str_equal(http_response_header(&desk->response, STR("Retry-After")), STR("60")));
    from(desk, "127.1.2.3"); // another place
    head(desk, "Authorization", "Basic YW5uOm9uZSBsb25nIHBhc3N3b3Jk");
    head(desk, "Accept", "application/taxii+json;version=2.1");
    assert_int_equal(ask(desk, "GET", "/taxii2/", ""), 200);
}

static void a_browser_that_signed_in_is_known_when_it_comes_again(void **state) {
    struct desk *desk = *state;
    sign_in(desk, "192.0.2.1");
    struct str device = STR_NONE;
    for (size_t i = 0; i < desk->response.header_count; i++)
        if (str_starts(desk->response.headers[i].value, STR("__Host-renkei-device=rd_")))
            device = desk->response.headers[i].value;
    assert_true(
        str_ends(device, STR("; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure")));
    const char *cookie =
        arena_text(&desk->doors->arena, str_cut(device, 0, str_find_byte(device, ';')));
    // Others guess from the same place until it is stopped.
    for (int i = 0; i <= DOORKEEPER_TRIES_MAX; i++) {
        from(desk, "192.0.2.1");
        head(desk, "Renkei-Request", "1");
        ask(desk, "POST", "/api/v1/session", "{\"name\":\"ann\",\"password\":\"x\"}");
    }
    assert_int_equal(desk->response.code, 429);
    from(desk, "192.0.2.1");
    head(desk, "Renkei-Request", "1");
    head(desk, "Cookie", cookie);
    assert_int_equal(ask(desk, "POST", "/api/v1/session", WORDS), 200);
    from(desk, "192.0.2.1"); // and it opens nothing by itself
    head(desk, "Cookie", cookie);
    assert_int_equal(ask(desk, "GET", "/api/v1/sessions", ""), 401);
}

static int put_password(struct desk *desk, const char *cookie, const char *current,
                        const char *fresh) {
    from(desk, "127.0.0.1");
    head(desk, "Cookie", cookie);
    head(desk, "Renkei-Request", "1");
    struct str body = arena_format(&desk->doors->arena, "{\"current\":\"%s\",\"password\":\"%s\"}",
                                   current, fresh);
    return ask(desk, "PUT", "/api/v1/password", body.data);
}

static void the_own_password_is_changed_by_who_says_the_one_of_now(void **state) {
    struct desk *desk = *state;
    const char *cookie = sign_in(desk, "127.0.0.1");
    assert_int_equal(put_password(desk, cookie, "no", "k9#mVq!x2LpR"), 403);
    assert_true(says(desk, "problem.password\""));
    static const char *const faulty[][2] = {
        {"kq7vz", "problem.password_short"},
        {"Ann.Alder.2024", "problem.password_names"},
        {"PasswordPassword", "problem.password_common"},
        {"qwertyuiop1234", "problem.password_rows"},
    };
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        assert_int_equal(put_password(desk, cookie, PASSWORD, faulty[i][0]), 422);
        assert_true(says(desk, faulty[i][1]));
        assert_false(says(desk, faulty[i][0]));
    }
    assert_int_equal(put_password(desk, cookie, PASSWORD, "k9#mVq!x2LpR"), 204);
    assert_int_equal(put_password(desk, cookie, "k9#mVq!x2LpR", "tea at noon, then rain"), 204);
}

static void signing_out_ends_the_session_on_the_server(void **state) {
    struct desk *desk = *state;
    const char *cookie = sign_in(desk, "127.0.0.1");
    from(desk, "127.0.0.1");
    head(desk, "Cookie", cookie);
    head(desk, "Renkei-Request", "1");
    assert_int_equal(ask(desk, "DELETE", "/api/v1/session", ""), 204);
    assert_true(str_starts(http_response_header(&desk->response, STR("Set-Cookie")),
                           STR("renkei=; Path=/; Max-Age=0")));
    from(desk, "127.0.0.1");
    head(desk, "Cookie", cookie);
    assert_int_equal(ask(desk, "GET", "/api/v1/sessions", ""), 401);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(over_plain_http_only_the_same_machine_signs_in, setup_plain,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            over_tls_everybody_signs_in_and_the_cookie_is_the_host_s_own, setup_secure, teardown),
        cmocka_unit_test_setup_teardown(what_another_site_makes_a_browser_send_changes_nothing,
                                        setup_plain, teardown),
        cmocka_unit_test_setup_teardown(a_token_opens_what_it_is_for_and_nothing_else, setup_plain,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_token_for_matching_exports_values_and_nothing_more,
                                        setup_plain, teardown),
        cmocka_unit_test_setup_teardown(no_session_is_made_by_a_token, setup_plain, teardown),
        cmocka_unit_test_setup_teardown(who_guesses_is_told_when_to_come_again, setup_plain,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_browser_that_signed_in_is_known_when_it_comes_again,
                                        setup_secure, teardown),
        cmocka_unit_test_setup_teardown(the_own_password_is_changed_by_who_says_the_one_of_now,
                                        setup_plain, teardown),
        cmocka_unit_test_setup_teardown(signing_out_ends_the_session_on_the_server, setup_plain,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
