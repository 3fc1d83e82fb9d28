// check: does what stands in files keep the rules of STIX 2.1? No store is needed.
#include <stdio.h>

#include "base/compress.h"
#include "cli/answer.h"
#include "cli/bar.h"
#include "match/list.h"
#include "stix/survey.h"
#include "sys/chance.h"
#include "sys/file.h"
#include "sys/signals.h"

struct totals {
    size_t objects, refused;
    bool is_bundle, is_bundle_refused; // the bundle itself, without its objects
    size_t findings[CONFORM_SEVERITIES];
};

struct checking {
    const struct options *options;
    enum conform_strength strength;
    bool is_json;
    struct survey *survey; // of one file
    uint64_t seed;
    struct totals totals; // of one file
    struct str name;
    struct bar bar;
};

// ---- telling ----

static bool is_told(const struct checking *checking, enum conform_severity severity) {
    if (checking->is_json || checking->strength == CONFORM_STRICT) return true;
    return severity == CONFORM_MUST;
}

static void put_finding(const struct checking *checking, const struct finding *finding,
                        struct json object, int64_t index) {
    SCOPED(buf_close) struct buf line;
    struct json_writer w;
    buf_init(&line, 1024 * 1024);
    json_begin(&w, &line);
    json_open_object(&w);
    json_key_text(&w, "file", checking->name);
    if (index >= 0) json_key_i64(&w, "index", index);
    struct str id = json_text(json_member(object, STR("id")));
    if (id.data) json_key_text(&w, "id", id);
    json_key_text(&w, "path", finding->path);
    json_key_text(&w, "rule", str_of(conform_rule_name(finding->rule)));
    json_key_text(&w, "section", str_of(finding->section));
    json_key_text(&w, "severity",
                  str_of(conform_severity_name(conform_rule_severity(finding->rule))));
    json_key_text(&w, "sentence", finding->sentence);
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&line)));
}

static void print_finding(const struct checking *checking, const struct finding *finding,
                          struct json object, int64_t index) {
    if (checking->is_json) {
        put_finding(checking, finding, object, index);
        return;
    }
    struct str id = json_text(json_member(object, STR("id")));
    print_text(stdout, checking->name);
    printf(": ");
    if (index >= 0) printf("objects[%lld] ", (long long)index);
    print_text(stdout, id);
    printf("%s", id.size ? ": " : "");
    print_text(stdout, finding->path);
    printf("%s", finding->path.size ? ": " : "");
    print_text(stdout, finding->sentence);
    printf(" (%s, %s)\n", conform_rule_name(finding->rule), finding->section);
}

static void on_told(void *context, const struct survey_told *told) {
    struct checking *checking = context;
    const struct conform_report *report = told->report;
    bool passes = conform_passes(report, checking->strength);
    if (told->index < 0) {
        checking->totals.is_bundle = true;
        checking->totals.is_bundle_refused = !passes;
    } else {
        checking->totals.objects++;
        checking->totals.refused += !passes;
    }
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++)
        checking->totals.findings[i] += report->counts[i];
    bool is_quiet = checking->strength == CONFORM_LENIENT && passes && !checking->is_json;
    for (size_t i = 0; i < report->count && !is_quiet; i++)
        if (is_told(checking, conform_rule_severity(report->findings[i].rule)))
            print_finding(checking, &report->findings[i], told->object, told->index);
    if (conform_left_out(report) > 0 && !checking->is_json && !is_quiet)
        printf("%.*s: objects[%lld] and %zu more of this object\n", STR_ARG(checking->name),
               (long long)told->index, conform_left_out(report));
}

// ---- files ----

static enum status source_read(size_t *size, void *context, void *bytes, size_t capacity,
                               struct fault *fault) {
    return file_source_read(size, context, bytes, capacity, fault);
}

static enum status read_piece(size_t *size, struct checking *checking,
                              struct compress_reader *reader, struct file_source *source,
                              struct fault *fault) {
    size_t capacity;
    char *room = survey_room(checking->survey, &capacity);
    if (signals_stop_asked()) return fault_set(fault, CLOSED, "stopped");
    TRY(compress_read(size, reader, room, capacity, fault));
    if (survey_count(checking->survey) == 0 && *size > 0)
        TRY(list_check_is_text((struct str){room, *size}, fault));
    bar_show(&checking->bar, checking->name, file_source_at(source), file_source_size(source));
    return OK;
}

