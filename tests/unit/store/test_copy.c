// A copy holds what its source holds, however often it was begun; what it must not touch it
// refuses.
#include "world.h"

#include "store/copy.h"
#include "store/copy_table.h"
#include "store/records.h"
#include "store/leaves.h"

#define ROWS_FILLED 3 // into each table that the world leaves empty

static struct fault fault;
static char from[512], to[512];

// ---- the table of tables ----

static bool has_column(const struct copy_table *table, struct str name, int key, char *type) {
    struct str rest = str_of(table->columns), part;
    for (int i = 0; str_take(&part, &rest, ','); i++) {
        if (!str_equal(str_trim(part), name)) continue;
        *type = table->types[i];
        return key ? key == i + 1 && key <= table->key_count : i >= table->key_count;
    }
    return false;
}

static const struct copy_table *table_named(struct str name) {
    for (size_t i = 0; i < copy_table_count; i++)
        if (str_equal(name, str_of(copy_tables[i].name))) return &copy_tables[i];
    return NULL;
}

static char letter_of(struct str type) {
    return str_equal(type, STR("INTEGER")) ? 'i' : str_equal(type, STR("TEXT")) ? 't' : 'b';
}

// Who adds a table or a column by a migration has to say here that it goes over.
static void the_tables_are_those_that_the_migrations_make(void **state) {
    (void)state;
    ONLY_SQLITE("the migrations are the same");
    store = store_make_in("from.db", true);
    struct db *db = store_reader_take(store);
    struct db_query *query;
    size_t columns = 0, listed = 0;
    assert_ok(db_query(&query, db,
                       "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t,"
                       " pragma_table_info(t.name) c WHERE t.type = 'table'"
                       " AND t.name NOT LIKE 'sqlite_%'",
                       &fault),
              fault);
    for (; db_step(query, &fault) == OK; columns++) {
        const struct copy_table *table = table_named(db_text(query, 0));
        if (!table) fail_msg("%.*s is not copied", STR_ARG(db_text(query, 0)));
        char type = '\0';
        if (!has_column(table, db_text(query, 1), (int)db_i64(query, 3), &type) ||
            type != letter_of(db_text(query, 2)))
            fail_msg("%s.%.*s", table->name, STR_ARG(db_text(query, 1)));
    }
    db_done(query);
    for (size_t i = 0; i < copy_table_count; i++) listed += strlen(copy_tables[i].types);
    assert_int_equal(columns, listed);
    store_reader_give(store, db);
    store_close(&store);
}

// ---- a store with something in every table ----

static void bind_any(struct db_query *query, int column, char type, int64_t number) {
    static char texts[16][32];
    char *text = texts[column];
    snprintf(text, sizeof texts[0], "名 %lld", (long long)number);
    if (type == 'i') db_bind_i64(query, column + 1, number);
    if (type == 't') db_bind_text(query, column + 1, str_of(text));
    if (type == 'b') db_bind_blob(query, column + 1, text, strlen(text));
}

static enum status fill_tables(struct db *db, void *context, struct fault *why) {
    (void)context;
    SCOPED(buf_close) struct buf sql;
    buf_init(&sql, SIZE_MAX);
    for (size_t i = 0; i < copy_table_count; i++) {
        const struct copy_table *table = &copy_tables[i];
        bool is_left = table->is_small || strcmp(table->name, "status") == 0 ||
                       strcmp(table->name, "forgotten") == 0 || strcmp(table->name, "node") == 0;
        for (int64_t row = 1001; is_left && row <= 1000 + ROWS_FILLED; row++) {
            struct db_query *insert;
            TRY(db_query(&insert, db, copy_insert(&sql, table), why));
            for (int c = 0; table->types[c]; c++) bind_any(insert, c, table->types[c], row);
            TRY(db_finish(insert, why));
        }
    }
    // Of rows that are there.
    return db_run(db,
                  "INSERT INTO embargo (added, until, class_no)"
                  " SELECT added, added, class_no FROM member ORDER BY added LIMIT 3",
                  why);
}

static enum status add_record(struct db *db, void *context, struct fault *why) {
    struct uuid object = {{7}};
    (void)context;
    struct record_put put = {.at = 5,
                             .act = STR("an act"),
                             .place = STR(""),
                             .objects = &object,
                             .object_count = 1,
                             .members = STR("\"act\":\"an act\"")};
    return record_add(store, db, &put, why);
}

static void fill(void) {
    store = store_make_in("from.db", true);
    random_state = 7;
    world_start(0);
    for (int i = 0; i < 8; i++) put_some();
    for (int i = 0; i < 3; i++) remove_some();
    assert_ok(store_change(store, fill_tables, NULL, &fault), fault);
    assert_ok(store_change(store, add_record, NULL, &fault), fault);
    store_close(&store);
}

