// Patterns: read, put into words and tried on observations. Nothing of the body is kept.
#include <string.h>

#include "api/api_private.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/refusal.h"
#include "stix/cut.h"
#include "stix/evaluate.h"
#include "stix/observable.h"
#include "stix/pattern_explain.h"

#define PATTERN_BODY_MAX ((size_t)4 << 20)
#define PATTERN_TEXT_MAX ((size_t)64 << 10) // of a pattern over HTTP
#define PATTERN_MS_MAX 2000                 // in which it is tried, or else undecided
#define PATTERN_HITS_MAX 200000
#define PATTERN_MATCHES_MAX 1000 // told
#define PATTERN_REFUSALS_MAX 100 // told
#define PATTERN_OBJECT_SHOWN 500 // bytes

// An object in the data.
struct spot {
    uint64_t byte;
    size_t index;
};
struct refusal {
    struct str reason;
    struct spot spot;
};
struct trying {
    struct call *call;
    struct str text;            // of the pattern
    struct pattern *pattern;    // NULL: it cannot be read
    struct pattern_place place; // of the fault
    struct fault fault;
    bool is_regex; // a regular expression is at fault
    bool has_data; // something is to be tried
    struct str data;
    struct shelf *shelf;
    struct arena scratch;
    VEC_OF(struct spot) spots; // of each on the shelf
    VEC_OF(size_t) indexes;    // on the shelf, of each that was tried
    VEC_OF(struct refusal) refusals;
    size_t refused;
    struct evaluate_result result;
    int64_t until_us;
};

// ---- reading ----

static enum status read_wish(struct trying *trying, struct pattern_options *reading,
                             struct json body) {
    struct call *call = trying->call;
    struct str version;
    struct json data = json_member(body, STR("data")), lenient = json_member(body, STR("lenient"));
    TRY(call_text(&trying->text, call, body, "pattern", PATTERN_TEXT_MAX));
    TRY(call_text(&version, call, body, "version", 16));
    if (!trying->text.data)
        return fault_set(&call->fault, MALFORMED, "pattern: a string is expected");
    if (version.data && !str_equal(version, STR("2.0")) && !str_equal(version, STR("2.1")))
        return fault_set(&call->fault, MALFORMED, "version: 2.0 or 2.1 is expected");
    if (lenient.node && json_kind(lenient) != JSON_TRUE && json_kind(lenient) != JSON_FALSE)
        return fault_set(&call->fault, MALFORMED, "lenient: true or false is expected");
    reading->version = str_equal(version, STR("2.0")) ? PATTERN_2_0 : PATTERN_2_1;
    reading->is_lenient = json_true(lenient);
    trying->has_data = json_kind(data) != JSON_ABSENT && json_kind(data) != JSON_NULL;
    trying->data = json_kind(data) == JSON_STRING ? json_text(data) : json_source(data);
    return OK;
}

// A regular expression that is none matches nothing, which is seldom what was meant.
static void read_pattern(struct trying *trying, struct pattern_options *reading) {
    struct pattern *pattern;
    uint32_t at;
    reading->place = &trying->place;
    if (pattern_read(&pattern, trying->text, reading, trying->call->arena, &trying->fault) != OK)
        return;
    enum status status = evaluate_check(pattern, trying->text, &at, &trying->fault);
    if (status == OK) trying->pattern = pattern;
    if (status == OK) return;
    trying->place = pattern_place_at(trying->text, at);
    trying->is_regex = status == MALFORMED;
}

// ---- observations ----

static void refuse(struct trying *trying, struct spot spot, const struct fault *fault) {
    struct arena *arena = trying->call->arena;
    if (trying->refused++ >= PATTERN_REFUSALS_MAX) return;
    vec_add(&trying->refusals, (struct refusal){arena_copy(arena, str_of(fault->text)), spot});
}

static void put_on_shelf(struct trying *trying, struct json_reader *reader, struct str text,
                         const struct cutter *cutter) {
    struct json object;
    struct fault fault = {""};
    struct spot spot = {cut_byte(cutter), cut_index(cutter)};
    size_t count = shelf_count(trying->shelf);
    arena_reset(&trying->scratch);
    enum status status = json_read(&object, reader, text, &JSON_LIMITS, &trying->scratch, &fault);
    if (status == OK) status = shelf_add(trying->shelf, object, &fault);
    if (shelf_count(trying->shelf) > count) vec_add(&trying->spots, spot);
    if (status != OK && status != ABSENT) refuse(trying, spot, &fault);
}

// False: the rest cannot be read.
static bool take_all(struct trying *trying, struct cutter *cutter, struct json_reader *reader) {
    for (;;) {
        struct str text;
        struct fault fault = {""};
        enum status status = cut_take(&text, cutter, &fault);
        if (status == ABSENT) return true;
        if (status == OK) {
            put_on_shelf(trying, reader, text, cutter);
            continue;
        }
        refuse(trying, (struct spot){cut_failed_byte(cutter), cut_index(cutter)}, &fault);
        if (!cut_goes_on(cutter)) return false;
    }
}

