// oracle.h - a slow scanner that tries every value of a list at every byte of a line.
//
// It shares nothing with the scan but the rules of scan.h: no masks, no hashes, no filter. The line
// is undone of its de-fanging first, and a map says where each byte stood.
#pragma once

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>

#include "watch.h"

#define ORACLE_LINE_MAX 2048

struct oracle {
    const struct observable *values;
    size_t value_count;
    struct arena *arena;
    // The line, with room for looks to both sides.
    char room[ORACLE_LINE_MAX + 128];
    char *text;
    size_t size, map[ORACLE_LINE_MAX + 1];
    struct watch *out;
};

static bool oracle_is_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}
static bool oracle_is_name(char c) {
    return oracle_is_word(c) || c == '.' || c == '-';
}
static bool oracle_is_hex(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (!isxdigit((unsigned char)text[i])) return false;
    return true;
}

static void oracle_load(struct oracle *oracle, struct str line) {
    static const struct {
        const char *mark, *sign;
    } MARKS[] = {{"[.]", "."},   {"(.)", "."},  {"{.}", "."}, {"[dot]", "."},  {"(dot)", "."},
                 {"{dot}", "."}, {"[@]", "@"},  {"(@)", "@"}, {"{@}", "@"},    {"[at]", "@"},
                 {"(at)", "@"},  {"{at}", "@"}, {"[:]", ":"}, {"[://]", "://"}};
    memset(oracle->room, '\n', sizeof oracle->room);
    oracle->text = oracle->room + 64;
    oracle->size = 0;
    for (size_t at = 0; at < line.size;) {
        struct str rest = str_cut(line, at, line.size), piece = str_cut(line, at, at + 1);
        size_t taken = 1;
        for (size_t i = 0; i < COUNT(MARKS); i++) {
            if (!str_starts_fold(rest, str_of(MARKS[i].mark))) continue;
            piece = str_of(MARKS[i].sign);
            taken = strlen(MARKS[i].mark);
        }
        for (size_t i = 0; i < piece.size; i++) {
            oracle->map[oracle->size] = at;
            oracle->text[oracle->size++] = piece.data[i];
        }
        at += taken;
    }
}

static void oracle_hit(struct oracle *oracle, const struct observable *value, size_t begin,
                       size_t end) {
    struct watch_hit hit = {
        .begin = oracle->map[begin], .end = oracle->map[end - 1] + 1, .kind = value->kind};
    memcpy(hit.value, value->value.data, value->value.size);
    vec_add(&oracle->out->hits, hit);
}

// Bytes at `at` that end an escape: 0 when none stands before.
static size_t oracle_escape(const char *text, size_t at, bool *is_sure) {
    const char *p = text + at;
    *is_sure = p[-1] == '%' && oracle_is_hex(p, 2);
    if (*is_sure) return 2;
    size_t slashes = 0;
    while (p[-1 - (ptrdiff_t)slashes] == '\\')
        slashes++;
    if (slashes % 2 == 0) return 0;
    if (p[0] == 'u' && oracle_is_hex(p + 1, 4)) return 5;
    return p[0] && strchr("nrtbf", p[0]) ? 1 : 0;
}

// May a word (of bytes that `is_part` says) begin at `at`?
static bool oracle_word_begins(const char *text, size_t at, bool (*is_part)(char)) {
    const char *start = text + at;
    while (is_part(start[-1]))
        start--;
    size_t run = (size_t)(start - text);
    bool is_sure;
    size_t escape = oracle_escape(text, run, &is_sure);
    return is_sure ? at == run + escape : at == run || (escape > 0 && at == run + escape);
}

// A domain that ends at a dot may begin behind one; hyphens and dots around a name are not of it.
static bool oracle_name_begins(const char *text, size_t at) {
    if (oracle_word_begins(text, at, oracle_is_name)) return true;
    if (text[(ptrdiff_t)at - 1] == '.') return true;
    size_t edge = at;
    while (text[(ptrdiff_t)edge - 1] == '-' || text[(ptrdiff_t)edge - 1] == '.')
        edge--;
    return edge < at && (!oracle_is_name(text[(ptrdiff_t)edge - 1]) ||
                         oracle_word_begins(text, edge, oracle_is_name));
}
static bool oracle_name_ends(const char *text, size_t end) {
    while (text[end] == '.' || text[end] == '-')
        end++;
    return !oracle_is_word(text[end]);
}

