#include "exchange/terms.h"

#include <string.h>

#include "base/canon.h"
#include "base/crypto.h"
#include "base/text.h"
#include "exchange/account.h"

#define DAY_US (86400 * STAMP_SECOND)
#define TEXT_BYTES_MAX 65536
#define MEMBERS_MAX 10000

// ---- reading ----

enum terms_standing terms_standing(const struct visit *visit, const struct community *community) {
    int64_t number = visit->viewer->organisation_no;
    if (number && world_in_community(visit->world, community, number)) return TERMS_INSIDE;
    if (number && world_waits(visit->world, community, number)) return TERMS_WAITING;
    return TERMS_OUTSIDE;
}

bool terms_is_known(const struct visit *visit, const struct community *community) {
    const struct viewer *viewer = visit->viewer;
    if (viewer->is_operator || terms_standing(visit, community) != TERMS_OUTSIDE) return true;
    return viewer->account_no && community->may_be_asked;
}

enum status terms_find(const struct community **out, const struct visit *visit, struct str slug) {
    const struct community *found = world_community(visit->world, slug);
    if (found && terms_is_known(visit, found)) {
        *out = found;
        return OK;
    }
    return fault_set(visit->fault, ABSENT, "no community is called %.*s for you",
                     STR_ARG(str_cut(slug, 0, ACCOUNT_NAME_MAX)));
}

bool terms_may_curate(const struct visit *visit, const struct community *community) {
    const struct viewer *viewer = visit->viewer;
    if (viewer->is_operator) return true;
    return viewer->role >= ROLE_CURATOR && viewer->organisation_no &&
           viewer->organisation_no == community->curator_no;
}

#define NEWEST                                                                                     \
    "SELECT t.number, t.text, t.made, t.maker, COALESCE(c.accepted, 0), COALESCE(c.accepter, '')"  \
    " FROM terms t LEFT JOIN acceptance c ON c.community_no = t.community_no"                      \
    " AND c.number = t.number AND c.organisation_no = $1"                                          \
    " WHERE t.community_no = $2 ORDER BY t.number DESC LIMIT 1"

static void terms_row(struct terms *out, struct db_query *q, struct arena *arena) {
    uint8_t digest[32];
    *out = (struct terms){
        .number = db_i64(q, 0),
        .text = arena_copy(arena, db_text(q, 1)),
        .made = db_i64(q, 2),
        .maker = arena_copy(arena, db_text(q, 3)),
        .accepted = db_i64(q, 4),
        .accepter = arena_copy(arena, db_text(q, 5)),
    };
    digest_sha256(digest, out->text);
    hex_write(out->digest, digest, sizeof digest);
}

