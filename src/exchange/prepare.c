#include "exchange/prepare.h"

#include <string.h>

#include "exchange/network.h"
#include "ledger/entry.h"
#include "stix/check.h"
#include "stix/derived.h"
#include "stix/redact.h"

// More different types than this are a flood, not a vocabulary.
#define KINDS_MAX 8192
#define SPOKEN_KINDS_MAX 4096 // of these, types that are only referred to
#define FRESH_KINDS_MAX 32    // in one object

void prepare_open(struct prepare *prepare, struct exchange *exchange, const struct viewer *giver,
                  const struct collection *collection) {
    *prepare = (struct prepare){.exchange = exchange, .giver = giver, .collection = collection};
    prepare->reader = json_reader_open();
    deviation_check_open(&prepare->deviations, INTAKE_USUAL, giver);
    arena_init(&prepare->scratch);
    buf_init(&prepare->canonical, SIZE_MAX);
    buf_init(&prepare->conditions, SIZE_MAX);
}

void prepare_close(struct prepare *prepare) {
    deviation_check_close(&prepare->deviations);
    arena_close(&prepare->scratch);
    buf_close(&prepare->canonical);
    buf_close(&prepare->conditions);
    json_reader_close(&prepare->reader);
}

bool prepare_is_vote(const struct object *object) {
    if (!str_equal(object->id.type, STR("opinion"))) return false;
    struct json extensions = json_member(object->json, STR("extensions"));
    return json_kind(json_member(extensions, STR(VOTE_EXTENSION))) == JSON_OBJECT;
}

static enum status class_of(int64_t *out, struct prepare *prepare,
                            const struct store_audience *audience, struct fault *fault) {
    size_t set = audience->is_vote ? PREPARE_SETS : audience->parts % PREPARE_SETS;
    int64_t *known = &prepare->class_no[audience->tlp][set], other = 0;
    if (audience->conditions_no) known = &other;
    if (!*known) TRY(store_class(known, prepare->exchange->store, audience, fault));
    *out = *known;
    return OK;
}

static enum status put_observables(struct put *put, const struct object *object,
                                   struct prepare *prepare, struct arena *arena,
                                   struct fault *fault) {
    struct observable_found *found;
    size_t count = observable_of_object(&found, object, &prepare->scratch);
    struct put_observable *rows = arena_array(arena, count + 1, struct put_observable);
    for (size_t i = 0; i < count; i++) {
        const struct observable *observable = &found[i].observable;
        if (observable->kind == OBSERVABLE_IPV4_NET || observable->kind == OBSERVABLE_IPV6_NET)
            TRY(network_note(prepare->exchange, observable, fault));
        rows[i] = (struct put_observable){
            .hash = observable_hash(observable->kind, observable->value),
            .kind = (int)observable->kind,
            .is_enough = found[i].is_enough,
        };
    }
    put->observables = rows;
    put->observable_count = count;
    return OK;
}

// TLP markings point at the same few definitions from everywhere: they are a class, not a
// reference.
static bool is_label(const struct object_ref *ref, struct arena *scratch) {
    if (ref->role != ROLE_MARKING) return false;
    struct str id = object_id_write(scratch, ref->id.type, &ref->id.uuid);
    return tlp_of_marking(id) != TLP_NONE;
}

// A type that is only spoken of takes a number too, since relationships are hidden by their ends;
// but talk alone cannot use up the numbers that objects need.
static enum status ref_kind(int *kind, struct prepare *prepare, struct str type, unsigned *fresh,
                            struct fault *fault) {
    struct store *store = prepare->exchange->store;
    *kind = store_kind_find(store, type);
    if (*kind) return OK;
    if (++*fresh > FRESH_KINDS_MAX)
        return fault_set(fault, LIMIT, "references to more than %d types that nobody knows",
                         FRESH_KINDS_MAX);
    enum status status = store_kind_make(kind, store, type, fault);
    if (status != OK && status != LIMIT) return status;
    if (status == OK && *kind <= KIND_CUSTOM_FIRST + SPOKEN_KINDS_MAX) return OK;
    return fault_set(fault, LIMIT, "references to too many different types in this store");
}

