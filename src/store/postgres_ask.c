#include "store/postgres_inside.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define WALK_ROWS_MAX 500
#define WALK_ROWS_FIRST 8 // large ones, may be
#define WINDOW_MAX 256
#define WINDOW_FIRST 16
#define ANSWER_BYTES ((size_t)4 << 20) // about, of a piece or of a window

// ---- parameters ----

enum status postgres_ask_prepare(struct db_query **out, struct db *db, struct str sql,
                                 struct fault *fault) {
    (void)sql, (void)fault; // the types of its parameters are known when it runs
    struct pg_query *query = memory_take(sizeof *query);
    *query = (struct pg_query){0};
    snprintf(query->name, sizeof query->name, "q%llu",
             (unsigned long long)++postgres_db(db)->names);
    *out = &query->base;
    return OK;
}

static struct pg_param *param_at(struct db_query *base, int index) {
    struct pg_query *query = postgres_query(base);
    while (query->params.count < (size_t)index) vec_add(&query->params, (struct pg_param){0});
    return &query->params.items[index - 1];
}

void postgres_ask_bind_i64(struct db_query *query, int index, int64_t value) {
    struct pg_param *param = param_at(query, index);
    *param = (struct pg_param){.type = TYPE_I64, .bytes = "", .size = 8};
    postgres_put_u64(param->number, (uint64_t)value);
}

static void bind_bytes(struct db_query *query, int index, uint32_t type, struct str bytes) {
    bool fits = bytes.size <= DB_VALUE_BYTES_MAX;
    if (!fits) postgres_query(query)->is_too_large = true;
    *param_at(query, index) = (struct pg_param){
        .type = type, .bytes = bytes.data ? bytes.data : "", .size = fits ? bytes.size : 0};
}

void postgres_ask_bind_text(struct db_query *query, int index, struct str text) {
    bind_bytes(query, index, TYPE_TEXT, text);
}

void postgres_ask_bind_blob(struct db_query *query, int index, const void *bytes, size_t size) {
    bind_bytes(query, index, TYPE_BYTES, (struct str){bytes, size});
}

void postgres_ask_bind_null(struct db_query *query, int index) {
    struct pg_param *param = param_at(query, index);
    param->bytes = NULL;
    param->size = 0;
}

const char *postgres_param_bytes(const struct pg_param *param) {
    bool is_number = param->type == TYPE_I64 && param->bytes;
    return is_number ? (const char *)param->number : param->bytes;
}

static void make_call(struct link_call *call, const struct pg_query *query) {
    link_call_make(call, query->params.count);
    for (size_t i = 0; i < query->params.count; i++) {
        call->types[i] = query->params.items[i].type;
        call->values[i] = postgres_param_bytes(&query->params.items[i]);
        call->sizes[i] = (int)query->params.items[i].size;
    }
}

static enum status check_sizes(const struct pg_query *query, struct fault *fault) {
    if (!query->is_too_large) return OK;
    return fault_set(fault, FAILED, DB_VALUE_SENTENCE, query->base.db->path);
}

static enum status need_prepared(struct pg_query *query, const struct link_call *call,
                                 struct fault *fault) {
    struct pg_db *db = postgres_db(query->base.db);
    if (query->prepared != db->connection)
        TRY(link_prepare(db->link, query->name, query->base.sql, call, fault));
    query->prepared = db->connection;
    return OK;
}

// As many more as are about ANSWER_BYTES, judged by those before.
static size_t next_count(size_t count, size_t bytes, size_t max) {
    size_t fits = count * ANSWER_BYTES / (bytes + 1), next = fits < count * 8 ? fits : count * 8;
    return next < 1 ? 1 : next > max ? max : next;
}

// ---- piece by piece ----

static enum status fetch(struct pg_query *query, struct fault *fault) {
    struct pg_db *db = postgres_db(query->base.db);
    struct link_call none = {0};
    char sql[64];
    snprintf(sql, sizeof sql, "FETCH %zu FROM %s", query->walk_rows, query->name);
    TRY(postgres_rows_flush(db, fault));
    if (query->rows) link_rows_free(&query->rows);
    query->row = -1;
    TRY(link_ask(&query->rows, db->link, sql, &none, fault));
    query->walk_rows = next_count(query->walk_rows, link_rows_bytes(query->rows), WALK_ROWS_MAX);
    return OK;
}

