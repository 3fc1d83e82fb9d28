// Tokens that need no canonical form: names and their parents, hashes, CVE ids.
#include "match/scan_inside.h"

#define NAME_BYTES_MAX 253 // of a domain name (RFC 1035, 2.3.4)

static bool is_hex(const char *text, size_t begin, size_t end) {
    while (begin < end && byte_is(text[begin], CLASS_HEX)) begin++;
    return begin == end;
}

size_t token_escape(bool *is_sure, const char *text, size_t at) {
    *is_sure = text[(ptrdiff_t)at - 1] == '%';
    if (*is_sure) return is_hex(text, at, at + 2) ? 2 : 0;
    const char *before = text + at;
    size_t backslashes = 0;
    while (before[-1 - (ptrdiff_t)backslashes] == '\\') backslashes++;
    if (backslashes % 2 == 0) return 0;
    if (text[at] == 'u' && is_hex(text, at + 1, at + 5)) return 5;
    return memchr("nrtbf", text[at], 5) ? 1 : 0;
}

static void wait_nets(struct scan *scan, const struct scan_view *view, uint32_t address,
                      size_t begin, size_t end) {
    for (uint64_t lengths = scan->set->net4_lengths; lengths != 0; lengths &= lengths - 1) {
        unsigned prefix = (unsigned)__builtin_ctzll(lengths);
        uint32_t net = address_mask_ipv4(address, prefix);
        scan_wait(scan, view, WAIT_IPV4_NET, fingerprint_ipv4(SEED_IPV4_NET + prefix, net), begin,
                  end);
    }
}

void token_ipv4(struct scan *scan, const struct scan_view *view, uint32_t address, size_t begin,
                size_t end) {
    scan_wait(scan, view, WAIT_IPV4, fingerprint_ipv4(SEED_IPV4, address), begin, end);
    if (scan->set->net4_lengths != 0 && set_bit(scan->set->nets, address >> 16))
        wait_nets(scan, view, address, begin, end);
}

// A run that ends in a number: an address, or addresses with hyphens between, as in a range.
static void token_numbers(struct scan *scan, const struct scan_view *view, size_t begin,
                          size_t end) {
    for (size_t at = begin; at < end;) {
        const char *hyphen = memchr(view->text + at, '-', end - at);
        size_t stop = hyphen ? (size_t)(hyphen - view->text) : end;
        size_t from = at, to = stop;
        while (from < to && view->text[from] == '.') from++;
        while (to > from && view->text[to - 1] == '.') to--;
        uint32_t address;
        if (to - from >= 7 && to - from <= 15 &&
            address_read_ipv4(&address, (struct str){view->text + from, to - from}))
            token_ipv4(scan, view, address, from, to);
        at = stop + 1;
    }
}

static bool is_numeric(const char *text, size_t begin, size_t end) {
    for (; begin < end; begin++)
        if (byte_is(text[begin], CLASS_LETTER) || text[begin] == '_') return false;
    return true;
}

// The name from `begin` to `end` stands behind an '@'.
static void wait_mail(struct scan *scan, const struct scan_view *view, size_t begin, size_t end) {
    const char *text = view->text;
    while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) end--;
    if (end - begin > NAME_BYTES_MAX) return;
    uint64_t hash = fingerprint_name(SEED_EMAIL_DOMAIN, text + begin, text + end);
    scan_wait(scan, view, WAIT_MAIL, hash, begin, end);
}

// Where a name that begins at `begin` is read from: a longer one than there can be is cut.
static size_t name_floor(bool *is_cut, const char *text, size_t begin, size_t end) {
    *is_cut = false;
    if (end - begin <= NAME_BYTES_MAX) return begin;
    size_t floor = end - NAME_BYTES_MAX;
    *is_cut = text[floor - 1] != '.';
    return floor;
}

// The name and each parent of at least two labels, from the right.
static void token_domain(struct scan *scan, const struct scan_view *view, size_t begin, size_t end,
                         size_t escape) {
    bool is_cut;
    const char *text = view->text, *floor = text + name_floor(&is_cut, text, begin, end);
    uint64_t hash = fingerprint_begin(SEED_DOMAIN);
    const char *behind_escape = text + begin + escape;
    const char *left = fingerprint_label(&hash, text + end, floor);
    if (!set_bit(scan->set->ends, set_end_bit(hash))) return;
    while (left > floor + 1) {
        const char *label_end = left - 1;
        uint64_t parent = hash;
        left = fingerprint_label(&hash, label_end, floor);
        if (left == label_end || (left == floor && is_cut)) return;
        scan_wait(scan, view, WAIT_DOMAIN, hash, (size_t)(left - text), end);
        if (behind_escape <= left || behind_escape >= label_end) continue;
        fingerprint_label(&parent, label_end, behind_escape);
        scan_wait(scan, view, WAIT_DOMAIN, parent, begin + escape, end);
    }
}

