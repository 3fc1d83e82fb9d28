#include "store/records.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/leaves_inside.h"

char *record_id(char out[RECORD_ID_SIZE], stamp added) {
    snprintf(out, RECORD_ID_SIZE, "audit--%lld", (long long)added);
    return out;
}

void record_entry(struct entry *out, stamp added, stamp at, const char *id,
                  const uint8_t salt[ENTRY_SALT_SIZE]) {
    static const struct uuid nobody;
    *out = (struct entry){.act = ENTRY_NOTED, .added = added, .version = at, .id = str_of(id)};
    entry_seal(out->giver_seal, salt, &nobody);
}

// ---- writing ----

static enum status insert_record(struct db *db, const struct record_put *put, struct str json,
                                 struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db,
                 "INSERT INTO audit (added, at, act, account_no, organisation_no, other_no, place,"
                 " json) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                 fault));
    db_bind_i64(query, 1, put->added);
    db_bind_i64(query, 2, put->at);
    db_bind_text(query, 3, put->act);
    db_bind_i64(query, 4, put->account_no);
    db_bind_i64(query, 5, put->organisation_no);
    db_bind_i64(query, 6, put->other_no);
    db_bind_text(query, 7, put->place);
    db_bind_text(query, 8, json);
    return db_finish(query, fault);
}

static enum status insert_objects(struct db *db, const struct record_put *put,
                                  struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    if (!put->object_count) return OK;
    TRY(db_query(&query, db, "INSERT INTO audit_object (id, added) VALUES ($1, $2)", fault));
    for (size_t i = 0; i < put->object_count; i++) {
        db_bind_blob(query, 1, put->objects[i].bytes, sizeof put->objects[i].bytes);
        db_bind_i64(query, 2, put->added);
        TRY(db_again(query, fault));
    }
    return OK;
}

static enum status digest_of(uint8_t out[ENTRY_DIGEST_SIZE], struct rows *rows, struct str json,
                             struct fault *fault) {
    SCOPED(buf_close) struct buf scratch;
    struct json value;
    buf_init(&scratch, SIZE_MAX);
    TRY(json_read(&value, rows->json, json, &JSON_LIMITS, &rows->arena, fault));
    entry_digest(out, value, &scratch);
    return OK;
}

enum status record_add(struct store *store, struct db *db, struct record_put *put,
                       struct fault *fault) {
    struct rows *rows = &store->writer.rows;
    assert(rows->db == db);
    if (put->members.size > RECORD_BYTES_MAX)
        return fault_set(fault, LIMIT, "a record has more than %zu bytes", RECORD_BYTES_MAX);
    char id[RECORD_ID_SIZE];
    uint8_t digest[ENTRY_DIGEST_SIZE];
    arena_reset(&rows->arena);
    put->added = rows_stamp(rows);
    struct str json = arena_format(&rows->arena, "{\"id\":\"%s\",%.*s}", record_id(id, put->added),
                                   STR_ARG(put->members));
    TRY(digest_of(digest, rows, json, fault));
    TRY(insert_record(db, put, json, fault));
    TRY(insert_objects(db, put, fault));
    struct leaf_new act = {
        .act = ENTRY_NOTED, .added = put->added, .version = put->at, .name = id, .object = digest};
    return leaves_add(rows, &act, 1, fault);
}

// ---- reading ----

#define SQL_BYTES_MAX 2000
#define BINDS_MAX 24

struct bind {
    struct str text, blob;
    int64_t number;
};
// A question that is put together: what is not asked for does not stand in it.
struct asking {
    struct buf sql;
    struct bind binds[BINDS_MAX];
    int count;
};
struct records {
    struct store *store;
    struct db *db;
    struct db_query *query;
};

static struct bind *add_bind(struct asking *asking, const char *before) {
    assert(asking->count < BINDS_MAX);
    buf_addf(&asking->sql, "%s$%d", before, asking->count + 1);
    return &asking->binds[asking->count++];
}

static void add_number(struct asking *asking, const char *before, int64_t number, int64_t none) {
    if (number != none) add_bind(asking, before)->number = number;
}

static void add_text(struct asking *asking, const char *before, struct str text) {
    if (text.data) add_bind(asking, before)->text = text;
}

static void add_organisation(struct asking *asking, const struct record_find *find) {
    if (!find->organisation_no) return;
    add_bind(asking, " AND (organisation_no = ")->number = find->organisation_no;
    add_bind(asking, " OR (other_no = ")->number = find->organisation_no;
    for (size_t i = 0; i < find->reading_count; i++)
        add_text(asking, " AND act <> ", find->reading[i]);
    buf_add(&asking->sql, STR("))"));
}

static void ask(struct asking *asking, const struct record_find *find) {
    buf_init(&asking->sql, SQL_BYTES_MAX);
    buf_add(&asking->sql, STR("SELECT added, at, json FROM audit WHERE added > 0"));
    add_number(asking, " AND added > ", find->after, 0);
    add_number(asking, " AND added < ", find->before, 0);
    add_number(asking, " AND at >= ", find->since, 0);
    add_number(asking, " AND at < ", find->until, 0);
    add_number(asking, " AND account_no = ", find->account_no, 0);
    add_text(asking, " AND act = ", find->act);
    add_text(asking, " AND place = ", find->place);
    if (find->object) {
        struct str id = {(const char *)find->object->bytes, sizeof find->object->bytes};
        add_bind(asking, " AND added IN (SELECT added FROM audit_object WHERE id = ")->blob = id;
        buf_add_byte(&asking->sql, ')');
    }
    add_organisation(asking, find);
    buf_addf(&asking->sql, " ORDER BY added%s", find->oldest_first ? "" : " DESC");
    buf_add_byte(&asking->sql, '\0');
}

static enum status begin(struct records *records, const struct record_find *find,
                         struct fault *fault) {
    struct asking asking = {.count = 0};
    ask(&asking, find);
    assert(asking.sql.status == OK); // its parts are ours
    enum status status = reader_begin(records->store, records->db, 0, fault);
    if (status == OK) status = db_query(&records->query, records->db, asking.sql.data, fault);
    for (int i = 0; status == OK && i < asking.count; i++) {
        const struct bind *bind = &asking.binds[i];
        if (bind->text.data)
            db_bind_text(records->query, i + 1, bind->text);
        else if (bind->blob.data)
            db_bind_blob(records->query, i + 1, bind->blob.data, bind->blob.size);
        else
            db_bind_i64(records->query, i + 1, bind->number);
    }
    if (status == OK) db_walk(records->query);
    buf_close(&asking.sql);
    return status;
}

enum status records_open(struct records **out, struct store *store, const struct record_find *find,
                         struct fault *fault) {
    struct records *records = memory_take(sizeof *records);
    *records = (struct records){.store = store, .db = store_reader_take(store)};
    enum status status = begin(records, find, fault);
    if (status == OK)
        *out = records;
    else
        records_close(&records);
    return status;
}

enum status records_next(struct record *out, struct records *records, struct fault *fault) {
    TRY(db_step(records->query, fault));
    *out = (struct record){db_i64(records->query, 0), db_i64(records->query, 1),
                           db_text(records->query, 2)};
    return OK;
}

void records_close(struct records **records) {
    struct records *old = *records;
    if (!old) return;
    db_let_go(&old->query);
    store_reader_give(old->store, old->db);
    free(old);
    *records = NULL;
}
