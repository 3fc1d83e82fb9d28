#include "stix/check.h"

#include "stix/marking.h"

enum shape {
    TEXT,
    TEXTS,
    BOOLEAN,
    PERCENT, // a whole number from 0 to 100
    STAMP,
    ID,
    IDS,
    MAPPING,
    MAPPINGS,
    MARKINGS, // ids of marking definitions
    GRANULAR,
    SPEC,
};

static const struct row {
    const char *key;
    enum shape shape;
    bool any_type; // also of custom objects
} ROWS[] = {
    // STIX 2.1, 3.2
    {"object_marking_refs", MARKINGS, true},
    {"granular_markings", GRANULAR, true},
    {"spec_version", SPEC, true},
    {"created_by_ref", ID, true},
    {"revoked", BOOLEAN, true},
    {"confidence", PERCENT, false},
    {"defanged", BOOLEAN, false},
    {"extensions", MAPPING, false},
    {"external_references", MAPPINGS, false},
    {"labels", TEXTS, false},
    {"lang", TEXT, false},
    // 4 to 6: what names an object, and what an indicator looks for
    {"name", TEXT, false},
    {"description", TEXT, false},
    {"aliases", TEXTS, false},
    {"pattern", TEXT, false},
    {"pattern_type", TEXT, false},
    {"relationship_type", TEXT, false},
    {"hashes", MAPPING, false},
    // and when it holds
    {"first_observed", STAMP, false},
    {"first_seen", STAMP, false},
    {"last_observed", STAMP, false},
    {"last_seen", STAMP, false},
    {"published", STAMP, false},
    {"start_time", STAMP, false},
    {"stop_time", STAMP, false},
    {"valid_from", STAMP, false},
    {"valid_until", STAMP, false},
};

static enum status expected(struct fault *fault, const char *what, struct json value) {
    return fault_set(fault, MALFORMED, "%s is expected, not %s", what,
                     json_kind_name(json_kind(value)));
}

static enum status check_kind(struct json value, enum json_kind kind, const char *what,
                              struct fault *fault) {
    return json_kind(value) == kind ? OK : expected(fault, what, value);
}

static enum status check_text(struct json value, struct fault *fault) {
    return check_kind(value, JSON_STRING, "a string", fault);
}

static enum status check_mapping(struct json value, struct fault *fault) {
    return check_kind(value, JSON_OBJECT, "an object", fault);
}

static enum status check_boolean(struct json value, struct fault *fault) {
    bool is_one = json_kind(value) == JSON_TRUE || json_kind(value) == JSON_FALSE;
    return is_one ? OK : expected(fault, "true or false", value);
}

static enum status check_percent(struct json value, struct fault *fault) {
    int64_t number;
    if (json_i64(&number, value) && number >= 0 && number <= 100) return OK;
    return fault_set(fault, MALFORMED, "a whole number from 0 to 100 is expected");
}

static enum status check_stamp(struct json value, struct fault *fault) {
    stamp at;
    TRY(check_text(value, fault));
    return stamp_read(&at, json_text(value), fault);
}

static enum status check_id(struct json value, struct fault *fault) {
    struct object_id id;
    TRY(check_text(value, fault));
    return object_id_read(&id, json_text(value), fault);
}

static enum status check_marking(struct json value, struct fault *fault) {
    struct object_id id;
    TRY(check_text(value, fault));
    TRY(object_id_read(&id, json_text(value), fault));
    if (str_equal(id.type, STR("marking-definition"))) return OK;
    return fault_set(fault, MALFORMED, "the id of a marking-definition is expected");
}

static enum status check_spec(struct json value, struct fault *fault) {
    struct str text = json_text(value);
    if (str_equal(text, STR("2.1")) || str_equal(text, STR("2.0"))) return OK;
    return fault_set(fault, MALFORMED, "\"2.1\" or \"2.0\" is expected");
}

// STIX 2.1, 7.2.3: a label, or a language.
static enum status check_part(struct json value, struct fault *fault) {
    TRY(check_mapping(value, fault));
    struct json marking = json_member(value, STR("marking_ref"));
    if (!marking.node || json_kind(marking) == JSON_NULL) return OK;
    enum status status = check_marking(marking, fault);
    return status == OK ? OK : fault_within(fault, status, "marking_ref");
}

static enum status check_each(struct json list, enum status (*check)(struct json, struct fault *),
                              struct fault *fault) {
    TRY(check_kind(list, JSON_ARRAY, "a list", fault));
    size_t index = 0;
    for (struct json item = json_first(list); item.node; item = json_next(item), index++) {
        enum status status = check(item, fault);
        if (status != OK) return fault_within(fault, status, "[%zu]", index);
    }
    return OK;
}

static enum status check_shape(struct json value, enum shape shape, struct fault *fault) {
    switch (shape) {
    case TEXT: return check_text(value, fault);
    case TEXTS: return check_each(value, check_text, fault);
    case BOOLEAN: return check_boolean(value, fault);
    case PERCENT: return check_percent(value, fault);
    case STAMP: return check_stamp(value, fault);
    case ID: return check_id(value, fault);
    case IDS: return check_each(value, check_id, fault);
    case MAPPING: return check_mapping(value, fault);
    case MAPPINGS: return check_each(value, check_mapping, fault);
    case MARKINGS: return check_each(value, check_marking, fault);
    case GRANULAR: return check_each(value, check_part, fault);
    case SPEC: return check_spec(value, fault);
    }
    return OK;
}

// False when nothing is known of the property.
static bool shape_of(enum shape *out, struct str key, bool is_standard) {
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (!str_equal(key, str_of(ROWS[i].key))) continue;
        *out = ROWS[i].shape;
        return is_standard || ROWS[i].any_type;
    }
    if (!is_standard || str_starts(key, STR("x_"))) return false;
    if (str_ends(key, STR("_ref")))
        *out = ID;
    else if (str_ends(key, STR("_refs")))
        *out = IDS;
    else
        return false;
    return true;
}

enum status object_check(const struct object *object, struct fault *fault) {
    for (struct json member = json_first(object->json); member.node; member = json_next(member)) {
        enum shape shape;
        struct str key = member.node->key;
        if (json_kind(member) == JSON_NULL || !shape_of(&shape, key, object->kind != NULL))
            continue;
        enum status status = check_shape(member, shape, fault);
        if (status != OK) return fault_within(fault, status, "%.*s", STR_ARG(key));
    }
    return OK;
}
