// Setting up a place: the first account, and whole worlds from a file.
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "exchange/audit.h"
#include "exchange/membership.h"
#include "exchange/terms.h"
#include "exchange/setup_row.h"
#include "exchange/setup_rules.h"

#define SETUP_BYTES_MAX ((size_t)8 << 20)

// One run of setup_apply, inside the writer's transaction.
struct setup {
    bool is_first; // there must be no account yet
    struct exchange *exchange;
    struct arena *arena;
    struct json root;
    uint8_t digest[32]; // of the file
    struct setup_report report;
};

enum status setup_slug(struct str *out, struct json row, const char *key, struct fault *fault) {
    *out = json_text(json_member(row, str_of(key)));
    if (account_name_is_good(*out)) return OK;
    return fault_set(fault, MALFORMED, "%s: 1 to %d letters, digits, '-', '_' or '.' are expected",
                     key, ACCOUNT_NAME_MAX);
}

enum status setup_uuid(struct uuid *out, struct json row, const char *key,
                       struct exchange *exchange, struct fault *fault) {
    struct json value = json_member(row, str_of(key));
    if (json_kind(value) == JSON_ABSENT) {
        *out = chance_uuid(store_chance(exchange->store));
        return OK;
    }
    if (uuid_read(out, json_text(value))) return OK;
    return fault_set(fault, MALFORMED, "%s: not a UUID", key);
}

static struct str text_or(struct json row, const char *key, const char *otherwise) {
    struct str text = json_text(json_member(row, str_of(key)));
    return text.data ? text : str_of(otherwise);
}

// The number of the row of `table` whose `slug` or `name` is given; ABSENT with a sentence.
enum status setup_number(int64_t *out, struct db *db, const char *sql, struct str name,
                         struct fault *fault) {
    return party_number(out, db, sql, name, fault);
}

#define COMMUNITY_NO "SELECT no FROM community WHERE slug = $1"

// "healthcare,energy" of a list; OK with STR_NONE when it is not there.
static enum status list_of(struct str *out, struct setup *setup, struct json row, const char *key,
                           bool (*are_good)(struct str text), struct fault *fault) {
    struct json list = json_member(row, str_of(key));
    *out = STR_NONE;
    if (json_kind(list) == JSON_ABSENT) return OK;
    *out = STR("");
    for (struct json one = json_first(list); one.node; one = json_next(one))
        *out = arena_format(setup->arena, "%.*s%s%.*s", STR_ARG(*out), out->size ? "," : "",
                            STR_ARG(json_text(one)));
    if (are_good(*out)) return OK;
    return fault_set(fault, MALFORMED, "%s: %.*s is none", key, STR_ARG(str_cut(*out, 0, 100)));
}

static enum status check_kind(struct json row, struct fault *fault) {
    struct str sector = text_or(row, "sector", ""), country = text_or(row, "country", "");
    if (!party_is_sector(sector))
        return fault_set(fault, MALFORMED,
                         "sector: state, private, civil-society, academia or international is "
                         "expected, not %.*s",
                         STR_ARG(str_cut(sector, 0, 40)));
    if (party_is_country(country)) return OK;
    return fault_set(fault, MALFORMED, "country: two capital letters are expected");
}

static enum status setup_words(struct setup *setup, struct db *db, struct str slug, struct json row,
                               struct fault *fault) {
    struct str industries, languages;
    TRY(list_of(&industries, setup, row, "industries", party_are_industries, fault));
    TRY(list_of(&languages, setup, row, "languages", party_are_languages, fault));
    if (!industries.data && !languages.data) return OK;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "UPDATE organisation SET industries = CASE WHEN $1 = 1 THEN $2 ELSE industries"
                 " END, languages = CASE WHEN $3 = 1 THEN $4 ELSE languages END WHERE slug = $5",
                 fault));
    db_bind_i64(q, 1, industries.data != NULL);
    db_bind_text(q, 2, industries.data ? industries : STR(""));
    db_bind_i64(q, 3, languages.data != NULL);
    db_bind_text(q, 4, languages.data ? languages : STR(""));
    db_bind_text(q, 5, slug);
    return db_finish(q, fault);
}

