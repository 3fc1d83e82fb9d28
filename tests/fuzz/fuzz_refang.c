// Undoing twice is undoing once; hiding twice is hiding once; hiding is undone, but for the case of
// "http" (hXXp is what people write, and http is what is meant).
#include "base/text.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    arena_init(&arena);
    struct str text = fuzz_text(data, size);
    struct str once = text_refang(&arena, text);
    HOLDS(once.size <= text.size);
    struct str twice = text_refang(&arena, once);
    HOLDS(twice.data == once.data && twice.size == once.size);
    HOLDS(!text_is_utf8(text) || text_is_utf8(once));

    struct str hidden = text_defang(&arena, once);
    HOLDS(str_equal(text_defang(&arena, hidden), hidden));
    HOLDS(str_equal_fold(text_refang(&arena, hidden), once));
    struct str folded = text_fold(&arena, text);
    HOLDS(str_equal_fold(folded, text));
    arena_close(&arena);
    return 0;
}
