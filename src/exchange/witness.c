#include "exchange/witness.h"

#include <string.h>

#include "base/vec.h"
#include "ledger/submission.h"
#include "store/leaves.h"

#define SEED_SIZE 32

// ---- the key ----

struct key_job {
    uint8_t seed[SEED_SIZE];
    stamp now;
};

static enum status insert_key(struct db *db, void *context, struct fault *fault) {
    const struct key_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO witness_key (no, seed, made) VALUES (1, $1, $2)"
                 " ON CONFLICT DO NOTHING",
                 fault));
    db_bind_blob(q, 1, job->seed, sizeof job->seed);
    db_bind_i64(q, 2, job->now);
    return db_finish(q, fault);
}

static enum status run_job(struct exchange *exchange,
                           enum status (*run)(struct db *db, void *context, struct fault *fault),
                           void *context, struct fault *fault) {
    struct store_job job = {.run = run, .context = context, .bytes = 500, .keeps_rights = true};
    store_submit(exchange->store, &job);
    return store_wait(exchange->store, &job, fault);
}

static enum status read_seed(uint8_t seed[SEED_SIZE], struct exchange *exchange,
                             struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q = NULL;
    enum status status = db_query(&q, db, "SELECT seed FROM witness_key WHERE no = 1", fault);
    if (status == OK) status = db_step(q, fault);
    if (status == OK && db_blob(q, 0).size != SEED_SIZE)
        status = fault_set(fault, FAILED, "%s: the key of the witness is damaged", db_name(db));
    if (status == OK) memcpy(seed, db_blob(q, 0).data, SEED_SIZE);
    db_let_go(&q);
    store_reader_give(exchange->store, db);
    return status;
}

static enum status find_seed(uint8_t seed[SEED_SIZE], struct exchange *exchange,
                             struct fault *fault) {
    enum status status = read_seed(seed, exchange, fault);
    if (status != ABSENT) return status;
    struct key_job job = {.now = clock_now(store_clock(exchange->store))};
    chance_fill(store_chance(exchange->store), job.seed, sizeof job.seed);
    status = run_job(exchange, insert_key, &job, fault);
    secret_wipe(job.seed, sizeof job.seed);
    TRY(status);
    return read_seed(seed, exchange, fault);
}

struct signer {
    struct note_key key;
    uint8_t secret_key[SIGN_SECRET_SIZE];
};

static void signer_close(struct signer *signer) {
    secret_wipe(signer->secret_key, sizeof signer->secret_key);
}

static enum status signer_open(struct signer *out, struct exchange *exchange, struct arena *arena,
                               struct fault *fault) {
    struct leaves_view *view;
    uint8_t seed[SEED_SIZE], public_key[SIGN_PUBLIC_SIZE];
    TRY(leaves_open(&view, exchange->store, fault));
    struct str name = arena_format(arena, "%.*s/witness", STR_ARG(leaves_key(view)->name));
    leaves_close(&view);
    TRY(find_seed(seed, exchange, fault));
    sign_keys(public_key, out->secret_key, seed);
    secret_wipe(seed, sizeof seed);
    note_key_make(&out->key, name, NOTE_COSIGNATURE, public_key);
    return OK;
}

enum status witness_key(struct note_key *out, struct exchange *exchange, struct arena *arena,
                        struct fault *fault) {
    SCOPED(signer_close) struct signer signer = {.secret_key = {0}};
    TRY(signer_open(&signer, exchange, arena, fault));
    *out = signer.key;
    return OK;
}

// ---- logs that are cosigned ----

#define COLUMNS "origin, key, size, root, added, cosigned"

static void read_row(struct witnessed *out, struct db_query *q, struct arena *arena) {
    *out = (struct witnessed){.origin = arena_copy(arena, db_text(q, 0)),
                              .key = arena_copy(arena, db_text(q, 1)),
                              .size = (uint64_t)db_i64(q, 2),
                              .added = db_i64(q, 4),
                              .cosigned = db_i64(q, 5)};
    struct str root = db_is_null(q, 3) ? STR("") : db_blob(q, 3);
    out->has_root = root.size == sizeof out->root.bytes;
    if (out->has_root)
        memcpy(out->root.bytes, root.data, sizeof out->root.bytes);
    else
        merkle_empty(&out->root);
}

