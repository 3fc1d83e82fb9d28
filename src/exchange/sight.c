#include "exchange/sight.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/vec.h"
#include "exchange/account.h"
#include "exchange/caches.h"
#include "sys/thread.h"

#define SIGHTS_MAX 256

// Whose sight it is.
struct sight_key {
    int64_t account_no, organisation_no, patron_no;
    bool is_operator, is_tally;
    enum role role;
};
struct sight_held {
    struct release_sight sight;     // first
    struct audience_class *classes; // those of `sight`, to fill
    struct arena arena;
    struct sight_key key;
    uint64_t generation;
    uint64_t used; // by the cache's count
    int references;
};

struct sight_cache {
    struct lock lock;
    struct sight_held *held[SIGHTS_MAX]; // each holds a reference of the cache's
    uint64_t uses;
};

struct sight_cache *sight_cache_open(void) {
    struct sight_cache *cache = memory_take(sizeof *cache);
    memset(cache, 0, sizeof *cache);
    lock_init(&cache->lock);
    return cache;
}

static void drop(struct sight_held *held) {
    if (!held || --held->references > 0) return;
    arena_close(&held->arena);
    free(held);
}

void sight_cache_close(struct sight_cache **cache) {
    if (!*cache) return;
    for (size_t i = 0; i < SIGHTS_MAX; i++) drop((*cache)->held[i]);
    lock_close(&(*cache)->lock);
    free(*cache);
    *cache = NULL;
}

static struct sight_key key_of(const struct viewer *viewer) {
    return (struct sight_key){
        viewer->account_no, viewer->organisation_no,
        viewer->patron_no,  viewer->is_operator,
        viewer->is_tally,   viewer->is_administrator ? ROLE_ADMINISTRATOR : viewer->role};
}

static bool key_equal(const struct sight_key *a, const struct sight_key *b) {
    return a->account_no == b->account_no && a->organisation_no == b->organisation_no &&
           a->patron_no == b->patron_no && a->is_operator == b->is_operator &&
           a->is_tally == b->is_tally && a->role == b->role;
}