static bool oracle_same(const struct oracle *oracle, size_t at, struct str value) {
    return at + value.size <= oracle->size &&
           str_equal_fold((struct str){oracle->text + at, value.size}, value);
}

static void oracle_text_value(struct oracle *oracle, const struct observable *value) {
    for (size_t at = 0; at + value->value.size <= oracle->size; at++) {
        size_t end = at + value->value.size;
        if (!oracle_same(oracle, at, value->value)) continue;
        bool is_hit =
            value->kind == OBSERVABLE_DOMAIN
                ? oracle_name_begins(oracle->text, at) && oracle_name_ends(oracle->text, end)
                : oracle_word_begins(oracle->text, at, oracle_is_word) &&
                      !oracle_is_word(oracle->text[end]);
        if (is_hit) oracle_hit(oracle, value, at, end);
    }
}

// Is `address` (4 or 16 bytes) the value, or within it?
static bool oracle_covers(const struct observable *value, const uint8_t *address, size_t size) {
    char text[64] = {0};
    uint8_t net[16];
    memcpy(text, value->value.data, value->value.size);
    char *slash = strchr(text, '/');
    size_t prefix = slash ? (size_t)atoi(slash + 1) : size * 8;
    if (slash) *slash = 0;
    bool is_v4 = value->kind == OBSERVABLE_IPV4 || value->kind == OBSERVABLE_IPV4_NET;
    if (is_v4 != (size == 4) || inet_pton(is_v4 ? AF_INET : AF_INET6, text, net) != 1) return false;
    for (size_t bit = 0; bit < prefix; bit++)
        if ((net[bit / 8] ^ address[bit / 8]) >> (7 - bit % 8) & 1) return false;
    return true;
}

static void oracle_address(struct oracle *oracle, const uint8_t *address, size_t size, size_t begin,
                           size_t end) {
    for (size_t i = 0; i < oracle->value_count; i++) {
        enum observable_kind kind = oracle->values[i].kind;
        if (kind < OBSERVABLE_IPV4 || kind > OBSERVABLE_IPV6_NET) continue;
        if (oracle_covers(&oracle->values[i], address, size))
            oracle_hit(oracle, &oracle->values[i], begin, end);
    }
}

static bool oracle_is_number(char c) {
    return isdigit((unsigned char)c) || c == '.' || c == '-';
}

// The run of numbers, dots and hyphens around an address is no part of a name.
static bool oracle_ipv4_stands(const char *text, size_t begin, size_t end) {
    size_t left = begin, right = end;
    while (oracle_is_number(text[(ptrdiff_t)left - 1]))
        left--;
    while (oracle_is_number(text[right]))
        right++;
    if (oracle_is_name(text[right])) return false;
    bool is_left = false;
    for (size_t at = left; at <= begin; at++)
        is_left |= oracle_word_begins(text, at, oracle_is_name);
    if (!is_left) return false;
    while (text[(ptrdiff_t)begin - 1] == '.')
        begin--;
    while (text[end] == '.')
        end++;
    bool is_first = text[(ptrdiff_t)begin - 1] == '-' ||
                    !oracle_is_name(text[(ptrdiff_t)begin - 1]) ||
                    oracle_word_begins(text, begin, oracle_is_name);
    return is_first && (text[end] == '-' || !oracle_is_name(text[end]));
}

static void oracle_ipv4(struct oracle *oracle) {
    for (size_t at = 0; at < oracle->size; at++) {
        for (size_t end = at + 7; end <= at + 15 && end <= oracle->size; end++) {
            char text[16] = {0};
            uint8_t address[4];
            memcpy(text, oracle->text + at, end - at);
            if (inet_pton(AF_INET, text, address) != 1) continue;
            if (oracle_ipv4_stands(oracle->text, at, end))
                oracle_address(oracle, address, 4, at, end);
        }
    }
}

