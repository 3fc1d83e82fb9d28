#include "exchange/factor.h"

#include "doors.h"
#include "exchange/session.h"

#define PASSWORD "correct horse"
#define HOME "192.0.2.1"
#define STEP (OTP_STEP_SECONDS * STAMP_SECOND)

static int open_with_password(void **state) {
    if (doors_open(state) != 0) return -1;
    struct doors *doors = *state;
    struct setup_report report;
    expect_ok(doors,
              setup_apply(&report, doors->exchange,
                          STR("{\"accounts\": [{\"name\": \"ann\", \"organisation\": \"alder\","
                              " \"password\": \"" PASSWORD "\", \"administrator\": true},"
                              " {\"name\": \"bob\", \"organisation\": \"birch\","
                              " \"password\": \"" PASSWORD "\"}]}"),
                          &doors->arena, &doors->fault));
    return 0;
}

static enum status knock_of(struct doors *doors, const char *password, const char *code) {
    struct viewer viewer;
    struct knock knock = {
        .name = STR("ann"), .password = str_of(password), .code = str_of(code), .place = STR(HOME)};
    doors->fault.text[0] = '\0';
    return viewer_of_password(&viewer, doors->exchange, &knock, &doors->arena, &doors->fault);
}

// The code that the device shows `steps` from now.
static const char *shown(struct doors *doors, const uint8_t secret[OTP_SECRET_SIZE], int steps) {
    char code[9];
    int64_t step = otp_step(clock_now(&doors->clock.clock)) + steps;
    otp_write(code, (struct str){(const char *)secret, OTP_SECRET_SIZE}, (uint64_t)step, 6);
    return arena_text(&doors->arena, str_of(code));
}

static void offer(struct doors *doors, uint8_t secret[OTP_SECRET_SIZE]) {
    expect_ok(doors,
              factor_offer(secret, doors->exchange, as(doors, "ann")->viewer, &doors->fault));
}

static enum status confirm_with(struct doors *doors, struct factor_codes *codes, const char *code) {
    struct knock knock = {.code = str_of(code), .place = STR(HOME)};
    return factor_confirm(codes, doors->exchange, as(doors, "ann")->viewer, &knock, &doors->fault);
}

// Ann has a device; a step later its next code is good.
static void enrol(struct doors *doors, uint8_t secret[OTP_SECRET_SIZE],
                  struct factor_codes *codes) {
    offer(doors, secret);
    expect_ok(doors, confirm_with(doors, codes, shown(doors, secret, 0)));
    clock_fake_move(&doors->clock, STEP);
}

static struct factor_state state_of(struct doors *doors, const char *name) {
    struct factor_state now;
    expect_ok(doors, factor_state(&now, doors->exchange, as(doors, name)->viewer, &doors->fault));
    return now;
}

static void what_is_offered_asks_for_nothing_until_it_is_confirmed(void **state) {
    struct doors *doors = *state;
    uint8_t first[OTP_SECRET_SIZE], secret[OTP_SECRET_SIZE], again[OTP_SECRET_SIZE];
    struct factor_codes codes;
    assert_int_equal(confirm_with(doors, &codes, "123456"), ABSENT);
    offer(doors, first);
    offer(doors, secret);
    assert_memory_not_equal(first, secret, sizeof secret);
    expect_ok(doors,
              factor_offered(again, doors->exchange, as(doors, "ann")->viewer, &doors->fault));
    assert_memory_equal(again, secret, sizeof secret);
    expect_ok(doors, knock_of(doors, PASSWORD, ""));
    assert_false(state_of(doors, "ann").is_on);
    assert_int_equal(confirm_with(doors, &codes, shown(doors, first, 0)), DENIED);
    assert_int_equal(confirm_with(doors, &codes, ""), DENIED);
    expect_ok(doors, confirm_with(doors, &codes, shown(doors, secret, 0)));
    assert_true(state_of(doors, "ann").is_on);
    assert_int_equal(state_of(doors, "ann").codes_left, FACTOR_CODES);
    assert_false(state_of(doors, "bob").is_on);
    assert_int_equal(knock_of(doors, PASSWORD, ""), DENIED);
    assert_int_equal(factor_offered(again, doors->exchange, &doors->viewer, &doors->fault), ABSENT);
    assert_int_equal(factor_offer(again, doors->exchange, as(doors, "ann")->viewer, &doors->fault),
                     CONFLICT); // who sits at her machine makes no other
}

static void an_offer_is_over_after_so_long(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    offer(doors, secret);
    // as() moves the clock by a millisecond.
    clock_fake_move(&doors->clock, FACTOR_OFFER_SECONDS * STAMP_SECOND - 1000);
    assert_int_equal(confirm_with(doors, &codes, shown(doors, secret, 0)), ABSENT);
    offer(doors, secret);
    clock_fake_move(&doors->clock, FACTOR_OFFER_SECONDS * STAMP_SECOND - 1001);
    expect_ok(doors, confirm_with(doors, &codes, shown(doors, secret, 0)));
}

