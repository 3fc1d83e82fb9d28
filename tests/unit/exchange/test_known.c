#include "exchange/known.h"

#include "doors.h"

static size_t known_to(struct doors *doors, const char *name) {
    struct known known;
    expect_ok(doors, known_take(&known, as(doors, name)));
    size_t count = set_value_count(known.set);
    known_give(doors->exchange, &known);
    return count;
}

static void each_is_warned_of_what_they_may_see(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, NULL));
    say(doors, "ann", "ring", indicator(doors, 2, MARK_STRICT, NULL));
    for (int round = 0; round < 2; round++) { // each time another set has to be made
        assert_int_equal(known_to(doors, "bob"), 2);
        assert_int_equal(known_to(doors, "carl"), 1);
        assert_int_equal(known_to(doors, "eva"), 0);
        assert_int_equal(known_to(doors, ""), 2);
    }
}

static void a_set_follows_what_comes_and_goes(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_GREEN, NULL));
    assert_int_equal(known_to(doors, "bob"), 1);
    say(doors, "ann", "ring", indicator(doors, 2, MARK_GREEN, NULL));
    assert_int_equal(known_to(doors, "bob"), 2);
    say(doors, "ann", "ring", indicator(doors, 3, MARK_GREEN, ",\"revoked\":true"));
    assert_int_equal(known_to(doors, "bob"), 2);
    const struct visit *visit = as(doors, "ann");
    struct intake_removal removal = {
        .id = {store_kind(doors->store, STR("indicator")), indicator_id(doors, 1).uuid}};
    size_t removed;
    expect_ok(doors, intake_remove(&removed, visit, collection_of(visit, "ring"), &removal));
    assert_int_equal(known_to(doors, "bob"), 1);
    doors_tell(doors, RING_WITHOUT_BIRCH);
    say(doors, "ann", "ring", indicator(doors, 4, MARK_STRICT, NULL));
    assert_int_equal(known_to(doors, "ann"), 2);
    assert_int_equal(known_to(doors, "bob"), 1); // GREEN, by the community
}

static void a_set_is_made_once_for_who_see_the_same_and_freed_when_it_rests(void **state) {
    struct doors *doors = *state;
    say(doors, "ann", "ring", indicator(doors, 1, MARK_AMBER, NULL));
    struct known first, second;
    expect_ok(doors, known_take(&first, as(doors, "bob")));
    const struct set *set = first.set;
    expect_ok(doors, known_take(&second, as(doors, "bea")));
    assert_ptr_equal(second.set, set);
    known_give(doors->exchange, &second);
    clock_fake_move(&doors->clock, KNOWN_IDLE_US + STAMP_SECOND);
    known_tick(doors->exchange); // forgotten, but still lent
    assert_int_equal(set_value_count(first.set), 1);
    known_give(doors->exchange, &first);
    known_give(doors->exchange, &first);
    assert_int_equal(known_to(doors, "bob"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(each_is_warned_of_what_they_may_see),
        T(a_set_follows_what_comes_and_goes),
        T(a_set_is_made_once_for_who_see_the_same_and_freed_when_it_rests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
