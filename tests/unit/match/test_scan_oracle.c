// The scan against a slow one, over lines made from known values, near misses and noise.
#include "oracle.h"

#include <stdlib.h>

static const struct {
    enum observable_kind kind;
    const char *value;
} VALUES[] = {
    {OBSERVABLE_DOMAIN, "evil.example"},
    {OBSERVABLE_DOMAIN, "www.evil.example"},
    {OBSERVABLE_DOMAIN, "a-b.bad_host.co.jp"},
    {OBSERVABLE_DOMAIN, "averyveryverylonglabelthatneedsmorethanonewordof64bits.test"},
    {OBSERVABLE_DOMAIN, "news.zip"},
    {OBSERVABLE_DOMAIN, "ews.zip"},
    {OBSERVABLE_IPV4, "192.0.2.1"},
    {OBSERVABLE_IPV4, "203.0.113.77"},
    {OBSERVABLE_IPV4, "1.2.3.4"},
    {OBSERVABLE_IPV4_NET, "198.51.100.0/24"},
    {OBSERVABLE_IPV4_NET, "198.48.0.0/12"},
    {OBSERVABLE_IPV6, "2001:db8::1"},
    {OBSERVABLE_IPV6, "2001:db8:1:2:3:4:5:6"},
    {OBSERVABLE_IPV6, "::ffff:1.2.3.4"},
    {OBSERVABLE_IPV6_NET, "2001:db8:aaaa::/48"},
    {OBSERVABLE_URL, "http://evil.example/a/b.php?x=1"},
    {OBSERVABLE_URL, "https://bad.example/"},
    {OBSERVABLE_URL, "http://192.0.2.9:8080/x"},
    {OBSERVABLE_URL, "http://evil.example/a"},
    {OBSERVABLE_URL, "ftp://user:pw@evil.example/z"},
    {OBSERVABLE_URL, "http://[2001:db8::7]/p"},
    {OBSERVABLE_EMAIL, "boss@evil.example"},
    {OBSERVABLE_EMAIL, "a.b+c@mail.test"},
    {OBSERVABLE_MD5, "44d88612fea8a8f36de82e1278abb02f"},
    {OBSERVABLE_SHA1, "3395856ce81f2b7382dee72602f798b642f14140"},
    {OBSERVABLE_SHA256, "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"},
    {OBSERVABLE_CVE, "CVE-2020-0601"},
};

