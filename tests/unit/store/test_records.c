// Records of acts: each is an entry of the log, and none can be bent without a trace.
#include "helper.h"

#include "store/leaves.h"
#include "store/records.h"

static struct store *store;
static struct fault fault;

#define HANAKO "identity--00000000-0000-4000-8000-000000000001"
#define HOSPITAL "identity--00000000-0000-4000-8000-000000000011"
#define BANK "identity--00000000-0000-4000-8000-000000000012"

static enum status run_sql(struct db *db, void *context, struct fault *why) {
    return db_run(db, context, why);
}

static void change(const char *sql) {
    char *text = strdup(sql);
    assert_ok(store_change(store, run_sql, text, &fault), fault);
    free(text);
}

static void open_new(const char *name) {
    store = store_make_in(name, true);
}

struct party {
    const char *sql;
    const char *identity;
};

static enum status insert_party(struct db *db, void *context, struct fault *why) {
    const struct party *party = context;
    struct object_id id;
    struct db_query *query;
    TRY(object_id_read(&id, str_of(party->identity), why));
    TRY(db_query(&query, db, party->sql, why));
    db_bind_blob(query, 1, id.uuid.bytes, sizeof id.uuid.bytes);
    return db_finish(query, why);
}

static void add_party(const char *sql, const char *identity) {
    struct party party = {sql, identity};
    assert_ok(store_change(store, insert_party, &party, &fault), fault);
}

static void add_parties(void) {
    add_party("INSERT INTO organisation (no, slug, name, identity) VALUES (1, 'hospital', 'H', $1)",
              HOSPITAL);
    add_party("INSERT INTO organisation (no, slug, name, identity) VALUES (2, 'bank', 'B', $1)",
              BANK);
    add_party("INSERT INTO account (no, name, display, organisation_no, identity, password,"
              " created) VALUES (1, 'hanako', 'H', 1, $1, '', 0)",
              HANAKO);
}

// ---- writing ----

struct adding {
    struct record_put put;
    bool fails;
};

static enum status run_add(struct db *db, void *context, struct fault *why) {
    struct adding *adding = context;
    TRY(record_add(store, db, &adding->put, why));
    return adding->fails ? fault_set(why, CONFLICT, "after all") : OK;
}

static enum status add(struct adding *adding) {
    return store_change(store, run_add, adding, &fault);
}

// By hanako of the hospital, of the objects 1 to `objects`.
static stamp add_one(const char *act, stamp at, size_t objects) {
    struct uuid ids[10];
    char members[2000], list[1000] = "", when[STAMP_TEXT_SIZE];
    for (size_t i = 0; i < objects; i++) {
        ids[i] = uuid_numbered(i + 1);
        char text[UUID_TEXT_SIZE];
        size_t end = strlen(list);
        snprintf(list + end, sizeof list - end, "%s\"indicator--%s\"", i ? "," : "",
                 uuid_write(text, &ids[i]));
    }
    snprintf(members, sizeof members,
             "\"at\":\"%s\",\"act\":\"%s\",\"who\":{\"name\":\"hanako\",\"id\":\"" HANAKO
             "\",\"organisation\":\"" HOSPITAL "\"},\"from\":\"192.0.2.1\",\"concerns\":\"" BANK
             "\",\"objects\":[%s]",
             stamp_write(when, at, 6), act, list);
    struct adding adding = {.put = {.at = at,
                                    .act = str_of(act),
                                    .place = STR("192.0.2.1"),
                                    .account_no = 1,
                                    .organisation_no = 1,
                                    .other_no = 2,
                                    .objects = ids,
                                    .object_count = objects,
                                    .members = str_of(members)}};
    assert_ok(add(&adding), fault);
    return adding.put.added;
}

static enum status verify(struct leaves_report *report) {
    struct leaves_check check = {.before = NULL};
    return leaves_verify(report, store, &check, &fault);
}

static void a_record_is_an_entry_and_can_be_proven(void **state) {
    (void)state;
    struct leaves_report report;
    struct leaves_view *view;
    struct leaf leaf;
    struct entry entry;
    SCOPED(arena_close) struct arena arena;
    SCOPED(buf_close) struct buf scratch;
    arena_init(&arena);
    buf_init(&scratch, SIZE_MAX);
    open_new("entry.db");
    add_parties();
    add_one("first", 1000, 0);
    stamp added = add_one("second", 2000, 2);
    add_one("third", 3000, 0);
    assert_ok(verify(&report), fault);
    assert_int_equal(report.entries, 3);
    assert_int_equal(report.noted, 3);
    assert_ok(store_check(store, &fault), fault);
    // The entry follows from the record and its salt.
    struct record_find find = {.act = STR("second")};
    struct records *records;
    struct record record;
    assert_ok(records_open(&records, store, &find, &fault), fault);
    assert_ok(records_next(&record, records, &fault), fault);
    assert_int_equal(record.added, added);
    struct json json;
    struct json_reader *reader = json_reader_open();
    assert_ok(json_read(&json, reader, record.json, &JSON_LIMITS, &arena, &fault), fault);
    char id[RECORD_ID_SIZE];
    assert_true(str_equal(json_text(json_member(json, STR("id"))), str_of(record_id(id, added))));
    assert_ok(leaves_open(&view, store, &fault), fault);
    assert_ok(leaves_find(&leaf, view, added, &fault), fault);
    assert_int_equal(leaf.no, 1);
    assert_ok(leaves_entry(&entry, view, &leaf, &arena, &fault), fault);
    uint8_t commitment[ENTRY_DIGEST_SIZE];
    entry_digest(entry.object, json, &scratch);
    entry_commit(commitment, &entry, leaf.salt);
    assert_memory_equal(commitment, leaf.commitment, sizeof commitment);
    leaves_close(&view);
    records_close(&records);
    json_reader_close(&reader);
    store_close(&store);
}

