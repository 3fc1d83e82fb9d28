#include <stdio.h>
#include <string.h>

#include "store/records_check.h"

// Everything again. Leaves are walked in order with the members that they are about: a commitment
// is made from the stored bytes and compared, its leaf is added to a tree of our own, and with each
// tile that gets full its stored hash is compared.

#define TELL_ENTRIES 4096

#define SQL_WALK                                                                                   \
    "SELECT l.no, l.act, l.added, l.removed, l.salt, l.commitment, l.said, m.added, v.kind, v.id," \
    " v.stamp, v.spec, v.json, c.id, a.identity FROM leaf l"                                       \
    " LEFT JOIN member m ON m.added = l.added LEFT JOIN version v ON v.no = m.version_no"          \
    " LEFT JOIN collection c ON c.no = m.collection_no"                                            \
    " LEFT JOIN account a ON a.no = m.giver_no ORDER BY l.no"

struct verifying {
    struct leaves_view *view;
    struct store *store;
    const struct leaves_check *check;
    struct leaves_report report;
    struct merkle_edge tree;
    stamp last;
    struct json_reader *json;
    struct arena arena; // of one entry
    struct buf scratch;
    struct db_query *walk, *removal, *node;
    struct records_check records;
};

// One row of the walk.
struct row {
    uint64_t no;
    struct entry entry;
    struct str salt, commitment, said, json;
    bool has_member;
    struct uuid giver;
};

static enum status is_wrong(const struct row *row, const char *what, struct fault *fault) {
    return fault_set(fault, FAILED, "entry %llu of the log: %s", (unsigned long long)row->no, what);
}

static struct str take_bytes(struct db_query *query, int column) {
    return db_is_null(query, column) ? STR_NONE : db_blob(query, column);
}

static void take_row(struct row *out, struct verifying *it) {
    struct db_query *walk = it->walk;
    *out = (struct row){.no = (uint64_t)db_i64(walk, 0),
                        .entry = {.act = (enum entry_act)db_i64(walk, 1),
                                  .added = db_i64(walk, 2),
                                  .of = db_i64(walk, 3)},
                        .salt = take_bytes(walk, 4),
                        .commitment = take_bytes(walk, 5),
                        .said = take_bytes(walk, 6),
                        .has_member = !db_is_null(walk, 7)};
    if (!out->has_member || db_is_null(walk, 8)) return;
    struct uuid id;
    leaves_uuid(&id, walk, 9);
    out->entry.id = leaves_id(it->store, (int)db_i64(walk, 8), &id, &it->arena);
    out->entry.version = db_i64(walk, 10);
    out->entry.spec = (int)db_i64(walk, 11);
    out->json = db_text(walk, 12);
    leaves_uuid(&out->entry.collection, walk, 13);
    leaves_uuid(&out->giver, walk, 14);
}

// ---- one entry ----

static bool is_commitment(const struct row *row, const uint8_t commitment[ENTRY_DIGEST_SIZE]) {
    return memcmp(row->commitment.data, commitment, ENTRY_DIGEST_SIZE) == 0;
}

// What is there now is what came then.
static enum status check_object(struct verifying *it, struct row *row, struct fault *fault) {
    struct json object;
    uint8_t commitment[ENTRY_DIGEST_SIZE];
    const uint8_t *salt = (const uint8_t *)row->salt.data;
    if (!row->json.data) return is_wrong(row, "its object is not there", fault);
    if (json_read(&object, it->json, row->json, &JSON_LIMITS, &it->arena, NULL) != OK)
        return is_wrong(row, "its object cannot be read", fault);
    entry_digest(row->entry.object, object, &it->scratch);
    entry_seal(row->entry.giver_seal, salt, &row->giver);
    entry_commit(commitment, &row->entry, salt);
    if (!is_commitment(row, commitment))
        return fault_set(fault, FAILED,
                         "entry %llu of the log: %.*s is not what was logged: the object, its "
                         "version, its collection, its giver or its stamp is another",
                         (unsigned long long)row->no, STR_ARG(row->entry.id));
    it->report.objects++;
    return OK;
}

// What is not there was taken out by a later entry.
static enum status check_gone(struct verifying *it, const struct row *row, struct fault *fault) {
    db_bind_i64(it->removal, 1, row->entry.added);
    db_bind_i64(it->removal, 2, (int64_t)row->no);
    enum status status = db_step(it->removal, fault);
    db_rewind(it->removal);
    if (status == OK) return OK;
    if (status != ABSENT) return status;
    return is_wrong(row, "what it is about is gone, and no later entry says that it was taken out",
                    fault);
}

