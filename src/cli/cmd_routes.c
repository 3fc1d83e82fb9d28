// routes: the table of requests, for people who review it and for the test that asks every one.
#include <stdio.h>

#include "api/api.h"
#include "cli/answer.h"

static const char *who_of(const struct route *route) {
    if (route->needs & NEED_LOCAL) return "machine";
    return route->needs & NEED_ACCOUNT ? "signed-in" : "anybody";
}

static void print_acts(const struct route *route, const char *between, const char *quote) {
    unsigned act;
    const char *name;
    bool is_first = true;
    for (size_t i = 0; (name = act_name(i, &act)); i++) {
        if (!(route->acts & act)) continue;
        printf("%s%s%s%s", is_first ? "" : between, quote, name, quote);
        is_first = false;
    }
}

static void print_json(const struct route *route) {
    printf("{\"method\":\"%s\",\"path\":\"%s\",\"who\":\"%s\",\"acts\":[", route->method,
           route->pattern, who_of(route));
    print_acts(route, ",", "\"");
    printf("],\"changes_nothing\":%s,\"needs_proof\":%s}\n",
           route->needs & NEED_NO_CSRF ? "true" : "false",
           route->needs & NEED_PROOF ? "true" : "false");
}

static void print_line(const struct route *route) {
    printf("%-7s %-9s ", route->method, who_of(route));
    print_acts(route, ",", "");
    printf(" %s\n", route->pattern);
}

int cmd_routes(const struct options *options, struct arena *arena) {
    struct fault fault;
    (void)arena;
    if (options->operand_count) {
        fault_set(&fault, MALFORMED, "routes takes no operand");
        return command_fail(&fault);
    }
    const struct route *route;
    for (size_t i = 0; (route = api_route(i)); i++)
        option_flag(options, OPTION_JSON) ? print_json(route) : print_line(route);
    return EXIT_FINE;
}
