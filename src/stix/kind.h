// kind.h - the types of STIX 2.1 objects, one table.
//
// The number of a kind is stored in databases: rows may be added, numbers never change. A type that
// is not in the table (custom, or from a later standard) gets a number of 1000 or more from
// the store.
#pragma once

#include "base/str.h"

enum kind_group { KIND_SDO, KIND_SRO, KIND_SCO, KIND_META, KIND_BUNDLE, KIND_CUSTOM };

struct kind {
    int number; // 1 to 999
    const char *name;
    enum kind_group group;
    bool has_modified; // false for SCOs and marking-definition
};

// NULL for a type that is not in the table.
const struct kind *kind_find(struct str type);
const struct kind *kind_by_number(int number);
size_t kind_count(void);
const struct kind *kind_at(size_t index); // in the order of the table
// The types that somebody may have meant who wrote `type`: those that begin with it, and those
// at most two changed letters away, without regard to case. Returns the count.
#define KIND_NEAR_MAX 4
size_t kind_near(const struct kind *out[KIND_NEAR_MAX], struct str type);
#define KIND_CUSTOM_FIRST 1000
