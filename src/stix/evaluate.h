// evaluate.h - tries a pattern on observations, by chapter 9 of STIX 2.1.
//
//     SCOPED(evaluator_close) struct evaluator *evaluator = NULL;
//     TRY(evaluator_open(&evaluator, pattern, fault));           // once
//     struct evaluation *evaluation = evaluation_open(evaluator);
//     evaluation_add(evaluation, &observation);                  // each, in any order
//     evaluation_end(&result, evaluation, arena);                // the answer, and which matched
//     evaluation_close(&evaluation);
//
// For observations without end, and for many patterns at once, see watch.h.
//
// What always holds: 1. YES comes with a witness: which observations satisfy which [ ]. It holds
// what the first OR that is true asks for (9.5), and nothing that could be left out. 2. NO means
// that there is none. Where a named limit of work ended the search, or a regular expression did not
// come to an end, the answer is UNDECIDED. 3. The same input gives the same witness. 4. What was
// opened may be used by many threads.
//
// What the text leaves open, and how it is read here (docs/decisions tells why):
//
// - Observations. 9.5 calls an observed-data one observation, 9.1 says that it stands for
//   `number_observed` of them, at instants between first_observed and last_observed that are not
//   defined. The definition (9.1) counts: an observed-data of number 5 satisfies REPEATS 5 TIMES,
//   and one of number 2 that holds both satisfies [a] AND [b] by two different observations.
// - Instants. A pattern matches when there are instants, one for each observation and all of them
//   whole microseconds, at which it does: never NO because an instant is unknown. Most observations
//   are of one instant, and then nothing is open.
// - FOLLOWEDBY between several observations: none on the right is before any on the left (9.5.1:
//   "all 5 c's were observed after the b"). The same instant is in order (9.5.2).
// - WITHIN x SECONDS: the last instant is less than x after the first (9.5.1: "MUST NOT be equal").
// - NOT turns the result of a comparison round (9.6.1), with [*] the result of all items together.
//   Where nothing stands at the path the comparison is false, with NOT too (9.6). EXISTS asks just
//   that, so NOT EXISTS is true there, of an object of the path's type.
// - != and NOT of types that cannot be compared are true (9.6.1). null, which STIX does not have,
//   is no value.
// - A timestamp is what the tables of chapter 6 say is one: a string constant is not compared with
//   it (9.2). What they do not know, as a custom property, is a timestamp when t'..' is compared
//   with it and it reads as one.
// - A property that ends in _hex or _bin and cannot be decoded has no value that can be obtained:
//   every comparison but EXISTS is false (9.6).
// - LIKE and MATCHES see both sides in NFC where 9.6.2 asks for it: the property, and the constant
//   of LIKE. The constant of MATCHES is left as it is. LIKE knows no escapes.
#pragma once

#include "stix/observation.h"
#include "stix/pattern.h"

#define EVALUATE_WORK_MAX 20000000  // steps in search of a witness
#define EVALUATE_VALUES_MAX 1000000 // values looked at for one [ ] in one observation
#define EVALUATE_PATH_STEPS_MAX 256 // of one object path
#define EVALUATE_INSTANCES_MAX 256  // observations where a search without a plan is needed
#define EVALUATE_PARTS_MAX 4096     // of a pattern whose REPEATS of groups are written out

enum evaluate_answer { EVALUATE_NO, EVALUATE_YES, EVALUATE_UNDECIDED };
const char *evaluate_answer_name(enum evaluate_answer answer); // "no", "yes", "undecided"

struct evaluator;
// Copies what it needs of `pattern`. MALFORMED when a regular expression is none; LIMIT.
MUST_USE enum status evaluator_open(struct evaluator **out, const struct pattern *pattern,
                                    struct fault *fault);
void evaluator_close(struct evaluator **evaluator); // accepts NULL

// A [ ] of the pattern, and what satisfies it.
struct evaluate_part {
    uint32_t begin, end; // the place of the [ ] in the text of the pattern, in bytes
    size_t observation;  // in the order in which they were added, from 0
    size_t object;       // of the observation: where the [ ] starts (9.5)
    int64_t times;       // how many of the observations that it stands for
};
struct evaluate_result {
    enum evaluate_answer answer;
    const char *why;                   // UNDECIDED: a sentence without a full stop; or NULL
    const struct evaluate_part *parts; // YES: a witness, by observation
    size_t part_count;
};

// Whether the pattern, read from `text`, can be tried: MALFORMED when a regular expression of
// MATCHES is none, LIMIT when one is longer or nests deeper than is tried here, or a path has too
// many steps. `*at` is then the byte of `text` that is at fault, or where its test begins.
MUST_USE enum status evaluate_check(const struct pattern *pattern, struct str text, uint32_t *at,
                                    struct fault *fault);

// What an evaluation may take of its caller. When it is used up the answer is UNDECIDED.
struct evaluate_bound {
    bool (*is_over)(void *context); // asked now and then; NULL: never over
    void *context;
    size_t hits_max; // [ ]s satisfied by an observation, all together; 0: any number
};

struct evaluation;
struct evaluation *evaluation_open(const struct evaluator *evaluator);
void evaluation_bind(struct evaluation *evaluation, const struct evaluate_bound *bound);
void evaluation_close(struct evaluation **evaluation); // accepts NULL
// Keeps nothing of `observation` but its times and what it satisfies.
void evaluation_add(struct evaluation *evaluation, const struct observation *observation);
void evaluation_end(struct evaluate_result *out, struct evaluation *evaluation,
                    struct arena *arena);
