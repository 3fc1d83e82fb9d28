// The client against servers that misbehave; see test_server.c for exchanges that work.
#include "http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "sys/thread.h"

// Takes one connection, says `text` once a request has come, waits, and closes.
struct teller {
    const char *text;
    unsigned wait_ms;
    int fd;
    char heard[4096];
    char base[48];
    struct thread thread;
};

static void tell(void *context) {
    struct teller *teller = context;
    int fd = accept(teller->fd, NULL, NULL);
    if (fd < 0) return;
    size_t size = 0;
    while (!strstr(teller->heard, "\r\n\r\n")) {
        ssize_t got = recv(fd, teller->heard + size, sizeof teller->heard - size - 1, 0);
        if (got <= 0) break;
        size += (size_t)got;
    }
    send(fd, teller->text, strlen(teller->text), MSG_NOSIGNAL);
    usleep(teller->wait_ms * 1000);
    close(fd);
}

static void start_teller(struct teller *teller) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    teller->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(teller->fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(teller->fd, 4), 0);
    assert_int_equal(getsockname(teller->fd, (struct sockaddr *)&address, &size), 0);
    snprintf(teller->base, sizeof teller->base, "http://127.0.0.1:%u/", ntohs(address.sin_port));
    thread_start(&teller->thread, "teller", tell, teller);
}

struct heard {
    size_t bytes, calls_left;
};

static bool count(void *context, const struct http_response *response, struct str bytes) {
    struct heard *heard = context;
    assert_true(response->code > 0);
    heard->bytes += bytes.size;
    return heard->calls_left-- > 1;
}

struct outcome {
    enum status status;
    struct http_response response;
    struct fault fault;
    struct heard heard;
};

static struct outcome ask(struct http_client_options options, struct http_request request,
                          struct arena *arena) {
    struct outcome outcome = {.heard = {0, 1000}};
    struct http_client *client = NULL;
    struct http_body_text empty;
    http_body_text_init(&empty, STR(""));
    if (!request.body) request.body = &empty.body;
    if (!request.method.data) request.method = STR("GET");
    request.path = STR("/p");
    request.arena = arena;
    outcome.status = http_client_open(&client, &options, &outcome.fault);
    if (outcome.status == OK)
        outcome.status = http_client_send(&outcome.response, client, &request,
                                          (struct http_client_sink){count, &outcome.heard},
                                          &outcome.fault);
    http_client_close(&client);
    http_client_close(&client);
    return outcome;
}

static struct outcome ask_teller(struct teller *teller, unsigned timeout_ms, struct arena *arena) {
    start_teller(teller);
    struct http_client_options options = {.base = str_of(teller->base), .timeout_ms = timeout_ms,
                                          .token = STR("secret")};
    struct outcome outcome = ask(options, (struct http_request){0}, arena);
    thread_join(&teller->thread);
    close(teller->fd);
    return outcome;
}

static int make_arena(void **state) {
    struct arena *arena = test_malloc(sizeof *arena);
    arena_init(arena);
    *state = arena;
    return 0;
}

static int drop_arena(void **state) {
    arena_close(*state);
    test_free(*state);
    return 0;
}

static void an_answer_has_code_headers_and_body(void **state) {
    struct teller teller = {.text = "HTTP/1.1 100 Continue\r\nX: no\r\n\r\n"
                                    "HTTP/1.1 201 Made\r\nX:  yes \r\nContent-Type: a/b\r\n"
                                    "Content-Length: 4\r\n\r\nbody"};
    struct outcome outcome = ask_teller(&teller, 0, *state);
    assert_int_equal(outcome.status, OK);
    assert_int_equal(outcome.response.code, 201);
    assert_true(str_equal(http_response_header(&outcome.response, STR("x")), STR("yes")));
    assert_true(str_equal(outcome.response.type, STR("a/b")));
    assert_int_equal(outcome.heard.bytes, 4);
    assert_non_null(strstr(teller.heard, "GET /p HTTP/1.1\r\n"));
    assert_non_null(strstr(teller.heard, "Authorization: Bearer secret\r\n"));
}

static void a_truncated_answer_is_closed(void **state) {
    const char *const texts[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "",
    };
    for (size_t i = 0; i < 3; i++) {
        struct teller teller = {.text = texts[i]};
        struct outcome outcome = ask_teller(&teller, 0, *state);
        assert_int_equal(outcome.status, CLOSED);
        assert_non_null(strstr(outcome.fault.text, "closed the connection"));
    }
}

static void silence_runs_into_the_time_out(void **state) {
    struct teller teller = {.text = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                            .wait_ms = 3000};
    struct outcome outcome = ask_teller(&teller, 200, *state);
    assert_int_equal(outcome.status, FAILED);
    assert_non_null(strstr(outcome.fault.text, "no answer for 200 ms"));
}

static void a_redirect_is_given_back_and_not_followed(void **state) {
    struct teller teller = {
        .text = "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"};
    struct outcome outcome = ask_teller(&teller, 0, *state);
    assert_int_equal(outcome.status, OK);
    assert_int_equal(outcome.response.code, 302);
}

static void a_refused_connection_is_said_so(void **state) {
    struct outcome outcome = ask((struct http_client_options){.base = STR("http://127.0.0.1:1")},
                                 (struct http_request){0}, *state);
    assert_int_equal(outcome.status, FAILED);
    assert_non_null(strstr(outcome.fault.text, "http://127.0.0.1:1: nobody answers there"));
    outcome = ask((struct http_client_options){.base = STR("http://x"),
                                               .socket_path = STR("/tmp/renkei-none.sock")},
                  (struct http_request){0}, *state);
    assert_int_equal(outcome.status, FAILED);
    assert_non_null(strstr(outcome.fault.text, "/tmp/renkei-none.sock"));
}

