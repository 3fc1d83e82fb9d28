#include "exchange/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "exchange/caches.h"
#include "exchange/embargo.h"
#include "exchange/world_rules.h"
#include "sys/thread.h"

// The snapshot and what only this file needs of it.
struct world_held {
    struct world world; // first
    struct arena arena;
    stamp now;      // when it was read
    int references; // under the cache's lock
};

struct world_cache {
    struct lock lock;
    struct world_held *newest; // holds a reference of its own
};

struct world_cache *world_cache_open(void) {
    struct world_cache *cache = memory_take(sizeof *cache);
    *cache = (struct world_cache){0};
    lock_init(&cache->lock);
    return cache;
}

static void drop(struct world_held *held) {
    if (!held || --held->references > 0) return;
    arena_close(&held->arena);
    free(held);
}

void world_cache_close(struct world_cache **cache) {
    if (!*cache) return;
    drop((*cache)->newest);
    lock_close(&(*cache)->lock);
    free(*cache);
    *cache = NULL;
}

static struct uuid uuid_of(struct str blob) {
    struct uuid uuid = {{0}};
    if (blob.size == sizeof uuid.bytes) memcpy(uuid.bytes, blob.data, sizeof uuid.bytes);
    return uuid;
}

static enum status load_organisations(struct world_held *held, struct db *db, struct fault *fault) {
    struct arena *arena = &held->arena;
    VEC_OF(struct organisation) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, db,
                 "SELECT no, COALESCE(patron_no, 0), slug, name, sector, country, identity,"
                 " industries, languages, state, verified, verifier FROM organisation ORDER BY no",
                 fault));
    enum status status;
    while ((status = db_step(q, fault)) == OK)
        vec_add(&rows, (struct organisation){
                           .no = db_i64(q, 0),
                           .patron_no = db_i64(q, 1),
                           .slug = arena_copy(arena, db_text(q, 2)),
                           .name = arena_copy(arena, db_text(q, 3)),
                           .sector = arena_copy(arena, db_text(q, 4)),
                           .country = arena_copy(arena, db_text(q, 5)),
                           .identity = uuid_of(db_blob(q, 6)),
                           .industries = arena_copy(arena, db_text(q, 7)),
                           .languages = arena_copy(arena, db_text(q, 8)),
                           .state = (int)db_i64(q, 9),
                           .verified = db_i64(q, 10),
                           .verifier = arena_copy(arena, db_text(q, 11)),
                       });
    db_done(q);
    held->world.organisations = arena_array(arena, rows.count + 1, struct organisation);
    held->world.organisation_count = rows.count;
    if (rows.count) memcpy(held->world.organisations, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_persons(struct world_held *held, struct db *db, struct fault *fault) {
    VEC_OF(struct world_person) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, db, "SELECT identity, organisation_no FROM account ORDER BY identity", fault));
    enum status status;
    while ((status = db_step(q, fault)) == OK)
        vec_add(&rows, (struct world_person){uuid_of(db_blob(q, 0)), db_i64(q, 1)});
    db_done(q);
    held->world.persons = arena_array(&held->arena, rows.count + 1, struct world_person);
    held->world.person_count = rows.count;
    if (rows.count) memcpy(held->world.persons, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_delegations(struct world_held *held, struct db *db, struct fault *fault) {
    VEC_OF(struct world_delegation) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, db, "SELECT organisation_no, delegate_no FROM delegation", fault));
    enum status status;
    while ((status = db_step(q, fault)) == OK)
        vec_add(&rows, (struct world_delegation){db_i64(q, 0), db_i64(q, 1)});
    db_done(q);
    held->world.delegations = arena_array(&held->arena, rows.count + 1, struct world_delegation);
    held->world.delegation_count = rows.count;
    if (rows.count) memcpy(held->world.delegations, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_communities(struct world_held *held, struct db *db, struct fault *fault) {
    struct arena *arena = &held->arena;
    VEC_OF(struct community) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, db,
                 "SELECT no, slug, title, description, curator_no, may_be_asked FROM community"
                 " ORDER BY no",
                 fault));
    enum status status;
    while ((status = db_step(q, fault)) == OK)
        vec_add(&rows, (struct community){.no = db_i64(q, 0),
                                          .slug = arena_copy(arena, db_text(q, 1)),
                                          .title = arena_copy(arena, db_text(q, 2)),
                                          .description = arena_copy(arena, db_text(q, 3)),
                                          .curator_no = db_i64(q, 4),
                                          .may_be_asked = db_i64(q, 5) != 0});
    db_done(q);
    held->world.communities = arena_array(arena, rows.count + 1, struct community);
    held->world.community_count = rows.count;
    if (rows.count) memcpy(held->world.communities, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_pairs(struct world_held *held, struct db *db, struct fault *fault) {
    VEC_OF(struct world_pair) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, db,
                 "SELECT m.community_no, m.organisation_no, m.accept_by FROM community_member m"
                 " JOIN organisation o ON o.no = m.organisation_no WHERE o.state = 1"
                 " ORDER BY m.community_no, m.organisation_no",
                 fault));
    enum status status;
    stamp *until = &held->world.until;
    while ((status = db_step(q, fault)) == OK) {
        stamp by = db_i64(q, 2);
        vec_add(&rows, (struct world_pair){db_i64(q, 0), db_i64(q, 1), by && by <= held->now});
        if (by > held->now && (!*until || by < *until)) *until = by;
    }
    db_done(q);
    held->world.pairs = arena_array(&held->arena, rows.count + 1, struct world_pair);
    held->world.pair_count = rows.count;
    if (rows.count) memcpy(held->world.pairs, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static const struct community *community_by_no(const struct world *world, int64_t no) {
    for (size_t i = 0; i < world->community_count; i++)
        if (world->communities[i].no == no) return &world->communities[i];
    return NULL;
}

static enum status load_collections(struct world_held *held, struct db *db, struct fault *fault) {
    struct arena *arena = &held->arena;
    VEC_OF(struct collection) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, db,
                 "SELECT no, id, community_no, alias, title, description, default_tlp, is_public,"
                 " community_reads FROM collection ORDER BY no",
                 fault));
    enum status status;
    while ((status = db_step(q, fault)) == OK) {
        struct collection row = {
            .no = db_i64(q, 0),
            .id = uuid_of(db_blob(q, 1)),
            .community = community_by_no(&held->world, db_i64(q, 2)),
            .alias = arena_copy(arena, db_text(q, 3)),
            .title = arena_copy(arena, db_text(q, 4)),
            .description = arena_copy(arena, db_text(q, 5)),
            .default_tlp = (enum tlp)db_i64(q, 6),
            .is_public = db_i64(q, 7) != 0,
            .community_reads = db_i64(q, 8) != 0,
        };
        uuid_write(row.id_text, &row.id);
        if (row.community) vec_add(&rows, row);
    }
    db_done(q);
    held->world.collections = arena_array(arena, rows.count + 1, struct collection);
    held->world.collection_count = rows.count;
    if (rows.count) memcpy(held->world.collections, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_members(struct world_held *held, struct collection *collection,
                                struct db *db, struct fault *fault) {
    VEC_OF(struct collection_member) rows = {0};
    struct db_query *q;
    TRY(db_query(&q, db,
                 "SELECT m.organisation_no, m.can_read, m.can_write FROM collection_member m"
                 " JOIN organisation o ON o.no = m.organisation_no"
                 " WHERE m.collection_no = $1 AND o.state = 1 ORDER BY m.organisation_no",
                 fault));
    db_bind_i64(q, 1, collection->no);
    enum status status;
    while ((status = db_step(q, fault)) == OK) {
        const struct organisation *member = world_organisation(&held->world, db_i64(q, 0));
        if (member && !world_waits(&held->world, collection->community, member->no))
            vec_add(&rows,
                    (struct collection_member){member, db_i64(q, 1) != 0, db_i64(q, 2) != 0});
    }
    db_done(q);
    collection->members = arena_array(&held->arena, rows.count + 1, struct collection_member);
    collection->member_count = rows.count;
    if (rows.count) memcpy(collection->members, rows.items, rows.count * sizeof *rows.items);
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

static enum status load_all(struct world_held *held, struct db *db, struct fault *fault) {
    TRY(load_organisations(held, db, fault));
    TRY(load_persons(held, db, fault));
    TRY(load_delegations(held, db, fault));
    TRY(load_communities(held, db, fault));
    TRY(load_pairs(held, db, fault));
    TRY(load_collections(held, db, fault));
    for (size_t i = 0; i < held->world.collection_count; i++)
        TRY(load_members(held, &held->world.collections[i], db, fault));
    return world_rules_load(&held->world, db, &held->arena, fault);
}

static enum status load(struct world_held **out, struct store *store, struct fault *fault) {
    struct world_held *held = memory_take(sizeof *held);
    *held = (struct world_held){.references = 1};
    arena_init(&held->arena);
    held->now = clock_now(store_clock(store));
    held->world.generation =
        store_rights_generation(store); // read first: at worst it is loaded again
    struct db *db = store_reader_take(store);
    enum status status = db_begin_read(db, fault);
    if (status == OK) {
        status = load_all(held, db, fault);
        db_end_read(db);
    }
    store_reader_give(store, db);
    if (status == OK)
        *out = held;
    else
        drop(held);
    return status;
}

// The newest, if it is as new as the rights are. The lock is held.
static bool lend(const struct world **out, struct world_cache *cache, uint64_t generation) {
    if (!cache->newest || cache->newest->world.generation != generation) return false;
    cache->newest->references++;
    *out = &cache->newest->world;
    return true;
}

// The time of some to accept terms is over: that is a change of rights like any other, so that what
// is kept by them is made anew.
static enum status end_time(struct db *db, void *context, struct fault *fault) {
    const stamp *now = context;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "UPDATE community_member SET accept_by = 1 WHERE accept_by > 1"
                 " AND accept_by <= $1",
                 fault));
    db_bind_i64(q, 1, *now);
    return db_finish(q, fault);
}

