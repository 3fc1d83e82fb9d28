#include "stix/object.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "stix/conditions.h"
#include "stix/marking.h"
#include "stix/unique.h"

#define TITLE_BYTES_MAX 200

// ---- ids ----

// STIX 2.1 asks for a-z, 0-9 and hyphens; names like "x_custom" and "Custom" are met and kept.
static bool is_type_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

static enum status check_type(struct str type, struct fault *fault) {
    if (type.size == 0) return fault_set(fault, MALFORMED, "a type is needed");
    if (type.size > OBJECT_TYPE_SIZE_MAX)
        return fault_set(fault, MALFORMED, "a type has at most %d characters",
                         OBJECT_TYPE_SIZE_MAX);
    for (size_t i = 0; i < type.size; i++)
        if (!is_type_byte(type.data[i]))
            return fault_set(fault, MALFORMED, "a type has only letters, digits, - and _");
    return OK;
}

enum status object_id_read(struct object_id *out, struct str text, struct fault *fault) {
    size_t uuid_size = UUID_TEXT_SIZE - 1;
    // From the right, since a custom type may hold "--" itself.
    if (text.size < uuid_size + 2 || text.data[text.size - uuid_size - 1] != '-' ||
        text.data[text.size - uuid_size - 2] != '-')
        return fault_set(fault, MALFORMED, "not of the form type--UUID");
    struct object_id id = {.type = str_cut(text, 0, text.size - uuid_size - 2)};
    TRY(check_type(id.type, fault));
    if (!uuid_read(&id.uuid, str_cut(text, text.size - uuid_size, text.size)))
        return fault_set(fault, MALFORMED, "the part after -- is not a UUID");
    *out = id;
    return OK;
}

struct str object_id_write(struct arena *arena, struct str type, const struct uuid *uuid) {
    char *text = arena_take(arena, type.size + 2 + UUID_TEXT_SIZE);
    if (type.size > 0) memcpy(text, type.data, type.size);
    memcpy(text + type.size, "--", 2);
    uuid_write(text + type.size + 2, uuid);
    return (struct str){text, type.size + 2 + UUID_TEXT_SIZE - 1};
}

// ---- references ----

// Only at the top of an object of `type` (NULL: of any) has a property its own meaning.
static const struct role_row {
    const char *key, *type;
    enum object_role role;
} ROLES[] = {
    {"source_ref", "relationship", ROLE_SOURCE},
    {"target_ref", "relationship", ROLE_TARGET},
    {"sighting_of_ref", "sighting", ROLE_SOURCE},
    {"where_sighted_refs", "sighting", ROLE_SIGHTED},
    {"observed_data_refs", "sighting", ROLE_OBSERVED},
    {"created_by_ref", NULL, ROLE_CREATOR},
    {"object_marking_refs", NULL, ROLE_MARKING},
    {"object_refs", NULL, ROLE_MEMBER},
    {"sample_refs", NULL, ROLE_MEMBER},
    {"analysis_sco_refs", NULL, ROLE_MEMBER},
    {"contains_refs", NULL, ROLE_MEMBER},
};

struct ref_walk {
    VEC_OF(struct object_ref) refs;
    struct str type;
};

static enum object_role role_of(const struct ref_walk *walk, struct str key, bool is_top) {
    if (str_equal(key, STR("marking_ref"))) return ROLE_MARKING;
    for (size_t i = 0; is_top && i < sizeof ROLES / sizeof *ROLES; i++) {
        const struct role_row *row = &ROLES[i];
        if (str_equal(str_of(row->key), key) &&
            (!row->type || str_equal(str_of(row->type), walk->type)))
            return row->role;
    }
    return ROLE_OTHER;
}

// What is not an id is left out: "0" in the containers of STIX 2.0, and damage that the exchange
// does not rely on.
static void add_ref(struct ref_walk *walk, struct json value, enum object_role role) {
    struct object_ref ref = {.role = role};
    if (walk->refs.count >= OBJECT_REFS_MAX) return;
    if (object_id_read(&ref.id, json_text(value), NULL) == OK) vec_add(&walk->refs, ref);
}

