// ring.h - a bounded row of bytes between one writer and one reader. Not locked.
//
// The writer may fill ring_room without a lock while the reader takes what is there: the two never
// touch the same bytes. ring_grow and ring_take change the counts and need the owner's lock.
#pragma once

#include <stddef.h>

struct ring {
    char *data; // NULL until ring_open
    size_t capacity, head, size;
};

void ring_open(struct ring *ring, size_t capacity); // aborts on exhaustion
void ring_close(struct ring *ring);
size_t ring_put(struct ring *ring, const char *bytes, size_t size); // what fitted
size_t ring_take(struct ring *ring, char *bytes, size_t capacity);  // what there was
// The free bytes that lie together at the end; `*size` 0 when full.
char *ring_room(const struct ring *ring, size_t *size);
void ring_grow(struct ring *ring, size_t size);
