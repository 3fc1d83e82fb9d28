// store: what is done with a store as a whole: copying it to another place, and checking it.
#include <stdio.h>

#include "base/crypto.h"
#include "base/json.h"
#include "cli/answer.h"
#include "cli/bar.h"
#include "app/app.h"
#include "store/copy.h"
#include "sys/signals.h"

struct moving {
    struct bar bar;
    bool is_told; // how much had been there before
};

static bool show(void *context, const struct store_copy_progress *progress) {
    struct moving *moving = context;
    if (!moving->is_told) moving->bar.began_at = progress->rows;
    moving->is_told = true;
    char name[64];
    snprintf(name, sizeof name, "%s %s", progress->is_checking ? "checking" : "copying",
             progress->table);
    bar_show(&moving->bar, str_of(name), progress->rows, progress->rows_total);
    return !signals_stop_asked();
}

static void print_json(const struct store_copy_report *report, double seconds) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    buf_init(&buf, 64 * 1024);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_i64(&w, "objects", report->objects);
    json_key_i64(&w, "rows", report->rows);
    json_key_bool(&w, "continued", report->was_continued);
    json_put_key(&w, STR("seconds"));
    json_put_double(&w, seconds);
    json_key_array(&w, "tables");
    for (size_t i = 0; i < report->table_count; i++) {
        const struct store_copy_table *table = &report->tables[i];
        char digest[2 * STORE_COPY_DIGEST_SIZE + 1];
        json_open_object(&w);
        json_key_text(&w, "name", str_of(table->name));
        json_key_i64(&w, "rows", table->rows);
        json_key_text(&w, "blake2b",
                      str_of(hex_write(digest, table->digest, sizeof table->digest)));
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
}

static void print_report(const struct options *options, const struct store_copy_report *report,
                         double seconds) {
    if (option_flag(options, OPTION_JSON))
        print_json(report, seconds);
    else if (!option_flag(options, OPTION_QUIET))
        printf("%lld %s, %lld %s in %zu %s copied and read back the same (%.1f s, "
               "%.0f objects/s)\n",
               (long long)report->objects, counted((uint64_t)report->objects, "object", "objects"),
               (long long)report->rows, counted((uint64_t)report->rows, "row", "rows"),
               report->table_count, counted(report->table_count, "table", "tables"), seconds,
               seconds > 0 ? (double)report->objects / seconds : 0);
}

static enum status read_path(const char **out, const struct options *options, enum option option,
                             struct arena *arena, struct fault *fault) {
    struct str path;
    TRY(app_store_path(&path, option, option_text(options, option), arena, fault));
    *out = arena_text(arena, path);
    return OK;
}

static enum status copy(struct store_copy_report *out, struct moving *moving,
                        const struct options *options, struct arena *arena, struct fault *fault) {
    struct store_copy_options copy = {.on_progress = show, .context = moving};
    TRY(read_path(&copy.from, options, OPTION_FROM, arena, fault));
    TRY(read_path(&copy.to, options, OPTION_TO, arena, fault));
    if (!crypto_start()) return fault_set(fault, FAILED, "libsodium cannot start");
    signals_start_once();
    return store_copy(out, &copy, fault);
}

static int copy_store(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct moving moving = {.is_told = false};
    struct store_copy_report report;
    bar_begin(&moving.bar, !option_flag(options, OPTION_QUIET), "rows/s", 1);
    enum status status = copy(&report, &moving, options, arena, &fault);
    bar_end(&moving.bar);
    if (status != OK) return command_fail(&fault);
    print_report(options, &report, bar_seconds(&moving.bar));
    return EXIT_FINE;
}

// ---- check ----

static int check_store(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    SCOPED(connect_close) struct connect connect = {0};
    struct ask ask = {.method = "POST", .target = STR("/api/v1/admin/check")};
    struct json report;
    enum status status = connect_open(&connect, options, false, arena, &fault);
    if (status == OK) status = ask_json(&report, &connect, &ask, arena, &fault);
    if (status != OK) return command_fail(&fault);
    struct str found = answer_text(report, "fault");
    if (option_flag(options, OPTION_JSON))
        printf("%.*s\n", STR_ARG(json_source(report)));
    else if (found.size)
        printf("%.*s\n", STR_ARG(found));
    else if (!option_flag(options, OPTION_QUIET))
        printf("ok\n");
    return found.size ? EXIT_FOUND : EXIT_FINE;
}

int cmd_store(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct str word = options->operand_count == 1 ? options->operands[0] : STR_NONE;
    bool has_places = options->is_given[OPTION_FROM] || options->is_given[OPTION_TO];
    if (str_equal(word, STR("copy"))) return copy_store(options, arena);
    if (str_equal(word, STR("check")) && !has_places) return check_store(options, arena);
    fault_set(&fault, MALFORMED,
              has_places && word.data ? "--from and --to are options of store copy"
                                      : "store takes one word: copy or check");
    return command_fail(&fault);
}
