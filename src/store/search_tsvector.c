#include "store/find_sql.h"
#include "store/inside.h"
#include "store/sqlite.h"

// The words in a database server. They are cut here, by the code that cuts them for FTS5, so both
// engines find the same; the server's own parser takes hosts, addresses and numbers apart in ways
// of its own, and knows neither accents nor phrases beyond the 16,383rd word.
//
//  - `words` holds the words of a version with a space on both sides of each
//  - an index (GIN) over the set of them gives the versions that have all words; that the words of
//  a
//    phrase follow each other is then seen in the text
//  - a text too large for a set (1 MiB) stands in `parts`, cut into pieces that overlap by more
//  than
//    any phrase asked for; there each term is looked for by itself, and a version must have all
//  - both are asked by a function, search.found: such an index is walked by a bitmap only, which
//  the
//    engine is told to leave alone elsewhere (postgres.c), and its rows come first in every plan

#define PART_BYTES ((size_t)256 << 10)
#define OVERLAP_BYTES ((size_t)8 << 10) // a question has 1000 bytes, 2400 as pairs

#define LEXEMES "array_to_tsvector(string_to_array(btrim(tokens), ' '))"
#define LINES(name) "string_to_array(" name ", E'\\n')"
// `queries` and `patterns` have a line for each term, `phrase` is the longest that there is: most
// have one only, and strpos is twice as fast as LIKE.
#define FOUND                                                                                      \
    "CREATE FUNCTION search.found(queries TEXT, phrase TEXT, patterns TEXT, most BIGINT)"          \
    " RETURNS SETOF BIGINT LANGUAGE sql STABLE ROWS 1 SET enable_bitmapscan = on AS $$"            \
    " (SELECT version_no FROM search.words WHERE " LEXEMES " @@"                                   \
    "   (SELECT ('(' || replace(queries, E'\\n', ') & (') || ')')::tsquery)"                       \
    "  AND (phrase = '' OR strpos(tokens, phrase) > 0)"                                            \
    "  AND tokens LIKE ALL ((SELECT array_remove(array_remove(" LINES(                             \
        "patterns") ", '%'),"                                                                      \
                    "   '%' || phrase || '%'))::text[]))"                                          \
                    " UNION ALL"                                                                   \
                    " (SELECT version_no FROM"                                                     \
                    "   unnest(" LINES("queries") ", " LINES(                                      \
                        "patterns") ")"                                                            \
                                    "   WITH ORDINALITY AS term(query, pattern, place) CROSS "     \
                                    "JOIN search.parts"                                            \
                                    "  WHERE " LEXEMES " @@ term.query::tsquery"                   \
                                    "  AND (term.pattern = '%' OR tokens LIKE term.pattern) "      \
                                    "GROUP BY version_no"                                          \
                                    "  HAVING COUNT(DISTINCT term.place) = cardinality(" LINES(    \
                                        "queries") "))"                                            \
                                                   " LIMIT most $$;"

static const char *const SCHEMA =
    "SET LOCAL client_min_messages = error; DROP SCHEMA IF EXISTS search CASCADE;"
    "CREATE SCHEMA search;"
    "CREATE TABLE words (version_no BIGINT PRIMARY KEY, tokens TEXT NOT NULL);"
    "CREATE INDEX words_lexemes ON words USING gin ((" LEXEMES "));"
    "CREATE TABLE parts (version_no BIGINT NOT NULL, tokens TEXT NOT NULL);"
    "CREATE INDEX parts_version ON parts (version_no);"
    "CREATE INDEX parts_lexemes ON parts USING gin ((" LEXEMES "));" FOUND;

static enum status make(struct search *search, struct fault *fault) {
    return db_run(search->db, SCHEMA, fault);
}

static enum status empty(struct search *search, struct fault *fault) {
    return db_run(search->db, "TRUNCATE words, parts", fault);
}

// ---- what is kept ----

static enum status insert(struct search *search, const char *sql, int64_t no, struct str tokens,
                          struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, search->db, sql, fault));
    db_bind_i64(query, 1, no);
    db_bind_text(query, 2, tokens);
    return db_finish(query, fault);
}

// The last space at or before `at`.
static size_t space_before(struct str tokens, size_t at) {
    while (tokens.data[at] != ' ') at--;
    return at;
}

// Pieces begin and end with a space.
static enum status add_parts(struct search *search, int64_t no, struct str tokens,
                             struct fault *fault) {
    for (size_t begin = 0;;) {
        size_t end = tokens.size;
        if (end - begin > PART_BYTES) end = space_before(tokens, begin + PART_BYTES) + 1;
        TRY(insert(search, "INSERT INTO parts (version_no, tokens) VALUES ($1, $2)", no,
                   str_cut(tokens, begin, end), fault));
        if (end == tokens.size) return OK;
        begin = space_before(tokens, end - OVERLAP_BYTES);
    }
}

static enum status add(struct search *search, int64_t no, struct str words, struct fault *fault) {
    buf_clear(&search->cut);
    buf_add_byte(&search->cut, ' ');
    sqlite_words_cut(&search->cut, search->cutter, words);
    struct str tokens = buf_str(&search->cut);
    if (tokens.size > PART_BYTES) return add_parts(search, no, tokens, fault);
    return insert(search, "INSERT INTO words (version_no, tokens) VALUES ($1, $2)", no, tokens,
                  fault);
}

