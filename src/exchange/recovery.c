#include "exchange/recovery.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/audit.h"
#include "exchange/factor.h"
#include "exchange/session.h"

struct recovery_job {
    const struct visit *visit;
    int64_t account_no, by;
    uint8_t digest[32];
    struct uuid id;
    stamp now, until;
    bool needs_second;
    char hash[PASSWORD_HASH_SIZE];
};

// Of an account, of which its organisation's administrators are told.
static enum status note_account(struct db *db, const struct recovery_job *job, enum audit_act act,
                                int64_t account_no, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    struct uuid identity = {{0}};
    TRY(db_query(&q, db,
                 "SELECT a.name, o.no, o.identity FROM account a JOIN organisation o"
                 " ON o.no = a.organisation_no WHERE a.no = $1",
                 fault));
    db_bind_i64(q, 1, account_no);
    TRY(db_step(q, fault));
    struct str id = db_blob(q, 2);
    if (id.size == sizeof identity.bytes) memcpy(identity.bytes, id.data, id.size);
    struct audit_note note = {.act = act,
                              .viewer = job->visit->viewer,
                              .kind = "account",
                              .name = db_text(q, 0),
                              .concerns = {db_i64(q, 1), &identity}};
    return audit_note_within(job->visit->exchange, db, &note, fault);
}

static stamp now_of(const struct visit *visit) {
    return clock_now(store_clock(visit->exchange->store));
}

// ---- who else is there ----

// Accounts $1 and $2 are not another; $3: whose administrators count.
#define OTHERS                                                                                     \
    " FROM account WHERE no <> $1 AND no <> $2 AND password <> '' AND state = 1"                   \
    " AND (is_operator = 1 OR no IN (SELECT account_no FROM membership"                            \
    "   WHERE organisation_no = $3 AND role = 4 AND state = 1))"

static enum status others_in(struct recovery_others *out, const struct visit *visit,
                             const int64_t numbers[3], struct db *db) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    enum status status;
    TRY(db_query(&q, db, "SELECT name" OTHERS " ORDER BY name LIMIT $4", visit->fault));
    for (int i = 0; i < 3; i++) db_bind_i64(q, i + 1, numbers[i]);
    db_bind_i64(q, 4, RECOVERY_OTHERS_MAX);
    out->count = 0;
    while ((status = db_step(q, visit->fault)) == OK)
        out->names[out->count++] = arena_copy(visit->arena, db_text(q, 0));
    return status == ABSENT ? OK : status;
}

static enum status others_read(struct recovery_others *out, const struct visit *visit,
                               int64_t account_no, int64_t organisation_no) {
    const int64_t numbers[3] = {account_no, visit->viewer->account_no, organisation_no};
    struct db *db = store_reader_take(visit->exchange->store);
    enum status status = others_in(out, visit, numbers, db);
    store_reader_give(visit->exchange->store, db);
    return status;
}

// ---- making ----

