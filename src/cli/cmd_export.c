#include <stdio.h>

#include "cli/answer.h"

// A problem instead of an export is gathered, an export goes straight out.
struct output {
    struct buf problem;
};

static bool write_out(void *context, const struct http_response *response, struct str bytes) {
    struct output *output = context;
    if (response->code / 100 == 2) return fwrite(bytes.data, 1, bytes.size, stdout) == bytes.size;
    buf_add(&output->problem, bytes);
    return true;
}

static void add_filters(struct buf *target, const struct options *options, struct str format) {
    static const struct {
        const char *name;
        enum option option;
    } filters[] = {
        {"format", OPTION_FORMAT}, {"type", OPTION_TYPE},   {"collection", OPTION_COLLECTION},
        {"tlp", OPTION_TLP},       {"since", OPTION_SINCE}, {"until", OPTION_UNTIL},
        {"q", OPTION_WORDS},       {"spec", OPTION_SPEC},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        target_add(target, filters[i].name,
                   filters[i].option == OPTION_FORMAT ? format
                                                      : option_text(options, filters[i].option));
    if (option_flag(options, OPTION_ALL_VERSIONS)) target_add(target, "all", STR("1"));
}

// What it left out for that is not in the output: so the output is not the whole.
static bool is_whole(struct str behind) {
    if (!behind.size || str_equal(behind, STR("0"))) return true;
    fflush(stdout);
    fprintf(stderr,
            "renkei: search does not know the newest %.*s objects yet: what --words finds in them "
            "is missing; try again\n",
            STR_ARG(behind));
    return false;
}

// Reads the list of changes as it comes: a line for each object, "sent" first.
struct tally {
    uint64_t changed, unsent;
    size_t at;     // in the line
    bool is_other; // not one that was left out
};

static bool count_lines(void *context, const struct http_response *response, struct str bytes) {
    struct tally *tally = context;
    static const char UNSENT[] = "{\"sent\":false";
    for (size_t i = 0; i < bytes.size && response->code / 100 == 2; i++) {
        char byte = bytes.data[i];
        if (byte == '\n') {
            tally->unsent += !tally->is_other;
            tally->changed += tally->is_other;
            tally->at = 0;
            tally->is_other = false;
        } else if (tally->at < sizeof UNSENT - 1 && !tally->is_other) {
            tally->is_other = byte != UNSENT[tally->at++];
        }
    }
    return true;
}

// What another version of STIX could not say is missing in the output: says so, once it is written.
static enum status tell_view(bool *whole, struct connect *connect, const struct options *options,
                             struct arena *arena, struct fault *fault) {
    struct str spec = option_text(options, OPTION_SPEC);
    if (!spec.size || str_equal(option_text(options, OPTION_FORMAT), STR("changes"))) return OK;
    SCOPED(buf_close) struct buf target;
    target_begin(&target, "/api/v1/export");
    add_filters(&target, options, STR("changes"));
    struct tally tally = {0};
    int code = 0;
    struct connect_request request = {
        .method = "GET", .target = buf_str(&target), .sink = {count_lines, &tally}};
    TRY(connect_send(&code, NULL, connect, &request, arena, fault));
    if (code / 100 != 2) return fault_set(fault, FAILED, "the list of changes was not given");
    *whole &= tally.unsent == 0;
    if (option_flag(options, OPTION_QUIET) || tally.unsent + tally.changed == 0) return OK;
    fflush(stdout);
    fprintf(stderr,
            "renkei: as STIX %.*s: %llu %s changed, %llu left out; --format changes lists %s\n",
            STR_ARG(spec), (unsigned long long)tally.changed,
            counted(tally.changed, "object", "objects"), (unsigned long long)tally.unsent,
            counted(tally.changed + tally.unsent, "it", "them"));
    return OK;
}

int cmd_export(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    if (options->operand_count) {
        fault_set(&fault, MALFORMED, "export takes no operand: it writes to standard output");
        return command_fail(&fault);
    }
    SCOPED(connect_close) struct connect connect = {0};
    if (connect_open(&connect, options, false, arena, &fault) != OK) return command_fail(&fault);
    SCOPED(buf_close) struct buf target;
    target_begin(&target, "/api/v1/export");
    add_filters(&target, options, option_text(options, OPTION_FORMAT));
    struct output output;
    buf_init(&output.problem, 64 * 1024);
    struct str behind = STR_NONE;
    struct connect_request request = {.method = "GET",
                                      .target = buf_str(&target),
                                      .sink = {write_out, &output},
                                      .header = "Renkei-Search-Behind",
                                      .into = &behind};
    int code = 0;
    enum status status = connect_send(&code, NULL, &connect, &request, arena, &fault);
    if (status == OK && code / 100 != 2)
        status = answer_problem(code, buf_str(&output.problem), arena, &fault);
    buf_close(&output.problem);
    bool whole = true;
    if (status == OK) status = tell_view(&whole, &connect, options, arena, &fault);
    if (status != OK) return command_fail(&fault);
    return is_whole(behind) && whole ? EXIT_FINE : EXIT_FOUND;
}
