#include "exchange/explain.h"

#include <stdlib.h>
#include <string.h>

#include "exchange/account.h"
#include "exchange/sight.h"

// What the rows of one version are asked with.
struct asking {
    const struct visit *visit;
    const struct released *rows; // of the newest version, one in each place
    struct explain_place *places;
    size_t count;
    unsigned char *named; // of each organisation of the world: a person of it is named
    stamp now;
};

// ---- places ----

static bool knows_group(const struct viewer *viewer, const struct sharing_group *group) {
    bool knows = viewer->is_operator || group->owner_no == viewer->organisation_no;
    for (size_t i = 0; i < group->member_count; i++)
        knows = knows || group->members[i] == viewer->organisation_no;
    return knows;
}

static enum status read_place(struct explain_place *out, const struct visit *visit,
                              const struct released *row) {
    *out = (struct explain_place){.collection = row->collection, .tlp = row->own};
    if (!row->conditions_no) return OK;
    const struct world_conditions *said = world_conditions(visit->world, row->conditions_no);
    if (!said) return fault_set(visit->fault, BUSY, "rights are changing: try again");
    out->conditions = said->it;
    if (said->it.embargo)
        TRY(store_embargo_of(&out->conditions.embargo, visit->exchange->store, row->found.added,
                             visit->fault));
    const struct sharing_group *group =
        said->it.has_group ? world_group_of(visit->world, &said->it.group) : NULL;
    if (group && knows_group(visit->viewer, group)) out->group = group;
    return OK;
}

static size_t organisation_index(const struct world *world, int64_t no) {
    const struct organisation *found = world_organisation(world, no);
    return found ? (size_t)(found - world->organisations) : SIZE_MAX;
}

static void note_named(struct asking *asking, const struct uuid *identity) {
    const struct world *world = asking->visit->world;
    int64_t no = world_organisation_of_person(world, identity);
    size_t index = no ? organisation_index(world, no) : SIZE_MAX;
    if (index != SIZE_MAX) asking->named[index] = 1;
}

// Whose persons what is RED names: it is shown to who sees it, and so is this.
static enum status read_named(struct asking *asking, const struct released *row) {
    struct json object;
    struct arena *arena = asking->visit->arena;
    struct json_reader *reader = json_reader_open();
    enum status status =
        json_read(&object, reader, row->found.json, &JSON_LIMITS, arena, asking->visit->fault);
    json_reader_close(&reader);
    TRY(status);
    struct object_id creator, *recipients;
    struct str said = json_text(json_member(object, STR("created_by_ref")));
    if (object_id_read(&creator, said, NULL) == OK) note_named(asking, &creator.uuid);
    size_t count = marking_recipients(&recipients, object, arena);
    for (size_t i = 0; i < count; i++) note_named(asking, &recipients[i].uuid);
    return OK;
}

static bool has_ends(const struct released *row) {
    return str_equal(row->type, STR("relationship")) || str_equal(row->type, STR("sighting"));
}

static enum status open_asking(struct asking *out, const struct visit *visit,
                               const struct object_id *id) {
    struct released *rows;
    size_t count;
    TRY(release_versions(&rows, &count, visit, id));
    *out = (struct asking){.visit = visit, .rows = rows};
    out->now = clock_now(store_clock(visit->exchange->store));
    out->places = arena_array(visit->arena, count + 1, struct explain_place);
    out->named = arena_array(visit->arena, visit->world->organisation_count + 1, unsigned char);
    while (out->count < count && rows[out->count].collection &&
           rows[out->count].found.version_no == rows[0].found.version_no) {
        TRY(read_place(&out->places[out->count], visit, &rows[out->count]));
        out->count++;
    }
    if (!out->count) return fault_set(visit->fault, ABSENT, "no such object");
    return read_named(out, &rows[0]);
}

// ---- who ----

// Whether such a viewer reads it in one of the places.
static bool reads_at(enum rule *why, const struct asking *asking, size_t at,
                     const struct viewer *viewer, bool is_named) {
    const struct visit *visit = asking->visit;
    const struct explain_place *place = &asking->places[at];
    struct audience_class class = {.tlp = place->tlp,
                                   .is_vote = asking->rows[at].is_vote,
                                   .conditions_no = asking->rows[at].conditions_no};
    struct audience audience;
    (void)opening_audience(&audience, &class, viewer, visit->world);
    if (audience.conditions) audience.conditions = &place->conditions;
    audience.is_recipient = is_named;
    struct standing standing = world_standing(visit->world, viewer, place->collection);
    struct place where = world_place(place->collection);
    return policy_may_read(why, viewer, &standing, &where, &audience, asking->now);
}

static bool reads(enum rule *why, const struct asking *asking, const struct viewer *viewer,
                  bool is_named) {
    for (size_t i = 0; i < asking->count; i++)
        if (reads_at(why, asking, i, viewer, is_named)) return true;
    return false;
}

