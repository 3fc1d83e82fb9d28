// Who may make a new version of an object, and what it must keep (STIX 2.1, 3.6).
#include "exchange/succession.h"

#include "exchange/refusal.h"
#include "stream.h"

// ring is written to by alder, and by birch; beech may speak for birch.
#define BOTH_WRITE                                                                                 \
    "{\"organisation\": \"alder\", \"read\": true, \"write\": true},"                              \
    "{\"organisation\": \"beech\", \"read\": true, \"write\": true},"                              \
    "{\"organisation\": \"birch\", \"read\": true, \"write\": true}"
#define ELSEWHERE "99999999-9999-4999-8999-999999999999" // an identity that nobody here has
#define NOBODY NULL

struct version {
    int year;            // of `modified`
    const char *creator; // uuid, or NOBODY
    const char *created;
    bool revoked;
    const char *more;
};

static struct str version_text(struct doors *doors, struct version version) {
    struct str creator = STR("");
    if (version.creator)
        creator = arena_format(&doors->arena, "\"created_by_ref\":\"identity--%s\",",
                               version.creator);
    return arena_format(
        &doors->arena,
        "{\"type\":\"tool\",\"spec_version\":\"2.1\","
        "\"id\":\"tool--00000000-0000-4000-8000-000000000001\",%.*s\"created\":\"%s\","
        "\"modified\":\"%d-01-01T00:00:00.000Z\",\"name\":\"n\"%s%s}",
        STR_ARG(creator), version.created ? version.created : "2001-01-01T00:00:00.000Z",
        version.year, version.revoked ? ",\"revoked\":true" : "", version.more ? version.more : "");
}

// What became of a version that somebody gives.
struct given {
    struct intake_report report;
    const char *code; // of the refusal
};

static struct given give_as(struct doors *doors, const char *name, enum intake_strength strength,
                            struct str text) {
    struct given given = {.code = NULL};
    const struct visit *visit = as(doors, name);
    struct intake_options options = {.giver = &doors->viewer,
                                     .collection = collection_of(visit, "ring"),
                                     .strength = strength};
    struct text_stream stream = {.rest = text, .step = 1000};
    expect_ok(doors, intake_stream(&given.report, doors->exchange, &options,
                                   (struct compress_source){text_stream_read, &stream},
                                   &doors->arena, &doors->fault));
    if (given.report.refusal_count) given.code = refusal_read(given.report.refusals[0].reason).code;
    return given;
}

static struct given give(struct doors *doors, const char *name, struct version version) {
    return give_as(doors, name, INTAKE_USUAL, version_text(doors, version));
}

static void expect_taken(struct given given, size_t deviating) {
    if (!given.report.taken)
        fail_msg("refused: %.*s", STR_ARG(given.report.refusals[0].reason));
    assert_int_equal(given.report.deviating, deviating);
}

static void expect_forged(struct given given) {
    assert_int_equal(given.report.taken, 0);
    assert_non_null(given.code);
    assert_string_equal(given.code, "creator-only");
}

static void expect_breach(struct given given, const char *reason) {
    assert_int_equal(given.report.taken, 0);
    assert_true(str_equal(given.report.refusals[0].reason, str_of(reason)));
    assert_string_equal(given.code, "rule");
}

// The identity of an organisation, by one of its people.
static const char *organisation_of(struct doors *doors, const char *name) {
    char text[UUID_TEXT_SIZE];
    as(doors, name);
    uuid_write(text, &doors->viewer.organisation_identity.uuid);
    return arena_copy(&doors->arena, str_of(text)).data;
}

static int open_doors(void **state) {
    int code = doors_open(state);
    if (!code) doors_tell(*state, BOTH_WRITE);
    return code;
}

