#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/leaves_inside.h"
#include "store/records.h"

// ---- a snapshot ----

static enum status read_key(struct leaves_view *view, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, view->db,
                 "SELECT (SELECT value FROM setting WHERE name = 'store.id'),"
                 " (SELECT seed FROM log_key WHERE no = 1)",
                 fault));
    TRY(db_step(query, fault));
    struct str id = db_is_null(query, 0) ? STR("") : db_text(query, 0);
    struct str seed = db_is_null(query, 1) ? STR("") : db_blob(query, 1);
    uint8_t public_key[SIGN_PUBLIC_SIZE];
    if (id.size + 1 != UUID_TEXT_SIZE || seed.size != 32)
        return fault_set(fault, FAILED, "%s: the log has no key", db_name(view->db));
    snprintf(view->name, sizeof view->name, "renkei/%.*s", STR_ARG(id));
    sign_keys(public_key, view->secret_key, (const uint8_t *)seed.data);
    note_key_make(&view->key, str_of(view->name), NOTE_ED25519, public_key);
    return OK;
}

static enum status begin(struct leaves_view *view, struct fault *fault) {
    TRY(reader_begin(view->store, view->db, 0, fault));
    TRY(edge_read(&view->edge, view->db, fault));
    TRY(read_key(view, fault));
    view->head.size = view->edge.tree.size;
    merkle_edge_root(&view->head.root, &view->edge.tree);
    return OK;
}

enum status leaves_open(struct leaves_view **out, struct store *store, struct fault *fault) {
    struct leaves_view *view = memory_take(sizeof *view);
    *view = (struct leaves_view){.store = store, .db = store_reader_take(store)};
    enum status status = begin(view, fault);
    if (status != OK) {
        leaves_close(&view);
        return status;
    }
    *out = view;
    return OK;
}

void leaves_close(struct leaves_view **view) {
    if (!*view) return;
    store_reader_give((*view)->store, (*view)->db);
    secret_wipe((*view)->secret_key, sizeof(*view)->secret_key);
    free(*view);
    *view = NULL;
}

const struct merkle_head *leaves_head(const struct leaves_view *view) {
    return &view->head;
}

const struct note_key *leaves_key(const struct leaves_view *view) {
    return &view->key;
}

void leaves_checkpoint(struct buf *out, const struct leaves_view *view) {
    checkpoint_sign(out, &view->head, &view->key, view->secret_key);
}

// ---- rows ----

// Commitments of leaves, or hashes of nodes: 32 bytes each.
static enum status ask(struct db_query **out, struct db *db, unsigned level, uint64_t first,
                       size_t count, struct fault *fault) {
    TRY(db_query(out, db,
                 level ? "SELECT hash, no FROM node WHERE no >= $1 AND no < $2 AND level = $3"
                         " ORDER BY no"
                       : "SELECT commitment, no FROM leaf WHERE no >= $1 AND no < $2 ORDER BY no",
                 fault));
    db_bind_i64(*out, 1, (int64_t)first);
    db_bind_i64(*out, 2, (int64_t)(first + count));
    if (level) db_bind_i64(*out, 3, level);
    return OK;
}

static enum status next(const uint8_t **out, struct db_query *query, struct db *db, uint64_t no,
                        struct fault *fault) {
    enum status status = db_step(query, fault);
    if (status != OK && status != ABSENT) return status;
    struct str bytes = status == OK ? db_blob(query, 0) : STR("");
    if (bytes.size != ENTRY_DIGEST_SIZE || db_i64(query, 1) != (int64_t)no)
        return fault_set(fault, FAILED, "%s: the log is damaged at %llu", db_name(db),
                         (unsigned long long)no);
    *out = (const uint8_t *)bytes.data;
    return OK;
}

enum status leaves_hashes(struct merkle_hash *out, struct db *db, unsigned level, uint64_t first,
                          size_t count, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(ask(&query, db, level, first, count, fault));
    for (size_t i = 0; i < count; i++) {
        const uint8_t *bytes = NULL;
        TRY(next(&bytes, query, db, first + i, fault));
        if (level)
            memcpy(out[i].bytes, bytes, sizeof out[i].bytes);
        else
            entry_leaf(&out[i], bytes);
    }
    return OK;
}

static enum status add_bundle(struct buf *out, struct leaves_view *view,
                              const struct tile_path *path, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    uint64_t first = path->index * TILE_WIDTH;
    TRY(ask(&query, view->db, 0, first, path->width, fault));
    for (size_t i = 0; i < path->width; i++) {
        const uint8_t *commitment = NULL;
        char entry[ENTRY_SIZE];
        TRY(next(&commitment, query, view->db, first + i, fault));
        entry_write(entry, commitment);
        tile_entry_add(out, (struct str){entry, sizeof entry});
    }
    return OK;
}

enum status leaves_tile(struct buf *out, struct leaves_view *view, const struct tile_path *path,
                        struct fault *fault) {
    struct merkle_hash hashes[TILE_WIDTH];
    if (path->width > tile_width(path, view->head.size))
        return fault_set(fault, ABSENT, "the log has %llu entries: there is no such tile yet",
                         (unsigned long long)view->head.size);
    if (path->is_entries) return add_bundle(out, view, path, fault);
    TRY(leaves_hashes(hashes, view->db, path->level, path->index * TILE_WIDTH, path->width, fault));
    for (size_t i = 0; i < path->width; i++)
        buf_add_bytes(out, hashes[i].bytes, sizeof hashes[i].bytes);
    return OK;
}

// ---- entries ----

#define SQL_LEAF "SELECT no, act, added, removed, salt, commitment FROM leaf WHERE no = $1"

