// exchange.h - what both doors share: the store, who there is, and who listens.
//
// Open one for a store; all functions of this folder take it. Everything here may be called from
// any thread.
#pragma once

#include <stdatomic.h>

#include "policy/policy.h"
#include "store/find.h"
#include "sys/thread.h"

struct bus;
struct world;
struct world_cache;
struct sight_cache;
struct set_cache;
struct page_cache;
struct doorkeeper;
struct networks;
struct ballots;
struct presence;
struct embargoes;
struct audit_behind;
struct audit_reads;
struct provider_desk;

struct exchange {
    struct store *store;
    atomic_int exports, searching; // running, and waiting for search, see export.h
    atomic_int witnessing;         // requests, see witness.h
    struct bus *bus;
    struct world_cache *world;     // see world.h
    struct sight_cache *sights;    // see release.h
    struct set_cache *sets;        // see known.h
    struct page_cache *pages;      // see pages.h
    struct doorkeeper *doorkeeper; // see doorkeeper.h
    struct networks *networks;     // see network.h
    struct ballots *ballots;       // see ballot.h
    struct presence *presence;     // see presence.h
    struct embargoes *embargoes;   // see embargo.h
    struct audit_behind *audit;    // see audit.h
    struct provider_desk *desk;    // see provider_talk.h
    // Held by who makes a version out of the last one, from reading to writing (cooperate).
    struct lock rewriting;
};

// What most functions need at once: for whom, in which world, with what memory, and where the
// sentence goes. visit_open (world.h) holds the world until visit_close; rows and collections may
// be kept so long.
struct visit {
    struct exchange *exchange;
    const struct viewer *viewer;
    const struct world *world;
    struct arena *arena;
    struct fault *fault;
    struct audit_reads *reads; // where what is read of TLP:RED is gathered (audit.h), or NULL
};

// Borrows `store`, which must live longer.
struct exchange *exchange_open(struct store *store);
void exchange_close(struct exchange **exchange);