static void the_creator_makes_versions_and_revokes_and_nobody_else_does(void **state) {
    static const enum intake_strength strengths[] = {INTAKE_USUAL, INTAKE_STANDARD, INTAKE_LENIENT};
    struct doors *doors = *state;
    const char *alder = organisation_of(doors, "ann"), *birch = organisation_of(doors, "bob");
    expect_taken(give(doors, "ann", (struct version){.year = 2002, .creator = alder}), 0);
    const struct version forged[] = {
        {.year = 2003, .creator = alder},
        {.year = 2003, .creator = alder, .revoked = true},
        {.year = 2001, .creator = alder}, // before it
        {.year = 2003, .creator = birch},
        {.year = 2003},
    };
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++)
        for (size_t k = 0; k < sizeof strengths / sizeof *strengths; k++)
            expect_forged(
                give_as(doors, "bob", strengths[k], version_text(doors, forged[i])));
    expect_taken(give(doors, "ann", (struct version){.year = 2003, .creator = alder}), 0);
    expect_taken(
        give(doors, "ann", (struct version){.year = 2004, .creator = alder, .revoked = true}), 0);
}

static void what_somebody_relayed_first_is_still_its_creators(void **state) {
    struct doors *doors = *state;
    const char *alder = organisation_of(doors, "ann");
    expect_taken(give(doors, "bob", (struct version){.year = 2001, .creator = alder}), 0);
    expect_forged(give(doors, "bob", (struct version){.year = 2002, .creator = alder}));
    expect_taken(give(doors, "ann", (struct version){.year = 2002, .creator = alder}), 0);
    // The same version again is no new one.
    struct given again = give(doors, "bob", (struct version){.year = 2002, .creator = alder});
    assert_int_equal(again.report.known, 1);
}

static void a_delegate_makes_versions_until_it_may_no_longer(void **state) {
    struct doors *doors = *state;
    const char *birch = organisation_of(doors, "bob");
    expect_taken(give(doors, "bob", (struct version){.year = 2001, .creator = birch}), 0);
    expect_forged(give(doors, "bea", (struct version){.year = 2002, .creator = birch}));
    struct setup_report report;
    struct str told =
        STR("{\"organisations\":[{\"slug\":\"birch\",\"delegates\":[\"cedar\",\"beech\"]}]}");
    expect_ok(doors,
              setup_apply(&report, doors->exchange, told, &doors->arena, &doors->fault));
    expect_taken(give(doors, "bea", (struct version){.year = 2002, .creator = birch}), 0);
    expect_forged(give(doors, "ann", (struct version){.year = 2003, .creator = birch}));
    told = STR("{\"organisations\":[{\"slug\":\"birch\",\"delegates\":[\"cedar\"]}]}");
    expect_ok(doors,
              setup_apply(&report, doors->exchange, told, &doors->arena, &doors->fault));
    expect_forged(give(doors, "bea", (struct version){.year = 2003, .creator = birch}));
}

static void a_persons_object_is_its_persons(void **state) {
    struct doors *doors = *state;
    expect_taken(give(doors, "bob", (struct version){.year = 2001, .creator = BOB}), 0);
    expect_forged(give(doors, "ann", (struct version){.year = 2002, .creator = BOB}));
    expect_taken(give(doors, "bob", (struct version){.year = 2002, .creator = BOB}), 0);
}

static void what_names_no_creator_belongs_to_who_gave_it(void **state) {
    struct doors *doors = *state;
    expect_taken(give(doors, "ann", (struct version){.year = 2001}), 0);
    expect_forged(give(doors, "bob", (struct version){.year = 2002}));
    expect_taken(give(doors, "ann", (struct version){.year = 2002}), 0);
}

