// lift.h - STIX 2.0 seen as 2.1, and 2.1 written as 2.0: a view of one object.
//
// What is stored is what came. A view is made when somebody asks for it, says what it changed, and
// never changes what the object allows its readers: its markings are the same or stricter.
//
// One row of a table (lift_table.c) for each difference of the two standards, read in both
// directions; docs/formats/stix-versions.md lists them with their sections. What holds:
//
// 1. Same input, same output. No id is made. Nothing is looked up but what observed data of 2.1
//    names, which 2.0 has inside: through a `lift_source`, which knows who the reader is.
// 2. An object of the wanted version is given back as it is: lift(lift(x)) = lift(x).
// 3. lower(lift(x)) = x for an object of 2.0 as 2.0 defines it (RFC 8785 form).
// 4. marking_effective() of a view is never below that of the object, and a granular marking
//    stands on the same part under its new name, or on the whole object.
// 5. Linear in the size of the object.
#pragma once

#include "stix/object.h"

enum lift_spec { LIFT_AS_IS = 0, LIFT_20 = 20, LIFT_21 = 21 };
// "2.0", "2.1"; false for anything else.
bool lift_spec_read(enum lift_spec *out, struct str text);
const char *lift_spec_name(enum lift_spec spec); // "2.0", "2.1", "" for LIFT_AS_IS
// The version an object is written in (TAXII 2.1, 3.4.1): its spec_version; without one, an
// observable is of 2.1 and all others of 2.0. LIFT_AS_IS for a version that is neither.
enum lift_spec lift_spec_of(struct json object);

enum lift_what {
    LIFT_ADDED,   // the other version asks for it
    LIFT_RENAMED, // the same under its other name, `to`
    LIFT_REMOVED, // says nothing in the other version: nothing is lost
    LIFT_KEPT,    // the other version has no such property or deprecates it; it stays
    LIFT_CHANGED, // the value is written otherwise
    LIFT_DROPPED, // could not be carried: lost in this view
};
const char *lift_what_name(enum lift_what what); // "added", "renamed", ...

struct lift_change {
    enum lift_what what;
    struct str path;     // as a selector of granular markings writes it: objects.0.hashes.ssdeep
    struct str to;       // RENAMED: the new name of the last step; otherwise STR_NONE
    const char *section; // of STIX 2.1
    const char *why;     // a sentence
};
#define LIFT_CHANGES_MAX 1000 // listed for one object; more are counted

struct lift_report {
    enum lift_spec from;
    bool is_sent;    // false: the other version cannot say this object at all; `why` says why
    const char *why; // "" when sent
    struct lift_change *changes; // in the arena
    size_t count, total;         // total: with those that the list has no place for
};

// The members `from`, `why`, `changes` and `total` of a report, as
// the interface gives them, into an object that is open.
void lift_report_members(struct json_writer *w, const struct lift_report *report);

// What the reader of a view may see of other objects.
struct lift_seen {
    struct json object; // absent: nothing
    struct str marking; // of TLP, where it is marked more strictly than it says; or STR_NONE
};
struct lift_source {
    // Fills `seen`, one for each of the ids; what they point to lives as long as the view is made.
    enum status (*find)(struct lift_seen *seen, void *context, const struct object_id *ids,
                        size_t count);
    void *context;
};
#define LIFT_CONTAINED_MAX 1000 // observables in a container that is made

// Adds `object`, of a text that was read whole, written in `spec` to `out`; nothing when it cannot
// be sent. LIMIT from the buffer, and what `source` fails with. Without a source, observed data
// that names what was observed is not sent as 2.0. Scratch and the report are in `arena`; strings
// of the report may be views into the object's text.
MUST_USE enum status lift_write(struct buf *out, struct lift_report *report, struct json object,
                                enum lift_spec spec, const struct lift_source *source,
                                struct arena *arena);
