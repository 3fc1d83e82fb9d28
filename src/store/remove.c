#include "store/inside.h"

#include <stdio.h>

struct object_row {
    int64_t version_no;
    stamp stamp, added;
    int spec;
    int64_t collection_no, class_no;
    bool latest, goes;
    int look;
};
struct object_rows {
    struct object_row *items;
    size_t count, capacity;
};

static bool is_wanted(const struct store_removal *removal, const struct object_row *row) {
    if (row->collection_no != removal->collection_no) return false;
    if (removal->spec && row->spec != removal->spec) return false;
    if (!removal->stamps) return true;
    for (size_t i = 0; i < removal->stamp_count; i++)
        if (removal->stamps[i] == row->stamp) return true;
    return false;
}

// All rows of the object, whatever the collection, the latest version last.
static enum status list_rows(struct object_rows *out, struct db *db, struct store_removal *removal,
                             struct fault *fault) {
    SCOPED(db_let_go) struct db_query *list = NULL;
    TRY(db_query(&list, db,
                 "SELECT k.version_no, k.stamp, k.spec, m.added, m.collection_no, m.class_no,"
                 " m.latest, m.look FROM version_key k CROSS JOIN member m"
                 " WHERE m.version_no = k.version_no AND k.id = $1 AND k.kind = $2"
                 " ORDER BY k.stamp, k.spec",
                 fault));
    db_bind_blob(list, 1, removal->id.bytes, sizeof removal->id.bytes);
    db_bind_i64(list, 2, removal->kind);
    enum status status;
    removal->removed = 0;
    while ((status = db_step(list, fault)) == OK) {
        struct object_row row = {.version_no = db_i64(list, 0),
                                 .stamp = db_i64(list, 1),
                                 .spec = (int)db_i64(list, 2),
                                 .added = db_i64(list, 3),
                                 .collection_no = db_i64(list, 4),
                                 .class_no = db_i64(list, 5),
                                 .latest = db_i64(list, 6) != 0,
                                 .look = (int)db_i64(list, 7)};
        row.goes = is_wanted(removal, &row);
        removal->removed += row.goes;
        vec_add(out, row);
    }
    return status == ABSENT ? OK : status;
}

// ---- rows in the tables that hang on a version ----

static enum status run_for(struct db *db, const char *sql, int64_t no, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, sql, fault));
    db_bind_i64(query, 1, no);
    return db_finish(query, fault);
}

struct key_rows {
    int64_t version_no;
    VEC_OF(struct put_observable) observables;
    VEC_OF(struct put_ref) refs;
};

static void close_key_rows(struct key_rows *rows) {
    vec_close(&rows->observables);
    vec_close(&rows->refs);
}

static void bind_observable(struct db_query *query, size_t at, const void *context) {
    const struct key_rows *rows = context;
    db_bind_i64(query, 1, (int64_t)rows->observables.items[at].hash);
    db_bind_i64(query, 2, rows->version_no);
    db_bind_i64(query, 3, rows->observables.items[at].kind);
}

static void bind_ref(struct db_query *query, size_t at, const void *context) {
    const struct key_rows *rows = context;
    const struct put_ref *ref = &rows->refs.items[at];
    db_bind_blob(query, 1, ref->id.bytes, sizeof ref->id.bytes);
    db_bind_i64(query, 2, ref->kind);
    db_bind_i64(query, 3, rows->version_no);
    db_bind_i64(query, 4, ref->role);
}

static enum status read_key_rows(struct key_rows *rows, struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, "SELECT keys FROM version WHERE no = $1", fault));
    db_bind_i64(query, 1, rows->version_no);
    TRY(db_step(query, fault));
    struct keys keys = keys_read(db_blob(query, 0));
    struct put_observable observable;
    while (keys_observable(&observable, &keys)) vec_add(&rows->observables, observable);
    struct put_ref ref;
    while (keys_ref(&ref, &keys)) vec_add(&rows->refs, ref);
    return OK;
}

