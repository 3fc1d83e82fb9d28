#include "exchange/recovery.h"

#include "doors.h"
#include "exchange/factor.h"
#include "exchange/session.h"

#define PASSWORD "correct horse"
#define FRESH "tea at noon, then rain"

// op is operator; ada administers alder, of which ann is; bert administers birch.
static int open_with_people(void **state) {
    if (doors_open(state) != 0) return -1;
    struct doors *doors = *state;
    struct setup_report report;
    expect_ok(doors,
              setup_apply(&report, doors->exchange,
                          STR("{\"accounts\": [{\"name\": \"ann\", \"organisation\": \"alder\","
                              " \"password\": \"" PASSWORD "\"},"
                              " {\"name\": \"ada\", \"organisation\": \"alder\","
                              " \"password\": \"" PASSWORD "\", \"administrator\": true},"
                              " {\"name\": \"bert\", \"organisation\": \"birch\","
                              " \"password\": \"" PASSWORD "\", \"administrator\": true},"
                              " {\"name\": \"op\", \"organisation\": \"cedar\","
                              " \"password\": \"" PASSWORD "\", \"operator\": true},"
                              " {\"name\": \"shade\", \"organisation\": \"alder\","
                              " \"administrator\": true}]}"),
                          &doors->arena, &doors->fault));
    return 0;
}

struct made {
    char secret[CREDENTIAL_TEXT_SIZE];
    struct recovery recovery;
    struct recovery_others others;
};

static void make(struct doors *doors, struct made *out, const char *by, const char *name) {
    expect_ok(doors, recovery_make(out->secret, &out->recovery, &out->others, as(doors, by),
                                   str_of(name)));
}

static struct recovery_wish wish_of(const struct made *made) {
    return (struct recovery_wish){.secret = str_of(made->secret), .fresh = STR(FRESH)};
}

static enum status use(struct doors *doors, struct recovery_wish *wish) {
    return recovery_use(as(doors, NULL), wish);
}

static enum status knock(struct doors *doors, const char *name, const char *password) {
    struct viewer viewer;
    struct knock knock = {
        .name = str_of(name), .password = str_of(password), .place = STR("192.0.2.1")};
    return viewer_of_password(&viewer, doors->exchange, &knock, &doors->arena, &doors->fault);
}

static size_t waiting_for(struct doors *doors, const char *name) {
    struct recovery *rows;
    size_t count;
    expect_ok(doors, recovery_list(&rows, &count, as(doors, name)));
    return count;
}

static void where_others_are_one_of_them_confirms_it_first(void **state) {
    struct doors *doors = *state;
    struct made made;
    make(doors, &made, "", "ann");
    assert_false(made.recovery.is_open);
    assert_int_equal(made.others.count, 2); // shade has no password, and cannot come in
    assert_true(str_equal(made.others.names[0], STR("ada")));
    assert_true(str_equal(made.others.names[1], STR("op")));
    struct recovery_wish wish = wish_of(&made);
    assert_int_equal(use(doors, &wish), DENIED);
    assert_true(wish.is_waiting);
    expect_ok(doors, knock(doors, "ann", PASSWORD));
    static const char *const not_them[] = {"ann", "bert", "bob", "eva", NULL, ""};
    for (size_t i = 0; i < sizeof not_them / sizeof *not_them; i++) {
        assert_int_equal(waiting_for(doors, not_them[i]), 0);
        assert_int_not_equal(recovery_confirm(as(doors, not_them[i]), &made.recovery.id), OK);
    }
    assert_int_equal(waiting_for(doors, "ada"), 1);
    assert_int_equal(waiting_for(doors, "op"), 1);
    expect_ok(doors, recovery_confirm(as(doors, "ada"), &made.recovery.id));
    assert_int_equal(recovery_confirm(as(doors, "op"), &made.recovery.id), ABSENT); // done
    assert_int_equal(waiting_for(doors, "op"), 0);
    expect_ok(doors, use(doors, &wish));
    assert_int_equal(knock(doors, "ann", PASSWORD), DENIED);
    expect_ok(doors, knock(doors, "ann", FRESH));
    assert_int_equal(use(doors, &wish), DENIED); // once
}

static void who_asked_and_whose_it_is_are_not_another(void **state) {
    struct doors *doors = *state;
    struct made made;
    make(doors, &made, "op", "ada");
    assert_true(made.recovery.is_open); // ada and op are all who could
    make(doors, &made, "op", "ann");
    assert_int_equal(made.others.count, 1);
    assert_int_equal(recovery_confirm(as(doors, "op"), &made.recovery.id), ABSENT);
    expect_ok(doors, recovery_confirm(as(doors, "ada"), &made.recovery.id));
    make(doors, &made, "", "ada");
    assert_int_equal(recovery_confirm(as(doors, "ada"), &made.recovery.id), ABSENT);
    expect_ok(doors, recovery_confirm(as(doors, "op"), &made.recovery.id));
}

static void the_last_one_needs_nobody(void **state) {
    struct doors *doors = *state;
    struct made made;
    make(doors, &made, "", "op"); // no other operator, nobody administers cedar
    assert_true(made.recovery.is_open);
    assert_int_equal(made.others.count, 0);
    struct recovery_wish wish = wish_of(&made);
    expect_ok(doors, use(doors, &wish));
    expect_ok(doors, knock(doors, "op", FRESH));
}

