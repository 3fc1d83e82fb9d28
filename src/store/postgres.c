#include "store/postgres_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A connection does one thing at a time, and lists are read while other queries run in between:
//
//  - the rows of a query come whole; those of a long list (db_walk) piece by piece from a cursor;
//    those of many questions (db_ahead) a window of questions at a time
//  - rows to insert wait in `rows` and go out together, by COPY where none can be known already,
//    before anything else is asked on the connection, and at the latest with the commit. Where
//    they are many they go out in pieces, so that the server works while the next ones are made.
//    Who inserts may so be told later that it failed; the transaction is lost then in any case.
//
// The SQL of the store names its tables in the order in which they are best walked, as SQLite walks
// them; the planner is told to keep to that, and to plan once. Which index it takes hangs on what
// it knows of the tables, and that is nothing until they are analysed: so the writer sees to that
// when they have grown. A few thousand rows tell it enough; how long that takes, its writers wait.

#define VERSION_MIN 150000
#define LOCK_KEY "8243108421" // of all programs that write to one store
#define DERIVED_LOCK_KEY "8243108422"
#define QUESTIONS_AT_ONCE 256
#define ANALYSE_ROWS 5000 // written, for the first time; then when there are four times as many

static const char ANALYSE[] = "ANALYZE version, version_key, member, observable, ref, ends, named";
static const char SET_UP[] =
    "SET client_min_messages = warning; SET synchronous_commit = on; SET jit = off;"
    "SET join_collapse_limit = 1; SET from_collapse_limit = 1;"
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;"
    "SET enable_bitmapscan = off; SET random_page_cost = 1.1;"
    "SET plan_cache_mode = force_generic_plan; SET lock_timeout = '30s';"
    "SET default_statistics_target = 10;"
    "SET idle_in_transaction_session_timeout = '10min'";

struct pg_db *postgres_db(struct db *db) {
    return (struct pg_db *)db;
}

struct pg_query *postgres_query(struct db_query *query) {
    return (struct pg_query *)query;
}

static enum status say(struct db *db, const char *sql, struct fault *fault) {
    TRY(postgres_rows_flush(postgres_db(db), fault));
    return link_run(postgres_db(db)->link, sql, fault);
}

// Where nobody can be told: a connection that fails here fails at the next question as well.
void postgres_say_late(struct pg_db *db, const char *sql) {
    // A COPY in hand comes to its end first, and what became of it is told by what comes next.
    if (link_is_copying(db->link) && postgres_rows_flush(db, NULL) != OK) db->has_lost = true;
    enum status status = link_run(db->link, sql, NULL);
    (void)status;
}

static enum status run(struct db *db, const char *sql, struct fault *fault) {
    if (str_starts(str_of(sql), STR("ROLLBACK"))) postgres_rows_forget(postgres_db(db));
    return say(db, sql, fault);
}

// ---- connecting ----

static enum status set_up(struct pg_db *db, struct fault *fault) {
    TRY(say(&db->base, SET_UP, fault));
    if (db->is_derived)
        TRY(say(&db->base, "SET search_path = search, public; SET synchronous_commit = off",
                fault));
    if (db->base.is_writer) return OK;
    return say(&db->base, "SET default_transaction_read_only = on; SET statement_timeout = '120s'",
               fault);
}

static enum status use_link(struct pg_db *db, struct fault *fault) {
    int version = link_version(db->link);
    if (version < VERSION_MIN)
        return fault_set(fault, FAILED, "%s: PostgreSQL 15 or newer is needed, this is %d",
                         db->base.path, version / 10000);
    db->connection++;
    db->has_begun = db->is_set_up = false;
    postgres_rows_forget(db);
    TRY(set_up(db, fault));
    db->is_set_up = true;
    return OK;
}