// Things that are values in other spellings, or nearly.
static const char *const PIECES[] = {
    "evil.example",
    "EVIL.Example.",
    "notevil.example",
    "evil.example.org",
    "x.y.evil.example",
    "evil[.]example",
    "www[dot]evil(.)example",
    "hxxp://evil[.]example/a",
    "boss[at]evil[.]example",
    "hXXps[:]//bad.example",
    "http://bad.example",
    "https://BAD.example:443",
    "https://bad.example?",
    "http:\\/\\/evil.example\\/a\\/b.php?x=1",
    "http://evil.example/a,",
    "http://evil.example/a)",
    "HTTP://Evil.Example:80/a/b.php?x=1#top",
    "http%3A%2F%2Fevil.example%2Fa",
    "1.2.3.4",
    "11.2.3.4",
    "1.2.3.45",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.4:80",
    "1[.]2[.]3[.]4",
    "1.2.3.4-9",
    "1.2.3.4-203.0.113.77",
    "v1.2.3.4",
    "::ffff:1.2.3.4",
    "::ffff:102:304",
    "[2001:DB8::1]:443",
    "2001:0db8:0000:0000:0000:0000:0000:0001",
    "2001:db8:0:0::1",
    "2001:db8::1:",
    "2001:db8::1.",
    "2001:db8:aaaa:1::5",
    "src:2001:db8::1",
    "ip:2001:db8::1",
    "x2001:db8::1",
    "2001:db8::1g",
    "2001:db8:1:2:3:4:5:6",
    "fe80::1%eth0",
    "10:05:03",
    "2015:10:05:03",
    "198.51.100.200",
    "198.52.0.0",
    "198.80.1.1",
    "http://[2001:db8:0::7]/p",
    "ftp://user:pw@evil.example/z",
    "http://192.0.2.9:8080/x",
    "a.b+c@mail.test",
    "xa.b+c@mail.test",
    "A.B+C@MAIL.test.",
    "mailto:boss@evil.example",
    "=boss@evil.example",
    ".boss@evil.example",
    "b@evil.example",
    "44D88612FEA8A8F36DE82E1278ABB02F",
    "44d88612fea8a8f36de82e1278abb02f.exe",
    "x44d88612fea8a8f36de82e1278abb02f",
    "044d88612fea8a8f36de82e1278abb02f",
    "44d88612fea8a8f36de82e1278abb02f_",
    "3395856ce81f2b7382dee72602f798b642f14140",
    "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
    "cve-2020-0601",
    "CVE-2020-06011",
    "xCVE-2020-0601",
    "C:\\news.zip",
    "\\\\news.zip",
    "a-b.bad_host.co.jp",
    "b.bad_host.co.jp",
    "averyveryverylonglabelthatneedsmorethanonewordof64bits.test",
    "evil..example",
    "news.zip",
    "[.]",
    "hxxp",
    "evil",
    "example",
    "com",
    "http:",
    "//",
    "\xE3\x80\x82",
    "&lt;",
};
static const char *const GLUE[] = {
    " ", " ",   " ", "\"",  "'",   ",",       "=",   "(",    ")",  "[",  "]",      "<", ">", "|",
    ";", ":",   "/", "\\n", "%20", "\\u0022", "\t",  "-",    "_",  ".",  "\\r\\n", "@", "x", "0",
    "#", "%3D", "{", "}",   "?",   "&",       "\\t", "\\\\", "\\", "--", "..",     "%"};

static uint64_t state;
static uint32_t below(uint32_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((state >> 33) % limit);
}

static size_t line_make(char *out) {
    size_t size = 0;
    for (uint32_t parts = 1 + below(8); parts > 0 && size < 900; parts--) {
        const char *piece = PIECES[below(COUNT(PIECES))];
        for (uint32_t glue = below(3); glue > 0; glue--) {
            const char *text = GLUE[below(COUNT(GLUE))];
            memcpy(out + size, text, strlen(text));
            size += strlen(text);
        }
        memcpy(out + size, piece, strlen(piece));
        size += strlen(piece);
    }
    if (below(2)) out[size++] = GLUE[below(COUNT(GLUE))][0];
    return size;
}

static int compare_hits(const void *left, const void *right) {
    const struct watch_hit *a = left, *b = right;
    if (a->begin != b->begin) return a->begin < b->begin ? -1 : 1;
    if (a->end != b->end) return a->end < b->end ? -1 : 1;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return strcmp(a->value, b->value);
}

static void sort_hits(struct watch *watch) {
    if (watch->hits.count > 1)
        qsort(watch->hits.items, watch->hits.count, sizeof *watch->hits.items, compare_hits);
}

static void assert_same(struct watch *got, struct watch *expected, struct str line) {
    sort_hits(got);
    sort_hits(expected);
    bool is_same = got->hits.count == expected->hits.count;
    for (size_t i = 0; is_same && i < got->hits.count; i++)
        is_same = compare_hits(&got->hits.items[i], &expected->hits.items[i]) == 0;
    if (is_same) return;
    for (size_t i = 0; i < expected->hits.count; i++)
        print_message("expected %zu-%zu %s\n", expected->hits.items[i].begin,
                      expected->hits.items[i].end, expected->hits.items[i].value);
    for (size_t i = 0; i < got->hits.count; i++)
        print_message("found    %zu-%zu %s\n", got->hits.items[i].begin, got->hits.items[i].end,
                      got->hits.items[i].value);
    fail_msg("in <%.*s>", STR_ARG(line));
}

