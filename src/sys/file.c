#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"
#include "sys/outside.h"

static enum status fail(struct fault *fault, const char *path, const char *deed) {
    int error = errno;
    enum status status = FAILED;
    if (error == ENOENT || error == ENOTDIR) status = ABSENT;
    if (error == EACCES || error == EPERM || error == EROFS) status = DENIED;
    return fault_set(fault, status, "%s: cannot %s: %s", path, deed, strerror(error));
}

static void close_fd(int *fd) {
    if (*fd >= 0) close(*fd);
}

// Opens for reading; a folder is refused here, since read(2) would say so in a worse way.
static enum status open_to_read(int *fd, struct stat *about, const char *path,
                                struct fault *fault) {
    SCOPED(close_fd) int opened = outside.open(path, O_RDONLY | O_CLOEXEC);
    if (opened < 0 || fstat(opened, about) < 0) return fail(fault, path, "open");
    if (S_ISDIR(about->st_mode)) return fault_set(fault, FAILED, "%s: is a folder", path);
    *fd = opened;
    opened = -1;
    return OK;
}

static enum status read_some(size_t *size, int fd, void *bytes, size_t capacity) {
    ssize_t got;
    do got = outside.read(fd, bytes, capacity);
    while (got < 0 && errno == EINTR);
    if (got < 0) return FAILED;
    *size = (size_t)got;
    return OK;
}

enum status file_read(struct str *out, const char *path, size_t size_max, struct arena *arena,
                      struct fault *fault) {
    SCOPED(close_fd) int fd = -1;
    struct stat about;
    TRY(open_to_read(&fd, &about, path, fault));
    SCOPED(buf_close) struct buf content;
    buf_init(&content, size_max);
    for (;;) {
        char bytes[16384];
        size_t size;
        if (read_some(&size, fd, bytes, sizeof bytes) != OK) return fail(fault, path, "read");
        if (!size) break;
        buf_add_bytes(&content, bytes, size);
        if (content.status != OK)
            return fault_set(fault, LIMIT, "%s: larger than %zu bytes", path, size_max);
    }
    *out = arena_copy(arena, buf_str(&content));
    return OK;
}

static enum status write_all(int fd, struct str bytes) {
    while (bytes.size) {
        ssize_t done = outside.write(fd, bytes.data, bytes.size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return FAILED;
        bytes = str_cut(bytes, (size_t)done, bytes.size);
    }
    return OK;
}

enum status file_sync_folder(const char *path, struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    size_t slash = str_find_byte_last(str_of(path), '/');
    const char *folder = ".";
    if (slash != SIZE_MAX) folder = arena_text(&arena, str_cut(str_of(path), 0, slash ? slash : 1));
    SCOPED(close_fd) int fd = outside.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || outside.fsync(fd) < 0) return fail(fault, folder, "sync");
    return OK;
}

enum status file_write(const char *path, struct str bytes, unsigned mode, struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct str pattern = arena_format(&arena, "%s.XXXXXX", path);
    char *temporary = memcpy(arena_zero(&arena, pattern.size + 1, 1), pattern.data, pattern.size);
    SCOPED(close_fd) int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) return fail(fault, path, "write beside it");
    if (fchmod(fd, (mode_t)mode) < 0 || write_all(fd, bytes) != OK || outside.fsync(fd) < 0 ||
        outside.rename(temporary, path) < 0) {
        enum status status = fail(fault, path, "write");
        unlink(temporary);
        return status;
    }
    return file_sync_folder(path, fault);
}

bool file_exists(const char *path) {
    return access(path, F_OK) == 0;
}

bool file_is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

enum status file_size(uint64_t *out, const char *path, struct fault *fault) {
    struct stat about;
    if (stat(path, &about) < 0) return fail(fault, path, "look at");
    *out = (uint64_t)about.st_size;
    return OK;
}

enum status folder_make(const char *path, unsigned mode, struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct str all = str_of(path);
    for (size_t end = 1; end <= all.size; end++) {
        if (end < all.size && all.data[end] != '/') continue;
        const char *part = arena_text(&arena, str_cut(all, 0, end));
        if (mkdir(part, (mode_t)mode) == 0 || file_is_folder(part)) continue;
        if (file_exists(part)) errno = EEXIST;
        return fail(fault, part, "make the folder");
    }
    return OK;
}

static int compare_names(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void close_folder(DIR **folder) {
    if (*folder) closedir(*folder);
}

enum status folder_list(struct str **names, size_t *count, const char *path, size_t count_max,
                        struct arena *arena, struct fault *fault) {
    SCOPED(close_folder) DIR *folder = opendir(path);
    if (!folder) return fail(fault, path, "open the folder");
    VEC_OF(struct str) found = {0};
    enum status status = OK;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (found.count == count_max) {
            status = fault_set(fault, LIMIT, "%s: more than %zu files", path, count_max);
            break;
        }
        vec_add(&found, arena_copy(arena, str_of(entry->d_name)));
    }
    if (status == OK) {
        *count = found.count;
        *names = arena_array(arena, found.count, struct str);
        if (found.count) {
            qsort(found.items, found.count, sizeof found.items[0], compare_names);
            memcpy(*names, found.items, found.count * sizeof found.items[0]);
        }
    }
    vec_close(&found);
    return status;
}

