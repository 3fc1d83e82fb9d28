#include "exchange/provider.h"

#include <string.h>

#include "base/text.h"
#include "exchange/audit.h"
#include "exchange/membership.h"
#include "exchange/party.h"

#define COLUMNS                                                                                    \
    "SELECT p.no, p.slug, p.name, p.issuer, p.client, p.secret, p.here, p.strong,"                 \
    " COALESCE(o.slug, ''), p.organisation_no, p.role, p.domain, p.claim, p.added FROM provider p" \
    " LEFT JOIN organisation o ON o.no = p.organisation_no AND o.state = 1"

// ---- addresses ----

static bool is_loopback(struct str host) {
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal(host, str_of(names[i]))) return true;
    return false;
}

static struct str host_of(struct str rest) {
    struct str authority = str_cut(rest, 0, str_find_byte(rest, '/'));
    size_t from = str_starts(authority, STR("[")) ? str_find_byte(authority, ']') : 0;
    if (from == SIZE_MAX) return STR_NONE;
    size_t colon = str_find_byte(str_cut(authority, from, authority.size), ':');
    return colon == SIZE_MAX ? authority : str_cut(authority, 0, from + colon);
}

bool provider_url_is_good(struct str url) {
    if (url.size > PROVIDER_URL_BYTES_MAX) return false;
    for (size_t i = 0; i < url.size; i++) {
        char byte = url.data[i];
        if (byte <= ' ' || byte > '~' || strchr("\"<>\\^`{|}#", byte)) return false;
    }
    bool is_plain = str_starts(url, STR("http://"));
    if (!is_plain && !str_starts(url, STR("https://"))) return false;
    struct str rest = str_cut(url, is_plain ? 7 : 8, url.size), host = host_of(rest);
    struct str authority = str_cut(rest, 0, str_find_byte(rest, '/'));
    if (!host.size || str_find_byte(authority, '@') != SIZE_MAX ||
        str_find_byte(authority, '?') != SIZE_MAX)
        return false;
    return !is_plain || is_loopback(host);
}

// ---- reading ----

static struct provider row_of(struct db_query *q, struct arena *arena) {
    return (struct provider){
        .no = db_i64(q, 0),
        .slug = arena_copy(arena, db_text(q, 1)),
        .name = arena_copy(arena, db_text(q, 2)),
        .issuer = arena_copy(arena, db_text(q, 3)),
        .client = arena_copy(arena, db_text(q, 4)),
        .secret = arena_copy(arena, db_text(q, 5)),
        .here = arena_copy(arena, db_text(q, 6)),
        .strong = arena_copy(arena, db_text(q, 7)),
        .organisation = arena_copy(arena, db_text(q, 8)),
        .organisation_no = db_i64(q, 9),
        .role = (enum role)db_i64(q, 10),
        .domain = arena_copy(arena, db_text(q, 11)),
        .claim = arena_copy(arena, db_text(q, 12)),
        .added = db_i64(q, 13),
    };
}

enum status provider_list(struct provider **out, size_t *count, struct exchange *exchange,
                          struct arena *arena, struct fault *fault) {
    struct provider *rows = arena_array(arena, PROVIDERS_MAX, struct provider);
    struct db *db = store_reader_take(exchange->store);
    struct db_query *q = NULL;
    size_t found = 0;
    enum status status = db_query(&q, db, COLUMNS " ORDER BY p.name, p.slug LIMIT $1", fault);
    if (status == OK) {
        db_bind_i64(q, 1, PROVIDERS_MAX);
        while ((status = db_step(q, fault)) == OK) {
            struct provider *row = &rows[found++];
            *row = row_of(q, arena);
            secret_wipe((char *)(uintptr_t)row->secret.data, row->secret.size);
            row->secret = row->secret.size ? STR_NONE : STR("");
        }
    }
    db_let_go(&q);
    store_reader_give(exchange->store, db);
    if (status != ABSENT) return status;
    *out = rows;
    *count = found;
    return OK;
}

static enum status find_in(struct provider *out, struct db *db, struct str slug, int64_t no,
                           struct arena *arena, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db, no ? COLUMNS " WHERE p.no = $1" : COLUMNS " WHERE p.slug = $1", fault));
    if (no)
        db_bind_i64(q, 1, no);
    else
        db_bind_text(q, 1, slug);
    TRY(db_step(q, fault));
    *out = row_of(q, arena);
    return OK;
}

