// The canonical form of each kind of observable. Every function here keeps what it made: the
// canonical form of a canonical value is that value (held by tests/fuzz/fuzz_observable.c).
#include "stix/observable_value.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "base/unicode.h"

#define DOMAIN_SIZE_MAX 253
#define LABEL_SIZE_MAX 63

static bool text_make(struct observable *out, struct str text, struct arena *arena) {
    (void)arena;
    out->value = text;
    return true;
}

// ---- addresses ----

// Four numbers without leading zeros, which some read as octal.
static bool ipv4_read(uint32_t *out, struct str text) {
    uint32_t address = 0;
    struct str part, rest = text;
    int count = 0;
    while (str_take(&part, &rest, '.')) {
        uint64_t number;
        if (++count > 4 || part.size > 3 || !str_read_u64(&number, part) || number > 255)
            return false;
        if (part.size > 1 && part.data[0] == '0') return false;
        address = address << 8 | (uint32_t)number;
    }
    *out = address;
    return count == 4;
}

// Cuts "/24" off. -1 when there is none, -2 when it is not a number up to `max`.
static int prefix_take(struct str *text, int max) {
    size_t slash = str_find_byte(*text, '/');
    if (slash == SIZE_MAX) return -1;
    struct str digits = str_cut(*text, slash + 1, text->size);
    uint64_t prefix;
    bool is_number = digits.size <= 3 && str_read_u64(&prefix, digits);
    if (!is_number || prefix > (uint64_t)max) return -2;
    *text = str_cut(*text, 0, slash);
    return (int)prefix;
}

static bool ipv4_make(struct observable *out, struct str text, struct arena *arena) {
    uint32_t a;
    int prefix = prefix_take(&text, 32);
    if (prefix == -2 || !ipv4_read(&a, text)) return false;
    if (prefix == -1 || prefix == 32) {
        out->kind = OBSERVABLE_IPV4;
        out->value = text; // there is one way only to write it
        return true;
    }
    a = prefix == 0 ? 0 : a & ~UINT32_C(0) << (32 - prefix);
    out->kind = OBSERVABLE_IPV4_NET;
    out->value = arena_format(arena, "%u.%u.%u.%u/%d", a >> 24, a >> 16 & 255, a >> 8 & 255,
                              a & 255, prefix);
    return true;
}

// RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups is "::";
// an IPv4-mapped address ends in dots (section 5). Returns the end.
static char *ipv6_write(char *at, const uint8_t bytes[16]) {
    static const uint8_t MAPPED[12] = {[10] = 0xFF, [11] = 0xFF};
    if (memcmp(bytes, MAPPED, sizeof MAPPED) == 0)
        return at + sprintf(at, "::ffff:%u.%u.%u.%u", bytes[12], bytes[13], bytes[14], bytes[15]);
    int best = -1, best_count = 1;
    for (int i = 0; i < 8; i++) {
        int count = 0;
        while (i + count < 8 && bytes[2 * (i + count)] == 0 && bytes[2 * (i + count) + 1] == 0)
            count++;
        if (count <= best_count) continue;
        best = i;
        best_count = count;
    }
    for (int i = 0; i < 8; i++) {
        if (i == best) {
            at += sprintf(at, "::");
            i += best_count - 1;
            continue;
        }
        const char *colon = i > 0 && i != best + (best < 0 ? 0 : best_count) ? ":" : "";
        at += sprintf(at, "%s%x", colon, bytes[2 * i] << 8 | bytes[2 * i + 1]);
    }
    return at;
}

static bool ipv6_read(uint8_t bytes[16], struct str text) {
    char copy[INET6_ADDRSTRLEN];
    size_t zone = str_find_byte(text, '%'); // where to send it, not a part of the address
    text = str_cut(text, 0, zone);
    if (text.size >= sizeof copy || memchr(text.data, '\0', text.size)) return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return inet_pton(AF_INET6, copy, bytes) == 1;
}