enum status terms_newest(struct terms *out, const struct visit *visit,
                         const struct community *community) {
    *out = (struct terms){0};
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status = db_query(&q, db, NEWEST, visit->fault);
    if (status == OK) {
        db_bind_i64(q, 1, visit->viewer->organisation_no);
        db_bind_i64(q, 2, community->no);
        status = db_step(q, visit->fault);
        if (status == OK) terms_row(out, q, visit->arena);
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    return status;
}

static struct terms_member member_row(struct db_query *q, const struct visit *visit) {
    return (struct terms_member){
        .organisation = world_organisation(visit->world, db_i64(q, 0)),
        .accept_by = db_i64(q, 1),
        .accepted = db_i64(q, 2),
        .accepted_at = db_i64(q, 3),
        .accepter = arena_copy(visit->arena, db_text(q, 4)),
    };
}

enum status terms_members(struct terms_member **out, size_t *count, const struct visit *visit,
                          const struct community *community) {
    struct terms_member *rows = arena_array(visit->arena, MEMBERS_MAX, struct terms_member);
    *out = rows;
    *count = 0;
    if (!terms_may_curate(visit, community))
        return fault_set(visit->fault, DENIED, "only who curates the community may see this");
    struct db *db = store_reader_take(visit->exchange->store);
    struct db_query *q;
    enum status status = db_query(
        &q, db,
        "SELECT m.organisation_no, m.accept_by, COALESCE(a.number, 0), COALESCE(a.accepted, 0),"
        " COALESCE(a.accepter, '') FROM community_member m LEFT JOIN acceptance a"
        " ON a.community_no = m.community_no AND a.organisation_no = m.organisation_no"
        " AND a.number = (SELECT MAX(b.number) FROM acceptance b WHERE"
        "   b.community_no = m.community_no AND b.organisation_no = m.organisation_no)"
        " WHERE m.community_no = $1 ORDER BY m.organisation_no LIMIT $2",
        visit->fault);
    if (status == OK) {
        db_bind_i64(q, 1, community->no);
        db_bind_i64(q, 2, MEMBERS_MAX);
        while ((status = db_step(q, visit->fault)) == OK) {
            rows[*count] = member_row(q, visit);
            *count += rows[*count].organisation != NULL;
        }
        db_done(q);
    }
    store_reader_give(visit->exchange->store, db);
    return status == ABSENT ? OK : status;
}

// ---- new terms ----

struct setting {
    const struct terms_wish *wish;
    const struct community *community;
    int64_t curator_no;
    struct arena *arena;
};

// In the order of RFC 8785: by name. Written so at once, and held to it.
static enum status text_of(struct str *out, const struct setting *setting, int64_t number,
                           struct fault *fault) {
    const struct terms_wish *wish = setting->wish;
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, TEXT_BYTES_MAX);
    struct json_writer w;
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "community", setting->community->slug);
    json_key_text(&w, "curator", wish->curator);
    json_key_i64(&w, "days", wish->days);
    json_key_text(&w, "default_tlp", str_of(tlp_name(wish->default_tlp)));
    json_key_text(&w, "joining", wish->may_be_asked ? STR("asked") : STR("invited"));
    json_key_i64(&w, "number", number);
    json_key_text(&w, "purpose", wish->purpose);
    json_key_text(&w, "relaying", wish->relaying);
    json_close_object(&w);
    SCOPED(buf_close) struct buf canonical;
    buf_init(&canonical, TEXT_BYTES_MAX);
    struct json_reader *reader = json_reader_open();
    struct json json;
    enum status status =
        json_read(&json, reader, buf_str(&buf), &JSON_LIMITS, setting->arena, fault);
    if (status == OK) status = canon_write(&canonical, json, fault);
    json_reader_close(&reader);
    TRY(status);
    *out = arena_copy(setting->arena, buf_str(&canonical));
    return OK;
}

static enum status insert(struct db *db, const struct party_deed *deed, int64_t number,
                          struct str text, struct fault *fault) {
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO terms (community_no, number, text, made, maker)"
                 " VALUES ($1, $2, $3, $4, $5)",
                 fault));
    db_bind_i64(q, 1, deed->community_no);
    db_bind_i64(q, 2, number);
    db_bind_text(q, 3, text);
    db_bind_i64(q, 4, deed->now);
    db_bind_text(q, 5, str_of(deed->by->label));
    return db_finish(q, fault);
}

static enum status set_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct setting *setting = deed->context;
    const struct terms_wish *wish = setting->wish;
    int64_t number, curator_no;
    struct str text;
    TRY(party_ask(&curator_no, db, "SELECT curator_no FROM community WHERE no = $1",
                  &deed->community_no, 1, fault));
    if (curator_no != setting->curator_no && !deed->is_by_operator)
        return fault_set(fault, DENIED, "curator: only the operator gives it to another one");
    TRY(party_ask(&number, db, "SELECT MAX(number) FROM terms WHERE community_no = $1",
                  &deed->community_no, 1, fault));
    TRY(text_of(&text, setting, number + 1, fault));
    TRY(insert(db, deed, number + 1, text, fault));
    TRY(party_run(db, "UPDATE community SET curator_no = $1, may_be_asked = $2 WHERE no = $3",
                  (int64_t[]){setting->curator_no, wish->may_be_asked, deed->community_no}, 3,
                  fault));
    // Who has less time than these give, or none any more, keeps that.
    stamp until = deed->now + wish->days * DAY_US;
    return party_run(db,
                     "UPDATE community_member SET accept_by = $1 WHERE community_no = $2"
                     " AND (accept_by = 0 OR accept_by > $1)",
                     (int64_t[]){until, deed->community_no}, 2, fault);
}

