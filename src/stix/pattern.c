// The tokens of a pattern and its grammar, by recursive descent. Chains of AND, OR and FOLLOWEDBY
// become one node with many children, so only brackets cost depth.
#include "stix/pattern.h"

#include <string.h>

#include "base/stamp.h"
#include "base/text.h"

enum token {
    T_END,
    T_WORD,
    T_NUMBER,
    T_FRACTION,
    T_STRING,
    T_TIMESTAMP,
    T_HEX,
    T_BINARY,
    T_OPERATOR,
    T_MARK,
};

struct reader {
    struct str text;
    struct arena *arena;
    struct fault *fault;
    // The token that is looked at.
    enum token token;
    size_t begin, end; // with quotes and prefix
    size_t last_end;   // of the token before
    struct str value;  // strings: without quotes and escapes; others: as written
    unsigned depth;
    size_t tests;
};

// ---- tokens ----

static enum status fail_at(struct reader *r, size_t at, const char *what) {
    size_t column = 1;
    for (size_t i = 0; i < at && i < r->text.size; i++)
        column += ((unsigned char)r->text.data[i] & 0xC0) != 0x80;
    return fault_set(r->fault, MALFORMED, "column %zu: %s", column, what);
}

static enum status fail(struct reader *r, const char *what) {
    return fail_at(r, r->begin, what);
}

