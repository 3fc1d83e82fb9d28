#include "helper.h"

#include "sys/thread.h"

static struct store *store;
static struct fault fault;
static int64_t green, red;
static int indicator;

static void fill(void) {
    collection_add(store, 1);
    collection_add(store, 2);
    green = class_of(store, 1, TLP_GREEN, false);
    red = class_of(store, 1, TLP_RED, false);
    indicator = store_kind(store, STR("indicator"));
}

static int set_up(void **state) {
    (void)state;
    folder_empty();
    fault = (struct fault){0};
    store = store_make_in("store.db", false);
    fill();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    store_close(&store);
    return 0;
}

static void reopen(void) {
    store_close(&store);
    store = store_make_in("store.db", false);
}

static struct put put_of(uint64_t number, stamp at, const char *json) {
    return (struct put){.id = uuid_numbered(number),
                        .kind = indicator,
                        .spec = 21,
                        .stamp = at,
                        .json = str_of(json),
                        .collection_no = 1,
                        .class_no = green,
                        .giver_no = 1};
}

static struct put put_one(uint64_t number, stamp at, const char *json) {
    struct put put = put_of(number, at, json);
    assert_ok(put_now(store, &put, 1, &fault), fault);
    return put;
}

static size_t count_found(enum find_versions versions) {
    struct sight sight = {.open = (int64_t[]){green}, .open_count = 1, .is_whole = true};
    struct find find = {.versions = versions, .revoked = -1};
    size_t count;
    bool exact;
    assert_ok(
        find_count(&count, &exact, &(struct finder){store, &sight, NULL, &fault}, &find, 1000),
        fault);
    assert_true(exact);
    return count;
}

static enum status remove_one(uint64_t number) {
    struct store_removal removal = {
        .id = uuid_numbered(number), .kind = indicator, .collection_no = 1};
    return store_remove(store, &removal, &fault);
}

// ---- opening ----

static enum status try_open(const char *path, bool may_create) {
    struct store *other = NULL;
    struct store_options options = {.path = path, .may_create = may_create};
    enum status status = store_open(&other, &options, &fault);
    store_close(&other);
    return status;
}

static void a_store_is_made_only_when_asked(void **state) {
    (void)state;
    assert_int_equal(try_open(path_of("none.db"), false), ABSENT);
    if (!on_postgres()) assert_int_equal(access(path_of("none.db"), F_OK), -1);
    assert_int_equal(try_open(path_of("none.db"), true), OK);
    assert_int_equal(try_open(path_of("none.db"), false), OK);
}

static void a_store_belongs_to_one_at_a_time(void **state) {
    (void)state;
    ONLY_SQLITE("several servers share one database");
    assert_int_equal(try_open(path_of("store.db"), false), BUSY);
}

static void a_newer_file_is_refused_with_a_sentence(void **state) {
    (void)state;
    store_close(&store);
    struct db *db;
    struct db_options options = {.path = path_of("store.db"), .is_writer = true};
    assert_ok(db_open(&db, &options, &fault), fault);
    assert_ok(db_schema_set(db, 77, &fault), fault);
    db_close(&db);
    assert_int_equal(try_open(path_of("store.db"), false), CONFLICT);
    assert_non_null(strstr(fault.text, "was written by a newer renkei (schema 77, this one knows"));
    folder_empty();
    store = store_make_in("store.db", false);
}

static void what_is_no_store_is_refused(void **state) {
    (void)state;
    ONLY_SQLITE("the store is no file");
    FILE *file = fopen(path_of("text"), "w");
    for (int i = 0; i < 1000; i++)
        fputs("a long letter to a friend ", file);
    fclose(file);
    assert_int_equal(try_open(path_of("text"), true), MALFORMED);
    assert_non_null(strstr(fault.text, "is not a renkei store"));
}

static void a_store_is_found_as_it_was_left(void **state) {
    (void)state;
    struct put put = put_one(1, 5, "{\"a\":1}");
    int custom = store_kind(store, STR("x-thing"));
    reopen();
    assert_int_equal(store_newest(store), put.added);
    assert_int_equal(count_found(FIND_ALL), 1);
    assert_int_equal(store_kind_find(store, STR("x-thing")), custom);
    assert_true(str_equal(store_kind_name(store, custom), STR("x-thing")));
    assert_int_equal(class_of(store, 1, TLP_GREEN, false), green);
    assert_ok(store_check(store, &fault), fault);
}

