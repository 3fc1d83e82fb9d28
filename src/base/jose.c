#include "base/jose.h"

#include <string.h>

#include "base/crypto.h"

#define NODES_MAX 4096

static const struct json_limits TOKEN_LIMITS = {JOSE_TOKEN_BYTES_MAX, JOSE_DEPTH_MAX, NODES_MAX};
static const struct json_limits KEYS_LIMITS = {JOSE_KEYS_BYTES_MAX, JOSE_DEPTH_MAX, NODES_MAX};

static const struct {
    const char *name;
    enum jose_kind kind;
} algorithms[] = {
    [JOSE_RS256] = {"RS256", JOSE_RSA},
    [JOSE_PS256] = {"PS256", JOSE_RSA},
    [JOSE_ES256] = {"ES256", JOSE_P256},
    [JOSE_EDDSA] = {"EdDSA", JOSE_ED25519},
};

const char *jose_algorithm_name(enum jose_algorithm algorithm) {
    return algorithms[algorithm].name;
}

// "Base64url Encoding ... with all trailing '=' characters omitted" (RFC 7515, 2): of one value
// there is one text. STR_NONE when it is none.
static struct str decode(struct str text, struct arena *arena) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '=' || text.data[i] == '+' || text.data[i] == '/') return STR_NONE;
    char *bytes = arena_take(arena, text.size + 1);
    size_t size = base64_read(bytes, text.size, text);
    return size == SIZE_MAX ? STR_NONE : (struct str){bytes, size};
}

static enum status read_object(struct json *out, struct str text, const struct json_limits *limits,
                               struct arena *arena, struct fault *fault) {
    struct json_reader *reader = json_reader_open();
    enum status status = json_read(out, reader, text, limits, arena, fault);
    json_reader_close(&reader);
    TRY(status);
    if (json_kind(*out) == JSON_OBJECT) return OK;
    return fault_set(fault, MALFORMED, "an object is expected, and this is %s",
                     json_kind_name(json_kind(*out)));
}

// ---- keys ----

static struct str member_bytes(struct json key, struct str name, struct arena *arena) {
    struct str text = json_text(json_member(key, name));
    return text.size ? decode(text, arena) : STR_NONE;
}

static bool says(struct json key, struct str name, struct str value) {
    return str_equal(json_text(json_member(key, name)), value);
}

static bool read_rsa(struct jose_key *out, struct json key, struct arena *arena) {
    out->kind = JOSE_RSA;
    out->first = member_bytes(key, STR("n"), arena);
    out->second = member_bytes(key, STR("e"), arena);
    return rsa_key_is_good(&(struct rsa_key){out->first, out->second});
}

// "The length of this octet string MUST be the full size of a coordinate" (RFC 7518, 6.2.1.2).
static bool read_p256(struct jose_key *out, struct json key, struct arena *arena) {
    struct str x = member_bytes(key, STR("x"), arena), y = member_bytes(key, STR("y"), arena);
    if (!says(key, STR("crv"), STR("P-256")) || x.size != 32 || y.size != 32) return false;
    char *both = arena_take(arena, P256_PUBLIC_SIZE);
    memcpy(both, x.data, 32);
    memcpy(both + 32, y.data, 32);
    out->kind = JOSE_P256;
    out->first = (struct str){both, P256_PUBLIC_SIZE};
    return p256_key_is_good((const uint8_t *)both);
}

static bool read_ed25519(struct jose_key *out, struct json key, struct arena *arena) {
    out->kind = JOSE_ED25519;
    out->first = member_bytes(key, STR("x"), arena);
    return says(key, STR("crv"), STR("Ed25519")) && out->first.size == SIGN_PUBLIC_SIZE;
}

// "use" and "key_ops" (RFC 7517, 4.2 and 4.3) say what it is for, if anything does.
static bool is_for_checking(struct json key) {
    struct json use = json_member(key, STR("use")), ops = json_member(key, STR("key_ops"));
    if (json_kind(use) != JSON_ABSENT && !str_equal(json_text(use), STR("sig"))) return false;
    if (json_kind(ops) == JSON_ABSENT) return true;
    for (struct json one = json_first(ops); one.node; one = json_next(one))
        if (str_equal(json_text(one), STR("verify"))) return true;
    return false;
}

static bool key_read(struct jose_key *out, struct json key, struct arena *arena) {
    struct json kid = json_member(key, STR("kid")), algorithm = json_member(key, STR("alg"));
    *out = (struct jose_key){.kid = json_text(kid), .algorithm = json_text(algorithm)};
    if (json_kind(key) != JSON_OBJECT || !is_for_checking(key)) return false;
    if (json_kind(kid) != JSON_ABSENT && (!out->kid.data || out->kid.size > JOSE_KID_BYTES_MAX))
        return false;
    if (json_kind(algorithm) != JSON_ABSENT && !out->algorithm.data) return false;
    if (says(key, STR("kty"), STR("RSA"))) return read_rsa(out, key, arena);
    if (says(key, STR("kty"), STR("EC"))) return read_p256(out, key, arena);
    if (says(key, STR("kty"), STR("OKP"))) return read_ed25519(out, key, arena);
    return false;
}

