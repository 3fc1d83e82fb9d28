#include "http/linger.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "sys/clock.h"
#include "sys/thread.h"

#define SOCKETS_MAX 64
#define BYTES_MAX ((size_t)1024 * 1024)
#define TIME_MAX_US INT64_C(2000000)

struct guest {
    int fd;
    size_t left;
    int64_t until_us;
};

struct linger_room {
    struct lock lock;
    struct guest guests[SOCKETS_MAX]; // under the lock; only the thread removes
    size_t count;
    bool ended;
    int wake_fd;
    struct thread thread;
};

// Throws away what has come. True when it is time to close.
static bool drain(struct guest *guest) {
    char bytes[16384];
    ssize_t got;
    while ((got = recv(guest->fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
        if ((size_t)got >= guest->left) return true;
        guest->left -= (size_t)got;
    }
    return got == 0 || clock_steady_us(clock_system()) >= guest->until_us;
}

// Waits until a guest sends, a guest arrives, or a tenth of a second went by.
static void wait_for_guests(struct linger_room *room) {
    struct pollfd fds[SOCKETS_MAX + 1] = {{.fd = room->wake_fd, .events = POLLIN}};
    lock_take(&room->lock);
    nfds_t count = 1;
    for (size_t i = 0; i < room->count; i++)
        fds[count++] = (struct pollfd){.fd = room->guests[i].fd, .events = POLLIN};
    lock_give(&room->lock);
    poll(fds, count, count > 1 ? 100 : -1);
    uint64_t value;
    if (read(room->wake_fd, &value, sizeof value) < 0) return; // nobody new
}

static void run(void *context) {
    struct linger_room *room = context;
    for (bool ended = false; !ended;) {
        wait_for_guests(room);
        lock_take(&room->lock);
        ended = room->ended;
        for (size_t i = 0; i < room->count;) {
            if (!ended && !drain(&room->guests[i])) {
                i++;
                continue;
            }
            close(room->guests[i].fd);
            room->guests[i] = room->guests[--room->count];
        }
        lock_give(&room->lock);
    }
}

struct linger_room *linger_open(void) {
    struct linger_room *room = memory_take(sizeof *room);
    *room = (struct linger_room){.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    lock_init(&room->lock);
    thread_start(&room->thread, "http linger", run, room);
    return room;
}

static void wake(struct linger_room *room) {
    uint64_t one = 1;
    if (write(room->wake_fd, &one, sizeof one) < 0) return; // it is awake already
}

void linger_close(struct linger_room **room) {
    if (!*room) return;
    lock_take(&(*room)->lock);
    (*room)->ended = true;
    lock_give(&(*room)->lock);
    wake(*room);
    thread_join(&(*room)->thread);
    close((*room)->wake_fd);
    lock_close(&(*room)->lock);
    free(*room);
    *room = NULL;
}

void linger_add(struct linger_room *room, int fd) {
    lock_take(&room->lock);
    int copy = room->count < SOCKETS_MAX && !room->ended ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
    if (copy >= 0) {
        shutdown(copy, SHUT_WR);
        int64_t until_us = clock_steady_us(clock_system()) + TIME_MAX_US;
        room->guests[room->count++] = (struct guest){copy, BYTES_MAX, until_us};
    }
    lock_give(&room->lock);
    if (copy >= 0) wake(room);
}
