// However a list is cut, it gives the same; what it gives is canonical; lines only rise.
#include <string.h>

#include "base/map.h"
#include "fuzz.h"
#include "match/list.h"

static uint64_t note(uint64_t digest, const struct list_item *item) {
    digest = hash_bytes(item->observable.value, digest + (uint64_t)item->observable.kind);
    digest = hash_bytes(item->value, digest + item->line);
    digest = hash_bytes(item->description, hash_bytes(item->name, digest));
    return hash_bytes(item->labels, digest + (uint64_t)item->confidence);
}

static void check(const struct list_item *item, uint64_t line) {
    struct arena arena;
    struct observable again;
    arena_init(&arena);
    HOLDS(item->line >= line);
    HOLDS(item->confidence >= -1 && item->confidence <= 100);
    HOLDS(observable_make(&again, item->observable.kind, item->observable.value, &arena));
    HOLDS(again.kind == item->observable.kind);
    HOLDS(str_equal(again.value, item->observable.value));
    arena_close(&arena);
}

static uint64_t read_in_pieces(struct str text, size_t piece) {
    struct list_reader *list = list_open();
    struct list_item item;
    struct fault fault;
    uint64_t digest = 0, line = 0;
    for (bool is_ended = false;;) {
        enum status status = list_take(&item, list, &fault);
        if (status == OK) {
            check(&item, line);
            line = item.line;
            digest = note(digest, &item);
        } else if (status == MALFORMED) {
            digest = hash_bytes(str_of(fault.text), digest);
        } else {
            HOLDS(status == ABSENT);
            if (is_ended) break;
            size_t capacity;
            char *room = list_room(list, &capacity);
            HOLDS(capacity >= piece);
            struct str part = str_cut(text, 0, piece);
            if (part.size) memcpy(room, part.data, part.size);
            if (part.size) list_grow(list, part.size);
            text = str_cut(text, part.size, text.size);
            is_ended = text.size == 0;
            if (is_ended) list_end(list);
        }
    }
    digest += (uint64_t)list_form(list);
    list_close(&list);
    return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = fuzz_text(data, size);
    list_looks_like_json(text);
    uint64_t whole = read_in_pieces(text, 4096);
    HOLDS(read_in_pieces(text, 1) == whole);
    HOLDS(read_in_pieces(text, size / 2 + 1 < 4096 ? size / 2 + 1 : 7) == whole);
    return 0;
}
