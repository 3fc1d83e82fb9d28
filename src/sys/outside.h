// outside.h - the calls by which files, threads and signals reach the machine.
//
// Clock and chance are handed in; these are called from too many places for that. `outside` stands
// alone in outside.c, and a test that defines `outside` itself is linked with its own: it makes a
// disk full, a thread impossible, a signal arrive in the middle of a read. No state, no cost.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <sys/types.h>

// Each answers as the call of its name; only file.c, draft.c, thread.c and signals.c use them.
struct outside {
    int (*open)(const char *path, int flags, ...);
    ssize_t (*read)(int fd, void *bytes, size_t capacity);
    ssize_t (*write)(int fd, const void *bytes, size_t size);
    int (*fsync)(int fd);
    int (*rename)(const char *from, const char *to);
    int (*thread_create)(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                         void *context);
    int (*sigaction)(int number, const struct sigaction *action, struct sigaction *before);
};
extern const struct outside outside;
