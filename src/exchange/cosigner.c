#include "exchange/cosigner.h"

#include <string.h>

// ---- the list ----

static void read_row(struct cosigner *out, struct db_query *q, struct arena *arena) {
    *out = (struct cosigner){
        .name = arena_copy(arena, db_text(q, 0)),
        .key = arena_copy(arena, db_text(q, 1)),
        .url = arena_copy(arena, db_text(q, 2)),
        .added = db_i64(q, 3),
        .head.size = (uint64_t)db_i64(q, 4),
        .line = db_is_null(q, 6) ? STR_NONE : arena_copy(arena, db_text(q, 6)),
        .cosigned = db_i64(q, 7),
        .fault = arena_copy(arena, db_text(q, 8)),
        .failed = db_i64(q, 9),
    };
    struct str root = db_is_null(q, 5) ? STR("") : db_blob(q, 5);
    if (root.size == sizeof out->head.root.bytes)
        memcpy(out->head.root.bytes, root.data, root.size);
    else
        out->line = STR_NONE;
}

enum status cosigner_list(struct cosigner **out, size_t *count, struct exchange *exchange,
                          struct arena *arena, struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q = NULL;
    *out = arena_array(arena, COSIGNERS_MAX, struct cosigner);
    *count = 0;
    enum status status =
        db_query(&q, db,
                 "SELECT name, key, url, added, size, root, line, cosigned, fault, failed"
                 " FROM witness ORDER BY name LIMIT $1",
                 fault);
    if (status == OK) {
        db_bind_i64(q, 1, COSIGNERS_MAX);
        while ((status = db_step(q, fault)) == OK) read_row(&(*out)[(*count)++], q, arena);
    }
    db_let_go(&q);
    store_reader_give(exchange->store, db);
    return status == ABSENT ? OK : status;
}

// ---- changes ----

static enum status run_job(struct exchange *exchange,
                           enum status (*run)(struct db *db, void *context, struct fault *fault),
                           void *context, struct fault *fault) {
    struct store_job job = {.run = run, .context = context, .bytes = 1000, .keeps_rights = true};
    store_submit(exchange->store, &job);
    return store_wait(exchange->store, &job, fault);
}

static enum status check_room(struct db *db, struct str name, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db,
                 "SELECT COUNT(*), COALESCE(SUM(CASE WHEN name = $1 THEN 1 ELSE 0 END), 0)"
                 " FROM witness",
                 fault));
    db_bind_text(q, 1, name);
    TRY(db_step(q, fault));
    if (db_i64(q, 1) > 0)
        return fault_set(fault, CONFLICT, "%.*s is asked already", STR_ARG(str_cut(name, 0, 100)));
    if (db_i64(q, 0) < COSIGNERS_MAX) return OK;
    return fault_set(fault, LIMIT, "%d witnesses are asked already", COSIGNERS_MAX);
}

static enum status insert(struct db *db, void *context, struct fault *fault) {
    const struct cosigner *it = context;
    struct db_query *q;
    TRY(check_room(db, it->name, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO witness (name, key, url, added, size, root, line, cosigned, fault,"
                 " failed) VALUES ($1, $2, $3, $4, 0, NULL, NULL, 0, '', 0)",
                 fault));
    db_bind_text(q, 1, it->name);
    db_bind_text(q, 2, it->key);
    db_bind_text(q, 3, it->url);
    db_bind_i64(q, 4, it->added);
    return db_finish(q, fault);
}

static enum status check_url(struct str url, struct fault *fault) {
    bool is_plain = str_starts(url, STR("http://")) || str_starts(url, STR("https://"));
    for (size_t i = 0; i < url.size; i++)
        is_plain = is_plain && url.data[i] > ' ' && url.data[i] < 0x7f && url.data[i] != '?' &&
                   url.data[i] != '#' && url.data[i] != '@';
    if (url.size > COSIGNER_URL_MAX)
        return fault_set(fault, LIMIT, "url: longer than %d bytes", COSIGNER_URL_MAX);
    if (is_plain) return OK;
    return fault_set(fault, MALFORMED, "url: http:// or https:// and a place are expected");
}

enum status cosigner_add(struct exchange *exchange, struct str text, struct str url,
                         struct fault *fault) {
    struct note_key key;
    char line[NOTE_KEY_TEXT_MAX];
    TRY(note_key_read(&key, text, NOTE_COSIGNATURE, fault));
    while (str_ends(url, STR("/"))) url.size--;
    TRY(check_url(url, fault));
    struct cosigner it = {.name = key.name,
                          .key = str_of(note_key_write(line, &key)),
                          .url = url,
                          .added = clock_now(store_clock(exchange->store))};
    return run_job(exchange, insert, &it, fault);
}

static enum status delete (struct db *db, void *context, struct fault *fault) {
    const struct cosigner *it = context; struct db_query * q;
    TRY(db_query(&q, db, "DELETE FROM witness WHERE name = $1", fault));
    db_bind_text(q, 1, it->name);
    TRY(db_finish(q, fault));
    return db_changes(db) ? OK : fault_set(fault, ABSENT, "a witness that is not asked");
}

enum status cosigner_drop(struct exchange *exchange, struct str name, struct fault *fault) {
    struct cosigner it = {.name = name};
    return run_job(exchange, delete, &it, fault);
}

static enum status update(struct db *db, void *context, struct fault *fault) {
    const struct cosigner *it = context;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "UPDATE witness SET size = $1, root = $2, line = $3, cosigned = $4, fault = $5,"
                 " failed = $6 WHERE name = $7",
                 fault));
    db_bind_i64(q, 1, (int64_t)it->head.size);
    if (it->line.data) {
        db_bind_blob(q, 2, it->head.root.bytes, sizeof it->head.root.bytes);
        db_bind_text(q, 3, it->line);
    } else {
        db_bind_null(q, 2);
        db_bind_null(q, 3);
    }
    db_bind_i64(q, 4, it->cosigned);
    db_bind_text(q, 5, it->fault);
    db_bind_i64(q, 6, it->failed);
    db_bind_text(q, 7, it->name);
    TRY(db_finish(q, fault));
    return db_changes(db) ? OK : fault_set(fault, ABSENT, "a witness that is not asked");
}

enum status cosigner_note(struct exchange *exchange, const struct cosigner *cosigner,
                          struct fault *fault) {
    struct cosigner it = *cosigner;
    return run_job(exchange, update, &it, fault);
}

// ---- what they said ----

uint64_t cosigner_newest(const struct cosigner *cosigners, size_t count, uint64_t size) {
    uint64_t newest = 0;
    for (size_t i = 0; i < count; i++)
        if (cosigners[i].line.data && cosigners[i].head.size > newest &&
            cosigners[i].head.size <= size)
            newest = cosigners[i].head.size;
    return newest;
}

void cosigner_lines(struct buf *out, const struct cosigner *cosigners, size_t count,
                    const struct merkle_head *head) {
    for (size_t i = 0; i < count; i++) {
        const struct cosigner *it = &cosigners[i];
        if (it->line.data && it->head.size == head->size &&
            merkle_equal(&it->head.root, &head->root))
            buf_add(out, it->line);
    }
}
