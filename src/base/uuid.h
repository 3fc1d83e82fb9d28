// uuid.h - 16 bytes that name something: RFC 9562 (4122) version 4 and 5.
#pragma once

#include "base/str.h"

struct uuid {
    uint8_t bytes[16];
};

#define UUID_TEXT_SIZE 37 // 36 and NUL

// Reads 8-4-4-4-12 hexadecimal digits in either case; nothing else is accepted.
bool uuid_read(struct uuid *out, struct str text);
// True when variant and version (1 to 8) are those of RFC 9562.
bool uuid_is_standard(const struct uuid *uuid);
char *uuid_write(char text[UUID_TEXT_SIZE], const struct uuid *uuid); // lower case; returns `text`
bool uuid_equal(const struct uuid *a, const struct uuid *b);

struct uuid uuid_v4(const uint8_t random[16]);
struct uuid uuid_v5(const struct uuid *space, struct str name); // SHA-1, RFC 9562 5.5