enum status jose_keys_read(struct jose_keys *out, struct str text, struct arena *arena,
                           struct fault *fault) {
    struct json root;
    TRY(read_object(&root, text, &KEYS_LIMITS, arena, fault));
    struct json list = json_member(root, STR("keys"));
    if (json_kind(list) != JSON_ARRAY)
        return fault_set(fault, MALFORMED, "keys: an array is expected");
    if (json_count(list) > JOSE_KEYS_MAX)
        return fault_set(fault, LIMIT, "keys: more than %d", JOSE_KEYS_MAX);
    struct jose_keys keys = {arena_array(arena, JOSE_KEYS_MAX, struct jose_key), 0};
    for (struct json one = json_first(list); one.node; one = json_next(one))
        if (key_read(&keys.items[keys.count], one, arena)) keys.count++;
    *out = keys;
    return OK;
}

// ---- tokens ----

static enum status read_algorithm(enum jose_algorithm *out, struct json header,
                                  struct fault *fault) {
    struct str name = json_text(json_member(header, STR("alg")));
    if (!name.data) return fault_set(fault, MALFORMED, "alg: a string is expected");
    for (enum jose_algorithm at = 0; at < JOSE_ALGORITHMS; at++) {
        if (!str_equal(name, str_of(algorithms[at].name))) continue;
        *out = at;
        return OK;
    }
    return fault_set(fault, DENIED, "alg: %s is expected", "RS256, PS256, ES256 or EdDSA");
}

static enum status read_header(struct jose *out, struct str text, struct arena *arena,
                               struct fault *fault) {
    struct json header;
    struct str bytes = decode(text, arena);
    if (!bytes.size) return fault_set(fault, MALFORMED, "the header is no base64url");
    enum status status = read_object(&header, bytes, &TOKEN_LIMITS, arena, fault);
    if (status != OK) return fault_within(fault, status, "the header:");
    TRY(read_algorithm(&out->algorithm, header, fault));
    if (json_kind(json_member(header, STR("crit"))) != JSON_ABSENT)
        return fault_set(fault, DENIED, "crit: nothing that it might name is understood here");
    struct json kid = json_member(header, STR("kid"));
    out->kid = json_text(kid);
    bool is_short = out->kid.data && out->kid.size <= JOSE_KID_BYTES_MAX;
    if (json_kind(kid) == JSON_ABSENT || is_short) return OK;
    return fault_set(fault, MALFORMED, "kid: a string of at most %d bytes is expected",
                     JOSE_KID_BYTES_MAX);
}

enum status jose_read(struct jose *out, struct str text, struct arena *arena, struct fault *fault) {
    if (text.size > JOSE_TOKEN_BYTES_MAX)
        return fault_set(fault, LIMIT, "more than %zu bytes", JOSE_TOKEN_BYTES_MAX);
    size_t first = str_find_byte(text, '.'), last = str_find_byte_last(text, '.');
    if (first == SIZE_MAX || first == last ||
        str_find_byte(str_cut(text, first + 1, last), '.') != SIZE_MAX)
        return fault_set(fault, MALFORMED, "three parts with points between them are expected");
    struct jose jose = {
        .signed_part = str_cut(text, 0, last),
        .payload = decode(str_cut(text, first + 1, last), arena),
        .signature = decode(str_cut(text, last + 1, text.size), arena),
    };
    if (!jose.payload.data || !jose.signature.data)
        return fault_set(fault, MALFORMED, "payload or signature is no base64url");
    TRY(read_header(&jose, str_cut(text, 0, first), arena, fault));
    *out = jose;
    return OK;
}

// ---- checking ----

static bool may_be_by(const struct jose *jose, const struct jose_key *key) {
    if (key->kind != algorithms[jose->algorithm].kind) return false;
    if (key->algorithm.data && !str_equal(key->algorithm, str_of(algorithms[jose->algorithm].name)))
        return false;
    return !jose->kid.data || (key->kid.data && str_equal(jose->kid, key->kid));
}

static bool is_by(const struct jose *jose, const struct jose_key *key) {
    const uint8_t *signature = (const uint8_t *)jose->signature.data;
    const uint8_t *first = (const uint8_t *)key->first.data;
    const struct rsa_key rsa = {key->first, key->second};
    switch (jose->algorithm) {
    case JOSE_RS256: return rsa_check(RSA_PKCS1, jose->signature, jose->signed_part, &rsa);
    case JOSE_PS256: return rsa_check(RSA_PSS, jose->signature, jose->signed_part, &rsa);
    case JOSE_ES256:
        return jose->signature.size == P256_SIGN_SIZE &&
               p256_check(signature, jose->signed_part, first);
    case JOSE_EDDSA:
        return jose->signature.size == SIGN_SIZE && sign_check(signature, jose->signed_part, first);
    case JOSE_ALGORITHMS: break;
    }
    return false;
}

// "If there are multiple keys in the referenced JWK Set document, a kid value MUST be provided in
// the JOSE Header" (OpenID Connect Core 1.0, 10.1). Two keys of one name are none.
enum status jose_check(const struct jose *jose, const struct jose_keys *keys, struct fault *fault) {
    const struct jose_key *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < keys->count; i++) {
        if (!may_be_by(jose, &keys->items[i])) continue;
        found = &keys->items[i];
        count++;
    }
    if (count != 1)
        return fault_set(fault, ABSENT,
                         count ? "several keys may have signed it"
                               : "no key is known that may have signed it");
    if (is_by(jose, found)) return OK;
    return fault_set(fault, DENIED, "the signature does not fit");
}
