#include "exchange/presence.h"

#include "doors.h"
#include "exchange/session.h"

static struct viewer_proof proof_of(size_t number) {
    struct viewer_proof proof = {.by = CAME_BY_TOKEN};
    memcpy(proof.digest, &number, sizeof number);
    return proof;
}

// Keeps the writer busy until it is let go, so that nothing that was noted is written meanwhile.
struct gate {
    struct lock lock;
    struct change opened;
    bool is_open;
};

static enum status hold(struct db *db, void *context, struct fault *fault) {
    (void)db;
    (void)fault;
    struct gate *gate = context;
    lock_take(&gate->lock);
    while (!gate->is_open) change_wait(&gate->opened, &gate->lock);
    lock_give(&gate->lock);
    return OK;
}

static void shut(struct doors *doors, struct gate *gate, struct store_job *job) {
    gate->is_open = false;
    lock_init(&gate->lock);
    change_init(&gate->opened);
    *job = (struct store_job){.run = hold, .context = gate, .keeps_rights = true};
    store_submit(doors->store, job);
}

static void open_again(struct doors *doors, struct gate *gate, struct store_job *job) {
    lock_take(&gate->lock);
    gate->is_open = true;
    change_tell_all(&gate->opened);
    lock_give(&gate->lock);
    expect_ok(doors, store_wait(doors->store, job, &doors->fault));
    change_close(&gate->opened);
    lock_close(&gate->lock);
}

static void what_was_used_just_now_is_not_noted_again(void **state) {
    struct doors *doors = *state;
    struct viewer_proof proof = proof_of(1);
    stamp now = clock_now(&doors->clock.clock);
    struct gate gate;
    struct store_job job;
    shut(doors, &gate, &job);
    presence_note(doors->exchange, &proof, now - PRESENCE_STEP_US + 1, now);
    assert_int_equal(presence_last(doors->exchange, &proof, 5), 5);
    presence_note(doors->exchange, &proof, now - PRESENCE_STEP_US, now);
    assert_int_equal(presence_last(doors->exchange, &proof, 5), now);
    assert_int_equal(presence_last(doors->exchange, &proof, now + 1), now + 1);
    presence_note(doors->exchange, &proof, 0, now + 1); // it is known in memory
    assert_int_equal(presence_last(doors->exchange, &proof, 5), now);
    proof.by = CAME_BY_SESSION; // another thing, of the same digest
    assert_int_equal(presence_last(doors->exchange, &proof, 5), 5);
    open_again(doors, &gate, &job);
}

static void only_so_many_wait_to_be_written(void **state) {
    struct doors *doors = *state;
    stamp now = clock_now(&doors->clock.clock);
    struct gate gate;
    struct store_job job;
    shut(doors, &gate, &job);
    for (size_t i = 1; i <= PRESENCE_NOTES_MAX + 1; i++) {
        struct viewer_proof proof = proof_of(i);
        presence_note(doors->exchange, &proof, 0, now);
    }
    struct viewer_proof last = proof_of(PRESENCE_NOTES_MAX),
                        more = proof_of(PRESENCE_NOTES_MAX + 1);
    assert_int_equal(presence_last(doors->exchange, &last, 0), now);
    assert_int_equal(presence_last(doors->exchange, &more, 0), 0);
    open_again(doors, &gate, &job);
    expect_ok(doors, presence_write(doors->exchange, &doors->fault));
    shut(doors, &gate, &job); // there is room again
    presence_note(doors->exchange, &more, 0, now);
    assert_int_equal(presence_last(doors->exchange, &more, 0), now);
    open_again(doors, &gate, &job);
}

struct many {
    struct exchange *exchange;
    size_t number;
};

static void note_many(void *context) {
    const struct many *many = context;
    for (size_t i = 0; i < 2000; i++) {
        struct viewer_proof proof = proof_of(i % 50 * 8 + many->number);
        presence_note(many->exchange, &proof, 0, (stamp)i * PRESENCE_STEP_US + PRESENCE_STEP_US);
        (void)presence_last(many->exchange, &proof, 0);
    }
}

static void many_may_note_and_write_at_once(void **state) {
    struct doors *doors = *state;
    struct thread threads[4];
    struct many many[4];
    for (size_t i = 0; i < 4; i++) {
        many[i] = (struct many){doors->exchange, i};
        threads[i] = (struct thread){0};
        thread_start(&threads[i], "noting", note_many, &many[i]);
    }
    for (int i = 0; i < 20; i++) expect_ok(doors, presence_write(doors->exchange, &doors->fault));
    for (size_t i = 0; i < 4; i++) thread_join(&threads[i]);
    expect_ok(doors, presence_write(doors->exchange, &doors->fault));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(what_was_used_just_now_is_not_noted_again),
        T(only_so_many_wait_to_be_written),
        T(many_may_note_and_write_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