static enum status check_wish(const struct terms_wish *wish, struct fault *fault) {
    bool is_text = text_is_storable(wish->purpose) && text_is_storable(wish->relaying) &&
                   text_is_storable(wish->curator);
    if (!is_text) return fault_set(fault, MALFORMED, "UTF-8 without U+0000 is expected");
    if (!wish->purpose.size || wish->purpose.size > TERMS_PURPOSE_BYTES_MAX)
        return fault_set(fault, MALFORMED, "purpose: 1 to %d bytes are expected",
                         TERMS_PURPOSE_BYTES_MAX);
    if (wish->relaying.size > TERMS_RELAYING_BYTES_MAX)
        return fault_set(fault, MALFORMED, "relaying: at most %d bytes are expected",
                         TERMS_RELAYING_BYTES_MAX);
    if (wish->default_tlp == TLP_NONE)
        return fault_set(fault, MALFORMED, "default_tlp: a TLP label is expected");
    if (wish->days < 0 || wish->days > TERMS_DAYS_MAX)
        return fault_set(fault, MALFORMED, "days: 0 to %d are expected", TERMS_DAYS_MAX);
    return OK;
}

enum status terms_set(const struct visit *visit, const struct terms_wish *wish) {
    struct setting setting = {.wish = wish, .arena = visit->arena};
    TRY(terms_find(&setting.community, visit, wish->community));
    TRY(check_wish(wish, visit->fault));
    if (wish->curator.size) {
        const struct organisation *curator;
        TRY(party_find(&curator, visit, wish->curator));
        setting.curator_no = curator->no;
    }
    struct party_deed deed = {
        .act = PARTY_TERMS_SET,
        .need = BY_CURATOR,
        .community_no = setting.community->no,
        .run = set_now,
        .context = &setting,
    };
    return party_do(visit, &deed);
}

// ---- accepting ----

struct accepting {
    struct str digest;
    struct arena *arena;
};

