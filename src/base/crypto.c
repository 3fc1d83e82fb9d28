#include "base/crypto.h"

#include <assert.h>
#include <nettle/bignum.h>
#include <nettle/dsa.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <nettle/ecdsa.h>
#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/rsa.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static_assert(SIGN_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES, "RFC 8032");
static_assert(SIGN_SECRET_SIZE == crypto_sign_SECRETKEYBYTES, "RFC 8032");
static_assert(SIGN_SIZE == crypto_sign_BYTES, "RFC 8032");
static_assert(crypto_sign_SEEDBYTES == 32 && crypto_pwhash_SALTBYTES == 16, "crypto.h says so");

// RFC 9106 asks for at least this much where memory is short; libsodium calls it "interactive".
#define ARGON_PASSES 2u
#define ARGON_MEMORY_KIB 65536u

// The libraries are not to be handed NULL, not even with size 0.
static const unsigned char *bytes_of(struct str text) {
    return (const unsigned char *)(text.data ? text.data : "");
}

bool crypto_start(void) {
    return sodium_init() >= 0;
}

// By nettle, which uses the processor's own instructions where it has them: five times as fast.
void digest_sha256(uint8_t out[32], struct str bytes) {
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, bytes.size, bytes_of(bytes));
    sha256_digest(&context, 32, out);
}

void digest_sha512(uint8_t out[64], struct str bytes) {
    crypto_hash_sha512(out, bytes_of(bytes), bytes.size);
}

void digest_blake2b(uint8_t *out, size_t size, struct str bytes, struct str key) {
    assert(size >= 1 && size <= 64 && key.size <= 64);
    int failed =
        crypto_generichash_blake2b(out, size, bytes_of(bytes), bytes.size, bytes_of(key), key.size);
    assert(failed == 0);
    (void)failed;
}

void digest_sha1(uint8_t out[20], struct str bytes) {
    digest_sha1_two(out, bytes, STR_NONE);
}

void digest_sha1_two(uint8_t out[20], struct str first, struct str second) {
    struct sha1_ctx context;
    sha1_init(&context);
    sha1_update(&context, first.size, bytes_of(first));
    sha1_update(&context, second.size, bytes_of(second));
    sha1_digest(&context, SHA1_DIGEST_SIZE, out);
}

void digest_hmac_sha1(uint8_t out[20], struct str key, struct str bytes) {
    struct hmac_sha1_ctx context;
    hmac_sha1_set_key(&context, key.size, bytes_of(key));
    hmac_sha1_update(&context, bytes.size, bytes_of(bytes));
    hmac_sha1_digest(&context, SHA1_DIGEST_SIZE, out);
    secret_wipe(&context, sizeof context);
}

void digest_md5(uint8_t out[16], struct str bytes) {
    struct md5_ctx context;
    md5_init(&context);
    md5_update(&context, bytes.size, bytes_of(bytes));
    md5_digest(&context, MD5_DIGEST_SIZE, out);
}

void sign_keys(uint8_t public_key[SIGN_PUBLIC_SIZE], uint8_t secret_key[SIGN_SECRET_SIZE],
               const uint8_t seed[32]) {
    crypto_sign_seed_keypair(public_key, secret_key, seed);
}

void sign_make(uint8_t signature[SIGN_SIZE], struct str message,
               const uint8_t secret_key[SIGN_SECRET_SIZE]) {
    crypto_sign_detached(signature, NULL, bytes_of(message), message.size, secret_key);
}

bool sign_check(const uint8_t signature[SIGN_SIZE], struct str message,
                const uint8_t public_key[SIGN_PUBLIC_SIZE]) {
    return crypto_sign_verify_detached(signature, bytes_of(message), message.size, public_key) == 0;
}

// ---- signatures that others make ----

// Without the zeros in front, which say nothing.
static struct str number_of(struct str bytes) {
    while (bytes.size && !bytes.data[0]) bytes = str_cut(bytes, 1, bytes.size);
    return bytes;
}

