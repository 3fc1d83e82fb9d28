#include "exchange/party.h"

#include <string.h>

#include "base/text.h"
#include "exchange/account.h"
#include "exchange/audit.h"
#include "stix/form.h"
#include "stix/model.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

// ---- words ----

static const char *const STATES[] = {
    [PARTY_ACTIVE] = "active", [PARTY_SUSPENDED] = "suspended", [PARTY_LEFT] = "left"};

const char *party_state_name(enum party_state state) {
    return state >= PARTY_ACTIVE && state <= PARTY_LEFT ? STATES[state] : "";
}

bool party_state_read(enum party_state *out, struct str name) {
    for (enum party_state state = PARTY_ACTIVE; state <= PARTY_LEFT; state++) {
        if (!str_equal(name, str_of(STATES[state]))) continue;
        *out = state;
        return true;
    }
    return false;
}

bool party_role_read(enum role *out, struct str name) {
    for (enum role role = ROLE_READER; role <= ROLE_ADMINISTRATOR; role++) {
        if (!str_equal(name, str_of(policy_role_name(role)))) continue;
        *out = role;
        return true;
    }
    return false;
}

bool party_is_sector(struct str text) {
    static const char *const sectors[] = {"",         "state",        "private", "civil-society",
                                          "academia", "international"};
    for (size_t i = 0; i < COUNT(sectors); i++)
        if (str_equal(text, str_of(sectors[i]))) return true;
    return false;
}

bool party_is_country(struct str text) {
    if (!text.size) return true;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 'A' || text.data[i] > 'Z') return false;
    return text.size == 2;
}

static bool are_all(struct str text, bool (*is_one)(struct str one)) {
    struct str one;
    if (text.size > PARTY_LIST_BYTES_MAX) return false;
    if (text.size && text.data[text.size - 1] == ',') return false;
    while (str_take(&one, &text, ','))
        if (!is_one(one)) return false;
    return true;
}

static bool is_industry(struct str text) {
    const struct model_vocab *vocab;
    for (size_t i = 0; (vocab = model_vocab_at(i)); i++)
        if (str_equal(str_of(vocab->name), STR("industry-sector-ov")))
            return model_vocab_has(vocab, text);
    return false;
}

bool party_are_industries(struct str text) {
    return are_all(text, is_industry);
}

bool party_are_languages(struct str text) {
    return are_all(text, form_is_language);
}

// ---- in a transaction ----

enum status party_run(struct db *db, const char *sql, const int64_t *values, size_t count,
                      struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, sql, fault));
    for (size_t i = 0; i < count; i++) db_bind_i64(q, (int)i + 1, values[i]);
    return db_finish(q, fault);
}

enum status party_ask(int64_t *out, struct db *db, const char *sql, const int64_t *values,
                      size_t count, struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, sql, fault));
    for (size_t i = 0; i < count; i++) db_bind_i64(q, (int)i + 1, values[i]);
    enum status status = db_step(q, fault);
    *out = status == OK ? db_i64(q, 0) : 0;
    db_done(q);
    return status == ABSENT ? OK : status;
}

enum status party_number(int64_t *out, struct db *db, const char *sql, struct str name,
                         struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db, sql, fault));
    db_bind_text(q, 1, name);
    enum status status = db_step(q, fault);
    if (status == OK) *out = db_i64(q, 0);
    db_done(q);
    if (status == ABSENT) return fault_set(fault, ABSENT, "%.*s is not known", STR_ARG(name));
    return status;
}

// ---- deeds ----

static const char *const WHO[] = {
    [BY_ANYBODY] = "anybody",
    [BY_PERSON] = "somebody with an account",
    [BY_ADMINISTRATOR] = "an administrator of the organisation, or the operator",
    [BY_CURATOR] = "a curator of the organisation that curates the community, or the operator",
    [BY_OPERATOR] = "the operator",
};

