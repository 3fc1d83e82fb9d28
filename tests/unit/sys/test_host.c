#include "sys/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"

static char folder[64], path[128];
static struct fault fault;

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/renkei-host-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/a", folder);
    return 0;
}

static int drop_folder(void **state) {
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void a_file_has_its_mode_and_its_user(void **state) {
    (void)state;
    struct host_file file;
    assert_int_equal(host_file(&file, path, &fault), ABSENT);
    assert_non_null(strstr(fault.text, path));
    assert_int_equal(file_write(path, STR("x"), 0640, &fault), OK);
    assert_int_equal(host_file(&file, path, &fault), OK);
    assert_int_equal(file.mode, 0640);
    assert_true(file.user == host_user());
}

static void a_disk_has_room(void **state) {
    (void)state;
    struct host_room room;
    assert_int_equal(host_room(&room, folder, &fault), OK);
    assert_true(room.bytes > 0 && room.files > 0);
    assert_int_equal(host_room(&room, path, &fault), ABSENT);
}

static void the_files_that_a_process_may_open_are_its_soft_limit(void **state) {
    (void)state;
    uint64_t files;
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 200;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_int_equal(host_files_max(&files, getpid(), &fault), OK);
    assert_int_equal(files, 200);
}

static void a_lock_is_seen_and_not_taken(void **state) {
    (void)state;
    struct file_lock *lock = NULL;
    assert_false(host_lock_is_held(path));
    assert_false(file_exists(path));
    assert_int_equal(file_lock_take(&lock, path, &fault), OK);
    assert_true(host_lock_is_held(path));
    file_lock_close(&lock);
    assert_false(host_lock_is_held(path));
    assert_int_equal(file_lock_take(&lock, path, &fault), OK);
    file_lock_close(&lock);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, drop_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_file_has_its_mode_and_its_user),
        IN_A_FOLDER(a_disk_has_room),
        IN_A_FOLDER(the_files_that_a_process_may_open_are_its_soft_limit),
        IN_A_FOLDER(a_lock_is_seen_and_not_taken),
    };
    return cmocka_run_group_tests_name("host", tests, NULL, NULL);
}
