// digest.h - SHA-256, SHA-512, BLAKE2b, SHA-1 and MD5 (FIPS 180-4, RFC 7693, RFC 1321).
// SHA-1 and MD5 are here for UUIDv5 and for file hashes that others publish, never for trust.
// The libraries behind it are named in crypto.c only.
#pragma once

#include "base/str.h"

void digest_sha256(uint8_t out[32], struct str bytes);
void digest_sha512(uint8_t out[64], struct str bytes);
// `size` 1 to 64 bytes; `key` STR_NONE or up to 64 bytes.
void digest_blake2b(uint8_t *out, size_t size, struct str bytes, struct str key);
void digest_sha1(uint8_t out[20], struct str bytes);
// Of `first` and `second` as if they stood one after the other, as UUIDv5 needs it.
void digest_sha1_two(uint8_t out[20], struct str first, struct str second);
void digest_md5(uint8_t out[16], struct str bytes);
// HMAC (RFC 2104) with SHA-1, as one-time codes need it (otp.h).
void digest_hmac_sha1(uint8_t out[20], struct str key, struct str bytes);

// Lower-case hexadecimal, 2 * size characters and a NUL. Returns `text`.
char *hex_write(char *text, const void *bytes, size_t size);
// Even number of digits in either case, exactly `size` bytes; `out` is undefined when false.
bool hex_read(void *out, size_t size, struct str text);
