// A check ends whatever comes in; the place of each finding is there; the order of members changes
// no finding; the memory is linear; the lenient strength takes what intake takes; a stronger
// strength takes no more.
#include <stdlib.h>
#include <string.h>

#include "stix/check.h"
#include "stix/conform.h"
#include "stix/sco_id.h"

#include "fuzz.h"

static struct arena arena;
static struct buf scratch;

// The same with members the other way round, at every depth.
static void write_turned(struct buf *out, struct json value);

static void write_members(struct buf *out, struct json object) {
    size_t count = json_count(object), at = count;
    struct json *members = arena_array(&arena, count, struct json);
    for (struct json member = json_first(object); member.node; member = json_next(member))
        members[--at] = member;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_add_byte(out, ',');
        json_add_quoted(out, json_key(members[i]));
        buf_add_byte(out, ':');
        write_turned(out, members[i]);
    }
}

static void write_turned(struct buf *out, struct json value) {
    enum json_kind kind = json_kind(value);
    if (kind != JSON_OBJECT && kind != JSON_ARRAY) {
        buf_add(out, json_source(value));
        return;
    }
    buf_add_byte(out, kind == JSON_OBJECT ? '{' : '[');
    if (kind == JSON_OBJECT) write_members(out, value);
    for (struct json item = json_first(value); kind == JSON_ARRAY && item.node;
         item = json_next(item)) {
        if (item.node != json_first(value).node) buf_add_byte(out, ',');
        write_turned(out, item);
    }
    buf_add_byte(out, kind == JSON_OBJECT ? '}' : ']');
}

static int compare(const void *a, const void *b) {
    const struct finding *x = a, *y = b;
    if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
    int order = str_compare(x->path, y->path);
    return order ? order : str_compare(x->sentence, y->sentence);
}

static void check_places(const struct conform_report *report, struct json json) {
    for (size_t i = 0; i < report->count; i++) {
        const struct finding *finding = &report->findings[i];
        HOLDS(conform_find(json, finding->path).node == finding->node);
        HOLDS(finding->sentence.size > 0 && finding->section);
        enum conform_saying saying;
        struct str values[CONFORM_VALUES_MAX];
        HOLDS(finding->sentence.size >= CONFORM_SENTENCE_BYTES_MAX ||
              conform_saying_read(&saying, values, finding->rule, finding->sentence));
    }
    for (int strength = CONFORM_STRICT; strength < CONFORM_LENIENT; strength++)
        HOLDS(!conform_passes(report, (enum conform_strength)strength) ||
              conform_passes(report, (enum conform_strength)(strength + 1)));
}

static void check_turned(struct conform_report *report, struct json_reader *reader,
                         struct json json) {
    struct buf turned;
    struct json again;
    struct conform_report other;
    buf_init(&turned, 1 << 24);
    write_turned(&turned, json);
    HOLDS(json_read(&again, reader, buf_str(&turned), &JSON_LIMITS, &arena, NULL) == OK);
    buf_close(&turned);
    conform_object(&other, again, &scratch, &arena);
    HOLDS(memcmp(report->counts, other.counts, sizeof other.counts) == 0);
    HOLDS(report->count == other.count && report->is_usable == other.is_usable);
    if (report->count == 0 || conform_left_out(report) > 0) return;
    qsort(report->findings, report->count, sizeof *report->findings, compare);
    qsort(other.findings, other.count, sizeof *other.findings, compare);
    for (size_t i = 0; i < other.count; i++)
        HOLDS(compare(&report->findings[i], &other.findings[i]) == 0);
}

static void check(struct json_reader *reader, struct json json) {
    struct conform_report report;
    struct object object;
    struct fault fault;
    conform_object(&report, json, &scratch, &arena);
    check_places(&report, json);
    bool is_taken =
        object_read(&object, json, &arena, &fault) == OK && object_check(&object, &fault) == OK;
    HOLDS(conform_passes(&report, CONFORM_LENIENT) == is_taken);
    HOLDS(is_taken || report.count > 0);
    check_turned(&report, reader, json);
    conform_bundle(&report, json, &arena);
    check_places(&report, json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct json_limits limits = {.size_max = 1 << 20, .depth_max = 64, .nodes_max = 4000};
    static struct json_reader *reader;
    if (!reader) reader = json_reader_open();
    struct json json;
    arena_init(&arena);
    buf_init(&scratch, 1 << 24);
    if (json_read(&json, reader, fuzz_text(data, size), &limits, &arena, NULL) == OK)
        check(reader, json);
    HOLDS(fuzz_is_linear(arena.bytes_total, size));
    arena_close(&arena);
    buf_close(&scratch);
    return 0;
}
