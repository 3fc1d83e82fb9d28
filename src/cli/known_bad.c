#include "cli/known_bad.h"

#include "base/compress.h"
#include "match/list.h"
#include "stix/cut.h"
#include "sys/file.h"

#define CHUNK_BYTES ((size_t)256 * 1024)
#define LINE_BYTES_MAX ((size_t)1 << 20)

// What one source is read with.
struct gathering {
    struct set_builder *builder;
    struct known_bad_report *report;
    struct json_reader *reader;
    struct arena scratch;
    struct str source;
};

static void gathering_open(struct gathering *gathering, struct known_bad_report *report) {
    *gathering = (struct gathering){.report = report};
    gathering->builder = set_builder_open();
    gathering->reader = json_reader_open();
    arena_init(&gathering->scratch);
}

static void gathering_close(struct gathering *gathering) {
    set_builder_close(&gathering->builder);
    json_reader_close(&gathering->reader);
    arena_close(&gathering->scratch);
}

static stamp time_of(struct json json, const char *key) {
    stamp at;
    struct str text = json_text(json_member(json, str_of(key)));
    return text.data && stamp_read(&at, text, NULL) == OK ? at : 0;
}

static int confidence_of(struct json json) {
    int64_t number;
    bool given = json_i64(&number, json_member(json, STR("confidence")));
    return given && number >= 0 && number <= 100 ? (int)number : -1;
}

// ---- files ----

static void add_object(struct gathering *gathering, struct str text) {
    arena_reset(&gathering->scratch);
    struct json json;
    struct object object;
    struct observable_found *found;
    if (json_read(&json, gathering->reader, text, &JSON_LIMITS, &gathering->scratch, NULL) != OK ||
        object_read(&object, json, &gathering->scratch, NULL) != OK) {
        gathering->report->refused++;
        return;
    }
    if (!str_equal(object.id.type, STR("indicator")) || object.revoked) return;
    size_t count = observable_of_object(&found, &object, &gathering->scratch);
    uint32_t entry =
        set_builder_entry(gathering->builder, &(struct set_entry){
                                                  .indicator_id = object.id_text,
                                                  .name = object.title,
                                                  .source = gathering->source,
                                                  .confidence = confidence_of(json),
                                                  .tlp = marking_effective(&object),
                                                  .valid_from = time_of(json, "valid_from"),
                                                  .valid_until = time_of(json, "valid_until"),
                                              });
    for (size_t i = 0; i < count; i++)
        if (found[i].is_enough && set_builder_add(gathering->builder, entry, &found[i].observable))
            gathering->report->values++;
}

static void add_item(struct gathering *gathering, const struct list_item *item) {
    uint32_t entry = set_builder_entry(gathering->builder,
                                       &(struct set_entry){
                                           .indicator_id = STR(""),
                                           .name = item->name.size ? item->name : item->description,
                                           .source = gathering->source,
                                           .confidence = item->confidence,
                                           .valid_from = item->valid_from,
                                       });
    gathering->report->values += set_builder_add(gathering->builder, entry, &item->observable);
}

static enum status source_read(size_t *size, void *context, void *bytes, size_t capacity,
                               struct fault *fault) {
    return file_source_read(size, context, bytes, capacity, fault);
}

static enum status read_stix(struct gathering *gathering, struct compress_reader *reader,
                             struct cutter *cutter, struct fault *fault) {
    for (bool at_end = false;;) {
        struct str text;
        enum status status = cut_take(&text, cutter, fault);
        if (status == OK) {
            add_object(gathering, text);
            continue;
        }
        if (status != ABSENT && cut_goes_on(cutter)) {
            gathering->report->refused++;
            continue;
        }
        if (status != ABSENT) return status;
        if (at_end) return OK;
        size_t capacity, size = 0;
        char *room = cut_room(cutter, &capacity);
        TRY(compress_read(&size, reader, room, capacity, fault));
        at_end = size == 0;
        if (size)
            cut_grow(cutter, size);
        else
            cut_end(cutter);
    }
}

static enum status read_list(struct gathering *gathering, struct compress_reader *reader,
                             struct list_reader *list, struct fault *fault) {
    for (bool at_end = false;;) {
        struct list_item item;
        enum status status = list_take(&item, list, fault);
        if (status == OK) add_item(gathering, &item);
        if (status == MALFORMED) gathering->report->refused++;
        if (status == OK || status == MALFORMED) continue;
        if (status != ABSENT) return status;
        if (at_end) return OK;
        size_t capacity, size = 0;
        char *room = list_room(list, &capacity);
        TRY(compress_read(&size, reader, room, capacity, fault));
        at_end = size == 0;
        if (size)
            list_grow(list, size);
        else
            list_end(list);
    }
}

