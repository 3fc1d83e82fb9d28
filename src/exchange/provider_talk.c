#include "exchange/provider_talk.h"

#include <stdlib.h>
#include <string.h>

#include "exchange/caches.h"
#include "http/client.h"

#define NODES_MAX 4096
#define FORM STR("application/x-www-form-urlencoded")

static const struct json_limits LIMITS = {PROVIDER_ANSWER_BYTES_MAX, JOSE_DEPTH_MAX, NODES_MAX};

// What a provider said of itself, as it said it. An issuer is never another provider.
struct kept {
    char *text;
    size_t size;
    stamp at; // 0: nothing is kept
};
struct provider_note {
    char issuer[PROVIDER_URL_BYTES_MAX + 1];
    struct kept metadata, keys;
    unsigned talking;
    stamp used;
};
struct provider_desk {
    struct lock lock; // over all below; never held while somebody is asked
    struct provider_desk_options options;
    struct provider_note notes[PROVIDERS_MAX];
    unsigned talking;
};

struct provider_desk *provider_desk_open(void) {
    struct provider_desk *desk = memory_take(sizeof *desk);
    memset(desk, 0, sizeof *desk);
    lock_init(&desk->lock);
    return desk;
}

static void forget(struct provider_note *note) {
    free(note->metadata.text);
    free(note->keys.text);
    *note = (struct provider_note){.issuer = ""};
}

void provider_desk_close(struct provider_desk **desk) {
    struct provider_desk *old = *desk;
    for (size_t i = 0; i < PROVIDERS_MAX; i++) forget(&old->notes[i]);
    lock_close(&old->lock);
    free(old);
    *desk = NULL;
}

void provider_desk_allow(struct exchange *exchange, const struct provider_desk_options *options) {
    lock_take(&exchange->desk->lock);
    exchange->desk->options = *options;
    lock_give(&exchange->desk->lock);
}

static stamp now_of(const struct provider_talk *talk) {
    return clock_now(store_clock(talk->exchange->store));
}

// Under the lock. The one that was used longest ago makes room; one that is talked with stays.
static struct provider_note *note_of(struct provider_talk *talk) {
    struct provider_note *notes = talk->exchange->desk->notes, *oldest = NULL;
    struct str issuer = talk->provider->issuer;
    for (size_t i = 0; i < PROVIDERS_MAX; i++) {
        if (str_equal(str_of(notes[i].issuer), issuer)) return &notes[i];
        if (!notes[i].talking && (!oldest || notes[i].used < oldest->used)) oldest = &notes[i];
    }
    forget(oldest); // there are more of them than talks at once
    memcpy(oldest->issuer, issuer.data, issuer.size);
    return oldest;
}

// ---- talks ----

enum status provider_talk_open(struct provider_talk *talk) {
    struct provider_desk *desk = talk->exchange->desk;
    enum status status = OK;
    lock_take(&desk->lock);
    struct provider_note *note = note_of(talk);
    if (!desk->options.reach)
        status = fault_set(talk->fault, DENIED, "only a server asks providers");
    else if (desk->talking >= PROVIDER_TALKS_MAX || note->talking >= PROVIDER_TALKS_OF_ONE)
        status = fault_set(talk->fault, BUSY, "others wait for the provider already");
    if (status == OK) {
        desk->talking++;
        note->talking++;
        note->used = now_of(talk);
        talk->is_open = true;
    }
    lock_give(&desk->lock);
    return status;
}

void provider_talk_close(struct provider_talk *talk) {
    if (!talk->is_open) return;
    struct provider_desk *desk = talk->exchange->desk;
    lock_take(&desk->lock);
    desk->talking--;
    note_of(talk)->talking--;
    lock_give(&desk->lock);
    talk->is_open = false;
}

// ---- asking ----

struct question {
    struct str url, body, authorization; // body "": it is only fetched
};

static bool gather(void *context, const struct http_response *response, struct str bytes) {
    (void)response;
    struct buf *buf = context;
    buf_add(buf, bytes);
    return buf->status == OK;
}

static enum status send(struct http_response *response, struct buf *answer,
                        struct provider_talk *talk, const struct question *question) {
    struct provider_desk *desk = talk->exchange->desk;
    size_t path = str_find_byte(str_cut(question->url, 8, question->url.size), '/');
    path = path == SIZE_MAX ? question->url.size : path + 8; // behind "http://", and a letter
    lock_take(&desk->lock);
    struct http_client_options wish = {.base = str_cut(question->url, 0, path),
                                       .authority_file = desk->options.authority_file,
                                       .connect_timeout_ms = PROVIDER_QUESTION_MS,
                                       .timeout_ms = PROVIDER_QUESTION_MS,
                                       .total_ms = PROVIDER_QUESTION_MS,
                                       .answer_bytes_max = PROVIDER_ANSWER_BYTES_MAX,
                                       .reach = desk->options.reach};
    lock_give(&desk->lock);
    struct http_body_text body;
    struct http_client *client;
    struct http_pair headers[] = {{STR("Accept"), STR("application/json")},
                                  {STR("Content-Type"), FORM},
                                  {STR("Authorization"), question->authorization}};
    http_body_text_init(&body, question->body);
    struct http_request request = {
        .method = question->body.size ? STR("POST") : STR("GET"),
        .path = str_cut(question->url, path, question->url.size),
        .headers = headers,
        .header_count = question->authorization.size ? 3
                        : question->body.size        ? 2
                                                     : 1,
        .body = &body.body,
        .arena = talk->arena,
    };
    TRY(http_client_open(&client, &wish, talk->fault));
    enum status status = http_client_send(response, client, &request,
                                          (struct http_client_sink){gather, answer}, talk->fault);
    http_client_close(&client);
    return status;
}