static enum status setup_organisation(struct setup *setup, struct db *db, struct json row,
                                      struct fault *fault) {
    struct str slug;
    struct uuid identity;
    TRY(setup_slug(&slug, row, "slug", fault));
    TRY(setup_uuid(&identity, row, "identity", setup->exchange, fault));
    TRY(check_kind(row, fault));
    struct str patron = json_text(json_member(row, STR("patron")));
    int64_t patron_no = 0;
    if (patron.size) TRY(setup_number(&patron_no, db, SETUP_ORGANISATION_NO, patron, fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO organisation (slug, name, identity, sector, country, patron_no)"
                 " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (slug) DO UPDATE SET"
                 " name = excluded.name, sector = excluded.sector, country = excluded.country,"
                 " patron_no = excluded.patron_no",
                 fault));
    db_bind_text(q, 1, slug);
    db_bind_text(q, 2, text_or(row, "name", "?"));
    db_bind_blob(q, 3, identity.bytes, sizeof identity.bytes);
    db_bind_text(q, 4, text_or(row, "sector", ""));
    db_bind_text(q, 5, text_or(row, "country", ""));
    if (patron_no)
        db_bind_i64(q, 6, patron_no);
    else
        db_bind_null(q, 6);
    setup->report.organisations++;
    TRY(db_finish(q, fault));
    return setup_words(setup, db, slug, row, fault);
}

// When all organisations are there. The list is the whole: who is not in it any more may no longer.
static enum status setup_delegates(struct setup *setup, struct db *db, struct json row,
                                   struct fault *fault) {
    (void)setup;
    int64_t organisation_no, delegate_no;
    struct json list = json_member(row, STR("delegates"));
    if (json_kind(list) == JSON_ABSENT) return OK;
    TRY(setup_number(&organisation_no, db, SETUP_ORGANISATION_NO,
                     json_text(json_member(row, STR("slug"))), fault));
    struct db_query *q;
    TRY(db_query(&q, db, "DELETE FROM delegation WHERE organisation_no = $1", fault));
    db_bind_i64(q, 1, organisation_no);
    TRY(db_finish(q, fault));
    for (struct json slug = json_first(list); slug.node; slug = json_next(slug)) {
        TRY(setup_number(&delegate_no, db, SETUP_ORGANISATION_NO, json_text(slug), fault));
        TRY(db_query(&q, db,
                     "INSERT INTO delegation (organisation_no, delegate_no) VALUES ($1, $2)"
                     " ON CONFLICT DO NOTHING",
                     fault));
        db_bind_i64(q, 1, organisation_no);
        db_bind_i64(q, 2, delegate_no);
        TRY(db_finish(q, fault));
    }
    return OK;
}

static enum status setup_community(struct setup *setup, struct db *db, struct json row,
                                   struct fault *fault) {
    struct str slug;
    TRY(setup_slug(&slug, row, "slug", fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO community (slug, title, description) VALUES ($1, $2, $3)"
                 " ON CONFLICT (slug) DO UPDATE SET title = excluded.title,"
                 " description = excluded.description",
                 fault));
    db_bind_text(q, 1, slug);
    db_bind_text(q, 2, text_or(row, "title", "?"));
    db_bind_text(q, 3, text_or(row, "description", ""));
    TRY(db_finish(q, fault));
    int64_t community_no, organisation_no;
    TRY(setup_number(&community_no, db, COMMUNITY_NO, slug, fault));
    struct json member = json_first(json_member(row, STR("members")));
    for (; member.node; member = json_next(member)) {
        TRY(setup_number(&organisation_no, db, SETUP_ORGANISATION_NO, json_text(member), fault));
        // As who is let in otherwise: the terms are to be accepted first.
        enum status status = terms_enter_now(db, community_no, organisation_no,
                                             clock_now(store_clock(setup->exchange->store)), fault);
        if (status != OK && status != CONFLICT) return status;
    }
    setup->report.communities++;
    return OK;
}

