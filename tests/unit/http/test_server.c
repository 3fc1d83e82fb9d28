// The server on real sockets: loopback with a port of the system's choice, or a local socket.
#include "http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/client.h"
#include "http/sse.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/thread.h"

#define MIB ((size_t)1024 * 1024)
#define LIVE_COUNT 300

// ---- a handler with a path for each behaviour ----

struct scene {
    struct http_handler handler;
    struct http_server *server;
    struct arena arena; // reset by close_scene
    atomic_int running, finished, released;
    atomic_int last_status; // what the last upload ended with
    atomic_ullong pulled;   // bytes that a stream was asked for
    atomic_int closed_streams;
    struct lock lock;
    struct sse_stream *live[LIVE_COUNT];
    size_t live_count;
    char peer[64];
};

struct counting_stream {
    struct http_stream stream;
    struct scene *scene;
    uint64_t left;
    bool fails;
};

static enum status counting_read(size_t *size, struct http_stream *stream, void *bytes,
                                 size_t capacity) {
    struct counting_stream *counting = (struct counting_stream *)stream;
    if (!counting->left && counting->fails) return FAILED;
    *size = counting->left < capacity ? (size_t)counting->left : capacity;
    memset(bytes, 'x', *size);
    counting->left -= *size;
    counting->scene->pulled += *size;
    return OK;
}

static void counting_close(struct http_stream *stream) {
    ((struct counting_stream *)stream)->scene->closed_streams++;
    free(stream);
}

static void answer_stream(struct scene *scene, struct http_response *response, uint64_t size,
                          bool fails) {
    struct counting_stream *stream = memory_take(sizeof *stream);
    *stream = (struct counting_stream){
        {.read = counting_read, .close = counting_close}, scene, size, fails};
    http_respond(response, 200, "application/octet-stream", STR_NONE);
    response->stream = &stream->stream;
}

static void release_body(void *held) {
    ((struct scene *)held)->released++;
}

// Reads the whole body and answers with its size, or with what went wrong.
static void answer_upload(struct scene *scene, struct http_request *request,
                          struct http_response *response, uint64_t size_max) {
    char bytes[8192];
    uint64_t all = 0;
    size_t size = 0;
    struct fault fault = {""};
    enum status status;
    while ((status = request->body->read(&size, request->body, bytes, sizeof bytes, &fault)) == OK)
        if (!size || (all += size) > size_max) break;
    scene->last_status = (int)status;
    if (all > size_max) {
        http_respond(response, 413, "text/plain", STR("too much"));
        return;
    }
    struct str text = arena_format(request->arena, "%llu", (unsigned long long)all);
    http_respond(response, 200, "text/plain", text);
}

static void answer_live(struct scene *scene, struct http_response *response) {
    struct sse_stream *stream = sse_open(0);
    lock_take(&scene->lock);
    assert_true(scene->live_count < LIVE_COUNT);
    scene->live[scene->live_count++] = stream;
    lock_give(&scene->lock);
    http_respond(response, 200, "text/event-stream", STR_NONE);
    response->stream = sse_http(stream);
}

static void answer_echo(struct scene *scene, struct http_request *request,
                        struct http_response *response) {
    snprintf(scene->peer, sizeof scene->peer, "%.*s", STR_ARG(request->peer));
    struct str q = http_query(request, STR("q"), NULL);
    struct str text = arena_format(request->arena, "%.*s %.*s q=%.*s local=%d secure=%d",
                                   STR_ARG(request->method), STR_ARG(request->path), STR_ARG(q),
                                   request->is_local, request->is_secure);
    http_respond(response, 200, "text/plain", text);
    http_add_header(response, request->arena, "X-Header",
                    http_header(request, STR("x-header")));
}

static void handle(struct http_handler *handler, struct http_request *request,
                   struct http_response *response) {
    struct scene *scene = (struct scene *)handler;
    static const char big[700 * 1024] = "big";
    struct str path = request->path;
    scene->running++;
    if (str_equal(path, STR("/upload"))) {
        answer_upload(scene, request, response, UINT64_MAX);
    } else if (str_equal(path, STR("/upload-some"))) {
        answer_upload(scene, request, response, 100 * 1000);
    } else if (str_equal(path, STR("/refuse"))) {
        http_respond(response, 413, "text/plain", STR("not wanted"));
    } else if (str_equal(path, STR("/stream"))) {
        answer_stream(scene, response, 64 * MIB, false);
    } else if (str_equal(path, STR("/cut"))) {
        answer_stream(scene, response, MIB, true);
    } else if (str_equal(path, STR("/live"))) {
        answer_live(scene, response);
    } else if (str_equal(path, STR("/slow"))) {
        usleep(300 * 1000);
        http_respond(response, 200, "text/plain", STR("slow"));
    } else if (str_equal(path, STR("/held"))) {
        http_respond(response, 200, "text/plain", (struct str){big, sizeof big});
        response->release = release_body;
        response->held = scene;
    } else if (str_equal(path, STR("/nothing"))) {
        http_respond(response, 204, NULL, STR_NONE);
    } else {
        answer_echo(scene, request, response);
    }
    scene->running--;
    scene->finished++;
}

