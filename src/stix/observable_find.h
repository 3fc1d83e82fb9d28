// observable_find.h - within stix: collects the observables of one object or pattern.
//
//     struct finder finder; finder_begin(&finder, arena);
//     finder_add(...); finder_pattern(&finder, pattern);
//     count = finder_end(&found, &finder);
#pragma once

#include "base/vec.h"
#include "stix/observable_value.h"
#include "stix/pattern.h"

#define OBSERVABLES_MAX 1000000 // of one object; more are not indexed

struct finder {
    struct arena *arena;
    VEC_OF(struct observable_found) found;
};

void finder_begin(struct finder *finder, struct arena *arena);
size_t finder_end(struct observable_found **out, struct finder *finder); // without doubles

// How the text of a property becomes an observable.
enum source_reading {
    READ_AS_KIND,
    READ_AS_HASH,    // by the name of the algorithm, which is the last step of the path
    READ_AS_ADDRESS, // whatever a reference leads to
};
// A property of an object that holds an observable. One table for objects and for patterns.
struct source {
    const char *type, *path; // steps joined by dots; '*' as the last one is any name
    enum observable_kind kind;
    enum source_reading reading;
    bool is_enough; // in a pattern, where nothing else is tested
};
const struct source *source_at(size_t index); // NULL behind the last

void finder_add(struct finder *finder, const struct source *source, struct str last_step,
                struct str text, bool is_enough);
void finder_pattern(struct finder *finder, const struct pattern *pattern);
