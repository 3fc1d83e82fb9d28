// A text is a token or a session, never both; it is one exactly when its letters behind the prefix
// are the base64url of 32 bytes, and every other text is refused.
#include "base/crypto.h"
#include "exchange/credential.h"
#include "fuzz.h"

static bool is_plain(struct str text, const char *prefix) {
    if (text.size != 46 || !str_starts(text, str_of(prefix))) return false;
    for (size_t i = 3; i < text.size; i++) {
        char c = text.data[i];
        bool is_digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!is_digit) return false;
    }
    // 43 digits are 258 bits: the two that are left over are not set.
    return str_find_byte(STR("AEIMQUYcgkosw048"), text.data[45]) != SIZE_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = fuzz_text(data, size);
    uint8_t token[32], session[32], digest[32];
    HOLDS(crypto_start());
    bool is_token = credential_read(token, CREDENTIAL_TOKEN, text);
    bool is_session = credential_read(session, CREDENTIAL_SESSION, text);
    HOLDS(is_token == is_plain(text, "rk_"));
    HOLDS(is_session == is_plain(text, "rs_"));
    digest_sha256(digest, text);
    if (is_token) HOLDS(secret_equal(token, digest, sizeof digest));
    if (is_session) HOLDS(secret_equal(session, digest, sizeof digest));
    return 0;
}