static enum status open_db(struct db **out, const struct db_options *options, struct fault *fault) {
    SCOPED(link_close) struct link *link = NULL;
    TRY(link_open(&link, options->path, options->may_be_away, fault));
    struct pg_db *pg = memory_take(sizeof *pg);
    *pg =
        (struct pg_db){.link = link, .is_derived = options->is_derived, .analyse_at = ANALYSE_ROWS};
    SCOPED(db_close) struct db *db = &pg->base;
    db_init(db, &postgres_engine, link_name(link), options->is_writer);
    link = NULL;
    buf_init(&pg->rows, SIZE_MAX);
    if (!options->may_be_away || link_state(pg->link) != LINK_DOWN) TRY(use_link(pg, fault));
    *out = db;
    db = NULL;
    return OK;
}

static void close_db(struct db *base) {
    struct pg_db *db = postgres_db(base);
    link_close(&db->link);
    buf_close(&db->rows);
    free(db);
}

// A connection that broke is made anew where a transaction begins, and by what a reader asks
// outside of one: what was prepared is gone. That it broke while nobody looked is seen by asking.
enum status postgres_connect_again(struct pg_db *db, struct fault *fault) {
    bool is_down = link_state(db->link) == LINK_DOWN;
    if (!is_down && db->is_set_up) return OK;
    if (is_down) TRY(link_again(db->link, fault));
    return use_link(db, fault);
}

bool postgres_is_again(struct pg_db *db, enum status status, struct fault *fault) {
    if (status != BUSY || link_state(db->link) != LINK_DOWN) return false;
    return postgres_connect_again(db, fault) == OK;
}

static int64_t changes(struct db *db) {
    if (postgres_rows_flush(postgres_db(db), NULL) != OK) postgres_db(db)->has_lost = true;
    return link_changes(postgres_db(db)->link);
}

// ---- transactions ----

static bool is_within(struct db *db) {
    enum link_state state = link_state(postgres_db(db)->link);
    return state == LINK_WITHIN || state == LINK_FAILED;
}

static void rollback(struct db *db) {
    postgres_rows_forget(postgres_db(db));
    postgres_db(db)->has_begun = false;
    if (is_within(db)) postgres_say_late(postgres_db(db), "ROLLBACK");
}

static enum status begin_with(struct pg_db *db, const char *sql, struct fault *fault) {
    TRY(postgres_connect_again(db, fault));
    enum status status = say(&db->base, sql, fault);
    if (postgres_is_again(db, status, fault)) status = say(&db->base, sql, fault);
    if (status != OK) rollback(&db->base);
    db->has_begun = status == OK;
    return status;
}

// One writes at a time, whatever program it is in: the lock is held until the commit. What is
// derived has a lock of its own, and who waits for it does not wait long: another is making it.
static enum status begin(struct db *db, struct fault *fault) {
    const char *sql = "BEGIN; SELECT pg_advisory_xact_lock(" LOCK_KEY ")";
    if (postgres_db(db)->is_derived)
        sql = "BEGIN; SET LOCAL lock_timeout = '1s'; SELECT pg_advisory_xact_lock(" DERIVED_LOCK_KEY
              "); SET LOCAL lock_timeout = '30s'";
    return begin_with(postgres_db(db), sql, fault);
}

// The snapshot is taken by the first read.
static enum status begin_read(struct db *db, struct fault *fault) {
    return begin_with(postgres_db(db), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1",
                      fault);
}

static enum status commit(struct db *db, struct fault *fault) {
    // The server would roll back and call that a success.
    bool has_failed = link_state(postgres_db(db)->link) == LINK_FAILED;
    enum status status = has_failed ? fault_set(fault, BUSY, "an earlier step failed: try again")
                                    : say(db, "COMMIT", fault);
    if (status == BUSY && link_state(postgres_db(db)->link) == LINK_DOWN)
        fault_set(fault, BUSY,
                  "the database went away in the middle: what was sent may be in it, "
                  "send it again");
    if (status != OK) rollback(db);
    postgres_db(db)->has_begun = false;
    // What is derived is found by its one index in any case.
    struct pg_db *pg = postgres_db(db);
    if (status == OK && !pg->is_derived && pg->written >= pg->analyse_at) {
        pg->analyse_at = pg->written * 4;
        postgres_say_late(postgres_db(db), ANALYSE);
    }
    return status;
}

