#include "stix/conform.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "stix/check.h"
#include "stix/conform_walk.h"
#include "stix/form.h"

#define EXCERPT_BYTES_MAX 60

// ---- findings ----

struct str walk_excerpt(const struct walk *walk, struct str text) {
    return text_excerpt(walk->arena, text, EXCERPT_BYTES_MAX);
}

static bool is_plain_key(struct str key) {
    for (size_t i = 0; i < key.size; i++)
        if (!ascii_is_alnum(key.data[i]) && key.data[i] != '_' && key.data[i] != '-') return false;
    return key.size > 0;
}

static char *put_key(char *path, bool is_first, struct str key) {
    bool is_plain = is_plain_key(key);
    if (!is_first) *path++ = '.';
    if (!is_plain) *path++ = '\'';
    for (size_t i = 0; i < key.size; i++) {
        if (!is_plain && (key.data[i] == '\'' || key.data[i] == '\\')) *path++ = '\\';
        *path++ = key.data[i];
    }
    if (!is_plain) *path++ = '\'';
    return path;
}

// Depth is bounded by the reader of JSON.
static char *put_place(char *path, const char *begin, const struct place *at) {
    if (!at->up) return path;
    path = put_place(path, begin, at->up);
    struct str key = json_key(at->value);
    if (key.data) return put_key(path, path == begin, key);
    return path + sprintf(path, "[%zu]", at->index);
}

static size_t path_most(const struct place *at) {
    size_t most = 1;
    for (const struct place *up = at; up->up; up = up->up)
        most += 2 * json_key(up->value).size + sizeof "[18446744073709551615]";
    return most;
}

// Names as long as the object would make its findings longer than itself: then the place is the
// nearest above it that can be told.
static const struct place *place_told(const struct place *at) {
    while (path_most(at) > CONFORM_PATH_BYTES_MAX) at = at->up;
    return at;
}

static struct str path_of(const struct walk *walk, const struct place *at) {
    char *path = arena_take(walk->arena, path_most(at));
    return (struct str){path, (size_t)(put_place(path, path, at) - path)};
}

static struct finding *add_finding(struct walk *walk) {
    struct conform_report *report = walk->report;
    if (report->count == CONFORM_FINDINGS_MAX) return NULL;
    if (report->count == report->capacity) {
        size_t capacity = report->capacity ? report->capacity * 4 : 8;
        if (capacity > CONFORM_FINDINGS_MAX) capacity = CONFORM_FINDINGS_MAX;
        struct finding *more = arena_array(walk->arena, capacity, struct finding);
        if (report->count > 0)
            memcpy(more, report->findings, report->count * sizeof *report->findings);
        report->findings = more;
        report->capacity = capacity;
    }
    return &report->findings[report->count++];
}

void walk_say_of(struct walk *walk, enum conform_rule rule, const struct place *at,
                 enum conform_saying saying, const struct str *values) {
    walk->report->counts[conform_rule_severity(rule)]++;
    struct finding *finding = add_finding(walk);
    if (!finding) return;
    const char *section = conform_rule_section(rule);
    size_t count = conform_saying_values(saying);
    struct str *own = NULL;
    if (count > 0) own = arena_array(walk->arena, count, struct str);
    for (size_t i = 0; i < count; i++) own[i] = values[i];
    at = place_told(at);
    *finding = (struct finding){
        .rule = rule,
        .section = section[0] ? section : walk->section,
        .path = path_of(walk, at),
        .node = at->value.node,
        .sentence = conform_saying_text(saying, own, walk->arena),
        .saying = saying,
        .values = own,
    };
}

void walk_say(struct walk *walk, enum conform_rule rule, const struct place *at,
              enum conform_saying saying) {
    walk_say_of(walk, rule, at, saying, NULL);
}

struct str walk_number(const struct walk *walk, int64_t number) {
    return arena_format(walk->arena, "%lld", (long long)number);
}

