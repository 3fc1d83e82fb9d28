#include "store/inside.h"

#include <assert.h>
#include <stdlib.h>

// The life of a job:
//
//   store_submit -> queue -> take_jobs -> attempt -> commit -> answer -> store_wait
//                                            |          |
//                                            +- undone -+-> each job again, in a transaction alone
//
//  1. A job is answered once, after the commit that holds it, or with its failure.
//  2. Puts that stand next to each other in the queue are written as one run: they fail only by the
//     fault of the machine, and then each is tried alone, so that a small one fits where all do
//     not.
//  3. A `run` that was called is not called again: when the transaction is undone under it, it is
//     answered with what undid it.

#define JOURNAL_BYTES_MAX                                                                          \
    ((uint64_t)64 << 20)                    // then it is moved into the file between transactions
#define REST_US (INT64_C(1) * STAMP_SECOND) // without work: the journal is cut, memory given back
#define READER_REST_US (INT64_C(10) * STAMP_SECOND)

// A job in hand.
struct step {
    struct store_job *job;
    bool was_run;
};
struct batch {
    struct step *items;
    size_t count, capacity;
    bool is_away; // no transaction could be begun
};

// ---- changes of our own ----

struct own_change {
    struct store *store;
    enum status (*run)(struct rows *rows, void *context, struct fault *fault);
    void *context;
};

static enum status run_own(struct db *db, void *context, struct fault *fault) {
    struct own_change *change = context;
    (void)db;
    return change->run(&change->store->writer.rows, change->context, fault);
}

// ---- one transaction ----

struct mark {
    stamp first, last;
    size_t taken, removed;
    bool has_name, has_class;
};

static struct mark mark_rows(const struct rows *rows) {
    return (struct mark){rows->first,   rows->last,     rows->taken,
                         rows->removed, rows->has_name, rows->has_class};
}

// Back to the savepoint. False when the whole transaction is gone.
static bool undo(struct rows *rows, const struct mark *mark) {
    rows->first = mark->first;
    rows->last = mark->last;
    rows->taken = mark->taken;
    rows->removed = mark->removed;
    rows->has_name = mark->has_name;
    rows->has_class = mark->has_class;
    tally_clear(&rows->tally);
    return db_is_within(rows->db) && db_run(rows->db, "ROLLBACK TO job; RELEASE job", NULL) == OK &&
           db_is_within(rows->db);
}

// Steps `first` to `end` in one savepoint: a run of puts, or one `run`.
static enum status write_steps(struct rows *rows, struct step *steps, size_t count,
                               struct fault *fault) {
    TRY(db_run(rows->db, "SAVEPOINT job", fault));
    struct store_job *job = steps[0].job;
    enum status status;
    if (job->run) {
        assert(count == 1);
        steps[0].was_run = true;
        status = job->run(rows->db, job->context, fault);
    } else {
        struct store_job **jobs = memory_take(count * sizeof *jobs);
        for (size_t i = 0; i < count; i++) jobs[i] = steps[i].job;
        status = puts_write(rows, jobs, count, fault);
        free(jobs);
    }
    if (status == OK) status = db_run(rows->db, "RELEASE job", fault);
    return status;
}

static size_t run_end(const struct batch *batch, size_t first) {
    size_t end = first + 1;
    if (batch->items[first].job->run) return end;
    while (end < batch->count && !batch->items[end].job->run) end++;
    return end;
}

// OK, or the failure that undid the whole transaction. Jobs that failed alone carry their status.
static enum status write_batch(struct rows *rows, struct batch *batch, struct fault *fault) {
    bool each_alone = false;
    for (size_t i = 0; i < batch->count;) {
        size_t end = each_alone ? i + 1 : run_end(batch, i);
        struct mark mark = mark_rows(rows);
        struct fault why = {0};
        enum status status = write_steps(rows, &batch->items[i], end - i, &why);
        if (status != OK && !undo(rows, &mark)) {
            *fault = why;
            return status;
        }
        if (status != OK && end - i > 1) {
            each_alone = true;
            continue;
        }
        for (; i < end; i++) {
            batch->items[i].job->status = status;
            batch->items[i].job->fault = why;
        }
    }
    return OK;
}

// Whether somebody may see now what was hidden, or the other way round.
static bool has_rights(const struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        const struct store_job *job = batch->items[i].job;
        bool keeps = !job->run || job->run == run_own || job->keeps_rights;
        if (!keeps && job->status == OK) return true;
    }
    return false;
}

static enum status attempt(struct rows *rows, struct batch *batch, struct fault *fault) {
    undo(rows, &(struct mark){0});
    for (size_t i = 0; i < batch->count; i++) batch->items[i].job->status = OK;
    bool is_shared = rows->store->is_shared;
    enum status status = db_begin(rows->db, fault);
    batch->is_away = status != OK;
    TRY(status);
    if (is_shared) status = pulse_begin(rows, fault);
    if (status == OK) status = write_batch(rows, batch, fault);
    if (status == OK && is_shared) status = pulse_raise(rows, has_rights(batch), fault);
    if (status == OK) status = db_commit(rows->db, fault);
    if (status != OK) db_rollback(rows->db);
    return status;
}

