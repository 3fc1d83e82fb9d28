// api.h - HTTP in our own terms: the handler behind the seam, and what a route gets and gives.
//
// Tables (each *_routes.c, joined in api.c) list every route with what it needs. A route reads its
// request from `struct call`, asks the doors as the call's viewer, and answers by respond_* or
// returns a status whose sentence is in the call's fault; problem.c turns that into RFC 9457, or
// TAXII's error resource.
#pragma once

#include "cooperate/dialogue.h"
#include "exchange/account.h"
#include "exchange/release.h"
#include "http/message.h"
#include "http/meter.h"
#include "http/router.h"

struct api;
struct names;

struct api_options {
    struct exchange *exchange;
    bool is_secure;             // TLS: cookies with the __Host- prefix
    size_t import_bytes_max;    // of one upload; 0: 64 GiB
    size_t taxii_bytes_max;     // max_content_length; 0: 100 MiB
    size_t match_bytes_max;     // of a pasted or dropped log; 0: 1 GiB
    unsigned streams_max;       // open event streams; 0: 4000
    struct meter_limits limits; // of one account (limits.c); all 0: none
};
struct api *api_open(const struct api_options *options);
void api_close(struct api **api); // ends all event streams
struct http_handler *api_handler(struct api *api);

// What a route sees of one request.
struct call {
    struct api *api;
    struct exchange *exchange;
    struct http_request *request;
    struct http_response *response;
    struct route_params params;
    struct viewer viewer;
    struct visit visit;  // of that viewer, open during the route
    struct arena *arena; // until the answer is sent
    struct fault fault;
    struct names *names;     // of identities, as far as this call has asked (row.c)
    struct limited *limited; // what it is measured by (limits.c)
    int64_t wait_s;          // with LIMIT or BUSY: when to come again; 0: in a few seconds
    const char *code; // of the problem, when it says more than the status does: "problem.too_long"
};

enum route_need {
    NEED_NOTHING = 0,
    NEED_ACCOUNT = 1,     // 401 for strangers
    NEED_LOCAL = 2,       // only through the local socket or in process
    NEED_TAXII = 4,       // TAXII's media type, errors and sign-on
    NEED_NO_CSRF = 8,     // changes nothing although it is a POST (look-up, match)
    NEED_PAGE = 16,       // answers our own page only, whoever asks: the sign-in
    NEED_NO_USE = 32,     // asked by a page that nobody may be looking at: the stream
    NEED_PROOF = 64,      // a dangerous act: a browser's person has proved lately to be the one
    NEED_NO_FACTOR = 128, // open to who must set up a second factor first (sign_in.c)
    NEED_WORK = 256,      // costs much: of one party only so many at once
};
struct route {
    const char *method, *pattern;
    enum status (*serve)(struct call *call);
    int needs;
    unsigned acts; // one of which who asks must have come for (policy.h)
};
// Each *_routes.c offers its rows; api.c joins them.
struct route_table {
    const struct route *rows;
    size_t count;
};
// The rows of all tables one after the other; NULL past the last.
const struct route *api_route(size_t number);

// ---- reading ----
struct str call_param(const struct call *call, const char *name);
// The value of a query parameter that may come once; MALFORMED when twice.
MUST_USE enum status call_query(struct str *out, struct call *call, const char *name);
MUST_USE enum status call_query_u64(uint64_t *out, struct call *call, const char *name,
                                    uint64_t otherwise, uint64_t most);
MUST_USE enum status call_query_flag(bool *out, struct call *call, const char *name);
// The body as JSON, at most `size_max` bytes.
MUST_USE enum status call_json(struct json *out, struct call *call, size_t size_max);
// `key` of the body as text of at most `size_max` bytes; MALFORMED when missing and `is_needed`.
MUST_USE enum status call_text(struct str *out, struct call *call, struct json body,
                               const char *key, size_t size_max);
MUST_USE enum status call_object_id(struct object_id *out, struct call *call, const char *param);
// The filters of the query (docs/formats/api.md).
MUST_USE enum status call_filter(struct filter *out, struct call *call);
// The collection named by the parameter's value, if the viewer may know of it.
MUST_USE enum status call_collection(const struct collection **out, struct call *call,
                                     struct str name);

// ---- answering ----
// A JSON answer is written into a buffer and sent by respond_json.
struct json_writer *respond_begin(struct call *call, struct buf *buf, struct json_writer *w);
enum status respond_json(struct call *call, int code, struct buf *buf);   // closes the buffer
enum status respond_secret(struct call *call, int code, struct buf *buf); // and wipes it then
enum status respond_empty(struct call *call, int code);
void respond_header(struct call *call, const char *name, struct str value);
void problem_answer(struct call *call, const struct route *route, enum status status);

// ---- rows (row.c) ----
// Writes the row of docs/formats/api.md as one JSON object, with further members by the caller when
// `is_open`: then json_close_object follows.
void row_write(struct json_writer *w, struct call *call, const struct released *row, bool is_open);
// The same, of an object that was read already.
void row_write_object(struct json_writer *w, struct call *call, const struct released *row,
                      const struct object *object, bool is_open);
// What rows name of other objects is asked for one by one, unless they were noted before, any
// number of them, and then asked for in one. Nothing is written otherwise for it.
void row_note(struct call *call, const struct released *row);
void rows_ask(struct call *call);
// A list to its end, as elements of an array, asked for so. `*last`: the stamp of the last row.
MUST_USE enum status rows_write(struct json_writer *w, struct call *call, struct release *release,
                                stamp *last, size_t *count);
// Reads the JSON of a row; the tree is in the call's scratch until the next row_read.
MUST_USE enum status row_read(struct object *out, struct call *call, const struct released *row);
// Writes {"id", "name"}; the name is null unless the viewer may see the identity.
void row_write_identity(struct json_writer *w, struct call *call, const struct object_id *identity);
struct str row_id(struct call *call, const struct released *row); // "type--uuid"
void call_close(struct call *call); // gives back what rows have used; api.c calls it
