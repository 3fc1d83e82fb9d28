// A single value of a list: what it is, without its decoration.
#include "match/list_inside.h"

#include <string.h>

struct str list_unquote(struct str text) {
    text = str_trim(text);
    while (text.size >= 2) {
        char first = text.data[0], last = text.data[text.size - 1];
        bool is_pair = (first == '"' && last == '"') || (first == '\'' && last == '\'') ||
                       (first == '<' && last == '>') || (first == '`' && last == '`');
        if (!is_pair) return text;
        text = str_trim(str_cut(text, 1, text.size - 1));
    }
    return text;
}

// Endings of file names that are no top-level domains: such a "name" is a file.
static const struct str FILE_ENDINGS[] = {
    {"txt", 3},  {"exe", 3},  {"dll", 3},  {"doc", 3},  {"docx", 4},    {"docm", 4}, {"xls", 3},
    {"xlsx", 4}, {"xlsm", 4}, {"pdf", 3},  {"html", 4}, {"htm", 3},     {"php", 3},  {"js", 2},
    {"png", 3},  {"jpg", 3},  {"gif", 3},  {"sys", 3},  {"bat", 3},     {"dat", 3},  {"bin", 3},
    {"xml", 3},  {"csv", 3},  {"json", 4}, {"log", 3},  {"adblock", 7}, {"vbs", 3},  {"lnk", 3},
    {"jar", 3},  {"apk", 3},  {"rar", 3},  {"hta", 3},  {"tmp", 3},     {"ico", 3},  {"elf", 3},
};

static bool is_file_name(struct str name) {
    size_t dot = str_find_byte_last(name, '.');
    struct str ending = str_cut(name, dot + 1, name.size);
    for (size_t i = 0; i < sizeof FILE_ENDINGS / sizeof *FILE_ENDINGS; i++)
        if (str_equal_fold(ending, FILE_ENDINGS[i])) return true;
    return false;
}

static bool make_hash(struct observable *out, struct str text, struct arena *arena) {
    switch (text.size) {
    case 32: return observable_make(out, OBSERVABLE_MD5, text, arena);
    case 40: return observable_make(out, OBSERVABLE_SHA1, text, arena);
    case 64: return observable_make(out, OBSERVABLE_SHA256, text, arena);
    case 128: return observable_make(out, OBSERVABLE_SHA512, text, arena);
    default: return false;
    }
}

static bool make_url(struct observable *out, struct str text, struct arena *arena) {
    return str_find(text, STR("://")) != SIZE_MAX &&
           observable_make(out, OBSERVABLE_URL, text, arena);
}

// An address or network, with or without brackets.
static bool make_address(struct observable *out, struct str text, struct arena *arena) {
    if (str_starts(text, STR("[")) && str_ends(text, STR("]")))
        text = str_cut(text, 1, text.size - 1);
    return observable_make(out, OBSERVABLE_IPV4, text, arena) ||
           (str_find_byte(text, ':') != SIZE_MAX &&
            observable_make(out, OBSERVABLE_IPV6, text, arena));
}

// "*.evil.example", "evil.example.", ".evil.example". One label is no domain here: too many words
// would be.
static bool make_domain(struct observable *out, struct str text, struct arena *arena) {
    if (str_starts(text, STR("*."))) text = str_cut(text, 2, text.size);
    if (str_starts(text, STR("."))) text = str_cut(text, 1, text.size);
    size_t dot = str_find_byte(text, '.');
    if (dot == SIZE_MAX || dot + 1 >= text.size) return false;
    return observable_make(out, OBSERVABLE_DOMAIN, text, arena) &&
           (out->kind != OBSERVABLE_DOMAIN || !is_file_name(out->value));
}

