#include "pages_place.h"
#include "sys/thread.h"

#define READERS 4
#define ROUNDS 400

static struct scene_place place;

// A page holds the number of objects that the store had when it was read, or more.
static _Atomic int said;

static void write_on(void *context) {
    (void)context;
    struct seat seat;
    seat_open(&seat, &place, "alice");
    for (int i = 1; i <= 60; i++) {
        seat_say(&seat, i);
        said = i;
    }
    seat_close(&seat);
}

static const struct page *make(struct seat *seat, const char *key) {
    uint64_t generation = store_generation(place.store);
    size_t count = 0;
    bool is_exact;
    struct filter filter = {.revoked = -1};
    assert_ok(release_count(&count, &is_exact, &seat->visit, &filter), seat->fault);
    struct buf buf;
    buf_init(&buf, 100);
    buf_addf(&buf, "%zu", count);
    return page_keep(&seat->visit, str_of(key), generation, (struct page){.first_added = 1}, &buf);
}

static void read_on(void *context) {
    (void)context;
    struct seat seat;
    seat_open(&seat, &place, "bob");
    for (int i = 0; i < ROUNDS; i++) {
        char key[8];
        snprintf(key, sizeof key, "%d", i % 7);
        int at_least = said;
        const struct page *page = page_take(&seat.visit, str_of(key));
        if (!page) page = make(&seat, key);
        int64_t count;
        assert_true(str_read_i64(&count, page->body));
        assert_true(count >= at_least);
        page_give(page);
    }
    seat_close(&seat);
}

static void no_page_is_older_than_the_moment_of_asking(void **state) {
    (void)state;
    place_open(&place);
    struct thread writer, readers[READERS];
    thread_start(&writer, "writer", write_on, NULL);
    for (size_t i = 0; i < READERS; i++)
        thread_start(&readers[i], "reader", read_on, NULL);
    thread_join(&writer);
    for (size_t i = 0; i < READERS; i++)
        thread_join(&readers[i]);
    place_close(&place);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_page_is_older_than_the_moment_of_asking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
