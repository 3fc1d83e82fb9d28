// The record of acts: what is written when, who may read of it, and that nobody can fill it.
#include "exchange/audit_read.h"

#include "doors.h"
#include "exchange/export.h"
#include "exchange/session.h"
#include "store/leaves.h"

#define PASSWORD "one long password"

// ---- what there is, as the operator sees it ----

// Acts of the record, the oldest first, each as "act who" or "act who xN", a line each, without
// that the world was set up.
static struct str acts_for(struct doors *doors, const char *name,
                           const struct audit_filter *asked) {
    struct audit_filter filter = *asked;
    struct audit_page page;
    expect_ok(doors, audit_write(doors->exchange, &doors->fault));
    const struct visit *visit = as(doors, name);
    filter.oldest_first = true;
    expect_ok(doors, audit_list(&page, visit, &filter));
    struct json_reader *reader = json_reader_open();
    struct str all = STR("");
    for (size_t i = 0; i < page.count; i++) {
        struct json json;
        int64_t count = 0;
        expect_ok(doors, json_read(&json, reader, page.rows[i].json, &JSON_LIMITS, &doors->arena,
                                   &doors->fault));
        struct str act = json_text(json_member(json, STR("act")));
        if (str_equal(act, STR("rights.set"))) continue;
        all = arena_format(&doors->arena, "%.*s%.*s %.*s", STR_ARG(all), STR_ARG(act),
                           STR_ARG(json_text(json_member(json_member(json, STR("who")),
                                                         STR("name")))));
        if (json_i64(&count, json_member(json, STR("count"))))
            all = arena_format(&doors->arena, "%.*s x%lld", STR_ARG(all), (long long)count);
        all = arena_format(&doors->arena, "%.*s\n", STR_ARG(all));
    }
    json_reader_close(&reader);
    return all;
}

static void expect_acts(struct doors *doors, const char *expected) {
    struct str acts = acts_for(doors, "", &(struct audit_filter){.since = 0});
    assert_string_equal(acts.data ? acts.data : "", expected);
}

// The newest record as its text.
static struct str newest(struct doors *doors) {
    struct audit_page page;
    expect_ok(doors, audit_write(doors->exchange, &doors->fault));
    expect_ok(doors, audit_list(&page, as(doors, ""), &(struct audit_filter){.limit = 1}));
    assert_int_equal(page.count, 1);
    return page.rows[0].json;
}

static void expect_in(struct str text, const char *part) {
    if (str_find(text, str_of(part)) == SIZE_MAX)
        fail_msg("%s is not in %.*s", part, STR_ARG(text));
}

static void expect_not_in(struct str text, const char *part) {
    if (str_find(text, str_of(part)) != SIZE_MAX) fail_msg("%s is in %.*s", part, STR_ARG(text));
}

static void expect_sound(struct doors *doors) {
    struct leaves_report report;
    expect_ok(doors, leaves_verify(&report, doors->store,
                                   &(struct leaves_check){.before = NULL}, &doors->fault));
    expect_ok(doors, store_check(doors->store, &doors->fault));
}

static void give_password(struct doors *doors, const char *name, const char *organisation) {
    struct setup_report report;
    struct str json = arena_format(&doors->arena,
                                   "{\"accounts\": [{\"name\": \"%s\", \"organisation\": \"%s\","
                                   " \"password\": \"" PASSWORD "\", \"administrator\": true}]}",
                                   name, organisation);
    expect_ok(doors,
              setup_apply(&report, doors->exchange, json, &doors->arena, &doors->fault));
}

static enum status knock(struct doors *doors, const char *name, const char *password,
                         const char *place) {
    struct viewer viewer;
    struct knock knock = {
        .name = str_of(name), .password = str_of(password), .place = str_of(place)};
    return viewer_of_password(&viewer, doors->exchange, &knock, &doors->arena, &doors->fault);
}

// ---- acts ----

