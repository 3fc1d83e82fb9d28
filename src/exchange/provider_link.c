// Who is who at a provider (provider.h).
#include <string.h>

#include "base/text.h"
#include "exchange/audit.h"
#include "exchange/membership.h"
#include "exchange/party.h"
#include "exchange/provider.h"

#define NAMES_TRIED_MAX 100

// ---- listing ----

static struct provider_link row_of(struct db_query *q, struct arena *arena) {
    struct provider_link row = {.slug = arena_copy(arena, db_text(q, 1)),
                                .provider = arena_copy(arena, db_text(q, 2)),
                                .label = arena_copy(arena, db_text(q, 3)),
                                .made = db_i64(q, 4),
                                .used = db_i64(q, 5)};
    struct str id = db_blob(q, 0);
    if (id.size == sizeof row.id.bytes) memcpy(row.id.bytes, id.data, id.size);
    return row;
}

enum status provider_links(struct provider_link **out, size_t *count, struct exchange *exchange,
                           const struct viewer *viewer, struct arena *arena, struct fault *fault) {
    struct provider_link *rows = arena_array(arena, PROVIDER_LINKS_MAX, struct provider_link);
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q = NULL;
    size_t found = 0;
    enum status status = db_query(&q, db,
                                  "SELECT l.id, p.slug, p.name, l.label, l.made, l.used"
                                  " FROM provider_link l JOIN provider p ON p.no = l.provider_no"
                                  " WHERE l.account_no = $1 ORDER BY l.made, l.id LIMIT $2",
                                  fault);
    if (status == OK) {
        db_bind_i64(q, 1, viewer->account_no);
        db_bind_i64(q, 2, PROVIDER_LINKS_MAX);
        while ((status = db_step(q, fault)) == OK) rows[found++] = row_of(q, arena);
    }
    db_let_go(&q);
    store_reader_give(exchange->store, db);
    if (status != ABSENT) return status;
    *out = rows;
    *count = found;
    return OK;
}

// ---- making and ending ----

struct link_job {
    const struct visit *visit;
    const struct provider *provider;
    const struct id_token *token;
    struct uuid id;
    stamp now;
    int64_t account_no;
};

static enum status note(struct db *db, const struct link_job *job, enum audit_act act,
                        struct str slug, struct fault *fault) {
    struct audit_note note = {
        .act = act, .viewer = job->visit->viewer, .kind = "provider", .name = slug};
    return audit_note_within(job->visit->exchange, db, &note, fault);
}

static enum status find_account(int64_t *out, struct db *db, int64_t provider_no,
                                struct str subject, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db,
                 "SELECT account_no FROM provider_link WHERE provider_no = $1 AND subject = $2",
                 fault));
    db_bind_i64(q, 1, provider_no);
    db_bind_text(q, 2, subject);
    TRY(db_step(q, fault));
    *out = db_i64(q, 0);
    return OK;
}

