#include "helper.h"

#include "store/db.h"
#include "sys/thread.h"

static struct db *db;
static struct fault fault;

static struct db *open_at(const char *path, bool is_writer) {
    struct db *opened = NULL;
    struct db_options options = {.path = path, .is_writer = is_writer};
    assert_ok(db_open(&opened, &options, &fault), fault);
    return opened;
}

static const char *thing_table(void) {
    return on_postgres()
               ? "CREATE TABLE thing (no BIGSERIAL PRIMARY KEY, value BIGINT, bytes BYTEA)"
               : "CREATE TABLE thing (no INTEGER PRIMARY KEY, value, bytes)";
}

static int set_up(void **state) {
    (void)state;
    folder_empty();
    fault = (struct fault){0};
    db = open_at(path_of("db"), true);
    assert_ok(db_run(db, thing_table(), &fault), fault);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    db_close(&db);
    return 0;
}

static int64_t number(struct db *from, const char *sql) {
    struct db_query *query;
    assert_ok(db_query(&query, from, sql, &fault), fault);
    assert_ok(db_step(query, &fault), fault);
    int64_t value = db_i64(query, 0);
    db_done(query);
    return value;
}

static void what_is_bound_comes_back(void **state) {
    (void)state;
    struct db_query *query;
    struct str text = {"a\0b \xE9\x80\xA3", 7};
    const char *sql = "SELECT $1, $2, $3, $4, $2, $5, $6";
    if (on_postgres()) { // types are asked for there, and text holds any character but U+0000
        text = str_cut(text, 2, text.size);
        sql = "SELECT $1::bigint, $2::text, $3::bytea, $4::bigint, $2, $5::text, $6::bytea";
    }
    assert_ok(db_query(&query, db, sql, &fault), fault);
    db_bind_i64(query, 1, INT64_MIN);
    db_bind_text(query, 2, text);
    db_bind_blob(query, 3, "\0\1", 2);
    db_bind_null(query, 4);
    db_bind_text(query, 5, STR(""));
    db_bind_blob(query, 6, NULL, 0);
    assert_ok(db_step(query, &fault), fault);
    assert_true(db_i64(query, 0) == INT64_MIN);
    assert_true(str_equal(db_text(query, 1), text));
    assert_true(str_equal(db_blob(query, 2), ((struct str){"\0\1", 2})));
    assert_true(db_is_null(query, 3));
    assert_null(db_text(query, 3).data);
    assert_null(db_blob(query, 3).data);
    assert_true(str_equal(db_text(query, 4), text)); // $2 again
    assert_non_null(db_text(query, 5).data);
    assert_int_equal(db_text(query, 5).size, 0);
    assert_non_null(db_blob(query, 6).data);
    assert_int_equal(db_step(query, &fault), ABSENT);
    db_done(query);
}

static void a_value_beyond_the_limit_is_refused_and_the_rest_goes_on(void **state) {
    (void)state;
    size_t size = ((size_t)256 << 20) + 1;
    char *large = calloc(1, size);
    struct db_query *query;
    assert_ok(db_query(&query, db, "INSERT INTO thing (bytes) VALUES ($1)", &fault), fault);
    db_bind_blob(query, 1, large, size);
    assert_int_equal(db_finish(query, &fault), FAILED);
    assert_non_null(strstr(fault.text, "a value is larger than 256 MiB"));
    // The next of its kind as well, and rows that would wait for others.
    assert_ok(db_begin(db, &fault), fault);
    assert_ok(db_query(&query, db, "INSERT INTO thing (bytes) VALUES ($1)", &fault), fault);
    db_bind_blob(query, 1, large, size);
    fault = (struct fault){0};
    assert_int_equal(db_again(query, &fault), FAILED);
    assert_non_null(strstr(fault.text, "a value is larger than 256 MiB"));
    db_done(query);
    db_rollback(db);
    free(large);
    assert_ok(db_query(&query, db, "INSERT INTO thing (bytes) VALUES ($1)", &fault), fault);
    db_bind_blob(query, 1, "small", 5);
    assert_ok(db_finish(query, &fault), fault);
    assert_int_equal(db_changes(db), 1);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), 1);
}

