// Objects from which parts are cut out by their marking (STIX 2.1, 7.2.3), through both doors.
#include "exchange/show.h"

#include "exchange/refusal.h"
#include "store/db.h"
#include "stream.h"

#define CUT_UUID "00000000-0000-4000-8000-000000000001"
#define NOTE_UUID "00000000-0000-4000-8000-000000000002"
#define REF(mark) "\"marking-definition--" mark "\""
#define ROW(mark, selectors) "{\"marking_ref\":" REF(mark) ",\"selectors\":[" selectors "]}"
#define NAMED_BOB                                                                                  \
    ",\"extensions\":{\"" RECIPIENTS_EXTENSION "\":{\"extension_type\":\"property-extension\","    \
    "\"recipient_refs\":[\"identity--" BOB "\"]}}"
// What each of the members is marked with stands in its name.
#define MALWARE(year, marking, rows)                                                               \
    "{\"type\":\"malware\",\"spec_version\":\"2.1\",\"id\":\"malware--" CUT_UUID "\","             \
    "\"created\":\"2024-01-01T00:00:00.000Z\",\"modified\":\"" year "-01-01T00:00:00.000Z\","      \
    "\"is_family\":true,\"name\":\"all\"" marking ",\"description\":\"amber\","                    \
    "\"labels\":[\"strict\",\"green\"],\"aliases\":[\"red\"]" NAMED_BOB                            \
    ",\"granular_markings\":[" rows "]}"
#define ALL_ROWS                                                                                   \
    ROW(MARK_AMBER, "\"description\"")                                                             \
    "," ROW(MARK_STRICT, "\"labels.[0]\"") "," ROW(MARK_RED, "\"aliases\"") "," ROW(               \
        MARK_GREEN, "\"labels.[1]\"")
#define GREEN ",\"object_marking_refs\":[" REF(MARK_GREEN) "]"
#define LEVELS MALWARE("2024", GREEN, ALL_ROWS)

static struct object_id cut_id(void) {
    struct object_id id;
    assert_int_equal(object_id_read(&id, STR("malware--" CUT_UUID), NULL), OK);
    return id;
}

static bool says(const struct released *row, const char *word) {
    return str_find(row->found.json, str_of(word)) != SIZE_MAX;
}

// Which of the words somebody is shown, as letters.
static void expect_shown(const struct released *row, const char *letters, enum tlp tlp) {
    static const struct {
        char letter;
        const char *value, *label;
    } words[] = {{'a', "\"amber\"", MARK_AMBER},
                 {'s', "\"strict\"", MARK_STRICT},
                 {'r', "\"red\"", MARK_RED},
                 {'g', "\"green\"", MARK_GREEN}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bool is_shown = strchr(letters, words[i].letter) != NULL;
        if (says(row, words[i].value) != is_shown || says(row, words[i].label) != is_shown)
            fail_msg("%s: %.*s", words[i].value, STR_ARG(row->found.json));
    }
    assert_int_equal(says(row, BOB), strchr(letters, 'r') != NULL);
    assert_int_equal(row->tlp, tlp);
    assert_int_equal(row->own, TLP_GREEN);
    assert_int_equal(row->is_cut, strlen(letters) < 4);
}

static const struct {
    const char *name, *letters;
    enum tlp tlp;
} VIEWS[] = {
    {"ann", "asrg", TLP_RED},           // a member, who gave it
    {"bob", "asrg", TLP_RED},           // a member, who is named
    {"bea", "ag", TLP_AMBER},           // of a client
    {"carl", "g", TLP_GREEN},           // of the community
    {"alder", "asg", TLP_AMBER_STRICT}, // a member, and nobody by name
    {"", "asrg", TLP_RED},              // the operator
};
#define VIEW_COUNT (sizeof VIEWS / sizeof *VIEWS)

static void each_is_shown_the_parts_under_labels_that_it_may_read(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(LEVELS));
    struct object_id id = cut_id();
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        struct released row;
        expect_ok(doors, release_object(&row, as(doors, VIEWS[i].name), &id));
        expect_shown(&row, VIEWS[i].letters, VIEWS[i].tlp);
        if (!row.is_cut) assert_true(str_equal(row.found.json, STR(LEVELS)));
        assert_true(strlen(release_why(&doors->visit, &row)) > 0);
    }
    struct released row;
    assert_int_equal(release_object(&row, as(doors, "eva"), &id), ABSENT);
    assert_int_equal(release_object(&row, as(doors, NULL), &id), ABSENT);
}