static struct scene *open_scene(struct http_server_options options) {
    struct scene *scene = memory_take(sizeof *scene);
    memset(scene, 0, sizeof *scene);
    scene->handler.handle = handle;
    scene->last_status = -1;
    lock_init(&scene->lock);
    arena_init(&scene->arena);
    if (!options.address) options.address = "127.0.0.1";
    struct fault fault = {""};
    if (http_server_open(&scene->server, &options, &scene->handler, &fault) != OK)
        fail_msg("%s", fault.text);
    return scene;
}

static void close_scene(struct scene *scene) {
    http_server_close(&scene->server, 2000);
    for (size_t i = 0; i < scene->live_count; i++) sse_release(&scene->live[i]);
    lock_close(&scene->lock);
    arena_close(&scene->arena);
    free(scene);
}

static bool wait_until(atomic_int *value, int wanted) {
    for (int i = 0; i < 500 && *value != wanted; i++) usleep(10 * 1000);
    return *value == wanted;
}

// ---- raw sockets ----

static int connect_to(struct scene *scene) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(http_server_port(scene->server)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    struct timeval patience = {.tv_sec = 10};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return fd;
}

static void say(int fd, const char *text) {
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

// Reads until the text holds `wanted` or the other side closes. NULL wanted: to the end.
static const char *hear(struct scene *scene, int fd, const char *wanted) {
    char *text = arena_zero(&scene->arena, MIB, 1);
    size_t size = 0;
    while (!wanted || !strstr(text, wanted)) {
        ssize_t got = recv(fd, text + size, MIB - size - 1, 0);
        if (got <= 0) break;
        size += (size_t)got;
    }
    return text;
}

static void assert_hears(struct scene *scene, int fd, const char *wanted) {
    const char *text = hear(scene, fd, wanted);
    if (!strstr(text, wanted)) fail_msg("\"%s\" is not in \"%.500s\"", wanted, text);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    while ((text = strstr(text, part))) {
        count++;
        text += strlen(part);
    }
    return count;
}

// ---- the client ----

struct asked {
    struct http_response response;
    struct buf body;
    size_t bytes, pause_us;
    enum status status;
    struct fault fault;
};

static bool collect(void *context, const struct http_response *response, struct str bytes) {
    (void)response;
    struct asked *asked = context;
    asked->bytes += bytes.size;
    buf_add(&asked->body, bytes);
    if (asked->pause_us) usleep((useconds_t)asked->pause_us);
    return true;
}

static struct http_client *open_client(struct scene *scene, struct http_client_options options) {
    if (!options.base.data)
        options.base = arena_format(&scene->arena, "http://127.0.0.1:%u",
                                    http_server_port(scene->server));
    struct http_client *client;
    struct fault fault = {""};
    if (http_client_open(&client, &options, &fault) != OK) fail_msg("%s", fault.text);
    return client;
}

static struct asked ask(struct scene *scene, struct http_client *client, const char *method,
                        const char *path, struct http_body *body) {
    struct asked asked = {.fault = {""}};
    struct http_body_text empty;
    http_body_text_init(&empty, STR(""));
    struct http_request request = {.method = str_of(method),
                                   .path = str_of(path),
                                   .body = body ? body : &empty.body,
                                   .arena = &scene->arena};
    buf_init(&asked.body, MIB);
    asked.status = http_client_send(&asked.response, client, &request,
                                    (struct http_client_sink){collect, &asked}, &asked.fault);
    return asked;
}

static void assert_asked(struct asked asked, int code, const char *body) {
    if (asked.status != OK) fail_msg("%s", asked.fault.text);
    assert_int_equal(asked.response.code, code);
    assert_int_equal(buf_str(&asked.body).size, strlen(body));
    if (body[0]) assert_memory_equal(buf_str(&asked.body).data, body, strlen(body));
    buf_close(&asked.body);
}

struct made_body {
    struct http_body body;
    uint64_t left;
};

static enum status made_read(size_t *size, struct http_body *body, void *bytes, size_t capacity,
                             struct fault *fault) {
    (void)fault;
    struct made_body *made = (struct made_body *)body;
    *size = made->left < capacity ? (size_t)made->left : capacity;
    memset(bytes, 'u', *size);
    made->left -= *size;
    return OK;
}

static size_t resident_bytes(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    size_t all = 0, resident = 0;
    if (!file || fscanf(file, "%zu %zu", &all, &resident) != 2) fail();
    fclose(file);
    return resident * 4096;
}

// ---- the tests ----

static void a_request_reaches_the_handler_and_its_answer_the_client(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    struct http_pair query = {STR("q"), STR("a b&c")};
    struct http_pair header = {STR("X-Header"), STR("echoed")};
    struct http_body_text empty;
    http_body_text_init(&empty, STR(""));
    struct http_request request = {.method = STR("GET"), .path = STR("/a%2Fb"), .query = &query,
                                   .query_count = 1, .headers = &header, .header_count = 1,
                                   .body = &empty.body, .arena = &scene->arena};
    struct asked asked = {.fault = {""}};
    buf_init(&asked.body, MIB);
    asked.status = http_client_send(&asked.response, client, &request,
                                    (struct http_client_sink){collect, &asked}, &asked.fault);
    assert_string_equal(scene->peer, "127.0.0.1");
    struct str date = http_response_header(&asked.response, STR("date"));
    assert_true(date.size > 0);
    assert_true(str_equal(http_response_header(&asked.response, STR("x-header")), STR("echoed")));
    assert_true(str_equal(http_response_header(&asked.response, STR("content-type")),
                          STR("text/plain")));
    assert_asked(asked, 200, "GET /a%2Fb q=a b&c local=0 secure=0");
    http_client_close(&client);
    close_scene(scene);
}

static void a_connection_is_kept_and_requests_may_be_pipelined(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_hears(scene, fd, "GET /one");
    say(fd, "GET /two HTTP/1.1\r\nHost: x\r\n\r\nGET /three HTTP/1.1\r\nHost: x\r\n\r\n"
            "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
            "GET /four HTTP/1.1\r\nHost: x\r\n\r\n");
    const char *text = hear(scene, fd, "GET /four");
    assert_non_null(strstr(text, "GET /two"));
    assert_non_null(strstr(text, "GET /three"));
    assert_non_null(strstr(text, "\r\n\r\n3HTTP/1.1"));
    assert_int_equal(count_of(text, "HTTP/1.1 200 OK"), 4);
    close(fd);
    close_scene(scene);
}

static void head_has_the_headers_of_get_and_no_body(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "HEAD /held HTTP/1.1\r\nHost: x\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n"
            "GET /end HTTP/1.1\r\nHost: x\r\n\r\n");
    const char *text = hear(scene, fd, "GET /end");
    assert_non_null(strstr(text, "Content-Length: 716800\r\n"));
    assert_int_equal(count_of(text, "HTTP/1.1 200 OK"), 3);
    assert_null(strstr(text, "xxx"));
    assert_int_equal(scene->pulled, 0);
    assert_true(wait_until(&scene->closed_streams, 1));
    close(fd);
    close_scene(scene);
}

