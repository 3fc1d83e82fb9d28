#include "store/inside.h"

#include <string.h>

void rows_open(struct rows *rows, struct store *store) {
    *rows = (struct rows){.store = store};
    tally_init(&rows->tally);
    arena_init(&rows->arena);
    rows->json = json_reader_open();
    rows->kind_relationship = kind_find(STR("relationship"))->number;
    rows->kind_sighting = kind_find(STR("sighting"))->number;
}

void rows_close(struct rows *rows) {
    tally_close(&rows->tally);
    arena_close(&rows->arena);
    json_reader_close(&rows->json);
}

static enum status load(int64_t *out, struct db *db, const char *sql, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, sql, fault));
    TRY(db_step(query, fault));
    *out = db_i64(query, 0);
    return OK;
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

enum status rows_load(struct rows *rows, struct db *db, struct fault *fault) {
    int64_t version, version_top, added, added_top;
    TRY(load(&version, db, "SELECT COALESCE(MAX(no), 0) FROM version", fault));
    TRY(load(&added, db, "SELECT COALESCE(MAX(added), 0) FROM member", fault));
    // What was removed last may have been the newest: see remove.c.
    TRY(load(&version_top, db,
             "SELECT COALESCE(MAX(CAST(value AS BIGINT)), 0) FROM setting"
             " WHERE name = 'store.version_top'",
             fault));
    TRY(load(&added_top, db,
             "SELECT COALESCE(MAX(CAST(value AS BIGINT)), 0) FROM setting"
             " WHERE name = 'store.added_top'",
             fault));
    rows->version_last = larger(version, version_top);
    rows->added_last = larger(added, added_top);
    return OK;
}
