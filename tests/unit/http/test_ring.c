#include "http/ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void what_goes_in_comes_out_in_order(void **state) {
    (void)state;
    for (size_t capacity = 1; capacity < 20; capacity++) {
        struct ring ring;
        ring_open(&ring, capacity);
        unsigned char put = 0, taken = 0;
        for (size_t round = 0; round < 200; round++) {
            char bytes[32];
            for (size_t i = 0; i < round % 23; i++) bytes[i] = (char)(put + i);
            put = (unsigned char)(put + ring_put(&ring, bytes, round % 23));
            assert_true(ring.size <= capacity);
            size_t size = ring_take(&ring, bytes, round % 19);
            for (size_t i = 0; i < size; i++) assert_int_equal((unsigned char)bytes[i], taken++);
        }
        assert_int_equal((unsigned char)(put - taken), ring.size);
        ring_close(&ring);
    }
}

static void a_full_ring_has_no_room(void **state) {
    (void)state;
    struct ring ring;
    size_t room;
    char bytes[8];
    ring_open(&ring, 8);
    ring_room(&ring, &room);
    assert_int_equal(room, 8);
    assert_int_equal(ring_put(&ring, "123456789", 9), 8);
    ring_room(&ring, &room);
    assert_int_equal(room, 0);
    assert_int_equal(ring_put(&ring, "x", 1), 0);
    assert_int_equal(ring_take(&ring, bytes, 3), 3);
    memcpy(ring_room(&ring, &room), "abc", 3);
    assert_int_equal(room, 3);
    ring_grow(&ring, 3);
    assert_int_equal(ring_take(&ring, bytes, 8), 8);
    assert_memory_equal(bytes, "45678abc", 8);
    ring_close(&ring);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out_in_order),
        cmocka_unit_test(a_full_ring_has_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
