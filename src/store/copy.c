#include "store/copy.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/copy_table.h"
#include "store/inside.h"

#define BATCH_BYTES ((size_t)4 << 20)
#define JOURNAL_BYTES ((uint64_t)64 << 20)
#define TELL_ROWS 4096

#define MARK_SOURCE "copy.source" // in the target while it is unfinished: the id of the source
#define MARK_RUN "copy.run"       // which run writes to it: the last one that began

// What rises with everything that is put or removed; in a database, `generation` with any change.
struct height {
    int64_t generation, version, added, version_top, added_top;
};

struct copying {
    const struct store_copy_options *options;
    struct db *from, *to;
    struct file_lock *from_lock, *to_lock;
    struct height height; // of the source, in the snapshot
    struct str source_id;
    char run[UUID_TEXT_SIZE];
    bool continues;
    struct store_copy_progress progress;
    struct buf sql;
    struct arena arena;
};

// ---- small questions ----

// The first value of the first row as a text in `arena`; STR_NONE when there is none.
static enum status ask_text(struct str *out, struct db *db, const char *sql, struct arena *arena,
                            struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, sql, fault));
    enum status status = db_step(query, fault);
    *out = status == OK ? arena_copy(arena, db_text(query, 0)) : STR_NONE;
    return status == ABSENT ? OK : status;
}

static enum status ask_number(int64_t *out, struct db *db, const char *sql, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, db, sql, fault));
    enum status status = db_step(query, fault);
    *out = status == OK ? db_i64(query, 0) : 0;
    return status == ABSENT ? OK : status;
}

static enum status ask_setting(struct str *out, struct db *db, const char *name,
                               struct arena *arena, struct fault *fault) {
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT value FROM setting WHERE name = '%s'", name);
    return ask_text(out, db, sql, arena, fault);
}

static enum status set_setting(struct db *db, const char *name, struct str value,
                               struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db,
                 "INSERT INTO setting (name, value) VALUES ($1, $2)"
                 " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                 fault));
    db_bind_text(query, 1, str_of(name));
    db_bind_text(query, 2, value);
    return db_finish(query, fault);
}

static enum status ask_height(struct height *out, struct db *db, struct fault *fault) {
    static const char top[] = "SELECT COALESCE(MAX(CAST(value AS BIGINT)), 0) FROM setting"
                              " WHERE name = 'store.%s_top'";
    char sql[160];
    TRY(ask_number(&out->generation, db, "SELECT generation FROM pulse WHERE no = 1", fault));
    TRY(ask_number(&out->version, db, "SELECT MAX(no) FROM version", fault));
    TRY(ask_number(&out->added, db, "SELECT MAX(added) FROM member", fault));
    snprintf(sql, sizeof sql, top, "version");
    TRY(ask_number(&out->version_top, db, sql, fault));
    snprintf(sql, sizeof sql, top, "added");
    return ask_number(&out->added_top, db, sql, fault);
}

enum status store_check_finished(struct db *db, struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    int64_t schema;
    struct str source = STR_NONE;
    TRY(db_schema(&schema, db, fault));
    if (schema) TRY(ask_setting(&source, db, MARK_SOURCE, &arena, fault));
    if (!source.data) return OK;
    return fault_set(fault, DENIED,
                     "%s: this store is a copy that is not finished: the same 'renkei store copy' "
                     "again goes on with it",
                     db_name(db));
}

// ---- progress ----

static enum status tell(struct copying *copying, const struct copy_table *table, bool is_checking,
                        struct fault *fault) {
    struct store_copy_progress *progress = &copying->progress;
    progress->table = table->name;
    progress->is_checking = is_checking;
    if (progress->rows_total && progress->rows > progress->rows_total)
        progress->rows = progress->rows_total; // what is read twice was not foreseen
    const struct store_copy_options *options = copying->options;
    if (!options->on_progress || options->on_progress(options->context, progress)) return OK;
    return fault_set(fault, CLOSED, "stopped: the same again goes on from here");
}

static enum status count_rows(uint64_t *total, struct db *db, struct fault *fault) {
    *total = 0;
    for (size_t i = 0; i < copy_table_count; i++) {
        const struct copy_table *table = &copy_tables[i];
        char sql[64];
        int64_t count;
        snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM %s",
                 table->counted ? table->counted : table->name);
        TRY(ask_number(&count, db, sql, fault));
        *total += (uint64_t)count;
    }
    return OK;
}

