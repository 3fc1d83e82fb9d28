// Markings in the other version: selectors follow the names that they select; what has no part to
// stand on any more marks the whole. A view is marked as its object is, or stricter.
#include <stdio.h>

#include "base/map.h"
#include "stix/lift_inside.h"
#include "stix/marking.h"
#include "stix/unique.h"

// Selectors cost a walk each; past so many steps for one object a marking stands on the whole.
#define WORK_MAX ((size_t)16 << 20)

static const struct lift_row RAISED = {
    .section = "7.2.2", .why = "a part that it marks is not in this view: it marks the whole"};
static const struct lift_row MOVED = {.section = "7.2.3",
                                      .why = "it follows the name of what it marks"};
static const struct lift_row LANGUAGE = {
    .section = "7.2.3", .why = "2.0 marks parts by markings only, not by languages"};
static const struct lift_row OLD_LABEL = {
    .section = "7.2.1.4",
    .why = "the label of TLP 1.0 that is at least as strict, for readers that know no other"};

struct lift_selectors {
    bool is_raw; // in a shape of its own, which says nothing of parts
    bool is_left_out;
    struct str *texts;
    size_t count;
};

// ---- one selector ----

struct selecting {
    struct lift_walk *walk;
    struct lift_place place;
    struct json at;
    size_t shift; // of the next index: labels stand behind the types they were joined to
    unsigned depth;
    struct buf *out;
};

static bool spend(struct lift_walk *walk, size_t steps) {
    walk->work += steps + 1;
    return walk->work <= WORK_MAX;
}

static void add_name(struct selecting *s, struct str name) {
    if (s->out->size) buf_add_byte(s->out, '.');
    buf_add(s->out, name);
}

static bool select_item(struct selecting *s, struct str step) {
    uint64_t index;
    bool is_index = str_read_u64(&index, str_cut(step, 1, step.size - 1));
    if (is_index && s->shift) {
        char text[32];
        snprintf(text, sizeof text, "[%llu]", (unsigned long long)(index + s->shift));
        add_name(s, str_of(text));
    } else {
        add_name(s, step);
    }
    s->shift = 0;
    if (s->place.scope == LIFT_RAW || !is_index) {
        s->at = (struct json){NULL};
        return true;
    }
    if (!spend(s->walk, index < json_count(s->at) ? (size_t)index : 0)) return false;
    s->at = index < json_count(s->at) ? json_item(s->at, (size_t)index) : (struct json){NULL};
    return true;
}

// False when what it names is not in the view, or cannot be told within the bounds.
static bool select_member(struct selecting *s, struct str step) {
    if (!spend(s->walk, json_count(s->at))) return false;
    struct json member = json_member(s->at, step);
    if (!member.node) { // it names nothing, now as before
        s->place.scope = LIFT_RAW;
        add_name(s, step);
        return true;
    }
    struct lift_member fate = lift_member_of(s->walk, s->place, s->at, member);
    if (fate.fate == LIFT_LEAVES) return false;
    if (!s->walk->is_up && lift_refs_lose(fate.row, member)) return false;
    if (fate.fate == LIFT_JOINED) s->shift = json_count(lift_joined_types(s->at, fate.row));
    add_name(s, fate.key);
    s->place = fate.below;
    s->at = member;
    return true;
}

static bool select_step(struct selecting *s, struct str step) {
    if (s->depth++ > LIFT_DEPTH_MAX) s->place.scope = LIFT_RAW;
    bool is_item = step.size > 2 && step.data[0] == '[' && step.data[step.size - 1] == ']';
    if (is_item) return select_item(s, step);
    if (s->place.scope != LIFT_RAW) return select_member(s, step);
    add_name(s, step);
    return true;
}

// The selector for the other version, in the arena; STR_NONE when there is nothing to select.
// Keys of a container or a dictionary have no full stop in them (STIX 2.1, 2.5 and 7.2.3.1).
static struct str select_text(struct lift_walk *walk, struct str selector) {
    SCOPED(buf_close) struct buf out;
    buf_init(&out, JSON_LIMITS.size_max);
    struct selecting s = {
        .walk = walk, .place = {LIFT_TOP, walk->type}, .at = walk->object, .out = &out};
    struct str step, rest = selector;
    bool is_selected = selector.size > 0;
    while (is_selected && str_take(&step, &rest, '.')) is_selected = select_step(&s, step);
    return is_selected && out.status == OK ? arena_copy(walk->arena, buf_str(&out)) : STR_NONE;
}

