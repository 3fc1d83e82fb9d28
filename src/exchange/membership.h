// membership.h - the persons of an organisation: who they are, what their role is, how they go.
//
// A person may belong to several organisations and acts for one at a time. Who is taken out of one,
// or suspended in it, is out at once: sessions and tokens for it end.
//
// An organisation that has an administrator keeps one: only the operator takes the last.
#pragma once

#include "exchange/account.h"
#include "exchange/party.h"

#define PERSONS_MAX 10000 // of an organisation
#define BELONGS_MAX 100   // organisations that a person belongs to

struct person {
    struct str name, display;
    enum role role;
    enum party_state state;         // in the organisation
    enum party_state account_state; // everywhere
    bool is_service, is_operator;
    stamp since;
};
// By name. For an administrator of the organisation, or the operator.
MUST_USE enum status membership_list(struct person **out, size_t *count, const struct visit *visit,
                                     const struct organisation *organisation);

// What a person may be here from now on. ABSENT when it does not belong to the organisation;
// CONFLICT for the last administrator.
struct membership_wish {
    struct str organisation, name;
    enum role role;         // ROLE_NONE: as it is
    enum party_state state; // 0: as it is; not PARTY_LEFT
};
MUST_USE enum status membership_set(const struct visit *visit, const struct membership_wish *wish);
// Takes a person out; anybody themselves.
MUST_USE enum status membership_end(const struct visit *visit, struct str organisation,
                                    struct str name);
// Of an account everywhere, by the operator.
MUST_USE enum status membership_state_set(const struct visit *visit, struct str name,
                                          enum party_state state);
// An account without a password, which comes by tokens only. CONFLICT for a name that is taken.
struct service_wish {
    struct str organisation, name, display;
    enum role role; // not an administrator
};
MUST_USE enum status membership_serve(const struct visit *visit, const struct service_wish *wish);
// A token for such an account.
MUST_USE enum status membership_token(char out[CREDENTIAL_TEXT_SIZE], struct token *made,
                                      const struct visit *visit,
                                      const struct membership_wish *whose,
                                      const struct token_wish *wish);

// ---- one's own ----

struct belonging {
    const struct organisation *organisation; // of the visit's world
    enum role role;
};
// Those that the viewer may act for, by number.
MUST_USE enum status membership_of(struct belonging **out, size_t *count,
                                   const struct visit *visit);
// For which of them the session acts from now on.
MUST_USE enum status membership_act_for(const struct visit *visit, struct str organisation);

// ---- in a transaction ----

// Adds a person, or changes its role. CONFLICT when it belongs there already; LIMIT.
MUST_USE enum status membership_add(struct db *db, int64_t account_no, int64_t organisation_no,
                                    enum role role, stamp now, struct fault *fault);