static enum status delete_from(struct search *search, const char *sql, int64_t no,
                               struct fault *fault) {
    struct db_query *query;
    TRY(db_query(&query, search->db, sql, fault));
    db_bind_i64(query, 1, no);
    return db_finish(query, fault);
}

static enum status remove_words(struct search *search, int64_t no, struct str words,
                                struct fault *fault) {
    (void)words;
    TRY(delete_from(search, "DELETE FROM words WHERE version_no = $1", no, fault));
    return delete_from(search, "DELETE FROM parts WHERE version_no = $1", no, fault);
}

// New words wait in a list that every question reads through, until they are many or this is said.
static void settle(struct search *search) {
    struct db_query *query;
    const char *sql = "SELECT gin_clean_pending_list('search.words_lexemes')";
    enum status status = db_query(&query, search->db, sql, NULL);
    if (status == OK) status = db_finish(query, NULL); // else it is said another time
}

// ---- what is asked ----

struct asking {
    struct buf queries;  // "'a' & 'b':*" and so on, a line for each term
    struct buf patterns; // "% a b%": what follows each other; "%": one word
    struct buf phrase;   // " a b", the longest
    struct buf words;
};

static void open_asking(struct asking *asking) {
    buf_init(&asking->queries, SIZE_MAX);
    buf_init(&asking->patterns, SIZE_MAX);
    buf_init(&asking->phrase, SIZE_MAX);
    buf_init(&asking->words, SIZE_MAX);
}

static void close_asking(struct asking *asking) {
    buf_close(&asking->queries);
    buf_close(&asking->patterns);
    buf_close(&asking->phrase);
    buf_close(&asking->words);
}

// Words are letters and digits alone, so nothing needs quoting.
static bool add_term(struct asking *asking, const struct search *search,
                     const struct search_term *term) {
    buf_clear(&asking->words);
    buf_add_byte(&asking->words, ' ');
    sqlite_words_cut(&asking->words, search->cutter, term->phrase);
    struct str phrase = buf_str(&asking->words), word, rest = str_trim(phrase);
    if (!rest.size) return false;
    bool is_phrase = str_find_byte(rest, ' ') != SIZE_MAX;
    if (term->is_prefix) phrase.size--; // the space behind it
    if (asking->queries.size) buf_add_byte(&asking->queries, '\n');
    if (asking->patterns.size) buf_add_byte(&asking->patterns, '\n');
    if (is_phrase) buf_addf(&asking->patterns, "%%%.*s", STR_ARG(phrase));
    buf_add_byte(&asking->patterns, '%');
    if (is_phrase && phrase.size > asking->phrase.size) {
        buf_clear(&asking->phrase);
        buf_add(&asking->phrase, phrase);
    }
    for (size_t i = 0; str_take(&word, &rest, ' '); i++)
        buf_addf(&asking->queries, "%s'%.*s'", i ? " & " : "", STR_ARG(word));
    if (term->is_prefix) buf_add(&asking->queries, STR(":*"));
    return true;
}

static enum status ask(struct search_match *out, const struct search *search,
                       const struct search_terms *terms, struct arena *arena, struct fault *fault) {
    SCOPED(close_asking) struct asking asking;
    open_asking(&asking);
    for (size_t i = 0; i < terms->count; i++)
        if (!add_term(&asking, search, &terms->items[i]))
            return fault_set(fault, MALFORMED, "no word to search for");
    *out = (struct search_match){.words = arena_copy(arena, buf_str(&asking.queries)),
                                 .phrase = arena_copy(arena, buf_str(&asking.phrase)),
                                 .patterns = arena_copy(arena, buf_str(&asking.patterns))};
    return OK;
}

static void add_table(struct sql *sql, const struct search_match *match, size_t max) {
    const struct str texts[] = {match->words, match->phrase, match->patterns};
    sql_add(sql, "search.found(");
    for (size_t i = 0; i < 3; i++) {
        sql_text(sql, texts[i]);
        sql_add(sql, ", ");
    }
    sql_i64(sql, max < INT64_MAX ? (int64_t)max : INT64_MAX);
    sql_add(sql, ") AS words(rowid)");
}

static void add_condition(struct sql *sql, const struct search_match *match) {
    (void)match;
    sql_add(sql, " 1 = 1");
}

// ---- what must hold ----

static enum status check_none(struct db *reader, const char *sql, const char *sentence,
                              struct fault *fault) {
    SCOPED(db_let_go) struct db_query *query = NULL;
    TRY(db_query(&query, reader, sql, fault));
    enum status status = db_step(query, fault);
    if (status == OK)
        return fault_set(fault, FAILED, "search is damaged: it does not hold that %s (at %lld)",
                         sentence, (long long)db_i64(query, 0));
    return status == ABSENT ? OK : status;
}

static enum status check(struct db *reader, struct fault *fault) {
    TRY(check_none(reader,
                   "SELECT v.no FROM version v WHERE v.no <= (SELECT known FROM search.progress)"
                   " AND NOT EXISTS (SELECT 1 FROM search.words w WHERE w.version_no = v.no)"
                   " AND NOT EXISTS (SELECT 1 FROM search.parts p WHERE p.version_no = v.no)"
                   " LIMIT 1",
                   "the words of every version are known", fault));
    return check_none(
        reader,
        "SELECT w.version_no FROM (SELECT version_no FROM search.words UNION ALL"
        " SELECT version_no FROM search.parts) AS w"
        " WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.no = w.version_no)"
        " AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.version_no = w.version_no)"
        " LIMIT 1",
        "words belong to versions", fault);
}

const struct search_engine search_tsvector = {
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
