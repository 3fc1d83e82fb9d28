// bench_store.c - how fast a million indicators are taken in, beside plain SQLite doing the same.
//
//     bench_store [OBJECTS [FOLDER [store|reads|plain|both]]]
//
// Makes that many indicators (a million) from a fixed seed on one thread, hands them to a fresh
// store in jobs of about one MiB, and waits until all are durable and then until search has them.
// Then, in a process of its own, the same rows go into the same tables by SQLite alone: in order of
// arrival, in transactions of 50,000 objects, as durable. Prints one figure a line.
#include "store/find.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define JOB_BYTES ((size_t)1 << 20)
#define JOBS 96
#define PLAIN_OBJECTS_A_COMMIT 50000

static uint64_t random_state;

static uint64_t random_next(void) {
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *const WORDS[] = {
    "login",   "secure", "account", "update",  "mail",   "bank",   "verify",   "hospital",
    "攻撃",    "portal", "ransom",  "stealer", "loader", "botnet", "phishing", "サイバー",
    "payload", "beacon", "dropper", "invoice", "quota",  "parcel", "webmail",  "tax"};

static const char *word(void) {
    return WORDS[random_next() % (sizeof WORDS / sizeof WORDS[0])];
}

// One object with what the store needs to know of it, all in the memory of its job.
struct sample {
    struct put put;
    struct put_observable observable;
    struct put_ref ref;
};

static size_t json_write(char *out, size_t size, const struct uuid *id, const char *value) {
    char text[UUID_TEXT_SIZE];
    return (size_t)snprintf(
        out, size,
        "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--%s\","
        "\"created_by_ref\":\"identity--b3bca3c2-1f3d-4b54-b44f-dac42c3a8f01\","
        "\"created\":\"2026-03-01T12:00:00.000Z\",\"modified\":\"2026-03-01T12:00:00.000Z\","
        "\"name\":\"%s %s %s\",\"description\":\"Seen with %s and %s in a campaign of %s against"
        " %s users; hosted together with %s pages, first reported by a member of the community"
        " and confirmed twice since then.\",\"indicator_types\":[\"malicious-activity\"],"
        "\"pattern\":\"[domain-name:value = '%s']\",\"pattern_type\":\"stix\","
        "\"valid_from\":\"2026-03-01T12:00:00Z\",\"confidence\":%d,\"labels\":[\"%s\",\"%s\"],"
        "\"object_marking_refs\":[\"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb\"]}",
        uuid_write(text, id), word(), word(), word(), word(), word(), word(), word(), word(), value,
        (int)(random_next() % 100), word(), word());
}

static struct uuid uuid_make(void) {
    uint8_t bytes[16];
    uint64_t halves[2] = {random_next(), random_next()};
    memcpy(bytes, halves, sizeof bytes);
    return uuid_v4(bytes);
}

static void sample_make(struct sample *sample, struct arena *arena, int64_t class_no) {
    char json[2048], value[128];
    struct uuid id = uuid_make();
    snprintf(value, sizeof value, "%s%06x.%s.example", word(), (unsigned)random_next() & 0xffffff,
             word());
    size_t size = json_write(json, sizeof json, &id, value);
    sample->observable =
        (struct put_observable){.hash = observable_hash(OBSERVABLE_DOMAIN, str_of(value)),
                                .kind = OBSERVABLE_DOMAIN,
                                .is_enough = true};
    sample->ref =
        (struct put_ref){.kind = kind_find(STR("identity"))->number, .role = ROLE_CREATOR};
    bool is_uuid = uuid_read(&sample->ref.id, STR("b3bca3c2-1f3d-4b54-b44f-dac42c3a8f01"));
    if (!is_uuid) abort();
    sample->put = (struct put){.id = id,
                               .kind = kind_find(STR("indicator"))->number,
                               .spec = 21,
                               .stamp = INT64_C(1772366400000000),
                               .json = arena_copy(arena, (struct str){json, size}),
                               .collection_no = 1,
                               .class_no = class_no,
                               .giver_no = 1,
                               .observables = &sample->observable,
                               .observable_count = 1,
                               .refs = &sample->ref,
                               .ref_count = 1};
}

// ---- the store ----

struct slot {
    struct store_job job;
    struct arena arena;
    bool in_use;
};

static void fail(const struct fault *fault) {
    fprintf(stderr, "bench_store: %s\n", fault->text);
    exit(2);
}

static void slot_wait(struct store *store, struct slot *slot) {
    struct fault fault;
    if (slot->in_use && store_wait(store, &slot->job, &fault) != OK) fail(&fault);
    slot->in_use = false;
}

static size_t slot_fill(struct slot *slot, size_t left, int64_t class_no) {
    arena_reset(&slot->arena);
    size_t capacity = JOB_BYTES / 600, count = 0, bytes = 0;
    struct put *puts = arena_array(&slot->arena, capacity, struct put);
    while (count < left && count < capacity && bytes < JOB_BYTES) {
        struct sample *sample = arena_new(&slot->arena, struct sample);
        sample_make(sample, &slot->arena, class_no);
        bytes += sample->put.json.size;
        puts[count++] = sample->put;
    }
    slot->job = (struct store_job){.puts = puts, .put_count = count, .bytes = bytes};
    slot->in_use = true;
    return count;
}

static enum status add_collection(struct db *db, void *context, struct fault *fault) {
    (void)context;
    return db_run(db,
                  "INSERT INTO community (no, slug, title) VALUES (1, 'c', 'C');"
                  "INSERT INTO collection (no, id, community_no, title, default_tlp)"
                  " VALUES (1, x'00', 1, 'C', 2)",
                  fault);
}

static double peak_mib(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

// What each thread has used so far: on a machine that does other things too, the steadier figure.
static void print_threads(void) {
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *task; tasks && (task = readdir(tasks));) {
        char path[300], name[32] = "", state;
        unsigned long user = 0, system = 0;
        snprintf(path, sizeof path, "/proc/self/task/%s/stat", task->d_name);
        FILE *file = fopen(path, "r");
        if (!file) continue;
        bool is_thread = task->d_name[0] != '.'; // ".." is the whole process
        if (is_thread &&
            fscanf(file, "%*d (%31[^)]) %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", name,
                   &state, &user, &system) == 4) {
            double ticks = (double)sysconf(_SC_CLK_TCK);
            printf("cpu_s_%s %.2f + %.2f\n", name, (double)user / ticks, (double)system / ticks);
        }
        fclose(file);
    }
    if (tasks) closedir(tasks);
}

static void bench_store(const char *path, size_t objects) {
    struct store *store;
    struct fault fault;
    struct store_options options = {
        .path = path, .may_create = true, .without_search = getenv("WITHOUT_SEARCH") != NULL};
    struct store_audience audience = {1, TLP_GREEN, false, 0, 0};
    int64_t class_no;
    if (store_open(&store, &options, &fault) != OK ||
        store_change(store, add_collection, NULL, &fault) != OK ||
        store_class(&class_no, store, &audience, &fault) != OK)
        fail(&fault);
    struct slot *slots = calloc(JOBS, sizeof *slots);
    for (size_t i = 0; i < JOBS; i++) arena_init(&slots[i].arena);
    double start = seconds();
    size_t done = 0, bytes = 0;
    for (size_t i = 0; done < objects; i++) {
        struct slot *slot = &slots[i % JOBS];
        slot_wait(store, slot);
        done += slot_fill(slot, objects - done, class_no);
        bytes += slot->job.bytes;
        store_submit(store, &slot->job);
    }
    for (size_t i = 0; i < JOBS; i++) slot_wait(store, &slots[i]);
    double taken = seconds() - start;
    printf("store_objects_per_s %.0f\nstore_seconds %.2f\njson_bytes_each %.0f\n",
           (double)objects / taken, taken, (double)bytes / (double)objects);
    printf("search_behind_at_end %llu\n", (unsigned long long)store_search_behind(store));
    fflush(stdout);
    store_search_wait(store);
    printf("search_done_after_s %.2f\npeak_mib %.0f\n", seconds() - start - taken, peak_mib());
    print_threads();
    for (size_t i = 0; i < JOBS; i++) arena_close(&slots[i].arena);
    free(slots);
    start = seconds();
    store_close(&store);
    printf("close_seconds %.2f\n", seconds() - start);
}

// ---- reading ----

// The best of some rounds, each with a reader of its own: nothing is left in its cache.
static double best_ms(struct store *store, double (*round)(struct store *store)) {
    double best = 1e9;
    for (int i = 0; i < 7; i++) {
        double before = seconds(), inner = round(store);
        double taken = (inner > 0 ? inner : seconds() - before) * 1000;
        if (taken < best) best = taken;
    }
    return best;
}

static const int64_t CLASS = 1;
static const struct sight SIGHT = {.open = &CLASS, .open_count = 1, .account_no = 1};

static size_t read_list(struct store *store, const struct find *find, stamp *middle) {
    struct finding *finding;
    struct found found;
    struct fault fault;
    size_t rows = 0;
    if (find_open(&finding, store, &SIGHT, find, &fault) != OK) fail(&fault);
    for (enum status status; (status = find_next(&found, finding, &fault)) != ABSENT; rows++) {
        if (status != OK) fail(&fault);
        if (middle) *middle = found.added;
    }
    find_close(&finding);
    return rows;
}

static double read_page(struct store *store) {
    static stamp after = STAMP_MIN;
    struct find find = {
        .collection_no = 1, .last_spec = true, .revoked = -1, .limit = 1000, .added_after = after};
    if (read_list(store, &find, &after) != 1000) after = STAMP_MIN;
    return 0;
}

static double read_offset(struct store *store) {
    struct find find = {.revoked = -1, .limit = 50, .offset = 500000, .newest_first = true};
    read_list(store, &find, NULL);
    return 0;
}

static double read_words(struct store *store) {
    struct find find = {.revoked = -1,
                        .limit = 50,
                        .newest_first = true,
                        .words = STR("hospital サイバー ransom*")};
    read_list(store, &find, NULL);
    return 0;
}

static double read_rare_words(struct store *store) {
    struct find find = {
        .revoked = -1, .limit = 50, .newest_first = true, .words = STR("login0000*")};
    read_list(store, &find, NULL);
    return 0;
}

static double count_words(struct store *store) {
    struct find find = {.revoked = -1, .words = STR("hospital")};
    struct fault fault;
    size_t count;
    bool exact;
    if (find_count(&count, &exact, &(struct finder){store, &SIGHT, NULL, &fault}, &find, 10000) !=
        OK)
        fail(&fault);
    return 0;
}

static double read_creator(struct store *store) {
    struct find find = {.revoked = -1,
                        .limit = 50,
                        .newest_first = true,
                        .creator = {.kind = kind_find(STR("identity"))->number}};
    bool is_uuid = uuid_read(&find.creator.id, STR("b3bca3c2-1f3d-4b54-b44f-dac42c3a8f01"));
    if (is_uuid) read_list(store, &find, NULL);
    return 0;
}

static double read_pointers(struct store *store) {
    struct find_id id = {.kind = kind_find(STR("identity"))->number};
    bool is_uuid = uuid_read(&id.id, STR("b3bca3c2-1f3d-4b54-b44f-dac42c3a8f01"));
    struct find_pointer *pointers;
    struct fault fault;
    size_t count;
    struct arena arena;
    arena_init(&arena);
    if (is_uuid && find_pointers(&pointers, &count, &(struct finder){store, &SIGHT, &arena, &fault},
                                 id, 0, 50) != OK)
        fail(&fault);
    arena_close(&arena);
    return 0;
}

static double look_up(struct store *store, uint64_t hashes[1000]) {
    struct find_match *matches;
    struct fault fault;
    size_t count;
    struct arena arena;
    arena_init(&arena);
    double before = seconds();
    if (find_observables(&matches, &count, &(struct finder){store, &SIGHT, &arena, &fault}, hashes,
                         1000, 10) != OK)
        fail(&fault);
    double taken = seconds() - before;
    arena_close(&arena);
    return taken;
}

static double look_up_strange(struct store *store) {
    uint64_t hashes[1000];
    for (int i = 0; i < 1000; i++) hashes[i] = random_next();
    return look_up(store, hashes);
}

// Every one is there.
static double look_up_known(struct store *store) {
    static int64_t from = 0;
    uint64_t hashes[1000];
    struct db *db = store_reader_take(store);
    struct db_query *query;
    struct fault fault;
    if (db_query(&query, db, "SELECT hash FROM observable WHERE version_no % 1009 = $1 LIMIT 1000",
                 &fault) != OK)
        fail(&fault);
    db_bind_i64(query, 1, ++from);
    size_t count = 0;
    while (count < 1000 && db_step(query, &fault) == OK)
        hashes[count++] = (uint64_t)db_i64(query, 0);
    db_done(query);
    store_reader_give(store, db);
    while (count < 1000) hashes[count++] = random_next();
    return look_up(store, hashes);
}

static double count_all(struct store *store) {
    struct find find = {.revoked = -1};
    struct fault fault;
    size_t count;
    bool exact;
    if (find_count(&count, &exact, &(struct finder){store, &SIGHT, NULL, &fault}, &find, 10000) !=
        OK)
        fail(&fault);
    return 0;
}

static void bench_reads(const char *path, size_t objects) {
    (void)objects;
    struct store *store;
    struct fault fault;
    struct store_options options = {.path = path};
    double start = seconds();
    if (store_open(&store, &options, &fault) != OK) fail(&fault);
    printf("open_ms %.1f\n", (seconds() - start) * 1000);
    static const struct {
        const char *name;
        double (*round)(struct store *store);
    } rounds[] = {{"page_1000", read_page},
                  {"offset_500000", read_offset},
                  {"hashes_1000_strange", look_up_strange},
                  {"hashes_1000_known", look_up_known},
                  {"words_common", read_words},
                  {"words_rare", read_rare_words},
                  {"count_words", count_words},
                  {"creator_of_all", read_creator},
                  {"pointers_of_all", read_pointers},
                  {"count_all", count_all}};
    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        double first = seconds();
        rounds[i].round(store);
        first = (seconds() - first) * 1000;
        printf("%s_ms %.2f (first %.2f)\n", rounds[i].name, best_ms(store, rounds[i].round), first);
        fflush(stdout);
    }
    store_close(&store);
}

