#include "exchange/membership.h"

#include <string.h>

#include "base/text.h"
#include "base/vec.h"

#define ACCOUNT_NO "SELECT no FROM account WHERE name = $1"
// Of one person in one organisation; of one person everywhere.
#define END_SESSIONS "DELETE FROM session WHERE account_no = $1 AND organisation_no = $2"
#define END_TOKENS "DELETE FROM token WHERE account_no = $1 AND organisation_no = $2"
#define END_ALL_SESSIONS "DELETE FROM session WHERE account_no = $1"
#define END_ALL_TOKENS "DELETE FROM token WHERE account_no = $1"

// ---- listing ----

static struct person person_row(struct db_query *q, struct arena *arena) {
    return (struct person){
        .name = arena_copy(arena, db_text(q, 0)),
        .display = arena_copy(arena, db_text(q, 1)),
        .role = (enum role)db_i64(q, 2),
        .state = (enum party_state)db_i64(q, 3),
        .account_state = (enum party_state)db_i64(q, 4),
        .is_service = db_i64(q, 5) != 0,
        .is_operator = db_i64(q, 6) != 0,
        .since = db_i64(q, 7),
    };
}

enum status membership_list(struct person **out, size_t *count, const struct visit *visit,
                            const struct organisation *organisation) {
    if (!party_is_administrator(visit->viewer, organisation->no))
        return fault_set(visit->fault, DENIED,
                         "only an administrator of the organisation, or the operator, may see its "
                         "persons");
    VEC_OF(struct person) rows = {0};
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status =
        db_query(&q, db,
                 "SELECT a.name, a.display, m.role, m.state, a.state, a.is_service, a.is_operator,"
                 " m.since FROM membership m JOIN account a ON a.no = m.account_no"
                 " WHERE m.organisation_no = $1 ORDER BY a.name LIMIT $2",
                 visit->fault);
    if (status == OK) {
        db_bind_i64(q, 1, organisation->no);
        db_bind_i64(q, 2, PERSONS_MAX);
        while ((status = db_step(q, visit->fault)) == OK)
            vec_add(&rows, person_row(q, visit->arena));
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    *out = arena_array(visit->arena, rows.count + 1, struct person);
    if (rows.count) memcpy(*out, rows.items, rows.count * sizeof *rows.items);
    *count = rows.count;
    vec_close(&rows);
    return status == ABSENT ? OK : status;
}

// ---- in a transaction ----

enum status membership_add(struct db *db, int64_t account_no, int64_t organisation_no,
                           enum role role, stamp now, struct fault *fault) {
    int64_t found, persons, belongs;
    TRY(party_ask(&found, db,
                  "SELECT COUNT(*) FROM membership WHERE account_no = $1 AND organisation_no = $2",
                  (int64_t[]){account_no, organisation_no}, 2, fault));
    if (found) return fault_set(fault, CONFLICT, "this person belongs to the organisation already");
    TRY(party_ask(&persons, db, "SELECT COUNT(*) FROM membership WHERE organisation_no = $1",
                  &organisation_no, 1, fault));
    TRY(party_ask(&belongs, db, "SELECT COUNT(*) FROM membership WHERE account_no = $1",
                  &account_no, 1, fault));
    if (persons >= PERSONS_MAX)
        return fault_set(fault, LIMIT, "an organisation has at most %d persons", PERSONS_MAX);
    if (belongs >= BELONGS_MAX)
        return fault_set(fault, LIMIT, "a person belongs to at most %d organisations", BELONGS_MAX);
    return party_run(db,
                     "INSERT INTO membership (account_no, organisation_no, role, state, since)"
                     " VALUES ($1, $2, $3, 1, $4)",
                     (int64_t[]){account_no, organisation_no, role, now}, 4, fault);
}

static enum status end_sessions(struct db *db, const struct party_deed *deed, struct fault *fault) {
    const int64_t numbers[] = {deed->account_no, deed->organisation_no};
    TRY(party_run(db, END_SESSIONS, numbers, 2, fault));
    return party_run(db, END_TOKENS, numbers, 2, fault);
}

static enum status administrators(int64_t *out, struct db *db, int64_t organisation_no,
                                  struct fault *fault) {
    return party_ask(out, db,
                     "SELECT COUNT(*) FROM membership m JOIN account a ON a.no = m.account_no"
                     " WHERE m.organisation_no = $1 AND m.role = 4 AND m.state = 1"
                     " AND a.state = 1 AND a.is_service = 0",
                     &organisation_no, 1, fault);
}

struct membership_now {
    enum role role; // ROLE_NONE with `ends`
    enum party_state state;
    bool ends;
};

static enum status change_row(struct db *db, const struct party_deed *deed, struct fault *fault) {
    const struct membership_now *wish = deed->context;
    const int64_t numbers[] = {wish->role, wish->state, deed->account_no, deed->organisation_no};
    if (wish->ends)
        return party_run(db,
                         "DELETE FROM membership WHERE account_no = $1 AND organisation_no = $2",
                         numbers + 2, 2, fault);
    return party_run(db,
                     "UPDATE membership SET role = CASE WHEN $1 = 0 THEN role ELSE $1 END,"
                     " state = CASE WHEN $2 = 0 THEN state ELSE $2 END"
                     " WHERE account_no = $3 AND organisation_no = $4",
                     numbers, 4, fault);
}

static enum status change_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct membership_now *wish = deed->context;
    const int64_t numbers[] = {deed->account_no, deed->organisation_no};
    int64_t before, after, is_service;
    TRY(administrators(&before, db, deed->organisation_no, fault));
    TRY(party_ask(&is_service, db, "SELECT is_service FROM account WHERE no = $1", numbers, 1,
                  fault));
    if (is_service && wish->role == ROLE_ADMINISTRATOR)
        return fault_set(fault, MALFORMED, "role: a service account is no administrator");
    TRY(change_row(db, deed, fault));
    if (db_changes(db) == 0)
        return fault_set(fault, ABSENT, "this person does not belong to the organisation");
    TRY(administrators(&after, db, deed->organisation_no, fault));
    if (before && !after && !deed->is_by_operator)
        return fault_set(fault, CONFLICT,
                         "this is the organisation's last administrator: make somebody else one "
                         "first");
    if (wish->ends || wish->state == PARTY_SUSPENDED) return end_sessions(db, deed, fault);
    return OK;
}

