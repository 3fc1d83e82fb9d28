#include "sys/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sys/outside.h"

// A signal handler can reach nothing else; all three are lock-free.
static atomic_int event_fd = -1, reload_fd = -1;
static atomic_bool stop_asked;
static atomic_bool reload_asked;

static void make_readable(int fd) {
    uint64_t one = 1;
    if (fd >= 0 && write(fd, &one, sizeof one) < 0) {
        // Only a counter at its end refuses, and then the fd is readable already.
    }
}

static void ask_stop(void) {
    stop_asked = true;
    make_readable(event_fd);
}

static void on_stop(int number) {
    (void)number;
    int error = errno;
    ask_stop();
    errno = error;
}

static void on_reload(int number) {
    (void)number;
    int error = errno;
    reload_asked = true;
    make_readable(reload_fd);
    errno = error;
}

static void install(int number, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_flags = SA_RESTART | flags};
    action.sa_handler = handler;
    sigfillset(&action.sa_mask);
    outside.sigaction(number, &action, NULL);
}

static void open_event(atomic_int *fd) {
    if (*fd < 0) *fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void signals_start(void) {
    open_event(&event_fd);
    open_event(&reload_fd);
    install(SIGTERM, on_stop, 0);
    install(SIGINT, on_stop, 0);
    install(SIGHUP, on_reload, 0);
    install(SIGPIPE, SIG_IGN, 0);
}

void signals_start_once(void) {
    open_event(&event_fd);
    install(SIGTERM, on_stop, (int)SA_RESETHAND);
    install(SIGINT, on_stop, (int)SA_RESETHAND);
}

bool signals_stop_asked(void) {
    return stop_asked;
}

void signals_stop_ask(void) {
    ask_stop();
}

bool signals_reload_taken(void) {
    uint64_t count;
    if (reload_fd >= 0 && read(reload_fd, &count, sizeof count) < 0) {
        // Nothing was written: it is not readable as it is.
    }
    return atomic_exchange(&reload_asked, false);
}

int signals_fd(void) {
    return event_fd;
}

int signals_reload_fd(void) {
    return reload_fd;
}
