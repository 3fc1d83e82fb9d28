// reference.h - a plain and slow evaluation of patterns, written from chapter 9 alone.
//
// It shares nothing with src/stix/evaluate but the reading of patterns and JSON, NFC and regular
// expressions. Every observation that an observed-data stands for is tried at every microsecond
// between first_observed and last_observed, a "point"; a pattern yields all sets of points that
// satisfy it. So it is for a few observations of a few microseconds.
#pragma once

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/regex.h"
#include "base/text.h"
#include "base/unicode.h"
#include "stix/pattern.h"

#define POINTS_MAX 10

struct world {
    struct json observed[8];
    int64_t number[8]; // in the place of number_observed, when it is above 0
    size_t count;
    struct json shelf; // an array: the objects that object_refs name
    struct arena *arena;
    // Points: whose, which of it, and when.
    size_t of[POINTS_MAX], instance[POINTS_MAX], point_count;
    stamp at[POINTS_MAX];
    uint32_t twins[POINTS_MAX]; // the points of the same observation
};

// A number of code points, or of bytes.
struct letters {
    uint32_t *of;
    size_t count;
    bool is_bytes;
};

static inline struct letters letters_of(struct world *w, struct str text) {
    struct letters l = {arena_array(w->arena, text.size + 1, uint32_t), 0, false};
    for (size_t at = 0; at < text.size;) l.of[l.count++] = text_next(text, &at);
    return l;
}

static inline struct letters bytes_of_text(struct world *w, struct str text) {
    struct letters l = {arena_array(w->arena, text.size + 1, uint32_t), 0, true};
    for (size_t i = 0; i < text.size; i++) l.of[l.count++] = (unsigned char)text.data[i];
    return l;
}

static inline bool is_below_100(struct letters l) {
    for (size_t i = 0; i < l.count; i++)
        if (l.of[i] > 0xFF) return false;
    return true;
}

static inline int letters_compare(struct letters a, struct letters b) {
    for (size_t i = 0; i < a.count && i < b.count; i++)
        if (a.of[i] != b.of[i]) return a.of[i] < b.of[i] ? -1 : 1;
    return (a.count > b.count) - (a.count < b.count);
}

static inline struct str nfc(struct world *w, struct str text) {
    if (unicode_nfc(&text, text, w->arena, NULL) != OK) abort();
    return text;
}

// ---- one value (9.2, 9.6) ----

struct value {
    struct json json;
    struct str name, type; // of the property, and of the object that has it
};

// 9.6.4. False: not to be had.
static inline bool native(struct world *w, struct letters *out, const struct value *v) {
    struct str text = json_text(v->json);
    char *bytes = arena_take(w->arena, text.size + 4);
    size_t size = text.size / 2;
    if (str_ends(v->name, STR("_hex"))) {
        if (text.size % 2 || !hex_read(bytes, size, text)) return false;
        *out = bytes_of_text(w, (struct str){bytes, size});
    } else if (str_ends(v->name, STR("_bin"))) {
        size = base64_read(bytes, text.size + 4, text);
        if (size == SIZE_MAX) return false;
        *out = bytes_of_text(w, (struct str){bytes, size});
    } else {
        *out = letters_of(w, text);
    }
    return true;
}

static inline bool is_known_time(const struct value *v) {
    return str_equal(v->type, STR("file")) && str_equal(v->name, STR("ctime"));
}

// The digits behind the seconds, without zeros at the end.
static inline struct str fraction(struct str time) {
    struct str digits = str_cut(time, 20, time.size - 1);
    while (digits.size && digits.data[digits.size - 1] == '0') digits.size--;
    return digits;
}

static inline int times_compare(struct str a, struct str b) {
    int order = memcmp(a.data, b.data, 19);
    return order ? order : str_compare(fraction(a), fraction(b));
}

static inline long double number_of(struct str text) {
    char copy[64];
    snprintf(copy, sizeof copy, "%.*s", STR_ARG(text));
    return strpbrk(copy, ".eE") ? (long double)strtod(copy, NULL)
                                : (long double)strtoll(copy, NULL, 10);
}

