// How much one party may ask, and what it is told when that was too much.
//
// What is asked counts for the address it comes from, then for the account, then for its
// organisation, of which each has its own measure: an organisation has twice that of an account; an
// address has that of an account, but half of its requests, and a stranger's all count for it. The
// operator at the machine is not measured, and neither is the address of this machine: behind a
// proxy all come from there, and by their accounts they are told apart.
#include "api/api_private.h"
#include "http/listen.h"

#define PARTIES 3 // address, account, organisation

struct limited {
    struct http_body body; // first: counts what comes in
    struct http_body *inner;
    uint64_t bytes;
    struct http_stream stream; // ends with the inner one
    struct http_stream *of;
    struct meter *meter;
    struct clock *clock;
    struct meter_limits limits[PARTIES];
    struct meter_hold holds[PARTIES];
    size_t count;
};

static struct meter_limits scaled(const struct meter_limits *limits, char kind) {
    struct meter_limits out = *limits;
    if (kind == 'a') out.requests = out.requests / 2 + (out.requests > 0);
    if (kind != 'o') return out;
    out.requests *= 2;
    out.bytes *= 2;
    for (size_t i = 0; i < METER_COUNTS; i++) out.most[i] *= 2;
    return out;
}

static enum status count_body(size_t *size, struct http_body *body, void *bytes, size_t capacity,
                              struct fault *fault) {
    struct limited *limited = (struct limited *)body;
    TRY(limited->inner->read(size, limited->inner, bytes, capacity, fault));
    limited->bytes += *size;
    return OK;
}

static struct limited *limited_of(struct call *call) {
    if (call->limited) return call->limited;
    struct limited *limited = arena_new(call->arena, struct limited);
    *limited = (struct limited){
        .body = {count_body, call->request->body->size},
        .inner = call->request->body,
        .meter = call->api->meter,
        .clock = store_clock(call->exchange->store),
    };
    if (call->request->body->size != 0) call->request->body = &limited->body;
    call->limited = limited;
    return limited;
}

static bool is_unlimited(const struct meter_limits *limits) {
    bool has_counts = false;
    for (size_t i = 0; i < METER_COUNTS; i++) has_counts |= limits->most[i] > 0;
    return !limits->requests && !limits->bytes && !has_counts;
}

static enum status refuse(struct call *call, const char *whose, int64_t wait_us) {
    call->code = "problem.too_often";
    call->wait_s = (wait_us + STAMP_SECOND - 1) / STAMP_SECOND;
    return fault_set(&call->fault, LIMIT, "more than one %s may ask at once: wait %lld seconds",
                     whose, (long long)call->wait_s);
}

static enum status measure(struct call *call, const struct route *route, char kind,
                           struct str name) {
    const struct meter_limits *options = &call->api->options.limits;
    if (is_unlimited(options)) return OK;
    struct limited *limited = limited_of(call);
    limited->limits[limited->count] = scaled(options, kind);
    struct meter_ask ask = {
        .kind = kind,
        .name = name,
        .limits = &limited->limits[limited->count],
        .begins = {[METER_WORK] = (route->needs & NEED_WORK) != 0,
                   [METER_STREAMS] = (route->needs & NEED_NO_USE) != 0,
                   [METER_UPLOADS] = limited->inner->size != 0},
        .now_us = clock_steady_us(limited->clock),
    };
    int64_t wait_us = meter_begin(&limited->holds[limited->count], limited->meter, &ask);
    limited->count += wait_us == 0;
    if (!wait_us) return OK;
    return refuse(call,
                  kind == 'a'   ? "address"
                  : kind == 'p' ? "account"
                                : "organisation",
                  wait_us);
}

enum status limits_address(struct call *call, const struct route *route) {
    struct str peer = call->request->peer;
    bool is_here = call->request->is_local || !peer.size || str_starts(peer, STR("127.")) ||
                   str_equal(peer, STR("::1"));
    return is_here ? OK : measure(call, route, 'a', call_place(call));
}

enum status limits_viewer(struct call *call, const struct route *route) {
    const struct viewer *viewer = &call->viewer;
    if (call->request->is_local || !viewer->account_no) return OK;
    struct str account = {(const char *)&viewer->account_no, sizeof viewer->account_no};
    struct str organisation = {(const char *)&viewer->organisation_no,
                               sizeof viewer->organisation_no};
    TRY(measure(call, route, 'p', account));
    return viewer->organisation_no ? measure(call, route, 'o', organisation) : OK;
}

static void give_back(struct limited *limited) {
    int64_t now_us = clock_steady_us(limited->clock);
    for (size_t i = 0; i < limited->count; i++)
        meter_end(limited->meter, &limited->holds[i], &limited->limits[i], limited->bytes, now_us);
    limited->count = 0;
}

// ---- an answer that goes on after its route ----

static struct limited *of_stream(struct http_stream *stream) {
    return (struct limited *)((char *)stream - offsetof(struct limited, stream));
}

static enum status read_stream(size_t *size, struct http_stream *stream, void *bytes,
                               size_t capacity) {
    struct limited *limited = of_stream(stream);
    // The server sets these before it reads for the first time.
    if (!limited->of->wake && stream->wake) {
        limited->of->server_side = stream->server_side;
        limited->of->wake = stream->wake;
    }
    return limited->of->read(size, limited->of, bytes, capacity);
}

static void close_stream(struct http_stream *stream) {
    struct limited *limited = of_stream(stream);
    limited->of->close(limited->of);
    give_back(limited);
}

void limits_end(struct call *call) {
    struct limited *limited = call->limited;
    if (!limited) return;
    struct http_response *response = call->response;
    if (!response->stream) {
        give_back(limited);
        return;
    }
    limited->of = response->stream;
    limited->stream = (struct http_stream){
        .read = read_stream, .close = close_stream, .is_live = response->stream->is_live};
    response->stream = &limited->stream;
}
