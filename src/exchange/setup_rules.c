#include "exchange/setup_rules.h"

#include "exchange/setup_row.h"

// ---- sharing groups ----

static enum status set_members(struct db *db, int64_t group_no, struct json list,
                               struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM sharing_group_member WHERE group_no = $1", fault));
    db_bind_i64(q, 1, group_no);
    TRY(db_finish(q, fault));
    for (struct json slug = json_first(list); slug.node; slug = json_next(slug)) {
        int64_t organisation_no;
        TRY(setup_number(&organisation_no, db, SETUP_ORGANISATION_NO, json_text(slug), fault));
        TRY(db_query(&q, db,
                     "INSERT INTO sharing_group_member (group_no, organisation_no) VALUES ($1, $2)"
                     " ON CONFLICT DO NOTHING",
                     fault));
        db_bind_i64(q, 1, group_no);
        db_bind_i64(q, 2, organisation_no);
        TRY(db_finish(q, fault));
    }
    return OK;
}

enum status setup_group(struct db *db, struct exchange *exchange, struct json row,
                        struct fault *fault) {
    struct str slug, name = json_text(json_member(row, STR("name")));
    struct uuid identity;
    int64_t owner_no, group_no;
    TRY(setup_slug(&slug, row, "slug", fault));
    TRY(setup_uuid(&identity, row, "identity", exchange, fault));
    TRY(setup_number(&owner_no, db, SETUP_ORGANISATION_NO,
                     json_text(json_member(row, STR("owner"))), fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO sharing_group (slug, name, identity, owner_no)"
                 " VALUES ($1, $2, $3, $4) ON CONFLICT (slug) DO UPDATE SET"
                 " name = excluded.name, owner_no = excluded.owner_no",
                 fault));
    db_bind_text(q, 1, slug);
    db_bind_text(q, 2, name.data ? name : slug);
    db_bind_blob(q, 3, identity.bytes, sizeof identity.bytes);
    db_bind_i64(q, 4, owner_no);
    TRY(db_finish(q, fault));
    TRY(setup_number(&group_no, db, SETUP_GROUP_NO, slug, fault));
    struct json members = json_member(row, STR("members"));
    return json_kind(members) == JSON_ABSENT ? OK : set_members(db, group_no, members, fault);
}

// ---- grants ----

static enum status read_role(enum role *out, struct json value, struct fault *fault) {
    static const char *const NAMES[] = {"", "reader", "contributor", "curator", "administrator"};
    *out = ROLE_NONE;
    if (json_kind(value) == JSON_ABSENT) return OK;
    for (int role = ROLE_READER; role <= ROLE_ADMINISTRATOR; role++)
        if (str_equal(json_text(value), str_of(NAMES[role]))) *out = (enum role)role;
    if (*out) return OK;
    return fault_set(fault, MALFORMED,
                     "role: reader, contributor, curator or administrator is expected");
}

static enum status number_or_none(int64_t *out, struct db *db, const char *sql, struct json value,
                                  struct fault *fault) {
    *out = 0;
    return json_kind(value) == JSON_ABSENT ? OK
                                           : setup_number(out, db, sql, json_text(value), fault);
}

static struct str text_of(struct json row, const char *name) {
    struct str text = json_text(json_member(row, str_of(name)));
    return text.data ? text : STR("");
}

static enum status add_grant(struct db *db, int64_t collection_no, struct json row,
                             struct fault *fault) {
    enum role role;
    int64_t organisation_no, group_no;
    TRY(read_role(&role, json_member(row, STR("role")), fault));
    TRY(number_or_none(&organisation_no, db, SETUP_ORGANISATION_NO,
                       json_member(row, STR("organisation")), fault));
    TRY(number_or_none(&group_no, db, SETUP_GROUP_NO, json_member(row, STR("group")), fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO collection_grant (collection_no, can_read, can_write,"
                 " organisation_no, group_no, role, sector, country)"
                 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                 fault));
    db_bind_i64(q, 1, collection_no);
    db_bind_i64(q, 2, json_true(json_member(row, STR("read"))));
    db_bind_i64(q, 3, json_true(json_member(row, STR("write"))));
    db_bind_i64(q, 4, organisation_no);
    db_bind_i64(q, 5, group_no);
    db_bind_i64(q, 6, role);
    db_bind_text(q, 7, text_of(row, "sector"));
    db_bind_text(q, 8, text_of(row, "country"));
    return db_finish(q, fault);
}

static enum status set_grants(struct db *db, int64_t collection_no, struct json list,
                              struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM collection_grant WHERE collection_no = $1", fault));
    db_bind_i64(q, 1, collection_no);
    TRY(db_finish(q, fault));
    size_t index = 0;
    for (struct json row = json_first(list); row.node; row = json_next(row), index++) {
        enum status status = add_grant(db, collection_no, row, fault);
        if (status != OK) return fault_within(fault, status, "grants[%zu]", index);
    }
    return OK;
}

// ---- release rules ----

static enum status set_release(struct db *db, int64_t collection_no, struct json value,
                               struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    struct conditions conditions;
    arena_init(&arena);
    enum status status = conditions_read(&conditions, value, &arena, fault);
    if (status != OK) return fault_within(fault, status, "release");
    struct str text = conditions_write(&conditions, &arena);
    struct db_query *q;
    TRY(db_query(&q, db, "UPDATE collection SET conditions = $1 WHERE no = $2", fault));
    if (text.size)
        db_bind_text(q, 1, text);
    else
        db_bind_null(q, 1);
    db_bind_i64(q, 2, collection_no);
    return db_finish(q, fault);
}

enum status setup_collection_rules(struct db *db, int64_t collection_no, struct json row,
                                   struct fault *fault) {
    struct json grants = json_member(row, STR("grants")),
                release = json_member(row, STR("release"));
    if (json_kind(grants) != JSON_ABSENT) TRY(set_grants(db, collection_no, grants, fault));
    return json_kind(release) == JSON_ABSENT ? OK : set_release(db, collection_no, release, fault);
}
