// A view is JSON of the wanted version; made a second time it is the same bytes; it is marked as
// its object is, or stricter; the report is bounded; and what is lifted can be
// lowered. The memory is linear.
#include "stix/lift.h"
#include "stix/marking.h"

#include "fuzz.h"

static struct json_reader *reader;

static enum tlp label_of(struct json json) {
    struct object object = {.json = json};
    return marking_effective(&object);
}

#define SEEN_MAX 20

// Whatever is named is the object itself, marked as GREEN by where it lies; past some, nothing.
static enum status find_itself(struct lift_seen *seen, void *context, const struct object_id *ids,
                               size_t count) {
    (void)ids;
    for (size_t i = 0; i < count; i++)
        seen[i] = i < SEEN_MAX ? (struct lift_seen){*(struct json *)context,
                                                    str_of(tlp_marking_id(TLP_GREEN))}
                               : (struct lift_seen){.marking = STR_NONE};
    return OK;
}

// STR_NONE when it cannot be sent.
static struct str view_of(struct lift_report *report, struct json object, enum lift_spec spec,
                          struct arena *arena) {
    SCOPED(buf_close) struct buf out;
    buf_init(&out, 16 << 20);
    struct lift_source source = {find_itself, &object};
    HOLDS(lift_write(&out, report, object, spec, &source, arena) == OK);
    HOLDS(report->count <= LIFT_CHANGES_MAX && report->count <= report->total);
    HOLDS(report->is_sent == (out.size > 0) && report->is_sent == (report->why[0] == '\0'));
    for (size_t i = 0; i < report->count; i++)
        HOLDS(report->changes[i].path.size && report->changes[i].why && report->changes[i].section);
    return report->is_sent ? arena_copy(arena, buf_str(&out)) : STR_NONE;
}

static void check(struct json object, enum lift_spec spec, struct arena *arena) {
    struct lift_report report, again;
    struct json view;
    struct str text = view_of(&report, object, spec, arena);
    if (!text.data) {
        HOLDS(spec == LIFT_20 && report.from == LIFT_21);
        return;
    }
    HOLDS(json_read(&view, reader, text, &JSON_LIMITS, arena, NULL) == OK);
    HOLDS(report.from == LIFT_AS_IS || lift_spec_of(view) == spec);
    HOLDS(label_of(view) >= label_of(object));
    HOLDS(str_equal(view_of(&again, view, spec, arena), text));
    HOLDS(again.total == 0);
    if (spec == LIFT_21 && report.from == LIFT_20)
        HOLDS(label_of(view) == label_of(object) || report.total > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct json_limits limits = {.size_max = 1 << 20, .depth_max = 64, .nodes_max = 20000};
    if (!reader) reader = json_reader_open();
    struct arena arena;
    struct json json;
    arena_init(&arena);
    if (json_read(&json, reader, fuzz_text(data, size), &limits, &arena, NULL) == OK) {
        check(json, LIFT_21, &arena);
        check(json, LIFT_20, &arena);
    }
    HOLDS(fuzz_is_linear(arena.bytes_total, size));
    arena_close(&arena);
    return 0;
}