static void choose_places(void) {
    snprintf(from, sizeof from, "%s", path_of("from.db"));
    snprintf(to, sizeof to, "%s", path_of("to.db"));
}

static int open_folder(void **state) {
    (void)state;
    folder_open();
    choose_places();
    return 0;
}

static void empty_places(void) {
    folder_empty();
    choose_places();
}

static void remove_source(void) {
    char script[128];
    snprintf(script, sizeof script, "DROP DATABASE \"%s-from.db\" WITH (FORCE)\n", folder_name);
    if (on_postgres())
        psql(script);
    else
        unlink(from);
    databases.count = 0;
    choose_places();
}

static int close_folder(void **state) {
    (void)state;
    folder_close();
    return 0;
}

// ---- comparing ----

static struct db_query *rows_of(struct db *db, const struct copy_table *table) {
    struct db_query *query;
    char sql[512];
    int size =
        snprintf(sql, sizeof sql, "SELECT %s FROM %s ORDER BY 1", table->columns, table->name);
    for (int key = 2; key <= table->key_count; key++)
        size += snprintf(sql + size, sizeof sql - (size_t)size, ", %d", key);
    assert_true(size < (int)sizeof sql);
    assert_ok(db_query(&query, db, sql, &fault), fault);
    return query;
}

static bool is_same_value(struct db_query *a, struct db_query *b, int column, char type) {
    if (db_is_null(a, column) != db_is_null(b, column)) return false;
    if (db_is_null(a, column)) return true;
    if (type == 'i') return db_i64(a, column) == db_i64(b, column);
    return type == 't' ? str_equal(db_text(a, column), db_text(b, column))
                       : str_equal(db_blob(a, column), db_blob(b, column));
}

static void assert_equal_tables(struct db *dbs[2], const struct copy_table *table) {
    struct db_query *rows[2] = {rows_of(dbs[0], table), rows_of(dbs[1], table)};
    for (size_t row = 0;; row++) {
        enum status status = db_step(rows[0], &fault);
        if (db_step(rows[1], &fault) != status) fail_msg("%s: not as many", table->name);
        if (status == ABSENT) break;
        assert_ok(status, fault);
        for (int c = 0; table->types[c]; c++)
            if (!is_same_value(rows[0], rows[1], c, table->types[c]))
                fail_msg("%s: row %zu, column %d", table->name, row, c);
    }
    db_done(rows[0]);
    db_done(rows[1]);
}

// By the engine: of the copy's own code only the list of tables has a say.
static void assert_equal_stores(void) {
    struct db *dbs[2];
    assert_ok(db_open(&dbs[0], &(struct db_options){.path = from}, &fault), fault);
    assert_ok(db_open(&dbs[1], &(struct db_options){.path = to}, &fault), fault);
    for (size_t i = 0; i < copy_table_count; i++) assert_equal_tables(dbs, &copy_tables[i]);
    db_close(&dbs[0]);
    db_close(&dbs[1]);
}

static void assert_sound(void) {
    struct store_options options = {.path = to};
    assert_ok(store_open(&store, &options, &fault), fault);
    assert_ok(store_check(store, &fault), fault);
    store_close(&store);
}

// ---- copying ----

struct patience {
    size_t calls, calls_max;
    uint64_t rows;
};

static bool lose_patience(void *context, const struct store_copy_progress *progress) {
    struct patience *patience = context;
    assert_true(progress->rows <= progress->rows_total);
    assert_true(progress->rows >= patience->rows);
    patience->rows = progress->rows;
    return patience->calls++ < patience->calls_max;
}

static enum status copy_with(struct store_copy_report *report, size_t calls_max) {
    struct patience patience = {.calls_max = calls_max};
    return store_copy(report,
                      &(struct store_copy_options){.from = from,
                                                   .to = to,
                                                   .batch_bytes = 600,
                                                   .on_progress = lose_patience,
                                                   .context = &patience},
                      &fault);
}

static void a_copy_holds_what_its_source_holds(void **state) {
    (void)state;
    struct store_copy_report report;
    fill();
    assert_ok(copy_with(&report, SIZE_MAX), fault);
    assert_int_equal(report.table_count, copy_table_count);
    assert_false(report.was_continued);
    for (size_t i = 0; i < copy_table_count; i++) {
        assert_string_equal(report.tables[i].name, copy_tables[i].name);
        if (!report.tables[i].rows) fail_msg("nothing stood in %s", copy_tables[i].name);
    }
    assert_equal_stores();
    assert_sound();
}

