// certificate.h - what the server shows who it is with, and what machines show to it; may change
// while it serves.
//
// A connection keeps the one it began with, so a certificate lives as long as its last connection.
// GnuTLS is named in certificate.c only.
#pragma once

#include "base/stamp.h"
#include "base/status.h"
#include "base/str.h"

struct certificate;

// All PEM. With `authorities` a client is asked for a certificate that one of them made (or that is
// one of them), and may have none; without, nobody is asked.
struct certificate_files {
    struct str chain, key;
    struct str authorities;
};
// Held once. MALFORMED when chain and key do not fit, or something is not PEM.
MUST_USE enum status certificate_open(struct certificate **out,
                                      const struct certificate_files *files, struct fault *fault);
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

// Who is at the other end of such a session when its handshake is done.
#define CERTIFICATE_KEY_SIZE 32
struct certificate_client {
    bool is_shown, is_good;
    uint8_t key[CERTIFICATE_KEY_SIZE]; // SHA-256 of its SubjectPublicKeyInfo (RFC 5280, 4.1); good
    stamp ends;                        // of a good one
};
void certificate_client(struct certificate_client *out, void *session);
