// pattern.h - STIX patterns (STIX 2.1, chapter 9): read into a tree, compared, written again.
//
//     struct pattern *pattern;
//     TRY(pattern_read(&pattern, text, &(struct pattern_options){0}, arena, fault));
//     pattern_print(&buf, pattern);                              // the same tree, usual spelling
//     pattern_print(&buf, pattern_normal(pattern, arena));       // the normal form
//
// What always holds: 1. The whole grammar is read; what the text of the standard does not allow is
// refused, so that it matches nothing (9.4). 2. Reading what pattern_print wrote gives the same
// tree. 3. Patterns with the same normal form mean the same (the other way round does not hold).
// 4. Time and memory are linear in the text but for the sorting of the normal form, and recursion
// goes no deeper than a few calls for each of PATTERN_DEPTH_MAX brackets.
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "base/status.h"

// ---- the tree ----
//
//   [a:b = 1 AND a:c IN (2, 3)] AND [d:e LIKE 'f%'] REPEATS 5 TIMES FOLLOWEDBY [g:h > 7.5]
//
//   FOLLOWED_BY ─ ALL ─┬─ OBSERVATION ─ AND ─┬─ TEST a:b = 1
//               │      │                     └─ TEST a:c IN 2, 3
//               │      └─ REPEATS 5 ─ OBSERVATION ─ TEST d:e LIKE 'f%'
//               └ OBSERVATION ─ TEST g:h > 7.5
//
// Above OBSERVATION stand only the nodes between observations, below it only those within one.
// A chain of one operator is one node with all its parts in order, first part first; parentheses
// that change nothing leave no trace, others are a node of their own.
enum pattern_kind {
    // Within an observation. All start from one object of the observation (9.5).
    PATTERN_TEST, // a comparison expression (9.6): `test`, no children
    PATTERN_AND,  // two or more children: TEST, OR, or AND in parentheses
    PATTERN_OR,   // two or more children: TEST, AND, or OR in parentheses
    // [ ... ] (9.5): one child, of the kinds above.
    PATTERN_OBSERVATION,
    // Between observations (9.5.2). Two or more children: OBSERVATION, qualifiers, or each other.
    PATTERN_ALL,         // AND: each child by observations of its own
    PATTERN_ANY,         // OR
    PATTERN_FOLLOWED_BY, // from left to right: a chain of three is (1 FOLLOWEDBY 2) FOLLOWEDBY 3
    // Qualifiers (9.5.1): one child, which is any of OBSERVATION and below. The last one written
    // is the outermost: `[a] REPEATS 5 TIMES WITHIN 9 SECONDS` is WITHIN ─ REPEATS ─ OBSERVATION.
    PATTERN_WITHIN,     // `seconds`
    PATTERN_REPEATS,    // `times`
    PATTERN_START_STOP, // `start`, which is inclusive, and `stop`, which is not
};

enum pattern_operator {
    PATTERN_EQUAL,
    PATTERN_NOT_EQUAL,
    PATTERN_GREATER,
    PATTERN_LESS,
    PATTERN_GREATER_EQUAL,
    PATTERN_LESS_EQUAL,
    PATTERN_IN,
    PATTERN_LIKE,
    PATTERN_MATCHES,
    PATTERN_IS_SUBSET,
    PATTERN_IS_SUPERSET,
    PATTERN_EXISTS,
};

// A part of an object path (9.7).
enum pattern_step_kind {
    PATTERN_STEP_NAME,  // `name`: a property, or a key of a dictionary
    PATTERN_STEP_INDEX, // [3]: `index`, from 0
    PATTERN_STEP_ANY,   // [*]: any item of the list
};
struct pattern_step {
    enum pattern_step_kind kind;
    // A name that ends in _ref or _refs (3.1) and has a name behind it (with an index or [*] in
    // between): the object that it leads to is where the next name is looked for (9.7.4).
    bool is_reference;
    struct str name; // without quotes and escapes
    int64_t index;
};
struct pattern_path {
    struct str type;                  // of the object that it starts from
    const struct pattern_step *steps; // the first is a name
    size_t step_count;                // 1 or more
};

enum pattern_constant_kind {
    PATTERN_STRING,    // `text`: UTF-8 without quotes and escapes; NUL may be in it
    PATTERN_INTEGER,   // `integer`
    PATTERN_FLOAT,     // `real`: finite
    PATTERN_BOOLEAN,   // `boolean`
    PATTERN_TIMESTAMP, // `text` as written, without t''; `at` is cut to microseconds
    PATTERN_HEX,       // `text`: the bytes themselves
    PATTERN_BINARY,    // `text`: the bytes themselves
};
struct pattern_constant {
    enum pattern_constant_kind kind;
    struct str text;
    union {
        int64_t integer;
        double real;
        bool boolean;
        stamp at;
    };
};

struct pattern_test {
    struct pattern_path path;
    enum pattern_operator operator;
    bool is_negated; // NOT before the operator, or before EXISTS: the result is turned round
    // EXISTS: none. IN: one or more, all of one kind. LIKE, MATCHES: a string. ISSUBSET and
    // ISSUPERSET: a string that is an IPv4 or IPv6 address or network. Others: one of any kind;
    // no boolean with < > <= >=.
    const struct pattern_constant *constants;
    size_t constant_count;
};

