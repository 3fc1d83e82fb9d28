// known_bad.h - where `match` takes its known-bad values from: files, or an exchange.
#pragma once

#include "cli/answer.h"
#include "match/set.h"

// From the --indicators files: lists, CSV, STIX. Lines and objects that give nothing are counted.
struct known_bad_report {
    uint64_t values, refused;
};
MUST_USE enum status known_bad_of_files(struct set **out, struct known_bad_report *report,
                                        const struct options *options, struct fault *fault);
// From a store or a server, as JSON lines of values: no text ever goes there.
MUST_USE enum status known_bad_of_exchange(struct set **out, struct known_bad_report *report,
                                           const struct options *options, struct arena *arena,
                                           struct fault *fault);
