// renkei.h - librenkei: STIX 2.1 by the letter, for programs in C and whatever speaks to C.
//
// Reads objects, checks them against every rule of the standard, makes the ids of cyber-observables
// and the canonical form of JSON, and reads, explains and tries patterns. It does no I/O, keeps no
// state between calls and starts no threads; a handle belongs to one thread at a time.
//
//     struct renkei_error error;
//     struct renkei_pattern *pattern;
//     if (renkei_pattern_read(&pattern, renkei_text("[a:b = 1]"), 0, &error) != RENKEI_OK)
//         fprintf(stderr, "%s\n", error.text);
//
// - Texts go in with their size in bytes and need not end in NUL. Texts that come out of a function
//   end in NUL and are given back by renkei_free; those that are handed to a callback are valid
//   until it returns.
// - A function that can fail returns RENKEI_OK or why not, and writes its results only then.
// `error`
//   may be NULL.
// - Input is bounded as docs/manual/limits.md says. Exhausted memory aborts the program.
// - Names that begin with renkei_ and RENKEI_ are the interface; within one soname, functions,
//   values, and members at the end of structs that callbacks are given are added; nothing is
//   changed or taken away.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct renkei_text {
    const char *data;
    size_t size; // bytes
};
struct renkei_text renkei_text(const char *text); // up to its NUL

enum renkei_status {
    RENKEI_OK = 0,
    RENKEI_ABSENT = 1,    // there is no such thing
    RENKEI_MALFORMED = 2, // what came in cannot be read
    RENKEI_LIMIT = 3,     // larger, deeper or more than allowed
};
struct renkei_error {
    char text[320];        // a sentence in English; "" when nothing went wrong
    uint64_t byte;         // of the input, from 0; 0 where only the whole is at fault
    uint64_t line, column; // of a pattern, from 1, in code points; 0 where they are not known
};

const char *renkei_version(void); // "0.1.0"
void renkei_free(char *text);     // accepts NULL

// ---- objects ----

struct renkei_object {
    uint64_t index; // in the text, from 0
    uint64_t byte;  // at which it begins
    const char *type, *id;
    const char *version;     // the text of `modified` or `created`; "" for an object without
    const char *title;       // what a person would call it
    int spec;                // 20 or 21
    int revoked;             // 0 or 1
    struct renkei_text json; // as it came; ends in no NUL
};
// Each object of a bundle, a TAXII envelope, a list, or JSON lines. One that cannot be used is told
// to `refused` (which may be NULL), and the others are read. `taken` returns 0 to go on.
// MALFORMED or LIMIT: from error->byte on the text cannot be read.
int renkei_objects(struct renkei_text text,
                   int (*taken)(void *context, const struct renkei_object *object),
                   void (*refused)(void *context, uint64_t index, const struct renkei_error *error),
                   void *context, struct renkei_error *error);

// ---- check ----

enum renkei_strength {
    RENKEI_STRICT = 0,   // every MUST and SHOULD
    RENKEI_STANDARD = 1, // every MUST
    RENKEI_LENIENT = 2,  // whatever can be addressed, ordered and marked
};
enum renkei_severity {
    RENKEI_MUST = 0,
    RENKEI_SHOULD = 1,
    RENKEI_VOCABULARY = 2, // a value that an open vocabulary does not list
    RENKEI_CUSTOM = 3,     // what the standard does not define, and allows
};
#define RENKEI_SEVERITIES 4

struct renkei_finding {
    int64_t index;        // of the object, from 0; -1: the bundle itself
    const char *id;       // "" when it has none
    const char *path;     // "external_references[0].url"; "" is the object itself
    const char *rule;     // "timestamp": these names are never changed
    const char *section;  // of STIX 2.1: "2.16.1"
    const char *sentence; // what is wrong
    int severity;
    uint64_t byte, size; // where the value stands in the text; size 0: only the place is known
};
struct renkei_checked {
    uint64_t objects, refused;
    int has_bundle, bundle_refused; // the bundle itself, without its objects
    uint64_t counts[RENKEI_SEVERITIES];
};
// Any text that renkei_objects reads. `found` may be NULL; it gets at most 200 findings an object,
// and all are counted.
int renkei_check(struct renkei_checked *out, struct renkei_text text, int strength,
                 void (*found)(void *context, const struct renkei_finding *finding), void *context,
                 struct renkei_error *error);

// ---- ids and canonical form ----

// The deterministic id of a cyber-observable object (2.9), which needs no id of its own yet.
// ABSENT: none of its properties contributes, so that its id is a random UUIDv4, or it is no such
// object.
int renkei_sco_id(char **out, struct renkei_text json, struct renkei_error *error);
// RFC 8785.
int renkei_canonical(char **out, struct renkei_text json, struct renkei_error *error);

// ---- patterns ----

enum renkei_reading {
    RENKEI_PATTERN_LENIENT = 1, // takes what is not in the standard but plainly meant
    RENKEI_PATTERN_2_0 = 2,     // of STIX 2.0
};
struct renkei_pattern;
// MALFORMED with line and column. A regular expression of MATCHES that does not compile is
// malformed, too.
int renkei_pattern_read(struct renkei_pattern **out, struct renkei_text text, int reading,
                        struct renkei_error *error);
void renkei_pattern_close(struct renkei_pattern *pattern); // accepts NULL
char *renkei_pattern_text(const struct renkei_pattern *pattern);
// Patterns with the same normal form mean the same.
char *renkei_pattern_normal(const struct renkei_pattern *pattern);
// In words, a line a part, two blanks deeper for what is inside.
char *renkei_pattern_explain(const struct renkei_pattern *pattern);

enum renkei_answer { RENKEI_NO = 0, RENKEI_YES = 1, RENKEI_UNDECIDED = 2 };
struct renkei_match {
    const char *observation; // its id
    uint64_t index;          // among those that were added, from 0
    const char *object;      // key or id of the object that satisfies it
    uint64_t begin, end;     // of the [ ] that it satisfies, in bytes of the pattern as it was read
    int64_t times;
};
struct renkei_tried {
    int answer;
    uint64_t observations, refused; // observed-data that was tried; what could not be used
};
// Tries the pattern on the observed-data in `data`, any text that renkei_objects reads, by chapter
// 9: all of it together. `matched` (which may be NULL) is told the observations that satisfy it,
// when the answer is RENKEI_YES. Past a limit of work it is RENKEI_UNDECIDED, and never RENKEI_NO.
int renkei_pattern_try(struct renkei_tried *out, const struct renkei_pattern *pattern,
                       struct renkei_text data,
                       void (*matched)(void *context, const struct renkei_match *match),
                       void *context, struct renkei_error *error);

#ifdef __cplusplus
}
#endif
