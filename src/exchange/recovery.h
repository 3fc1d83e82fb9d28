// recovery.h - a new beginning for who has lost the password, the device, or both.
//
//     recovery_make ──(others there are)──> waits ──recovery_confirm──> open ──recovery_use──> done
//           └────────────(there is nobody else)───────────────────────────┘
//
// The operator at the machine makes a secret that opens an account once. Where another operator is,
// or an administrator of the account's organisation, one of them must confirm it first, in a
// browser or by a token, and never through the machine: four eyes. Whoever asked, and the account
// itself, are not another. What comes of it is an account with a new password, without second
// factor, sessions and tokens.
#pragma once

#include "exchange/account.h"

#define RECOVERY_SECONDS 3600       // from when it is open
#define RECOVERY_WAIT_SECONDS 86400 // for who confirms it
#define RECOVERY_OTHERS_MAX 20      // that are named
#define RECOVERIES_MAX 1000         // that are listed

struct recovery {
    struct uuid id;
    struct str name, organisation; // of the account; the organisation's name
    struct str asked_by;           // an account; "" when the operator at the machine
    stamp asked, until;
    bool is_open; // confirmed, or nobody else is there to do it
};

// For the account `name`, in place of one that was made before. `out` is shown once. `others`: who
// may confirm it, the first of them. DENIED unless the viewer is operator; ABSENT.
struct recovery_others {
    struct str names[RECOVERY_OTHERS_MAX];
    size_t count;
};
MUST_USE enum status recovery_make(char out[CREDENTIAL_TEXT_SIZE], struct recovery *made,
                                   struct recovery_others *others, const struct visit *visit,
                                   struct str name);
// Those that wait for the viewer, the oldest first.
MUST_USE enum status recovery_list(struct recovery **out, size_t *count, const struct visit *visit);
// ABSENT when none of that id waits for the viewer.
MUST_USE enum status recovery_confirm(const struct visit *visit, const struct uuid *id);
// Takes it away. Its own person may do so too: they are there.
MUST_USE enum status recovery_refuse(const struct visit *visit, const struct uuid *id);
// By whoever has the secret: a new password, and nothing else is left to come in by. DENIED when it
// is not known or over, or (`is_waiting`) nobody has confirmed it yet; MALFORMED with the
// reason in `why` when the password is too easy to guess.
struct recovery_wish {
    struct str secret, fresh;
    enum password_fault why; // written
    bool is_waiting;         // written
};
MUST_USE enum status recovery_use(const struct visit *visit, struct recovery_wish *wish);