static void a_feed_may_be_carried_by_another_and_says_so(void **state) {
    struct doors *doors = *state;
    expect_taken(give(doors, "ann", (struct version){.year = 2001, .creator = ELSEWHERE}), 0);
    expect_taken(give(doors, "ann", (struct version){.year = 2002, .creator = ELSEWHERE}), 0);
    struct version later = {.year = 2003, .creator = ELSEWHERE};
    expect_forged(give_as(doors, "bob", INTAKE_STANDARD, version_text(doors, later)));
    expect_taken(give(doors, "bob", later), 1);
    struct released row;
    struct object_id id;
    expect_ok(doors, object_id_read(&id, STR("tool--00000000-0000-4000-8000-000000000001"), NULL));
    expect_ok(doors, release_object(&row, as(doors, "ann"), &id));
    assert_true(str_find(row.found.deviations, STR("given by another than the version before")) !=
                SIZE_MAX);
}

static void the_operator_at_the_machine_may_bring_versions_of_everything(void **state) {
    struct doors *doors = *state;
    const char *alder = organisation_of(doors, "ann");
    expect_taken(give(doors, "ann", (struct version){.year = 2001, .creator = alder}), 0);
    expect_taken(give(doors, "", (struct version){.year = 2002, .creator = alder}), 0);
    // What it brought without a creator may be carried on by others, who are told apart.
    struct str first = STR("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"name\":\"n\","
                           "\"id\":\"tool--00000000-0000-4000-8000-000000000002\","
                           "\"created\":\"2001-01-01T00:00:00.000Z\","
                           "\"modified\":\"2001-01-01T00:00:00.000Z\"}");
    struct str second = STR("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"name\":\"n\","
                            "\"id\":\"tool--00000000-0000-4000-8000-000000000002\","
                            "\"created\":\"2001-01-01T00:00:00.000Z\","
                            "\"modified\":\"2002-01-01T00:00:00.000Z\"}");
    expect_taken(give_as(doors, "", INTAKE_USUAL, first), 0);
    expect_taken(give_as(doors, "bob", INTAKE_USUAL, second), 1);
}

static void what_versions_must_keep_is_refused_or_kept_by_strength(void **state) {
    static const struct {
        struct version version;
        const char *reason;
        size_t breaches; // with the version before: nothing after the second is as it was
    } cases[] = {
        {{.year = 2003, .created = "2002-01-01T00:00:00.000Z"},
         "created: `created` stays as it was (first-version, 3.6)", 1},
        {{.year = 2004, .created = "2002-01-01T00:00:00.000Z", .creator = ELSEWHERE},
         "created_by_ref: `created_by_ref` stays as it was (first-version, 3.6)", 1},
    };
    struct doors *doors = *state;
    expect_taken(give(doors, "ann", (struct version){.year = 2002}), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = version_text(doors, cases[i].version);
        expect_breach(give_as(doors, "ann", INTAKE_STANDARD, text), cases[i].reason);
        expect_taken(give_as(doors, "ann", INTAKE_LENIENT, text), 1);
        struct released row;
        struct object_id id;
        struct str name = STR("tool--00000000-0000-4000-8000-000000000001");
        expect_ok(doors, object_id_read(&id, name, NULL));
        expect_ok(doors, release_object(&row, as(doors, "ann"), &id));
        assert_int_equal(deviation_count(row.found.deviations), cases[i].breaches);
    }
}

static void nothing_follows_what_was_revoked(void **state) {
    struct doors *doors = *state;
    expect_taken(give(doors, "ann", (struct version){.year = 2002, .revoked = true}), 0);
    struct version later = {.year = 2003};
    expect_breach(give_as(doors, "ann", INTAKE_STANDARD, version_text(doors, later)),
                  "nothing follows what was revoked (first-version, 3.6)");
    expect_taken(give(doors, "ann", later), 1);
    // What comes late is held to it as well: something stands after it.
    struct version between = {.year = 2001, .revoked = true};
    expect_breach(give_as(doors, "ann", INTAKE_STANDARD, version_text(doors, between)),
                  "nothing follows what was revoked (first-version, 3.6)");
}

