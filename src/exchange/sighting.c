#include "exchange/sighting.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

#define ROLE_BIT(role) (1U << (role))

// What points at some objects, to be asked for by object.
struct book {
    struct find_id *ids; // rising, without doubles
    size_t id_count;
    struct release_pointed *rows; // by position in ids
    size_t *first;                // of the rows of each id; and one past the end
    bool *is_cut;
};

static int compare_ids(const void *left, const void *right) {
    const struct find_id *a = left, *b = right;
    int order = memcmp(a->id.bytes, b->id.bytes, sizeof a->id.bytes);
    return order ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

// Takes `ids` over: in the order of the table, which touches each page once.
static enum status book_make(struct book *out, const struct visit *visit, struct find_id *ids,
                             size_t id_count, const struct find_pointing *wanted) {
    *out = (struct book){.ids = ids};
    if (id_count) qsort(ids, id_count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < id_count; i++)
        if (!i || compare_ids(&ids[i], &ids[out->id_count - 1]) != 0) ids[out->id_count++] = ids[i];
    out->first = arena_zero(visit->arena, out->id_count + 1, sizeof *out->first);
    if (!id_count) return OK;
    struct find_pointing asked = *wanted;
    asked.ids = ids;
    asked.id_count = out->id_count;
    asked.limit_each = SIGHTINGS_COUNTED;
    size_t count;
    TRY(release_pointed(&out->rows, &count, &out->is_cut, visit, &asked));
    for (size_t i = 0, at = 0; i <= out->id_count; i++) {
        while (at < count && out->rows[at].id_index < i) at++;
        out->first[i] = at;
    }
    return OK;
}

// The position of an id that is in the book.
static size_t book_find(const struct book *book, const struct find_id *id) {
    const struct find_id *found = bsearch(id, book->ids, book->id_count, sizeof *id, compare_ids);
    return (size_t)(found - book->ids);
}

// `near` is what points at the objects, sightings and observed data; `far` the sightings that rest
// on that observed data.
struct books {
    struct book near, far;
    int sighting, observed; // kinds
};

static enum status read_near(struct books *books, const struct visit *visit,
                             const struct sighted *objects, size_t count) {
    struct find_id *ids = arena_array(visit->arena, count + 1, struct find_id);
    for (size_t i = 0; i < count; i++) ids[i] = objects[i].id;
    int kinds[] = {books->sighting, books->observed};
    struct find_pointing wanted = {.kinds = kinds,
                                   .kind_count = 2,
                                   .roles = ROLE_BIT(ROLE_SOURCE) | ROLE_BIT(ROLE_OBSERVED) |
                                            ROLE_BIT(ROLE_MEMBER)};
    return book_make(&books->near, visit, ids, count, &wanted);
}

static enum status read_far(struct books *books, const struct visit *visit) {
    const struct book *near = &books->near;
    size_t end = near->first[near->id_count], count = 0;
    struct find_id *ids = arena_array(visit->arena, end + 1, struct find_id);
    for (size_t i = 0; i < end; i++) {
        const struct found *found = &near->rows[i].row.found;
        if (found->kind == books->observed) ids[count++] = (struct find_id){found->kind, found->id};
    }
    struct find_pointing wanted = {
        .kinds = &books->sighting, .kind_count = 1, .roles = ROLE_BIT(ROLE_OBSERVED)};
    return book_make(&books->far, visit, ids, count, &wanted);
}

// Those of one group.
struct gathering {
    struct released *items;
    size_t count, capacity;
    bool is_cut;
};

static void gather_far(struct gathering *all, const struct books *books, const struct found *on) {
    const struct book *far = &books->far;
    size_t at = book_find(far, &(struct find_id){on->kind, on->id});
    all->is_cut |= far->is_cut[at];
    for (size_t i = far->first[at]; i < far->first[at + 1]; i++) vec_add(all, far->rows[i].row);
}

static void gather(struct gathering *all, const struct books *books, const struct find_id *id) {
    const struct book *near = &books->near;
    size_t at = book_find(near, id);
    all->is_cut |= near->is_cut[at];
    for (size_t i = near->first[at]; i < near->first[at + 1]; i++) {
        const struct released *row = &near->rows[i].row;
        if (row->found.kind == books->observed)
            gather_far(all, books, &row->found);
        else
            vec_add(all, *row);
    }
}

static int compare_newest(const void *left, const void *right) {
    const struct released *a = left, *b = right;
    return (a->found.added < b->found.added) - (a->found.added > b->found.added);
}

static bool read_time(stamp *out, struct json json, const char *key) {
    struct str text = json_text(json_member(json, str_of(key)));
    return text.data && stamp_read(out, text, NULL) == OK;
}

// When only one of both times is said, it was seen then.
static void add_times(struct sightings *out, struct json json) {
    stamp first, last;
    bool has_first = read_time(&first, json, "first_seen");
    bool has_last = read_time(&last, json, "last_seen");
    if (!has_first && !has_last) return;
    if (!has_first) first = last;
    if (!has_last) last = first;
    if (out->first == STAMP_MIN || first < out->first) out->first = first;
    if (last > out->last) out->last = last;
}

struct summing {
    struct json_reader *reader;
    struct arena scratch;
};

static void sum_up(struct sightings *out, struct gathering *all, struct summing *summing,
                   struct arena *arena) {
    *out = (struct sightings){.first = STAMP_MIN, .last = STAMP_MIN, .is_exact = !all->is_cut};
    if (!all->count) return;
    out->rows = arena_array(arena, SIGHTINGS_SHOWN, struct released);
    qsort(all->items, all->count, sizeof all->items[0], compare_newest);
    uint64_t summary = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct released *row = &all->items[i];
        bool is_double = i && row->found.added == all->items[i - 1].found.added;
        struct json json;
        arena_reset(&summing->scratch);
        if (is_double || row->found.revoked ||
            json_read(&json, summing->reader, row->found.json, &JSON_LIMITS, &summing->scratch,
                      NULL) != OK)
            continue;
        int64_t said;
        if (!json_i64(&said, json_member(json, STR("count"))) || said < 0) said = 1;
        if (json_true(json_member(json, STR("summary"))))
            summary = (uint64_t)said > summary ? (uint64_t)said : summary;
        else
            out->number += (uint64_t)said;
        add_times(out, json);
        if (out->row_count < SIGHTINGS_SHOWN) out->rows[out->row_count++] = *row;
        out->count++;
    }
    if (summary > out->number) out->number = summary;
}

static void sum_all(struct sightings *out, const struct visit *visit, const struct books *books,
                    const struct sighted *objects, size_t count) {
    struct summing summing = {.reader = json_reader_open()};
    arena_init(&summing.scratch);
    struct gathering all = {0};
    for (size_t at = 0, end; at < count; at = end) {
        vec_clear(&all);
        all.is_cut = false;
        for (end = at; end < count && objects[end].group == objects[at].group; end++)
            gather(&all, books, &objects[end].id);
        sum_up(&out[objects[at].group], &all, &summing, visit->arena);
    }
    vec_close(&all);
    arena_close(&summing.scratch);
    json_reader_close(&summing.reader);
}

enum status sightings_find(struct sightings *out, const struct visit *visit,
                           const struct sighted *objects, size_t count) {
    struct store *store = visit->exchange->store;
    struct books books = {.sighting = store_kind_find(store, STR("sighting")),
                          .observed = store_kind_find(store, STR("observed-data"))};
    TRY(read_near(&books, visit, objects, count));
    TRY(read_far(&books, visit));
    sum_all(out, visit, &books, objects, count);
    return OK;
}
