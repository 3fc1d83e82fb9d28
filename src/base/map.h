// map.h - a hash table from text to a 64-bit number (an index, or a pointer cast to uintptr_t).
//
// Keys are copied. The hash is keyed by `seed`, so that strangers cannot choose colliding keys;
// give a random seed where keys come from outside. No order is promised. Not safe across threads.
#pragma once

#include "base/str.h"

struct map_slot;

struct map {
    struct map_slot *slots;
    size_t count, capacity;
    uint64_t seed;
};

void map_init(struct map *map, uint64_t seed);
void map_close(struct map *map);
bool map_find(uint64_t *out, const struct map *map, struct str key);
// True when the key is new. An old key takes the new value.
bool map_put(struct map *map, struct str key, uint64_t value);
bool map_remove(struct map *map, struct str key);
// Walks all: start with *at = 0; false at the end. Nothing may be put or removed meanwhile.
bool map_each(struct str *key, uint64_t *value, const struct map *map, size_t *at);

// Unkeyed 64-bit hash for places where the keys are ours. Never changes, so it may be stored.
uint64_t hash_bytes(struct str bytes, uint64_t seed);
// SipHash-1-3, for keys that strangers choose: whoever does not know `seed` cannot make collisions.
uint64_t hash_keyed(struct str bytes, uint64_t seed);
