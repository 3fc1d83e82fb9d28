#include "exchange/ballot.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "exchange/account.h"
#include "exchange/caches.h"
#include "exchange/intake.h"
#include "exchange/release.h"
#include "stix/derived.h"
#include "sys/thread.h"

#define ROWS_AT_ONCE 2000
#define SLOTS_FIRST ((size_t)1024)

struct vote {
    struct uuid id;
    uint32_t target; // index into sums, plus one; 0: a free slot
    bool is_for;
    stamp version;
};
// The votes of one collection: a table with open addressing, at most half full.
struct box {
    int64_t collection_no;
    stamp upto;          // all rows up to this one are in
    uint64_t generation; // of the store when that was so
    uint64_t removals;   // by anybody, until it was begun
    uint64_t used;
    struct vote *slots;
    size_t slot_count, vote_count;
    struct map targets; // uuid -> index into sums
    size_t *sums;
    size_t sum_count, sum_capacity;
};
struct ballots {
    struct lock lock;
    struct box *boxes[BALLOT_BOXES_MAX];
    struct map voters; // account number -> index into identities; an account keeps its identity
    struct uuid *identities;
    size_t identity_count, identity_capacity;
    uint64_t seed, uses;
};

static void box_close(struct box **box) {
    if (!*box) return;
    map_close(&(*box)->targets);
    free((*box)->sums);
    free((*box)->slots);
    free(*box);
    *box = NULL;
}

struct ballots *ballots_open(struct chance *chance) {
    struct ballots *ballots = memory_take(sizeof *ballots);
    *ballots = (struct ballots){.seed = chance_u64(chance)};
    lock_init(&ballots->lock);
    map_init(&ballots->voters, ballots->seed);
    return ballots;
}

void ballots_close(struct ballots **ballots) {
    if (!*ballots) return;
    for (size_t i = 0; i < BALLOT_BOXES_MAX; i++) box_close(&(*ballots)->boxes[i]);
    map_close(&(*ballots)->voters);
    free((*ballots)->identities);
    lock_close(&(*ballots)->lock);
    free(*ballots);
    *ballots = NULL;
}

static struct str key_of(const struct uuid *uuid) {
    return (struct str){(const char *)uuid->bytes, sizeof uuid->bytes};
}

// ---- the table ----

static struct vote *slot_of(const struct ballots *ballots, const struct box *box,
                            const struct uuid *id) {
    size_t at = (size_t)hash_keyed(key_of(id), ballots->seed) & (box->slot_count - 1);
    while (box->slots[at].target && !uuid_equal(&box->slots[at].id, id))
        at = (at + 1) & (box->slot_count - 1);
    return &box->slots[at];
}

static void table_grow(const struct ballots *ballots, struct box *box) {
    struct vote *old = box->slots;
    size_t old_count = box->slot_count;
    box->slot_count = old_count ? old_count * 2 : SLOTS_FIRST;
    box->slots = memory_resize(NULL, box->slot_count, sizeof *box->slots);
    memset(box->slots, 0, box->slot_count * sizeof *box->slots);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].target) *slot_of(ballots, box, &old[i].id) = old[i];
    free(old);
}

static size_t sum_of(struct box *box, const struct uuid *target) {
    uint64_t index;
    if (map_find(&index, &box->targets, key_of(target))) return index;
    if (box->sum_count == box->sum_capacity) {
        box->sum_capacity = box->sum_capacity ? box->sum_capacity * 2 : 64;
        box->sums = memory_resize(box->sums, box->sum_capacity, sizeof *box->sums);
    }
    box->sums[box->sum_count] = 0;
    map_put(&box->targets, key_of(target), box->sum_count);
    return box->sum_count++;
}

// One version that counts.
struct cast {
    struct uuid id, target;
    stamp version;
    bool is_for;
};

static bool table_put(const struct ballots *ballots, struct box *box, const struct cast *cast) {
    if (box->vote_count == BALLOT_VOTES_MAX) return false;
    if ((box->vote_count + 1) * 2 > box->slot_count) table_grow(ballots, box);
    struct vote *vote = slot_of(ballots, box, &cast->id);
    bool is_new = !vote->target;
    if (!is_new && cast->version < vote->version) return true;
    size_t sum = sum_of(box, &cast->target);
    if (!is_new && vote->is_for) box->sums[sum]--;
    if (cast->is_for) box->sums[sum]++;
    *vote = (struct vote){cast->id, (uint32_t)sum + 1, cast->is_for, cast->version};
    if (is_new) box->vote_count++;
    return true;
}

