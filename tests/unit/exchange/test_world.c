#include "exchange/world.h"

#include "doors.h"

static void a_collection_is_found_by_each_of_its_names(void **state) {
    struct doors *doors = *state;
    const struct visit *visit = as(doors, "ann");
    const struct collection *ring = collection_of(visit, "ring");
    const struct community *one = world_community(visit->world, STR("one"));
    assert_non_null(one);
    assert_ptr_equal(world_collection_named(visit->world, NULL, STR("one/ring")), ring);
    assert_ptr_equal(world_collection_named(visit->world, NULL, str_of(ring->id_text)), ring);
    assert_ptr_equal(world_collection_named(visit->world, one, STR("ring")), ring);
    assert_ptr_equal(world_collection(visit->world, ring->no), ring);
    static const char *const wrong[] = {"", "Ring", "two/ring", "ring/", "/ring", "one/"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(world_collection_named(visit->world, NULL, str_of(wrong[i])));
}

static void standing_is_that_of_member_client_community_and_stranger(void **state) {
    struct doors *doors = *state;
    static const struct {
        const char *name;
        struct standing is;
    } stands[] = {
        {"ann", {.in_community = true, .is_member_reader = true, .is_member_writer = true}},
        {"bob", {.in_community = true, .is_member_reader = true}},
        {"bea", {.in_community = true, .is_client_reader = true}},
        {"carl", {.in_community = true}},
        {"eva", {.in_community = false}},
        {NULL, {.in_community = false}},
    };
    for (size_t i = 0; i < sizeof stands / sizeof *stands; i++) {
        const struct visit *visit = as(doors, stands[i].name);
        struct standing found =
            world_standing(visit->world, visit->viewer, collection_of(visit, "ring"));
        assert_int_equal(found.in_community, stands[i].is.in_community);
        assert_int_equal(found.is_member_reader, stands[i].is.is_member_reader);
        assert_int_equal(found.is_member_writer, stands[i].is.is_member_writer);
        assert_int_equal(found.is_client_reader, stands[i].is.is_client_reader);
    }
}

static void a_world_that_is_held_stays_while_a_new_one_is_told(void **state) {
    struct doors *doors = *state;
    const struct world *before, *same, *after;
    expect_ok(doors, world_take(&before, doors->exchange, &doors->fault));
    expect_ok(doors, world_take(&same, doors->exchange, &doors->fault));
    assert_ptr_equal(same, before);
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 STR("{\"organisations\": [{\"slug\": \"fir\"}]}"), &doors->arena,
                                 &doors->fault));
    expect_ok(doors, world_take(&after, doors->exchange, &doors->fault));
    assert_null(world_organisation_named(before, STR("fir")));
    assert_non_null(world_organisation_named(after, STR("fir")));
    assert_true(after->generation > before->generation);
    world_give(doors->exchange, &before);
    world_give(doors->exchange, &same);
    world_give(doors->exchange, &after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_collection_is_found_by_each_of_its_names),
        T(standing_is_that_of_member_client_community_and_stranger),
        T(a_world_that_is_held_stays_while_a_new_one_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