// ---- changing ----

static enum status absent_person(struct fault *fault) {
    return fault_set(fault, ABSENT, "this person does not belong to the organisation");
}

// Of somebody in the organisation. Others are told the same of names that nobody has.
static enum status find_person(int64_t *out, bool *is_service, const struct visit *visit,
                               int64_t organisation_no, struct str name) {
    if (!text_is_storable(name)) return absent_person(visit->fault);
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status =
        db_query(&q, db,
                 "SELECT a.no, a.is_service FROM account a JOIN membership m ON m.account_no = a.no"
                 " WHERE a.name = $1 AND m.organisation_no = $2",
                 visit->fault);
    if (status == OK) {
        db_bind_text(q, 1, name);
        db_bind_i64(q, 2, organisation_no);
        status = db_step(q, visit->fault);
        if (status == OK) *out = db_i64(q, 0);
        if (status == OK) *is_service = db_i64(q, 1) != 0;
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    return status == ABSENT ? absent_person(visit->fault) : status;
}

static enum status refuse_others(const struct visit *visit) {
    return fault_set(visit->fault, DENIED,
                     "only an administrator of the organisation, or the operator, may do this");
}

enum status membership_set(const struct visit *visit, const struct membership_wish *wish) {
    const struct organisation *organisation = NULL;
    bool is_service;
    TRY(party_find(&organisation, visit, wish->organisation));
    if (!party_is_administrator(visit->viewer, organisation->no)) return refuse_others(visit);
    struct membership_now now = {.role = wish->role, .state = wish->state};
    struct party_deed deed = {
        .act = PARTY_MEMBERSHIP_SET,
        .need = BY_ADMINISTRATOR,
        .organisation_no = organisation->no,
        .run = change_now,
        .context = &now,
    };
    if (wish->state == PARTY_LEFT)
        return fault_set(visit->fault, MALFORMED, "state: active or suspended is expected");
    TRY(find_person(&deed.account_no, &is_service, visit, organisation->no, wish->name));
    return party_do(visit, &deed);
}

enum status membership_end(const struct visit *visit, struct str organisation, struct str name) {
    const struct organisation *found = NULL;
    bool is_service;
    int64_t account_no;
    // One's own membership may also be of an organisation that is not the one of now.
    found = world_organisation_named(visit->world, organisation);
    if (!found) return absent_person(visit->fault);
    enum status status = find_person(&account_no, &is_service, visit, found->no, name);
    bool is_self = status == OK && account_no == visit->viewer->account_no;
    if (!is_self) TRY(party_find(&found, visit, organisation));
    if (!is_self && !party_is_administrator(visit->viewer, found->no)) return refuse_others(visit);
    TRY(status);
    struct membership_now now = {.ends = true};
    struct party_deed deed = {
        .act = PARTY_MEMBERSHIP_ENDED,
        .need = is_self ? BY_PERSON : BY_ADMINISTRATOR,
        .organisation_no = found->no,
        .account_no = account_no,
        .run = change_now,
        .context = &now,
    };
    return party_do(visit, &deed);
}

static enum status state_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    enum party_state state = *(enum party_state *)deed->context;
    TRY(party_run(db, "UPDATE account SET state = $1 WHERE no = $2",
                  (int64_t[]){state, deed->account_no}, 2, fault));
    if (state == PARTY_ACTIVE) return OK;
    TRY(party_run(db, END_ALL_SESSIONS, &deed->account_no, 1, fault));
    return party_run(db, END_ALL_TOKENS, &deed->account_no, 1, fault);
}

