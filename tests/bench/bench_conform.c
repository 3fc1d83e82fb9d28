// bench_conform.c - how many objects a core checks against STIX 2.1, beside reading alone.
//
//     bench_conform FILE...
//
// Cuts the objects out of the files and keeps their texts; each round reads, or reads and checks,
// all of them. Prints a line for all files: the best of five, of this thread's processor time.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/vec.h"
#include "stix/conform.h"
#include "stix/cut.h"
#include "sys/file.h"

#define ROUNDS 5
#define ARENA_BYTES ((size_t)1 << 20) // forgotten behind so many bytes, as a reader in use does

struct texts {
    VEC_OF(struct str) all;
    struct arena arena;
};

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool read_piece(struct cutter *cutter, struct file_source *source) {
    size_t capacity, size = 0;
    char *room = cut_room(cutter, &capacity);
    if (file_source_read(&size, source, room, capacity, NULL) != OK) exit(2);
    if (size > 0)
        cut_grow(cutter, size);
    else
        cut_end(cutter);
    return size > 0;
}

static void read_file(struct texts *texts, const char *path) {
    struct fault fault;
    struct file_source *source;
    struct cutter *cutter = cut_open(0);
    if (file_source_open(&source, path, &fault) != OK) {
        fprintf(stderr, "%s\n", fault.text);
        exit(2);
    }
    for (bool goes_on = true;;) {
        struct str text;
        enum status status = cut_take(&text, cutter, &fault);
        if (status == OK)
            vec_add(&texts->all, arena_copy(&texts->arena, text));
        else if (status != ABSENT || !goes_on)
            break;
        else
            goes_on = read_piece(cutter, source);
    }
    cut_close(&cutter);
    file_source_close(&source);
}

struct told {
    size_t passed, findings;
};

static double run(struct told *told, const struct texts *texts, struct json_reader *reader,
                  bool is_checked) {
    struct arena arena;
    struct buf scratch;
    arena_init(&arena);
    buf_init(&scratch, JSON_LIMITS.size_max);
    *told = (struct told){0};
    double began = seconds();
    for (size_t i = 0; i < texts->all.count; i++) {
        struct json json;
        struct conform_report report;
        if (arena.used > ARENA_BYTES / 2 || i % 64 == 0) arena_reset(&arena);
        if (json_read(&json, reader, texts->all.items[i], &JSON_LIMITS, &arena, NULL) != OK)
            continue;
        if (!is_checked) continue;
        conform_object(&report, json, &scratch, &arena);
        told->passed += conform_passes(&report, CONFORM_STANDARD);
        told->findings += report.count;
    }
    double took = seconds() - began;
    arena_close(&arena);
    buf_close(&scratch);
    return took;
}

int main(int argc, char **argv) {
    struct texts texts = {0};
    struct told told;
    double best[2] = {1e9, 1e9};
    size_t bytes = 0;
    arena_init(&texts.arena);
    for (int i = 1; i < argc; i++) read_file(&texts, argv[i]);
    struct json_reader *reader = json_reader_open();
    for (int round = 0; round < ROUNDS; round++)
        for (int is_checked = 0; is_checked < 2; is_checked++) {
            double took = run(&told, &texts, reader, is_checked);
            if (took < best[is_checked]) best[is_checked] = took;
        }
    for (size_t i = 0; i < texts.all.count; i++) bytes += texts.all.items[i].size;
    double count = (double)texts.all.count;
    printf("conform: %zu objects of %zu bytes: read %.0f/s, read and checked %.0f/s, checked "
           "alone %.0f/s; %zu pass, %zu findings\n",
           texts.all.count, texts.all.count ? bytes / texts.all.count : 0, count / best[0],
           count / best[1], count / (best[1] - best[0]), told.passed, told.findings);
    json_reader_close(&reader);
    vec_close(&texts.all);
    arena_close(&texts.arena);
    return 0;
}
