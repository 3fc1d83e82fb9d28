// Tokens and sessions: only their digests are kept.
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/account.h"

#define TOKENS_LISTED_MAX 1000

struct token_job {
    uint8_t digest[32];
    int64_t account_no;
    struct str label;
    stamp created, expires;
    bool is_session;
};

static enum status token_insert(struct db *db, void *context, struct fault *fault) {
    const struct token_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM token WHERE expires > 0 AND expires <= $1", fault));
    db_bind_i64(q, 1, job->created);
    TRY(db_finish(q, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO token (digest, account_no, label, created, expires, is_session)"
                 " VALUES ($1, $2, $3, $4, $5, $6)",
                 fault));
    db_bind_blob(q, 1, job->digest, sizeof job->digest);
    db_bind_i64(q, 2, job->account_no);
    db_bind_text(q, 3, job->label);
    db_bind_i64(q, 4, job->created);
    db_bind_i64(q, 5, job->expires);
    db_bind_i64(q, 6, job->is_session);
    return db_finish(q, fault);
}

enum status token_make(char out[TOKEN_TEXT_SIZE], struct exchange *exchange,
                       const struct viewer *viewer, const struct token_wish *wish,
                       struct fault *fault) {
    if (!viewer->account_no) return fault_set(fault, DENIED, "only an account can have a token");
    if (wish->label.size > 200) return fault_set(fault, LIMIT, "label: longer than 200 bytes");
    if (!text_is_storable(wish->label))
        return fault_set(fault, MALFORMED, "label: UTF-8 without U+0000 is expected");
    uint8_t random[32];
    chance_fill(store_chance(exchange->store), random, sizeof random);
    char text[TOKEN_TEXT_SIZE] = "rk_";
    base64url_write(text + 3, random, sizeof random);
    secret_wipe(random, sizeof random);
    stamp now = clock_now(store_clock(exchange->store));
    struct token_job job = {
        .account_no = viewer->account_no,
        .label = wish->label.data ? wish->label : STR(""),
        .created = now,
        .expires = wish->lifetime_s ? now + wish->lifetime_s * STAMP_SECOND : 0,
        .is_session = wish->is_session,
    };
    digest_sha256(job.digest, str_of(text));
    TRY(store_change(exchange->store, token_insert, &job, fault));
    memcpy(out, text, sizeof text);
    return OK;
}

static enum status token_delete(struct db *db, void *context, struct fault *fault) {
    const struct token_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM token WHERE digest = $1", fault));
    db_bind_blob(q, 1, job->digest, sizeof job->digest);
    return db_finish(q, fault);
}

enum status token_remove(struct exchange *exchange, struct str token, struct fault *fault) {
    struct token_job job = {0};
    digest_sha256(job.digest, token);
    return store_change(exchange->store, token_delete, &job, fault);
}

enum status token_list(struct token **out, size_t *count, struct exchange *exchange,
                       const struct viewer *viewer, struct arena *arena, struct fault *fault) {
    VEC_OF(struct token) rows = {0};
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status = db_query(&q, db,
                                  "SELECT label, created, expires FROM token WHERE account_no = $1"
                                  " AND is_session = 0 ORDER BY created LIMIT $2",
                                  fault);
    if (status == OK) {
        db_bind_i64(q, 1, viewer->account_no);
        db_bind_i64(q, 2, TOKENS_LISTED_MAX);
        while ((status = db_step(q, fault)) == OK)
            vec_add(&rows,
                    (struct token){arena_copy(arena, db_text(q, 0)), db_i64(q, 1), db_i64(q, 2)});
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    if (status == ABSENT) {
        *out = arena_array(arena, rows.count + 1, struct token);
        if (rows.count) memcpy(*out, rows.items, rows.count * sizeof *rows.items);
        *count = rows.count;
        status = OK;
    }
    vec_close(&rows);
    return status;
}

static enum status token_delete_label(struct db *db, void *context, struct fault *fault) {
    const struct token_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "DELETE FROM token WHERE account_no = $1 AND label = $2 AND is_session = 0",
                 fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_text(q, 2, job->label);
    TRY(db_finish(q, fault));
    if (db_changes(db) > 0) return OK;
    return fault_set(fault, ABSENT, "no token has this label");
}

enum status token_remove_label(struct exchange *exchange, const struct viewer *viewer,
                               struct str label, struct fault *fault) {
    struct token_job job = {.account_no = viewer->account_no, .label = label};
    if (!text_is_storable(label)) return fault_set(fault, ABSENT, "no token has this label");
    return store_change(exchange->store, token_delete_label, &job, fault);
}
