#include "stix/redact.h"

#include "base/canon.h"
#include "base/map.h"
#include "stix/check.h"
#include "stix/conditions.h"
#include "stix/conform.h"
#include "stix/lift.h"
#include "stix/sco_id.h"

#define WAY_MAX 64 // as deep as JSON may be

enum { REMOVED = 1, TOUCHED = 2 }; // TOUCHED: something below is removed

struct redaction {
    struct json object;
    unsigned hidden;
    struct map marks; // address of a node -> REMOVED, TOUCHED
    size_t work;
    struct buf out;
    struct arena *arena;
};

// ---- what cannot be cut ----

// Without these an object has no address, no order, no author or no marking; a relationship and a
// sighting have no ends, by which they are hidden.
static const struct fixed_row {
    const char *key, *type; // type NULL: of any
} FIXED[] = {
    {"type", NULL},
    {"id", NULL},
    {"spec_version", NULL},
    {"created", NULL},
    {"modified", NULL},
    {"created_by_ref", NULL},
    {"revoked", NULL},
    {"object_marking_refs", NULL},
    {"granular_markings", NULL},
    {"relationship_type", "relationship"},
    {"source_ref", "relationship"},
    {"target_ref", "relationship"},
    {"sighting_of_ref", "sighting"},
    {"where_sighted_refs", "sighting"},
    {"observed_data_refs", "sighting"},
};

static bool is_fixed(struct json object, struct str key) {
    struct str type = json_text(json_member(object, STR("type")));
    // The extensions of a type of its own say what it is (7.3).
    if (str_equal(key, STR("extensions"))) return !kind_find(type);
    for (size_t i = 0; i < sizeof FIXED / sizeof *FIXED; i++) {
        const struct fixed_row *row = &FIXED[i];
        if (!str_equal(str_of(row->key), key)) continue;
        if (!row->type || str_equal(str_of(row->type), type)) return true;
    }
    return false;
}

// ---- the way of a selector ----

static unsigned mark_of(const struct redaction *r, struct json value) {
    uint64_t mark = 0;
    (void)map_find(&mark, &r->marks, (struct str){(const char *)&value.node, sizeof value.node});
    return (unsigned)mark;
}

static void mark(struct redaction *r, struct json value, unsigned bit) {
    struct str key = {(const char *)&value.node, sizeof value.node};
    map_put(&r->marks, key, mark_of(r, value) | bit);
}

static bool read_index(uint64_t *out, struct str part) {
    return part.size > 2 && part.data[0] == '[' && part.data[part.size - 1] == ']' &&
           str_read_u64(out, str_cut(part, 1, part.size - 1));
}

// From `at` to what a component of a selector names; absent when there is nothing, or no work left.
static struct json step(struct redaction *r, struct json at, struct str part) {
    uint64_t index;
    r->work += json_count(at) + 1;
    if (r->work > REDACT_WORK_MAX) return (struct json){NULL};
    if (json_kind(at) == JSON_OBJECT) return json_member(at, part);
    if (json_kind(at) != JSON_ARRAY || !read_index(&index, part) || index >= json_count(at))
        return (struct json){NULL};
    return json_item(at, (size_t)index);
}

struct way {
    struct json steps[WAY_MAX]; // below the object
    size_t count;
};

static bool follow(struct way *way, struct redaction *r, struct str selector) {
    struct str part, rest = selector;
    struct json at = r->object;
    way->count = 0;
    if (!selector.size) return false;
    while (str_take(&part, &rest, '.')) {
        at = step(r, at, part);
        if (!at.node || way->count == WAY_MAX) return false;
        way->steps[way->count++] = at;
    }
    return true;
}

static void remove_last(struct redaction *r, const struct way *way) {
    for (size_t i = 0; i + 1 < way->count; i++) mark(r, way->steps[i], TOUCHED);
    mark(r, way->steps[way->count - 1], REMOVED);
}

// What kind of extension it is no extension is without (7.3).
static bool is_extension_type(const struct way *way) {
    return way->count == 3 && str_equal(json_key(way->steps[0]), STR("extensions")) &&
           str_equal(json_key(way->steps[2]), STR("extension_type"));
}

// For whom an object is goes with every view of it.
static bool is_condition(struct json object, const struct way *way) {
    struct json extensions = json_member(object, STR("extensions"));
    if (!str_equal(json_key(way->steps[0]), STR("extensions"))) return false;
    if (way->count > 1) return str_equal(json_key(way->steps[1]), STR(CONDITIONS_EXTENSION));
    return json_kind(json_member(extensions, STR(CONDITIONS_EXTENSION))) != JSON_ABSENT;
}