static void read_data(struct trying *trying) {
    struct cutter *cutter = cut_open(PATTERN_BODY_MAX);
    struct json_reader *reader = json_reader_open();
    struct str rest = trying->data;
    trying->shelf = shelf_open(2 * PATTERN_BODY_MAX);
    bool goes_on = true;
    while (goes_on && rest.size > 0) {
        size_t capacity;
        char *room = cut_room(cutter, &capacity);
        size_t size = rest.size < capacity ? rest.size : capacity;
        memcpy(room, rest.data, size);
        rest = str_cut(rest, size, rest.size);
        cut_grow(cutter, size);
        goes_on = take_all(trying, cutter, reader);
    }
    if (goes_on) {
        cut_end(cutter);
        (void)take_all(trying, cutter, reader);
    }
    json_reader_close(&reader);
    cut_close(&cutter);
}

static void add_all(struct trying *trying, struct evaluation *evaluation) {
    for (size_t i = 0; i < shelf_count(trying->shelf); i++) {
        struct observation observation;
        struct fault fault = {""};
        arena_reset(&trying->scratch);
        enum status status = shelf_read(&observation, trying->shelf, i, &trying->scratch, &fault);
        if (status == OK) {
            evaluation_add(evaluation, &observation);
            vec_add(&trying->indexes, i);
        } else if (status != ABSENT) {
            refuse(trying, trying->spots.items[i], &fault);
        }
    }
}

static bool is_over(void *context) {
    const struct trying *trying = context;
    return clock_steady_us(store_clock(trying->call->exchange->store)) > trying->until_us;
}

static void try_it(struct trying *trying) {
    struct call *call = trying->call;
    SCOPED(evaluator_close) struct evaluator *evaluator = NULL;
    struct evaluate_bound bound = {is_over, trying, PATTERN_HITS_MAX};
    if (evaluator_open(&evaluator, trying->pattern, &trying->fault) != OK) {
        trying->pattern = NULL;
        return;
    }
    SCOPED(evaluation_close) struct evaluation *evaluation = evaluation_open(evaluator);
    evaluation_bind(evaluation, &bound);
    trying->until_us =
        clock_steady_us(store_clock(call->exchange->store)) + PATTERN_MS_MAX * INT64_C(1000);
    read_data(trying);
    add_all(trying, evaluation);
    evaluation_end(&trying->result, evaluation, call->arena);
}

// ---- answering ----

static struct str text_of(struct trying *trying, const struct pattern *pattern) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    pattern_print(&buf, pattern);
    struct str text = arena_copy(trying->call->arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}

// A limit of the reader says line and column before its reason.
static void put_refusal(struct json_writer *w, struct str text) {
    size_t end = str_find(text, STR(": "));
    bool has_place = str_starts(text, STR("line ")) && end != SIZE_MAX;
    json_key_object(w, "refusal");
    refusal_write(w, has_place ? str_cut(text, end + 2, text.size) : text);
    json_close_object(w);
}

static void put_error(struct json_writer *w, const struct trying *trying) {
    const struct pattern_place *place = &trying->place;
    const char *code = trying->is_regex ? "regex" : place->expected ? "expected" : "limit";
    json_key_object(w, "error");
    json_key_text(w, "code", str_of(code));
    json_key_text(w, "text", str_of(trying->fault.text));
    if (place->expected) json_key_text(w, "expected", str_of(place->expected));
    if (place->found.data) json_key_text(w, "found", place->found);
    if (!place->expected) put_refusal(w, str_of(trying->fault.text));
    json_key_i64(w, "at", (int64_t)place->at);
    json_key_i64(w, "line", place->line ? (int64_t)place->line : 1);
    json_key_i64(w, "column", place->line ? (int64_t)place->column : 1);
    json_close_object(w);
}

static void put_deviations(struct json_writer *w, const struct pattern *pattern) {
    json_key_array(w, "deviations");
    for (unsigned i = 0; i < PATTERN_DEVIATION_COUNT; i++) {
        enum pattern_deviation one = (enum pattern_deviation)(1u << i);
        if (pattern->deviations & one) json_put_text(w, str_of(pattern_deviation_name(one)));
    }
    json_close_array(w);
}

