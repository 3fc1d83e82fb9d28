// Unpacking never gives more than asked for and always ends; what was packed unpacks to itself.
#include "base/compress.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"

#define PLAIN_MAX ((size_t)4 << 20) // a bomb would take the whole time otherwise

struct feed {
    struct str text;
    size_t step;
};

static enum status feed_read(size_t *size, void *context, void *bytes, size_t capacity,
                             struct fault *fault) {
    (void)fault;
    struct feed *feed = context;
    size_t part = feed->text.size < feed->step ? feed->text.size : feed->step;
    if (part > capacity) part = capacity;
    memcpy(bytes, feed->text.data, part);
    feed->text = str_cut(feed->text, part, feed->text.size);
    *size = part;
    return OK;
}

static enum status unpack(struct buf *out, struct str packed, size_t step, size_t capacity) {
    struct feed feed = {packed, step};
    struct fault fault = {""};
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(compress_open(&reader, (struct compress_source){feed_read, &feed}, &fault));
    while (out->status == OK) {
        size_t size;
        char *bytes = memory_take(capacity); // of exactly that size, for AddressSanitizer
        enum status status = compress_read(&size, reader, bytes, capacity, &fault);
        if (status == OK) {
            HOLDS(size <= capacity);
            buf_add_bytes(out, bytes, size);
        }
        free(bytes);
        TRY(status);
        if (size == 0) return OK;
    }
    return LIMIT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    struct str text = fuzz_text(data + 1, size - 1);
    struct buf out, other, packed;
    buf_init(&out, PLAIN_MAX);
    buf_init(&other, PLAIN_MAX);
    buf_init(&packed, PLAIN_MAX);
    size_t step = data[0] % 16 + (size_t)1;
    enum status whole = unpack(&out, text, 1 << 16, 1 << 16);
    enum status parts = unpack(&other, text, step, (size_t)data[0] * 8 + 1);
    HOLDS((whole == OK) == (parts == OK));
    if (whole == OK) HOLDS(str_equal(buf_str(&out), buf_str(&other)));

    buf_clear(&out);
    compress_gzip(&packed, text, 1);
    HOLDS(packed.status == OK);
    HOLDS(unpack(&out, buf_str(&packed), step, 1000) == OK && str_equal(buf_str(&out), text));
    buf_close(&out);
    buf_close(&other);
    buf_close(&packed);
    return 0;
}