static enum status is_operator(bool *out, struct db *db, const struct viewer *by,
                               struct fault *fault) {
    int64_t found = 1;
    *out = by->is_operator;
    if (!by->is_operator || !by->account_no) return OK; // the machine's own
    TRY(party_ask(&found, db,
                  "SELECT COUNT(*) FROM account WHERE no = $1 AND is_operator = 1 AND state = 1",
                  (int64_t[]){by->account_no}, 1, fault));
    *out = found > 0;
    return OK;
}

// Whether it has at least `role` in the organisation for which it acts, which must be this one.
static enum status has_role(bool *out, struct db *db, const struct party_deed *deed,
                            int64_t organisation_no, enum role role, struct fault *fault) {
    const struct viewer *by = deed->by;
    int64_t found;
    *out = false;
    if (!by->account_no || !organisation_no || by->organisation_no != organisation_no) return OK;
    if (by->role < role) return OK; // a token may be for less than its person may
    TRY(party_ask(&found, db,
                  "SELECT COUNT(*) FROM membership m JOIN account a ON a.no = m.account_no"
                  " JOIN organisation o ON o.no = m.organisation_no WHERE m.account_no = $1"
                  " AND m.organisation_no = $2 AND m.role >= $3 AND m.state = 1 AND a.state = 1"
                  " AND o.state = 1",
                  (int64_t[]){by->account_no, organisation_no, role}, 3, fault));
    *out = found > 0;
    return OK;
}

static enum status may_do(bool *out, struct db *db, struct party_deed *deed, struct fault *fault) {
    int64_t number = deed->organisation_no;
    TRY(is_operator(&deed->is_by_operator, db, deed->by, fault));
    *out = deed->is_by_operator || deed->need == BY_ANYBODY;
    if (*out) return OK;
    switch (deed->need) {
    case BY_ADMINISTRATOR: return has_role(out, db, deed, number, ROLE_ADMINISTRATOR, fault);
    case BY_CURATOR:
        TRY(party_ask(&number, db, "SELECT curator_no FROM community WHERE no = $1",
                      &deed->community_no, 1, fault));
        return has_role(out, db, deed, number, ROLE_CURATOR, fault);
    case BY_PERSON:
        TRY(party_ask(&number, db, "SELECT COUNT(*) FROM account WHERE no = $1 AND state = 1",
                      &deed->by->account_no, 1, fault));
        *out = number > 0;
        return OK;
    case BY_ANYBODY:
    case BY_OPERATOR: break;
    }
    return OK;
}

// ---- its record ----

static const char *const DEEDS[] = {
    [PARTY_ORGANISATION_SET] = "organisation.set",
    [PARTY_ORGANISATION_STATE] = "organisation.state",
    [PARTY_ORGANISATION_VERIFIED] = "organisation.verified",
    [PARTY_CLIENT] = "organisation.client",
    [PARTY_PERSON_STATE] = "person.state",
    [PARTY_MEMBERSHIP_SET] = "membership.set",
    [PARTY_MEMBERSHIP_ENDED] = "membership.ended",
    [PARTY_SERVICE_MADE] = "service.made",
    [PARTY_ACTS_FOR] = "acts_for",
    [PARTY_INVITED] = "invited",
    [PARTY_INVITATION_REVOKED] = "invitation.revoked",
    [PARTY_INVITATION_TAKEN] = "invitation.taken",
    [PARTY_ASKED] = "asked",
    [PARTY_DECIDED] = "decided",
    [PARTY_TERMS_SET] = "terms.set",
    [PARTY_TERMS_ACCEPTED] = "terms.accepted",
    [PARTY_COMMUNITY_ENTERED] = "community.entered",
    [PARTY_COMMUNITY_LEFT] = "community.left",
    [PARTY_ARRIVED] = "arrived",
};

