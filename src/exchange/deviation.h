// deviation.h - how strictly objects are taken by the rules of STIX 2.1, and what is kept beside
// those that break one.
//
// Whoever speaks for itself is held to every MUST: an object whose `created_by_ref` is the giver or
// the giver's organisation is *published*. What names another creator, or none, came from others,
// and is kept with what it breaks (docs/decisions/0023). A giver may ask for one strength for all.
// The rules of 2.1 say nothing of an object of STIX 2.0: it is taken as it is, and refused where
// somebody asks for a strength by name that it cannot be held to.
//
// What is kept stands beside the version, never in its text, as JSON:
//
//     {"findings":[{"rule":"hex","section":"2.8","path":"x.payload_bin","sentence":"..."}],
//      "left_out":0}
#pragma once

#include "exchange/intake.h"
#include "stix/conform.h"

#define DEVIATIONS_MAX 20                      // findings kept of a version
#define DEVIATIONS_BYTES_MAX ((size_t)8 << 10) // of their JSON

struct deviation_check {
    enum intake_strength strength;
    const struct viewer *giver;
    struct buf scratch; // of conform_object
};
void deviation_check_open(struct deviation_check *check, enum intake_strength strength,
                          const struct viewer *giver);
void deviation_check_close(struct deviation_check *check);

// What the object is held to: never INTAKE_USUAL.
enum intake_strength deviation_strength(const struct deviation_check *check,
                                        const struct object *object);
// What is to be kept, in `arena`, STR_NONE when it breaks nothing. MALFORMED with the place, the
// sentence, the rule and its section: `labels: a list that is not empty is expected (list, 2.12)`.
// `scratch` may be forgotten afterwards.
MUST_USE enum status deviation_find(struct str *out, struct deviation_check *check,
                                    const struct object *object, struct arena *scratch,
                                    struct arena *arena, struct fault *fault);
// Those of `more` after those of `kept`, of which either may be STR_NONE.
struct str deviation_join(struct str kept, struct str more, struct arena *arena);
// Of every finding of a report that is a MUST; STR_NONE when there is none.
struct str deviation_write(const struct conform_report *report, struct arena *arena);
// Of what was kept of an object, what may be said of a view from which parts were cut: who gave it
// and how it follows the version before. The rest could name what is hidden.
struct str deviation_of_view(struct str kept, struct json_reader *reader, struct arena *scratch,
                             struct arena *arena);
size_t deviation_count(struct str kept); // also of those left out
// As it is kept, and each finding with what finding_words.h adds; null when there is none.
void deviation_tell(struct json_writer *w, struct str kept);
