// helper.h - what the tests of store share: a folder of their own, a store in it, chance from a
// seed.
//
// With RENKEI_POSTGRES the stores are databases there instead of files (databases.h).
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/find.h"
#include "store/store.h"

#include "databases.h"

__attribute__((unused)) static char folder[64];
__attribute__((unused)) static char folder_name[32]; // the last part of it

// In memory when the machine has such a place: what is synced there costs nothing.
__attribute__((unused)) static void folder_open(void) {
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(folder, sizeof folder, "%s/renkei-store-XXXXXX", base);
    assert_non_null(mkdtemp(folder));
    snprintf(folder_name, sizeof folder_name, "%s", strrchr(folder, '/') + 1);
}

__attribute__((unused)) static void folder_empty(void) {
    if (on_postgres()) databases_drop(folder_name);
    DIR *open = opendir(folder);
    if (!open) return;
    for (struct dirent *entry; (entry = readdir(open));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.') unlink(path);
    }
    closedir(open);
}

__attribute__((unused)) static void folder_close(void) {
    folder_empty();
    rmdir(folder);
}

// Of a file in the folder.
__attribute__((unused)) static const char *file_of(const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

// Of a store: such a file, or the URL of a database.
__attribute__((unused)) static const char *path_of(const char *name) {
    return on_postgres() ? database_url(folder_name, name) : file_of(name);
}

__attribute__((unused)) static uint64_t random_state;

// SplitMix64.
__attribute__((unused)) static uint64_t random_next(void) {
    uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

__attribute__((unused)) static size_t random_below(size_t limit) {
    return (size_t)(random_next() % limit);
}

__attribute__((unused)) static bool chance_of(size_t percent) {
    return random_below(100) < percent;
}

// RENKEI_LONG multiplies what a test repeats.
__attribute__((unused)) static size_t repeats(size_t count) {
    const char *text = getenv("RENKEI_LONG");
    size_t factor = text ? (size_t)strtoul(text, NULL, 10) : 1;
    return count * (factor ? factor : 1);
}

#define assert_ok(call, fault)                                                                     \
    do {                                                                                           \
        enum status assert_ok_ = (call);                                                           \
        if (assert_ok_ != OK)                                                                      \
            fail_msg("%s: %s: %s", #call, status_name(assert_ok_), (fault).text);                  \
    } while (0)

__attribute__((unused)) static struct store *store_make_in(const char *name, bool without_search) {
    struct store *store;
    struct fault fault = {0};
    struct store_options options = {
        .path = path_of(name), .may_create = true, .without_search = without_search};
    assert_ok(store_open(&store, &options, &fault), fault);
    return store;
}

struct new_collection {
    int64_t no;
};

__attribute__((unused)) static enum status run_collection(struct db *db, void *context,
                                                          struct fault *fault) {
    const struct new_collection *collection = context;
    uint8_t id[16] = {0};
    memcpy(id, &collection->no, sizeof collection->no);
    struct db_query *query;
    TRY(db_run(
        db, "INSERT INTO community (no, slug, title) VALUES (1, 'c', 'C') ON CONFLICT DO NOTHING",
        fault));
    TRY(db_query(&query, db,
                 "INSERT INTO collection (no, id, community_no, title, default_tlp)"
                 " VALUES ($1, $2, 1, 'a collection', 2)",
                 fault));
    db_bind_i64(query, 1, collection->no);
    db_bind_blob(query, 2, id, sizeof id);
    return db_finish(query, fault);
}

__attribute__((unused)) static void collection_add(struct store *store, int64_t no) {
    struct fault fault = {0};
    struct new_collection collection = {no};
    assert_ok(store_change(store, run_collection, &collection, &fault), fault);
}

__attribute__((unused)) static int64_t class_of(struct store *store, int64_t collection_no,
                                                enum tlp tlp, bool is_vote) {
    struct fault fault = {0};
    int64_t class_no = 0;
    struct store_audience audience = {collection_no, tlp, is_vote, 0, 0};
    assert_ok(store_class(&class_no, store, &audience, &fault), fault);
    return class_no;
}

__attribute__((unused)) static enum status put_now(struct store *store, struct put *puts,
                                                   size_t count, struct fault *fault) {
    struct store_job job = {.puts = puts, .put_count = count, .bytes = count * 100};
    store_submit(store, &job);
    return store_wait(store, &job, fault);
}

__attribute__((unused)) static struct uuid uuid_numbered(uint64_t number) {
    struct uuid uuid = {{0}};
    for (int i = 0; i < 8; i++) uuid.bytes[15 - i] = (uint8_t)(number >> (8 * i));
    return uuid;
}
