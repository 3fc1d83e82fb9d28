#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "stix/conform_walk.h"
#include "stix/form.h"

static bool is_text(struct walk *walk, const struct place *at, struct str *out) {
    *out = json_text(at->value);
    if (out->data) return true;
    walk_say_of(walk, RULE_STRING, at, SAYING_STRING,
                WORDS(str_of(json_kind_name(json_kind(at->value)))));
    return false;
}

// For values whose form one function tells.
static void check_form(struct walk *walk, const struct place *at, enum conform_rule rule,
                       bool (*is_right)(struct str)) {
    struct str text;
    if (!is_text(walk, at, &text) || is_right(text)) return;
    walk_say_of(walk, rule, at, SAYING_FORM,
                WORDS(walk_excerpt(walk, text), str_of(conform_rule_text(rule))));
}

// ---- plain types ----

static void check_string(struct walk *walk, const struct place *at, const struct model_row *row) {
    struct str text;
    (void)row;
    (void)is_text(walk, at, &text);
}

static bool is_whole(int64_t *out, struct json value) {
    return json_i64(out, value) && *out >= -MODEL_INTEGER_MAX && *out <= MODEL_INTEGER_MAX;
}

static void check_integer(struct walk *walk, const struct place *at, const struct model_row *row) {
    int64_t number;
    if (!is_whole(&number, at->value))
        walk_say(walk, RULE_INTEGER, at, SAYING_INTEGER);
    else if (number < row->least || number > row->most)
        walk_say_of(walk, RULE_CONFIDENCE, at, SAYING_RANGE,
                    WORDS(walk_number(walk, row->least), walk_number(walk, row->most)));
}

static void check_float(struct walk *walk, const struct place *at, const struct model_row *row) {
    double number;
    if (!json_double(&number, at->value))
        walk_say_of(walk, RULE_FLOAT, at, SAYING_NUMBER,
                    WORDS(str_of(json_kind_name(json_kind(at->value)))));
    else if ((row->least != 0 || row->most != 0) &&
             (number < (double)row->least || number > (double)row->most))
        walk_say_of(walk, RULE_CONFIDENCE, at, SAYING_RANGE,
                    WORDS(walk_number(walk, row->least), walk_number(walk, row->most)));
}

static bool is_boolean(struct json value) {
    return json_kind(value) == JSON_TRUE || json_kind(value) == JSON_FALSE;
}

static void check_boolean(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    if (!is_boolean(at->value))
        walk_say_of(walk, RULE_BOOLEAN, at, SAYING_YES_NO,
                    WORDS(str_of(json_kind_name(json_kind(at->value)))));
}

static void check_flag(struct walk *walk, const struct place *at, const struct model_row *row) {
    if (json_kind(at->value) != JSON_STRING) check_boolean(walk, at, row);
}

static struct str fraction_of(struct str stamp_text) {
    size_t dot = str_find_byte(stamp_text, '.');
    return dot == SIZE_MAX ? STR("") : str_cut(stamp_text, dot + 1, stamp_text.size - 1);
}

static bool check_stamp(struct walk *walk, const struct place *at, struct str *text) {
    stamp read;
    struct fault fault;
    if (!is_text(walk, at, text)) return false;
    if (stamp_read(&read, *text, &fault) == OK) return true;
    struct str why = arena_copy(walk->arena, str_of(fault.text));
    walk_say_of(walk, RULE_TIMESTAMP, at, SAYING_VALUE_WHY, WORDS(walk_excerpt(walk, *text), why));
    return false;
}

static void check_timestamp(struct walk *walk, const struct place *at,
                            const struct model_row *row) {
    struct str text;
    if (!check_stamp(walk, at, &text)) return;
    if (row->value == MODEL_TIMESTAMP_MS && fraction_of(text).size < 3)
        walk_say(walk, RULE_PRECISION, at, SAYING_MILLISECONDS);
    struct str fraction = fraction_of(text);
    if (row->value != MODEL_TIMESTAMP_S) return;
    for (size_t i = 0; i < fraction.size; i++)
        if (fraction.data[i] != '0') {
            walk_say(walk, RULE_SECONDS, at, SAYING_SECONDS);
            return;
        }
}

// ---- identifiers ----

