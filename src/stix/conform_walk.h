// conform_walk.h - what the files of the check share; for conform*.c alone.
#pragma once

#include <string.h>

#include "stix/conform.h"
#include "stix/model.h"

// Comparing and looking up here and not behind a call: a check does little else.
static inline bool walk_equal(struct str a, struct str b) {
    return a.size == b.size &&
           (a.size == 0 || (a.data[0] == b.data[0] && memcmp(a.data, b.data, a.size) == 0));
}

// As json_member; `name` is not empty.
static inline struct json walk_member(struct json object, struct str name) {
    const struct json_node *at = object.node ? object.node->first : NULL;
    while (at && !walk_equal(at->key, name)) at = at->next;
    return (struct json){at};
}

// Where the walk is: from the value up to the object.
struct place {
    const struct place *up; // NULL: this is the object
    struct json value;
    size_t index; // in its list, when it is an item of one
};

struct walk {
    struct conform_report *report;
    struct arena *arena;
    struct buf *scratch;
    struct json object;
    struct place top;
    struct str type;                // of the object
    const struct model_type *model; // NULL for a type of its own
    enum model_group group;
    const char *section; // of the type or part that is walked
    struct object_id id; // when has_id
    bool has_id;
    size_t steps;     // taken to resolve selectors and keys; see walk_may_seek
    bool is_extended; // may have any property: by an extension that adds a type or properties
};

// Adds a finding, with the values that its sentence names, in their order. They are views.
void walk_say(struct walk *walk, enum conform_rule rule, const struct place *at,
              enum conform_saying saying);
#define WORDS(...) ((const struct str[CONFORM_VALUES_MAX]){__VA_ARGS__})
void walk_say_of(struct walk *walk, enum conform_rule rule, const struct place *at,
                 enum conform_saying saying, const struct str *values);
struct str walk_number(const struct walk *walk, int64_t number); // for sentences
// Looking through a list or an object costs steps; when they are used up nothing more is resolved,
// which is said once, so that time stays linear in the object.
#define WALK_STEPS_MAX 4000000
bool walk_may_seek(struct walk *walk, const struct place *at, struct json parent);
// For sentences: at most 60 bytes of a stranger's text.
struct str walk_excerpt(const struct walk *walk, struct str text);

// conform_value.c
void value_check(struct walk *walk, const struct place *at, const struct model_row *row);
// Own values, of which only what chapter 2 says of all is asked.
void value_check_any(struct walk *walk, const struct place *at);
// An object by the rows of a part; `is_open`: what is not in the rows is let pass.
void part_check(struct walk *walk, const struct place *at, const struct model_part *part,
                bool is_open);
// Required rows of which no bit is set in `seen`.
void rows_check_required(struct walk *walk, const struct place *at, const struct model_row *rows,
                         size_t count, uint64_t seen);
// A property that the text does not define: its name, and what its suffix promises.
void own_property_check(struct walk *walk, const struct place *at, bool is_custom);

// conform_extension.c
void extensions_check(struct walk *walk, const struct place *at);
void selector_check(struct walk *walk, const struct place *at);
void container_check(struct walk *walk, const struct place *at);

// conform_type.c: rules of a part, and of the whole object once its properties have been walked.
void part_check_rules(struct walk *walk, const struct place *at, const struct model_part *part);
void type_check_rules(struct walk *walk);
// conform_published.c: what published extensions ask of several properties together.
void published_check_part(struct walk *walk, const struct place *at, const struct model_part *part);
void published_check_impact(struct walk *walk);
// Like memcmp, over all digits. Both are timestamps.
int stamp_compare_texts(struct str a, struct str b);
bool stamp_is_valid(struct json value);
