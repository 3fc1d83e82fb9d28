// The canonical form of a canonical value is that value; what is guessed and what is wider is
// canonical too. The pattern of a value tests for that value and nothing else. The first byte
// chooses the kind.
#include "stix/observable.h"
#include "stix/pattern.h"

#include "fuzz.h"

static void check(const struct observable *value, struct arena *arena) {
    struct observable again;
    HOLDS(value->kind > OBSERVABLE_NONE && value->kind < OBSERVABLE_KIND_COUNT);
    HOLDS(value->value.size > 0);
    HOLDS(observable_make(&again, value->kind, value->value, arena));
    HOLDS(again.kind == value->kind && str_equal(again.value, value->value));
}

static void check_pattern(const struct observable *value, struct arena *arena) {
    struct pattern_options options = {.is_lenient = false};
    struct pattern *pattern;
    struct observable_found *found;
    HOLDS(pattern_read(&pattern, observable_pattern(value, arena), &options, arena, NULL) == OK);
    HOLDS(pattern_observables(&found, pattern, arena) == 1 && found->is_enough);
    HOLDS(found->observable.kind == value->kind);
    HOLDS(str_equal(found->observable.value, value->value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct observable made, guesses[4], *wider;
    if (size == 0) return 0;
    arena_init(&arena);
    struct str text = fuzz_text(data + 1, size - 1);
    enum observable_kind kind = (enum observable_kind)(data[0] % (OBSERVABLE_KIND_COUNT + 1));
    if (observable_make(&made, kind, text, &arena)) {
        check(&made, &arena);
        check_pattern(&made, &arena);
        size_t count = observable_wider(&wider, &made, &arena);
        for (size_t i = 0; i < count; i++) check(&wider[i], &arena);
        (void)observable_hash(made.kind, made.value);
    }
    size_t count = observable_guess(guesses, text, &arena);
    HOLDS(count <= 4);
    for (size_t i = 0; i < count; i++) check(&guesses[i], &arena);
    arena_close(&arena);
    return 0;
}