// Unicode White_Space (9.1): ASCII ones, U+0085, U+00A0, U+1680, U+2000 to 200A, U+2028, 2029,
// 202F, 205F, 3000. The size of the one at `at`, or 0.
static size_t space_at(struct str text, size_t at) {
    unsigned char c = (unsigned char)text.data[at];
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (c < 0x80) return 0;
    size_t end = at;
    uint32_t code = text_next(text, &end);
    bool is_space = code == 0x85 || code == 0xA0 || code == 0x1680 ||
                    (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
                    code == 0x202F || code == 0x205F || code == 0x3000;
    return is_space ? end - at : 0;
}

static bool is_word_byte(char c) {
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static char byte_at(const struct reader *r, size_t at) {
    return at < r->text.size ? r->text.data[at] : '\0';
}

// Reads '...' from the opening quote at `at`. Only \' and \\ are escapes (9.2).
static enum status read_quoted(struct reader *r, size_t at) {
    size_t begin = ++at;
    bool has_escape = false;
    for (; at < r->text.size && r->text.data[at] != '\''; at++) {
        if (r->text.data[at] != '\\') continue;
        has_escape = true;
        if (byte_at(r, ++at) != '\'' && byte_at(r, at) != '\\')
            return fail_at(r, at, "after a backslash only ' or another backslash may stand");
    }
    if (at >= r->text.size) return fail(r, "the string has no end");
    r->end = at + 1;
    r->value = str_cut(r->text, begin, at);
    if (!has_escape) return OK;
    char *plain = arena_take(r->arena, r->value.size);
    size_t size = 0;
    for (size_t i = 0; i < r->value.size; i++) {
        if (r->value.data[i] == '\\') i++;
        plain[size++] = r->value.data[i];
    }
    r->value = (struct str){plain, size};
    return OK;
}

static enum status read_prefixed(struct reader *r, enum token token) {
    TRY(read_quoted(r, r->begin + 1));
    r->token = token;
    if (token == T_TIMESTAMP) {
        stamp at;
        if (stamp_read(&at, r->value, NULL) != OK) return fail(r, "not a timestamp");
        return OK;
    }
    if (token == T_HEX && r->value.size % 2 != 0) return fail(r, "an odd number of hex digits");
    for (size_t i = 0; i < r->value.size; i++) {
        char c = r->value.data[i];
        bool is_base64 =
            ascii_is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '\n' || c == '\r';
        if (token == T_HEX && !ascii_is_hex(c)) return fail(r, "not a hex digit in h'...'");
        if (token == T_BINARY && !is_base64) return fail(r, "not base64 in b'...'");
    }
    return OK;
}

// Integer or decimal fraction; a plus sign and an exponent are not allowed (9.2).
static enum status read_number(struct reader *r) {
    size_t at = r->begin, digits = 0;
    if (byte_at(r, at) == '-') at++;
    size_t first = at;
    for (; ascii_is_digit(byte_at(r, at)); at++) digits++;
    r->token = T_NUMBER;
    if (digits > 1 && byte_at(r, first) == '0') return fail(r, "a number begins with 0");
    if (byte_at(r, at) == '.') {
        r->token = T_FRACTION;
        for (at++, digits = 0; ascii_is_digit(byte_at(r, at)); at++) digits++;
    }
    if (digits == 0 || is_word_byte(byte_at(r, at))) return fail(r, "not a number");
    r->end = at;
    r->value = str_cut(r->text, r->begin, at);
    return OK;
}

static enum status read_mark(struct reader *r) {
    static const char *const OPERATORS[] = {"==", "!=", "<>", "<=", ">=", "=", "<", ">"};
    struct str rest = str_cut(r->text, r->begin, r->text.size);
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++) {
        struct str mark = str_of(OPERATORS[i]);
        if (!str_starts(rest, mark)) continue;
        r->token = T_OPERATOR;
        r->end = r->begin + mark.size;
        r->value = mark;
        return OK;
    }
    if (rest.data[0] == '\0' || !strchr("[]().,:*", rest.data[0]))
        return fail(r, "this character has no meaning here");
    r->token = T_MARK;
    r->end = r->begin + 1;
    r->value = str_cut(rest, 0, 1);
    return OK;
}

static enum status next(struct reader *r) {
    size_t at = r->last_end = r->end;
    for (size_t size; at < r->text.size && (size = space_at(r->text, at)) > 0;) at += size;
    r->begin = r->end = at;
    r->value = STR_NONE;
    r->token = T_END;
    if (at >= r->text.size) return OK;
    char c = r->text.data[at];
    r->token = T_STRING;
    if (c == '\'') return read_quoted(r, at);
    if (byte_at(r, at + 1) == '\'') {
        if (c == 't') return read_prefixed(r, T_TIMESTAMP);
        if (c == 'h') return read_prefixed(r, T_HEX);
        if (c == 'b') return read_prefixed(r, T_BINARY);
    }
    if (ascii_is_digit(c) || c == '-' || (c == '.' && ascii_is_digit(byte_at(r, at + 1))))
        return read_number(r);
    if (!ascii_is_alpha(c) && c != '_') return read_mark(r);
    while (is_word_byte(byte_at(r, r->end))) r->end++;
    r->token = T_WORD;
    r->value = str_cut(r->text, at, r->end);
    return OK;
}

static bool is_mark(const struct reader *r, char mark) {
    return r->token == T_MARK && r->value.data[0] == mark;
}

static bool is_word(const struct reader *r, const char *word) {
    return r->token == T_WORD && str_equal(r->value, str_of(word));
}

static enum status take_mark(struct reader *r, char mark, const char *expected) {
    return is_mark(r, mark) ? next(r) : fail(r, expected);
}

static enum status take_word(struct reader *r, const char *word, const char *expected) {
    return is_word(r, word) ? next(r) : fail(r, expected);
}

static struct pattern *node_new(struct reader *r, enum pattern_kind kind) {
    struct pattern *node = arena_new(r->arena, struct pattern);
    node->kind = kind;
    return node;
}

// ---- comparisons ----

static enum status read_constant(struct pattern_constant *out, struct reader *r) {
    static const enum pattern_constant_kind KINDS[] = {
        [T_NUMBER] = PATTERN_INTEGER, [T_FRACTION] = PATTERN_FLOAT,
        [T_STRING] = PATTERN_STRING,  [T_TIMESTAMP] = PATTERN_TIMESTAMP,
        [T_HEX] = PATTERN_HEX,        [T_BINARY] = PATTERN_BINARY,
        [T_WORD] = PATTERN_BOOLEAN,
    };
    bool is_boolean = is_word(r, "true") || is_word(r, "false");
    if (!is_boolean && (r->token < T_NUMBER || r->token > T_BINARY))
        return fail(r, "a constant is expected");
    *out = (struct pattern_constant){KINDS[r->token], r->value};
    return next(r);
}

static bool is_alike(enum pattern_constant_kind a, enum pattern_constant_kind b) {
    bool is_number = a == PATTERN_INTEGER || a == PATTERN_FLOAT;
    return a == b || (is_number && (b == PATTERN_INTEGER || b == PATTERN_FLOAT));
}

static enum status read_set(struct pattern *test, struct reader *r) {
    size_t capacity = 0;
    TRY(take_mark(r, '(', "( is expected after IN"));
    while (!is_mark(r, ')')) {
        if (test->constant_count > 0) TRY(take_mark(r, ',', "a comma or ) is expected"));
        if (test->constant_count == capacity) {
            capacity = capacity ? 2 * capacity : 4;
            struct pattern_constant *more =
                arena_array(r->arena, capacity, struct pattern_constant);
            if (test->constant_count > 0)
                memcpy(more, test->constants, test->constant_count * sizeof *more);
            test->constants = more;
        }
        size_t begin = r->begin;
        struct pattern_constant *constant = &test->constants[test->constant_count];
        TRY(read_constant(constant, r));
        if (!is_alike(constant->kind, test->constants[0].kind))
            return fail_at(r, begin, "the constants of a set are of one kind");
        test->constant_count++;
    }
    return next(r);
}

static const struct operator_row {
    const char *text;
    enum pattern_operator operator;
    bool is_word, needs_string;
} OPERATORS[] = {
    {"=", PATTERN_EQUAL, false, false},
    {"==", PATTERN_EQUAL, false, false},
    {"!=", PATTERN_NOT_EQUAL, false, false},
    {"<>", PATTERN_NOT_EQUAL, false, false},
    {">", PATTERN_GREATER, false, false},
    {"<", PATTERN_LESS, false, false},
    {">=", PATTERN_GREATER_EQUAL, false, false},
    {"<=", PATTERN_LESS_EQUAL, false, false},
    {"IN", PATTERN_IN, true, false},
    {"LIKE", PATTERN_LIKE, true, true},
    {"MATCHES", PATTERN_MATCHES, true, true},
    {"ISSUBSET", PATTERN_IS_SUBSET, true, true},
    {"ISSUPERSET", PATTERN_IS_SUPERSET, true, true},
};

static const struct operator_row *find_operator(const struct reader *r) {
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++)
        if (r->token == (OPERATORS[i].is_word ? T_WORD : T_OPERATOR) &&
            str_equal(r->value, str_of(OPERATORS[i].text)))
            return &OPERATORS[i];
    return NULL;
}

