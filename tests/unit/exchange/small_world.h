// small_world.h - small worlds out of bytes, and the smallest one that still shows something.
//
// Each byte is a choice, and a byte that is not there is 0: so a world is made smaller by taking
// bytes away or making them less, without knowing what they choose.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/opening.h"

#define SMALL_BYTES 160
#define SMALL_ORGANISATIONS 3
#define SMALL_OBJECTS 3
#define SMALL_NOW 10
#define SMALL_VIEWERS (2 * SMALL_ORGANISATIONS + 3)

struct dice {
    uint8_t bytes[SMALL_BYTES];
    size_t size, at;
};
// 0 to count - 1.
static inline unsigned draw(struct dice *dice, unsigned count) {
    unsigned byte = dice->at < dice->size ? dice->bytes[dice->at] : 0;
    dice->at++;
    return byte % count;
}

// What was said: with whom it names, by bits of the organisations whose persons these are.
struct small_object {
    const struct collection *collection;
    unsigned giver; // an organisation's person, from 1; 0: the operator
    enum tlp tlp;
    bool is_vote;
    unsigned parts, authors, recipients;
    struct conditions conditions;
    bool has_conditions;
    int64_t class_no, next_class; // in which it is now, and when its embargo has ended
};
struct small_world {
    struct world world;
    struct organisation organisations[SMALL_ORGANISATIONS];
    struct sharing_group groups[2];
    struct community communities[2];
    struct world_pair pairs[2 * SMALL_ORGANISATIONS];
    struct collection collections[2];
    struct small_object objects[SMALL_OBJECTS];
    size_t object_count;
    struct viewer viewers[SMALL_VIEWERS];
    size_t viewer_count;
    // As the store interns them.
    struct audience_class classes[2 * SMALL_OBJECTS];
    size_t class_count;
    struct world_conditions conditions[2 * SMALL_OBJECTS];
    struct str texts[2 * SMALL_OBJECTS];
    struct json_reader *reader;
    struct arena *arena;
};

static inline struct uuid small_uuid(unsigned what, unsigned number) {
    struct uuid uuid = {{(uint8_t)what, (uint8_t)number}};
    uuid.bytes[6] = 0x40;
    uuid.bytes[8] = 0x80;
    return uuid;
}

enum { OF_PERSON = 1, OF_ORGANISATION, OF_GROUP };
static const struct str SMALL_SECTORS[] = {{"", 0}, {"state", 5}, {"private", 7}};
static const struct str SMALL_COUNTRIES[] = {{"", 0}, {"JP", 2}, {"DE", 2}};

// ---- who there is ----

static inline void small_organisations(struct small_world *it, struct dice *dice) {
    struct world *world = &it->world;
    world->organisations = it->organisations;
    world->organisation_count = 1 + draw(dice, SMALL_ORGANISATIONS);
    for (unsigned i = 0; i < world->organisation_count; i++)
        it->organisations[i] = (struct organisation){
            .no = i + 1,
            .patron_no = draw(dice, (unsigned)world->organisation_count + 1),
            .sector = SMALL_SECTORS[draw(dice, 3)],
            .country = SMALL_COUNTRIES[draw(dice, 3)],
            .identity = small_uuid(OF_ORGANISATION, i + 1),
        };
    world->groups = it->groups;
    world->group_count = draw(dice, 3);
    unsigned members[2] = {0};
    for (unsigned g = 0; g < world->group_count; g++) {
        it->groups[g] =
            (struct sharing_group){.no = g + 1, .identity = small_uuid(OF_GROUP, g + 1)};
        members[g] = draw(dice, 1u << SMALL_ORGANISATIONS);
    }
    for (unsigned i = 0; i < world->organisation_count; i++) {
        struct uuid *groups = arena_array(it->arena, 2, struct uuid);
        for (unsigned g = 0; g < world->group_count; g++)
            if (members[g] >> i & 1)
                groups[it->organisations[i].group_count++] = it->groups[g].identity;
        it->organisations[i].groups = groups;
    }
}

static inline struct conditions_parties small_parties(struct small_world *it, struct dice *dice) {
    struct conditions_parties out = {0};
    unsigned sectors = draw(dice, 4), countries = draw(dice, 4);
    out.sectors = arena_array(it->arena, 2, struct str);
    out.countries = arena_array(it->arena, 2, struct str);
    for (unsigned i = 0; i < 2; i++) {
        if (sectors >> i & 1) out.sectors[out.sector_count++] = SMALL_SECTORS[i + 1];
        if (countries >> i & 1) out.countries[out.country_count++] = SMALL_COUNTRIES[i + 1];
    }
    return out;
}

