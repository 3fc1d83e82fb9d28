#include <stdio.h>

#include "cli/answer.h"
#include "cli/bar.h"
#include "ledger/evidence.h"
#include "sys/file.h"
#include "sys/signals.h"

// A file as the body of a request, with a bar on a terminal while it is read.
struct file_body {
    struct http_body body; // first
    struct file_source *source;
    struct str name;
    struct bar bar;
    bool keeps_none; // when it ends too early
    bool is_stopped; // by Ctrl-C
};

static enum status file_body_read(size_t *size, struct http_body *body, void *bytes,
                                  size_t capacity, struct fault *fault) {
    struct file_body *file = (struct file_body *)body;
    file->is_stopped = !file_source_wait(file->source, signals_fd());
    if (file->is_stopped)
        return fault_set(fault, CLOSED, "stopped: %s",
                         file->keeps_none ? "nothing is taken"
                                          : "the same again takes what is not taken yet");
    TRY(file_source_read(size, file->source, bytes, capacity, fault));
    bar_show(&file->bar, file->name, file_source_at(file->source), file_source_size(file->source));
    return OK;
}

static void print_refusals(struct str name, struct json report) {
    struct json refusal = json_first(json_member(report, STR("refusals")));
    bool is_objects = str_equal(answer_text(report, "form"), STR("objects"));
    for (; refusal.node; refusal = json_next(refusal)) {
        int64_t line = answer_number(refusal, "line");
        struct str id = answer_text(refusal, "id");
        fprintf(stderr, "%.*s: ", STR_ARG(name));
        if (line)
            fprintf(stderr, "line %lld", (long long)line);
        else
            fprintf(stderr, "objects[%lld]", (long long)answer_number(refusal, "index"));
        // Ids of what a list holds were made here.
        if (id.size && (!line || is_objects)) {
            fputs(" ", stderr);
            print_text(stderr, id);
        }
        fputs(": ", stderr);
        print_text(stderr, answer_text(refusal, "reason"));
        fputs("\n", stderr);
    }
    int64_t left_out = answer_number(report, "refusals_left_out");
    if (left_out)
        fprintf(stderr, "%.*s: and %lld more refusals\n", STR_ARG(name), (long long)left_out);
    struct json damage = json_member(report, STR("damage"));
    if (json_kind(damage) == JSON_OBJECT)
        fprintf(stderr, "%.*s: %s%.*s\n", STR_ARG(name),
                signals_stop_asked() ? "" : "damaged: ", STR_ARG(answer_text(damage, "reason")));
}

// The report as it came, with the name of the file before it.
static void print_json(struct str name, struct json report) {
    SCOPED(buf_close) struct buf buf;
    buf_init(&buf, 64 * 1024);
    json_add_quoted(&buf, name);
    struct str members = json_source(report);
    printf("{\"file\":%.*s,%.*s\n", STR_ARG(buf_str(&buf)),
           STR_ARG(str_cut(members, 1, members.size)));
}

static void print_report(const struct options *options, struct str name, struct json report,
                         double seconds) {
    if (option_flag(options, OPTION_JSON)) {
        print_json(name, report);
        return;
    }
    print_refusals(name, report);
    if (option_flag(options, OPTION_QUIET)) return;
    int64_t taken = answer_number(report, "taken"), known = answer_number(report, "known");
    printf("%.*s: %lld taken, %lld known already, %lld refused (%.1f s, %.0f/s)\n", STR_ARG(name),
           (long long)taken, (long long)known, (long long)answer_number(report, "refused"), seconds,
           seconds > 0 ? (double)(taken + known) / seconds : 0);
    int64_t deviating = answer_number(report, "deviating");
    if (deviating)
        printf("%.*s: %lld of the taken break a rule of STIX 2.1, which is shown with them\n",
               STR_ARG(name), (long long)deviating);
}

static struct str base_name(struct str path) {
    size_t slash = str_find_byte_last(path, '/');
    return slash == SIZE_MAX ? path : str_cut(path, slash + 1, path.size);
}

static int exit_of(int code, struct json report) {
    if (code == 422) return EXIT_UNUSABLE;
    bool is_damaged = json_kind(json_member(report, STR("damage"))) == JSON_OBJECT;
    return answer_number(report, "refused") || is_damaged ? EXIT_FOUND : EXIT_FINE;
}

// ---- receipts ----

// What proves what was taken, gathered over all files and written at the end.
struct gathering {
    const struct options *options;
    struct connect *connect;
    struct str path; // STR_NONE: not asked for
    struct buf buf;
    size_t count;
};

static void add_members(struct gathering *it, struct json list) {
    for (struct json one = json_first(list); one.node; one = json_next(one)) {
        if (it->count++) buf_add(&it->buf, STR(",\n"));
        buf_add(&it->buf, json_source(one));
    }
}

// From `since`, which is then where the next page begins, or "".
static enum status ask_receipts(char since[STAMP_TEXT_SIZE], struct gathering *it, struct str until,
                                struct arena *arena, struct fault *fault) {
    struct json answer;
    SCOPED(buf_close) struct buf target;
    target_begin(&target, "/api/v1/receipts");
    target_add(&target, "since", str_of(since));
    target_add(&target, "until", until);
    target_add(&target, "collection", option_text(it->options, OPTION_COLLECTION));
    struct ask ask = {.method = "GET", .target = buf_str(&target)};
    TRY(ask_json(&answer, it->connect, &ask, arena, fault));
    add_members(it, json_member(answer, STR("receipts")));
    snprintf(since, STAMP_TEXT_SIZE, "%.*s", STR_ARG(answer_text(answer, "next")));
    if (it->buf.status == OK) return OK;
    return fault_set(fault, LIMIT, "--receipts: more than %zu MiB: import in parts",
                     RECEIPTS_BYTES_MAX >> 20);
}

