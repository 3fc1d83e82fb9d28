#include "meeting.h"

#include "base/digest.h"

#define MINUTE (60 * STAMP_SECOND)

static struct str part(const char *text) {
    return str_of(text);
}

static void each_item_begins_when_the_one_before_ends(void **state) {
    struct dialogue dialogue = see(*state, "emily");
    assert_int_equal(dialogue.item_count, 4);
    assert_true(dialogue.items[0].start == dialogue.start);
    assert_true(dialogue.items[1].start == dialogue.start + 10 * MINUTE);
    assert_true(dialogue.items[2].start == dialogue.start + 35 * MINUTE);
    assert_true(dialogue.items[3].start == dialogue.start + 45 * MINUTE);
    assert_true(dialogue.end == dialogue.start + 60 * MINUTE);
}

static void now_and_next_change_at_the_instant_an_item_ends(void **state) {
    struct dialogue dialogue = see(*state, "emily");
    size_t on, next;
    dialogue_now(&on, &next, &dialogue, dialogue.start - 1);
    assert_true(on == SIZE_MAX && next == 0);
    dialogue_now(&on, &next, &dialogue, dialogue.start);
    assert_true(on == 0 && next == 1);
    dialogue_now(&on, &next, &dialogue, dialogue.start + 10 * MINUTE - 1);
    assert_true(on == 0 && next == 1);
    dialogue_now(&on, &next, &dialogue, dialogue.start + 10 * MINUTE);
    assert_true(on == 1 && next == 2);
    dialogue_now(&on, &next, &dialogue, dialogue.end - 1);
    assert_true(on == 3 && next == SIZE_MAX);
    dialogue_now(&on, &next, &dialogue, dialogue.end);
    assert_true(on == SIZE_MAX && next == SIZE_MAX);
}

static void rights_follow_from_organisation_and_person(void **state) {
    static const struct {
        const char *name;
        bool can_edit, can_moderate, can_ask;
    } rows[] = {
        {"grace", true, true, true},   {"hana", true, true, true},   {"ken", true, false, true},
        {"emily", false, false, true}, {"aoi", false, false, false}, {"root", true, true, true},
        {"", true, true, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dialogue dialogue = see(*state, rows[i].name);
        assert_int_equal(dialogue.can_edit, rows[i].can_edit);
        assert_int_equal(dialogue.can_moderate, rows[i].can_moderate);
        assert_int_equal(dialogue.can_ask, rows[i].can_ask);
    }
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue dialogue;
    assert_int_equal(dialogue_read(&dialogue, as(meeting, NULL), &id), ABSENT);
}

static void a_longer_item_moves_what_follows(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue_change change = {
        .kind = ITEM_CHANGE, .item = part("keynote"), .has_minutes = true, .minutes = 35};
    struct dialogue before = see(meeting, "ken");
    expect_ok(meeting, dialogue_change(&meeting->visit, &id, before.version, &change));
    struct dialogue after = see(meeting, "emily");
    assert_true(after.items[0].start == before.items[0].start);
    assert_true(after.items[1].start == before.items[1].start);
    assert_true(after.items[2].start == before.items[2].start + 10 * MINUTE);
    assert_true(after.end == before.end + 10 * MINUTE);
    assert_true(after.modified > before.modified);
    assert_int_equal(after.version_count, 2);
}

// What is not changed stays byte for byte, unknown members and escapes too.
static void a_change_keeps_every_other_byte(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue_change change = {
        .kind = ITEM_CHANGE, .item = part("break"), .has_minutes = true, .minutes = 5};
    expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, STR_NONE, &change));
    struct dialogue after = see(meeting, "grace");
    struct str text = json_source(after.json), old = str_of(meeting_dialogue);
    size_t agenda = str_find(old, part("\"agenda\""));
    size_t modified = str_find(old, part("\"modified\""));
    assert_true(str_equal(str_cut(text, 0, modified), str_cut(old, 0, modified)));
    size_t behind = modified + sizeof "\"modified\":\"2020-05-01T00:00:00.000Z\"" - 1;
    assert_true(str_equal(str_cut(text, behind, agenda), str_cut(old, behind, agenda)));
    assert_true(str_find(text, part("\"x_note\":\"k\\u0065pt\"")) != SIZE_MAX);
    assert_true(str_find(text, part("\"title\":\"Break\",\"minutes\":5}")) != SIZE_MAX);
    size_t tail = str_find(old, part(",{\"id\":\"closing\""));
    assert_true(str_ends(text, str_cut(old, tail, old.size)));
}