// The one place where a recovery begins.
static enum status insert(struct db *db, void *context, struct fault *fault) {
    const struct recovery_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM recovery WHERE account_no = $1 OR until <= $2", fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_i64(q, 2, job->now);
    TRY(db_finish(q, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO recovery (account_no, id, digest, asked, until, asked_by,"
                 " needs_second, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
                 fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_blob(q, 2, job->id.bytes, sizeof job->id.bytes);
    db_bind_blob(q, 3, job->digest, sizeof job->digest);
    db_bind_i64(q, 4, job->now);
    db_bind_i64(q, 5, job->until);
    db_bind_i64(q, 6, job->by);
    db_bind_i64(q, 7, job->needs_second);
    TRY(db_finish(q, fault));
    return note_account(db, job, AUDIT_RECOVERY_BEGUN, job->account_no, fault);
}

static enum status change(const struct visit *visit,
                          enum status (*run)(struct db *db, void *context, struct fault *fault),
                          struct recovery_job *job) {
    struct store_job task = {.run = run, .context = job, .bytes = 500, .keeps_rights = true};
    store_submit(visit->exchange->store, &task);
    return store_wait(visit->exchange->store, &task, visit->fault);
}

enum status recovery_make(char out[CREDENTIAL_TEXT_SIZE], struct recovery *made,
                          struct recovery_others *others, const struct visit *visit,
                          struct str name) {
    if (!visit->viewer->is_operator)
        return fault_set(visit->fault, DENIED, "only an operator begins a recovery");
    struct viewer whose;
    enum status status = viewer_as(&whose, visit->exchange, name, visit->arena, visit->fault);
    if (status == OK && !whose.account_no) status = ABSENT;
    if (status == ABSENT)
        return fault_set(visit->fault, ABSENT, "no account is called %.*s", STR_ARG(name));
    TRY(status);
    TRY(others_read(others, visit, whose.account_no, whose.organisation_no));
    struct chance *chance = store_chance(visit->exchange->store);
    char text[CREDENTIAL_TEXT_SIZE];
    credential_make(text, CREDENTIAL_RECOVERY, chance);
    bool needs_second = others->count > 0;
    struct recovery_job job = {.visit = visit,
                               .account_no = whose.account_no,
                               .by = visit->viewer->account_no,
                               .id = chance_uuid(chance),
                               .now = now_of(visit),
                               .needs_second = needs_second};
    job.until = job.now + (needs_second ? RECOVERY_WAIT_SECONDS : RECOVERY_SECONDS) * STAMP_SECOND;
    digest_sha256(job.digest, str_of(text));
    status = change(visit, insert, &job);
    if (status == OK) {
        memcpy(out, text, sizeof text);
        *made = (struct recovery){.id = job.id,
                                  .name = name,
                                  .asked = job.now,
                                  .until = job.until,
                                  .is_open = !needs_second};
    }
    secret_wipe(text, sizeof text);
    return status;
}

// ---- listing ----

// Who may confirm, of a recovery `r` of an account `a`: the parameters hold the viewer's account,
// whether it is an operator, and the organisation that it administers or 0.
#define FOR_VIEWER(own, is_operator, organisation)                                                 \
    " r.needs_second = 1 AND r.confirmed_by = 0 AND r.account_no <> " own                          \
    " AND r.asked_by <> " own " AND (" is_operator " = 1 OR a.organisation_no = " organisation ")"

static void bind_viewer(struct db_query *q, int own, int others, const struct viewer *viewer) {
    db_bind_i64(q, own, viewer->account_no);
    db_bind_i64(q, others, viewer->is_operator);
    db_bind_i64(q, others + 1, viewer->is_administrator ? viewer->organisation_no : 0);
}

static bool may_confirm(const struct viewer *viewer) {
    return viewer->account_no && (viewer->is_operator || viewer->is_administrator);
}

static struct recovery recovery_row(struct db_query *q, struct arena *arena) {
    struct recovery row = {.name = arena_copy(arena, db_text(q, 1)),
                           .organisation = arena_copy(arena, db_text(q, 2)),
                           .asked_by = arena_copy(arena, db_text(q, 3)),
                           .asked = db_i64(q, 4),
                           .until = db_i64(q, 5)};
    struct str id = db_blob(q, 0);
    if (id.size == sizeof row.id.bytes) memcpy(row.id.bytes, id.data, id.size);
    return row;
}

static enum status list_in(struct recovery *rows, size_t *count, const struct visit *visit,
                           struct db *db) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    enum status status;
    TRY(db_query(
        &q, db,
        "SELECT r.id, a.name, o.name, COALESCE(b.name, ''), r.asked, r.until"
        " FROM recovery r JOIN account a ON a.no = r.account_no"
        " JOIN organisation o ON o.no = a.organisation_no"
        " LEFT JOIN account b ON b.no = r.asked_by"
        " WHERE" FOR_VIEWER("$1", "$2", "$3") " AND r.until > $4 ORDER BY r.asked LIMIT $5",
        visit->fault));
    bind_viewer(q, 1, 2, visit->viewer);
    db_bind_i64(q, 4, now_of(visit));
    db_bind_i64(q, 5, RECOVERIES_MAX);
    while ((status = db_step(q, visit->fault)) == OK)
        rows[(*count)++] = recovery_row(q, visit->arena);
    return status == ABSENT ? OK : status;
}

enum status recovery_list(struct recovery **out, size_t *count, const struct visit *visit) {
    struct recovery *rows = arena_array(visit->arena, RECOVERIES_MAX, struct recovery);
    size_t found = 0;
    if (may_confirm(visit->viewer)) {
        struct db *db = store_reader_take(visit->exchange->store);
        enum status status = list_in(rows, &found, visit, db);
        store_reader_give(visit->exchange->store, db);
        TRY(status);
    }
    *out = rows;
    *count = found;
    return OK;
}

// ---- the second pair of eyes ----

struct eyes_job {
    struct exchange *exchange;
    const struct viewer *viewer;
    struct uuid id;
    stamp now;
};

#define WAITS_FOR(own, is_operator, organisation)                                                  \
    " account_no IN (SELECT a.no FROM recovery r JOIN account a ON a.no = r.account_no"            \
    " WHERE" FOR_VIEWER(own, is_operator, organisation) ")"

static enum status one_is_changed(struct db *db, struct fault *fault) {
    if (db_changes(db) > 0) return OK;
    return fault_set(fault, ABSENT, "no recovery of that id waits for you");
}

static enum status note_look(struct db *db, const struct eyes_job *job, enum audit_act act,
                             struct fault *fault) {
    char id[UUID_TEXT_SIZE];
    struct audit_note note = {.act = act,
                              .viewer = job->viewer,
                              .kind = "recovery",
                              .name = str_of(uuid_write(id, &job->id))};
    TRY(one_is_changed(db, fault));
    return audit_note_within(job->exchange, db, &note, fault);
}

// The one place where it is confirmed.
static enum status confirm(struct db *db, void *context, struct fault *fault) {
    const struct eyes_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "UPDATE recovery SET confirmed_by = $1, until = $2 WHERE id = $3 AND until > $4"
                 " AND" WAITS_FOR("$1", "$5", "$6"),
                 fault));
    bind_viewer(q, 1, 5, job->viewer);
    db_bind_i64(q, 2, job->now + RECOVERY_SECONDS * STAMP_SECOND);
    db_bind_blob(q, 3, job->id.bytes, sizeof job->id.bytes);
    db_bind_i64(q, 4, job->now);
    TRY(db_finish(q, fault));
    return note_look(db, job, AUDIT_RECOVERY_CONFIRMED, fault);
}

