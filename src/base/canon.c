#include "base/canon.h"

#include <stdlib.h>

#define MEMBERS_ON_STACK 24u

// By UTF-16 code units (RFC 8785, 3.2.3). For valid UTF-8 that is the order of the bytes, but that
// characters above U+FFFF (lead F0 to F4) are surrogates in UTF-16, which stand before U+E000 to
// U+FFFF (lead EE and EF). A continuation byte is never that large.
static int key_compare(struct str a, struct str b) {
    size_t size = a.size < b.size ? a.size : b.size;
    for (size_t i = 0; i < size; i++) {
        unsigned char x = (unsigned char)a.data[i], y = (unsigned char)b.data[i];
        if (x == y) continue;
        if (x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0)) return x >= 0xf0 ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return (a.size > b.size) - (a.size < b.size);
}

static int member_compare(const void *a, const void *b) {
    const struct json_node *const *x = a, *const *y = b;
    return key_compare((*x)->key, (*y)->key);
}

static enum status write_value(struct buf *out, const struct json_node *node, struct fault *fault);

static enum status write_members(struct buf *out, const struct json_node **members, size_t count,
                                 struct fault *fault) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_add_byte(out, ',');
        json_add_quoted(out, members[i]->key);
        buf_add_byte(out, ':');
        TRY(write_value(out, members[i], fault));
    }
    return OK;
}

static enum status write_object(struct buf *out, const struct json_node *node,
                                struct fault *fault) {
    const struct json_node *few[MEMBERS_ON_STACK];
    const struct json_node **members = few;
    if (node->count > MEMBERS_ON_STACK)
        members = memory_take(node->count * sizeof(struct json_node *));
    size_t count = 0;
    for (const struct json_node *m = node->first; m; m = m->next) members[count++] = m;
    qsort(members, count, sizeof *members, member_compare);
    buf_add_byte(out, '{');
    enum status status = write_members(out, members, count, fault);
    buf_add_byte(out, '}');
    if (members != few) free(members);
    return status;
}

static enum status write_array(struct buf *out, const struct json_node *node, struct fault *fault) {
    buf_add_byte(out, '[');
    for (const struct json_node *item = node->first; item; item = item->next) {
        if (item != node->first) buf_add_byte(out, ',');
        TRY(write_value(out, item, fault));
    }
    buf_add_byte(out, ']');
    return OK;
}

// Calls itself once for each level; the reader has limited those.
static enum status write_value(struct buf *out, const struct json_node *node, struct fault *fault) {
    char text[JSON_DOUBLE_SIZE];
    double number;
    switch (node->kind) {
    case JSON_NULL: buf_add(out, STR("null")); return OK;
    case JSON_FALSE: buf_add(out, STR("false")); return OK;
    case JSON_TRUE: buf_add(out, STR("true")); return OK;
    case JSON_STRING: json_add_quoted(out, node->text); return OK;
    case JSON_ARRAY: return write_array(out, node, fault);
    case JSON_OBJECT: return write_object(out, node, fault);
    case JSON_NUMBER:
        if (!json_double(&number, (struct json){node}))
            return fault_set(fault, MALFORMED, "a number that is no IEEE 754 double");
        buf_add(out, str_of(json_double_text(text, number)));
        return OK;
    case JSON_ABSENT: break;
    }
    return fault_set(fault, MALFORMED, "there is no value");
}

enum status canon_write(struct buf *out, struct json value, struct fault *fault) {
    if (!value.node) return fault_set(fault, MALFORMED, "there is no value");
    TRY(write_value(out, value.node, fault));
    if (out->status != OK)
        return fault_set(fault, out->status, "canonical form larger than %zu bytes", out->size_max);
    return OK;
}

static enum status canon_of(struct buf *out, struct str text, struct json_reader *reader,
                            struct arena *arena) {
    struct json value;
    TRY(json_read(&value, reader, text, &JSON_LIMITS, arena, NULL));
    return canon_write(out, value, NULL);
}

bool canon_equal(struct str a, struct str b, struct json_reader *reader, struct arena *arena) {
    SCOPED(buf_close) struct buf x;
    SCOPED(buf_close) struct buf y;
    buf_init(&x, SIZE_MAX);
    buf_init(&y, SIZE_MAX);
    return canon_of(&x, a, reader, arena) == OK && canon_of(&y, b, reader, arena) == OK &&
           str_equal(buf_str(&x), buf_str(&y));
}
