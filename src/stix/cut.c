// What always holds:
//
// 1. data[begin .. at) is the part of the current value that was looked at, data[at .. end) is new.
// 2. Positions inside the current value count from `begin`, since the bytes may move.
// 3. What a step does depends only on the bytes, never on where the pieces of the input end: a step
//    either passes a token, or leaves `at` where it can go on.
//
//     START -> TOP -+- { -> MEMBER -> KEY -> COLON -> VALUE -> STRING | NESTED | SCALAR -> COMMA
//               ^   |         ^                        |  |                                   |
//               |   |         +------------------------|--|-------------- , ------------------+
//               |   |                 "objects": [ ----+  +-- known to be a single object: REST
//               |   |                       v                                                 |
//               |   |                      ITEM -> BODY -> ITEM_COMMA -- ] --> COMMA          |
//               |   +- [ -> ARRAY_ITEM -- { --> MEMBER ..., else BODY -> ARRAY_COMMA          |
//               +------------------------- } of COMMA, or the end of REST --------------------+
//
// BODY stands for BODY_STRING and BODY_SCALAR too: what is no object is taken all the same, so that
// whoever reads it can refuse it alone.
//
// 4. In JSON lines no value is looked at beyond its newline, so that a damaged line costs no other.
//    What is told from one whole object in one line, or in WEIGH and LEAN: a first line that is
//    damaged is one of many when the next begins an object, and the first ends unlike a text that
//    goes on. After a refused line PASS looks for its end.
#include "stix/cut.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "stix/cut_inside.h"

#define OBJECT_BYTES_MAX (64u * 1024 * 1024)
#define OUTER_BYTES_MAX (1024u * 1024)
#define ROOM_BYTES_MIN (64u * 1024)
#define CAPACITY_FIRST (256u * 1024)

struct cutter *cut_open(size_t object_bytes_max) {
    struct cutter *c = memory_take(sizeof *c);
    *c = (struct cutter){.capacity = CAPACITY_FIRST, .state = START};
    c->object_bytes_max = object_bytes_max ? object_bytes_max : OBJECT_BYTES_MAX;
    c->data = memory_take(c->capacity);
    buf_init(&c->outer, 2 * OUTER_BYTES_MAX + 16);
    return c;
}

void cut_close(struct cutter **cutter) {
    if (!*cutter) return;
    buf_close(&(*cutter)->outer);
    free((*cutter)->data);
    free(*cutter);
    *cutter = NULL;
}

char *cut_room(struct cutter *c, size_t *capacity) {
    assert(!c->is_ended);
    if (c->is_lent) c->begin = c->at;
    c->is_lent = false;
    size_t kept = c->end - c->begin;
    if (c->capacity - c->end < ROOM_BYTES_MIN) {
        // Moving is cheap only when little is kept; else more room, so that a byte moves rarely.
        if (kept >= c->capacity / 2) {
            c->capacity *= 2;
            c->data = memory_resize(c->data, c->capacity, 1);
        }
        memmove(c->data, c->data + c->begin, kept);
        c->moved += c->begin;
        c->at -= c->begin;
        c->begin = 0;
        c->end = kept;
    }
    *capacity = c->capacity - c->end;
    return c->data + c->end;
}

void cut_grow(struct cutter *c, size_t size) {
    assert(size <= c->capacity - c->end);
    c->end += size;
}

void cut_end(struct cutter *c) {
    c->is_ended = true;
}

enum step cut_fail(struct cutter *c, enum status status, size_t at, const char *what) {
    c->failure = status;
    c->failed_at = c->moved + at;
    c->failed_by = what;
    return STEP_FAULT;
}

bool cut_skip_space(struct cutter *c) {
    while (c->at < c->end && (c->data[c->at] == ' ' || c->data[c->at] == '\n' ||
                              c->data[c->at] == '\r' || c->data[c->at] == '\t'))
        c->at++;
    return c->at < c->end;
}