static void a_sign_in_and_its_end_are_records_of_the_session(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    struct session_wish wish = {.address = STR("192.0.2.7"), .device = STR("a browser")};
    expect_ok(doors,
              session_begin(text, doors->exchange, as(doors, "ann")->viewer, &wish, &doors->fault));
    struct str record = newest(doors);
    expect_in(record, "\"act\":\"sign_in\",\"result\":\"done\",\"who\":{\"name\":\"ann@alder\"");
    expect_in(record, "\"from\":\"192.0.2.7\",\"by\":{\"kind\":\"session\",\"id\":\"");
    expect_not_in(record, text + 3);
    expect_ok(doors, viewer_of_session(&viewer, doors->exchange, str_of(text), true, &doors->arena,
                                       &doors->fault));
    expect_ok(doors, session_end_this(doors->exchange, &viewer, &doors->fault));
    expect_in(newest(doors), "\"by\":{\"kind\":\"session\",\"id\":\"");
    expect_acts(doors, "sign_in ann@alder\nsign_out ann@alder\n");
    expect_sound(doors);
}

static void a_token_is_told_by_its_label_and_never_by_itself(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    struct token made;
    struct viewer viewer;
    struct token_wish wish = {.label = STR("a \"sensor\" \n]|="), .acts = ACT_ALL};
    expect_ok(doors, token_make(text, &made, doors->exchange, as(doors, "ann")->viewer, &wish,
                                &doors->fault));
    expect_in(newest(doors), "\"on\":{\"kind\":\"token\",\"name\":\"a \\\"sensor\\\" ?]|=\"}");
    expect_not_in(newest(doors), text + 3);
    expect_ok(doors, viewer_of_token(&viewer, doors->exchange, str_of(text), &doors->arena,
                                     &doors->fault));
    expect_ok(doors, token_remove(doors->exchange, &viewer, wish.label, &doors->fault));
    expect_in(newest(doors), "\"by\":{\"kind\":\"token\",\"label\":");
    // What is not done is none.
    assert_int_equal(token_remove(doors->exchange, &viewer, wish.label, &doors->fault), ABSENT);
    expect_acts(doors, "token.made ann@alder\ntoken.revoked ann@alder\n");
    expect_sound(doors);
}

static void a_password_is_in_no_record_nor_a_name_that_nobody_has(void **state) {
    struct doors *doors = *state;
    give_password(doors, "ann", "alder");
    assert_int_equal(knock(doors, "ann", "a wrong secret", "192.0.2.1"), DENIED);
    struct str record = newest(doors);
    expect_in(record, "\"act\":\"sign_in.wrong\",\"result\":\"refused\"");
    expect_in(record, "\"from\":\"192.0.2.1\"");
    expect_in(record, "\"on\":{\"kind\":\"account\",\"name\":\"ann\"}");
    expect_not_in(record, "a wrong secret");
    assert_int_equal(knock(doors, "my secret typed here", "x", "192.0.2.1"), DENIED);
    expect_not_in(newest(doors), "my secret");
    struct password_wish wish = {.knock = {.password = STR(PASSWORD), .place = STR("192.0.2.1")},
                                 .fresh = STR("another thing with words 77")};
    expect_ok(doors, password_change(doors->exchange, as(doors, "ann")->viewer, &wish,
                                     &doors->arena, &doors->fault));
    record = newest(doors);
    expect_in(record, "password.changed");
    expect_not_in(record, "another thing");
    expect_sound(doors);
}

static void setting_up_is_a_record_with_the_digest_of_its_file(void **state) {
    struct doors *doors = *state;
    struct str record = newest(doors);
    expect_in(record, "\"act\":\"rights.set\"");
    expect_in(record, "\"who\":{\"name\":\"operator\"},\"from\":\"machine\"");
    expect_in(record, "\"sha256\":\"");
    expect_in(record, "\"accounts\":5");
    struct setup_report report;
    assert_int_equal(setup_apply(&report, doors->exchange,
                                 STR("{\"accounts\": [{\"name\": \"new\", \"organisation\":"
                                     " \"nobody\"}]}"),
                                 &doors->arena, &doors->fault),
                     MALFORMED);
    assert_true(str_equal(newest(doors), record));
}

// ---- what is read of TLP:RED ----

