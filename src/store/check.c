#include "store/inside.h"

// What must hold between the tables. Each query gives the rows for which it does not.

struct rule {
    const char *sentence;
    const char *sql;
};

#define OBJECT_ROWS                                                                                \
    "SELECT v.kind, v.id, v.spec, v.stamp, m.added, m.collection_no, m.class_no, m.latest, m.look" \
    " FROM member m JOIN version v ON v.no = m.version_no"

static const struct rule RULES[] = {
    {"every version has its key",
     "SELECT v.no FROM version v LEFT JOIN version_key k ON k.id = v.id AND k.kind = v.kind"
     " AND k.stamp = v.stamp AND k.spec = v.spec WHERE k.version_no IS DISTINCT FROM v.no"},
    {"every key has its version",
     "SELECT version_no FROM version_key WHERE version_no NOT IN (SELECT no FROM version)"},
    {"every version is in a collection",
     "SELECT no FROM version WHERE no NOT IN (SELECT version_no FROM member)"},
    {"every member is a version in the collection of its class",
     "SELECT m.added FROM member m LEFT JOIN version v ON v.no = m.version_no"
     " LEFT JOIN class c ON c.no = m.class_no WHERE v.kind IS DISTINCT FROM m.kind"
     " OR c.collection_no IS DISTINCT FROM m.collection_no"},
    {"no version is in a collection twice",
     "SELECT MAX(added) FROM member GROUP BY version_no, collection_no HAVING COUNT(*) > 1"},
    {"latest is the last version in the collection",
     "SELECT added FROM (SELECT o.added, o.latest, ROW_NUMBER() OVER"
     " (PARTITION BY o.id, o.kind, o.collection_no ORDER BY o.stamp DESC, o.spec DESC) AS place"
     " FROM (" OBJECT_ROWS ") AS o) AS p WHERE (place = 1) <> (latest = 1)"},
    {"look says what the rows of an object have in common",
     "SELECT MAX(o.added) FROM (" OBJECT_ROWS ") AS o GROUP BY o.id, o.kind"
     " HAVING MIN(o.look & 11) <> MAX(o.look & 11) OR MAX(o.look & 3) <>"
     " CASE WHEN COUNT(*) > 1 AND (MIN(o.class_no) <> MAX(o.class_no) OR MAX(o.look & 4) > 0)"
     " THEN 1 ELSE 0 END + CASE WHEN MIN(o.spec) <> MAX(o.spec) THEN 2 ELSE 0 END"},
    {"look says which objects have ends",
     "SELECT MAX(o.added) FROM (SELECT v.id, v.kind, m.added, m.look, CASE WHEN EXISTS"
     " (SELECT 1 FROM ends e WHERE e.version_no = v.no) THEN 1 ELSE 0 END AS has_ends"
     " FROM member m JOIN version v ON v.no = m.version_no) AS o GROUP BY o.id, o.kind"
     " HAVING (MAX(o.look & 8) <> 0) <> (MAX(o.has_ends) <> 0)"},
    {"the tallies count what is there",
     "SELECT class_no FROM (SELECT class_no, kind, (look & 8) / 8, added / 86400000000,"
     " SUM(latest), COUNT(*) FROM member WHERE (look & 7) = 0 GROUP BY 1, 2, 3, 4"
     " EXCEPT SELECT class_no, kind, ends, day, latest, total FROM tally) AS missing"},
    {"nothing else stands in the tallies",
     "SELECT class_no FROM (SELECT class_no, kind, ends, day, latest, total FROM tally"
     " EXCEPT SELECT class_no, kind, (look & 8) / 8, added / 86400000000,"
     " SUM(latest), COUNT(*) FROM member WHERE (look & 7) = 0 GROUP BY 1, 2, 3, 4) AS more"},
    {"observables belong to versions",
     "SELECT version_no FROM observable WHERE version_no NOT IN (SELECT no FROM version)"},
    {"references belong to versions",
     "SELECT version_no FROM ref WHERE version_no NOT IN (SELECT no FROM version)"},
    {"ends belong to versions",
     "SELECT version_no FROM ends WHERE version_no NOT IN (SELECT no FROM version)"},
    {"names belong to versions",
     "SELECT version_no FROM named WHERE version_no NOT IN (SELECT no FROM version)"},
    {"what is under an embargo is there",
     "SELECT added FROM embargo WHERE added NOT IN (SELECT added FROM member)"},
    {"an embargo ends in a class of the same collection and label",
     "SELECT e.added FROM embargo e JOIN member m ON m.added = e.added JOIN class c"
     " ON c.no = m.class_no LEFT JOIN class t ON t.no = e.class_no WHERE t.collection_no"
     " IS DISTINCT FROM c.collection_no OR t.tlp IS DISTINCT FROM c.tlp"},
    {"every class has its conditions", "SELECT no FROM class WHERE conditions_no <> 0"
                                       " AND conditions_no NOT IN (SELECT no FROM conditions)"},
    {"the log has as many entries as its edge says",
     "SELECT size FROM edge WHERE no = 1 AND (size <> (SELECT COUNT(*) FROM leaf)"
     " OR size <> (SELECT COALESCE(MAX(no) + 1, 0) FROM leaf))"},
    {"every member is in the log",
     "SELECT added FROM member WHERE added NOT IN (SELECT added FROM leaf WHERE act = 1)"},
    {"what is in the log and gone was taken out",
     "SELECT added FROM leaf WHERE act = 1 AND added NOT IN (SELECT added FROM member)"
     " AND added NOT IN (SELECT removed FROM leaf WHERE removed <> 0)"},
    {"every record is in the log",
     "SELECT added FROM audit WHERE added NOT IN (SELECT added FROM leaf WHERE act = 3)"},
    {"what the log notes has its record",
     "SELECT added FROM leaf WHERE act = 3 AND added NOT IN (SELECT added FROM audit)"},
    {"objects of records belong to records",
     "SELECT added FROM audit_object WHERE added NOT IN (SELECT added FROM audit)"},
    {"what is forgotten is gone",
     "SELECT version_no FROM forgotten WHERE version_no IN (SELECT no FROM version)"},
};