static bool oracle_is_ipv6_byte(char c) {
    return isxdigit((unsigned char)c) || c == ':' || c == '.';
}

static bool oracle_ipv6_begins(const char *text, size_t begin) {
    size_t run = begin;
    bool is_sure;
    while (oracle_is_ipv6_byte(text[(ptrdiff_t)run - 1]))
        run--;
    size_t escape = oracle_escape(text, run, &is_sure);
    if (is_sure) run += escape;
    if (is_sure && begin < run) return false;
    if (!is_sure && oracle_is_word(text[(ptrdiff_t)run - 1])) {
        while (run < begin && text[run] != ':')
            run++;
        if (run >= begin || text[run + 1] == ':') return false;
    }
    for (; run < begin; run++)
        if (text[run] != '.' && (text[run] != ':' || text[run + 1] == ':')) return false;
    return !(text[begin] == ':' && text[begin + 1] != ':') && text[begin] != '.';
}

static bool oracle_ipv6_ends(const char *text, size_t end) {
    size_t run = end;
    while (oracle_is_ipv6_byte(text[run]))
        run++;
    if (oracle_is_word(text[run]) || text[run] == '-') return false;
    for (; run > end; run--)
        if (text[(ptrdiff_t)run - 1] != '.' &&
            (text[(ptrdiff_t)run - 1] != ':' || text[(ptrdiff_t)run - 2] == ':'))
            return false;
    return text[(ptrdiff_t)end - 1] != '.' &&
           (text[(ptrdiff_t)end - 1] != ':' || text[(ptrdiff_t)end - 2] == ':');
}

static void oracle_ipv6(struct oracle *oracle) {
    for (size_t at = 0; at < oracle->size; at++) {
        for (size_t end = at + 3; end <= at + 45 && end <= oracle->size; end++) {
            char text[46] = {0};
            uint8_t address[16];
            memcpy(text, oracle->text + at, end - at);
            if (inet_pton(AF_INET6, text, address) != 1) continue;
            if (!oracle_ipv6_begins(oracle->text, at) || !oracle_ipv6_ends(oracle->text, end))
                continue;
            oracle_address(oracle, address, 16, at, end);
            static const uint8_t MAPPED[12] = {[10] = 0xFF, [11] = 0xFF};
            if (memcmp(address, MAPPED, 12) == 0 && !strchr(text, '.'))
                oracle_address(oracle, address + 12, 4, at, end);
        }
    }
}

static bool oracle_ends_url(char c) {
    return (unsigned char)c <= ' ' || c == 127 || strchr("\"<>`^\\#", c) != NULL;
}

// The known URL that `url` is another spelling of, or NULL.
static const struct observable *oracle_known_url(struct oracle *oracle, struct str url) {
    struct observable made;
    if (!observable_make(&made, OBSERVABLE_URL, url, oracle->arena)) return NULL;
    for (size_t i = 0; i < oracle->value_count; i++) {
        const struct observable *value = &oracle->values[i];
        if (value->kind == OBSERVABLE_URL && str_equal(value->value, made.value)) return value;
    }
    return NULL;
}

// The longest known URL that begins at `begin` counts. False when there is none.
static bool oracle_url_at(struct oracle *oracle, size_t begin, size_t colon) {
    char url[ORACLE_LINE_MAX];
    size_t size = 0, best = 0, host = 0;
    const struct observable *found = NULL;
    bool is_escaped = oracle->text[colon + 1] == '\\';
    for (size_t at = begin;; at++) {
        const char *text = oracle->text;
        if (at > colon && is_escaped && text[at] == '\\' && text[at + 1] == '/') at++;
        if (host == 0 && at > colon + (is_escaped ? 5u : 3u) &&
            (oracle_ends_url(text[at]) || strchr(":/?,;'(){}|!*", text[at]) ||
             (strchr("[]", text[at]) && text[colon + (is_escaped ? 5 : 3)] != '[')))
            host = at;
        bool is_end = oracle_ends_url(text[at]);
        size_t rest = at;
        while (strchr(".:?", text[rest]) && text[rest])
            rest++;
        if (strchr(".:?", text[(ptrdiff_t)at - 1]))
            rest = at; // all of them end the sentence, or none
        bool may_end = is_end || oracle_ends_url(text[rest]) || strchr(",;'()[]{}|!*", text[at]);
        bool is_host_end = host > 0 || (rest > at && oracle_ends_url(text[rest]));
        if (may_end && at > colon && is_host_end) {
            const struct observable *known = oracle_known_url(oracle, (struct str){url, size});
            if (known) {
                found = known;
                best = at;
            }
        }
        if (is_end) break;
        url[size++] = at < colon ? (char)tolower((unsigned char)text[at]) : text[at];
        if (at + 1 == colon && str_starts((struct str){url, size}, STR("hxxp")))
            memcpy(url, "http", 4);
    }
    if (found) oracle_hit(oracle, found, begin, best);
    return found != NULL;
}

