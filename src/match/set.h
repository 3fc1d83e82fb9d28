// set.h - known-bad values, compiled for scanning: built once, then only read, by any thread.
//
// Literal values in their canonical form (observable.h), networks by longest prefix, domains with
// their sub-domains. A value may stand for several indicators; `entry` numbers are the caller's.
#pragma once

#include "stix/marking.h"
#include "stix/observable.h"

// What a value means. Texts are copied into the set.
struct set_entry {
    struct str indicator_id; // "" for a plain list
    struct str name;
    struct str source; // file or collection it came from
    int confidence;    // 0 to 100, -1 when not given
    enum tlp tlp;
    stamp valid_from, valid_until; // 0 when not given
};

struct set_builder;
struct set_builder *set_builder_open(void);
void set_builder_close(struct set_builder **builder);
// Returns the entry's number, to be used with set_builder_add.
uint32_t set_builder_entry(struct set_builder *builder, const struct set_entry *entry);
// Kinds that cannot stand in a line (mutex, process, ...) are counted and left out: false.
bool set_builder_add(struct set_builder *builder, uint32_t entry,
                     const struct observable *observable);

struct set;
struct set *set_build(struct set_builder **builder); // takes the builder
void set_close(struct set **set);
size_t set_value_count(const struct set *set);
size_t set_left_out_count(const struct set *set);
size_t set_bytes(const struct set *set);
// Its texts live as long as the set.
struct set_entry set_entry_at(const struct set *set, uint32_t entry);

// Entries of one value, exact canonical match only: how many; the first `capacity` in `out`.
size_t set_find(uint32_t *out, size_t capacity, const struct set *set,
                const struct observable *observable);