static void more_queries_than_are_kept_may_be_asked(void **state) {
    (void)state;
    char sql[64];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 500; i++) {
            snprintf(sql, sizeof sql, "SELECT %d", i);
            assert_int_equal(number(db, sql), i);
        }
    }
    // Those in use stay, however many there are.
    struct db_query *queries[300];
    for (int i = 0; i < 300; i++) {
        snprintf(sql, sizeof sql, "SELECT %d + 1", i);
        assert_ok(db_query(&queries[i], db, sql, &fault), fault);
    }
    for (int i = 0; i < 300; i++) {
        assert_ok(db_step(queries[i], &fault), fault);
        assert_int_equal(db_i64(queries[i], 0), i + 1);
        db_done(queries[i]);
    }
    db_shrink(db);
    assert_int_equal(number(db, "SELECT 7"), 7);
}

static void a_reader_cannot_change_anything(void **state) {
    (void)state;
    struct db *reader = open_at(path_of("db"), false);
    struct db_query *query;
    assert_ok(db_query(&query, reader, "INSERT INTO thing (value) VALUES (1)", &fault), fault);
    assert_int_equal(db_finish(query, &fault), FAILED);
    const char *said = strstr(fault.text, "read-only");
    assert_true(said && !strstr(said + 1, "read")); // once
    db_close(&reader);
}

static void a_reader_sees_one_snapshot_until_it_ends(void **state) {
    (void)state;
    struct db *reader = open_at(path_of("db"), false);
    assert_ok(db_begin_read(reader, &fault), fault);
    assert_ok(db_run(db, "INSERT INTO thing (value) VALUES (1)", &fault), fault);
    assert_int_equal(number(reader, "SELECT COUNT(*) FROM thing"), 0);
    if (!on_postgres()) // the journal is still needed
        assert_int_equal(db_settle(db, true, &fault), BUSY);
    db_end_read(reader);
    assert_int_equal(number(reader, "SELECT COUNT(*) FROM thing"), 1);
    assert_ok(db_settle(db, true, &fault), fault);
    assert_int_equal(db_journal_bytes(db), 0);
    db_close(&reader);
}

static void what_is_rolled_back_was_never_there(void **state) {
    (void)state;
    assert_ok(db_begin(db, &fault), fault);
    assert_true(db_is_within(db));
    assert_ok(db_run(db, "INSERT INTO thing (value) VALUES (1)", &fault), fault);
    db_rollback(db);
    assert_false(db_is_within(db));
    db_rollback(db); // twice is harmless
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), 0);
}

static void a_query_serves_a_row_of_binds(void **state) {
    (void)state;
    struct db_query *query;
    assert_ok(db_query(&query, db, "INSERT INTO thing (value) VALUES ($1)", &fault), fault);
    for (int i = 0; i < 10; i++) {
        db_bind_i64(query, 1, i);
        assert_ok(db_again(query, &fault), fault);
    }
    db_let_go(&query);
    assert_null(query);
    db_let_go(&query);
    assert_int_equal(number(db, "SELECT CAST(SUM(value) AS BIGINT) FROM thing"), 45);
}

// ---- asked ahead ----

#define THINGS 2000

// Each with as many bytes as its number, but the large ones.
static void fill_things(const int64_t *large, size_t large_count, size_t large_size) {
    struct db_query *query;
    char *bytes = calloc(1, large_size + THINGS);
    assert_ok(db_begin(db, &fault), fault);
    assert_ok(
        db_query(&query, db, "INSERT INTO thing (no, value, bytes) VALUES ($1, $2, $3)", &fault),
        fault);
    for (int64_t no = 1; no <= THINGS; no++) {
        size_t size = (size_t)no;
        for (size_t i = 0; i < large_count; i++)
            if (large[i] == no) size += large_size;
        db_bind_i64(query, 1, no);
        db_bind_i64(query, 2, no % 100);
        db_bind_blob(query, 3, bytes, size);
        assert_ok(db_again(query, &fault), fault);
    }
    db_done(query);
    assert_ok(db_commit(db, &fault), fault);
    free(bytes);
}

