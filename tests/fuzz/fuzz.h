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

// libFuzzer gives NULL for an empty input; that is "" here, not "not given".
static inline struct str fuzz_text(const uint8_t *data, size_t size) {
    return (struct str){size ? (const char *)data : "", size};
}