static enum status check_removal(const struct row *row, struct fault *fault) {
    uint8_t commitment[ENTRY_DIGEST_SIZE];
    if (row->has_member) return is_wrong(row, "of a removal, with the stamp of an object", fault);
    if (!row->said.size || row->said.size > ENTRY_SAID_MAX)
        return is_wrong(row, "what it says is not there", fault);
    entry_commit_said(commitment, row->said, (const uint8_t *)row->salt.data);
    if (!is_commitment(row, commitment))
        return is_wrong(row, "what it says is not what was logged", fault);
    // The stamps in it, which are what the columns say.
    struct entry said = row->entry;
    char bytes[ENTRY_SAID_MAX];
    entry_say(bytes, &said);
    if (row->said.size < 26 || row->said.data[0] != bytes[0] ||
        memcmp(row->said.data + 2, bytes + 2, 8) != 0 ||
        memcmp(row->said.data + 18, bytes + 18, 8) != 0)
        return is_wrong(row, "its stamps are not those that were logged", fault);
    return OK;
}

// A record is what it was, and is found by what it says.
static enum status check_noted(struct verifying *it, struct row *row, struct fault *fault) {
    uint8_t commitment[ENTRY_DIGEST_SIZE];
    char id[RECORD_ID_SIZE];
    struct json record;
    stamp at;
    const uint8_t *salt = (const uint8_t *)row->salt.data;
    it->report.noted++;
    if (row->has_member) return is_wrong(row, "of a record, with the stamp of an object", fault);
    enum status status = records_check_read(&record, &at, &it->records, row->entry.added, fault);
    if (status == ABSENT) return is_wrong(row, "its record is not there", fault);
    if (status == MALFORMED) return is_wrong(row, "its record cannot be read", fault);
    TRY(status);
    record_entry(&row->entry, row->entry.added, at, record_id(id, row->entry.added), salt);
    entry_digest(row->entry.object, record, &it->scratch);
    entry_commit(commitment, &row->entry, salt);
    if (!is_commitment(row, commitment))
        return fault_set(fault, FAILED,
                         "entry %llu of the log: the record %s is not what was logged: it was "
                         "changed, or is another's",
                         (unsigned long long)row->no, id);
    const char *wrong;
    TRY(records_check_columns(&wrong, &it->records, record, fault));
    return wrong ? is_wrong(row, wrong, fault) : OK;
}

static enum status check_entry(struct verifying *it, struct row *row, struct fault *fault) {
    if (row->no != it->tree.size)
        return fault_set(fault, FAILED, "entry %llu of the log is missing",
                         (unsigned long long)it->tree.size);
    if (row->commitment.size != ENTRY_DIGEST_SIZE || row->salt.size != ENTRY_SALT_SIZE)
        return is_wrong(row, "its commitment or its salt is damaged", fault);
    if (row->no && row->entry.added <= it->last)
        return is_wrong(row, "its stamp is not later than the one before", fault);
    it->last = row->entry.added;
    if (row->entry.act == ENTRY_REMOVED) {
        it->report.removed++;
        return check_removal(row, fault);
    }
    if (row->entry.act == ENTRY_NOTED) return check_noted(it, row, fault);
    if (row->entry.act != ENTRY_TAKEN) return is_wrong(row, "an act that nobody knows", fault);
    it->report.taken++;
    return row->has_member ? check_object(it, row, fault) : check_gone(it, row, fault);
}

// ---- the tree ----

static enum status check_node(struct verifying *it, size_t level, const struct merkle_hash *hash,
                              struct fault *fault) {
    uint64_t no = (it->tree.size >> (MERKLE_TILE_HEIGHT * level)) - 1;
    db_bind_i64(it->node, 1, (int64_t)level);
    db_bind_i64(it->node, 2, (int64_t)no);
    enum status status = db_step(it->node, fault);
    struct str stored = status == OK ? db_blob(it->node, 0) : STR_NONE;
    bool is_same = stored.size == sizeof hash->bytes &&
                   memcmp(stored.data, hash->bytes, sizeof hash->bytes) == 0;
    db_rewind(it->node);
    if (status != OK && status != ABSENT) return status;
    if (is_same) return OK;
    return fault_set(fault, FAILED, "tile %zu/%llu of the log is not that of its entries",
                     level - 1, (unsigned long long)no);
}

// The log begins with the tree of an older checkpoint.
static enum status check_before(struct verifying *it, struct fault *fault) {
    const struct merkle_head *before = it->check->before;
    if (!before || it->tree.size != before->size) return OK;
    struct merkle_hash root;
    merkle_edge_root(&root, &it->tree);
    if (merkle_equal(&root, &before->root)) return OK;
    return fault_set(fault, FAILED,
                     "the first %llu entries of the log are not those of the checkpoint: the log "
                     "was written anew",
                     (unsigned long long)before->size);
}

