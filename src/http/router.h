// router.h - finds the row of a route table for a method and a path.
//
// A pattern is "/api/v1/objects/{id}"; `{name}` takes one segment, decoded; a last `{name*}` takes
// the rest. Literal segments win over names. Paths are compared by bytes.
#pragma once

#include "http/message.h"

#define ROUTE_PARAMS_MAX 6

struct route_params {
    struct http_pair pair[ROUTE_PARAMS_MAX];
    size_t count;
};

struct router; // built once from a table, then only read
// `patterns` and `methods` are parallel: row i serves methods[i] ("GET") on patterns[i]. They are
// borrowed. Aborts on a contradiction, which is a mistake of ours.
struct router *router_open(const char *const *methods, const char *const *patterns, size_t count);
void router_close(struct router **router);

struct route_found {
    size_t row; // of the table
    struct route_params params;
    struct str allow; // "GET, POST", on DENIED
};
// OK; ABSENT when no path fits; DENIED when the path fits with other methods. HEAD finds the row of
// GET. MALFORMED for a broken escape. Texts are in `arena`.
MUST_USE enum status router_find(struct route_found *out, const struct router *router,
                                 struct str method, struct str path, struct arena *arena);
struct str route_param(const struct route_params *params, struct str name); // STR_NONE when absent
