// bench_log.c - how fast the log grows.
//
//     bench_log [ENTRIES [FOLDER]]
//
// Appends that many entries (a million) to the log of a fresh store, in transactions of 50,000
// whose digests are there beforehand, as durable as all else. Prints one figure a line.
#include "store/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ENTRIES_A_COMMIT 50000

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(enum status status, const struct fault *fault) {
    if (status == OK) return;
    fprintf(stderr, "bench_log: %s\n", fault->text);
    exit(2);
}

static enum status append(struct rows *rows, void *context, struct fault *fault) {
    struct leaf_new *acts = context;
    arena_reset(&rows->arena);
    for (size_t i = 0; i < ENTRIES_A_COMMIT; i++) acts[i].added = rows_stamp(rows);
    return leaves_add(rows, acts, ENTRIES_A_COMMIT, fault);
}

static double run(struct store *store, size_t count) {
    static uint8_t digests[ENTRIES_A_COMMIT][ENTRY_DIGEST_SIZE];
    struct leaf_new *acts = calloc(ENTRIES_A_COMMIT, sizeof *acts);
    struct fault fault = {""};
    double taken = 0;
    for (size_t done = 0; done < count; done += ENTRIES_A_COMMIT) {
        for (size_t i = 0; i < ENTRIES_A_COMMIT; i++) {
            chance_fill(chance_system(), digests[i], sizeof digests[i]);
            acts[i] = (struct leaf_new){.act = ENTRY_TAKEN,
                                        .version = INT64_C(1772366400000000),
                                        .kind = kind_find(STR("indicator"))->number,
                                        .spec = 21,
                                        .id = chance_uuid(chance_system()),
                                        .collection_no = 1,
                                        .giver_no = 1,
                                        .object = digests[i]};
        }
        double start = seconds();
        must(writer_change(store, append, acts, &fault), &fault);
        taken += seconds() - start;
    }
    free(acts);
    return taken;
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    char path[512];
    snprintf(path, sizeof path, "%s/bench_log.%d.db", argc > 2 ? argv[2] : ".", (int)getpid());
    struct store *store;
    struct fault fault = {""};
    struct store_options options = {.path = path, .may_create = true, .without_search = true};
    must(store_open(&store, &options, &fault), &fault);
    double taken = run(store, count);
    printf("log: %zu entries appended, %.0f/s\n", count, (double)count / taken);
    store_close(&store);
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char file[600];
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
    return 0;
}
