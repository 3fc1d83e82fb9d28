// Who asks: cookie, bearer token, Basic (TAXII), `Renkei-As` at the machine, or nobody.
#include "api/api_private.h"
#include "http/cookie.h"

static struct str cookie_name(const struct call *call) {
    return call->api->options.is_secure ? STR("__Host-renkei") : STR("renkei");
}

static enum status by_token(struct call *call, struct str token) {
    enum status status =
        viewer_of_token(&call->viewer, call->exchange, token, call->arena, &call->fault);
    if (status == DENIED) call->code = "problem.token";
    return status;
}

static enum status by_basic(struct call *call, struct str name, struct str password) {
    // A token may stand in for the password, so that clients which know only Basic need none.
    if (str_starts(password, STR("rk_"))) return by_token(call, password);
    enum status status = viewer_of_password(&call->viewer, call->exchange, name, password,
                                            call->arena, &call->fault);
    if (status == DENIED) call->code = "problem.sign_in";
    if (status == LIMIT) call->code = "problem.too_many_tries";
    return status;
}

static enum status by_machine(struct call *call) {
    call->viewer = viewer_operator();
    struct str name = http_header(call->request, STR("Renkei-As"));
    if (!name.size) return OK;
    enum status status = viewer_as(&call->viewer, call->exchange, name, call->arena, &call->fault);
    return status == ABSENT ? MALFORMED : status;
}

enum status call_sign_in(struct call *call, const struct route *route) {
    if (call->request->is_local) return by_machine(call);
    struct str token = bearer_find(call->request);
    if (token.data) return by_token(call, token);
    struct str name, password;
    if (basic_find(&name, &password, call->request)) return by_basic(call, name, password);
    token = cookie_find(call->request, cookie_name(call));
    if (!token.size || (route->needs & NEED_TAXII)) return OK;
    // A session that has ended makes a stranger, who is then asked to sign in.
    enum status status =
        viewer_of_token(&call->viewer, call->exchange, token, call->arena, &call->fault);
    call->by_cookie = status == OK;
    return status == DENIED ? OK : status;
}

static void account_write(struct json_writer *w, const struct account *account) {
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
    json_key_bool(w, "is_operator", account->is_operator);
    json_key_bool(w, "is_administrator", account->is_administrator);
    json_close_object(w);
}

static enum status answer_me(struct call *call) {
    struct account account;
    TRY(account_of(&account, call->exchange, &call->viewer, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    account_write(&w, &account);
    return respond_json(call, 200, &buf);
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

static enum status session_make(struct call *call) {
    struct json body;
    struct str name, password;
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&name, call, body, "name", 1024));
    TRY(call_text(&password, call, body, "password", 1024));
    TRY(by_basic(call, name, password));
    char token[TOKEN_TEXT_SIZE];
    struct token_wish wish = {STR("browser"), true, SESSION_SECONDS};
    TRY(token_make(token, call->exchange, &call->viewer, &wish, &call->fault));
    TRY(answer_me(call));
    struct str cookie =
        cookie_make(call->arena, cookie_name(call), arena_copy(call->arena, str_of(token)),
                    SESSION_SECONDS, call->api->options.is_secure);
    respond_header(call, "Set-Cookie", cookie);
    return OK;
}

static enum status session_end(struct call *call) {
    struct str token = cookie_find(call->request, cookie_name(call));
    if (token.size) TRY(token_remove(call->exchange, token, &call->fault));
    TRY(respond_empty(call, 204));
    respond_header(
        call, "Set-Cookie",
        cookie_make(call->arena, cookie_name(call), STR(""), 0, call->api->options.is_secure));
    return OK;
}

static enum status tokens_show(struct call *call) {
    struct token *tokens;
    size_t count;
    TRY(token_list(&tokens, &count, call->exchange, &call->viewer, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "tokens");
    for (size_t i = 0; i < count; i++) {
        json_open_object(&w);
        json_key_text(&w, "label", tokens[i].label);
        json_key_stamp(&w, "created", tokens[i].created);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status tokens_make(struct call *call) {
    struct json body;
    struct str label;
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&label, call, body, "label", 200));
    char token[TOKEN_TEXT_SIZE];
    struct token_wish wish = {.label = label};
    TRY(token_make(token, call->exchange, &call->viewer, &wish, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "token", str_of(token));
    json_key_text(&w, "label", label);
    json_close_object(&w);
    return respond_json(call, 201, &buf);
}

static enum status tokens_remove(struct call *call) {
    TRY(token_remove_label(call->exchange, &call->viewer, call_param(call, "label"), &call->fault));
    return respond_empty(call, 204);
}

static const struct route rows[] = {
    {"POST", "/api/v1/session", session_make, NEED_NO_CSRF},
    {"DELETE", "/api/v1/session", session_end, NEED_NOTHING},
    {"GET", "/api/v1/me", show_me, NEED_NOTHING},
    {"GET", "/api/v1/tokens", tokens_show, NEED_ACCOUNT},
    {"POST", "/api/v1/tokens", tokens_make, NEED_ACCOUNT},
    {"DELETE", "/api/v1/tokens/{label}", tokens_remove, NEED_ACCOUNT},
};
const struct route_table session_routes = {rows, sizeof rows / sizeof *rows};
