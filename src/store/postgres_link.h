// postgres_link.h - the wire to a PostgreSQL server, over libpq, which is named in its file only.
#pragma once

#include "base/arena.h"

struct link;
enum link_state {
    LINK_DOWN,
    LINK_IDLE,
    LINK_WITHIN,
    LINK_FAILED
}; // within a transaction; a failed one

// OK, or FAILED with what the server or the system says: a sentence for somebody who set it up.
// With `may_be_down` it is OK too when there is no connection yet: link_again makes it.
MUST_USE enum status link_open(struct link **out, const char *url, bool may_be_down,
                               struct fault *fault);
void link_close(struct link **link);
const char *link_name(const struct link *link); // the address without user and password
enum link_state link_state(const struct link *link);
int link_version(const struct link *link); // 150004
// A broken one is made anew; what was prepared on it is gone. BUSY when the server does not answer,
// and at once when it did not a moment ago: the pauses between trials grow to a second.
MUST_USE enum status link_again(struct link *link, struct fault *fault);
void link_interrupt(struct link *link); // any thread

// In all that follows: FULL when a disk is; BUSY when it may succeed later; CLOSED when
// interrupted; FAILED otherwise. A mistake in SQL aborts with the text.

// Statements without parameters, separated by semicolons.
MUST_USE enum status link_run(struct link *link, const char *sql, struct fault *fault);
int64_t link_changes(const struct link *link); // rows that the last statement touched

// Parameters and columns are binary.
struct link_call {
    uint32_t *types;     // 0: to be found by the server
    const char **values; // NULL: null
    int *sizes, *formats;
    int count;
};
void link_call_make(struct link_call *call, size_t count);
void link_call_free(struct link_call *call);

struct link_rows;
// `*rows` may be NULL when nobody asks for any.
MUST_USE enum status link_ask(struct link_rows **rows, struct link *link, const char *sql,
                              const struct link_call *call, struct fault *fault);
MUST_USE enum status link_prepare(struct link *link, const char *name, const char *sql,
                                  const struct link_call *call, struct fault *fault);
MUST_USE enum status link_ask_prepared(struct link_rows **rows, struct link *link, const char *name,
                                       const struct link_call *call, struct fault *fault);
// Many executions of prepared statements in one round trip (libpq's pipeline mode): begin, ask, ask
// ..., end; end in any case, and nothing else between. Of `*count` that were asked `answers` has
// those up to the first that failed, but no more than have room in `bytes_max`, and one that has
// not; `*count` says how many. The failure is returned. Each answer is the caller's to free.
MUST_USE enum status link_pipe_begin(struct link *link, struct fault *fault);
MUST_USE enum status link_pipe_ask(struct link *link, const char *name,
                                   const struct link_call *call, struct fault *fault);
MUST_USE enum status link_pipe_end(struct link_rows **answers, size_t *count, size_t bytes_max,
                                   struct link *link, struct fault *fault);

void link_rows_free(struct link_rows **rows);
int link_rows_count(const struct link_rows *rows);
size_t link_rows_bytes(const struct link_rows *rows);                     // in memory
struct str link_value(const struct link_rows *rows, int row, int column); // STR_NONE: null

// A COPY ... FROM STDIN: begin, add, add ..., end. The server takes in what was added while more is
// made. Nothing else between; link_state says LINK_WITHIN. A failure ends it, and so does stop,
// which undoes it: the transaction is a failed one then.
MUST_USE enum status link_copy_begin(struct link *link, const char *sql, struct fault *fault);
MUST_USE enum status link_copy_add(struct link *link, struct str bytes, struct fault *fault);
MUST_USE enum status link_copy_end(struct link *link, struct fault *fault);
void link_copy_stop(struct link *link);
bool link_is_copying(const struct link *link);
