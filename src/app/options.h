// options.h - every option of the program, one table: its name is the same in every command, in the
// configuration file (`name = value`) and in the environment (RENKEI_NAME). A flag wins over the
// environment, the environment over the file, the file over the default.
#pragma once

#include "base/arena.h"

enum option {
    OPTION_STORE,
    OPTION_CONFIG,
    OPTION_SERVER,
    OPTION_TOKEN,
    OPTION_SOCKET,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_THREADS,
    OPTION_AS,
    OPTION_LISTEN,
    OPTION_PORT,
    OPTION_PORT_FILE,
    OPTION_CERTIFICATE,
    OPTION_KEY,
    OPTION_AUTHORITY,
    OPTION_CLIENT_AUTHORITIES,
    OPTION_COLLECTION,
    OPTION_ALL_OR_NOTHING,
    OPTION_FORMAT,
    OPTION_SPEC,
    OPTION_TYPE,
    OPTION_TLP,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_WORDS,
    OPTION_ALL_VERSIONS,
    OPTION_INDICATORS,
    OPTION_FOLLOW,
    OPTION_STRICT,
    OPTION_ORGANISATION,
    OPTION_NAME,
    OPTION_FROM,
    OPTION_TO,
    OPTION_OVERWRITE,
    OPTION_PATTERN_VERSION,
    OPTION_LENIENT,
    OPTION_DATA,
    OPTION_STRENGTH,
    OPTION_PROOF,
    OPTION_CHECKPOINT,
    OPTION_LOG_KEY,
    OPTION_RECEIPTS,
    OPTION_WITNESS,
    OPTION_WITNESS_EVERY,
    OPTION_REACH,
    OPTION_STATE,
    OPTION_EVERY,
    OPTION_PATIENCE,
    OPTION_ONCE,
    OPTION_SCOPES,
    OPTION_DAYS,
    OPTION_USER,
    OPTION_NO_SANDBOX,
    OPTION_ACT,
    OPTION_PERSON,
    OPTION_LIMIT_REQUESTS,
    OPTION_LIMIT_WORK,
    OPTION_LIMIT_STREAMS,
    OPTION_LIMIT_UPLOAD,
    OPTION_PLACE,
    OPTION_OBJECT,
    OPTION_HELP,
    OPTION_COUNT,
};
struct option_row {
    const char *name;      // "store"
    const char *value;     // "FILE", NULL for a flag: yes, no, true, false, 1 or 0 where it has one
    const char *otherwise; // default, NULL for none
    const char *help;      // one sentence without a full stop
    bool is_many;          // may be given again
};
const struct option_row *option_row(enum option option);

#define OPTION_VALUES_MAX 64
#define OPERANDS_MAX 100000

struct options {
    struct str values[OPTION_COUNT];    // STR_NONE when not given and without default
    bool is_given[OPTION_COUNT];        // by flag, environment or file
    struct str many[OPTION_VALUES_MAX]; // all values of the one that may be given again
    size_t many_count;
    struct str *operands;
    size_t operand_count;
};
// Reads the command line after the command's name, the environment and the file that --config or
// RENKEI_CONFIG names. `allowed` lists the command's options and ends with OPTION_COUNT. MALFORMED
// with a sentence that names the option.
MUST_USE enum status options_read(struct options *out, char *const *arguments, size_t count,
                                  const enum option *allowed, struct arena *arena,
                                  struct fault *fault);
bool option_flag(const struct options *options, enum option option);
struct str option_text(const struct options *options, enum option option);
// MALFORMED unless a number from `least` to `most`.
MUST_USE enum status option_number(uint64_t *out, const struct options *options, enum option option,
                                   uint64_t least, uint64_t most, struct fault *fault);
