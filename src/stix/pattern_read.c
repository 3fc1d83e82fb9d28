// The grammar of chapter 9, by recursive descent. A chain of AND, OR or FOLLOWEDBY becomes one node
// with many children, so only brackets cost depth.
#include <string.h>

#include "base/text.h"
#include "stix/observable.h"
#include "stix/pattern_types.h"

#define STEPS_USUAL 8

struct reader {
    struct pattern_scanner s;
    unsigned depth;
    size_t parts;
    // Of the observation that is read: whether its tests are of more than one type of object.
    struct str type;
    bool is_mixed;
};

static enum status count_parts(struct reader *r, size_t count) {
    r->parts += count;
    if (r->parts <= PATTERN_PARTS_MAX) return OK;
    return scan_limit(&r->s, r->s.begin, "parts", PATTERN_PARTS_MAX);
}

static enum status node_new(struct pattern **out, struct reader *r, enum pattern_kind kind) {
    TRY(count_parts(r, 1));
    struct pattern *node = arena_new(r->s.arena, struct pattern);
    node->kind = kind;
    node->begin = (uint32_t)r->s.begin;
    *out = node;
    return OK;
}

static bool is_mark(const struct reader *r, char mark) {
    return r->s.token == TOKEN_MARK && r->s.mark == mark;
}

static bool is_word(const struct reader *r, enum pattern_word word) {
    return r->s.token == TOKEN_WORD && r->s.word == word;
}

static bool is_constant(const struct reader *r, enum pattern_constant_kind kind) {
    return r->s.token == TOKEN_CONSTANT && r->s.constant.kind == kind;
}

static enum status take_mark(struct reader *r, char mark, const char *expected) {
    return is_mark(r, mark) ? scan_next(&r->s) : scan_expected(&r->s, expected);
}

static enum status take_word(struct reader *r, enum pattern_word word, const char *expected) {
    return is_word(r, word) ? scan_next(&r->s) : scan_expected(&r->s, expected);
}

// ---- object paths (9.7) ----

// Steps are gathered here, and copied when the path is whole.
struct steps {
    struct pattern_step usual[STEPS_USUAL];
    struct pattern_step *items;
    size_t count, capacity;
    size_t last_name;
};

static enum status add_step(struct steps *steps, struct reader *r, struct pattern_step step) {
    TRY(count_parts(r, 1));
    if (steps->count == steps->capacity) {
        size_t capacity = 2 * steps->capacity;
        struct pattern_step *more = arena_take(r->s.arena, capacity * sizeof *more);
        memcpy(more, steps->items, steps->count * sizeof *more);
        steps->items = more;
        steps->capacity = capacity;
    }
    steps->items[steps->count++] = step;
    return OK;
}

static bool is_reference(struct str name) {
    return str_ends(name, STR("_ref")) || str_ends(name, STR("_refs"));
}

// Without quotes a name has no hyphen; in quotes anything goes (9.7).
static enum status read_name(struct steps *steps, struct reader *r) {
    struct pattern_step step = {.kind = PATTERN_STEP_NAME};
    TRY(scan_name(&r->s));
    if (r->s.token == TOKEN_WORD)
        step.name = scan_source(&r->s);
    else if (is_constant(r, PATTERN_STRING) && r->s.constant.text.size > 0)
        step.name = r->s.constant.text;
    else
        return scan_expected(&r->s, "the name of a property");
    if (steps->count > 0) {
        struct pattern_step *before = &steps->items[steps->last_name];
        before->is_reference = is_reference(before->name);
    }
    steps->last_name = steps->count;
    TRY(add_step(steps, r, step));
    return scan_next(&r->s);
}

static enum status read_index(struct steps *steps, struct reader *r) {
    struct pattern_step step = {.kind = PATTERN_STEP_ANY};
    TRY(scan_next(&r->s));
    if (is_constant(r, PATTERN_INTEGER) && r->s.constant.integer >= 0)
        step = (struct pattern_step){PATTERN_STEP_INDEX, false, STR_NONE, r->s.constant.integer};
    else if (!is_mark(r, '*'))
        return scan_expected(&r->s, "an index from 0 or *");
    TRY(add_step(steps, r, step));
    TRY(scan_next(&r->s));
    return take_mark(r, ']', "]");
}

