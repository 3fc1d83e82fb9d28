#include "exchange/account.h"

#include "doors.h"
#include "sys/file.h"

#define PASSWORD "correct horse"

static void give_password(struct doors *doors, const char *name) {
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 arena_format(&doors->arena,
                                              "{\"accounts\": [{\"name\": \"%s\", \"organisation\":"
                                              " \"alder\", \"password\": \"" PASSWORD "\"}]}",
                                              name),
                                 &doors->arena, &doors->fault));
}

static enum status knock(struct doors *doors, const char *name, const char *password) {
    struct viewer viewer;
    struct knock knock = {.name = str_of(name), .password = str_of(password)};
    doors->fault.text[0] = '\0';
    return viewer_of_password(&viewer, doors->exchange, &knock, &doors->arena, &doors->fault);
}

static void a_wrong_password_and_an_unknown_name_are_told_the_same(void **state) {
    struct doors *doors = *state;
    give_password(doors, "ann");
    expect_ok(doors, knock(doors, "ann", PASSWORD));
    assert_int_equal(knock(doors, "ann", PASSWORD "!"), DENIED);
    struct str wrong = arena_copy(&doors->arena, str_of(doors->fault.text));
    static const char *const others[][2] = {
        {"nobody", PASSWORD}, {"bob", ""}, {"bob", PASSWORD}, {"", ""}, {"ann' OR '1'='1", "x"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(knock(doors, others[i][0], others[i][1]), DENIED);
        assert_string_equal(doors->fault.text, wrong.data);
    }
    char long_one[PASSWORD_SIZE_MAX + 2];
    memset(long_one, 'a', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    assert_int_equal(knock(doors, "ann", long_one), DENIED);
    assert_string_equal(doors->fault.text, wrong.data);
    assert_null(strstr(doors->fault.text, PASSWORD));
}

static void a_password_changed_holds_at_once(void **state) {
    struct doors *doors = *state;
    give_password(doors, "ann");
    expect_ok(doors, knock(doors, "ann", PASSWORD)); // and is remembered for a while
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 STR("{\"accounts\": [{\"name\": \"ann\", \"organisation\":"
                                     " \"alder\", \"password\": \"battery staple\"}]}"),
                                 &doors->arena, &doors->fault));
    assert_int_equal(knock(doors, "ann", PASSWORD), DENIED);
    expect_ok(doors, knock(doors, "ann", "battery staple"));
}

static void another_s_eyes_are_those_of_an_account_or_an_organisation(void **state) {
    struct doors *doors = *state;
    struct viewer viewer;
    expect_ok(doors,
              viewer_as(&viewer, doors->exchange, STR("birch"), &doors->arena, &doors->fault));
    assert_int_equal(viewer.account_no, 0);
    assert_true(viewer.organisation_no > 0);
    expect_ok(doors, viewer_as(&viewer, doors->exchange, STR("bea"), &doors->arena, &doors->fault));
    assert_true(viewer.patron_no > 0);
    assert_string_equal(viewer.label, "bea@beech");
    assert_int_equal(
        viewer_as(&viewer, doors->exchange, STR("nobody"), &doors->arena, &doors->fault), ABSENT);
}

static void who_moves_to_another_organisation_sees_with_its_eyes(void **state) {
    struct doors *doors = *state;
    struct viewer viewer;
    expect_ok(doors,
              viewer_as(&viewer, doors->exchange, STR("carl"), &doors->arena, &doors->fault));
    int64_t before = viewer.organisation_no;
    expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault));
    assert_int_equal(viewer.organisation_no, before);
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 STR("{\"accounts\": [{\"name\": \"carl\", \"organisation\":"
                                     " \"elm\", \"administrator\": true}]}"),
                                 &doors->arena, &doors->fault));
    // What has begun for the one of before ends; what comes next is for the other.
    expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault));
    assert_int_equal(viewer.organisation_no, 0);
    assert_int_equal(viewer.role, ROLE_NONE);
    expect_ok(doors,
              viewer_as(&viewer, doors->exchange, STR("carl"), &doors->arena, &doors->fault));
    assert_true(viewer.organisation_no != before);
    assert_true(viewer.is_administrator);
    struct account account;
    expect_ok(doors, account_of(&account, doors->exchange, &viewer, &doors->arena, &doors->fault));
    assert_true(str_equal(account.organisation.slug, STR("elm")));
}

// Of "one long password", by the program `argon2` of the reference implementation.
#define GIVEN_HASH                                                                                 \
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR5c2FsdC4uIQ$"                                       \
    "HkLe2ozVjBQ94qwhCWrNf/B9HyXCoBnxAlLpM6sdNvI"

static void a_setup_may_give_the_hash_of_a_password(void **state) {
    struct doors *doors = *state;
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 STR("{\"accounts\": [{\"name\": \"hana\", \"organisation\":"
                                     " \"alder\", \"password_hash\": \"" GIVEN_HASH "\"}]}"),
                                 &doors->arena, &doors->fault));
    struct viewer viewer;
    struct knock knock = {.name = STR("hana"), .password = STR("one long password")};
    expect_ok(doors, viewer_of_password(&viewer, doors->exchange, &knock, &doors->arena,
                                        &doors->fault));
    knock.password = STR(GIVEN_HASH);
    assert_int_equal(
        viewer_of_password(&viewer, doors->exchange, &knock, &doors->arena, &doors->fault), DENIED);
}

