#include "exchange/joining.h"

#include <string.h>

#include "base/text.h"
#include "base/vec.h"

static const char *const VERDICTS[] = {"open", "accepted", "declined", "withdrawn"};

const char *joining_verdict_name(enum joining_verdict verdict) {
    return VERDICTS[verdict];
}

bool joining_verdict_read(enum joining_verdict *out, struct str name) {
    for (enum joining_verdict at = JOINING_ACCEPTED; at <= JOINING_WITHDRAWN; at++) {
        if (!str_equal(name, str_of(VERDICTS[at]))) continue;
        *out = at;
        return true;
    }
    return false;
}

// ---- asking ----

struct asking {
    struct uuid id;
    struct str words;
};

static enum status check_room(struct db *db, const struct party_deed *deed, struct fault *fault) {
    int64_t same, own, asked;
    const int64_t numbers[] = {deed->community_no, deed->organisation_no, deed->by->account_no};
    TRY(party_ask(&same, db,
                  "SELECT COUNT(*) FROM joining WHERE verdict = 0 AND community_no = $1"
                  " AND organisation_no = $2 AND ($1 <> 0 OR account_no = $3)",
                  numbers, 3, fault));
    if (same) return fault_set(fault, CONFLICT, "this was asked already, and is not answered yet");
    TRY(party_ask(&own, db, "SELECT COUNT(*) FROM joining WHERE verdict = 0 AND account_no = $1",
                  numbers + 2, 1, fault));
    TRY(party_ask(&asked, db,
                  "SELECT COUNT(*) FROM joining WHERE verdict = 0 AND community_no = $1"
                  " AND ($1 <> 0 OR organisation_no = $2)",
                  numbers, 2, fault));
    if (own < JOININGS_OPEN_MAX && asked < JOININGS_ASKED_MAX) return OK;
    return fault_set(fault, LIMIT, "too many requests wait for an answer");
}

static enum status belongs(bool *out, struct db *db, const struct party_deed *deed,
                           struct fault *fault) {
    int64_t found;
    const int64_t numbers[] = {deed->by->account_no, deed->organisation_no};
    if (deed->community_no)
        TRY(party_ask(&found, db,
                      "SELECT COUNT(*) FROM community_member WHERE community_no = $1"
                      " AND organisation_no = $2",
                      (int64_t[]){deed->community_no, deed->organisation_no}, 2, fault));
    else
        TRY(party_ask(&found, db,
                      "SELECT COUNT(*) FROM membership WHERE account_no = $1"
                      " AND organisation_no = $2",
                      numbers, 2, fault));
    *out = found > 0;
    return OK;
}

static enum status ask_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct asking *asking = deed->context;
    bool is_in;
    TRY(belongs(&is_in, db, deed, fault));
    if (is_in) return fault_set(fault, CONFLICT, "who asks belongs there already");
    TRY(check_room(db, deed, fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO joining (id, account_no, organisation_no, community_no, words, made)"
                 " VALUES ($1, $2, $3, $4, $5, $6)",
                 fault));
    db_bind_blob(q, 1, asking->id.bytes, sizeof asking->id.bytes);
    db_bind_i64(q, 2, deed->by->account_no);
    db_bind_i64(q, 3, deed->organisation_no);
    db_bind_i64(q, 4, deed->community_no);
    db_bind_text(q, 5, asking->words);
    db_bind_i64(q, 6, deed->now);
    return db_finish(q, fault);
}

static enum status ask(const struct visit *visit, struct party_deed *deed, struct str words) {
    struct asking asking = {chance_uuid(store_chance(visit->exchange->store)),
                            words.data ? words : STR("")};
    if (words.size > PARTY_WORDS_BYTES_MAX || !text_is_storable(words))
        return fault_set(visit->fault, MALFORMED, "words: at most %d bytes of UTF-8 are expected",
                         PARTY_WORDS_BYTES_MAX);
    if (!visit->viewer->account_no)
        return fault_set(visit->fault, DENIED, "only somebody with an account can ask");
    deed->act = PARTY_ASKED;
    deed->run = ask_now;
    deed->context = &asking;
    return party_do(visit, deed);
}

