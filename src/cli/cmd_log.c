// log: who cosigns which log, and a monitor for the logs of others.
#include <poll.h>
#include <stdio.h>

#include "cli/answer.h"
#include "cli/monitor.h"
#include "ledger/note.h"
#include "sys/signals.h"

struct logging {
    const struct options *options;
    struct arena *arena;
    struct fault *fault;
    struct connect connect;
};

static enum status tell(struct logging *it, const char *method, struct str target,
                        struct str text) {
    struct http_body_text body;
    struct str answer;
    int code;
    http_body_text_init(&body, text);
    struct connect_request request = {
        .method = method, .target = target, .body = text.size ? &body.body : NULL};
    TRY(connect_send(&code, &answer, &it->connect, &request, it->arena, it->fault));
    return code / 100 == 2 ? OK : answer_problem(code, answer, it->arena, it->fault);
}

static enum status add(struct logging *it, struct str target, struct str key, struct str url) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    buf_init(&buf, (size_t)64 << 10);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "key", key);
    if (url.data) json_key_text(&w, "url", url);
    json_close_object(&w);
    return tell(it, "POST", target, buf_str(&buf));
}

// ---- witnesses ----

static void put_member(struct json row, const char *key, const char *behind) {
    print_text(stdout, answer_text(row, key));
    fputs(behind, stdout);
}

static void put_sizes(struct json row) {
    printf("%lld entries", (long long)answer_number(row, "size"));
    if (answer_text(row, "cosigned").size) {
        fputs(" at ", stdout);
        put_member(row, "cosigned", "");
    }
}

static int show(struct logging *it) {
    struct json answer;
    struct ask ask = {.method = "GET", .target = STR("/api/v1/admin/witnesses")};
    if (ask_json(&answer, &it->connect, &ask, it->arena, it->fault) != OK)
        return command_fail(it->fault);
    if (option_flag(it->options, OPTION_JSON)) {
        printf("%.*s\n", STR_ARG(json_source(answer)));
        return EXIT_FINE;
    }
    printf("this log      ");
    put_member(answer, "log_key", "\n");
    printf("this witness  ");
    put_member(answer, "witness_key", "\n");
    struct json row = json_first(json_member(answer, STR("witnesses")));
    for (; row.node; row = json_next(row)) {
        printf("asked         ");
        put_member(row, "name", "  ");
        put_sizes(row);
        if (answer_text(row, "fault").size) printf("; now: ");
        put_member(row, "fault", "\n");
    }
    row = json_first(json_member(answer, STR("logs")));
    for (; row.node; row = json_next(row)) {
        printf("cosigned      ");
        put_member(row, "name", "  ");
        put_sizes(row);
        putchar('\n');
    }
    return EXIT_FINE;
}

static int done(struct logging *it, enum status status) {
    if (status == OK) return EXIT_FINE;
    command_fail(it->fault);
    return status == ABSENT || status == CONFLICT ? EXIT_FOUND : EXIT_UNUSABLE;
}

static int add_witness(struct logging *it) {
    const struct str *operands = it->options->operands;
    return done(it, add(it, STR("/api/v1/admin/witnesses"), operands[1], operands[2]));
}

static int add_log(struct logging *it) {
    return done(it, add(it, STR("/api/v1/admin/witnessed"), it->options->operands[1], STR_NONE));
}

static int drop(struct logging *it, const char *path) {
    SCOPED(buf_close) struct buf target;
    struct str name = it->options->operands[1], part;
    target_begin(&target, path);
    // The name is the rest of the path: its slashes stay.
    for (bool is_first = true; str_take(&part, &name, '/'); is_first = false) {
        if (!is_first) buf_add_byte(&target, '/');
        http_escape(&target, part);
    }
    return done(it, tell(it, "DELETE", buf_str(&target), STR("")));
}

static int drop_witness(struct logging *it) {
    return drop(it, "/api/v1/admin/witnesses/");
}

static int drop_log(struct logging *it) {
    return drop(it, "/api/v1/admin/witnessed/");
}

// ---- monitor ----

static enum status read_monitor(struct monitor_options *out, uint64_t *every_s,
                                struct logging *it) {
    uint64_t patience_s;
    const struct options *options = it->options;
    TRY(option_number(every_s, options, OPTION_EVERY, 1, 86400, it->fault));
    TRY(option_number(&patience_s, options, OPTION_PATIENCE, 0, 86400 * 365, it->fault));
    *out = (struct monitor_options){.url = options->operands[1],
                                    .state = option_text(options, OPTION_STATE),
                                    .key = option_text(options, OPTION_LOG_KEY),
                                    .witnesses = options->many,
                                    .witness_count = options->many_count,
                                    .patience_us = (int64_t)patience_s * STAMP_SECOND};
    if (out->state.size) return OK;
    return fault_set(it->fault, MALFORMED,
                     "--state FILE is missing: what the log was is kept there");
}

