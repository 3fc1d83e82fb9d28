#include "exchange/account.h"

#include "doors.h"
#include "exchange/presence.h"
#include "sys/file.h"

static void make(struct doors *doors, char token[CREDENTIAL_TEXT_SIZE],
                 const struct token_wish *wish) {
    struct token made;
    expect_ok(doors, token_make(token, &made, doors->exchange, as(doors, "ann")->viewer, wish,
                                &doors->fault));
}

static enum status show(struct doors *doors, const char *token) {
    struct viewer viewer;
    enum status status =
        viewer_of_token(&viewer, doors->exchange, str_of(token), &doors->arena, &doors->fault);
    if (status == OK) assert_string_equal(viewer.label, "ann@alder");
    return status;
}

static size_t listed(struct doors *doors, const char *name) {
    struct token *tokens;
    size_t count;
    expect_ok(doors, token_list(&tokens, &count, doors->exchange, as(doors, name)->viewer,
                                &doors->arena, &doors->fault));
    return count;
}

#define DAY_US (86400 * STAMP_SECOND)

static void a_token_holds_until_its_last_microsecond(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE], for_ever[CREDENTIAL_TEXT_SIZE];
    make(doors, for_ever, &(struct token_wish){.label = STR("machine")});
    make(doors, token, &(struct token_wish){.label = STR("two days"), .days = 2});
    clock_fake_move(&doors->clock, 2 * DAY_US - 1);
    expect_ok(doors, show(doors, token));
    clock_fake_move(&doors->clock, 1);
    assert_int_equal(show(doors, token), DENIED);
    assert_non_null(strstr(doors->fault.text, "expired"));
    assert_null(strstr(doors->fault.text, token + 3));
    expect_ok(doors, show(doors, for_ever));
}

static void only_the_whole_token_opens(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE], other[CREDENTIAL_TEXT_SIZE];
    make(doors, token, &(struct token_wish){.label = STR("a")});
    make(doors, other, &(struct token_wish){.label = STR("b")});
    assert_string_not_equal(token, other);
    expect_ok(doors, show(doors, token));
    for (size_t i = 0; token[i]; i++) {
        char wrong[CREDENTIAL_TEXT_SIZE];
        memcpy(wrong, token, sizeof wrong);
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        assert_int_equal(show(doors, wrong), DENIED);
        wrong[i] = '\0';
        assert_int_equal(show(doors, wrong), DENIED);
    }
}

static struct str dump_of(struct doors *doors) {
    struct buf buf;
    buf_init(&buf, (size_t)64 << 20);
    FILE *pipe = database_dump(store_in(doors->folder, "store"));
    char piece[4096];
    for (size_t size; (size = fread(piece, 1, sizeof piece, pipe)) > 0;)
        buf_add_bytes(&buf, piece, size);
    assert_int_equal(pclose(pipe), 0);
    struct str text = arena_copy(&doors->arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}

static struct str file_of(struct doors *doors, struct str name) {
    struct str bytes = STR("");
    const char *path = arena_format(&doors->arena, "%s/%.*s", doors->folder, STR_ARG(name)).data;
    if (str_ends(name, STR("-lock"))) return bytes; // closing it would give up the lock
    expect_ok(doors, file_read(&bytes, path, 64 << 20, &doors->arena, &doors->fault));
    return bytes;
}

// Who reads the store's files, or a backup of them, gets no token from it.
static void the_text_of_a_token_is_nowhere_in_the_store(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE];
    make(doors, token, &(struct token_wish){.label = STR("findable label")});
    struct str *names;
    size_t count, labels = 0;
    expect_ok(doors, folder_list(&names, &count, doors->folder, 10, &doors->arena, &doors->fault));
    if (on_postgres()) count = 1; // the folder is empty
    for (size_t i = 0; i < count; i++) {
        struct str bytes = on_postgres() ? dump_of(doors) : file_of(doors, names[i]);
        labels += str_find(bytes, STR("findable label")) != SIZE_MAX;
        assert_true(str_find(bytes, str_of(token + 3)) == SIZE_MAX);
    }
    assert_true(labels > 0);
}

static struct token listed_one(struct doors *doors, const char *label) {
    struct token *tokens;
    size_t count;
    expect_ok(doors, token_list(&tokens, &count, doors->exchange, as(doors, "ann")->viewer,
                                &doors->arena, &doors->fault));
    for (size_t i = 0; i < count; i++)
        if (str_equal(tokens[i].label, str_of(label))) return tokens[i];
    fail_msg("%s is not listed", label);
    return (struct token){0};
}