// ---- after the commit ----

// Of a store that is nobody else's.
static void count_commit(struct store *store, bool changed, bool rights) {
    const struct rows *rows = &store->writer.rows;
    if (rows->taken) {
        atomic_store(&store->newest, rows->last);
        atomic_store(&store->newest_version, rows->version_last);
    }
    if (changed || rights) atomic_fetch_add(&store->generation, 1);
    // What somebody sees is decided class by class: with a new one it has to be decided anew.
    if (rights || rows->has_class) atomic_fetch_add(&store->rights_generation, 1);
}

static void tell_commit(struct store *store, const struct batch *batch) {
    struct writer *writer = &store->writer;
    struct rows *rows = &writer->rows;
    bool changed = rows->taken || rows->removed;
    if (store->is_shared)
        pulse_told(rows);
    else
        count_commit(store, changed, has_rights(batch));
    if (rows->removed) atomic_fetch_add(&writer->commits_removing, 1);
    if (changed && !store->options.without_search) search_tell(store);
    if (!rows->taken) return;
    lock_take(&writer->lock);
    void (*on_commit)(void *, const struct store_news *) = writer->on_commit;
    void *context = writer->context;
    lock_give(&writer->lock);
    struct store_news news = {rows->first, rows->last, rows->taken};
    if (on_commit) on_commit(context, &news);
}

static void fail_all(struct batch *batch, enum status status, const struct fault *fault) {
    for (size_t i = 0; i < batch->count; i++) {
        batch->items[i].job->status = status;
        batch->items[i].job->fault = *fault;
    }
}

// False when a reader still needs the journal, or the file cannot grow. No job's business: what is
// in the journal is durable, and it is tried again.
static bool settle(struct store *store, bool cuts) {
    return db_settle(store->writer.rows.db, cuts, NULL) == OK;
}

static void commit_batch(struct store *store, struct batch *batch) {
    struct rows *rows = &store->writer.rows;
    struct fault fault = {0};
    enum status status = attempt(rows, batch, &fault);
    if (status == OK) {
        tell_commit(store, batch);
        if (db_journal_bytes(rows->db) > JOURNAL_BYTES_MAX) settle(store, false);
        return;
    }
    settle(store, true); // gives the journal's room back, if that was what is missing
    if (batch->count == 1 || (batch->is_away && store->is_shared)) {
        fail_all(batch, status, &fault);
        return;
    }
    for (size_t i = 0; i < batch->count; i++) {
        struct batch alone = {.items = &batch->items[i], .count = 1};
        if (alone.items[0].was_run)
            fail_all(&alone, status, &fault);
        else
            commit_batch(store, &alone);
    }
}

// ---- the thread ----

// Under the lock. What waits, as much as one transaction may hold, but at least one job.
static void take_jobs(struct batch *batch, struct writer *writer, size_t bytes_max) {
    size_t bytes = 0;
    batch->count = 0;
    while (writer->first && (!batch->count || bytes + writer->first->bytes <= bytes_max)) {
        struct store_job *job = writer->first;
        writer->first = job->next;
        bytes += job->bytes;
        vec_add(batch, (struct step){.job = job});
    }
    if (!writer->first) writer->last = NULL;
    writer->bytes -= bytes;
    change_tell_all(&writer->emptied);
}

// Under the lock. False when there is nothing left to do, ever.
static bool wait_for_jobs(struct store *store, bool has_worked) {
    struct writer *writer = &store->writer;
    bool to_rest = has_worked;
    atomic_store(&writer->is_busy, writer->first != NULL);
    while (!writer->first && !writer->ends) {
        if (change_wait_for(&writer->filled, &writer->lock, to_rest ? REST_US : READER_REST_US))
            continue;
        if (writer->first || writer->ends) break;
        lock_give(&writer->lock);
        if (to_rest) {
            to_rest = !settle(store, true);
            db_shrink(writer->rows.db);
        }
        readers_rest(store, READER_REST_US);
        lock_take(&writer->lock);
    }
    if (!writer->first) return false;
    atomic_store(&writer->is_busy, true);
    int64_t wait_us = (int64_t)store->options.commit_wait_ms * 1000;
    size_t bytes_max = store->options.commit_bytes_max;
    while (wait_us > 0 && !writer->ends && writer->bytes < bytes_max)
        if (!change_wait_for(&writer->filled, &writer->lock, wait_us)) break;
    return true;
}

static void run_writer(void *context) {
    struct store *store = context;
    struct writer *writer = &store->writer;
    struct batch batch = {0};
    lock_take(&writer->lock);
    while (wait_for_jobs(store, batch.capacity > 0)) {
        take_jobs(&batch, writer, store->options.commit_bytes_max);
        lock_give(&writer->lock);
        commit_batch(store, &batch);
        lock_take(&writer->lock);
        // From here on a job belongs to its owner again.
        for (size_t i = 0; i < batch.count; i++) batch.items[i].job->is_done = true;
        change_tell_all(&writer->done);
    }
    lock_give(&writer->lock);
    vec_close(&batch);
}