static enum status read_path(struct pattern_path *path, struct reader *r) {
    struct steps steps = {.capacity = STEPS_USUAL};
    steps.items = steps.usual;
    if (!is_word(r, WORD_NONE)) return scan_expected(&r->s, "the type of an object");
    path->type = scan_source(&r->s);
    TRY(scan_next(&r->s));
    if (!is_mark(r, ':')) return scan_expected(&r->s, ": after the type of the object");
    TRY(read_name(&steps, r));
    while (is_mark(r, '[') || is_mark(r, '.'))
        TRY(is_mark(r, '[') ? read_index(&steps, r) : read_name(&steps, r));
    struct pattern_step *items = arena_take(r->s.arena, steps.count * sizeof *items);
    memcpy(items, steps.items, steps.count * sizeof *items);
    path->steps = items;
    path->step_count = steps.count;
    if (!r->type.data) r->type = path->type;
    r->is_mixed = r->is_mixed || !str_equal(r->type, path->type);
    return OK;
}

// ---- comparison expressions (9.6) ----

static enum status read_constant(struct pattern_constant *out, struct reader *r) {
    if (is_word(r, WORD_TRUE) || is_word(r, WORD_FALSE))
        *out = (struct pattern_constant){.kind = PATTERN_BOOLEAN, .boolean = is_word(r, WORD_TRUE)};
    else if (r->s.token == TOKEN_CONSTANT)
        *out = r->s.constant;
    else
        return scan_expected(&r->s, "a constant");
    TRY(count_parts(r, 1));
    return scan_next(&r->s);
}

// "The set values in b MUST be constants of homogeneous data type" (9.6.1).
static enum status check_alike(struct reader *r, enum pattern_constant_kind kind) {
    bool is_boolean = is_word(r, WORD_TRUE) || is_word(r, WORD_FALSE);
    enum pattern_constant_kind other = is_boolean ? PATTERN_BOOLEAN : r->s.constant.kind;
    if ((!is_boolean && r->s.token != TOKEN_CONSTANT) || kind == other) return OK;
    const char *what = "a constant of the same kind as the others of the set";
    bool is_number = (kind == PATTERN_INTEGER || kind == PATTERN_FLOAT) &&
                     (other == PATTERN_INTEGER || other == PATTERN_FLOAT);
    if (!is_number) return scan_expected(&r->s, what);
    return scan_deviates(&r->s, PATTERN_MIXED_NUMBERS, r->s.begin, what, scan_source(&r->s));
}

static enum status read_set(struct pattern_test *test, struct reader *r) {
    struct pattern_constant *items = NULL;
    size_t count = 0, capacity = 0;
    TRY(take_mark(r, '(', "( after IN"));
    do {
        if (count > 0) TRY(scan_next(&r->s)); // the comma
        if (count > 0) TRY(check_alike(r, items[0].kind));
        if (count == capacity) {
            capacity = capacity ? 2 * capacity : 4;
            struct pattern_constant *more =
                arena_array(r->s.arena, capacity, struct pattern_constant);
            if (count > 0) memcpy(more, items, count * sizeof *more);
            items = more;
        }
        TRY(read_constant(&items[count++], r));
    } while (is_mark(r, ','));
    test->constants = items;
    test->constant_count = count;
    return take_mark(r, ')', "a comma or )");
}

// "a MUST be an Object Path referring to the value property of an Object of type ipv4-addr or
// ipv6-addr. b MUST be a valid string representation of the corresponding Object type" (9.6.1).
static enum status check_network(struct reader *r, const struct pattern_test *test) {
    const struct pattern_path *path = &test->path;
    const struct pattern_step *last = &path->steps[path->step_count - 1];
    bool is_v4 = str_equal(path->type, STR("ipv4-addr"));
    bool is_v6 = str_equal(path->type, STR("ipv6-addr"));
    bool is_direct = path->step_count == 1;
    bool is_behind = false;
    for (size_t i = 0; i + 1 < path->step_count; i++)
        if (path->steps[i].kind == PATTERN_STEP_NAME) is_behind = path->steps[i].is_reference;
    bool is_value = last->kind == PATTERN_STEP_NAME && str_equal(last->name, STR("value"));
    if (!is_value || !(is_direct ? is_v4 || is_v6 : is_behind))
        TRY(scan_deviates(&r->s, PATTERN_NO_ADDRESS, r->s.begin,
                          "networks only of the value of an address", scan_source(&r->s)));
    struct observable network;
    struct str text = r->s.constant.text;
    bool is_spelt = text.size > 0;
    for (size_t i = 0; i < text.size; i++)
        is_spelt &= ascii_is_hex(text.data[i]) || memchr(".:/", text.data[i], 3);
    bool has_colon = str_find_byte(text, ':') != SIZE_MAX;
    enum observable_kind kind = has_colon ? OBSERVABLE_IPV6 : OBSERVABLE_IPV4;
    if (!is_spelt || !observable_make(&network, kind, text, r->s.arena))
        return scan_expected(&r->s, "an IP address or network");
    bool is_other = has_colon ? is_v4 : is_v6;
    if (!is_direct || !is_other) return OK;
    return scan_expected(&r->s,
                         is_v4 ? "an IPv4 address or network" : "an IPv6 address or network");
}

