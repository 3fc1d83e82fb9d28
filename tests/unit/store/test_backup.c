// A backup is one moment of a store that goes on, and a store again when it is put somewhere.
#include "world.h"

#include "store/backup.h"

#define LARGE ((size_t)12 << 20) // so that the pages go over in more than one step

static struct fault fault;
static char live[120], kept[160], again[160];

static int open_folder(void **state) {
    (void)state;
    folder_open();
    snprintf(live, sizeof live, "%s/live.db", folder);
    snprintf(kept, sizeof kept, "%s/kept", folder);
    snprintf(again, sizeof again, "%s/again.db", folder);
    return 0;
}

static int close_folder(void **state) {
    (void)state;
    store_close(&store);
    folder_close();
    return 0;
}

static enum status grow(struct db *db, void *context, struct fault *why) {
    (void)context;
    char *letters = memory_take(LARGE);
    memset(letters, 'x', LARGE);
    struct db_query *query;
    enum status status =
        db_query(&query, db, "INSERT INTO setting (name, value) VALUES ('test.large', $1)", why);
    if (status == OK) {
        db_bind_text(query, 1, (struct str){letters, LARGE});
        status = db_finish(query, why);
    }
    free(letters);
    return status;
}

static void fill(void) {
    store = store_make_in("live.db", true);
    random_state = 11;
    world_start(0);
    for (int i = 0; i < 6; i++) put_some();
    remove_some();
    assert_ok(store_change(store, grow, NULL, &fault), fault);
}

static int64_t count_members(struct store *of) {
    struct db *db = store_reader_take(of);
    struct db_query *query;
    assert_ok(db_query(&query, db, "SELECT COUNT(*) FROM member", &fault), fault);
    assert_ok(db_step(query, &fault), fault);
    int64_t count = db_i64(query, 0);
    db_done(query);
    store_reader_give(of, db);
    return count;
}

// ---- what somebody does meanwhile ----

struct meanwhile {
    size_t calls, writes_max;
    bool stops, stops_at_check;
};

static bool write_meanwhile(void *context, uint64_t bytes, uint64_t bytes_total) {
    struct meanwhile *meanwhile = context;
    assert_true(bytes <= bytes_total);
    if (meanwhile->calls++ < meanwhile->writes_max) put_some();
    return bytes_total ? !meanwhile->stops : !meanwhile->stops_at_check;
}

static enum status back_up(struct store_backup_report *report, struct meanwhile *meanwhile,
                           bool may_replace) {
    return store_backup(report,
                        &(struct store_backup_options){.from = live,
                                                       .to = kept,
                                                       .may_replace = may_replace,
                                                       .on_progress = write_meanwhile,
                                                       .context = meanwhile},
                        &fault);
}

static enum status restore(struct store_backup_report *report) {
    return store_restore(report, &(struct store_backup_options){.from = kept, .to = again}, &fault);
}

static void expect_alone(const char *path) {
    static const char *const ends[] = {"-wal", "-shm", "-journal", "-unfinished", "-lock"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[200];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        if (access(name, F_OK) == 0) fail_msg("%s is there", name);
    }
}

static void expect_nothing_at(const char *path) {
    assert_int_equal(access(path, F_OK), -1);
    expect_alone(path);
}

// ---- what must hold ----

static void a_backup_is_the_moment_at_which_it_began(void **state) {
    (void)state;
    ONLY_SQLITE("a file is backed up");
    struct store_backup_report report, restored;
    struct meanwhile meanwhile = {.writes_max = 5};
    fill();
    int64_t before = count_members(store);
    stamp newest = store_newest(store);
    assert_ok(back_up(&report, &meanwhile, false), fault);
    assert_true(meanwhile.calls > 3);
    assert_true(count_members(store) > before);
    assert_int_equal(report.store.objects, before);
    assert_true(report.store.newest == newest);
    expect_alone(kept);
    assert_ok(restore(&restored), fault);
    assert_memory_equal(report.store.id, restored.store.id, sizeof report.store.id);
    assert_int_equal(restored.store.objects, before);
    store_close(&store);
    struct store_options options = {.path = again};
    assert_ok(store_open(&store, &options, &fault), fault);
    assert_int_equal(count_members(store), before);
    assert_true(store_newest(store) == newest);
    assert_ok(store_check(store, &fault), fault);
}

static void a_store_that_nobody_uses_is_backed_up_too(void **state) {
    (void)state;
    ONLY_SQLITE("a file is backed up");
    struct store_backup_report report;
    fill();
    int64_t before = count_members(store);
    store_close(&store);
    assert_ok(back_up(&report, &(struct meanwhile){0}, false), fault);
    assert_int_equal(report.store.objects, before);
}

static void a_backup_that_is_stopped_leaves_nothing(void **state) {
    (void)state;
    ONLY_SQLITE("a file is backed up");
    struct store_backup_report report;
    fill();
    assert_int_equal(back_up(&report, &(struct meanwhile){.stops = true}, false), CLOSED);
    expect_nothing_at(kept);
    assert_int_equal(back_up(&report, &(struct meanwhile){.stops_at_check = true}, false), CLOSED);
    expect_nothing_at(kept);
    // The store was not held up by it, and is not now.
    put_some();
    assert_ok(store_check(store, &fault), fault);
}

