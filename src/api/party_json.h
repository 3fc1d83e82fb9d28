// party_json.h - what the routes about persons, invitations and communities share.
#pragma once

#include "api/api.h"
#include "exchange/account.h"
#include "exchange/party.h"

// The member `role`; ROLE_NONE when it is not there.
MUST_USE enum status call_role(enum role *out, struct call *call, struct json body);
// What a token is to be (session_routes.c), and the answer that shows it once.
MUST_USE enum status call_token_wish(struct token_wish *wish, struct call *call);
MUST_USE enum status respond_token(struct call *call, const struct token *made, const char *text);
// The code of the problem when a new password is too easy to guess.
const char *call_password_code(enum password_fault why);
// A time, or null for 0.
void json_key_stamp_or_null(struct json_writer *w, const char *key, stamp at);
