#include "http/ring.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"

void ring_open(struct ring *ring, size_t capacity) {
    *ring = (struct ring){.data = memory_take(capacity), .capacity = capacity};
}

void ring_close(struct ring *ring) {
    if (ring->data) secret_wipe(ring->data, ring->capacity); // a body may be a password
    free(ring->data);
    *ring = (struct ring){0};
}

char *ring_room(const struct ring *ring, size_t *size) {
    size_t tail = ring->head + ring->size;
    if (tail >= ring->capacity) tail -= ring->capacity;
    size_t free_bytes = ring->capacity - ring->size;
    size_t to_end = ring->capacity - tail;
    *size = free_bytes < to_end ? free_bytes : to_end;
    return ring->data + tail;
}

void ring_grow(struct ring *ring, size_t size) {
    ring->size += size;
}

size_t ring_put(struct ring *ring, const char *bytes, size_t size) {
    size_t put = 0, room;
    for (char *to = ring_room(ring, &room); room && put < size; to = ring_room(ring, &room)) {
        if (room > size - put) room = size - put;
        memcpy(to, bytes + put, room);
        ring_grow(ring, room);
        put += room;
    }
    return put;
}

size_t ring_take(struct ring *ring, char *bytes, size_t capacity) {
    size_t taken = 0;
    while (ring->size && taken < capacity) {
        size_t part = ring->capacity - ring->head;
        if (part > ring->size) part = ring->size;
        if (part > capacity - taken) part = capacity - taken;
        memcpy(bytes + taken, ring->data + ring->head, part);
        ring->head = ring->head + part == ring->capacity ? 0 : ring->head + part;
        ring->size -= part;
        taken += part;
    }
    return taken;
}
