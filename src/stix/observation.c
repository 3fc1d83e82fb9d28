#include "stix/observation.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "stix/kind.h"

#define FEW 8 // objects that are walked; more have a table

static enum status read_number(struct observation *out, struct json observed, struct fault *fault) {
    struct json number = json_member(observed, STR("number_observed"));
    out->number = 1;
    if (!number.node) return OK;
    if (!json_i64(&out->number, number) || out->number < 1 || out->number > OBSERVATION_NUMBER_MAX)
        return fault_set(fault, MALFORMED, "number_observed: not a whole number from 1 to %d",
                         OBSERVATION_NUMBER_MAX);
    return OK;
}

static enum status read_time(stamp *out, struct json observed, const char *name,
                             struct fault *fault) {
    struct json time = json_member(observed, str_of(name));
    if (json_kind(time) != JSON_STRING)
        return fault_set(fault, MALFORMED, "%s: a timestamp is expected, not %s", name,
                         json_kind_name(json_kind(time)));
    enum status status = stamp_read(out, json_text(time), fault);
    return status == OK ? OK : fault_within(fault, status, "%s:", name);
}

// Cyber-observables, and what nobody knows: a type of one's own may be one.
static bool is_observable(struct str type) {
    const struct kind *kind = kind_find(type);
    return type.size > 0 && (!kind || kind->group == KIND_SCO);
}

// The table is keyed by where it lies, which strangers do not know (hash_keyed).
static uint32_t *slot_of(const struct observation *observation, uint32_t *slots, struct str key) {
    size_t at = hash_keyed(key, (uintptr_t)slots) & observation->slot_mask;
    while (slots[at] && !str_equal(observation->objects[slots[at] - 1].key, key))
        at = (at + 1) & observation->slot_mask;
    return &slots[at];
}

// The objects of an observation while they are collected.
struct collecting {
    struct observation *observation;
    struct observation_object *list;
    uint32_t *slots;
};

static void collect_begin(struct collecting *c, struct observation *out, size_t count,
                          struct arena *arena) {
    *c = (struct collecting){.observation = out};
    out->objects = c->list = arena_array(arena, count, struct observation_object);
    if (count <= FEW) return;
    size_t size = 16;
    while (size < count * 2) size *= 2;
    out->slots = c->slots = arena_array(arena, size, uint32_t);
    out->slot_mask = size - 1;
}

static void collect(struct collecting *c, struct str key, struct json object) {
    struct observation *out = c->observation;
    struct str type = json_text(json_member(object, STR("type")));
    if (!is_observable(type)) return;
    uint32_t *slot = c->slots ? slot_of(out, c->slots, key) : NULL;
    c->list[out->object_count++] = (struct observation_object){key, type, object};
    if (slot) *slot = (uint32_t)out->object_count;
}

static enum status read_own(struct observation *out, struct json objects, struct arena *arena,
                            struct fault *fault) {
    if (json_kind(objects) != JSON_OBJECT || !json_count(objects))
        return fault_set(fault, MALFORMED,
                         "objects: an object that holds objects is expected, not %s",
                         json_kind_name(json_kind(objects)));
    struct collecting c;
    collect_begin(&c, out, json_count(objects), arena);
    for (struct json each = json_first(objects); each.node; each = json_next(each))
        collect(&c, json_key(each), each);
    return OK;
}

static enum status read_named(struct observation *out, struct json refs,
                              const struct observation_source *source, struct arena *arena,
                              struct fault *fault) {
    if (json_kind(refs) != JSON_ARRAY || !json_count(refs))
        return fault_set(fault, MALFORMED, "object_refs: a list of ids is expected, not %s",
                         json_kind_name(json_kind(refs)));
    struct collecting c;
    collect_begin(&c, out, json_count(refs), arena);
    for (struct json each = json_first(refs); each.node; each = json_next(each)) {
        struct json object;
        struct str id = json_text(each);
        if (!id.size || observation_find(out, id)) continue;
        if (source && source->find && source->find(&object, source->context, id))
            collect(&c, id, object);
    }
    return OK;
}

enum status observation_read(struct observation *out, struct json observed,
                             const struct observation_source *source, struct arena *arena,
                             struct fault *fault) {
    if (!str_equal(json_text(json_member(observed, STR("type"))), STR("observed-data")))
        return fault_set(fault, MALFORMED, "type: not observed-data");
    struct observation read = {.id = json_text(json_member(observed, STR("id")))};
    TRY(read_time(&read.first, observed, "first_observed", fault));
    TRY(read_time(&read.last, observed, "last_observed", fault));
    if (read.last < read.first)
        return fault_set(fault, MALFORMED, "last_observed: before first_observed");
    TRY(read_number(&read, observed, fault));
    struct json own = json_member(observed, STR("objects"));
    struct json refs = json_member(observed, STR("object_refs"));
    if (own.node)
        TRY(read_own(&read, own, arena, fault));
    else if (refs.node)
        TRY(read_named(&read, refs, source, arena, fault));
    else
        return fault_set(fault, MALFORMED, "neither objects nor object_refs");
    *out = read;
    return OK;
}

const struct observation_object *observation_find(const struct observation *observation,
                                                  struct str key) {
    const struct observation_object *objects = observation->objects;
    if (!observation->slots) {
        for (size_t i = 0; i < observation->object_count; i++)
            if (str_equal(objects[i].key, key)) return &objects[i];
        return NULL;
    }
    uint32_t at = *slot_of(observation, (uint32_t *)(uintptr_t)observation->slots, key);
    return at ? &objects[at - 1] : NULL;
}

