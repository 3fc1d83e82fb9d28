// Objects: lists, facets, one object, its relations and correlations.
#include <string.h>

#include "api/api_private.h"
#include "exchange/deviation.h"

#define ROWS_MAX 1000
#define ROWS_USUAL 100
#define RELATIONS_MAX 200
#define CORRELATIONS_SHOWN 10
#define CORRELATED_VALUES_MAX 50
#define VALUES_SHOWN_MAX 500

static enum status read_order(struct filter *filter, struct call *call) {
    struct str order, cursor;
    TRY(call_query(&order, call, "order"));
    filter->oldest_first = str_equal(order, STR("added"));
    if (order.size && !filter->oldest_first && !str_equal(order, STR("-added")))
        return fault_set(&call->fault, MALFORMED, "order: added or -added is expected");
    TRY(call_query(&cursor, call, "cursor"));
    uint64_t at;
    if (cursor.size && (!str_read_u64(&at, cursor) || at > (uint64_t)STAMP_MAX))
        return fault_set(&call->fault, MALFORMED, "cursor: not one of this server's");
    if (cursor.size) filter->cursor = (stamp)at;
    uint64_t limit, offset;
    TRY(call_query_u64(&limit, call, "limit", ROWS_USUAL, ROWS_MAX));
    TRY(call_query_u64(&offset, call, "offset", 0, (uint64_t)1 << 40));
    filter->limit = limit;
    filter->offset = offset;
    return OK;
}

static void put_total(struct json_writer *w, size_t count, bool exact) {
    json_key_object(w, "total");
    json_key_i64(w, "count", (int64_t)count);
    json_key_bool(w, "exact", exact);
    json_close_object(w);
}

static void put_search(struct json_writer *w, struct call *call) {
    json_key_object(w, "search");
    json_key_i64(w, "behind", (int64_t)store_search_behind(call->exchange->store));
    json_close_object(w);
}

// Writes the rows; `*last` is the stamp of the last one, 0 when there is none.
static enum status put_rows(struct json_writer *w, struct call *call, const struct filter *filter,
                            stamp *last, size_t *count) {
    struct release *release;
    TRY(release_open(&release, &call->visit, filter));
    json_key_array(w, "rows");
    enum status status = rows_write(w, call, release, last, count);
    json_close_array(w);
    release_close(&release);
    return status;
}

