// A new account (account.h).
#include "base/text.h"
#include "exchange/account.h"
#include "exchange/party.h"

bool account_name_is_good(struct str name) {
    if (!name.size || name.size > ACCOUNT_NAME_MAX) return false;
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        if (!ascii_is_alnum(byte) && byte != '-' && byte != '_' && byte != '.') return false;
    }
    return true;
}

enum status account_check(const struct account_fresh *fresh, struct fault *fault) {
    if (!account_name_is_good(fresh->name))
        return fault_set(fault, MALFORMED,
                         "name: 1 to %d letters, digits, '-', '_' or '.' are expected",
                         ACCOUNT_NAME_MAX);
    if (!fresh->display.size || fresh->display.size > PARTY_NAME_BYTES_MAX ||
        !text_is_storable(fresh->display))
        return fault_set(fault, MALFORMED, "display: 1 to %d bytes of UTF-8 are expected",
                         PARTY_NAME_BYTES_MAX);
    return OK;
}

static enum status check_free(struct db *db, const struct account_fresh *fresh,
                              struct fault *fault) {
    int64_t no;
    enum status status =
        party_number(&no, db, "SELECT no FROM account WHERE name = $1", fresh->name, fault);
    if (status == OK) return fault_set(fault, CONFLICT, "name: somebody else has this one");
    return status == ABSENT ? OK : status;
}

enum status account_add(int64_t *no, struct db *db, const struct account_fresh *fresh,
                        struct fault *fault) {
    TRY(check_free(db, fresh, fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO account (name, display, organisation_no, identity, password,"
                 " is_operator, created, is_service) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)",
                 fault));
    db_bind_text(q, 1, fresh->name);
    db_bind_text(q, 2, fresh->display);
    db_bind_i64(q, 3, fresh->organisation_no);
    db_bind_blob(q, 4, fresh->identity.bytes, sizeof fresh->identity.bytes);
    db_bind_text(q, 5, str_of(fresh->hash));
    db_bind_i64(q, 6, fresh->created);
    db_bind_i64(q, 7, fresh->is_service);
    TRY(db_finish(q, fault));
    return party_number(no, db, "SELECT no FROM account WHERE name = $1", fresh->name, fault);
}