// Asked after every step, and before `begin` moves on, so that the answer is the same wherever the
// pieces end: what counts is where the value began.
static enum step check_size(struct cutter *c, enum step step) {
    size_t size = c->at - c->begin;
    bool is_body = c->state == BODY || c->state == BODY_STRING || c->state == BODY_SCALAR;
    bool is_outer = c->after_objects && step != STEP_OBJECT && !is_body;
    if (is_outer && size > OUTER_BYTES_MAX)
        return cut_fail(c, LIMIT, c->begin, "too much stands after `objects`");
    if (!is_outer && size > c->object_bytes_max)
        return cut_fail(c, LIMIT, c->begin, "larger than an object may be");
    return step;
}

static struct str unseen(const struct cutter *c) {
    return (struct str){c->data + c->at, c->end - c->at};
}

// ---- outside ----

// A UTF-8 byte order mark is not JSON, but Windows programs write one.
static enum step step_start(struct cutter *c) {
    static const char MARK[3] = {'\xEF', '\xBB', '\xBF'};
    size_t size = c->end < sizeof MARK ? c->end : sizeof MARK;
    if (size == 0) return STEP_MORE;
    bool is_mark = memcmp(c->data, MARK, size) == 0;
    if (is_mark && size < sizeof MARK) return STEP_MORE;
    if (is_mark) c->begin = c->at = sizeof MARK;
    c->state = TOP;
    return STEP_ON;
}

static enum step open_root(struct cutter *c) {
    c->at++;
    c->root_type = TYPE_UNSEEN;
    c->after_comma = c->after_objects = false;
    c->is_like_envelope = true;
    c->state = MEMBER;
    return STEP_ON;
}

static enum step step_top(struct cutter *c) {
    if (!cut_skip_lines(c)) return STEP_MORE;
    c->line_seen = c->moved + c->at;
    c->line_end = UINT64_MAX;
    if (c->data[c->at] == '{') return open_root(c);
    if (c->data[c->at] != '[')
        return cut_fail(c, MALFORMED, c->at, "an object or an array is expected");
    c->begin = ++c->at;
    c->in_array = true;
    c->after_comma = false;
    if (c->form == CUT_UNKNOWN) c->form = CUT_ARRAY;
    c->state = ARRAY_ITEM;
    return STEP_ON;
}

static enum step close_array(struct cutter *c) {
    c->begin = ++c->at;
    c->in_array = false;
    c->state = TOP;
    return STEP_ON;
}

static bool is_scalar(char first) {
    return first != '\0' && strchr("-0123456789tfn", first);
}

// A value of an array, whatever it is.
static enum step open_body(struct cutter *c, enum state behind) {
    char first = c->data[c->at];
    c->behind = behind;
    if (is_scalar(first)) {
        c->state = BODY_SCALAR;
        return STEP_ON;
    }
    if (first != '{' && first != '[' && first != '"')
        return cut_fail(c, MALFORMED, c->at, "an object is expected");
    c->at++;
    c->is_escaped = false;
    c->bracket = (struct bracket){1, 0, false};
    c->state = first == '"' ? BODY_STRING : BODY;
    return STEP_ON;
}

static enum step step_array_item(struct cutter *c) {
    bool is_there = cut_skip_space(c);
    c->begin = c->at;
    if (!is_there) return STEP_MORE;
    if (c->data[c->at] == '{') return open_root(c);
    if (c->data[c->at] == ']' && !c->after_comma) return close_array(c);
    return open_body(c, ARRAY_COMMA);
}

static enum step step_array_comma(struct cutter *c) {
    bool is_there = cut_skip_space(c);
    c->begin = c->at;
    if (!is_there) return STEP_MORE;
    if (c->data[c->at] == ']') return close_array(c);
    if (c->data[c->at] != ',') return cut_fail(c, MALFORMED, c->at, "a comma or ] is expected");
    c->at++;
    c->after_comma = true;
    c->state = ARRAY_ITEM;
    return STEP_ON;
}

// ---- in an object at the top ----

static struct str member_key(const struct cutter *c) {
    return (struct str){c->data + c->begin + c->key, c->key_size};
}

// Without the comma between the members before `objects` and those after it.
static struct str without_commas(struct str text) {
    text = str_trim(text);
    if (str_starts(text, STR(","))) text = str_trim(str_cut(text, 1, text.size));
    if (str_ends(text, STR(","))) text = str_trim(str_cut(text, 0, text.size - 1));
    return text;
}

