#include "api/api.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/api_private.h"
#include "base/crypto.h"
#include "exchange/audit.h"
#include "exchange/session.h"
#include "sys/log.h"

static const struct route_table *const tables[] = {
    &sign_in_routes,    &session_routes, &factor_routes,    &recovery_routes, &object_routes,
    &export_routes,     &import_routes,  &lookup_routes,    &match_routes,    &overview_routes,
    &collection_routes, &stream_routes,  &dialogue_routes,  &admin_routes,    &taxii_routes,
    &check_routes,      &pattern_routes, &log_routes,       &witness_routes,  &audit_routes,
    &party_routes,      &joining_routes, &community_routes, &ui_routes,       &audience_routes,
    &provider_routes,
};
#define TABLE_COUNT (sizeof tables / sizeof *tables)

const struct route *api_route(size_t number) {
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (number < tables[i]->count) return &tables[i]->rows[number];
        number -= tables[i]->count;
    }
    return NULL;
}

static bool is_safe(struct str method) {
    return str_equal(method, STR("GET")) || str_equal(method, STR("HEAD")) ||
           str_equal(method, STR("OPTIONS"));
}

// What a browser may be made to send from another site changes nothing here. The cookie is sent
// along only from our own pages (SameSite=Strict); the header Renkei-Request can be sent by no
// form, and by no script of another origin, which would have to be allowed it first (CORS) and
// never is; and a browser that says where a request comes from (Sec-Fetch-Site) must say: from
// here.
static enum status check_origin(struct call *call, const struct route *route) {
    bool by_cookie = call->viewer.proof.by == CAME_BY_SESSION;
    if (is_safe(call->request->method) || (route->needs & NEED_NO_CSRF)) return OK;
    if (call->request->is_local || (!by_cookie && !(route->needs & NEED_PAGE))) return OK;
    struct str site = http_header(call->request, STR("Sec-Fetch-Site"));
    bool is_ours = !site.data || str_equal(site, STR("same-origin"));
    if (is_ours && http_header(call->request, STR("Renkei-Request")).data) return OK;
    call->code = "problem.not_from_page";
    return fault_set(&call->fault, DENIED,
                     is_ours ? "the header Renkei-Request is missing"
                             : "this was asked from a page of another site");
}

// Before who asks is looked at: what is asked at the machine is not there elsewhere, for anybody.
static enum status check_machine(struct call *call, const struct route *route) {
    if (!(route->needs & NEED_LOCAL) || call->request->is_local) return OK;
    return fault_set(&call->fault, ABSENT, "no such page");
}

static enum status check_needs(struct call *call, const struct route *route) {
    if ((route->needs & NEED_LOCAL) && !call->viewer.is_operator)
        return fault_set(&call->fault, DENIED,
                         "only the operator may do that, not whose eyes were taken (--as)");
    if ((route->needs & NEED_ACCOUNT) && !call->viewer.account_no && !call->viewer.is_operator) {
        call->code = "problem.sign_in_first";
        return fault_set(&call->fault, DENIED, "sign in first");
    }
    if ((route->needs & NEED_PROOF) && !session_is_proved(call->exchange, &call->viewer)) {
        call->code = "problem.prove";
        return fault_set(&call->fault, DENIED,
                         "prove again that it is you: you did so more than %d minutes ago",
                         SESSION_PROOF_SECONDS / 60);
    }
    return OK;
}

// For what: the route as the table has it, since what stands in a path may be a secret.
static struct str note_route(struct call *call, const struct route *route) {
    return arena_format(call->arena, "\"route\":\"%s %s\"", route->method, route->pattern);
}

// Before anything of it is sent.
static enum status note_reads(struct call *call, const struct route *route) {
    if (!call->visit.reads->total) return OK;
    return audit_reads_note(call->visit.reads, call->exchange, &call->viewer,
                            note_route(call, route), &call->fault);
}

// What was refused, for what reason, and of which object, if the path names one. Whether that is
// there is not looked up: it would be told by the time that takes.
static void note_refusal(struct call *call, const struct route *route) {
    int code = call->response->code;
    bool is_refusal = code == 401 || code == 403 || (code == 404 && call->params.count);
    // A wrong password is noted where it is tried (exchange/account.c); who has to prove again who
    // they are is asked, and not refused.
    struct str why = str_of(call->code ? call->code : "");
    if (!is_refusal || str_equal(why, STR("problem.sign_in")) ||
        str_equal(why, STR("problem.password")) || str_equal(why, STR("problem.prove")))
        return;
    struct object_id id;
    bool has_id = object_id_read(&id, call_param(call, "id"), NULL) == OK;
    struct audit_note note = {
        .act = code == 401   ? AUDIT_REFUSED_STRANGER
               : code == 403 ? AUDIT_REFUSED_RIGHT
                             : AUDIT_REFUSED_ABSENT,
        .viewer = &call->viewer,
        .place = call->request->is_local ? STR_NONE : call_place(call),
        .objects = &id,
        .object_count = has_id,
        .more =
            arena_format(call->arena, "%.*s,\"code\":%d", STR_ARG(note_route(call, route)), code),
    };
    audit_count(call->exchange, &note);
}