static enum status check_operand(struct reader *r, const struct pattern_test *test) {
    bool is_boolean = is_word(r, WORD_TRUE) || is_word(r, WORD_FALSE);
    switch (test->operator) {
    case PATTERN_GREATER:
    case PATTERN_LESS:
    case PATTERN_GREATER_EQUAL:
    case PATTERN_LESS_EQUAL:
        return is_boolean ? scan_expected(&r->s, "a constant that has an order") : OK;
    case PATTERN_LIKE:
    case PATTERN_MATCHES:
        return is_constant(r, PATTERN_STRING) ? OK : scan_expected(&r->s, "a string");
    case PATTERN_IS_SUBSET:
    case PATTERN_IS_SUPERSET:
        if (!is_constant(r, PATTERN_STRING)) return scan_expected(&r->s, "a string");
        return check_network(r, test);
    default: return OK;
    }
}

static enum status take_operator(enum pattern_operator *out, struct reader *r) {
    if (r->s.token == TOKEN_OPERATOR)
        *out = r->s.operator;
    else if (r->s.token == TOKEN_WORD && r->s.word >= WORD_IN)
        *out = (enum pattern_operator)(PATTERN_IN + (int)(r->s.word - WORD_IN));
    else
        return scan_expected(&r->s, "a comparison operator");
    return scan_next(&r->s);
}

static enum status read_comparison(struct pattern_test *test, struct reader *r) {
    TRY(read_path(&test->path, r));
    if (is_word(r, WORD_NOT)) {
        test->is_negated = true;
        TRY(scan_next(&r->s));
    }
    TRY(take_operator(&test->operator, r));
    if (test->operator== PATTERN_IN) return read_set(test, r);
    TRY(check_operand(r, test));
    struct pattern_constant *constant = arena_new(r->s.arena, struct pattern_constant);
    test->constants = constant;
    test->constant_count = 1;
    return read_constant(constant, r);
}

// NOT stands before the operator, which EXISTS is too (9.6.1). EXISTS came with 2.1: it is neither
// in STIX 2.0 Part 5 nor in the grammar of 2.0 (oasis-open/cti-pattern-validator, change 106).
static enum status read_exists(struct pattern_test *test, struct reader *r) {
    if (is_word(r, WORD_NOT)) {
        test->is_negated = true;
        TRY(scan_next(&r->s));
        if (!is_word(r, WORD_EXISTS)) return scan_expected(&r->s, "EXISTS after NOT before a path");
    }
    if (r->s.options->version == PATTERN_2_0)
        TRY(scan_deviates(&r->s, PATTERN_OTHER_VERSION, r->s.begin,
                          "a path, for STIX 2.0 has no EXISTS", scan_source(&r->s)));
    test->operator= PATTERN_EXISTS;
    TRY(scan_next(&r->s));
    return read_path(&test->path, r);
}

static enum status read_test(struct pattern **out, struct reader *r) {
    struct pattern *node;
    TRY(node_new(&node, r, PATTERN_TEST));
    if (is_word(r, WORD_NOT) || is_word(r, WORD_EXISTS))
        TRY(read_exists(&node->test, r));
    else
        TRY(read_comparison(&node->test, r));
    node->end = (uint32_t)r->s.last_end;
    *out = node;
    return OK;
}

// ---- expressions ----

// One or more parts with `word` between them; a single part stands for itself.
static enum status read_chain(struct pattern **out, struct reader *r, enum pattern_word word,
                              enum pattern_kind kind,
                              enum status (*part)(struct pattern **, struct reader *)) {
    struct pattern *first, *chain = NULL;
    uint32_t begin = (uint32_t)r->s.begin;
    TRY(part(&first, r));
    for (struct pattern *last = first; is_word(r, word); last = last->next) {
        if (!chain) TRY(node_new(&chain, r, kind));
        TRY(scan_next(&r->s));
        TRY(part(&last->next, r));
    }
    *out = first;
    if (!chain) return OK;
    chain->first = first;
    chain->begin = begin;
    chain->end = (uint32_t)r->s.last_end;
    *out = chain;
    return OK;
}

