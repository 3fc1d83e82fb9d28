// pattern_token.h - within stix: the tokens of a pattern, and how its reader says what it expected.
//
//     struct pattern_scanner s; TRY(scan_begin(&s, text, options, arena, fault));
//     while (s.token != TOKEN_END) TRY(scan_next(&s));
#pragma once

#include "stix/pattern.h"

enum pattern_token {
    TOKEN_END,
    TOKEN_WORD,     // `word` says which keyword, if any
    TOKEN_CONSTANT, // of `constant.kind`; true and false are words
    TOKEN_OPERATOR, // = != > < >= <=, as `operator`
    TOKEN_MARK,     // one of []().,:* as `mark`
    TOKEN_OTHER,    // a character that begins nothing
};
enum pattern_word {
    WORD_NONE,
    WORD_AND,
    WORD_OR,
    WORD_NOT,
    WORD_EXISTS,
    WORD_FOLLOWEDBY,
    WORD_WITHIN,
    WORD_SECONDS,
    WORD_REPEATS,
    WORD_TIMES,
    WORD_START,
    WORD_STOP,
    WORD_TRUE,
    WORD_FALSE,
    WORD_IN, // from here on the operators, in the order of enum pattern_operator
    WORD_LIKE,
    WORD_MATCHES,
    WORD_ISSUBSET,
    WORD_ISSUPERSET,
};

struct pattern_scanner {
    struct str text;
    const struct pattern_options *options;
    struct arena *arena;
    struct fault *fault;
    unsigned deviations;
    // The token that is looked at.
    enum pattern_token token;
    enum pattern_word word;
    enum pattern_operator operator;
    char mark;
    size_t begin, end; // with quotes and prefix
    size_t last_end;   // of the token before
    struct pattern_constant constant;
};

MUST_USE enum status scan_begin(struct pattern_scanner *s, struct str text,
                                const struct pattern_options *options, struct arena *arena,
                                struct fault *fault);
MUST_USE enum status scan_next(struct pattern_scanner *s);
// The next token where only a property name can stand: keywords and digits are names there.
MUST_USE enum status scan_name(struct pattern_scanner *s);
struct str scan_source(const struct pattern_scanner *s); // the token as written

// MALFORMED: `line 1, column 14: expected a constant, found "]"`, of the token that is looked at.
enum status scan_expected(struct pattern_scanner *s, const char *what);
// The same at `at`, for what is wrong inside a token: `found` is what stands there.
enum status scan_expected_at(struct pattern_scanner *s, size_t at, const char *what,
                             struct str found);
enum status scan_limit(struct pattern_scanner *s, size_t at, const char *what, long limit);
// OK when lenient, and the deviation is noted; otherwise as scan_expected_at.
MUST_USE enum status scan_deviates(struct pattern_scanner *s, enum pattern_deviation one, size_t at,
                                   const char *what, struct str found);

enum pattern_word pattern_word_find(struct str text);
bool pattern_name_is_plain(struct str name); // needs no quotes anywhere
