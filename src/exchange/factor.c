#include "exchange/factor.h"

#include <string.h>

#include "base/crypto.h"
#include "exchange/audit.h"

// ---- what is kept ----

struct factor {
    uint8_t secret[OTP_SECRET_SIZE];
    int64_t step;
    stamp made, confirmed;
};

static struct str secret_of(const struct factor *factor) {
    return (struct str){(const char *)factor->secret, sizeof factor->secret};
}

static enum status row_read(struct factor *out, struct db_query *q, struct fault *fault) {
    struct str secret = db_blob(q, 0);
    if (secret.size != sizeof out->secret)
        return fault_set(fault, FAILED, "a second factor in the store is damaged");
    memcpy(out->secret, secret.data, sizeof out->secret);
    out->step = db_i64(q, 1);
    out->made = db_i64(q, 2);
    out->confirmed = db_i64(q, 3);
    return OK;
}

static enum status read_in(struct factor *out, struct db *db, int64_t account_no,
                           struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db, "SELECT secret, step, made, confirmed FROM factor WHERE account_no = $1",
                 fault));
    db_bind_i64(q, 1, account_no);
    TRY(db_step(q, fault));
    return row_read(out, q, fault);
}

// ABSENT when there is none, nor an offer.
static enum status factor_read(struct factor *out, struct exchange *exchange, int64_t account_no,
                               struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    enum status status = read_in(out, db, account_no, fault);
    store_reader_give(exchange->store, db);
    return status;
}

