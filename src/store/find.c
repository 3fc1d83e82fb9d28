#include "store/find.h"

#include <stdlib.h>
#include <string.h>

#include "store/find_list.h"
#include "store/inside.h"

// A list is read in two steps, both in one snapshot: which rows, by the tables of numbers alone,
// and then each version by its number. So rows that an offset passes over cost no reading of
// objects, and sorting moves numbers only. Where asking costs a round trip both steps are one
// query.

#define PAGE_MAX 1000 // rows of numbers that may come at once

struct finding {
    struct store *store;
    struct db *db;
    struct arena arena;
    struct find find; // a copy: the queries borrow its ids, and the caller's may be gone by then
    struct sql sql;
    struct db_query *list, *version; // version: NULL when the list has all
};

#define LIST_AS "AS f (added, version_no, collection_no, class_no, kind, giver_no)"

// The list within, and its versions around it.
static void write_list(struct sql *sql, const struct plan *plan, bool is_whole) {
    const struct find *find = plan->asked.find;
    if (is_whole) sql_add(sql, "SELECT f.*, " FOUND_VERSION_COLUMNS " FROM (");
    plan_write(sql, plan, FOUND_COLUMNS);
    plan_order(sql, plan);
    if (find->limit || find->offset) {
        sql_add(sql, " LIMIT ");
        sql_i64(sql, find->limit && find->limit < INT64_MAX ? (int64_t)find->limit : INT64_MAX);
        sql_add(sql, " OFFSET ");
        sql_i64(sql, find->offset < INT64_MAX ? (int64_t)find->offset : INT64_MAX);
    }
    if (is_whole)
        sql_addf(sql, ") " LIST_AS " CROSS JOIN version v WHERE v.no = f.version_no ORDER BY %s",
                 find->newest_first ? "f.added DESC" : "f.added");
}

static enum status open_queries(struct finding *finding, const struct sight *sight,
                                struct fault *fault) {
    const struct find *find = &finding->find;
    struct plan plan;
    TRY(plan_make(&plan, finding->store, sight, find, &finding->arena, fault));
    finding->db = store_reader_take(finding->store);
    plan.db = finding->db;
    TRY(reader_begin(finding->store, finding->db, sight->rights, fault));
    TRY(plan_choose(&plan, finding->store, find->limit ? find->limit + find->offset : 0, fault));
    bool is_whole = db_batch(finding->db) > 1;
    write_list(&finding->sql, &plan, is_whole);
    TRY(sql_query(&finding->list, &finding->sql, finding->db, fault));
    if (is_whole || !find->limit || find->limit > PAGE_MAX) db_walk(finding->list);
    if (is_whole) return OK;
    return db_query(&finding->version, finding->db, FOUND_VERSION_SQL, fault);
}

enum status find_open(struct finding **out, struct store *store, const struct sight *sight,
                      const struct find *find, struct fault *fault) {
    struct finding *finding = memory_take(sizeof *finding);
    *finding = (struct finding){.store = store, .find = *find};
    arena_init(&finding->arena);
    sql_init(&finding->sql, &finding->arena);
    enum status status = open_queries(finding, sight, fault);
    if (status != OK) {
        find_close(&finding);
        return status;
    }
    *out = finding;
    return OK;
}

enum status find_next(struct found *out, struct finding *finding, struct fault *fault) {
    struct found found;
    TRY(db_step(finding->list, fault));
    found_read(&found, finding->list);
    if (finding->version) {
        db_rewind(finding->version); // lets go of the row before
        TRY(found_fetch(&found, finding->version, fault));
    } else {
        found_read_version(&found, finding->list, FOUND_COLUMN_COUNT);
    }
    *out = found;
    return OK;
}

void find_close(struct finding **finding) {
    struct finding *it = *finding;
    if (!it) return;
    db_let_go(&it->list);
    db_let_go(&it->version);
    if (it->db) store_reader_give(it->store, it->db);
    sql_close(&it->sql);
    arena_close(&it->arena);
    free(it);
    *finding = NULL;
}
