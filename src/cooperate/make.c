// A new dialogue: checked as the schema says, and put into its collection.
#include "base/text.h"
#include "cooperate/statement.h"
#include "exchange/intake.h"

// A name of the IANA time zone database, as the schema allows it: whether it exists is the
// browser's to know.
static bool is_time_zone(struct str name) {
    if (!name.size || name.size > 64 || !ascii_is_alpha(name.data[0])) return false;
    char before = '/';
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool is_word = ascii_is_alnum(byte) || byte == '_' || byte == '+' || byte == '-';
        if (!is_word && (byte != '/' || before == '/')) return false;
        before = byte;
    }
    return before != '/';
}

static bool is_country(struct str name) {
    return name.size == 2 && name.data[0] >= 'A' && name.data[0] <= 'Z' && name.data[1] >= 'A' &&
           name.data[1] <= 'Z';
}

static bool is_language(struct str name) {
    return name.size && language_check(name, "", NULL) == OK;
}

static enum status check_names(const struct str *names, size_t count, bool (*is_good)(struct str),
                               const char *place, struct fault *fault) {
    if (count > DIALOGUE_NAMES_MAX)
        return fault_set(fault, LIMIT, "%s: more than %d", place, DIALOGUE_NAMES_MAX);
    for (size_t i = 0; i < count; i++) {
        bool is_double = false;
        for (size_t before = 0; before < i; before++)
            is_double |= str_equal(names[before], names[i]);
        if (is_double || !is_good(names[i]))
            return fault_set(fault, MALFORMED, "%s[%zu]: %s", place, i,
                             is_double ? "twice" : "not a code that is known");
    }
    return OK;
}

static enum status check_new(const struct dialogue_new *fresh, struct fault *fault) {
    TRY(text_check(fresh->title, DIALOGUE_TITLE_MAX, true, "title", fault));
    TRY(text_check(fresh->purpose, DIALOGUE_PURPOSE_MAX, false, "purpose", fault));
    TRY(text_check(fresh->venue, DIALOGUE_VENUE_MAX, false, "venue", fault));
    TRY(language_check(fresh->lang, "lang", fault));
    if (!fresh->time_zone_count)
        return fault_set(fault, MALFORMED, "time_zones: at least one is needed");
    TRY(check_names(fresh->time_zones, fresh->time_zone_count, is_time_zone, "time_zones", fault));
    TRY(check_names(fresh->countries, fresh->country_count, is_country, "countries", fault));
    TRY(check_names(fresh->languages, fresh->language_count, is_language, "languages", fault));
    struct str rule = fresh->attribution;
    if (rule.size && !str_equal(rule, STR("on-the-record")) &&
        !str_equal(rule, STR("delegation")) && !str_equal(rule, STR("chatham-house")))
        return fault_set(fault, MALFORMED, "rule: on-the-record, delegation or chatham-house");
    return OK;
}

static void put_names(struct json_writer *w, const char *key, const struct str *names,
                      size_t count) {
    if (!count) return; // the schema wants none rather than an empty one
    json_key_array(w, key);
    for (size_t i = 0; i < count; i++) json_put_text(w, names[i]);
    json_close_array(w);
}

static void put_text(struct json_writer *w, const char *key, struct str text) {
    if (text.size) json_key_text(w, key, text);
}

static void put_self(struct json_writer *w, const char *key, const struct object_id *id,
                     struct arena *arena) {
    if (!id->type.size) return;
    struct str text = object_id_write(arena, id->type, &id->uuid);
    put_names(w, key, &text, 1);
}

enum status dialogue_make(struct object_id *out, const struct visit *visit,
                          const struct dialogue_new *fresh) {
    TRY(check_new(fresh, visit->fault));
    const struct viewer *viewer = visit->viewer;
    struct uuid uuid = chance_uuid(store_chance(visit->exchange->store));
    struct statement statement;
    struct json_writer *w = &statement.w;
    statement_begin(&statement, "dialogue", &uuid, &viewer->organisation_identity,
                    (struct statement_times){STR_NONE, history_next(visit, 0)});
    json_key_text(w, "name", fresh->title);
    put_text(w, "lang", fresh->lang);
    put_text(w, "purpose", fresh->purpose);
    json_put_key(w, STR("start"));
    json_put_stamp(w, fresh->start, 3);
    put_names(w, "time_zones", fresh->time_zones, fresh->time_zone_count);
    put_names(w, "countries", fresh->countries, fresh->country_count);
    put_names(w, "languages", fresh->languages, fresh->language_count);
    put_text(w, "venue", fresh->venue);
    put_text(w, "attribution", fresh->attribution);
    put_self(w, "organiser_refs", &viewer->organisation_identity, visit->arena);
    put_self(w, "moderator_refs", &viewer->identity, visit->arena);
    statement_extend(&statement, DIALOGUE_EXTENSION, "new-sdo");
    // The marking is its own here: there is no dialogue yet to take it from.
    struct dialogue self = {.collection = fresh->collection, .tlp = fresh->tlp};
    if (self.tlp == TLP_NONE) self.tlp = fresh->collection->default_tlp;
    TRY(statement_put(visit, &statement, &self));
    *out = (struct object_id){STR("dialogue"), uuid};
    return OK;
}
