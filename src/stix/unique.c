#include "stix/unique.h"

#include <assert.h>
#include <string.h>

#define COMPARED_EACH 8 // up to here comparing all with all is faster than a table

struct list {
    char *items;
    size_t kept;
    const struct unique_rules *rules;
    uint32_t *slots; // positions + 1, 0 is free
    size_t mask;
    uint64_t seed;
};

static void *item_at(const struct list *list, size_t index) {
    return list->items + index * list->rules->item_size;
}

static void *find_by_comparing(struct list *list, const void *item) {
    for (size_t i = 0; i < list->kept; i++)
        if (list->rules->equal(item_at(list, i), item)) return item_at(list, i);
    return NULL;
}

// Notes the item as the next one when it is new.
static void *find_by_hash(struct list *list, const void *item) {
    size_t slot = (size_t)list->rules->hash(item, list->seed) & list->mask;
    for (; list->slots[slot] != 0; slot = (slot + 1) & list->mask) {
        void *other = item_at(list, list->slots[slot] - 1);
        if (list->rules->equal(other, item)) return other;
    }
    list->slots[slot] = (uint32_t)(list->kept + 1);
    return NULL;
}

size_t unique_keep(void *items, size_t count, const struct unique_rules *rules,
                   struct arena *arena) {
    assert(count < UINT32_MAX);
    if (count == 0) return 0;
    struct list list = {.items = items, .rules = rules};
    if (count > COMPARED_EACH) {
        size_t capacity = 32;
        while (capacity < 2 * count) capacity *= 2;
        list.slots = arena_array(arena, capacity, uint32_t);
        list.mask = capacity - 1;
        for (size_t i = 0; i < count; i++) list.seed = rules->hash(item_at(&list, i), list.seed);
    }
    for (size_t i = 0; i < count; i++) {
        const void *item = item_at(&list, i);
        void *same = list.slots ? find_by_hash(&list, item) : find_by_comparing(&list, item);
        if (same && rules->merge) rules->merge(same, item);
        if (same) continue;
        if (i != list.kept) memcpy(item_at(&list, list.kept), item, rules->item_size);
        list.kept++;
    }
    return list.kept;
}