// `what`: for the sentence.
static enum status ask(struct str *out, int *code, struct provider_talk *talk,
                       const struct question *question, const char *what) {
    struct http_response response = {0};
    struct fault why = {""}, *fault = talk->fault;
    SCOPED(buf_close) struct buf answer;
    buf_init(&answer, PROVIDER_ANSWER_BYTES_MAX);
    if (!provider_url_is_good(question->url))
        return fault_set(fault, FAILED, "%s: the provider names no address that may be asked",
                         what);
    talk->fault = &why;
    enum status status = send(&response, &answer, talk, question);
    talk->fault = fault;
    if (status != OK) return fault_set(fault, FAILED, "%s: %s", what, why.text);
    *code = response.code;
    *out = arena_copy(talk->arena, buf_str(&answer));
    secret_wipe(answer.data, answer.size);
    return OK;
}

static enum status fetch(struct str *out, struct provider_talk *talk, struct str url,
                         const char *what) {
    int code;
    TRY(ask(out, &code, talk, &(struct question){.url = url}, what));
    if (code == 200) return OK;
    return fault_set(talk->fault, FAILED, "%s: the provider answered %d", what, code);
}

// ---- what is kept ----

enum kept_of { KEPT_METADATA, KEPT_KEYS };

static struct kept *kept_in(struct provider_note *note, enum kept_of which) {
    return which == KEPT_METADATA ? &note->metadata : &note->keys;
}

// When it was read, and a copy of it; 0 when there is none, or it is too old.
static stamp recall(struct str *out, struct provider_talk *talk, enum kept_of which) {
    struct provider_desk *desk = talk->exchange->desk;
    stamp at = 0;
    lock_take(&desk->lock);
    const struct kept *kept = kept_in(note_of(talk), which);
    if (kept->at && now_of(talk) - kept->at < PROVIDER_KEPT_US && kept->at <= now_of(talk)) {
        *out = arena_copy(talk->arena, (struct str){kept->text, kept->size});
        at = kept->at;
    }
    lock_give(&desk->lock);
    return at;
}

static void keep(struct provider_talk *talk, enum kept_of which, struct str text) {
    struct provider_desk *desk = talk->exchange->desk;
    lock_take(&desk->lock);
    struct kept *kept = kept_in(note_of(talk), which);
    kept->text = memory_resize(kept->text, text.size + 1, 1);
    memcpy(kept->text, text.data, text.size);
    kept->size = text.size;
    kept->at = now_of(talk);
    lock_give(&desk->lock);
}

static enum status read_json(struct json *out, struct provider_talk *talk, struct str text,
                             const char *what) {
    struct json_reader *reader = json_reader_open();
    enum status status = json_read(out, reader, text, &LIMITS, talk->arena, NULL);
    json_reader_close(&reader);
    if (status == OK && json_kind(*out) == JSON_OBJECT) return OK;
    return fault_set(talk->fault, FAILED, "%s: what the provider answered is no JSON object", what);
}

// ---- discovery ----

static bool has_word(struct json list, struct str word) {
    for (struct json one = json_first(list); one.node; one = json_next(one))
        if (str_equal(json_text(one), word)) return true;
    return false;
}

// "If omitted, the default is client_secret_basic" (Discovery 1.0, 3).
static bool wants_post(struct json metadata) {
    struct json methods = json_member(metadata, STR("token_endpoint_auth_methods_supported"));
    if (json_kind(methods) != JSON_ARRAY) return false;
    return has_word(methods, STR("client_secret_post")) &&
           !has_word(methods, STR("client_secret_basic"));
}

// Who speaks TLS with the issuer does so with all its parts.
static bool is_as_safe(const struct provider_talk *talk, struct str url) {
    return provider_url_is_good(url) &&
           (str_starts(url, STR("https://")) || str_starts(talk->provider->issuer, STR("http://")));
}