static void of_two_who_change_the_same_version_one_is_told(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue_change change = {
        .kind = ITEM_CHANGE, .item = part("opening"), .has_minutes = true, .minutes = 20};
    struct str version = arena_copy(&meeting->arena, see(meeting, "grace").version);
    expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, version, &change));
    change.minutes = 30;
    assert_int_equal(dialogue_change(as(meeting, "ken"), &id, version, &change), CONFLICT);
    assert_int_equal(see(meeting, "ken").items[0].minutes, 20);
}

static void versions_rise_even_when_the_clock_does_not(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    const struct visit *visit = as(meeting, "grace");
    for (int minutes = 1; minutes <= 5; minutes++) {
        struct dialogue_change change = {
            .kind = ITEM_CHANGE, .item = part("opening"), .has_minutes = true, .minutes = minutes};
        expect_ok(meeting, dialogue_change(visit, &id, STR_NONE, &change));
    }
    assert_int_equal(see(meeting, "grace").items[0].minutes, 5);
}

static void items_are_added_and_taken_out(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue_change add = {.kind = ITEM_ADD,
                                  .item = part("break"),
                                  .item_kind = part("panel"),
                                  .title = part("Panel"),
                                  .minutes = 40};
    expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, STR_NONE, &add));
    struct dialogue dialogue = see(meeting, "grace");
    assert_int_equal(dialogue.item_count, 5);
    assert_true(str_starts(dialogue.items[3].id, part("panel-")));
    assert_true(dialogue.items[4].start == dialogue.start + 85 * MINUTE);
    add.item = part("");
    expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, STR_NONE, &add));
    assert_true(str_equal(see(meeting, "grace").items[1].id, part("opening")));
    for (size_t left = 6; left-- > 0;) {
        struct dialogue_change remove = {.kind = ITEM_REMOVE,
                                         .item = see(meeting, "grace").items[0].id};
        expect_ok(meeting, dialogue_change(&meeting->visit, &id, STR_NONE, &remove));
        assert_int_equal(see(meeting, "grace").item_count, left);
    }
    // The schema wants no empty agenda; one that is gone can come again.
    assert_true(str_find(json_source(see(meeting, "grace").json), part("agenda")) == SIZE_MAX);
    expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, STR_NONE, &add));
    assert_int_equal(see(meeting, "grace").item_count, 1);
    assert_true(dialogue.id_text.size > 0);
}

static void changes_out_of_range_are_refused(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    static const int minutes[] = {0, -1, DIALOGUE_MINUTES_MAX + 1};
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        struct dialogue_change change = {.kind = ITEM_CHANGE,
                                         .item = part("opening"),
                                         .has_minutes = true,
                                         .minutes = minutes[i]};
        assert_int_equal(dialogue_change(as(meeting, "grace"), &id, STR_NONE, &change), MALFORMED);
    }
    struct dialogue_change change = {.kind = ITEM_CHANGE,
                                     .item = part("opening"),
                                     .has_minutes = true,
                                     .minutes = DIALOGUE_MINUTES_MAX};
    expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, STR_NONE, &change));
    change.item = part("none");
    assert_int_equal(dialogue_change(as(meeting, "grace"), &id, STR_NONE, &change), ABSENT);
    change.item = part("opening");
    assert_int_equal(dialogue_change(as(meeting, "emily"), &id, STR_NONE, &change), DENIED);
    change.title = part("");
    assert_int_equal(dialogue_change(as(meeting, "grace"), &id, STR_NONE, &change), MALFORMED);
}

static void the_agenda_has_a_last_place(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue_change add = {.kind = ITEM_ADD,
                                  .item = part(""),
                                  .item_kind = part("panel"),
                                  .title = part("Panel"),
                                  .minutes = 1};
    for (size_t i = 4; i < DIALOGUE_ITEMS_MAX; i++)
        expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, STR_NONE, &add));
    assert_int_equal(see(meeting, "grace").item_count, DIALOGUE_ITEMS_MAX);
    assert_int_equal(dialogue_change(as(meeting, "grace"), &id, STR_NONE, &add), LIMIT);
}

// Eve may write into the collection, and names herself an organiser.
static void nobody_becomes_an_organiser_by_saying_so(void **state) {
    struct meeting *meeting = *state;
    char *forged = strdup(meeting_dialogue);
    memcpy(strstr(forged, "\"modified\":\"2020"), "\"modified\":\"2030", 16);
    memcpy(strstr(forged, "\"organiser_refs\":[\"identity--" ALDER) + 29, CEDAR, 36);
    give(meeting, "eve", str_of(forged));
    struct dialogue dialogue = see(meeting, "eve");
    assert_false(dialogue.can_edit);
    assert_true(str_starts(dialogue.version, part("2020")));
    // Nor by a version that claims to have been the first.
    memcpy(strstr(forged, "\"modified\":\"2030"), "\"modified\":\"2010", 16);
    give(meeting, "eve", str_of(forged));
    assert_false(see(meeting, "eve").can_edit);
    free(forged);
}

