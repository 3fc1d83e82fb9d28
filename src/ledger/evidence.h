// evidence.h - what somebody who may read an object can take home: one JSON file that proves, with
// the object and without the server, that and since when it stands in the log.
//
//     {"type": "renkei-evidence", "form": 1,
//      "entry": {"act": "taken", "id": "indicator--...", "spec_version": "2.1",
//                "version": "...Z", "added": "...Z", "collection": "uuid", "giver_seal": "hex"},
//      "salt": "hex of 16 bytes", "log": "NAME+ID+KEY", "proof": "c2sp.org/tlog-proof@v1\n...",
//      "witnesses": ["NAME+ID+KEY"]}
//
// Of a record of an act, `act` is "noted", and there is neither spec_version nor collection.
//
// `log` is the key by which the checkpoint in it was signed, `witnesses` are those of who cosigned
// it, left out for none. Whoever checks compares them with what their operators told them
// otherwise: evidence cannot vouch for its own keys.
//
// Several of them, as who gave objects takes them home:
//
//     {"type": "renkei-receipts", "form": 1, "receipts": [...]}
#pragma once

#include "ledger/cosignature.h"
#include "ledger/entry.h"
#include "ledger/proof.h"

#define EVIDENCE_BYTES_MAX ((size_t)1 << 20)
#define EVIDENCE_WITNESSES_MAX 16
#define RECEIPTS_BYTES_MAX ((size_t)256 << 20) // of a file of them

struct evidence {
    struct entry entry; // its object digest is zeros: that is of the object at hand
    uint8_t salt[ENTRY_OWN_SALT_SIZE];
    struct note_key key;
    struct str proof; // a text for proof_read
    struct note_key witnesses[EVIDENCE_WITNESSES_MAX];
    size_t witness_count;
};
// All of it is in `arena`. MALFORMED with the place; LIMIT.
MUST_USE enum status evidence_read(struct evidence *out, struct str text,
                                   struct json_reader *reader, struct arena *arena,
                                   struct fault *fault);
// The same of one that is part of a larger file.
MUST_USE enum status evidence_of(struct evidence *out, struct json value, struct fault *fault);
void evidence_write(struct buf *out, const struct evidence *evidence);

// A file with one of them, or with several.
struct receipts {
    struct json first; // and json_next
};
MUST_USE enum status receipts_read(struct receipts *out, struct str text,
                                   struct json_reader *reader, struct arena *arena,
                                   struct fault *fault);

struct evidence_finding {
    uint64_t index;          // of the entry
    struct merkle_head head; // of the log, as it was signed
};
// Whether the evidence is of an object with that digest, and holds by `key`. MALFORMED; DENIED.
MUST_USE enum status evidence_check(struct evidence_finding *out, const struct evidence *evidence,
                                    const uint8_t object[ENTRY_DIGEST_SIZE],
                                    const struct note_key *key, struct fault *fault);
// When that witness cosigned the checkpoint in it. ABSENT; DENIED; MALFORMED.
MUST_USE enum status evidence_cosigned(uint64_t *time_s, const struct evidence *evidence,
                                       const struct note_key *witness, struct fault *fault);