static void nothing_is_left_to_come_in_by_but_the_new_password(void **state) {
    struct doors *doors = *state;
    struct made made;
    char token[CREDENTIAL_TEXT_SIZE], session[CREDENTIAL_TEXT_SIZE], code[9];
    struct token about;
    struct viewer viewer;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    struct session_wish from = {.address = STR("192.0.2.7"), .device = STR("a")};
    const struct viewer *op = as(doors, "op")->viewer;
    expect_ok(doors, token_make(token, &about, doors->exchange, op,
                                &(struct token_wish){.label = STR("a")}, &doors->fault));
    expect_ok(doors, factor_offer(secret, doors->exchange, op, &doors->fault));
    otp_write(code, (struct str){(char *)secret, sizeof secret},
              (uint64_t)otp_step(clock_now(&doors->clock.clock)), 6);
    struct knock shown = {.code = str_of(code), .place = STR("192.0.2.1")};
    expect_ok(doors, factor_confirm(&codes, doors->exchange, op, &shown, &doors->fault));
    expect_ok(doors, session_begin(session, doors->exchange, op, &from, &doors->fault));
    make(doors, &made, "", "op");
    struct recovery_wish wish = wish_of(&made);
    expect_ok(doors, use(doors, &wish));
    expect_ok(doors, knock(doors, "op", FRESH)); // without a code
    assert_int_equal(
        viewer_of_token(&viewer, doors->exchange, str_of(token), &doors->arena, &doors->fault),
        DENIED);
    assert_int_equal(viewer_of_session(&viewer, doors->exchange, str_of(session), true,
                                       &doors->arena, &doors->fault),
                     DENIED);
    struct factor_state left;
    expect_ok(doors, factor_state(&left, doors->exchange, as(doors, "op")->viewer, &doors->fault));
    assert_true(!left.is_on && left.codes_left == 0);
}

static void it_is_over_after_so_long_from_when_it_was_open(void **state) {
    struct doors *doors = *state;
    struct made made;
    const stamp hour = RECOVERY_SECONDS * STAMP_SECOND, day = RECOVERY_WAIT_SECONDS * STAMP_SECOND;
    make(doors, &made, "", "op");
    struct recovery_wish wish = wish_of(&made);
    clock_fake_move(&doors->clock, hour - 1000); // as() moves it by a millisecond
    assert_int_equal(use(doors, &wish), DENIED);
    make(doors, &made, "", "op");
    wish = wish_of(&made);
    clock_fake_move(&doors->clock, hour - 1001);
    expect_ok(doors, use(doors, &wish));
    // One that waits, waits for longer, and is then open for as long as any.
    make(doors, &made, "", "ann");
    clock_fake_move(&doors->clock, day - 1000);
    assert_int_equal(recovery_confirm(as(doors, "ada"), &made.recovery.id), ABSENT);
    make(doors, &made, "", "ann");
    clock_fake_move(&doors->clock, day - 1001);
    expect_ok(doors, recovery_confirm(as(doors, "ada"), &made.recovery.id));
    wish = wish_of(&made);
    clock_fake_move(&doors->clock, hour - 1001);
    expect_ok(doors, use(doors, &wish));
}

static void one_that_is_made_again_or_refused_opens_nothing(void **state) {
    struct doors *doors = *state;
    struct made first, second;
    make(doors, &first, "", "op");
    make(doors, &second, "", "op");
    struct recovery_wish wish = wish_of(&first);
    assert_int_equal(use(doors, &wish), DENIED);
    assert_int_equal(recovery_refuse(as(doors, "ada"), &second.recovery.id), ABSENT);
    expect_ok(doors, recovery_refuse(as(doors, "op"), &second.recovery.id)); // they are there
    wish = wish_of(&second);
    assert_int_equal(use(doors, &wish), DENIED);
    make(doors, &first, "", "ann");
    assert_int_equal(recovery_refuse(as(doors, "bert"), &first.recovery.id), ABSENT);
    expect_ok(doors, recovery_refuse(as(doors, "ada"), &first.recovery.id));
    assert_int_equal(waiting_for(doors, "op"), 0);
}

static void only_an_operator_begins_one_and_only_for_an_account(void **state) {
    struct doors *doors = *state;
    struct made made;
    static const char *const others[] = {"ada", "ann", NULL};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(recovery_make(made.secret, &made.recovery, &made.others,
                                       as(doors, others[i]), STR("ann")),
                         DENIED);
    assert_int_equal(
        recovery_make(made.secret, &made.recovery, &made.others, as(doors, ""), STR("nobody")),
        ABSENT);
    assert_int_equal(recovery_make(made.secret, &made.recovery, &made.others, as(doors, ""),
                                   STR("alder")), // an organisation
                     ABSENT);
}

static void a_password_that_is_easy_to_guess_leaves_it_open(void **state) {
    struct doors *doors = *state;
    struct made made;
    make(doors, &made, "", "op");
    struct recovery_wish wish = wish_of(&made);
    wish.fresh = STR("password");
    assert_int_equal(use(doors, &wish), MALFORMED);
    assert_int_not_equal(wish.why, PASSWORD_FINE);
    expect_ok(doors, knock(doors, "op", PASSWORD));
    wish = wish_of(&made);
    expect_ok(doors, use(doors, &wish));
}

#define P(name) cmocka_unit_test_setup_teardown(name, open_with_people, doors_close)

int main(void) {
    const struct CMUnitTest tests[] = {
        P(where_others_are_one_of_them_confirms_it_first),
        P(who_asked_and_whose_it_is_are_not_another),
        P(the_last_one_needs_nobody),
        P(nothing_is_left_to_come_in_by_but_the_new_password),
        P(it_is_over_after_so_long_from_when_it_was_open),
        P(one_that_is_made_again_or_refused_opens_nothing),
        P(only_an_operator_begins_one_and_only_for_an_account),
        P(a_password_that_is_easy_to_guess_leaves_it_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
