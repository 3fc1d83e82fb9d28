// Observed data of 2.1 names what was observed; in 2.0 it holds it. What the reader may see of it
// is put into a container, which 2.1 still knows (2.13), and is written in 2.0 like any other.
#include <stdio.h>

#include "base/map.h"
#include "stix/kind.h"
#include "stix/lift_inside.h"
#include "stix/marking.h"

static const struct lift_row INSIDE = {
    .section = "4.14.1",
    .why = "2.0 has what was observed inside, and each under a key of its own"};
static const struct lift_row NO_OBSERVABLE = {.section = "4.14.1",
                                              .why = "the container of 2.0 holds observables only"};
static const struct lift_row NOT_INSIDE = {
    .section = "2.13", .why = "references stay inside the container, and this is not in it"};
static const struct lift_row OF_A_VERSION = {
    .section = "3.6", .why = "in a container an observable has no versions and no words beside it"};

struct contained {
    struct json object;
    struct str marking; // besides those that it has
};

struct containing {
    struct lift_walk *walk;
    const struct lift_source *source;
    VEC_OF(struct contained) list; // by key
    VEC_OF(struct object_id) asked;
    VEC_OF(struct str) asked_texts;
    struct map keys; // of an id: its key + 1; 0: it is not in the container
    struct json_writer w;
};

static bool is_observable(struct str type) {
    const struct kind *kind = kind_find(type);
    return !kind || kind->group == KIND_SCO;
}

// ---- finding ----

// False when it is of a type that no container holds.
static bool ask(struct containing *c, struct str id) {
    struct object_id read;
    uint64_t key;
    if (object_id_read(&read, id, NULL) != OK || !is_observable(read.type)) return false;
    if (map_find(&key, &c->keys, id)) return true;
    map_put(&c->keys, id, 0);
    vec_add(&c->asked, read);
    vec_add(&c->asked_texts, id);
    return true;
}

// Labels of the container's own, and who made it, are not observed.
static bool is_followed(struct str key) {
    return !str_equal(key, STR("object_marking_refs")) && !str_equal(key, STR("marking_ref")) &&
           !str_equal(key, STR("created_by_ref"));
}

// Depth is bounded by the reader of JSON.
static void ask_inside(struct containing *c, struct json value) {
    for (struct json at = json_first(value); at.node; at = json_next(at)) {
        struct str key = json_key(at);
        bool is_one = key.data && str_ends(key, STR("_ref"));
        bool is_list = key.data && str_ends(key, STR("_refs"));
        if (key.data && !is_followed(key)) continue;
        if (is_one && json_text(at).data) (void)ask(c, json_text(at));
        for (struct json item = json_first(at); is_list && item.node; item = json_next(item))
            if (json_text(item).data) (void)ask(c, json_text(item));
        ask_inside(c, at);
    }
}

// What was asked for becomes part of the list as far as it is there.
static enum status take_asked(struct containing *c, bool *is_whole) {
    size_t count = c->asked.count;
    struct lift_seen *seen = arena_array(c->walk->arena, count, struct lift_seen);
    TRY(c->source->find(seen, c->source->context, c->asked.items, count));
    size_t first = c->list.count;
    for (size_t i = 0; i < count; i++) {
        *is_whole &= seen[i].object.node != NULL;
        if (!seen[i].object.node) continue;
        vec_add(&c->list, (struct contained){seen[i].object, seen[i].marking});
        map_put(&c->keys, c->asked_texts.items[i], c->list.count);
    }
    c->asked.count = c->asked_texts.count = 0;
    for (size_t i = first; i < c->list.count; i++) ask_inside(c, c->list.items[i].object);
    return OK;
}

static enum status take_all(struct containing *c, const char **why) {
    struct json refs = json_member(c->walk->object, STR("object_refs"));
    struct lift_path top = {.key = STR("object_refs")}, path = {.above = &top};
    bool is_whole = true, is_rest_whole = true;
    for (struct json id = json_first(refs); id.node; id = json_next(id), path.index++)
        if (!ask(c, json_text(id)))
            lift_note(c->walk, LIFT_DROPPED, &path, STR_NONE, &NO_OBSERVABLE);
    *why = c->asked.count ? NULL : "it names no observable";
    if (*why) return OK;
    if (c->asked.count <= LIFT_CONTAINED_MAX) TRY(take_asked(c, &is_whole));
    while (is_whole && c->asked.count && c->list.count + c->asked.count <= LIFT_CONTAINED_MAX)
        TRY(take_asked(c, &is_rest_whole));
    if (!is_whole)
        *why = "STIX 2.0 has what was observed inside of the object, and not all of it is here "
               "for this reader";
    else if (c->asked.count)
        *why = "it names more than a container may hold here";
    return OK;
}

// ---- writing ----

static bool is_of_a_version(struct str key) {
    static const char *const NAMES[] = {
        "created", "modified",   "created_by_ref", "revoked",
        "labels",  "confidence", "lang",           "external_references"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_equal(key, str_of(NAMES[i]))) return true;
    return false;
}

// The key of what an id names; false when that is not in the container.
static bool put_key_of(struct containing *c, struct json id) {
    uint64_t key = 0;
    char text[24];
    if (!json_text(id).data || !map_find(&key, &c->keys, json_text(id)) || !key) return false;
    snprintf(text, sizeof text, "%llu", (unsigned long long)(key - 1));
    json_put_text(&c->w, str_of(text));
    return true;
}

static void put_value(struct containing *c, struct json value, const struct lift_path *path);

// A list of ids, of which those stay that name something in the container.
static void put_ids(struct containing *c, struct json list, const struct lift_path *path) {
    struct lift_path item = {.above = path, .depth = path->depth + 1};
    json_open_array(&c->w);
    for (struct json id = json_first(list); id.node; id = json_next(id), item.index++)
        if (!put_key_of(c, id)) lift_note(c->walk, LIFT_DROPPED, &item, STR_NONE, &NOT_INSIDE);
    json_close_array(&c->w);
}

