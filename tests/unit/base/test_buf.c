#include "base/buf.h"

#include "check.h"

static void buf_takes_its_limit_and_not_one_byte_more(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_add(&buf, STR("12345"));
    assert_int_equal(buf.status, OK);
    buf_add_byte(&buf, '6');
    assert_int_equal(buf.status, LIMIT);
    assert_str(buf_str(&buf), "12345");
    buf_clear(&buf);
    buf_add(&buf, STR("123456"));
    assert_int_equal(buf.status, LIMIT);
    assert_str(buf_str(&buf), "");
    buf_close(&buf);
}

static void buf_stays_failed_until_cleared(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 3);
    buf_add(&buf, STR("1234"));
    buf_add(&buf, STR("1"));
    buf_addf(&buf, "%d", 1);
    buf_add_u64(&buf, 1);
    assert_null(buf_room(&buf, 0));
    assert_int_equal(buf.size, 0);
    buf_clear(&buf);
    buf_addf(&buf, "%d", 100);
    assert_str(buf_str(&buf), "100");
    buf_close(&buf);
}

static void buf_writes_numbers_at_their_limits(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    buf_add_i64(&buf, INT64_MIN);
    buf_add_byte(&buf, ' ');
    buf_add_i64(&buf, INT64_MAX);
    buf_add_byte(&buf, ' ');
    buf_add_u64(&buf, UINT64_MAX);
    buf_add_byte(&buf, ' ');
    buf_add_u64(&buf, 0);
    buf_add_i64(&buf, -1);
    assert_str(buf_str(&buf),
               "-9223372036854775808 9223372036854775807 18446744073709551615 0-1");
    buf_close(&buf);
}

static void buf_formats_texts_of_any_length(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 600);
    buf_addf(&buf, "%300d", 1);
    buf_addf(&buf, "%300d", 2);
    assert_int_equal(buf.status, OK);
    assert_int_equal(buf.size, 600);
    assert_int_equal(buf_str(&buf).data[599], '2');
    buf_addf(&buf, "%s", "");
    assert_int_equal(buf.status, OK);
    buf_addf(&buf, "x");
    assert_int_equal(buf.status, LIMIT);
    buf_close(&buf);
}

static void buf_room_is_counted_by_buf_grow(void **state) {
    (void)state;
    struct buf buf;
    buf_init(&buf, 100000);
    for (int i = 0; i < 1000; i++) {
        char *room = buf_room(&buf, 100);
        memset(room, 'a', 100);
        buf_grow(&buf, 50);
    }
    assert_int_equal(buf.size, 50000);
    assert_int_equal(buf_str(&buf).data[49999], 'a');
    buf_close(&buf);
    assert_str(buf_str(&buf), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf_takes_its_limit_and_not_one_byte_more),
        cmocka_unit_test(buf_stays_failed_until_cleared),
        cmocka_unit_test(buf_writes_numbers_at_their_limits),
        cmocka_unit_test(buf_formats_texts_of_any_length),
        cmocka_unit_test(buf_room_is_counted_by_buf_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
