#include "store/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Search follows the writer: versions are read by number from the last one known, and their words
// put into an index, as the dialect keeps it. How far it is stands beside the index and moves in
// the same transaction. On a server the words cost as much work as what they are of; while objects
// wait to be taken, search leaves them three quarters of it.
//
// Of a file there is one program. On a server there may be several, each with such a thread: who
// has the lock of the index (db_begin) fills it, for all, and the others learn how far it is.
//
// What is forgotten: the writer leaves number and text of a version that is gone in `forgotten`.
// The index is told the same words again to take them out. That must happen once and only to words
// that are in it, or the index breaks; so a number whose words are out, or were gone before they
// were read (seen in the same snapshot as the versions around it), stands in `forgot` until the
// writer has deleted its row.

#define BATCH_BYTES ((size_t)8 << 20) // of JSON, read before anything is written
#define BATCH_ROWS 20000
#define FORGET_ROWS 500
#define RETRY_US (INT64_C(1) * STAMP_SECOND)
#define FAILURES_MAX 5    // of the file in a row: then the index is made anew
#define MAKE_TRIES_MAX 30 // a second each, while another program fills an index of another form
#define CACHE_BYTES ((size_t)4 << 20)
#define GIVE_WAY_TIMES 3                        // as long as the last batch took
#define GIVE_WAY_US (INT64_C(2) * STAMP_SECOND) // at most

static const char *const SEARCH_SCHEMA =
    "CREATE TABLE progress (known INTEGER NOT NULL, store TEXT NOT NULL);"
    "CREATE TABLE forgot (version_no INTEGER PRIMARY KEY);";

struct batch_row {
    int64_t version_no;
    struct str words;
};
struct search_batch {
    struct batch_row *items;
    size_t count, capacity;
    size_t bytes;
    bool is_last; // the table had no more
    struct {
        int64_t *items;
        size_t count, capacity;
    } gone; // beyond `known`, and removed before they were read
};

// ---- opening ----

static enum status open_file(struct store *store, struct fault *fault) {
    struct db_options options = {.path = store->search_path,
                                 .is_writer = true,
                                 .cache_bytes = CACHE_BYTES,
                                 .is_derived = true};
    return db_open(&store->search.db, &options, fault);
}

static enum status find_store_id(struct str *out, struct store *store, struct arena *arena,
                                 struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, store->search.source, "SELECT value FROM setting WHERE name = 'store.id'",
                 fault));
    TRY(db_step(query, fault));
    *out = arena_copy(arena, db_text(query, 0));
    return OK;
}

// Whether the index is of this store and this program, and not ahead of it.
static enum status read_progress(bool *fits, struct store *store, struct str store_id,
                                 struct fault *fault) {
    struct search *search = &store->search;
    int64_t form;
    *fits = false;
    TRY(db_schema(&form, search->db, fault));
    if (form != SEARCH_FORM) return OK;
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, search->db, "SELECT known, store FROM progress", fault));
    TRY(db_step(query, fault));
    int64_t known = db_i64(query, 0);
    if (!str_equal(db_text(query, 1), store_id)) return OK;
    // In a database others may have written since this program looked.
    if (!store->is_shared && known > atomic_load(&store->newest_version)) return OK;
    atomic_store(&search->known, known);
    *fits = true;
    return OK;
}

static enum status make_tables(struct store *store, struct str store_id, struct fault *fault) {
    struct search *search = &store->search;
    struct db_query *query;
    bool fits = false;
    TRY(read_progress(&fits, store, store_id, fault));
    if (fits) return OK; // another program was faster
    TRY(store->dialect->make(search, fault));
    TRY(db_make(search->db, SEARCH_SCHEMA, fault));
    TRY(db_query(&query, search->db, "INSERT INTO progress (known, store) VALUES (0, $1)", fault));
    db_bind_text(query, 1, store_id);
    TRY(db_finish(query, fault));
    return db_schema_set(search->db, SEARCH_FORM, fault);
}

static enum status make_index(struct store *store, struct str store_id, struct fault *fault) {
    struct db *db = store->search.db;
    enum status status;
    atomic_store(&store->search.known, 0);
    for (int i = 0; (status = db_begin(db, fault)) == BUSY && i < MAKE_TRIES_MAX;) i++;
    TRY(status);
    status = make_tables(store, store_id, fault);
    if (status == OK) status = db_commit(db, fault);
    db_rollback(db);
    return status;
}

