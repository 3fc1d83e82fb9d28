#include "store/sqlite.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/engine.h"

#define APPLICATION_ID 0x726e6b69 // "rnki", in the header of the file
#define CACHE_BYTES ((size_t)8 << 20)
#define BUSY_TIMEOUT_MS 10000
#define PAGE_BYTES 8192

struct sqlite_query {
    struct db_query base;
    sqlite3_stmt *statement;
    int error; // of a bind, told by the next step
};

struct sqlite_db {
    struct db base;
    sqlite3 *sqlite;
    uint64_t journal_bytes;
};

static sqlite3 *handle(struct db *db) {
    return ((struct sqlite_db *)db)->sqlite;
}

static sqlite3_stmt *statement_of(struct db_query *query) {
    return ((struct sqlite_query *)query)->statement;
}

// ---- failures ----

static bool is_lack_of_room(int error) {
    return error == EFBIG || error == ENOSPC || error == EDQUOT;
}

// The engine says "full" for ENOSPC only. What stopped it otherwise stands with the file it wrote.
static bool is_full(struct db *db, int code) {
    if ((code & 0xff) == SQLITE_FULL) return true;
    if ((code & 0xff) != SQLITE_IOERR) return false;
    int error = 0;
    sqlite3_file *journal = NULL;
    sqlite3_file_control(handle(db), "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    if (is_lack_of_room(error) || is_lack_of_room(sqlite3_system_errno(handle(db)))) return true;
    sqlite3_file_control(handle(db), "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
    if (!journal || !journal->pMethods) return false;
    error = 0;
    journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &error);
    return is_lack_of_room(error);
}

static enum status fail(struct db *db, int code, struct fault *fault) {
    const char *path = db->path;
    if (is_full(db, code))
        return fault_set(fault, FULL, "the disk is full: %s cannot grow; nothing was changed",
                         path);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return fault_set(fault, BUSY, "%s: locked for too long", path);
    case SQLITE_INTERRUPT: return fault_set(fault, CLOSED, "%s: interrupted", path);
    case SQLITE_NOTADB: return fault_set(fault, MALFORMED, "%s is not a renkei store", path);
    case SQLITE_CANTOPEN: return fault_set(fault, FAILED, "%s: cannot be opened", path);
    case SQLITE_NOMEM: abort();
    case SQLITE_TOOBIG: return fault_set(fault, FAILED, DB_VALUE_SENTENCE, path);
    case SQLITE_READONLY:
        return fault_set(fault, FAILED, "%s is read-only: a store and its folder must be writable",
                         path);
    default: break;
    }
    const char *what = sqlite3_errmsg(handle(db)), *kind = sqlite3_errstr(code);
    if (strcmp(what, kind) == 0) return fault_set(fault, FAILED, "%s: %s", path, what);
    return fault_set(fault, FAILED, "%s: %s (%s)", path, what, kind);
}

static void mistake(struct db *db, const char *sql) {
    fprintf(stderr, "a mistake in SQL: %s\n%s\n", sqlite3_errmsg(handle(db)), sql);
    abort();
}

// ---- opening ----

static enum status run(struct db *db, const char *sql, struct fault *fault) {
    int code = sqlite3_exec(handle(db), sql, NULL, NULL, NULL);
    if (code == SQLITE_OK) return OK;
    if (code == SQLITE_ERROR) mistake(db, sql);
    return fail(db, code, fault);
}

static enum status number(int64_t *out, struct db *db, const char *sql, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, sql, fault));
    enum status status = db_step(query, fault);
    if (status == OK) *out = db_i64(query, 0);
    db_done(query);
    return status;
}

// Nothing is changed in a file that is not ours.
static enum status check_owner(struct db *db, struct fault *fault) {
    int64_t id, tables;
    TRY(number(&id, db, "PRAGMA application_id", fault));
    if (id == APPLICATION_ID) return OK;
    TRY(number(&tables, db, "SELECT COUNT(*) FROM sqlite_schema", fault));
    if (id != 0 || tables > 0)
        return fault_set(fault, MALFORMED, "%s is not a renkei store, but another database",
                         db->path);
    return OK;
}

