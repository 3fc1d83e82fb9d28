#include "exchange/doorkeeper.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "exchange/caches.h"
#include "sys/thread.h"

#define WINDOW_US (300 * STAMP_SECOND)
#define PAUSE_US (60 * STAMP_SECOND)
#define WAIT_US (10 * STAMP_SECOND)

struct tries {
    uint8_t name[16]; // keyed hash; all zero is free
    unsigned wrong;
    int64_t first_us; // steady clock
    int64_t last_us;
};
struct remembered {
    uint8_t proof[32]; // keyed hash of name, hash and password; all zero is free
    int64_t until_us;
};

struct doorkeeper {
    struct lock lock;
    struct change room; // an Argon2id run ended
    unsigned running;
    uint8_t key[32];
    struct tries tries[DOORKEEPER_NAMES_MAX];
    struct remembered remembered[DOORKEEPER_REMEMBERED_MAX];
};

struct doorkeeper *doorkeeper_open(struct chance *chance) {
    struct doorkeeper *keeper = memory_take(sizeof *keeper);
    memset(keeper, 0, sizeof *keeper);
    lock_init(&keeper->lock);
    change_init(&keeper->room);
    chance_fill(chance, keeper->key, sizeof keeper->key);
    return keeper;
}

void doorkeeper_close(struct doorkeeper **keeper) {
    if (!*keeper) return;
    secret_wipe((*keeper)->key, sizeof(*keeper)->key);
    change_close(&(*keeper)->room);
    lock_close(&(*keeper)->lock);
    free(*keeper);
    *keeper = NULL;
}

static struct str key_of(const struct doorkeeper *keeper) {
    return (struct str){(const char *)keeper->key, sizeof keeper->key};
}

// One slot a name, found by its keyed hash: strangers cannot choose whose slot they share.
static struct tries *tries_of(struct doorkeeper *keeper, struct str name, int64_t now_us) {
    uint8_t digest[16];
    digest_blake2b(digest, sizeof digest, name, key_of(keeper));
    size_t slot = ((size_t)digest[0] << 8 | digest[1]) % DOORKEEPER_NAMES_MAX;
    struct tries *tries = &keeper->tries[slot];
    bool is_other = memcmp(tries->name, digest, sizeof digest) != 0;
    if (is_other || now_us - tries->first_us > WINDOW_US) {
        bool is_paused = tries->wrong >= DOORKEEPER_TRIES_MAX && now_us - tries->last_us < PAUSE_US;
        if (is_other && is_paused) return tries; // nobody frees a paused name by using another
        *tries = (struct tries){.first_us = now_us};
        memcpy(tries->name, digest, sizeof digest);
    }
    return tries;
}

static void proof_make(uint8_t proof[32], const struct doorkeeper *keeper, struct str name,
                       const char *hash, struct str password) {
    uint8_t parts[96];
    digest_blake2b(parts, 32, name, key_of(keeper));
    digest_blake2b(parts + 32, 32, str_of(hash), key_of(keeper));
    digest_blake2b(parts + 64, 32, password, key_of(keeper));
    digest_blake2b(proof, 32, (struct str){(const char *)parts, sizeof parts}, key_of(keeper));
    secret_wipe(parts, sizeof parts);
}

static struct remembered *slot_of(struct doorkeeper *keeper, const uint8_t proof[32]) {
    size_t slot = ((size_t)proof[0] << 8 | proof[1]) % DOORKEEPER_REMEMBERED_MAX;
    return &keeper->remembered[slot];
}

// Waits for one of the few places in which Argon2id may run. The lock is held.
static bool place_take(struct doorkeeper *keeper) {
    while (keeper->running >= DOORKEEPER_RUNS_MAX)
        if (!change_wait_for(&keeper->room, &keeper->lock, WAIT_US)) return false;
    keeper->running++;
    return true;
}

// An unknown name costs one Argon2id run too, so that time does not tell names apart.
static bool run_check(struct exchange *exchange, const char *hash, struct str password) {
    if (*hash) return password_check(hash, password);
    char unused[PASSWORD_HASH_SIZE];
    uint8_t salt[16];
    chance_fill(store_chance(exchange->store), salt, sizeof salt);
    (void)!password_hash(unused, password, salt, NULL);
    return false;
}

enum status doorkeeper_check(struct exchange *exchange, struct str name, const char *hash,
                             struct str password, struct fault *fault) {
    struct doorkeeper *keeper = exchange->doorkeeper;
    int64_t now_us = clock_steady_us(store_clock(exchange->store));
    uint8_t proof[32];
    proof_make(proof, keeper, name, hash, password);

    lock_take(&keeper->lock);
    struct remembered *remembered = slot_of(keeper, proof);
    if (*hash && remembered->until_us > now_us && secret_equal(remembered->proof, proof, 32)) {
        lock_give(&keeper->lock);
        return OK;
    }
    struct tries *tries = tries_of(keeper, name, now_us);
    if (tries->wrong >= DOORKEEPER_TRIES_MAX && now_us - tries->last_us < PAUSE_US) {
        lock_give(&keeper->lock);
        return fault_set(fault, LIMIT, "too many wrong tries for this name: wait a minute");
    }
    bool has_place = place_take(keeper);
    lock_give(&keeper->lock);
    if (!has_place) return fault_set(fault, LIMIT, "too many people are signing in: try again");

    bool fits = run_check(exchange, hash, password);

    lock_take(&keeper->lock);
    keeper->running--;
    change_tell_one(&keeper->room);
    tries = tries_of(keeper, name, now_us);
    if (fits) {
        tries->wrong = 0;
        memcpy(remembered->proof, proof, sizeof proof);
        remembered->until_us = now_us + WINDOW_US;
    } else {
        tries->wrong++;
        tries->last_us = now_us;
    }
    lock_give(&keeper->lock);
    return fits ? OK : fault_set(fault, DENIED, "name or password is wrong");
}
