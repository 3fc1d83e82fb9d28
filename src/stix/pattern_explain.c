#include "stix/pattern_explain.h"

#include "base/vec.h"

static const struct saying {
    const char *name, *sentence;
} SAYINGS[PATTERN_SAYING_COUNT] = {
    [SAY_FOLLOWED_BY] = {"followed-by",
                         "one after the other, each at the time of the one before it or later:"},
    [SAY_ALL] = {"all", "all of these, each by observations of its own:"},
    [SAY_ANY] = {"any", "any one of these:"},
    [SAY_WITHIN] = {"within", "in less than {0} seconds from the first observation to the last:"},
    [SAY_REPEATS] = {"repeats", "{0} times or more, each time by other observations:"},
    [SAY_START_STOP] = {"start-stop", "observed at {0} or later, and before {1}:"},
    [SAY_NEVER_TIME] = {"never-time", "(no time lies between the two, so this never happens)"},
    [SAY_OBSERVATION] = {"observation",
                         "an observation that holds an object of which this is true:"},
    [SAY_AND] = {"and", "all of these:"},
    [SAY_OR] = {"or", "any one of these:"},
    [SAY_EQUAL] = {"equal", "{0} is {1}"},
    [SAY_NOT_EQUAL] = {"not-equal", "{0} is there and is not {1}"},
    [SAY_GREATER] = {"greater", "{0} is greater than {1}"},
    [SAY_LESS] = {"less", "{0} is less than {1}"},
    [SAY_GREATER_EQUAL] = {"greater-equal", "{0} is {1} or greater"},
    [SAY_LESS_EQUAL] = {"less-equal", "{0} is {1} or less"},
    [SAY_IN] = {"in", "{0} is one of {1}"},
    [SAY_LIKE] = {"like", "{0} looks like {1}, where % is any text and _ any one character"},
    [SAY_MATCHES] = {"matches", "the regular expression {1} is found in {0}"},
    [SAY_IS_SUBSET] = {"is-subset", "{0} lies in the network {1}"},
    [SAY_IS_SUPERSET] = {"is-superset", "{0} is a network that holds all of {1}"},
    [SAY_EXISTS] = {"exists", "{0} is there, whatever it says"},
    [SAY_EQUAL_NOT] = {"equal-not", "{0} is there and it is not so that it is {1}"},
    [SAY_NOT_EQUAL_NOT] = {"not-equal-not",
                           "{0} is there and it is not so that it differs from {1}"},
    [SAY_GREATER_NOT] = {"greater-not", "{0} is there and is not greater than {1}"},
    [SAY_LESS_NOT] = {"less-not", "{0} is there and is not less than {1}"},
    [SAY_GREATER_EQUAL_NOT] = {"greater-equal-not", "{0} is there and is not {1} or greater"},
    [SAY_LESS_EQUAL_NOT] = {"less-equal-not", "{0} is there and is not {1} or less"},
    [SAY_IN_NOT] = {"in-not", "{0} is there and is none of {1}"},
    [SAY_LIKE_NOT] = {"like-not",
                      "{0} is there and does not look like {1}, where % is any text and _ "
                      "any one character"},
    [SAY_MATCHES_NOT] = {"matches-not",
                         "{0} is there, and the regular expression {1} is not found in it"},
    [SAY_IS_SUBSET_NOT] = {"is-subset-not", "{0} is there and does not lie in the network {1}"},
    [SAY_IS_SUPERSET_NOT] = {"is-superset-not",
                             "{0} is there and is no network that holds all of {1}"},
    [SAY_EXISTS_NOT] = {"exists-not", "{0} is not there"},
    [SAY_REFERENCE] = {"reference", "({0} leads to another object of the observation)"},
    [SAY_ANY_ITEM] = {"any-item", "({0} is a list: any item of it will do)"},
    [SAY_ITEM] = {"item", "({0} is a list: only item number {1} counts)"},
};

struct explainer {
    struct arena *arena;
    VEC_OF(struct pattern_line) lines;
};

const char *pattern_saying_name(enum pattern_saying saying) {
    return SAYINGS[saying].name;
}

// ---- arguments ----

static struct str keep(struct explainer *e, struct buf *buf) {
    struct str text = arena_copy(e->arena, buf_str(buf));
    buf_close(buf);
    return text;
}

static struct str path_text(struct explainer *e, const struct pattern_path *path) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    pattern_print_path(&buf, path);
    return keep(e, &buf);
}

static struct str constants_text(struct explainer *e, const struct pattern_constant *constants,
                                 size_t count) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_add(&buf, STR(", "));
        // A time is told as it is written: what it is needs no sign in front.
        if (constants[i].kind == PATTERN_TIMESTAMP)
            buf_add(&buf, constants[i].text);
        else
            pattern_print_constant(&buf, &constants[i]);
    }
    return keep(e, &buf);
}