static inline void small_grants(struct small_world *it, struct collection *collection,
                                struct dice *dice) {
    collection->grant_count = draw(dice, 3);
    collection->grants = arena_array(it->arena, 2, struct grant);
    for (size_t i = 0; i < collection->grant_count; i++) {
        unsigned group = draw(dice, 3);
        collection->grants[i] = (struct grant){
            .can_read = draw(dice, 2),
            .organisation_no = draw(dice, (unsigned)it->world.organisation_count + 1),
            .has_group = group != 0,
            .group = small_uuid(OF_GROUP, group),
            .role = (enum role)draw(dice, 5),
            .sector = SMALL_SECTORS[draw(dice, 3)],
            .country = SMALL_COUNTRIES[draw(dice, 3)],
        };
    }
}

static inline void small_collection(struct small_world *it, struct collection *collection,
                                    struct dice *dice) {
    size_t count = it->world.organisation_count;
    *collection = (struct collection){
        .no = 1 + (collection - it->collections),
        .community = &it->communities[draw(dice, 2)],
        .is_public = draw(dice, 2),
        .community_reads = draw(dice, 2),
        .members = arena_array(it->arena, count, struct collection_member),
    };
    unsigned members = draw(dice, 1u << SMALL_ORGANISATIONS);
    for (unsigned i = 0; i < count; i++)
        if (members >> i & 1)
            collection->members[collection->member_count++] =
                (struct collection_member){&it->organisations[i], draw(dice, 3) != 2, true};
    small_grants(it, collection, dice);
    struct conditions *rules = arena_new(it->arena, struct conditions);
    if (!draw(dice, 2)) return;
    rules->only = small_parties(it, dice);
    rules->never = small_parties(it, dice);
    collection->conditions = rules;
}

static inline void small_places(struct small_world *it, struct dice *dice) {
    struct world *world = &it->world;
    world->communities = it->communities;
    world->community_count = 2;
    world->pairs = it->pairs;
    for (unsigned c = 0; c < 2; c++) {
        it->communities[c].no = c + 1;
        unsigned members = draw(dice, 1u << SMALL_ORGANISATIONS);
        for (unsigned i = 0; i < world->organisation_count; i++)
            if (members >> i & 1)
                it->pairs[world->pair_count++] = (struct world_pair){c + 1, i + 1, false};
    }
    world->collections = it->collections;
    world->collection_count = 1 + draw(dice, 2);
    for (size_t i = 0; i < world->collection_count; i++)
        small_collection(it, &it->collections[i], dice);
}

static inline void small_viewers(struct small_world *it, struct dice *dice) {
    for (unsigned i = 0; i < it->world.organisation_count; i++) {
        struct viewer eyes = {
            .organisation_no = i + 1,
            .patron_no = it->organisations[i].patron_no,
            .organisation_identity = {STR("identity"), small_uuid(OF_ORGANISATION, i + 1)},
        };
        struct viewer person = eyes;
        person.account_no = i + 1;
        person.identity = (struct object_id){STR("identity"), small_uuid(OF_PERSON, i + 1)};
        person.role = (enum role)draw(dice, 5);
        person.is_administrator = draw(dice, 4) == 3;
        it->viewers[it->viewer_count++] = eyes;
        it->viewers[it->viewer_count++] = person;
    }
    it->viewers[it->viewer_count++] = (struct viewer){0};
    it->viewers[it->viewer_count++] = (struct viewer){.is_operator = true};
    it->viewers[it->viewer_count++] = (struct viewer){.is_tally = true};
}

// ---- what was said ----

static inline void small_conditions(struct small_world *it, struct small_object *object,
                                    struct dice *dice) {
    static const stamp ENDS[] = {0, SMALL_NOW + 1, SMALL_NOW, SMALL_NOW - 1};
    struct conditions *out = &object->conditions;
    out->embargo = ENDS[draw(dice, 4)];
    unsigned early = out->embargo ? draw(dice, 1u << SMALL_ORGANISATIONS) : 0;
    out->early = arena_array(it->arena, SMALL_ORGANISATIONS, struct uuid);
    for (unsigned i = 0; i < SMALL_ORGANISATIONS; i++)
        if (early >> i & 1) out->early[out->early_count++] = small_uuid(OF_ORGANISATION, i + 1);
    unsigned group = draw(dice, 4); // the third is known to nobody
    out->has_group = group != 0;
    out->group = small_uuid(OF_GROUP, group);
    out->only = small_parties(it, dice);
    out->never = small_parties(it, dice);
    object->has_conditions = conditions_any(out);
}

static inline void small_objects(struct small_world *it, struct dice *dice) {
    // Another one is a choice of its own, so that any can be taken out.
    do {
        struct small_object *object = &it->objects[it->object_count++];
        *object = (struct small_object){
            .collection = &it->collections[draw(dice, (unsigned)it->world.collection_count)],
            .giver = draw(dice, (unsigned)it->world.organisation_count + 1),
            .tlp = (enum tlp)(TLP_CLEAR + (int)draw(dice, 5)),
            .is_vote = draw(dice, 8) == 7,
            .authors = draw(dice, 1u << SMALL_ORGANISATIONS),
            .recipients = draw(dice, 1u << SMALL_ORGANISATIONS),
        };
        object->parts = draw(dice, 64) & tlp_above(object->tlp);
        small_conditions(it, object, dice);
    } while (draw(dice, 2) && it->object_count < SMALL_OBJECTS);
}