static enum status find_log(struct witnessed *out, struct exchange *exchange, struct str origin,
                            struct arena *arena, struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q = NULL;
    enum status status = db_query(
        &q, db, "SELECT " COLUMNS " FROM witnessed WHERE origin = $1 AND dropped = 0", fault);
    if (status == OK) {
        db_bind_text(q, 1, origin);
        status = db_step(q, fault);
    }
    if (status == OK) read_row(out, q, arena);
    db_let_go(&q);
    store_reader_give(exchange->store, db);
    if (status != ABSENT) return status;
    return fault_set(fault, ABSENT, "a log that is not cosigned here");
}

enum status witnessed_list(struct witnessed **out, size_t *count, struct exchange *exchange,
                           struct arena *arena, struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q = NULL;
    *out = arena_array(arena, WITNESSED_MAX, struct witnessed);
    *count = 0;
    enum status status = db_query(&q, db,
                                  "SELECT " COLUMNS " FROM witnessed WHERE dropped = 0"
                                  " ORDER BY origin LIMIT $1",
                                  fault);
    if (status == OK) {
        db_bind_i64(q, 1, WITNESSED_MAX);
        while ((status = db_step(q, fault)) == OK) read_row(&(*out)[(*count)++], q, arena);
    }
    db_let_go(&q);
    store_reader_give(exchange->store, db);
    return status == ABSENT ? OK : status;
}

struct log_job {
    struct str origin, key;
    stamp now;
};

static enum status check_room(struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db, "SELECT COUNT(*) FROM witnessed", fault));
    TRY(db_step(q, fault));
    if (db_i64(q, 0) < WITNESSED_MAX) return OK;
    return fault_set(fault, LIMIT, "%d logs are known here already", WITNESSED_MAX);
}

static enum status has_key(bool *is_known, struct db *db, const struct log_job *job,
                           struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db, "SELECT key FROM witnessed WHERE origin = $1", fault));
    db_bind_text(q, 1, job->origin);
    enum status status = db_step(q, fault);
    *is_known = status == OK;
    if (status == OK && !str_equal(db_text(q, 0), job->key))
        return fault_set(fault, CONFLICT, "%.*s is known here by another key",
                         STR_ARG(str_cut(job->origin, 0, 100)));
    return status == ABSENT ? OK : status;
}

static enum status put_log(struct db *db, void *context, struct fault *fault) {
    const struct log_job *job = context;
    struct db_query *q;
    bool is_known;
    TRY(has_key(&is_known, db, job, fault));
    if (is_known) {
        TRY(db_query(&q, db, "UPDATE witnessed SET dropped = 0 WHERE origin = $1", fault));
        db_bind_text(q, 1, job->origin);
        return db_finish(q, fault);
    }
    TRY(check_room(db, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO witnessed (origin, key, added, dropped, size, root, cosigned)"
                 " VALUES ($1, $2, $3, 0, 0, NULL, 0)",
                 fault));
    db_bind_text(q, 1, job->origin);
    db_bind_text(q, 2, job->key);
    db_bind_i64(q, 3, job->now);
    return db_finish(q, fault);
}

enum status witnessed_add(struct exchange *exchange, struct str text, struct fault *fault) {
    struct note_key key;
    char line[NOTE_KEY_TEXT_MAX];
    TRY(note_key_read(&key, text, NOTE_ED25519, fault));
    struct log_job job = {.origin = key.name,
                          .key = str_of(note_key_write(line, &key)),
                          .now = clock_now(store_clock(exchange->store))};
    return run_job(exchange, put_log, &job, fault);
}

static enum status drop_log(struct db *db, void *context, struct fault *fault) {
    const struct log_job *job = context;
    struct db_query *q;
    TRY(db_query(&q, db, "UPDATE witnessed SET dropped = $1 WHERE origin = $2 AND dropped = 0",
                 fault));
    db_bind_i64(q, 1, job->now);
    db_bind_text(q, 2, job->origin);
    TRY(db_finish(q, fault));
    return db_changes(db) ? OK : fault_set(fault, ABSENT, "a log that is not cosigned here");
}

enum status witnessed_drop(struct exchange *exchange, struct str origin, struct fault *fault) {
    struct log_job job = {.origin = origin, .now = clock_now(store_clock(exchange->store))};
    return run_job(exchange, drop_log, &job, fault);
}

// ---- add-checkpoint ----

struct addition {
    struct submission submission;
    struct note note;
    struct checkpoint checkpoint;
    struct witnessed log; // as it was when the request came
    stamp now;
};