static enum status remove_selected(struct redaction *r, struct json selector, struct fault *fault) {
    struct way way;
    if (!follow(&way, r, json_text(selector)))
        return r->work > REDACT_WORK_MAX
                   ? fault_set(fault, LIMIT, "the selectors take too long to follow")
                   : fault_set(fault, DENIED, "it points to nothing that could be cut out");
    struct str top = json_key(way.steps[0]);
    if (is_fixed(r->object, top) || is_extension_type(&way) || is_condition(r->object, &way))
        return fault_set(fault, DENIED, "`%.*s` cannot be cut out", STR_ARG(top));
    remove_last(r, &way);
    return OK;
}

// ---- which parts ----

static bool is_hidden(const struct redaction *r, struct json row) {
    enum tlp tlp = tlp_of_marking(json_text(json_member(row, STR("marking_ref"))));
    return tlp != TLP_NONE && r->hidden & TLP_BIT(tlp);
}

static enum status remove_row(struct redaction *r, struct json row, struct fault *fault) {
    struct json list = json_member(row, STR("selectors"));
    if (json_kind(list) != JSON_ARRAY || !json_count(list))
        return fault_set(fault, DENIED, "a marking without selectors");
    size_t index = 0;
    for (struct json at = json_first(list); at.node; at = json_next(at), index++) {
        enum status status = remove_selected(r, at, fault);
        if (status != OK) return fault_within(fault, status, "selectors[%zu]", index);
    }
    return OK;
}

// They are named for what is RED, and for nothing else.
static void remove_recipients(struct redaction *r) {
    struct way way = {.count = 2};
    way.steps[0] = json_member(r->object, STR("extensions"));
    way.steps[1] = json_member(way.steps[0], STR(RECIPIENTS_EXTENSION));
    if (r->hidden & TLP_BIT(TLP_RED) && way.steps[1].node) remove_last(r, &way);
}

// True when nothing is left of it; then its container does not keep it either.
static bool settle(struct redaction *r, struct json value) {
    unsigned marks = mark_of(r, value);
    if (marks & REMOVED) return true;
    if (!(marks & TOUCHED)) return false;
    bool is_empty = true;
    for (struct json at = json_first(value); at.node; at = json_next(at))
        if (!settle(r, at)) is_empty = false;
    if (is_empty) mark(r, value, REMOVED);
    return is_empty;
}

static enum status choose(struct redaction *r, struct fault *fault) {
    size_t index = 0;
    struct json row = json_first(json_member(r->object, STR("granular_markings")));
    for (; row.node; row = json_next(row), index++) {
        if (!is_hidden(r, row)) continue;
        enum status status = remove_row(r, row, fault);
        if (status != OK) return fault_within(fault, status, "granular_markings[%zu]", index);
    }
    remove_recipients(r);
    for (struct json at = json_first(r->object); at.node; at = json_next(at)) (void)settle(r, at);
    return OK;
}

// ---- markings that stay ----

static size_t removed_before(struct redaction *r, struct json list, struct json item) {
    size_t count = 0;
    for (struct json at = json_first(list); at.node && at.node != item.node; at = json_next(at))
        if (mark_of(r, at) & REMOVED) count++;
    return count;
}

// The selector as it is in the view; STR_NONE when what it names is not there.
static struct str moved(struct redaction *r, struct str selector) {
    SCOPED(buf_close) struct buf out;
    buf_init(&out, JSON_LIMITS.size_max);
    struct json at = r->object;
    struct str part, rest = selector;
    while (str_take(&part, &rest, '.')) {
        struct json above = at;
        uint64_t index = 0;
        if (at.node) at = step(r, above, part);
        if (at.node && mark_of(r, at) & REMOVED) return STR_NONE;
        if (part.data != selector.data) buf_add_byte(&out, '.');
        size_t before = 0;
        if (at.node && json_kind(above) == JSON_ARRAY && read_index(&index, part))
            before = removed_before(r, above, at);
        if (before)
            buf_addf(&out, "[%zu]", (size_t)index - before);
        else
            buf_add(&out, part);
    }
    return arena_copy(r->arena, buf_str(&out));
}

// The list of markings is another one in the view: what pointed into it points nowhere.
static bool is_of_markings(struct str selector) {
    struct str first;
    return str_take(&first, &selector, '.') && str_equal(first, STR("granular_markings"));
}