static enum status check_rule(struct db *db, const struct rule *rule, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, rule->sql, fault));
    db_walk(query); // a damaged store may give many rows
    enum status status = db_step(query, fault);
    if (status == OK)
        return fault_set(fault, FAILED, "the store is damaged: it does not hold that %s (at %lld)",
                         rule->sentence, (long long)db_i64(query, 0));
    return status == ABSENT ? OK : status;
}

// ---- keys: each names a row, and there are no other rows ----

struct key_counts {
    int64_t observables, refs;
};

static enum status has_row(bool *out, struct db_query *query, struct fault *fault) {
    enum status status = db_step(query, fault);
    *out = status == OK;
    db_rewind(query);
    return status == ABSENT ? OK : status;
}

static enum status check_keys_of(struct key_counts *counts, struct db_query *observable,
                                 struct db_query *ref, int64_t no, struct keys keys,
                                 struct fault *fault) {
    struct put_observable value;
    struct put_ref pointer;
    bool found = true;
    for (; found && keys_observable(&value, &keys); counts->observables++) {
        db_bind_i64(observable, 1, (int64_t)value.hash);
        db_bind_i64(observable, 2, no);
        db_bind_i64(observable, 3, value.kind);
        TRY(has_row(&found, observable, fault));
    }
    for (; found && keys_ref(&pointer, &keys); counts->refs++) {
        db_bind_blob(ref, 1, pointer.id.bytes, sizeof pointer.id.bytes);
        db_bind_i64(ref, 2, pointer.kind);
        db_bind_i64(ref, 3, no);
        db_bind_i64(ref, 4, pointer.role);
        TRY(has_row(&found, ref, fault));
    }
    if (found) return OK;
    return fault_set(fault, FAILED, "the store is damaged: version %lld lacks a row of its index",
                     (long long)no);
}

static enum status check_key_counts(struct db *db, const struct key_counts *counts,
                                    struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, "SELECT (SELECT COUNT(*) FROM observable), (SELECT COUNT(*) FROM ref)",
                 fault));
    TRY(db_step(query, fault));
    // A put may name a row twice; there cannot be more rows than keys.
    if (db_i64(query, 0) <= counts->observables && db_i64(query, 1) <= counts->refs) return OK;
    return fault_set(fault, FAILED,
                     "the store is damaged: an index has rows that no version names");
}

static enum status check_keys(struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *list = NULL;
    SCOPED(db_let_go) struct db_query *observable = NULL;
    SCOPED(db_let_go) struct db_query *ref = NULL;
    TRY(db_query(&list, db, "SELECT no, keys FROM version WHERE keys IS NOT NULL", fault));
    TRY(db_query(&observable, db,
                 "SELECT 1 FROM observable WHERE hash = $1 AND version_no = $2 AND kind = $3",
                 fault));
    TRY(db_query(&ref, db,
                 "SELECT 1 FROM ref WHERE id = $1 AND kind = $2 AND version_no = $3 AND role = $4",
                 fault));
    struct key_counts counts = {0};
    enum status status;
    db_walk(list);
    while ((status = db_step(list, fault)) == OK)
        TRY(check_keys_of(&counts, observable, ref, db_i64(list, 0), keys_read(db_blob(list, 1)),
                          fault));
    if (status != ABSENT) return status;
    return check_key_counts(db, &counts, fault);
}

static enum status check_all(struct db *db, const struct store *store, struct fault *fault) {
    TRY(db_begin_read(db, fault));
    if (!store->options.without_search) TRY(store->dialect->check(db, fault));
    TRY(db_verify(db, false, fault));
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++)
        TRY(check_rule(db, &RULES[i], fault));
    return check_keys(db, fault);
}

enum status store_check(struct store *store, struct fault *fault) {
    struct db *db = store_reader_take(store);
    enum status status = check_all(db, store, fault);
    store_reader_give(store, db);
    return status;
}
