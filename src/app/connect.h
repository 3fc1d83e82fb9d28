// connect.h - how a command reaches an exchange: a server by URL, the server on the store by its
// local socket, or the store itself, opened in this process. All three answer the same requests.
//
// The server that owns a file is always asked, since nobody else may open the file. A database has
// no owner: a server on it is asked when --socket names one that answers.
#pragma once

#include "app/app.h"
#include "http/client.h"

struct connect {
    struct app app;             // opened here, when no server owns the store
    struct http_client *client; // otherwise
    struct str as;              // `Renkei-As`, or STR_NONE
};
// `may_create` makes a store where there is none (init). Otherwise ABSENT with a sentence that says
// what to do.
MUST_USE enum status connect_open(struct connect *out, const struct options *options,
                                  bool may_create, struct arena *arena, struct fault *fault);
// The server that listens there and no other.
MUST_USE enum status connect_socket(struct connect *out, struct str socket_path,
                                    struct fault *fault);
void connect_close(struct connect *connect);

// One request. `body` NULL for none. The answer's body goes to `sink` as it comes; a NULL `on_body`
// gathers it into `*text`, at most 256 MiB. `*code` is the HTTP code.
struct connect_request {
    const char *method;
    struct str target; // path and query
    struct http_body *body;
    struct http_client_sink sink;
    const char *header; // of the answer, NULL for none:
    struct str *into;   // its value in the arena, STR_NONE when it has none
};
MUST_USE enum status connect_send(int *code, struct str *text, struct connect *connect,
                                  const struct connect_request *request, struct arena *arena,
                                  struct fault *fault);