// ---- reading ----

struct row {
    struct uuid id;
    int64_t giver_no;
    stamp version;
    struct str text;
};
struct counting {
    struct ballots *ballots;
    struct box *box;
    struct visit visit; // of the tally
    struct arena page, tree;
    struct json_reader *reader;
    struct row rows[ROWS_AT_ONCE];
    size_t row_count;
};

// Read whole before any account is looked up, so that no thread holds two readers of the store.
static enum status read_page(struct counting *counting, const struct collection *collection) {
    struct str type = STR("opinion");
    struct filter filter = {
        .types = &type,
        .type_count = 1,
        .collections = &collection,
        .collection_count = 1,
        .revoked = -1,
        .all_versions = true,
        .oldest_first = true,
        .cursor = counting->box->upto,
        .limit = ROWS_AT_ONCE,
    };
    arena_reset(&counting->page);
    counting->row_count = 0;
    struct release *release;
    TRY(release_open(&release, &counting->visit, &filter));
    struct released row;
    enum status status;
    while ((status = release_next(&row, release, counting->visit.fault)) == OK) {
        counting->rows[counting->row_count++] =
            (struct row){row.found.id, row.found.giver_no, row.found.stamp,
                         arena_copy(&counting->page, row.found.json)};
        counting->box->upto = row.found.added;
    }
    release_close(&release);
    return status == ABSENT ? OK : status;
}

static enum status voter_of(struct uuid *out, struct counting *counting, int64_t account_no) {
    struct ballots *ballots = counting->ballots;
    struct str key = {(const char *)&account_no, sizeof account_no};
    uint64_t index;
    if (map_find(&index, &ballots->voters, key)) {
        *out = ballots->identities[index];
        return OK;
    }
    struct viewer viewer = {.account_no = account_no};
    struct account account;
    TRY(account_of(&account, counting->visit.exchange, &viewer, &counting->tree,
                   counting->visit.fault));
    if (ballots->identity_count == ballots->identity_capacity) {
        ballots->identity_capacity =
            ballots->identity_capacity ? ballots->identity_capacity * 2 : 64;
        ballots->identities = memory_resize(ballots->identities, ballots->identity_capacity,
                                            sizeof *ballots->identities);
    }
    map_put(&ballots->voters, key, ballots->identity_count);
    ballots->identities[ballots->identity_count++] = *out = account.identity;
    return OK;
}

// ABSENT for what does not count.
static enum status read_cast(struct cast *out, struct counting *counting, const struct row *row) {
    struct json json;
    arena_reset(&counting->tree);
    if (json_read(&json, counting->reader, row->text, &JSON_LIMITS, &counting->tree, NULL))
        return ABSENT;
    struct object_id target, author;
    struct json refs = json_member(json, STR("object_refs"));
    if (json_count(refs) != 1) return ABSENT;
    if (object_id_read(&target, json_text(json_first(refs)), NULL) != OK) return ABSENT;
    struct uuid voter;
    if (row->giver_no) {
        enum status status = voter_of(&voter, counting, row->giver_no);
        if (status != OK) return status;
    } else {
        struct str named = json_text(json_member(json, STR("created_by_ref")));
        if (object_id_read(&author, named, NULL) != OK) return ABSENT;
        voter = author.uuid;
    }
    struct uuid expected = derived_vote(&target.uuid, &voter);
    if (!uuid_equal(&expected, &row->id)) return ABSENT;
    *out = (struct cast){
        .id = row->id,
        .target = target.uuid,
        .version = row->version,
        .is_for = str_equal(json_text(json_member(json, STR("opinion"))), STR("agree")) &&
                  !json_true(json_member(json, STR("revoked"))),
    };
    return OK;
}