bool walk_may_seek(struct walk *walk, const struct place *at, struct json parent) {
    if (walk->steps > WALK_STEPS_MAX) return false;
    walk->steps += json_count(parent) + 1;
    if (walk->steps <= WALK_STEPS_MAX) return true;
    walk_say(walk, RULE_UNCHECKED, at, SAYING_UNCHECKED);
    return false;
}

// ---- the object ----

// The id was read by its row, which said what is wrong with it.
static void check_id(struct walk *walk, const struct place *at) {
    if (!walk->has_id) return;
    if (!str_equal(walk->id.type, walk->type))
        walk_say_of(walk, RULE_IDENTIFIER_TYPE, at, SAYING_ID_TYPE,
                    WORDS(walk_excerpt(walk, walk->type)));
}

#define COMMON_ID 2 // of model_common

// Returns the bit of the common property, 0 for none.
static uint64_t check_common(struct walk *walk, const struct place *at) {
    struct str name = json_key(at->value);
    size_t index = model_common_find(name);
    if (index == SIZE_MAX) return 0;
    if (model_common_need(index, walk->group) == MODEL_NOT_APPLICABLE) {
        walk_say_of(walk, RULE_NOT_APPLICABLE, at, SAYING_NOT_OF_TYPE,
                    WORDS(walk_excerpt(walk, walk->type), name));
        return UINT64_C(1) << index;
    }
    const char *section = walk->section;
    walk->section = "3.2";
    value_check(walk, at, &model_common[index]);
    walk->section = section;
    if (index == COMMON_ID) check_id(walk, at);
    return UINT64_C(1) << index;
}

static bool is_reserved(struct str name) {
    static const char *const RESERVED[] = {"severity", "username", "phone_number", "action"};
    for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++)
        if (str_equal(name, str_of(RESERVED[i]))) return true;
    return false;
}

// What a known extension says of a property that it adds here.
static const struct model_row *added_row(const struct walk *walk, struct str name) {
    const struct model_toplevel *known =
        walk->is_extended ? model_toplevel_find(walk->type, name) : NULL;
    if (!known) return NULL; // before the extensions are looked for, so that time stays linear
    struct json extensions = walk_member(walk->object, STR("extensions"));
    return walk_member(extensions, str_of(known->extension)).node ? &known->row : NULL;
}

static void check_unknown(struct walk *walk, const struct place *at) {
    const struct model_row *added = added_row(walk, json_key(at->value));
    if (added)
        value_check(walk, at, added);
    else if (is_reserved(json_key(at->value)))
        walk_say(walk, RULE_RESERVED, at, SAYING_RESERVED);
    else
        own_property_check(walk, at, walk->model && !walk->is_extended);
}

static void check_needs(struct walk *walk, uint64_t seen) {
    for (size_t i = 0; i < model_common_count; i++)
        if (!(seen >> i & 1) && model_common_need(i, walk->group) == MODEL_NEEDED)
            walk_say_of(walk,
                        str_equal(model_common[i].name, STR("spec_version")) ? RULE_SPEC_VERSION
                                                                             : RULE_REQUIRED,
                        &walk->top, SAYING_NEEDED, WORDS(model_common[i].name));
}

static void check_members(struct walk *walk) {
    const struct model_type *model = walk->model;
    uint64_t seen = 0, common = 0;
    for (struct json at = json_first(walk->object); at.node; at = json_next(at)) {
        struct place place = {.up = &walk->top, .value = at};
        const struct model_row *row =
            model ? model_row_find(model->rows, model->count, json_key(at)) : NULL;
        if (row) {
            seen |= UINT64_C(1) << (row - model->rows);
            value_check(walk, &place, row);
            continue;
        }
        uint64_t bit = check_common(walk, &place);
        common |= bit;
        if (!bit) check_unknown(walk, &place);
    }
    check_needs(walk, common);
    if (model) rows_check_required(walk, &walk->top, model->rows, model->count, seen);
}

