#include "stix/sco_id.h"

#include "base/canon.h"
#include "stix/model.h"

#define CONTRIBUTING_MAX 16

static const char *const HASHES_WANTED[] = {"MD5", "SHA-1", "SHA-256", "SHA-512"};

static struct json wanted_hash(struct json hashes) {
    for (size_t i = 0; i < sizeof HASHES_WANTED / sizeof *HASHES_WANTED; i++) {
        struct json found = json_member(hashes, str_of(HASHES_WANTED[i]));
        if (found.node) return found;
    }
    struct json least = json_first(hashes);
    for (struct json at = least; at.node; at = json_next(at))
        if (str_compare(json_key(at), json_key(least)) < 0) least = at;
    return least;
}

static bool add_member(struct buf *out, struct json member) {
    json_add_quoted(out, json_key(member));
    buf_add_byte(out, ':');
    if (!str_equal(json_key(member), STR("hashes")) || json_kind(member) != JSON_OBJECT)
        return canon_write(out, member, NULL) == OK;
    struct json hash = wanted_hash(member);
    buf_add_byte(out, '{');
    if (hash.node) {
        json_add_quoted(out, json_key(hash));
        buf_add_byte(out, ':');
        if (canon_write(out, hash, NULL) != OK) return false;
    }
    buf_add_byte(out, '}');
    return true;
}

// The members that contribute, sorted by name; all names are ASCII, so bytes order as UTF-16 does.
static size_t find_members(struct json out[CONTRIBUTING_MAX], const char *names,
                           struct json object) {
    size_t count = 0;
    for (struct json at = json_first(object); at.node && count < CONTRIBUTING_MAX;
         at = json_next(at)) {
        if (!model_list_has(names, json_key(at))) continue;
        size_t place = count++;
        for (; place > 0 && str_compare(json_key(at), json_key(out[place - 1])) < 0; place--)
            out[place] = out[place - 1];
        out[place] = at;
    }
    return count;
}

// A type of the text, or one that a known extension of the object adds.
static const struct model_type *find_type(struct str type, struct json object) {
    const struct model_type *model = model_type_find(type);
    struct json at = json_first(json_member(object, STR("extensions")));
    for (; !model && at.node; at = json_next(at)) model = model_added_find(type, json_key(at));
    return model;
}

enum sco_id_kind sco_id_make(struct uuid *out, struct str type, struct json object,
                             struct buf *scratch) {
    const struct model_type *model = find_type(type, object);
    if (!model || model->group != MODEL_SCO) return SCO_ID_NONE;
    struct json members[CONTRIBUTING_MAX];
    size_t count = model->contributing ? find_members(members, model->contributing, object) : 0;
    if (count == 0) return SCO_ID_RANDOM;
    buf_clear(scratch);
    for (size_t i = 0; i < count; i++) {
        buf_add_byte(scratch, i == 0 ? '{' : ',');
        if (!add_member(scratch, members[i])) return SCO_ID_NONE;
    }
    buf_add_byte(scratch, '}');
    if (scratch->status != OK) return SCO_ID_NONE;
    struct uuid space;
    if (!uuid_read(&space, STR(SCO_ID_NAMESPACE))) return SCO_ID_NONE;
    *out = uuid_v5(&space, buf_str(scratch));
    return SCO_ID_MADE;
}
