// Man pages and shell completions, from the table of commands.
#include <stdio.h>

#include "cli/command.h"

// Roff: a dash is a hyphen unless escaped, a dot or quote may not begin a line.
static void put_roff(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool begins = i == 0 || text.data[i - 1] == '\n';
        if (begins && (byte == '.' || byte == '\'')) printf("\\&");
        if (byte == '-' || byte == '\\') putchar('\\');
        putchar(byte);
    }
}

static void put_paragraphs(const char *text) {
    struct str rest = str_of(text);
    while (rest.size) {
        size_t end = str_find(rest, STR("\n\n"));
        printf(".PP\n");
        put_roff(str_cut(rest, 0, end));
        printf("\n");
        rest = end == SIZE_MAX ? STR_NONE : str_cut(rest, end + 2, rest.size);
    }
}

static void put_option(enum option option) {
    const struct option_row *row = option_row(option);
    printf(".TP\n.B \\-\\-");
    put_roff(str_of(row->name));
    if (row->value) printf(" \\fI%s\\fR", row->value);
    printf("\n");
    put_roff(str_of(row->help));
    if (row->otherwise) {
        printf(" (default: ");
        put_roff(str_of(row->otherwise));
        printf(")");
    }
    printf(".\n");
}

static void put_examples(const char *examples) {
    printf(".SH EXAMPLES\n.nf\n");
    put_roff(str_of(examples));
    printf(".fi\n");
}

static void man_of_command(const struct command *command) {
    printf(".TH RENKEI\\-%s 1 \"\" \"renkei %s\" \"User Commands\"\n.SH NAME\nrenkei\\-%s \\- ",
           command->name, RENKEI_VERSION, command->name);
    put_roff(str_of(command->summary));
    struct str words = command_words(command), operands = command_operands(command);
    printf("\n.SH SYNOPSIS\n.B renkei %s%s%.*s\n[\\fIOPTION\\fR...]\n", command->name,
           words.size ? " " : "", STR_ARG(words));
    if (operands.size) printf("\\fI%.*s\\fR\n", STR_ARG(operands));
    printf(".SH DESCRIPTION\n");
    put_paragraphs(command->description);
    printf(".SH OPTIONS\n");
    for (const enum option *option = command->options; *option != OPTION_COUNT; option++)
        put_option(*option);
    put_option(OPTION_CONFIG);
    put_option(OPTION_HELP);
    printf(".SH EXIT STATUS\n%s.\n", command->exits ? command->exits : "0 fine, 2 error");
    put_examples(command->examples);
    printf(".SH SEE ALSO\n.BR renkei (1)\n");
}

static void man_of_program(void) {
    printf(".TH RENKEI 1 \"\" \"renkei %s\" \"User Commands\"\n.SH NAME\nrenkei \\- warn each "
           "other of cyber threats and cooperate against them\n.SH SYNOPSIS\n.B renkei\n"
           "\\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIOPERAND\\fR...]\n.SH COMMANDS\n",
           RENKEI_VERSION);
    for (size_t i = 0; i < command_count; i++)
        printf(".TP\n.BR renkei\\-%s (1)\n%s.\n", commands[i].name, commands[i].summary);
    printf(".SH ENVIRONMENT\nEvery option may be given as RENKEI_NAME, with letters in upper case "
           "and underscores for dashes (RENKEI_STORE), or in the file that --config or "
           "RENKEI_CONFIG names, a line each: name = value. A flag wins over the environment, "
           "the environment over the file.\n.SH EXIT STATUS\n0 fine or nothing found, 1 found, "
           "refused or different, 2 unusable input, wrong usage or no connection.\n");
}

int cmd_man(const struct options *options, struct arena *arena) {
    (void)arena;
    if (!options->operand_count) {
        man_of_program();
        return EXIT_FINE;
    }
    const struct command *command = command_find(options->operands[0]);
    if (command) {
        man_of_command(command);
        return EXIT_FINE;
    }
    struct fault fault;
    fault_set(&fault, ABSENT, "there is no command %.*s", STR_ARG(options->operands[0]));
    return command_fail(&fault);
}

