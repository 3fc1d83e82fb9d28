// evidence.h - what somebody who may read an object can take home: one JSON file that proves, with
// the object and without the server, that and since when it stands in the log.
//
//     {"type": "renkei-evidence", "form": 1,
//      "entry": {"act": "taken", "id": "indicator--...", "spec_version": "2.1",
//                "version": "...Z", "added": "...Z", "collection": "uuid", "giver_seal": "hex"},
//      "salt": "hex of 16 bytes", "log": "NAME+ID+KEY", "proof": "c2sp.org/tlog-proof@v1\n..."}
//
// `log` is the key by which the checkpoint in it was signed. Whoever checks compares it with what
// the log's operator told them otherwise: evidence cannot vouch for its own key.
#pragma once

#include "ledger/entry.h"
#include "ledger/proof.h"

#define EVIDENCE_BYTES_MAX ((size_t)1 << 20)

struct evidence {
    struct entry entry; // its object digest is zeros: that is of the object at hand
    uint8_t salt[ENTRY_OWN_SALT_SIZE];
    struct note_key key;
    struct str proof; // a text for proof_read
};
// All of it is in `arena`. MALFORMED with the place; LIMIT.
MUST_USE enum status evidence_read(struct evidence *out, struct str text,
                                   struct json_reader *reader, struct arena *arena,
                                   struct fault *fault);
void evidence_write(struct buf *out, const struct evidence *evidence);

struct evidence_finding {
    uint64_t index;          // of the entry
    struct merkle_head head; // of the log, as it was signed
};
// Whether the evidence is of an object with that digest, and holds by `key`. MALFORMED; DENIED.
MUST_USE enum status evidence_check(struct evidence_finding *out, const struct evidence *evidence,
                                    const uint8_t object[ENTRY_DIGEST_SIZE],
                                    const struct note_key *key, struct fault *fault);