static void outer_note(struct cutter *c, const char *from) {
    c->pieces[c->piece_count++] =
        (struct cut_piece){c->outer.size, c->moved + (uint64_t)(from - c->data)};
}

static void outer_begin(struct cutter *c) {
    buf_clear(&c->outer);
    c->piece_count = 0;
    outer_note(c, c->data + c->begin);
    buf_add_byte(&c->outer, '{');
}

static void outer_add(struct cutter *c, struct str members) {
    members = without_commas(members);
    if (members.size == 0) return;
    if (c->outer.size > 1) buf_add_byte(&c->outer, ',');
    outer_note(c, members.data);
    buf_add(&c->outer, members);
}

static enum step open_objects(struct cutter *c) {
    if (check_size(c, STEP_ON) != STEP_ON) return STEP_FAULT;
    // The prefix ends before the quote of the key.
    struct str before = {c->data + c->begin + 1, c->key - 2};
    if (before.size > OUTER_BYTES_MAX)
        return cut_fail(c, LIMIT, c->begin, "too much stands before `objects`");
    outer_begin(c);
    outer_add(c, before);
    c->form = c->root_type == TYPE_BUNDLE ? CUT_BUNDLE : CUT_ENVELOPE;
    c->begin = ++c->at;
    c->after_objects = true;
    c->after_comma = false;
    c->state = ITEM;
    return STEP_ON;
}

static enum step close_root(struct cutter *c) {
    struct str inside = {c->data + c->begin, c->at - c->begin};
    c->at++;
    if (check_size(c, STEP_ON) != STEP_ON) return STEP_FAULT;
    c->state = c->in_array ? ARRAY_COMMA : TOP;
    // An empty page of TAXII is `{}` or `{"more": false}`; later in a stream it would be an object.
    bool is_envelope = c->form == CUT_UNKNOWN && c->root_type == TYPE_UNSEEN && c->is_like_envelope;
    if (!c->after_objects && c->root_type != TYPE_BUNDLE && !is_envelope) return STEP_OBJECT;
    if (inside.size > OUTER_BYTES_MAX)
        return cut_fail(c, LIMIT, c->begin, "the bundle is too large");
    if (!c->after_objects) {
        c->form = is_envelope ? CUT_ENVELOPE : CUT_BUNDLE;
        inside = str_cut(inside, 1, inside.size);
        outer_begin(c);
    }
    if (c->root_type == TYPE_BUNDLE) c->form = CUT_BUNDLE; // `type` may stand behind `objects`
    outer_add(c, inside);
    buf_add_byte(&c->outer, '}');
    c->begin = c->at;
    return STEP_ON;
}

static enum step step_member(struct cutter *c) {
    if (!cut_skip_space(c)) return STEP_MORE;
    if (c->data[c->at] == '}' && !c->after_comma) return close_root(c);
    if (c->data[c->at] != '"')
        return cut_fail(c, MALFORMED, c->at, "the name of a member is expected");
    c->key = ++c->at - c->begin;
    c->is_escaped = false;
    c->state = KEY;
    return STEP_ON;
}

static enum step pass_string(struct cutter *c, enum state next) {
    size_t used = bracket_quote(&c->is_escaped, unseen(c));
    c->at = used == SIZE_MAX ? c->end : c->at + used;
    if (used == SIZE_MAX) return STEP_MORE;
    c->state = next;
    return STEP_ON;
}

static enum step step_key(struct cutter *c) {
    enum step step = pass_string(c, COLON);
    if (step != STEP_ON) return step;
    c->key_size = c->at - 1 - c->begin - c->key;
    struct str key = member_key(c);
    if (!str_equal(key, STR("more")) && !str_equal(key, STR("next"))) c->is_like_envelope = false;
    return STEP_ON;
}

static enum step step_colon(struct cutter *c) {
    if (!cut_skip_space(c)) return STEP_MORE;
    if (c->data[c->at] != ':') return cut_fail(c, MALFORMED, c->at, "a colon is expected");
    c->at++;
    c->state = VALUE;
    return STEP_ON;
}

// From here on nothing inside matters but the bracket that closes it.
static enum step single_object(struct cutter *c, uint64_t depth) {
    c->bracket = (struct bracket){depth, 0, false};
    c->state = REST;
    return STEP_ON;
}