// ---- a shelf ----

struct shelf_item {
    struct str text; // STR_NONE: revoked
    stamp version;
};
struct shelf {
    struct arena arena;
    struct json_reader *reader;
    size_t bytes, bytes_max;
    struct map observed_ids, object_ids; // to places in the lists
    VEC_OF(struct shelf_item) observed;
    VEC_OF(struct str) objects;
};

struct shelf *shelf_open(size_t bytes_max) {
    struct shelf *shelf = memory_take(sizeof *shelf);
    *shelf = (struct shelf){.bytes_max = bytes_max ? bytes_max : SHELF_BYTES_MAX};
    arena_init(&shelf->arena);
    shelf->reader = json_reader_open();
    // Where it lies is what strangers do not know.
    map_init(&shelf->observed_ids, (uintptr_t)shelf);
    map_init(&shelf->object_ids, (uintptr_t)shelf);
    return shelf;
}

void shelf_close(struct shelf **shelf) {
    if (!*shelf) return;
    map_close(&(*shelf)->observed_ids);
    map_close(&(*shelf)->object_ids);
    vec_close(&(*shelf)->observed);
    vec_close(&(*shelf)->objects);
    json_reader_close(&(*shelf)->reader);
    arena_close(&(*shelf)->arena);
    free(*shelf);
    *shelf = NULL;
}

static enum status copy_text(struct str *out, struct shelf *shelf, struct json object,
                             struct fault *fault) {
    struct str text = json_source(object);
    if (text.size > shelf->bytes_max - shelf->bytes)
        return fault_set(fault, LIMIT, "more than %zu MiB of observations", shelf->bytes_max >> 20);
    shelf->bytes += text.size;
    *out = arena_copy(&shelf->arena, text);
    return OK;
}

// `modified`, or else `created`, which every version has (3.2); 0 without either.
static stamp version_of(struct json object) {
    stamp version = 0;
    struct str modified = json_text(json_member(object, STR("modified")));
    struct str created = json_text(json_member(object, STR("created")));
    if (stamp_read(&version, modified.size ? modified : created, NULL) != OK) return 0;
    return version;
}

static enum status add_observed(struct shelf *shelf, struct json object, struct str id,
                                struct fault *fault) {
    uint64_t known = 0;
    struct shelf_item item = {STR_NONE, version_of(object)};
    bool is_known = map_find(&known, &shelf->observed_ids, id);
    if (is_known && shelf->observed.items[known].version >= item.version) return OK;
    if (!json_true(json_member(object, STR("revoked"))))
        TRY(copy_text(&item.text, shelf, object, fault));
    // A newer version takes the place of the one before; without an id, each is one of its own.
    if (is_known) {
        shelf->observed.items[known] = item;
        return OK;
    }
    if (id.size) map_put(&shelf->observed_ids, id, shelf->observed.count);
    vec_add(&shelf->observed, item);
    return OK;
}

enum status shelf_add(struct shelf *shelf, struct json object, struct fault *fault) {
    struct str type = json_text(json_member(object, STR("type")));
    struct str id = json_text(json_member(object, STR("id")));
    if (!type.size) return fault_set(fault, MALFORMED, "type: not there, or no text");
    if (str_equal(type, STR("observed-data"))) return add_observed(shelf, object, id, fault);
    uint64_t known;
    if (!id.size || !is_observable(type)) return ABSENT;
    if (map_find(&known, &shelf->object_ids, id)) return OK; // they have no versions (3.3)
    struct str text;
    TRY(copy_text(&text, shelf, object, fault));
    map_put(&shelf->object_ids, id, shelf->objects.count);
    vec_add(&shelf->objects, text);
    return OK;
}

size_t shelf_count(const struct shelf *shelf) {
    return shelf->observed.count;
}

struct finding {
    struct shelf *shelf;
    struct arena *arena;
    size_t bytes;
    enum status status;
};

static bool find_object(struct json *out, void *context, struct str id) {
    struct finding *finding = context;
    struct shelf *shelf = finding->shelf;
    uint64_t at;
    if (finding->status != OK || !map_find(&at, &shelf->object_ids, id)) return false;
    struct str text = shelf->objects.items[at];
    finding->bytes += text.size;
    if (finding->bytes > JSON_LIMITS.size_max) finding->status = LIMIT;
    if (finding->status == OK)
        finding->status = json_read(out, shelf->reader, text, &JSON_LIMITS, finding->arena, NULL);
    return finding->status == OK;
}

enum status shelf_read(struct observation *out, struct shelf *shelf, size_t index,
                       struct arena *arena, struct fault *fault) {
    const struct shelf_item *item = &shelf->observed.items[index];
    struct json observed;
    if (!item->text.data) return ABSENT;
    TRY(json_read(&observed, shelf->reader, item->text, &JSON_LIMITS, arena, fault));
    struct finding finding = {.shelf = shelf, .arena = arena};
    struct observation_source source = {find_object, &finding};
    struct observation read;
    TRY(observation_read(&read, observed, &source, arena, fault));
    if (finding.status != OK)
        return fault_set(fault, LIMIT, "object_refs: objects of more than %zu MiB",
                         JSON_LIMITS.size_max >> 20);
    *out = read;
    return OK;
}
