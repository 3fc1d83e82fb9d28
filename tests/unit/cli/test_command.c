#include "cli/command.h"

#include "../app/desk.h"

static bool takes(const struct command *command, struct str name) {
    if (str_equal(name, STR("config")) || str_equal(name, STR("help"))) return true;
    for (const enum option *option = command->options; *option != OPTION_COUNT; option++)
        if (str_equal(name, str_of(option_row(*option)->name))) return true;
    return false;
}

static void every_command_is_found_by_its_name(void **state) {
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        assert_ptr_equal(command_find(str_of(command->name)), command);
        assert_int_equal(strspn(command->name, "abcdefghijklmnopqrstuvwxyz"),
                         strlen(command->name));
        assert_true(command->run && *command->description && *command->examples);
        assert_null(strchr(command->summary, '\n'));
        assert_true(command->summary[strlen(command->summary) - 1] != '.');
        assert_true(!command->exits || strncmp(command->exits, "0 ", 2) == 0);
    }
    assert_null(command_find(STR("")));
    assert_null(command_find(STR("Import")));
    assert_null(command_find(STR("import ")));
}

// A description speaks only of options that can be typed behind this command.
static void a_command_takes_what_its_description_says(void **state) {
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        struct str rest = str_of(commands[i].description);
        for (size_t at; (at = str_find(rest, STR("--"))) != SIZE_MAX;) {
            rest = str_cut(rest, at + 2, rest.size);
            size_t size = 0;
            while (size < rest.size && strchr("abcdefghijklmnopqrstuvwxyz-", rest.data[size]))
                size++;
            if (!takes(&commands[i], str_cut(rest, 0, size)))
                fail_msg("%s: --%.*s", commands[i].name, STR_ARG(str_cut(rest, 0, size)));
        }
    }
}

// Up to the first pipe or arrow; words in quotes stay together.
static size_t words_of(char **out, char *line) {
    size_t count = 0;
    while (*line && *line != '|' && *line != '>') {
        bool is_quoted = *line == '\'';
        out[count++] = line += is_quoted;
        line += strcspn(line, is_quoted ? "'" : " ");
        if (*line) *line++ = '\0';
        line += strspn(line, " ");
    }
    return count;
}

static void every_example_can_be_typed(void **state) {
    struct desk *desk = *state;
    size_t tried = 0;
    for (size_t i = 0; i < command_count; i++) {
        struct str lines = str_of(commands[i].examples), line;
        while (str_take(&line, &lines, '\n')) {
            char *words[20];
            if (!str_starts(line, STR("renkei "))) continue; // an eval of the shell
            size_t count = words_of(words, (char *)arena_text(&desk->arena, line));
            assert_true(count >= 2);
            const struct command *command = command_find(str_of(words[1]));
            assert_ptr_equal(command, &commands[i]);
            struct options options;
            expect_ok(desk, options_read(&options, words + 2, count - 2, command->options,
                                         &desk->arena, &desk->fault));
            assert_true(*command->operands || options.operand_count == 0);
            tried++;
        }
    }
    assert_true(tried >= command_count - 1);
}

static void help_fits_a_terminal_and_names_every_option(void **state) {
    struct desk *desk = *state;
    for (size_t i = 0; i <= command_count; i++) {
        const struct command *command = i < command_count ? &commands[i] : NULL;
        struct printing printing = printed_begin(stdout);
        command_help(command);
        struct str text = printed_end(&printing, &desk->arena), rest = text, line;
        while (str_take(&line, &rest, '\n'))
            if (line.size > 100) fail_msg("%.*s", STR_ARG(line));
        const enum option *option = command ? command->options : (enum option[]){OPTION_COUNT};
        for (; *option != OPTION_COUNT; option++) {
            struct str name = arena_format(&desk->arena, "--%s", option_row(*option)->name);
            assert_true(str_find(text, name) != SIZE_MAX);
        }
        for (size_t j = 0; !command && j < command_count; j++)
            assert_true(str_find(text, str_of(commands[j].summary)) != SIZE_MAX);
    }
}

static void help_for_what_is_no_command_is_unusable(void **state) {
    struct desk *desk = *state;
    struct options options;
    expect_ok(desk, options_of(&options, desk, (enum option[]){OPTION_COUNT}, "nothing"));
    struct printing out = printed_begin(stdout), error = printed_begin(stderr);
    int code = cmd_help(&options, &desk->arena);
    struct str said = printed_end(&error, &desk->arena);
    assert_int_equal(printed_end(&out, &desk->arena).size, 0);
    assert_int_equal(code, EXIT_UNUSABLE);
    assert_true(str_equal(said, STR("renkei: there is no command nothing\n")));
}

// init, then setup with a fault, then check: what each prints, and its exit code.
static void a_store_is_made_once_and_found_sound(void **state) {
    struct desk *desk = *state;
    const char *faulty = "{\"organisations\": [{\"slug\": \"a b\"}]}";
    file_in(desk, "faulty.json", str_of(faulty));
    static const struct {
        const char *name, *line, *printed, *said;
        int code;
    } steps[] = {
        {"store", "check --store @store", "", "renkei init --store", EXIT_UNUSABLE},
        {"init", "--store @store --name ann", "password: ", "shown only here", EXIT_FINE},
        {"init", "--store @store --name bob", "", "accounts already", EXIT_FOUND},
        {"setup", "--store @store @faulty.json", "", "organisations[0]", EXIT_UNUSABLE},
        {"setup", "--store @store @none.json", "", "none.json", EXIT_UNUSABLE},
        {"store", "check --store @store", "ok\n", "", EXIT_FINE},
        {"store", "check --store @store --quiet", "", "", EXIT_FINE},
        {"store", "check --store @store more", "", "one word", EXIT_UNUSABLE},
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const struct command *command = command_find(str_of(steps[i].name));
        struct options options;
        expect_ok(desk, options_of(&options, desk, command->options, steps[i].line));
        struct printing out = printed_begin(stdout), error = printed_begin(stderr);
        int code = command->run(&options, &desk->arena);
        struct str said = printed_end(&error, &desk->arena);
        struct str printed = printed_end(&out, &desk->arena);
        bool is_right = code == steps[i].code &&
                        str_find(printed, str_of(steps[i].printed)) != SIZE_MAX &&
                        str_find(said, str_of(steps[i].said)) != SIZE_MAX &&
                        (*steps[i].printed || !printed.size) && (*steps[i].said || !said.size);
        if (!is_right)
            fail_msg("%s %s: %d, %.*s, %.*s", steps[i].name, steps[i].line, code, STR_ARG(printed),
                     STR_ARG(said));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        T(every_command_is_found_by_its_name),
        T(a_command_takes_what_its_description_says),
        T(every_example_can_be_typed),
        T(help_fits_a_terminal_and_names_every_option),
        T(help_for_what_is_no_command_is_unusable),
        T(a_store_is_made_once_and_found_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