// The form is told from the first piece, which is handed on to the reader of that form.
static enum status read_file(struct gathering *gathering, struct file_source *source,
                             struct fault *fault) {
    SCOPED(compress_close) struct compress_reader *reader = NULL;
    TRY(compress_open(&reader, (struct compress_source){source_read, source}, fault));
    SCOPED(cut_close) struct cutter *cutter = cut_open(0);
    SCOPED(list_close) struct list_reader *list = list_open();
    size_t capacity, size = 0;
    char *room = cut_room(cutter, &capacity);
    TRY(compress_read(&size, reader, room, capacity, fault));
    if (!size) return OK;
    TRY(list_check_is_text((struct str){room, size}, fault));
    if (list_looks_like_json((struct str){room, size})) {
        cut_grow(cutter, size);
        return read_stix(gathering, reader, cutter, fault);
    }
    for (size_t at = 0; at < size;) {
        size_t room_size;
        char *list_at = list_room(list, &room_size);
        size_t part = size - at < room_size ? size - at : room_size;
        for (size_t i = 0; i < part; i++) list_at[i] = room[at + i];
        list_grow(list, part);
        at += part;
        struct list_item item;
        enum status status;
        while ((status = list_take(&item, list, fault)) == OK || status == MALFORMED) {
            if (status == OK) add_item(gathering, &item);
            gathering->report->refused += status == MALFORMED;
        }
        if (status != ABSENT) return status;
    }
    return read_list(gathering, reader, list, fault);
}

enum status known_bad_of_files(struct set **out, struct known_bad_report *report,
                               const struct options *options, struct fault *fault) {
    *report = (struct known_bad_report){0};
    SCOPED(gathering_close) struct gathering gathering;
    gathering_open(&gathering, report);
    for (size_t i = 0; i < options->many_count; i++) {
        gathering.source = options->many[i];
        SCOPED(arena_close) struct arena arena;
        arena_init(&arena);
        SCOPED(file_source_close) struct file_source *source = NULL;
        TRY(file_source_open(&source, arena_text(&arena, options->many[i]), fault));
        enum status status = read_file(&gathering, source, fault);
        if (status != OK) return fault_within(fault, status, "%.*s:", STR_ARG(options->many[i]));
    }
    *out = set_build(&gathering.builder);
    return OK;
}

// ---- an exchange ----

struct line_sink {
    struct gathering *gathering;
    struct buf line;    // what came of a line so far
    struct buf problem; // when it is no export
};

static void add_line(struct gathering *gathering, struct str text) {
    arena_reset(&gathering->scratch);
    struct json json;
    if (json_read(&json, gathering->reader, text, &JSON_LIMITS, &gathering->scratch, NULL) != OK) {
        gathering->report->refused++;
        return;
    }
    struct observable observable = {observable_kind_find(answer_text(json, "kind")),
                                    answer_text(json, "value")};
    enum tlp tlp = TLP_NONE;
    (void)tlp_read(&tlp, answer_text(json, "tlp"));
    uint32_t entry =
        set_builder_entry(gathering->builder, &(struct set_entry){
                                                  .indicator_id = answer_text(json, "id"),
                                                  .name = answer_text(json, "name"),
                                                  .source = answer_text(json, "source"),
                                                  .confidence = confidence_of(json),
                                                  .tlp = tlp,
                                                  .valid_from = time_of(json, "valid_from"),
                                                  .valid_until = time_of(json, "valid_until"),
                                              });
    gathering->report->values += set_builder_add(gathering->builder, entry, &observable);
}

static bool take_lines(void *context, const struct http_response *response, struct str bytes) {
    struct line_sink *sink = context;
    if (response->code / 100 != 2) {
        buf_add(&sink->problem, bytes);
        return true;
    }
    struct str part;
    while (bytes.size) {
        size_t newline = str_find_byte(bytes, '\n');
        part = str_cut(bytes, 0, newline);
        buf_add(&sink->line, part);
        if (newline == SIZE_MAX) break;
        if (sink->line.status == OK && sink->line.size)
            add_line(sink->gathering, buf_str(&sink->line));
        buf_clear(&sink->line);
        bytes = str_cut(bytes, newline + 1, bytes.size);
    }
    return true;
}

static enum status ask_values(struct gathering *gathering, struct connect *connect,
                              struct arena *arena, struct fault *fault) {
    struct line_sink sink = {.gathering = gathering};
    buf_init(&sink.line, LINE_BYTES_MAX);
    buf_init(&sink.problem, 64 * 1024);
    struct connect_request request = {
        .method = "GET",
        .target = STR("/api/v1/export?format=values&type=indicator&revoked=0"),
        .sink = {take_lines, &sink},
    };
    int code = 0;
    enum status status = connect_send(&code, NULL, connect, &request, arena, fault);
    if (status == OK && code / 100 != 2)
        status = answer_problem(code, buf_str(&sink.problem), arena, fault);
    buf_close(&sink.line);
    buf_close(&sink.problem);
    return status;
}

enum status known_bad_of_exchange(struct set **out, struct known_bad_report *report,
                                  const struct options *options, struct arena *arena,
                                  struct fault *fault) {
    *report = (struct known_bad_report){0};
    SCOPED(connect_close) struct connect connect = {0};
    TRY(connect_open(&connect, options, false, arena, fault));
    SCOPED(gathering_close) struct gathering gathering;
    gathering_open(&gathering, report);
    TRY(ask_values(&gathering, &connect, arena, fault));
    *out = set_build(&gathering.builder);
    return OK;
}