static bool ipv6_make(struct observable *out, struct str text, struct arena *arena) {
    uint8_t bytes[16];
    char form[INET6_ADDRSTRLEN + 8];
    int prefix = prefix_take(&text, 128);
    if (prefix == -2 || text.size == 0 || !ipv6_read(bytes, text)) return false;
    bool is_net = prefix >= 0 && prefix < 128;
    for (int bit = prefix; is_net && bit < 128; bit++)
        bytes[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    char *end = ipv6_write(form, bytes);
    if (is_net) end += sprintf(end, "/%d", prefix);
    out->kind = is_net ? OBSERVABLE_IPV6_NET : OBSERVABLE_IPV6;
    out->value = arena_copy(arena, (struct str){form, (size_t)(end - form)});
    return true;
}

static bool ip_make(struct observable *out, struct str text, struct arena *arena) {
    return ipv4_make(out, text, arena) || ipv6_make(out, text, arena);
}

// ---- names ----

static bool is_label_byte(char c) {
    return ascii_is_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

// Letters of any script, digits, hyphens, underscores; the last label is not a number, or "1.2.3"
// would be a name.
static bool is_domain(struct str text) {
    struct str label = STR_NONE, rest = text;
    if (text.size == 0 || text.size > DOMAIN_SIZE_MAX) return false;
    while (str_take(&label, &rest, '.')) {
        if (label.size == 0 || label.size > LABEL_SIZE_MAX) return false;
        for (size_t i = 0; i < label.size; i++)
            if (!is_label_byte(label.data[i])) return false;
    }
    if (!unicode_is_label(text)) return false;
    for (size_t i = 0; i < label.size; i++)
        if (!ascii_is_digit(label.data[i])) return true;
    return false;
}

static bool name_make(struct observable *out, struct str text, struct arena *arena) {
    text = unicode_without_ignored(text, arena); // as a browser does
    if (str_ends(text, STR("."))) text = str_cut(text, 0, text.size - 1);
    if (!is_domain(text)) return false;
    out->kind = OBSERVABLE_DOMAIN;
    out->value = text_fold(arena, text);
    return true;
}

// Some givers write addresses as names; as an address it can be found.
static bool domain_make(struct observable *out, struct str text, struct arena *arena) {
    return name_make(out, text, arena) || ip_make(out, text, arena);
}

// "Name <local@domain>" is accepted, spaces and controls elsewhere are not.
static bool email_make(struct observable *out, struct str text, struct arena *arena) {
    text = unicode_without_ignored(text, arena);
    size_t open = str_find_byte_last(text, '<');
    if (open != SIZE_MAX && str_ends(text, STR(">"))) text = str_cut(text, open + 1, text.size - 1);
    if (str_ends(text, STR("."))) text = str_cut(text, 0, text.size - 1);
    size_t at = str_find_byte_last(text, '@');
    if (at == SIZE_MAX || at == 0 || !is_domain(str_cut(text, at + 1, text.size))) return false;
    if (str_find(text, STR("://")) != SIZE_MAX) return false; // a URL with a user
    for (size_t i = 0; i < at; i++)
        if ((unsigned char)text.data[i] <= ' ' || text.data[i] == 0x7F || text.data[i] == '<')
            return false;
    out->value = text_fold(arena, text);
    return true;
}

static const struct default_port {
    struct str scheme, port;
} DEFAULT_PORTS[] = {
    {{"http", 4}, {"80", 2}}, {{"https", 5}, {"443", 3}}, {{"ftp", 3}, {"21", 2}},
    {{"ws", 2}, {"80", 2}},   {{"wss", 3}, {"443", 3}},
};

static bool is_default_port(struct str scheme, struct str port) {
    for (size_t i = 0; i < sizeof DEFAULT_PORTS / sizeof *DEFAULT_PORTS; i++)
        if (str_equal_fold(DEFAULT_PORTS[i].scheme, scheme))
            return str_equal(DEFAULT_PORTS[i].port, port);
    return false;
}

struct url {
    struct str scheme, user, host, port, rest; // user with its '@', rest from the path on
};

static bool is_scheme(struct str text) {
    if (text.size == 0 || !ascii_is_alpha(text.data[0])) return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && !strchr("+-.", text.data[i])) return false;
    return memchr(text.data, '\0', text.size) == NULL;
}

// Reports often leave the scheme out; then it is http, if the rest looks like a host with a dot.
static bool url_split(struct url *url, struct str text) {
    size_t colon = str_find(text, STR("://")), slash = str_find_byte(text, '/');
    bool has_scheme = colon != SIZE_MAX && slash == colon + 1;
    url->scheme = has_scheme ? str_cut(text, 0, colon) : STR("http");
    size_t begin = has_scheme ? colon + 3 : 0, end = begin;
    while (end < text.size && !strchr("/?#", text.data[end])) end++;
    struct str authority = str_cut(text, begin, end);
    size_t user = str_find_byte_last(authority, '@');
    url->user = str_cut(authority, 0, user == SIZE_MAX ? 0 : user + 1);
    url->host = str_cut(authority, url->user.size, authority.size);
    size_t bracket = str_find_byte_last(url->host, ']'), port = str_find_byte_last(url->host, ':');
    bool has_port = port != SIZE_MAX && (bracket == SIZE_MAX || port > bracket);
    url->port = has_port ? str_cut(url->host, port + 1, url->host.size) : STR("");
    if (has_port) url->host = str_cut(url->host, 0, port);
    size_t fragment = str_find_byte(str_cut(text, end, text.size), '#');
    url->rest = str_trim(str_cut(text, end, fragment == SIZE_MAX ? text.size : end + fragment));
    // hxxp is for people; observable_make asks again with the real one.
    return is_scheme(url->scheme) && !str_starts_fold(url->scheme, STR("hxx")) &&
           (has_scheme || str_find_byte(url->host, '.') != SIZE_MAX);
}

static bool host_make(struct observable *out, struct str text, struct arena *arena) {
    if (!str_starts(text, STR("["))) {
        *out = (struct observable){OBSERVABLE_IPV4, text};
        return name_make(out, text, arena) ||
               (str_find_byte(text, '/') == SIZE_MAX && ipv4_make(out, text, arena));
    }
    return str_ends(text, STR("]")) && ipv6_make(out, str_cut(text, 1, text.size - 1), arena) &&
           out->kind == OBSERVABLE_IPV6;
}

static bool url_make(struct observable *out, struct str text, struct arena *arena) {
    struct url url;
    struct observable host;
    uint64_t port = 0;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F) return false;
    if (!url_split(&url, text) || !host_make(&host, url.host, arena)) return false;
    if (url.port.size > 0 && (!str_read_u64(&port, url.port) || port > 65535)) return false;
    if (is_default_port(url.scheme, url.port)) url.port = STR("");
    bool is_v6 = host.kind == OBSERVABLE_IPV6;
    const char *slash = str_starts(url.rest, STR("/")) ? "" : "/";
    struct str scheme = text_fold(arena, url.scheme);
    out->value =
        arena_format(arena, "%.*s://%.*s%s%.*s%s%s%.*s%s%.*s", STR_ARG(scheme), STR_ARG(url.user),
                     is_v6 ? "[" : "", STR_ARG(host.value), is_v6 ? "]" : "",
                     url.port.size > 0 ? ":" : "", STR_ARG(url.port), slash, STR_ARG(url.rest));
    return true;
}

