#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "store/engine.h"
#include "store/postgres_form.h"
#include "store/postgres_link.h"

// A connection does one thing at a time, and lists are read while other queries run in between:
//
//  - the rows of a query come whole; those of a long list (db_walk) piece by piece from a cursor
//  - rows to insert wait in `rows` and go out together, by COPY where none can be known already,
//    before anything else is asked on the connection, and at the latest with the commit. Who
//    inserts may so be told later that it failed; the transaction is lost then in any case.
//
// The SQL of the store names its tables in the order in which they are best walked, as SQLite walks
// them; the planner is told to keep to that, and to plan once. Which index it takes hangs on what
// it knows of the tables, and that is nothing until they are analysed: so the writer sees to that
// when they have grown.

#define VERSION_MIN 150000
#define ROWS_BYTES_MAX ((size_t)8 << 20)
#define WALK_ROWS_MAX 500
#define WALK_ROWS_FIRST 8 // large ones, may be
#define WALK_BYTES ((size_t)4 << 20)
#define LOCK_KEY "8243108421" // of all programs that write to one store
#define DERIVED_LOCK_KEY "8243108422"
#define QUESTIONS_AT_ONCE 256
#define COLUMNS_MAX 16
#define ANALYSE_ROWS 5000 // written, for the first time; then when there are four times as many
#define OID_BYTES 17u
#define OID_I64 20u
#define OID_TEXT 25u
#define OID_BYTES_ARRAY 1001u
#define OID_TEXT_ARRAY 1009u
#define OID_I64_ARRAY 1016u

static const char ANALYSE[] = "ANALYZE version, version_key, member, observable, ref, ends, named";
static const char SET_UP[] =
    "SET client_min_messages = warning; SET synchronous_commit = on; SET jit = off;"
    "SET join_collapse_limit = 1; SET from_collapse_limit = 1;"
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;"
    "SET enable_bitmapscan = off; SET random_page_cost = 1.1;"
    "SET plan_cache_mode = force_generic_plan; SET lock_timeout = '30s';"
    "SET idle_in_transaction_session_timeout = '10min'";

struct param {
    uint32_t type; // 0: null so far
    uint8_t number[8];
    const char *bytes; // NULL: null
    size_t size;
};

struct pg_query {
    struct db_query base;
    char name[24];
    uint64_t prepared;             // on which connection, 0: on none
    bool walks, is_open;           // by a cursor
    size_t walk_rows;              // that the next piece has
    struct postgres_insert insert; // column_count 0: its rows cannot wait
    VEC_OF(struct param) params;
    struct link_rows *rows;
    int row;
};

struct pg_db {
    struct db base;
    struct link *link;
    bool is_derived;
    bool has_lost;       // rows that waited: told by whatever is asked next
    bool is_set_up;      // the connection, after it was made
    bool has_begun;      // a transaction: what breaks in it does not go on elsewhere
    uint64_t connection; // how many there were
    uint64_t names;      // given to statements
    struct pg_query *filling;
    struct buf rows;
    size_t row_count;
    uint64_t written, analyse_at; // rows
};

static struct pg_db *of(struct db *db) {
    return (struct pg_db *)db;
}

static struct pg_query *query_of(struct db_query *query) {
    return (struct pg_query *)query;
}

// ---- rows that wait ----

static void drop_rows(struct pg_db *db) {
    db->filling = NULL;
    db->row_count = 0;
    buf_clear(&db->rows);
}

static enum status copy_rows(struct pg_db *db, const struct postgres_insert *insert,
                             struct fault *fault) {
    char sql[512];
    snprintf(sql, sizeof sql, "COPY %.*s (%.*s) FROM STDIN BINARY", STR_ARG(insert->table),
             STR_ARG(insert->columns));
    buf_add(&db->rows, POSTGRES_COPY_TAIL);
    return link_copy(db->link, sql, POSTGRES_COPY_HEAD, buf_str(&db->rows), fault);
}

