// find.h - reading rows for somebody: every function here is told what may be seen.
//
// `struct sight` is made by exchange/release from a viewer, by asking the decision function once
// for each class. It is the only way to say "everything": by listing every class.
#pragma once

#include "store/store.h"

struct sight {
    const int64_t *open; // classes whose rows may be seen, rising
    size_t open_count;
    const int64_t *named; // classes whose rows may be seen by their giver and the named, rising
    size_t named_count;
    int64_t account_no;   // the giver, 0 is nobody
    struct uuid identity; // of the person; all zero is nobody
    bool is_whole;        // every class of the store is in `open`, but votes: no end can be hidden
    uint64_t rights;      // store_rights_generation when it was decided; 0: of no matter
};

// A list is made in this order:
//
//  1. A row is visible when its class is open, or is named and the viewer gave it or is among the
//     named; and, of relationships and sightings, when no end that is in the store lacks a row that
//     is visible by the words before this semicolon.
//  2. Of the visible rows those of the collection, kinds, ids, specs and creator asked for.
//  3. With `last_spec`, of each object only those of the highest spec among them.
//  4. Of each object the last by (stamp, spec), all, or the chosen ones. A version that is in
//  several
//     collections is shown once, by the row that came first, unless one collection is asked for.
//  5. Of these, `added`, `revoked`, `words` and `classes` leave rows out. So an old version never
//     comes back because the newer one is left out, by a cursor for instance.
enum find_versions { FIND_LAST, FIND_ALL, FIND_CHOSEN };
struct find_id {
    int kind;
    struct uuid id;
};
struct find {
    int64_t collection_no; // only this one; "last" is then the last in it. 0: all, each object once
    const int *kinds;
    size_t kind_count; // 0: any
    const struct find_id *ids;
    size_t id_count; // 0: any
    const int *specs;
    size_t spec_count; // 0: any
    bool last_spec;    // of each object only the latest STIX version there is (TAXII 2.1, 3.4.1)
    enum find_versions versions;
    bool first, last; // FIND_CHOSEN: any of these
    const stamp *stamps;
    size_t stamp_count;     // and these
    stamp added_after;      // exclusive; STAMP_MIN: no bound
    stamp added_before;     // exclusive; 0: no bound
    struct find_id creator; // created_by_ref; kind 0: any
    int revoked;            // -1: any, 0, 1
    struct str words;       // full-text search, as a person types it; STR_NONE: none
    const int64_t *classes;
    size_t class_count; // after choosing the last; 0: any
    bool newest_first;
    size_t limit, offset; // limit 0: none
};

struct found {
    stamp added;
    int64_t version_no, collection_no, class_no, giver_no;
    int kind, spec;
    struct uuid id;
    stamp stamp;
    bool revoked;
    struct str json;       // valid until the next step
    struct str deviations; // the same; STR_NONE: none
};

// A list in order of `added`. Holds a reader and a snapshot until closed.
struct finding;
// MALFORMED when `words` cannot be read, with the place.
MUST_USE enum status find_open(struct finding **out, struct store *store, const struct sight *sight,
                               const struct find *find, struct fault *fault);
MUST_USE enum status find_next(struct found *out, struct finding *finding, struct fault *fault);
void find_close(struct finding **finding);

// For whom the functions below look, and with what.
struct finder {
    struct store *store;
    const struct sight *sight;
    struct arena *arena; // of what they give
    struct fault *fault;
};

// How many rows find_open would give without limit and offset; stops at `count_max` and then says
// `*exact` false. Uses the tallies where they are exact.
MUST_USE enum status find_count(size_t *count, bool *exact, const struct finder *finder,
                                const struct find *find, size_t count_max);
// Counts by kind, class and day for the same filter; each group exact or the whole says it is not.
struct find_group {
    int kind;
    int64_t class_no;
    int64_t day;
    size_t count;
};
MUST_USE enum status find_groups(struct find_group **out, size_t *count, bool *exact,
                                 const struct finder *finder, const struct find *find,
                                 size_t count_max);

// Every version of one object that may be seen, one row for each collection, newest version first.
MUST_USE enum status find_versions(struct found **out, size_t *count, const struct finder *finder,
                                   struct find_id id, size_t limit);
// The first of those for each of many objects, in their order; `version_no` 0 where there is none.
MUST_USE enum status find_lasts(struct found **out, const struct finder *finder,
                                const struct find_id *ids, size_t id_count); // json in arena
// Last visible versions of the objects that hold one of the hashes, hash after hash as asked
// (`hash_index`), of each the newest versions first, at most `limit_each` (0: all).
struct find_match {
    size_t hash_index;
    int observable_kind;
    bool is_enough;
    struct found found; // json in arena
};
MUST_USE enum status find_observables(struct find_match **out, size_t *count,
                                      const struct finder *finder, const uint64_t *hashes,
                                      size_t hash_count, size_t limit_each);
// Last visible versions that point at `id`, newest first, from before `added_before` (0: from the
// newest). A version that points in several roles comes once for each; these are never torn apart,
// so that there may be a few more than `limit`.
struct find_pointer {
    enum object_role role;
    struct found found; // json in arena
};
MUST_USE enum status find_pointers(struct find_pointer **out, size_t *count,
                                   const struct finder *finder, struct find_id id,
                                   stamp added_before, size_t limit);
// The same for many objects, of what points some kinds and roles only: object after object as asked
// (`id_index`), of each the newest versions first, each version once. Bounded in all, not only for
// each: `is_cut` of an object, in arena, when there may be more of it than was given.
struct find_pointing {
    const struct find_id *ids;
    size_t id_count;
    const int *kinds;
    size_t kind_count;
    unsigned roles; // bits: 1 << enum object_role
    size_t limit_each;
};
struct find_pointed {
    size_t id_index;
    struct found found; // json in arena
};
MUST_USE enum status find_pointed(struct find_pointed **out, size_t *count, bool **is_cut,
                                  const struct finder *finder, const struct find_pointing *asked);