// A name without quotes has no hyphen (9.7); in quotes anything goes.
static enum status take_property(struct reader *r) {
    bool is_plain = r->token == T_WORD && str_find_byte(r->value, '-') == SIZE_MAX;
    if (r->token == T_WORD && !is_plain)
        return fail(r, "a property with a hyphen stands in apostrophes");
    if (!is_plain && (r->token != T_STRING || r->value.size == 0))
        return fail(r, "the name of a property is expected");
    return next(r);
}

static enum status read_index(struct reader *r) {
    TRY(next(r));
    bool is_index = r->token == T_NUMBER || is_mark(r, '*');
    if (!is_index) return fail(r, "an index or * is expected");
    TRY(next(r));
    return take_mark(r, ']', "] is expected");
}

static enum status read_path(struct pattern *test, struct reader *r) {
    if (r->token != T_WORD) return fail(r, "the type of an object is expected");
    test->object_type = r->value;
    TRY(next(r));
    TRY(take_mark(r, ':', "a colon is expected after the type"));
    size_t begin = r->begin;
    TRY(take_property(r));
    while (is_mark(r, '[') || is_mark(r, '.')) {
        if (is_mark(r, '[')) {
            TRY(read_index(r));
            continue;
        }
        TRY(next(r));
        TRY(take_property(r));
    }
    test->path = str_cut(r->text, begin, r->last_end);
    return OK;
}