static enum status refuse(struct db *db, void *context, struct fault *fault) {
    const struct eyes_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM recovery WHERE id = $1 AND account_no = $2", fault));
    db_bind_blob(q, 1, job->id.bytes, sizeof job->id.bytes);
    db_bind_i64(q, 2, job->viewer->account_no);
    TRY(db_finish(q, fault));
    if (db_changes(db) > 0 || !may_confirm(job->viewer))
        return note_look(db, job, AUDIT_RECOVERY_REFUSED, fault);
    TRY(db_query(
        &q, db, "DELETE FROM recovery WHERE id = $1 AND until > $2 AND" WAITS_FOR("$3", "$4", "$5"),
        fault));
    db_bind_blob(q, 1, job->id.bytes, sizeof job->id.bytes);
    db_bind_i64(q, 2, job->now);
    bind_viewer(q, 3, 4, job->viewer);
    TRY(db_finish(q, fault));
    return note_look(db, job, AUDIT_RECOVERY_REFUSED, fault);
}

static enum status look(const struct visit *visit, const struct uuid *id,
                        enum status (*run)(struct db *db, void *context, struct fault *fault)) {
    struct eyes_job job = {visit->exchange, visit->viewer, *id, now_of(visit)};
    struct store_job task = {.run = run, .context = &job, .bytes = 200, .keeps_rights = true};
    store_submit(visit->exchange->store, &task);
    return store_wait(visit->exchange->store, &task, visit->fault);
}