static bool is_reader(struct explain_reader *out, const struct asking *asking, size_t index) {
    const struct organisation *it = &asking->visit->world->organisations[index];
    struct viewer eyes = {
        .organisation_no = it->no,
        .patron_no = it->patron_no,
        .organisation_identity = {STR("identity"), it->identity},
    };
    enum rule why;
    *out = (struct explain_reader){.organisation = it, .whom = WHOM_ALL};
    if (reads(&why, asking, &eyes, false)) {
        out->why = rule_sentence(why);
        return true;
    }
    eyes.role = ROLE_ADMINISTRATOR;
    out->whom = WHOM_ROLE;
    if (!reads(&why, asking, &eyes, false)) {
        out->whom = WHOM_NAMED;
        if (!asking->named[index] || !reads(&why, asking, &eyes, true)) return false;
    }
    out->why = rule_sentence(why);
    return true;
}

static bool knows(const struct visit *visit, const struct organisation *organisation) {
    const struct world *world = visit->world;
    int64_t own = visit->viewer->organisation_no;
    if (visit->viewer->is_operator || (own && own == organisation->no)) return true;
    for (size_t i = 0; own && i < world->community_count; i++)
        if (world_in_community(world, &world->communities[i], own) &&
            world_in_community(world, &world->communities[i], organisation->no))
            return true;
    return false;
}

static int compare_readers(const void *left, const void *right) {
    const struct explain_reader *a = left, *b = right;
    struct str x = a->organisation->name, y = b->organisation->name;
    int order = memcmp(x.data, y.data, x.size < y.size ? x.size : y.size);
    return order ? order : (x.size > y.size) - (x.size < y.size);
}

enum status explain_object(struct explain *out, const struct visit *visit,
                           const struct object_id *id) {
    struct asking asking;
    enum rule why;
    TRY(open_asking(&asking, visit, id));
    size_t all = visit->world->organisation_count;
    *out = (struct explain){
        .places = asking.places,
        .place_count = asking.count,
        .readers = arena_array(visit->arena, all + 1, struct explain_reader),
        .needs_ends = has_ends(&asking.rows[0]),
    };
    struct viewer stranger = viewer_stranger();
    out->is_public = reads(&why, &asking, &stranger, false);
    for (size_t i = 0; i < asking.count; i++)
        out->is_for_named = out->is_for_named || asking.places[i].tlp == TLP_RED;
    for (size_t i = 0; i < all; i++) {
        struct explain_reader reader;
        if (!is_reader(&reader, &asking, i)) continue;
        if (knows(visit, reader.organisation))
            out->readers[out->reader_count++] = reader;
        else
            out->has_others = true;
    }
    if (out->reader_count)
        qsort(out->readers, out->reader_count, sizeof *out->readers, compare_readers);
    return OK;
}

// ---- a person ----

static bool may_ask(const struct viewer *asker, const struct viewer *person) {
    if (asker->is_operator) return true;
    return asker->is_administrator && asker->organisation_no &&
           asker->organisation_no == person->organisation_no;
}

static enum status find_person(struct viewer *out, const struct visit *visit, struct str name) {
    enum status status = viewer_as(out, visit->exchange, name, visit->arena, visit->fault);
    if (status != OK && (status != ABSENT || visit->viewer->is_operator)) return status;
    if (status == OK && may_ask(visit->viewer, out)) return OK;
    return fault_set(visit->fault, DENIED,
                     "only an administrator asks for persons, of the own organisation");
}

// Of several refusals the one of the rule that was asked last: the others were passed.
static void find_refusal(struct explain_person *out, const struct asking *asking,
                         const struct viewer *person) {
    enum rule last = RULE_NO_RIGHT;
    out->why = "it connects objects of which this person may not see all";
    for (size_t i = 0; i < asking->count; i++) {
        enum rule why;
        if (reads_at(&why, asking, i, person, false)) return;
        if (why < last) continue;
        last = why;
        out->until = why == RULE_EMBARGO ? asking->places[i].conditions.embargo : 0;
    }
    out->why = rule_sentence(last);
}

enum status explain_person(struct explain_person *out, const struct visit *visit,
                           const struct object_id *id, struct str name) {
    struct asking asking;
    struct viewer person;
    struct visit theirs;
    struct released row;
    TRY(open_asking(&asking, visit, id));
    TRY(find_person(&person, visit, name));
    *out = (struct explain_person){0};
    TRY(visit_open(&theirs, visit->exchange, &person, visit->arena, visit->fault));
    enum status status = release_object(&row, &theirs, id);
    if (status == OK) {
        out->may_read = true;
        out->why = release_why(&theirs, &row);
    }
    visit_close(&theirs);
    if (status != ABSENT) return status;
    find_refusal(out, &asking, &person);
    return OK;
}