// False: of types that cannot be compared.
static inline bool value_compare(struct world *w, int *order, const struct value *v,
                                 const struct pattern_constant *c) {
    enum json_kind kind = json_kind(v->json);
    if (c->kind == PATTERN_BOOLEAN && (kind == JSON_TRUE || kind == JSON_FALSE)) {
        *order = (int)(kind == JSON_TRUE) - c->boolean;
        return true;
    }
    if ((c->kind == PATTERN_INTEGER || c->kind == PATTERN_FLOAT) && kind == JSON_NUMBER) {
        long double a = number_of(json_number(v->json));
        long double b = c->kind == PATTERN_INTEGER ? (long double)c->integer : (long double)c->real;
        *order = (a > b) - (a < b);
        return true;
    }
    struct letters value, constant;
    stamp ignored;
    if (kind != JSON_STRING || !native(w, &value, v)) return false;
    if (c->kind == PATTERN_TIMESTAMP) {
        if (value.is_bytes || stamp_read(&ignored, json_text(v->json), NULL) != OK) return false;
        *order = times_compare(json_text(v->json), c->text);
        return true;
    }
    if (is_known_time(v)) return false;
    if (c->kind == PATTERN_STRING) {
        constant = letters_of(w, c->text);
        if (value.is_bytes && !is_below_100(constant)) return false;
    } else if (c->kind == PATTERN_HEX || c->kind == PATTERN_BINARY) {
        constant = bytes_of_text(w, c->text);
        if (!is_below_100(value)) return false;
    } else {
        return false;
    }
    *order = letters_compare(value, constant);
    return true;
}

static inline bool like(struct letters text, size_t at, struct letters p, size_t in) {
    if (in == p.count) return at == text.count;
    if (p.of[in] == '%') {
        for (size_t i = at; i <= text.count; i++)
            if (like(text, i, p, in + 1)) return true;
        return false;
    }
    return at < text.count && (p.of[in] == '_' || p.of[in] == text.of[at]) &&
           like(text, at + 1, p, in + 1);
}

static inline bool value_like(struct world *w, const struct value *v, struct str constant) {
    struct letters value, pattern = letters_of(w, nfc(w, constant));
    if (!native(w, &value, v)) return false;
    if (value.is_bytes && !is_below_100(pattern)) return false;
    if (!value.is_bytes) value = letters_of(w, nfc(w, json_text(v->json)));
    return like(value, 0, pattern, 0);
}

static inline bool value_matches(struct world *w, const struct value *v, struct str constant) {
    struct letters value, pattern = letters_of(w, constant);
    SCOPED(regex_close) struct regex *regex = NULL;
    if (!native(w, &value, v)) return false;
    if (!value.is_bytes) {
        if (regex_open(&regex, constant, REGEX_TEXT, NULL, NULL) != OK) abort();
        return regex_find(regex, nfc(w, json_text(v->json)), NULL) == OK;
    }
    if (!is_below_100(pattern)) return false;
    char *narrow = arena_take(w->arena, pattern.count + 1);
    char *bytes = arena_take(w->arena, value.count + 1);
    for (size_t i = 0; i < pattern.count; i++) narrow[i] = (char)pattern.of[i];
    for (size_t i = 0; i < value.count; i++) bytes[i] = (char)value.of[i];
    struct str narrowed = {narrow, pattern.count};
    if (regex_open(&regex, narrowed, REGEX_BYTES, NULL, NULL) != OK) abort();
    return regex_find(regex, (struct str){bytes, value.count}, NULL) == OK;
}

// A network as the text of its bits: "4110001.." without what is behind the prefix.
static inline bool bits_of(char out[160], struct str text) {
    char copy[64];
    unsigned char bytes[16];
    snprintf(copy, sizeof copy, "%.*s", STR_ARG(text));
    char *slash = strchr(copy, '/');
    if (slash) *slash++ = '\0';
    bool is_six = strchr(copy, ':') != NULL;
    if (inet_pton(is_six ? AF_INET6 : AF_INET, copy, bytes) != 1) return false;
    int size = slash ? atoi(slash) : (is_six ? 128 : 32);
    if (size > (is_six ? 128 : 32)) return false;
    out[0] = is_six ? '6' : '4';
    for (int i = 0; i < size; i++) out[i + 1] = bytes[i / 8] >> (7 - i % 8) & 1 ? '1' : '0';
    out[size + 1] = '\0';
    return true;
}

static inline bool value_subset(struct str inner, struct str outer) {
    char a[160], b[160];
    return bits_of(a, inner) && bits_of(b, outer) && strncmp(a, b, strlen(b)) == 0;
}

// Without NOT.
static inline bool value_holds(struct world *w, const struct value *v,
                               const struct pattern_test *test) {
    int order = 0;
    const struct pattern_constant *c = test->constants;
    bool is_text = json_kind(v->json) == JSON_STRING && !is_known_time(v);
    struct str text = json_text(v->json);
    switch (test->operator) {
    case PATTERN_EXISTS: return true;
    case PATTERN_LIKE: return is_text && value_like(w, v, c->text);
    case PATTERN_MATCHES: return is_text && value_matches(w, v, c->text);
    case PATTERN_IS_SUBSET: return is_text && value_subset(text, c->text);
    case PATTERN_IS_SUPERSET: return is_text && value_subset(c->text, text);
    case PATTERN_IN:
        for (size_t i = 0; i < test->constant_count; i++)
            if (value_compare(w, &order, v, &c[i]) && order == 0) return true;
        return false;
    case PATTERN_NOT_EQUAL: return !value_compare(w, &order, v, c) || order != 0;
    default: break;
    }
    if (!value_compare(w, &order, v, c)) return false;
    switch (test->operator) {
    case PATTERN_EQUAL: return order == 0;
    case PATTERN_GREATER: return order > 0;
    case PATTERN_LESS: return order < 0;
    case PATTERN_GREATER_EQUAL: return order >= 0;
    default: return order <= 0;
    }
}

