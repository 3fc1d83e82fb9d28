// app.h - wires a store, the exchange and the HTTP handler together, for a server and for commands
// that work on a store directly.
#pragma once

#include "api/api.h"
#include "app/options.h"

struct app {
    struct store *store;
    struct exchange *exchange;
    struct api *api;
};
struct app_options {
    const char *store_path;
    bool may_create;
    bool is_secure;
    unsigned readers_max;
    struct meter_limits limits; // all 0: none
};
// ABSENT when there is no store and none may be made; BUSY when another process owns it.
MUST_USE enum status app_open(struct app *app, const struct app_options *options,
                              struct fault *fault);
void app_close(struct app *app); // in the reverse order; may be called on what failed to open

// The file of a store that is named by its path, or as sqlite:PATH or sqlite:///PATH (RFC 8089,
// with sqlite for file). MALFORMED for any other scheme; what follows it is not repeated, it may
// hold a password. `option` is which one it was given to.
MUST_USE enum status app_store_path(struct str *out, enum option option, struct str text,
                                    struct arena *arena, struct fault *fault);

// The local socket of the server on a store, from the root on: `named`, else "PATH-socket" beside a
// file. STR_NONE for a database where none is named: any number of servers may be on it.
struct str app_socket_path(struct arena *arena, struct str named, struct str store_path);
