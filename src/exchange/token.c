// Tokens of persons, for their programs: only the digests are kept.
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/account.h"
#include "exchange/audit.h"
#include "exchange/presence.h"

#define DAY_US (86400 * STAMP_SECOND)
#define EXPIRED_SHOWN_US (30 * DAY_US)

const char *act_name(size_t at, unsigned *act) {
    static const char *const names[] = {"read", "write", "match", "admin"};
    if (at >= sizeof names / sizeof *names) return NULL;
    *act = 1u << at;
    return names[at];
}

// ---- making ----

struct token_job {
    struct exchange *exchange;
    const struct viewer *viewer;
    uint8_t digest[32];
    int64_t account_no, organisation_no;
    struct token token;
};

static enum status check_room(struct db *db, const struct token_job *job, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db, "SELECT COUNT(*) FROM token WHERE digest = $1", fault));
    db_bind_blob(q, 1, job->digest, sizeof job->digest);
    TRY(db_step(q, fault));
    if (db_i64(q, 0) > 0)
        return fault_set(fault, CONFLICT, "certificate: another token is held by its key");
    db_done(q);
    TRY(db_query(&q, db,
                 "SELECT COUNT(*), COALESCE(SUM(CASE WHEN label = $1 THEN 1 ELSE 0 END), 0)"
                 " FROM token WHERE account_no = $2",
                 fault));
    db_bind_text(q, 1, job->token.label);
    db_bind_i64(q, 2, job->account_no);
    TRY(db_step(q, fault));
    if (db_i64(q, 1) > 0) return fault_set(fault, CONFLICT, "label: another token has this one");
    if (db_i64(q, 0) < TOKENS_MAX) return OK;
    return fault_set(fault, LIMIT, "there are %d tokens: take one back first", TOKENS_MAX);
}

static enum status note(struct db *db, const struct token_job *job, enum audit_act act,
                        struct fault *fault) {
    char more[100] = "";
    if (act == AUDIT_TOKEN_MADE)
        snprintf(more, sizeof more, "\"acts\":%u,\"expires\":%lld", job->token.acts,
                 (long long)(job->token.expires / STAMP_SECOND));
    struct audit_note note = {.act = act,
                              .viewer = job->viewer,
                              .kind = job->token.is_certificate ? "certificate" : "token",
                              .name = job->token.label,
                              .more = str_of(more)};
    return audit_note_within(job->exchange, db, &note, fault);
}