enum status joining_ask(const struct visit *visit, struct str organisation, struct str words) {
    // Who knows its name may ask, whether or not they meet anywhere.
    const struct organisation *found = world_organisation_named(visit->world, organisation);
    if (!found || found->state != PARTY_ACTIVE)
        return fault_set(visit->fault, ABSENT, "no organisation is called %.*s for you",
                         STR_ARG(str_cut(organisation, 0, ACCOUNT_NAME_MAX)));
    struct party_deed deed = {.need = BY_PERSON, .organisation_no = found->no};
    return ask(visit, &deed, words);
}

enum status joining_ask_community(const struct visit *visit, struct str community,
                                  struct str words) {
    const struct community *found = NULL;
    TRY(terms_find(&found, visit, community));
    if (!visit->viewer->is_administrator)
        return fault_set(visit->fault, DENIED, "an administrator asks for their organisation");
    if (!found->may_be_asked && terms_standing(visit, found) == TERMS_OUTSIDE)
        return fault_set(visit->fault, DENIED, "who joins this community is invited");
    struct party_deed deed = {
        .need = BY_ADMINISTRATOR,
        .organisation_no = visit->viewer->organisation_no,
        .community_no = found->no,
    };
    return ask(visit, &deed, words);
}

// ---- reading ----

#define COLUMNS                                                                                    \
    "SELECT j.id, j.organisation_no, j.community_no, a.name, a.display, j.words, j.made,"          \
    " j.decided, j.verdict, j.account_no FROM joining j JOIN account a ON a.no = j.account_no"

static const struct community *community_of(const struct world *world, int64_t no) {
    for (size_t i = 0; i < world->community_count; i++)
        if (world->communities[i].no == no) return &world->communities[i];
    return NULL;
}

static bool may_decide(const struct visit *visit, const struct joining *row) {
    if (row->verdict != JOINING_OPEN) return false;
    if (row->community) return terms_may_curate(visit, row->community);
    return party_is_administrator(visit->viewer, row->organisation->no);
}

static bool read_row(struct joining *out, struct db_query *q, const struct visit *visit) {
    *out = (struct joining){
        .organisation = world_organisation(visit->world, db_i64(q, 1)),
        .community = community_of(visit->world, db_i64(q, 2)),
        .name = arena_copy(visit->arena, db_text(q, 3)),
        .display = arena_copy(visit->arena, db_text(q, 4)),
        .words = arena_copy(visit->arena, db_text(q, 5)),
        .made = db_i64(q, 6),
        .decided = db_i64(q, 7),
        .verdict = (enum joining_verdict)db_i64(q, 8),
        .is_own = visit->viewer->account_no && db_i64(q, 9) == visit->viewer->account_no,
    };
    struct str id = db_blob(q, 0);
    if (id.size == sizeof out->id.bytes) memcpy(out->id.bytes, id.data, id.size);
    if (!out->organisation) return false;
    out->may_decide = may_decide(visit, out);
    if (out->community && terms_may_curate(visit, out->community)) return true;
    return out->is_own || party_is_administrator(visit->viewer, out->organisation->no);
}

