#include "stix/derived.h"

struct uuid derived_vote(const struct uuid *voted, const struct uuid *voter) {
    char text[UUID_TEXT_SIZE];
    return uuid_v5(voted, str_of(uuid_write(text, voter)));
}

struct uuid derived_moderation(const struct uuid *question) {
    return uuid_v5(question, STR("moderation"));
}

bool derived_holds(struct json object, const struct object_id *id) {
    struct json extensions = json_member(object, STR("extensions"));
    struct json about_ref = json_first(json_member(object, STR("object_refs")));
    struct json by_ref = json_member(object, STR("created_by_ref"));
    struct object_id about, by;
    struct uuid derived;
    if (object_id_read(&about, json_text(about_ref), NULL) != OK) return false;
    if (json_member(extensions, STR(MODERATION_EXTENSION)).node) {
        derived = derived_moderation(&about.uuid);
    } else if (json_member(extensions, STR(VOTE_EXTENSION)).node) {
        if (object_id_read(&by, json_text(by_ref), NULL) != OK) return false;
        derived = derived_vote(&about.uuid, &by.uuid);
    } else {
        return false;
    }
    return uuid_equal(&derived, &id->uuid);
}
