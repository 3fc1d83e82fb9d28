#include "stix/survey.h"

#include <stdlib.h>

#include "base/map.h"

struct survey {
    struct survey_sink sink;
    const struct json_limits *limits;
    struct cutter *cutter;
    struct json_reader *reader;
    struct buf scratch;
    struct arena arena;  // of one object
    struct map versions; // of one bundle
    size_t count;
    uint64_t object_byte;
    uint64_t broken_at; // in the object that is told, when it is no JSON
};

struct survey *survey_open(const struct survey_options *options, struct survey_sink sink) {
    struct survey *survey = memory_take(sizeof *survey);
    *survey =
        (struct survey){.sink = sink, .limits = options->limits ? options->limits : &JSON_LIMITS};
    survey->cutter = cut_open(survey->limits->size_max);
    survey->reader = json_reader_open();
    buf_init(&survey->scratch, survey->limits->size_max);
    arena_init(&survey->arena);
    map_init(&survey->versions, options->seed);
    return survey;
}

void survey_close(struct survey **survey) {
    struct survey *old = *survey;
    if (!old) return;
    cut_close(&old->cutter);
    json_reader_close(&old->reader);
    buf_close(&old->scratch);
    arena_close(&old->arena);
    map_close(&old->versions);
    free(old);
    *survey = NULL;
}

char *survey_room(struct survey *survey, size_t *capacity) {
    return cut_room(survey->cutter, capacity);
}

size_t survey_count(const struct survey *survey) {
    return survey->count;
}

// ---- objects ----

// What json_read refuses is told with its byte in front: `byte 17: expected a value`.
static uint64_t byte_of(const struct fault *fault) {
    struct str text = str_of(fault->text);
    uint64_t byte;
    if (!str_starts(text, STR("byte "))) return 0;
    return str_read_u64(&byte, str_cut(text, 5, str_find_byte(text, ':'))) ? byte : 0;
}

static void tell(struct survey *survey, const struct conform_report *report, struct json object,
                 int64_t index) {
    struct survey_told told = {index, object, report, survey};
    survey->sink.told(survey->sink.context, &told);
}

static void tell_unreadable(struct survey *survey, const struct fault *fault, int64_t index) {
    struct conform_report report;
    survey->broken_at = byte_of(fault);
    conform_unreadable(&report, fault, &survey->arena);
    tell(survey, &report, (struct json){NULL}, index);
}

// A version of an SCO has no time; its id tells what it says.
static void check_twice(struct survey *survey, struct conform_report *report, struct json object) {
    struct str id = json_text(json_member(object, STR("id")));
    struct str modified = json_text(json_member(object, STR("modified")));
    uint64_t seen;
    if (!id.data) return;
    struct str key = arena_format(&survey->arena, "%.*s %.*s", STR_ARG(id), STR_ARG(modified));
    if (map_find(&seen, &survey->versions, key))
        conform_twice(report, object, &survey->arena);
    else if (survey->versions.count < SURVEY_VERSIONS_MAX)
        map_put(&survey->versions, key, 1);
}

static void check_object(struct survey *survey, struct str text) {
    struct json json = {NULL};
    struct fault fault;
    struct conform_report report;
    struct arena *arena = &survey->arena;
    arena_reset(arena);
    int64_t index = (int64_t)survey->count++;
    survey->object_byte = cut_byte(survey->cutter);
    if (json_read(&json, survey->reader, text, survey->limits, arena, &fault) != OK) {
        tell_unreadable(survey, &fault, index);
        return;
    }
    conform_object(&report, json, &survey->scratch, arena);
    if (cut_form(survey->cutter) == CUT_BUNDLE) check_twice(survey, &report, json);
    tell(survey, &report, json, index);
}

static void check_lost_line(struct survey *survey, const struct fault *fault) {
    arena_reset(&survey->arena);
    int64_t index = (int64_t)survey->count++;
    survey->object_byte = cut_lost_byte(survey->cutter);
    tell_unreadable(survey, fault, index);
}

static void check_bundle(struct survey *survey) {
    struct json json;
    struct fault fault;
    struct conform_report report;
    arena_reset(&survey->arena);
    enum status status = json_read(&json, survey->reader, cut_outer(survey->cutter), survey->limits,
                                   &survey->arena, &fault);
    if (status != OK) {
        tell_unreadable(survey, &fault, -1);
        return;
    }
    conform_bundle(&report, json, &survey->arena);
    tell(survey, &report, json, -1);
}

// ---- the text ----

static enum status end(struct survey *survey, struct fault *fault) {
    enum cut_form form = cut_form(survey->cutter);
    if (form == CUT_BUNDLE) check_bundle(survey);
    if (form == CUT_BUNDLE || form == CUT_ENVELOPE || survey->count > 0) return OK;
    return fault_set(fault, MALFORMED, "there is no object of STIX in it");
}

enum status survey_grow(struct survey *survey, size_t size, struct fault *fault) {
    if (size > 0)
        cut_grow(survey->cutter, size);
    else
        cut_end(survey->cutter);
    for (;;) {
        struct str text;
        enum status status = cut_take(&text, survey->cutter, fault);
        if (status == OK)
            check_object(survey, text);
        else if (status != ABSENT && cut_goes_on(survey->cutter))
            check_lost_line(survey, fault);
        else if (status != ABSENT)
            return status;
        else
            return size > 0 ? OK : end(survey, fault);
    }
}

uint64_t survey_damage(const struct survey *survey) {
    return cut_failed_byte(survey->cutter);
}

// ---- places ----

struct survey_place survey_place(const struct survey_told *told, const struct finding *finding) {
    const struct survey *survey = told->survey;
    uint64_t in = survey->broken_at; // an offset in the object
    uint64_t size = 0;
    if (told->object.node) {
        struct str root = json_source(told->object);
        struct str at = finding->node ? json_source((struct json){finding->node}) : root;
        in = (uint64_t)(at.data - root.data);
        size = finding->node ? at.size : 0;
    }
    if (told->index < 0) {
        if (in == 0) size = 0; // the bundle without its objects is no piece of the text
        return (struct survey_place){cut_outer_byte(survey->cutter, in), size};
    }
    return (struct survey_place){survey->object_byte + in, size};
}