static void what_was_removed_opens_nothing_and_only_one_s_own_can_be(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE];
    make(doors, token, &(struct token_wish){.label = STR("x")});
    assert_int_equal(listed(doors, "ann"), 1);
    assert_int_equal(listed(doors, "bob"), 0);
    assert_int_equal(
        token_remove(doors->exchange, as(doors, "bob")->viewer, STR("x"), &doors->fault), ABSENT);
    expect_ok(doors, show(doors, token));
    expect_ok(doors,
              token_remove(doors->exchange, as(doors, "ann")->viewer, STR("x"), &doors->fault));
    assert_int_equal(show(doors, token), DENIED);
}

// A stream and a long request hold their viewer: it is renewed before each reading.
static void who_came_in_by_a_token_is_a_stranger_when_it_is_taken_back_or_expires(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE], brief[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer, short_lived;
    make(doors, token, &(struct token_wish){.label = STR("x")});
    make(doors, brief, &(struct token_wish){.label = STR("y"), .days = 1});
    expect_ok(doors, viewer_of_token(&viewer, doors->exchange, str_of(token), &doors->arena,
                                     &doors->fault));
    expect_ok(doors, viewer_of_token(&short_lived, doors->exchange, str_of(brief), &doors->arena,
                                     &doors->fault));
    expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault));
    assert_true(viewer.account_no > 0);
    expect_ok(doors,
              token_remove(doors->exchange, as(doors, "ann")->viewer, STR("x"), &doors->fault));
    expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault));
    assert_int_equal(viewer.account_no, 0);
    expect_ok(doors, viewer_renew(&short_lived, doors->exchange, &doors->fault));
    assert_true(short_lived.account_no > 0);
    clock_fake_move(&doors->clock, DAY_US); // and nobody's rights change
    expect_ok(doors, viewer_renew(&short_lived, doors->exchange, &doors->fault));
    assert_int_equal(short_lived.account_no, 0);
}

static void a_token_is_for_what_it_was_made_for_and_nothing_else(void **state) {
    struct doors *doors = *state;
    struct setup_report report;
    expect_ok(doors, setup_apply(&report, doors->exchange,
                                 STR("{\"accounts\": [{\"name\": \"ann\", \"organisation\":"
                                     " \"alder\", \"operator\": true, \"administrator\": true}]}"),
                                 &doors->arena, &doors->fault));
    for (unsigned acts = 1; acts <= ACT_ALL; acts++) {
        char token[CREDENTIAL_TEXT_SIZE];
        struct viewer viewer;
        struct str label = arena_format(&doors->arena, "for %u", acts);
        make(doors, token, &(struct token_wish){.label = label, .acts = acts});
        expect_ok(doors, viewer_of_token(&viewer, doors->exchange, str_of(token), &doors->arena,
                                         &doors->fault));
        assert_int_equal(listed_one(doors, label.data).acts, acts);
        for (unsigned act = 1; act < ACT_ALL; act *= 2)
            assert_int_equal(policy_may_come(&viewer, act), (acts & act) != 0);
        assert_int_equal(viewer.is_operator, (acts & ACT_ADMIN) != 0);
        assert_int_equal(viewer.is_administrator, (acts & ACT_ADMIN) != 0);
        expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault));
        as(doors, NULL);
        doors_tell(doors, RING_MEMBERS); // rights change, and it is read again
        expect_ok(doors, viewer_renew(&viewer, doors->exchange, &doors->fault));
        assert_int_equal(viewer.withheld, ACT_ALL & ~acts);
        doors->fault.text[0] = '\0';
        expect_ok(doors, setup_apply(&report, doors->exchange,
                                     STR("{\"accounts\": [{\"name\": \"ann\", \"organisation\":"
                                         " \"alder\", \"operator\": true,"
                                         " \"administrator\": true}]}"),
                                     &doors->arena, &doors->fault));
    }
}

static void the_door_in_is_closed_to_a_token_that_is_not_for_writing(void **state) {
    struct doors *doors = *state;
    for (unsigned acts = 1; acts <= ACT_ALL; acts++) {
        char token[CREDENTIAL_TEXT_SIZE];
        struct viewer viewer;
        struct visit visit;
        make(doors, token,
             &(struct token_wish){.label = arena_format(&doors->arena, "for %u", acts),
                                  .acts = acts});
        expect_ok(doors, viewer_of_token(&viewer, doors->exchange, str_of(token), &doors->arena,
                                         &doors->fault));
        expect_ok(doors,
                  visit_open(&visit, doors->exchange, &viewer, &doors->arena, &doors->fault));
        enum status status = intake_object(NULL, &visit, collection_of(&visit, "ring"),
                                           indicator(doors, (int)acts, NULL, NULL));
        visit_close(&visit);
        assert_int_equal(status, acts & ACT_WRITE ? OK : DENIED);
    }
}

