#include "match/scan.h"

#include <stdlib.h>

#include "watch.h"

static void a_domain_is_found_in_its_subdomains_and_not_beside(void **unused) {
    (void)unused;
    static const struct {
        const char *line;
        size_t hits;
    } LINES[] = {
        {"evil.example", 1},
        {"www.evil.example", 1},
        {"EVIL.example.", 1},
        {"a.b.c.evil.example/path", 1},
        {"notevil.example", 0},
        {"evil.example.org", 0},
        {"evil.example-x", 0},
        {"_evil.example", 0},
        {"x_evil.example", 0},
        {"evil.example_x", 0},
        {"host=evil.example,", 1},
        {"\"evil.example\"", 1},
        {"<evil.example>", 1},
        {"evil.example evil.example", 2},
        {"http://evil.example/", 1},
        {"user@evil.example", 1},
        {"evil.example:443", 1},
        {"evil.exampl", 0},
        {"%2Fevil.example%2F", 1},
        {"\\nevil.example\\r\\n", 1},
        {"evil[.]example", 1},
        {"evil(dot)example", 1},
        {"hxxp://evil[.]example", 1},
        {"(at least evil example)", 0},
        {".evil.example", 1},
        {"--evil.example--", 1},
        {"evil.example\xE3\x80\x81", 1},
    };
    for (size_t i = 0; i < COUNT(LINES); i++)
        if (watch_count(OBSERVABLE_DOMAIN, "evil.example", LINES[i].line) != LINES[i].hits)
            fail_msg("in <%s>", LINES[i].line);
}

static void an_address_is_found_whole(void **unused) {
    (void)unused;
    static const struct {
        const char *line;
        size_t hits;
    } LINES[] = {
        {"1.2.3.4", 1},     {"1.2.3.4:80", 1},      {"[1.2.3.4]", 1},       {"11.2.3.4", 0},
        {"1.2.3.45", 0},    {"1.2.3.4.5", 0},       {"0.1.2.3.4", 0},       {"v1.2.3.4", 0},
        {"1.2.3.4_", 0},    {"1[.]2[.]3[.]4", 1},   {"1.2.3[.]4", 1},       {"1.2.3.4.", 1},
        {"ip=1.2.3.4;", 1}, {"1.2.3.4-1.2.3.9", 1}, {"::ffff:1.2.3.4", 1},  {"::ffff:102:304", 1},
        {"1.2.3.04", 0},    {"\\n1.2.3.4", 1},      {"http://1.2.3.4/", 1}, {"1.2.3.4/24", 1},
    };
    for (size_t i = 0; i < COUNT(LINES); i++)
        if (watch_count(OBSERVABLE_IPV4, "1.2.3.4", LINES[i].line) != LINES[i].hits)
            fail_msg("in <%s>", LINES[i].line);
    assert_int_equal(watch_count(OBSERVABLE_IPV4_NET, "10.0.0.0/8", "10.9.8.7 11.9.8.7"), 1);
    assert_int_equal(watch_count(OBSERVABLE_IPV4_NET, "0.0.0.0/0", "10.9.8.7 11.9.8.7"), 2);
    assert_int_equal(watch_count(OBSERVABLE_IPV6, "2001:db8::1", "[2001:DB8:0:0:0::1]:80"), 1);
    assert_int_equal(watch_count(OBSERVABLE_IPV6, "2001:db8::1", "2001:db8::11 12:30:45"), 0);
    assert_int_equal(watch_count(OBSERVABLE_IPV6_NET, "2001:db8::/32", "2001:db8:7::9%eth0"), 1);
}

static void a_url_is_found_in_its_spellings(void **unused) {
    (void)unused;
    const char *root = "http://evil.example/", *page = "http://evil.example/a?b=c";
    assert_int_equal(watch_count(OBSERVABLE_URL, root, "GET HTTP://Evil.Example:80 x"), 1);
    assert_int_equal(watch_count(OBSERVABLE_URL, root, "\"http:\\/\\/evil.example\\/\""), 1);
    assert_int_equal(watch_count(OBSERVABLE_URL, root, "hxxp[:]//evil[.]example"), 1);
    assert_int_equal(watch_count(OBSERVABLE_URL, root, "http://evil.example/a"), 0);
    assert_int_equal(watch_count(OBSERVABLE_URL, root, "https://evil.example/"), 0);
    assert_int_equal(watch_count(OBSERVABLE_URL, page, "(http://evil.example/a?b=c)."), 1);
    assert_int_equal(watch_count(OBSERVABLE_URL, page, "http://evil.example/a?b=c#top"), 1);
    assert_int_equal(watch_count(OBSERVABLE_URL, page, "http://evil.example/a?b=cd"), 0);
}

