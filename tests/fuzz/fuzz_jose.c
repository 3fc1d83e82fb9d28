// Lines: a set of keys, then a token. Whatever the set is, a token that is found good was signed by
// one of its keys: with that key alone it is good, without it it is not, and changed in any bit of
// its signature it is not. Its algorithm is one of the list, its parts are decoded from what is
// there. What the payload says as an ID Token is held to the issuer and the client that were asked.
#include "base/crypto.h"
#include "exchange/id_token.h"
#include "fuzz.h"

static void hold_signature(const struct jose *jose, const struct jose_keys *keys) {
    size_t good = 0;
    for (size_t i = 0; i < keys->count; i++) {
        struct jose_keys one = {&keys->items[i], 1};
        good += jose_check(jose, &one, NULL) == OK;
    }
    HOLDS(good >= 1);
    struct jose_keys none = {keys->items, 0};
    HOLDS(jose_check(jose, &none, NULL) == ABSENT);
    HOLDS(jose->algorithm < JOSE_ALGORITHMS && jose->signature.size >= 64);
    char *bytes = (char *)(uintptr_t)jose->signature.data;
    for (size_t i = 0; i < jose->signature.size; i += 7) {
        bytes[i] ^= 1;
        HOLDS(jose_check(jose, keys, NULL) != OK);
        bytes[i] ^= 1;
    }
    HOLDS(jose_check(jose, keys, NULL) == OK);
}

static void hold_claims(const struct jose *jose, struct arena *arena) {
    struct id_token token;
    const struct id_token_wish wish = {.issuer = STR("joe"),
                                       .client = STR("renkei"),
                                       .nonce = STR("n"),
                                       .now = 1300819380 * STAMP_SECOND};
    if (id_token_read(&token, jose, &wish, arena, NULL) != OK) return;
    HOLDS(str_equal(json_text(json_member(token.claims, STR("iss"))), wish.issuer));
    HOLDS(token.subject.size >= 1 && token.subject.size <= ID_TOKEN_SUBJECT_BYTES_MAX);
    HOLDS(token.name.size >= 1 && token.authenticated <= wish.now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct jose jose;
    struct jose_keys keys;
    struct str rest = fuzz_text(data, size), set = STR(""), token = STR("");
    arena_init(&arena);
    HOLDS(crypto_start());
    str_take(&set, &rest, '\n');
    if (rest.data) str_take(&token, &rest, '\n');
    bool has_keys = jose_keys_read(&keys, set, &arena, NULL) == OK;
    bool is_read = jose_read(&jose, token, &arena, NULL) == OK;
    if (has_keys) HOLDS(keys.count <= JOSE_KEYS_MAX);
    if (is_read) hold_claims(&jose, &arena);
    if (has_keys && is_read && jose_check(&jose, &keys, NULL) == OK) hold_signature(&jose, &keys);
    arena_close(&arena);
    return 0;
}