static void a_record_goes_when_what_it_is_about_fails(void **state) {
    (void)state;
    struct leaves_report report;
    open_new("undone.db");
    add_parties();
    add_one("first", 1000, 0);
    struct adding adding = {
        .put = {.at = 5, .act = STR("no"), .place = STR(""), .members = STR("\"act\":\"no\"")},
        .fails = true};
    assert_int_equal(add(&adding), CONFLICT);
    add_one("second", 2000, 0);
    assert_ok(verify(&report), fault);
    assert_int_equal(report.entries, 2);
    store_close(&store);
}

static void a_record_has_a_limit(void **state) {
    (void)state;
    open_new("limit.db");
    char *text = malloc(RECORD_BYTES_MAX + 1);
    int size = snprintf(text, RECORD_BYTES_MAX, "\"act\":\"x\",\"a\":\"");
    memset(text + size, 'a', RECORD_BYTES_MAX - (size_t)size);
    text[RECORD_BYTES_MAX - 1] = '"';
    struct adding adding = {
        .put = {.at = 5, .act = STR("x"), .place = STR(""), .members = {text, RECORD_BYTES_MAX}}};
    assert_ok(add(&adding), fault);
    text[RECORD_BYTES_MAX - 1] = 'a';
    text[RECORD_BYTES_MAX] = '"';
    adding.put.members.size++;
    assert_int_equal(add(&adding), LIMIT);
    free(text);
    store_close(&store);
}

static void stamps_go_on_behind_the_newest_record(void **state) {
    (void)state;
    struct leaves_report report;
    struct clock_fake clock;
    stamp day = 86400 * STAMP_SECOND;
    clock_fake_init(&clock, 100 * day);
    struct store_options options = {.path = path_of("stamps.db"),
                                    .may_create = true,
                                    .clock = &clock.clock,
                                    .without_search = true};
    assert_ok(store_open(&store, &options, &fault), fault);
    add_parties();
    stamp first = add_one("first", 1000, 0);
    store_close(&store);
    clock_fake_init(&clock, 50 * day); // set back meanwhile
    options.path = path_of("stamps.db");
    assert_ok(store_open(&store, &options, &fault), fault);
    assert_true(add_one("second", 2000, 0) > first);
    assert_ok(verify(&report), fault);
    store_close(&store);
}

// ---- reading ----

static void expect_found(const struct record_find *find, const char *expected) {
    struct records *records;
    struct record record;
    char found[100] = "";
    assert_ok(records_open(&records, store, find, &fault), fault);
    enum status status;
    while ((status = records_next(&record, records, &fault)) == OK)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%d",
                 (int)(record.at / 1000));
    assert_int_equal(status, ABSENT);
    records_close(&records);
    assert_string_equal(found, expected);
}

static void records_are_found_by_all_that_is_asked_for(void **state) {
    (void)state;
    open_new("find.db");
    add_parties();
    add_one("a", 1000, 1);
    stamp second = add_one("b", 2000, 2);
    add_one("a", 3000, 3);
    struct uuid one = uuid_numbered(1), two = uuid_numbered(2), nine = uuid_numbered(9);
    struct str read_a = STR("a");
    expect_found(&(struct record_find){.since = 0}, "321");
    expect_found(&(struct record_find){.oldest_first = true}, "123");
    expect_found(&(struct record_find){.since = 2000}, "32");
    expect_found(&(struct record_find){.until = 2000}, "1");
    expect_found(&(struct record_find){.act = STR("a")}, "31");
    expect_found(&(struct record_find){.place = STR("192.0.2.1"), .act = STR("b")}, "2");
    expect_found(&(struct record_find){.place = STR("192.0.2.2")}, "");
    expect_found(&(struct record_find){.account_no = 1}, "321");
    expect_found(&(struct record_find){.account_no = 2}, "");
    expect_found(&(struct record_find){.object = &one}, "321");
    expect_found(&(struct record_find){.object = &two}, "32");
    expect_found(&(struct record_find){.object = &nine}, "");
    expect_found(&(struct record_find){.before = second}, "1");
    expect_found(&(struct record_find){.after = second, .oldest_first = true}, "3");
    expect_found(&(struct record_find){.organisation_no = 1}, "321");
    expect_found(&(struct record_find){.organisation_no = 2}, "321");
    expect_found(
        &(struct record_find){.organisation_no = 2, .reading = &read_a, .reading_count = 1}, "2");
    expect_found(
        &(struct record_find){.organisation_no = 1, .reading = &read_a, .reading_count = 1}, "321");
    expect_found(&(struct record_find){.organisation_no = 3}, "");
    store_close(&store);
}

