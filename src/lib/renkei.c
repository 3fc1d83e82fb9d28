#include "lib/renkei.h"

#include <stdlib.h>

#include "base/canon.h"
#include "lib/lib_inside.h"
#include "stix/sco_id.h"
#include "stix/survey.h"

LIB_PUBLIC const char *renkei_version(void) {
    return RENKEI_VERSION;
}

LIB_PUBLIC struct renkei_text renkei_text(const char *text) {
    return (struct renkei_text){text, text ? strlen(text) : 0};
}

LIB_PUBLIC void renkei_free(char *text) {
    free(text);
}

// ---- what all share ----

void lib_no_error(struct renkei_error *error) {
    if (error) *error = (struct renkei_error){.text = ""};
}

static int status_of(enum status status) {
    switch (status) {
    case OK: return RENKEI_OK;
    case ABSENT: return RENKEI_ABSENT;
    case LIMIT: return RENKEI_LIMIT;
    default: return RENKEI_MALFORMED;
    }
}

int lib_fail(struct renkei_error *error, enum status status, const struct fault *fault,
             uint64_t byte) {
    lib_no_error(error);
    if (error) memcpy(error->text, fault->text, sizeof fault->text);
    if (error) error->byte = byte;
    return status_of(status);
}

struct str lib_str(struct renkei_text text) {
    return (struct str){text.data ? text.data : "", text.size};
}

char *lib_text(struct str text) {
    char *copy = memory_take(text.size + 1);
    if (text.size > 0) memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

// ---- objects ----

// False: nothing more is to be read.
static bool take_all(enum status *status, struct cutter *cutter, const struct lib_walk *walk,
                     struct fault *fault) {
    for (;;) {
        struct str text;
        *status = cut_take(&text, cutter, fault);
        if (*status == OK && !walk->take(walk->context, text, cutter)) return false;
        if (*status == OK) continue;
        if (*status == ABSENT) break;
        if (!cut_goes_on(cutter)) return false;
        walk->refuse(walk->context, cutter, fault);
    }
    *status = OK;
    return true;
}

int lib_walk(struct renkei_text text, const struct lib_walk *walk, struct renkei_error *error) {
    struct cutter *cutter = cut_open(0);
    struct str rest = lib_str(text);
    struct fault fault = {""};
    enum status status = OK;
    bool goes_on = true;
    while (goes_on && rest.size > 0) {
        size_t capacity;
        char *room = cut_room(cutter, &capacity);
        size_t size = rest.size < capacity ? rest.size : capacity;
        memcpy(room, rest.data, size);
        rest = str_cut(rest, size, rest.size);
        cut_grow(cutter, size);
        goes_on = take_all(&status, cutter, walk, &fault);
    }
    if (goes_on) {
        cut_end(cutter);
        (void)take_all(&status, cutter, walk, &fault);
    }
    uint64_t byte = cut_failed_byte(cutter);
    cut_close(&cutter);
    return status == OK ? RENKEI_OK : lib_fail(error, status, &fault, byte);
}

struct reading {
    int (*taken)(void *context, const struct renkei_object *object);
    void (*refused)(void *context, uint64_t index, const struct renkei_error *error);
    void *context;
    struct json_reader *reader;
    struct arena arena;
};

static void refuse(const struct reading *reading, const struct cutter *cutter, uint64_t byte,
                   const struct fault *fault) {
    struct renkei_error error;
    if (!reading->refused) return;
    lib_fail(&error, MALFORMED, fault, byte);
    reading->refused(reading->context, cut_index(cutter), &error);
}

static void refuse_line(void *context, const struct cutter *cutter, const struct fault *fault) {
    refuse(context, cutter, cut_lost_byte(cutter), fault);
}

static bool take_object(void *context, struct str text, const struct cutter *cutter) {
    struct reading *reading = context;
    struct json json;
    struct object object;
    struct fault fault = {""};
    struct arena *arena = &reading->arena;
    arena_reset(arena);
    enum status status = json_read(&json, reading->reader, text, &JSON_LIMITS, arena, &fault);
    if (status == OK) status = object_read(&object, json, arena, &fault);
    if (status != OK) {
        refuse(reading, cutter, cut_byte(cutter), &fault);
        return true;
    }
    struct renkei_object out = {
        .index = cut_index(cutter),
        .byte = cut_byte(cutter),
        .type = arena_text(arena, object.id.type),
        .id = arena_text(arena, object.id_text),
        .version = arena_text(arena, object.version_text),
        .title = arena_text(arena, object.title),
        .spec = object.spec,
        .revoked = object.revoked,
        .json = {text.data, text.size},
    };
    return reading->taken(reading->context, &out) == 0;
}

LIB_PUBLIC int renkei_objects(struct renkei_text text,
                              int (*taken)(void *context, const struct renkei_object *object),
                              void (*refused)(void *context, uint64_t index,
                                              const struct renkei_error *error),
                              void *context, struct renkei_error *error) {
    struct reading reading = {taken, refused, context, json_reader_open(), {0}};
    arena_init(&reading.arena);
    lib_no_error(error);
    int status = lib_walk(text, &(struct lib_walk){&reading, take_object, refuse_line}, error);
    json_reader_close(&reading.reader);
    arena_close(&reading.arena);
    return status;
}

// ---- check ----

struct checking {
    struct renkei_checked out;
    enum conform_strength strength;
    void (*found)(void *context, const struct renkei_finding *finding);
    void *context;
    struct arena arena;
};

static void tell(struct checking *checking, const struct survey_told *told,
                 const struct finding *finding) {
    struct arena *arena = &checking->arena;
    struct survey_place place = survey_place(told, finding);
    arena_reset(arena);
    struct renkei_finding out = {
        .index = told->index,
        .id = arena_text(arena, json_text(json_member(told->object, STR("id")))),
        .path = arena_text(arena, finding->path),
        .rule = conform_rule_name(finding->rule),
        .section = finding->section,
        .sentence = arena_text(arena, finding->sentence),
        .severity = (int)conform_rule_severity(finding->rule),
        .byte = place.byte,
        .size = place.size,
    };
    checking->found(checking->context, &out);
}

static void on_told(void *context, const struct survey_told *told) {
    struct checking *checking = context;
    const struct conform_report *report = told->report;
    bool passes = conform_passes(report, checking->strength);
    if (told->index < 0) {
        checking->out.has_bundle = 1;
        checking->out.bundle_refused = !passes;
    } else {
        checking->out.objects++;
        checking->out.refused += !passes;
    }
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++) checking->out.counts[i] += report->counts[i];
    for (size_t i = 0; i < report->count && checking->found; i++)
        tell(checking, told, &report->findings[i]);
}