static struct merkle_head verified_head(const char *path) {
    struct store_options options = {.path = path, .without_search = true};
    struct leaves_check check = {.before = NULL};
    struct leaves_report report;
    assert_ok(store_open(&store, &options, &fault), fault);
    assert_ok(leaves_verify(&report, store, &check, &fault), fault);
    store_close(&store);
    return report.head;
}

static void a_copy_keeps_the_root_of_the_log(void **state) {
    (void)state;
    struct store_copy_report report;
    store = store_make_in("from.db", true);
    random_state = 8;
    world_start(0);
    for (int i = 0; i < 30; i++) put_some();
    remove_some();
    store_close(&store);
    assert_ok(copy_with(&report, SIZE_MAX), fault);
    struct merkle_head first = verified_head(from), second = verified_head(to);
    assert_true(first.size > 0 && first.size == second.size);
    assert_true(merkle_equal(&first.root, &second.root));
    // And goes on in it.
    struct store_options options = {.path = to, .without_search = true};
    assert_ok(store_open(&store, &options, &fault), fault);
    put_some();
    store_close(&store);
    assert_true(verified_head(to).size > first.size);
}

// What search knew of another store at the same place is of no use, though its id may be the same.
static void what_was_left_of_search_is_not_taken_over(void **state) {
    (void)state;
    ONLY_SQLITE("search stands in the same database");
    struct store_copy_report report;
    fill();
    FILE *left = fopen(file_of("to.db-search"), "w");
    assert_non_null(left);
    fclose(left);
    assert_ok(copy_with(&report, SIZE_MAX), fault);
    assert_int_equal(access(file_of("to.db-search"), F_OK), -1);
}

static void a_copy_that_was_stopped_goes_on_where_it_was(void **state) {
    (void)state;
    struct store_copy_report report = {.rows = -1};
    struct store_options options = {.path = to};
    fill();
    size_t stopped = 0;
    // Each time a little further.
    while (copy_with(&report, stopped / 2) != OK) {
        if (!strstr(fault.text, "stopped")) fail_msg("%s", fault.text);
        assert_int_equal(report.rows, -1);
        assert_int_equal(store_open(&store, &options, &fault), DENIED);
        assert_non_null(strstr(fault.text, "not finished"));
        stopped++;
    }
    assert_true(stopped > 20);
    assert_true(report.was_continued);
    assert_equal_stores();
    assert_sound();
}

// ---- a source that goes on ----

static void go_on_with_source(void) {
    struct store_options options = {.path = from, .without_search = true};
    assert_ok(store_open(&store, &options, &fault), fault);
    put_some();
    remove_some();
    put_some();
    store_close(&store);
}

static void what_changes_between_two_runs_is_found(void **state) {
    (void)state;
    struct store_copy_report report;
    fill();
    for (size_t calls = 1; copy_with(&report, calls) != OK; calls += 9) {
        if (!strstr(fault.text, "stopped")) fail_msg("%s", fault.text);
        if (calls < 80) go_on_with_source();
    }
    assert_true(report.was_continued);
    assert_equal_stores();
    assert_sound();
}

// ---- refusing ----

static void expect_refused(enum status expected, const char *sentence) {
    struct store_copy_report report;
    enum status status = copy_with(&report, SIZE_MAX);
    if (status != expected || !strstr(fault.text, sentence))
        fail_msg("%s: %s instead of %s", status_name(status), fault.text, sentence);
}

static void only_an_empty_place_is_filled(void **state) {
    (void)state;
    struct store_copy_report report;
    fill();
    assert_ok(copy_with(&report, SIZE_MAX), fault);
    expect_refused(CONFLICT, "there is a store already");
    empty_places();
    // A store that nobody has begun to use is empty too.
    struct store_options options = {.path = to, .may_create = true, .without_search = true};
    assert_ok(store_open(&store, &options, &fault), fault);
    store_close(&store);
    fill();
    assert_ok(copy_with(&report, SIZE_MAX), fault);
    assert_equal_stores();
}

static void a_copy_of_another_store_is_not_gone_on_with(void **state) {
    (void)state;
    struct store_copy_report report;
    fill();
    assert_int_equal(copy_with(&report, 30), CLOSED);
    remove_source();
    fill();
    expect_refused(CONFLICT, "an unfinished copy of another store");
}

static void a_copy_that_is_not_finished_is_no_source(void **state) {
    (void)state;
    struct store_copy_report report;
    char name[sizeof from];
    fill();
    assert_int_equal(copy_with(&report, 30), CLOSED);
    memcpy(name, to, sizeof name);
    memcpy(from, name, sizeof from);
    snprintf(to, sizeof to, "%s", path_of("third.db"));
    expect_refused(DENIED, "not finished");
}

