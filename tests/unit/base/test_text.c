#include "base/text.h"

#include "check.h"

static int arena_up(void **state) {
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int arena_down(void **state) {
    arena_close(*state);
    return 0;
}

static void text_knows_utf8_by_rfc_3629(void **state) {
    (void)state;
    const char *const good[] = {"",
                                "abc",
                                "\xc2\x80",
                                "\xdf\xbf",
                                "\xe0\xa0\x80",
                                "\xed\x9f\xbf",
                                "\xee\x80\x80",
                                "\xef\xbf\xbf",
                                "\xf0\x90\x80\x80",
                                "\xf4\x8f\xbf\xbf",
                                ("12345678\xe9\x80\xa3"
                                 "90123456")};
    const char *const bad[] = {"\x80",
                               "\xbf",
                               "\xc0\x80",
                               "\xc1\xbf",
                               "\xe0\x9f\xbf",
                               "\xed\xa0\x80",
                               "\xed\xbf\xbf",
                               "\xf0\x8f\xbf\xbf",
                               "\xf4\x90\x80\x80",
                               "\xf5\x80\x80\x80",
                               "\xff",
                               "\xc2",
                               "\xe2\x82",
                               "\xf0\x9f\x98",
                               "\xe2(\xa1",
                               "12345678\xe9\x80"};
    for (size_t i = 0; i < COUNT(good); i++) assert_true(text_is_utf8(str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++) assert_false(text_is_utf8(str_of(bad[i])));
    for (size_t i = 0; i < COUNT(good); i++) assert_true(text_is_storable(str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++) assert_false(text_is_storable(str_of(bad[i])));
    assert_true(text_is_utf8(STR("a\0b")));
    assert_false(text_is_storable(STR("a\0b")));
    assert_false(text_is_storable(STR("\0")));
}

static void text_puts_and_reads_every_code_point(void **state) {
    (void)state;
    for (uint32_t c = 0; c <= 0x110000; c++) {
        char bytes[4];
        size_t size, at = 0;
        text_put(bytes, &size, c);
        uint32_t back = text_next((struct str){bytes, size}, &at);
        bool exists = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
        if (at != size || back != (exists ? c : 0xfffd)) fail_msg("U+%04X", c);
    }
}

static void text_next_moves_one_byte_over_broken_text(void **state) {
    (void)state;
    size_t at = 0;
    struct str text = STR("\xe2\x82x");
    assert_int_equal(text_next(text, &at), 0xfffd);
    assert_int_equal(at, 1);
    assert_int_equal(text_next(text, &at), 0xfffd);
    assert_int_equal(text_next(text, &at), 'x');
    assert_int_equal(at, 3);
}

static void text_fold_leaves_small_letters_where_they_are(void **state) {
    struct str small = STR("abc-1\xc3\x84");
    assert_ptr_equal(text_fold(*state, small).data, small.data);
    assert_str(text_fold(*state, STR("aBC[@Z\xc3\x84")), "abc[@z\xc3\x84");
}

struct pair {
    const char *from, *to;
};

static void refang_undoes_the_usual_disguises(void **state) {
    static const struct pair pairs[] = {
        {"hxxp://evil[.]example[.]com/a", "http://evil.example.com/a"},
        {"hXXps://evil(.)example{.}com", "https://evil.example.com"},
        {"HXXP://x", "HTTP://x"},
        {"h**p://x and h**ps://y", "http://x and https://y"},
        {"hxxp[://]x", "http://x"},
        {"hxxp[:]//x", "http://x"},
        {"hxxps[:]//x[dot]y(DOT)z{dot}", "https://x.y.z."},
        {"user[at]example[dot]com", "user@example.com"},
        {"user(at)a, b[@]c, d{at}e", "user@a, b@c, d@e"},
        {"10[.]0[.]0[.]1", "10.0.0.1"},
        {"2001[:]db8[:][:]1", "2001:db8::1"},
        {"(hxxp://x)", "(http://x)"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        assert_str(text_refang(*state, str_of(pairs[i].from)), pairs[i].to);
}

static void refang_leaves_the_rest_alone(void **state) {
    static const char *const texts[] = {
        "",          "plain",   "http://a.b/c", "[x]", "[.",   ".]",      "[.)",    "axxp://x",
        "xhxxp://y", "hxxp:/x", "hxxq://x",     "(:)", "hXXp", "[datum]", "a]b)c}", "/"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str text = str_of(texts[i]);
        assert_ptr_equal(text_refang(*state, text).data, text.data);
    }
}

static void refang_leaves_nothing_to_undo(void **state) {
    assert_str(text_refang(*state, STR("a[[.]]b")), "a.b");
    assert_str(text_refang(*state, STR("a[(dot})]b")), "a[(dot})]b");
    assert_str(text_refang(*state, STR("hxxp[[:]//]x")), "http://x");
}

static void defang_hides_scheme_host_and_mail(void **state) {
    static const struct pair pairs[] = {
        {"http://evil.example.com/a.b?c=d.e", "hxxp://evil[.]example[.]com/a.b?c=d.e"},
        {"https://u@evil.com:8080#x.y", "hxxps://u[@]evil[.]com:8080#x.y"},
        {"HTTPS://X.Y", "HXXPS://X[.]Y"},
        {"(http://a.b)", "(hxxp://a[.]b)"},
        {"http,://a.b", "http,://a[.]b"}, // not a scheme, and so could not be undone
        {"shttp://a", "shttp://a"},
        {"ftp://a.b/c.d", "ftp://a[.]b/c.d"},
        {"a@b.c", "a[@]b[.]c"},
        {"10.0.0.1", "10[.]0[.]0[.]1"},
        {"seen at a.b and  c.d.", "seen at a[.]b and  c[.]d."},
        {"a[.]b.c", "a[.]b[.]c"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct str defanged = text_defang(*state, str_of(pairs[i].from));
        assert_str(defanged, pairs[i].to);
        assert_str(text_defang(*state, defanged), pairs[i].to);
    }
    struct str plain = STR("nothing here");
    assert_ptr_equal(text_defang(*state, plain).data, plain.data);
}

static void refang_undoes_defang(void **state) {
    static const char *const texts[] = {"http://a.b@c.d/e.f@g",   "x.y", "a@b.c",
                                        "https://[::1]/.",        "[.",  "a.]b",
                                        "see http://a.b, or c.d."};
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_str(text_refang(*state, text_defang(*state, str_of(texts[i]))), texts[i]);
}

static void an_excerpt_is_short_and_safe_to_show(void **state) {
    static const struct {
        const char *from, *to;
    } pairs[] = {
        {"", ""},
        {"plain \xE9\x80\xA3", "plain \xE9\x80\xA3"},
        {"\x1B[31mred\r\n\x7F\xC2\x9B", "?[31mred????"},
        {"a\xE2\x80\xAEgpj.exe\xFF", "a?gpj.exe?"},
        {"0123456789abcdef", "0123456789abcdef"},
        {"0123456789abcdefg", "0123456789abcdef..."},
        {"0123456789abcd\xE9\x80\xA3", "0123456789abcd..."},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        assert_str(text_excerpt(*state, str_of(pairs[i].from), 16), pairs[i].to);
    assert_str(text_excerpt(*state, ((struct str){"a\0b", 3}), 16), "a?b");
}

static void a_head_ends_at_a_whole_code_point(void **state) {
    (void)state;
    struct str text = STR("a\xE3\x81\x82z");
    static const size_t sizes[] = {0, 1, 1, 1, 4, 5, 5};
    for (size_t most = 0; most < COUNT(sizes); most++)
        assert_int_equal(text_head(text, most).size, sizes[most]);
    assert_int_equal(text_head(STR("\x81\x81\x81"), 2).size, 0);
}

static void a_place_is_the_same_in_one_step_or_in_many(void **state) {
    (void)state;
    struct str text = STR("a\nb\xE3\x81\x82" "c\r\nd\re");
    const struct text_place places[] = {{0, 1, 1}, {1, 1, 2},  {2, 2, 1},  {3, 2, 2},  {6, 2, 3},
                                        {7, 2, 4}, {9, 3, 1}, {10, 3, 2}, {11, 4, 1}, {12, 4, 2}};
    struct text_place walked = TEXT_PLACE_BEGIN;
    for (size_t i = 0; i < COUNT(places); i++) {
        struct text_place jumped = TEXT_PLACE_BEGIN;
        text_place_move(&walked, text, places[i].at);
        text_place_move(&jumped, text, places[i].at);
        assert_memory_equal(&walked, &places[i], sizeof walked);
        assert_memory_equal(&jumped, &places[i], sizeof jumped);
    }
    text_place_move(&walked, text, 100);
    assert_int_equal(walked.at, text.size);
    text_place_move(&walked, text, 3);
    assert_memory_equal(&walked, &places[3], sizeof walked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_knows_utf8_by_rfc_3629),
        cmocka_unit_test(text_puts_and_reads_every_code_point),
        cmocka_unit_test(text_next_moves_one_byte_over_broken_text),
        cmocka_unit_test(text_fold_leaves_small_letters_where_they_are),
        cmocka_unit_test(refang_undoes_the_usual_disguises),
        cmocka_unit_test(refang_leaves_the_rest_alone),
        cmocka_unit_test(refang_leaves_nothing_to_undo),
        cmocka_unit_test(defang_hides_scheme_host_and_mail),
        cmocka_unit_test(refang_undoes_defang),
        cmocka_unit_test(an_excerpt_is_short_and_safe_to_show),
        cmocka_unit_test(a_head_ends_at_a_whole_code_point),
        cmocka_unit_test(a_place_is_the_same_in_one_step_or_in_many),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