// True when it is one, and then to be cleared. An exponent of more than 32 bits is nobody's.
static bool rsa_open(struct rsa_public_key *out, const struct rsa_key *key) {
    struct str modulus = number_of(key->modulus), exponent = number_of(key->exponent);
    if (modulus.size * 8 < RSA_BITS_MIN || modulus.size * 8 > RSA_BITS_MAX) return false;
    if (!exponent.size || exponent.size > 4) return false;
    rsa_public_key_init(out);
    nettle_mpz_set_str_256_u(out->n, modulus.size, bytes_of(modulus));
    nettle_mpz_set_str_256_u(out->e, exponent.size, bytes_of(exponent));
    bool is_odd = mpz_odd_p(out->n) && mpz_odd_p(out->e) && mpz_cmp_ui(out->e, 3) >= 0;
    if (is_odd && mpz_sizeinbase(out->n, 2) >= RSA_BITS_MIN && rsa_public_key_prepare(out))
        return true;
    rsa_public_key_clear(out);
    return false;
}

bool rsa_key_is_good(const struct rsa_key *key) {
    struct rsa_public_key opened;
    if (!rsa_open(&opened, key)) return false;
    rsa_public_key_clear(&opened);
    return true;
}

// "If the length of the signature S is not k octets, output 'invalid signature'" (RFC 8017, 8.1.2).
bool rsa_check(enum rsa_form form, struct str signature, struct str message,
               const struct rsa_key *key) {
    struct rsa_public_key opened;
    uint8_t digest[32];
    mpz_t number;
    if (!rsa_open(&opened, key)) return false;
    digest_sha256(digest, message);
    nettle_mpz_init_set_str_256_u(number, signature.size, bytes_of(signature));
    bool fits = signature.size == opened.size && mpz_cmp(number, opened.n) < 0;
    if (fits && form == RSA_PSS)
        fits = rsa_pss_sha256_verify_digest(&opened, 32, digest, number) != 0;
    else if (fits)
        fits = rsa_sha256_verify_digest(&opened, digest, number) != 0;
    mpz_clear(number);
    rsa_public_key_clear(&opened);
    return fits;
}

// True when it is a point of the curve, and then to be cleared.
static bool p256_open(struct ecc_point *out, const uint8_t public_key[P256_PUBLIC_SIZE]) {
    mpz_t x, y;
    nettle_mpz_init_set_str_256_u(x, 32, public_key);
    nettle_mpz_init_set_str_256_u(y, 32, public_key + 32);
    ecc_point_init(out, nettle_get_secp_256r1());
    bool is_point = ecc_point_set(out, x, y) != 0;
    mpz_clear(x);
    mpz_clear(y);
    if (!is_point) ecc_point_clear(out);
    return is_point;
}

bool p256_key_is_good(const uint8_t public_key[P256_PUBLIC_SIZE]) {
    struct ecc_point point;
    if (!p256_open(&point, public_key)) return false;
    ecc_point_clear(&point);
    return true;
}

bool p256_check(const uint8_t signature[P256_SIGN_SIZE], struct str message,
                const uint8_t public_key[P256_PUBLIC_SIZE]) {
    struct ecc_point point;
    struct dsa_signature numbers;
    uint8_t digest[32];
    if (!p256_open(&point, public_key)) return false;
    digest_sha256(digest, message);
    dsa_signature_init(&numbers);
    nettle_mpz_set_str_256_u(numbers.r, 32, signature);
    nettle_mpz_set_str_256_u(numbers.s, 32, signature + 32);
    bool fits = ecdsa_verify(&point, sizeof digest, digest, &numbers) != 0;
    dsa_signature_clear(&numbers);
    ecc_point_clear(&point);
    return fits;
}

// ---- passwords and secrets ----

#define PASSWORD_FORM "$argon2id$v=19$m=%u,t=%u,p=1$"

