// monitor.h - watches somebody's log: what it was is remembered in a file, and what it is must
// follow.
//
// The file keeps the last checkpoint that followed from all before it, as the log signed it, so two
// files, or a file and what the log shows now, are by themselves a proof of a fork.
#pragma once

#include "app/connect.h"

#define MONITOR_WITNESSES_MAX 16

struct monitor_options {
    struct str url;   // of the server
    struct str state; // path of the file
    struct str key;   // of the log; STR_NONE: what the file says, or at first what the log says
    const struct str *witnesses; // keys of those who must have cosigned
    size_t witness_count;
    int64_t patience_us; // how long a cosignature, or the log itself, may be missing
};
struct monitor_sight {
    uint64_t size;   // of the log
    size_t cosigned; // by how many of the witnesses that size, or one not long ago
    bool is_key_trusted_at_first;
    const char *alarm; // why it is one: "forked", "unsigned", "cosignature", "missing",
                       // "silent"; or NULL
};
// One look. OK when all is well, and is remembered then. DENIED with `alarm` set: an alarm; what
// the log showed stands in the file STATE-alarm. Others: it could not be looked at.
MUST_USE enum status monitor_look(struct monitor_sight *out, const struct monitor_options *options,
                                  struct connect *connect, struct arena *arena,
                                  struct fault *fault);
