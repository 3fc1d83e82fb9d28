// tile.h - how a log is cut into files: C2SP tlog-tiles.
//
// A tile is 256 hashes in a row: on level 0 those of leaves, above it those of full tiles of the
// level below. A bundle is the entries behind a tile of level 0, each behind its length. At the
// right edge both are partial, and named with their width.
#pragma once

#include "base/buf.h"
#include "base/status.h"

#define TILE_WIDTH 256
#define TILE_LEVEL_MAX 63
#define TILE_INDEX_MAX UINT64_C(999999999999999999) // six elements of a path
#define TILE_PATH_SIZE 64                           // and NUL

struct tile_path {
    bool is_entries; // a bundle; `level` is 0
    unsigned level;
    uint64_t index;
    unsigned width; // TILE_WIDTH: full
};
// "tile/0/x001/x234/067", "tile/entries/000.p/17": there is one way to write each. MALFORMED.
MUST_USE enum status tile_path_read(struct tile_path *out, struct str text, struct fault *fault);
char *tile_path_write(char text[TILE_PATH_SIZE], const struct tile_path *path);

// How many hashes a tile has in a tree of `size` leaves: 0 when there is no such tile.
unsigned tile_width(const struct tile_path *path, uint64_t size);
// One entry of a bundle: uint16, big-endian, and its bytes.
void tile_entry_add(struct buf *bundle, struct str entry);
// Takes the first one off. False at the end, and when `*rest` is not what a bundle is made of;
// then something of it is left.
bool tile_entry_take(struct str *entry, struct str *rest);
