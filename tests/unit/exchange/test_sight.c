#include "exchange/sight.h"

#include "doors.h"

static uint64_t digest_of(struct doors *doors, const char *name) {
    const struct release_sight *sight;
    expect_ok(doors, sight_take(&sight, as(doors, name)));
    uint64_t digest = sight->digest;
    sight_give(doors->exchange, &sight);
    return digest;
}

static void a_right_that_ends_is_gone_at_once_even_within_a_visit(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_STRICT, NULL));
    assert_int_equal(seen_by(doors, "bob"), 1);
    const struct visit *visit = as(doors, "bob"); // and stays
    struct object_id id = indicator_id(doors, 1);
    struct released row;
    expect_ok(doors, release_object(&row, visit, &id));
    doors_tell(doors, RING_WITHOUT_BIRCH);
    assert_int_equal(release_object(&row, visit, &id), ABSENT);
    assert_int_equal(seen_by(doors, "bob"), 0);
    assert_int_equal(seen_by(doors, "bea"), 0); // birch's client
    doors_tell(doors, RING_MEMBERS);
    assert_int_equal(seen_by(doors, "bob"), 1);
}

static void a_new_class_is_seen_at_once(void **state) {
    struct doors *doors = *state;
    assert_int_equal(seen_by(doors, "carl"), 0);
    say(doors, "ann", "ring", indicator(doors, 1, MARK_AMBER, NULL));
    assert_int_equal(seen_by(doors, "carl"), 0);
    say(doors, "ann", "ring", indicator(doors, 2, MARK_GREEN, NULL)); // the first of its class
    assert_int_equal(seen_by(doors, "carl"), 1);
}

static void a_sight_that_is_held_stays_as_it_was(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_STRICT, NULL));
    const struct release_sight *before, *after;
    expect_ok(doors, sight_take(&before, as(doors, "bob")));
    assert_int_equal(before->sight.open_count, 1);
    doors_tell(doors, RING_WITHOUT_BIRCH);
    expect_ok(doors, sight_take(&after, as(doors, "bob")));
    assert_int_equal(before->sight.open_count, 1);
    assert_int_equal(after->sight.open_count, 0);
    assert_int_equal(sight_class(before, before->sight.open[0])->tlp, TLP_AMBER_STRICT);
    sight_give(doors->exchange, &before);
    sight_give(doors->exchange, &after);
    assert_null(before);
}

static void equal_digests_mean_equal_sights(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_AMBER, NULL));
    say(doors, "ann", "ring", indicator(doors, 2, MARK_GREEN, NULL));
    assert_true(digest_of(doors, "bob") == digest_of(doors, "bea"));
    assert_true(digest_of(doors, "bob") != digest_of(doors, "carl"));
    assert_true(digest_of(doors, "eva") == digest_of(doors, NULL));
    say(doors, "ann", "ring", indicator(doors, 3, MARK_STRICT, NULL));
    assert_true(digest_of(doors, "bob") != digest_of(doors, "bea"));
    // What is open to names is nobody else's, even where the classes are the same.
    say(doors, "ann", "ring", indicator(doors, 4, MARK_RED, NULL));
    assert_true(digest_of(doors, "bob") != digest_of(doors, "ann"));
}

static void more_viewers_than_are_kept_all_see_what_is_theirs(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_RED, NULL));
    struct buf buf;
    buf_init(&buf, 1 << 20);
    buf_add(&buf, STR("{\"accounts\": ["));
    for (int i = 0; i < 300; i++)
        buf_addf(&buf, "%s{\"name\": \"n%d\", \"organisation\": \"birch\"}", i ? "," : "", i);
    buf_add(&buf, STR("]}"));
    struct setup_report report;
    expect_ok(doors,
              setup_apply(&report, doors->exchange, buf_str(&buf), &doors->arena, &doors->fault));
    buf_close(&buf);
    assert_int_equal(report.accounts, 300);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(seen_by(doors, "ann"), 1);
        for (int i = 0; i < 300; i++)
            assert_int_equal(seen_by(doors, arena_format(&doors->arena, "n%d", i).data), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_right_that_ends_is_gone_at_once_even_within_a_visit),
        T(a_new_class_is_seen_at_once),
        T(a_sight_that_is_held_stays_as_it_was),
        T(equal_digests_mean_equal_sights),
        T(more_viewers_than_are_kept_all_see_what_is_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
