// observable_value.h - within stix: the pieces of a URL, and hashes by the name of their algorithm.
#pragma once

#include "stix/observable.h"

#define OBSERVABLE_SIZE_MAX (64 * 1024) // longer values are not indexed

// `kind` of "SHA-256", "sha256", "MD5", ...; NONE for algorithms that are not looked up.
enum observable_kind observable_hash_kind(struct str algorithm);

// An address, domain name, e-mail address, URL or MAC address: what a reference may lead to.
bool observable_make_address(struct observable *out, struct str text, struct arena *arena);

// The host of a canonical URL, without port and brackets.
struct str observable_url_host(struct str url);
