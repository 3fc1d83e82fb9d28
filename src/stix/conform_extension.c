#include <string.h>

#include "base/text.h"
#include "stix/conform_walk.h"
#include "stix/form.h"

// ---- extensions (3.2, 3.10, 7.3, 11.3) ----

static void check_kind(struct walk *walk, const struct place *at, bool is_needed) {
    struct json value = json_member(at->value, STR("extension_type"));
    if (!value.node && is_needed)
        walk_say(walk, RULE_EXTENSION_TYPE, at, SAYING_EXTENSION_KIND_NEEDED);
    if (!value.node) return;
    struct place place = {.up = at, .value = value};
    struct str kind = json_text(value);
    if (!model_vocab_has(&VOCAB_EXTENSION_TYPE, kind)) {
        walk_say(walk, RULE_EXTENSION_TYPE, &place, SAYING_EXTENSION_KIND);
        return;
    }
    if (str_starts(kind, STR("new-")) && model_type_find(walk->type))
        walk_say_of(walk, RULE_EXTENSION_REDEFINES, &place, SAYING_TYPE_OF_TEXT, WORDS(walk->type));
}

// By id. What it holds is the business of its definition, unless that is known here.
static void check_defined(struct walk *walk, const struct place *at) {
    struct object_id id;
    struct fault fault;
    if (object_id_read(&id, json_key(at->value), &fault) != OK || !uuid_is_standard(&id.uuid))
        walk_say(walk, RULE_IDENTIFIER, at, SAYING_EXTENSION_ID);
    check_kind(walk, at, true);
    const struct model_part *part = model_extension_find(json_key(at->value), walk->type);
    if (part) {
        struct place kind = {.up = at, .value = json_member(at->value, STR("extension_type"))};
        if (kind.value.node && !str_equal(json_text(kind.value), STR("property-extension")))
            walk_say(walk, RULE_EXTENSION_TYPE, &kind, SAYING_PROPERTY_EXTENSION);
        part_check(walk, at, part, true);
        return;
    }
    for (struct json member = json_first(at->value); member.node; member = json_next(member)) {
        struct place place = {.up = at, .value = member};
        if (!str_equal(json_key(member), STR("extension_type")))
            own_property_check(walk, &place, false);
    }
}

static void check_predefined(struct walk *walk, const struct place *at,
                             const struct model_part *part) {
    bool is_here = walk->model && walk->model->extensions &&
                   model_list_has(walk->model->extensions, json_key(at->value));
    if (!is_here && !walk->is_extended)
        walk_say_of(walk, RULE_EXTENSION_PLACE, at, SAYING_EXTENSION_NOT_HERE,
                    WORDS(walk_excerpt(walk, walk->type), str_of(part->name)));
    check_kind(walk, at, false);
    part_check(walk, at, part, false);
}

static bool is_own_name(struct str name) {
    if (name.size < 3 || name.size > 250 || !str_ends(name, STR("-ext"))) return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && c != '-') return false;
    }
    return true;
}

static void check_own(struct walk *walk, const struct place *at) {
    walk_say_of(walk, RULE_EXTENSION_KEY, at, SAYING_RULE,
                WORDS(str_of(conform_rule_text(RULE_EXTENSION_KEY))));
    bool is_sco = walk->group == MODEL_SCO || walk->group == MODEL_VERSIONED_SCO;
    if (!is_sco)
        walk_say(walk, RULE_CUSTOM_EXTENSION, at, SAYING_EXTENSION_OWN_PLACE);
    else if (!is_own_name(json_key(at->value)))
        walk_say(walk, RULE_CUSTOM_EXTENSION, at, SAYING_EXTENSION_OWN_NAME);
    check_kind(walk, at, false);
    value_check_any(walk, at);
}

