#include "exchange/seen.h"

#include "stix/marking.h"

static enum status find(struct lift_seen *out, void *context, const struct object_id *ids,
                        size_t count) {
    struct seen *seen = context;
    struct released *rows;
    if (!seen->reader) seen->reader = json_reader_open();
    TRY(release_objects(&rows, &seen->visit, ids, count));
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct lift_seen){.marking = STR_NONE};
        if (!rows[i].type.data) continue;
        TRY(json_read(&out[i].object, seen->reader, rows[i].found.json, &JSON_LIMITS,
                      seen->visit.arena, seen->visit.fault));
        if (rows[i].tlp > seen->tlp) out[i].marking = str_of(tlp_marking_id(rows[i].tlp));
    }
    return OK;
}

void seen_open(struct seen *seen, const struct visit *visit, struct arena *arena, enum tlp tlp) {
    *seen = (struct seen){.visit = *visit, .tlp = tlp};
    seen->visit.arena = arena;
    seen->source = (struct lift_source){find, seen};
}

void seen_close(struct seen *seen) {
    json_reader_close(&seen->reader);
}