// `,"account":"nina"`: names are slugs, which need no escapes. Nothing when there is no such row.
static enum status add_name(struct buf *buf, const char *key, struct db *db, const char *sql,
                            int64_t number, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    if (!number) return OK;
    TRY(db_query(&q, db, sql, fault));
    db_bind_i64(q, 1, number);
    enum status status = db_step(q, fault);
    if (status == OK) buf_addf(buf, ",\"%s\":\"%.*s\"", key, STR_ARG(db_text(q, 0)));
    return status == ABSENT ? OK : status;
}

static enum status identity_of(struct uuid *out, struct db *db, int64_t number,
                               struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db, "SELECT identity FROM organisation WHERE no = $1", fault));
    db_bind_i64(q, 1, number);
    TRY(db_step(q, fault));
    memcpy(out->bytes, db_blob(q, 0).data, sizeof out->bytes);
    return OK;
}

static enum status note(struct db *db, const struct party_deed *deed, struct fault *fault) {
    SCOPED(buf_close) struct buf more;
    struct uuid identity;
    buf_init(&more, 2000);
    buf_addf(&more, "\"deed\":\"%s\"", DEEDS[deed->act]);
    TRY(add_name(&more, "account", db, "SELECT name FROM account WHERE no = $1", deed->account_no,
                 fault));
    TRY(add_name(&more, "organisation", db, "SELECT slug FROM organisation WHERE no = $1",
                 deed->organisation_no, fault));
    TRY(add_name(&more, "community", db, "SELECT slug FROM community WHERE no = $1",
                 deed->community_no, fault));
    if (deed->organisation_no) TRY(identity_of(&identity, db, deed->organisation_no, fault));
    struct audit_note note = {
        .act = AUDIT_PARTY_CHANGED,
        .viewer = deed->by,
        .concerns = {deed->organisation_no, &identity},
        .more = buf_str(&more),
    };
    return audit_note_within(deed->exchange, db, &note, fault);
}

// The one place where who belongs where, and may do what, changes; set-up files aside.
static enum status do_now(struct db *db, void *context, struct fault *fault) {
    struct party_deed *deed = context;
    bool may = false;
    TRY(may_do(&may, db, deed, fault));
    if (!may) return fault_set(fault, DENIED, "only %s may do this", WHO[deed->need]);
    TRY(deed->run(db, deed, fault));
    return note(db, deed, fault);
}

enum status party_do(const struct visit *visit, struct party_deed *deed) {
    deed->by = visit->viewer;
    deed->exchange = visit->exchange;
    deed->now = clock_now(store_clock(visit->exchange->store));
    return store_change(visit->exchange->store, do_now, deed, visit->fault);
}

// ---- who is known ----

bool party_is_administrator(const struct viewer *viewer, int64_t organisation_no) {
    return viewer->is_operator ||
           (viewer->is_administrator && viewer->organisation_no == organisation_no);
}

static bool share_community(const struct world *world, int64_t one, int64_t other) {
    for (size_t i = 0; i < world->community_count; i++)
        if (world_in_community(world, &world->communities[i], one) &&
            world_in_community(world, &world->communities[i], other))
            return true;
    return false;
}

bool party_is_known(const struct visit *visit, const struct organisation *organisation) {
    const struct viewer *viewer = visit->viewer;
    if (viewer->is_operator) return true;
    if (!viewer->organisation_no || organisation->state != PARTY_ACTIVE) return false;
    return organisation->no == viewer->organisation_no || organisation->no == viewer->patron_no ||
           organisation->patron_no == viewer->organisation_no ||
           share_community(visit->world, organisation->no, viewer->organisation_no);
}

enum status party_find(const struct organisation **out, const struct visit *visit,
                       struct str slug) {
    const struct organisation *found = world_organisation_named(visit->world, slug);
    if (found && party_is_known(visit, found)) {
        *out = found;
        return OK;
    }
    return fault_set(visit->fault, ABSENT, "no organisation is called %.*s for you",
                     STR_ARG(str_cut(slug, 0, ACCOUNT_NAME_MAX)));
}