// ---- SQLite alone ----

static void run(sqlite3 *db, const char *sql) {
    char *text = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &text) == SQLITE_OK) return;
    fprintf(stderr, "bench_store: %s\n", text);
    exit(2);
}

enum plain { KEY, VERSION, MEMBER, OBSERVABLE, REF, PLAIN_COUNT };
static const char *const PLAIN_SQL[PLAIN_COUNT] = {
    "INSERT INTO version_key VALUES (?1, ?2, ?3, 21, ?4)",
    "INSERT INTO version VALUES (?1, ?2, ?3, ?4, 21, 0, ?5, ?6)",
    "INSERT INTO member VALUES (?1, ?2, 1, 1, ?3, 1, 1, 0)",
    "INSERT INTO observable VALUES (?1, ?2, ?3, 1)",
    "INSERT INTO ref VALUES (?1, ?2, ?3, ?4)",
};

static void plain_step(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) {
        fprintf(stderr, "bench_store: %s\n", sqlite3_errmsg(sqlite3_db_handle(statement)));
        exit(2);
    }
    sqlite3_reset(statement);
}

static void plain_insert(sqlite3_stmt **sql, const struct put *put, int64_t no) {
    sqlite3_bind_blob(sql[KEY], 1, put->id.bytes, 16, SQLITE_STATIC);
    sqlite3_bind_int(sql[KEY], 2, put->kind);
    sqlite3_bind_int64(sql[KEY], 3, put->stamp);
    sqlite3_bind_int64(sql[KEY], 4, no);
    plain_step(sql[KEY]);
    sqlite3_bind_int64(sql[VERSION], 1, no);
    sqlite3_bind_int(sql[VERSION], 2, put->kind);
    sqlite3_bind_blob(sql[VERSION], 3, put->id.bytes, 16, SQLITE_STATIC);
    sqlite3_bind_int64(sql[VERSION], 4, put->stamp);
    sqlite3_bind_text(sql[VERSION], 5, put->json.data, (int)put->json.size, SQLITE_STATIC);
    sqlite3_bind_blob(sql[VERSION], 6, put->json.data, 34, SQLITE_STATIC);
    plain_step(sql[VERSION]);
    sqlite3_bind_int64(sql[MEMBER], 1, INT64_C(1790000000000000) + no);
    sqlite3_bind_int64(sql[MEMBER], 2, no);
    sqlite3_bind_int(sql[MEMBER], 3, put->kind);
    plain_step(sql[MEMBER]);
    sqlite3_bind_int64(sql[OBSERVABLE], 1, (int64_t)put->observables->hash);
    sqlite3_bind_int64(sql[OBSERVABLE], 2, no);
    sqlite3_bind_int(sql[OBSERVABLE], 3, put->observables->kind);
    plain_step(sql[OBSERVABLE]);
    sqlite3_bind_blob(sql[REF], 1, put->refs->id.bytes, 16, SQLITE_STATIC);
    sqlite3_bind_int(sql[REF], 2, put->refs->kind);
    sqlite3_bind_int64(sql[REF], 3, no);
    sqlite3_bind_int(sql[REF], 4, (int)put->refs->role);
    plain_step(sql[REF]);
}

