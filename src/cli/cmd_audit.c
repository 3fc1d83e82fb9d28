// audit: the record of acts, searched and handed to other programs.
#include <poll.h>
#include <stdio.h>

#include "cli/answer.h"
#include "sys/signals.h"

#define PAGE "1000"
#define ASK_AGAIN_MS 1000

struct reading {
    const struct options *options;
    struct arena *arena; // of one page
    struct fault *fault;
    struct connect connect;
    char last[64]; // id of the record behind which to go on; "": from the start
    bool has_more;
};

static void keep_id(char out[64], struct str id) {
    snprintf(out, 64, "%.*s", (int)(id.size < 63 ? id.size : 63), id.data ? id.data : "");
}

static void make_target(struct buf *out, struct reading *it) {
    static const struct {
        const char *name;
        enum option option;
    } filters[] = {
        {"since", OPTION_SINCE},   {"until", OPTION_UNTIL}, {"act", OPTION_ACT},
        {"person", OPTION_PERSON}, {"place", OPTION_PLACE}, {"object", OPTION_OBJECT},
        {"q", OPTION_WORDS},
    };
    struct str format = option_text(it->options, OPTION_FORMAT);
    target_begin(out, "/api/v1/audit?order=oldest&limit=" PAGE);
    target_add(out, "format", format.size ? format : STR("text"));
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        target_add(out, filters[i].name, option_text(it->options, filters[i].option));
    if (*it->last) target_add(out, "cursor", str_of(it->last));
}

static enum status print_page(struct reading *it) {
    SCOPED(buf_close) struct buf target;
    struct str text, next = STR_NONE;
    int code;
    make_target(&target, it);
    struct connect_request request = {
        .method = "GET", .target = buf_str(&target), .header = "Renkei-Next", .into = &next};
    TRY(connect_send(&code, &text, &it->connect, &request, it->arena, it->fault));
    if (code / 100 != 2) return answer_problem(code, text, it->arena, it->fault);
    fwrite(text.data, 1, text.size, stdout);
    fflush(stdout);
    it->has_more = next.size > 0;
    if (next.size) keep_id(it->last, next);
    return OK;
}

// Shorter when a stop is asked for.
static void wait_a_little(void) {
    struct pollfd asked = {.fd = signals_fd(), .events = POLLIN};
    (void)poll(&asked, 1, ASK_AGAIN_MS);
}

static enum status print_all(struct reading *it) {
    bool follows = option_flag(it->options, OPTION_FOLLOW);
    do {
        SCOPED(arena_close) struct arena page;
        arena_init(&page);
        it->arena = &page;
        TRY(print_page(it));
        if (!it->has_more && follows) wait_a_little();
    } while ((it->has_more || follows) && !signals_stop_asked());
    return OK;
}

int cmd_audit(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct reading it = {.options = options, .arena = arena, .fault = &fault};
    if (options->operand_count) {
        fault_set(&fault, MALFORMED, "audit takes no operand");
        return command_fail(&fault);
    }
    if (connect_open(&it.connect, options, false, arena, &fault) != OK) return command_fail(&fault);
    signals_start_once();
    enum status status = print_all(&it);
    connect_close(&it.connect);
    if (status == DENIED) {
        (void)command_fail(&fault);
        return EXIT_FOUND;
    }
    return status == OK ? EXIT_FINE : command_fail(&fault);
}
