// doorkeeper.h - slows down who guesses passwords, and spares who signs in with each request.
//
//  1. At most two Argon2id runs at once (64 MiB each).
//  2. Wrong tries are counted for a name from one place, for all from one place, and for a name
//  from
//     everywhere. After so many within five minutes further ones are LIMIT for a minute, right or
//     wrong: else a guess would still pay.
//  3. Nobody is kept out by others: of these only the first holds for a browser that has signed in
//  to
//     the name before (device.h), and for a place from which that was done within thirty days. A
//     browser that is known counts as a place of its own.
//  4. A right password is remembered for five minutes as a keyed hash, for that place, for TAXII
//     clients that send Basic credentials every time.
//  5. All is told the same of names that there are and of names that there are not.
//
// All counts are in memory: bounded, and forgotten when the program ends.
#pragma once

#include "exchange/device.h"

#define DOORKEEPER_RUNS_MAX 2
#define DOORKEEPER_TRIES_MAX 10       // wrong ones in five minutes: for a name from one place
#define DOORKEEPER_PLACE_TRIES_MAX 50 // from one place
#define DOORKEEPER_NAME_TRIES_MAX 30  // for a name, from places that are not known
#define DOORKEEPER_COUNTS_MAX 16384
#define DOORKEEPER_REMEMBERED_MAX 1024
#define DOORKEEPER_PLACES_MAX 8192 // from which somebody signed in

struct knock {
    struct str name, password;
    struct str code;     // of the second factor, for an account that has one (factor.h)
    bool is_code_known;  // one was shown a short while ago: none is asked for
    struct str place;    // what one party has: an address, or the network of one (http/listen.h)
    struct str device;   // the cookie of a browser that is known, if any
    int64_t wait_s;      // written with LIMIT: when to try again
    bool is_remembered;  // written with OK: it was right a short while ago, and is not asked again
    const uint8_t *mark; // of the device, when it is one of this account's (account.c)
};
// OK when the password fits `hash` (Argon2id); DENIED; LIMIT. `hash` "" fits nothing and
// costs the same, so that time does not tell which names are known.
MUST_USE enum status doorkeeper_check(struct exchange *exchange, struct knock *knock,
                                      const char *hash, struct fault *fault);
// The hash of a new password, in one of the same two places.
MUST_USE enum status doorkeeper_hash(char *hash, struct exchange *exchange, struct str password,
                                     struct fault *fault);
// A guess at something short that is no password: `fits` says whether it was right. Counted and
// paused as one at a password, without Argon2id. OK; DENIED; LIMIT.
MUST_USE enum status doorkeeper_try(struct exchange *exchange, struct knock *knock, bool fits,
                                    struct fault *fault);