LIB_PUBLIC int renkei_check(struct renkei_checked *out, struct renkei_text text, int strength,
                            void (*found)(void *context, const struct renkei_finding *finding),
                            void *context, struct renkei_error *error) {
    lib_no_error(error);
    if (strength < RENKEI_STRICT || strength > RENKEI_LENIENT) {
        struct fault fault;
        return lib_fail(error, fault_set(&fault, MALFORMED, "there is no such strength"), &fault,
                        0);
    }
    struct checking checking = {
        .strength = (enum conform_strength)strength, .found = found, .context = context};
    // Where it lies is what strangers do not know.
    struct survey *survey = survey_open(&(struct survey_options){.seed = (uintptr_t)&checking},
                                        (struct survey_sink){on_told, &checking});
    struct str rest = lib_str(text);
    struct fault fault = {""};
    enum status status;
    size_t size;
    arena_init(&checking.arena);
    do {
        size_t capacity;
        char *room = survey_room(survey, &capacity);
        size = rest.size < capacity ? rest.size : capacity;
        if (size > 0) memcpy(room, rest.data, size);
        rest = str_cut(rest, size, rest.size);
        status = survey_grow(survey, size, &fault);
    } while (size > 0 && status == OK);
    uint64_t damage = survey_damage(survey);
    survey_close(&survey);
    arena_close(&checking.arena);
    if (status != OK) return lib_fail(error, status, &fault, damage);
    *out = checking.out;
    return RENKEI_OK;
}

// ---- ids and canonical form ----

static enum status read_json(struct json *out, struct renkei_text text, struct arena *arena,
                             struct fault *fault) {
    struct json_reader *reader = json_reader_open();
    enum status status = json_read(out, reader, lib_str(text), &JSON_LIMITS, arena, fault);
    json_reader_close(&reader);
    return status;
}

static enum status make_sco_id(char **out, struct json object, struct arena *arena,
                               struct fault *fault) {
    struct buf scratch;
    struct uuid uuid;
    struct str type = json_text(json_member(object, STR("type")));
    if (!type.data) return fault_set(fault, MALFORMED, "type: a string is expected");
    buf_init(&scratch, JSON_LIMITS.size_max);
    enum sco_id_kind kind = sco_id_make(&uuid, type, object, &scratch);
    buf_close(&scratch);
    if (kind == SCO_ID_RANDOM)
        return fault_set(fault, ABSENT, "no property contributes: its id is a random UUIDv4");
    if (kind == SCO_ID_NONE)
        return fault_set(fault, ABSENT, "it is no cyber-observable object of STIX 2.1");
    *out = lib_text(object_id_write(arena, type, &uuid));
    return OK;
}

LIB_PUBLIC int renkei_sco_id(char **out, struct renkei_text json, struct renkei_error *error) {
    struct arena arena;
    struct json object;
    struct fault fault = {""};
    arena_init(&arena);
    lib_no_error(error);
    enum status status = read_json(&object, json, &arena, &fault);
    if (status == OK) status = make_sco_id(out, object, &arena, &fault);
    arena_close(&arena);
    return status == OK ? RENKEI_OK : lib_fail(error, status, &fault, 0);
}

LIB_PUBLIC int renkei_canonical(char **out, struct renkei_text json, struct renkei_error *error) {
    struct arena arena;
    struct buf buf;
    struct json value;
    struct fault fault = {""};
    arena_init(&arena);
    buf_init(&buf, SIZE_MAX);
    lib_no_error(error);
    enum status status = read_json(&value, json, &arena, &fault);
    if (status == OK) status = canon_write(&buf, value, &fault);
    if (status == OK) *out = lib_text(buf_str(&buf));
    buf_close(&buf);
    arena_close(&arena);
    return status == OK ? RENKEI_OK : lib_fail(error, status, &fault, 0);
}