// Depth is bounded by the reader of JSON.
static void walk_refs(struct ref_walk *walk, struct json parent, bool is_top) {
    for (struct json v = json_first(parent); v.node; v = json_next(v)) {
        enum json_kind kind = v.node->kind;
        struct str key = v.node->key;
        if (kind == JSON_STRING && str_ends(key, STR("_ref"))) {
            add_ref(walk, v, role_of(walk, key, is_top));
        } else if (kind == JSON_ARRAY && str_ends(key, STR("_refs"))) {
            enum object_role role = role_of(walk, key, is_top);
            for (struct json item = json_first(v); item.node; item = json_next(item))
                add_ref(walk, item, role);
        } else if (str_equal(key, STR(RECIPIENTS_EXTENSION)) ||
                   str_equal(key, STR(CONDITIONS_EXTENSION))) {
            continue; // who may read it, not what it speaks of
        } else if (kind == JSON_ARRAY || kind == JSON_OBJECT) {
            walk_refs(walk, v, false);
        }
    }
}

static uint64_t hash_ref(const void *item, uint64_t seed) {
    const struct object_ref *ref = item;
    struct str uuid = {(const char *)ref->id.uuid.bytes, sizeof ref->id.uuid.bytes};
    return hash_keyed(uuid, seed + (uint64_t)ref->role);
}

static bool equal_ref(const void *a, const void *b) {
    const struct object_ref *x = a, *y = b;
    return x->role == y->role && uuid_equal(&x->id.uuid, &y->id.uuid) &&
           str_equal(x->id.type, y->id.type);
}

static void read_refs(struct object *object, struct arena *arena) {
    static const struct unique_rules RULES = {sizeof(struct object_ref), hash_ref, equal_ref, NULL};
    struct ref_walk walk = {.type = object->id.type};
    walk_refs(&walk, object->json, true);
    object->ref_count = unique_keep(walk.refs.items, walk.refs.count, &RULES, arena);
    object->refs = arena_array(arena, object->ref_count, struct object_ref);
    if (object->ref_count > 0)
        memcpy(object->refs, walk.refs.items, object->ref_count * sizeof *object->refs);
    vec_close(&walk.refs);
}

// ---- title ----

// Properties that name an object, the best first; for all types, since none means two things.
static const char *const TITLES[] = {
    "name",    "value",         "pattern", "abstract",     "path",
    "key",     "command_line",  "subject", "display_name", "account_login",
    "user_id", "serial_number", "product", "opinion",      "explanation",
    "content", "description",   "context", "url",
};

static struct str cut_title(struct str text) {
    return text_head(str_trim(text), TITLE_BYTES_MAX);
}

static struct str ref_type(struct json object, struct str key) {
    struct object_id id = {.type = STR_NONE};
    bool is_id = object_id_read(&id, json_text(json_member(object, key)), NULL) == OK;
    return is_id ? id.type : STR("?");
}

static struct str title_of_relationship(struct json object, struct arena *arena) {
    struct str verb = json_text(json_member(object, STR("relationship_type")));
    struct str source = ref_type(object, STR("source_ref"));
    struct str target = ref_type(object, STR("target_ref"));
    return arena_format(arena, "%.*s %.*s %.*s", STR_ARG(source), STR_ARG(verb), STR_ARG(target));
}

static struct str read_title(struct json object, struct str type, struct arena *arena) {
    if (str_equal(type, STR("relationship"))) return title_of_relationship(object, arena);
    for (size_t i = 0; i < sizeof TITLES / sizeof *TITLES; i++) {
        struct str title = cut_title(json_text(json_member(object, str_of(TITLES[i]))));
        if (title.size > 0) return title;
    }
    // A marking of STIX 2.0 has no name: its text stands a level deeper.
    struct str marking = cut_title(json_text(json_first(json_member(object, STR("definition")))));
    if (marking.size > 0) return marking;
    struct str hash = json_text(json_first(json_member(object, STR("hashes"))));
    if (hash.size > 0) return cut_title(hash);
    struct str number = json_number(json_member(object, STR("number")));
    if (number.size > 0) return arena_format(arena, "AS%.*s", STR_ARG(number));
    if (!str_equal(type, STR("sighting"))) return type;
    struct str sighted = ref_type(object, STR("sighting_of_ref"));
    return arena_format(arena, "sighting of %.*s", STR_ARG(sighted));
}

