#include "stix/lift.h"

#include <string.h>

#include "stix/conditions.h"
#include "stix/kind.h"
#include "stix/lift_inside.h"
#include "stix/object.h"
#include "stix/pattern.h"

// ---- versions ----

bool lift_spec_read(enum lift_spec *out, struct str text) {
    bool is_20 = str_equal(text, STR("2.0"));
    if (!is_20 && !str_equal(text, STR("2.1"))) return false;
    *out = is_20 ? LIFT_20 : LIFT_21;
    return true;
}

const char *lift_spec_name(enum lift_spec spec) {
    return spec == LIFT_20 ? "2.0" : spec == LIFT_21 ? "2.1" : "";
}

enum lift_spec lift_spec_of(struct json object) {
    struct str type = json_text(json_member(object, STR("type")));
    const struct kind *kind = kind_find(type);
    if (!type.data || (kind && kind->group == KIND_BUNDLE)) return LIFT_AS_IS;
    struct json version = json_member(object, STR("spec_version"));
    enum lift_spec spec;
    if (lift_spec_read(&spec, json_text(version))) return spec;
    if (json_kind(version) != JSON_ABSENT) return LIFT_AS_IS;
    return kind && kind->group == KIND_SCO ? LIFT_21 : LIFT_20;
}

const char *lift_what_name(enum lift_what what) {
    static const char *const NAMES[] = {"added", "renamed", "removed",
                                        "kept",  "changed", "dropped"};
    return NAMES[what];
}

// ---- the report ----

static void add_step(struct buf *out, const struct lift_path *path) {
    if (!path) return;
    add_step(out, path->above);
    if (path->above) buf_add_byte(out, '.');
    if (path->key.data)
        buf_add(out, path->key);
    else
        buf_addf(out, "[%zu]", path->index);
}

void lift_note(struct lift_walk *walk, enum lift_what what, const struct lift_path *path,
               struct str to, const struct lift_row *row) {
    if (walk->change_total++ >= LIFT_CHANGES_MAX) return;
    SCOPED(buf_close) struct buf text;
    buf_init(&text, JSON_LIMITS.size_max);
    add_step(&text, path);
    struct lift_change change = {.what = what,
                                 .path = arena_copy(walk->arena, buf_str(&text)),
                                 .to = to,
                                 .section = row->section,
                                 .why = row->why};
    vec_add(&walk->changes, change);
}

static void note_top(struct lift_walk *walk, enum lift_what what, const char *key,
                     const struct lift_row *row) {
    struct lift_path path = {.key = str_of(key)};
    lift_note(walk, what, &path, STR_NONE, row);
}

// ---- what becomes of a member ----

struct json lift_joined_types(struct json parent, const struct lift_row *row) {
    struct json types = json_member(parent, str_of(row->new));
    struct json labels = json_member(parent, str_of(row->old));
    bool are_lists = json_kind(types) == JSON_ARRAY && json_kind(labels) == JSON_ARRAY;
    return are_lists ? types : (struct json){NULL};
}

bool lift_refs_lose(const struct lift_row *row, struct json list) {
    if (!row || row->act != LIFT_REFS) return false;
    for (struct json item = json_first(list); item.node; item = json_next(item)) {
        struct object_id id;
        if (object_id_read(&id, json_text(item), NULL) == OK &&
            str_equal(id.type, str_of(row->value)))
            return true;
    }
    return false;
}

