// bar.h - how far something is, as a line on a terminal that is written over.
#pragma once

#include <stdbool.h>

#include "base/str.h"

struct bar {
    bool is_shown;    // standard error is a terminal
    bool is_drawn;    // stands there now
    const char *unit; // of the rate
    double unit_size; // how many make one
    int64_t began_us, shown_us;
    uint64_t began_at; // what had been done before: it says nothing about the rate
};
// Nothing is ever shown unless `is_wanted`, and on a terminal.
void bar_begin(struct bar *bar, bool is_wanted, const char *unit, double unit_size);
// At most ten times a second. `size` 0: it is not known how many there will be.
void bar_show(struct bar *bar, struct str name, uint64_t at, uint64_t size);
// Before something else is written to the terminal; the next bar_show draws it below.
void bar_hide(struct bar *bar);
void bar_end(const struct bar *bar);       // takes the line away
double bar_seconds(const struct bar *bar); // since it began
