#include "ledger/tile.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ELEMENTS_MAX 6

// Digits alone, without a zero in front.
static bool read_number(uint64_t *out, struct str text, uint64_t max) {
    if (text.size > 1 && text.data[0] == '0') return false;
    return str_read_u64(out, text) && *out <= max;
}

// `<N>`: elements of three digits, all but the last behind an "x".
static bool read_index(uint64_t *out, struct str text) {
    struct str element;
    uint64_t index = 0;
    for (int i = 0; i < ELEMENTS_MAX && str_take(&element, &text, '/'); i++) {
        bool is_last = !text.data;
        uint64_t number;
        if (!is_last && !str_starts(element, STR("x"))) return false;
        struct str digits = str_cut(element, !is_last, element.size);
        if (digits.size != 3 || !str_read_u64(&number, digits)) return false;
        // A first element of zeros alone is not written.
        if (i == 0 && !is_last && !number) return false;
        index = index * 1000 + number;
    }
    *out = index;
    return !text.data;
}

static bool read_path(struct tile_path *out, struct str text) {
    struct str word, level;
    *out = (struct tile_path){.width = TILE_WIDTH};
    if (!str_take(&word, &text, '/') || !str_equal(word, STR("tile"))) return false;
    if (!str_take(&level, &text, '/') || !text.data) return false;
    uint64_t number = 0, width = TILE_WIDTH;
    out->is_entries = str_equal(level, STR("entries"));
    if (!out->is_entries && !read_number(&number, level, TILE_LEVEL_MAX)) return false;
    size_t partial = str_find(text, STR(".p/"));
    if (partial != SIZE_MAX) {
        struct str digits = str_cut(text, partial + 3, text.size);
        if (!read_number(&width, digits, TILE_WIDTH - 1) || !width) return false;
        text = str_cut(text, 0, partial);
    }
    out->level = (unsigned)number;
    out->width = (unsigned)width;
    return read_index(&out->index, text);
}

enum status tile_path_read(struct tile_path *out, struct str text, struct fault *fault) {
    struct tile_path path;
    if (!read_path(&path, text))
        return fault_set(fault, MALFORMED,
                         "not the name of a tile, as tile/0/x001/067 or tile/entries/000.p/17");
    *out = path;
    return OK;
}

char *tile_path_write(char text[TILE_PATH_SIZE], const struct tile_path *path) {
    assert(path->index <= TILE_INDEX_MAX);
    unsigned elements[ELEMENTS_MAX];
    int count = 0;
    for (uint64_t rest = path->index; count == 0 || rest; rest /= 1000)
        elements[count++] = (unsigned)(rest % 1000);
    int size = path->is_entries ? snprintf(text, TILE_PATH_SIZE, "tile/entries")
                                : snprintf(text, TILE_PATH_SIZE, "tile/%u", path->level);
    while (count-- > 0)
        size += snprintf(text + size, TILE_PATH_SIZE - (size_t)size, "/%s%03u", count ? "x" : "",
                         elements[count]);
    if (path->width < TILE_WIDTH)
        snprintf(text + size, TILE_PATH_SIZE - (size_t)size, ".p/%u", path->width);
    return text;
}

unsigned tile_width(const struct tile_path *path, uint64_t size) {
    for (unsigned level = 0; level < path->level && size; level++) size /= TILE_WIDTH;
    uint64_t full = size / TILE_WIDTH;
    if (path->index < full) return TILE_WIDTH;
    return path->index == full ? (unsigned)(size % TILE_WIDTH) : 0;
}

void tile_entry_add(struct buf *bundle, struct str entry) {
    assert(entry.size <= UINT16_MAX);
    buf_add_byte(bundle, (char)(entry.size >> 8));
    buf_add_byte(bundle, (char)(entry.size & 255));
    buf_add(bundle, entry);
}

bool tile_entry_take(struct str *entry, struct str *rest) {
    if (rest->size < 2) return false;
    size_t size = (size_t)(uint8_t)rest->data[0] << 8 | (uint8_t)rest->data[1];
    if (rest->size - 2 < size) return false;
    *entry = str_cut(*rest, 2, 2 + size);
    *rest = str_cut(*rest, 2 + size, rest->size);
    return true;
}