static void a_setup_is_all_or_nothing_and_names_the_place(void **state) {
    struct doors *doors = *state;
    static const struct {
        const char *json, *place;
    } faulty[] = {
        {"{\"organisations\": [{\"slug\": \"new\"}], \"accounts\": [{\"name\": \"a b\"}]}",
         "accounts[0]"},
        {"{\"organisations\": [{\"slug\": \"new\"}, {\"slug\": \"x\", \"patron\": \"none\"}]}",
         "organisations[1]"},
        {"{\"organisations\": [{\"slug\": \"new\"}], \"collections\": [{\"alias\": \"x\","
         " \"community\": \"one\", \"default_tlp\": \"TLP:PINK\"}]}",
         "collections[0]"},
        {"{\"organisations\": [{\"slug\": \"new\"}], \"accounts\": [{\"name\": \"a\","
         " \"organisation\": \"alder\", \"password\": \"short12\"}]}",
         "accounts[0]"},
        {"{\"organisations\": [{\"slug\": \"new\"}], \"accounts\": [{\"name\": \"a\","
         " \"organisation\": \"alder\", \"password_hash\": \"one long password\"}]}",
         "accounts[0].password_hash: not Argon2id"},
        {"{\"organisations\": [{\"slug\": \"new\"}], \"accounts\": [{\"name\": \"a\","
         " \"organisation\": \"alder\", \"password\": \"one long password\","
         " \"password_hash\": \"" GIVEN_HASH "\"}]}",
         "accounts[0].password_hash: there is a password beside it"},
    };
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        struct setup_report report;
        struct viewer viewer;
        assert_int_equal(setup_apply(&report, doors->exchange, str_of(faulty[i].json),
                                     &doors->arena, &doors->fault),
                         MALFORMED);
        assert_non_null(strstr(doors->fault.text, faulty[i].place));
        assert_int_equal(
            viewer_as(&viewer, doors->exchange, STR("new"), &doors->arena, &doors->fault), ABSENT);
    }
}

// Otherwise somebody believes to have given a right that nobody has.
static void nothing_in_a_setup_is_passed_over(void **state) {
    struct doors *doors = *state;
    static const struct {
        const char *more, *why;
    } faulty[] = {
        {"\"organizations\": []", "organizations: nothing is called so here"},
        {"\"accounts\": [{\"name\": \"a\", \"organisation\": \"new\", \"admin\": true}]",
         "accounts[0].admin: nothing is called so here"},
        {"\"collections\": [{\"community\": \"one\", \"members\": [{\"organisation\": \"new\","
         " \"reads\": true}]}]",
         "collections[0].members[0].reads: nothing is called so here"},
        {"\"collections\": [{\"community\": \"one\", \"members\": [{\"organisation\": \"new\","
         " \"read\": \"true\"}]}]",
         "collections[0].members[0].read: true or false is expected, not a string"},
        {"\"collections\": [{\"community\": \"one\", \"public\": 1}]",
         "collections[0].public: true or false is expected, not a number"},
        {"\"communities\": {\"slug\": \"two\"}", "communities: a list is expected, not an object"},
        {"\"communities\": [{\"slug\": \"two\", \"members\": [\"new\", 7]}]",
         "communities[0].members[1]: a string is expected, not a number"},
        {"\"communities\": [\"two\"]", "communities[0]: an object is expected, not a string"},
        {"\"accounts\": [{\"name\": \"a\", \"organisation\": \"new\", \"password\": 12345678}]",
         "accounts[0].password: a string is expected, not a number"},
    };
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        struct setup_report report;
        struct viewer viewer;
        struct str json = arena_format(
            &doors->arena, "{\"organisations\": [{\"slug\": \"new\"}], %s}", faulty[i].more);
        assert_int_equal(setup_apply(&report, doors->exchange, json, &doors->arena, &doors->fault),
                         MALFORMED);
        assert_string_equal(doors->fault.text, faulty[i].why);
        assert_int_equal(
            viewer_as(&viewer, doors->exchange, STR("new"), &doors->arena, &doors->fault), ABSENT);
    }
}

static void the_first_account_is_made_once(void **state) {
    struct doors *doors = *state;
    struct account_first first = {.organisation = STR("Home"), .name = STR("root")};
    assert_int_equal(account_first(&first, doors->exchange, &doors->fault), CONFLICT);
    assert_int_equal(first.password[0], '\0');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_wrong_password_and_an_unknown_name_are_told_the_same),
        T(a_password_changed_holds_at_once),
        T(another_s_eyes_are_those_of_an_account_or_an_organisation),
        T(a_setup_may_give_the_hash_of_a_password),
        T(who_moves_to_another_organisation_sees_with_its_eyes),
        T(a_setup_is_all_or_nothing_and_names_the_place),
        T(nothing_in_a_setup_is_passed_over),
        T(the_first_account_is_made_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