static void oracle_urls(struct oracle *oracle) {
    for (size_t colon = 1; colon + 3 < oracle->size; colon++) {
        const char *text = oracle->text;
        if (strncmp(text + colon, "://", 3) != 0 && strncmp(text + colon, ":\\/\\/", 5) != 0)
            continue;
        size_t begin = colon;
        while (begin > 0 && isalnum((unsigned char)text[(ptrdiff_t)begin - 1]))
            begin--;
        bool is_sure;
        size_t escape = oracle_escape(text, begin, &is_sure);
        if (begin + escape >= colon) escape = 0;
        if (!is_sure && oracle_url_at(oracle, begin, colon)) continue;
        if (is_sure || escape > 0) oracle_url_at(oracle, begin + escape, colon);
    }
}

static bool oracle_is_local(char c) {
    return c != 0 && (isalnum((unsigned char)c) || strchr("-_.+=&~!#$%*/?^'`{|}", c) != NULL);
}

static bool oracle_mail_begins(const char *text, size_t at) {
    bool is_sure;
    if (!oracle_is_local(text[(ptrdiff_t)at - 1])) return true;
    if (!oracle_is_word(text[(ptrdiff_t)at - 1]) && !strchr(".-+", text[(ptrdiff_t)at - 1]))
        return true;
    if (text[(ptrdiff_t)at - 2] == '\\' && oracle_escape(text, at - 1, &is_sure) == 1) return true;
    if (text[(ptrdiff_t)at - 3] == '%' && oracle_is_hex(text + ((ptrdiff_t)at - 2), 2)) return true;
    return strchr(".-+", text[(ptrdiff_t)at - 1]) && oracle_mail_begins(text, at - 1);
}

// The longest known address before each '@' counts.
static void oracle_mails(struct oracle *oracle) {
    for (size_t sign = 1; sign < oracle->size; sign++) {
        const struct observable *found = NULL;
        size_t best = sign;
        if (oracle->text[sign] != '@') continue;
        for (size_t i = 0; i < oracle->value_count; i++) {
            struct str value = oracle->values[i].value;
            size_t local = str_find_byte_last(value, '@');
            if (oracle->values[i].kind != OBSERVABLE_EMAIL || local > sign) continue;
            size_t begin = sign - local;
            if (begin >= best || !oracle_same(oracle, begin, value)) continue;
            if (!oracle_mail_begins(oracle->text, begin)) continue;
            if (!oracle_name_ends(oracle->text, begin + value.size)) continue;
            found = &oracle->values[i];
            best = begin;
        }
        if (found) oracle_hit(oracle, found, best, best + found->value.size);
    }
}

static void oracle_scan(struct oracle *oracle, struct str line) {
    oracle_load(oracle, line);
    for (size_t i = 0; i < oracle->value_count; i++) {
        enum observable_kind kind = oracle->values[i].kind;
        bool is_hex = kind >= OBSERVABLE_MD5 && kind <= OBSERVABLE_SHA512;
        if (kind == OBSERVABLE_DOMAIN || kind == OBSERVABLE_CVE || is_hex)
            oracle_text_value(oracle, &oracle->values[i]);
    }
    oracle_ipv4(oracle);
    oracle_ipv6(oracle);
    oracle_urls(oracle);
    oracle_mails(oracle);
}
