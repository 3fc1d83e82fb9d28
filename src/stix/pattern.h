// pattern.h - STIX patterns (STIX 2.1, chapter 9): the tree, and what a single value can decide.
//
// The whole grammar is read: observation expressions with AND, OR, FOLLOWEDBY and qualifiers;
// comparison expressions with AND, OR and every operator. Evaluation against observed data comes
// with "STIX 2.1 by the letter"; here the tree tells which literal values satisfy the pattern
// alone.
#pragma once

#include "base/arena.h"
#include "base/status.h"

enum pattern_kind {
    PATTERN_TEST, // a comparison: path operator constant
    PATTERN_AND,  // inside one observation
    PATTERN_OR,
    PATTERN_OBSERVATION, // [ ... ]
    PATTERN_ALL,         // observations: AND
    PATTERN_ANY,         // OR
    PATTERN_FOLLOWED_BY,
    PATTERN_WITHIN, // qualifiers, with one child
    PATTERN_REPEATS,
    PATTERN_START_STOP,
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
enum pattern_constant_kind {
    PATTERN_STRING,
    PATTERN_INTEGER,
    PATTERN_FLOAT,
    PATTERN_BOOLEAN,
    PATTERN_TIMESTAMP,
    PATTERN_HEX,
    PATTERN_BINARY
};
struct pattern_constant {
    enum pattern_constant_kind kind;
    struct str text; // strings without quotes and escapes, others as written
};

struct pattern {
    enum pattern_kind kind;
    struct pattern *first, *next; // children; sibling
    // PATTERN_TEST:
    struct str object_type; // "file"
    struct str path;        // as written after the colon: "hashes.'SHA-256'"
    enum pattern_operator operator;
    bool is_negated;
    struct pattern_constant *constants; // one, or the set of IN
    size_t constant_count;
    // Qualifiers:
    double amount;          // WITHIN seconds, REPEATS times
    struct str start, stop; // timestamps as written
};

#define PATTERN_DEPTH_MAX 64
#define PATTERN_SIZE_MAX (1024 * 1024)
#define PATTERN_TESTS_MAX 100000

// OK; MALFORMED with the position ("column 17: expected a constant"); LIMIT. In `arena`.
MUST_USE enum status pattern_read(struct pattern **out, struct str text, struct arena *arena,
                                  struct fault *fault);

struct observable_found;
// The values that the pattern tests for by equality (=, IN, ISSUBSET of a network). `is_enough`
// when one observation of the value satisfies the pattern whatever else is seen: tests joined by
// OR, tests of `.type` beside the value, one observation, no FOLLOWEDBY, REPEATS 1 at most.
size_t pattern_observables(struct observable_found **out, const struct pattern *pattern,
                           struct arena *arena);
