#include "exchange/sign_on.h"

#include <string.h>

#include "exchange/factor.h"
#include "exchange/party.h"
#include "exchange/provider_talk.h"
#include "exchange/session.h"
#include "http/message.h"

#define HASH_TEXT_SIZE 44 // base64url of 32 bytes and a NUL

// ---- trips ----

struct trip {
    uint8_t digest[32];
    int64_t provider_no, account_no;
    enum sign_on_aim aim;
    stamp begun, authenticated;
    struct str place;
};

static stamp now_of(const struct visit *visit) {
    return clock_now(store_clock(visit->exchange->store));
}

static enum status
run_quietly(const struct visit *visit,
            enum status (*run)(struct db *db, void *context, struct fault *fault), void *context) {
    struct store_job job = {.run = run, .context = context, .bytes = 400, .keeps_rights = true};
    store_submit(visit->exchange->store, &job);
    return store_wait(visit->exchange->store, &job, visit->fault);
}

// Who begins without end pushes out what began at the same place, and of nobody else.
static enum status make_room(struct db *db, const struct trip *trip, struct fault *fault) {
    struct db_query *q;
    int64_t count, over = trip->begun - SIGN_ON_SECONDS * STAMP_SECOND;
    TRY(party_run(db, "DELETE FROM provider_trip WHERE begun <= $1", &over, 1, fault));
    TRY(party_ask(&count, db, "SELECT COUNT(*) FROM provider_trip", NULL, 0, fault));
    if (count >= SIGN_ON_TRIPS_MAX)
        return fault_set(fault, BUSY, "too many sign-ons are on their way");
    TRY(db_query(&q, db,
                 "DELETE FROM provider_trip WHERE digest IN (SELECT digest FROM provider_trip"
                 " WHERE place = $1 ORDER BY begun DESC LIMIT 100000 OFFSET $2)",
                 fault));
    db_bind_text(q, 1, trip->place);
    db_bind_i64(q, 2, SIGN_ON_TRIPS_OF_ONE - 1);
    return db_finish(q, fault);
}

