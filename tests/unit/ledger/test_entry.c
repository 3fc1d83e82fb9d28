#include "ledger/entry.h"

#include "plain.h"

static struct entry example(void) {
    struct entry entry = {.act = ENTRY_TAKEN,
                          .spec = 21,
                          .added = INT64_C(0x0102030405060708),
                          .version = 2,
                          .of = 3,
                          .id = STR("indicator--x")};
    memset(entry.collection.bytes, 0x11, 16);
    memset(entry.giver_seal, 0x22, 32);
    memset(entry.object, 0x33, 32);
    return entry;
}

// The bytes as docs/decisions/0028 writes them, put together here once more.
static void a_commitment_is_over_the_bytes_that_are_written_down(void **state) {
    (void)state;
    struct entry entry = example();
    uint8_t salt[16], got[32], wanted[32];
    memset(salt, 0x44, sizeof salt);
    uint8_t bytes[16 + 16 + 2 + 24 + 16 + 32 + 32 + 12] = "renkei-entry-v1\n";
    static const uint8_t middle[] = {1, 21, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0,
                                     0, 0,  0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3};
    memset(bytes + 16, 0x44, 16);
    memcpy(bytes + 32, middle, sizeof middle);
    memset(bytes + 58, 0x11, 16);
    memset(bytes + 74, 0x22, 32);
    memset(bytes + 106, 0x33, 32);
    memcpy(bytes + 138, "indicator--x", 12);
    digest_sha256(wanted, (struct str){(const char *)bytes, sizeof bytes});
    entry_commit(got, &entry, salt);
    assert_memory_equal(got, wanted, 32);

    uint8_t seal_bytes[48] = "renkei-giver-v1\n", both[32];
    struct uuid giver;
    memset(both, 0x44, 16);
    memset(both + 16, 0x55, 16);
    memset(giver.bytes, 0x66, 16);
    memset(seal_bytes + 16, 0x55, 16);
    memset(seal_bytes + 32, 0x66, 16);
    digest_sha256(wanted, (struct str){(const char *)seal_bytes, sizeof seal_bytes});
    entry_seal(got, both, &giver);
    assert_memory_equal(got, wanted, 32);
}

static void every_part_of_an_entry_changes_its_commitment(void **state) {
    (void)state;
    uint8_t salt[16] = {1}, first[32], other[32];
    struct entry entry = example();
    entry_commit(first, &entry, salt);
    for (int part = 0; part < 10; part++) {
        struct entry changed = example();
        uint8_t its_salt[16] = {1};
        if (part == 0) changed.act = ENTRY_REMOVED;
        if (part == 1) changed.spec = 20;
        if (part == 2) changed.added++;
        if (part == 3) changed.version++;
        if (part == 4) changed.of++;
        if (part == 5) changed.collection.bytes[15] ^= 1;
        if (part == 6) changed.giver_seal[31] ^= 1;
        if (part == 7) changed.object[31] ^= 1;
        if (part == 8) changed.id = STR("indicator--y");
        if (part == 9) its_salt[15] ^= 1;
        entry_commit(other, &changed, its_salt);
        assert_memory_not_equal(first, other, 32);
    }
}

static void the_leaf_is_the_hash_of_the_entry_in_a_bundle(void **state) {
    (void)state;
    uint8_t commitment[32] = {9, 8, 7};
    char bytes[ENTRY_SIZE];
    struct merkle_hash leaf, wanted;
    entry_write(bytes, commitment);
    assert_int_equal(bytes[0], 1);
    assert_memory_equal(bytes + 1, commitment, 32);
    merkle_leaf(&wanted, (struct str){bytes, sizeof bytes});
    entry_leaf(&leaf, commitment);
    assert_true(merkle_equal(&leaf, &wanted));
}

static void the_digest_is_of_the_canonical_form(void **state) {
    (void)state;
    struct json_reader *reader = json_reader_open();
    struct arena arena;
    struct buf scratch;
    struct json a, b;
    uint8_t first[32], second[32], wanted[32];
    arena_init(&arena);
    buf_init(&scratch, SIZE_MAX);
    assert_int_equal(json_read(&a, reader, STR("{\"b\": 1.0, \"a\":\"\\u0041\"}"), &JSON_LIMITS,
                               &arena, NULL),
                     OK);
    assert_int_equal(json_read(&b, reader, STR("{\"a\":\"A\",\"b\":1}"), &JSON_LIMITS, &arena,
                               NULL),
                     OK);
    entry_digest(first, a, &scratch);
    entry_digest(second, b, &scratch);
    digest_sha256(wanted, STR("{\"a\":\"A\",\"b\":1}"));
    assert_memory_equal(first, wanted, 32);
    assert_memory_equal(second, wanted, 32);
    buf_close(&scratch);
    arena_close(&arena);
    json_reader_close(&reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commitment_is_over_the_bytes_that_are_written_down),
        cmocka_unit_test(every_part_of_an_entry_changes_its_commitment),
        cmocka_unit_test(the_leaf_is_the_hash_of_the_entry_in_a_bundle),
        cmocka_unit_test(the_digest_is_of_the_canonical_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
