// Refusals: RFC 9457 problem details, and TAXII 2.1's error resource (3.6.1).
#include "api/api_private.h"
#include "sys/log.h"

#define PROBLEM_BYTES_MAX 4096
#define RETRY_S 5

struct problem_row {
    int code;
    const char *code_name, *title;
};

// By status, where the route says nothing more exact.
static const struct problem_row rows[] = {
    [OK] = {500, "problem.failed", "Something went wrong"},
    [ABSENT] = {404, "problem.not_found", "Not found"},
    [MALFORMED] = {400, "problem.malformed", "The request cannot be understood"},
    [DENIED] = {403, "problem.denied", "Not allowed"},
    [CONFLICT] = {409, "problem.changed_meanwhile", "Changed meanwhile"},
    [LIMIT] = {413, "problem.too_large", "Too much"},
    [BUSY] = {503, "problem.busy", "Busy: try again"},
    [FAILED] = {500, "problem.failed", "Something went wrong on the server"},
    [FULL] = {507, "problem.full", "No room"},
    [CLOSED] = {503, "problem.closing", "The server is stopping"},
};
// Codes of their own.
static const struct problem_row special[] = {
    {401, "problem.sign_in_first", "Sign in first"},
    {401, "problem.sign_in", "Name or password is wrong"},
    {401, "problem.token", "The token is not known"},
    {401, "problem.certificate", "The client certificate opens nothing here"},
    {403, "problem.not_from_page", "Not allowed"},
    {403, "problem.plain", "Sign in over TLS"},
    {403, "problem.scope", "The token is not for this"},
    {403, "problem.prove", "Prove again that it is you"},
    {403, "problem.not_proved", "Password or code is wrong"},
    {403, "problem.enrol_first", "Set up a second factor first"},
    {403, "problem.code", "The code is wrong"},
    {403, "problem.sign_on", "No sign-on is under way"},
    {403, "problem.provider_unknown", "No account here for who signed in there"},
    {403, "problem.provider_refused", "The provider refused"},
    {502, "problem.provider_failed", "The provider does not answer as it should"},
    {409, "problem.linked", "Linked already"},
    {409, "problem.last_link", "The only way into the account"},
    {409, "problem.factor_on", "There is a second factor already"},
    {403, "problem.recovery", "The recovery is not known or over"},
    {403, "problem.recovery_waits", "The recovery waits to be confirmed"},
    {409, "problem.taken", "The name is taken"},
    {404, "problem.no_collection", "No such collection"},
    {405, "problem.method", "Method not allowed"},
    {406, "problem.not_acceptable", "Not acceptable"},
    {411, "problem.length", "Length required"},
    {415, "problem.media_type", "Unsupported media type"},
    {422, "problem.too_long", "Too long"},
    {422, "problem.unusable", "Unusable content"},
    {422, "problem.empty", "Empty"},
    {403, "problem.password", "The password is wrong"},
    {422, "problem.password_short", "The password is too short"},
    {422, "problem.password_names", "The password is easy to guess"},
    {422, "problem.password_common", "The password is easy to guess"},
    {422, "problem.password_rows", "The password is easy to guess"},
    {429, "problem.too_many_tries", "Too many tries"},
    {429, "problem.too_often", "Too much at once"},
};

static const struct problem_row *row_of(const struct call *call, enum status status) {
    for (size_t i = 0; call->code && i < sizeof special / sizeof *special; i++)
        if (str_equal(str_of(special[i].code_name), str_of(call->code))) return &special[i];
    return &rows[status];
}

// "objects[3].created: not a time" names its place.
static struct str place_of(struct str detail) {
    size_t colon = str_find(detail, STR(": "));
    if (colon == SIZE_MAX || colon == 0) return STR_NONE;
    struct str place = str_cut(detail, 0, colon);
    return str_find_byte(place, ' ') == SIZE_MAX ? place : STR_NONE;
}

static struct str taxii_body(const struct call *call, const struct problem_row *row) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, PROBLEM_BYTES_MAX);
    struct json_writer w;
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "title", str_of(row->title));
    json_key_text(&w, "description", str_of(call->fault.text));
    json_key_text(&w, "error_code", str_of(row->code_name));
    json_key_text(&w, "http_status", arena_format(call->arena, "%d", row->code));
    json_close_object(&w);
    return arena_copy(call->arena, buf_str(&buf));
}

static struct str problem_body(const struct call *call, const struct problem_row *row) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, PROBLEM_BYTES_MAX);
    struct json_writer w;
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "type", STR("about:blank"));
    json_key_text(&w, "title", str_of(row->title));
    json_key_i64(&w, "status", row->code);
    json_key_text(&w, "detail", str_of(call->fault.text));
    json_key_text(&w, "code", str_of(call->code ? call->code : row->code_name));
    struct str place = place_of(str_of(call->fault.text));
    if (place.data) json_key_text(&w, "place", place);
    json_close_object(&w);
    return arena_copy(call->arena, buf_str(&buf));
}

void problem_answer(struct call *call, const struct route *route, enum status status) {
    const struct problem_row *row = row_of(call, status);
    http_response_close(call->response); // whatever the route had begun
    *call->response = (struct http_response){0};
    bool is_taxii =
        route ? (route->needs & NEED_TAXII) != 0 : str_starts(call->request->path, STR("/taxii2/"));
    // The operator reads what went wrong inside in the log; strangers are not told.
    if (status == FAILED) log_event(LOG_ERROR, "failed", LOG_TEXT("why", str_of(call->fault.text)));
    if (is_taxii)
        http_respond(call->response, row->code, "application/taxii+json;version=2.1",
                     taxii_body(call, row));
    else
        http_respond(call->response, row->code, "application/problem+json",
                     problem_body(call, row));
    respond_header(call, "Cache-Control", STR("no-store"));
    if (row->code == 401)
        respond_header(call, "WWW-Authenticate",
                       is_taxii ? STR("Basic realm=\"renkei\", charset=\"UTF-8\"")
                                : STR("Bearer realm=\"renkei\""));
    if (row->code == 503 || row->code == 429)
        respond_header(
            call, "Retry-After",
            arena_format(call->arena, "%lld", (long long)(call->wait_s ? call->wait_s : RETRY_S)));
}

void security_headers(struct call *call) {
    static const struct {
        const char *name;
        const char *value;
    } headers[] = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
         "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
         "require-trusted-types-for 'script'; trusted-types svelte-trusted-html renkei"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        respond_header(call, headers[i].name, str_of(headers[i].value));
    if (call->api->options.is_secure)
        respond_header(call, "Strict-Transport-Security", STR("max-age=31536000"));
}