static enum status load_classes(struct sight_held *held, struct store *store, struct fault *fault) {
    VEC_OF(struct audience_class) rows = {0};
    struct db *db = store_reader_take(store);
    struct db_query *q;
    enum status status =
        db_query(&q, db,
                 "SELECT no, collection_no, tlp, is_vote, parts, conditions_no FROM class"
                 " ORDER BY no",
                 fault);
    if (status == OK) {
        while ((status = db_step(q, fault)) == OK)
            vec_add(&rows, (struct audience_class){.no = db_i64(q, 0),
                                                   .collection_no = db_i64(q, 1),
                                                   .tlp = (enum tlp)db_i64(q, 2),
                                                   .is_vote = db_i64(q, 3) != 0,
                                                   .parts = (unsigned)db_i64(q, 4),
                                                   .conditions_no = db_i64(q, 5)});
        db_done(q);
    }
    store_reader_give(store, db);
    struct audience_class *classes =
        arena_array(&held->arena, rows.count + 1, struct audience_class);
    if (rows.count) memcpy(classes, rows.items, rows.count * sizeof *rows.items);
    held->classes = classes;
    held->sight.classes = classes;
    held->sight.class_count = rows.count;
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

// Whoever sees rows, or parts of them, by name sees what nobody else does.
static bool sees_by_name(const struct sight_held *held) {
    if (held->sight.sight.named_count) return true;
    for (size_t i = 0; i < held->sight.class_count; i++)
        if (held->classes[i].hidden != held->classes[i].hidden_if_named) return true;
    return false;
}

static uint64_t digest_of(const struct sight_held *held) {
    const struct sight *sight = &held->sight.sight;
    uint64_t digest = hash_bytes(
        (struct str){(const char *)sight->open, sight->open_count * sizeof *sight->open}, 1);
    for (size_t i = 0; i < held->sight.class_count; i++) {
        const struct audience_class *class = &held->classes[i];
        int64_t cut[] = {class->no, (int64_t) class->hidden};
        if (class->hidden) digest = hash_bytes((struct str){(const char *)cut, sizeof cut}, digest);
    }
    if (!sees_by_name(held)) return digest;
    struct str account = {(const char *)&held->key.account_no, sizeof held->key.account_no};
    return digest ^ hash_bytes(account, digest);
}

static void decide(struct sight_held *held, const struct viewer *viewer,
                   const struct world *world) {
    struct release_sight *out = &held->sight;
    int64_t *open = arena_array(&held->arena, out->class_count + 1, int64_t);
    int64_t *named = arena_array(&held->arena, out->class_count + 1, int64_t);
    struct sight *sight = &out->sight;
    sight->is_whole = true;
    for (size_t i = 0; i < out->class_count; i++) {
        enum opening opening = opening_of(&out->classes[i], viewer, world);
        if (opening == OPEN) open[sight->open_count++] = out->classes[i].no;
        if (opening == OPEN_TO_NAMED) named[sight->named_count++] = out->classes[i].no;
        if (opening != OPEN && !out->classes[i].is_vote) sight->is_whole = false;
        opening_parts(&held->classes[i], opening, viewer, world);
    }
    sight->open = open;
    sight->named = named;
    sight->account_no = viewer->account_no;
    sight->rights = held->generation;
    if (viewer->identity.type.size) sight->identity = viewer->identity.uuid;
    out->digest = digest_of(held);
}

static enum status make(struct sight_held **out, struct exchange *exchange,
                        const struct viewer *viewer, uint64_t generation, struct fault *fault) {
    struct sight_held *held = memory_take(sizeof *held);
    *held = (struct sight_held){.references = 1, .key = key_of(viewer), .generation = generation};
    arena_init(&held->arena);
    const struct world *world = NULL;
    enum status status = load_classes(held, exchange->store, fault);
    if (status == OK) status = world_take(&world, exchange, fault);
    if (status != OK) {
        drop(held);
        return status;
    }
    decide(held, viewer, world);
    // What it was made of may be newer than the generation says; then it is not kept for others.
    if (world->generation != generation || viewer->rights > generation)
        held->generation = UINT64_MAX;
    world_give(exchange, &world);
    *out = held;
    return OK;
}

// The slot of this key, else a free one, else the one used longest ago. The lock is held.
static size_t slot_of(const struct sight_cache *cache, const struct sight_key *key) {
    size_t best = 0;
    uint64_t best_used = UINT64_MAX;
    for (size_t i = 0; i < SIGHTS_MAX; i++) {
        const struct sight_held *held = cache->held[i];
        if (held && key_equal(&held->key, key)) return i;
        uint64_t used = held ? held->used + 1 : 0;
        if (used < best_used) {
            best = i;
            best_used = used;
        }
    }
    return best;
}

// Takes the sight of this key as it is now. The lock is held.
static bool lend(const struct release_sight **out, struct sight_cache *cache,
                 const struct sight_key *key, uint64_t generation) {
    struct sight_held *held = cache->held[slot_of(cache, key)];
    if (!held || !key_equal(&held->key, key) || held->generation != generation) return false;
    held->used = ++cache->uses;
    held->references++;
    *out = &held->sight;
    return true;
}

static void keep(struct sight_cache *cache, struct sight_held *fresh, uint64_t generation) {
    size_t slot = slot_of(cache, &fresh->key);
    if (fresh->generation != generation) return;
    drop(cache->held[slot]);
    cache->held[slot] = fresh;
    fresh->used = ++cache->uses;
    fresh->references++;
}

// Viewer and world are those of now, not of when the request began: what was taken from somebody
// meanwhile is not seen by a request that took long, and never kept for those that follow. Nothing
// is read under the lock: whoever waits for a reader must not keep others from giving back.
enum status sight_take(const struct release_sight **out, const struct visit *visit) {
    struct exchange *exchange = visit->exchange;
    struct sight_cache *cache = exchange->sights;
    uint64_t generation = store_rights_generation(exchange->store);
    struct viewer viewer = *visit->viewer;
    TRY(viewer_renew(&viewer, exchange, visit->fault));
    struct sight_key key = key_of(&viewer);
    lock_take(&cache->lock);
    bool is_lent = lend(out, cache, &key, generation);
    lock_give(&cache->lock);
    if (is_lent) return OK;
    struct sight_held *fresh = NULL;
    TRY(make(&fresh, exchange, &viewer, generation, visit->fault));
    lock_take(&cache->lock);
    keep(cache, fresh, generation);
    lock_give(&cache->lock);
    *out = &fresh->sight; // the reference that it was made with
    return OK;
}

void sight_give(struct exchange *exchange, const struct release_sight **sight) {
    if (!*sight) return;
    lock_take(&exchange->sights->lock);
    drop((struct sight_held *)*sight);
    lock_give(&exchange->sights->lock);
    *sight = NULL;
}

const struct audience_class *sight_class(const struct release_sight *sight, int64_t no) {
    size_t low = 0, high = sight->class_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sight->classes[middle].no < no)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < sight->class_count && sight->classes[low].no == no;
    return found ? &sight->classes[low] : NULL;
}
