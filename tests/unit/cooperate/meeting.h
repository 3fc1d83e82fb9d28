// meeting.h - a store in a folder of its own with the people of a dialogue between two countries.
//
//   alder   organises. grace moderates; hana administers; ken is a member.
//   cedar   takes part. emily and eve may write.
//   open    reads only: aoi.
//   root    is an operator with an account.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cooperate/dialogue.h"
#include "exchange/account.h"
#include "exchange/bus.h"
#include "exchange/intake.h"

#include "../store/databases.h"

#define MEETING_START "2020-05-21T00:00:00.000Z"
#define GRACE "11111111-1111-4111-8111-000000000001"
#define HANA "11111111-1111-4111-8111-000000000002"
#define KEN "11111111-1111-4111-8111-000000000003"
#define EMILY "11111111-1111-4111-8111-000000000004"
#define EVE "11111111-1111-4111-8111-000000000005"
#define ALDER "22222222-2222-4222-8222-000000000001"
#define CEDAR "22222222-2222-4222-8222-000000000002"
#define DIALOGUE "dialogue--33333333-3333-4333-8333-000000000001"
#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"

static const char meeting_world[] =
    "{\"organisations\":[{\"slug\":\"alder\",\"name\":\"Alder\",\"identity\":\"" ALDER "\"},"
    "{\"slug\":\"cedar\",\"name\":\"Cedar\",\"identity\":\"" CEDAR "\"},"
    "{\"slug\":\"open\",\"name\":\"Open\"}],"
    "\"communities\":[{\"slug\":\"two\",\"title\":\"Two\",\"members\":["
    "\"alder\",\"cedar\",\"open\"]}],"
    "\"collections\":[{\"alias\":\"talk\",\"title\":\"Talk\",\"community\":\"two\","
    "\"default_tlp\":\"TLP:GREEN\",\"members\":["
    "{\"organisation\":\"alder\",\"read\":true,\"write\":true},"
    "{\"organisation\":\"cedar\",\"read\":true,\"write\":true},"
    "{\"organisation\":\"open\",\"read\":true}]}],"
    "\"accounts\":["
    "{\"name\":\"grace\",\"display\":\"Grace\",\"organisation\":\"alder\","
    "\"identity\":\"" GRACE "\"},"
    "{\"name\":\"hana\",\"display\":\"Hana\",\"organisation\":\"alder\",\"identity\":\"" HANA "\","
    "\"administrator\":true},"
    "{\"name\":\"ken\",\"display\":\"Ken\",\"organisation\":\"alder\",\"identity\":\"" KEN "\"},"
    "{\"name\":\"emily\",\"display\":\"Emily\",\"organisation\":\"cedar\","
    "\"identity\":\"" EMILY "\"},"
    "{\"name\":\"eve\",\"display\":\"Eve\",\"organisation\":\"cedar\",\"identity\":\"" EVE "\"},"
    "{\"name\":\"aoi\",\"display\":\"Aoi\",\"organisation\":\"open\"},"
    "{\"name\":\"root\",\"display\":\"Root\",\"organisation\":\"alder\",\"operator\":true}]}";

// An unknown member and odd white space within a string: both must survive a change.
static const char meeting_dialogue[] =
    "{\"type\":\"dialogue\",\"spec_version\":\"2.1\",\"id\":\"" DIALOGUE "\","
    "\"created_by_ref\":\"identity--" ALDER "\",\"created\":\"2020-05-01T00:00:00.000Z\","
    "\"modified\":\"2020-05-01T00:00:00.000Z\",\"name\":\"First; talk, now\","
    "\"x_own\":{\"a\\u0062c\":[1.50,\"two  spaces\"]},\"start\":\"" MEETING_START "\","
    "\"time_zones\":[\"Asia/Tokyo\",\"America/New_York\"],\"countries\":[\"JP\",\"US\"],"
    "\"languages\":[\"en\",\"ja\"],\"venue\":\"Hall, 1\","
    "\"participants\":[{\"name\":\"G. Linwood\","
    "\"organisation\":\"Alder Bay\",\"sector\":\"academia\",\"country\":\"US\","
    "\"identity_ref\":\"identity--" GRACE "\"}],\"agenda\":["
    "{\"id\":\"opening\",\"kind\":\"opening\",\"title\":\"Opening\",\"minutes\":10},"
    "{\"id\":\"keynote\",\"kind\":\"keynote\","
    "\"title\":\"Keynote: the shortest way from a warning to"
    " a ward, told by those who walked it\",\"title_ja\":\"基調講演：警報から病棟までの最短距離を、"
    "実際に歩いた人々が語ります\",\"x_note\":\"k\\u0065pt\",\"minutes\":25,\"speakers\":["
    "\"Ingrid\"]},"
    "{\"id\":\"break\",\"kind\":\"break\",\"title\":\"Break\",\"minutes\":10},"
    "{\"id\":\"closing\",\"kind\":\"closing\",\"title\":\"Closing\",\"minutes\":15}],"
    "\"organiser_refs\":[\"identity--" ALDER "\"],\"moderator_refs\":[\"identity--" GRACE "\"],"
    "\"object_marking_refs\":[\"" GREEN "\"],"
    "\"extensions\":{\"" DIALOGUE_EXTENSION "\":{\"extension_type\":\"new-sdo\"}}}";