static enum status list(struct call *call) {
    struct filter filter;
    TRY(call_filter(&filter, call));
    TRY(read_order(&filter, call));
    size_t total, shown;
    bool exact;
    stamp last = 0;
    TRY(release_count(&total, &exact, &call->visit, &filter));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    enum status status = put_rows(&w, call, &filter, &last, &shown);
    if (status != OK) {
        buf_close(&buf);
        return status;
    }
    put_total(&w, total, exact);
    json_put_key(&w, STR("next"));
    if (shown == filter.limit && shown)
        json_put_text(&w, arena_format(call->arena, "%lld", (long long)last));
    else
        json_put_null(&w);
    put_search(&w, call);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

// ---- facets: the same groups summed in three ways ----

struct sum {
    struct str name, title;
    size_t count;
    bool is_exact; // otherwise `count` is a lower bound
};

static void sum_add(struct sum *sums, size_t *used, struct sum more) {
    for (size_t i = 0; i < *used; i++) {
        if (!str_equal(sums[i].name, more.name)) continue;
        sums[i].count += more.count;
        return;
    }
    sums[(*used)++] = more;
}

static void put_sums(struct json_writer *w, const char *key, const char *member,
                     const struct sum *sums, size_t used) {
    json_key_array(w, key);
    for (size_t i = 0; i < used; i++) {
        json_open_object(w);
        json_key_text(w, member, sums[i].name);
        if (sums[i].title.data) json_key_text(w, "title", sums[i].title);
        json_key_i64(w, "count", (int64_t)sums[i].count);
        json_key_bool(w, "exact", sums[i].is_exact);
        json_close_object(w);
    }
    json_close_array(w);
}

// An object in two collections counts in both: each number is that of the list which it leads to.
static enum status sum_places(struct sum **out, size_t *used, struct call *call,
                              const struct filter *filter, const struct release_groups *groups) {
    const struct world *world = call->visit.world;
    struct sum *sums =
        arena_array(call->arena, groups->count + world->collection_count + 1, struct sum);
    *out = sums;
    *used = 0;
    for (size_t i = 0; filter->collection_count && i < groups->count; i++) {
        const struct collection *place = world_collection(world, groups->items[i].collection_no);
        if (place)
            sum_add(sums, used,
                    (struct sum){str_of(place->id_text), place->title, groups->items[i].count,
                                 groups->is_exact});
    }
    for (size_t i = 0; !filter->collection_count && i < world->collection_count; i++) {
        const struct collection *place = &world->collections[i];
        if (!collection_is_known(call, place)) continue;
        struct filter one = *filter;
        one.collections = &place;
        one.collection_count = 1;
        size_t count;
        bool exact;
        TRY(release_count(&count, &exact, &call->visit, &one));
        struct sum sum = {str_of(place->id_text), place->title, count, exact};
        if (count) sum_add(sums, used, sum);
    }
    return OK;
}

static enum status facets(struct call *call) {
    struct filter filter;
    TRY(call_filter(&filter, call));
    struct release_groups groups;
    TRY(release_groups(&groups, &call->visit, &filter));
    struct sum *types = arena_array(call->arena, groups.count + 1, struct sum);
    struct sum *tlps = arena_array(call->arena, groups.count + 1, struct sum);
    size_t type_count = 0, tlp_count = 0, place_count;
    struct sum *places;
    TRY(sum_places(&places, &place_count, call, &filter, &groups));
    for (size_t i = 0; i < groups.count; i++) {
        const struct release_group *group = &groups.items[i];
        struct sum sum = {group->type, STR_NONE, group->count, groups.is_exact};
        sum_add(types, &type_count, sum);
        sum.name = str_of(tlp_name(group->tlp));
        sum_add(tlps, &tlp_count, sum);
    }
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    put_sums(&w, "types", "type", types, type_count);
    put_sums(&w, "tlp", "tlp", tlps, tlp_count);
    put_sums(&w, "collections", "id", places, place_count);
    put_total(&w, groups.total, groups.is_exact);
    put_search(&w, call);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

// ---- one object ----

static void put_observables(struct json_writer *w, const struct object *object,
                            struct arena *arena) {
    struct observable_found *found;
    size_t count = observable_of_object(&found, object, arena);
    json_key_array(w, "observables");
    for (size_t i = 0; i < count && i < VALUES_SHOWN_MAX; i++) {
        json_open_object(w);
        json_key_text(w, "kind", str_of(observable_kind_name(found[i].observable.kind)));
        json_key_text(w, "value", found[i].observable.value);
        json_close_object(w);
    }
    json_close_array(w);
}

// The text of the version as it came, for links to it; an SCO has none and is named by arrival.
static struct str version_of(struct call *call, const struct released *row) {
    struct object object;
    if (row_read(&object, call, row) == OK && object.version_text.data)
        return arena_copy(call->arena, object.version_text);
    char text[STAMP_TEXT_SIZE];
    return arena_copy(call->arena, str_of(stamp_write(text, row->found.stamp, 6)));
}

static void put_versions(struct json_writer *w, struct call *call, const struct released *rows,
                         size_t count) {
    json_key_array(w, "versions");
    for (size_t i = 0; i < count; i++) {
        if (i && rows[i].found.version_no == rows[i - 1].found.version_no) continue;
        json_open_object(w);
        json_key_text(w, "modified", version_of(call, &rows[i]));
        json_key_stamp(w, "added", rows[i].found.added);
        json_key_bool(w, "revoked", rows[i].found.revoked);
        json_key_i64(w, "deviations", (int64_t)deviation_count(rows[i].found.deviations));
        json_close_object(w);
    }
    json_close_array(w);
    json_key_array(w, "collections");
    for (size_t i = 0; i < count; i++) {
        if (rows[i].found.version_no != rows[0].found.version_no || !rows[i].collection) continue;
        json_open_object(w);
        json_key_text(w, "id", str_of(rows[i].collection->id_text));
        json_key_text(w, "title", rows[i].collection->title);
        json_key_text(w, "tlp", str_of(tlp_name(rows[i].tlp)));
        json_key_stamp(w, "added", rows[i].found.added);
        json_key_text(w, "why", str_of(release_why(&call->visit, &rows[i])));
        json_close_object(w);
    }
    json_close_array(w);
}

static enum status show(struct call *call) {
    struct object_id id;
    TRY(call_object_id(&id, call, "id"));
    struct released *rows;
    size_t count;
    TRY(release_versions(&rows, &count, &call->visit, &id));
    struct object object;
    struct view view;
    TRY(row_read(&object, call, &rows[0]));
    TRY(view_read(&view, call, object.json, rows[0].tlp));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_put_key(&w, STR("row"));
    row_write_object(&w, call, &rows[0], &object, false);
    view_write(&w, &view);
    json_put_key(&w, STR("deviations"));
    deviation_tell(&w, rows[0].found.deviations);
    put_observables(&w, &object, call->arena);
    json_put_key(&w, STR("markings"));
    enum status status = marks_write(&w, call, object.json);
    if (status != OK) {
        buf_close(&buf);
        return status;
    }
    put_versions(&w, call, rows, count);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status respond_version(struct call *call, const struct released *row) {
    struct object object;
    struct view view;
    TRY(row_read(&object, call, row));
    TRY(view_read(&view, call, object.json, row->tlp));
    if (!view.json.data)
        return fault_set(&call->fault, ABSENT, "not in STIX %s: %s", lift_spec_name(view.wanted),
                         view.report.why);
    http_respond(call->response, 200,
                 view.wanted == LIFT_20 ? "application/vnd.oasis.stix+json;version=2.0"
                                        : "application/stix+json;version=2.1",
                 view.wanted == LIFT_AS_IS ? row->found.json : view.json);
    respond_header(call, "Cache-Control", STR("no-store"));
    return OK;
}

static enum status show_version(struct call *call) {
    struct object_id id;
    stamp at;
    TRY(call_object_id(&id, call, "id"));
    if (stamp_read(&at, call_param(call, "version"), NULL) != OK)
        return fault_set(&call->fault, ABSENT, "no such version");
    struct released *rows;
    size_t count;
    TRY(release_versions(&rows, &count, &call->visit, &id));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].found.stamp == at) return respond_version(call, &rows[i]);
    }
    return fault_set(&call->fault, ABSENT, "no such version");
}