static enum status start_walk(struct pg_query *query, const struct link_call *call,
                              struct fault *fault) {
    SCOPED(buf_close) struct buf sql;
    buf_init(&sql, SIZE_MAX);
    buf_addf(&sql, "DECLARE %s NO SCROLL CURSOR FOR ", query->name);
    buf_add(&sql, str_of(query->base.sql));
    buf_add_byte(&sql, '\0');
    TRY(link_ask(NULL, postgres_db(query->base.db)->link, sql.data, call, fault));
    query->is_open = true;
    query->walk_rows = WALK_ROWS_FIRST;
    return fetch(query, fault);
}

// ---- ahead ----

static void drop_window(struct pg_query *query) {
    struct pg_window *window = &query->window;
    for (size_t i = 0; i < window->count; i++)
        if (window->answers[i]) link_rows_free(&window->answers[i]);
    free(window->answers);
    *window = (struct pg_window){0};
}

// Sends up to `*count` questions from the one that is current; how many there were room for.
static enum status send_window(size_t *count, struct pg_query *query, struct fault *fault) {
    struct db_ahead *ahead = &query->base.ahead;
    size_t first = ahead->at - 1, sent = 0, bytes = 0;
    enum status status = OK;
    for (; status == OK && sent < *count && bytes < ANSWER_BYTES; sent++) {
        ahead->bind(&query->base, first + sent, ahead->context);
        if (query->is_too_large) break;
        for (size_t i = 0; i < query->params.count; i++) bytes += query->params.items[i].size;
        SCOPED(link_call_free) struct link_call call;
        make_call(&call, query);
        status = link_pipe_ask(postgres_db(query->base.db)->link, query->name, &call, fault);
    }
    *count = sent;
    return status;
}

static enum status ask_window(struct pg_query *query, const struct link_call *call,
                              struct fault *fault) {
    struct link *link = postgres_db(query->base.db)->link;
    struct pg_window *window = &query->window;
    size_t first = query->base.ahead.at - 1, left = query->base.ahead.count - first;
    size_t asked = window->asked_max ? window->asked_max : WINDOW_FIRST, bytes = 0;
    drop_window(query);
    if (asked > left) asked = left;
    TRY(need_prepared(query, call, fault));
    TRY(link_pipe_begin(link, fault));
    enum status status = send_window(&asked, query, fault);
    window->answers = memory_take(asked * sizeof *window->answers);
    window->first = first;
    window->count = asked;
    struct fault *why = status == OK ? fault : NULL;
    enum status answered = link_pipe_end(window->answers, &window->count, ANSWER_BYTES, link, why);
    if (status == OK) status = answered;
    for (size_t i = 0; i < window->count; i++) bytes += link_rows_bytes(window->answers[i]);
    window->asked_max = next_count(window->count ? window->count : 1, bytes, WINDOW_MAX);
    return status;
}

// The answer to the current question. A failure behind it in the same window waits for its turn.
static enum status take_answer(struct pg_query *query, struct fault *fault) {
    struct pg_window *window = &query->window;
    size_t at = query->base.ahead.at - 1 - window->first;
    if (at >= window->count) {
        if (fault) *fault = window->fault;
        return window->status;
    }
    query->rows = window->answers[at];
    window->answers[at] = NULL;
    query->row = -1;
    return OK;
}

static bool has_window(const struct pg_query *query) {
    const struct pg_window *window = &query->window;
    size_t current = query->base.ahead.at - 1;
    return window->answers && current >= window->first &&
           (current < window->first + window->count || window->status != OK);
}

// ---- questions ----

