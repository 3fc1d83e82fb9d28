#include "sys/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], outside_path[128], inside_path[128];

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/renkei-sandbox-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(outside_path, sizeof outside_path, "%s/outside", folder);
    snprintf(inside_path, sizeof inside_path, "%s/inside", folder);
    int fd = open(outside_path, O_WRONLY | O_CREAT, 0644);
    if (fd < 0) return -1;
    close(fd);
    return mkdir(inside_path, 0777);
}

static int drop_folder(void **state) {
    (void)state;
    char path[160];
    snprintf(path, sizeof path, "%s/new", inside_path);
    unlink(path);
    unlink(outside_path);
    rmdir(inside_path);
    return rmdir(folder);
}

static void skip_unless(bool is_there, const struct sandbox_report *report) {
    if (is_there) return;
    printf("left out: %s\n", report->missing);
    skip();
}

// What is given up cannot be taken back: each trial has a process of its own. 0: as it should be;
// otherwise the number of what was not.
static int tried(int (*trial)(void)) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const char *writable[] = {inside_path}, *readable[] = {"/usr", "/lib", "/nowhere/at/all"};
        struct sandbox_options options = {readable, writable, 3, 1};
        struct sandbox_report report;
        struct fault fault = {""};
        if (sandbox_enter(&report, &options, &fault) != OK) {
            fprintf(stderr, "%s\n", fault.text);
            _exit(99);
        }
        _exit(trial());
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool fails(long result, int error) {
    return result < 0 && errno == error;
}

static int try_files(void) {
    char path[160];
    snprintf(path, sizeof path, "%s/new", inside_path);
    if (open(path, O_RDWR | O_CREAT, 0600) < 0) return 1;
    if (truncate(path, 10) < 0) return 2;
    if (!fails(open(outside_path, O_RDONLY), EACCES)) return 3;
    if (!fails(open("/etc/passwd", O_RDONLY), EACCES)) return 4;
    if (!fails(open(folder, O_RDONLY | O_DIRECTORY), EACCES)) return 5;
    if (!fails(rename(path, outside_path), EACCES) && errno != EXDEV) return 6;
    if (!fails(unlink(outside_path), EACCES)) return 7;
    if (open("/usr/bin/env", O_RDONLY) < 0) return 8;
    if (!fails(open("/usr/bin/renkei-new", O_WRONLY | O_CREAT, 0600), EACCES)) return 9;
    return 0;
}

static void *open_outside(void *context) {
    *(int *)context = fails(open(outside_path, O_RDONLY), EACCES) ? 0 : 1;
    return NULL;
}

static int try_thread(void) {
    pthread_t thread;
    int result = 2;
    if (pthread_create(&thread, NULL, open_outside, &result) != 0) return 3;
    pthread_join(thread, NULL);
    return result;
}

static int try_calls(void) {
    char name[] = "true", *const arguments[] = {name, NULL}, *const environment[] = {NULL};
    if (!fails(execve("/usr/bin/true", arguments, environment), ENOSYS)) return 1;
    if (!fails(fork(), ENOSYS)) return 2;
    if (!fails(vfork(), ENOSYS)) return 3;
    if (!fails(ptrace(PTRACE_TRACEME, 0, NULL, NULL), ENOSYS)) return 4;
    if (!fails(setuid(0), ENOSYS)) return 5;
    if (!fails(chroot("/"), ENOSYS)) return 6;
    if (!fails(kill(1, 0), ENOSYS)) return 7;
    if (!fails(socket(AF_PACKET, SOCK_RAW, 0), EAFNOSUPPORT)) return 8;
    if (socket(AF_INET6, SOCK_STREAM, 0) < 0 && errno != EAFNOSUPPORT) return 9;
    if (socket(AF_UNIX, SOCK_STREAM, 0) < 0) return 10;
    // What PCRE2 asks for.
    if (mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
        MAP_FAILED)
        return 11;
    return 0;
}

static int try_memory(void) {
    if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) return 1;
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 2;
}

static void only_named_paths_can_be_opened(void **state) {
    (void)state;
    struct sandbox_report report;
    sandbox_look(&report);
    skip_unless(report.landlock > 0, &report);
    assert_int_equal(tried(try_files), 0);
    assert_int_equal(tried(try_thread), 0);
}

static void nothing_is_run_and_nobody_is_looked_into(void **state) {
    (void)state;
    struct sandbox_report report;
    sandbox_look(&report);
    skip_unless(report.has_filter, &report);
    assert_int_equal(tried(try_calls), 0);
    assert_int_equal(tried(try_memory), 0);
}

static int become_nobody(void) {
    struct fault fault;
    if (sandbox_user("nobody", &fault) != OK) return 1;
    if (geteuid() == 0 || getuid() == 0 || getegid() == 0) return 2;
    if (setuid(0) == 0) return 3;
    return sandbox_user("root", &fault) == DENIED ? 0 : 4;
}

static void root_is_given_up_for_good(void **state) {
    (void)state;
    struct fault fault;
    assert_int_equal(sandbox_user("no such user", &fault), ABSENT);
    assert_non_null(strstr(fault.text, "no such user"));
    if (geteuid() != 0) {
        printf("left out: only root can give root up\n");
        skip();
    }
    assert_int_equal(sandbox_user("root", &fault), OK); // it is that already
    pid_t child = fork();
    if (child == 0) _exit(become_nobody());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void what_is_missing_is_said_in_a_sentence(void **state) {
    (void)state;
    struct sandbox_report report;
    sandbox_look(&report);
    assert_int_equal(!report.missing, report.landlock > 0 && report.has_filter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_named_paths_can_be_opened),
        cmocka_unit_test(nothing_is_run_and_nobody_is_looked_into),
        cmocka_unit_test(root_is_given_up_for_good),
        cmocka_unit_test(what_is_missing_is_said_in_a_sentence),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