static void an_unknown_method_goes_to_the_handler(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, "BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_hears(scene, fd, "BREW /pot");
    close(fd);
    close_scene(scene);
}

static void an_answer_may_be_empty(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    assert_asked(ask(scene, client, "DELETE", "/nothing", NULL), 204, "");
    http_client_close(&client);
    close_scene(scene);
}

static void a_held_body_is_released_once_it_was_sent(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    struct asked asked = ask(scene, client, "GET", "/held", NULL);
    assert_int_equal(asked.status, OK);
    assert_int_equal(asked.bytes, 700 * 1024);
    buf_close(&asked.body);
    assert_true(wait_until(&scene->released, 1));
    http_client_close(&client);
    close_scene(scene);
}

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
    say(fd, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
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
    struct thread thread;
    struct asked asked;
};

static void ask_slowly(void *context) {
    struct asking *asking = context;
    struct scene *scene = asking->scene;
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    asking->asked = ask(scene, client, "GET", "/slow", NULL);
    http_client_close(&client);
}

static void closing_lets_a_running_handler_finish(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct asking asking = {.scene = scene};
    thread_start(&asking.thread, "asking", ask_slowly, &asking);
    assert_true(wait_until(&scene->running, 1));
    http_server_close(&scene->server, 5000);
    thread_join(&asking.thread);
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

static void a_local_socket_is_private_and_marks_its_requests(void **state) {
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "/tmp/renkei-test-%d.sock", (int)getpid());
    // One that a dead server left behind.
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, path);
    int stale = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(stale, (struct sockaddr *)&address, sizeof address), 0);
    close(stale);
    struct scene *scene =
        open_scene((struct http_server_options){.address = path, .is_local = true});
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    struct http_client *client = open_client(
        scene, (struct http_client_options){.base = STR("http://local"), .socket_path = str_of(path)});
    assert_asked(ask(scene, client, "GET", "/x", NULL), 200, "GET /x q= local=1 secure=0");
    assert_string_equal(scene->peer, "");
    // A second server does not take it away from the first.
    struct fault fault = {""};
    struct http_server *second = NULL;
    struct http_server_options options = {.address = path};
    assert_int_equal(http_server_open(&second, &options, &scene->handler, &fault), FAILED);
    assert_non_null(strstr(fault.text, path));
    http_client_close(&client);
    close_scene(scene);
    assert_false(file_exists(path));
}

