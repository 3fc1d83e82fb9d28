#include "store/inside.h"

void rows_open(struct rows *rows, struct store *store) {
    *rows = (struct rows){.store = store};
    tally_init(&rows->tally);
    arena_init(&rows->arena);
    rows->json = json_reader_open();
    rows->kind_relationship = kind_find(STR("relationship"))->number;
    rows->kind_sighting = kind_find(STR("sighting"))->number;
}

void rows_close(struct rows *rows) {
    tally_close(&rows->tally);
    arena_close(&rows->arena);
    json_reader_close(&rows->json);
}

stamp rows_stamp(struct rows *rows) {
    stamp now = clock_now(rows->store->options.clock);
    rows->added_last = now > rows->added_last ? now : rows->added_last + 1;
    return rows->added_last;
}
