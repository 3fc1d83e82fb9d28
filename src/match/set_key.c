// What a value in the set is found by.
#include "match/classify.h"
#include "match/set_inside.h"

#define NAME_SIZE_MAX 253 // RFC 1035, 2.3.4, without the final dot
#define TERM_SIZE_MAX 128

// A copy with room in front, as fingerprint.h asks for.
struct padded {
    char bytes[FINGERPRINT_GUARD + NAME_SIZE_MAX];
};
static const char *padded_copy(struct padded *out, struct str text) {
    memset(out->bytes, 0, FINGERPRINT_GUARD);
    memcpy(out->bytes + FINGERPRINT_GUARD, text.data, text.size);
    return out->bytes + FINGERPRINT_GUARD;
}

// Names a scan can cut out of a line: two labels at least, ASCII letters, digits, '-' and '_'.
static bool name_is_token(struct str name) {
    if (name.size == 0 || name.size > NAME_SIZE_MAX) return false;
    size_t labels = 1, label_begin = 0;
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool is_letter = ((unsigned char)((byte | 0x20) - 'a') < 26);
        bool is_digit = (unsigned char)(byte - '0') < 10;
        if (byte == '.') {
            if (i == label_begin) return false;
            label_begin = i + 1;
            labels++;
        } else if (!is_letter && !is_digit && byte != '-' && byte != '_') {
            return false;
        }
    }
    char first = name.data[0], last = name.data[name.size - 1];
    return labels > 1 && label_begin < name.size && first != '-' && last != '-';
}

static bool key_of_domain(struct set_key *key, struct str name) {
    if (!name_is_token(name)) return false;
    struct padded padded;
    const char *begin = padded_copy(&padded, name);
    key->hash = fingerprint_name(SEED_DOMAIN, begin, begin + name.size);
    key->filter_key = key->hash;
    key->end_hash = fingerprint_begin(SEED_DOMAIN);
    fingerprint_label(&key->end_hash, begin + name.size, begin);
    return true;
}

static bool key_of_term(struct set_key *key, unsigned seed, struct str text) {
    struct padded padded;
    const char *begin = padded_copy(&padded, text);
    key->hash = fingerprint_term(seed, begin, begin + text.size);
    key->filter_key = key->hash;
    return true;
}

static bool key_of_hex(struct set_key *key, struct str text) {
    if (text.size != 32 && text.size != 40 && text.size != 64 && text.size != 128) return false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool is_digit = (unsigned char)(byte - '0') < 10;
        if (!is_digit && (unsigned char)((byte | 0x20) - 'a') >= 6) return false;
    }
    return key_of_term(key, SEED_HEX, text);
}

// The host of a URL, without user and port; brackets stay.
static struct str url_host(struct str url) {
    size_t begin = str_find(url, STR("://"));
    if (begin == SIZE_MAX) return STR_NONE;
    begin += 3;
    size_t end = begin;
    while (end < url.size && !strchr("/?#", url.data[end])) end++;
    struct str authority = str_cut(url, begin, end);
    size_t at = str_find_byte_last(authority, '@');
    if (at != SIZE_MAX) authority = str_cut(authority, at + 1, authority.size);
    if (authority.size > 0 && authority.data[0] == '[') return authority;
    size_t colon = str_find_byte(authority, ':');
    if (colon != SIZE_MAX) authority.size = colon;
    while (authority.size > 0 && authority.data[authority.size - 1] == '.') authority.size--;
    return authority;
}

static bool key_of_url(struct set_key *key, struct str url) {
    struct str host = url_host(url);
    for (size_t i = 0; i < url.size; i++)
        if (byte_is(url.data[i], CLASS_URL_END)) return false;
    if (host.size == 0 || host.size > NAME_SIZE_MAX) return false;
    key->hash = fingerprint_mix(hash_bytes(url, SEED_URL), SEED_URL);
    struct padded padded;
    const char *begin = padded_copy(&padded, host);
    key->filter_key = host.data[0] == '['
                          ? fingerprint_bracket_host()
                          : fingerprint_name(SEED_URL_HOST, begin, begin + host.size);
    return true;
}