// A path, a port or a second "@" before the domain: of a URL without its scheme, or of two
// addresses.
static bool make_email(struct observable *out, struct str text, struct arena *arena) {
    size_t at = str_find_byte_last(text, '@'), open = str_find_byte_last(text, '<');
    if (at == SIZE_MAX || str_find_byte(str_cut(text, at, text.size), '.') == SIZE_MAX)
        return false;
    for (size_t i = open == SIZE_MAX ? 0 : open; i < at; i++)
        if (text.data[i] && strchr("/:@", text.data[i])) return false;
    return observable_make(out, OBSERVABLE_EMAIL, text, arena);
}

// Without ":443" at the end; the text itself when there is no port.
static struct str without_port(struct str text) {
    uint64_t port;
    size_t colon = str_find_byte_last(text, ':');
    if (colon == SIZE_MAX || !str_read_u64(&port, str_cut(text, colon + 1, text.size)) ||
        port > 65535)
        return text;
    struct str host = str_cut(text, 0, colon);
    bool is_bracketed = str_ends(host, STR("]"));
    return is_bracketed || str_find_byte(host, ':') == SIZE_MAX ? host : text;
}

static bool make_host(struct observable *out, struct str text, struct arena *arena) {
    struct str host = without_port(text);
    return make_address(out, text, arena) || make_address(out, host, arena) ||
           make_domain(out, text, arena) || make_domain(out, host, arena);
}

// "evil.example/path" is a URL whose scheme was left out. A path alone is not.
static bool make_bare_url(struct observable *out, struct str text, struct arena *arena) {
    size_t end = 0;
    while (end < text.size && !strchr("/?", text.data[end])) end++;
    struct observable host;
    struct str wanted = str_cut(text, 0, end);
    if (wanted.size == 0 || !make_host(&host, wanted, arena)) return false;
    struct str url = arena_format(arena, "http://%.*s", STR_ARG(text));
    return observable_make(out, OBSERVABLE_URL, url, arena);
}

static bool make_any(struct observable *out, struct str text, struct arena *arena) {
    return make_hash(out, text, arena) || make_url(out, text, arena) ||
           make_email(out, text, arena) || make_host(out, text, arena) ||
           observable_make(out, OBSERVABLE_CVE, text, arena) ||
           (str_find_byte(text, '/') != SIZE_MAX && str_find_byte(text, ' ') == SIZE_MAX &&
            make_bare_url(out, text, arena));
}

// An algorithm before a hash: "md5:...", "sha256=...".
static struct str without_label(struct str text) {
    size_t colon = str_find_byte(text, ':'), equals = str_find_byte(text, '=');
    size_t end = colon < equals ? colon : equals;
    if (end == SIZE_MAX || list_hint_find(str_cut(text, 0, end)) != HINT_HASH) return text;
    return str_trim(str_cut(text, end + 1, text.size));
}

bool list_value(struct observable *out, enum list_hint hint, struct str text, struct arena *arena) {
    text = list_unquote(text_refang(arena, list_unquote(text)));
    if (text.size == 0) return false;
    switch (hint) {
    case HINT_URL: return make_url(out, text, arena) || make_bare_url(out, text, arena);
    case HINT_DOMAIN: return make_host(out, text, arena) || make_any(out, text, arena);
    case HINT_JA3: return observable_make(out, OBSERVABLE_JA3, text, arena);
    case HINT_FILE_NAME: return observable_make(out, OBSERVABLE_FILE_NAME, text, arena);
    case HINT_EMAIL: return make_email(out, text, arena) || make_any(out, text, arena);
    case HINT_OTHER: return false;
    default: return make_any(out, without_label(text), arena);
    }
}

bool list_is_value(struct str text, struct arena *arena) {
    struct observable made;
    return list_value(&made, HINT_NONE, text, arena);
}

// ---- words of type columns, without spaces, hyphens, underscores and colons ----

