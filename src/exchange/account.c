#include "exchange/account.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "base/vec.h"
#include "exchange/audit.h"
#include "exchange/factor.h"
#include "exchange/presence.h"
#include "exchange/session.h"

struct viewer viewer_stranger(void) {
    return (struct viewer){.label = "stranger"};
}

struct viewer viewer_operator(void) {
    return (struct viewer){.is_operator = true, .place = "machine", .label = "operator"};
}

struct viewer viewer_tally(void) {
    return (struct viewer){.is_tally = true, .label = "tally"};
}

static void uuid_from(struct uuid *out, struct str blob) {
    memset(out, 0, sizeof *out);
    if (blob.size == sizeof out->bytes) memcpy(out->bytes, blob.data, sizeof out->bytes);
}

// Columns that viewer_row expects: of an account that is not suspended, and of the organisation for
// which it acts, if it may still.
#define VIEWER_COLUMNS                                                                             \
    " a.no, a.name, a.identity, a.is_operator, COALESCE(m.role, 0), COALESCE(o.no, 0),"            \
    " COALESCE(o.patron_no, 0), COALESCE(o.slug, ''), o.identity, " FACTOR_MUST_ENROL
#define ACTS_FOR(which)                                                                            \
    " LEFT JOIN membership m ON m.account_no = a.no AND m.state = 1 AND m.organisation_no "        \
    "= " which " LEFT JOIN organisation o ON o.no = m.organisation_no AND o.state = 1"
// $1: for which; 0: the one that the person came with, else another. Without one it acts for none.
#define VIEWER_TABLES                                                                              \
    " account a" ACTS_FOR(                                                                         \
        "COALESCE(NULLIF((SELECT MIN(CASE WHEN x.organisation_no = a.organisation_no THEN 0"       \
        " ELSE x.organisation_no END) FROM membership x JOIN organisation y"                       \
        " ON y.no = x.organisation_no WHERE x.account_no = a.no AND x.state = 1 AND y.state = 1"   \
        " AND ($1 = 0 OR x.organisation_no = $1)), 0), a.organisation_no)"                         \
        " AND ($1 = 0 OR m.organisation_no = $1)")

static void viewer_row(struct viewer *out, struct db_query *q, struct arena *arena) {
    struct str name = db_text(q, 1), slug = db_text(q, 7);
    *out = (struct viewer){
        .account_no = db_i64(q, 0),
        .organisation_no = db_i64(q, 5),
        .patron_no = db_i64(q, 6),
        .is_operator = db_i64(q, 3) != 0,
        .must_enrol = db_i64(q, 9) != 0,
        .label = arena_text(arena, name),
    };
    out->identity.type = STR("identity");
    uuid_from(&out->identity.uuid, db_blob(q, 2));
    if (!out->organisation_no) return;
    out->role = (enum role)db_i64(q, 4);
    out->is_administrator = out->role == ROLE_ADMINISTRATOR;
    out->organisation_identity.type = STR("identity");
    uuid_from(&out->organisation_identity.uuid, db_blob(q, 8));
    out->label = arena_format(arena, "%.*s@%.*s", STR_ARG(name), STR_ARG(slug)).data;
}

// ---- what a viewer came in by ----

// Behind VIEWER_COLUMNS stand five numbers more; VIEWER_WIDTH is where they begin. A token opens
// nothing but for the organisation that it was made for.
#define VIEWER_WIDTH 10
static const char *const PROOF_SQL[] = {
    [CAME_BY_SESSION] =
        "SELECT" VIEWER_COLUMNS ", s.created, s.used, 15, s.proved, s.is_strong FROM"
        " session s"
        " JOIN account a ON a.no = s.account_no" ACTS_FOR(
            "s.organisation_no") " WHERE s.digest = $1 AND a.state = 1",
    [CAME_BY_TOKEN] = "SELECT" VIEWER_COLUMNS ", t.expires, t.used, t.acts, 0, 0 FROM token t"
                      " JOIN account a ON a.no = t.account_no" ACTS_FOR(
                          "t.organisation_no") " WHERE t.digest = $1 AND a.state = 1"
                                               " AND (t.organisation_no = 0 OR o.no IS NOT NULL)",
};

