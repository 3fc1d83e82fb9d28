#include "stix/watch_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

// A type stands in every observation of its kind: anything else is better to be found by.
#define TYPE_COST 1000000
#define NAME_BITS 4096

enum atom_kind { ATOM_TEXT, ATOM_BYTES, ATOM_INTEGER, ATOM_REAL };

struct slot_of_atom {
    uint64_t atom;
    uint32_t begin, count; // in `leaves`
};
struct pair {
    uint64_t atom;
    uint32_t leaf;
};
struct pairs {
    VEC_OF(struct pair) all;
};
// What a part of a [ ] can be found by. None: by nothing, since it is never true.
struct anchors {
    VEC_OF(uint64_t) atoms;
    uint64_t cost;
};
struct watch_index {
    VEC_OF(const struct leaf *) leaves;
    bool is_built;
    uint64_t names[NAME_BITS / 64]; // of anchors, by hash
    struct slot_of_atom *slots;
    size_t slot_mask;
    uint32_t *of_atoms; // leaves, by anchor
    uint32_t *tried, round;
    VEC_OF(uint32_t) found;
};

// ---- atoms: a value under a name ----

static uint64_t name_hash(struct str name) {
    return hash_bytes(name, 0x57);
}

static uint64_t atom_of(uint64_t name, enum atom_kind kind, struct str bytes) {
    return hash_bytes(bytes, name + kind);
}

static uint64_t atom_of_integer(uint64_t name, int64_t value) {
    return atom_of(name, ATOM_INTEGER, (struct str){(const char *)&value, sizeof value});
}

// One that is whole is the integer, as far as there are integers.
static uint64_t atom_of_real(uint64_t name, double value) {
    if (value >= -0x1p63 && value < 0x1p63 && value == (double)(int64_t)value)
        return atom_of_integer(name, (int64_t)value);
    return atom_of(name, ATOM_REAL, (struct str){(const char *)&value, sizeof value});
}

static bool is_for_equality(const struct leaf_node *node) {
    if (node->is_negated) return false;
    if (node->test.operator!= PATTERN_EQUAL && node->test.operator!= PATTERN_IN) return false;
    for (size_t i = 0; i < node->test.constant_count; i++) {
        enum pattern_constant_kind kind = node->test.constants[i].kind;
        if (kind == PATTERN_BOOLEAN || kind == PATTERN_TIMESTAMP) return false;
    }
    return true;
}

static void add_constant(struct anchors *out, uint64_t name, const struct value_test *test,
                         const struct value_constant *constant) {
    bool is_plain = test->form == VALUE_PLAIN;
    if (constant->kind == PATTERN_INTEGER)
        vec_add(&out->atoms, atom_of_integer(name, constant->integer));
    else if (constant->kind == PATTERN_FLOAT)
        vec_add(&out->atoms, atom_of_real(name, constant->real));
    else if (is_plain)
        vec_add(&out->atoms, atom_of(name, ATOM_TEXT, constant->text));
    else if (constant->bytes.data)
        vec_add(&out->atoms, atom_of(name, ATOM_BYTES, constant->bytes));
}

static bool is_type(struct str name) {
    return str_equal(name, STR("type"));
}

static void add_test(struct anchors *out, const struct leaf_node *node) {
    if (!is_for_equality(node)) {
        vec_add(&out->atoms, atom_of(name_hash(STR("type")), ATOM_TEXT, node->path.type));
        return;
    }
    uint64_t name = name_hash(node->test.name);
    for (size_t i = 0; i < node->test.constant_count; i++)
        add_constant(out, name, &node->test, &node->test.constants[i]);
}

// ---- anchors ----