// Outside of the snapshot: where counting takes too long, nobody is told how many there are.
static void foresee(struct copying *copying) {
    uint64_t from, to;
    if (!copying->options->on_progress || count_rows(&from, copying->from, NULL) != OK ||
        count_rows(&to, copying->to, NULL) != OK)
        return;
    copying->progress.rows = to;
    copying->progress.rows_total = 2 * from; // written, and read back
}

// ---- opening ----

static enum status lock_file(struct file_lock **lock, const char *path, struct fault *fault) {
    if (!db_is_file(path)) return OK;
    SCOPED(buf_close) struct buf name;
    buf_init(&name, SIZE_MAX);
    buf_addf(&name, "%s-lock", path);
    buf_add_byte(&name, '\0');
    enum status status = file_lock_take(lock, name.data, fault);
    if (status != BUSY) return status;
    return fault_set(fault, BUSY,
                     "%s: a server or another program owns it: stop that first, so that nothing "
                     "changes while it is copied",
                     path);
}

static enum status check_source(struct copying *copying, struct fault *fault) {
    struct db *db = copying->from;
    int64_t schema;
    TRY(store_schema(&schema, db, fault));
    if (!schema) return fault_set(fault, ABSENT, "%s: there is no store", db_name(db));
    TRY(store_check_finished(db, fault));
    TRY(ask_setting(&copying->source_id, db, "store.id", &copying->arena, fault));
    if (schema == store_schema_known() && copying->source_id.size) return OK;
    return fault_set(fault, CONFLICT,
                     "%s was written by an older renkei: a copy changes nothing in its source, so "
                     "let 'renkei store check' bring it up to date first",
                     db_name(db));
}

static enum status open_source(struct copying *copying, struct fault *fault) {
    const char *path = copying->options->from;
    if (db_is_file(path) && !file_exists(path))
        return fault_set(fault, ABSENT, "%s: there is no store", path);
    TRY(lock_file(&copying->from_lock, path, fault));
    struct db_options options = {.path = path, .passes_once = true};
    TRY(db_open(&copying->from, &options, fault));
    return check_source(copying, fault);
}

// The tables asked are as old as the first schema.
static enum status check_empty(struct db *db, struct fault *fault) {
    int64_t any;
    TRY(ask_number(&any, db,
                   "SELECT (SELECT COUNT(*) FROM organisation) + (SELECT COUNT(*) FROM community)"
                   " + (SELECT COUNT(*) FROM (SELECT no FROM version LIMIT 1) AS v)",
                   fault));
    if (!any) return OK;
    return fault_set(fault, CONFLICT,
                     "%s: there is a store already: a copy needs an empty place, or one that it "
                     "has begun to fill",
                     db_name(db));
}

static enum status check_target(struct copying *copying, struct fault *fault) {
    struct db *db = copying->to;
    int64_t schema;
    struct str source = STR_NONE;
    TRY(store_schema(&schema, db, fault));
    if (!schema) return OK;
    TRY(ask_setting(&source, db, MARK_SOURCE, &copying->arena, fault));
    if (!source.data) return check_empty(db, fault);
    copying->continues = str_equal(source, copying->source_id);
    if (copying->continues) return OK;
    return fault_set(fault, CONFLICT, "%s: there is an unfinished copy of another store",
                     db_name(db));
}

static enum status set_marks(struct copying *copying, struct fault *fault) {
    struct chance *chance = copying->options->chance;
    struct uuid run = chance_uuid(chance ? chance : chance_system());
    uuid_write(copying->run, &run);
    TRY(set_setting(copying->to, MARK_SOURCE, copying->source_id, fault));
    return set_setting(copying->to, MARK_RUN, str_of(copying->run), fault);
}

// Tables and marks at once: without its mark, an empty store would pass for a whole one.
static enum status begin_target(struct copying *copying, struct fault *fault) {
    TRY(db_begin(copying->to, fault));
    enum status status = store_migrate_within(copying->to, fault);
    if (status == OK) status = set_marks(copying, fault);
    if (status == OK)
        status = db_run(copying->to, db_dialect(copying->options->to)->search_drop, fault);
    if (status == OK) status = db_commit(copying->to, fault);
    db_rollback(copying->to);
    return status;
}

