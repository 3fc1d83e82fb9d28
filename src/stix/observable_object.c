// The observables of a whole object; declared in observable.h.
#include "stix/observable_find.h"

static void add_text(struct finder *finder, const struct source *source, struct json value,
                     bool is_enough) {
    struct str text = json_kind(value) == JSON_NUMBER ? json_number(value) : json_text(value);
    if (text.size > 0) finder_add(finder, source, json_key(value), text, is_enough);
}

// A string, a number, or a list of them (the headers of a request are lists since STIX 2.1).
static void add_value(struct finder *finder, const struct source *source, struct json value,
                      bool is_enough) {
    add_text(finder, source, value, is_enough);
    if (json_kind(value) != JSON_ARRAY) return;
    for (struct json item = json_first(value); item.node; item = json_next(item))
        add_text(finder, source, item, is_enough);
}

static void add_path(struct finder *finder, const struct source *source, struct json object,
                     bool is_enough) {
    struct str step, rest = str_of(source->path);
    while (object.node && str_take(&step, &rest, '.')) {
        if (!str_equal(step, STR("*"))) {
            object = json_member(object, step);
            continue;
        }
        for (struct json any = json_first(object); any.node; any = json_next(any))
            add_value(finder, source, any, is_enough);
        return;
    }
    add_value(finder, source, object, is_enough);
}

static void add_sco(struct finder *finder, struct str type, struct json object, bool is_enough) {
    const struct source *source;
    for (size_t i = 0; (source = source_at(i)) != NULL; i++)
        if (str_equal(str_of(source->type), type)) add_path(finder, source, object, is_enough);
}

// STIX 2.0: a dictionary of what was observed. It says what was seen, not that it is bad.
static void add_observed(struct finder *finder, struct json container) {
    for (struct json part = json_first(container); part.node; part = json_next(part))
        add_sco(finder, json_text(json_member(part, STR("type"))), part, false);
}

static void add_indicator(struct finder *finder, struct json object) {
    struct str type = json_text(json_member(object, STR("pattern_type")));
    struct str text = json_text(json_member(object, STR("pattern")));
    struct pattern_options options = {
        .version = pattern_version_of(json_text(json_member(object, STR("pattern_version"))),
                                      json_text(json_member(object, STR("spec_version")))),
        .is_lenient = true, // what others mean is known all the same
    };
    struct pattern *pattern;
    if (!text.data || (type.data && !str_equal_fold(type, STR("stix")))) return;
    // A pattern that cannot be read matches nothing (9.4); the object itself is kept.
    if (pattern_read(&pattern, text, &options, finder->arena, NULL) == OK)
        finder_pattern(finder, pattern);
}

static void add_vulnerability(struct finder *finder, struct json object) {
    static const struct source CVE = {"vulnerability", "name", OBSERVABLE_CVE, READ_AS_KIND, false};
    add_text(finder, &CVE, json_member(object, STR("name")), false);
    struct json list = json_member(object, STR("external_references"));
    for (struct json reference = json_first(list); reference.node; reference = json_next(reference))
        add_text(finder, &CVE, json_member(reference, STR("external_id")), false);
}

size_t observable_of_object(struct observable_found **out, const struct object *object,
                            struct arena *arena) {
    struct finder finder;
    finder_begin(&finder, arena);
    struct str type = object->id.type;
    if (str_equal(type, STR("indicator")))
        add_indicator(&finder, object->json);
    else if (str_equal(type, STR("vulnerability")))
        add_vulnerability(&finder, object->json);
    else if (str_equal(type, STR("observed-data")))
        add_observed(&finder, json_member(object->json, STR("objects")));
    else if (!object->kind || object->kind->group == KIND_SCO)
        add_sco(&finder, type, object->json, true);
    return finder_end(out, &finder);
}