static void nobody_else_on_the_machine_may_read_its_files(void **state) {
    (void)state;
    ONLY_SQLITE("the store is no file");
    put_one(1, 5, "{}");
    store_search_wait(store);
    static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm", "store.db-lock",
                                        "store.db-search"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct stat about;
        assert_int_equal(stat(path_of(names[i]), &about), 0);
        assert_int_equal(about.st_mode & 077, 0);
    }
}

// ---- names ----

static void custom_types_get_a_number_once(void **state) {
    (void)state;
    assert_int_equal(store_kind_find(store, STR("x-one")), 0);
    int one = store_kind(store, STR("x-one")), two = store_kind(store, STR("x-two"));
    assert_int_equal(one, KIND_CUSTOM_FIRST);
    assert_int_equal(two, KIND_CUSTOM_FIRST + 1);
    assert_int_equal(store_kind(store, STR("x-one")), one);
    assert_true(indicator < KIND_CUSTOM_FIRST);
    assert_true(str_equal(store_kind_name(store, indicator), STR("indicator")));
    assert_null(store_kind_name(store, 5000).data);
}

static void a_class_is_made_once_for_each_audience(void **state) {
    (void)state;
    assert_int_equal(class_of(store, 1, TLP_GREEN, false), green);
    assert_int_not_equal(class_of(store, 2, TLP_GREEN, false), green);
    assert_int_not_equal(class_of(store, 1, TLP_GREEN, true), green);
}

// ---- outcomes ----

static void the_first_content_of_a_version_is_kept(void **state) {
    (void)state;
    struct put first = put_one(1, 5, "{\"a\":1,\"b\":\"\xC3\xA9\"}");
    assert_int_equal(first.outcome, PUT_TAKEN);
    struct put same = put_one(1, 5, "{\"b\":\"\\u00e9\",\"a\":1.0}"); // says the same
    assert_int_equal(same.outcome, PUT_KNOWN);
    assert_int_equal(same.added, first.added);
    struct put other = put_one(1, 5, "{\"a\":2}");
    assert_int_equal(other.outcome, PUT_DIFFERS);
    assert_int_equal(count_found(FIND_ALL), 1);
}

static void of_two_in_one_job_the_first_wins(void **state) {
    (void)state;
    struct put puts[] = {put_of(1, 5, "{\"a\":1}"), put_of(1, 5, "{\"a\":2}"),
                         put_of(1, 5, "{\"a\":1}"), put_of(1, 6, "{\"a\":3}")};
    assert_ok(put_now(store, puts, 4, &fault), fault);
    assert_int_equal(puts[0].outcome, PUT_TAKEN);
    assert_int_equal(puts[1].outcome, PUT_DIFFERS);
    assert_int_equal(puts[2].outcome, PUT_KNOWN);
    assert_int_equal(puts[3].outcome, PUT_TAKEN);
    assert_true(puts[3].added > puts[0].added);
    assert_int_equal(count_found(FIND_ALL), 2);
    assert_int_equal(count_found(FIND_LAST), 1);
}

static void without_a_stamp_the_content_tells_versions_apart(void **state) {
    (void)state;
    struct put first = put_one(1, 0, "{\"a\":1}"), again = put_one(1, 0, "{\"a\": 1}");
    struct put second = put_one(1, 0, "{\"a\":2}"), old = put_one(1, 0, "{\"a\":1}");
    assert_int_equal(first.outcome, PUT_TAKEN);
    assert_int_equal(again.outcome, PUT_KNOWN);
    assert_int_equal(second.outcome, PUT_TAKEN);
    assert_int_equal(old.outcome, PUT_KNOWN);
    assert_int_equal(old.added, first.added);
    assert_int_equal(count_found(FIND_ALL), 2);
}

