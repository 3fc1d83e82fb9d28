// Signing on by a provider of OpenID Connect: there, back, a code; links; and which there are.
#include "api/api_private.h"
#include "api/party_json.h"
#include "base/crypto.h"
#include "exchange/factor.h"
#include "exchange/session.h"
#include "exchange/sign_on.h"
#include "http/cookie.h"
#include "sys/log.h"

#define COOKIE STR("renkei-sign-on")
#define BODY_MAX ((size_t)32 << 10)

static void set_cookie(struct call *call, const char *text, int64_t age_s) {
    respond_header(
        call, "Set-Cookie",
        cookie_make_lax(call->arena, COOKIE, str_of(text), age_s, call->api->options.is_secure));
}

// ---- there ----

static enum status begin(struct call *call, enum sign_on_aim aim) {
    struct json body;
    struct sign_on_wish wish = {.aim = aim, .place = call_place(call)};
    char cookie[CREDENTIAL_TEXT_SIZE];
    struct str url;
    TRY(call_check_way(call));
    TRY(call_json(&body, call, BODY_MAX));
    TRY(call_text(&wish.slug, call, body, "provider", ACCOUNT_NAME_MAX));
    enum status status = sign_on_begin(cookie, &url, &call->visit, &wish);
    if (status == FAILED) {
        call->code = "problem.provider_failed";
        log_event(LOG_WARNING, "provider_failed", LOG_TEXT("provider", wish.slug),
                  LOG_TEXT("why", str_of(call->fault.text)));
        return fault_set(&call->fault, DENIED, "the provider does not answer as it should");
    }
    TRY(status);
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "url", url);
    json_close_object(&w);
    TRY(respond_json(call, 200, &buf));
    set_cookie(call, cookie, SIGN_ON_SECONDS);
    secret_wipe(cookie, sizeof cookie);
    return OK;
}

static enum status enter_begin(struct call *call) {
    return begin(call, SIGN_ON_ENTER);
}

static enum status link_begin(struct call *call) {
    return begin(call, SIGN_ON_LINK);
}

static enum status proof_begin(struct call *call) {
    return begin(call, SIGN_ON_PROVE);
}

// ---- and back ----

static enum status answer_done(struct call *call, const char *done) {
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "done", str_of(done));
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status answer(struct call *call, struct sign_on *came) {
    struct session_wish wish = {.provider_no = came->provider.no,
                                .provider = came->provider.slug,
                                .is_strong = came->is_strong,
                                .proved = came->authenticated};
    switch (came->aim) {
    case SIGN_ON_ENTER:
        call->viewer = came->viewer;
        TRY(call_enter(call, &wish));
        break;
    case SIGN_ON_LINK: TRY(answer_done(call, "linked")); break;
    case SIGN_ON_PROVE: TRY(answer_done(call, "proved")); break;
    case SIGN_ON_ENTER_CODE:
    case SIGN_ON_PROVE_CODE:
        TRY(answer_done(call, "code"));
        set_cookie(call, came->cookie, SIGN_ON_SECONDS);
        secret_wipe(came->cookie, sizeof came->cookie);
        return OK;
    }
    set_cookie(call, "", 0);
    return OK;
}

// What the provider wrote is in none of it.
static enum status refuse(struct call *call, const struct sign_on *came, enum status status) {
    if (status == ABSENT) call->code = "problem.sign_on";
    if (status == CONFLICT) call->code = "problem.linked";
    if (came->is_unknown) call->code = "problem.provider_unknown";
    if (came->is_refusal) call->code = "problem.provider_refused";
    if (!came->is_failure) return status;
    call->code = "problem.provider_failed";
    log_event(LOG_WARNING, "provider_failed", LOG_TEXT("provider", came->provider.slug),
              LOG_TEXT("why", str_of(call->fault.text)));
    return fault_set(&call->fault, DENIED, "the provider does not answer as it should");
}

static struct str cookie_of(struct call *call) {
    return cookie_find(call->arena, call->request, COOKIE, call->api->options.is_secure);
}

static enum status end(struct call *call) {
    struct json body;
    struct sign_on came;
    struct sign_on_back back = {.cookie = cookie_of(call), .place = call_place(call)};
    TRY(call_check_way(call));
    TRY(call_json(&body, call, BODY_MAX));
    TRY(call_text(&back.code, call, body, "code", SIGN_ON_TEXT_BYTES_MAX));
    TRY(call_text(&back.state, call, body, "state", SIGN_ON_TEXT_BYTES_MAX));
    TRY(call_text(&back.issuer, call, body, "iss", SIGN_ON_TEXT_BYTES_MAX));
    TRY(call_text(&back.error, call, body, "error", SIGN_ON_TEXT_BYTES_MAX));
    enum status status = sign_on_end(&came, &call->visit, &back);
    return status == OK ? answer(call, &came) : refuse(call, &came, status);
}

static enum status code(struct call *call) {
    struct json body;
    struct sign_on came;
    struct knock knock = {.place = call_place(call), .device = call_device(call)};
    TRY(call_check_way(call));
    TRY(call_json(&body, call, BODY_MAX));
    TRY(call_text(&knock.code, call, body, "code", FACTOR_CODE_BYTES_MAX));
    enum status status = sign_on_code(&came, &call->visit, cookie_of(call), &knock);
    if (status == ABSENT) call->code = "problem.sign_on";
    if (status == DENIED) call->code = "problem.code";
    call_wait(call, &knock, status);
    return status == OK ? answer(call, &came) : status;
}

