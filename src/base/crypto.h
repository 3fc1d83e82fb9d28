// crypto.h - signatures, passwords, random-looking secrets compared without leaking time.
//
// The only file pair that names libsodium and nettle. All is pure: random bytes are arguments.
#pragma once

#include "base/digest.h"
#include "base/status.h"

#define SIGN_PUBLIC_SIZE 32
#define SIGN_SECRET_SIZE 64
#define SIGN_SIZE 64

// Must be called once before any other function here; false when the library cannot start.
bool crypto_start(void);

// Ed25519, RFC 8032.
void sign_keys(uint8_t public_key[SIGN_PUBLIC_SIZE], uint8_t secret_key[SIGN_SECRET_SIZE],
               const uint8_t seed[32]);
void sign_make(uint8_t signature[SIGN_SIZE], struct str message,
               const uint8_t secret_key[SIGN_SECRET_SIZE]);
bool sign_check(const uint8_t signature[SIGN_SIZE], struct str message,
                const uint8_t public_key[SIGN_PUBLIC_SIZE]);

// Signatures that others make and nobody here does. False also for a key that is none. Numbers are
// big-endian, as RFC 7518, 6 has them.
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192 // a larger one would cost whoever checks it
struct rsa_key {
    struct str modulus, exponent;
};
enum rsa_form { RSA_PKCS1, RSA_PSS }; // RFC 8017, 8.2 and 8.1, each with SHA-256; salt: 32 bytes
bool rsa_key_is_good(const struct rsa_key *key);
bool rsa_check(enum rsa_form form, struct str signature, struct str message,
               const struct rsa_key *key);
// ECDSA on P-256 with SHA-256 (FIPS 186-5; RFC 7518, 3.4): x and y, r and s behind each other.
#define P256_PUBLIC_SIZE 64
#define P256_SIGN_SIZE 64
bool p256_key_is_good(const uint8_t public_key[P256_PUBLIC_SIZE]);
bool p256_check(const uint8_t signature[P256_SIGN_SIZE], struct str message,
                const uint8_t public_key[P256_PUBLIC_SIZE]);

#define PASSWORD_HASH_SIZE 128 // text with NUL
// Argon2id v1.3 (RFC 9106) in the PHC string form. Takes tens of milliseconds and 64 MiB: callers
// limit how many run at once. `salt` is 16 random bytes.
MUST_USE enum status password_hash(char out[PASSWORD_HASH_SIZE], struct str password,
                                   const uint8_t salt[16], struct fault *fault);
// Whether a text is what password_hash() writes, with the cost that it takes.
bool password_is_hash(struct str text);
bool password_check(const char *hash, struct str password);

bool secret_equal(const void *a, const void *b, size_t size); // time does not depend on content
void secret_wipe(void *bytes, size_t size);

// base64url without padding (RFC 4648, 5), and standard base64 for Basic sign-on (4).
// `text` holds (size + 2) / 3 * 4 + 1 characters.
char *base64url_write(char *text, const void *bytes, size_t size);
char *base64_write(char *text, const void *bytes, size_t size); // RFC 4648, 4, with padding
// Both alphabets, padding optional. Returns the number of bytes, or SIZE_MAX when malformed or
// longer than `capacity`.
size_t base64_read(void *out, size_t capacity, struct str text);
