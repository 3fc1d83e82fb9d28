#include "base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

// Open addressing, linear probing, at most three quarters full. Removal moves later entries of the
// run back, so there are no tombstones and a table does not wear out.
struct map_slot {
    uint64_t hash;
    char *key; // NULL when the slot is free
    size_t key_size;
    uint64_t value;
};

#define CAPACITY_FIRST ((size_t)16)

void map_init(struct map *map, uint64_t seed) {
    *map = (struct map){.seed = seed};
}

void map_close(struct map *map) {
    for (size_t i = 0; i < map->capacity; i++) free(map->slots[i].key);
    free(map->slots);
    map_init(map, map->seed);
}

// Where `key` is, or the free slot where it would be. The table has a free slot.
static size_t slot_of(const struct map *map, struct str key, uint64_t hash) {
    size_t at = (size_t)hash & (map->capacity - 1);
    for (;;) {
        const struct map_slot *slot = &map->slots[at];
        if (!slot->key) return at;
        if (slot->hash == hash && str_equal((struct str){slot->key, slot->key_size}, key))
            return at;
        at = (at + 1) & (map->capacity - 1);
    }
}

static void table_grow(struct map *map) {
    size_t capacity = map->capacity ? map->capacity * 2 : CAPACITY_FIRST;
    struct map_slot *slots = calloc(capacity, sizeof *slots);
    if (!slots) abort();
    for (size_t i = 0; i < map->capacity; i++) {
        if (!map->slots[i].key) continue;
        size_t at = (size_t)map->slots[i].hash & (capacity - 1);
        while (slots[at].key) at = (at + 1) & (capacity - 1);
        slots[at] = map->slots[i];
    }
    free(map->slots);
    map->slots = slots;
    map->capacity = capacity;
}

bool map_find(uint64_t *out, const struct map *map, struct str key) {
    if (map->count == 0) return false;
    const struct map_slot *slot = &map->slots[slot_of(map, key, hash_keyed(key, map->seed))];
    if (!slot->key) return false;
    *out = slot->value;
    return true;
}

bool map_put(struct map *map, struct str key, uint64_t value) {
    if ((map->count + 1) * 4 > map->capacity * 3) table_grow(map);
    uint64_t hash = hash_keyed(key, map->seed);
    struct map_slot *slot = &map->slots[slot_of(map, key, hash)];
    bool is_new = !slot->key;
    if (is_new) {
        slot->key = memory_take(key.size);
        if (key.size) memcpy(slot->key, key.data, key.size);
        slot->key_size = key.size;
        slot->hash = hash;
        map->count++;
    }
    slot->value = value;
    return is_new;
}

bool map_remove(struct map *map, struct str key) {
    if (map->count == 0) return false;
    size_t mask = map->capacity - 1;
    size_t hole = slot_of(map, key, hash_keyed(key, map->seed));
    if (!map->slots[hole].key) return false;
    free(map->slots[hole].key);
    for (size_t at = (hole + 1) & mask; map->slots[at].key; at = (at + 1) & mask) {
        // An entry may move to the hole when that is not before the place it hashes to.
        size_t home = (size_t)map->slots[at].hash & mask;
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        map->slots[hole] = map->slots[at];
        hole = at;
    }
    map->slots[hole] = (struct map_slot){0};
    map->count--;
    return true;
}

bool map_each(struct str *key, uint64_t *value, const struct map *map, size_t *at) {
    while (*at < map->capacity) {
        const struct map_slot *slot = &map->slots[(*at)++];
        if (!slot->key) continue;
        *key = (struct str){slot->key, slot->key_size};
        *value = slot->value;
        return true;
    }
    return false;
}

static uint64_t read_8(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

// The last 0 to 7 bytes as one word, zeroes above.
static uint64_t read_rest(const char *bytes, size_t size) {
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++) word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    return word;
}

static uint64_t multiply_fold(uint64_t a, uint64_t b) {
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// Multiply and fold, after wyhash. The values may be kept on disk: they must never change.
uint64_t hash_bytes(struct str bytes, uint64_t seed) {
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "stored hashes are little-endian");
    const uint64_t k0 = UINT64_C(0xa0761d6478bd642f), k1 = UINT64_C(0xe7037ed1a0b428db);
    uint64_t hash = seed ^ k0;
    const char *at = bytes.data;
    size_t left = bytes.size;
    for (; left > 16; at += 16, left -= 16)
        hash = multiply_fold(read_8(at) ^ k1, read_8(at + 8) ^ hash);
    uint64_t a = 0, b = 0;
    if (left >= 8) {
        a = read_8(at);
        b = left == 16 ? read_8(at + 8) : read_rest(at + 8, left - 8);
    } else if (left > 0) {
        a = read_rest(at, left);
    }
    return multiply_fold(k1 ^ bytes.size, multiply_fold(a ^ k1, b ^ hash));
}

static uint64_t rotate(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4]) {
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

uint64_t hash_keyed(struct str bytes, uint64_t seed) {
    const uint64_t k1 = seed ^ UINT64_C(0x9e3779b97f4a7c15);
    uint64_t v[4] = {UINT64_C(0x736f6d6570736575) ^ seed, UINT64_C(0x646f72616e646f6d) ^ k1,
                     UINT64_C(0x6c7967656e657261) ^ seed, UINT64_C(0x7465646279746573) ^ k1};
    const char *at = bytes.data;
    size_t left = bytes.size;
    for (; left >= 8; at += 8, left -= 8) {
        uint64_t word = read_8(at);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    uint64_t last = read_rest(at, left) | (uint64_t)bytes.size << 56;
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++) sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
