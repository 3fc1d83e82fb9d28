// Who can see an object, and why (exchange/explain).
#include "api/api_private.h"
#include "exchange/explain.h"

static void put_words(struct json_writer *w, const char *key, const struct str *words,
                      size_t count) {
    json_key_array(w, key);
    for (size_t i = 0; i < count; i++) json_put_text(w, words[i]);
    json_close_array(w);
}

static void put_parties(struct json_writer *w, const char *key,
                        const struct conditions_parties *parties) {
    json_key_object(w, key);
    put_words(w, "sectors", parties->sectors, parties->sector_count);
    put_words(w, "countries", parties->countries, parties->country_count);
    json_close_object(w);
}

static void put_group(struct json_writer *w, struct call *call, const struct explain_place *place) {
    json_put_key(w, STR("group"));
    if (!place->conditions.has_group) {
        json_put_null(w);
        return;
    }
    json_open_object(w);
    json_key_text(w, "id", object_id_write(call->arena, STR("identity"), &place->conditions.group));
    json_key_text(w, "name", place->group ? place->group->name : STR(""));
    json_close_object(w);
}

static void put_time(struct json_writer *w, const char *key, stamp at) {
    json_put_key(w, str_of(key));
    if (at)
        json_put_stamp(w, at, 6);
    else
        json_put_null(w);
}

static void put_place(struct json_writer *w, struct call *call, const struct explain_place *place) {
    json_open_object(w);
    json_key_text(w, "id", str_of(place->collection->id_text));
    json_key_text(w, "title", place->collection->title);
    json_key_text(w, "tlp", str_of(tlp_name(place->tlp)));
    put_time(w, "embargo_until", place->conditions.embargo);
    put_group(w, call, place);
    put_parties(w, "only", &place->conditions.only);
    put_parties(w, "never", &place->conditions.never);
    json_close_object(w);
}

static void put_reader(struct json_writer *w, const struct explain_reader *reader) {
    static const char *const WHOM[] = {
        [WHOM_ALL] = "all", [WHOM_ROLE] = "role", [WHOM_NAMED] = "named"};
    json_open_object(w);
    json_key_text(w, "slug", reader->organisation->slug);
    json_key_text(w, "name", reader->organisation->name);
    json_key_text(w, "sector", reader->organisation->sector);
    json_key_text(w, "country", reader->organisation->country);
    json_key_text(w, "whom", str_of(WHOM[reader->whom]));
    json_key_text(w, "why", str_of(reader->why));
    json_close_object(w);
}

static void put_explained(struct json_writer *w, struct call *call, const struct explain *it) {
    json_open_object(w);
    json_key_array(w, "places");
    for (size_t i = 0; i < it->place_count; i++) put_place(w, call, &it->places[i]);
    json_close_array(w);
    json_key_bool(w, "is_public", it->is_public);
    json_key_bool(w, "is_for_named", it->is_for_named);
    json_key_bool(w, "needs_ends", it->needs_ends);
    json_key_array(w, "readers");
    for (size_t i = 0; i < it->reader_count; i++) put_reader(w, &it->readers[i]);
    json_close_array(w);
    json_key_bool(w, "has_others", it->has_others);
    json_close_object(w);
}

static enum status respond_person(struct call *call, const struct object_id *id, struct str name) {
    struct explain_person person;
    TRY(explain_person(&person, &call->visit, id, name));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "person", name);
    json_key_bool(&w, "may_read", person.may_read);
    json_key_text(&w, "why", str_of(person.why));
    put_time(&w, "until", person.until);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status audience(struct call *call) {
    struct object_id id;
    struct str person;
    struct explain explained;
    TRY(call_object_id(&id, call, "id"));
    TRY(call_query(&person, call, "person"));
    if (person.size) return respond_person(call, &id, person);
    TRY(explain_object(&explained, &call->visit, &id));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    put_explained(&w, call, &explained);
    return respond_json(call, 200, &buf);
}

static const struct route rows[] = {
    {"GET", "/api/v1/objects/{id}/audience", audience, NEED_NOTHING, ACT_READ},
};
const struct route_table audience_routes = {rows, sizeof rows / sizeof *rows};
