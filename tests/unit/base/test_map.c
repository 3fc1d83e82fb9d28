#include "base/map.h"

#include <stdio.h>

#include "check.h"

static struct str key_of(char text[16], unsigned i) {
    return (struct str){text, (size_t)snprintf(text, 16, "key%u", i)};
}

static void map_finds_what_was_put_and_only_that(void **state) {
    (void)state;
    struct map map;
    map_init(&map, 42);
    char text[16];
    uint64_t value = 0;
    assert_false(map_find(&value, &map, STR("key0")));
    for (unsigned i = 0; i < 5000; i++) assert_true(map_put(&map, key_of(text, i), i));
    assert_int_equal(map.count, 5000);
    for (unsigned i = 0; i < 5000; i++) {
        assert_true(map_find(&value, &map, key_of(text, i)));
        assert_int_equal(value, i);
    }
    assert_false(map_find(&value, &map, STR("key5000")));
    assert_false(map_put(&map, STR("key7"), 99));
    assert_true(map_find(&value, &map, STR("key7")) && value == 99);
    map_close(&map);
}

static void map_keeps_the_others_when_some_are_removed(void **state) {
    (void)state;
    struct map map;
    map_init(&map, 1);
    char text[16];
    uint64_t value = 0;
    for (unsigned i = 0; i < 3000; i++) map_put(&map, key_of(text, i), i);
    for (unsigned i = 0; i < 3000; i += 3) assert_true(map_remove(&map, key_of(text, i)));
    for (unsigned i = 0; i < 3000; i++)
        assert_int_equal(map_find(&value, &map, key_of(text, i)), i % 3 != 0);
    assert_false(map_remove(&map, STR("key0")));
    assert_int_equal(map.count, 2000);
    map_close(&map);
    assert_false(map_remove(&map, STR("key1")));
}

static void map_each_walks_all_once(void **state) {
    (void)state;
    struct map map;
    map_init(&map, 1);
    char text[16];
    for (unsigned i = 0; i < 100; i++) map_put(&map, key_of(text, i), i);
    bool seen[100] = {false};
    struct str key;
    uint64_t value;
    size_t count = 0;
    for (size_t at = 0; map_each(&key, &value, &map, &at); count++) {
        assert_false(seen[value]);
        seen[value] = true;
        assert_true(str_equal(key, key_of(text, (unsigned)value)));
    }
    assert_int_equal(count, 100);
    map_close(&map);
}

static void map_takes_empty_and_binary_keys(void **state) {
    (void)state;
    struct map map;
    map_init(&map, 0);
    uint64_t value = 0;
    assert_true(map_put(&map, STR(""), 1));
    assert_true(map_put(&map, STR("a\0b"), 2));
    assert_true(map_put(&map, STR("a\0c"), 3));
    assert_true(map_find(&value, &map, STR("")) && value == 1);
    assert_true(map_find(&value, &map, STR_NONE) && value == 1);
    assert_true(map_find(&value, &map, STR("a\0b")) && value == 2);
    map_close(&map);
}

// Stored on disk: when this test fails, the hash was changed, not the test.
static void hash_bytes_never_changes(void **state) {
    (void)state;
    const char *const texts[] = {"", "a", "1234567", "12345678", "0123456789abcdef",
                                 "0123456789abcdef0", "the quick brown fox jumps over a dog"};
    const uint64_t expected[] = {
        UINT64_C(0x42bc986dc5eec4d3),
        UINT64_C(0x4d0e41cb626f75fd),
        UINT64_C(0x8f28c0218b6544ab),
        UINT64_C(0xdb50d432ed15b02d),
        UINT64_C(0xdfaf6253ae1882c6),
        UINT64_C(0x4ccc037ed1a9f3b5),
        UINT64_C(0x28cdb91d097cc7ea),
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(hash_bytes(str_of(texts[i]), i) == expected[i]);
}

static void hashes_differ_by_seed_size_and_any_bit(void **state) {
    (void)state;
    char bytes[40] = {0};
    for (size_t size = 0; size < sizeof bytes; size++) {
        struct str text = {bytes, size};
        assert_true(hash_bytes(text, 1) != hash_bytes(text, 2));
        assert_true(hash_keyed(text, 1) != hash_keyed(text, 2));
        struct str longer = {bytes, size + 1};
        assert_true(hash_bytes(text, 1) != hash_bytes(longer, 1));
        assert_true(hash_keyed(text, 1) != hash_keyed(longer, 1));
        for (size_t bit = 0; bit < size * 8; bit++) {
            uint64_t fast = hash_bytes(text, 1), keyed = hash_keyed(text, 1);
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
            assert_true(hash_bytes(text, 1) != fast);
            assert_true(hash_keyed(text, 1) != keyed);
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_finds_what_was_put_and_only_that),
        cmocka_unit_test(map_keeps_the_others_when_some_are_removed),
        cmocka_unit_test(map_each_walks_all_once),
        cmocka_unit_test(map_takes_empty_and_binary_keys),
        cmocka_unit_test(hash_bytes_never_changes),
        cmocka_unit_test(hashes_differ_by_seed_size_and_any_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