static uint32_t array_of(uint32_t type) {
    if (type == OID_TEXT) return OID_TEXT_ARRAY;
    return type == OID_BYTES ? OID_BYTES_ARRAY : OID_I64_ARRAY;
}

// By arrays: COPY knows no "on conflict".
static enum status insert_rows(struct pg_db *db, const struct pg_query *query,
                               struct fault *fault) {
    const struct postgres_insert *insert = &query->insert;
    SCOPED(buf_close) struct buf sql;
    struct buf arrays[COLUMNS_MAX];
    SCOPED(link_call_free) struct link_call call;
    link_call_make(&call, (size_t)insert->column_count);
    buf_init(&sql, SIZE_MAX);
    buf_addf(&sql, "INSERT INTO %.*s (%.*s) SELECT * FROM unnest(", STR_ARG(insert->table),
             STR_ARG(insert->columns));
    for (int i = 0; i < insert->column_count; i++) {
        uint32_t type = query->params.items[i].type;
        buf_init(&arrays[i], SIZE_MAX);
        postgres_array(&arrays[i], buf_str(&db->rows), db->row_count, i, type ? type : OID_I64);
        call.types[i] = array_of(type);
        call.values[i] = arrays[i].data;
        call.sizes[i] = (int)arrays[i].size;
        buf_addf(&sql, "%s$%d", i ? "," : "", i + 1);
    }
    buf_add(&sql, STR(") ON CONFLICT DO NOTHING"));
    buf_add_byte(&sql, '\0');
    enum status status = link_ask(NULL, db->link, sql.data, &call, fault);
    for (int i = 0; i < insert->column_count; i++) buf_close(&arrays[i]);
    return status;
}

// Sends the rows that wait: before anything else is said on the connection.
static enum status flush(struct pg_db *db, struct fault *fault) {
    if (db->has_lost) return fault_set(fault, BUSY, "%s: a write failed", db->base.path);
    if (!db->filling) return OK;
    enum status status = db->filling->insert.skips_known
                             ? insert_rows(db, db->filling, fault)
                             : copy_rows(db, &db->filling->insert, fault);
    db->written += db->row_count;
    drop_rows(db);
    return status;
}

static enum status say(struct db *db, const char *sql, struct fault *fault) {
    TRY(flush(of(db), fault));
    return link_run(of(db)->link, sql, fault);
}

// Where nobody can be told: a connection that fails here fails at the next question as well.
static void say_late(struct pg_db *db, const char *sql) {
    enum status status = link_run(db->link, sql, NULL);
    (void)status;
}

// What waits is of no use any more.
static void forget_rows(struct pg_db *db) {
    drop_rows(db);
    db->has_lost = false;
}

static enum status run(struct db *db, const char *sql, struct fault *fault) {
    if (str_starts(str_of(sql), STR("ROLLBACK"))) forget_rows(of(db));
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
    forget_rows(db);
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
    struct pg_db *db = of(base);
    link_close(&db->link);
    buf_close(&db->rows);
    free(db);
}

// A connection that broke is made anew where a transaction begins, and by what a reader asks
// outside of one: what was prepared is gone. That it broke while nobody looked is seen by asking.
static enum status connect_again(struct pg_db *db, struct fault *fault) {
    bool is_down = link_state(db->link) == LINK_DOWN;
    if (!is_down && db->is_set_up) return OK;
    if (is_down) TRY(link_again(db->link, fault));
    return use_link(db, fault);
}

static bool is_again(struct pg_db *db, enum status status) {
    if (status != BUSY || link_state(db->link) != LINK_DOWN) return false;
    return connect_again(db, NULL) == OK;
}

// ---- queries ----

