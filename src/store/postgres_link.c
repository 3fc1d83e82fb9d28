#include "store/postgres_link.h"

#include <libpq-fe.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sys/clock.h"

#define CONNECT_TIMEOUT_S "5"
#define MESSAGE_BYTES_MAX 200
// A machine that vanished is noticed in so many seconds, by what is asked of it and by what waits.
#define SILENT_MS "15000"
#define PAUSE_FIRST_US (INT64_C(50) * 1000)
#define PAUSE_MAX_US (INT64_C(1000) * 1000)

struct link {
    PGconn *conn;
    PGcancel *cancel;
    char *name;
    int64_t changes;
    atomic_bool is_interrupted;
    bool is_copying;
    int64_t pause_us, again_us; // between trials to connect; when the next may be
    const char *why_down;       // what the last of them said
};

// ---- failures ----

// Where it stands is told at the start, to who set it up. From then on it goes to anybody.
#define SILENT "the database does not answer: try again"
#define CROWDED "the database has too many connections: try again"
static const char ALTERED[] = "a table of the store is not as it was made: was it changed by hand?";

static const struct failure {
    const char *state; // SQLSTATE, or its class
    enum status status;
    const char *sentence;
} FAILURES[] = {
    {"53100", FULL, "the disk of the database is full; nothing was changed"},
    {"53200", BUSY, "the database is short of memory"},
    {"53300", BUSY, "the database has too many connections"},
    {"53400", FULL, "a limit of the database is reached"},
    {"55P03", BUSY, "locked for too long"},
    {"57014", CLOSED, "interrupted"},
    {"57P", BUSY, "the database is shutting down or starting"},
    {"53", BUSY, "the database is short of resources"},
    {"25P02", BUSY, "an earlier step failed"},
    {"40", BUSY, "others wrote at the same time"},
    {"08", BUSY, "the database does not answer"},
    {"42501", FAILED, "the user of the database lacks rights"},
    {"25006", FAILED, "the database is read-only"},
    {"42P01", FAILED, ALTERED}, // a table, a column, a function or operator, a type, its type
    {"42703", FAILED, ALTERED},
    {"42883", FAILED, ALTERED},
    {"42704", FAILED, ALTERED},
    {"42804", FAILED, ALTERED},
    {"3F000", FAILED, ALTERED}, // a schema
};

static void first_line(char text[MESSAGE_BYTES_MAX], const char *message) {
    snprintf(text, MESSAGE_BYTES_MAX, "%s", message);
    text[strcspn(text, "\n")] = '\0';
}

static enum status tell(const struct link *link, const struct failure *failure, const char *said,
                        struct fault *fault) {
    const char *sentence = failure->sentence;
    if (sentence == ALTERED)
        return fault_set(fault, failure->status, "%s: %s (%s)", link->name, sentence, said);
    return fault_set(fault, failure->status, "%s: %s", link->name, sentence);
}

static enum status fail(struct link *link, const PGresult *result, struct fault *fault) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    char text[MESSAGE_BYTES_MAX];
    first_line(text, PQresultErrorMessage(result));
    if (PQstatus(link->conn) != CONNECTION_OK || !state) return fault_set(fault, BUSY, SILENT);
    // Either somebody asked for it or it took too long; lc_messages may be of any language.
    if (strcmp(state, "57014") == 0 && !link->is_interrupted)
        return fault_set(fault, BUSY, "%s: the question took too long", link->name);
    for (size_t i = 0; i < sizeof FAILURES / sizeof *FAILURES; i++)
        if (strncmp(state, FAILURES[i].state, strlen(FAILURES[i].state)) == 0)
            return tell(link, &FAILURES[i], text, fault);
    return fault_set(fault, FAILED, "%s: %s (%s)", link->name, text, state);
}

