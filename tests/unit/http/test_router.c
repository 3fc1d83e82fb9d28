#include "http/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const methods[] = {"GET", "POST", "GET", "GET", "DELETE", "GET",
                                      "GET", "PUT",  "GET", "GET", "GET"};
static const char *const patterns[] = {
    "/",                    // 0
    "/a",                   // 1
    "/a",                   // 2
    "/a/{id}",              // 3
    "/a/{id}",              // 4
    "/a/new",               // 5
    "/a/{id}/b/{part}",     // 6
    "/a/new/c",             // 7
    "/taxii2/",             // 8
    "/files/{path*}",       // 9
    "/a/new/b/x",           // 10
};

struct found {
    enum status status;
    size_t row;
    struct route_params params;
    struct str allow;
};

static struct arena arena;
static struct router *router;

static int make(void **state) {
    (void)state;
    router = router_open(methods, patterns, sizeof methods / sizeof methods[0]);
    return 0;
}

static int drop(void **state) {
    (void)state;
    router_close(&router);
    router_close(&router);
    arena_close(&arena);
    return 0;
}

static struct found find(const char *method, const char *path) {
    struct found found = {.row = 99};
    struct route_found route = {.row = found.row};
    found.status = router_find(&route, router, str_of(method), str_of(path), &arena);
    found.row = route.row;
    found.params = route.params;
    found.allow = route.allow;
    return found;
}

static void assert_param(const struct found *found, const char *name, const char *value) {
    struct str text = route_param(&found->params, str_of(name));
    if (!str_equal(text, str_of(value))) fail_msg("%s is %.*s", name, STR_ARG(text));
}

static void paths_find_their_rows(void **state) {
    (void)state;
    const struct {
        const char *method, *path;
        size_t row;
    } cases[] = {{"GET", "/", 0},         {"POST", "/a", 1},    {"GET", "/a", 2},
                 {"GET", "/a/7", 3},      {"DELETE", "/a/7", 4}, {"GET", "/a/new", 5},
                 {"GET", "/a/7/b/8", 6},  {"PUT", "/a/new/c", 7}, {"GET", "/taxii2/", 8},
                 {"GET", "/files/a/b", 9}, {"GET", "/a/new/b/x", 10}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct found found = find(cases[i].method, cases[i].path);
        if (found.status != OK || found.row != cases[i].row)
            fail_msg("%s %s found %zu", cases[i].method, cases[i].path, found.row);
    }
}

static void a_literal_wins_but_a_dead_end_is_left(void **state) {
    (void)state;
    struct found found = find("GET", "/a/new/b/y"); // "new" leads nowhere but as {id}
    assert_int_equal(found.row, 6);
    assert_param(&found, "id", "new");
    assert_param(&found, "part", "y");
    assert_int_equal(find("DELETE", "/a/new").row, 4); // the literal has no DELETE
}

static void names_take_one_decoded_segment(void **state) {
    (void)state;
    struct found found = find("GET", "/a/x%2Fy%20z");
    assert_param(&found, "id", "x/y z");
    assert_null(route_param(&found.params, STR("other")).data);
    assert_int_equal(find("GET", "/a/").status, ABSENT); // an empty one is none
    assert_int_equal(find("GET", "/a/%zz").status, MALFORMED);
    assert_int_equal(find("GET", "/a/%00").status, MALFORMED);
}

static void the_rest_may_be_empty_or_long(void **state) {
    (void)state;
    struct found found = find("GET", "/files/a/b%20c/d");
    assert_param(&found, "path", "a/b c/d");
    found = find("GET", "/files/");
    assert_int_equal(found.row, 9);
    assert_param(&found, "path", "");
    assert_int_equal(find("GET", "/files").status, ABSENT);
}

static void what_does_not_fit_is_absent(void **state) {
    (void)state;
    const char *const paths[] = {"", "a", "/A", "/a/7/b", "/taxii2", "/a/7/b/8/9", "//"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_int_equal(find("GET", paths[i]).status, ABSENT);
}

static void another_method_is_told_which_are_allowed(void **state) {
    (void)state;
    struct found found = find("PATCH", "/a");
    assert_int_equal(found.status, DENIED);
    assert_true(str_equal(found.allow, STR("POST, GET")));
    found = find("PATCH", "/a/new"); // the literal's and the name's
    assert_true(str_equal(found.allow, STR("GET, DELETE")));
    assert_int_equal(find("get", "/a").status, DENIED); // methods have one case
}

static void head_finds_the_row_of_get(void **state) {
    (void)state;
    assert_int_equal(find("HEAD", "/a").row, 2);
    struct found found = find("HEAD", "/a/new/c");
    assert_int_equal(found.status, DENIED);
    assert_true(str_equal(found.allow, STR("PUT")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_find_their_rows),
        cmocka_unit_test(a_literal_wins_but_a_dead_end_is_left),
        cmocka_unit_test(names_take_one_decoded_segment),
        cmocka_unit_test(the_rest_may_be_empty_or_long),
        cmocka_unit_test(what_does_not_fit_is_absent),
        cmocka_unit_test(another_method_is_told_which_are_allowed),
        cmocka_unit_test(head_finds_the_row_of_get),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