static void nobody_makes_a_token_for_more_than_they_come_for(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE], more[CREDENTIAL_TEXT_SIZE];
    struct viewer viewer;
    struct token made;
    make(doors, token, &(struct token_wish){.label = STR("keys"), .acts = ACT_ADMIN | ACT_MATCH});
    expect_ok(doors, viewer_of_token(&viewer, doors->exchange, str_of(token), &doors->arena,
                                     &doors->fault));
    for (unsigned acts = 1; acts <= ACT_ALL; acts++) {
        struct token_wish wish = {.label = arena_format(&doors->arena, "for %u", acts),
                                  .acts = acts};
        enum status status =
            token_make(more, &made, doors->exchange, &viewer, &wish, &doors->fault);
        assert_int_equal(status, acts & (ACT_READ | ACT_WRITE) ? DENIED : OK);
    }
    struct token_wish all = {.label = STR("all")};
    expect_ok(doors, token_make(more, &made, doors->exchange, &viewer, &all, &doors->fault));
    assert_int_equal(made.acts, ACT_ADMIN | ACT_MATCH);
}

static void a_token_tells_when_it_was_last_used(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE];
    make(doors, token, &(struct token_wish){.label = STR("x")});
    assert_int_equal(listed_one(doors, "x").used, 0);
    clock_fake_move(&doors->clock, DAY_US);
    stamp at = clock_now(&doors->clock.clock);
    expect_ok(doors, show(doors, token));
    assert_int_equal(listed_one(doors, "x").used, at); // also before it is written
    expect_ok(doors, presence_write(doors->exchange, &doors->fault));
    assert_int_equal(listed_one(doors, "x").used, at);
    doors_leave(doors);
    exchange_close(&doors->exchange);
    doors->exchange = exchange_open(doors->store);
    assert_int_equal(listed_one(doors, "x").used, at);
}

static void what_has_expired_is_shown_for_a_month(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE];
    make(doors, token, &(struct token_wish){.label = STR("x"), .days = 1});
    clock_fake_move(&doors->clock, 30 * DAY_US);
    make(doors, token, &(struct token_wish){.label = STR("y")});
    assert_int_equal(listed(doors, "ann"), 2);
    clock_fake_move(&doors->clock, DAY_US);
    make(doors, token, &(struct token_wish){.label = STR("z")});
    assert_int_equal(listed(doors, "ann"), 2);
}

static void nobody_has_no_token_and_a_wish_is_bounded(void **state) {
    struct doors *doors = *state;
    struct token made;
    char token[CREDENTIAL_TEXT_SIZE], label[202];
    static const char *const without[] = {NULL, "", "birch"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        assert_int_equal(token_make(token, &made, doors->exchange, as(doors, without[i])->viewer,
                                    &(struct token_wish){.label = STR("x")}, &doors->fault),
                         DENIED);
    memset(label, 'l', sizeof label);
    const struct {
        struct token_wish wish;
        enum status status;
    } wishes[] = {
        {{.label = {label, 200}}, OK},
        {{.label = {label, 201}}, LIMIT},
        {{.label = STR("")}, MALFORMED},
        {{.label = STR("x"), .days = TOKEN_DAYS_MAX}, OK},
        {{.label = STR("x")}, CONFLICT},
        {{.label = STR("y"), .days = TOKEN_DAYS_MAX + 1}, MALFORMED},
        {{.label = STR("y"), .days = -1}, MALFORMED},
    };
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        assert_int_equal(token_make(token, &made, doors->exchange, as(doors, "ann")->viewer,
                                    &wishes[i].wish, &doors->fault),
                         wishes[i].status);
}

static void there_is_room_for_so_many_tokens_and_not_one_more(void **state) {
    struct doors *doors = *state;
    char token[CREDENTIAL_TEXT_SIZE];
    struct token made;
    as(doors, "ann");
    for (int i = 0; i <= TOKENS_MAX; i++) {
        struct token_wish wish = {.label = arena_format(&doors->arena, "token %d", i)};
        enum status status =
            token_make(token, &made, doors->exchange, doors->visit.viewer, &wish, &doors->fault);
        assert_int_equal(status, i < TOKENS_MAX ? OK : LIMIT);
    }
    assert_int_equal(listed(doors, "ann"), TOKENS_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_token_holds_until_its_last_microsecond),
        T(only_the_whole_token_opens),
        T(the_text_of_a_token_is_nowhere_in_the_store),
        T(what_was_removed_opens_nothing_and_only_one_s_own_can_be),
        T(who_came_in_by_a_token_is_a_stranger_when_it_is_taken_back_or_expires),
        T(a_token_is_for_what_it_was_made_for_and_nothing_else),
        T(the_door_in_is_closed_to_a_token_that_is_not_for_writing),
        T(nobody_makes_a_token_for_more_than_they_come_for),
        T(a_token_tells_when_it_was_last_used),
        T(what_has_expired_is_shown_for_a_month),
        T(nobody_has_no_token_and_a_wish_is_bounded),
        T(there_is_room_for_so_many_tokens_and_not_one_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
