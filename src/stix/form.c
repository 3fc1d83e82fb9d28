#include "stix/form.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

#define COUNT(array) (sizeof array / sizeof *array)

static bool is_each(struct str text, bool (*is_one)(char)) {
    for (size_t i = 0; i < text.size; i++)
        if (!is_one(text.data[i])) return false;
    return true;
}

static bool is_lower_letter(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_lower_hex(char c) {
    return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_within(size_t size, size_t least, size_t most) {
    return size >= least && size <= most;
}

// ---- language tags ----

// RFC 5646, 2.1: tags registered before the grammar was.
static const char *const GRANDFATHERED[] = {
    "en-gb-oed", "i-ami",     "i-bnn",     "i-default",  "i-enochian",  "i-hak",  "i-klingon",
    "i-lux",     "i-mingo",   "i-navajo",  "i-pwn",      "i-tao",       "i-tay",  "i-tsu",
    "sgn-be-fr", "sgn-be-nl", "sgn-ch-de", "art-lojban", "cel-gaulish", "no-bok", "no-nyn",
    "zh-guoyu",  "zh-hakka",  "zh-min",    "zh-min-nan", "zh-xiang",
};

struct tag {
    struct str rest, part; // `part` is looked at, STR_NONE after the last
};

static void tag_next(struct tag *tag) {
    if (!str_take(&tag->part, &tag->rest, '-')) tag->part = STR_NONE;
}

static bool tag_is(const struct tag *tag, size_t least, size_t most, bool (*is_one)(char)) {
    return tag->part.data && is_within(tag->part.size, least, most) && is_each(tag->part, is_one);
}

static bool tag_is_variant(const struct tag *tag) {
    if (tag_is(tag, 5, 8, ascii_is_alnum)) return true;
    return tag_is(tag, 4, 4, ascii_is_alnum) && ascii_is_digit(tag->part.data[0]);
}

// Behind a singleton: one part or more of `least` to 8.
static bool tag_take_parts(struct tag *tag, size_t least) {
    tag_next(tag);
    if (!tag_is(tag, least, 8, ascii_is_alnum)) return false;
    while (tag_is(tag, least, 8, ascii_is_alnum)) tag_next(tag);
    return true;
}

static bool is_private(char c) {
    return c == 'x' || c == 'X';
}

static bool tag_ends(struct tag *tag) {
    while (tag_is(tag, 1, 1, ascii_is_alnum) && !is_private(tag->part.data[0]))
        if (!tag_take_parts(tag, 2)) return false;
    if (tag_is(tag, 1, 1, is_private) && !tag_take_parts(tag, 1)) return false;
    return !tag->part.data;
}

bool form_is_language(struct str text) {
    for (size_t i = 0; i < COUNT(GRANDFATHERED); i++)
        if (str_equal_fold(text, str_of(GRANDFATHERED[i]))) return true;
    struct tag tag = {.rest = text};
    tag_next(&tag);
    if (tag_is(&tag, 1, 1, is_private)) return tag_ends(&tag);
    // Longer ones are reserved or would have to be registered, and none is (2.2.1).
    if (!tag_is(&tag, 2, 3, ascii_is_alpha)) return false;
    tag_next(&tag);
    for (int extended = 3; extended > 0 && tag_is(&tag, 3, 3, ascii_is_alpha); extended--)
        tag_next(&tag);
    if (tag_is(&tag, 4, 4, ascii_is_alpha)) tag_next(&tag);
    if (tag_is(&tag, 2, 2, ascii_is_alpha) || tag_is(&tag, 3, 3, ascii_is_digit)) tag_next(&tag);
    while (tag_is_variant(&tag)) tag_next(&tag);
    return tag_ends(&tag);
}

// ---- URIs ----

// unreserved, gen-delims and sub-delims of RFC 3986, 2.2 and 2.3.
static bool is_uri_byte(char c) {
    return ascii_is_alnum(c) || (c != '\0' && strchr("-._~:/?#[]@!$&'()*+,;=", c));
}

static bool is_scheme(struct str scheme) {
    if (scheme.size == 0 || !ascii_is_alpha(scheme.data[0])) return false;
    for (size_t i = 1; i < scheme.size; i++) {
        char c = scheme.data[i];
        if (!ascii_is_alnum(c) && c != '+' && c != '-' && c != '.') return false;
    }
    return true;
}

// Brackets only around an address, behind "//" and perhaps a name of a user.
static bool is_authority(struct str text) {
    size_t at = str_find_byte_last(text, '@');
    struct str host = at == SIZE_MAX ? text : str_cut(text, at + 1, text.size);
    struct str user = at == SIZE_MAX ? STR("") : str_cut(text, 0, at);
    if (str_find_byte(user, '[') != SIZE_MAX || str_find_byte(user, '@') != SIZE_MAX) return false;
    size_t port = str_find_byte_last(host, ':');
    if (host.size > 0 && host.data[0] == '[') {
        size_t close = str_find_byte(host, ']');
        if (close == SIZE_MAX) return false;
        struct str behind = str_cut(host, close + 1, host.size);
        return behind.size == 0 ||
               (behind.data[0] == ':' && is_each(str_cut(behind, 1, behind.size), ascii_is_digit));
    }
    if (str_find_byte(host, '[') != SIZE_MAX || str_find_byte(host, ']') != SIZE_MAX) return false;
    if (port == SIZE_MAX) return true;
    return str_find_byte(host, ':') == port &&
           is_each(str_cut(host, port + 1, host.size), ascii_is_digit);
}

static bool has_brackets(struct str text) {
    return str_find_byte(text, '[') != SIZE_MAX || str_find_byte(text, ']') != SIZE_MAX;
}

bool form_is_uri(struct str text) {
    size_t colon = str_find_byte(text, ':');
    if (colon == SIZE_MAX || !is_scheme(str_cut(text, 0, colon))) return false;
    struct str rest = str_cut(text, colon + 1, text.size);
    for (size_t i = 0; i < rest.size; i++) {
        if (is_uri_byte(rest.data[i])) continue;
        if (rest.data[i] != '%' || rest.size - i < 3) return false;
        if (!ascii_is_hex(rest.data[i + 1]) || !ascii_is_hex(rest.data[i + 2])) return false;
    }
    size_t hash = str_find_byte(rest, '#');
    struct str fragment = hash == SIZE_MAX ? STR("") : str_cut(rest, hash + 1, rest.size);
    if (str_find_byte(fragment, '#') != SIZE_MAX || has_brackets(fragment)) return false;
    rest = str_cut(rest, 0, hash);
    if (!str_starts(rest, STR("//"))) return !has_brackets(rest);
    size_t end = 2;
    while (end < rest.size && rest.data[end] != '/' && rest.data[end] != '?') end++;
    return is_authority(str_cut(rest, 2, end)) && !has_brackets(str_cut(rest, end, rest.size));
}

// ---- names in lists ----

static bool is_in(struct str text, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_equal_fold(text, str_of(list[i]))) return true;
    return false;
}

// Preferred MIME names of the IANA registry, and the names of those without one. Without regard to
// case, as RFC 2978, 2.3 compares them.
static const char *const CHARSETS[] = {
    "US-ASCII",
    "ISO-8859-1",
    "ISO-8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-5",
    "ISO-8859-6",
    "ISO-8859-7",
    "ISO-8859-8",
    "ISO-8859-9",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "ISO-8859-16",
    "ISO-8859-6-E",
    "ISO-8859-6-I",
    "ISO-8859-8-E",
    "ISO-8859-8-I",
    "Shift_JIS",
    "EUC-JP",
    "ISO-2022-KR",
    "EUC-KR",
    "ISO-2022-JP",
    "ISO-2022-JP-2",
    "GB2312",
    "Big5",
    "KOI8-R",
    "TIS-620",
    "JIS_Encoding",
    "UTF-7",
    "UTF-8",
    "UTF-16",
    "UTF-16BE",
    "UTF-16LE",
    "UTF-32",
    "UTF-32BE",
    "UTF-32LE",
    "CESU-8",
    "SCSU",
    "BOCU-1",
    "UTF-7-IMAP",
    "ISO-10646-UCS-2",
    "ISO-10646-UCS-4",
    "UNICODE-1-1",
    "UNICODE-1-1-UTF-7",
    "ISO-10646-UTF-1",
    "GBK",
    "GB18030",
    "HZ-GB-2312",
    "ISO-2022-CN",
    "ISO-2022-CN-EXT",
    "Big5-HKSCS",
    "KOI8-U",
    "KOI7-switched",
    "Windows-31J",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "macintosh",
    "hp-roman8",
    "VISCII",
    "VIQR",
    "PTCP154",
    "KZ-1048",
    "OSD_EBCDIC_DF04_15",
    "OSD_EBCDIC_DF03_IRV",
    "OSD_EBCDIC_DF04_1",
    "Amiga-1251",
    "BRF",
    "CP50220",
    "CP51932",
    "IBM037",
    "IBM038",
    "IBM273",
    "IBM274",
    "IBM275",
    "IBM277",
    "IBM278",
    "IBM280",
    "IBM281",
    "IBM284",
    "IBM285",
    "IBM290",
    "IBM297",
    "IBM420",
    "IBM423",
    "IBM424",
    "IBM437",
    "IBM500",
    "IBM775",
    "IBM850",
    "IBM851",
    "IBM852",
    "IBM855",
    "IBM857",
    "IBM860",
    "IBM861",
    "IBM862",
    "IBM863",
    "IBM864",
    "IBM865",
    "IBM866",
    "IBM868",
    "IBM869",
    "IBM870",
    "IBM871",
    "IBM880",
    "IBM891",
    "IBM903",
    "IBM904",
    "IBM905",
    "IBM918",
    "IBM1026",
    "IBM1047",
    "IBM00858",
    "IBM00924",
    "IBM01140",
    "IBM01141",
    "IBM01142",
    "IBM01143",
    "IBM01144",
    "IBM01145",
    "IBM01146",
    "IBM01147",
    "IBM01148",
    "IBM01149",
    "IBM-Thai",
    "EBCDIC-US",
    "EBCDIC-CA-FR",
    "EBCDIC-DK-NO",
    "EBCDIC-FI-SE",
    "EBCDIC-FR",
    "EBCDIC-IT",
    "EBCDIC-PT",
    "EBCDIC-ES",
    "EBCDIC-UK",
    "ISO-11548-1",
    "DEC-MCS",
    "Adobe-Standard-Encoding",
    "Adobe-Symbol-Encoding",
    "KS_C_5601-1987",
    "JIS_X0201",
    "JIS_X0212-1990",
    "Extended_UNIX_Code_Fixed_Width_for_Japanese",
};

bool form_is_charset(struct str text) {
    return is_in(text, CHARSETS, COUNT(CHARSETS));
}

// ISO 3166-1, officially assigned, one after another.
static const char COUNTRIES[] =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCM"
    "CNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGY"
    "HKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMF"
    "MGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARE"
    "RORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZ"
    "VAVCVEVGVIVNVUWFWSYEYTZAZMZW";

bool form_is_country(struct str text) {
    if (text.size != 2) return false;
    for (size_t i = 0; i + 1 < sizeof COUNTRIES; i += 2)
        if (str_equal_fold(text, (struct str){COUNTRIES + i, 2})) return true;
    return false;
}

bool form_is_area(struct str text) {
    return is_within(text.size, 4, 6) && text.data[2] == '-' &&
           form_is_country(str_cut(text, 0, 2)) &&
           is_each(str_cut(text, 3, text.size), ascii_is_alnum);
}

static const char *const HIVES[] = {
    "HKEY_CLASSES_ROOT",     "HKEY_CURRENT_CONFIG",
    "HKEY_CURRENT_USER",     "HKEY_CURRENT_USER_LOCAL_SETTINGS",
    "HKEY_DYN_DATA",         "HKEY_LOCAL_MACHINE",
    "HKEY_PERFORMANCE_DATA", "HKEY_PERFORMANCE_NLSTEXT",
    "HKEY_PERFORMANCE_TEXT", "HKEY_USERS",
};

bool form_is_registry_key(struct str text) {
    return is_in(str_cut(text, 0, str_find_byte(text, '\\')), HIVES, COUNT(HIVES));
}

// ---- addresses ----

static bool is_prefix(struct str text, uint64_t most) {
    uint64_t size;
    return str_read_u64(&size, text) && size <= most && (text.size == 1 || text.data[0] != '0');
}

static bool is_address(struct str text, int family, uint64_t most) {
    char copy[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    size_t slash = str_find_byte(text, '/');
    struct str address = str_cut(text, 0, slash);
    if (slash != SIZE_MAX && !is_prefix(str_cut(text, slash + 1, text.size), most)) return false;
    if (address.size == 0 || address.size >= sizeof copy) return false;
    memcpy(copy, address.data, address.size);
    copy[address.size] = '\0';
    return strlen(copy) == address.size && inet_pton(family, copy, bytes) == 1;
}

bool form_is_ipv4(struct str text) {
    return is_address(text, AF_INET, 32);
}

bool form_is_ipv6(struct str text) {
    return is_address(text, AF_INET6, 128);
}

bool form_is_mac(struct str text) {
    if (text.size != 17) return false;
    for (size_t i = 0; i < 17; i++)
        if (i % 3 == 2 ? text.data[i] != ':' : !is_lower_hex(text.data[i])) return false;
    return true;
}

// A label that is no letter-digit-hyphen label may hold letters of any script (RFC 5890, 2.3.2.1),
// or "_" (2.3.1: valid in the DNS, though not for hosts).
static bool is_label(struct str label) {
    if (!is_within(label.size, 1, 63)) return false;
    if (label.data[0] == '-' || label.data[label.size - 1] == '-') return false;
    for (size_t i = 0; i < label.size; i++) {
        unsigned char c = (unsigned char)label.data[i];
        if (c < 0x80 && !ascii_is_alnum((char)c) && c != '-' && c != '_') return false;
    }
    return true;
}

bool form_is_domain(struct str text) {
    if (str_ends(text, STR("."))) text = str_cut(text, 0, text.size - 1); // the root
    if (!is_within(text.size, 1, 253)) return false;
    struct str label, rest = text;
    while (str_take(&label, &rest, '.'))
        if (!is_label(label)) return false;
    return true;
}

// RFC 5322, 3.2.3, and RFC 6532 for letters of any script.
static bool is_atom_byte(char c) {
    return ascii_is_alnum(c) || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_dot_atom(struct str text) {
    struct str atom, rest = text;
    while (str_take(&atom, &rest, '.'))
        if (atom.size == 0 || !is_each(atom, is_atom_byte)) return false;
    return text.size > 0;
}

static bool is_quoted(struct str text) {
    if (text.size < 2 || text.data[0] != '"' || text.data[text.size - 1] != '"') return false;
    for (size_t i = 1; i + 1 < text.size; i++) {
        if (text.data[i] == '"') return false;
        if (text.data[i] == '\\' && ++i + 1 >= text.size) return false;
    }
    return true;
}

bool form_is_email(struct str text) {
    size_t at = str_find_byte_last(text, '@');
    if (at == SIZE_MAX) return false;
    struct str local = str_cut(text, 0, at), domain = str_cut(text, at + 1, text.size);
    if (!is_dot_atom(local) && !is_quoted(local)) return false;
    if (str_starts(domain, STR("["))) // domain-literal
        return domain.size > 2 && str_find_byte(domain, ']') == domain.size - 1;
    return is_dot_atom(domain);
}

// ---- others ----

bool form_is_media_type(struct str text) {
    size_t slash = str_find_byte(text, '/');
    if (slash == SIZE_MAX || slash == 0 || slash > 127) return false;
    struct str rest = str_cut(text, slash + 1, text.size);
    struct str subtype = str_trim(str_cut(rest, 0, str_find_byte(rest, ';')));
    if (!is_within(subtype.size, 1, 127)) return false;
    struct str parts[] = {str_cut(text, 0, slash), subtype};
    for (size_t part = 0; part < 2; part++)
        for (size_t i = 0; i < parts[part].size; i++) {
            char c = parts[part].data[i];
            if (!ascii_is_alnum(c) && (i == 0 || c == '\0' || !strchr("!#$&-^_.+", c)))
                return false;
        }
    return true;
}

// A component is "*", "-", or letters, digits, "_", "-", "." and what is quoted by "\"; "?" and "*"
// only at its ends.
static bool is_cpe_component(struct str text) {
    if (text.size == 0) return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '\\' && ++i < text.size && (unsigned char)text.data[i] > ' ') continue;
        if (!ascii_is_alnum(c) && (c == '\0' || !strchr("_-.*?", c))) return false;
    }
    return true;
}

bool form_is_cpe(struct str text) {
    if (!str_starts(text, STR("cpe:2.3:")) || text.size < 9 || text.data[8] == '\0' ||
        !strchr("aho*-", text.data[8]))
        return false;
    size_t components = 0;
    for (size_t begin = 8, end = 8; begin <= text.size; begin = ++end) {
        while (end < text.size && text.data[end] != ':')
            end += text.data[end] == '\\' && end + 1 < text.size ? 2 : 1;
        if (!is_cpe_component(str_cut(text, begin, end))) return false;
        components++;
    }
    return components == 11;
}

static bool is_base64_byte(char c) {
    return ascii_is_alnum(c) || c == '+' || c == '/';
}

bool form_is_base64(struct str text) {
    if (text.size % 4 != 0) return false;
    size_t size = text.size;
    for (int padding = 0; padding < 2 && size > 0 && text.data[size - 1] == '='; padding++) size--;
    return is_each(str_cut(text, 0, size), is_base64_byte);
}

bool form_is_hex(struct str text) {
    return text.size % 2 == 0 && is_each(text, is_lower_hex);
}

bool form_is_lower(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if ((c >= 'A' && c <= 'Z') || c == ' ' || c == '_') return false;
    }
    return text.size > 0;
}

