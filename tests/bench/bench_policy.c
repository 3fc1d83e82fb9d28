// bench_policy.c - what it costs that a page shows only what its reader may see.
//
//     bench_policy [OBJECTS [FOLDER]]
//
// A fresh store with that many indicators (200,000) under four labels in twelve collections of two
// communities. Pages of 1,000, none of them kept, are read at the same places by the operator, for
// whom nothing is left out, and by members: of every collection, of every third, and of a community
// only. Turn by turn, so that what else the machine does hits all; the median of each is printed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "exchange/account.h"
#include "exchange/intake.h"
#include "exchange/release.h"
#include "sys/chance.h"

#define COLLECTIONS 12
#define PAGE_ROWS 1000
#define TURNS 200

static const char *const readers[] = {"plain", "operator", "all", "third", "outside"};
#define READERS (sizeof readers / sizeof *readers)

struct bench {
    struct store *store;
    struct exchange *exchange;
    struct arena arena;
    struct fault fault;
};

static void must(struct bench *bench, enum status status) {
    if (status == OK) return;
    fprintf(stderr, "bench_policy: %s\n", bench->fault.text);
    exit(2);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// ---- who there is, and what is there ----

static void put_collection(struct buf *buf, int at) {
    buf_addf(buf,
             "%s{\"alias\": \"c%d\", \"title\": \"C\", \"community\": \"%s\", \"default_tlp\":"
             " \"TLP:AMBER\", \"community_reads\": true, \"members\": [{\"organisation\": \"all\","
             " \"read\": true, \"write\": true}%s]}",
             at ? ", " : "", at, at % 2 ? "odd" : "even",
             at % 3 ? "" : ", {\"organisation\": \"third\", \"read\": true}");
}

static void set_up(struct bench *bench) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 1 << 20);
    buf_add(&buf, STR("{\"organisations\": [{\"slug\": \"all\"}, {\"slug\": \"third\"},"
                      " {\"slug\": \"outside\"}], \"communities\": [{\"slug\": \"odd\","
                      " \"members\": [\"all\", \"third\", \"outside\"]}, {\"slug\": \"even\","
                      " \"members\": [\"all\", \"third\"]}], \"collections\": ["));
    for (int i = 0; i < COLLECTIONS; i++) put_collection(&buf, i);
    buf_add(&buf, STR("], \"accounts\": ["));
    for (size_t i = 2; i < READERS; i++)
        buf_addf(&buf, "%s{\"name\": \"%s\", \"organisation\": \"%s\"}", i > 2 ? ", " : "",
                 readers[i], readers[i]);
    buf_add(&buf, STR("]}"));
    struct setup_report report;
    must(bench, setup_apply(&report, bench->exchange, buf_str(&buf), &bench->arena, &bench->fault));
}

static void put_indicator(struct buf *buf, size_t number) {
    static const char *const marks[] = {
        "94868c89-83c2-464b-929b-a1a8aa3c8487", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        "55d920b0-5e8b-4f79-9ee9-91f868d9b421", "939a9414-2ddd-4d32-a0cd-375ea402b003"};
    buf_addf(buf,
             "{\"type\": \"indicator\", \"spec_version\": \"2.1\", \"id\":"
             " \"indicator--00000000-0000-4000-8000-%012zu\", \"created\":"
             " \"2026-01-01T00:00:00.000Z\", \"modified\": \"2026-01-01T00:00:00.000Z\","
             " \"pattern\": \"[domain-name:value = 'h%zu.example']\", \"pattern_type\": \"stix\","
             " \"valid_from\": \"2026-01-01T00:00:00Z\", \"object_marking_refs\":"
             " [\"marking-definition--%s\"]}\n",
             number, number, marks[number / 7 % 4]);
}

struct lines {
    struct str rest;
};

static enum status read_lines(size_t *size, void *context, void *bytes, size_t capacity,
                              struct fault *fault) {
    (void)fault;
    struct lines *lines = context;
    *size = lines->rest.size < capacity ? lines->rest.size : capacity;
    if (*size) memcpy(bytes, lines->rest.data, *size);
    lines->rest = str_cut(lines->rest, *size, lines->rest.size);
    return OK;
}

// In small batches, collection by collection, so that neighbours on a page differ in class.
static void fill(struct bench *bench, size_t count) {
    struct viewer eyes = viewer_operator();
    for (size_t done = 0; done < count;) {
        struct visit visit;
        SCOPED(buf_close) struct buf buf;
        buf_init(&buf, 64 << 20);
        char name[8];
        snprintf(name, sizeof name, "c%zu", done / 500 % COLLECTIONS);
        for (size_t end = done + 500; done < end; done++) put_indicator(&buf, done);
        must(bench, visit_open(&visit, bench->exchange, &eyes, &bench->arena, &bench->fault));
        struct intake_options options = {
            .giver = &eyes,
            .collection = world_collection_named(visit.world, NULL, str_of(name)),
        };
        struct lines lines = {buf_str(&buf)};
        struct intake_report report;
        must(bench, intake_stream(&report, bench->exchange, &options,
                                  (struct compress_source){read_lines, &lines}, &bench->arena,
                                  &bench->fault));
        visit_close(&visit);
    }
}