static enum status enter(struct reader *r) {
    if (++r->depth > PATTERN_DEPTH_MAX)
        return scan_limit(&r->s, r->s.begin, "brackets inside each other", PATTERN_DEPTH_MAX);
    return scan_next(&r->s);
}

static enum status read_comparisons(struct pattern **out, struct reader *r);

static enum status read_operand(struct pattern **out, struct reader *r) {
    if (!is_mark(r, '(')) return read_test(out, r);
    TRY(enter(r));
    TRY(read_comparisons(out, r));
    r->depth--;
    return take_mark(r, ')', "AND, OR or )");
}

static enum status read_and(struct pattern **out, struct reader *r) {
    return read_chain(out, r, WORD_AND, PATTERN_AND, read_operand);
}

static enum status read_comparisons(struct pattern **out, struct reader *r) {
    return read_chain(out, r, WORD_OR, PATTERN_OR, read_and);
}

static enum status read_brackets(struct pattern **out, struct reader *r) {
    struct pattern *node;
    TRY(node_new(&node, r, PATTERN_OBSERVATION));
    r->type = STR_NONE;
    r->is_mixed = false;
    TRY(enter(r));
    TRY(read_comparisons(&node->first, r));
    r->depth--;
    TRY(take_mark(r, ']', "AND, OR or ]"));
    if (r->is_mixed) TRY(pattern_types_check(&r->s, node->first));
    node->end = (uint32_t)r->s.last_end;
    *out = node;
    return OK;
}

// ---- qualifiers (9.5.1) ----

static enum status read_within(struct pattern *node, struct reader *r) {
    if (is_constant(r, PATTERN_INTEGER)) node->seconds = (double)r->s.constant.integer;
    if (is_constant(r, PATTERN_FLOAT)) node->seconds = r->s.constant.real;
    if (!(node->seconds > 0)) return scan_expected(&r->s, "a number above 0");
    TRY(scan_next(&r->s));
    return take_word(r, WORD_SECONDS, "SECONDS");
}

static enum status read_repeats(struct pattern *node, struct reader *r) {
    if (is_constant(r, PATTERN_INTEGER)) node->times = r->s.constant.integer;
    if (node->times < 1) return scan_expected(&r->s, "an integer above 0");
    TRY(scan_next(&r->s));
    return take_word(r, WORD_TIMES, "TIMES");
}

// In 2.0 "x and y MUST be a timestamp as defined in section 2.10 of STIX 2.0 Part 1" (Part
// 5, 4.1.1, cited in oasis-tcs/cti-stix2, issue 81): a string there, and so in the grammar of 2.0
// (STIXPattern.g4 until 2018). The example of the same text has t'..', so both are taken.
static enum status take_timestamp(struct pattern_constant *out, struct reader *r) {
    const char *what = "a timestamp t'...'";
    bool is_string = is_constant(r, PATTERN_STRING);
    *out = r->s.constant;
    if (!is_string && !is_constant(r, PATTERN_TIMESTAMP)) return scan_expected(&r->s, what);
    if (is_string) {
        if (r->s.options->version == PATTERN_2_1)
            TRY(scan_deviates(&r->s, PATTERN_OTHER_VERSION, r->s.begin, what, scan_source(&r->s)));
        if (stamp_read(&out->at, out->text, NULL) != OK) return scan_expected(&r->s, what);
        out->kind = PATTERN_TIMESTAMP;
    }
    return scan_next(&r->s);
}

static enum status read_qualifier(struct pattern *node, struct reader *r) {
    TRY(scan_next(&r->s));
    if (node->kind == PATTERN_WITHIN) return read_within(node, r);
    if (node->kind == PATTERN_REPEATS) return read_repeats(node, r);
    TRY(take_timestamp(&node->start, r));
    TRY(take_word(r, WORD_STOP, "STOP"));
    return take_timestamp(&node->stop, r);
}

static enum pattern_kind qualifier_kind(const struct reader *r) {
    if (is_word(r, WORD_WITHIN)) return PATTERN_WITHIN;
    if (is_word(r, WORD_REPEATS)) return PATTERN_REPEATS;
    return is_word(r, WORD_START) ? PATTERN_START_STOP : PATTERN_TEST;
}