static enum status remove_keys(struct db *db, int64_t version_no, struct fault *fault) {
    SCOPED(close_key_rows) struct key_rows rows = {.version_no = version_no};
    struct db_query *query;
    TRY(read_key_rows(&rows, db, fault));
    TRY(db_query(&query, db,
                 "DELETE FROM observable WHERE hash = $1 AND version_no = $2 AND kind = $3",
                 fault));
    TRY(db_all(query, rows.observables.count, bind_observable, &rows, fault));
    TRY(db_query(&query, db,
                 "DELETE FROM ref WHERE id = $1 AND kind = $2 AND version_no = $3 AND role = $4",
                 fault));
    return db_all(query, rows.refs.count, bind_ref, &rows, fault);
}

static enum status remove_key(struct db *db, const struct store_removal *removal,
                              const struct object_row *row, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db,
                 "DELETE FROM version_key WHERE id = $1 AND kind = $2 AND stamp = $3 AND spec = $4",
                 fault));
    db_bind_blob(query, 1, removal->id.bytes, sizeof removal->id.bytes);
    db_bind_i64(query, 2, removal->kind);
    db_bind_i64(query, 3, row->stamp);
    db_bind_i64(query, 4, row->spec);
    return db_finish(query, fault);
}

static enum status remove_version(struct db *db, int64_t no, struct fault *fault) {
    // Search has its words, perhaps, and needs them once more to take them out.
    TRY(run_for(db,
                "INSERT INTO forgotten (version_no, json) SELECT no, json FROM version"
                " WHERE no = $1",
                no, fault));
    TRY(remove_keys(db, no, fault));
    TRY(run_for(db, "DELETE FROM ends WHERE version_no = $1", no, fault));
    TRY(run_for(db, "DELETE FROM named WHERE version_no = $1", no, fault));
    return run_for(db, "DELETE FROM version WHERE no = $1", no, fault);
}

// ---- rows of the object ----

static enum status remove_member(struct rows *rows, const struct store_removal *removal,
                                 const struct object_row *row, struct fault *fault) {
    TRY(run_for(rows->db, "DELETE FROM member WHERE added = $1", row->added, fault));
    struct tally_row counted = {row->class_no, removal->kind, row->added, row->latest, row->look};
    tally_take(&rows->tally, &counted);
    return embargo_forget(rows->db, row->added, fault);
}

static enum status update_member(struct rows *rows, const struct store_removal *removal,
                                 const struct object_row *row, bool latest, int look,
                                 struct fault *fault) {
    if (latest == row->latest && look == row->look) return OK;
    struct db_query *query;
    TRY(db_query(&query, rows->db, "UPDATE member SET latest = $1, look = $2 WHERE added = $3",
                 fault));
    db_bind_i64(query, 1, latest);
    db_bind_i64(query, 2, look);
    db_bind_i64(query, 3, row->added);
    TRY(db_finish(query, fault));
    struct tally_row counted = {row->class_no, removal->kind, row->added, row->latest, row->look};
    tally_take(&rows->tally, &counted);
    counted.latest = latest;
    counted.look = look;
    tally_add(&rows->tally, &counted);
    return OK;
}

static enum status find_ends(bool *has_ends, struct db *db, int64_t version_no,
                             struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, "SELECT 1 FROM ends WHERE version_no = $1 LIMIT 1", fault));
    db_bind_i64(query, 1, version_no);
    enum status status = db_step(query, fault);
    *has_ends = status == OK;
    return status == ABSENT ? OK : status;
}

// What the rows that stay have in common.
static enum status share_rest(int *shared, struct db *db, const struct object_rows *all,
                              struct fault *fault) {
    const struct object_row *first = NULL;
    int look = 0;
    bool is_named = false;
    for (size_t i = 0; i < all->count; i++) {
        const struct object_row *row = &all->items[i];
        if (row->goes) continue;
        is_named = is_named || row->look & LOOK_NAMED;
        if (row->look & ~look & LOOK_ENDS) {
            bool has_ends;
            TRY(find_ends(&has_ends, db, row->version_no, fault));
            if (has_ends) look |= LOOK_ENDS;
        }
        if (!first) {
            first = row;
            continue;
        }
        if (is_named || row->class_no != first->class_no) look |= LOOK_CLASS;
        if (row->spec != first->spec) look |= LOOK_SPEC;
    }
    *shared = look;
    return OK;
}