static enum status ask(struct pg_query *query, const struct link_call *call, struct fault *fault) {
    if (query->base.ahead.count) {
        enum status status = ask_window(query, call, &query->window.fault);
        query->window.status = status;
        return status == OK || query->window.count ? OK : take_answer(query, fault);
    }
    TRY(need_prepared(query, call, fault));
    query->row = -1;
    return link_ask_prepared(&query->rows, postgres_db(query->base.db)->link, query->name, call,
                             fault);
}

static enum status start(struct pg_query *query, struct fault *fault) {
    struct pg_db *db = postgres_db(query->base.db);
    bool is_alone = !db->has_begun && !db->base.is_writer;
    if (has_window(query)) return take_answer(query, fault);
    TRY(check_sizes(query, fault));
    if (is_alone) TRY(postgres_connect_again(db, fault));
    TRY(postgres_rows_flush(db, fault));
    SCOPED(link_call_free) struct link_call call;
    make_call(&call, query);
    if (query->walks) return start_walk(query, &call, fault);
    enum status status = ask(query, &call, fault);
    if (is_alone && postgres_is_again(db, status, fault)) status = ask(query, &call, fault);
    if (status == OK && query->base.ahead.count) return take_answer(query, fault);
    return status;
}

enum status postgres_ask_step(struct db_query *base, struct fault *fault) {
    struct pg_query *query = postgres_query(base);
    if (!query->rows) TRY(start(query, fault));
    if (++query->row < link_rows_count(query->rows)) return OK;
    if (!query->is_open || !link_rows_count(query->rows)) return ABSENT;
    TRY(fetch(query, fault));
    return ++query->row < link_rows_count(query->rows) ? OK : ABSENT;
}

static void drop_rows(struct pg_query *query) {
    struct pg_db *db = postgres_db(query->base.db);
    if (query->rows) link_rows_free(&query->rows);
    query->walks = query->is_too_large = false;
    if (!query->is_open) return;
    query->is_open = false;
    char sql[64];
    snprintf(sql, sizeof sql, "CLOSE %s", query->name);
    if (link_state(db->link) == LINK_WITHIN) postgres_say_late(db, sql);
}

// What was asked ahead may be bound already: the last of the window, if not this one.
void postgres_ask_next(struct db_query *base) {
    struct pg_query *query = postgres_query(base);
    drop_rows(query);
    base->ahead.bind(base, base->ahead.at, base->ahead.context);
}

void postgres_ask_rewind(struct db_query *base) {
    drop_rows(postgres_query(base));
    drop_window(postgres_query(base));
}

void postgres_ask_unprepare(struct db_query *base) {
    struct pg_query *query = postgres_query(base);
    struct pg_db *db = postgres_db(base->db);
    char sql[64];
    enum link_state state = link_state(db->link);
    snprintf(sql, sizeof sql, "DEALLOCATE %s", query->name);
    if (query->prepared == db->connection && (state == LINK_IDLE || state == LINK_WITHIN))
        postgres_say_late(db, sql);
    if (query->rows) link_rows_free(&query->rows);
    drop_window(query);
    vec_close(&query->params);
    free(query);
}

enum status postgres_ask_again(struct db_query *base, struct fault *fault) {
    struct pg_query *query = postgres_query(base);
    enum status status = check_sizes(query, fault);
    if (status == OK && postgres_rows_may_wait(query)) return postgres_rows_add(query, fault);
    while (status == OK) status = postgres_ask_step(base, fault);
    postgres_ask_rewind(base);
    return status == ABSENT ? OK : status;
}

void postgres_ask_walk(struct db_query *base) {
    assert(!base->ahead.count);
    postgres_query(base)->walks = link_state(postgres_db(base->db)->link) == LINK_WITHIN;
}

// ---- answers ----

struct str postgres_ask_value(struct db_query *base, int column) {
    return link_value(postgres_query(base)->rows, postgres_query(base)->row, column);
}

bool postgres_ask_is_null(struct db_query *base, int column) {
    return !postgres_ask_value(base, column).data;
}

int64_t postgres_ask_i64(struct db_query *base, int column) {
    struct str value = postgres_ask_value(base, column);
    return postgres_read_integer(value.data, value.size);
}
