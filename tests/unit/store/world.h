// world.h - a small world of objects in plain arrays beside a store that is told the same.
//
// What a put and a removal do is stated here once more, without SQL; test_worlds.c states what is
// found. Ids and hashes of each world are its own, so that many share one store.
#pragma once

#include "helper.h"

#include "store/inside.h"

#define VERSIONS_MAX 128
#define ROWS_MAX 256
#define PEOPLE 3
#define COLLECTIONS 3
#define LABELS 4 // GREEN, AMBER, RED, vote
#define OBJECTS 7

// ---- the world ----

struct model_version {
    int object; // index of its object
    stamp stamp;
    int spec;
    bool revoked;
    char json[256];
    int words;   // bits of WORDS
    int creator; // object, or -1
    int ends[2]; // objects, or -1
    uint64_t hashes[2];
    size_t hash_count;
    bool named[PEOPLE];
    bool is_gone;
};
struct model_row {
    int version, collection, label, giver;
    stamp added;
    bool is_gone;
};
static struct {
    uint64_t number; // makes ids and hashes of this world its own
    int64_t collection_no[COLLECTIONS], class_no[COLLECTIONS][LABELS];
    struct model_version versions[VERSIONS_MAX];
    size_t version_count;
    struct model_row rows[ROWS_MAX]; // by `added`
    size_t row_count;
} world;

static struct store *store;
static const char *const WORDS[] = {"alpha", "bravo", "サイバー", "login.hospital.example"};

// Objects 0, 1: indicators; 2, 3: relationships; 4: sighting; 5: address (SCO); 6: identity.
static int kind_of(int object) {
    static const char *const types[OBJECTS] = {"indicator",    "indicator", "relationship",
                                               "relationship", "sighting",  "ipv4-addr",
                                               "identity"};
    return kind_find(str_of(types[object]))->number;
}

static bool has_ends(int object) {
    return object >= 2 && object <= 4;
}

static struct uuid id_of(int object) {
    return uuid_numbered(world.number * 64 + (uint64_t)object + 1);
}

static struct uuid person(int number) {
    return uuid_numbered(UINT64_C(1) << 62 | (uint64_t)number);
}

static bool is_named_label(int label) {
    return label >= 2;
}

static void world_start(uint64_t number) {
    static const enum tlp labels[LABELS] = {TLP_GREEN, TLP_AMBER, TLP_RED, TLP_AMBER};
    memset(&world, 0, sizeof world);
    world.number = number;
    for (int i = 0; i < COLLECTIONS; i++) {
        world.collection_no[i] = (int64_t)number * COLLECTIONS + i + 1;
        collection_add(store, world.collection_no[i]);
        for (int k = 0; k < LABELS; k++)
            world.class_no[i][k] = class_of(store, world.collection_no[i], labels[k], k == 3);
    }
}

// ---- putting ----

struct offer {
    struct model_version version;
    int collection, label, giver;
    struct put put;
    struct put_observable observables[2];
    struct put_ref refs[4];
    struct uuid named[PEOPLE];
};

static void offer_refs(struct offer *offer) {
    struct model_version *version = &offer->version;
    size_t count = 0;
    version->creator = version->ends[0] = version->ends[1] = -1;
    if (chance_of(40)) {
        version->creator = chance_of(80) ? 6 : 0;
        offer->refs[count++] = (struct put_ref){
            .id = id_of(version->creator), .kind = kind_of(version->creator), .role = ROLE_CREATOR};
    }
    for (int i = 0; i < 2 && has_ends(version->object) && chance_of(85); i++) {
        version->ends[i] = (int)random_below(OBJECTS);
        offer->refs[count++] = (struct put_ref){.id = id_of(version->ends[i]),
                                                .kind = kind_of(version->ends[i]),
                                                .role = i ? ROLE_TARGET : ROLE_SOURCE,
                                                .is_end = true};
    }
    offer->put.refs = offer->refs;
    offer->put.ref_count = count;
}

static void offer_json(struct offer *offer) {
    struct model_version *version = &offer->version;
    char text[128] = "";
    for (int i = 0; i < 4; i++) {
        if (!chance_of(40)) continue;
        version->words |= 1 << i;
        strcat(strcat(text, " "), WORDS[i]);
    }
    // Two spellings of the same content: the order of members does not matter.
    bool turned = chance_of(50);
    char *json = version->json;
    size_t size = sizeof version->json;
    const int *ends = version->ends;
    if (turned)
        snprintf(json, size, "{\"name\":\"%s\",\"creator\":%d,\"ends\":[%d,%d],\"a\":%d}", text,
                 version->creator, ends[0], ends[1], version->revoked);
    else
        snprintf(json, size, "{\"a\":%d,\"creator\":%d,\"ends\":[%d,%d],\"name\":\"%s\"}",
                 version->revoked, version->creator, ends[0], ends[1], text);
    offer->put.json = str_of(version->json);
}

