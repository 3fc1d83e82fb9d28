#include "app/confine.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/vec.h"
#include "store/store.h"
#include "sys/file.h"
#include "sys/log.h"

// tidy: table
static const char *const always_readable[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/passwd",
    "/etc/group",
    "/etc/localtime",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/etc/gnutls",
    "/etc/krb5.conf",
    "/etc/postgresql-common",
    "/run/systemd/resolve",
    "/run/resolvconf",
    "/run/NetworkManager",
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/usr/local/share",
    "/proc/self",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/proc/stat",
    "/proc/sys/vm",
    "/proc/sys/kernel",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
};
static const char *const always_writable[] = {"/dev/null"};
struct needs {
    struct arena *arena;
    VEC_OF(const char *) readable, writable;
};
#define ADD_ALL(list, names)                                                                       \
    for (size_t i = 0; i < sizeof(names) / sizeof *(names); i++) vec_add(list, (names)[i])

// "/a/b" is in "/a", "b" in ".".
static const char *folder_of(struct arena *arena, struct str path) {
    size_t size = path.size;
    while (size && path.data[size - 1] != '/') size--;
    if (size > 1) size--;
    return size ? arena_text(arena, str_cut(path, 0, size)) : ".";
}

// Both the folder of its name and that of the file to which a link leads: either may be renewed.
static void need_renewed(struct needs *needs, struct str path) {
    if (!path.size) return;
    vec_add(&needs->readable, folder_of(needs->arena, path));
    char *real = realpath(arena_text(needs->arena, path), NULL);
    if (real)
        vec_add(&needs->readable, folder_of(needs->arena, arena_copy(needs->arena, str_of(real))));
    free(real);
}

static void need_store(struct needs *needs, struct str path) {
    bool is_file = store_is_file(arena_text(needs->arena, path));
    const char *folder = folder_of(needs->arena, path);
    if (is_file) vec_add(&needs->writable, folder);
    if (is_file) setenv("TMPDIR", folder, 0); // for SQLite as well; there are no threads yet
    vec_add(&needs->writable, file_spool_folder());
    const char *reads[STORE_READS_MAX];
    size_t count = store_reads(reads, arena_text(needs->arena, path), needs->arena);
    for (size_t i = 0; i < count; i++) vec_add(&needs->readable, reads[i]);
}

static void need_all(struct needs *needs, const struct options *options, struct str store_path) {
    static const enum option written[] = {OPTION_SOCKET, OPTION_PORT_FILE};
    static const enum option renewed[] = {OPTION_CERTIFICATE, OPTION_KEY, OPTION_CLIENT_AUTHORITIES,
                                          OPTION_AUTHORITY};
    ADD_ALL(&needs->readable, always_readable);
    ADD_ALL(&needs->writable, always_writable);
    need_store(needs, store_path);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        if (option_text(options, written[i]).size)
            vec_add(&needs->writable, folder_of(needs->arena, option_text(options, written[i])));
    for (size_t i = 0; i < sizeof renewed / sizeof *renewed; i++)
        need_renewed(needs, option_text(options, renewed[i]));
}

enum status confine(const struct options *options, struct str store_path, struct arena *arena,
                    struct fault *fault) {
    if (option_flag(options, OPTION_NO_SANDBOX)) {
        log_event(LOG_WARNING, "no_sandbox", LOG_TEXT("why", STR("--no-sandbox was given")));
        return OK;
    }
    struct needs needs = {.arena = arena};
    need_all(&needs, options, store_path);
    struct sandbox_options wish = {needs.readable.items, needs.writable.items, needs.readable.count,
                                   needs.writable.count};
    struct sandbox_report report;
    enum status status = sandbox_enter(&report, &wish, fault);
    vec_close(&needs.readable);
    vec_close(&needs.writable);
    if (status != OK) return fault_within(fault, status, "the sandbox (--no-sandbox leaves it):");
    if (report.missing)
        log_event(LOG_WARNING, "less_sandbox", LOG_TEXT("why", str_of(report.missing)));
    return OK;
}