// A later qualifier holds the earlier ones. "An Observation Expression MUST NOT have more than one
// Qualifier of a particular type"; one in parentheses is an expression of its own.
static enum status read_qualifiers(struct pattern **expression, struct reader *r, uint32_t begin) {
    unsigned seen = 0;
    enum pattern_kind kind;
    while ((kind = qualifier_kind(r)) != PATTERN_TEST) {
        if (seen & 1u << kind) return scan_expected(&r->s, "no qualifier that stands here already");
        seen |= 1u << kind;
        struct pattern *node;
        TRY(node_new(&node, r, kind));
        TRY(read_qualifier(node, r));
        node->first = *expression;
        node->begin = begin;
        node->end = (uint32_t)r->s.last_end;
        *expression = node;
    }
    return OK;
}

// ---- observation expressions (9.5) ----

static enum status read_observations(struct pattern **out, struct reader *r);

static enum status read_observation(struct pattern **out, struct reader *r) {
    uint32_t begin = (uint32_t)r->s.begin;
    if (is_mark(r, '(')) {
        TRY(enter(r));
        TRY(read_observations(out, r));
        r->depth--;
        TRY(take_mark(r, ')', "AND, OR, FOLLOWEDBY, a qualifier or )"));
    } else if (is_mark(r, '[')) {
        TRY(read_brackets(out, r));
    } else {
        return scan_expected(&r->s, "[ or (");
    }
    return read_qualifiers(out, r, begin);
}

static enum status read_all(struct pattern **out, struct reader *r) {
    return read_chain(out, r, WORD_AND, PATTERN_ALL, read_observation);
}

static enum status read_any(struct pattern **out, struct reader *r) {
    return read_chain(out, r, WORD_OR, PATTERN_ANY, read_all);
}

static enum status read_observations(struct pattern **out, struct reader *r) {
    return read_chain(out, r, WORD_FOLLOWEDBY, PATTERN_FOLLOWED_BY, read_any);
}

enum status pattern_read(struct pattern **out, struct str text,
                         const struct pattern_options *options, struct arena *arena,
                         struct fault *fault) {
    struct reader r = {.depth = 0};
    struct pattern *pattern;
    TRY(scan_begin(&r.s, text, options, arena, fault));
    TRY(read_observations(&pattern, &r));
    if (r.s.token != TOKEN_END)
        return scan_expected(&r.s, "AND, OR, FOLLOWEDBY, a qualifier or the end");
    pattern->deviations = r.s.deviations;
    *out = pattern;
    return OK;
}

// ---- versions and deviations ----

enum pattern_version pattern_version_of(struct str pattern_version, struct str spec_version) {
    if (str_equal(pattern_version, STR("2.1"))) return PATTERN_2_1;
    if (str_equal(pattern_version, STR("2.0"))) return PATTERN_2_0;
    return str_equal(spec_version, STR("2.1")) ? PATTERN_2_1 : PATTERN_2_0;
}

static const struct deviation {
    enum pattern_deviation one;
    const char *name, *sentence;
} DEVIATIONS[PATTERN_DEVIATION_COUNT] = {
    {PATTERN_TYPES_APART, "types-apart",
     "AND joins tests of different types of objects, which no object satisfies (9.5)"},
    {PATTERN_OTHER_SIGN, "other-sign", "== stands for =, or <> for != (9.6.1)"},
    {PATTERN_COMMENT, "comment", "the standard has no comments"},
    {PATTERN_HEX_CAPITAL, "hex-capital", "hex digits are small letters (9.2)"},
    {PATTERN_WIDE_INTEGER, "wide-integer", "an integer has at most 54 bits (2.10)"},
    {PATTERN_OTHER_VERSION, "other-version",
     "START '..' is of STIX 2.0 and START t'..' of 2.1, EXISTS of 2.1 alone (9.5.1)"},
    {PATTERN_NO_ADDRESS, "no-address",
     "ISSUBSET and ISSUPERSET are for the value of an address (9.6.1)"},
    {PATTERN_MIXED_NUMBERS, "mixed-numbers", "a set holds integers or floats, not both (9.6.1)"},
};

const char *pattern_deviation_name(enum pattern_deviation one) {
    for (size_t i = 0; i < PATTERN_DEVIATION_COUNT; i++)
        if (DEVIATIONS[i].one == one) return DEVIATIONS[i].name;
    return "";
}

const char *pattern_deviation_sentence(enum pattern_deviation one) {
    for (size_t i = 0; i < PATTERN_DEVIATION_COUNT; i++)
        if (DEVIATIONS[i].one == one) return DEVIATIONS[i].sentence;
    return "";
}
