#include "http/sse.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "sys/thread.h"

// A browser drops an event without data, so the lost one has some.
#define LOST_TEXT STR("event: lost\ndata: {}\n\n")
#define PING_TEXT STR(": ping\n\n")

struct event {
    struct event *next;
    size_t size;
    char text[];
};

// Invariants, under `lock`:
// 1. `sent` bytes of the first event are out already; it may then not be dropped, since half an
//    event would spoil the one after it.
// 2. `wake` is called only after the first read (the server sets it before that) and not once
//    `is_gone` is set, which `close` does.
struct sse_stream {
    struct http_stream stream; // first
    struct lock lock;
    struct event *first, *last;
    size_t sent, pending, pending_max;
    bool lost, ping, was_read, is_gone, is_released;
    atomic_int owners;
};

static void disown(struct sse_stream *stream) {
    if (atomic_fetch_sub(&stream->owners, 1) != 1) return;
    while (stream->first) {
        struct event *next = stream->first->next;
        free(stream->first);
        stream->first = next;
    }
    lock_close(&stream->lock);
    free(stream);
}

static void drop_first(struct sse_stream *stream) {
    struct event *event = stream->first;
    stream->first = event->next;
    if (!stream->first) stream->last = NULL;
    stream->pending -= event->size;
    stream->sent = 0;
    free(event);
}

// Puts a whole short text before the events that wait. True when it was written.
static bool read_short(size_t *size, bool *wanted, struct str text, void *bytes, size_t capacity) {
    if (!*wanted || capacity < text.size) return false;
    memcpy(bytes, text.data, text.size);
    *size = text.size;
    *wanted = false;
    return true;
}

static void read_events(size_t *size, struct sse_stream *stream, char *bytes, size_t capacity) {
    while (stream->first && *size < capacity) {
        struct event *event = stream->first;
        size_t part = event->size - stream->sent;
        if (part > capacity - *size) part = capacity - *size;
        memcpy(bytes + *size, event->text + stream->sent, part);
        *size += part;
        stream->sent += part;
        if (stream->sent < event->size) return;
        drop_first(stream);
        if (stream->lost) return; // it has to be told between two events
    }
}

static enum status stream_read(size_t *size, struct http_stream *http, void *bytes,
                               size_t capacity) {
    struct sse_stream *stream = (struct sse_stream *)http;
    lock_take(&stream->lock);
    stream->was_read = true;
    *size = 0;
    if (stream->first) stream->ping = false; // an event keeps proxies alive as well
    bool is_between = !stream->sent;
    if (!is_between || !read_short(size, &stream->lost, LOST_TEXT, bytes, capacity))
        read_events(size, stream, bytes, capacity);
    if (!*size && is_between) read_short(size, &stream->ping, PING_TEXT, bytes, capacity);
    enum status status = *size || stream->is_released ? OK : BUSY;
    lock_give(&stream->lock);
    return status;
}

static void stream_close(struct http_stream *http) {
    struct sse_stream *stream = (struct sse_stream *)http;
    lock_take(&stream->lock);
    stream->is_gone = true;
    lock_give(&stream->lock);
    disown(stream);
}

struct sse_stream *sse_open(size_t pending_bytes_max) {
    struct sse_stream *stream = memory_take(sizeof *stream);
    *stream = (struct sse_stream){
        .stream = {.read = stream_read, .close = stream_close, .is_live = true},
        .pending_max = pending_bytes_max ? pending_bytes_max : (size_t)64 * 1024,
        .owners = 2,
    };
    lock_init(&stream->lock);
    return stream;
}

struct http_stream *sse_http(struct sse_stream *stream) {
    return &stream->stream;
}

// Everything up to the next end of line, in any of the three forms.
static bool take_line(struct str *line, struct str *rest) {
    if (!rest->data) return false;
    size_t end = 0;
    while (end < rest->size && rest->data[end] != '\n' && rest->data[end] != '\r') end++;
    *line = str_cut(*rest, 0, end);
    if (end == rest->size) {
        *rest = STR_NONE;
        return true;
    }
    bool is_pair = str_starts(str_cut(*rest, end, rest->size), STR("\r\n"));
    *rest = str_cut(*rest, end + (is_pair ? 2 : 1), rest->size);
    return true;
}

// `out` NULL only counts.
static size_t write_line(char *out, struct str field, struct str value) {
    if (out) {
        memcpy(out, field.data, field.size);
        if (value.size) memcpy(out + field.size, value.data, value.size);
        out[field.size + value.size] = '\n';
    }
    return field.size + value.size + 1;
}

static size_t write_event(char *out, struct str name, struct str id, struct str data) {
    size_t size = 0;
    struct str line;
    // A line break in the first two would start a field of somebody else's choice.
    if (take_line(&line, &id)) size += write_line(out, STR("id: "), line);
    if (take_line(&line, &name) && line.size)
        size += write_line(out ? out + size : NULL, STR("event: "), line);
    if (!data.data) data = STR("");
    while (take_line(&line, &data))
        size += write_line(out ? out + size : NULL, STR("data: "), line);
    if (out) out[size] = '\n';
    return size + 1;
}

// Drops the oldest until `size` more fit. False when they never will.
static bool make_room(struct sse_stream *stream, size_t size) {
    size_t started = stream->sent ? stream->first->size : 0; // at most pending_max
    if (size > stream->pending_max - started) return false;
    while (stream->pending + size > stream->pending_max) {
        struct event *kept = NULL;
        size_t sent = stream->sent;
        if (sent) { // lift the started one off, drop the one behind it, put it back
            kept = stream->first;
            stream->first = kept->next;
            stream->pending -= kept->size;
        }
        drop_first(stream);
        stream->lost = true;
        if (!kept) continue;
        kept->next = stream->first;
        stream->first = kept;
        if (!stream->last) stream->last = kept;
        stream->pending += kept->size;
        stream->sent = sent;
    }
    return true;
}

static void append(struct sse_stream *stream, struct event *event) {
    event->next = NULL;
    if (stream->last)
        stream->last->next = event;
    else
        stream->first = event;
    stream->last = event;
    stream->pending += event->size;
}

// Under the lock, so that `close` cannot return while the server is being woken.
static void wake(struct sse_stream *stream) {
    if (stream->was_read && !stream->is_gone) http_stream_wake(&stream->stream);
}

bool sse_send(struct sse_stream *stream, struct str event, struct str id, struct str data) {
    size_t size = write_event(NULL, event, id, data);
    struct event *added = memory_take(sizeof *added + size);
    added->size = size;
    write_event(added->text, event, id, data);
    lock_take(&stream->lock);
    bool is_gone = stream->is_gone;
    if (!is_gone && make_room(stream, size)) {
        append(stream, added);
        added = NULL;
    } else {
        stream->lost = true;
    }
    wake(stream);
    lock_give(&stream->lock);
    free(added);
    return !is_gone;
}

void sse_ping(struct sse_stream *stream) {
    lock_take(&stream->lock);
    stream->ping = true;
    wake(stream);
    lock_give(&stream->lock);
}

void sse_release(struct sse_stream **stream) {
    if (!*stream) return;
    lock_take(&(*stream)->lock);
    (*stream)->is_released = true;
    wake(*stream);
    lock_give(&(*stream)->lock);
    disown(*stream);
    *stream = NULL;
}

bool sse_is_gone(const struct sse_stream *stream) {
    struct sse_stream *open = (struct sse_stream *)stream; // a lock is taken even to look
    lock_take(&open->lock);
    bool is_gone = open->is_gone;
    lock_give(&open->lock);
    return is_gone;
}
