#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"

// Under AddressSanitizer each piece is followed by bytes nobody may touch, so that running over
// the end of one piece is seen although the block is one allocation.
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED 1
#endif
#endif
#ifdef ARENA_GUARDED
#include <sanitizer/asan_interface.h>
#define GUARD_SIZE ((size_t)16)
#else
#define GUARD_SIZE ((size_t)0)
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

#define ALIGNMENT ((size_t)16)
#define BLOCK_FIRST ((size_t)16 << 10)
#define WIPED_LARGEST ((size_t)64 << 10)
#define BLOCK_LARGEST ((size_t)1 << 20) // of those that serve many pieces, and of what reset keeps

struct arena_block {
    struct arena_block *older;
    size_t capacity;
    alignas(16) char data[];
};

void arena_init(struct arena *arena) {
    *arena = (struct arena){0};
}

static void blocks_free(struct arena_block *block) {
    while (block) {
        struct arena_block *older = block->older;
        ASAN_UNPOISON_MEMORY_REGION(block->data, block->capacity);
        free(block);
        block = older;
    }
}

void arena_reset(struct arena *arena) {
    struct arena_block *kept = arena->block;
    if (!kept) return;
    blocks_free(kept->older);
    kept->older = NULL;
    if (kept->capacity > BLOCK_LARGEST) {
        blocks_free(kept);
        kept = NULL;
    }
    arena_init(arena);
    if (!kept) return;
    ASAN_POISON_MEMORY_REGION(kept->data, kept->capacity);
    arena->block = kept;
    arena->capacity = kept->capacity;
    arena->bytes_total = kept->capacity;
}

void arena_close(struct arena *arena) {
    blocks_free(arena->block);
    arena_init(arena);
}

void arena_wipe(struct arena *arena) {
    for (struct arena_block *block = arena->block; block; block = block->older) {
        if (block->capacity > WIPED_LARGEST) continue;
        ASAN_UNPOISON_MEMORY_REGION(block->data, block->capacity);
        secret_wipe(block->data, block->capacity);
    }
    arena_close(arena);
}

static struct arena_block *block_new(struct arena *arena, size_t capacity) {
    if (capacity > SIZE_MAX / 2) abort();
    struct arena_block *block = memory_take(sizeof *block + capacity);
    block->older = NULL;
    block->capacity = capacity;
    arena->bytes_total += capacity;
    ASAN_POISON_MEMORY_REGION(block->data, capacity);
    return block;
}

// A piece that would waste much of a block gets one of its own, behind the newest, which goes on
// serving small pieces.
static void *take_slowly(struct arena *arena, size_t size) {
    size_t next = arena->block ? arena->block->capacity * 2 : BLOCK_FIRST;
    if (next > BLOCK_LARGEST) next = BLOCK_LARGEST;
    if (arena->block && size > next / 4) {
        struct arena_block *own = block_new(arena, size);
        own->older = arena->block->older;
        arena->block->older = own;
        return own->data;
    }
    if (next < size) next = size;
    struct arena_block *block = block_new(arena, next);
    block->older = arena->block;
    arena->block = block;
    arena->capacity = next;
    arena->used = size;
    return block->data;
}

void *arena_take(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) abort();
    size_t rounded = (size + GUARD_SIZE + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (rounded == 0) rounded = ALIGNMENT;
    void *piece;
    if (rounded <= arena->capacity - arena->used) {
        piece = arena->block->data + arena->used;
        arena->used += rounded;
    } else {
        piece = take_slowly(arena, rounded);
    }
    ASAN_UNPOISON_MEMORY_REGION(piece, size);
    return piece;
}

void *arena_zero(struct arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) abort();
    return memset(arena_take(arena, total), 0, total);
}

struct str arena_copy(struct arena *arena, struct str text) {
    char *copy = arena_take(arena, text.size + 1);
    if (text.size) memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return (struct str){copy, text.size};
}

const char *arena_text(struct arena *arena, struct str text) {
    return arena_copy(arena, text).data;
}

struct str arena_format(struct arena *arena, const char *format, ...) {
    char small[256];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    assert(length >= 0 && "a wrong format is our own mistake");
    size_t size = length < 0 ? 0 : (size_t)length;
    char *text = arena_take(arena, size + 1);
    if (size < sizeof small)
        memcpy(text, small, size + 1);
    else
        vsnprintf(text, size + 1, format, again);
    va_end(again);
    return (struct str){text, size};
}

void *memory_take(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (!memory) abort();
    return memory;
}

void *memory_resize(void *memory, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) abort();
    void *moved = realloc(memory, total ? total : 1);
    if (!moved) abort();
    return moved;
}