void store_remove_search(const char *path) {
    const struct dialect *dialect = db_dialect(path);
    if (!dialect->search_remove) return;
    SCOPED(buf_close) struct buf name;
    buf_init(&name, SIZE_MAX);
    buf_addf(&name, "%s%s", path, dialect->search_end);
    buf_add_byte(&name, '\0');
    dialect->search_remove(name.data);
}

static enum status open_target(struct copying *copying, struct fault *fault) {
    const char *path = copying->options->to;
    TRY(lock_file(&copying->to_lock, path, fault));
    struct db_options options = {.path = path, .is_writer = true, .cache_bytes = (size_t)64 << 20};
    TRY(db_open(&copying->to, &options, fault));
    TRY(check_target(copying, fault));
    store_remove_search(path);
    return begin_target(copying, fault);
}

// ---- moving ----

// Two copies into one place would both find their next rows there: the later one goes on.
static enum status check_run(struct copying *copying, struct fault *fault) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct str run;
    TRY(ask_setting(&run, copying->to, MARK_RUN, &arena, fault));
    if (str_equal(run, str_of(copying->run))) return OK;
    return fault_set(fault, CONFLICT, "%s: another copy into it has begun", db_name(copying->to));
}

// Rows until `bytes_max` are full or there are no more, which is ABSENT.
static enum status fill(struct copying *copying, struct copy_digest *digest, struct db_query *rows,
                        size_t bytes_max, struct fault *fault) {
    const struct copy_table *table = digest->table;
    SCOPED(db_let_go) struct db_query *insert = NULL;
    TRY(db_query(&insert, copying->to, copy_insert(&copying->sql, table), fault));
    for (size_t bytes = 0; bytes < bytes_max;) {
        TRY(db_step(rows, fault));
        bytes += copy_digest_add(digest, rows);
        copying->progress.rows++;
        copy_bind(insert, rows, table);
        TRY(db_again(insert, fault));
    }
    return OK;
}

static enum status move_batch(struct copying *copying, struct copy_digest *digest,
                              struct db_query *rows, struct fault *fault) {
    struct db *to = copying->to;
    size_t bytes_max = copying->options->batch_bytes ? copying->options->batch_bytes : BATCH_BYTES;
    TRY(db_begin(to, fault));
    enum status status = check_run(copying, fault), more = OK;
    if (status == OK) more = fill(copying, digest, rows, bytes_max, fault);
    if (status == OK && more != ABSENT) status = more;
    if (status == OK) status = db_commit(to, fault);
    db_rollback(to);
    TRY(status);
    if (db_journal_bytes(to) > JOURNAL_BYTES) (void)db_settle(to, false, NULL);
    TRY(tell(copying, digest->table, false, fault));
    return more;
}

// The rows of the source that the target lacks. `*is_begun`: it has some, so these are not all.
static enum status start_behind(struct db_query **rows, bool *is_begun, struct copying *copying,
                                const struct copy_table *table, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *last = NULL;
    TRY(db_query(&last, copying->to, copy_last_key(&copying->sql, table), fault));
    enum status status = db_step(last, fault);
    if (status != OK && status != ABSENT) return status;
    *is_begun = status == OK;
    TRY(db_query(rows, copying->from, copy_select(&copying->sql, table, *is_begun), fault));
    if (*is_begun) copy_bind_key(*rows, last, table, &copying->arena);
    db_walk(*rows);
    return OK;
}

static enum status move_rows(struct copying *copying, struct copy_digest *digest, bool *is_begun,
                             struct fault *fault) {
    SCOPED(db_let_go) struct db_query *rows = NULL;
    TRY(start_behind(&rows, is_begun, copying, digest->table, fault));
    enum status status;
    do status = move_batch(copying, digest, rows, fault);
    while (status == OK);
    return status == ABSENT ? OK : status;
}

static enum status clear(struct copying *copying, const struct copy_table *table,
                         struct fault *fault) {
    char sql[96];
    snprintf(sql, sizeof sql, "DELETE FROM %s%s", table->name,
             table->sorts ? " WHERE NOT (" COPY_OWN ")" : "");
    return db_run(copying->to, sql, fault);
}