enum status recovery_confirm(const struct visit *visit, const struct uuid *id) {
    if (!may_confirm(visit->viewer))
        return fault_set(visit->fault, DENIED, "an operator or administrator confirms recoveries");
    return look(visit, id, confirm);
}

enum status recovery_refuse(const struct visit *visit, const struct uuid *id) {
    if (!visit->viewer->account_no)
        return fault_set(visit->fault, DENIED, "only an account refuses a recovery");
    return look(visit, id, refuse);
}

// ---- using it ----

static enum status find_in(int64_t *account_no, bool *is_waiting, const struct recovery_job *job,
                           struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db,
                 "SELECT account_no, needs_second, confirmed_by FROM recovery"
                 " WHERE digest = $1 AND until > $2",
                 fault));
    db_bind_blob(q, 1, job->digest, sizeof job->digest);
    db_bind_i64(q, 2, job->now);
    TRY(db_step(q, fault));
    *account_no = db_i64(q, 0);
    *is_waiting = db_i64(q, 1) != 0 && db_i64(q, 2) == 0;
    return OK;
}

// The one place where it opens an account.
static enum status use(struct db *db, void *context, struct fault *fault) {
    static const char *const words[] = {"DELETE FROM session WHERE account_no = $1",
                                        "DELETE FROM token WHERE account_no = $1",
                                        "DELETE FROM provider_link WHERE account_no = $1",
                                        "DELETE FROM recovery WHERE account_no = $1"};
    const struct recovery_job *job = context;
    int64_t account_no;
    bool is_waiting;
    struct db_query *q;
    enum status status = find_in(&account_no, &is_waiting, job, db, fault);
    if (status == ABSENT || (status == OK && is_waiting))
        return fault_set(fault, DENIED, "the recovery is not known or over");
    TRY(status);
    TRY(db_query(&q, db, "UPDATE account SET password = $1 WHERE no = $2", fault));
    db_bind_text(q, 1, str_of(job->hash));
    db_bind_i64(q, 2, account_no);
    TRY(db_finish(q, fault));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        TRY(db_query(&q, db, words[i], fault));
        db_bind_i64(q, 1, account_no);
        TRY(db_finish(q, fault));
    }
    TRY(factor_forget_in(db, account_no, fault));
    return note_account(db, job, AUDIT_RECOVERY_USED, account_no, fault);
}

static enum status judge(struct recovery_wish *wish, const struct visit *visit,
                         int64_t account_no) {
    struct account account;
    struct viewer whose = {.account_no = account_no};
    TRY(account_of(&account, visit->exchange, &whose, visit->arena, visit->fault));
    return password_wish_judge(&wish->why, wish->fresh, &account, visit->fault);
}

enum status recovery_use(const struct visit *visit, struct recovery_wish *wish) {
    struct recovery_job job = {.visit = visit, .now = now_of(visit)};
    int64_t account_no = 0;
    enum status status = ABSENT;
    if (credential_read(job.digest, CREDENTIAL_RECOVERY, wish->secret)) {
        struct db *db = store_reader_take(visit->exchange->store);
        status = find_in(&account_no, &wish->is_waiting, &job, db, visit->fault);
        store_reader_give(visit->exchange->store, db);
    }
    if (status == ABSENT)
        return fault_set(visit->fault, DENIED, "the recovery is not known or over");
    TRY(status);
    if (wish->is_waiting)
        return fault_set(visit->fault, DENIED, "somebody else has to confirm this recovery first");
    TRY(judge(wish, visit, account_no));
    status = doorkeeper_hash(job.hash, visit->exchange, wish->fresh, visit->fault);
    if (status == OK) status = store_change(visit->exchange->store, use, &job, visit->fault);
    secret_wipe(&job, sizeof job);
    return status;
}
