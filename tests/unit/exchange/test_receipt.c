#include "exchange/receipt.h"

#include "doors.h"

static const struct uuid id = {{1, 2, 3}};

static enum status find(struct str *json, const struct visit *visit, const char *community) {
    return receipt_find(json, visit, world_community(visit->world, str_of(community)), &id);
}

static void only_who_was_told_reads_it_and_only_where_it_was_told(void **state) {
    struct doors *doors = *state;
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 STR("{\"communities\": [{\"slug\": \"two\"}],"
                                     " \"accounts\": [{\"name\": \"amy\","
                                     " \"organisation\": \"alder\"}]}"),
                                 &doors->arena, &doors->fault));
    const struct visit *visit = as(doors, "ann");
    const struct community *one = world_community(visit->world, STR("one"));
    expect_ok(doors, receipt_keep(visit, one, &id, STR("{\"status\":\"complete\"}")));
    struct str json;
    expect_ok(doors, find(&json, visit, "one"));
    assert_true(str_equal(json, STR("{\"status\":\"complete\"}")));
    assert_int_equal(find(&json, visit, "two"), ABSENT);
    static const char *const others[] = {"amy", "bob", NULL, ""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(find(&json, as(doors, others[i]), "one"), ABSENT);
}

static void it_is_kept_for_a_day_and_forgotten_after(void **state) {
    struct doors *doors = *state;
    const struct visit *visit = as(doors, "ann");
    const struct community *one = world_community(visit->world, STR("one"));
    struct str json;
    expect_ok(doors, receipt_keep(visit, one, &id, STR("{}")));
    clock_fake_move(&doors->clock, (int64_t)24 * 3600 * STAMP_SECOND);
    expect_ok(doors, receipt_keep(visit, one, &(struct uuid){{9}}, STR("{}")));
    expect_ok(doors, find(&json, visit, "one"));
    clock_fake_move(&doors->clock, (int64_t)2 * 3600 * STAMP_SECOND);
    expect_ok(doors, receipt_keep(visit, one, &(struct uuid){{8}}, STR("{}")));
    assert_int_equal(find(&json, visit, "one"), ABSENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(only_who_was_told_reads_it_and_only_where_it_was_told),
        T(it_is_kept_for_a_day_and_forgotten_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
