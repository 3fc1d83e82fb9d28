#include "exchange/exchange.h"

#include <stdlib.h>

#include "exchange/bus.h"
#include "exchange/caches.h"
#include "exchange/embargo.h"

// In the writer's thread: tells who listens, and nothing else.
static void on_commit(void *context, const struct store_news *news) {
    struct exchange *exchange = context;
    bus_tell(exchange->bus, &(struct bus_event){.kind = BUS_OBJECTS,
                                                .first = news->first,
                                                .last = news->last,
                                                .count = news->count});
}

struct exchange *exchange_open(struct store *store) {
    struct exchange *exchange = memory_take(sizeof *exchange);
    *exchange = (struct exchange){.store = store};
    exchange->bus = bus_open();
    exchange->world = world_cache_open();
    exchange->sights = sight_cache_open();
    exchange->sets = set_cache_open();
    exchange->pages = page_cache_open();
    exchange->doorkeeper = doorkeeper_open(store_chance(store));
    exchange->networks = networks_open(store);
    exchange->ballots = ballots_open(store_chance(store));
    exchange->presence = presence_open(store);
    exchange->embargoes = embargoes_open();
    exchange->desk = provider_desk_open();
    exchange->audit = audit_behind_open(exchange);
    lock_init(&exchange->rewriting);
    store_listen(store, on_commit, exchange);
    return exchange;
}

void exchange_close(struct exchange **exchange) {
    struct exchange *old = *exchange;
    if (!old) return;
    store_listen(old->store, NULL, NULL);
    lock_close(&old->rewriting);
    audit_behind_close(&old->audit);
    provider_desk_close(&old->desk);
    embargoes_close(&old->embargoes);
    presence_close(&old->presence);
    ballots_close(&old->ballots);
    networks_close(&old->networks);
    doorkeeper_close(&old->doorkeeper);
    page_cache_close(&old->pages);
    set_cache_close(&old->sets);
    sight_cache_close(&old->sights);
    world_cache_close(&old->world);
    bus_close(&old->bus);
    free(old);
    *exchange = NULL;
}
