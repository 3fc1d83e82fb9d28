// unique.h - takes doubles out of a list that a stranger filled, in linear time.
//
// Order is kept, the first of equals stays. The hash is seeded from the whole list: whoever chooses
// the items cannot choose them so that they collide, and no random bytes are needed.
#pragma once

#include "base/arena.h"

struct unique_rules {
    size_t item_size;
    uint64_t (*hash)(const void *item, uint64_t seed);
    bool (*equal)(const void *a, const void *b);
    void (*merge)(void *kept, const void *doubled); // NULL: nothing to keep of the other
};

// Returns the new count, at most UINT32_MAX - 1. Scratch comes from `arena`.
size_t unique_keep(void *items, size_t count, const struct unique_rules *rules,
                   struct arena *arena);
