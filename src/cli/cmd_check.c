// check: does what stands in files keep the rules of STIX 2.1? No store is needed.
//
// As JSON each finding is a line, and each file is one: with `objects`, and last.
#include <stdio.h>

#include "base/compress.h"
#include "cli/answer.h"
#include "cli/bar.h"
#include "exchange/finding_words.h"
#include "exchange/refusal.h"
#include "match/list.h"
#include "stix/survey.h"
#include "sys/chance.h"
#include "sys/file.h"
#include "sys/signals.h"

struct totals {
    size_t objects, refused;
    size_t unusable, left_out; // of `refused`: by every strength; findings that are not told
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

static void put_finding(const struct checking *checking, const struct survey_told *told,
                        const struct finding *finding) {
    SCOPED(buf_close) struct buf line;
    struct json_writer w;
    buf_init(&line, 1024 * 1024);
    json_begin(&w, &line);
    json_open_object(&w);
    json_key_text(&w, "file", checking->name);
    json_put_key(&w, STR("index"));
    if (told->index >= 0)
        json_put_i64(&w, told->index);
    else
        json_put_null(&w);
    struct str id = json_text(json_member(told->object, STR("id")));
    if (id.data) json_key_text(&w, "id", id);
    json_key_text(&w, "path", finding->path);
    json_key_text(&w, "rule", str_of(conform_rule_name(finding->rule)));
    json_key_text(&w, "section", str_of(finding->section));
    json_key_text(&w, "severity",
                  str_of(conform_severity_name(conform_rule_severity(finding->rule))));
    json_key_text(&w, "sentence", finding->sentence);
    finding_words_write(&w, finding->saying, finding->values);
    json_key_bool(&w, "passes", conform_passes(told->report, checking->strength));
    json_key_bool(&w, "usable", told->report->is_usable);
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&line)));
}

// "a.json: objects[3] tool--...: "
static void print_object(const struct checking *checking, const struct survey_told *told) {
    struct str id = json_text(json_member(told->object, STR("id")));
    print_text(stdout, checking->name);
    printf(": ");
    if (told->index >= 0) printf("objects[%lld] ", (long long)told->index);
    print_text(stdout, id);
    printf("%s", id.size ? ": " : "");
}

static void print_left_out(const struct checking *checking, const struct survey_told *told) {
    size_t count = conform_left_out(told->report);
    print_object(checking, told);
    printf("%zu more %s not listed\n", count, counted(count, "finding is", "findings are"));
}

static void print_finding(const struct checking *checking, const struct survey_told *told,
                          const struct finding *finding) {
    if (checking->is_json) {
        put_finding(checking, told, finding);
        return;
    }
    print_object(checking, told);
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
        checking->totals.unusable += !report->is_usable;
    }
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++)
        checking->totals.findings[i] += report->counts[i];
    bool is_quiet = checking->strength == CONFORM_LENIENT && passes && !checking->is_json;
    if (report->count > 0 && !is_quiet) bar_hide(&checking->bar);
    for (size_t i = 0; i < report->count && !is_quiet; i++)
        if (is_told(checking, conform_rule_severity(report->findings[i].rule)))
            print_finding(checking, told, &report->findings[i]);
    checking->totals.left_out += conform_left_out(report);
    if (conform_left_out(report) > 0 && !checking->is_json && !is_quiet)
        print_left_out(checking, told);
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

static void put_damage(struct json_writer *w, const struct checking *checking,
                       const struct fault *fault) {
    json_put_key(w, STR("damage"));
    if (!fault) {
        json_put_null(w);
        return;
    }
    json_open_object(w);
    refusal_write(w, str_of(fault->text));
    if (checking->survey) json_key_i64(w, "byte", (int64_t)survey_damage(checking->survey));
    json_close_object(w);
}

// `fault`: of a file that could not be read, or not to its end; otherwise NULL.
static void put_totals(const struct checking *checking, const struct fault *fault) {
    const struct totals *totals = &checking->totals;
    SCOPED(buf_close) struct buf line;
    struct json_writer w;
    buf_init(&line, 64 * 1024);
    json_begin(&w, &line);
    json_open_object(&w);
    json_key_text(&w, "file", checking->name);
    json_key_i64(&w, "objects", (int64_t)totals->objects);
    json_key_i64(&w, "refused", (int64_t)totals->refused);
    json_key_i64(&w, "unusable", (int64_t)totals->unusable);
    json_put_key(&w, STR("bundle_refused"));
    if (totals->is_bundle)
        json_put_bool(&w, totals->is_bundle_refused);
    else
        json_put_null(&w);
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++)
        json_key_i64(&w, conform_severity_name((enum conform_severity)i),
                     (int64_t)totals->findings[i]);
    json_key_i64(&w, "left_out", (int64_t)totals->left_out);
    put_damage(&w, checking, fault);
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&line)));
}

static void print_totals(const struct checking *checking) {
    const struct totals *totals = &checking->totals;
    if (option_flag(checking->options, OPTION_QUIET)) return;
    print_text(stdout, checking->name);
    printf(": %zu %s, %zu %s not pass%s; found: %zu must, %zu should, %zu vocabulary, %zu custom\n",
           totals->objects, counted(totals->objects, "object", "objects"), totals->refused,
           counted(totals->refused, "does", "do"),
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
    if (status == OK) {
        bar_begin(&checking->bar, !option_flag(checking->options, OPTION_QUIET), "MB/s", 1e6);
        checking->survey = survey_open(&(struct survey_options){.seed = checking->seed},
                                       (struct survey_sink){on_told, checking});
        status = check_source(checking, source, &fault);
        bar_end(&checking->bar);
    }
    if (checking->is_json)
        put_totals(checking, status == OK ? NULL : &fault);
    else if (checking->totals.objects > 0 || status == OK)
        print_totals(checking);
    bool is_open = checking->survey != NULL;
    survey_close(&checking->survey);
    if (status != OK) {
        if (is_open) fault_within(&fault, status, "%.*s:", STR_ARG(path));
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