struct meeting {
    char folder[64];
    struct clock_fake clock;
    struct chance_fake chance;
    struct store *store;
    struct exchange *exchange;
    struct arena arena;
    struct fault fault;
    struct viewer viewer;
    struct visit visit;
    bool is_visiting;
};

#define expect_ok(meeting, call)                                                                   \
    do {                                                                                           \
        enum status expect_status_ = (call);                                                       \
        if (expect_status_ != OK) fail_msg("%s: %s", #call, (meeting)->fault.text);                \
    } while (0)

static inline void meeting_open(struct meeting *meeting, struct str world) {
    *meeting = (struct meeting){.folder = "/tmp/renkei-meeting-XXXXXX"};
    assert_non_null(mkdtemp(meeting->folder));
    arena_init(&meeting->arena);
    stamp start;
    assert_int_equal(stamp_read(&start, STR(MEETING_START), NULL), OK);
    clock_fake_init(&meeting->clock, start);
    chance_fake_init(&meeting->chance, 7);
    struct store_options options = {
        .path = store_in(meeting->folder, "store"),
        .may_create = true,
        .clock = &meeting->clock.clock,
        .chance = &meeting->chance.chance,
        .without_search = true,
    };
    expect_ok(meeting, store_open(&meeting->store, &options, &meeting->fault));
    meeting->exchange = exchange_open(meeting->store);
    struct setup_report report;
    expect_ok(meeting,
              setup_apply(&report, meeting->exchange, world, &meeting->arena, &meeting->fault));
}

static inline void meeting_leave(struct meeting *meeting) {
    if (meeting->is_visiting) visit_close(&meeting->visit);
    meeting->is_visiting = false;
}

static inline void meeting_close(struct meeting *meeting) {
    meeting_leave(meeting);
    exchange_close(&meeting->exchange);
    store_close(&meeting->store);
    assert_int_equal(stores_remove(meeting->folder), 0);
    arena_close(&meeting->arena);
}

// The visit of somebody: NULL is a stranger, "" the operator at the machine. A millisecond passes.
static inline const struct visit *as(struct meeting *meeting, const char *name) {
    meeting_leave(meeting);
    clock_fake_move(&meeting->clock, 1000);
    meeting->fault.text[0] = '\0';
    if (!name)
        meeting->viewer = viewer_stranger();
    else if (!*name)
        meeting->viewer = viewer_operator();
    else
        expect_ok(meeting, viewer_as(&meeting->viewer, meeting->exchange, str_of(name),
                                     &meeting->arena, &meeting->fault));
    expect_ok(meeting, visit_open(&meeting->visit, meeting->exchange, &meeting->viewer,
                                  &meeting->arena, &meeting->fault));
    meeting->is_visiting = true;
    return &meeting->visit;
}

static inline const struct collection *talk(const struct visit *visit) {
    const struct collection *found = world_collection_named(visit->world, NULL, STR("talk"));
    assert_non_null(found);
    return found;
}

static inline void give(struct meeting *meeting, const char *name, struct str json) {
    const struct visit *visit = as(meeting, name);
    expect_ok(meeting, intake_object(NULL, visit, talk(visit), json));
}

static inline struct object_id meeting_id(void) {
    struct object_id id;
    assert_int_equal(object_id_read(&id, STR(DIALOGUE), NULL), OK);
    return id;
}

// The dialogue, founded by grace, as `name` sees it; the visit stays open.
static inline struct dialogue see(struct meeting *meeting, const char *name) {
    struct object_id id = meeting_id();
    const struct visit *visit = as(meeting, name);
    struct dialogue dialogue;
    expect_ok(meeting, dialogue_read(&dialogue, visit, &id));
    return dialogue;
}

static inline int meeting_setup(void **state) {
    struct meeting *meeting = memory_take(sizeof *meeting);
    meeting_open(meeting, str_of(meeting_world));
    give(meeting, "grace", str_of(meeting_dialogue));
    *state = meeting;
    return 0;
}

static inline int meeting_teardown(void **state) {
    meeting_close(*state);
    free(*state);
    return 0;
}
