// Look-up: what is known about values.
#include <stdatomic.h>

#include "api/api_private.h"
#include "exchange/intake.h"
#include "exchange/lookup.h"
#include "sys/thread.h"

#define LOOKUP_BODY_MAX ((size_t)8 << 20)
#define SHARED_MIN 250 // values; fewer are not worth a second thread
#define SHARE 64       // values
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

// ---- in shares ----

// Values that are looked up and written down at one go, as elements of an array.
struct share {
    const struct str *values;
    size_t count;
    struct buf buf; // "[" and the elements
};

// What two threads take shares of: small ones, so that neither waits long for the other,
// however late it began.
struct shares {
    struct share *items;
    size_t count, bytes_max;
    atomic_size_t taken, bytes;
    bool with_sightings;
};

struct looker {
    struct call *call; // its own
    struct shares *shares;
    enum status status;
};

// What was found is in the visit's arena; what names it, in the call's.
static enum status look(struct json_writer *w, struct call *call, const struct visit *visit,
                        const struct share *share, bool with_sightings) {
    struct lookup lookup;
    size_t match = 0;
    TRY(lookup_run(&lookup, visit, share->values, share->count, with_sightings));
    note_all(call, &lookup);
    for (size_t i = 0; i < share->count; i++)
        put_result(w, call, &lookup, share->values[i], i, &match);
    return OK;
}

static void take_shares(void *context) {
    struct looker *looker = context;
    struct shares *shares = looker->shares;
    SCOPED(arena_close) struct arena arena;
    struct visit visit = looker->call->visit;
    arena_init(&arena);
    visit.arena = &arena;
    for (size_t at; (at = atomic_fetch_add(&shares->taken, 1)) < shares->count;) {
        struct share *share = &shares->items[at];
        struct json_writer w;
        respond_begin(looker->call, &share->buf, &w);
        json_open_array(&w);
        looker->status = look(&w, looker->call, &visit, share, shares->with_sightings);
        arena_reset(&arena);
        size_t bytes = atomic_fetch_add(&shares->bytes, share->buf.size) + share->buf.size;
        bool is_full = share->buf.status != OK || bytes > shares->bytes_max;
        if (is_full || looker->status != OK) atomic_store(&shares->taken, shares->count);
    }
}

static void take_beside(struct shares *shares, struct looker *looker) {
    struct call beside = *looker->call;
    SCOPED(arena_close) struct arena arena;
    struct looker second = {&beside, shares, OK};
    struct thread thread = {0};
    arena_init(&arena);
    beside.arena = beside.visit.arena = &arena;
    beside.visit.fault = &beside.fault;
    beside.names = NULL;
    thread_start(&thread, "look-up", take_shares, &second);
    take_shares(looker);
    thread_join(&thread);
    if (looker->status == OK && second.status != OK) {
        looker->status = second.status;
        looker->call->fault = beside.fault;
    }
    call_close(&beside);
}

// Each share sees what its reader sees: one value says nothing of another.
static enum status look_in_shares(struct json_writer *w, struct call *call,
                                  const struct str *values, size_t count, bool with_sightings) {
    struct shares shares = {.count = (count + SHARE - 1) / SHARE,
                            .bytes_max = w->buf->size_max,
                            .with_sightings = with_sightings};
    struct looker looker = {call, &shares, OK};
    shares.items = arena_array(call->arena, shares.count, struct share);
    for (size_t i = 0; i < shares.count; i++) {
        size_t left = count - i * SHARE;
        shares.items[i] =
            (struct share){.values = values + i * SHARE, .count = left < SHARE ? left : SHARE};
    }
    take_beside(&shares, &looker);
    for (size_t i = 0; i < shares.count; i++) {
        struct buf *buf = &shares.items[i].buf;
        if (buf->size) json_put_raw(w, str_cut(buf_str(buf), 1, buf->size));
        if (buf->status != OK) w->buf->status = buf->status; // respond_json says so
        buf_close(buf);
    }
    return looker.status;
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
    bool is_shared = count >= SHARED_MIN && thread_cores() > 1;
    struct share all = {.values = values, .count = count};
    enum status status = is_shared ? look_in_shares(&w, call, values, count, with_sightings)
                                   : look(&w, call, &call->visit, &all, with_sightings);
    if (status != OK) buf_close(&buf);
    TRY(status);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static const struct route rows[] = {
    {"POST", "/api/v1/lookup", look_up, NEED_NO_CSRF | NEED_WORK, ACT_READ | ACT_MATCH},
};
const struct route_table lookup_routes = {rows, sizeof rows / sizeof *rows};
