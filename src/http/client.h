// client.h - asks another HTTP server, over libcurl (named in client.c only).
//
// Certificates are verified, redirects are given back and not followed, answers are not unpacked.
// With a `reach` the address of every connection is judged when it is made, behind all look-ups of
// names, and no proxy is used, since that would be the one to connect.
#pragma once

#include "http/message.h"
#include "http/reach.h"

struct http_client_options {
    struct str base;             // "https://host:port" without a path
    struct str socket_path;      // local socket instead of TCP; "" for none
    struct str token;            // sent as `Authorization: Bearer`; "" for none
    struct str authority_file;   // PEM of trusted certificates; "" for the system's
    struct str certificate_file; // PEM of the certificate to show; "" for none
    struct str key_file;         // its key; "": it stands in certificate_file, too
    unsigned connect_timeout_ms; // 0: 10,000
    unsigned timeout_ms;         // of silence, not of the whole; 0: 60,000
    unsigned total_ms;           // of one exchange; 0: as long as it moves
    size_t answer_bytes_max;     // of a body; 0: as the sink likes
    const struct reach *reach;   // borrowed; NULL: any address
};

struct http_client;
MUST_USE enum status http_client_open(struct http_client **out,
                                      const struct http_client_options *options,
                                      struct fault *fault);
void http_client_close(struct http_client **client);

// One exchange. The request's body is pulled as it is sent; `on_body` sees the answer's body as it
// arrives and may end it by returning false. `response->code` and headers are set before the first
// `on_body`. FAILED with a sentence when there is no connection; CLOSED when the answer was cut;
// DENIED when `reach` allows none of the addresses; LIMIT for a larger answer.
struct http_client_sink {
    bool (*on_body)(void *context, const struct http_response *response, struct str bytes);
    void *context;
};
MUST_USE enum status http_client_send(struct http_response *response, struct http_client *client,
                                      struct http_request *request, struct http_client_sink sink,
                                      struct fault *fault);
