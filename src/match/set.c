#include "match/set.h"

#include "match/set_inside.h"

#include <assert.h>
#include <stdlib.h>

void set_close(struct set **set) {
    struct set *old = *set;
    *set = NULL;
    if (!old) return;
    free(old->filter);
    free(old->slot_hashes);
    free(old->slot_records);
    free(old->heap);
    vec_close(&old->lists);
    vec_close(&old->entries);
    vec_close(&old->sources);
    vec_close(&old->entry_text);
    free(old);
}

size_t set_value_count(const struct set *set) {
    return set->value_count;
}

size_t set_left_out_count(const struct set *set) {
    return set->left_out_count;
}

size_t set_bytes(const struct set *set) {
    return sizeof *set + set->filter_words * sizeof *set->filter +
           set->slot_count * (sizeof *set->slot_hashes + sizeof *set->slot_records) +
           set->heap_words * sizeof *set->heap + set->lists.capacity * sizeof *set->lists.items +
           set->entries.capacity * sizeof *set->entries.items +
           set->sources.capacity * sizeof *set->sources.items + set->entry_text.capacity;
}

struct set_entry set_entry_at(const struct set *set, uint32_t entry) {
    assert(entry < set->entries.count);
    const struct set_entry_record *record = &set->entries.items[entry];
    const struct set_source *source = &set->sources.items[record->source];
    const char *texts = set->entry_text.items ? set->entry_text.items : "";
    return (struct set_entry){
        .indicator_id = {texts + record->text_at, record->id_size},
        .name = {texts + record->text_at + record->id_size, record->name_size},
        .source = {texts + source->text_at, source->size},
        .confidence = record->confidence,
        .tlp = (enum tlp)record->tlp,
        .valid_from = record->valid_from,
        .valid_until = record->valid_until,
    };
}

const struct set_record *set_next(const struct set *set, uint64_t hash, size_t *at) {
    uint64_t wanted = set_slot_hash(hash);
    while (set->slot_hashes[*at] != 0) {
        size_t here = *at;
        *at = here + 1 == set->slot_count ? 0 : here + 1;
        if (set->slot_hashes[here] == wanted)
            return (const struct set_record *)&set->heap[set->slot_records[here]];
    }
    return NULL;
}

struct str set_record_text(const struct set_record *record) {
    return (struct str){record->text, record->size};
}

const uint32_t *set_record_entries(size_t *count, const struct set *set,
                                   const struct set_record *record) {
    if (!record->is_list) {
        *count = 1;
        return &record->entry;
    }
    *count = set->lists.items[record->entry];
    return &set->lists.items[record->entry + 1];
}

size_t set_find(uint32_t *out, size_t capacity, const struct set *set,
                const struct observable *observable) {
    struct set_key key;
    if (!set_key_make(&key, observable)) return 0;
    size_t at = set_seek(set, key.hash);
    for (const struct set_record *record; (record = set_next(set, key.hash, &at));) {
        if (record->kind != observable->kind ||
            !str_equal(set_record_text(record), observable->value))
            continue;
        size_t count = 0;
        const uint32_t *entries = set_record_entries(&count, set, record);
        for (size_t i = 0; i < count && i < capacity; i++) out[i] = entries[i];
        return count;
    }
    return 0;
}