static enum status move_whole(struct store_copy_table *out, struct copying *copying,
                              const struct copy_table *table, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *rows = NULL;
    SCOPED(copy_digest_close) struct copy_digest digest;
    copy_digest_init(&digest, table);
    TRY(db_query(&rows, copying->from, copy_select(&copying->sql, table, false), fault));
    db_walk(rows);
    enum status status = fill(copying, &digest, rows, SIZE_MAX, fault);
    if (status != ABSENT) return status;
    copy_digest_end(out, &digest);
    return OK;
}

static enum status move_each_small(struct store_copy_table *out, struct copying *copying,
                                   struct fault *fault) {
    TRY(check_run(copying, fault));
    // Nothing is taken away that something else still points at.
    for (size_t i = copy_table_count; i--;)
        if (copy_tables[i].is_small) TRY(clear(copying, &copy_tables[i], fault));
    for (size_t i = 0; i < copy_table_count; i++)
        if (copy_tables[i].is_small) TRY(move_whole(&out[i], copying, &copy_tables[i], fault));
    return OK;
}

static enum status move_small(struct store_copy_table *out, struct copying *copying,
                              struct fault *fault) {
    TRY(db_begin(copying->to, fault));
    enum status status = move_each_small(out, copying, fault);
    if (status == OK) status = db_commit(copying->to, fault);
    db_rollback(copying->to);
    return status;
}

// ---- reading back ----

static enum status read_rows(struct copy_digest *digest, struct copying *copying, struct db *db,
                             struct fault *fault) {
    SCOPED(db_let_go) struct db_query *rows = NULL;
    TRY(db_query(&rows, db, copy_select(&copying->sql, digest->table, false), fault));
    db_walk(rows);
    enum status status;
    while ((status = db_step(rows, fault)) == OK) {
        (void)copy_digest_add(digest, rows);
        if (digest->rows % TELL_ROWS) continue;
        copying->progress.rows += TELL_ROWS;
        TRY(tell(copying, digest->table, true, fault));
        // A server ends a snapshot in which nothing is asked for long.
        if (db != copying->from) TRY(db_run(copying->from, "SELECT 1", fault));
    }
    copying->progress.rows += (uint64_t)(digest->rows % TELL_ROWS);
    return status == ABSENT ? OK : status;
}

static enum status read_table(struct store_copy_table *out, struct copying *copying,
                              const struct copy_table *table, struct db *db, struct fault *fault) {
    SCOPED(copy_digest_close) struct copy_digest digest;
    copy_digest_init(&digest, table);
    TRY(read_rows(&digest, copying, db, fault));
    copy_digest_end(out, &digest);
    if (digest.is_rising) return OK;
    return fault_set(fault, FAILED, "%s: numbers in table %s do not rise", db_name(db),
                     table->name);
}

static enum status read_target(struct store_copy_table *out, struct copying *copying,
                               const struct copy_table *table, struct fault *fault) {
    TRY(db_begin_read(copying->to, fault));
    enum status status = read_table(out, copying, table, copying->to, fault);
    db_end_read(copying->to);
    return status;
}

