#include "app/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/file.h"

static const enum option allowed[] = {OPTION_STORE,          OPTION_PORT,       OPTION_QUIET,
                                      OPTION_ALL_OR_NOTHING, OPTION_INDICATORS, OPTION_COUNT};
static struct arena arena;
static struct fault fault;
static char path[64];

static int set_up(void **state) {
    (void)state;
    arena_init(&arena);
    fault.text[0] = '\0';
    strcpy(path, "/tmp/renkei-options-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state) {
    (void)state;
    static const char *const names[] = {"STORE",          "PORT",   "QUIET",
                                        "ALL_OR_NOTHING", "CONFIG", "FORMAT"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(arena_format(&arena, "RENKEI_%s", names[i]).data);
    arena_close(&arena);
    return unlink(path);
}

static void configure(const char *text) {
    assert_int_equal(file_write(path, str_of(text), 0600, &fault), OK);
}

// Reads a command line that is divided by spaces; "CONFIG" stands for the file of this test.
static enum status read_line(struct options *out, const char *line) {
    char *arguments[100];
    size_t count = 0;
    char *words = (char *)arena_text(&arena, str_of(line)); // copied just now
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        arguments[count++] = strcmp(word, "CONFIG") == 0 ? path : word;
    return options_read(out, arguments, count, allowed, &arena, &fault);
}

static struct options must_read(const char *line) {
    struct options options;
    if (read_line(&options, line) != OK) fail_msg("%s: %s", line, fault.text);
    return options;
}

static void expect_text(const struct options *options, enum option option, const char *expected) {
    struct str text = option_text(options, option);
    if (!str_equal(text, str_of(expected))) fail_msg("%.*s, not %s", STR_ARG(text), expected);
}

static void a_flag_wins_over_the_environment_and_that_over_the_file(void **state) {
    (void)state;
    struct options options = must_read("");
    expect_text(&options, OPTION_STORE, "renkei.db");
    assert_false(options.is_given[OPTION_STORE]);
    configure("store = of-the-file\nport = 1\n");
    options = must_read("--config CONFIG");
    expect_text(&options, OPTION_STORE, "of-the-file");
    setenv("RENKEI_STORE", "of-the-environment", 1);
    options = must_read("--config CONFIG");
    expect_text(&options, OPTION_STORE, "of-the-environment");
    expect_text(&options, OPTION_PORT, "1");
    options = must_read("--store of-the-flag --config CONFIG");
    expect_text(&options, OPTION_STORE, "of-the-flag");
    options = must_read("--store first --store=last");
    expect_text(&options, OPTION_STORE, "last");
    setenv("RENKEI_STORE", "", 1); // as good as none
    options = must_read("--config CONFIG");
    expect_text(&options, OPTION_STORE, "of-the-file");
}

static void the_environment_may_name_the_file(void **state) {
    (void)state;
    configure("  # a comment\n\n  port  =  81  \r\nall-or-nothing = yes\n");
    setenv("RENKEI_CONFIG", path, 1);
    struct options options = must_read("");
    expect_text(&options, OPTION_PORT, "81");
    assert_true(option_flag(&options, OPTION_ALL_OR_NOTHING));
}

static void a_flag_may_be_switched_off_where_it_has_a_value(void **state) {
    (void)state;
    static const struct {
        const char *word;
        bool is_on;
    } words[] = {{"yes", true}, {"true", true},   {"1", true},
                 {"no", false}, {"false", false}, {"0", false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        setenv("RENKEI_ALL_OR_NOTHING", words[i].word, 1);
        struct options options = must_read("");
        assert_int_equal(option_flag(&options, OPTION_ALL_OR_NOTHING), words[i].is_on);
        options = must_read("--all-or-nothing");
        assert_true(option_flag(&options, OPTION_ALL_OR_NOTHING));
    }
    configure("quiet = yes\n");
    setenv("RENKEI_QUIET", "no", 1);
    struct options options = must_read("--config CONFIG");
    assert_false(option_flag(&options, OPTION_QUIET));
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    static const struct {
        const char *line, *sentence;
    } wrong[] = {
        {"--nothing", "--nothing: this command has no such option"},
        {"--format csv", "--format: this command has no such option"}, // another command's
        {"--store", "--store: PATH|URL is missing"},
        {"--quiet=yes", "--quiet: takes no value"},
        {"-q", "-q: options have two dashes"},
        {"--", ""},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct options options;
        fault.text[0] = '\0';
        enum status expected = *wrong[i].sentence ? MALFORMED : OK;
        assert_int_equal(read_line(&options, wrong[i].line), expected);
        assert_string_equal(fault.text, wrong[i].sentence);
    }
}

static void a_wrong_line_is_named_by_file_and_number(void **state) {
    (void)state;
    static const struct {
        const char *text, *sentence;
    } wrong[] = {
        {"port = 1\nprot = 2\n", ", line 2: prot: no such option"},
        {"quiet\n", ", line 1: quiet: no such option"},
        {"\n\nquiet = maybe\n", ", line 3: quiet: yes or no is expected, not 'maybe'"},
        {"follow = perhaps\n", ", line 1: follow: yes or no is expected"}, // another command's
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct options options;
        configure(wrong[i].text);
        assert_int_equal(read_line(&options, "--config CONFIG"), MALFORMED);
        assert_true(str_starts(str_of(fault.text), str_of(path)));
        if (!strstr(fault.text, wrong[i].sentence)) fail_msg("%s", fault.text);
    }
    struct options options;
    setenv("RENKEI_QUIET", "maybe", 1);
    assert_int_equal(read_line(&options, ""), MALFORMED);
    assert_non_null(strstr(fault.text, "the environment"));
    unsetenv("RENKEI_QUIET");
    assert_int_equal(read_line(&options, "--config /tmp/renkei-no-such-file"), ABSENT);
    assert_non_null(strstr(fault.text, "/tmp/renkei-no-such-file"));
}

static void one_file_and_one_environment_serve_all_commands(void **state) {
    (void)state;
    configure("format = csv\nport = 1\n");
    setenv("RENKEI_FORMAT", "list", 1);
    struct options options = must_read("--config CONFIG");
    assert_false(options.is_given[OPTION_FORMAT]);
    expect_text(&options, OPTION_PORT, "1");
}

static void what_is_no_option_is_an_operand(void **state) {
    (void)state;
    struct options options = must_read("a - --quiet b --store x -- --store -q -h");
    static const char *const expected[] = {"a", "-", "b", "--store", "-q", "-h"};
    assert_int_equal(options.operand_count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < options.operand_count; i++)
        assert_true(str_equal(options.operands[i], str_of(expected[i])));
    expect_text(&options, OPTION_STORE, "x");
    assert_false(option_flag(&options, OPTION_HELP));
    options = must_read("--store --quiet"); // its value, whatever it looks like
    expect_text(&options, OPTION_STORE, "--quiet");
    assert_false(option_flag(&options, OPTION_QUIET));
}

static void what_may_be_given_again_has_a_limit(void **state) {
    (void)state;
    char *arguments[OPTION_VALUES_MAX + 1];
    for (size_t i = 0; i <= OPTION_VALUES_MAX; i++)
        arguments[i] = (char *)arena_format(&arena, "--indicators=%zu", i).data; // made just now
    struct options options;
    assert_int_equal(options_read(&options, arguments, OPTION_VALUES_MAX, allowed, &arena, &fault),
                     OK);
    assert_int_equal(options.many_count, OPTION_VALUES_MAX);
    assert_true(str_equal(options.many[OPTION_VALUES_MAX - 1], STR("63")));
    assert_int_equal(
        options_read(&options, arguments, OPTION_VALUES_MAX + 1, allowed, &arena, &fault),
        MALFORMED);
    assert_non_null(strstr(fault.text, "--indicators"));
}

static void a_number_has_both_ends(void **state) {
    (void)state;
    static const struct {
        const char *line;
        enum status status;
    } numbers[] = {{"--port 0", OK},
                   {"--port 65535", OK},
                   {"--port 65536", MALFORMED},
                   {"--port -1", MALFORMED},
                   {"--port 80a", MALFORMED},
                   {"--port=", MALFORMED},
                   {"--port 1e3", MALFORMED},
                   {"", OK}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct options options = must_read(numbers[i].line);
        uint64_t port = 0;
        assert_int_equal(option_number(&port, &options, OPTION_PORT, 0, 65535, &fault),
                         numbers[i].status);
        if (numbers[i].status != OK)
            assert_string_equal(fault.text, "--port: a number from 0 to 65535 is expected");
    }
}

static void every_option_is_spelled_and_explained(void **state) {
    (void)state;
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = option_row((enum option)i);
        assert_non_null(row->name);
        assert_int_equal(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(row->name));
        assert_true(row->help && *row->help && row->help[strlen(row->help) - 1] != '.');
        for (int j = 0; j < i; j++)
            assert_string_not_equal(row->name, option_row((enum option)j)->name);
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        T(a_flag_wins_over_the_environment_and_that_over_the_file),
        T(the_environment_may_name_the_file),
        T(a_flag_may_be_switched_off_where_it_has_a_value),
        T(what_is_wrong_is_named),
        T(a_wrong_line_is_named_by_file_and_number),
        T(one_file_and_one_environment_serve_all_commands),
        T(what_is_no_option_is_an_operand),
        T(what_may_be_given_again_has_a_limit),
        T(a_number_has_both_ends),
        T(every_option_is_spelled_and_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