static void only_a_backup_is_replaced_and_only_when_asked(void **state) {
    (void)state;
    ONLY_SQLITE("a file is backed up");
    struct store_backup_report report;
    struct meanwhile nothing = {0};
    fill();
    assert_ok(back_up(&report, &nothing, true), fault);
    int64_t before = report.store.objects;
    while (count_members(store) == before) put_some();
    assert_int_equal(back_up(&report, &nothing, false), CONFLICT);
    assert_non_null(strstr(fault.text, "is there already"));
    assert_ok(back_up(&report, &nothing, true), fault);
    assert_true(report.store.objects > before);
    snprintf(kept, sizeof kept, "%s", live);
    assert_int_equal(back_up(&report, &nothing, true), CONFLICT);
    assert_non_null(strstr(fault.text, "is a store in use"));
    snprintf(kept, sizeof kept, "%s-wal", live);
    assert_int_equal(back_up(&report, &nothing, true), CONFLICT);
    assert_non_null(strstr(fault.text, "is a part of a store"));
    assert_ok(store_check(store, &fault), fault);
}

// Every byte of a page that is in use, in the middle of the file.
static void damage(const char *path) {
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    char noise[8192];
    memset(noise, 0xA5, sizeof noise);
    assert_int_equal(fseek(file, about.st_size / 2 / 8192 * 8192, SEEK_SET), 0);
    assert_int_equal(fwrite(noise, 1, sizeof noise, file), sizeof noise);
    assert_int_equal(fclose(file), 0);
}

static void what_is_damaged_is_no_backup_and_no_store(void **state) {
    (void)state;
    ONLY_SQLITE("a file is backed up");
    struct store_backup_report report;
    fill();
    assert_ok(back_up(&report, &(struct meanwhile){0}, false), fault);
    damage(kept);
    assert_int_equal(restore(&report), FAILED);
    assert_non_null(strstr(fault.text, "is damaged"));
    assert_int_equal(access(again, F_OK), -1);
    assert_int_equal(truncate(kept, 8192 * 3), 0);
    assert_int_not_equal(restore(&report), OK);
    assert_int_equal(access(again, F_OK), -1);
    store_close(&store);
    damage(live);
    unlink(kept);
    assert_int_equal(back_up(&report, &(struct meanwhile){0}, false), FAILED);
    expect_nothing_at(kept);
}

static void touch(const char *path) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void a_store_is_never_restored_over_another(void **state) {
    (void)state;
    ONLY_SQLITE("a file is backed up");
    struct store_backup_report report;
    char left[200];
    fill();
    assert_int_equal(restore(&report), ABSENT);
    assert_ok(back_up(&report, &(struct meanwhile){0}, false), fault);
    snprintf(left, sizeof left, "%s-wal", again);
    touch(left);
    assert_int_equal(restore(&report), CONFLICT);
    assert_non_null(strstr(fault.text, "is left of another store"));
    unlink(left);
    snprintf(again, sizeof again, "%s", live);
    assert_int_equal(restore(&report), BUSY);
    assert_non_null(strstr(fault.text, "stop that first"));
    store_close(&store);
    assert_int_equal(restore(&report), CONFLICT);
    assert_non_null(strstr(fault.text, "a store is there already"));
}

static enum status run_text(struct db *db, void *context, struct fault *why) {
    return db_run(db, context, why);
}

static void what_is_no_whole_store_of_this_program_is_not_backed_up(void **state) {
    (void)state;
    ONLY_SQLITE("a file is backed up");
    struct store_backup_report report;
    struct meanwhile nothing = {0};
    char mark[] = "INSERT INTO setting (name, value) VALUES ('copy.source', 'x')";
    char no_mark[] = "DELETE FROM setting WHERE name = 'copy.source'";
    char newer[] = "PRAGMA user_version = 999";
    assert_int_equal(back_up(&report, &nothing, false), ABSENT);
    touch(live);
    assert_int_equal(back_up(&report, &nothing, false), ABSENT);
    expect_nothing_at(kept);
    fill();
    assert_ok(store_change(store, run_text, mark, &fault), fault);
    assert_int_equal(back_up(&report, &nothing, false), DENIED);
    assert_ok(store_change(store, run_text, no_mark, &fault), fault);
    assert_ok(store_change(store, run_text, newer, &fault), fault);
    assert_int_equal(back_up(&report, &nothing, false), CONFLICT);
    assert_non_null(strstr(fault.text, "newer renkei"));
    expect_nothing_at(kept);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, open_folder, close_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(a_backup_is_the_moment_at_which_it_began),
        IN_A_FOLDER(a_store_that_nobody_uses_is_backed_up_too),
        IN_A_FOLDER(a_backup_that_is_stopped_leaves_nothing),
        IN_A_FOLDER(only_a_backup_is_replaced_and_only_when_asked),
        IN_A_FOLDER(what_is_damaged_is_no_backup_and_no_store),
        IN_A_FOLDER(a_store_is_never_restored_over_another),
        IN_A_FOLDER(what_is_no_whole_store_of_this_program_is_not_backed_up),
    };
    return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
