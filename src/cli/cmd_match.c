#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/compress.h"
#include "cli/known_bad.h"
#include "match/scan.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/signals.h"

#define CHUNK_BYTES ((size_t)256 * 1024)
#define SHOWN_BEFORE 60 // bytes of the line shown on each side of a hit
#define FOLLOW_WAIT_NS 200000000L

// One file being matched.
struct matching {
    const struct options *options;
    const struct set *set;
    struct str file;
    struct buf line; // of output
    bool has_colour;
    uint64_t hits;
    struct arena arena;
};

// What was found, in the part of the line that is there.
static struct str found_in(const struct scan_hit *hit) {
    return str_cut(hit->line_text, hit->begin - hit->line_text_at, hit->end - hit->line_text_at);
}

static void put_json(struct matching *matching, const struct scan_hit *hit,
                     const struct set_entry *entry) {
    struct json_writer w;
    buf_clear(&matching->line);
    json_begin(&w, &matching->line);
    json_open_object(&w);
    json_key_text(&w, "file", matching->file);
    json_key_i64(&w, "line", (int64_t)hit->line);
    json_key_i64(&w, "begin", (int64_t)hit->begin);
    json_key_i64(&w, "end", (int64_t)hit->end);
    json_key_text(&w, "found", found_in(hit));
    json_key_text(&w, "kind", str_of(observable_kind_name(hit->observable.kind)));
    json_key_text(&w, "value", hit->observable.value);
    json_key_text(&w, "indicator", entry->indicator_id);
    json_key_text(&w, "name", entry->name);
    json_key_text(&w, "source", entry->source);
    if (entry->confidence >= 0) json_key_i64(&w, "confidence", entry->confidence);
    if (entry->tlp != TLP_NONE) json_key_text(&w, "tlp", str_of(tlp_name(entry->tlp)));
    if (entry->valid_from) json_key_stamp(&w, "valid_from", entry->valid_from);
    if (entry->valid_until) json_key_stamp(&w, "valid_until", entry->valid_until);
    json_key_text(&w, "text", hit->line_text);
    if (hit->line_text_at) json_key_i64(&w, "text_at", (int64_t)hit->line_text_at);
    json_close_object(&w);
    struct str line = buf_str(&matching->line);
    printf("%.*s\n", STR_ARG(line));
}

static size_t character_begin(struct str text, size_t at) {
    while (at > 0 && at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80) at--;
    return at;
}

static void put_table(const struct matching *matching, const struct scan_hit *hit,
                      const struct set_entry *entry) {
    const char *red = matching->has_colour ? "\033[1;31m" : "";
    const char *dim = matching->has_colour ? "\033[2m" : "";
    const char *plain = matching->has_colour ? "\033[0m" : "";
    printf("%.*s:%llu:%zu-%zu  %s", STR_ARG(matching->file), (unsigned long long)hit->line,
           hit->begin + 1, hit->end, red);
    print_text(stdout, hit->observable.value);
    printf("%s  ", plain);
    if (entry->name.size && !str_equal(entry->name, hit->observable.value)) {
        print_text(stdout, entry->name);
        printf("  ");
    }
    printf("%s", dim);
    if (entry->confidence >= 0) printf("confidence %d  ", entry->confidence);
    if (entry->tlp != TLP_NONE) printf("%s  ", tlp_name(entry->tlp));
    if (entry->valid_until && entry->valid_until < clock_now(clock_system())) {
        char day[STAMP_TEXT_SIZE];
        stamp_write(day, entry->valid_until, 0);
        printf("expired %.10s  ", day);
    }
    if (entry->indicator_id.size) {
        print_text(stdout, entry->indicator_id);
        printf("  ");
    }
    print_text(stdout, entry->source);
    printf("%s\n    ", plain);
    size_t begin = hit->begin - hit->line_text_at, behind = hit->end - hit->line_text_at;
    size_t from = begin > SHOWN_BEFORE ? begin - SHOWN_BEFORE : 0;
    size_t end = behind + SHOWN_BEFORE;
    from = character_begin(hit->line_text, from);
    if (end < hit->line_text.size) end = character_begin(hit->line_text, end);
    print_text(stdout, str_cut(hit->line_text, from, begin));
    printf("%s", red);
    print_text(stdout, found_in(hit));
    printf("%s", plain);
    print_text(stdout, str_cut(hit->line_text, behind, end));
    printf("\n");
}