static void a_source_must_be_there_and_nobody_elses(void **state) {
    (void)state;
    ONLY_SQLITE("a database is there, or cannot be opened; and it may have several owners");
    expect_refused(ABSENT, "there is no store");
    assert_int_equal(access(to, F_OK), -1);
    fill();
    struct store_options options = {.path = from, .without_search = true};
    assert_ok(store_open(&store, &options, &fault), fault);
    expect_refused(BUSY, "stop that first");
    store_close(&store);
    options = (struct store_options){.path = to, .may_create = true, .without_search = true};
    assert_ok(store_open(&store, &options, &fault), fault);
    expect_refused(BUSY, "stop that first");
    store_close(&store);
    memcpy(to, from, sizeof to);
    expect_refused(CONFLICT, "onto itself");
}

// ---- somebody else's hand ----

// Does `sql` to the file `path`, once a batch of `table` was written.
struct hand {
    const char *path, *table, *sql;
    bool is_done;
};

static bool reach_in(void *context, const struct store_copy_progress *progress) {
    struct hand *hand = context;
    if (hand->is_done || progress->is_checking || strcmp(progress->table, hand->table) != 0)
        return true;
    struct db *db;
    struct db_options options = {.path = hand->path, .is_writer = true};
    assert_ok(db_open(&db, &options, &fault), fault);
    assert_ok(db_run(db, hand->sql, &fault), fault);
    hand->is_done = db_changes(db) > 0;
    db_close(&db);
    return true;
}

static void expect_noticed(struct hand hand, enum status expected, const char *sentence) {
    struct store_copy_report report;
    empty_places();
    fill();
    enum status status =
        store_copy(&report,
                   &(struct store_copy_options){
                       .from = from, .to = to, .on_progress = reach_in, .context = &hand},
                   &fault);
    assert_true(hand.is_done);
    if (status != expected || !strstr(fault.text, sentence))
        fail_msg("%s: %s instead of %s", status_name(status), fault.text, sentence);
    struct store_options options = {.path = to};
    assert_int_equal(store_open(&store, &options, &fault), DENIED);
}

static void what_is_not_the_same_is_never_called_finished(void **state) {
    (void)state;
    static const char other[] = "is not what was written there";
    struct hand hands[] = {
        {to, "member", "DELETE FROM member WHERE added = (SELECT MIN(added) FROM member)", false},
        {to, "version", "UPDATE version SET json = json || ' '", false},
        {to, "observable", "UPDATE observable SET is_enough = 1 - is_enough", false},
        {to, "named", "DELETE FROM named", false},
    };
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++)
        expect_noticed(hands[i], FAILED, other);
}

static void a_source_that_is_written_to_meanwhile_gives_no_copy(void **state) {
    (void)state;
    struct store_copy_report report;
    struct hand hand = {from, "tally",
                        "DELETE FROM version WHERE no = (SELECT MAX(no) FROM version)", false};
    expect_noticed(hand, CONFLICT, "was written to while it was copied");
    // What is there now goes over at last.
    assert_ok(copy_with(&report, SIZE_MAX), fault);
    assert_equal_stores();
}

static void of_two_copies_into_one_place_the_later_goes_on(void **state) {
    (void)state;
    struct hand hand = {to, "version", "UPDATE setting SET value = 'x' WHERE name = 'copy.run'",
                        false};
    expect_noticed(hand, CONFLICT, "another copy into it has begun");
}

int main(void) {
#define OWN(test) cmocka_unit_test_setup_teardown(test, open_folder, close_folder)
    const struct CMUnitTest tests[] = {
        OWN(the_tables_are_those_that_the_migrations_make),
        OWN(a_copy_holds_what_its_source_holds),
        OWN(a_copy_keeps_the_root_of_the_log),
        OWN(what_was_left_of_search_is_not_taken_over),
        OWN(a_copy_that_was_stopped_goes_on_where_it_was),
        OWN(what_changes_between_two_runs_is_found),
        OWN(only_an_empty_place_is_filled),
        OWN(a_copy_of_another_store_is_not_gone_on_with),
        OWN(a_copy_that_is_not_finished_is_no_source),
        OWN(what_is_not_the_same_is_never_called_finished),
        OWN(a_source_that_is_written_to_meanwhile_gives_no_copy),
        OWN(of_two_copies_into_one_place_the_later_goes_on),
        OWN(a_source_must_be_there_and_nobody_elses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