static void put_values(struct json_writer *w, struct trying *trying) {
    struct observable_found *found;
    size_t count = pattern_observables(&found, trying->pattern, trying->call->arena);
    json_key_array(w, "values");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_text(w, "kind", str_of(observable_kind_name(found[i].observable.kind)));
        json_key_text(w, "value", found[i].observable.value);
        json_key_bool(w, "enough", found[i].is_enough);
        json_key_bool(w, "needed", found[i].is_needed);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_lines(struct json_writer *w, struct trying *trying) {
    struct arena *arena = trying->call->arena;
    struct pattern_line *lines;
    size_t count = pattern_explain(&lines, trying->pattern, arena);
    json_key_array(w, "lines");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_i64(w, "depth", lines[i].depth);
        json_key_text(w, "saying", str_of(pattern_saying_name(lines[i].saying)));
        json_key_array(w, "arguments");
        for (size_t j = 0; j < 2 && lines[i].arguments[j].data; j++)
            json_put_text(w, lines[i].arguments[j]);
        json_close_array(w);
        json_key_text(w, "text", pattern_line_text(&lines[i], arena));
        json_key_i64(w, "begin", lines[i].begin);
        json_key_i64(w, "end", lines[i].end);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_at(struct json_writer *w, const struct trying *trying, struct text_place *place,
                   uint64_t byte) {
    text_place_move(place, trying->data, byte);
    json_key_i64(w, "at", (int64_t)byte);
    json_key_i64(w, "line", (int64_t)place->line);
    json_key_i64(w, "column", (int64_t)place->column);
}

// By observation, in the order of the data, so that its lines are counted once.
static void put_match(struct json_writer *w, struct trying *trying, struct text_place *place,
                      const struct evaluate_part *part) {
    size_t index = trying->indexes.items[part->observation];
    struct observation seen;
    arena_reset(&trying->scratch);
    if (shelf_read(&seen, trying->shelf, index, &trying->scratch, NULL) != OK) return;
    const struct observation_object *object = &seen.objects[part->object];
    json_open_object(w);
    json_key_text(w, "observation", seen.id);
    json_key_stamp(w, "first_observed", seen.first);
    json_key_stamp(w, "last_observed", seen.last);
    json_key_i64(w, "times", part->times);
    json_key_i64(w, "begin", part->begin);
    json_key_i64(w, "end", part->end);
    json_key_text(w, "key", object->key);
    struct str text = json_compact(&trying->scratch, json_source(object->json));
    json_key_text(w, "shown", text_excerpt(&trying->scratch, text, PATTERN_OBJECT_SHOWN));
    put_at(w, trying, place, trying->spots.items[index].byte);
    json_close_object(w);
}

static void put_refusals(struct json_writer *w, const struct trying *trying) {
    struct text_place place = TEXT_PLACE_BEGIN;
    json_key_i64(w, "refused", (int64_t)trying->refused);
    json_key_array(w, "refusals");
    for (size_t i = 0; i < trying->refusals.count; i++) {
        const struct refusal *refusal = &trying->refusals.items[i];
        json_open_object(w);
        json_key_i64(w, "index", (int64_t)refusal->spot.index);
        refusal_write(w, refusal->reason);
        put_at(w, trying, &place, refusal->spot.byte);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_result(struct json_writer *w, struct trying *trying) {
    const struct evaluate_result *result = &trying->result;
    struct text_place place = TEXT_PLACE_BEGIN;
    size_t told = result->part_count;
    if (told > PATTERN_MATCHES_MAX) told = PATTERN_MATCHES_MAX;
    json_key_object(w, "test");
    json_key_text(w, "answer", str_of(evaluate_answer_name(result->answer)));
    if (result->why) json_key_text(w, "why", str_of(result->why));
    json_key_i64(w, "observations", (int64_t)trying->indexes.count);
    put_refusals(w, trying);
    json_key_array(w, "matches");
    for (size_t i = 0; i < told; i++) put_match(w, trying, &place, &result->parts[i]);
    json_close_array(w);
    json_key_i64(w, "matches_left_out", (int64_t)(result->part_count - told));
    json_close_object(w);
}

static enum status answer(struct trying *trying) {
    struct buf buf;
    struct json_writer w;
    respond_begin(trying->call, &buf, &w);
    json_open_object(&w);
    json_key_bool(&w, "ok", trying->pattern != NULL);
    if (trying->pattern) {
        struct pattern *normal = pattern_normal(trying->pattern, trying->call->arena);
        json_key_text(&w, "printed", text_of(trying, trying->pattern));
        json_key_text(&w, "normal", text_of(trying, normal));
        put_deviations(&w, trying->pattern);
        put_values(&w, trying);
        put_lines(&w, trying);
        if (trying->has_data) put_result(&w, trying);
    } else {
        put_error(&w, trying);
    }
    json_close_object(&w);
    return respond_json(trying->call, 200, &buf);
}

static void trying_close(struct trying *trying) {
    shelf_close(&trying->shelf);
    arena_close(&trying->scratch);
    vec_close(&trying->spots);
    vec_close(&trying->indexes);
    vec_close(&trying->refusals);
}

static enum status test(struct call *call) {
    struct trying trying = {.call = call};
    struct pattern_options reading = {.version = PATTERN_2_1};
    struct json body;
    TRY(call_json(&body, call, PATTERN_BODY_MAX));
    TRY(read_wish(&trying, &reading, body));
    arena_init(&trying.scratch);
    read_pattern(&trying, &reading);
    if (trying.pattern && trying.has_data) try_it(&trying);
    enum status status = answer(&trying);
    trying_close(&trying);
    return status;
}

static const struct route rows[] = {
    {"POST", "/api/v1/pattern/test", test, NEED_ACCOUNT | NEED_NO_CSRF | NEED_WORK, ACT_ALL},
};
const struct route_table pattern_routes = {rows, sizeof rows / sizeof *rows};