static enum status insert(struct db *db, void *context, struct fault *fault) {
    const struct trip *trip = context;
    struct db_query *q;
    TRY(make_room(db, trip, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO provider_trip (digest, provider_no, aim, account_no, begun,"
                 " authenticated, place) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                 fault));
    db_bind_blob(q, 1, trip->digest, sizeof trip->digest);
    db_bind_i64(q, 2, trip->provider_no);
    db_bind_i64(q, 3, trip->aim);
    db_bind_i64(q, 4, trip->account_no);
    db_bind_i64(q, 5, trip->begun);
    db_bind_i64(q, 6, trip->authenticated);
    db_bind_text(q, 7, trip->place);
    return db_finish(q, fault);
}

static enum status trip_begin(char cookie[CREDENTIAL_TEXT_SIZE], const struct visit *visit,
                              struct trip *trip) {
    credential_make(cookie, CREDENTIAL_TRIP, store_chance(visit->exchange->store));
    digest_sha256(trip->digest, str_of(cookie));
    trip->begun = now_of(visit);
    if (!trip->place.data) trip->place = STR("");
    return run_quietly(visit, insert, trip);
}

static enum status find_in(struct trip *trip, struct db *db, stamp now, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db,
                 "SELECT provider_no, aim, account_no, begun, authenticated FROM provider_trip"
                 " WHERE digest = $1 AND begun > $2",
                 fault));
    db_bind_blob(q, 1, trip->digest, sizeof trip->digest);
    db_bind_i64(q, 2, now - SIGN_ON_SECONDS * STAMP_SECOND);
    TRY(db_step(q, fault));
    trip->provider_no = db_i64(q, 0);
    trip->aim = (enum sign_on_aim)db_i64(q, 1);
    trip->account_no = db_i64(q, 2);
    trip->begun = db_i64(q, 3);
    trip->authenticated = db_i64(q, 4);
    return OK;
}

static enum status none(const struct visit *visit) {
    return fault_set(visit->fault, ABSENT,
                     "no sign-on was begun in this browser within ten minutes, or it was ended");
}

static enum status trip_find(struct trip *trip, const struct visit *visit, struct str cookie) {
    if (!credential_read(trip->digest, CREDENTIAL_TRIP, cookie)) return none(visit);
    struct db *db = store_reader_take(visit->exchange->store);
    enum status status = find_in(trip, db, now_of(visit), visit->fault);
    store_reader_give(visit->exchange->store, db);
    return status == ABSENT ? none(visit) : status;
}

static enum status take(struct db *db, void *context, struct fault *fault) {
    const struct trip *trip = context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM provider_trip WHERE digest = $1", fault));
    db_bind_blob(q, 1, trip->digest, sizeof trip->digest);
    TRY(db_finish(q, fault));
    return db_changes(db) ? OK : ABSENT;
}

// Of two that come at once one has it.
static enum status trip_take(const struct visit *visit, struct trip *trip) {
    enum status status = run_quietly(visit, take, trip);
    return status == ABSENT ? none(visit) : status;
}

// ---- what is made of a cookie ----

static void derive(char out[HASH_TEXT_SIZE], struct str cookie, struct str what) {
    uint8_t hash[32];
    char text[48];
    digest_blake2b(hash, sizeof hash, what, cookie);
    memcpy(out, base64url_write(text, hash, sizeof hash), HASH_TEXT_SIZE);
}

// "code_challenge = BASE64URL-ENCODE(SHA256(ASCII(code_verifier)))" (RFC 7636, 4.2).
static void challenge_of(char out[HASH_TEXT_SIZE], const char *verifier) {
    uint8_t hash[32];
    char text[48];
    digest_sha256(hash, str_of(verifier));
    memcpy(out, base64url_write(text, hash, sizeof hash), HASH_TEXT_SIZE);
}

// ---- there ----

static void put(struct buf *url, const char *name, struct str value) {
    buf_addf(url, "&%s=", name);
    http_escape(url, value);
}

static enum status write_url(struct str *out, const struct provider_talk *talk, const char *cookie,
                             enum sign_on_aim aim) {
    char state[HASH_TEXT_SIZE], nonce[HASH_TEXT_SIZE], verifier[HASH_TEXT_SIZE];
    char challenge[HASH_TEXT_SIZE];
    struct str here = talk->provider->here;
    derive(state, str_of(cookie), STR("state"));
    derive(nonce, str_of(cookie), STR("nonce"));
    derive(verifier, str_of(cookie), STR("verifier"));
    challenge_of(challenge, verifier);
    SCOPED(buf_close) struct buf url;
    buf_init(&url, (size_t)16 << 10);
    buf_add(&url, talk->authorization);
    // "MUST be retained when adding additional query parameters" (RFC 6749, 3.1).
    buf_add_byte(&url, str_find_byte(talk->authorization, '?') == SIZE_MAX ? '?' : '&');
    buf_add(&url, STR("response_type=code"));
    put(&url, "scope", STR("openid profile email"));
    put(&url, "client_id", talk->provider->client);
    put(&url, "redirect_uri", arena_format(talk->arena, "%.*s" PROVIDER_RETURN, STR_ARG(here)));
    put(&url, "state", str_of(state));
    put(&url, "nonce", str_of(nonce));
    put(&url, "code_challenge", str_of(challenge));
    put(&url, "code_challenge_method", STR("S256"));
    if (aim == SIGN_ON_PROVE) buf_add(&url, STR("&prompt=login&max_age=0"));
    *out = arena_copy(talk->arena, buf_str(&url));
    secret_wipe(verifier, sizeof verifier);
    return url.status == OK ? OK : fault_set(talk->fault, LIMIT, "the address is too long");
}

static enum status check_session(const struct visit *visit, enum sign_on_aim aim) {
    if (aim == SIGN_ON_ENTER || aim == SIGN_ON_ENTER_CODE) return OK;
    if (visit->viewer->proof.by == CAME_BY_SESSION) return OK;
    return fault_set(visit->fault, DENIED, "only who is signed in with a browser may do that");
}

static void talk_close(struct provider_talk *talk) {
    provider_talk_close(talk);
}

enum status sign_on_begin(char cookie[CREDENTIAL_TEXT_SIZE], struct str *url,
                          const struct visit *visit, const struct sign_on_wish *wish) {
    struct provider provider;
    char text[CREDENTIAL_TEXT_SIZE];
    TRY(check_session(visit, wish->aim));
    TRY(provider_find(&provider, visit->exchange, wish->slug, visit->arena, visit->fault));
    SCOPED(talk_close)
    struct provider_talk talk = {.exchange = visit->exchange,
                                 .provider = &provider,
                                 .arena = visit->arena,
                                 .fault = visit->fault};
    TRY(provider_talk_open(&talk));
    TRY(provider_discover(&talk));
    struct trip trip = {
        .provider_no = provider.no,
        .account_no = wish->aim == SIGN_ON_ENTER ? 0 : visit->viewer->account_no,
        .aim = wish->aim,
        .place = wish->place,
    };
    TRY(trip_begin(text, visit, &trip));
    TRY(write_url(url, &talk, text, wish->aim));
    memcpy(cookie, text, sizeof text);
    secret_wipe(text, sizeof text);
    return OK;
}

// ---- and back ----

static bool is_same(struct str text, const char *wanted) {
    size_t size = strlen(wanted);
    return text.size == size && secret_equal(text.data, wanted, size);
}

static enum status check_back(struct trip *trip, const struct visit *visit,
                              const struct sign_on_back *back) {
    char state[HASH_TEXT_SIZE];
    TRY(trip_find(trip, visit, back->cookie));
    if (trip->aim > SIGN_ON_PROVE) return none(visit);
    derive(state, back->cookie, STR("state"));
    if (!is_same(back->state, state)) return none(visit);
    TRY(check_session(visit, trip->aim));
    if (trip->aim == SIGN_ON_ENTER || trip->account_no == visit->viewer->account_no) return OK;
    return fault_set(visit->fault, DENIED, "somebody else began this");
}

// "If the value does not match the expected issuer identifier, clients MUST reject the
// authorization response" (RFC 9207, 2.4), errors included.
static enum status check_issuer(const struct provider_talk *talk, const struct sign_on_back *back) {
    bool is_said = back->issuer.data != NULL;
    if (is_said ? str_equal(back->issuer, talk->provider->issuer) : !talk->says_issuer) return OK;
    return fault_set(talk->fault, DENIED, "the answer is by another issuer");
}

static enum status read_token(struct id_token *out, struct provider_talk *talk,
                              const struct trip *trip, const struct sign_on_back *back) {
    char verifier[HASH_TEXT_SIZE], nonce[HASH_TEXT_SIZE];
    struct str text;
    struct jose jose;
    derive(verifier, back->cookie, STR("verifier"));
    derive(nonce, back->cookie, STR("nonce"));
    enum status status = provider_redeem(&text, talk, back->code, str_of(verifier));
    secret_wipe(verifier, sizeof verifier);
    TRY(status);
    TRY(jose_read(&jose, text, talk->arena, talk->fault));
    TRY(provider_check(talk, &jose));
    struct id_token_wish wish = {
        .issuer = talk->provider->issuer,
        .client = talk->provider->client,
        .nonce = str_of(nonce),
        .now = clock_now(store_clock(talk->exchange->store)),
        .seen_after = trip->aim == SIGN_ON_PROVE ? trip->begun : 0,
    };
    return id_token_read(out, &jose, &wish, talk->arena, talk->fault);
}

// All that the provider is asked, in one talk. What it fails at is no status of ours.
static enum status hear(struct id_token *token, struct sign_on *out, const struct visit *visit,
                        struct trip *trip, const struct sign_on_back *back) {
    SCOPED(talk_close)
    struct provider_talk talk = {.exchange = visit->exchange,
                                 .provider = &out->provider,
                                 .arena = visit->arena,
                                 .fault = visit->fault};
    TRY(provider_talk_open(&talk));
    TRY(trip_take(visit, trip));
    enum status status = provider_discover(&talk);
    if (status == OK) status = check_issuer(&talk, back);
    if (status == OK && back->error.data) {
        out->is_refusal = true;
        return fault_set(visit->fault, DENIED, "the provider refused");
    }
    if (status == OK) status = read_token(token, &talk, trip, back);
    if (status == OK) return OK;
    out->is_failure = true;
    return DENIED;
}

// ---- what is done ----

static enum status want_code(struct sign_on *out, const struct visit *visit,
                             const struct sign_on_back *back, enum sign_on_aim aim,
                             int64_t account_no) {
    struct trip trip = {.provider_no = out->provider.no,
                        .account_no = account_no,
                        .aim = aim,
                        .authenticated = out->authenticated,
                        .place = back->place};
    out->aim = aim;
    return trip_begin(out->cookie, visit, &trip);
}

static enum status needs_code(bool *needs, const struct sign_on *out, const struct visit *visit,
                              int64_t account_no) {
    struct factor_state factor;
    struct viewer whose = {.account_no = account_no};
    TRY(factor_state(&factor, visit->exchange, &whose, visit->fault));
    *needs = factor.is_on && !out->is_strong;
    return OK;
}

static enum status enter(struct sign_on *out, const struct visit *visit,
                         const struct sign_on_back *back, const struct id_token *token) {
    int64_t account_no;
    bool needs;
    enum status status = provider_account(&account_no, visit->exchange, &out->provider,
                                          token->subject, visit->fault);
    if (status == ABSENT) {
        // Whoever else is signed in in this browser has not done it.
        struct viewer stranger = viewer_stranger();
        struct visit own = *visit;
        stranger.place = visit->viewer->place;
        own.viewer = &stranger;
        status = provider_make_account(&account_no, &own, &out->provider, token);
        out->is_unknown = status == DENIED;
    }
    TRY(status);
    TRY(viewer_of_account(&out->viewer, visit->exchange, account_no, visit->arena, visit->fault));
    TRY(needs_code(&needs, out, visit, account_no));
    if (needs) return want_code(out, visit, back, SIGN_ON_ENTER_CODE, account_no);
    if (out->is_strong) out->viewer.must_enrol = false;
    return OK;
}

static enum status prove(struct sign_on *out, const struct visit *visit,
                         const struct sign_on_back *back, const struct id_token *token) {
    int64_t account_no = 0;
    bool needs;
    enum status status = provider_account(&account_no, visit->exchange, &out->provider,
                                          token->subject, visit->fault);
    if (status == ABSENT || (status == OK && account_no != visit->viewer->account_no))
        return fault_set(visit->fault, DENIED, "who signed in there is not who is signed in here");
    TRY(status);
    TRY(needs_code(&needs, out, visit, account_no));
    if (needs) return want_code(out, visit, back, SIGN_ON_PROVE_CODE, account_no);
    return session_prove_at(visit->exchange, visit->viewer, out->authenticated, visit->fault);
}

enum status sign_on_end(struct sign_on *out, const struct visit *visit,
                        const struct sign_on_back *back) {
    struct trip trip;
    struct id_token token;
    *out = (struct sign_on){.is_strong = false};
    TRY(check_back(&trip, visit, back));
    TRY(provider_of(&out->provider, visit->exchange, trip.provider_no, visit->arena, visit->fault));
    TRY(hear(&token, out, visit, &trip, back));
    out->aim = trip.aim;
    out->authenticated = token.authenticated;
    out->is_strong = id_token_is_strong(&token, out->provider.strong);
    switch (trip.aim) {
    case SIGN_ON_ENTER: return enter(out, visit, back, &token);
    case SIGN_ON_LINK: return provider_link_add(visit, &out->provider, &token);
    case SIGN_ON_PROVE: return prove(out, visit, back, &token);
    case SIGN_ON_ENTER_CODE:
    case SIGN_ON_PROVE_CODE: break;
    }
    return none(visit);
}

enum status sign_on_code(struct sign_on *out, const struct visit *visit, struct str cookie,
                         struct knock *knock) {
    struct trip trip;
    *out = (struct sign_on){.is_strong = false};
    TRY(trip_find(&trip, visit, cookie));
    if (trip.aim <= SIGN_ON_PROVE) return none(visit);
    TRY(check_session(visit, trip.aim));
    bool proves = trip.aim == SIGN_ON_PROVE_CODE;
    if (proves && trip.account_no != visit->viewer->account_no) return none(visit);
    TRY(provider_of(&out->provider, visit->exchange, trip.provider_no, visit->arena, visit->fault));
    TRY(viewer_of_account(&out->viewer, visit->exchange, trip.account_no, visit->arena,
                          visit->fault));
    TRY(factor_check(visit->exchange, trip.account_no, knock, visit->fault));
    TRY(trip_take(visit, &trip));
    out->aim = proves ? SIGN_ON_PROVE : SIGN_ON_ENTER;
    out->authenticated = trip.authenticated;
    if (!proves) return OK;
    return session_prove_at(visit->exchange, visit->viewer, trip.authenticated, visit->fault);
}
