// postgres_inside.h - what the files of the PostgreSQL engine share: postgres.c makes connections
// and transactions, postgres_rows.c keeps rows that wait, postgres_ask.c asks. For them only.
#pragma once

#include "base/vec.h"
#include "store/engine.h"
#include "store/postgres_form.h"
#include "store/postgres_link.h"

// Types of parameters, as the server numbers them.
enum postgres_type {
    TYPE_BYTES = 17,
    TYPE_I64 = 20,
    TYPE_TEXT = 25,
    TYPE_BYTES_ARRAY = 1001,
    TYPE_TEXT_ARRAY = 1009,
    TYPE_I64_ARRAY = 1016,
};

struct pg_param {
    uint32_t type; // 0: null so far
    uint8_t number[8];
    const char *bytes; // NULL: null
    size_t size;
};
const char *postgres_param_bytes(const struct pg_param *param); // NULL: null

// Questions asked ahead (db_ahead): a window of them goes out at once, and is consumed in order.
struct pg_window {
    struct link_rows **answers; // each NULL when it was given
    size_t first, count;        // to which of the questions
    size_t asked_max;           // how many the next window may have
    enum status status;         // what became of the question behind the last answer
    struct fault fault;
};

struct pg_query {
    struct db_query base;
    char name[24];
    uint64_t prepared;             // on which connection, 0: on none
    bool walks, is_open;           // by a cursor
    bool is_too_large;             // a value bound to it
    size_t walk_rows;              // that the next piece has
    struct postgres_insert insert; // column_count 0: its rows cannot wait
    VEC_OF(struct pg_param) params;
    struct link_rows *rows;
    int row;
    struct pg_window window;
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
struct pg_db *postgres_db(struct db *db);
struct pg_query *postgres_query(struct db_query *query);

// ---- rows that wait (postgres_rows.c) ----

// Whether rows of the statement may wait now; and one more of them, as its parameters are.
bool postgres_rows_may_wait(struct pg_query *query);
MUST_USE enum status postgres_rows_add(struct pg_query *query, struct fault *fault);
// Sends the rows that wait: before anything else is said on the connection.
MUST_USE enum status postgres_rows_flush(struct pg_db *db, struct fault *fault);
void postgres_rows_forget(struct pg_db *db); // what waits is of no use any more

// ---- connections (postgres.c) ----

// One that broke is made anew where a transaction begins, and by what a reader asks outside of one:
// what was prepared is gone. That it broke while nobody looked is seen by asking.
MUST_USE enum status postgres_connect_again(struct pg_db *db, struct fault *fault);
// Whether the failure was that, and there is a connection now; if not, why not.
bool postgres_is_again(struct pg_db *db, enum status status, struct fault *fault);
// Where nobody can be told: a connection that fails here fails at the next question as well.
void postgres_say_late(struct pg_db *db, const char *sql);

// ---- questions (postgres_ask.c), as engine.h says ----

enum status postgres_ask_prepare(struct db_query **out, struct db *db, struct str sql,
                                 struct fault *fault);
void postgres_ask_unprepare(struct db_query *query);
void postgres_ask_bind_i64(struct db_query *query, int index, int64_t value);
void postgres_ask_bind_text(struct db_query *query, int index, struct str text);
void postgres_ask_bind_blob(struct db_query *query, int index, const void *bytes, size_t size);
void postgres_ask_bind_null(struct db_query *query, int index);
void postgres_ask_walk(struct db_query *query);
enum status postgres_ask_step(struct db_query *query, struct fault *fault);
enum status postgres_ask_again(struct db_query *query, struct fault *fault);
void postgres_ask_rewind(struct db_query *query);
void postgres_ask_next(struct db_query *query);
int64_t postgres_ask_i64(struct db_query *query, int column);
struct str postgres_ask_value(struct db_query *query, int column);
bool postgres_ask_is_null(struct db_query *query, int column);
