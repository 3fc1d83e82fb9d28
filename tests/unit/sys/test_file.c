#include "sys/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char folder[64];
    struct arena arena;
    struct fault fault;
};

static int make_place(void **state) {
    struct place *place = test_calloc(1, sizeof *place);
    strcpy(place->folder, "/tmp/renkei-file-XXXXXX");
    arena_init(&place->arena);
    *state = place;
    return mkdtemp(place->folder) ? 0 : -1;
}

static int drop_place(void **state) {
    struct place *place = *state;
    struct str command = arena_format(&place->arena, "rm -rf %s", place->folder);
    int result = system(command.data);
    arena_close(&place->arena);
    test_free(place);
    return result;
}

static const char *within(struct place *place, const char *name) {
    return arena_format(&place->arena, "%s/%s", place->folder, name).data;
}

static void a_file_reads_back_as_written(void **state) {
    struct place *place = *state;
    const char *path = within(place, "a");
    struct str text = {0};
    assert_int_equal(file_write(path, STR("one\0two"), 0640, &place->fault), OK);
    assert_int_equal(file_write(path, STR("three\0four"), 0600, &place->fault), OK);
    assert_int_equal(file_read(&text, path, 100, &place->arena, &place->fault), OK);
    assert_true(str_equal(text, STR("three\0four")));
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    uint64_t size;
    assert_int_equal(file_size(&size, path, &place->fault), OK);
    assert_int_equal(size, 10);
    assert_int_equal(file_write(path, STR(""), 0600, &place->fault), OK);
    assert_int_equal(file_read(&text, path, 0, &place->arena, &place->fault), OK);
    assert_int_equal(text.size, 0);
}

static void a_file_one_byte_too_large_is_refused(void **state) {
    struct place *place = *state;
    const char *path = within(place, "a");
    struct str text = {0};
    assert_int_equal(file_write(path, STR("12345"), 0600, &place->fault), OK);
    assert_int_equal(file_read(&text, path, 5, &place->arena, &place->fault), OK);
    assert_int_equal(file_read(&text, path, 4, &place->arena, &place->fault), LIMIT);
    assert_non_null(strstr(place->fault.text, path));
}

static void writing_leaves_nothing_beside_the_file(void **state) {
    struct place *place = *state;
    assert_int_equal(file_write(within(place, "b"), STR("x"), 0600, &place->fault), OK);
    assert_int_equal(file_write(within(place, "a"), STR("x"), 0600, &place->fault), OK);
    assert_int_equal(folder_make(within(place, "f"), 0700, &place->fault), OK);
    // A folder cannot be replaced by a file, and what was written beside it goes away.
    assert_int_not_equal(file_write(within(place, "f"), STR("x"), 0600, &place->fault), OK);
    struct str *names;
    size_t count;
    assert_int_equal(
        folder_list(&names, &count, place->folder, 3, &place->arena, &place->fault), OK);
    assert_int_equal(count, 3);
    assert_true(str_equal(names[0], STR("a")));
    assert_true(str_equal(names[1], STR("b")));
    assert_true(str_equal(names[2], STR("f")));
    assert_int_equal(
        folder_list(&names, &count, place->folder, 2, &place->arena, &place->fault), LIMIT);
}

static void a_fault_names_the_path_and_what_is_wrong(void **state) {
    struct place *place = *state;
    const char *path = within(place, "missing");
    struct str text;
    uint64_t size;
    struct file_source *source = NULL;
    assert_int_equal(file_read(&text, path, 9, &place->arena, &place->fault), ABSENT);
    assert_non_null(strstr(place->fault.text, path));
    assert_int_equal(file_size(&size, path, &place->fault), ABSENT);
    assert_int_equal(file_source_open(&source, path, &place->fault), ABSENT);
    assert_int_equal(file_read(&text, place->folder, 9, &place->arena, &place->fault), FAILED);
    assert_int_equal(file_write(within(place, "no/a"), STR(""), 0600, &place->fault), ABSENT);
    assert_false(file_exists(path));
    assert_false(file_is_folder(path));
}

static void a_folder_is_made_with_its_parents(void **state) {
    struct place *place = *state;
    const char *path = within(place, "a/b/c");
    assert_int_equal(folder_make(path, 0700, &place->fault), OK);
    assert_true(file_is_folder(path));
    assert_int_equal(folder_make(path, 0700, &place->fault), OK);
    assert_int_equal(file_write(within(place, "file"), STR(""), 0600, &place->fault), OK);
    assert_int_not_equal(folder_make(within(place, "file/x"), 0700, &place->fault), OK);
}

static void a_source_gives_the_file_in_parts(void **state) {
    struct place *place = *state;
    const char *path = within(place, "a");
    struct file_source *source;
    char bytes[4];
    size_t size;
    assert_int_equal(file_write(path, STR("123456"), 0600, &place->fault), OK);
    assert_int_equal(file_source_open(&source, path, &place->fault), OK);
    assert_int_equal(file_source_size(source), 6);
    assert_int_equal(file_source_read(&size, source, bytes, 4, &place->fault), OK);
    assert_int_equal(size, 4);
    assert_int_equal(file_source_read(&size, source, bytes, 4, &place->fault), OK);
    assert_int_equal(size, 2);
    assert_int_equal(file_source_read(&size, source, bytes, 4, &place->fault), OK);
    assert_int_equal(size, 0);
    assert_int_equal(file_source_at(source), 6);
    file_source_close(&source);
    file_source_close(&source);
    assert_int_equal(file_source_open(&source, "-", &place->fault), OK);
    file_source_close(&source);
}

static void a_lock_is_held_by_one(void **state) {
    struct place *place = *state;
    const char *path = within(place, "lock");
    struct file_lock *first, *second = NULL;
    assert_int_equal(file_lock_take(&first, path, &place->fault), OK);
    assert_int_equal(file_lock_take(&second, path, &place->fault), BUSY);
    assert_null(second);
    file_lock_close(&first);
    assert_int_equal(file_lock_take(&second, path, &place->fault), OK);
    file_lock_close(&second);
    file_lock_close(&second);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_reads_back_as_written, make_place, drop_place),
        cmocka_unit_test_setup_teardown(a_file_one_byte_too_large_is_refused, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(writing_leaves_nothing_beside_the_file, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(a_fault_names_the_path_and_what_is_wrong, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(a_folder_is_made_with_its_parents, make_place, drop_place),
        cmocka_unit_test_setup_teardown(a_source_gives_the_file_in_parts, make_place, drop_place),
        cmocka_unit_test_setup_teardown(a_lock_is_held_by_one, make_place, drop_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