static enum status take_metadata(struct provider_talk *talk, struct str text) {
    struct json metadata;
    TRY(read_json(&metadata, talk, text, "discovery"));
    talk->authorization = json_text(json_member(metadata, STR("authorization_endpoint")));
    talk->token = json_text(json_member(metadata, STR("token_endpoint")));
    talk->keys = json_text(json_member(metadata, STR("jwks_uri")));
    talk->says_issuer =
        json_true(json_member(metadata, STR("authorization_response_iss_parameter_supported")));
    talk->by_post = wants_post(metadata);
    // "The issuer value returned MUST be identical to the Issuer URL" (4.3).
    if (!str_equal(json_text(json_member(metadata, STR("issuer"))), talk->provider->issuer))
        return fault_set(talk->fault, FAILED, "discovery: the provider says that it is another");
    if (is_as_safe(talk, talk->authorization) && is_as_safe(talk, talk->token) &&
        is_as_safe(talk, talk->keys))
        return OK;
    return fault_set(talk->fault, FAILED,
                     "discovery: the addresses of the provider are none that may be asked");
}

// "by concatenating the string /.well-known/openid-configuration to the Issuer ... If the Issuer
// value contains a path component, any terminating / MUST be removed" (4.1).
enum status provider_discover(struct provider_talk *talk) {
    struct str text, issuer = talk->provider->issuer;
    if (recall(&text, talk, KEPT_METADATA)) return take_metadata(talk, text);
    while (str_ends(issuer, STR("/"))) issuer.size--;
    struct str url =
        arena_format(talk->arena, "%.*s/.well-known/openid-configuration", STR_ARG(issuer));
    TRY(fetch(&text, talk, url, "discovery"));
    TRY(take_metadata(talk, text));
    keep(talk, KEPT_METADATA, text);
    return OK;
}

// ---- the code ----

static void put(struct buf *form, const char *name, struct str value) {
    if (form->size) buf_add_byte(form, '&');
    buf_add(form, str_of(name));
    buf_add_byte(form, '=');
    http_escape(form, value);
}

// "encoded using the application/x-www-form-urlencoded algorithm" and then as Basic (RFC 6749,
// 2.3.1).
static struct str basic_of(struct provider_talk *talk) {
    SCOPED(buf_close) struct buf both;
    buf_init(&both, PROVIDER_TEXT_BYTES_MAX * 8);
    http_escape(&both, talk->provider->client);
    buf_add_byte(&both, ':');
    http_escape(&both, talk->provider->secret);
    char *text = arena_take(talk->arena, (both.size + 2) / 3 * 4 + 1);
    base64_write(text, both.data, both.size);
    struct str header = arena_format(talk->arena, "Basic %s", text);
    secret_wipe(both.data, both.size);
    return header;
}

static enum status read_answer(struct str *out, struct provider_talk *talk, int code,
                               struct str text) {
    struct json answer;
    // "invalid_grant" and its like (RFC 6749, 5.2): the code is not, or no longer, good.
    if (code == 400 || code == 401)
        return fault_set(talk->fault, DENIED, "token: the provider refused the code (%d)", code);
    if (code != 200) return fault_set(talk->fault, FAILED, "token: the provider answered %d", code);
    TRY(read_json(&answer, talk, text, "token"));
    *out = json_text(json_member(answer, STR("id_token")));
    if (out->size) return OK;
    return fault_set(talk->fault, FAILED, "token: the provider gave no id_token");
}

enum status provider_redeem(struct str *out, struct provider_talk *talk, struct str code,
                            struct str verifier) {
    const struct provider *provider = talk->provider;
    struct str text;
    int answered;
    SCOPED(buf_close) struct buf form;
    buf_init(&form, (size_t)64 << 10);
    put(&form, "grant_type", STR("authorization_code"));
    put(&form, "code", code);
    put(&form, "redirect_uri",
        arena_format(talk->arena, "%.*s" PROVIDER_RETURN, STR_ARG(provider->here)));
    put(&form, "code_verifier", verifier);
    struct question question = {.url = talk->token};
    if (!provider->secret.size || talk->by_post) put(&form, "client_id", provider->client);
    if (provider->secret.size && talk->by_post) put(&form, "client_secret", provider->secret);
    if (provider->secret.size && !talk->by_post) question.authorization = basic_of(talk);
    question.body = buf_str(&form);
    enum status status = ask(&text, &answered, talk, &question, "token");
    secret_wipe(form.data, form.size);
    return status == OK ? read_answer(out, talk, answered, text) : status;
}

// ---- keys ----

static enum status check_by(struct provider_talk *talk, const struct jose *jose, struct str text) {
    struct jose_keys keys;
    if (jose_keys_read(&keys, text, talk->arena, talk->fault) != OK)
        return fault_set(talk->fault, FAILED, "keys: what the provider answered is no set of keys");
    return jose_check(jose, &keys, talk->fault);
}

enum status provider_check(struct provider_talk *talk, const struct jose *jose) {
    struct str text;
    enum status status = ABSENT;
    stamp at = recall(&text, talk, KEPT_KEYS);
    if (at) status = check_by(talk, jose, text);
    if (status != ABSENT || (at && now_of(talk) - at < PROVIDER_KEYS_PAUSE_US)) return status;
    TRY(fetch(&text, talk, talk->keys, "keys"));
    status = check_by(talk, jose, text);
    if (status != FAILED) keep(talk, KEPT_KEYS, text);
    return status;
}
