// find_list.h - how a list is walked: which table leads, from where, in which order.
#pragma once

#include "store/find_sql.h"
#include "store/inside.h"

// What is asked, made ready: classes narrowed to the collection, ids without doubles, words read.
struct plan {
    struct asked asked;
    const struct dialect *dialect;
    struct search_match match; // for full-text search
    struct find_id *ids;       // without doubles
    size_t id_count;
    struct db *db;
    struct arena *arena;
    enum plan_lead {
        LEAD_WALK,    // member by `added`: many rows are seen
        LEAD_CLASS,   // one class by `added`
        LEAD_GATHER,  // the rows of few classes, sorted
        LEAD_IDS,     // versions of the ids, sorted
        LEAD_WORDS,   // versions that search finds, sorted
        LEAD_CREATOR, // versions of a creator with few, sorted
        LEAD_APART,   // rows that the tallies leave out
        LEAD_ENDS,    // rows with ends that are not apart
    } lead;
    stamp from; // no row before it is seen
};
// Borrows all but `out`.
MUST_USE enum status plan_make(struct plan *out, struct store *store, const struct sight *sight,
                               const struct find *find, struct arena *arena, struct fault *fault);
// Looks at the tables to choose what leads. `wanted`: rows that will be read, 0: all.
MUST_USE enum status plan_choose(struct plan *plan, struct store *store, size_t wanted,
                                 struct fault *fault);
// "SELECT `columns` FROM ... WHERE ...", without an order.
void plan_write(struct sql *sql, const struct plan *plan, const char *columns);
// Whether what was written comes ordered by `added` from the table, or must be sorted.
void plan_order(struct sql *sql, const struct plan *plan);

// Counts the rows of a query that is built as "SELECT 1 ...", up to `max`.
MUST_USE enum status plan_count(size_t *count, struct sql *inner, struct db *db, size_t max,
                                struct fault *fault);

struct row_query;
// Fills `found` but its json; columns: added, version_no, collection_no, class_no, kind, giver_no.
#define FOUND_COLUMNS "m.added, m.version_no, m.collection_no, m.class_no, m.kind, m.giver_no"
#define FOUND_COLUMN_COUNT 6 // further ones stand behind
void found_read(struct found *found, struct db_query *query);
// The rest of it, with `version` being FOUND_VERSION_SQL; json is valid until the next use.
#define FOUND_VERSION_COLUMNS "v.id, v.spec, v.stamp, v.revoked, v.json, v.deviations"
#define FOUND_VERSION_SQL "SELECT " FOUND_VERSION_COLUMNS " FROM version v WHERE v.no = $1"
// Those columns, from `first` on, of the row on which `query` stands.
void found_read_version(struct found *found, struct db_query *query, int first);
void found_keep(struct found *found, struct arena *arena); // its texts, beyond the next step
MUST_USE enum status found_fetch(struct found *found, struct db_query *version,
                                 struct fault *fault);
