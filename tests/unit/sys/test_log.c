#include "sys/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct heard {
    char text[8192];
    size_t lines;
};

static void keep(void *context, struct str line) {
    struct heard *heard = context;
    assert_true(line.size < sizeof heard->text);
    memcpy(heard->text, line.data, line.size);
    heard->text[line.size] = '\0';
    heard->lines++;
}

static void start(struct heard *heard, enum log_form form) {
    static struct clock_fake clock;
    clock_fake_init(&clock, INT64_C(1767225600) * STAMP_SECOND + 123456);
    struct log_sink sink = {keep, heard, LOG_INFO, form, &clock.clock};
    log_start(&sink);
}

static void a_line_of_text_has_time_level_event_and_pairs(void **state) {
    (void)state;
    struct heard heard = {0};
    start(&heard, LOG_FORM_TEXT);
    log_event(LOG_INFO, "listening", LOG_TEXT("address", STR("127.0.0.1")), LOG_I64("port", -5));
    assert_string_equal(heard.text,
                        "2026-01-01T00:00:00.123Z info    listening address=127.0.0.1 port=-5\n");
}

static void a_json_line_is_what_a_machine_reads(void **state) {
    (void)state;
    struct heard heard = {0};
    start(&heard, LOG_FORM_AUTO);
    log_event(LOG_ERROR, "broken", LOG_TEXT("why", STR("a \"b\"\n")), LOG_I64("code", 7));
    assert_non_null(strstr(heard.text, "\"time\":\"2026-01-01T00:00:00.123"));
    assert_non_null(strstr(heard.text, "\"level\":\"error\",\"event\":\"broken\","
                                       "\"why\":\"a \\\"b\\\"\\n\",\"code\":7}\n"));
}

static void text_cannot_move_the_cursor_or_start_a_line(void **state) {
    (void)state;
    struct heard heard = {0};
    start(&heard, LOG_FORM_TEXT);
    log_event(LOG_WARNING, "e",
              LOG_TEXT("v", STR("\033[31m\r\n\x7f\xc2\x9b\xff \xe2\x80\xa8 é\"")));
    assert_non_null(
        strstr(heard.text, "v=\"\\x1b[31m\\x0d\\x0a\\x7f\\x9b\\xff \\u2028 é\\\"\"\n"));
    assert_int_equal(strcspn(heard.text, "\n") + 1, strlen(heard.text));
    log_event(LOG_WARNING, "e", LOG_TEXT("v", STR("")));
    assert_non_null(strstr(heard.text, "v=\"\""));
}

static void less_than_the_least_level_is_not_written(void **state) {
    (void)state;
    struct heard heard = {0};
    start(&heard, LOG_FORM_JSON);
    log_event(LOG_DEBUG, "quiet", LOG_I64("a", 1));
    assert_int_equal(heard.lines, 0);
}

static void a_long_text_is_cut(void **state) {
    (void)state;
    static char text[5000];
    memset(text, 'a', sizeof text);
    struct heard heard = {0};
    start(&heard, LOG_FORM_JSON);
    log_event(LOG_INFO, "long", LOG_TEXT("text", ((struct str){text, sizeof text})));
    assert_int_equal(heard.lines, 1);
    assert_int_equal(strspn(strstr(heard.text, "aaaa"), "a"), 4096);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_text_has_time_level_event_and_pairs),
        cmocka_unit_test(a_json_line_is_what_a_machine_reads),
        cmocka_unit_test(text_cannot_move_the_cursor_or_start_a_line),
        cmocka_unit_test(less_than_the_least_level_is_not_written),
        cmocka_unit_test(a_long_text_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