static enum status read_addition(struct addition *out, struct exchange *exchange, struct str body,
                                 struct arena *arena, struct fault *fault) {
    struct note_key key;
    out->now = clock_now(store_clock(exchange->store)); // before the look at what was cosigned
    TRY(submission_read(&out->submission, body, fault));
    TRY(note_read(&out->note, out->submission.checkpoint, fault));
    TRY(checkpoint_read(&out->checkpoint, out->note.text, fault));
    // "If the checkpoint origin is unknown, the witness MUST respond with a 404"
    TRY(find_log(&out->log, exchange, out->checkpoint.origin, arena, fault));
    TRY(note_key_read(&key, out->log.key, NOTE_ED25519, fault));
    // "it MUST ignore signatures from unknown keys ... 403"
    TRY(note_check(&out->note, &key, 1, fault));
    // "The old size MUST be equal to or lower than the checkpoint size ... 400"
    if (out->submission.old_size <= out->checkpoint.head.size) return OK;
    return fault_set(fault, MALFORMED, "the old size is larger than that of the checkpoint");
}

static enum witness_verdict judge(const struct addition *it) {
    const struct merkle_head *head = &it->checkpoint.head;
    const struct merkle_head last = {it->log.size, it->log.root};
    if (it->submission.old_size != last.size) return WITNESS_OTHER_TREE;
    if (head->size == last.size && !merkle_equal(&head->root, &last.root))
        return WITNESS_OTHER_TREE;
    return merkle_consistency_holds(&it->submission.proof, &last, head) ? WITNESS_COSIGNED
                                                                        : WITNESS_NO_PROOF;
}

// "Note that checking the old size against the latest checkpoint and persisting the new checkpoint
// must be performed atomically." CONFLICT when it is another one by now.
static enum status grow_log(struct db *db, void *context, struct fault *fault) {
    const struct addition *it = context;
    const struct merkle_head *head = &it->checkpoint.head;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "UPDATE witnessed SET size = $1, root = $2, cosigned = $3"
                 " WHERE origin = $4 AND dropped = 0 AND size = $5",
                 fault));
    db_bind_i64(q, 1, (int64_t)head->size);
    db_bind_blob(q, 2, head->root.bytes, sizeof head->root.bytes);
    db_bind_i64(q, 3, it->now);
    db_bind_text(q, 4, it->log.origin);
    db_bind_i64(q, 5, (int64_t)it->log.size);
    TRY(db_finish(q, fault));
    return db_changes(db) ? OK : fault_set(fault, CONFLICT, "another one was faster");
}

static enum status decide(struct witness_answer *out, struct addition *it,
                          struct exchange *exchange, struct arena *arena, struct fault *fault) {
    enum status status = OK;
    out->verdict = judge(it);
    out->size = it->log.size;
    if (out->verdict != WITNESS_COSIGNED) return OK;
    // One of the same size changes nothing that is kept, and costs no write.
    if (it->checkpoint.head.size > it->log.size) status = run_job(exchange, grow_log, it, fault);
    if (status == CONFLICT) {
        TRY(find_log(&it->log, exchange, it->checkpoint.origin, arena, fault));
        *out = (struct witness_answer){.verdict = WITNESS_OTHER_TREE, .size = it->log.size};
        return OK;
    }
    TRY(status);
    SCOPED(signer_close) struct signer signer = {.secret_key = {0}};
    TRY(signer_open(&signer, exchange, arena, fault));
    SCOPED(buf_close) struct buf lines;
    buf_init(&lines, NOTE_KEY_TEXT_MAX * 2);
    cosignature_make(&lines, it->note.text, (uint64_t)(it->now / STAMP_SECOND), &signer.key,
                     signer.secret_key);
    out->size = it->checkpoint.head.size;
    out->lines = arena_copy(arena, buf_str(&lines));
    return OK;
}

enum status witness_add_checkpoint(struct witness_answer *out, struct exchange *exchange,
                                   struct str body, struct arena *arena, struct fault *fault) {
    struct addition *it = arena_array(arena, 1, struct addition);
    enum status status;
    if (atomic_fetch_add(&exchange->witnessing, 1) >= WITNESS_AT_ONCE_MAX)
        status = fault_set(fault, BUSY, "more checkpoints come than can be cosigned at once");
    else
        status = read_addition(it, exchange, body, arena, fault);
    if (status == OK) status = decide(out, it, exchange, arena, fault);
    atomic_fetch_sub(&exchange->witnessing, 1);
    return status;
}
