// caches.h - how exchange_open makes and ends what its modules keep between calls.
//
// Each cache belongs to the module named beside it; nobody else looks inside.
#pragma once

#include "sys/chance.h"

struct exchange;
struct store;

struct world_cache *world_cache_open(void); // world.c
void world_cache_close(struct world_cache **cache);
struct sight_cache *sight_cache_open(void); // sight.c
void sight_cache_close(struct sight_cache **cache);
struct set_cache *set_cache_open(void); // known.c
void set_cache_close(struct set_cache **cache);
struct page_cache *page_cache_open(void); // pages.c
void page_cache_close(struct page_cache **cache);
struct doorkeeper *doorkeeper_open(struct chance *chance); // doorkeeper.c
void doorkeeper_close(struct doorkeeper **doorkeeper);
struct networks *networks_open(struct store *store); // network.c
void networks_close(struct networks **networks);
struct ballots *ballots_open(struct chance *chance); // ballot.c
void ballots_close(struct ballots **ballots);
struct audit_behind *audit_behind_open(struct exchange *exchange); // audit_behind.c
void audit_behind_close(struct audit_behind **behind);             // writes what waits
struct provider_desk *provider_desk_open(void);                    // provider_talk.c
void provider_desk_close(struct provider_desk **desk);
struct presence *presence_open(struct store *store); // presence.c
void presence_close(struct presence **presence);     // writes what is noted
