// vec.h - a growing array of one type. `VEC_OF(struct hit) hits = {0};`
//
// Items move when it grows: keep positions, not pointers. Bounded by its user.
#pragma once

#include "base/arena.h"

#define VEC_OF(type)                                                                               \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }

// Appends `...` (an expression or a compound literal).
#define vec_add(vec, ...)                                                                          \
    do {                                                                                           \
        if ((vec)->count == (vec)->capacity)                                                       \
            (vec)->items = vec_grow((vec)->items, &(vec)->capacity, sizeof *(vec)->items);         \
        (vec)->items[(vec)->count++] = __VA_ARGS__;                                                \
    } while (0)

#define vec_clear(vec) ((void)((vec)->count = 0))
#define vec_close(vec) vec_free((void **)&(vec)->items, &(vec)->count, &(vec)->capacity)

void *vec_grow(void *items, size_t *capacity, size_t item_size); // doubles; aborts on exhaustion
void vec_free(void **items, size_t *count, size_t *capacity);
