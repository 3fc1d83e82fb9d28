#include "app/options.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/text.h"
#include "sys/file.h"

#define CONFIG_BYTES_MAX ((size_t)1 << 20)
#define SHOWN_BYTES_MAX 40 // of a value that is refused

// tidy: table
static const struct option_row rows[OPTION_COUNT] = {
    [OPTION_STORE] = {"store", "PATH|URL", "renkei.db",
                      "the store: its file, sqlite:PATH or postgresql://HOST/NAME", false},
    [OPTION_CONFIG] = {"config", "FILE", NULL, "read options from FILE, a line each: name = value",
                       false},
    [OPTION_SERVER] = {"server", "URL", NULL, "ask this renkei server instead of a store", false},
    [OPTION_TOKEN] = {"token", "FILE", NULL, "file that holds the token for the server", false},
    [OPTION_SOCKET] = {"socket", "PATH", NULL,
                       "the server's local socket; for a file it is PATH-socket beside it", false},
    [OPTION_JSON] = {"json", NULL, NULL, "print JSON for programs to read", false},
    [OPTION_QUIET] = {"quiet", NULL, NULL, "say only what went wrong", false},
    [OPTION_THREADS] = {"threads", "N", NULL, "how many requests are worked on at once", false},
    [OPTION_AS] = {"as", "ORG|USER", NULL, "see and act as this organisation or account", false},
    [OPTION_LISTEN] = {"listen", "ADDRESS", "127.0.0.1", "address to listen on", false},
    [OPTION_PORT] = {"port", "N", "8080", "port to listen on; 0 lets the system choose", false},
    [OPTION_PORT_FILE] = {"port-file", "FILE", NULL, "write the port into FILE once it listens",
                          false},
    [OPTION_CERTIFICATE] = {"certificate", "FILE", NULL, "certificate (PEM) to show over TLS",
                            false},
    [OPTION_KEY] = {"key", "FILE", NULL, "private key (PEM) of the certificate", false},
    [OPTION_AUTHORITY] = {"authority", "FILE", NULL,
                          "trust the certificates in FILE (PEM) instead of the system's", false},
    [OPTION_CLIENT_AUTHORITIES] =
        {"client-authorities", "FILE", NULL,
         "ask clients for a certificate made by one of those in FILE (PEM)", false},
    [OPTION_COLLECTION] = {"collection", "NAME", NULL,
                           "collection: its alias, its id, or community/alias", false},
    [OPTION_ALL_OR_NOTHING] = {"all-or-nothing", NULL, NULL,
                               "keep nothing of a file unless all of it can be kept", false},
    [OPTION_FORMAT] = {"format", "NAME", NULL,
                       "stix, jsonl, csv, list, values, changes; audit: text, jsonl, cef, syslog",
                       false},
    [OPTION_SPEC] = {"spec", "VERSION", NULL,
                     "write all objects as STIX 2.0 or 2.1, not as they came", false},
    [OPTION_TYPE] = {"type", "NAMES", NULL, "only these types, separated by commas", false},
    [OPTION_TLP] = {"tlp", "LABELS", NULL, "only these TLP labels, separated by commas", false},
    [OPTION_SINCE] = {"since", "TIME", NULL, "only what came in at this time or later", false},
    [OPTION_UNTIL] = {"until", "TIME", NULL, "only what came in before this time", false},
    [OPTION_WORDS] = {"words", "TEXT", NULL, "only what these words find", false},
    [OPTION_ALL_VERSIONS] = {"all-versions", NULL, NULL, "every version, not only the last", false},
    [OPTION_INDICATORS] = {"indicators", "FILE", NULL,
                           "match against this list or bundle; no store is needed", true},
    [OPTION_FOLLOW] = {"follow", NULL, NULL, "go on reading as the file grows", false},
    [OPTION_STRICT] = {"strict", NULL, NULL, "ask for every SHOULD of the standard, too", false},
    [OPTION_ORGANISATION] = {"organisation", "NAME", "Home", "name of the first organisation",
                             false},
    [OPTION_NAME] = {"name", "NAME", "operator", "name of the first account", false},
    [OPTION_FROM] = {"from", "PATH|URL", NULL, "the store to copy, which is not changed", false},
    [OPTION_TO] = {"to", "PATH|URL", NULL, "an empty place for the copy", false},
    [OPTION_OVERWRITE] = {"overwrite", NULL, NULL, "replace the backup that has this name", false},
    [OPTION_PATTERN_VERSION] = {"pattern-version", "2.0|2.1", "2.1",
                                "version of the pattern language", false},
    [OPTION_LENIENT] = {"lenient", NULL, NULL,
                        "take also what others write beside the standard, and say so", false},
    [OPTION_DATA] = {"data", "FILE", NULL, "the observations that patterns are tried on", false},
    [OPTION_STRENGTH] = {"strength", "NAME", NULL, "strict, standard or lenient, for all objects",
                         false},
    [OPTION_PROOF] = {"proof", "FILE", NULL, "the evidence that came with the object", false},
    [OPTION_CHECKPOINT] = {"checkpoint", "FILE", NULL,
                           "an older checkpoint of the log, as it was kept", false},
    [OPTION_LOG_KEY] = {"log-key", "KEY", NULL,
                        "the key of the log, as its operator told it: NAME+ID+KEY", false},
    [OPTION_RECEIPTS] = {"receipts", "FILE", NULL, "write what proves that it was taken into FILE",
                         false},
    [OPTION_WITNESS] = {"witness", "KEY", NULL,
                        "the key of a witness that must have cosigned: NAME+ID+KEY", true},
    [OPTION_WITNESS_EVERY] = {"witness-every", "SECONDS", "10",
                              "ask the witnesses of the log at most so often", false},
    [OPTION_REACH] = {"reach", "NETWORKS", NULL,
                      "networks that the server may ask besides public ones, as 10.1.0.0/16",
                      false},
    [OPTION_STATE] = {"state", "FILE", NULL, "keep in FILE what the log was", false},
    [OPTION_EVERY] = {"every", "SECONDS", "60", "look at the log so often", false},
    [OPTION_PATIENCE] = {"patience", "SECONDS", "3600",
                         "how long a cosignature or the log may be missing", false},
    [OPTION_ONCE] = {"once", NULL, NULL, "look once, and end", false},
    [OPTION_SCOPES] = {"scopes", "NAMES", NULL,
                       "what a token is for: read, write, match, admin, separated by commas",
                       false},
    [OPTION_DAYS] = {"days", "N", NULL, "for how many days a token lasts", false},
    [OPTION_USER] = {"user", "NAME", NULL, "become this user, when started as root", false},
    [OPTION_NO_SANDBOX] = {"no-sandbox", NULL, NULL,
                           "keep all rights of the user, to look for a fault", false},
    [OPTION_LIMIT_REQUESTS] = {"limit-requests", "N", "2000",
                               "requests a second of an account; 0: no limit", false},
    [OPTION_LIMIT_WORK] = {"limit-work", "N", "6",
                           "imports, exports, checks of an account at once; 0: no limit", false},
    [OPTION_LIMIT_STREAMS] = {"limit-streams", "N", "64",
                              "event streams of an account at once; 0: no limit", false},
    [OPTION_LIMIT_UPLOAD] = {"limit-upload", "MIB", "4096",
                             "MiB a minute that an account sends; 0: no limit", false},
    [OPTION_ACT] = {"act", "NAME", NULL, "only acts of this name", false},
    [OPTION_PERSON] = {"person", "NAME", NULL,
                       "explain: why this person sees it or not; audit: only what they did", false},
    [OPTION_PLACE] = {"place", "ADDRESS", NULL, "only what was done from there", false},
    [OPTION_OBJECT] = {"object", "ID", NULL, "only what was done to this object", false},
    [OPTION_HELP] = {"help", NULL, NULL, "show this help", false},
};

