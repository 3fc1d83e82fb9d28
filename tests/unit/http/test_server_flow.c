// The server on real sockets: bodies in both directions, live streams, and the stop.
#include "scene.h"

static void a_large_chunked_upload_needs_little_memory(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    struct made_body body = {{made_read, -1}, 64 * MIB};
    size_t before = resident_bytes();
    assert_asked(ask(scene, client, "POST", "/upload", &body.body), 200, "67108864");
    assert_true(resident_bytes() < before + 16 * MIB);
    struct made_body known = {{made_read, (int64_t)(64 * MIB)}, 64 * MIB};
    assert_asked(ask(scene, client, "POST", "/upload", &known.body), 200, "67108864");
    assert_true(resident_bytes() < before + 16 * MIB);
    http_client_close(&client);
    close_scene(scene);
}

static void a_body_of_every_size_near_a_limit_arrives_whole(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){.body_pipe_bytes = 70000});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    const size_t sizes[] = {0, 1, 65535, 65536, 65537, 69999, 70000, 70001, 140000, 1048576};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct made_body known = {{made_read, (int64_t)sizes[i]}, sizes[i]};
        struct made_body chunked = {{made_read, -1}, sizes[i]};
        char size[24];
        snprintf(size, sizeof size, "%zu", sizes[i]);
        assert_asked(ask(scene, client, "PUT", "/upload", &known.body), 200, size);
        assert_asked(ask(scene, client, "PUT", "/upload", &chunked.body), 200, size);
    }
    http_client_close(&client);
    close_scene(scene);
}

static void a_slow_reader_holds_the_stream_back(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){.workers = 1});
    int fd = connect_to(scene);
    int small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    say(fd, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    usleep(300 * 1000);
    assert_true(scene->pulled < 16 * MIB); // what kernel buffers and the ring hold
    // The only worker is free meanwhile.
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    struct asked asked = ask(scene, client, "GET", "/free", NULL);
    assert_int_equal(asked.response.code, 200);
    buf_close(&asked.body);
    http_client_close(&client);
    close(fd);
    assert_true(wait_until(&scene->closed_streams, 1));
    assert_true(scene->pulled < 64 * MIB);
    close_scene(scene);
}

static void a_stream_arrives_whole(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    struct asked asked = ask(scene, client, "GET", "/stream", NULL);
    assert_int_equal(asked.status, OK);
    assert_int_equal(asked.bytes, 64 * MIB);
    buf_close(&asked.body);
    assert_true(wait_until(&scene->closed_streams, 1));
    http_client_close(&client);
    close_scene(scene);
}

static void a_stream_that_fails_is_seen_as_cut(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    struct asked asked = ask(scene, client, "GET", "/cut", NULL);
    assert_int_equal(asked.status, CLOSED);
    assert_non_null(strstr(asked.fault.text, "before the end"));
    assert_int_equal(asked.bytes, MIB);
    buf_close(&asked.body);
    http_client_close(&client);
    close_scene(scene);
}

static void a_refusal_comes_before_a_body_that_waits_for_a_sign(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n"
            "Expect: 100-continue\r\n\r\n");
    const char *text = hear(scene, fd, NULL);
    assert_null(strstr(text, "100 Continue"));
    assert_non_null(strstr(text, "HTTP/1.1 413"));
    assert_non_null(strstr(text, "not wanted"));
    close(fd);
    close_scene(scene);
}

static void a_wanted_body_is_asked_for(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
            "Expect: 100-continue\r\n\r\n");
    assert_hears(scene, fd, "100 Continue\r\n\r\n");
    say(fd, "hello");
    assert_hears(scene, fd, "\r\n\r\n5");
    close(fd);
    close_scene(scene);
}

static void a_refused_body_is_drained_when_small_and_cut_when_large(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    const size_t sizes[] = {10, 900 * 1024, MIB, MIB + 1, 20 * MIB};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct made_body known = {{made_read, (int64_t)sizes[i]}, sizes[i]};
        assert_asked(ask(scene, client, "POST", "/refuse", &known.body), 413, "not wanted");
    }
    // Without a word of expectation, and more than anybody reads.
    int fd = connect_to(scene);
    say(fd, "POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\nsome");
    assert_hears(scene, fd, "not wanted");
    close(fd);
    http_client_close(&client);
    close_scene(scene);
}

