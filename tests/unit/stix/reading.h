// reading.h - what tests that read objects share: an arena and a reader, anew for each test.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"

static struct arena arena;
static struct json_reader *reader;

static int set_up(void **state) {
    (void)state;
    arena_init(&arena);
    reader = json_reader_open();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_close(&arena);
    json_reader_close(&reader);
    return 0;
}
