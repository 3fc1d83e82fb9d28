// watch.h - many patterns on observations without end: which match, and by what.
//
//     struct watch *watch = watch_open(&(struct watch_options){0});
//     TRY(watch_add(watch, pattern, fault));                      // each; they are numbered from 0
//     watch_push(watch, &observation, (struct watch_sink){on_match, context});
//     watch_close(&watch);
//
// Observations come in the order of `first`. An observation is tried only on the [ ] that it may
// satisfy: of each [ ] something is known that must stand in whatever satisfies it (a value that it
// asks for, or else the type of an object), and all values of an observation are looked up at once.
//
// What a pattern needs more than one observation for is kept until it matches, in a window of its
// own. A pattern matches as soon as what was pushed does (evaluate.h); the observations of its
// window are then forgotten, so that each serves one match. Leaving the window:
//
// - Past the span of WITHIN around the whole pattern: it cannot match any more. If a later one
//   comes out of order, though, and could have matched with it, the answer is UNDECIDED.
// - What no [ ] needs, since there is enough of it already.
// - The oldest, when there are more than `window_max`, or `held_max` of all patterns together. From
//   then on the pattern's answer is never NO, but UNDECIDED, until it matches.
//
// NO is never told. One thread at a time.
#pragma once

#include "stix/evaluate.h"

#define WATCH_WINDOW_MAX 1000  // observations kept for one pattern
#define WATCH_HELD_MAX 1000000 // for all patterns

struct watch_options {
    size_t window_max, held_max; // 0: the limits above
};
struct watch_match {
    size_t pattern;
    const struct evaluate_result *result; // YES or UNDECIDED; counts observations from 0 as pushed
};
struct watch_sink {
    void (*match)(void *context, const struct watch_match *match);
    void *context;
};

struct watch;
struct watch *watch_open(const struct watch_options *options);
void watch_close(struct watch **watch); // accepts NULL
// MALFORMED or LIMIT as evaluator_open. All patterns are added before the first push.
MUST_USE enum status watch_add(struct watch *watch, const struct pattern *pattern,
                               struct fault *fault);
// Keeps nothing of `observation` but its times and what it satisfies.
void watch_push(struct watch *watch, const struct observation *observation, struct watch_sink sink);
// Of all pushed: those that came before an earlier one, and kept now.
size_t watch_late(const struct watch *watch);
size_t watch_held(const struct watch *watch);
