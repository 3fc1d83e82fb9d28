// Which files a server must be able to read to reach its store.
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static bool reads(const char *path, const char *wanted) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    const char *found[STORE_READS_MAX];
    size_t count = store_reads(found, path, &arena);
    assert_true(count <= STORE_READS_MAX);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(found[i], wanted)) return true;
    return false;
}

static void a_file_needs_nothing_beside_itself(void **state) {
    (void)state;
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    const char *found[STORE_READS_MAX];
    assert_int_equal(store_reads(found, "a.db?sslkey=/keys/a.pem", &arena), 0);
}

static void a_database_is_reached_by_keys_and_passwords(void **state) {
    (void)state;
    const char *url =
        "postgresql://a@/b?host=/here&sslkey=/keys/a%20b.pem&sslmode=verify-full&passfile=/p";
    assert_true(reads(url, "/keys/a b.pem"));
    assert_true(reads(url, "/p"));
    assert_false(reads(url, "/here")); // a socket is not opened
    assert_false(reads(url, "verify-full"));
    setenv("HOME", "/nest", 1);
    assert_true(reads(url, "/nest/.postgresql"));
    setenv("PGPASSFILE", "/said/elsewhere", 1);
    assert_true(reads(url, "/said/elsewhere"));
}

static void there_is_no_end_of_parameters_and_one_of_files(void **state) {
    (void)state;
    char url[4096] = "postgresql://a/b?";
    for (int i = 0; i < 200; i++) strcat(url, "sslkey=/k&");
    assert_true(reads(url, "/k"));
    assert_false(reads("postgresql://a/b?sslkey=%zz&=&sslkey", "%zz"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_needs_nothing_beside_itself),
        cmocka_unit_test(a_database_is_reached_by_keys_and_passwords),
        cmocka_unit_test(there_is_no_end_of_parameters_and_one_of_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
