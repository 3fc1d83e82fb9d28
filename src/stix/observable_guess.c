// What a bare value may be, and what is wider than a value.
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "stix/observable_value.h"

// With a scheme, or "host.example/path".
static bool is_url(struct str text) {
    size_t dot = str_find_byte(text, '.'), slash = str_find_byte(text, '/');
    return str_find(text, STR("://")) != SIZE_MAX || (slash != SIZE_MAX && dot < slash);
}
static bool has_at(struct str text) {
    return str_find_byte(text, '@') != SIZE_MAX;
}
static bool has_colon(struct str text) {
    return str_find_byte(text, ':') != SIZE_MAX;
}
static bool has_dot(struct str text) {
    size_t dot = str_find_byte(text, '.');
    return dot != SIZE_MAX && dot + 1 < text.size;
}
static bool is_any(struct str text) {
    return text.size > 0;
}

static bool is_asn(struct str text) {
    return text.size > 2 && str_starts_fold(text, STR("AS")) && ascii_is_digit(text.data[2]);
}

static bool is_registry(struct str text) {
    return str_starts_fold(text, STR("HK")) && str_find_byte(text, '\\') != SIZE_MAX;
}

static bool is_browser(struct str text) {
    return str_starts(text, STR("Mozilla/"));
}

// A serial number as certificates show it, or a hash as long as theirs.
static bool is_certificate(struct str text) {
    bool is_hash = text.size == 40 || text.size == 64;
    return is_hash || (text.size >= 23 && text.data[2] == ':');
}

// 1... and 3... of Bitcoin are not hexadecimal throughout; bc1 and 0x tell themselves.
static bool is_wallet(struct str text) {
    if (str_starts_fold(text, STR("bc1"))) return true;
    if (str_starts_fold(text, STR("0x"))) return text.size == 42;
    if (text.size < 26 || text.size > 35 || !strchr("13", text.data[0])) return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_hex(text.data[i])) return true;
    return false;
}

// "invoice.exe": an extension of one to five letters and digits, and no path.
static bool is_file_name(struct str text) {
    size_t dot = str_find_byte_last(text, '.');
    if (dot == SIZE_MAX || dot == 0 || has_colon(text) || has_at(text)) return false;
    struct str extension = str_cut(text, dot + 1, text.size);
    bool has_letter = false;
    for (size_t i = 0; i < extension.size; i++) {
        if (!ascii_is_alnum(extension.data[i])) return false;
        has_letter = has_letter || ascii_is_alpha(extension.data[i]);
    }
    return has_letter && extension.size <= 5 && str_find_byte(text, '/') == SIZE_MAX &&
           str_find_byte(text, '\\') == SIZE_MAX;
}

// The most likely first; the strict form of each kind decides, `looks` keeps the vague ones apart.
static const struct guess {
    enum observable_kind kind;
    bool (*looks)(struct str text);
} GUESSES[] = {
    {OBSERVABLE_IPV4, is_any},
    {OBSERVABLE_IPV6, has_colon},
    {OBSERVABLE_URL, is_url},
    {OBSERVABLE_EMAIL, has_at},
    {OBSERVABLE_CVE, is_any},
    {OBSERVABLE_MAC, is_any},
    {OBSERVABLE_MD5, is_any},
    {OBSERVABLE_SHA1, is_any},
    {OBSERVABLE_SHA256, is_any},
    {OBSERVABLE_SHA512, is_any},
    {OBSERVABLE_JA3, is_any},
    {OBSERVABLE_JA4, is_any},
    {OBSERVABLE_SSDEEP, is_any},
    {OBSERVABLE_ASN, is_asn},
    {OBSERVABLE_REGISTRY_KEY, is_registry},
    {OBSERVABLE_USER_AGENT, is_browser},
    {OBSERVABLE_CRYPTO_ADDRESS, is_wallet},
    {OBSERVABLE_DOMAIN, has_dot},
    {OBSERVABLE_CERTIFICATE, is_certificate},
    {OBSERVABLE_FILE_NAME, is_file_name},
};

// Without quotes and angle brackets around it, as it comes out of mails and reports.
static struct str unwrap(struct str text) {
    static const char *const PAIRS[] = {"<>", "\"\"", "''", "``"};
    text = str_trim(text);
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        if (text.size > 2 && text.data[0] == PAIRS[i][0] && text.data[text.size - 1] == PAIRS[i][1])
            return str_trim(str_cut(text, 1, text.size - 1));
    return text;
}

