// sco_id.h - deterministic ids of cyber-observable objects (STIX 2.1, 2.9).
//
// A UUIDv5 of the canonical form (RFC 8785) of the id contributing properties that are present.
// Of several hashes one counts: MD5, SHA-1, SHA-256, SHA-512, the first that is there. The text
// says nothing of objects that have none of these; the first name in the order of bytes is taken.
#pragma once

#include "stix/object.h"

#define SCO_ID_NAMESPACE "00abedb4-aa42-466c-9c01-fed23315a9b7"

enum sco_id_kind {
    SCO_ID_MADE,
    SCO_ID_RANDOM, // nothing contributes: a UUIDv4 has to be taken
    SCO_ID_NONE,   // no cyber-observable object of STIX 2.1, or one too large or with odd numbers
};

// `out` is written for SCO_ID_MADE. `object` needs no id; `scratch` is cleared and written to.
enum sco_id_kind sco_id_make(struct uuid *out, struct str type, struct json object,
                             struct buf *scratch);