static size_t read_list(struct doors *doors, const char *name, struct audit_reads *reads) {
    struct visit visit = *as(doors, name);
    struct release *release;
    struct released row;
    size_t count = 0;
    enum status status;
    visit.reads = reads;
    expect_ok(doors, release_open(&release, &visit, &(struct filter){.revoked = -1}));
    while ((status = release_next(&row, release, &doors->fault)) == OK) count++;
    assert_int_equal(status, ABSENT);
    release_close(&release);
    return count;
}

static void what_is_read_of_red_is_one_record_of_a_request(void **state) {
    struct doors *doors = *state;
    struct audit_reads reads;
    for (int i = 1; i <= 3; i++)
        say(doors, "ann", "ring", indicator(doors, i, i < 3 ? MARK_RED : MARK_AMBER, NULL));
    audit_reads_open(&reads);
    assert_int_equal(read_list(doors, "ann", &reads), 3);
    assert_int_equal(read_list(doors, "ann", &reads), 3);
    assert_int_equal(reads.total, 4);
    assert_int_equal(reads.count, 2);
    expect_ok(doors, audit_reads_note(&reads, doors->exchange, as(doors, "ann")->viewer, STR(""),
                                      &doors->fault));
    struct str record = newest(doors);
    expect_in(record, "\"act\":\"red.read\"");
    expect_in(record, "-000000000001\"");
    expect_in(record, "-000000000002\"");
    expect_in(record, "\"object_count\":4");
    audit_reads_close(&reads);
    // Who sees none of it reads none.
    audit_reads_open(&reads);
    assert_int_equal(read_list(doors, "bob", &reads), 1);
    expect_ok(doors, audit_reads_note(&reads, doors->exchange, as(doors, "bob")->viewer, STR(""),
                                      &doors->fault));
    audit_reads_close(&reads);
    expect_acts(doors, "red.read ann@alder\n");
    struct audit_filter filter = {.object = indicator_id(doors, 2), .has_object = true};
    assert_string_equal(acts_for(doors, "", &filter).data, "red.read ann@alder\n");
    filter.object = indicator_id(doors, 3);
    assert_int_equal(acts_for(doors, "", &filter).size, 0);
    expect_sound(doors);
}

static void a_record_names_so_many_objects_and_counts_all(void **state) {
    struct doors *doors = *state;
    struct audit_reads reads;
    audit_reads_open(&reads);
    for (int i = 1; i <= AUDIT_OBJECTS_MAX + 1; i++) {
        struct object_id id = indicator_id(doors, i);
        audit_reads_add(&reads, STR("indicator"), &id.uuid);
    }
    expect_ok(doors, audit_reads_note(&reads, doors->exchange, as(doors, "ann")->viewer, STR(""),
                                      &doors->fault));
    audit_reads_close(&reads);
    struct str record = newest(doors);
    expect_in(record, "\"object_count\":101");
    expect_in(record, "-000000000100\"");
    expect_not_in(record, "-000000000101\"");
    expect_sound(doors);
}

static void drain(struct doors *doors, struct export *export) {
    char bytes[4096];
    size_t size = 1;
    while (size) expect_ok(doors, export_read(&size, export, bytes, sizeof bytes));
}

static void an_export_is_recorded_before_its_first_byte_and_at_its_end(void **state) {
    struct doors *doors = *state;
    struct export *export;
    struct export_form form = {EXPORT_JSONL, LIFT_AS_IS};
    struct str type = STR("indicator");
    struct filter filter = {.types = &type, .type_count = 1, .revoked = -1, .oldest_first = true};
    for (int i = 1; i <= 3; i++)
        say(doors, "ann", "ring", indicator(doors, i, i < 3 ? MARK_RED : MARK_AMBER, NULL));
    struct viewer viewer = *as(doors, "ann")->viewer;
    expect_ok(doors,
              export_open(&export, doors->exchange, &viewer, &filter, &form, &doors->fault));
    expect_acts(doors, "export ann@alder\n");
    expect_in(newest(doors),
              "\"more\":{\"format\":\"jsonl\",\"filter\":{\"type\":[\"indicator\"]}}");
    drain(doors, export);
    expect_acts(doors, "export ann@alder\nred.read ann@alder\n");
    export_close(&export);
    expect_acts(doors, "export ann@alder\nred.read ann@alder\nexport.ended ann@alder\n");
    struct str record = newest(doors);
    expect_in(record, "\"rows\":3,\"red\":2,\"strictest\":\"TLP:RED\",\"whole\":true");
    // One that is broken off says so.
    expect_ok(doors,
              export_open(&export, doors->exchange, &viewer, &filter, &form, &doors->fault));
    export_close(&export);
    expect_in(newest(doors), "\"rows\":0,\"red\":0,\"strictest\":\"\",\"whole\":false");
    expect_sound(doors);
}

