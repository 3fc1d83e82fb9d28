// watch_index.h - within stix: which [ ] of many patterns one observation may satisfy.
//
// Each [ ] is found by values that it cannot do without, "anchors": one of them stands somewhere in
// every observation that satisfies it. A test for equality has its constants, any other test the
// type of the object that it starts from. Of tests joined by AND the rarest among all patterns are
// taken, of those joined by OR all. That a value stands under the right name is enough here: the
// test itself comes later.
#pragma once

#include "stix/evaluate_inside.h"

struct watch_index;
struct watch_index *watch_index_open(void);
void watch_index_close(struct watch_index **index); // accepts NULL
// Numbered from 0. The leaf must outlive the index.
void watch_index_add(struct watch_index *index, const struct leaf *leaf);
// Appends the numbers of the leaves that `observation` may satisfy to `*out`, each once, in order;
// valid until the next call. Returns the count.
size_t watch_index_find(const uint32_t **out, struct watch_index *index,
                        const struct observation *observation, struct arena *arena);