static void only_http_and_tokens_of_one_line_are_taken(void **state) {
    struct outcome outcome = ask((struct http_client_options){.base = STR("file:///etc/passwd")},
                                 (struct http_request){0}, *state);
    assert_int_equal(outcome.status, MALFORMED);
    outcome = ask((struct http_client_options){.base = STR("http://x"), .token = STR("a\r\nb")},
                  (struct http_request){0}, *state);
    assert_int_equal(outcome.status, MALFORMED);
    struct http_pair header = {STR("X"), STR("a\r\nY: b")};
    outcome = ask((struct http_client_options){.base = STR("http://127.0.0.1:1")},
                  (struct http_request){.headers = &header, .header_count = 1}, *state);
    assert_int_equal(outcome.status, MALFORMED);
}

static enum status refuse_to_read(size_t *size, struct http_body *body, void *bytes,
                                  size_t capacity, struct fault *fault) {
    (void)size, (void)body, (void)bytes, (void)capacity;
    return fault_set(fault, DENIED, "the file is gone");
}

static void a_body_that_fails_ends_the_exchange(void **state) {
    struct teller teller = {.text = "HTTP/1.1 100 Continue\r\n\r\n", .wait_ms = 300};
    start_teller(&teller);
    struct http_body body = {refuse_to_read, -1};
    struct outcome outcome =
        ask((struct http_client_options){.base = str_of(teller.base)},
            (struct http_request){.method = STR("PUT"), .body = &body}, *state);
    thread_join(&teller.thread);
    close(teller.fd);
    assert_int_equal(outcome.status, DENIED);
    assert_string_equal(outcome.fault.text, "the file is gone");
}

// ---- bounds ----

static struct outcome ask_within(struct teller *teller, struct http_client_options options,
                                 struct arena *arena) {
    start_teller(teller);
    options.base = str_of(teller->base);
    struct outcome outcome = ask(options, (struct http_request){0}, arena);
    shutdown(teller->fd, SHUT_RDWR); // when nobody has come
    thread_join(&teller->thread);
    close(teller->fd);
    return outcome;
}

#define FOUR "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"

static void an_answer_may_be_as_large_as_allowed_and_no_byte_larger(void **state) {
    struct teller fits = {.text = FOUR}, larger = {.text = FOUR};
    struct outcome outcome =
        ask_within(&fits, (struct http_client_options){.answer_bytes_max = 4}, *state);
    assert_int_equal(outcome.status, OK);
    outcome = ask_within(&larger, (struct http_client_options){.answer_bytes_max = 3}, *state);
    assert_int_equal(outcome.status, LIMIT);
    assert_non_null(strstr(outcome.fault.text, "more than 3 bytes"));
}

static void an_exchange_that_moves_too_long_ends(void **state) {
    struct teller teller = {.text = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                            .wait_ms = 1000};
    struct outcome outcome =
        ask_within(&teller, (struct http_client_options){.total_ms = 200}, *state);
    assert_int_equal(outcome.status, FAILED);
    assert_non_null(strstr(outcome.fault.text, "not done within 200 ms"));
}

// The one that connects would be the proxy.
static void addresses_are_judged_where_the_connection_is_made(void **state) {
    struct reach none = {.count = 0}, local;
    assert_int_equal(reach_read(&local, STR("127.0.0.0/8"), NULL), OK);
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    struct teller asked = {.text = FOUR}, spared = {.text = FOUR};
    struct outcome outcome =
        ask_within(&asked, (struct http_client_options){.reach = &local}, *state);
    assert_int_equal(outcome.status, OK);
    outcome = ask_within(&spared, (struct http_client_options){.reach = &none}, *state);
    unsetenv("http_proxy");
    assert_int_equal(outcome.status, DENIED);
    assert_string_equal(spared.heard, "");
}

static void a_name_that_leads_inside_is_no_way_in(void **state) {
    static const char *const bases[] = {
        "http://localhost:1",          "http://127.1:1",        "http://2130706433:1",
        "http://0x7f.1:1",             "http://0:1",            "http://[::1]:1",
        "http://[::ffff:127.0.0.1]:1", "http://[::127.0.0.1]:1", "http://169.254.169.254:1",
    };
    struct reach none = {.count = 0};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        struct http_client_options options = {.base = str_of(bases[i]), .reach = &none};
        struct outcome outcome = ask(options, (struct http_request){0}, *state);
        if (outcome.status != DENIED) fail_msg("%s: %s", bases[i], outcome.fault.text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_has_code_headers_and_body),
        cmocka_unit_test(a_truncated_answer_is_closed),
        cmocka_unit_test(silence_runs_into_the_time_out),
        cmocka_unit_test(a_redirect_is_given_back_and_not_followed),
        cmocka_unit_test(a_refused_connection_is_said_so),
        cmocka_unit_test(only_http_and_tokens_of_one_line_are_taken),
        cmocka_unit_test(a_body_that_fails_ends_the_exchange),
        cmocka_unit_test(an_answer_may_be_as_large_as_allowed_and_no_byte_larger),
        cmocka_unit_test(an_exchange_that_moves_too_long_ends),
        cmocka_unit_test(addresses_are_judged_where_the_connection_is_made),
        cmocka_unit_test(a_name_that_leads_inside_is_no_way_in),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