static enum status prepare(struct db_query **out, struct db *db, struct str sql,
                           struct fault *fault) {
    (void)sql, (void)fault; // the types of its parameters are known when it runs
    struct pg_query *query = memory_take(sizeof *query);
    *query = (struct pg_query){0};
    snprintf(query->name, sizeof query->name, "q%llu", (unsigned long long)++of(db)->names);
    *out = &query->base;
    return OK;
}

static void rewind_query(struct db_query *base) {
    struct pg_query *query = query_of(base);
    struct pg_db *db = of(base->db);
    if (query->rows) link_rows_free(&query->rows);
    query->walks = false;
    if (!query->is_open) return;
    query->is_open = false;
    char sql[64];
    snprintf(sql, sizeof sql, "CLOSE %s", query->name);
    if (link_state(db->link) == LINK_WITHIN) say_late(db, sql);
}

static void unprepare(struct db_query *base) {
    struct pg_query *query = query_of(base);
    struct pg_db *db = of(base->db);
    char sql[64];
    enum link_state state = link_state(db->link);
    snprintf(sql, sizeof sql, "DEALLOCATE %s", query->name);
    if (query->prepared == db->connection && (state == LINK_IDLE || state == LINK_WITHIN))
        say_late(db, sql);
    if (query->rows) link_rows_free(&query->rows);
    vec_close(&query->params);
    free(query);
}

static struct param *param_at(struct db_query *base, int index) {
    struct pg_query *query = query_of(base);
    while (query->params.count < (size_t)index) vec_add(&query->params, (struct param){0});
    return &query->params.items[index - 1];
}

static void bind_i64(struct db_query *query, int index, int64_t value) {
    struct param *param = param_at(query, index);
    *param = (struct param){.type = OID_I64, .bytes = "", .size = 8};
    postgres_put_u64(param->number, (uint64_t)value);
}

static void bind_bytes(struct db_query *query, int index, uint32_t type, struct str bytes) {
    *param_at(query, index) =
        (struct param){.type = type, .bytes = bytes.data ? bytes.data : "", .size = bytes.size};
}

static void bind_text(struct db_query *query, int index, struct str text) {
    bind_bytes(query, index, OID_TEXT, text);
}

static void bind_blob(struct db_query *query, int index, const void *bytes, size_t size) {
    bind_bytes(query, index, OID_BYTES, (struct str){bytes, size});
}

static void bind_null(struct db_query *query, int index) {
    struct param *param = param_at(query, index);
    param->bytes = NULL;
    param->size = 0;
}

static const char *bytes_of(const struct param *param) {
    bool is_number = param->type == OID_I64 && param->bytes;
    return is_number ? (const char *)param->number : param->bytes;
}

static void make_call(struct link_call *call, const struct pg_query *query) {
    link_call_make(call, query->params.count);
    for (size_t i = 0; i < query->params.count; i++) {
        call->types[i] = query->params.items[i].type;
        call->values[i] = bytes_of(&query->params.items[i]);
        call->sizes[i] = (int)query->params.items[i].size;
    }
}

// As many as are about WALK_BYTES, judged by the piece before.
static size_t next_rows(size_t rows, size_t bytes) {
    size_t fits = rows * WALK_BYTES / (bytes + 1), next = fits < rows * 8 ? fits : rows * 8;
    return next < 1 ? 1 : next > WALK_ROWS_MAX ? WALK_ROWS_MAX : next;
}

static enum status fetch(struct pg_query *query, struct fault *fault) {
    struct pg_db *db = of(query->base.db);
    struct link_call none = {0};
    char sql[64];
    snprintf(sql, sizeof sql, "FETCH %zu FROM %s", query->walk_rows, query->name);
    TRY(flush(db, fault));
    if (query->rows) link_rows_free(&query->rows);
    query->row = -1;
    TRY(link_ask(&query->rows, db->link, sql, &none, fault));
    query->walk_rows = next_rows(query->walk_rows, link_rows_bytes(query->rows));
    return OK;
}

