#include "http/sse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char text[4096];
static int wakes;

static void count_wake(void *unused) {
    (void)unused;
    wakes++;
}

// Reads until nothing is left, `capacity` bytes at a time.
static const char *read_all(struct sse_stream *stream, size_t capacity) {
    struct http_stream *http = sse_http(stream);
    size_t at = 0, size;
    while (http->read(&size, http, text + at, capacity) == OK && size) at += size;
    text[at] = '\0';
    return text;
}

static void finish(struct sse_stream *stream) {
    struct http_stream *http = sse_http(stream);
    http->close(http);
    assert_true(sse_is_gone(stream));
    assert_false(sse_send(stream, STR("e"), STR("1"), STR("late")));
    sse_release(&stream);
    sse_release(&stream);
}

static void an_event_has_id_name_and_lines(void **state) {
    (void)state;
    struct sse_stream *stream = sse_open(0);
    assert_true(sse_http(stream)->is_live);
    assert_true(sse_send(stream, STR("news"), STR("7"), STR("a\nb\r\nc\rd")));
    assert_true(sse_send(stream, STR_NONE, STR_NONE, STR("")));
    assert_string_equal(read_all(stream, 1000), "id: 7\nevent: news\ndata: a\ndata: b\ndata: c\n"
                                                "data: d\n\ndata: \n\n");
    assert_true(sse_send(stream, STR("x\ndata: forged"), STR("1\r\ndata: forged"), STR("d")));
    assert_string_equal(read_all(stream, 1000), "id: 1\nevent: x\ndata: d\n\n");
    size_t size;
    assert_int_equal(sse_http(stream)->read(&size, sse_http(stream), text, 10), BUSY);
    finish(stream);
}

static void events_come_whole_through_small_reads(void **state) {
    (void)state;
    for (size_t capacity = 1; capacity < 40; capacity++) {
        struct sse_stream *stream = sse_open(0);
        sse_send(stream, STR("a"), STR("1"), STR("one"));
        sse_send(stream, STR("b"), STR("2"), STR("two"));
        assert_string_equal(read_all(stream, capacity),
                            "id: 1\nevent: a\ndata: one\n\nid: 2\nevent: b\ndata: two\n\n");
        finish(stream);
    }
}

static void the_oldest_are_dropped_and_the_loss_is_told(void **state) {
    (void)state;
    struct sse_stream *stream = sse_open(30); // an event below has 9 bytes: "data: N\n\n"
    for (int i = 0; i < 5; i++) {
        char digit = (char)('0' + i);
        assert_true(sse_send(stream, STR_NONE, STR_NONE, (struct str){&digit, 1}));
    }
    assert_string_equal(read_all(stream, 100), "event: lost\ndata: {}\n\n"
                                               "data: 2\n\ndata: 3\n\ndata: 4\n\n");
    finish(stream);
}

static void an_event_that_is_half_sent_is_not_dropped(void **state) {
    (void)state;
    struct sse_stream *stream = sse_open(30);
    struct http_stream *http = sse_http(stream);
    size_t size;
    sse_send(stream, STR_NONE, STR_NONE, STR("0"));
    assert_int_equal(http->read(&size, http, text, 4), OK);
    for (int i = 1; i < 6; i++) {
        char digit = (char)('0' + i);
        sse_send(stream, STR_NONE, STR_NONE, (struct str){&digit, 1});
    }
    assert_string_equal(read_all(stream, 100), ": 0\n\nevent: lost\ndata: {}\n\n"
                                               "data: 4\n\ndata: 5\n\n");
    finish(stream);
}

static void an_event_larger_than_the_line_is_lost(void **state) {
    (void)state;
    struct sse_stream *stream = sse_open(15);
    assert_true(sse_send(stream, STR_NONE, STR_NONE, STR("1234567"))); // 15
    assert_string_equal(read_all(stream, 100), "data: 1234567\n\n");
    assert_true(sse_send(stream, STR_NONE, STR_NONE, STR("12345678"))); // 16
    assert_string_equal(read_all(stream, 100), "event: lost\ndata: {}\n\n");
    finish(stream);
}

static void a_ping_comes_only_when_nothing_else_does(void **state) {
    (void)state;
    struct sse_stream *stream = sse_open(0);
    sse_ping(stream);
    assert_string_equal(read_all(stream, 100), ": ping\n\n");
    sse_ping(stream);
    sse_send(stream, STR_NONE, STR_NONE, STR("x"));
    assert_string_equal(read_all(stream, 100), "data: x\n\n");
    finish(stream);
}

static void the_server_is_woken_from_the_first_read_on(void **state) {
    (void)state;
    struct sse_stream *stream = sse_open(0);
    wakes = 0;
    sse_http(stream)->wake = count_wake;
    sse_send(stream, STR_NONE, STR_NONE, STR("x"));
    assert_int_equal(wakes, 0);
    read_all(stream, 100);
    sse_send(stream, STR_NONE, STR_NONE, STR("y"));
    sse_ping(stream);
    assert_int_equal(wakes, 2);
    sse_http(stream)->close(sse_http(stream));
    sse_ping(stream);
    assert_int_equal(wakes, 2);
    sse_release(&stream);
}

static void a_released_stream_ends_after_what_waits(void **state) {
    (void)state;
    struct sse_stream *stream = sse_open(0);
    struct http_stream *http = sse_http(stream);
    sse_send(stream, STR_NONE, STR_NONE, STR("x"));
    sse_release(&stream);
    assert_null(stream);
    size_t size;
    assert_int_equal(http->read(&size, http, text, 100), OK);
    assert_int_equal(size, 9);
    assert_int_equal(http->read(&size, http, text, 100), OK);
    assert_int_equal(size, 0);
    http->close(http);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_has_id_name_and_lines),
        cmocka_unit_test(events_come_whole_through_small_reads),
        cmocka_unit_test(the_oldest_are_dropped_and_the_loss_is_told),
        cmocka_unit_test(an_event_that_is_half_sent_is_not_dropped),
        cmocka_unit_test(an_event_larger_than_the_line_is_lost),
        cmocka_unit_test(a_ping_comes_only_when_nothing_else_does),
        cmocka_unit_test(the_server_is_woken_from_the_first_read_on),
        cmocka_unit_test(a_released_stream_ends_after_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