static enum status find(struct provider *out, struct exchange *exchange, struct provider key,
                        struct arena *arena, struct fault *fault) {
    struct db *db = store_reader_take(exchange->store);
    enum status status = find_in(out, db, key.slug, key.no, arena, fault);
    store_reader_give(exchange->store, db);
    if (status != ABSENT) return status;
    return fault_set(fault, ABSENT, "there is no such provider");
}

enum status provider_find(struct provider *out, struct exchange *exchange, struct str slug,
                          struct arena *arena, struct fault *fault) {
    if (!account_name_is_good(slug)) return fault_set(fault, ABSENT, "there is no such provider");
    return find(out, exchange, (struct provider){.slug = slug}, arena, fault);
}

enum status provider_of(struct provider *out, struct exchange *exchange, int64_t no,
                        struct arena *arena, struct fault *fault) {
    return find(out, exchange, (struct provider){.no = no}, arena, fault);
}

// ---- by the operator ----

struct job {
    const struct visit *visit;
    struct provider provider;
    const struct id_token *token;
    struct uuid id;
    stamp now;
    int64_t account_no;
};

static enum status note(struct db *db, const struct job *job, enum audit_act act,
                        struct fault *fault) {
    struct audit_note note = {
        .act = act, .viewer = job->visit->viewer, .kind = "provider", .name = job->provider.slug};
    return audit_note_within(job->visit->exchange, db, &note, fault);
}

static struct str or_else(struct str text, struct str otherwise) {
    return text.data ? text : otherwise;
}

static bool is_origin(struct str url) {
    size_t scheme = str_find(url, STR("://"));
    return provider_url_is_good(url) &&
           str_find_byte(str_cut(url, scheme + 3, url.size), '/') == SIZE_MAX &&
           str_find_byte(url, '?') == SIZE_MAX;
}

static bool is_visible(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' || text.data[i] > '~') return false;
    return text.size <= PROVIDER_TEXT_BYTES_MAX;
}

// "using the https scheme that contains scheme, host, and optionally, port number and path
// components and no query or fragment components" (OpenID Connect Discovery 1.0, 3).
static enum status check_wish(const struct provider *wish, struct fault *fault) {
    if (!account_name_is_good(wish->slug))
        return fault_set(fault, MALFORMED, "slug: letters, digits, '-', '_' or '.' are expected");
    if (!wish->name.size || wish->name.size > PROVIDER_NAME_BYTES_MAX ||
        !text_is_storable(wish->name))
        return fault_set(fault, MALFORMED, "name: 1 to %d bytes of UTF-8 are expected",
                         PROVIDER_NAME_BYTES_MAX);
    if (!provider_url_is_good(wish->issuer) || str_find_byte(wish->issuer, '?') != SIZE_MAX)
        return fault_set(fault, MALFORMED,
                         "issuer: a URL is expected that begins with https://, or with http:// and "
                         "this machine, and has neither query nor fragment");
    if (!is_origin(wish->here))
        return fault_set(fault, MALFORMED,
                         "here: how browsers reach this server is expected, without a path: "
                         "https://renkei.example");
    if (!wish->client.size || !is_visible(wish->client))
        return fault_set(fault, MALFORMED, "client: the client_id at the provider is expected");
    if (!is_visible(wish->secret) || !is_visible(wish->strong) || !is_visible(wish->domain) ||
        !is_visible(wish->claim))
        return fault_set(fault, MALFORMED,
                         "secret, strong, domain, claim: at most %d letters of ASCII are expected",
                         PROVIDER_TEXT_BYTES_MAX);
    if (wish->claim.size && str_find_byte(wish->claim, '=') == SIZE_MAX)
        return fault_set(fault, MALFORMED, "claim: NAME=VALUE is expected");
    return OK;
}

// People at a public provider are anybody: who is let in without being asked must be told apart.
static enum status check_rules(const struct provider *wish, struct fault *fault) {
    if (!wish->organisation_no || wish->domain.size || wish->claim.size) return OK;
    return fault_set(fault, MALFORMED,
                     "organisation: only with a domain or a claim that says who may have an "
                     "account");
}

static enum status merge(struct provider *it, struct db *db, struct arena *arena,
                         struct fault *fault) {
    struct provider old = {.issuer = STR_NONE};
    enum status status = find_in(&old, db, it->slug, 0, arena, fault);
    if (status != OK && status != ABSENT) return status;
    if (status == OK && it->issuer.data && !str_equal(it->issuer, old.issuer))
        return fault_set(fault, CONFLICT,
                         "issuer: this provider is another; remove it, and add the new one");
    it->no = old.no;
    it->name = or_else(it->name, or_else(old.name, it->slug));
    it->issuer = or_else(it->issuer, old.issuer);
    it->client = or_else(it->client, old.client);
    it->secret = or_else(it->secret, or_else(old.secret, STR("")));
    it->here = or_else(it->here, old.here);
    it->strong = or_else(it->strong, or_else(old.strong, STR("")));
    it->domain = or_else(it->domain, or_else(old.domain, STR("")));
    it->claim = or_else(it->claim, or_else(old.claim, STR("")));
    if (!it->organisation.data) it->organisation_no = old.organisation_no;
    if (it->role == ROLE_NONE) it->role = old.role == ROLE_NONE ? ROLE_READER : old.role;
    return OK;
}

