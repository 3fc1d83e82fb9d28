#include <signal.h>
#include <stdio.h>

#include "cli/command.h"
#include "sys/log.h"

// What a server would log, a command says in one sentence at its end.
static void say_nothing(void *context, struct str line) {
    (void)context;
    (void)line;
}

static int run(const struct command *command, char **arguments, size_t count) {
    SCOPED(arena_wipe) struct arena arena; // a token or a key may be in it
    arena_init(&arena);
    struct options options;
    struct fault fault = {""};
    enum status status = options_read(&options, arguments, count, command->options, &arena, &fault);
    if (status != OK) {
        fprintf(stderr, "renkei: %s\nrenkei help %s tells what it takes\n", fault.text,
                command->name);
        return EXIT_UNUSABLE;
    }
    if (option_flag(&options, OPTION_HELP)) {
        command_help(command);
        return EXIT_FINE;
    }
    if (command->run != cmd_serve) log_start(&(struct log_sink){.write = say_nothing});
    int code = command->run(&options, &arena);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("renkei: standard output");
        return EXIT_UNUSABLE;
    }
    return code;
}

int main(int argc, char **argv) {
    // A full file system or a closed pipe is an error to be told, not a death.
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        command_help(NULL);
        return EXIT_UNUSABLE;
    }
    struct str name = str_of(argv[1]);
    if (str_equal(name, STR("--help")) || str_equal(name, STR("-h"))) {
        command_help(NULL);
        return EXIT_FINE;
    }
    if (str_equal(name, STR("--version"))) {
        printf("renkei %s\n", RENKEI_VERSION);
        return EXIT_FINE;
    }
    const struct command *command = command_find(name);
    if (!command) {
        fprintf(stderr, "renkei: there is no command %.*s; renkei help lists them\n",
                STR_ARG(name));
        return EXIT_UNUSABLE;
    }
    return run(command, argv + 2, (size_t)argc - 2);
}