// ---- reading ----

static void raise(struct lift_walk *walk, struct json marking) {
    if (json_text(marking).data) vec_add(&walk->raised, json_text(marking));
}

static void read_part(struct lift_walk *walk, struct lift_selectors *out, struct json part,
                      size_t index) {
    struct json list = json_member(part, STR("selectors"));
    struct json marking = json_member(part, STR("marking_ref"));
    bool is_changed = false, is_raised = false;
    struct lift_path top = {.key = STR("granular_markings")},
                     path = {.above = &top, .index = index};
    out->is_raw = json_kind(part) != JSON_OBJECT || json_kind(list) != JSON_ARRAY;
    out->is_left_out = !walk->is_up && !out->is_raw && !marking.node;
    if (out->is_left_out) lift_note(walk, LIFT_DROPPED, &path, STR_NONE, &LANGUAGE);
    if (out->is_raw || out->is_left_out) return;
    out->texts = arena_array(walk->arena, json_count(list), struct str);
    for (struct json v = json_first(list); v.node; v = json_next(v)) {
        struct str text = select_text(walk, json_text(v));
        if (text.data) out->texts[out->count++] = text;
        is_raised |= !text.data;
        is_changed |= !str_equal(text, json_text(v));
    }
    if (is_raised) raise(walk, marking);
    if (is_changed) lift_note(walk, LIFT_CHANGED, &path, STR_NONE, &MOVED);
    out->is_left_out = is_raised && !out->count;
}

// Observables in a container of 2.0 have no markings of their own.
static void read_observables(struct lift_walk *walk) {
    struct json container = json_member(walk->object, STR("objects"));
    for (struct json v = json_first(container); v.node; v = json_next(v)) {
        struct json refs = json_member(v, STR("object_marking_refs"));
        struct json parts = json_member(v, STR("granular_markings"));
        for (struct json ref = json_first(refs); ref.node; ref = json_next(ref)) raise(walk, ref);
        for (struct json part = json_first(parts); part.node; part = json_next(part))
            raise(walk, json_member(part, STR("marking_ref")));
    }
}

void lift_mark_read(struct lift_walk *walk) {
    struct json parts = json_member(walk->object, STR("granular_markings"));
    walk->selectors = arena_array(walk->arena, json_count(parts), struct lift_selectors);
    if (!walk->is_up && str_equal(walk->type, STR("observed-data"))) read_observables(walk);
    if (json_kind(parts) != JSON_ARRAY) return;
    size_t i = 0;
    for (struct json part = json_first(parts); part.node; part = json_next(part), i++)
        read_part(walk, &walk->selectors[i], part, i);
}

// ---- writing ----

struct extra {
    struct str id;
    bool is_new;
    const struct lift_row *row;
};

static uint64_t hash_extra(const void *item, uint64_t seed) {
    return hash_keyed(((const struct extra *)item)->id, seed);
}

static bool equal_extra(const void *a, const void *b) {
    return str_equal(((const struct extra *)a)->id, ((const struct extra *)b)->id);
}

static const struct unique_rules EXTRA_RULES = {sizeof(struct extra), hash_extra, equal_extra,
                                                NULL};