static void bind_thing(struct db_query *query, size_t at, const void *context) {
    const int64_t *numbers = context;
    db_bind_i64(query, 1, numbers[at]);
}

#define THING_SQL "SELECT no, bytes FROM thing WHERE no <= $1 AND no > $1 - $2 ORDER BY no"

// `rows` is what each question gives, about, and bound once. The second question
// of three is not asked, and of each third only the first row is looked at.
static void expect_things(struct db *from, const int64_t *numbers, size_t count, int64_t rows) {
    struct db_query *query;
    assert_ok(db_query(&query, from, THING_SQL, &fault), fault);
    db_bind_i64(query, 2, rows);
    db_ahead(query, count, bind_thing, numbers);
    for (size_t i = 0; i < count; i++) {
        db_next(query);
        if (i % 3 == 1) continue;
        for (int64_t no = numbers[i] - rows + 1; no <= numbers[i]; no++) {
            if (no < 1 || no > THINGS) continue;
            assert_ok(db_step(query, &fault), fault);
            assert_int_equal(db_i64(query, 0), no);
            assert_true(db_blob(query, 1).size >= (size_t)no);
            if (i % 3 == 2) break;
        }
        if (i % 3 == 0) assert_int_equal(db_step(query, &fault), ABSENT);
    }
    db_done(query);
}

static void questions_asked_ahead_are_answered_in_their_order(void **state) {
    (void)state;
    static const int64_t large[] = {3, 4, 700, 1500, 1501};
    int64_t numbers[3 * THINGS];
    fill_things(large, sizeof large / sizeof *large, (size_t)3 << 20);
    for (size_t i = 0; i < 3 * THINGS; i++) numbers[i] = (int64_t)random_below(THINGS + 100);
    struct db *reader = open_at(path_of("db"), false);
    const size_t counts[] = {1, 2, 16, 17, 500, 3 * THINGS};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        expect_things(reader, numbers, counts[i], 1); // outside of a transaction
        assert_ok(db_begin_read(reader, &fault), fault);
        expect_things(reader, numbers, counts[i], 0);
        expect_things(reader, numbers, counts[i], 1);
        expect_things(reader, numbers, counts[i], 5);
        db_end_read(reader);
    }
    db_close(&reader);
}

static void what_is_left_of_questions_asked_ahead_is_forgotten(void **state) {
    (void)state;
    int64_t numbers[100];
    struct db_query *query;
    fill_things(NULL, 0, 0);
    for (size_t i = 0; i < 100; i++) numbers[i] = (int64_t)i + 1;
    for (int round = 0; round < 3; round++) {
        assert_ok(db_query(&query, db, THING_SQL, &fault), fault);
        db_bind_i64(query, 2, 1);
        db_ahead(query, 100, bind_thing, numbers + round);
        db_next(query);
        assert_ok(db_step(query, &fault), fault);
        assert_int_equal(db_i64(query, 0), round + 1);
        db_rewind(query);
        db_bind_i64(query, 1, 50); // as ever again
        assert_ok(db_step(query, &fault), fault);
        assert_int_equal(db_i64(query, 0), 50);
        db_done(query);
    }
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), THINGS);
}

static void bind_value(struct db_query *query, size_t at, const void *context) {
    (void)context;
    db_bind_i64(query, 1, (int64_t)at + 1);
}

static void bind_second(struct db_query *query, size_t at, const void *context) {
    (void)context;
    db_bind_i64(query, 2, (int64_t)at + 1);
}