// ---- one observation (9.5, 9.7) ----

static inline struct json object_of(struct world *w, size_t observed, struct str key) {
    struct json own = json_member(w->observed[observed], STR("objects"));
    if (own.node) return json_member(own, key);
    struct json refs = json_member(w->observed[observed], STR("object_refs"));
    for (struct json ref = json_first(refs); ref.node; ref = json_next(ref)) {
        if (!str_equal(json_text(ref), key)) continue;
        for (struct json o = json_first(w->shelf); o.node; o = json_next(o))
            if (str_equal(json_text(json_member(o, STR("id"))), key)) return o;
    }
    return (struct json){NULL};
}

struct walk {
    struct world *w;
    size_t observed;
    const struct pattern_test *test;
    bool is_there, any;
};

static inline void walk_from(struct walk *k, size_t at, struct value v) {
    const struct pattern_path *path = &k->test->path;
    // A reference is followed before a name is looked for (9.7.4).
    if (at < path->step_count && path->steps[at].kind == PATTERN_STEP_NAME && at > 0 &&
        (str_ends(v.name, STR("_ref")) || str_ends(v.name, STR("_refs")))) {
        v.json = object_of(k->w, k->observed, json_text(v.json));
        v.type = json_text(json_member(v.json, STR("type")));
    }
    struct letters ignored;
    if (at == path->step_count) {
        if (json_kind(v.json) <= JSON_NULL) return;
        bool is_unreadable = json_kind(v.json) == JSON_STRING && !native(k->w, &ignored, &v);
        if (is_unreadable && k->test->operator!= PATTERN_EXISTS) return;
        k->is_there = true;
        k->any |= value_holds(k->w, &v, k->test);
        return;
    }
    const struct pattern_step *step = &path->steps[at];
    if (step->kind == PATTERN_STEP_NAME) {
        v.json = json_member(v.json, step->name);
        v.name = step->name;
        walk_from(k, at + 1, v);
        return;
    }
    int64_t index = 0;
    if (json_kind(v.json) != JSON_ARRAY) return;
    for (struct json item = json_first(v.json); item.node; item = json_next(item), index++)
        if (step->kind == PATTERN_STEP_ANY || step->index == index)
            walk_from(k, at + 1, (struct value){item, v.name, v.type});
}

static inline bool object_satisfies(struct world *w, size_t observed, struct json object,
                                    const struct pattern *p) {
    if (p->kind == PATTERN_TEST) {
        struct str type = json_text(json_member(object, STR("type")));
        struct walk k = {w, observed, &p->test, false, false};
        if (!str_equal(type, p->test.path.type)) return false;
        walk_from(&k, 0, (struct value){object, STR(""), type});
        if (!k.is_there && p->test.operator!= PATTERN_EXISTS) return false;
        return k.any != p->test.is_negated;
    }
    bool all = true, any = false;
    for (const struct pattern *child = p->first; child; child = child->next) {
        bool is_true = object_satisfies(w, observed, object, child);
        all &= is_true;
        any |= is_true;
    }
    return p->kind == PATTERN_AND ? all : any;
}

static inline bool observation_satisfies(struct world *w, size_t observed,
                                         const struct pattern *p) {
    struct json own = json_member(w->observed[observed], STR("objects"));
    for (struct json o = json_first(own); o.node; o = json_next(o))
        if (object_satisfies(w, observed, o, p->first)) return true;
    struct json refs = json_member(w->observed[observed], STR("object_refs"));
    for (struct json ref = json_first(refs); ref.node; ref = json_next(ref)) {
        struct json o = object_of(w, observed, json_text(ref));
        if (o.node && object_satisfies(w, observed, o, p->first)) return true;
    }
    return false;
}

// ---- several (9.5.1, 9.5.2) ----

// All sets of points that satisfy a part of the pattern: a bit for each set.
struct sets {
    uint64_t has[(1 << POINTS_MAX) / 64];
};

static inline bool sets_have(const struct sets *s, uint32_t set) {
    return s->has[set / 64] >> set % 64 & 1;
}

static inline void sets_put(struct sets *s, uint32_t set) {
    s->has[set / 64] |= UINT64_C(1) << set % 64;
}

// An observation is used once, and at one instant.
static inline bool are_different(const struct world *w, uint32_t a, uint32_t b) {
    for (size_t i = 0; i < w->point_count; i++)
        if (a >> i & 1 && b & w->twins[i]) return false;
    return true;
}