static const char *group_word(struct str type) {
    const struct model_type *model = model_type_find(type);
    if (!model) return NULL;
    if (model->group == MODEL_SCO) return "SCO";
    if (model->group != MODEL_SDO) return "";
    bool is_sro = str_equal(type, STR("relationship")) || str_equal(type, STR("sighting"));
    return is_sro ? "SRO" : "SDO";
}

static bool has_group(const char *targets) {
    return model_list_has(targets, STR("SDO")) || model_list_has(targets, STR("SCO")) ||
           model_list_has(targets, STR("SRO"));
}

// A type that the text does not define may be of any group.
static bool is_target(const char *targets, struct str type) {
    if (str_equal(type, STR("bundle"))) return false;
    if (!targets || model_list_has(targets, type)) return true;
    const char *word = group_word(type);
    return word ? model_list_has(targets, str_of(word)) : has_group(targets);
}

static void check_identifier(struct walk *walk, const struct place *at,
                             const struct model_row *row) {
    struct str text;
    struct object_id id;
    struct fault fault;
    if (!is_text(walk, at, &text)) return;
    if (object_id_read(&id, text, &fault) != OK) {
        struct str why = arena_copy(walk->arena, str_of(fault.text));
        walk_say_of(walk, RULE_IDENTIFIER, at, SAYING_VALUE_WHY,
                    WORDS(walk_excerpt(walk, text), why));
        return;
    }
    if (!form_is_name(id.type, '-'))
        walk_say_of(walk, RULE_IDENTIFIER, at, SAYING_NO_TYPE_NAME,
                    WORDS(walk_excerpt(walk, id.type)));
    if (!uuid_is_standard(&id.uuid)) walk_say(walk, RULE_IDENTIFIER, at, SAYING_UUID);
    bool is_own_id = !at->up->up && walk_equal(json_key(at->value), STR("id"));
    if (is_own_id) {
        walk->id = id;
        walk->has_id = true;
        return;
    }
    if (is_target(row->targets, id.type)) return;
    struct str type = walk_excerpt(walk, id.type);
    if (row->targets)
        walk_say_of(walk, RULE_REFERENCE, at, SAYING_TARGET, WORDS(type, str_of(row->targets)));
    else
        walk_say_of(walk, RULE_REFERENCE, at, SAYING_TARGET_BUNDLE, WORDS(type));
}

// ---- vocabularies, hashes, binary ----

static void check_open(struct walk *walk, const struct place *at, const struct model_row *row) {
    struct str text;
    if (!is_text(walk, at, &text) || model_vocab_has(row->vocab, text)) return;
    walk_say_of(
        walk, RULE_OPEN_VOCABULARY, at, SAYING_NOT_IN,
        WORDS(walk_excerpt(walk, text), str_of(row->vocab->name), str_of(row->vocab->section)));
    if (!form_is_lower(text)) walk_say(walk, RULE_OPEN_VOCABULARY_FORM, at, SAYING_OWN_VALUE);
}

static void check_enum(struct walk *walk, const struct place *at, const struct model_row *row) {
    struct str text;
    if (!is_text(walk, at, &text) || model_vocab_has(row->vocab, text)) return;
    walk_say_of(
        walk, RULE_ENUM, at, SAYING_NOT_IN,
        WORDS(walk_excerpt(walk, text), str_of(row->vocab->name), str_of(row->vocab->section)));
}

static bool is_key(struct str key, size_t least) {
    if (key.size < least || key.size > 250) return false;
    for (size_t i = 0; i < key.size; i++)
        if (!ascii_is_alnum(key.data[i]) && key.data[i] != '-' && key.data[i] != '_') return false;
    return true;
}

static void check_hash(struct walk *walk, const struct place *at) {
    struct str name = json_key(at->value), digest = json_text(at->value);
    if (!is_key(name, 3))
        walk_say_of(walk, RULE_HASH_NAME, at, SAYING_RULE,
                    WORDS(str_of(conform_rule_text(RULE_HASH_NAME))));
    else if (!model_vocab_has(&VOCAB_HASH_ALGORITHM, name))
        walk_say_of(walk, RULE_HASH_VOCABULARY, at, SAYING_NOT_IN,
                    WORDS(walk_excerpt(walk, name), STR("hash-algorithm-ov"), STR("10.7")));
    if (!digest.data || !form_is_hash(name, digest))
        walk_say_of(walk, RULE_HASH_VALUE, at, SAYING_DIGEST, WORDS(walk_excerpt(walk, name)));
}

