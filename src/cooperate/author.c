#include "cooperate/author.h"

#include "exchange/account.h"

static bool is_same(const struct object_id *a, const struct object_id *b) {
    return a->type.size && uuid_equal(&a->uuid, &b->uuid) && str_equal(a->type, b->type);
}

bool author_is_viewer(const struct givers *givers, const struct kept *kept, struct json object) {
    const struct viewer *viewer = givers->visit->viewer;
    struct object_id id;
    if (object_id_read(&id, json_text(json_member(object, STR("created_by_ref"))), NULL) == OK &&
        !is_same(&viewer->organisation_identity, &id))
        return is_same(&viewer->identity, &id);
    return kept->founder_no && kept->founder_no == viewer->account_no;
}

static bool find_participant(struct str *name, struct str *organisation,
                             const struct dialogue *dialogue, struct str identity) {
    for (size_t i = 0; i < dialogue->participant_count; i++) {
        const struct dialogue_participant *row = &dialogue->participants[i];
        if (!row->identity.size || !str_equal(row->identity, identity)) continue;
        *name = row->name;
        *organisation = row->organisation;
        return true;
    }
    return false;
}

enum status author_find(struct str *name, struct str *organisation, struct givers *givers,
                        const struct dialogue *dialogue, struct json object) {
    const struct visit *visit = givers->visit;
    struct str text = json_text(json_member(object, STR("created_by_ref")));
    struct object_id id;
    *name = *organisation = STR("");
    if (object_id_read(&id, text, NULL) != OK) return OK;
    if (find_participant(name, organisation, dialogue, text)) return OK;
    const struct organisation *itself = world_organisation_of(visit->world, &id.uuid);
    if (itself) {
        *name = *organisation = itself->name;
        return OK;
    }
    struct account account;
    enum status status =
        account_of_identity(&account, visit->exchange, &id.uuid, visit->arena, visit->fault);
    if (status == OK) {
        *name = account.display;
        *organisation = account.organisation.name;
        return OK;
    }
    if (status != ABSENT) return status;
    struct released row;
    status = release_object(&row, visit, &id);
    if (status != OK) return status == ABSENT ? OK : status;
    struct json identity;
    TRY(history_parse(&identity, givers, row.found.json));
    struct str found = json_text(json_member(identity, STR("name")));
    if (found.data) *name = found;
    return OK;
}
