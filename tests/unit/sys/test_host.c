#include "sys/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/sandbox.h"

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

// A process of the same user that nobody may look into, as a server in its sandbox.
static int ask_one_that_is_closed(void) {
    if (sandbox_user("nobody", NULL) != OK) return 1;
    int ready[2];
    if (pipe(ready) < 0) return 2;
    pid_t closed = fork();
    if (closed == 0) {
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        (void)!write(ready[1], "", 1);
        for (;;) pause();
    }
    char byte;
    uint64_t files = 0;
    struct rlimit own;
    bool is_ready = read(ready[0], &byte, 1) == 1 && getrlimit(RLIMIT_NOFILE, &own) == 0;
    enum status status = is_ready ? host_files_max(&files, closed, &fault) : FAILED;
    kill(closed, SIGKILL);
    waitpid(closed, NULL, 0);
    return status == OK && files == own.rlim_cur ? 0 : 3;
}

static void one_that_nobody_may_look_into_says_it_as_well(void **state) {
    (void)state;
    if (geteuid() != 0) skip(); // only root can become two that are not
    pid_t child = fork();
    if (child == 0) _exit(ask_one_that_is_closed());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
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
        cmocka_unit_test(one_that_nobody_may_look_into_says_it_as_well),
        IN_A_FOLDER(a_lock_is_seen_and_not_taken),
    };
    return cmocka_run_group_tests_name("host", tests, NULL, NULL);
}