// Syntax errors and the like: SQL is ours. What FAILURES has of that class may be somebody else's
// doing: rights, and tables that were dropped or altered by hand under a running server.
static void check_mistake(const PGresult *result, const char *sql) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state || strncmp(state, "42", 2) != 0) return;
    for (size_t i = 0; i < sizeof FAILURES / sizeof *FAILURES; i++)
        if (strcmp(state, FAILURES[i].state) == 0) return;
    fprintf(stderr, "a mistake in SQL: %s%s\n", PQresultErrorMessage(result), sql);
    abort();
}

// Takes the result, or hands it on as rows.
static enum status end(struct link_rows **rows, struct link *link, PGresult *result,
                       const char *sql, struct fault *fault) {
    ExecStatusType code = PQresultStatus(result);
    if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK) {
        check_mistake(result, sql);
        enum status status = fail(link, result, fault);
        PQclear(result);
        return status;
    }
    link->changes = strtoll(PQcmdTuples(result), NULL, 10);
    if (rows)
        *rows = (struct link_rows *)result;
    else
        PQclear(result);
    return OK;
}

// ---- connecting ----

static char *public_name(const char *url) {
    char *error = NULL;
    PQconninfoOption *all = PQconninfoParse(url, &error);
    const char *host = "", *name = "";
    for (PQconninfoOption *option = all; option && option->keyword; option++) {
        if (option->val && strcmp(option->keyword, "host") == 0) host = option->val;
        if (option->val && strcmp(option->keyword, "dbname") == 0) name = option->val;
    }
    size_t size = strlen(host) + strlen(name) + 20;
    char *text = memory_take(size);
    snprintf(text, size, "postgresql://%s/%s", host[0] == '/' ? "" : host, name);
    PQconninfoFree(all);
    PQfreemem(error);
    return text;
}

// Why there is no connection, in the words of the library: those name host and reason.
static enum status tell_unreachable(struct link *link, struct fault *fault) {
    const char *message = PQerrorMessage(link->conn);
    char text[MESSAGE_BYTES_MAX];
    if (strstr(message, "password authentication failed"))
        return fault_set(fault, FAILED, "%s: the password is wrong, or the user", link->name);
    if (strstr(message, "no password supplied"))
        return fault_set(fault, FAILED, "%s: a password is needed", link->name);
    // Of several hosts each is asked; the last that answers says so, or that it follows another.
    if (strstr(message, "session is read-only") || strstr(message, "server is in hot standby mode"))
        return fault_set(fault, FAILED, "%s: no host takes writes, which the address asks for",
                         link->name);
    const char *reason = strstr(message, "FATAL:");
    first_line(text, reason ? reason + strspn(reason, "FATAL: ") : message);
    return fault_set(fault, FAILED, "%s: %s", link->name, text);
}

static void ignore_notice(void *context, const PGresult *result) {
    (void)context, (void)result;
}

// It tells no number of a failure to connect. Other words of another language are silence.
static const char *why_down(const struct link *link) {
    static const char *const crowded[] = {"too many connections", "too many clients",
                                          "remaining connection slots"};
    for (size_t i = 0; i < sizeof crowded / sizeof *crowded; i++)
        if (strstr(PQerrorMessage(link->conn), crowded[i])) return CROWDED;
    return SILENT;
}

static void pause_more(struct link *link) {
    link->why_down = why_down(link);
    int64_t pause = link->pause_us ? 2 * link->pause_us : PAUSE_FIRST_US;
    link->pause_us = pause < PAUSE_MAX_US ? pause : PAUSE_MAX_US;
    link->again_us = clock_steady_us(clock_system()) + link->pause_us;
}

enum status link_open(struct link **out, const char *url, bool may_be_down, struct fault *fault) {
    SCOPED(link_close) struct link *link = memory_take(sizeof *link);
    *link = (struct link){.name = public_name(url)};
    // What the address says itself comes later, and so it counts.
    const char *const keys[] = {
        "connect_timeout",     "application_name", "tcp_user_timeout", "keepalives_idle",
        "keepalives_interval", "keepalives_count", "dbname",           NULL};
    const char *const values[] = {CONNECT_TIMEOUT_S, "renkei", SILENT_MS, "5", "5", "2", url, NULL};
    link->conn = PQconnectdbParams(keys, values, 1);
    if (!link->conn) abort();
    bool is_down = PQstatus(link->conn) != CONNECTION_OK;
    if (is_down && !may_be_down) return tell_unreachable(link, fault);
    if (is_down) pause_more(link);
    PQsetNoticeReceiver(link->conn, ignore_notice, NULL);
    link->cancel = PQgetCancel(link->conn);
    *out = link;
    link = NULL;
    return OK;
}

