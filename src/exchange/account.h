// account.h - who is at the door: passwords, tokens, sessions; and the setting up of a new place.
#pragma once

#include "exchange/world.h"

#define TOKEN_TEXT_SIZE 48 // "rk_" and 43 characters of base64url: 32 random bytes
#define SESSION_SECONDS (12 * 3600)
#define ACCOUNT_NAME_MAX 64
#define PASSWORD_SIZE_MIN 8
#define PASSWORD_SIZE_MAX 256

struct viewer viewer_stranger(void);
struct viewer viewer_operator(void); // at the machine, beside the store
struct viewer viewer_tally(void);    // counts votes; for cooperate/ and nothing else

// A viewer's texts are in `arena`. DENIED when the token is unknown or has expired.
MUST_USE enum status viewer_of_token(struct viewer *out, struct exchange *exchange,
                                     struct str token, struct arena *arena, struct fault *fault);
// DENIED, always after the same work, whether the name or the password is wrong. LIMIT when too
// many tries for this name or too many at once (Argon2id takes 64 MiB: two run at a time); BUSY.
MUST_USE enum status viewer_of_password(struct viewer *out, struct exchange *exchange,
                                        struct str name, struct str password, struct arena *arena,
                                        struct fault *fault);
// Another's eyes, for the operator: an account's name, or an organisation's slug (no person then).
MUST_USE enum status viewer_as(struct viewer *out, struct exchange *exchange, struct str name,
                               struct arena *arena, struct fault *fault);

// Reads it again when rights have changed since it was read. A request that takes long, and a
// stream, must not go on seeing what was taken from it.
MUST_USE enum status viewer_renew(struct viewer *viewer, struct exchange *exchange,
                                  struct fault *fault);

struct account {
    struct str name, display;
    struct organisation organisation; // no 0 when none
    bool is_operator, is_administrator;
    struct uuid identity;
};
MUST_USE enum status account_of(struct account *out, struct exchange *exchange,
                                const struct viewer *viewer, struct arena *arena,
                                struct fault *fault);
// Name and organisation of the person behind an identity; ABSENT when it is nobody here.
MUST_USE enum status account_of_identity(struct account *out, struct exchange *exchange,
                                         const struct uuid *identity, struct arena *arena,
                                         struct fault *fault);

// Makes a token for the viewer's own account. The text is shown once.
struct token_wish {
    struct str label;
    bool is_session;    // a browser's, not listed among the person's tokens
    int64_t lifetime_s; // 0: for ever
};
MUST_USE enum status token_make(char out[TOKEN_TEXT_SIZE], struct exchange *exchange,
                                const struct viewer *viewer, const struct token_wish *wish,
                                struct fault *fault);
MUST_USE enum status token_remove(struct exchange *exchange, struct str token, struct fault *fault);
struct token {
    struct str label;
    stamp created, expires;
};
MUST_USE enum status token_list(struct token **out, size_t *count, struct exchange *exchange,
                                const struct viewer *viewer, struct arena *arena,
                                struct fault *fault);
MUST_USE enum status token_remove_label(struct exchange *exchange, const struct viewer *viewer,
                                        struct str label, struct fault *fault);

// What `renkei init` does: the first organisation, community, collection and administrator (who is
// operator too). CONFLICT when there is an account already.
struct account_first {
    struct str organisation, name; // in
    char password[32];             // out: shown once
    char token[TOKEN_TEXT_SIZE];   // out: shown once
};
MUST_USE enum status account_first(struct account_first *first, struct exchange *exchange,
                                   struct fault *fault);
// Who there is, from a JSON file (data/demo/world.json shows the form). What is there already is
// brought up to date; nothing is removed. All or nothing. Nothing in it is passed over.
struct setup_report {
    size_t organisations, communities, collections, accounts;
};
MUST_USE enum status setup_apply(struct setup_report *out, struct exchange *exchange,
                                 struct str json, struct arena *arena, struct fault *fault);
// Of such a file: MALFORMED with the place of a name that means nothing there, or of a value of
// another kind.
MUST_USE enum status setup_check(struct json root, struct fault *fault);