// ---- organisations ----

struct setting {
    const struct party_wish *wish;
    const struct organisation *old; // NULL: to be made
    struct uuid identity;
};

static enum status check_wish(const struct party_wish *wish, struct fault *fault) {
    const struct str texts[] = {wish->name, wish->sector, wish->country, wish->industries,
                                wish->languages};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (!text_is_storable(texts[i]))
            return fault_set(fault, MALFORMED, "UTF-8 without U+0000 is expected");
    if (wish->name.data && (!wish->name.size || wish->name.size > PARTY_NAME_BYTES_MAX))
        return fault_set(fault, MALFORMED, "name: 1 to %d bytes are expected",
                         PARTY_NAME_BYTES_MAX);
    if (!party_is_sector(wish->sector))
        return fault_set(fault, MALFORMED,
                         "sector: state, private, civil-society, academia or international is "
                         "expected");
    if (!party_is_country(wish->country))
        return fault_set(fault, MALFORMED, "country: two capital letters are expected");
    if (!party_are_industries(wish->industries))
        return fault_set(fault, MALFORMED,
                         "industries: names of industry-sector-ov are expected, separated by "
                         "commas");
    if (!party_are_languages(wish->languages))
        return fault_set(fault, MALFORMED,
                         "languages: tags such as en or pt-BR are expected, separated by commas");
    return OK;
}

static struct str text_or(struct str text, const struct organisation *old, struct str held) {
    if (text.data) return text;
    return old ? held : STR("");
}

static enum status set_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct setting *setting = deed->context;
    const struct party_wish *wish = setting->wish;
    const struct organisation *old = setting->old;
    static const struct organisation nothing;
    const struct organisation *was = old ? old : &nothing;
    int64_t patron_no = was->patron_no;
    if (wish->patron.data) patron_no = 0;
    if (wish->patron.size)
        TRY(party_number(&patron_no, db, "SELECT no FROM organisation WHERE slug = $1",
                         wish->patron, fault));
    if (old && patron_no == old->no)
        return fault_set(fault, MALFORMED, "patron: an organisation is no client of itself");
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO organisation (slug, name, identity, sector, country, patron_no,"
                 " industries, languages) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                 " ON CONFLICT (slug) DO UPDATE SET name = excluded.name,"
                 " sector = excluded.sector, country = excluded.country,"
                 " patron_no = excluded.patron_no, industries = excluded.industries,"
                 " languages = excluded.languages",
                 fault));
    db_bind_text(q, 1, wish->slug);
    db_bind_text(q, 2, text_or(wish->name, old, was->name));
    db_bind_blob(q, 3, setting->identity.bytes, sizeof setting->identity.bytes);
    db_bind_text(q, 4, text_or(wish->sector, old, was->sector));
    db_bind_text(q, 5, text_or(wish->country, old, was->country));
    if (patron_no)
        db_bind_i64(q, 6, patron_no);
    else
        db_bind_null(q, 6);
    db_bind_text(q, 7, text_or(wish->industries, old, was->industries));
    db_bind_text(q, 8, text_or(wish->languages, old, was->languages));
    return db_finish(q, fault);
}

enum status party_set(const struct visit *visit, const struct party_wish *wish) {
    TRY(check_wish(wish, visit->fault));
    struct setting setting = {wish, NULL, chance_uuid(store_chance(visit->exchange->store))};
    if (!visit->viewer->is_operator || world_organisation_named(visit->world, wish->slug))
        TRY(party_find(&setting.old, visit, wish->slug));
    if (!setting.old && !wish->name.data)
        return fault_set(visit->fault, MALFORMED, "name: a new organisation needs one");
    if (!setting.old && !account_name_is_good(wish->slug))
        return fault_set(visit->fault, MALFORMED,
                         "slug: 1 to %d letters, digits, '-', '_' or '.' are expected",
                         ACCOUNT_NAME_MAX);
    bool is_for_operator =
        !setting.old || wish->sector.data || wish->country.data || wish->patron.data;
    struct party_deed deed = {
        .act = PARTY_ORGANISATION_SET,
        .need = is_for_operator ? BY_OPERATOR : BY_ADMINISTRATOR,
        .organisation_no = setting.old ? setting.old->no : 0,
        .run = set_now,
        .context = &setting,
    };
    return party_do(visit, &deed);
}

