#include "cli/known_bad.h"

#include "../app/desk.h"
#include "exchange/account.h"
#include "exchange/intake.h"

static const enum option match_options[] = {OPTION_STORE, OPTION_AS, OPTION_INDICATORS,
                                            OPTION_COUNT};

#define INDICATOR(number, value, more)                                                             \
    "{\"type\":\"indicator\",\"spec_version\":\"2.1\","                                            \
    "\"id\":\"indicator--00000000-0000-4000-8000-00000000000" number "\","                         \
    "\"created\":\"2024-01-01T00:00:00Z\",\"modified\":\"2024-01-01T00:00:00Z\","                  \
    "\"name\":\"n" number "\",\"pattern\":\"[domain-name:value = '" value "']\","                  \
    "\"pattern_type\":\"stix\",\"valid_from\":\"2024-01-01T00:00:00Z\"" more "}"

static enum status gather(struct set **set, struct known_bad_report *report, struct desk *desk,
                          const char *line) {
    struct options options;
    expect_ok(desk, options_of(&options, desk, match_options, line));
    return known_bad_of_files(set, report, &options, &desk->fault);
}

// How many entries there are for a domain; the first is `*entry`.
static size_t entries_of(struct desk *desk, const struct set *set, const char *name,
                         struct set_entry *entry) {
    struct observable asked;
    uint32_t found[8];
    assert_true(observable_make(&asked, OBSERVABLE_DOMAIN, str_of(name), &desk->arena));
    size_t count = set_find(found, 8, set, &asked);
    if (count && entry) *entry = set_entry_at(set, found[0]);
    return count;
}

static void lists_and_bundles_come_together(void **state) {
    struct desk *desk = *state;
    file_in(desk, "list", STR("# bad\nevil.example\nhxxps://worse[.]example/x\nno value at all\n"));
    file_in(desk, "bundle",
            STR("{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000000\","
                "\"objects\":[" INDICATOR("1", "evil.example", ",\"confidence\":80") "," INDICATOR(
                    "2", "gone.example", ",\"revoked\":true") ",{\"type\":\"tool\"}]}"));
    struct set *set;
    struct known_bad_report report;
    expect_ok(desk, gather(&set, &report, desk, "--indicators @list --indicators=@bundle"));
    assert_int_equal(report.values, 3);
    assert_int_equal(report.refused, 2);
    struct set_entry entry;
    assert_int_equal(entries_of(desk, set, "evil.example", &entry), 2);
    assert_int_equal(entries_of(desk, set, "gone.example", NULL), 0); // was revoked
    assert_int_equal(entries_of(desk, set, "example", NULL), 0);
    set_close(&set);
    expect_ok(desk, gather(&set, &report, desk, "--indicators @bundle"));
    assert_int_equal(entries_of(desk, set, "evil.example", &entry), 1);
    assert_true(str_equal(entry.name, STR("n1")));
    assert_int_equal(entry.confidence, 80);
    assert_true(str_equal(entry.source, str_of(path_in(desk, "bundle"))));
    set_close(&set);
}

// Larger than what is read at once: a line that lies across the border of two pieces counts once.
static void a_list_of_any_size_is_read_whole(void **state) {
    struct desk *desk = *state;
    struct buf buf;
    buf_init(&buf, 4 << 20);
    for (int i = 0; i < 60000; i++) buf_addf(&buf, "n%d.example\n", i);
    file_in(desk, "list", buf_str(&buf));
    buf_close(&buf);
    struct set *set;
    struct known_bad_report report;
    expect_ok(desk, gather(&set, &report, desk, "--indicators @list"));
    assert_int_equal(report.values, 60000);
    assert_int_equal(report.refused, 0);
    assert_int_equal(set_value_count(set), 60000);
    assert_int_equal(entries_of(desk, set, "n59999.example", NULL), 1);
    set_close(&set);
}