// A list gives the same line a newer time whenever it is read.
static void what_is_taken_only_when_new_is_known_by_any_version_there(void **state) {
    (void)state;
    struct put puts[] = {put_of(1, 5, "{\"a\":1}"), put_of(1, 6, "{\"a\":2}"),
                         put_of(1, 7, "{\"a\":3}")};
    for (int i = 0; i < 3; i++)
        puts[i].only_new = true;
    puts[2].collection_no = 2;
    puts[2].class_no = class_of(store, 2, TLP_GREEN, false);
    assert_ok(put_now(store, puts, 2, &fault), fault);
    assert_ok(put_now(store, &puts[2], 1, &fault), fault);
    assert_int_equal(puts[0].outcome, PUT_TAKEN);
    assert_int_equal(puts[1].outcome, PUT_KNOWN);
    assert_int_equal(puts[1].added, puts[0].added);
    assert_int_equal(puts[2].outcome, PUT_TAKEN);
    struct put later = put_of(1, 8, "{\"a\":4}");
    later.only_new = true;
    assert_ok(put_now(store, &later, 1, &fault), fault);
    assert_int_equal(later.outcome, PUT_KNOWN);
    assert_int_equal(later.added, puts[0].added);
    assert_ok(store_check(store, &fault), fault);
}

static void a_known_version_may_enter_another_collection(void **state) {
    (void)state;
    struct put first = put_one(1, 5, "{\"a\":1}"), second = put_of(1, 5, "{\"a\":1}");
    second.collection_no = 2;
    second.class_no = class_of(store, 2, TLP_GREEN, false);
    assert_ok(put_now(store, &second, 1, &fault), fault);
    assert_int_equal(second.outcome, PUT_TAKEN);
    assert_true(second.added > first.added);
    assert_ok(store_check(store, &fault), fault);
}

static void an_empty_job_is_fine(void **state) {
    (void)state;
    assert_ok(put_now(store, NULL, 0, &fault), fault);
}

// ---- numbers are never given again ----

static void what_was_removed_leaves_its_number_behind(void **state) {
    (void)state;
    struct put put = put_one(1, 5, "{\"a\":1}");
    assert_int_equal(remove_one(2), ABSENT);
    assert_int_equal(remove_one(1), OK);
    assert_int_equal(count_found(FIND_ALL), 0);
    reopen();
    struct put next = put_one(1, 5, "{\"a\":1}");
    assert_true(next.added > put.added);
    assert_int_equal(next.outcome, PUT_TAKEN);
    assert_ok(store_check(store, &fault), fault);
}

static void removal_takes_all_that_hung_on_it(void **state) {
    (void)state;
    struct put put = put_of(1, 5, "{\"a\":1}");
    struct put_observable observables[] = {{77, 1, true}, {78, 2, false}};
    struct put_ref refs[] = {{uuid_numbered(9), indicator, ROLE_CREATOR, false}};
    struct uuid named[] = {uuid_numbered(10)};
    put.observables = observables;
    put.observable_count = 2;
    put.refs = refs;
    put.ref_count = 1;
    put.named = named;
    put.named_count = 1;
    put.class_no = red;
    put.is_named = true;
    assert_ok(put_now(store, &put, 1, &fault), fault);
    assert_int_equal(remove_one(1), OK);
    store_search_wait(store);
    static const char *const tables[] = {"version",    "version_key", "member", "named",    "ends",
                                         "observable", "ref",         "tally",  "forgotten"};
    struct db *db = store_reader_take(store);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM %s", tables[i]);
        struct db_query *query;
        assert_ok(db_query(&query, db, sql, &fault), fault);
        assert_ok(db_step(query, &fault), fault);
        if (db_i64(query, 0)) fail_msg("%s is not empty", tables[i]);
        db_done(query);
    }
    store_reader_give(store, db);
}

// ---- jobs ----

static enum status run_and_fail(struct db *db, void *context, struct fault *why) {
    (void)context;
    TRY(db_run(db, "INSERT INTO setting (name, value) VALUES ('half', 'done')", why));
    return fault_set(why, CONFLICT, "changed my mind");
}

static enum status run_setting(struct db *db, void *context, struct fault *why) {
    (void)context;
    return db_run(db, "INSERT INTO setting (name, value) VALUES ('whole', 'done')", why);
}

static int64_t count_settings(const char *name) {
    struct db *db = store_reader_take(store);
    struct db_query *query;
    assert_ok(db_query(&query, db, "SELECT COUNT(*) FROM setting WHERE name = $1", &fault), fault);
    db_bind_text(query, 1, str_of(name));
    assert_ok(db_step(query, &fault), fault);
    int64_t count = db_i64(query, 0);
    db_done(query);
    store_reader_give(store, db);
    return count;
}