static void expect_list(struct doors *doors, const struct filter *filter, const char *letters,
                        enum tlp tlp) {
    struct release *release;
    struct released row;
    expect_ok(doors, release_open(&release, &doors->visit, filter));
    expect_ok(doors, release_next(&row, release, &doors->fault));
    expect_shown(&row, letters, tlp);
    assert_int_equal(release_next(&row, release, &doors->fault), ABSENT);
    release_close(&release);
}

static void every_way_out_shows_the_same(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(LEVELS));
    struct object_id id = cut_id();
    struct str type = STR("malware");
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        const struct visit *visit = as(doors, VIEWS[i].name);
        struct filter filter = {.types = &type, .type_count = 1, .revoked = -1};
        expect_list(doors, &filter, VIEWS[i].letters, VIEWS[i].tlp);
        struct released *rows;
        size_t count;
        expect_ok(doors, release_objects(&rows, visit, &id, 1));
        expect_shown(&rows[0], VIEWS[i].letters, VIEWS[i].tlp);
        expect_ok(doors, release_versions(&rows, &count, visit, &id));
        assert_int_equal(count, 1);
        expect_shown(&rows[0], VIEWS[i].letters, VIEWS[i].tlp);
    }
}

static void a_list_of_some_labels_shows_objects_under_them_and_no_part_under_others(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(LEVELS));
    as(doors, "ann");
    enum tlp some[] = {TLP_GREEN, TLP_AMBER};
    struct filter filter = {.tlps = some, .tlp_count = 1, .revoked = -1};
    expect_list(doors, &filter, "g", TLP_GREEN);
    filter.tlp_count = 2;
    expect_list(doors, &filter, "ag", TLP_AMBER);
    // It is no object under RED, and is counted where it is listed.
    struct release_groups groups;
    filter = (struct filter){.revoked = -1};
    expect_ok(doors, release_groups(&groups, &doors->visit, &filter));
    assert_int_equal(groups.count, 1);
    assert_int_equal(groups.items[0].tlp, TLP_GREEN);
}

static const char NETWORK[] =
    "{\"type\":\"file\",\"spec_version\":\"2.1\",\"id\":\"file--" NOTE_UUID "\","
    "\"name\":\"shown.exe\",\"hashes\":{\"MD5\":\"d41d8cd98f00b204e9800998ecf8427e\"},"
    "\"parent_directory_ref\":\"directory--" CUT_UUID "\"" GREEN
    ",\"granular_markings\":[" ROW(MARK_RED, "\"hashes\",\"parent_directory_ref\"") "]}";

static size_t holders(struct doors *doors, const char *name, enum observable_kind kind,
                      const char *value) {
    struct release_match *matches;
    size_t count;
    struct observable asked = {kind, str_of(value)};
    expect_ok(doors, release_observables(&matches, &count, as(doors, name), &asked, 1, 0));
    return count;
}

static void nothing_is_found_by_what_is_hidden_from_anybody(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", str_of(NETWORK));
    struct object_id directory;
    assert_int_equal(object_id_read(&directory, STR("directory--" CUT_UUID), NULL), OK);
    static const char *const names[] = {"ann", "carl", ""};
    for (size_t i = 0; i < 3; i++) {
        struct release_pointer *pointers;
        size_t count;
        assert_int_equal(holders(doors, names[i], OBSERVABLE_FILE_NAME, "shown.exe"), 1);
        assert_int_equal(
            holders(doors, names[i], OBSERVABLE_MD5, "d41d8cd98f00b204e9800998ecf8427e"), 0);
        expect_ok(doors,
                  release_pointers(&pointers, &count, as(doors, names[i]), &directory, 0, 9));
        assert_int_equal(count, 0);
    }
}

// Until now a label on a part took the place of the collection's.
static void a_part_never_widens_what_the_collection_says(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(MALWARE("2024", "", ROW(MARK_GREEN, "\"description\""))));
    struct object_id id = cut_id();
    struct released row;
    assert_int_equal(release_object(&row, as(doors, "carl"), &id), ABSENT);
    expect_ok(doors, release_object(&row, as(doors, "bea"), &id));
    assert_int_equal(row.tlp, TLP_AMBER);
    assert_false(row.is_cut);
}