static bool is_edge(char byte) {
    return byte == '.' || byte == '-';
}

void token_name(struct scan *scan, struct scan_view *view, size_t at) {
    if (at < view->name_done) return;
    size_t begin = run_begin(view, at), end = run_end(view, at);
    view->name_done = end;
    const char *text = view->text;
    if (text[(ptrdiff_t)begin - 1] == '@' && (scan->set->kinds & SET_KIND(OBSERVABLE_EMAIL)))
        wait_mail(scan, view, begin, end);
    bool is_sure;
    size_t escape = token_escape(&is_sure, text, begin);
    if (is_sure) begin += escape;
    if (is_sure) escape = 0;
    while (end > begin && is_edge(text[end - 1])) end--;
    while (begin < end && is_edge(text[begin])) {
        begin++;
        escape = 0;
    }
    while (escape > 0 && begin + escape < end && is_edge(text[begin + escape])) escape++;
    if (begin == end) return;
    if (!byte_is(text[end - 1], CLASS_DIGIT)) {
        token_domain(scan, view, begin, end, escape);
    } else if (is_numeric(text, begin, end)) {
        token_numbers(scan, view, begin, end);
    } else if (escape > 0 && is_numeric(text, begin + escape, end)) {
        token_numbers(scan, view, begin + escape, end);
    } else {
        token_domain(scan, view, begin, end, escape);
    }
}

static uint32_t hash_kinds(size_t digits) {
    uint32_t certificate = SET_KIND(OBSERVABLE_CERTIFICATE);
    switch (digits) {
    case 32: return SET_KIND(OBSERVABLE_MD5) | SET_KIND(OBSERVABLE_JA3) | certificate;
    case 40: return SET_KIND(OBSERVABLE_SHA1) | certificate;
    case 64: return SET_KIND(OBSERVABLE_SHA256) | certificate;
    case 128: return SET_KIND(OBSERVABLE_SHA512) | certificate;
    default: return 0;
    }
}

static void try_hash(struct scan *scan, const struct scan_view *view, size_t begin, size_t end) {
    uint32_t kinds = begin < end ? hash_kinds(end - begin) : 0;
    if (kinds == 0 || !is_hex(view->text, begin, end)) return;
    uint64_t hash = fingerprint_term(SEED_HEX, view->text + begin, view->text + end);
    if (!set_may_hold(scan->set, hash)) return;
    struct probe probe = {.hash = hash, .kinds = kinds, .text = {view->text + begin, end - begin}};
    scan_probe(scan, view, &probe, begin, end);
}

void token_hash(struct scan *scan, struct scan_view *view, size_t at) {
    if (at < view->term_done) return;
    const char *text = view->text;
    size_t begin = at, end = at;
    while (begin > 0 && byte_is_word(text[begin - 1])) begin--;
    while (end < view->size && byte_is_word(text[end])) end++;
    view->term_done = end;
    bool is_sure;
    size_t escape = token_escape(&is_sure, text, begin);
    if (!is_sure || escape == 0) try_hash(scan, view, begin, end);
    if (escape > 0) try_hash(scan, view, begin + escape, end);
}

static size_t digits_end(const char *text, size_t at) {
    while (byte_is(text[at], CLASS_DIGIT)) at++;
    return at;
}

// The hyphen at `at` stands after "v?": is it "CVE-2020-0601"?
void token_cve(struct scan *scan, struct scan_view *view, size_t at) {
    const char *text = view->text;
    if (at < 3 || (text[at - 3] | 0x20) != 'c' || (text[at - 1] | 0x20) != 'e') return;
    size_t begin = at - 3, word = begin;
    while (word > 0 && byte_is_word(text[word - 1])) word--;
    bool is_sure;
    if (word != begin && word + token_escape(&is_sure, text, word) != begin) return;
    size_t year_end = digits_end(text, at + 1);
    if (year_end - at != 5 || text[year_end] != '-') return;
    size_t end = digits_end(text, year_end + 1);
    if (end - year_end < 5 || end - year_end > 20 || byte_is_word(text[end])) return;
    uint64_t hash = fingerprint_term(SEED_CVE, text + begin, text + end);
    if (!set_may_hold(scan->set, hash)) return;
    struct probe probe = {
        .hash = hash, .kinds = SET_KIND(OBSERVABLE_CVE), .text = {text + begin, end - begin}};
    scan_probe(scan, view, &probe, begin, end);
}