// The PHC string form, without padding.
static void write_hash(char out[PASSWORD_HASH_SIZE], const uint8_t salt[16],
                       const uint8_t hash[32]) {
    const int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    char salt_text[sodium_base64_ENCODED_LEN(16, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    char hash_text[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    sodium_bin2base64(salt_text, sizeof salt_text, salt, 16, variant);
    sodium_bin2base64(hash_text, sizeof hash_text, hash, 32, variant);
    snprintf(out, PASSWORD_HASH_SIZE, PASSWORD_FORM "%s$%s", ARGON_MEMORY_KIB, ARGON_PASSES,
             salt_text, hash_text);
    sodium_memzero(hash_text, sizeof hash_text);
}

// crypto_pwhash_str() does the same but draws its own salt, and nothing in base may draw.
enum status password_hash(char out[PASSWORD_HASH_SIZE], struct str password, const uint8_t salt[16],
                          struct fault *fault) {
    uint8_t hash[32];
    if (crypto_pwhash(hash, sizeof hash, (const char *)bytes_of(password), password.size, salt,
                      ARGON_PASSES, (size_t)ARGON_MEMORY_KIB * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fault_set(fault, FAILED, "no memory to hash a password");
    write_hash(out, salt, hash);
    sodium_memzero(hash, sizeof hash);
    return OK;
}

bool password_is_hash(struct str text) {
    size_t dollar = str_find_byte_last(text, '$');
    if (dollar == SIZE_MAX) return false;
    struct str before = str_cut(text, 0, dollar);
    uint8_t salt[16], hash[32];
    char same[PASSWORD_HASH_SIZE];
    if (base64_read(hash, sizeof hash, str_cut(text, dollar + 1, text.size)) != sizeof hash ||
        base64_read(salt, sizeof salt,
                    str_cut(before, str_find_byte_last(before, '$') + 1, dollar)) != sizeof salt)
        return false;
    write_hash(same, salt, hash);
    return str_equal(text, str_of(same));
}

bool password_check(const char *hash, struct str password) {
    return crypto_pwhash_str_verify(hash, (const char *)bytes_of(password), password.size) == 0;
}

bool secret_equal(const void *a, const void *b, size_t size) {
    return sodium_memcmp(a, b, size) == 0;
}

void secret_wipe(void *bytes, size_t size) {
    sodium_memzero(bytes, size);
}

// Without padding; returns the end.
static char *write_digits(char *text, const void *bytes, size_t size, const char *alphabet) {
    const uint8_t *from = bytes;
    char *to = text;
    uint32_t bits = 0;
    unsigned held = 0; // bits not written yet
    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | from[i];
        for (held += 8; held >= 6; held -= 6) *to++ = alphabet[bits >> (held - 6) & 63];
    }
    if (held > 0) *to++ = alphabet[bits << (6 - held) & 63];
    *to = '\0';
    return to;
}

char *base64url_write(char *text, const void *bytes, size_t size) {
    write_digits(text, bytes, size,
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    return text;
}

char *base64_write(char *text, const void *bytes, size_t size) {
    char *to = write_digits(text, bytes, size,
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    while ((to - text) % 4) *to++ = '=';
    *to = '\0';
    return text;
}

// 64 for what is in neither alphabet.
static uint32_t base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z') return (uint32_t)(c - 'a' + 26);
    if (c >= '0' && c <= '9') return (uint32_t)(c - '0' + 52);
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return 64;
}

size_t base64_read(void *out, size_t capacity, struct str text) {
    size_t digits = text.size;
    while (digits > 0 && text.size - digits < 2 && text.data[digits - 1] == '=') digits--;
    if (digits != text.size && text.size % 4 != 0) return SIZE_MAX;
    size_t size = digits / 4 * 3 + digits % 4 * 3 / 4;
    if (digits % 4 == 1 || size > capacity) return SIZE_MAX;
    uint8_t *to = out;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < digits; i++) {
        uint32_t digit = base64_digit(text.data[i]);
        if (digit > 63) return SIZE_MAX;
        bits = bits << 6 | digit;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        *to++ = (uint8_t)(bits >> held);
    }
    // Bits that no writer sets: two texts for the same bytes would let a signed name be disguised.
    return bits & ((1u << held) - 1) ? SIZE_MAX : size;
}
