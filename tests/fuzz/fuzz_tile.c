// The name of a tile has one form, and so has a bundle as far as it can be read.
#include "ledger/tile.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = fuzz_text(data, size), entry, rest = text;
    struct tile_path path;
    char again[TILE_PATH_SIZE];
    if (tile_path_read(&path, text, NULL) == OK) {
        HOLDS(path.level <= TILE_LEVEL_MAX && path.width && path.width <= TILE_WIDTH);
        HOLDS(str_equal(str_of(tile_path_write(again, &path)), text));
    }
    struct buf bundle;
    buf_init(&bundle, SIZE_MAX);
    while (tile_entry_take(&entry, &rest)) tile_entry_add(&bundle, entry);
    buf_add(&bundle, rest);
    HOLDS(str_equal(buf_str(&bundle), text));
    buf_close(&bundle);
    return 0;
}
