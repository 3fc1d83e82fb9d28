#include "store/copy_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

#define PIECE_BYTES ((size_t)1 << 20)

// tidy: table
const struct copy_table copy_tables[] = {
    {"organisation",
     "no, slug, name, identity, sector, country, patron_no, industries, languages, state, verified,"
     " verifier",
     "ittbttittiit", 1, .is_small = true},
    {"account",
     "no, name, display, organisation_no, identity, password, is_operator, created, state,"
     " is_service",
     "ittibtiiii", 1, .is_small = true},
    {"membership", "account_no, organisation_no, role, state, since", "iiiii", 2, .is_small = true},
    {"token",
     "digest, account_no, label, created, expires, acts, used, is_certificate, organisation_no",
     "bitiiiiii", 1, .is_small = true},
    {"session",
     "digest, id, account_no, created, used, proved, address, device, organisation_no, provider_no,"
     " is_strong",
     "bbiiiittiii", 1, .is_small = true},
    {"provider",
     "no, slug, name, issuer, client, secret, here, strong, organisation_no, role, domain, claim,"
     " added",
     "itttttttiitti", 1, .is_small = true},
    {"provider_link", "id, provider_no, subject, account_no, label, made, used", "bititii", 1,
     .is_small = true},
    {"provider_trip", "digest, provider_no, aim, account_no, begun, authenticated, place",
     "biiiiit", 1, .is_small = true},
    {"community", "no, slug, title, description, curator_no, may_be_asked", "itttii", 1,
     .is_small = true},
    {"community_member", "community_no, organisation_no, accept_by", "iii", 2, .is_small = true},
    {"terms", "community_no, number, text, made, maker", "iitit", 2, .is_small = true},
    {"acceptance", "community_no, organisation_no, number, account_no, accepter, accepted, digest",
     "iiiitit", 3, .is_small = true},
    {"invitation", "id, digest, organisation_no, role, note, maker, made, expires, taken, taker_no",
     "bbiittiiii", 1, .is_small = true},
    {"joining",
     "id, account_no, organisation_no, community_no, words, made, verdict, decided, decider_no",
     "biiitiiii", 1, .is_small = true},
    {"factor", "account_no, secret, step, made, confirmed", "ibiii", 1, .is_small = true},
    {"factor_code", "digest, account_no", "bi", 1, .is_small = true},
    {"factor_required", "organisation_no", "i", 1, .is_small = true},
    {"recovery", "account_no, id, digest, asked, until, asked_by, needs_second, confirmed_by",
     "ibbiiiii", 1, .is_small = true},
    {"collection",
     "no, id, community_no, alias, title, description, default_tlp, is_public, community_reads,"
     " conditions",
     "ibitttiiit", 1, .is_small = true},
    {"collection_member", "collection_no, organisation_no, can_read, can_write", "iiii", 2,
     .is_small = true},
    {"delegation", "organisation_no, delegate_no", "ii", 2, .is_small = true},
    {"class", "no, collection_no, tlp, is_vote, parts, conditions_no", "iiiiii", 1,
     .is_small = true},
    {"conditions", "no, organisation_no, text", "iit", 1, .is_small = true},
    {"sharing_group", "no, slug, name, identity, owner_no", "ittbi", 1, .is_small = true},
    {"sharing_group_member", "group_no, organisation_no", "ii", 2, .is_small = true},
    {"collection_grant",
     "no, collection_no, can_read, can_write, organisation_no, group_no, role, sector, country",
     "iiiiiiitt", 1, .is_small = true},
    {"kind", "no, name", "it", 1, .is_small = true},
    {"setting", "name, value", "tt", 1, .is_small = true, .sorts = true},
    {"pulse", "no, generation, rights, names, removals, added, version", "iiiiiii", 1,
     .is_small = true},
    {"edge", "no, size, hashes, is_whole", "iibi", 1, .is_small = true},
    {"log_key", "no, seed, made", "ibi", 1, .is_small = true},
    {"witness_key", "no, seed, made", "ibi", 1, .is_small = true},
    {"witnessed", "origin, key, added, dropped, size, root, cosigned", "ttiiibi", 1,
     .is_small = true},
    {"witness", "name, key, url, added, size, root, line, cosigned, fault, failed", "tttiibtiti", 1,
     .is_small = true},
    {"version", "no, kind, id, stamp, spec, revoked, json, keys, deviations", "iibiiitbt", 1,
     .counted = "version_key"},
    {"version_key", "id, kind, stamp, spec, version_no", "biiii", 4, .is_small = false},
    {"member", "added, version_no, collection_no, class_no, kind, giver_no, latest, look",
     "iiiiiiii", 1, .is_small = false},
    {"embargo", "added, until, class_no", "iii", 1, .is_small = false},
    {"named", "version_no, identity", "ib", 2, .is_small = false},
    {"ends", "version_no, id, kind", "ibi", 3, .is_small = false},
    {"observable", "hash, version_no, kind, is_enough", "iiii", 3, .is_small = false},
    {"ref", "id, kind, version_no, role", "biii", 4, .is_small = false},
    {"tally", "class_no, kind, ends, day, latest, total", "iiiiii", 4, .is_small = false},
    {"forgotten", "version_no, json", "it", 1, .is_small = false},
    {"leaf", "no, act, added, removed, salt, commitment, said", "iiiibbb", 1, .is_small = false},
    {"audit", "added, at, act, account_no, organisation_no, other_no, place, json", "iitiiitt", 1,
     .is_small = false},
    {"audit_object", "id, added", "bi", 2, .is_small = false},
    {"node", "level, no, hash", "iib", 2, .is_small = false},
    {"status", "id, community_no, account_no, made, json", "biiit", 1, .is_small = false},
};
const size_t copy_table_count = sizeof copy_tables / sizeof *copy_tables;
static_assert(sizeof copy_tables / sizeof *copy_tables <= STORE_COPY_TABLES_MAX,
              "a report holds all");

