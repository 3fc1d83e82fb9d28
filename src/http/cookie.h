// cookie.h - RFC 6265 cookies and RFC 7235 credentials in headers.
#pragma once

#include "http/message.h"

// `secure`: the name has the prefix `__Host-`, with which a browser takes it from this host alone
// and over TLS only (RFC 6265bis, 4.1.3.2). STR_NONE when absent, or there twice: a stranger may
// have added one.
struct str cookie_find(struct arena *arena, const struct http_request *request, struct str name,
                       bool secure);
// Prefix and Secure when `secure`; always HttpOnly, SameSite=Strict, Path=/.
// `age_s` 0 removes it. In `arena`.
struct str cookie_make(struct arena *arena, struct str name, struct str value, int64_t age_s,
                       bool secure);
// The same with SameSite=Lax: for what begins here and goes on behind a page of somebody else.
struct str cookie_make_lax(struct arena *arena, struct str name, struct str value, int64_t age_s,
                           bool secure);
struct str bearer_find(const struct http_request *request); // token of `Authorization: Bearer`
bool basic_find(struct str *user, struct str *password, struct http_request *request);
