// watch.h - what the tests of match share: sets from a few lines, and scans that remember their
// hits.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/vec.h"
#include "match/list.h"
#include "match/scan.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

// What a hit said, without the texts of the scan, which are gone by then.
struct watch_hit {
    uint64_t line, line_byte;
    size_t begin, end;
    enum observable_kind kind;
    char value[256];
    uint32_t entry;
    size_t entry_count;
};
struct watch {
    VEC_OF(struct watch_hit) hits;
    bool ranges_hold; // every range lies within its line
    size_t hits_max;  // the sink ends the scan after so many
};

static inline bool watch_on_hit(void *context, const struct scan_hit *hit) {
    struct watch *watch = context;
    struct watch_hit copy = {.line = hit->line,
                             .line_byte = hit->line_byte,
                             .begin = hit->begin,
                             .end = hit->end,
                             .kind = hit->observable.kind,
                             .entry = hit->entries[0],
                             .entry_count = hit->entry_count};
    size_t size = hit->observable.value.size;
    if (size >= sizeof copy.value) size = sizeof copy.value - 1;
    memcpy(copy.value, hit->observable.value.data, size);
    size_t shown_end = hit->line_text_at + hit->line_text.size;
    watch->ranges_hold &= hit->begin < hit->end && hit->begin >= hit->line_text_at &&
                          hit->end <= shown_end && hit->line_text.size <= SCAN_LINE_SHOWN;
    vec_add(&watch->hits, copy);
    return watch->hits.count < watch->hits_max;
}

static inline void watch_init(struct watch *watch) {
    *watch = (struct watch){.ranges_hold = true, .hits_max = SIZE_MAX};
}

static inline void watch_close(struct watch *watch) {
    vec_close(&watch->hits);
}

// Scans `text`, fed in pieces of `piece` bytes.
static inline void watch_scan(struct watch *watch, const struct set *set, struct str text,
                              size_t piece) {
    struct scan *scan = scan_open(set, (struct scan_sink){watch_on_hit, watch});
    for (size_t at = 0; at < text.size; at += piece)
        if (!scan_feed(scan, str_cut(text, at, at + piece))) break;
    scan_end(scan);
    scan_close(&scan);
}

static inline uint32_t watch_entry(struct set_builder *builder, const char *id) {
    struct set_entry entry = {
        .indicator_id = str_of(id), .name = STR("name"), .source = STR("test"), .confidence = -1};
    return set_builder_entry(builder, &entry);
}

// Adds `value` as an entry of its own; false when the set leaves it out.
static inline bool watch_add(struct set_builder *builder, enum observable_kind kind,
                             const char *value) {
    struct arena arena;
    struct observable observable;
    arena_init(&arena);
    uint32_t entry = watch_entry(builder, value);
    assert_true(observable_make(&observable, kind, str_of(value), &arena));
    bool is_added = set_builder_add(builder, entry, &observable);
    arena_close(&arena);
    return is_added;
}

// A set of one value.
static inline struct set *watch_set(enum observable_kind kind, const char *value) {
    struct set_builder *builder = set_builder_open();
    assert_true(watch_add(builder, kind, value));
    return set_build(&builder);
}

// How often `value` is found in `line`.
static inline size_t watch_count(enum observable_kind kind, const char *value, const char *line) {
    struct watch watch;
    watch_init(&watch);
    struct set *set = watch_set(kind, value);
    watch_scan(&watch, set, str_of(line), SIZE_MAX / 2);
    size_t count = watch.hits.count;
    assert_true(watch.ranges_hold);
    watch_close(&watch);
    set_close(&set);
    return count;
}
