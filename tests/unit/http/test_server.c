// The server on real sockets: requests, limits, addresses, TLS.
#include "scene.h"

static void a_request_reaches_the_handler_and_its_answer_the_client(void **state) {
    (void)state;
    struct scene *scene = open_scene((struct http_server_options){0});
    struct http_client *client = open_client(scene, (struct http_client_options){0});
    struct http_pair query = {STR("q"), STR("a b&c")};
    struct http_pair header = {STR("X-Header"), STR("echoed")};
    struct http_body_text empty;
    http_body_text_init(&empty, STR(""));
    struct http_request request = {.method = STR("GET"),
                                   .path = STR("/a%2Fb"),
                                   .query = &query,
                                   .query_count = 1,
                                   .headers = &header,
                                   .header_count = 1,
                                   .body = &empty.body,
                                   .arena = &scene->arena};
    struct asked asked = {.fault = {""}};
    buf_init(&asked.body, MIB);
    asked.status = http_client_send(&asked.response, client, &request,
                                    (struct http_client_sink){collect, &asked}, &asked.fault);
    lock_take(&scene->lock);
    assert_string_equal(scene->peer, "127.0.0.1");
    lock_give(&scene->lock);
    struct str date = http_response_header(&asked.response, STR("date"));
    assert_true(date.size > 0);
    assert_true(str_equal(http_response_header(&asked.response, STR("x-header")), STR("echoed")));
    assert_true(
        str_equal(http_response_header(&asked.response, STR("content-type")), STR("text/plain")));
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
    struct http_client_options local = {.base = STR("http://local"), .socket_path = str_of(path)};
    struct http_client *client = open_client(scene, local);
    assert_asked(ask(scene, client, "GET", "/x", NULL), 200, "GET /x q= local=1 secure=0");
    lock_take(&scene->lock);
    assert_string_equal(scene->peer, "");
    lock_give(&scene->lock);
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
    for (size_t i = 0; i < pairs; i++)
        buf_addf(&text, "%cp=%zu", i ? '&' : '?', i);
    buf_addf(&text, " HTTP/1.1\r\nHost: x\r\n");
    for (size_t i = 1; i < headers; i++)
        buf_addf(&text, "X-%zu: %zu\r\n", i, i);
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
        struct str text =
            arena_format(&scene->arena, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", value);
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
    for (int i = 0; i < 3; i++)
        fds[i] = connect_to(scene);
    for (int i = 0; i < 2; i++) {
        say(fds[i], "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_hears(scene, fds[i], "200 OK");
    }
    char byte;
    assert_true(recv(fds[2], &byte, 1, 0) <= 0);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
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
    lock_take(&scene->lock);
    assert_string_equal(scene->peer, "127.0.0.1");
    lock_give(&scene->lock);
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
             "mkdir -p %s && cd %s && openssl req -x509 -newkey ec "
             "-pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
             "-addext subjectAltName=IP:127.0.0.1 "
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
    struct scene *scene =
        open_scene((struct http_server_options){.certificate = certificate, .private_key = key});
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
    assert_int_equal(http_server_open(&server, &broken, &handler, &fault), MALFORMED);
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