static enum status insert(struct db *db, const struct link_job *job, struct fault *fault) {
    int64_t other, count;
    struct db_query *q;
    enum status status = find_account(&other, db, job->provider->no, job->token->subject, fault);
    if (status == OK)
        return fault_set(fault, CONFLICT,
                         other == job->account_no
                             ? "this account is linked with them already"
                             : "another account here is linked with who signed in there");
    if (status != ABSENT) return status;
    TRY(party_ask(&count, db, "SELECT COUNT(*) FROM provider_link WHERE account_no = $1",
                  &job->account_no, 1, fault));
    if (count >= PROVIDER_LINKS_MAX)
        return fault_set(fault, LIMIT, "an account has at most %d links", PROVIDER_LINKS_MAX);
    TRY(db_query(&q, db,
                 "INSERT INTO provider_link (id, provider_no, subject, account_no, label, made,"
                 " used) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                 fault));
    db_bind_blob(q, 1, job->id.bytes, sizeof job->id.bytes);
    db_bind_i64(q, 2, job->provider->no);
    db_bind_text(q, 3, job->token->subject);
    db_bind_i64(q, 4, job->account_no);
    db_bind_text(q, 5, job->token->name);
    db_bind_i64(q, 6, job->now);
    db_bind_i64(q, 7, job->now);
    return db_finish(q, fault);
}

static enum status add_now(struct db *db, void *context, struct fault *fault) {
    const struct link_job *job = context;
    TRY(insert(db, job, fault));
    return note(db, job, AUDIT_LINK_ADDED, job->provider->slug, fault);
}

enum status provider_link_add(const struct visit *visit, const struct provider *provider,
                              const struct id_token *token) {
    struct link_job job = {.visit = visit,
                           .provider = provider,
                           .token = token,
                           .id = chance_uuid(store_chance(visit->exchange->store)),
                           .now = clock_now(store_clock(visit->exchange->store)),
                           .account_no = visit->viewer->account_no};
    return store_change(visit->exchange->store, add_now, &job, visit->fault);
}

static enum status slug_of(char out[ACCOUNT_NAME_MAX + 1], struct db *db,
                           const struct link_job *job, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db,
                 "SELECT p.slug FROM provider_link l JOIN provider p ON p.no = l.provider_no"
                 " WHERE l.id = $1 AND l.account_no = $2",
                 fault));
    db_bind_blob(q, 1, job->id.bytes, sizeof job->id.bytes);
    db_bind_i64(q, 2, job->account_no);
    enum status status = db_step(q, fault);
    if (status == ABSENT) return fault_set(fault, ABSENT, "there is no such link");
    TRY(status);
    struct str slug = text_head(db_text(q, 0), ACCOUNT_NAME_MAX);
    memcpy(out, slug.data, slug.size);
    out[slug.size] = '\0';
    return OK;
}

// Without a password an account has nothing else to come in by.
static enum status remove_now(struct db *db, void *context, struct fault *fault) {
    const struct link_job *job = context;
    char slug[ACCOUNT_NAME_MAX + 1];
    int64_t others, is_known;
    struct db_query *q;
    TRY(slug_of(slug, db, job, fault));
    TRY(party_ask(&others, db, "SELECT COUNT(*) - 1 FROM provider_link WHERE account_no = $1",
                  &job->account_no, 1, fault));
    TRY(party_ask(&is_known, db, "SELECT COUNT(*) FROM account WHERE no = $1 AND password <> ''",
                  &job->account_no, 1, fault));
    if (!others && !is_known)
        return fault_set(fault, CONFLICT,
                         "it is the only way into this account: link another provider first");
    TRY(db_query(&q, db, "DELETE FROM provider_link WHERE id = $1 AND account_no = $2", fault));
    db_bind_blob(q, 1, job->id.bytes, sizeof job->id.bytes);
    db_bind_i64(q, 2, job->account_no);
    TRY(db_finish(q, fault));
    return note(db, job, AUDIT_LINK_REMOVED, str_of(slug), fault);
}

enum status provider_link_remove(const struct visit *visit, const struct uuid *id) {
    struct link_job job = {.visit = visit, .id = *id, .account_no = visit->viewer->account_no};
    return store_change(visit->exchange->store, remove_now, &job, visit->fault);
}

// ---- signing in ----

struct use_job {
    int64_t provider_no;
    struct str subject;
    stamp now;
    int64_t account_no; // written
};

static enum status use_now(struct db *db, void *context, struct fault *fault) {
    struct use_job *job = context;
    struct db_query *q;
    TRY(find_account(&job->account_no, db, job->provider_no, job->subject, fault));
    TRY(db_query(&q, db,
                 "UPDATE provider_link SET used = $1 WHERE provider_no = $2 AND subject = $3",
                 fault));
    db_bind_i64(q, 1, job->now);
    db_bind_i64(q, 2, job->provider_no);
    db_bind_text(q, 3, job->subject);
    return db_finish(q, fault);
}

