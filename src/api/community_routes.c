// Communities: their terms, who has accepted them, who is in.
#include "api/api_private.h"
#include "api/party_json.h"
#include "exchange/terms.h"

#define BODY_BYTES_MAX (64 * 1024)

static const char *const STANDINGS[] = {
    [TERMS_OUTSIDE] = "outside", [TERMS_INSIDE] = "inside", [TERMS_WAITING] = "waiting"};

static enum status terms_write(struct json_writer *w, struct call *call,
                               const struct community *community) {
    struct terms terms;
    json_put_key(w, STR("terms"));
    enum status status = terms_newest(&terms, &call->visit, community);
    if (status == ABSENT) {
        json_put_null(w);
        return OK;
    }
    TRY(status);
    json_open_object(w);
    json_key_raw(w, "text", terms.text);
    json_key_text(w, "digest", str_of(terms.digest));
    json_key_stamp(w, "made", terms.made);
    json_key_text(w, "maker", terms.maker);
    json_key_stamp_or_null(w, "accepted", terms.accepted);
    json_key_text(w, "accepter", terms.accepter);
    json_close_object(w);
    return OK;
}

static enum status members_write(struct json_writer *w, struct call *call,
                                 const struct community *community) {
    struct terms_member *members = NULL;
    size_t count = 0;
    json_key_array(w, "members");
    if (terms_may_curate(&call->visit, community))
        TRY(terms_members(&members, &count, &call->visit, community));
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_text(w, "slug", members[i].organisation->slug);
        json_key_text(w, "name", members[i].organisation->name);
        json_key_stamp_or_null(w, "accept_by", members[i].accept_by);
        json_key_i64(w, "accepted", members[i].accepted);
        json_key_stamp_or_null(w, "accepted_at", members[i].accepted_at);
        json_key_text(w, "accepter", members[i].accepter);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static enum status community_write(struct json_writer *w, struct call *call,
                                   const struct community *community) {
    json_open_object(w);
    json_key_text(w, "slug", community->slug);
    json_key_text(w, "title", community->title);
    json_key_text(w, "description", community->description);
    json_key_text(w, "standing", str_of(STANDINGS[terms_standing(&call->visit, community)]));
    json_key_bool(w, "may_be_asked", community->may_be_asked);
    json_key_bool(w, "may_curate", terms_may_curate(&call->visit, community));
    TRY(terms_write(w, call, community));
    TRY(members_write(w, call, community));
    json_close_object(w);
    return OK;
}

static enum status communities_show(struct call *call) {
    const struct world *world = call->visit.world;
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "communities");
    enum status status = OK;
    for (size_t i = 0; i < world->community_count && status == OK; i++)
        if (terms_is_known(&call->visit, &world->communities[i]))
            status = community_write(&w, call, &world->communities[i]);
    json_close_array(&w);
    json_close_object(&w);
    if (status == OK) return respond_json(call, 200, &buf);
    buf_close(&buf);
    return status;
}

static enum status terms_put(struct call *call) {
    struct json body;
    struct str label, joining;
    struct terms_wish wish = {.community = call_param(call, "slug")};
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&wish.purpose, call, body, "purpose", TERMS_PURPOSE_BYTES_MAX));
    TRY(call_text(&wish.relaying, call, body, "relaying", TERMS_RELAYING_BYTES_MAX));
    TRY(call_text(&wish.curator, call, body, "curator", ACCOUNT_NAME_MAX));
    TRY(call_text(&label, call, body, "default_tlp", 100));
    TRY(call_text(&joining, call, body, "joining", 100));
    wish.may_be_asked = str_equal(joining, STR("asked"));
    if (joining.data && !wish.may_be_asked && !str_equal(joining, STR("invited")))
        return fault_set(&call->fault, MALFORMED, "joining: asked or invited is expected");
    if (!tlp_read(&wish.default_tlp, label)) wish.default_tlp = TLP_NONE;
    if (!wish.relaying.data) wish.relaying = STR("");
    if (!wish.curator.data) wish.curator = STR("");
    if (!json_i64(&wish.days, json_member(body, STR("days"))))
        return fault_set(&call->fault, MALFORMED, "days: 0 to %d are expected", TERMS_DAYS_MAX);
    TRY(terms_set(&call->visit, &wish));
    return respond_empty(call, 204);
}

static enum status terms_agree(struct call *call) {
    struct json body;
    struct str digest;
    TRY(call_json(&body, call, BODY_BYTES_MAX));
    TRY(call_text(&digest, call, body, "digest", 100));
    TRY(terms_accept(&call->visit, call_param(call, "slug"), digest));
    return respond_empty(call, 204);
}

static enum status member_put(struct call *call) {
    TRY(terms_enter(&call->visit, call_param(call, "slug"), call_param(call, "member")));
    return respond_empty(call, 204);
}

static enum status member_remove(struct call *call) {
    TRY(terms_leave(&call->visit, call_param(call, "slug"), call_param(call, "member")));
    return respond_empty(call, 204);
}

#define ONE "/api/v1/communities/{slug}"
static const struct route rows[] = {
    {"GET", "/api/v1/communities", communities_show, NEED_ACCOUNT, ACT_ALL},
    {"POST", ONE "/terms", terms_put, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"POST", ONE "/acceptance", terms_agree, NEED_ACCOUNT, ACT_ADMIN},
    {"PUT", ONE "/members/{member}", member_put, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", ONE "/members/{member}", member_remove, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
};
const struct route_table community_routes = {rows, sizeof rows / sizeof *rows};