static enum step step_value(struct cutter *c) {
    if (!cut_skip_space(c)) return STEP_MORE;
    char first = c->data[c->at];
    bool is_objects = str_equal(member_key(c), STR("objects"));
    if (is_objects && c->after_objects)
        return cut_fail(c, MALFORMED, c->at, "`objects` stands here a second time");
    if (is_objects && first == '[' && c->root_type != TYPE_OTHER) return open_objects(c);
    if (first == '{' || first == '[') {
        c->at++;
        if (is_objects) return single_object(c, 2); // STIX 2.0 observed-data, or something custom
        c->bracket = (struct bracket){1, 0, false};
        c->state = NESTED;
        return STEP_ON;
    }
    if (first == '"') {
        c->value = ++c->at - c->begin;
        c->is_escaped = false;
        c->state = STRING;
        return STEP_ON;
    }
    if (!is_scalar(first)) return cut_fail(c, MALFORMED, c->at, "a value is expected");
    c->state = SCALAR;
    return STEP_ON;
}

static enum step step_string(struct cutter *c) {
    enum step step = pass_string(c, COMMA);
    if (step != STEP_ON) return step;
    struct str value = {c->data + c->begin + c->value, c->at - 1 - c->begin - c->value};
    if (!str_equal(member_key(c), STR("type"))) return STEP_ON;
    c->root_type = str_equal(value, STR("bundle")) ? TYPE_BUNDLE : TYPE_OTHER;
    if (!c->after_objects && c->root_type == TYPE_OTHER) return single_object(c, 1);
    return STEP_ON;
}

static enum step step_nested(struct cutter *c) {
    size_t used = bracket_close(&c->bracket, unseen(c));
    c->at = used == SIZE_MAX ? c->end : c->at + used;
    if (used == SIZE_MAX) return STEP_MORE;
    c->state = COMMA;
    return STEP_ON;
}

static enum step step_scalar(struct cutter *c) {
    while (c->at < c->end && !strchr(",}]{[\": \t\r\n", c->data[c->at])) c->at++;
    if (c->at == c->end) return STEP_MORE;
    c->state = COMMA;
    return STEP_ON;
}

static enum step step_comma(struct cutter *c) {
    if (!cut_skip_space(c)) return STEP_MORE;
    if (c->data[c->at] == '}') return close_root(c);
    if (c->data[c->at] != ',') return cut_fail(c, MALFORMED, c->at, "a comma or } is expected");
    c->at++;
    c->after_comma = true;
    c->state = MEMBER;
    return STEP_ON;
}

static enum step step_rest(struct cutter *c) {
    if (step_nested(c) != STEP_ON) return STEP_MORE;
    c->state = c->in_array ? ARRAY_COMMA : TOP;
    return STEP_OBJECT;
}

// ---- in `objects` ----

static enum step close_objects(struct cutter *c) {
    c->begin = ++c->at;
    c->state = COMMA;
    return STEP_ON;
}

static enum step step_item(struct cutter *c) {
    bool is_there = cut_skip_space(c);
    c->begin = c->at;
    if (!is_there) return STEP_MORE;
    if (c->data[c->at] == ']' && !c->after_comma) return close_objects(c);
    return open_body(c, ITEM_COMMA);
}

static enum step end_body(struct cutter *c, enum step step) {
    if (step != STEP_ON) return step;
    c->state = c->behind;
    return STEP_OBJECT;
}

static enum step step_body(struct cutter *c) {
    return end_body(c, step_nested(c));
}

static enum step step_body_string(struct cutter *c) {
    return end_body(c, pass_string(c, c->behind));
}

static enum step step_body_scalar(struct cutter *c) {
    return end_body(c, step_scalar(c));
}

static enum step step_item_comma(struct cutter *c) {
    bool is_there = cut_skip_space(c);
    c->begin = c->at;
    if (!is_there) return STEP_MORE;
    if (c->data[c->at] == ']') return close_objects(c);
    if (c->data[c->at] != ',') return cut_fail(c, MALFORMED, c->at, "a comma or ] is expected");
    c->at++;
    c->after_comma = true;
    c->state = ITEM;
    return STEP_ON;
}

// ---- taking ----