static enum status add_entry(struct verifying *it, const struct row *row, struct fault *fault) {
    struct merkle_hash leaf, hashes[MERKLE_TILE_LEVELS];
    entry_leaf(&leaf, (const uint8_t *)row->commitment.data);
    size_t levels = merkle_edge_add(&it->tree, &leaf, hashes);
    for (size_t i = 0; i < levels; i++) TRY(check_node(it, i + 1, &hashes[i], fault));
    TRY(check_before(it, fault));
    const struct leaves_check *check = it->check;
    if (it->tree.size % TELL_ENTRIES || !check->on_progress ||
        check->on_progress(check->context, it->tree.size, it->view->head.size))
        return OK;
    return fault_set(fault, CLOSED, "stopped");
}

static enum status walk(struct verifying *it, struct fault *fault) {
    enum status status;
    TRY(check_before(it, fault));
    db_walk(it->walk);
    while ((status = db_step(it->walk, fault)) == OK) {
        struct row row;
        arena_reset(&it->arena);
        take_row(&row, it);
        TRY(check_entry(it, &row, fault));
        TRY(add_entry(it, &row, fault));
    }
    return status == ABSENT ? OK : status;
}

// ---- the whole ----

static enum status check_members(struct verifying *it, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, it->view->db, "SELECT COUNT(*) FROM member", fault));
    TRY(db_step(query, fault));
    if ((uint64_t)db_i64(query, 0) == it->report.objects) return OK;
    db_let_go(&query);
    TRY(db_query(&query, it->view->db,
                 "SELECT MIN(added) FROM member WHERE added NOT IN"
                 " (SELECT added FROM leaf WHERE act = 1)",
                 fault));
    TRY(db_step(query, fault));
    return fault_set(fault, FAILED, "the object added at %lld is not in the log",
                     (long long)db_i64(query, 0));
}

static enum status check_nodes(struct verifying *it, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    uint64_t wanted = 0;
    for (uint64_t size = it->tree.size / TILE_WIDTH; size; size /= TILE_WIDTH) wanted += size;
    TRY(db_query(&query, it->view->db, "SELECT COUNT(*) FROM node", fault));
    TRY(db_step(query, fault));
    if ((uint64_t)db_i64(query, 0) == wanted) return OK;
    return fault_set(fault, FAILED, "the log has tiles that none of its entries make");
}

static enum status check_edge(struct verifying *it, struct fault *fault) {
    const struct merkle_edge *stored = &it->view->edge.tree;
    size_t count = merkle_edge_count(stored->size);
    if (stored->size != it->tree.size)
        return fault_set(fault, FAILED, "the log has %llu entries, and its edge is of %llu",
                         (unsigned long long)it->tree.size, (unsigned long long)stored->size);
    if (memcmp(stored->hashes, it->tree.hashes, count * sizeof stored->hashes[0]) != 0)
        return fault_set(fault, FAILED, "the edge of the log is not that of its entries");
    const struct merkle_head *before = it->check->before;
    if (!before || before->size <= it->tree.size) return OK;
    return fault_set(fault, FAILED,
                     "the log has %llu entries, and the checkpoint is of %llu: it was cut",
                     (unsigned long long)it->tree.size, (unsigned long long)before->size);
}

static enum status verify(struct verifying *it, struct fault *fault) {
    struct db *db = it->view->db;
    TRY(db_query(&it->walk, db, SQL_WALK, fault));
    TRY(db_query(&it->removal, db, "SELECT no FROM leaf WHERE removed = $1 AND no > $2 LIMIT 1",
                 fault));
    TRY(db_query(&it->node, db, "SELECT hash FROM node WHERE level = $1 AND no = $2", fault));
    TRY(records_check_begin(&it->records, db, it->json, &it->arena, fault));
    TRY(walk(it, fault));
    TRY(check_edge(it, fault));
    TRY(check_nodes(it, fault));
    TRY(check_members(it, fault));
    TRY(records_check_end(&it->records, it->report.noted, fault));
    it->report.entries = it->tree.size;
    it->report.head = it->view->head;
    return OK;
}

static void verifying_close(struct verifying *it) {
    db_let_go(&it->walk);
    db_let_go(&it->removal);
    db_let_go(&it->node);
    records_check_close(&it->records);
    leaves_close(&it->view);
    json_reader_close(&it->json);
    arena_close(&it->arena);
    buf_close(&it->scratch);
}

enum status leaves_verify(struct leaves_report *out, struct store *store,
                          const struct leaves_check *check, struct fault *fault) {
    SCOPED(verifying_close) struct verifying it = {.store = store, .check = check};
    arena_init(&it.arena);
    buf_init(&it.scratch, SIZE_MAX);
    it.json = json_reader_open();
    TRY(leaves_open(&it.view, store, fault));
    TRY(verify(&it, fault));
    *out = it.report;
    return OK;
}
