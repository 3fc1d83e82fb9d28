// certificate.h - what the server shows who it is with; may change while it serves.
//
// A connection keeps the one it began with, so a certificate lives as long as its last connection.
// GnuTLS is named in certificate.c only.
#pragma once

#include "base/stamp.h"
#include "base/status.h"
#include "base/str.h"

struct certificate;

// A chain and its key, both PEM; held once. MALFORMED when they do not fit or are not PEM.
MUST_USE enum status certificate_open(struct certificate **out, struct str chain, struct str key,
                                      struct fault *fault);
// From when to when all of a chain in PEM is good. MALFORMED.
struct certificate_time {
    stamp begins, ends;
};
MUST_USE enum status certificate_time(struct certificate_time *out, struct str chain,
                                      struct fault *fault);
struct certificate *certificate_hold(struct certificate *certificate);
void certificate_give(struct certificate **certificate);
// For a session of GnuTLS whose handshake has not begun; held by the caller until its end.
void certificate_use(const struct certificate *certificate, void *session);