struct str observable_url_host(struct str text) {
    struct url url;
    if (!url_split(&url, text)) return STR_NONE;
    bool is_v6 = str_starts(url.host, STR("["));
    return is_v6 ? str_cut(url.host, 1, url.host.size - 1) : url.host;
}

// ---- digits ----

static bool is_hex(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_hex(text.data[i])) return false;
    return text.size > 0;
}

static bool hex_make(struct observable *out, struct str text, size_t size, struct arena *arena) {
    if (text.size != size || !is_hex(text)) return false;
    out->value = text_fold(arena, text);
    return true;
}

static bool hex32_make(struct observable *out, struct str text, struct arena *arena) {
    return hex_make(out, text, 32, arena);
}
static bool hex40_make(struct observable *out, struct str text, struct arena *arena) {
    return hex_make(out, text, 40, arena);
}
static bool hex64_make(struct observable *out, struct str text, struct arena *arena) {
    return hex_make(out, text, 64, arena);
}
static bool hex128_make(struct observable *out, struct str text, struct arena *arena) {
    return hex_make(out, text, 128, arena);
}

// Hexadecimal digits of `text` in lower case, without the bytes in `separators`. False when
// anything else is in it.
static bool digits_of(struct str *out, struct str text, const char *separators,
                      struct arena *arena) {
    char *digits = arena_take(arena, text.size);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (ascii_is_hex(text.data[i]))
            digits[size++] = ascii_lower(text.data[i]);
        else if (text.data[i] == '\0' || !strchr(separators, text.data[i]))
            return false;
    }
    *out = (struct str){digits, size};
    return size > 0;
}

