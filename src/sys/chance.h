// chance.h - random bytes. A test hands in a seeded row of them.
#pragma once

#include "base/uuid.h"

struct chance {
    void (*fill)(struct chance *chance, void *bytes, size_t size); // any thread
};

struct chance *chance_system(void); // getrandom(2); aborts when the kernel refuses

struct chance_fake {
    struct chance chance; // first
    _Atomic uint64_t state;
};
void chance_fake_init(struct chance_fake *fake, uint64_t seed); // SplitMix64: for tests only

void chance_fill(struct chance *chance, void *bytes, size_t size);
uint64_t chance_u64(struct chance *chance);
struct uuid chance_uuid(struct chance *chance); // version 4
