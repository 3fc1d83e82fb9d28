#include "exchange/deviation.h"

#include "exchange/finding_words.h"

#define PLACE_BYTES_MAX 120 // of a refusal: the sentence behind it must fit, too

void deviation_check_open(struct deviation_check *check, enum intake_strength strength,
                          const struct viewer *giver) {
    *check = (struct deviation_check){.strength = strength, .giver = giver};
    buf_init(&check->scratch, JSON_LIMITS.size_max);
}

void deviation_check_close(struct deviation_check *check) {
    buf_close(&check->scratch);
}

static bool is_by(const struct object *object, const struct object_id *identity) {
    struct object_id creator;
    struct json named = json_member(object->json, STR("created_by_ref"));
    return identity->type.size && object_id_read(&creator, json_text(named), NULL) == OK &&
           str_equal(creator.type, identity->type) && uuid_equal(&creator.uuid, &identity->uuid);
}

static bool is_own(const struct viewer *giver, const struct object *object) {
    if (is_by(object, &giver->identity)) return true;
    return giver->organisation_no && is_by(object, &giver->organisation_identity);
}

enum intake_strength deviation_strength(const struct deviation_check *check,
                                        const struct object *object) {
    if (check->strength != INTAKE_USUAL) return check->strength;
    bool is_published = object->spec == 21 && is_own(check->giver, object);
    return is_published ? INTAKE_STANDARD : INTAKE_LENIENT;
}

// ---- what is kept ----

static bool is_kept(const struct finding *finding) {
    return conform_rule_severity(finding->rule) == CONFORM_MUST;
}

static void put_finding(struct json_writer *w, const struct finding *finding) {
    json_open_object(w);
    json_key_text(w, "rule", str_of(conform_rule_name(finding->rule)));
    json_key_text(w, "section", str_of(finding->section));
    json_key_text(w, "path", finding->path);
    json_key_text(w, "sentence", finding->sentence);
    json_close_object(w);
}

// A finding more, unless there are enough: then it is counted.
struct keeping {
    struct buf text;
    struct json_writer writer;
    size_t count, left_out;
};

static void keep_begin(struct keeping *keeping) {
    *keeping = (struct keeping){.count = 0};
    buf_init(&keeping->text, DEVIATIONS_BYTES_MAX * 2);
    json_begin(&keeping->writer, &keeping->text);
    json_open_object(&keeping->writer);
    json_key_array(&keeping->writer, "findings");
}

static bool keep_has_room(struct keeping *keeping, size_t size) {
    bool has_room =
        keeping->count < DEVIATIONS_MAX && keeping->text.size + size < DEVIATIONS_BYTES_MAX;
    keeping->count += has_room;
    keeping->left_out += !has_room;
    return has_room;
}

static struct str keep_end(struct keeping *keeping, struct arena *arena) {
    json_close_array(&keeping->writer);
    json_key_i64(&keeping->writer, "left_out", (int64_t)keeping->left_out);
    json_close_object(&keeping->writer);
    bool has_any = keeping->count + keeping->left_out > 0;
    struct str out = has_any ? arena_copy(arena, buf_str(&keeping->text)) : STR_NONE;
    buf_close(&keeping->text);
    return out;
}

struct str deviation_write(const struct conform_report *report, struct arena *arena) {
    if (!report->counts[CONFORM_MUST]) return STR_NONE;
    struct keeping keeping;
    size_t seen = 0;
    keep_begin(&keeping);
    for (size_t i = 0; i < report->count; i++) {
        const struct finding *finding = &report->findings[i];
        if (!is_kept(finding)) continue;
        seen++;
        if (keep_has_room(&keeping, finding->path.size + finding->sentence.size + 100))
            put_finding(&keeping.writer, finding);
    }
    keeping.left_out += report->counts[CONFORM_MUST] - seen;
    return keep_end(&keeping, arena);
}

// What was kept is read by who wrote it: a text that cannot be read says nothing.
static void keep_again(struct keeping *keeping, struct str kept, struct json_reader *reader,
                       struct arena *arena) {
    struct json root;
    int64_t left_out = 0;
    if (!kept.size || json_read(&root, reader, kept, &JSON_LIMITS, arena, NULL) != OK) return;
    struct json one = json_first(json_member(root, STR("findings")));
    for (; one.node; one = json_next(one)) {
        struct str source = json_source(one);
        if (keep_has_room(keeping, source.size)) json_put_raw(&keeping->writer, source);
    }
    if (json_i64(&left_out, json_member(root, STR("left_out"))) && left_out > 0)
        keeping->left_out += (size_t)left_out;
}

