#include "http/meter.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/digest.h"
#include "sys/thread.h"

#define HASH_SIZE 16
#define WAYS 8 // places in which one may stand
#define AGAIN_US STAMP_SECOND
#define MINUTE_US (60 * STAMP_SECOND)

struct party {
    uint8_t hash[HASH_SIZE]; // all zero is free
    int64_t requests_us, bytes_us, last_us;
    uint32_t count[METER_COUNTS];
};
struct meter {
    struct lock lock;
    uint8_t key[32];
    struct party parties[METER_PARTIES_MAX];
};

struct meter *meter_open(const uint8_t key[32]) {
    struct meter *meter = memory_take(sizeof *meter);
    memset(meter, 0, sizeof *meter);
    memcpy(meter->key, key, sizeof meter->key);
    lock_init(&meter->lock);
    return meter;
}

void meter_close(struct meter **meter) {
    if (!*meter) return;
    secret_wipe((*meter)->key, sizeof(*meter)->key);
    lock_close(&(*meter)->lock);
    free(*meter);
    *meter = NULL;
}

static bool is_idle(const struct party *party) {
    for (size_t i = 0; i < METER_COUNTS; i++)
        if (party->count[i]) return false;
    return true;
}

// Its own place, else that of who asked least lately and has nothing going on; NULL when all have.
// A free one has asked at no time.
static struct party *party_of(struct meter *meter, const struct meter_ask *ask) {
    uint8_t hash[HASH_SIZE], kind = (uint8_t)ask->kind;
    uint8_t text[33];
    struct str key = {(const char *)meter->key, sizeof meter->key};
    digest_blake2b(text, 32, ask->name, key);
    text[32] = kind;
    digest_blake2b(hash, sizeof hash, (struct str){(const char *)text, sizeof text}, key);
    size_t number = (size_t)hash[0] << 16 | (size_t)hash[1] << 8 | hash[2];
    struct party *row = &meter->parties[number % (METER_PARTIES_MAX / WAYS) * WAYS], *best = NULL;
    for (size_t i = 0; i < WAYS; i++) {
        if (secret_equal(row[i].hash, hash, HASH_SIZE)) return &row[i];
        if (is_idle(&row[i]) && (!best || row[i].last_us < best->last_us)) best = &row[i];
    }
    if (!best) return NULL;
    *best = (struct party){.last_us = ask->now_us};
    memcpy(best->hash, hash, HASH_SIZE);
    return best;
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

// For how long it may not; 0: it may.
static int64_t wait_of(const struct party *party, const struct meter_ask *ask) {
    const struct meter_limits *limits = ask->limits;
    int64_t wait_us = 0;
    if (limits->requests)
        wait_us = later(wait_us, party->requests_us - ask->now_us - METER_BURST_S * STAMP_SECOND);
    if (limits->bytes && ask->begins[METER_UPLOADS])
        wait_us = later(wait_us, party->bytes_us - ask->now_us - MINUTE_US);
    for (size_t i = 0; i < METER_COUNTS; i++)
        if (ask->begins[i] && limits->most[i] && party->count[i] >= limits->most[i])
            wait_us = later(wait_us, AGAIN_US);
    return wait_us;
}

int64_t meter_begin(struct meter_hold *out, struct meter *meter, const struct meter_ask *ask) {
    struct meter_hold hold = {0};
    lock_take(&meter->lock);
    struct party *party = party_of(meter, ask);
    int64_t wait_us = party ? wait_of(party, ask) : 0;
    if (party && !wait_us) {
        hold.place = (size_t)(party - meter->parties) + 1;
        party->last_us = ask->now_us;
        if (ask->limits->requests)
            party->requests_us =
                later(party->requests_us, ask->now_us) + STAMP_SECOND / ask->limits->requests;
        for (size_t i = 0; i < METER_COUNTS; i++) {
            hold.begun[i] = ask->begins[i];
            party->count[i] += ask->begins[i];
        }
    }
    lock_give(&meter->lock);
    if (!wait_us) *out = hold;
    return wait_us;
}

static int64_t cost_of(uint64_t bytes, uint64_t a_minute) {
    double minutes = (double)bytes / (double)a_minute;
    return minutes > 2 ? 2 * MINUTE_US : (int64_t)(minutes * MINUTE_US);
}

void meter_end(struct meter *meter, struct meter_hold *hold, const struct meter_limits *limits,
               uint64_t bytes, int64_t now_us) {
    if (!hold->place) return;
    lock_take(&meter->lock);
    struct party *party = &meter->parties[hold->place - 1];
    // Without anything that was begun the place may be another's by now.
    for (size_t i = 0; i < METER_COUNTS; i++) party->count[i] -= hold->begun[i];
    if (limits->bytes && hold->begun[METER_UPLOADS]) {
        int64_t paid_us = later(party->bytes_us, now_us) + cost_of(bytes, limits->bytes);
        party->bytes_us = paid_us < now_us + 2 * MINUTE_US ? paid_us : now_us + 2 * MINUTE_US;
    }
    lock_give(&meter->lock);
    *hold = (struct meter_hold){0};
}