static void a_password_without_its_code_is_answered_as_a_wrong_one(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    enrol(doors, secret, &codes);
    const char *right = shown(doors, secret, 0);
    const char *const tries[][2] = {{"wrong", ""},
                                    {"wrong", "000000"},
                                    {"wrong", right},
                                    {PASSWORD, ""},
                                    {PASSWORD, "000000"},
                                    {PASSWORD, "x"},
                                    {PASSWORD, codes.text[0] + 1}};
    char sentence[sizeof doors->fault.text];
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        assert_int_equal(knock_of(doors, tries[i][0], tries[i][1]), DENIED);
        if (i) assert_string_equal(sentence, doors->fault.text);
        memcpy(sentence, doors->fault.text, sizeof sentence);
    }
    expect_ok(doors, knock_of(doors, PASSWORD, right));
}

static void wrong_codes_are_counted_like_wrong_passwords(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    enrol(doors, secret, &codes);
    for (int i = 0; i < DOORKEEPER_TRIES_MAX; i++)
        assert_int_equal(knock_of(doors, PASSWORD, "000000"), DENIED);
    assert_int_equal(knock_of(doors, PASSWORD, shown(doors, secret, 0)), LIMIT);
    clock_fake_move(&doors->clock, 60 * STAMP_SECOND);
    expect_ok(doors, knock_of(doors, PASSWORD, shown(doors, secret, 0)));
}

// Who is signed in cannot try all codes either, to switch it off.
static void codes_that_are_asked_for_later_are_counted_too(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    enrol(doors, secret, &codes);
    for (int i = 0; i <= DOORKEEPER_TRIES_MAX; i++) {
        struct knock knock = {.code = STR("000000"), .place = STR(HOME)};
        assert_int_equal(
            factor_end(doors->exchange, as(doors, "ann")->viewer, &knock, &doors->fault),
            i < DOORKEEPER_TRIES_MAX ? DENIED : LIMIT);
        assert_int_equal(knock.wait_s > 0, i == DOORKEEPER_TRIES_MAX);
    }
    struct knock right = {.code = str_of(shown(doors, secret, 0)), .place = STR(HOME)};
    assert_int_equal(factor_end(doors->exchange, as(doors, "ann")->viewer, &right, &doors->fault),
                     LIMIT);
    assert_int_equal(knock_of(doors, PASSWORD, shown(doors, secret, 0)), LIMIT); // one count
    assert_true(state_of(doors, "ann").is_on);
}

static void a_browser_that_is_known_is_not_kept_out_by_others_guesses_at_codes(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes, fresh;
    char device[DEVICE_TEXT_SIZE];
    enrol(doors, secret, &codes);
    const struct viewer *ann = as(doors, "ann")->viewer;
    expect_ok(doors, device_make(device, doors->exchange, ann->account_no, &doors->fault));
    for (int i = 0; i <= DOORKEEPER_TRIES_MAX; i++) knock_of(doors, PASSWORD, "000000");
    struct knock strange = {.code = str_of(codes.text[0]), .place = STR(HOME)};
    assert_int_equal(factor_renew(&fresh, doors->exchange, ann, &strange, &doors->fault), LIMIT);
    struct knock known = strange;
    known.device = str_of(device);
    expect_ok(doors, factor_renew(&fresh, doors->exchange, ann, &known, &doors->fault));
}

static void no_code_opens_twice(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    offer(doors, secret);
    const char *first = shown(doors, secret, 0);
    expect_ok(doors, confirm_with(doors, &codes, first));
    assert_int_equal(knock_of(doors, PASSWORD, first), DENIED); // the one that confirmed it
    clock_fake_move(&doors->clock, STEP);
    const char *code = shown(doors, secret, 0), *next = shown(doors, secret, 1);
    expect_ok(doors, knock_of(doors, PASSWORD, code));
    assert_int_equal(knock_of(doors, PASSWORD, code), DENIED);
    expect_ok(doors, knock_of(doors, PASSWORD, next));
    assert_int_equal(knock_of(doors, PASSWORD, code), DENIED);
    // Two who found the same one: one of them takes it.
    clock_fake_move(&doors->clock, 2 * STEP);
    int64_t no = as(doors, "ann")->viewer->account_no;
    struct factor_hit hits[2];
    for (int i = 0; i < 2; i++)
        expect_ok(doors, factor_find(&hits[i], doors->exchange, no, str_of(shown(doors, secret, 0)),
                                     &doors->fault));
    expect_ok(doors, factor_take(doors->exchange, no, &hits[0], &doors->fault));
    assert_int_equal(factor_take(doors->exchange, no, &hits[1], &doors->fault), DENIED);
}