struct named_state {
    struct str name;
    enum party_state state;
};

static enum status named_state_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    struct named_state *wish = deed->context;
    TRY(party_number(&deed->account_no, db, ACCOUNT_NO, wish->name, fault));
    if (deed->account_no == deed->by->account_no)
        return fault_set(fault, CONFLICT, "nobody suspends themselves");
    deed->context = &wish->state;
    return state_now(db, deed, fault);
}

enum status membership_state_set(const struct visit *visit, struct str name,
                                 enum party_state state) {
    if (!text_is_storable(name)) return fault_set(visit->fault, ABSENT, "no such account");
    if (state == PARTY_LEFT)
        return fault_set(visit->fault, MALFORMED, "state: active or suspended is expected");
    struct named_state wish = {name, state};
    struct party_deed deed = {
        .act = PARTY_PERSON_STATE, .need = BY_OPERATOR, .run = named_state_now, .context = &wish};
    return party_do(visit, &deed);
}

// ---- services ----

static enum status serve_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct account_fresh *fresh = deed->context;
    TRY(account_add(&deed->account_no, db, fresh, fault));
    return membership_add(db, deed->account_no, deed->organisation_no, fresh->role, deed->now,
                          fault);
}

enum status membership_serve(const struct visit *visit, const struct service_wish *wish) {
    const struct organisation *organisation = NULL;
    TRY(party_find(&organisation, visit, wish->organisation));
    if (wish->role == ROLE_NONE || wish->role == ROLE_ADMINISTRATOR)
        return fault_set(visit->fault, MALFORMED,
                         "role: reader, contributor or curator is expected");
    struct account_fresh fresh = {
        .name = wish->name,
        .display = wish->display.size ? wish->display : wish->name,
        .organisation_no = organisation->no,
        .identity = chance_uuid(store_chance(visit->exchange->store)),
        .is_service = true,
        .role = wish->role,
        .created = clock_now(store_clock(visit->exchange->store)),
    };
    TRY(account_check(&fresh, visit->fault));
    struct party_deed deed = {
        .act = PARTY_SERVICE_MADE,
        .need = BY_ADMINISTRATOR,
        .organisation_no = organisation->no,
        .run = serve_now,
        .context = &fresh,
    };
    return party_do(visit, &deed);
}

