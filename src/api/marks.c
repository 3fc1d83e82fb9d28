// The markings of one object: what each says in short, of the whole or of which parts.
#include "api/api_private.h"
#include "stix/notice.h"

#define MARKS_MAX 20 // markings that are told; the others are counted
#define PARTS_MAX 50 // selectors of each

struct mark {
    struct object_id id;
    struct str id_text;
    bool is_whole;
    struct str parts[PARTS_MAX];
    size_t part_count; // also of those that did not fit
};
struct marks {
    struct mark items[MARKS_MAX];
    size_t count;
    size_t left_out;
};

// The one with this id; NULL when it is none, or one too many.
static struct mark *mark_of(struct marks *marks, struct json marking_id) {
    struct object_id id;
    struct str text = json_text(marking_id);
    if (object_id_read(&id, text, NULL) != OK) return NULL;
    for (size_t i = 0; i < marks->count; i++)
        if (uuid_equal(&marks->items[i].id.uuid, &id.uuid)) return &marks->items[i];
    if (marks->count == MARKS_MAX) {
        marks->left_out++;
        return NULL;
    }
    struct mark *mark = &marks->items[marks->count++];
    *mark = (struct mark){.id = id, .id_text = text};
    return mark;
}

static void take_parts(struct marks *marks, struct json part) {
    struct mark *mark = mark_of(marks, json_member(part, STR("marking_ref")));
    struct json selectors = json_member(part, STR("selectors"));
    for (struct json one = json_first(selectors); mark && one.node; one = json_next(one)) {
        if (mark->part_count < PARTS_MAX) mark->parts[mark->part_count] = json_text(one);
        mark->part_count++;
    }
}

// Texts are views into `object`.
static struct marks *take_marks(struct json object, struct arena *arena) {
    struct marks *marks = arena_array(arena, 1, struct marks);
    marks->count = marks->left_out = 0;
    struct json whole = json_member(object, STR("object_marking_refs"));
    for (struct json id = json_first(whole); id.node; id = json_next(id)) {
        struct mark *mark = mark_of(marks, id);
        if (mark) mark->is_whole = true;
    }
    struct json parts = json_member(object, STR("granular_markings"));
    for (struct json part = json_first(parts); part.node; part = json_next(part))
        take_parts(marks, part);
    return marks;
}

static void put_text(struct json_writer *w, const char *key, struct str text) {
    json_put_key(w, str_of(key));
    if (text.data)
        json_put_text(w, text);
    else
        json_put_null(w);
}

static void put_mark(struct json_writer *w, const struct mark *mark, const struct notice *notice,
                     bool is_here) {
    size_t told = mark->part_count < PARTS_MAX ? mark->part_count : PARTS_MAX;
    json_open_object(w);
    json_key_text(w, "id", mark->id_text);
    json_key_text(w, "kind", str_of(notice_kind_name(notice->kind)));
    put_text(w, "text", notice->text);
    put_text(w, "detail", notice->detail);
    json_key_bool(w, "has_more", notice->has_more);
    json_key_bool(w, "is_here", is_here);
    json_key_bool(w, "is_whole", mark->is_whole);
    json_key_array(w, "parts");
    for (size_t i = 0; i < told; i++) json_put_text(w, mark->parts[i]);
    json_close_array(w);
    json_key_i64(w, "parts_left_out", (int64_t)(mark->part_count - told));
    json_close_object(w);
}

// `row` is of type STR_NONE when the viewer sees no such definition.
static void tell_mark(struct json_writer *w, const struct mark *mark, const struct released *row,
                      struct json_reader *reader) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct notice notice = {.kind = NOTICE_OTHER};
    struct json definition;
    bool is_here = row->type.data != NULL;
    bool is_known = notice_of_id(&notice, mark->id_text);
    if (!is_known && is_here &&
        json_read(&definition, reader, row->found.json, &JSON_LIMITS, &arena, NULL) == OK)
        notice_read(&notice, definition, &arena);
    put_mark(w, mark, &notice, is_here);
}

enum status marks_write(struct json_writer *w, struct call *call, struct json object) {
    const struct marks *marks = take_marks(object, call->arena);
    struct object_id ids[MARKS_MAX];
    for (size_t i = 0; i < marks->count; i++) ids[i] = marks->items[i].id;
    struct released *rows = NULL;
    if (marks->count) TRY(release_objects(&rows, &call->visit, ids, marks->count));
    struct json_reader *reader = json_reader_open(); // the object's tree is still in use
    json_open_object(w);
    json_key_array(w, "rows");
    for (size_t i = 0; i < marks->count; i++) tell_mark(w, &marks->items[i], &rows[i], reader);
    json_close_array(w);
    json_key_i64(w, "left_out", (int64_t)marks->left_out);
    json_close_object(w);
    json_reader_close(&reader);
    return OK;
}
