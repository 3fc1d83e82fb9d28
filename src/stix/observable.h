// observable.h - values that can be seen on a machine or a network, in one canonical form each.
//
// Every object yields (kind, canonical value) pairs: from SCOs, from the objects inside STIX 2.0
// observed data, and from equality tests in patterns. They are what look-up, correlation and
// matching work on. Two spellings of the same thing have the same canonical value.
#pragma once

#include "stix/object.h"

// Stored and hashed: numbers never change.
enum observable_kind {
    OBSERVABLE_NONE = 0,
    OBSERVABLE_IPV4 = 1,     // "192.0.2.1"
    OBSERVABLE_IPV6 = 2,     // RFC 5952
    OBSERVABLE_IPV4_NET = 3, // "192.0.2.0/24", host bits cleared; /32 is an IPV4
    OBSERVABLE_IPV6_NET = 4,
    OBSERVABLE_DOMAIN = 5, // lower case, no final dot; host names too
    // Scheme and host lower case, default port gone, empty path "/", no fragment; without a scheme
    // it is taken for http.
    OBSERVABLE_URL = 6,
    OBSERVABLE_EMAIL = 7, // lower case
    OBSERVABLE_MD5 = 8,   // lower-case hexadecimal
    OBSERVABLE_SHA1 = 9,
    OBSERVABLE_SHA256 = 10,
    OBSERVABLE_SHA512 = 11,
    OBSERVABLE_MAC = 12, // lower case, colons
    OBSERVABLE_FILE_NAME = 13,
    OBSERVABLE_MUTEX = 14,
    OBSERVABLE_REGISTRY_KEY = 15, // folded, full hive name
    OBSERVABLE_USER_AGENT = 16,
    OBSERVABLE_ASN = 17, // "as64500"
    OBSERVABLE_CVE = 18, // "CVE-2020-0601"
    OBSERVABLE_JA3 = 19,
    OBSERVABLE_JA4 = 20,
    OBSERVABLE_ACCOUNT = 21,     // user account or login
    OBSERVABLE_CERTIFICATE = 22, // serial number, or hash of a certificate
    OBSERVABLE_CRYPTO_ADDRESS = 23,
    OBSERVABLE_SSDEEP = 24,
    OBSERVABLE_PROCESS = 25, // command line
    OBSERVABLE_KIND_COUNT = 26,
};

// "ipv4-addr", "domain-name", "file-md5", ...
const char *observable_kind_name(enum observable_kind kind);
enum observable_kind observable_kind_find(struct str name); // the same names; NONE when unknown

struct observable {
    enum observable_kind kind;
    struct str value; // canonical
};

// Canonical value of `text` as `kind`: false when it is not one. IPV4 given "1.2.3.0/24" is written
// as IPV4_NET into `*out`, and an address given as DOMAIN as that address. De-fanged addresses,
// names and URLs are understood. `*out` may view `text`.
bool observable_make(struct observable *out, enum observable_kind kind, struct str text,
                     struct arena *arena);
// The kinds that a bare value may be, most likely first, de-fanged forms understood: a 64-digit hex
// is a SHA-256, "a@b.example" an e-mail address, "http://..." a URL. Returns the count, at most 4.
size_t observable_guess(struct observable out[4], struct str text, struct arena *arena);

// Why `text` is no value, as a sentence without a full stop: it is nothing of the kind, or a fuzzy
// hash, which is like others and hardly ever the same.
const char *observable_why_not(struct str text);

// 64-bit hash of kind and value (BLAKE2b, unkeyed, stored). Equal hashes are compared by
// value again.
uint64_t observable_hash(enum observable_kind kind, struct str value);

// What a look-up of `value` must ask for besides itself: a domain's parents down to the
// registrable-looking two labels, the networks that hold an address (prefix 1 to 31 / 127), the
// host of a URL and its parents, the domain of an e-mail address. Returns the count; `*out` in
// `arena`.
size_t observable_wider(struct observable **out, const struct observable *value,
                        struct arena *arena);

// Every observable of an object, without doubles, at most 1,000,000. `is_enough` is true when
// seeing this one value satisfies the object's pattern (see pattern.h), and for SCOs; `is_needed`
// when nothing that lacks it satisfies the pattern.
struct observable_found {
    struct observable observable;
    bool is_enough, is_needed;
};
size_t observable_of_object(struct observable_found **out, const struct object *object,
                            struct arena *arena);

// The STIX pattern that one observable satisfies: "[domain-name:value = 'evil.example']".
// In `arena`.
struct str observable_pattern(const struct observable *observable, struct arena *arena);
