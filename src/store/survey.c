#include "store/survey.h"

#include <stdio.h>

#include "store/leaves_inside.h"

#define SCHEMA_LOG 6 // which made the tables of the log

static enum status read_number(int64_t *out, struct db *db, const char *sql, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, sql, fault));
    TRY(db_step(query, fault));
    *out = db_i64(query, 0);
    return OK;
}

static enum status read_id(char out[UUID_TEXT_SIZE], struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, "SELECT value FROM setting WHERE name = 'store.id'", fault));
    enum status status = db_step(query, fault);
    if (status != OK && status != ABSENT) return status;
    struct str id = status == OK ? db_text(query, 0) : STR("");
    snprintf(out, UUID_TEXT_SIZE, "%.*s", STR_ARG(id));
    return OK;
}

static enum status read_log(struct store_survey *out, struct db *db, struct fault *fault) {
    struct edge edge;
    out->has_log = out->schema >= SCHEMA_LOG;
    if (!out->has_log) return OK;
    TRY(edge_read(&edge, db, fault));
    out->log.size = edge.tree.size;
    merkle_edge_root(&out->log.root, &edge.tree);
    return OK;
}

// The other tables that are asked are those of the first schema.
enum status store_survey_within(struct store_survey *out, struct db *db, struct fault *fault) {
    TRY(store_schema(&out->schema, db, fault));
    if (!out->schema) return fault_set(fault, ABSENT, "%s: there is no store", db_name(db));
    TRY(store_check_finished(db, fault));
    TRY(read_id(out->id, db, fault));
    TRY(read_number(&out->objects, db, "SELECT COUNT(*) FROM member", fault));
    TRY(read_number(&out->newest, db, "SELECT COALESCE(MAX(added), 0) FROM member", fault));
    return read_log(out, db, fault);
}

static enum status open_reader(struct db **out, const char *path, struct fault *fault) {
    struct db_options reader = {.path = path, .passes_once = true};
    if (db_is_file(path) && !file_exists(path))
        return fault_set(fault, ABSENT, "%s: there is no store", path);
    return db_open(out, &reader, fault);
}

enum status store_survey(struct store_survey *out, const char *path, struct fault *fault) {
    SCOPED(db_close) struct db *db = NULL;
    struct store_survey survey = {.schema = 0};
    TRY(open_reader(&db, path, fault));
    TRY(db_begin_read(db, fault));
    enum status status = store_survey_within(&survey, db, fault);
    db_end_read(db);
    TRY(status);
    *out = survey;
    return OK;
}

int64_t store_survey_schema(void) {
    return store_schema_known();
}

enum status store_survey_pages(const char *path, struct fault *fault) {
    SCOPED(db_close) struct db *db = NULL;
    TRY(open_reader(&db, path, fault));
    return db_verify(db, true, fault);
}

enum status store_survey_rights(const char *path, struct fault *fault) {
    SCOPED(db_close) struct db *db = NULL;
    struct db_options writer = {.path = path, .is_writer = true};
    TRY(db_open(&db, &writer, fault));
    TRY(db_begin(db, fault));
    enum status status =
        db_run(db, "UPDATE setting SET value = value WHERE name = 'store.id'", fault);
    db_rollback(db);
    return status;
}
