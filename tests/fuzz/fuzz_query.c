// What a query is split into, escaped and joined again, is split into the same; escaping is undone;
// limits hold.
#include "fuzz.h"
#include "http/message.h"

static struct str join(struct buf *out, const struct http_pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_byte(out, '&');
        http_escape(out, pairs[i].name);
        buf_add_byte(out, '=');
        http_escape(out, pairs[i].value);
    }
    return buf_str(out);
}

static void check_escape(struct str text, struct buf *scratch, struct arena *arena) {
    buf_clear(scratch);
    http_escape(scratch, text);
    struct str back;
    bool is_read = http_unescape(&back, buf_str(scratch), true, arena);
    HOLDS(is_read == (str_find_byte(text, '\0') == SIZE_MAX));
    HOLDS(!is_read || str_equal(back, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct buf scratch;
    arena_init(&arena);
    buf_init(&scratch, 8 * size + 64);
    struct str text = fuzz_text(data, size);
    struct http_pair *pairs, *again;
    size_t count, count_again;
    enum status status = http_query_split(&pairs, &count, text, 100, &arena, NULL);
    HOLDS(status == OK || status == MALFORMED || status == LIMIT);
    if (status == OK) {
        HOLDS(count <= 100);
        struct str joined = join(&scratch, pairs, count);
        HOLDS(scratch.status == OK);
        HOLDS(http_query_split(&again, &count_again, joined, 100, &arena, NULL) == OK);
        HOLDS(count_again == count);
        for (size_t i = 0; i < count; i++) {
            HOLDS(str_equal(pairs[i].name, again[i].name));
            HOLDS(str_equal(pairs[i].value, again[i].value));
        }
    }
    check_escape(text, &scratch, &arena);
    buf_close(&scratch);
    arena_close(&arena);
    return 0;
}
