#include "stix/check.h"

#include "stix/marking.h"

enum shape {
    BOOLEAN,
    STAMP,
    ID,
    IDS,
    MAPPING,
    MARKINGS, // ids of marking definitions
    GRANULAR,
    SPEC,
};

static const struct row {
    const char *key;
    enum shape shape;
    const char *type; // NULL: of any
} ROWS[] = {
    // STIX 2.1, 3.2
    {"object_marking_refs", MARKINGS, NULL},
    {"granular_markings", GRANULAR, NULL},
    {"spec_version", SPEC, NULL},
    {"created_by_ref", ID, NULL},
    {"revoked", BOOLEAN, NULL},
    {"extensions", MAPPING, NULL},
    // 4.7.1
    {"valid_from", STAMP, "indicator"},
    {"valid_until", STAMP, "indicator"},
    // 5.1.2, 5.2.1
    {"source_ref", ID, "relationship"},
    {"target_ref", ID, "relationship"},
    {"sighting_of_ref", ID, "sighting"},
    {"observed_data_refs", IDS, "sighting"},
    {"where_sighted_refs", IDS, "sighting"},
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
    case BOOLEAN: return check_boolean(value, fault);
    case STAMP: return check_stamp(value, fault);
    case ID: return check_id(value, fault);
    case IDS: return check_each(value, check_id, fault);
    case MAPPING: return check_mapping(value, fault);
    case MARKINGS: return check_each(value, check_marking, fault);
    case GRANULAR: return check_each(value, check_part, fault);
    case SPEC: return check_spec(value, fault);
    }
    return OK;
}

static const struct row *row_of(struct str type, struct str key) {
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        if (!str_equal(key, str_of(row->key))) continue;
        return !row->type || str_equal(type, str_of(row->type)) ? row : NULL;
    }
    return NULL;
}

enum status object_check(const struct object *object, struct fault *fault) {
    for (struct json member = json_first(object->json); member.node; member = json_next(member)) {
        struct str key = json_key(member);
        const struct row *row = row_of(object->id.type, key);
        if (!row || json_kind(member) == JSON_NULL) continue;
        enum status status = check_shape(member, row->shape, fault);
        if (status != OK) return fault_within(fault, status, "%.*s", STR_ARG(key));
    }
    return OK;
}
