#include "exchange/audit_act.h"

#include <assert.h>

// tidy: table
static const struct audit_act_row rows[AUDIT_ACT_COUNT] = {
    [AUDIT_SIGN_IN] = {"sign_in", 3, false, false, "signed in"},
    [AUDIT_SIGN_IN_WRONG] = {"sign_in.wrong", 6, true, false, "a wrong name or password"},
    [AUDIT_SIGN_IN_LOCKED] = {"sign_in.locked", 7, true, false, "too many wrong passwords"},
    [AUDIT_SIGN_OUT] = {"sign_out", 2, false, false, "signed out"},
    [AUDIT_SESSION_ENDED] = {"session.ended", 3, false, false, "ended a session"},
    [AUDIT_SESSIONS_ENDED] = {"sessions.ended", 4, false, false, "ended all other sessions"},
    [AUDIT_TOKEN_MADE] = {"token.made", 5, false, false, "made a token"},
    [AUDIT_TOKEN_REVOKED] = {"token.revoked", 4, false, false, "revoked a token"},
    [AUDIT_PASSWORD_CHANGED] = {"password.changed", 5, false, false, "changed the password"},
    [AUDIT_FACTOR_SET] = {"factor.set", 5, false, false, "set up a second factor"},
    [AUDIT_FACTOR_CODES] = {"factor.codes", 4, false, false, "made new recovery codes"},
    [AUDIT_FACTOR_ENDED] = {"factor.ended", 7, false, false, "ended the second factor"},
    [AUDIT_FACTOR_DEMANDED] = {"factor.demanded", 6, false, false,
                               "changed whether persons need a second factor"},
    [AUDIT_RECOVERY_BEGUN] = {"recovery.begun", 8, false, false, "began to recover an account"},
    [AUDIT_RECOVERY_CONFIRMED] = {"recovery.confirmed", 8, false, false, "confirmed a recovery"},
    [AUDIT_RECOVERY_REFUSED] = {"recovery.refused", 7, false, false, "refused a recovery"},
    [AUDIT_RECOVERY_USED] = {"recovery.used", 9, false, false, "recovered an account"},
    [AUDIT_LINK_ADDED] = {"link.added", 5, false, false, "linked a provider's sign-in"},
    [AUDIT_LINK_REMOVED] = {"link.removed", 5, false, false, "removed a provider's sign-in"},
    [AUDIT_PROVIDER_SET] = {"provider.set", 8, false, false,
                            "set a provider by which people sign on"},
    [AUDIT_PROVIDER_REMOVED] = {"provider.removed", 8, false, false,
                                "removed a provider by which people signed on"},
    [AUDIT_RED_READ] = {"red.read", 5, false, true, "read what is marked TLP:RED"},
    [AUDIT_EXPORT] = {"export", 4, false, true, "began an export"},
    [AUDIT_EXPORT_ENDED] = {"export.ended", 4, false, true, "an export ended"},
    [AUDIT_REFUSED_STRANGER] = {"refused.stranger", 4, true, true, "was asked to sign in"},
    [AUDIT_REFUSED_RIGHT] = {"refused.right", 6, true, true, "was refused"},
    [AUDIT_REFUSED_ABSENT] = {"refused.absent", 3, true, true,
                              "asked for what is not there, or not for them"},
    [AUDIT_STORE_BEGUN] = {"store.begun", 7, false, false, "made the first account"},
    [AUDIT_RIGHTS_SET] = {"rights.set", 8, false, false, "set organisations, rights and accounts"},
    [AUDIT_PARTY_CHANGED] = {"party.changed", 7, false, false,
                             "changed who belongs where, or may do what"},
    [AUDIT_BACKUP] = {"store.backup", 6, false, false, "made a backup of the store"},
    [AUDIT_RECORD_EXPORTED] = {"audit.exported", 4, false, true, "exported the record"},
    [AUDIT_LEFT_OUT] = {"audit.left_out", 7, false, false,
                        "so many refusals came that these were only counted"},
};

const struct audit_act_row *audit_act_row(enum audit_act act) {
    assert(act < AUDIT_ACT_COUNT);
    return &rows[act];
}

const struct audit_act_row *audit_act_named(struct str name) {
    for (size_t i = 0; i < AUDIT_ACT_COUNT; i++)
        if (str_equal(name, str_of(rows[i].name))) return &rows[i];
    return NULL;
}
