// remote_log.h - a log that is asked for what it holds, and believed nothing.
#pragma once

#include "app/connect.h"
#include "ledger/merkle.h"

struct remote_log {
    struct connect *connect;
    struct arena *arena;
    struct fault *fault;
};
// What it answers to GET. The problem's sentence as the fault for other codes than 2xx.
MUST_USE enum status remote_log_text(struct str *out, struct remote_log *log, struct str target);
// OK when the log of now begins with that of then: calculated from the tiles that it serves, which
// must lead to the roots of both. DENIED with what that means; ABSENT when it serves too few.
MUST_USE enum status remote_log_compare(struct remote_log *log, const struct merkle_head *then,
                                        const struct merkle_head *now);
