// message.h - a request and a response, in our own words: the seam of the program.
//
// Everything above `http` sees only these two. The server makes requests from sockets; a scene, and
// a command that works on a store directly, make them by hand and hand them to the same function.
#pragma once

#include "base/arena.h"
#include "base/buf.h"

struct http_pair {
    struct str name;  // header names are compared without regard to case
    struct str value; // decoded
};

// The body of a request as a pull stream, so that memory does not grow with an upload.
struct http_body {
    // OK with `*size` 0 at the end; LIMIT when larger than allowed; CLOSED when the client went.
    enum status (*read)(size_t *size, struct http_body *body, void *bytes, size_t capacity,
                        struct fault *fault);
    int64_t size; // from Content-Length; -1 when not known
};

struct http_request {
    struct str method;       // "GET"
    struct str path;         // percent-decoding done per segment by the router; begins with '/'
    struct http_pair *query; // in order of arrival, decoded; a name may come twice
    size_t query_count;
    struct http_pair *headers;
    size_t header_count;
    struct http_body *body; // never NULL; empty for GET
    struct str peer;        // address of the other side, "" for a local socket
    bool is_local;          // by the local socket or in process: the operator at the machine
    bool is_secure;         // TLS
    // By which client certificate: SHA-256 of its public key (http/certificate.h), "" when none.
    struct str client_key;
    bool has_bad_certificate; // one was shown that is not good, or not for this
    struct arena *arena;      // lives until the response is sent
};

struct str http_header(const struct http_request *request, struct str name); // first, or STR_NONE
// First value, STR_NONE when absent. `*count` (may be NULL) tells how often it came.
struct str http_query(const struct http_request *request, struct str name, size_t *count);
// Reads the whole body into the request's arena; LIMIT beyond `size_max`.
MUST_USE enum status http_body_all(struct str *out, struct http_request *request, size_t size_max,
                                   struct fault *fault);
// A body over text that is there already.
struct http_body_text {
    struct http_body body; // first
    struct str rest;
};
void http_body_text_init(struct http_body_text *body, struct str text);

// What is sent back piece by piece while it is made, so that memory does not grow with an export.
struct http_stream {
    // Fills up to `capacity` bytes. OK with `*size` 0 at the end; BUSY: nothing now, the server
    // asks again after http_stream_wake; any other status cuts the connection, so that the client
    // can tell it from a whole answer.
    enum status (*read)(size_t *size, struct http_stream *stream, void *bytes, size_t capacity);
    void (*close)(struct http_stream *stream); // always called once, on any end
    // Set by the server before the first read; NULL in process. Makes the server ask again. May be
    // called from any thread from the first read on (before it the server reads anyway, and these
    // two are being set) until `close` returns.
    void (*wake)(void *server_side);
    void *server_side;
    bool is_live; // true for server-sent events: may answer BUSY for hours, gets no time-out
};
void http_stream_wake(struct http_stream *stream);

struct http_response {
    int code;                  // 200, 404, ...
    struct http_pair *headers; // in the request's arena
    size_t header_count, header_capacity;
    struct str type;            // of the body, sent as Content-Type; STR_NONE for none
    struct str body;            // used when `stream` is NULL; in the request's arena or static
    struct http_stream *stream; // owned by the response
    // A body kept elsewhere (a page cache): `release(held)` is called when it was sent.
    void (*release)(void *held);
    void *held;
};

// `type` and `body` must outlive the response; `type` may be NULL.
void http_respond(struct http_response *response, int code, const char *type, struct str body);
// Adds a header; name and value must outlive the response (arena or static). CR and LF are refused
// by assertion: values are ours.
void http_add_header(struct http_response *response, struct arena *arena, const char *name,
                     struct str value);
struct str http_response_header(const struct http_response *response, struct str name);
void http_response_close(struct http_response *response); // closes stream and held body

// The function behind the seam.
struct http_handler {
    void (*handle)(struct http_handler *handler, struct http_request *request,
                   struct http_response *response);
};

// Percent-decoding; false when broken or when it would hold NUL. '+' stays unless `plus_is_space`.
bool http_unescape(struct str *out, struct str text, bool plus_is_space, struct arena *arena);
void http_escape(struct buf *out, struct str text); // RFC 3986 unreserved bytes stay
// Splits "a=1&b=2" into pairs. MALFORMED for broken escapes; LIMIT for more than `count_max`.
MUST_USE enum status http_query_split(struct http_pair **out, size_t *count, struct str text,
                                      size_t count_max, struct arena *arena, struct fault *fault);
