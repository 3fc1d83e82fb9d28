// Export: the filter of a list, streamed in any format.
#include "api/api_private.h"
#include "base/text.h"
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

// A custom type that is not told by its name is known when the viewer sees an object of it.
static enum status is_known_type(bool *known, struct call *call, struct str *type) {
    *known = kind_find(*type) || str_starts(*type, STR("x-")) || !type->size;
    if (*known) return OK;
    struct filter filter = {.types = type, .type_count = 1, .revoked = -1, .all_versions = true};
    size_t count;
    bool is_exact;
    TRY(release_count(&count, &is_exact, &call->visit, &filter));
    *known = count > 0;
    return OK;
}

// A list for a firewall must not be empty because of a slip of the pen.
static enum status check_types(struct call *call, const struct filter *filter) {
    for (size_t i = 0; i < filter->type_count; i++) {
        bool known;
        TRY(is_known_type(&known, call, &filter->types[i]));
        if (known) continue;
        const struct kind *near[KIND_NEAR_MAX];
        size_t count = kind_near(near, filter->types[i]);
        SCOPED(buf_close) struct buf meant;
        buf_init(&meant, 300);
        for (size_t n = 0; n < count; n++) buf_addf(&meant, "%s%s", n ? " or " : "", near[n]->name);
        return fault_set(&call->fault, MALFORMED, "type: there is no type %.*s here%s%.*s%s",
                         STR_ARG(text_excerpt(call->arena, filter->types[i], 50)),
                         count ? "; is " : "", STR_ARG(buf_str(&meant)), count ? " meant?" : "");
    }
    return OK;
}

static enum status read_form(struct export_form *form, struct call *call) {
    struct str name;
    TRY(call_query(&name, call, "format"));
    if (name.size && !export_format_read(&form->format, name))
        return fault_set(&call->fault, MALFORMED,
                         "format: stix, jsonl, csv, list, values or changes is expected");
    TRY(call_spec(&form->spec, call));
    bool is_for_matching = form->format == EXPORT_VALUES || form->format == EXPORT_LIST;
    if (!is_for_matching) TRY(call_come_for(call, ACT_READ));
    return export_form_check(form, &call->fault);
}

static enum status export_send(struct call *call) {
    struct export_form form = {EXPORT_STIX, LIFT_AS_IS};
    TRY(read_form(&form, call));
    // Both live as long as the answer: they are in its arena.
    struct filter *filter = arena_new(call->arena, struct filter);
    struct export_stream *stream = arena_new(call->arena, struct export_stream);
    TRY(call_filter(filter, call));
    TRY(check_types(call, filter));
    filter->oldest_first = true;
    uint64_t behind = filter->words.data ? export_wait_for_search(call->exchange) : 0;
    TRY(export_open(&stream->export, call->exchange, &call->viewer, filter, &form, &call->fault));
    stream->stream = (struct http_stream){.read = stream_read, .close = stream_close};
    http_respond(call->response, 200, export_media_type(&form), STR_NONE);
    call->response->stream = &stream->stream;
    respond_header(call, "Cache-Control", STR("no-store"));
    if (filter->words.data)
        respond_header(call, "Renkei-Search-Behind",
                       arena_format(call->arena, "%llu", (unsigned long long)behind));
    respond_header(call, "Content-Disposition",
                   arena_format(call->arena, "attachment; filename=\"renkei.%s\"",
                                export_suffix(form.format)));
    return OK;
}

static const struct route rows[] = {
    {"GET", "/api/v1/export", export_send, NEED_WORK, ACT_READ | ACT_MATCH},
};
const struct route_table export_routes = {rows, sizeof rows / sizeof *rows};