static inline void ends_of(const struct world *w, uint32_t set, stamp *first, stamp *last) {
    *first = INT64_MAX;
    *last = INT64_MIN;
    for (size_t i = 0; i < w->point_count; i++) {
        if (!(set >> i & 1)) continue;
        if (w->at[i] < *first) *first = w->at[i];
        if (w->at[i] > *last) *last = w->at[i];
    }
}

static inline struct sets *join(struct world *w, const struct sets *a, const struct sets *b,
                                bool is_followed) {
    struct sets *out = arena_new(w->arena, struct sets);
    uint32_t end = UINT32_C(1) << w->point_count;
    for (uint32_t x = 1; x < end; x++) {
        if (!sets_have(a, x)) continue;
        for (uint32_t y = 1; y < end; y++) {
            stamp first, last, other;
            if (!sets_have(b, y) || x & y || !are_different(w, x, y)) continue;
            ends_of(w, x, &other, &last);
            ends_of(w, y, &first, &other);
            if (!is_followed || last <= first) sets_put(out, x | y);
        }
    }
    return out;
}

static inline struct sets *sets_of(struct world *w, const struct pattern *p);

static inline struct sets *sets_of_many(struct world *w, const struct pattern *p) {
    struct sets *all = sets_of(w, p->first);
    for (const struct pattern *child = p->first->next; child; child = child->next) {
        struct sets *more = sets_of(w, child);
        if (p->kind == PATTERN_ANY) {
            for (size_t i = 0; i < sizeof all->has / 8; i++) all->has[i] |= more->has[i];
        } else {
            all = join(w, all, more, p->kind == PATTERN_FOLLOWED_BY);
        }
    }
    return all;
}

static inline bool is_kept(const struct world *w, const struct pattern *p, uint32_t set) {
    stamp first, last;
    ends_of(w, set, &first, &last);
    // Of whole microseconds, so that what is a little less than one does not decide.
    if (p->kind == PATTERN_WITHIN) return (double)(last - first) < p->seconds * 1e6 - 1e-3;
    return first >= p->start.at && last < p->stop.at;
}

static inline struct sets *sets_of(struct world *w, const struct pattern *p) {
    struct sets *out = arena_new(w->arena, struct sets);
    if (p->kind == PATTERN_OBSERVATION) {
        for (size_t i = 0; i < w->point_count; i++)
            if (observation_satisfies(w, w->of[i], p)) sets_put(out, UINT32_C(1) << i);
        return out;
    }
    if (p->kind == PATTERN_WITHIN || p->kind == PATTERN_START_STOP) {
        struct sets *in = sets_of(w, p->first);
        for (uint32_t set = 1; set < UINT32_C(1) << w->point_count; set++)
            if (sets_have(in, set) && is_kept(w, p, set)) sets_put(out, set);
        return out;
    }
    if (p->kind == PATTERN_REPEATS) { // "a" followed by "AND a", x-1 times
        struct sets *one = sets_of(w, p->first), *all = one;
        for (int64_t i = 1; i < p->times && i <= POINTS_MAX; i++) all = join(w, all, one, false);
        return all;
    }
    return sets_of_many(w, p);
}

static inline bool world_put(struct world *w, size_t of, size_t instance, stamp first, stamp last) {
    for (stamp at = first; at <= last; at++) {
        if (w->point_count == POINTS_MAX) return false;
        w->of[w->point_count] = of;
        w->instance[w->point_count] = instance;
        w->at[w->point_count++] = at;
    }
    return true;
}

// False: too many points for this way.
static inline bool world_points(struct world *w) {
    w->point_count = 0;
    memset(w->twins, 0, sizeof w->twins);
    for (size_t i = 0; i < w->count; i++) {
        stamp first, last;
        int64_t number = 1;
        if (stamp_read(&first, json_text(json_member(w->observed[i], STR("first_observed"))), NULL))
            return false;
        if (stamp_read(&last, json_text(json_member(w->observed[i], STR("last_observed"))), NULL))
            return false;
        json_i64(&number, json_member(w->observed[i], STR("number_observed")));
        if (w->number[i] > 0) number = w->number[i];
        for (int64_t n = 0; n < number; n++)
            if (!world_put(w, i, (size_t)n, first, last)) return false;
    }
    for (size_t i = 0; i < w->point_count; i++)
        for (size_t j = 0; j < w->point_count; j++)
            if (w->of[i] == w->of[j] && w->instance[i] == w->instance[j])
                w->twins[i] |= UINT32_C(1) << j;
    return true;
}

static inline bool world_matches(struct world *w, const struct pattern *p) {
    const struct sets *sets = sets_of(w, p);
    for (size_t i = 0; i < sizeof sets->has / 8; i++)
        if (sets->has[i]) return true;
    return false;
}
