// dice.h - makes patterns and observed-data out of bytes: those of a generator, or of a fuzzer.
#pragma once

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

// RENKEI_LONG=n: twenty times n times as many.
static inline size_t dice_rounds(size_t count) {
    const char *text = getenv("RENKEI_LONG");
    size_t factor = text ? (size_t)strtoul(text, NULL, 10) * 20 : 1;
    return count * (factor ? factor : 1);
}

struct dice {
    const uint8_t *bytes;
    size_t size, at;
};

static inline unsigned dice_below(struct dice *d, unsigned limit) {
    if (d->at >= d->size) return 0;
    return d->bytes[d->at++] % limit;
}
#define dice_of(dice, list) (list)[dice_below((dice), (unsigned)(sizeof(list) / sizeof *(list)))]

// ---- tests of one observation ----

// Composed and decomposed letters, letters beyond U+00FF, and what LIKE and MATCHES may see.
static const char *const TEXTS[] = {
    "",         "a",        "ab",           "b",   "abc", "o\xCC\x88",
    "\xC3\xB6", "\xC3\xBF", "\xE2\x82\xAC", "a%b", "x",   "\xF0\x9F\x98\x80"};
static const char *const LIKES[] = {
    "%", "a%", "%b", "a_", "_", "__", "o\xCC\x88", "%\xC3\xB6%", "a%b%", "", "\xE2\x82\xAC%"};
static const char *const REGEXES[] = {"a", "^a", "b$", "^.$", "\xC3\xB6", "^$", "[ab]+", "a.c"};
static const char *const NUMBERS[] = {"0",
                                      "1",
                                      "2",
                                      "1.5",
                                      "-1",
                                      "9007199254740993",
                                      "1e0",
                                      "1.0",
                                      "-1.5",
                                      "9007199254740992.0",
                                      "9223372036854775807"};
static const char *const NUMBER_CONSTANTS[] = {
    "0", "1", "2", "1.5", "-1", "-1.5", "1.0", "9007199254740991", "2.0", "9007199254740992.0"};
static const char *const TIMES[] = {"2020-01-01T00:00:00Z",         "2020-01-01T00:00:00.000Z",
                                    "2020-01-01T00:00:00.1234567Z", "2020-01-01T00:00:00.123456Z",
                                    "2020-01-02T00:00:00Z",         "2019-12-31T23:59:59.9Z"};
static const char *const NETWORKS[] = {"10.0.0.1",   "10.0.0.0/8",  "10.0.0.1/32",   "10.1.0.0/16",
                                       "0.0.0.0/0",  "2001:db8::1", "2001:db8::/32", "::/0",
                                       "10.0.0.0/9", "10.128.0.0/9"};
static const char *const HEXES[] = {"", "61", "6162", "ff", "f6", "00", "e282ac"};
static const char *const BASES[] = {"", "YQ==", "YWI=", "/w==", "9g==", "AA==", "4oKs"};

static const char *const PATHS[] = {
    "file:name",
    "file:size",
    "file:x_list[*]",
    "file:x_list[0]",
    "file:x_list[1]",
    "file:x_hex",
    "file:x_bin",
    "file:ctime",
    "file:x_time",
    "file:parent_ref.name",
    "file:child_refs[*].name",
    "file:child_refs[1].size",
    "file:x_map.name",
    "file:x_list",
    "file:child_refs[*].parent_ref.name",
    "ipv4-addr:value",
    "file:x_map",
    "file:parent_ref",
    "ipv4-addr:x_file_ref.x_hex",
};

static inline void put_quoted(struct buf *out, const char *prefix, const char *text) {
    buf_addf(out, "%s'%s'", prefix, text);
}

static inline void dice_constant(struct dice *d, struct buf *out) {
    switch (dice_below(d, 8)) {
    case 0: buf_add(out, str_of(dice_of(d, NUMBER_CONSTANTS))); return;
    case 1: put_quoted(out, "t", dice_of(d, TIMES)); return;
    case 2: put_quoted(out, "h", dice_of(d, HEXES)); return;
    case 3: put_quoted(out, "b", dice_of(d, BASES)); return;
    case 4: buf_add(out, STR("true")); return;
    case 5: put_quoted(out, "", dice_of(d, NETWORKS)); return;
    default: put_quoted(out, "", dice_of(d, TEXTS)); return;
    }
}

static inline void dice_set(struct dice *d, struct buf *out) {
    unsigned count = 1 + dice_below(d, 3), kind = dice_below(d, 3);
    for (unsigned i = 0; i < count; i++) {
        buf_add(out, i ? STR(", ") : STR("("));
        if (kind == 0) buf_add(out, str_of(dice_of(d, NUMBER_CONSTANTS)));
        if (kind == 1) put_quoted(out, "", dice_of(d, TEXTS));
        if (kind == 2) put_quoted(out, "h", dice_of(d, HEXES));
    }
    buf_add(out, STR(")"));
}

