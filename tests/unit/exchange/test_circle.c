// For whom an object is beyond its label: embargoes and when they end, sharing groups, release
// rules and grants, through both doors.
#include "exchange/release.h"
#include "store/leaves.h"

#include "doors.h"

#define CIRCLE "22222222-2222-4222-8222-0000000000c1"

// Organisations say where and what they are; elm, of no community, is in the group of alder's.
#define MORE                                                                                       \
    "{\"organisations\": [{\"slug\": \"alder\", \"name\": \"Alder\", \"sector\": \"state\","       \
    " \"country\": \"JP\"}, {\"slug\": \"birch\", \"name\": \"Birch\", \"sector\": \"private\","   \
    " \"country\": \"DE\"}, {\"slug\": \"cedar\", \"name\": \"Cedar\", \"sector\": \"state\"},"    \
    " {\"slug\": \"elm\", \"name\": \"Elm\", \"sector\": \"state\", \"country\": \"JP\"}],"        \
    " \"groups\": [{\"slug\": \"few\", \"owner\": \"alder\", \"identity\": \"" CIRCLE "\","        \
    " \"members\": [\"birch\", \"elm\"]}]"

#define UNDER(conditions)                                                                          \
    ",\"extensions\":{\"" CONDITIONS_EXTENSION                                                     \
    "\":{\"extension_type\":\"property-extension\"," conditions "}}"
#define EMBARGO UNDER("\"embargo_until\":\"2024-01-01T00:01:00Z\"")
#define MINUTE (STAMP_SECOND * 60)

static void tell(struct doors *doors, const char *more) {
    struct setup_report report;
    struct str text = arena_format(&doors->arena, MORE "%s}", more);
    doors_leave(doors);
    expect_ok(doors, setup_apply(&report, doors->exchange, text, &doors->arena, &doors->fault));
}

// "ann bob carl": who of these sees the object.
static void assert_seen(struct doors *doors, int number, const char *by) {
    static const char *const all[] = {"ann", "bob", "bea", "carl", "eva", NULL, ""};
    static const char *const names[] = {"ann", "bob", "bea", "carl", "eva", "stranger", "operator"};
    struct object_id id = indicator_id(doors, number);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct released row;
        enum status status = release_object(&row, as(doors, all[i]), &id);
        bool expected = strstr(by, names[i]) != NULL;
        if ((status == OK) != expected) fail_msg("%d: %s: %s", number, names[i], doors->fault.text);
        assert_true(status == OK || status == ABSENT);
    }
}

static void assert_sound(struct doors *doors) {
    struct leaves_report report;
    struct leaves_check check = {0};
    doors_leave(doors);
    expect_ok(doors, store_check(doors->store, &doors->fault));
    expect_ok(doors, leaves_verify(&report, doors->store, &check, &doors->fault));
}

static void an_embargo_ends_at_its_time(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, NULL));
    say(doors, "ann", "ring", indicator(doors, 2, MARK_GREEN, EMBARGO));
    size_t before = seen_by(doors, "bob");
    assert_int_equal(before, 1);
    assert_seen(doors, 2, "ann operator");
    assert_sound(doors);
    clock_fake_move(&doors->clock, MINUTE);
    assert_int_equal(seen_by(doors, "bob"), 2);
    assert_int_equal(seen_by(doors, "ann"), 2);
    assert_seen(doors, 2, "ann bob bea carl operator");
    assert_sound(doors);
}

static void whom_it_excepts_reads_it_before(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    const struct visit *visit = as(doors, "bob");
    char uuid[UUID_TEXT_SIZE];
    uuid_write(uuid, &world_organisation_named(visit->world, STR("birch"))->identity);
    struct str more = arena_format(&doors->arena,
                                   UNDER("\"embargo_until\":\"2024-01-01T00:01:00Z\","
                                         "\"embargo_except_refs\":[\"identity--%s\"]"),
                                   uuid);
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, more.data));
    assert_seen(doors, 1, "ann bob operator"); // not bea: what a client may is AMBER's, not this
    clock_fake_move(&doors->clock, MINUTE);
    assert_seen(doors, 1, "ann bob bea carl operator");
}

// Of an embargo that was over when it came nothing is left, of those it excepted neither.
static void an_embargo_that_is_over_says_nothing(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    say(doors, "ann", "ring",
        indicator(doors, 1, MARK_GREEN,
                  UNDER("\"embargo_until\":\"2023-01-01T00:00:00Z\","
                        "\"embargo_except_refs\":[\"identity--" BOB "\"]")));
    assert_seen(doors, 1, "ann bob bea carl operator");
}