static enum status put_refs(struct put *put, const struct object *object, struct prepare *prepare,
                            struct arena *arena, struct fault *fault) {
    unsigned fresh = 0;
    struct put_ref *rows = arena_array(arena, object->ref_count + 1, struct put_ref);
    bool has_ends = object->kind && object->kind->group == KIND_SRO;
    size_t count = 0;
    for (size_t i = 0; i < object->ref_count; i++) {
        const struct object_ref *ref = &object->refs[i];
        if (is_label(ref, &prepare->scratch)) continue;
        int kind;
        TRY(ref_kind(&kind, prepare, ref->id.type, &fresh, fault));
        bool is_end = has_ends && (ref->role == ROLE_SOURCE || ref->role == ROLE_TARGET ||
                                   ref->role == ROLE_SIGHTED || ref->role == ROLE_OBSERVED);
        rows[count++] = (struct put_ref){
            .id = ref->id.uuid,
            .kind = kind,
            .role = ref->role,
            .is_end = is_end,
        };
    }
    put->refs = rows;
    put->ref_count = count;
    return OK;
}

// Who may read a RED object or a vote besides its giver: the recipients, and the author.
static void put_named(struct put *put, const struct object *object, struct arena *arena) {
    struct object_id *recipients;
    size_t count = marking_recipients(&recipients, object->json, arena);
    struct uuid *rows = arena_array(arena, count + 2, struct uuid);
    size_t named = 0;
    if (!prepare_is_vote(object))
        for (size_t i = 0; i < count; i++) rows[named++] = recipients[i].uuid;
    for (size_t i = 0; i < object->ref_count; i++)
        if (object->refs[i].role == ROLE_CREATOR) rows[named++] = object->refs[i].id.uuid;
    put->named = rows;
    put->named_count = named;
}

// ---- whom it is for ----

static enum status conditions_number(int64_t *out, struct prepare *prepare,
                                     const struct conditions *conditions, struct fault *fault) {
    struct str text = conditions_write(conditions, &prepare->scratch);
    *out = 0;
    if (!text.size) return OK;
    if (!prepare->conditions_no || !str_equal(text, buf_str(&prepare->conditions))) {
        TRY(store_conditions(&prepare->conditions_no, prepare->exchange->store,
                             prepare->giver->organisation_no, text, fault));
        buf_clear(&prepare->conditions);
        buf_add(&prepare->conditions, text);
    }
    *out = prepare->conditions_no;
    return OK;
}

// Two classes for one object: that in which it is now, and that in which it comes in when its
// embargo ends.
struct circle {
    stamp embargo; // 0: none
    int64_t now, after;
};

// A vote is for its author alone whatever stands in it.
static enum status read_circle(struct circle *out, const struct object *object,
                               struct prepare *prepare, struct fault *fault) {
    struct conditions conditions;
    *out = (struct circle){0};
    TRY(conditions_of(&conditions, object->json, &prepare->scratch, fault));
    if (prepare_is_vote(object)) return OK;
    if (conditions.embargo > clock_now(store_clock(prepare->exchange->store)))
        out->embargo = conditions.embargo;
    else
        conditions.embargo = 0;
    struct conditions without = conditions;
    without.embargo = 0;
    without.early_count = 0;
    TRY(conditions_number(&out->after, prepare, out->embargo ? &without : &conditions, fault));
    if (out->embargo) return conditions_number(&out->now, prepare, &conditions, fault);
    out->now = out->after;
    return OK;
}

static enum status classes_of(int64_t *now, int64_t *after, const struct circle *circle,
                              struct prepare *prepare, struct store_audience *audience,
                              struct fault *fault) {
    audience->conditions_no = circle->now;
    TRY(class_of(now, prepare, audience, fault));
    audience->conditions_no = circle->after;
    return circle->embargo ? class_of(after, prepare, audience, fault) : OK;
}