// Until when it holds at the most; and for a session, unless it is used.
static stamp until_of(struct exchange *exchange, const struct viewer_proof *proof, stamp begun,
                      stamp used) {
    if (proof->by == CAME_BY_TOKEN) return begun; // when it expires
    return session_until(begun, presence_last(exchange, proof, used));
}

// Without ACT_ADMIN nobody is more than a member of the organisation: this is the one place.
static void withhold(struct viewer *viewer, unsigned acts) {
    viewer->withheld = ACT_ALL & ~acts;
    if (acts & ACT_ADMIN) return;
    viewer->is_operator = false;
    viewer->is_administrator = false;
    if (viewer->role == ROLE_ADMINISTRATOR) viewer->role = ROLE_CURATOR;
}

static void proof_row(struct viewer *out, stamp *used, struct db_query *q,
                      const struct viewer_proof *proof, struct arena *arena) {
    viewer_row(out, q, arena);
    withhold(out, (unsigned)db_i64(q, VIEWER_WIDTH + 2));
    *used = db_i64(q, VIEWER_WIDTH + 1);
    out->proof = *proof;
    out->proof.until = db_i64(q, VIEWER_WIDTH); // for now
    out->proof.proved = db_i64(q, VIEWER_WIDTH + 3);
    // Programs go on: who made their tokens had signed in, and takes them back on the page.
    // A provider whose word counts has seen a second factor of who came by it.
    if (proof->by == CAME_BY_TOKEN || db_i64(q, VIEWER_WIDTH + 4)) out->must_enrol = false;
}

