// A media type is read within its bounds; an offer that is named exactly is chosen; what is chosen
// is among the offers.
#include "fuzz.h"
#include "http/accept.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    arena_init(&arena);
    struct str text = fuzz_text(data, size);
    const struct str offers[] = {STR("application/taxii+json;version=2.1"), STR("text/html"), text};
    size_t chosen = accept_choose(text, offers, 3, &arena);
    HOLDS(chosen < 3 || chosen == SIZE_MAX);
    struct media_type type;
    if (media_type_read(&type, text, &arena) == OK) {
        HOLDS(type.type.size && type.subtype.size && type.param_count <= 8);
        HOLDS(type.q_thousandths >= 0 && type.q_thousandths <= 1000);
        HOLDS(!type.q_thousandths || accept_choose(text, &text, 1, &arena) == 0);
    }
    arena_close(&arena);
    return 0;
}
