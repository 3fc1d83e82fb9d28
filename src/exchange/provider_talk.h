// provider_talk.h - what this server asks a provider itself: where its parts are (OpenID Connect
// Discovery 1.0), its keys, and what a code is worth (Core 1.0, 3.1.3).
//
//  1. A talk is opened before anything is asked: so many at once and no more, of one provider
//  fewer,
//     so that a provider that does not answer keeps few workers waiting. Each question has an end.
//  2. Only where `reach` allows; over TLS with verified certificates, unless the issuer is on this
//     machine; no redirect is followed. Answers are bounded in bytes, depth and keys.
//  3. What a provider says of itself is kept for an hour. A token by a key that is not known has
//  the
//     keys read again, at most once a minute: else a stranger could make this server ask for ever.
//  4. Nothing that a provider wrote stands in a fault, but for the address that was asked.
#pragma once

#include "exchange/provider.h"
#include "http/reach.h"

#define PROVIDER_TALKS_MAX 4      // at once
#define PROVIDER_TALKS_OF_ONE 2   // with one provider
#define PROVIDER_QUESTION_MS 5000 // until the whole answer is here
#define PROVIDER_ANSWER_BYTES_MAX JOSE_KEYS_BYTES_MAX
#define PROVIDER_KEPT_US (3600 * STAMP_SECOND)
#define PROVIDER_KEYS_PAUSE_US (60 * STAMP_SECOND)

struct provider_desk_options {
    const struct reach *reach; // where providers may be; borrowed
    struct str authority_file; // PEM, or "" for the system's; borrowed
};
// Before it nothing is asked of anybody: a command beside the store is no server.
void provider_desk_allow(struct exchange *exchange, const struct provider_desk_options *options);

struct provider_talk {
    struct exchange *exchange;
    const struct provider *provider;
    struct arena *arena;
    struct fault *fault;
    bool is_open;
    // Written by provider_discover:
    struct str authorization, token, keys; // addresses
    bool says_issuer;                      // RFC 9207, 3
    bool by_post;                          // the secret stands in the body
};
// BUSY when others wait already. `provider_talk_close` takes any that was made of zeros.
MUST_USE enum status provider_talk_open(struct provider_talk *talk);
void provider_talk_close(struct provider_talk *talk);
MUST_USE enum status provider_discover(struct provider_talk *talk);
// The ID Token for a code, as text, after provider_discover. DENIED when the provider takes back
// what it said.
MUST_USE enum status provider_redeem(struct str *out, struct provider_talk *talk, struct str code,
                                     struct str verifier);
// Whether one of the provider's keys signed it.
MUST_USE enum status provider_check(struct provider_talk *talk, const struct jose *jose);
