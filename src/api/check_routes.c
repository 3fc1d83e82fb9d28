// Check: does what is sent keep the rules of STIX 2.1? Nothing of the body is kept.
#include <stdlib.h>
#include <string.h>

#include "api/api_private.h"
#include "base/compress.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/finding_words.h"
#include "exchange/refusal.h"
#include "stix/survey.h"

#define CHECK_BYTES_MAX ((size_t)64 << 20) // unpacked, held while it is looked at
#define CHECK_VALUES_MAX 1000000           // of one object: they are held as a tree
#define CHECK_FINDINGS_MAX 1000            // told of each severity
#define CHECK_ID_SHOWN 200                 // bytes

struct told_finding {
    struct survey_place at;
    struct text_place place;
    int64_t index; // of the object; -1: the bundle itself
    struct str id, path, sentence;
    enum conform_saying saying;
    const struct str *values;
    enum conform_rule rule;
    const char *section;
};
struct checking {
    struct call *call;
    enum conform_strength strength;
    struct str text;
    VEC_OF(struct told_finding) found;
    size_t told[CONFORM_SEVERITIES], counts[CONFORM_SEVERITIES];
    size_t objects, refused;
    bool is_bundle, is_bundle_refused;
    enum status damage;
    struct fault damaged;
    uint64_t damaged_at;
};

// ---- checking ----

static const struct str *keep_values(struct arena *arena, const struct finding *finding) {
    size_t count = conform_saying_values(finding->saying);
    if (!count) return NULL;
    struct str *out = arena_array(arena, count, struct str);
    for (size_t i = 0; i < count; i++) out[i] = arena_copy(arena, finding->values[i]);
    return out;
}

static void keep(struct checking *checking, const struct survey_told *told,
                 const struct finding *finding) {
    struct arena *arena = checking->call->arena;
    struct str id = json_text(json_member(told->object, STR("id")));
    if (checking->told[conform_rule_severity(finding->rule)]++ >= CHECK_FINDINGS_MAX) return;
    vec_add(&checking->found,
            (struct told_finding){
                .at = survey_place(told, finding),
                .index = told->index,
                .id = id.data ? text_excerpt(arena, id, CHECK_ID_SHOWN) : STR_NONE,
                .path = arena_copy(arena, finding->path),
                .sentence = arena_copy(arena, finding->sentence),
                .saying = finding->saying,
                .values = keep_values(arena, finding),
                .rule = finding->rule,
                .section = finding->section,
            });
}

static void on_told(void *context, const struct survey_told *told) {
    struct checking *checking = context;
    const struct conform_report *report = told->report;
    bool passes = conform_passes(report, checking->strength);
    if (told->index < 0) {
        checking->is_bundle = true;
        checking->is_bundle_refused = !passes;
    } else {
        checking->objects++;
        checking->refused += !passes;
    }
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++) checking->counts[i] += report->counts[i];
    for (size_t i = 0; i < report->count; i++) keep(checking, told, &report->findings[i]);
}

static enum status body_read(size_t *size, void *context, void *bytes, size_t capacity,
                             struct fault *fault) {
    struct http_request *request = context;
    return request->body->read(size, request->body, bytes, capacity, fault);
}

// The whole text, unpacked: a place in it is told by line and column.
static enum status read_text(struct buf *out, struct call *call) {
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(compress_open(&reader, (struct compress_source){body_read, call->request}, &call->fault));
    char chunk[16 * 1024];
    for (;;) {
        size_t size = 0;
        TRY(compress_read(&size, reader, chunk, sizeof chunk, &call->fault));
        if (!size) return OK;
        buf_add(out, (struct str){chunk, size});
        if (out->status != OK)
            return fault_set(&call->fault, LIMIT, "more than %zu bytes: use renkei check",
                             CHECK_BYTES_MAX);
    }
}

static void check_text(struct checking *checking) {
    struct json_limits limits = JSON_LIMITS;
    limits.size_max = CHECK_BYTES_MAX;
    limits.nodes_max = CHECK_VALUES_MAX;
    struct chance *chance = store_chance(checking->call->exchange->store);
    struct survey_options options = {.limits = &limits, .seed = chance_u64(chance)};
    struct survey *survey = survey_open(&options, (struct survey_sink){on_told, checking});
    struct str rest = checking->text;
    size_t size;
    do {
        size_t capacity;
        char *room = survey_room(survey, &capacity);
        size = rest.size < capacity ? rest.size : capacity;
        if (size > 0) memcpy(room, rest.data, size);
        rest = str_cut(rest, size, rest.size);
        checking->damage = survey_grow(survey, size, &checking->damaged);
    } while (size > 0 && checking->damage == OK);
    checking->damaged_at = survey_damage(survey);
    survey_close(&survey);
}

