// check: does what stands in files keep the rules of STIX 2.1? No store is needed.
#include <stdio.h>

#include "base/compress.h"
#include "base/map.h"
#include "cli/answer.h"
#include "cli/bar.h"
#include "match/list.h"
#include "stix/conform.h"
#include "stix/cut.h"
#include "sys/chance.h"
#include "sys/file.h"
#include "sys/signals.h"

// Versions of a bundle that are remembered, so that one that comes twice is seen.
#define CHECK_VERSIONS_MAX 1000000

struct totals {
    size_t objects, refused;
    bool is_bundle, is_bundle_refused; // the bundle itself, without its objects
    size_t findings[CONFORM_SEVERITIES];
};

struct checking {
    const struct options *options;
    enum conform_strength strength;
    bool is_json;
    struct json_reader *reader;
    struct buf scratch;
    struct arena arena;   // of one object
    struct map versions;  // of one file
    uint64_t seed;        // of `versions`
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

// `index` -1: the bundle itself.
static void tell(struct checking *checking, const struct conform_report *report, struct json object,
                 int64_t index) {
    bool passes = conform_passes(report, checking->strength);
    if (index < 0)
        checking->totals.is_bundle_refused = !passes;
    else
        checking->totals.refused += !passes;
    for (size_t i = 0; i < CONFORM_SEVERITIES; i++)
        checking->totals.findings[i] += report->counts[i];
    bool is_quiet = checking->strength == CONFORM_LENIENT && passes && !checking->is_json;
    for (size_t i = 0; i < report->count && !is_quiet; i++)
        if (is_told(checking, conform_rule_severity(report->findings[i].rule)))
            print_finding(checking, &report->findings[i], object, index);
    if (conform_left_out(report) > 0 && !checking->is_json && !is_quiet)
        printf("%.*s: objects[%lld] and %zu more of this object\n", STR_ARG(checking->name),
               (long long)index, conform_left_out(report));
}

// ---- objects ----

// A version of an SCO has no time; its id tells what it says.
static void check_twice(struct checking *checking, struct conform_report *report,
                        struct json object) {
    struct str id = json_text(json_member(object, STR("id")));
    struct str modified = json_text(json_member(object, STR("modified")));
    uint64_t seen;
    if (!id.data) return;
    struct str key = arena_format(&checking->arena, "%.*s %.*s", STR_ARG(id), STR_ARG(modified));
    if (map_find(&seen, &checking->versions, key))
        conform_twice(report, object, &checking->arena);
    else if (checking->versions.count < CHECK_VERSIONS_MAX)
        map_put(&checking->versions, key, 1);
}

static void check_object(struct checking *checking, struct str text, bool is_of_bundle) {
    struct json json = {NULL};
    struct fault fault;
    struct conform_report report;
    struct arena *arena = &checking->arena;
    arena_reset(arena);
    int64_t index = (int64_t)checking->totals.objects++;
    if (json_read(&json, checking->reader, text, &JSON_LIMITS, arena, &fault) != OK) {
        conform_unreadable(&report, &fault, arena);
        tell(checking, &report, json, index);
        return;
    }
    conform_object(&report, json, &checking->scratch, arena);
    if (is_of_bundle) check_twice(checking, &report, json);
    tell(checking, &report, json, index);
}

static void check_bundle(struct checking *checking, struct str outer) {
    struct json json;
    struct fault fault;
    struct conform_report report;
    arena_reset(&checking->arena);
    if (json_read(&json, checking->reader, outer, &JSON_LIMITS, &checking->arena, &fault) == OK)
        conform_bundle(&report, json, &checking->arena);
    else
        conform_unreadable(&report, &fault, &checking->arena);
    tell(checking, &report, json, -1);
}

// ---- files ----

static enum status source_read(size_t *size, void *context, void *bytes, size_t capacity,
                               struct fault *fault) {
    return file_source_read(size, context, bytes, capacity, fault);
}

static enum status read_piece(bool *at_end, struct checking *checking, struct cutter *cutter,
                              struct compress_reader *reader, struct file_source *source,
                              struct fault *fault) {
    size_t capacity, size = 0;
    char *room = cut_room(cutter, &capacity);
    if (signals_stop_asked()) return fault_set(fault, CLOSED, "stopped");
    TRY(compress_read(&size, reader, room, capacity, fault));
    if (checking->totals.objects == 0 && size > 0)
        TRY(list_check_is_text((struct str){room, size}, fault));
    bar_show(&checking->bar, checking->name, file_source_at(source), file_source_size(source));
    *at_end = size == 0;
    if (size > 0)
        cut_grow(cutter, size);
    else
        cut_end(cutter);
    return OK;
}

static enum status check_source(struct checking *checking, struct file_source *source,
                                struct fault *fault) {
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(compress_open(&reader, (struct compress_source){source_read, source}, fault));
    SCOPED(cut_close) struct cutter *cutter = cut_open(0);
    for (bool at_end = false;;) {
        struct str text;
        enum status status = cut_take(&text, cutter, fault);
        if (status == OK) {
            check_object(checking, text, cut_form(cutter) == CUT_BUNDLE);
            continue;
        }
        if (status != ABSENT) return status;
        if (at_end) break;
        TRY(read_piece(&at_end, checking, cutter, reader, source, fault));
    }
    checking->totals.is_bundle = cut_form(cutter) == CUT_BUNDLE;
    if (checking->totals.is_bundle)
        check_bundle(checking, cut_outer(cutter));
    else if (checking->totals.objects == 0 && cut_form(cutter) != CUT_ENVELOPE)
        return fault_set(fault, MALFORMED, "there is no object of STIX in it");
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
    map_init(&checking->versions, checking->seed);
    enum status status = file_source_open(&source, arena_text(arena, path), &fault);
    if (status != OK) return command_fail(&fault);
    bar_begin(&checking->bar, !option_flag(checking->options, OPTION_QUIET), "MB/s", 1e6);
    status = check_source(checking, source, &fault);
    bar_end(&checking->bar);
    map_close(&checking->versions);
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
    checking.reader = json_reader_open();
    checking.seed = chance_u64(chance_system());
    buf_init(&checking.scratch, JSON_LIMITS.size_max);
    arena_init(&checking.arena);
    signals_start_once();
    int worst = EXIT_FINE;
    for (size_t i = 0; i < options->operand_count && !signals_stop_asked(); i++) {
        int code = check_file(&checking, options->operands[i], arena);
        if (code > worst) worst = code;
    }
    json_reader_close(&checking.reader);
    buf_close(&checking.scratch);
    arena_close(&checking.arena);
    return worst;
}
