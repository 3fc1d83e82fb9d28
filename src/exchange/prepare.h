// prepare.h - turns one object into a row for the store: read, checked, marked, its values and
// references found. Internal to intake.
#pragma once

#include "exchange/deviation.h"

#define PREPARE_SETS 64

// What stays the same for all objects of one intake.
struct prepare {
    struct exchange *exchange;
    const struct viewer *giver;
    const struct collection *collection;
    struct json_reader *reader;
    struct deviation_check deviations; // its strength may be set after prepare_open
    struct arena scratch;              // of one object: the tree of its JSON; reset by the next
    struct buf canonical;              // of one object, for its digest
    const struct put_judge *judge;     // may be set after prepare_open
    // By label, and the set of labels of parts, or the last for votes. 0: not asked for yet.
    int64_t class_no[8][PREPARE_SETS + 1];
    // The conditions of the last object that had some: the next one's are mostly the same.
    struct buf conditions;
    int64_t conditions_no;
};

void prepare_open(struct prepare *prepare, struct exchange *exchange, const struct viewer *giver,
                  const struct collection *collection);
void prepare_close(struct prepare *prepare);
// Fills `put`; all it points at is in `arena`. `object` is filled as far as it was read, for the
// report, and lives until the next call. MALFORMED with the place within the object; LIMIT.
MUST_USE enum status prepare_put(struct put *put, struct object *object, struct prepare *prepare,
                                 struct str text, struct arena *arena, struct fault *fault);
bool prepare_is_vote(const struct object *object);
