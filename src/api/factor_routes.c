// The second factor of who asks: made, shown once, switched off; who demands one; and proving again
// that one is still the person who signed in.
#include "api/api_private.h"
#include "api/qr.h"
#include "base/crypto.h"
#include "exchange/factor.h"
#include "exchange/session.h"

#define URI_BYTES_MAX 800
#define PICTURE_BYTES_MAX ((size_t)128 * 1024)
#define HOST_BYTES_MAX 100

static enum status need_person(struct call *call) {
    if (call->viewer.account_no) return OK;
    return fault_set(&call->fault, DENIED, "only an account has a second factor");
}

// Whoever has found a token of the person must not be able to shut the person out with it.
static enum status need_page(struct call *call) {
    TRY(need_person(call));
    if (call->viewer.proof.by != CAME_BY_TOKEN) return OK;
    return fault_set(&call->fault, DENIED, "a second factor is set up on the page, by no program");
}

static enum status factor_show(struct call *call) {
    struct factor_state state;
    TRY(need_person(call));
    TRY(factor_state(&state, call->exchange, &call->viewer, &call->fault));
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_bool(&w, "is_on", state.is_on);
    json_key_bool(&w, "is_required", state.is_required);
    if (state.is_on) json_key_stamp(&w, "since", state.since);
    json_key_i64(&w, "codes_left", (int64_t)state.codes_left);
    json_close_object(&w);
    return respond_json(call, 200, &buf);
}

// As authenticator programs read it ("Key URI Format"): whose code it is, and how it is made.
static enum status uri_write(struct buf *out, struct call *call, const char *secret) {
    struct account account;
    struct str host = http_header(call->request, STR("Host"));
    TRY(account_of(&account, call->exchange, &call->viewer, call->arena, &call->fault));
    struct str issuer = host.size && host.size <= HOST_BYTES_MAX
                            ? arena_format(call->arena, "renkei %.*s", STR_ARG(host))
                            : STR("renkei");
    buf_add(out, STR("otpauth://totp/"));
    http_escape(out, issuer);
    buf_add_byte(out, ':');
    http_escape(out, account.name);
    buf_addf(out, "?secret=%s&issuer=", secret);
    http_escape(out, issuer);
    buf_addf(out, "&algorithm=SHA1&digits=%d&period=%d", OTP_DIGITS, OTP_STEP_SECONDS);
    return out->status;
}

static enum status answer_offer(struct call *call, const char *secret) {
    SCOPED(buf_close) struct buf uri;
    buf_init(&uri, URI_BYTES_MAX);
    struct buf buf;
    struct json_writer w;
    TRY(uri_write(&uri, call, secret));
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_text(&w, "secret", str_of(secret));
    json_key_text(&w, "uri", buf_str(&uri));
    json_close_object(&w);
    secret_wipe(uri.data, uri.size);
    return respond_secret(call, 201, &buf);
}

static enum status factor_make(struct call *call) {
    uint8_t secret[OTP_SECRET_SIZE];
    char text[OTP_SECRET_TEXT_SIZE];
    TRY(need_page(call));
    enum status status = factor_offer(secret, call->exchange, &call->viewer, &call->fault);
    if (status == CONFLICT) call->code = "problem.factor_on";
    TRY(status);
    otp_secret_write(text, secret);
    status = answer_offer(call, text);
    secret_wipe(secret, sizeof secret);
    secret_wipe(text, sizeof text);
    return status;
}

static enum status draw(struct call *call, const char *secret) {
    SCOPED(buf_close) struct buf uri;
    buf_init(&uri, URI_BYTES_MAX);
    struct buf picture;
    TRY(uri_write(&uri, call, secret));
    buf_init(&picture, PICTURE_BYTES_MAX);
    enum status status = qr_write(&picture, buf_str(&uri), &call->fault);
    secret_wipe(uri.data, uri.size);
    if (status != OK) buf_close(&picture);
    TRY(status);
    TRY(respond_secret(call, 200, &picture));
    call->response->type = STR("image/svg+xml");
    return OK;
}

static enum status factor_picture(struct call *call) {
    uint8_t secret[OTP_SECRET_SIZE];
    char text[OTP_SECRET_TEXT_SIZE];
    TRY(need_page(call));
    TRY(factor_offered(secret, call->exchange, &call->viewer, &call->fault));
    enum status status = draw(call, otp_secret_write(text, secret));
    secret_wipe(secret, sizeof secret);
    secret_wipe(text, sizeof text);
    return status;
}

// ---- by a code ----

