// A machine that fails where it is told to: full disks, calls that are interrupted or do half of
// what they were asked, and threads that cannot be had.
#include "sys/outside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/signals.h"
#include "sys/thread.h"

// What the next calls do; all zero is a machine that works.
static struct {
    size_t room; // bytes that still fit, when `is_full`
    size_t step; // bytes a call reads or writes at most, when not 0
    bool is_full, rename_fails, sync_fails, has_no_threads;
    unsigned interruptions; // calls that a signal ends before they did anything
    void (*handlers[65])(int);
} machine;

static bool is_interrupted(void) {
    if (!machine.interruptions) return false;
    machine.interruptions--;
    if (machine.handlers[SIGTERM]) machine.handlers[SIGTERM](SIGTERM);
    errno = EINTR;
    return true;
}

static size_t at_most(size_t size) {
    return machine.step && size > machine.step ? machine.step : size;
}

static ssize_t fake_read(int fd, void *bytes, size_t capacity) {
    if (is_interrupted()) return -1;
    return read(fd, bytes, at_most(capacity));
}

static ssize_t fake_write(int fd, const void *bytes, size_t size) {
    if (is_interrupted()) return -1;
    size = at_most(size);
    if (machine.is_full && size > machine.room) size = machine.room;
    if (machine.is_full && !size) {
        errno = ENOSPC;
        return -1;
    }
    if (machine.is_full) machine.room -= size;
    return write(fd, bytes, size);
}

static int fake_fsync(int fd) {
    errno = EIO;
    return machine.sync_fails ? -1 : fsync(fd);
}

static int fake_rename(const char *from, const char *to) {
    errno = EIO;
    return machine.rename_fails ? -1 : rename(from, to);
}

static int fake_thread_create(pthread_t *thread, const pthread_attr_t *attributes,
                              void *(*run)(void *), void *context) {
    return machine.has_no_threads ? EAGAIN : pthread_create(thread, attributes, run, context);
}

static int fake_sigaction(int number, const struct sigaction *action, struct sigaction *before) {
    (void)before;
    machine.handlers[number] = action->sa_handler;
    return 0;
}

const struct outside outside = {
    .open = open,
    .read = fake_read,
    .write = fake_write,
    .fsync = fake_fsync,
    .rename = fake_rename,
    .thread_create = fake_thread_create,
    .sigaction = fake_sigaction,
};

static char folder[64], path[128];
static struct arena arena;
static struct fault fault;

static int set_up(void **state) {
    (void)state;
    memset(&machine, 0, sizeof machine);
    fault = (struct fault){0};
    strcpy(folder, "/tmp/renkei-outside-XXXXXX");
    arena_init(&arena);
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return file_write(path, STR("old"), 0600, &fault) == OK ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    unlink(path);
    arena_close(&arena);
    return rmdir(folder); // fails when something was left beside the file
}

static void expect_content(const char *expected) {
    memset(&machine, 0, sizeof machine);
    struct str text = STR("");
    assert_int_equal(file_read(&text, path, 1000, &arena, &fault), OK);
    assert_string_equal(text.data, expected);
}

static void expect_refused(const char *why) {
    assert_int_equal(file_write(path, STR("new and longer"), 0600, &fault), FAILED);
    assert_non_null(strstr(fault.text, path));
    assert_non_null(strstr(fault.text, why));
    expect_content("old");
}

static void a_full_disk_leaves_the_old_file_and_is_said(void **state) {
    (void)state;
    for (size_t room = 0; room < sizeof "new and longer" - 1; room++) {
        machine.is_full = true;
        machine.room = room;
        expect_refused("No space left on device");
    }
}

static void what_cannot_be_synced_or_renamed_is_not_called_written(void **state) {
    (void)state;
    machine.sync_fails = true;
    expect_refused("Input/output error");
    machine.rename_fails = true;
    expect_refused("Input/output error");
}

static void a_call_that_does_half_is_asked_for_the_rest(void **state) {
    (void)state;
    machine.step = 1;
    assert_int_equal(file_write(path, STR("whole"), 0600, &fault), OK);
    machine.step = 1;
    struct str text = STR("");
    assert_int_equal(file_read(&text, path, 5, &arena, &fault), OK);
    assert_true(str_equal(text, STR("whole")));
    expect_content("whole");
}

static void a_signal_in_the_middle_of_a_read_asks_to_stop_and_loses_nothing(void **state) {
    (void)state;
    signals_start();
    assert_true(machine.handlers[SIGPIPE] == SIG_IGN);
    assert_false(signals_stop_asked());
    machine.interruptions = 2;
    struct str text = STR("");
    assert_int_equal(file_read(&text, path, 100, &arena, &fault), OK);
    assert_true(str_equal(text, STR("old")));
    assert_true(signals_stop_asked());
    machine.interruptions = 2;
    assert_int_equal(file_write(path, STR("new"), 0600, &fault), OK);
    expect_content("new");
}

static void a_temporary_file_is_refused_at_the_byte_that_does_not_fit(void **state) {
    (void)state;
    struct file_spool *spool;
    char bytes[16];
    size_t size;
    assert_int_equal(file_spool_open(&spool, &fault), OK);
    machine.is_full = true;
    machine.room = 6;
    assert_int_equal(file_spool_write(spool, STR("first"), &fault), OK);
    assert_int_equal(file_spool_write(spool, STR("second"), &fault), FAILED);
    assert_non_null(strstr(fault.text, "No space left on device"));
    assert_int_equal(file_spool_rewind(spool, &fault), OK);
    assert_int_equal(file_spool_read(&size, spool, bytes, sizeof bytes, &fault), OK);
    assert_memory_equal(bytes, "firsts", 6);
    assert_int_equal(size, 6);
    assert_int_equal(file_spool_read(&size, spool, bytes, sizeof bytes, &fault), OK);
    assert_int_equal(size, 0);
    file_spool_close(&spool);
    file_spool_close(&spool);
}

static void do_nothing(void *context) {
    (void)context;
}

static void without_threads_the_program_ends_with_a_sentence(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        machine.has_no_threads = true;
        signal(SIGABRT, SIG_DFL);
        struct thread thread;
        thread_start(&thread, "store-writer", do_nothing, NULL);
        _exit(0);
    }
    close(ends[1]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    char said[256] = "";
    assert_true(read(ends[0], said, sizeof said - 1) > 0);
    assert_non_null(strstr(said, "the thread \"store-writer\" cannot be made"));
    close(ends[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_old_file_and_is_said, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_synced_or_renamed_is_not_called_written,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_call_that_does_half_is_asked_for_the_rest, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_signal_in_the_middle_of_a_read_asks_to_stop_and_loses_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_temporary_file_is_refused_at_the_byte_that_does_not_fit,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_threads_the_program_ends_with_a_sentence, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
