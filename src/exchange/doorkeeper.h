// doorkeeper.h - slows down who guesses passwords, and spares who signs in with each request.
//
// At most two Argon2id runs at once (64 MiB each). A right password is remembered for five minutes
// as a keyed hash, for TAXII clients that send Basic credentials every time. After ten wrong tries
// for a name within five minutes, further tries for it are LIMIT for a minute.
#pragma once

#include "exchange/exchange.h"

#define DOORKEEPER_RUNS_MAX 2
#define DOORKEEPER_TRIES_MAX 10
#define DOORKEEPER_NAMES_MAX 4096
#define DOORKEEPER_REMEMBERED_MAX 1024

// OK when `password` fits `hash` (Argon2id); DENIED; LIMIT. `hash` "" fits nothing and
// costs the same, so that time does not tell which names are known.
MUST_USE enum status doorkeeper_check(struct exchange *exchange, struct str name, const char *hash,
                                      struct str password, struct fault *fault);
