#include "http/accept.h"

#include <string.h>

#include "base/text.h"

static bool is_token_byte(char byte) {
    return ascii_is_alnum(byte) || (byte && strchr("!#$%&'*+-.^_`|~", byte));
}

// A cursor over the text of one media type.
struct reading {
    struct str rest;
    struct arena *arena;
};

static void skip(struct reading *r, size_t count) {
    r->rest = str_cut(r->rest, count, r->rest.size);
}

static void skip_space(struct reading *r) {
    while (r->rest.size && (r->rest.data[0] == ' ' || r->rest.data[0] == '\t')) skip(r, 1);
}

static bool take_byte(struct reading *r, char byte) {
    if (!r->rest.size || r->rest.data[0] != byte) return false;
    skip(r, 1);
    return true;
}

static bool take_token(struct str *out, struct reading *r) {
    size_t end = 0;
    while (end < r->rest.size && is_token_byte(r->rest.data[end])) end++;
    *out = str_cut(r->rest, 0, end);
    skip(r, end);
    return end > 0;
}

static bool take_quoted(struct str *out, struct reading *r) {
    char *bytes = arena_take(r->arena, r->rest.size);
    size_t size = 0;
    for (skip(r, 1); r->rest.size; skip(r, 1)) {
        char byte = r->rest.data[0];
        if (byte == '"') {
            skip(r, 1);
            *out = (struct str){bytes, size};
            return true;
        }
        if (byte == '\\') {
            skip(r, 1);
            if (!r->rest.size) return false;
            byte = r->rest.data[0];
        }
        if ((unsigned char)byte < ' ' && byte != '\t') return false;
        bytes[size++] = byte;
    }
    return false;
}

// RFC 9110 12.4.2: 0 to 1 with at most three digits.
static bool read_quality(int *thousandths, struct str text) {
    if (!text.size || text.size > 5 || (text.data[0] != '0' && text.data[0] != '1')) return false;
    if (text.size > 1 && text.data[1] != '.') return false;
    int value = (text.data[0] - '0') * 1000, weight = 100;
    for (size_t i = 2; i < text.size; i++, weight /= 10) {
        if (!ascii_is_digit(text.data[i])) return false;
        value += (text.data[i] - '0') * weight;
    }
    if (value > 1000) return false;
    *thousandths = value;
    return true;
}

static enum status take_param(struct media_type *out, struct reading *r) {
    struct str name, value;
    if (!take_token(&name, r)) return MALFORMED;
    if (!take_byte(r, '=')) return MALFORMED;
    bool is_quoted = r->rest.size && r->rest.data[0] == '"';
    if (is_quoted ? !take_quoted(&value, r) : !take_token(&value, r)) return MALFORMED;
    name = text_fold(r->arena, name);
    if (str_equal(name, STR("q"))) return read_quality(&out->q_thousandths, value) ? OK : MALFORMED;
    if (media_param(out, name).data) return MALFORMED; // RFC 6838 4.3: each once
    if (out->param_count == sizeof out->params / sizeof out->params[0]) return MALFORMED;
    out->params[out->param_count++] = (struct http_pair){name, value};
    return OK;
}

enum status media_type_read(struct media_type *out, struct str text, struct arena *arena) {
    struct reading r = {str_trim(text), arena};
    struct media_type found = {.q_thousandths = 1000};
    if (!take_token(&found.type, &r) || !take_byte(&r, '/') || !take_token(&found.subtype, &r))
        return MALFORMED;
    found.type = text_fold(arena, found.type);
    found.subtype = text_fold(arena, found.subtype);
    if (str_equal(found.type, STR("*")) && !str_equal(found.subtype, STR("*"))) return MALFORMED;
    for (skip_space(&r); r.rest.size; skip_space(&r)) {
        if (!take_byte(&r, ';')) return MALFORMED;
        skip_space(&r);
        if (!r.rest.size || r.rest.data[0] == ';') continue; // an empty parameter is allowed
        TRY(take_param(&found, &r));
    }
    *out = found;
    return OK;
}

struct str media_param(const struct media_type *type, struct str name) {
    for (size_t i = 0; i < type->param_count; i++)
        if (str_equal_fold(type->params[i].name, name)) return type->params[i].value;
    return STR_NONE;
}

// The part before the next comma that does not stand in quotes.
static bool take_range(struct str *range, struct str *rest) {
    if (!rest->data) return false;
    bool is_quoted = false;
    for (size_t i = 0; i < rest->size; i++) {
        char byte = rest->data[i];
        if (byte == '\\' && is_quoted) {
            i++;
        } else if (byte == '"') {
            is_quoted = !is_quoted;
        } else if (byte == ',' && !is_quoted) {
            *range = str_cut(*rest, 0, i);
            *rest = str_cut(*rest, i + 1, rest->size);
            return true;
        }
    }
    *range = *rest;
    *rest = STR_NONE;
    return true;
}

// 0 when `range` does not take `offer`, else higher the more it says.
static int how_exactly(const struct media_type *range, const struct media_type *offer) {
    if (str_equal(range->type, STR("*"))) return 1;
    if (!str_equal(range->type, offer->type)) return 0;
    if (str_equal(range->subtype, STR("*"))) return 2;
    if (!str_equal(range->subtype, offer->subtype)) return 0;
    for (size_t i = 0; i < range->param_count; i++) {
        struct str offered = media_param(offer, range->params[i].name);
        if (!offered.data || !str_equal_fold(offered, range->params[i].value)) return 0;
    }
    return 3 + (int)range->param_count;
}

// RFC 9110 12.5.1: the most exact range that takes the offer decides, not the friendliest.
static int quality_of(struct str accept, const struct media_type *offer, struct arena *arena) {
    int best = 0, quality = 0;
    struct str range_text;
    while (take_range(&range_text, &accept)) {
        struct media_type range;
        if (media_type_read(&range, range_text, arena) != OK) continue;
        int exactness = how_exactly(&range, offer);
        if (exactness <= best) continue;
        best = exactness;
        quality = range.q_thousandths;
    }
    return quality;
}

size_t accept_choose(struct str accept, const struct str *offers, size_t count,
                     struct arena *arena) {
    if (!str_trim(accept).size) return count ? 0 : SIZE_MAX;
    size_t chosen = SIZE_MAX;
    int best = 0;
    for (size_t i = 0; i < count; i++) {
        struct media_type offer;
        if (media_type_read(&offer, offers[i], arena) != OK) continue;
        int quality = quality_of(accept, &offer, arena);
        if (quality <= best) continue;
        best = quality;
        chosen = i;
    }
    return chosen;
}