static bool is_filled(struct walk *walk, const struct place *at, enum conform_rule rule) {
    if (json_kind(at->value) == JSON_OBJECT && json_count(at->value) > 0) return true;
    walk_say(walk, rule, at, SAYING_NOT_EMPTY_OBJECT);
    return false;
}

static void check_hashes(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    if (!is_filled(walk, at, RULE_HASHES)) return;
    for (struct json hash = json_first(at->value); hash.node; hash = json_next(hash)) {
        struct place place = {.up = at, .value = hash};
        check_hash(walk, &place);
    }
}

static void check_hex(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    check_form(walk, at, RULE_HEX, form_is_hex);
}

static void check_binary(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    check_form(walk, at, RULE_BINARY, form_is_base64);
}

// ---- dictionaries ----

static bool is_list_of_strings(struct json value) {
    if (json_kind(value) != JSON_ARRAY || json_count(value) == 0) return false;
    for (struct json item = json_first(value); item.node; item = json_next(item))
        if (json_kind(item) != JSON_STRING) return false;
    return true;
}

// What is wanted when it is not that; NULL when the value is right.
static const char *wanted_value(struct json value, enum model_value kind) {
    int64_t number;
    bool is_string = json_kind(value) == JSON_STRING, is_integer = is_whole(&number, value);
    switch (kind) {
    case MODEL_DICT_OF_STRING: return is_string ? NULL : "a string";
    case MODEL_DICT_OF_STRINGS: return is_list_of_strings(value) ? NULL : "a list of strings";
    case MODEL_DICT_OF_INTEGER: return is_integer ? NULL : "an integer";
    case MODEL_DICT_OF_SCALAR: return is_string || is_integer ? NULL : "an integer or a string";
    default: return NULL;
    }
}

static void check_dictionary(struct walk *walk, const struct place *at,
                             const struct model_row *row) {
    if (!is_filled(walk, at, RULE_DICTIONARY)) return;
    for (struct json member = json_first(at->value); member.node; member = json_next(member)) {
        struct place place = {.up = at, .value = member};
        const char *wanted = wanted_value(member, row->value);
        if (!is_key(json_key(member), 1))
            walk_say_of(walk, RULE_DICTIONARY_KEY, &place, SAYING_RULE,
                        WORDS(str_of(conform_rule_text(RULE_DICTIONARY_KEY))));
        if (wanted)
            walk_say_of(walk, RULE_DICTIONARY_VALUE, &place, SAYING_WANTED, WORDS(str_of(wanted)));
        else
            value_check_any(walk, &place);
    }
}

// STIX 2.1, 7.1.1
static void check_contents(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    if (!is_filled(walk, at, RULE_DICTIONARY)) return;
    for (struct json language = json_first(at->value); language.node;
         language = json_next(language)) {
        struct place place = {.up = at, .value = language};
        if (!form_is_language(json_key(language)))
            walk_say(walk, RULE_CONTENTS, &place, SAYING_LANGUAGE);
        if (is_filled(walk, &place, RULE_CONTENTS)) value_check_any(walk, &place);
    }
}

static void check_marking(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    if (!is_filled(walk, at, RULE_MARKING)) return;
    struct str type = json_text(json_member(walk->object, STR("definition_type")));
    bool is_known = str_equal(type, STR("statement")) || str_equal(type, STR("tlp"));
    if (is_known && json_kind(json_member(at->value, type)) != JSON_STRING)
        walk_say_of(walk, RULE_MARKING, at, SAYING_NEEDED_STRING, WORDS(type));
    value_check_any(walk, at);
}

// ---- texts of a form ----

static void check_language(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    check_form(walk, at, RULE_LANGUAGE, form_is_language);
}

static bool is_relationship_type(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && c != '-') return false;
    }
    return text.size > 0;
}

static bool is_lower_all(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] >= 'A' && text.data[i] <= 'Z') return false;
    return true;
}

static bool is_priority_class(struct str text) {
    return str_ends(text, STR("_CLASS"));
}

