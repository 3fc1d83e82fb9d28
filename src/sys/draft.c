#include "sys/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/outside.h"

#define DRAFT_END "-unfinished"

struct draft {
    int fd;
    bool is_ours; // the file of that name is the one of `fd`, and locked
    char *path;
    char place[]; // behind which DRAFT_END makes the path
};

static enum status fail(struct fault *fault, const char *path, const char *deed) {
    int error = errno;
    enum status status = FAILED;
    if (error == ENOENT || error == ENOTDIR) status = ABSENT;
    if (error == EACCES || error == EPERM || error == EROFS) status = DENIED;
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) status = FULL;
    return fault_set(fault, status, "%s: cannot %s: %s", path, deed, strerror(error));
}

// Between the opening and the lock another process may have put it into its place, or removed it:
// then what is locked is no draft any more.
static bool is_still_there(const struct draft *draft) {
    struct stat open, named;
    return fstat(draft->fd, &open) == 0 && stat(draft->path, &named) == 0 &&
           open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

static enum status take(struct draft *draft, struct fault *fault) {
    int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
    draft->fd = outside.open(draft->path, flags, 0600);
    if (draft->fd < 0) return fail(fault, draft->path, "write");
    struct flock last = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LLONG_MAX - 1, .l_len = 1};
    bool is_locked = fcntl(draft->fd, F_OFD_SETLK, &last) == 0;
    if (!is_locked && errno != EAGAIN && errno != EACCES) return fail(fault, draft->path, "lock");
    draft->is_ours = is_locked && is_still_there(draft);
    if (!draft->is_ours)
        return fault_set(fault, BUSY, "%s: another process writes it", draft->path);
    if (fchmod(draft->fd, 0600) < 0 || ftruncate(draft->fd, 0) < 0)
        return fail(fault, draft->path, "empty");
    return OK;
}

enum status draft_open(struct draft **out, const char *path, struct fault *fault) {
    size_t size = strlen(path) + 1;
    SCOPED(draft_close) struct draft *draft = memory_take(sizeof *draft + size);
    *draft = (struct draft){.fd = -1};
    memcpy(draft->place, path, size);
    draft->path = memory_take(size + sizeof DRAFT_END);
    memcpy(draft->path, path, size - 1);
    memcpy(draft->path + size - 1, DRAFT_END, sizeof DRAFT_END);
    TRY(take(draft, fault));
    *out = draft;
    draft = NULL;
    return OK;
}

const char *draft_path(const struct draft *draft) {
    return draft->path;
}

// Not every file system can rename to where nothing stands; where it cannot, a second name does it.
static int rename_to_nothing(const char *from, const char *to) {
    int result = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (result == 0 || (errno != EINVAL && errno != ENOSYS)) return result;
    result = link(from, to);
    if (result == 0) unlink(from);
    return result;
}

enum status draft_place(struct draft *draft, bool may_replace, struct fault *fault) {
    if (outside.fsync(draft->fd) < 0) return fail(fault, draft->place, "write");
    int result = may_replace ? outside.rename(draft->path, draft->place)
                             : rename_to_nothing(draft->path, draft->place);
    if (result < 0 && errno == EEXIST)
        return fault_set(fault, CONFLICT, "%s: is there already", draft->place);
    if (result < 0) return fail(fault, draft->place, "write");
    draft->is_ours = false;
    return file_sync_folder(draft->place, fault);
}

void draft_close(struct draft **draft) {
    if (!*draft) return;
    if ((*draft)->is_ours) unlink((*draft)->path);
    if ((*draft)->fd >= 0) close((*draft)->fd);
    free((*draft)->path);
    free(*draft);
    *draft = NULL;
}
