// Where the pieces of the input end changes nothing: not the objects, not the fault, not the outer
// part. The first bytes of the input choose the pieces and the largest object.
#include "stix/cut.h"

#include <string.h>

#include "base/buf.h"
#include "fuzz.h"

#define PIECES 8

// An object ends with a bracket; which one closes it is for the reader of JSON to say. In an array
// other values come out too: a list, a string, or a word, which holds nothing that ends it.
static void check_ends(struct str object) {
    char first = object.data[0], last = object.data[object.size - 1];
    if (first == '{' || first == '[') {
        HOLDS(object.size >= 2 && (last == '}' || last == ']'));
    } else if (first == '"') {
        HOLDS(object.size >= 2 && last == '"');
    } else {
        HOLDS(strchr("-0123456789tfn", first));
        for (size_t i = 0; i < object.size; i++) HOLDS(!strchr(",}]{[\": \t\r\n", object.data[i]));
    }
}

static void cut_all(struct buf *out, struct str text, const uint8_t *pieces, size_t object_max) {
    struct cutter *cutter = cut_open(object_max);
    size_t at = 0, piece = 0;
    for (bool at_end = false;;) {
        struct str object;
        struct fault fault = {""};
        enum status status = cut_take(&object, cutter, &fault);
        if (status == OK) {
            HOLDS(object.size >= 1 && object.size <= object_max);
            check_ends(object);
            HOLDS(memcmp(text.data + cut_byte(cutter), object.data, object.size) == 0);
            buf_addf(out, "%zu: %llu %zu\n", cut_index(cutter),
                     (unsigned long long)cut_byte(cutter), object.size);
            continue;
        }
        HOLDS(status == ABSENT || fault.text[0] != '\0');
        if (status != ABSENT && cut_goes_on(cutter)) {
            HOLDS(cut_line(cutter) > 0);
            buf_addf(out, "%zu: line %llu %d %s\n", cut_index(cutter),
                     (unsigned long long)cut_line(cutter), status, fault.text);
            continue;
        }
        if (status != ABSENT || at_end) {
            buf_addf(out, "%d %s\n", status, fault.text);
            break;
        }
        size_t size = pieces ? pieces[piece++ % PIECES] : text.size, capacity;
        if (size > text.size - at) size = text.size - at;
        char *room = cut_room(cutter, &capacity);
        if (size > capacity) size = capacity;
        memcpy(room, text.data + at, size);
        cut_grow(cutter, size);
        at += size;
        at_end = at == text.size;
        if (at_end) cut_end(cutter);
    }
    buf_addf(out, "form %d\n", cut_form(cutter));
    buf_add(out, cut_outer(cutter));
    cut_close(&cutter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < PIECES + 1) return 0;
    bool is_moving = false;
    for (int i = 0; i < PIECES; i++) is_moving = is_moving || data[i] > 0;
    if (!is_moving) return 0;
    struct str text = fuzz_text(data + PIECES + 1, size - PIECES - 1);
    struct buf whole, parts;
    buf_init(&whole, SIZE_MAX);
    buf_init(&parts, SIZE_MAX);
    cut_all(&whole, text, NULL, 2 + data[PIECES]);
    cut_all(&parts, text, data, 2 + data[PIECES]);
    HOLDS(str_equal(buf_str(&whole), buf_str(&parts)));
    buf_close(&whole);
    buf_close(&parts);
    return 0;
}