static enum status open_files(struct store *store, struct arena *arena, struct fault *fault) {
    struct search *search = &store->search;
    struct db_options options = {
        .path = store->path, .cache_bytes = CACHE_BYTES, .passes_once = true};
    TRY(db_open(&search->source, &options, fault));
    struct str store_id;
    TRY(find_store_id(&store_id, store, arena, fault));
    bool fits = false;
    enum status status = open_file(store, fault);
    if (status == OK) status = read_progress(&fits, store, store_id, fault);
    if (status == OK && fits) return OK;
    if (status == FULL || status == BUSY) return status;
    // Damaged, old or another store's: everything in it can be made again.
    db_close(&search->db);
    if (store->dialect->search_remove) store->dialect->search_remove(store->search_path);
    TRY(open_file(store, fault));
    return make_index(store, store_id, fault);
}

// ---- versions ----

static enum status read_versions(struct search_batch *batch, struct search *search, int64_t known,
                                 struct arena *arena, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, search->source, "SELECT no, json FROM version WHERE no > $1 ORDER BY no",
                 fault));
    db_bind_i64(query, 1, known);
    db_walk(query);
    enum status status = OK;
    while (batch->bytes < BATCH_BYTES && batch->count < BATCH_ROWS) {
        status = db_step(query, fault);
        if (status != OK) break;
        struct str json = db_text(query, 1);
        vec_add(batch, (struct batch_row){db_i64(query, 0), arena_copy(arena, json)});
        batch->bytes += json.size;
    }
    batch->is_last = status == ABSENT;
    return status == ABSENT ? OK : status;
}

static enum status read_gone(struct search_batch *batch, struct search *search, int64_t known,
                             struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, search->source, "SELECT version_no FROM forgotten WHERE version_no > $1",
                 fault));
    db_bind_i64(query, 1, known);
    db_walk(query);
    enum status status;
    while ((status = db_step(query, fault)) == OK) vec_add(&batch->gone, db_i64(query, 0));
    return status == ABSENT ? OK : status;
}

// Reads what comes after `known` and lets go of the store, so that its journal can be reused.
static enum status read_batch(struct search_batch *batch, struct search *search, int64_t known,
                              struct arena *arena, struct fault *fault) {
    TRY(db_begin_read(search->source, fault));
    enum status status = pulse_check(search->store, search->source, fault);
    if (status == OK) status = read_versions(batch, search, known, arena, fault);
    if (status == OK) status = read_gone(batch, search, known, fault);
    db_end_read(search->source);
    return status;
}

static enum status note_forgot(struct search *search, int64_t no, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, search->db,
                 "INSERT INTO forgot (version_no) VALUES ($1) ON CONFLICT DO NOTHING", fault));
    db_bind_i64(query, 1, no);
    return db_finish(query, fault);
}

static enum status write_batch(struct search *search, const struct search_batch *batch,
                               struct arena *scratch, struct fault *fault) {
    for (size_t i = 0; i < batch->count; i++) {
        arena_reset(scratch);
        struct str words = search_words_of(search, batch->items[i].words, scratch);
        TRY(search->store->dialect->add(search, batch->items[i].version_no, words, fault));
    }
    for (size_t i = 0; i < batch->gone.count; i++)
        TRY(note_forgot(search, batch->gone.items[i], fault));
    return OK;
}

// BUSY when another program has made the index in another form.
static enum status read_known(int64_t *known, struct search *search, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT known, %s FROM progress",
             search->store->dialect->schema_number);
    TRY(db_query(&query, search->db, sql, fault));
    TRY(db_step(query, fault));
    if (db_i64(query, 1) != SEARCH_FORM)
        return fault_set(fault, BUSY, "the words are kept for a newer renkei");
    *known = db_i64(query, 0);
    return OK;
}

static enum status write_known(struct search *search, int64_t known, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, search->db, "UPDATE progress SET known = $1", fault));
    db_bind_i64(query, 1, known);
    return db_finish(query, fault);
}