// ---- bent ----

struct bending {
    const char *sql;  // by somebody with the file in hand
    const char *says; // where verify finds it
};

#define SECOND "(SELECT added FROM leaf WHERE no = 1)"

// tidy: table
static const struct bending BENDINGS[] = {
    // Changed: what it says, and what it is found by.
    {"UPDATE audit SET json = REPLACE(json, 'hanako', 'kenjis') WHERE added = " SECOND,
     "entry 1 of the log: the record audit--"},
    {"UPDATE audit SET json = '{' WHERE added = " SECOND, "entry 1 of the log: its record cannot"},
    {"UPDATE audit SET at = at + 1 WHERE added = " SECOND, "entry 1 of the log: the record"},
    {"UPDATE audit SET act = 'other' WHERE added = " SECOND,
     "entry 1 of the log: its record is listed under another act"},
    {"UPDATE audit SET place = '' WHERE added = " SECOND,
     "entry 1 of the log: its record is listed under another place"},
    {"UPDATE audit SET account_no = 0 WHERE added = " SECOND,
     "entry 1 of the log: its record is listed under another account"},
    {"UPDATE audit SET organisation_no = 2 WHERE added = " SECOND,
     "entry 1 of the log: its record is listed under another organisation"},
    {"UPDATE audit SET other_no = 0 WHERE added = " SECOND,
     "another organisation that it concerns"},
    {"DELETE FROM audit_object WHERE added = " SECOND,
     "entry 1 of the log: its record is listed under other objects"},
    {"UPDATE audit_object SET added = added + 1 WHERE added = " SECOND, "under other objects"},
    {"INSERT INTO audit_object (id, added) SELECT id, 5 FROM audit_object WHERE added = " SECOND,
     "objects are listed under records that there are not"},
    // Removed: the record, its entry, both, and the last one.
    {"DELETE FROM audit WHERE added = " SECOND, "entry 1 of the log: its record is not there"},
    {"DELETE FROM leaf WHERE no = 1", "entry 1 of the log is missing"},
    {"DELETE FROM audit_object WHERE added = " SECOND "; DELETE FROM audit WHERE added = " SECOND
     "; DELETE FROM leaf WHERE no = 1; UPDATE leaf SET no = no - 1 WHERE no > 1",
     "and its edge is of"},
    {"DELETE FROM audit WHERE added = (SELECT added FROM leaf WHERE no = 2);"
     "DELETE FROM leaf WHERE no = 2",
     "the log has 2 entries, and its edge is of 3"},
    // Made something else: a record that no object could be.
    {"UPDATE leaf SET act = 2 WHERE no = 1", "entry 1 of the log: "},
    {"UPDATE leaf SET act = 1 WHERE no = 1", "entry 1 of the log: what it is about is gone"},
    // Reordered: two records have each other's text, or place.
    {"UPDATE audit SET json = (SELECT b.json FROM audit b WHERE b.added = (SELECT added FROM leaf"
     " WHERE no = 2)) WHERE added = " SECOND,
     "entry 1 of the log: the record"},
    {"UPDATE leaf SET no = 9 WHERE no = 1; UPDATE leaf SET no = 1 WHERE no = 2;"
     "UPDATE leaf SET no = 2 WHERE no = 9",
     "entry 2 of the log: its stamp is not later"},
    // Added.
    {"INSERT INTO audit (added, at, act, account_no, organisation_no, other_no, place, json)"
     " SELECT 77, at, act, account_no, organisation_no, other_no, place, json FROM audit"
     " WHERE added = " SECOND,
     "the record audit--77 is not in the log"},
};

static void what_is_bent_is_found_with_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof BENDINGS / sizeof *BENDINGS; i++) {
        struct leaves_report report;
        char name[40];
        snprintf(name, sizeof name, "bent%zu.db", on_postgres() ? 0 : i);
        open_new(name);
        add_parties();
        add_one("first", 1000, 1);
        add_one("second", 2000, 2);
        add_one("third", 3000, 0);
        assert_ok(verify(&report), fault);
        change(BENDINGS[i].sql);
        if (verify(&report) != FAILED || !strstr(fault.text, BENDINGS[i].says))
            fail_msg("%s: %s", BENDINGS[i].sql, fault.text);
        store_close(&store);
        folder_empty();
        databases.count = 0;
    }
}

static int open_folder(void **state) {
    (void)state;
    folder_open();
    return crypto_start() ? 0 : 1;
}

static int close_folder(void **state) {
    (void)state;
    folder_close();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_an_entry_and_can_be_proven),
        cmocka_unit_test(a_record_goes_when_what_it_is_about_fails),
        cmocka_unit_test(a_record_has_a_limit),
        cmocka_unit_test(stamps_go_on_behind_the_newest_record),
        cmocka_unit_test(records_are_found_by_all_that_is_asked_for),
        cmocka_unit_test(what_is_bent_is_found_with_its_place),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
