#include "store/inside.h"

#include "base/canon.h"
#include "stix/redact.h"

// Whether a put says what is held, and if not, why that may be.

static bool canon_add(struct buf *out, struct rows *rows, struct str json) {
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct json value;
    return json_read(&value, rows->json, json, &JSON_LIMITS, &arena, NULL) == OK &&
           canon_write(out, value, NULL) == OK;
}

static bool is_same_json(struct rows *rows, struct str a, struct str b) {
    if (str_equal(a, b)) return true;
    SCOPED(buf_close) struct buf first;
    SCOPED(buf_close) struct buf second;
    buf_init(&first, SIZE_MAX);
    buf_init(&second, SIZE_MAX);
    return canon_add(&first, rows, a) && canon_add(&second, rows, b) &&
           str_equal(buf_str(&first), buf_str(&second));
}

// The same version with other content. Where the one says what the other says without parts of it,
// that is the reason: somebody brings back what was given out cut, or was there before the whole.
#define VIEW_COMES                                                                                 \
    STR("held already, with parts that were cut out of this by their marking; the whole is kept")
#define VIEW_IS_HELD                                                                               \
    STR("what is held is this without parts of it, which were cut out by their marking; the "      \
        "first is kept")

static struct str why_different(struct rows *rows, struct str held, struct str comes) {
    if (str_find(held, STR("granular_markings")) == SIZE_MAX &&
        str_find(comes, STR("granular_markings")) == SIZE_MAX)
        return STR_NONE;
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct json old, new;
    if (json_read(&old, rows->json, held, &JSON_LIMITS, &arena, NULL) != OK ||
        json_read(&new, rows->json, comes, &JSON_LIMITS, &arena, NULL) != OK)
        return STR_NONE;
    if (redact_is_view(old, new, rows->json)) return VIEW_COMES;
    return redact_is_view(new, old, rows->json) ? VIEW_IS_HELD : STR_NONE;
}

bool puts_is_same(struct rows *rows, struct put *put, struct str held) {
    put->reason = STR_NONE;
    if (is_same_json(rows, held, put->json)) return true;
    if (put->stamp) put->reason = why_different(rows, held, put->json);
    return false;
}
