// object.h - one STIX object, read and checked as far as the exchange relies on it.
//
// Lenient by purpose: kept is whatever can be addressed (type, id), ordered (its version) and
// marked. What stops one of these three is refused with the place; check.h refuses what would
// mislead the exchange, and conform.h tells every rule that is broken.
#pragma once

#include "base/json.h"
#include "base/uuid.h"
#include "stix/kind.h"

struct object_id {
    struct str type; // view into the text
    struct uuid uuid;
};
// Reads "indicator--UUID". MALFORMED says what is wrong, without a place.
MUST_USE enum status object_id_read(struct object_id *out, struct str text, struct fault *fault);
#define OBJECT_TYPE_SIZE_MAX 250 // STIX 2.1, 3.1
// "type--uuid" in `arena`.
struct str object_id_write(struct arena *arena, struct str type, const struct uuid *uuid);

// What a reference is for. Stored: numbers never change.
enum object_role {
    ROLE_OTHER = 0,
    ROLE_SOURCE = 1,   // relationship.source_ref, sighting.sighting_of_ref
    ROLE_TARGET = 2,   // relationship.target_ref
    ROLE_CREATOR = 3,  // created_by_ref
    ROLE_MEMBER = 4,   // object_refs, sample_refs, ... of a container
    ROLE_MARKING = 5,  // object_marking_refs, granular marking_ref
    ROLE_SIGHTED = 6,  // sighting.where_sighted_refs
    ROLE_OBSERVED = 7, // sighting.observed_data_refs
};
struct object_ref {
    enum object_role role;
    struct object_id id;
};

struct object {
    struct json json; // the whole
    struct object_id id;
    struct str id_text;      // as it came
    const struct kind *kind; // NULL for a custom type
    int spec; // 20 or 21; without spec_version an SCO is 2.1, all others 2.0 (TAXII 2.1, 3.4.1)
    bool has_created, has_modified;
    stamp created, modified;
    // The instant that orders versions: modified, else created, else 0: the store then uses its
    // arrival (`added`).
    stamp version;
    struct str version_text; // the text of that instant, verbatim; STR_NONE for an SCO
    bool revoked;
    struct str title; // what a person would call it: name, value, pattern, ... cut at 200 bytes
    // Every id in a `_ref` or `_refs` property, at any depth, without doubles.
    struct object_ref *refs;
    size_t ref_count; // at most OBJECT_REFS_MAX; more are not indexed
};
#define OBJECT_REFS_MAX 1000000

// OK; MALFORMED with the place (`created: ...`). Borrows `json`; lists are in `arena`.
MUST_USE enum status object_read(struct object *out, struct json json, struct arena *arena,
                                 struct fault *fault);

// The same without title and references, which are none then: no memory is taken.
MUST_USE enum status object_read_head(struct object *out, struct json json, struct fault *fault);

// Words for full-text search: name, description, aliases, labels, pattern and values, separated by
// spaces; in the words of search.h runs of CJK letters become overlapping pairs there, not here.
// At most OBJECT_WORDS_MAX bytes; texts that do not fit are left out.
#define OBJECT_WORDS_MAX (1024 * 1024)
struct str object_words(struct json json, struct arena *arena);