static void move_known(struct search *search, int64_t known) {
    lock_take(&search->lock);
    atomic_store(&search->known, known);
    change_tell_all(&search->moved);
    lock_give(&search->lock);
}

// Within the transaction that writes: nobody else moves `known` then.
static enum status take_batch(struct search_batch *batch, struct search *search, int64_t *known,
                              int64_t newest, struct arena *arena, struct fault *fault) {
    batch->is_last = true;
    TRY(read_known(known, search, fault));
    if (*known >= newest) return OK;
    TRY(read_batch(batch, search, *known, arena, fault));
    SCOPED(arena_close) struct arena scratch;
    arena_init(&scratch);
    TRY(write_batch(search, batch, &scratch, fault));
    if (batch->count) *known = batch->items[batch->count - 1].version_no;
    // Numbers may be missing at the end: they were never used, or are gone.
    if (batch->is_last && newest > *known) *known = newest;
    return write_known(search, *known, fault);
}

// One batch. `*more` when there may be another.
static enum status advance(bool *more, struct store *store, struct arena *arena,
                           struct fault *fault) {
    struct search *search = &store->search;
    int64_t newest = atomic_load(&store->newest_version), known = atomic_load(&search->known);
    *more = false;
    if (known >= newest) return OK;
    enum status status = db_begin(search->db, fault);
    if (status == BUSY && read_known(&known, search, NULL) == OK) move_known(search, known);
    TRY(status);
    struct search_batch batch = {0};
    status = take_batch(&batch, search, &known, newest, arena, fault);
    if (status == OK) status = db_commit(search->db, fault);
    db_rollback(search->db);
    *more = !batch.is_last;
    vec_close(&batch);
    vec_close(&batch.gone);
    if (status == OK) move_known(search, known);
    return status;
}

// ---- forgetting ----

struct forgetting {
    struct batch_row *items;
    size_t count, capacity;
    size_t bytes;
    bool is_last;
};

static enum status read_forgotten(struct forgetting *list, struct search *search,
                                  struct arena *arena, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, search->source,
                 "SELECT version_no, json FROM forgotten WHERE version_no <= $1"
                 " ORDER BY version_no LIMIT $2",
                 fault));
    db_bind_i64(query, 1, atomic_load(&search->known));
    db_bind_i64(query, 2, FORGET_ROWS);
    db_walk(query);
    enum status status = OK;
    while (list->bytes < BATCH_BYTES && (status = db_step(query, fault)) == OK) {
        struct str json = db_text(query, 1);
        vec_add(list, (struct batch_row){db_i64(query, 0), arena_copy(arena, json)});
        list->bytes += json.size;
    }
    list->is_last = status == ABSENT && list->count < FORGET_ROWS;
    return status == ABSENT ? OK : status;
}

static enum status is_forgot(bool *out, struct search *search, int64_t no, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, search->db, "SELECT 1 FROM forgot WHERE version_no = $1", fault));
    db_bind_i64(query, 1, no);
    enum status status = db_step(query, fault);
    *out = status == OK;
    return status == ABSENT ? OK : status;
}

static enum status forget(struct search *search, const struct batch_row *row, struct arena *arena,
                          struct fault *fault) {
    bool done;
    TRY(is_forgot(&done, search, row->version_no, fault));
    if (done) return OK;
    struct str words = search_words_of(search, row->words, arena);
    TRY(search->store->dialect->remove(search, row->version_no, words, fault));
    return note_forgot(search, row->version_no, fault);
}

static enum status write_forgotten(struct search *search, const struct forgetting *list,
                                   struct arena *arena, struct fault *fault) {
    int64_t known;
    TRY(db_begin(search->db, fault));
    enum status status = read_known(&known, search, fault);
    for (size_t i = 0; i < list->count && status == OK; i++)
        status = forget(search, &list->items[i], arena, fault);
    if (status == OK) status = db_commit(search->db, fault);
    db_rollback(search->db);
    return status;
}

static void bind_forgotten(struct db_query *query, size_t at, const void *context) {
    const struct forgetting *list = context;
    db_bind_i64(query, 1, list->items[at].version_no);
}

