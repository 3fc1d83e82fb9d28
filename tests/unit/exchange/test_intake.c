#include "exchange/intake.h"

#include "stream.h"

#define BAD_ID                                                                                     \
    ",{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"malware--x\",\"name\":\"x\","           \
    "\"created\":\"2024-01-01T00:00:00Z\",\"modified\":\"2024-01-01T00:00:00Z\"}"
#define BAD_TIME                                                                                   \
    ",{\"type\":\"tool\",\"spec_version\":\"2.1\",\"name\":\"x\","                                 \
    "\"id\":\"tool--00000000-0000-4000-8000-000000000001\","                                       \
    "\"created\":\"2024-01-01T00:00:00Z\",\"modified\":\"2024-13-01T00:00:00Z\"}"

static void each_refusal_has_its_place_and_its_reason(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    expect_ok(doors,
              take_text(&report, doors, "ann", bundle(doors, 1, 3, BAD_ID ",7" BAD_TIME), false));
    assert_int_equal(report.taken, 3);
    assert_int_equal(report.refused, 3);
    assert_int_equal(report.refusal_count, 3);
    assert_string_equal(report.form, "bundle");
    assert_int_equal(report.refusals[0].index, 3);
    assert_true(str_equal(report.refusals[0].id, STR("malware--x")));
    assert_true(str_find(report.refusals[0].reason, STR("id")) != SIZE_MAX);
    assert_int_equal(report.refusals[1].index, 4);
    assert_int_equal(report.refusals[1].id.size, 0);
    assert_int_equal(report.refusals[2].index, 5);
    assert_true(str_find(report.refusals[2].reason, STR("modified")) != SIZE_MAX);
    assert_int_equal(seen_by(doors, "ann"), 3);
}

static void a_flood_of_refusals_is_counted_and_the_first_are_shown(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    struct buf buf;
    buf_init(&buf, 1 << 20);
    for (int i = 0; i < INTAKE_REFUSALS_SHOWN + 1; i++) buf_add(&buf, STR(",{}"));
    expect_ok(doors,
              take_text(&report, doors, "ann",
                        bundle(doors, 1, 1, arena_text(&doors->arena, buf_str(&buf))), false));
    buf_close(&buf);
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.refused, INTAKE_REFUSALS_SHOWN + 1);
    assert_int_equal(report.refusal_count, INTAKE_REFUSALS_SHOWN);
    assert_int_equal(report.refusals[INTAKE_REFUSALS_SHOWN - 1].index, INTAKE_REFUSALS_SHOWN);
}

static void what_has_no_marking_takes_that_of_its_collection(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, NULL, NULL));
    say(doors, "ann", "open", indicator(doors, 2, NULL, NULL));
    struct released row;
    struct object_id amber = indicator_id(doors, 1), clear = indicator_id(doors, 2);
    expect_ok(doors, release_object(&row, as(doors, "bob"), &amber));
    assert_int_equal(row.tlp, TLP_AMBER);
    expect_ok(doors, release_object(&row, as(doors, NULL), &clear));
    assert_int_equal(row.tlp, TLP_CLEAR);
    assert_int_equal(release_object(&row, as(doors, "carl"), &amber), ABSENT);
}

static void what_is_known_changes_nothing_and_is_said(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    expect_ok(doors, take_text(&report, doors, "ann", bundle(doors, 1, 5, NULL), false));
    assert_int_equal(report.taken, 5);
    assert_true(report.first_added && report.last_added > report.first_added);
    uint64_t generation = store_generation(doors->store);
    for (int all_or_nothing = 0; all_or_nothing < 2; all_or_nothing++) {
        expect_ok(doors,
                  take_text(&report, doors, "ann", bundle(doors, 1, 5, NULL), all_or_nothing));
        assert_int_equal(report.taken, 0);
        assert_int_equal(report.known, 5);
        assert_int_equal(report.refused, 0);
        assert_int_equal(report.last_added, 0);
        assert_int_equal(store_generation(doors->store), generation);
    }
}

static void the_first_content_of_a_version_is_kept(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    say(doors, "ann", "ring", indicator(doors, 1, NULL, ",\"name\":\"first\""));
    struct str other = indicator(doors, 1, NULL, ",\"name\":\"second\"");
    expect_ok(doors, take_text(&report, doors, "ann", other, false));
    assert_int_equal(report.differs, 1);
    assert_int_equal(report.refused, 1);
    const struct visit *visit = as(doors, "ann");
    assert_int_equal(intake_object(NULL, visit, collection_of(visit, "ring"), other), CONFLICT);
    struct released row;
    struct object_id id = indicator_id(doors, 1);
    expect_ok(doors, release_object(&row, visit, &id));
    assert_true(str_find(row.found.json, STR("\"first\"")) != SIZE_MAX);
}