static struct lift_place place_below(const struct lift_walk *walk, struct lift_place place,
                                     struct str key, struct json member) {
    struct lift_place raw = {LIFT_RAW, STR_NONE}, inside = {LIFT_INSIDE, STR_NONE};
    bool is_observed = str_equal(walk->type, STR("observed-data"));
    bool are_hashes = str_equal(key, STR("hashes")) || str_equal(key, STR("file_header_hashes"));
    switch (place.scope) {
    case LIFT_TOP:
        if (is_observed && str_equal(key, STR("objects")))
            return (struct lift_place){LIFT_CONTAINER, STR_NONE};
        return str_equal(key, STR("external_references")) ? inside : raw;
    case LIFT_CONTAINER:
        return (struct lift_place){LIFT_OBSERVABLE, json_text(json_member(member, STR("type")))};
    case LIFT_OBSERVABLE:
        if (str_equal(key, STR("extensions")))
            return (struct lift_place){LIFT_EXTENSIONS, STR_NONE};
        break;
    case LIFT_EXTENSIONS: return (struct lift_place){LIFT_EXTENSION, key};
    case LIFT_EXTENSION:
    case LIFT_INSIDE: break;
    default: return raw;
    }
    return are_hashes ? (struct lift_place){LIFT_HASHES, STR_NONE} : inside;
}

static enum lift_fate fate_up(struct json parent, const struct lift_row *row) {
    if (row->act != LIFT_RENAME && row->act != LIFT_JOIN) return LIFT_STAYS;
    // Somebody who wrote 2.0 has put the name of 2.1 beside it: both stay what they were.
    bool is_taken = json_member(parent, str_of(row->new)).node;
    return is_taken ? LIFT_STAYS : LIFT_GOES;
}

static enum lift_fate fate_down(struct json parent, const struct lift_row *row) {
    switch (row->act) {
    case LIFT_JOIN:
        if (lift_joined_types(parent, row).node) return LIFT_GOES;
        // fall through
    case LIFT_RENAME: return json_member(parent, str_of(row->old)).node ? LIFT_LEAVES : LIFT_GOES;
    case LIFT_GIVE:
    case LIFT_NEW: return LIFT_LEAVES;
    default: return LIFT_STAYS;
    }
}

struct lift_member lift_member_of(const struct lift_walk *walk, struct lift_place place,
                                  struct json parent, struct json member) {
    struct str key = json_key(member);
    struct lift_member out = {.fate = LIFT_STAYS, .key = key};
    out.below = place_below(walk, place, key, member);
    if (place.scope == LIFT_RAW) return out;
    out.row = lift_row_find(place.scope, place.type, key, walk->is_up);
    if (walk->is_up) {
        if (out.row) out.fate = fate_up(parent, out.row);
        if (out.fate == LIFT_GOES) out.key = str_of(out.row->new);
        return out;
    }
    if (out.row) {
        out.fate = fate_down(parent, out.row);
        if (out.fate == LIFT_GOES) out.key = str_of(out.row->old);
        return out;
    }
    const struct lift_row *join = lift_row_find(place.scope, place.type, key, true);
    if (join && join->act == LIFT_JOIN && lift_joined_types(parent, join).node) {
        out.fate = LIFT_JOINED;
        out.row = join;
    }
    return out;
}

// ---- values ----

// "2016-05-01T06:13:14Z" and any number of digits behind the point, into three (2.0, Part 1: the
// timestamps of a version). Anything else is left as it is.
static struct str in_millis(struct lift_walk *walk, struct str text) {
    if (text.size < 20 || text.data[text.size - 1] != 'Z') return text;
    struct str digits = str_cut(text, 19, text.size - 1);
    if (digits.size && digits.data[0] != '.') return text;
    if (digits.size == 4) return text;
    digits = str_cut(digits, 1, digits.size < 4 ? digits.size : 4);
    return arena_format(walk->arena, "%.*s.%.*s%.*sZ", 19, text.data, STR_ARG(digits),
                        (int)(3 - digits.size), "000");
}

static void write_text(struct lift_walk *walk, const struct lift_path *path, struct json value,
                       struct str text, const struct lift_row *row) {
    if (text.size == json_text(value).size && str_equal(text, json_text(value))) {
        json_put_raw(&walk->w, json_source(value));
        return;
    }
    json_put_text(&walk->w, text);
    lift_note(walk, LIFT_CHANGED, path, STR_NONE, row);
}