static enum status start_walk(struct pg_query *query, const struct link_call *call,
                              struct fault *fault) {
    SCOPED(buf_close) struct buf sql;
    buf_init(&sql, SIZE_MAX);
    buf_addf(&sql, "DECLARE %s NO SCROLL CURSOR FOR ", query->name);
    buf_add(&sql, str_of(query->base.sql));
    buf_add_byte(&sql, '\0');
    TRY(link_ask(NULL, of(query->base.db)->link, sql.data, call, fault));
    query->is_open = true;
    query->walk_rows = WALK_ROWS_FIRST;
    return fetch(query, fault);
}

static enum status ask(struct pg_query *query, const struct link_call *call, struct fault *fault) {
    struct pg_db *db = of(query->base.db);
    if (query->prepared != db->connection)
        TRY(link_prepare(db->link, query->name, query->base.sql, call, fault));
    query->prepared = db->connection;
    query->row = -1;
    return link_ask_prepared(&query->rows, db->link, query->name, call, fault);
}

static enum status start(struct pg_query *query, struct fault *fault) {
    struct pg_db *db = of(query->base.db);
    bool is_alone = !db->has_begun && !db->base.is_writer;
    if (is_alone) TRY(connect_again(db, fault));
    TRY(flush(db, fault));
    SCOPED(link_call_free) struct link_call call;
    make_call(&call, query);
    if (query->walks) return start_walk(query, &call, fault);
    enum status status = ask(query, &call, fault);
    return is_alone && is_again(db, status) ? ask(query, &call, fault) : status;
}

static enum status step(struct db_query *base, struct fault *fault) {
    struct pg_query *query = query_of(base);
    if (!query->rows) TRY(start(query, fault));
    if (++query->row < link_rows_count(query->rows)) return OK;
    if (!query->is_open || !link_rows_count(query->rows)) return ABSENT;
    TRY(fetch(query, fault));
    return ++query->row < link_rows_count(query->rows) ? OK : ABSENT;
}

// Keeps a row for later. The types of columns are those of the first row.
static enum status add_row(struct pg_query *query, struct fault *fault) {
    struct pg_db *db = of(query->base.db);
    if (db->filling != query || db->rows.size > ROWS_BYTES_MAX) TRY(flush(db, fault));
    db->filling = query;
    db->row_count++;
    postgres_row_begin(&db->rows, query->insert.column_count);
    for (int i = 0; i < query->insert.column_count; i++)
        postgres_row_value(&db->rows, bytes_of(&query->params.items[i]),
                           query->params.items[i].size);
    return OK;
}

// What the statement is was asked once: `insert.table` is set then.
static bool can_wait(struct pg_query *query) {
    if (!query->insert.table.data &&
        (!postgres_insert_read(&query->insert, str_of(query->base.sql)) ||
         query->insert.column_count > COLUMNS_MAX))
        query->insert = (struct postgres_insert){.table = {"-", 1}};
    return query->insert.column_count && query->base.db->is_writer &&
           link_state(of(query->base.db)->link) == LINK_WITHIN;
}

static enum status again(struct db_query *base, struct fault *fault) {
    struct pg_query *query = query_of(base);
    if (can_wait(query)) return add_row(query, fault);
    enum status status;
    do status = step(base, fault);
    while (status == OK);
    rewind_query(base);
    return status == ABSENT ? OK : status;
}

static void walk(struct db_query *base) {
    query_of(base)->walks = link_state(of(base->db)->link) == LINK_WITHIN;
}

static struct str value_at(struct db_query *base, int column) {
    return link_value(query_of(base)->rows, query_of(base)->row, column);
}

static bool is_null(struct db_query *base, int column) {
    return !value_at(base, column).data;
}

static int64_t column_i64(struct db_query *base, int column) {
    struct str value = value_at(base, column);
    return postgres_read_integer(value.data, value.size);
}

static int64_t changes(struct db *db) {
    if (flush(of(db), NULL) != OK) of(db)->has_lost = true;
    return link_changes(of(db)->link);
}