static enum status accept_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const struct accepting *accepting = deed->context;
    const int64_t numbers[] = {deed->community_no, deed->organisation_no};
    struct terms newest = {0};
    struct db_query *q;
    TRY(db_query(&q, db, NEWEST, fault));
    db_bind_i64(q, 1, numbers[1]);
    db_bind_i64(q, 2, numbers[0]);
    enum status status = db_step(q, fault);
    if (status == OK) terms_row(&newest, q, accepting->arena);
    db_done(q);
    if (status == ABSENT) return fault_set(fault, ABSENT, "this community has no terms");
    TRY(status);
    if (!str_equal_fold(str_of(newest.digest), accepting->digest))
        return fault_set(fault, CONFLICT,
                         "digest: these are not the terms of now: read them again");
    int64_t is_member;
    TRY(party_ask(&is_member, db,
                  "SELECT COUNT(*) FROM community_member WHERE community_no = $1"
                  " AND organisation_no = $2",
                  numbers, 2, fault));
    if (!is_member) return fault_set(fault, DENIED, "the organisation is not in the community");
    if (newest.accepted) return OK;
    TRY(db_query(&q, db,
                 "INSERT INTO acceptance (community_no, organisation_no, number, account_no,"
                 " accepter, accepted, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                 fault));
    db_bind_i64(q, 1, numbers[0]);
    db_bind_i64(q, 2, numbers[1]);
    db_bind_i64(q, 3, newest.number);
    db_bind_i64(q, 4, deed->by->account_no);
    db_bind_text(q, 5, str_of(deed->by->label));
    db_bind_i64(q, 6, deed->now);
    db_bind_text(q, 7, str_of(newest.digest));
    TRY(db_finish(q, fault));
    return party_run(db,
                     "UPDATE community_member SET accept_by = 0 WHERE community_no = $1"
                     " AND organisation_no = $2",
                     numbers, 2, fault);
}

enum status terms_accept(const struct visit *visit, struct str community, struct str digest) {
    const struct community *found = NULL;
    TRY(terms_find(&found, visit, community));
    if (!visit->viewer->is_administrator || !visit->viewer->account_no)
        return fault_set(visit->fault, DENIED,
                         "an administrator accepts terms for their "
                         "organisation");
    struct accepting accepting = {digest, visit->arena};
    struct party_deed deed = {
        .act = PARTY_TERMS_ACCEPTED,
        .need = BY_ADMINISTRATOR,
        .organisation_no = visit->viewer->organisation_no,
        .community_no = found->no,
        .run = accept_now,
        .context = &accepting,
    };
    return party_do(visit, &deed);
}

// ---- who is in ----

enum status terms_enter_now(struct db *db, int64_t community_no, int64_t organisation_no, stamp now,
                            struct fault *fault) {
    const int64_t numbers[] = {community_no, organisation_no, now};
    int64_t found, accepts;
    TRY(party_ask(&found, db,
                  "SELECT COUNT(*) FROM community_member WHERE community_no = $1"
                  " AND organisation_no = $2",
                  numbers, 2, fault));
    if (found) return fault_set(fault, CONFLICT, "the organisation is in the community already");
    // It reads from the moment at which it has accepted; who was in before may have.
    TRY(party_ask(&accepts, db,
                  "SELECT COUNT(*) FROM terms t WHERE t.community_no = $1 AND NOT EXISTS"
                  " (SELECT 1 FROM terms u WHERE u.community_no = $1 AND u.number > t.number)"
                  " AND NOT EXISTS (SELECT 1 FROM acceptance a WHERE a.community_no = $1"
                  "   AND a.organisation_no = $2 AND a.number = t.number)",
                  numbers, 2, fault));
    return party_run(db,
                     "INSERT INTO community_member (community_no, organisation_no, accept_by)"
                     " VALUES ($1, $2, $3)",
                     (int64_t[]){community_no, organisation_no, accepts ? now : 0}, 3, fault);
}

static enum status enter_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    return terms_enter_now(db, deed->community_no, deed->organisation_no, deed->now, fault);
}

enum status terms_enter(const struct visit *visit, struct str community, struct str organisation) {
    const struct community *found = NULL;
    const struct organisation *who;
    TRY(terms_find(&found, visit, community));
    TRY(party_find(&who, visit, organisation));
    struct party_deed deed = {
        .act = PARTY_COMMUNITY_ENTERED,
        .need = BY_CURATOR,
        .organisation_no = who->no,
        .community_no = found->no,
        .run = enter_now,
    };
    return party_do(visit, &deed);
}

static enum status leave_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    const int64_t numbers[] = {deed->community_no, deed->organisation_no};
    TRY(party_run(db,
                  "DELETE FROM community_member WHERE community_no = $1 AND organisation_no = $2",
                  numbers, 2, fault));
    if (db_changes(db) == 0)
        return fault_set(fault, ABSENT, "the organisation is not in the community");
    return party_run(db,
                     "DELETE FROM collection_member WHERE collection_no IN (SELECT no FROM"
                     " collection WHERE community_no = $1) AND organisation_no = $2",
                     numbers, 2, fault);
}

enum status terms_leave(const struct visit *visit, struct str community, struct str organisation) {
    const struct community *found = NULL;
    const struct organisation *who;
    TRY(terms_find(&found, visit, community));
    TRY(party_find(&who, visit, organisation));
    struct party_deed deed = {
        .act = PARTY_COMMUNITY_LEFT,
        .need = party_is_administrator(visit->viewer, who->no) ? BY_ADMINISTRATOR : BY_CURATOR,
        .organisation_no = who->no,
        .community_no = found->no,
        .run = leave_now,
    };
    return party_do(visit, &deed);
}