static void write_refs(struct lift_walk *walk, struct json list, const struct lift_row *row) {
    json_open_array(&walk->w);
    for (struct json item = json_first(list); item.node; item = json_next(item)) {
        struct object_id id;
        bool is_lost = object_id_read(&id, json_text(item), NULL) == OK &&
                       str_equal(id.type, str_of(row->value));
        if (!is_lost) json_put_raw(&walk->w, json_source(item));
    }
    json_close_array(&walk->w);
}

static void write_joined(struct lift_walk *walk, struct json types, struct json labels) {
    json_open_array(&walk->w);
    for (struct json item = json_first(types); item.node; item = json_next(item))
        json_put_raw(&walk->w, json_source(item));
    for (struct json item = json_first(labels); item.node; item = json_next(item))
        json_put_raw(&walk->w, json_source(item));
    json_close_array(&walk->w);
}

// ---- writing ----

static void write_members(struct lift_walk *walk, struct lift_place place, struct json parent,
                          const struct lift_path *path);

static void write_value(struct lift_walk *walk, struct lift_place place, struct json value,
                        const struct lift_path *path) {
    bool is_deep = path && path->depth >= LIFT_DEPTH_MAX;
    if (place.scope == LIFT_RAW || is_deep) {
        json_put_raw(&walk->w, json_source(value));
    } else if (json_kind(value) == JSON_OBJECT) {
        json_open_object(&walk->w);
        write_members(walk, place, value, path);
        json_close_object(&walk->w);
    } else if (json_kind(value) == JSON_ARRAY && place.scope == LIFT_INSIDE) {
        struct lift_path item = {.above = path, .depth = path->depth + 1};
        json_open_array(&walk->w);
        for (struct json v = json_first(value); v.node; v = json_next(v), item.index++)
            write_value(walk, place, v, &item);
        json_close_array(&walk->w);
    } else {
        json_put_raw(&walk->w, json_source(value));
    }
}

// A value that was given when it was lifted says nothing in 2.0; any other is lost.
static bool says_nothing(const struct lift_walk *walk, const struct lift_row *row,
                         struct json value) {
    if (row->act != LIFT_GIVE) return false;
    struct str id = json_text(json_member(walk->object, STR("id")));
    if (!row->value)
        return json_text(value).data && str_equal(json_text(value), lift_label_name(id));
    if (str_equal(json_key(value), STR("pattern_version")))
        return str_equal(json_text(value), STR("2.1")) || str_equal(json_text(value), STR("2.0"));
    return str_equal(json_source(value), str_of(row->value));
}

static void write_special(struct lift_walk *walk, const struct lift_member *member,
                          struct json value, const struct lift_path *path) {
    const struct lift_row *row = member->row;
    struct json_writer *w = &walk->w;
    json_put_key(w, member->key);
    if (row->act == LIFT_JOIN && member->fate == LIFT_GOES &&
        lift_joined_types(walk->object, row).node && !walk->is_up)
        write_joined(walk, value, json_member(walk->object, str_of(row->old)));
    else if (row->act == LIFT_MILLIS && json_member(walk->object, STR("modified")).node &&
             json_text(value).data)
        write_text(walk, path, value, in_millis(walk, json_text(value)), row);
    else if (row->act == LIFT_PATTERN && walk->pattern.data)
        write_text(walk, path, value, walk->pattern, row);
    else if (lift_refs_lose(row, value)) {
        write_refs(walk, value, row);
        lift_note(walk, LIFT_DROPPED, path, STR_NONE, row);
    } else
        write_value(walk, member->below, value, path);
}

static void write_version(struct lift_walk *walk, bool is_new) {
    const struct lift_row *row = lift_row_find(LIFT_TOP, walk->type, STR("spec_version"), false);
    json_key_text(&walk->w, "spec_version", STR("2.1"));
    note_top(walk, is_new ? LIFT_ADDED : LIFT_CHANGED, "spec_version", row);
}

