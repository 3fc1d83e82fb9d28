// Rows: what lists show of an object.
#include <stdlib.h>
#include <string.h>

#include "api/api_private.h"
#include "base/map.h"

#define NAMES_MAX 2000

// What rows of one call share: a reader, scratch memory, and the names of identities seen so far.
struct names {
    struct json_reader *reader;
    struct arena scratch;
    struct map known; // uuid bytes -> index + 1 into texts; 0: no name
    struct str texts[NAMES_MAX];
    size_t count;
};

static struct names *names_of(struct call *call) {
    if (call->names) return call->names;
    struct names *names = memory_take(sizeof *names);
    memset(names, 0, sizeof *names);
    names->reader = json_reader_open();
    arena_init(&names->scratch);
    map_init(&names->known, 0);
    return call->names = names;
}

void call_close(struct call *call) {
    struct names *names = call->names;
    if (!names) return;
    map_close(&names->known);
    arena_close(&names->scratch);
    json_reader_close(&names->reader);
    free(names);
    call->names = NULL;
}

enum status row_read(struct object *out, struct call *call, const struct released *row) {
    struct names *names = names_of(call);
    arena_reset(&names->scratch);
    struct json json;
    enum status status = json_read(&json, names->reader, row->found.json, &JSON_LIMITS,
                                   &names->scratch, &call->fault);
    if (status == OK) status = object_read(out, json, &names->scratch, &call->fault);
    return status == OK ? OK : FAILED;
}

static struct str identity_name_read(struct call *call, const struct object_id *identity) {
    struct released row;
    if (release_object(&row, &call->visit, identity) != OK) return STR_NONE;
    // A reader of its own: the caller's row is still in use.
    struct json_reader *reader = json_reader_open();
    struct json json;
    struct str name = STR_NONE;
    if (json_read(&json, reader, row.found.json, &JSON_LIMITS, call->arena, NULL) == OK)
        name = json_text(json_member(json, STR("name")));
    json_reader_close(&reader);
    return name;
}

static struct str identity_name(struct call *call, const struct object_id *identity) {
    struct names *names = names_of(call);
    struct str key = {(const char *)identity->uuid.bytes, sizeof identity->uuid.bytes};
    uint64_t index = 0;
    if (map_find(&index, &names->known, key)) return index ? names->texts[index - 1] : STR_NONE;
    if (names->count == NAMES_MAX) return STR_NONE;
    struct str name = identity_name_read(call, identity);
    if (name.data) names->texts[names->count++] = name;
    map_put(&names->known, key, name.data ? names->count : 0);
    return name;
}

void row_write_identity(struct json_writer *w, struct call *call,
                        const struct object_id *identity) {
    struct str name = identity_name(call, identity);
    json_open_object(w);
    json_key_text(w, "id", object_id_write(call->arena, identity->type, &identity->uuid));
    json_put_key(w, STR("name"));
    if (name.data)
        json_put_text(w, name);
    else
        json_put_null(w);
    json_close_object(w);
}

struct str row_id(struct call *call, const struct released *row) {
    return object_id_write(call->arena, row->type, &row->found.id);
}

static void creator_write(struct json_writer *w, struct call *call, const struct object *object) {
    json_put_key(w, STR("creator"));
    for (size_t i = 0; i < object->ref_count; i++) {
        if (object->refs[i].role != ROLE_CREATOR) continue;
        row_write_identity(w, call, &object->refs[i].id);
        return;
    }
    json_put_null(w);
}

static struct str sighted_title(struct call *call, const struct object_id *sighted) {
    struct released row;
    if (release_object(&row, &call->visit, sighted) != OK) return STR_NONE;
    struct json_reader *reader = json_reader_open(); // the caller's row is still in use
    struct json json;
    struct object object;
    struct str title = STR_NONE;
    if (json_read(&json, reader, row.found.json, &JSON_LIMITS, call->arena, NULL) == OK &&
        object_read(&object, json, call->arena, NULL) == OK)
        title = arena_copy(call->arena, object.title);
    json_reader_close(&reader);
    return title;
}

// What a sighting without words of its own is called by; NULL for everything else.
static const struct object_id *sighted_of(struct call *call, const struct object *object) {
    if (!str_equal(object->id.type, STR("sighting"))) return NULL;
    for (size_t i = 0; i < object->ref_count; i++) {
        if (object->refs[i].role != ROLE_SOURCE) continue;
        const struct object_id *sighted = &object->refs[i].id;
        struct str plain = arena_format(call->arena, "sighting of %.*s", STR_ARG(sighted->type));
        return str_equal(object->title, plain) ? sighted : NULL;
    }
    return NULL;
}

// The title, and for such a sighting its two parts, so that a page can say it in its own language.
// What was sighted is named only when the asker may see that.
static void title_write(struct json_writer *w, struct call *call, const struct object *object) {
    const struct object_id *sighted = sighted_of(call, object);
    struct str of = sighted ? sighted_title(call, sighted) : STR_NONE;
    struct str title = object->title;
    if (of.size) title = arena_format(call->arena, "sighting of %.*s", STR_ARG(of));
    json_key_text(w, "title", title);
    if (!sighted) return;
    json_key_object(w, "sighting_of");
    json_key_text(w, "type", sighted->type);
    if (of.size) json_key_text(w, "title", of);
    json_close_object(w);
}

void row_write_object(struct json_writer *w, struct call *call, const struct released *row,
                      const struct object *object, bool is_open) {
    json_open_object(w);
    json_key_text(w, "id", object->id_text);
    json_key_text(w, "type", object->id.type);
    title_write(w, call, object);
    json_key_text(w, "tlp", str_of(tlp_name(row->tlp)));
    json_key_stamp(w, "added", row->found.added);
    json_put_key(w, STR("modified"));
    if (object->version_text.data)
        json_put_text(w, object->version_text);
    else
        json_put_stamp(w, row->found.stamp, 6);
    json_key_bool(w, "revoked", object->revoked);
    creator_write(w, call, object);
    json_put_key(w, STR("collection"));
    if (row->collection) {
        json_open_object(w);
        json_key_text(w, "id", str_of(row->collection->id_text));
        json_key_text(w, "title", row->collection->title);
        json_close_object(w);
    } else {
        json_put_null(w);
    }
    struct str lang = json_text(json_member(object->json, STR("lang")));
    if (lang.data) json_key_text(w, "lang", lang);
    struct str end = json_text(json_member(object->json, STR("valid_until")));
    if (end.data) json_key_text(w, "valid_until", end);
    if (!is_open) json_close_object(w);
}

void row_write(struct json_writer *w, struct call *call, const struct released *row, bool is_open) {
    struct object object = {0};
    // What was stored was read once already; if it cannot be now, the row still has its id.
    if (row_read(&object, call, row) != OK) {
        object.id_text = row_id(call, row);
        object.id.type = row->type;
        object.title = object.id_text;
    }
    row_write_object(w, call, row, &object, is_open);
}
