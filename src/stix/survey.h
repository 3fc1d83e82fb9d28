// survey.h - checks a text of STIX whole: each object of it, the bundle around them, and where in
// the text each finding stands.
//
// The text is a bundle, an envelope of TAXII, a list of objects or objects one after another (JSON
// lines), of any size, and comes in pieces:
//
//     struct survey *survey = survey_open(&options, (struct survey_sink){on_told, context});
//     do {
//         char *room = survey_room(survey, &capacity);
//         size = read(room, capacity);
//         TRY(survey_grow(survey, size, fault));   // 0 is the end
//     } while (size > 0);
//     survey_close(&survey);
//
// What always holds: 1. Each object is told once, in the order of the text; the bundle comes last.
// 2. Memory is bounded by the largest object and SURVEY_VERSIONS_MAX ids. 3. A value that is no
// JSON, or a line of JSON lines that is damaged, is told as a finding of its own, and the others
// are checked; damage that leaves open where the next object begins ends the survey.
#pragma once

#include "stix/conform.h"
#include "stix/cut.h"

// Versions of a bundle that are remembered, so that one that comes twice is seen.
#define SURVEY_VERSIONS_MAX 1000000

struct survey_options {
    const struct json_limits *limits; // of an object; NULL: JSON_LIMITS
    uint64_t seed;                    // of a hash table, unknown to who wrote the text
};
struct survey_told {
    int64_t index; // of the object, from 0; -1: the bundle around them
    struct json object;
    const struct conform_report *report;
    const struct survey *survey;
};
struct survey_sink {
    void (*told)(void *context, const struct survey_told *told); // valid until it returns
    void *context;
};

struct survey;
struct survey *survey_open(const struct survey_options *options, struct survey_sink sink);
void survey_close(struct survey **survey); // accepts NULL
char *survey_room(struct survey *survey, size_t *capacity);
// OK; MALFORMED or LIMIT: the text is damaged (what was told before holds), or nothing in it is an
// object of STIX.
MUST_USE enum status survey_grow(struct survey *survey, size_t size, struct fault *fault);
size_t survey_count(const struct survey *survey); // of objects so far

// The byte of the text, from 0, at which the value that the finding speaks of begins, and how many
// bytes it has (0 where only the place is known).
struct survey_place {
    uint64_t byte, size;
};
struct survey_place survey_place(const struct survey_told *told, const struct finding *finding);
// After survey_grow failed: where the damage is.
uint64_t survey_damage(const struct survey *survey);
