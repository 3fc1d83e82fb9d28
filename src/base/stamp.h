// stamp.h - time: int64_t microseconds since 1970-01-01T00:00:00Z, "stamps".
//
// Read and written as RFC 3339 in the form STIX 2.1 (2.16.1) and TAXII 2.1 (2) ask for:
// `YYYY-MM-DDTHH:MM:SS[.s+]Z`, upper-case T and Z, a real calendar date, second 60 allowed.
// More than six fraction digits are accepted and cut; objects keep their text as it came.
#pragma once

#include "base/status.h"
#include "base/str.h"

typedef int64_t stamp; // the one typedef: microseconds, UTC

#define STAMP_MIN INT64_C(-62135596800000000) // 0001-01-01T00:00:00Z
#define STAMP_MAX INT64_C(253402300799999999) // 9999-12-31T23:59:59.999999Z
#define STAMP_SECOND INT64_C(1000000)
#define STAMP_TEXT_SIZE 28 // "2026-11-23T03:53:00.000000Z" and NUL

// OK or MALFORMED ("not an RFC 3339 timestamp in UTC" or more precise).
MUST_USE enum status stamp_read(stamp *out, struct str text, struct fault *fault);

// Writes with exactly `digits` fraction digits, 0 (and then no dot), 3 or 6. Returns `text`.
char *stamp_write(char text[STAMP_TEXT_SIZE], stamp at, int digits);

// Parts in UTC; month and day count from 1, weekday from 0 = Monday.
struct stamp_parts {
    int year, month, day, hour, minute, second, microsecond, weekday;
};
struct stamp_parts stamp_split(stamp at);
stamp stamp_join(const struct stamp_parts *parts); // weekday is ignored; parts must be in range
