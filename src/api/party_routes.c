// Organisations and their persons: who is who.
#include "api/api_private.h"
#include "api/party_json.h"
#include "base/crypto.h"
#include "exchange/membership.h"

#define BODY_BYTES_MAX (64 * 1024)

// ---- organisations ----

static void put_list(struct json_writer *w, const char *key, struct str list) {
    struct str one;
    json_key_array(w, key);
    while (str_take(&one, &list, ',')) json_put_text(w, one);
    json_close_array(w);
}

static void organisation_write(struct json_writer *w, struct call *call,
                               const struct organisation *organisation) {
    const struct organisation *patron =
        world_organisation(call->visit.world, organisation->patron_no);
    bool knows_patron = patron && party_is_known(&call->visit, patron);
    json_open_object(w);
    json_key_text(w, "slug", organisation->slug);
    json_key_text(w, "id", object_id_write(call->arena, STR("identity"), &organisation->identity));
    json_key_text(w, "name", organisation->name);
    json_key_text(w, "sector", organisation->sector);
    json_key_text(w, "country", organisation->country);
    put_list(w, "industries", organisation->industries);
    put_list(w, "languages", organisation->languages);
    json_key_text(w, "patron", knows_patron ? patron->slug : STR(""));
    json_key_text(w, "state", str_of(party_state_name((enum party_state)organisation->state)));
    json_key_stamp_or_null(w, "verified", organisation->verified);
    json_key_text(w, "verifier", organisation->verifier);
    json_key_bool(w, "may_administer", party_is_administrator(&call->viewer, organisation->no));
    json_close_object(w);
}

static enum status organisations_show(struct call *call) {
    const struct world *world = call->visit.world;
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "organisations");
    for (size_t i = 0; i < world->organisation_count; i++)
        if (party_is_known(&call->visit, &world->organisations[i]))
            organisation_write(&w, call, &world->organisations[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

// A list of names as one text; STR_NONE when it is not there.
static enum status read_list(struct str *out, struct call *call, struct json body,
                             const char *key) {
    struct json list = json_member(body, str_of(key));
    *out = STR_NONE;
    if (json_kind(list) == JSON_ABSENT) return OK;
    if (json_kind(list) != JSON_ARRAY)
        return fault_set(&call->fault, MALFORMED, "%s: a list is expected", key);
    *out = STR("");
    for (struct json one = json_first(list); one.node; one = json_next(one)) {
        if (json_kind(one) != JSON_STRING || out->size > PARTY_LIST_BYTES_MAX)
            return fault_set(&call->fault, MALFORMED, "%s: a few names are expected", key);
        *out = arena_format(call->arena, "%.*s%s%.*s", STR_ARG(*out), out->size ? "," : "",
                            STR_ARG(json_text(one)));
    }
    return OK;
}

static enum status organisation_put(struct call *call) {
    struct json body;
    struct party_wish wish = {.slug = call_param(call, "slug")};
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&wish.name, call, body, "name", PARTY_NAME_BYTES_MAX));
    TRY(call_text(&wish.sector, call, body, "sector", 100));
    TRY(call_text(&wish.country, call, body, "country", 100));
    TRY(call_text(&wish.patron, call, body, "patron", ACCOUNT_NAME_MAX));
    TRY(read_list(&wish.industries, call, body, "industries"));
    TRY(read_list(&wish.languages, call, body, "languages"));
    TRY(party_set(&call->visit, &wish));
    return respond_empty(call, 204);
}

static enum status read_state(enum party_state *out, struct call *call) {
    struct json body;
    struct str name;
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&name, call, body, "state", 100));
    if (party_state_read(out, name)) return OK;
    return fault_set(&call->fault, MALFORMED, "state: active, suspended or left is expected");
}

static enum status organisation_state(struct call *call) {
    enum party_state state;
    TRY(read_state(&state, call));
    TRY(party_state_set(&call->visit, call_param(call, "slug"), state));
    return respond_empty(call, 204);
}

static enum status organisation_verify(struct call *call) {
    TRY(party_verify(&call->visit, call_param(call, "slug"), true));
    return respond_empty(call, 204);
}

static enum status organisation_doubt(struct call *call) {
    TRY(party_verify(&call->visit, call_param(call, "slug"), false));
    return respond_empty(call, 204);
}

static enum status client_put(struct call *call) {
    TRY(party_client_set(&call->visit, call_param(call, "slug"), call_param(call, "client"), true));
    return respond_empty(call, 204);
}

static enum status client_remove(struct call *call) {
    TRY(party_client_set(&call->visit, call_param(call, "slug"), call_param(call, "client"),
                         false));
    return respond_empty(call, 204);
}

// ---- persons ----