// Everything after a cursor, oldest first; the cursor moves on.
static size_t read_on(struct doors *doors, const char *name, stamp *cursor) {
    struct filter filter = {.revoked = -1, .oldest_first = true, .cursor = *cursor};
    struct release *release;
    struct released row;
    size_t count = 0;
    expect_ok(doors, release_open(&release, as(doors, name), &filter));
    for (; release_next(&row, release, &doors->fault) == OK; count++) *cursor = row.found.added;
    release_close(&release);
    return count;
}

static struct str relationship(struct doors *doors, int number, int from, int to) {
    return arena_format(&doors->arena,
                        "{\"type\":\"relationship\",\"spec_version\":\"2.1\","
                        "\"id\":\"relationship--00000000-0000-4000-8000-%012d\","
                        "\"created\":\"2024-01-01T00:00:00.000Z\","
                        "\"modified\":\"2024-01-01T00:00:00.000Z\","
                        "\"relationship_type\":\"related-to\","
                        "\"source_ref\":\"indicator--00000000-0000-4000-8000-%012d\","
                        "\"target_ref\":\"indicator--00000000-0000-4000-8000-%012d\","
                        "\"object_marking_refs\":[\"marking-definition--" MARK_GREEN "\"]}",
                        number, from, to);
}

// The heart of it: nobody who follows by stamps passes over what was hidden when they came by.
static void who_follows_a_cursor_meets_what_comes_in_later(void **state) {
    struct doors *doors = *state;
    stamp bob = 0, ann = 0;
    tell(doors, "");
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, NULL));
    say(doors, "ann", "ring", indicator(doors, 2, MARK_GREEN, EMBARGO));
    say(doors, "ann", "ring", relationship(doors, 1, 1, 2)); // hidden with its end
    say(doors, "ann", "ring", relationship(doors, 2, 1, 3)); // of an end that is not here
    say(doors, "ann", "ring", indicator(doors, 4, MARK_GREEN, NULL));
    assert_int_equal(read_on(doors, "bob", &bob), 3);
    assert_int_equal(read_on(doors, "ann", &ann), 5);
    assert_int_equal(read_on(doors, "bob", &bob), 0);
    clock_fake_move(&doors->clock, MINUTE);
    assert_int_equal(read_on(doors, "bob", &bob), 2);
    assert_int_equal(read_on(doors, "ann", &ann), 2); // once more: it comes in for everybody
    assert_int_equal(read_on(doors, "bob", &bob), 0);
    assert_sound(doors);
}

// The same a day later.
static struct str later(struct doors *doors, struct str json) {
    size_t at = str_find(json, STR("\"modified\":\"2024-01-01"));
    return arena_format(&doors->arena, "%.*s\"modified\":\"2024-01-02%.*s",
                        STR_ARG(str_cut(json, 0, at)), STR_ARG(str_cut(json, at + 22, json.size)));
}

static void what_was_shown_by_an_older_version_stays_where_it_is(void **state) {
    struct doors *doors = *state;
    stamp bob = 0;
    tell(doors, "");
    say(doors, "ann", "ring", indicator(doors, 2, MARK_GREEN, NULL));
    say(doors, "ann", "ring", relationship(doors, 1, 2, 2));
    say(doors, "ann", "ring", later(doors, indicator(doors, 2, MARK_GREEN, EMBARGO)));
    assert_int_equal(read_on(doors, "bob", &bob), 2);
    clock_fake_move(&doors->clock, MINUTE);
    assert_int_equal(read_on(doors, "bob", &bob), 1); // the version alone
    assert_sound(doors);
}

static void many_embargoes_end_one_transaction_after_the_other(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    const struct visit *visit = as(doors, "ann");
    for (int i = 0; i < 2100; i++) {
        struct str text = indicator(doors, i, MARK_GREEN, EMBARGO);
        expect_ok(doors, intake_object(NULL, visit, collection_of(visit, "ring"), text));
    }
    assert_int_equal(seen_by(doors, "bob"), 0);
    clock_fake_move(&doors->clock, MINUTE);
    assert_int_equal(seen_by(doors, "bob"), 2000);
    assert_int_equal(seen_by(doors, "bob"), 2100);
    assert_sound(doors);
}