// In the writer's thread.
static enum status delete_forgotten(struct rows *rows, void *context, struct fault *fault) {
    const struct forgetting *list = context;
    struct db_query *query;
    TRY(db_query(&query, rows->db, "DELETE FROM forgotten WHERE version_no = $1", fault));
    return db_all(query, list->count, bind_forgotten, list, fault);
}

static enum status clear_forgot(struct search *search, const struct forgetting *list,
                                struct fault *fault) {
    struct db_query *query;
    TRY(db_begin(search->db, fault));
    enum status status =
        db_query(&query, search->db, "DELETE FROM forgot WHERE version_no = $1", fault);
    if (status == OK) status = db_all(query, list->count, bind_forgotten, list, fault);
    if (status == OK) status = db_commit(search->db, fault);
    db_rollback(search->db);
    return status;
}

static enum status forget_batch(bool *more, struct store *store, struct arena *arena,
                                struct fault *fault) {
    struct search *search = &store->search;
    struct forgetting list = {0};
    TRY(db_begin_read(search->source, fault));
    enum status status = pulse_check(store, search->source, fault);
    if (status == OK) status = read_forgotten(&list, search, arena, fault);
    db_end_read(search->source);
    *more = status == OK && !list.is_last;
    if (status == OK && list.count) {
        status = write_forgotten(search, &list, arena, fault);
        if (status == OK) status = writer_change(store, delete_forgotten, &list, fault);
        if (status == OK) status = clear_forgot(search, &list, fault);
    }
    vec_close(&list);
    return status;
}

// ---- the thread ----

static bool is_ending(struct search *search) {
    lock_take(&search->lock);
    bool ends = search->ends;
    lock_give(&search->lock);
    return ends;
}

static void give_way(struct store *store, int64_t took_us) {
    struct search *search = &store->search;
    int64_t rest_us = GIVE_WAY_TIMES * took_us;
    if (rest_us > GIVE_WAY_US) rest_us = GIVE_WAY_US;
    int64_t until_us = clock_steady_us(clock_system()) + rest_us;
    lock_take(&search->lock);
    while (!search->ends && atomic_load(&store->writer.is_busy)) {
        int64_t left_us = until_us - clock_steady_us(clock_system());
        if (left_us <= 0) break;
        change_wait_for(&search->told, &search->lock, left_us);
    }
    lock_give(&search->lock);
}

// Until nothing is left, or something fails.
static enum status follow(struct store *store, struct fault *fault) {
    struct search *search = &store->search;
    uint64_t removing = atomic_load(&store->writer.commits_removing);
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    bool more = true;
    while (more && !is_ending(search)) {
        int64_t since_us = clock_steady_us(clock_system());
        arena_reset(&arena);
        TRY(advance(&more, store, &arena, fault));
        if (more && store->is_shared) give_way(store, clock_steady_us(clock_system()) - since_us);
    }
    more = true;
    while (more && !is_ending(search)) {
        arena_reset(&arena);
        TRY(forget_batch(&more, store, &arena, fault));
    }
    if (more) return OK;
    lock_take(&search->lock);
    atomic_store(&search->forgotten, removing);
    change_tell_all(&search->moved);
    lock_give(&search->lock);
    return OK;
}

// The index alone: readers have the file open.
static enum status make_anew(struct store *store, struct fault *fault) {
    struct search *search = &store->search;
    db_shrink(search->db);
    TRY(db_begin(search->db, fault));
    enum status status = store->dialect->empty(search, fault);
    if (status == OK)
        status = db_run(search->db, "DELETE FROM forgot; UPDATE progress SET known = 0", fault);
    if (status == OK) status = db_commit(search->db, fault);
    db_rollback(search->db);
    if (status == OK) move_known(search, 0);
    return status;
}

// Under the lock, which is given meanwhile.
static void rest(struct search *search) {
    lock_give(&search->lock);
    search->store->dialect->settle(search);
    db_shrink(search->db);
    db_shrink(search->source);
    lock_take(&search->lock);
}

// Under the lock, after a failure. The disk is full, most likely: it goes on from what is in the
// file. But when the file itself fails again and again, it is damaged, and can be made anew.
static void wait_to_retry(struct store *store, enum status status, unsigned *failures) {
    struct search *search = &store->search;
    search->is_told = true;
    change_wait_for(&search->told, &search->lock, RETRY_US);
    *failures = status == FAILED ? *failures + 1 : 0;
    if (*failures < FAILURES_MAX || search->ends) return;
    *failures = 0;
    lock_give(&search->lock);
    (void)make_anew(store, NULL);
    lock_take(&search->lock);
}

