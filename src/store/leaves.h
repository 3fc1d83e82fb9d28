// leaves.h - the log of a store: read as tiles and proofs, and held against what is stored.
//
//  1. Each version that enters a collection, each that is taken out of one, and each record of an
//     act (records.h), is an entry (ledger/entry.h), written in the transaction of the act, in the
//     order of its stamp.
//  2. A view is a snapshot: what it says of the log is of one moment, and durable.
//  3. Where a reader may look is no matter of this: entries say nothing without their salt. Who is
//     given a salt is decided in exchange/.
#pragma once

#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/tile.h"
#include "store/store.h"

struct leaves_view;
MUST_USE enum status leaves_open(struct leaves_view **out, struct store *store,
                                 struct fault *fault);
void leaves_close(struct leaves_view **view);
const struct merkle_head *leaves_head(const struct leaves_view *view);
// Of whom checkpoints are: "renkei/" and the id of the store. Lives as long as the view.
const struct note_key *leaves_key(const struct leaves_view *view);
// Makes it a view of the first `size` entries alone, as it once was. ABSENT when it has fewer.
MUST_USE enum status leaves_narrow(struct leaves_view *view, uint64_t size, struct fault *fault);
// Signs the head.
void leaves_checkpoint(struct buf *out, const struct leaves_view *view);
// Adds the tile or the bundle of that name. ABSENT when the log has not that much.
MUST_USE enum status leaves_tile(struct buf *out, struct leaves_view *view,
                                 const struct tile_path *path, struct fault *fault);

struct leaf {
    uint64_t no;
    enum entry_act act;
    stamp added;
    stamp removed;
    bool has_salt;
    uint8_t salt[ENTRY_SALT_SIZE];
    uint8_t commitment[ENTRY_DIGEST_SIZE];
};
// The entry with that stamp. ABSENT.
MUST_USE enum status leaves_find(struct leaf *out, struct leaves_view *view, stamp added,
                                 struct fault *fault);
// What it says, as far as the store still knows: of one that is a member, or noted. Its id is in
// `arena`.
MUST_USE enum status leaves_entry(struct entry *out, struct leaves_view *view,
                                  const struct leaf *leaf, struct arena *arena,
                                  struct fault *fault);
// Of the tree of the view, whose size is not smaller.
MUST_USE enum status leaves_inclusion(struct merkle_proof *out, struct leaves_view *view,
                                      uint64_t index, struct fault *fault);
MUST_USE enum status leaves_consistency(struct merkle_proof *out, struct leaves_view *view,
                                        uint64_t first, struct fault *fault);

// ---- everything again, from the stored bytes ----

struct leaves_report {
    uint64_t entries, taken, removed, noted;
    uint64_t objects; // of which the bytes were read again: taken, and still there
    struct merkle_head head;
};
struct leaves_check {
    const struct merkle_head *before; // a tree that the log must begin with; NULL: none
    // Now and then; false ends it. May be NULL.
    bool (*on_progress)(void *context, uint64_t done, uint64_t all);
    void *context;
};
// OK when each entry follows from what is stored, each member and each record has one, what a
// record is found by is what it says, what is gone was taken out by another entry, and tree, tiles
// and edge follow from the entries. FAILED with the first place where they do not; CLOSED when
// stopped.
MUST_USE enum status leaves_verify(struct leaves_report *out, struct store *store,
                                   const struct leaves_check *check, struct fault *fault);