// What an object of a type of its own is: an extension may say it. Without one, what has none of
// the properties that SCOs have not may be an SCO.
static enum model_group own_group(const struct walk *walk) {
    struct json extension = json_first(walk_member(walk->object, STR("extensions")));
    for (; extension.node; extension = json_next(extension)) {
        struct str kind = json_text(walk_member(extension, STR("extension_type")));
        if (str_equal(kind, STR("new-sco"))) return MODEL_SCO;
        if (str_equal(kind, STR("new-sdo")) || str_equal(kind, STR("new-sro"))) return MODEL_SDO;
    }
    static const char *const NOT_OF_SCOS[] = {
        "created", "modified", "created_by_ref", "revoked", "confidence", "labels", "lang"};
    for (size_t i = 0; i < sizeof NOT_OF_SCOS / sizeof *NOT_OF_SCOS; i++)
        if (walk_member(walk->object, str_of(NOT_OF_SCOS[i])).node) return MODEL_SDO;
    return MODEL_SCO;
}

// Versions of an SCO: the four properties of 3.6, together.
static bool is_versioned(struct json object) {
    return walk_member(object, STR("created")).node && walk_member(object, STR("modified")).node;
}

static void find_extensions(struct walk *walk) {
    struct json extension = json_first(walk_member(walk->object, STR("extensions")));
    for (; extension.node; extension = json_next(extension)) {
        struct str kind = json_text(walk_member(extension, STR("extension_type")));
        bool adds = str_starts(kind, STR("new-"));
        if (adds || str_equal(kind, STR("toplevel-property-extension"))) walk->is_extended = true;
        if (adds && !walk->model) walk->model = model_added_find(walk->type, json_key(extension));
    }
}

static void check_own_type(struct walk *walk) {
    struct place type = {.up = &walk->top, .value = walk_member(walk->object, STR("type"))};
    if (!form_is_name(walk->type, '-') || str_find(walk->type, STR("--")) != SIZE_MAX)
        walk_say(walk, RULE_TYPE_NAME, &type, SAYING_TYPE_NAME);
    if (walk->is_extended) return;
    walk_say(walk, RULE_CUSTOM_OBJECT, &type, SAYING_TYPE_OWN);
    if (!str_starts(walk->type, STR("x-")))
        walk_say(walk, RULE_CUSTOM_OBJECT_PREFIX, &type, SAYING_TYPE_OWN_PREFIX);
}

// ---- what cannot be kept ----

// As intake asks. What breaks no MUST has what it needs; fuzz_conform holds that.
static bool is_usable(const struct walk *walk) {
    struct object object;
    if (walk->report->counts[CONFORM_MUST] == 0) return true;
    return object_read_head(&object, walk->object, NULL) == OK && object_check(&object, NULL) == OK;
}

static bool begin(struct walk *walk, struct conform_report *report, struct json object,
                  struct arena *arena) {
    *report = (struct conform_report){.is_usable = false};
    *walk = (struct walk){.report = report, .arena = arena, .object = object, .section = "3.2"};
    walk->top.value = object;
    if (json_kind(object) == JSON_OBJECT) return true;
    walk_say_of(walk, RULE_OBJECT, &walk->top, SAYING_OBJECT,
                WORDS(str_of(json_kind_name(json_kind(object)))));
    return false;
}