struct file_source {
    int fd;
    bool is_owned; // standard input is not
    uint64_t size, at;
    char *path;
};

enum status file_source_open(struct file_source **out, const char *path, struct fault *fault) {
    bool is_owned = strcmp(path, "-") != 0;
    int fd = STDIN_FILENO;
    struct stat about;
    if (is_owned) {
        TRY(open_to_read(&fd, &about, path, fault));
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    } else if (fstat(fd, &about) < 0) {
        return fail(fault, "standard input", "read");
    }
    struct file_source *source = memory_take(sizeof *source);
    *source = (struct file_source){.fd = fd, .is_owned = is_owned};
    if (S_ISREG(about.st_mode)) source->size = (uint64_t)about.st_size;
    struct str name = str_of(is_owned ? path : "standard input");
    source->path = memcpy(memory_take(name.size + 1), name.data, name.size);
    source->path[name.size] = '\0';
    *out = source;
    return OK;
}

void file_source_close(struct file_source **source) {
    if (!*source) return;
    if ((*source)->is_owned) close((*source)->fd);
    free((*source)->path);
    free(*source);
    *source = NULL;
}

enum status file_source_read(size_t *size, struct file_source *source, void *bytes, size_t capacity,
                             struct fault *fault) {
    if (read_some(size, source->fd, bytes, capacity) != OK)
        return fail(fault, source->path, "read");
    source->at += *size;
    return OK;
}

bool file_source_wait(const struct file_source *source, int stop_fd) {
    struct pollfd either[] = {{.fd = stop_fd, .events = POLLIN},
                              {.fd = source->fd, .events = POLLIN}};
    while (poll(either, 2, -1) < 0 && errno == EINTR) {
    }
    return either[0].revents == 0;
}

uint64_t file_source_size(const struct file_source *source) {
    return source->size;
}

uint64_t file_source_at(const struct file_source *source) {
    return source->at;
}

struct file_spool {
    int fd;
};

// Whatever is wrong with it is this machine's matter, not the fault of who asked.
static enum status fail_spool(struct fault *fault, const char *deed) {
    return fault_set(fault, FAILED, "a temporary file cannot be %s: %s", deed, strerror(errno));
}

const char *file_spool_folder(void) {
    const char *named = getenv("TMPDIR");
    return named && *named ? named : P_tmpdir;
}

enum status file_spool_open(struct file_spool **out, struct fault *fault) {
    char path[PATH_MAX];
    const char *folder = file_spool_folder();
    int size = snprintf(path, sizeof path, "%s/renkei-XXXXXX", folder);
    int fd = size < (int)sizeof path ? mkostemp(path, O_CLOEXEC) : -1;
    if (fd < 0)
        return fault_set(fault, FAILED, "a temporary file cannot be made in %s: %s", folder,
                         strerror(errno));
    unlink(path); // the system takes it back when it is closed, however the process ends
    *out = memory_take(sizeof **out);
    (*out)->fd = fd;
    return OK;
}

enum status file_spool_write(struct file_spool *spool, struct str bytes, struct fault *fault) {
    return write_all(spool->fd, bytes) == OK ? OK : fail_spool(fault, "written");
}

enum status file_spool_rewind(struct file_spool *spool, struct fault *fault) {
    return lseek(spool->fd, 0, SEEK_SET) == 0 ? OK : fail_spool(fault, "read again");
}

enum status file_spool_read(size_t *size, struct file_spool *spool, void *bytes, size_t capacity,
                            struct fault *fault) {
    return read_some(size, spool->fd, bytes, capacity) == OK ? OK : fail_spool(fault, "read again");
}

void file_spool_close(struct file_spool **spool) {
    if (!*spool) return;
    close((*spool)->fd);
    free(*spool);
    *spool = NULL;
}

struct file_lock {
    int fd;
};

enum status file_lock_take(struct file_lock **out, const char *path, struct fault *fault) {
    SCOPED(close_fd) int fd = outside.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return fail(fault, path, "open");
    // Not flock(2): its header <sys/file.h> would be found as ours. This lock too belongs to the
    // open file, so that two in one process exclude each other.
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &all) < 0) {
        if (errno == EAGAIN || errno == EACCES)
            return fault_set(fault, BUSY, "%s: another process holds it", path);
        return fail(fault, path, "lock");
    }
    *out = memory_take(sizeof **out);
    (*out)->fd = fd;
    fd = -1;
    return OK;
}

void file_lock_close(struct file_lock **lock) {
    if (!*lock) return;
    close((*lock)->fd); // the file stays: removing it would let two hold "the" lock
    free(*lock);
    *lock = NULL;
}
