#include "base/uuid.h"

#include <string.h>

#include "base/digest.h"

// Digits come in groups of 4, 2, 2, 2 and 6 bytes with '-' between.
static bool dash_before(size_t byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

bool uuid_read(struct uuid *out, struct str text) {
    if (text.size != UUID_TEXT_SIZE - 1) return false;
    struct uuid read;
    char digits[2 * sizeof read.bytes];
    const char *at = text.data;
    for (size_t i = 0; i < sizeof read.bytes; i++) {
        if (dash_before(i) && *at++ != '-') return false;
        digits[2 * i] = *at++;
        digits[2 * i + 1] = *at++;
    }
    if (!hex_read(read.bytes, sizeof read.bytes, (struct str){digits, sizeof digits})) return false;
    *out = read;
    return true;
}

bool uuid_is_standard(const struct uuid *uuid) {
    int version = uuid->bytes[6] >> 4;
    return version >= 1 && version <= 8 && (uuid->bytes[8] & 0xc0) == 0x80;
}

char *uuid_write(char text[UUID_TEXT_SIZE], const struct uuid *uuid) {
    char *at = text;
    for (size_t i = 0; i < sizeof uuid->bytes; i++) {
        if (dash_before(i)) *at++ = '-';
        hex_write(at, &uuid->bytes[i], 1);
        at += 2;
    }
    return text;
}

bool uuid_equal(const struct uuid *a, const struct uuid *b) {
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static struct uuid with_version(const uint8_t bytes[16], int version) {
    struct uuid uuid;
    memcpy(uuid.bytes, bytes, sizeof uuid.bytes);
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0f) | version << 4);
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3f) | 0x80);
    return uuid;
}

struct uuid uuid_v4(const uint8_t random[16]) {
    return with_version(random, 4);
}

struct uuid uuid_v5(const struct uuid *space, struct str name) {
    uint8_t digest[20];
    digest_sha1_two(digest, (struct str){(const char *)space->bytes, sizeof space->bytes}, name);
    return with_version(digest, 5);
}