static void what_is_taken_out_under_an_embargo_does_not_come_in(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, EMBARGO));
    const struct visit *visit = as(doors, "ann");
    struct object_id id = indicator_id(doors, 1);
    struct intake_removal removal = {.id = {store_kind_find(doors->store, id.type), id.uuid}};
    size_t removed;
    expect_ok(doors, intake_remove(&removed, visit, collection_of(visit, "ring"), &removal));
    assert_int_equal(removed, 1);
    clock_fake_move(&doors->clock, MINUTE);
    assert_seen(doors, 1, "");
    assert_sound(doors);
}

// Of a version in two collections one row is under an embargo, and each keeps its own label.
static void an_embargo_ends_beside_a_row_that_had_none(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    say(doors, "ann", "ring", indicator(doors, 1, MARK_RED, EMBARGO));
    say(doors, "ann", "open", indicator(doors, 1, MARK_RED, EMBARGO));
    say(doors, "ann", "ring", indicator(doors, 2, MARK_GREEN, EMBARGO));
    clock_fake_move(&doors->clock, MINUTE);
    say(doors, "ann", "open", indicator(doors, 2, MARK_GREEN, EMBARGO));
    assert_seen(doors, 1, "ann operator");
    assert_seen(doors, 2, "ann bob bea carl operator");
    assert_sound(doors);
}

// A version that was indexed whole is held back whole elsewhere, under the embargo and after it.
static void parts_and_an_embargo_go_together(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    const char *more =
        ",\"description\":\"of one clinic\",\"granular_markings\":[{\"marking_ref\":"
        "\"marking-definition--" MARK_STRICT "\",\"selectors\":[\"description\"]}]" EMBARGO;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, more));
    say(doors, "ann", "open", indicator(doors, 1, MARK_GREEN, more));
    assert_seen(doors, 1, "ann operator");
    clock_fake_move(&doors->clock, MINUTE);
    assert_seen(doors, 1, "ann bob bea carl operator");
    struct object_id id = indicator_id(doors, 1);
    struct released row;
    expect_ok(doors, release_object(&row, as(doors, "carl"), &id));
    assert_true(row.is_cut);
    expect_ok(doors, release_object(&row, as(doors, "bob"), &id));
    assert_false(row.is_cut);
    assert_sound(doors);
}

static void a_sharing_group_narrows_and_opens_nothing(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    say(doors, "ann", "ring",
        indicator(doors, 1, MARK_GREEN, UNDER("\"sharing_group_ref\":\"identity--" CIRCLE "\"")));
    say(doors, "ann", "open",
        indicator(doors, 2, MARK_CLEAR, UNDER("\"sharing_group_ref\":\"identity--" CIRCLE "\"")));
    say(doors, "ann", "ring", // of which nobody here has heard
        indicator(doors, 3, MARK_GREEN, UNDER("\"sharing_group_ref\":\"identity--" BOB "\"")));
    assert_seen(doors, 1, "ann bob operator"); // elm has no right in the collection
    assert_seen(doors, 2, "ann bob eva operator");
    assert_seen(doors, 3, "ann operator");
    tell(doors, ", \"collections\": [{\"alias\": \"ring\", \"title\": \"Ring\", \"community\":"
                " \"one\", \"community_reads\": true, \"grants\": [{\"group\": \"few\","
                " \"read\": true}]}]");
    assert_seen(doors, 1, "ann bob eva operator");
    assert_sound(doors);
}

static void release_rules_leave_out_by_sector_and_country(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    say(doors, "ann", "ring",
        indicator(doors, 1, MARK_GREEN, UNDER("\"only\":{\"sectors\":[\"state\"]}")));
    say(doors, "ann", "ring",
        indicator(doors, 2, MARK_GREEN, UNDER("\"never\":{\"countries\":[\"JP\",\"US\"]}")));
    say(doors, "ann", "open",
        indicator(doors, 3, MARK_CLEAR, UNDER("\"never\":{\"countries\":[\"DE\"]}")));
    assert_seen(doors, 1, "ann carl operator");
    assert_seen(doors, 2, "ann bob operator"); // beech and cedar do not say where they are
    assert_seen(doors, 3, "ann eva operator"); // nor does a stranger
}

static void the_rules_of_a_collection_hold_for_all_that_is_in_it(void **state) {
    struct doors *doors = *state;
    tell(doors, "");
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, NULL));
    say(doors, "ann", "ring",
        indicator(doors, 2, MARK_GREEN, UNDER("\"never\":{\"countries\":[\"FR\"]}")));
    assert_seen(doors, 1, "ann bob bea carl operator");
    tell(doors, ", \"collections\": [{\"alias\": \"ring\", \"title\": \"Ring\", \"community\":"
                " \"one\", \"community_reads\": true, \"release\": {\"only\":"
                " {\"sectors\": [\"state\"]}}}]");
    assert_seen(doors, 1, "ann carl operator");
    assert_seen(doors, 2, "ann operator"); // cedar has no country
    tell(doors, ", \"collections\": [{\"alias\": \"ring\", \"title\": \"Ring\", \"community\":"
                " \"one\", \"community_reads\": true, \"release\": {}}]");
    assert_seen(doors, 1, "ann bob bea carl operator");
}

