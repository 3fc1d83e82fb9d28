// What published extensions ask of several properties together.
#include <string.h>

#include "stix/conform_walk.h"

// By literals, so that their sizes are known.
#define member(at, name) walk_member((at)->value, STR(name))
#define has(at, name) (member(at, name).node != NULL)

#define ID(digits) "extension-definition--" digits
#define CONTACT ID("66e2492a-bbd3-4be6-88f5-cc91a017a498")
#define CUI ID("dff17fb3-edcb-4f99-ad1b-4b751c95738a")
#define IEP ID("762e2e97-ee51-43e5-a9ea-165fbb862c4a")

static void need(struct walk *walk, const struct place *at, bool is_so,
                 enum conform_saying saying) {
    if (!is_so) walk_say(walk, RULE_EXTENSION_TOGETHER, at, saying);
}

// `name` is needed where `other` is.
static void need_beside(struct walk *walk, const struct place *at, bool is_so, const char *name,
                        const char *other) {
    if (!is_so)
        walk_say_of(walk, RULE_EXTENSION_TOGETHER, at, SAYING_NEEDED_BESIDE,
                    WORDS(str_of(name), str_of(other)));
}

static bool is_word(struct json value, const char *word) {
    return str_equal(json_text(value), str_of(word));
}

// ---- contacts and markings ----

// Identity contact 1
static void check_contact(struct walk *walk, const struct place *at) {
    need(walk, at,
         has(at, "contact_numbers") || has(at, "email_addresses") ||
             has(at, "social_media_accounts"),
         SAYING_CONTACT);
}

// CUI 2: what is specified stands before what is basic.
static void check_cui(struct walk *walk, const struct place *at) {
    struct place list = {.up = at, .value = member(at, "categories")};
    bool has_basic = false;
    size_t index = 0;
    for (struct json item = json_first(list.value); item.node; item = json_next(item), index++) {
        bool is_specified = str_starts(json_text(item), STR("SP-"));
        struct place place = {.up = &list, .value = item, .index = index};
        need(walk, &place, !is_specified || !has_basic, SAYING_CUI_ORDER);
        if (!is_specified) has_basic = true;
    }
}

// IEP 2
static void check_iep(struct walk *walk, const struct place *at) {
    need(walk, &walk->top, has(&walk->top, "name"), SAYING_IEP_NAME);
    struct json all = member(&walk->top, "extensions");
    need(walk, at, json_count(all) == 1, SAYING_IEP_ALONE);
}

// ---- impacts (Incident 2.3.2) ----

static void check_loss(struct walk *walk, const struct place *at) {
    need_beside(walk, at, is_word(member(at, "loss_type"), "none") || has(at, "information_type"),
                "information_type", "loss_type");
}

static void check_integrity(struct walk *walk, const struct place *at) {
    need_beside(walk, at, is_word(member(at, "alteration"), "none") || has(at, "information_type"),
                "information_type", "alteration");
}

static void check_physical(struct walk *walk, const struct place *at) {
    need_beside(walk, at, is_word(member(at, "impact_type"), "none") || has(at, "asset_type"),
                "asset_type", "impact_type");
}

// Of the least amount the text says that it is above zero, and that it is zero for a demand (4.8):
// only the rate and the order of the two are asked.
static void check_money(struct walk *walk, const struct place *at) {
    double least, most, rate;
    struct json from = member(at, "min_amount"), to = member(at, "max_amount");
    need(walk, at, !from.node == !to.node, SAYING_TOGETHER_AMOUNTS);
    need_beside(walk, at, !from.node || has(at, "currency"), "currency", "min_amount");
    need(walk, at, has(at, "currency_actual") == has(at, "conversion_rate"),
         SAYING_TOGETHER_CONVERSION);
    need_beside(walk, at, !has(at, "currency_actual") || has(at, "currency"), "currency",
                "currency_actual");
    need_beside(walk, at, !has(at, "conversion_rate") || has(at, "conversion_time"),
                "conversion_time", "conversion_rate");
    bool has_both = json_double(&least, from) && json_double(&most, to);
    need(walk, at, !has_both || most >= least, SAYING_AMOUNTS);
    need(walk, at, !json_double(&rate, member(at, "conversion_rate")) || rate > 0,
         SAYING_CONVERSION_RATE);
}

// Incident 3.5 and 4.9
static void check_change(struct walk *walk, const struct place *at) {
    struct json before = member(at, "initial_ref"), after = member(at, "result_ref");
    struct json kind = member(at, "state_change_type");
    struct object_id from, to;
    need(walk, at, before.node || after.node, SAYING_STATE_CHANGE);
    need(walk, at, !is_word(kind, "input") || before.node, SAYING_STATE_INPUT);
    need(walk, at, !is_word(kind, "output") || after.node, SAYING_STATE_OUTPUT);
    bool has_both = object_id_read(&from, json_text(before), NULL) == OK &&
                    object_id_read(&to, json_text(after), NULL) == OK;
    need(walk, at, !has_both || str_equal(from.type, to.type), SAYING_STATE_TYPES);
}

static const struct part_rule {
    const char *part;
    void (*check)(struct walk *walk, const struct place *at);
} RULES[] = {
    {CONTACT, check_contact},
    {CUI, check_cui},
    {IEP, check_iep},
    {"confidentiality-ext", check_loss},
    {"integrity-ext", check_integrity},
    {"monetary-ext", check_money},
    {"physical-ext", check_physical},
    {"state-change", check_change},
};

void published_check_part(struct walk *walk, const struct place *at,
                          const struct model_part *part) {
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        if (strcmp(RULES[i].part, part->name) == 0) RULES[i].check(walk, at);
}

// ---- types ----

// Incident 2.3: the category is an extension that is there, by its name with or without "-ext".
static bool has_category(const struct walk *walk, struct str category) {
    struct json at = json_first(member(&walk->top, "extensions"));
    for (; at.node; at = json_next(at)) {
        struct str key = json_key(at);
        if (str_equal(key, category)) return true;
        if (str_ends(key, STR("-ext")) && str_equal(str_cut(key, 0, key.size - 4), category))
            return true;
    }
    return false;
}

void published_check_impact(struct walk *walk) {
    struct place at = {.up = &walk->top, .value = member(&walk->top, "impact_category")};
    struct str category = json_text(at.value);
    if (category.data) need(walk, &at, has_category(walk, category), SAYING_IMPACT_CATEGORY);
    need_beside(walk, &walk->top,
                !has(&walk->top, "superseded_by_ref") || has(&walk->top, "end_time"), "end_time",
                "superseded_by_ref");
}
