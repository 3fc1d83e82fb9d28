// Who asks: cookie, bearer token, Basic (TAXII), `Renkei-As` at the machine, or nobody.
#include "api/api_private.h"
#include "base/crypto.h"
#include "exchange/audit.h"
#include "exchange/factor.h"
#include "exchange/membership.h"
#include "exchange/session.h"
#include "http/cookie.h"
#include "http/listen.h"

#define COOKIE STR("renkei")
#define DEVICE_COOKIE STR("renkei-device")

struct str call_place(struct call *call) {
    char *network = arena_take(call->arena, LISTEN_PEER_SIZE);
    return str_of(listen_network(network, call->request->peer));
}

struct str call_device(struct call *call) {
    return cookie_find(call->arena, call->request, DEVICE_COOKIE, call->api->options.is_secure);
}

void call_wait(struct call *call, const struct knock *knock, enum status status) {
    if (status != LIMIT) return;
    call->code = "problem.too_many_tries";
    call->wait_s = knock->wait_s;
}

static enum status by_token(struct call *call, struct str token) {
    enum status status =
        viewer_of_token(&call->viewer, call->exchange, token, call->arena, &call->fault);
    if (status == DENIED) call->code = "problem.token";
    return status;
}

// Over plain HTTP anybody on the way could read what is shown here; nobody is on the way from this
// machine to itself.
enum status call_check_way(struct call *call) {
    struct str peer = call->request->peer;
    if (call->api->options.is_secure || str_starts(peer, STR("127.")) ||
        str_equal(peer, STR("::1")))
        return OK;
    call->code = "problem.plain";
    return fault_set(&call->fault, DENIED, "sign in over TLS: this came over plain HTTP");
}

static enum status by_password(struct call *call, struct knock *knock) {
    enum status status =
        viewer_of_password(&call->viewer, call->exchange, knock, call->arena, &call->fault);
    if (status == DENIED) call->code = "problem.sign_in";
    call_wait(call, knock, status);
    return status;
}

static enum status by_basic(struct call *call, struct str name, struct str password) {
    // A token may stand in for the password, so that clients which know only Basic need none.
    if (str_starts(password, STR("rk_"))) return by_token(call, password);
    struct knock knock = {.name = name, .password = password, .place = call_place(call)};
    enum status status = by_password(call, &knock);
    // The same for everybody: it must not tell who has a second factor.
    if (status == DENIED)
        fault_set(&call->fault, DENIED,
                  "name or password is wrong; who signs in with a code uses a token here");
    if (status != OK || knock.is_remembered) return status; // the same sign-in as before
    struct audit_note note = {.act = AUDIT_SIGN_IN, .viewer = &call->viewer, .place = knock.place};
    audit_count(call->exchange, &note);
    return OK;
}

static enum status by_machine(struct call *call) {
    call->viewer = viewer_operator();
    struct str name = http_header(call->request, STR("Renkei-As"));
    if (!name.size) return OK;
    enum status status = viewer_as(&call->viewer, call->exchange, name, call->arena, &call->fault);
    return status == ABSENT ? MALFORMED : status;
}

// A session that has ended makes a stranger, who is then asked to sign in.
static enum status by_session(struct call *call, const struct route *route) {
    struct str text = cookie_find(call->arena, call->request, COOKIE, call->api->options.is_secure);
    if (!text.size || (route->needs & NEED_TAXII)) return OK;
    TRY(call_check_way(call));
    enum status status =
        viewer_of_session(&call->viewer, call->exchange, text, !(route->needs & NEED_NO_USE),
                          call->arena, &call->fault);
    return status == DENIED ? OK : status;
}

