// Patterns read on one core: usage bench_pattern [ROUNDS]. Prints patterns/s for the kinds that
// indicators hold, and what the other functions cost on the same.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "stix/observable.h"
#include "stix/pattern.h"

#define COUNT 200000

// A number stands between the two, so that no two patterns are the same.
static const struct sample {
    const char *name, *before, *after;
} SAMPLES[] = {
    {"equality", "[domain-name:value = 'host-", ".evil.example']"},
    {"hash", "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdf",
     "']"},
    {"compound", "([ipv4-addr:value IN ('198.51.100.0/24', '203.0.113.5') AND ipv4-addr:x_port = ",
     "] FOLLOWEDBY [process:command_line MATCHES '^c:\\\\.*$']) WITHIN 300 SECONDS"},
};

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); // what a core does, whatever else runs
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct str *texts_make(const struct sample *sample, struct arena *arena) {
    struct str *texts = arena_array(arena, COUNT, struct str);
    for (int i = 0; i < COUNT; i++)
        texts[i] = arena_format(arena, "%s%d%s", sample->before, 100000 + i, sample->after);
    return texts;
}

enum work { READ, READ_AND_FIND, READ_AND_NORMAL };

static void work_on(struct str text, enum work work, struct arena *arena, struct buf *buf) {
    static const struct pattern_options OPTIONS = {.is_lenient = true};
    struct pattern *pattern;
    struct observable_found *found;
    if (pattern_read(&pattern, text, &OPTIONS, arena, NULL) != OK) exit(2);
    if (work == READ_AND_FIND) pattern_observables(&found, pattern, arena);
    if (work != READ_AND_NORMAL) return;
    buf_clear(buf);
    pattern_print(buf, pattern_normal(pattern, arena));
}

// As intake does: an arena for each object.
static double rate_of(const struct str *texts, enum work work, int rounds) {
    struct arena arena;
    struct buf buf;
    double best = 0;
    arena_init(&arena);
    buf_init(&buf, SIZE_MAX);
    for (int round = 0; round < rounds; round++) {
        double begin = seconds();
        for (int i = 0; i < COUNT; i++) {
            arena_reset(&arena);
            work_on(texts[i], work, &arena, &buf);
        }
        double rate = COUNT / (seconds() - begin);
        if (rate > best) best = rate;
    }
    buf_close(&buf);
    arena_close(&arena);
    return best;
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    for (size_t i = 0; i < sizeof SAMPLES / sizeof *SAMPLES; i++) {
        struct arena arena;
        arena_init(&arena);
        struct str *texts = texts_make(&SAMPLES[i], &arena);
        printf("pattern: %-9s read %.0f/s, with its values %.0f/s, with its normal form %.0f/s\n",
               SAMPLES[i].name, rate_of(texts, READ, rounds), rate_of(texts, READ_AND_FIND, rounds),
               rate_of(texts, READ_AND_NORMAL, rounds));
        arena_close(&arena);
    }
    return 0;
}