static void bench_plain(const char *path, size_t objects) {
    struct store_options options = {.path = path, .may_create = true, .without_search = true};
    struct store *store;
    struct fault fault;
    sqlite3 *db;
    if (store_open(&store, &options, &fault) != OK) fail(&fault);
    store_close(&store); // has made the tables
    if (sqlite3_open(path, &db) != SQLITE_OK) exit(2);
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;");
    sqlite3_stmt *sql[PLAIN_COUNT];
    for (int i = 0; i < PLAIN_COUNT; i++)
        if (sqlite3_prepare_v2(db, PLAIN_SQL[i], -1, &sql[i], NULL) != SQLITE_OK) exit(2);
    struct arena arena;
    arena_init(&arena);
    double start = seconds(), making = 0;
    run(db, "BEGIN");
    for (size_t i = 0; i < objects; i++) {
        // The making of objects is not counted here: above it runs beside the writer.
        if (i % 1000 == 0) arena_reset(&arena);
        double before = seconds();
        struct sample sample;
        sample_make(&sample, &arena, 1);
        making += seconds() - before;
        plain_insert(sql, &sample.put, (int64_t)i + 1);
        if ((i + 1) % PLAIN_OBJECTS_A_COMMIT == 0) run(db, "COMMIT; BEGIN");
    }
    run(db, "COMMIT");
    double taken = seconds() - start - making;
    printf("plain_objects_per_s %.0f\n", (double)objects / taken);
    print_threads();
    for (int i = 0; i < PLAIN_COUNT; i++) sqlite3_finalize(sql[i]);
    sqlite3_close(db);
    arena_close(&arena);
}

// Each in a process of its own, so that peak memory is its own.
static void in_child(void (*bench)(const char *path, size_t objects), const char *path,
                     size_t objects) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        random_state = 20261123;
        bench(path, objects);
        exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    if (status != 0) exit(2);
}

static void remove_files(const char *path) {
    static const char *const ends[] = {"",        "-wal",        "-shm",       "-lock",
                                       "-search", "-search-wal", "-search-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char file[600];
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

int main(int argc, char **argv) {
    size_t objects = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    const char *folder = argc > 2 ? argv[2] : "/tmp";
    const char *what = argc > 3 ? argv[3] : "both";
    bool keeps = getenv("KEEP_FILES") != NULL; // for "reads" to come back to
    char path[512];
    snprintf(path, sizeof path, "%s/bench_store.db", folder);
    if (strcmp(what, "reads") == 0) {
        in_child(bench_reads, path, objects);
        return 0;
    }
    remove_files(path);
    if (strcmp(what, "plain") != 0) {
        in_child(bench_store, path, objects);
        in_child(bench_reads, path, objects);
        if (keeps) return 0;
        remove_files(path);
    }
    if (strcmp(what, "store") != 0) in_child(bench_plain, path, objects);
    remove_files(path);
    return 0;
}
