#include "http/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int drop(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static void assert_str(struct str text, struct str wanted) {
    if (!str_equal(text, wanted)) fail_msg("%.*s is not %.*s", STR_ARG(text), STR_ARG(wanted));
}

static void headers_are_found_in_either_case_and_queries_exactly(void **state) {
    (void)state;
    struct http_pair headers[] = {{STR("Accept"), STR("a")}, {STR("accept"), STR("b")}};
    struct http_pair query[] = {{STR("a"), STR("1")}, {STR("A"), STR("2")}, {STR("a"), STR("3")}};
    struct http_request request = {
        .headers = headers, .header_count = 2, .query = query, .query_count = 3};
    size_t count;
    assert_str(http_header(&request, STR("ACCEPT")), STR("a"));
    assert_null(http_header(&request, STR("x")).data);
    assert_str(http_query(&request, STR("a"), &count), STR("1"));
    assert_int_equal(count, 2);
    assert_str(http_query(&request, STR("A"), NULL), STR("2"));
    assert_null(http_query(&request, STR("b"), &count).data);
    assert_int_equal(count, 0);
}

static void a_body_is_read_up_to_its_limit(void **state) {
    (void)state;
    struct http_body_text body;
    struct http_request request = {.body = &body.body, .arena = &arena};
    struct fault fault;
    struct str text;
    http_body_text_init(&body, STR("12345"));
    assert_int_equal(http_body_all(&text, &request, 5, &fault), OK);
    assert_str(text, STR("12345"));
    http_body_text_init(&body, STR("12345"));
    assert_int_equal(http_body_all(&text, &request, 4, &fault), LIMIT);
    body.body.size = -1; // not announced
    assert_int_equal(http_body_all(&text, &request, 4, &fault), LIMIT);
    http_body_text_init(&body, STR("12345"));
    body.body.size = -1;
    assert_int_equal(http_body_all(&text, &request, 5, &fault), OK);
    assert_str(text, STR("12345"));
    http_body_text_init(&body, STR("123"));
    body.body.size = 4;
    assert_int_equal(http_body_all(&text, &request, 5, &fault), CLOSED);
    http_body_text_init(&body, STR(""));
    assert_int_equal(http_body_all(&text, &request, 0, &fault), OK);
    assert_int_equal(text.size, 0);
}

static void a_response_collects_headers(void **state) {
    (void)state;
    struct http_response response = {0};
    http_respond(&response, 201, "text/plain", STR("made"));
    static const char names[40][4] = {"A0"};
    for (int i = 0; i < 40; i++) http_add_header(&response, &arena, names[i], STR("v"));
    assert_int_equal(response.header_count, 40);
    assert_str(http_response_header(&response, STR("a0")), STR("v"));
    assert_str(http_response_header(&response, STR("CONTENT-TYPE")), STR("text/plain"));
    assert_null(http_response_header(&response, STR("x")).data);
}

static int closed, released;

static void count_close(struct http_stream *stream) {
    (void)stream;
    closed++;
}

static void count_release(void *held) {
    (void)held;
    released++;
}

static void count_wake(void *count) {
    ++*(int *)count;
}

static void closing_a_response_happens_once(void **state) {
    (void)state;
    struct http_stream stream = {.close = count_close};
    struct http_response response = {.stream = &stream, .release = count_release};
    http_stream_wake(&stream); // in process there is nobody to wake
    int woken = 0;
    stream.wake = count_wake;
    stream.server_side = &woken;
    http_stream_wake(&stream);
    assert_int_equal(woken, 1);
    http_response_close(&response);
    http_response_close(&response);
    assert_int_equal(closed, 1);
    assert_int_equal(released, 1);
}

static void escapes_are_undone_or_refused(void **state) {
    (void)state;
    struct str out = STR("untouched");
    assert_true(http_unescape(&out, STR("a%2fB%E3%81%82+"), false, &arena));
    assert_str(out, STR("a/Bあ+"));
    assert_true(http_unescape(&out, STR("a+b"), true, &arena));
    assert_str(out, STR("a b"));
    assert_true(http_unescape(&out, STR(""), true, &arena));
    const struct str broken[] = {STR("%"), STR("a%2"), STR("%zz"), STR("%0g"), STR("%00"),
                                 STR("a\0b")};
    for (size_t i = 0; i < 6; i++) assert_false(http_unescape(&out, broken[i], false, &arena));
}

static void escaping_goes_there_and_back(void **state) {
    (void)state;
    char bytes[255];
    for (int i = 0; i < 255; i++) bytes[i] = (char)(i + 1);
    struct buf text;
    buf_init(&text, 1000);
    http_escape(&text, (struct str){bytes, 255});
    struct str back;
    assert_true(http_unescape(&back, buf_str(&text), true, &arena));
    assert_str(back, (struct str){bytes, 255});
    buf_clear(&text);
    http_escape(&text, STR("aZ09-._~ /+"));
    assert_str(buf_str(&text), STR("aZ09-._~%20%2F%2B"));
    buf_close(&text);
}

static void a_query_is_split_into_decoded_pairs(void **state) {
    (void)state;
    struct http_pair *pairs;
    size_t count;
    struct fault fault;
    struct str text = STR("a=1&&b=x%3Dy+z&c&=d&e==");
    assert_int_equal(http_query_split(&pairs, &count, text, 5, &arena, &fault), OK);
    assert_int_equal(count, 5);
    assert_str(pairs[1].value, STR("x=y z"));
    assert_str(pairs[2].name, STR("c"));
    assert_str(pairs[2].value, STR(""));
    assert_str(pairs[3].name, STR(""));
    assert_str(pairs[4].value, STR("="));
    assert_int_equal(http_query_split(&pairs, &count, text, 4, &arena, &fault), LIMIT);
    assert_int_equal(http_query_split(&pairs, &count, STR("a=%"), 4, &arena, &fault), MALFORMED);
    assert_int_equal(http_query_split(&pairs, &count, STR(""), 0, &arena, &fault), OK);
    assert_int_equal(count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_found_in_either_case_and_queries_exactly),
        cmocka_unit_test(a_body_is_read_up_to_its_limit),
        cmocka_unit_test(a_response_collects_headers),
        cmocka_unit_test(closing_a_response_happens_once),
        cmocka_unit_test(escapes_are_undone_or_refused),
        cmocka_unit_test(escaping_goes_there_and_back),
        cmocka_unit_test(a_query_is_split_into_decoded_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, drop);
}
