#include "ledger/entry.h"

#include <assert.h>
#include <string.h>

#include "base/canon.h"
#include "base/digest.h"

#define FORM 1
#define TAG_SIZE 16
static const char TAG_ENTRY[TAG_SIZE + 1] = "renkei-entry-v1\n";
static const char TAG_GIVER[TAG_SIZE + 1] = "renkei-giver-v1\n";

static char *add(char *at, const void *bytes, size_t size) {
    memcpy(at, bytes, size);
    return at + size;
}

static char *add_stamp(char *at, stamp value) {
    for (int i = 0; i < 8; i++) *at++ = (char)((uint64_t)value >> (56 - 8 * i));
    return at;
}

void entry_seal(uint8_t out[ENTRY_DIGEST_SIZE], const uint8_t salt[ENTRY_SALT_SIZE],
                const struct uuid *giver) {
    char bytes[TAG_SIZE + ENTRY_SALT_SIZE - ENTRY_OWN_SALT_SIZE + sizeof giver->bytes];
    char *at = add(bytes, TAG_GIVER, TAG_SIZE);
    at = add(at, salt + ENTRY_OWN_SALT_SIZE, ENTRY_SALT_SIZE - ENTRY_OWN_SALT_SIZE);
    add(at, giver->bytes, sizeof giver->bytes);
    digest_sha256(out, (struct str){bytes, sizeof bytes});
}

size_t entry_say(char out[ENTRY_SAID_MAX], const struct entry *entry) {
    char *at = out;
    *at++ = (char)entry->act;
    *at++ = (char)entry->spec;
    at = add_stamp(at, entry->added);
    at = add_stamp(at, entry->version);
    at = add_stamp(at, entry->of);
    at = add(at, entry->collection.bytes, sizeof entry->collection.bytes);
    at = add(at, entry->giver_seal, sizeof entry->giver_seal);
    at = add(at, entry->object, sizeof entry->object);
    struct str id = str_cut(entry->id, 0, ENTRY_ID_MAX);
    if (id.size) at = add(at, id.data, id.size);
    return (size_t)(at - out);
}

void entry_commit_said(uint8_t out[ENTRY_DIGEST_SIZE], struct str said,
                       const uint8_t salt[ENTRY_OWN_SALT_SIZE]) {
    char bytes[TAG_SIZE + ENTRY_OWN_SALT_SIZE + ENTRY_SAID_MAX];
    assert(said.size <= ENTRY_SAID_MAX);
    char *at = add(bytes, TAG_ENTRY, TAG_SIZE);
    at = add(at, salt, ENTRY_OWN_SALT_SIZE);
    at = add(at, said.data, said.size);
    digest_sha256(out, (struct str){bytes, (size_t)(at - bytes)});
}

void entry_commit(uint8_t out[ENTRY_DIGEST_SIZE], const struct entry *entry,
                  const uint8_t salt[ENTRY_OWN_SALT_SIZE]) {
    char said[ENTRY_SAID_MAX];
    size_t size = entry_say(said, entry);
    entry_commit_said(out, (struct str){said, size}, salt);
}

void entry_write(char out[ENTRY_SIZE], const uint8_t commitment[ENTRY_DIGEST_SIZE]) {
    out[0] = FORM;
    memcpy(out + 1, commitment, ENTRY_DIGEST_SIZE);
}

void entry_leaf(struct merkle_hash *out, const uint8_t commitment[ENTRY_DIGEST_SIZE]) {
    char bytes[ENTRY_SIZE];
    entry_write(bytes, commitment);
    merkle_leaf(out, (struct str){bytes, sizeof bytes});
}

void entry_digest(uint8_t out[ENTRY_DIGEST_SIZE], struct json object, struct buf *scratch) {
    buf_clear(scratch);
    enum status status = canon_write(scratch, object, NULL);
    assert(status == OK); // json_read refuses numbers that no double holds
    (void)status;
    digest_sha256(out, buf_str(scratch));
}

const char *entry_act_name(enum entry_act act) {
    return act == ENTRY_TAKEN ? "taken" : act == ENTRY_REMOVED ? "removed" : "noted";
}
