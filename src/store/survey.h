// survey.h - what a store says of itself to who does not own it: a server may be on it meanwhile.
//
// Of any schema up to the program's own; nothing is changed.
#pragma once

#include <stdbool.h>

#include "base/stamp.h"
#include "base/uuid.h"
#include "ledger/merkle.h"

struct store_survey {
    char id[UUID_TEXT_SIZE]; // "" when it has none yet
    int64_t schema;
    int64_t objects; // members of collections
    stamp newest;    // `added` of the last one, 0 when there is none
    bool has_log;    // not before schema 6
    struct merkle_head log;
};
// OK; ABSENT when there is no store; CONFLICT when it is of a newer program; DENIED for a copy that
// is not finished; MALFORMED, BUSY and FAILED of the engine.
MUST_USE enum status store_survey(struct store_survey *out, const char *path, struct fault *fault);
int64_t store_survey_schema(void); // that this program would bring it to
// The engine's quick check of it. FAILED when it is damaged.
MUST_USE enum status store_survey_pages(const char *path, struct fault *fault);
// Of a database: whether this user may write there. Takes the writer's turn, and changes nothing.
MUST_USE enum status store_survey_rights(const char *path, struct fault *fault);
