// evaluate_leaf.c - whether one observation satisfies one [ ] (9.5, 9.7).
//
// "All Comparison Expressions MUST start matching against the same SCO": each object is tried as
// the one from which all paths start. A path of another type is not present there, so its test is
// false. Answers are joined as Kleene does it: what is undecided decides nothing.
#include "stix/evaluate_inside.h"

// What a regular expression costs of EVALUATE_VALUES_MAX: per search, and when it found no end.
#define REGEX_COST 10
#define REGEX_ENDLESS_COST 10000
// After so many the caller is asked whether it is over.
#define ASK_EVERY 1000

struct trying {
    const struct observation *observation;
    struct arena *arena;
    const struct evaluate_bound *bound; // NULL: none
    int64_t left;                       // of EVALUATE_VALUES_MAX
    int64_t unasked;                    // of ASK_EVERY
};

// The values that stand at one path.
struct reaching {
    struct trying *trying;
    const struct leaf_node *node;
    bool is_there;
    enum evaluate_answer any; // of all values so far
};

// ---- opening ----

static void copy_path(struct pattern_path *out, const struct pattern_path *path,
                      struct arena *arena) {
    struct pattern_step *steps = arena_array(arena, path->step_count, struct pattern_step);
    for (size_t i = 0; i < path->step_count; i++) {
        steps[i] = path->steps[i];
        steps[i].name = arena_copy(arena, steps[i].name);
    }
    *out = (struct pattern_path){arena_copy(arena, path->type), steps, path->step_count};
}

static enum status open_node(struct leaf_node **out, const struct pattern *pattern,
                             struct arena *arena, struct fault *fault) {
    struct leaf_node *node = *out = arena_new(arena, struct leaf_node);
    node->kind = pattern->kind;
    if (pattern->kind == PATTERN_TEST) {
        if (pattern->test.path.step_count > EVALUATE_PATH_STEPS_MAX)
            return fault_set(fault, LIMIT, "byte %u: an object path of more than %d steps",
                             pattern->begin, EVALUATE_PATH_STEPS_MAX);
        copy_path(&node->path, &pattern->test.path, arena);
        node->is_negated = pattern->test.is_negated;
        enum status status = value_test_open(&node->test, &pattern->test, arena, fault);
        return status == OK ? OK : fault_within(fault, status, "byte %u:", pattern->begin);
    }
    struct leaf_node **end = &node->first;
    for (const struct pattern *child = pattern->first; child; child = child->next) {
        TRY(open_node(end, child, arena, fault));
        end = &(*end)->next;
    }
    return OK;
}

enum status leaf_open(struct leaf *out, const struct pattern *observation, struct arena *arena,
                      struct fault *fault) {
    out->begin = observation->begin;
    out->end = observation->end;
    return open_node(&out->root, observation->first, arena, fault);
}

static void close_node(struct leaf_node *node) {
    if (node->kind == PATTERN_TEST) value_test_close(&node->test);
    for (struct leaf_node *child = node->first; child; child = child->next) close_node(child);
}

void leaf_close(struct leaf *leaf) {
    if (leaf->root) close_node(leaf->root);
}

// ---- paths ----

static bool spend(struct trying *trying, int64_t steps) {
    trying->left -= steps;
    trying->unasked -= steps;
    if (trying->unasked > 0 || !trying->bound || !trying->bound->is_over) return trying->left >= 0;
    trying->unasked = ASK_EVERY;
    if (trying->bound->is_over(trying->bound->context)) trying->left = -1;
    return trying->left >= 0;
}

static enum evaluate_answer either(enum evaluate_answer a, enum evaluate_answer b) {
    if (a == EVALUATE_YES || b == EVALUATE_YES) return EVALUATE_YES;
    return a == EVALUATE_UNDECIDED ? a : b;
}

static void reach_value(struct reaching *r, struct json value, struct str type) {
    const struct value_test *test = &r->node->test;
    bool is_there;
    enum evaluate_answer answer = value_try(&is_there, test, value, type, r->trying->arena);
    if (test->operator== PATTERN_MATCHES)
        spend(r->trying, answer == EVALUATE_UNDECIDED ? REGEX_ENDLESS_COST : REGEX_COST);
    if (!is_there) return;
    r->is_there = true;
    r->any = either(r->any, answer);
}

