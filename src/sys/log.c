#include "sys/log.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "sys/thread.h"

#define VALUE_BYTES_MAX 4096        // of one text; the rest is cut
#define LINE_BYTES_MAX (256 * 1024) // a line that is longer still is not written

// The log sink, with the signal flags the only state outside structs.
static struct lock lock = {PTHREAD_MUTEX_INITIALIZER};
static struct log_sink current = {.least = LOG_INFO};

static const char *const names[] = {"debug", "info", "warning", "error"};
static const char *const colours[] = {"\033[2m", "\033[32m", "\033[33m", "\033[1;31m"};

static void write_stderr(void *context, struct str line) {
    (void)context;
    while (line.size) {
        ssize_t done = write(STDERR_FILENO, line.data, line.size);
        if (done <= 0) return; // nobody is left to be told
        line = str_cut(line, (size_t)done, line.size);
    }
}

void log_start(const struct log_sink *sink) {
    lock_take(&lock);
    current = *sink;
    lock_give(&lock);
}

static struct str cut(struct str text) {
    return str_cut(text, 0, VALUE_BYTES_MAX);
}

static bool is_plain(struct str text) {
    if (!text.size) return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte <= ' ' || byte >= 0x7f || byte == '"' || byte == '\\' || byte == '=') return false;
    }
    return true;
}

// A value in quotes in which nothing can move the cursor or start a line: C0 and C1 controls and
// broken UTF-8 are written as \xNN, line and paragraph separators as \uNNNN.
static void add_quoted(struct buf *out, struct str text) {
    buf_add_byte(out, '"');
    for (size_t at = 0; at < text.size;) {
        size_t begin = at;
        uint32_t point = text_next(text, &at);
        bool is_broken = point == 0xfffd && at - begin == 1;
        if (is_broken || point < ' ' || (point >= 0x7f && point < 0xa0))
            buf_addf(out, "\\x%02x", is_broken ? (unsigned char)text.data[begin] : (unsigned)point);
        else if (point == 0x2028 || point == 0x2029)
            buf_addf(out, "\\u%04x", (unsigned)point);
        else {
            if (point == '"' || point == '\\') buf_add_byte(out, '\\');
            buf_add(out, str_cut(text, begin, at));
        }
    }
    buf_add_byte(out, '"');
}

struct line {
    enum log_level level;
    const char *event;
    const struct log_pair *pairs;
    size_t count;
    stamp at;
};

static void write_text(struct buf *out, const struct line *line, bool has_colour) {
    char time[STAMP_TEXT_SIZE];
    const char *begin = has_colour ? colours[line->level] : "";
    const char *end = has_colour ? "\033[0m" : "";
    buf_addf(out, "%s %s%-7s%s %s", stamp_write(time, line->at, 3), begin, names[line->level], end,
             line->event);
    for (size_t i = 0; i < line->count; i++) {
        const struct log_pair *pair = &line->pairs[i];
        buf_addf(out, " %s=", pair->key);
        if (pair->is_number)
            buf_add_i64(out, pair->number);
        else if (is_plain(pair->text))
            buf_add(out, cut(pair->text));
        else
            add_quoted(out, cut(pair->text));
    }
}

static void write_json(struct buf *out, const struct line *line) {
    struct json_writer w;
    json_begin(&w, out);
    json_open_object(&w);
    json_key_stamp(&w, "time", line->at);
    json_key_text(&w, "level", str_of(names[line->level]));
    json_key_text(&w, "event", str_of(line->event));
    for (size_t i = 0; i < line->count; i++) {
        const struct log_pair *pair = &line->pairs[i];
        if (pair->is_number)
            json_key_i64(&w, pair->key, pair->number);
        else
            json_key_text(&w, pair->key, cut(pair->text));
    }
    json_close_object(&w);
}

static bool is_text(const struct log_sink *sink, bool is_terminal) {
    if (sink->form == LOG_FORM_AUTO) return is_terminal;
    return sink->form == LOG_FORM_TEXT;
}

void log_event_pairs(enum log_level level, const char *event, const struct log_pair *pairs,
                     size_t count) {
    lock_take(&lock); // held while writing, so that lines do not mix
    if (level >= current.least) {
        struct clock *clock = current.clock ? current.clock : clock_system();
        struct line line = {level, event, pairs, count, clock_now(clock)};
        bool is_terminal = !current.write && isatty(STDERR_FILENO);
        struct buf out;
        buf_init(&out, LINE_BYTES_MAX);
        if (is_text(&current, is_terminal))
            write_text(&out, &line, is_terminal && !getenv("NO_COLOR"));
        else
            write_json(&out, &line);
        buf_add_byte(&out, '\n');
        if (out.status == OK)
            (current.write ? current.write : write_stderr)(current.context, buf_str(&out));
        buf_close(&out);
    }
    lock_give(&lock);
}
