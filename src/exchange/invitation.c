#include "exchange/invitation.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"

#define DAY_US (86400 * STAMP_SECOND)
#define OVER_KEPT_US (30 * DAY_US)
#define COLUMNS                                                                                    \
    "SELECT i.id, i.organisation_no, i.role, i.note, i.maker, i.made, i.expires, i.taken,"         \
    " COALESCE(a.name, '') FROM invitation i LEFT JOIN account a ON a.no = i.taker_no"

static enum status absent(struct fault *fault) {
    return fault_set(fault, ABSENT, "this invitation is not known, was taken, or is over");
}

// ---- making ----

struct making {
    const struct invitation *invitation;
    uint8_t digest[32];
};

static enum status make_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct making *making = deed->context;
    const struct invitation *invitation = making->invitation;
    int64_t open;
    TRY(party_run(db, "DELETE FROM invitation WHERE expires <= $1",
                  (int64_t[]){deed->now - OVER_KEPT_US}, 1, fault));
    TRY(party_ask(&open, db,
                  "SELECT COUNT(*) FROM invitation WHERE organisation_no = $1 AND taken = 0"
                  " AND expires > $2",
                  (int64_t[]){deed->organisation_no, deed->now}, 2, fault));
    if (open >= INVITATIONS_MAX)
        return fault_set(fault, LIMIT, "there are %d open invitations: take one back first",
                         INVITATIONS_MAX);
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO invitation (id, digest, organisation_no, role, note, maker, made,"
                 " expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                 fault));
    db_bind_blob(q, 1, invitation->id.bytes, sizeof invitation->id.bytes);
    db_bind_blob(q, 2, making->digest, sizeof making->digest);
    db_bind_i64(q, 3, deed->organisation_no);
    db_bind_i64(q, 4, invitation->role);
    db_bind_text(q, 5, invitation->note);
    db_bind_text(q, 6, invitation->maker);
    db_bind_i64(q, 7, invitation->made);
    db_bind_i64(q, 8, invitation->expires);
    return db_finish(q, fault);
}

enum status invitation_make(char out[CREDENTIAL_TEXT_SIZE], struct invitation *made,
                            const struct visit *visit, const struct invitation_wish *wish) {
    struct chance *chance = store_chance(visit->exchange->store);
    stamp now = clock_now(store_clock(visit->exchange->store));
    struct invitation invitation = {
        .id = chance_uuid(chance),
        .role = wish->role,
        .note = wish->note.data ? wish->note : STR(""),
        .maker = str_of(visit->viewer->label),
        .made = now,
        .expires = now + INVITATION_DAYS * DAY_US,
    };
    TRY(party_find(&invitation.organisation, visit, wish->organisation));
    if (wish->role == ROLE_NONE)
        return fault_set(visit->fault, MALFORMED,
                         "role: reader, contributor, curator or administrator is expected");
    if (invitation.note.size > PARTY_WORDS_BYTES_MAX || !text_is_storable(invitation.note))
        return fault_set(visit->fault, MALFORMED, "note: at most %d bytes of UTF-8 are expected",
                         PARTY_WORDS_BYTES_MAX);
    char text[CREDENTIAL_TEXT_SIZE];
    struct making making = {.invitation = &invitation};
    credential_make(text, CREDENTIAL_INVITATION, chance);
    digest_sha256(making.digest, str_of(text));
    struct party_deed deed = {
        .act = PARTY_INVITED,
        .need = BY_ADMINISTRATOR,
        .organisation_no = invitation.organisation->no,
        .run = make_now,
        .context = &making,
    };
    enum status status = party_do(visit, &deed);
    if (status == OK) {
        memcpy(out, text, sizeof text);
        *made = invitation;
    }
    secret_wipe(text, sizeof text);
    return status;
}

// ---- listing ----

static struct invitation row_of(struct db_query *q, const struct visit *visit) {
    struct invitation row = {
        .organisation = world_organisation(visit->world, db_i64(q, 1)),
        .role = (enum role)db_i64(q, 2),
        .note = arena_copy(visit->arena, db_text(q, 3)),
        .maker = arena_copy(visit->arena, db_text(q, 4)),
        .made = db_i64(q, 5),
        .expires = db_i64(q, 6),
        .taken = db_i64(q, 7),
        .taker = arena_copy(visit->arena, db_text(q, 8)),
    };
    struct str id = db_blob(q, 0);
    if (id.size == sizeof row.id.bytes) memcpy(row.id.bytes, id.data, id.size);
    return row;
}

