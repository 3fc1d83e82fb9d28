#include "base/compress.h"

#include "base/arena.h"
#include "base/buf.h"
#include "check.h"

// Gives a text in parts of `step` bytes.
struct feed {
    struct str text;
    size_t at, step;
    bool broken;
};

static enum status feed_read(size_t *size, void *context, void *bytes, size_t capacity,
                             struct fault *fault) {
    struct feed *feed = context;
    if (feed->broken) return fault_set(fault, CLOSED, "the line went dead");
    struct str part = str_cut(feed->text, feed->at, feed->at + feed->step);
    if (part.size > capacity) part.size = capacity;
    if (part.size) memcpy(bytes, part.data, part.size);
    feed->at += part.size;
    *size = part.size;
    return OK;
}

static enum status unpack(struct buf *out, struct str packed, size_t step, size_t capacity,
                          enum compress_kind *kind) {
    struct feed feed = {.text = packed, .step = step};
    struct fault fault = {""};
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(compress_open(&reader, (struct compress_source){feed_read, &feed}, &fault));
    *kind = compress_kind(reader);
    for (;;) {
        char bytes[4096];
        size_t size = 99999;
        TRY(compress_read(&size, reader, bytes, capacity, &fault));
        assert_true(size <= capacity);
        if (size == 0) return OK;
        buf_add_bytes(out, bytes, size);
    }
}

// "hello, hello, hello\n" as gzip, xz and zstd make it.
static const struct str hello_gzip = {
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\xd7\x51\xc8\x40\xa2\xb8\x00"
    "\xe7\x42\x6e\x52\x14\x00\x00\x00",
    30};
static const struct str hello_xz = {
    "\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2f"
    "\xe5\xa3\xe0\x00\x13\x00\x0e\x5d\x00\x34\x19\x49\xee\x8d\xef\x8c\x87\x31\xf5\x2f\x64\x00"
    "\x00\x00\x00\x00\xb0\x48\x85\x59\xd7\xa9\xae\x4b\x00\x01\x2a\x14\x7e\xad\x37\x55\x1f\xb6"
    "\xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a",
    76};
static const struct str hello_zstd = {
    "\x28\xb5\x2f\xfd\x24\x14\x75\x00\x00\x40\x68\x65\x6c\x6c\x6f\x2c\x20\x0a\x01\x00\xe2\x8a"
    "\x11\x21\x69\x9d\x87",
    27};
#define HELLO "hello, hello, hello\n"

// A zstd frame that asks for a window of 256 MiB, and an xz stream that asks for a dictionary of
// 512 MiB.
static const struct str huge_zstd = {
    "\x28\xb5\x2f\xfd\x04\x90\x74\x00\x00\x40\x68\x65\x6c\x6c\x6f\x2c\x20\x0a\x01\x00\xe2\x8a"
    "\x11\x01\x00\x00\x21\x69\x9d\x87",
    30};
static const struct str huge_xz = {
    "\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x22\x00\x00\x00\x82\x40"
    "\xac\xdc\xe0\x00\x13\x00\x0e\x5d\x00\x34\x19\x49\xee\x8d\xef\x8c\x87\x31\xf5\x2f\x64\x00"
    "\x00\x00\x00\x00\xb0\x48\x85\x59\xd7\xa9\xae\x4b\x00\x01\x2a\x14\x7e\xad\x37\x55\x1f\xb6"
    "\xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a",
    76};

static const struct {
    const struct str *packed;
    enum compress_kind kind;
} samples[] = {
    {&hello_gzip, COMPRESS_GZIP}, {&hello_xz, COMPRESS_XZ}, {&hello_zstd, COMPRESS_ZSTD}};

static void compress_reads_each_format_in_steps_of_any_size(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 7, 4096};
    for (size_t i = 0; i < COUNT(samples); i++) {
        for (size_t step = 0; step < COUNT(sizes); step++) {
            for (size_t capacity = 0; capacity < COUNT(sizes); capacity++) {
                enum compress_kind kind;
                struct buf out;
                buf_init(&out, 1000);
                assert_int_equal(
                    unpack(&out, *samples[i].packed, sizes[step], sizes[capacity], &kind), OK);
                assert_int_equal(kind, samples[i].kind);
                assert_str(buf_str(&out), HELLO);
                buf_close(&out);
            }
        }
    }
}

static void compress_reads_on_in_concatenated_members(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        for (size_t step = 1; step < 200; step += 13) {
            enum compress_kind kind;
            struct buf twice, out;
            buf_init(&twice, 1000);
            buf_init(&out, 1000);
            buf_add(&twice, *samples[i].packed);
            buf_add(&twice, *samples[i].packed);
            assert_int_equal(unpack(&out, buf_str(&twice), step, 4096, &kind), OK);
            assert_str(buf_str(&out), HELLO HELLO);
            buf_close(&out);
            buf_close(&twice);
        }
    }
}

static void compress_refuses_every_truncation(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        for (size_t size = 6; size < samples[i].packed->size; size++) {
            enum compress_kind kind;
            struct buf out;
            buf_init(&out, 1000);
            struct str part = str_cut(*samples[i].packed, 0, size);
            if (unpack(&out, part, 4096, 4096, &kind) != MALFORMED)
                fail_msg("kind %d, %zu bytes", (int)samples[i].kind, size);
            buf_close(&out);
        }
    }
}

