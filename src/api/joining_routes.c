// Coming into an organisation or a community: invitations, and requests to be let in.
#include "api/api_private.h"
#include "api/party_json.h"
#include "base/crypto.h"
#include "exchange/invitation.h"
#include "exchange/joining.h"

#define BODY_BYTES_MAX (64 * 1024)

// ---- invitations ----

// What is open stays open: a member may follow.
static void invitation_write(struct json_writer *w, struct call *call,
                             const struct invitation *invitation) {
    char id[UUID_TEXT_SIZE];
    bool is_over = invitation->expires <= clock_now(store_clock(call->exchange->store));
    json_open_object(w);
    json_key_text(w, "id", str_of(uuid_write(id, &invitation->id)));
    json_key_text(w, "role", str_of(policy_role_name(invitation->role)));
    json_key_text(w, "note", invitation->note);
    json_key_text(w, "maker", invitation->maker);
    json_key_stamp(w, "made", invitation->made);
    json_key_stamp(w, "expires", invitation->expires);
    json_key_stamp_or_null(w, "taken", invitation->taken);
    json_key_text(w, "taker", invitation->taker.data ? invitation->taker : STR(""));
    json_key_bool(w, "is_open", !invitation->taken && !is_over);
}

static enum status invitations_show(struct call *call) {
    const struct organisation *organisation;
    struct invitation *invitations;
    size_t count;
    TRY(party_find(&organisation, &call->visit, call_param(call, "slug")));
    TRY(invitation_list(&invitations, &count, &call->visit, organisation));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "invitations");
    for (size_t i = 0; i < count; i++) {
        invitation_write(&w, call, &invitations[i]);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status invitations_make(struct call *call) {
    struct json body;
    struct invitation made;
    struct invitation_wish wish = {.organisation = call_param(call, "slug")};
    char text[CREDENTIAL_TEXT_SIZE];
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_role(&wish.role, call, body));
    TRY(call_text(&wish.note, call, body, "note", PARTY_WORDS_BYTES_MAX));
    TRY(invitation_make(text, &made, &call->visit, &wish));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    invitation_write(&w, call, &made);
    json_key_text(&w, "secret", str_of(text));
    json_close_object(&w);
    secret_wipe(text, sizeof text);
    return respond_json(call, 201, &buf);
}

static enum status invitations_revoke(struct call *call) {
    struct uuid id;
    if (!uuid_read(&id, call_param(call, "id")))
        return fault_set(&call->fault, ABSENT, "there is no such invitation");
    TRY(invitation_revoke(&call->visit, &id));
    return respond_empty(call, 204);
}

static enum status read_secret(struct json *body, struct str *secret, struct call *call) {
    TRY(call_json(body, call, BODY_BYTES_MAX));
    return call_text(secret, call, *body, "secret", 1024);
}

// For who holds the link, before anything is done with it.
static enum status invitation_show(struct call *call) {
    struct json body;
    struct str secret;
    struct invitation found;
    TRY(read_secret(&body, &secret, call));
    TRY(invitation_read(&found, &call->visit, secret));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "organisation", found.organisation->name);
    json_key_text(&w, "slug", found.organisation->slug);
    json_key_text(&w, "role", str_of(policy_role_name(found.role)));
    json_key_stamp(&w, "expires", found.expires);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status invitation_accept(struct call *call) {
    struct json body;
    struct invitation_taking taking = {0};
    TRY(read_secret(&body, &taking.secret, call));
    TRY(call_text(&taking.name, call, body, "name", 1024));
    TRY(call_text(&taking.display, call, body, "display", PARTY_NAME_BYTES_MAX));
    TRY(call_text(&taking.password, call, body, "password", 1024));
    if (!taking.password.data) taking.password = STR("");
    enum status status = invitation_take(&call->visit, &taking);
    if (status == CONFLICT) call->code = "problem.taken";
    if (taking.why) call->code = call_password_code(taking.why);
    TRY(status);
    return respond_empty(call, 204);
}

// ---- requests ----

static void party_write(struct json_writer *w, const char *key, struct str slug, struct str name) {
    json_key_object(w, key);
    json_key_text(w, "slug", slug);
    json_key_text(w, "name", name);
    json_close_object(w);
}

static void joining_write(struct json_writer *w, const struct joining *joining) {
    char id[UUID_TEXT_SIZE];
    json_open_object(w);
    json_key_text(w, "id", str_of(uuid_write(id, &joining->id)));
    party_write(w, "organisation", joining->organisation->slug, joining->organisation->name);
    if (joining->community) {
        party_write(w, "community", joining->community->slug, joining->community->title);
    } else {
        json_put_key(w, STR("community"));
        json_put_null(w);
    }
    json_key_text(w, "name", joining->name);
    json_key_text(w, "display", joining->display);
    json_key_text(w, "words", joining->words);
    json_key_stamp(w, "made", joining->made);
    json_key_stamp_or_null(w, "decided", joining->decided);
    json_key_text(w, "verdict", str_of(joining_verdict_name(joining->verdict)));
    json_key_bool(w, "is_own", joining->is_own);
    json_key_bool(w, "may_decide", joining->may_decide);
    json_close_object(w);
}

static enum status requests_show(struct call *call) {
    struct joining *joinings;
    size_t count;
    TRY(joining_list(&joinings, &count, &call->visit));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "requests");
    for (size_t i = 0; i < count; i++) joining_write(&w, &joinings[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status requests_make(struct call *call) {
    struct json body;
    struct str organisation, community, words;
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&organisation, call, body, "organisation", ACCOUNT_NAME_MAX));
    TRY(call_text(&community, call, body, "community", ACCOUNT_NAME_MAX));
    TRY(call_text(&words, call, body, "words", PARTY_WORDS_BYTES_MAX));
    if (!organisation.data == !community.data)
        return fault_set(&call->fault, MALFORMED, "organisation or community is expected");
    if (community.data)
        TRY(joining_ask_community(&call->visit, community, words));
    else
        TRY(joining_ask(&call->visit, organisation, words));
    return respond_empty(call, 204);
}

static enum status requests_decide(struct call *call) {
    struct json body;
    struct str name;
    struct uuid id;
    enum role role;
    enum joining_verdict verdict;
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_role(&role, call, body));
    TRY(call_text(&name, call, body, "verdict", 100));
    if (!joining_verdict_read(&verdict, name))
        return fault_set(&call->fault, MALFORMED,
                         "verdict: accepted, declined or withdrawn is expected");
    if (!uuid_read(&id, call_param(call, "id")))
        return fault_set(&call->fault, ABSENT, "there is no such request");
    TRY(joining_decide(&call->visit, &id, verdict, role));
    return respond_empty(call, 204);
}

static const struct route rows[] = {
    {"GET", "/api/v1/organisations/{slug}/invitations", invitations_show, NEED_ACCOUNT, ACT_ADMIN},
    {"POST", "/api/v1/organisations/{slug}/invitations", invitations_make,
     NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", "/api/v1/invitations/{id}", invitations_revoke, NEED_ACCOUNT, ACT_ADMIN},
    {"POST", "/api/v1/invitation", invitation_show, NEED_PAGE, ACT_ALL},
    {"POST", "/api/v1/invitation/taken", invitation_accept, NEED_PAGE, ACT_ADMIN},
    {"GET", "/api/v1/requests", requests_show, NEED_ACCOUNT, ACT_ADMIN},
    {"POST", "/api/v1/requests", requests_make, NEED_ACCOUNT, ACT_ADMIN},
    {"PUT", "/api/v1/requests/{id}", requests_decide, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
};
const struct route_table joining_routes = {rows, sizeof rows / sizeof *rows};