enum status membership_token(char out[CREDENTIAL_TEXT_SIZE], struct token *made,
                             const struct visit *visit, const struct membership_wish *whose,
                             const struct token_wish *wish) {
    const struct organisation *organisation = NULL;
    bool is_service;
    struct viewer service = {.label = "service", .withheld = ACT_ADMIN | visit->viewer->withheld};
    TRY(party_find(&organisation, visit, whose->organisation));
    if (!party_is_administrator(visit->viewer, organisation->no)) return refuse_others(visit);
    TRY(find_person(&service.account_no, &is_service, visit, organisation->no, whose->name));
    if (!is_service) return fault_set(visit->fault, DENIED, "a person makes tokens themselves");
    service.organisation_no = organisation->no;
    struct token_wish noted = *wish;
    noted.by = visit->viewer;
    return token_make(out, made, visit->exchange, &service, &noted, visit->fault);
}

// ---- one's own ----

enum status membership_of(struct belonging **out, size_t *count, const struct visit *visit) {
    struct belonging *rows = arena_array(visit->arena, BELONGS_MAX, struct belonging);
    *out = rows;
    *count = 0;
    if (!visit->viewer->account_no) return OK;
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status =
        db_query(&q, db,
                 "SELECT organisation_no, role FROM membership WHERE account_no = $1"
                 " AND state = 1 ORDER BY organisation_no LIMIT $2",
                 visit->fault);
    if (status == OK) {
        db_bind_i64(q, 1, visit->viewer->account_no);
        db_bind_i64(q, 2, BELONGS_MAX);
        while ((status = db_step(q, visit->fault)) == OK) {
            const struct organisation *found = world_organisation(visit->world, db_i64(q, 0));
            if (found && found->state == PARTY_ACTIVE)
                rows[(*count)++] = (struct belonging){found, (enum role)db_i64(q, 1)};
        }
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    return status == ABSENT ? OK : status;
}

static enum status act_for_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    int64_t found;
    TRY(party_ask(&found, db,
                  "SELECT COUNT(*) FROM membership m JOIN organisation o ON"
                  " o.no = m.organisation_no WHERE m.account_no = $1 AND m.organisation_no = $2"
                  " AND m.state = 1 AND o.state = 1",
                  (int64_t[]){deed->account_no, deed->organisation_no}, 2, fault));
    if (!found)
        return fault_set(fault, ABSENT, "you do not belong to an organisation of this name");
    struct db_query *q;
    TRY(db_query(&q, db, "UPDATE session SET organisation_no = $1 WHERE digest = $2", fault));
    db_bind_i64(q, 1, deed->organisation_no);
    db_bind_blob(q, 2, deed->by->proof.digest, sizeof deed->by->proof.digest);
    return db_finish(q, fault);
}

enum status membership_act_for(const struct visit *visit, struct str organisation) {
    const struct organisation *found = world_organisation_named(visit->world, organisation);
    if (visit->viewer->proof.by != CAME_BY_SESSION)
        return fault_set(visit->fault, DENIED,
                         "a token acts for the organisation that it was made for");
    if (!found)
        return fault_set(visit->fault, ABSENT, "you do not belong to an organisation of this name");
    struct party_deed deed = {
        .act = PARTY_ACTS_FOR,
        .need = BY_PERSON,
        .organisation_no = found->no,
        .account_no = visit->viewer->account_no,
        .run = act_for_now,
    };
    return party_do(visit, &deed);
}