static const struct hint_word {
    const char *word;
    enum list_hint hint;
} HINT_WORDS[] = {
    {"ip", HINT_ADDRESS},
    {"ips", HINT_ADDRESS},
    {"ipv4", HINT_ADDRESS},
    {"ipv6", HINT_ADDRESS},
    {"ipaddress", HINT_ADDRESS},
    {"ipaddr", HINT_ADDRESS},
    {"ipv4addr", HINT_ADDRESS},
    {"ipv6addr", HINT_ADDRESS},
    {"ipdst", HINT_ADDRESS},
    {"ipsrc", HINT_ADDRESS},
    {"ipport", HINT_ADDRESS},
    {"ipdstport", HINT_ADDRESS},
    {"cidr", HINT_ADDRESS},
    {"network", HINT_ADDRESS},
    {"subnet", HINT_ADDRESS},
    {"inteladdr", HINT_ADDRESS},
    {"intelsubnet", HINT_ADDRESS},
    {"address", HINT_ADDRESS},
    {"domain", HINT_DOMAIN},
    {"domains", HINT_DOMAIN},
    {"domainname", HINT_DOMAIN},
    {"hostname", HINT_DOMAIN},
    {"host", HINT_DOMAIN},
    {"fqdn", HINT_DOMAIN},
    {"inteldomain", HINT_DOMAIN},
    {"url", HINT_URL},
    {"urls", HINT_URL},
    {"uri", HINT_URL},
    {"intelurl", HINT_URL},
    {"hash", HINT_HASH},
    {"file", HINT_HASH},
    {"filehash", HINT_HASH},
    {"hashes", HINT_HASH},
    {"md5", HINT_HASH},
    {"sha1", HINT_HASH},
    {"sha256", HINT_HASH},
    {"sha512", HINT_HASH},
    {"filehashmd5", HINT_HASH},
    {"filehashsha1", HINT_HASH},
    {"filehashsha256", HINT_HASH},
    {"intelfilehash", HINT_HASH},
    {"intelcerthash", HINT_HASH},
    {"email", HINT_EMAIL},
    {"emailaddress", HINT_EMAIL},
    {"emailaddr", HINT_EMAIL},
    {"emailsender", HINT_EMAIL},
    {"emailwhois", HINT_EMAIL},
    {"emailsrc", HINT_EMAIL},
    {"mail", HINT_EMAIL},
    {"intelemail", HINT_EMAIL},
    {"cve", HINT_CVE},
    {"ja3", HINT_JA3},
    {"filename", HINT_FILE_NAME},
    {"intelfilename", HINT_FILE_NAME},
    {"intelsoftware", HINT_OTHER},
    {"intelusername", HINT_OTHER},
    {"intelpubkeyhash", HINT_OTHER},
    {"mutex", HINT_OTHER},
    {"useragent", HINT_OTHER},
    {"registrykey", HINT_OTHER},
};

// Compares without case, passing over all but letters and digits.
static bool word_is(struct str text, const char *word) {
    for (size_t i = 0; i < text.size; i++) {
        if (!ascii_is_alnum(text.data[i])) continue;
        if (ascii_lower(text.data[i]) != *word++) return false;
    }
    return *word == 0;
}

enum list_hint list_hint_find(struct str word) {
    if (word.size == 0 || word.size > 40) return HINT_NONE;
    for (size_t i = 0; i < sizeof HINT_WORDS / sizeof *HINT_WORDS; i++)
        if (word_is(word, HINT_WORDS[i].word)) return HINT_WORDS[i].hint;
    return HINT_NONE;
}

// ---- confidence and time ----

// Without ".0": tables of numbers are often written so.
static struct str without_zeros(struct str text) {
    size_t dot = str_find_byte(text, '.');
    if (dot == SIZE_MAX || dot == 0 || dot + 1 == text.size) return text;
    for (size_t i = dot + 1; i < text.size; i++)
        if (text.data[i] != '0') return text;
    return str_cut(text, 0, dot);
}

