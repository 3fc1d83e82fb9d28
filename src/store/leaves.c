#include "store/leaves_inside.h"

#include <stdio.h>
#include <string.h>

// Appending. Commitments are made first, for all, then rows in the order of their numbers, then the
// edge: what is hashed here is a few hundred bytes an entry, since objects come with their digest.

#define FILL_MEMBERS 5000 // of one transaction, when a store gets its log

// ---- the edge ----

enum status edge_read(struct edge *out, struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, "SELECT size, hashes, is_whole FROM edge WHERE no = 1", fault));
    enum status status = db_step(query, fault);
    if (status == ABSENT) return fault_set(fault, FAILED, "%s: the log has no edge", db_name(db));
    TRY(status);
    *out =
        (struct edge){.tree.size = (uint64_t)db_i64(query, 0), .is_whole = db_i64(query, 2) != 0};
    struct str hashes = db_is_null(query, 1) ? STR("") : db_blob(query, 1);
    size_t size = merkle_edge_count(out->tree.size) * sizeof out->tree.hashes[0];
    if (out->tree.size >= MERKLE_SIZE_MAX || hashes.size != size)
        return fault_set(fault, FAILED, "%s: the edge of the log is damaged", db_name(db));
    if (size) memcpy(out->tree.hashes, hashes.data, size);
    return OK;
}

static enum status edge_write(const struct edge *edge, struct db *db, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, "UPDATE edge SET size = $1, hashes = $2, is_whole = $3 WHERE no = 1",
                 fault));
    size_t count = merkle_edge_count(edge->tree.size);
    db_bind_i64(query, 1, (int64_t)edge->tree.size);
    db_bind_blob(query, 2, edge->tree.hashes, count * sizeof edge->tree.hashes[0]);
    db_bind_i64(query, 3, edge->is_whole);
    return db_finish(query, fault);
}

// ---- names ----

// Where an act was and whose: the nil UUID for the operator at the machine.
struct names {
    int64_t collection_no, giver_no;
    struct uuid collection, giver;
};
// Asked once for each pair: a run has few collections, and few givers.
struct asked {
    struct db_query *query;
    VEC_OF(struct names) names;
};

static void asked_close(struct asked *asked) {
    db_let_go(&asked->query);
    vec_close(&asked->names);
}

void leaves_uuid(struct uuid *out, struct db_query *query, int column) {
    *out = (struct uuid){{0}};
    struct str id = db_is_null(query, column) ? STR("") : db_blob(query, column);
    if (id.size == sizeof out->bytes) memcpy(out->bytes, id.data, id.size);
}

static enum status find_name(struct names *out, struct asked *asked, const struct leaf_new *act,
                             struct fault *fault) {
    for (size_t i = asked->names.count; i-- > 0;) {
        *out = asked->names.items[i];
        if (out->collection_no == act->collection_no && out->giver_no == act->giver_no) return OK;
    }
    *out = (struct names){.collection_no = act->collection_no, .giver_no = act->giver_no};
    db_bind_i64(asked->query, 1, act->collection_no);
    db_bind_i64(asked->query, 2, act->giver_no);
    TRY(db_step(asked->query, fault));
    leaves_uuid(&out->collection, asked->query, 0);
    leaves_uuid(&out->giver, asked->query, 1);
    db_rewind(asked->query);
    vec_add(&asked->names, *out);
    return OK;
}

static enum status find_names(struct names *out, struct db *db, const struct leaf_new *acts,
                              size_t count, struct fault *fault) {
    SCOPED(asked_close) struct asked asked = {0};
    TRY(db_query(&asked.query, db,
                 "SELECT (SELECT id FROM collection WHERE no = $1),"
                 " (SELECT identity FROM account WHERE no = $2)",
                 fault));
    for (size_t i = 0; i < count; i++) TRY(find_name(&out[i], &asked, &acts[i], fault));
    return OK;
}

// ---- entries ----

struct str leaves_id(struct store *store, int kind, const struct uuid *id, struct arena *arena) {
    char text[UUID_TEXT_SIZE];
    struct str type = store_kind_name(store, kind);
    return arena_format(arena, "%.*s--%s", STR_ARG(type), uuid_write(text, id));
}

struct appending {
    struct rows *rows;
    struct edge edge;
    struct db_query *leaf, *node;
};

static enum status add_nodes(struct appending *appending, const struct merkle_hash *hashes,
                             size_t levels, struct fault *fault) {
    for (size_t i = 0; i < levels; i++) {
        db_bind_i64(appending->node, 1, (int64_t)i + 1);
        db_bind_i64(appending->node, 2,
                    (int64_t)(appending->edge.tree.size >> (MERKLE_TILE_HEIGHT * (i + 1))) - 1);
        db_bind_blob(appending->node, 3, hashes[i].bytes, sizeof hashes[i].bytes);
        TRY(db_again(appending->node, fault));
    }
    return OK;
}

