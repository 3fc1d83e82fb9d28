// What is written behind: refusals, merged, and ends of what streamed (audit.h, 3).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/audit_write.h"
#include "exchange/caches.h"

#define KEY_BYTES_MAX 300
#define MINUTE_US (60 * STAMP_SECOND)

// A note that waits, with all that it borrows in the arena of its gathering.
struct waiting {
    struct audit_note note;
    struct viewer viewer;
    struct audit_times times;
    struct uuid concerns;
};
struct gathering {
    struct arena arena;
    struct map keys; // of what is merged, to the place in rows
    VEC_OF(struct waiting) rows;
    struct audit_times left_out;
};
//  1. A note is in `open`, or in `closed` while that is being written: it goes when it is durable.
//  2. One at a time writes: who holds `writing`.
struct audit_behind {
    struct exchange *exchange;
    struct lock lock; // over all below but `writing` and `closed`, which belongs to who holds that
    struct lock writing;
    struct change told;
    struct gathering open, closed;
    int64_t budget;
    stamp refilled;
    struct thread thread;
    bool is_running, is_ending;
};

static void gathering_open(struct gathering *gathering, uint64_t seed) {
    *gathering = (struct gathering){.left_out.count = 0};
    arena_init(&gathering->arena);
    map_init(&gathering->keys, seed);
}

static void gathering_close(struct gathering *gathering) {
    arena_close(&gathering->arena);
    map_close(&gathering->keys);
    vec_close(&gathering->rows);
}

static bool is_empty(const struct gathering *gathering) {
    return !gathering->rows.count && !gathering->left_out.count;
}

struct audit_behind *audit_behind_open(struct exchange *exchange) {
    struct audit_behind *behind = memory_take(sizeof *behind);
    *behind = (struct audit_behind){.exchange = exchange,
                                    .budget = AUDIT_BUDGET_MAX,
                                    .refilled = clock_now(store_clock(exchange->store))};
    uint64_t seed = chance_u64(store_chance(exchange->store));
    gathering_open(&behind->open, seed);
    gathering_open(&behind->closed, seed);
    lock_init(&behind->lock);
    lock_init(&behind->writing);
    change_init(&behind->told);
    return behind;
}

// ---- writing ----

static enum status write_left_out(struct exchange *exchange, struct db *db,
                                  const struct audit_times *times, struct fault *fault) {
    static const struct viewer nobody = {.label = "renkei"};
    struct audit_note note = {.act = AUDIT_LEFT_OUT, .viewer = &nobody};
    return times->count ? audit_write_within(exchange, db, &note, times, fault) : OK;
}

static enum status write_rows(struct db *db, void *context, struct fault *fault) {
    struct audit_behind *behind = context;
    const struct gathering *gathering = &behind->closed;
    for (size_t i = 0; i < gathering->rows.count; i++) {
        struct waiting row = gathering->rows.items[i];
        row.note.viewer = &row.viewer;
        row.note.concerns.identity = &row.concerns;
        if (row.times.count == 1) row.times.count = 0;
        TRY(audit_write_within(behind->exchange, db, &row.note, &row.times, fault));
    }
    return write_left_out(behind->exchange, db, &gathering->left_out, fault);
}

// What could not be written stays where it is, and is tried again before what came after it.
static enum status write_closed(struct audit_behind *behind, struct fault *fault) {
    if (is_empty(&behind->closed)) return OK;
    struct store_job job = {.run = write_rows,
                            .context = behind,
                            .bytes = 2000 * (behind->closed.rows.count + 1),
                            .keeps_rights = true};
    store_submit(behind->exchange->store, &job);
    TRY(store_wait(behind->exchange->store, &job, fault));
    uint64_t seed = behind->closed.keys.seed;
    gathering_close(&behind->closed);
    gathering_open(&behind->closed, seed);
    return OK;
}

static enum status write_both(struct audit_behind *behind, struct fault *fault) {
    TRY(write_closed(behind, fault));
    lock_take(&behind->lock);
    struct gathering empty = behind->closed;
    behind->closed = behind->open;
    behind->open = empty;
    lock_give(&behind->lock);
    return write_closed(behind, fault);
}

static enum status write_alone(struct audit_behind *behind, struct fault *fault) {
    lock_take(&behind->writing);
    enum status status = write_both(behind, fault);
    lock_give(&behind->writing);
    return status;
}

enum status audit_write(struct exchange *exchange, struct fault *fault) {
    return write_alone(exchange->audit, fault);
}

static void run(void *context) {
    struct audit_behind *behind = context;
    lock_take(&behind->lock);
    while (!behind->is_ending) {
        if (is_empty(&behind->open)) {
            change_wait(&behind->told, &behind->lock);
            continue;
        }
        change_wait_for(&behind->told, &behind->lock, AUDIT_GATHER_US);
        lock_give(&behind->lock);
        struct fault fault; // tried again
        (void)!write_alone(behind, &fault);
        lock_take(&behind->lock);
    }
    lock_give(&behind->lock);
}

