// jose.h - reads signed tokens (JWS, RFC 7515, compact form) and the keys that they are checked by
// (JWK sets, RFC 7517; algorithms of RFC 7518 and RFC 8037).
//
//  1. What may be is a list: RS256, PS256, ES256, EdDSA with Ed25519. `none` and all that one key
//     both makes and checks (HS256) are refused by name, like whatever comes later.
//  2. A key is for one kind of algorithm, by its own type: no key is ever taken as another's.
//  3. What a header says beside `alg` and `kid` is not believed: no key and no address in it
//  (`jwk`,
//     `jku`, `x5u`) is looked at. One with `crit` is refused (RFC 7515, 4.1.11).
//
// Pure. Who reads a token asks jose_check before it believes a word of the payload.
#pragma once

#include "base/json.h"

#define JOSE_TOKEN_BYTES_MAX ((size_t)32 << 10)
#define JOSE_KEYS_BYTES_MAX ((size_t)128 << 10)
#define JOSE_KEYS_MAX 64
#define JOSE_KID_BYTES_MAX 256
#define JOSE_DEPTH_MAX 16

enum jose_algorithm { JOSE_RS256, JOSE_PS256, JOSE_ES256, JOSE_EDDSA, JOSE_ALGORITHMS };
const char *jose_algorithm_name(enum jose_algorithm algorithm);

enum jose_kind { JOSE_RSA, JOSE_P256, JOSE_ED25519 };
struct jose_key {
    enum jose_kind kind;
    struct str kid;       // STR_NONE: it has none
    struct str algorithm; // the only one that it is for; STR_NONE: any of its kind
    struct str first;     // modulus; x and y; the public key
    struct str second;    // exponent of RSA
};
struct jose_keys {
    struct jose_key *items;
    size_t count;
};
// In `arena`. Keys of kinds, uses or sizes that are not known here are passed over, as RFC 7517, 5
// says. MALFORMED when it is no set of keys; LIMIT.
MUST_USE enum status jose_keys_read(struct jose_keys *out, struct str text, struct arena *arena,
                                    struct fault *fault);

struct jose {
    enum jose_algorithm algorithm;
    struct str kid; // STR_NONE: none is named
    struct str signed_part;
    struct str payload, signature; // decoded
};
// In `arena`, and views into `text`. MALFORMED; DENIED for an algorithm that is not in the list;
// LIMIT. Nothing is checked yet.
MUST_USE enum status jose_read(struct jose *out, struct str text, struct arena *arena,
                               struct fault *fault);
// By the key that it names; without a name by the only one that can be meant. ABSENT when there is
// no such key; DENIED when it did not sign this.
MUST_USE enum status jose_check(const struct jose *jose, const struct jose_keys *keys,
                                struct fault *fault);
