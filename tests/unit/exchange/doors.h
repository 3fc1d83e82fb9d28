// doors.h - both doors on a real store: who there is, what is said, and through whose eyes.
//
//   ring   of alder (writes) and birch; read by the whole community; AMBER unless marked.
//   open   public; CLEAR unless marked.
//   ann@alder   bob@birch   bea@beech (client of birch)   carl@cedar (community only)
//   eva@elm (of no community)
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "exchange/account.h"
#include "exchange/intake.h"
#include "exchange/release.h"

#include "../store/databases.h"

#define DOORS_START "2024-01-01T00:00:00.000Z"
#define BOB "11111111-1111-4111-8111-000000000002"
#define MARK_CLEAR "94868c89-83c2-464b-929b-a1a8aa3c8487"
#define MARK_GREEN "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define MARK_AMBER "55d920b0-5e8b-4f79-9ee9-91f868d9b421"
#define MARK_STRICT "939a9414-2ddd-4d32-a0cd-375ea402b003"
#define MARK_RED "e828b379-4e03-4974-9ac4-e53a884c97c1"

// %s: the members of ring.
#define DOORS_WORLD                                                                                \
    "{\"organisations\": [{\"slug\": \"alder\", \"name\": \"Alder\"},"                             \
    " {\"slug\": \"birch\", \"name\": \"Birch\"},"                                                 \
    " {\"slug\": \"beech\", \"name\": \"Beech\", \"patron\": \"birch\"},"                          \
    " {\"slug\": \"cedar\", \"name\": \"Cedar\"}, {\"slug\": \"elm\", \"name\": \"Elm\"}],"        \
    " \"communities\": [{\"slug\": \"one\", \"title\": \"One\","                                   \
    " \"members\": [\"alder\", \"birch\", \"beech\", \"cedar\"]}],"                                \
    " \"collections\": [{\"alias\": \"ring\", \"title\": \"Ring\", \"community\": \"one\","        \
    " \"default_tlp\": \"TLP:AMBER\", \"community_reads\": true, \"members\": [%s]},"              \
    " {\"alias\": \"open\", \"title\": \"Open\", \"community\": \"one\", \"public\": true,"        \
    " \"default_tlp\": \"TLP:CLEAR\", \"members\": [{\"organisation\": \"alder\","                 \
    " \"read\": true, \"write\": true}]}],"                                                        \
    " \"accounts\": [{\"name\": \"ann\", \"organisation\": \"alder\"},"                            \
    " {\"name\": \"bob\", \"organisation\": \"birch\", \"identity\": \"" BOB "\"},"                \
    " {\"name\": \"bea\", \"organisation\": \"beech\"},"                                           \
    " {\"name\": \"carl\", \"organisation\": \"cedar\"},"                                          \
    " {\"name\": \"eva\", \"organisation\": \"elm\"}]}"
#define RING_MEMBERS                                                                               \
    "{\"organisation\": \"alder\", \"read\": true, \"write\": true},"                              \
    " {\"organisation\": \"birch\", \"read\": true}"
#define RING_WITHOUT_BIRCH                                                                         \
    "{\"organisation\": \"alder\", \"read\": true, \"write\": true},"                              \
    " {\"organisation\": \"birch\", \"read\": false}"

