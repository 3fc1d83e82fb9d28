// command.h - the table of subcommands: help, man pages and completions are made from it.
#pragma once

#include "app/options.h"

enum exit_code { EXIT_FINE = 0, EXIT_FOUND = 1, EXIT_UNUSABLE = 2 };

struct command {
    const char *name;
    // "FILE...", "" for none; in lower case the words themselves: "a|b", or "a|b FILE...".
    const char *operands;
    const char *summary;        // one line, no full stop
    const char *description;    // paragraphs, separated by blank lines
    const char *exits;          // what the exit codes say; NULL: the usual
    const char *examples;       // lines, each a command
    const enum option *options; // ends with OPTION_COUNT
    // Gets options that were read and are allowed. Returns an exit code.
    int (*run)(const struct options *options, struct arena *arena);
};
extern const struct command commands[];
extern const size_t command_count;
// The words of which one stands before the options ("a|b"), empty for none; and what stands behind.
struct str command_words(const struct command *command);
struct str command_operands(const struct command *command);
const struct command *command_find(struct str name); // NULL when there is none

// What each command does; they stand in files of their own.
int cmd_serve(const struct options *options, struct arena *arena);
int cmd_init(const struct options *options, struct arena *arena);
int cmd_setup(const struct options *options, struct arena *arena);
int cmd_admin(const struct options *options, struct arena *arena);
int cmd_import(const struct options *options, struct arena *arena);
int cmd_export(const struct options *options, struct arena *arena);
int cmd_lookup(const struct options *options, struct arena *arena);
int cmd_match(const struct options *options, struct arena *arena);
int cmd_check(const struct options *options, struct arena *arena);
int cmd_pattern(const struct options *options, struct arena *arena);
int cmd_explain(const struct options *options, struct arena *arena);
int cmd_types(const struct options *options, struct arena *arena);
int cmd_routes(const struct options *options, struct arena *arena);
int cmd_verify(const struct options *options, struct arena *arena);
int cmd_log(const struct options *options, struct arena *arena);
int cmd_store(const struct options *options, struct arena *arena);
int cmd_audit(const struct options *options, struct arena *arena);
int cmd_backup(const struct options *options, struct arena *arena);
int cmd_restore(const struct options *options, struct arena *arena);
int cmd_doctor(const struct options *options, struct arena *arena);
int cmd_man(const struct options *options, struct arena *arena);
int cmd_completion(const struct options *options, struct arena *arena);
int cmd_help(const struct options *options, struct arena *arena);

// Help on standard output: of one command, or of the program when NULL.
void command_help(const struct command *command);
// "renkei: sentence" on standard error; returns EXIT_UNUSABLE.
int command_fail(const struct fault *fault);