static enum status read_leaf(struct leaf *out, struct db *db, uint64_t no, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, SQL_LEAF, fault));
    db_bind_i64(query, 1, (int64_t)no);
    enum status status = db_step(query, fault);
    if (status == ABSENT)
        return fault_set(fault, FAILED, "%s: the log is damaged at %llu", db_name(db),
                         (unsigned long long)no);
    TRY(status);
    *out = (struct leaf){.no = no,
                         .act = (enum entry_act)db_i64(query, 1),
                         .added = db_i64(query, 2),
                         .removed = db_i64(query, 3)};
    struct str salt = db_is_null(query, 4) ? STR("") : db_blob(query, 4);
    struct str commitment = db_blob(query, 5);
    out->has_salt = salt.size == sizeof out->salt;
    if (out->has_salt) memcpy(out->salt, salt.data, sizeof out->salt);
    if (commitment.size == sizeof out->commitment)
        memcpy(out->commitment, commitment.data, sizeof out->commitment);
    return OK;
}

// Stamps rise with numbers, so no index is needed: some thirty steps at the most.
enum status leaves_find(struct leaf *out, struct leaves_view *view, stamp added,
                        struct fault *fault) {
    uint64_t low = 0, high = view->head.size;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        struct leaf leaf;
        TRY(read_leaf(&leaf, view->db, middle, fault));
        if (leaf.added == added) {
            *out = leaf;
            return OK;
        }
        if (leaf.added < added)
            low = middle + 1;
        else
            high = middle;
    }
    return fault_set(fault, ABSENT, "the log has no such entry");
}

#define SQL_SAID                                                                                   \
    "SELECT v.kind, v.id, v.stamp, v.spec, c.id, a.identity FROM member m CROSS JOIN version v"    \
    " LEFT JOIN collection c ON c.no = m.collection_no LEFT JOIN account a ON a.no = m.giver_no"   \
    " WHERE m.added = $1 AND v.no = m.version_no"

// Of a record all is said but what it says.
static enum status noted_entry(struct entry *out, struct leaves_view *view, const struct leaf *leaf,
                               struct arena *arena, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, view->db, "SELECT at FROM audit WHERE added = $1", fault));
    db_bind_i64(query, 1, leaf->added);
    enum status status = db_step(query, fault);
    if (status == ABSENT) return fault_set(fault, FAILED, "the record of the entry is not there");
    TRY(status);
    char *id = arena_take(arena, RECORD_ID_SIZE);
    record_entry(out, leaf->added, db_i64(query, 0), record_id(id, leaf->added), leaf->salt);
    return OK;
}

enum status leaves_entry(struct entry *out, struct leaves_view *view, const struct leaf *leaf,
                         struct arena *arena, struct fault *fault) {
    if (leaf->act == ENTRY_NOTED && leaf->has_salt)
        return noted_entry(out, view, leaf, arena, fault);
    if (leaf->act != ENTRY_TAKEN || !leaf->has_salt)
        return fault_set(fault, ABSENT, "nothing is known any more of what the entry was about");
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, view->db, SQL_SAID, fault));
    db_bind_i64(query, 1, leaf->added);
    enum status status = db_step(query, fault);
    if (status == ABSENT) return fault_set(fault, ABSENT, "what the entry is about was taken out");
    TRY(status);
    struct uuid id, giver;
    leaves_uuid(&id, query, 1);
    *out = (struct entry){.act = ENTRY_TAKEN,
                          .spec = (int)db_i64(query, 3),
                          .added = leaf->added,
                          .version = db_i64(query, 2),
                          .id = leaves_id(view->store, (int)db_i64(query, 0), &id, arena)};
    leaves_uuid(&out->collection, query, 4);
    leaves_uuid(&giver, query, 5);
    entry_seal(out->giver_seal, leaf->salt, &giver);
    return OK;
}

// ---- proofs ----

// A subtree is a node, or made of at most 128 that stand in a row.
static enum status read_subtree(struct merkle_hash *out, void *context, unsigned height,
                                uint64_t index, struct fault *fault) {
    struct leaves_view *view = context;
    struct merkle_hash hashes[TILE_WIDTH / 2];
    unsigned rest = height % MERKLE_TILE_HEIGHT;
    size_t count = (size_t)1 << rest;
    TRY(leaves_hashes(hashes, view->db, height / MERKLE_TILE_HEIGHT, index << rest, count, fault));
    for (; count > 1; count /= 2)
        for (size_t i = 0; i < count / 2; i++)
            merkle_node(&hashes[i], &hashes[2 * i], &hashes[2 * i + 1]);
    *out = hashes[0];
    return OK;
}

enum status leaves_inclusion(struct merkle_proof *out, struct leaves_view *view, uint64_t index,
                             struct fault *fault) {
    const struct merkle_source source = {read_subtree, view};
    return merkle_inclusion(out, &source, index, view->head.size, fault);
}

enum status leaves_consistency(struct merkle_proof *out, struct leaves_view *view, uint64_t first,
                               struct fault *fault) {
    const struct merkle_source source = {read_subtree, view};
    return merkle_consistency(out, &source, first, view->head.size, fault);
}

enum status leaves_narrow(struct leaves_view *view, uint64_t size, struct fault *fault) {
    const struct merkle_source source = {read_subtree, view};
    struct merkle_head head = {.size = size};
    if (size > view->head.size)
        return fault_set(fault, ABSENT, "the log has only %llu entries",
                         (unsigned long long)view->head.size);
    TRY(merkle_root(&head.root, &source, size, fault));
    view->head = head;
    return OK;
}