// Members that are written by their own rules; true when this was one.
static bool write_own(struct lift_walk *walk, struct json value) {
    struct str key = json_key(value);
    if (str_equal(key, STR("object_marking_refs"))) {
        lift_mark_write_refs(walk, value);
    } else if (str_equal(key, STR("granular_markings"))) {
        lift_mark_write_parts(walk, value);
    } else if (walk->is_up && str_equal(key, STR("spec_version"))) {
        write_version(walk, false);
    } else {
        return false;
    }
    return true;
}

static void write_member(struct lift_walk *walk, struct lift_place place, struct json parent,
                         struct json value, const struct lift_path *path) {
    if (place.scope == LIFT_TOP && write_own(walk, value)) return;
    struct lift_member member = lift_member_of(walk, place, parent, value);
    bool is_top = place.scope == LIFT_TOP;
    switch (member.fate) {
    case LIFT_JOINED: return;
    case LIFT_LEAVES:
        lift_note(walk, says_nothing(walk, member.row, value) ? LIFT_REMOVED : LIFT_DROPPED, path,
                  STR_NONE, member.row);
        return;
    case LIFT_GOES: lift_note(walk, LIFT_RENAMED, path, member.key, member.row); break;
    case LIFT_STAYS:
        if (walk->is_up && member.row &&
            (member.row->act == LIFT_OLD || member.row->act == LIFT_RENAME ||
             member.row->act == LIFT_JOIN))
            lift_note(walk, LIFT_KEPT, path, STR_NONE, member.row);
        break;
    }
    bool is_pattern = member.row && member.row->act == LIFT_PATTERN;
    if (is_top && member.row && (!walk->is_up || is_pattern)) {
        write_special(walk, &member, value, path);
        return;
    }
    json_put_key(&walk->w, member.key);
    write_value(walk, member.below, value, path);
}

static void write_members(struct lift_walk *walk, struct lift_place place, struct json parent,
                          const struct lift_path *path) {
    for (struct json v = json_first(parent); v.node; v = json_next(v)) {
        struct lift_path here = {
            .above = path, .key = json_key(v), .depth = path ? path->depth + 1 : 0};
        write_member(walk, place, parent, v, &here);
        bool is_type = place.scope == LIFT_TOP && str_equal(here.key, STR("type"));
        if (is_type && walk->is_up && !json_member(parent, STR("spec_version")).node)
            write_version(walk, true);
    }
}

// ---- what the other version asks for ----

// The value that `row` gives where `name` is missing; STR_NONE when it gives none here.
static struct str value_of(const struct lift_walk *walk, const struct lift_row *row,
                           const char *name) {
    struct str id = json_text(json_member(walk->object, STR("id")));
    struct str text = STR_NONE;
    if (str_equal(walk->type, STR("marking-definition"))) {
        bool is_defined = json_member(walk->object, STR("definition")).node ||
                          json_member(walk->object, STR("definition_type")).node;
        text = json_text(json_member(walk->object, STR("name")));
        if (walk->is_up && !row->value) text = lift_label_name(id);
        if (!walk->is_up && is_defined) return STR_NONE;
        if (!walk->is_up && !text.data) text = id;
    }
    bool is_old_pattern = strcmp(name, "pattern_version") == 0 && !walk->pattern.data;
    if (is_old_pattern) return STR("\"2.0\"");
    if (row->value || !text.data) return row->value ? str_of(row->value) : STR_NONE;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, JSON_LIMITS.size_max);
    bool is_statement = strcmp(name, "definition") == 0;
    if (is_statement) buf_add(&buf, STR("{\"statement\":"));
    json_add_quoted(&buf, text);
    if (is_statement) buf_add_byte(&buf, '}');
    return arena_copy(walk->arena, buf_str(&buf));
}

// STIX patterns alone have a version that 2.0 decides.
static bool is_wanted(const struct lift_walk *walk, const struct lift_row *row, const char *name) {
    if (json_member(walk->object, str_of(name)).node) return false;
    if (strcmp(name, "labels") == 0) {
        const struct lift_row *join = lift_row_find(LIFT_TOP, walk->type, STR("labels"), true);
        return !json_member(walk->object, str_of(join->new)).node;
    }
    struct str language = json_text(json_member(walk->object, STR("pattern_type")));
    return strcmp(name, "pattern_version") != 0 || !language.data ||
           str_equal(language, STR("stix")) || row->act != LIFT_GIVE;
}