static inline void dice_test(struct dice *d, struct buf *out, const char *type) {
    static const char *const ORDERS[] = {"=", "!=", "<", ">", "<=", ">="};
    const char *path = dice_of(d, PATHS);
    while (type && strncmp(path, type, strlen(type)) != 0)
        path = type[0] == 'f' ? PATHS[0] : PATHS[15];
    const char *no = dice_below(d, 4) == 0 ? "NOT " : "";
    unsigned kind = dice_below(d, 10);
    bool is_address = strcmp(path, "ipv4-addr:value") == 0;
    if (kind == 0) {
        buf_addf(out, "%sEXISTS %s", no, path);
    } else if (kind == 1) {
        buf_addf(out, "%s %sLIKE '%s'", path, no, dice_of(d, LIKES));
    } else if (kind == 2) {
        buf_addf(out, "%s %sMATCHES '%s'", path, no, dice_of(d, REGEXES));
    } else if (kind == 3) {
        buf_addf(out, "%s %sIN ", path, no);
        dice_set(d, out);
    } else if (is_address && kind < 8) {
        buf_addf(out, "%s %s%s '%s'", path, no, kind < 6 ? "ISSUBSET" : "ISSUPERSET",
                 dice_of(d, NETWORKS));
    } else {
        buf_addf(out, "%s %s%s ", path, no, dice_of(d, ORDERS));
        dice_constant(d, out);
    }
}

static inline void dice_tests(struct dice *d, struct buf *out, const char *type, int depth) {
    unsigned kind = depth > 2 ? 0 : dice_below(d, 4);
    if (kind < 2) {
        dice_test(d, out, type);
        return;
    }
    bool is_and = kind == 2;
    // What AND joins is of one type (9.5).
    if (is_and && !type) type = dice_below(d, 4) ? "file" : "ipv4-addr";
    buf_add(out, STR("("));
    dice_tests(d, out, type, depth + 1);
    buf_add(out, is_and ? STR(" AND ") : STR(" OR "));
    dice_tests(d, out, type, depth + 1);
    buf_add(out, STR(")"));
}

static inline void dice_value(struct dice *d, struct buf *out) {
    static const char *const OTHERS[] = {"true", "false", "null", "[]", "{}", "\"61\""};
    unsigned kind = dice_below(d, 4);
    if (kind == 0) buf_add(out, str_of(dice_of(d, NUMBERS)));
    if (kind == 1) buf_add(out, str_of(dice_of(d, OTHERS)));
    if (kind > 1) buf_addf(out, "\"%s\"", dice_of(d, TEXTS));
}

static inline void dice_property(struct dice *d, struct buf *out, unsigned property) {
    switch (property) {
    case 0: buf_add(out, STR(",\"name\":")); break;
    case 1: buf_addf(out, ",\"size\":%s", dice_of(d, NUMBERS)); return;
    case 2:
        buf_add(out, STR(",\"x_list\":["));
        dice_value(d, out);
        buf_add(out, STR(","));
        dice_value(d, out);
        buf_add(out, STR("]"));
        return;
    case 3: buf_addf(out, ",\"x_hex\":\"%s\"", dice_of(d, HEXES)); return;
    case 4: buf_addf(out, ",\"x_bin\":\"%s\"", dice_of(d, BASES)); return;
    case 5: buf_addf(out, ",\"ctime\":\"%s\"", dice_of(d, TIMES)); return;
    case 6: buf_addf(out, ",\"x_time\":\"%s\"", dice_of(d, TIMES)); return;
    case 7: buf_add(out, STR(",\"x_map\":{\"name\":")); break;
    case 8: buf_add(out, STR(",\"x_bin\":")); break; // which may be no base64
    default: buf_add(out, STR(",\"x_hex\":")); break;
    }
    dice_value(d, out);
    if (property == 7) buf_add(out, STR("}"));
}

// Objects are named by `prefix` and a digit.
static inline void dice_object(struct dice *d, struct buf *out, const char *prefix) {
    if (dice_below(d, 4) == 0) {
        buf_addf(out, "\"type\":\"ipv4-addr\",\"value\":\"%s\"", dice_of(d, NETWORKS));
        if (dice_below(d, 2)) buf_addf(out, ",\"x_file_ref\":\"%s%u\"", prefix, dice_below(d, 4));
        return;
    }
    buf_add(out, STR("\"type\":\"file\""));
    unsigned chosen = dice_below(d, 256);
    chosen |= dice_below(d, 4) << 8;
    for (unsigned i = 0; i < 8; i++)
        if (chosen >> i & 1) dice_property(d, out, i);
    if (chosen >> 8 & 1 && !(chosen >> 4 & 1)) dice_property(d, out, 8);
    if (chosen >> 9 & 1 && !(chosen >> 3 & 1)) dice_property(d, out, 9);
    if (dice_below(d, 2)) buf_addf(out, ",\"parent_ref\":\"%s%u\"", prefix, dice_below(d, 4));
    if (dice_below(d, 2) == 0) return;
    unsigned one = dice_below(d, 4), other = dice_below(d, 4);
    buf_addf(out, ",\"child_refs\":[\"%s%u\",\"%s%u\"]", prefix, one, prefix, other);
}

