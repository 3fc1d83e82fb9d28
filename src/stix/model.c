#include "stix/model.h"

#include <string.h>

#include "stix/model_types.h"

// Not behind a call: looking up rows is most of what a check does.
static inline bool is_same(struct str a, struct str b) {
    return a.size == b.size &&
           (a.size == 0 || (a.data[0] == b.data[0] && memcmp(a.data, b.data, a.size) == 0));
}

bool model_list_has(const char *list, struct str word) {
    struct str part, rest = str_of(list);
    while (str_take(&part, &rest, ' '))
        if (str_equal(part, word)) return true;
    return false;
}

// ---- types ----

static const struct model_type *const *tables(size_t counts[3]) {
    static const struct model_type *const TABLES[] = {model_sdos, model_scos, model_metas};
    counts[0] = model_sdos_count;
    counts[1] = model_scos_count;
    counts[2] = model_metas_count;
    return TABLES;
}

const struct model_type *model_type_at(size_t index) {
    size_t counts[3];
    const struct model_type *const *all = tables(counts);
    for (size_t i = 0; i < 3; i++) {
        if (index < counts[i]) return &all[i][index];
        index -= counts[i];
    }
    return NULL;
}

static const struct model_type *find_in(const struct model_type *types, size_t count,
                                        struct str name) {
    // The first byte tells almost all of them apart.
    for (size_t i = 0; name.size > 0 && i < count; i++)
        if (types[i].name[0] == name.data[0] && str_equal(str_of(types[i].name), name))
            return &types[i];
    return NULL;
}

const struct model_type *model_type_find(struct str type) {
    size_t counts[3];
    const struct model_type *const *all = tables(counts);
    for (size_t i = 0; i < 3; i++) {
        const struct model_type *found = find_in(all[i], counts[i], type);
        if (found) return found;
    }
    return NULL;
}

const struct model_type *model_added_at(size_t index) {
    if (index < model_incidents_count) return &model_incidents[index];
    index -= model_incidents_count;
    return index < model_behaviors_count ? &model_behaviors[index] : NULL;
}

const struct model_type *model_added_find(struct str type, struct str extension_id) {
    const struct model_type *found = find_in(model_incidents, model_incidents_count, type);
    if (!found) found = find_in(model_behaviors, model_behaviors_count, type);
    return found && model_list_has(found->extensions, extension_id) ? found : NULL;
}

// ---- properties ----

const struct model_row *model_row_find(const struct model_row *rows, size_t count,
                                       struct str name) {
    for (size_t i = 0; i < count; i++)
        if (is_same(rows[i].name, name)) return &rows[i];
    return NULL;
}

size_t model_common_find(struct str name) {
    const struct model_row *row = model_row_find(model_common, model_common_count, name);
    return row ? (size_t)(row - model_common) : SIZE_MAX;
}

// ---- extensions ----

#define PLACED_TABLES 4

static const struct model_placed *placed_at(size_t index) {
    static const struct model_placed *const TABLES[PLACED_TABLES] = {
        model_impact_parts, model_behavior_parts, model_markings, model_stix1};
    const size_t counts[PLACED_TABLES] = {model_impact_parts_count, model_behavior_parts_count,
                                          model_markings_count, model_stix1_count};
    for (size_t i = 0; i < PLACED_TABLES; i++) {
        if (index < counts[i]) return &TABLES[i][index];
        index -= counts[i];
    }
    return NULL;
}

const struct model_part *model_extension_at(size_t index) {
    if (index < model_extensions_count) return &model_extensions[index];
    const struct model_placed *placed = placed_at(index - model_extensions_count);
    return placed ? &placed->part : NULL;
}

const char *model_extension_on(size_t index) {
    bool is_placed = index >= model_extensions_count;
    const struct model_placed *placed =
        is_placed ? placed_at(index - model_extensions_count) : NULL;
    return placed ? placed->on : NULL;
}

const struct model_part *model_extension_find(struct str key, struct str type) {
    const struct model_placed *placed;
    for (size_t i = 0; i < model_extensions_count; i++)
        if (str_equal(str_of(model_extensions[i].name), key)) return &model_extensions[i];
    for (size_t i = 0; (placed = placed_at(i)); i++)
        if (str_equal(str_of(placed->part.name), key))
            return str_equal(str_of(placed->on), type) ? &placed->part : NULL;
    return NULL;
}

const struct model_toplevel *model_toplevel_at(size_t index) {
    return index < model_toplevels_count ? &model_toplevels[index] : NULL;
}

const struct model_toplevel *model_toplevel_find(struct str type, struct str name) {
    for (size_t i = 0; i < model_toplevels_count; i++) {
        const struct model_toplevel *one = &model_toplevels[i];
        if (is_same(one->row.name, name) && str_equal(str_of(one->type), type)) return one;
    }
    return NULL;
}
