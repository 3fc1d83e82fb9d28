// A pattern and observations made of the input are evaluated as the plain reference does it; a
// stream of the same observations matches as soon as all so far do. Two lines of text instead, the
// first beginning with [ or (, are taken as they are: a pattern, and {"observed": [], "shelf": []}.
#include "../unit/stix/agree.h"

#include "fuzz.h"
#include "stix/watch.h"

static void count_match(void *context, const struct watch_match *match) {
    size_t *count = context;
    *count += match->result->answer == EVALUATE_YES;
}

// Whether any push of all observations, in the order of their beginning, was a match.
static bool stream_matches(struct str text, struct str data, struct arena *arena) {
    struct pattern *pattern;
    struct world w;
    size_t matches = 0;
    bool is_pushed[8] = {false};
    SCOPED(watch_close) struct watch *watch = watch_open(&(struct watch_options){0});
    HOLDS(pattern_read(&pattern, text, &(struct pattern_options){.is_lenient = true}, arena,
                       NULL) == OK);
    HOLDS(watch_add(watch, pattern, NULL) == OK && world_open(&w, data, arena));
    for (size_t turn = 0; turn < w.count; turn++) {
        struct observation next, other;
        size_t at = SIZE_MAX;
        for (size_t i = 0; i < w.count; i++) {
            if (is_pushed[i]) continue;
            HOLDS(world_observation(&other, &w, i));
            if (at != SIZE_MAX && other.first >= next.first) continue;
            at = i;
            next = other;
        }
        is_pushed[at] = true;
        watch_push(watch, &next, (struct watch_sink){count_match, &matches});
    }
    return matches > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct buf pattern, seen;
    struct arena arena;
    struct agreement agreement;
    struct str text = fuzz_text(data, size);
    struct dice dice = {data, size, 0};
    buf_init(&pattern, SIZE_MAX);
    buf_init(&seen, SIZE_MAX);
    arena_init(&arena);
    size_t line = str_find_byte(text, '\n');
    if (line != SIZE_MAX && (text.data[0] == '[' || text.data[0] == '(')) {
        buf_add(&pattern, str_cut(text, 0, line));
        buf_add(&seen, str_cut(text, line + 1, text.size));
    } else {
        dice_make(&dice, &pattern, &seen);
    }
    if (buf_str(&seen).size > 0) {
        HOLDS(agree(&agreement, buf_str(&pattern), buf_str(&seen), &arena));
        if (agreement.is_tried && agreement.answer != EVALUATE_UNDECIDED)
            HOLDS(stream_matches(buf_str(&pattern), buf_str(&seen), &arena) ==
                  agreement.is_expected);
    }
    buf_close(&pattern);
    buf_close(&seen);
    arena_close(&arena);
    return 0;
}
