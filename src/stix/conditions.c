#include "stix/conditions.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define NEVER "9999-12-31T23:59:59.999Z" // as the end of an embargo whose time stands elsewhere
#define TEXT_BYTES_MAX ((size_t)1 << 20)

// ---- lists ----

static int compare_texts(const void *left, const void *right) {
    const struct str *a = left, *b = right;
    size_t size = a->size < b->size ? a->size : b->size;
    int order = size ? memcmp(a->data, b->data, size) : 0;
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int compare_uuids(const void *left, const void *right) {
    return memcmp(((const struct uuid *)left)->bytes, ((const struct uuid *)right)->bytes, 16);
}

// Sorted, each once. The first `size` bytes of an item decide.
static size_t sort_once(void *items, size_t count, size_t size,
                        int (*compare)(const void *, const void *)) {
    char *bytes = items;
    size_t kept = 0;
    if (count) qsort(items, count, size, compare);
    for (size_t i = 0; i < count; i++) {
        if (kept && compare(bytes + (kept - 1) * size, bytes + i * size) == 0) continue;
        memmove(bytes + kept++ * size, bytes + i * size, size);
    }
    return kept;
}

static enum status check_list(struct json list, struct fault *fault) {
    if (json_kind(list) != JSON_ARRAY)
        return fault_set(fault, MALFORMED, "a list is expected, not %s",
                         json_kind_name(json_kind(list)));
    if (!json_count(list)) return fault_set(fault, MALFORMED, "an empty list says nothing");
    if (json_count(list) <= CONDITIONS_LIST_MAX) return OK;
    return fault_set(fault, LIMIT, "more than %d items", CONDITIONS_LIST_MAX);
}

static enum status read_sector(struct str *out, struct str text, struct arena *arena,
                               struct fault *fault) {
    *out = text;
    bool is_good = text.size && text.size <= CONDITIONS_WORD_MAX;
    for (size_t i = 0; i < text.size; i++)
        is_good = is_good && (ascii_is_alnum(text.data[i]) || text.data[i] == '-');
    (void)arena;
    if (is_good) return OK;
    return fault_set(fault, MALFORMED, "a sector is 1 to %d letters, digits and '-'",
                     CONDITIONS_WORD_MAX);
}

static enum status read_country(struct str *out, struct str text, struct arena *arena,
                                struct fault *fault) {
    char *upper = arena_take(arena, 2);
    bool is_good = text.size == 2;
    for (size_t i = 0; i < 2 && is_good; i++) {
        upper[i] = (char)(text.data[i] & ~0x20);
        is_good = upper[i] >= 'A' && upper[i] <= 'Z' && ascii_is_alnum(text.data[i]);
    }
    *out = (struct str){upper, 2};
    return is_good ? OK : fault_set(fault, MALFORMED, "two letters of ISO 3166-1 are expected");
}

struct word_list {
    struct str *items;
    size_t count;
};

static enum status read_words(struct word_list *out, struct json list,
                              enum status (*read)(struct str *, struct str, struct arena *,
                                                  struct fault *),
                              struct arena *arena, struct fault *fault) {
    TRY(check_list(list, fault));
    size_t index = 0;
    out->items = arena_array(arena, json_count(list), struct str);
    for (struct json item = json_first(list); item.node; item = json_next(item), index++) {
        enum status status = read(&out->items[index], json_text(item), arena, fault);
        if (status != OK) return fault_within(fault, status, "[%zu]", index);
    }
    out->count = sort_once(out->items, index, sizeof *out->items, compare_texts);
    return OK;
}

static enum status read_identity(struct uuid *out, struct json value, struct fault *fault) {
    struct object_id id;
    TRY(object_id_read(&id, json_text(value), fault));
    *out = id.uuid;
    if (str_equal(id.type, STR("identity"))) return OK;
    return fault_set(fault, MALFORMED, "the id of an identity is expected");
}

// ---- members ----

static enum status read_parties(struct conditions_parties *out, struct json value,
                                struct arena *arena, struct fault *fault) {
    if (json_kind(value) != JSON_OBJECT || !json_count(value))
        return fault_set(fault, MALFORMED, "sectors or countries are expected");
    for (struct json member = json_first(value); member.node; member = json_next(member)) {
        struct word_list words = {0};
        bool is_sectors = str_equal(json_key(member), STR("sectors"));
        if (!is_sectors && !str_equal(json_key(member), STR("countries")))
            return fault_set(fault, MALFORMED, "only sectors and countries are known here");
        enum status status =
            read_words(&words, member, is_sectors ? read_sector : read_country, arena, fault);
        if (status != OK)
            return fault_within(fault, status, "%s", is_sectors ? "sectors" : "countries");
        *(is_sectors ? &out->sectors : &out->countries) = words.items;
        *(is_sectors ? &out->sector_count : &out->country_count) = words.count;
    }
    return OK;
}

static enum status read_type(struct conditions *out, struct json value, struct arena *arena,
                             struct fault *fault) {
    (void)out;
    (void)arena;
    if (str_equal(json_text(value), STR("property-extension"))) return OK;
    return fault_set(fault, MALFORMED, "\"property-extension\" is expected");
}

static enum status read_embargo(struct conditions *out, struct json value, struct arena *arena,
                                struct fault *fault) {
    (void)arena;
    return stamp_read(&out->embargo, json_text(value), fault);
}

static enum status read_early(struct conditions *out, struct json value, struct arena *arena,
                              struct fault *fault) {
    TRY(check_list(value, fault));
    size_t index = 0;
    out->early = arena_array(arena, json_count(value), struct uuid);
    for (struct json item = json_first(value); item.node; item = json_next(item), index++) {
        enum status status = read_identity(&out->early[index], item, fault);
        if (status != OK) return fault_within(fault, status, "[%zu]", index);
    }
    out->early_count = sort_once(out->early, index, sizeof *out->early, compare_uuids);
    return OK;
}

static enum status read_group(struct conditions *out, struct json value, struct arena *arena,
                              struct fault *fault) {
    (void)arena;
    out->has_group = true;
    return read_identity(&out->group, value, fault);
}

static enum status read_only(struct conditions *out, struct json value, struct arena *arena,
                             struct fault *fault) {
    return read_parties(&out->only, value, arena, fault);
}

static enum status read_never(struct conditions *out, struct json value, struct arena *arena,
                              struct fault *fault) {
    return read_parties(&out->never, value, arena, fault);
}

static const struct member {
    const char *name;
    enum status (*read)(struct conditions *out, struct json value, struct arena *arena,
                        struct fault *fault);
} MEMBERS[] = {
    {"extension_type", read_type},
    {"embargo_until", read_embargo},
    {"embargo_except_refs", read_early},
    {"sharing_group_ref", read_group},
    {"only", read_only},
    {"never", read_never},
};

static const struct member *member_named(struct str name) {
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
        if (str_equal(name, str_of(MEMBERS[i].name))) return &MEMBERS[i];
    return NULL;
}

enum status conditions_read(struct conditions *out, struct json value, struct arena *arena,
                            struct fault *fault) {
    *out = (struct conditions){0};
    if (json_kind(value) != JSON_OBJECT)
        return fault_set(fault, MALFORMED, "an object is expected, not %s",
                         json_kind_name(json_kind(value)));
    for (struct json member = json_first(value); member.node; member = json_next(member)) {
        const struct member *known = member_named(json_key(member));
        if (!known) {
            struct str name = text_excerpt(arena, json_key(member), 40);
            return fault_set(fault, MALFORMED, "%.*s: no condition is called so", STR_ARG(name));
        }
        enum status status = known->read(out, member, arena, fault);
        if (status != OK) return fault_within(fault, status, "%s", known->name);
    }
    if (out->early_count && !out->embargo)
        return fault_set(fault, MALFORMED, "embargo_except_refs: there is no embargo");
    return OK;
}

enum status conditions_of(struct conditions *out, struct json object, struct arena *arena,
                          struct fault *fault) {
    struct json value =
        json_member(json_member(object, STR("extensions")), STR(CONDITIONS_EXTENSION));
    *out = (struct conditions){0};
    if (json_kind(value) == JSON_ABSENT) return OK;
    enum status status = conditions_read(out, value, arena, fault);
    return status == OK ? OK
                        : fault_within(fault, status, "%s", "extensions." CONDITIONS_EXTENSION);
}

// ---- writing ----

bool conditions_any(const struct conditions *it) {
    return it->embargo || it->has_group || it->only.sector_count || it->only.country_count ||
           it->never.sector_count || it->never.country_count;
}

static void write_words(struct json_writer *w, const char *key, const struct str *items,
                        size_t count) {
    if (!count) return;
    json_key_array(w, key);
    for (size_t i = 0; i < count; i++) json_put_text(w, items[i]);
    json_close_array(w);
}

static void write_parties(struct json_writer *w, const char *key,
                          const struct conditions_parties *parties) {
    if (!parties->sector_count && !parties->country_count) return;
    json_key_object(w, key);
    write_words(w, "countries", parties->countries, parties->country_count);
    write_words(w, "sectors", parties->sectors, parties->sector_count);
    json_close_object(w);
}

struct str conditions_write(const struct conditions *it, struct arena *arena) {
    if (!conditions_any(it)) return STR_NONE;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, TEXT_BYTES_MAX);
    struct json_writer w;
    json_begin(&w, &buf);
    json_open_object(&w);
    if (it->embargo) json_key_text(&w, "embargo_until", STR(NEVER));
    if (it->embargo && it->early_count) {
        json_key_array(&w, "embargo_except_refs");
        for (size_t i = 0; i < it->early_count; i++)
            json_put_text(&w, object_id_write(arena, STR("identity"), &it->early[i]));
        json_close_array(&w);
    }
    if (it->has_group)
        json_key_text(&w, "sharing_group_ref", object_id_write(arena, STR("identity"), &it->group));
    write_parties(&w, "only", &it->only);
    write_parties(&w, "never", &it->never);
    json_close_object(&w);
    return arena_copy(arena, buf_str(&buf));
}