static enum status token_insert(struct db *db, void *context, struct fault *fault) {
    const struct token_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM token WHERE expires > 0 AND expires <= $1", fault));
    db_bind_i64(q, 1, job->token.created - EXPIRED_SHOWN_US);
    TRY(db_finish(q, fault));
    TRY(check_room(db, job, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO token (digest, account_no, label, created, expires, acts,"
                 " is_certificate, organisation_no) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                 fault));
    db_bind_blob(q, 1, job->digest, sizeof job->digest);
    db_bind_i64(q, 2, job->account_no);
    db_bind_text(q, 3, job->token.label);
    db_bind_i64(q, 4, job->token.created);
    db_bind_i64(q, 5, job->token.expires);
    db_bind_i64(q, 6, job->token.acts);
    db_bind_i64(q, 7, job->token.is_certificate);
    db_bind_i64(q, 8, job->organisation_no);
    TRY(db_finish(q, fault));
    return note(db, job, AUDIT_TOKEN_MADE, fault);
}

static enum status check_wish(const struct viewer *viewer, const struct token_wish *wish,
                              struct fault *fault) {
    if (!viewer->account_no) return fault_set(fault, DENIED, "only an account can have a token");
    if (wish->label.size > TOKEN_LABEL_BYTES_MAX)
        return fault_set(fault, LIMIT, "label: longer than %d bytes", TOKEN_LABEL_BYTES_MAX);
    if (!wish->label.size) return fault_set(fault, MALFORMED, "label: a name is expected");
    if (!text_is_storable(wish->label))
        return fault_set(fault, MALFORMED, "label: UTF-8 without U+0000 is expected");
    if (wish->days < 0 || wish->days > TOKEN_DAYS_MAX)
        return fault_set(fault, MALFORMED, "days: 1 to %d are expected", TOKEN_DAYS_MAX);
    if (wish->acts & viewer->withheld)
        return fault_set(fault, DENIED, "scopes: more than who asks may come for");
    return OK;
}

enum status token_make(char out[CREDENTIAL_TEXT_SIZE], struct token *made,
                       struct exchange *exchange, const struct viewer *viewer,
                       const struct token_wish *wish, struct fault *fault) {
    TRY(check_wish(viewer, wish, fault));
    char text[CREDENTIAL_TEXT_SIZE] = "";
    if (!wish->key.size) credential_make(text, CREDENTIAL_TOKEN, store_chance(exchange->store));
    stamp now = clock_now(store_clock(exchange->store));
    struct token_job job = {
        .exchange = exchange,
        .viewer = wish->by ? wish->by : viewer,
        .account_no = viewer->account_no,
        .organisation_no = viewer->organisation_no,
        .token = {.label = wish->label,
                  .is_certificate = wish->key.size > 0,
                  .acts = wish->acts ? wish->acts : ACT_ALL & ~viewer->withheld,
                  .created = now,
                  .expires = wish->days ? now + wish->days * DAY_US : 0},
    };
    if (wish->key.size)
        credential_of_key(job.digest, wish->key);
    else
        digest_sha256(job.digest, str_of(text));
    struct store_job task = {
        .run = token_insert, .context = &job, .bytes = 2500, .keeps_rights = true};
    store_submit(exchange->store, &task);
    enum status status = store_wait(exchange->store, &task, fault);
    if (status == OK) {
        memcpy(out, text, sizeof text);
        *made = job.token;
    }
    secret_wipe(text, sizeof text);
    return status;
}

// ---- listing ----

static struct token token_row(struct db_query *q, struct exchange *exchange, struct arena *arena) {
    struct viewer_proof proof = {.by = CAME_BY_TOKEN};
    struct str digest = db_blob(q, 4);
    if (digest.size == sizeof proof.digest) memcpy(proof.digest, digest.data, digest.size);
    return (struct token){
        .label = arena_copy(arena, db_text(q, 0)),
        .created = db_i64(q, 1),
        .expires = db_i64(q, 2),
        .acts = (unsigned)db_i64(q, 3),
        .used = presence_last(exchange, &proof, db_i64(q, 5)),
        .is_certificate = db_i64(q, 6) != 0,
    };
}

enum status token_list(struct token **out, size_t *count, struct exchange *exchange,
                       const struct viewer *viewer, struct arena *arena, struct fault *fault) {
    VEC_OF(struct token) rows = {0};
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status = db_query(&q, db,
                                  "SELECT label, created, expires, acts, digest, used,"
                                  " is_certificate FROM token WHERE account_no = $1"
                                  " ORDER BY created LIMIT $2",
                                  fault);
    if (status == OK) {
        db_bind_i64(q, 1, viewer->account_no);
        db_bind_i64(q, 2, TOKENS_MAX);
        while ((status = db_step(q, fault)) == OK) vec_add(&rows, token_row(q, exchange, arena));
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

// ---- taking back ----

static enum status token_delete(struct db *db, void *context, struct fault *fault) {
    const struct token_job *job = context;
    struct db_query *q;
    TRY(note(db, job, AUDIT_TOKEN_REVOKED, fault)); // undone when there is none
    TRY(db_query(&q, db, "DELETE FROM token WHERE account_no = $1 AND label = $2", fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_text(q, 2, job->token.label);
    TRY(db_finish(q, fault));
    if (db_changes(db) > 0) return OK;
    return fault_set(fault, ABSENT, "no token has this label");
}

enum status token_remove(struct exchange *exchange, const struct viewer *viewer, struct str label,
                         struct fault *fault) {
    struct token_job job = {.exchange = exchange,
                            .viewer = viewer,
                            .account_no = viewer->account_no,
                            .token.label = label};
    if (!text_is_storable(label)) return fault_set(fault, ABSENT, "no token has this label");
    return store_change(exchange->store, token_delete, &job, fault);
}
