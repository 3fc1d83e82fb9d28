// world.h - who there is and what they share: organisations, communities, collections.
//
// A snapshot, read whole from the store and then only read; taken again when rights have changed.
// Whoever takes one gives it back: the last one frees it. Small by nature: thousands of rows, not
// millions.
#pragma once

#include "exchange/exchange.h"

struct organisation {
    int64_t no, patron_no;
    struct str slug, name, sector, country;
    struct str industries, languages; // separated by commas
    struct uuid identity;
    int state;      // enum party_state
    stamp verified; // 0: not
    struct str verifier;
    const struct uuid *groups; // sharing groups that it is in
    size_t group_count;
};
// Organisations of any community under one name.
struct sharing_group {
    int64_t no, owner_no;
    struct str slug, name;
    struct uuid identity;
    int64_t *members; // numbers of organisations, rising
    size_t member_count;
};
// What an organisation (0: the operator) says of objects that it gives; of an embargo not the time.
struct world_conditions {
    int64_t no, organisation_no;
    struct conditions it;
};
struct community {
    int64_t no;
    struct str slug, title, description;
    int64_t curator_no; // the organisation that curates it; 0: the operator
    bool may_be_asked;  // by organisations, to be let in
};
struct collection_member {
    const struct organisation *organisation;
    bool can_read, can_write;
};
struct collection {
    int64_t no;
    struct uuid id;
    char id_text[UUID_TEXT_SIZE];
    struct str alias, title, description;
    const struct community *community;
    enum tlp default_tlp;
    bool is_public, community_reads;
    struct collection_member *members;
    size_t member_count;
    struct grant *grants;
    size_t grant_count;
    const struct conditions *conditions; // of all that is in it; NULL: none
};
// Who is in which community.
struct world_pair {
    int64_t community_no, organisation_no;
    bool waits; // for the community's terms to be accepted
};
// Whose identity a person's is; and who may speak for whom (STIX 2.1, 3.6).
struct world_person {
    struct uuid identity;
    int64_t organisation_no;
};
struct world_delegation {
    int64_t organisation_no, delegate_no;
};
struct world {
    struct world_person *persons; // by identity
    struct world_delegation *delegations;
    size_t person_count, delegation_count;
    struct organisation *organisations; // by number
    struct community *communities;
    struct collection *collections;
    struct world_pair *pairs;            // rising
    struct sharing_group *groups;        // by number
    struct world_conditions *conditions; // the same
    size_t organisation_count, community_count, collection_count;
    size_t pair_count, group_count, conditions_count;
    uint64_t generation;
    stamp until; // when somebody's time to accept terms ends: it is taken anew then; 0: never
};

MUST_USE enum status world_take(const struct world **out, struct exchange *exchange,
                                struct fault *fault);
void world_give(struct exchange *exchange, const struct world **world);

// Fills `visit` and takes the world for it. All arguments are borrowed.
MUST_USE enum status visit_open(struct visit *visit, struct exchange *exchange,
                                const struct viewer *viewer, struct arena *arena,
                                struct fault *fault);
void visit_close(struct visit *visit); // nothing is done when it was not opened

const struct organisation *world_organisation(const struct world *world, int64_t no);
const struct organisation *world_organisation_named(const struct world *world, struct str slug);
const struct organisation *world_organisation_of(const struct world *world,
                                                 const struct uuid *identity);
// The organisation of the person behind an identity; 0: it is nobody's here.
int64_t world_organisation_of_person(const struct world *world, const struct uuid *identity);
bool world_has_delegated(const struct world *world, int64_t organisation_no, int64_t delegate_no);
const struct community *world_community(const struct world *world, struct str slug);
const struct collection *world_collection(const struct world *world, int64_t no);
// By id, by alias, or "community/alias"; `community` NULL is any. NULL when there is none.
const struct collection *world_collection_named(const struct world *world,
                                                const struct community *community, struct str name);
// An organisation that is suspended or has left is in none, and a member of no collection; one that
// has not accepted the terms of a community in time (terms.h) is not in there, but waits.
bool world_in_community(const struct world *world, const struct community *community,
                        int64_t organisation_no);
bool world_waits(const struct world *world, const struct community *community,
                 int64_t organisation_no);

const struct sharing_group *world_group(const struct world *world, int64_t no);
const struct sharing_group *world_group_of(const struct world *world, const struct uuid *identity);
const struct world_conditions *world_conditions(const struct world *world, int64_t no);

// What `viewer` is to `collection`, for the decision function.
struct standing world_standing(const struct world *world, const struct viewer *viewer,
                               const struct collection *collection);
struct place world_place(const struct collection *collection);