enum status provider_account(int64_t *account_no, struct exchange *exchange,
                             const struct provider *provider, struct str subject,
                             struct fault *fault) {
    struct use_job job = {.provider_no = provider->no,
                          .subject = subject,
                          .now = clock_now(store_clock(exchange->store))};
    struct store_job task = {.run = use_now, .context = &job, .bytes = 300, .keeps_rights = true};
    store_submit(exchange->store, &task);
    TRY(store_wait(exchange->store, &task, fault));
    *account_no = job.account_no;
    return OK;
}

// ---- somebody new ----

static enum status check_may(const struct provider *provider, const struct id_token *token,
                             struct fault *fault) {
    if (!provider->organisation_no || !provider->organisation.size)
        return fault_set(fault, DENIED, "no account here is linked with who signed in there");
    size_t at = str_find_byte_last(token->mail, '@');
    struct str domain = at == SIZE_MAX ? STR_NONE : str_cut(token->mail, at + 1, token->mail.size);
    if (provider->domain.size && !str_equal_fold(domain, provider->domain))
        return fault_set(fault, DENIED,
                         "no account here is linked with who signed in there, and the provider "
                         "does not vouch for a mail address of those for whom one is made");
    if (provider->claim.size && !id_token_claims(token, provider->claim))
        return fault_set(fault, DENIED,
                         "no account here is linked with who signed in there, and they are none of "
                         "those for whom one is made");
    return OK;
}

// "Hanako.Ito+x" is called hanako.itox here; who has no such letter, person.
static struct str name_of(struct str login, struct arena *arena) {
    char *room = arena_take(arena, ACCOUNT_NAME_MAX);
    size_t size = 0;
    for (size_t i = 0; i < login.size && size < ACCOUNT_NAME_MAX - 4; i++) {
        char byte = ascii_lower(login.data[i]);
        if (ascii_is_alnum(byte) || byte == '-' || byte == '_' || byte == '.') room[size++] = byte;
    }
    return size ? (struct str){room, size} : STR("person");
}

struct arrival {
    struct link_job link;
    struct account_fresh fresh;
    struct arena *arena;
};

// The first of "ito", "ito-2", "ito-3" that nobody has: a name is never taken over.
static enum status add_account(struct db *db, struct arrival *arrival, struct fault *fault) {
    struct str base = arrival->fresh.name;
    for (int number = 1; number <= NAMES_TRIED_MAX; number++) {
        if (number > 1)
            arrival->fresh.name = arena_format(arrival->arena, "%.*s-%d", STR_ARG(base), number);
        enum status status = account_add(&arrival->link.account_no, db, &arrival->fresh, fault);
        if (status != CONFLICT) return status;
    }
    return fault_set(fault, LIMIT, "too many persons here have this name");
}

static enum status arrive_now(struct db *db, struct party_deed *deed, struct fault *fault) {
    struct arrival *arrival = deed->context;
    arrival->link.now = deed->now;
    TRY(add_account(db, arrival, fault));
    deed->account_no = arrival->link.account_no;
    TRY(membership_add(db, deed->account_no, deed->organisation_no, arrival->fresh.role, deed->now,
                       fault));
    return insert(db, &arrival->link, fault);
}

enum status provider_make_account(int64_t *account_no, const struct visit *visit,
                                  const struct provider *provider, const struct id_token *token) {
    struct chance *chance = store_chance(visit->exchange->store);
    struct arrival arrival = {
        .link = {.visit = visit, .provider = provider, .token = token, .id = chance_uuid(chance)},
        .fresh = {.name = name_of(token->login, visit->arena),
                  .display = token->name,
                  .organisation_no = provider->organisation_no,
                  .role = provider->role,
                  .identity = chance_uuid(chance),
                  .created = clock_now(store_clock(visit->exchange->store))},
        .arena = visit->arena,
    };
    TRY(check_may(provider, token, visit->fault));
    TRY(account_check(&arrival.fresh, visit->fault));
    struct party_deed deed = {.act = PARTY_ARRIVED,
                              .need = BY_ANYBODY,
                              .organisation_no = provider->organisation_no,
                              .run = arrive_now,
                              .context = &arrival};
    TRY(party_do(visit, &deed));
    *account_no = arrival.link.account_no;
    return OK;
}