enum status invitation_list(struct invitation **out, size_t *count, const struct visit *visit,
                            const struct organisation *organisation) {
    if (!party_is_administrator(visit->viewer, organisation->no))
        return fault_set(visit->fault, DENIED,
                         "only an administrator of the organisation, or the operator, may see its "
                         "invitations");
    struct invitation *rows = arena_array(visit->arena, INVITATIONS_MAX, struct invitation);
    *out = rows;
    *count = 0;
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status =
        db_query(&q, db, COLUMNS " WHERE i.organisation_no = $1 ORDER BY i.made DESC LIMIT $2",
                 visit->fault);
    if (status == OK) {
        db_bind_i64(q, 1, organisation->no);
        db_bind_i64(q, 2, INVITATIONS_MAX);
        while ((status = db_step(q, visit->fault)) == OK) rows[(*count)++] = row_of(q, visit);
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    return status == ABSENT ? OK : status;
}

// ---- taking back ----

// By whom it may be is known when its organisation is.
static enum status find_organisation(int64_t *out, const struct visit *visit,
                                     const struct uuid *id) {
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status = db_query(
        &q, db, "SELECT organisation_no FROM invitation WHERE id = $1 AND taken = 0", visit->fault);
    if (status == OK) {
        db_bind_blob(q, 1, id->bytes, sizeof id->bytes);
        status = db_step(q, visit->fault);
        if (status == OK) *out = db_i64(q, 0);
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    if (status == OK && !party_is_administrator(visit->viewer, *out)) status = ABSENT;
    return status == ABSENT ? absent(visit->fault) : status;
}

static enum status revoke_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct uuid *id = deed->context;
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM invitation WHERE id = $1 AND taken = 0", fault));
    db_bind_blob(q, 1, id->bytes, sizeof id->bytes);
    TRY(db_finish(q, fault));
    return db_changes(db) > 0 ? OK : absent(fault);
}

enum status invitation_revoke(const struct visit *visit, const struct uuid *id) {
    struct uuid own = *id;
    struct party_deed deed = {.act = PARTY_INVITATION_REVOKED,
                              .need = BY_ADMINISTRATOR,
                              .run = revoke_now,
                              .context = &own};
    TRY(find_organisation(&deed.organisation_no, visit, id));
    return party_do(visit, &deed);
}

// ---- taking ----

enum status invitation_read(struct invitation *out, const struct visit *visit, struct str secret) {
    uint8_t digest[32];
    if (!credential_read(digest, CREDENTIAL_INVITATION, secret)) return absent(visit->fault);
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status = db_query(
        &q, db, COLUMNS " WHERE i.digest = $1 AND i.taken = 0 AND i.expires > $2", visit->fault);
    if (status == OK) {
        db_bind_blob(q, 1, digest, sizeof digest);
        db_bind_i64(q, 2, clock_now(store_clock(visit->exchange->store)));
        status = db_step(q, visit->fault);
        if (status == OK) *out = row_of(q, visit);
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    bool is_open = status == OK && out->organisation && out->organisation->state == PARTY_ACTIVE;
    if (status == OK || status == ABSENT) return is_open ? OK : absent(visit->fault);
    return status;
}

struct taking_now {
    const struct invitation *invitation;
    struct account_fresh fresh; // when somebody new takes it
    bool is_new;
};

static enum status take_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct taking_now *taking = deed->context;
    struct db_query *q;
    if (taking->is_new) TRY(account_add(&deed->account_no, db, &taking->fresh, fault));
    // Two may show it at once: one of them has it.
    TRY(db_query(&q, db,
                 "UPDATE invitation SET taken = $1, taker_no = $2 WHERE id = $3 AND taken = 0"
                 " AND expires > $1",
                 fault));
    db_bind_i64(q, 1, deed->now);
    db_bind_i64(q, 2, deed->account_no);
    db_bind_blob(q, 3, taking->invitation->id.bytes, sizeof taking->invitation->id.bytes);
    TRY(db_finish(q, fault));
    if (db_changes(db) == 0) return absent(fault);
    return membership_add(db, deed->account_no, deed->organisation_no, taking->invitation->role,
                          deed->now, fault);
}

static enum status read_fresh(struct account_fresh *out, const struct visit *visit,
                              const struct invitation *invitation,
                              struct invitation_taking *taking) {
    *out = (struct account_fresh){
        .name = taking->name,
        .display = taking->display.size ? taking->display : taking->name,
        .organisation_no = invitation->organisation->no,
        .identity = chance_uuid(store_chance(visit->exchange->store)),
        .created = clock_now(store_clock(visit->exchange->store)),
    };
    TRY(account_check(out, visit->fault));
    const struct str names[] = {out->name, out->display, invitation->organisation->name,
                                invitation->organisation->slug};
    TRY(password_accept(&taking->why, taking->password, names, sizeof names / sizeof *names,
                        visit->fault));
    return doorkeeper_hash(out->hash, visit->exchange, taking->password, visit->fault);
}

enum status invitation_take(const struct visit *visit, struct invitation_taking *taking) {
    struct invitation invitation;
    TRY(invitation_read(&invitation, visit, taking->secret));
    struct taking_now now = {.invitation = &invitation, .is_new = !visit->viewer->account_no};
    struct party_deed deed = {
        .act = PARTY_INVITATION_TAKEN,
        .need = now.is_new ? BY_ANYBODY : BY_PERSON,
        .organisation_no = invitation.organisation->no,
        .account_no = visit->viewer->account_no,
        .run = take_now,
        .context = &now,
    };
    enum status status = OK;
    if (now.is_new) status = read_fresh(&now.fresh, visit, &invitation, taking);
    if (status == OK) status = party_do(visit, &deed);
    secret_wipe(now.fresh.hash, sizeof now.fresh.hash);
    return status;
}
