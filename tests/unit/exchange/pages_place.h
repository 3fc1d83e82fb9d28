// pages_place.h - a small place for the tests of pages: a store, organisations, one collection.
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

#include "exchange/account.h"
#include "exchange/intake.h"
#include "exchange/pages.h"

#include "../store/databases.h"

struct scene_place {
    char folder[64];
    struct store *store;
    struct exchange *exchange;
    struct arena arena;
    struct fault fault;
};

#define assert_ok(call, fault)                                                                     \
    do {                                                                                           \
        enum status assert_ok_ = (call);                                                           \
        if (assert_ok_ != OK)                                                                      \
            fail_msg("%s: %s: %s", #call, status_name(assert_ok_), (fault).text);                  \
    } while (0)

// `members` is the list of the collection's.
static inline void place_set_up(struct scene_place *place, const char *members) {
    struct str json = arena_format(
        &place->arena,
        "{\"organisations\": [{\"slug\": \"alpha\", \"name\": \"A\"},"
        " {\"slug\": \"beta\", \"name\": \"B\"}, {\"slug\": \"gamma\", \"name\": \"C\"}],"
        " \"communities\": [{\"slug\": \"one\", \"title\": \"One\","
        " \"members\": [\"alpha\", \"beta\", \"gamma\"]}],"
        " \"collections\": [{\"id\": \"dcb895bb-94cd-4548-89c5-dce807a8dc9d\", \"alias\": \"c\","
        " \"title\": \"C\", \"community\": \"one\", \"default_tlp\": \"TLP:AMBER\","
        " \"members\": [%s]}],"
        " \"accounts\": [{\"name\": \"alice\", \"display\": \"A\", \"organisation\": \"alpha\"},"
        " {\"name\": \"anna\", \"display\": \"A\", \"organisation\": \"alpha\"},"
        " {\"name\": \"bob\", \"display\": \"B\", \"organisation\": \"beta\"},"
        " {\"name\": \"carol\", \"display\": \"C\", \"organisation\": \"gamma\"}]}",
        members);
    struct setup_report report;
    assert_ok(setup_apply(&report, place->exchange, json, &place->arena, &place->fault),
              place->fault);
}

#define READS_AND_WRITES(name) "{\"organisation\": \"" name "\", \"read\": true, \"write\": true}"
#define ONLY_WRITES(name) "{\"organisation\": \"" name "\", \"read\": false, \"write\": true}"

static inline void place_open(struct scene_place *place) {
    *place = (struct scene_place){.folder = "/tmp/renkei-pages-XXXXXX"};
    assert_non_null(mkdtemp(place->folder));
    arena_init(&place->arena);
    struct store_options options = {
        .path = store_in(place->folder, "store.db"), .may_create = true, .without_search = true};
    assert_ok(store_open(&place->store, &options, &place->fault), place->fault);
    place->exchange = exchange_open(place->store);
    place_set_up(place, READS_AND_WRITES("alpha") ", " READS_AND_WRITES("beta"));
}

static inline void place_close(struct scene_place *place) {
    exchange_close(&place->exchange);
    store_close(&place->store);
    arena_close(&place->arena);
    assert_int_equal(stores_remove(place->folder), 0);
}

// A viewer and its visit, which must stay where they are until seat_close.
struct seat {
    struct viewer viewer;
    struct visit visit;
    struct arena arena;
    struct fault fault;
};

static inline void seat_open(struct seat *seat, struct scene_place *place, const char *name) {
    *seat = (struct seat){.fault = {""}};
    arena_init(&seat->arena);
    assert_ok(viewer_as(&seat->viewer, place->exchange, str_of(name), &seat->arena, &seat->fault),
              seat->fault);
    assert_ok(visit_open(&seat->visit, place->exchange, &seat->viewer, &seat->arena, &seat->fault),
              seat->fault);
}

static inline void seat_close(struct seat *seat) {
    visit_close(&seat->visit);
    arena_close(&seat->arena);
}

// Somebody says something new.
static inline void seat_say(struct seat *seat, int number) {
    struct str json = arena_format(
        &seat->arena,
        "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"created\":\"2024-01-01T00:00:00Z\","
        "\"modified\":\"2024-01-01T00:00:00Z\",\"name\":\"x\","
        "\"id\":\"tool--00000000-0000-4000-8000-%012d\"}",
        number);
    const struct collection *collection = world_collection_named(seat->visit.world, NULL, STR("c"));
    assert_ok(intake_object(NULL, &seat->visit, collection, json), seat->fault);
}

// Keeps a page of `size` bytes that all hold `letter`.
static inline const struct page *seat_keep(struct seat *seat, const char *key, char letter,
                                           size_t size) {
    uint64_t generation = store_generation(seat->visit.exchange->store);
    struct buf buf;
    buf_init(&buf, size + 1);
    memset(buf_room(&buf, size), letter, size);
    buf_grow(&buf, size);
    struct page page = {.first_added = 1, .last_added = 2};
    const struct page *kept = page_keep(&seat->visit, str_of(key), generation, page, &buf);
    assert_null(buf.data); // moved out
    return kept;
}