// ---- answering ----

static int by_place(const void *a, const void *b) {
    const struct told_finding *x = a, *y = b;
    if (x->at.byte != y->at.byte) return x->at.byte < y->at.byte ? -1 : 1;
    return (x->rule > y->rule) - (x->rule < y->rule);
}

static void put_place(struct json_writer *w, uint64_t at, const struct text_place *place) {
    json_key_i64(w, "at", (int64_t)at);
    json_key_i64(w, "line", (int64_t)place->line);
    json_key_i64(w, "column", (int64_t)place->column);
}

static void put_found(struct json_writer *w, const struct told_finding *found) {
    json_open_object(w);
    json_put_key(w, STR("index"));
    if (found->index >= 0)
        json_put_i64(w, found->index);
    else
        json_put_null(w);
    if (found->id.data) json_key_text(w, "id", found->id);
    json_key_text(w, "path", found->path);
    json_key_text(w, "rule", str_of(conform_rule_name(found->rule)));
    json_key_text(w, "section", str_of(found->section));
    json_key_text(w, "severity", str_of(conform_severity_name(conform_rule_severity(found->rule))));
    json_key_text(w, "sentence", found->sentence);
    finding_words_write(w, found->saying, found->values);
    put_place(w, found->at.byte, &found->place);
    json_key_i64(w, "size", (int64_t)found->at.size);
    json_close_object(w);
}

static void put_counts(struct json_writer *w, const char *key, const size_t *counts) {
    json_key_object(w, key);
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++)
        json_key_i64(w, conform_severity_name((enum conform_severity)i), (int64_t)counts[i]);
    json_close_object(w);
}

static void put_findings(struct json_writer *w, struct checking *checking) {
    struct text_place place = TEXT_PLACE_BEGIN;
    size_t left_out[CONFORM_SEVERITIES] = {0};
    size_t count = checking->found.count;
    if (count > 0) qsort(checking->found.items, count, sizeof *checking->found.items, by_place);
    json_key_array(w, "findings");
    for (size_t i = 0; i < count; i++) {
        struct told_finding *found = &checking->found.items[i];
        text_place_move(&place, checking->text, found->at.byte);
        found->place = place;
        left_out[conform_rule_severity(found->rule)]++;
        put_found(w, found);
    }
    json_close_array(w);
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++) left_out[i] = checking->counts[i] - left_out[i];
    put_counts(w, "left_out", left_out);
}

static void put_damage(struct json_writer *w, const struct checking *checking) {
    struct text_place place = TEXT_PLACE_BEGIN;
    json_put_key(w, STR("damage"));
    if (checking->damage == OK) {
        json_put_null(w);
        return;
    }
    text_place_move(&place, checking->text, checking->damaged_at);
    json_open_object(w);
    refusal_write(w, str_of(checking->damaged.text));
    put_place(w, checking->damaged_at, &place);
    json_close_object(w);
}

static enum status answer(struct checking *checking, struct str strength) {
    struct buf buf;
    struct json_writer w;
    respond_begin(checking->call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "strength", strength);
    json_key_i64(&w, "objects", (int64_t)checking->objects);
    json_key_i64(&w, "refused", (int64_t)checking->refused);
    json_put_key(&w, STR("bundle_refused"));
    if (checking->is_bundle)
        json_put_bool(&w, checking->is_bundle_refused);
    else
        json_put_null(&w);
    put_counts(&w, "counts", checking->counts);
    put_findings(&w, checking);
    put_damage(&w, checking);
    json_close_object(&w);
    return respond_json(checking->call, 200, &buf);
}

static enum status read_strength(enum conform_strength *out, struct str *name, struct call *call) {
    TRY(call_query(name, call, "strength"));
    if (!name->data) *name = STR("standard");
    if (conform_strength_read(out, *name)) return OK;
    return fault_set(&call->fault, MALFORMED, "strength: strict, standard or lenient is expected");
}

static enum status check(struct call *call) {
    struct checking checking = {.call = call};
    struct str strength = STR_NONE;
    SCOPED(buf_close) struct buf text;
    buf_init(&text, CHECK_BYTES_MAX);
    TRY(read_strength(&checking.strength, &strength, call));
    TRY(read_text(&text, call));
    checking.text = buf_str(&text);
    check_text(&checking);
    enum status status = answer(&checking, strength);
    vec_close(&checking.found);
    return status;
}

static const struct route rows[] = {
    {"POST", "/api/v1/check", check, NEED_ACCOUNT | NEED_NO_CSRF | NEED_WORK, ACT_ALL},
};
const struct route_table check_routes = {rows, sizeof rows / sizeof *rows};
