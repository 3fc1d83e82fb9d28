// lift_inside.h - one object on its way into the other version; for lift.c and lift_mark.c alone.
#pragma once

#include "base/vec.h"
#include "stix/lift.h"
#include "stix/lift_table.h"
#include "stix/object.h"

// What stands between the root and a value, from the inside out; on the stack of who walks.
struct lift_path {
    const struct lift_path *above; // NULL at the root
    struct str key;                // STR_NONE: an item
    size_t index;
    unsigned depth;
};
#define LIFT_DEPTH_MAX 48 // what is nested deeper is copied: no property of STIX is

struct lift_place {
    enum lift_scope scope;
    struct str type;
};

struct lift_selectors; // of a granular marking, translated
struct lift_walk {
    bool is_up; // 2.0 to 2.1
    struct str type;
    struct json object;
    struct json_writer w;
    struct arena *arena;
    VEC_OF(struct lift_change) changes;
    size_t change_total;
    VEC_OF(struct str) raised; // markings whose part is not there to be marked: of the whole now
    struct lift_selectors *selectors; // one for each granular marking
    struct str pattern;               // of an indicator, in the other version; or STR_NONE
    size_t work;                      // steps that finding what selectors mean has cost
};

enum lift_fate { LIFT_STAYS, LIFT_GOES, LIFT_LEAVES, LIFT_JOINED };
// What becomes of a member: it STAYS, goes by another name (GOES), LEAVES, or is JOINED to the
// member that its `row` renames.
struct lift_member {
    enum lift_fate fate;
    const struct lift_row *row; // NULL: the same in both versions
    struct str key;             // in the other version
    struct lift_place below;    // where its own members stand
};
struct lift_member lift_member_of(const struct lift_walk *walk, struct lift_place place,
                                  struct json parent, struct json member);
// True when a list of ids loses some (LIFT_REFS), so that positions in it mean something else.
bool lift_refs_lose(const struct lift_row *row, struct json list);
// The list that `labels` are joined to, when both are lists; otherwise absent.
struct json lift_joined_types(struct json parent, const struct lift_row *row);

void lift_note(struct lift_walk *walk, enum lift_what what, const struct lift_path *path,
               struct str to, const struct lift_row *row);

// ---- lift_pattern.c ----

// A pattern of 2.0 as one of 2.1 (`is_up`), or the other way, in `arena`. STR_NONE: it is none of
// its version, or written so that it would not come back as it is.
struct str lift_pattern(struct str text, bool is_up, struct arena *arena);

// ---- lift_contain.c ----

// Observed data that names what was observed, with a container that holds it instead; it is read
// by `reader`, which lives as long as `*out`. `*why` is set where it cannot be done.
MUST_USE enum status lift_contain(struct json *out, const char **why, struct lift_walk *walk,
                                  const struct lift_source *source, struct json_reader *reader);

// ---- lift_mark.c ----

// Reads all markings before anything is written: fills `raised` and `selectors`.
void lift_mark_read(struct lift_walk *walk);
// Write the two properties; each is to be called once if the object has it, in any order.
void lift_mark_write_refs(struct lift_walk *walk, struct json refs); // absent: what was raised
bool lift_mark_has_refs(const struct lift_walk *walk);               // is there something to add
void lift_mark_write_parts(struct lift_walk *walk, struct json parts);