static const struct form_row {
    enum conform_rule rule;
    bool (*is_right)(struct str);
} FORMS[] = {
    [MODEL_URL] = {RULE_URL, form_is_uri},
    [MODEL_CHARSET] = {RULE_CHARSET, form_is_charset},
    [MODEL_MIME] = {RULE_MEDIA_TYPE, form_is_media_type},
    [MODEL_CPE] = {RULE_CPE, form_is_cpe},
    [MODEL_DOMAIN] = {RULE_DOMAIN, form_is_domain},
    [MODEL_EMAIL] = {RULE_EMAIL, form_is_email},
    [MODEL_IPV4] = {RULE_IP, form_is_ipv4},
    [MODEL_IPV6] = {RULE_IP, form_is_ipv6},
    [MODEL_MAC] = {RULE_MAC, form_is_mac},
    [MODEL_REGISTRY_KEY] = {RULE_REGISTRY_KEY, form_is_registry_key},
    [MODEL_COUNTRY] = {RULE_COUNTRY, form_is_country},
    [MODEL_AREA] = {RULE_COUNTRY, form_is_area},
    [MODEL_LOWER] = {RULE_LOWER_HYPHEN, form_is_lower},
    [MODEL_LOWERCASE] = {RULE_LOWERCASE, is_lower_all},
    [MODEL_PRIORITY_CLASS] = {RULE_PRIORITY, is_priority_class},
    [MODEL_RELATIONSHIP_TYPE] = {RULE_RELATIONSHIP_TYPE, is_relationship_type},
    [MODEL_UUID] = {RULE_EXTENSION_FORM, form_is_random_uuid},
    [MODEL_YEAR] = {RULE_EXTENSION_FORM, form_is_year},
    [MODEL_ACS_IDENTIFIER] = {RULE_EXTENSION_FORM, form_is_acs_identifier},
    [MODEL_ACS_CUSTODIAN] = {RULE_EXTENSION_FORM, form_is_acs_custodian},
    [MODEL_ACS_AUTHORITY] = {RULE_EXTENSION_FORM, form_is_acs_authority},
    [MODEL_ACS_POLICY] = {RULE_EXTENSION_FORM, form_is_acs_policy},
};

static void check_text_form(struct walk *walk, const struct place *at,
                            const struct model_row *row) {
    check_form(walk, at, FORMS[row->value].rule, FORMS[row->value].is_right);
}

// ---- others ----

static void check_spec_version(struct walk *walk, const struct place *at,
                               const struct model_row *row) {
    (void)row;
    if (!str_equal(json_text(at->value), STR("2.1")))
        walk_say(walk, RULE_SPEC_VERSION, at, SAYING_VERSION_21);
}

static void check_reserved(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)row;
    walk_say(walk, RULE_RESERVED, at, SAYING_RESERVED);
}

static void check_part(struct walk *walk, const struct place *at, const struct model_row *row) {
    part_check(walk, at, row->part, false);
}

static void check_extensions(struct walk *walk, const struct place *at,
                             const struct model_row *row) {
    (void)row;
    if (is_filled(walk, at, RULE_DICTIONARY)) extensions_check(walk, at);
}

static void check_container(struct walk *walk, const struct place *at,
                            const struct model_row *row) {
    (void)row;
    if (is_filled(walk, at, RULE_CONTAINER)) container_check(walk, at);
}

static void check_selector(struct walk *walk, const struct place *at, const struct model_row *row) {
    struct str text;
    (void)row;
    if (is_text(walk, at, &text)) selector_check(walk, at);
}

static void check_nothing(struct walk *walk, const struct place *at, const struct model_row *row) {
    (void)walk;
    (void)at;
    (void)row;
}