// It is read without the lock: whoever waits for a reader must not keep others from giving back.
enum status world_take(const struct world **out, struct exchange *exchange, struct fault *fault) {
    struct world_cache *cache = exchange->world;
    stamp now = clock_now(store_clock(exchange->store));
    lock_take(&cache->lock);
    bool is_over = cache->newest && cache->newest->world.until && cache->newest->world.until <= now;
    bool is_lent = !is_over && lend(out, cache, store_rights_generation(exchange->store));
    lock_give(&cache->lock);
    if (is_lent) return OK;
    if (is_over) TRY(store_change(exchange->store, end_time, &now, fault));
    struct world_held *fresh;
    TRY(load(&fresh, exchange->store, fault));
    lock_take(&cache->lock);
    if (!cache->newest || cache->newest->world.generation <= fresh->world.generation) {
        drop(cache->newest);
        cache->newest = fresh;
        fresh->references++;
    }
    *out = &fresh->world; // the reference that it was loaded with
    lock_give(&cache->lock);
    return OK;
}

void world_give(struct exchange *exchange, const struct world **world) {
    if (!*world) return;
    lock_take(&exchange->world->lock);
    drop((struct world_held *)*world);
    lock_give(&exchange->world->lock);
    *world = NULL;
}

enum status visit_open(struct visit *visit, struct exchange *exchange, const struct viewer *viewer,
                       struct arena *arena, struct fault *fault) {
    *visit = (struct visit){.exchange = exchange, .viewer = viewer, .arena = arena, .fault = fault};
    TRY(store_follow(exchange->store, fault));
    embargo_follow(exchange);
    return world_take(&visit->world, exchange, fault);
}

