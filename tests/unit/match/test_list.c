#include "match/list.h"

#include <stdio.h>
#include <stdlib.h>

#include "watch.h"

// What a list gives, one line for each item or fault: "line kind value".
struct told {
    char text[4096];
    size_t size;
};

static void tell(struct told *told, const char *format, ...) PRINTF_LIKE(2, 3);
static void tell(struct told *told, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size =
        vsnprintf(told->text + told->size, sizeof told->text - told->size, format, arguments);
    va_end(arguments);
    assert_true(size > 0 && (size_t)size < sizeof told->text - told->size);
    told->size += (size_t)size;
}

static void tell_item(struct told *told, const struct list_item *item) {
    tell(told, "%llu %s %.*s", (unsigned long long)item->line,
         observable_kind_name(item->observable.kind), STR_ARG(item->observable.value));
    if (item->name.size) tell(told, " name=%.*s", STR_ARG(item->name));
    if (item->description.size) tell(told, " about=%.*s", STR_ARG(item->description));
    if (item->labels.size) tell(told, " labels=%.*s", STR_ARG(item->labels));
    if (item->confidence >= 0) tell(told, " confidence=%d", item->confidence);
    char from[STAMP_TEXT_SIZE];
    if (item->valid_from) tell(told, " from=%s", stamp_write(from, item->valid_from, 0));
    tell(told, "\n");
}

// Reads `text`, given in pieces of `piece` bytes, to its end.
static enum list_form read_all(struct told *told, struct str text, size_t piece) {
    struct list_reader *list = list_open();
    struct list_item item;
    struct fault fault = {""};
    bool is_ended = false;
    for (;;) {
        enum status status = list_take(&item, list, &fault);
        if (status == OK) tell_item(told, &item);
        if (status == MALFORMED)
            tell(told, "line %llu: %s\n", (unsigned long long)list_line(list), fault.text);
        if (status != ABSENT) continue;
        if (is_ended) break;
        size_t capacity;
        char *room = list_room(list, &capacity);
        size_t size = text.size < piece ? text.size : piece;
        memcpy(room, text.data, size);
        text = str_cut(text, size, text.size);
        if (size) list_grow(list, size);
        if (!size) list_end(list);
        is_ended = size == 0;
    }
    enum list_form form = list_form(list);
    list_close(&list);
    list_close(&list);
    return form;
}

static void check(enum list_form form, const char *text, const char *expected) {
    for (size_t piece = 1; piece < 80; piece += 13) {
        struct told told = {.size = 0};
        assert_int_equal(read_all(&told, str_of(text), piece), form);
        assert_string_equal(told.text, expected);
    }
}

static void a_plain_list_is_read_with_its_decoration(void **unused) {
    (void)unused;
    check(LIST_PLAIN,
          "\xEF\xBB\xBF# comment\r\n; comment\n// comment\n\n"
          "Evil.Example\r\n*.wild.example\n192.0.2.1\t7\n198.51.100.0/24 # a net\n"
          "192.0.2.1:8080\nhost.example:443\n[2001:DB8::1]:443\nhxxp://evil[.]example/A\n"
          "user[at]evil.example\nbad.example/path?x\n44d88612fea8a8f36de82e1278abb02f;EICAR test\n"
          "- 3395856ce81f2b7382dee72602f798b642f14140  file.doc\nSHA1: "
          "3395856ce81f2b7382dee72602f798b642f14140\nCVE-2020-0601\n/gate.php\n"
          "invoice.docx\nword\n'quoted.example'",
          "5 domain-name evil.example\n6 domain-name wild.example\n7 ipv4-addr 192.0.2.1\n"
          "8 ipv4-net 198.51.100.0/24 about=a net\n9 ipv4-addr 192.0.2.1\n"
          "10 domain-name host.example\n11 ipv6-addr 2001:db8::1\n12 url http://evil.example/A\n"
          "13 email-addr user@evil.example\n14 url http://bad.example/path?x\n"
          "15 file-md5 44d88612fea8a8f36de82e1278abb02f about=EICAR test\n"
          "16 file-sha1 3395856ce81f2b7382dee72602f798b642f14140 about=file.doc\n"
          "17 file-sha1 3395856ce81f2b7382dee72602f798b642f14140\n18 cve CVE-2020-0601\n"
          "line 19: not a domain, address, URL, hash or mail address: \"/gate.php\"\n"
          "line 20: not a domain, address, URL, hash or mail address: \"invoice.docx\"\n"
          "line 21: not a domain, address, URL, hash or mail address: \"word\"\n"
          "22 domain-name quoted.example\n");
}