static void compress_refuses_damage_and_what_stands_behind(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        enum compress_kind kind;
        struct buf text, out;
        buf_init(&text, 1000);
        buf_init(&out, 1000);
        buf_add(&text, *samples[i].packed);
        text.data[text.size - 12] = (char)(text.data[text.size - 12] ^ 1);
        assert_int_equal(unpack(&out, buf_str(&text), 4096, 4096, &kind), MALFORMED);
        buf_clear(&text);
        buf_add(&text, *samples[i].packed);
        buf_add(&text, STR("garbage!"));
        assert_int_equal(unpack(&out, buf_str(&text), 4096, 4096, &kind), MALFORMED);
        buf_close(&out);
        buf_close(&text);
    }
}

static void compress_ignores_zeroes_after_gzip(void **state) {
    (void)state;
    enum compress_kind kind;
    struct buf text, out;
    buf_init(&text, 10000);
    buf_init(&out, 1000);
    buf_add(&text, hello_gzip);
    for (int i = 0; i < 5000; i++) buf_add_byte(&text, '\0');
    assert_int_equal(unpack(&out, buf_str(&text), 100, 4096, &kind), OK);
    assert_str(buf_str(&out), HELLO);
    buf_close(&out);
    buf_close(&text);
}

static void compress_refuses_windows_beyond_128_mebibytes(void **state) {
    (void)state;
    enum compress_kind kind;
    struct buf out;
    buf_init(&out, 1000);
    assert_int_equal(unpack(&out, huge_zstd, 4096, 4096, &kind), LIMIT);
    assert_int_equal(unpack(&out, huge_xz, 4096, 4096, &kind), LIMIT);
    buf_close(&out);
}

static void compress_passes_plain_text_through(void **state) {
    (void)state;
    const char *const texts[] = {"", "a", "hello", "\x1f\x8b", "a longer text than six bytes"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        enum compress_kind kind;
        struct buf out;
        buf_init(&out, 1000);
        assert_int_equal(unpack(&out, str_of(texts[i]), 1, 3, &kind), OK);
        assert_int_equal(kind, COMPRESS_NONE);
        assert_str(buf_str(&out), texts[i]);
        buf_close(&out);
    }
}

static void compress_hands_on_what_the_source_says(void **state) {
    (void)state;
    struct feed feed = {.text = hello_gzip, .step = 8};
    struct fault fault = {""};
    struct compress_reader *reader = NULL;
    const struct compress_source source = {feed_read, &feed};
    assert_int_equal(compress_open(&reader, source, &fault), OK);
    feed.broken = true;
    char bytes[64];
    size_t size = 77;
    assert_int_equal(compress_read(&size, reader, bytes, sizeof bytes, &fault), CLOSED);
    assert_string_equal(fault.text, "the line went dead");
    assert_int_equal(size, 77);
    compress_close(&reader);
    assert_null(reader);
    compress_close(&reader);
    assert_int_equal(compress_open(&reader, source, &fault), CLOSED);
    assert_null(reader);
}

static void compress_gzip_reads_back_the_same(void **state) {
    (void)state;
    struct buf plain;
    buf_init(&plain, (size_t)1 << 20);
    uint32_t x = 1;
    while (plain.size < 300000) {
        x = x * 1664525 + 1013904223;
        buf_add_byte(&plain, (char)(x >> 24 & (plain.size & 4096 ? 0xff : 0x03)));
    }
    for (size_t size = 0; size <= plain.size; size = size * 5 + 1) {
        for (int level = 1; level <= 9; level += 4) {
            enum compress_kind kind;
            struct buf packed, out;
            buf_init(&packed, (size_t)1 << 20);
            buf_init(&out, (size_t)1 << 20);
            struct str part = str_cut(buf_str(&plain), 0, size);
            compress_gzip(&packed, part, level);
            assert_int_equal(packed.status, OK);
            assert_int_equal(unpack(&out, buf_str(&packed), 1000, 4096, &kind), OK);
            assert_true(str_equal(buf_str(&out), part));
            size_t needed = packed.size;
            buf_close(&packed);
            buf_init(&packed, needed - 1);
            compress_gzip(&packed, part, level);
            assert_int_equal(packed.status, LIMIT);
            buf_close(&packed);
            buf_close(&out);
        }
    }
    buf_close(&plain);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compress_reads_each_format_in_steps_of_any_size),
        cmocka_unit_test(compress_reads_on_in_concatenated_members),
        cmocka_unit_test(compress_refuses_every_truncation),
        cmocka_unit_test(compress_refuses_damage_and_what_stands_behind),
        cmocka_unit_test(compress_ignores_zeroes_after_gzip),
        cmocka_unit_test(compress_refuses_windows_beyond_128_mebibytes),
        cmocka_unit_test(compress_passes_plain_text_through),
        cmocka_unit_test(compress_hands_on_what_the_source_says),
        cmocka_unit_test(compress_gzip_reads_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
