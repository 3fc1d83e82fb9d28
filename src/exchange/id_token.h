// id_token.h - what a provider says of who signed in there: an ID Token, held to OpenID Connect
// Core 1.0, 3.1.3.7. Pure, beside base/jose.h, which checks its signature.
#pragma once

#include "base/jose.h"

#define ID_TOKEN_SUBJECT_BYTES_MAX 255       // "MUST NOT exceed 255 ASCII characters" (2)
#define ID_TOKEN_SKEW_US (60 * STAMP_SECOND) // that the clocks of two machines may differ by
#define ID_TOKEN_AGE_US (600 * STAMP_SECOND) // older ones were not made for this sign-in

struct id_token_wish {
    struct str issuer, client; // that it must be by and for
    struct str nonce;          // that went with the browser
    stamp now;
    stamp seen_after; // who it is must have been asked since then (auth_time); 0: whenever
};
struct id_token {
    struct str subject;
    struct str name;     // how to call its person: what there is of name, preferred_username, email
    struct str login;    // preferred_username, or what is before the @ of the address; may be empty
    struct str mail;     // only when the provider says that it is verified
    stamp authenticated; // auth_time; 0: not said
    struct json claims;
};
// `jose` was checked. DENIED with the claim that is not as it must be; MALFORMED; LIMIT.
MUST_USE enum status id_token_read(struct id_token *out, const struct jose *jose,
                                   const struct id_token_wish *wish, struct arena *arena,
                                   struct fault *fault);
// Whether acr is, or amr holds, one of the words of `strong`, which have spaces between them.
bool id_token_is_strong(const struct id_token *token, struct str strong);
// "NAME=VALUE": whether it has that claim: a text, true, or a list that holds the text.
bool id_token_claims(const struct id_token *token, struct str claim);
