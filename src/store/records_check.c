#include "store/records_check.h"

#include <string.h>

#define SQL_RECORD                                                                                 \
    "SELECT r.json, r.at, r.added, r.act, r.place, r.account_no, a.identity, r.organisation_no,"   \
    " o.identity, r.other_no, c.identity FROM audit r LEFT JOIN account a ON a.no = r.account_no"  \
    " LEFT JOIN organisation o ON o.no = r.organisation_no"                                        \
    " LEFT JOIN organisation c ON c.no = r.other_no WHERE r.added = $1"
enum { COLUMN_ACT = 3, COLUMN_PLACE = 4, COLUMN_ACCOUNT = 5, COLUMN_FOR = 7, COLUMN_OTHER = 9 };

enum status records_check_begin(struct records_check *out, struct db *db, struct json_reader *json,
                                struct arena *arena, struct fault *fault) {
    *out = (struct records_check){.db = db, .json = json, .arena = arena};
    TRY(db_query(&out->record, db, SQL_RECORD, fault));
    TRY(db_query(&out->object, db, "SELECT 1 FROM audit_object WHERE id = $1 AND added = $2",
                 fault));
    return db_query(&out->objects, db, "SELECT COUNT(*) FROM audit_object WHERE added = $1", fault);
}

void records_check_close(struct records_check *check) {
    db_let_go(&check->record);
    db_let_go(&check->object);
    db_let_go(&check->objects);
}

enum status records_check_read(struct json *out, stamp *at, struct records_check *check,
                               stamp added, struct fault *fault) {
    db_rewind(check->record);
    db_bind_i64(check->record, 1, added);
    TRY(db_step(check->record, fault));
    *at = db_i64(check->record, 1);
    enum status status =
        json_read(out, check->json, db_text(check->record, 0), &JSON_LIMITS, check->arena, NULL);
    return status == OK ? OK : MALFORMED;
}

// Whether the number and the identity behind it are those of the text; nothing of nobody.
static bool is_party(struct db_query *record, int column, struct str said) {
    struct object_id id;
    if (!said.data) return db_i64(record, column) == 0;
    if (db_is_null(record, column + 1) || object_id_read(&id, said, NULL) != OK) return false;
    struct uuid identity;
    leaves_uuid(&identity, record, column + 1);
    return uuid_equal(&identity, &id.uuid);
}

static enum status is_indexed(bool *out, struct records_check *check, const struct uuid *id,
                              struct fault *fault) {
    db_bind_blob(check->object, 1, id->bytes, sizeof id->bytes);
    db_bind_i64(check->object, 2, db_i64(check->record, 2));
    enum status status = db_step(check->object, fault);
    *out = status == OK;
    db_rewind(check->object);
    return status == ABSENT ? OK : status;
}

static enum status check_objects(bool *out, struct records_check *check, struct json objects,
                                 struct fault *fault) {
    int64_t count = 0;
    *out = true;
    for (struct json item = json_first(objects); *out && item.node; item = json_next(item)) {
        struct object_id id;
        *out = object_id_read(&id, json_text(item), NULL) == OK;
        if (*out) TRY(is_indexed(out, check, &id.uuid, fault));
        count++;
    }
    db_bind_i64(check->objects, 1, db_i64(check->record, 2));
    TRY(db_step(check->objects, fault));
    if (db_i64(check->objects, 0) != count) *out = false;
    db_rewind(check->objects);
    check->named += (uint64_t)count;
    return OK;
}

static bool is_text(struct db_query *record, int column, struct str said) {
    return str_equal(db_text(record, column), said.data ? said : STR(""));
}

enum status records_check_columns(const char **wrong, struct records_check *check,
                                  struct json record, struct fault *fault) {
    struct db_query *row = check->record;
    struct json who = json_member(record, STR("who"));
    bool is_found;
    *wrong = NULL;
    TRY(check_objects(&is_found, check, json_member(record, STR("objects")), fault));
    if (!is_text(row, COLUMN_ACT, json_text(json_member(record, STR("act")))))
        *wrong = "its record is listed under another act";
    else if (!is_text(row, COLUMN_PLACE, json_text(json_member(record, STR("from")))))
        *wrong = "its record is listed under another place";
    else if (!is_party(row, COLUMN_ACCOUNT, json_text(json_member(who, STR("id")))))
        *wrong = "its record is listed under another account";
    else if (!is_party(row, COLUMN_FOR, json_text(json_member(who, STR("organisation")))))
        *wrong = "its record is listed under another organisation";
    else if (!is_party(row, COLUMN_OTHER, json_text(json_member(record, STR("concerns")))))
        *wrong = "its record is listed under another organisation that it concerns";
    else if (!is_found)
        *wrong = "its record is listed under other objects";
    return OK;
}

static enum status count_rows(uint64_t *out, struct db *db, const char *sql, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, sql, fault));
    TRY(db_step(query, fault));
    *out = (uint64_t)db_i64(query, 0);
    return OK;
}

enum status records_check_end(struct records_check *check, uint64_t noted, struct fault *fault) {
    uint64_t records, named, first;
    TRY(count_rows(&records, check->db, "SELECT COUNT(*) FROM audit", fault));
    TRY(count_rows(&named, check->db, "SELECT COUNT(*) FROM audit_object", fault));
    if (records != noted) {
        TRY(count_rows(&first, check->db,
                       "SELECT COALESCE(MIN(added), 0) FROM audit WHERE added NOT IN"
                       " (SELECT added FROM leaf WHERE act = 3)",
                       fault));
        return fault_set(fault, FAILED, "the record audit--%llu is not in the log",
                         (unsigned long long)first);
    }
    if (named == check->named) return OK;
    return fault_set(fault, FAILED, "objects are listed under records that there are not");
}
