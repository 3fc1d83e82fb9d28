// pattern: checks, explains and tries patterns, from the command line or from files, a pattern a
// line.
#include <stdio.h>

#include "base/json.h"
#include "cli/answer.h"
#include "cli/trial.h"
#include "stix/observable.h"
#include "stix/pattern_explain.h"
#include "sys/file.h"

#define CHUNK_BYTES (64 * 1024)

struct work {
    const struct options *options;
    bool is_explain, is_json, is_quiet;
    struct trial *trial; // NULL: nothing is tried
    struct pattern_options reading;
    struct pattern_place place;
    struct arena arena; // of the pattern that is looked at
    size_t count, refused;
};

// What came from where; `file` is NULL for the command line.
struct given {
    struct str text;
    const char *file;
    size_t line;
    bool is_cut; // longer than any pattern, and not kept
};

// ---- JSON ----

static struct str text_of(struct work *work, const struct pattern *pattern) {
    struct buf buf;
    buf_init(&buf, SIZE_MAX);
    pattern_print(&buf, pattern);
    struct str text = arena_copy(&work->arena, buf_str(&buf));
    buf_close(&buf);
    return text;
}

static void put_values(struct json_writer *w, struct work *work, const struct pattern *pattern) {
    struct observable_found *found;
    size_t count = pattern_observables(&found, pattern, &work->arena);
    json_key_array(w, "values");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_text(w, "kind", str_of(observable_kind_name(found[i].observable.kind)));
        json_key_text(w, "value", found[i].observable.value);
        json_key_bool(w, "enough", found[i].is_enough);
        json_key_bool(w, "needed", found[i].is_needed);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_deviations(struct json_writer *w, const struct pattern *pattern) {
    json_key_array(w, "deviations");
    for (unsigned i = 0; i < PATTERN_DEVIATION_COUNT; i++) {
        enum pattern_deviation one = (enum pattern_deviation)(1u << i);
        if (pattern->deviations & one) json_put_text(w, str_of(pattern_deviation_name(one)));
    }
    json_close_array(w);
}

static void put_lines(struct json_writer *w, struct work *work, const struct pattern *pattern) {
    struct pattern_line *lines;
    size_t count = pattern_explain(&lines, pattern, &work->arena);
    json_key_array(w, "lines");
    for (size_t i = 0; i < count; i++) {
        json_open_object(w);
        json_key_i64(w, "depth", lines[i].depth);
        json_key_text(w, "saying", str_of(pattern_saying_name(lines[i].saying)));
        json_key_array(w, "arguments");
        for (size_t j = 0; j < 2 && lines[i].arguments[j].data; j++)
            json_put_text(w, lines[i].arguments[j]);
        json_close_array(w);
        json_key_text(w, "text", pattern_line_text(&lines[i], &work->arena));
        json_key_i64(w, "begin", lines[i].begin);
        json_key_i64(w, "end", lines[i].end);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_fault(struct json_writer *w, const struct work *work, const struct fault *fault) {
    json_key_text(w, "error", str_of(fault->text));
    if (!work->place.line) return;
    json_key_i64(w, "at", (int64_t)work->place.at);
    json_key_i64(w, "line", (int64_t)work->place.line);
    json_key_i64(w, "column", (int64_t)work->place.column);
}

static void print_json(struct work *work, const struct given *given, const struct pattern *pattern,
                       const struct fault *fault) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    buf_init(&buf, SIZE_MAX);
    json_begin(&w, &buf);
    json_open_object(&w);
    if (given->file) json_key_text(&w, "file", str_of(given->file));
    if (given->file) json_key_i64(&w, "file_line", (int64_t)given->line);
    json_key_text(&w, "pattern", given->text);
    json_key_bool(&w, "ok", pattern != NULL);
    if (pattern) {
        json_key_text(&w, "printed", text_of(work, pattern));
        json_key_text(&w, "normal", text_of(work, pattern_normal(pattern, &work->arena)));
        put_deviations(&w, pattern);
        put_values(&w, work, pattern);
        if (work->is_explain) put_lines(&w, work, pattern);
    } else {
        put_fault(&w, work, fault);
    }
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
}

// ---- words ----

static void print_place(const struct given *given) {
    if (!given->file) return;
    print_text(stdout, str_of(given->file));
    printf(":%zu: ", given->line);
}

static void print_labelled(const char *label, struct str text) {
    fputs(label, stdout);
    print_text(stdout, text);
    putchar('\n');
}

static void print_deviations(const struct pattern *pattern) {
    for (unsigned i = 0; i < PATTERN_DEVIATION_COUNT; i++) {
        enum pattern_deviation one = (enum pattern_deviation)(1u << i);
        if (pattern->deviations & one)
            printf("  not as the standard has it: %s\n", pattern_deviation_sentence(one));
    }
}

static void print_values(struct work *work, const struct pattern *pattern) {
    struct observable_found *found;
    size_t count = pattern_observables(&found, pattern, &work->arena);
    for (size_t i = 0; i < count; i++) {
        printf("value: %s ", observable_kind_name(found[i].observable.kind));
        print_text(stdout, found[i].observable.value);
        printf("%s\n", found[i].is_enough   ? ", which alone is enough"
                       : found[i].is_needed ? ", which is needed and not enough"
                                            : ", which is neither needed nor enough");
    }
}

static void print_explained(struct work *work, const struct given *given,
                            const struct pattern *pattern) {
    struct pattern_line *lines;
    size_t count = pattern_explain(&lines, pattern, &work->arena);
    if (work->count > 1) putchar('\n');
    print_place(given);
    if (given->file) print_labelled("", given->text);
    for (size_t i = 0; i < count; i++) {
        printf("%*s", (int)(2 * lines[i].depth), "");
        print_labelled("", pattern_line_text(&lines[i], &work->arena));
    }
    print_deviations(pattern);
    print_values(work, pattern);
    print_labelled("normal form: ", text_of(work, pattern_normal(pattern, &work->arena)));
}

static void print_words(struct work *work, const struct given *given, const struct pattern *pattern,
                        const struct fault *fault) {
    if (!pattern) {
        print_place(given);
        printf("refused: %s\n", fault->text);
        return;
    }
    if (work->is_explain) {
        print_explained(work, given, pattern);
        return;
    }
    if (work->is_quiet && !pattern->deviations) return;
    print_place(given);
    printf("ok\n");
    print_deviations(pattern);
}

// ---- patterns ----

// A regular expression that is none can match nothing. What is only too long or too deep for this
// program is no fault of the pattern, unless it is to be tried.
static enum status check_tests(struct work *work, struct str text, const struct pattern *pattern,
                               struct fault *fault) {
    uint32_t at;
    struct fault why;
    enum status status = evaluate_check(pattern, text, &at, &why);
    if (status == OK || (status == LIMIT && !work->trial)) return OK;
    work->place = pattern_place_at(text, at);
    return fault_set(fault, status, "line %zu, column %zu: %s", work->place.line,
                     work->place.column, why.text);
}

static void look_at(struct work *work, const struct given *given) {
    struct pattern *pattern = NULL;
    struct fault fault = {""};
    enum status status = LIMIT;
    arena_reset(&work->arena);
    work->place = (struct pattern_place){0};
    work->count++;
    if (given->is_cut)
        fault_set(&fault, LIMIT, "longer than %d bytes", PATTERN_SIZE_MAX);
    else
        status = pattern_read(&pattern, given->text, &work->reading, &work->arena, &fault);
    if (status == OK) status = check_tests(work, given->text, pattern, &fault);
    if (status != OK) pattern = NULL;
    if (status == OK && work->trial) {
        status = trial_run(work->trial, given->text, pattern, work->is_json, &fault);
        if (status == OK) return;
        pattern = NULL;
    }
    work->refused += status != OK;
    if (work->is_json)
        print_json(work, given, pattern, &fault);
    else
        print_words(work, given, pattern, &fault);
}

static void end_line(struct work *work, struct buf *line, struct given *given) {
    given->line++;
    given->is_cut = line->status != OK;
    given->text = given->is_cut ? STR("") : buf_str(line); // its columns are those of the file
    struct str seen = str_trim(given->text);
    if (given->is_cut || (seen.size > 0 && seen.data[0] != '#')) look_at(work, given);
    buf_clear(line);
}

// A pattern a line; empty lines and those that begin with # are passed over.
static enum status look_at_file(struct work *work, const char *path, struct fault *fault) {
    SCOPED(file_source_close) struct file_source *source = NULL;
    SCOPED(buf_close) struct buf line;
    char chunk[CHUNK_BYTES];
    struct given given = {.file = path};
    size_t size;
    buf_init(&line, PATTERN_SIZE_MAX + 1);
    TRY(file_source_open(&source, path, fault));
    do {
        struct str rest;
        TRY(file_source_read(&size, source, chunk, sizeof chunk, fault));
        for (rest = (struct str){chunk, size}; rest.size > 0;) {
            size_t end = str_find_byte(rest, '\n');
            buf_add(&line, str_cut(rest, 0, end));
            if (end == SIZE_MAX) break;
            end_line(work, &line, &given);
            rest = str_cut(rest, end + 1, rest.size);
        }
    } while (size > 0);
    if (line.size > 0 || line.status != OK) end_line(work, &line, &given);
    return OK;
}

// Patterns begin with a bracket, and no file that anybody has does.
static enum status look_at_operand(struct work *work, struct str operand, struct arena *arena,
                                   struct fault *fault) {
    struct str text = str_trim(operand);
    const char *path = arena_text(arena, operand);
    if (str_starts(text, STR("[")) || str_starts(text, STR("("))) {
        look_at(work, &(struct given){.text = operand});
        return OK;
    }
    if (!str_equal(operand, STR("-")) && !file_exists(path))
        return fault_set(fault, ABSENT,
                         "%.*s: neither a pattern, which begins with [ or (, nor a "
                         "file that is there",
                         STR_ARG(str_cut(operand, 0, 80)));
    return look_at_file(work, path, fault);
}

static enum status begin(struct work *work, const struct options *options, struct fault *fault) {
    struct str word = options->operand_count ? options->operands[0] : STR("");
    struct str version = option_text(options, OPTION_PATTERN_VERSION);
    *work = (struct work){.options = options,
                          .is_explain = str_equal(word, STR("explain")),
                          .is_json = option_flag(options, OPTION_JSON),
                          .is_quiet = option_flag(options, OPTION_QUIET)};
    work->reading.is_lenient = option_flag(options, OPTION_LENIENT);
    work->reading.place = &work->place;
    bool is_test = str_equal(word, STR("test"));
    struct str data = option_text(options, OPTION_DATA);
    if (!work->is_explain && !is_test && !str_equal(word, STR("check")))
        return fault_set(fault, MALFORMED, "pattern takes a word first: check, explain or test");
    if (is_test != (data.size > 0))
        return fault_set(fault, MALFORMED,
                         is_test ? "pattern test takes --data FILE, where the observations are"
                                 : "--data is for pattern test");
    if (!str_equal(version, STR("2.0")) && !str_equal(version, STR("2.1")))
        return fault_set(fault, MALFORMED, "--pattern-version is 2.0 or 2.1");
    work->reading.version = str_equal(version, STR("2.0")) ? PATTERN_2_0 : PATTERN_2_1;
    return is_test ? trial_open(&work->trial, data, fault) : OK;
}

static int code_of(const struct work *work) {
    if (work->trial) return work->refused ? EXIT_UNUSABLE : trial_code(work->trial);
    return work->refused ? EXIT_FOUND : EXIT_FINE;
}

int cmd_pattern(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct work work;
    enum status status = begin(&work, options, &fault);
    arena_init(&work.arena);
    if (status == OK && options->operand_count == 1) status = look_at_file(&work, "-", &fault);
    for (size_t i = 1; status == OK && i < options->operand_count; i++)
        status = look_at_operand(&work, options->operands[i], arena, &fault);
    arena_close(&work.arena);
    int code = code_of(&work);
    trial_close(&work.trial);
    if (status != OK) return command_fail(&fault);
    if (work.count > 1 && !work.is_json && !work.is_quiet) {
        fflush(stdout);
        fprintf(stderr, "%zu patterns, %zu refused\n", work.count, work.refused);
    }
    return code;
}