static void offer_make(struct offer *offer) {
    memset(offer, 0, sizeof *offer);
    struct model_version *version = &offer->version;
    version->object = (int)random_below(OBJECTS);
    version->stamp = version->object == 5 ? 0 : 1 + (stamp)random_below(4);
    version->spec = chance_of(75) ? 21 : 20;
    version->revoked = chance_of(20);
    offer->collection = (int)random_below(chance_of(60) ? 1 : COLLECTIONS);
    offer->label = chance_of(50) ? 0 : (int)random_below(LABELS);
    offer->giver = 1 + (int)random_below(PEOPLE);
    offer_refs(offer);
    offer_json(offer);
    struct put *put = &offer->put;
    for (int i = 0; i < PEOPLE; i++) {
        version->named[i] = is_named_label(offer->label) && chance_of(40);
        if (version->named[i]) offer->named[put->named_count++] = person(i);
    }
    version->hash_count = random_below(3);
    for (size_t i = 0; i < version->hash_count; i++) {
        version->hashes[i] = (world.number << 8 | random_below(4)) * UINT64_C(0x9E3779B97F4A7C15);
        offer->observables[i] = (struct put_observable){version->hashes[i], 1 + (int)i, i == 0};
    }
    put->id = id_of(version->object);
    put->kind = kind_of(version->object);
    put->spec = version->spec;
    put->stamp = version->stamp;
    put->revoked = version->revoked;
    put->collection_no = world.collection_no[offer->collection];
    put->class_no = world.class_no[offer->collection][offer->label];
    put->giver_no = offer->giver;
    put->is_named = is_named_label(offer->label);
    put->observables = offer->observables;
    put->observable_count = version->hash_count;
    put->named = offer->named;
}

static bool is_same(const struct model_version *a, const struct model_version *b) {
    return a->words == b->words && a->creator == b->creator && a->ends[0] == b->ends[0] &&
           a->ends[1] == b->ends[1] && a->revoked == b->revoked;
}

static int model_version_find(const struct model_version *version, bool *same) {
    for (int i = 0; i < (int)world.version_count; i++) {
        const struct model_version *it = &world.versions[i];
        if (it->is_gone || it->object != version->object) continue;
        *same = is_same(it, version);
        if (version->stamp ? it->stamp == version->stamp && it->spec == version->spec : *same)
            return i;
    }
    return -1;
}

// What should become of an offer; the stamp is the writer's.
static void model_put(struct offer *offer) {
    bool same = true;
    int at = model_version_find(&offer->version, &same);
    const struct put *put = &offer->put;
    if (at >= 0) {
        for (size_t i = 0; i < world.row_count; i++) {
            const struct model_row *row = &world.rows[i];
            if (row->is_gone || row->version != at || row->collection != offer->collection)
                continue;
            assert_int_equal(put->outcome, same ? PUT_KNOWN : PUT_DIFFERS);
            assert_int_equal(put->added, row->added);
            return;
        }
        assert_int_equal(put->outcome, same ? PUT_TAKEN : PUT_DIFFERS);
        if (!same) return;
        for (int i = 0; i < PEOPLE; i++)
            world.versions[at].named[i] = world.versions[at].named[i] || offer->version.named[i];
    } else {
        at = (int)world.version_count++;
        assert_true(at < VERSIONS_MAX);
        world.versions[at] = offer->version;
        if (!offer->version.stamp) world.versions[at].stamp = put->added;
    }
    assert_int_equal(put->outcome, PUT_TAKEN);
    if (world.row_count) assert_true(put->added > world.rows[world.row_count - 1].added);
    assert_true(world.row_count < ROWS_MAX);
    world.rows[world.row_count++] =
        (struct model_row){at, offer->collection, offer->label, offer->giver, put->added, false};
}

static void put_some(void) {
    static struct offer offers[3][16];
    struct put puts[3][16];
    struct store_job jobs[3];
    size_t job_count = 1 + random_below(3);
    struct fault fault = {0};
    for (size_t j = 0; j < job_count; j++) {
        size_t count = 1 + random_below(12);
        for (size_t i = 0; i < count; i++) {
            offer_make(&offers[j][i]);
            puts[j][i] = offers[j][i].put;
        }
        jobs[j] = (struct store_job){.puts = puts[j], .put_count = count};
    }
    for (size_t j = 0; j < job_count; j++)
        store_submit(store, &jobs[j]);
    for (size_t j = 0; j < job_count; j++) {
        assert_ok(store_wait(store, &jobs[j], &fault), fault);
        for (size_t i = 0; i < jobs[j].put_count; i++) {
            offers[j][i].put = puts[j][i];
            model_put(&offers[j][i]);
        }
    }
}

// ---- removing ----

static size_t model_remove(int object, int collection, stamp only) {
    size_t removed = 0;
    for (size_t i = 0; i < world.row_count; i++) {
        struct model_row *row = &world.rows[i];
        const struct model_version *version = &world.versions[row->version];
        if (row->is_gone || version->object != object || row->collection != collection) continue;
        if (only && version->stamp != only) continue;
        row->is_gone = true;
        removed++;
    }
    for (int v = 0; v < (int)world.version_count; v++) {
        bool held = false;
        for (size_t i = 0; i < world.row_count; i++)
            held = held || (!world.rows[i].is_gone && world.rows[i].version == v);
        world.versions[v].is_gone = !held;
    }
    return removed;
}

static void remove_some(void) {
    int object = (int)random_below(OBJECTS), collection = (int)random_below(COLLECTIONS);
    stamp only = chance_of(50) ? 1 + (stamp)random_below(4) : 0;
    struct store_removal removal = {.id = id_of(object),
                                    .kind = kind_of(object),
                                    .collection_no = world.collection_no[collection],
                                    .stamps = only ? &only : NULL,
                                    .stamp_count = only ? 1 : 0};
    struct fault fault = {0};
    enum status status = store_remove(store, &removal, &fault);
    size_t removed = model_remove(object, collection, only);
    assert_int_equal(status, removed ? OK : ABSENT);
    if (removed) assert_int_equal(removal.removed, removed);
}
