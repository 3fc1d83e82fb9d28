// thread.h - threads, locks, and a bounded queue between them (over pthreads).
#pragma once

#include <pthread.h>

#include "base/status.h"
#include "base/str.h"

struct thread {
    pthread_t handle;
    bool running;
};
// Signals are blocked in the new thread. `name` at most 15 bytes. Aborts with a
// sentence when none can be made: what was acknowledged is durable, and nothing goes on without it.
void thread_start(struct thread *thread, const char *name, void (*run)(void *), void *context);
void thread_join(struct thread *thread); // does nothing when it does not run
unsigned thread_cores(void);

struct lock {
    pthread_mutex_t mutex;
};
void lock_init(struct lock *lock);
void lock_close(struct lock *lock);
void lock_take(struct lock *lock);
void lock_give(struct lock *lock);

// Waiting for a change under a lock.
struct change {
    pthread_cond_t condition; // monotonic clock
};
void change_init(struct change *change);
void change_close(struct change *change);
void change_wait(struct change *change, struct lock *lock);
// False: time out.
bool change_wait_for(struct change *change, struct lock *lock, int64_t timeout_us);
void change_tell_one(struct change *change);
void change_tell_all(struct change *change);

// Pointers from many threads to many, first in first out, at most `capacity` inside.
struct thread_queue;
struct thread_queue *thread_queue_open(size_t capacity);
void thread_queue_close(struct thread_queue **queue);
bool thread_queue_put(struct thread_queue *queue, void *item);     // waits; false once ended
bool thread_queue_try_put(struct thread_queue *queue, void *item); // false when full or ended
bool thread_queue_take(void **item, struct thread_queue *queue);   // waits; false: ended and empty
void thread_queue_end(struct thread_queue *queue);                 // no more puts; takers drain it