static bool on_hit(void *context, const struct scan_hit *hit) {
    struct matching *matching = context;
    matching->hits++;
    for (size_t i = 0; i < hit->entry_count; i++) {
        struct set_entry entry = set_entry_at(matching->set, hit->entries[i]);
        if (option_flag(matching->options, OPTION_JSON))
            put_json(matching, hit, &entry);
        else
            put_table(matching, hit, &entry);
    }
    if (option_flag(matching->options, OPTION_FOLLOW)) fflush(stdout);
    return !ferror(stdout);
}

static enum status source_read(size_t *size, void *context, void *bytes, size_t capacity,
                               struct fault *fault) {
    return file_source_read(size, context, bytes, capacity, fault);
}

static enum status scan_file(struct scan *scan, struct file_source *source, char *chunk,
                             struct fault *fault) {
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(compress_open(&reader, (struct compress_source){source_read, source}, fault));
    for (;;) {
        size_t size = 0;
        TRY(compress_read(&size, reader, chunk, CHUNK_BYTES, fault));
        if (!size) break;
        if (!scan_feed(scan, (struct str){chunk, size})) return OK;
    }
    scan_end(scan);
    return OK;
}

// A file that grows is read as it is, never unpacked; the end is only for now.
static enum status follow_file(struct scan *scan, struct file_source *source, char *chunk,
                               struct fault *fault) {
    signals_start_once();
    while (!signals_stop_asked()) {
        size_t size = 0;
        TRY(file_source_read(&size, source, chunk, CHUNK_BYTES, fault));
        if (size && !scan_feed(scan, (struct str){chunk, size})) return OK;
        if (!size) nanosleep(&(struct timespec){.tv_nsec = FOLLOW_WAIT_NS}, NULL);
    }
    return OK;
}

static enum status match_file(struct matching *matching, struct str path, struct fault *fault) {
    SCOPED(file_source_close) struct file_source *source = NULL;
    TRY(file_source_open(&source, arena_text(&matching->arena, path), fault));
    matching->file = path;
    char *chunk = arena_take(&matching->arena, CHUNK_BYTES);
    struct scan *scan = scan_open(matching->set, (struct scan_sink){on_hit, matching});
    enum status status = option_flag(matching->options, OPTION_FOLLOW)
                             ? follow_file(scan, source, chunk, fault)
                             : scan_file(scan, source, chunk, fault);
    scan_close(&scan);
    return status == OK ? OK : fault_within(fault, status, "%.*s:", STR_ARG(path));
}

static enum status take_set(struct set **set, const struct options *options, struct arena *arena,
                            struct fault *fault) {
    struct known_bad_report report;
    if (options->many_count)
        TRY(known_bad_of_files(set, &report, options, fault));
    else
        TRY(known_bad_of_exchange(set, &report, options, arena, fault));
    if (!options->many_count && option_text(options, OPTION_SERVER).size &&
        !option_text(options, OPTION_TOKEN).size)
        fprintf(stderr, "renkei: asked without --token: only what is public is known\n");
    if (!option_flag(options, OPTION_QUIET))
        fprintf(stderr, "%llu known-bad %s%s\n", (unsigned long long)report.values,
                counted(report.values, "value", "values"),
                report.values ? "" : ": nothing can be found");
    if (report.refused)
        fprintf(stderr, "%llu %s nothing that can be matched\n", (unsigned long long)report.refused,
                counted(report.refused, "line or object of the lists says",
                        "lines or objects of the lists say"));
    return OK;
}

// no-color.org: set, and not empty.
static bool is_plain_wanted(void) {
    const char *wish = getenv("NO_COLOR");
    return wish && wish[0];
}

int cmd_match(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    if (!options->operand_count) {
        fault_set(&fault, MALFORMED, "match takes one FILE or more; - is standard input");
        return command_fail(&fault);
    }
    if (option_flag(options, OPTION_FOLLOW) && options->operand_count != 1) {
        fault_set(&fault, MALFORMED, "--follow: one FILE is followed at a time");
        return command_fail(&fault);
    }
    SCOPED(set_close) struct set *set = NULL;
    if (take_set(&set, options, arena, &fault) != OK) return command_fail(&fault);
    struct matching matching = {
        .options = options, .set = set, .has_colour = isatty(STDOUT_FILENO) && !is_plain_wanted()};
    buf_init(&matching.line, (size_t)16 << 20);
    int code = EXIT_FINE;
    for (size_t i = 0; i < options->operand_count; i++) {
        arena_init(&matching.arena);
        if (match_file(&matching, options->operands[i], &fault) != OK) code = command_fail(&fault);
        arena_close(&matching.arena);
    }
    buf_close(&matching.line);
    if (code == EXIT_FINE && matching.hits) code = EXIT_FOUND;
    return code;
}
