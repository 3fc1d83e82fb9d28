#include "store/inside.h"

#include <assert.h>

// Readers are opened when they are needed and closed when they have rested: each keeps pages of the
// file. One stays, so that taking never fails for want of a descriptor. Of a database that is away
// readers are taken all the same, and say BUSY when they are asked.

#define READER_CACHE_BYTES ((size_t)2 << 20)
#define RETRY_US 20000

void readers_open(struct readers *readers) {
    *readers = (struct readers){0};
    lock_init(&readers->lock);
    change_init(&readers->given);
}

void readers_close(struct readers *readers) {
    lock_take(&readers->lock);
    assert(readers->idle.count == readers->count); // someone still reads
    for (size_t i = 0; i < readers->idle.count; i++) db_close(&readers->idle.items[i].db);
    readers->count = 0;
    vec_close(&readers->idle);
    lock_give(&readers->lock);
}

void readers_rest(struct store *store, int64_t idle_us) {
    struct readers *readers = &store->readers;
    int64_t now = clock_steady_us(store->options.clock);
    lock_take(&readers->lock);
    // The first in the list has rested longest.
    while (readers->idle.count > 1 && now - readers->idle.items[0].given_us >= idle_us) {
        db_close(&readers->idle.items[0].db);
        readers->count--;
        readers->idle.count--;
        for (size_t i = 0; i < readers->idle.count; i++)
            readers->idle.items[i] = readers->idle.items[i + 1];
    }
    struct reader *last = readers->idle.items;
    if (readers->idle.count == 1 && !last->is_small && now - last->given_us >= idle_us) {
        db_shrink(last->db);
        last->is_small = true;
    }
    lock_give(&readers->lock);
}

static enum status open_reader(struct db **out, struct store *store, bool may_be_away,
                               struct fault *fault) {
    struct db_options options = {
        .path = store->path, .cache_bytes = READER_CACHE_BYTES, .may_be_away = may_be_away};
    if (!store->options.without_search) options.attach = store->search_path;
    return db_open(out, &options, fault);
}

enum status readers_start(struct store *store, struct fault *fault) {
    struct db *db;
    TRY(open_reader(&db, store, false, fault));
    store->readers.count++;
    store_reader_give(store, db);
    return OK;
}

struct db *store_reader_take(struct store *store) {
    struct readers *readers = &store->readers;
    struct db *db = NULL;
    lock_take(&readers->lock);
    while (!db) {
        if (readers->idle.count) {
            db = readers->idle.items[--readers->idle.count].db;
        } else if (readers->count < store->options.readers_max) {
            readers->count++;
            lock_give(&readers->lock);
            enum status status = open_reader(&db, store, true, NULL);
            lock_take(&readers->lock);
            if (status != OK) {
                // Too many open files, most likely: another reader or a little time will do.
                readers->count--;
                change_wait_for(&readers->given, &readers->lock, RETRY_US);
            }
        } else {
            change_wait(&readers->given, &readers->lock);
        }
    }
    lock_give(&readers->lock);
    return db;
}

void store_reader_give(struct store *store, struct db *db) {
    struct readers *readers = &store->readers;
    db_end_read(db);
    lock_take(&readers->lock);
    vec_add(&readers->idle, (struct reader){db, clock_steady_us(store->options.clock), false});
    change_tell_one(&readers->given);
    lock_give(&readers->lock);
}
