// credential.h - the texts that somebody shows at the door: tokens, sessions, recoveries,
// invitations, sign-ons that are on their way.
//
// 32 random bytes as base64url behind three letters that tell the one from the other, so that a
// token never opens where a session is asked for. The store knows their digests only.
#pragma once

#include "base/status.h"
#include "sys/chance.h"

#define CREDENTIAL_TEXT_SIZE 47 // with NUL: "rk_" and 43 characters

enum credential_kind {
    CREDENTIAL_TOKEN,
    CREDENTIAL_SESSION,
    CREDENTIAL_RECOVERY,
    CREDENTIAL_INVITATION,
    CREDENTIAL_TRIP // to a provider and back (sign_on.h)
};

void credential_make(char out[CREDENTIAL_TEXT_SIZE], enum credential_kind kind,
                     struct chance *chance);
// What stands for the public key of a client certificate, which is no text that anybody can send.
#define CREDENTIAL_KEY_SIZE 32 // its SHA-256
void credential_of_key(uint8_t digest[32], struct str key);
// SHA-256 of the text; false when it is no text that credential_make may have written.
bool credential_read(uint8_t digest[32], enum credential_kind kind, struct str text);
