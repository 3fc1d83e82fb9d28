// release.h - the one door out.
//
// Every read names its viewer. The decision function of policy/ is asked once for each audience
// class; the answer, a `sight`, filters every list, count, look-up and page, and is kept until
// rights change.
#pragma once

#include "exchange/world.h"

// What a person or a program asks for.
struct filter {
    struct str words;
    struct str *types;
    size_t type_count;
    enum tlp *tlps; // of objects as a whole; parts under other labels are cut out
    size_t tlp_count;
    const struct collection **collections;
    size_t collection_count;
    struct object_id *ids;
    size_t id_count;
    struct object_id by; // type STR_NONE: any
    stamp since, until;  // on `added`; 0: no bound; since inclusive, until exclusive
    int revoked;         // -1: any
    bool all_versions;
    bool oldest_first;
    stamp cursor; // goes on after (oldest first) or before this stamp; 0: from the start
    size_t limit, offset;
};

// A row, with what a list shows. Texts of a list live until its next row, others in the visit's
// arena.
struct released {
    struct found found; // `json` as the viewer may see it
    enum tlp tlp;       // the strictest label of what is shown
    enum tlp own;       // of the object as a whole: what lists are filtered and counted by
    bool is_cut;        // parts were cut out by their marking: not the text that its creator made
    bool is_vote;
    int64_t conditions_no; // for whom it is beyond its label (world.h); 0: nothing is said
    const struct collection *collection;
    struct str type;
};
// A list. Holds the sight and a snapshot of the store until closed.
struct release;
MUST_USE enum status release_open(struct release **out, const struct visit *visit,
                                  const struct filter *filter);
MUST_USE enum status release_next(struct released *out, struct release *release,
                                  struct fault *fault);
void release_close(struct release **release);

// Of the whole list, whatever cursor, limit and offset say. `*exact` false: there are at least
// `*count`.
MUST_USE enum status release_count(size_t *count, bool *exact, const struct visit *visit,
                                   const struct filter *filter);
struct release_group {
    struct str type;
    enum tlp tlp; // of objects as a whole
    int64_t collection_no;
    int64_t day; // since 1970-01-01
    size_t count;
};
struct release_groups {
    struct release_group *items; // in the visit's arena
    size_t count;
    size_t total;
    bool is_exact; // otherwise every count is a lower bound
};
MUST_USE enum status release_groups(struct release_groups *out, const struct visit *visit,
                                    const struct filter *filter);

// The last version of one object that the viewer may see; ABSENT when there is none.
MUST_USE enum status release_object(struct released *out, const struct visit *visit,
                                    const struct object_id *id);
// The same for many, in their order; `type` is STR_NONE of those that are absent.
MUST_USE enum status release_objects(struct released **out, const struct visit *visit,
                                     const struct object_id *ids, size_t count);
// All visible versions of one object, newest first, one row for each collection.
MUST_USE enum status release_versions(struct released **out, size_t *count,
                                      const struct visit *visit, const struct object_id *id);
// Which rule lets the viewer see this row, as a sentence.
const char *release_why(const struct visit *visit, const struct released *row);

// A find as it is (TAXII's filters), in the viewer's sight.
MUST_USE enum status release_find(struct release **out, const struct visit *visit,
                                  const struct find *find);

struct release_match {
    size_t query; // which of the asked observables
    enum observable_kind kind;
    bool is_enough;
    struct released row;
};
MUST_USE enum status release_observables(struct release_match **out, size_t *count,
                                         const struct visit *visit, const struct observable *asked,
                                         size_t asked_count, size_t limit_each);
struct release_pointer {
    enum object_role role;
    struct released row;
};
MUST_USE enum status release_pointers(struct release_pointer **out, size_t *count,
                                      const struct visit *visit, const struct object_id *id,
                                      stamp before, size_t limit);
// find_pointed, in the viewer's sight.
struct release_pointed {
    size_t id_index;
    struct released row;
};
MUST_USE enum status release_pointed(struct release_pointed **out, size_t *count, bool **is_cut,
                                     const struct visit *visit, const struct find_pointing *asked);