// ---- which there are, and links ----

static enum status show(struct call *call) {
    struct provider *rows;
    size_t count;
    TRY(provider_list(&rows, &count, call->exchange, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "providers");
    for (size_t i = 0; i < count; i++) {
        json_open_object(&w);
        json_key_text(&w, "slug", rows[i].slug);
        json_key_text(&w, "name", rows[i].name);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status need_person(struct call *call) {
    if (call->viewer.account_no) return OK;
    return fault_set(&call->fault, DENIED, "whose? name an account (--as USER)");
}

static void put_link(struct json_writer *w, const struct provider_link *link) {
    char id[UUID_TEXT_SIZE];
    json_open_object(w);
    json_key_text(w, "id", str_of(uuid_write(id, &link->id)));
    json_key_text(w, "slug", link->slug);
    json_key_text(w, "provider", link->provider);
    json_key_text(w, "label", link->label);
    json_key_stamp(w, "made", link->made);
    json_key_stamp(w, "used", link->used);
    json_close_object(w);
}

static enum status links_show(struct call *call) {
    struct provider_link *rows;
    size_t count;
    TRY(need_person(call));
    TRY(provider_links(&rows, &count, call->exchange, &call->viewer, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "links");
    for (size_t i = 0; i < count; i++) put_link(&w, &rows[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status link_delete(struct call *call) {
    struct uuid id;
    TRY(need_person(call));
    if (!uuid_read(&id, call_param(call, "id")))
        return fault_set(&call->fault, ABSENT, "there is no such link");
    enum status status = provider_link_remove(&call->visit, &id);
    if (status == CONFLICT) call->code = "problem.last_link";
    TRY(status);
    return respond_empty(call, 204);
}

// ---- by the operator ----

static void put_provider(struct json_writer *w, const struct provider *row) {
    json_open_object(w);
    json_key_text(w, "slug", row->slug);
    json_key_text(w, "name", row->name);
    json_key_text(w, "issuer", row->issuer);
    json_key_text(w, "client", row->client);
    json_key_bool(w, "has_secret", !row->secret.data);
    json_key_text(w, "here", row->here);
    json_key_text(w, "strong", row->strong);
    json_key_text(w, "organisation", row->organisation);
    json_key_text(w, "role", str_of(policy_role_name(row->role)));
    json_key_text(w, "domain", row->domain);
    json_key_text(w, "claim", row->claim);
    json_close_object(w);
}

static enum status admin_show(struct call *call) {
    struct provider *rows;
    size_t count;
    TRY(provider_list(&rows, &count, call->exchange, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "providers");
    for (size_t i = 0; i < count; i++) put_provider(&w, &rows[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status admin_set(struct call *call) {
    struct json body;
    struct provider wish = {.slug = call_param(call, "slug")};
    struct {
        const char *name;
        struct str *text;
    } const members[] = {
        {"name", &wish.name},     {"issuer", &wish.issuer}, {"client", &wish.client},
        {"secret", &wish.secret}, {"here", &wish.here},     {"strong", &wish.strong},
        {"domain", &wish.domain}, {"claim", &wish.claim},   {"organisation", &wish.organisation}};
    TRY(call_json(&body, call, BODY_MAX));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        TRY(call_text(members[i].text, call, body, members[i].name, PROVIDER_TEXT_BYTES_MAX));
    TRY(call_role(&wish.role, call, body));
    enum status status = provider_set(&call->visit, &wish);
    if (status == CONFLICT) call->code = "problem.taken";
    TRY(status);
    return respond_empty(call, 204);
}

static enum status admin_drop(struct call *call) {
    TRY(provider_drop(&call->visit, call_param(call, "slug")));
    return respond_empty(call, 204);
}

#define OWN (NEED_ACCOUNT | NEED_NO_FACTOR)

static const struct route rows[] = {
    {"GET", "/api/v1/providers", show, NEED_NO_FACTOR, ACT_ALL},
    {"POST", "/api/v1/sign-on", enter_begin, NEED_PAGE | NEED_NO_FACTOR, ACT_ALL},
    {"PUT", "/api/v1/sign-on", end, NEED_PAGE | NEED_NO_FACTOR, ACT_ALL},
    {"POST", "/api/v1/sign-on/code", code, NEED_PAGE | NEED_NO_FACTOR, ACT_ALL},
    {"POST", "/api/v1/sign-on/proof", proof_begin, OWN, ACT_ADMIN},
    {"GET", "/api/v1/links", links_show, OWN, ACT_ADMIN},
    {"POST", "/api/v1/links", link_begin, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", "/api/v1/links/{id}", link_delete, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"GET", "/api/v1/admin/providers", admin_show, NEED_LOCAL, ACT_ADMIN},
    {"PUT", "/api/v1/admin/providers/{slug}", admin_set, NEED_LOCAL, ACT_ADMIN},
    {"DELETE", "/api/v1/admin/providers/{slug}", admin_drop, NEED_LOCAL, ACT_ADMIN},
};
const struct route_table provider_routes = {rows, sizeof rows / sizeof *rows};
