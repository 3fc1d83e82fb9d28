// init and setup: making a store, and who there is in it.
#include <stdio.h>

#include "cli/answer.h"
#include "sys/file.h"

#define SETUP_BYTES_MAX ((size_t)8 << 20)

static struct str first_account(const struct options *options, struct buf *buf) {
    struct json_writer w;
    buf_init(buf, 64 * 1024);
    json_begin(&w, buf);
    json_open_object(&w);
    json_key_text(&w, "organisation", option_text(options, OPTION_ORGANISATION));
    json_key_text(&w, "name", option_text(options, OPTION_NAME));
    json_close_object(&w);
    return buf_str(buf);
}

static enum status ask_init(struct json *out, const struct options *options,
                            struct connect *connect, struct arena *arena, struct fault *fault) {
    SCOPED(buf_close) struct buf buf;
    struct http_body_text body;
    http_body_text_init(&body, first_account(options, &buf));
    struct ask ask = {.method = "POST", .target = STR("/api/v1/admin/init"), .body = &body.body};
    return ask_json(out, connect, &ask, arena, fault);
}

static void print_first(const struct options *options, struct json first) {
    if (option_flag(options, OPTION_JSON)) {
        printf("%.*s\n", STR_ARG(json_source(first)));
        return;
    }
    printf("name:     %.*s\npassword: %.*s\ntoken:    %.*s\n", STR_ARG(answer_text(first, "name")),
           STR_ARG(answer_text(first, "password")), STR_ARG(answer_text(first, "token")));
    if (!option_flag(options, OPTION_QUIET))
        fprintf(stderr, "The password and the token are shown only here: keep them.\n");
}

int cmd_init(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    SCOPED(connect_close) struct connect connect = {0};
    struct json first;
    if (connect_open(&connect, options, true, arena, &fault) != OK) return command_fail(&fault);
    enum status status = ask_init(&first, options, &connect, arena, &fault);
    if (status != OK) {
        command_fail(&fault);
        return status == CONFLICT ? EXIT_FOUND : EXIT_UNUSABLE;
    }
    print_first(options, first);
    return EXIT_FINE;
}

static void print_count(struct json report, const char *one, const char *many, const char *end) {
    int64_t count = answer_number(report, many);
    printf("%lld %s%s", (long long)count, counted((uint64_t)count, one, many), end);
}

static void print_setup(const struct options *options, struct json report) {
    if (option_flag(options, OPTION_JSON)) {
        printf("%.*s\n", STR_ARG(json_source(report)));
    } else if (!option_flag(options, OPTION_QUIET)) {
        print_count(report, "organisation", "organisations", ", ");
        print_count(report, "community", "communities", ", ");
        print_count(report, "collection", "collections", ", ");
        print_count(report, "account", "accounts", "\n");
    }
}

int cmd_setup(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    if (options->operand_count != 1) {
        fault_set(&fault, MALFORMED, "setup takes one FILE");
        return command_fail(&fault);
    }
    struct str text;
    SCOPED(connect_close) struct connect connect = {0};
    enum status status =
        file_read(&text, arena_text(arena, options->operands[0]), SETUP_BYTES_MAX, arena, &fault);
    if (status == OK) status = connect_open(&connect, options, false, arena, &fault);
    if (status != OK) return command_fail(&fault);
    struct http_body_text body;
    http_body_text_init(&body, text);
    struct ask ask = {.method = "POST", .target = STR("/api/v1/admin/setup"), .body = &body.body};
    struct json report;
    if (ask_json(&report, &connect, &ask, arena, &fault) != OK) return command_fail(&fault);
    print_setup(options, report);
    return EXIT_FINE;
}
