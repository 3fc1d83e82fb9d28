// scene.h - a server with a path for each behaviour, on a port of the system's choice, and ways
// to talk to it: raw sockets and the client.
#pragma once

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

static inline enum status counting_read(size_t *size, struct http_stream *stream, void *bytes,
                                 size_t capacity) {
    struct counting_stream *counting = (struct counting_stream *)stream;
    if (!counting->left && counting->fails) return FAILED;
    *size = counting->left < capacity ? (size_t)counting->left : capacity;
    memset(bytes, 'x', *size);
    counting->left -= *size;
    counting->scene->pulled += *size;
    return OK;
}

static inline void counting_close(struct http_stream *stream) {
    ((struct counting_stream *)stream)->scene->closed_streams++;
    free(stream);
}

static inline void answer_stream(struct scene *scene, struct http_response *response, uint64_t size,
                          bool fails) {
    struct counting_stream *stream = memory_take(sizeof *stream);
    *stream = (struct counting_stream){
        {.read = counting_read, .close = counting_close}, scene, size, fails};
    http_respond(response, 200, "application/octet-stream", STR_NONE);
    response->stream = &stream->stream;
}

static inline void release_body(void *held) {
    ((struct scene *)held)->released++;
}

// Reads the whole body and answers with its size, or with what went wrong.
static inline void answer_upload(struct scene *scene, struct http_request *request,
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

static inline void answer_live(struct scene *scene, struct http_response *response) {
    struct sse_stream *stream = sse_open(0);
    lock_take(&scene->lock);
    assert_true(scene->live_count < LIVE_COUNT);
    scene->live[scene->live_count++] = stream;
    lock_give(&scene->lock);
    http_respond(response, 200, "text/event-stream", STR_NONE);
    response->stream = sse_http(stream);
}

static inline void answer_echo(struct scene *scene, struct http_request *request,
                        struct http_response *response) {
    lock_take(&scene->lock);
    snprintf(scene->peer, sizeof scene->peer, "%.*s", STR_ARG(request->peer));
    lock_give(&scene->lock);
    struct str q = http_query(request, STR("q"), NULL);
    struct str text = arena_format(request->arena, "%.*s %.*s q=%.*s local=%d secure=%d",
                                   STR_ARG(request->method), STR_ARG(request->path), STR_ARG(q),
                                   request->is_local, request->is_secure);
    http_respond(response, 200, "text/plain", text);
    http_add_header(response, request->arena, "X-Header",
                    http_header(request, STR("x-header")));
}

static inline void handle(struct http_handler *handler, struct http_request *request,
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

static inline struct scene *open_scene(struct http_server_options options) {
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

static inline void close_scene(struct scene *scene) {
    http_server_close(&scene->server, 2000);
    for (size_t i = 0; i < scene->live_count; i++) sse_release(&scene->live[i]);
    lock_close(&scene->lock);
    arena_close(&scene->arena);
    free(scene);
}

static inline bool wait_until(atomic_int *value, int wanted) {
    for (int i = 0; i < 500 && *value != wanted; i++) usleep(10 * 1000);
    return *value == wanted;
}

// ---- raw sockets ----

static inline int connect_to(struct scene *scene) {
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

static inline void say(int fd, const char *text) {
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

static inline void assert_hears(struct scene *scene, int fd, const char *wanted) {
    const char *text = hear(scene, fd, wanted);
    if (!strstr(text, wanted)) fail_msg("\"%s\" is not in \"%.500s\"", wanted, text);
}

static inline size_t count_of(const char *text, const char *part) {
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

static inline bool collect(void *context, const struct http_response *response, struct str bytes) {
    (void)response;
    struct asked *asked = context;
    asked->bytes += bytes.size;
    buf_add(&asked->body, bytes);
    if (asked->pause_us) usleep((useconds_t)asked->pause_us);
    return true;
}

static inline struct http_client *open_client(struct scene *scene,
                                              struct http_client_options options) {
    if (!options.base.data)
        options.base = arena_format(&scene->arena, "http://127.0.0.1:%u",
                                    http_server_port(scene->server));
    struct http_client *client;
    struct fault fault = {""};
    if (http_client_open(&client, &options, &fault) != OK) fail_msg("%s", fault.text);
    return client;
}

static inline struct asked ask(struct scene *scene, struct http_client *client, const char *method,
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

static inline void assert_asked(struct asked asked, int code, const char *body) {
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

static inline enum status made_read(size_t *size, struct http_body *body, void *bytes,
                                    size_t capacity, struct fault *fault) {
    (void)fault;
    struct made_body *made = (struct made_body *)body;
    *size = made->left < capacity ? (size_t)made->left : capacity;
    memset(bytes, 'u', *size);
    made->left -= *size;
    return OK;
}

static inline size_t resident_bytes(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    size_t all = 0, resident = 0;
    if (!file || fscanf(file, "%zu %zu", &all, &resident) != 2) fail();
    fclose(file);
    return resident * 4096;
}