static enum status read_exists(struct pattern *test, struct reader *r) {
    test->operator= PATTERN_EXISTS;
    TRY(next(r));
    return read_path(test, r);
}

static enum status read_test(struct pattern **out, struct reader *r) {
    struct pattern *test = node_new(r, PATTERN_TEST);
    if (++r->tests > PATTERN_TESTS_MAX)
        return fault_set(r->fault, LIMIT, "more than %d tests", PATTERN_TESTS_MAX);
    *out = test;
    if (is_word(r, "NOT")) {
        test->is_negated = true;
        TRY(next(r));
        if (!is_word(r, "EXISTS")) return fail(r, "NOT stands before EXISTS or behind a path");
    }
    if (is_word(r, "EXISTS")) return read_exists(test, r);
    TRY(read_path(test, r));
    if (is_word(r, "NOT")) {
        test->is_negated = true;
        TRY(next(r));
    }
    const struct operator_row *row = find_operator(r);
    if (!row) return fail(r, "an operator is expected");
    test->operator= row->operator;
    TRY(next(r));
    if (row->operator== PATTERN_IN) return read_set(test, r);
    if (row->needs_string && r->token != T_STRING) return fail(r, "a string is expected");
    bool is_order = row->operator>= PATTERN_GREATER && row->operator<= PATTERN_LESS_EQUAL;
    if (is_order && r->token == T_WORD) return fail(r, "a constant that has an order is expected");
    test->constants = arena_new(r->arena, struct pattern_constant);
    test->constant_count = 1;
    return read_constant(test->constants, r);
}

// ---- expressions ----

// One or more parts with `word` between them; a single part stands for itself.
static enum status read_chain(struct pattern **out, struct reader *r, const char *word,
                              enum pattern_kind kind,
                              enum status (*part)(struct pattern **, struct reader *)) {
    struct pattern *first, *chain = NULL;
    TRY(part(&first, r));
    for (struct pattern *last = first; is_word(r, word); last = last->next) {
        if (!chain) chain = node_new(r, kind);
        TRY(next(r));
        TRY(part(&last->next, r));
    }
    if (chain) chain->first = first;
    *out = chain ? chain : first;
    return OK;
}

static enum status enter(struct reader *r) {
    if (++r->depth > PATTERN_DEPTH_MAX)
        return fault_set(r->fault, LIMIT, "more than %d brackets inside each other",
                         PATTERN_DEPTH_MAX);
    return next(r);
}

static enum status read_comparisons(struct pattern **out, struct reader *r);

static enum status read_comparison(struct pattern **out, struct reader *r) {
    if (!is_mark(r, '(')) return read_test(out, r);
    TRY(enter(r));
    TRY(read_comparisons(out, r));
    r->depth--;
    return take_mark(r, ')', ") is expected");
}

static enum status read_and(struct pattern **out, struct reader *r) {
    return read_chain(out, r, "AND", PATTERN_AND, read_comparison);
}

static enum status read_comparisons(struct pattern **out, struct reader *r) {
    return read_chain(out, r, "OR", PATTERN_OR, read_and);
}

// Of T_NUMBER or T_FRACTION; strtod would ask the locale.
static double read_amount(struct str text) {
    double amount = 0, scale = 1;
    bool is_fraction = false;
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_digit(text.data[i])) {
            is_fraction = true;
            continue;
        }
        amount = amount * 10 + (text.data[i] - '0');
        if (is_fraction) scale *= 10;
    }
    return amount / scale;
}