// 00:1a:..., 00-1A-..., 001a.2b3c.4d5e or 001a2b3c4d5e.
static bool mac_make(struct observable *out, struct str text, struct arena *arena) {
    struct str d;
    bool is_plain = text.size == 12, is_dotted = text.size == 14, is_split = text.size == 17;
    if ((!is_plain && !is_dotted && !is_split) || !digits_of(&d, text, ":-.", arena) ||
        d.size != 12)
        return false;
    for (size_t i = is_dotted ? 4 : 2; i < text.size && !is_plain; i += is_dotted ? 5 : 3)
        if (ascii_is_hex(text.data[i]) || (text.data[i] == '.') != is_dotted) return false;
    out->value = arena_format(arena, "%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", d.data, d.data + 2,
                              d.data + 4, d.data + 6, d.data + 8, d.data + 10);
    return true;
}

static bool asn_make(struct observable *out, struct str text, struct arena *arena) {
    uint64_t number;
    if (str_starts_fold(text, STR("AS"))) text = str_trim(str_cut(text, 2, text.size));
    if (!str_read_u64(&number, text) || number > UINT32_MAX) return false;
    out->value = arena_format(arena, "as%llu", (unsigned long long)number);
    return true;
}

static bool cve_make(struct observable *out, struct str text, struct arena *arena) {
    if (!str_starts_fold(text, STR("CVE-")) || text.size < 13 || text.size > 28) return false;
    for (size_t i = 4; i < text.size; i++)
        if (i == 8 ? text.data[i] != '-' : !ascii_is_digit(text.data[i])) return false;
    struct str digits = str_cut(text, 4, text.size);
    out->value = arena_format(arena, "CVE-%.*s", STR_ARG(digits));
    return true;
}

// t13d1516h2_8daaf6152771_b186095e22b6: ten characters and two cut hashes.
static bool ja4_make(struct observable *out, struct str text, struct arena *arena) {
    if (text.size != 36 || text.data[10] != '_' || text.data[23] != '_') return false;
    for (size_t i = 0; i < 10; i++)
        if (!ascii_is_alnum(text.data[i])) return false;
    if (!is_hex(str_cut(text, 11, 23)) || !is_hex(str_cut(text, 24, 36))) return false;
    out->value = text_fold(arena, text);
    return true;
}

// Whole octets. A serial number has no leading zero octets (DER puts one before a high bit), a hash
// may have them.
static bool certificate_make(struct observable *out, struct str text, struct arena *arena) {
    struct str d;
    if (str_starts_fold(text, STR("0x"))) text = str_cut(text, 2, text.size);
    if (!digits_of(&d, text, ": ", arena) || d.size > 128) return false;
    if (d.size % 2 != 0) d = arena_format(arena, "0%.*s", STR_ARG(d));
    while (d.size > 2 && d.size != 32 && d.size != 40 && d.size != 64 && d.size != 128 &&
           str_starts(d, STR("00")))
        d = str_cut(d, 2, d.size);
    out->value = d;
    return true;
}

// ---- others ----

static const struct hive {
    struct str given, full;
} HIVES[] = {
    {{"hklm", 4}, {"hkey_local_machine", 18}},  {{"hkcu", 4}, {"hkey_current_user", 17}},
    {{"hkcr", 4}, {"hkey_classes_root", 17}},   {{"hku", 3}, {"hkey_users", 10}},
    {{"hkcc", 4}, {"hkey_current_config", 19}}, {{"hkpd", 4}, {"hkey_performance_data", 21}},
};

