// audit_act.h - what stands in the record: the acts, each with its name, how grave it is, and a
// sentence.
//
// Names are stored and are never changed or given to something else. A new act is a new row of the
// table in audit_act.c, and nothing more.
#pragma once

#include "base/str.h"

enum audit_act {
    AUDIT_SIGN_IN,
    AUDIT_SIGN_IN_WRONG,
    AUDIT_SIGN_IN_LOCKED,
    AUDIT_SIGN_OUT,
    AUDIT_SESSION_ENDED,
    AUDIT_SESSIONS_ENDED,
    AUDIT_TOKEN_MADE,
    AUDIT_TOKEN_REVOKED,
    AUDIT_PASSWORD_CHANGED,
    AUDIT_FACTOR_SET,
    AUDIT_FACTOR_CODES,
    AUDIT_FACTOR_ENDED,
    AUDIT_FACTOR_DEMANDED,
    AUDIT_RECOVERY_BEGUN,
    AUDIT_RECOVERY_CONFIRMED,
    AUDIT_RECOVERY_REFUSED,
    AUDIT_RECOVERY_USED,
    AUDIT_LINK_ADDED,
    AUDIT_LINK_REMOVED,
    AUDIT_PROVIDER_SET,
    AUDIT_PROVIDER_REMOVED,
    AUDIT_RED_READ,
    AUDIT_EXPORT,
    AUDIT_EXPORT_ENDED,
    AUDIT_REFUSED_STRANGER,
    AUDIT_REFUSED_RIGHT,
    AUDIT_REFUSED_ABSENT,
    AUDIT_STORE_BEGUN,
    AUDIT_RIGHTS_SET,
    AUDIT_PARTY_CHANGED,
    AUDIT_BACKUP,
    AUDIT_RECORD_EXPORTED,
    AUDIT_LEFT_OUT,
    AUDIT_ACT_COUNT,
};
struct audit_act_row {
    const char *name;     // at most 32 bytes: it is the MSGID of RFC 5424
    int severity;         // 0 to 10, as in CEF
    bool is_refusal;      // its result is "refused", otherwise "done"
    bool is_reading;      // others than who did it, and the operator, are not told
    const char *sentence; // in English
};
const struct audit_act_row *audit_act_row(enum audit_act act);
// NULL when no act is called so.
const struct audit_act_row *audit_act_named(struct str name);
