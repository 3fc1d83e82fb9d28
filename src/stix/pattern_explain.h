// pattern_explain.h - a pattern in words: indented lines, each a saying with its arguments.
//
// A saying has a name that never changes and a sentence in English from one table; whoever speaks
// another language has a sentence for each name and fills in the same arguments.
#pragma once

#include "stix/pattern.h"

// tidy: table
enum pattern_saying {
    // Between observations.
    SAY_FOLLOWED_BY,
    SAY_ALL,
    SAY_ANY,
    SAY_WITHIN,     // {0} seconds
    SAY_REPEATS,    // {0} times
    SAY_START_STOP, // {0} and {1}
    SAY_NEVER_TIME, // under SAY_START_STOP: nothing lies between
    SAY_OBSERVATION,
    // Within one.
    SAY_AND,
    SAY_OR,
    // Tests: {0} is the path, {1} the constant or the constants of the set.
    SAY_EQUAL,
    SAY_NOT_EQUAL,
    SAY_GREATER,
    SAY_LESS,
    SAY_GREATER_EQUAL,
    SAY_LESS_EQUAL,
    SAY_IN,
    SAY_LIKE,
    SAY_MATCHES,
    SAY_IS_SUBSET,
    SAY_IS_SUPERSET,
    SAY_EXISTS,
    // The same under NOT.
    SAY_EQUAL_NOT,
    SAY_NOT_EQUAL_NOT,
    SAY_GREATER_NOT,
    SAY_LESS_NOT,
    SAY_GREATER_EQUAL_NOT,
    SAY_LESS_EQUAL_NOT,
    SAY_IN_NOT,
    SAY_LIKE_NOT,
    SAY_MATCHES_NOT,
    SAY_IS_SUBSET_NOT,
    SAY_IS_SUPERSET_NOT,
    SAY_EXISTS_NOT,
    // Under a test, of the steps of its path: {0} is the step.
    SAY_REFERENCE,
    SAY_ANY_ITEM,
    SAY_ITEM, // {1} is the number of the item from 1
    PATTERN_SAYING_COUNT,
};

struct pattern_line {
    unsigned depth; // 0 for the whole pattern
    enum pattern_saying saying;
    struct str arguments[2]; // STR_NONE where there are fewer
    uint32_t begin, end;     // of what it speaks of, in bytes of the text that was read
};

// Returns the count; the lines are in `arena`, no more than the pattern has parts.
size_t pattern_explain(struct pattern_line **out, const struct pattern *pattern,
                       struct arena *arena);
const char *pattern_saying_name(enum pattern_saying saying); // "followed-by"
// The sentence in English, without indentation.
struct str pattern_line_text(const struct pattern_line *line, struct arena *arena);
