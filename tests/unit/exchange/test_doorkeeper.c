// Who guesses at passwords is slowed down, and nobody else is.
#include "exchange/doorkeeper.h"

#include "doors.h"
#include "exchange/account.h"
#include "exchange/session.h"

#define PASSWORD "correct horse"
#define HOME "192.0.2.1"
#define AWAY "198.51.100.7"

static void give_password(struct doors *doors, const char *name) {
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 arena_format(&doors->arena,
                                              "{\"accounts\": [{\"name\": \"%s\", \"organisation\":"
                                              " \"alder\", \"password\": \"" PASSWORD "\"}]}",
                                              name),
                                 &doors->arena, &doors->fault));
}

static enum status knock_with(struct doors *doors, struct knock knock, int64_t *wait_s) {
    struct viewer viewer;
    enum status status =
        viewer_of_password(&viewer, doors->exchange, &knock, &doors->arena, &doors->fault);
    if (wait_s) *wait_s = knock.wait_s;
    return status;
}

static enum status knock(struct doors *doors, const char *name, const char *password,
                         const char *place) {
    struct knock knock = {
        .name = str_of(name), .password = str_of(password), .place = str_of(place)};
    return knock_with(doors, knock, NULL);
}

static void guess(struct doors *doors, const char *name, const char *place, int count) {
    for (int i = 0; i < count; i++)
        assert_int_equal(knock(doors, name, "wrong guess", place), DENIED);
}

static void who_guesses_at_a_name_is_stopped_for_a_minute_and_told_for_how_long(void **state) {
    struct doors *doors = *state;
    int64_t wait_s;
    give_password(doors, "ann");
    guess(doors, "ann", HOME, DOORKEEPER_TRIES_MAX);
    struct knock right = {.name = STR("ann"), .password = STR(PASSWORD), .place = STR(HOME)};
    assert_int_equal(knock_with(doors, right, &wait_s), LIMIT); // else a guess would still pay
    assert_int_equal(wait_s, 60);
    clock_fake_move(&doors->clock, 40 * STAMP_SECOND);
    assert_int_equal(knock_with(doors, right, &wait_s), LIMIT);
    assert_int_equal(wait_s, 20);
    guess(doors, "bob", HOME, 1); // another name
    clock_fake_move(&doors->clock, 20 * STAMP_SECOND);
    expect_ok(doors, knock_with(doors, right, &wait_s));
    guess(doors, "ann", HOME, DOORKEEPER_TRIES_MAX); // and the count began anew
    assert_int_equal(knock(doors, "ann", "wrong guess", HOME), LIMIT);
}

// A client that signs in with each request keeps its password remembered: no cheap way to guess it.
static void what_is_remembered_answers_nobody_who_is_stopped(void **state) {
    struct doors *doors = *state;
    give_password(doors, "ann");
    expect_ok(doors, knock(doors, "ann", PASSWORD, HOME));
    expect_ok(doors, knock(doors, "ann", PASSWORD, HOME));
    guess(doors, "ann", HOME, DOORKEEPER_TRIES_MAX);
    assert_int_equal(knock(doors, "ann", PASSWORD, HOME), LIMIT);
    guess(doors, "ann", AWAY, DOORKEEPER_TRIES_MAX);
    assert_int_equal(knock(doors, "ann", PASSWORD, AWAY), LIMIT);
}

static void who_guesses_elsewhere_keeps_nobody_out(void **state) {
    struct doors *doors = *state;
    give_password(doors, "ann");
    for (int i = 0; i < 2 * DOORKEEPER_NAME_TRIES_MAX / DOORKEEPER_TRIES_MAX; i++) {
        char place[32];
        snprintf(place, sizeof place, "203.0.113.%d", i);
        if (i == 2) expect_ok(doors, knock(doors, "ann", PASSWORD, HOME)); // was here before
        for (int at = 0; at < DOORKEEPER_TRIES_MAX; at++)
            assert_int_not_equal(knock(doors, "ann", "wrong guess", place), OK);
    }
    assert_int_equal(knock(doors, "ann", PASSWORD, AWAY), LIMIT); // where ann never was
    clock_fake_move(&doors->clock, 400 * STAMP_SECOND);           // past what is remembered
    for (int i = 0; i < DOORKEEPER_NAME_TRIES_MAX; i++) {
        char place[32];
        snprintf(place, sizeof place, "203.0.113.%d", i);
        guess(doors, "ann", place, 1);
    }
    assert_int_equal(knock(doors, "ann", PASSWORD, AWAY), LIMIT);
    expect_ok(doors, knock(doors, "ann", PASSWORD, HOME));
}