static void statements_asked_ahead_are_all_done_and_see_what_waited(void **state) {
    (void)state;
    struct db_query *query;
    fill_things(NULL, 0, 0);
    assert_ok(db_begin(db, &fault), fault);
    assert_ok(db_query(&query, db, "INSERT INTO thing (no) VALUES ($1)", &fault), fault);
    db_bind_i64(query, 1, THINGS + 1);
    assert_ok(db_finish(query, &fault), fault); // waits, where rows do
    assert_ok(db_query(&query, db, "DELETE FROM thing WHERE no = $1", &fault), fault);
    assert_ok(db_all(query, THINGS + 1, bind_value, NULL, &fault), fault);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), 0);
    db_rollback(db);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), THINGS);
    assert_ok(db_query(&query, db, "DELETE FROM thing WHERE no = $1", &fault), fault);
    assert_ok(db_all(query, 0, bind_value, NULL, &fault), fault);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), THINGS);
}

static void of_questions_asked_ahead_one_that_fails_ends_the_transaction(void **state) {
    (void)state;
    struct db_query *query;
    if (!on_postgres()) skip(); // a division by nothing is null there, and no failure
    fill_things(NULL, 0, 0);
    for (size_t fails = 1; fails < 400; fails += 57) {
        assert_ok(db_begin_read(db, &fault), fault);
        assert_ok(db_query(&query, db, "SELECT 1000 / (no - $1) FROM thing WHERE no = $2", &fault),
                  fault);
        db_bind_i64(query, 1, (int64_t)fails);
        db_ahead(query, 1000, bind_second, NULL);
        for (size_t no = 1; no < fails; no++) {
            db_next(query);
            assert_ok(db_step(query, &fault), fault);
            assert_int_equal(db_i64(query, 0), 1000 / ((int64_t)no - (int64_t)fails));
        }
        db_next(query);
        assert_int_equal(db_step(query, &fault), FAILED);
        assert_non_null(strstr(fault.text, "22012"));
        db_next(query);
        assert_int_not_equal(db_step(query, &fault), OK);
        db_done(query);
        db_end_read(db);
        assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), THINGS);
    }
}

static void a_connection_that_breaks_among_questions_asked_ahead_is_made_anew(void **state) {
    (void)state;
    struct db_query *query;
    if (!on_postgres()) skip(); // there is none
    fill_things(NULL, 0, 0);
    struct db *reader = open_at(path_of("db"), false);
    assert_ok(db_begin_read(reader, &fault), fault);
    assert_ok(db_query(&query, reader,
                       "SELECT CASE WHEN no = 200 THEN pg_terminate_backend(pg_backend_pid())::int"
                       " ELSE no END FROM thing WHERE no = $1",
                       &fault),
              fault);
    db_ahead(query, 1000, bind_value, NULL);
    for (int64_t no = 1; no < 200; no++) {
        db_next(query);
        assert_ok(db_step(query, &fault), fault);
        assert_int_equal(db_i64(query, 0), no);
    }
    db_next(query);
    assert_int_equal(db_step(query, &fault), BUSY);
    db_next(query);
    assert_int_equal(db_step(query, &fault), BUSY);
    db_done(query);
    db_end_read(reader);
    assert_int_equal(number(reader, "SELECT COUNT(*) FROM thing"), THINGS);
    assert_ok(db_begin_read(reader, &fault), fault);
    int64_t numbers[] = {7, 8, 9, 10};
    expect_things(reader, numbers, 4, 1);
    db_close(&reader);
}

// ---- rows that are many ----

#define MANY 2000 // of a kilobyte each: several pieces of a COPY

// Rows 1 to MANY but for `twice`, which is row 1 again; the first failure that is told.
static enum status add_many(int twice) {
    struct db_query *query;
    char bytes[1024] = {0};
    enum status status = OK;
    assert_ok(
        db_query(&query, db, "INSERT INTO thing (no, value, bytes) VALUES ($1, $2, $3)", &fault),
        fault);
    for (int i = 1; i <= MANY && status == OK; i++) {
        db_bind_i64(query, 1, i == twice ? 1 : i);
        db_bind_i64(query, 2, i);
        db_bind_blob(query, 3, bytes, sizeof bytes);
        status = db_again(query, &fault);
    }
    db_done(query);
    return status;
}

