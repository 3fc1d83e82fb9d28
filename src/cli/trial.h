// trial.h - the observations of one file, and patterns tried on them: renkei pattern test.
#pragma once

#include "cli/command.h"
#include "stix/evaluate.h"

struct trial;
// Reads `path` (bundle, envelope, JSON lines; also packed; "-" is standard input). Objects that
// cannot be used are told on standard error and counted. Fails when nothing of it can be read.
MUST_USE enum status trial_open(struct trial **out, struct str path, struct fault *fault);
void trial_close(struct trial **trial); // accepts NULL
// Tries the pattern that was read from `text`, and prints what came of it: words or a line of JSON.
// MALFORMED or LIMIT when it cannot be tried.
MUST_USE enum status trial_run(struct trial *trial, struct str text, const struct pattern *pattern,
                               bool is_json, struct fault *fault);
// Of all patterns: EXIT_FOUND when one matched, EXIT_UNUSABLE when none did, but that is not sure
// (one undecided, or observations that could not be used).
int trial_code(const struct trial *trial);
