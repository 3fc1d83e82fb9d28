// A view is JSON, is marked with nothing that was hidden, and holds no value that stands in a
// hidden part alone; a view of it is the same bytes; with nothing hidden the object is what it was;
// and of an object that can be cut every view is taken by the readers.
#include "stix/redact.h"

#include "base/vec.h"
#include "stix/check.h"

#include "fuzz.h"

static struct json_reader *reader;

// The slow statement of which values are hidden: nodes that are pointed at, and leaves below.
struct leaves {
    VEC_OF(struct str) hidden, shown;
    VEC_OF(const struct json_node *) cut;
};

static struct json point(struct json at, struct str selector) {
    struct str part;
    while (at.node && str_take(&part, &selector, '.')) {
        uint64_t index;
        bool is_index = part.size > 2 && part.data[0] == '[' && part.data[part.size - 1] == ']' &&
                        str_read_u64(&index, str_cut(part, 1, part.size - 1));
        if (json_kind(at) == JSON_ARRAY)
            at = is_index ? json_item(at, (size_t)index) : (struct json){NULL};
        else
            at = json_member(at, part);
    }
    return at;
}

static bool is_cut(const struct leaves *leaves, struct json value) {
    for (size_t i = 0; i < leaves->cut.count; i++)
        if (leaves->cut.items[i] == value.node) return true;
    return false;
}

static void gather(struct leaves *leaves, struct json value, bool is_hidden) {
    is_hidden |= is_cut(leaves, value);
    bool is_leaf = json_kind(value) == JSON_STRING || json_kind(value) == JSON_NUMBER;
    if (is_leaf && is_hidden) vec_add(&leaves->hidden, json_source(value));
    if (is_leaf && !is_hidden) vec_add(&leaves->shown, json_source(value));
    for (struct json at = json_first(value); at.node; at = json_next(at))
        gather(leaves, at, is_hidden);
}

static void gather_all(struct leaves *leaves, struct json object, unsigned hidden) {
    struct json row = json_first(json_member(object, STR("granular_markings")));
    for (; row.node; row = json_next(row)) {
        enum tlp tlp = tlp_of_marking(json_text(json_member(row, STR("marking_ref"))));
        if (tlp == TLP_NONE || !(hidden & TLP_BIT(tlp))) continue;
        struct json at = json_first(json_member(row, STR("selectors")));
        for (; at.node; at = json_next(at))
            vec_add(&leaves->cut, point(object, json_text(at)).node);
    }
    for (struct json at = json_first(object); at.node; at = json_next(at))
        if (!str_equal(json_key(at), STR("granular_markings"))) gather(leaves, at, false);
}

static bool has(const struct str *items, size_t count, struct str text) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(items[i], text)) return true;
    return false;
}

static void check_leaves(struct json object, struct json view, unsigned hidden) {
    struct leaves of_object = {0}, of_view = {0};
    gather_all(&of_object, object, hidden);
    gather_all(&of_view, view, 0);
    for (size_t i = 0; i < of_object.hidden.count; i++) {
        struct str value = of_object.hidden.items[i];
        HOLDS(has(of_object.shown.items, of_object.shown.count, value) ||
              !has(of_view.shown.items, of_view.shown.count, value));
    }
    vec_close(&of_object.hidden);
    vec_close(&of_object.shown);
    vec_close(&of_object.cut);
    vec_close(&of_view.shown);
}

static void check(struct json object, unsigned hidden, bool is_possible, struct arena *arena) {
    struct str text, again;
    struct json view;
    struct object read;
    struct fault fault = {""};
    enum status status = redact_write(&text, object, hidden, arena, &fault);
    HOLDS(status == OK || (!is_possible && fault.text[0]));
    if (status != OK) return;
    HOLDS(json_read(&view, reader, text, &JSON_LIMITS, arena, NULL) == OK);
    HOLDS(!(marking_parts(view) & hidden));
    HOLDS(redact_write(&again, view, hidden, arena, NULL) == OK && str_equal(again, text));
    if (!(marking_parts(object) & hidden)) HOLDS(str_equal(text, json_source(object)));
    check_leaves(object, view, hidden);
    if (is_possible)
        HOLDS(object_read(&read, view, arena, NULL) == OK && object_check(&read, NULL) == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct json_limits limits = {.size_max = 1 << 16, .depth_max = 64, .nodes_max = 400};
    if (!reader) reader = json_reader_open();
    struct arena arena;
    struct json json;
    struct buf scratch;
    arena_init(&arena);
    buf_init(&scratch, 1 << 20);
    struct str text = fuzz_text(data, size);
    if (json_read(&json, reader, text, &limits, &arena, NULL) == OK &&
        json_read(&json, reader, json_compact(&arena, text), &limits, &arena, NULL) == OK &&
        json_kind(json) == JSON_OBJECT) {
        struct redact_tools tools = {reader, &scratch, &arena, false};
        bool is_possible = redact_is_possible(json, &tools);
        unsigned labels = redact_labels(json);
        for (unsigned hidden = labels; hidden; hidden = (hidden - 1) & labels)
            check(json, hidden, is_possible, &arena);
        check(json, 0, false, &arena);
        check(json, ~0u, false, &arena);
    }
    buf_close(&scratch);
    arena_close(&arena);
    return 0;
}