// For machines. A browser shows its certificate to whatever page asks it to, so what a browser
// sends (it says where it comes from: Fetch 3.1, Fetch Metadata 2) is not taken on its word alone.
static enum status by_certificate(struct call *call) {
    const struct http_request *request = call->request;
    if (http_header(request, STR("Origin")).data ||
        http_header(request, STR("Sec-Fetch-Site")).data)
        return OK;
    call->code = "problem.certificate";
    if (request->has_bad_certificate)
        return fault_set(&call->fault, DENIED,
                         "the client certificate is none of an authority that is trusted here, is "
                         "not good now, or is not for clients");
    enum status status = OK;
    if (request->client_key.size)
        status = viewer_of_key(&call->viewer, call->exchange, request->client_key, call->arena,
                               &call->fault);
    if (status == OK) call->code = NULL;
    return status;
}

static enum status who_asks(struct call *call, const struct route *route) {
    struct str name, password, token = bearer_find(call->request);
    if (call->request->is_local) return by_machine(call);
    if (token.data) {
        TRY(call_check_way(call));
        return by_token(call, token);
    }
    if (basic_find(&name, &password, call->request)) {
        TRY(call_check_way(call));
        return by_basic(call, name, password);
    }
    TRY(by_session(call, route));
    return call->viewer.account_no ? OK : by_certificate(call);
}

// "read or match"
static struct str acts_text(struct arena *arena, unsigned acts) {
    struct str text = STR("");
    unsigned act;
    const char *name;
    for (size_t i = 0; (name = act_name(i, &act)); i++)
        if (acts & act)
            text = arena_format(arena, "%.*s%s%s", STR_ARG(text), text.size ? " or " : "", name);
    return text;
}

enum status call_come_for(struct call *call, unsigned acts) {
    if (policy_may_come(&call->viewer, acts)) return OK;
    call->code = "problem.scope";
    return fault_set(&call->fault, DENIED, "this token is not for that: it needs the scope %.*s",
                     STR_ARG(acts_text(call->arena, acts)));
}

// Who has yet to make a second factor does that and nothing else: a browser sees what strangers
// see.
static enum status check_enrolled(struct call *call, const struct route *route) {
    if (!call->viewer.must_enrol || call->request->is_local || (route->needs & NEED_NO_FACTOR))
        return OK;
    bool by_session = call->viewer.proof.by == CAME_BY_SESSION;
    call->viewer = viewer_stranger();
    if (by_session && !(route->needs & NEED_ACCOUNT)) return OK;
    call->code = "problem.enrol_first";
    return fault_set(&call->fault, DENIED,
                     "a second factor is asked of you: set it up on the page Settings first");
}

enum status call_sign_in(struct call *call, const struct route *route) {
    const char *place =
        call->request->is_local ? "machine" : arena_text(call->arena, call->request->peer);
    enum status status = who_asks(call, route);
    call->viewer.place = place;
    TRY(status);
    TRY(check_enrolled(call, route));
    return call_come_for(call, route->acts);
}

static void account_write(struct json_writer *w, const struct account *account, bool must_enrol) {
    json_open_object(w);
    json_key_text(w, "name", account->name);
    json_key_text(w, "display", account->display);
    json_key_object(w, "organisation");
    if (account->organisation.no) {
        char uuid[UUID_TEXT_SIZE];
        uuid_write(uuid, &account->organisation.identity);
        json_put_key(w, STR("id"));
        char id[16 + UUID_TEXT_SIZE] = "identity--";
        for (size_t i = 0; i < UUID_TEXT_SIZE; i++) id[10 + i] = uuid[i];
        json_put_text(w, str_of(id));
        json_key_text(w, "slug", account->organisation.slug);
        json_key_text(w, "name", account->organisation.name);
        json_key_text(w, "sector", account->organisation.sector);
        json_key_text(w, "country", account->organisation.country);
    }
    json_close_object(w);
    json_key_text(w, "role", str_of(policy_role_name(account->role)));
    json_key_bool(w, "is_operator", account->is_operator);
    json_key_bool(w, "is_administrator", account->is_administrator);
    json_key_bool(w, "must_enrol", must_enrol);
}

