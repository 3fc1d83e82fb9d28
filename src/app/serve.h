// serve.h - the server: one owner of a store, on TCP and on the store's local socket, until
// SIGTERM.
#pragma once

#include "app/app.h"

// Runs until a stop is asked. What was accepted is finished first.
MUST_USE enum status serve_run(const struct options *options, struct arena *arena,
                               struct fault *fault);
