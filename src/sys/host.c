#include "sys/host.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static enum status fail(struct fault *fault, const char *path) {
    int error = errno;
    enum status status = FAILED;
    if (error == ENOENT || error == ENOTDIR) status = ABSENT;
    if (error == EACCES || error == EPERM) status = DENIED;
    return fault_set(fault, status, "%s: %s", path, strerror(error));
}

enum status host_file(struct host_file *out, const char *path, struct fault *fault) {
    struct stat about;
    if (stat(path, &about) < 0) return fail(fault, path);
    *out = (struct host_file){.mode = about.st_mode & 07777, .user = (int64_t)about.st_uid};
    return OK;
}

int64_t host_user(void) {
    return (int64_t)geteuid();
}

enum status host_room(struct host_room *out, const char *path, struct fault *fault) {
    struct statvfs about;
    if (statvfs(path, &about) < 0) return fail(fault, path);
    // Some file systems do not count their files, and say that they have none.
    bool counts = about.f_files > 0;
    *out = (struct host_room){.bytes = (uint64_t)about.f_bavail * about.f_frsize,
                              .files = counts ? (uint64_t)about.f_favail : UINT64_MAX};
    return OK;
}

// What nobody may look into (sys/sandbox) still says its limits to everybody: a line
// "Max open files            1024                 4096                 files".
static bool read_limit(uint64_t *out, int process) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/limits", process);
    FILE *file = fopen(path, "re");
    if (!file) return false;
    bool is_found = false;
    while (!is_found && fgets(line, sizeof line, file))
        is_found = sscanf(line, "Max open files %" SCNu64, out) == 1;
    fclose(file);
    return is_found;
}

enum status host_files_max(uint64_t *out, int process, struct fault *fault) {
    struct rlimit limit;
    bool is_told = prlimit(process, RLIMIT_NOFILE, NULL, &limit) == 0;
    if (!is_told && errno == EPERM && read_limit(out, process)) return OK;
    if (!is_told) return fail(fault, "its limits");
    *out = (uint64_t)limit.rlim_cur;
    return OK;
}

bool host_lock_is_held(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool is_held = fcntl(fd, F_OFD_GETLK, &all) == 0 && all.l_type != F_UNLCK;
    close(fd);
    return is_held;
}