bool form_is_name(struct str text, char mark) {
    if (!is_within(text.size, 3, 250) || !is_lower_letter(text.data[0])) return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!is_lower_letter(c) && !ascii_is_digit(c) && c != mark) return false;
    }
    return true;
}

// ---- digests ----

static bool is_hex_of(struct str text, size_t size) {
    return text.size == size && is_each(text, ascii_is_hex);
}

// Block size, and two signatures in the letters of base64.
static bool is_ssdeep(struct str text) {
    struct str part, rest = text;
    if (!str_take(&part, &rest, ':') || part.size == 0 || !is_each(part, ascii_is_digit))
        return false;
    for (int i = 0; i < 2; i++)
        if (!str_take(&part, &rest, ':') || part.size > 64 || !is_each(part, is_base64_byte))
            return false;
    return !rest.data;
}

// 35 bytes; later versions write "T1" before them.
static bool is_tlsh(struct str text) {
    if (text.size == 72 && str_starts(text, STR("T1"))) text = str_cut(text, 2, 72);
    return is_hex_of(text, 70);
}

static const struct hash_form {
    const char *algorithm;
    size_t digits;
} HASH_FORMS[] = {
    {"MD5", 32},      {"SHA-1", 40},    {"SHA-256", 64},
    {"SHA-512", 128}, {"SHA3-256", 64}, {"SHA3-512", 128},
};

bool form_is_hash(struct str algorithm, struct str digest) {
    for (size_t i = 0; i < COUNT(HASH_FORMS); i++)
        if (str_equal(algorithm, str_of(HASH_FORMS[i].algorithm)))
            return is_hex_of(digest, HASH_FORMS[i].digits);
    if (str_equal(algorithm, STR("SSDEEP"))) return is_ssdeep(digest);
    if (str_equal(algorithm, STR("TLSH"))) return is_tlsh(digest);
    return true;
}