void visit_close(struct visit *visit) {
    if (visit->exchange) world_give(visit->exchange, &visit->world);
}

int64_t world_organisation_of_person(const struct world *world, const struct uuid *identity) {
    size_t low = 0, high = world->person_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct world_person *person = &world->persons[middle];
        int order = memcmp(person->identity.bytes, identity->bytes, sizeof identity->bytes);
        if (!order) return person->organisation_no;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

bool world_has_delegated(const struct world *world, int64_t organisation_no, int64_t delegate_no) {
    for (size_t i = 0; i < world->delegation_count; i++)
        if (world->delegations[i].organisation_no == organisation_no &&
            world->delegations[i].delegate_no == delegate_no)
            return true;
    return false;
}

const struct organisation *world_organisation(const struct world *world, int64_t no) {
    size_t low = 0, high = world->organisation_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (world->organisations[middle].no < no)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < world->organisation_count && world->organisations[low].no == no;
    return found ? &world->organisations[low] : NULL;
}

const struct organisation *world_organisation_named(const struct world *world, struct str slug) {
    for (size_t i = 0; i < world->organisation_count; i++)
        if (str_equal(world->organisations[i].slug, slug)) return &world->organisations[i];
    return NULL;
}

const struct organisation *world_organisation_of(const struct world *world,
                                                 const struct uuid *identity) {
    for (size_t i = 0; i < world->organisation_count; i++)
        if (uuid_equal(&world->organisations[i].identity, identity))
            return &world->organisations[i];
    return NULL;
}

const struct community *world_community(const struct world *world, struct str slug) {
    for (size_t i = 0; i < world->community_count; i++)
        if (str_equal(world->communities[i].slug, slug)) return &world->communities[i];
    return NULL;
}

const struct collection *world_collection(const struct world *world, int64_t no) {
    for (size_t i = 0; i < world->collection_count; i++)
        if (world->collections[i].no == no) return &world->collections[i];
    return NULL;
}

const struct collection *world_collection_named(const struct world *world,
                                                const struct community *community,
                                                struct str name) {
    size_t slash = str_find_byte(name, '/');
    if (!community && slash != SIZE_MAX) {
        community = world_community(world, str_cut(name, 0, slash));
        return community
                   ? world_collection_named(world, community, str_cut(name, slash + 1, name.size))
                   : NULL;
    }
    for (size_t i = 0; i < world->collection_count; i++) {
        const struct collection *collection = &world->collections[i];
        if (community && collection->community != community) continue;
        if (str_equal_fold(str_of(collection->id_text), name)) return collection;
        if (collection->alias.size && str_equal(collection->alias, name)) return collection;
    }
    return NULL;
}

static const struct world_pair *
pair_of(const struct world *world, const struct community *community, int64_t organisation_no) {
    for (size_t i = 0; i < world->pair_count; i++)
        if (world->pairs[i].community_no == community->no &&
            world->pairs[i].organisation_no == organisation_no)
            return &world->pairs[i];
    return NULL;
}

bool world_in_community(const struct world *world, const struct community *community,
                        int64_t organisation_no) {
    const struct world_pair *pair = pair_of(world, community, organisation_no);
    return pair && !pair->waits;
}

bool world_waits(const struct world *world, const struct community *community,
                 int64_t organisation_no) {
    const struct world_pair *pair = pair_of(world, community, organisation_no);
    return pair && pair->waits;
}

static void add_grants(struct standing *standing, const struct viewer *viewer,
                       const struct collection *collection) {
    for (size_t i = 0; i < collection->grant_count; i++) {
        const struct grant *grant = &collection->grants[i];
        if (!policy_is_granted(grant, viewer, standing)) continue;
        standing->is_granted_reader |= grant->can_read;
        standing->is_granted_writer |= grant->can_write;
    }
}

struct standing world_standing(const struct world *world, const struct viewer *viewer,
                               const struct collection *collection) {
    struct standing standing = {0};
    if (!viewer->organisation_no) return standing;
    const struct organisation *own = world_organisation(world, viewer->organisation_no);
    if (own)
        standing.party = (struct party){own->sector, own->country, own->groups, own->group_count};
    standing.in_community =
        world_in_community(world, collection->community, viewer->organisation_no);
    for (size_t i = 0; i < collection->member_count; i++) {
        const struct collection_member *member = &collection->members[i];
        if (member->organisation->no == viewer->organisation_no) {
            standing.is_member_reader = member->can_read;
            standing.is_member_writer = member->can_write;
        }
        if (viewer->patron_no && member->organisation->no == viewer->patron_no)
            standing.is_client_reader = member->can_read;
    }
    add_grants(&standing, viewer, collection);
    return standing;
}

struct place world_place(const struct collection *collection) {
    return (struct place){collection->is_public, collection->community_reads,
                          collection->conditions};
}