static void what_is_asked_among_many_rows_sees_them(void **state) {
    (void)state;
    assert_ok(db_begin(db, &fault), fault);
    assert_ok(db_run(db, "INSERT INTO thing (no, value) VALUES (-1, 1), (-2, 2)", &fault), fault);
    struct db_query *list;
    assert_ok(db_query(&list, db, "SELECT no FROM thing WHERE no < 0 ORDER BY no", &fault), fault);
    db_walk(list);
    assert_ok(db_step(list, &fault), fault);
    assert_ok(add_many(0), fault);
    db_done(list); // closes a cursor, while rows are on their way
    assert_true(db_is_within(db));
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), MANY + 2);
    assert_ok(db_run(db, "DELETE FROM thing WHERE no > 0", &fault), fault);
    assert_ok(add_many(0), fault);
    assert_ok(db_commit(db, &fault), fault);
    assert_int_equal(number(db, "SELECT CAST(SUM(value) AS BIGINT) FROM thing WHERE no > 0"),
                     MANY * (MANY + 1) / 2);
}

static void many_rows_that_are_given_up_were_never_there(void **state) {
    (void)state;
    assert_ok(db_begin(db, &fault), fault);
    assert_ok(add_many(0), fault);
    assert_true(db_is_within(db));
    db_rollback(db);
    assert_false(db_is_within(db));
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), 0);
    assert_ok(db_begin(db, &fault), fault);
    assert_ok(db_run(db, "SAVEPOINT job", &fault), fault);
    assert_ok(add_many(0), fault);
    assert_ok(db_run(db, "ROLLBACK TO job; RELEASE job", &fault), fault);
    assert_ok(db_run(db, "INSERT INTO thing (value) VALUES (7)", &fault), fault);
    assert_ok(db_commit(db, &fault), fault);
    assert_int_equal(number(db, "SELECT CAST(SUM(value) AS BIGINT) FROM thing"), 7);
}

static void one_of_many_rows_that_fails_undoes_them_all(void **state) {
    (void)state;
    for (int twice = 2; twice <= MANY; twice += MANY - 2) { // the second, and the last
        assert_ok(db_begin(db, &fault), fault);
        assert_ok(db_run(db, "SAVEPOINT job", &fault), fault);
        enum status status = add_many(twice);
        if (status == OK) status = db_run(db, "RELEASE job", &fault);
        assert_int_equal(status, FAILED);
        assert_non_null(strstr(fault.text, on_postgres() ? "duplicate key" : "UNIQUE"));
        assert_ok(db_run(db, "ROLLBACK TO job; RELEASE job", &fault), fault);
        assert_ok(db_run(db, "INSERT INTO thing (value) VALUES (7)", &fault), fault);
        assert_ok(db_commit(db, &fault), fault);
    }
    assert_int_equal(number(db, "SELECT CAST(SUM(value) AS BIGINT) FROM thing"), 14);
}

static void a_connection_that_breaks_among_many_rows_is_made_anew(void **state) {
    (void)state;
    if (!on_postgres()) skip(); // there is none
    assert_ok(db_begin(db, &fault), fault);
    int64_t process = number(db, "SELECT pg_backend_pid()::bigint");
    assert_ok(add_many(0), fault);
    struct db *other = open_at(path_of("db"), true);
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%lld)", (long long)process);
    assert_ok(db_run(other, sql, &fault), fault);
    db_close(&other);
    enum status status = add_many(0);
    if (status == OK) status = db_commit(db, &fault);
    assert_int_equal(status, BUSY);
    db_rollback(db);
    assert_ok(db_begin(db, &fault), fault);
    assert_ok(add_many(0), fault);
    assert_ok(db_commit(db, &fault), fault);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing"), MANY);
}

static void interrupt(void *context) {
    for (int i = 0; i < 200; i++) {
        usleep(1000);
        db_interrupt(context);
    }
}

static void a_running_step_is_interrupted_from_another_thread(void **state) {
    (void)state;
    struct thread thread = {0};
    struct db_query *query;
    thread_start(&thread, "interrupt", interrupt, db);
    assert_ok(db_query(&query, db,
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                       " SELECT COUNT(*) FROM n",
                       &fault),
              fault);
    assert_int_equal(db_step(query, &fault), CLOSED);
    db_done(query);
    thread_join(&thread);
}

