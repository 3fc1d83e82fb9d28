#include "store/postgres_inside.h"

#include <stdio.h>

#define ROWS_BYTES_MAX ((size_t)8 << 20)
#define PIECE_BYTES ((size_t)64 << 10) // of a COPY: the server works on it while the next is made
#define COLUMNS_MAX 16

static void drop_rows(struct pg_db *db) {
    db->filling = NULL;
    db->row_count = 0;
    buf_clear(&db->rows);
}

// What waits becomes a part of a COPY, which is begun with the first.
static enum status copy_piece(struct pg_db *db, const struct postgres_insert *insert,
                              struct fault *fault) {
    if (!link_is_copying(db->link)) {
        char sql[512];
        snprintf(sql, sizeof sql, "COPY %.*s (%.*s) FROM STDIN BINARY", STR_ARG(insert->table),
                 STR_ARG(insert->columns));
        TRY(link_copy_begin(db->link, sql, fault));
        TRY(link_copy_add(db->link, POSTGRES_COPY_HEAD, fault));
    }
    TRY(link_copy_add(db->link, buf_str(&db->rows), fault));
    buf_clear(&db->rows);
    return OK;
}

static enum status copy_rows(struct pg_db *db, const struct postgres_insert *insert,
                             struct fault *fault) {
    buf_add(&db->rows, POSTGRES_COPY_TAIL);
    TRY(copy_piece(db, insert, fault));
    return link_copy_end(db->link, fault);
}

static uint32_t array_of(uint32_t type) {
    if (type == TYPE_TEXT) return TYPE_TEXT_ARRAY;
    return type == TYPE_BYTES ? TYPE_BYTES_ARRAY : TYPE_I64_ARRAY;
}

// By arrays: COPY knows no "on conflict".
static enum status insert_rows(struct pg_db *db, const struct pg_query *query,
                               struct fault *fault) {
    const struct postgres_insert *insert = &query->insert;
    SCOPED(buf_close) struct buf sql;
    struct buf arrays[COLUMNS_MAX];
    SCOPED(link_call_free) struct link_call call;
    link_call_make(&call, (size_t)insert->column_count);
    buf_init(&sql, SIZE_MAX);
    buf_addf(&sql, "INSERT INTO %.*s (%.*s) SELECT * FROM unnest(", STR_ARG(insert->table),
             STR_ARG(insert->columns));
    for (int i = 0; i < insert->column_count; i++) {
        uint32_t type = query->params.items[i].type;
        buf_init(&arrays[i], SIZE_MAX);
        postgres_array(&arrays[i], buf_str(&db->rows), db->row_count, i, type ? type : TYPE_I64);
        call.types[i] = array_of(type);
        call.values[i] = arrays[i].data;
        call.sizes[i] = (int)arrays[i].size;
        buf_addf(&sql, "%s$%d", i ? "," : "", i + 1);
    }
    buf_add(&sql, STR(") ON CONFLICT DO NOTHING"));
    buf_add_byte(&sql, '\0');
    enum status status = link_ask(NULL, db->link, sql.data, &call, fault);
    for (int i = 0; i < insert->column_count; i++) buf_close(&arrays[i]);
    return status;
}

enum status postgres_rows_flush(struct pg_db *db, struct fault *fault) {
    if (db->has_lost) return fault_set(fault, BUSY, "%s: a write failed", db->base.path);
    if (!db->filling) return OK;
    enum status status = db->filling->insert.skips_known
                             ? insert_rows(db, db->filling, fault)
                             : copy_rows(db, &db->filling->insert, fault);
    db->written += db->row_count;
    drop_rows(db);
    return status;
}

void postgres_rows_forget(struct pg_db *db) {
    if (link_is_copying(db->link)) link_copy_stop(db->link);
    drop_rows(db);
    db->has_lost = false;
}

// The types of columns are those of the first row.
enum status postgres_rows_add(struct pg_query *query, struct fault *fault) {
    struct pg_db *db = postgres_db(query->base.db);
    const struct postgres_insert *insert = &query->insert;
    if (db->filling != query || db->rows.size > ROWS_BYTES_MAX) TRY(postgres_rows_flush(db, fault));
    db->filling = query;
    db->row_count++;
    postgres_row_begin(&db->rows, insert->column_count);
    for (int i = 0; i < insert->column_count; i++)
        postgres_row_value(&db->rows, postgres_param_bytes(&query->params.items[i]),
                           query->params.items[i].size);
    if (insert->skips_known || db->rows.size < PIECE_BYTES) return OK;
    enum status status = copy_piece(db, insert, fault);
    if (status != OK) drop_rows(db);
    return status;
}

// What the statement is was asked once: `insert.table` is set then.
bool postgres_rows_may_wait(struct pg_query *query) {
    if (!query->insert.table.data &&
        (!postgres_insert_read(&query->insert, str_of(query->base.sql)) ||
         query->insert.column_count > COLUMNS_MAX))
        query->insert = (struct postgres_insert){.table = {"-", 1}};
    return query->insert.column_count && query->base.db->is_writer &&
           link_state(postgres_db(query->base.db)->link) == LINK_WITHIN;
}
