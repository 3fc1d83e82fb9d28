#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define CAPACITY_FIRST ((size_t)256)

void buf_init(struct buf *buf, size_t size_max) {
    *buf = (struct buf){.size_max = size_max, .status = OK};
}

void buf_close(struct buf *buf) {
    free(buf->data);
    buf_init(buf, buf->size_max);
}

void buf_clear(struct buf *buf) {
    buf->size = 0;
    buf->status = OK;
}

void buf_add(struct buf *buf, struct str text) {
    buf_add_bytes(buf, text.data, text.size);
}

void buf_add_byte(struct buf *buf, char byte) {
    char *room = buf_room(buf, 1);
    if (!room) return;
    *room = byte;
    buf->size++;
}

void buf_add_bytes(struct buf *buf, const void *bytes, size_t size) {
    char *room = buf_room(buf, size);
    if (!room || size == 0) return;
    memcpy(room, bytes, size);
    buf->size += size;
}

void buf_addf(struct buf *buf, const char *format, ...) {
    char small[256];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    assert(length >= 0 && "a wrong format is our own mistake");
    size_t size = length < 0 ? 0 : (size_t)length;
    if (size < sizeof small) {
        buf_add_bytes(buf, small, size);
    } else {
        // vsnprintf also writes a NUL, which must not need a byte past the limit: by way of memory
        // of its own. Long texts are rare here.
        char *text = memory_take(size + 1);
        vsnprintf(text, size + 1, format, again);
        buf_add_bytes(buf, text, size);
        free(text);
    }
    va_end(again);
}

void buf_add_u64(struct buf *buf, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    buf_add_bytes(buf, digits + at, sizeof digits - at);
}

void buf_add_i64(struct buf *buf, int64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) digits[--at] = '-';
    buf_add_bytes(buf, digits + at, sizeof digits - at);
}

char *buf_room(struct buf *buf, size_t size) {
    if (buf->status != OK) return NULL;
    if (size > buf->size_max - buf->size) {
        buf->status = LIMIT;
        return NULL;
    }
    size_t needed = buf->size + size;
    if (needed > buf->capacity || !buf->data) {
        size_t capacity = buf->capacity > SIZE_MAX / 2 ? SIZE_MAX : buf->capacity * 2;
        if (capacity < CAPACITY_FIRST) capacity = CAPACITY_FIRST;
        if (capacity < needed) capacity = needed;
        if (capacity > buf->size_max) capacity = buf->size_max;
        buf->data = memory_resize(buf->data, capacity, 1);
        buf->capacity = capacity;
    }
    return buf->data + buf->size;
}

void buf_grow(struct buf *buf, size_t size) {
    assert(buf->status == OK && size <= buf->capacity - buf->size);
    buf->size += size;
}

struct str buf_str(const struct buf *buf) {
    return (struct str){buf->data ? buf->data : "", buf->size};
}
