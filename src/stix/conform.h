// conform.h - does an object keep the rules of STIX 2.1? Every rule, every place.
//
// The table of model.h is walked once with the object; rules that tie properties together are
// functions beside it. A finding names its rule, the section of the standard, the place in the
// object, and says in a sentence what is wrong. Nothing is repaired, and nothing is looked up:
// what other objects say is not asked, so a reference is checked by the type in its id.
//
//     struct conform_report report;
//     conform_object(&report, json, &scratch, arena);
//     if (!conform_passes(&report, CONFORM_STANDARD)) ...
//
// What always holds:
//  1. The findings depend on what is said, not on the order of the members.
//  2. Time and memory are linear in the object; at most CONFORM_FINDINGS_MAX findings are kept, all
//     are counted.
//  3. CONFORM_LENIENT takes what object_read and object_check take, and nothing else.
#pragma once

#include "stix/conform_rules.h"
#include "stix/conform_sayings.h"
#include "stix/object.h"

enum conform_severity {
    CONFORM_MUST,
    CONFORM_SHOULD,
    CONFORM_VOCABULARY, // a value that an open vocabulary does not list: SHOULD (2.14)
    CONFORM_CUSTOM,     // what the text does not define, and allows (11)
    CONFORM_SEVERITIES
};

enum conform_strength {
    CONFORM_STRICT,   // every MUST and SHOULD
    CONFORM_STANDARD, // every MUST
    CONFORM_LENIENT,  // whatever can be addressed, ordered and marked
};

// The rules, by the checklist of the standard; conform_rule_name gives their names.
enum conform_rule {
#define RULE(id, name, section, severity, text) RULE_##id,
    CONFORM_RULES(RULE)
#undef RULE
        RULE_COUNT
};
const char *conform_rule_name(enum conform_rule rule); // "timestamp"
bool conform_rule_read(enum conform_rule *out, struct str name);
const char *conform_rule_section(enum conform_rule rule); // "2.16.1"; "" : that of the type
const char *conform_rule_text(enum conform_rule rule);    // what it asks for, a sentence
enum conform_severity conform_rule_severity(enum conform_rule rule);
const char *conform_severity_name(enum conform_severity severity); // "must", "should", ...
bool conform_strength_read(enum conform_strength *out, struct str text);

// The sentences of findings. Each has a code, which stays, and values by name.
enum conform_saying {
#define SAYING(id, code, sentence) SAYING_##id,
    CONFORM_SAYINGS(SAYING)
#undef SAYING
        SAYING_COUNT
};
#define CONFORM_VALUES_MAX 4 // of a sentence
const char *conform_saying_code(enum conform_saying saying);
size_t conform_saying_values(enum conform_saying saying); // how many it has
// The name of its n-th value, in the order of the sentence: "kind".
struct str conform_saying_value_name(enum conform_saying saying, size_t n);
// The sentence with its values. Longer than CONFORM_SENTENCE_BYTES_MAX it is cut.
#define CONFORM_SENTENCE_BYTES_MAX 400
struct str conform_saying_text(enum conform_saying saying, const struct str *values,
                               struct arena *arena);
// Reads back what was said of a rule; the values are views of `sentence`. Where several fit, it is
// the one with the most words of its own. false: no sentence of today.
bool conform_saying_read(enum conform_saying *out, struct str values[CONFORM_VALUES_MAX],
                         enum conform_rule rule, struct str sentence);

struct finding {
    enum conform_rule rule;
    const char *section;
    // "external_references[0].url"; "" is the object itself. A name with other bytes than letters,
    // digits, "_" and "-" stands in quotes: `hashes.'a.b'`, where ' and \ have a \ before them.
    struct str path;
    const struct json_node *node; // what is at `path`
    struct str sentence;          // without the place
    enum conform_saying saying;   // which sentence that is,
    const struct str *values;     // and what it is filled with
};
#define CONFORM_FINDINGS_MAX 200
#define CONFORM_PATH_BYTES_MAX 16384 // a longer path is that of what holds the place

struct conform_report {
    struct finding *findings; // in the order of the walk
    size_t count, capacity;
    size_t counts[CONFORM_SEVERITIES]; // also of those that are left out
    bool is_usable;                    // can be addressed, ordered and marked
};
bool conform_passes(const struct conform_report *report, enum conform_strength strength);
size_t conform_left_out(const struct conform_report *report);

// Any JSON may be handed in. `scratch` is written to; what `out` points to is in `arena` and in
// `object`.
void conform_object(struct conform_report *out, struct json object, struct buf *scratch,
                    struct arena *arena);
// What could not be read as JSON at all, with the sentence of json_read.
void conform_unreadable(struct conform_report *out, const struct fault *fault, struct arena *arena);
// A bundle, with its objects or without (cut_outer); they are checked one by one.
void conform_bundle(struct conform_report *out, struct json bundle, struct arena *arena);

// Rules between objects, for those who hold both; they add to a report that is there.
// A version that comes a second time in a bundle.
void conform_twice(struct conform_report *report, struct json object, struct arena *arena);
// A version after another one of the same id (3.6).
void conform_succession(struct conform_report *report, struct json before, struct json after,
                        struct arena *arena);
// A language-content and the version that it translates (7.1.1).
void conform_translation(struct conform_report *report, struct json content, struct json target,
                         struct arena *arena);

// The value at the path of a finding; absent when there is none.
struct json conform_find(struct json object, struct str path);