static bool is_same(const struct store_copy_table *a, const struct store_copy_table *b) {
    return a->rows == b->rows && memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

static enum status differs(const struct copying *copying, const struct store_copy_table *source,
                           const struct store_copy_table *target, struct fault *fault) {
    return fault_set(fault, FAILED,
                     "%s: table %s is not what was written there: %lld rows instead of %lld, or "
                     "other content",
                     db_name(copying->to), source->name, (long long)target->rows,
                     (long long)source->rows);
}

// ---- table by table ----

// `*is_begun`: a part had gone over before, of which the source is read once more.
static enum status move_large(struct store_copy_table *out, bool *is_begun, struct copying *copying,
                              const struct copy_table *table, struct fault *fault) {
    SCOPED(copy_digest_close) struct copy_digest digest;
    copy_digest_init(&digest, table);
    TRY(move_rows(copying, &digest, is_begun, fault));
    if (*is_begun) return read_table(out, copying, table, copying->from, fault);
    copy_digest_end(out, &digest);
    return OK;
}

static enum status copy_large(struct store_copy_table *out, struct copying *copying,
                              const struct copy_table *table, struct fault *fault) {
    for (;;) {
        bool is_begun;
        struct store_copy_table target;
        TRY(move_large(out, &is_begun, copying, table, fault));
        TRY(read_target(&target, copying, table, fault));
        if (is_same(out, &target)) return OK;
        if (!is_begun) return differs(copying, out, &target, fault);
        // What went over earlier has changed in the source since.
        TRY(clear(copying, table, fault));
    }
}

static enum status copy_small(struct store_copy_table *out, struct copying *copying,
                              struct fault *fault) {
    TRY(move_small(out, copying, fault));
    for (size_t i = 0; i < copy_table_count; i++) {
        struct store_copy_table target;
        if (!copy_tables[i].is_small) continue;
        TRY(tell(copying, &copy_tables[i], true, fault));
        TRY(read_target(&target, copying, &copy_tables[i], fault));
        if (!is_same(&out[i], &target)) return differs(copying, &out[i], &target, fault);
    }
    return OK;
}

// ---- the end ----

static enum status check_still(struct copying *copying, struct fault *fault) {
    struct height now;
    db_end_read(copying->from);
    TRY(ask_height(&now, copying->from, fault));
    if (memcmp(&now, &copying->height, sizeof now) == 0) return OK;
    return fault_set(fault, CONFLICT,
                     "%s was written to while it was copied: stop what writes there; the same "
                     "again takes what is new",
                     db_name(copying->from));
}

static enum status take_marks(struct copying *copying, struct fault *fault) {
    TRY(check_run(copying, fault));
    return db_run(copying->to, "DELETE FROM setting WHERE " COPY_OWN, fault);
}

static enum status finish(struct copying *copying, struct fault *fault) {
    TRY(check_still(copying, fault));
    for (size_t i = 0; i < copy_table_count; i++)
        TRY(db_filled(copying->to, copy_tables[i].name,
                      strncmp(copy_tables[i].columns, "no,", 3) == 0, fault));
    TRY(db_begin(copying->to, fault));
    enum status status = take_marks(copying, fault);
    if (status == OK) status = db_commit(copying->to, fault);
    db_rollback(copying->to);
    if (status == OK) (void)db_settle(copying->to, true, NULL);
    return status;
}

static enum status copy_all(struct store_copy_report *out, struct copying *copying,
                            struct fault *fault) {
    TRY(open_source(copying, fault));
    TRY(open_target(copying, fault));
    foresee(copying);
    TRY(db_begin_read(copying->from, fault));
    TRY(ask_height(&copying->height, copying->from, fault));
    *out = (struct store_copy_report){.table_count = copy_table_count,
                                      .was_continued = copying->continues};
    TRY(copy_small(out->tables, copying, fault));
    for (size_t i = 0; i < copy_table_count; i++) {
        if (copy_tables[i].is_small) continue;
        TRY(tell(copying, &copy_tables[i], false, fault));
        TRY(copy_large(&out->tables[i], copying, &copy_tables[i], fault));
    }
    for (size_t i = 0; i < copy_table_count; i++) {
        out->rows += out->tables[i].rows;
        if (strcmp(copy_tables[i].name, "member") == 0) out->objects = out->tables[i].rows;
    }
    return finish(copying, fault);
}

static void copying_close(struct copying *copying) {
    if (copying->from) db_end_read(copying->from);
    db_close(&copying->from);
    db_close(&copying->to);
    file_lock_close(&copying->from_lock);
    file_lock_close(&copying->to_lock);
    buf_close(&copying->sql);
    arena_close(&copying->arena);
}

enum status store_copy(struct store_copy_report *out, const struct store_copy_options *options,
                       struct fault *fault) {
    if (strcmp(options->from, options->to) == 0)
        return fault_set(fault, CONFLICT, "a store cannot be copied onto itself");
    SCOPED(copying_close) struct copying copying = {.options = options};
    buf_init(&copying.sql, SIZE_MAX);
    arena_init(&copying.arena);
    struct store_copy_report report;
    TRY(copy_all(&report, &copying, fault));
    *out = report;
    return OK;
}