static void say_json(const struct logging *it, const struct monitor_sight *sight,
                     enum status status) {
    char now[STAMP_TEXT_SIZE];
    struct json_writer w;
    struct buf buf;
    buf_init(&buf, 16 << 10);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "time", str_of(stamp_write(now, clock_now(clock_system()), 6)));
    json_key_text(&w, "url", it->options->operands[1]);
    json_key_bool(&w, "is_sound", status == OK);
    json_key_i64(&w, "size", (int64_t)sight->size);
    json_key_i64(&w, "cosigned", (int64_t)sight->cosigned);
    if (sight->alarm) json_key_text(&w, "alarm", str_of(sight->alarm));
    if (status != OK) json_key_text(&w, "why", str_of(it->fault->text));
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
    fflush(stdout);
    buf_close(&buf);
}

static void say(const struct logging *it, const struct monitor_sight *sight, enum status status) {
    bool is_quiet = option_flag(it->options, OPTION_QUIET);
    if (sight->is_key_trusted_at_first && !is_quiet)
        fprintf(stderr, "by the key that the log says of itself, which nobody has vouched for: see "
                        "--log-key\n");
    if (option_flag(it->options, OPTION_JSON)) say_json(it, sight, status);
    if (status != OK)
        fprintf(stderr, "renkei: %s%s\n", sight->alarm ? "ALARM: " : "", it->fault->text);
    else if (!is_quiet && !option_flag(it->options, OPTION_JSON))
        printf("ok: %llu entries, cosigned by %zu of %zu\n", (unsigned long long)sight->size,
               sight->cosigned, it->options->many_count);
    fflush(stdout);
}

// False: asked to stop.
static bool wait_for(uint64_t seconds) {
    struct pollfd asked = {.fd = signals_fd(), .events = POLLIN};
    (void)poll(&asked, 1, (int)seconds * 1000);
    return !signals_stop_asked();
}

static int monitor(struct logging *it) {
    struct monitor_options monitor;
    struct monitor_sight sight;
    uint64_t every_s;
    struct options reach = *it->options;
    if (read_monitor(&monitor, &every_s, it) != OK) return command_fail(it->fault);
    reach.values[OPTION_SERVER] = monitor.url;
    if (connect_open(&it->connect, &reach, false, it->arena, it->fault) != OK)
        return command_fail(it->fault);
    signals_start_once();
    for (;;) {
        SCOPED(arena_close) struct arena arena;
        arena_init(&arena);
        enum status status = monitor_look(&sight, &monitor, &it->connect, &arena, it->fault);
        say(it, &sight, status);
        if (sight.alarm) return EXIT_FOUND;
        // A server that is away may come back; what is given wrongly stays wrong.
        bool may_pass = status == OK || status == FAILED || status == CLOSED || status == BUSY ||
                        status == ABSENT;
        if (option_flag(it->options, OPTION_ONCE) || !may_pass)
            return status == OK ? EXIT_FINE : EXIT_UNUSABLE;
        if (!wait_for(every_s)) return EXIT_FINE;
    }
}

// ---- the command ----

static const struct word {
    const char *name;
    size_t operands;
    const char *takes;
    bool is_remote; // asks what its operand names, and no store
    int (*run)(struct logging *it);
} WORDS[] = {
    {"witnesses", 0, "nothing", false, show},
    {"witness", 2, "the KEY of a witness and its URL", false, add_witness},
    {"unwitness", 1, "the NAME of a witness", false, drop_witness},
    {"cosign", 1, "the KEY of a log", false, add_log},
    {"uncosign", 1, "the NAME of a log", false, drop_log},
    {"monitor", 1, "the URL of a server", true, monitor},
};

static const struct word *find_word(const struct options *options, struct fault *fault) {
    const struct word *word = NULL;
    for (size_t i = 0; options->operand_count && i < sizeof WORDS / sizeof *WORDS; i++)
        if (str_equal(options->operands[0], str_of(WORDS[i].name))) word = &WORDS[i];
    if (!word)
        fault_set(fault, MALFORMED,
                  "log takes a word first: witnesses, witness, unwitness, cosign, "
                  "uncosign or monitor");
    else if (options->operand_count != word->operands + 1)
        fault_set(fault, MALFORMED, "log %s takes %s", word->name, word->takes);
    else
        return word;
    return NULL;
}

int cmd_log(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct logging it = {.options = options, .arena = arena, .fault = &fault};
    const struct word *word = find_word(options, &fault);
    if (!word) return command_fail(&fault);
    if (!crypto_start()) {
        fault_set(&fault, FAILED, "libsodium cannot start");
        return command_fail(&fault);
    }
    if (!word->is_remote && connect_open(&it.connect, options, false, arena, &fault) != OK)
        return command_fail(&fault);
    int code = word->run(&it);
    connect_close(&it.connect);
    return code;
}