static int by_atom(const void *a, const void *b) {
    const struct pair *x = a, *y = b;
    if (x->atom != y->atom) return x->atom < y->atom ? -1 : 1;
    return (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

static size_t first_of(const struct pairs *pairs, uint64_t atom) {
    size_t begin = 0, end = pairs->all.count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        bool is_before = pairs->all.items[middle].atom < atom;
        if (is_before) begin = middle + 1;
        if (!is_before) end = middle;
    }
    return begin;
}

static void add_all(struct pairs *out, const struct leaf_node *node, uint32_t leaf) {
    struct anchors anchors = {.cost = 0};
    if (node->kind == PATTERN_TEST) add_test(&anchors, node);
    for (size_t i = 0; i < anchors.atoms.count; i++)
        vec_add(&out->all, (struct pair){anchors.atoms.items[i], leaf});
    vec_close(&anchors.atoms);
    for (const struct leaf_node *child = node->first; child; child = child->next)
        add_all(out, child, leaf);
}

// `usual`: how often each atom occurs in all tests. The name is part of the atom's hash only, so
// whether it is a type is asked of the test.
static void choose_test(struct anchors *out, const struct leaf_node *node,
                        const struct pairs *usual) {
    add_test(out, node);
    for (size_t i = 0; i < out->atoms.count; i++) {
        uint64_t atom = out->atoms.items[i];
        out->cost += 1 + first_of(usual, atom + 1) - first_of(usual, atom);
        if (!is_for_equality(node) || is_type(node->test.name)) out->cost += TYPE_COST;
    }
}

static void choose(struct anchors *out, const struct leaf_node *node, const struct pairs *usual) {
    *out = (struct anchors){.cost = 0};
    if (node->kind == PATTERN_TEST) {
        choose_test(out, node, usual);
        return;
    }
    for (const struct leaf_node *child = node->first; child; child = child->next) {
        struct anchors of_child;
        choose(&of_child, child, usual);
        if (node->kind == PATTERN_AND && (child == node->first || of_child.cost < out->cost)) {
            struct anchors dearer = *out;
            *out = of_child;
            of_child = dearer;
        } else if (node->kind == PATTERN_OR) {
            out->cost += of_child.cost;
            for (size_t i = 0; i < of_child.atoms.count; i++)
                vec_add(&out->atoms, of_child.atoms.items[i]);
        }
        vec_close(&of_child.atoms);
    }
}

static void mark_names(struct watch_index *index, const struct leaf_node *node) {
    uint64_t name = name_hash(STR("type"));
    if (node->kind == PATTERN_TEST && is_for_equality(node)) name = name_hash(node->test.name);
    index->names[name % NAME_BITS / 64] |= UINT64_C(1) << name % 64;
    for (const struct leaf_node *child = node->first; child; child = child->next)
        mark_names(index, child);
}

// ---- the table ----

static struct slot_of_atom *slot_find(const struct watch_index *index, uint64_t atom) {
    size_t at = atom & index->slot_mask;
    while (index->slots[at].count && index->slots[at].atom != atom)
        at = (at + 1) & index->slot_mask;
    return &index->slots[at];
}

static void build_table(struct watch_index *index, struct pairs *chosen) {
    size_t size = 64, count = chosen->all.count;
    while (size < count * 2) size *= 2;
    index->slots = calloc(size, sizeof *index->slots);
    if (!index->slots) abort();
    index->slot_mask = size - 1;
    index->of_atoms = memory_resize(NULL, count + 1, sizeof *index->of_atoms);
    if (count > 0) qsort(chosen->all.items, count, sizeof *chosen->all.items, by_atom);
    for (size_t i = 0; i < count; i++) {
        struct slot_of_atom *slot = slot_find(index, chosen->all.items[i].atom);
        if (!slot->count) slot->begin = (uint32_t)i;
        slot->atom = chosen->all.items[i].atom;
        slot->count++;
        index->of_atoms[i] = chosen->all.items[i].leaf;
    }
}

static void build(struct watch_index *index) {
    struct pairs usual = {0}, chosen = {0};
    for (uint32_t i = 0; i < index->leaves.count; i++)
        add_all(&usual, index->leaves.items[i]->root, i);
    if (usual.all.count) qsort(usual.all.items, usual.all.count, sizeof *usual.all.items, by_atom);
    for (uint32_t i = 0; i < index->leaves.count; i++) {
        struct anchors anchors;
        choose(&anchors, index->leaves.items[i]->root, &usual);
        for (size_t at = 0; at < anchors.atoms.count; at++)
            vec_add(&chosen.all, (struct pair){anchors.atoms.items[at], i});
        vec_close(&anchors.atoms);
        mark_names(index, index->leaves.items[i]->root);
    }
    build_table(index, &chosen);
    vec_close(&usual.all);
    vec_close(&chosen.all);
    index->tried = calloc(index->leaves.count + 1, sizeof *index->tried);
    if (!index->tried) abort();
    index->is_built = true;
}

struct watch_index *watch_index_open(void) {
    struct watch_index *index = memory_take(sizeof *index);
    *index = (struct watch_index){.round = 0};
    return index;
}

static void forget(struct watch_index *index) {
    free(index->slots);
    free(index->of_atoms);
    free(index->tried);
    index->slots = NULL;
    index->of_atoms = index->tried = NULL;
    index->is_built = false;
}

void watch_index_close(struct watch_index **index) {
    if (!*index) return;
    forget(*index);
    vec_close(&(*index)->leaves);
    vec_close(&(*index)->found);
    free(*index);
    *index = NULL;
}

void watch_index_add(struct watch_index *index, const struct leaf *leaf) {
    if (index->is_built) forget(index);
    vec_add(&index->leaves, leaf);
}

// ---- finding ----

static void look_up(struct watch_index *index, uint64_t atom) {
    const struct slot_of_atom *slot = slot_find(index, atom);
    for (uint32_t i = slot->begin; i < slot->begin + slot->count; i++) {
        uint32_t leaf = index->of_atoms[i];
        if (index->tried[leaf] == index->round) continue;
        index->tried[leaf] = index->round;
        vec_add(&index->found, leaf);
    }
}

static void look_up_string(struct watch_index *index, struct str name, uint64_t hash,
                           struct json value, struct arena *arena) {
    struct str text = json_text(value);
    enum value_form form = value_form_of(name);
    if (form == VALUE_PLAIN)
        look_up(index, atom_of(hash, ATOM_TEXT, text));
    else if (value_decode(&text, form, text, arena))
        look_up(index, atom_of(hash, ATOM_BYTES, text));
}

static void look_up_number(struct watch_index *index, uint64_t hash, struct json value) {
    int64_t integer;
    double real;
    if (json_i64(&integer, value))
        look_up(index, atom_of_integer(hash, integer));
    else if (json_double(&real, value))
        look_up(index, atom_of_real(hash, real));
}

// All that stands in a value; items of a list stand under its name.
static void look_in(struct watch_index *index, struct str name, struct json value,
                    struct arena *arena) {
    enum json_kind kind = json_kind(value);
    if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
        for (struct json part = json_first(value); part.node; part = json_next(part))
            look_in(index, kind == JSON_OBJECT ? json_key(part) : name, part, arena);
        return;
    }
    uint64_t hash = name_hash(name);
    if (!(index->names[hash % NAME_BITS / 64] >> hash % 64 & 1)) return;
    if (kind == JSON_STRING) look_up_string(index, name, hash, value, arena);
    if (kind == JSON_NUMBER) look_up_number(index, hash, value);
}

static int by_number(const void *a, const void *b) {
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

size_t watch_index_find(const uint32_t **out, struct watch_index *index,
                        const struct observation *observation, struct arena *arena) {
    if (!index->is_built) build(index);
    vec_clear(&index->found);
    if (++index->round == 0) {
        memset(index->tried, 0, index->leaves.count * sizeof *index->tried);
        index->round = 1;
    }
    for (size_t i = 0; i < observation->object_count; i++)
        look_in(index, STR(""), observation->objects[i].json, arena);
    size_t count = index->found.count;
    if (count > 1) qsort(index->found.items, count, sizeof *index->found.items, by_number);
    *out = index->found.items;
    return count;
}