static void interrupt(struct db *db) {
    link_interrupt(postgres_db(db)->link);
}

// ---- the schema ----

static enum status number(int64_t *out, struct db *db, const char *sql, struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, db, sql, fault));
    enum status status = db_step(query, fault);
    *out = status == OK ? db_i64(query, 0) : 0;
    db_done(query);
    return status == ABSENT ? OK : status;
}

// Not by to_regclass: what the server remembers of names may be older than the lock waited for.
#define HAS_SCHEMA "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'schema_number' AND schemaname"
static enum status schema(int64_t *out, struct db *db, struct fault *fault) {
    int64_t exists;
    const char *sql =
        postgres_db(db)->is_derived ? HAS_SCHEMA " = 'search'" : HAS_SCHEMA " = 'public'";
    TRY(number(&exists, db, sql, fault));
    *out = 0;
    return exists ? number(out, db, "SELECT number FROM schema_number", fault) : OK;
}

static enum status schema_set(struct db *db, int64_t to, struct fault *fault) {
    char sql[256];
    const char *place = postgres_db(db)->is_derived ? "search" : "public";
    snprintf(sql, sizeof sql,
             "CREATE TABLE IF NOT EXISTS %s.schema_number (number BIGINT NOT NULL);"
             "DELETE FROM %s.schema_number; INSERT INTO %s.schema_number VALUES (%lld)",
             place, place, place, (long long)to);
    return say(db, sql, fault);
}

static enum status make(struct db *db, const char *sql, struct fault *fault) {
    SCOPED(buf_close) struct buf text;
    buf_init(&text, SIZE_MAX);
    db->engine->dialect->types(&text, str_of(sql));
    buf_add_byte(&text, '\0');
    return say(db, text.data, fault);
}

// The planner is told what there is. Of a table whose numbers nobody draws from a sequence, the
// function is asked for NULL.
static enum status filled(struct db *db, const char *table, bool has_no, struct fault *fault) {
    char sql[256];
    snprintf(sql, sizeof sql, "ANALYZE %s", table);
    TRY(say(db, sql, fault));
    if (!has_no) return OK;
    snprintf(sql, sizeof sql,
             "SELECT setval(pg_get_serial_sequence('%s', 'no'), COALESCE(MAX(no), 0) + 1, false)"
             " FROM %s",
             table, table);
    return say(db, sql, fault);
}

// ---- what the server sees to itself ----

static enum status settle(struct db *db, bool cuts, struct fault *fault) {
    (void)db, (void)cuts, (void)fault;
    return OK;
}

static uint64_t journal_bytes(struct db *db) {
    (void)db;
    return 0;
}

static void shrink(struct db *db) {
    (void)db;
}

static enum status verify(struct db *db, bool is_quick, struct fault *fault) {
    (void)is_quick;
    return say(db, "SELECT 1", fault);
}

const struct engine postgres_engine = {
    .dialect = &dialect_postgres,
    .batch = QUESTIONS_AT_ONCE,
    .open = open_db,
    .close = close_db,
    .prepare = postgres_ask_prepare,
    .unprepare = postgres_ask_unprepare,
    .bind_i64 = postgres_ask_bind_i64,
    .bind_text = postgres_ask_bind_text,
    .bind_blob = postgres_ask_bind_blob,
    .bind_null = postgres_ask_bind_null,
    .walk = postgres_ask_walk,
    .step = postgres_ask_step,
    .again = postgres_ask_again,
    .rewind = postgres_ask_rewind,
    .next = postgres_ask_next,
    .i64 = postgres_ask_i64,
    .text = postgres_ask_value,
    .blob = postgres_ask_value,
    .is_null = postgres_ask_is_null,
    .run = run,
    .make = make,
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
    .verify = verify,
};
