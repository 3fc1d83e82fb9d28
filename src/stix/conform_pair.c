// Rules between two objects: versions of one, and a translation with what it translates.
#include "stix/conform_walk.h"

static struct walk begin(struct conform_report *report, struct json object, struct arena *arena) {
    struct walk walk = {.report = report, .arena = arena, .object = object, .section = "3.6"};
    walk.top.value = object;
    return walk;
}

static struct place at_member(const struct place *up, struct str name) {
    return (struct place){.up = up, .value = json_member(up->value, name)};
}

static bool is_same(struct json a, struct json b) {
    return str_equal(json_text(a), json_text(b)) && !a.node == !b.node;
}

void conform_twice(struct conform_report *report, struct json object, struct arena *arena) {
    struct walk walk = begin(report, object, arena);
    walk_say(&walk, RULE_BUNDLE_TWICE, &walk.top, SAYING_TWICE);
}

void conform_succession(struct conform_report *report, struct json before, struct json after,
                        struct arena *arena) {
    struct walk walk = begin(report, after, arena);
    static const char *const KEPT[] = {"created", "created_by_ref"};
    for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++) {
        struct place at = at_member(&walk.top, str_of(KEPT[i]));
        if (is_same(at.value, json_member(before, str_of(KEPT[i])))) continue;
        walk_say_of(&walk, RULE_FIRST_VERSION, at.value.node ? &at : &walk.top, SAYING_STAYS,
                    WORDS(str_of(KEPT[i])));
    }
    struct place modified = at_member(&walk.top, STR("modified"));
    struct json earlier = json_member(before, STR("modified"));
    if (stamp_is_valid(modified.value) && stamp_is_valid(earlier) &&
        stamp_compare_texts(json_text(modified.value), json_text(earlier)) <= 0)
        walk_say(&walk, RULE_FIRST_VERSION, &modified, SAYING_VERSION_LATER);
    if (json_true(json_member(before, STR("revoked"))))
        walk_say(&walk, RULE_FIRST_VERSION, &walk.top, SAYING_AFTER_REVOKED);
}

// ---- translations (7.1.1) ----

static void check_mirror(struct walk *walk, const struct place *at, struct json target);

static void check_items(struct walk *walk, const struct place *at, struct json target) {
    if (json_count(at->value) != json_count(target)) {
        walk_say_of(walk, RULE_TRANSLATION, at, SAYING_ITEMS,
                    WORDS(walk_number(walk, (int64_t)json_count(target))));
        return;
    }
    size_t index = 0;
    struct json original = json_first(target);
    for (struct json item = json_first(at->value); item.node;
         item = json_next(item), original = json_next(original), index++) {
        struct place place = {.up = at, .value = item, .index = index};
        check_mirror(walk, &place, original);
    }
}

// Keys without an original are to be ignored; those of an object are few in the text's types, and
// bounded here so that time stays linear.
#define MIRROR_MEMBERS_MAX 1000

static void check_members(struct walk *walk, const struct place *at, struct json target) {
    size_t count = 0;
    for (struct json member = json_first(at->value); member.node && count < MIRROR_MEMBERS_MAX;
         member = json_next(member), count++) {
        struct place place = {.up = at, .value = member};
        struct json original = json_member(target, json_key(member));
        if (original.node) check_mirror(walk, &place, original);
    }
}

static void check_mirror(struct walk *walk, const struct place *at, struct json target) {
    enum json_kind wanted = json_kind(target), kind = json_kind(at->value);
    bool has_text = wanted == JSON_STRING || wanted == JSON_ARRAY || wanted == JSON_OBJECT;
    if (!has_text) return; // not translatable, to be ignored
    if (kind != wanted) {
        walk_say_of(walk, RULE_TRANSLATION, at, SAYING_AS_ORIGINAL,
                    WORDS(str_of(json_kind_name(wanted))));
        return;
    }
    if (kind == JSON_ARRAY) check_items(walk, at, target);
    if (kind == JSON_OBJECT) check_members(walk, at, target);
}

void conform_translation(struct conform_report *report, struct json content, struct json target,
                         struct arena *arena) {
    struct walk walk = begin(report, content, arena);
    struct place ref = at_member(&walk.top, STR("object_ref"));
    struct place modified = at_member(&walk.top, STR("object_modified"));
    struct place contents = at_member(&walk.top, STR("contents"));
    if (!is_same(ref.value, json_member(target, STR("id"))))
        walk_say(&walk, RULE_TRANSLATION, &ref, SAYING_OTHER_ID);
    if (modified.value.node && !is_same(modified.value, json_member(target, STR("modified"))))
        walk_say(&walk, RULE_TRANSLATION, &modified, SAYING_OTHER_MODIFIED);
    for (struct json language = json_first(contents.value); language.node;
         language = json_next(language)) {
        struct place place = {.up = &contents, .value = language};
        check_members(&walk, &place, target);
    }
}
