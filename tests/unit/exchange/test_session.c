#include "exchange/session.h"

#include "doors.h"
#include "exchange/presence.h"

static void begin(struct doors *doors, char out[CREDENTIAL_TEXT_SIZE], const char *name,
                  const char *device) {
    struct session_wish wish = {.address = STR("192.0.2.7"), .device = str_of(device)};
    expect_ok(doors,
              session_begin(out, doors->exchange, as(doors, name)->viewer, &wish, &doors->fault));
}

static enum status enter(struct doors *doors, struct viewer *viewer, const char *text,
                         bool is_use) {
    return viewer_of_session(viewer, doors->exchange, str_of(text), is_use, &doors->arena,
                             &doors->fault);
}

static enum status use(struct doors *doors, const char *text) {
    struct viewer viewer;
    return enter(doors, &viewer, text, true);
}

static struct session *list(struct doors *doors, size_t *count, const struct viewer *viewer) {
    struct session *sessions;
    expect_ok(doors, session_list(&sessions, count, doors->exchange, viewer, &doors->arena,
                                  &doors->fault));
    return sessions;
}

static void a_session_ends_when_it_is_not_used_for_so_long(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    begin(doors, text, "ann", "a");
    clock_fake_move(&doors->clock, SESSION_IDLE_SECONDS * STAMP_SECOND - 1);
    expect_ok(doors, use(doors, text));
    clock_fake_move(&doors->clock, SESSION_IDLE_SECONDS * STAMP_SECOND - 1);
    expect_ok(doors, use(doors, text)); // what was noted counts before it is written
    clock_fake_move(&doors->clock, SESSION_IDLE_SECONDS * STAMP_SECOND);
    assert_int_equal(use(doors, text), DENIED);
    assert_null(strstr(doors->fault.text, text + 3));
    size_t count;
    list(doors, &count, as(doors, "ann")->viewer);
    assert_int_equal(count, 0);
}

static void a_session_ends_after_so_long_however_much_it_is_used(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    begin(doors, text, "ann", "a");
    stamp end = clock_now(&doors->clock.clock) + SESSION_SECONDS * STAMP_SECOND;
    while (clock_now(&doors->clock.clock) + 3600 * STAMP_SECOND < end) {
        clock_fake_move(&doors->clock, 3600 * STAMP_SECOND);
        expect_ok(doors, use(doors, text));
    }
    clock_fake_move(&doors->clock, end - 1 - clock_now(&doors->clock.clock));
    expect_ok(doors, use(doors, text));
    clock_fake_move(&doors->clock, 1);
    assert_int_equal(use(doors, text), DENIED);
}

// A stream that a forgotten page holds open is asked for anew every quarter of an hour.
static void what_is_no_use_does_not_keep_a_session_open(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    begin(doors, text, "ann", "a");
    for (int i = 0; i < 4; i++) {
        expect_ok(doors, enter(doors, &viewer, text, false));
        clock_fake_move(&doors->clock, SESSION_IDLE_SECONDS * STAMP_SECOND / 4);
    }
    assert_int_equal(enter(doors, &viewer, text, false), DENIED);
}

static void sessions_are_listed_with_where_they_come_from_the_last_used_first(void **state) {
    struct doors *doors = *state;
    char texts[2][CREDENTIAL_TEXT_SIZE], other[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    size_t count;
    begin(doors, texts[0], "ann", "Mozilla/5.0 (X11)");
    begin(doors, texts[1], "ann", "curl\x1b[2J\xff/8");
    begin(doors, other, "bob", "b");
    clock_fake_move(&doors->clock, 60 * STAMP_SECOND);
    stamp at = clock_now(&doors->clock.clock);
    expect_ok(doors, enter(doors, &viewer, texts[0], true));
    const struct session *sessions = list(doors, &count, &viewer);
    assert_int_equal(count, 2);
    assert_true(sessions[0].is_this && !sessions[1].is_this);
    assert_int_equal(sessions[0].used, at);
    assert_true(str_equal(sessions[0].device, STR("Mozilla/5.0 (X11)")));
    assert_true(str_equal(sessions[1].device, STR("curl[2J/8"))); // what can be shown
    assert_true(str_equal(sessions[0].address, STR("192.0.2.7")));
    list(doors, &count, as(doors, "bob")->viewer);
    assert_int_equal(count, 1);
}

static void what_was_ended_opens_nothing_and_only_one_s_own_can_be(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE], other[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    size_t count;
    begin(doors, text, "ann", "a");
    begin(doors, other, "bob", "b");
    struct uuid id = list(doors, &count, as(doors, "ann")->viewer)[0].id;
    assert_int_equal(session_end(doors->exchange, as(doors, "bob")->viewer, &id, &doors->fault),
                     ABSENT);
    expect_ok(doors, enter(doors, &viewer, text, true));
    expect_ok(doors, session_end(doors->exchange, as(doors, "ann")->viewer, &id, &doors->fault));
    assert_int_equal(use(doors, text), DENIED);
    expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault)); // a stream's
    assert_int_equal(viewer.account_no, 0);
    expect_ok(doors, use(doors, other));
}