// After each commit: how many pages stand in the journal.
static int note_journal(void *context, sqlite3 *sqlite, const char *schema, int pages) {
    struct sqlite_db *db = context;
    (void)sqlite;
    (void)schema;
    db->journal_bytes = (uint64_t)pages * PAGE_BYTES;
    return SQLITE_OK;
}

static enum status set_up_writer(struct db *db, const struct db_options *options,
                                 struct fault *fault) {
    char sql[512];
    // The page size holds for new files only. The journal is moved into the file by db_settle, when
    // nobody waits, and not by whichever commit happens to be the thousandth page.
    snprintf(sql, sizeof sql,
             "PRAGMA page_size = %d; PRAGMA journal_mode = WAL; PRAGMA synchronous = %s;"
             "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
             "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = FAST; PRAGMA application_id = %d;",
             PAGE_BYTES, options->is_derived ? "NORMAL" : "FULL", APPLICATION_ID);
    int64_t id;
    TRY(number(&id, db, "PRAGMA application_id", fault));
    // Setting it writes to the file: only once.
    if (id == APPLICATION_ID) *strstr(sql, "PRAGMA application_id") = '\0';
    TRY(run(db, sql, fault));
    sqlite3_wal_hook(handle(db), note_journal, db);
    return OK;
}

#define MMAP_BYTES "68719476736" // SQLite takes what it was built for, 2 GiB as a rule

static enum status set_up(struct db *db, const struct db_options *options, struct fault *fault) {
    sqlite3 *sqlite = handle(db);
    sqlite3_extended_result_codes(sqlite, 1);
    sqlite3_busy_timeout(sqlite, BUSY_TIMEOUT_MS);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(sqlite, SQLITE_LIMIT_LENGTH, (int)DB_VALUE_BYTES_MAX);
    sqlite3_limit(sqlite, SQLITE_LIMIT_ATTACHED, 1);
    size_t bytes = options->cache_bytes ? options->cache_bytes : CACHE_BYTES;
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA cache_size = -%zu", (bytes + 1023) / 1024);
    TRY(run(db, sql, fault));
    TRY(check_owner(db, fault));
    if (options->is_writer) TRY(set_up_writer(db, options, fault));
    // Readers see the file where the kernel holds it: no page is copied, and their own caches stay
    // small. The writer does not, since it changes the file's length; nor does who passes through
    // the whole file once, and would have all of it counted as his memory.
    if (!options->is_writer && !options->passes_once)
        TRY(run(db, "PRAGMA mmap_size = " MMAP_BYTES, fault));
    // Asked for many ids, the engine would make an index of the whole table for this one question.
    TRY(run(db, "PRAGMA automatic_index = OFF", fault));
    if (!options->attach) return OK;
    struct db_query *query;
    TRY(db_query(&query, db, "ATTACH $1 AS search", fault));
    db_bind_text(query, 1, str_of(options->attach));
    TRY(db_finish(query, fault));
    snprintf(sql, sizeof sql, "PRAGMA search.cache_size = -%zu", (bytes + 1023) / 1024);
    return run(db, sql, fault);
}

// The engine would let everybody on the machine read a new file, and those beside it. (Only a new
// one is opened here: closing any descriptor of a file gives up the locks that others hold on it.)
static void make_private(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
}

static enum status connect(struct db **out, const char *path, bool is_writer, struct fault *fault) {
    // Before the first connection only, later calls do nothing: without the counting of memory no
    // two connections wait for each other in malloc.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct sqlite_db *sqlite = memory_take(sizeof *sqlite);
    *sqlite = (struct sqlite_db){0};
    SCOPED(db_close) struct db *db = &sqlite->base;
    db_init(db, &sqlite_engine, path, is_writer);
    if (is_writer) make_private(path);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    flags |= is_writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(path, &sqlite->sqlite, flags, NULL);
    if (!sqlite->sqlite) abort();
    if (code != SQLITE_OK) return fail(db, code, fault);
    *out = db;
    db = NULL;
    return OK;
}

static enum status open_db(struct db **out, const struct db_options *options, struct fault *fault) {
    SCOPED(db_close) struct db *db = NULL;
    TRY(connect(&db, options->path, options->is_writer, fault));
    TRY(set_up(db, options, fault));
    *out = db;
    db = NULL;
    return OK;
}

