#include "exchange/doorkeeper.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "exchange/caches.h"
#include "sys/thread.h"

#define WINDOW_US (300 * STAMP_SECOND)
#define PAUSE_US (60 * STAMP_SECOND)
#define WAIT_US (10 * STAMP_SECOND)
#define PLACE_US (30 * 86400 * STAMP_SECOND)
#define WAYS 4 // slots in which one may stand
#define HASH_SIZE 16
#define SUBJECTS 3

// Wrong tries of a subject: a name from a place, a place, or a name.
struct count {
    uint8_t subject[HASH_SIZE]; // keyed hash; all zero is free
    unsigned wrong, most;
    int64_t first_us, last_us; // steady clock
};
struct remembered {
    uint8_t proof[32]; // keyed hash of name, hash, password and place; all zero is free
    int64_t until_us;
};
struct known {
    uint8_t pair[HASH_SIZE]; // keyed hash of a name and a place; all zero is free
    int64_t until_us;
};

struct doorkeeper {
    struct lock lock;
    struct change room; // an Argon2id run ended
    unsigned running;
    uint8_t key[32];
    struct count counts[DOORKEEPER_COUNTS_MAX];
    struct remembered remembered[DOORKEEPER_REMEMBERED_MAX];
    struct known known[DOORKEEPER_PLACES_MAX];
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

// ---- keyed hashes: strangers cannot choose whose slot they share ----

static struct str key_of(const struct doorkeeper *keeper) {
    return (struct str){(const char *)keeper->key, sizeof keeper->key};
}

// Of a kind and up to four texts, each hashed first, so that none flows into the next.
static void hash_make(uint8_t *out, size_t size, const struct doorkeeper *keeper, char kind,
                      const struct str texts[4]) {
    uint8_t parts[4 * 32 + 1];
    for (size_t i = 0; i < 4; i++) digest_blake2b(parts + 32 * i, 32, texts[i], key_of(keeper));
    parts[sizeof parts - 1] = (uint8_t)kind;
    digest_blake2b(out, size, (struct str){(const char *)parts, sizeof parts}, key_of(keeper));
    secret_wipe(parts, sizeof parts);
}

static size_t number_of(const uint8_t *hash) {
    return (size_t)hash[0] << 16 | (size_t)hash[1] << 8 | hash[2];
}

// ---- counts ----

static bool is_paused(const struct count *count, int64_t now_us) {
    return count->wrong >= count->most && now_us - count->last_us < PAUSE_US;
}

static bool is_over(const struct count *count, int64_t now_us) {
    return now_us - count->first_us > WINDOW_US && !is_paused(count, now_us);
}

// Its own slot, else a free one, else that of who tried longest ago. Nobody frees a paused one by
// trying others: where all are paused, the first is shared.
static struct count *count_of(struct doorkeeper *keeper, const uint8_t subject[HASH_SIZE],
                              unsigned most, int64_t now_us) {
    struct count *row = &keeper->counts[number_of(subject) % (DOORKEEPER_COUNTS_MAX / WAYS) * WAYS];
    struct count *best = NULL;
    for (size_t i = 0; i < WAYS; i++) {
        bool is_own = secret_equal(row[i].subject, subject, HASH_SIZE);
        if (is_own && !is_over(&row[i], now_us)) return &row[i];
        if (is_own) best = &row[i];
        if (is_own) break;
        if (!is_paused(&row[i], now_us) && (!best || row[i].last_us < best->last_us))
            best = &row[i];
    }
    if (!best) return row;
    *best = (struct count){.most = most, .first_us = now_us};
    memcpy(best->subject, subject, HASH_SIZE);
    return best;
}

// ---- one who knocks ----

struct visitor {
    uint8_t proof[32], pair[HASH_SIZE];
    struct {
        uint8_t hash[HASH_SIZE];
        unsigned most;
    } subjects[SUBJECTS];
    size_t subject_count;
};

static struct known *known_of(struct doorkeeper *keeper, const struct visitor *visitor) {
    return &keeper->known[number_of(visitor->pair) % DOORKEEPER_PLACES_MAX];
}

static void add_subject(struct visitor *visitor, const struct doorkeeper *keeper, char kind,
                        unsigned most, const struct str texts[4]) {
    hash_make(visitor->subjects[visitor->subject_count].hash, HASH_SIZE, keeper, kind, texts);
    visitor->subjects[visitor->subject_count++].most = most;
}

// The lock is held.
static void visitor_make(struct visitor *out, struct doorkeeper *keeper, const struct knock *knock,
                         const char *hash, int64_t now_us) {
    *out = (struct visitor){0};
    struct str mark = {(const char *)knock->mark, knock->mark ? DEVICE_MARK_SIZE : 0};
    struct str from = knock->mark ? mark : knock->place;
    char own = knock->mark ? 'd' : 'p';
    hash_make(out->proof, 32, keeper, 'r',
              (struct str[]){knock->name, str_of(hash), knock->password, from});
    hash_make(out->pair, HASH_SIZE, keeper, own, (struct str[4]){knock->name, from});
    const struct known *place = known_of(keeper, out);
    bool is_known = knock->mark ||
                    (place->until_us > now_us && secret_equal(place->pair, out->pair, HASH_SIZE));
    add_subject(out, keeper, own, DOORKEEPER_TRIES_MAX, (struct str[4]){knock->name, from});
    if (is_known) return;
    add_subject(out, keeper, 'a', DOORKEEPER_PLACE_TRIES_MAX, (struct str[4]){knock->place});
    add_subject(out, keeper, 'n', DOORKEEPER_NAME_TRIES_MAX, (struct str[4]){knock->name});
}

static struct remembered *slot_of(struct doorkeeper *keeper, const uint8_t proof[32]) {
    return &keeper->remembered[number_of(proof) % DOORKEEPER_REMEMBERED_MAX];
}

// For how long it may not try; 0: it may.
static int64_t pause_of(struct doorkeeper *keeper, const struct visitor *visitor, int64_t now_us) {
    int64_t longest_us = 0;
    for (size_t i = 0; i < visitor->subject_count; i++) {
        const struct count *count =
            count_of(keeper, visitor->subjects[i].hash, visitor->subjects[i].most, now_us);
        int64_t left_us = is_paused(count, now_us) ? count->last_us + PAUSE_US - now_us : 0;
        if (left_us > longest_us) longest_us = left_us;
    }
    return longest_us;
}

// A try counts from its beginning, so that many at once are no more than one after the other.
static void count_try(struct doorkeeper *keeper, const struct visitor *visitor, int64_t now_us) {
    for (size_t i = 0; i < visitor->subject_count; i++) {
        struct count *count =
            count_of(keeper, visitor->subjects[i].hash, visitor->subjects[i].most, now_us);
        count->wrong++;
        count->last_us = now_us;
    }
}

// It was right, or was none: what was counted for it is taken back; `is_right`: of its own, all.
static void uncount_try(struct doorkeeper *keeper, const struct visitor *visitor, bool is_right,
                        int64_t now_us) {
    for (size_t i = 0; i < visitor->subject_count; i++) {
        struct count *count =
            count_of(keeper, visitor->subjects[i].hash, visitor->subjects[i].most, now_us);
        if (count->wrong) count->wrong--;
        if (is_right && i == 0) count->wrong = 0;
    }
}

static void remember(struct doorkeeper *keeper, const struct visitor *visitor, int64_t now_us) {
    struct remembered *remembered = slot_of(keeper, visitor->proof);
    memcpy(remembered->proof, visitor->proof, sizeof visitor->proof);
    remembered->until_us = now_us + WINDOW_US;
    struct known *place = known_of(keeper, visitor);
    memcpy(place->pair, visitor->pair, HASH_SIZE);
    place->until_us = now_us + PLACE_US;
}

// ---- Argon2id ----

// Waits for one of the few places in which Argon2id may run. The lock is held.
static bool room_take(struct doorkeeper *keeper) {
    while (keeper->running >= DOORKEEPER_RUNS_MAX)
        if (!change_wait_for(&keeper->room, &keeper->lock, WAIT_US)) return false;
    keeper->running++;
    return true;
}

// The lock is held.
static void room_give(struct doorkeeper *keeper) {
    keeper->running--;
    change_tell_one(&keeper->room);
}

static enum status hash_new(char *hash, struct exchange *exchange, struct str password,
                            struct fault *fault) {
    uint8_t salt[16];
    chance_fill(store_chance(exchange->store), salt, sizeof salt);
    return password_hash(hash, password, salt, fault);
}

enum status doorkeeper_hash(char *hash, struct exchange *exchange, struct str password,
                            struct fault *fault) {
    struct doorkeeper *keeper = exchange->doorkeeper;
    lock_take(&keeper->lock);
    bool has_room = room_take(keeper);
    lock_give(&keeper->lock);
    if (!has_room) return fault_set(fault, BUSY, "too many people are signing in: try again");
    enum status status = hash_new(hash, exchange, password, fault);
    lock_take(&keeper->lock);
    room_give(keeper);
    lock_give(&keeper->lock);
    return status;
}

// An unknown name costs one Argon2id run too, so that time does not tell names apart.
static bool run_check(struct exchange *exchange, const char *hash, struct str password) {
    if (*hash) return password_check(hash, password);
    char unused[PASSWORD_HASH_SIZE];
    (void)!hash_new(unused, exchange, password, NULL);
    return false;
}

static enum status wait_for(struct knock *knock, int64_t pause_us, struct fault *fault) {
    knock->wait_s = (pause_us + STAMP_SECOND - 1) / STAMP_SECOND;
    return fault_set(fault, LIMIT, "too many wrong tries: wait %lld seconds",
                     (long long)knock->wait_s);
}

// OK: right and remembered; ABSENT: Argon2id has to say, and there is room for it.
static enum status begin(struct doorkeeper *keeper, struct visitor *visitor, struct knock *knock,
                         const char *hash, int64_t now_us, struct fault *fault) {
    visitor_make(visitor, keeper, knock, hash, now_us);
    int64_t pause_us = pause_of(keeper, visitor, now_us);
    if (pause_us) return wait_for(knock, pause_us, fault);
    const struct remembered *remembered = slot_of(keeper, visitor->proof);
    if (*hash && remembered->until_us > now_us &&
        secret_equal(remembered->proof, visitor->proof, sizeof visitor->proof))
        return OK;
    count_try(keeper, visitor, now_us);
    if (room_take(keeper)) return ABSENT;
    uncount_try(keeper, visitor, false, now_us);
    knock->wait_s = WAIT_US / STAMP_SECOND;
    return fault_set(fault, LIMIT, "too many people are signing in: try again");
}

enum status doorkeeper_check(struct exchange *exchange, struct knock *knock, const char *hash,
                             struct fault *fault) {
    struct doorkeeper *keeper = exchange->doorkeeper;
    int64_t now_us = clock_steady_us(store_clock(exchange->store));
    struct visitor visitor;
    lock_take(&keeper->lock);
    enum status status = begin(keeper, &visitor, knock, hash, now_us, fault);
    lock_give(&keeper->lock);
    knock->is_remembered = status == OK;
    if (status == ABSENT) {
        bool fits = run_check(exchange, hash, knock->password);
        lock_take(&keeper->lock);
        room_give(keeper);
        if (fits) uncount_try(keeper, &visitor, true, now_us);
        if (fits) remember(keeper, &visitor, now_us);
        lock_give(&keeper->lock);
        status = fits ? OK : fault_set(fault, DENIED, "name or password is wrong");
    }
    secret_wipe(&visitor, sizeof visitor);
    return status;
}

enum status doorkeeper_try(struct exchange *exchange, struct knock *knock, bool fits,
                           struct fault *fault) {
    struct doorkeeper *keeper = exchange->doorkeeper;
    int64_t now_us = clock_steady_us(store_clock(exchange->store));
    struct visitor visitor;
    lock_take(&keeper->lock);
    visitor_make(&visitor, keeper, knock, "", now_us);
    int64_t pause_us = pause_of(keeper, &visitor, now_us);
    if (!pause_us) count_try(keeper, &visitor, now_us);
    if (!pause_us && fits) uncount_try(keeper, &visitor, true, now_us);
    lock_give(&keeper->lock);
    secret_wipe(&visitor, sizeof visitor);
    if (pause_us) return wait_for(knock, pause_us, fault);
    return fits ? OK : fault_set(fault, DENIED, "the code is wrong or was used before");
}