void link_close(struct link **link) {
    if (!*link) return;
    PQfreeCancel((*link)->cancel);
    PQfinish((*link)->conn);
    free((*link)->name);
    free(*link);
    *link = NULL;
}

const char *link_name(const struct link *link) {
    return link->name;
}

enum link_state link_state(const struct link *link) {
    if (PQstatus(link->conn) != CONNECTION_OK) return LINK_DOWN;
    if (link->is_copying) return LINK_WITHIN;
    switch (PQtransactionStatus(link->conn)) {
    case PQTRANS_IDLE: return LINK_IDLE;
    case PQTRANS_INTRANS: return LINK_WITHIN;
    case PQTRANS_INERROR: return LINK_FAILED;
    default: return LINK_DOWN;
    }
}

int link_version(const struct link *link) {
    return PQserverVersion(link->conn);
}

enum status link_again(struct link *link, struct fault *fault) {
    if (clock_steady_us(clock_system()) < link->again_us)
        return fault_set(fault, BUSY, "%s", link->why_down);
    PQfreeCancel(link->cancel);
    link->cancel = NULL;
    link->is_copying = false;
    PQreset(link->conn);
    if (PQstatus(link->conn) != CONNECTION_OK) {
        pause_more(link);
        return fault_set(fault, BUSY, "%s", link->why_down);
    }
    link->pause_us = link->again_us = 0;
    link->is_interrupted = false;
    link->cancel = PQgetCancel(link->conn);
    return OK;
}

void link_interrupt(struct link *link) {
    link->is_interrupted = true;
    char error[256];
    if (link->cancel) (void)PQcancel(link->cancel, error, sizeof error);
}

// ---- asking ----

enum status link_run(struct link *link, const char *sql, struct fault *fault) {
    return end(NULL, link, PQexec(link->conn, sql), sql, fault);
}

int64_t link_changes(const struct link *link) {
    return link->changes;
}

void link_call_make(struct link_call *call, size_t count) {
    *call = (struct link_call){
        .types = memory_take((count + 1) * sizeof *call->types),
        .values = memory_take((count + 1) * sizeof *call->values),
        .sizes = memory_take((count + 1) * sizeof *call->sizes),
        .formats = memory_take((count + 1) * sizeof *call->formats),
        .count = (int)count,
    };
    for (size_t i = 0; i < count; i++) call->formats[i] = 1;
}

void link_call_free(struct link_call *call) {
    free(call->types);
    free(call->values);
    free(call->sizes);
    free(call->formats);
    *call = (struct link_call){0};
}

enum status link_ask(struct link_rows **rows, struct link *link, const char *sql,
                     const struct link_call *call, struct fault *fault) {
    PGresult *result = PQexecParams(link->conn, sql, call->count, call->types, call->values,
                                    call->sizes, call->formats, 1);
    return end(rows, link, result, sql, fault);
}

enum status link_prepare(struct link *link, const char *name, const char *sql,
                         const struct link_call *call, struct fault *fault) {
    return end(NULL, link, PQprepare(link->conn, name, sql, call->count, call->types), sql, fault);
}

enum status link_ask_prepared(struct link_rows **rows, struct link *link, const char *name,
                              const struct link_call *call, struct fault *fault) {
    PGresult *result =
        PQexecPrepared(link->conn, name, call->count, call->values, call->sizes, call->formats, 1);
    return end(rows, link, result, name, fault);
}

// ---- many in one round trip ----

enum status link_pipe_begin(struct link *link, struct fault *fault) {
    return PQenterPipelineMode(link->conn) ? OK : fault_set(fault, BUSY, SILENT);
}

