#include "stix/marking.h"

static const char *const NAMES[] = {"",          "TLP:CLEAR",        "TLP:GREEN",
                                    "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"};

static const struct marking_row {
    enum tlp tlp;
    const char *id;
    struct uuid uuid; // of `id`, so that a look-up reads one UUID and not ten
} MARKINGS[] = {
    // TLP 2.0, of the OASIS extension definition; the row that tlp_marking_id gives stands first.
    {TLP_CLEAR,
     "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
     {{0x94, 0x86, 0x8c, 0x89, 0x83, 0xc2, 0x46, 0x4b, 0x92, 0x9b, 0xa1, 0xa8, 0xaa, 0x3c, 0x84,
       0x87}}},
    {TLP_GREEN,
     "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
     {{0xba, 0xb4, 0xa6, 0x3c, 0xae, 0xd9, 0x4c, 0xf5, 0xa7, 0x66, 0xdf, 0xca, 0x5a, 0xba, 0xc2,
       0xbb}}},
    {TLP_AMBER,
     "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
     {{0x55, 0xd9, 0x20, 0xb0, 0x5e, 0x8b, 0x4f, 0x79, 0x9e, 0xe9, 0x91, 0xf8, 0x68, 0xd9, 0xb4,
       0x21}}},
    {TLP_AMBER_STRICT,
     "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
     {{0x93, 0x9a, 0x94, 0x14, 0x2d, 0xdd, 0x4d, 0x32, 0xa0, 0xcd, 0x37, 0x5e, 0xa4, 0x02, 0xb0,
       0x03}}},
    {TLP_RED,
     "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
     {{0xe8, 0x28, 0xb3, 0x79, 0x4e, 0x03, 0x49, 0x74, 0x9a, 0xc4, 0xe5, 0x3a, 0x88, 0x4c, 0x97,
       0xc1}}},
    // TLP 1.0 (STIX 2.1, 7.2.1.4).
    {TLP_CLEAR,
     "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
     {{0x61, 0x3f, 0x2e, 0x26, 0x40, 0x7d, 0x48, 0xc7, 0x9e, 0xca, 0xb8, 0xe9, 0x1d, 0xf9, 0x9d,
       0xc9}}},
    {TLP_GREEN,
     "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
     {{0x34, 0x09, 0x8f, 0xce, 0x86, 0x0f, 0x48, 0xae, 0x8e, 0x50, 0xeb, 0xd3, 0xcc, 0x5e, 0x41,
       0xda}}},
    {TLP_AMBER,
     "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
     {{0xf8, 0x8d, 0x31, 0xf6, 0x48, 0x6f, 0x44, 0xda, 0xb3, 0x17, 0x01, 0x33, 0x3b, 0xde, 0x0b,
       0x82}}},
    {TLP_RED,
     "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
     {{0x5e, 0x57, 0xc7, 0x39, 0x39, 0x1a, 0x4e, 0xb3, 0xb6, 0xbe, 0x7d, 0x15, 0xca, 0x92, 0xd5,
       0xed}}},
};
#define MARKING_COUNT (sizeof MARKINGS / sizeof *MARKINGS)

const char *tlp_name(enum tlp tlp) {
    return tlp >= TLP_NONE && tlp <= TLP_RED ? NAMES[tlp] : "";
}

bool tlp_read(enum tlp *out, struct str text) {
    text = str_trim(text);
    if (str_starts_fold(text, STR("TLP:"))) text = str_trim(str_cut(text, 4, text.size));
    for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
        if (!str_equal_fold(text, str_of(NAMES[tlp] + 4))) continue;
        *out = (enum tlp)tlp;
        return true;
    }
    if (!str_equal_fold(text, STR("WHITE"))) return false;
    *out = TLP_CLEAR;
    return true;
}

const char *tlp_marking_id(enum tlp tlp) {
    for (size_t i = 0; i < MARKING_COUNT; i++)
        if (MARKINGS[i].tlp == tlp) return MARKINGS[i].id;
    return "";
}

