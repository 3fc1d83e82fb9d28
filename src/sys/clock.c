#include "sys/clock.h"

#include <time.h>

static int64_t read_us(clockid_t which) {
    struct timespec at;
    clock_gettime(which, &at);
    return (int64_t)at.tv_sec * STAMP_SECOND + at.tv_nsec / 1000;
}

static stamp system_now(struct clock *clock) {
    (void)clock;
    return read_us(CLOCK_REALTIME);
}

static int64_t system_steady_us(struct clock *clock) {
    (void)clock;
    return read_us(CLOCK_MONOTONIC);
}

struct clock *clock_system(void) {
    static struct clock clock = {system_now, system_steady_us}; // never written
    return &clock;
}

static int64_t fake_at(struct clock *clock) {
    return ((struct clock_fake *)clock)->at;
}

void clock_fake_init(struct clock_fake *fake, stamp at) {
    fake->clock = (struct clock){fake_at, fake_at};
    fake->at = at;
}

void clock_fake_move(struct clock_fake *fake, int64_t microseconds) {
    fake->at += microseconds;
}