static bool is_inside(const struct containing *c, struct json ids) {
    uint64_t key = 0;
    if (json_kind(ids) != JSON_ARRAY)
        return json_text(ids).data && map_find(&key, &c->keys, json_text(ids)) && key;
    for (struct json id = json_first(ids); id.node; id = json_next(id))
        if (is_inside(c, id)) return true;
    return false;
}

static void put_member(struct containing *c, struct json member, const struct lift_path *path) {
    struct str key = json_key(member);
    bool is_reference =
        is_followed(key) && (str_ends(key, STR("_ref")) || str_ends(key, STR("_refs")));
    if (is_reference && !is_inside(c, member)) {
        lift_note(c->walk, LIFT_DROPPED, path, STR_NONE, &NOT_INSIDE);
        return;
    }
    json_put_key(&c->w, key);
    if (is_reference && json_kind(member) == JSON_ARRAY)
        put_ids(c, member, path);
    else if (!is_reference || !put_key_of(c, member))
        put_value(c, member, path);
}

static void put_value(struct containing *c, struct json value, const struct lift_path *path) {
    struct lift_path below = {.above = path, .depth = path->depth + 1};
    if (json_kind(value) == JSON_OBJECT) {
        json_open_object(&c->w);
        for (struct json at = json_first(value); at.node; at = json_next(at)) {
            below.key = json_key(at);
            put_member(c, at, &below);
        }
        json_close_object(&c->w);
    } else if (json_kind(value) == JSON_ARRAY) {
        json_open_array(&c->w);
        for (struct json at = json_first(value); at.node; at = json_next(at), below.index++)
            put_value(c, at, &below);
        json_close_array(&c->w);
    } else {
        json_put_raw(&c->w, json_source(value));
    }
}

static void put_markings(struct containing *c, struct json refs, struct str more) {
    json_put_key(&c->w, STR("object_marking_refs"));
    json_open_array(&c->w);
    for (struct json ref = json_first(refs); ref.node; ref = json_next(ref))
        json_put_raw(&c->w, json_source(ref));
    if (more.data) json_put_text(&c->w, more);
    json_close_array(&c->w);
}

static void put_observable(struct containing *c, const struct contained *one,
                           const struct lift_path *path) {
    struct lift_path below = {.above = path, .depth = path->depth + 1};
    struct json refs = json_member(one->object, STR("object_marking_refs"));
    json_open_object(&c->w);
    for (struct json at = json_first(one->object); at.node; at = json_next(at)) {
        below.key = json_key(at);
        if (is_of_a_version(below.key))
            lift_note(c->walk, LIFT_DROPPED, &below, STR_NONE, &OF_A_VERSION);
        else if (!str_equal(below.key, STR("object_marking_refs")))
            put_member(c, at, &below);
    }
    if (refs.node || one->marking.data) put_markings(c, refs, one->marking);
    json_close_object(&c->w);
}

static void put_objects(struct containing *c) {
    struct lift_path top = {.key = STR("objects")}, path = {.above = &top, .depth = 1};
    json_key_object(&c->w, "objects");
    for (size_t i = 0; i < c->list.count; i++) {
        char key[24];
        snprintf(key, sizeof key, "%zu", i);
        path.key = str_of(key);
        json_put_key(&c->w, path.key);
        put_observable(c, &c->list.items[i], &path);
    }
    json_close_object(&c->w);
}

static void put_all(struct containing *c, struct buf *out) {
    struct lift_path path = {.key = STR("object_refs")};
    json_begin(&c->w, out);
    json_open_object(&c->w);
    for (struct json at = json_first(c->walk->object); at.node; at = json_next(at)) {
        if (str_equal(json_key(at), STR("object_refs"))) continue;
        json_put_key(&c->w, json_key(at));
        json_put_raw(&c->w, json_source(at));
    }
    put_objects(c);
    json_close_object(&c->w);
    lift_note(c->walk, LIFT_CHANGED, &path, STR_NONE, &INSIDE);
}

// A part of the list is marked: there is no such part any more.
static bool has_marked_item(struct json object) {
    struct json part = json_first(json_member(object, STR("granular_markings")));
    for (; part.node; part = json_next(part)) {
        struct json selector = json_first(json_member(part, STR("selectors")));
        for (; selector.node; selector = json_next(selector))
            if (str_starts(json_text(selector), STR("object_refs"))) return true;
    }
    return false;
}

static enum status contain(struct json *out, const char **why, struct containing *c,
                           struct json_reader *reader) {
    SCOPED(buf_close) struct buf text;
    buf_init(&text, JSON_LIMITS.size_max);
    TRY(take_all(c, why));
    if (*why) return OK;
    put_all(c, &text);
    if (text.status == OK)
        text.status = json_read(out, reader, arena_copy(c->walk->arena, buf_str(&text)),
                                &JSON_LIMITS, c->walk->arena, NULL);
    if (text.status != OK) *why = "it would be larger than an object may be";
    return OK;
}

enum status lift_contain(struct json *out, const char **why, struct lift_walk *walk,
                         const struct lift_source *source, struct json_reader *reader) {
    struct containing c = {.walk = walk, .source = source};
    *why = has_marked_item(walk->object) ? "a part of what it names is marked by itself" : NULL;
    if (*why) return OK;
    map_init(&c.keys, (uintptr_t)&c);
    enum status status = contain(out, why, &c, reader);
    map_close(&c.keys);
    vec_close(&c.list);
    vec_close(&c.asked);
    vec_close(&c.asked_texts);
    return status;
}