// ---- SQL ----

// The first `count` of the columns, each with `behind` behind it.
static void add_columns(struct buf *out, const struct copy_table *table, int count,
                        const char *behind) {
    struct str rest = str_of(table->columns), name;
    for (int i = 0; i < count && str_take(&name, &rest, ','); i++)
        buf_addf(out, "%s%.*s%s", i ? ", " : "", STR_ARG(str_trim(name)), behind);
}

static void add_parameters(struct buf *out, size_t count) {
    for (size_t i = 1; i <= count; i++) buf_addf(out, "%s$%zu", i > 1 ? ", " : "", i);
}

static const char *ended(struct buf *out) {
    buf_add_byte(out, '\0');
    return out->data;
}

const char *copy_select(struct buf *out, const struct copy_table *table, bool is_behind) {
    buf_clear(out);
    buf_addf(out, "SELECT %s FROM %s", table->columns, table->name);
    if (table->sorts) buf_addf(out, " WHERE NOT (" COPY_OWN ")");
    if (is_behind) {
        buf_addf(out, " WHERE (");
        add_columns(out, table, table->key_count, "");
        buf_addf(out, ") > (");
        add_parameters(out, (size_t)table->key_count);
        buf_addf(out, ")");
    }
    buf_addf(out, " ORDER BY ");
    add_columns(out, table, table->key_count, "");
    return ended(out);
}

const char *copy_insert(struct buf *out, const struct copy_table *table) {
    buf_clear(out);
    buf_addf(out, "INSERT INTO %s (%s) VALUES (", table->name, table->columns);
    add_parameters(out, strlen(table->types));
    buf_addf(out, ")");
    return ended(out);
}

const char *copy_last_key(struct buf *out, const struct copy_table *table) {
    buf_clear(out);
    buf_addf(out, "SELECT ");
    add_columns(out, table, table->key_count, "");
    buf_addf(out, " FROM %s ORDER BY ", table->name);
    add_columns(out, table, table->key_count, " DESC");
    buf_addf(out, " LIMIT 1");
    return ended(out);
}