// ---- lines ----

static struct pattern_line *add(struct explainer *e, const struct pattern *node, unsigned depth,
                                enum pattern_saying saying) {
    vec_add(&e->lines,
            (struct pattern_line){
                .depth = depth, .saying = saying, .begin = node->begin, .end = node->end});
    return &e->lines.items[e->lines.count - 1];
}

static struct str step_text(struct explainer *e, const struct pattern_step *step) {
    return arena_copy(e->arena, step->name);
}

// Of a path, what its last name does not say.
static void explain_steps(struct explainer *e, const struct pattern *node, unsigned depth) {
    const struct pattern_path *path = &node->test.path;
    const struct pattern_step *name = path->steps;
    for (size_t i = 0; i < path->step_count; i++) {
        const struct pattern_step *step = &path->steps[i];
        if (step->kind == PATTERN_STEP_NAME) name = step;
        if (step->kind == PATTERN_STEP_NAME && !step->is_reference) continue;
        enum pattern_saying saying = step->kind == PATTERN_STEP_NAME    ? SAY_REFERENCE
                                     : step->kind == PATTERN_STEP_INDEX ? SAY_ITEM
                                                                        : SAY_ANY_ITEM;
        struct pattern_line *line = add(e, node, depth, saying);
        line->arguments[0] = step_text(e, name);
        if (saying == SAY_ITEM)
            line->arguments[1] =
                arena_format(e->arena, "%llu", 1 + (unsigned long long)step->index);
    }
}

static void explain_test(struct explainer *e, const struct pattern *node, unsigned depth) {
    const struct pattern_test *test = &node->test;
    int saying = (test->is_negated ? SAY_EQUAL_NOT : SAY_EQUAL) + (int)test->operator;
    struct pattern_line *line = add(e, node, depth, (enum pattern_saying)saying);
    line->arguments[0] = path_text(e, &test->path);
    if (test->constant_count > 0)
        line->arguments[1] = constants_text(e, test->constants, test->constant_count);
    explain_steps(e, node, depth + 1);
}

static void explain_start_stop(struct explainer *e, const struct pattern *node, unsigned depth) {
    struct pattern_line *line = add(e, node, depth, SAY_START_STOP);
    line->arguments[0] = constants_text(e, &node->start, 1);
    line->arguments[1] = constants_text(e, &node->stop, 1);
    if (node->start.at >= node->stop.at) add(e, node, depth + 1, SAY_NEVER_TIME);
}

static void explain_amount(struct explainer *e, const struct pattern *node, unsigned depth) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    bool is_within = node->kind == PATTERN_WITHIN;
    if (is_within)
        pattern_print_number(&buf, node->seconds);
    else
        buf_add_i64(&buf, node->times);
    add(e, node, depth, is_within ? SAY_WITHIN : SAY_REPEATS)->arguments[0] = keep(e, &buf);
}

static void explain(struct explainer *e, const struct pattern *node, unsigned depth) {
    switch (node->kind) {
    case PATTERN_TEST: explain_test(e, node, depth); return;
    case PATTERN_AND: add(e, node, depth, SAY_AND); break;
    case PATTERN_OR: add(e, node, depth, SAY_OR); break;
    case PATTERN_OBSERVATION: add(e, node, depth, SAY_OBSERVATION); break;
    case PATTERN_ALL: add(e, node, depth, SAY_ALL); break;
    case PATTERN_ANY: add(e, node, depth, SAY_ANY); break;
    case PATTERN_FOLLOWED_BY: add(e, node, depth, SAY_FOLLOWED_BY); break;
    case PATTERN_WITHIN:
    case PATTERN_REPEATS: explain_amount(e, node, depth); break;
    case PATTERN_START_STOP: explain_start_stop(e, node, depth); break;
    }
    for (const struct pattern *child = node->first; child; child = child->next)
        explain(e, child, depth + 1);
}

size_t pattern_explain(struct pattern_line **out, const struct pattern *pattern,
                       struct arena *arena) {
    struct explainer e = {.arena = arena};
    explain(&e, pattern, 0);
    size_t count = e.lines.count;
    *out = arena_array(arena, count, struct pattern_line);
    for (size_t i = 0; i < count; i++) (*out)[i] = e.lines.items[i];
    vec_close(&e.lines);
    return count;
}

// ---- English ----

struct str pattern_line_text(const struct pattern_line *line, struct arena *arena) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    for (const char *at = SAYINGS[line->saying].sentence; *at; at++) {
        bool is_argument = at[0] == '{' && (at[1] == '0' || at[1] == '1') && at[2] == '}';
        if (!is_argument) {
            buf_add_byte(&buf, *at);
            continue;
        }
        buf_add(&buf, line->arguments[at[1] - '0']);
        at += 2;
    }
    struct str text = arena_copy(arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}
