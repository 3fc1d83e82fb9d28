// entry.h - what stands in the log: a salted commitment, and never what it is about.
//
// An entry is 33 bytes, 0x01 and a commitment:
//
//     object digest = SHA-256(object in the form of RFC 8785)
//     giver's seal  = SHA-256("renkei-giver-v1\n" ‖ salt[16:32] ‖ uuid of the giver's identity)
//     commitment    = SHA-256("renkei-entry-v1\n" ‖ salt[0:16] ‖ act ‖ spec ‖ added ‖ version ‖ of
//                             ‖ uuid of the collection ‖ giver's seal ‖ object digest ‖ id)
//
// A record of an act (ENTRY_NOTED) is an object like others, without a version of STIX, a
// collection or a giver. Act and spec are one byte, stamps are microseconds in eight, big-endian;
// the id is the rest. The giver of an act of the operator at the machine is 16 zeros. So the log
// tells nobody anything, who gets the first half of a salt can prove the rest but not who gave it,
// and when both halves are gone nobody can find out, by any guess, what an entry was about.
#pragma once

#include "base/buf.h"
#include "base/json.h"
#include "base/uuid.h"
#include "ledger/merkle.h"

#define ENTRY_SIZE 33 // in a bundle
#define ENTRY_DIGEST_SIZE 32
#define ENTRY_SALT_SIZE 32
#define ENTRY_OWN_SALT_SIZE 16 // the half that who may read the object gets
#define ENTRY_ID_MAX 512       // bytes of an id; of a longer one the first
#define ENTRY_SAID_MAX (2 + 3 * 8 + 16 + 2 * ENTRY_DIGEST_SIZE + ENTRY_ID_MAX)

enum entry_act {
    ENTRY_TAKEN = 1,   // a version came into a collection
    ENTRY_REMOVED = 2, // and was taken out again: `of` is when it had come
    ENTRY_NOTED = 3,   // a record of what somebody did (store/records.h): `object` is the record
};
struct entry {
    enum entry_act act;
    int spec; // 20, 21; 0 of ENTRY_NOTED
    stamp added;
    stamp version;          // ENTRY_NOTED: when it was done
    stamp of;               // 0 unless ENTRY_REMOVED
    struct uuid collection; // nil of ENTRY_NOTED, as the giver is
    uint8_t giver_seal[ENTRY_DIGEST_SIZE];
    uint8_t object[ENTRY_DIGEST_SIZE]; // its digest; zeros when ENTRY_REMOVED
    struct str id;                     // "indicator--...", "audit--..."
};
void entry_seal(uint8_t out[ENTRY_DIGEST_SIZE], const uint8_t salt[ENTRY_SALT_SIZE],
                const struct uuid *giver);
// What an entry says, from its act on, as bytes; returns how many.
size_t entry_say(char out[ENTRY_SAID_MAX], const struct entry *entry);
// `salt`: the first half is enough.
void entry_commit_said(uint8_t out[ENTRY_DIGEST_SIZE], struct str said,
                       const uint8_t salt[ENTRY_OWN_SALT_SIZE]);
void entry_commit(uint8_t out[ENTRY_DIGEST_SIZE], const struct entry *entry,
                  const uint8_t salt[ENTRY_OWN_SALT_SIZE]);
void entry_write(char out[ENTRY_SIZE], const uint8_t commitment[ENTRY_DIGEST_SIZE]);
// The hash of the leaf that holds the entry.
void entry_leaf(struct merkle_hash *out, const uint8_t commitment[ENTRY_DIGEST_SIZE]);

// Of an object as json_read gave it. `scratch`, without a limit, is overwritten.
void entry_digest(uint8_t out[ENTRY_DIGEST_SIZE], struct json object, struct buf *scratch);
const char *entry_act_name(enum entry_act act); // "taken", "removed", "noted"
