#include "sys/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdatomic.h>

#include <cmocka.h>

#define ITEMS 2000

struct shared {
    struct thread_queue *queue;
    atomic_size_t sum, taken;
    bool signals_blocked;
    struct lock lock;
    struct change change;
    bool is_ready;
};

static void take_all(void *context) {
    struct shared *shared = context;
    void *item;
    while (thread_queue_take(&item, shared->queue)) {
        shared->sum += (uintptr_t)item;
        shared->taken++;
    }
}

static void put_many(void *context) {
    struct shared *shared = context;
    for (uintptr_t i = 1; i <= ITEMS; i++) thread_queue_put(shared->queue, (void *)i);
}

static void every_item_is_taken_once(void **state) {
    (void)state;
    struct shared shared = {.queue = thread_queue_open(3)};
    struct thread threads[6];
    for (int i = 0; i < 6; i++)
        thread_start(&threads[i], "queue", i % 2 ? take_all : put_many, &shared);
    for (int i = 0; i < 6; i += 2) thread_join(&threads[i]);
    thread_queue_end(shared.queue);
    for (int i = 1; i < 6; i += 2) thread_join(&threads[i]);
    assert_int_equal(shared.taken, 3 * ITEMS);
    assert_int_equal(shared.sum, 3 * ITEMS * (ITEMS + 1) / 2);
    thread_queue_close(&shared.queue);
    thread_queue_close(&shared.queue);
}

static void a_full_queue_takes_no_more(void **state) {
    (void)state;
    struct thread_queue *queue = thread_queue_open(2);
    int a, b, c;
    assert_true(thread_queue_try_put(queue, &a));
    assert_true(thread_queue_try_put(queue, &b));
    assert_false(thread_queue_try_put(queue, &c));
    void *item;
    assert_true(thread_queue_take(&item, queue));
    assert_ptr_equal(item, &a);
    assert_true(thread_queue_try_put(queue, &c));
    thread_queue_end(queue);
    assert_false(thread_queue_put(queue, &a));
    assert_true(thread_queue_take(&item, queue));
    assert_ptr_equal(item, &b);
    assert_true(thread_queue_take(&item, queue));
    assert_ptr_equal(item, &c);
    assert_false(thread_queue_take(&item, queue));
    thread_queue_close(&queue);
}

static void look_at_signals(void *context) {
    struct shared *shared = context;
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    shared->signals_blocked = sigismember(&mask, SIGTERM) == 1;
    lock_take(&shared->lock);
    shared->is_ready = true;
    change_tell_all(&shared->change);
    lock_give(&shared->lock);
}

static void a_thread_blocks_signals_and_tells_of_changes(void **state) {
    (void)state;
    struct shared shared = {0};
    lock_init(&shared.lock);
    change_init(&shared.change);
    struct thread thread = {0};
    thread_join(&thread); // does not run yet
    lock_take(&shared.lock);
    assert_false(change_wait_for(&shared.change, &shared.lock, 1000));
    assert_false(change_wait_for(&shared.change, &shared.lock, -5));
    thread_start(&thread, "a name of 15 by", look_at_signals, &shared);
    while (!shared.is_ready) change_wait(&shared.change, &shared.lock);
    lock_give(&shared.lock);
    thread_join(&thread);
    thread_join(&thread);
    assert_true(shared.signals_blocked);
    change_close(&shared.change);
    lock_close(&shared.lock);
    assert_true(thread_cores() >= 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_taken_once),
        cmocka_unit_test(a_full_queue_takes_no_more),
        cmocka_unit_test(a_thread_blocks_signals_and_tells_of_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