void extensions_check(struct walk *walk, const struct place *at) {
    for (struct json extension = json_first(at->value); extension.node;
         extension = json_next(extension)) {
        struct place place = {.up = at, .value = extension};
        struct str key = json_key(extension);
        const struct model_part *part = model_extension_find(key, walk->type);
        if (json_kind(extension) != JSON_OBJECT || json_count(extension) == 0)
            walk_say(walk, RULE_DICTIONARY, &place, SAYING_NOT_EMPTY_OBJECT);
        else if (str_starts(key, STR("extension-definition--")))
            check_defined(walk, &place);
        else if (part)
            check_predefined(walk, &place, part);
        else
            check_own(walk, &place);
    }
}

// ---- selectors (7.2.3) ----

static bool is_selector_key(struct str part) {
    for (size_t i = 0; i < part.size; i++)
        if (!ascii_is_alnum(part.data[i]) && part.data[i] != '_' && part.data[i] != '-')
            return false;
    return part.size > 0;
}

static bool read_index(uint64_t *out, struct str part) {
    return part.size > 2 && part.data[part.size - 1] == ']' &&
           str_read_u64(out, str_cut(part, 1, part.size - 1));
}

void selector_check(struct walk *walk, const struct place *at) {
    struct str part, rest = json_text(at->value);
    struct json target = walk->object;
    while (str_take(&part, &rest, '.')) {
        uint64_t index = 0;
        bool is_index = str_starts(part, STR("["));
        if (is_index ? !read_index(&index, part) : !is_selector_key(part)) {
            walk_say_of(walk, RULE_SELECTOR, at, SAYING_SELECTOR, WORDS(walk_excerpt(walk, part)));
            return;
        }
        if (!walk_may_seek(walk, at, target)) return;
        if (is_index)
            target = json_item(target, index);
        else
            target =
                json_kind(target) == JSON_OBJECT ? json_member(target, part) : (struct json){NULL};
    }
    if (!target.node)
        walk_say_of(walk, RULE_SELECTOR_PRESENT, at, SAYING_SELECTOR_NOTHING,
                    WORDS(walk_excerpt(walk, json_text(at->value))));
}

// ---- the container of STIX 2.0 (2.13) ----

// It may hold objects of either version, so that only what both ask for is asked: a type, and
// references that stay inside.
static void check_inside(struct walk *walk, const struct place *at, struct json container);

static void check_key(struct walk *walk, const struct place *at, struct json container) {
    struct str key = json_text(at->value);
    if (!walk_may_seek(walk, at, container)) return;
    if (!key.data || !json_member(container, key).node)
        walk_say_of(walk, RULE_CONTAINER, at, SAYING_CONTAINER_KEY, WORDS(walk_excerpt(walk, key)));
}

static void check_inside_member(struct walk *walk, const struct place *at, struct json container) {
    struct str name = json_key(at->value);
    size_t index = 0;
    if (str_ends(name, STR("_ref")) && json_kind(at->value) == JSON_STRING) {
        check_key(walk, at, container);
    } else if (str_ends(name, STR("_refs")) && json_kind(at->value) == JSON_ARRAY) {
        for (struct json item = json_first(at->value); item.node; item = json_next(item), index++) {
            struct place place = {.up = at, .value = item, .index = index};
            check_key(walk, &place, container);
        }
    } else {
        check_inside(walk, at, container);
    }
}

static void check_inside(struct walk *walk, const struct place *at, struct json container) {
    size_t index = 0;
    if (json_kind(at->value) == JSON_NULL) walk_say(walk, RULE_NULL, at, SAYING_NULL);
    for (struct json member = json_first(at->value); member.node;
         member = json_next(member), index++) {
        struct place place = {.up = at, .value = member, .index = index};
        check_inside_member(walk, &place, container);
    }
}

void container_check(struct walk *walk, const struct place *at) {
    walk_say(walk, RULE_CONTAINER_DEPRECATED, at, SAYING_CONTAINER_OLD);
    for (struct json object = json_first(at->value); object.node; object = json_next(object)) {
        struct place place = {.up = at, .value = object};
        struct str type = json_text(json_member(object, STR("type")));
        if (!form_is_name(type, '-'))
            walk_say(walk, RULE_CONTAINER, &place, SAYING_CONTAINER_OBJECT);
        else
            check_inside(walk, &place, at->value);
    }
}