static void a_browser_that_signed_in_before_may_try_from_anywhere(void **state) {
    struct doors *doors = *state;
    char device[DEVICE_TEXT_SIZE], other[DEVICE_TEXT_SIZE];
    give_password(doors, "ann");
    give_password(doors, "bob");
    int64_t ann = as(doors, "ann")->viewer->account_no, bob = as(doors, "bob")->viewer->account_no;
    expect_ok(doors, device_make(device, doors->exchange, ann, &doors->fault));
    expect_ok(doors, device_make(other, doors->exchange, bob, &doors->fault));
    for (int i = 0; i < DOORKEEPER_NAME_TRIES_MAX; i++) {
        char place[32];
        snprintf(place, sizeof place, "203.0.113.%d", i);
        guess(doors, "ann", place, 1);
    }
    struct knock knock = {.name = STR("ann"), .password = STR(PASSWORD), .place = STR(AWAY)};
    assert_int_equal(knock_with(doors, knock, NULL), LIMIT);
    knock.device = str_of(other); // of another account
    assert_int_equal(knock_with(doors, knock, NULL), LIMIT);
    knock.device = str_of(device);
    expect_ok(doors, knock_with(doors, knock, NULL));
    // Whoever has the browser guesses no faster than others.
    knock.password = STR("wrong guess");
    for (int i = 0; i < DOORKEEPER_TRIES_MAX; i++)
        assert_int_equal(knock_with(doors, knock, NULL), DENIED);
    assert_int_equal(knock_with(doors, knock, NULL), LIMIT);
}

static void a_place_that_tries_many_names_is_stopped_for_all_that_it_does_not_know(void **state) {
    struct doors *doors = *state;
    give_password(doors, "ann");
    give_password(doors, "bob");
    expect_ok(doors, knock(doors, "bob", PASSWORD, HOME));
    for (int i = 0; i < DOORKEEPER_PLACE_TRIES_MAX; i++) {
        char name[32];
        snprintf(name, sizeof name, "name%d", i);
        guess(doors, name, HOME, 1);
    }
    assert_int_equal(knock(doors, "ann", PASSWORD, HOME), LIMIT);
    expect_ok(doors, knock(doors, "bob", PASSWORD, HOME)); // who works there
    expect_ok(doors, knock(doors, "ann", PASSWORD, AWAY));
}

static void a_name_that_there_is_not_is_stopped_like_one_that_there_is(void **state) {
    struct doors *doors = *state;
    give_password(doors, "ann");
    const char *const names[] = {"ann", "nobody"};
    struct str said[2];
    for (size_t i = 0; i < 2; i++) {
        guess(doors, names[i], HOME, DOORKEEPER_TRIES_MAX);
        assert_int_equal(knock(doors, names[i], "wrong guess", HOME), LIMIT);
        said[i] = arena_copy(&doors->arena, str_of(doors->fault.text));
    }
    assert_true(str_equal(said[0], said[1]));
}

static void a_device_is_of_one_account_and_of_this_store_and_grows_old(void **state) {
    struct doors *doors = *state;
    char text[DEVICE_TEXT_SIZE], again[DEVICE_TEXT_SIZE];
    uint8_t mark[DEVICE_MARK_SIZE], other[DEVICE_MARK_SIZE];
    struct exchange *exchange = doors->exchange;
    expect_ok(doors, device_make(text, exchange, 7, &doors->fault));
    expect_ok(doors, device_make(again, exchange, 7, &doors->fault));
    expect_ok(doors, device_read(mark, exchange, 7, str_of(text), &doors->fault));
    expect_ok(doors, device_read(other, exchange, 7, str_of(again), &doors->fault));
    assert_memory_not_equal(mark, other, sizeof mark);
    assert_int_equal(device_read(mark, exchange, 8, str_of(text), &doors->fault), ABSENT);
    for (size_t i = 0; text[i]; i++) {
        char wrong[DEVICE_TEXT_SIZE];
        memcpy(wrong, text, sizeof wrong);
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        assert_int_equal(device_read(mark, exchange, 7, str_of(wrong), &doors->fault), ABSENT);
        wrong[i] = '\0';
        assert_int_equal(device_read(mark, exchange, 7, str_of(wrong), &doors->fault), ABSENT);
    }
    clock_fake_move(&doors->clock, DEVICE_SECONDS * STAMP_SECOND - 1);
    expect_ok(doors, device_read(mark, exchange, 7, str_of(text), &doors->fault));
    clock_fake_move(&doors->clock, 1);
    assert_int_equal(device_read(mark, exchange, 7, str_of(text), &doors->fault), ABSENT);
}

