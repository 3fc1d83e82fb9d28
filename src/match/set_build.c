#include "match/set_inside.h"

#include <assert.h>
#include <stdlib.h>

// A value as it was added; values are put together when all are known.
struct pending {
    struct set_key key;
    uint64_t text_at; // in `texts`
    uint32_t entry;
    uint16_t size;
    uint8_t kind;
};

struct set_builder {
    struct set *set; // entries and their texts are written there at once
    VEC_OF(struct pending) pending;
    VEC_OF(char) texts;
    struct map sources; // text to number
};

#define vec_add_text(vec, text)                                                                    \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (text).size; i_++) vec_add((vec), (text).data[i_]);               \
    } while (0)

struct set_builder *set_builder_open(void) {
    struct set_builder *builder = memory_take(sizeof *builder);
    *builder = (struct set_builder){0};
    builder->set = memory_take(sizeof *builder->set);
    *builder->set = (struct set){0};
    map_init(&builder->sources, 0);
    return builder;
}

void set_builder_close(struct set_builder **builder) {
    struct set_builder *old = *builder;
    *builder = NULL;
    if (!old) return;
    set_close(&old->set);
    vec_close(&old->pending);
    vec_close(&old->texts);
    map_close(&old->sources);
    free(old);
}

static uint32_t source_number(struct set_builder *builder, struct str text) {
    uint64_t number = 0;
    if (map_find(&number, &builder->sources, text)) return (uint32_t)number;
    struct set *set = builder->set;
    number = set->sources.count;
    struct set_source source = {set->entry_text.count, (uint32_t)text.size};
    vec_add_text(&set->entry_text, text);
    vec_add(&set->sources, source);
    map_put(&builder->sources, text, number);
    return (uint32_t)number;
}

uint32_t set_builder_entry(struct set_builder *builder, const struct set_entry *entry) {
    struct set *set = builder->set;
    assert(set->entries.count < UINT32_MAX);
    struct set_entry_record record = {
        .source = source_number(builder, entry->source),
        .id_size = (uint32_t)entry->indicator_id.size,
        .name_size = (uint32_t)entry->name.size,
        .confidence = (int16_t)entry->confidence,
        .tlp = (uint8_t)entry->tlp,
        .valid_from = entry->valid_from,
        .valid_until = entry->valid_until,
    };
    record.text_at = set->entry_text.count;
    vec_add_text(&set->entry_text, entry->indicator_id);
    vec_add_text(&set->entry_text, entry->name);
    vec_add(&set->entries, record);
    return (uint32_t)(set->entries.count - 1);
}

bool set_builder_add(struct set_builder *builder, uint32_t entry,
                     const struct observable *observable) {
    assert(entry < builder->set->entries.count);
    struct pending pending = {
        .text_at = builder->texts.count,
        .entry = entry,
        .size = (uint16_t)observable->value.size,
        .kind = (uint8_t)observable->kind,
    };
    if (!set_key_make(&pending.key, observable)) {
        builder->set->left_out_count++;
        return false;
    }
    pending.key.hash = set_slot_hash(pending.key.hash);
    vec_add_text(&builder->texts, observable->value);
    vec_add(&builder->pending, pending);
    return true;
}

// By hash, then kind and text, then entry: what belongs together stands together.
static int compare_values(const struct pending *a, const struct pending *b, const char *texts) {
    if (a->key.hash != b->key.hash) return a->key.hash < b->key.hash ? -1 : 1;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->size != b->size) return a->size < b->size ? -1 : 1;
    return memcmp(texts + a->text_at, texts + b->text_at, a->size);
}