static enum status add_leaf(struct appending *appending, const struct leaf_new *act,
                            const struct names *names, const uint8_t salt[ENTRY_SALT_SIZE],
                            struct fault *fault) {
    struct rows *rows = appending->rows;
    struct entry entry = {.act = act->act,
                          .spec = act->spec,
                          .added = act->added,
                          .version = act->version,
                          .of = act->removed,
                          .collection = names->collection,
                          .id = act->name
                                    ? str_of(act->name)
                                    : leaves_id(rows->store, act->kind, &act->id, &rows->arena)};
    if (act->object) memcpy(entry.object, act->object, sizeof entry.object);
    entry_seal(entry.giver_seal, salt, &names->giver);
    char said[ENTRY_SAID_MAX];
    size_t said_size = entry_say(said, &entry);
    uint8_t commitment[ENTRY_DIGEST_SIZE];
    entry_commit_said(commitment, (struct str){said, said_size}, salt);
    struct merkle_hash leaf, hashes[MERKLE_TILE_LEVELS];
    entry_leaf(&leaf, commitment);

    db_bind_i64(appending->leaf, 1, (int64_t)appending->edge.tree.size);
    db_bind_i64(appending->leaf, 2, act->act);
    db_bind_i64(appending->leaf, 3, act->added);
    db_bind_i64(appending->leaf, 4, act->removed);
    db_bind_blob(appending->leaf, 5, salt, ENTRY_SALT_SIZE);
    db_bind_blob(appending->leaf, 6, commitment, sizeof commitment);
    if (act->act == ENTRY_REMOVED)
        db_bind_blob(appending->leaf, 7, said, said_size);
    else
        db_bind_null(appending->leaf, 7);
    TRY(db_again(appending->leaf, fault));
    size_t levels = merkle_edge_add(&appending->edge.tree, &leaf, hashes);
    return add_nodes(appending, hashes, levels, fault);
}

static enum status add_leaves(struct appending *appending, const struct leaf_new *acts,
                              size_t count, struct fault *fault) {
    struct rows *rows = appending->rows;
    struct names *names = arena_array(&rows->arena, count, struct names);
    uint8_t *salts = arena_take(&rows->arena, count * ENTRY_SALT_SIZE);
    chance_fill(rows->store->options.chance, salts, count * ENTRY_SALT_SIZE);
    TRY(find_names(names, rows->db, acts, count, fault));
    TRY(db_query(&appending->leaf, rows->db,
                 "INSERT INTO leaf (no, act, added, removed, salt, commitment, said)"
                 " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                 fault));
    TRY(db_query(&appending->node, rows->db,
                 "INSERT INTO node (level, no, hash) VALUES ($1, $2, $3)", fault));
    for (size_t i = 0; i < count; i++)
        TRY(add_leaf(appending, &acts[i], &names[i], &salts[i * ENTRY_SALT_SIZE], fault));
    return OK;
}

enum status leaves_add(struct rows *rows, const struct leaf_new *acts, size_t count,
                       struct fault *fault) {
    if (!count) return OK;
    struct appending appending = {.rows = rows};
    TRY(edge_read(&appending.edge, rows->db, fault));
    enum status status = add_leaves(&appending, acts, count, fault);
    db_let_go(&appending.leaf);
    db_let_go(&appending.node);
    TRY(status);
    return edge_write(&appending.edge, rows->db, fault);
}

// ---- what was put ----

enum status leaves_digest(uint8_t out[ENTRY_DIGEST_SIZE], struct rows *rows, struct str json,
                          struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    SCOPED(buf_close) struct buf scratch;
    struct json value;
    arena_init(&arena);
    buf_init(&scratch, SIZE_MAX);
    TRY(json_read(&value, rows->json, json, &JSON_LIMITS, &arena, fault));
    entry_digest(out, value, &scratch);
    return OK;
}

static enum status act_of_put(struct leaf_new *out, struct rows *rows, const struct put_row *row,
                              struct fault *fault) {
    const struct put *put = row->put;
    const uint8_t *digest = put->digest;
    if (!digest) {
        uint8_t *made = arena_take(&rows->arena, ENTRY_DIGEST_SIZE);
        TRY(leaves_digest(made, rows, put->json, fault));
        digest = made;
    }
    *out = (struct leaf_new){.act = ENTRY_TAKEN,
                             .added = row->added,
                             .version = row->stamp,
                             .kind = put->kind,
                             .spec = row->spec,
                             .id = put->id,
                             .collection_no = put->collection_no,
                             .giver_no = put->giver_no,
                             .object = digest};
    return OK;
}

enum status leaves_put(struct rows *rows, const struct put_row *items, size_t count,
                       struct fault *fault) {
    struct leaf_new *acts = arena_array(&rows->arena, count, struct leaf_new);
    size_t taken = 0;
    for (size_t i = 0; i < count; i++)
        if (items[i].put->outcome == PUT_TAKEN)
            TRY(act_of_put(&acts[taken++], rows, &items[i], fault));
    return leaves_add(rows, acts, taken, fault);
}

// ---- a store gets its log ----

#define SQL_MEMBERS                                                                                \
    "SELECT m.added, m.collection_no, m.giver_no, v.kind, v.id, v.stamp, v.spec, v.json"           \
    " FROM member m CROSS JOIN version v WHERE v.no = m.version_no"                                \
    " AND m.added > COALESCE((SELECT added FROM leaf ORDER BY no DESC LIMIT 1), $1)"               \
    " ORDER BY m.added LIMIT $2"

static enum status act_of_member(struct leaf_new *out, struct rows *rows, struct db_query *query,
                                 struct fault *fault) {
    uint8_t *digest = arena_take(&rows->arena, ENTRY_DIGEST_SIZE);
    *out = (struct leaf_new){.act = ENTRY_TAKEN,
                             .added = db_i64(query, 0),
                             .collection_no = db_i64(query, 1),
                             .giver_no = db_i64(query, 2),
                             .kind = (int)db_i64(query, 3),
                             .version = db_i64(query, 5),
                             .spec = (int)db_i64(query, 6),
                             .object = digest};
    leaves_uuid(&out->id, query, 4);
    enum status status = leaves_digest(digest, rows, db_text(query, 7), fault);
    return status == OK
               ? OK
               : fault_within(fault, status, "the object added at %lld", (long long)out->added);
}

static enum status list_members(struct leaf_new *out, size_t *count, struct rows *rows,
                                struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db, SQL_MEMBERS, fault));
    db_bind_i64(query, 1, STAMP_MIN);
    db_bind_i64(query, 2, FILL_MEMBERS);
    db_walk(query);
    enum status status;
    for (*count = 0; (status = db_step(query, fault)) == OK;)
        TRY(act_of_member(&out[(*count)++], rows, query, fault));
    return status == ABSENT ? OK : status;
}