static void an_answer_in_the_middle_of_an_endless_upload_is_heard(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "POST /upload-some HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    static char chunk[65536];
    memset(chunk, 'c', sizeof chunk);
    for (int i = 0; i < 64; i++) { // 4 MiB; the server stops reading at some point
        if (send(fd, "10000\r\n", 7, MSG_NOSIGNAL) < 0) break;
        if (send(fd, chunk, sizeof chunk, MSG_NOSIGNAL) < 0) break;
        if (send(fd, "\r\n", 2, MSG_NOSIGNAL) < 0) break;
    }
    const char *text = hear(scene, fd, "too much");
    assert_non_null(strstr(text, "HTTP/1.1 413"));
    assert_non_null(strstr(text, "too much"));
    close(fd);
    close_scene(scene);
}

static void an_aborted_upload_is_closed_for_the_handler(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\nonly this");
    assert_true(wait_until(&scene->running, 1));
    usleep(50 * 1000);
    close(fd);
    assert_true(wait_until(&scene->last_status, CLOSED));
    assert_true(wait_until(&scene->running, 0));
    close_scene(scene);
}

static void a_silent_upload_runs_into_the_time_out(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){.timeout_s = 1});
    int fd = connect_to(scene);
    say(fd, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\nonly this");
    assert_true(wait_until(&scene->last_status, CLOSED));
    close(fd);
    close_scene(scene);
}

static void a_slow_sender_of_a_small_body_holds_no_worker(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){.workers = 1});
    int slow[4];
    for (int i = 0; i < 4; i++) {
        slow[i] = connect_to(scene);
        say(slow[i], "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
    }
    int fd = connect_to(scene);
    say(fd, "GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_hears(scene, fd, "GET /quick");
    for (int i = 0; i < 4; i++) {
        say(slow[i], "cd");
        assert_hears(scene, slow[i], "\r\n\r\n4");
        close(slow[i]);
    }
    close(fd);
    close_scene(scene);
}

static void every_live_stream_receives_an_event(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){.workers = 2});
    int fds[LIVE_COUNT];
    for (size_t i = 0; i < LIVE_COUNT; i++) {
        fds[i] = connect_to(scene);
        say(fds[i], "GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    for (int i = 0; i < 500 && scene->finished < LIVE_COUNT; i++) usleep(10 * 1000);
    assert_int_equal(scene->finished, LIVE_COUNT);
    for (size_t i = 0; i < LIVE_COUNT; i++)
        assert_true(sse_send(scene->live[i], STR("news"), STR("1"), STR("first\nsecond")));
    for (size_t i = 0; i < LIVE_COUNT; i++)
        assert_hears(scene, fds[i], "id: 1\nevent: news\ndata: first\ndata: second\n\n");
    for (size_t i = 0; i < LIVE_COUNT; i++) sse_ping(scene->live[i]);
    for (size_t i = 0; i < LIVE_COUNT; i++) assert_hears(scene, fds[i], ": ping\n\n");
    // A client that went is noticed at one of the next pings.
    close(fds[0]);
    size_t gone = 0;
    for (int i = 0; i < 100 && !gone; i++) {
        for (size_t k = 0; k < LIVE_COUNT; k++) {
            sse_ping(scene->live[k]);
            gone += sse_is_gone(scene->live[k]);
        }
        usleep(10 * 1000);
    }
    assert_int_equal(gone, 1);
    for (size_t i = 1; i < LIVE_COUNT; i++) close(fds[i]);
    close_scene(scene);
}

static void closing_ends_live_streams_cleanly(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wait_until(&scene->finished, 1));
    assert_true(sse_send(scene->live[0], STR("news"), STR_NONE, STR("last")));
    assert_hears(scene, fd, "data: last\n\n");
    http_server_close(&scene->server, 500);
    assert_hears(scene, fd, "0\r\n\r\n");
    assert_false(sse_send(scene->live[0], STR("news"), STR_NONE, STR("late")));
    close(fd);
    close_scene(scene);
}