static enum status state_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    enum party_state state = *(enum party_state *)deed->context;
    int64_t number = deed->organisation_no;
    TRY(party_run(db, "UPDATE organisation SET state = $1 WHERE no = $2",
                  (int64_t[]){state, number}, 2, fault));
    if (state == PARTY_ACTIVE) return OK;
    TRY(party_run(db, "DELETE FROM session WHERE organisation_no = $1", &number, 1, fault));
    return party_run(db, "DELETE FROM token WHERE organisation_no = $1", &number, 1, fault);
}

enum status party_state_set(const struct visit *visit, struct str slug, enum party_state state) {
    const struct organisation *organisation = NULL;
    TRY(party_find(&organisation, visit, slug));
    // Who leaves closes the door behind itself; to let it in again is the operator's.
    struct party_deed deed = {
        .act = PARTY_ORGANISATION_STATE,
        .need = state == PARTY_LEFT ? BY_ADMINISTRATOR : BY_OPERATOR,
        .organisation_no = organisation->no,
        .run = state_now,
        .context = &state,
    };
    return party_do(visit, &deed);
}

static enum status verify_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    bool is_verified = *(bool *)deed->context;
    struct db_query *q;
    TRY(db_query(&q, db, "UPDATE organisation SET verified = $1, verifier = $2 WHERE no = $3",
                 fault));
    db_bind_i64(q, 1, is_verified ? deed->now : 0);
    db_bind_text(q, 2, is_verified ? str_of(deed->by->label) : STR(""));
    db_bind_i64(q, 3, deed->organisation_no);
    return db_finish(q, fault);
}

enum status party_verify(const struct visit *visit, struct str slug, bool is_verified) {
    const struct organisation *organisation = NULL;
    TRY(party_find(&organisation, visit, slug));
    struct party_deed deed = {
        .act = PARTY_ORGANISATION_VERIFIED,
        .need = BY_OPERATOR,
        .organisation_no = organisation->no,
        .run = verify_now,
        .context = &is_verified,
    };
    return party_do(visit, &deed);
}

struct clienthood {
    int64_t client_no;
    bool is_client;
};

static enum status client_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct clienthood *wish = deed->context;
    int64_t patron_no;
    TRY(party_ask(&patron_no, db, "SELECT COALESCE(patron_no, 0) FROM organisation WHERE no = $1",
                  &wish->client_no, 1, fault));
    if (patron_no && patron_no != deed->organisation_no)
        return fault_set(fault, CONFLICT, "it is a client of another organisation");
    if (!wish->is_client)
        return party_run(db, "UPDATE organisation SET patron_no = NULL WHERE no = $1",
                         &wish->client_no, 1, fault);
    return party_run(db, "UPDATE organisation SET patron_no = $1 WHERE no = $2",
                     (int64_t[]){deed->organisation_no, wish->client_no}, 2, fault);
}

enum status party_client_set(const struct visit *visit, struct str patron, struct str client,
                             bool is_client) {
    const struct organisation *found = NULL, *of = NULL;
    TRY(party_find(&found, visit, patron));
    TRY(party_find(&of, visit, client));
    if (found == of)
        return fault_set(visit->fault, MALFORMED, "an organisation is no client of itself");
    struct clienthood wish = {of->no, is_client};
    struct party_deed deed = {
        .act = PARTY_CLIENT,
        .need = BY_ADMINISTRATOR,
        .organisation_no = found->no,
        .run = client_now,
        .context = &wish,
    };
    return party_do(visit, &deed);
}