static void a_job_that_fails_harms_no_other(void **state) {
    (void)state;
    struct put puts[] = {put_of(1, 5, "{}"), put_of(2, 5, "{}")};
    struct store_job jobs[] = {{.puts = &puts[0], .put_count = 1},
                               {.run = run_and_fail},
                               {.run = run_setting},
                               {.puts = &puts[1], .put_count = 1}};
    for (size_t i = 0; i < 4; i++)
        store_submit(store, &jobs[i]);
    assert_int_equal(store_wait(store, &jobs[0], &fault), OK);
    assert_int_equal(store_wait(store, &jobs[1], &fault), CONFLICT);
    assert_string_equal(fault.text, "changed my mind");
    assert_int_equal(store_wait(store, &jobs[2], &fault), OK);
    assert_int_equal(store_wait(store, &jobs[3], &fault), OK);
    assert_int_equal(count_settings("half"), 0);
    assert_int_equal(count_settings("whole"), 1);
    assert_int_equal(count_found(FIND_ALL), 2);
}

struct pieces {
    struct put put;
    uint64_t next, end;
    bool fails;
};

static enum status next_piece(struct store_job *piece, void *context, struct fault *why) {
    struct pieces *pieces = context;
    if (pieces->next == pieces->end)
        return pieces->fails ? fault_set(why, MALFORMED, "objects[3]: bad") : ABSENT;
    pieces->put = put_of(pieces->next++, 5, "{}");
    *piece = (struct store_job){.puts = &pieces->put, .put_count = 1};
    return OK;
}

static void pieces_are_all_taken_or_none(void **state) {
    (void)state;
    struct pieces good = {.next = 1, .end = 20}, bad = {.next = 30, .end = 50, .fails = true};
    assert_int_equal(store_put_all(store, next_piece, &bad, &fault), MALFORMED);
    assert_string_equal(fault.text, "objects[3]: bad");
    assert_int_equal(count_found(FIND_ALL), 0);
    assert_ok(store_put_all(store, next_piece, &good, &fault), fault);
    assert_int_equal(count_found(FIND_ALL), 19);
    assert_ok(store_check(store, &fault), fault);
}

struct heard {
    struct store_news news;
    size_t times;
};

static void hear(void *context, const struct store_news *news) {
    struct heard *heard = context;
    heard->news = *news;
    heard->times++;
}

static void the_listener_hears_of_each_commit_before_it_is_answered(void **state) {
    (void)state;
    struct heard heard = {0};
    store_listen(store, hear, &heard);
    struct put put = put_one(1, 5, "{}");
    assert_int_equal(heard.times, 1);
    assert_int_equal(heard.news.count, 1);
    assert_int_equal(heard.news.first, put.added);
    assert_int_equal(heard.news.last, put.added);
    put_one(1, 5, "{}"); // known: nothing new
    assert_int_equal(heard.times, 1);
}

static void generations_rise_with_what_they_stand_for(void **state) {
    (void)state;
    uint64_t all = store_generation(store), rights = store_rights_generation(store);
    put_one(1, 5, "{}");
    assert_true(store_generation(store) > all);
    assert_int_equal(store_rights_generation(store), rights);
    all = store_generation(store);
    put_one(1, 5, "{}");
    assert_int_equal(store_generation(store), all);
    struct store_job quiet = {.run = run_setting, .keeps_rights = true};
    store_submit(store, &quiet);
    assert_ok(store_wait(store, &quiet, &fault), fault);
    assert_int_equal(store_generation(store), all);
    assert_int_equal(remove_one(1), OK);
    assert_true(store_generation(store) > all);
    assert_int_equal(store_rights_generation(store), rights);
    collection_add(store, 3);
    assert_true(store_rights_generation(store) > rights);
}

static void the_next_version_follows_the_one_it_was_made_of(void **state) {
    (void)state;
    put_one(1, 5, "{}");
    struct put next = put_of(1, 7, "{\"n\":7}");
    assert_ok(store_put_next(store, &next, 5, &fault), fault);
    assert_int_equal(next.outcome, PUT_TAKEN);
    struct put late = put_of(1, 8, "{\"n\":8}"), none = put_of(2, 8, "{}");
    assert_int_equal(store_put_next(store, &late, 5, &fault), CONFLICT);
    assert_int_equal(store_put_next(store, &none, 5, &fault), CONFLICT);
    late.collection_no = 2; // where it has no version yet
    assert_int_equal(store_put_next(store, &late, 7, &fault), CONFLICT);
    assert_int_equal(count_found(FIND_ALL), 2);
}