// ---- a flood ----

static void count_refusal(struct doors *doors, const char *place) {
    struct viewer stranger = viewer_stranger();
    struct audit_note note = {
        .act = AUDIT_REFUSED_STRANGER, .viewer = &stranger, .place = str_of(place)};
    audit_count(doors->exchange, &note);
}

static void a_flood_from_one_place_is_one_record_with_a_count(void **state) {
    struct doors *doors = *state;
    for (int i = 0; i < 5000; i++) count_refusal(doors, "192.0.2.1");
    count_refusal(doors, "192.0.2.2");
    expect_acts(doors, "refused.stranger stranger x5000\nrefused.stranger stranger\n");
    expect_sound(doors);
}

static void a_flood_from_everywhere_is_counted_when_the_budget_is_spent(void **state) {
    struct doors *doors = *state;
    char place[40];
    struct audit_page page;
    for (int i = 0; i < AUDIT_BUDGET_MAX + 50; i++) {
        snprintf(place, sizeof place, "10.0.%d.%d", i / 256, i % 256);
        count_refusal(doors, place);
    }
    expect_ok(doors, audit_write(doors->exchange, &doors->fault));
    struct audit_filter filter = {.act = STR("refused.stranger")};
    expect_ok(doors, audit_list(&page, as(doors, ""), &filter));
    assert_int_equal(page.count, AUDIT_BUDGET_MAX);
    expect_in(newest(doors), "\"act\":\"audit.left_out\"");
    expect_in(newest(doors), "\"count\":50");
    // A minute later there is room for some more, and for no more than these.
    clock_fake_move(&doors->clock, 60 * STAMP_SECOND);
    for (int i = 0; i < AUDIT_BUDGET_MINUTE + 1; i++) {
        snprintf(place, sizeof place, "10.9.0.%d", i);
        count_refusal(doors, place);
    }
    expect_ok(doors, audit_write(doors->exchange, &doors->fault));
    expect_ok(doors, audit_list(&page, as(doors, ""), &filter));
    assert_int_equal(page.count, AUDIT_BUDGET_MAX + AUDIT_BUDGET_MINUTE);
    expect_in(newest(doors), "\"act\":\"audit.left_out\"");
    expect_sound(doors);
}

// ---- who reads ----

static void who_may_not_read_reads_nothing(void **state) {
    struct doors *doors = *state;
    struct audit_page page;
    struct audit_row row;
    struct audit_filter all = {.since = 0};
    assert_int_equal(audit_list(&page, as(doors, NULL), &all), DENIED);
    assert_int_equal(audit_list(&page, as(doors, "ann"), &all), DENIED);
    assert_int_equal(audit_one(&row, as(doors, "ann"), 5), DENIED);
    assert_int_equal(audit_list(&page, as(doors, "alder"), &all), DENIED); // an organisation's eyes
}

