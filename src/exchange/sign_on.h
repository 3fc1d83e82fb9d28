// sign_on.h - signing on by a provider of OpenID Connect: there and back.
//
// Authorization code flow (Core 1.0, 3.1) with PKCE (RFC 7636, S256) and the issuer in the answer
// where the provider gives it (RFC 9207):
//
//   page ── sign_on_begin ─→ cookie, and the provider's address ─→ provider ─→ /sign-on, a page
//        ── sign_on_end ───→ enter, link or prove; or a code of the second factor is wanted:
//        ── sign_on_code ──→ enter or prove
//
//  1. A trip belongs to the browser that has its cookie, and is used once, within ten minutes.
//     State, nonce and verifier are made of the cookie, each by a keyed hash: who sees one of them
//     cannot make another, and nothing of them is kept here.
//  2. Who comes back without the cookie, or with a state that is not made of it, has begun nothing
//     here, and the trip goes on.
//  3. Nobody is ever signed in by what is not (issuer, subject) of a checked ID Token.
//  4. An account with a second factor shows a code, unless the provider vouched for one in words
//     that the operator named.
#pragma once

#include "exchange/provider.h"

#define SIGN_ON_SECONDS 600
#define SIGN_ON_TRIPS_MAX 100000 // at once; of one place:
#define SIGN_ON_TRIPS_OF_ONE 50
#define SIGN_ON_TEXT_BYTES_MAX 4096 // of code, state, iss

enum sign_on_aim {
    SIGN_ON_ENTER = 1,
    SIGN_ON_LINK,  // the account of who is signed in
    SIGN_ON_PROVE, // that it is still the person who signed in
    SIGN_ON_ENTER_CODE,
    SIGN_ON_PROVE_CODE,
};

struct sign_on_wish {
    struct str slug; // of the provider
    enum sign_on_aim aim;
    struct str place; // from where (http/listen.h)
};
// `url`: where the browser goes. For LINK and PROVE the viewer came by a session.
MUST_USE enum status sign_on_begin(char cookie[CREDENTIAL_TEXT_SIZE], struct str *url,
                                   const struct visit *visit, const struct sign_on_wish *wish);

// What the browser brings back; STR_NONE for what did not come.
struct sign_on_back {
    struct str cookie, code, state, issuer, error;
    struct str place;
};
struct sign_on {
    enum sign_on_aim
        aim; // what was done; with a _CODE the code is wanted, for the trip of `cookie`
    struct provider provider;
    struct viewer viewer; // of SIGN_ON_ENTER: who has come
    bool is_strong;
    stamp authenticated;               // when the provider saw them; 0: not known
    char cookie[CREDENTIAL_TEXT_SIZE]; // of a _CODE
    bool is_failure;                   // with DENIED: it is the provider that fails, or lies
    bool is_unknown;                   // with DENIED: it is nobody here
    bool is_refusal;                   // with DENIED: the provider says no
};
// LINK and PROVE do it for the visit's viewer, who began. DENIED, and whose fault it is; BUSY.
MUST_USE enum status sign_on_end(struct sign_on *out, const struct visit *visit,
                                 const struct sign_on_back *back);
// `knock`: code, place and device. DENIED for a wrong code, and the trip goes on; ABSENT when there
// is none.
MUST_USE enum status sign_on_code(struct sign_on *out, const struct visit *visit, struct str cookie,
                                  struct knock *knock);