struct fixture {
    struct arena arena, scratch;
    struct observable values[COUNT(VALUES)];
    struct set *set;
    struct oracle oracle;
};

static void fixture_open(struct fixture *fixture) {
    struct set_builder *builder = set_builder_open();
    arena_init(&fixture->arena);
    arena_init(&fixture->scratch);
    uint32_t entry = watch_entry(builder, "");
    for (size_t i = 0; i < COUNT(VALUES); i++) {
        struct str text = str_of(VALUES[i].value);
        assert_true(observable_make(&fixture->values[i], VALUES[i].kind, text, &fixture->arena));
        assert_true(set_builder_add(builder, entry, &fixture->values[i]));
    }
    fixture->set = set_build(&builder);
    fixture->oracle.values = fixture->values;
    fixture->oracle.value_count = COUNT(VALUES);
    fixture->oracle.arena = &fixture->scratch;
}

static void fixture_close(struct fixture *fixture) {
    set_close(&fixture->set);
    arena_close(&fixture->arena);
    arena_close(&fixture->scratch);
}

static void check_line(struct fixture *fixture, struct str line) {
    struct watch expected, got;
    watch_init(&expected);
    watch_init(&got);
    fixture->oracle.out = &expected;
    arena_reset(&fixture->scratch);
    oracle_scan(&fixture->oracle, line);
    watch_scan(&got, fixture->set, line, SIZE_MAX / 2);
    assert_true(got.ranges_hold);
    assert_same(&got, &expected, line);
    watch_close(&expected);
    watch_close(&got);
}

static void the_scan_finds_what_a_slow_one_finds(void **unused) {
    (void)unused;
    static struct fixture fixture;
    char line[ORACLE_LINE_MAX];
    fixture_open(&fixture);
    for (size_t i = 0; i < COUNT(PIECES); i++)
        check_line(&fixture, str_of(PIECES[i]));
    const char *rounds = getenv("RENKEI_TEST_ROUNDS");
    uint64_t count = rounds ? strtoull(rounds, NULL, 10) : 4000;
    for (uint64_t seed = 1; seed <= count; seed++) {
        state = seed;
        check_line(&fixture, (struct str){line, line_make(line)});
    }
    fixture_close(&fixture);
}

static void the_scan_finds_the_same_however_the_stream_is_cut(void **unused) {
    (void)unused;
    static struct fixture fixture;
    char text[ORACLE_LINE_MAX * 4];
    fixture_open(&fixture);
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct watch whole;
        size_t size = 0;
        state = seed;
        for (int i = 0; i < 3; i++) {
            size += line_make(text + size);
            text[size++] = '\n';
        }
        struct str stream = {text, size - seed % 2};
        watch_init(&whole);
        watch_scan(&whole, fixture.set, stream, SIZE_MAX / 2);
        for (size_t cut = 1; cut < stream.size; cut++) {
            struct watch parts;
            watch_init(&parts);
            struct scan *scan = scan_open(fixture.set, (struct scan_sink){watch_on_hit, &parts});
            assert_true(scan_feed(scan, str_cut(stream, 0, cut)));
            assert_true(scan_feed(scan, str_cut(stream, cut, stream.size)));
            assert_true(scan_end(scan));
            assert_int_equal(scan_lines(scan), 3);
            assert_int_equal(scan_bytes(scan), stream.size);
            scan_close(&scan);
            assert_int_equal(parts.hits.count, whole.hits.count);
            if (whole.hits.count > 0)
                assert_memory_equal(parts.hits.items, whole.hits.items,
                                    whole.hits.count * sizeof *whole.hits.items);
            watch_close(&parts);
        }
        watch_close(&whole);
    }
    fixture_close(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_scan_finds_what_a_slow_one_finds),
        cmocka_unit_test(the_scan_finds_the_same_however_the_stream_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