static void versions_that_come_together_are_held_to_each_other(void **state) {
    struct doors *doors = *state;
    const char *alder = organisation_of(doors, "ann");
    struct str one = version_text(doors, (struct version){.year = 2001, .creator = alder});
    struct str two = version_text(doors, (struct version){.year = 2002, .creator = alder});
    struct str three = version_text(
        doors, (struct version){
                   .year = 2003, .creator = alder, .created = "2003-01-01T00:00:00.000Z"});
    struct str all = arena_format(&doors->arena, "[%.*s,%.*s,%.*s]", STR_ARG(one), STR_ARG(two),
                                  STR_ARG(three));
    struct given given = give_as(doors, "ann", INTAKE_USUAL, all);
    assert_int_equal(given.report.taken, 2);
    expect_breach((struct given){.report = {.refusals = given.report.refusals}, .code = given.code},
                  "created: `created` stays as it was (first-version, 3.6)");
    // Of another's, the first is a relay and the second is not.
    all = arena_format(&doors->arena, "[%.*s,%.*s]", STR_ARG(one), STR_ARG(two));
    struct intake_removal removal = {.id = {store_kind(doors->store, STR("tool")), {{0}}}};
    assert_true(uuid_read(&removal.id.id, STR("00000000-0000-4000-8000-000000000001")));
    size_t removed;
    const struct visit *visit = as(doors, "ann");
    expect_ok(doors, intake_remove(&removed, visit, collection_of(visit, "ring"), &removal));
    given = give_as(doors, "bob", INTAKE_USUAL, all);
    assert_int_equal(given.report.taken, 1);
    assert_string_equal(given.code, "creator-only");
}

static void all_or_nothing_takes_none_of_what_holds_a_forgery(void **state) {
    struct doors *doors = *state;
    const char *alder = organisation_of(doors, "ann");
    expect_taken(give(doors, "ann", (struct version){.year = 2001, .creator = alder}), 0);
    struct str forged = version_text(doors, (struct version){.year = 2002, .creator = alder});
    struct str good = indicator(doors, 7, NULL, NULL);
    struct intake_report report;
    expect_ok(doors, take_text(&report, doors, "bob",
                               arena_format(&doors->arena, "[%.*s,%.*s]", STR_ARG(good),
                                            STR_ARG(forged)),
                               true));
    assert_int_equal(report.taken, 0);
    assert_int_equal(report.refused, 1);
    assert_string_equal(refusal_read(report.refusals[0].reason).code, "creator-only");
    assert_int_equal(seen_by(doors, "ann"), 1);
}

static void the_same_sco_may_be_said_by_everybody(void **state) {
    struct doors *doors = *state;
    static const char text[] =
        "{\"type\":\"domain-name\",\"spec_version\":\"2.1\",\"value\":\"a.example\","
        "\"id\":\"domain-name--00000000-0000-4000-8000-000000000001\"%s}";
    struct str plain = arena_format(&doors->arena, text, "");
    struct str other = arena_format(&doors->arena, text, ",\"x_own\":1");
    expect_taken(give_as(doors, "ann", INTAKE_USUAL, plain), 0);
    expect_taken(give_as(doors, "bob", INTAKE_USUAL, other), 0);
}

#define S(name) cmocka_unit_test_setup_teardown(name, open_doors, doors_close)

int main(void) {
    const struct CMUnitTest tests[] = {
        S(the_creator_makes_versions_and_revokes_and_nobody_else_does),
        S(what_somebody_relayed_first_is_still_its_creators),
        S(a_delegate_makes_versions_until_it_may_no_longer),
        S(a_persons_object_is_its_persons),
        S(what_names_no_creator_belongs_to_who_gave_it),
        S(a_feed_may_be_carried_by_another_and_says_so),
        S(the_operator_at_the_machine_may_bring_versions_of_everything),
        S(what_versions_must_keep_is_refused_or_kept_by_strength),
        S(nothing_follows_what_was_revoked),
        S(versions_that_come_together_are_held_to_each_other),
        S(all_or_nothing_takes_none_of_what_holds_a_forgery),
        S(the_same_sco_may_be_said_by_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
