#include "sys/chance.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void system_fill(struct chance *chance, void *bytes, size_t size) {
    (void)chance;
    unsigned char *at = bytes;
    while (size) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) abort(); // a program without random bytes must not go on
        at += got;
        size -= (size_t)got;
    }
}

struct chance *chance_system(void) {
    static struct chance chance = {system_fill}; // never written
    return &chance;
}

// SplitMix64 (Steele, Lea, Flood 2014): one addition moves the state, so threads need no lock.
static uint64_t fake_next(struct chance_fake *fake) {
    const uint64_t step = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = atomic_fetch_add(&fake->state, step) + step;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void fake_fill(struct chance *chance, void *bytes, size_t size) {
    unsigned char *at = bytes;
    while (size) {
        uint64_t value = fake_next((struct chance_fake *)chance);
        size_t part = size < sizeof value ? size : sizeof value;
        memcpy(at, &value, part);
        at += part;
        size -= part;
    }
}

void chance_fake_init(struct chance_fake *fake, uint64_t seed) {
    fake->chance = (struct chance){fake_fill};
    fake->state = seed;
}

void chance_fill(struct chance *chance, void *bytes, size_t size) {
    chance->fill(chance, bytes, size);
}

uint64_t chance_u64(struct chance *chance) {
    uint64_t value;
    chance_fill(chance, &value, sizeof value);
    return value;
}

struct uuid chance_uuid(struct chance *chance) {
    uint8_t random[16];
    chance_fill(chance, random, sizeof random);
    return uuid_v4(random);
}