static void write_wanted(struct lift_walk *walk) {
    enum lift_act act = walk->is_up ? LIFT_GIVE : LIFT_NEED;
    for (size_t i = 0; i < lift_row_count(); i++) {
        const struct lift_row *row = lift_row_at(i);
        const char *name = walk->is_up ? row->new : row->old;
        if (row->act != act || !lift_row_is_of(row, LIFT_TOP, walk->type)) continue;
        if (strcmp(name, "spec_version") == 0 || !is_wanted(walk, row, name)) continue;
        struct str value = value_of(walk, row, name);
        if (!value.data) continue;
        json_key_raw(&walk->w, name, value);
        note_top(walk, LIFT_ADDED, name, row);
    }
}

// ---- what cannot be said ----

static bool is_made_by_extension(struct json object) {
    struct json extensions = json_member(object, STR("extensions"));
    for (struct json v = json_first(extensions); v.node; v = json_next(v))
        if (str_starts(json_text(json_member(v, STR("extension_type"))), STR("new-"))) return true;
    return false;
}

static bool has_lost_end(struct json object) {
    static const char *const ENDS[] = {"source_ref", "target_ref", "sighting_of_ref"};
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
        struct object_id id;
        struct json end = json_member(object, str_of(ENDS[i]));
        if (object_id_read(&id, json_text(end), NULL) == OK && lift_row_of_type(id.type))
            return true;
    }
    return false;
}

// 2.0 cannot ask whether something exists. A pattern that is none in either version goes as it is.
static bool is_newer_pattern(struct lift_walk *walk) {
    struct str version = json_text(json_member(walk->object, STR("pattern_version")));
    struct str text = json_text(json_member(walk->object, STR("pattern")));
    const struct pattern_options options = {.version = PATTERN_2_0, .is_lenient = true};
    struct pattern *pattern;
    if (!text.data || pattern_version_of(version, STR("2.1")) == PATTERN_2_0) return false;
    if (pattern_read(&pattern, text, &options, walk->arena, NULL) != OK) return false;
    return pattern->deviations & PATTERN_OTHER_VERSION;
}

// Why 2.0 cannot say this object; NULL when it can.
// A pattern that says its version means what it says there.
static struct str other_pattern(const struct lift_walk *walk) {
    struct str text = json_text(json_member(walk->object, STR("pattern")));
    struct str version = json_text(json_member(walk->object, STR("pattern_version")));
    struct str language = json_text(json_member(walk->object, STR("pattern_type")));
    bool is_stix = !language.data || str_equal(language, STR("stix"));
    bool is_other =
        walk->is_up ? !version.data : pattern_version_of(version, STR("2.1")) == PATTERN_2_1;
    return text.data && is_stix && is_other ? lift_pattern(text, walk->is_up, walk->arena)
                                            : STR_NONE;
}

static const char *why_not(struct lift_walk *walk) {
    struct json object = walk->object;
    struct str type = walk->type;
    const struct lift_row *row = lift_row_of_type(type);
    if (row) return row->why;
    if (is_made_by_extension(object)) return "STIX 2.0 has no extensions that make types";
    // Without them it would be for more eyes.
    struct conditions conditions;
    bool is_open =
        conditions_of(&conditions, object, walk->arena, NULL) == OK && !conditions_any(&conditions);
    if (!is_open) return "STIX 2.0 cannot say for whom it is";
    struct str language = json_text(json_member(object, STR("pattern_type")));
    if (str_equal(type, STR("indicator")) && language.data && !str_equal(language, STR("stix")))
        return "STIX 2.0 has no patterns but its own";
    if (str_equal(type, STR("indicator")) && is_newer_pattern(walk))
        return "its pattern asks whether something exists, which patterns of STIX 2.0 cannot";
    bool is_link = str_equal(type, STR("relationship")) || str_equal(type, STR("sighting"));
    if (is_link && has_lost_end(object)) return "an end of it is of a type that STIX 2.0 lacks";
    return NULL;
}