static struct str trim_key(struct str key) {
    while (key.size > 0 && (key.data[0] == '\\' || ascii_is_space(key.data[0])))
        key = str_cut(key, 1, key.size);
    while (key.size > 0 && (str_ends(key, STR("\\")) || ascii_is_space(key.data[key.size - 1])))
        key = str_cut(key, 0, key.size - 1);
    return key;
}

// Keys are found without regard to case; a run of backslashes is one (an escape too many).
static bool registry_make(struct observable *out, struct str text, struct arena *arena) {
    char *key = arena_take(arena, text.size);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '\\' || (size > 0 && key[size - 1] != '\\'))
            key[size++] = ascii_lower(text.data[i]);
    struct str folded = trim_key((struct str){key, size});
    if (folded.size == 0) return false;
    size_t hive_end = str_find_byte(folded, '\\');
    struct str hive = str_cut(folded, 0, hive_end);
    struct str rest = str_cut(folded, hive.size, folded.size);
    out->value = folded;
    for (size_t i = 0; i < sizeof HIVES / sizeof *HIVES; i++)
        if (str_equal(HIVES[i].given, hive))
            out->value = arena_format(arena, "%.*s%.*s", STR_ARG(HIVES[i].full), STR_ARG(rest));
    return true;
}

// Base58 is told apart by case, hexadecimal and bech32 are not.
static bool crypto_make(struct observable *out, struct str text, struct arena *arena) {
    if (text.size < 20 || text.size > 128) return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i])) return false;
    bool is_hexadecimal = str_starts_fold(text, STR("0x")) && is_hex(str_cut(text, 2, text.size));
    bool is_bech32 = str_starts_fold(text, STR("bc1")) || str_starts_fold(text, STR("tb1")) ||
                     str_starts_fold(text, STR("ltc1"));
    out->value = is_hexadecimal || is_bech32 ? text_fold(arena, text) : text;
    return true;
}

static bool is_fuzzy_part(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alnum(text.data[i]) && text.data[i] != '+' && text.data[i] != '/')
            return false;
    return text.size > 0;
}

// blocksize:hash:hash, both of the base64 alphabet
static bool ssdeep_make(struct observable *out, struct str text, struct arena *arena) {
    (void)arena;
    struct str part, rest = text;
    uint64_t block;
    if (!str_take(&part, &rest, ':') || !str_read_u64(&block, part)) return false;
    if (!str_take(&part, &rest, ':') || !is_fuzzy_part(part) || !is_fuzzy_part(rest)) return false;
    out->value = text;
    return true;
}

// ---- the table ----

static const struct kind_row {
    const char *name;
    bool (*make)(struct observable *out, struct str text, struct arena *arena);
} ROWS[OBSERVABLE_KIND_COUNT] = {
    [OBSERVABLE_NONE] = {"", NULL},
    [OBSERVABLE_IPV4] = {"ipv4-addr", ipv4_make},
    [OBSERVABLE_IPV6] = {"ipv6-addr", ipv6_make},
    [OBSERVABLE_IPV4_NET] = {"ipv4-net", ipv4_make},
    [OBSERVABLE_IPV6_NET] = {"ipv6-net", ipv6_make},
    [OBSERVABLE_DOMAIN] = {"domain-name", domain_make},
    [OBSERVABLE_URL] = {"url", url_make},
    [OBSERVABLE_EMAIL] = {"email-addr", email_make},
    [OBSERVABLE_MD5] = {"file-md5", hex32_make},
    [OBSERVABLE_SHA1] = {"file-sha1", hex40_make},
    [OBSERVABLE_SHA256] = {"file-sha256", hex64_make},
    [OBSERVABLE_SHA512] = {"file-sha512", hex128_make},
    [OBSERVABLE_MAC] = {"mac-addr", mac_make},
    [OBSERVABLE_FILE_NAME] = {"file-name", text_make},
    [OBSERVABLE_MUTEX] = {"mutex", text_make},
    [OBSERVABLE_REGISTRY_KEY] = {"windows-registry-key", registry_make},
    [OBSERVABLE_USER_AGENT] = {"user-agent", text_make},
    [OBSERVABLE_ASN] = {"autonomous-system", asn_make},
    [OBSERVABLE_CVE] = {"cve", cve_make},
    [OBSERVABLE_JA3] = {"ja3", hex32_make},
    [OBSERVABLE_JA4] = {"ja4", ja4_make},
    [OBSERVABLE_ACCOUNT] = {"user-account", text_make},
    [OBSERVABLE_CERTIFICATE] = {"x509-certificate", certificate_make},
    [OBSERVABLE_CRYPTO_ADDRESS] = {"crypto-address", crypto_make},
    [OBSERVABLE_SSDEEP] = {"file-ssdeep", ssdeep_make},
    [OBSERVABLE_PROCESS] = {"process", text_make},
};