static void a_recovery_code_stands_for_a_code_once_and_for_its_own_account_only(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    enrol(doors, secret, &codes);
    for (size_t i = 0; i < FACTOR_CODES; i++)
        for (size_t j = i + 1; j < FACTOR_CODES; j++)
            assert_string_not_equal(codes.text[i], codes.text[j]);
    expect_ok(doors, knock_of(doors, PASSWORD, codes.text[3]));
    assert_int_equal(knock_of(doors, PASSWORD, codes.text[3]), DENIED);
    assert_int_equal(state_of(doors, "ann").codes_left, FACTOR_CODES - 1);
    // As somebody may write it.
    char loud[FACTOR_CODE_SIZE];
    size_t size = 0;
    for (const char *from = codes.text[4]; *from; from++)
        if (*from != '-') loud[size++] = (char)(*from >= 'a' ? *from - 'a' + 'A' : *from);
    loud[size] = '\0';
    expect_ok(doors, knock_of(doors, PASSWORD, loud));
    uint8_t digests[2][32];
    assert_true(factor_code_read(digests[0], 1, str_of(codes.text[5])));
    assert_true(factor_code_read(digests[1], 2, str_of(codes.text[5])));
    assert_memory_not_equal(digests[0], digests[1], 32);
    static const char *const bad[] = {"",
                                      "abcd",
                                      "abcd-efgh-ijkl-mno",
                                      "abcd-efgh-ijkl-mnopq",
                                      "abcd-efgh-ijkl-mno1",
                                      "abcd_efgh_ijkl_mnop"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(factor_code_read(digests[0], 1, str_of(bad[i])));
}

static void other_recovery_codes_end_those_of_before(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes, fresh;
    enrol(doors, secret, &codes);
    struct knock knock = {.code = STR("000000"), .place = STR(HOME)};
    assert_int_equal(
        factor_renew(&fresh, doors->exchange, as(doors, "ann")->viewer, &knock, &doors->fault),
        DENIED);
    knock.code = str_of(codes.text[0]);
    expect_ok(doors, factor_renew(&fresh, doors->exchange, as(doors, "ann")->viewer, &knock,
                                  &doors->fault));
    assert_int_equal(state_of(doors, "ann").codes_left, FACTOR_CODES);
    assert_int_equal(knock_of(doors, PASSWORD, codes.text[1]), DENIED);
    expect_ok(doors, knock_of(doors, PASSWORD, fresh.text[1]));
}

static void it_is_switched_off_by_a_code(void **state) {
    struct doors *doors = *state;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    struct knock knock = {.code = STR("000000"), .place = STR(HOME)};
    assert_int_equal(factor_end(doors->exchange, as(doors, "ann")->viewer, &knock, &doors->fault),
                     ABSENT);
    enrol(doors, secret, &codes);
    assert_int_equal(factor_end(doors->exchange, as(doors, "ann")->viewer, &knock, &doors->fault),
                     DENIED);
    knock.code = str_of(shown(doors, secret, 0));
    expect_ok(doors, factor_end(doors->exchange, as(doors, "ann")->viewer, &knock, &doors->fault));
    assert_false(state_of(doors, "ann").is_on);
    assert_int_equal(state_of(doors, "ann").codes_left, 0);
    expect_ok(doors, knock_of(doors, PASSWORD, ""));
    enrol(doors, secret, &codes); // and on again
    expect_ok(doors, knock_of(doors, PASSWORD, shown(doors, secret, 0)));
}

static void begin(struct doors *doors, char text[CREDENTIAL_TEXT_SIZE], struct viewer *viewer) {
    struct session_wish wish = {.address = STR(HOME), .device = STR("a")};
    expect_ok(doors,
              session_begin(text, doors->exchange, as(doors, "ann")->viewer, &wish, &doors->fault));
    expect_ok(doors, viewer_of_session(viewer, doors->exchange, str_of(text), true, &doors->arena,
                                       &doors->fault));
}

static void what_came_in_by_the_password_alone_ends_when_a_device_is_confirmed(void **state) {
    struct doors *doors = *state;
    char here[CREDENTIAL_TEXT_SIZE], there[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer, other;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    begin(doors, there, &other);
    begin(doors, here, &viewer);
    offer(doors, secret);
    struct knock knock = {.code = str_of(shown(doors, secret, 0)), .place = STR(HOME)};
    expect_ok(doors, factor_confirm(&codes, doors->exchange, &viewer, &knock, &doors->fault));
    expect_ok(doors, viewer_of_session(&viewer, doors->exchange, str_of(here), true, &doors->arena,
                                       &doors->fault));
    assert_int_equal(viewer_of_session(&other, doors->exchange, str_of(there), true, &doors->arena,
                                       &doors->fault),
                     DENIED);
}

static void a_session_is_proved_for_so_long_and_again_by_password_and_code(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    enrol(doors, secret, &codes);
    begin(doors, text, &viewer);
    stamp began = clock_now(&doors->clock.clock);
    clock_fake_move(&doors->clock, SESSION_PROOF_SECONDS * STAMP_SECOND - 1);
    assert_true(session_is_proved(doors->exchange, &viewer));
    clock_fake_move(&doors->clock, 1);
    assert_false(session_is_proved(doors->exchange, &viewer));
    assert_int_equal(viewer.proof.proved, began);
    struct knock knock = {.password = STR(PASSWORD), .place = STR(HOME)};
    assert_int_equal(session_prove(doors->exchange, &viewer, &knock, &doors->arena, &doors->fault),
                     DENIED);
    knock.code = str_of(shown(doors, secret, 0));
    expect_ok(doors, session_prove(doors->exchange, &viewer, &knock, &doors->arena, &doors->fault));
    expect_ok(doors, viewer_of_session(&viewer, doors->exchange, str_of(text), true, &doors->arena,
                                       &doors->fault));
    assert_true(session_is_proved(doors->exchange, &viewer));
    assert_true(session_is_proved(doors->exchange, as(doors, "ann")->viewer)); // by no browser
}

static void who_is_asked_to_have_one_and_has_none_must_enrol(void **state) {
    struct doors *doors = *state;
    char text[CREDENTIAL_TEXT_SIZE], token[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer, program;
    struct token made;
    uint8_t secret[OTP_SECRET_SIZE];
    struct factor_codes codes;
    int64_t alder = as(doors, "ann")->viewer->organisation_no;
    int64_t birch = as(doors, "bob")->viewer->organisation_no;
    assert_int_equal(
        factor_require(doors->exchange, as(doors, "bob")->viewer, birch, true, &doors->fault),
        DENIED); // no administrator
    assert_int_equal(
        factor_require(doors->exchange, as(doors, "ann")->viewer, birch, true, &doors->fault),
        DENIED); // of another organisation
    assert_int_equal(
        factor_require(doors->exchange, as(doors, "ann")->viewer, 0, true, &doors->fault), DENIED);
    begin(doors, text, &viewer);
    struct viewer open = viewer; // a stream, perhaps
    expect_ok(doors, token_make(token, &made, doors->exchange, &viewer,
                                &(struct token_wish){.label = STR("a")}, &doors->fault));
    expect_ok(doors, factor_require(doors->exchange, as(doors, "ann")->viewer, alder, true,
                                    &doors->fault));
    expect_ok(doors, viewer_of_session(&viewer, doors->exchange, str_of(text), true, &doors->arena,
                                       &doors->fault));
    assert_true(viewer.must_enrol);
    expect_ok(doors, viewer_renew(&open, doors->exchange, &doors->fault));
    assert_int_equal(open.account_no, 0);
    expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault));
    assert_true(viewer.account_no && viewer.must_enrol);
    expect_ok(doors, viewer_of_token(&program, doors->exchange, str_of(token), &doors->arena,
                                     &doors->fault));
    assert_false(program.must_enrol);
    assert_false(as(doors, "bob")->viewer->must_enrol);
    expect_ok(doors,
              factor_require(doors->exchange, as(doors, "")->viewer, 0, true, &doors->fault));
    assert_true(as(doors, "bob")->viewer->must_enrol);
    assert_true(state_of(doors, "bob").is_required);
    enrol(doors, secret, &codes);
    assert_false(as(doors, "ann")->viewer->must_enrol);
    expect_ok(doors,
              factor_require(doors->exchange, as(doors, "")->viewer, 0, false, &doors->fault));
    assert_false(as(doors, "bob")->viewer->must_enrol);
    assert_true(state_of(doors, "ann").is_required);
}

#define P(name) cmocka_unit_test_setup_teardown(name, open_with_password, doors_close)

int main(void) {
    const struct CMUnitTest tests[] = {
        P(what_is_offered_asks_for_nothing_until_it_is_confirmed),
        P(an_offer_is_over_after_so_long),
        P(a_password_without_its_code_is_answered_as_a_wrong_one),
        P(wrong_codes_are_counted_like_wrong_passwords),
        P(codes_that_are_asked_for_later_are_counted_too),
        P(a_browser_that_is_known_is_not_kept_out_by_others_guesses_at_codes),
        P(no_code_opens_twice),
        P(a_recovery_code_stands_for_a_code_once_and_for_its_own_account_only),
        P(other_recovery_codes_end_those_of_before),
        P(it_is_switched_off_by_a_code),
        P(what_came_in_by_the_password_alone_ends_when_a_device_is_confirmed),
        P(a_session_is_proved_for_so_long_and_again_by_password_and_code),
        P(who_is_asked_to_have_one_and_has_none_must_enrol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