static enum status count_page(struct counting *counting) {
    for (size_t i = 0; i < counting->row_count; i++) {
        struct cast cast;
        enum status status = read_cast(&cast, counting, &counting->rows[i]);
        if (status == ABSENT) continue;
        TRY(status);
        if (!table_put(counting->ballots, counting->box, &cast))
            return fault_set(counting->visit.fault, LIMIT, "more votes than can be counted");
    }
    return OK;
}

static enum status count_new(struct ballots *ballots, struct box *box, const struct visit *visit,
                             const struct collection *collection) {
    uint64_t generation = store_generation(visit->exchange->store);
    if (box->generation == generation) return OK;
    struct viewer tally = viewer_tally();
    struct counting *counting = memory_take(sizeof *counting);
    *counting = (struct counting){
        .ballots = ballots, .box = box, .visit = *visit, .reader = json_reader_open()};
    counting->visit.viewer = &tally;
    arena_init(&counting->page);
    arena_init(&counting->tree);
    enum status status;
    do {
        status = read_page(counting, collection);
        if (status == OK) status = count_page(counting);
    } while (status == OK && counting->row_count == ROWS_AT_ONCE);
    arena_close(&counting->tree);
    arena_close(&counting->page);
    json_reader_close(&counting->reader);
    free(counting);
    if (status == OK) box->generation = generation;
    return status;
}

// ---- asking ----

static size_t place_of(const struct ballots *ballots, int64_t collection_no) {
    size_t best = 0;
    uint64_t best_used = UINT64_MAX;
    for (size_t i = 0; i < BALLOT_BOXES_MAX; i++) {
        const struct box *box = ballots->boxes[i];
        if (box && box->collection_no == collection_no) return i;
        uint64_t used = box ? box->used : 0;
        if (used < best_used) {
            best = i;
            best_used = used;
        }
    }
    return best;
}

static struct box *box_of(struct ballots *ballots, int64_t collection_no, uint64_t removals) {
    struct box **place = &ballots->boxes[place_of(ballots, collection_no)];
    bool is_other = *place && (*place)->collection_no != collection_no;
    // What another program took out may have been a vote.
    if (is_other || (*place && (*place)->removals != removals)) box_close(place);
    if (!*place) {
        *place = memory_take(sizeof **place);
        // No generation yet, so that the first asker counts.
        **place = (struct box){
            .collection_no = collection_no, .generation = UINT64_MAX, .removals = removals};
        map_init(&(*place)->targets, ballots->seed);
    }
    (*place)->used = ++ballots->uses;
    return *place;
}

static struct ballot look(const struct ballots *ballots, const struct box *box,
                          const struct viewer *viewer, const struct uuid *target) {
    struct ballot ballot = {0};
    uint64_t index;
    if (!map_find(&index, &box->targets, key_of(target))) return ballot;
    ballot.votes = box->sums[index];
    if (!viewer->account_no) return ballot;
    struct uuid id = derived_vote(target, &viewer->identity.uuid);
    const struct vote *own = slot_of(ballots, box, &id);
    ballot.is_own = own->target && own->is_for;
    return ballot;
}

enum status ballot_count(struct ballot **out, const struct visit *visit,
                         const struct collection *collection, const struct object_id *ids,
                         size_t count) {
    struct ballots *ballots = visit->exchange->ballots;
    struct ballot *rows = arena_array(visit->arena, count + 1, struct ballot);
    lock_take(&ballots->lock);
    struct box *box = box_of(ballots, collection->no, store_removals(visit->exchange->store));
    enum status status = count_new(ballots, box, visit, collection);
    if (status == OK)
        for (size_t i = 0; i < count; i++)
            rows[i] = look(ballots, box, visit->viewer, &ids[i].uuid);
    else
        box_close(&ballots->boxes[place_of(ballots, collection->no)]); // some rows were passed over
    lock_give(&ballots->lock);
    if (status == OK) *out = rows;
    return status;
}

void ballot_forget(struct exchange *exchange, int64_t collection_no) {
    struct ballots *ballots = exchange->ballots;
    lock_take(&ballots->lock);
    struct box **place = &ballots->boxes[place_of(ballots, collection_no)];
    if (*place && (*place)->collection_no == collection_no) box_close(place);
    lock_give(&ballots->lock);
}
