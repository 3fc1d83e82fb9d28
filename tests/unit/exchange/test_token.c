#include "exchange/account.h"

#include "doors.h"
#include "sys/file.h"

static void make(struct doors *doors, char token[TOKEN_TEXT_SIZE], const struct token_wish *wish) {
    expect_ok(doors,
              token_make(token, doors->exchange, as(doors, "ann")->viewer, wish, &doors->fault));
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

static void a_token_holds_until_its_last_microsecond(void **state) {
    struct doors *doors = *state;
    char token[TOKEN_TEXT_SIZE], for_ever[TOKEN_TEXT_SIZE];
    make(doors, for_ever, &(struct token_wish){.label = STR("machine")});
    make(doors, token, &(struct token_wish){.label = STR("hour"), .lifetime_s = 3600});
    clock_fake_move(&doors->clock, 3600 * STAMP_SECOND - 1);
    expect_ok(doors, show(doors, token));
    clock_fake_move(&doors->clock, 1);
    assert_int_equal(show(doors, token), DENIED);
    assert_non_null(strstr(doors->fault.text, "expired"));
    assert_null(strstr(doors->fault.text, token + 3));
    expect_ok(doors, show(doors, for_ever));
}

static void only_the_whole_token_opens(void **state) {
    struct doors *doors = *state;
    char token[TOKEN_TEXT_SIZE], other[TOKEN_TEXT_SIZE];
    make(doors, token, &(struct token_wish){.label = STR("a")});
    make(doors, other, &(struct token_wish){.label = STR("b")});
    assert_string_not_equal(token, other);
    expect_ok(doors, show(doors, token));
    for (size_t i = 0; token[i]; i++) {
        char wrong[TOKEN_TEXT_SIZE];
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
    char token[TOKEN_TEXT_SIZE];
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

static void what_was_removed_opens_nothing_and_only_one_s_own_can_be(void **state) {
    struct doors *doors = *state;
    char token[TOKEN_TEXT_SIZE], session[TOKEN_TEXT_SIZE];
    make(doors, token, &(struct token_wish){.label = STR("x")});
    make(doors, session, &(struct token_wish){.label = STR("x"), .is_session = true});
    assert_int_equal(listed(doors, "ann"), 1); // the browser's is not listed
    assert_int_equal(listed(doors, "bob"), 0);
    assert_int_equal(
        token_remove_label(doors->exchange, as(doors, "bob")->viewer, STR("x"), &doors->fault),
        ABSENT);
    expect_ok(doors, show(doors, token));
    expect_ok(doors, token_remove_label(doors->exchange, as(doors, "ann")->viewer, STR("x"),
                                        &doors->fault));
    assert_int_equal(show(doors, token), DENIED);
    expect_ok(doors, show(doors, session));
    expect_ok(doors, token_remove(doors->exchange, str_of(session), &doors->fault));
    assert_int_equal(show(doors, session), DENIED);
}

static void nobody_has_no_token_and_a_label_is_bounded(void **state) {
    struct doors *doors = *state;
    char token[TOKEN_TEXT_SIZE], label[202];
    static const char *const without[] = {NULL, "", "birch"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        assert_int_equal(token_make(token, doors->exchange, as(doors, without[i])->viewer,
                                    &(struct token_wish){.label = STR("x")}, &doors->fault),
                         DENIED);
    memset(label, 'l', sizeof label);
    make(doors, token, &(struct token_wish){.label = {label, 200}});
    assert_int_equal(token_make(token, doors->exchange, as(doors, "ann")->viewer,
                                &(struct token_wish){.label = {label, 201}}, &doors->fault),
                     LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_token_holds_until_its_last_microsecond),
        T(only_the_whole_token_opens),
        T(the_text_of_a_token_is_nowhere_in_the_store),
        T(what_was_removed_opens_nothing_and_only_one_s_own_can_be),
        T(nobody_has_no_token_and_a_label_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