static enum step (*const STEPS[])(struct cutter *) = {
    [START] = step_start,
    [TOP] = step_top,
    [ARRAY_ITEM] = step_array_item,
    [MEMBER] = step_member,
    [KEY] = step_key,
    [ARRAY_COMMA] = step_array_comma,
    [COLON] = step_colon,
    [VALUE] = step_value,
    [STRING] = step_string,
    [NESTED] = step_nested,
    [SCALAR] = step_scalar,
    [COMMA] = step_comma,
    [REST] = step_rest,
    [ITEM] = step_item,
    [BODY] = step_body,
    [BODY_STRING] = step_body_string,
    [BODY_SCALAR] = step_body_scalar,
    [ITEM_COMMA] = step_item_comma,
    [WEIGH] = cut_weigh,
    [LEAN] = cut_lean,
    [PASS] = cut_pass,
};

static enum step take_step(struct cutter *c) {
    bool is_between = c->state == START || c->state == TOP || c->state >= WEIGH;
    if (c->lines != LINES_YES || is_between || !cut_find_line_end(c))
        return check_size(c, STEPS[c->state](c));
    size_t end = c->end;
    c->end = (size_t)(c->line_end - c->moved);
    enum step step = check_size(c, STEPS[c->state](c));
    if (step == STEP_MORE) step = cut_fail(c, MALFORMED, c->end, CUT_LINE_ENDS);
    c->end = end;
    return step;
}

static enum step wait_or_end(struct cutter *c) {
    bool is_between = c->state == TOP || c->state == PASS || (c->state == START && c->end == 0);
    if (!c->is_ended || is_between) return STEP_MORE;
    if (c->state == WEIGH || c->state == LEAN) return STEP_FAULT;
    return cut_fail(c, MALFORMED, c->end, "the text ends too early");
}

static enum status tell_damage(const struct cutter *c, struct fault *fault) {
    if (c->goes_on)
        return fault_set(fault, c->failure, "byte %llu: %s",
                         (unsigned long long)(c->failed_at - c->told_begin), c->failed_by);
    return fault_set(fault, c->failure, "objects[%zu], byte %llu: %s", c->taken,
                     (unsigned long long)c->failed_at, c->failed_by);
}

enum status cut_take(struct str *object, struct cutter *c, struct fault *fault) {
    if (c->is_lent) c->begin = c->at;
    c->is_lent = c->goes_on = false;
    enum step step = c->is_over ? STEP_FAULT : STEP_ON;
    while (step == STEP_ON) {
        step = take_step(c);
        if (step == STEP_MORE) step = wait_or_end(c);
        if (step == STEP_FAULT) step = cut_judge(c);
    }
    if (step == STEP_MORE) return ABSENT;
    c->goes_on = step == STEP_LINE;
    if (step != STEP_OBJECT) {
        enum status status = tell_damage(c, fault);
        c->taken += c->goes_on;
        return status;
    }
    c->is_lent = true;
    c->taken++;
    if (c->form == CUT_UNKNOWN) c->form = CUT_OBJECTS;
    c->object_byte = c->moved + c->begin;
    *object = (struct str){c->data + c->begin, c->at - c->begin};
    cut_note_lines(c, *object);
    return OK;
}

bool cut_goes_on(const struct cutter *c) {
    return c->goes_on;
}

uint64_t cut_line(const struct cutter *c) {
    return c->line_told;
}

enum cut_form cut_form(const struct cutter *c) {
    return c->form;
}

size_t cut_index(const struct cutter *c) {
    return c->taken ? c->taken - 1 : 0;
}

uint64_t cut_byte(const struct cutter *c) {
    return c->object_byte;
}

struct str cut_outer(const struct cutter *c) {
    return buf_str(&c->outer);
}

uint64_t cut_outer_byte(const struct cutter *c, size_t at) {
    uint64_t byte = 0;
    for (size_t i = 0; i < c->piece_count && c->pieces[i].at <= at; i++)
        byte = c->pieces[i].byte + (at - c->pieces[i].at);
    return byte;
}

uint64_t cut_lost_byte(const struct cutter *c) {
    return c->told_begin;
}

uint64_t cut_failed_byte(const struct cutter *c) {
    return c->failed_at;
}
