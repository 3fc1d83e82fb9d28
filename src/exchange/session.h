// session.h - browsers in which somebody is signed in: begun, listed, ended.
//
// A session opens as long as its cookie is known, for SESSION_SECONDS from the sign-in and
// SESSION_IDLE_SECONDS from its last use. What was ended opens nothing from then on, streams that
// are open included (viewer_renew).
#pragma once

#include "exchange/account.h"

#define SESSION_SECONDS (12 * 3600)
#define SESSION_IDLE_SECONDS (2 * 3600)
#define SESSIONS_MAX 50 // of a person; the one unused for longest ends when there would be more
#define SESSION_DEVICE_BYTES_MAX 300

stamp session_until(stamp created, stamp used); // when it ends unless it is used again

// Dangerous acts want to know that it is still the same person who sits there.
#define SESSION_PROOF_SECONDS 600
// Whether who asks has proved lately to be the one. Only a browser is left alone and stolen: who
// comes otherwise has proved it by coming.
bool session_is_proved(struct exchange *exchange, const struct viewer *viewer);
// Proves it again: by the password, and the code of the second factor if there is one. As
// viewer_of_password; the name is not asked for.
MUST_USE enum status session_prove(struct exchange *exchange, const struct viewer *viewer,
                                   struct knock *knock, struct arena *arena, struct fault *fault);

// The same by a provider, which asked again then.
MUST_USE enum status session_prove_at(struct exchange *exchange, const struct viewer *viewer,
                                      stamp authenticated, struct fault *fault);

struct session_wish {
    struct str address; // where it comes from
    struct str device;  // what it calls itself; what cannot be kept of it is left out
    // Of who came by a provider (sign_on.h); no 0: by a password, which is a proof.
    int64_t provider_no;
    struct str provider; // its slug
    bool is_strong;      // it vouched for a second factor, which is as good as one here
    stamp proved;        // when it asked who it is; 0: that is not known
};
// For the viewer's account. `out` is shown once: to the browser.
MUST_USE enum status session_begin(char out[CREDENTIAL_TEXT_SIZE], struct exchange *exchange,
                                   const struct viewer *viewer, const struct session_wish *wish,
                                   struct fault *fault);
// DENIED when it is not known or has ended. `is_use`: somebody does something with it; otherwise it
// goes on ageing.
MUST_USE enum status viewer_of_session(struct viewer *out, struct exchange *exchange,
                                       struct str text, bool is_use, struct arena *arena,
                                       struct fault *fault);
struct session {
    struct uuid id;
    stamp created, used;
    struct str address, device;
    struct str provider; // the name of that which began it; "": none did
    bool is_this;        // the one that the viewer came in by
};
// The viewer's own that have not ended, the last used first.
MUST_USE enum status session_list(struct session **out, size_t *count, struct exchange *exchange,
                                  const struct viewer *viewer, struct arena *arena,
                                  struct fault *fault);
// ABSENT when the viewer has none of that id.
MUST_USE enum status session_end(struct exchange *exchange, const struct viewer *viewer,
                                 const struct uuid *id, struct fault *fault);
// The one that the viewer came in by, if any.
MUST_USE enum status session_end_this(struct exchange *exchange, const struct viewer *viewer,
                                      struct fault *fault);
// All but that one.
MUST_USE enum status session_end_others(size_t *ended, struct exchange *exchange,
                                        const struct viewer *viewer, struct fault *fault);