static void a_file_that_cannot_be_read_is_named_and_nothing_is_matched(void **state) {
    struct desk *desk = *state;
    file_in(desk, "list", STR("evil.example\n"));
    file_in(desk, "binary",
            STR("\x7f"
                "ELF\0\0\0\1\2\3"));
    file_in(desk, "cut", STR("{\"type\":\"bundle\",\"objects\":[{\"a\":1},{\"b\":"));
    static const char *const bad[] = {"none", "binary", "cut"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct set *set = NULL;
        struct known_bad_report report;
        const char *line =
            arena_format(&desk->arena, "--indicators @list --indicators @%s", bad[i]).data;
        assert_int_not_equal(gather(&set, &report, desk, line), OK);
        assert_non_null(strstr(desk->fault.text, path_in(desk, bad[i])));
        assert_null(set);
    }
    file_in(desk, "empty", STR(""));
    struct set *set;
    struct known_bad_report report;
    expect_ok(desk, gather(&set, &report, desk, "--indicators @empty"));
    assert_int_equal(set_value_count(set), 0);
    set_close(&set);
}

static void fill_store(struct desk *desk) {
    struct app app;
    expect_ok(desk, app_open(&app,
                             &(struct app_options){.store_path = path_in(desk, "store"),
                                                   .may_create = true},
                             &desk->fault));
    struct setup_report report;
    struct str world =
        STR("{\"organisations\": [{\"slug\": \"alder\"}, {\"slug\": \"birch\"}],"
            " \"communities\": [{\"slug\": \"one\", \"members\": [\"alder\", \"birch\"]}],"
            " \"collections\": [{\"alias\": \"c\", \"community\": \"one\", \"members\":"
            " [{\"organisation\": \"alder\", \"read\": true, \"write\": true}]}]}");
    expect_ok(desk, setup_apply(&report, app.exchange, world, &desk->arena, &desk->fault));
    struct viewer viewer = viewer_operator();
    struct visit visit;
    expect_ok(desk, visit_open(&visit, app.exchange, &viewer, &desk->arena, &desk->fault));
    const struct collection *c = world_collection_named(visit.world, NULL, STR("c"));
    expect_ok(desk, intake_object(NULL, &visit, c, STR(INDICATOR("1", "evil.example", ""))));
    expect_ok(desk, intake_object(NULL, &visit, c,
                                  STR(INDICATOR("2", "gone.example", ",\"revoked\":true"))));
    visit_close(&visit);
    app_close(&app);
}

static void a_store_gives_what_the_viewer_may_see(void **state) {
    struct desk *desk = *state;
    fill_store(desk);
    static const struct {
        const char *line;
        size_t count;
    } eyes[] = {
        {"--store @store", 1}, {"--store @store --as alder", 1}, {"--store @store --as birch", 0}};
    for (size_t i = 0; i < sizeof eyes / sizeof *eyes; i++) {
        struct options options;
        struct set *set;
        struct known_bad_report report;
        expect_ok(desk, options_of(&options, desk, match_options, eyes[i].line));
        expect_ok(desk, known_bad_of_exchange(&set, &report, &options, &desk->arena, &desk->fault));
        assert_int_equal(report.values, eyes[i].count);
        struct set_entry entry;
        assert_int_equal(entries_of(desk, set, "evil.example", &entry), eyes[i].count);
        if (eyes[i].count) assert_int_equal(entry.tlp, TLP_AMBER); // of the collection
        assert_int_equal(entries_of(desk, set, "gone.example", NULL), 0);
        set_close(&set);
    }
    struct options options;
    struct set *set = NULL;
    struct known_bad_report report;
    expect_ok(desk, options_of(&options, desk, match_options, "--store @store --as nobody"));
    assert_int_not_equal(known_bad_of_exchange(&set, &report, &options, &desk->arena, &desk->fault),
                         OK);
    assert_non_null(strstr(desk->fault.text, "nobody"));
    assert_null(set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(lists_and_bundles_come_together),
        T(a_list_of_any_size_is_read_whole),
        T(a_file_that_cannot_be_read_is_named_and_nothing_is_matched),
        T(a_store_gives_what_the_viewer_may_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