// ---- pages ----

// What the door reads of a row, without the door.
static double plain_page(struct bench *bench, stamp cursor, stamp *last) {
    struct db_query *q;
    size_t rows = 0, bytes = 0;
    double begun = seconds();
    struct db *db = store_reader_take(bench->store);
    must(bench, db_query(&q, db,
                         "SELECT m.added, m.class_no, m.collection_no, m.giver_no, v.no, v.kind,"
                         " v.id, v.stamp, v.spec, v.revoked, v.json FROM member m JOIN version v"
                         " ON v.no = m.version_no WHERE m.latest = 1 AND m.added > $1"
                         " ORDER BY m.added LIMIT $2",
                         &bench->fault));
    db_bind_i64(q, 1, cursor);
    db_bind_i64(q, 2, PAGE_ROWS);
    enum status status;
    while ((status = db_step(q, &bench->fault)) == OK) {
        rows++;
        bytes += db_text(q, 10).size + db_blob(q, 6).size;
        *last = db_i64(q, 0);
    }
    db_done(q);
    store_reader_give(bench->store, db);
    double taken = seconds() - begun;
    if (status != ABSENT) must(bench, status);
    return rows == PAGE_ROWS && bytes ? taken : 0;
}

// How long a full page behind `cursor` takes; 0 when there is none.
static double page(struct bench *bench, const struct viewer *viewer, stamp cursor, stamp *last) {
    struct arena arena;
    arena_init(&arena);
    struct visit visit;
    struct release *list;
    struct released row;
    size_t rows = 0, bytes = 0;
    struct filter filter = {
        .revoked = -1, .oldest_first = true, .cursor = cursor, .limit = PAGE_ROWS};
    double begun = seconds();
    must(bench, visit_open(&visit, bench->exchange, viewer, &arena, &bench->fault));
    must(bench, release_open(&list, &visit, &filter));
    enum status status;
    while ((status = release_next(&row, list, &bench->fault)) == OK) {
        rows++;
        bytes += row.found.json.size;
        *last = row.found.added;
    }
    release_close(&list);
    visit_close(&visit);
    double taken = seconds() - begun;
    arena_close(&arena);
    if (status != ABSENT) must(bench, status);
    return rows == PAGE_ROWS && bytes ? taken : 0;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void measure(struct bench *bench, size_t count) {
    static double times[READERS][TURNS];
    struct viewer viewers[READERS] = {[1] = viewer_operator()};
    stamp first = 0;
    for (size_t i = 2; i < READERS; i++)
        must(bench, viewer_as(&viewers[i], bench->exchange, str_of(readers[i]), &bench->arena,
                              &bench->fault));
    plain_page(bench, 0, &first);
    for (int turn = 0; turn < TURNS; turn++) {
        // Stamps of a quick import follow each other; the first third leaves room behind it.
        stamp cursor = first + (stamp)((size_t)turn * 7919 % (count / 3)), last = 0;
        for (size_t i = 0; i < READERS; i++) {
            times[i][turn] =
                i ? page(bench, &viewers[i], cursor, &last) : plain_page(bench, cursor, &last);
            if (times[i][turn] > 0) continue;
            fprintf(stderr, "bench_policy: a page is not full\n");
            exit(2);
        }
    }
    for (size_t i = 0; i < READERS; i++) {
        qsort(times[i], TURNS, sizeof *times[i], by_size);
        printf("policy: %s, page of %d in %.0f us\n", readers[i], PAGE_ROWS,
               times[i][TURNS / 2] * 1e6);
    }
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200000;
    struct bench bench = {.fault = {""}};
    char path[512];
    snprintf(path, sizeof path, "%s/bench_policy.%d.db", argc > 2 ? argv[2] : ".", (int)getpid());
    struct store_options options = {.path = path, .may_create = true, .without_search = true};
    if (!crypto_start()) return 2;
    arena_init(&bench.arena);
    must(&bench, store_open(&bench.store, &options, &bench.fault));
    bench.exchange = exchange_open(bench.store);
    set_up(&bench);
    fill(&bench, count);
    measure(&bench, count);
    exchange_close(&bench.exchange);
    store_close(&bench.store);
    arena_close(&bench.arena);
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char file[600];
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
    return 0;
}