static void all_others_are_ended_and_this_one_stays(void **state) {
    struct doors *doors = *state;
    char texts[3][CREDENTIAL_TEXT_SIZE], other[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    size_t ended;
    for (size_t i = 0; i < 3; i++) begin(doors, texts[i], "ann", "a");
    begin(doors, other, "bob", "b");
    expect_ok(doors, enter(doors, &viewer, texts[1], true));
    expect_ok(doors, session_end_others(&ended, doors->exchange, &viewer, &doors->fault));
    assert_int_equal(ended, 2);
    for (size_t i = 0; i < 3; i++) assert_int_equal(use(doors, texts[i]), i == 1 ? OK : DENIED);
    expect_ok(doors, use(doors, other));
    expect_ok(doors, session_end_this(doors->exchange, &viewer, &doors->fault));
    assert_int_equal(use(doors, texts[1]), DENIED);
    // Who came in otherwise ends all.
    begin(doors, texts[0], "ann", "a");
    expect_ok(doors,
              session_end_others(&ended, doors->exchange, as(doors, "ann")->viewer, &doors->fault));
    assert_int_equal(ended, 1);
}

static void of_too_many_the_one_unused_for_longest_ends(void **state) {
    struct doors *doors = *state;
    char texts[SESSIONS_MAX + 1][CREDENTIAL_TEXT_SIZE];
    size_t count;
    for (size_t i = 0; i < SESSIONS_MAX; i++) begin(doors, texts[i], "ann", "a");
    clock_fake_move(&doors->clock, 60 * STAMP_SECOND);
    for (size_t i = 0; i < SESSIONS_MAX; i++)
        if (i != 7) expect_ok(doors, use(doors, texts[i]));
    expect_ok(doors, presence_write(doors->exchange, &doors->fault));
    begin(doors, texts[SESSIONS_MAX], "ann", "a");
    for (size_t i = 0; i <= SESSIONS_MAX; i++)
        assert_int_equal(use(doors, texts[i]), i == 7 ? DENIED : OK);
    list(doors, &count, as(doors, "ann")->viewer);
    assert_int_equal(count, SESSIONS_MAX);
}

static void a_token_is_no_session_and_a_session_is_no_token(void **state) {
    struct doors *doors = *state;
    char session[CREDENTIAL_TEXT_SIZE], token[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    struct token made;
    begin(doors, session, "ann", "a");
    expect_ok(doors, token_make(token, &made, doors->exchange, as(doors, "ann")->viewer,
                                &(struct token_wish){.label = STR("x")}, &doors->fault));
    assert_int_equal(use(doors, token), DENIED);
    assert_int_equal(
        viewer_of_token(&viewer, doors->exchange, str_of(session), &doors->arena, &doors->fault),
        DENIED);
    const char *const nobody[] = {NULL, "", "birch"};
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        assert_int_equal(session_begin(session, doors->exchange, as(doors, nobody[i])->viewer,
                                       &(struct session_wish){0}, &doors->fault),
                         DENIED);
}

// Each sign-in would otherwise make everybody's rights be read again.
static void signing_in_changes_nobody_s_rights_and_signing_out_does(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    uint64_t rights = store_rights_generation(doors->store);
    begin(doors, text, "ann", "a");
    expect_ok(doors, enter(doors, &viewer, text, true));
    expect_ok(doors, presence_write(doors->exchange, &doors->fault));
    assert_int_equal(store_rights_generation(doors->store), rights);
    expect_ok(doors, session_end_this(doors->exchange, &viewer, &doors->fault));
    assert_true(store_rights_generation(doors->store) > rights);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_session_ends_when_it_is_not_used_for_so_long),
        T(a_session_ends_after_so_long_however_much_it_is_used),
        T(what_is_no_use_does_not_keep_a_session_open),
        T(sessions_are_listed_with_where_they_come_from_the_last_used_first),
        T(what_was_ended_opens_nothing_and_only_one_s_own_can_be),
        T(all_others_are_ended_and_this_one_stays),
        T(of_too_many_the_one_unused_for_longest_ends),
        T(a_token_is_no_session_and_a_session_is_no_token),
        T(signing_in_changes_nobody_s_rights_and_signing_out_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
