#include "http/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define TEXT_MAX 64
#define MAPPED_BITS 96

// ---- networks ----

struct special {
    uint8_t bytes[16];
    unsigned bits;
};
#define V4(a, b, c, d, length)                                                                     \
    { {[10] = 0xff, [11] = 0xff, a, b, c, d}, MAPPED_BITS + (length) }

// tidy: table
static const struct special CLOSED_V4[] = {
    V4(0, 0, 0, 0, 8),       // this network (RFC 791, 3.2)
    V4(10, 0, 0, 0, 8),      // private use (RFC 1918)
    V4(100, 64, 0, 0, 10),   // shared address space (RFC 6598)
    V4(127, 0, 0, 0, 8),     // loopback (RFC 1122, 3.2.1.3)
    V4(169, 254, 0, 0, 16),  // link-local (RFC 3927)
    V4(172, 16, 0, 0, 12),   // private use
    V4(192, 0, 0, 0, 24),    // IETF protocol assignments (RFC 6890, 2.1)
    V4(192, 0, 2, 0, 24),    // documentation (RFC 5737)
    V4(192, 31, 196, 0, 24), // AS112 (RFC 7535)
    V4(192, 52, 193, 0, 24), // AMT (RFC 7450)
    V4(192, 88, 99, 0, 24),  // 6to4 relays (RFC 7526)
    V4(192, 168, 0, 0, 16),  // private use
    V4(192, 175, 48, 0, 24), // AS112 (RFC 7534)
    V4(198, 18, 0, 0, 15),   // benchmarking (RFC 2544)
    V4(198, 51, 100, 0, 24), // documentation
    V4(203, 0, 113, 0, 24),  // documentation
    V4(224, 0, 0, 0, 4),     // multicast (RFC 5771)
    V4(240, 0, 0, 0, 4),     // reserved (RFC 1112, 4), and limited broadcast
};
static const struct special GIVEN_OUT = {{0x20}, 3};
// Within what is given out:
static const struct special CLOSED_V6[] = {
    {{0x20, 0x01, 0x00}, 23},                   // IETF protocol assignments (RFC 2928)
    {{0x20, 0x01, 0x0d, 0xb8}, 32},             // documentation (RFC 3849)
    {{0x20, 0x02}, 16},                         // 6to4 (RFC 3056)
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48}, // AS112 (RFC 7534)
    {{0x3f, 0xff}, 20},                         // documentation (RFC 9637)
};
static const struct special MAPPED = {{[10] = 0xff, [11] = 0xff}, MAPPED_BITS}; // RFC 4291, 2.5.5.2
static const struct special NAT64 = {{0x00, 0x64, 0xff, 0x9b}, 96};             // RFC 6052, 2.1

static bool is_within(const uint8_t address[16], const uint8_t network[16], unsigned bits) {
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(address, network, whole) != 0) return false;
    return !rest || (address[whole] ^ network[whole]) >> (8 - rest) == 0;
}

static bool is_in(const uint8_t address[16], const struct special *rows, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (is_within(address, rows[i].bytes, rows[i].bits)) return true;
    return false;
}

static bool is_public(const uint8_t address[16]) {
    if (is_in(address, &MAPPED, 1))
        return !is_in(address, CLOSED_V4, sizeof CLOSED_V4 / sizeof *CLOSED_V4);
    return is_in(address, &GIVEN_OUT, 1) &&
           !is_in(address, CLOSED_V6, sizeof CLOSED_V6 / sizeof *CLOSED_V6);
}

// ---- addresses ----

static void map(uint8_t out[16], const void *v4) {
    memcpy(out, MAPPED.bytes, 12);
    memcpy(out + 12, v4, 4);
}

// False for a family that is none of both.
static bool bytes_of(uint8_t out[16], const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        map(out, &((const struct sockaddr_in *)(const void *)address)->sin_addr);
        return true;
    }
    if (address->sa_family != AF_INET6) return false;
    memcpy(out, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    if (is_in(out, &NAT64, 1)) memcpy(out, MAPPED.bytes, 12);
    return true;
}

bool reach_allows(const struct reach *reach, const struct sockaddr *address) {
    uint8_t bytes[16];
    if (!bytes_of(bytes, address)) return false;
    for (size_t i = 0; i < reach->count; i++)
        if (is_within(bytes, reach->allowed[i].bytes, reach->allowed[i].bits)) return true;
    return is_public(bytes);
}

// ---- reading ----

static bool read_address(struct reach_network *out, struct str text) {
    char word[TEXT_MAX];
    struct in_addr v4;
    if (!text.size || text.size >= sizeof word) return false;
    memcpy(word, text.data, text.size);
    word[text.size] = '\0';
    out->bits = 128;
    if (inet_pton(AF_INET6, word, out->bytes) == 1) return true;
    if (inet_pton(AF_INET, word, &v4) != 1) return false;
    map(out->bytes, &v4);
    return true;
}

static bool read_network(struct reach_network *out, struct str text) {
    struct str address = text, length = STR_NONE;
    size_t slash = str_find_byte(text, '/');
    uint64_t bits;
    if (slash != SIZE_MAX) {
        address = str_cut(text, 0, slash);
        length = str_cut(text, slash + 1, text.size);
    }
    if (!read_address(out, address)) return false;
    if (!length.data) return true;
    unsigned above = str_find_byte(address, ':') == SIZE_MAX ? MAPPED_BITS : 0;
    if (!str_read_u64(&bits, length) || bits > 128 - above) return false;
    out->bits = above + (unsigned)bits;
    struct reach_network whole = *out;
    for (unsigned bit = whole.bits; bit < 128; bit++)
        whole.bytes[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    return memcmp(whole.bytes, out->bytes, sizeof whole.bytes) == 0;
}

enum status reach_read(struct reach *out, struct str text, struct fault *fault) {
    struct reach it = {.count = 0};
    struct str word, rest = str_trim(text);
    while (rest.size && str_take(&word, &rest, ',')) {
        word = str_trim(word);
        if (it.count == REACH_NETWORKS_MAX)
            return fault_set(fault, LIMIT, "more than %d networks", REACH_NETWORKS_MAX);
        if (!read_network(&it.allowed[it.count++], word))
            return fault_set(fault, MALFORMED,
                             "'%.*s' is no network: 10.1.0.0/16 or fd00::/8 is expected",
                             STR_ARG(str_cut(word, 0, TEXT_MAX)));
    }
    *out = it;
    return OK;
}