static enum status setup_collection_member(struct db *db, int64_t collection_no, struct json row,
                                           struct fault *fault) {
    int64_t organisation_no;
    TRY(setup_number(&organisation_no, db, SETUP_ORGANISATION_NO,
                     json_text(json_member(row, STR("organisation"))), fault));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO collection_member (collection_no, organisation_no, can_read,"
                 " can_write) VALUES ($1, $2, $3, $4) ON CONFLICT (collection_no, organisation_no)"
                 " DO UPDATE SET can_read = excluded.can_read, can_write = excluded.can_write",
                 fault));
    db_bind_i64(q, 1, collection_no);
    db_bind_i64(q, 2, organisation_no);
    db_bind_i64(q, 3, json_true(json_member(row, STR("read"))));
    db_bind_i64(q, 4, json_true(json_member(row, STR("write"))));
    return db_finish(q, fault);
}

// The given id; else that of the collection with this alias in the community; else a new one.
static enum status collection_id(struct uuid *out, struct setup *setup, struct db *db,
                                 int64_t community_no, struct json row, struct fault *fault) {
    TRY(setup_uuid(out, row, "id", setup->exchange, fault));
    if (json_kind(json_member(row, STR("id"))) != JSON_ABSENT) return OK;
    struct db_query *q;
    TRY(db_query(&q, db, "SELECT id FROM collection WHERE community_no = $1 AND alias = $2",
                 fault));
    db_bind_i64(q, 1, community_no);
    db_bind_text(q, 2, text_or(row, "alias", ""));
    enum status status = db_step(q, fault);
    if (status == OK) memcpy(out->bytes, db_blob(q, 0).data, sizeof out->bytes);
    db_done(q);
    return status == ABSENT ? OK : status;
}

static enum status setup_collection(struct setup *setup, struct db *db, struct json row,
                                    struct fault *fault) {
    struct uuid id;
    int64_t community_no, collection_no;
    TRY(setup_number(&community_no, db, COMMUNITY_NO, text_or(row, "community", ""), fault));
    TRY(collection_id(&id, setup, db, community_no, row, fault));
    enum tlp tlp;
    struct str label = text_or(row, "default_tlp", "TLP:AMBER");
    if (!tlp_read(&tlp, label) || tlp == TLP_NONE)
        return fault_set(fault, MALFORMED, "default_tlp: %.*s is no TLP label", STR_ARG(label));
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO collection (id, community_no, alias, title, description,"
                 " default_tlp, is_public, community_reads) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                 " ON CONFLICT (id) DO UPDATE SET alias = excluded.alias, title = excluded.title,"
                 " description = excluded.description, default_tlp = excluded.default_tlp,"
                 " is_public = excluded.is_public, community_reads = excluded.community_reads",
                 fault));
    db_bind_blob(q, 1, id.bytes, sizeof id.bytes);
    db_bind_i64(q, 2, community_no);
    db_bind_text(q, 3, text_or(row, "alias", ""));
    db_bind_text(q, 4, text_or(row, "title", "?"));
    db_bind_text(q, 5, text_or(row, "description", ""));
    db_bind_i64(q, 6, tlp);
    db_bind_i64(q, 7, json_true(json_member(row, STR("public"))));
    db_bind_i64(q, 8, json_true(json_member(row, STR("community_reads"))));
    TRY(db_finish(q, fault));
    TRY(db_query(&q, db, "SELECT no FROM collection WHERE id = $1", fault));
    db_bind_blob(q, 1, id.bytes, sizeof id.bytes);
    enum status status = db_step(q, fault);
    collection_no = status == OK ? db_i64(q, 0) : 0;
    db_done(q);
    TRY(status);
    struct json member = json_first(json_member(row, STR("members")));
    for (size_t i = 0; member.node; member = json_next(member), i++) {
        status = setup_collection_member(db, collection_no, member, fault);
        if (status != OK) return fault_within(fault, status, "members[%zu]", i);
    }
    setup->report.collections++;
    return setup_collection_rules(db, collection_no, row, fault);
}

static enum status setup_sharing_group(struct setup *setup, struct db *db, struct json row,
                                       struct fault *fault) {
    return setup_group(db, setup->exchange, row, fault);
}

