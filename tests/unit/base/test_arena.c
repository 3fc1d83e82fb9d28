#include "base/arena.h"

#include "base/vec.h"
#include "check.h"

static void arena_gives_aligned_memory_of_any_size(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (size_t size = 0; size < 100000; size = size * 2 + 1) {
        char *piece = arena_take(&arena, size);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % 16, 0);
        memset(piece, 'x', size);
    }
    uint64_t *numbers = arena_array(&arena, 1000, uint64_t);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(numbers[i], 0);
    arena_close(&arena);
}

static void arena_pieces_do_not_overlap(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    unsigned char *pieces[3000];
    for (size_t i = 0; i < COUNT(pieces); i++) {
        pieces[i] = arena_take(&arena, i);
        memset(pieces[i], (int)(i & 255), i);
    }
    for (size_t i = 0; i < COUNT(pieces); i++)
        for (size_t at = 0; at < i; at++) assert_int_equal(pieces[i][at], i & 255);
    arena_close(&arena);
}

static void arena_reset_keeps_at_most_a_mebibyte(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_int_equal(arena.bytes_total, 0);
    for (int i = 0; i < 100; i++) arena_take(&arena, 100000);
    arena_take(&arena, (size_t)64 << 20);
    assert_true(arena.bytes_total >= (size_t)64 << 20);
    arena_reset(&arena);
    assert_true(arena.bytes_total <= (size_t)1 << 20);
    assert_int_equal(arena.used, 0);
    size_t kept = arena.bytes_total;
    for (int i = 0; i < 100; i++) {
        arena_take(&arena, 1000);
        arena_reset(&arena);
    }
    assert_int_equal(arena.bytes_total, kept);
    arena_close(&arena);
    arena_take(&arena, 10);
    arena_close(&arena);

    // The first piece decides the first block: a giant one is not kept either.
    arena_take(&arena, (size_t)2 << 20);
    arena_reset(&arena);
    assert_int_equal(arena.bytes_total, 0);
    arena_close(&arena);
}

static void arena_texts_end_in_nul(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct str copy = arena_copy(&arena, STR("abc"));
    assert_int_equal(copy.size, 3);
    assert_string_equal(copy.data, "abc");
    assert_string_equal(arena_text(&arena, STR_NONE), "");
    assert_str(arena_format(&arena, "%d-%s", 5, "x"), "5-x");
    struct str wide = arena_format(&arena, "%1000d", 7);
    assert_int_equal(wide.size, 1000);
    assert_int_equal(wide.data[999], '7');
    assert_int_equal(wide.data[1000], '\0');
    arena_close(&arena);
}

static void vec_keeps_what_is_added_in_order(void **state) {
    (void)state;
    VEC_OF(int) numbers = {0};
    for (int i = 0; i < 1000; i++) vec_add(&numbers, i);
    assert_int_equal(numbers.count, 1000);
    for (int i = 0; i < 1000; i++) assert_int_equal(numbers.items[i], i);
    vec_clear(&numbers);
    assert_int_equal(numbers.count, 0);
    vec_close(&numbers);
    assert_null(numbers.items);
    vec_add(&numbers, 5);
    assert_int_equal(numbers.items[0], 5);
    vec_close(&numbers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_aligned_memory_of_any_size),
        cmocka_unit_test(arena_pieces_do_not_overlap),
        cmocka_unit_test(arena_reset_keeps_at_most_a_mebibyte),
        cmocka_unit_test(arena_texts_end_in_nul),
        cmocka_unit_test(vec_keeps_what_is_added_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