enum tlp tlp_of_marking(struct str marking_id) {
    struct object_id id;
    if (object_id_read(&id, marking_id, NULL) != OK) return TLP_NONE;
    if (!str_equal(id.type, STR("marking-definition"))) return TLP_NONE;
    for (size_t i = 0; i < MARKING_COUNT; i++)
        if (uuid_equal(&MARKINGS[i].uuid, &id.uuid)) return MARKINGS[i].tlp;
    return TLP_NONE;
}

static const struct {
    const char *word, *name, *id;
} PAPS[] = {
#define PAP_ROW(word, name, id) {word, name, id},
    PAP_MARKINGS(PAP_ROW)
#undef PAP_ROW
};

struct str pap_of_marking(struct str marking_id) {
    for (size_t i = 0; i < sizeof PAPS / sizeof *PAPS; i++)
        if (str_equal_fold(marking_id, str_of(PAPS[i].id))) return str_of(PAPS[i].name);
    return STR_NONE;
}

struct str pap_of_word(struct str word) {
    for (size_t i = 0; i < sizeof PAPS / sizeof *PAPS; i++)
        if (str_equal_fold(word, str_of(PAPS[i].word))) return str_of(PAPS[i].name);
    return STR_NONE;
}

static enum tlp stricter(enum tlp tlp, struct json marking_id) {
    enum tlp other = tlp_of_marking(json_text(marking_id));
    return other > tlp ? other : tlp;
}

unsigned tlp_above(enum tlp tlp) {
    unsigned labels = 0;
    for (int above = (int)tlp + 1; above <= TLP_RED; above++) labels |= TLP_BIT(above);
    return labels;
}

enum tlp tlp_strictest(unsigned labels) {
    for (int tlp = TLP_RED; tlp > TLP_NONE; tlp--)
        if (labels & TLP_BIT(tlp)) return (enum tlp)tlp;
    return TLP_NONE;
}

// Both walk the text and not object->refs: those are bounded, and a label must not get lost behind
// a million references. Markings in a wrong shape were refused before (check.h); what was kept
// before that with a single id where a list belongs is as restricted as that says.
enum tlp marking_own(struct json object) {
    struct json whole = json_member(object, STR("object_marking_refs"));
    enum tlp tlp = stricter(TLP_NONE, whole);
    for (struct json id = json_first(whole); id.node; id = json_next(id)) tlp = stricter(tlp, id);
    return tlp;
}

unsigned marking_parts(struct json object) {
    unsigned labels = 0;
    struct json parts = json_member(object, STR("granular_markings"));
    for (struct json part = json_first(parts); part.node; part = json_next(part))
        labels |= TLP_BIT(tlp_of_marking(json_text(json_member(part, STR("marking_ref")))));
    return labels & tlp_above(TLP_NONE);
}

enum tlp marking_effective(const struct object *object) {
    enum tlp own = marking_own(object->json), part = tlp_strictest(marking_parts(object->json));
    return part > own ? part : own;
}

size_t marking_recipients(struct object_id **out, struct json object, struct arena *arena) {
    struct json extension =
        json_member(json_member(object, STR("extensions")), STR(RECIPIENTS_EXTENSION));
    struct json list = json_member(extension, STR("recipient_refs"));
    struct object_id *ids = arena_array(arena, json_count(list), struct object_id);
    size_t count = 0;
    for (struct json id = json_first(list); id.node; id = json_next(id))
        if (object_id_read(&ids[count], json_text(id), NULL) == OK) count++;
    *out = ids;
    return count;
}

bool marking_names(struct json object, const struct uuid *identity, struct arena *scratch) {
    struct object_id creator, *recipients;
    struct str said = json_text(json_member(object, STR("created_by_ref")));
    if (object_id_read(&creator, said, NULL) == OK && uuid_equal(&creator.uuid, identity))
        return true;
    size_t count = marking_recipients(&recipients, object, scratch);
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&recipients[i].uuid, identity)) return true;
    return false;
}