static enum status check_source(struct checking *checking, struct file_source *source,
                                struct fault *fault) {
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    size_t size = 0;
    TRY(compress_open(&reader, (struct compress_source){source_read, source}, fault));
    do {
        TRY(read_piece(&size, checking, reader, source, fault));
        TRY(survey_grow(checking->survey, size, fault));
    } while (size > 0);
    return OK;
}

static void print_totals(const struct checking *checking) {
    const struct totals *totals = &checking->totals;
    SCOPED(buf_close) struct buf line;
    struct json_writer w;
    buf_init(&line, 64 * 1024);
    json_begin(&w, &line);
    json_open_object(&w);
    json_key_text(&w, "file", checking->name);
    json_key_i64(&w, "objects", (int64_t)totals->objects);
    json_key_i64(&w, "refused", (int64_t)totals->refused);
    if (totals->is_bundle) json_key_bool(&w, "bundle_refused", totals->is_bundle_refused);
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++)
        json_key_i64(&w, conform_severity_name((enum conform_severity)i),
                     (int64_t)totals->findings[i]);
    json_close_object(&w);
    if (checking->is_json) {
        printf("%.*s\n", STR_ARG(buf_str(&line)));
        return;
    }
    if (option_flag(checking->options, OPTION_QUIET)) return;
    printf("%.*s: %zu objects, %zu do not pass%s; found: %zu must, %zu should, %zu vocabulary, "
           "%zu custom\n",
           STR_ARG(checking->name), totals->objects, totals->refused,
           totals->is_bundle_refused ? ", nor does the bundle itself" : "",
           totals->findings[CONFORM_MUST], totals->findings[CONFORM_SHOULD],
           totals->findings[CONFORM_VOCABULARY], totals->findings[CONFORM_CUSTOM]);
}

static int check_file(struct checking *checking, struct str path, struct arena *arena) {
    struct fault fault;
    SCOPED(file_source_close) struct file_source *source = NULL;
    checking->name = path;
    checking->totals = (struct totals){0};
    enum status status = file_source_open(&source, arena_text(arena, path), &fault);
    if (status != OK) return command_fail(&fault);
    bar_begin(&checking->bar, !option_flag(checking->options, OPTION_QUIET), "MB/s", 1e6);
    checking->survey = survey_open(&(struct survey_options){.seed = checking->seed},
                                   (struct survey_sink){on_told, checking});
    status = check_source(checking, source, &fault);
    survey_close(&checking->survey);
    bar_end(&checking->bar);
    if (checking->totals.objects > 0 || status == OK) print_totals(checking);
    if (status != OK) {
        fault_within(&fault, status, "%.*s:", STR_ARG(path));
        return command_fail(&fault);
    }
    bool passes = checking->totals.refused == 0 && !checking->totals.is_bundle_refused;
    return passes ? EXIT_FINE : EXIT_FOUND;
}

static enum status read_strength(enum conform_strength *out, const struct options *options,
                                 struct fault *fault) {
    bool is_strict = option_flag(options, OPTION_STRICT);
    bool is_lenient = option_flag(options, OPTION_LENIENT);
    if (is_strict && is_lenient)
        return fault_set(fault, MALFORMED, "--strict and --lenient exclude each other");
    *out = is_strict ? CONFORM_STRICT : is_lenient ? CONFORM_LENIENT : CONFORM_STANDARD;
    if (options->operand_count > 0) return OK;
    return fault_set(fault, MALFORMED,
                     "check takes one FILE or more; - is standard input. "
                     "A store is checked by: renkei store check");
}

int cmd_check(const struct options *options, struct arena *arena) {
    struct fault fault;
    struct checking checking = {.options = options, .is_json = option_flag(options, OPTION_JSON)};
    if (read_strength(&checking.strength, options, &fault) != OK) return command_fail(&fault);
    checking.seed = chance_u64(chance_system());
    signals_start_once();
    int worst = EXIT_FINE;
    for (size_t i = 0; i < options->operand_count && !signals_stop_asked(); i++) {
        int code = check_file(&checking, options->operands[i], arena);
        if (code > worst) worst = code;
    }
    return worst;
}