void audit_behind_close(struct audit_behind **closed) {
    struct audit_behind *behind = *closed;
    if (!behind) return;
    lock_take(&behind->lock);
    behind->is_ending = true;
    change_tell_all(&behind->told);
    lock_give(&behind->lock);
    thread_join(&behind->thread);
    struct fault fault;
    (void)!write_alone(behind, &fault);
    gathering_close(&behind->open);
    gathering_close(&behind->closed);
    change_close(&behind->told);
    lock_close(&behind->writing);
    lock_close(&behind->lock);
    free(behind);
    *closed = NULL;
}

// ---- noting ----

// Who, from where, what, and to what by name: what is alike in these is merged.
static struct str key_of(char out[KEY_BYTES_MAX], const struct audit_note *note) {
    struct str place = str_cut(note->place, 0, 100);
    struct str name = str_cut(note->name, 0, 100);
    int size = snprintf(out, KEY_BYTES_MAX, "%d %lld %lld %.*s\n%.*s", (int)note->act,
                        (long long)note->viewer->account_no,
                        (long long)note->viewer->organisation_no, STR_ARG(place), STR_ARG(name));
    return (struct str){out, (size_t)size};
}

static struct str keep(struct arena *arena, struct str text) {
    return text.data ? arena_copy(arena, text) : text;
}

// What is of a stranger is bounded where it is written; here only how much of it is kept.
static struct str keep_some(struct arena *arena, struct str text) {
    return keep(arena, text_head(text, 4 * AUDIT_TEXT_BYTES_MAX));
}

static void keep_objects(struct audit_note *note, struct arena *arena) {
    size_t count = note->object_count < AUDIT_OBJECTS_MAX ? note->object_count : AUDIT_OBJECTS_MAX;
    struct object_id *objects = arena_array(arena, count + 1, struct object_id);
    for (size_t i = 0; i < count; i++)
        objects[i] =
            (struct object_id){keep_some(arena, note->objects[i].type), note->objects[i].uuid};
    if (note->object_count > note->object_total) note->object_total = note->object_count;
    note->objects = objects;
    note->object_count = count;
}

static void add_row(struct gathering *gathering, const struct audit_note *note, stamp now) {
    struct arena *arena = &gathering->arena;
    struct waiting row = {
        .note = *note, .viewer = *note->viewer, .times = {.at = now, .until = now, .count = 1}};
    row.viewer.label = arena_text(arena, text_head(str_of(note->viewer->label), 256));
    row.viewer.identity.type = row.viewer.organisation_identity.type = STR("identity");
    row.viewer.place = note->viewer->place ? arena_text(arena, str_of(note->viewer->place)) : NULL;
    row.note.place = keep_some(arena, note->place);
    row.note.name = keep_some(arena, note->name);
    row.note.more = keep(arena, note->more);
    if (note->concerns.identity) row.concerns = *note->concerns.identity;
    keep_objects(&row.note, arena);
    vec_add(&gathering->rows, row);
}

static void refill(struct audit_behind *behind, stamp now) {
    int64_t minutes = (now - behind->refilled) / MINUTE_US;
    if (minutes <= 0) return;
    behind->refilled += minutes * MINUTE_US;
    int64_t most = AUDIT_BUDGET_MAX - behind->budget;
    int64_t more = minutes < AUDIT_BUDGET_MAX ? minutes * AUDIT_BUDGET_MINUTE : most;
    behind->budget += more < most ? more : most;
}

static void count_more(struct audit_times *times, stamp now) {
    if (!times->count++) times->at = now;
    times->until = now;
}

// The lock is held.
static void gather(struct audit_behind *behind, const struct audit_note *note, struct str key,
                   stamp now) {
    struct gathering *open = &behind->open;
    uint64_t place;
    if (map_find(&place, &open->keys, key)) {
        count_more(&open->rows.items[place].times, now);
        return;
    }
    refill(behind, now);
    if (behind->budget <= 0 || open->rows.count >= AUDIT_WAITING_MAX) {
        count_more(&open->left_out, now);
        return;
    }
    behind->budget--;
    map_put(&open->keys, key, open->rows.count);
    add_row(open, note, now);
}

static void wake(struct audit_behind *behind, bool was_empty) {
    if (!behind->is_running) thread_start(&behind->thread, "audit", run, behind);
    behind->is_running = true;
    if (was_empty) change_tell_one(&behind->told);
}

void audit_count(struct exchange *exchange, const struct audit_note *note) {
    struct audit_behind *behind = exchange->audit;
    char bytes[KEY_BYTES_MAX];
    struct str key = key_of(bytes, note);
    stamp now = clock_now(store_clock(exchange->store));
    lock_take(&behind->lock);
    bool was_empty = is_empty(&behind->open);
    if (!behind->is_ending) gather(behind, note, key, now);
    if (!behind->is_ending) wake(behind, was_empty);
    lock_give(&behind->lock);
}

void audit_later(struct exchange *exchange, const struct audit_note *note) {
    struct audit_behind *behind = exchange->audit;
    stamp now = clock_now(store_clock(exchange->store));
    lock_take(&behind->lock);
    bool was_empty = is_empty(&behind->open);
    if (behind->open.rows.count < AUDIT_WAITING_MAX)
        add_row(&behind->open, note, now);
    else
        count_more(&behind->open.left_out, now);
    if (!behind->is_ending) wake(behind, was_empty);
    lock_give(&behind->lock);
}