static int compare_pending(const void *left, const void *right, void *texts) {
    const struct pending *a = left, *b = right;
    int order = compare_values(a, b, texts);
    if (order != 0) return order;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

static void *zeroed(size_t count, size_t size) {
    void *memory = memory_resize(NULL, count, size);
    memset(memory, 0, count * size);
    return memory;
}

static void bit_put(uint8_t *bits, unsigned at) {
    bits[at >> 3] = (uint8_t)(bits[at >> 3] | 1u << (at & 7));
}

// Which /16 a network meets, and which prefix lengths there are.
static void note_net4(struct set *set, const struct set_key *key) {
    set->net4_lengths |= UINT64_C(1) << key->prefix;
    unsigned first = key->address >> 16;
    unsigned count = key->prefix < 16 ? 1u << (16 - key->prefix) : 1;
    for (unsigned i = 0; i < count; i++) bit_put(set->nets, first + i);
}

static void note_net6(struct set *set, const struct set_key *key) {
    for (size_t i = 0; i < set->net6_length_count; i++)
        if (set->net6_lengths[i] == key->prefix) return;
    set->net6_lengths[set->net6_length_count++] = (uint8_t)key->prefix;
}

static void note_value(struct set *set, const struct pending *value) {
    const struct set_key *key = &value->key;
    set->kinds |= SET_KIND(value->kind);
    if (value->kind == OBSERVABLE_URL && key->filter_key == fingerprint_bracket_host())
        set->has_bracket_urls = true;
    set->filter[set_place(key->filter_key, set->filter_words)] |= set_filter_bits(key->filter_key);
    if (value->kind == OBSERVABLE_DOMAIN) bit_put(set->ends, set_end_bit(key->end_hash));
    if (value->kind == OBSERVABLE_IPV4_NET) note_net4(set, key);
    if (value->kind == OBSERVABLE_IPV6_NET) note_net6(set, key);
}

static size_t record_words(size_t text_size) {
    return (sizeof(struct set_record) + text_size + 3) / 4;
}

// How many of the sorted `values` are the same as the first, and how many entries these are.
static size_t same_count(size_t *entries, const struct pending *values, size_t count,
                         const char *texts) {
    size_t same = 1;
    *entries = 1;
    while (same < count && compare_values(&values[same], values, texts) == 0) {
        *entries += values[same].entry != values[same - 1].entry;
        same++;
    }
    return same;
}

// First pass over the sorted values: how much room they need.
static void measure(struct set *set, const struct set_builder *builder) {
    const struct pending *values = builder->pending.items;
    size_t entries = 0;
    for (size_t i = 0; i < builder->pending.count;) {
        set->heap_words += record_words(values[i].size);
        set->value_count++;
        i += same_count(&entries, &values[i], builder->pending.count - i, builder->texts.items);
    }
    assert(set->heap_words < UINT32_MAX);
    set->slot_count = set->value_count + set->value_count / 3 + 1;
    set->filter_words = set->value_count * 12 / 64 + 1;
    set->heap = zeroed(set->heap_words + 1, sizeof *set->heap);
    set->slot_hashes = zeroed(set->slot_count, sizeof *set->slot_hashes);
    set->slot_records = zeroed(set->slot_count, sizeof *set->slot_records);
    set->filter = zeroed(set->filter_words, sizeof *set->filter);
}

static void slot_put(struct set *set, uint64_t hash, uint32_t record) {
    size_t at = set_place(hash, set->slot_count);
    while (set->slot_hashes[at] != 0) at = at + 1 == set->slot_count ? 0 : at + 1;
    set->slot_hashes[at] = hash;
    set->slot_records[at] = record;
}

static void list_put(struct set *set, struct set_record *record, const struct pending *values,
                     size_t same, size_t entries) {
    record->is_list = true;
    record->entry = (uint32_t)set->lists.count;
    vec_add(&set->lists, (uint32_t)entries);
    for (size_t i = 0; i < same; i++)
        if (i == 0 || values[i].entry != values[i - 1].entry) vec_add(&set->lists, values[i].entry);
}

// Second pass: writes records, slots and filter.
static void fill(struct set *set, const struct set_builder *builder) {
    const struct pending *values = builder->pending.items;
    const char *texts = builder->texts.items;
    size_t word = 0, entries = 0;
    for (size_t i = 0; i < builder->pending.count;) {
        const struct pending *value = &values[i];
        size_t same = same_count(&entries, value, builder->pending.count - i, texts);
        struct set_record *record = (struct set_record *)&set->heap[word];
        *record =
            (struct set_record){.entry = value->entry, .size = value->size, .kind = value->kind};
        memcpy(record->text, texts + value->text_at, value->size);
        if (entries > 1) list_put(set, record, value, same, entries);
        slot_put(set, value->key.hash, (uint32_t)word);
        note_value(set, value);
        word += record_words(value->size);
        i += same;
    }
}

struct set *set_build(struct set_builder **builder) {
    struct set_builder *old = *builder;
    struct set *set = old->set;
    old->set = NULL;
    if (old->pending.count > 1)
        qsort_r(old->pending.items, old->pending.count, sizeof *old->pending.items, compare_pending,
                old->texts.items);
    measure(set, old);
    fill(set, old);
    set_builder_close(builder);
    return set;
}
