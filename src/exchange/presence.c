#include "exchange/presence.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "exchange/caches.h"

#define KEY_SIZE 33

//  1. A note is in `noted`, or in `leaving` while it is being written; from there it goes when it
//  is
//     durable, or back into `noted`.
//  2. One at a time writes: who holds `writing`.
struct presence {
    struct store *store;
    struct lock lock; // over all below but `writing`
    struct lock writing;
    struct change told;
    struct map noted, leaving; // digest and kind, to when
    struct thread thread;
    bool is_running, is_ending;
};

struct presence *presence_open(struct store *store) {
    struct presence *presence = memory_take(sizeof *presence);
    *presence = (struct presence){.store = store};
    lock_init(&presence->lock);
    lock_init(&presence->writing);
    change_init(&presence->told);
    map_init(&presence->noted, chance_u64(store_chance(store)));
    map_init(&presence->leaving, presence->noted.seed);
    return presence;
}

static struct str key_of(char key[KEY_SIZE], const struct viewer_proof *proof) {
    memcpy(key, proof->digest, sizeof proof->digest);
    key[KEY_SIZE - 1] = (char)proof->by;
    return (struct str){key, KEY_SIZE};
}

// ---- writing ----

static enum status write_one(struct db *db, struct str key, stamp at, struct fault *fault) {
    bool is_session = key.data[KEY_SIZE - 1] == CAME_BY_SESSION;
    struct db_query *q;
    TRY(db_query(&q, db,
                 is_session ? "UPDATE session SET used = $1 WHERE digest = $2 AND used < $3"
                            : "UPDATE token SET used = $1 WHERE digest = $2 AND used < $3",
                 fault));
    db_bind_i64(q, 1, at);
    db_bind_blob(q, 2, key.data, KEY_SIZE - 1);
    db_bind_i64(q, 3, at);
    return db_finish(q, fault);
}

static enum status write_all(struct db *db, void *context, struct fault *fault) {
    const struct map *leaving = context;
    struct str key;
    uint64_t at;
    for (size_t i = 0; map_each(&key, &at, leaving, &i);) TRY(write_one(db, key, (stamp)at, fault));
    return OK;
}

// What could not be written is noted again, unless something later was. The lock is held.
static void take_back(struct presence *presence) {
    struct str key;
    uint64_t at, later;
    for (size_t i = 0; map_each(&key, &at, &presence->leaving, &i);)
        if (!map_find(&later, &presence->noted, key)) map_put(&presence->noted, key, at);
}

static enum status write_noted(struct presence *presence, struct fault *fault) {
    lock_take(&presence->lock);
    uint64_t seed = presence->noted.seed;
    size_t count = presence->noted.count;
    map_close(&presence->leaving);
    presence->leaving = presence->noted;
    map_init(&presence->noted, seed);
    lock_give(&presence->lock);
    struct store_job job = {
        .run = write_all, .context = &presence->leaving, .bytes = count * 64, .keeps_rights = true};
    if (!count) return OK;
    store_submit(presence->store, &job);
    enum status status = store_wait(presence->store, &job, fault);
    lock_take(&presence->lock);
    if (status != OK) take_back(presence);
    map_close(&presence->leaving);
    map_init(&presence->leaving, seed);
    lock_give(&presence->lock);
    return status;
}

static enum status write_alone(struct presence *presence, struct fault *fault) {
    lock_take(&presence->writing);
    enum status status = write_noted(presence, fault);
    lock_give(&presence->writing);
    return status;
}

enum status presence_write(struct exchange *exchange, struct fault *fault) {
    return write_alone(exchange->presence, fault);
}

static void run(void *context) {
    struct presence *presence = context;
    lock_take(&presence->lock);
    while (!presence->is_ending) {
        if (!presence->noted.count) {
            change_wait(&presence->told, &presence->lock);
            continue;
        }
        change_wait_for(&presence->told, &presence->lock, PRESENCE_GATHER_US);
        lock_give(&presence->lock);
        struct fault fault; // tried again
        (void)!write_alone(presence, &fault);
        lock_take(&presence->lock);
    }
    lock_give(&presence->lock);
}

void presence_close(struct presence **closed) {
    struct presence *presence = *closed;
    if (!presence) return;
    lock_take(&presence->lock);
    presence->is_ending = true;
    change_tell_all(&presence->told);
    lock_give(&presence->lock);
    thread_join(&presence->thread);
    struct fault fault;
    (void)!write_alone(presence, &fault);
    map_close(&presence->noted);
    map_close(&presence->leaving);
    change_close(&presence->told);
    lock_close(&presence->writing);
    lock_close(&presence->lock);
    free(presence);
    *closed = NULL;
}

// ---- noting ----

// The lock is held.
static stamp last_of(const struct presence *presence, struct str key, stamp used) {
    uint64_t at;
    if (map_find(&at, &presence->leaving, key) && (stamp)at > used) used = (stamp)at;
    if (map_find(&at, &presence->noted, key) && (stamp)at > used) used = (stamp)at;
    return used;
}

void presence_note(struct exchange *exchange, const struct viewer_proof *proof, stamp used,
                   stamp now) {
    struct presence *presence = exchange->presence;
    char bytes[KEY_SIZE];
    struct str key = key_of(bytes, proof);
    if (now - used < PRESENCE_STEP_US) return;
    lock_take(&presence->lock);
    size_t count = presence->noted.count + presence->leaving.count;
    bool has_room = count < PRESENCE_NOTES_MAX && !presence->is_ending;
    if (has_room && now - last_of(presence, key, used) >= PRESENCE_STEP_US) {
        map_put(&presence->noted, key, (uint64_t)now);
        if (!presence->is_running) thread_start(&presence->thread, "presence", run, presence);
        presence->is_running = true;
        if (presence->noted.count == 1) change_tell_one(&presence->told);
    }
    lock_give(&presence->lock);
}

stamp presence_last(struct exchange *exchange, const struct viewer_proof *proof, stamp used) {
    struct presence *presence = exchange->presence;
    char bytes[KEY_SIZE];
    struct str key = key_of(bytes, proof);
    lock_take(&presence->lock);
    used = last_of(presence, key, used);
    lock_give(&presence->lock);
    return used;
}