// What is to be written behind the ids in `refs`: no doubles. Returns the count, all `is_new`.
static size_t extras_of(struct extra **out, struct lift_walk *walk, struct json refs) {
    VEC_OF(struct extra) list = {0};
    if (json_kind(refs) == JSON_STRING) vec_add(&list, (struct extra){.id = json_text(refs)});
    for (struct json ref = json_first(refs); ref.node; ref = json_next(ref))
        if (json_text(ref).data) vec_add(&list, (struct extra){.id = json_text(ref)});
    for (size_t i = 0; i < walk->raised.count; i++)
        vec_add(&list, (struct extra){walk->raised.items[i], true, &RAISED});
    size_t count = list.count;
    for (size_t i = 0; i < count && !walk->is_up; i++) {
        struct str old = lift_old_label(list.items[i].id);
        if (old.data) vec_add(&list, (struct extra){old, true, &OLD_LABEL});
    }
    count = unique_keep(list.items, list.count, &EXTRA_RULES, walk->arena);
    *out = arena_array(walk->arena, count, struct extra);
    size_t new_count = 0;
    for (size_t i = 0; i < count; i++)
        if (list.items[i].is_new) (*out)[new_count++] = list.items[i];
    vec_close(&list);
    return new_count;
}

bool lift_mark_has_refs(const struct lift_walk *walk) {
    return walk->raised.count > 0;
}

void lift_mark_write_refs(struct lift_walk *walk, struct json refs) {
    struct extra *extras;
    size_t count = extras_of(&extras, walk, refs);
    json_put_key(&walk->w, STR("object_marking_refs"));
    if (!count) {
        json_put_raw(&walk->w, json_source(refs));
        return;
    }
    json_open_array(&walk->w);
    if (json_kind(refs) == JSON_STRING) json_put_raw(&walk->w, json_source(refs));
    for (struct json ref = json_first(refs); ref.node; ref = json_next(ref))
        json_put_raw(&walk->w, json_source(ref));
    struct lift_path path = {.key = STR("object_marking_refs")};
    for (size_t i = 0; i < count; i++) {
        json_put_text(&walk->w, extras[i].id);
        lift_note(walk, LIFT_ADDED, &path, extras[i].id, extras[i].row);
    }
    json_close_array(&walk->w);
}

// `marking`: instead of the one that it has, unless STR_NONE.
static void write_part(struct lift_walk *walk, struct json part, const struct lift_selectors *to,
                       struct str marking) {
    json_open_object(&walk->w);
    for (struct json v = json_first(part); v.node; v = json_next(v)) {
        struct str key = json_key(v);
        if (!walk->is_up && str_equal(key, STR("lang"))) continue;
        json_put_key(&walk->w, key);
        if (str_equal(key, STR("selectors"))) {
            json_open_array(&walk->w);
            for (size_t i = 0; i < to->count; i++) json_put_text(&walk->w, to->texts[i]);
            json_close_array(&walk->w);
        } else if (marking.data && str_equal(key, STR("marking_ref"))) {
            json_put_text(&walk->w, marking);
        } else {
            json_put_raw(&walk->w, json_source(v));
        }
    }
    json_close_object(&walk->w);
}

static void write_parts(struct lift_walk *walk, struct json parts) {
    size_t i = 0;
    struct lift_path path = {.key = STR("granular_markings")};
    for (struct json part = json_first(parts); part.node; part = json_next(part), i++) {
        const struct lift_selectors *to = &walk->selectors[i];
        if (to->is_left_out) continue;
        if (to->is_raw) {
            json_put_raw(&walk->w, json_source(part));
            continue;
        }
        write_part(walk, part, to, STR_NONE);
        struct str marking = json_text(json_member(part, STR("marking_ref")));
        struct str old = walk->is_up ? STR_NONE : lift_old_label(marking);
        if (!old.data) continue;
        write_part(walk, part, to, old);
        lift_note(walk, LIFT_ADDED, &path, old, &OLD_LABEL);
    }
}

void lift_mark_write_parts(struct lift_walk *walk, struct json parts) {
    bool is_left = json_kind(parts) != JSON_ARRAY || !json_count(parts);
    size_t i = 0;
    for (struct json part = json_first(parts); part.node && !is_left; part = json_next(part), i++)
        is_left = json_kind(parts) != JSON_ARRAY || !walk->selectors[i].is_left_out;
    if (!is_left) return; // no marking of a part is left
    json_put_key(&walk->w, STR("granular_markings"));
    if (json_kind(parts) != JSON_ARRAY) {
        json_put_raw(&walk->w, json_source(parts));
        return;
    }
    json_open_array(&walk->w);
    write_parts(walk, parts);
    json_close_array(&walk->w);
}