// Ways of writing that the text of the standard does not have, taken with `is_lenient`.
enum pattern_deviation {
    PATTERN_TYPES_APART = 1 << 0,   // AND between tests of different types of objects (9.5)
    PATTERN_OTHER_SIGN = 1 << 1,    // == for =, <> for != (OASIS's grammar STIXPattern.g4)
    PATTERN_COMMENT = 1 << 2,       // /* */ and // to the end of the line (the same)
    PATTERN_HEX_CAPITAL = 1 << 3,   // A to F in h'' (9.2 has small letters)
    PATTERN_WIDE_INTEGER = 1 << 4,  // of more than 54 bits (2.10)
    PATTERN_OTHER_VERSION = 1 << 5, // START '..' in 2.1, EXISTS in 2.0
    PATTERN_NO_ADDRESS = 1 << 6,    // ISSUBSET, ISSUPERSET of another property (9.6.1)
    PATTERN_MIXED_NUMBERS = 1 << 7, // integers and floats in one set of IN (9.6.1)
    PATTERN_DEVIATION_COUNT = 8,
};

struct pattern {
    enum pattern_kind kind;
    uint32_t begin, end;          // where it stands in the text that was read, in bytes
    struct pattern *first, *next; // first child; sibling
    unsigned deviations;          // of the whole pattern, in its root alone
    union {
        struct pattern_test test;
        double seconds; // above 0, finite
        int64_t times;  // 1 or more
        struct {
            struct pattern_constant start, stop; // PATTERN_TIMESTAMP
        };
    };
};

// ---- reading ----

#define PATTERN_DEPTH_MAX 64
#define PATTERN_SIZE_MAX (1024 * 1024)
#define PATTERN_PARTS_MAX 300000 // nodes, steps of paths and constants

// 2.0 has no EXISTS, and START and STOP take '..' beside t'..'.
enum pattern_version { PATTERN_2_1, PATTERN_2_0 };

struct pattern_place {
    size_t at;           // bytes from the beginning
    size_t line, column; // from 1; columns are code points
    // Where something else was expected: what, in English ("a comparison operator"), and what
    // stands there, shortened; STR_NONE is the end. Otherwise NULL.
    const char *expected;
    struct str found;
};
struct pattern_options {
    enum pattern_version version;
    bool is_lenient;             // takes what enum pattern_deviation lists
    struct pattern_place *place; // NULL, or where to write the place of a fault
};

// OK; MALFORMED (`line 1, column 14: expected a comparison operator, found "~"`) or LIMIT, of the
// first fault. The tree is in `arena` and views `text`.
MUST_USE enum status pattern_read(struct pattern **out, struct str text,
                                  const struct pattern_options *options, struct arena *arena,
                                  struct fault *fault);
// The line and the column of byte `at`.
struct pattern_place pattern_place_at(struct str text, size_t at);
// The version that `pattern_version` names, or else `spec_version` of the object; an object without
// one is of 2.0 (4.7.1).
enum pattern_version pattern_version_of(struct str pattern_version, struct str spec_version);
const char *pattern_deviation_name(enum pattern_deviation one);     // "types-apart"
const char *pattern_deviation_sentence(enum pattern_deviation one); // for a person

// ---- writing ----

// In the usual spelling of 2.1: one blank between words, names in quotes only where they need it.
void pattern_print(struct buf *out, const struct pattern *pattern);
void pattern_print_path(struct buf *out, const struct pattern_path *path);
void pattern_print_constant(struct buf *out, const struct pattern_constant *constant);
void pattern_print_string(struct buf *out, struct str text);       // with quotes and escapes
void pattern_print_number(struct buf *out, double value);          // shortest, without an exponent
const char *pattern_operator_text(enum pattern_operator operator); // "=", "ISSUBSET"

// ---- comparing ----

// A new tree in `arena` that means the same and is written in one way only:
//  - AND and OR hold no child of their own kind, and are sorted. Doubles go but for AND between
//    observations, where each must be satisfied by an observation of its own. FOLLOWEDBY keeps its
//    order; what stands in parentheses at its beginning becomes a part of it.
//  - Sets are sorted and without doubles; of one item, IN is =. NOT = is != and NOT != is =, where
//    no [*] stands in the path ("not any" is not "any that is not").
//  - A float that is a whole number is an integer, binary is hex, a timestamp has no zeros at the
//    end of its fraction, a network no bits beside its prefix. REPEATS 1 TIMES is gone.
// Nothing is distributed, and no qualifier is moved.
struct pattern *pattern_normal(const struct pattern *pattern, struct arena *arena);

// An order of trees, 0 when they are the same; places and deviations do not count.
int pattern_compare(const struct pattern *a, const struct pattern *b);

// ---- values ----

struct observable_found;
// The values that the pattern tests for by equality (=, IN, ISSUBSET of a network), never those
// under NOT. `is_enough` when one observation of the value satisfies the pattern whatever else is
// seen: tests joined by OR, tests of `.type` beside the value, one observation, no FOLLOWEDBY,
// REPEATS 1 at most, no START. `is_needed` when nothing satisfies the pattern that lacks the value:
// no OR above it, no other value beside it in a set.
size_t pattern_observables(struct observable_found **out, const struct pattern *pattern,
                           struct arena *arena);
