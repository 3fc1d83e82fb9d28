#include "match/set.h"

#include <stdio.h>

#include "watch.h"

static size_t find(const struct set *set, enum observable_kind kind, const char *value) {
    uint32_t entries[4];
    struct observable observable = {kind, str_of(value)};
    return set_find(entries, COUNT(entries), set, &observable);
}

static void a_set_finds_exact_values_only(void **unused) {
    (void)unused;
    struct set_builder *builder = set_builder_open();
    assert_true(watch_add(builder, OBSERVABLE_DOMAIN, "evil.example"));
    assert_true(watch_add(builder, OBSERVABLE_IPV4, "192.0.2.1"));
    assert_true(watch_add(builder, OBSERVABLE_IPV4_NET, "198.51.100.0/24"));
    assert_true(watch_add(builder, OBSERVABLE_URL, "http://evil.example/a"));
    assert_true(watch_add(builder, OBSERVABLE_IPV6_NET, "2001:db8::/32"));
    struct set *set = set_build(&builder);
    assert_null(builder);
    assert_int_equal(set_value_count(set), 5);
    assert_int_equal(find(set, OBSERVABLE_DOMAIN, "evil.example"), 1);
    assert_int_equal(find(set, OBSERVABLE_DOMAIN, "www.evil.example"), 0);
    assert_int_equal(find(set, OBSERVABLE_IPV4, "192.0.2.1"), 1);
    assert_int_equal(find(set, OBSERVABLE_IPV4, "198.51.100.7"), 0);
    assert_int_equal(find(set, OBSERVABLE_IPV4_NET, "198.51.100.0/24"), 1);
    assert_int_equal(find(set, OBSERVABLE_IPV4_NET, "198.51.100.0/25"), 0);
    assert_int_equal(find(set, OBSERVABLE_IPV6_NET, "2001:db8::/32"), 1);
    assert_int_equal(find(set, OBSERVABLE_URL, "http://evil.example/a"), 1);
    assert_int_equal(find(set, OBSERVABLE_URL, "http://evil.example/A"), 0);
    assert_int_equal(find(set, OBSERVABLE_MUTEX, "evil.example"), 0);
    set_close(&set);
    set_close(&set);
}

static void a_value_stands_for_all_its_indicators(void **unused) {
    (void)unused;
    struct set_builder *builder = set_builder_open();
    struct observable value = {OBSERVABLE_IPV4, STR("192.0.2.1")};
    struct observable other = {OBSERVABLE_IPV4, STR("192.0.2.2")};
    for (int i = 0; i < 3; i++) {
        char id[16];
        snprintf(id, sizeof id, "id-%d", i);
        uint32_t entry = watch_entry(builder, id);
        assert_true(set_builder_add(builder, entry, &value));
        assert_true(set_builder_add(builder, entry, &value)); // twice is once
    }
    assert_true(set_builder_add(builder, 1, &other));
    struct set *set = set_build(&builder);
    uint32_t entries[2] = {9, 9};
    assert_int_equal(set_value_count(set), 2);
    assert_int_equal(set_find(entries, 2, set, &value), 3);
    assert_int_equal(entries[0], 0);
    assert_int_equal(entries[1], 1);
    assert_int_equal(set_find(entries, 2, set, &other), 1);
    assert_int_equal(entries[0], 1);
    set_close(&set);
}

static void entries_keep_what_they_were_given(void **unused) {
    (void)unused;
    struct set_builder *builder = set_builder_open();
    char name[] = "name";
    struct set_entry given = {STR("indicator--1"), {name, 4}, STR("list.txt"), 85,
                              TLP_AMBER,           5,         STAMP_MAX};
    uint32_t first = set_builder_entry(builder, &given);
    struct set_entry bare = {STR(""), STR(""), STR("list.txt"), -1, TLP_NONE, 0, 0};
    uint32_t second = set_builder_entry(builder, &bare);
    name[0] = 'X'; // texts were copied
    struct set *set = set_build(&builder);
    struct set_entry kept = set_entry_at(set, first);
    assert_true(str_equal(kept.indicator_id, STR("indicator--1")));
    assert_true(str_equal(kept.name, STR("name")));
    assert_true(str_equal(kept.source, STR("list.txt")));
    assert_int_equal(kept.confidence, 85);
    assert_int_equal(kept.tlp, TLP_AMBER);
    assert_true(kept.valid_from == 5 && kept.valid_until == STAMP_MAX);
    assert_int_equal(set_entry_at(set, second).confidence, -1);
    assert_int_equal(set_entry_at(set, second).indicator_id.size, 0);
    set_close(&set);
}

static void what_cannot_stand_in_a_line_is_counted_and_left_out(void **unused) {
    (void)unused;
    struct set_builder *builder = set_builder_open();
    assert_false(watch_add(builder, OBSERVABLE_MUTEX, "Global\\x"));
    assert_false(watch_add(builder, OBSERVABLE_FILE_NAME, "evil.exe"));
    assert_false(watch_add(builder, OBSERVABLE_DOMAIN, "localhost")); // one label
    assert_false(watch_add(builder, OBSERVABLE_URL, "http://evil.example/a b"));
    struct set *set = set_build(&builder);
    assert_int_equal(set_left_out_count(set), 4);
    assert_int_equal(set_value_count(set), 0);
    assert_int_equal(find(set, OBSERVABLE_MUTEX, "Global\\x"), 0);
    set_close(&set);
}

static void an_empty_set_finds_nothing(void **unused) {
    (void)unused;
    struct set_builder *builder = set_builder_open();
    struct set *set = set_build(&builder);
    struct watch watch;
    watch_init(&watch);
    watch_scan(&watch, set, STR("GET http://evil.example/ 192.0.2.1 ::1 a@b.example\n"), 7);
    assert_int_equal(watch.hits.count, 0);
    assert_int_equal(find(set, OBSERVABLE_IPV4, "192.0.2.1"), 0);
    watch_close(&watch);
    set_close(&set);
}

static void a_large_set_finds_each_of_its_values_and_stays_small(void **unused) {
    (void)unused;
    struct set_builder *builder = set_builder_open();
    struct set_entry entry = {STR(""), STR(""), STR("s"), -1, TLP_NONE, 0, 0};
    uint32_t number = set_builder_entry(builder, &entry);
    char text[64];
    size_t text_bytes = 0;
    const unsigned count = 100000;
    for (unsigned i = 0; i < count; i++) {
        int size = snprintf(text, sizeof text, "host%u.example", i);
        struct observable value = {OBSERVABLE_DOMAIN, {text, (size_t)size}};
        assert_true(set_builder_add(builder, number, &value));
        text_bytes += (size_t)size;
    }
    struct set *set = set_build(&builder);
    assert_int_equal(set_value_count(set), count);
    for (unsigned i = 0; i < count + 1000; i++) {
        snprintf(text, sizeof text, "host%u.example", i);
        assert_int_equal(find(set, OBSERVABLE_DOMAIN, text), i < count);
    }
    assert_true(set_bytes(set) < text_bytes + count * 32);
    set_close(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_finds_exact_values_only),
        cmocka_unit_test(a_value_stands_for_all_its_indicators),
        cmocka_unit_test(entries_keep_what_they_were_given),
        cmocka_unit_test(what_cannot_stand_in_a_line_is_counted_and_left_out),
        cmocka_unit_test(an_empty_set_finds_nothing),
        cmocka_unit_test(a_large_set_finds_each_of_its_values_and_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