static void (*const CHECKS[])(struct walk *, const struct place *, const struct model_row *) = {
    [MODEL_STRING] = check_string,
    [MODEL_INTEGER] = check_integer,
    [MODEL_FLOAT] = check_float,
    [MODEL_BOOLEAN] = check_boolean,
    [MODEL_FLAG] = check_flag,
    [MODEL_TIMESTAMP] = check_timestamp,
    [MODEL_TIMESTAMP_S] = check_timestamp,
    [MODEL_TIMESTAMP_MS] = check_timestamp,
    [MODEL_ID] = check_identifier,
    [MODEL_OPEN] = check_open,
    [MODEL_ENUM] = check_enum,
    [MODEL_HASHES] = check_hashes,
    [MODEL_HEX] = check_hex,
    [MODEL_BINARY] = check_binary,
    [MODEL_DICT] = check_dictionary,
    [MODEL_DICT_OF_STRING] = check_dictionary,
    [MODEL_DICT_OF_STRINGS] = check_dictionary,
    [MODEL_DICT_OF_INTEGER] = check_dictionary,
    [MODEL_DICT_OF_SCALAR] = check_dictionary,
    [MODEL_PART] = check_part,
    [MODEL_CONTAINER] = check_container,
    [MODEL_EXTENSIONS] = check_extensions,
    [MODEL_MARKING] = check_marking,
    [MODEL_CONTENTS] = check_contents,
    [MODEL_SELECTOR] = check_selector,
    [MODEL_RESERVED] = check_reserved,
    [MODEL_TYPE] = check_nothing,
    [MODEL_SPEC_VERSION] = check_spec_version,
    [MODEL_LANGUAGE] = check_language,
    [MODEL_URL] = check_text_form,
    [MODEL_CHARSET] = check_text_form,
    [MODEL_MIME] = check_text_form,
    [MODEL_CPE] = check_text_form,
    [MODEL_DOMAIN] = check_text_form,
    [MODEL_EMAIL] = check_text_form,
    [MODEL_IPV4] = check_text_form,
    [MODEL_IPV6] = check_text_form,
    [MODEL_MAC] = check_text_form,
    [MODEL_REGISTRY_KEY] = check_text_form,
    [MODEL_COUNTRY] = check_text_form,
    [MODEL_AREA] = check_text_form,
    [MODEL_LOWER] = check_text_form,
    [MODEL_LOWERCASE] = check_text_form,
    [MODEL_PRIORITY_CLASS] = check_text_form,
    [MODEL_RELATIONSHIP_TYPE] = check_text_form,
    [MODEL_UUID] = check_text_form,
    [MODEL_YEAR] = check_text_form,
    [MODEL_ACS_IDENTIFIER] = check_text_form,
    [MODEL_ACS_CUSTODIAN] = check_text_form,
    [MODEL_ACS_AUTHORITY] = check_text_form,
    [MODEL_ACS_POLICY] = check_text_form,
    [MODEL_ANY] = check_nothing,
};

static bool is_null(struct walk *walk, const struct place *at) {
    if (json_kind(at->value) != JSON_NULL) return false;
    walk_say(walk, RULE_NULL, at, SAYING_NULL);
    return true;
}

static void check_list(struct walk *walk, const struct place *at, const struct model_row *row) {
    if (json_kind(at->value) != JSON_ARRAY || json_count(at->value) == 0) {
        walk_say(walk, RULE_LIST, at, SAYING_LIST);
        return;
    }
    size_t index = 0;
    for (struct json item = json_first(at->value); item.node; item = json_next(item), index++) {
        struct place place = {.up = at, .value = item, .index = index};
        if (!is_null(walk, &place)) CHECKS[row->value](walk, &place, row);
    }
}

void value_check(struct walk *walk, const struct place *at, const struct model_row *row) {
    if (is_null(walk, at)) return;
    if (row->flags & MODEL_DEPRECATED)
        walk_say_of(walk, RULE_DEPRECATED, at, SAYING_DEPRECATED, WORDS(row->name));
    if (row->flags & MODEL_LIST)
        check_list(walk, at, row);
    else
        CHECKS[row->value](walk, at, row);
}

// ---- parts ----

void rows_check_required(struct walk *walk, const struct place *at, const struct model_row *rows,
                         size_t count, uint64_t seen) {
    for (size_t i = 0; i < count; i++) {
        if (seen >> i & 1) continue;
        if (rows[i].flags & MODEL_REQUIRED)
            walk_say_of(walk, RULE_REQUIRED, at, SAYING_NEEDED, WORDS(rows[i].name));
        if (rows[i].flags & MODEL_DISPUTED)
            walk_say_of(walk, RULE_DISPUTED, at, SAYING_NEEDED_IN_ONE, WORDS(rows[i].name));
    }
}

