// How strictly what comes in is held to STIX 2.1, and what is kept beside it.
#include "exchange/deviation.h"

#include "exchange/refusal.h"
#include "stream.h"

#define BROKEN "\"lang\":\"no language\",\"labels\":[]" // two rules, each a MUST

static void take_as(struct intake_report *report, struct doors *doors, const char *name,
                    enum intake_strength strength, struct str text) {
    const struct visit *visit = as(doors, name);
    struct intake_options options = {.giver = &doors->viewer,
                                     .collection = collection_of(visit, "ring"),
                                     .strength = strength};
    struct text_stream stream = {.rest = text, .step = 1000};
    expect_ok(doors, intake_stream(report, doors->exchange, &options,
                                   (struct compress_source){text_stream_read, &stream},
                                   &doors->arena, &doors->fault));
}

static struct str made_by(struct doors *doors, int number, const struct uuid *creator,
                          const char *more) {
    char text[UUID_TEXT_SIZE];
    uuid_write(text, creator);
    struct str members =
        arena_format(&doors->arena, ",\"created_by_ref\":\"identity--%s\"%s", text, more);
    return indicator(doors, number, NULL, members.data);
}

static struct str kept_of(struct doors *doors, int number) {
    const struct visit *visit = as(doors, "ann");
    struct object_id id = indicator_id(doors, number);
    struct released row;
    expect_ok(doors, release_object(&row, visit, &id));
    return row.found.deviations;
}

static void what_came_from_others_is_kept_with_what_it_breaks(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    struct str text = indicator(doors, 1, NULL, "," BROKEN);
    take_as(&report, doors, "ann", INTAKE_USUAL, text);
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.deviating, 1);
    struct str kept = kept_of(doors, 1);
    assert_int_equal(deviation_count(kept), 2);
    assert_true(str_equal(
        kept, STR("{\"findings\":[{\"rule\":\"language\",\"section\":\"3.2\",\"path\":\"lang\","
                  "\"sentence\":\"\\\"no language\\\": a language code of RFC 5646\"},"
                  "{\"rule\":\"list\",\"section\":\"2.12\",\"path\":\"labels\","
                  "\"sentence\":\"a list that is not empty is expected\"}],\"left_out\":0}")));
    // Its text is as it came.
    struct released row;
    struct object_id id = indicator_id(doors, 1);
    expect_ok(doors, release_object(&row, as(doors, "ann"), &id));
    assert_true(str_equal(row.found.json, text));
}

static void what_breaks_no_must_has_nothing_beside_it(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    take_as(&report, doors, "ann", INTAKE_USUAL,
            indicator(doors, 1, NULL, ",\"x_own\":1,\"indicator_types\":[\"Odd One\"]"));
    assert_int_equal(report.taken, 1);
    assert_int_equal(report.deviating, 0);
    assert_null(kept_of(doors, 1).data);
}

static void what_its_creator_gives_keeps_every_must(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    as(doors, "ann");
    struct uuid alder = doors->viewer.organisation_identity.uuid, ann = doors->viewer.identity.uuid;
    const struct uuid *creators[] = {&alder, &ann};
    for (int i = 0; i < 2; i++) {
        take_as(&report, doors, "ann", INTAKE_USUAL,
                made_by(doors, i, creators[i], ",\"labels\":[]"));
        assert_int_equal(report.taken, 0);
        assert_int_equal(report.refused, 1);
        struct str reason = report.refusals[0].reason;
        assert_true(str_equal(
            reason, STR("labels: a list that is not empty is expected (list, 2.12)")));
        struct refusal_words words = refusal_read(reason);
        assert_string_equal(words.code, "rule");
        assert_true(str_equal(words.place, STR("labels")));
        assert_true(str_equal(words.value, STR("list")));
        take_as(&report, doors, "ann", INTAKE_USUAL, made_by(doors, i, creators[i], ""));
        assert_int_equal(report.taken, 1);
    }
    // The same words of another's are what came from others.
    struct uuid bob;
    assert_true(uuid_read(&bob, STR(BOB)));
    take_as(&report, doors, "ann", INTAKE_USUAL, made_by(doors, 5, &bob, ",\"labels\":[]"));
    assert_int_equal(report.deviating, 1);
    // And the operator is nobody's creator.
    take_as(&report, doors, "", INTAKE_USUAL, made_by(doors, 6, &alder, ",\"labels\":[]"));
    assert_int_equal(report.deviating, 1);
}

static void a_strength_by_name_is_for_all_objects(void **state) {
    static const struct {
        const char *more;
        bool is_taken[4]; // by enum intake_strength
    } cases[] = {
        {",\"name\":\"n\",\"description\":\"d\",\"indicator_types\":[\"benign\"],\"lang\":\"en\"",
         {true, true, true, true}},
        {",\"indicator_types\":[\"Odd One\"]", {true, false, true, true}},
        {"," BROKEN, {true, false, false, true}},
    };
    struct doors *doors = *state;
    struct intake_report report;
    int number = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int strength = INTAKE_USUAL; strength <= INTAKE_LENIENT; strength++) {
            take_as(&report, doors, "ann", (enum intake_strength)strength,
                    indicator(doors, ++number, NULL, cases[i].more));
            if ((report.taken == 1) != cases[i].is_taken[strength])
                fail_msg("%s by %d: %.*s", cases[i].more, strength,
                         STR_ARG(report.refusal_count ? report.refusals[0].reason : STR("taken")));
        }
    }
}

