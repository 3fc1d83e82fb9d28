// sandbox.h - what a process gives up before it listens to strangers, for good.
//
//  1. Another user: root is given up for `user` with its groups, and cannot be taken back.
//  2. Files (Landlock, Linux 5.13 and newer): only what lies beneath the named paths can be opened,
//     for reading or for everything; nothing can be executed.
//  3. Calls (seccomp): those that the program and its libraries make. All others answer ENOSYS, as
//     on a kernel that has none: exec, fork, ptrace, mount, setuid, kernel modules and so on.
//  4. No new privileges, no core dumps, and no process of the same user may look into the memory.
//
// To be called before the first thread is made: what Landlock forbids holds for the thread that
// asks and for those that it makes. What the kernel lacks is left out and said in the report.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

// Gives up root. ABSENT: no such user; DENIED: this process is another user already, and not root.
MUST_USE enum status sandbox_user(const char *user, struct fault *fault);

struct sandbox_options {
    const char *const *readable, *const *writable; // paths; one that is not there is passed over
    size_t readable_count, writable_count;         // beneath a folder: all of it
};
struct sandbox_report {
    int landlock;        // its version; 0: this kernel has none
    bool has_filter;     // of calls
    const char *missing; // a sentence about what is not there, NULL when all is
};
// What this machine can do; changes nothing.
void sandbox_look(struct sandbox_report *out);
// FAILED with a sentence when something that is there cannot be put on.
MUST_USE enum status sandbox_enter(struct sandbox_report *out,
                                   const struct sandbox_options *options, struct fault *fault);

// The filter of calls, for all threads (sandbox_filter.c); false with errno.
bool sandbox_filter_is_there(void);
bool sandbox_filter_enter(void);