static void an_administrator_reads_what_concerns_the_organisation(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    struct token made;
    give_password(doors, "ann", "alder");
    give_password(doors, "bob", "birch");
    expect_ok(doors, token_make(text, &made, doors->exchange, as(doors, "bob")->viewer,
                                &(struct token_wish){.label = STR("bobs")}, &doors->fault));
    assert_int_equal(knock(doors, "ann", "wrong", "192.0.2.1"), DENIED);
    // The operator reads something of alder's, and does something to it.
    struct viewer machine = viewer_operator();
    const struct viewer *ann = as(doors, "ann")->viewer;
    struct audit_note note = {.act = AUDIT_EXPORT,
                              .viewer = &machine,
                              .concerns = {ann->organisation_no,
                                           &ann->organisation_identity.uuid}};
    expect_ok(doors, audit_note(doors->exchange, &note, &doors->fault));
    note.act = AUDIT_TOKEN_REVOKED;
    expect_ok(doors, audit_note(doors->exchange, &note, &doors->fault));
    struct audit_filter all = {.since = 0};
    assert_string_equal(acts_for(doors, "ann", &all).data,
                        "token.revoked operator\nsign_in.wrong stranger\n");
    assert_string_equal(acts_for(doors, "bob", &all).data, "token.made bob@birch\n");
    // One by one, too.
    struct audit_page page;
    struct audit_row row;
    struct audit_filter bobs = {.person = STR("bob")};
    expect_ok(doors, audit_list(&page, as(doors, "bob"), &bobs));
    assert_int_equal(page.count, 1);
    stamp added = page.rows[0].added;
    expect_ok(doors, audit_one(&row, as(doors, "bob"), added));
    assert_int_equal(audit_one(&row, as(doors, "ann"), added), ABSENT);
    expect_ok(doors, audit_list(&page, as(doors, "ann"), &bobs));
    assert_int_equal(page.count, 0);
    expect_sound(doors);
}

static void records_are_searched_and_paged(void **state) {
    struct doors *doors = *state;
    char place[40];
    for (int i = 0; i < 25; i++) {
        snprintf(place, sizeof place, "10.0.0.%d", i);
        count_refusal(doors, place);
    }
    expect_ok(doors, audit_write(doors->exchange, &doors->fault));
    struct audit_filter filter = {.act = STR("refused.stranger"), .limit = 10};
    struct audit_page page;
    size_t count = 0, pages = 0;
    do {
        expect_ok(doors, audit_list(&page, as(doors, ""), &filter));
        for (size_t i = 0; i < page.count; i++) {
            snprintf(place, sizeof place, "\"from\":\"10.0.0.%d\"", 24 - (int)count++);
            expect_in(page.rows[i].json, place);
        }
        filter.cursor = page.next;
        pages++;
    } while (page.next);
    assert_int_equal(count, 25);
    assert_int_equal(pages, 3);
    struct audit_filter words = {.words = STR("Stranger 10.0.0.7")};
    expect_ok(doors, audit_list(&page, as(doors, ""), &words));
    assert_int_equal(page.count, 1);
    words.words = STR("stranger birch");
    expect_ok(doors, audit_list(&page, as(doors, ""), &words));
    assert_int_equal(page.count, 0);
    struct audit_filter where = {.place = STR("10.0.0.3")};
    expect_ok(doors, audit_list(&page, as(doors, ""), &where));
    assert_int_equal(page.count, 1);
    struct audit_filter bad = {.act = STR("no such act")};
    assert_int_equal(audit_list(&page, as(doors, ""), &bad), MALFORMED);
}

static void ids_of_records_are_read_as_they_are_written(void **state) {
    (void)state;
    stamp added;
    assert_true(audit_id_read(&added, STR("audit--1795481121303967")));
    assert_int_equal(added, 1795481121303967);
    static const char *const bad[] = {"", "audit--", "audit--0", "audit---5", "audit--05",
                                      "audit--+5", "audit--5x", "indicator--5",
                                      "audit--9223372036854775807", "audit--99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (audit_id_read(&added, str_of(bad[i]))) fail_msg("%s was read", bad[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_sign_in_and_its_end_are_records_of_the_session),
        T(a_token_is_told_by_its_label_and_never_by_itself),
        T(a_password_is_in_no_record_nor_a_name_that_nobody_has),
        T(setting_up_is_a_record_with_the_digest_of_its_file),
        T(what_is_read_of_red_is_one_record_of_a_request),
        T(a_record_names_so_many_objects_and_counts_all),
        T(an_export_is_recorded_before_its_first_byte_and_at_its_end),
        T(a_flood_from_one_place_is_one_record_with_a_count),
        T(a_flood_from_everywhere_is_counted_when_the_budget_is_spent),
        T(who_may_not_read_reads_nothing),
        T(an_administrator_reads_what_concerns_the_organisation),
        T(records_are_searched_and_paged),
        T(ids_of_records_are_read_as_they_are_written),
    };
    if (!crypto_start()) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