// ---- several observations ----

// Three letters that an observation has or has not.
static inline void dice_operand(struct dice *d, struct buf *out, int depth);

static inline void dice_group(struct dice *d, struct buf *out, int depth) {
    static const char *const BETWEEN[] = {" AND ", " OR ", " FOLLOWEDBY "};
    unsigned kind = dice_below(d, 3), count = 2 + dice_below(d, 2);
    for (unsigned i = 0; i < count; i++) {
        if (i) buf_add(out, str_of(BETWEEN[kind]));
        dice_operand(d, out, depth + 1);
    }
}

static inline void dice_qualifiers(struct dice *d, struct buf *out) {
    if (dice_below(d, 4) == 0) buf_addf(out, " REPEATS %u TIMES", 1 + dice_below(d, 3));
    if (dice_below(d, 3) == 0) {
        static const char *const WIDTHS[] = {"0.000001", "0.000002", "0.000003", "0.0000025",
                                             "0.000004"};
        buf_addf(out, " WITHIN %s SECONDS", dice_of(d, WIDTHS));
    }
    if (dice_below(d, 6) == 0) {
        unsigned from = dice_below(d, 4);
        buf_addf(out, " START t'2020-01-01T00:00:00.00000%uZ' STOP t'2020-01-01T00:00:00.00000%uZ'",
                 from, from + 1 + dice_below(d, 4));
    }
}

static inline void dice_operand(struct dice *d, struct buf *out, int depth) {
    if (depth > 2 || dice_below(d, 3) > 0) {
        buf_addf(out, "[x-e:%c = 1]", (char)('a' + (int)dice_below(d, 3)));
    } else {
        buf_add(out, STR("("));
        dice_group(d, out, depth);
        buf_add(out, STR(")"));
    }
    dice_qualifiers(d, out);
}

static inline void dice_times(struct dice *d, struct buf *out, bool is_still) {
    unsigned first = dice_below(d, 5), lasts = 0, number = 1;
    if (!is_still && dice_below(d, 3) == 0) lasts = dice_below(d, 3);
    if (dice_below(d, 4) == 0) number = 1 + dice_below(d, 3);
    buf_addf(out,
             "{\"type\":\"observed-data\",\"first_observed\":\"2020-01-01T00:00:00.00000%uZ\","
             "\"last_observed\":\"2020-01-01T00:00:00.00000%uZ\",\"number_observed\":%u,",
             first, first + lasts, number);
}

// ---- both: {"pattern": ..., "observed": [...], "shelf": [...]} as two texts ----

static inline void dice_alone(struct dice *d, struct buf *pattern, struct buf *data) {
    bool has_refs = dice_below(d, 2);
    const char *prefix = has_refs ? "file--" : "";
    buf_add(pattern, STR("["));
    dice_tests(d, pattern, NULL, 0);
    buf_add(pattern, STR("]"));
    buf_add(data, STR("{\"observed\":["));
    dice_times(d, data, true);
    // The last object stands on the shelf, and the observation does not name it (9.7.4).
    buf_add(data, has_refs
                      ? STR("\"object_refs\":[\"file--0\",\"file--1\",\"file--2\"]}],\"shelf\":[")
                      : STR("\"objects\":{"));
    for (unsigned i = 0; i < (has_refs ? 4u : 3u); i++) {
        if (i) buf_add(data, STR(","));
        if (has_refs)
            buf_addf(data, "{\"id\":\"file--%u\",", i);
        else
            buf_addf(data, "\"%u\":{", i);
        dice_object(d, data, prefix);
        buf_add(data, STR("}"));
    }
    buf_add(data, has_refs ? STR("]}") : STR("}}],\"shelf\":[]}"));
}

static inline void dice_several(struct dice *d, struct buf *pattern, struct buf *data) {
    unsigned count = dice_below(d, 6);
    bool is_still = dice_below(d, 2);
    dice_group(d, pattern, 0);
    buf_add(data, STR("{\"observed\":["));
    for (unsigned i = 0; i < count; i++) {
        unsigned has = dice_below(d, 8);
        if (i) buf_add(data, STR(","));
        dice_times(d, data, is_still);
        buf_addf(data, "\"objects\":{\"0\":{\"type\":\"x-e\",\"a\":%u,\"b\":%u,\"c\":%u}}}",
                 has & 1, has >> 1 & 1, has >> 2 & 1);
    }
    buf_add(data, STR("],\"shelf\":[]}"));
}

static inline void dice_make(struct dice *d, struct buf *pattern, struct buf *data) {
    if (dice_below(d, 2))
        dice_alone(d, pattern, data);
    else
        dice_several(d, pattern, data);
}
