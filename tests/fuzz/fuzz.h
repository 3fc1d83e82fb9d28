// fuzz.h - what the fuzz targets share. Each target states a property and calls HOLDS with it.
//
// NDEBUG must not switch a property off, so this is not assert().
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(property)                                                                            \
    do {                                                                                           \
        if (!(property)) {                                                                         \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #property);          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

// What a target took for an input of `size` bytes: so many for a byte of it, and so many always. A
// target does a fixed number of things with its input; squares pass this at a few kilobytes.
#define FUZZ_BYTES_EACH ((size_t)4000)
#define FUZZ_BYTES_ALWAYS ((size_t)4 << 20)
static inline bool fuzz_is_linear(size_t taken, size_t size) {
    return taken <= FUZZ_BYTES_ALWAYS + FUZZ_BYTES_EACH * size;
}

// libFuzzer gives NULL for an empty input; that is "" here, not "not given".
static inline struct str fuzz_text(const uint8_t *data, size_t size) {
    return (struct str){size ? (const char *)data : "", size};
}
