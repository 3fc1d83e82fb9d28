// buf.h - bytes that grow up to a largest size given at birth, and a sticky writer of text.
//
// A write that would pass `size_max` writes nothing and sets `status` to LIMIT; all later writes do
// nothing. So a writer writes everything and looks at `status` once, at the end.
#pragma once

#include "base/status.h"
#include "base/str.h"

struct buf {
    char *data; // NULL until the first write
    size_t size, capacity, size_max;
    enum status status; // OK or LIMIT
};

void buf_init(struct buf *buf, size_t size_max);
void buf_close(struct buf *buf); // frees; the buffer may be used again
void buf_clear(struct buf *buf); // size 0, status OK, keeps the memory

void buf_add(struct buf *buf, struct str text);
void buf_add_byte(struct buf *buf, char byte);
void buf_add_bytes(struct buf *buf, const void *bytes, size_t size);
void buf_addf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_add_u64(struct buf *buf, uint64_t value);
void buf_add_i64(struct buf *buf, int64_t value);

// Room for `size` bytes at the end, to be written by the caller and then counted with buf_grow.
// NULL when the limit forbids it (status is then LIMIT).
char *buf_room(struct buf *buf, size_t size);
void buf_grow(struct buf *buf, size_t size);

struct str buf_str(const struct buf *buf); // valid until the next write