// Whether anything of the list is left, which stands in `out` then.
static bool move_selectors(struct redaction *r, struct json list, struct json_writer *w) {
    size_t left = 0;
    json_open_array(w);
    for (struct json at = json_first(list); at.node; at = json_next(at)) {
        struct str text = json_text(at);
        struct str moves = text.data && !is_of_markings(text) ? moved(r, text) : STR_NONE;
        if (moves.data) json_put_text(w, moves);
        left += moves.data != NULL;
    }
    json_close_array(w);
    return left > 0;
}

static bool move_row(struct redaction *r, struct json row, struct buf *out) {
    if (is_hidden(r, row)) return false;
    struct json_writer w;
    bool has_any = false;
    json_begin(&w, out);
    json_open_object(&w);
    for (struct json at = json_first(row); at.node; at = json_next(at)) {
        json_put_key(&w, json_key(at));
        bool is_list = str_equal(json_key(at), STR("selectors")) && json_kind(at) == JSON_ARRAY;
        if (is_list)
            has_any |= move_selectors(r, at, &w);
        else
            json_put_raw(&w, json_source(at));
    }
    json_close_object(&w);
    return has_any;
}

// ---- the view ----

static void write_value(struct redaction *r, struct json value);

static void write_key(struct redaction *r, struct json member, bool *has_any) {
    if (*has_any) buf_add_byte(&r->out, ',');
    *has_any = true;
    if (!json_key(member).data) return;
    json_add_quoted(&r->out, json_key(member));
    buf_add_byte(&r->out, ':');
}

static void write_inside(struct redaction *r, struct json value) {
    bool is_list = json_kind(value) == JSON_ARRAY, has_any = false;
    buf_add_byte(&r->out, is_list ? '[' : '{');
    for (struct json at = json_first(value); at.node; at = json_next(at)) {
        if (mark_of(r, at) & REMOVED) continue;
        write_key(r, at, &has_any);
        write_value(r, at);
    }
    buf_add_byte(&r->out, is_list ? ']' : '}');
}

static void write_value(struct redaction *r, struct json value) {
    if (mark_of(r, value) & TOUCHED)
        write_inside(r, value);
    else
        buf_add(&r->out, json_source(value));
}

static void write_markings(struct redaction *r, struct json member, bool *has_any) {
    SCOPED(buf_close) struct buf rows;
    SCOPED(buf_close) struct buf row;
    buf_init(&rows, JSON_LIMITS.size_max);
    buf_init(&row, JSON_LIMITS.size_max);
    for (struct json at = json_first(member); at.node; at = json_next(at)) {
        buf_clear(&row);
        if (!move_row(r, at, &row)) continue;
        if (rows.size) buf_add_byte(&rows, ',');
        buf_add(&rows, buf_str(&row));
    }
    if (!rows.size) return;
    write_key(r, member, has_any);
    buf_add_byte(&r->out, '[');
    buf_add(&r->out, buf_str(&rows));
    buf_add_byte(&r->out, ']');
}

static void write_object(struct redaction *r) {
    bool has_any = false;
    buf_add_byte(&r->out, '{');
    for (struct json at = json_first(r->object); at.node; at = json_next(at)) {
        if (mark_of(r, at) & REMOVED) continue;
        if (str_equal(json_key(at), STR("granular_markings"))) {
            write_markings(r, at, &has_any);
            continue;
        }
        write_key(r, at, &has_any);
        write_value(r, at);
    }
    buf_add_byte(&r->out, '}');
}

static enum status run(struct redaction *r, struct fault *fault) {
    TRY(choose(r, fault));
    write_object(r);
    if (r->work > REDACT_WORK_MAX || r->out.status != OK)
        return fault_set(fault, LIMIT, "the selectors take too long to follow");
    return OK;
}

enum status redact_write(struct str *out, struct json object, unsigned hidden, struct arena *arena,
                         struct fault *fault) {
    if (!(marking_parts(object) & hidden)) {
        *out = json_source(object);
        return OK;
    }
    struct redaction r = {.object = object, .hidden = hidden, .arena = arena};
    map_init(&r.marks, 0);
    buf_init(&r.out, JSON_LIMITS.size_max);
    enum status status = run(&r, fault);
    if (status == OK) *out = arena_copy(arena, buf_str(&r.out));
    map_close(&r.marks);
    buf_close(&r.out);
    return status;
}

// ---- whether every view can be given ----

