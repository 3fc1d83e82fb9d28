#include "exchange/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/audit.h"
#include "exchange/presence.h"

stamp session_until(stamp created, stamp used) {
    stamp idle = used + SESSION_IDLE_SECONDS * STAMP_SECOND;
    stamp age = created + SESSION_SECONDS * STAMP_SECOND;
    return idle < age ? idle : age;
}

// ---- beginning ----

struct session_job {
    struct exchange *exchange;
    const struct viewer *viewer;
    uint8_t digest[32];
    struct uuid id;
    int64_t account_no, organisation_no;
    stamp now;
    struct str address, device;
    const struct session_wish *wish;
    size_t ended; // written
};

static enum status end_old(struct db *db, const struct session_job *job, struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM session WHERE created <= $1 OR used <= $2", fault));
    db_bind_i64(q, 1, job->now - SESSION_SECONDS * STAMP_SECOND);
    // Another program may know of a use that is not written yet.
    db_bind_i64(q, 2, job->now - (SESSION_IDLE_SECONDS + 3600) * STAMP_SECOND);
    TRY(db_finish(q, fault));
    TRY(db_query(&q, db,
                 "DELETE FROM session WHERE digest IN (SELECT digest FROM session"
                 " WHERE account_no = $1 ORDER BY used DESC, created DESC LIMIT 100000 OFFSET $2)",
                 fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_i64(q, 2, SESSIONS_MAX - 1);
    return db_finish(q, fault);
}

// Who comes in had nothing before: from now on this session.
static enum status note_beginning(struct db *db, const struct session_job *job,
                                  struct fault *fault) {
    struct viewer viewer = *job->viewer;
    viewer.proof = (struct viewer_proof){.by = CAME_BY_SESSION};
    memcpy(viewer.proof.digest, job->digest, sizeof job->digest);
    struct audit_note note = {.act = AUDIT_SIGN_IN, .viewer = &viewer, .place = job->address};
    SCOPED(buf_close) struct buf more;
    buf_init(&more, 200);
    buf_addf(&more, "\"provider\":\"%.*s\"", STR_ARG(job->wish->provider)); // a slug
    if (job->wish->provider_no) note.more = buf_str(&more);
    return audit_note_within(job->exchange, db, &note, fault);
}

static enum status insert(struct db *db, void *context, struct fault *fault) {
    const struct session_job *job = context;
    TRY(end_old(db, job, fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO session (digest, id, account_no, created, used, proved, address,"
                 " device, organisation_no, provider_no, is_strong)"
                 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                 fault));
    db_bind_blob(q, 1, job->digest, sizeof job->digest);
    db_bind_blob(q, 2, job->id.bytes, sizeof job->id.bytes);
    db_bind_i64(q, 3, job->account_no);
    db_bind_i64(q, 4, job->now);
    db_bind_i64(q, 5, job->now);
    db_bind_i64(q, 6, job->wish->provider_no ? job->wish->proved : job->now);
    db_bind_text(q, 7, job->address);
    db_bind_text(q, 8, job->device);
    db_bind_i64(q, 9, job->organisation_no);
    db_bind_i64(q, 10, job->wish->provider_no);
    db_bind_i64(q, 11, job->wish->is_strong);
    TRY(db_finish(q, fault));
    return note_beginning(db, job, fault);
}

// A browser may call itself anything.
static struct str device_of(struct str text, char room[SESSION_DEVICE_BYTES_MAX]) {
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        if (!text_is_shown(text_next(text, &at))) continue;
        if (size + (at - begin) > SESSION_DEVICE_BYTES_MAX) break;
        memcpy(room + size, text.data + begin, at - begin);
        size += at - begin;
    }
    return (struct str){room, size};
}

enum status session_begin(char out[CREDENTIAL_TEXT_SIZE], struct exchange *exchange,
                          const struct viewer *viewer, const struct session_wish *wish,
                          struct fault *fault) {
    if (!viewer->account_no) return fault_set(fault, DENIED, "only an account can sign in");
    struct chance *chance = store_chance(exchange->store);
    char text[CREDENTIAL_TEXT_SIZE], device[SESSION_DEVICE_BYTES_MAX];
    credential_make(text, CREDENTIAL_SESSION, chance);
    struct session_job job = {
        .exchange = exchange,
        .viewer = viewer,
        .id = chance_uuid(chance),
        .account_no = viewer->account_no,
        .organisation_no = viewer->organisation_no,
        .now = clock_now(store_clock(exchange->store)),
        .address = wish->address.data ? wish->address : STR(""),
        .device = device_of(wish->device, device),
        .wish = wish,
    };
    digest_sha256(job.digest, str_of(text));
    struct store_job task = {.run = insert, .context = &job, .bytes = 2500, .keeps_rights = true};
    store_submit(exchange->store, &task);
    enum status status = store_wait(exchange->store, &task, fault);
    if (status == OK) memcpy(out, text, sizeof text);
    secret_wipe(text, sizeof text);
    return status;
}

// ---- proving ----

bool session_is_proved(struct exchange *exchange, const struct viewer *viewer) {
    if (viewer->proof.by != CAME_BY_SESSION) return true;
    stamp age = clock_now(store_clock(exchange->store)) - viewer->proof.proved;
    return age < SESSION_PROOF_SECONDS * STAMP_SECOND;
}

static enum status prove(struct db *db, void *context, struct fault *fault) {
    const struct session_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "UPDATE session SET proved = $1 WHERE digest = $2 AND account_no = $3",
                 fault));
    db_bind_i64(q, 1, job->now);
    db_bind_blob(q, 2, job->digest, sizeof job->digest);
    db_bind_i64(q, 3, job->account_no);
    return db_finish(q, fault);
}