// ---- relations ----

// What the row's object calls its reference to `id`: the relationship's type, or the property.
static struct str role_name(const struct object *from, enum object_role role) {
    struct str type = json_text(json_member(from->json, STR("relationship_type")));
    if (type.data && (role == ROLE_SOURCE || role == ROLE_TARGET)) return type;
    switch (role) {
    case ROLE_CREATOR: return STR("created_by_ref");
    case ROLE_MEMBER: return STR("object_refs");
    case ROLE_MARKING: return STR("object_marking_refs");
    case ROLE_SIGHTED: return STR("where_sighted_refs");
    case ROLE_OBSERVED: return STR("observed_data_refs");
    case ROLE_SOURCE: return STR("sighting_of_ref");
    default: return STR("ref");
    }
}

static void put_target(struct json_writer *w, struct call *call, const struct object_id *id) {
    json_key_text(w, "id", object_id_write(call->arena, id->type, &id->uuid));
    json_put_key(w, STR("object"));
    struct released row;
    if (release_object(&row, &call->visit, id) == OK)
        row_write(w, call, &row, false);
    else
        json_put_null(w);
}

// The other end of a relationship or sighting that points at `self`.
static bool other_end(struct object_id *out, const struct object *via,
                      const struct object_id *self) {
    for (size_t i = 0; i < via->ref_count; i++) {
        const struct object_ref *ref = &via->refs[i];
        bool is_end =
            ref->role == ROLE_SOURCE || ref->role == ROLE_TARGET || ref->role == ROLE_SIGHTED;
        if (!is_end || uuid_equal(&ref->id.uuid, &self->uuid)) continue;
        *out = ref->id;
        return true;
    }
    return false;
}

static void put_incoming(struct json_writer *w, struct call *call,
                         const struct release_pointer *pointer, const struct object_id *self) {
    struct object from;
    if (row_read(&from, call, &pointer->row) != OK) return;
    bool is_sro = from.kind && from.kind->group == KIND_SRO;
    struct object_id other;
    // Only by its ends does a relationship lead on; its creator and its markings are its own.
    bool is_own = pointer->role == ROLE_CREATOR || pointer->role == ROLE_MARKING;
    bool has_other = is_sro && !is_own && other_end(&other, &from, self);
    if (has_other) other.type = arena_copy(call->arena, other.type);
    json_open_object(w);
    json_key_text(w, "role", role_name(&from, pointer->role));
    json_key_text(w, "direction", is_sro && pointer->role == ROLE_SOURCE ? STR("out") : STR("in"));
    json_put_key(w, STR("via"));
    if (is_sro)
        row_write_object(w, call, &pointer->row, &from, false);
    else
        json_put_null(w);
    if (has_other) {
        put_target(w, call, &other);
    } else {
        json_key_text(w, "id", row_id(call, &pointer->row));
        json_put_key(w, STR("object"));
        row_write(w, call, &pointer->row, false);
    }
    json_close_object(w);
}

static void put_outgoing(struct json_writer *w, struct call *call, const struct object *object,
                         size_t most) {
    for (size_t i = 0; i < object->ref_count && i < most; i++) {
        const struct object_ref *ref = &object->refs[i];
        if (ref->role == ROLE_MARKING) continue;
        json_open_object(w);
        json_key_text(w, "role", role_name(object, ref->role));
        json_key_text(w, "direction", STR("out"));
        json_put_key(w, STR("via"));
        json_put_null(w);
        put_target(w, call, &ref->id);
        json_close_object(w);
    }
}

