// Readers that follow `added` while others write: nothing is missed, nothing comes twice.
#include "helper.h"

#include "store/inside.h"
#include "sys/thread.h"

#define WRITERS 3
#define READERS 3

static struct store *store;
static struct fault fault;
static int64_t classes[2];
static int kind;

static struct put put_of(uint64_t number, stamp at, size_t collection) {
    return (struct put){.id = uuid_numbered(number),
                        .kind = kind,
                        .spec = 21,
                        .stamp = at,
                        .json = STR("{\"name\":\"followed\"}"),
                        .collection_no = (int64_t)collection + 1,
                        .class_no = classes[collection],
                        .giver_no = 1};
}

static void fill(const char *name) {
    folder_empty();
    fault = (struct fault){0};
    store = store_make_in(name, true);
    for (size_t i = 0; i < 2; i++) {
        collection_add(store, (int64_t)i + 1);
        classes[i] = class_of(store, (int64_t)i + 1, TLP_GREEN, false);
    }
    kind = store_kind(store, STR("indicator"));
}

struct writer_thread {
    struct thread thread;
    uint64_t number;
    size_t jobs, taken;
    bool good;
};

// Old versions and new ones, known ones too, in jobs of different sizes.
static void write_some(void *context) {
    struct writer_thread *writer = context;
    uint64_t state = writer->number;
    writer->good = true;
    for (size_t i = 0; i < writer->jobs; i++) {
        struct put puts[20];
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        size_t count = 1 + (state >> 33) % 20;
        for (size_t k = 0; k < count; k++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            puts[k] =
                put_of(1 + (state >> 33) % 3000, 1 + (stamp)((state >> 20) % 5), (state >> 50) % 2);
        }
        struct fault why;
        if (put_now(store, puts, count, &why) != OK) writer->good = false;
        for (size_t k = 0; k < count; k++)
            writer->taken += puts[k].outcome == PUT_TAKEN;
    }
}

struct reader_thread {
    struct thread thread;
    _Atomic bool *ends;
    size_t limit, seen;
    stamp last;
    bool good;
};

// Pages of FIND_ALL in both collections, each from where the one before ended.
static size_t read_page(struct reader_thread *reader) {
    struct sight sight = {.open = classes, .open_count = 2, .is_whole = true};
    struct find find = {.collection_no = 0,
                        .versions = FIND_ALL,
                        .revoked = -1,
                        .added_after = reader->last,
                        .limit = reader->limit};
    struct finding *finding;
    struct found found;
    struct fault why;
    if (find_open(&finding, store, &sight, &find, &why) != OK) {
        reader->good = false;
        return 0;
    }
    size_t count = 0;
    for (; find_next(&found, finding, &why) == OK; count++) {
        if (found.added <= reader->last) reader->good = false;
        reader->last = found.added;
    }
    find_close(&finding);
    reader->seen += count;
    return count;
}

static void follow(void *context) {
    struct reader_thread *reader = context;
    reader->good = true;
    for (;;) {
        bool ended = atomic_load(reader->ends);
        if (!read_page(reader) && ended) return;
    }
}

static size_t count_once(void) {
    struct sight sight = {.open = classes, .open_count = 2, .is_whole = true};
    struct find find = {.versions = FIND_ALL, .revoked = -1};
    size_t count;
    bool exact;
    assert_ok(
        find_count(&count, &exact, &(struct finder){store, &sight, NULL, &fault}, &find, 1000000),
        fault);
    return count;
}

static void who_follows_added_misses_nothing_and_sees_nothing_twice(void **state) {
    (void)state;
    fill("follow.db");
    _Atomic bool ends = false;
    struct writer_thread writers[WRITERS] = {0};
    struct reader_thread readers[READERS] = {0};
    store->sorted_max = 50; // pages are walked and gathered in turn
    for (size_t i = 0; i < READERS; i++) {
        readers[i].ends = &ends;
        readers[i].last = STAMP_MIN;
        readers[i].limit = 1 + i * 30;
        thread_start(&readers[i].thread, "reader", follow, &readers[i]);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        writers[i].number = i + 1;
        writers[i].jobs = repeats(150);
        thread_start(&writers[i].thread, "writer", write_some, &writers[i]);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        thread_join(&writers[i].thread);
        assert_true(writers[i].good);
    }
    atomic_store(&ends, true);
    // A version that enters a second collection is shown by its first row: once.
    size_t expected = count_once();
    for (size_t i = 0; i < READERS; i++) {
        thread_join(&readers[i].thread);
        assert_true(readers[i].good);
        assert_int_equal(readers[i].seen, expected);
    }
    assert_ok(store_check(store, &fault), fault);
    store_close(&store);
}

static void a_list_is_one_snapshot(void **state) {
    (void)state;
    fill("snapshot.db");
    struct put puts[100];
    for (size_t i = 0; i < 100; i++)
        puts[i] = put_of(i + 1, 1, 0);
    assert_ok(put_now(store, puts, 50, &fault), fault);
    struct sight sight = {.open = classes, .open_count = 2};
    struct find find = {.revoked = -1};
    struct finding *finding;
    struct found found;
    assert_ok(find_open(&finding, store, &sight, &find, &fault), fault);
    assert_ok(find_next(&found, finding, &fault), fault);
    assert_ok(put_now(store, puts + 50, 50, &fault), fault);
    struct store_removal removal = {.id = uuid_numbered(20), .kind = kind, .collection_no = 1};
    assert_ok(store_remove(store, &removal, &fault), fault);
    size_t count = 1;
    while (find_next(&found, finding, &fault) == OK)
        count++;
    assert_int_equal(count, 50);
    find_close(&finding);
    store_close(&store);
}

struct taker {
    struct thread thread;
    size_t rounds;
    bool good;
};

static void take_and_give(void *context) {
    struct taker *taker = context;
    taker->good = true;
    for (size_t i = 0; i < taker->rounds; i++) {
        struct db *db = store_reader_take(store);
        struct fault why;
        if (db_begin_read(db, &why) != OK) taker->good = false;
        store_reader_give(store, db);
    }
}

static void more_ask_for_readers_than_there_are(void **state) {
    (void)state;
    fill("readers.db");
    store->options.readers_max = 2;
    struct taker takers[6] = {0};
    for (size_t i = 0; i < 6; i++) {
        takers[i].rounds = 200;
        thread_start(&takers[i].thread, "taker", take_and_give, &takers[i]);
    }
    for (size_t i = 0; i < 6; i++) {
        thread_join(&takers[i].thread);
        assert_true(takers[i].good);
    }
    assert_true(store->readers.count <= 2);
    readers_rest(store, 0);
    assert_int_equal(store->readers.count, 1);
    store_reader_give(store, store_reader_take(store));
    store_close(&store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_follows_added_misses_nothing_and_sees_nothing_twice),
        cmocka_unit_test(a_list_is_one_snapshot),
        cmocka_unit_test(more_ask_for_readers_than_there_are),
    };
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close();
    return failed;
}
