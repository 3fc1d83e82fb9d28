// target.h - checks what stands before the body: the request target and the framing headers.
#pragma once

#include "http/message.h"

#define HTTP_QUERY_PAIRS_MAX 100
#define HTTP_HEADERS_MAX 100

// Splits a request target (RFC 9112 3.2.1, 3.2.2) into the request's path and query. Borrows
// `target`. MALFORMED or LIMIT (too many pairs).
MUST_USE enum status target_read(struct http_request *request, struct str target,
                                 struct fault *fault);

// Says whether a body follows and how large it is: 0 none, -1 chunked. MALFORMED where two readers
// could see two different bodies (RFC 9112 6.3: request smuggling).
MUST_USE enum status target_body_size(int64_t *size, const struct http_request *request,
                                      struct fault *fault);

// Makes `response` a problem (RFC 9457) about the request as a whole; below /taxii2/ with the media
// type and the names of TAXII 2.1 (3.6.1), whose clients read nothing else.
void target_refuse(struct http_response *response, struct arena *arena, struct str target, int code,
                   const char *detail);
