// account.h - who is at the door: passwords, tokens, sessions; and the setting up of a new place.
#pragma once

#include "base/crypto.h"
#include "exchange/credential.h"
#include "exchange/doorkeeper.h"
#include "exchange/world.h"
#include "policy/password.h"

#define ACCOUNT_NAME_MAX 64
#define PASSWORD_SIZE_MIN 8 // in a set-up file, which the operator answers for

struct viewer viewer_stranger(void);
struct viewer viewer_operator(void); // at the machine, beside the store
struct viewer viewer_tally(void);    // counts votes; for cooperate/ and nothing else

// A viewer's texts are in `arena`. DENIED when the token is unknown or has expired. A viewer may
// come for no more than its token is for.
MUST_USE enum status viewer_of_token(struct viewer *out, struct exchange *exchange,
                                     struct str token, struct arena *arena, struct fault *fault);
// Of a token that is held by the key of a client certificate (SHA-256 of it): its text is nowhere.
MUST_USE enum status viewer_of_key(struct viewer *out, struct exchange *exchange, struct str key,
                                   struct arena *arena, struct fault *fault);
// A name may say for which organisation its person acts: "hanako@hospital"; else it is the one that
// they came with. DENIED, always after the same work, whether the name, the password or the code of
// the second factor is wrong or missing. LIMIT when too many tries (doorkeeper.h), or too many at
// once; BUSY.
MUST_USE enum status viewer_of_password(struct viewer *out, struct exchange *exchange,
                                        struct knock *knock, struct arena *arena,
                                        struct fault *fault);
// Another password for the viewer's account, who proves by the one of now (`knock`) to be its
// person; a code need not come along where one was shown lately (session_is_proved). All its
// sessions end but the one that the viewer came in by. As viewer_of_password; and MALFORMED with
// the reason in `why` when the new one is too easy to guess.
struct password_wish {
    struct knock knock;      // its name is not asked for
    struct str fresh;        // the new one
    enum password_fault why; // written
};
MUST_USE enum status password_change(struct exchange *exchange, const struct viewer *viewer,
                                     struct password_wish *wish, struct arena *arena,
                                     struct fault *fault);
// Of who was proved to be the one otherwise (sign_on.h). DENIED for an account that is suspended,
// or is a program's.
MUST_USE enum status viewer_of_account(struct viewer *out, struct exchange *exchange,
                                       int64_t account_no, struct arena *arena,
                                       struct fault *fault);
// Another's eyes, for the operator: an account's name (or "hanako@hospital"), or an organisation's
// slug (no person then).
MUST_USE enum status viewer_as(struct viewer *out, struct exchange *exchange, struct str name,
                               struct arena *arena, struct fault *fault);

// Reads it again when rights have changed since it was read. A request that takes long, and a
// stream, must not go on seeing what was taken from it.
MUST_USE enum status viewer_renew(struct viewer *viewer, struct exchange *exchange,
                                  struct fault *fault);

struct account {
    struct str name, display;
    struct organisation organisation; // that the person came with; no 0 when none
    bool is_operator, is_administrator;
    enum role role; // there
    struct uuid identity;
};
// Another organisation, or none, in its place.
void account_act_for(struct account *out, const struct organisation *organisation,
                     struct arena *arena);
MUST_USE enum status account_of(struct account *out, struct exchange *exchange,
                                const struct viewer *viewer, struct arena *arena,
                                struct fault *fault);
// Whether a new password of the account's is good enough: MALFORMED with the sentence when not.
MUST_USE enum status password_wish_judge(enum password_fault *why, struct str fresh,
                                         const struct account *account, struct fault *fault);
// Name and organisation of the person behind an identity; ABSENT when it is nobody here.
MUST_USE enum status account_of_identity(struct account *out, struct exchange *exchange,
                                         const struct uuid *identity, struct arena *arena,
                                         struct fault *fault);

// A new account, in a transaction, after it was checked: 1 to ACCOUNT_NAME_MAX letters, digits,
// '-',
// '_' or '.', something to call its person. CONFLICT for a name that is taken.
bool account_name_is_good(struct str name);
struct account_fresh {
    struct str name, display;
    int64_t organisation_no;
    enum role role; // for who adds it there
    struct uuid identity;
    char hash[PASSWORD_HASH_SIZE]; // "": none
    bool is_service;
    stamp created;
};
MUST_USE enum status account_check(const struct account_fresh *fresh, struct fault *fault);
MUST_USE enum status account_add(int64_t *no, struct db *db, const struct account_fresh *fresh,
                                 struct fault *fault);
// MALFORMED with the reason in `why` when a new password is too easy to guess.
MUST_USE enum status password_accept(enum password_fault *why, struct str fresh,
                                     const struct str *names, size_t count, struct fault *fault);

// A token of a person, for a program. It acts for the organisation for which it was made. One
// without ACT_ADMIN acts as any member of the organisation.
#define TOKENS_MAX 1000 // of a person
#define TOKEN_LABEL_BYTES_MAX 200
#define TOKEN_DAYS_MAX 3650
struct token {
    struct str label;
    unsigned acts;                // a set of enum act
    stamp created, expires, used; // 0: never
    bool is_certificate;          // nobody has its text: the key of a certificate opens it
};
struct token_wish {
    struct str label;        // which no other of this person's has
    unsigned acts;           // 0: all
    int64_t days;            // that it lasts; 0: for ever
    struct str key;          // of the client certificate that the viewer showed; "": a text is made
    const struct viewer *by; // who makes it for the viewer, and is recorded; NULL: the viewer
};
// For the viewer's own account. The text is shown once; "" with a key. DENIED for what the viewer
// may not come for itself; CONFLICT for a label or a key that is taken; MALFORMED; LIMIT.
MUST_USE enum status token_make(char out[CREDENTIAL_TEXT_SIZE], struct token *made,
                                struct exchange *exchange, const struct viewer *viewer,
                                const struct token_wish *wish, struct fault *fault);
// Those that have expired are listed for a month.
MUST_USE enum status token_list(struct token **out, size_t *count, struct exchange *exchange,
                                const struct viewer *viewer, struct arena *arena,
                                struct fault *fault);
MUST_USE enum status token_remove(struct exchange *exchange, const struct viewer *viewer,
                                  struct str label, struct fault *fault);
// The word for an act, from 0 on; NULL behind the last.
const char *act_name(size_t at, unsigned *act);

// What `renkei init` does: the first organisation, community, collection and administrator (who is
// operator too). CONFLICT when there is an account already.
struct account_first {
    struct str organisation, name;    // in
    char password[32];                // out: shown once
    char token[CREDENTIAL_TEXT_SIZE]; // out: shown once
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