struct doors {
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

#define expect_ok(doors, call)                                                                     \
    do {                                                                                           \
        enum status expect_status_ = (call);                                                       \
        if (expect_status_ != OK)                                                                  \
            fail_msg("%s: %s: %s", #call, status_name(expect_status_), (doors)->fault.text);       \
    } while (0)

static inline void doors_tell(struct doors *doors, const char *members) {
    struct setup_report report;
    struct str world = arena_format(&doors->arena, DOORS_WORLD, members);
    expect_ok(doors, setup_apply(&report, doors->exchange, world, &doors->arena, &doors->fault));
}

static inline int doors_open(void **state) {
    struct doors *doors = memory_take(sizeof *doors);
    *doors = (struct doors){.folder = "/tmp/renkei-doors-XXXXXX"};
    if (!crypto_start() || !mkdtemp(doors->folder)) return -1;
    arena_init(&doors->arena);
    stamp start;
    if (stamp_read(&start, STR(DOORS_START), NULL) != OK) return -1;
    clock_fake_init(&doors->clock, start);
    chance_fake_init(&doors->chance, 11);
    struct store_options options = {
        .path = store_in(doors->folder, "store"),
        .may_create = true,
        .clock = &doors->clock.clock,
        .chance = &doors->chance.chance,
        .readers_max = 32, // each list that is open holds one
        .without_search = true,
    };
    expect_ok(doors, store_open(&doors->store, &options, &doors->fault));
    doors->exchange = exchange_open(doors->store);
    doors_tell(doors, RING_MEMBERS);
    *state = doors;
    return 0;
}

// A test with doors of its own.
#define T(name) cmocka_unit_test_setup_teardown(name, doors_open, doors_close)

static inline void doors_leave(struct doors *doors) {
    if (doors->is_visiting) visit_close(&doors->visit);
    doors->is_visiting = false;
}

static inline int doors_close(void **state) {
    struct doors *doors = *state;
    doors_leave(doors);
    exchange_close(&doors->exchange);
    store_close(&doors->store);
    int code = stores_remove(doors->folder);
    arena_close(&doors->arena);
    free(doors);
    return code;
}

// The visit of somebody: NULL is a stranger, "" the operator at the machine. A millisecond passes.
static inline const struct visit *as(struct doors *doors, const char *name) {
    doors_leave(doors);
    clock_fake_move(&doors->clock, 1000);
    doors->fault.text[0] = '\0';
    doors->viewer = name ? viewer_operator() : viewer_stranger();
    if (name && *name)
        expect_ok(doors, viewer_as(&doors->viewer, doors->exchange, str_of(name), &doors->arena,
                                   &doors->fault));
    expect_ok(doors, visit_open(&doors->visit, doors->exchange, &doors->viewer, &doors->arena,
                                &doors->fault));
    doors->is_visiting = true;
    return &doors->visit;
}

static inline const struct collection *collection_of(const struct visit *visit, const char *name) {
    const struct collection *found = world_collection_named(visit->world, NULL, str_of(name));
    assert_non_null(found);
    return found;
}

// An indicator of `number`.example. `marking` NULL: none. `more` are further members.
static inline struct str indicator(struct doors *doors, int number, const char *marking,
                                   const char *more) {
    struct str refs = STR("");
    if (marking)
        refs = arena_format(&doors->arena, ",\"object_marking_refs\":[\"marking-definition--%s\"]",
                            marking);
    return arena_format(&doors->arena,
                        "{\"type\":\"indicator\",\"spec_version\":\"2.1\","
                        "\"id\":\"indicator--00000000-0000-4000-8000-%012d\","
                        "\"created\":\"2024-01-01T00:00:00.000Z\","
                        "\"modified\":\"2024-01-01T00:00:00.000Z\","
                        "\"pattern\":\"[domain-name:value = 'n%d.example']\","
                        "\"pattern_type\":\"stix\",\"valid_from\":\"2024-01-01T00:00:00Z\"%.*s%s}",
                        number, number, STR_ARG(refs), more ? more : "");
}

static inline struct object_id indicator_id(struct doors *doors, int number) {
    struct object_id id;
    struct str text =
        arena_format(&doors->arena, "indicator--00000000-0000-4000-8000-%012d", number);
    assert_int_equal(object_id_read(&id, text, NULL), OK);
    return id;
}

static inline void say(struct doors *doors, const char *name, const char *collection,
                       struct str json) {
    const struct visit *visit = as(doors, name);
    expect_ok(doors, intake_object(NULL, visit, collection_of(visit, collection), json));
}

// How many objects somebody sees.
static inline size_t seen_by(struct doors *doors, const char *name) {
    size_t count;
    bool is_exact;
    expect_ok(doors,
              release_count(&count, &is_exact, as(doors, name), &(struct filter){.revoked = -1}));
    assert_true(is_exact);
    return count;
}