static void what_cannot_be_read_is_refused_with_a_problem(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    static const char *const bad[] = {
        "GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a?b=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a?b=%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int fd = connect_to(scene);
        say(fd, bad[i]);
        const char *text = hear(scene, fd, "}");
        if (!strstr(text, "HTTP/1.1 400")) fail_msg("%s gave %s", bad[i], text);
        close(fd);
    }
    int fd = connect_to(scene);
    say(fd, "GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_hears(scene, fd, "application/problem+json");
    close(fd);
    assert_int_equal(scene->finished, 0);
    close_scene(scene);
}

static const char *request_with(struct scene *scene, size_t headers, size_t pairs) {
    struct buf text;
    buf_init(&text, MIB);
    buf_addf(&text, "GET /a");
    for (size_t i = 0; i < pairs; i++) buf_addf(&text, "%cp=%zu", i ? '&' : '?', i);
    buf_addf(&text, " HTTP/1.1\r\nHost: x\r\n");
    for (size_t i = 1; i < headers; i++) buf_addf(&text, "X-%zu: %zu\r\n", i, i);
    buf_addf(&text, "\r\n");
    const char *copy = arena_text(&scene->arena, buf_str(&text));
    buf_close(&text);
    return copy;
}

static void limits_hold_one_past(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    int fd = connect_to(scene);
    say(fd, request_with(scene, 100, 100));
    assert_hears(scene, fd, "HTTP/1.1 200");
    say(fd, request_with(scene, 101, 0));
    assert_hears(scene, fd, "HTTP/1.1 431");
    say(fd, request_with(scene, 1, 101));
    assert_hears(scene, fd, "HTTP/1.1 400");
    close(fd);
    close_scene(scene);
}

static void headers_larger_than_allowed_are_refused(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){.header_bytes_max = 4096});
    const size_t sizes[] = {4000, 4100, 60000};
    const char *const answers[] = {"HTTP/1.1 200", "HTTP/1.1 431", "HTTP/1.1 431"};
    for (size_t i = 0; i < 3; i++) {
        char *value = arena_zero(&scene->arena, sizes[i] + 1, 1);
        memset(value, 'v', sizes[i]);
        int fd = connect_to(scene);
        struct str text = arena_format(&scene->arena, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n",
                                       value);
        say(fd, text.data);
        assert_hears(scene, fd, answers[i]);
        close(fd);
    }
    close_scene(scene);
}