struct str deviation_join(struct str kept, struct str more, struct arena *arena) {
    if (!more.size) return kept;
    if (!kept.size) return more;
    struct keeping keeping;
    struct json_reader *reader = json_reader_open();
    keep_begin(&keeping);
    keep_again(&keeping, kept, reader, arena);
    keep_again(&keeping, more, reader, arena);
    json_reader_close(&reader);
    return keep_end(&keeping, arena);
}

struct str deviation_of_view(struct str kept, struct json_reader *reader, struct arena *scratch,
                             struct arena *arena) {
    struct json root;
    if (!kept.size || json_read(&root, reader, kept, &JSON_LIMITS, scratch, NULL) != OK)
        return STR_NONE;
    struct keeping keeping;
    keep_begin(&keeping);
    struct json one = json_first(json_member(root, STR("findings")));
    for (; one.node; one = json_next(one)) {
        struct str rule = json_text(json_member(one, STR("rule")));
        struct str source = json_source(one);
        bool is_of_versions = str_equal(rule, str_of(conform_rule_name(RULE_FIRST_VERSION)));
        if (is_of_versions && keep_has_room(&keeping, source.size))
            json_put_raw(&keeping.writer, source);
    }
    return keep_end(&keeping, arena);
}

static void tell_finding(struct json_writer *w, struct json one) {
    json_open_object(w);
    for (struct json member = json_first(one); member.node; member = json_next(member)) {
        json_put_key(w, json_key(member));
        json_put_raw(w, json_source(member));
    }
    finding_words_read(w, json_text(json_member(one, STR("rule"))),
                       json_text(json_member(one, STR("sentence"))));
    json_close_object(w);
}

void deviation_tell(struct json_writer *w, struct str kept) {
    struct json root = {NULL};
    struct json_reader *reader = json_reader_open();
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    bool is_read = kept.size && json_read(&root, reader, kept, &JSON_LIMITS, &arena, NULL) == OK;
    if (is_read) {
        json_open_object(w);
        json_key_array(w, "findings");
        struct json one = json_first(json_member(root, STR("findings")));
        for (; one.node; one = json_next(one)) tell_finding(w, one);
        json_close_array(w);
        json_put_key(w, STR("left_out"));
        json_put_raw(w, json_source(json_member(root, STR("left_out"))));
        json_close_object(w);
    } else {
        json_put_null(w);
    }
    json_reader_close(&reader);
}

size_t deviation_count(struct str kept) {
    if (!kept.size) return 0;
    struct keeping keeping;
    struct json_reader *reader = json_reader_open();
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    keep_begin(&keeping);
    keep_again(&keeping, kept, reader, &arena);
    json_reader_close(&reader);
    (void)keep_end(&keeping, &arena);
    return keeping.count + keeping.left_out;
}

// ---- what is refused ----

static bool refuses(const struct finding *finding, enum intake_strength strength) {
    enum conform_severity severity = conform_rule_severity(finding->rule);
    if (severity == CONFORM_MUST) return true;
    return strength == INTAKE_STRICT && severity != CONFORM_CUSTOM;
}

static enum status refuse(const struct conform_report *report, enum intake_strength strength,
                          struct fault *fault) {
    const struct finding *found = NULL;
    for (size_t i = 0; i < report->count && !found; i++)
        if (refuses(&report->findings[i], strength)) found = &report->findings[i];
    if (!found) // more than are kept stand before it
        return fault_set(fault, MALFORMED, "more than %d rules are broken", CONFORM_FINDINGS_MAX);
    const char *rule = conform_rule_name(found->rule);
    fault_set(fault, MALFORMED, "%.*s (%s, %s)", STR_ARG(found->sentence), rule, found->section);
    struct str place = found->path;
    if (!place.size) return MALFORMED;
    if (place.size <= PLACE_BYTES_MAX)
        return fault_within(fault, MALFORMED, "%.*s", STR_ARG(place));
    return fault_within(fault, MALFORMED, "%.*s...", PLACE_BYTES_MAX, place.data);
}

enum status deviation_find(struct str *out, struct deviation_check *check,
                           const struct object *object, struct arena *scratch, struct arena *arena,
                           struct fault *fault) {
    *out = STR_NONE;
    enum intake_strength strength = deviation_strength(check, object);
    if (object->spec == 20 && strength != INTAKE_LENIENT)
        return fault_set(fault, MALFORMED,
                         "spec_version: STIX 2.0 cannot be held to the rules of 2.1");
    if (object->spec == 20) return OK;
    struct conform_report report;
    conform_object(&report, object->json, &check->scratch, scratch);
    // For lenient object_check is what decides, and was asked before.
    enum conform_strength asked = strength == INTAKE_STRICT ? CONFORM_STRICT : CONFORM_STANDARD;
    if (strength != INTAKE_LENIENT && !conform_passes(&report, asked))
        return refuse(&report, strength, fault);
    *out = deviation_write(&report, arena);
    return OK;
}
