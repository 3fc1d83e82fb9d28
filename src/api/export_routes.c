// Export: the filter of a list, streamed in any format.
#include "api/api_private.h"
#include "exchange/export.h"

struct export_stream {
    struct http_stream stream; // first
    struct export *export;
};

static enum status stream_read(size_t *size, struct http_stream *stream, void *bytes,
                               size_t capacity) {
    return export_read(size, ((struct export_stream *)stream)->export, bytes, capacity);
}

static void stream_close(struct http_stream *stream) {
    export_close(&((struct export_stream *)stream)->export);
}

static enum status export_send(struct call *call) {
    struct str name;
    enum export_format format = EXPORT_STIX;
    TRY(call_query(&name, call, "format"));
    if (name.size && !export_format_read(&format, name))
        return fault_set(&call->fault, MALFORMED,
                         "format: stix, jsonl, csv, list or values is expected");
    // Both live as long as the answer: they are in its arena.
    struct filter *filter = arena_new(call->arena, struct filter);
    struct export_stream *stream = arena_new(call->arena, struct export_stream);
    TRY(call_filter(filter, call));
    filter->oldest_first = true;
    TRY(export_open(&stream->export, call->exchange, &call->viewer, filter, format, &call->fault));
    stream->stream = (struct http_stream){.read = stream_read, .close = stream_close};
    http_respond(call->response, 200, export_media_type(format), STR_NONE);
    call->response->stream = &stream->stream;
    respond_header(call, "Cache-Control", STR("no-store"));
    respond_header(
        call, "Content-Disposition",
        arena_format(call->arena, "attachment; filename=\"renkei.%s\"", export_suffix(format)));
    return OK;
}

static const struct route rows[] = {
    {"GET", "/api/v1/export", export_send, NEED_NOTHING},
};
const struct route_table export_routes = {rows, sizeof rows / sizeof *rows};
