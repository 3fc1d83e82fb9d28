#include "exchange/known.h"

#include <stdlib.h>

#include "exchange/caches.h"
#include "exchange/intake.h"
#include "exchange/sight.h"
#include "sys/thread.h"

struct set_held {
    struct set *set;
    uint64_t digest, generation;
    int64_t used_us;
    int references;
};

struct set_cache {
    struct lock lock;     // of `newest`
    struct lock building; // one build at a time: it takes a core and much memory
    struct set_held *newest;
};

struct set_cache *set_cache_open(void) {
    struct set_cache *cache = memory_take(sizeof *cache);
    *cache = (struct set_cache){0};
    lock_init(&cache->lock);
    lock_init(&cache->building);
    return cache;
}

static void drop(struct set_held *held) {
    if (!held || --held->references > 0) return;
    set_close(&held->set);
    free(held);
}

void set_cache_close(struct set_cache **cache) {
    if (!*cache) return;
    drop((*cache)->newest);
    lock_close(&(*cache)->lock);
    lock_close(&(*cache)->building);
    free(*cache);
    *cache = NULL;
}

struct str known_source(const struct released *row, struct json object, struct arena *arena) {
    struct str collection = row->collection ? row->collection->title : STR("");
    struct str list = intake_list_name(object);
    if (!list.size) return collection;
    return arena_format(arena, "%.*s%s%.*s", STR_ARG(collection), collection.size ? ": " : "",
                        STR_ARG(list));
}

static stamp time_of(struct json json, const char *key) {
    stamp at;
    struct str text = json_text(json_member(json, str_of(key)));
    return text.data && stamp_read(&at, text, NULL) == OK ? at : 0;
}

static void add_indicator(struct set_builder *builder, const struct released *row,
                          const struct object *object, struct arena *scratch) {
    struct observable_found *found;
    size_t count = observable_of_object(&found, object, scratch);
    uint32_t entry = 0;
    bool has_entry = false;
    for (size_t i = 0; i < count; i++) {
        if (!found[i].is_enough) continue;
        if (!has_entry) {
            int64_t confidence;
            bool given = json_i64(&confidence, json_member(object->json, STR("confidence")));
            entry = set_builder_entry(
                builder,
                &(struct set_entry){
                    .indicator_id = object->id_text,
                    .name = object->title,
                    .source = known_source(row, object->json, scratch),
                    .confidence =
                        given && confidence >= 0 && confidence <= 100 ? (int)confidence : -1,
                    .tlp = row->tlp,
                    .valid_from = time_of(object->json, "valid_from"),
                    .valid_until = time_of(object->json, "valid_until"),
                });
            has_entry = true;
        }
        set_builder_add(builder, entry, &found[i].observable);
    }
}

// Nobody reads what is compiled: who gets a hit of it does.
static enum status build(struct set **out, const struct visit *of) {
    struct visit without = *of;
    const struct visit *visit = &without;
    without.reads = NULL;
    struct str type = STR("indicator");
    struct filter filter = {.types = &type, .type_count = 1, .revoked = 0, .oldest_first = true};
    struct release *release;
    TRY(release_open(&release, visit, &filter));
    struct set_builder *builder = set_builder_open();
    struct json_reader *reader = json_reader_open();
    struct arena scratch;
    arena_init(&scratch);
    struct released row;
    enum status status;
    while ((status = release_next(&row, release, visit->fault)) == OK) {
        arena_reset(&scratch);
        struct json json;
        struct object object;
        status = json_read(&json, reader, row.found.json, &JSON_LIMITS, &scratch, visit->fault);
        if (status == OK) status = object_read(&object, json, &scratch, visit->fault);
        if (status != OK) break;
        add_indicator(builder, &row, &object, &scratch);
    }
    arena_close(&scratch);
    json_reader_close(&reader);
    release_close(&release);
    if (status == ABSENT) {
        *out = set_build(&builder);
        return OK;
    }
    set_builder_close(&builder);
    return status;
}

static struct set_held *lend(struct set_cache *cache, uint64_t digest, uint64_t generation,
                             int64_t now_us) {
    struct set_held *held = cache->newest;
    if (!held || held->digest != digest || held->generation != generation) return NULL;
    held->references++;
    held->used_us = now_us;
    return held;
}

static enum status digest_now(uint64_t *digest, const struct visit *visit) {
    const struct release_sight *sight;
    TRY(sight_take(&sight, visit));
    *digest = sight->digest;
    sight_give(visit->exchange, &sight);
    return OK;
}

// Kept only if neither content nor rights changed while it was built: what is lent to others must
// be what their sight shows.
static enum status take_or_build(struct set_held **out, const struct visit *visit) {
    struct set_cache *cache = visit->exchange->sets;
    struct store *store = visit->exchange->store;
    int64_t now_us = clock_steady_us(store_clock(store));
    uint64_t generation = store_generation(store), digest, after;
    TRY(digest_now(&digest, visit));
    lock_take(&cache->lock);
    *out = lend(cache, digest, generation, now_us);
    lock_give(&cache->lock);
    if (*out) return OK;
    struct set *set;
    TRY(build(&set, visit));
    struct set_held *held = memory_take(sizeof *held);
    *held = (struct set_held){set, digest, generation, now_us, 1};
    *out = held;
    TRY(digest_now(&after, visit));
    if (after != digest || store_generation(store) != generation) return OK;
    lock_take(&cache->lock);
    drop(cache->newest);
    cache->newest = held;
    held->references++;
    lock_give(&cache->lock);
    return OK;
}

enum status known_take(struct known *out, const struct visit *visit) {
    *out = (struct known){0};
    lock_take(&visit->exchange->sets->building);
    enum status status = take_or_build(&out->held, visit);
    lock_give(&visit->exchange->sets->building);
    if (status == OK) out->set = out->held->set;
    if (status != OK) known_give(visit->exchange, out);
    return status;
}

void known_give(struct exchange *exchange, struct known *known) {
    if (!known->held) return;
    lock_take(&exchange->sets->lock);
    drop(known->held);
    lock_give(&exchange->sets->lock);
    *known = (struct known){0};
}

void known_tick(struct exchange *exchange) {
    struct set_cache *cache = exchange->sets;
    int64_t now_us = clock_steady_us(store_clock(exchange->store));
    lock_take(&cache->lock);
    if (cache->newest && now_us - cache->newest->used_us > KNOWN_IDLE_US) {
        drop(cache->newest);
        cache->newest = NULL;
    }
    lock_give(&cache->lock);
}