static void intake_is_all_or_nothing(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    struct str whole = bundle(doors, 1, 40, NULL);
    expect_ok(doors, take_text(&report, doors, "ann", bundle(doors, 1, 40, BAD_ID), true));
    assert_int_equal(report.taken, 0);
    assert_int_equal(report.refused, 1);
    assert_int_equal(seen_by(doors, "ann"), 0);
    assert_int_equal(take_text(&report, doors, "ann", str_cut(whole, 0, whole.size - 9), true),
                     MALFORMED);
    assert_non_null(strstr(doors->fault.text, "objects[39]"));
    assert_true(report.is_damaged);
    assert_int_equal(report.taken, 0);
    assert_int_equal(seen_by(doors, "ann"), 0);
    expect_ok(doors, take_text(&report, doors, "ann", whole, true));
    assert_int_equal(report.taken, 40);
    assert_int_equal(seen_by(doors, "bob"), 40);
}

static void what_came_before_the_damage_is_taken_and_the_place_is_said(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    struct str whole = bundle(doors, 1, 10, NULL);
    expect_ok(doors, take_text(&report, doors, "ann", str_cut(whole, 0, whole.size - 9), false));
    assert_int_equal(report.taken, 9);
    assert_true(report.is_damaged);
    struct str place = arena_format(&doors->arena, "byte %zu", whole.size - 9);
    assert_true(str_find(report.damage, place) != SIZE_MAX);
    assert_int_equal(report.bytes, whole.size - 9);
}

static void who_may_not_write_is_refused_before_a_byte_is_read(void **state) {
    struct doors *doors = *state;
    static const char *const readers[] = {"bob", "bea", "carl", "eva", NULL};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const struct visit *visit = as(doors, readers[i]);
        const struct collection *ring = collection_of(visit, "ring");
        struct text_stream stream = {.rest = bundle(doors, 1, 1, NULL)};
        struct intake_report report;
        struct intake_options options = {.giver = &doors->viewer, .collection = ring};
        assert_int_equal(intake_stream(&report, doors->exchange, &options,
                                       (struct compress_source){text_stream_read, &stream},
                                       &doors->arena, &doors->fault),
                         DENIED);
        assert_int_equal(stream.reads, 0);
        assert_int_equal(intake_object(NULL, visit, ring, indicator(doors, 1, NULL, NULL)), DENIED);
        struct intake_removal removal = {.id = {store_kind(doors->store, STR("indicator")), {{0}}}};
        size_t removed;
        assert_int_equal(intake_remove(&removed, visit, ring, &removal), DENIED);
    }
    assert_int_equal(seen_by(doors, ""), 0);
}

static void what_cannot_be_read_at_all_is_malformed(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    static const char *const texts[] = {"{\"objects\":[", "{\"objects\":[{\"a\":\"",
                                        "\x1f\x8b\b no gzip"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(take_text(&report, doors, "ann", str_of(texts[i]), false), MALFORMED);
        assert_true(doors->fault.text[0] != '\0');
        assert_int_equal(report.taken, 0);
    }
}

static void what_was_removed_is_gone_and_may_come_again(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, NULL, NULL));
    const struct visit *visit = as(doors, "ann");
    struct intake_removal removal = {
        .id = {store_kind(doors->store, STR("indicator")), indicator_id(doors, 1).uuid}};
    size_t removed = 0;
    expect_ok(doors, intake_remove(&removed, visit, collection_of(visit, "ring"), &removal));
    assert_int_equal(removed, 1);
    assert_int_equal(seen_by(doors, "ann"), 0);
    visit = as(doors, "ann");
    assert_int_equal(intake_remove(&removed, visit, collection_of(visit, "ring"), &removal),
                     ABSENT);
    say(doors, "ann", "ring", indicator(doors, 1, NULL, NULL));
    assert_int_equal(seen_by(doors, "bob"), 1);
}

static void a_list_becomes_indicators_and_a_bad_line_is_named(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    expect_ok(doors, take_text(&report, doors, "ann",
                               STR("# bad names\nevil.example\nhxxp://worse[.]example/a\n"
                                   "no name at all\n192.0.2.1\n"),
                               false));
    assert_string_equal(report.form, "list");
    assert_int_equal(report.taken, 3);
    assert_int_equal(report.refused, 1);
    assert_int_equal(report.refusals[0].line, 4);
    expect_ok(doors, take_text(&report, doors, "ann", STR("evil.example\n"), false));
    assert_int_equal(report.known, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(each_refusal_has_its_place_and_its_reason),
        T(a_flood_of_refusals_is_counted_and_the_first_are_shown),
        T(what_has_no_marking_takes_that_of_its_collection),
        T(what_is_known_changes_nothing_and_is_said),
        T(the_first_content_of_a_version_is_kept),
        T(intake_is_all_or_nothing),
        T(what_came_before_the_damage_is_taken_and_the_place_is_said),
        T(who_may_not_write_is_refused_before_a_byte_is_read),
        T(what_cannot_be_read_at_all_is_malformed),
        T(what_was_removed_is_gone_and_may_come_again),
        T(a_list_becomes_indicators_and_a_bad_line_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