static enum status check_free(struct db *db, const struct provider *it, struct fault *fault) {
    int64_t count, no;
    TRY(party_ask(&count, db, "SELECT COUNT(*) FROM provider WHERE no <> $1", &it->no, 1, fault));
    if (count >= PROVIDERS_MAX)
        return fault_set(fault, LIMIT, "there are %d providers already", PROVIDERS_MAX);
    enum status status =
        party_number(&no, db, "SELECT no FROM provider WHERE issuer = $1", it->issuer, NULL);
    if (status == OK && no != it->no)
        return fault_set(fault, CONFLICT, "issuer: it has another name here");
    return status == ABSENT ? OK : status;
}

static void bind_wish(struct db_query *q, const struct provider *it, stamp now) {
    const struct str texts[] = {it->slug, it->name,   it->issuer, it->client, it->secret,
                                it->here, it->strong, it->domain, it->claim};
    const int count = sizeof texts / sizeof *texts;
    for (int i = 0; i < count; i++) db_bind_text(q, i + 1, texts[i]);
    db_bind_i64(q, count + 1, it->organisation_no);
    db_bind_i64(q, count + 2, it->role);
    db_bind_i64(q, count + 3, now);
}

static enum status set_now(struct db *db, void *context, struct fault *fault) {
    struct job *job = context;
    struct provider *it = &job->provider;
    struct db_query *q;
    TRY(merge(it, db, job->visit->arena, fault));
    TRY(check_wish(it, fault));
    TRY(check_rules(it, fault));
    TRY(check_free(db, it, fault));
    TRY(db_query(&q, db,
                 "INSERT INTO provider (slug, name, issuer, client, secret, here, strong, domain,"
                 " claim, organisation_no, role, added)"
                 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
                 " ON CONFLICT (slug) DO UPDATE SET name = excluded.name,"
                 " client = excluded.client, secret = excluded.secret, here = excluded.here,"
                 " strong = excluded.strong, domain = excluded.domain, claim = excluded.claim,"
                 " organisation_no = excluded.organisation_no, role = excluded.role",
                 fault));
    bind_wish(q, it, job->now);
    TRY(db_finish(q, fault));
    return note(db, job, AUDIT_PROVIDER_SET, fault);
}

static enum status need_operator(const struct visit *visit) {
    if (visit->viewer->is_operator) return OK;
    return fault_set(visit->fault, DENIED, "only the operator names providers");
}

enum status provider_set(const struct visit *visit, const struct provider *wish) {
    struct job job = {
        .visit = visit, .provider = *wish, .now = clock_now(store_clock(visit->exchange->store))};
    TRY(need_operator(visit));
    if (wish->organisation.size) {
        const struct organisation *found = NULL;
        TRY(party_find(&found, visit, wish->organisation));
        job.provider.organisation_no = found->no;
    }
    return store_change(visit->exchange->store, set_now, &job, visit->fault);
}

static enum status drop_now(struct db *db, void *context, struct fault *fault) {
    static const char *const words[] = {"DELETE FROM provider_trip WHERE provider_no = $1",
                                        "DELETE FROM provider_link WHERE provider_no = $1",
                                        "DELETE FROM session WHERE provider_no = $1",
                                        "DELETE FROM provider WHERE no = $1"};
    struct job *job = context;
    int64_t no;
    TRY(party_number(&no, db, "SELECT no FROM provider WHERE slug = $1", job->provider.slug,
                     fault));
    TRY(note(db, job, AUDIT_PROVIDER_REMOVED, fault));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        TRY(party_run(db, words[i], &no, 1, fault));
    return OK;
}

enum status provider_drop(const struct visit *visit, struct str slug) {
    struct job job = {.visit = visit, .provider = {.slug = slug}};
    TRY(need_operator(visit));
    if (!account_name_is_good(slug))
        return fault_set(visit->fault, ABSENT, "there is no such provider");
    return store_change(visit->exchange->store, drop_now, &job, visit->fault);
}
