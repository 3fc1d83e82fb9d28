// presence.h - when a session or a token was last used: noted in memory, written behind (internal).
//
// Who asks for something never waits for the writer. What is noted is written some seconds later,
// in one transaction for all, by a thread that exists from the first note on; and when the exchange
// is closed. A crash forgets seconds.
#pragma once

#include "exchange/exchange.h"

#define PRESENCE_STEP_US (30 * STAMP_SECOND) // what was used later than so long ago is not noted
#define PRESENCE_GATHER_US (10 * STAMP_SECOND)
#define PRESENCE_NOTES_MAX 65536 // that wait to be written; more are not noted

// `used` is what the store says. Any thread.
void presence_note(struct exchange *exchange, const struct viewer_proof *proof, stamp used,
                   stamp now);
// The later one of `used` and what was noted since.
stamp presence_last(struct exchange *exchange, const struct viewer_proof *proof, stamp used);
// Writes what was noted until now. The thread does it by itself.
MUST_USE enum status presence_write(struct exchange *exchange, struct fault *fault);