static enum status hash_of(char out[PASSWORD_HASH_SIZE], struct exchange *exchange, struct json row,
                           struct fault *fault) {
    struct str password = json_text(json_member(row, STR("password")));
    struct str hash = json_text(json_member(row, STR("password_hash")));
    out[0] = '\0';
    if (password.size && hash.size)
        return fault_set(fault, MALFORMED, "password_hash: there is a password beside it");
    if (hash.size && !password_is_hash(hash))
        return fault_set(fault, MALFORMED,
                         "password_hash: not Argon2id with m=65536,t=2,p=1, a salt of 16 bytes and "
                         "a hash of 32, in the PHC string form");
    if (hash.size) snprintf(out, PASSWORD_HASH_SIZE, "%.*s", STR_ARG(hash));
    if (!password.size) return OK;
    if (password.size < PASSWORD_SIZE_MIN || password.size > PASSWORD_SIZE_MAX)
        return fault_set(fault, MALFORMED, "password: %d to %d bytes are expected",
                         PASSWORD_SIZE_MIN, PASSWORD_SIZE_MAX);
    uint8_t salt[16];
    chance_fill(store_chance(exchange->store), salt, sizeof salt);
    return password_hash(out, password, salt, fault);
}

// One organisation of a person. Without a role in the file a person that is new there contributes,
// and one that was an administrator does so from now on; other roles stay.
static enum status setup_membership(struct setup *setup, struct db *db, const int64_t *numbers,
                                    struct json row, struct fault *fault) {
    struct str name = json_text(json_member(row, STR("role")));
    enum role role = ROLE_NONE;
    if (json_true(json_member(row, STR("administrator")))) role = ROLE_ADMINISTRATOR;
    if (name.data && !party_role_read(&role, name))
        return fault_set(fault, MALFORMED,
                         "role: reader, contributor, curator or administrator is expected");
    stamp now = clock_now(store_clock(setup->exchange->store));
    return party_run(db,
                     "INSERT INTO membership (account_no, organisation_no, role, state, since)"
                     " VALUES ($1, $2, CASE WHEN $3 = 0 THEN 2 ELSE $3 END, 1, $4)"
                     " ON CONFLICT (account_no, organisation_no) DO UPDATE SET role ="
                     " CASE WHEN $3 <> 0 THEN $3 WHEN membership.role = 4 THEN 2"
                     " ELSE membership.role END",
                     (int64_t[]){numbers[0], numbers[1], role, now}, 4, fault);
}

// Who is moved to another organisation takes along what they came in by, and leaves the one before.
static enum status move_account(struct db *db, int64_t account_no, int64_t from, int64_t to,
                                struct fault *fault) {
    static const char *const statements[] = {
        "UPDATE session SET organisation_no = $1 WHERE account_no = $2 AND organisation_no = $3",
        "UPDATE token SET organisation_no = $1 WHERE account_no = $2 AND organisation_no = $3",
    };
    const int64_t numbers[] = {to, account_no, from};
    if (!from || from == to) return OK;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        TRY(party_run(db, statements[i], numbers, 3, fault));
    return party_run(db, "DELETE FROM membership WHERE account_no = $1 AND organisation_no = $2",
                     numbers + 1, 2, fault);
}

// A list of organisations is the whole of those beside the one that the person came with.
static enum status setup_memberships(struct setup *setup, struct db *db, int64_t numbers[2],
                                     struct json row, struct fault *fault) {
    struct json list = json_member(row, STR("memberships"));
    TRY(setup_membership(setup, db, numbers, row, fault));
    if (json_kind(list) == JSON_ABSENT) return OK;
    TRY(party_run(db, "DELETE FROM membership WHERE account_no = $1 AND organisation_no <> $2",
                  numbers, 2, fault));
    size_t at = 0;
    for (struct json one = json_first(list); one.node; one = json_next(one), at++) {
        int64_t both[2] = {numbers[0], 0};
        enum status status = party_number(&both[1], db, SETUP_ORGANISATION_NO,
                                          text_or(one, "organisation", ""), fault);
        if (status == OK) status = setup_membership(setup, db, both, one, fault);
        if (status != OK) return fault_within(fault, status, "memberships[%zu]", at);
    }
    return OK;
}