static void close_db(struct db *db) {
    if (sqlite3_close(handle(db)) != SQLITE_OK) abort(); // something of it is still in use
    free(db);
}

// ---- queries ----

static enum status prepare(struct db_query **out, struct db *db, struct str sql,
                           struct fault *fault) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v3(handle(db), sql.data, (int)sql.size + 1,
                                  SQLITE_PREPARE_PERSISTENT, &statement, NULL);
    if (code == SQLITE_ERROR) mistake(db, sql.data);
    if (code != SQLITE_OK) return fail(db, code, fault);
    struct sqlite_query *query = memory_take(sizeof *query);
    *query = (struct sqlite_query){.statement = statement};
    *out = &query->base;
    return OK;
}

static void unprepare(struct db_query *query) {
    sqlite3_finalize(statement_of(query));
    free(query);
}

static void bound(struct db_query *query, int code) {
    int *error = &((struct sqlite_query *)query)->error;
    assert(code != SQLITE_RANGE && code != SQLITE_MISUSE);
    if (code != SQLITE_OK && *error == SQLITE_OK) *error = code;
}

static void bind_i64(struct db_query *query, int index, int64_t value) {
    bound(query, sqlite3_bind_int64(statement_of(query), index, value));
}

static void bind_text(struct db_query *query, int index, struct str text) {
    bound(query, sqlite3_bind_text64(statement_of(query), index, text.data ? text.data : "",
                                     text.size, SQLITE_STATIC, SQLITE_UTF8));
}

static void bind_blob(struct db_query *query, int index, const void *bytes, size_t size) {
    bound(query,
          sqlite3_bind_blob64(statement_of(query), index, size ? bytes : "", size, SQLITE_STATIC));
}

static void bind_null(struct db_query *query, int index) {
    bound(query, sqlite3_bind_null(statement_of(query), index));
}

// Rows come one by one anyway.
static void walk(struct db_query *query) {
    (void)query;
}

static enum status step(struct db_query *query, struct fault *fault) {
    int code = ((struct sqlite_query *)query)->error;
    if (code == SQLITE_OK) code = sqlite3_step(statement_of(query));
    if (code == SQLITE_ROW) return OK;
    if (code == SQLITE_DONE) return ABSENT;
    return fail(query->db, code, fault);
}

static bool column_is_null(struct db_query *query, int column) {
    return sqlite3_column_type(statement_of(query), column) == SQLITE_NULL;
}

static int64_t column_i64(struct db_query *query, int column) {
    return sqlite3_column_int64(statement_of(query), column);
}

// As bytes, which for a TEXT column of UTF-8 are its text: sqlite3_column_text would copy it for
// the sake of a NUL behind it.
static struct str column_bytes(struct db_query *query, int column) {
    if (column_is_null(query, column)) return STR_NONE;
    const void *bytes = sqlite3_column_blob(statement_of(query), column);
    size_t size = (size_t)sqlite3_column_bytes(statement_of(query), column);
    return (struct str){bytes ? bytes : "", size};
}

static enum status again(struct db_query *query, struct fault *fault) {
    enum status status;
    do status = step(query, fault);
    while (status == OK);
    sqlite3_reset(statement_of(query));
    return status == ABSENT ? OK : status;
}

// Of what step has told already, reset tells again.
static void rewind_query(struct db_query *query) {
    sqlite3_reset(statement_of(query));
    ((struct sqlite_query *)query)->error = SQLITE_OK;
}

static void next(struct db_query *query) {
    rewind_query(query);
    query->ahead.bind(query, query->ahead.at, query->ahead.context);
}

static int64_t changes(struct db *db) {
    return sqlite3_changes64(handle(db));
}

// ---- transactions ----

static bool is_within(struct db *db) {
    return !sqlite3_get_autocommit(handle(db));
}

static void rollback(struct db *db) {
    if (is_within(db)) (void)sqlite3_exec(handle(db), "ROLLBACK", NULL, NULL, NULL);
}

static enum status begin(struct db *db, struct fault *fault) {
    return run(db, "BEGIN IMMEDIATE", fault);
}