// What is open, and what was decided lately: both are bounded.
enum status joining_list(struct joining **out, size_t *count, const struct visit *visit) {
    struct joining *rows = arena_array(visit->arena, JOININGS_SHOWN_MAX, struct joining);
    const struct viewer *viewer = visit->viewer;
    *out = rows;
    *count = 0;
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status = db_query(
        &q, db,
        COLUMNS " WHERE (j.account_no = $1 AND $1 <> 0) OR $2 = 1 OR j.organisation_no = $3"
                " OR j.community_no IN (SELECT no FROM community WHERE curator_no = $3)"
                " ORDER BY CASE WHEN j.verdict = 0 THEN 0 ELSE 1 END, j.made DESC LIMIT $4",
        visit->fault);
    if (status == OK) {
        db_bind_i64(q, 1, viewer->account_no);
        db_bind_i64(q, 2, viewer->is_operator);
        db_bind_i64(q, 3, viewer->organisation_no ? viewer->organisation_no : -1);
        db_bind_i64(q, 4, JOININGS_SHOWN_MAX);
        while ((status = db_step(q, visit->fault)) == OK)
            *count += read_row(&rows[*count], q, visit);
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    return status == ABSENT ? OK : status;
}

// ---- deciding ----

struct deciding {
    const struct joining *joining;
    int64_t account_no; // who asked
    enum joining_verdict verdict;
    enum role role;
};

static enum status absent(struct fault *fault) {
    return fault_set(fault, ABSENT, "there is no open request of this id for you to decide");
}

static enum status let_in(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct deciding *deciding = deed->context;
    if (deed->community_no)
        return terms_enter_now(db, deed->community_no, deciding->joining->organisation->no,
                               deed->now, fault);
    return membership_add(db, deciding->account_no, deed->organisation_no, deciding->role,
                          deed->now, fault);
}

static enum status decide_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    struct deciding *deciding = deed->context;
    struct db_query *q;
    TRY(db_query(&q, db, "SELECT account_no FROM joining WHERE id = $1 AND verdict = 0", fault));
    db_bind_blob(q, 1, deciding->joining->id.bytes, sizeof deciding->joining->id.bytes);
    enum status status = db_step(q, fault);
    if (status == OK) deciding->account_no = db_i64(q, 0);
    db_done(q);
    if (status == ABSENT) return absent(fault);
    TRY(status);
    if (deciding->verdict == JOINING_WITHDRAWN && deciding->account_no != deed->by->account_no)
        return absent(fault);
    TRY(db_query(&q, db,
                 "UPDATE joining SET verdict = $1, decided = $2, decider_no = $3 WHERE id = $4",
                 fault));
    db_bind_i64(q, 1, deciding->verdict);
    db_bind_i64(q, 2, deed->now);
    db_bind_i64(q, 3, deed->by->account_no);
    db_bind_blob(q, 4, deciding->joining->id.bytes, sizeof deciding->joining->id.bytes);
    TRY(db_finish(q, fault));
    return deciding->verdict == JOINING_ACCEPTED ? let_in(db, deed, fault) : OK;
}

static enum status find(struct joining *out, const struct visit *visit, const struct uuid *id) {
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    bool is_seen = false;
    enum status status = db_query(&q, db, COLUMNS " WHERE j.id = $1", visit->fault);
    if (status == OK) {
        db_bind_blob(q, 1, id->bytes, sizeof id->bytes);
        status = db_step(q, visit->fault);
        if (status == OK) is_seen = read_row(out, q, visit);
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    if (status != OK && status != ABSENT) return status;
    return is_seen && out->verdict == JOINING_OPEN ? OK : absent(visit->fault);
}

enum status joining_decide(const struct visit *visit, const struct uuid *id,
                           enum joining_verdict verdict, enum role role) {
    struct joining joining;
    TRY(find(&joining, visit, id));
    bool is_mine = verdict == JOINING_WITHDRAWN ? joining.is_own : joining.may_decide;
    if (!is_mine) return absent(visit->fault);
    if (verdict == JOINING_ACCEPTED && !joining.community && role == ROLE_NONE)
        return fault_set(visit->fault, MALFORMED,
                         "role: reader, contributor, curator or administrator is expected");
    struct deciding deciding = {.joining = &joining, .verdict = verdict, .role = role};
    struct party_deed deed = {
        .act = PARTY_DECIDED,
        .need = joining.community ? BY_CURATOR : BY_ADMINISTRATOR,
        .organisation_no = joining.organisation->no,
        .community_no = joining.community ? joining.community->no : 0,
        .run = decide_now,
        .context = &deciding,
    };
    if (verdict == JOINING_WITHDRAWN) deed.need = BY_PERSON;
    return party_do(visit, &deed);
}
