#include "http/router.h"

#include <assert.h>
#include <stdlib.h>

#include "base/vec.h"

// A tree by segments. Numbers of nodes stand where pointers would, since the row of nodes grows;
// the root has number 0, so that 0 also says "none".
struct node {
    struct str literal;   // what leads here from the parent, when it is a literal
    size_t first_literal; // child
    size_t next_literal;  // sibling
    size_t name_child, rest_child;
    size_t first_row; // row number + 1
};

struct row {
    struct str method, pattern;
    size_t next_at_node; // row number + 1
};

struct router {
    VEC_OF(struct node) nodes;
    struct row *rows;
    size_t row_count;
};

static bool is_name(struct str segment) {
    return str_starts(segment, STR("{")) && str_ends(segment, STR("}"));
}

static bool is_rest(struct str segment) {
    return is_name(segment) && str_ends(segment, STR("*}"));
}

static struct str name_of(struct str segment) {
    return str_cut(segment, 1, segment.size - (is_rest(segment) ? 2 : 1));
}

static void refuse(bool is_wrong) {
    assert(!is_wrong && "a contradiction in the route table");
    if (is_wrong) abort();
}

static size_t add_node(struct router *router, struct str literal) {
    vec_add(&router->nodes, (struct node){.literal = literal});
    return router->nodes.count - 1;
}

static size_t find_literal(const struct router *router, size_t at, struct str segment) {
    size_t child = router->nodes.items[at].first_literal;
    while (child && !str_equal(router->nodes.items[child].literal, segment))
        child = router->nodes.items[child].next_literal;
    return child;
}

// The child of `at` for a segment of a pattern, made when missing.
static size_t grow(struct router *router, size_t at, struct str segment) {
    if (!is_name(segment)) {
        size_t child = find_literal(router, at, segment);
        if (child) return child;
        child = add_node(router, segment);
        router->nodes.items[child].next_literal = router->nodes.items[at].first_literal;
        router->nodes.items[at].first_literal = child;
        return child;
    }
    struct node *node = &router->nodes.items[at];
    size_t child = is_rest(segment) ? node->rest_child : node->name_child;
    if (child) return child;
    child = add_node(router, STR_NONE);
    node = &router->nodes.items[at];
    *(is_rest(segment) ? &node->rest_child : &node->name_child) = child;
    return child;
}

static void add_row(struct router *router, size_t number) {
    struct row *row = &router->rows[number];
    refuse(!str_starts(row->pattern, STR("/")));
    struct str rest = str_cut(row->pattern, 1, row->pattern.size), segment;
    size_t at = 0, names = 0;
    while (str_take(&segment, &rest, '/')) {
        names += is_name(segment);
        refuse(is_rest(segment) && rest.data);
        at = grow(router, at, segment);
    }
    refuse(names > ROUTE_PARAMS_MAX);
    struct node *node = &router->nodes.items[at];
    for (size_t i = node->first_row; i; i = router->rows[i - 1].next_at_node)
        refuse(str_equal(router->rows[i - 1].method, row->method));
    row->next_at_node = node->first_row;
    node->first_row = number + 1;
}

struct router *router_open(const char *const *methods, const char *const *patterns, size_t count) {
    struct router *router = memory_take(sizeof *router);
    *router = (struct router){.row_count = count};
    router->rows = memory_take((count + 1) * sizeof router->rows[0]);
    add_node(router, STR_NONE);
    for (size_t i = 0; i < count; i++) {
        router->rows[i] = (struct row){str_of(methods[i]), str_of(patterns[i]), 0};
        add_row(router, i);
    }
    return router;
}

void router_close(struct router **router) {
    if (!*router) return;
    vec_close(&(*router)->nodes);
    free((*router)->rows);
    free(*router);
    *router = NULL;
}

// One search: the values of names as they were met, and where paths ended that fitted.
struct search {
    const struct router *router;
    struct str method;
    struct str values[ROUTE_PARAMS_MAX];
    size_t value_count;
    size_t row;                      // SIZE_MAX until found
    size_t others[ROUTE_PARAMS_MAX]; // nodes where only other methods wait
    size_t other_count;
};