static void files_for_resolvers_and_blockers_are_read(void **unused) {
    (void)unused;
    check(
        LIST_HOSTS,
        "127.0.0.1 localhost\n0.0.0.0 evil.example bad.example # why\n::1 ip6-loopback\n",
        "line 1: a name of the machine itself: \"127.0.0.1 localhost\"\n2 domain-name "
        "evil.example\n"
        "2 domain-name bad.example\nline 3: a name of the machine itself: \"::1 ip6-loopback\"\n");
    check(LIST_DNSMASQ, "address=/evil.example/0.0.0.0\nserver=/a.example/b.example/\n",
          "1 domain-name evil.example\n2 domain-name a.example\n2 domain-name b.example\n");
    check(LIST_ADGUARD,
          "! title\n[Adblock Plus 2.0]\n||evil.example^\n||bad.example^$third-party\n"
          "@@||good.example^\n",
          "3 domain-name evil.example\n4 domain-name bad.example\n"
          "line 5: an exception to a rule, not a value: \"@@||good.example^\"\n");
    check(LIST_RPZ,
          "$TTL 300\n@ IN SOA localhost. root.localhost. (1 2 3 4 5)\n@ IN NS localhost.\n"
          "evil.example CNAME .\n*.bad.example 60 IN CNAME *.\ngood.example CNAME rpz-passthru.\n",
          "4 domain-name evil.example\n5 domain-name bad.example\n"
          "line 6: an exception to a rule, not a value: \"good.example CNAME rpz-passthru.\"\n");
}

static void a_table_is_read_by_its_header(void **unused) {
    (void)unused;
    check(
        LIST_CSV,
        "Value,Entity_Type,Description,Tags,Confidence,First Seen\r\n"
        "evil.example,hostname,\"one, \"\"two\"\"\",\"a,b\",90,2024-02-13 00:30:52\r\n"
        "bad.example/x,url,,,high,\n,,,,,\n"
        "\"44d88612fea8a8f36de82e1278abb02f,3395856ce81f2b7382dee72602f798b642f14140\",file,x,,,\n"
        "not a value,hostname,,,,\n\"192.0.2.1\",ip,\"two\nlines\",,,\nlast.example,domain,,,,\n",
        "2 domain-name evil.example about=one, \"two\" labels=a,b confidence=90 "
        "from=2024-02-13T00:30:52Z\n3 url http://bad.example/x confidence=85\n"
        "5 file-md5 44d88612fea8a8f36de82e1278abb02f about=x\n"
        "5 file-sha1 3395856ce81f2b7382dee72602f798b642f14140 about=x\n"
        "line 6: not a domain, address, URL, hash or mail address: \"not a value\"\n"
        "7 ipv4-addr 192.0.2.1 about=two\nlines\n9 domain-name last.example\n");
    check(LIST_CSV, "SHA256;MD5;C2\n;44d88612fea8a8f36de82e1278abb02f;1.2.3.4\n",
          "2 file-md5 44d88612fea8a8f36de82e1278abb02f\n2 ipv4-addr 1.2.3.4\n");
    check(LIST_CSV, "indicator\ttitle\nevil.example\tOne\n",
          "2 domain-name evil.example name=One\n");
}