unsigned redact_labels(struct json object) {
    unsigned parts = marking_parts(object);
    enum tlp own = parts ? marking_own(object) : TLP_NONE;
    return parts & tlp_above(own > TLP_CLEAR ? own : TLP_CLEAR);
}

static enum status view_read(struct json *out, struct json object, unsigned hidden,
                             struct json_reader *reader, struct arena *arena) {
    struct str text;
    TRY(redact_write(&text, object, hidden, arena, NULL));
    return json_read(out, reader, text, &JSON_LIMITS, arena, NULL);
}

static bool breaks_more(const struct conform_report *view, const struct conform_report *whole,
                        bool is_strict) {
    size_t counts[RULE_COUNT] = {0};
    // Where not all are listed nothing can be said of each.
    if (conform_left_out(view) || conform_left_out(whole)) return true;
    for (size_t i = 0; i < whole->count; i++) counts[whole->findings[i].rule]++;
    for (size_t i = 0; i < view->count; i++) {
        enum conform_rule rule = view->findings[i].rule;
        enum conform_severity severity = conform_rule_severity(rule);
        // What one of the two texts of the standard needs, some readers need.
        bool is_asked = severity == CONFORM_MUST || rule == RULE_DISPUTED ||
                        (is_strict && severity == CONFORM_SHOULD);
        if (is_asked && !counts[rule]--) return true;
    }
    return false;
}

// Whoever knows the rest could try values until the id comes out (2.9).
static bool keeps_id(const struct object *whole, struct json view,
                     const struct redact_tools *tools) {
    struct uuid made;
    struct str type = whole->id.type;
    if (sco_id_make(&made, type, whole->json, tools->scratch) != SCO_ID_MADE ||
        !uuid_equal(&made, &whole->id.uuid))
        return true;
    return sco_id_make(&made, type, view, tools->scratch) == SCO_ID_MADE &&
           uuid_equal(&made, &whole->id.uuid);
}

static bool is_sound(const struct object *whole, const struct conform_report *of_whole,
                     unsigned hidden, const struct redact_tools *tools) {
    SCOPED(arena_close) struct arena arena; // of one view
    arena_init(&arena);
    struct json json;
    struct object view;
    struct conform_report report;
    if (view_read(&json, whole->json, hidden, tools->reader, &arena) != OK) return false;
    if (object_read(&view, json, &arena, NULL) != OK || object_check(&view, NULL) != OK)
        return false;
    conform_object(&report, json, tools->scratch, &arena);
    return !breaks_more(&report, of_whole, tools->is_strict) && keeps_id(whole, json, tools);
}

static bool is_known(struct json object) {
    return lift_spec_of(object) == LIFT_21 && json_source(object).size <= REDACT_BYTES_MAX;
}

bool redact_is_possible(struct json object, const struct redact_tools *tools) {
    unsigned labels = redact_labels(object);
    struct object whole;
    if (!labels || !is_known(object)) return false;
    if (object_read(&whole, object, tools->arena, NULL) != OK) return false;
    struct conform_report report;
    conform_object(&report, object, tools->scratch, tools->arena);
    for (unsigned hidden = labels; hidden; hidden = (hidden - 1) & labels)
        if (!is_sound(&whole, &report, hidden, tools)) return false;
    return true;
}

struct json redact_smallest(struct json object, struct json_reader *reader, struct arena *arena) {
    struct json view = {NULL};
    unsigned labels = redact_labels(object);
    if (!labels || !is_known(object)) return view;
    if (view_read(&view, object, labels, reader, arena) != OK) return (struct json){NULL};
    return view;
}

static bool is_same(struct json a, struct json b) {
    SCOPED(buf_close) struct buf first;
    SCOPED(buf_close) struct buf second;
    buf_init(&first, SIZE_MAX);
    buf_init(&second, SIZE_MAX);
    return canon_write(&first, a, NULL) == OK && canon_write(&second, b, NULL) == OK &&
           str_equal(buf_str(&first), buf_str(&second));
}

bool redact_is_view(struct json object, struct json view, struct json_reader *reader) {
    unsigned labels = is_known(object) ? redact_labels(object) : 0;
    bool is_one = false;
    for (unsigned hidden = labels; hidden && !is_one; hidden = (hidden - 1) & labels) {
        SCOPED(arena_close) struct arena arena;
        arena_init(&arena);
        struct json one;
        enum status status = view_read(&one, object, hidden, reader, &arena);
        is_one = status == OK && is_same(one, view);
    }
    return is_one;
}