const struct option_row *option_row(enum option option) {
    return &rows[option];
}

static bool is_allowed(enum option option, const enum option *allowed) {
    if (option == OPTION_HELP || option == OPTION_CONFIG) return true;
    while (*allowed != OPTION_COUNT)
        if (*allowed++ == option) return true;
    return false;
}

static enum option option_find(struct str name) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (str_equal(name, str_of(rows[i].name))) return (enum option)i;
    return OPTION_COUNT;
}

// A flag has a value only in the environment and in a file.
static enum status check_flag(enum option option, struct str value, struct fault *fault) {
    static const char *const words[] = {"yes", "no", "true", "false", "1", "0"};
    if (rows[option].value) return OK;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(value, str_of(words[i]))) return OK;
    return fault_set(fault, MALFORMED, "%s: yes or no is expected, not '%.*s'", rows[option].name,
                     STR_ARG(str_cut(value, 0, SHOWN_BYTES_MAX)));
}

static enum status set(struct options *out, enum option option, struct str value,
                       struct fault *fault) {
    out->values[option] = value;
    out->is_given[option] = true;
    if (!rows[option].is_many) return OK;
    if (out->many_count == OPTION_VALUES_MAX)
        return fault_set(fault, MALFORMED, "--%s: more than %d times", rows[option].name,
                         OPTION_VALUES_MAX);
    out->many[out->many_count++] = value;
    return OK;
}

static enum status read_flag(struct options *out, struct str text, char *const *next,
                             const enum option *allowed, bool *took_next, struct fault *fault) {
    size_t equals = str_find_byte(text, '=');
    struct str name = str_cut(text, 2, equals);
    enum option option = option_find(name);
    if (option == OPTION_COUNT || !is_allowed(option, allowed))
        return fault_set(fault, MALFORMED, "--%.*s: this command has no such option",
                         STR_ARG(name));
    if (!rows[option].value) {
        if (equals != SIZE_MAX)
            return fault_set(fault, MALFORMED, "--%.*s: takes no value", STR_ARG(name));
        return set(out, option, STR("1"), fault);
    }
    if (equals != SIZE_MAX) return set(out, option, str_cut(text, equals + 1, text.size), fault);
    if (!next || !*next)
        return fault_set(fault, MALFORMED, "--%.*s: %s is missing", STR_ARG(name),
                         rows[option].value);
    *took_next = true;
    return set(out, option, str_of(*next), fault);
}