// A row is not taken with half of what it says: that it has ended, or is hardly believed.
static void a_row_whose_date_or_confidence_cannot_be_read_is_refused(void **unused) {
    (void)unused;
#define NO_DATE "a date is not written like 2024-02-13 or 2024-02-13T10:20:30Z"
#define NO_NUMBER "the confidence is not a number from 0 to 100, high, medium or low"
    check(LIST_CSV,
          "value,confidence,valid from,expires\n"
          "a.example,101,,\nb.example,often,,\nc.example,100%,,\nd.example,85.0,n/a,unknown\n"
          "e.example,0.9,,\nf.example,,13/02/2024,\ng.example,,,2/13/24 10:20\n"
          "h.example,,2024-02-13T00:30:00.5+09:00,\ni.example,,2024-02-30,\n"
          "j.example,,2024-02-13 10:20:30 UTC,\nk.example,,2024-02-13 noon,\n"
          "l.example,-5,,\nm.example,,2024-02-13,\n",
          "line 2: " NO_NUMBER ": \"101\"\nline 3: " NO_NUMBER ": \"often\"\n"
          "4 domain-name c.example confidence=100\n5 domain-name d.example confidence=85\n"
          "line 6: " NO_NUMBER ": \"0.9\"\nline 7: " NO_DATE ": \"13/02/2024\"\n"
          "line 8: " NO_DATE ": \"2/13/24 10:20\"\n"
          "9 domain-name h.example from=2024-02-12T15:30:00Z\nline 10: " NO_DATE
          ": \"2024-02-30\"\n11 domain-name j.example from=2024-02-13T10:20:30Z\nline 12: " NO_DATE
          ": \"2024-02-13 noon\"\nline 13: " NO_NUMBER ": \"-5\"\n"
          "14 domain-name m.example from=2024-02-13T00:00:00Z\n");
}

static void what_is_refused_is_shown_short_and_without_control_characters(void **unused) {
    (void)unused;
    check(LIST_UNKNOWN,
          "\x1B[31mred\x07\n"
          "many words many words many words many words many words many words many words\n"
          "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C\n",
          "line 1: not a domain, address, URL, hash or mail address: \"?[31mred?\"\n"
          "line 2: not a domain, address, URL, hash or mail address: "
          "\"many words many words many words many words many words many ...\"\n"
          "line 3: a fuzzy hash (ssdeep, TLSH) only says what is alike: give MD5, SHA-1, SHA-256 "
          "or SHA-512: \"3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C\"\n");
}

// Its names and texts are no columns, so that nothing of it is taken or blamed by half.
static void an_object_of_json_in_a_list_is_refused_as_what_it_is(void **unused) {
    (void)unused;
#define JSON_LINE "JSON in a file that is read as a list, because its first line is no JSON: "
    check(LIST_UNKNOWN,
          "oops\n{\"type\":\"indicator\"}\n"
          "  {\"domain\":\"evil.example\",\"ip\":\"192.0.2.1\"}\n",
          "line 1: not a domain, address, URL, hash or mail address: \"oops\"\n"
          "line 2: " JSON_LINE "\"{\"type\":\"indicator\"}\"\n"
          "line 3: " JSON_LINE "\"{\"domain\":\"evil.example\",\"ip\":\"192.0.2.1\"}\"\n");
}

static void a_table_without_a_header_is_read_by_its_values(void **unused) {
    (void)unused;
    check(LIST_CSV,
          "2024-02-13 00:30:52,someone,domain,evil.example,#phishing #scam,https://x.example/1\n"
          "2024-02-13 00:30:53,someone,ip,192.0.2.1,,https://x.example/2\n"
          "2024-02-13 00:30:53,someone,ip,:18:00,,https://x.example/2\n",
          "1 domain-name evil.example labels=phishing,scam from=2024-02-13T00:30:52Z\n"
          "2 ipv4-addr 192.0.2.1 from=2024-02-13T00:30:53Z\n"
          "line 3: not a domain, address, URL, hash or mail address: \":18:00\"\n");
}

static void values_of_one_kind_side_by_side_are_all_taken(void **unused) {
    (void)unused;
    check(LIST_PLAIN, "a.example, note of b.example\n", // not values alone
          "1 domain-name a.example about=note of b.example\n");
    check(LIST_PLAIN, "a.example, b[.]example ,c.example,\n192.0.2.1;192.0.2.2\n",
          "1 domain-name a.example\n1 domain-name b.example\n1 domain-name c.example\n"
          "2 ipv4-addr 192.0.2.1\n2 ipv4-addr 192.0.2.2\n");
    check(LIST_PLAIN,
          "d41d8cd98f00b204e9800998ecf8427e|da39a3ee5e6b4b0d3255bfef95601890afd80709\n"
          "evil.example,192.0.2.1,https://report.example/1\n",
          "1 file-md5 d41d8cd98f00b204e9800998ecf8427e\n"
          "1 file-sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709\n"
          "2 domain-name evil.example about=192.0.2.1,https://report.example/1\n");
    char line[4096], expected[4096];
    size_t size = 0, told = 0;
    for (int i = 0; i < 129; i++) {
        size += (size_t)snprintf(line + size, sizeof line - size, "192.0.2.%d,", i);
        told += (size_t)snprintf(expected + told, sizeof expected - told,
                                 "1 ipv4-addr 192.0.2.%d\n", i);
        if (i == 127) {
            line[size - 1] = '\n'; // as many as are read
            check(LIST_PLAIN, line, expected);
            line[size - 1] = ',';
        }
    }
    check(LIST_PLAIN, line,
          "line 1: more values in one line than are read: "
          "\"192.0.2.0,192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,192.0.2.5,...\"\n");
}

