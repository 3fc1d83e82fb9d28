// searching.h - what the tests of search share: a store with one collection, objects of a name, and
// how many are found by words.
#pragma once

#include "helper.h"

#include "store/inside.h"

__attribute__((unused)) static struct store *store;
__attribute__((unused)) static struct fault fault;
__attribute__((unused)) static int64_t green;
__attribute__((unused)) static uint64_t last_number;

__attribute__((unused)) static int set_up(void **state) {
    (void)state;
    folder_empty();
    fault = (struct fault){0};
    store = store_make_in("store.db", false);
    collection_add(store, 1);
    green = class_of(store, 1, TLP_GREEN, false);
    return 0;
}

__attribute__((unused)) static int tear_down(void **state) {
    (void)state;
    store_close(&store);
    return 0;
}

__attribute__((unused)) static struct put name_put(uint64_t number, const char *name) {
    static char json[4 << 20];
    snprintf(json, sizeof json, "{\"type\":\"indicator\",\"name\":\"%s\"}", name);
    return (struct put){.id = uuid_numbered(number),
                        .kind = store_kind(store, STR("indicator")),
                        .spec = 21,
                        .stamp = 5,
                        .json = str_of(json),
                        .collection_no = 1,
                        .class_no = green,
                        .giver_no = 1};
}

__attribute__((unused)) static uint64_t keep(const char *name) {
    struct put put = name_put(++last_number, name);
    assert_ok(put_now(store, &put, 1, &fault), fault);
    return last_number;
}

__attribute__((unused)) static size_t count_of(const char *words) {
    struct sight sight = {.open = &green, .open_count = 1, .is_whole = true};
    struct find find = {.revoked = -1, .words = str_of(words)};
    size_t count;
    bool exact;
    store_search_wait(store);
    assert_ok(
        find_count(&count, &exact, &(struct finder){store, &sight, NULL, &fault}, &find, 1000),
        fault);
    return count;
}

__attribute__((unused)) static bool finds(const char *words) {
    return count_of(words) > 0;
}

#define assert_finds(words)                                                                        \
    do {                                                                                           \
        if (!finds(words)) fail_msg("does not find: %s", words);                                   \
    } while (0)
#define assert_misses(words)                                                                       \
    do {                                                                                           \
        if (finds(words)) fail_msg("finds: %s", words);                                            \
    } while (0)

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