static void run_search(void *context) {
    struct store *store = context;
    struct search *search = &store->search;
    bool has_worked = false;
    unsigned failures = 0;
    lock_take(&search->lock);
    while (!search->ends) {
        if (!search->is_told) {
            // A while after the last work memory is given back, and then there is nothing to do.
            if (!has_worked) {
                change_wait(&search->told, &search->lock);
            } else if (!change_wait_for(&search->told, &search->lock, RETRY_US)) {
                rest(search);
                has_worked = false;
            }
            continue;
        }
        search->is_told = false;
        lock_give(&search->lock);
        struct fault fault;
        enum status status = follow(store, &fault);
        has_worked = true;
        lock_take(&search->lock);
        if (status == OK)
            failures = 0;
        else if (!search->ends)
            wait_to_retry(store, status, &failures);
    }
    lock_give(&search->lock);
}

enum status search_open(struct store *store, struct fault *fault) {
    struct search *search = &store->search;
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    search->store = store;
    const struct dialect *dialect = store->dialect;
    enum status status = dialect->search_open ? dialect->search_open(search, fault) : OK;
    if (status == OK) status = open_files(store, &arena, fault);
    if (status != OK) {
        if (dialect->search_close) dialect->search_close(search);
        db_close(&search->db);
        db_close(&search->source);
        search->store = NULL;
        return status;
    }
    lock_init(&search->lock);
    change_init(&search->told);
    change_init(&search->moved);
    search->json = json_reader_open();
    buf_init(&search->words, SIZE_MAX);
    search->is_told = true;
    return OK;
}

void search_start(struct store *store) {
    thread_start(&store->search.thread, "store-search", run_search, store);
}

void search_stop(struct store *store) {
    struct search *search = &store->search;
    lock_take(&search->lock);
    search->ends = true;
    change_tell_all(&search->told);
    change_tell_all(&search->moved);
    lock_give(&search->lock);
    thread_join(&search->thread);
}

void search_close(struct store *store) {
    struct search *search = &store->search;
    (void)db_settle(search->db, true, NULL);
    db_close(&search->db);
    db_close(&search->source);
    if (store->dialect->search_close) store->dialect->search_close(search);
    json_reader_close(&search->json);
    buf_close(&search->words);
    lock_close(&search->lock);
    change_close(&search->told);
    change_close(&search->moved);
}

void search_tell(struct store *store) {
    struct search *search = &store->search;
    if (!search->store) return;
    lock_take(&search->lock);
    search->is_told = true;
    change_tell_all(&search->told);
    lock_give(&search->lock);
}

uint64_t store_search_behind(struct store *store) {
    if (store->options.without_search) return 0;
    int64_t behind = atomic_load(&store->newest_version) - atomic_load(&store->search.known);
    return behind > 0 ? (uint64_t)behind : 0;
}

uint64_t store_search_wait_for(struct store *store, int64_t timeout_us) {
    struct search *search = &store->search;
    if (store->options.without_search) return 0;
    int64_t newest = atomic_load(&store->newest_version);
    int64_t until_us = clock_steady_us(clock_system()) + timeout_us;
    lock_take(&search->lock);
    while (!search->ends && atomic_load(&search->known) < newest) {
        int64_t left_us = until_us - clock_steady_us(clock_system());
        if (left_us <= 0) break;
        change_wait_for(&search->moved, &search->lock, left_us);
    }
    lock_give(&search->lock);
    int64_t behind = newest - atomic_load(&search->known);
    return behind > 0 ? (uint64_t)behind : 0;
}

void store_search_wait(struct store *store) {
    struct search *search = &store->search;
    if (store->options.without_search) return;
    int64_t newest = atomic_load(&store->newest_version);
    uint64_t removing = atomic_load(&store->writer.commits_removing);
    lock_take(&search->lock);
    while (!search->ends &&
           (atomic_load(&search->known) < newest || atomic_load(&search->forgotten) < removing))
        change_wait(&search->moved, &search->lock);
    lock_give(&search->lock);
}