// ABSENT when there is none, or no longer. `is_use`: see viewer_of_session.
static enum status viewer_of_proof(struct viewer *out, struct exchange *exchange,
                                   const struct viewer_proof *proof, bool is_use,
                                   struct arena *arena, struct fault *fault) {
    uint64_t rights = store_rights_generation(exchange->store); // before it is read
    stamp now = clock_now(store_clock(exchange->store)), used = 0;
    struct viewer viewer;
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status = db_query(&q, db, PROOF_SQL[proof->by], fault);
    if (status == OK) {
        db_bind_blob(q, 1, proof->digest, sizeof proof->digest);
        status = db_step(q, fault);
        if (status == OK) proof_row(&viewer, &used, q, proof, arena);
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    TRY(status);
    stamp begun = viewer.proof.until;
    stamp until = until_of(exchange, proof, begun, used);
    if (until && until <= now) return ABSENT;
    if (is_use) presence_note(exchange, proof, used, now);
    viewer.proof.until = until_of(exchange, proof, begun, used);
    viewer.rights = rights;
    *out = viewer;
    return OK;
}

enum status viewer_of_token(struct viewer *out, struct exchange *exchange, struct str token,
                            struct arena *arena, struct fault *fault) {
    struct viewer_proof proof = {.by = CAME_BY_TOKEN};
    enum status status = ABSENT;
    if (credential_read(proof.digest, CREDENTIAL_TOKEN, token))
        status = viewer_of_proof(out, exchange, &proof, true, arena, fault);
    if (status == ABSENT) return fault_set(fault, DENIED, "the token is not known or has expired");
    return status;
}

enum status viewer_of_key(struct viewer *out, struct exchange *exchange, struct str key,
                          struct arena *arena, struct fault *fault) {
    struct viewer_proof proof = {.by = CAME_BY_TOKEN};
    credential_of_key(proof.digest, key);
    enum status status = viewer_of_proof(out, exchange, &proof, true, arena, fault);
    if (status != ABSENT) return status;
    return fault_set(fault, DENIED,
                     "the key of this client certificate opens nothing here, or no longer");
}

enum status viewer_of_session(struct viewer *out, struct exchange *exchange, struct str text,
                              bool is_use, struct arena *arena, struct fault *fault) {
    struct viewer_proof proof = {.by = CAME_BY_SESSION};
    enum status status = ABSENT;
    if (credential_read(proof.digest, CREDENTIAL_SESSION, text))
        status = viewer_of_proof(out, exchange, &proof, is_use, arena, fault);
    if (status == ABSENT) return fault_set(fault, DENIED, "the session is not known or has ended");
    return status;
}

// ---- names and passwords ----

struct known_account {
    struct viewer viewer;
    char hash[PASSWORD_HASH_SIZE]; // "" when the name is not known
};

// "hanako@hospital": the person, and the organisation for which she acts now; -1: there is none.
struct account_name {
    struct str name;
    int64_t organisation_no; // 0: the one that she came with
};

static enum status name_read(struct account_name *out, struct exchange *exchange, struct str name,
                             struct fault *fault) {
    size_t at = str_find_byte_last(name, '@');
    *out = (struct account_name){.name = name};
    if (at == SIZE_MAX) return OK;
    const struct world *world;
    TRY(world_take(&world, exchange, fault));
    const struct organisation *found =
        world_organisation_named(world, str_cut(name, at + 1, name.size));
    *out = (struct account_name){str_cut(name, 0, at), found ? found->no : -1};
    world_give(exchange, &world);
    return OK;
}

// ABSENT for a name that nobody has; for one that is suspended; and when it does not belong to the
// organisation that was named.
static enum status account_read(struct known_account *out, struct exchange *exchange,
                                const struct account_name *name, struct arena *arena,
                                struct fault *fault) {
    *out = (struct known_account){0};
    if (!text_is_storable(name->name)) return ABSENT;
    uint64_t rights = store_rights_generation(exchange->store);
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status =
        db_query(&q, db,
                 "SELECT" VIEWER_COLUMNS ", a.password FROM" VIEWER_TABLES
                 " WHERE a.name = $2 AND a.state = 1 AND ($1 = 0 OR o.no IS NOT NULL)",
                 fault);
    if (status == OK) {
        db_bind_i64(q, 1, name->organisation_no);
        db_bind_text(q, 2, name->name);
        status = db_step(q, fault);
        if (status == OK) {
            viewer_row(&out->viewer, q, arena);
            out->viewer.rights = rights;
            struct str hash = db_text(q, VIEWER_WIDTH);
            if (hash.size < sizeof out->hash) memcpy(out->hash, hash.data, hash.size);
        }
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    return status;
}

// Without its code, or with a wrong one, a password is one that fits nothing: the same work, the
// same answer, the same count. So nobody finds out the one without the other.
static enum status check_both(struct exchange *exchange, struct knock *knock,
                              const struct known_account *account, struct fault *fault) {
    struct factor_hit hit = {.by = HIT_NONE_NEEDED};
    enum status status = OK;
    if (!knock->is_code_known)
        status = factor_find(&hit, exchange, account->viewer.account_no, knock->code, fault);
    if (status != OK && status != DENIED) return status;
    TRY(doorkeeper_check(exchange, knock, status == OK ? account->hash : "", fault));
    return factor_take(exchange, account->viewer.account_no, &hit, fault);
}

// Of whose name it was tried, if that is somebody's. What was typed is not told: people type their
// password there.
static void note_refusal(struct exchange *exchange, const struct knock *knock,
                         const struct viewer *named, enum status status) {
    struct viewer stranger = viewer_stranger();
    struct audit_note note = {.act = status == LIMIT ? AUDIT_SIGN_IN_LOCKED : AUDIT_SIGN_IN_WRONG,
                              .viewer = &stranger,
                              .place = knock->place.data ? knock->place : STR("")};
    if (status != DENIED && status != LIMIT) return;
    if (named->account_no) {
        note.kind = "account";
        note.name = knock->name;
        note.concerns =
            (struct audit_party){named->organisation_no, &named->organisation_identity.uuid};
    }
    audit_count(exchange, &note);
}

enum status viewer_of_password(struct viewer *out, struct exchange *exchange, struct knock *knock,
                               struct arena *arena, struct fault *fault) {
    if (knock->name.size > ACCOUNT_NAME_MAX || knock->password.size > PASSWORD_SIZE_MAX)
        return fault_set(fault, DENIED, "name or password is wrong");
    struct known_account account;
    struct account_name name;
    TRY(name_read(&name, exchange, knock->name, fault));
    knock->name = name.name; // tries are counted for the person
    enum status status = account_read(&account, exchange, &name, arena, fault);
    if (status != OK && status != ABSENT) return status;
    uint8_t mark[DEVICE_MARK_SIZE];
    if (knock->device.size && account.viewer.account_no) {
        status = device_read(mark, exchange, account.viewer.account_no, knock->device, fault);
        if (status != OK && status != ABSENT) return status;
        if (status == OK) knock->mark = mark;
    }
    status = check_both(exchange, knock, &account, fault);
    knock->mark = NULL;
    secret_wipe(account.hash, sizeof account.hash);
    note_refusal(exchange, knock, &account.viewer, status);
    TRY(status);
    *out = account.viewer;
    return OK;
}

enum status viewer_as(struct viewer *out, struct exchange *exchange, struct str name,
                      struct arena *arena, struct fault *fault) {
    struct known_account account;
    struct account_name read;
    TRY(store_follow(exchange->store, fault));
    TRY(name_read(&read, exchange, name, fault));
    enum status status = account_read(&account, exchange, &read, arena, fault);
    if (status == OK) {
        *out = account.viewer;
        return OK;
    }
    if (status != ABSENT) return status;
    const struct world *world;
    TRY(world_take(&world, exchange, fault));
    const struct organisation *organisation = world_organisation_named(world, name);
    if (organisation)
        *out = (struct viewer){
            .organisation_no = organisation->no,
            .patron_no = organisation->patron_no,
            .rights = world->generation,
            .organisation_identity = {STR("identity"), organisation->identity},
            .label = arena_text(arena, name),
        };
    bool found = organisation != NULL;
    world_give(exchange, &world);
    if (found) return OK;
    return fault_set(fault, ABSENT, "no account or organisation is called %.*s", STR_ARG(name));
}

// An organisation's eyes, without a person's.
static enum status renew_organisation(struct viewer *viewer, struct exchange *exchange,
                                      struct fault *fault) {
    const struct world *world;
    TRY(world_take(&world, exchange, fault));
    const struct organisation *organisation = world_organisation(world, viewer->organisation_no);
    viewer->patron_no = organisation ? organisation->patron_no : 0;
    if (!organisation) viewer->organisation_no = 0;
    viewer->rights = world->generation;
    world_give(exchange, &world);
    return OK;
}

// The account alone: somebody came in by a password, or looks through another's eyes.
static enum status renew_account(struct viewer *viewer, struct exchange *exchange,
                                 struct arena *arena, struct fault *fault) {
    uint64_t rights = store_rights_generation(exchange->store);
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    enum status status = db_query(
        &q, db, "SELECT" VIEWER_COLUMNS " FROM" VIEWER_TABLES " WHERE a.no = $2 AND a.state = 1",
        fault);
    if (status == OK) {
        db_bind_i64(q, 1, viewer->organisation_no ? viewer->organisation_no : -1);
        db_bind_i64(q, 2, viewer->account_no);
        status = db_step(q, fault);
        if (status == OK) viewer_row(viewer, q, arena);
        if (status == OK) viewer->rights = rights;
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    return status;
}

enum status viewer_of_account(struct viewer *out, struct exchange *exchange, int64_t account_no,
                              struct arena *arena, struct fault *fault) {
    struct viewer viewer = {.account_no = account_no};
    int64_t is_service = 0;
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q = NULL;
    enum status status = db_query(&q, db,
                                  "SELECT" VIEWER_COLUMNS ", a.is_service FROM" VIEWER_TABLES
                                  " WHERE a.no = $2 AND a.state = 1",
                                  fault);
    if (status == OK) {
        db_bind_i64(q, 1, 0);
        db_bind_i64(q, 2, account_no);
        status = db_step(q, fault);
        if (status == OK) viewer_row(&viewer, q, arena);
        if (status == OK) is_service = db_i64(q, VIEWER_WIDTH);
    }
    db_let_go(&q);
    store_reader_give(exchange->store, db);
    if (status == ABSENT || is_service)
        return fault_set(fault, DENIED, "nobody signs in to this account");
    TRY(status);
    *out = viewer;
    return OK;
}

static bool is_of_age(const struct viewer *viewer, struct exchange *exchange) {
    stamp until = viewer->proof.until;
    return until && until <= clock_now(store_clock(exchange->store));
}

enum status viewer_renew(struct viewer *viewer, struct exchange *exchange, struct fault *fault) {
    uint64_t rights = store_rights_generation(exchange->store);
    if (!viewer->rights) return OK;
    if (viewer->rights == rights && !is_of_age(viewer, exchange)) return OK;
    if (!viewer->account_no) return renew_organisation(viewer, exchange, fault);
    const char *label = viewer->label, *place = viewer->place;
    struct viewer_proof proof = viewer->proof;
    bool must_enrol = viewer->must_enrol;
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    enum status status = proof.by == CAME_OTHERWISE
                             ? renew_account(viewer, exchange, &arena, fault)
                             : viewer_of_proof(viewer, exchange, &proof, false, &arena, fault);
    bool is_shut = status == OK && viewer->must_enrol && !must_enrol;
    if (status == ABSENT || is_shut) {
        *viewer = viewer_stranger(); // it is gone, or what it came in by, or that is not enough now
        viewer->rights = rights;
    }
    viewer->label = label;
    viewer->place = place;
    return status == ABSENT ? OK : status;
}

static void account_row(struct account *out, struct db_query *q, const struct world *world,
                        struct arena *arena) {
    *out = (struct account){
        .name = arena_copy(arena, db_text(q, 0)),
        .display = arena_copy(arena, db_text(q, 1)),
        .is_operator = db_i64(q, 3) != 0,
        .is_administrator = db_i64(q, 4) == ROLE_ADMINISTRATOR,
        .role = (enum role)db_i64(q, 4),
    };
    uuid_from(&out->identity, db_blob(q, 5));
    account_act_for(out, world_organisation(world, db_i64(q, 2)), arena);
}

void account_act_for(struct account *out, const struct organisation *organisation,
                     struct arena *arena) {
    out->organisation = (struct organisation){0};
    if (!organisation) return;
    out->organisation = *organisation;
    out->organisation.slug = arena_copy(arena, organisation->slug);
    out->organisation.name = arena_copy(arena, organisation->name);
    out->organisation.sector = arena_copy(arena, organisation->sector);
    out->organisation.country = arena_copy(arena, organisation->country);
}

#define ACCOUNT_COLUMNS                                                                            \
    "SELECT a.name, a.display, a.organisation_no, a.is_operator, COALESCE(m.role, 0), a.identity"  \
    " FROM account a LEFT JOIN membership m ON m.account_no = a.no AND m.state = 1"                \
    " AND m.organisation_no = a.organisation_no"

// By the identity when there is one, else by the number.
static enum status account_find(struct account *out, struct exchange *exchange, int64_t no,
                                const struct uuid *identity, struct arena *arena,
                                struct fault *fault) {
    const struct world *world;
    TRY(world_take(&world, exchange, fault));
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q;
    const char *sql =
        identity ? ACCOUNT_COLUMNS " WHERE a.identity = $1" : ACCOUNT_COLUMNS " WHERE a.no = $1";
    enum status status = db_query(&q, db, sql, fault);
    if (status == OK) {
        if (identity)
            db_bind_blob(q, 1, identity->bytes, sizeof identity->bytes);
        else
            db_bind_i64(q, 1, no);
        status = db_step(q, fault);
        if (status == OK) account_row(out, q, world, arena);
        db_done(q);
    }
    store_reader_give(exchange->store, db);
    world_give(exchange, &world);
    return status;
}

enum status account_of(struct account *out, struct exchange *exchange, const struct viewer *viewer,
                       struct arena *arena, struct fault *fault) {
    if (viewer->account_no)
        return account_find(out, exchange, viewer->account_no, NULL, arena, fault);
    *out = (struct account){.name = str_of(viewer->label),
                            .display = str_of(viewer->label),
                            .is_operator = viewer->is_operator};
    return OK;
}

enum status account_of_identity(struct account *out, struct exchange *exchange,
                                const struct uuid *identity, struct arena *arena,
                                struct fault *fault) {
    return account_find(out, exchange, 0, identity, arena, fault);
}