// What the object itself points at; read again with memory of its own, since rows share theirs.
static enum status outgoing(struct json_writer *w, struct call *call, const struct object_id *id) {
    struct released row;
    TRY(release_object(&row, &call->visit, id));
    struct json_reader *reader = json_reader_open();
    struct json json;
    struct object object;
    enum status status =
        json_read(&json, reader, row.found.json, &JSON_LIMITS, call->arena, &call->fault);
    if (status == OK) status = object_read(&object, json, call->arena, &call->fault);
    json_reader_close(&reader);
    if (status == OK) put_outgoing(w, call, &object, RELATIONS_MAX);
    return status;
}

static enum status relations(struct call *call) {
    struct object_id id;
    uint64_t limit, before;
    TRY(call_object_id(&id, call, "id"));
    TRY(call_query_u64(&limit, call, "limit", 50, RELATIONS_MAX));
    TRY(call_query_u64(&before, call, "cursor", 0, (uint64_t)STAMP_MAX));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "rows");
    struct release_pointer *pointers = NULL;
    size_t count = 0;
    // Its own references come with the first page.
    enum status status = before ? OK : outgoing(&w, call, &id);
    if (status == OK)
        status = release_pointers(&pointers, &count, &call->visit, &id, (stamp)before, limit);
    if (status != OK) {
        buf_close(&buf);
        return status;
    }
    for (size_t i = 0; i < count; i++) row_note(call, &pointers[i].row);
    rows_ask(call);
    for (size_t i = 0; i < count; i++) put_incoming(&w, call, &pointers[i], &id);
    json_close_array(&w);
    json_put_key(&w, STR("next"));
    if (count && count == limit)
        json_put_text(
            &w, arena_format(call->arena, "%lld", (long long)pointers[count - 1].row.found.added));
    else
        json_put_null(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

// ---- correlations: other objects that hold the same value ----

static void put_correlation(struct json_writer *w, struct call *call,
                            const struct observable *value, const struct release_match *matches,
                            size_t count, const struct object_id *self) {
    size_t others = 0;
    for (size_t i = 0; i < count; i++) others += !uuid_equal(&matches[i].row.found.id, &self->uuid);
    if (!others) return;
    json_open_object(w);
    json_key_text(w, "kind", str_of(observable_kind_name(value->kind)));
    json_key_text(w, "value", value->value);
    json_key_i64(w, "count", (int64_t)others);
    json_key_bool(w, "exact", count <= CORRELATIONS_SHOWN);
    json_key_array(w, "objects");
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < CORRELATIONS_SHOWN; i++) {
        if (uuid_equal(&matches[i].row.found.id, &self->uuid)) continue;
        row_write(w, call, &matches[i].row, false);
        shown++;
    }
    json_close_array(w);
    json_close_object(w);
}

static size_t values_of(struct observable **out, const struct object *object, struct arena *arena) {
    struct observable_found *found;
    size_t count = observable_of_object(&found, object, arena);
    if (count > CORRELATED_VALUES_MAX) count = CORRELATED_VALUES_MAX;
    *out = arena_array(arena, count + 1, struct observable);
    for (size_t i = 0; i < count; i++) {
        (*out)[i].kind = found[i].observable.kind;
        (*out)[i].value = arena_copy(arena, found[i].observable.value);
    }
    return count;
}

static enum status correlations(struct call *call) {
    struct object_id id;
    TRY(call_object_id(&id, call, "id"));
    struct released row;
    TRY(release_object(&row, &call->visit, &id));
    struct object object;
    TRY(row_read(&object, call, &row));
    struct observable *values;
    size_t value_count = values_of(&values, &object, call->arena);
    struct release_match *matches;
    size_t count;
    TRY(release_observables(&matches, &count, &call->visit, values, value_count,
                            CORRELATIONS_SHOWN + 2));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "rows");
    for (size_t i = 0; i < count; i++) row_note(call, &matches[i].row);
    rows_ask(call);
    for (size_t at = 0; at < count;) {
        size_t end = at;
        while (end < count && matches[end].query == matches[at].query) end++;
        put_correlation(&w, call, &values[matches[at].query], matches + at, end - at, &id);
        at = end;
    }
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static const struct route rows[] = {
    {"GET", "/api/v1/objects", list, NEED_NOTHING, ACT_READ},
    {"GET", "/api/v1/facets", facets, NEED_NOTHING, ACT_READ},
    {"GET", "/api/v1/objects/{id}", show, NEED_NOTHING, ACT_READ},
    {"GET", "/api/v1/objects/{id}/versions/{version}", show_version, NEED_NOTHING, ACT_READ},
    {"GET", "/api/v1/objects/{id}/relations", relations, NEED_NOTHING, ACT_READ},
    {"GET", "/api/v1/objects/{id}/correlations", correlations, NEED_NOTHING, ACT_READ},
};
const struct route_table object_routes = {rows, sizeof rows / sizeof *rows};