static void a_grant_makes_a_member_of_who_is_none(void **state) {
    struct doors *doors = *state;
    tell(doors, ", \"collections\": [{\"alias\": \"ring\", \"title\": \"Ring\", \"community\":"
                " \"one\", \"default_tlp\": \"TLP:AMBER\", \"grants\": [{\"sector\": \"state\","
                " \"read\": true}, {\"role\": \"curator\", \"sector\": \"state\","
                " \"write\": true}]}]");
    say(doors, "ann", "ring", indicator(doors, 1, MARK_STRICT, NULL));
    assert_seen(doors, 1, "ann bob carl operator"); // elm is of the sector, not of the community
    const struct visit *visit = as(doors, "carl");
    assert_int_equal(intake_object(NULL, visit, collection_of(visit, "ring"),
                                   indicator(doors, 2, MARK_GREEN, NULL)),
                     DENIED);
    doors->viewer.role = ROLE_CURATOR;
    expect_ok(doors, intake_object(NULL, visit, collection_of(visit, "ring"),
                                   indicator(doors, 2, MARK_GREEN, NULL)));
}

static void what_is_not_understood_is_refused(void **state) {
    static const struct {
        const char *more, *place;
    } wrong[] = {
        {UNDER("\"embargo\":1"), "embargo: no condition is called so"},
        {UNDER("\"embargo_until\":\"tomorrow\""), "embargo_until"},
        {UNDER("\"only\":{\"industries\":[\"x\"]}"), "only: only sectors and countries"},
        {UNDER("\"only\":{\"countries\":[\"JPN\"]}"), "only.countries[0]"},
        {UNDER("\"never\":{\"sectors\":[]}"), "never.sectors"},
        {UNDER("\"sharing_group_ref\":\"malware--" BOB "\""), "sharing_group_ref"},
        {UNDER("\"embargo_except_refs\":[\"identity--" BOB "\"]"), "there is no embargo"},
    };
    struct doors *doors = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct visit *visit = as(doors, "ann");
        assert_int_equal(intake_object(NULL, visit, collection_of(visit, "ring"),
                                       indicator(doors, 1, MARK_GREEN, wrong[i].more)),
                         MALFORMED);
        if (!strstr(doors->fault.text, wrong[i].place))
            fail_msg("%s: %s", wrong[i].more, doors->fault.text);
    }
}

// A class for each would make everybody's sight long.
static void nobody_makes_more_circles_than_the_limit(void **state) {
    struct doors *doors = *state;
    const struct visit *visit = as(doors, "ann");
    enum status status = OK;
    for (int i = 0; i <= 256 && status == OK; i++) {
        struct str more =
            arena_format(&doors->arena, UNDER("\"never\":{\"sectors\":[\"s%d\"]}"), i);
        status = intake_object(NULL, visit, collection_of(visit, "ring"),
                               indicator(doors, i, MARK_GREEN, more.data));
        assert_int_equal(status, i < 256 ? OK : LIMIT);
    }
    // What was said before may be said again.
    expect_ok(doors, intake_object(NULL, visit, collection_of(visit, "ring"),
                                   indicator(doors, 999, MARK_GREEN,
                                             UNDER("\"never\":{\"sectors\":[\"s7\"]}"))));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(an_embargo_ends_at_its_time),
        T(whom_it_excepts_reads_it_before),
        T(an_embargo_that_is_over_says_nothing),
        T(who_follows_a_cursor_meets_what_comes_in_later),
        T(what_was_shown_by_an_older_version_stays_where_it_is),
        T(many_embargoes_end_one_transaction_after_the_other),
        T(what_is_taken_out_under_an_embargo_does_not_come_in),
        T(an_embargo_ends_beside_a_row_that_had_none),
        T(parts_and_an_embargo_go_together),
        T(a_sharing_group_narrows_and_opens_nothing),
        T(release_rules_leave_out_by_sector_and_country),
        T(the_rules_of_a_collection_hold_for_all_that_is_in_it),
        T(a_grant_makes_a_member_of_who_is_none),
        T(what_is_not_understood_is_refused),
        T(nobody_makes_more_circles_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