void lift_report_members(struct json_writer *w, const struct lift_report *report) {
    json_key_text(w, "from", str_of(lift_spec_name(report->from)));
    json_key_text(w, "why", str_of(report->why));
    json_key_array(w, "changes");
    for (size_t i = 0; i < report->count; i++) {
        const struct lift_change *change = &report->changes[i];
        json_open_object(w);
        json_key_text(w, "what", str_of(lift_what_name(change->what)));
        json_key_text(w, "path", change->path);
        if (change->to.data) json_key_text(w, "to", change->to);
        json_key_text(w, "section", str_of(change->section));
        json_key_text(w, "why", str_of(change->why));
        json_close_object(w);
    }
    json_close_array(w);
    json_key_i64(w, "total", (int64_t)report->total);
}

static void take_changes(struct lift_report *report, struct lift_walk *walk) {
    report->count = walk->changes.count;
    report->total = walk->change_total;
    report->changes = arena_array(walk->arena, report->count, struct lift_change);
    if (report->count)
        memcpy(report->changes, walk->changes.items, report->count * sizeof *report->changes);
}

static bool names_observed(const struct lift_walk *walk) {
    return !walk->is_up && str_equal(walk->type, STR("observed-data")) &&
           json_kind(json_member(walk->object, STR("objects"))) != JSON_OBJECT;
}

static void not_sent(struct lift_report *report, struct lift_walk *walk, const char *why) {
    walk->changes.count = walk->change_total = 0;
    take_changes(report, walk);
    report->is_sent = false;
    report->why = why;
}

static void write_view(struct lift_walk *walk, struct buf *out) {
    if (str_equal(walk->type, STR("indicator"))) walk->pattern = other_pattern(walk);
    json_begin(&walk->w, out);
    lift_mark_read(walk);
    json_open_object(&walk->w);
    write_members(walk, (struct lift_place){LIFT_TOP, walk->type}, walk->object, NULL);
    if (!json_member(walk->object, STR("object_marking_refs")).node && lift_mark_has_refs(walk))
        lift_mark_write_refs(walk, (struct json){NULL});
    write_wanted(walk);
    json_close_object(&walk->w);
}

static enum status make_view(struct buf *out, struct lift_report *report, struct lift_walk *walk,
                             const struct lift_source *source, struct json_reader *reader) {
    const char *why = walk->is_up ? NULL : why_not(walk);
    if (!why && names_observed(walk)) {
        if (!source)
            why = "STIX 2.0 has what was observed inside of the object, and not beside it";
        else
            TRY(lift_contain(&walk->object, &why, walk, source, reader));
    }
    if (why) {
        not_sent(report, walk, why);
        return OK;
    }
    write_view(walk, out);
    take_changes(report, walk);
    return out->status;
}

enum status lift_write(struct buf *out, struct lift_report *report, struct json object,
                       enum lift_spec spec, const struct lift_source *source, struct arena *arena) {
    *report = (struct lift_report){.from = lift_spec_of(object), .is_sent = true, .why = ""};
    if (spec == LIFT_AS_IS || report->from == LIFT_AS_IS || report->from == spec) {
        buf_add(out, json_source(object));
        return out->status;
    }
    struct lift_walk walk = {.is_up = spec == LIFT_21,
                             .type = json_text(json_member(object, STR("type"))),
                             .object = object,
                             .arena = arena};
    struct json_reader *reader = names_observed(&walk) && source ? json_reader_open() : NULL;
    enum status status = make_view(out, report, &walk, source, reader);
    vec_close(&walk.changes);
    vec_close(&walk.raised);
    if (reader) json_reader_close(&reader);
    return status;
}
