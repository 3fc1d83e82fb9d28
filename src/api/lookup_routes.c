// Look-up: what is known about values.
#include "api/api_private.h"
#include "exchange/intake.h"
#include "exchange/lookup.h"
#include "sys/thread.h"

#define LOOKUP_BODY_MAX ((size_t)8 << 20)
#define HALVED_MIN 250 // values; fewer are not worth a second thread
#define SIGHTED_BY_MAX 10

static enum status read_values(struct str **out, size_t *count, struct call *call,
                               struct json body) {
    struct json list = json_member(body, STR("values"));
    if (json_kind(list) != JSON_ARRAY)
        return fault_set(&call->fault, MALFORMED, "values: a list of strings is expected");
    if (json_count(list) > LOOKUP_VALUES_MAX)
        return fault_set(&call->fault, LIMIT, "values: more than %d", LOOKUP_VALUES_MAX);
    *out = arena_array(call->arena, json_count(list) + 1, struct str);
    *count = 0;
    for (struct json item = json_first(list); item.node; item = json_next(item)) {
        struct str value = json_text(item);
        if (!value.data)
            return fault_set(&call->fault, MALFORMED, "values[%zu]: a string is expected", *count);
        (*out)[(*count)++] = str_trim(value);
    }
    return OK;
}

// Left out: when there are few values.
static enum status read_sightings(enum lookup_sightings *out, struct call *call, struct json body) {
    struct json wish = json_member(body, STR("sightings"));
    switch (json_kind(wish)) {
    case JSON_ABSENT: *out = LOOKUP_SIGHTINGS_IF_FEW; return OK;
    case JSON_TRUE: *out = LOOKUP_SIGHTINGS_YES; return OK;
    case JSON_FALSE: *out = LOOKUP_SIGHTINGS_NO; return OK;
    default: return fault_set(&call->fault, MALFORMED, "sightings: true or false is expected");
    }
}

static void put_times(struct json_writer *w, const struct object *object) {
    struct str from = json_text(json_member(object->json, STR("valid_from")));
    if (from.data) json_key_text(w, "valid_from", from); // the row itself says until when
    int64_t confidence;
    if (json_i64(&confidence, json_member(object->json, STR("confidence"))))
        json_key_i64(w, "confidence", confidence);
    struct str created = json_text(json_member(object->json, STR("created")));
    if (created.data) json_key_text(w, "said_since", created);
}

static void put_seen(struct json_writer *w, const char *key, stamp at) {
    json_put_key(w, str_of(key));
    if (at == STAMP_MIN)
        json_put_null(w);
    else
        json_put_stamp(w, at, 3);
}

// Who saw it: those in where_sighted_refs, by name where the asker may know it.
static void put_sighted_by(struct json_writer *w, struct call *call, const struct object *object) {
    size_t count = 0;
    json_key_array(w, "sighted_by");
    for (size_t i = 0; i < object->ref_count && count < SIGHTED_BY_MAX; i++) {
        if (object->refs[i].role != ROLE_SIGHTED) continue;
        row_write_identity(w, call, &object->refs[i].id);
        count++;
    }
    json_close_array(w);
}

static void put_sighting(struct json_writer *w, struct call *call, const struct released *row) {
    struct object object;
    if (row_read(&object, call, row) != OK) return;
    row_write_object(w, call, row, &object, true);
    struct str first = json_text(json_member(object.json, STR("first_seen")));
    struct str last = json_text(json_member(object.json, STR("last_seen")));
    if (first.data) json_key_text(w, "first_seen", first);
    if (last.data) json_key_text(w, "last_seen", last);
    int64_t count;
    if (json_i64(&count, json_member(object.json, STR("count")))) json_key_i64(w, "count", count);
    put_sighted_by(w, call, &object);
    if (!row->found.giver_no) json_key_bool(w, "by_operator", true);
    json_close_object(w);
}

static void put_sightings(struct json_writer *w, struct call *call,
                          const struct sightings *sightings) {
    json_key_object(w, "sightings");
    json_key_i64(w, "count", (int64_t)sightings->count);
    json_key_bool(w, "exact", sightings->is_exact);
    json_key_i64(w, "number", (int64_t)sightings->number);
    put_seen(w, "first_seen", sightings->first);
    put_seen(w, "last_seen", sightings->last);
    json_key_array(w, "rows");
    for (size_t i = 0; i < sightings->row_count; i++) put_sighting(w, call, &sightings->rows[i]);
    json_close_array(w);
    json_close_object(w);
}