// ---- the own password ----

static enum status change(struct doors *doors, const struct viewer *viewer, const char *current,
                          const char *fresh, enum password_fault *why) {
    struct password_wish wish = {.knock = {.password = str_of(current), .place = STR(HOME)},
                                 .fresh = str_of(fresh)};
    enum status status =
        password_change(doors->exchange, viewer, &wish, &doors->arena, &doors->fault);
    *why = wish.why;
    return status;
}

static void a_password_is_changed_by_who_knows_it_and_other_sessions_end(void **state) {
    struct doors *doors = *state;
    char texts[2][CREDENTIAL_TEXT_SIZE], token[CREDENTIAL_TEXT_SIZE];
    struct viewer here, there;
    struct token made;
    enum password_fault why;
    give_password(doors, "ann");
    for (size_t i = 0; i < 2; i++)
        expect_ok(doors, session_begin(texts[i], doors->exchange, as(doors, "ann")->viewer,
                                       &(struct session_wish){0}, &doors->fault));
    expect_ok(doors, token_make(token, &made, doors->exchange, as(doors, "ann")->viewer,
                                &(struct token_wish){.label = STR("x")}, &doors->fault));
    expect_ok(doors, viewer_of_session(&here, doors->exchange, str_of(texts[0]), true,
                                       &doors->arena, &doors->fault));
    assert_int_equal(change(doors, &here, "not this", "k9#mVq!x2LpR", &why), DENIED);
    assert_int_equal(why, PASSWORD_FINE);
    assert_int_equal(change(doors, &here, PASSWORD, "Ann.Alder.2024", &why), MALFORMED);
    assert_int_equal(why, PASSWORD_NAMES);
    assert_null(strstr(doors->fault.text, "2024"));
    expect_ok(doors, knock(doors, "ann", PASSWORD, HOME)); // nothing was changed
    expect_ok(doors, change(doors, &here, PASSWORD, "k9#mVq!x2LpR", &why));
    assert_int_equal(knock(doors, "ann", PASSWORD, HOME), DENIED);
    expect_ok(doors, knock(doors, "ann", "k9#mVq!x2LpR", HOME));
    expect_ok(doors, viewer_of_session(&here, doors->exchange, str_of(texts[0]), true,
                                       &doors->arena, &doors->fault));
    assert_int_equal(viewer_of_session(&there, doors->exchange, str_of(texts[1]), true,
                                       &doors->arena, &doors->fault),
                     DENIED);
    expect_ok(doors, viewer_of_token(&there, doors->exchange, str_of(token), &doors->arena,
                                     &doors->fault));
}

// A session that somebody left open is no way to guess the password of its person.
static void who_changes_a_password_is_slowed_down_as_who_signs_in(void **state) {
    struct doors *doors = *state;
    enum password_fault why;
    give_password(doors, "ann");
    struct viewer viewer = *as(doors, "ann")->viewer;
    for (int i = 0; i < DOORKEEPER_TRIES_MAX; i++)
        assert_int_equal(change(doors, &viewer, "wrong guess", "k9#mVq!x2LpR", &why), DENIED);
    assert_int_equal(change(doors, &viewer, PASSWORD, "k9#mVq!x2LpR", &why), LIMIT);
    const char *const nobody[] = {NULL, "", "birch"};
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        assert_int_equal(change(doors, as(doors, nobody[i])->viewer, "", "k9#mVq!x2LpR", &why),
                         DENIED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(who_guesses_at_a_name_is_stopped_for_a_minute_and_told_for_how_long),
        T(what_is_remembered_answers_nobody_who_is_stopped),
        T(who_guesses_elsewhere_keeps_nobody_out),
        T(a_browser_that_signed_in_before_may_try_from_anywhere),
        T(a_place_that_tries_many_names_is_stopped_for_all_that_it_does_not_know),
        T(a_name_that_there_is_not_is_stopped_like_one_that_there_is),
        T(a_device_is_of_one_account_and_of_this_store_and_grows_old),
        T(a_password_is_changed_by_who_knows_it_and_other_sessions_end),
        T(who_changes_a_password_is_slowed_down_as_who_signs_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
