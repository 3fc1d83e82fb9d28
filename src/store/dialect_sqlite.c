#include <stdio.h>

#include "store/dialect.h"
#include "store/find_sql.h"
#include "store/inside.h"

// The words in a file of their own: an index without content (FTS5, rowid = version number), which
// is told the same words again to take them out.

#define SQL_WORDS                                                                                  \
    "CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0,"                        \
    " tokenize='unicode61 remove_diacritics 2');"

static enum status make(struct search *search, struct fault *fault) {
    return db_run(search->db, SQL_WORDS, fault);
}

static enum status empty(struct search *search, struct fault *fault) {
    return db_run(search->db, "DROP TABLE words;" SQL_WORDS, fault);
}

static enum status tell(struct search *search, const char *sql, int64_t no, struct str words,
                        struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, search->db, sql, fault));
    db_bind_i64(query, 1, no);
    db_bind_text(query, 2, words);
    return db_finish(query, fault);
}

static enum status add(struct search *search, int64_t no, struct str words, struct fault *fault) {
    return tell(search, "INSERT INTO words (rowid, text) VALUES ($1, $2)", no, words, fault);
}

static enum status remove_words(struct search *search, int64_t no, struct str words,
                                struct fault *fault) {
    return tell(search, "INSERT INTO words (words, rowid, text) VALUES ('delete', $1, $2)", no,
                words, fault);
}

static void settle(struct search *search) {
    (void)db_settle(search->db, true, NULL);
}

// Each term in quotes, in which nothing means anything to the engine.
static enum status ask(struct search_match *out, const struct search *search,
                       const struct search_terms *terms, struct arena *arena, struct fault *fault) {
    (void)search, (void)fault;
    SCOPED(buf_close) struct buf match;
    buf_init(&match, SIZE_MAX);
    for (size_t i = 0; i < terms->count; i++)
        buf_addf(&match, "%s\"%.*s\"%s", i ? " AND " : "", STR_ARG(terms->items[i].phrase),
                 terms->items[i].is_prefix ? "*" : "");
    *out = (struct search_match){.words = arena_copy(arena, buf_str(&match))};
    return OK;
}

static void add_table(struct sql *sql, const struct search_match *match, size_t max) {
    (void)match, (void)max;
    sql_add(sql, "search.words");
}

static void add_condition(struct sql *sql, const struct search_match *match) {
    sql_add(sql, " words MATCH ");
    sql_text(sql, match->words);
}

// From 3.44 on SQLite's own check, which follows, reads this index too, but by the list of its
// parts that the connection last saw: when another has written since, what is sound is called
// damaged (seen with 3.46). A query looks for that list anew.
static enum status check(struct db *reader, struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, reader, "SELECT 1 FROM search.words WHERE words MATCH 'a' LIMIT 1",
                 fault));
    enum status status = db_step(query, fault);
    return status == ABSENT ? OK : status;
}

static void search_remove(const char *search_path) {
    static const char *const ends[] = {"", "-wal", "-shm"};
    SCOPED(buf_close) struct buf name;
    buf_init(&name, SIZE_MAX);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        buf_clear(&name);
        buf_addf(&name, "%s%s", search_path, ends[i]);
        buf_add_byte(&name, '\0');
        (void)remove(name.data);
    }
}

const struct dialect dialect_sqlite = {
    .is_file = true,
    .schema_number = "(SELECT user_version FROM pragma_user_version)",
    .search_end = "-search",
    .search_remove = search_remove,
    .search_drop = "",
    .make = make,
    .empty = empty,
    .add = add,
    .remove = remove_words,
    .settle = settle,
    .ask = ask,
    .add_table = add_table,
    .add_condition = add_condition,
    .check = check,
};