// 0 to 100, or the words of STIX 2.1, appendix A.
bool list_confidence(int *out, struct str text) {
    static const struct {
        const char *word;
        int value;
    } words[] = {{"high", 85}, {"medium", 50}, {"med", 50}, {"low", 15}, {"none", 0}};
    uint64_t value;
    text = list_unquote(text);
    if (str_ends(text, STR("%"))) text.size--;
    if (str_read_u64(&value, without_zeros(text))) {
        if (value <= 100) *out = (int)value;
        return value <= 100;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_equal_fold(text, str_of(words[i].word))) continue;
        *out = words[i].value;
        return true;
    }
    return false;
}

// Exactly `count` digits at `*at`.
static bool take_digits(int *out, struct str text, size_t *at, size_t count) {
    uint64_t value;
    if (*at + count > text.size || !str_read_u64(&value, str_cut(text, *at, *at + count)))
        return false;
    *at += count;
    *out = (int)value;
    return true;
}

static int days_of_month(int year, int month) {
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2                                              ? 28 + is_leap
           : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                   : 31;
}

static bool take_byte(struct str text, size_t *at, const char *bytes) {
    if (*at >= text.size || text.data[*at] == '\0' || !strchr(bytes, text.data[*at])) return false;
    ++*at;
    return true;
}

static bool take_date(struct stamp_parts *parts, struct str text, size_t *at) {
    return take_digits(&parts->year, text, at, 4) && take_byte(text, at, "-") &&
           take_digits(&parts->month, text, at, 2) && take_byte(text, at, "-") &&
           take_digits(&parts->day, text, at, 2) && parts->year >= 1 && parts->month >= 1 &&
           parts->month <= 12 && parts->day >= 1 &&
           parts->day <= days_of_month(parts->year, parts->month);
}

// "00:30:52", also without seconds or with a fraction.
static bool take_clock(struct stamp_parts *parts, struct str text, size_t *at) {
    if (!take_digits(&parts->hour, text, at, 2) || !take_byte(text, at, ":") ||
        !take_digits(&parts->minute, text, at, 2) || parts->hour > 23 || parts->minute > 59)
        return false;
    if (!take_byte(text, at, ":")) return true;
    if (!take_digits(&parts->second, text, at, 2) || parts->second > 60) return false;
    if (parts->second == 60) parts->second = 59; // a leap second has no number of its own
    if (!take_byte(text, at, ".")) return true;
    size_t begin = *at;
    while (*at < text.size && ascii_is_digit(text.data[*at])) ++*at;
    return *at > begin;
}

// "Z", "UTC", "+09:00"; nothing is UTC.
static bool take_zone(int *minutes, struct str text, size_t *at) {
    while (take_byte(text, at, " ")) {
    }
    struct str zone = str_cut(text, *at, text.size);
    int hour, minute;
    bool is_west = str_starts(zone, STR("-"));
    *minutes = 0;
    if (!zone.size || str_equal_fold(zone, STR("Z")) || str_equal_fold(zone, STR("UTC")) ||
        str_equal_fold(zone, STR("GMT")))
        return true;
    if (!take_byte(text, at, "+-") || !take_digits(&hour, text, at, 2)) return false;
    take_byte(text, at, ":");
    if (!take_digits(&minute, text, at, 2) || *at < text.size || hour > 23 || minute > 59)
        return false;
    *minutes = (hour * 60 + minute) * (is_west ? -1 : 1);
    return true;
}

// "2024-02-13", with "T" or a space, "00:30:52" and a zone behind. Days and months in other orders
// mean different things to different givers: not read.
bool list_time(stamp *out, struct str text) {
    struct stamp_parts parts = {0};
    size_t at = 0;
    int minutes = 0;
    text = list_unquote(text);
    if (!take_date(&parts, text, &at)) return false;
    if (at < text.size) {
        if (!take_byte(text, &at, "Tt ") || !take_clock(&parts, text, &at) ||
            !take_zone(&minutes, text, &at))
            return false;
    }
    stamp time = stamp_join(&parts) - minutes * 60 * STAMP_SECOND;
    if (time < STAMP_MIN || time > STAMP_MAX || time == 0) return false; // 0 is "not given"
    *out = time;
    return true;
}
