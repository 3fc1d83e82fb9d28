#include "http/cookie.h"

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

static void a_cookie_is_found_among_others(void **state) {
    (void)state;
    struct http_pair headers[] = {{STR("Cookie"), STR("a=1; ab=2;c=\"3\"; d=x=y")},
                                  {STR("cookie"), STR("e=5")}};
    struct http_request request = {.headers = headers, .header_count = 2};
    assert_true(str_equal(cookie_find(&arena, &request, STR("a"), false), STR("1")));
    assert_true(str_equal(cookie_find(&arena, &request, STR("ab"), false), STR("2")));
    assert_true(str_equal(cookie_find(&arena, &request, STR("c"), false), STR("3")));
    assert_true(str_equal(cookie_find(&arena, &request, STR("d"), false), STR("x=y")));
    assert_true(str_equal(cookie_find(&arena, &request, STR("e"), false), STR("5")));
    assert_null(cookie_find(&arena, &request, STR("b"), false).data);
}

static void a_secure_cookie_is_found_by_the_name_that_it_was_made_with(void **state) {
    (void)state;
    struct str made = cookie_make(&arena, STR("s"), STR("v"), 60, true);
    struct http_pair header = {STR("Cookie"), str_cut(made, 0, str_find_byte(made, ';'))};
    struct http_request request = {.headers = &header, .header_count = 1};
    assert_true(str_equal(cookie_find(&arena, &request, STR("s"), true), STR("v")));
    assert_null(cookie_find(&arena, &request, STR("s"), false).data);
}

// A page of a neighbour's host may add a cookie of the same name to what a browser sends.
static void a_cookie_that_comes_twice_is_none(void **state) {
    (void)state;
    struct http_pair headers[] = {{STR("Cookie"), STR("a=1; b=2; a=3")},
                                  {STR("Cookie"), STR("b=2")}};
    struct http_request request = {.headers = headers, .header_count = 2};
    assert_null(cookie_find(&arena, &request, STR("a"), false).data);
    assert_null(cookie_find(&arena, &request, STR("b"), false).data);
}

static void a_secure_cookie_belongs_to_this_host_only(void **state) {
    (void)state;
    struct str text = cookie_make(&arena, STR("s"), STR("v"), 60, true);
    assert_true(str_equal(text, STR("__Host-s=v; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; "
                                    "Secure")));
    text = cookie_make(&arena, STR("s"), STR(""), 0, false);
    assert_true(str_equal(text, STR("s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")));
    text = cookie_make_lax(&arena, STR("s"), STR("v"), 600, true);
    assert_true(str_equal(text, STR("__Host-s=v; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; "
                                    "Secure")));
}

static struct http_request with_authorization(struct http_pair *header, const char *value) {
    *header = (struct http_pair){STR("Authorization"), str_of(value)};
    return (struct http_request){.headers = header, .header_count = 1, .arena = &arena};
}

static void a_bearer_token_is_found(void **state) {
    (void)state;
    struct http_pair header;
    struct http_request request = with_authorization(&header, "bearer  abc");
    assert_true(str_equal(bearer_find(&request), STR("abc")));
    const char *const none[] = {"Basic abc", "Bearer", "Bearerabc", ""};
    for (size_t i = 0; i < 4; i++) {
        request = with_authorization(&header, none[i]);
        assert_null(bearer_find(&request).data);
    }
}

static void a_password_may_hold_a_colon(void **state) {
    (void)state;
    struct http_pair header;
    struct str user, password;
    struct http_request request = with_authorization(&header, "Basic dXNlcjpwYTpzcw==");
    assert_true(basic_find(&user, &password, &request));
    assert_true(str_equal(user, STR("user")));
    assert_true(str_equal(password, STR("pa:ss")));
    const char *const none[] = {"Basic dXNlcg==", "Basic !", "Bearer dXNlcjpwYTpzcw=="};
    for (size_t i = 0; i < 3; i++) {
        request = with_authorization(&header, none[i]);
        assert_false(basic_find(&user, &password, &request));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_among_others),
        cmocka_unit_test(a_secure_cookie_is_found_by_the_name_that_it_was_made_with),
        cmocka_unit_test(a_cookie_that_comes_twice_is_none),
        cmocka_unit_test(a_secure_cookie_belongs_to_this_host_only),
        cmocka_unit_test(a_bearer_token_is_found),
        cmocka_unit_test(a_password_may_hold_a_colon),
    };
    return cmocka_run_group_tests(tests, NULL, drop);
}