static void what_was_decided_by_other_rights_is_not_read(void **state) {
    (void)state;
    struct sight sight = {
        .open = (int64_t[]){green}, .open_count = 1, .rights = store_rights_generation(store)};
    struct find find = {.revoked = -1};
    struct finding *finding;
    assert_ok(find_open(&finding, store, &sight, &find, &fault), fault);
    find_close(&finding);
    class_of(store, 2, TLP_AMBER, false);
    assert_int_equal(find_open(&finding, store, &sight, &find, &fault), CONFLICT);
    sight.rights = store_rights_generation(store);
    assert_ok(find_open(&finding, store, &sight, &find, &fault), fault);
    find_close(&finding);
}

struct putter {
    struct thread thread;
    uint64_t first;
    bool good;
};

static void put_many(void *context) {
    struct putter *putter = context;
    putter->good = true;
    for (uint64_t i = 0; i < 50; i++) {
        struct put put = put_of(putter->first + i, 5, "{\"name\":\"x\"}");
        struct store_job job = {.puts = &put, .put_count = 1, .bytes = 1000};
        store_submit(store, &job);
        struct fault why;
        if (store_wait(store, &job, &why) != OK || put.outcome != PUT_TAKEN) putter->good = false;
        store_kind(store, i % 2 ? STR("x-same") : STR("x-other"));
    }
}

static void many_threads_share_a_small_queue(void **state) {
    (void)state;
    store_close(&store);
    struct store_options options = {.path = path_of("store.db"),
                                    .queue_bytes_max = 2500,
                                    .commit_bytes_max = 2000,
                                    .commit_wait_ms = 1,
                                    .readers_max = 2};
    assert_ok(store_open(&store, &options, &fault), fault);
    struct putter putters[6] = {0};
    for (size_t i = 0; i < 6; i++) {
        putters[i].first = 1000 * (i + 1);
        thread_start(&putters[i].thread, "putter", put_many, &putters[i]);
    }
    for (size_t i = 0; i < 6; i++) {
        thread_join(&putters[i].thread);
        assert_true(putters[i].good);
    }
    assert_int_equal(count_found(FIND_ALL), 300);
    assert_ok(store_check(store, &fault), fault);
}

static void added_rises_when_the_clock_falls_back(void **state) {
    (void)state;
    store_close(&store);
    struct clock_fake clock;
    clock_fake_init(&clock, STAMP_SECOND * 1000);
    struct store_options options = {
        .path = path_of("clock.db"), .may_create = true, .clock = &clock.clock};
    assert_ok(store_open(&store, &options, &fault), fault);
    fill();
    struct put first = put_one(1, 5, "{}");
    clock_fake_move(&clock, -500 * STAMP_SECOND);
    struct put second = put_one(2, 5, "{}");
    assert_int_equal(first.added, STAMP_SECOND * 1000);
    assert_int_equal(second.added, first.added + 1);
    assert_int_equal(store_newest(store), second.added);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_store_is_made_only_when_asked),
        TEST(a_store_belongs_to_one_at_a_time),
        TEST(a_newer_file_is_refused_with_a_sentence),
        TEST(what_is_no_store_is_refused),
        TEST(a_store_is_found_as_it_was_left),
        TEST(nobody_else_on_the_machine_may_read_its_files),
        TEST(custom_types_get_a_number_once),
        TEST(a_class_is_made_once_for_each_audience),
        TEST(the_first_content_of_a_version_is_kept),
        TEST(of_two_in_one_job_the_first_wins),
        TEST(without_a_stamp_the_content_tells_versions_apart),
        TEST(what_is_taken_only_when_new_is_known_by_any_version_there),
        TEST(a_known_version_may_enter_another_collection),
        TEST(an_empty_job_is_fine),
        TEST(what_was_removed_leaves_its_number_behind),
        TEST(removal_takes_all_that_hung_on_it),
        TEST(a_job_that_fails_harms_no_other),
        TEST(pieces_are_all_taken_or_none),
        TEST(the_listener_hears_of_each_commit_before_it_is_answered),
        TEST(generations_rise_with_what_they_stand_for),
        TEST(the_next_version_follows_the_one_it_was_made_of),
        TEST(what_was_decided_by_other_rights_is_not_read),
        TEST(many_threads_share_a_small_queue),
        TEST(added_rises_when_the_clock_falls_back),
    };
    folder_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    folder_close();
    return failed;
}
