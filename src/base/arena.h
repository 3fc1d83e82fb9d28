// arena.h - memory that is given back all at once: one for each request or batch.
//
// Nothing taken from an arena is freed by itself. Limits stand at the doors, where input comes in;
// inside them true exhaustion of memory aborts the program, so that no caller has to check.
#pragma once

#include "base/status.h"
#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *block; // newest
    size_t used, capacity;     // of the newest block
    size_t bytes_total;        // taken from the system since arena_init
};

void arena_init(struct arena *arena);  // takes no memory yet
void arena_reset(struct arena *arena); // forgets all, keeps one block of at most 1 MiB for reuse
void arena_close(struct arena *arena); // gives all back; the arena may be used again
// The same for one that may hold passwords, tokens or keys: blocks of at most 64 KiB, in which such
// stand, are wiped first. Larger ones hold pages and files.
void arena_wipe(struct arena *arena);

// `size` bytes, aligned for any type, not initialised / all zero. `size` 0 gives a valid pointer.
void *arena_take(struct arena *arena, size_t size);
// Aborts when the product overflows.
void *arena_zero(struct arena *arena, size_t count, size_t size);
#define arena_new(arena, type) ((type *)arena_zero((arena), 1, sizeof(type)))
#define arena_array(arena, count, type) ((type *)arena_zero((arena), (count), sizeof(type)))

struct str arena_copy(struct arena *arena, struct str text);  // with a NUL behind, not counted
const char *arena_text(struct arena *arena, struct str text); // NUL-terminated copy
struct str arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

// For data that outlives a request: as malloc and realloc, but abort instead of returning NULL.
void *memory_take(size_t size);
void *memory_resize(void *memory, size_t count, size_t size);