#define RED "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"

// The next version would be made out of what is shown.
static void who_does_not_see_all_of_a_dialogue_does_not_change_it(void **state) {
    struct meeting *meeting = *state;
    struct object_id id = meeting_id();
    struct dialogue_change change = {
        .kind = ITEM_CHANGE, .item = part("opening"), .has_minutes = true, .minutes = 20};
    struct str text = arena_copy(&meeting->arena, part(meeting_dialogue));
    memcpy(strstr((char *)(uintptr_t)text.data, "\"modified\":\"2020-05-01"),
           "\"modified\":\"2020-05-02", 22);
    text = arena_format(&meeting->arena,
                        "%.*s,\"granular_markings\":[{\"marking_ref\":\"" RED
                        "\",\"selectors\":[\"venue\"]}]}",
                        (int)text.size - 1, text.data);
    give(meeting, "grace", text);
    struct released row;
    expect_ok(meeting, release_object(&row, as(meeting, "ken"), &id));
    assert_true(row.is_cut && str_find(row.found.json, part("Hall, 1")) == SIZE_MAX);
    assert_true(see(meeting, "ken").can_edit);
    assert_int_equal(dialogue_change(&meeting->visit, &id, STR_NONE, &change), DENIED);
    expect_ok(meeting, dialogue_change(as(meeting, "grace"), &id, STR_NONE, &change));
    expect_ok(meeting, release_object(&row, as(meeting, "grace"), &id));
    assert_true(str_find(row.found.json, part("Hall, 1")) != SIZE_MAX);
    assert_int_equal(see(meeting, "ken").items[0].minutes, 20);
}

static void a_new_dialogue_can_be_read_and_changed_by_its_maker(void **state) {
    struct meeting *meeting = *state;
    const struct visit *visit = as(meeting, "emily");
    struct str zones[] = {STR("Asia/Tokyo"), STR("UTC")}, countries[] = {STR("JP")};
    struct dialogue_new fresh = {.title = part("次の対話"),
                                 .start = clock_now(&meeting->clock.clock),
                                 .time_zones = zones,
                                 .time_zone_count = 2,
                                 .countries = countries,
                                 .country_count = 1,
                                 .collection = talk(visit),
                                 .tlp = TLP_AMBER};
    struct object_id id;
    expect_ok(meeting, dialogue_make(&id, visit, &fresh));
    struct dialogue dialogue;
    expect_ok(meeting, dialogue_read(&dialogue, as(meeting, "eve"), &id));
    assert_true(dialogue.can_edit && !dialogue.can_moderate && dialogue.tlp == TLP_AMBER);
    struct dialogue *rows;
    size_t count;
    expect_ok(meeting, dialogue_list(&rows, &count, as(meeting, "emily")));
    assert_int_equal(count, 2);
    countries[0] = STR("Japan");
    assert_int_equal(dialogue_make(&id, as(meeting, "emily"), &fresh), MALFORMED);
    countries[0] = STR("JP");
    zones[1] = STR("Mars//Base");
    assert_int_equal(dialogue_make(&id, as(meeting, "emily"), &fresh), MALFORMED);
    zones[1] = STR("UTC");
    fresh.collection = talk(as(meeting, "aoi"));
    assert_int_equal(dialogue_make(&id, &meeting->visit, &fresh), DENIED);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, meeting_setup, meeting_teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_item_begins_when_the_one_before_ends),
        TEST(now_and_next_change_at_the_instant_an_item_ends),
        TEST(rights_follow_from_organisation_and_person),
        TEST(a_longer_item_moves_what_follows),
        TEST(who_does_not_see_all_of_a_dialogue_does_not_change_it),
        TEST(a_change_keeps_every_other_byte),
        TEST(of_two_who_change_the_same_version_one_is_told),
        TEST(versions_rise_even_when_the_clock_does_not),
        TEST(items_are_added_and_taken_out),
        TEST(changes_out_of_range_are_refused),
        TEST(the_agenda_has_a_last_place),
        TEST(nobody_becomes_an_organiser_by_saying_so),
        TEST(a_new_dialogue_can_be_read_and_changed_by_its_maker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
