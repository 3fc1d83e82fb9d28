#include "exchange/id_token.h"

#include "base/crypto.h"
#include "base/text.h"

#define NODES_MAX 4096
#define LABEL_BYTES_MAX 200

static struct str text_of(struct json claims, const char *name) {
    return json_text(json_member(claims, str_of(name)));
}

// "a JSON numeric value representing the number of seconds from 1970-01-01T00:00:00Z" (RFC 7519,
// 2), which may have a fraction.
static bool time_of(stamp *out, struct json claims, const char *name) {
    double seconds;
    if (!json_double(&seconds, json_member(claims, str_of(name)))) return false;
    if (!(seconds >= 0 && seconds < 1e11)) return false;
    *out = (stamp)seconds * STAMP_SECOND;
    return true;
}

static bool has_claim(struct json claims, const char *name) {
    return json_kind(json_member(claims, str_of(name))) != JSON_ABSENT;
}

static bool is_same(struct str a, struct str b) {
    return a.size == b.size && a.size && secret_equal(a.data, b.data, a.size);
}

// "The Client MUST validate that the aud ... Claim contains its client_id value ... The ID Token
// MUST be rejected if ... it contains additional audiences not trusted by the Client": none is.
static bool is_for(struct json audience, struct str client) {
    if (json_kind(audience) == JSON_STRING) return str_equal(json_text(audience), client);
    struct json one = json_first(audience);
    return json_kind(audience) == JSON_ARRAY && json_count(audience) == 1 &&
           str_equal(json_text(one), client);
}

static enum status check_parties(struct json claims, const struct id_token_wish *wish,
                                 struct fault *fault) {
    if (!str_equal(text_of(claims, "iss"), wish->issuer))
        return fault_set(fault, DENIED, "iss: it is by another issuer");
    if (!is_for(json_member(claims, STR("aud")), wish->client))
        return fault_set(fault, DENIED, "aud: it is for somebody else");
    if (has_claim(claims, "azp") && !str_equal(text_of(claims, "azp"), wish->client))
        return fault_set(fault, DENIED, "azp: it was made for somebody else");
    if (!is_same(text_of(claims, "nonce"), wish->nonce))
        return fault_set(fault, DENIED, "nonce: it belongs to another sign-in");
    return OK;
}

static enum status check_times(struct json claims, const struct id_token_wish *wish,
                               struct fault *fault) {
    stamp end, made, begin;
    if (!time_of(&end, claims, "exp") || !time_of(&made, claims, "iat"))
        return fault_set(fault, DENIED, "exp, iat: times are expected");
    if (end + ID_TOKEN_SKEW_US <= wish->now) return fault_set(fault, DENIED, "exp: it has expired");
    if (made > wish->now + ID_TOKEN_SKEW_US || made + ID_TOKEN_AGE_US < wish->now)
        return fault_set(fault, DENIED, "iat: it was not made now; do the clocks differ?");
    if (!has_claim(claims, "nbf")) return OK;
    if (!time_of(&begin, claims, "nbf") || begin > wish->now + ID_TOKEN_SKEW_US)
        return fault_set(fault, DENIED, "nbf: it is not good yet");
    return OK;
}

// "When max_age is used, the ID Token returned MUST include an auth_time Claim Value" (3.1.2.1).
static enum status check_seen(stamp *out, struct json claims, const struct id_token_wish *wish,
                              struct fault *fault) {
    stamp seen = 0;
    bool is_said = time_of(&seen, claims, "auth_time");
    *out = is_said && seen < wish->now ? seen : is_said ? wish->now : 0;
    if (!wish->seen_after) return OK;
    if (is_said && seen + ID_TOKEN_SKEW_US >= wish->seen_after &&
        seen <= wish->now + ID_TOKEN_SKEW_US)
        return OK;
    return fault_set(fault, DENIED, "auth_time: the provider did not ask again who it is");
}

static bool is_subject(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || (unsigned char)text.data[i] > '~') return false;
    return text.size && text.size <= ID_TOKEN_SUBJECT_BYTES_MAX;
}

// What a stranger wrote for people to read: shown letters only, and not too many.
static struct str label_of(struct str text, struct arena *arena) {
    char *room = arena_take(arena, LABEL_BYTES_MAX);
    size_t size = 0;
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        if (!text_is_shown(text_next(text, &at))) continue;
        if (size + (at - begin) > LABEL_BYTES_MAX) break;
        for (size_t i = begin; i < at; i++) room[size++] = text.data[i];
    }
    return str_trim((struct str){room, size});
}

static void read_names(struct id_token *token, struct arena *arena) {
    static const char *const names[] = {"name", "preferred_username", "email", "sub"};
    struct json claims = token->claims;
    struct str mail = text_of(claims, "email"), login = text_of(claims, "preferred_username");
    for (size_t i = 0; i < sizeof names / sizeof *names && !token->name.size; i++)
        token->name = label_of(text_of(claims, names[i]), arena);
    token->login = login.size ? login : mail;
    size_t at = str_find_byte(token->login, '@');
    if (at != SIZE_MAX) token->login = str_cut(token->login, 0, at);
    if (json_true(json_member(claims, STR("email_verified")))) token->mail = mail;
}

enum status id_token_read(struct id_token *out, const struct jose *jose,
                          const struct id_token_wish *wish, struct arena *arena,
                          struct fault *fault) {
    const struct json_limits limits = {JOSE_TOKEN_BYTES_MAX, JOSE_DEPTH_MAX, NODES_MAX};
    struct json_reader *reader = json_reader_open();
    struct id_token token = {.subject = STR_NONE};
    enum status status = json_read(&token.claims, reader, jose->payload, &limits, arena, fault);
    json_reader_close(&reader);
    TRY(status);
    TRY(check_parties(token.claims, wish, fault));
    TRY(check_times(token.claims, wish, fault));
    TRY(check_seen(&token.authenticated, token.claims, wish, fault));
    token.subject = text_of(token.claims, "sub");
    if (!is_subject(token.subject))
        return fault_set(fault, DENIED, "sub: 1 to %d letters of ASCII are expected",
                         ID_TOKEN_SUBJECT_BYTES_MAX);
    read_names(&token, arena);
    *out = token;
    return OK;
}

static bool is_one_of(struct str word, struct str words) {
    struct str one;
    if (!word.size) return false;
    while (str_take(&one, &words, ' '))
        if (str_equal(one, word)) return true;
    return false;
}

bool id_token_is_strong(const struct id_token *token, struct str strong) {
    if (is_one_of(text_of(token->claims, "acr"), strong)) return true;
    struct json methods = json_member(token->claims, STR("amr"));
    if (json_kind(methods) != JSON_ARRAY) return false;
    for (struct json one = json_first(methods); one.node; one = json_next(one))
        if (is_one_of(json_text(one), strong)) return true;
    return false;
}

bool id_token_claims(const struct id_token *token, struct str claim) {
    size_t equals = str_find_byte(claim, '=');
    if (equals == SIZE_MAX) return false;
    struct str wanted = str_cut(claim, equals + 1, claim.size);
    struct json value = json_member(token->claims, str_cut(claim, 0, equals));
    if (json_true(value)) return str_equal(wanted, STR("true"));
    if (json_kind(value) == JSON_STRING) return str_equal(json_text(value), wanted);
    if (json_kind(value) != JSON_ARRAY) return false;
    for (struct json one = json_first(value); one.node; one = json_next(one))
        if (json_kind(one) == JSON_STRING && str_equal(json_text(one), wanted)) return true;
    return false;
}
