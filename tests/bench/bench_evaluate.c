// bench_evaluate.c - many patterns on many observations, on one core.
//
//     bench_evaluate [PATTERNS [OBSERVATIONS [ROUNDS]]]
//
// Makes 10,000 patterns of the kinds that indicators hold and 100,000 observed-data (network
// traffic with its addresses, a name that was resolved, a file with its hashes), of which one in a
// thousand matches, from a fixed seed. Prints observations/s of reading their JSON, and of that and
// all patterns; the best of ROUNDS, in processor time.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "stix/watch.h"

#define ONE_IN 1000

static uint64_t random_state = 20200401;

static uint64_t random_next(void) {
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static unsigned random_below(unsigned limit) {
    return (unsigned)((random_next() >> 32) * limit >> 32);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// Pattern `i`; known-bad values are of 198.18.0.0/15 and *.bad.example.
static struct str pattern_text(struct arena *arena, unsigned i) {
    unsigned a = i >> 8 & 255, b = i & 255;
    switch (i % 8) {
    case 0: return arena_format(arena, "[ipv4-addr:value = '198.18.%u.%u']", a, b);
    case 1: return arena_format(arena, "[domain-name:value = 'host-%u.bad.example']", i);
    case 2: return arena_format(arena, "[file:hashes.'SHA-256' = '%064x']", i);
    case 3:
        return arena_format(arena,
                            "[network-traffic:dst_ref.value = '198.18.%u.%u' AND "
                            "network-traffic:dst_port = 443]",
                            a, b);
    case 4:
        return arena_format(arena,
                            "([domain-name:value = 'host-%u.bad.example'] FOLLOWEDBY "
                            "[ipv4-addr:value = '198.18.%u.%u']) WITHIN 600 SECONDS",
                            i, a, b);
    case 5:
        return arena_format(arena,
                            "[file:name MATCHES '^report-%u.*\\\\.exe$' AND file:hashes.MD5 = "
                            "'%032x']",
                            i, i);
    case 6:
        return arena_format(
            arena, "[ipv4-addr:value = '198.18.%u.%u'] REPEATS 5 TIMES WITHIN 60 SECONDS", a, b);
    default:
        return arena_format(arena,
                            "[url:value IN ('http://host-%u.bad.example/a', "
                            "'http://host-%u.bad.example/b')]",
                            i, i);
    }
}

static struct str traffic_text(struct arena *arena, const char *head, unsigned bad) {
    return arena_format(
        arena,
        "%s\"objects\":{\"0\":{\"type\":\"network-traffic\",\"src_ref\":\"1\",\"dst_ref\":\"2\","
        "\"src_port\":%u,\"dst_port\":443,\"protocols\":[\"ipv4\",\"tcp\",\"tls\"],"
        "\"src_byte_count\":%u},\"1\":{\"type\":\"ipv4-addr\",\"value\":\"10.%u.%u.%u\"},"
        "\"2\":{\"type\":\"ipv4-addr\",\"value\":\"%s.%u.%u\"}}}",
        head, 1024 + random_below(60000), random_below(100000), random_below(256),
        random_below(256), random_below(256), bad != UINT32_MAX ? "198.18" : "203.0",
        bad != UINT32_MAX ? bad >> 8 & 255 : random_below(256),
        bad != UINT32_MAX ? bad & 255 : random_below(256));
}

static struct str observation_text(struct arena *arena, unsigned i, unsigned patterns) {
    char head[400];
    unsigned bad = i % ONE_IN == ONE_IN / 2 ? random_below(patterns / 8) * 8 : UINT32_MAX;
    snprintf(
        head, sizeof head,
        "{\"type\":\"observed-data\",\"spec_version\":\"2.1\",\"id\":\"observed-data--%08x-cab8-"
        "4258-a143-4dbb25525bb1\",\"created\":\"2020-04-01T00:00:00.000Z\",\"modified\":\"2020-04-"
        "01T00:00:00.000Z\",\"first_observed\":\"2020-04-01T%02u:%02u:%02uZ\",\"last_observed\":"
        "\"2020-04-01T%02u:%02u:%02uZ\",\"number_observed\":1,",
        i, i / 3600 % 24, i / 60 % 60, i % 60, i / 3600 % 24, i / 60 % 60, i % 60);
    if (bad != UINT32_MAX || i % 3 == 0) return traffic_text(arena, head, bad);
    unsigned a = random_below(1u << 30), b = random_below(1u << 30);
    if (i % 3 == 1)
        return arena_format(
            arena,
            "%s\"objects\":{\"0\":{\"type\":\"domain-name\",\"value\":\"www-%u.example."
            "org\",\"resolves_to_refs\":[\"1\"]},\"1\":{\"type\":\"ipv4-addr\","
            "\"value\":\"203.0.%u.%u\"}}}",
            head, a, a & 255, b & 255);
    return arena_format(
        arena,
        "%s\"objects\":{\"0\":{\"type\":\"file\",\"name\":\"file-%u.pdf\",\"size\":%u,"
        "\"hashes\":{\"MD5\":\"ff%030x\",\"SHA-256\":\"ff%062x\"},"
        "\"parent_directory_ref\":\"1\"},\"1\":{\"type\":\"directory\",\"path\":\"/data/"
        "share/%u\"}}}",
        head, a, b, a, b, a % 1000);
}

static void on_match(void *context, const struct watch_match *match) {
    size_t *count = context;
    *count += match->result->answer == EVALUATE_YES;
}

static struct watch *watch_make(unsigned patterns) {
    struct watch *watch = watch_open(&(struct watch_options){0});
    struct arena arena;
    arena_init(&arena);
    for (unsigned i = 0; i < patterns; i++) {
        struct pattern *pattern;
        struct fault fault = {""};
        arena_reset(&arena);
        struct str text = pattern_text(&arena, i);
        if (pattern_read(&pattern, text, &(struct pattern_options){0}, &arena, &fault) != OK ||
            watch_add(watch, pattern, &fault) != OK) {
            fprintf(stderr, "%.*s: %s\n", STR_ARG(text), fault.text);
            exit(2);
        }
    }
    arena_close(&arena);
    return watch;
}

// Processor time for all of them; `watch` NULL: reading alone.
static double run(const struct str *texts, unsigned count, struct watch *watch, size_t *matches) {
    struct arena arena;
    struct json_reader *reader = json_reader_open();
    arena_init(&arena);
    double begin = seconds();
    for (unsigned i = 0; i < count; i++) {
        struct json json;
        struct observation observation;
        arena_reset(&arena);
        if (json_read(&json, reader, texts[i], &JSON_LIMITS, &arena, NULL) != OK ||
            observation_read(&observation, json, NULL, &arena, NULL) != OK)
            exit(2);
        if (watch) watch_push(watch, &observation, (struct watch_sink){on_match, matches});
    }
    double taken = seconds() - begin;
    arena_close(&arena);
    json_reader_close(&reader);
    return taken;
}

int main(int argc, char **argv) {
    unsigned patterns = argc > 1 ? (unsigned)atoi(argv[1]) : 10000;
    unsigned count = argc > 2 ? (unsigned)atoi(argv[2]) : 100000;
    int rounds = argc > 3 ? atoi(argv[3]) : 3;
    struct arena arena;
    arena_init(&arena);
    struct str *texts = arena_array(&arena, count, struct str);
    size_t bytes = 0, matches = 0;
    for (unsigned i = 0; i < count; i++) {
        texts[i] = observation_text(&arena, i, patterns);
        bytes += texts[i].size;
    }
    double reading = 1e9, all = 1e9;
    for (int i = 0; i < rounds; i++) {
        double begin = seconds();
        struct watch *watch = watch_make(patterns);
        double made = seconds() - begin;
        double read = run(texts, count, NULL, NULL);
        matches = 0;
        double taken = run(texts, count, watch, &matches);
        if (read < reading) reading = read;
        if (taken < all) all = taken;
        if (i == 0) fprintf(stderr, "%u patterns made in %.2f s\n", patterns, made);
        watch_close(&watch);
    }
    printf("evaluate: %u patterns, %u observations of %zu bytes, %zu matches: read %.0f/s, tried "
           "%.0f/s\n",
           patterns, count, bytes / count, matches, count / reading, count / all);
    arena_close(&arena);
    return 0;
}
