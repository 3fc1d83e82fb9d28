#include "exchange/device.h"

#include <string.h>

#include "base/crypto.h"

#define KEY_SIZE 32
#define TIME_SIZE 8
#define MAC_SIZE 16
#define PACKED_SIZE (DEVICE_MARK_SIZE + TIME_SIZE + MAC_SIZE)

// ---- the key of the store: made when it is first needed ----

static enum status key_find(uint8_t key[KEY_SIZE], struct exchange *exchange, struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status =
        db_query(&q, db, "SELECT value FROM setting WHERE name = 'device.key'", fault);
    if (status == OK) {
        status = db_step(q, fault);
        bool is_key = status == OK && base64_read(key, KEY_SIZE, db_text(q, 0)) == KEY_SIZE;
        if (status == OK && !is_key)
            status = fault_set(fault, FAILED, "the setting device.key is damaged");
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    return status;
}

static enum status key_insert(struct db *db, void *context, struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO setting (name, value) VALUES ('device.key', $1)"
                 " ON CONFLICT DO NOTHING",
                 fault));
    db_bind_text(q, 1, str_of(context));
    return db_finish(q, fault);
}

static enum status key_read(uint8_t key[KEY_SIZE], struct exchange *exchange, struct fault *fault) {
    enum status status = key_find(key, exchange, fault);
    if (status != ABSENT) return status;
    uint8_t random[KEY_SIZE];
    char text[KEY_SIZE / 3 * 4 + 8];
    chance_fill(store_chance(exchange->store), random, sizeof random);
    base64url_write(text, random, sizeof random);
    struct store_job job = {.run = key_insert, .context = text, .bytes = 100, .keeps_rights = true};
    store_submit(exchange->store, &job);
    status = store_wait(exchange->store, &job, fault);
    secret_wipe(random, sizeof random);
    secret_wipe(text, sizeof text);
    return status == OK ? key_find(key, exchange, fault) : status; // another program's, perhaps
}

// ---- the text ----

static void put_number(uint8_t out[8], uint64_t number) {
    for (int i = 0; i < 8; i++) out[i] = (uint8_t)(number >> (56 - 8 * i));
}

static uint64_t number_at(const uint8_t bytes[8]) {
    uint64_t number = 0;
    for (int i = 0; i < 8; i++) number = number << 8 | bytes[i];
    return number;
}

// Over the mark, the time and the account.
static void mac_make(uint8_t mac[MAC_SIZE], const uint8_t key[KEY_SIZE],
                     const uint8_t packed[PACKED_SIZE], int64_t account_no) {
    uint8_t said[DEVICE_MARK_SIZE + TIME_SIZE + 8];
    memcpy(said, packed, DEVICE_MARK_SIZE + TIME_SIZE);
    put_number(said + DEVICE_MARK_SIZE + TIME_SIZE, (uint64_t)account_no);
    digest_blake2b(mac, MAC_SIZE, (struct str){(const char *)said, sizeof said},
                   (struct str){(const char *)key, KEY_SIZE});
}

enum status device_make(char out[DEVICE_TEXT_SIZE], struct exchange *exchange, int64_t account_no,
                        struct fault *fault) {
    uint8_t key[KEY_SIZE], packed[PACKED_SIZE];
    TRY(key_read(key, exchange, fault));
    stamp now = clock_now(store_clock(exchange->store));
    chance_fill(store_chance(exchange->store), packed, DEVICE_MARK_SIZE);
    put_number(packed + DEVICE_MARK_SIZE, (uint64_t)now);
    mac_make(packed + DEVICE_MARK_SIZE + TIME_SIZE, key, packed, account_no);
    memcpy(out, "rd_", 3);
    char text[(PACKED_SIZE + 2) / 3 * 4 + 1];
    base64url_write(text, packed, sizeof packed);
    memcpy(out + 3, text, DEVICE_TEXT_SIZE - 3);
    secret_wipe(key, sizeof key);
    return OK;
}

enum status device_read(uint8_t mark[DEVICE_MARK_SIZE], struct exchange *exchange,
                        int64_t account_no, struct str text, struct fault *fault) {
    uint8_t key[KEY_SIZE], packed[PACKED_SIZE], mac[MAC_SIZE];
    if (text.size != DEVICE_TEXT_SIZE - 1 || !str_starts(text, STR("rd_")) ||
        base64_read(packed, sizeof packed, str_cut(text, 3, text.size)) != sizeof packed)
        return ABSENT;
    TRY(key_find(key, exchange, fault));
    mac_make(mac, key, packed, account_no);
    bool is_ours = secret_equal(mac, packed + DEVICE_MARK_SIZE + TIME_SIZE, sizeof mac);
    secret_wipe(key, sizeof key);
    stamp made = (stamp)number_at(packed + DEVICE_MARK_SIZE);
    stamp age = clock_now(store_clock(exchange->store)) - made;
    if (!is_ours || age < 0 || age >= DEVICE_SECONDS * STAMP_SECOND) return ABSENT;
    memcpy(mark, packed, DEVICE_MARK_SIZE);
    return OK;
}