// That libpq waits here until all is sent cannot last: it reads meanwhile what the server says.
enum status link_pipe_ask(struct link *link, const char *name, const struct link_call *call,
                          struct fault *fault) {
    bool is_sent = PQsendQueryPrepared(link->conn, name, call->count, call->values, call->sizes,
                                       call->formats, 1);
    return is_sent ? OK : fault_set(fault, BUSY, SILENT);
}

// The next result; NULL behind the last. Between two of them libpq says NULL as well.
static PGresult *next_result(struct link *link) {
    PGresult *result = PQgetResult(link->conn);
    if (!result) result = PQgetResult(link->conn);
    if (!result || PQresultStatus(result) != PGRES_PIPELINE_SYNC) return result;
    PQclear(result);
    return NULL;
}

enum status link_pipe_end(struct link_rows **answers, size_t *count, size_t bytes_max,
                          struct link *link, struct fault *fault) {
    size_t asked = *count, bytes = 0;
    enum status status = OK;
    bool is_full = false;
    *count = 0;
    bool is_sent = PQpipelineSync(link->conn);
    for (PGresult *result; is_sent && (result = next_result(link));) {
        struct link_rows *rows = NULL;
        if (status != OK) { // all that follows was not even tried
            PQclear(result);
            continue;
        }
        status = end(&rows, link, result, "in a pipeline", fault);
        is_full = is_full || (*count && rows && bytes + link_rows_bytes(rows) > bytes_max);
        if (rows && is_full) link_rows_free(&rows);
        if (!rows) continue;
        bytes += link_rows_bytes(rows);
        answers[(*count)++] = rows;
    }
    bool is_whole = PQexitPipelineMode(link->conn) && (*count == asked || is_full);
    if (status == OK && !is_whole) return fault_set(fault, BUSY, SILENT);
    return status;
}

void link_rows_free(struct link_rows **rows) {
    PQclear((PGresult *)*rows);
    *rows = NULL;
}

int link_rows_count(const struct link_rows *rows) {
    return PQntuples((const PGresult *)rows);
}

size_t link_rows_bytes(const struct link_rows *rows) {
    return PQresultMemorySize((const PGresult *)rows);
}

struct str link_value(const struct link_rows *rows, int row, int column) {
    const PGresult *result = (const PGresult *)rows;
    if (PQgetisnull(result, row, column)) return STR_NONE;
    return (struct str){PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
}

// ---- COPY ----

enum status link_copy_begin(struct link *link, const char *sql, struct fault *fault) {
    PGresult *result = PQexec(link->conn, sql);
    if (PQresultStatus(result) != PGRES_COPY_IN) return end(NULL, link, result, sql, fault);
    PQclear(result);
    link->is_copying = true;
    return OK;
}

// The last result says what became of it: with `why` the server is told to undo it. That there is
// still a COPY is said again and again, where nothing can be sent any more.
static enum status end_copy(struct link *link, const char *why, struct fault *fault) {
    PGresult *last = NULL, *result;
    (void)PQputCopyEnd(link->conn, why);
    link->is_copying = false;
    while ((result = PQgetResult(link->conn)) && PQresultStatus(result) != PGRES_COPY_IN) {
        PQclear(last);
        last = result;
    }
    if (last && !result) return end(NULL, link, last, "COPY", fault);
    PQclear(result);
    PQclear(last);
    return fault_set(fault, BUSY, SILENT);
}

enum status link_copy_add(struct link *link, struct str bytes, struct fault *fault) {
    if (PQputCopyData(link->conn, bytes.data, (int)bytes.size) == 1) return OK;
    enum status status = end_copy(link, "given up", fault);
    return status == OK ? fault_set(fault, BUSY, SILENT) : status;
}

enum status link_copy_end(struct link *link, struct fault *fault) {
    return end_copy(link, NULL, fault);
}

void link_copy_stop(struct link *link) {
    enum status status = end_copy(link, "given up", NULL);
    (void)status; // it failed, as it was told
}

bool link_is_copying(const struct link *link) {
    return link->is_copying;
}
