// api_private.h - what the files of api/ share among themselves.
#pragma once

#include "api/api.h"
#include "exchange/bus.h"
#include "http/sse.h"
#include "stix/lift.h"
#include "sys/thread.h"

struct streams;

struct api {
    struct http_handler handler; // first
    struct api_options options;
    struct exchange *exchange;
    struct router *router;
    const struct route **rows; // as numbered in the router
    size_t row_count;
    struct streams *streams;
    struct meter *meter;
};

// Whether the viewer may know that the collection is there.
bool collection_is_known(const struct call *call, const struct collection *collection);

// `spec` of the query: 2.0 or 2.1, in which objects are wanted; LIFT_AS_IS without it.
MUST_USE enum status call_spec(enum lift_spec *out, struct call *call);
// One object in the version that the query names, for a viewer to whom it was released (view.c).
struct view {
    enum lift_spec stored, wanted; // wanted: LIFT_AS_IS unless asked for
    struct lift_report report;
    struct str json; // in the call's arena, or as it is stored; STR_NONE when it cannot be said
};
// `tlp` is that of the row.
MUST_USE enum status view_read(struct view *out, struct call *call, struct json object,
                               enum tlp tlp);
void view_write(struct json_writer *w, const struct view *view); // members object, spec and view

// The markings of an object as it was released, as one JSON value (marks.c). What they say is read
// as the viewer may see it; a definition that is not for the viewer is as one that is not held.
MUST_USE enum status marks_write(struct json_writer *w, struct call *call, struct json object);

// Who asks (sign_in.c): cookie, bearer token, Basic, `Renkei-As`, or nobody. DENIED for credentials
// that are wrong, or a token that is not for the route; BUSY.
MUST_USE enum status call_sign_in(struct call *call, const struct route *route);
// For a password that somebody shows: where it comes from, and the browser's cookie; and why not.
struct str call_place(struct call *call);
struct str call_device(struct call *call);
void call_wait(struct call *call, const struct knock *knock, enum status status);
// Who has just come in (`call->viewer`) has a session from here on, and is answered as GET /me.
struct session_wish;
MUST_USE enum status call_enter(struct call *call, struct session_wish *wish);
MUST_USE enum status call_check_way(struct call *call);  // DENIED over plain HTTP from elsewhere
const char *call_password_code(enum password_fault why); // of the problem (session_routes.c)
// DENIED unless who asks may come for one of `acts`. That of the route is asked for already.
MUST_USE enum status call_come_for(struct call *call, unsigned acts);

// Headers of every answer: what a browser may do with it (WEB.md's policy; problem.c).
void security_headers(struct call *call);

// How much one may ask (limits.c): first by address, then, when it is known who asks, by account
// and organisation. LIMIT with a time to come again. What was begun ends in limits_end, or when the
// stream of the answer is closed.
MUST_USE enum status limits_address(struct call *call, const struct route *route);
MUST_USE enum status limits_viewer(struct call *call, const struct route *route);
void limits_end(struct call *call);

struct streams *streams_open(struct exchange *exchange, unsigned most);
void streams_close(struct streams **streams);

extern const struct route_table sign_in_routes, session_routes, factor_routes, recovery_routes,
    object_routes, import_routes, lookup_routes, match_routes, overview_routes, collection_routes,
    dialogue_routes, stream_routes, taxii_routes, export_routes, admin_routes, check_routes,
    pattern_routes, log_routes, witness_routes, audit_routes, party_routes, joining_routes,
    community_routes, ui_routes, audience_routes, provider_routes;