static void no_strength_keeps_what_cannot_be_marked(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    take_as(&report, doors, "ann", INTAKE_LENIENT,
            indicator(doors, 1, NULL, ",\"object_marking_refs\":\"TLP:RED\""));
    assert_int_equal(report.refused, 1);
}

static void an_object_of_two_zero_is_held_to_nothing_and_says_so_when_asked(void **state) {
    static const char OLD[] = "{\"type\":\"tool\",\"id\":\"tool--00000000-0000-4000-8000-%012d\","
                              "\"created\":\"2024-01-01T00:00:00Z\",\"labels\":[],"
                              "\"modified\":\"2024-01-01T00:00:00Z\"}";
    struct doors *doors = *state;
    struct intake_report report;
    for (int strength = INTAKE_USUAL; strength <= INTAKE_LENIENT; strength++) {
        bool is_taken = strength == INTAKE_USUAL || strength == INTAKE_LENIENT;
        take_as(&report, doors, "ann", (enum intake_strength)strength,
                arena_format(&doors->arena, OLD, strength));
        assert_int_equal(report.taken, is_taken);
        assert_int_equal(report.deviating, 0);
        if (!is_taken)
            assert_string_equal(refusal_read(report.refusals[0].reason).code, "spec-20-strength");
    }
}

static enum status forget_all(struct db *db, void *context, struct fault *fault) {
    (void)context;
    struct db_query *query;
    TRY(db_query(&query, db, "UPDATE version SET deviations = NULL", fault));
    return db_finish(query, fault);
}

static void what_is_kept_stays_and_comes_again_with_the_object(void **state) {
    struct doors *doors = *state;
    struct intake_report report;
    struct str text = indicator(doors, 1, NULL, "," BROKEN);
    take_as(&report, doors, "ann", INTAKE_USUAL, text);
    struct str kept = kept_of(doors, 1);
    take_as(&report, doors, "ann", INTAKE_USUAL, text);
    assert_int_equal(report.known, 1);
    assert_int_equal(report.deviating, 0);
    assert_true(str_equal(kept, kept_of(doors, 1)));
    // As in a store that was made before anything was kept.
    expect_ok(doors, store_change(doors->store, forget_all, NULL, &doors->fault));
    assert_null(kept_of(doors, 1).data);
    take_as(&report, doors, "ann", INTAKE_USUAL, text);
    assert_int_equal(report.known, 1);
    assert_true(str_equal(kept, kept_of(doors, 1)));
}

static struct str with_bad_labels(struct doors *doors, int number, int count) {
    struct buf buf;
    buf_init(&buf, 1 << 20);
    buf_add(&buf, STR(",\"external_references\":["));
    for (int i = 0; i < count; i++) buf_addf(&buf, "%s{\"source_name\":\"a\"}", i ? "," : "");
    buf_add(&buf, STR("]"));
    buf_add_byte(&buf, '\0');
    struct str text = indicator(doors, number, NULL, buf.data);
    buf_close(&buf);
    return text;
}

static void what_is_kept_is_bounded_and_the_rest_is_counted(void **state) {
    static const int counts[] = {DEVIATIONS_MAX - 1, DEVIATIONS_MAX, DEVIATIONS_MAX + 1, 5000};
    struct doors *doors = *state;
    struct intake_report report;
    for (int i = 0; i < 4; i++) {
        take_as(&report, doors, "ann", INTAKE_LENIENT, with_bad_labels(doors, i, counts[i]));
        assert_int_equal(report.taken, 1);
        struct str kept = kept_of(doors, i);
        assert_int_equal(deviation_count(kept), counts[i]);
        assert_true(kept.size < DEVIATIONS_BYTES_MAX + 200);
        int left_out = counts[i] > DEVIATIONS_MAX ? counts[i] - DEVIATIONS_MAX : 0;
        assert_true(
            str_ends(kept, arena_format(&doors->arena, "],\"left_out\":%d}", left_out)));
    }
}

static void two_lists_of_what_is_kept_are_joined(void **state) {
    struct doors *doors = *state;
    struct str one = STR("{\"findings\":[{\"rule\":\"a\"}],\"left_out\":2}");
    struct str two = STR("{\"findings\":[{\"rule\":\"b\"}],\"left_out\":1}");
    struct str both =
        STR("{\"findings\":[{\"rule\":\"a\"},{\"rule\":\"b\"}],\"left_out\":3}");
    assert_true(str_equal(deviation_join(one, two, &doors->arena), both));
    assert_true(str_equal(deviation_join(one, STR_NONE, &doors->arena), one));
    assert_true(str_equal(deviation_join(STR_NONE, two, &doors->arena), two));
    assert_null(deviation_join(STR_NONE, STR_NONE, &doors->arena).data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(what_came_from_others_is_kept_with_what_it_breaks),
        T(what_breaks_no_must_has_nothing_beside_it),
        T(what_its_creator_gives_keeps_every_must),
        T(a_strength_by_name_is_for_all_objects),
        T(no_strength_keeps_what_cannot_be_marked),
        T(an_object_of_two_zero_is_held_to_nothing_and_says_so_when_asked),
        T(what_is_kept_stays_and_comes_again_with_the_object),
        T(what_is_kept_is_bounded_and_the_rest_is_counted),
        T(two_lists_of_what_is_kept_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