// A store whose log is damaged opens all the same: to be looked at, and read.
static enum status ask_whole(bool *out, struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, "SELECT is_whole FROM edge WHERE no = 1", fault));
    enum status status = db_step(query, fault);
    *out = status != OK || db_i64(query, 0) != 0;
    return status == ABSENT ? OK : status;
}

static enum status fill_some(struct rows *rows, bool *is_whole, struct fault *fault) {
    TRY(ask_whole(is_whole, rows->db, fault));
    if (*is_whole) return OK;
    arena_reset(&rows->arena);
    struct leaf_new *acts = arena_array(&rows->arena, FILL_MEMBERS, struct leaf_new);
    size_t count;
    TRY(list_members(acts, &count, rows, fault));
    TRY(leaves_add(rows, acts, count, fault));
    if (count == FILL_MEMBERS) return OK;
    *is_whole = true;
    return db_run(rows->db, "UPDATE edge SET is_whole = 1 WHERE no = 1", fault);
}

// Each batch is a transaction: who is stopped goes on there. Of programs that share a database any
// may do it, and several at once.
static enum status fill(struct rows *rows, struct fault *fault) {
    for (bool is_whole = false; !is_whole;) {
        TRY(db_begin(rows->db, fault));
        enum status status = fill_some(rows, &is_whole, fault);
        if (status == OK) status = db_commit(rows->db, fault);
        db_rollback(rows->db);
        TRY(status);
        if (!is_whole) (void)db_settle(rows->db, false, NULL);
    }
    return OK;
}

static enum status make_key(struct rows *rows, struct fault *fault) {
    uint8_t seed[32];
    chance_fill(rows->store->options.chance, seed, sizeof seed);
    struct db_query *query;
    TRY(db_query(&query, rows->db,
                 "INSERT INTO log_key (no, seed, made) VALUES (1, $1, $2) ON CONFLICT DO NOTHING",
                 fault));
    db_bind_blob(query, 1, seed, sizeof seed);
    db_bind_i64(query, 2, clock_now(rows->store->options.clock));
    enum status status = db_finish(query, fault);
    secret_wipe(seed, sizeof seed);
    return status;
}

enum status leaves_start(struct rows *rows, struct fault *fault) {
    TRY(make_key(rows, fault));
    return fill(rows, fault);
}
