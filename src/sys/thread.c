#include "sys/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "sys/outside.h"

struct start {
    const char *name;
    void (*run)(void *);
    void *context;
};

static void *run_thread(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), start.name); // of another one it would go through a file
    start.run(start.context);
    return NULL;
}

void thread_start(struct thread *thread, const char *name, void (*run)(void *), void *context) {
    struct start *start = memory_take(sizeof *start);
    *start = (struct start){name, run, context};
    // Signals go to the main thread only: a new thread inherits the mask of its maker.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = outside.thread_create(&thread->handle, NULL, run_thread, start);
    if (error) {
        fprintf(stderr, "the thread \"%s\" cannot be made: %s\n", name, strerror(error));
        abort();
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    thread->running = true;
}

void thread_join(struct thread *thread) {
    if (!thread->running) return;
    pthread_join(thread->handle, NULL);
    thread->running = false;
}

unsigned thread_cores(void) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (unsigned)count;
}

void lock_init(struct lock *lock) {
    if (pthread_mutex_init(&lock->mutex, NULL) != 0) abort();
}

void lock_close(struct lock *lock) {
    pthread_mutex_destroy(&lock->mutex);
}

void lock_take(struct lock *lock) {
    if (pthread_mutex_lock(&lock->mutex) != 0) abort();
}

void lock_give(struct lock *lock) {
    pthread_mutex_unlock(&lock->mutex);
}

void change_init(struct change *change) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (pthread_cond_init(&change->condition, &attributes) != 0) abort();
    pthread_condattr_destroy(&attributes);
}

void change_close(struct change *change) {
    pthread_cond_destroy(&change->condition);
}

void change_wait(struct change *change, struct lock *lock) {
    pthread_cond_wait(&change->condition, &lock->mutex);
}

bool change_wait_for(struct change *change, struct lock *lock, int64_t timeout_us) {
    if (timeout_us < 0) timeout_us = 0;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(timeout_us / 1000000);
    until.tv_nsec += (long)(timeout_us % 1000000) * 1000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_cond_timedwait(&change->condition, &lock->mutex, &until) != ETIMEDOUT;
}

void change_tell_one(struct change *change) {
    pthread_cond_signal(&change->condition);
}

void change_tell_all(struct change *change) {
    pthread_cond_broadcast(&change->condition);
}

struct thread_queue {
    struct lock lock;
    struct change filled, emptied;
    size_t head, count, capacity;
    bool ended;
    void *items[];
};

struct thread_queue *thread_queue_open(size_t capacity) {
    struct thread_queue *queue = memory_take(sizeof *queue + capacity * sizeof queue->items[0]);
    *queue = (struct thread_queue){.capacity = capacity};
    lock_init(&queue->lock);
    change_init(&queue->filled);
    change_init(&queue->emptied);
    return queue;
}

void thread_queue_close(struct thread_queue **queue) {
    if (!*queue) return;
    lock_close(&(*queue)->lock);
    change_close(&(*queue)->filled);
    change_close(&(*queue)->emptied);
    free(*queue);
    *queue = NULL;
}

static bool put(struct thread_queue *queue, void *item, bool waits) {
    lock_take(&queue->lock);
    while (waits && !queue->ended && queue->count == queue->capacity)
        change_wait(&queue->emptied, &queue->lock);
    bool fits = !queue->ended && queue->count < queue->capacity;
    if (fits) {
        queue->items[(queue->head + queue->count++) % queue->capacity] = item;
        change_tell_one(&queue->filled);
    }
    lock_give(&queue->lock);
    return fits;
}

bool thread_queue_put(struct thread_queue *queue, void *item) {
    return put(queue, item, true);
}

bool thread_queue_try_put(struct thread_queue *queue, void *item) {
    return put(queue, item, false);
}

bool thread_queue_take(void **item, struct thread_queue *queue) {
    lock_take(&queue->lock);
    while (!queue->count && !queue->ended) change_wait(&queue->filled, &queue->lock);
    bool found = queue->count > 0;
    if (found) {
        *item = queue->items[queue->head];
        queue->head = (queue->head + 1) % queue->capacity;
        queue->count--;
        change_tell_one(&queue->emptied);
    }
    lock_give(&queue->lock);
    return found;
}

void thread_queue_end(struct thread_queue *queue) {
    lock_take(&queue->lock);
    queue->ended = true;
    change_tell_all(&queue->filled);
    change_tell_all(&queue->emptied);
    lock_give(&queue->lock);
}
