#include "exchange/receipt.h"

struct receipt {
    const struct visit *visit;
    const struct community *community;
    const struct uuid *id;
    struct str json;
    stamp now;
};

static enum status forget_old(struct db *db, stamp now, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, "DELETE FROM status WHERE made < $1", fault));
    db_bind_i64(query, 1, now - RECEIPT_KEPT_US);
    return db_finish(query, fault);
}

static enum status keep(struct db *db, void *context, struct fault *fault) {
    const struct receipt *receipt = context;
    TRY(forget_old(db, receipt->now, fault));
    struct db_query *query;
    TRY(db_query(&query, db,
                 "INSERT INTO status (id, community_no, account_no, made, json)"
                 " VALUES ($1, $2, $3, $4, $5)",
                 fault));
    db_bind_blob(query, 1, receipt->id->bytes, sizeof receipt->id->bytes);
    db_bind_i64(query, 2, receipt->community->no);
    db_bind_i64(query, 3, receipt->visit->viewer->account_no);
    db_bind_i64(query, 4, receipt->now);
    db_bind_text(query, 5, receipt->json);
    return db_finish(query, fault);
}

enum status receipt_keep(const struct visit *visit, const struct community *community,
                         const struct uuid *id, struct str json) {
    struct store *store = visit->exchange->store;
    struct receipt receipt = {visit, community, id, json, clock_now(store_clock(store))};
    struct store_job job = {
        .run = keep, .context = &receipt, .bytes = json.size, .keeps_rights = true};
    store_submit(store, &job);
    return store_wait(store, &job, visit->fault);
}

static enum status find(struct str *json, const struct receipt *receipt, struct db *db) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db,
                 "SELECT json FROM status WHERE id = $1 AND community_no = $2 AND account_no = $3"
                 " AND made >= $4",
                 receipt->visit->fault));
    db_bind_blob(query, 1, receipt->id->bytes, sizeof receipt->id->bytes);
    db_bind_i64(query, 2, receipt->community->no);
    db_bind_i64(query, 3, receipt->visit->viewer->account_no);
    db_bind_i64(query, 4, receipt->now - RECEIPT_KEPT_US);
    TRY(db_step(query, receipt->visit->fault));
    *json = arena_copy(receipt->visit->arena, db_text(query, 0));
    return OK;
}

enum status receipt_find(struct str *json, const struct visit *visit,
                         const struct community *community, const struct uuid *id) {
    struct store *store = visit->exchange->store;
    const struct viewer *viewer = visit->viewer;
    enum status status = ABSENT;
    // Number 0 is the operator at the machine, but strangers have it too.
    if (viewer->account_no || viewer->is_operator) {
        struct receipt receipt = {visit, community, id, STR_NONE, clock_now(store_clock(store))};
        struct db *db = store_reader_take(store);
        status = find(json, &receipt, db);
        store_reader_give(store, db);
    }
    return status == ABSENT ? fault_set(visit->fault, ABSENT, "no such status") : status;
}
