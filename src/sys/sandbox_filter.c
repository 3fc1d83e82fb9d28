// The filter of calls, as a program of BPF: the architecture must be ours, then the number of the
// call is looked for in a list. Numbers are those of the system's headers; what an architecture
// does not have is left out of its list.
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/sandbox.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif
#define NUMBER_END 0x40000000 // above are the calls of x32, under other numbers

#ifdef ARCHITECTURE
// tidy: table
// clang-format off
static const int allowed[] = {
    // Files that are open, or may be opened where Landlock lets them.
    __NR_read, __NR_write, __NR_readv, __NR_writev, __NR_pread64, __NR_pwrite64, __NR_preadv,
    __NR_pwritev, __NR_openat, __NR_close, __NR_fstat, __NR_newfstatat, __NR_statx, __NR_statfs,
    __NR_fstatfs, __NR_lseek, __NR_faccessat, __NR_faccessat2, __NR_fcntl, __NR_flock, __NR_fsync,
    __NR_fdatasync, __NR_sync_file_range, __NR_ftruncate, __NR_truncate, __NR_fallocate,
    __NR_fadvise64, __NR_getdents64, __NR_getcwd, __NR_renameat, __NR_renameat2, __NR_unlinkat,
    __NR_mkdirat, __NR_readlinkat, __NR_fchmod, __NR_fchmodat, __NR_fchown, __NR_umask,
    __NR_utimensat, __NR_dup, __NR_dup3, __NR_pipe2, __NR_eventfd2, __NR_ioctl, __NR_sendfile,
    __NR_close_range,
    // Memory; what PCRE2 compiles is made executable.
    __NR_mmap, __NR_munmap, __NR_mremap, __NR_mprotect, __NR_madvise, __NR_brk, __NR_msync,
    __NR_mlock, __NR_munlock, __NR_membarrier,
    // Threads and signals of our own; `clone` is looked at below.
    __NR_futex, __NR_set_robust_list, __NR_get_robust_list, __NR_rseq, __NR_set_tid_address,
    __NR_gettid, __NR_getpid, __NR_getppid, __NR_tgkill, __NR_rt_sigaction, __NR_rt_sigprocmask,
    __NR_rt_sigreturn, __NR_rt_sigpending, __NR_rt_sigtimedwait, __NR_sigaltstack, __NR_sched_yield,
    __NR_sched_getaffinity, __NR_exit, __NR_exit_group, __NR_restart_syscall, __NR_prctl,
    // Time.
    __NR_clock_gettime, __NR_clock_getres, __NR_clock_nanosleep, __NR_nanosleep, __NR_gettimeofday,
    __NR_getrusage, __NR_times,
    // Sockets; their families are looked at below.
    __NR_bind, __NR_listen, __NR_accept, __NR_accept4, __NR_connect, __NR_getsockname,
    __NR_getpeername, __NR_getsockopt, __NR_setsockopt, __NR_sendto, __NR_recvfrom, __NR_sendmsg,
    __NR_recvmsg, __NR_sendmmsg, __NR_recvmmsg, __NR_shutdown, __NR_socketpair, __NR_ppoll,
    __NR_pselect6, __NR_epoll_create1, __NR_epoll_ctl, __NR_epoll_pwait,
    // Who and where this is.
    __NR_getrandom, __NR_uname, __NR_sysinfo, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
    __NR_getresuid, __NR_getresgid, __NR_getgroups, __NR_prlimit64,
#if defined(__x86_64__)
    __NR_open, __NR_stat, __NR_lstat, __NR_access, __NR_rename, __NR_unlink, __NR_mkdir,
    __NR_readlink, __NR_chmod, __NR_dup2, __NR_pipe, __NR_poll, __NR_select, __NR_epoll_wait,
    __NR_epoll_create, __NR_arch_prctl, __NR_time, __NR_getrlimit, __NR_eventfd,
#endif
};
// clang-format on
#define ALLOWED (sizeof allowed / sizeof *allowed)
#define MORE 24 // rows beside one for each call of the list

static const unsigned families[] = {AF_UNIX, AF_INET, AF_INET6,
                                    AF_NETLINK}; // the last: getaddrinfo

#define LOAD(offset) (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define ANSWER(what) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, what)
// Skip so many rows unless, or when, it is so.
#define UNLESS(test, value, skip)                                                                  \
    (struct sock_filter) BPF_JUMP(BPF_JMP | (test) | BPF_K, (unsigned)(value), 0, skip)
#define WHEN(test, value, skip)                                                                    \
    (struct sock_filter) BPF_JUMP(BPF_JMP | (test) | BPF_K, (unsigned)(value), skip, 0)
// The lower half of the first argument: both architectures begin with it.
#define FIRST_ARGUMENT offsetof(struct seccomp_data, args[0])
#define MISSING (SECCOMP_RET_ERRNO | ENOSYS)

static size_t write_filter(struct sock_filter *out) {
    size_t at = 0;
    out[at++] = LOAD(offsetof(struct seccomp_data, arch));
    out[at++] = WHEN(BPF_JEQ, ARCHITECTURE, 1);
    out[at++] = ANSWER(SECCOMP_RET_KILL_PROCESS);
    out[at++] = LOAD(offsetof(struct seccomp_data, nr));
    out[at++] = UNLESS(BPF_JGE, NUMBER_END, 1);
    out[at++] = ANSWER(MISSING);
    // A thread, not a process. clone3 hides its flags in memory: without it clone is used.
    out[at++] = UNLESS(BPF_JEQ, __NR_clone, 4);
    out[at++] = LOAD(FIRST_ARGUMENT);
    out[at++] = UNLESS(BPF_JSET, CLONE_THREAD, 1);
    out[at++] = ANSWER(SECCOMP_RET_ALLOW);
    out[at++] = ANSWER(MISSING);
    size_t count = sizeof families / sizeof *families;
    out[at++] = UNLESS(BPF_JEQ, __NR_socket, (unsigned char)(2 * count + 2));
    out[at++] = LOAD(FIRST_ARGUMENT);
    for (size_t i = 0; i < count; i++) {
        out[at++] = UNLESS(BPF_JEQ, families[i], 1);
        out[at++] = ANSWER(SECCOMP_RET_ALLOW);
    }
    out[at++] = ANSWER(SECCOMP_RET_ERRNO | EAFNOSUPPORT);
    for (size_t i = 0; i < ALLOWED; i++) {
        out[at++] = UNLESS(BPF_JEQ, allowed[i], 1);
        out[at++] = ANSWER(SECCOMP_RET_ALLOW);
    }
    out[at++] = ANSWER(MISSING);
    return at;
}

bool sandbox_filter_is_there(void) {
    unsigned action = SECCOMP_RET_ERRNO;
    return syscall(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

bool sandbox_filter_enter(void) {
    struct sock_filter rows[2 * ALLOWED + MORE];
    struct sock_fprog program = {.filter = rows};
    program.len = (unsigned short)write_filter(rows);
    return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

#else // an architecture of which nobody has said yet which calls it has

bool sandbox_filter_is_there(void) {
    return false;
}

bool sandbox_filter_enter(void) {
    errno = ENOSYS;
    return false;
}
#endif
