// status.h - how a function says that it failed.
//
// A function that can fail in one way returns bool. One that can fail in several returns
// `enum status`, and puts the sentence for a person into `struct fault`. The sentence names the
// place (`objects[3].created: not an RFC 3339 timestamp`) and never holds a secret.
// Results come first in the list of parameters and are written only on OK.
#pragma once

#include <stddef.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

enum status {
    OK = 0,
    ABSENT,    // there is no such thing, or the viewer may not know of it
    MALFORMED, // what came in cannot be read
    DENIED,    // understood, and not allowed
    CONFLICT,  // contradicts what is there already
    LIMIT,     // larger, deeper or more than allowed
    BUSY,      // try again later
    FAILED,    // the machine's fault: disk, network, library
    CLOSED,    // ended by the other side, or shutting down
    FULL,      // no room on the disk
};

struct fault {
    char text[320]; // always ends in NUL; "" when nothing went wrong
};

// Writes the sentence and returns `status`, so that `return fault_set(f, LIMIT, "...")` reads as
// one thought. `fault` may be NULL. Longer sentences are cut.
enum status fault_set(struct fault *fault, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

// Puts "place: " or "place." before the sentence that is there: `objects[3]` + `created: bad`.
// A place that ends in a colon, as the name of a file does, is never gone on in: `l.txt:` +
// `created: bad` is "l.txt: created: bad".
enum status fault_within(struct fault *fault, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

// One lower-case word for a status: "ok", "absent", "malformed", ...
const char *status_name(enum status status);

// The only macro that changes the flow: hands a failure to the caller.
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum status try_status_ = (call);                                                          \
        if (try_status_ != OK) return try_status_;                                                 \
    } while (0)

// `SCOPED(file_close) struct file *f = NULL;` calls `file_close(&f)` on every way out.
#define SCOPED(close_function) __attribute__((cleanup(close_function)))