// Numbers that a question without a row answers by 0.
static enum status number_of(int64_t *out, struct exchange *exchange, const char *sql, int64_t no,
                             struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status = db_query(&q, db, sql, fault);
    *out = 0;
    if (status == OK) {
        db_bind_i64(q, 1, no);
        status = db_step(q, fault);
        if (status == OK) *out = db_i64(q, 0);
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    return status == ABSENT ? OK : status;
}

enum status factor_state(struct factor_state *out, struct exchange *exchange,
                         const struct viewer *viewer, struct fault *fault) {
    struct factor factor = {0};
    int64_t left;
    struct factor_state state = {0};
    enum status status = factor_read(&factor, exchange, viewer->account_no, fault);
    secret_wipe(factor.secret, sizeof factor.secret);
    if (status != OK && status != ABSENT) return status;
    TRY(number_of(&left, exchange, "SELECT COUNT(*) FROM factor_code WHERE account_no = $1",
                  viewer->account_no, fault));
    TRY(factor_is_required(&state.is_required, exchange, viewer->organisation_no, fault));
    state.is_on = factor.confirmed > 0;
    state.since = factor.confirmed;
    state.codes_left = (size_t)left;
    *out = state;
    return OK;
}

// ---- codes ----

static enum status code_is_kept(struct exchange *exchange, const uint8_t digest[32],
                                int64_t account_no, struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status =
        db_query(&q, db, "SELECT 1 FROM factor_code WHERE digest = $1 AND account_no = $2", fault);
    if (status == OK) {
        db_bind_blob(q, 1, digest, 32);
        db_bind_i64(q, 2, account_no);
        status = db_step(q, fault);
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    return status;
}

enum status factor_find(struct factor_hit *out, struct exchange *exchange, int64_t account_no,
                        struct str text, struct fault *fault) {
    struct factor factor;
    enum status status = factor_read(&factor, exchange, account_no, fault);
    struct factor_hit hit = {.by = HIT_NONE_NEEDED};
    if (status == OK && factor.confirmed) {
        hit.by = HIT_STEP;
        hit.step = otp_find(secret_of(&factor), text, clock_now(store_clock(exchange->store)),
                            factor.step);
    }
    if (status == OK) secret_wipe(&factor, sizeof factor);
    if (status != OK && status != ABSENT) return status;
    *out = hit;
    if (hit.by == HIT_NONE_NEEDED || hit.step >= 0) return OK;
    out->by = HIT_CODE;
    status = ABSENT;
    if (factor_code_read(out->digest, account_no, text))
        status = code_is_kept(exchange, out->digest, account_no, fault);
    if (status != ABSENT) return status;
    return fault_set(fault, DENIED, "the code is wrong or was used before");
}

// The one place where a code is used up.
enum status factor_take_in(struct db *db, int64_t account_no, const struct factor_hit *hit,
                           struct fault *fault) {
    struct db_query *q;
    if (hit->by == HIT_NONE_NEEDED) return OK;
    if (hit->by == HIT_STEP) {
        TRY(db_query(&q, db,
                     "UPDATE factor SET step = $1 WHERE account_no = $2 AND confirmed > 0"
                     " AND step < $3",
                     fault));
        db_bind_i64(q, 1, hit->step);
        db_bind_i64(q, 2, account_no);
        db_bind_i64(q, 3, hit->step);
    } else {
        TRY(db_query(&q, db, "DELETE FROM factor_code WHERE digest = $1 AND account_no = $2",
                     fault));
        db_bind_blob(q, 1, hit->digest, sizeof hit->digest);
        db_bind_i64(q, 2, account_no);
    }
    TRY(db_finish(q, fault));
    if (db_changes(db) > 0) return OK;
    return fault_set(fault, DENIED, "the code is wrong or was used before");
}

struct factor_job {
    struct exchange *exchange;
    const struct viewer *viewer; // who changes it
    int64_t account_no, organisation_no;
    struct factor_hit hit;
    stamp now;
    bool is_required;
    uint8_t secret[OTP_SECRET_SIZE];
    uint8_t session[32]; // that stays
    const struct factor_codes *codes;
};

static enum status take(struct db *db, void *context, struct fault *fault) {
    const struct factor_job *job = context;
    return factor_take_in(db, job->account_no, &job->hit, fault);
}

enum status factor_take(struct exchange *exchange, int64_t account_no, const struct factor_hit *hit,
                        struct fault *fault) {
    if (hit->by == HIT_NONE_NEEDED) return OK;
    struct factor_job job = {.account_no = account_no, .hit = *hit};
    struct store_job task = {.run = take, .context = &job, .bytes = 200, .keeps_rights = true};
    store_submit(exchange->store, &task);
    return store_wait(exchange->store, &task, fault);
}

// ---- making one ----

static enum status need_account(const struct viewer *viewer, struct fault *fault) {
    if (viewer->account_no) return OK;
    return fault_set(fault, DENIED, "only an account has a second factor");
}

static enum status offer(struct db *db, void *context, struct fault *fault) {
    const struct factor_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM factor WHERE account_no = $1 AND confirmed = 0", fault));
    db_bind_i64(q, 1, job->account_no);
    TRY(db_finish(q, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO factor (account_no, secret, step, made, confirmed)"
                 " VALUES ($1, $2, -1, $3, 0) ON CONFLICT DO NOTHING",
                 fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_blob(q, 2, job->secret, sizeof job->secret);
    db_bind_i64(q, 3, job->now);
    TRY(db_finish(q, fault));
    if (db_changes(db) > 0) return OK;
    return fault_set(fault, CONFLICT, "there is a second factor already: switch it off first");
}

enum status factor_offer(uint8_t secret[OTP_SECRET_SIZE], struct exchange *exchange,
                         const struct viewer *viewer, struct fault *fault) {
    TRY(need_account(viewer, fault));
    struct factor_job job = {.exchange = exchange,
                             .viewer = viewer,
                             .account_no = viewer->account_no,
                             .now = clock_now(store_clock(exchange->store))};
    chance_fill(store_chance(exchange->store), job.secret, sizeof job.secret);
    struct store_job task = {.run = offer, .context = &job, .bytes = 300, .keeps_rights = true};
    store_submit(exchange->store, &task);
    enum status status = store_wait(exchange->store, &task, fault);
    if (status == OK) memcpy(secret, job.secret, sizeof job.secret);
    secret_wipe(&job, sizeof job);
    return status;
}

static enum status read_offer(struct factor *out, struct exchange *exchange,
                              const struct viewer *viewer, struct fault *fault) {
    stamp now = clock_now(store_clock(exchange->store));
    TRY(need_account(viewer, fault));
    enum status status = factor_read(out, exchange, viewer->account_no, fault);
    if (status == OK && !out->confirmed && now - out->made < FACTOR_OFFER_SECONDS * STAMP_SECOND)
        return OK;
    if (status != OK && status != ABSENT) return status;
    secret_wipe(out->secret, sizeof out->secret);
    return fault_set(fault, ABSENT, "no second factor is being set up: begin again");
}

enum status factor_offered(uint8_t secret[OTP_SECRET_SIZE], struct exchange *exchange,
                           const struct viewer *viewer, struct fault *fault) {
    struct factor factor;
    TRY(read_offer(&factor, exchange, viewer, fault));
    memcpy(secret, factor.secret, OTP_SECRET_SIZE);
    secret_wipe(&factor, sizeof factor);
    return OK;
}

// Who is asked for a code while being signed in: counted by the name, as at the sign-in.
static enum status try_code(struct exchange *exchange, const struct viewer *viewer,
                            struct knock *knock, bool fits, struct fault *fault) {
    struct account account;
    uint8_t mark[DEVICE_MARK_SIZE];
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    TRY(account_of(&account, exchange, viewer, &arena, fault));
    knock->name = account.name;
    if (knock->device.size &&
        device_read(mark, exchange, viewer->account_no, knock->device, fault) == OK)
        knock->mark = mark;
    enum status status = doorkeeper_try(exchange, knock, fits, fault);
    knock->mark = NULL;
    knock->name = STR_NONE;
    return status;
}

static enum status note(struct db *db, const struct factor_job *job, enum audit_act act,
                        struct fault *fault) {
    struct audit_note note = {.act = act, .viewer = job->viewer};
    if (act == AUDIT_FACTOR_DEMANDED)
        note.more = job->is_required ? STR("\"is_required\":true") : STR("\"is_required\":false");
    return audit_note_within(job->exchange, db, &note, fault);
}

static enum status end_sessions(struct db *db, const struct factor_job *job, struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM session WHERE account_no = $1 AND digest <> $2", fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_blob(q, 2, job->session, sizeof job->session);
    return db_finish(q, fault);
}

static enum status confirm(struct db *db, void *context, struct fault *fault) {
    const struct factor_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "UPDATE factor SET confirmed = $1, step = $2 WHERE account_no = $3"
                 " AND confirmed = 0 AND secret = $4",
                 fault));
    db_bind_i64(q, 1, job->now);
    db_bind_i64(q, 2, job->hit.step);
    db_bind_i64(q, 3, job->account_no);
    db_bind_blob(q, 4, job->secret, sizeof job->secret);
    TRY(db_finish(q, fault));
    if (db_changes(db) != 1)
        return fault_set(fault, ABSENT, "no second factor is being set up: begin again");
    TRY(factor_codes_keep(db, job->account_no, job->codes, fault));
    TRY(end_sessions(db, job, fault));
    return note(db, job, AUDIT_FACTOR_SET, fault);
}

static struct factor_job job_of(struct exchange *exchange, const struct viewer *viewer) {
    struct factor_job job = {.exchange = exchange,
                             .viewer = viewer,
                             .account_no = viewer->account_no,
                             .now = clock_now(store_clock(exchange->store))};
    if (viewer->proof.by == CAME_BY_SESSION)
        memcpy(job.session, viewer->proof.digest, sizeof job.session);
    return job;
}

// Hands out codes when what keeps them is durable, and else wipes them.
static enum status
change_with_codes(struct factor_codes *out, struct exchange *exchange, struct factor_job *job,
                  enum status (*run)(struct db *db, void *context, struct fault *fault),
                  struct fault *fault) {
    struct factor_codes codes;
    factor_codes_make(&codes, store_chance(exchange->store));
    job->codes = &codes;
    enum status status = store_change(exchange->store, run, job, fault);
    if (status == OK) *out = codes;
    secret_wipe(&codes, sizeof codes);
    return status;
}

enum status factor_confirm(struct factor_codes *out, struct exchange *exchange,
                           const struct viewer *viewer, struct knock *knock, struct fault *fault) {
    struct factor factor;
    TRY(read_offer(&factor, exchange, viewer, fault));
    struct factor_job job = job_of(exchange, viewer);
    job.hit.step = otp_find(secret_of(&factor), knock->code, job.now, -1);
    memcpy(job.secret, factor.secret, sizeof job.secret);
    secret_wipe(&factor, sizeof factor);
    enum status status = try_code(exchange, viewer, knock, job.hit.step >= 0, fault);
    if (status == OK) status = change_with_codes(out, exchange, &job, confirm, fault);
    secret_wipe(&job, sizeof job);
    return status;
}

// ---- changing and ending it ----

// What the code of `knock` is, counted when it is wrong.
static enum status need_code(struct factor_hit *out, struct exchange *exchange,
                             const struct viewer *viewer, struct knock *knock,
                             struct fault *fault) {
    TRY(need_account(viewer, fault));
    enum status status = factor_find(out, exchange, viewer->account_no, knock->code, fault);
    if (status != OK && status != DENIED) return status;
    if (status == OK && out->by == HIT_NONE_NEEDED)
        return fault_set(fault, ABSENT, "there is no second factor");
    return try_code(exchange, viewer, knock, status == OK, fault);
}

enum status factor_check(struct exchange *exchange, int64_t account_no, struct knock *knock,
                         struct fault *fault) {
    struct viewer viewer = {.account_no = account_no};
    struct factor_hit hit = {.by = HIT_NONE_NEEDED};
    enum status status = factor_find(&hit, exchange, account_no, knock->code, fault);
    if (status != OK && status != DENIED) return status;
    TRY(try_code(exchange, &viewer, knock, status == OK, fault));
    return factor_take(exchange, account_no, &hit, fault);
}

static enum status renew(struct db *db, void *context, struct fault *fault) {
    const struct factor_job *job = context;
    TRY(factor_take_in(db, job->account_no, &job->hit, fault));
    TRY(factor_codes_keep(db, job->account_no, job->codes, fault));
    return note(db, job, AUDIT_FACTOR_CODES, fault);
}

enum status factor_renew(struct factor_codes *out, struct exchange *exchange,
                         const struct viewer *viewer, struct knock *knock, struct fault *fault) {
    struct factor_job job = job_of(exchange, viewer);
    TRY(need_code(&job.hit, exchange, viewer, knock, fault));
    return change_with_codes(out, exchange, &job, renew, fault);
}

enum status factor_forget_in(struct db *db, int64_t account_no, struct fault *fault) {
    static const char *const words[] = {"DELETE FROM factor WHERE account_no = $1",
                                        "DELETE FROM factor_code WHERE account_no = $1"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct db_query *q;
        TRY(db_query(&q, db, words[i], fault));
        db_bind_i64(q, 1, account_no);
        TRY(db_finish(q, fault));
    }
    return OK;
}

static enum status end(struct db *db, void *context, struct fault *fault) {
    const struct factor_job *job = context;
    TRY(factor_take_in(db, job->account_no, &job->hit, fault));
    TRY(factor_forget_in(db, job->account_no, fault));
    return note(db, job, AUDIT_FACTOR_ENDED, fault);
}

enum status factor_end(struct exchange *exchange, const struct viewer *viewer, struct knock *knock,
                       struct fault *fault) {
    struct factor_job job = job_of(exchange, viewer);
    TRY(need_code(&job.hit, exchange, viewer, knock, fault));
    return store_change(exchange->store, end, &job, fault);
}

// ---- who demands it ----

static enum status require(struct db *db, void *context, struct fault *fault) {
    const struct factor_job *job = context;
    struct db_query *q;
    const char *sql = job->is_required ? "INSERT INTO factor_required (organisation_no) VALUES ($1)"
                                         " ON CONFLICT DO NOTHING"
                                       : "DELETE FROM factor_required WHERE organisation_no = $1";
    TRY(db_query(&q, db, sql, fault));
    db_bind_i64(q, 1, job->organisation_no);
    TRY(db_finish(q, fault));
    return note(db, job, AUDIT_FACTOR_DEMANDED, fault);
}

enum status factor_require(struct exchange *exchange, const struct viewer *viewer,
                           int64_t organisation_no, bool is_required, struct fault *fault) {
    bool is_own =
        organisation_no && viewer->is_administrator && viewer->organisation_no == organisation_no;
    if (!viewer->is_operator && !is_own)
        return fault_set(fault, DENIED, "only who administers them may demand it of persons");
    struct factor_job job = {.exchange = exchange,
                             .viewer = viewer,
                             .organisation_no = organisation_no,
                             .is_required = is_required};
    return store_change(exchange->store, require, &job, fault);
}

enum status factor_is_required(bool *out, struct exchange *exchange, int64_t organisation_no,
                               struct fault *fault) {
    int64_t count;
    TRY(number_of(&count, exchange,
                  "SELECT COUNT(*) FROM factor_required WHERE organisation_no IN (0, $1)",
                  organisation_no, fault));
    *out = count > 0;
    return OK;
}