static enum status begin_read(struct db *db, struct fault *fault) {
    TRY(run(db, "BEGIN", fault));
    // The snapshot is taken by the first read.
    int64_t any;
    enum status status = number(&any, db, "SELECT 1 FROM sqlite_schema LIMIT 1", fault);
    if (status == OK || status == ABSENT) return OK;
    rollback(db);
    return status;
}

static enum status commit(struct db *db, struct fault *fault) {
    enum status status = run(db, "COMMIT", fault);
    if (status != OK) rollback(db);
    return status;
}

static void interrupt(struct db *db) {
    sqlite3_interrupt(handle(db));
}

// ---- care ----

static enum status schema(int64_t *out, struct db *db, struct fault *fault) {
    return number(out, db, "PRAGMA user_version", fault);
}

static enum status schema_set(struct db *db, int64_t to, struct fault *fault) {
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %lld", (long long)to);
    return run(db, sql, fault);
}

// The engine looks for the highest number each time.
static enum status filled(struct db *db, const char *table, bool has_no, struct fault *fault) {
    (void)db, (void)table, (void)has_no, (void)fault;
    return OK;
}

static enum status settle(struct db *db, bool cuts, struct fault *fault) {
    int frames = 0, moved = 0;
    int mode = cuts ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    // Not to be held up by a reader: what cannot be cut now is cut the next time.
    sqlite3_busy_timeout(handle(db), 0);
    int code = sqlite3_wal_checkpoint_v2(handle(db), "main", mode, &frames, &moved);
    sqlite3_busy_timeout(handle(db), BUSY_TIMEOUT_MS);
    if (code != SQLITE_OK) return fail(db, code, fault);
    if (cuts) ((struct sqlite_db *)db)->journal_bytes = 0;
    return OK;
}

static uint64_t journal_bytes(struct db *db) {
    return ((struct sqlite_db *)db)->journal_bytes;
}

static void shrink(struct db *db) {
    sqlite3_db_release_memory(handle(db));
    malloc_trim(0); // what is freed would stay with the C library otherwise
}

// ---- all pages into another file ----

#define PAGES_A_STEP 256

static enum status move_pages(struct db *to, sqlite3_backup *backup, const struct db_pages *pages,
                              struct fault *fault) {
    int code;
    while ((code = sqlite3_backup_step(backup, PAGES_A_STEP)) == SQLITE_OK) {
        uint64_t all = (uint64_t)sqlite3_backup_pagecount(backup);
        uint64_t left = (uint64_t)sqlite3_backup_remaining(backup);
        if (!pages->on_progress) continue;
        if (!pages->on_progress(pages->context, (all - left) * PAGE_BYTES, all * PAGE_BYTES))
            return fault_set(fault, CLOSED, "stopped");
    }
    return code == SQLITE_DONE ? OK : fail(to, code, fault);
}

// Since `db` is within a transaction all steps read its snapshot, and none begins anew because
// somebody wrote. There is no journal: what is half there is thrown away by who asked for it.
static enum status fill_pages(struct db *to, struct db *db, const struct db_pages *pages,
                              struct fault *fault) {
    TRY(run(to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL", fault));
    sqlite3_backup *backup = sqlite3_backup_init(handle(to), "main", handle(db), "main");
    if (!backup) return fail(to, sqlite3_errcode(handle(to)), fault);
    enum status status = move_pages(to, backup, pages, fault);
    int code = sqlite3_backup_finish(backup);
    if (status == OK && code != SQLITE_OK) return fail(to, code, fault);
    return status;
}

// The first page says that a journal (WAL) goes with the file: the format numbers at 18 and 19
// ("Database File Format", 1.3.3). One that was written whole has none, and who reads it need not
// be able to make one beside it. A writer of ours says it again when it opens the file.
static enum status forget_journal(const char *path, struct fault *fault) {
    static const char legacy[2] = {1, 1};
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool is_done = fd >= 0 && pwrite(fd, legacy, sizeof legacy, 18) == (ssize_t)sizeof legacy;
    int error = errno;
    if (fd >= 0) close(fd);
    return is_done ? OK : fault_set(fault, FAILED, "%s: cannot write: %s", path, strerror(error));
}

static enum status copy_pages(struct db *db, const char *to, const struct db_pages *pages,
                              struct fault *fault) {
    SCOPED(db_close) struct db *target = NULL;
    TRY(connect(&target, to, true, fault));
    sqlite3_extended_result_codes(handle(target), 1);
    TRY(fill_pages(target, db, pages, fault));
    db_close(&target);
    return forget_journal(to, fault);
}

static enum status verify(struct db *db, bool is_quick, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, is_quick ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)",
                 fault));
    enum status status = db_step(query, fault);
    if (status == OK && !str_equal(db_text(query, 0), STR("ok")))
        status =
            fault_set(fault, FAILED, "%s is damaged: %.*s", db->path, STR_ARG(db_text(query, 0)));
    db_done(query);
    return status;
}