static void a_url_before_a_date_ends_at_the_comma(void **unused) {
    (void)unused;
    check(LIST_CSV,
          "hxxp://192.0.2.1/isin/,2016-08-17 06:31:00,"
          "1263dd9167ae5071897067fa71373344f37121ca08d23493711ef83a5233c45a\n"
          "http://bad.example/a,2016-08-17\n",
          "1 url http://192.0.2.1/isin/ from=2016-08-17T06:31:00Z\n"
          "2 url http://bad.example/a from=2016-08-17T00:00:00Z\n");
    check(LIST_PLAIN,
          "http://bad.example/a,b\nhttp://bad.example/a,2016-08-17\n"
          "http://bad.example/?a=1&amp;b=2\n",
          "1 url http://bad.example/a,b\n2 url http://bad.example/a from=2016-08-17T00:00:00Z\n"
          "3 url http://bad.example/?a=1&amp;b=2\n");
}

static void what_documents_put_between_values_is_space(void **unused) {
    (void)unused;
    check(LIST_PLAIN,
          "44d88612fea8a8f36de82e1278abb02f\xC2\xA0  C:\\x.exe\n\xC2\xA0one.example\xE3\x80\x80\n",
          "1 file-md5 44d88612fea8a8f36de82e1278abb02f about=C:\\x.exe\n"
          "2 domain-name one.example\n");
}

static void a_value_is_whole_characters(void **unused) {
    (void)unused;
    check(LIST_PLAIN, "b\xC3\xBC.example\nevil.example\xCA\n",
          "1 domain-name b\xC3\xBC.example\n"
          "line 2: not a domain, address, URL, hash or mail address: \"evil.example?\"\n");
}

static void a_url_without_its_scheme_is_no_mail_address(void **unused) {
    (void)unused;
    check(LIST_PLAIN,
          "bad[.]example/minji@_29773.exe\na@one.example:b@two.example\n<c@one.example>\n",
          "1 url http://bad.example/minji@_29773.exe\n"
          "line 2: not a domain, address, URL, hash or mail address: "
          "\"a@one.example:b@two.example\"\n3 email-addr c@one.example\n");
}

static void a_zeek_file_is_read_by_its_fields(void **unused) {
    (void)unused;
    check(LIST_ZEEK,
          "#fields\tindicator\tindicator_type\tmeta.source\tmeta.do_notice\tmeta.desc\n"
          "192.0.2.1\tIntel::ADDR\tX\tF\tSCAN\nbad.example/p\tIntel::URL\tX\tF\t-\n"
          "someone\tIntel::USER_NAME\tX\tF\t-\n",
          "2 ipv4-addr 192.0.2.1 about=SCAN\n3 url http://bad.example/p\n"
          "line 4: not a domain, address, URL, hash or mail address: \"someone\"\n");
}

static void a_line_that_is_too_long_is_passed_over(void **unused) {
    (void)unused;
    size_t size = 300 * 1024;
    char *text = memory_take(size + 14);
    memset(text, 'a', size);
    memcpy(text + size, "\nevil.example\n", 14);
    static const size_t PIECES[] = {1000, 64 * 1024};
    for (size_t i = 0; i < COUNT(PIECES); i++) {
        struct told told = {.size = 0};
        read_all(&told, (struct str){text, size + 14}, PIECES[i]);
        assert_string_equal(told.text,
                            "line 1: longer than 262144 bytes\n2 domain-name evil.example\n");
    }
    free(text);
}

