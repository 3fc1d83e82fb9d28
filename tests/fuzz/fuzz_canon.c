// The canonical form of a canonical form is itself, and takes linear memory.
#include "base/canon.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct json_reader *reader;
    if (!reader) reader = json_reader_open();
    struct arena arena;
    arena_init(&arena);
    struct buf once, twice;
    buf_init(&once, SIZE_MAX);
    buf_init(&twice, SIZE_MAX);
    struct json value;
    if (json_read(&value, reader, fuzz_text(data, size), &JSON_LIMITS, &arena, NULL) == OK) {
        HOLDS(canon_write(&once, value, NULL) == OK);
        // -0 and 1e-400 become 0, so no number is lost or too large on the way.
        HOLDS(json_read(&value, reader, buf_str(&once), &JSON_LIMITS, &arena, NULL) == OK);
        HOLDS(canon_write(&twice, value, NULL) == OK);
        HOLDS(str_equal(buf_str(&once), buf_str(&twice)));
        HOLDS(str_equal(json_compact(&arena, buf_str(&once)), buf_str(&once)));
    }
    HOLDS(fuzz_is_linear(arena.bytes_total + once.size + twice.size, size));
    buf_close(&once);
    buf_close(&twice);
    arena_close(&arena);
    return 0;
}
