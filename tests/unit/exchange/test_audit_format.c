// Records for other programs: nothing that a stranger wrote ends a field or a line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/audit_act.h"
#include "exchange/audit_format.h"

static struct json_reader *reader;
static struct arena arena;
static struct buf out;

static const char *written(enum audit_format format, const char *record) {
    struct json json;
    struct fault fault = {""};
    buf_clear(&out);
    if (json_read(&json, reader, str_of(record), &JSON_LIMITS, &arena, &fault) != OK)
        fail_msg("%s", fault.text);
    audit_format_add(&out, format, str_of(record), json);
    return arena_text(&arena, buf_str(&out));
}

#define PLAIN                                                                                      \
    "{\"id\":\"audit--1700000000123456\",\"at\":\"2023-11-14T22:13:20.123456Z\","                  \
    "\"act\":\"token.made\",\"result\":\"done\",\"who\":{\"name\":\"ann@alder\","                  \
    "\"id\":\"identity--1\",\"organisation\":\"identity--2\"},\"from\":\"192.0.2.1\","             \
    "\"by\":{\"kind\":\"session\"},\"on\":{\"kind\":\"token\",\"name\":\"sensor\"}}"
// In a name and in a label: pipe, backslash, equals sign, quote, bracket, line ends, NUL.
#define HOSTILE                                                                                    \
    "{\"id\":\"audit--5\",\"at\":\"2023-11-14T22:13:20.123456Z\",\"act\":\"a|b\\\\c=d\\ne\","      \
    "\"result\":\"refused\",\"who\":{\"name\":\"n|\\\\=\\\"]\\n\\r\\u0000\\u001b\\u007f名\"},"     \
    "\"on\":{\"kind\":\"token\",\"name\":\"x]\\\\ y=\\\"z\\\" cs1=1\\nCEF:0|\"},"                  \
    "\"from\":\"2001:db8::1\",\"objects\":[\"a--1\",\"b--2\"],\"object_count\":7,\"count\":3,"     \
    "\"until\":\"2023-11-14T22:14:00Z\",\"more\":{\"q\":\"]=\\n\"}}"

static void a_line_for_people_is_one_line(void **state) {
    (void)state;
    assert_string_equal(written(AUDIT_TEXT, PLAIN),
                        "2023-11-14T22:13:20.123456Z  ann@alder made a token: token sensor,"
                        " from 192.0.2.1\n");
    assert_string_equal(written(AUDIT_TEXT, HOSTILE),
                        "2023-11-14T22:13:20.123456Z  n|\\=\"]?????名 an unknown act: token"
                        " x]\\ y=\"z\" cs1=1?CEF:0|: 7: a--1 b--2, 3 times, from 2001:db8::1\n");
}

static void json_lines_are_what_is_committed_to(void **state) {
    (void)state;
    assert_string_equal(written(AUDIT_JSONL, PLAIN), PLAIN "\n");
}

static void cef_is_escaped_by_its_letter(void **state) {
    (void)state;
    assert_string_equal(written(AUDIT_CEF, PLAIN),
                        "CEF:0|renkei|renkei|" RENKEI_VERSION "|token.made|made a token|5|"
                        "externalId=audit--1700000000123456 rt=1700000000123 outcome=done"
                        " suser=ann@alder suid=identity--1 src=192.0.2.1 cs1Label=organisation"
                        " cs1=identity--2 cs2Label=by cs2=session cs3Label=on cs3=token"
                        " cs4Label=name cs4=sensor\n");
    // A header escapes pipes and backslashes, and has no line ends; an extension escapes
    // backslashes and equals signs, and writes line ends as \n and \r.
    assert_string_equal(written(AUDIT_CEF, HOSTILE),
                        "CEF:0|renkei|renkei|" RENKEI_VERSION "|a\\|b\\\\c=d?e|an unknown act|5|"
                        "externalId=audit--5 rt=1700000000123 outcome=refused"
                        " suser=n|\\\\\\=\"]\\n\\r???名"
                        " c6a2Label=Source IPv6 Address c6a2=2001:db8::1 cnt=3 end=1700000040000"
                        " cs3Label=on cs3=token"
                        " cs4Label=name cs4=x]\\\\ y\\=\"z\" cs1\\=1\\nCEF:0|"
                        " cs5Label=objects cs5=a--1 b--2"
                        " cs6Label=more cs6={\"q\":\"]\\=\\\\n\"}\n");
}

static void syslog_is_escaped_by_rfc_5424(void **state) {
    (void)state;
    assert_string_equal(written(AUDIT_SYSLOG, PLAIN),
                        "<109>1 2023-11-14T22:13:20.123456Z - renkei - token.made [renkei@32473"
                        " id=\"audit--1700000000123456\" result=\"done\" who=\"ann@alder\""
                        " identity=\"identity--1\" organisation=\"identity--2\" from=\"192.0.2.1\""
                        " by=\"session\" on=\"token\" name=\"sensor\"]"
                        " \xEF\xBB\xBF"
                        "ann@alder made a token\n");
    assert_string_equal(written(AUDIT_SYSLOG, HOSTILE),
                        "<109>1 2023-11-14T22:13:20.123456Z - renkei - unknown [renkei@32473"
                        " id=\"audit--5\" result=\"refused\" who=\"n|\\\\=\\\"\\]?????名\""
                        " from=\"2001:db8::1\" on=\"token\""
                        " name=\"x\\]\\\\ y=\\\"z\\\" cs1=1?CEF:0|\" objects=\"a--1 b--2\""
                        " count=\"3\" until=\"2023-11-14T22:14:00Z\""
                        " more=\"{\\\"q\\\":\\\"\\]=\\\\n\\\"}\"]"
                        " \xEF\xBB\xBF"
                        "n|\\=\"]?????名 an unknown act\n");
}

// MSGID = NILVALUE / 1*32PRINTUSASCII, and a severity of CEF is 0 to 10.
static void every_act_can_be_said_in_every_format(void **state) {
    (void)state;
    for (int i = 0; i < AUDIT_ACT_COUNT; i++) {
        const struct audit_act_row *row = audit_act_row((enum audit_act)i);
        assert_in_range(strlen(row->name), 1, 32);
        assert_in_range(row->severity, 0, 10);
        for (const char *at = row->name; *at; at++) assert_in_range(*at, 33, 126);
        assert_null(strpbrk(row->name, "|=\\\"]"));
        assert_true(strlen(row->sentence) > 0);
        assert_ptr_equal(audit_act_named(str_of(row->name)), row);
    }
}

static int open_all(void **state) {
    (void)state;
    reader = json_reader_open();
    arena_init(&arena);
    buf_init(&out, SIZE_MAX);
    return 0;
}

static int close_all(void **state) {
    (void)state;
    json_reader_close(&reader);
    arena_close(&arena);
    buf_close(&out);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_for_people_is_one_line),
        cmocka_unit_test(json_lines_are_what_is_committed_to),
        cmocka_unit_test(cef_is_escaped_by_its_letter),
        cmocka_unit_test(syslog_is_escaped_by_rfc_5424),
        cmocka_unit_test(every_act_can_be_said_in_every_format),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
