#include "exchange/succession.h"

#include "exchange/prepare.h"
#include "stix/redact.h"

#define FORGED STR("only its creator, or whom it lets, makes new versions of this object")
#define HIDDEN                                                                                     \
    STR("parts of the version before it are hidden from its giver: only who sees them can make a " \
        "new version without them")
#define CARRIED                                                                                    \
    "{\"findings\":[{\"rule\":\"first-version\",\"section\":\"3.6\",\"path\":\"\","                \
    "\"sentence\":\"given by another than the version before it\"}],\"left_out\":0}"

static bool read_creator(struct object_id *out, struct json object) {
    struct str named = json_text(json_member(object, STR("created_by_ref")));
    return object_id_read(out, named, NULL) == OK && str_equal(out->type, STR("identity"));
}

static bool is_self(const struct object_id *identity, const struct object_id *creator) {
    return identity->type.size && uuid_equal(&identity->uuid, &creator->uuid);
}

static struct authorship authorship_of(const struct succession *s, struct json object,
                                       const struct put_held *held) {
    const struct viewer *giver = s->giver;
    struct authorship out = {.has_given = held->is_ours, .by_operator = held->by_operator};
    struct object_id creator;
    out.is_named = json_kind(json_member(object, STR("created_by_ref"))) == JSON_STRING;
    if (!read_creator(&creator, object)) return out;
    const struct organisation *organisation = world_organisation_of(s->world, &creator.uuid);
    int64_t person_of = world_organisation_of_person(s->world, &creator.uuid);
    int64_t spoken_for = organisation ? organisation->no : person_of;
    out.is_known = spoken_for != 0;
    out.is_creator =
        is_self(&giver->identity, &creator) ||
        (giver->organisation_no && organisation && organisation->no == giver->organisation_no) ||
        (giver->is_administrator && person_of && person_of == giver->organisation_no);
    out.is_delegate = spoken_for && giver->organisation_no &&
                      world_has_delegated(s->world, spoken_for, giver->organisation_no);
    return out;
}

// What is found while one put is judged.
struct judging {
    struct succession *succession;
    struct put *put;
    struct json json; // of the put
    struct str found; // to be kept beside it
};

static bool refuse(struct put *put, struct str reason) {
    put->reason = reason;
    return false;
}

static bool may_give(struct judging *judging, struct json held_json, const struct put_held *held) {
    struct authorship authorship = authorship_of(judging->succession, held_json, held);
    enum succession_kind kind = policy_succession(judging->succession->giver, &authorship);
    if (kind == SUCCESSION_OWN) return true;
    if (kind == SUCCESSION_FORGED || !judging->put->is_lenient) return refuse(judging->put, FORGED);
    if (!judging->found.size) judging->found = STR(CARRIED);
    return true;
}

static bool may_follow(struct judging *judging, struct json before, struct json after) {
    struct put *put = judging->put;
    struct conform_report report = {.is_usable = true};
    conform_succession(&report, before, after, &judging->succession->scratch);
    if (!report.counts[CONFORM_MUST]) return true;
    const struct finding *first = &report.findings[0];
    struct str found = deviation_write(&report, put->arena);
    judging->found = deviation_join(judging->found, found, put->arena);
    if (put->is_lenient) return true;
    return refuse(put, arena_format(put->arena, "%.*s%s%.*s (%s, %s)", STR_ARG(first->path),
                                    first->path.size ? ": " : "", STR_ARG(first->sentence),
                                    conform_rule_name(first->rule), first->section));
}

static bool is_named(struct succession *s, struct json object, const struct put_held *held) {
    const struct object_id *identity = &s->giver->identity;
    return held->is_mine ||
           (identity->type.size && marking_names(object, &identity->uuid, &s->scratch));
}

// Whether there is any view of it but the whole.
static bool has_views(struct succession *s, struct json object) {
    struct object whole = {.json = object, .id.type = json_text(json_member(object, STR("type")))};
    if (prepare_is_vote(&whole)) return false;
    SCOPED(buf_close) struct buf scratch;
    buf_init(&scratch, JSON_LIMITS.size_max);
    struct redact_tools tools = {s->reader, &scratch, &s->scratch, false};
    return redact_is_possible(object, &tools);
}

// Parts of the version before that the giver is not shown would be lost without a word, were a view
// without them taken for the next version. Who is shown nothing of it at all has no such view.
static bool keeps_hidden(struct judging *judging, struct json before, const struct put_held *held) {
    struct succession *s = judging->succession;
    unsigned parts = redact_labels(before);
    const struct collection *collection = world_collection(s->world, judging->put->collection_no);
    if (!parts || !collection) return true;
    struct standing standing = world_standing(s->world, s->giver, collection);
    struct place place = world_place(collection);
    enum tlp own = marking_own(before);
    struct audience audience = {.tlp = own == TLP_NONE ? collection->default_tlp : own,
                                .is_givers = held->is_ours};
    struct conditions conditions;
    if (conditions_of(&conditions, before, &s->scratch, NULL) == OK)
        audience.conditions = &conditions;
    enum rule why;
    if (!policy_may_read(&why, s->giver, &standing, &place, &audience,
                         clock_now(store_clock(s->exchange->store))))
        return true;
    unsigned hidden = policy_hidden(s->giver, &standing, &place, parts, is_named(s, before, held));
    // A part under the same label is there again, or the whole is as strict now.
    unsigned kept = marking_parts(judging->json) | ~tlp_above(marking_own(judging->json));
    if (!(hidden & ~kept) || !has_views(s, before)) return true;
    return refuse(judging->put, HIDDEN);
}

// One of the two that stand beside it.
static bool may_stand(struct judging *judging, const struct put_held *held, bool is_before) {
    struct succession *s = judging->succession;
    struct json other;
    if (!held->json.data) return true;
    // What is held was read once; were it otherwise, it says nothing of its creator.
    if (json_read(&other, s->reader, held->json, &JSON_LIMITS, &s->scratch, NULL) != OK)
        other = (struct json){NULL};
    if (!may_give(judging, other, held)) return false;
    // The same version in another version of STIX follows nothing.
    if (!other.node || held->stamp == judging->put->stamp) return true;
    if (is_before)
        return keeps_hidden(judging, other, held) && may_follow(judging, other, judging->json);
    return may_follow(judging, judging->json, other);
}

static bool may(void *context, struct put *put, const struct put_held *before,
                const struct put_held *after) {
    struct succession *s = context;
    struct judging judging = {.succession = s, .put = put, .found = STR_NONE};
    arena_reset(&s->scratch);
    put->deviations = put->deviations_alone; // it may have been judged before
    if (json_read(&judging.json, s->reader, put->json, &JSON_LIMITS, &s->scratch, NULL) != OK)
        return refuse(put, FORGED);
    if (!may_stand(&judging, before, true) || !may_stand(&judging, after, false)) return false;
    put->deviations = deviation_join(put->deviations_alone, judging.found, put->arena);
    return true;
}

enum status succession_open(struct succession *succession, struct exchange *exchange,
                            const struct viewer *giver, struct fault *fault) {
    *succession = (struct succession){.exchange = exchange, .giver = giver};
    TRY(world_take(&succession->world, exchange, fault));
    succession->judge = (struct put_judge){may, succession};
    succession->reader = json_reader_open();
    arena_init(&succession->scratch);
    return OK;
}

void succession_close(struct succession *succession) {
    if (!succession->world) return;
    world_give(succession->exchange, &succession->world);
    json_reader_close(&succession->reader);
    arena_close(&succession->scratch);
}