// ---- transactions ----

static bool is_within(struct db *db) {
    enum link_state state = link_state(of(db)->link);
    return state == LINK_WITHIN || state == LINK_FAILED;
}

static void rollback(struct db *db) {
    forget_rows(of(db));
    of(db)->has_begun = false;
    if (is_within(db)) say_late(of(db), "ROLLBACK");
}

static enum status begin_with(struct pg_db *db, const char *sql, struct fault *fault) {
    TRY(connect_again(db, fault));
    enum status status = say(&db->base, sql, fault);
    if (is_again(db, status)) status = say(&db->base, sql, fault);
    if (status != OK) rollback(&db->base);
    db->has_begun = status == OK;
    return status;
}

// One writes at a time, whatever program it is in: the lock is held until the commit. What is
// derived has a lock of its own, and who waits for it does not wait long: another is making it.
static enum status begin(struct db *db, struct fault *fault) {
    const char *sql = "BEGIN; SELECT pg_advisory_xact_lock(" LOCK_KEY ")";
    if (of(db)->is_derived)
        sql = "BEGIN; SET LOCAL lock_timeout = '1s'; SELECT pg_advisory_xact_lock(" DERIVED_LOCK_KEY
              "); SET LOCAL lock_timeout = '30s'";
    return begin_with(of(db), sql, fault);
}

// The snapshot is taken by the first read.
static enum status begin_read(struct db *db, struct fault *fault) {
    return begin_with(of(db), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1", fault);
}

static enum status commit(struct db *db, struct fault *fault) {
    // The server would roll back and call that a success.
    bool has_failed = link_state(of(db)->link) == LINK_FAILED;
    enum status status = has_failed ? fault_set(fault, BUSY, "an earlier step failed: try again")
                                    : say(db, "COMMIT", fault);
    if (status == BUSY && link_state(of(db)->link) == LINK_DOWN)
        fault_set(fault, BUSY,
                  "the database went away in the middle: what was sent may be in it, "
                  "send it again");
    if (status != OK) rollback(db);
    of(db)->has_begun = false;
    if (status == OK && of(db)->written >= of(db)->analyse_at) {
        of(db)->analyse_at = of(db)->written * 4;
        say_late(of(db), ANALYSE);
    }
    return status;
}

static void interrupt(struct db *db) {
    link_interrupt(of(db)->link);
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

static enum status schema(int64_t *out, struct db *db, struct fault *fault) {
    int64_t exists;
    TRY(number(&exists, db,
               of(db)->is_derived ? "SELECT to_regclass('search.schema_number') IS NOT NULL"
                                  : "SELECT to_regclass('public.schema_number') IS NOT NULL",
               fault));
    *out = 0;
    return exists ? number(out, db, "SELECT number FROM schema_number", fault) : OK;
}

static enum status schema_set(struct db *db, int64_t to, struct fault *fault) {
    char sql[256];
    const char *place = of(db)->is_derived ? "search" : "public";
    snprintf(sql, sizeof sql,
             "CREATE TABLE IF NOT EXISTS %s.schema_number (number BIGINT NOT NULL);"
             "DELETE FROM %s.schema_number; INSERT INTO %s.schema_number VALUES (%lld)",
             place, place, place, (long long)to);
    return say(db, sql, fault);
}

static enum status make(struct db *db, const char *sql, struct fault *fault) {
    SCOPED(buf_close) struct buf text;
    buf_init(&text, SIZE_MAX);
    postgres_schema(&text, str_of(sql));
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

static enum status verify(struct db *db, struct fault *fault) {
    return say(db, "SELECT 1", fault);
}

const struct engine postgres_engine = {
    .batch = QUESTIONS_AT_ONCE,
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
    .i64 = column_i64,
    .text = value_at,
    .blob = value_at,
    .is_null = is_null,
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
