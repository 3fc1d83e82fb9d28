// IPv6 addresses in any spelling.
#include "match/scan_inside.h"

#define ADDRESS_TEXT_MAX 45

static bool is_part(char byte) {
    return byte_is(byte, CLASS_HEX | CLASS_COLON) || byte == '.';
}

static void probe_address(struct scan *scan, const struct scan_view *view,
                          const uint8_t address[16], size_t begin, size_t end) {
    const struct set *set = scan->set;
    uint64_t hash = fingerprint_ipv6(SEED_IPV6, address);
    if (set_may_hold(set, hash)) {
        struct probe probe = {.hash = hash, .kinds = SET_KIND(OBSERVABLE_IPV6), .address = address};
        scan_probe(scan, view, &probe, begin, end);
    }
    for (size_t i = 0; i < set->net6_length_count; i++) {
        unsigned prefix = set->net6_lengths[i];
        uint8_t net[16];
        memcpy(net, address, 16);
        address_mask(net, prefix);
        hash = fingerprint_ipv6(SEED_IPV6_NET + prefix, net);
        if (!set_may_hold(set, hash)) continue;
        struct probe probe = {
            .hash = hash, .kinds = SET_KIND(OBSERVABLE_IPV6_NET), .address = net, .prefix = prefix};
        scan_probe(scan, view, &probe, begin, end);
    }
}

// ::ffff:c000:201 is 192.0.2.1; with dots, the name scan has seen the address already.
static void probe_mapped(struct scan *scan, const struct scan_view *view, const uint8_t address[16],
                         size_t begin, size_t end) {
    static const uint8_t MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (memcmp(address, MAPPED, sizeof MAPPED) != 0) return;
    if (memchr(view->text + begin, '.', end - begin)) return;
    uint32_t value = (uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 |
                     (uint32_t)address[14] << 8 | address[15];
    token_ipv4(scan, view, value, begin, end);
}

// Eight groups, or two colons together: all else, times for instance, is no address.
static bool has_shape(const char *text, size_t begin, size_t end) {
    unsigned colons = 0;
    bool is_short = false;
    for (size_t i = begin; i < end; i++) {
        if (text[i] != ':') continue;
        colons++;
        is_short |= i + 1 < end && text[i + 1] == ':';
    }
    return is_short ? colons <= 8 : colons == 7 || colons == 6;
}

// A word before, as in `src:2001:db8::1`, may reach into the run: leaves it and its colon out.
static size_t skip_word(const char *text, size_t begin, size_t end) {
    if (!byte_is_word(text[(ptrdiff_t)begin - 1])) return begin;
    while (begin < end && text[begin] != ':') begin++;
    if (begin + 1 < end && text[begin + 1] == ':') return end;
    return begin;
}

void token_address(struct scan *scan, struct scan_view *view, size_t at) {
    if (at < view->address_done) return;
    const char *text = view->text;
    size_t begin = at, end = at;
    while (begin > view->address_done && is_part(text[begin - 1])) begin--;
    while (end < view->size && is_part(text[end])) end++;
    view->address_done = end;
    if (byte_is_word(text[end]) || text[end] == '-') return;
    bool is_sure;
    size_t escape = token_escape(&is_sure, text, begin);
    begin = is_sure && begin + escape < end ? begin + escape : skip_word(text, begin, end);
    while (end > begin && (text[end - 1] == '.' ||
                           (text[end - 1] == ':' && end - begin > 1 && text[end - 2] != ':')))
        end--;
    while (begin < end && (text[begin] == '.' ||
                           (text[begin] == ':' && begin + 1 < end && text[begin + 1] != ':')))
        begin++;
    uint8_t address[16];
    if (end - begin < 3 || end - begin > ADDRESS_TEXT_MAX || !has_shape(text, begin, end)) return;
    if (!address_read_ipv6(address, (struct str){text + begin, end - begin})) return;
    probe_address(scan, view, address, begin, end);
    probe_mapped(scan, view, address, begin, end);
}
