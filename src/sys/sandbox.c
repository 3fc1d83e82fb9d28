#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// A sanitizer looks at its own process in ways that the filter forbids.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0
#endif

// The numbers of Landlock's rights never change; headers of Debian 12 do not have the newer ones.
#define RIGHT_EXECUTE (UINT64_C(1) << 0)
#define RIGHT_WRITE_FILE (UINT64_C(1) << 1)
#define RIGHT_READ_FILE (UINT64_C(1) << 2)
#define RIGHT_READ_DIR (UINT64_C(1) << 3)
#define RIGHTS_1 ((UINT64_C(1) << 13) - 1) // all of version 1
#define RIGHT_REFER (UINT64_C(1) << 13)    // version 2
#define RIGHT_TRUNCATE (UINT64_C(1) << 14) // version 3
#define RIGHT_IOCTL (UINT64_C(1) << 15)    // of devices; version 5
#define RIGHTS_OF_FILES (RIGHT_WRITE_FILE | RIGHT_READ_FILE | RIGHT_TRUNCATE | RIGHT_IOCTL)
#define SCOPES UINT64_C(3) // abstract sockets of others, signals to others; version 6

// As of version 6: the kernel takes a shorter one, and a longer one whose rest is 0.
struct ruleset {
    uint64_t files, net, scopes;
};
#define RULESET_1_SIZE sizeof(uint64_t)

enum status sandbox_user(const char *user, struct fault *fault) {
    errno = 0;
    const struct passwd *found = getpwnam(user);
    if (!found) return fault_set(fault, ABSENT, "there is no user %s on this machine", user);
    uid_t uid = found->pw_uid;
    gid_t gid = found->pw_gid;
    if (geteuid() == uid && getuid() == uid) return OK;
    if (geteuid() != 0) return fault_set(fault, DENIED, "only root can become %s", user);
    if (initgroups(user, gid) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
        return fault_set(fault, FAILED, "cannot become %s: %s", user, strerror(errno));
    if (uid != 0 && setresuid(0, 0, 0) == 0)
        return fault_set(fault, FAILED, "root could be taken back");
    setenv("HOME", found->pw_dir, 1); // libraries look there
    return OK;
}

static int landlock_version(void) {
    long version = syscall(__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (int)version;
}

void sandbox_look(struct sandbox_report *out) {
    *out = (struct sandbox_report){landlock_version(), sandbox_filter_is_there(), NULL};
    if (HAS_SANITIZER)
        *out = (struct sandbox_report){.missing = "this program was built with a sanitizer"};
    else if (!out->landlock && !out->has_filter)
        out->missing = "this kernel has neither Landlock nor seccomp";
    else if (!out->landlock)
        out->missing = "this kernel has no Landlock, or was started without it";
    else if (!out->has_filter)
        out->missing = "there is no seccomp here, or no list of calls for this architecture";
}

// ---- files ----

static uint64_t rights_of(int version) {
    uint64_t rights = RIGHTS_1;
    if (version >= 2) rights |= RIGHT_REFER;
    if (version >= 3) rights |= RIGHT_TRUNCATE;
    if (version >= 5) rights |= RIGHT_IOCTL;
    return rights;
}

static enum status allow_path(int ruleset, const char *path, uint64_t rights, struct fault *fault) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES)) return OK;
    if (fd < 0) return fault_set(fault, FAILED, "%s: %s", path, strerror(errno));
    struct stat about;
    bool is_folder = fstat(fd, &about) == 0 && S_ISDIR(about.st_mode);
    struct landlock_path_beneath_attr beneath = {
        .allowed_access = is_folder ? rights : rights & RIGHTS_OF_FILES,
        .parent_fd = fd,
    };
    long added = syscall(__NR_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    int error = errno;
    close(fd);
    if (added == 0) return OK;
    return fault_set(fault, FAILED, "%s: Landlock: %s", path, strerror(error));
}

static enum status allow_paths(int ruleset, const struct sandbox_options *options, uint64_t rights,
                               struct fault *fault) {
    for (size_t i = 0; i < options->readable_count; i++)
        TRY(allow_path(ruleset, options->readable[i], RIGHT_READ_FILE | RIGHT_READ_DIR, fault));
    for (size_t i = 0; i < options->writable_count; i++)
        TRY(allow_path(ruleset, options->writable[i], rights & ~RIGHT_EXECUTE, fault));
    return OK;
}

static enum status enter_landlock(int version, const struct sandbox_options *options,
                                  struct fault *fault) {
    struct ruleset rules = {.files = rights_of(version), .scopes = version >= 6 ? SCOPES : 0};
    size_t size = version >= 6 ? sizeof rules : RULESET_1_SIZE;
    int ruleset = (int)syscall(__NR_landlock_create_ruleset, &rules, size, 0);
    if (ruleset < 0) return fault_set(fault, FAILED, "Landlock: %s", strerror(errno));
    enum status status = allow_paths(ruleset, options, rules.files, fault);
    if (status == OK && syscall(__NR_landlock_restrict_self, ruleset, 0) < 0)
        status = fault_set(fault, FAILED, "Landlock: %s", strerror(errno));
    close(ruleset);
    return status;
}

enum status sandbox_enter(struct sandbox_report *out, const struct sandbox_options *options,
                          struct fault *fault) {
    struct sandbox_report report;
    sandbox_look(&report);
    *out = report;
    if (HAS_SANITIZER) return OK;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return fault_set(fault, FAILED, "prctl: %s", strerror(errno));
    if (report.landlock) TRY(enter_landlock(report.landlock, options, fault));
    if (report.has_filter && !sandbox_filter_enter())
        return fault_set(fault, FAILED, "seccomp: %s", strerror(errno));
    return OK;
}
