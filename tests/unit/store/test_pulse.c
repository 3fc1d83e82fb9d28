// Two programs on one database, as two stores: what one changes is in the other when it follows.
#include "helper.h"

#include "sys/thread.h"

#define SECOND STAMP_SECOND

static struct store *one, *other;
static struct clock_fake early, late;
static struct fault fault;
static int64_t green;

static struct store *open_with(struct clock_fake *clock) {
    struct store *store;
    struct store_options options = {
        .path = path_of("shared"), .may_create = true, .clock = &clock->clock};
    assert_ok(store_open(&store, &options, &fault), fault);
    return store;
}

// The clock of `one` is an hour behind that of `other`.
static int set_up(void **state) {
    (void)state;
    if (!on_postgres()) return 0;
    folder_empty();
    clock_fake_init(&early, 10000 * SECOND);
    clock_fake_init(&late, 13600 * SECOND);
    one = open_with(&early);
    other = open_with(&late);
    collection_add(one, 1);
    green = class_of(one, 1, TLP_GREEN, false);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    if (!on_postgres()) return 0;
    store_close(&one);
    store_close(&other);
    return 0;
}

static struct put put_into(struct store *store, uint64_t number) {
    struct put put = {.id = uuid_numbered(number),
                      .kind = store_kind(store, STR("indicator")),
                      .spec = 21,
                      .stamp = 5,
                      .json = STR("{}"),
                      .collection_no = 1,
                      .class_no = green};
    assert_ok(put_now(store, &put, 1, &fault), fault);
    return put;
}

static void follow(struct store *store) {
    assert_ok(store_follow(store, &fault), fault);
}

static void stamps_rise_whatever_the_clocks_say(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    struct put first = put_into(other, 1), second = put_into(one, 2), third = put_into(other, 3);
    assert_int_equal(first.added, 13600 * SECOND);
    assert_int_equal(second.added, first.added + 1);
    assert_int_equal(third.added, first.added + 2);
    struct put again = put_into(one, 3);
    assert_int_equal(again.outcome, PUT_KNOWN);
    assert_int_equal(again.added, third.added);
    assert_ok(store_check(one, &fault), fault);
    assert_ok(store_check(other, &fault), fault);
}

static void what_was_given_and_is_gone_is_not_given_again(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    struct put put = put_into(other, 1);
    struct store_removal removal = {.id = put.id, .kind = put.kind, .collection_no = 1};
    assert_ok(store_remove(one, &removal, &fault), fault);
    assert_true(put_into(one, 1).added > put.added);
    follow(other);
    assert_int_equal(store_removals(other), 1);
}

static void who_follows_counts_what_others_changed(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    follow(other);
    uint64_t all = store_generation(other), rights = store_rights_generation(other);
    struct put put = put_into(one, 1);
    assert_int_equal(store_generation(other), all); // nobody has asked
    follow(other);
    assert_true(store_generation(other) > all);
    assert_int_equal(store_generation(other), store_generation(one));
    assert_int_equal(store_rights_generation(other), rights);
    assert_int_equal(store_newest(other), put.added);
    collection_add(one, 2);
    follow(other);
    assert_true(store_rights_generation(other) > rights);
    assert_int_equal(store_rights_generation(other), store_rights_generation(one));
}

static void names_have_one_number(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    int first = store_kind(one, STR("x-first"));
    assert_int_equal(store_kind_find(other, STR("x-first")), 0);
    assert_int_equal(store_kind(other, STR("x-second")), first + 1);
    // Its own transaction has told it of what was before.
    assert_int_equal(store_kind_find(other, STR("x-first")), first);
    follow(one);
    assert_int_equal(store_kind_find(one, STR("x-second")), first + 1);
    uint64_t rights = store_rights_generation(one);
    int64_t red = class_of(other, 1, TLP_RED, false);
    follow(one);
    assert_true(store_rights_generation(one) > rights);
    assert_int_equal(class_of(one, 1, TLP_RED, false), red);
}

static void what_was_decided_before_another_made_a_class_is_not_read(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    follow(other);
    struct sight sight = {
        .open = &green, .open_count = 1, .rights = store_rights_generation(other)};
    struct find find = {.revoked = -1};
    struct finding *finding;
    assert_ok(find_open(&finding, other, &sight, &find, &fault), fault);
    find_close(&finding);
    class_of(one, 1, TLP_AMBER, false);
    assert_int_equal(find_open(&finding, other, &sight, &find, &fault), CONFLICT);
    assert_true(store_rights_generation(other) > sight.rights);
}

struct maker {
    struct store *store;
    struct thread thread;
    int numbers[40];
};

static void make_kinds(void *context) {
    struct maker *maker = context;
    for (int i = 0; i < 40; i++) {
        char name[32];
        snprintf(name, sizeof name, "x-%d", i);
        maker->numbers[i] = store_kind(maker->store, str_of(name));
    }
}

static void who_make_names_at_once_agree(void **state) {
    (void)state;
    if (!on_postgres()) skip();
    struct maker makers[2] = {{.store = one}, {.store = other}};
    for (size_t i = 0; i < 2; i++)
        thread_start(&makers[i].thread, "maker", make_kinds, &makers[i]);
    for (size_t i = 0; i < 2; i++) thread_join(&makers[i].thread);
    for (int i = 0; i < 40; i++) {
        assert_true(makers[0].numbers[i] > 0);
        assert_int_equal(makers[0].numbers[i], makers[1].numbers[i]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(stamps_rise_whatever_the_clocks_say),
        TEST(what_was_given_and_is_gone_is_not_given_again),
        TEST(who_follows_counts_what_others_changed),
        TEST(names_have_one_number),
        TEST(what_was_decided_before_another_made_a_class_is_not_read),
        TEST(who_make_names_at_once_agree),
    };
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close();
    return failed;
}