static enum status read_code(struct knock *knock, struct call *call) {
    struct json body;
    *knock = (struct knock){.place = call_place(call), .device = call_device(call)};
    TRY(need_page(call));
    TRY(call_json(&body, call, 16 * 1024));
    return call_text(&knock->code, call, body, "code", FACTOR_CODE_BYTES_MAX);
}

static enum status code_answered(struct call *call, const struct knock *knock, enum status status) {
    if (status == DENIED) call->code = "problem.code";
    call_wait(call, knock, status);
    return status;
}

static enum status answer_codes(struct call *call, struct factor_codes *codes) {
    struct buf buf;
    struct json_writer w;
    respond_begin(call, &buf, &w);
    json_open_object(&w);
    json_key_array(&w, "codes");
    for (size_t i = 0; i < FACTOR_CODES; i++) json_put_text(&w, str_of(codes->text[i]));
    json_close_array(&w);
    json_close_object(&w);
    secret_wipe(codes, sizeof *codes);
    return respond_secret(call, 200, &buf);
}

static enum status factor_put(struct call *call) {
    struct knock knock;
    struct factor_codes codes;
    TRY(read_code(&knock, call));
    TRY(code_answered(call, &knock,
                      factor_confirm(&codes, call->exchange, &call->viewer, &knock, &call->fault)));
    return answer_codes(call, &codes);
}

static enum status factor_codes_post(struct call *call) {
    struct knock knock;
    struct factor_codes codes;
    TRY(read_code(&knock, call));
    TRY(code_answered(call, &knock,
                      factor_renew(&codes, call->exchange, &call->viewer, &knock, &call->fault)));
    return answer_codes(call, &codes);
}

static enum status factor_end_post(struct call *call) {
    struct knock knock;
    TRY(read_code(&knock, call));
    TRY(code_answered(call, &knock,
                      factor_end(call->exchange, &call->viewer, &knock, &call->fault)));
    return respond_empty(call, 204);
}

// ---- who demands it ----

// Whose: of the organisation that is named, or of everybody.
static enum status whose(int64_t *organisation_no, struct call *call, struct str slug) {
    const struct organisation *organisation = world_organisation_named(call->visit.world, slug);
    *organisation_no = organisation ? organisation->no : 0;
    if (!slug.size || organisation) return OK;
    return fault_set(&call->fault, ABSENT, "organisation: there is none of that name");
}

static enum status required_put(struct call *call) {
    struct json body;
    struct str slug;
    int64_t organisation_no;
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&slug, call, body, "organisation", 200));
    TRY(whose(&organisation_no, call, slug));
    struct json wanted = json_member(body, STR("is_required"));
    if (json_kind(wanted) != JSON_TRUE && json_kind(wanted) != JSON_FALSE)
        return fault_set(&call->fault, MALFORMED, "is_required: true or false is expected");
    TRY(factor_require(call->exchange, &call->viewer, organisation_no, json_true(wanted),
                       &call->fault));
    return respond_empty(call, 204);
}

// ---- proving again ----

static enum status proof_post(struct call *call) {
    struct json body;
    struct knock knock = {.place = call_place(call), .device = call_device(call)};
    TRY(need_person(call));
    TRY(call_json(&body, call, 16 * 1024));
    TRY(call_text(&knock.password, call, body, "password", 1024));
    TRY(call_text(&knock.code, call, body, "code", FACTOR_CODE_BYTES_MAX));
    enum status status =
        session_prove(call->exchange, &call->viewer, &knock, call->arena, &call->fault);
    if (status == DENIED) call->code = "problem.not_proved";
    call_wait(call, &knock, status);
    TRY(status);
    return respond_empty(call, 204);
}

#define OWN (NEED_ACCOUNT | NEED_NO_FACTOR)

static const struct route rows[] = {
    {"GET", "/api/v1/factor", factor_show, OWN, ACT_ADMIN},
    {"POST", "/api/v1/factor", factor_make, OWN | NEED_PROOF, ACT_ADMIN},
    {"PUT", "/api/v1/factor", factor_put, OWN | NEED_PROOF, ACT_ADMIN},
    {"GET", "/api/v1/factor/picture", factor_picture, OWN | NEED_PROOF, ACT_ADMIN},
    {"POST", "/api/v1/factor/codes", factor_codes_post, OWN | NEED_PROOF, ACT_ADMIN},
    {"POST", "/api/v1/factor/end", factor_end_post, OWN | NEED_PROOF, ACT_ADMIN},
    {"PUT", "/api/v1/factor/required", required_put, NEED_ACCOUNT | NEED_PROOF, ACT_ADMIN},
    {"POST", "/api/v1/session/proof", proof_post, OWN, ACT_ADMIN},
};
const struct route_table factor_routes = {rows, sizeof rows / sizeof *rows};