static enum status setup_account(struct setup *setup, struct db *db, struct json row,
                                 struct fault *fault) {
    struct str name;
    struct uuid identity;
    int64_t organisation_no, account_no = 0, from = 0;
    char hash[PASSWORD_HASH_SIZE];
    TRY(setup_slug(&name, row, "name", fault));
    TRY(setup_uuid(&identity, row, "identity", setup->exchange, fault));
    TRY(setup_number(&organisation_no, db, SETUP_ORGANISATION_NO, text_or(row, "organisation", ""),
                     fault));
    TRY(hash_of(hash, setup->exchange, row, fault));
    enum status status =
        party_number(&from, db, "SELECT organisation_no FROM account WHERE name = $1", name, fault);
    if (status != OK && status != ABSENT) return status;
    struct db_query *q;
    TRY(db_query(&q, db,
                 "INSERT INTO account (name, display, organisation_no, identity, password,"
                 " is_operator, is_service, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                 " ON CONFLICT (name) DO UPDATE SET display = excluded.display,"
                 " organisation_no = excluded.organisation_no,"
                 " is_operator = excluded.is_operator,"
                 " is_service = excluded.is_service,"
                 " password = CASE WHEN excluded.password = '' THEN account.password"
                 "   ELSE excluded.password END",
                 fault));
    db_bind_text(q, 1, name);
    db_bind_text(q, 2, text_or(row, "display", ""));
    db_bind_i64(q, 3, organisation_no);
    db_bind_blob(q, 4, identity.bytes, sizeof identity.bytes);
    db_bind_text(q, 5, str_of(hash));
    db_bind_i64(q, 6, json_true(json_member(row, STR("operator"))));
    db_bind_i64(q, 7, json_true(json_member(row, STR("service"))));
    db_bind_i64(q, 8, clock_now(store_clock(setup->exchange->store)));
    setup->report.accounts++;
    TRY(db_finish(q, fault));
    TRY(party_number(&account_no, db, "SELECT no FROM account WHERE name = $1", name, fault));
    TRY(move_account(db, account_no, from, organisation_no, fault));
    return setup_memberships(setup, db, (int64_t[]){account_no, organisation_no}, row, fault);
}

// In the same transaction: of programs that begin with an empty store at once, one is the first.
static enum status refuse_second(struct db *db, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *q = NULL;
    TRY(db_query(&q, db, "SELECT no FROM account LIMIT 1", fault));
    enum status status = db_step(q, fault);
    if (status == OK)
        return fault_set(fault, CONFLICT, "this store has accounts already: nothing was changed");
    return status == ABSENT ? OK : status;
}

// A name that escapes U+0000 would be held by one database and not by another.
static enum status check_texts(struct json row, struct fault *fault) {
    for (struct json member = json_first(row); member.node; member = json_next(member))
        if (!text_is_storable(json_text(member)))
            return fault_set(fault, MALFORMED, "%.*s: U+0000 cannot be held",
                             STR_ARG(json_key(member)));
    return OK;
}

// What was set stands in the file, of which the record has the digest.
static enum status note_setup(struct setup *setup, struct db *db, struct fault *fault) {
    char more[300], digest[2 * sizeof setup->digest + 1];
    struct viewer viewer = viewer_operator();
    snprintf(more, sizeof more,
             "\"sha256\":\"%s\",\"organisations\":%zu,\"communities\":%zu,\"collections\":%zu,"
             "\"accounts\":%zu",
             hex_write(digest, setup->digest, sizeof setup->digest), setup->report.organisations,
             setup->report.communities, setup->report.collections, setup->report.accounts);
    struct audit_note note = {.act = setup->is_first ? AUDIT_STORE_BEGUN : AUDIT_RIGHTS_SET,
                              .viewer = &viewer,
                              .more = str_of(more)};
    return audit_note_within(setup->exchange, db, &note, fault);
}