static void arrive(struct search *search, size_t at) {
    const struct router *router = search->router;
    size_t first = router->nodes.items[at].first_row;
    if (!first) return;
    for (size_t i = first; i; i = router->rows[i - 1].next_at_node)
        if (str_equal(router->rows[i - 1].method, search->method)) search->row = i - 1;
    if (search->row == SIZE_MAX && search->other_count < ROUTE_PARAMS_MAX)
        search->others[search->other_count++] = at;
}

static void walk(struct search *search, size_t at, struct str rest);

// Goes on from `child` with `value` as the name's; takes it back when that leads nowhere.
static void walk_name(struct search *search, size_t child, struct str value, struct str rest) {
    if (!child || search->value_count == ROUTE_PARAMS_MAX) return;
    search->values[search->value_count++] = value;
    walk(search, child, rest);
    if (search->row == SIZE_MAX) search->value_count--;
}

static void walk(struct search *search, size_t at, struct str rest) {
    if (!rest.data) {
        arrive(search, at);
        return;
    }
    const struct node *node = &search->router->nodes.items[at];
    struct str segment, after = rest;
    str_take(&segment, &after, '/');
    size_t child = find_literal(search->router, at, segment);
    if (child) walk(search, child, after);
    if (search->row != SIZE_MAX) return;
    if (segment.size) walk_name(search, node->name_child, segment, after);
    if (search->row == SIZE_MAX) walk_name(search, node->rest_child, rest, STR_NONE);
}

static struct str list_methods(const struct search *search, struct arena *arena) {
    const struct router *router = search->router;
    bool *is_allowed = arena_array(arena, router->row_count, bool);
    for (size_t i = 0; i < search->other_count; i++) {
        size_t row = router->nodes.items[search->others[i]].first_row;
        for (; row; row = router->rows[row - 1].next_at_node) is_allowed[row - 1] = true;
    }
    struct str allow = STR("");
    for (size_t i = 0; i < router->row_count; i++) {
        struct str method = router->rows[i].method;
        if (!is_allowed[i] || str_find(allow, method) != SIZE_MAX) continue;
        allow = arena_format(arena, "%.*s%s%.*s", STR_ARG(allow), allow.size ? ", " : "",
                             STR_ARG(method));
    }
    return allow;
}

// Names stand in the pattern of the row, values in the search, in the same order.
static enum status decode(struct route_params *params, const struct search *search,
                          struct arena *arena) {
    struct str rest = search->router->rows[search->row].pattern, segment;
    params->count = 0;
    while (str_take(&segment, &rest, '/')) {
        if (!is_name(segment)) continue;
        struct http_pair *pair = &params->pair[params->count];
        pair->name = name_of(segment);
        if (!http_unescape(&pair->value, search->values[params->count], false, arena))
            return MALFORMED;
        params->count++;
    }
    return OK;
}

enum status router_find(struct route_found *out, const struct router *router, struct str method,
                        struct str path, struct arena *arena) {
    if (!str_starts(path, STR("/"))) return ABSENT;
    struct str from_root = str_cut(path, 1, path.size);
    struct search search = {.router = router, .method = method, .row = SIZE_MAX};
    walk(&search, 0, from_root);
    if (search.row == SIZE_MAX && str_equal(method, STR("HEAD"))) {
        search.method = STR("GET");
        search.other_count = 0;
        walk(&search, 0, from_root);
    }
    if (search.row != SIZE_MAX) {
        struct route_params found;
        TRY(decode(&found, &search, arena));
        out->row = search.row;
        out->params = found;
        return OK;
    }
    if (!search.other_count) return ABSENT;
    out->allow = list_methods(&search, arena);
    return DENIED;
}

struct str route_param(const struct route_params *params, struct str name) {
    for (size_t i = 0; i < params->count; i++)
        if (str_equal(params->pair[i].name, name)) return params->pair[i].value;
    return STR_NONE;
}
