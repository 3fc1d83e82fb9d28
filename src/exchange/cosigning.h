// cosigning.h - asks the witnesses of this log for their cosignatures, as it grows (C2SP
// tlog-witness, the side of the log).
//
// A thread looks at the log every few seconds. When it has grown all witnesses get the same
// checkpoint, so that their lines can stand below one. A witness that fails is asked again later
// and later, up to ten minutes. No view of the store is held while somebody is waited for.
#pragma once

#include "exchange/cosigner.h"
#include "http/reach.h"

struct cosigning;
struct cosigning_options {
    unsigned every_ms;         // 0: 10,000
    const struct reach *reach; // where witnesses may be; borrowed
    struct str authority_file; // PEM, or "" for the system's; borrowed
    // When a witness begins to fail, and why. May be NULL.
    void (*tell)(struct str witness, const char *why);
};
struct cosigning *cosigning_open(struct exchange *exchange,
                                 const struct cosigning_options *options);
void cosigning_close(struct cosigning **cosigning); // waits for who is asked, half a minute at most
