#include "cli/bar.h"

#include <stdio.h>
#include <unistd.h>

#include "sys/clock.h"

#define BAR_WIDTH 30
#define BAR_EVERY_US (STAMP_SECOND / 10)

void bar_begin(struct bar *bar, bool is_wanted, const char *unit, double unit_size) {
    *bar = (struct bar){.is_shown = is_wanted && isatty(STDERR_FILENO),
                        .unit = unit,
                        .unit_size = unit_size,
                        .began_us = clock_steady_us(clock_system())};
}

double bar_seconds(const struct bar *bar) {
    return (double)(clock_steady_us(clock_system()) - bar->began_us) / 1e6;
}

static void draw(const struct bar *bar, struct str name, uint64_t at, uint64_t size) {
    double seconds = bar_seconds(bar);
    double rate = seconds > 0 ? (double)(at - bar->began_at) / seconds : 0;
    fprintf(stderr, "\r\033[K%.*s  ", STR_ARG(str_cut(name, 0, 40)));
    if (size) {
        int filled = (int)(at * BAR_WIDTH / size);
        for (int i = 0; i < BAR_WIDTH; i++) fputc(i < filled ? '#' : '.', stderr);
        fprintf(stderr, " %3d %%", (int)(at * 100 / size));
    }
    fprintf(stderr, "  %.*f %s", bar->unit_size > 1 ? 1 : 0, rate / bar->unit_size, bar->unit);
    if (size && rate > 0) fprintf(stderr, "  %.0f s left", (double)(size - at) / rate);
}

void bar_show(struct bar *bar, struct str name, uint64_t at, uint64_t size) {
    if (!bar->is_shown) return;
    int64_t now_us = clock_steady_us(clock_system());
    if (now_us - bar->shown_us < BAR_EVERY_US) return;
    bar->shown_us = now_us;
    bar->is_drawn = true;
    draw(bar, name, at, size);
}

void bar_hide(struct bar *bar) {
    if (bar->is_drawn) fprintf(stderr, "\r\033[K");
    bar->is_drawn = false;
}

void bar_end(const struct bar *bar) {
    if (bar->is_shown) fprintf(stderr, "\r\033[K");
}