static void without_a_label_the_collections_decides_which_parts_are_stricter(void **state) {
    struct doors *doors = *state;
    struct object_id id = cut_id();
    struct released row;
    struct str text = STR(MALWARE("2024", "", ALL_ROWS));
    say(doors, "ann", "open", text); // CLEAR
    expect_ok(doors, release_object(&row, as(doors, NULL), &id));
    assert_true(row.is_cut && row.tlp == TLP_CLEAR && says(&row, "\"all\""));
    assert_false(says(&row, "labels") || says(&row, "granular_markings"));
    say(doors, "ann", "ring", text); // AMBER
    struct released *rows;
    size_t count;
    expect_ok(doors, release_versions(&rows, &count, as(doors, "bea"), &id));
    assert_int_equal(count, 2);
    assert_true(rows[0].is_cut && rows[0].tlp == TLP_CLEAR);
    assert_true(rows[1].is_cut && rows[1].tlp == TLP_AMBER && says(&rows[1], "\"green\""));
}

static void what_cannot_be_cut_is_held_back_whole(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(MALWARE("2024", GREEN, ROW(MARK_STRICT, "\"is_family\""))));
    struct object_id id = cut_id();
    struct released row;
    assert_int_equal(release_object(&row, as(doors, "carl"), &id), ABSENT);
    assert_int_equal(release_object(&row, as(doors, "bea"), &id), ABSENT);
    expect_ok(doors, release_object(&row, as(doors, "bob"), &id));
    assert_int_equal(row.tlp, TLP_AMBER_STRICT);
    assert_int_equal(row.own, TLP_AMBER_STRICT);
}

static uint64_t digest_of(struct doors *doors, const char *name) {
    const struct release_sight *sight;
    expect_ok(doors, sight_take(&sight, as(doors, name)));
    uint64_t digest = sight->digest;
    sight_give(doors->exchange, &sight);
    return digest;
}

static void pages_are_shared_by_those_who_are_shown_the_same_parts(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(MALWARE("2024", GREEN, ROW(MARK_AMBER, "\"description\""))));
    assert_true(digest_of(doors, "bob") == digest_of(doors, "bea"));
    assert_true(digest_of(doors, "bob") != digest_of(doors, "carl"));
    say(doors, "ann", "ring", STR(MALWARE("2025", GREEN, ROW(MARK_RED, "\"description\""))));
    assert_true(digest_of(doors, "bob") != digest_of(doors, "ann"));
}

// Eyes of organisations, which see nothing by name: both are open to one class, with other parts.
static void pages_are_not_shared_by_those_who_are_shown_other_parts(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(LEVELS));
    assert_true(digest_of(doors, "beech") != digest_of(doors, "cedar"));
    assert_true(digest_of(doors, "birch") == digest_of(doors, "alder"));
}

static struct str shown_to(struct doors *doors, const char *name) {
    struct object_id id = cut_id();
    struct released row;
    expect_ok(doors, release_object(&row, as(doors, name), &id));
    return row.found.json;
}

static void expect_refused(struct doors *doors, const char *name, struct str text,
                           const char *code) {
    struct intake_report report;
    expect_ok(doors, take_text(&report, doors, name, text, false));
    assert_int_equal(report.taken, 0);
    assert_int_equal(report.refused, 1);
    assert_string_equal(refusal_read(report.refusals[0].reason).code, code);
}

static void a_view_that_comes_back_does_not_take_the_place_of_the_whole(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(LEVELS));
    struct str whole = shown_to(doors, "ann"), view = shown_to(doors, "carl");
    expect_refused(doors, "ann", view, "view-of-held");
    expect_refused(doors, "", shown_to(doors, "bea"), "view-of-held");
    assert_true(str_equal(shown_to(doors, "ann"), whole));
    assert_true(str_equal(shown_to(doors, "carl"), view));
}

static void the_whole_does_not_take_the_place_of_a_view_without_saying_so(void **state) {
    struct doors *doors = *state, *other = NULL;
    say(doors, "ann", "ring", STR(LEVELS));
    struct str view = shown_to(doors, "carl");
    void *opened = NULL;
    assert_int_equal(doors_open(&opened), 0);
    other = opened;
    say(other, "ann", "ring", view);
    expect_refused(other, "ann", STR(LEVELS), "view-is-held");
    assert_int_equal(doors_close(&opened), 0);
}