static inline void small_make(struct small_world *out, struct dice *dice,
                              struct json_reader *reader, struct arena *arena) {
    *out = (struct small_world){.reader = reader, .arena = arena};
    dice->at = 0;
    small_organisations(out, dice);
    small_places(out, dice);
    small_viewers(out, dice);
    small_objects(out, dice);
}

// ---- shown ----

static inline void small_print_words(const char *what, const struct str *words, size_t count) {
    for (size_t i = 0; i < count; i++) printf(" %s %.*s", what, STR_ARG(words[i]));
}

static inline void small_print_conditions(const struct conditions *it) {
    if (it->embargo) printf(" embargo %d (now is %d)", (int)it->embargo, SMALL_NOW);
    for (size_t i = 0; i < it->early_count; i++) printf(" early %d", it->early[i].bytes[1]);
    if (it->has_group) printf(" group %d", it->group.bytes[1]);
    small_print_words("only", it->only.sectors, it->only.sector_count);
    small_print_words("only", it->only.countries, it->only.country_count);
    small_print_words("never", it->never.sectors, it->never.sector_count);
    small_print_words("never", it->never.countries, it->never.country_count);
    printf("\n");
}

static inline void small_print_collection(const struct collection *it) {
    printf("collection %d of community %d%s%s, members", (int)it->no, (int)it->community->no,
           it->is_public ? ", public" : "", it->community_reads ? ", community reads" : "");
    for (size_t k = 0; k < it->member_count; k++)
        printf(" %d%s", (int)it->members[k].organisation->no,
               it->members[k].can_read ? "" : " (does not read)");
    if (it->conditions) small_print_conditions(it->conditions);
    for (size_t k = 0; k < it->grant_count; k++)
        printf("\n  grant%s: organisation %d, group %d, role %d, sector '%.*s', country '%.*s'",
               it->grants[k].can_read ? " to read" : "", (int)it->grants[k].organisation_no,
               it->grants[k].has_group ? it->grants[k].group.bytes[1] : 0, (int)it->grants[k].role,
               STR_ARG(it->grants[k].sector), STR_ARG(it->grants[k].country));
    printf("\n");
}

static inline void small_print(const struct small_world *it) {
    const struct world *world = &it->world;
    for (size_t i = 0; i < world->organisation_count; i++) {
        const struct organisation *org = &world->organisations[i];
        printf("organisation %d: sector '%.*s', country '%.*s', patron %d, groups", (int)org->no,
               STR_ARG(org->sector), STR_ARG(org->country), (int)org->patron_no);
        for (size_t g = 0; g < org->group_count; g++) printf(" %d", org->groups[g].bytes[1]);
        printf("\n");
    }
    for (size_t i = 0; i < world->pair_count; i++)
        printf("community %d has organisation %d\n", (int)world->pairs[i].community_no,
               (int)world->pairs[i].organisation_no);
    for (size_t i = 0; i < world->collection_count; i++)
        small_print_collection(&world->collections[i]);
    for (size_t i = 0; i < it->object_count; i++) {
        const struct small_object *o = &it->objects[i];
        printf("object %zu in collection %d by %u: %s%s, parts %x, authors %x, recipients %x", i,
               (int)o->collection->no, o->giver, tlp_name(o->tlp), o->is_vote ? ", a vote" : "",
               o->parts, o->authors, o->recipients);
        small_print_conditions(&o->conditions);
    }
}

// ---- made smaller ----

typedef bool (*small_property)(struct dice *dice, void *context); // whether it holds

static inline bool small_try(struct dice *best, const struct dice *next, small_property holds,
                             void *context) {
    struct dice copy = *next;
    if (holds(&copy, context)) return false;
    *best = *next;
    return true;
}

static inline bool small_shorter(struct dice *best, small_property holds, void *context) {
    for (size_t length = 32; length; length--) {
        for (size_t at = 0; at + length <= best->size; at++) {
            struct dice next = *best;
            memmove(next.bytes + at, next.bytes + at + length, next.size - at - length);
            next.size -= length;
            if (small_try(best, &next, holds, context)) return true;
        }
    }
    return false;
}

static inline bool small_less(struct dice *best, small_property holds, void *context) {
    for (size_t at = 0; at < best->size; at++) {
        const uint8_t was = best->bytes[at], values[] = {0, (uint8_t)(was / 2), (uint8_t)(was - 1)};
        for (size_t i = 0; was && i < sizeof values; i++) {
            struct dice next = *best;
            next.bytes[at] = values[i];
            if (small_try(best, &next, holds, context)) return true;
        }
    }
    return false;
}

// From a world for which the property does not hold to one that no step makes smaller.
static inline void small_shrink(struct dice *dice, small_property holds, void *context) {
    while (small_shorter(dice, holds, context) || small_less(dice, holds, context)) continue;
}
