// invitation.h - a secret that lets one person into an organisation, once, for seven days.
//
// Made by an administrator of the organisation, or the operator. Whoever shows it makes an account
// with a password, or joins with the one they are signed in to. The store knows its digest only.
#pragma once

#include "exchange/membership.h"

#define INVITATION_DAYS 7
#define INVITATIONS_MAX 200 // open, of an organisation

struct invitation {
    struct uuid id;
    const struct organisation *organisation; // of the visit's world
    enum role role;
    struct str note, maker;     // for whom, as its maker said; who that was
    stamp made, expires, taken; // taken 0: not yet
    struct str taker;           // account, when taken
};
struct invitation_wish {
    struct str organisation, note;
    enum role role;
};
// `out` is shown once.
MUST_USE enum status invitation_make(char out[CREDENTIAL_TEXT_SIZE], struct invitation *made,
                                     const struct visit *visit, const struct invitation_wish *wish);
// The newest first; those that are over for thirty days are gone.
MUST_USE enum status invitation_list(struct invitation **out, size_t *count,
                                     const struct visit *visit,
                                     const struct organisation *organisation);
MUST_USE enum status invitation_revoke(const struct visit *visit, const struct uuid *id);
// What a secret opens, for anybody who shows it. ABSENT when it opens nothing (any more).
MUST_USE enum status invitation_read(struct invitation *out, const struct visit *visit,
                                     struct str secret);

struct invitation_taking {
    struct str secret;
    struct str name, display, password; // of the new account; not asked for when signed in
    enum password_fault why;            // written
};
// ABSENT as above; CONFLICT for a name that is taken, or who belongs there already; MALFORMED.
MUST_USE enum status invitation_take(const struct visit *visit, struct invitation_taking *taking);