// Of what one file brought, page by page. `until` is exclusive.
static enum status gather(struct gathering *it, struct json report, struct fault *fault) {
    stamp last;
    char until[STAMP_TEXT_SIZE], since[STAMP_TEXT_SIZE];
    if (!it->path.data || !answer_text(report, "first_added").size) return OK;
    TRY(stamp_read(&last, answer_text(report, "last_added"), fault));
    stamp_write(until, last + 1, 6);
    snprintf(since, sizeof since, "%.*s", STR_ARG(answer_text(report, "first_added")));
    while (since[0]) {
        SCOPED(arena_close) struct arena page;
        arena_init(&page);
        TRY(ask_receipts(since, it, str_of(until), &page, fault));
    }
    return OK;
}

static enum status write_receipts(struct gathering *it, struct fault *fault) {
    if (!it->path.data) return OK;
    SCOPED(buf_close) struct buf whole;
    buf_init(&whole, RECEIPTS_BYTES_MAX + 100);
    buf_addf(&whole, "{\"type\":\"renkei-receipts\",\"form\":1,\"receipts\":[\n");
    buf_add(&whole, buf_str(&it->buf));
    buf_add(&whole, STR("\n]}\n"));
    return file_write(it->path.data, buf_str(&whole), 0644, fault);
}

// ---- files ----

static int import_file(struct gathering *it, struct str path, struct arena *arena) {
    const struct options *options = it->options;
    struct fault fault = {""};
    SCOPED(file_source_close) struct file_source *source = NULL;
    if (file_source_open(&source, arena_text(arena, path), &fault) != OK)
        return command_fail(&fault);
    struct file_body file = {
        .body = {file_body_read, -1},
        .source = source,
        .name = base_name(path),
        .keeps_none = option_flag(options, OPTION_ALL_OR_NOTHING),
    };
    bar_begin(&file.bar, !option_flag(options, OPTION_QUIET), "MB/s", 1e6);
    SCOPED(buf_close) struct buf target;
    target_begin(&target, "/api/v1/import");
    target_add(&target, "collection", option_text(options, OPTION_COLLECTION));
    // Standard input has no name that would say later where something came from.
    if (!str_equal(path, STR("-"))) target_add(&target, "name", file.name);
    if (option_flag(options, OPTION_ALL_OR_NOTHING))
        target_add(&target, "all_or_nothing", STR("1"));
    target_add(&target, "strength", option_text(options, OPTION_STRENGTH));
    struct ask ask = {
        .method = "POST", .target = buf_str(&target), .body = &file.body, .takes_unusable = true};
    struct json report;
    enum status status = ask_json(&report, it->connect, &ask, arena, &fault);
    bar_end(&file.bar);
    if (status != OK) {
        fault_within(&fault, status, "%.*s:", STR_ARG(path));
        return command_fail(&fault);
    }
    print_report(options, path, report, bar_seconds(&file.bar));
    if (gather(it, report, &fault) != OK) return command_fail(&fault);
    return file.is_stopped ? EXIT_UNUSABLE : exit_of(ask.code, report);
}

// Until the first file that nobody wants any more. What was handed to the writer is waited for.
static int import_files(struct gathering *it, struct fault *fault) {
    const struct options *options = it->options;
    int worst = EXIT_FINE;
    for (size_t i = 0; i < options->operand_count; i++) {
        if (signals_stop_asked()) {
            fault_set(fault, CLOSED, "stopped: %zu of %zu files were not read",
                      options->operand_count - i, options->operand_count);
            return command_fail(fault);
        }
        SCOPED(arena_close) struct arena own;
        arena_init(&own);
        int code = import_file(it, options->operands[i], &own);
        if (code > worst) worst = code;
    }
    return worst;
}

static void gathering_close(struct gathering *it) {
    buf_close(&it->buf);
}

int cmd_import(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    if (!options->operand_count) {
        fault_set(&fault, MALFORMED, "import takes one FILE or more; - is standard input");
        return command_fail(&fault);
    }
    SCOPED(connect_close) struct connect connect = {0};
    SCOPED(gathering_close)
    struct gathering gathering = {.options = options, .connect = &connect, .path = STR_NONE};
    struct str path = option_text(options, OPTION_RECEIPTS);
    buf_init(&gathering.buf, RECEIPTS_BYTES_MAX);
    if (path.data) gathering.path = arena_copy(arena, path); // with a NUL behind
    if (connect_open(&connect, options, false, arena, &fault) != OK) return command_fail(&fault);
    // An empty one, so that nothing is taken when it cannot be written.
    if (write_receipts(&gathering, &fault) != OK) return command_fail(&fault);
    signals_start_once();
    int worst = import_files(&gathering, &fault);
    // Also of what was taken before something went wrong.
    if (write_receipts(&gathering, &fault) != OK) return command_fail(&fault);
    return worst;
}