static void person_write(struct json_writer *w, const struct person *person) {
    json_open_object(w);
    json_key_text(w, "name", person->name);
    json_key_text(w, "display", person->display);
    json_key_text(w, "role", str_of(policy_role_name(person->role)));
    json_key_text(w, "state", str_of(party_state_name(person->state)));
    json_key_text(w, "account_state", str_of(party_state_name(person->account_state)));
    json_key_bool(w, "is_service", person->is_service);
    json_key_bool(w, "is_operator", person->is_operator);
    json_key_stamp(w, "since", person->since);
    json_close_object(w);
}

static enum status persons_show(struct call *call) {
    const struct organisation *organisation;
    struct person *persons;
    size_t count;
    TRY(party_find(&organisation, &call->visit, call_param(call, "slug")));
    TRY(membership_list(&persons, &count, &call->visit, organisation));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "persons");
    for (size_t i = 0; i < count; i++) person_write(&w, &persons[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

enum status call_role(enum role *out, struct call *call, struct json body) {
    struct str name;
    *out = ROLE_NONE;
    TRY(call_text(&name, call, body, "role", 100));
    if (!name.data || party_role_read(out, name)) return OK;
    return fault_set(&call->fault, MALFORMED,
                     "role: reader, contributor, curator or administrator is expected");
}

static enum status person_put(struct call *call) {
    struct json body;
    struct str state;
    struct membership_wish wish = {.organisation = call_param(call, "slug"),
                                   .name = call_param(call, "name")};
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_role(&wish.role, call, body));
    TRY(call_text(&state, call, body, "state", 100));
    if (state.data && !party_state_read(&wish.state, state))
        return fault_set(&call->fault, MALFORMED, "state: active or suspended is expected");
    TRY(membership_set(&call->visit, &wish));
    return respond_empty(call, 204);
}

static enum status person_remove(struct call *call) {
    TRY(membership_end(&call->visit, call_param(call, "slug"), call_param(call, "name")));
    return respond_empty(call, 204);
}

static enum status person_state(struct call *call) {
    enum party_state state;
    TRY(read_state(&state, call));
    TRY(membership_state_set(&call->visit, call_param(call, "name"), state));
    return respond_empty(call, 204);
}

static enum status service_make(struct call *call) {
    struct json body;
    struct service_wish wish = {.organisation = call_param(call, "slug")};
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&wish.name, call, body, "name", ACCOUNT_NAME_MAX));
    TRY(call_text(&wish.display, call, body, "display", PARTY_NAME_BYTES_MAX));
    TRY(call_role(&wish.role, call, body));
    if (!wish.role) wish.role = ROLE_CONTRIBUTOR;
    enum status status = membership_serve(&call->visit, &wish);
    if (status == CONFLICT) call->code = "problem.taken";
    TRY(status);
    return respond_empty(call, 204);
}

static enum status service_token(struct call *call) {
    struct membership_wish whose = {.organisation = call_param(call, "slug"),
                                    .name = call_param(call, "name")};
    struct token_wish wish = {0};
    struct token made;
    char text[CREDENTIAL_TEXT_SIZE];
    TRY(call_token_wish(&wish, call));
    if (wish.key.size)
        return fault_set(&call->fault, MALFORMED, "certificate: this one is yours, not its");
    enum status status = membership_token(text, &made, &call->visit, &whose, &wish);
    if (status == CONFLICT) call->code = "problem.taken";
    TRY(status);
    status = respond_token(call, &made, text);
    secret_wipe(text, sizeof text);
    return status;
}

// ---- one's own ----

static enum status act_for(struct call *call) {
    struct json body;
    struct str slug;
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&slug, call, body, "organisation", ACCOUNT_NAME_MAX));
    TRY(membership_act_for(&call->visit, slug));
    return respond_empty(call, 204);
}

#define ONE "/api/v1/organisations/{slug}"
static const struct route rows[] = {
    {"GET", "/api/v1/organisations", organisations_show, NEED_ACCOUNT, ACT_ALL},
    {"PUT", ONE, organisation_put, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"PUT", ONE "/state", organisation_state, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"PUT", ONE "/verified", organisation_verify, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", ONE "/verified", organisation_doubt, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"PUT", ONE "/clients/{client}", client_put, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", ONE "/clients/{client}", client_remove, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"GET", ONE "/persons", persons_show, NEED_ACCOUNT, ACT_ADMIN},
    {"PUT", ONE "/persons/{name}", person_put, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", ONE "/persons/{name}", person_remove, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"POST", ONE "/services", service_make, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"POST", ONE "/persons/{name}/tokens", service_token, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"PUT", "/api/v1/persons/{name}/state", person_state, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"PUT", "/api/v1/me/organisation", act_for, NEED_ACCOUNT, ACT_ALL},
};
const struct route_table party_routes = {rows, sizeof rows / sizeof *rows};
