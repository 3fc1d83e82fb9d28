// The pattern that one value satisfies: the way back from pattern_observables.
#include "base/buf.h"
#include "stix/observable.h"
#include "stix/pattern.h"

// Left of the value; a kind that no STIX object has is named as the tools that have it do.
static const char *const TESTS[OBSERVABLE_KIND_COUNT] = {
    [OBSERVABLE_IPV4] = "ipv4-addr:value =",
    [OBSERVABLE_IPV6] = "ipv6-addr:value =",
    [OBSERVABLE_IPV4_NET] = "ipv4-addr:value ISSUBSET",
    [OBSERVABLE_IPV6_NET] = "ipv6-addr:value ISSUBSET",
    [OBSERVABLE_DOMAIN] = "domain-name:value =",
    [OBSERVABLE_URL] = "url:value =",
    [OBSERVABLE_EMAIL] = "email-addr:value =",
    [OBSERVABLE_MD5] = "file:hashes.MD5 =",
    [OBSERVABLE_SHA1] = "file:hashes.'SHA-1' =",
    [OBSERVABLE_SHA256] = "file:hashes.'SHA-256' =",
    [OBSERVABLE_SHA512] = "file:hashes.'SHA-512' =",
    [OBSERVABLE_MAC] = "mac-addr:value =",
    [OBSERVABLE_FILE_NAME] = "file:name =",
    [OBSERVABLE_MUTEX] = "mutex:name =",
    [OBSERVABLE_REGISTRY_KEY] = "windows-registry-key:key =",
    [OBSERVABLE_USER_AGENT] =
        "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' =",
    [OBSERVABLE_ASN] = "autonomous-system:number =",
    [OBSERVABLE_CVE] = "vulnerability:name =",
    [OBSERVABLE_JA3] = "network-traffic:extensions.'tls-ext'.ja3 =",
    [OBSERVABLE_JA4] = "network-traffic:extensions.'tls-ext'.ja4 =",
    [OBSERVABLE_ACCOUNT] = "user-account:account_login =",
    [OBSERVABLE_CERTIFICATE] = "x509-certificate:serial_number =",
    [OBSERVABLE_CRYPTO_ADDRESS] = "cryptocurrency-wallet:value =",
    [OBSERVABLE_SSDEEP] = "file:hashes.SSDEEP =",
    [OBSERVABLE_PROCESS] = "process:command_line =",
};

// A certificate is known by its serial number, or by a hash that only its length tells.
static const char *test_of(const struct observable *observable) {
    if (observable->kind != OBSERVABLE_CERTIFICATE) return TESTS[observable->kind];
    switch (observable->value.size) {
    case 32: return "x509-certificate:hashes.MD5 =";
    case 40: return "x509-certificate:hashes.'SHA-1' =";
    case 64: return "x509-certificate:hashes.'SHA-256' =";
    default: return TESTS[OBSERVABLE_CERTIFICATE];
    }
}

struct str observable_pattern(const struct observable *observable, struct arena *arena) {
    struct str value = observable->value;
    struct buf out;
    if (observable->kind <= OBSERVABLE_NONE || observable->kind >= OBSERVABLE_KIND_COUNT)
        return STR_NONE;
    buf_init(&out, SIZE_MAX);
    buf_addf(&out, "[%s ", test_of(observable));
    if (observable->kind == OBSERVABLE_ASN) {
        buf_add(&out, str_cut(value, 2, value.size)); // without "as": the property is a number
    } else {
        pattern_print_string(&out, value);
    }
    buf_add_byte(&out, ']');
    struct str pattern = arena_copy(arena, buf_str(&out));
    buf_close(&out);
    return pattern;
}
