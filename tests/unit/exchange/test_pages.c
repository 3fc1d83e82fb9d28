#include "pages_place.h"

struct scene {
    struct scene_place place;
    struct seat alice, anna, bob, carol;
};

static int open_scene(void **state) {
    struct scene *scene = calloc(1, sizeof *scene);
    place_open(&scene->place);
    seat_open(&scene->alice, &scene->place, "alice");
    seat_say(&scene->alice, 1); // makes the class that tells them apart
    seat_open(&scene->anna, &scene->place, "anna");
    seat_open(&scene->bob, &scene->place, "bob");
    seat_open(&scene->carol, &scene->place, "carol");
    *state = scene;
    return 0;
}

static int close_scene(void **state) {
    struct scene *scene = *state;
    seat_close(&scene->alice);
    seat_close(&scene->anna);
    seat_close(&scene->bob);
    seat_close(&scene->carol);
    place_close(&scene->place);
    free(scene);
    return 0;
}

static const struct page *take(struct seat *seat, const char *key) {
    return page_take(&seat->visit, str_of(key));
}

static bool is_there(struct seat *seat, const char *key) {
    const struct page *page = take(seat, key);
    page_give(page);
    return page != NULL;
}

static void a_page_is_handed_to_those_who_see_the_same(void **state) {
    struct scene *scene = *state;
    const struct page *kept = seat_keep(&scene->alice, "k", 'a', 10);
    struct seat *others[] = {&scene->alice, &scene->anna, &scene->bob};
    for (size_t i = 0; i < 3; i++) {
        const struct page *page = take(others[i], "k");
        assert_ptr_equal(kept, page);
        assert_true(str_equal(page->body, STR("aaaaaaaaaa")));
        assert_int_equal(1, page->first_added);
        page_give(page);
    }
    assert_false(is_there(&scene->carol, "k")); // who may not read the collection
    assert_false(is_there(&scene->alice, "other"));
    page_give(kept);
}

static void a_page_is_gone_when_the_content_changes(void **state) {
    struct scene *scene = *state;
    page_give(seat_keep(&scene->alice, "k", 'a', 10));
    assert_true(is_there(&scene->alice, "k"));
    seat_say(&scene->bob, 2);
    assert_false(is_there(&scene->alice, "k"));
}

static void a_page_is_gone_for_those_whose_rights_end(void **state) {
    struct scene *scene = *state;
    page_give(seat_keep(&scene->alice, "k", 'a', 10));
    place_set_up(&scene->place, READS_AND_WRITES("alpha") ", " ONLY_WRITES("beta"));
    seat_close(&scene->bob);
    seat_open(&scene->bob, &scene->place, "bob");
    assert_false(is_there(&scene->bob, "k"));
    page_give(seat_keep(&scene->alice, "k", 'b', 10));
    assert_false(is_there(&scene->bob, "k"));
}

static void a_page_read_before_a_change_is_never_kept_as_the_newer(void **state) {
    struct scene *scene = *state;
    uint64_t before = store_generation(scene->place.store);
    seat_say(&scene->alice, 2);
    struct buf buf;
    buf_init(&buf, 100);
    buf_add(&buf, STR("old"));
    const struct page *page =
        page_keep(&scene->alice.visit, STR("k"), before, (struct page){.more = true}, &buf);
    assert_true(str_equal(page->body, STR("old")));
    assert_true(page->more);
    page_give(page);
    assert_false(is_there(&scene->alice, "k"));
}

static void a_page_in_use_outlives_its_place_in_the_cache(void **state) {
    struct scene *scene = *state;
    const struct page *page = seat_keep(&scene->alice, "k", 'z', 3);
    seat_say(&scene->alice, 2);
    assert_false(is_there(&scene->alice, "k"));
    assert_true(str_equal(page->body, STR("zzz")));
    page_give(page);
}

static void a_page_in_use_outlives_the_cache(void **state) {
    (void)state;
    struct scene_place place;
    struct seat seat;
    place_open(&place);
    seat_open(&seat, &place, "alice");
    const struct page *page = seat_keep(&seat, "k", 'y', 3);
    seat_close(&seat);
    place_close(&place);
    assert_true(str_equal(page->body, STR("yyy")));
    page_give(page);
}

static void what_was_used_longest_ago_goes_first(void **state) {
    struct scene *scene = *state;
    size_t size = (size_t)1 << 20, count = PAGES_BYTES_MAX / size + 4;
    char key[24];
    for (size_t i = 0; i < count; i++) {
        snprintf(key, sizeof key, "%zu", i);
        page_give(seat_keep(&scene->alice, key, 'x', size));
        assert_true(is_there(&scene->alice, "0")); // used all the time
    }
    assert_true(is_there(&scene->alice, key));
    assert_false(is_there(&scene->alice, "1"));
    assert_false(is_there(&scene->alice, "4"));
}

static void a_page_over_the_limit_is_given_but_not_kept(void **state) {
    struct scene *scene = *state;
    page_give(seat_keep(&scene->alice, "full", 'f', PAGE_BYTES_MAX));
    assert_true(is_there(&scene->alice, "full"));
    const struct page *page = seat_keep(&scene->alice, "over", 'o', PAGE_BYTES_MAX + 1);
    assert_int_equal(PAGE_BYTES_MAX + 1, page->body.size);
    page_give(page);
    assert_false(is_there(&scene->alice, "over"));
}

static void the_same_key_again_replaces_the_page(void **state) {
    struct scene *scene = *state;
    const struct page *first = seat_keep(&scene->alice, "k", '1', 1);
    page_give(seat_keep(&scene->alice, "k", '2', 1));
    const struct page *found = take(&scene->alice, "k");
    assert_true(str_equal(found->body, STR("2")));
    assert_true(str_equal(first->body, STR("1")));
    page_give(found);
    page_give(first);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
int main(void) {
    const struct CMUnitTest tests[] = {
        EACH(a_page_is_handed_to_those_who_see_the_same),
        EACH(a_page_is_gone_when_the_content_changes),
        EACH(a_page_is_gone_for_those_whose_rights_end),
        EACH(a_page_read_before_a_change_is_never_kept_as_the_newer),
        EACH(a_page_in_use_outlives_its_place_in_the_cache),
        cmocka_unit_test(a_page_in_use_outlives_the_cache),
        EACH(what_was_used_longest_ago_goes_first),
        EACH(a_page_over_the_limit_is_given_but_not_kept),
        EACH(the_same_key_again_replaces_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