size_t observable_guess(struct observable out[4], struct str text, struct arena *arena) {
    size_t count = 0;
    text = unwrap(text);
    if (text.size == 0 || text.size > OBSERVABLE_SIZE_MAX) return 0;
    text = text_refang(arena, text);
    for (size_t i = 0; i < sizeof GUESSES / sizeof *GUESSES && count < 4; i++) {
        struct observable made;
        if (!GUESSES[i].looks(text) || !observable_make(&made, GUESSES[i].kind, text, arena))
            continue;
        bool is_known = count > 0 && out[count - 1].kind == made.kind;
        if (!is_known) out[count++] = made;
        // A URL or an address is nothing else.
        if (made.kind == OBSERVABLE_URL || made.kind <= OBSERVABLE_IPV6_NET) break;
    }
    return count;
}

// ---- wider ----

struct wider {
    struct observable *items;
    size_t count;
    struct arena *arena;
};

static void add(struct wider *wider, enum observable_kind kind, struct str value) {
    wider->items[wider->count++] = (struct observable){kind, value};
}

static void add_parents(struct wider *wider, struct str domain) {
    size_t dot;
    while ((dot = str_find_byte(domain, '.')) != SIZE_MAX) {
        domain = str_cut(domain, dot + 1, domain.size);
        if (str_find_byte(domain, '.') == SIZE_MAX) return;
        add(wider, OBSERVABLE_DOMAIN, domain);
    }
}

// Networks that hold an address or a network, the narrowest first.
static void add_networks(struct wider *wider, struct str value, bool is_v6) {
    size_t slash = str_find_byte(value, '/');
    uint64_t prefix = is_v6 ? 128 : 32;
    if (slash != SIZE_MAX) str_read_u64(&prefix, str_cut(value, slash + 1, value.size));
    struct str address = str_cut(value, 0, slash);
    for (unsigned p = (unsigned)prefix; p-- > 1;) {
        struct str text = arena_format(wider->arena, "%.*s/%u", STR_ARG(address), p);
        struct observable net;
        if (observable_make(&net, is_v6 ? OBSERVABLE_IPV6 : OBSERVABLE_IPV4, text, wider->arena))
            add(wider, net.kind, net.value);
    }
}

static void add_wider(struct wider *wider, const struct observable *value) {
    switch (value->kind) {
    case OBSERVABLE_DOMAIN: add_parents(wider, value->value); break;
    case OBSERVABLE_IPV4:
    case OBSERVABLE_IPV4_NET: add_networks(wider, value->value, false); break;
    case OBSERVABLE_IPV6:
    case OBSERVABLE_IPV6_NET: add_networks(wider, value->value, true); break;
    default: break;
    }
}

size_t observable_wider(struct observable **out, const struct observable *value,
                        struct arena *arena) {
    // 127 networks at most, or the labels of a name of 253 bytes, and a host.
    struct wider wider = {arena_array(arena, 160, struct observable), 0, arena};
    struct observable host;
    struct str name = STR_NONE;
    if (value->kind == OBSERVABLE_URL) name = observable_url_host(value->value);
    if (value->kind == OBSERVABLE_EMAIL)
        name = str_cut(value->value, str_find_byte_last(value->value, '@') + 1, value->value.size);
    if (name.size > 0 && observable_make_address(&host, name, arena)) {
        add(&wider, host.kind, host.value);
        add_wider(&wider, &host);
    }
    add_wider(&wider, value);
    *out = wider.items;
    return wider.count;
}

// ---- what is no value ----

static bool is_base64(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && text.data[i] != '+' && text.data[i] != '/')
            return false;
    return text.size >= 3;
}

// "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C": block size, and two digests as letters.
static bool is_ssdeep(struct str text) {
    struct str size, first, second, rest = text;
    uint64_t number;
    return str_take(&size, &rest, ':') && str_take(&first, &rest, ':') &&
           str_take(&second, &rest, ':') && !rest.data && str_read_u64(&number, size) &&
           is_base64(first) && is_base64(second);
}

static bool is_tlsh(struct str text) {
    if (text.size != 72 || !str_starts(text, STR("T1"))) return false;
    for (size_t i = 2; i < text.size; i++)
        if (!ascii_is_hex(text.data[i])) return false;
    return true;
}

const char *observable_why_not(struct str text) {
    size_t size = str_starts_fold(text, STR("ssdeep:")) ? 7 : 0;
    text = str_trim(str_cut(text, size, text.size));
    if (is_ssdeep(text) || is_tlsh(text))
        return "a fuzzy hash (ssdeep, TLSH) only says what is alike: give MD5, SHA-1, SHA-256 or "
               "SHA-512";
    return "not a domain, address, URL, hash or mail address";
}