void writer_open(struct store *store) {
    struct writer *writer = &store->writer;
    lock_init(&writer->lock);
    change_init(&writer->filled);
    change_init(&writer->emptied);
    change_init(&writer->done);
    thread_start(&writer->thread, "store-writer", run_writer, store);
}

void writer_close(struct store *store) {
    struct writer *writer = &store->writer;
    lock_take(&writer->lock);
    writer->ends = true;
    change_tell_all(&writer->filled);
    change_tell_all(&writer->emptied);
    lock_give(&writer->lock);
    thread_join(&writer->thread);
    lock_close(&writer->lock);
    change_close(&writer->filled);
    change_close(&writer->emptied);
    change_close(&writer->done);
}

// ---- for everybody ----

void store_submit(struct store *store, struct store_job *job) {
    struct writer *writer = &store->writer;
    job->is_done = false;
    job->next = NULL;
    job->fault = (struct fault){0};
    lock_take(&writer->lock);
    size_t max = store->options.queue_bytes_max;
    while (!writer->ends && writer->first && writer->bytes + job->bytes > max)
        change_wait(&writer->emptied, &writer->lock);
    if (writer->ends) {
        job->status = fault_set(&job->fault, CLOSED, "the store is closing");
        job->is_done = true;
    } else {
        if (writer->last)
            writer->last->next = job;
        else
            writer->first = job;
        writer->last = job;
        writer->bytes += job->bytes;
        change_tell_one(&writer->filled);
    }
    lock_give(&writer->lock);
}

enum status store_wait(struct store *store, struct store_job *job, struct fault *fault) {
    struct writer *writer = &store->writer;
    lock_take(&writer->lock);
    while (!job->is_done) change_wait(&writer->done, &writer->lock);
    lock_give(&writer->lock);
    if (job->status != OK && fault) *fault = job->fault;
    return job->status;
}

enum status store_change(struct store *store,
                         enum status (*run)(struct db *db, void *context, struct fault *fault),
                         void *context, struct fault *fault) {
    struct store_job job = {.run = run, .context = context};
    store_submit(store, &job);
    return store_wait(store, &job, fault);
}

enum status writer_change(struct store *store,
                          enum status (*run)(struct rows *rows, void *context, struct fault *fault),
                          void *context, struct fault *fault) {
    struct own_change change = {store, run, context};
    struct store_job job = {.run = run_own, .context = &change, .keeps_rights = true};
    store_submit(store, &job);
    return store_wait(store, &job, fault);
}

struct put_all {
    enum status (*next)(struct store_job *piece, void *context, struct fault *fault);
    void *context;
};

static enum status put_all(struct rows *rows, void *context, struct fault *fault) {
    const struct put_all *all = context;
    for (;;) {
        struct store_job piece = {0};
        enum status status = all->next(&piece, all->context, fault);
        if (status == ABSENT) return OK;
        TRY(status);
        struct store_job *pieces[] = {&piece};
        TRY(puts_write(rows, pieces, 1, fault));
    }
}

enum status store_put_all(struct store *store,
                          enum status (*next)(struct store_job *piece, void *context,
                                              struct fault *fault),
                          void *context, struct fault *fault) {
    struct put_all all = {next, context};
    return writer_change(store, put_all, &all, fault);
}

struct put_next {
    struct put *put;
    stamp last;
};

static enum status put_next(struct rows *rows, void *context, struct fault *fault) {
    const struct put_next *next = context;
    struct put *put = next->put;
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, rows->db,
                 "SELECT k.stamp FROM version_key k CROSS JOIN member m WHERE k.id = $1"
                 " AND k.kind = $2 AND m.version_no = k.version_no AND m.collection_no = $3"
                 " AND m.latest = 1",
                 fault));
    db_bind_blob(query, 1, put->id.bytes, sizeof put->id.bytes);
    db_bind_i64(query, 2, put->kind);
    db_bind_i64(query, 3, put->collection_no);
    enum status status = db_step(query, fault);
    if (status == ABSENT || (status == OK && db_i64(query, 0) != next->last))
        return fault_set(fault, CONFLICT, "changed meanwhile by somebody else");
    TRY(status);
    db_let_go(&query);
    struct store_job job = {.puts = put, .put_count = 1};
    struct store_job *jobs[] = {&job};
    return puts_write(rows, jobs, 1, fault);
}

enum status store_put_next(struct store *store, struct put *put, stamp last, struct fault *fault) {
    struct put_next next = {put, last};
    return writer_change(store, put_next, &next, fault);
}

void store_listen(struct store *store, void (*on_commit)(void *context, const struct store_news *),
                  void *context) {
    struct writer *writer = &store->writer;
    lock_take(&writer->lock);
    writer->on_commit = on_commit;
    writer->context = context;
    lock_give(&writer->lock);
}
