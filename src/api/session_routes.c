// Where somebody is signed in, and the tokens of their programs.
#include "api/api_private.h"
#include "api/party_json.h"
#include "base/crypto.h"
#include "base/vec.h"
#include "exchange/factor.h"
#include "exchange/session.h"

// ---- sessions ----

static void session_write(struct json_writer *w, const struct session *session) {
    char id[UUID_TEXT_SIZE];
    json_open_object(w);
    json_key_text(w, "id", str_of(uuid_write(id, &session->id)));
    json_key_bool(w, "is_this", session->is_this);
    json_key_stamp(w, "created", session->created);
    json_key_stamp(w, "used", session->used);
    json_key_stamp(w, "until", session_until(session->created, session->used));
    json_key_text(w, "address", session->address);
    json_key_text(w, "device", session->device);
    json_key_text(w, "provider", session->provider);
    json_close_object(w);
}

// The operator at the machine is nobody's account, and has none of this without `Renkei-As`.
static enum status need_person(struct call *call) {
    if (call->viewer.account_no) return OK;
    return fault_set(&call->fault, DENIED, "whose? name an account (--as USER)");
}

static enum status sessions_show(struct call *call) {
    struct session *sessions;
    size_t count;
    TRY(need_person(call));
    TRY(session_list(&sessions, &count, call->exchange, &call->viewer, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "sessions");
    for (size_t i = 0; i < count; i++) session_write(&w, &sessions[i]);
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status sessions_end_one(struct call *call) {
    struct uuid id;
    TRY(need_person(call));
    if (!uuid_read(&id, call_param(call, "id")))
        return fault_set(&call->fault, ABSENT, "there is no such session");
    TRY(session_end(call->exchange, &call->viewer, &id, &call->fault));
    return respond_empty(call, 204);
}

static enum status sessions_end_others(struct call *call) {
    size_t ended;
    TRY(need_person(call));
    TRY(session_end_others(&ended, call->exchange, &call->viewer, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_i64(&w, "ended", (int64_t)ended);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

// ---- tokens ----

void json_key_stamp_or_null(struct json_writer *w, const char *key, stamp at) {
    if (at) {
        json_key_stamp(w, key, at);
        return;
    }
    json_put_key(w, str_of(key));
    json_put_null(w);
}

// What is open stays open: a member may follow.
static void token_write(struct json_writer *w, const struct token *token) {
    unsigned act;
    const char *name;
    json_open_object(w);
    json_key_text(w, "label", token->label);
    json_key_array(w, "scopes");
    for (size_t i = 0; (name = act_name(i, &act)); i++)
        if (token->acts & act) json_put_text(w, str_of(name));
    json_close_array(w);
    json_key_bool(w, "certificate", token->is_certificate);
    json_key_stamp(w, "created", token->created);
    json_key_stamp_or_null(w, "expires", token->expires);
    json_key_stamp_or_null(w, "used", token->used);
}

static enum status tokens_show(struct call *call) {
    struct token *tokens;
    size_t count;
    TRY(need_person(call));
    TRY(token_list(&tokens, &count, call->exchange, &call->viewer, call->arena, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "tokens");
    for (size_t i = 0; i < count; i++) {
        token_write(&w, &tokens[i]);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

static enum status add_act(unsigned *acts, struct call *call, struct json value) {
    struct str text = json_text(value);
    unsigned act;
    const char *name;
    for (size_t i = 0; (name = act_name(i, &act)); i++) {
        if (!str_equal(text, str_of(name))) continue;
        *acts |= act;
        return OK;
    }
    return fault_set(&call->fault, MALFORMED, "scopes: read, write, match or admin is expected");
}

// Without a word about it a token is for everything but administration.
static enum status read_acts(unsigned *acts, struct call *call, struct json body) {
    struct json list = json_member(body, STR("scopes"));
    *acts = ACT_ALL & ~(unsigned)ACT_ADMIN & ~call->viewer.withheld;
    if (json_kind(list) == JSON_ABSENT || json_kind(list) == JSON_NULL) return OK;
    *acts = 0;
    if (json_kind(list) == JSON_ARRAY)
        for (struct json one = json_first(list); one.node; one = json_next(one))
            TRY(add_act(acts, call, one));
    if (*acts) return OK;
    return fault_set(&call->fault, MALFORMED, "scopes: a list of one or more is expected");
}

// Whoever shows a certificate has its key: nobody can have a token held by that of another.
static enum status read_key(struct token_wish *wish, struct call *call, struct json body) {
    struct json value = json_member(body, STR("certificate"));
    if (json_kind(value) == JSON_ABSENT || json_kind(value) == JSON_FALSE) return OK;
    if (json_kind(value) != JSON_TRUE)
        return fault_set(&call->fault, MALFORMED, "certificate: true or false is expected");
    wish->key = call->request->client_key;
    if (wish->key.size) return OK;
    return fault_set(&call->fault, MALFORMED,
                     "certificate: this came by no connection that showed a good one");
}

enum status call_token_wish(struct token_wish *wish, struct call *call) {
    struct json body;
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&wish->label, call, body, "label", TOKEN_LABEL_BYTES_MAX));
    TRY(read_acts(&wish->acts, call, body));
    TRY(read_key(wish, call, body));
    struct json days = json_member(body, STR("days"));
    if (json_kind(days) == JSON_ABSENT || json_kind(days) == JSON_NULL) return OK;
    if (json_i64(&wish->days, days) && wish->days > 0) return OK;
    return fault_set(&call->fault, MALFORMED, "days: 1 to %d are expected", TOKEN_DAYS_MAX);
}

enum status respond_token(struct call *call, const struct token *made, const char *text) {
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    token_write(&w, made);
    if (!made->is_certificate) json_key_text(&w, "token", str_of(text));
    json_close_object(&w);
    return respond_json(call, 201, &buf);
}

static enum status tokens_make(struct call *call) {
    struct token_wish wish = {0};
    struct token made;
    char text[CREDENTIAL_TEXT_SIZE];
    TRY(need_person(call));
    TRY(call_token_wish(&wish, call));
    enum status status =
        token_make(text, &made, call->exchange, &call->viewer, &wish, &call->fault);
    if (status == CONFLICT) call->code = "problem.taken";
    TRY(status);
    status = respond_token(call, &made, text);
    secret_wipe(text, sizeof text);
    return status;
}

static enum status tokens_remove(struct call *call) {
    TRY(need_person(call));
    TRY(token_remove(call->exchange, &call->viewer, call_param(call, "label"), &call->fault));
    return respond_empty(call, 204);
}

// ---- the password ----

const char *call_password_code(enum password_fault why) {
    static const char *const codes[] = {
        [PASSWORD_SHORT] = "problem.password_short", [PASSWORD_LONG] = "problem.too_long",
        [PASSWORD_NAMES] = "problem.password_names", [PASSWORD_COMMON] = "problem.password_common",
        [PASSWORD_ROWS] = "problem.password_rows",
    };
    return codes[why];
}

static enum status password_put(struct call *call) {
    struct json body;
    struct password_wish wish = {.knock = {.place = call_place(call), .device = call_device(call)}};
    TRY(need_person(call));
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&wish.knock.password, call, body, "current", 1024));
    TRY(call_text(&wish.knock.code, call, body, "code", FACTOR_CODE_BYTES_MAX));
    TRY(call_text(&wish.fresh, call, body, "password", 1024));
    enum status status =
        password_change(call->exchange, &call->viewer, &wish, call->arena, &call->fault);
    if (status == DENIED) call->code = "problem.password";
    if (wish.why) call->code = call_password_code(wish.why);
    call_wait(call, &wish.knock, status);
    TRY(status);
    return respond_empty(call, 204);
}

static const struct route rows[] = {
    {"PUT", "/api/v1/password", password_put, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"GET", "/api/v1/sessions", sessions_show, NEED_ACCOUNT, ACT_ADMIN},
    {"DELETE", "/api/v1/sessions", sessions_end_others, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", "/api/v1/sessions/{id}", sessions_end_one, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"GET", "/api/v1/tokens", tokens_show, NEED_ACCOUNT, ACT_ADMIN},
    {"POST", "/api/v1/tokens", tokens_make, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"DELETE", "/api/v1/tokens/{label}", tokens_remove, NEED_ACCOUNT, ACT_ADMIN},
};
const struct route_table session_routes = {rows, sizeof rows / sizeof *rows};