static void questions_asked_ahead_are_interrupted_too(void **state) {
    (void)state;
    struct thread thread = {0};
    struct db_query *query;
    assert_ok(db_query(&query, db,
                       "WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n)"
                       " SELECT COUNT(*) FROM n",
                       &fault),
              fault);
    db_ahead(query, 100, bind_value, NULL);
    db_next(query);
    thread_start(&thread, "interrupt", interrupt, db);
    assert_int_equal(db_step(query, &fault), CLOSED);
    db_done(query);
    thread_join(&thread);
}

static void a_second_writer_begins_when_the_first_is_done(void **state) {
    (void)state;
    struct db *second = open_at(path_of("db"), true);
    assert_ok(db_begin(db, &fault), fault);
    db_rollback(db);
    assert_ok(db_begin(second, &fault), fault);
    db_rollback(second);
    db_close(&second);
}

static void a_file_of_something_else_is_refused_and_left_alone(void **state) {
    (void)state;
    ONLY_SQLITE("the store is no file");
    char other[128];
    snprintf(other, sizeof other, "%s", path_of("other"));
    FILE *file = fopen(other, "w");
    for (int i = 0; i < 2000; i++) fputs("this is no database ", file);
    fclose(file);
    struct db *opened = NULL;
    struct db_options options = {.path = other, .is_writer = true};
    assert_int_equal(db_open(&opened, &options, &fault), MALFORMED);
    assert_null(opened);
    assert_non_null(strstr(fault.text, "is not a renkei store"));
    struct stat about;
    assert_int_equal(stat(other, &about), 0);
    assert_int_equal(about.st_size, 40000);
}

static void a_folder_that_is_missing_is_said(void **state) {
    (void)state;
    ONLY_SQLITE("the store is no file");
    struct db *opened = NULL;
    struct db_options options = {.path = "/nowhere/at/all", .is_writer = true};
    assert_int_equal(db_open(&opened, &options, &fault), FAILED);
    assert_non_null(strstr(fault.text, "/nowhere/at/all"));
}

static void the_schema_number_is_kept(void **state) {
    (void)state;
    int64_t schema;
    assert_ok(db_schema(&schema, db, &fault), fault);
    assert_int_equal(schema, 0);
    assert_ok(db_schema_set(db, 12, &fault), fault);
    db_close(&db);
    db = open_at(path_of("db"), true);
    assert_ok(db_schema(&schema, db, &fault), fault);
    assert_int_equal(schema, 12);
    assert_ok(db_verify(db, false, &fault), fault);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_bound_comes_back),
        TEST(a_value_beyond_the_limit_is_refused_and_the_rest_goes_on),
        TEST(more_queries_than_are_kept_may_be_asked),
        TEST(a_reader_cannot_change_anything),
        TEST(a_reader_sees_one_snapshot_until_it_ends),
        TEST(what_is_rolled_back_was_never_there),
        TEST(a_query_serves_a_row_of_binds),
        TEST(questions_asked_ahead_are_answered_in_their_order),
        TEST(what_is_left_of_questions_asked_ahead_is_forgotten),
        TEST(statements_asked_ahead_are_all_done_and_see_what_waited),
        TEST(of_questions_asked_ahead_one_that_fails_ends_the_transaction),
        TEST(a_connection_that_breaks_among_questions_asked_ahead_is_made_anew),
        TEST(what_is_asked_among_many_rows_sees_them),
        TEST(many_rows_that_are_given_up_were_never_there),
        TEST(one_of_many_rows_that_fails_undoes_them_all),
        TEST(a_connection_that_breaks_among_many_rows_is_made_anew),
        TEST(a_running_step_is_interrupted_from_another_thread),
        TEST(questions_asked_ahead_are_interrupted_too),
        TEST(a_second_writer_begins_when_the_first_is_done),
        TEST(a_file_of_something_else_is_refused_and_left_alone),
        TEST(a_folder_that_is_missing_is_said),
        TEST(the_schema_number_is_kept),
    };
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close();
    return failed;
}