// For which one may act.
static enum status belongings_write(struct json_writer *w, const struct visit *visit) {
    struct belonging *rows;
    size_t count;
    TRY(membership_of(&rows, &count, visit));
    json_key_array(w, "organisations");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_text(w, "slug", rows[i].organisation->slug);
        json_key_text(w, "name", rows[i].organisation->name);
        json_key_text(w, "role", str_of(policy_role_name(rows[i].role)));
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static enum status answer_me(struct call *call) {
    struct account account;
    struct visit visit; // of who has come in just now, too
    TRY(account_of(&account, call->exchange, &call->viewer, call->arena, &call->fault));
    account.is_operator = call->viewer.is_operator; // by a token it may be less
    account.is_administrator = call->viewer.is_administrator;
    account.role = call->viewer.role;
    TRY(visit_open(&visit, call->exchange, &call->viewer, call->arena, &call->fault));
    account_act_for(&account, world_organisation(visit.world, call->viewer.organisation_no),
                    call->arena);
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    account_write(&w, &account, call->viewer.must_enrol && !call->request->is_local);
    enum status status = belongings_write(&w, &visit);
    visit_close(&visit);
    json_close_object(&w);
    if (status == OK) return respond_json(call, 200, &buf);
    buf_close(&buf);
    return status;
}

// A stranger is nobody rather than an error, so that a page may ask who is there.
static enum status show_me(struct call *call) {
    if (call->viewer.account_no || call->viewer.is_operator) return answer_me(call);
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_put_key(&w, STR("name"));
    json_put_null(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static void set_cookie(struct call *call, struct str name, const char *text, int64_t age_s) {
    respond_header(
        call, "Set-Cookie",
        cookie_make(call->arena, name, str_of(text), age_s, call->api->options.is_secure));
}

enum status call_enter(struct call *call, struct session_wish *wish) {
    char text[CREDENTIAL_TEXT_SIZE], device[DEVICE_TEXT_SIZE];
    call->viewer.place = arena_text(call->arena, call->request->peer);
    wish->address = call->request->peer;
    wish->device = http_header(call->request, STR("User-Agent"));
    TRY(device_make(device, call->exchange, call->viewer.account_no, &call->fault));
    TRY(session_begin(text, call->exchange, &call->viewer, wish, &call->fault));
    TRY(answer_me(call));
    set_cookie(call, COOKIE, text, SESSION_SECONDS);
    set_cookie(call, DEVICE_COOKIE, device, DEVICE_SECONDS);
    secret_wipe(text, sizeof text);
    return OK;
}

static enum status session_make(struct call *call) {
    struct json body;
    struct knock knock = {.place = call_place(call), .device = call_device(call)};
    TRY(call_check_way(call));
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&knock.name, call, body, "name", 1024));
    TRY(call_text(&knock.password, call, body, "password", 1024));
    TRY(call_text(&knock.code, call, body, "code", FACTOR_CODE_BYTES_MAX));
    call->viewer = viewer_stranger(); // whoever sent it
    TRY(by_password(call, &knock));
    struct session_wish wish = {.provider_no = 0};
    return call_enter(call, &wish);
}

static enum status session_leave(struct call *call) {
    TRY(session_end_this(call->exchange, &call->viewer, &call->fault));
    TRY(respond_empty(call, 204));
    set_cookie(call, COOKIE, "", 0);
    return OK;
}

static const struct route rows[] = {
    {"POST", "/api/v1/session", session_make, NEED_PAGE | NEED_NO_FACTOR, ACT_ALL},
    {"DELETE", "/api/v1/session", session_leave, NEED_NO_FACTOR, ACT_ALL},
    {"GET", "/api/v1/me", show_me, NEED_NO_FACTOR, ACT_ALL},
};
const struct route_table sign_in_routes = {rows, sizeof rows / sizeof *rows};
