// lift_table.h - the differences of STIX 2.0 and 2.1, a row each; for lift.c and its tests.
#pragma once

#include "base/json.h"

// Where a member stands, which decides what its name means.
enum lift_scope {
    LIFT_TOP,        // of an object; `type` is the object's
    LIFT_CONTAINER,  // observed-data.objects: its keys are names of the sender's choice
    LIFT_OBSERVABLE, // of an observable in the container; `type` is the observable's
    LIFT_EXTENSIONS, // of its `extensions`: keys are names of extensions
    LIFT_EXTENSION,  // of one of them; `type` is the extension's name
    LIFT_HASHES,     // keys are names of algorithms
    LIFT_INSIDE,     // deeper: only hashes mean something
    LIFT_RAW,        // nothing below differs
};

enum lift_act {
    LIFT_RENAME,  // `old` in 2.0 is `new` in 2.1
    LIFT_JOIN,    // `old` of 2.0 is `new` in 2.1, where `old` means something else: joined when
                  // lowered
    LIFT_GIVE,    // `new` is asked for by 2.1, or its default differs: lifted with `value`
    LIFT_NEW,     // `new` exists in 2.1 only
    LIFT_OLD,     // `old` exists in 2.0 only, or is deprecated in 2.1: it stays
    LIFT_NEED,    // `old` is asked for by 2.0: lowered with `value` where it is missing
    LIFT_REFS,    // ids of type `value` in the list `old` exist in 2.1 only
    LIFT_MILLIS,  // `old` has exactly three digits in 2.0
    LIFT_PATTERN, // `old` is a pattern
    LIFT_NO_TYPE, // the type exists in 2.1 only
};

struct lift_row {
    enum lift_scope scope;
    const char *type; // NULL: any
    enum lift_act act;
    const char *old, *new;
    const char *value;   // JSON; of LIFT_REFS a type
    const char *section; // of STIX 2.1
    const char *why;
};

size_t lift_row_count(void);
const struct lift_row *lift_row_at(size_t index);
// Does the row speak of objects (observables, extensions) of this type?
bool lift_row_is_of(const struct lift_row *row, enum lift_scope scope, struct str type);
// The row that speaks of this member when it is read in 2.0 (`is_up`) or in 2.1; NULL: it is the
// same in both. Rows that only add something are not found by this.
const struct lift_row *lift_row_find(enum lift_scope scope, struct str type, struct str key,
                                     bool is_up);
// The row that says that 2.0 has no such type, or NULL.
const struct lift_row *lift_row_of_type(struct str type);

// A label of TLP 2.0 has no counterpart that a reader of 2.0 must know: the id of TLP 1.0 that is
// at least as strict. STR_NONE for any other id.
struct str lift_old_label(struct str marking_id);
// "TLP:WHITE" and so on for the four labels of TLP 1.0 (STIX 2.1, 7.2.1.4), else STR_NONE.
struct str lift_label_name(struct str marking_id);
