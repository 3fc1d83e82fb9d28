#include "http/accept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena arena;

static int drop(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static void a_media_type_is_taken_apart(void **state) {
    (void)state;
    struct media_type type;
    struct str text = STR(" Application/TAXII+JSON ;Version=2.1; x=\"a,\\\"b;c\" ;; q=0.25 ");
    assert_int_equal(media_type_read(&type, text, &arena), OK);
    assert_true(str_equal(type.type, STR("application")));
    assert_true(str_equal(type.subtype, STR("taxii+json")));
    assert_int_equal(type.param_count, 2);
    assert_true(str_equal(media_param(&type, STR("version")), STR("2.1")));
    assert_true(str_equal(media_param(&type, STR("X")), STR("a,\"b;c")));
    assert_null(media_param(&type, STR("q")).data);
    assert_int_equal(type.q_thousandths, 250);
}

static void a_broken_media_type_is_refused(void **state) {
    (void)state;
    const struct str bad[] = {
        STR(""),           STR("text"),         STR("text/"),       STR("/plain"),
        STR("text plain"), STR("*/plain"),      STR("text/plain;a"), STR("text/plain;a="),
        STR("a/b;q=2"),    STR("a/b;q=0.1234"), STR("a/b;q=1.001"), STR("a/b;q=.5"),
        STR("a/b;x=\"open"), STR("a/b;x=\"\\"),  STR("a/b,c/d"),
        STR("a/b;x=1;X=2"),
        STR("a/b;1=1;2=1;3=1;4=1;5=1;6=1;7=1;8=1;9=1"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct media_type type;
        if (media_type_read(&type, bad[i], &arena) != MALFORMED)
            fail_msg("%.*s was read", STR_ARG(bad[i]));
    }
    struct media_type type;
    assert_int_equal(
        media_type_read(&type, STR("a/b;1=1;2=1;3=1;4=1;5=1;6=1;7=1;8=1;q=1.000"), &arena), OK);
}

static size_t choose(const char *accept) {
    const struct str offers[] = {STR("application/taxii+json;version=2.1"),
                                 STR("application/json"), STR("text/html")};
    return accept_choose(str_of(accept), offers, 3, &arena);
}

static void the_best_liked_offer_is_chosen(void **state) {
    (void)state;
    assert_int_equal(choose(NULL), 0);
    assert_int_equal(choose(""), 0);
    assert_int_equal(choose("*/*"), 0);
    assert_int_equal(choose("text/*"), 2);
    assert_int_equal(choose("text/html;q=0.5, application/json;q=0.6"), 1);
    assert_int_equal(choose("application/json;q=0.5, text/html;q=0.5"), 1); // the earlier offer
    assert_int_equal(choose("image/png"), SIZE_MAX);
    assert_int_equal(choose("application/json;q=0"), SIZE_MAX);
    assert_int_equal(choose("broken, text/html"), 2);
    assert_int_equal(choose("broken"), SIZE_MAX);
}

static void the_most_exact_range_decides(void **state) {
    (void)state;
    // Everything but JSON, which the general range would allow.
    assert_int_equal(choose("application/*;q=0.1, application/json;q=0, text/html;q=0.05"), 0);
    assert_int_equal(choose("*/*, application/taxii+json;q=0"), 1);
    assert_int_equal(choose("application/taxii+json"), 0);
    assert_int_equal(choose("application/taxii+json;version=2.1"), 0);
    assert_int_equal(choose("application/taxii+json;version=2.0"), SIZE_MAX);
    assert_int_equal(choose("a/b;x=\",text/html\""), SIZE_MAX); // a comma in quotes
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_media_type_is_taken_apart),
        cmocka_unit_test(a_broken_media_type_is_refused),
        cmocka_unit_test(the_best_liked_offer_is_chosen),
        cmocka_unit_test(the_most_exact_range_decides),
    };
    return cmocka_run_group_tests(tests, NULL, drop);
}