static enum status update_rest(struct rows *rows, const struct store_removal *removal,
                               const struct object_rows *all, struct fault *fault) {
    int shared;
    TRY(share_rest(&shared, rows->db, all, fault));
    bool has_latest = false;
    for (size_t i = all->count; i-- > 0;) {
        const struct object_row *row = &all->items[i];
        if (row->goes) continue;
        bool latest = row->latest;
        if (row->collection_no == removal->collection_no) {
            latest = !has_latest;
            has_latest = true;
        }
        int look = (row->look & LOOK_NAMED) | shared;
        TRY(update_member(rows, removal, row, latest, look, fault));
    }
    return OK;
}

enum status rows_look_again(struct rows *rows, const struct uuid *id, int kind,
                            struct fault *fault) {
    struct store_removal nothing = {.id = *id, .kind = kind, .collection_no = -1};
    struct object_rows all = {0};
    enum status status = list_rows(&all, rows->db, &nothing, fault);
    if (status == OK) status = update_rest(rows, &nothing, &all, fault);
    vec_close(&all);
    return status;
}

static enum status remove_gone(struct rows *rows, const struct store_removal *removal,
                               const struct object_rows *all, struct fault *fault) {
    // Rows of one version stand together.
    for (size_t i = 0, end; i < all->count; i = end) {
        bool goes = true;
        for (end = i; end < all->count && all->items[end].version_no == all->items[i].version_no;
             end++)
            goes = goes && all->items[end].goes;
        if (!goes) continue;
        TRY(remove_version(rows->db, all->items[i].version_no, fault));
        TRY(remove_key(rows->db, removal, &all->items[i], fault));
    }
    return OK;
}

// Numbers and stamps of what is gone are never given again, even when it was the newest.
static enum status keep_top(struct rows *rows, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, rows->db,
                 "INSERT INTO setting (name, value) VALUES ('store.version_top', $1),"
                 " ('store.added_top', $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                 fault));
    char version[24], added[24];
    snprintf(version, sizeof version, "%lld", (long long)rows->version_last);
    snprintf(added, sizeof added, "%lld", (long long)rows->added_last);
    db_bind_text(query, 1, str_of(version));
    db_bind_text(query, 2, str_of(added));
    return db_finish(query, fault);
}

// One entry for each row that goes.
static enum status log_removal(struct rows *rows, const struct store_removal *removal,
                               const struct object_rows *all, struct fault *fault) {
    arena_reset(&rows->arena);
    struct leaf_new *acts = arena_array(&rows->arena, removal->removed, struct leaf_new);
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct object_row *row = &all->items[i];
        if (!row->goes) continue;
        acts[count++] = (struct leaf_new){.act = ENTRY_REMOVED,
                                          .added = rows_stamp(rows),
                                          .version = row->stamp,
                                          .removed = row->added,
                                          .kind = removal->kind,
                                          .spec = row->spec,
                                          .id = removal->id,
                                          .collection_no = row->collection_no,
                                          .giver_no = removal->giver_no};
    }
    return leaves_add(rows, acts, count, fault);
}

static enum status remove_listed(struct rows *rows, struct store_removal *removal,
                                 const struct object_rows *all, struct fault *fault) {
    if (!removal->removed) return fault_set(fault, ABSENT, "there is no such object");
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].goes) TRY(remove_member(rows, removal, &all->items[i], fault));
    TRY(update_rest(rows, removal, all, fault));
    TRY(remove_gone(rows, removal, all, fault));
    TRY(log_removal(rows, removal, all, fault));
    TRY(keep_top(rows, fault));
    rows->removed += removal->removed;
    return tally_flush(&rows->tally, rows->db, fault);
}

static enum status remove_rows(struct rows *rows, void *context, struct fault *fault) {
    struct store_removal *removal = context;
    struct object_rows all = {0};
    tally_clear(&rows->tally);
    enum status status = list_rows(&all, rows->db, removal, fault);
    if (status == OK) status = remove_listed(rows, removal, &all, fault);
    vec_close(&all);
    return status;
}

enum status store_remove(struct store *store, struct store_removal *removal, struct fault *fault) {
    return writer_change(store, remove_rows, removal, fault);
}
