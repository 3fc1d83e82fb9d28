// host.h - what the machine gives: room on a disk, who may open a file, how many files a process
// may.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct host_file {
    unsigned mode; // the twelve bits of chmod(2)
    int64_t user;  // who it belongs to
};
// Follows links. ABSENT.
MUST_USE enum status host_file(struct host_file *out, const char *path, struct fault *fault);
int64_t host_user(void); // as whom this process opens files

struct host_room {
    uint64_t bytes, files; // that this user may still write to the disk; files: 0 means none
};
MUST_USE enum status host_room(struct host_room *out, const char *path, struct fault *fault);

// How many files the process may have open. DENIED when it is another user's.
MUST_USE enum status host_files_max(uint64_t *out, int process, struct fault *fault);
// Whether a process has a lock on it (file_lock_take); it is not taken even for a moment.
bool host_lock_is_held(const char *path);