enum status session_prove_at(struct exchange *exchange, const struct viewer *viewer,
                             stamp authenticated, struct fault *fault) {
    struct session_job job = {.account_no = viewer->account_no, .now = authenticated};
    if (viewer->proof.by != CAME_BY_SESSION)
        return fault_set(fault, DENIED, "only who is signed in with a browser proves it again");
    memcpy(job.digest, viewer->proof.digest, sizeof job.digest);
    struct store_job task = {.run = prove, .context = &job, .bytes = 200, .keeps_rights = true};
    store_submit(exchange->store, &task);
    return store_wait(exchange->store, &task, fault);
}

enum status session_prove(struct exchange *exchange, const struct viewer *viewer,
                          struct knock *knock, struct arena *arena, struct fault *fault) {
    struct account account;
    struct viewer proved;
    if (viewer->proof.by != CAME_BY_SESSION)
        return fault_set(fault, DENIED, "only who is signed in with a browser proves it again");
    TRY(account_of(&account, exchange, viewer, arena, fault));
    knock->name = account.name;
    TRY(viewer_of_password(&proved, exchange, knock, arena, fault));
    return session_prove_at(exchange, viewer, clock_now(store_clock(exchange->store)), fault);
}

// ---- listing ----

static int by_use(const void *a, const void *b) {
    const struct session *one = a, *other = b;
    return one->used == other->used
               ? (one->created < other->created) - (one->created > other->created)
               : (one->used < other->used) - (one->used > other->used);
}

#define SESSION_COLUMNS                                                                            \
    "SELECT s.id, s.digest, s.created, s.used, s.address, s.device, COALESCE(p.name, '')"          \
    " FROM session s LEFT JOIN provider p ON p.no = s.provider_no"

static struct session session_row(struct db_query *q, struct exchange *exchange,
                                  const struct viewer *viewer, struct arena *arena) {
    struct viewer_proof proof = {.by = CAME_BY_SESSION};
    struct session session = {.created = db_i64(q, 2),
                              .address = arena_copy(arena, db_text(q, 4)),
                              .device = arena_copy(arena, db_text(q, 5)),
                              .provider = arena_copy(arena, db_text(q, 6))};
    struct str id = db_blob(q, 0), digest = db_blob(q, 1);
    if (id.size == sizeof session.id.bytes) memcpy(session.id.bytes, id.data, id.size);
    if (digest.size == sizeof proof.digest) memcpy(proof.digest, digest.data, digest.size);
    session.used = presence_last(exchange, &proof, db_i64(q, 3));
    session.is_this = viewer->proof.by == CAME_BY_SESSION &&
                      secret_equal(viewer->proof.digest, proof.digest, sizeof proof.digest);
    return session;
}

