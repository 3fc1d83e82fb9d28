#include "cli/command.h"

#include "../app/desk.h"

static struct str printed_by(struct desk *desk, int (*run)(const struct options *, struct arena *),
                             const char *operand, int *code) {
    struct options options;
    expect_ok(desk, options_of(&options, desk, (enum option[]){OPTION_COUNT}, operand));
    struct printing out = printed_begin(stdout), error = printed_begin(stderr);
    *code = run(&options, &desk->arena);
    (void)printed_end(&error, &desk->arena);
    return printed_end(&out, &desk->arena);
}

// A line that begins with a dot is an order to roff, and a bare dash a hyphen nobody can copy.
static void a_man_page_gives_roff_only_orders_that_it_knows(void **state) {
    struct desk *desk = *state;
    for (size_t i = 0; i <= command_count; i++) {
        int code;
        struct str text =
                       printed_by(desk, cmd_man, i < command_count ? commands[i].name : "", &code),
                   line;
        assert_int_equal(code, EXIT_FINE);
        assert_true(str_starts(text, STR(".TH RENKEI")));
        while (str_take(&line, &text, '\n')) {
            if (!str_starts(line, STR("."))) {
                assert_false(str_starts(line, STR("'")));
                continue;
            }
            static const char *const orders[] = {".TH ", ".SH ", ".TP", ".B ",
                                                 ".BR ", ".PP",  ".nf", ".fi"};
            bool is_known = false;
            for (size_t j = 0; j < sizeof orders / sizeof *orders; j++)
                is_known |= str_starts(line, str_of(orders[j]));
            if (!is_known) fail_msg("%.*s", STR_ARG(line));
        }
    }
}

static void a_man_page_names_every_option_as_it_is_typed(void **state) {
    struct desk *desk = *state;
    for (size_t i = 0; i < command_count; i++) {
        int code;
        struct str text = printed_by(desk, cmd_man, commands[i].name, &code);
        for (const enum option *option = commands[i].options; *option != OPTION_COUNT; option++) {
            struct buf buf;
            buf_init(&buf, 100);
            buf_add(&buf, STR(".B \\-\\-"));
            for (const char *at = option_row(*option)->name; *at; at++)
                buf_addf(&buf, "%s%c", *at == '-' ? "\\" : "", *at);
            if (str_find(text, buf_str(&buf)) == SIZE_MAX)
                fail_msg("%s: %.*s", commands[i].name, STR_ARG(buf_str(&buf)));
            buf_close(&buf);
        }
    }
}

static void bash_completes_commands_and_their_options(void **state) {
    struct desk *desk = *state;
    int code;
    struct str script = printed_by(desk, cmd_completion, "bash", &code);
    assert_int_equal(code, EXIT_FINE);
    const char *path = file_in(desk, "completion", script);
    static const struct {
        const char *words, *expected;
    } asked[] = {{"renkei loo", "lookup"},
                 {"renkei serve --port-", "--port-file"},
                 {"renkei import --all", "--all-or-nothing"},
                 {"renkei check --all", ""},
                 {"renkei store co", "copy"},
                 {"renkei completion z", "zsh"},
                 {"renkei import --conf", "--config"}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        int last = 0;
        for (const char *at = asked[i].words; *at; at++) last += *at == ' ';
        const char *command = arena_format(&desk->arena,
                                           "bash -c '. %s; COMP_WORDS=(%s); COMP_CWORD=%d; _renkei;"
                                           " printf %%s \"${COMPREPLY[*]}\"' > %s/found",
                                           path, asked[i].words, last, desk->folder)
                                  .data;
        assert_int_equal(system(command), 0);
        struct str found = STR("");
        expect_ok(desk,
                  file_read(&found, path_in(desk, "found"), 1000, &desk->arena, &desk->fault));
        if (!str_equal(found, str_of(asked[i].expected)))
            fail_msg("%s: %.*s", asked[i].words, STR_ARG(found));
    }
}

static bool ends_in_quotes(struct str line) {
    char quote = '\0';
    for (size_t at = 0; at < line.size; at++) {
        char byte = line.data[at];
        if (byte == '\\')
            at++;
        else if (quote ? byte == quote : byte == '\'' || byte == '"')
            quote = quote ? '\0' : byte;
    }
    return quote != '\0';
}

// An apostrophe in a sentence of help would end the quotes of the shell.
static void quotes_are_closed_in_every_line(void **state) {
    struct desk *desk = *state;
    static const char *const shells[] = {"zsh", "fish"};
    for (size_t i = 0; i < 2; i++) {
        int code;
        struct str text = printed_by(desk, cmd_completion, shells[i], &code), line;
        assert_int_equal(code, EXIT_FINE);
        assert_true(text.size > 1000);
        while (str_take(&line, &text, '\n')) {
            if (ends_in_quotes(line)) fail_msg("%s: %.*s", shells[i], STR_ARG(line));
        }
    }
}

static void what_is_no_command_or_shell_is_unusable(void **state) {
    struct desk *desk = *state;
    static const struct {
        int (*run)(const struct options *, struct arena *);
        const char *operand;
    } asked[] = {{cmd_man, "nothing"}, {cmd_completion, "csh"}, {cmd_completion, ""}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        int code;
        assert_int_equal(printed_by(desk, asked[i].run, asked[i].operand, &code).size, 0);
        assert_int_equal(code, EXIT_UNUSABLE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_man_page_gives_roff_only_orders_that_it_knows),
        T(a_man_page_names_every_option_as_it_is_typed),
        T(bash_completes_commands_and_their_options),
        T(quotes_are_closed_in_every_line),
        T(what_is_no_command_or_shell_is_unusable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