// ---- completions ----

// Calls `put` with each of the words that a command takes.
static void each_word(const struct command *command,
                      void (*put)(const struct command *command, struct str word)) {
    struct str rest = command_words(command), word;
    while (rest.size && str_take(&word, &rest, '|')) put(command, word);
}

static void put_bash_word(const struct command *command, struct str word) {
    (void)command;
    printf("%.*s ", STR_ARG(word));
}

static void complete_bash(void) {
    printf("_renkei() {\n    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
           "    if [ \"$COMP_CWORD\" = 1 ]; then\n        words='");
    for (size_t i = 0; i < command_count; i++) printf("%s ", commands[i].name);
    printf("'\n    else\n        case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < command_count; i++) {
        printf("        %s) words='", commands[i].name);
        each_word(&commands[i], put_bash_word);
        const enum option *option = commands[i].options;
        for (; *option != OPTION_COUNT; option++) printf("--%s ", option_row(*option)->name);
        printf("--config --help' ;;\n");
    }
    printf("        esac\n    fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
           "complete -o default -F _renkei renkei\n");
}

// In single quotes of zsh: an apostrophe ends them, a colon divides name and help.
static void put_zsh(const char *name, const char *help, const char *dashes) {
    printf("'%s%s:", dashes, name);
    for (const char *at = help; *at; at++) {
        if (*at == '\'')
            printf("'\\''");
        else
            putchar(*at);
    }
    printf("'\n");
}

static void put_zsh_word(const struct command *command, struct str word) {
    (void)command;
    printf("            '%.*s'\n", STR_ARG(word));
}

static void complete_zsh(void) {
    printf("#compdef renkei\n_renkei() {\n    local -a found\n    if (( CURRENT == 2 )); then\n"
           "        found=(\n");
    for (size_t i = 0; i < command_count; i++) {
        printf("            ");
        put_zsh(commands[i].name, commands[i].summary, "");
    }
    printf("        )\n        _describe command found\n        return\n    fi\n"
           "    case $words[2] in\n");
    for (size_t i = 0; i < command_count; i++) {
        printf("    %s)\n        found=(\n", commands[i].name);
        each_word(&commands[i], put_zsh_word);
        const enum option *option = commands[i].options;
        for (; *option != OPTION_COUNT; option++) {
            printf("            ");
            put_zsh(option_row(*option)->name, option_row(*option)->help, "--");
        }
        printf("        ) ;;\n");
    }
    printf("    esac\n    _describe option found\n    _files\n}\n_renkei \"$@\"\n");
}

static void put_fish_word(const struct command *command, struct str word) {
    printf("complete -c renkei -n '__fish_seen_subcommand_from %s' -a %.*s\n", command->name,
           STR_ARG(word));
}

static void complete_fish(void) {
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        printf("complete -c renkei -n __fish_use_subcommand -a %s -d '%s'\n", command->name,
               command->summary);
        each_word(command, put_fish_word);
        const enum option *option = command->options;
        for (; *option != OPTION_COUNT; option++) {
            const struct option_row *row = option_row(*option);
            struct str help = str_of(row->help);
            printf("complete -c renkei -n '__fish_seen_subcommand_from %s' -l %s%s -d \"%.*s\"\n",
                   command->name, row->name, row->value ? " -r" : "", STR_ARG(help));
        }
    }
}

int cmd_completion(const struct options *options, struct arena *arena) {
    (void)arena;
    struct str shell = options->operand_count ? options->operands[0] : STR("");
    if (str_equal(shell, STR("bash"))) {
        complete_bash();
    } else if (str_equal(shell, STR("zsh"))) {
        complete_zsh();
    } else if (str_equal(shell, STR("fish"))) {
        complete_fish();
    } else {
        struct fault fault;
        fault_set(&fault, MALFORMED, "completion takes bash, zsh or fish");
        return command_fail(&fault);
    }
    return EXIT_FINE;
}
