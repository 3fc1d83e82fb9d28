// bench_scan.c - how fast access logs are scanned, and how much memory a set takes.
//
//     bench_scan [INDICATORS [MEGABYTES [FILE]]]
//
// Makes that many indicators (a million) and a log of that size (256) from a fixed seed, or reads
// FILE, and prints one line of figures for a scan on one thread: the best of five.
#include "match/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 5

static uint64_t random_state = 20260826;

static uint64_t random_next(void) {
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static uint32_t random_below(uint32_t limit) {
    return (uint32_t)((random_next() >> 32) * limit >> 32);
}

// Of this thread's processor time, so that a busy machine says the same as an idle one.
static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *const ENDS[] = {"com", "net", "org", "info", "xyz", "top",    "ru",  "cn",
                                   "de",  "jp",  "uk",  "io",   "app", "online", "dev", "site"};
static const char *const WORDS[] = {"login",  "secure", "account", "update", "mail",   "bank",
                                    "verify", "cdn",    "static",  "img",    "portal", "support"};

static int name_write(char *out, size_t size) {
    return snprintf(out, size, "%s%05x%s.%s", WORDS[random_below(12)], random_below(1 << 20),
                    WORDS[random_below(12)], ENDS[random_below(16)]);
}

// Of ten indicators: five names, three addresses, one URL, one file hash.
static void indicator_add(struct set_builder *builder, uint32_t entry, struct arena *arena) {
    char text[256], name[128];
    enum observable_kind kind = OBSERVABLE_DOMAIN;
    uint32_t choice = random_below(10);
    name_write(name, sizeof name);
    uint32_t address = (uint32_t)random_next();
    if (choice < 5) {
        snprintf(text, sizeof text, "%s", name);
    } else if (choice < 8) {
        kind = OBSERVABLE_IPV4;
        snprintf(text, sizeof text, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
                 address >> 8 & 255, address & 255);
    } else if (choice == 8) {
        kind = OBSERVABLE_URL;
        snprintf(text, sizeof text, "http://%s/%s/%x.php", name, WORDS[random_below(12)], address);
    } else {
        kind = OBSERVABLE_SHA256;
        for (int i = 0; i < 4; i++)
            snprintf(text + i * 16, 17, "%016llx", (unsigned long long)random_next());
    }
    struct observable observable;
    if (observable_make(&observable, kind, str_of(text), arena))
        set_builder_add(builder, entry, &observable);
    arena_reset(arena);
}

static struct set *set_make(size_t count) {
    struct arena arena;
    arena_init(&arena);
    struct set_builder *builder = set_builder_open();
    struct set_entry entry = {STR(""), STR(""), STR("bench"), -1, TLP_NONE, 0, 0};
    uint32_t number = set_builder_entry(builder, &entry);
    for (size_t i = 0; i < count; i++) indicator_add(builder, number, &arena);
    arena_close(&arena);
    return set_build(&builder);
}

static const char *const AGENTS[] = {
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:134.0) Gecko/20100101 Firefox/134.0",
    "curl/7.88.1", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"};

static size_t line_write(char *out, size_t size) {
    char name[128];
    uint32_t address = (uint32_t)random_next();
    name_write(name, sizeof name);
    return (size_t)snprintf(
        out, size,
        "%u.%u.%u.%u - - [17/May/2025:%02u:%02u:%02u +0000] \"GET /%s/%s/%x.png HTTP/1.1\" 200 %u "
        "\"https://www.%s/%s/\" \"%s\"\n",
        address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255, random_below(24),
        random_below(60), random_below(60), WORDS[random_below(12)], WORDS[random_below(12)],
        random_below(1 << 24), random_below(1000000), name, WORDS[random_below(12)],
        AGENTS[random_below(4)]);
}

static struct str log_make(size_t size) {
    char *text = memory_take(size + 1024);
    size_t at = 0;
    while (at < size) at += line_write(text + at, 1024);
    return (struct str){text, at};
}

static struct str log_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) exit(2);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = memory_take(size + 1);
    size = fread(text, 1, size, file);
    fclose(file);
    return (struct str){text, size};
}

static bool count_hit(void *context, const struct scan_hit *hit) {
    *(uint64_t *)context += hit->entry_count;
    return true;
}

static double scan_time(const struct set *set, struct str log, uint64_t *hits) {
    *hits = 0;
    struct scan *scan = scan_open(set, (struct scan_sink){count_hit, hits});
    double begin = seconds();
    for (size_t at = 0; at < log.size; at += 1 << 20)
        scan_feed(scan, str_cut(log, at, at + (1 << 20)));
    scan_end(scan);
    double end = seconds();
    scan_close(&scan);
    return end - begin;
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    size_t megabytes = argc > 2 ? strtoull(argv[2], NULL, 10) : 256;
    double begin = seconds();
    struct set *set = set_make(count);
    double build = seconds() - begin;
    struct str log = argc > 3 ? log_read(argv[3]) : log_make(megabytes << 20);
    uint64_t hits = 0;
    double time = scan_time(set, log, &hits);
    for (int round = 1; round < ROUNDS; round++) {
        double again = scan_time(set, log, &hits);
        if (again < time) time = again;
    }
    printf("scan: %zu values, %zu bytes (%.1f each), made in %.2f s; %.0f MB in %.3f s: %.0f MB/s, "
           "%llu hits\n",
           set_value_count(set), set_bytes(set),
           (double)set_bytes(set) / (double)set_value_count(set), build, (double)log.size / 1e6,
           time, (double)log.size / 1e6 / time, (unsigned long long)hits);
    set_close(&set);
    free((char *)log.data);
    return 0;
}
