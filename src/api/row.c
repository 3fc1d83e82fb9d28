// Rows: what lists show of an object.
#include <stdlib.h>
#include <string.h>

#include "api/api_private.h"
#include "base/map.h"
#include "base/vec.h"
#include "exchange/deviation.h"

#define NAMES_MAX 2000
#define AHEAD_ROWS 250 // of a list, held to ask for all that they name at once
#define AHEAD_BYTES ((size_t)4 << 20)

// What rows of one call share: a reader, scratch memory, the names of identities and the titles of
// what was sighted, as far as they were asked for. Texts are in the call's arena.
struct names {
    struct json_reader *reader;
    struct arena scratch;
    struct map known;  // uuid bytes -> index + 1 into texts; 0: no name
    struct map titles; // "type--uuid" -> the same of a title
    struct str texts[NAMES_MAX];
    size_t count;
    VEC_OF(struct object_id) noted;
};

static struct names *names_of(struct call *call) {
    if (call->names) return call->names;
    struct names *names = memory_take(sizeof *names);
    memset(names, 0, sizeof *names);
    names->reader = json_reader_open();
    arena_init(&names->scratch);
    map_init(&names->known, 0);
    map_init(&names->titles, 0);
    return call->names = names;
}

void call_close(struct call *call) {
    struct names *names = call->names;
    if (!names) return;
    map_close(&names->known);
    map_close(&names->titles);
    vec_close(&names->noted);
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

// ---- what rows name of other objects ----

static bool is_identity(const struct object_id *id) {
    return str_equal(id->type, STR("identity"));
}

static struct str key_of(struct call *call, const struct object_id *id) {
    if (!is_identity(id)) return object_id_write(call->arena, id->type, &id->uuid);
    return (struct str){(const char *)id->uuid.bytes, sizeof id->uuid.bytes};
}

static struct map *map_of(struct names *names, const struct object_id *id) {
    return is_identity(id) ? &names->known : &names->titles;
}

// The name of an identity, the title of anything else.
static struct str text_read(struct call *call, const struct object_id *id,
                            const struct released *row) {
    struct json_reader *reader = json_reader_open(); // the caller's row is still in use
    struct json json;
    struct object object;
    struct str text = STR_NONE;
    if (json_read(&json, reader, row->found.json, &JSON_LIMITS, call->arena, NULL) == OK) {
        if (is_identity(id))
            text = json_text(json_member(json, STR("name")));
        else if (object_read(&object, json, call->arena, NULL) == OK)
            text = arena_copy(call->arena, object.title);
    }
    json_reader_close(&reader);
    return text;
}

static void keep_text(struct call *call, const struct object_id *id, struct str text) {
    struct names *names = names_of(call);
    if (names->count == NAMES_MAX) return;
    if (text.data) names->texts[names->count++] = text;
    map_put(map_of(names, id), key_of(call, id), text.data ? names->count : 0);
}

static bool find_text(struct str *out, struct call *call, const struct object_id *id) {
    struct names *names = names_of(call);
    uint64_t index = 0;
    if (!map_find(&index, map_of(names, id), key_of(call, id))) return false;
    *out = index ? names->texts[index - 1] : STR_NONE;
    return true;
}

// As the viewer may see it; STR_NONE when that is not.
static struct str text_of(struct call *call, const struct object_id *id) {
    struct str text = STR_NONE;
    struct released row;
    if (find_text(&text, call, id)) return text;
    if (is_identity(id) && names_of(call)->count == NAMES_MAX) return STR_NONE;
    if (release_object(&row, &call->visit, id) == OK) text = text_read(call, id, &row);
    keep_text(call, id, text);
    return text;
}

static void note(struct call *call, const struct object_id *id) {
    struct names *names = names_of(call);
    struct str text;
    bool is_full = names->count + names->noted.count >= NAMES_MAX;
    if (is_full || find_text(&text, call, id)) return;
    struct object_id copy = {arena_copy(call->arena, id->type), id->uuid};
    vec_add(&names->noted, copy);
    keep_text(call, &copy, STR_NONE); // noted once
}

void rows_ask(struct call *call) {
    struct names *names = names_of(call);
    struct released *rows;
    size_t count = names->noted.count;
    if (!count) return;
    enum status status = release_objects(&rows, &call->visit, names->noted.items, count);
    for (size_t i = 0; i < count; i++) {
        const struct object_id *id = &names->noted.items[i];
        if (status != OK)
            map_remove(map_of(names, id), key_of(call, id)); // one by one, then
        else if (rows[i].type.data)
            keep_text(call, id, text_read(call, id, &rows[i]));
    }
    vec_clear(&names->noted);
}

void row_write_identity(struct json_writer *w, struct call *call,
                        const struct object_id *identity) {
    struct str name = text_of(call, identity);
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
    struct str of = sighted ? text_of(call, sighted) : STR_NONE;
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
    if (row->is_cut) json_key_bool(w, "is_cut", true);
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
    size_t deviations = deviation_count(row->found.deviations);
    if (deviations) json_key_i64(w, "deviations", (int64_t)deviations);
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

// Sightings name what was seen and by whom; others only who made them, and those are few.
void row_note(struct call *call, const struct released *row) {
    struct object object;
    if (!str_equal(row->type, STR("sighting")) || row_read(&object, call, row) != OK) return;
    const struct object_id *sighted = sighted_of(call, &object);
    if (sighted) note(call, sighted);
    for (size_t i = 0; i < object.ref_count; i++) {
        const struct object_ref *ref = &object.refs[i];
        bool is_named = ref->role == ROLE_CREATOR || ref->role == ROLE_SIGHTED;
        if (is_named && is_identity(&ref->id)) note(call, &ref->id);
    }
}

// As many rows as may be held.
static enum status take_ahead(struct released *rows, size_t *count, struct release *release,
                              struct arena *arena, struct fault *fault) {
    size_t bytes = 0;
    for (*count = 0; *count < AHEAD_ROWS && bytes < AHEAD_BYTES; ++*count) {
        struct released *row = &rows[*count];
        TRY(release_next(row, release, fault));
        row->found.json = arena_copy(arena, row->found.json);
        if (row->found.deviations.data)
            row->found.deviations = arena_copy(arena, row->found.deviations);
        row->type = arena_copy(arena, row->type);
        bytes += row->found.json.size;
    }
    return OK;
}

enum status rows_write(struct json_writer *w, struct call *call, struct release *release,
                       stamp *last, size_t *count) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct released *rows = arena_array(call->arena, AHEAD_ROWS, struct released);
    enum status status = OK;
    *count = 0;
    while (status == OK) {
        size_t taken;
        arena_reset(&arena);
        status = take_ahead(rows, &taken, release, &arena, &call->fault);
        for (size_t i = 0; i < taken; i++) row_note(call, &rows[i]);
        rows_ask(call);
        for (size_t i = 0; i < taken; i++) row_write(w, call, &rows[i], false);
        if (taken) *last = rows[taken - 1].found.added;
        *count += taken;
    }
    return status == ABSENT ? OK : status;
}
