// leaves_inside.h - what the files of the log share.
#pragma once

#include "store/inside.h"
#include "store/leaves.h"

// The row `edge`.
struct edge {
    struct merkle_edge tree;
    bool is_whole;
};
MUST_USE enum status edge_read(struct edge *out, struct db *db, struct fault *fault);

struct leaves_view {
    struct store *store;
    struct db *db;
    struct merkle_head head;
    struct edge edge;
    char name[8 + UUID_TEXT_SIZE]; // "renkei/..."
    struct note_key key;
    uint8_t secret_key[SIGN_SECRET_SIZE];
};
// A column of 16 bytes; the nil UUID for NULL.
void leaves_uuid(struct uuid *out, struct db_query *query, int column);
// The id of an object as text, in `arena`.
struct str leaves_id(struct store *store, int kind, const struct uuid *id, struct arena *arena);
// The hashes that a tile holds, `count` of them from `first`: those of leaves, and of nodes.
MUST_USE enum status leaves_hashes(struct merkle_hash *out, struct db *db, unsigned level,
                                   uint64_t first, size_t count, struct fault *fault);
// What the entry of a record commits to, but for its digest (records.c). Borrows `id`.
void record_entry(struct entry *out, stamp added, stamp at, const char *id,
                  const uint8_t salt[ENTRY_SALT_SIZE]);