#define BOTH_WRITE                                                                                 \
    "{\"organisation\": \"alder\", \"read\": true, \"write\": true},"                              \
    " {\"organisation\": \"cedar\", \"read\": false, \"write\": true},"                            \
    " {\"organisation\": \"birch\", \"read\": true, \"write\": true}"

static void a_view_does_not_become_the_next_version(void **state) {
    struct doors *doors = *state;
    doors_tell(doors, BOTH_WRITE);
    // Of a creator whom nobody here knows: whoever carries the feed gives versions.
#define FEED ",\"created_by_ref\":\"identity--" NOTE_UUID "\"" GREEN
    say(doors, "ann", "ring", STR(MALWARE("2024", FEED, ROW(MARK_STRICT, "\"description\""))));
    struct intake_report report;
    expect_refused(doors, "carl", STR(MALWARE("2025", FEED, ROW(MARK_GREEN, "\"labels\""))),
                   "parts-hidden");
    expect_ok(doors, take_text(&report, doors, "carl",
                               STR(MALWARE("2025", FEED, ROW(MARK_STRICT, "\"labels\""))), false));
    assert_int_equal(report.taken, 1);
    // Who sees the parts may let go of them.
    expect_ok(doors, take_text(&report, doors, "bob",
                               STR(MALWARE("2026", FEED, ROW(MARK_GREEN, "\"labels\""))), false));
    assert_int_equal(report.taken, 1);
}

static enum status forget_keys(struct db *db, void *context, struct fault *fault) {
    (void)context;
    struct db_query *query;
    const uint8_t nothing[4] = {0};
    enum status status = db_query(&query, db, "UPDATE version SET keys = $1", fault);
    if (status != OK) return status;
    db_bind_blob(query, 1, nothing, sizeof nothing);
    return db_finish(query, fault);
}

// As a version that came in before anything could be cut: it is indexed by all that it says.
static void what_was_indexed_whole_is_held_back_whole_elsewhere_too(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", STR(LEVELS));
    expect_ok(doors, store_change(doors->store, forget_keys, NULL, &doors->fault));
    say(doors, "ann", "open", STR(LEVELS));
    struct object_id id = cut_id();
    struct released *rows;
    size_t count;
    expect_ok(doors, release_versions(&rows, &count, as(doors, "carl"), &id));
    assert_int_equal(count, 1); // that in ring
    expect_ok(doors, release_versions(&rows, &count, as(doors, ""), &id));
    assert_int_equal(count, 2);
    assert_int_equal(rows[1].own, TLP_RED);
}

static void what_is_kept_of_the_whole_is_not_said_of_a_view(void **state) {
    struct doors *doors = *state;
    struct object_id id = cut_id();
    struct released row;
    // A number where a text belongs, and hidden.
    say(doors, "ann", "ring",
        STR(MALWARE("2024", ",\"capabilities\":[7]" GREEN, ROW(MARK_AMBER, "\"capabilities\""))));
    expect_ok(doors, release_object(&row, as(doors, "bea"), &id));
    assert_true(str_find(row.found.deviations, STR("capabilities")) != SIZE_MAX);
    expect_ok(doors, release_object(&row, as(doors, "carl"), &id));
    assert_null(row.found.deviations.data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(each_is_shown_the_parts_under_labels_that_it_may_read),
        T(every_way_out_shows_the_same),
        T(a_list_of_some_labels_shows_objects_under_them_and_no_part_under_others),
        T(nothing_is_found_by_what_is_hidden_from_anybody),
        T(a_part_never_widens_what_the_collection_says),
        T(without_a_label_the_collections_decides_which_parts_are_stricter),
        T(what_cannot_be_cut_is_held_back_whole),
        T(pages_are_shared_by_those_who_are_shown_the_same_parts),
        T(pages_are_not_shared_by_those_who_are_shown_other_parts),
        T(a_view_that_comes_back_does_not_take_the_place_of_the_whole),
        T(the_whole_does_not_take_the_place_of_a_view_without_saying_so),
        T(a_view_does_not_become_the_next_version),
        T(what_was_indexed_whole_is_held_back_whole_elsewhere_too),
        T(what_is_kept_of_the_whole_is_not_said_of_a_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