static enum status take_amount(double *out, struct reader *r, bool may_be_fraction) {
    bool is_number = r->token == T_NUMBER || (may_be_fraction && r->token == T_FRACTION);
    double amount = is_number ? read_amount(r->value) : 0;
    if (!is_number || r->value.data[0] == '-' || !(amount > 0) || amount > 1e15)
        return fail(r, "a positive number is expected");
    *out = amount;
    return next(r);
}

static enum status take_timestamp(struct str *out, struct reader *r) {
    if (r->token != T_TIMESTAMP) return fail(r, "a timestamp t'...' is expected");
    *out = r->value;
    return next(r);
}

static enum status read_qualifier(struct pattern *node, struct reader *r) {
    switch (node->kind) {
    case PATTERN_WITHIN:
        TRY(take_amount(&node->amount, r, true));
        return take_word(r, "SECONDS", "SECONDS is expected");
    case PATTERN_REPEATS:
        TRY(take_amount(&node->amount, r, false));
        return take_word(r, "TIMES", "TIMES is expected");
    default:
        TRY(take_timestamp(&node->start, r));
        TRY(take_word(r, "STOP", "STOP is expected"));
        return take_timestamp(&node->stop, r);
    }
}

static enum pattern_kind qualifier_kind(const struct reader *r) {
    if (is_word(r, "WITHIN")) return PATTERN_WITHIN;
    if (is_word(r, "REPEATS")) return PATTERN_REPEATS;
    return is_word(r, "START") ? PATTERN_START_STOP : PATTERN_TEST;
}

// A later qualifier holds the earlier ones. No two of a kind on one expression (9.5.1).
static enum status read_qualifiers(struct pattern **expression, struct reader *r) {
    unsigned seen = 0;
    enum pattern_kind kind;
    while ((kind = qualifier_kind(r)) != PATTERN_TEST) {
        if (seen & 1u << kind) return fail(r, "a second qualifier of the same kind");
        seen |= 1u << kind;
        TRY(next(r));
        struct pattern *node = node_new(r, kind);
        TRY(read_qualifier(node, r));
        node->first = *expression;
        *expression = node;
    }
    return OK;
}

static enum status read_observations(struct pattern **out, struct reader *r);

static enum status read_observation(struct pattern **out, struct reader *r) {
    bool is_group = is_mark(r, '(');
    if (!is_group && !is_mark(r, '[')) return fail(r, "[ or ( is expected");
    TRY(enter(r));
    if (is_group) {
        TRY(read_observations(out, r));
        TRY(take_mark(r, ')', ") is expected"));
    } else {
        *out = node_new(r, PATTERN_OBSERVATION);
        TRY(read_comparisons(&(*out)->first, r));
        TRY(take_mark(r, ']', "] is expected"));
    }
    r->depth--;
    return read_qualifiers(out, r);
}

static enum status read_all(struct pattern **out, struct reader *r) {
    return read_chain(out, r, "AND", PATTERN_ALL, read_observation);
}

static enum status read_any(struct pattern **out, struct reader *r) {
    return read_chain(out, r, "OR", PATTERN_ANY, read_all);
}

static enum status read_observations(struct pattern **out, struct reader *r) {
    return read_chain(out, r, "FOLLOWEDBY", PATTERN_FOLLOWED_BY, read_any);
}

enum status pattern_read(struct pattern **out, struct str text, struct arena *arena,
                         struct fault *fault) {
    struct reader r = {.text = text, .arena = arena, .fault = fault};
    if (text.size > PATTERN_SIZE_MAX)
        return fault_set(fault, LIMIT, "longer than %d bytes", PATTERN_SIZE_MAX);
    struct pattern *pattern;
    TRY(next(&r));
    TRY(read_observations(&pattern, &r));
    if (r.token != T_END) return fail(&r, "the pattern should end here");
    *out = pattern;
    return OK;
}
