// check.h - what the tests of base share.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

// `actual` (struct str) holds the bytes of `expected` (a C string).
#define assert_str(actual, expected)                                                               \
    do {                                                                                           \
        struct str actual_ = (actual), expected_ = str_of(expected);                               \
        if (!str_equal(actual_, expected_))                                                        \
            fail_msg("\"%.*s\" should be \"%s\"", STR_ARG(actual_), expected_.data);               \
    } while (0)