// ---- the whole ----

// What is JSON of another format, met so often that a bare "type is needed" would be unkind.
static bool is_misp(struct json json) {
    struct json event = json_member(json, STR("Event"));
    struct json answer = json_member(json, STR("response"));
    return json_kind(event) == JSON_OBJECT || json_kind(answer) == JSON_OBJECT ||
           json_kind(answer) == JSON_ARRAY;
}

static enum status read_id(struct object *object, struct fault *fault) {
    struct str type = json_text(json_member(object->json, STR("type")));
    if (!type.data && is_misp(object->json))
        return fault_set(fault, MALFORMED,
                         "this is a MISP event, not STIX: export it from MISP as STIX 2.1");
    if (!type.data) return fault_set(fault, MALFORMED, "type: a string is needed");
    if (check_type(type, fault) != OK) return fault_within(fault, MALFORMED, "type");
    if (str_equal(type, STR("bundle")))
        return fault_set(fault, MALFORMED, "type: a bundle inside a bundle");
    object->id_text = json_text(json_member(object->json, STR("id")));
    if (!object->id_text.data) return fault_set(fault, MALFORMED, "id: a string is needed");
    if (object_id_read(&object->id, object->id_text, fault) != OK)
        return fault_within(fault, MALFORMED, "id");
    if (!str_equal(object->id.type, type))
        return fault_set(fault, MALFORMED, "id: begins with another type than `%.*s`",
                         STR_ARG(type));
    object->kind = kind_find(type);
    return OK;
}

static enum status read_stamp(stamp *out, bool *is_there, struct str *text, struct json value,
                              struct fault *fault) {
    if (!value.node) return OK;
    if (json_kind(value) != JSON_STRING)
        return fault_set(fault, MALFORMED, "a timestamp is a string, not %s",
                         json_kind_name(json_kind(value)));
    TRY(stamp_read(out, json_text(value), fault));
    *is_there = true;
    *text = json_text(value);
    return OK;
}

// An SCO has no versions: the like-named properties of custom ones order nothing.
static enum status read_version(struct object *object, struct fault *fault) {
    struct json json = object->json;
    if (object->kind && object->kind->group == KIND_SCO) return OK;
    struct str created = STR_NONE, modified = STR_NONE;
    if (read_stamp(&object->created, &object->has_created, &created,
                   json_member(json, STR("created")), fault) != OK)
        return fault_within(fault, MALFORMED, "created");
    if (read_stamp(&object->modified, &object->has_modified, &modified,
                   json_member(json, STR("modified")), fault) != OK)
        return fault_within(fault, MALFORMED, "modified");
    if (object->has_created) object->version = object->created;
    if (object->has_modified) object->version = object->modified;
    object->version_text = object->has_modified ? modified : created;
    return OK;
}

static int read_spec(const struct object *object) {
    struct str spec = json_text(json_member(object->json, STR("spec_version")));
    if (spec.data) return str_equal(spec, STR("2.0")) ? 20 : 21;
    return object->kind && object->kind->group == KIND_SCO ? 21 : 20;
}

enum status object_read_head(struct object *out, struct json json, struct fault *fault) {
    if (json_kind(json) != JSON_OBJECT)
        return fault_set(fault, MALFORMED, "not an object but %s", json_kind_name(json_kind(json)));
    struct object object = {.json = json};
    TRY(read_id(&object, fault));
    TRY(read_version(&object, fault));
    object.spec = read_spec(&object);
    object.revoked = json_true(json_member(json, STR("revoked")));
    *out = object;
    return OK;
}

enum status object_read(struct object *out, struct json json, struct arena *arena,
                        struct fault *fault) {
    struct object object;
    TRY(object_read_head(&object, json, fault));
    object.title = read_title(json, object.id.type, arena);
    read_refs(&object, arena);
    *out = object;
    return OK;
}
