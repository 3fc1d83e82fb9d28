// A person's own password, changed (account.h).
#include <string.h>

#include "base/crypto.h"
#include "exchange/account.h"
#include "exchange/audit.h"
#include "exchange/session.h"

static const char *const SENTENCES[] = {
    [PASSWORD_FINE] = "",
    [PASSWORD_SHORT] = "the new password is too short: 12 characters are expected",
    [PASSWORD_LONG] = "the new password is too long: 256 bytes are the most",
    [PASSWORD_NAMES] = "the new password is easy to guess: it is little more than names of yours",
    [PASSWORD_COMMON] = "the new password is easy to guess: it is little more than common words",
    [PASSWORD_ROWS] = "the new password is easy to guess: it repeats itself or follows a row",
};

struct password_job {
    struct exchange *exchange;
    const struct viewer *viewer;
    int64_t account_no;
    char hash[PASSWORD_HASH_SIZE];
    uint8_t digest[32]; // of the session that stays
};

static enum status store_hash(struct db *db, void *context, struct fault *fault) {
    const struct password_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "UPDATE account SET password = $1 WHERE no = $2", fault));
    db_bind_text(q, 1, str_of(job->hash));
    db_bind_i64(q, 2, job->account_no);
    TRY(db_finish(q, fault));
    TRY(db_query(&q, db, "DELETE FROM session WHERE account_no = $1 AND digest <> $2", fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_blob(q, 2, job->digest, sizeof job->digest);
    TRY(db_finish(q, fault));
    struct audit_note note = {.act = AUDIT_PASSWORD_CHANGED, .viewer = job->viewer};
    return audit_note_within(job->exchange, db, &note, fault);
}

enum status password_accept(enum password_fault *why, struct str fresh, const struct str *names,
                            size_t count, struct fault *fault) {
    *why = password_judge(fresh, names, count);
    if (*why == PASSWORD_FINE) return OK;
    return fault_set(fault, MALFORMED, "%s", SENTENCES[*why]);
}

enum status password_wish_judge(enum password_fault *why, struct str fresh,
                                const struct account *account, struct fault *fault) {
    const struct str names[] = {account->name, account->display, account->organisation.name,
                                account->organisation.slug};
    return password_accept(why, fresh, names, sizeof names / sizeof *names, fault);
}

enum status password_change(struct exchange *exchange, const struct viewer *viewer,
                            struct password_wish *wish, struct arena *arena, struct fault *fault) {
    struct account account;
    struct viewer proved;
    if (!viewer->account_no) return fault_set(fault, DENIED, "only an account has a password");
    TRY(account_of(&account, exchange, viewer, arena, fault));
    wish->knock.name = account.name;
    wish->knock.is_code_known =
        viewer->proof.by == CAME_BY_SESSION && session_is_proved(exchange, viewer);
    TRY(viewer_of_password(&proved, exchange, &wish->knock, arena, fault));
    TRY(password_wish_judge(&wish->why, wish->fresh, &account, fault));
    struct password_job job = {
        .exchange = exchange, .viewer = viewer, .account_no = viewer->account_no};
    if (viewer->proof.by == CAME_BY_SESSION)
        memcpy(job.digest, viewer->proof.digest, sizeof job.digest);
    enum status status = doorkeeper_hash(job.hash, exchange, wish->fresh, fault);
    if (status == OK) status = store_change(exchange->store, store_hash, &job, fault);
    secret_wipe(&job, sizeof job);
    return status;
}