// No label: the collection's. Parts narrow that, and never widen it: a stricter one is cut out for
// those who may not see it where that can be done, and otherwise the whole is as strict as it.
static enum status put_class(struct put *put, const struct object *object, bool can_be_cut,
                             struct prepare *prepare, struct fault *fault) {
    enum tlp own = marking_own(object->json);
    if (own == TLP_NONE) own = prepare->collection->default_tlp;
    unsigned parts = marking_parts(object->json) & tlp_above(own);
    enum tlp whole = parts ? tlp_strictest(parts) : own;
    struct store_audience audience = {
        .collection_no = prepare->collection->no, .tlp = whole, .is_vote = prepare_is_vote(object)};
    struct circle circle;
    TRY(read_circle(&circle, object, prepare, fault));
    put->is_whole_named = put->is_named = whole == TLP_RED || audience.is_vote;
    put->embargo = circle.embargo;
    TRY(classes_of(&put->class_no, &put->embargo_class_no, &circle, prepare, &audience, fault));
    if (!can_be_cut || !parts) return OK;
    put->whole_class_no = put->class_no;
    put->embargo_whole_class_no = put->embargo_class_no;
    audience.tlp = own;
    audience.parts = parts;
    put->is_named = false;
    return classes_of(&put->class_no, &put->embargo_class_no, &circle, prepare, &audience, fault);
}

// What everybody who sees the object is shown of it, so that nothing is found by what is hidden;
// the object itself where nothing can be cut out.
static enum status read_shown(struct object *shown, bool *can_be_cut, const struct object *object,
                              struct prepare *prepare, struct fault *fault) {
    *shown = *object;
    *can_be_cut = false;
    if (!redact_labels(object->json) || prepare_is_vote(object)) return OK;
    enum intake_strength strength = deviation_strength(&prepare->deviations, object);
    struct redact_tools tools = {prepare->reader, &prepare->deviations.scratch, &prepare->scratch,
                                 strength == INTAKE_STRICT};
    *can_be_cut = redact_is_possible(object->json, &tools);
    if (!*can_be_cut) return OK;
    struct json view = redact_smallest(object->json, prepare->reader, &prepare->scratch);
    return object_read(shown, view, &prepare->scratch, fault);
}

// TAXII names the version of what cannot be taken as well [TAXII 2.1, 4.3.1]: as far as it says
// one.
static struct str claimed_version(struct json json) {
    static const char *const NAMES[] = {"modified", "created"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        stamp at;
        struct str text = json_text(json_member(json, str_of(NAMES[i])));
        if (text.data && stamp_read(&at, text, NULL) == OK) return text;
    }
    return STR_NONE;
}

enum status prepare_put(struct put *put, struct object *object, struct prepare *prepare,
                        struct str text, struct arena *arena, struct fault *fault) {
    struct arena *scratch = &prepare->scratch;
    arena_reset(scratch);
    struct json json;
    TRY(json_read(&json, prepare->reader, text, &JSON_LIMITS, scratch, fault));
    *object = (struct object){.json = json};
    object->id_text = json_text(json_member(json, STR("id")));
    object->version_text = claimed_version(json);
    TRY(object_read(object, json, scratch, fault));
    TRY(object_check(object, fault));
    struct str deviations;
    TRY(deviation_find(&deviations, &prepare->deviations, object, scratch, arena, fault));
    int kind;
    enum status status = store_kind_make(&kind, prepare->exchange->store, object->id.type, fault);
    if (status != OK && status != LIMIT) return status;
    if (status == LIMIT || kind > KIND_CUSTOM_FIRST + KINDS_MAX)
        return fault_set(fault, LIMIT, "type: too many different types in this store");
    uint8_t *digest = arena_take(arena, ENTRY_DIGEST_SIZE);
    entry_digest(digest, json, &prepare->canonical);
    struct object shown;
    bool can_be_cut;
    TRY(read_shown(&shown, &can_be_cut, object, prepare, fault));
    *put = (struct put){
        .id = object->id.uuid,
        .kind = kind,
        .spec = object->spec,
        .stamp = object->version,
        .revoked = object->revoked,
        .json = json_compact(arena, text),
        .digest = digest,
        .deviations = deviations,
        .deviations_alone = deviations,
        .is_lenient = deviation_strength(&prepare->deviations, object) == INTAKE_LENIENT,
        .collection_no = prepare->collection->no,
        .giver_no = prepare->giver->account_no,
        .organisation_no = prepare->giver->organisation_no,
        .judge = prepare->judge,
        .arena = arena,
    };
    TRY(put_class(put, object, can_be_cut, prepare, fault));
    TRY(put_observables(put, &shown, prepare, arena, fault));
    TRY(put_refs(put, &shown, prepare, arena, fault));
    if (put->is_whole_named) put_named(put, object, arena);
    return OK;
}