void copy_bind(struct db_query *to, struct db_query *from, const struct copy_table *table) {
    for (int i = 0; table->types[i]; i++) {
        if (db_is_null(from, i)) {
            db_bind_null(to, i + 1);
        } else if (table->types[i] == 'i') {
            db_bind_i64(to, i + 1, db_i64(from, i));
        } else if (table->types[i] == 't') {
            db_bind_text(to, i + 1, db_text(from, i));
        } else {
            struct str bytes = db_blob(from, i);
            db_bind_blob(to, i + 1, bytes.data, bytes.size);
        }
    }
}

void copy_bind_key(struct db_query *to, struct db_query *from, const struct copy_table *table,
                   struct arena *arena) {
    for (int i = 0; i < table->key_count; i++) {
        assert(table->types[i] != 't');
        if (table->types[i] == 'i') {
            db_bind_i64(to, i + 1, db_i64(from, i));
        } else {
            struct str bytes = arena_copy(arena, db_blob(from, i));
            db_bind_blob(to, i + 1, bytes.data, bytes.size);
        }
    }
}

// ---- digests ----

void copy_digest_init(struct copy_digest *digest, const struct copy_table *table) {
    *digest = (struct copy_digest){.table = table, .is_rising = true};
    buf_init(&digest->piece, SIZE_MAX);
    arena_init(&digest->kept);
}

void copy_digest_close(struct copy_digest *digest) {
    buf_close(&digest->piece);
    vec_close(&digest->sorted);
    arena_close(&digest->kept);
}

static void end_piece(struct copy_digest *digest) {
    struct str key = {(const char *)digest->chain, sizeof digest->chain};
    uint8_t next[STORE_COPY_DIGEST_SIZE];
    digest_blake2b(next, sizeof next, buf_str(&digest->piece), digest->has_chain ? key : STR_NONE);
    memcpy(digest->chain, next, sizeof next);
    digest->has_chain = true;
    buf_clear(&digest->piece);
}

static void add_number(struct buf *out, uint64_t number) {
    char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (char)(number >> (56 - 8 * i));
    buf_add_bytes(out, bytes, sizeof bytes);
}

static void add_value(struct buf *out, struct db_query *row, int column, char type) {
    if (db_is_null(row, column)) {
        buf_add_byte(out, 'n');
        return;
    }
    buf_add_byte(out, type);
    if (type == 'i') {
        add_number(out, (uint64_t)db_i64(row, column));
        return;
    }
    struct str bytes = type == 't' ? db_text(row, column) : db_blob(row, column);
    add_number(out, bytes.size);
    buf_add(out, bytes);
}

size_t copy_digest_add(struct copy_digest *digest, struct db_query *row) {
    const char *types = digest->table->types;
    size_t before = digest->piece.size;
    for (int i = 0; types[i]; i++) add_value(&digest->piece, row, i, types[i]);
    size_t size = digest->piece.size - before;
    if (types[0] == 'i' && digest->table->key_count == 1) {
        int64_t key = db_i64(row, 0);
        if (digest->rows && key <= digest->key_last) digest->is_rising = false;
        digest->key_last = key;
    }
    digest->rows++;
    if (digest->table->sorts) {
        vec_add(&digest->sorted, arena_copy(&digest->kept, buf_str(&digest->piece)));
        buf_clear(&digest->piece);
    } else if (digest->piece.size >= PIECE_BYTES) {
        end_piece(digest);
    }
    return size;
}

static int by_bytes(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

void copy_digest_end(struct store_copy_table *out, struct copy_digest *digest) {
    size_t count = digest->sorted.count;
    if (count) qsort(digest->sorted.items, count, sizeof(struct str), by_bytes);
    for (size_t i = 0; i < count; i++) buf_add(&digest->piece, digest->sorted.items[i]);
    end_piece(digest);
    *out = (struct store_copy_table){.name = digest->table->name, .rows = digest->rows};
    memcpy(out->digest, digest->chain, sizeof out->digest);
}
