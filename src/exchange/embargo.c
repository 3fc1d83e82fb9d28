#include "exchange/embargo.h"

#include <stdlib.h>

#define TRY_AGAIN_US STAMP_SECOND

struct embargoes {
    struct lock lock;
    _Atomic uint64_t generation; // of the store, when it was asked last; 0: never
    _Atomic int64_t next;        // when the first embargo ends; 0: there is none
};

struct embargoes *embargoes_open(void) {
    struct embargoes *embargoes = memory_take(sizeof *embargoes);
    *embargoes = (struct embargoes){0};
    lock_init(&embargoes->lock);
    return embargoes;
}

void embargoes_close(struct embargoes **embargoes) {
    if (!*embargoes) return;
    lock_close(&(*embargoes)->lock);
    free(*embargoes);
    *embargoes = NULL;
}

// Only a commit can bring an earlier end.
static void ask_next(struct exchange *exchange, uint64_t generation) {
    struct embargoes *it = exchange->embargoes;
    stamp next;
    lock_take(&it->lock);
    if (atomic_load(&it->generation) != generation &&
        store_embargo_next(&next, exchange->store, NULL) == OK) {
        atomic_store(&it->next, next);
        atomic_store(&it->generation, generation);
    }
    lock_give(&it->lock);
}

void embargo_follow(struct exchange *exchange) {
    struct embargoes *it = exchange->embargoes;
    uint64_t generation = store_generation(exchange->store);
    if (atomic_load(&it->generation) != generation) ask_next(exchange, generation);
    stamp next = atomic_load(&it->next);
    if (!next) return;
    stamp now = clock_now(store_clock(exchange->store));
    if (next > now) return;
    bool more = false;
    if (store_embargo_end(&more, exchange->store, now, NULL) != OK)
        atomic_store(&it->next, now + TRY_AGAIN_US);
}