static bool key_of_email(struct set_key *key, struct str address) {
    size_t at = str_find_byte_last(address, '@');
    if (at == SIZE_MAX || at == 0) return false;
    struct str domain = str_cut(address, at + 1, address.size);
    if (!name_is_token(domain)) return false;
    key->hash = fingerprint_mix(hash_bytes(address, SEED_EMAIL), SEED_EMAIL);
    struct padded padded;
    const char *begin = padded_copy(&padded, domain);
    key->filter_key = fingerprint_name(SEED_EMAIL_DOMAIN, begin, begin + domain.size);
    return true;
}

// "address/prefix"; the prefix is left out for a single address.
static bool prefix_read(struct str *address, unsigned *prefix, struct str text, unsigned widest) {
    size_t slash = str_find_byte(text, '/');
    uint64_t value = 0;
    if (slash == SIZE_MAX || !str_read_u64(&value, str_cut(text, slash + 1, text.size)) ||
        value > widest)
        return false;
    *address = str_cut(text, 0, slash);
    *prefix = (unsigned)value;
    return true;
}

static bool key_of_net4(struct set_key *key, struct str text) {
    struct str address;
    if (!prefix_read(&address, &key->prefix, text, 32)) return false;
    if (!address_read_ipv4(&key->address, address)) return false;
    key->address = address_mask_ipv4(key->address, key->prefix);
    key->hash = fingerprint_ipv4(SEED_IPV4_NET + key->prefix, key->address);
    key->filter_key = key->hash;
    return true;
}

static bool key_of_net6(struct set_key *key, struct str text) {
    struct str address;
    uint8_t bytes[16];
    if (!prefix_read(&address, &key->prefix, text, 128)) return false;
    if (!address_read_ipv6(bytes, address)) return false;
    address_mask(bytes, key->prefix);
    key->hash = fingerprint_ipv6(SEED_IPV6_NET + key->prefix, bytes);
    key->filter_key = key->hash;
    return true;
}

static bool key_of_address(struct set_key *key, const struct observable *observable) {
    uint8_t bytes[16];
    if (observable->kind == OBSERVABLE_IPV4) {
        if (!address_read_ipv4(&key->address, observable->value)) return false;
        key->hash = fingerprint_ipv4(SEED_IPV4, key->address);
    } else {
        if (!address_read_ipv6(bytes, observable->value)) return false;
        key->hash = fingerprint_ipv6(SEED_IPV6, bytes);
    }
    key->filter_key = key->hash;
    return true;
}

bool set_key_make(struct set_key *key, const struct observable *observable) {
    *key = (struct set_key){0};
    struct str value = observable->value;
    if (value.size == 0 || value.size > UINT16_MAX) return false;
    switch (observable->kind) {
    case OBSERVABLE_IPV4:
    case OBSERVABLE_IPV6: return key_of_address(key, observable);
    case OBSERVABLE_IPV4_NET: return key_of_net4(key, value);
    case OBSERVABLE_IPV6_NET: return key_of_net6(key, value);
    case OBSERVABLE_DOMAIN: return key_of_domain(key, value);
    case OBSERVABLE_URL: return key_of_url(key, value);
    case OBSERVABLE_EMAIL: return key_of_email(key, value);
    case OBSERVABLE_MD5:
    case OBSERVABLE_SHA1:
    case OBSERVABLE_SHA256:
    case OBSERVABLE_SHA512:
    case OBSERVABLE_JA3:
    case OBSERVABLE_CERTIFICATE: return key_of_hex(key, value);
    case OBSERVABLE_CVE: return value.size <= TERM_SIZE_MAX && key_of_term(key, SEED_CVE, value);
    default: return false;
    }
}
