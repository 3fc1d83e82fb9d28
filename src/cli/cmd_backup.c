// backup, restore: a store as one file that is kept elsewhere, and the way back.
#include <stdio.h>

#include "app/app.h"
#include "base/crypto.h"
#include "base/json.h"
#include "cli/answer.h"
#include "cli/bar.h"
#include "http/listen.h"
#include "store/backup.h"
#include "sys/signals.h"

struct shown {
    struct bar bar;
    const char *deed; // "writing", "restoring"
};

static bool show(void *context, uint64_t bytes, uint64_t bytes_total) {
    struct shown *shown = context;
    bar_show(&shown->bar, str_of(bytes_total ? shown->deed : "checking"), bytes, bytes_total);
    return !signals_stop_asked();
}

#define ROOT_TEXT_SIZE 45 // 32 bytes in base64, as in a checkpoint, and NUL

static const char *write_root(char text[ROOT_TEXT_SIZE], const struct store_backup_report *report) {
    const struct merkle_hash *root = &report->store.log.root;
    return base64_write(text, root, sizeof *root);
}

static void print_json(const char *file, const struct store_backup_report *report, double seconds) {
    SCOPED(buf_close) struct buf buf;
    struct json_writer w;
    char root[ROOT_TEXT_SIZE];
    buf_init(&buf, 64 * 1024);
    json_begin(&w, &buf);
    json_open_object(&w);
    json_key_text(&w, "file", str_of(file));
    json_key_i64(&w, "bytes", (int64_t)report->bytes);
    json_key_text(&w, "store", str_of(report->store.id));
    json_key_i64(&w, "schema", report->store.schema);
    json_key_i64(&w, "objects", report->store.objects);
    if (report->store.newest) json_key_stamp(&w, "newest", report->store.newest);
    if (report->store.has_log) {
        json_key_object(&w, "log");
        json_key_i64(&w, "size", (int64_t)report->store.log.size);
        json_key_text(&w, "root", str_of(write_root(root, report)));
        json_close_object(&w);
    }
    json_put_key(&w, STR("seconds"));
    json_put_double(&w, seconds);
    json_close_object(&w);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
}

static void print_report(const char *file, const struct store_backup_report *report,
                         double seconds) {
    printf("%s: %lld %s, %.1f MB, read back and the same (%.1f s)\n", file,
           (long long)report->store.objects,
           counted((uint64_t)report->store.objects, "object", "objects"),
           (double)report->bytes / 1e6, seconds);
}

static enum status find_places(const char **store, const char **file, const struct options *options,
                               struct arena *arena, struct fault *fault) {
    struct str path;
    if (options->operand_count != 1 || !options->operands[0].size)
        return fault_set(fault, MALFORMED, "one FILE is expected: the backup");
    TRY(app_store_path(&path, OPTION_STORE, option_text(options, OPTION_STORE), arena, fault));
    *store = arena_text(arena, path);
    *file = arena_text(arena, options->operands[0]);
    if (store_is_file(*store)) return OK;
    return fault_set(fault, MALFORMED,
                     "a store in PostgreSQL is backed up and restored by PostgreSQL itself: the "
                     "manual for operators says how");
}

// What cannot be known here, and who restores has to know.
static void print_log(const struct store_backup_report *report) {
    char root[ROOT_TEXT_SIZE];
    if (!report->store.has_log) return;
    printf("the log goes on from %llu %s, root %s\n"
           "was it longer? then what came after is lost, and whoever keeps a later checkpoint will "
           "find it cut:\ncompare with the last one that you have, by renkei verify store "
           "--checkpoint FILE\n",
           (unsigned long long)report->store.log.size,
           counted(report->store.log.size, "entry", "entries"), write_root(root, report));
}

// Prints what became of it, of the file that was made.
static int tell(const struct options *options, const struct shown *shown, const char *file,
                const struct store_backup_report *report) {
    double seconds = bar_seconds(&shown->bar);
    if (option_flag(options, OPTION_JSON))
        print_json(file, report, seconds);
    else if (!option_flag(options, OPTION_QUIET))
        print_report(file, report, seconds);
    return EXIT_FINE;
}

static void begin(struct shown *shown, const char *deed, const struct options *options) {
    *shown = (struct shown){.deed = deed};
    signals_start_once();
    bar_begin(&shown->bar, !option_flag(options, OPTION_QUIET), "MB/s", 1e6);
}

// A server that runs records it. Without one there is nobody to tell: the backup is a copy of a
// file.
static void tell_server(const struct store_backup_options *backup, struct arena *arena) {
    struct str socket = app_socket_path(arena, STR_NONE, str_of(backup->from));
    SCOPED(connect_close) struct connect connect = {0};
    SCOPED(buf_close) struct buf body;
    struct http_body_text text;
    struct json_writer w;
    struct fault fault = {""};
    int code = 0;
    buf_init(&body, 64 * 1024);
    if (!socket.size || !listen_answers(socket.data)) return;
    json_begin(&w, &body);
    json_open_object(&w);
    json_key_text(&w, "backup", str_of(backup->to));
    json_close_object(&w);
    http_body_text_init(&text, buf_str(&body));
    struct connect_request request = {
        .method = "POST", .target = STR("/api/v1/admin/note"), .body = &text.body};
    enum status status = connect_socket(&connect, socket, &fault);
    if (status == OK) status = connect_send(&code, NULL, &connect, &request, arena, &fault);
    if (status != OK || code / 100 != 2)
        fprintf(stderr, "renkei: the server that runs on it could not record this backup\n");
}

int cmd_backup(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct shown shown;
    struct store_backup_options backup = {
        .may_replace = option_flag(options, OPTION_OVERWRITE),
        .on_progress = show,
        .context = &shown,
    };
    struct store_backup_report report;
    if (find_places(&backup.from, &backup.to, options, arena, &fault) != OK)
        return command_fail(&fault);
    begin(&shown, "writing", options);
    enum status status = store_backup(&report, &backup, &fault);
    bar_end(&shown.bar);
    if (status != OK) return command_fail(&fault);
    tell_server(&backup, arena);
    return tell(options, &shown, backup.to, &report);
}

int cmd_restore(const struct options *options, struct arena *arena) {
    struct fault fault = {""};
    struct shown shown;
    struct store_backup_options restore = {.on_progress = show, .context = &shown};
    struct store_backup_report report;
    if (find_places(&restore.to, &restore.from, options, arena, &fault) != OK)
        return command_fail(&fault);
    begin(&shown, "restoring", options);
    enum status status = store_restore(&report, &restore, &fault);
    bar_end(&shown.bar);
    if (status != OK) return command_fail(&fault);
    int code = tell(options, &shown, restore.to, &report);
    if (!option_flag(options, OPTION_JSON) && !option_flag(options, OPTION_QUIET))
        print_log(&report);
    return code;
}