static enum status read_arguments(struct options *out, char *const *arguments, size_t count,
                                  const enum option *allowed, struct fault *fault) {
    bool only_operands = false;
    for (size_t i = 0; i < count; i++) {
        struct str text = str_of(arguments[i]);
        if (!only_operands && str_equal(text, STR("--"))) {
            only_operands = true;
        } else if (!only_operands && str_equal(text, STR("-h"))) {
            TRY(set(out, OPTION_HELP, STR("1"), fault));
        } else if (!only_operands && str_starts(text, STR("--"))) {
            bool took_next = false;
            char *const *next = i + 1 < count ? &arguments[i + 1] : NULL;
            TRY(read_flag(out, text, next, allowed, &took_next, fault));
            i += took_next;
        } else if (!only_operands && text.size > 1 && text.data[0] == '-') {
            return fault_set(fault, MALFORMED, "%.*s: options have two dashes", STR_ARG(text));
        } else {
            out->operands[out->operand_count++] = text;
        }
    }
    return OK;
}

static enum status read_environment(struct options *out, const enum option *allowed,
                                    struct arena *arena, struct fault *fault) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (out->is_given[i] || !is_allowed((enum option)i, allowed)) continue;
        struct str name = arena_format(arena, "RENKEI_%s", rows[i].name);
        char *letters = (char *)name.data; // made just above
        for (size_t at = 0; at < name.size; at++)
            letters[at] = letters[at] == '-' ? '_' : (char)toupper((unsigned char)letters[at]);
        const char *value = getenv(name.data);
        if (!value || !*value) continue;
        enum status status = check_flag((enum option)i, str_of(value), fault);
        if (status != OK) return fault_within(fault, status, "the environment:");
        TRY(set(out, (enum option)i, str_of(value), fault));
    }
    return OK;
}

static enum status read_line(struct options *out, struct str line, const enum option *allowed,
                             struct fault *fault) {
    line = str_trim(line);
    if (!line.size || line.data[0] == '#') return OK;
    size_t equals = str_find_byte(line, '=');
    struct str name = str_trim(str_cut(line, 0, equals));
    enum option option = option_find(name);
    if (equals == SIZE_MAX || option == OPTION_COUNT)
        return fault_set(fault, MALFORMED, "%.*s: no such option", STR_ARG(name));
    struct str value = str_trim(str_cut(line, equals + 1, line.size));
    TRY(check_flag(option, value, fault));
    // One file serves all commands: what this one does not know is another's.
    if (out->is_given[option] || !is_allowed(option, allowed)) return OK;
    return set(out, option, value, fault);
}

static enum status read_file(struct options *out, const enum option *allowed, struct arena *arena,
                             struct fault *fault) {
    struct str path = out->values[OPTION_CONFIG], text, line;
    if (!path.size) return OK;
    TRY(file_read(&text, arena_text(arena, path), CONFIG_BYTES_MAX, arena, fault));
    for (int number = 1; str_take(&line, &text, '\n'); number++) {
        enum status status = read_line(out, line, allowed, fault);
        if (status != OK)
            return fault_within(fault, status, "%.*s, line %d:", STR_ARG(path), number);
    }
    return OK;
}

enum status options_read(struct options *out, char *const *arguments, size_t count,
                         const enum option *allowed, struct arena *arena, struct fault *fault) {
    *out = (struct options){0};
    out->operands = arena_array(arena, count + 1, struct str);
    TRY(read_arguments(out, arguments, count, allowed, fault));
    TRY(read_environment(out, allowed, arena, fault));
    TRY(read_file(out, allowed, arena, fault));
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (!out->is_given[i]) out->values[i] = str_of(rows[i].otherwise);
    return OK;
}

bool option_flag(const struct options *options, enum option option) {
    struct str value = options->values[option];
    return options->is_given[option] && !str_equal(value, STR("0")) &&
           !str_equal(value, STR("false")) && !str_equal(value, STR("no"));
}

struct str option_text(const struct options *options, enum option option) {
    return options->values[option];
}

enum status option_number(uint64_t *out, const struct options *options, enum option option,
                          uint64_t least, uint64_t most, struct fault *fault) {
    struct str text = options->values[option];
    if (str_read_u64(out, text) && *out >= least && *out <= most) return OK;
    return fault_set(fault, MALFORMED, "--%s: a number from %llu to %llu is expected",
                     rows[option].name, (unsigned long long)least, (unsigned long long)most);
}