enum status session_list(struct session **out, size_t *count, struct exchange *exchange,
                         const struct viewer *viewer, struct arena *arena, struct fault *fault) {
    stamp now = clock_now(store_clock(exchange->store));
    struct session *rows = arena_array(arena, SESSIONS_MAX, struct session);
    size_t found = 0;
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status = db_query(
        &q, db, SESSION_COLUMNS " WHERE s.account_no = $1 ORDER BY s.used DESC LIMIT $2", fault);
    if (status == OK) {
        db_bind_i64(q, 1, viewer->account_no);
        db_bind_i64(q, 2, SESSIONS_MAX);
        while ((status = db_step(q, fault)) == OK) {
            rows[found] = session_row(q, exchange, viewer, arena);
            found += session_until(rows[found].created, rows[found].used) > now;
        }
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    if (status != ABSENT) return status;
    qsort(rows, found, sizeof *rows, by_use);
    *out = rows;
    *count = found;
    return OK;
}

// ---- ending ----

// Before it is gone, by which its person may have come in.
static enum status note_ending(struct db *db, const struct session_job *job, enum audit_act act,
                               struct fault *fault) {
    char id[UUID_TEXT_SIZE];
    struct audit_note note = {.act = act, .viewer = job->viewer, .kind = "session"};
    if (act == AUDIT_SESSION_ENDED) note.name = str_of(uuid_write(id, &job->id));
    return audit_note_within(job->exchange, db, &note, fault);
}

static enum status delete_one(struct db *db, void *context, struct fault *fault) {
    const struct session_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM session WHERE account_no = $1 AND id = $2", fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_blob(q, 2, job->id.bytes, sizeof job->id.bytes);
    TRY(db_finish(q, fault));
    if (!db_changes(db)) return fault_set(fault, ABSENT, "there is no such session");
    return note_ending(db, job, AUDIT_SESSION_ENDED, fault);
}

enum status session_end(struct exchange *exchange, const struct viewer *viewer,
                        const struct uuid *id, struct fault *fault) {
    struct session_job job = {
        .exchange = exchange, .viewer = viewer, .account_no = viewer->account_no, .id = *id};
    return store_change(exchange->store, delete_one, &job, fault);
}

static enum status delete_this(struct db *db, void *context, struct fault *fault) {
    const struct session_job *job = context;
    struct db_query *q;
    TRY(note_ending(db, job, AUDIT_SIGN_OUT, fault));
    TRY(db_query(&q, db, "DELETE FROM session WHERE digest = $1", fault));
    db_bind_blob(q, 1, job->digest, sizeof job->digest);
    return db_finish(q, fault);
}

static struct session_job job_of(struct exchange *exchange, const struct viewer *viewer) {
    struct session_job job = {
        .exchange = exchange, .viewer = viewer, .account_no = viewer->account_no};
    if (viewer->proof.by == CAME_BY_SESSION)
        memcpy(job.digest, viewer->proof.digest, sizeof job.digest);
    return job;
}

enum status session_end_this(struct exchange *exchange, const struct viewer *viewer,
                             struct fault *fault) {
    struct session_job job = job_of(exchange, viewer);
    if (viewer->proof.by != CAME_BY_SESSION) return OK;
    return store_change(exchange->store, delete_this, &job, fault);
}

static enum status delete_others(struct db *db, void *context, struct fault *fault) {
    struct session_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM session WHERE account_no = $1 AND digest <> $2", fault));
    db_bind_i64(q, 1, job->account_no);
    db_bind_blob(q, 2, job->digest, sizeof job->digest);
    TRY(db_finish(q, fault));
    job->ended = (size_t)db_changes(db);
    return job->ended ? note_ending(db, job, AUDIT_SESSIONS_ENDED, fault) : OK;
}

enum status session_end_others(size_t *ended, struct exchange *exchange,
                               const struct viewer *viewer, struct fault *fault) {
    struct session_job job = job_of(exchange, viewer);
    TRY(store_change(exchange->store, delete_others, &job, fault));
    *ended = job.ended;
    return OK;
}