static void more_connections_than_allowed_are_closed(void **state) {
    (void)state;
    struct scene *scene =
        open_scene((struct http_server_options){.io_threads = 1, .per_address_max = 2});
    int fds[3];
    for (int i = 0; i < 3; i++) fds[i] = connect_to(scene);
    for (int i = 0; i < 2; i++) {
        say(fds[i], "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_hears(scene, fds[i], "200 OK");
    }
    char byte;
    assert_true(recv(fds[2], &byte, 1, 0) <= 0);
    for (int i = 0; i < 3; i++) close(fds[i]);
    close_scene(scene);
}

static void ipv6_and_ipv4_share_a_port(void **state) {
    (void)state;
    int probe = socket(AF_INET6, SOCK_STREAM, 0);
    if (probe < 0) skip();
    close(probe);
    struct scene *scene = open_scene((struct http_server_options){.address = "::"});
    int fd = connect_to(scene);
    say(fd, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_hears(scene, fd, "GET /x");
    assert_string_equal(scene->peer, "127.0.0.1");
    close(fd);
    close_scene(scene);
}

static void an_address_that_cannot_be_had_is_named(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct fault fault = {""};
    struct http_server *second = NULL;
    struct http_server_options options = {.address = "127.0.0.1",
                                          .port = http_server_port(scene->server)};
    assert_int_equal(http_server_open(&second, &options, &scene->handler, &fault), FAILED);
    assert_non_null(strstr(fault.text, "127.0.0.1"));
    options.address = "no address";
    assert_int_equal(http_server_open(&second, &options, &scene->handler, &fault), FAILED);
    close_scene(scene);
}

// ---- TLS ----

static bool make_certificate(const char *folder) {
    char command[512];
    snprintf(command, sizeof command,
             "mkdir -p %s && cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
             "-nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 "
             "-keyout key.pem -out cert.pem 2>/dev/null",
             folder, folder);
    return system(command) == 0;
}

static void a_server_with_a_certificate_speaks_tls(void **state) {
    (void)state;
    char folder[64];
    snprintf(folder, sizeof folder, "/tmp/renkei-tls-%d", (int)getpid());
    if (!make_certificate(folder)) {
        print_message("openssl(1) is not here: TLS is not tested\n");
        skip();
    }
    struct arena arena;
    arena_init(&arena);
    struct fault fault = {""};
    struct str certificate, key, path = arena_format(&arena, "%s/cert.pem", folder);
    assert_int_equal(file_read(&certificate, path.data, 10000, &arena, &fault), OK);
    const char *key_path = arena_format(&arena, "%s/key.pem", folder).data;
    assert_int_equal(file_read(&key, key_path, 10000, &arena, &fault), OK);
    struct scene *scene = open_scene(
        (struct http_server_options){.certificate = certificate, .private_key = key});
    struct http_client_options options = {
        .base = arena_format(&arena, "https://127.0.0.1:%u", http_server_port(scene->server)),
        .authority_file = path};
    struct http_client *client = open_client(scene, options);
    assert_asked(ask(scene, client, "GET", "/x", NULL), 200, "GET /x q= local=0 secure=1");
    struct made_body body = {{made_read, -1}, 3 * MIB};
    assert_asked(ask(scene, client, "POST", "/upload", &body.body), 200, "3145728");
    struct asked asked = ask(scene, client, "GET", "/stream", NULL);
    assert_int_equal(asked.status, OK);
    assert_int_equal(asked.bytes, 64 * MIB);
    buf_close(&asked.body);
    http_client_close(&client);
    // Nobody vouches for it here.
    options.authority_file = STR("");
    client = open_client(scene, options);
    asked = ask(scene, client, "GET", "/x", NULL);
    assert_int_equal(asked.status, FAILED);
    assert_non_null(strstr(asked.fault.text, "not trusted"));
    buf_close(&asked.body);
    http_client_close(&client);
    close_scene(scene);
    struct http_server_options broken = {
        .address = "127.0.0.1", .certificate = certificate, .private_key = STR("no key")};
    struct http_server *server = NULL;
    struct http_handler handler = {handle};
    assert_int_equal(http_server_open(&server, &broken, &handler, &fault), FAILED);
    assert_non_null(strstr(fault.text, "private key"));
    unlink(path.data);
    unlink(key_path);
    rmdir(folder);
    arena_close(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_reaches_the_handler_and_its_answer_the_client),
        cmocka_unit_test(a_connection_is_kept_and_requests_may_be_pipelined),
        cmocka_unit_test(head_has_the_headers_of_get_and_no_body),
        cmocka_unit_test(an_unknown_method_goes_to_the_handler),
        cmocka_unit_test(an_answer_may_be_empty),
        cmocka_unit_test(a_held_body_is_released_once_it_was_sent),
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
        cmocka_unit_test(a_local_socket_is_private_and_marks_its_requests),
        cmocka_unit_test(what_cannot_be_read_is_refused_with_a_problem),
        cmocka_unit_test(limits_hold_one_past),
        cmocka_unit_test(headers_larger_than_allowed_are_refused),
        cmocka_unit_test(more_connections_than_allowed_are_closed),
        cmocka_unit_test(ipv6_and_ipv4_share_a_port),
        cmocka_unit_test(an_address_that_cannot_be_had_is_named),
        cmocka_unit_test(a_server_with_a_certificate_speaks_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
