#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/taxii.h"

static void check(const char *json, const char *id, const char *created, const char *modified) {
    struct taxii_top top;
    assert_true(taxii_top_read(&top, str_of(json)));
    assert_true(str_equal(top.id, str_of(id)));
    assert_true(str_equal(top.created, str_of(created)));
    assert_true(str_equal(top.modified, str_of(modified)));
}

static void members_are_given_as_they_stand(void **state) {
    (void)state;
    check("{\"type\":\"tool\",\"id\":\"tool--1\",\"created\":\"2024\",\"modified\":\"2025\"}",
          "\"tool--1\"", "\"2024\"", "\"2025\"");
    check("{\"id\":\"a\\u0041\",\"created\":\"\\\"\"}", "\"a\\u0041\"", "\"\\\"\"", NULL);
    check("{\"x\":1.5e3,\"y\":null,\"z\":true,\"id\":\"a\"}", "\"a\"", NULL, NULL);
    check("{}", NULL, NULL, NULL);
}

static void only_the_top_is_seen(void **state) {
    (void)state;
    check("{\"a\":{\"id\":\"no\",\"b\":[{\"modified\":\"no\"},\"}]\"]},\"id\":\"yes\"}", "\"yes\"",
          NULL, NULL);
    check("{\"a\":[\"id\",\"modified\",[]],\"b\":\"\\\\\",\"id\":\"yes\"}", "\"yes\"", NULL, NULL);
    check("{\"name\":\",\\\"id\\\":\\\"no\\\"\",\"id\":\"yes\",\"modified\":\"m\"}", "\"yes\"",
          NULL, "\"m\"");
}

static void a_name_with_an_escape_is_left_to_the_reader(void **state) {
    (void)state;
    struct taxii_top top;
    assert_false(taxii_top_read(&top, STR("{\"i\\u0064\":\"a\"}")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_given_as_they_stand),
        cmocka_unit_test(only_the_top_is_seen),
        cmocka_unit_test(a_name_with_an_escape_is_left_to_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
