// embargo.h - what comes in when its embargo ends.
//
// A row under an embargo stands in a class of its giver's organisation; when the time has come the
// store gives it the class that it waited for and a new `added` (store_embargo_end). So lists,
// counts, streams and cursors meet it then, and none of them looks at a clock.
#pragma once

#include "exchange/exchange.h"

// Ends the embargoes that are over. Called where a visit begins, so that nobody reads what was true
// before, and by the thread of the streams, for who only listens. Costs a look at the clock when
// there is nothing to do. What cannot be written now stays hidden, and is tried again.
void embargo_follow(struct exchange *exchange);

struct embargoes;
struct embargoes *embargoes_open(void);
void embargoes_close(struct embargoes **embargoes);