void part_check(struct walk *walk, const struct place *at, const struct model_part *part,
                bool is_open) {
    if (json_kind(at->value) != JSON_OBJECT) {
        walk_say_of(walk, RULE_OBJECT, at, SAYING_PART,
                    WORDS(str_of(part->name), str_of(json_kind_name(json_kind(at->value)))));
        return;
    }
    const char *section = walk->section;
    walk->section = part->section;
    uint64_t seen = 0;
    for (struct json member = json_first(at->value); member.node; member = json_next(member)) {
        struct place place = {.up = at, .value = member};
        const struct model_row *row = model_row_find(part->rows, part->count, json_key(member));
        if (row) {
            seen |= UINT64_C(1) << (row - part->rows);
            value_check(walk, &place, row);
        } else if (!str_equal(json_key(member), STR("extension_type"))) {
            own_property_check(walk, &place, !is_open);
        }
    }
    rows_check_required(walk, at, part->rows, part->count, seen);
    if (part->needs_one && !seen) walk_say(walk, RULE_EXTENSION_CONTENT, at, SAYING_ONE_NEEDED);
    part_check_rules(walk, at, part);
    walk->section = section;
}

// ---- what the text does not define ----

static void check_own_list(struct walk *walk, const struct place *at) {
    size_t index = 0;
    struct json first = json_first(at->value);
    if (!first.node) walk_say(walk, RULE_LIST, at, SAYING_LIST_EMPTY);
    for (struct json item = first; item.node; item = json_next(item), index++) {
        struct place place = {.up = at, .value = item, .index = index};
        bool is_same = json_kind(item) == json_kind(first) ||
                       (is_boolean(item) && is_boolean(first)) || json_kind(item) == JSON_NULL;
        if (!is_same) walk_say(walk, RULE_LIST, &place, SAYING_LIST_MIXED);
        value_check_any(walk, &place);
    }
}

// Depth is bounded by the reader of JSON.
void value_check_any(struct walk *walk, const struct place *at) {
    if (is_null(walk, at)) return;
    enum json_kind kind = json_kind(at->value);
    if (kind == JSON_ARRAY) check_own_list(walk, at);
    if (kind != JSON_OBJECT || !is_filled(walk, at, RULE_DICTIONARY)) return;
    for (struct json member = json_first(at->value); member.node; member = json_next(member)) {
        struct place place = {.up = at, .value = member};
        value_check_any(walk, &place);
    }
}

static bool is_id(struct json value) {
    struct object_id id;
    return object_id_read(&id, json_text(value), NULL) == OK && form_is_name(id.type, '-');
}

static bool is_ids(struct json value) {
    for (struct json item = json_first(value); item.node; item = json_next(item))
        if (!is_id(item)) return false;
    return json_kind(value) == JSON_ARRAY;
}

// What is promised by the suffix and not held; NULL when it is.
static const char *broken_suffix(struct str name, struct json value) {
    struct str text = json_text(value);
    if (str_ends(name, STR("_ref"))) return is_id(value) ? NULL : "an identifier";
    if (str_ends(name, STR("_refs"))) return is_ids(value) ? NULL : "a list of identifiers";
    if (str_ends(name, STR("_hex"))) return text.data && form_is_hex(text) ? NULL : "hexadecimal";
    if (str_ends(name, STR("_bin"))) return text.data && form_is_base64(text) ? NULL : "base64";
    return NULL;
}

void own_property_check(struct walk *walk, const struct place *at, bool is_custom) {
    struct str name = json_key(at->value);
    if (!form_is_name(name, '_')) walk_say(walk, RULE_PROPERTY_NAME, at, SAYING_NAME);
    if (is_custom) {
        walk_say(walk, RULE_CUSTOM_PROPERTY, at, SAYING_OWN_PROPERTY);
        if (!str_starts(name, STR("x_")))
            walk_say(walk, RULE_CUSTOM_PROPERTY_PREFIX, at, SAYING_OWN_PROPERTY_PREFIX);
    }
    const char *broken = json_kind(at->value) == JSON_NULL ? NULL : broken_suffix(name, at->value);
    if (broken) walk_say_of(walk, RULE_SUFFIX_PROMISE, at, SAYING_BY_NAME, WORDS(str_of(broken)));
    if (is_id(at->value) && !str_ends(name, STR("_ref")))
        walk_say(walk, RULE_PROPERTY_SUFFIX, at, SAYING_SUFFIX_REF);
    if (json_count(at->value) > 0 && is_ids(at->value) && !str_ends(name, STR("_refs")))
        walk_say(walk, RULE_PROPERTY_SUFFIX, at, SAYING_SUFFIX_REFS);
    value_check_any(walk, at);
}