// ---- words ----

struct sqlite_words {
    sqlite3 *sqlite; // without a file: it holds what follows
    fts5_tokenizer cutter;
    void *context;
};

static bool find_cutter(struct sqlite_words *words) {
    sqlite3_stmt *statement = NULL;
    fts5_api *api = NULL;
    if (sqlite3_prepare_v2(words->sqlite, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api &&
           api->xFindTokenizer(api, "unicode61", &words->context, &words->cutter) == SQLITE_OK;
}

enum status sqlite_words_open(struct sqlite_words **out, struct fault *fault) {
    SCOPED(sqlite_words_close) struct sqlite_words *words = memory_take(sizeof *words);
    *words = (struct sqlite_words){0};
    if (sqlite3_open(":memory:", &words->sqlite) != SQLITE_OK || !find_cutter(words))
        return fault_set(fault, FAILED, "this SQLite was built without full-text search (FTS5)");
    *out = words;
    words = NULL;
    return OK;
}

void sqlite_words_close(struct sqlite_words **words) {
    if (!*words) return;
    sqlite3_close((*words)->sqlite);
    free(*words);
    *words = NULL;
}

// tidy: callback
static int add_word(void *out, int flags, const char *word, int size, int begin, int end) {
    (void)flags, (void)begin, (void)end;
    size_t kept = (size_t)size;
    if (kept > SQLITE_WORD_BYTES_MAX)
        for (kept = SQLITE_WORD_BYTES_MAX; ((unsigned char)word[kept] & 0xC0) == 0x80;) kept--;
    buf_add_bytes(out, word, kept);
    buf_add_byte(out, ' ');
    return SQLITE_OK;
}

// One that cuts has a buffer of its own, so each text has one: threads share what only makes them.
void sqlite_words_cut(struct buf *out, const struct sqlite_words *words, struct str text) {
    static const char *options[] = {"remove_diacritics", "2"}; // as dialect_sqlite.c says it
    Fts5Tokenizer *cutter = NULL;
    bool done = words->cutter.xCreate(words->context, options, 2, &cutter) == SQLITE_OK &&
                words->cutter.xTokenize(cutter, out, FTS5_TOKENIZE_DOCUMENT, text.data,
                                        (int)text.size, add_word) == SQLITE_OK;
    if (cutter) words->cutter.xDelete(cutter);
    if (!done) abort(); // there was no memory
}

const struct engine sqlite_engine = {
    .dialect = &dialect_sqlite,
    .batch = 1,
    .open = open_db,
    .close = close_db,
    .prepare = prepare,
    .unprepare = unprepare,
    .bind_i64 = bind_i64,
    .bind_text = bind_text,
    .bind_blob = bind_blob,
    .bind_null = bind_null,
    .walk = walk,
    .step = step,
    .again = again,
    .rewind = rewind_query,
    .next = next,
    .i64 = column_i64,
    .text = column_bytes,
    .blob = column_bytes,
    .is_null = column_is_null,
    .run = run,
    .make = run,
    .changes = changes,
    .begin = begin,
    .begin_read = begin_read,
    .commit = commit,
    .rollback = rollback,
    .is_within = is_within,
    .interrupt = interrupt,
    .schema = schema,
    .schema_set = schema_set,
    .filled = filled,
    .settle = settle,
    .journal_bytes = journal_bytes,
    .shrink = shrink,
    .copy_pages = copy_pages,
    .verify = verify,
};