struct asking {
    struct scene *scene;
    struct http_client *client;
    struct thread thread;
    struct asked asked;
};

static void ask_slowly(void *context) {
    struct asking *asking = context;
    asking->asked = ask(asking->scene, asking->client, "GET", "/slow", NULL);
}

static void closing_lets_a_running_handler_finish(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct asking asking = {.scene = scene};
    asking.client = open_client(scene, (struct http_client_options){0});
    thread_start(&asking.thread, "asking", ask_slowly, &asking);
    assert_true(wait_until(&scene->running, 1));
    http_server_close(&scene->server, 5000);
    thread_join(&asking.thread);
    http_client_close(&asking.client);
    assert_asked(asking.asked, 200, "slow");
    close_scene(scene);
}

static atomic_bool load_ends;

static void load(void *context) {
    struct scene *scene = context;
    struct arena arena;
    arena_init(&arena);
    uint16_t port = 0;
    lock_take(&scene->lock);
    if (scene->server) port = http_server_port(scene->server);
    lock_give(&scene->lock);
    struct http_client_options options = {
        .base = arena_format(&arena, "http://127.0.0.1:%u", port), .connect_timeout_ms = 500};
    struct http_client *client;
    struct fault fault;
    if (http_client_open(&client, &options, &fault) != OK) abort();
    static const char *const paths[] = {"/a", "/stream", "/upload", "/held", "/cut"};
    for (unsigned i = 0; !load_ends; i++) {
        struct made_body body = {{made_read, -1}, i % 5 == 2 ? MIB : 0};
        struct http_body_text empty;
        http_body_text_init(&empty, STR(""));
        struct http_request request = {.method = i % 5 == 2 ? STR("POST") : STR("GET"),
                                       .path = str_of(paths[i % 5]),
                                       .body = i % 5 == 2 ? &body.body : &empty.body,
                                       .arena = &arena};
        struct http_response response;
        if (http_client_send(&response, client, &request, (struct http_client_sink){0}, &fault) ==
            FAILED)
            break;
    }
    http_client_close(&client);
    arena_close(&arena);
}

static void the_server_stops_safely_under_load(void **state) {
    (void)state;
    for (unsigned round = 0; round < 6; round++) {
        struct scene *scene = open_scene((struct http_server_options){.workers = 4});
        struct thread threads[6] = {0};
        load_ends = false;
        for (int i = 0; i < 6; i++) thread_start(&threads[i], "load", load, scene);
        usleep(150 * 1000);
        struct http_server *server = scene->server;
        http_server_close(&server, round % 2 ? 0 : 50);
        load_ends = true;
        for (int i = 0; i < 6; i++) thread_join(&threads[i]);
        scene->server = NULL;
        close_scene(scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_chunked_upload_needs_little_memory),
        cmocka_unit_test(a_body_of_every_size_near_a_limit_arrives_whole),
        cmocka_unit_test(a_slow_reader_holds_the_stream_back),
        cmocka_unit_test(a_stream_arrives_whole),
        cmocka_unit_test(a_stream_that_fails_is_seen_as_cut),
        cmocka_unit_test(a_refusal_comes_before_a_body_that_waits_for_a_sign),
        cmocka_unit_test(a_wanted_body_is_asked_for),
        cmocka_unit_test(a_refused_body_is_drained_when_small_and_cut_when_large),
        cmocka_unit_test(an_answer_in_the_middle_of_an_endless_upload_is_heard),
        cmocka_unit_test(an_aborted_upload_is_closed_for_the_handler),
        cmocka_unit_test(a_silent_upload_runs_into_the_time_out),
        cmocka_unit_test(a_slow_sender_of_a_small_body_holds_no_worker),
        cmocka_unit_test(every_live_stream_receives_an_event),
        cmocka_unit_test(closing_ends_live_streams_cleanly),
        cmocka_unit_test(closing_lets_a_running_handler_finish),
        cmocka_unit_test(the_server_stops_safely_under_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