static enum status serve(struct call *call, const struct route *route) {
    TRY(check_machine(call, route));
    TRY(limits_address(call, route));
    TRY(call_sign_in(call, route));
    TRY(limits_viewer(call, route));
    TRY(check_origin(call, route));
    TRY(check_needs(call, route));
    TRY(visit_open(&call->visit, call->exchange, &call->viewer, call->arena, &call->fault));
    struct audit_reads reads;
    audit_reads_open(&reads);
    call->visit.reads = &reads;
    enum status status = route->serve(call);
    if (status == OK) status = note_reads(call, route);
    audit_reads_close(&reads);
    visit_close(&call->visit);
    return status;
}

static void log_request(const struct call *call, int64_t took_us) {
    log_event(call->response->code >= 500 ? LOG_WARNING : LOG_DEBUG, "request",
              LOG_TEXT("method", call->request->method), LOG_TEXT("path", call->request->path),
              LOG_I64("code", call->response->code), LOG_TEXT("viewer", str_of(call->viewer.label)),
              LOG_I64("us", took_us));
}

static void answer(struct call *call) {
    struct route_found found = {0};
    enum status status = router_find(&found, call->api->router, call->request->method,
                                     call->request->path, call->arena);
    call->params = found.params;
    const struct route *route = status == OK ? call->api->rows[found.row] : NULL;
    if (status == DENIED) {
        call->code = "problem.method";
        fault_set(&call->fault, status, "this page takes %.*s", STR_ARG(found.allow));
        problem_answer(call, NULL, status);
        call->response->code = 405;
        respond_header(call, "Allow", found.allow);
        return;
    }
    if (status != OK)
        fault_set(&call->fault, status, status == ABSENT ? "no such page" : "the path is broken");
    else
        status = serve(call, route);
    if (status == OK) return;
    problem_answer(call, route, status);
    if (route) note_refusal(call, route);
}

static void handle(struct http_handler *handler, struct http_request *request,
                   struct http_response *response) {
    struct api *api = (struct api *)handler;
    struct clock *clock = store_clock(api->exchange->store);
    int64_t began_us = clock_steady_us(clock);
    struct call call = {
        .api = api,
        .exchange = api->exchange,
        .request = request,
        .response = response,
        .viewer = viewer_stranger(),
        .arena = request->arena,
    };
    answer(&call);
    call_close(&call);
    limits_end(&call);
    security_headers(&call);
    log_request(&call, clock_steady_us(clock) - began_us);
}

struct api *api_open(const struct api_options *options) {
    struct api *api = memory_take(sizeof *api);
    *api = (struct api){.handler = {handle}, .options = *options, .exchange = options->exchange};
    struct api_options *own = &api->options;
    if (!own->import_bytes_max) own->import_bytes_max = (size_t)64 << 30;
    if (!own->taxii_bytes_max) own->taxii_bytes_max = (size_t)100 << 20;
    if (!own->match_bytes_max) own->match_bytes_max = (size_t)1 << 30;
    if (!own->streams_max) own->streams_max = 4000;
    while (api_route(api->row_count)) api->row_count++;
    api->rows = (const struct route **)memory_resize(NULL, api->row_count, sizeof *api->rows);
    const char **methods = (const char **)memory_resize(NULL, api->row_count, sizeof *methods);
    const char **patterns = (const char **)memory_resize(NULL, api->row_count, sizeof *patterns);
    for (size_t at = 0; at < api->row_count; at++) {
        api->rows[at] = api_route(at);
        assert(api->rows[at]->acts); // else everybody, or nobody, could come for it
        methods[at] = api->rows[at]->method;
        patterns[at] = api->rows[at]->pattern;
    }
    api->router = router_open(methods, patterns, api->row_count);
    free(methods);
    free(patterns);
    api->streams = streams_open(api->exchange, own->streams_max);
    uint8_t key[32];
    chance_fill(store_chance(api->exchange->store), key, sizeof key);
    api->meter = meter_open(key);
    secret_wipe(key, sizeof key);
    return api;
}

void api_close(struct api **api) {
    struct api *old = *api;
    if (!old) return;
    streams_close(&old->streams);
    meter_close(&old->meter);
    router_close(&old->router);
    free(old->rows);
    free(old);
    *api = NULL;
}

struct http_handler *api_handler(struct api *api) {
    return &api->handler;
}
