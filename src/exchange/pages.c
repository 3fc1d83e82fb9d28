#include "exchange/pages.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "exchange/audit.h"
#include "exchange/caches.h"
#include "exchange/sight.h"
#include "sys/thread.h"

#define PAGE_COST ((size_t)512) // of a page beside its body: the struct, the key, the map's slot

// A page and who holds it: the cache (while it is in the list) and each user.
struct page_held {
    struct page page; // first
    atomic_int holders;
    uint64_t generation;
    char *body;
    char *key; // with the digest of the sight in front
    size_t key_size;
    struct page_held *newer, *older; // under the cache's lock
};

struct page_cache {
    struct lock lock;
    struct map places; // key to page
    struct page_held *newest, *oldest;
    size_t bytes;
};

struct page_cache *page_cache_open(void) {
    struct page_cache *cache = memory_take(sizeof *cache);
    *cache = (struct page_cache){0};
    lock_init(&cache->lock);
    // The keys are ours: numbers, and digests of what strangers send.
    map_init(&cache->places, 0);
    return cache;
}

static void drop(struct page_held *held) {
    if (atomic_fetch_sub(&held->holders, 1) != 1) return;
    free(held->body);
    free(held->key);
    free(held);
}

static struct str key_of(const struct page_held *held) {
    return (struct str){held->key, held->key_size};
}

static size_t cost_of(const struct page_held *held) {
    return held->page.body.size + PAGE_COST;
}

// ---- with the lock held ----

static void unlink_page(struct page_cache *cache, struct page_held *held) {
    *(held->newer ? &held->newer->older : &cache->newest) = held->older;
    *(held->older ? &held->older->newer : &cache->oldest) = held->newer;
    held->newer = held->older = NULL;
}

static void put_first(struct page_cache *cache, struct page_held *held) {
    held->older = cache->newest;
    *(held->older ? &held->older->newer : &cache->oldest) = held;
    cache->newest = held;
}

static void forget(struct page_cache *cache, struct page_held *held) {
    unlink_page(cache, held);
    map_remove(&cache->places, key_of(held));
    cache->bytes -= cost_of(held);
    drop(held);
}

static struct page_held *find(const struct page_cache *cache, struct str key) {
    uint64_t place;
    if (!map_find(&place, &cache->places, key)) return NULL;
    return (struct page_held *)(uintptr_t)place;
}

static void insert(struct page_cache *cache, struct page_held *held) {
    struct page_held *before = find(cache, key_of(held));
    if (before) forget(cache, before);
    while (cache->oldest && cache->bytes + cost_of(held) > PAGES_BYTES_MAX)
        forget(cache, cache->oldest);
    atomic_fetch_add(&held->holders, 1);
    map_put(&cache->places, key_of(held), (uint64_t)(uintptr_t)held);
    put_first(cache, held);
    cache->bytes += cost_of(held);
}

// ---- the whole ----

void page_cache_close(struct page_cache **cache) {
    if (!*cache) return;
    while ((*cache)->oldest) forget(*cache, (*cache)->oldest);
    map_close(&(*cache)->places);
    lock_close(&(*cache)->lock);
    free(*cache);
    *cache = NULL;
}

// The key for those who see what the viewer sees; freed by the caller. NULL when nobody can tell
// what that is.
static char *key_make(size_t *size, const struct visit *visit, struct str key) {
    const struct release_sight *sight;
    if (sight_take(&sight, visit) != OK) return NULL;
    char *text = memory_take(sizeof sight->digest + key.size);
    memcpy(text, &sight->digest, sizeof sight->digest);
    if (key.size) memcpy(text + sizeof sight->digest, key.data, key.size);
    *size = sizeof sight->digest + key.size;
    sight_give(visit->exchange, &sight);
    return text;
}

const struct page *page_take(const struct visit *visit, struct str key) {
    struct page_cache *cache = visit->exchange->pages;
    size_t size;
    char *text = key_make(&size, visit, key);
    if (!text) return NULL;
    lock_take(&cache->lock);
    struct page_held *held = find(cache, (struct str){text, size});
    // Under the lock: what is older than the store at this moment is never handed out.
    if (held && held->generation != store_generation(visit->exchange->store)) {
        forget(cache, held);
        held = NULL;
    }
    if (held) {
        unlink_page(cache, held);
        put_first(cache, held);
        atomic_fetch_add(&held->holders, 1);
    }
    lock_give(&cache->lock);
    free(text);
    return held ? &held->page : NULL;
}

const struct page *page_keep(const struct visit *visit, struct str key, uint64_t generation,
                             struct page page, struct buf *buf) {
    struct page_cache *cache = visit->exchange->pages;
    struct page_held *held = memory_take(sizeof *held);
    *held = (struct page_held){.page = page, .holders = 1, .generation = generation};
    // What the buffer had to spare goes back.
    held->body = memory_resize(buf->data, buf->size + 1, 1);
    held->page.body = (struct str){held->body, buf->size};
    buf_init(buf, buf->size_max);
    // What is read of TLP:RED is told each time (audit.h), so it is read each time.
    bool has_red = visit->reads && visit->reads->total;
    bool is_new = !has_red && generation == store_generation(visit->exchange->store);
    if (!is_new || held->page.body.size > PAGE_BYTES_MAX) return &held->page;
    held->key = key_make(&held->key_size, visit, key);
    if (!held->key) return &held->page;
    lock_take(&cache->lock);
    insert(cache, held);
    lock_give(&cache->lock);
    return &held->page;
}

void page_give(const struct page *page) {
    if (page) drop((struct page_held *)page);
}
