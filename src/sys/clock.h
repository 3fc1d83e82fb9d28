// clock.h - what time it is. A test hands in its own.
#pragma once

#include "base/stamp.h"

// Both functions may be called from any thread.
struct clock {
    stamp (*now)(struct clock *clock);         // UTC; may jump when the machine's clock is set
    int64_t (*steady_us)(struct clock *clock); // only ever rises; for time-outs and rates
};

struct clock *clock_system(void);

// A clock that stands still until it is moved.
struct clock_fake {
    struct clock clock; // first: a pointer to it is a pointer to the whole
    _Atomic int64_t at;
};
void clock_fake_init(struct clock_fake *fake, stamp at);
void clock_fake_move(struct clock_fake *fake, int64_t microseconds);

static inline stamp clock_now(struct clock *clock) {
    return clock->now(clock);
}
static inline int64_t clock_steady_us(struct clock *clock) {
    return clock->steady_us(clock);
}
