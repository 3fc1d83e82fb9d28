// What is read and written again reads the same, and its parts are where they are said to be.
#include "base/canon.h"
#include "base/json.h"
#include "base/text.h"
#include "fuzz.h"

static void value_write(struct json_writer *w, struct json value) {
    int64_t whole;
    switch (json_kind(value)) {
    case JSON_NULL: json_put_null(w); return;
    case JSON_TRUE:
    case JSON_FALSE: json_put_bool(w, json_true(value)); return;
    case JSON_STRING: json_put_text(w, json_text(value)); return;
    case JSON_NUMBER:
        if (json_i64(&whole, value))
            json_put_i64(w, whole);
        else
            json_put_raw(w, json_number(value));
        return;
    case JSON_ARRAY:
        json_open_array(w);
        for (struct json v = json_first(value); v.node; v = json_next(v)) value_write(w, v);
        json_close_array(w);
        return;
    case JSON_OBJECT:
        json_open_object(w);
        for (struct json v = json_first(value); v.node; v = json_next(v)) {
            json_put_key(w, json_key(v));
            value_write(w, v);
        }
        json_close_object(w);
        return;
    case JSON_ABSENT: break;
    }
    HOLDS(json_kind(value) != JSON_ABSENT);
}

static void node_check(struct json value, struct str text) {
    struct str source = json_source(value);
    HOLDS(source.size > 0 && source.size <= text.size);
    size_t count = 0;
    for (struct json v = json_first(value); v.node; v = json_next(v), count++) {
        struct str inner = json_source(v);
        HOLDS(inner.data > source.data && inner.data + inner.size < source.data + source.size);
        HOLDS(text_is_utf8(json_key(v)));
        if (json_kind(value) == JSON_OBJECT) {
            bool first = json_member(value, json_key(v)).node == v.node;
            HOLDS(first);
        }
        if (count < 100) node_check(v, text);
    }
    HOLDS(count == json_count(value));
    if (json_kind(value) == JSON_STRING) HOLDS(text_is_utf8(json_text(value)));
    double number;
    if (json_kind(value) == JSON_NUMBER) HOLDS(json_double(&number, value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    // The writer has 63 levels.
    const struct json_limits limits = {.size_max = 1 << 20, .depth_max = 60, .nodes_max = 4000};
    static struct json_reader *reader;
    if (!reader) reader = json_reader_open();
    struct arena arena;
    arena_init(&arena);
    struct fault fault = {""};
    struct json root = {NULL}, again = {NULL};
    struct str text = fuzz_text(data, size);
    enum status status = json_read(&root, reader, text, &limits, &arena, &fault);
    HOLDS(status == OK || status == MALFORMED || status == LIMIT);
    HOLDS((status == OK) == (root.node != NULL) && (status == OK) == (fault.text[0] == '\0'));
    if (status == OK) {
        node_check(root, text);
        struct buf out;
        struct json_writer w;
        buf_init(&out, SIZE_MAX);
        json_begin(&w, &out);
        value_write(&w, root);
        HOLDS(json_read(&again, reader, buf_str(&out), &JSON_LIMITS, &arena, &fault) == OK);
        HOLDS(canon_equal(text, buf_str(&out), reader, &arena));
        struct str compact = json_compact(&arena, json_source(root));
        HOLDS(compact.size <= json_source(root).size);
        HOLDS(canon_equal(text, compact, reader, &arena));
        buf_close(&out);
    }
    arena_close(&arena);
    return 0;
}