static void put_match(struct json_writer *w, struct call *call, const struct lookup_match *match,
                      bool has_sightings) {
    json_open_object(w);
    json_key_text(w, "relation", str_of(lookup_relation_name(match->relation)));
    json_key_text(w, "kind", str_of(observable_kind_name(match->observable.kind)));
    json_key_text(w, "value", match->observable.value);
    json_key_i64(w, "count", (int64_t)match->row_count);
    json_key_bool(w, "exact", match->is_exact);
    json_key_array(w, "objects");
    for (size_t i = 0; i < match->row_count; i++) {
        struct object object;
        if (row_read(&object, call, &match->rows[i]) != OK) continue;
        row_write_object(w, call, &match->rows[i], &object, true);
        put_times(w, &object);
        struct str list = intake_list_name(object.json);
        if (list.size) json_key_text(w, "list", list);
        if (!match->rows[i].found.giver_no) json_key_bool(w, "by_operator", true);
        json_close_object(w);
    }
    json_close_array(w);
    if (has_sightings) put_sightings(w, call, &match->sightings);
    json_close_object(w);
}

static void put_result(struct json_writer *w, struct call *call, const struct lookup *lookup,
                       struct str value, size_t at, size_t *match) {
    json_open_object(w);
    json_key_text(w, "value", value);
    const struct observable *asked = &lookup->asked[at];
    json_put_key(w, STR("kind"));
    if (asked->kind)
        json_put_text(w, str_of(observable_kind_name(asked->kind)));
    else
        json_put_null(w);
    json_put_key(w, STR("canonical"));
    if (asked->kind)
        json_put_text(w, asked->value);
    else
        json_put_null(w);
    json_key_array(w, "matches");
    while (*match < lookup->match_count && lookup->matches[*match].value == at)
        put_match(w, call, &lookup->matches[(*match)++], lookup->has_sightings);
    json_close_array(w);
    json_close_object(w);
}

static void note_all(struct call *call, const struct lookup *lookup) {
    for (size_t i = 0; i < lookup->match_count; i++) {
        const struct lookup_match *match = &lookup->matches[i];
        for (size_t at = 0; at < match->row_count; at++) row_note(call, &match->rows[at]);
        for (size_t at = 0; lookup->has_sightings && at < match->sightings.row_count; at++)
            row_note(call, &match->sightings.rows[at]);
    }
    rows_ask(call);
}

// ---- in two halves ----

// Values that one thread looks up and writes down, as elements of an array.
struct half {
    struct call *call; // its own, as `w` is
    struct json_writer *w;
    const struct str *values;
    size_t count;
    bool with_sightings;
    enum status status;
};

static enum status look_half(struct half *half) {
    struct lookup lookup;
    size_t match = 0;
    TRY(lookup_run(&lookup, &half->call->visit, half->values, half->count, half->with_sightings));
    note_all(half->call, &lookup);
    for (size_t i = 0; i < half->count; i++)
        put_result(half->w, half->call, &lookup, half->values[i], i, &match);
    return OK;
}

static void look_beside(void *context) {
    struct half *half = context;
    half->status = look_half(half);
}

// Each half sees what its reader sees: one value says nothing of another.
static enum status look_in_halves(struct half *first) {
    struct call beside = *first->call;
    SCOPED(arena_close) struct arena arena;
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    struct thread thread = {0};
    struct half second = *first;
    arena_init(&arena);
    beside.arena = beside.visit.arena = &arena;
    beside.visit.fault = &beside.fault;
    beside.names = NULL;
    respond_begin(&beside, &buf, &w);
    json_open_array(&w);
    second.call = &beside;
    second.w = &w;
    first->count /= 2;
    second.values += first->count;
    second.count -= first->count;
    thread_start(&thread, "look-up", look_beside, &second);
    first->status = look_half(first);
    thread_join(&thread);
    call_close(&beside);
    TRY(first->status);
    if (second.status != OK) first->call->fault = beside.fault;
    TRY(second.status);
    if (buf.status == OK)
        json_put_raw(first->w, str_cut(buf_str(&buf), 1, buf.size));
    else
        first->w->buf->status = buf.status; // respond_json says so
    return OK;
}

static enum status look_up(struct call *call) {
    struct str *values = NULL;
    size_t count = 0;
    struct json body;
    enum lookup_sightings wish = LOOKUP_SIGHTINGS_IF_FEW; // gcc cannot see that it is always set
    bool with_sightings;
    TRY(call_json(&body, call, LOOKUP_BODY_MAX));
    TRY(read_values(&values, &count, call, body));
    TRY(read_sightings(&wish, call, body));
    TRY(lookup_wish(&with_sightings, count, wish, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_bool(&w, "sightings", with_sightings);
    json_key_array(&w, "results");
    struct half all = {call, &w, values, count, with_sightings, OK};
    bool is_halved = count >= HALVED_MIN && thread_cores() > 1;
    enum status status = is_halved ? look_in_halves(&all) : look_half(&all);
    if (status != OK) buf_close(&buf);
    TRY(status);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static const struct route rows[] = {
    {"POST", "/api/v1/lookup", look_up, NEED_NO_CSRF},
};
const struct route_table lookup_routes = {rows, sizeof rows / sizeof *rows};
