#include "exchange/credential.h"

#include <assert.h>
#include <string.h>

#include "base/crypto.h"

#define PREFIX_SIZE 3

static const char *const PREFIXES[] = {
    [CREDENTIAL_TOKEN] = "rk_",      [CREDENTIAL_SESSION] = "rs_", [CREDENTIAL_RECOVERY] = "rr_",
    [CREDENTIAL_INVITATION] = "ri_", [CREDENTIAL_TRIP] = "ro_",
};

void credential_make(char out[CREDENTIAL_TEXT_SIZE], enum credential_kind kind,
                     struct chance *chance) {
    uint8_t random[32];
    char text[48]; // base64url_write asks for room for padding
    chance_fill(chance, random, sizeof random);
    base64url_write(text, random, sizeof random);
    memcpy(out, PREFIXES[kind], PREFIX_SIZE);
    memcpy(out + PREFIX_SIZE, text, CREDENTIAL_TEXT_SIZE - PREFIX_SIZE);
    secret_wipe(random, sizeof random);
    secret_wipe(text, sizeof text);
}

void credential_of_key(uint8_t digest[32], struct str key) {
    char text[PREFIX_SIZE + CREDENTIAL_KEY_SIZE] = {'r', 'c', '_'};
    assert(key.size == CREDENTIAL_KEY_SIZE);
    memcpy(text + PREFIX_SIZE, key.data, CREDENTIAL_KEY_SIZE);
    digest_sha256(digest, (struct str){text, sizeof text});
}

bool credential_read(uint8_t digest[32], enum credential_kind kind, struct str text) {
    uint8_t random[32];
    char again[48];
    if (text.size != CREDENTIAL_TEXT_SIZE - 1 || !str_starts(text, str_of(PREFIXES[kind])))
        return false;
    struct str behind = str_cut(text, PREFIX_SIZE, text.size);
    // Written again, since two alphabets are read and one is written.
    bool is_good = base64_read(random, sizeof random, behind) == sizeof random &&
                   str_equal(str_of(base64url_write(again, random, sizeof random)), behind);
    secret_wipe(random, sizeof random);
    secret_wipe(again, sizeof again);
    if (is_good) digest_sha256(digest, text);
    return is_good;
}