static void json_is_told_from_a_list(void **unused) {
    (void)unused;
    assert_true(list_looks_like_json(STR("\xEF\xBB\xBF {\"type\": \"bundle\"")));
    assert_true(list_looks_like_json(STR("[\n  {\"a\": 1}")));
    assert_true(list_looks_like_json(STR("{")));
    assert_false(list_looks_like_json(STR("[2001:db8::1]:443\n")));
    assert_false(list_looks_like_json(STR("[Adblock Plus 2.0]\n")));
    assert_false(list_looks_like_json(STR("evil.example\n")));
    assert_false(list_looks_like_json(STR("")));
}

static void what_is_no_text_is_told_from_a_list(void **state) {
    (void)state;
    struct fault fault;
    assert_int_equal(OK, list_check_is_text(STR(""), &fault));
    assert_int_equal(OK, list_check_is_text(STR("\xEF\xBB\xBF"
                                                "evil.example\n\xFF\n"),
                                            &fault));
    assert_int_equal(MALFORMED, list_check_is_text(STR("PK\3\4\x14\0\0"), &fault));
    assert_string_equal("this is no text but a binary file", fault.text);
    assert_int_equal(MALFORMED, list_check_is_text(STR("\xFF\xFE"
                                                       "e\0v\0"),
                                                   &fault));
    assert_string_equal("this is UTF-16 text: save it as UTF-8", fault.text);
    char late[1024];
    memset(late, 'a', sizeof late);
    late[600] = '\0';
    assert_int_equal(OK, list_check_is_text((struct str){late, sizeof late}, &fault));
    late[500] = '\0';
    assert_int_equal(MALFORMED, list_check_is_text((struct str){late, sizeof late}, &fault));
}

static void packed_and_random_bytes_are_told_from_a_list(void **unused) {
    (void)unused;
    struct fault fault;
    char noise[4096];
    uint64_t state = 1;
    for (size_t i = 0; i < sizeof noise; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        noise[i] = (char)(state >> 33);
        if (!noise[i]) noise[i] = 'x'; // without the NUL that tells most of them
    }
    for (size_t size = 256; size <= sizeof noise; size *= 2)
        assert_int_equal(MALFORMED, list_check_is_text((struct str){noise, size}, &fault));
    assert_string_equal("this is no text but a binary file", fault.text);
    // One bad line among good ones, colours of a terminal, and another encoding are text.
    assert_int_equal(OK, list_check_is_text(STR("one.example\n\1\2\3\4\ntwo.example\n"), &fault));
    char text[4096];
    for (size_t i = 0; i < sizeof text; i++) text[i] = "\x1B[31m\t\r\n"[i % 8];
    assert_int_equal(OK, list_check_is_text((struct str){text, sizeof text}, &fault));
    for (size_t i = 0; i < sizeof text; i++) text[i] = "\x83\x74\x83\x42\x83\x62\x83\x56"[i % 8];
    assert_int_equal(OK, list_check_is_text((struct str){text, sizeof text}, &fault));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_list_is_read_with_its_decoration),
        cmocka_unit_test(files_for_resolvers_and_blockers_are_read),
        cmocka_unit_test(a_table_is_read_by_its_header),
        cmocka_unit_test(a_row_whose_date_or_confidence_cannot_be_read_is_refused),
        cmocka_unit_test(what_is_refused_is_shown_short_and_without_control_characters),
        cmocka_unit_test(an_object_of_json_in_a_list_is_refused_as_what_it_is),
        cmocka_unit_test(a_table_without_a_header_is_read_by_its_values),
        cmocka_unit_test(values_of_one_kind_side_by_side_are_all_taken),
        cmocka_unit_test(a_url_before_a_date_ends_at_the_comma),
        cmocka_unit_test(what_documents_put_between_values_is_space),
        cmocka_unit_test(a_value_is_whole_characters),
        cmocka_unit_test(a_url_without_its_scheme_is_no_mail_address),
        cmocka_unit_test(a_zeek_file_is_read_by_its_fields),
        cmocka_unit_test(a_line_that_is_too_long_is_passed_over),
        cmocka_unit_test(json_is_told_from_a_list),
        cmocka_unit_test(what_is_no_text_is_told_from_a_list),
        cmocka_unit_test(packed_and_random_bytes_are_told_from_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
