#include "http/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int drop(void **state) {
    (void)state;
    arena_close(&arena);
    return 0;
}

static void a_target_is_split_at_its_question_mark(void **state) {
    (void)state;
    const struct {
        const char *target, *path;
        size_t pairs;
    } cases[] = {
        {"/", "/", 0},
        {"/a%2Fb?x=1&y=2", "/a%2Fb", 2},
        {"/?a=?", "/", 1},
        {"/a?", "/a", 0},
        {"http://host:80/a?b=1", "/a", 1},
        {"HTTPS://host", "/", 0},
        {"http://host?a=1", "/", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct http_request request = {.arena = &arena};
        struct fault fault = {""};
        if (target_read(&request, str_of(cases[i].target), &fault) != OK)
            fail_msg("%s: %s", cases[i].target, fault.text);
        assert_true(str_equal(request.path, str_of(cases[i].path)));
        assert_int_equal(request.query_count, cases[i].pairs);
    }
}

static void a_malformed_target_is_refused(void **state) {
    (void)state;
    const char *const bad[] = {"", "*", "a", "host:80", "/a#b", "/a b", "/\x7f", "/\xe3\x81\x82",
                               "/?a=%"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct http_request request = {.arena = &arena};
        struct fault fault = {""};
        if (target_read(&request, str_of(bad[i]), &fault) != MALFORMED) fail_msg("%s", bad[i]);
        assert_true(fault.text[0] != 0);
    }
}

static enum status body_size(int64_t *size, struct http_pair *headers, size_t count) {
    struct http_request request = {.headers = headers, .header_count = count};
    return target_body_size(size, &request, NULL);
}

static void the_framing_of_a_body_has_one_meaning(void **state) {
    (void)state;
    struct http_pair length = {STR("content-length"), STR("12")};
    struct http_pair chunked = {STR("Transfer-Encoding"), STR("Chunked")};
    int64_t size = 99;
    assert_int_equal(body_size(&size, NULL, 0), OK);
    assert_int_equal(size, 0);
    assert_int_equal(body_size(&size, &length, 1), OK);
    assert_int_equal(size, 12);
    assert_int_equal(body_size(&size, &chunked, 1), OK);
    assert_int_equal(size, -1);
    struct http_pair both[] = {length, chunked}, twice[] = {length, length};
    struct http_pair coded_twice[] = {chunked, chunked};
    assert_int_equal(body_size(&size, both, 2), MALFORMED);
    assert_int_equal(body_size(&size, twice, 2), MALFORMED);
    assert_int_equal(body_size(&size, coded_twice, 2), MALFORMED);
    const struct str bad[] = {STR("-1"), STR("+1"), STR("1,1"), STR("0x1"), STR(""),
                              STR("9223372036854775808")};
    for (size_t i = 0; i < 6; i++) {
        length.value = bad[i];
        assert_int_equal(body_size(&size, &length, 1), MALFORMED);
    }
    chunked.value = STR("gzip, chunked");
    assert_int_equal(body_size(&size, &chunked, 1), MALFORMED);
}

static void a_refusal_is_a_problem(void **state) {
    (void)state;
    struct http_response response = {0};
    target_refuse(&response, &arena, STR("/api/v1/me"), 431, "more than \"100\"");
    assert_int_equal(response.code, 431);
    assert_true(str_equal(response.type, STR("application/problem+json")));
    assert_true(str_find(response.body, STR("\"detail\":\"more than \\\"100\\\"\"")) != SIZE_MAX);
}

static void a_refusal_below_taxii2_is_an_error_of_taxii(void **state) {
    (void)state;
    const struct str targets[] = {STR("/taxii2/?a=%"), STR("http://host/taxii2/a/")};
    for (size_t i = 0; i < 2; i++) {
        struct http_response response = {0};
        target_refuse(&response, &arena, targets[i], 400, "broken");
        assert_true(str_equal(response.type, STR("application/taxii+json;version=2.1")));
        assert_true(str_find(response.body, STR("\"http_status\":\"400\"")) != SIZE_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_split_at_its_question_mark),
        cmocka_unit_test(a_malformed_target_is_refused),
        cmocka_unit_test(the_framing_of_a_body_has_one_meaning),
        cmocka_unit_test(a_refusal_is_a_problem),
        cmocka_unit_test(a_refusal_below_taxii2_is_an_error_of_taxii),
    };
    return cmocka_run_group_tests(tests, NULL, drop);
}