// Where one step from `*value` leads: to another object when it is a reference. False: to nothing.
static bool step_into(struct json *value, struct str *type, bool is_reference,
                      const struct observation *observation) {
    if (!is_reference || json_kind(*value) == JSON_ARRAY) return value->node != NULL;
    const struct observation_object *object = observation_find(observation, json_text(*value));
    if (json_kind(*value) != JSON_STRING || !object) return false;
    *value = object->json;
    *type = object->type;
    return true;
}

// From step `at` on; `type` is of the object that `value` is a part of.
static void reach(struct reaching *r, size_t at, struct json value, struct str type) {
    const struct pattern_path *path = &r->node->path;
    const struct observation *observation = r->trying->observation;
    bool is_reference = at > 0 && path->steps[at - 1].is_reference;
    for (; at < path->step_count; at++) {
        const struct pattern_step *step = &path->steps[at];
        if (!spend(r->trying, 1) || r->any == EVALUATE_YES) return;
        if (step->kind == PATTERN_STEP_ANY) break;
        if (step->kind == PATTERN_STEP_NAME) {
            value = json_member(value, step->name);
            is_reference = step->is_reference;
        } else {
            value = json_item(value, (size_t)step->index);
        }
        if (!step_into(&value, &type, is_reference, observation)) return;
    }
    if (at == path->step_count) {
        reach_value(r, value, type);
        return;
    }
    if (json_kind(value) != JSON_ARRAY) return;
    for (struct json item = json_first(value); item.node; item = json_next(item)) {
        struct json in = item;
        struct str of = type;
        if (!spend(r->trying, 1) || r->any == EVALUATE_YES) return;
        if (step_into(&in, &of, is_reference, observation)) reach(r, at + 1, in, of);
    }
}

// ---- tests, and what joins them ----

static enum evaluate_answer turned(enum evaluate_answer answer) {
    if (answer == EVALUATE_UNDECIDED) return answer;
    return answer == EVALUATE_YES ? EVALUATE_NO : EVALUATE_YES;
}

static enum evaluate_answer try_test(struct trying *trying, const struct leaf_node *node,
                                     const struct observation_object *object) {
    if (!str_equal(node->path.type, object->type)) return EVALUATE_NO;
    struct reaching r = {.trying = trying, .node = node, .any = EVALUATE_NO};
    reach(&r, 0, object->json, object->type);
    if (trying->left < 0 && r.any != EVALUATE_YES) return EVALUATE_UNDECIDED;
    if (node->test.operator!= PATTERN_EXISTS && !r.is_there) return EVALUATE_NO;
    return node->is_negated ? turned(r.any) : r.any;
}

static enum evaluate_answer try_node(struct trying *trying, const struct leaf_node *node,
                                     const struct observation_object *object) {
    if (node->kind == PATTERN_TEST) return try_test(trying, node, object);
    bool is_or = node->kind == PATTERN_OR;
    enum evaluate_answer end = is_or ? EVALUATE_YES : EVALUATE_NO; // after which none is asked
    enum evaluate_answer all = turned(end);
    for (const struct leaf_node *child = node->first; child; child = child->next) {
        enum evaluate_answer answer = try_node(trying, child, object);
        if (answer == end) return end;
        if (answer == EVALUATE_UNDECIDED) all = EVALUATE_UNDECIDED;
    }
    return all;
}

enum evaluate_answer leaf_try(size_t *object, const struct leaf *leaf,
                              const struct observation *observation,
                              const struct evaluate_bound *bound, struct arena *arena) {
    struct trying trying = {observation, arena, bound, EVALUATE_VALUES_MAX, ASK_EVERY};
    enum evaluate_answer any = EVALUATE_NO;
    *object = 0;
    for (size_t i = 0; i < observation->object_count; i++) {
        enum evaluate_answer answer = try_node(&trying, leaf->root, &observation->objects[i]);
        if (answer == EVALUATE_NO) continue;
        if (any == EVALUATE_NO || answer == EVALUATE_YES) *object = i;
        any = either(any, answer);
        if (any == EVALUATE_YES) break;
    }
    return any;
}
