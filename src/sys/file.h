// file.h - files, folders, locks. Every fault names the path.
#pragma once

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"

// Whole file into `arena`, at most `size_max` bytes (LIMIT beyond).
MUST_USE enum status file_read(struct str *out, const char *path, size_t size_max,
                               struct arena *arena, struct fault *fault);
// Writes beside the file, syncs, renames over it: the old or the new is there, never half.
MUST_USE enum status file_write(const char *path, struct str bytes, unsigned mode,
                                struct fault *fault);
// The folder that holds `path`: without this a new name in it may be lost when the machine stops.
MUST_USE enum status file_sync_folder(const char *path, struct fault *fault);
bool file_exists(const char *path);
bool file_is_folder(const char *path);
MUST_USE enum status file_size(uint64_t *out, const char *path, struct fault *fault);
// With its parents. OK when it is there already.
MUST_USE enum status folder_make(const char *path, unsigned mode, struct fault *fault);

// Names in a folder in byte order, "." and ".." left out, at most `count_max`.
MUST_USE enum status folder_list(struct str **names, size_t *count, const char *path,
                                 size_t count_max, struct arena *arena, struct fault *fault);

// An open file to pull from: a path or "-" for standard input.
struct file_source;
MUST_USE enum status file_source_open(struct file_source **out, const char *path,
                                      struct fault *fault);
void file_source_close(struct file_source **source);
// `*size` 0 at the end.
MUST_USE enum status file_source_read(size_t *size, struct file_source *source, void *bytes,
                                      size_t capacity, struct fault *fault);
// Waits until there is something to read, or the end. False when `stop_fd` became readable before.
bool file_source_wait(const struct file_source *source, int stop_fd);
uint64_t file_source_size(const struct file_source *source); // 0 when not known (a pipe)
uint64_t file_source_at(const struct file_source *source);   // bytes read so far

// A temporary file without a name: written, then read from its beginning. What was written is there
// to be read: nothing waits in a buffer that a full disk could refuse later.
struct file_spool;
const char *file_spool_folder(void); // where they are made: TMPDIR, or where the system has it
MUST_USE enum status file_spool_open(struct file_spool **out, struct fault *fault);
void file_spool_close(struct file_spool **spool);
MUST_USE enum status file_spool_write(struct file_spool *spool, struct str bytes,
                                      struct fault *fault);
MUST_USE enum status file_spool_rewind(struct file_spool *spool, struct fault *fault);
// `*size` 0 at the end.
MUST_USE enum status file_spool_read(size_t *size, struct file_spool *spool, void *bytes,
                                     size_t capacity, struct fault *fault);

// An exclusive lock on a file that is made when missing; held until closed or the process ends.
struct file_lock;
// BUSY when another process holds it.
MUST_USE enum status file_lock_take(struct file_lock **out, const char *path, struct fault *fault);
void file_lock_close(struct file_lock **lock);
