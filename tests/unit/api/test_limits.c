// How much one may ask, by the handler's seam: whose each request is counted for, and when what was
// begun ends.
#include "../exchange/doors.h"

#include "api/api.h"

struct desk {
    struct doors *doors;
    struct api *api;
    struct http_request request;
    struct http_response response;
    struct http_body_text body;
};

static const struct meter_limits LIMITS = {
    .requests = 2, .bytes = 1000, .most = {[METER_WORK] = 1, [METER_STREAMS] = 1}};

static int setup(void **state) {
    struct desk *desk = memory_take(sizeof *desk);
    memset(desk, 0, sizeof *desk);
    void *doors;
    if (doors_open(&doors) != 0) return -1;
    desk->doors = doors;
    desk->api =
        api_open(&(struct api_options){.exchange = desk->doors->exchange, .limits = LIMITS});
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

// The answer stays open, as one that is still being sent.
static int ask_open(struct desk *desk, const char *peer, const char *method, const char *path,
                    const char *body) {
    desk->response = (struct http_response){0};
    desk->request = (struct http_request){.arena = &desk->doors->arena,
                                          .method = str_of(method),
                                          .path = str_of(path),
                                          .body = &desk->body.body,
                                          .peer = str_of(peer)};
    http_body_text_init(&desk->body, str_of(body));
    struct http_handler *handler = api_handler(desk->api);
    handler->handle(handler, &desk->request, &desk->response);
    return desk->response.code;
}

static int ask(struct desk *desk, const char *peer, const char *method, const char *path,
               const char *body) {
    int code = ask_open(desk, peer, method, path, body);
    http_response_close(&desk->response);
    return code;
}

static void exhaust(struct desk *desk, const char *peer) {
    for (int i = 0; i < 1000; i++)
        if (ask(desk, peer, "GET", "/api/v1/me", "") == 429) return;
    fail_msg("%s is never refused", peer);
}

static void strangers_are_told_apart_by_their_networks(void **state) {
    struct desk *desk = *state;
    exhaust(desk, "192.0.2.1");
    assert_int_equal(ask(desk, "192.0.2.2", "GET", "/api/v1/me", ""), 200);
    exhaust(desk, "2001:db8::1");
    assert_int_equal(ask(desk, "2001:db8::2", "GET", "/api/v1/me", ""), 429);
    assert_int_equal(ask(desk, "2001:db8:0:1::1", "GET", "/api/v1/me", ""), 200);
    assert_int_equal(ask_open(desk, "192.0.2.1", "GET", "/api/v1/me", ""), 429);
    assert_int_not_equal(str_find(desk->response.body, STR("problem.too_often")), SIZE_MAX);
    assert_true(http_response_header(&desk->response, STR("Retry-After")).size > 0);
    assert_true(http_response_header(&desk->response, STR("X-Content-Type-Options")).size > 0);
    http_response_close(&desk->response);
}

static void this_machine_is_not_measured(void **state) {
    struct desk *desk = *state;
    static const char *const here[] = {"127.0.0.1", "127.9.9.9", "::1", ""};
    for (int i = 0; i < 400; i++)
        assert_int_equal(ask(desk, here[i % 4], "GET", "/api/v1/me", ""), 200);
}

static void work_ends_when_its_answer_was_sent(void **state) {
    struct desk *desk = *state;
    assert_int_equal(ask_open(desk, "192.0.2.3", "GET", "/api/v1/export", ""), 200);
    struct http_response first = desk->response;
    assert_non_null(first.stream);
    assert_int_equal(ask(desk, "192.0.2.3", "GET", "/api/v1/export", ""), 429);
    assert_int_equal(ask(desk, "192.0.2.4", "GET", "/api/v1/export", ""), 200);
    // All of it can be read, and then another one may begin.
    char bytes[64];
    size_t size, total = 0;
    do {
        assert_int_equal(first.stream->read(&size, first.stream, bytes, sizeof bytes), OK);
        total += size;
    } while (size);
    assert_true(total > 0);
    assert_int_equal(ask(desk, "192.0.2.3", "GET", "/api/v1/export", ""), 429);
    http_response_close(&first);
    assert_int_equal(ask(desk, "192.0.2.3", "GET", "/api/v1/export", ""), 200);
}

static void a_refused_request_leaves_nothing_begun(void **state) {
    struct desk *desk = *state;
    assert_int_equal(ask_open(desk, "192.0.2.5", "GET", "/api/v1/stream", ""), 200);
    struct http_response first = desk->response;
    assert_true(first.stream->is_live);
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(desk, "192.0.2.5", "GET", "/api/v1/stream", ""), 429);
    http_response_close(&first);
    assert_int_equal(ask(desk, "192.0.2.5", "GET", "/api/v1/stream", ""), 200);
    // So does one that the route itself refuses.
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(desk, "192.0.2.6", "POST", "/api/v1/check", "x"), 401);
}

static void what_is_sent_is_counted_as_it_comes(void **state) {
    struct desk *desk = *state;
    char text[3001];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(ask(desk, "192.0.2.7", "POST", "/api/v1/match", text), 200);
    assert_int_equal(ask(desk, "192.0.2.7", "POST", "/api/v1/match", "x"), 429);
    assert_int_equal(ask(desk, "192.0.2.7", "GET", "/api/v1/me", ""), 200);
    assert_int_equal(ask(desk, "192.0.2.8", "POST", "/api/v1/match", "x"), 200);
}

int main(void) {
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        AT_DESK(strangers_are_told_apart_by_their_networks),
        AT_DESK(this_machine_is_not_measured),
        AT_DESK(work_ends_when_its_answer_was_sent),
        AT_DESK(a_refused_request_leaves_nothing_begun),
        AT_DESK(what_is_sent_is_counted_as_it_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