const char *observable_kind_name(enum observable_kind kind) {
    return kind > OBSERVABLE_NONE && kind < OBSERVABLE_KIND_COUNT ? ROWS[kind].name : "";
}

enum observable_kind observable_kind_find(struct str name) {
    for (int kind = 1; kind < OBSERVABLE_KIND_COUNT; kind++)
        if (str_equal(str_of(ROWS[kind].name), name)) return (enum observable_kind)kind;
    return OBSERVABLE_NONE;
}

bool observable_make(struct observable *out, enum observable_kind kind, struct str text,
                     struct arena *arena) {
    if (kind <= OBSERVABLE_NONE || kind >= OBSERVABLE_KIND_COUNT) return false;
    text = str_trim(text);
    if (text.size == 0 || text.size > OBSERVABLE_SIZE_MAX) return false;
    // No object says such a value (RFC 8259 §8.1), and arena_format would end at the NUL.
    if (memchr(text.data, '\0', text.size) || !text_is_utf8(text)) return false;
    struct observable made = {kind, STR_NONE};
    if (!ROWS[kind].make(&made, text, arena)) {
        // Patterns come de-fanged, too: what is no address so may be one without brackets.
        if (kind > OBSERVABLE_EMAIL) return false;
        text = str_trim(text_refang(arena, text));
        made = (struct observable){kind, STR_NONE};
        if (!ROWS[kind].make(&made, text, arena)) return false;
    }
    *out = made;
    return true;
}

bool observable_make_address(struct observable *out, struct str text, struct arena *arena) {
    // URL last: with the scheme left out almost anything is one.
    static const enum observable_kind KINDS[] = {OBSERVABLE_IPV4,   OBSERVABLE_IPV6,
                                                 OBSERVABLE_MAC,    OBSERVABLE_EMAIL,
                                                 OBSERVABLE_DOMAIN, OBSERVABLE_URL};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (observable_make(out, KINDS[i], text, arena)) return true;
    return false;
}

enum observable_kind observable_hash_kind(struct str algorithm) {
    static const struct {
        struct str name;
        enum observable_kind kind;
    } NAMES[] = {
        {{"MD5", 3}, OBSERVABLE_MD5},       {{"SHA-256", 7}, OBSERVABLE_SHA256},
        {{"SHA256", 6}, OBSERVABLE_SHA256}, {{"SHA-1", 5}, OBSERVABLE_SHA1},
        {{"SHA1", 4}, OBSERVABLE_SHA1},     {{"SHA-512", 7}, OBSERVABLE_SHA512},
        {{"SHA512", 6}, OBSERVABLE_SHA512}, {{"SSDEEP", 6}, OBSERVABLE_SSDEEP},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_equal_fold(NAMES[i].name, algorithm)) return NAMES[i].kind;
    return OBSERVABLE_NONE;
}

uint64_t observable_hash(enum observable_kind kind, struct str value) {
    char bytes[512], *room = bytes;
    if (value.size >= sizeof bytes) room = memory_take(value.size + 1);
    room[0] = (char)kind;
    if (value.size > 0) memcpy(room + 1, value.data, value.size);
    uint8_t digest[8];
    digest_blake2b(digest, sizeof digest, (struct str){room, value.size + 1}, STR_NONE);
    if (room != bytes) free(room);
    uint64_t hash = 0;
    for (int i = 7; i >= 0; i--) hash = hash << 8 | digest[i];
    return hash;
}
