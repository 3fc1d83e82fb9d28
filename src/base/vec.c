#include "base/vec.h"

#include <stdlib.h>

void *vec_grow(void *items, size_t *capacity, size_t item_size) {
    size_t wanted = *capacity < 8 ? 8 : *capacity * 2;
    if (wanted < *capacity) abort();
    items = memory_resize(items, wanted, item_size);
    *capacity = wanted;
    return items;
}

// Takes `items` as the address of a pointer of any type, so it may only be copied as bytes would
// be; void * and T * have the same shape everywhere this runs.
void vec_free(void **items, size_t *count, size_t *capacity) {
    free(*items);
    *items = NULL;
    *count = 0;
    *capacity = 0;
}
