#include <string.h>

#include "base/text.h"
#include "stix/conform_walk.h"
#include "stix/derived.h"
#include "stix/evaluate.h"
#include "stix/form.h"
#include "stix/marking.h"
#include "stix/pattern.h"
#include "stix/pattern_token.h"
#include "stix/sco_id.h"

// By literals, so that their sizes are known.
#define get(walk, name) walk_member((walk)->object, STR(name))
#define has(walk, name) (get(walk, name).node != NULL)
#define at_member(up, name) place_below(up, walk_member((up)->value, STR(name)))

static struct place place_below(const struct place *up, struct json value) {
    return (struct place){.up = up, .value = value};
}

// ---- times ----

bool stamp_is_valid(struct json value) {
    stamp at;
    return json_kind(value) == JSON_STRING && stamp_read(&at, json_text(value), NULL) == OK;
}

int stamp_compare_texts(struct str a, struct str b) {
    int order = memcmp(a.data, b.data, 19);
    if (order != 0) return order;
    for (size_t i = 20; i < a.size || i < b.size; i++) {
        char x = i + 1 < a.size ? a.data[i] : '0', y = i + 1 < b.size ? b.data[i] : '0';
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

// `is_later`: equal is not enough.
static void check_order(struct walk *walk, const char *first, const char *last, bool is_later) {
    struct place to = place_below(&walk->top, walk_member(walk->object, str_of(last)));
    if (!to.value.node) return;
    struct place from = place_below(&walk->top, walk_member(walk->object, str_of(first)));
    if (!stamp_is_valid(from.value) || !stamp_is_valid(to.value)) return;
    int order = stamp_compare_texts(json_text(to.value), json_text(from.value));
    if (order > 0 || (order == 0 && !is_later)) return;
    bool is_version = strcmp(last, "modified") == 0;
    walk_say_of(walk, is_version ? RULE_MODIFIED : RULE_TIME_ORDER, &to,
                is_later ? SAYING_NOT_LATER : SAYING_EARLIER, WORDS(str_of(first)));
}

// ---- parts ----

static bool is_numbered(struct str text, struct str prefix, size_t digits) {
    if (!str_starts(text, prefix)) return false;
    struct str rest = str_cut(text, prefix.size, text.size);
    for (size_t i = 0; i < rest.size; i++)
        if (!ascii_is_digit(rest.data[i])) return false;
    return rest.size >= digits;
}

static bool is_cve(struct str text) {
    return text.size > 9 && text.data[8] == '-' &&
           is_numbered(str_cut(text, 0, 8), STR("CVE-"), 4) &&
           is_numbered(str_cut(text, 8, text.size), STR("-"), 4);
}

static bool is_capec(struct str text) {
    return is_numbered(text, STR("CAPEC-"), 1);
}

static void check_catalogue(struct walk *walk, const struct place *at, const char *source,
                            bool (*is_id)(struct str)) {
    struct place name = at_member(at, "source_name"), id = at_member(at, "external_id");
    if (!json_text(id.value).data) return;
    bool is_named = str_equal(json_text(name.value), str_of(source));
    bool is_right = is_id(json_text(id.value));
    enum conform_rule rule = is_id == is_cve ? RULE_CVE : RULE_CAPEC;
    if (is_named && !is_right)
        walk_say_of(walk, rule, &id, SAYING_NO_ID_OF,
                    WORDS(walk_excerpt(walk, json_text(id.value)), str_of(source)));
    if (!is_named && is_right && str_equal_fold(json_text(name.value), str_of(source)))
        walk_say_of(walk, rule, &name, SAYING_SOURCE_NAME, WORDS(str_of(source)));
}

static void check_reference(struct walk *walk, const struct place *at) {
    bool has_url = at_member(at, "url").value.node != NULL;
    if (!has_url && !at_member(at, "description").value.node &&
        !at_member(at, "external_id").value.node)
        walk_say(walk, RULE_EXTERNAL_REFERENCE, at, SAYING_REFERENCE_EMPTY);
    if (has_url && !at_member(at, "hashes").value.node)
        walk_say(walk, RULE_EXTERNAL_REFERENCE_HASHES, at, SAYING_URL_HASHES);
    if (str_equal(walk->type, STR("attack-pattern"))) check_catalogue(walk, at, "capec", is_capec);
    if (str_equal(walk->type, STR("vulnerability"))) check_catalogue(walk, at, "cve", is_cve);
}

static bool is_own_id(const struct walk *walk, struct json value) {
    struct str id = json_text(get(walk, "id"));
    return id.data && str_equal(id, json_text(value));
}

static void check_granular(struct walk *walk, const struct place *at) {
    struct place marking = at_member(at, "marking_ref");
    bool has_lang = at_member(at, "lang").value.node != NULL;
    if (has_lang == (marking.value.node != NULL))
        walk_say(walk, RULE_GRANULAR, at, SAYING_GRANULAR);
    if (is_own_id(walk, marking.value))
        walk_say(walk, RULE_MARKING_CIRCLE, &marking, SAYING_MARKS_ITSELF);
}

static void check_binary_file(struct walk *walk, const struct place *at,
                              const struct model_part *part) {
    for (struct json member = json_first(at->value); member.node; member = json_next(member))
        if (!str_equal(json_key(member), STR("pe_type")) &&
            model_row_find(part->rows, part->count, json_key(member)))
            return;
    walk_say(walk, RULE_EXTENSION_CONTENT, at, SAYING_PE_TYPE_ALONE);
}

void part_check_rules(struct walk *walk, const struct place *at, const struct model_part *part) {
    if (part == &model_external_reference) {
        check_reference(walk, at);
        return;
    }
    if (part == &model_kill_chain_phase) return;
    if (part == &model_granular_marking) check_granular(walk, at);
    if (strcmp(part->name, "windows-pebinary-ext") == 0) check_binary_file(walk, at, part);
    if (strcmp(part->name, "email-mime-part-type") == 0 && !at_member(at, "body").value.node &&
        !at_member(at, "body_raw_ref").value.node)
        walk_say(walk, RULE_EMAIL_BODY, at, SAYING_PART_BODY);
    published_check_part(walk, at, part);
}

// ---- SDOs and SROs (4, 5) ----

static void check_seen(struct walk *walk) {
    check_order(walk, "first_seen", "last_seen", false);
}

static void say_pattern(struct walk *walk, const struct place *at, struct pattern_place *where,
                        struct str why) {
    struct str line = walk_number(walk, (int64_t)where->line);
    struct str column = walk_number(walk, (int64_t)where->column);
    struct str expected = where->expected ? str_of(where->expected) : STR_NONE;
    size_t end = str_find(why, STR(": "));
    if (where->expected && where->found.data)
        walk_say_of(walk, RULE_PATTERN, at, SAYING_PATTERN_EXPECTED,
                    WORDS(line, column, expected, where->found));
    else if (where->expected)
        walk_say_of(walk, RULE_PATTERN, at, SAYING_PATTERN_END, WORDS(line, column, expected));
    else if (str_starts(why, STR("line ")) && end != SIZE_MAX)
        walk_say_of(walk, RULE_PATTERN, at, SAYING_PATTERN_WHY,
                    WORDS(line, column, str_cut(why, end + 2, why.size)));
    else
        walk_say_of(walk, RULE_PATTERN, at, SAYING_WHY, WORDS(why));
}

// STIX 2.1, 9.6.1. One that is only too long to be tried here breaks no rule.
static void check_expressions(struct walk *walk, const struct place *at,
                              const struct pattern *pattern) {
    uint32_t byte;
    struct fault fault;
    struct str text = json_text(at->value);
    if (evaluate_check(pattern, text, &byte, &fault) != MALFORMED) return;
    struct pattern_place where = pattern_place_at(text, byte);
    walk_say_of(walk, RULE_PATTERN, at, SAYING_PATTERN_WHY,
                WORDS(walk_number(walk, (int64_t)where.line),
                      walk_number(walk, (int64_t)where.column),
                      arena_copy(walk->arena, str_of(fault.text))));
}

static void check_pattern(struct walk *walk) {
    struct place at = at_member(&walk->top, "pattern");
    struct place version = at_member(&walk->top, "pattern_version");
    struct pattern *pattern;
    struct fault fault;
    bool is_stix = str_equal(json_text(get(walk, "pattern_type")), STR("stix"));
    if (!is_stix || !json_text(at.value).data) return;
    struct str text = json_text(version.value);
    struct pattern_place where = {0};
    struct pattern_options options = {
        pattern_version_of(text, json_text(get(walk, "spec_version"))), false, &where};
    if (pattern_read(&pattern, json_text(at.value), &options, walk->arena, &fault) != OK)
        say_pattern(walk, &at, &where, arena_copy(walk->arena, str_of(fault.text)));
    else
        check_expressions(walk, &at, pattern);
    if (text.data && !str_equal(text, STR("2.1")) && !str_equal(text, STR("2.0")))
        walk_say(walk, RULE_PATTERN_VERSION, &version, SAYING_PATTERN_VERSION);
}

static void check_indicator(struct walk *walk) {
    check_order(walk, "valid_from", "valid_until", true);
    check_pattern(walk);
    if (!has(walk, "name"))
        walk_say_of(walk, RULE_INDICATOR_NAME, &walk->top, SAYING_INDICATOR_NAME,
                    WORDS(STR("name")));
    if (!has(walk, "description"))
        walk_say_of(walk, RULE_INDICATOR_NAME, &walk->top, SAYING_INDICATOR_NAME,
                    WORDS(STR("description")));
}

static void check_location(struct walk *walk) {
    bool latitude = has(walk, "latitude"), longitude = has(walk, "longitude");
    bool precision = has(walk, "precision");
    if (!has(walk, "region") && !has(walk, "country") && !(latitude && longitude))
        walk_say(walk, RULE_LOCATION, &walk->top, SAYING_LOCATION);
    if (latitude != longitude)
        walk_say_of(walk, RULE_LOCATION, &walk->top, SAYING_NEEDED_BESIDE,
                    WORDS(str_of(latitude ? "longitude" : "latitude"),
                          str_of(latitude ? "latitude" : "longitude")));
    if (precision && !(latitude && longitude)) {
        struct place at = at_member(&walk->top, "precision");
        walk_say(walk, RULE_LOCATION, &at, SAYING_BESIDE_COORDINATES);
    }
    if (latitude && longitude && !precision)
        walk_say(walk, RULE_LOCATION_PRECISION, &walk->top, SAYING_PRECISION);
}

static void check_malware(struct walk *walk) {
    check_seen(walk);
    if (json_true(get(walk, "is_family")) && !has(walk, "name"))
        walk_say(walk, RULE_MALWARE_NAME, &walk->top, SAYING_FAMILY_NAME);
}

static void check_analysis(struct walk *walk) {
    if (!has(walk, "result") && !has(walk, "analysis_sco_refs"))
        walk_say(walk, RULE_ANALYSIS, &walk->top, SAYING_ANALYSIS);
}

// A type that the text does not define may be an SCO.
static bool has_sco(struct json refs) {
    for (struct json at = json_first(refs); at.node; at = json_next(at)) {
        struct object_id id;
        if (object_id_read(&id, json_text(at), NULL) != OK) continue;
        const struct model_type *model = model_type_find(id.type);
        if (!model || model->group == MODEL_SCO) return true;
    }
    return false;
}

static void check_observed(struct walk *walk) {
    struct place refs = at_member(&walk->top, "object_refs");
    bool has_objects = has(walk, "objects");
    check_order(walk, "first_observed", "last_observed", false);
    if (has_objects == (refs.value.node != NULL))
        walk_say(walk, RULE_OBSERVED, &walk->top, SAYING_OBSERVED);
    if (json_count(refs.value) > 0 && !has_sco(refs.value))
        walk_say(walk, RULE_OBSERVED, &refs, SAYING_OBSERVED_SCO);
}

static bool read_ref_type(struct str *out, struct json value) {
    struct object_id id;
    if (object_id_read(&id, json_text(value), NULL) != OK) return false;
    *out = id.type;
    return model_type_find(id.type) != NULL;
}

static void check_relationship(struct walk *walk) {
    struct str source, target;
    struct place at = at_member(&walk->top, "relationship_type");
    struct str type = json_text(at.value);
    check_order(walk, "start_time", "stop_time", true);
    if (!type.data || !read_ref_type(&source, get(walk, "source_ref")) ||
        !read_ref_type(&target, get(walk, "target_ref")))
        return;
    enum model_link link = model_link_find(source, type, target);
    if (link == MODEL_LINK_OTHER_ENDS)
        walk_say_of(walk, RULE_RELATIONSHIP, &at, SAYING_RELATIONSHIP_ENDS,
                    WORDS(walk_excerpt(walk, type), source, target));
    if (link == MODEL_LINK_OWN_WORD)
        walk_say_of(walk, RULE_RELATIONSHIP, &at, SAYING_RELATIONSHIP_OWN,
                    WORDS(walk_excerpt(walk, type)));
}

// ---- SCOs (6) ----

static void check_artifact(struct walk *walk) {
    bool has_url = has(walk, "url");
    if (has(walk, "payload_bin") == has_url)
        walk_say(walk, RULE_ARTIFACT, &walk->top, SAYING_ARTIFACT);
    if (has_url && !has(walk, "hashes"))
        walk_say(walk, RULE_ARTIFACT, &walk->top, SAYING_ARTIFACT_HASHES);
    if (has(walk, "decryption_key") && !has(walk, "encryption_algorithm"))
        walk_say(walk, RULE_ARTIFACT, &walk->top, SAYING_ARTIFACT_KEY);
}

static void check_email(struct walk *walk) {
    struct place body = at_member(&walk->top, "body");
    struct place parts = at_member(&walk->top, "body_multipart");
    enum json_kind kind = json_kind(get(walk, "is_multipart"));
    if (kind == JSON_TRUE && body.value.node)
        walk_say(walk, RULE_EMAIL_BODY, &body, SAYING_BODY_OF_PARTS);
    if (kind == JSON_FALSE && parts.value.node)
        walk_say(walk, RULE_EMAIL_BODY, &parts, SAYING_PARTS_OF_ONE);
}

static void check_file(struct walk *walk) {
    if (!has(walk, "hashes") && !has(walk, "name"))
        walk_say(walk, RULE_FILE, &walk->top, SAYING_FILE);
    struct place encoding = at_member(&walk->top, "name_enc");
    if (encoding.value.node && !has(walk, "name"))
        walk_say_of(walk, RULE_ENCODING_ALONE, &encoding, SAYING_ENCODING_OF, WORDS(STR("name")));
}

static void check_directory(struct walk *walk) {
    struct place encoding = at_member(&walk->top, "path_enc");
    if (encoding.value.node && !has(walk, "path"))
        walk_say_of(walk, RULE_ENCODING_ALONE, &encoding, SAYING_ENCODING_OF, WORDS(STR("path")));
}

static bool has_item(struct json list, struct str word) {
    for (struct json at = json_first(list); at.node; at = json_next(at))
        if (str_equal_fold(json_text(at), word)) return true;
    return false;
}

static void check_protocols(struct walk *walk) {
    static const char *const PAIRS[][2] = {
        {"http-request-ext", "http"}, {"icmp-ext", "icmp"}, {"tcp-ext", "tcp"}};
    struct place extensions = at_member(&walk->top, "extensions");
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        struct place at =
            place_below(&extensions, json_member(extensions.value, str_of(PAIRS[i][0])));
        if (at.value.node && !has_item(get(walk, "protocols"), str_of(PAIRS[i][1])))
            walk_say_of(walk, RULE_NETWORK_PROTOCOL, &at, SAYING_PROTOCOLS,
                        WORDS(str_of(PAIRS[i][1])));
    }
}

static void check_network(struct walk *walk) {
    check_order(walk, "start", "end", false);
    if (!has(walk, "src_ref") && !has(walk, "dst_ref"))
        walk_say(walk, RULE_NETWORK_ENDS, &walk->top, SAYING_NETWORK_ENDS);
    if (!has(walk, "src_port") || !has(walk, "dst_port"))
        walk_say(walk, RULE_NETWORK_PORTS, &walk->top, SAYING_NETWORK_PORTS);
    struct place active = at_member(&walk->top, "is_active");
    if (json_true(active.value) && has(walk, "end"))
        walk_say(walk, RULE_NETWORK_ACTIVE, &active, SAYING_NETWORK_ACTIVE);
    check_protocols(walk);
}

// 6.13, 6.16, 6.17, 6.18: all is optional, and something is needed.
static void check_any(struct walk *walk) {
    const struct model_type *model = walk->model;
    if (model->extensions && has(walk, "extensions")) return;
    for (struct json at = json_first(walk->object); at.node; at = json_next(at))
        if (model_row_find(model->rows, model->count, json_key(at))) return;
    walk_say(walk, RULE_EXTENSION_CONTENT, &walk->top, SAYING_ONE_NEEDED);
}

static void check_sco_id(struct walk *walk) {
    struct uuid expected;
    struct place at = at_member(&walk->top, "id");
    switch (sco_id_make(&expected, walk->type, walk->object, walk->scratch)) {
    case SCO_ID_RANDOM:
        if (walk->id.uuid.bytes[6] >> 4 != 4)
            walk_say(walk, RULE_SCO_ID_RANDOM, &at, SAYING_ID_RANDOM);
        return;
    case SCO_ID_NONE: return;
    case SCO_ID_MADE: break;
    }
    bool is_same = uuid_equal(&expected, &walk->id.uuid);
    if (is_same && walk->group == MODEL_VERSIONED_SCO)
        walk_say(walk, RULE_SCO_VERSIONED, &at, SAYING_ID_VERSIONED);
    if (is_same || walk->group == MODEL_VERSIONED_SCO) return;
    char text[UUID_TEXT_SIZE];
    struct str id =
        arena_format(walk->arena, "%.*s--%s", STR_ARG(walk->type), uuid_write(text, &expected));
    walk_say_of(walk, RULE_SCO_ID, &at, SAYING_ID_MADE, WORDS(id));
}

// ---- meta objects (7) ----

// The four of STIX 2.1 (7.2.1.4), and those of TLP 2.0.
static const struct label {
    const char *value, *name, *created, *id;
} LABELS[] = {
    {"white", "TLP:WHITE", "2017-01-20T00:00:00.000Z",
     "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"},
    {"green", "TLP:GREEN", "2017-01-20T00:00:00.000Z",
     "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"},
    {"amber", "TLP:AMBER", "2017-01-20T00:00:00.000Z",
     "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"},
    {"red", "TLP:RED", "2017-01-20T00:00:00.000Z",
     "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"},
};
static const struct label LABELS_2[] = {
    {"clear", "TLP:CLEAR", NULL, "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"},
    {"green", "TLP:GREEN", NULL, "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"},
    {"amber", "TLP:AMBER", NULL, "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"},
    {"amber+strict", "TLP:AMBER+STRICT", NULL,
     "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"},
    {"red", "TLP:RED", NULL, "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"},
};

static const struct label LABELS_PAP[] = {
#define PAP_LABEL(value, name, id) {value, name, NULL, id},
    PAP_MARKINGS(PAP_LABEL)
#undef PAP_LABEL
};

static bool is_as(struct walk *walk, const char *property, const char *wanted) {
    struct str text = json_text(json_member(walk->object, str_of(property)));
    return !wanted || str_equal(text, str_of(wanted));
}

struct labels {
    enum conform_rule rule;
    const struct label *items;
    size_t count;
};

static void check_label(struct walk *walk, const struct place *at, const struct labels *labels) {
    for (size_t i = 0; i < labels->count; i++) {
        const struct label *label = &labels->items[i];
        if (!str_equal(json_text(at->value), str_of(label->value))) continue;
        if (!is_as(walk, "id", label->id) || !is_as(walk, "name", label->name) ||
            !is_as(walk, "created", label->created))
            walk_say_of(walk, labels->rule, at, SAYING_TLP_AS,
                        WORDS(str_of(label->name), str_of(label->id)));
        return;
    }
    walk_say_of(walk, labels->rule, at, SAYING_LABEL_NONE,
                WORDS(labels->rule == RULE_PAP ? STR("PAP") : STR("TLP")));
}

static void check_extension_label(struct walk *walk, const char *id, const char *property,
                                  const struct labels *labels) {
    struct place extensions = at_member(&walk->top, "extensions");
    struct place extension = place_below(&extensions, json_member(extensions.value, str_of(id)));
    struct place at = place_below(&extension, json_member(extension.value, str_of(property)));
    if (at.value.node) check_label(walk, &at, labels);
}

#define LABELS_OF(rule, array)                                                                     \
    &(struct labels) {                                                                             \
        rule, array, sizeof array / sizeof *array                                                  \
    }

static void check_marking(struct walk *walk) {
    struct place definition = at_member(&walk->top, "definition");
    if (!has(walk, "extensions") && !(has(walk, "definition_type") && definition.value.node))
        walk_say(walk, RULE_MARKING, &walk->top, SAYING_MARKING);
    struct place tlp = at_member(&definition, "tlp");
    if (str_equal(json_text(get(walk, "definition_type")), STR("tlp")) && tlp.value.node)
        check_label(walk, &tlp, LABELS_OF(RULE_TLP, LABELS));
    check_extension_label(walk, "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d",
                          "tlp_2_0", LABELS_OF(RULE_TLP, LABELS_2));
    check_extension_label(walk, "extension-definition--f8d78575-edfd-406e-8e84-6162a8450f5b", "pap",
                          LABELS_OF(RULE_PAP, LABELS_PAP));
    struct place markings = at_member(&walk->top, "object_marking_refs");
    size_t index = 0;
    for (struct json item = json_first(markings.value); item.node;
         item = json_next(item), index++) {
        struct place place = {.up = &markings, .value = item, .index = index};
        if (is_own_id(walk, item)) walk_say(walk, RULE_MARKING_CIRCLE, &place, SAYING_MARKS_ITSELF);
    }
}

static void check_definition(struct walk *walk) {
    struct place properties = at_member(&walk->top, "extension_properties");
    bool is_toplevel = has_item(get(walk, "extension_types"), STR("toplevel-property-extension"));
    if (properties.value.node && !is_toplevel)
        walk_say(walk, RULE_EXTENSION_PROPERTIES, &properties, SAYING_TOPLEVEL_ALONE);
    if (!properties.value.node && is_toplevel)
        walk_say(walk, RULE_EXTENSION_PROPERTIES_NAMED, &walk->top, SAYING_TOPLEVEL_NAMES);
    if (!has(walk, "description"))
        walk_say(walk, RULE_EXTENSION_DESCRIPTION, &walk->top, SAYING_EXTENSION_DESCRIPTION);
    size_t index = 0;
    for (struct json item = json_first(properties.value); item.node;
         item = json_next(item), index++) {
        struct place place = {.up = &properties, .value = item, .index = index};
        struct str name = json_text(item);
        if (name.data && !form_is_name(name, '_'))
            walk_say(walk, RULE_PROPERTY_NAME, &place, SAYING_NAME);
        if (name.data && model_common_find(name) != SIZE_MAX)
            walk_say(walk, RULE_EXTENSION_REDEFINES, &place, SAYING_OF_TEXT);
    }
}

// ---- types of the incident extension ----

static void check_activity(struct walk *walk) {
    check_order(walk, "start_time", "end_time", false);
}

static void check_impact(struct walk *walk) {
    check_activity(walk);
    published_check_impact(walk);
}

// ---- all of a type ----

static const struct type_rule {
    const char *type;
    void (*check)(struct walk *walk);
} TYPE_RULES[] = {
    {"artifact", check_artifact},
    {"campaign", check_seen},
    {"directory", check_directory},
    {"email-message", check_email},
    {"event", check_activity},
    {"extension-definition", check_definition},
    {"file", check_file},
    {"impact", check_impact},
    {"indicator", check_indicator},
    {"infrastructure", check_seen},
    {"intrusion-set", check_seen},
    {"location", check_location},
    {"malware", check_malware},
    {"malware-analysis", check_analysis},
    {"marking-definition", check_marking},
    {"network-traffic", check_network},
    {"observed-data", check_observed},
    {"process", check_any},
    {"relationship", check_relationship},
    {"sighting", check_seen},
    {"task", check_activity},
    {"threat-actor", check_seen},
    {"user-account", check_any},
    {"windows-registry-key", check_any},
    {"x509-certificate", check_any},
};

static bool has_words(const struct walk *walk) {
    return has(walk, "name") || has(walk, "description") || has(walk, "abstract") ||
           has(walk, "content") || has(walk, "explanation") || has(walk, "objective") ||
           has(walk, "goals");
}

static void check_id_version(struct walk *walk) {
    if (walk->group == MODEL_SCO || walk->group == MODEL_VERSIONED_SCO) {
        if (walk->model) check_sco_id(walk);
    } else if (walk->id.uuid.bytes[6] >> 4 != 4 && !derived_holds(walk->object, &walk->id)) {
        struct place at = at_member(&walk->top, "id");
        walk_say(walk, RULE_IDENTIFIER_V4, &at, SAYING_ID_V4);
    }
}

void type_check_rules(struct walk *walk) {
    for (size_t i = 0; walk->model && i < sizeof TYPE_RULES / sizeof *TYPE_RULES; i++)
        if (walk->type.data[0] == TYPE_RULES[i].type[0] &&
            str_equal(walk->type, str_of(TYPE_RULES[i].type)))
            TYPE_RULES[i].check(walk);
    check_order(walk, "created", "modified", false);
    if (walk->has_id) check_id_version(walk);
    if (walk->group == MODEL_SDO && !has(walk, "lang") && has_words(walk))
        walk_say(walk, RULE_LANG_PRESENT, &walk->top, SAYING_LANG);
}