static void hashes_and_names_of_flaws_stand_alone(void **unused) {
    (void)unused;
    const char *md5 = "44d88612fea8a8f36de82e1278abb02f";
    assert_int_equal(watch_count(OBSERVABLE_MD5, md5, "MD5=44D88612FEA8A8F36DE82E1278ABB02F,"), 1);
    assert_int_equal(watch_count(OBSERVABLE_MD5, md5, "44d88612fea8a8f36de82e1278abb02f.exe"), 1);
    assert_int_equal(watch_count(OBSERVABLE_MD5, md5, "a44d88612fea8a8f36de82e1278abb02f"), 0);
    assert_int_equal(watch_count(OBSERVABLE_MD5, md5, "44d88612fea8a8f36de82e1278abb02fx"), 0);
    assert_int_equal(watch_count(OBSERVABLE_MD5, md5, "44d88612fea8a8f36de82e1278abb02f_"), 0);
    assert_int_equal(watch_count(OBSERVABLE_JA3, md5, "44d88612fea8a8f36de82e1278abb02f"), 1);
    assert_int_equal(watch_count(OBSERVABLE_CVE, "CVE-2020-0601", "see cve-2020-0601."), 1);
    assert_int_equal(watch_count(OBSERVABLE_CVE, "CVE-2020-0601", "CVE-2020-06011"), 0);
    assert_int_equal(watch_count(OBSERVABLE_EMAIL, "a@evil.example", "<A@Evil.example>"), 1);
    assert_int_equal(watch_count(OBSERVABLE_EMAIL, "a@evil.example", "xa@evil.example"), 0);
    assert_int_equal(watch_count(OBSERVABLE_EMAIL, "a@evil.example", "a@www.evil.example"), 0);
    assert_int_equal(watch_count(OBSERVABLE_EMAIL, "a@evil.example", "a[at]evil[.]example"), 1);
}

static void a_hit_says_where_it_is(void **unused) {
    (void)unused;
    struct watch watch;
    watch_init(&watch);
    struct set *set = watch_set(OBSERVABLE_DOMAIN, "evil.example");
    watch_scan(&watch, set, STR("first\r\n  www.evil[.]example\r\n\r\nlast evil.example"), 5);
    assert_int_equal(watch.hits.count, 2);
    const struct watch_hit *hits = watch.hits.items;
    assert_int_equal(hits[0].line, 2);
    assert_int_equal(hits[0].line_byte, 7);
    assert_int_equal(hits[0].begin, 6);
    assert_int_equal(hits[0].end, 20);
    assert_int_equal(hits[1].line, 4);
    assert_int_equal(hits[1].line_byte, 31);
    assert_int_equal(hits[1].begin, 5);
    assert_int_equal(hits[1].end, 17);
    assert_true(watch.ranges_hold);
    watch_close(&watch);
    set_close(&set);
}

static void the_sink_may_end_the_scan(void **unused) {
    (void)unused;
    struct watch watch;
    watch_init(&watch);
    watch.hits_max = 2;
    struct set *set = watch_set(OBSERVABLE_IPV4, "1.2.3.4");
    struct scan *scan = scan_open(set, (struct scan_sink){watch_on_hit, &watch});
    assert_false(scan_feed(scan, STR("1.2.3.4 1.2.3.4 1.2.3.4\n1.2.3.4\n")));
    assert_false(scan_feed(scan, STR("1.2.3.4\n")));
    assert_false(scan_end(scan));
    assert_int_equal(watch.hits.count, 2);
    assert_int_equal(scan_hits(scan), 2);
    scan_close(&scan);
    scan_close(&scan);
    watch_close(&watch);
    set_close(&set);
}

// Values at many places of a line of several pieces, some across the seams.
static void a_line_longer_than_the_limit_is_scanned_to_its_end(void **unused) {
    (void)unused;
    size_t size = 3 * (size_t)SCAN_LINE_MAX + 100, step = 4093, planted = 0;
    char *text = memory_take(size + 1);
    memset(text, ' ', size);
    for (size_t at = 1; at + 20 < size; at += step, planted++)
        memcpy(text + at, "evil.example", 12);
    text[size] = '\n';
    struct set *set = watch_set(OBSERVABLE_DOMAIN, "evil.example");
    static const size_t PIECES[] = {SIZE_MAX / 2, 1000003, 4096};
    for (size_t i = 0; i < COUNT(PIECES); i++) {
        struct watch watch;
        watch_init(&watch);
        watch_scan(&watch, set, (struct str){text, size + 1}, PIECES[i]);
        assert_int_equal(watch.hits.count, planted);
        for (size_t hit = 0; hit < planted; hit++) {
            assert_int_equal(watch.hits.items[hit].begin, 1 + hit * step);
            assert_int_equal(watch.hits.items[hit].line, 1);
            assert_int_equal(watch.hits.items[hit].line_byte, 0);
        }
        assert_true(watch.ranges_hold);
        watch_close(&watch);
    }
    set_close(&set);
    free(text);
}

static void lines_are_counted_whatever_they_hold(void **unused) {
    (void)unused;
    struct watch watch;
    watch_init(&watch);
    struct set *set = watch_set(OBSERVABLE_IPV4, "1.2.3.4");
    struct scan *scan = scan_open(set, (struct scan_sink){watch_on_hit, &watch});
    assert_true(scan_feed(scan, STR("\n\na\0b\n")));
    assert_true(scan_feed(scan, STR("last")));
    assert_int_equal(scan_bytes(scan), 10);
    assert_int_equal(scan_lines(scan), 3);
    assert_true(scan_end(scan));
    assert_int_equal(scan_lines(scan), 4);
    scan_close(&scan);
    watch_close(&watch);
    set_close(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_domain_is_found_in_its_subdomains_and_not_beside),
        cmocka_unit_test(an_address_is_found_whole),
        cmocka_unit_test(a_url_is_found_in_its_spellings),
        cmocka_unit_test(hashes_and_names_of_flaws_stand_alone),
        cmocka_unit_test(a_hit_says_where_it_is),
        cmocka_unit_test(the_sink_may_end_the_scan),
        cmocka_unit_test(a_line_longer_than_the_limit_is_scanned_to_its_end),
        cmocka_unit_test(lines_are_counted_whatever_they_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
