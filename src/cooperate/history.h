// history.h - the versions of objects in the order in which they came, each with who gave it.
// Internal to cooperate.
//
// Whoever may write into a collection may put a version of any object there, under any name: what
// stands in `created_by_ref` is a claim, and who gave the row is a fact. So this folder judges each
// version by its giver, and takes the last one that counts, not the last one there is.
//
//  1. The version that came first founds an object; versions by its giver count.
//  2. Versions by those who run the dialogue count too (the caller says who that is).
//  3. Others are as if they were not there.
//
// Intake refuses another's version of what somebody known here created (docs/decisions/0023); this
// still judges what came in before that rule. DEBT: where the creator is not known here, intake
// takes another carrier's version, and one that points elsewhere makes a question disappear from
// the list of its dialogue; nothing can be put into somebody's mouth, and no vote changes.
#pragma once

#include "base/map.h"
#include "cooperate/dialogue.h"

struct giver {
    int64_t no; // 0: the operator at the machine
    bool is_operator, is_administrator;
    struct uuid identity, organisation; // all zero: none
};
// The accounts that a call has asked for, each once, and its reader of JSON. Open and close.
struct givers {
    const struct visit *visit;
    struct json_reader *reader;
    struct map places; // account number -> index
    struct giver *rows;
    size_t count, capacity;
};
void givers_open(struct givers *givers, const struct visit *visit);
void givers_close(struct givers *givers);
MUST_USE enum status givers_find(struct giver *out, struct givers *givers, int64_t account_no);
struct giver giver_of_viewer(const struct viewer *viewer);

bool giver_may_edit(const struct giver *giver, const struct dialogue *dialogue);
bool giver_may_moderate(const struct giver *giver, const struct dialogue *dialogue);
// Whether what the object says of its author may be believed: it names nobody, its giver, the
// giver's organisation, or the giver runs the dialogue and brings in what others said.
bool giver_may_name(const struct giver *giver, const struct dialogue *dialogue, struct json object);

// One version on its way past.
struct history_row {
    size_t index; // of the id asked for
    stamp version;
    enum tlp tlp;
    const struct collection *collection;
    struct giver giver;
    struct str text; // until the call returns, as is `json`
    struct json json;
};
struct history_ask {
    const struct object_id *ids; // without doubles
    size_t id_count;
    const struct collection *collection; // NULL: any
    void (*hear)(void *context, const struct history_row *row);
    void *context;
};
// Tells every version that the visit's viewer may see, in the order in which they came.
MUST_USE enum status history_read(struct givers *givers, const struct history_ask *ask);

// The version of an object that counts, by the rules above.
struct kept {
    bool is_founded;
    int64_t founder_no;
    bool is_named_well; // the founder might name the author it named
    stamp version;
    struct giver giver; // of the version that counts
    struct str text;    // in the visit's arena; STR_NONE: none
    size_t count;       // of versions that count
};
void kept_hear(struct kept *kept, const struct history_row *row, const struct dialogue *dialogue,
               struct arena *arena);

struct pointing {
    struct str type, extension;
    size_t most;
};
// `text`, known to be an object, as a tree in the visit's arena.
MUST_USE enum status history_parse(struct json *out, struct givers *givers, struct str text);
// A version later than `last`, which is 0 when there is none.
stamp history_next(const struct visit *visit, stamp last);
// Objects of `type` whose last version points at the dialogue in its collection and carries
// `extension`, oldest first, at most `most` of the newest; without doubles, in the visit's arena.
MUST_USE enum status history_pointing(struct object_id **out, size_t *count,
                                      const struct visit *visit, const struct dialogue *dialogue,
                                      const struct pointing *pointing);
struct json history_extension(struct json object, const char *id);