static enum status setup_run(struct db *db, void *context, struct fault *fault) {
    static const struct {
        const char *member;
        enum status (*apply)(struct setup *setup, struct db *db, struct json row,
                             struct fault *fault);
    } parts[] = {
        {"organisations", setup_organisation}, {"organisations", setup_delegates},
        {"communities", setup_community},      {"groups", setup_sharing_group},
        {"collections", setup_collection},     {"accounts", setup_account},
    };
    struct setup *setup = context;
    setup->report = (struct setup_report){0};
    if (setup->is_first) TRY(refuse_second(db, fault));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct json row = json_first(json_member(setup->root, str_of(parts[i].member)));
        for (size_t at = 0; row.node; row = json_next(row), at++) {
            enum status status = check_texts(row, fault);
            if (status == OK) status = parts[i].apply(setup, db, row, fault);
            if (status == ABSENT) status = MALFORMED; // a name in the file that nothing has
            if (status != OK) return fault_within(fault, status, "%s[%zu]", parts[i].member, at);
        }
    }
    return note_setup(setup, db, fault);
}

static enum status apply(struct setup *setup, struct str json, struct arena *arena,
                         struct fault *fault) {
    struct json_limits limits = JSON_LIMITS;
    limits.size_max = SETUP_BYTES_MAX;
    struct json_reader *reader = json_reader_open();
    enum status status = json_read(&setup->root, reader, json, &limits, arena, fault);
    json_reader_close(&reader);
    TRY(status);
    TRY(setup_check(setup->root, fault));
    digest_sha256(setup->digest, json);
    setup->arena = arena;
    return store_change(setup->exchange->store, setup_run, setup, fault);
}

enum status setup_apply(struct setup_report *out, struct exchange *exchange, struct str json,
                        struct arena *arena, struct fault *fault) {
    struct setup setup = {.exchange = exchange};
    TRY(apply(&setup, json, arena, fault));
    *out = setup.report;
    return OK;
}

// Letters and digits that are not mistaken for each other, in groups of four.
static void password_make(char out[32], struct chance *chance) {
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    uint8_t random[16];
    chance_fill(chance, random, sizeof random);
    size_t at = 0;
    for (size_t i = 0; i < sizeof random; i++) {
        if (i && i % 4 == 0) out[at++] = '-';
        out[at++] = letters[random[i] % (sizeof letters - 1)];
    }
    out[at] = '\0';
}

static struct str first_world(struct buf *buf, const struct account_first *first) {
    struct json_writer w;
    json_begin(&w, buf);
    json_open_object(&w);
    json_key_array(&w, "organisations");
    json_open_object(&w);
    json_key_text(&w, "slug", STR("home"));
    json_key_text(&w, "name", first->organisation);
    json_close_object(&w);
    json_close_array(&w);
    json_put_key(&w, STR("communities"));
    json_put_raw(&w, STR("[{\"slug\":\"home\",\"title\":\"Home\",\"members\":[\"home\"]}]"));
    json_put_key(&w, STR("collections"));
    json_put_raw(&w, STR("[{\"alias\":\"home\",\"title\":\"Home\",\"community\":\"home\","
                         "\"default_tlp\":\"TLP:AMBER\",\"members\":[{\"organisation\":\"home\","
                         "\"read\":true,\"write\":true}]}]"));
    json_key_array(&w, "accounts");
    json_open_object(&w);
    json_key_text(&w, "name", first->name);
    json_key_text(&w, "display", first->name);
    json_key_text(&w, "organisation", STR("home"));
    json_key_text(&w, "password", str_of(first->password));
    json_key_bool(&w, "operator", true);
    json_key_bool(&w, "administrator", true);
    json_close_object(&w);
    json_close_array(&w);
    json_close_object(&w);
    return buf_str(buf);
}

enum status account_first(struct account_first *first, struct exchange *exchange,
                          struct fault *fault) {
    password_make(first->password, store_chance(exchange->store));
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 64 * 1024);
    SCOPED(arena_close) struct arena arena;
    arena_init(&arena);
    struct setup setup = {.exchange = exchange, .is_first = true};
    enum status status = apply(&setup, first_world(&buf, first), &arena, fault);
    if (status != OK) secret_wipe(first->password, sizeof first->password);
    TRY(status);
    struct viewer viewer;
    TRY(viewer_as(&viewer, exchange, first->name, &arena, fault));
    viewer.place = "machine";
    struct token made;
    return token_make(first->token, &made, exchange, &viewer,
                      &(struct token_wish){.label = STR("first")}, fault);
}