void conform_object(struct conform_report *out, struct json object, struct buf *scratch,
                    struct arena *arena) {
    struct walk walk;
    if (!begin(&walk, out, object, arena)) return;
    walk.scratch = scratch;
    struct json type = walk_member(object, STR("type"));
    walk.type = json_text(type);
    if (!walk.type.data) {
        walk_say_of(&walk, RULE_REQUIRED, &walk.top, SAYING_NEEDED_STRING, WORDS(STR("type")));
        return;
    }
    if (str_equal(walk.type, STR("bundle"))) {
        walk_say(&walk, RULE_BUNDLE_NESTED, &walk.top, SAYING_BUNDLE_INSIDE);
        return;
    }
    walk.model = model_type_find(walk.type);
    bool is_own = !walk.model;
    find_extensions(&walk);
    walk.group = walk.model ? walk.model->group : own_group(&walk);
    if (walk.model) walk.section = walk.model->section;
    if (walk.group == MODEL_SCO && is_versioned(object)) walk.group = MODEL_VERSIONED_SCO;
    if (is_own) check_own_type(&walk);
    check_members(&walk);
    type_check_rules(&walk);
    out->is_usable = is_usable(&walk);
}

void conform_unreadable(struct conform_report *out, const struct fault *fault,
                        struct arena *arena) {
    *out = (struct conform_report){.is_usable = false};
    struct walk walk = {.report = out, .arena = arena, .section = ""};
    struct str why = arena_copy(arena, str_of(fault->text));
    walk_say_of(&walk, RULE_JSON, &walk.top, SAYING_WHY, WORDS(why));
}

static void check_objects(struct walk *walk) {
    struct place at = {.up = &walk->top, .value = walk_member(walk->object, STR("objects"))};
    bool is_list = json_kind(at.value) == JSON_ARRAY && json_count(at.value) > 0;
    if (at.value.node && !is_list) walk_say(walk, RULE_LIST, &at, SAYING_LIST_EMPTY);
}

void conform_bundle(struct conform_report *out, struct json bundle, struct arena *arena) {
    struct walk walk;
    if (!begin(&walk, out, bundle, arena)) return;
    walk.type = STR("bundle");
    walk.model = model_type_find(walk.type);
    walk.group = MODEL_BUNDLE;
    walk.section = walk.model->section;
    out->is_usable = true;
    if (!str_equal(json_text(walk_member(bundle, STR("type"))), walk.type))
        walk_say(&walk, RULE_BUNDLE, &walk.top, SAYING_BUNDLE_TYPE);
    check_members(&walk);
    check_objects(&walk);
}

// ---- paths ----

// Whether a name is the one that is written so in quotes.
static bool key_is(struct str key, struct str quoted) {
    size_t at = 0;
    for (size_t i = 0; i < quoted.size; i++, at++) {
        if (quoted.data[i] == '\\') i++;
        if (at == key.size || i == quoted.size || key.data[at] != quoted.data[i]) return false;
    }
    return at == key.size;
}

static size_t quoted_end(struct str path) {
    size_t end = 1;
    while (end < path.size && path.data[end] != '\'') end += path.data[end] == '\\' ? 2 : 1;
    return end;
}

static struct json take_member(struct json object, struct str *path) {
    bool is_quoted = path->data[0] == '\'';
    size_t end = 0;
    if (is_quoted)
        end = quoted_end(*path);
    else
        while (end < path->size && path->data[end] != '.' && path->data[end] != '[') end++;
    struct str name = str_cut(*path, is_quoted, end);
    *path = str_cut(*path, end + is_quoted, path->size);
    for (struct json at = json_first(object); at.node; at = json_next(at))
        if (is_quoted ? key_is(json_key(at), name) : str_equal(json_key(at), name)) return at;
    return (struct json){NULL};
}

static struct json take_item(struct json list, struct str *path) {
    uint64_t index;
    size_t end = str_find_byte(*path, ']');
    if (end == SIZE_MAX || !str_read_u64(&index, str_cut(*path, 1, end)))
        return (struct json){NULL};
    *path = str_cut(*path, end + 1, path->size);
    return json_item(list, index);
}

struct json conform_find(struct json object, struct str path) {
    struct json at = object;
    while (path.size > 0 && at.node) {
        if (path.data[0] == '.') path = str_cut(path, 1, path.size);
        if (path.size == 0) break;
        at = path.data[0] == '[' ? take_item(at, &path) : take_member(at, &path);
    }
    return at;
}
